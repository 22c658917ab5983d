/* SPDX-License-Identifier: ISC */
#include "model/discovery/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"

enum {
	ROW_LONGEST = 1 << 20,		/* bytes */
	RAW_KEPT = 2 * SIGHTING_TEXT,
	HEADING_LONGEST = 200,		/* bytes */
	TITLES_MAX = 20,		/* rows above the heading */
};

enum { CELL_START, PLAIN, QUOTED, QUOTE_SEEN };

/* Headings are compared without these either. */
static void
fold(const char *s, size_t n, struct buf *out)
{
	static const char dropped[] = "-_.()?";
	struct buf copy = { 0 }, folded = { 0 };
	const char *p;

	buf_addn(&copy, s, n);
	utf8_fold_header(&folded, buf_str(&copy));
	buf_clear(out);
	for (p = buf_str(&folded); *p != '\0'; p++)
		if (strchr(dropped, *p) == NULL)
			buf_addc(out, *p);
	buf_release(&copy);
	buf_release(&folded);
}

/* --- columns -------------------------------------------------------------- */

/* The headings as "|a|b|", folded; once for a file. */
static void
fold_heads(struct table *t)
{
	struct buf name = { 0 };
	size_t i, len;

	for (i = 0; i < t->n_heads && t->folded[i].len == 0; i++) {
		const char *list = t->heads[i];

		buf_addc(&t->folded[i], '|');
		for (; *list != '\0'; list += len + (list[len] == '|')) {
			len = strcspn(list, "|");
			fold(list, len, &name);
			buf_printf(&t->folded[i], "%s|", buf_str(&name));
		}
	}
	buf_release(&name);
}

/* Finds the columns in this row; how many of the first `need` are there. */
static size_t
find_columns(struct table *t)
{
	struct buf folded = { 0 }, word = { 0 };
	size_t i, k, found = 0;

	fold_heads(t);
	for (i = 0; i < t->n_heads; i++)
		t->column[i] = -1;
	for (k = 0; k < t->n; k++) {
		size_t n = strlen(t->cell[k]);

		if (n == 0 || n > HEADING_LONGEST)
			continue;
		fold(t->cell[k], n, &folded);
		if (folded.len == 0 || strchr(folded.s, '|') != NULL)
			continue;
		buf_clear(&word);
		buf_printf(&word, "|%s|", folded.s);
		for (i = 0; i < t->n_heads; i++)
			if (t->column[i] < 0 &&
			    strstr(t->folded[i].s, word.s) != NULL) {
				t->column[i] = (int)k;
				break;
			}
	}
	for (i = 0; i < t->need; i++)
		found += t->column[i] >= 0;
	buf_release(&folded);
	buf_release(&word);
	return found;
}

/* --- rows ----------------------------------------------------------------- */

static void
end_cell(struct table *t)
{
	buf_addn(&t->cells, "", 1);
	t->state = CELL_START;
}

static void
begin_cell(struct table *t)
{
	if (t->n_at < TABLE_COLUMNS)
		t->at[t->n_at++] = t->cells.len;
}

static bool
is_blank_row(const struct table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->cell[i][strspn(t->cell[i], " \t")] != '\0')
			return false;
	return true;
}

/* The row is over; whole: its end was seen. */
static void
end_row(struct table *t, bool whole)
{
	size_t i;

	t->n = t->n_at;
	for (i = 0; i < t->n; i++)
		t->cell[i] = t->cells.s + t->at[i];
	t->whole = whole;
	if (!whole)		/* its last cell may go on */
		t->n = t->n < t->n_head ? 0 : t->n - 1;
	if (t->skipping && t->sink != NULL) {
		table_warn(t, NULL, N_("The row is longer than any of this "
		    "format. It was skipped."));
	} else if (!is_blank_row(t) && t->has_head) {
		t->each(t->ctx, t);
	} else if (!t->has_head && t->number < TITLES_MAX && whole) {
		t->has_head = (t->n == 0 || t->cell[0][0] != '#') &&
		    find_columns(t) == t->need &&
		    (t->head == NULL || t->head(t->ctx, t));
		t->n_head = t->n;
	}
	buf_clear(&t->cells);
	buf_clear(&t->raw);
	t->n_at = 0;
	t->row_bytes = 0;
	t->skipping = false;
	t->state = CELL_START;
}

