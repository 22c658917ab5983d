/* SPDX-License-Identifier: ISC */
/*
 * DOT text of our own (agwrite takes time with the square of the clusters).
 * graphviz_write gives the whole diagram for Graphviz to lay out by itself:
 * what "draw -o x.dot" hands out and what is drawn when our own sheet cannot
 * be.  The other two write single statements and serve sheet.c as well.
 *
 * Names of nodes and clusters are made here; data stands only in label and
 * tooltip.
 */
#ifndef DAICHO_RENDER_GRAPHVIZ_H
#define DAICHO_RENDER_GRAPHVIZ_H

#include "base/buf.h"
#include "render/diagram.h"
#include "render/style.h"

enum graphviz_flags {
	GRAPHVIZ_ORTHO = 1 << 0,	/* else straight lines */
	GRAPHVIZ_NO_LABELS = 1 << 1,	/* on lines */
};

void graphviz_write(const struct diagram *diagram, const struct style *style,
    unsigned flags, struct buf *out);

/* "shape=… label=<…>" of a node, without brackets. */
void graphviz_node(const struct diagram *diagram, const struct style *style,
    size_t node, struct buf *out);
/* "style=… color=…" of a cluster. */
void graphviz_cluster(const struct diagram *diagram,
    const struct style *style, size_t cluster, struct buf *out);
/* "color=… penwidth=… style=…" of a line. */
void graphviz_edge(const struct diagram *diagram, const struct style *style,
    size_t edge, struct buf *out);
/* Opens the graph: fonts and what all nodes and edges have. */
void graphviz_head(const struct style *style, struct buf *out);
/* A number with two decimals, whatever the locale. */
void graphviz_number(struct buf *out, double number);

#endif
