/* SPDX-License-Identifier: ISC */
/*
 * ARP tables as systems print them, told apart by the shape of each line and
 * never by its words, which may be in any language:
 *
 *   name (IP) at MAC …                BSD style, arp -a
 *   IP … MAC …                        /proc/net/arp, arp -n, Windows
 *   name HWTYPE MAC …                 arp without -n
 *
 * Anything else where the MAC should stand is an unresolved neighbour.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

struct import_reader {
	struct line_reader	 base;
	bool			 heading;	/* the next line may be one */
	bool			 by_name;	/* below "Address HWtype …" */
};

struct row {
	const char	*hostname;
	bool		 has_ip, has_mac;
	char		 ip[IP_LEN], mac[MAC_LEN];
};

static bool
starts_with(const struct words *words, const char *a, const char *b)
{
	return words->n >= 3 && strcmp(words->word[0], a) == 0 &&
	    strcmp(words->word[1], b) == 0;
}

/* The first line of /proc/net/arp or of arp -n. */
static bool
is_heading(const struct words *words)
{
	return starts_with(words, "Address", "HWtype") ||
	    starts_with(words, "IP", "address");
}

/* "Interface: 192.168.1.12 --- 0xd", in whatever language. */
static bool
is_interface(const struct words *words)
{
	return words->n >= 3 && strcmp(words->word[words->n - 2], "---") == 0 &&
	    strncmp(words->word[words->n - 1], "0x", 2) == 0;
}

/* "(192.168.1.1)" followed by "at". */
static bool
read_bsd(struct words *words, struct row *row)
{
	size_t i;

	for (i = 0; i + 2 < words->n; i++) {
		char *word = words->word[i];
		size_t n = strlen(word);
		struct ip ip;

		if (n < 3 || word[0] != '(' || word[n - 1] != ')' ||
		    strcmp(words->word[i + 1], "at") != 0)
			continue;
		word[n - 1] = '\0';
		if (!ip_parse(word + 1, &ip))
			return false;
		ip_format(&ip, row->ip);
		row->has_ip = true;
		row->has_mac = words_mac(words, i + 2, row->mac);
		if (i > 0 && strcmp(words->word[0], "?") != 0)
			row->hostname = words->word[0];
		return true;
	}
	return false;
}

/* "IP … MAC": true for a line of a table. */
static bool
read_table(const struct words *words, struct row *row)
{
	size_t i;

	if (!words_ip(words, 0, row->ip))
		return false;
	row->has_ip = true;
	for (i = 1; i < words->n && !row->has_mac; i++)
		row->has_mac = words_mac(words, i, row->mac);
	/* The flags of /proc/net/arp: 0x2 is "complete". */
	if (row->has_mac && i == 4 && words->n >= 5 &&
	    strncmp(words->word[1], "0x", 2) == 0 &&
	    strncmp(words->word[2], "0x", 2) == 0 &&
	    (strtoul(words->word[2], NULL, 16) & 2) == 0)
		row->has_mac = false;
	return words->n > 1;
}

static bool
read_named(const struct words *words, struct row *row)
{
	if (words->n < 3 || !words_mac(words, 2, row->mac))
		return false;
	row->hostname = words->word[0];
	row->has_mac = true;
	return true;
}

/* Addresses divided by blanks, the MAC with colons or dashes. */
static bool
looks_like_table(const char *line, const struct words *words)
{
	struct row row = { 0 };
	size_t i;

	if (strchr(line, '\t') != NULL || words->n < 3 || words->n > 8 ||
	    !read_table(words, &row))
		return false;
	for (i = 1; i < words->n; i++)
		if (strcmp(words->word[i], "dev") == 0 ||
		    strcmp(words->word[i], "lladdr") == 0)
			return false;
	if (!row.has_mac)
		return words->word[1][0] == '(' || words->word[1][0] == '<' ||
		    strcmp(words->word[1], "*") == 0 ||
		    strncmp(words->word[1], "0x", 2) == 0;
	for (i = 1; i < words->n && i <= 3; i++)
		if (words_mac(words, i, row.mac))
			return strpbrk(words->word[i], ":-") != NULL;
	return false;
}

static bool
is_row(char *line)
{
	bool tabs = strchr(line, '\t') != NULL;
	struct row row = { 0 };
	struct words words;

	words_split(line, true, &words);
	return is_heading(&words) || is_interface(&words) ||
	    (!tabs && looks_like_table(line, &words)) ||
	    read_bsd(&words, &row);
}

int
arp_table_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	return share < 50 ? 0 : share * 8 / 10;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *reader = ctx;
	struct sighting s = { .line = lines->number };
	char text[SIGHTING_TEXT + 1];
	struct row row = { 0 };
	struct words words;
	struct mac mac;
	bool heading = reader->heading;

	sighting_text(text, line, n);
	words_split(line, lines->whole, &words);
	reader->heading = is_interface(&words);
	if (is_heading(&words))
		reader->by_name = true;
	if (reader->heading || is_heading(&words))
		return;
	if (!read_bsd(&words, &row) && !read_table(&words, &row) &&
	    !(reader->by_name && read_named(&words, &row))) {
		if (lines->whole && !heading)
			reader->base.sink.warning(reader->base.sink.ctx, s.line, text,
			    N_("This is no line of an ARP table. It was "
			    "skipped."));
		return;
	}
	/* Where the file was cut, a MAC that is missing says nothing. */
	if (!row.has_mac && !lines->whole)
		return;
	if (row.has_mac && mac_parse(row.mac, &mac) && mac_is_zero(&mac))
		row.has_mac = false;
	if (!row.has_ip && !row.has_mac)
		return;
	s.state = row.has_mac ? SIGHTING_UP : SIGHTING_INCOMPLETE;
	if (row.has_ip)
		s.ip[s.n_ip++] = row.ip;
	s.mac = row.has_mac ? row.mac : NULL;
	s.hostname = row.hostname;
	s.text = text;
	reader->base.sink.sighting(reader->base.sink.ctx, &s);
}

struct import_reader *
arp_table_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}
