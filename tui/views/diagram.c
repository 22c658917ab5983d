/* SPDX-License-Identifier: ISC */
/* The diagrams, walkable: boxes and lines in cells, a window on them. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "render/draw.h"
#include "render/fold.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/prompt.h"
#include "tui/views/diagram.h"
#include "tui/views/views.h"

enum {
	PANE_W = 36, FOOT_ROWS = 2, MAP_W = 22, MAP_H = 7, MARGIN_X = 8,
	MARGIN_Y = 3,
};

/* --- building ------------------------------------------------------------- */

/*
 * The box with the key, else the first in the zone with it, else the first
 * that was not there before, else the first.
 */
static int
node_of_key(const struct diagram *diagram, const char *key,
    const struct diagram *before)
{
	int i = key == NULL ? -1 : diagram_find_node(diagram, key);
	int zone = key == NULL ? -1 : diagram_find_cluster(diagram, key);
	size_t k;

	for (k = 0; i < 0 && key != NULL && k < diagram->nodes; k++) {
		const struct diagram_node *node = &diagram->node[k];

		if (zone >= 0 ? node->cluster == zone : before != NULL &&
		    diagram_find_node(before, node->key) < 0)
			i = (int)k;
	}
	return i >= 0 ? i : diagram->nodes > 0 ? 0 : -1;
}

/* Folds and draws anew; the selection stays on its key where it can. */
static const struct err *
redraw(struct view *view, const char *key)
{
	struct diagram_view *d = view->data;
	struct arena *arena = arena_new();
	struct canvas *canvas = NULL;
	const struct err *err;
	struct diagram *shown;

	shown = d->type == DIAGRAM_DATAFLOW ? d->built :
	    fold_overview(d->built, FOLD_BOXES, d->unfold, d->n_unfold, arena);
	err = canvas_draw(view->session, shown, d->type == DIAGRAM_DATAFLOW,
	    arena, &canvas);
	if (err != NULL) {
		arena_free(arena);
		return err;
	}
	d->node = node_of_key(shown, key, d->shown);
	arena_free(d->arena);
	d->arena = arena;
	d->shown = shown;
	d->canvas = canvas;
	if (d->node >= 0)
		canvas_select(canvas, d->node, true);
	return NULL;
}

const struct err *
diagram_build(struct view *view, enum diagram_type type)
{
	struct diagram_view *d = view->data;
	const struct draw_options options = { .level = d->level, .whole = true,
	    .query = d->filter.len > 0 ? d->filter.s : NULL,
	    .around = d->around, .hops = d->hops, .saved = d->saved };
	struct arena *arena = arena_new();
	struct diagram *built = NULL;
	const struct err *err;

	err = draw_build(view->session, type, &options, arena, &built);
	if (err != NULL) {
		arena_free(arena);
		return err;
	}
	arena_free(d->built_arena);
	d->built_arena = arena;
	d->built = built;
	d->type = type;
	d->unfold = NULL;
	d->n_unfold = d->unfold_cap = 0;
	return redraw(view, NULL);
}

static const struct err *
diagram_start(struct view *view, const void *args)
{
	struct diagram_view *d = view->data;

	(void)args;
	d->level = -1;
	return diagram_build(view, DIAGRAM_NETWORK);
}

static void
diagram_end(struct view *view)
{
	struct diagram_view *d = view->data;

	arena_free(d->arena);
	arena_free(d->built_arena);
	buf_release(&d->filter);
}

/* Keys survive a change of the register; what is unfolded stays so. */
static void
diagram_refresh(struct view *view)
{
	struct diagram_view *d = view->data;
	struct arena *keep = arena_new();
	const char **unfold = arena_calloc(keep, d->n_unfold + 1,
	    sizeof(*unfold));
	const char *key = d->node < 0 ? NULL :
	    arena_strdup(keep, d->shown->node[d->node].key);
	size_t i, n = d->n_unfold;
	const struct err *err;

	for (i = 0; i < n; i++)
		unfold[i] = arena_strdup(keep, d->unfold[i]);
	err = diagram_build(view, d->type);
	for (i = 0; err == NULL && i < n; i++) {
		d->unfold = arena_grow(d->built_arena, d->unfold,
		    &d->unfold_cap, d->n_unfold + 1, sizeof(*d->unfold));
		d->unfold[d->n_unfold++] = arena_strdup(d->built_arena,
		    unfold[i]);
	}
	if (err == NULL)
		err = redraw(view, key);
	app_error(view->app, err);
	arena_free(keep);
}

