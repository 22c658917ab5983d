/* SPDX-License-Identifier: ISC */
#include "render/sheet.h"

#include <math.h>
#include <string.h>

#include "render/arrange.h"
#include "render/graphviz.h"
#include "render/label.h"
#include "render/wire.h"

enum { TABLE_ROWS = 16, TABLES_MAX = 12, BLOCKS_MAX = TABLES_MAX + 2 };

/* A block beside the drawing: legend, title block, a piece of flow table. */
struct block {
	struct buf	 label;
	struct layout_box box;
};

struct composer {
	struct session	*session;
	const struct diagram *diagram;
	const struct style *style;
	struct arena	*arena;
	struct geometry	 geometry;
	struct block	 block[BLOCKS_MAX];	/* title block, legend, tables */
	size_t		 blocks;
	struct block	 banner;
	struct layout_box bounds;		/* of the drawing */
	double		 k;			/* sheet over A3 */
	double		 shift_x, shift_y;
};

static const struct {
	const char	*name, *word;
	double		 w, h;
} papers[] = {
	{ "A4", "a4", 841.89, 595.28 },
	{ "A3", "a3", 1190.55, 841.89 },
	{ "A2", "a2", 1683.78, 1190.55 },
	{ "A1", "a1", 2383.94, 1683.78 },
	{ "A0", "a0", 3370.39, 2383.94 },
};
/* More than any drawing needs. */
static const double K_MAX = 1000;

enum { A3 = 1, PAPERS = sizeof(papers) / sizeof(papers[0]) };

/* --- measuring -------------------------------------------------------- */

static void
make_blocks(struct composer *c)
{
	const struct diagram *d = c->diagram;
	size_t first, end, pieces, each;

	label_title(&c->block[c->blocks++].label, c->style, d);
	label_legend(&c->block[c->blocks++].label, c->style, d);
	pieces = (d->table.rows + TABLE_ROWS - 1) / TABLE_ROWS;
	if (pieces > TABLES_MAX)
		pieces = TABLES_MAX;
	each = pieces > 0 ? (d->table.rows + pieces - 1) / pieces : 0;
	/* from the last piece: blocks are set from the right */
	for (end = d->table.rows; end > 0 && pieces > 0; end = first) {
		first = --pieces * each;
		label_table(&c->block[c->blocks++].label, c->style, d, first,
		    end);
	}
	label_banner(&c->banner.label, c->style, d);
}

static char *
keep(struct composer *c, struct buf *label)
{
	char *text = arena_strndup(c->arena, buf_str(label), label->len);

	buf_clear(label);
	return text;
}

static void
fix_shapes(struct composer *c)
{
	const struct diagram *d = c->diagram;
	const char *group;
	size_t i;

	for (i = 0; i < d->nodes; i++) {
		group = d->node[i].shape == NODE_PROCESS ? "process" :
		    d->node[i].shape == NODE_ENTITY ? "entity" : NULL;
		if (group == NULL)
			continue;
		c->geometry.node[i].w = c->geometry.node[i].h =
		    style_number(c->style, group, NULL, "size");
	}
}

