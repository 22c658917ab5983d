/* SPDX-License-Identifier: ISC */
/*
 * The layout process: the only part that speaks with Graphviz.  Each call
 * runs as a job of the worker server, in a child with limits, because libgvc
 * exits, aborts and corrupts its heap on inputs that we can meet.
 *
 * Callers hand over sizes and links and get positions, hand over labels and
 * get sizes, or hand over DOT text and get the bytes of a picture.  Lengths
 * are points (1/72 inch), y grows downwards, boxes have their upper left
 * corner at x, y.
 */
#ifndef DAICHO_RENDER_LAYOUT_H
#define DAICHO_RENDER_LAYOUT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"
#include "base/worker.h"

/* The row for the table of worker_start. */
extern const struct worker_job layout_job;

struct layout_box {
	double	x, y, w, h;
};

struct layout_node {
	double	w, h;
	int	cluster;		/* index, -1: none */
};

struct layout_cluster {
	int	parent;			/* index, less than its own; -1 */
	double	title_w, title_h;	/* room at its top; 0: none */
};

struct layout_edge {
	int	from, to;		/* nodes */
	int	weight;			/* 0 counts as 1 */
};

struct layout_graph {
	const struct layout_node *node;
	size_t		 nodes;
	const struct layout_edge *edge;
	size_t		 edges;
	const struct layout_cluster *cluster;
	size_t		 clusters;
	bool		 left_to_right;
	double		 node_gap;	/* between nodes of a rank */
	double		 rank_gap;	/* between ranks */
	double		 margin;	/* inside of clusters */
};

struct layout_result {
	struct layout_box *node;	/* as many as asked for */
	struct layout_box *cluster;
	double		 w, h;
};

/*
 * Positions of n graphs with nodes of fixed sizes and no text, so that no
 * font matters.  The same input gives the same output; nodes and edges should
 * come in key order, then one more moves little.  Results are in the arena.
 * ERR_INPUT when Graphviz failed, died or ran too long.
 */
const struct err *layout_positions(struct session *session,
    const struct layout_graph *graphs, size_t n, struct arena *arena,
    struct layout_result *results) ERR_MUST_CHECK;

/* Sizes of n HTML labels (with their angle brackets) set in a font. */
const struct err *layout_measure(struct session *session, const char *font,
    const char *const *labels, size_t n, struct layout_box *sizes)
    ERR_MUST_CHECK;

enum layout_format { LAYOUT_SVG, LAYOUT_PDF, LAYOUT_PNG };

/*
 * Draws DOT text with an engine ("dot", "osage", "nop2" for text that carries
 * its positions).  dpi counts for PNG only.  Appends to out.
 */
const struct err *layout_render(struct session *session, const char *dot,
    const char *engine, enum layout_format format, int dpi, struct buf *out)
    ERR_MUST_CHECK;

#endif
