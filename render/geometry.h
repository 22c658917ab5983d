/* SPDX-License-Identifier: ISC */
/*
 * Where everything of a diagram lies on a sheet: what arrange and wire work
 * out and sheet draws.  Arrays run parallel to those of the diagram.  Points,
 * y downwards.
 */
#ifndef DAICHO_RENDER_GEOMETRY_H
#define DAICHO_RENDER_GEOMETRY_H

#include "render/diagram.h"
#include "render/layout.h"

struct point {
	double	x, y;
};

struct wire {
	struct point	*p;
	size_t		 n;		/* points; 0: not routed */
	struct layout_box label;	/* w 0: it has none */
};

struct geometry {
	struct layout_box *node;
	struct layout_box *cluster;
	struct layout_box *title;	/* of clusters */
	struct wire	*wire;		/* of edges */
	double		 w, h;
};

#endif