/* --- filter and saved diagrams ---------------------------------------------- */

static const struct err *
rebuild(struct view *view)
{
	struct diagram_view *d = view->data;

	return diagram_build(view, d->type);
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct diagram_view *d = view->data;
	const struct err *err;

	err = prompt_refilter(view, &d->filter, text, rebuild);
	if (err == NULL)
		d->name = NULL;
	return err;
}

/* Nothing of a saved one but its type: filters are of assets or of flows. */
static const struct err *
other_type(struct view *view)
{
	struct diagram_view *d = view->data;

	buf_clear(&d->filter);
	d->name = d->saved = d->around = NULL;
	d->level = -1;
	d->hops = 0;
	return diagram_build(view, d->type == DIAGRAM_NETWORK ? DIAGRAM_DATAFLOW :
	    DIAGRAM_NETWORK);
}

/* --- folding and walking ---------------------------------------------------- */

static const struct diagram_node *
selected(const struct diagram_view *d)
{
	return d->node < 0 ? NULL : &d->shown->node[d->node];
}

static const struct err *
unfold(struct view *view)
{
	struct diagram_view *d = view->data;
	const struct diagram_node *node = selected(d);

	if (node == NULL || d->type == DIAGRAM_DATAFLOW ||
	    (node->shape != NODE_GROUP && node->count <= 1)) {
		app_say(view->app, _("There is nothing folded in this box."));
		return NULL;
	}
	d->unfold = arena_grow(d->built_arena, d->unfold, &d->unfold_cap,
	    d->n_unfold + 1, sizeof(*d->unfold));
	d->unfold[d->n_unfold++] = arena_strdup(d->built_arena, node->key);
	return redraw(view, node->key);
}

/* Takes the last unfolding back. */
static const struct err *
fold_last(struct view *view)
{
	struct diagram_view *d = view->data;

	if (d->n_unfold == 0) {
		app_say(view->app, _("This is the overview."));
		return NULL;
	}
	d->n_unfold--;
	return redraw(view, d->unfold[d->n_unfold]);
}

static const struct err *
overview(struct view *view)
{
	struct diagram_view *d = view->data;

	d->n_unfold = 0;
	return redraw(view, NULL);
}

/* Scrolls so that the selected box lies in the window with some air. */
static void
follow(struct diagram_view *d)
{
	const struct canvas_box *b;

	if (d->node < 0)
		return;
	b = &d->canvas->node[d->node];
	if (b->x + b->w + MARGIN_X > d->left + d->w)
		d->left = b->x + b->w + MARGIN_X - d->w;
	if (b->x - MARGIN_X < d->left)
		d->left = b->x - MARGIN_X;
	if (b->y + b->h + MARGIN_Y > d->top + d->h)
		d->top = b->y + b->h + MARGIN_Y - d->h;
	if (b->y - MARGIN_Y < d->top)
		d->top = b->y - MARGIN_Y;
}

static void
clamp(struct diagram_view *d)
{
	if (d->left > d->canvas->w - d->w)
		d->left = d->canvas->w - d->w;
	if (d->top > d->canvas->h - d->h)
		d->top = d->canvas->h - d->h;
	if (d->left < 0)
		d->left = 0;
	if (d->top < 0)
		d->top = 0;
}

static void
choose(struct diagram_view *d, int node)
{
	if (d->node >= 0)
		canvas_select(d->canvas, d->node, false);
	d->node = node;
	if (node >= 0)
		canvas_select(d->canvas, node, true);
	follow(d);
}

static void
walk(struct diagram_view *d, uint32_t key, bool outline)
{
	char way = key == K_LEFT || key == 'h' ? 'l' :
	    key == K_RIGHT || key == 'l' ? 'r' :
	    key == K_UP || key == 'k' ? 'u' : 'd';
	int next, last = (int)d->shown->nodes - 1;

	if (d->node < 0)
		return;
	next = canvas_step(d->canvas, d->node, way);
	if (outline)
		next = way == 'u' || way == 'l' ? d->node - 1 : d->node + 1;
	choose(d, next < 0 ? 0 : next > last ? last : next);
}

