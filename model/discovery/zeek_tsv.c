/* SPDX-License-Identifier: ISC */
/*
 * conn.log, known_hosts.log and known_services.log of Zeek as it writes them:
 * "#fields" names the columns, "#unset_field" what stands for nothing, and
 * "#close" ends the log.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"
#include "model/discovery/zeek.h"

enum { COLUMNS_MAX = 128, MARK_BYTES = 16 };

struct import_reader {
	struct line_reader	 base;
	struct zeek		 zeek;
	char			 separator;
	char			 unset[MARK_BYTES], empty[MARK_BYTES];
	int			 column[ZEEK_FIELDS];	/* -1: none */
	size_t			 columns;	/* 0: no "#fields" yet */
	bool			 open;		/* behind it, before "#close" */
};

int
zeek_tsv_sniff(const char *head, size_t n)
{
	static const char *const paths[] = { "#path\tconn\n",
		"#path\tconn\r\n", "#path\tknown_hosts", "#path\tknown_services",
		"\tconn_state\t" };
	size_t i;

	if (n == 0 || head[0] != '#' ||
	    memmem(head, n, "#fields", 7) == NULL)
		return 0;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (memmem(head, n, paths[i], strlen(paths[i])) != NULL)
			return 96;
	return 0;
}

/* Divides a line in place; how many columns there are. */
static size_t
split(char *line, char separator, char *cell[COLUMNS_MAX])
{
	size_t n = 0;

	while (n < COLUMNS_MAX) {
		cell[n++] = line;
		line = strchr(line, separator);
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return n;
}

/* "\x09" or the character itself. */
static char
read_separator(const char *s)
{
	unsigned code;

	if (sscanf(s, "\\x%2x", &code) == 1 && code > 0 && code < 0x80 &&
	    code != '\n')
		return (char)code;
	return *s == '\0' || (unsigned char)*s >= 0x80 ? '\t' : *s;
}

static void
read_fields(struct import_reader *r, char *list)
{
	char *cell[COLUMNS_MAX];
	size_t i, k;

	r->columns = split(list, r->separator, cell);
	r->open = true;
	for (i = 0; i < ZEEK_FIELDS; i++) {
		r->column[i] = -1;
		for (k = 0; k < r->columns; k++)
			if (strcmp(cell[k], zeek_names[i]) == 0)
				r->column[i] = (int)k;
	}
}

/* The rest behind a heading and what divides it; NULL when it is another. */
static char *
behind(char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) != 0 || line[n] == '\0' ? NULL :
	    line + n + 1;
}

static void
heading(struct import_reader *r, char *line, bool whole)
{
	char *rest;

	if (!whole)
		return;
	if ((rest = behind(line, "#separator")) != NULL)
		r->separator = read_separator(rest);
	else if ((rest = behind(line, "#unset_field")) != NULL)
		sighting_line(r->unset, sizeof(r->unset), rest, strlen(rest));
	else if ((rest = behind(line, "#empty_field")) != NULL)
		sighting_line(r->empty, sizeof(r->empty), rest, strlen(rest));
	else if ((rest = behind(line, "#fields")) != NULL)
		read_fields(r, rest);
	else if (strncmp(line, "#close", 6) == 0)
		r->open = false;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	const char *field[ZEEK_FIELDS] = { NULL };
	char text[SIGHTING_TEXT + 1], *cell[COLUMNS_MAX];
	size_t i, columns;

	if (*line == '#') {
		heading(r, line, lines->whole);
		return;
	}
	/* Half a row may tell half a host. */
	if (!lines->whole)
		return;
	sighting_text(text, line, n);
	columns = split(line, r->separator, cell);
	if (r->columns == 0 || columns != r->columns) {
		sink->warning(sink->ctx, lines->number, text, N_("This row has "
		    "not the columns that #fields names. It was skipped."));
		return;
	}
	for (i = 0; i < ZEEK_FIELDS; i++)
		if (r->column[i] >= 0 &&
		    strcmp(cell[r->column[i]], r->unset) != 0 &&
		    strcmp(cell[r->column[i]], r->empty) != 0)
			field[i] = cell[r->column[i]];
	if (!zeek_row(&r->zeek, field, lines->number, text))
		sink->warning(sink->ctx, lines->number, text, N_("This is no "
		    "row of conn.log, known_hosts or known_services. It was "
		    "skipped."));
}

struct import_reader *
zeek_tsv_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = lines_reader_new(sizeof(*r), sink,
	    each_line);

	(void)now;
	r->separator = '\t';
	r->unset[0] = '-';
	memcpy(r->empty, "(empty)", 8);
	zeek_init(&r->zeek, &r->base.sink);
	return r;
}

const struct err *
zeek_tsv_end(struct import_reader *r)
{
	const struct err *err = NULL;

	lines_end(&r->base.lines);
	if (r->columns == 0)
		err = err_new(ERR_INPUT, "%s", N_("no line of it names its "
		    "columns (#fields). Name another format with --as."));
	else if (r->open)
		r->base.sink.cut(r->base.sink.ctx, r->base.lines.number,
		    N_("The last line of the log (#close) is missing: it is "
		    "still being written, or the file was cut."));
	zeek_end(&r->zeek);
	free(r);
	return err;
}
