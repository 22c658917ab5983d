/* SPDX-License-Identifier: ISC */
/* What stands beside a drawing: banner, legend, title block, flow table. */
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "render/label.h"

static void
put_font(struct buf *out, const struct style *style, const char *size,
    const char *colour)
{
	buf_printf(out, "<FONT POINT-SIZE=\"%s\" COLOR=\"%s\">",
	    style_text(style, "font", NULL, size), colour);
}

static const char *
main_text(const struct style *style)
{
	return style_text(style, "text", NULL, "main");
}

static void
put_banner_cell(struct buf *out, const struct style *style,
    const struct diagram *diagram, int span)
{
	buf_printf(out, "<TD COLSPAN=\"%d\" BGCOLOR=\"%s\">", span,
	    style_text(style, "banner", NULL, "fill"));
	put_font(out, style, "banner", style_text(style, "banner", NULL,
	    "line"));
	buf_add(out, "<B>");
	label_text(out, diagram->title.classification, LABEL_CELLS);
	buf_add(out, "</B></FONT></TD>");
}

void
label_banner(struct buf *out, const struct style *style,
    const struct diagram *diagram)
{
	buf_add(out, "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"3\" "
	    "CELLSPACING=\"0\"><TR><TD WIDTH=\"420\" CELLPADDING=\"0\">"
	    "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"3\"><TR>");
	put_banner_cell(out, style, diagram, 1);
	buf_add(out, "</TR></TABLE></TD></TR></TABLE>>");
}

/* --- legend ----------------------------------------------------------- */

static void
put_line_sample(struct buf *out, const struct style *style, const char *group,
    const char *name)
{
	static const struct {
		const char *dash, *sample;
	} samples[] = {
		{ "dashed", "╍╍▶" }, { "dotted", "┈┈▶" }, { "", "━━▶" },
	};
	const char *dash = style_text(style, group, name, "dash"), *sample;
	size_t i = 0;

	while (*samples[i].dash != '\0' && strcmp(samples[i].dash, dash) != 0)
		i++;
	sample = strcmp(name, "link") == 0 ? "━━━" : samples[i].sample;
	buf_add(out, "<TD>");
	put_font(out, style, "legend", style_text(style, group, name, "line"));
	buf_printf(out, "<B>%s</B></FONT></TD>", sample);
}

/* The badge that nodes of a kind wear. */
static const char *
badge_of(const struct diagram *diagram, const char *kind)
{
	size_t i;

	for (i = 0; i < diagram->nodes; i++)
		if (diagram->node[i].kind != NULL &&
		    diagram->node[i].badge != NULL &&
		    strcmp(diagram->node[i].kind, kind) == 0)
			return diagram->node[i].badge;
	return " ";
}

static void
put_kind_sample(struct buf *out, const struct style *style,
    const struct diagram *diagram, const char *name)
{
	buf_printf(out, "<TD BGCOLOR=\"%s\">",
	    style_text(style, "kind", name, "fill"));
	put_font(out, style, "legend", style_text(style, "text", NULL,
	    "on_badge"));
	buf_add(out, "<B>");
	label_text(out, badge_of(diagram, name), 4);
	buf_add(out, "</B></FONT></TD>");
}

static void
put_shape_sample(struct buf *out, const struct style *style, const char *name)
{
	if (strcmp(name, "entity") == 0) {
		buf_printf(out, "<TD BORDER=\"1\" COLOR=\"%s\" BGCOLOR=\"%s\">"
		    "　</TD>", style_text(style, "entity", NULL, "line"),
		    style_text(style, "entity", NULL, "fill"));
	} else if (strcmp(name, "process") == 0) {
		buf_add(out, "<TD>");
		put_font(out, style, "name", style_text(style, "process",
		    NULL, "line"));
		buf_add(out, "○</FONT></TD>");
	} else if (strcmp(name, "store") == 0) {
		buf_printf(out, "<TD BORDER=\"2\" SIDES=\"TB\" COLOR=\"%s\" "
		    "BGCOLOR=\"%s\">D</TD>",
		    style_text(style, "entity", NULL, "line"),
		    style_text(style, "store", NULL, "fill"));
	} else if (strcmp(name, "group") == 0) {
		buf_printf(out, "<TD BORDER=\"2\" COLOR=\"%s\">×n</TD>",
		    main_text(style));
	} else {
		buf_printf(out, "<TD BORDER=\"2\" STYLE=\"DASHED\" "
		    "COLOR=\"%s\">?</TD>",
		    style_text(style, "node", NULL, "alarm"));
	}
}

