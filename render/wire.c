/* SPDX-License-Identifier: ISC */
#include "render/wire.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/grid.h"

enum {
	STEP_COST = 4,
	BEND_COST = 36,
	CROSS_COST = 40,
	HUG_COST = 16,		/* right beside another line */
	HUG2_COST = 7,		/* two cells off */
	FOREIGN_COST = 10,	/* through a zone that holds neither end */
	LEAVE_COST = 12,	/* outside of the zone that holds both */
	LABEL_COST = 30,	/* under the label of another line */
	SHARE_COST = 1,		/* along the own trunk */
	PORT_COST = 3,		/* per cell off the middle of a side */
	SIDE_COST = 30,		/* leaving against the run of the page */
	MARGIN_CELLS = 14,
	PASSES = 2,
	PORTS_MAX = 512,
};

/* A place where a line may leave or meet a node. */
struct port {
	struct point	 at;		/* on the node */
	int		 column, row;	/* the cell before it */
	enum grid_axis	 axis;
	int		 cost;
};

struct step {
	int	f, state;
};

struct router {
	const struct diagram *diagram;
	struct geometry	*geometry;
	struct arena	*arena;
	struct grid	 grid;
	int		*best;		/* cost by state */
	int		*from;		/* state before */
	int		*stamp;		/* round in which best counts */
	int		*goal;		/* round in which it is a goal */
	int		*goal_cost;
	int		 round;
	int		 least;		/* what a step costs at least */
	int		 target[4];	/* cells of the end: columns, rows */
	int		*toll;		/* extra by cluster, [clusters]: none */
	struct step	*heap;
	size_t		 n_heap, heap_cap;
	struct port	 port[2][PORTS_MAX];
	size_t		 ports[2];
	int		*path;		/* states, end first */
	size_t		 n_path, path_cap;
};

/* --- a heap of states ------------------------------------------------- */

static void
heap_push(struct router *r, int f, int state)
{
	size_t at, up;
	struct step step = { f, state };

	r->heap = arena_grow(r->arena, r->heap, &r->heap_cap, r->n_heap + 1,
	    sizeof(*r->heap));
	for (at = r->n_heap++; at > 0; at = up) {
		up = (at - 1) / 2;
		if (r->heap[up].f < f || (r->heap[up].f == f &&
		    r->heap[up].state <= state))
			break;
		r->heap[at] = r->heap[up];
	}
	r->heap[at] = step;
}

static bool
step_less(const struct step *a, const struct step *b)
{
	return a->f != b->f ? a->f < b->f : a->state < b->state;
}

static struct step
heap_pop(struct router *r)
{
	struct step top = r->heap[0], last = r->heap[--r->n_heap];
	size_t at = 0, down;

	while ((down = 2 * at + 1) < r->n_heap) {
		if (down + 1 < r->n_heap &&
		    step_less(&r->heap[down + 1], &r->heap[down]))
			down++;
		if (step_less(&last, &r->heap[down]))
			break;
		r->heap[at] = r->heap[down];
		at = down;
	}
	r->heap[at] = last;
	return top;
}

/* --- what lines may do with each other -------------------------------- */

/* Cables of one switch share a trunk. */
static bool
may_share(const struct router *r, int user, int edge)
{
	const struct diagram_edge *a, *b;

	if (user == edge + 1)
		return true;
	a = &r->diagram->edge[user - 1];
	b = &r->diagram->edge[edge];
	return (a->marks & b->marks & MARK_LINK) != 0 && a->from == b->from;
}

static bool
in_grid(const struct router *r, int x, int y)
{
	return x >= 0 && y >= 0 && x < r->grid.nx && y < r->grid.ny;
}

static int
hug_at(const struct router *r, int x, int y, enum grid_axis axis, int edge,
    int cost)
{
	int user;

	if (!in_grid(r, x, y))
		return 0;
	user = grid_at(&r->grid, x, y)->user[axis];
	return user != 0 && !may_share(r, user, edge) ? cost : 0;
}

