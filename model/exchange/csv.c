/* SPDX-License-Identifier: ISC */
#include "model/exchange/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/mem.h"

enum { CHUNK = 1 << 16 };

struct csv {
	char		*name;
	int		 fd;		/* -1: bytes */
	bool		 input_end;
	struct buf	 raw;		/* read, not decoded yet */
	struct buf	 text;		/* decoded */
	size_t		 pos;		/* in text */
	enum charset	 charset;
	size_t		 bom;
	char		 delimiter;
	long		 line;		/* of text + pos */
	size_t		 bad;
	bool		 by_row;	/* line counts rows */
};

/* --- bytes to text ---------------------------------------------------- */

/* Reads more bytes; without a file all of them are there already. */
static const struct err *
read_more(struct csv *csv)
{
	char room[CHUNK];
	ssize_t n = 0;

	if (csv->fd >= 0)
		do
			n = read(csv->fd, room, sizeof(room));
		while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_new(ERR_INPUT, _("%s cannot be read: %s. "
		    "Check its name and its permissions."),
		    csv->name, strerror(errno));
	buf_addn(&csv->raw, room, (size_t)n);
	csv->input_end = n == 0;
	return NULL;
}

/*
 * Bytes that may be decoded now: up to the last line feed, since no character
 * of any encoding read here goes across one.
 */
static size_t
whole_lines(const struct csv *csv)
{
	bool wide = csv->charset == CHARSET_UTF16LE ||
	    csv->charset == CHARSET_UTF16BE;
	const char *s = csv->raw.s;
	size_t n = csv->raw.len;

	if (csv->input_end)
		return n;
	if (!wide) {
		while (n > 0 && s[n - 1] != '\n')
			n--;
		return n;
	}
	for (n -= n % 2; n > 0; n -= 2)
		if (csv->charset == CHARSET_UTF16LE ?
		    s[n - 2] == '\n' && s[n - 1] == 0 :
		    s[n - 2] == 0 && s[n - 1] == '\n')
			break;
	return n;
}

/* Makes more text; *more false at the end of the input. */
static const struct err *
decode_more(struct csv *csv, bool *more)
{
	const struct err *err;
	size_t n = whole_lines(csv), bad = 0, from;

	while (n == 0 && !csv->input_end) {
		if (csv->raw.len > 2 * (size_t)CSV_ROW_BYTES)
			return err_new(ERR_INPUT, _("Line %ld of %s has no "
			    "end; it is not a table in text form."),
			    csv->line, csv->name);
		err = read_more(csv);
		if (err != NULL)
			return err;
		n = whole_lines(csv);
	}
	*more = n > 0;
	if (n == 0)
		return NULL;
	if (csv->pos > 0) {	/* what was used makes room */
		memmove(csv->text.s, csv->text.s + csv->pos,
		    csv->text.len - csv->pos + 1);
		csv->text.len -= csv->pos;
		csv->pos = 0;
	}
	from = csv->text.len;
	charset_decode(csv->charset, csv->raw.s, n, &csv->text, &bad);
	csv->bad += bad;
	memmove(csv->raw.s, csv->raw.s + n, csv->raw.len - n);
	buf_truncate(&csv->raw, csv->raw.len - n);
	if (memchr(csv->text.s + from, '\0', csv->text.len - from) != NULL)
		return err_new(ERR_INPUT, _("%s is not a table in text form; "
		    "save it as CSV in the spreadsheet."), csv->name);
	return NULL;
}

/* --- opening ---------------------------------------------------------- */

/* Counts outside of quotation marks over the first lines. */
static size_t
count_of(const char *s, char c)
{
	bool quoted = false;
	size_t n = 0, lines = 0;

	for (; *s != '\0' && lines < 20; s++) {
		quoted ^= *s == '"';
		lines += *s == '\n' && !quoted;
		n += *s == c && !quoted;
	}
	return n;
}

