/* SPDX-License-Identifier: ISC */
/*
 * show arp, show ip arp: a line with an address and a MAC with dots, or the
 * word Incomplete in its place.  Headings and legends are passed over.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/discovery/cisco.h"
#include "model/discovery/reader.h"

enum { LOOKED_AT = 5 };			/* words in which the MAC stands */

struct import_reader {
	struct line_reader	 base;
};

struct row {
	char	ip[IP_LEN], mac[MAC_LEN];
	bool	has_mac;
	int	vlan;
};

static bool
is_incomplete(const char *word)
{
	return strcasecmp(word, "Incomplete") == 0 ||
	    strcasecmp(word, "(incomplete)") == 0;
}

/* False where no address stands with a MAC or with the word for none. */
static bool
read_row(const struct words *words, struct row *row)
{
	bool has_ip = false, resolved = false;
	size_t i;

	for (i = 0; i < words->n; i++) {
		const char *word = words->word[i];

		if (!has_ip && i < 2 && words_ip(words, i, row->ip))
			has_ip = true;
		else if (has_ip && !resolved && i < LOOKED_AT &&
		    words_at(words, i) != NULL) {
			row->has_mac = cisco_mac(word, row->mac);
			resolved = row->has_mac || is_incomplete(word);
		}
		if (strncasecmp(word, "Vlan", 4) == 0 &&
		    words_at(words, i) != NULL)
			row->vlan = cisco_vlan(word + 4);
	}
	return has_ip && resolved;
}

static bool
is_row(char *line)
{
	struct row row = { .vlan = 0 };
	struct words words;

	words_split(line, true, &words);
	return read_row(&words, &row) && row.has_mac;
}

int
cisco_arp_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	if (share >= 50)
		return 88;
	return share >= 10 && memmem(head, n, "Age", 3) != NULL ? 75 : 0;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *r = ctx;
	struct sighting s = { .line = lines->number };
	char text[SIGHTING_TEXT + 1];
	struct row row = { .vlan = 0 };
	struct words words;

	sighting_text(text, line, n);
	words_split(line, lines->whole, &words);
	if (!read_row(&words, &row))
		return;
	s.state = row.has_mac ? SIGHTING_UP : SIGHTING_INCOMPLETE;
	s.ip[s.n_ip++] = row.ip;
	s.mac = row.has_mac ? row.mac : NULL;
	s.vlan = row.vlan;
	s.text = text;
	r->base.sink.sighting(r->base.sink.ctx, &s);
}

struct import_reader *
cisco_arp_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}