static const struct err *
measure(struct composer *c)
{
	const struct diagram *d = c->diagram;
	struct geometry *g = &c->geometry;
	size_t i, n = 0, count = d->nodes + d->clusters + d->edges +
	    BLOCKS_MAX + 1;
	const char **label = arena_calloc(c->arena, count, sizeof(*label));
	struct layout_box **to = arena_calloc(c->arena, count, sizeof(*to));
	struct layout_box *size = arena_calloc(c->arena, count,
	    sizeof(*size));
	const struct err *err;
	struct buf text = {0};

	g->node = arena_calloc(c->arena, d->nodes + 1, sizeof(*g->node));
	g->cluster = arena_calloc(c->arena, d->clusters + 1,
	    sizeof(*g->cluster));
	g->title = arena_calloc(c->arena, d->clusters + 1, sizeof(*g->title));
	g->wire = arena_calloc(c->arena, d->edges + 1, sizeof(*g->wire));
	for (i = 0; i < d->nodes; i++) {
		label_node(&text, c->style, d, i);
		to[n] = &g->node[i];
		label[n++] = keep(c, &text);
	}
	for (i = 0; i < d->clusters; i++) {
		label_cluster(&text, c->style, d, i);
		to[n] = &g->title[i];
		label[n++] = keep(c, &text);
	}
	for (i = 0; i < d->edges; i++)
		if (label_edge(&text, c->style, d, i)) {
			to[n] = &g->wire[i].label;
			label[n++] = keep(c, &text);
		}
	for (i = 0; i < c->blocks; i++) {
		to[n] = &c->block[i].box;
		label[n++] = buf_str(&c->block[i].label);
	}
	to[n] = &c->banner.box;
	label[n++] = buf_str(&c->banner.label);
	err = layout_measure(c->session, style_text(c->style, "font", NULL,
	    "family"), label, n, size);
	for (i = 0; err == NULL && i < n; i++) {
		to[i]->w = size[i].w;
		to[i]->h = size[i].h;
	}
	fix_shapes(c);
	buf_release(&text);
	return err;
}

/* --- fitting ---------------------------------------------------------- */

static double
page_number(const struct composer *c, const char *key)
{
	return style_number(c->style, "page", NULL, key);
}

/* The inside of the frame of a sheet of A3 times k. */
static struct layout_box
frame_of(const struct composer *c, double k)
{
	double margin = page_number(c, "margin");
	struct layout_box box;

	box.x = margin;
	box.y = margin + c->banner.box.h;
	box.w = papers[A3].w * k - 2 * margin;
	box.h = papers[A3].h * k - 2 * margin - c->banner.box.h;
	return box;
}

static bool
overlap(const struct layout_box *a, const struct layout_box *b, double gap)
{
	return a->x < b->x + b->w + gap && b->x < a->x + a->w + gap &&
	    a->y < b->y + b->h + gap && b->y < a->y + a->h + gap;
}

static bool
hits_block(const struct composer *c, const struct layout_box *box)
{
	struct layout_box moved = *box;
	size_t i;

	moved.x += c->shift_x;
	moved.y += c->shift_y;
	for (i = 0; i < c->blocks; i++)
		if (overlap(&moved, &c->block[i].box, 14))
			return true;
	return false;
}

static bool
hits_anything(const struct composer *c)
{
	const struct diagram *d = c->diagram;
	const struct geometry *g = &c->geometry;
	struct layout_box run;
	const struct wire *wire;
	size_t i, k;

	for (i = 0; i < d->clusters; i++)
		if (d->cluster[i].parent < 0 && hits_block(c, &g->cluster[i]))
			return true;
	for (i = 0; i < d->nodes; i++)
		if (d->node[i].cluster < 0 && hits_block(c, &g->node[i]))
			return true;
	for (i = 0; i < d->edges; i++) {
		wire = &g->wire[i];
		if (wire->n > 0 && wire->label.w > 0 &&
		    hits_block(c, &wire->label))
			return true;
		for (k = 1; k < wire->n; k++) {
			run.x = fmin(wire->p[k - 1].x, wire->p[k].x);
			run.y = fmin(wire->p[k - 1].y, wire->p[k].y);
			run.w = fabs(wire->p[k - 1].x - wire->p[k].x);
			run.h = fabs(wire->p[k - 1].y - wire->p[k].y);
			if (hits_block(c, &run))
				return true;
		}
	}
	return false;
}

enum { BLOCKS_ROW, BLOCKS_COLUMN, BLOCKS_APART, BLOCKS_WAYS };

/*
 * Puts the blocks into the lower right corner: side by side, one above the
 * other, or title block and the rest in two corners.
 */
