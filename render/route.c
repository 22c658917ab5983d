/* SPDX-License-Identifier: ISC */
#include "render/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	COST_COLUMN = 2, COST_ROW = 4, COST_BEND = 6, COST_CROSSING = 10,
	COST_HUGGING = 3, COST_NEAR_LINE = 2, COST_BORDER = 1,
	POPS = 4000000,		/* gives up: a grid that is too large */
};

static const int dx[] = { 0, 0, -1, 1 };
static const int dy[] = { -1, 1, 0, 0 };
static const enum route_dir opposite[] = {
	[DIR_UP] = DIR_DOWN, [DIR_DOWN] = DIR_UP,
	[DIR_LEFT] = DIR_RIGHT, [DIR_RIGHT] = DIR_LEFT,
};

struct open {
	int	estimate, cost, state;
};

struct router {
	int		 w, h;
	struct route_line *line;
	unsigned char	*kind, *mask;
	int		*across, *down;	/* owning line, -1: none */
	/* A state is a cell and the direction in which it was entered. */
	int		*cost, *from, *stamp;
	int		 round;
	struct open	*heap;
	size_t		 heap_n, heap_cap;
};

struct router *
router_new(int w, int h, struct route_line *lines)
{
	struct router *r = xcalloc(1, sizeof(*r));
	size_t cells = (size_t)w * (size_t)h;

	r->w = w;
	r->h = h;
	r->line = lines;
	r->kind = xcalloc(cells, 1);
	r->mask = xcalloc(cells, 1);
	r->across = xmalloc(cells * sizeof(int));
	r->down = xmalloc(cells * sizeof(int));
	memset(r->across, 0xff, cells * sizeof(int));
	memset(r->down, 0xff, cells * sizeof(int));
	r->cost = xmalloc(4 * cells * sizeof(int));
	r->from = xmalloc(4 * cells * sizeof(int));
	r->stamp = xcalloc(4 * cells, sizeof(int));
	return r;
}

void
router_free(struct router *r)
{
	if (r == NULL)
		return;
	free(r->kind);
	free(r->mask);
	free(r->across);
	free(r->down);
	free(r->cost);
	free(r->from);
	free(r->stamp);
	free(r->heap);
	free(r);
}

void
route_line_release(struct route_line *line)
{
	free(line->x);
	free(line->y);
	line->x = line->y = NULL;
	line->n = 0;
}

static bool
inside(const struct router *r, int x, int y)
{
	return x >= 0 && y >= 0 && x < r->w && y < r->h;
}

static int
at(const struct router *r, int x, int y)
{
	return y * r->w + x;
}

void
router_set(struct router *r, int x, int y, enum route_kind kind)
{
	if (inside(r, x, y))
		r->kind[at(r, x, y)] = (unsigned char)kind;
}

enum route_kind
router_get(const struct router *r, int x, int y)
{
	return inside(r, x, y) ? r->kind[at(r, x, y)] : ROUTE_BLOCKED;
}

unsigned
router_mask(const struct router *r, int x, int y)
{
	return inside(r, x, y) ? r->mask[at(r, x, y)] : 0;
}

int
router_across(const struct router *r, int x, int y)
{
	return inside(r, x, y) ? r->across[at(r, x, y)] : -1;
}

int
router_down(const struct router *r, int x, int y)
{
	return inside(r, x, y) ? r->down[at(r, x, y)] : -1;
}

/* --- the open list: a binary heap by estimate ------------------------------ */

