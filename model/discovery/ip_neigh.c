/* SPDX-License-Identifier: ISC */
/*
 * ip neigh: "IP dev DEV lladdr MAC FLAGS… STATE", a neighbour a line; -s puts
 * "ref 1 used 1/1/1 probes 4" before the state.  Words that are not known are
 * passed over.
 */
#include <string.h>

#include "base/intl.h"
#include "model/discovery/ip_neigh.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

struct import_reader {
	struct line_reader	 base;
};

static bool
is_in(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* The neighbour answered, or an administrator or a protocol vouches for it. */
static const char *const known_states[] = {
	"REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT", "NOARP", NULL
};
static const char *const unknown_states[] = {
	"FAILED", "INCOMPLETE", "NONE", "proxy", NULL
};
/* Words that a value follows. */
static const char *const with_value[] = {
	"dev", "lladdr", "ref", "used", "probes", "proto", "nhid", NULL
};

bool
ip_neigh_is_up(const char *state, bool has_mac)
{
	return state != NULL && is_in(state, known_states) &&
	    (has_mac || strcmp(state, "REACHABLE") == 0);
}

static bool
is_state(const char *word)
{
	return is_in(word, known_states) || is_in(word, unknown_states);
}

static bool
is_row(char *line)
{
	struct words words;
	char ip[IP_LEN];
	size_t i;

	words_split(line, true, &words);
	if (words.n < 3 || !words_ip(&words, 0, ip) ||
	    (strcmp(words.word[1], "dev") != 0 &&
	    strcmp(words.word[1], "lladdr") != 0))
		return false;
	for (i = 2; i < words.n; i++)
		if (is_state(words.word[i]))
			return true;
	return false;
}

int
ip_neigh_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	return share < 50 ? 0 : share * 9 / 10;
}

/* Reads the words after the address; the state comes back, or NULL. */
static const char *
read_words(const struct words *words, struct sighting *s, char mac[MAC_LEN])
{
	const char *state = NULL;
	size_t i;

	for (i = 1; i < words->n; i++) {
		const char *word = words->word[i];

		if (is_state(word))
			state = word;
		else if (strcmp(word, "router") == 0)
			s->router = true;
		else if (strcmp(word, "lladdr") == 0 &&
		    words_mac(words, i + 1, mac))
			s->mac = mac;
		if (is_in(word, with_value))
			i++;
	}
	return state;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *reader = ctx;
	struct sighting s = { .line = lines->number };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];
	struct words words;
	const char *state;

	sighting_text(text, line, n);
	words_split(line, lines->whole, &words);
	if (!words_ip(&words, 0, ip) || words.n < 2) {
		if (lines->whole)
			reader->base.sink.warning(reader->base.sink.ctx, s.line, text,
			    N_("This is no line of ip neigh. It was "
			    "skipped."));
		return;
	}
	state = read_words(&words, &s, mac);
	if (state == NULL && !lines->whole)
		return;
	s.state = ip_neigh_is_up(state, s.mac != NULL) ? SIGHTING_UP :
	    SIGHTING_INCOMPLETE;
	s.ip[s.n_ip++] = ip;
	s.text = text;
	reader->base.sink.sighting(reader->base.sink.ctx, &s);
}

struct import_reader *
ip_neigh_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}