static bool
set_blocks(struct composer *c, const struct layout_box *frame, int way)
{
	double pad = page_number(c, "padding") * 0.7, x, y;
	struct layout_box *box;
	size_t i;

	x = frame->x + frame->w - pad;
	y = frame->y + frame->h - pad;
	for (i = 0; i < c->blocks; i++) {
		box = &c->block[i].box;
		if (way == BLOCKS_APART && i == 1)
			x = frame->x + pad;
		box->x = way == BLOCKS_APART && i > 0 ? x : x - box->w;
		box->y = y - box->h;
		if (way == BLOCKS_COLUMN)
			y = box->y - 12;
		else if (way == BLOCKS_APART && i > 0)
			x += box->w + 12;
		else
			x = box->x - 12;
		if (box->x < frame->x + pad * 0.5 ||
		    box->y < frame->y + pad * 0.5 || (i > 0 &&
		    way == BLOCKS_APART && box->x + box->w > c->block[0].box.x))
			return false;
	}
	return true;
}

/* Tries to put the drawing somewhere on a sheet of this size. */
static bool
fits(struct composer *c, double k)
{
	static const double at_x[] = { 0.5, 0, 1 }, at_y[] = { 0.5, 0 };
	struct layout_box frame = frame_of(c, k);
	double pad = page_number(c, "padding");
	double free_x = frame.w - 2 * pad - c->bounds.w;
	double free_y = frame.h - 2 * pad - c->bounds.h;
	size_t i, j;
	int way;

	if (free_x < 0 || free_y < 0)
		return false;
	for (way = 0; way < BLOCKS_WAYS; way++) {
		if (!set_blocks(c, &frame, way))
			continue;
		for (j = 0; j < 2; j++)
			for (i = 0; i < 3; i++) {
				c->shift_x = frame.x + pad + free_x * at_x[i] -
				    c->bounds.x;
				c->shift_y = frame.y + pad + free_y * at_y[j] -
				    c->bounds.y;
				if (!hits_anything(c))
					return true;
			}
	}
	return false;
}

/* The smallest sheet that holds everything, in A3; most if none below. */
static double
fit(struct composer *c, double most)
{
	double k = fmax(0.5, fmax(c->bounds.w / papers[A3].w,
	    c->bounds.h / papers[A3].h));

	while (k < most && !fits(c, k))
		k *= 1.015;
	return fmin(k, most);
}

static void
extend(struct layout_box *bounds, double x, double y)
{
	double right = fmax(bounds->x + bounds->w, x);
	double bottom = fmax(bounds->y + bounds->h, y);

	bounds->x = fmin(bounds->x, x);
	bounds->y = fmin(bounds->y, y);
	bounds->w = right - bounds->x;
	bounds->h = bottom - bounds->y;
}

static void
find_bounds(struct composer *c)
{
	const struct geometry *g = &c->geometry;
	const struct wire *wire;
	size_t i, k;

	c->bounds.x = c->bounds.y = 0;
	c->bounds.w = g->w;
	c->bounds.h = g->h;
	for (i = 0; i < c->diagram->edges; i++) {
		wire = &g->wire[i];
		for (k = 0; k < wire->n; k++)
			extend(&c->bounds, wire->p[k].x, wire->p[k].y);
		if (wire->n > 0 && wire->label.w > 0) {
			extend(&c->bounds, wire->label.x, wire->label.y);
			extend(&c->bounds, wire->label.x + wire->label.w,
			    wire->label.y + wire->label.h);
		}
	}
}

struct attempt {
	double	k, limit, shape;
};

/* The width of rows that lets everything fit the smallest sheet. */
static void
try_limits(struct composer *c, struct arrange *arrange, double shape,
    struct attempt *best)
{
	double limit, k;

	for (limit = 3400; limit > 420; limit *= 0.9) {
		arrange_place(arrange, limit, shape);
		find_bounds(c);
		k = fit(c, best->k);
		if (k < best->k * 0.985) {
			best->k = k;
			best->limit = limit;
			best->shape = shape;
		}
	}
}

static const double shapes[] = { 1, 1.6, 2.6, 5 };
enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