static const struct err *
start(struct csv *csv, char delimiter)
{
	const struct err *err = NULL;
	size_t commas;
	bool more;

	while (err == NULL && !csv->input_end && csv->raw.len < CHUNK)
		err = read_more(csv);
	if (err != NULL)
		return err;
	if (csv->raw.len >= 4 && memcmp(csv->raw.s, "PK\x03\x04", 4) == 0)
		return err_new(ERR_INPUT, _("%s is a workbook or an archive; "
		    "save the sheet as CSV first."), csv->name);
	csv->charset = charset_detect(buf_str(&csv->raw), csv->raw.len,
	    &csv->bom);
	if (csv->bom > 0) {
		memmove(csv->raw.s, csv->raw.s + csv->bom,
		    csv->raw.len - csv->bom);
		buf_truncate(&csv->raw, csv->raw.len - csv->bom);
	}
	err = decode_more(csv, &more);
	csv->delimiter = delimiter;
	if (err != NULL || delimiter != '\0')
		return err;
	commas = count_of(buf_str(&csv->text), ',');
	csv->delimiter = ',';
	if (count_of(buf_str(&csv->text), '\t') > commas)
		csv->delimiter = '\t';
	else if (count_of(buf_str(&csv->text), ';') > commas)
		csv->delimiter = ';';
	return NULL;
}

static struct csv *
new_csv(const char *name)
{
	struct csv *csv = xcalloc(1, sizeof(*csv));

	csv->name = xstrdup(name);
	csv->fd = -1;
	csv->line = 1;
	return csv;
}

const struct err *
csv_open(const char *path, const char *name, char delimiter,
    struct csv **out)
{
	struct csv *csv = new_csv(name);
	const struct err *err;

	*out = NULL;
	csv->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (csv->fd < 0)
		err = err_new(ERR_INPUT, _("%s cannot be read: %s. "
		    "Check its name and its permissions."), name,
		    strerror(errno));
	else
		err = start(csv, delimiter);
	if (err == NULL)
		*out = csv;
	else
		csv_close(csv);
	return err;
}

const struct err *
csv_open_bytes(const void *bytes, size_t n, const char *name,
    char delimiter, struct csv **out)
{
	struct csv *csv = new_csv(name);
	const struct err *err;

	*out = NULL;
	buf_addn(&csv->raw, bytes, n);
	csv->input_end = true;
	err = start(csv, delimiter);
	if (err == NULL)
		*out = csv;
	else
		csv_close(csv);
	return err;
}

void
csv_close(struct csv *csv)
{
	if (csv == NULL)
		return;
	if (csv->fd >= 0)
		close(csv->fd);
	buf_release(&csv->raw);
	buf_release(&csv->text);
	free(csv->name);
	free(csv);
}

/* --- rows ------------------------------------------------------------- */

/* A row under way: cells one after the other in buf, each ended by NUL. */
struct scan {
	struct csv	*csv;
	struct buf	 cells;
	size_t		 n;
	size_t		 used;		/* bytes of text */
	long		 line;		/* after them */
};

/* The character at used + ahead, reading on where needed; 0 at the end. */
static const struct err *
peek(struct scan *scan, size_t ahead, char *c)
{
	struct csv *csv = scan->csv;
	const struct err *err = NULL;
	bool more = true;

	while (err == NULL && more &&
	    csv->pos + scan->used + ahead >= csv->text.len) {
		if (scan->used > CSV_ROW_BYTES)
			return err_new(ERR_INPUT, _("The row that begins in "
			    "line %ld of %s has no end; a quotation mark "
			    "may be missing."), csv->line, csv->name);
		err = decode_more(csv, &more);
	}
	*c = err == NULL && more ?
	    csv->text.s[csv->pos + scan->used + ahead] : '\0';
	return err;
}

static const struct err *
quoted_cell(struct scan *scan)
{
	long opened = scan->line;
	const struct err *err;
	char c, after;

	scan->used++;
	for (;;) {
		err = peek(scan, 0, &c);
		if (err == NULL && c == '\0')
			return err_new(ERR_INPUT, _("The quotation mark in "
			    "line %ld of %s is never closed."), opened,
			    scan->csv->name);
		if (err == NULL && c == '"')
			err = peek(scan, 1, &after);
		if (err != NULL)
			return err;
		scan->used++;
		scan->line += c == '\n';
		if (c == '"' && after != '"')
			break;
		scan->used += c == '"';
		buf_addc(&scan->cells, c);
	}
	if (after != '\0' && after != '\r' && after != '\n' &&
	    after != scan->csv->delimiter)
		return err_new(ERR_INPUT, _("Line %ld of %s has text behind a "
		    "closed quotation mark; write \"\" for a quotation mark "
		    "inside a cell."), scan->line, scan->csv->name);
	return NULL;
}