static const struct err *
open_selected(struct view *view)
{
	struct diagram_view *d = view->data;
	const struct diagram_node *node = selected(d);

	if (node == NULL)
		return NULL;
	if (d->type == DIAGRAM_NETWORK &&
	    (node->shape == NODE_GROUP || node->count > 1))
		return unfold(view);
	if (node->uuid == NULL) {
		app_say(view->app, _("This box stands for no record."));
		return NULL;
	}
	return record_open(view->app, node->uuid);
}

static const struct err *
decide_selected(struct view *view)
{
	struct diagram_view *d = view->data;
	const struct diagram_node *node = selected(d);
	struct decide_args args = { 0 };

	if (node == NULL || node->finding == NULL) {
		app_say(view->app, _("Nothing is to be decided about this "
		    "box."));
		return NULL;
	}
	args.uuid = &node->finding;
	args.n = 1;
	return app_open(view->app, &view_decide, &args);
}

static const struct err *
diagram_act(struct view *view, enum action_id action, uint32_t key)
{
	struct diagram_view *d = view->data;

	switch (action) {
	case ACTION_node_move:
		walk(d, key, screen_is_small(app_screen(view->app)));
		return NULL;
	case ACTION_unfold:
		return key == '-' ? fold_last(view) : unfold(view);
	case ACTION_overview:
		return overview(view);
	case ACTION_diagram_type:
		return other_type(view);
	case ACTION_filter:
		return prompt_ask_filter(view, &d->filter, filter_done);
	case ACTION_views:
		return diagram_ask_saved(view);
	case ACTION_open:
		return open_selected(view);
	case ACTION_decide:
		return decide_selected(view);
	case ACTION_write:
		return palette_open(view->app, d->type == DIAGRAM_NETWORK ?
		    "draw network -o network.pdf" :
		    "draw dataflow -o dataflow.pdf");
	case ACTION_page_down:
	case ACTION_page_up:
		d->top += (action == ACTION_page_down ? 1 : -1) * (d->h - 2);
		clamp(d);
		return NULL;
	case ACTION_first:
	case ACTION_last:
		if (d->node >= 0)
			choose(d, action == ACTION_first ? 0 :
			    (int)d->shown->nodes - 1);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

/* --- drawing ------------------------------------------------------------------ */

static enum role
zone_role(const struct diagram_cluster *cluster)
{
	static const struct {
		const char	*kind;
		enum role	 role;
	} roles[] = {
		{ "mynumber", ROLE_mynumber }, { "ot", ROLE_ot },
		{ "management", ROLE_management }, { "external", ROLE_dim },
		{ "dmz", ROLE_error }, { "lgwan", ROLE_key },
	};
	size_t i;

	for (i = 0; cluster->kind != NULL &&
	    i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i].kind, cluster->kind) == 0)
			return roles[i].role;
	return ROLE_text;
}

static enum role
cell_role(const struct diagram_view *d, const struct canvas_cell *cell)
{
	static const enum role roles[] = {
		[CANVAS_BLANK] = ROLE_text, [CANVAS_TEXT] = ROLE_text,
		[CANVAS_STRONG] = ROLE_strong, [CANVAS_DIM] = ROLE_dim,
		[CANVAS_FRAME] = ROLE_text, [CANVAS_EDGE] = ROLE_edge,
		[CANVAS_PLAINTEXT] = ROLE_high, [CANVAS_BAD] = ROLE_critical,
		[CANVAS_ZONE] = ROLE_text, [CANVAS_SELECTED] = ROLE_selbox,
	};

	if (cell->role == CANVAS_ZONE && cell->cluster >= 0)
		return zone_role(&d->shown->cluster[cell->cluster]);
	return roles[cell->role];
}