/* Sites one by one: another shape of one may leave less empty. */
static void
try_sites(struct composer *c, struct arrange *arrange, struct attempt *best)
{
	const struct diagram *d = c->diagram;
	struct attempt attempt;
	double kept, limit;
	size_t i, k;

	for (i = 0; i < d->clusters; i++) {
		if (!d->cluster[i].is_site)
			continue;
		for (k = 0, kept = 0; k < SHAPES; k++) {
			arrange_shape(arrange, i, shapes[k]);
			attempt = *best;
			for (limit = best->limit * 0.8; limit <
			    best->limit * 1.3; limit *= 1.07) {
				arrange_place(arrange, limit, best->shape);
				find_bounds(c);
				attempt.k = fit(c, best->k);
				if (attempt.k < best->k * 0.99) {
					attempt.limit = limit;
					*best = attempt;
					kept = shapes[k];
				}
			}
		}
		arrange_shape(arrange, i, kept);
	}
}

/* Levels are kept unless that would take a much larger sheet. */
static void
choose_limit(struct composer *c, struct arrange *arrange, double most)
{
	struct attempt level = { K_MAX, 3400, 0 }, packed;
	size_t i;

	try_limits(c, arrange, 0, &level);
	packed = level;
	packed.k *= 0.88;
	for (i = 0; i < SHAPES && level.k > most; i++)
		try_limits(c, arrange, shapes[i], &packed);
	if (packed.shape > 0 && packed.k > most)
		try_sites(c, arrange, &packed);
	arrange_place(arrange, packed.limit, packed.shape);
}

/* The smallest scale at which all text can be read. */
static double
least_scale(const struct composer *c)
{
	static const char *const sizes[] = { "label", "detail", "subtitle",
	    "chip" };
	double smallest = 1000, size;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size = style_number(c->style, "font", NULL, sizes[i]);
		smallest = fmin(smallest, size);
	}
	return style_number(c->style, "font", NULL, "smallest") / smallest;
}

static void
choose_paper(struct composer *c, struct sheet *sheet, size_t *paper)
{
	double wanted = least_scale(c);
	const char *word = style_text(c->style, "page", NULL, "paper");

	for (*paper = 0; *paper + 1 < PAPERS; (*paper)++)
		if (strcmp(papers[*paper].word, word) == 0)
			break;
	while (*paper + 1 < PAPERS &&
	    papers[*paper].w / papers[A3].w / c->k < wanted)
		(*paper)++;
	sheet->paper = papers[*paper].name;
	sheet->scale = papers[*paper].w / papers[A3].w / c->k;
	sheet->small = sheet->scale < wanted;
}

/* --- writing ---------------------------------------------------------- */

/* "x,y" in Graphviz' upward coordinates. */
static void
put_point(const struct composer *c, struct buf *out, double x, double y)
{
	graphviz_number(out, x);
	buf_addc(out, ',');
	graphviz_number(out, papers[A3].h * c->k - y);
}

static void
put_bb(const struct composer *c, struct buf *out, double x, double y,
    double w, double h)
{
	buf_add(out, "bb=\"");
	put_point(c, out, x, y + h);
	buf_addc(out, ',');
	put_point(c, out, x + w, y);
	buf_add(out, "\" ");
}

static void
put_pos(const struct composer *c, struct buf *out,
    const struct layout_box *box, double dx, double dy)
{
	buf_add(out, "pos=\"");
	put_point(c, out, box->x + dx + box->w / 2, box->y + dy + box->h / 2);
	buf_add(out, "\" ");
}

static void
put_block(const struct composer *c, struct buf *out, const char *name,
    size_t number, const struct block *block)
{
	buf_printf(out, "%s%zu [", name, number);
	put_pos(c, out, &block->box, 0, 0);
	buf_printf(out, "label=%s]\n", buf_str(&block->label));
}

/*
 * Each cluster stands within the one before it, outer ones first: Graphviz
 * draws what stands side by side in the order of its addresses, which is
 * another one each time.  Their places are given, so that it changes nothing
 * else.
 */
