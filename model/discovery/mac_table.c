/* SPDX-License-Identifier: ISC */
/*
 * show mac address-table: a MAC with dots, a VLAN before it or behind the
 * type, the type, a port.  Only what was learnt is a device: static rows are
 * the switch's own or somebody's configuration.
 */
#include <string.h>
#include <strings.h>

#include "base/intl.h"
#include "model/discovery/cisco.h"
#include "model/discovery/reader.h"

enum { LOOKED_AT = 4, NAME_BYTES = 128 };

struct import_reader {
	struct line_reader	 base;
	char			 name[NAME_BYTES];	/* of the switch */
	bool			 missed;	/* its name was asked for */
};

struct row {
	char		 mac[MAC_LEN];
	const char	*port;
	int		 vlan;
	bool		 learnt;
};

static bool
is_static(const char *word)
{
	return strcasecmp(word, "static") == 0 ||
	    strcasecmp(word, "cpu") == 0 || strcasecmp(word, "self") == 0 ||
	    strcasecmp(word, "system") == 0 || strcasecmp(word, "igmp") == 0;
}

static bool
is_learnt(const char *word)
{
	return strcasecmp(word, "dynamic") == 0 ||
	    strcasecmp(word, "learned") == 0 ||
	    strcasecmp(word, "learnt") == 0 ||
	    strcasecmp(word, "secure") == 0;
}

/* Finds the columns by their shapes; false for a line that is no row. */
static bool
read_row(const struct words *words, struct row *row)
{
	bool has_mac = false, typed = false;
	size_t i;

	for (i = 0; i < words->n && (has_mac || i < LOOKED_AT); i++) {
		const char *word = words_at(words, i);

		if (word == NULL)
			break;
		if (!has_mac && cisco_mac(word, row->mac)) {
			has_mac = true;
		} else if (has_mac && !typed &&
		    (is_static(word) || is_learnt(word))) {
			typed = true;
			row->learnt = is_learnt(word);
		} else if (row->vlan == 0 && (!has_mac || (typed &&
		    row->port == NULL && i < LOOKED_AT))) {
			row->vlan = cisco_vlan(word);
		}
		if (typed && row->port == NULL && cisco_is_port(word))
			row->port = word;
	}
	return has_mac && typed;
}

static bool
is_row(char *line)
{
	struct row row = { .port = NULL };
	struct words words;

	words_split(line, true, &words);
	return read_row(&words, &row);
}

int
mac_table_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	return share >= 50 ? 90 : share >= 5 ? 80 : 0;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *r = ctx;
	struct sighting s = { .line = lines->number };
	char text[SIGHTING_TEXT + 1];
	struct row row = { .port = NULL };
	struct words words;

	sighting_text(text, line, n);
	words_split(line, lines->whole, &words);
	if (cisco_prompt(&words, r->name, sizeof(r->name)) ||
	    !read_row(&words, &row))
		return;
	if (r->name[0] == '\0' && !r->missed && row.learnt) {
		r->missed = true;
		r->base.sink.warning(r->base.sink.ctx, s.line, NULL,
		    N_("The file does not say which switch it is of, and a "
		    "port says nothing without it. Keep the line with the "
		    "prompt: NAME#show mac address-table"));
	}
	s.state = row.learnt ? SIGHTING_UP : SIGHTING_INCOMPLETE;
	s.mac = row.mac;
	s.vlan = row.vlan;
	s.switch_name = r->name[0] == '\0' ? NULL : r->name;
	s.switch_port = row.port;
	s.text = text;
	r->base.sink.sighting(r->base.sink.ctx, &s);
}

struct import_reader *
mac_table_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}