static const struct err *
plain_cell(struct scan *scan)
{
	const struct err *err;
	char c;

	while ((err = peek(scan, 0, &c)) == NULL && c != '\0' && c != '\r' &&
	    c != '\n' && c != scan->csv->delimiter) {
		buf_addc(&scan->cells, c);
		scan->used++;
	}
	return err;
}

/* Text with an apostrophe that was put before a formula. */
static bool
looks_prefixed(const char *s, bool bare)
{
	size_t n = strspn(s, "'");

	return (n > 0 || bare) && s[n] != '\0' &&
	    strchr("=+-@\t\r", s[n]) != NULL;
}

static void
hand_over(struct scan *scan, struct arena *arena, struct csv_row *row)
{
	char *copy = arena_alloc(arena, scan->cells.len + 1);
	const char *s = copy;
	size_t i;

	memcpy(copy, buf_str(&scan->cells), scan->cells.len);
	row->line = scan->csv->line;
	row->n = scan->n;
	row->cell = arena_calloc(arena, scan->n, sizeof(*row->cell));
	for (i = 0; i < scan->n; i++) {
		row->cell[i] = looks_prefixed(s, false) ? s + 1 : s;
		s += strlen(s) + 1;
	}
}

const struct err *
csv_next(struct csv *csv, struct arena *arena, struct csv_row *row,
    bool *more)
{
	struct scan scan = { .csv = csv, .line = csv->line };
	const struct err *err;
	char c = '\0';

	*more = false;
	err = peek(&scan, 0, &c);
	if (err != NULL || c == '\0')
		return err;
	for (;;) {
		err = peek(&scan, 0, &c);
		if (err == NULL)
			err = c == '"' ? quoted_cell(&scan) :
			    plain_cell(&scan);
		if (err == NULL)
			err = peek(&scan, 0, &c);
		if (err != NULL)
			goto done;
		buf_addc(&scan.cells, '\0');
		scan.n++;
		if (c != csv->delimiter)
			break;
		scan.used++;
		if (scan.n == CSV_COLUMNS) {
			err = err_new(ERR_INPUT, _("Line %ld of %s has more "
			    "than %d columns; it is not the table it seems "
			    "to be."), csv->line, csv->name, CSV_COLUMNS);
			goto done;
		}
	}
	if (c == '\r') {
		scan.used++;
		err = peek(&scan, 0, &c);
		scan.line += c != '\n';
	}
	if (err == NULL && c == '\n') {
		scan.used++;
		scan.line++;
	}
	if (err == NULL) {
		hand_over(&scan, arena, row);
		*more = true;
		csv->pos += scan.used;
		csv->line = csv->by_row ? csv->line + 1 : scan.line;
	}
done:
	buf_release(&scan.cells);
	return err;
}

void
csv_count_rows(struct csv *csv)
{
	csv->by_row = true;
}

enum charset
csv_charset(const struct csv *csv)
{
	return csv->charset;
}

bool
csv_bom(const struct csv *csv)
{
	return csv->bom > 0;
}

char
csv_delimiter(const struct csv *csv)
{
	return csv->delimiter;
}

size_t
csv_bad(const struct csv *csv)
{
	return csv->bad;
}

/* --- writing ---------------------------------------------------------- */

void
csv_cell(struct csv_writer *writer, const char *text, bool number)
{
	struct buf *out = writer->out;
	bool prefix, quote;

	if (text == NULL)
		text = "";
	prefix = !number && looks_prefixed(text, writer->spreadsheet);
	quote = strpbrk(text, "\"\r\n\t") != NULL || *text == ' ' ||
	    strchr(text, writer->delimiter) != NULL;
	if (writer->begun)
		buf_addc(out, writer->delimiter);
	writer->begun = true;
	if (quote)
		buf_addc(out, '"');
	if (prefix)
		buf_addc(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_addc(out, '"');
		buf_addc(out, *text);
	}
	if (quote)
		buf_addc(out, '"');
}

void
csv_end_row(struct csv_writer *writer)
{
	buf_add(writer->out, "\r\n");
	writer->begun = false;
}

void
csv_encode(enum charset charset, bool bom, const char *text,
    struct buf *out, size_t *bad)
{
	if (charset == CHARSET_UTF8 && bom)
		buf_add(out, "\xEF\xBB\xBF");
	else if (charset == CHARSET_UTF16LE)
		buf_addn(out, "\xFF\xFE", 2);
	else if (charset == CHARSET_UTF16BE)
		buf_addn(out, "\xFE\xFF", 2);
	charset_encode(charset, text, out, bad);
}
