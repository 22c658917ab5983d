/* SPDX-License-Identifier: ISC */
#include "render/canvas.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "render/brush.h"
#include "render/layout.h"
#include "render/squeeze.h"

enum {
	CELL_W = 8, CELL_H = 16,	/* points */
	PAD_X = 2, PAD_Y = 1,		/* from a zone's frame to its boxes */
	EDGE_OFFSET_X = 4, EDGE_OFFSET_Y = 3,
	/* An overview of nine boxes, which fits 80 × 24. */
	GRID_COLUMNS = 3, GRID_W = 20, GRID_GAP_X = 8, GRID_GAP_Y = 2,
	GRID_H = 4, GRID_CELLS = GRID_COLUMNS * GRID_COLUMNS,
};

/* --- placing ----------------------------------------------------------- */

static void
size_node(struct arena *arena, const struct diagram_node *node, int *w, int *h)
{
	const char *warning = caption_warning(node);
	int first = utf8_width(caption_node(arena, node,
	    CAPTION_MAX));
	int second = utf8_width(caption_detail(arena, node));

	if (warning != NULL)
		second += utf8_width(warning) + (second > 0 ? 2 : 0);
	*w = (first > second ? first : second) + 4;
	*w += *w % 2;
	*h = second > 0 ? 4 : 3;
}

/* Cells to the points of layout.h; the answer comes back in points, too. */
static const struct err *
ask_positions(struct session *session, struct drawing *d,
    struct layout_result *result)
{
	const struct diagram *diagram = d->diagram;
	struct arena *arena = d->canvas->arena;
	struct layout_node *node = arena_calloc(arena, diagram->nodes + 1,
	    sizeof(*node));
	struct layout_cluster *cluster = arena_calloc(arena,
	    diagram->clusters + 1, sizeof(*cluster));
	struct layout_edge *edge = arena_calloc(arena, diagram->edges + 1,
	    sizeof(*edge));
	struct layout_graph graph = { .node = node, .nodes = diagram->nodes,
		.edge = edge, .cluster = cluster,
		.clusters = diagram->clusters,
		.left_to_right = d->left_to_right,
		.margin = 2.0 * CELL_H };
	int longest = 2;
	size_t i;

	for (i = 0; i < diagram->nodes; i++) {
		node[i].w = d->box[i].w * CELL_W;
		node[i].h = d->box[i].h * CELL_H;
		node[i].cluster = diagram->node[i].cluster;
	}
	for (i = 0; i < diagram->clusters; i++) {
		cluster[i].parent = diagram->cluster[i].parent;
		cluster[i].title_w = CELL_W * (4 + utf8_width(
		    caption_zone(arena, &diagram->cluster[i])));
		cluster[i].title_h = 2;
	}
	for (i = 0; i < diagram->edges; i++) {
		int w = utf8_width(caption_edge(arena, diagram, &diagram->edge[i]));

		if (w > longest)
			longest = w;
		if (diagram->edge[i].from == diagram->edge[i].to)
			continue;
		edge[graph.edges].from = diagram->edge[i].from;
		edge[graph.edges++].to = diagram->edge[i].to;
	}
	graph.node_gap = d->left_to_right ? 2 * CELL_H : 6 * CELL_W;
	graph.rank_gap = d->left_to_right ? (longest + 8) * CELL_W :
	    5 * CELL_H;
	return layout_positions(session, &graph, 1, arena, result);
}

static int
rounded(double points, int cell)
{
	double cells = points / cell;

	return (int)(cells < 0 ? cells - 0.5 : cells + 0.5);
}

/* A frame around its boxes and inner frames, and at least its title wide. */
static void
grow_clusters(struct drawing *d, const struct layout_result *result)
{
	const struct diagram *diagram = d->diagram;
	struct canvas_box *frame = d->canvas->cluster;
	size_t i;

	for (i = 0; i < diagram->clusters; i++) {
		const struct layout_box *b = &result->cluster[i];

		frame[i].x = rounded(b->x, CELL_W) + EDGE_OFFSET_X;
		frame[i].y = rounded(b->y, CELL_H) + EDGE_OFFSET_Y;
		frame[i].w = rounded(b->w, CELL_W);
		frame[i].h = rounded(b->h, CELL_H);
	}
	for (i = 0; i < diagram->nodes; i++) {
		int c = diagram->node[i].cluster;

		if (c >= 0)
			squeeze_enclose(&frame[c], &d->canvas->node[i],
			    PAD_X + 1, PAD_Y + 1);
	}
	for (i = diagram->clusters; i-- > 0;) {
		int parent = diagram->cluster[i].parent;

		if (parent >= 0)
			squeeze_enclose(&frame[parent], &frame[i], PAD_X,
			    PAD_Y);
	}
}