/* One row of the window, in runs of one role. */
static void
draw_row(const struct diagram_view *d, struct screen *screen, int y, int x,
    int row)
{
	const struct canvas_cell *cell =
	    &d->canvas->cell[row * d->canvas->w + d->left];
	int n = d->canvas->w - d->left < d->w ? d->canvas->w - d->left : d->w;
	struct buf run = { 0 };
	int i, begin = 0;

	for (i = 0; i < n; i++) {
		uint32_t cp = cell[i].cp;

		if (i > begin && cell_role(d, &cell[i]) !=
		    cell_role(d, &cell[begin])) {
			screen_put(screen, y, x + begin, i - begin,
			    cell_role(d, &cell[begin]), buf_str(&run));
			buf_clear(&run);
			begin = i;
		}
		if (cp != 0)
			utf8_put(&run, cp);
		else if (i == 0)	/* its left half is outside */
			buf_addc(&run, ' ');
	}
	screen_put(screen, y, x + begin, n - begin,
	    n > 0 ? cell_role(d, &cell[begin]) : ROLE_text, buf_str(&run));
	buf_release(&run);
}

/* Where the window and the selected box lie in the whole. */
static void
draw_map(const struct diagram_view *d, struct screen *screen,
    struct area area)
{
	int w = area.w, h = area.h, cw = d->canvas->w, ch = d->canvas->h;
	size_t i, n = d->shown->nodes;

	screen_fill(screen, area, ROLE_text);
	/* The selected one once more, over what shares its cell. */
	for (i = 0; i < n + (d->node >= 0); i++) {
		int at = i < n ? (int)i : d->node;
		const struct canvas_box *b = &d->canvas->node[at];
		bool inside = b->x >= d->left && b->y >= d->top &&
		    b->x < d->left + d->w && b->y < d->top + d->h;

		screen_put(screen, area.y + (b->y + b->h / 2) * h / (ch + 1),
		    area.x + (b->x + b->w / 2) * w / (cw + 1), 1,
		    at == d->node ? ROLE_selbox :
		    inside ? ROLE_strong : ROLE_dim,
		    at == d->node ? "#" : inside ? "o" : ".");
	}
}

/* Would a map in the corner, from column x on, hide the selected box? */
static bool
is_under(const struct diagram_view *d, int x)
{
	const struct canvas_box *b;

	if (d->node < 0)
		return false;
	b = &d->canvas->node[d->node];
	return b->x + b->w - d->left > x &&
	    b->y + b->h - d->top > d->h - MAP_H;
}

static const char *
facts_of(const struct diagram_node *node, struct arena *arena)
{
	/* The number often stands in the detail, too. */
	bool number = node->number != NULL && (node->detail == NULL ||
	    strstr(node->detail, node->number) == NULL);

	return arena_printf(arena, "%s%s%s%s%s", number ? node->number : "",
	    number ? "  " : "", node->name,
	    node->detail == NULL ? "" : "  ",
	    node->detail == NULL ? "" : node->detail);
}

static void
add_node(const struct diagram_view *d, struct pane *pane)
{
	const struct diagram_node *node = selected(d);
	const struct diagram_cluster *zone = node->cluster < 0 ? NULL :
	    &d->shown->cluster[node->cluster];
	char count[16];

	pane_add(pane, PANE_TITLE, node->name, "");
	if (node->number != NULL)
		pane_add(pane, PANE_PAIR, _("Number"), node->number);
	if (node->detail != NULL)
		pane_add(pane, PANE_PAIR, _("Detail"), node->detail);
	snprintf(count, sizeof(count), "%d", node->count);
	if (node->count > 1)
		pane_add(pane, PANE_PAIR, _("Devices"), count);
	if (node->marks & MARK_UNAPPROVED)
		pane_add(pane, PANE_PAIR, _("Approval"),
		    _("unapproved"))->role = ROLE_critical;
	if (node->marks & MARK_NOT_COVERED)
		pane_add(pane, PANE_PAIR, _("Seen"),
		    _("not covered"))->role = ROLE_high;
	if (node->finding != NULL)
		pane_add(pane, PANE_PAIR, _("Finding"),
		    _("to decide: d"))->role = ROLE_critical;
	if (zone == NULL)
		return;
	pane_add(pane, PANE_SECTION, _("This zone"), "");
	pane_add(pane, PANE_PAIR, _("Name"), zone->title);
	if (zone->subtitle != NULL)
		pane_add(pane, PANE_PAIR, _("Network"), zone->subtitle);
	snprintf(count, sizeof(count), "%d", zone->total);
	pane_add(pane, PANE_PAIR, _("Devices"), count);
	if (zone->coverage != NULL)
		pane_add(pane, PANE_PAIR, _("Seen"), zone->coverage);
	if (zone->marks & MARK_CLOSED)
		pane_add(pane, PANE_PAIR, _("Declared"), _("closed"));
}