static void
put_chip_sample(struct buf *out, const struct style *style, const char *name)
{
	static const struct {
		const char *name, *text;
	} chips[] = {
		{ "plaintext", "~" }, { "unapproved", "?" },
		{ "finding", "!" }, { "cut", N_("cut") },
		{ "closed", N_("closed") },
		{ "not_covered", N_("not covered") }, { NULL, " " },
	};
	size_t i = 0;

	while (chips[i].name != NULL && strcmp(chips[i].name, name) != 0)
		i++;
	buf_printf(out, "<TD BGCOLOR=\"%s\">",
	    style_text(style, "chip", name, "fill"));
	put_font(out, style, "chip", style_text(style, "chip", name, "text"));
	buf_printf(out, "<B>%s</B></FONT></TD>", _(chips[i].text));
}

static void
put_zone_sample(struct buf *out, const struct style *style, const char *name)
{
	buf_printf(out, "<TD BORDER=\"1\" STYLE=\"%s\" COLOR=\"%s\" "
	    "BGCOLOR=\"%s\">　</TD>",
	    strcmp(name, "boundary") == 0 ? "DASHED" : "SOLID",
	    style_text(style, "zone", name, "line"),
	    style_text(style, "zone", name, "fill"));
}

static void
put_sample(struct buf *out, const struct style *style,
    const struct diagram *diagram, const char *which)
{
	const char *name = strchr(which, '.');

	name = name != NULL ? name + 1 : which;
	if (strncmp(which, "edge.", 5) == 0)
		put_line_sample(out, style, "edge", name);
	else if (strncmp(which, "flow.", 5) == 0)
		put_line_sample(out, style, "flow", name);
	else if (strncmp(which, "kind.", 5) == 0)
		put_kind_sample(out, style, diagram, name);
	else if (strncmp(which, "chip.", 5) == 0)
		put_chip_sample(out, style, name);
	else if (strncmp(which, "zone.", 5) == 0)
		put_zone_sample(out, style, name);
	else if (strncmp(which, "shape.", 6) == 0)
		put_shape_sample(out, style, name);
	else
		buf_add(out, "<TD> </TD>");
}

void
label_legend(struct buf *out, const struct style *style,
    const struct diagram *diagram)
{
	size_t i, row, rows = (diagram->legends + 1) / 2, column;

	buf_printf(out, "<<TABLE BORDER=\"1\" COLOR=\"%s\" CELLBORDER=\"0\" "
	    "CELLSPACING=\"2\" CELLPADDING=\"2\" BGCOLOR=\"%s\"><TR>"
	    "<TD COLSPAN=\"4\" ALIGN=\"LEFT\" BGCOLOR=\"%s\">",
	    style_text(style, "legend", NULL, "line"),
	    style_text(style, "page", NULL, "paper_colour"),
	    style_text(style, "legend", NULL, "head"));
	put_font(out, style, "legend", main_text(style));
	buf_printf(out, "<B>%s</B></FONT></TD></TR>\n", _("Legend"));
	for (row = 0; row < rows; row++) {
		buf_add(out, "<TR>");
		for (column = 0; column < 2; column++) {
			i = row + column * rows;
			if (i >= diagram->legends) {
				buf_add(out, "<TD></TD><TD></TD>");
				continue;
			}
			put_sample(out, style, diagram,
			    diagram->legend[i].style);
			buf_add(out, "<TD ALIGN=\"LEFT\">");
			put_font(out, style, "legend", main_text(style));
			label_text(out, diagram->legend[i].text, LABEL_CELLS);
			buf_add(out, "</FONT></TD>");
		}
		buf_add(out, "</TR>\n");
	}
	buf_add(out, "</TABLE>>");
}

/* --- title block ------------------------------------------------------ */

static void
put_title_cell(struct buf *out, const struct style *style, const char *head,
    const char *text, int span)
{
	buf_printf(out, "<TD ALIGN=\"LEFT\" BGCOLOR=\"%s\">",
	    style_text(style, "title", NULL, "head"));
	put_font(out, style, "legend", main_text(style));
	buf_printf(out, "%s</FONT></TD><TD ALIGN=\"LEFT\" COLSPAN=\"%d\">",
	    head, span);
	put_font(out, style, "legend", main_text(style));
	label_text(out, text, span > 1 ? LABEL_CELLS : 24);
	buf_add(out, "</FONT></TD>");
}