/* Moves everything into the positive and says how large the grid is. */
static void
fit_grid(struct drawing *d)
{
	struct canvas *canvas = d->canvas;
	int left = 1, top = 1;
	size_t i;

	for (i = 0; i < d->diagram->clusters; i++) {
		if (canvas->cluster[i].x < left)
			left = canvas->cluster[i].x;
		if (canvas->cluster[i].y < top)
			top = canvas->cluster[i].y;
	}
	for (i = 0; i < d->diagram->nodes; i++) {
		canvas->node[i].x += 1 - left;
		canvas->node[i].y += 1 - top;
		squeeze_extend(&canvas->w, &canvas->h, &canvas->node[i]);
	}
	for (i = 0; i < d->diagram->clusters; i++) {
		canvas->cluster[i].x += 1 - left;
		canvas->cluster[i].y += 1 - top;
		squeeze_extend(&canvas->w, &canvas->h, &canvas->cluster[i]);
	}
	canvas->w += EDGE_OFFSET_X;
	canvas->h += EDGE_OFFSET_Y;
}

/* --- an overview: three rows of three ------------------------------------ */

static bool
is_overview(const struct diagram *diagram)
{
	size_t i;

	if (diagram->clusters > 0 ||
	    diagram->nodes > GRID_CELLS)
		return false;
	for (i = 0; i < diagram->nodes; i++)
		if (diagram->node[i].shape != NODE_GROUP)
			return false;
	return true;
}

/* The search for the arrangement whose lines are shortest. */
struct arrangement {
	const struct diagram *diagram;
	int	n;
	int	wish[GRID_CELLS];	/* cell that Graphviz's order gives */
	int	cell[GRID_CELLS], best[GRID_CELLS];
	int	best_cost;
};

/* Long lines cost most, and those that would pass behind a box. */
static int
line_cost(int a, int b)
{
	int across = abs(a % GRID_COLUMNS - b % GRID_COLUMNS);
	int down = abs(a / GRID_COLUMNS - b / GRID_COLUMNS);
	int behind = (across == 2 && down == 0) || (across == 0 && down == 2);

	return 16 * ((across + down) * (across + down) + 2 * behind);
}

/* What a node's lines to those placed before it cost in its cell. */
static int
cell_cost(const struct arrangement *a, int node)
{
	int wish = a->wish[node], cell = a->cell[node];
	int cost = 3 * abs(wish / GRID_COLUMNS - cell / GRID_COLUMNS) +
	    abs(wish % GRID_COLUMNS - cell % GRID_COLUMNS);
	size_t i;

	for (i = 0; i < a->diagram->edges; i++) {
		const struct diagram_edge *edge = &a->diagram->edge[i];
		int other = edge->from == node ? edge->to :
		    edge->to == node ? edge->from : node;

		if (other < node)
			cost += line_cost(cell, a->cell[other]);
	}
	return cost;
}

static void
arrange(struct arrangement *a, int node, unsigned taken, int cost)
{
	int cell;

	if (cost >= a->best_cost)
		return;
	if (node == a->n) {
		a->best_cost = cost;
		memcpy(a->best, a->cell, sizeof(a->best));
		return;
	}
	for (cell = 0; cell < a->n; cell++) {
		if (taken >> cell & 1)
			continue;
		a->cell[node] = cell;
		arrange(a, node + 1, taken | 1u << cell,
		    cost + cell_cost(a, node));
	}
}

struct place_order {
	int	node;
	double	x, y;
};

static int
by_row(const void *a, const void *b)
{
	const struct place_order *p = a, *q = b;

	if (p->y != q->y)
		return p->y < q->y ? -1 : 1;
	return p->x < q->x ? -1 : p->x > q->x;
}

static int
by_column(const void *a, const void *b)
{
	const struct place_order *p = a, *q = b;

	return p->x < q->x ? -1 : p->x > q->x;
}

