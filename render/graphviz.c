/* SPDX-License-Identifier: ISC */
#include "render/graphviz.h"

#include <string.h>

#include "render/label.h"

enum { POINTS_PER_INCH = 72, TABLE_ROWS = 24 };

void
graphviz_number(struct buf *out, double number)
{
	long n = (long)(number * 100 + (number < 0 ? -0.5 : 0.5));

	if (n < 0) {
		buf_addc(out, '-');
		n = -n;
	}
	buf_printf(out, "%ld.%02ld", n / 100, n % 100);
}

void
graphviz_head(const struct style *style, struct buf *out)
{
	const char *font = style_text(style, "font", NULL, "family");

	buf_printf(out, "digraph daicho {\ngraph [fontname=\"%s\" "
	    "fontsize=%s bgcolor=\"%s\" outputorder=edgesfirst]\n"
	    "node [shape=plain fontname=\"%s\" fontsize=%s "
	    "fontcolor=\"%s\"]\n"
	    "edge [fontname=\"%s\" fontsize=%s arrowsize=%s]\n", font,
	    style_text(style, "font", NULL, "name"),
	    style_text(style, "page", NULL, "paper_colour"), font,
	    style_text(style, "font", NULL, "name"),
	    style_text(style, "text", NULL, "main"), font,
	    style_text(style, "font", NULL, "label"),
	    style_text(style, "wire", NULL, "arrow"));
}

static void
put_shape(const struct style *style, const char *shape, const char *group,
    bool outside, bool alarm, struct buf *out)
{
	buf_printf(out, "shape=%s style=\"filled%s\" fillcolor=\"%s\" "
	    "color=\"%s\" penwidth=%s fixedsize=true width=", shape,
	    alarm ? ",dashed" : "", outside ?
	    style_text(style, "node", NULL, "outside") :
	    style_text(style, group, NULL, "fill"), alarm ?
	    style_text(style, "node", NULL, "alarm") :
	    style_text(style, group, NULL, "line"),
	    style_text(style, "dfd", NULL, "width"));
	graphviz_number(out, style_number(style, group, NULL, "size") /
	    POINTS_PER_INCH);
	buf_addc(out, ' ');
}

void
graphviz_node(const struct diagram *diagram, const struct style *style,
    size_t node, struct buf *out)
{
	const struct diagram_node *n = &diagram->node[node];
	bool outside = (n->marks & MARK_OUT_OF_SCOPE) != 0;
	bool alarm = (n->marks & MARK_UNAPPROVED) != 0;
	struct buf tip = {0};

	if (n->shape == NODE_PROCESS)
		put_shape(style, "circle", "process", outside, alarm, out);
	else if (n->shape == NODE_ENTITY)
		put_shape(style, "square", "entity", outside, alarm, out);
	buf_add(out, "label=");
	label_node(out, style, diagram, node);
	buf_printf(&tip, "%s%s%s", n->name != NULL ? n->name : "",
	    n->detail != NULL ? "  " : "",
	    n->detail != NULL ? n->detail : "");
	buf_add(out, " tooltip=");
	label_quoted(out, buf_str(&tip));
	buf_release(&tip);
}

void
graphviz_cluster(const struct diagram *diagram, const struct style *style,
    size_t cluster, struct buf *out)
{
	const struct diagram_cluster *c = &diagram->cluster[cluster];
	const char *name = c->is_site ? "site" : c->kind;

	if (diagram->type == DIAGRAM_DATAFLOW) {
		buf_printf(out, "style=\"rounded,dashed\" color=\"%s\" "
		    "penwidth=%s",
		    style_text(style, "zone", "boundary", "line"),
		    style_text(style, "zone", "boundary", "width"));
		return;
	}
	if ((c->marks & MARK_OUT_OF_SCOPE) != 0)
		name = "outside";
	buf_printf(out, "style=\"rounded,filled%s\" fillcolor=\"%s\" "
	    "color=\"%s\" penwidth=%s",
	    (c->marks & MARK_NOT_COVERED) != 0 ? ",dashed" : "",
	    style_text(style, "zone", name, "fill"),
	    style_text(style, "zone", name, "line"),
	    style_text(style, "zone", name, "width"));
}

void
graphviz_edge(const struct diagram *diagram, const struct style *style,
    size_t edge, struct buf *out)
{
	struct label_line line;

	label_edge_line(style, diagram, edge, &line);
	buf_printf(out, "color=\"%s\" style=%s penwidth=", line.colour,
	    line.dash);
	graphviz_number(out, line.width);
}

/* --- the whole, for Graphviz to lay out ------------------------------- */

