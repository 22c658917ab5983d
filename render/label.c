/* SPDX-License-Identifier: ISC */
#include "render/label.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"

enum {
	NAME_CELLS = 30,	/* a line of a device's name */
	DETAIL_CELLS = 44,
	CIRCLE_CELLS = 14,
	SQUARE_CELLS = 12,
	PILL_CELLS = 24,
	FLOW_CELLS = 16,
};

static void
put_escaped(struct buf *out, const char *s, size_t n)
{
	static const struct {
		char		 c;
		const char	*with;
	} table[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" },
	};
	size_t i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < sizeof(table) / sizeof(table[0]); k++)
			if (s[i] == table[k].c)
				break;
		if (k < sizeof(table) / sizeof(table[0]))
			buf_add(out, table[k].with);
		else
			buf_addc(out, s[i]);
	}
}

/* What utf8_safe leaves but XML does not allow. */
static bool
is_noncharacter(uint32_t cp)
{
	return (cp & 0xfffe) == 0xfffe || (cp >= 0xfdd0 && cp <= 0xfdef);
}

/* Safe text in one line; a long one is cut before it costs anything. */
static void
make_safe(struct buf *out, const char *s)
{
	struct buf safe = {0};
	uint32_t cp;
	size_t i, n = strlen(s);

	if (n > 4096)
		n = 4096;
	utf8_safe(&safe, s, n, 0);
	for (i = 0; i < safe.len; ) {
		i += utf8_next(safe.s + i, safe.len - i, &cp);
		utf8_put(out, is_noncharacter(cp) ? 0xfffd : cp);
	}
	buf_release(&safe);
}

/*
 * A cluster of combining marks has no width: bytes are limited as well, so
 * that a label stays small whatever stands in it.
 */