/* Three rows of three in the order of Graphviz's ranks. */
static void
wish_cells(struct arrangement *a, const struct layout_result *result)
{
	struct place_order order[GRID_CELLS];
	int i;

	for (i = 0; i < a->n; i++)
		order[i] = (struct place_order){ i,
			result->node[i].x + result->node[i].w / 2,
			result->node[i].y + result->node[i].h / 2 };
	qsort(order, (size_t)a->n, sizeof(*order), by_row);
	for (i = 0; i < a->n; i += GRID_COLUMNS)
		qsort(order + i, (size_t)(a->n - i < GRID_COLUMNS ? a->n - i :
		    GRID_COLUMNS), sizeof(*order), by_column);
	for (i = 0; i < a->n; i++)
		a->wish[order[i].node] = i;
}

static void
place_grid(struct drawing *d, const struct layout_result *result)
{
	struct arrangement a = { .diagram = d->diagram,
	    .n = (int)d->diagram->nodes, .best_cost = INT_MAX };
	struct canvas *canvas = d->canvas;
	int i;

	wish_cells(&a, result);
	arrange(&a, 0, 0, 0);
	for (i = 0; i < a.n; i++)
		canvas->node[i] = (struct canvas_box){
			2 + a.best[i] % GRID_COLUMNS * (GRID_W + GRID_GAP_X),
			1 + a.best[i] / GRID_COLUMNS * (GRID_H + GRID_GAP_Y),
			GRID_W, GRID_H };
	canvas->w = GRID_COLUMNS * (GRID_W + GRID_GAP_X) - GRID_GAP_X + 4;
	canvas->h = 2 + (a.n + GRID_COLUMNS - 1) / GRID_COLUMNS *
	    (GRID_H + GRID_GAP_Y) - GRID_GAP_Y;
}

static void
place_free(struct drawing *d, const struct layout_result *result)
{
	size_t i;

	for (i = 0; i < d->diagram->nodes; i++)
		d->canvas->node[i] = (struct canvas_box){
			rounded(result->node[i].x, CELL_W) + EDGE_OFFSET_X,
			rounded(result->node[i].y, CELL_H) + EDGE_OFFSET_Y,
			d->box[i].w, d->box[i].h };
	grow_clusters(d, result);
	fit_grid(d);
}

static const struct err *
place(struct session *session, struct drawing *d)
{
	struct canvas *canvas = d->canvas;
	struct layout_result result = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < d->diagram->nodes; i++)
		size_node(canvas->arena, &d->diagram->node[i], &d->box[i].w,
		    &d->box[i].h);
	err = ask_positions(session, d, &result);
	if (err != NULL)
		return err;
	if (is_overview(d->diagram))
		place_grid(d, &result);
	else
		place_free(d, &result);
	for (i = 0; i < d->diagram->nodes; i++)
		d->box[i] = (struct route_box){ canvas->node[i].x,
			canvas->node[i].y, canvas->node[i].w,
			canvas->node[i].h };
	return NULL;
}

/* --- frames and boxes -------------------------------------------------- */

static bool
node_is_bad(const struct diagram_node *node)
{
	return (node->marks & (MARK_UNAPPROVED | MARK_NOT_COVERED)) != 0;
}

static enum border_style
node_border(const struct diagram_node *node)
{
	if (node_is_bad(node))
		return BORDER_DASHED;
	if (node->shape == NODE_PROCESS)
		return BORDER_ROUND;
	return node->shape == NODE_STORE ? BORDER_OPEN : BORDER_PLAIN;
}

static void
draw_node(struct canvas *canvas, int i)
{
	const struct diagram_node *node = &canvas->diagram->node[i];
	const struct canvas_box *box = &canvas->node[i];
	const char *warning = caption_warning(node);
	enum canvas_role frame = node_is_bad(node) ? CANVAS_BAD : CANVAS_FRAME;
	int x, y;

	for (y = 0; y < box->h; y++)
		for (x = 0; x < box->w; x++) {
			struct canvas_cell *cell =
			    brush_cell(canvas, box->x + x, box->y + y);

			brush_put(canvas, box->x + x, box->y + y, ' ', CANVAS_TEXT);
			if (cell != NULL)
				cell->node = (int16_t)i;
		}
	brush_border(canvas, box, node_border(node), frame);
	brush_text(canvas, box->x + 2, box->y + 1,
	    caption_node(canvas->arena, node, box->w - 4), CANVAS_STRONG);
	if (box->h < 4)
		return;
	brush_text(canvas, box->x + 2, box->y + 2, caption_clip(canvas->arena,
	    caption_detail(canvas->arena, node), box->w - 4),
	    node->shape == NODE_GROUP && node_is_bad(node) ? CANVAS_BAD :
	    CANVAS_DIM);
	if (warning != NULL)
		brush_text(canvas, box->x + box->w - 2 - utf8_width(warning),
		    box->y + 2, warning, CANVAS_BAD);
}

