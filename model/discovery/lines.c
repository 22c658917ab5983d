/* SPDX-License-Identifier: ISC */
#include "model/discovery/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"

enum { LINE_LONGEST = 8192, LINES_SNIFFED = 40 };

static bool
is_blank(const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t' || *s == '\r')) {
		s++;
		n--;
	}
	return n == 0;
}

/* Gives the line in part to the reader. */
static void
line_done(struct lines *lines, bool whole)
{
	struct buf *part = &lines->part;

	lines->number++;
	lines->whole = whole;
	lines->closed = false;
	if (part->len > 0 && part->s[part->len - 1] == '\r')
		buf_truncate(part, part->len - 1);
	if (lines->skipping)
		lines->sink->warning(lines->sink->ctx, lines->number, NULL,
		    N_("The line is longer than any of this format. It was "
		    "skipped."));
	else if (part->len > 0 && memchr(part->s, '\0', part->len) != NULL)
		lines->sink->warning(lines->sink->ctx, lines->number, NULL,
		    N_("The line holds NUL bytes. It was skipped."));
	else if (!is_blank(buf_str(part), part->len))
		lines->each(lines->ctx, lines, part->s, part->len);
	lines->skipping = false;
	buf_clear(part);
}

void
lines_feed(struct lines *lines, const char *text, size_t n)
{
	while (n > 0) {
		const char *end = memchr(text, '\n', n);
		size_t len = end == NULL ? n : (size_t)(end - text);

		if (lines->part.len + len > LINE_LONGEST)
			lines->skipping = true;
		else
			buf_addn(&lines->part, text, len);
		if (end == NULL)
			return;
		line_done(lines, true);
		text += len + 1;
		n -= len + 1;
	}
}

void
lines_end(struct lines *lines)
{
	if (lines->part.len > 0 || lines->skipping) {
		line_done(lines, false);
		if (!lines->closed)
			lines->sink->cut(lines->sink->ctx, lines->number,
			    N_("The last line has no line break: the file may "
			    "have been cut there."));
	}
	buf_release(&lines->part);
}

struct import_reader *
lines_reader_new(size_t size, const struct import_sink *sink,
    void (*each)(void *ctx, struct lines *lines, char *line, size_t n))
{
	struct line_reader *reader = xcalloc(1, size);

	reader->sink = *sink;
	reader->lines.sink = &reader->sink;
	reader->lines.each = each;
	reader->lines.ctx = reader;
	return (struct import_reader *)(void *)reader;
}

static struct line_reader *
line_reader(struct import_reader *reader)
{
	return (struct line_reader *)(void *)reader;
}

const struct err *
lines_reader_feed(struct import_reader *reader, const char *text, size_t n)
{
	lines_feed(&line_reader(reader)->lines, text, n);
	return NULL;
}

const struct err *
lines_reader_end(struct import_reader *reader)
{
	lines_end(&line_reader(reader)->lines);
	free(reader);
	return NULL;
}

void
words_split(char *line, bool whole, struct words *out)
{
	char *p = line;

	out->n = 0;
	out->open = false;
	while (out->n < WORDS_MAX) {
		p += strspn(p, " \t\r");
		if (*p == '\0')
			return;
		out->word[out->n++] = p;
		p += strcspn(p, " \t\r");
		if (*p == '\0') {
			out->open = !whole;
			return;
		}
		*p++ = '\0';
	}
}

const char *
words_at(const struct words *words, size_t i)
{
	if (i >= words->n || (words->open && i + 1 == words->n))
		return NULL;
	return words->word[i];
}

bool
words_ip(const struct words *words, size_t i, char out[IP_LEN])
{
	const char *word = words_at(words, i);
	struct ip ip;

	if (word == NULL || !ip_parse(word, &ip))
		return false;
	ip_format(&ip, out);
	return true;
}

bool
words_mac(const struct words *words, size_t i, char out[MAC_LEN])
{
	const char *word = words_at(words, i);
	struct mac mac;

	if (word == NULL || !mac_parse(word, &mac))
		return false;
	mac_format(&mac, out);
	return true;
}

int
lines_share(const char *head, size_t n, bool (*test)(char *line))
{
	int lines = 0, passed = 0;
	struct buf line = { 0 };

	while (n > 0 && lines < LINES_SNIFFED) {
		const char *end = memchr(head, '\n', n);
		size_t len = end == NULL ? n : (size_t)(end - head);

		/* What the end of the head cut says nothing beside others. */
		if (end == NULL && lines > 0)
			break;
		if (!is_blank(head, len)) {
			buf_clear(&line);
			buf_addn(&line, head, len);
			lines++;
			if (len <= LINE_LONGEST)
				passed += test(line.s);
		}
		if (end == NULL)
			break;
		head += len + 1;
		n -= len + 1;
	}
	buf_release(&line);
	return lines == 0 ? 0 : 100 * passed / lines;
}
