/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/intl.h"
#include "render/draw.h"
#include "render/graphviz.h"
#include "render/layout.h"
#include "render/outline.h"
#include "render/sheet.h"
#include "render/svg.h"

static const char *const words[DRAW_FORMATS] = {
	[DRAW_SVG] = "svg", [DRAW_PDF] = "pdf", [DRAW_PNG] = "png",
	[DRAW_DOT] = "dot", [DRAW_TXT] = "txt",
};

/* How it is drawn when our own sheet cannot be: each simpler. */
static const struct rung {
	const char	*engine;
	unsigned	 flags;
	const char	*what;
} rungs[] = {
	{ "dot", 0, N_("drawn with straight lines") },
	{ "dot", GRAPHVIZ_NO_LABELS,
	    N_("drawn with straight lines and without their labels") },
	{ "osage", GRAPHVIZ_NO_LABELS,
	    N_("drawn as blocks, without labels on lines") },
};

int
draw_format_find(const char *word)
{
	int i;

	for (i = 0; i < DRAW_FORMATS; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static const struct err *
draw_sheet(struct session *session, const struct diagram *diagram,
    const struct style *style, enum layout_format format, struct buf *out,
    struct draw_report *report)
{
	const struct err *err;
	struct buf dot = {0};
	struct sheet sheet;

	err = sheet_write(session, diagram, style, &dot, &sheet);
	if (err == NULL)
		err = layout_render(session, buf_str(&dot), "nop2", format,
		    (int)style_number(style, "page", NULL, "png_dpi"), out);
	if (err == NULL) {
		report->paper = sheet.paper;
		report->small = sheet.small;
	}
	buf_release(&dot);
	return err;
}

static const struct err *
draw_simpler(struct session *session, const struct diagram *diagram,
    const struct style *style, enum layout_format format, struct buf *out,
    struct draw_report *report)
{
	const struct err *err = NULL;
	struct buf dot = {0};
	size_t i;

	for (i = 0; i < sizeof(rungs) / sizeof(rungs[0]); i++) {
		buf_clear(&dot);
		graphviz_write(diagram, style, rungs[i].flags, &dot);
		err = layout_render(session, buf_str(&dot), rungs[i].engine,
		    format, (int)style_number(style, "page", NULL,
		    "png_dpi"), out);
		if (err == NULL || err->kind != ERR_INPUT)
			break;
	}
	if (err == NULL)
		report->fallback = _(rungs[i].what);
	buf_release(&dot);
	return err;
}

static const struct err *
draw_picture(struct session *session, const struct diagram *diagram,
    const struct style *style, enum layout_format format, struct buf *out,
    struct draw_report *report)
{
	const struct err *err;
	size_t from = out->len;

	err = draw_sheet(session, diagram, style, format, out, report);
	if (err != NULL && err->kind == ERR_INPUT) {
		buf_truncate(out, from);
		err = draw_simpler(session, diagram, style, format, out,
		    report);
	}
	if (err == NULL && format == LAYOUT_SVG)
		err = svg_check(out->s + from, out->len - from);
	return err;
}

const struct err *
draw_write(struct session *session, const struct diagram *diagram,
    enum draw_format format, const char *style_file, struct buf *out,
    struct draw_report *report)
{
	static const enum layout_format pictures[] = {
		[DRAW_SVG] = LAYOUT_SVG, [DRAW_PDF] = LAYOUT_PDF,
		[DRAW_PNG] = LAYOUT_PNG,
	};
	struct arena *arena = arena_new();
	const struct err *err;
	struct style *style;

	memset(report, 0, sizeof(*report));
	err = style_load(style_file, arena, &style);
	if (err != NULL)
		goto done;
	if (format == DRAW_TXT)
		outline_write(diagram, out);
	else if (format == DRAW_DOT)
		graphviz_write(diagram, style, GRAPHVIZ_ORTHO, out);
	else
		err = draw_picture(session, diagram, style, pictures[format],
		    out, report);
done:
	arena_free(arena);
	return err;
}