static void
block(struct drawing *d, const struct canvas_box *box)
{
	int x, y;

	for (y = 0; y < box->h; y++)
		for (x = 0; x < box->w; x++)
			router_set(d->router, box->x + x, box->y + y,
			    ROUTE_NODE);
}

/* A title or footer in a frame; lines go around it. */
static void
frame_text(struct drawing *d, int cluster, int x, int y, const char *text,
    enum canvas_role role)
{
	struct canvas *canvas = d->canvas;
	const char *padded = arena_printf(canvas->arena, " %s ", text);
	int i, w = utf8_width(padded);

	brush_text(canvas, x, y, padded, role);
	for (i = 0; i < w; i++) {
		struct canvas_cell *cell = brush_cell(canvas, x + i, y);

		router_set(d->router, x + i, y, ROUTE_BLOCKED);
		if (cell != NULL)
			cell->cluster = (int16_t)cluster;
	}
}

static const char *
frame_footer(struct arena *arena, const struct diagram_cluster *cluster)
{
	const char *closed = (cluster->marks & MARK_CLOSED) ?
	    _("declared closed") : NULL;

	if (cluster->coverage != NULL && closed != NULL)
		return caption_clip(arena, arena_printf(arena, "%s  %s",
		    cluster->coverage, closed), 48);
	return caption_clip(arena, closed != NULL ? closed : cluster->coverage, 48);
}

/* Lines do not squeeze through beside a frame's corner. */
static bool
near_corner(const struct canvas_box *box, int x, int y)
{
	return (x <= 1 || x >= box->w - 2) && (y == 0 || y == box->h - 1);
}

static void
draw_frame(struct drawing *d, int i)
{
	struct canvas *canvas = d->canvas;
	const struct diagram_cluster *cluster = &d->diagram->cluster[i];
	const struct canvas_box *box = &canvas->cluster[i];
	const char *footer = frame_footer(canvas->arena, cluster);
	int x, y;

	brush_border(canvas, box, BORDER_DASHED, CANVAS_ZONE);
	for (y = 0; y < box->h; y++)
		for (x = 0; x < box->w; x++) {
			bool across = y == 0 || y == box->h - 1;
			bool down = x == 0 || x == box->w - 1;
			struct canvas_cell *cell =
			    brush_cell(canvas, box->x + x, box->y + y);

			if (!across && !down)
				continue;
			router_set(d->router, box->x + x, box->y + y,
			    near_corner(box, x, y) ? ROUTE_BLOCKED : across ?
			    ROUTE_BORDER_ACROSS : ROUTE_BORDER_DOWN);
			if (cell != NULL)
				cell->cluster = (int16_t)i;
		}
	frame_text(d, i, box->x + 2, box->y,
	    caption_zone(canvas->arena, cluster), CANVAS_ZONE);
	if (*footer != '\0' && utf8_width(footer) + 6 < box->w)
		frame_text(d, i, box->x + 2, box->y + box->h - 1, footer,
		    (cluster->marks & MARK_NOT_COVERED) ? CANVAS_BAD :
		    CANVAS_DIM);
}

/* --- lines ------------------------------------------------------------- */

static int
look_of(const struct diagram_edge *edge)
{
	return (int)(edge->marks & (MARK_UNAPPROVED | MARK_PLAINTEXT |
	    MARK_ONE_WAY));
}

struct order {
	int	edge, length;
};

static int
compare_order(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	return x->length != y->length ? x->length - y->length :
	    x->edge - y->edge;
}

static int
span(const struct route_box *a, const struct route_box *b)
{
	return abs(a->x + a->w / 2 - b->x - b->w / 2) +
	    2 * abs(a->y + a->h / 2 - b->y - b->h / 2);
}

/* Shortest lines first: the long ones find their way around them. */
static void
route_all(struct drawing *d)
{
	size_t i, n = d->diagram->edges;
	struct order *order = arena_calloc(d->canvas->arena, n + 1,
	    sizeof(*order));

	for (i = 0; i < n; i++) {
		const struct diagram_edge *edge = &d->diagram->edge[i];

		d->line[i] = (struct route_line){ .from = edge->from,
			.to = edge->to, .look = look_of(edge) };
		order[i].edge = (int)i;
		order[i].length = span(&d->box[edge->from], &d->box[edge->to]);
	}
	qsort(order, n, sizeof(*order), compare_order);
	for (i = 0; i < n; i++) {
		const struct diagram_edge *edge =
		    &d->diagram->edge[order[i].edge];

		if (edge->from != edge->to &&
		    !router_route(d->router, order[i].edge, d->box))
			d->canvas->unrouted++;
	}
}