static void
push(struct router *r, int estimate, int cost, int state)
{
	size_t i = r->heap_n++;

	r->heap = mem_grow(r->heap, &r->heap_cap, r->heap_n, sizeof(*r->heap));
	while (i > 0 && r->heap[(i - 1) / 2].estimate > estimate) {
		r->heap[i] = r->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	r->heap[i] = (struct open){ estimate, cost, state };
}

static struct open
pop(struct router *r)
{
	struct open top = r->heap[0], last = r->heap[--r->heap_n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < r->heap_n) {
		if (child + 1 < r->heap_n &&
		    r->heap[child + 1].estimate < r->heap[child].estimate)
			child++;
		if (r->heap[child].estimate >= last.estimate)
			break;
		r->heap[i] = r->heap[child];
		i = child;
	}
	r->heap[i] = last;
	return top;
}

/* --- costs ------------------------------------------------------------------ */

static bool
may_share(const struct router *r, int a, int b)
{
	return r->line[a].look == r->line[b].look &&
	    (r->line[a].from == r->line[b].from ||
	    r->line[a].to == r->line[b].to);
}

static bool
is_foreign(const struct router *r, int owner, int line)
{
	return owner >= 0 && !may_share(r, owner, line);
}

/* What running beside boxes and other lines costs. */
static int
closeness(const struct router *r, int line, int x, int y, bool across)
{
	int d, cost = 0;

	for (d = 0; d < 4; d++) {
		int nx = x + dx[d], ny = y + dy[d], owner;

		if ((d >= DIR_LEFT) == across || !inside(r, nx, ny))
			continue;
		if (r->kind[at(r, nx, ny)] == ROUTE_NODE)
			cost += COST_HUGGING;
		owner = across ? r->across[at(r, nx, ny)] :
		    r->down[at(r, nx, ny)];
		if (is_foreign(r, owner, line))
			cost += COST_NEAR_LINE;
	}
	return cost;
}

/* Cost of entering a cell in a direction; -1: not allowed. */
static int
enter_cost(const struct router *r, int line, int x, int y, enum route_dir d)
{
	bool across = d >= DIR_LEFT;
	int cost = across ? COST_COLUMN : COST_ROW;
	int same, other;

	if (!inside(r, x, y))
		return -1;
	switch ((enum route_kind)r->kind[at(r, x, y)]) {
	case ROUTE_NODE:
	case ROUTE_BLOCKED:
		return -1;
	case ROUTE_BORDER_ACROSS:
		if (across)
			return -1;
		cost += COST_BORDER;
		break;
	case ROUTE_BORDER_DOWN:
		if (!across)
			return -1;
		cost += COST_BORDER;
		break;
	case ROUTE_FREE:
		break;
	}
	same = across ? r->across[at(r, x, y)] : r->down[at(r, x, y)];
	other = across ? r->down[at(r, x, y)] : r->across[at(r, x, y)];
	if (is_foreign(r, same, line))
		return -1;
	if (is_foreign(r, other, line)) {
		if (same >= 0)
			return -1;
		cost += COST_CROSSING;
	}
	return cost + closeness(r, line, x, y, across);
}

/* On a border or a foreign line one can only go straight on. */
static bool
must_go_on(const struct router *r, int line, int x, int y)
{
	int i = at(r, x, y);

	return r->kind[i] == ROUTE_BORDER_ACROSS ||
	    r->kind[i] == ROUTE_BORDER_DOWN ||
	    is_foreign(r, r->across[i], line) ||
	    is_foreign(r, r->down[i], line);
}

static int
distance(int x, int y, const struct route_box *to)
{
	int ax = x < to->x ? to->x - x :
	    x >= to->x + to->w ? x - (to->x + to->w - 1) : 0;
	int ay = y < to->y ? to->y - y :
	    y >= to->y + to->h ? y - (to->y + to->h - 1) : 0;

	return ax * COST_COLUMN + ay * COST_ROW;
}

/* --- search ------------------------------------------------------------------ */

static void
reach(struct router *r, int state, int cost, int from, int x, int y,
    const struct route_box *to)
{
	if (r->stamp[state] == r->round && r->cost[state] <= cost)
		return;
	r->stamp[state] = r->round;
	r->cost[state] = cost;
	r->from[state] = from;
	push(r, cost + distance(x, y, to), cost, state);
}

/* Every cell around a box but beside its corners; the middle is preferred. */
static void
leave_box(struct router *r, int line, const struct route_box *box,
    const struct route_box *to)
{
	int d, k;

	for (d = 0; d < 4; d++) {
		int side = d >= DIR_LEFT ? box->h : box->w;

		for (k = 1; k < side - 1; k++) {
			int x = d == DIR_LEFT ? box->x - 1 :
			    d == DIR_RIGHT ? box->x + box->w : box->x + k;
			int y = d == DIR_UP ? box->y - 1 :
			    d == DIR_DOWN ? box->y + box->h : box->y + k;
			int cost = enter_cost(r, line, x, y,
			    (enum route_dir)d);

			if (cost < 0)
				continue;
			cost += abs(2 * k - (side - 1)) *
			    (d >= DIR_LEFT ? 2 : 1);
			reach(r, at(r, x, y) * 4 + d, cost, -1, x, y, to);
		}
	}
}

/* True when going on in direction d from a cell enters the box properly. */
static bool
arrives(int x, int y, int d, const struct route_box *to)
{
	int gx = x + dx[d] - to->x, gy = y + dy[d] - to->y;
	bool side_x, side_y;

	if (gx < 0 || gy < 0 || gx >= to->w || gy >= to->h)
		return false;
	side_x = gx == 0 || gx == to->w - 1;
	side_y = gy == 0 || gy == to->h - 1;
	return !(side_x && side_y);
}

static unsigned
bit_towards(int x, int y, int nx, int ny)
{
	int d;

	for (d = 0; d < 4; d++)
		if (x + dx[d] == nx && y + dy[d] == ny)
			return 1u << d;
	return 0;
}

static void
mark(struct router *r, int number)
{
	struct route_line *l = &r->line[number];
	int i;

	for (i = 0; i < l->n; i++) {
		int cell = at(r, l->x[i], l->y[i]);
		unsigned m = i == 0 ? 1u << opposite[l->first] :
		    bit_towards(l->x[i], l->y[i], l->x[i - 1], l->y[i - 1]);

		m |= i == l->n - 1 ? 1u << l->last :
		    bit_towards(l->x[i], l->y[i], l->x[i + 1], l->y[i + 1]);
		r->mask[cell] |= (unsigned char)m;
		if ((m & (1u << DIR_LEFT | 1u << DIR_RIGHT)) != 0 &&
		    r->across[cell] < 0)
			r->across[cell] = number;
		if ((m & (1u << DIR_UP | 1u << DIR_DOWN)) != 0 &&
		    r->down[cell] < 0)
			r->down[cell] = number;
	}
}

/* Follows the states back and keeps the path. */
static void
keep(struct router *r, int number, int state)
{
	struct route_line *l = &r->line[number];
	int n = 0, s, first = state;

	for (s = state; s >= 0; s = r->from[s]) {
		first = s;
		n++;
	}
	l->n = n;
	l->x = xcalloc((size_t)n, sizeof(int));
	l->y = xcalloc((size_t)n, sizeof(int));
	l->first = (enum route_dir)(first & 3);
	l->last = (enum route_dir)(state & 3);
	for (s = state; s >= 0; s = r->from[s]) {
		n--;
		l->x[n] = (s >> 2) % r->w;
		l->y[n] = (s >> 2) / r->w;
	}
	mark(r, number);
}

bool
router_route(struct router *r, int number, const struct route_box *boxes)
{
	const struct route_box *from = &boxes[r->line[number].from];
	const struct route_box *to = &boxes[r->line[number].to];
	int pops = 0, turn;

	r->heap_n = 0;
	r->round++;
	leave_box(r, number, from, to);
	while (r->heap_n > 0 && pops++ < POPS) {
		struct open o = pop(r);
		int d = o.state & 3, cell = o.state >> 2;
		int x = cell % r->w, y = cell / r->w;

		if (r->cost[o.state] < o.cost)
			continue;
		if (arrives(x, y, d, to)) {
			keep(r, number, o.state);
			return true;
		}
		for (turn = 0; turn < 4; turn++) {
			int nx = x + dx[turn], ny = y + dy[turn], cost;

			if (turn == (int)opposite[d] ||
			    (turn != d && must_go_on(r, number, x, y)))
				continue;
			cost = enter_cost(r, number, nx, ny,
			    (enum route_dir)turn);
			if (cost < 0)
				continue;
			cost += o.cost + (turn != d ? COST_BEND : 0);
			reach(r, at(r, nx, ny) * 4 + turn, cost, o.state, nx,
			    ny, to);
		}
	}
	return false;
}