static size_t
clip(const char *s, int cells)
{
	size_t n = utf8_clip(s, cells, NULL), limit = (size_t)cells * 8;

	while (n > limit) {
		n = limit;
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	return n;
}

static void
put_line(struct buf *out, const char *s, int cells)
{
	size_t n;

	if (utf8_width(s) <= cells && strlen(s) <= (size_t)cells * 8) {
		put_escaped(out, s, strlen(s));
		return;
	}
	n = clip(s, cells - 1);
	put_escaped(out, s, n);
	buf_add(out, "…");
}

void
label_text(struct buf *out, const char *s, int cells)
{
	struct buf safe = {0};

	make_safe(&safe, s != NULL && *s != '\0' ? s : "–");
	put_line(out, buf_str(&safe), cells);
	buf_release(&safe);
}

/* Where a line of at most cells ends: at a blank if there is one near. */
static size_t
line_end(const char *s, int cells)
{
	size_t n = clip(s, cells), i;

	if (s[n] == '\0' || n == 0)
		return n;
	for (i = n; i > n / 2; i--)
		if (s[i] == ' ')
			return i;
	return n;
}

void
label_wrap(struct buf *out, const char *s, int cells, int lines)
{
	struct buf safe = {0};
	const char *rest;
	size_t n;

	make_safe(&safe, s != NULL && *s != '\0' ? s : "–");
	rest = buf_str(&safe);
	while (lines-- > 1 && utf8_width(rest) > cells) {
		n = line_end(rest, cells);
		if (n == 0)
			break;
		put_escaped(out, rest, n);
		buf_add(out, "<BR/>");
		rest += n;
		while (*rest == ' ')
			rest++;
	}
	put_line(out, rest, cells);
	buf_release(&safe);
}

void
label_quoted(struct buf *out, const char *s)
{
	struct buf safe = {0};
	size_t n, i;

	make_safe(&safe, s != NULL ? s : "");
	n = clip(buf_str(&safe), 2 * LABEL_CELLS);
	buf_addc(out, '"');
	for (i = 0; i < n; i++) {
		if (safe.s[i] == '\\')
			buf_add(out, "\\\\");
		else
			put_escaped(out, &safe.s[i], 1);
	}
	buf_addc(out, '"');
	buf_release(&safe);
}

static void
put_font(struct buf *out, const struct style *style, const char *size,
    const char *colour)
{
	buf_printf(out, "<FONT POINT-SIZE=\"%s\" COLOR=\"%s\">",
	    style_text(style, "font", NULL, size), colour);
}

static void
put_chip(struct buf *out, const struct style *style, const char *name,
    const char *text)
{
	buf_printf(out, "<TD BGCOLOR=\"%s\" CELLPADDING=\"2\">",
	    style_text(style, "chip", name, "fill"));
	put_font(out, style, "chip", style_text(style, "chip", name, "text"));
	buf_add(out, "<B>");
	put_escaped(out, text, strlen(text));
	buf_add(out, "</B></FONT></TD>");
}

/* --- lines ------------------------------------------------------------ */

static const struct {
	unsigned	 mark;
	const char	*style;
} line_styles[] = {
	{ MARK_UNAPPROVED, "unapproved" },
	{ MARK_RESTRICTED, "restricted" },
	{ MARK_ONE_WAY, "one_way" },
	{ MARK_MANAGEMENT, "management" },
	{ MARK_PLAINTEXT, "plaintext" },
	{ MARK_LINK, "link" },
	{ 0, "encrypted" },
};

void
label_edge_line(const struct style *style, const struct diagram *diagram,
    size_t edge, struct label_line *out)
{
	const struct diagram_edge *e = &diagram->edge[edge];
	const char *group = "edge", *name = NULL;
	char level[2] = "0";
	size_t i;

	for (i = 0; name == NULL; i++)
		if (line_styles[i].mark == 0 ||
		    (e->marks & line_styles[i].mark) != 0)
			name = line_styles[i].style;
	if (diagram->type == DIAGRAM_DATAFLOW) {
		group = "flow";
		level[0] = (char)('0' + (e->level < 0 || e->level > 9 ? 0 :
		    e->level));
		name = level;
	}
	out->colour = style_text(style, group, name, "line");
	out->width = style_number(style, group, name, "width");
	out->dash = style_text(style, group, name, "dash");
	if (*out->dash == '\0')
		out->dash = "solid";
	if ((e->marks & MARK_UNAPPROVED) != 0)
		out->dash = "dotted";
	else if ((e->marks & MARK_PLAINTEXT) != 0)
		out->dash = "dashed";
	out->arrow = (e->marks & MARK_LINK) == 0;
}

static bool
filled(const char *s)
{
	return s != NULL && *s != '\0';
}

static bool
has_text(const struct diagram *diagram, const struct diagram_edge *e)
{
	return filled(e->label) || e->count > 1 ||
	    (diagram->type != DIAGRAM_DATAFLOW && filled(e->number));
}

static void
put_edge_text(struct buf *out, const struct style *style,
    const struct diagram *diagram, const struct diagram_edge *e,
    const char *colour)
{
	bool flow = diagram->type == DIAGRAM_DATAFLOW;
	bool text = filled(e->label), number = !flow && filled(e->number);

	if (!has_text(diagram, e))
		return;
	buf_add(out, "<TD>");
	put_font(out, style, "label", colour);
	if (flow)
		buf_add(out, "<B>");
	if (number)
		label_text(out, e->number, PILL_CELLS);
	if (number && text)
		buf_add(out, "<BR/>");
	if (text)
		label_wrap(out, e->label, flow ? FLOW_CELLS : PILL_CELLS, 3);
	if (e->count > 1)
		buf_printf(out, " ×%d", e->count);
	if (flow)
		buf_add(out, "</B>");
	buf_add(out, "</FONT></TD>");
}

bool
label_edge(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t edge)
{
	static const struct {
		unsigned	 mark;
		const char	*chip, *text;
	} chips[] = {
		{ MARK_UNAPPROVED, "unapproved", "?" },
		{ MARK_PLAINTEXT, "plaintext", "~" },
		{ MARK_FINDING, "finding", "!" },
		{ MARK_CUT, "cut", N_("cut") },
	};
	const struct diagram_edge *e = &diagram->edge[edge];
	struct label_line line;
	size_t i;

	if ((e->marks & MARK_LINK) != 0 || (!has_text(diagram, e) &&
	    (e->marks & (MARK_UNAPPROVED | MARK_CUT | MARK_FINDING)) == 0))
		return false;
	label_edge_line(style, diagram, edge, &line);
	buf_printf(out, "<<TABLE BORDER=\"1\" STYLE=\"ROUNDED\" COLOR=\"%s\" "
	    "BGCOLOR=\"%s\" CELLBORDER=\"0\" CELLPADDING=\"2\" "
	    "CELLSPACING=\"0\"><TR>", line.colour,
	    style_text(style, "node", NULL, "fill"));
	for (i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if ((e->marks & chips[i].mark) != 0)
			put_chip(out, style, chips[i].chip, _(chips[i].text));
	put_edge_text(out, style, diagram, e, line.colour);
	buf_add(out, "</TR></TABLE>>");
	return true;
}

/* --- nodes ------------------------------------------------------------ */

static void
put_detail(struct buf *out, const struct style *style, const char *s,
    int cells)
{
	if (s == NULL || *s == '\0')
		return;
	buf_add(out, "<BR/>");
	put_font(out, style, "detail", style_text(style, "text", NULL, "dim"));
	label_text(out, s, cells);
	buf_add(out, "</FONT>");
}

static const char *
node_fill(const struct style *style, const struct diagram_node *node)
{
	return style_text(style, "node", NULL,
	    (node->marks & MARK_OUT_OF_SCOPE) != 0 ? "outside" : "fill");
}

static void
put_name(struct buf *out, const struct style *style,
    const struct diagram_node *node, int cells, int lines)
{
	buf_add(out, "<B>");
	put_font(out, style, "name", style_text(style, "text", NULL, "main"));
	label_wrap(out, node->name, cells, lines);
	if (node->count > 1)
		buf_printf(out, " ×%d", node->count);
	buf_add(out, "</FONT></B>");
}

static void
put_device(struct buf *out, const struct style *style,
    const struct diagram_node *node)
{
	const char *fill = style_text(style, "kind", node->kind, "fill");
	bool alarm = (node->marks & MARK_UNAPPROVED) != 0;

	buf_printf(out, "<<TABLE BORDER=\"%s\" COLOR=\"%s\"%s CELLBORDER=\"0\""
	    " CELLSPACING=\"0\" CELLPADDING=\"0\" BGCOLOR=\"%s\"><TR>",
	    style_text(style, "node", NULL,
	    node->shape == NODE_GROUP || alarm ? "group_width" : "width"),
	    alarm ? style_text(style, "node", NULL, "alarm") : fill,
	    alarm ? " STYLE=\"DASHED\"" : "", node_fill(style, node));
	if (node->badge != NULL) {
		buf_printf(out, "<TD BGCOLOR=\"%s\" WIDTH=\"%s\" "
		    "CELLPADDING=\"3\">", fill,
		    style_text(style, "node", NULL, "badge_width"));
		put_font(out, style, "badge",
		    style_text(style, "text", NULL, "on_badge"));
		buf_add(out, "<B>");
		label_text(out, node->badge, 4);
		buf_add(out, "</B></FONT></TD>");
	}
	buf_add(out, "<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"5\">");
	put_name(out, style, node, NAME_CELLS, 2);
	put_detail(out, style, node->detail, DETAIL_CELLS);
	buf_add(out, "</TD>");
	if (alarm)
		put_chip(out, style, "unapproved", "?");
	if ((node->marks & MARK_FINDING) != 0)
		put_chip(out, style, "finding", "!");
	if ((node->marks & MARK_NOT_COVERED) != 0)
		put_chip(out, style, "not_covered", _("not covered"));
	if ((node->marks & MARK_CLOSED) != 0)
		put_chip(out, style, "closed", _("closed"));
	buf_add(out, "</TR></TABLE>>");
}

static void
put_store(struct buf *out, const struct style *style,
    const struct diagram_node *node)
{
	char level[2] = "0";
	const char *line, *fill = style_text(style, "store", NULL, "fill");

	level[0] = (char)('0' + (node->level < 0 || node->level > 9 ? 0 :
	    node->level));
	line = style_text(style, "flow", level, "line");
	buf_printf(out, "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" "
	    "CELLSPACING=\"0\" CELLPADDING=\"5\"><TR><TD BORDER=\"2\" "
	    "SIDES=\"TB\" COLOR=\"%s\" BGCOLOR=\"%s\">", line, fill);
	put_font(out, style, "badge", line);
	buf_add(out, "<B>");
	label_text(out, node->badge, 5);
	buf_printf(out, "</B></FONT></TD><TD BORDER=\"2\" SIDES=\"TBL\" "
	    "COLOR=\"%s\" BGCOLOR=\"%s\" ALIGN=\"LEFT\" BALIGN=\"LEFT\">",
	    line, fill);
	put_name(out, style, node, 22, 2);
	put_detail(out, style, node->detail, 28);
	buf_add(out, "</TD></TR></TABLE>>");
}

static void
put_process(struct buf *out, const struct style *style,
    const struct diagram_node *node)
{
	buf_addc(out, '<');
	put_font(out, style, "detail",
	    style_text(style, "process", NULL, "line"));
	buf_add(out, "<B>");
	label_text(out, node->badge, 8);
	buf_add(out, "</B></FONT><BR/>");
	put_name(out, style, node, CIRCLE_CELLS, 3);
	if (utf8_width(node->name) <= 2 * CIRCLE_CELLS)
		put_detail(out, style, node->detail, CIRCLE_CELLS);
	buf_addc(out, '>');
}

static void
put_entity(struct buf *out, const struct style *style,
    const struct diagram_node *node)
{
	buf_addc(out, '<');
	put_name(out, style, node, SQUARE_CELLS, 3);
	if (utf8_width(node->name) <= 2 * SQUARE_CELLS)
		put_detail(out, style, node->detail, SQUARE_CELLS);
	buf_addc(out, '>');
}

void
label_node(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t node)
{
	static void (*const put[])(struct buf *, const struct style *,
	    const struct diagram_node *) = {
		[NODE_DEVICE] = put_device,
		[NODE_EXTERNAL] = put_device,
		[NODE_ENTITY] = put_entity,
		[NODE_PROCESS] = put_process,
		[NODE_STORE] = put_store,
		[NODE_GROUP] = put_device,
	};

	put[diagram->node[node].shape](out, style, &diagram->node[node]);
}

void
label_cluster(struct buf *out, const struct style *style,
    const struct diagram *diagram, size_t cluster)
{
	static const struct {
		unsigned	 mark;
		const char	*chip, *text;
	} chips[] = {
		{ MARK_CLOSED, "closed", N_("closed") },
		{ MARK_NOT_COVERED, "not_covered", N_("not covered") },
		{ MARK_FINDING, "finding", "!" },
		{ MARK_OUT_OF_SCOPE, "outside", N_("out of scope") },
	};
	const struct diagram_cluster *c = &diagram->cluster[cluster];
	const char *line = style_text(style, "zone",
	    diagram->type == DIAGRAM_DATAFLOW ? "boundary" : c->kind, "line");
	size_t i;

	/* both lines in one cell, or the chips would stretch with the second */
	buf_add(out, "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"3\" "
	    "CELLPADDING=\"0\"><TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">");
	put_font(out, style, c->is_site ? "site" : "zone", line);
	buf_add(out, "<B>");
	label_text(out, c->title, LABEL_CELLS);
	buf_add(out, "</B></FONT>");
	if (filled(c->subtitle)) {
		buf_add(out, "<BR/>");
		put_font(out, style, "subtitle",
		    style_text(style, "text", NULL, "dim"));
		label_text(out, c->subtitle, LABEL_CELLS);
		buf_add(out, "</FONT>");
	}
	buf_add(out, "</TD>");
	for (i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if ((c->marks & chips[i].mark) != 0)
			put_chip(out, style, chips[i].chip, _(chips[i].text));
	buf_add(out, "</TR></TABLE>>");
}