/* The lines at the selected box, who begins first. */
static void
add_lines(const struct diagram_view *d, struct pane *pane)
{
	bool head = false;
	size_t i;

	for (i = 0; i < d->shown->edges; i++) {
		const struct diagram_edge *edge = &d->shown->edge[i];
		int other = edge->from == d->node ? edge->to : edge->from;

		if (edge->from != d->node && edge->to != d->node)
			continue;
		if (!head)
			pane_add(pane, PANE_SECTION, _("Lines"), "");
		head = true;
		pane_add(pane, PANE_INDENT, "", arena_printf(pane->arena,
		    "%s %s  %s%s%s", edge->both ? "↔" :
		    edge->from == d->node ? "→" : "←",
		    d->shown->node[other].name,
		    edge->label == NULL ? "" : edge->label,
		    edge->marks & MARK_PLAINTEXT ? " ~" : "",
		    edge->marks & MARK_UNAPPROVED ? " ?" : ""))->role =
		    edge->marks & MARK_UNAPPROVED ? ROLE_critical : ROLE_text;
	}
}

static void
add_legend(struct pane *pane)
{
	pane_add(pane, PANE_SECTION, _("Legend"), "");
	pane_add(pane, PANE_PAIR, "──▶",
	    _("approved, who begins"));
	pane_add(pane, PANE_PAIR, "┄┄▶", _("unapproved"));
	pane_add(pane, PANE_PAIR, "~", _("plaintext"));
	pane_add(pane, PANE_PAIR, "×n", _("folded; + unfolds"));
	pane_add(pane, PANE_SECTION, _("Place in the whole"), "");
}

static void
draw_pane(struct view *view, struct screen *screen, struct area area)
{
	struct diagram_view *d = view->data;
	struct arena *arena = arena_new();
	struct pane pane = { .value_at = 10 };
	struct area map;
	int y;

	for (y = 0; y < area.h; y++)
		screen_put(screen, area.y + y, area.x, 1, ROLE_border, "│");
	area.x += 2;
	area.w -= 3;
	pane_reset(&pane, arena, false);
	if (selected(d) != NULL) {
		add_node(d, &pane);
		add_lines(d, &pane);
	}
	add_legend(&pane);
	pane_draw(&pane, screen, area, false);
	map = (struct area){ area.y + (int)pane.n + 1, area.x + 2,
		area.h - (int)pane.n - 2, area.w - 4 };
	if (map.h > 10)
		map.h = 10;
	if (map.h >= 3)
		draw_map(d, screen, map);
	arena_free(arena);
}

static void
draw_foot(struct view *view, struct screen *screen, struct area area)
{
	struct diagram_view *d = view->data;
	struct arena *arena = arena_new();
	int y = area.y + area.h - FOOT_ROWS;

	if (selected(d) != NULL)
		screen_put(screen, y, 2, area.w - 3, ROLE_text,
		    facts_of(selected(d), arena));
	screen_put(screen, y + 1, 2, area.w - 3, ROLE_dim,
	    _("┄ unapproved  ~ plaintext  ? not approved  ▶ from who begins  "
	    "×n folded"));
	arena_free(arena);
}

/* 40×10: a box a line, indented by its zone. */
static void
draw_outline(struct view *view, struct screen *screen, struct area area)
{
	struct diagram_view *d = view->data;
	int first = d->node - area.h / 2, i;

	if (first > (int)d->shown->nodes - area.h)
		first = (int)d->shown->nodes - area.h;
	if (first < 0)
		first = 0;
	for (i = 0; i < area.h && first + i < (int)d->shown->nodes; i++) {
		const struct diagram_node *node = &d->shown->node[first + i];
		bool here = first + i == d->node;
		int x = area.x + (node->cluster < 0 ? 2 : 4);

		if (here)
			screen_put(screen, area.y + i, area.x, 1, ROLE_text,
			    ">");
		screen_put(screen, area.y + i, x, area.w - x - 1,
		    node->marks & MARK_UNAPPROVED ? ROLE_critical : ROLE_text,
		    node->name);
		if (here) {
			screen_paint(screen, (struct area){ area.y + i,
			    area.x, 1, area.w - 1 }, ROLE_select);
			screen_cursor(screen, area.y + i, area.x, false);
		}
	}
}