static void
put_title_pair(struct buf *out, const struct style *style, const char *head,
    const char *text, const char *head2, const char *text2)
{
	buf_add(out, "<TR>");
	put_title_cell(out, style, head, text, 1);
	put_title_cell(out, style, head2, text2, 1);
	buf_add(out, "</TR>\n");
}

void
label_title(struct buf *out, const struct style *style,
    const struct diagram *diagram)
{
	const struct diagram_title *t = &diagram->title;
	const char *line = style_text(style, "title", NULL, "line");

	buf_printf(out, "<<TABLE BORDER=\"2\" COLOR=\"%s\" CELLBORDER=\"1\" "
	    "CELLSPACING=\"0\" CELLPADDING=\"4\" BGCOLOR=\"%s\"><TR>"
	    "<TD COLSPAN=\"4\" BGCOLOR=\"%s\">", line,
	    style_text(style, "page", NULL, "paper_colour"),
	    style_text(style, "title", NULL, "fill"));
	put_font(out, style, "title", style_text(style, "title", NULL,
	    "text"));
	buf_add(out, "<B>");
	label_text(out, t->title, LABEL_CELLS);
	buf_add(out, "</B></FONT>");
	if (t->subtitle != NULL) {
		buf_add(out, "<BR/>");
		put_font(out, style, "legend", style_text(style, "title",
		    NULL, "subtitle"));
		label_text(out, t->subtitle, LABEL_CELLS);
		buf_add(out, "</FONT>");
	}
	buf_add(out, "</TD></TR>\n<TR>");
	put_title_cell(out, style, _("Scope"), t->scope, 3);
	buf_add(out, "</TR>\n");
	put_title_pair(out, style, _("Drawing"), t->number, _("Revision"),
	    t->revision);
	put_title_pair(out, style, _("Date"), t->date, _("Page"), t->page);
	put_title_pair(out, style, _("Made by"), t->made_by, _("Approved by"),
	    t->approved_by);
	put_title_pair(out, style, _("Next review"), t->next_review,
	    _("Snapshot"), t->snapshot);
	if (t->classification != NULL) {
		buf_add(out, "<TR>");
		put_banner_cell(out, style, diagram, 4);
		buf_add(out, "</TR>");
	}
	buf_add(out, "</TABLE>>");
}

/* --- flow table ------------------------------------------------------- */

static void
put_table_row(struct buf *out, const struct style *style,
    const struct diagram_table *table, size_t row)
{
	char level[2] = "0";
	const char *colour;
	size_t i;

	level[0] = (char)('0' + (table->level[row] < 0 ||
	    table->level[row] > 9 ? 0 : table->level[row]));
	colour = style_text(style, "flow", level, "line");
	buf_add(out, "<TR>");
	for (i = 0; i < table->columns; i++) {
		buf_add(out, "<TD ALIGN=\"LEFT\">");
		put_font(out, style, "label", i == 0 ? colour :
		    i + 1 == table->columns &&
		    (table->marks[row] & MARK_PLAINTEXT) != 0 ?
		    style_text(style, "text", NULL, "alarm") :
		    main_text(style));
		if (i == 0)
			buf_add(out, "<B>");
		label_text(out, table->cell[row * table->columns + i], 34);
		if (i == 0)
			buf_add(out, "</B>");
		buf_add(out, "</FONT></TD>");
	}
	buf_add(out, "</TR>\n");
}

void
label_table(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t first, size_t end)
{
	const struct diagram_table *table = &diagram->table;
	size_t i;

	buf_printf(out, "<<TABLE BORDER=\"1\" COLOR=\"%s\" CELLBORDER=\"0\" "
	    "CELLSPACING=\"0\" CELLPADDING=\"2\" BGCOLOR=\"%s\"><TR>",
	    style_text(style, "legend", NULL, "line"),
	    style_text(style, "page", NULL, "paper_colour"));
	for (i = 0; i < table->columns; i++) {
		buf_printf(out, "<TD ALIGN=\"LEFT\" BGCOLOR=\"%s\"><B>",
		    style_text(style, "legend", NULL, "head"));
		put_font(out, style, "label", main_text(style));
		label_text(out, table->head[i], 20);
		buf_add(out, "</FONT></B></TD>");
	}
	buf_add(out, "</TR>\n");
	for (i = first; i < end; i++)
		put_table_row(out, style, table, i);
	buf_add(out, "</TABLE>>");
}
