/* SPDX-License-Identifier: ISC */
/*
 * dnsmasq.leases: "EXPIRY MAC IP NAME CLIENT-ID", then, where DHCPv6 is
 * served, "duid DUID" (the server's own) and lines of "EXPIRY IAID IP NAME
 * DUID".  An expiry of 0 never comes; "*" is not known.
 *
 * dnsmasq drops a lease that ran out when it writes the file next, so that
 * every line was a device when the file was written.  A lease that has run
 * out by now was held until then, and its sighting says so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

struct import_reader {
	struct line_reader	 base;
	int64_t			 now;
	bool			 v6;		/* below the duid line */
};

static bool
is_number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && n <= 12 && s[n] == '\0';
}

static bool
is_iaid(const char *s)
{
	return is_number(*s == 'T' ? s + 1 : s);
}

/* Octets in hexadecimal, divided by colons; at least two. */
static bool
is_octets(const char *s)
{
	size_t n = strlen(s);

	return n >= 5 && strspn(s, "0123456789abcdefABCDEF:") == n &&
	    s[2] == ':';
}

static bool
is_row(char *line)
{
	struct words words;
	char ip[IP_LEN], mac[MAC_LEN];

	words_split(line, true, &words);
	if (words.n == 2 && strcmp(words.word[0], "duid") == 0)
		return is_octets(words.word[1]);
	return (words.n == 4 || words.n == 5) && is_number(words.word[0]) &&
	    words_ip(&words, 2, ip) &&
	    (words_mac(&words, 1, mac) || is_iaid(words.word[1]));
}

int
dnsmasq_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	return share < 50 ? 0 : share * 9 / 10;
}

/* NULL for "*" and for a word whose end was not seen. */
static const char *
known_word(const struct words *words, size_t i)
{
	const char *word = words_at(words, i);

	return word == NULL || strcmp(word, "*") == 0 ? NULL : word;
}

static void
add_id(struct sighting *s, const char *kind, const char *value)
{
	s->id[s->n_id++] = (struct sighting_id){ kind, value };
}

static void
read_client_id(const struct words *words, bool v6, struct sighting *s)
{
	enum { DUID_AT = 15 };	/* behind "ff:" and the IAID, RFC 4361 */
	const char *id = known_word(words, 4);

	if (id == NULL || !is_octets(id))
		return;
	add_id(s, v6 ? "duid" : "dhcp_client_id", id);
	if (!v6 && strncmp(id, "ff:", 3) == 0 && strlen(id) > DUID_AT)
		add_id(s, "duid", id + DUID_AT);
}

static void
read_expiry(const char *word, int64_t now, struct sighting *s)
{
	int64_t expiry = strtoll(word, NULL, 10) * 1000;

	s->lease_state = "active";
	if (expiry != 0 && expiry < now) {
		s->lease_state = "expired";
		s->seen_at = expiry;
	}
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *reader = ctx;
	struct sighting s = { .state = SIGHTING_UP, .line = lines->number };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];
	struct words words;

	sighting_text(text, line, n);
	words_split(line, lines->whole, &words);
	if (words.n == 2 && strcmp(words.word[0], "duid") == 0) {
		reader->v6 = true;
		return;
	}
	if (words.n < 4 || !is_number(words.word[0]) ||
	    !words_ip(&words, 2, ip) ||
	    (reader->v6 && !is_iaid(words.word[1]))) {
		if (lines->whole)
			reader->base.sink.warning(reader->base.sink.ctx, s.line, text,
			    N_("This is no lease of dnsmasq. It was "
			    "skipped."));
		return;
	}
	read_expiry(words.word[0], reader->now, &s);
	if (!reader->v6 && words_mac(&words, 1, mac))
		s.mac = mac;
	s.ip[s.n_ip++] = ip;
	s.hostname = known_word(&words, 3);
	read_client_id(&words, reader->v6, &s);
	s.text = text;
	reader->base.sink.sighting(reader->base.sink.ctx, &s);
}

struct import_reader *
dnsmasq_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *reader = lines_reader_new(sizeof(*reader), sink,
	    each_line);

	reader->now = now;
	return reader;
}