static int
hug_cost(const struct router *r, int x, int y, enum grid_axis axis, int edge)
{
	int dx = axis == GRID_DOWN, dy = axis == GRID_ACROSS;

	return hug_at(r, x - dx, y - dy, axis, edge, HUG_COST) +
	    hug_at(r, x + dx, y + dy, axis, edge, HUG_COST) +
	    hug_at(r, x - 2 * dx, y - 2 * dy, axis, edge, HUG2_COST) +
	    hug_at(r, x + 2 * dx, y + 2 * dy, axis, edge, HUG2_COST);
}

static bool
is_foreign(const struct router *r, int cluster, int edge)
{
	const struct diagram *d = r->diagram;
	const struct diagram_edge *e = &d->edge[edge];

	return cluster >= 0 &&
	    !diagram_inside(d, d->node[e->from].cluster, cluster) &&
	    !diagram_inside(d, d->node[e->to].cluster, cluster);
}

/* What it costs to enter a cell along an axis; -1: not allowed. */
static int
enter_cost(const struct router *r, int x, int y, enum grid_axis axis,
    int edge)
{
	const struct grid_cell *cell = grid_at(&r->grid, x, y);
	int along = cell->user[axis], across = cell->user[!axis], cost;

	if (cell->blocked)
		return -1;
	if (along != 0 && !may_share(r, along, edge))
		return -1;
	cost = along != 0 ? SHARE_COST : STEP_COST + cell->cost[axis];
	if (across != 0 && !may_share(r, across, edge))
		cost += CROSS_COST;
	if (along == 0)
		cost += hug_cost(r, x, y, axis, edge);
	if (cell->label != 0 && cell->label != edge + 1)
		cost += LABEL_COST;
	return cost + r->toll[cell->cluster >= 0 ? (size_t)cell->cluster :
	    r->diagram->clusters];
}

/* A line may only turn where no other passes, or it would look joined. */
static bool
may_turn(const struct router *r, int x, int y, int edge)
{
	const struct grid_cell *cell = grid_at(&r->grid, x, y);

	return (cell->user[0] == 0 || may_share(r, cell->user[0], edge)) &&
	    (cell->user[1] == 0 || may_share(r, cell->user[1], edge));
}

/* --- ports ------------------------------------------------------------ */

static bool
is_round(const struct router *r, int node)
{
	return r->diagram->node[node].shape == NODE_PROCESS;
}

static void
add_port(struct router *r, int end, int node, int column, int row, int dx,
    int dy, int offset, int edge)
{
	const struct layout_box *box = &r->geometry->node[node];
	struct port *port = &r->port[end][r->ports[end]];
	double radius = box->w / 2, off, depth = 0;

	if (r->ports[end] == PORTS_MAX || !in_grid(r, column, row))
		return;
	port->axis = dx != 0 ? GRID_ACROSS : GRID_DOWN;
	port->column = column;
	port->row = row;
	port->at.x = grid_x(&r->grid, column);
	port->at.y = grid_y(&r->grid, row);
	if (is_round(r, node)) {
		off = dx != 0 ? port->at.y - box->y - radius :
		    port->at.x - box->x - radius;
		depth = radius - sqrt(fmax(radius * radius - off * off, 0));
	}
	if (dx != 0)
		port->at.x = dx < 0 ? box->x + depth : box->x + box->w - depth;
	else
		port->at.y = dy < 0 ? box->y + depth : box->y + box->h - depth;
	port->cost = abs(offset) * PORT_COST +
	    4 * hug_cost(r, column, row, port->axis, edge);
	if (enter_cost(r, column, row, port->axis, edge) < 0)
		return;
	r->ports[end]++;
}

