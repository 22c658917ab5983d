/* SPDX-License-Identifier: ISC */
/*
 * Orthogonal lines on a grid of terminal cells.  The canvas marks what is in
 * the way (boxes, zone borders, titles) and asks for one line after another;
 * each is the cheapest path under costs that dislike rows more than columns
 * (a cell is twice as high as wide), bends, crossings and running close to
 * something.  Borders are crossed only at right angles; lines share cells only
 * when they look alike and begin or end at the same box.
 */
#ifndef DAICHO_RENDER_ROUTE_H
#define DAICHO_RENDER_ROUTE_H

#include <stdbool.h>

enum route_dir { DIR_UP, DIR_DOWN, DIR_LEFT, DIR_RIGHT };
/* Bits of the ways a line leaves a cell: 1 << dir. */

enum route_kind {
	ROUTE_FREE,
	ROUTE_NODE,		/* nothing enters */
	ROUTE_BORDER_ACROSS,	/* a horizontal border: up and down only */
	ROUTE_BORDER_DOWN,	/* a vertical border: left and right only */
	ROUTE_BLOCKED,		/* corners and titles */
};

struct route_box {
	int	x, y, w, h;
};

/* What a line joins and looks like; lines share only with their like. */
struct route_line {
	int	from, to;	/* boxes */
	int	look;
	/* The result: cells from beside the first box to beside the last. */
	int	*x, *y;
	int	 n;		/* 0: no way was found */
	enum route_dir first, last;	/* leaving `from`, entering `to` */
};

struct router;

/* lines stay the caller's; their results are freed by route_line_release. */
struct router *router_new(int w, int h, struct route_line *lines);
void router_free(struct router *router);
void route_line_release(struct route_line *line);

void router_set(struct router *router, int x, int y, enum route_kind kind);
enum route_kind router_get(const struct router *router, int x, int y);
/* Finds and marks the way of one line; false when there is none. */
bool router_route(struct router *router, int line,
    const struct route_box *boxes);
/* Bits of the lines that pass a cell, and the line that owns a direction. */
unsigned router_mask(const struct router *router, int x, int y);
int router_across(const struct router *router, int x, int y);
int router_down(const struct router *router, int x, int y);

#endif