static size_t
put_clusters(const struct composer *c, struct buf *out)
{
	const struct diagram *d = c->diagram;
	const struct layout_box *box;
	size_t i, done = 0;
	int depth;

	for (depth = 1; done < d->clusters; depth++)
		for (i = 0; i < d->clusters; i++) {
			if (diagram_depth(d, (int)i) != depth)
				continue;
			box = &c->geometry.cluster[i];
			buf_printf(out, "subgraph cluster_%zu {\ngraph [", i);
			put_bb(c, out, box->x + c->shift_x,
			    box->y + c->shift_y, box->w, box->h);
			graphviz_cluster(d, c->style, i, out);
			buf_add(out, "]\n");
			done++;
		}
	return done;
}

static void
put_nodes(const struct composer *c, struct buf *out)
{
	const struct diagram *d = c->diagram;
	size_t i;

	for (i = 0; i < d->clusters; i++) {
		buf_printf(out, "t%zu [", i);
		put_pos(c, out, &c->geometry.title[i], c->shift_x,
		    c->shift_y);
		buf_add(out, "label=");
		label_cluster(out, c->style, d, i);
		buf_add(out, "]\n");
	}
	for (i = 0; i < d->nodes; i++) {
		buf_printf(out, "n%zu [", i);
		put_pos(c, out, &c->geometry.node[i], c->shift_x, c->shift_y);
		graphviz_node(d, c->style, i, out);
		buf_add(out, "]\n");
	}
}

/* Shortens the run from *a towards b by length. */
static void
pull_back(struct point *a, const struct point *b, double length)
{
	double dx = b->x - a->x, dy = b->y - a->y, all = hypot(dx, dy);

	if (all <= 0)
		return;
	length = fmin(length, all * 0.9);
	a->x += dx / all * length;
	a->y += dy / all * length;
}

static void
put_spline_point(const struct composer *c, struct buf *out,
    const struct point *p)
{
	buf_addc(out, ' ');
	put_point(c, out, p->x + c->shift_x, p->y + c->shift_y);
}

/* A straight run as a curve: its controls lie on its ends. */
static void
put_run(const struct composer *c, struct buf *out, const struct point *from,
    const struct point *to)
{
	put_spline_point(c, out, from);
	put_spline_point(c, out, to);
	put_spline_point(c, out, to);
}

static void
put_spline(const struct composer *c, struct buf *out, struct point *p,
    size_t n)
{
	double radius = style_number(c->style, "wire", NULL, "radius"), r;
	struct point from = p[0], before, after;
	size_t i;

	put_spline_point(c, out, &from);
	for (i = 1; i + 1 < n; i++) {
		r = fmin(radius, fmin(hypot(p[i].x - p[i - 1].x, p[i].y -
		    p[i - 1].y), hypot(p[i + 1].x - p[i].x, p[i + 1].y -
		    p[i].y)) / 2);
		before = after = p[i];
		pull_back(&before, &p[i - 1], r);
		pull_back(&after, &p[i + 1], r);
		put_run(c, out, &from, &before);
		put_spline_point(c, out, &p[i]);
		put_spline_point(c, out, &p[i]);
		put_spline_point(c, out, &after);
		from = after;
	}
	put_run(c, out, &from, &p[n - 1]);
}

static void
put_edge(struct composer *c, struct buf *out, size_t edge)
{
	const struct diagram_edge *e = &c->diagram->edge[edge];
	struct wire *wire = &c->geometry.wire[edge];
	double arrow = style_number(c->style, "wire", NULL, "arrow") * 10;
	struct label_line line;
	struct point tip, tail;

	if (wire->n < 2)
		return;
	label_edge_line(c->style, c->diagram, edge, &line);
	tip = wire->p[wire->n - 1];
	tail = wire->p[0];
	buf_printf(out, "n%d -> n%d [pos=\"", e->from, e->to);
	if (line.arrow && e->both) {
		buf_add(out, "s,");
		put_point(c, out, tail.x + c->shift_x, tail.y + c->shift_y);
		buf_addc(out, ' ');
		pull_back(&wire->p[0], &wire->p[1], arrow);
	}
	if (line.arrow) {
		buf_add(out, "e,");
		put_point(c, out, tip.x + c->shift_x, tip.y + c->shift_y);
		pull_back(&wire->p[wire->n - 1], &wire->p[wire->n - 2],
		    arrow);
	}
	put_spline(c, out, wire->p, wire->n);
	buf_printf(out, "\" dir=%s ", !line.arrow ? "none" : e->both ?
	    "both" : "forward");
	graphviz_edge(c->diagram, c->style, edge, out);
	buf_add(out, " tooltip=");
	label_quoted(out, e->detail != NULL ? e->detail : e->label);
	buf_add(out, "]\n");
}

