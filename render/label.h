/* SPDX-License-Identifier: ISC */
/*
 * Labels: the only place where data of the register enters DOT text.  Every
 * text goes through utf8_safe, is clipped and escaped for Graphviz' HTML
 * labels; everything else in them comes from the style sheet or from here.
 *
 * Functions append a whole HTML label with its angle brackets.
 */
#ifndef DAICHO_RENDER_LABEL_H
#define DAICHO_RENDER_LABEL_H

#include "base/buf.h"
#include "render/diagram.h"
#include "render/style.h"

enum { LABEL_CELLS = 60 };

/* Text for inside of a label: safe, at most cells wide, escaped. */
void label_text(struct buf *out, const char *s, int cells);
/* The same over several lines divided by <BR/>, the last one cut. */
void label_wrap(struct buf *out, const char *s, int cells, int lines);
/* A quoted string for tooltip: safe, clipped, nothing left that acts. */
void label_quoted(struct buf *out, const char *s);

void label_node(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t node);
/* Title of a zone or site with its second line and chips. */
void label_cluster(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t cluster);
/* What stands on a line; false (nothing appended) when it needs none. */
bool label_edge(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t edge);

void label_banner(struct buf *out, const struct style *style,
    const struct diagram *diagram);
void label_legend(struct buf *out, const struct style *style,
    const struct diagram *diagram);
void label_title(struct buf *out, const struct style *style,
    const struct diagram *diagram);
/* The rows of the flow table from first up to, not including, end. */
void label_table(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t first, size_t end);

/* How a line is drawn. */
struct label_line {
	const char	*colour;
	const char	*dash;		/* solid, dashed, dotted */
	double		 width;
	bool		 arrow;
};
void label_edge_line(const struct style *style,
    const struct diagram *diagram, size_t edge, struct label_line *out);

#endif