/* All ports of a node: along its sides but not at the corners. */
static void
find_ports(struct router *r, int end, int node, int edge)
{
	const struct layout_box *box = &r->geometry->node[node];
	const struct grid *g = &r->grid;
	int column = grid_column(g, box->x + box->w / 2);
	int row = grid_row(g, box->y + box->h / 2);
	double spare = is_round(r, node) ? box->w * 0.22 : 7;
	int left, right, top, bottom, i, n;

	r->ports[end] = 0;
	left = (int)floor((box->x - 1.2 * g->pitch - g->x0) / g->pitch - 0.01);
	right = (int)ceil((box->x + box->w + 1.2 * g->pitch - g->x0) /
	    g->pitch + 0.01);
	top = (int)floor((box->y - 1.2 * g->pitch - g->y0) / g->pitch - 0.01);
	bottom = (int)ceil((box->y + box->h + 1.2 * g->pitch - g->y0) /
	    g->pitch + 0.01);
	n = (int)((box->w / 2 - spare) / g->pitch);
	for (i = -n; i <= n; i++) {
		add_port(r, end, node, column + i, top, 0, -1, i, edge);
		add_port(r, end, node, column + i, bottom, 0, 1, i, edge);
	}
	n = (int)((box->h / 2 - spare) / g->pitch);
	if (n < 0)
		n = 0;
	for (i = -n; i <= n; i++) {
		add_port(r, end, node, left, row + i, -1, 0, 2 * i, edge);
		add_port(r, end, node, right, row + i, 1, 0, 2 * i, edge);
	}
}

/* --- looking for a way ------------------------------------------------ */

static int
state_of(const struct router *r, int x, int y, enum grid_axis axis)
{
	return (y * r->grid.nx + x) * 2 + (int)axis;
}

static int
remaining(const struct router *r, int x, int y)
{
	int dx = 0, dy = 0;

	if (x < r->target[0])
		dx = r->target[0] - x - 2;
	else if (x > r->target[1])
		dx = x - r->target[1] - 2;
	if (y < r->target[2])
		dy = r->target[2] - y - 2;
	else if (y > r->target[3])
		dy = y - r->target[3] - 2;
	return ((dx > 0 ? dx : 0) + (dy > 0 ? dy : 0)) * r->least;
}

static void
offer(struct router *r, int state, int cost, int before)
{
	int cell = state / 2;

	if (r->stamp[state] == r->round && r->best[state] <= cost)
		return;
	r->stamp[state] = r->round;
	r->best[state] = cost;
	r->from[state] = before;
	heap_push(r, cost + remaining(r, cell % r->grid.nx,
	    cell / r->grid.nx), state);
}

static void
expand(struct router *r, int state, int edge)
{
	static const int dx[4] = { 1, -1, 0, 0 }, dy[4] = { 0, 0, 1, -1 };
	int x = state / 2 % r->grid.nx, y = state / 2 / r->grid.nx, i, cost;
	enum grid_axis axis = (enum grid_axis)(state % 2), next;

	for (i = 0; i < 4; i++) {
		if (!in_grid(r, x + dx[i], y + dy[i]))
			continue;
		next = dx[i] != 0 ? GRID_ACROSS : GRID_DOWN;
		if (next != axis && !may_turn(r, x, y, edge))
			continue;
		cost = enter_cost(r, x + dx[i], y + dy[i], next, edge);
		if (cost < 0)
			continue;
		if (next != axis)
			cost += BEND_COST;
		offer(r, state_of(r, x + dx[i], y + dy[i], next),
		    r->best[state] + cost, state);
	}
}

/* The cheapest end state, or -1. */
static int
search(struct router *r, int edge)
{
	int state, found = -1, found_cost = INT_MAX;
	struct port *port;
	struct step step;
	size_t i;

	r->round++;
	r->n_heap = 0;
	for (i = 0; i < r->ports[1]; i++) {
		port = &r->port[1][i];
		state = state_of(r, port->column, port->row, port->axis);
		r->goal[state] = r->round;
		r->goal_cost[state] = port->cost;
	}
	for (i = 0; i < r->ports[0]; i++) {
		port = &r->port[0][i];
		offer(r, state_of(r, port->column, port->row, port->axis),
		    port->cost, -1);
	}
	while (r->n_heap > 0) {
		step = heap_pop(r);
		if (step.f >= found_cost)
			break;
		state = step.state;
		if (r->goal[state] == r->round &&
		    r->best[state] + r->goal_cost[state] < found_cost) {
			found = state;
			found_cost = r->best[state] + r->goal_cost[state];
		}
		expand(r, state, edge);
	}
	return found;
}

static const struct port *
port_at(const struct router *r, int end, int state)
{
	size_t i;

	for (i = 0; i < r->ports[end]; i++)
		if (state == state_of(r, r->port[end][i].column,
		    r->port[end][i].row, r->port[end][i].axis))
			return &r->port[end][i];
	return NULL;
}