static void
step(struct table *t, char c)
{
	if (t->row_bytes++ == 0)
		t->line = t->number + 1;
	if (t->raw.len < RAW_KEPT)
		buf_addc(&t->raw, c);
	t->number += c == '\n';
	if (t->row_bytes > ROW_LONGEST && !t->skipping) {
		t->skipping = true;
		t->state = PLAIN;
	}
	if (t->skipping) {
		if (c == '\n')
			end_row(t, true);
		return;
	}
	if (t->n_at == 0)
		begin_cell(t);
	if (t->state == QUOTED) {
		if (c == '"')
			t->state = QUOTE_SEEN;
		else if (c != '\0')
			buf_addc(&t->cells, c);
	} else if (c == '"' && t->state == QUOTE_SEEN) {
		buf_addc(&t->cells, c);
		t->state = QUOTED;
	} else if (c == '"' && t->state == CELL_START && !t->bare) {
		t->state = QUOTED;
	} else if (c == t->delimiter && t->n_at < TABLE_COLUMNS) {
		end_cell(t);
		begin_cell(t);
	} else if (c == '\n') {
		end_cell(t);
		end_row(t, true);
	} else if (c != '\r' && c != '\0') {
		buf_addc(&t->cells, c);
		t->state = PLAIN;
	}
}

/* What divides the cells of a line that may be the heading. */
static char
delimiter_of(const char *s, size_t n)
{
	static const char all[] = ",\t;";
	size_t count[sizeof(all)] = { 0 }, i, best = 0;
	bool quoted = false;
	const char *at;

	for (i = 0; i < n; i++) {
		quoted ^= s[i] == '"';
		at = quoted || s[i] == '\0' ? NULL : strchr(all, s[i]);
		if (at != NULL)
			count[at - all]++;
	}
	for (i = 1; i < sizeof(all) - 1; i++)
		if (count[i] > count[best])
			best = i;
	return all[best];
}

/* Takes the lines above the heading one by one, and the heading. */
static size_t
feed_first(struct table *t, const char *text, size_t n)
{
	const char *end = memchr(text, '\n', n);
	size_t used = end == NULL ? n : (size_t)(end - text) + 1, i;

	if (t->first.len < ROW_LONGEST)
		buf_addn(&t->first, text, used);
	if (end == NULL)
		return used;
	if (t->state != QUOTED)
		t->delimiter = delimiter_of(t->first.s, t->first.len);
	for (i = 0; i < t->first.len; i++)
		step(t, t->first.s[i]);
	buf_clear(&t->first);
	return used;
}

static void
table_feed(struct table *t, const char *text, size_t n)
{
	size_t used;

	while (n > 0 && !t->has_head) {
		used = feed_first(t, text, n);
		text += used;
		n -= used;
	}
	for (; n > 0; n--)
		step(t, *text++);
}

static void
table_release(struct table *t)
{
	size_t i;

	for (i = 0; i < TABLE_HEADS; i++)
		buf_release(&t->folded[i]);
	buf_release(&t->first);
	buf_release(&t->raw);
	buf_release(&t->cells);
}

/* --- the reader ----------------------------------------------------------- */

static struct table_reader *
table_reader(struct import_reader *reader)
{
	return (struct table_reader *)(void *)reader;
}

struct import_reader *
table_reader_new(size_t size, const struct import_sink *sink,
    const table_heads *heads, size_t n_heads, size_t need,
    void (*each)(void *ctx, struct table *table))
{
	struct table_reader *reader = xcalloc(1, size);

	reader->sink = *sink;
	reader->table = (struct table){ .sink = &reader->sink, .ctx = reader,
		.heads = heads, .n_heads = n_heads, .need = need,
		.each = each };
	return (struct import_reader *)(void *)reader;
}

const struct err *
table_reader_feed(struct import_reader *reader, const char *text, size_t n)
{
	table_feed(&table_reader(reader)->table, text, n);
	return NULL;
}