static void
diagram_draw(struct view *view, struct screen *screen, struct area area)
{
	struct diagram_view *d = view->data;
	bool pane = area.w >= SCREEN_PANE_W;
	int y;

	if (screen_is_small(screen)) {
		draw_outline(view, screen, area);
		return;
	}
	d->w = pane ? area.w - PANE_W - 1 : area.w;
	d->h = pane ? area.h : area.h - FOOT_ROWS;
	follow(d);
	clamp(d);
	for (y = 0; y < d->h && d->top + y < d->canvas->h; y++)
		draw_row(d, screen, area.y + y, area.x, d->top + y);
	if (d->node >= 0)
		screen_cursor(screen, area.y +
		    d->canvas->node[d->node].y - d->top, area.x +
		    d->canvas->node[d->node].x - d->left, false);
	if (pane) {
		draw_pane(view, screen, (struct area){ area.y,
		    area.x + d->w, area.h, area.w - d->w });
		return;
	}
	draw_foot(view, screen, area);
	if (d->canvas->w > d->w || d->canvas->h > d->h) {
		struct area map = { area.y + d->h - MAP_H,
		    area.x + area.w - MAP_W - 1, MAP_H, MAP_W };

		if (is_under(d, map.x - area.x))
			map.x = area.x + 1;
		screen_box(screen, map, ROLE_border, "", NULL);
		draw_map(d, screen, (struct area){ map.y + 1, map.x + 1,
		    map.h - 2, map.w - 2 });
	}
}

/* --- the rest -------------------------------------------------------------------- */

static void
diagram_title(struct view *view, bool top, struct title *title)
{
	struct diagram_view *d = view->data;

	buf_add(&title->crumb, d->type == DIAGRAM_NETWORK ?
	    _("Network diagram") : _("Data-flow diagram"));
	if (!top)
		return;
	if (d->name != NULL)
		buf_add(&title->filter, d->name);
	else if (d->filter.len > 0)
		buf_printf(&title->filter, "%s %s", _("filter"), d->filter.s);
	if (d->n_unfold > 0 && title->filter.len > 0)
		buf_add(&title->filter, "  ");
	if (d->n_unfold > 0)
		buf_printf(&title->filter, _("unfolded %zu"), d->n_unfold);
	buf_printf(&title->position, _("%zu boxes  %zu lines"),
	    d->shown->nodes, d->shown->edges);
}

static void
diagram_status(struct view *view, struct buf *left, struct buf *right)
{
	struct diagram_view *d = view->data;
	const struct diagram_title *t = &d->shown->title;

	buf_printf(left, "%s%s%s", t->number == NULL ? "" : t->number,
	    t->number == NULL ? "" : "  ", t->title == NULL ? "" : t->title);
	if (t->classification != NULL)
		buf_add(right, t->classification);
}

static unsigned
diagram_where(const struct view *view)
{
	(void)view;
	return AT_DIAGRAM;
}

static bool
diagram_selected(const struct view *view)
{
	const struct diagram_view *d = view->data;

	return d->node >= 0;
}

static const enum action_id *
diagram_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_node_move, ACTION_open, ACTION_unfold,
		ACTION_diagram_type, ACTION_views, ACTION_filter, ACTION_help,
		ACTION_back,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_diagram = {
	.name = "diagram", .shape = VIEW_FULL,
	.size = sizeof(struct diagram_view),
	.open = diagram_start, .close = diagram_end, .where = diagram_where,
	.footer = diagram_footer, .selected = diagram_selected,
	.title = diagram_title, .draw = diagram_draw,
	.status = diagram_status, .act = diagram_act,
	.refresh = diagram_refresh,
};
