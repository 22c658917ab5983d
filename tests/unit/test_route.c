/* SPDX-License-Identifier: ISC */
/* Lines between boxes: what every route must keep to, on random boards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/route.h"

enum { W = 120, H = 60, BOXES = 14, LINES = 22, ROUNDS = 200 };

struct board {
	struct router	*router;
	struct route_box box[BOXES];
	struct route_line line[LINES];
	int		 boxes;
};

/* A generator of its own, so that a failing round can be repeated. */
static unsigned
next(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static bool
touches(const struct route_box *a, const struct route_box *b)
{
	return a->x - 2 < b->x + b->w && b->x - 2 < a->x + a->w &&
	    a->y - 2 < b->y + b->h && b->y - 2 < a->y + a->h;
}

static void
add_box(struct board *b, unsigned *seed)
{
	struct route_box box = { .w = 6 + (int)next(seed, 12),
		.h = 3 + (int)next(seed, 3) };
	int i, x, y;

	box.x = 2 + (int)next(seed, (unsigned)(W - box.w - 4));
	box.y = 2 + (int)next(seed, (unsigned)(H - box.h - 4));
	for (i = 0; i < b->boxes; i++)
		if (touches(&box, &b->box[i]))
			return;
	for (y = 0; y < box.h; y++)
		for (x = 0; x < box.w; x++)
			router_set(b->router, box.x + x, box.y + y,
			    ROUTE_NODE);
	b->box[b->boxes++] = box;
}

/* A frame around the middle of the board. */
static void
add_frame(struct board *b)
{
	int x, y;

	for (x = 30; x <= 90; x++)
		for (y = 15; y <= 45; y += 30)
			if (router_get(b->router, x, y) == ROUTE_FREE)
				router_set(b->router, x, y, x == 30 ||
				    x == 90 ? ROUTE_BLOCKED :
				    ROUTE_BORDER_ACROSS);
	for (y = 16; y < 45; y++)
		for (x = 30; x <= 90; x += 60)
			if (router_get(b->router, x, y) == ROUTE_FREE)
				router_set(b->router, x, y,
				    ROUTE_BORDER_DOWN);
}

static void
make_board(struct board *b, unsigned seed)
{
	int i;

	memset(b, 0, sizeof(*b));
	b->router = router_new(W, H, b->line);
	for (i = 0; i < 60 && b->boxes < BOXES; i++)
		add_box(b, &seed);
	add_frame(b);
	for (i = 0; i < LINES; i++) {
		b->line[i].from = (int)next(&seed, (unsigned)b->boxes);
		b->line[i].to = (int)next(&seed, (unsigned)b->boxes);
		b->line[i].look = (int)next(&seed, 2);
		if (b->line[i].from != b->line[i].to)
			router_route(b->router, i, b->box);
	}
}

static void
free_board(struct board *b)
{
	int i;

	for (i = 0; i < LINES; i++)
		route_line_release(&b->line[i]);
	router_free(b->router);
}

static bool
in_box(const struct route_box *box, int x, int y)
{
	return x >= box->x && x < box->x + box->w && y >= box->y &&
	    y < box->y + box->h;
}

static const int dx[] = { 0, 0, -1, 1 }, dy[] = { -1, 1, 0, 0 };

static void
check_path(const struct board *b, const struct route_line *l)
{
	int i, k;

	assert_true(in_box(&b->box[l->from], l->x[0] - dx[l->first],
	    l->y[0] - dy[l->first]));
	assert_true(in_box(&b->box[l->to], l->x[l->n - 1] + dx[l->last],
	    l->y[l->n - 1] + dy[l->last]));
	for (i = 0; i < l->n; i++) {
		for (k = 0; k < b->boxes; k++)
			assert_false(in_box(&b->box[k], l->x[i], l->y[i]));
		if (i > 0)
			assert_int_equal(abs(l->x[i] - l->x[i - 1]) +
			    abs(l->y[i] - l->y[i - 1]), 1);
		if (i == 0 || i == l->n - 1)
			continue;
		if (router_get(b->router, l->x[i], l->y[i]) ==
		    ROUTE_BORDER_ACROSS)
			assert_int_equal(l->x[i - 1], l->x[i + 1]);
		if (router_get(b->router, l->x[i], l->y[i]) ==
		    ROUTE_BORDER_DOWN)
			assert_int_equal(l->y[i - 1], l->y[i + 1]);
	}
}

/* Two lines run in the same cells the same way only if they may share. */
static void
check_pair(const struct route_line *a, const struct route_line *b)
{
	bool may = a->look == b->look &&
	    (a->from == b->from || a->to == b->to);
	int i, k;

	for (i = 1; !may && i < a->n; i++)
		for (k = 1; k < b->n; k++)
			assert_false(a->x[i] == b->x[k] && a->y[i] == b->y[k] &&
			    ((a->x[i - 1] == b->x[k - 1] &&
			    a->y[i - 1] == b->y[k - 1])));
}

static void
routes_keep_the_rules(void **state)
{
	struct board *b = malloc(sizeof(*b));
	int found = 0, asked = 0, i, k;
	unsigned round;

	(void)state;
	for (round = 1; round <= ROUNDS; round++) {
		make_board(b, round);
		for (i = 0; i < LINES; i++) {
			asked += b->line[i].from != b->line[i].to;
			if (b->line[i].n == 0)
				continue;
			found++;
			check_path(b, &b->line[i]);
			for (k = 0; k < i; k++)
				if (b->line[k].n > 0)
					check_pair(&b->line[i], &b->line[k]);
		}
		free_board(b);
	}
	free(b);
	/* A router that gives up would pass all of the above. */
	assert_true(found > asked * 97 / 100);
}

static void
a_straight_way_is_taken_straight(void **state)
{
	struct route_box box[] = { { 5, 5, 10, 5 }, { 40, 5, 10, 5 } };
	struct route_line line = { .from = 0, .to = 1 };
	struct router *router = router_new(60, 20, &line);
	int i, x, y;

	(void)state;
	for (i = 0; i < 2; i++)
		for (y = 5; y < 10; y++)
			for (x = 0; x < 10; x++)
				router_set(router, box[i].x + x, y, ROUTE_NODE);
	assert_true(router_route(router, 0, box));
	assert_int_equal(line.n, 25);
	for (i = 0; i < line.n; i++)
		assert_int_equal(line.y[i], 7);
	route_line_release(&line);
	router_free(router);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_keep_the_rules),
		cmocka_unit_test(a_straight_way_is_taken_straight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