static void
mark_path(struct router *r, int edge, bool set)
{
	struct grid_cell *cell;
	size_t i;
	int axis;

	for (i = 0; i < r->n_path; i++) {
		cell = &r->grid.cell[r->path[i] / 2];
		axis = r->path[i] % 2;
		if (set && cell->user[axis] == 0)
			cell->user[axis] = edge + 1;
		/* a turn uses its cell along both axes */
		if (set && i + 1 < r->n_path &&
		    r->path[i + 1] % 2 != axis) {
			cell = &r->grid.cell[r->path[i + 1] / 2];
			if (cell->user[axis] == 0)
				cell->user[axis] = edge + 1;
		}
	}
}

static void
add_point(struct wire *wire, double x, double y)
{
	struct point *p = wire->p;
	size_t n = wire->n;

	if (n > 1 && ((fabs(p[n - 1].x - x) < 0.01 &&
	    fabs(p[n - 2].x - x) < 0.01) || (fabs(p[n - 1].y - y) < 0.01 &&
	    fabs(p[n - 2].y - y) < 0.01)))
		wire->n--;
	p[wire->n].x = x;
	p[wire->n++].y = y;
}

/* Turns the way that ends in state into points. */
static void
trace(struct router *r, int edge, int state)
{
	struct wire *wire = &r->geometry->wire[edge];
	const struct port *first, *last = port_at(r, 1, state);
	size_t i;

	r->n_path = 0;
	for (; state >= 0; state = r->from[state]) {
		r->path = arena_grow(r->arena, r->path, &r->path_cap,
		    r->n_path + 1, sizeof(*r->path));
		r->path[r->n_path++] = state;
	}
	first = port_at(r, 0, r->path[r->n_path - 1]);
	wire->p = arena_calloc(r->arena, r->n_path + 2, sizeof(*wire->p));
	wire->n = 0;
	add_point(wire, first->at.x, first->at.y);
	for (i = r->n_path; i-- > 0; )
		add_point(wire, grid_x(&r->grid,
		    r->path[i] / 2 % r->grid.nx), grid_y(&r->grid,
		    r->path[i] / 2 / r->grid.nx));
	add_point(wire, last->at.x, last->at.y);
	mark_path(r, edge, true);
}

static void
draw_straight(struct router *r, int edge)
{
	const struct diagram_edge *e = &r->diagram->edge[edge];
	const struct layout_box *a = &r->geometry->node[e->from];
	const struct layout_box *b = &r->geometry->node[e->to];
	struct wire *wire = &r->geometry->wire[edge];

	wire->p = arena_calloc(r->arena, 2, sizeof(*wire->p));
	wire->n = 2;
	wire->p[0].x = a->x + a->w / 2;
	wire->p[0].y = a->y + a->h / 2;
	wire->p[1].x = b->x + b->w / 2;
	wire->p[1].y = b->y + b->h / 2;
}

/* The innermost cluster that holds both ends; -1. */
static int
home_of(const struct router *r, int edge)
{
	const struct diagram *d = r->diagram;
	const struct diagram_edge *e = &d->edge[edge];
	int home = d->node[e->from].cluster;

	while (home >= 0 && !diagram_inside(d, d->node[e->to].cluster, home))
		home = d->cluster[home].parent;
	return home;
}

/* What all steps of the search for one edge need. */
static void
prepare(struct router *r, int edge)
{
	const struct diagram *d = r->diagram;
	const struct layout_box *to = &r->geometry->node[d->edge[edge].to];
	int home = home_of(r, edge), cluster;
	size_t i;

	for (i = 0; i <= d->clusters; i++) {
		cluster = i < d->clusters ? (int)i : -1;
		r->toll[i] = is_foreign(r, cluster, edge) ? FOREIGN_COST : 0;
		if (!diagram_inside(d, cluster, home))
			r->toll[i] += LEAVE_COST;
	}
	r->least = (d->edge[edge].marks & MARK_LINK) != 0 ? SHARE_COST :
	    STEP_COST;
	r->target[0] = grid_column(&r->grid, to->x);
	r->target[1] = grid_column(&r->grid, to->x + to->w);
	r->target[2] = grid_row(&r->grid, to->y);
	r->target[3] = grid_row(&r->grid, to->y + to->h);
}