static void
put_members(const struct diagram *diagram, const struct style *style,
    int cluster, struct buf *out)
{
	size_t i;

	for (i = 0; i < diagram->nodes; i++) {
		if (diagram->node[i].cluster != cluster)
			continue;
		buf_printf(out, "n%zu [", i);
		graphviz_node(diagram, style, i, out);
		buf_add(out, "]\n");
	}
	for (i = 0; i < diagram->clusters; i++) {
		if (diagram->cluster[i].parent != cluster)
			continue;
		buf_printf(out, "subgraph cluster_%zu {\ngraph [", i);
		graphviz_cluster(diagram, style, i, out);
		buf_printf(out, " margin=%s labelloc=t labeljust=l label=",
		    style_text(style, "zone", diagram->cluster[i].is_site ?
		    "site" : diagram->cluster[i].kind, "margin"));
		label_cluster(out, style, diagram, i);
		buf_add(out, "]\n");
		put_members(diagram, style, (int)i, out);
		buf_add(out, "}\n");
	}
}

/* A label is a node of its own: edge labels make dot fail across clusters. */
static void
put_edge(const struct diagram *diagram, const struct style *style,
    size_t edge, unsigned flags, struct buf *out)
{
	const struct diagram_edge *e = &diagram->edge[edge];
	struct label_line line;
	struct buf label = {0};
	const char *head;

	label_edge_line(style, diagram, edge, &line);
	head = line.arrow ? "forward" : "none";
	if ((flags & GRAPHVIZ_NO_LABELS) == 0 &&
	    label_edge(&label, style, diagram, edge)) {
		buf_printf(out, "l%zu [label=%s]\nn%d -> l%zu [", edge,
		    buf_str(&label), e->from, edge);
		graphviz_edge(diagram, style, edge, out);
		buf_printf(out, " dir=%s]\nl%zu -> n%d [",
		    e->both ? "back" : "none", edge, e->to);
	} else {
		buf_printf(out, "n%d -> n%d [", e->from, e->to);
		if (e->both && line.arrow)
			head = "both";
	}
	graphviz_edge(diagram, style, edge, out);
	buf_printf(out, " dir=%s]\n", head);
	buf_release(&label);
}

static void
put_cell(struct buf *out, const struct buf *label)
{
	/* without the angle brackets around an HTML label */
	buf_add(out, "<TD VALIGN=\"BOTTOM\">");
	buf_addn(out, label->s + 1, label->len - 2);
	buf_add(out, "</TD>\n");
}

static void
put_furniture(const struct diagram *diagram, const struct style *style,
    struct buf *out)
{
	struct buf label = {0};
	size_t first, end, rows = diagram->table.rows;

	buf_add(out, "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" "
	    "CELLSPACING=\"12\" CELLPADDING=\"0\"><TR>");
	for (first = 0; first < rows; first = end) {
		end = first + TABLE_ROWS < rows ? first + TABLE_ROWS : rows;
		buf_clear(&label);
		label_table(&label, style, diagram, first, end);
		put_cell(out, &label);
	}
	buf_clear(&label);
	label_legend(&label, style, diagram);
	put_cell(out, &label);
	buf_clear(&label);
	label_title(&label, style, diagram);
	put_cell(out, &label);
	buf_add(out, "</TR></TABLE>>");
	buf_release(&label);
}

void
graphviz_write(const struct diagram *diagram, const struct style *style,
    unsigned flags, struct buf *out)
{
	bool flow = diagram->type == DIAGRAM_DATAFLOW;
	const char *group = flow ? "dataflow" : "network";
	size_t i;

	graphviz_head(style, out);
	buf_printf(out, "graph [newrank=true rankdir=%s splines=%s nodesep=",
	    flow ? "LR" : "TB", (flags & GRAPHVIZ_ORTHO) == 0 ? "line" :
	    flow ? "true" : "ortho");
	graphviz_number(out, style_number(style, group, NULL, "node_gap") /
	    POINTS_PER_INCH);
	buf_add(out, " ranksep=");
	graphviz_number(out, style_number(style, group, NULL, "rank_gap") /
	    POINTS_PER_INCH / 2);
	buf_add(out, " pad=0.35 labelloc=t");
	if (diagram->title.classification != NULL) {
		buf_add(out, " label=");
		label_banner(out, style, diagram);
	}
	buf_printf(out, "]\nsubgraph cluster_page {\ngraph [color=\"%s\" "
	    "penwidth=%s margin=%s labelloc=b labeljust=r label=",
	    style_text(style, "page", NULL, "line"),
	    style_text(style, "page", NULL, "width"),
	    style_text(style, "page", NULL, "padding"));
	put_furniture(diagram, style, out);
	buf_add(out, "]\n");
	put_members(diagram, style, -1, out);
	for (i = 0; i < diagram->edges; i++)
		put_edge(diagram, style, i, flags, out);
	buf_add(out, "}\n}\n");
}
