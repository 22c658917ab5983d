/* SPDX-License-Identifier: ISC */
/*
 * masscan -oL: "open tcp 22 IP TIME" and "banner tcp 22 IP TIME ssh TEXT"
 * between "#masscan" and "# end".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

enum { KIND, PROTO, PORT, IP, TIME, NAME, BANNER };

struct import_reader {
	struct line_reader	 base;
	bool			 begun, ended;
};

static bool
is_kind(const char *word)
{
	return strcmp(word, "open") == 0 || strcmp(word, "closed") == 0 ||
	    strcmp(word, "banner") == 0;
}

static bool
is_row(char *line)
{
	struct words words;
	char ip[IP_LEN];

	if (strncmp(line, "#masscan", 8) == 0 ||
	    strncmp(line, "# end", 5) == 0)
		return true;
	words_split(line, true, &words);
	return words.n >= 5 && is_kind(words.word[KIND]) &&
	    words_ip(&words, IP, ip) &&
	    strspn(words.word[TIME], "0123456789") ==
	    strlen(words.word[TIME]);
}

int
masscan_list_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	if (n >= 8 && memcmp(head, "#masscan", 8) == 0)
		return 95;
	return share < 90 ? 0 : 85;
}

/* The words from number i on, as they stand. */
static const char *
rest_of(const char *line, size_t i)
{
	while (i-- > 0) {
		line += strcspn(line, " \t");
		line += strspn(line, " \t");
	}
	return line;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	enum { BANNER_BYTES = 240 };
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	struct sighting s = { .state = SIGHTING_UP, .line = lines->number,
		.services_known = true };
	struct sighting_service service = { .port = NULL };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], port[32], number[16];
	char banner[BANNER_BYTES] = "";
	struct words words;
	const char *rest = rest_of(line, BANNER);

	sighting_text(text, line, n);
	sighting_line(banner, sizeof(banner), rest, strlen(rest));
	if (*line == '#') {
		r->begun |= strncmp(line, "#masscan", 8) == 0;
		r->ended |= strncmp(line, "# end", 5) == 0;
		lines->closed = r->ended;
		return;
	}
	words_split(line, lines->whole, &words);
	if (words.n < 5 || !is_kind(words.word[KIND]) ||
	    !words_ip(&words, IP, ip)) {
		if (lines->whole)
			sink->warning(sink->ctx, s.line, text, N_("This is no "
			    "line of masscan -oL. It was skipped."));
		return;
	}
	s.ip[s.n_ip++] = ip;
	s.text = text;
	if (words_at(&words, TIME) != NULL &&
	    strlen(words.word[TIME]) < 12)
		s.seen_at = strtoll(words.word[TIME], NULL, 10) * 1000;
	if (s.seen_at > 0)
		sink->run(sink->ctx, s.seen_at, s.seen_at);
	snprintf(port, sizeof(port), "%.8s/%.8s", words.word[PROTO],
	    words.word[PORT]);
	if (strcmp(words.word[KIND], "closed") != 0 &&
	    port_parse(port, number, sizeof(number))) {
		service.port = number;
		service.name = words_at(&words, NAME);
		service.version = lines->whole && *banner != '\0' ? banner :
		    NULL;
		s.service = &service;
		s.n_service = 1;
	}
	sink->sighting(sink->ctx, &s);
}

struct import_reader *
masscan_list_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}

const struct err *
masscan_list_end(struct import_reader *r)
{
	lines_end(&r->base.lines);
	if (r->begun && !r->ended)
		r->base.sink.cut(r->base.sink.ctx, r->base.lines.number,
		    N_("The last line of masscan (\"# end\") is missing: the "
		    "scan was stopped or the file was cut."));
	free(r);
	return NULL;
}