static void
put_labels(struct composer *c, struct buf *out)
{
	const struct wire *wire;
	size_t i;

	for (i = 0; i < c->diagram->edges; i++) {
		wire = &c->geometry.wire[i];
		if (wire->n < 2 || wire->label.w <= 0)
			continue;
		buf_printf(out, "l%zu [", i);
		put_pos(c, out, &wire->label, c->shift_x, c->shift_y);
		buf_add(out, "label=");
		label_edge(out, c->style, c->diagram, i);
		buf_add(out, "]\n");
	}
}

static void
put_sheet(struct composer *c, size_t paper, struct buf *out)
{
	struct layout_box frame = frame_of(c, c->k);
	double w = papers[A3].w * c->k, h = papers[A3].h * c->k;
	size_t i;

	graphviz_head(c->style, out);
	buf_add(out, "graph [pad=0 margin=0 size=\"");
	graphviz_number(out, papers[paper].w / 72);
	buf_addc(out, ',');
	graphviz_number(out, papers[paper].h / 72);
	buf_add(out, "!\"]\nsubgraph cluster_sheet {\ngraph [");
	put_bb(c, out, 0, 0, w, h);
	buf_printf(out, "color=\"%s\"]\nsubgraph cluster_frame {\ngraph [",
	    style_text(c->style, "page", NULL, "paper_colour"));
	put_bb(c, out, frame.x, frame.y, frame.w, frame.h);
	buf_printf(out, "style=solid color=\"%s\" penwidth=%s]\n",
	    style_text(c->style, "page", NULL, "line"),
	    style_text(c->style, "page", NULL, "width"));
	/* the frame, the sheet and a brace for each cluster */
	buf_fill(out, '}', put_clusters(c, out) + 2);
	buf_addc(out, '\n');
	put_nodes(c, out);
	put_labels(c, out);
	for (i = 0; i < c->blocks; i++)
		put_block(c, out, "b", i, &c->block[i]);
	c->banner.box.x = (w - c->banner.box.w) / 2;
	c->banner.box.y = frame.y - c->banner.box.h - 4;
	if (c->diagram->title.classification != NULL)
		put_block(c, out, "banner", 0, &c->banner);
	for (i = 0; i < c->diagram->edges; i++)
		put_edge(c, out, i);
	buf_add(out, "}\n");
}

const struct err *
sheet_write(struct session *session, const struct diagram *diagram,
    const struct style *style, struct buf *out, struct sheet *sheet)
{
	const struct err *err;
	struct composer c = { .session = session, .diagram = diagram,
		.style = style, .arena = arena_new() };
	struct arrange *arrange = NULL;
	size_t i, paper = A3;

	memset(sheet, 0, sizeof(*sheet));
	make_blocks(&c);
	err = measure(&c);
	if (err == NULL)
		err = arrange_new(session, diagram, style, &c.geometry,
		    c.arena, &arrange);
	if (err != NULL)
		goto done;
	choose_limit(&c, arrange, 0.97 / least_scale(&c));
	sheet->straight = wire_route(diagram, style, &c.geometry, c.arena);
	find_bounds(&c);
	c.k = fit(&c, K_MAX);
	choose_paper(&c, sheet, &paper);
	put_sheet(&c, paper, out);
done:
	for (i = 0; i < c.blocks; i++)
		buf_release(&c.block[i].label);
	buf_release(&c.banner.label);
	arena_free(c.arena);
	return err;
}