const struct err *
table_finish(struct table *t)
{
	const struct import_sink *sink = t->sink;
	const struct err *err = NULL;

	if (!t->has_head) {
		err = err_new(ERR_INPUT, "%s", N_("no line of it names the "
		    "columns that this format has. Export it again with its "
		    "heading."));
	} else if (t->state == QUOTED) {
		sink->cut(sink->ctx, t->line, N_("The quotation mark in this "
		    "row is never closed: the file was cut there."));
	} else if (t->row_bytes > 0) {
		end_cell(t);
		end_row(t, false);
		sink->cut(sink->ctx, t->number + 1, N_("The last line has no "
		    "line break: the file may have been cut there."));
	}
	table_release(t);
	return err;
}

const struct err *
table_reader_end(struct import_reader *reader)
{
	const struct err *err = table_finish(&table_reader(reader)->table);

	free(reader);
	return err;
}

/* --- cells ---------------------------------------------------------------- */

const char *
table_cell(const struct table *t, size_t i)
{
	int at = i < t->n_heads ? t->column[i] : -1;
	char *cell, *c;
	size_t n;

	if (at < 0 || (size_t)at >= t->n)
		return "";
	cell = t->cells.s + t->at[at];
	for (c = cell; *c != '\0'; c++)	/* line breaks and the like */
		if ((unsigned char)*c < ' ')
			*c = ' ';
	cell += strspn(cell, " ");
	n = strlen(cell);
	while (n > 0 && cell[n - 1] == ' ')
		cell[--n] = '\0';
	return cell;
}

bool
table_has(const struct table *t, size_t i)
{
	return i < t->n_heads && t->column[i] >= 0;
}

int64_t
table_time(const struct table *t, size_t i)
{
	int year, month, day, hour = 0, minute = 0, second = 0;

	if (sscanf(table_cell(t, i), "%4d%*1[-/.]%2d%*1[-/.]%2d%*1[ T]%2d:%2d:%2d",
	    &year, &month, &day, &hour, &minute, &second) < 3 ||
	    !date_exists(year, month, day) || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 59)
		return 0;
	return clock_day_start(date_from_civil(year, month, day)) +
	    (hour * 3600 + minute * 60 + second) * INT64_C(1000);
}

const char *
table_word(const struct table *t, size_t i)
{
	const char *cell = table_cell(t, i);

	return *cell == '\0' ? NULL : cell;
}

bool
table_ip(const struct table *t, size_t i, char out[IP_LEN])
{
	const char *cell = table_cell(t, i);
	char text[IP_LEN + 1];
	struct ip ip;
	size_t n = strcspn(cell, "/");

	if (n >= sizeof(text))
		return false;
	memcpy(text, cell, n);
	text[n] = '\0';
	if (!ip_parse(text, &ip))
		return false;
	ip_format(&ip, out);
	return true;
}

bool
table_mac(const struct table *t, size_t i, char out[MAC_LEN])
{
	struct mac mac;

	if (!mac_parse(table_cell(t, i), &mac) || mac_is_zero(&mac))
		return false;
	mac_format(&mac, out);
	return true;
}

void
table_text(const struct table *t, char out[SIGHTING_TEXT + 1])
{
	sighting_text(out, buf_str(&t->raw), t->raw.len);
}

void
table_warn(const struct table *t, const char *value, const char *reason)
{
	t->sink->warning(t->sink->ctx, t->line, value, reason);
}

/* --- sniffing ------------------------------------------------------------- */

bool
table_sniff(const char *head, size_t n, const table_heads *heads,
    size_t n_heads, size_t need, bool (*is_head)(void *ctx,
    struct table *table))
{
	struct table t = { .heads = heads, .n_heads = n_heads, .need = need,
		.head = is_head };
	const char *end;
	size_t used;

	while (n > 0 && !t.has_head && t.number < TITLES_MAX &&
	    (end = memchr(head, '\n', n)) != NULL) {
		used = (size_t)(end - head) + 1;
		if (used > ROW_LONGEST || memchr(head, '\0', used) != NULL)
			break;
		table_feed(&t, head, used);
		head += used;
		n -= used;
	}
	table_release(&t);
	return t.has_head;
}
