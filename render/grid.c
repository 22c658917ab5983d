/* SPDX-License-Identifier: ISC */
#include "render/grid.h"

#include <math.h>

enum {
	NEAR_COST = 2,		/* close to a node */
	BORDER_COST = 10,	/* along the border of a zone */
	TITLE_COST = 40,
	CELLS_MAX = 3000000,
};

void
grid_init(struct grid *grid, const struct geometry *geometry, double pitch,
    int margin, struct arena *arena)
{
	double w = geometry->w, h = geometry->h;
	int i;

	while ((w / pitch + 2 * margin) * (h / pitch + 2 * margin) > CELLS_MAX)
		pitch *= 1.3;
	grid->pitch = pitch;
	grid->nx = (int)ceil(w / pitch) + 2 * margin + 1;
	grid->ny = (int)ceil(h / pitch) + 2 * margin + 1;
	grid->x0 = -margin * pitch;
	grid->y0 = -margin * pitch;
	grid->cell = arena_calloc(arena, (size_t)grid->nx * (size_t)grid->ny,
	    sizeof(*grid->cell));
	for (i = 0; i < grid->nx * grid->ny; i++)
		grid->cell[i].cluster = -1;
}

struct grid_cell *
grid_at(const struct grid *grid, int x, int y)
{
	return &grid->cell[(size_t)y * (size_t)grid->nx + (size_t)x];
}

static int
clamp(int value, int high)
{
	return value < 0 ? 0 : value > high ? high : value;
}

int
grid_column(const struct grid *grid, double x)
{
	return clamp((int)lround((x - grid->x0) / grid->pitch), grid->nx - 1);
}

int
grid_row(const struct grid *grid, double y)
{
	return clamp((int)lround((y - grid->y0) / grid->pitch), grid->ny - 1);
}

double
grid_x(const struct grid *grid, int column)
{
	return grid->x0 + column * grid->pitch;
}

double
grid_y(const struct grid *grid, int row)
{
	return grid->y0 + row * grid->pitch;
}

/* The cells within by points of a box. */
static void
cells_of(const struct grid *grid, const struct layout_box *box, double by,
    int range[4])
{
	range[0] = clamp((int)ceil((box->x - by - grid->x0) / grid->pitch),
	    grid->nx - 1);
	range[1] = clamp((int)floor((box->x + box->w + by - grid->x0) /
	    grid->pitch), grid->nx - 1);
	range[2] = clamp((int)ceil((box->y - by - grid->y0) / grid->pitch),
	    grid->ny - 1);
	range[3] = clamp((int)floor((box->y + box->h + by - grid->y0) /
	    grid->pitch), grid->ny - 1);
}

static void
add_cost(struct grid_cell *cell, enum grid_axis axis, int cost)
{
	int sum = cell->cost[axis] + cost;

	cell->cost[axis] = (unsigned char)(sum > 250 ? 250 : sum);
}

static void
add_costs(struct grid *grid, const struct layout_box *box, double by,
    int across, int down)
{
	int r[4], x, y;

	cells_of(grid, box, by, r);
	for (y = r[2]; y <= r[3]; y++)
		for (x = r[0]; x <= r[1]; x++) {
			add_cost(grid_at(grid, x, y), GRID_ACROSS, across);
			add_cost(grid_at(grid, x, y), GRID_DOWN, down);
		}
}

static void
take(struct grid *grid, const struct layout_box *box, double by)
{
	int r[4], x, y;

	cells_of(grid, box, by, r);
	for (y = r[2]; y <= r[3]; y++)
		for (x = r[0]; x <= r[1]; x++)
			grid_at(grid, x, y)->taken = 1;
}

static void
add_side(struct grid *grid, const struct layout_box *side, int across,
    int down)
{
	add_costs(grid, side, grid->pitch * 2.2, across, down);
	take(grid, side, grid->pitch * 0.5);
}

static void
fill_cluster(struct grid *grid, const struct layout_box *box, short cluster)
{
	struct layout_box side;
	int r[4], x, y;

	cells_of(grid, box, 0, r);
	for (y = r[2]; y <= r[3]; y++)
		for (x = r[0]; x <= r[1]; x++)
			grid_at(grid, x, y)->cluster = cluster;
	side = *box;
	side.h = 0;
	add_side(grid, &side, BORDER_COST, 0);
	side.y = box->y + box->h;
	add_side(grid, &side, BORDER_COST, 0);
	side = *box;
	side.w = 0;
	add_side(grid, &side, 0, BORDER_COST);
	side.x = box->x + box->w;
	add_side(grid, &side, 0, BORDER_COST);
}

static void
fill_node(struct grid *grid, const struct layout_box *box)
{
	int r[4], x, y;

	add_costs(grid, box, grid->pitch * 3.1, NEAR_COST, NEAR_COST);
	cells_of(grid, box, grid->pitch * 1.2, r);
	for (y = r[2]; y <= r[3]; y++)
		for (x = r[0]; x <= r[1]; x++)
			grid_at(grid, x, y)->blocked = 1;
}

void
grid_fill(struct grid *grid, const struct diagram *diagram,
    const struct geometry *geometry)
{
	size_t i, depth, deepest = 0;

	for (i = 0; i < diagram->clusters; i++) {
		depth = (size_t)diagram_depth(diagram, (int)i);
		if (depth > deepest)
			deepest = depth;
	}
	for (depth = 1; depth <= deepest; depth++)
		for (i = 0; i < diagram->clusters; i++)
			if ((size_t)diagram_depth(diagram, (int)i) == depth)
				fill_cluster(grid, &geometry->cluster[i],
				    (short)i);
	for (i = 0; i < diagram->clusters; i++) {
		add_costs(grid, &geometry->title[i], grid->pitch * 0.5,
		    TITLE_COST, TITLE_COST);
		take(grid, &geometry->title[i], grid->pitch * 0.5);
	}
	for (i = 0; i < diagram->nodes; i++)
		fill_node(grid, &geometry->node[i]);
}

void
grid_label(struct grid *grid, const struct layout_box *box, int edge,
    int value)
{
	int r[4], x, y;

	cells_of(grid, box, grid->pitch * 0.6, r);
	for (y = r[2]; y <= r[3]; y++)
		for (x = r[0]; x <= r[1]; x++)
			if (grid_at(grid, x, y)->label == 0 ||
			    grid_at(grid, x, y)->label == edge + 1)
				grid_at(grid, x, y)->label = value;
}