static uint32_t
line_glyph(unsigned mask, bool dashed)
{
	static const uint16_t glyph[16] = {
		' ', 0x2502, 0x2502, 0x2502, 0x2500, 0x2518, 0x2510, 0x2524,
		0x2500, 0x2514, 0x250C, 0x251C, 0x2500, 0x2534, 0x252C, 0x253C,
	};
	uint32_t cp = glyph[mask & 15];

	if (dashed && cp == 0x2502)
		return 0x2506;
	return dashed && cp == 0x2500 ? 0x2504 : cp;
}

static void
draw_lines(struct drawing *d)
{
	struct canvas *canvas = d->canvas;
	int x, y;

	for (y = 0; y < canvas->h; y++)
		for (x = 0; x < canvas->w; x++) {
			unsigned mask = router_mask(d->router, x, y);
			int across = router_across(d->router, x, y);
			int down = router_down(d->router, x, y);
			int owner = across >= 0 ? across : down;
			const struct diagram_edge *edge;

			if (mask == 0 || owner < 0 ||
			    router_get(d->router, x, y) == ROUTE_NODE)
				continue;
			edge = &d->diagram->edge[owner];
			if (mask == 15 && across != down)
				canvas->crossings++;
			brush_put(canvas, x, y, line_glyph(mask,
			    edge->marks & MARK_UNAPPROVED), brush_edge_role(edge));
		}
}

static void
draw_ends(struct drawing *d)
{
	static const uint16_t head[] = {
		[DIR_UP] = 0x25B2, [DIR_DOWN] = 0x25BC,
		[DIR_LEFT] = 0x25C0, [DIR_RIGHT] = 0x25B6,
	};
	static const enum route_dir back[] = {
		[DIR_UP] = DIR_DOWN, [DIR_DOWN] = DIR_UP,
		[DIR_LEFT] = DIR_RIGHT, [DIR_RIGHT] = DIR_LEFT,
	};
	static const int dx[] = { 0, 0, 1, -1 }, dy[] = { 1, -1, 0, 0 };
	size_t i;

	for (i = 0; i < d->diagram->edges; i++) {
		const struct route_line *l = &d->line[i];
		const struct diagram_edge *edge = &d->diagram->edge[i];
		struct canvas_cell *cell;

		if (l->n == 0)
			continue;
		brush_put(d->canvas, l->x[l->n - 1], l->y[l->n - 1], head[l->last],
		    brush_edge_role(edge));
		if (edge->both && l->n > 1) {
			brush_put(d->canvas, l->x[0], l->y[0], head[back[l->first]],
			    brush_edge_role(edge));
			continue;
		}
		cell = brush_cell(d->canvas, l->x[0] + dx[l->first],
		    l->y[0] + dy[l->first]);
		if (cell != NULL) {
			cell->tee |= (uint8_t)(1u << l->first);
			cell->cp = brush_tee(cell->cp, cell->tee);
		}
	}
}

/* --- the whole --------------------------------------------------------- */

const struct err *
canvas_draw(struct session *session, const struct diagram *diagram,
    bool left_to_right, struct arena *arena, struct canvas **out)
{
	struct canvas *canvas = arena_alloc(arena, sizeof(*canvas));
	struct drawing d = { .canvas = canvas, .diagram = diagram,
		.left_to_right = left_to_right };
	const struct err *err;
	size_t i;

	canvas->arena = arena;
	canvas->diagram = diagram;
	canvas->node = arena_calloc(arena, diagram->nodes + 1,
	    sizeof(*canvas->node));
	canvas->cluster = arena_calloc(arena, diagram->clusters + 1,
	    sizeof(*canvas->cluster));
	d.box = arena_calloc(arena, diagram->nodes + 1, sizeof(*d.box));
	d.line = arena_calloc(arena, diagram->edges + 1, sizeof(*d.line));
	err = place(session, &d);
	if (err != NULL)
		return err;
	canvas->cell = arena_calloc(arena,
	    (size_t)canvas->w * (size_t)canvas->h, sizeof(*canvas->cell));
	for (i = 0; i < (size_t)canvas->w * (size_t)canvas->h; i++)
		canvas->cell[i] = (struct canvas_cell){ .cp = ' ',
			.cluster = -1, .node = -1 };
	d.router = router_new(canvas->w, canvas->h, d.line);
	for (i = 0; i < diagram->clusters; i++)
		draw_frame(&d, (int)i);
	for (i = 0; i < diagram->nodes; i++)
		block(&d, &canvas->node[i]);
	route_all(&d);
	draw_lines(&d);
	for (i = 0; i < diagram->nodes; i++)
		draw_node(canvas, (int)i);
	draw_ends(&d);
	caption_lines(&d);
	for (i = 0; i < diagram->edges; i++)
		route_line_release(&d.line[i]);
	router_free(d.router);
	squeeze(canvas);
	*out = canvas;
	return NULL;
}