static bool
route_one(struct router *r, int edge)
{
	int state;

	prepare(r, edge);
	find_ports(r, 0, r->diagram->edge[edge].from, edge);
	find_ports(r, 1, r->diagram->edge[edge].to, edge);
	state = search(r, edge);
	if (state < 0)
		return false;
	trace(r, edge, state);
	return true;
}

static void
forget(struct router *r, int edge)
{
	struct wire *wire = &r->geometry->wire[edge];
	struct grid_cell *cell;
	size_t i;
	int x, y, x1, y1;

	for (i = 1; i < wire->n; i++) {
		x1 = grid_column(&r->grid, fmax(wire->p[i - 1].x,
		    wire->p[i].x));
		y1 = grid_row(&r->grid, fmax(wire->p[i - 1].y,
		    wire->p[i].y));
		for (y = grid_row(&r->grid, fmin(wire->p[i - 1].y,
		    wire->p[i].y)); y <= y1; y++)
			for (x = grid_column(&r->grid, fmin(
			    wire->p[i - 1].x, wire->p[i].x)); x <= x1; x++) {
				cell = grid_at(&r->grid, x, y);
				if (cell->user[0] == edge + 1)
					cell->user[0] = 0;
				if (cell->user[1] == edge + 1)
					cell->user[1] = 0;
			}
	}
	if (wire->label.w > 0)
		grid_label(&r->grid, &wire->label, edge, 0);
	wire->n = 0;
}

/* --- labels ----------------------------------------------------------- */

static int
label_cost(const struct router *r, int edge, const struct layout_box *box)
{
	const struct grid *g = &r->grid;
	const struct grid_cell *cell;
	int x, y, cost = 0, axis;

	for (y = grid_row(g, box->y - 3); y <= grid_row(g, box->y + box->h +
	    3); y++)
		for (x = grid_column(g, box->x - 3);
		    x <= grid_column(g, box->x + box->w + 3); x++) {
			cell = grid_at(g, x, y);
			cost += cell->blocked * 60;
			cost += cell->taken * 5;
			if (is_foreign(r, cell->cluster, edge))
				cost += 4;
			if (cell->label != 0 && cell->label != edge + 1)
				cost += 80;
			for (axis = 0; axis < 2; axis++)
				if (cell->user[axis] != 0 &&
				    cell->user[axis] != edge + 1)
					cost += 40;
		}
	return cost;
}

static double
length_of(const struct wire *wire)
{
	double length = 0;
	size_t i;

	for (i = 1; i < wire->n; i++)
		length += fabs(wire->p[i].x - wire->p[i - 1].x) +
		    fabs(wire->p[i].y - wire->p[i - 1].y);
	return length;
}

static bool
covers_turn(const struct wire *wire, const struct layout_box *box)
{
	size_t i;

	for (i = 0; i < wire->n; i++)
		if (wire->p[i].x > box->x - 3 &&
		    wire->p[i].x < box->x + box->w + 3 &&
		    wire->p[i].y > box->y - 3 &&
		    wire->p[i].y < box->y + box->h + 3)
			return true;
	return false;
}

/*
 * The place along the line where the label covers least; near the middle, and
 * on a run that it does not hide as a whole.
 */
static void
place_label(struct router *r, int edge)
{
	struct wire *wire = &r->geometry->wire[edge];
	struct layout_box box = wire->label, best = box;
	double run, along, walked = 0, total = length_of(wire);
	int cost, best_cost = INT_MAX;
	size_t i;
	bool flat;

	if (box.w <= 0)
		return;
	for (i = 1; i < wire->n; i++) {
		flat = fabs(wire->p[i].y - wire->p[i - 1].y) < 0.01;
		run = fabs(wire->p[i].x - wire->p[i - 1].x) +
		    fabs(wire->p[i].y - wire->p[i - 1].y);
		for (along = 4; along < run; along += 4) {
			box.x = wire->p[i - 1].x + (wire->p[i].x -
			    wire->p[i - 1].x) * along / run - box.w / 2;
			box.y = wire->p[i - 1].y + (wire->p[i].y -
			    wire->p[i - 1].y) * along / run - box.h / 2;
			cost = label_cost(r, edge, &box) +
			    (int)(fabs(walked + along - total / 2) / 4);
			if (run < (flat ? box.w : box.h) + 18)
				cost += 60;
			if (covers_turn(wire, &box))
				cost += 50;
			if (cost < best_cost) {
				best_cost = cost;
				best = box;
			}
		}
		walked += run;
	}
	wire->label = best;
	grid_label(&r->grid, &best, edge, edge + 1);
}

