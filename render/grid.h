/* SPDX-License-Identifier: ISC */
/*
 * The grid on which wire.c looks for ways: what every cell costs and which
 * lines use it.  Cells are the crossing points of a square mesh.
 */
#ifndef DAICHO_RENDER_GRID_H
#define DAICHO_RENDER_GRID_H

#include "render/geometry.h"

enum grid_axis { GRID_ACROSS, GRID_DOWN };

struct grid_cell {
	unsigned char	 blocked;	/* by a node */
	unsigned char	 taken;		/* by a title or the border of a zone */
	unsigned char	 cost[2];	/* extra, moving along an axis */
	short		 cluster;	/* innermost, -1 */
	int		 user[2];	/* edge + 1 that runs along an axis */
	int		 label;		/* edge + 1 whose label lies here */
};

struct grid {
	struct grid_cell *cell;
	int		 nx, ny;
	double		 pitch;
	double		 x0, y0;	/* of cell 0, 0 */
};

/* Room for geometry and margin cells around it. */
void grid_init(struct grid *grid, const struct geometry *geometry,
    double pitch, int margin, struct arena *arena);
struct grid_cell *grid_at(const struct grid *grid, int x, int y);
int grid_column(const struct grid *grid, double x);	/* nearest */
int grid_row(const struct grid *grid, double y);
double grid_x(const struct grid *grid, int column);
double grid_y(const struct grid *grid, int row);
/* Marks nodes, zone borders and titles. */
void grid_fill(struct grid *grid, const struct diagram *diagram,
    const struct geometry *geometry);
/* Marks or clears the cells of a label. */
void grid_label(struct grid *grid, const struct layout_box *box, int edge,
    int value);

#endif
