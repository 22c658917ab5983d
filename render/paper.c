/* SPDX-License-Identifier: ISC */
#include "render/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/utf8.h"
#include "render/style.h"

/* Points; text sizes are those of a report that is not made smaller. */
static const double A4_SHORT = 595.28, A4_LONG = 841.89, MARGIN = 42;
static const double TITLE = 16, HEADING = 11, BODY = 9, SMALL = 8;
static const double CELL = 5.0, PAD = 3, GAP = 12, SEAL = 56;
enum { WIDE = 3 };
static const double SMALLEST = 0.5, SMALLER = 0.95;

struct paper {
	const struct report *report;
	cairo_t		*cr;
	PangoLayout	*layout;
	PangoAttrList	*unbroken;	/* words are cut without hyphens */
	const char	*family;
	double		 w, h;		/* of a page */
	double		 scale;
	double		 y;		/* of what comes next */
	int		 page, pages;	/* this one, from 1; of the pass before */
	bool		 drawing;	/* else only finding out what fits */
};

/* --- text -------------------------------------------------------------------- */

static void
set_text(struct paper *paper, const char *text, double size, bool bold,
    double width)
{
	PangoFontDescription *font = pango_font_description_new();
	struct buf safe = { 0 };

	utf8_safe(&safe, text, strlen(text), UTF8_KEEP_NEWLINE);
	pango_font_description_set_family(font, paper->family);
	pango_font_description_set_absolute_size(font,
	    size * paper->scale * PANGO_SCALE);
	pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD :
	    PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(paper->layout, font);
	pango_layout_set_width(paper->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_text(paper->layout, buf_str(&safe), -1);
	pango_layout_set_attributes(paper->layout, paper->unbroken);
	pango_font_description_free(font);
	buf_release(&safe);
}

static double
text_height(struct paper *paper)
{
	int height;

	pango_layout_get_size(paper->layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static void
show_text(struct paper *paper, double x, double y, bool right)
{
	if (!paper->drawing)
		return;
	pango_layout_set_alignment(paper->layout, right ? PANGO_ALIGN_RIGHT :
	    PANGO_ALIGN_LEFT);
	cairo_move_to(paper->cr, x, y);
	pango_cairo_show_layout(paper->cr, paper->layout);
}

static void
rule(struct paper *paper, double x, double y, double w, double width,
    double grey)
{
	if (!paper->drawing)
		return;
	cairo_set_source_rgb(paper->cr, grey, grey, grey);
	cairo_set_line_width(paper->cr, width);
	cairo_move_to(paper->cr, x, y);
	cairo_line_to(paper->cr, x + w, y);
	cairo_stroke(paper->cr);
	cairo_set_source_rgb(paper->cr, 0, 0, 0);
}

/* --- pages ------------------------------------------------------------------- */

static void
foot(struct paper *paper)
{
	char number[32];

	snprintf(number, sizeof(number), "%d / %d", paper->page,
	    paper->pages);
	set_text(paper, number, SMALL, false, paper->w - 2 * MARGIN);
	show_text(paper, MARGIN, paper->h - MARGIN + 10, true);
	set_text(paper, paper->report->title, SMALL, false,
	    paper->w - 2 * MARGIN);
	show_text(paper, MARGIN, paper->h - MARGIN + 10, false);
}

static void
turn_page(struct paper *paper)
{
	foot(paper);
	if (paper->drawing)
		cairo_show_page(paper->cr);
	paper->page++;
	paper->y = MARGIN;
}

/* Goes on with the next page when there is no such room on this one. */
static bool
need(struct paper *paper, double height)
{
	if (paper->y + height <= paper->h - MARGIN ||
	    paper->y <= MARGIN)
		return false;
	turn_page(paper);
	return true;
}

static void
paragraph(struct paper *paper, const char *text, double size, bool bold)
{
	double height;

	set_text(paper, text, size, bold, paper->w - 2 * MARGIN);
	height = text_height(paper);
	need(paper, height);
	show_text(paper, MARGIN, paper->y, false);
	paper->y += height + PAD * paper->scale;
}

/* --- tables ------------------------------------------------------------------ */

struct columns {
	double	x[REPORT_COLUMNS], w[REPORT_COLUMNS];
	double	all;
};

static void
place_columns(const struct paper *paper,
    const struct report_section *section, struct columns *columns)
{
	double room = paper->w - 2 * MARGIN, wanted = 0, x = MARGIN, fit;
	size_t i;

	for (i = 0; i < section->columns; i++)
		wanted += section->column[i].width * CELL * paper->scale +
		    2 * PAD;
	/* Tables of many columns take the whole width; lists of facts not. */
	fit = wanted > room || section->columns > WIDE ? room / wanted : 1;
	for (i = 0; i < section->columns; i++) {
		columns->x[i] = x;
		columns->w[i] = (section->column[i].width * CELL *
		    paper->scale + 2 * PAD) * fit;
		x += columns->w[i];
	}
	columns->all = x - MARGIN;
}

static const char *
cell_text(const struct report_section *section, long row, size_t column)
{
	return row < 0 ? section->column[column].title :
	    section->cell[(size_t)row * section->columns + column];
}

static double
row_height(struct paper *paper, const struct report_section *section,
    const struct columns *columns, long row)
{
	double height = 0, h;
	size_t i;

	for (i = 0; i < section->columns; i++) {
		set_text(paper, cell_text(section, row, i), BODY, row < 0,
		    columns->w[i] - 2 * PAD);
		h = text_height(paper);
		height = h > height ? h : height;
	}
	return height + PAD * paper->scale;
}

/* row -1 is the header. */
static void
draw_row(struct paper *paper, const struct report_section *section,
    const struct columns *columns, long row)
{
	double height = row_height(paper, section, columns, row);
	size_t i;

	for (i = 0; i < section->columns; i++) {
		set_text(paper, cell_text(section, row, i), BODY, row < 0,
		    columns->w[i] - 2 * PAD);
		show_text(paper, columns->x[i] + PAD, paper->y,
		    section->column[i].right);
	}
	paper->y += height;
	rule(paper, MARGIN, paper->y - PAD * paper->scale / 2, columns->all,
	    row < 0 ? 0.8 : 0.3, row < 0 ? 0.2 : 0.75);
}

static void
draw_section(struct paper *paper, const struct report_section *section)
{
	bool header = section->columns > 0 && section->column[0].title != NULL;
	size_t rows = section->columns == 0 ? 0 :
	    section->cells / section->columns, row;
	struct columns columns;

	/* A heading does not stand alone at the end of a page. */
	need(paper, 4 * HEADING * paper->scale);
	if (paper->y > MARGIN)
		paper->y += GAP * paper->scale;
	paragraph(paper, section->heading, HEADING, true);
	if (section->note != NULL)
		paragraph(paper, section->note, BODY, false);
	if (rows == 0)
		return;
	place_columns(paper, section, &columns);
	if (header)
		draw_row(paper, section, &columns, -1);
	for (row = 0; row < rows; row++) {
		if (need(paper, row_height(paper, section, &columns,
		    (long)row)) && header)
			draw_row(paper, section, &columns, -1);
		draw_row(paper, section, &columns, (long)row);
	}
}

/* --- the whole --------------------------------------------------------------- */

static void
draw_signs(struct paper *paper)
{
	double side = SEAL * paper->scale, x = paper->w - MARGIN;
	int i;

	for (i = 2; i >= 0; i--) {
		if (paper->report->sign[i] == NULL)
			continue;
		x -= side;
		set_text(paper, paper->report->sign[i], SMALL, false,
		    side - 2 * PAD);
		show_text(paper, x + PAD, MARGIN + 1, false);
		if (!paper->drawing)
			continue;
		cairo_set_line_width(paper->cr, 0.6);
		cairo_rectangle(paper->cr, x, MARGIN, side, side * 0.28);
		cairo_rectangle(paper->cr, x, MARGIN, side, side);
		cairo_stroke(paper->cr);
	}
}

static void
draw_head(struct paper *paper)
{
	const struct report *report = paper->report;
	bool signs = report->sign[0] != NULL;
	double width = paper->w - 2 * MARGIN -
	    (signs ? 3 * SEAL * paper->scale + GAP : 0);

	if (signs)
		draw_signs(paper);
	set_text(paper, report->title, TITLE, true, width);
	show_text(paper, MARGIN, paper->y, false);
	paper->y += text_height(paper) + PAD;
	set_text(paper, report->subject, HEADING, false, width);
	show_text(paper, MARGIN, paper->y, false);
	paper->y += text_height(paper);
	set_text(paper, report->period, BODY, false, width);
	show_text(paper, MARGIN, paper->y, false);
	paper->y += text_height(paper) + PAD;
	if (signs && paper->y < MARGIN + SEAL * paper->scale)
		paper->y = MARGIN + SEAL * paper->scale;
}

/* One pass over everything; the pages it took. */
static int
draw_all(struct paper *paper, bool drawing)
{
	size_t i;

	paper->drawing = drawing;
	paper->page = 1;
	paper->y = MARGIN;
	draw_head(paper);
	for (i = 0; i < paper->report->sections; i++)
		draw_section(paper, &paper->report->section[i]);
	foot(paper);
	return paper->page;
}

static cairo_status_t
append(void *out, const unsigned char *bytes, unsigned n)
{
	buf_addn(out, bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

const struct err *
paper_write(const struct report *report, bool one_page, struct buf *out)
{
	struct paper paper = { .report = report, .scale = 1,
	    .w = report->landscape ? A4_LONG : A4_SHORT,
	    .h = report->landscape ? A4_SHORT : A4_LONG };
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append,
	    out, paper.w, paper.h);
	struct arena *arena = arena_new();
	struct style *style = NULL;
	const struct err *err;
	char made[DATETIME_LEN];

	err = style_load(NULL, arena, &style);
	if (err != NULL)
		goto done;
	datetime_format(session_now(report->session), made);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
	    report->title);
	cairo_pdf_surface_set_metadata(surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, made);
	paper.family = style_text(style, "font", NULL, "family");
	paper.cr = cairo_create(surface);
	paper.layout = pango_cairo_create_layout(paper.cr);
	paper.unbroken = pango_attr_list_new();
	pango_attr_list_insert(paper.unbroken,
	    pango_attr_insert_hyphens_new(false));
	pango_layout_set_wrap(paper.layout, PANGO_WRAP_WORD_CHAR);
	paper.pages = draw_all(&paper, false);
	while (one_page && paper.pages > 1 &&
	    paper.scale * SMALLER >= SMALLEST) {
		paper.scale *= SMALLER;
		paper.pages = draw_all(&paper, false);
	}
	draw_all(&paper, true);
	cairo_show_page(paper.cr);
	pango_attr_list_unref(paper.unbroken);
	g_object_unref(paper.layout);
	cairo_destroy(paper.cr);
	pango_cairo_font_map_set_default(NULL);
done:
	cairo_surface_finish(surface);
	if (err == NULL &&
	    cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		err = err_new(ERR_IO, _("The PDF cannot be made: %s."),
		    cairo_status_to_string(cairo_surface_status(surface)));
	cairo_surface_destroy(surface);
	arena_free(arena);
	return err;
}
