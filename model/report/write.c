/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "model/exchange/xlsx_write.h"
#include "model/report/report.h"

enum { GAP = 2, SEAL_CELLS = 22 };

/* --- text ------------------------------------------------------------------- */

static size_t
rows_of(const struct report_section *section)
{
	return section->columns == 0 ? 0 : section->cells / section->columns;
}

static const char *
cell_at(const struct report_section *section, size_t row, size_t column)
{
	return section->cell[row * section->columns + column];
}

static bool
has_header(const struct report_section *section)
{
	return section->columns > 0 && section->column[0].title != NULL;
}

static void
line(struct buf *out, const struct report_section *section,
    const int *width, size_t row, bool header)
{
	struct buf safe = { 0 };
	size_t i, from = out->len;

	for (i = 0; i < section->columns; i++) {
		const char *text = header ? section->column[i].title :
		    cell_at(section, row, i);

		buf_clear(&safe);
		utf8_safe(&safe, text, strlen(text), 0);
		if (i > 0)
			buf_fill(out, ' ', GAP);
		if (section->column[i].right)
			utf8_pad_left(out, buf_str(&safe), width[i]);
		else
			utf8_pad(out, buf_str(&safe), width[i]);
	}
	while (out->len > from && out->s[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addc(out, '\n');
	buf_release(&safe);
}

static void
measure(const struct report_section *section, int *width)
{
	struct buf safe = { 0 };
	size_t i, row;

	for (i = 0; i < section->columns; i++) {
		width[i] = has_header(section) ?
		    utf8_width(section->column[i].title) : 0;
		for (row = 0; row < rows_of(section); row++) {
			const char *text = cell_at(section, row, i);
			int w;

			buf_clear(&safe);
			utf8_safe(&safe, text, strlen(text), 0);
			w = utf8_width(buf_str(&safe));
			if (w > width[i])
				width[i] = w;
		}
	}
	buf_release(&safe);
}

static void
write_section(const struct report_section *section, struct buf *out)
{
	int width[REPORT_COLUMNS], all = 0;
	size_t i, row;

	measure(section, width);
	buf_printf(out, "%s\n", section->heading);
	buf_fill(out, '-', (size_t)utf8_width(section->heading));
	buf_addc(out, '\n');
	if (section->note != NULL) {
		utf8_safe(out, section->note, strlen(section->note), 0);
		buf_addc(out, '\n');
	}
	if (rows_of(section) == 0)
		return;
	for (i = 0; i < section->columns; i++)
		all += width[i] + (i > 0 ? GAP : 0);
	if (has_header(section)) {
		line(out, section, width, 0, true);
		buf_fill(out, '.', (size_t)all);
		buf_addc(out, '\n');
	}
	for (row = 0; row < rows_of(section); row++)
		line(out, section, width, row, false);
}

static void
write_signs(const struct report *report, struct buf *out)
{
	size_t i;

	for (i = 0; i < 3 && report->sign[i] != NULL; i++) {
		buf_printf(out, "%s%s ", i > 0 ? "   " : "", report->sign[i]);
		buf_fill(out, '_', SEAL_CELLS);
	}
	if (i > 0)
		buf_addc(out, '\n');
}

/* The word of a template; false when it is none. */
static bool
write_word(const struct report *report, const char *word, size_t n,
    struct buf *out)
{
	const struct {
		const char	*name, *text;
	} words[] = {
		{ "title", report->title }, { "subject", report->subject },
		{ "period", report->period },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].name) == n &&
		    memcmp(words[i].name, word, n) == 0) {
			utf8_safe(out, words[i].text, strlen(words[i].text),
			    0);
			return true;
		}
	if (n == 4 && memcmp(word, "sign", 4) == 0) {
		write_signs(report, out);
		return true;
	}
	for (i = 0; i < report->sections; i++)
		if (strlen(report->section[i].key) == n &&
		    memcmp(report->section[i].key, word, n) == 0) {
			write_section(&report->section[i], out);
			return true;
		}
	return false;
}

static const struct err *
unknown_word(const struct report *report, const char *word, size_t n)
{
	struct buf known = { 0 };
	const struct err *err;
	size_t i;

	buf_add(&known, "title, subject, period, sign");
	for (i = 0; i < report->sections; i++)
		buf_printf(&known, ", %s", report->section[i].key);
	err = err_new(ERR_INPUT, _("The template has {%.*s}, which this "
	    "report does not have. There are %s."), (int)n, word,
	    buf_str(&known));
	buf_release(&known);
	return err;
}

const struct err *
report_text(const struct report *report, const char *template,
    struct buf *out)
{
	static const char plain[] = "{title}\n{subject}   {period}\n";
	size_t i, n, from = out->len;

	if (template == NULL) {
		const struct err *err = report_text(report, plain, out);

		for (i = 0; i < report->sections && err == NULL; i++) {
			buf_addc(out, '\n');
			write_section(&report->section[i], out);
		}
		if (report->sign[0] != NULL)
			buf_addc(out, '\n');
		write_signs(report, out);
		return err;
	}
	while (*template != '\0') {
		n = strcspn(template, "{");
		buf_addn(out, template, n);
		template += n;
		if (*template == '\0')
			break;
		n = strcspn(++template, "}\n");
		if (template[n] != '}' ||
		    !write_word(report, template, n, out)) {
			buf_truncate(out, from);
			return unknown_word(report, template, n);
		}
		template += n + 1;
		/* A section brings its own line break. */
		if (*template == '\n' && out->len > 0 &&
		    out->s[out->len - 1] == '\n')
			template++;
	}
	return NULL;
}

/* --- workbook ----------------------------------------------------------------- */

static bool
is_number(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text) &&
	    strlen(text) < 16;
}

static const struct err *
write_rows(struct xlsx *book, const struct report_section *section)
{
	const struct err *err = NULL;
	size_t row, i;

	for (row = 0; err == NULL && row < rows_of(section); row++) {
		for (i = 0; i < section->columns; i++) {
			const char *text = cell_at(section, row, i);
			int64_t number = 0;

			if (!section->column[i].right || !is_number(text)) {
				xlsx_text(book, text);
				continue;
			}
			while (*text != '\0')
				number = number * 10 + (*text++ - '0');
			xlsx_int(book, number);
		}
		err = xlsx_end_row(book);
	}
	return err;
}

static const struct err *
write_sheet(struct xlsx *book, const struct report *report,
    const struct report_section *section)
{
	struct xlsx_column column[REPORT_COLUMNS];
	const char *above[4] = { report->title,
	    arena_printf(report->arena, "%s   %s", report->subject,
	    report->period), section->heading, section->note };
	struct xlsx_sheet sheet = { .name = section->heading,
	    .above = above, .n_above = section->note != NULL ? 4 : 3,
	    .column = column, .columns = section->columns };
	size_t i;

	memset(column, 0, sizeof(column));
	for (i = 0; i < section->columns; i++)
		column[i] = (struct xlsx_column){
		    .title = has_header(section) ? section->column[i].title :
		    i == 0 ? _("Subject") : _("Value"),
		    .width = section->column[i].width + 2,
		    .kind = section->column[i].right ? XLSX_INT : XLSX_TEXT,
		    .wrap = !section->column[i].right };
	xlsx_sheet(book, &sheet);
	return write_rows(book, section);
}

const struct err *
report_book(const struct report *report, struct buf *out)
{
	struct xlsx *book = xlsx_new(report->session, report->title);
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < report->sections && err == NULL; i++)
		err = write_sheet(book, report, &report->section[i]);
	if (err == NULL)
		return xlsx_bytes(book, out);
	xlsx_free(book);
	return err;
}