void
canvas_select(struct canvas *canvas, int node, bool selected)
{
	const struct diagram_node *n = &canvas->diagram->node[node];

	if (selected)
		brush_border(canvas, &canvas->node[node], BORDER_HEAVY,
		    CANVAS_SELECTED);
	else
		brush_border(canvas, &canvas->node[node], node_border(n),
		    node_is_bad(n) ? CANVAS_BAD : CANVAS_FRAME);
}

/* --- walking and printing ---------------------------------------------- */

int
canvas_step(const struct canvas *canvas, int node, char direction)
{
	const struct canvas_box *from = &canvas->node[node];
	int best = node, best_cost = 0;
	size_t i;

	for (i = 0; i < canvas->diagram->nodes; i++) {
		const struct canvas_box *to = &canvas->node[i];
		int ax = to->x + to->w / 2 - from->x - from->w / 2;
		int ay = 2 * (to->y + to->h / 2 - from->y - from->h / 2);
		int ahead = direction == 'l' ? -ax : direction == 'r' ? ax :
		    direction == 'u' ? -ay : ay;
		int aside = direction == 'l' || direction == 'r' ? ay : ax;
		int cost;

		if ((int)i == node || ahead <= 0 || abs(aside) > 2 * ahead)
			continue;
		cost = ahead + 2 * abs(aside);
		if (best == node || cost < best_cost) {
			best = (int)i;
			best_cost = cost;
		}
	}
	return best;
}

/* The ASCII twin of a character that canvas draws with; itself if none. */
static uint32_t
ascii_twin(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
		char ascii;
	} map[] = {
		{ 0x2500, 0x2500, '-' }, { 0x2501, 0x2501, '#' },
		{ 0x2502, 0x2502, '|' }, { 0x2503, 0x2503, '#' },
		{ 0x2504, 0x2504, '-' }, { 0x2506, 0x2506, ':' },
		{ 0x250F, 0x250F, '#' }, { 0x2513, 0x2513, '#' },
		{ 0x2517, 0x2517, '#' }, { 0x251B, 0x251B, '#' },
		{ 0x2520, 0x2520, '#' }, { 0x2528, 0x2528, '#' },
		{ 0x252F, 0x252F, '#' }, { 0x2537, 0x2537, '#' },
		{ 0x250C, 0x253C, '+' }, { 0x256D, 0x2570, '+' },
		{ 0x25B2, 0x25B2, '^' }, { 0x25B6, 0x25B6, '>' },
		{ 0x25BC, 0x25BC, 'v' }, { 0x25C0, 0x25C0, '<' },
		{ 0x2026, 0x2026, '>' }, { 0x00D7, 0x00D7, 'x' },
		{ 0x2192, 0x2192, '>' },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (cp >= map[i].from && cp <= map[i].to)
			return (uint32_t)map[i].ascii;
	return cp;
}

void
canvas_print(const struct canvas *canvas, bool ascii, struct buf *out)
{
	size_t i;
	int x, y;

	for (y = 0; y < canvas->h; y++) {
		for (x = 0; x < canvas->w; x++) {
			uint32_t cp = canvas->cell[y * canvas->w + x].cp;

			if (cp != 0)
				utf8_put(out, ascii ? ascii_twin(cp) : cp);
		}
		while (out->len > 0 && out->s[out->len - 1] == ' ')
			buf_truncate(out, out->len - 1);
		buf_addc(out, '\n');
	}
	for (i = 0; i < canvas->notes; i++)
		buf_printf(out, " %s\n", canvas->note[i]);
}