/* --- all of them ------------------------------------------------------ */

struct order {
	double	length;
	int	edge;
};

static int
by_length(const void *left, const void *right)
{
	const struct order *a = left, *b = right;

	if (a->length < b->length || a->length > b->length)
		return a->length < b->length ? -1 : 1;
	return a->edge - b->edge;
}

static struct order *
order_edges(const struct router *r)
{
	const struct diagram *d = r->diagram;
	struct order *order = arena_calloc(r->arena, d->edges + 1,
	    sizeof(*order));
	const struct layout_box *a, *b;
	size_t i;

	for (i = 0; i < d->edges; i++) {
		a = &r->geometry->node[d->edge[i].from];
		b = &r->geometry->node[d->edge[i].to];
		order[i].edge = (int)i;
		order[i].length = fabs(a->x + a->w / 2 - b->x - b->w / 2) +
		    fabs(a->y + a->h / 2 - b->y - b->h / 2);
	}
	qsort(order, d->edges, sizeof(*order), by_length);
	return order;
}

/* Middles of nodes come to lie on the mesh, so that lines meet them there. */
static void
snap_nodes(const struct router *r)
{
	struct layout_box *box;
	size_t i;

	for (i = 0; i < r->diagram->nodes; i++) {
		box = &r->geometry->node[i];
		box->x = grid_x(&r->grid, grid_column(&r->grid, box->x +
		    box->w / 2)) - box->w / 2;
		box->y = grid_y(&r->grid, grid_row(&r->grid, box->y +
		    box->h / 2)) - box->h / 2;
	}
}

static void
router_init(struct router *r, const struct diagram *diagram,
    const struct style *style, struct geometry *geometry,
    struct arena *arena)
{
	size_t states;

	memset(r, 0, sizeof(*r));
	r->diagram = diagram;
	r->geometry = geometry;
	r->arena = arena;
	grid_init(&r->grid, geometry, style_number(style, "wire", NULL,
	    "pitch"), MARGIN_CELLS, arena);
	snap_nodes(r);
	grid_fill(&r->grid, diagram, geometry);
	states = (size_t)r->grid.nx * (size_t)r->grid.ny * 2;
	r->toll = arena_calloc(arena, diagram->clusters + 1, sizeof(int));
	r->best = arena_calloc(arena, states, sizeof(int));
	r->from = arena_calloc(arena, states, sizeof(int));
	r->stamp = arena_calloc(arena, states, sizeof(int));
	r->goal = arena_calloc(arena, states, sizeof(int));
	r->goal_cost = arena_calloc(arena, states, sizeof(int));
}

size_t
wire_route(const struct diagram *diagram, const struct style *style,
    struct geometry *geometry, struct arena *arena)
{
	struct router *r = arena_alloc(arena, sizeof(*r));
	struct order *order;
	size_t i, failed = 0;
	int pass, edge;

	router_init(r, diagram, style, geometry, arena);
	order = order_edges(r);
	for (pass = 0; pass <= PASSES; pass++)
		for (i = 0; i < diagram->edges; i++) {
			edge = order[i].edge;
			if (diagram->edge[edge].from == diagram->edge[edge].to)
				continue;
			if (pass > 0 && (diagram->edge[edge].marks &
			    MARK_LINK) != 0)
				continue;
			if (pass > 0)
				forget(r, edge);
			if (!route_one(r, edge)) {
				draw_straight(r, edge);
				failed += pass == PASSES;
			}
			place_label(r, edge);
		}
	return failed;
}
