/* SPDX-License-Identifier: ISC */
/*
 * arp-scan: a line per answer, "IP<TAB>MAC<TAB>vendor", between two lines
 * before and two after; --plain leaves those out.  Vendors may be followed by
 * "(DUP: 2)", "(802.1Q VLAN=20)" and "RTT=…", and a MAC by that of the frame
 * when it differs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

struct import_reader {
	struct line_reader	 base;
	bool			 begun;		/* "Starting arp-scan" */
	bool			 ended;		/* "Ending arp-scan" */
};

/* Lines that say nothing of a device. */
static bool
is_frame_line(const char *line)
{
	static const char *const starts[] = {
		"Interface: ", "Starting arp-scan", "Ending arp-scan",
		"WARNING: ",
	};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return true;
	return strstr(line, " packets received by filter") != NULL;
}

/* A MAC as arp-scan writes it, and nothing else. */
static bool
is_own_mac(const char *s)
{
	size_t i;

	for (i = 0; i < MAC_LEN - 1; i++)
		if (i % 3 == 2 ? s[i] != ':' :
		    s[i] == '\0' || strchr("0123456789abcdef", s[i]) == NULL)
			return false;
	return s[i] == '\0' || strchr(" \t", s[i]) != NULL;
}

static bool
is_row(char *line)
{
	char *tab = strchr(line, '\t');
	struct ip ip;

	if (is_frame_line(line))
		return true;
	if (tab == NULL)
		return false;
	*tab = '\0';
	return ip_parse(line, &ip) && is_own_mac(tab + 1);
}

/* Without the lines around it every line must be of its form. */
int
arp_scan_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);

	if (share >= 50 && memmem(head, n, "Starting arp-scan ", 18) != NULL)
		return 95;
	return share == 100 ? 70 : 0;
}

/* The VLAN of a tagged answer; 0 when there is none. */
static int
vlan_of(const char *s)
{
	static const char mark[] = "(802.1Q VLAN=";
	const char *at = strstr(s, mark);
	long vlan = at == NULL ? 0 : strtol(at + sizeof(mark) - 1, NULL, 10);

	return vlan < 1 || vlan > 4094 ? 0 : (int)vlan;
}

/* The vendor among what follows the MAC, without the notes behind it. */
static const char *
vendor_of(char *s)
{
	static const char *const notes[] = {
		"\t", "(802.1Q VLAN=", "(802.2 LLC/SNAP)", "(ARP Proto=",
		"(DUP: ", "(Unknown",
	};
	size_t i, n;

	s += strspn(s, " \t");
	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		char *note = strstr(s, notes[i]);

		if (note != NULL)
			*note = '\0';
	}
	n = strlen(s);
	while (n > 0 && s[n - 1] == ' ')
		s[--n] = '\0';
	return n == 0 ? NULL : s;
}

/* Cuts the next column off; *open when nothing ended it. */
static char *
next_column(char **line, bool *open)
{
	char *column = *line + strspn(*line, " \t");
	size_t n = strcspn(column, " \t");

	if (n == 0)
		return NULL;
	*open = column[n] == '\0';
	*line = column + n + !*open;
	column[n] = '\0';
	return column;
}

/* The first address and the first MAC after it; the line moves past them. */
static bool
find_pair(char **line, bool whole, char ip_out[IP_LEN], char mac_out[MAC_LEN])
{
	bool have_ip = false, open;
	struct mac mac;
	struct ip ip;
	char *column;

	while ((column = next_column(line, &open)) != NULL) {
		if (open && !whole)
			return false;
		if (!have_ip && ip_parse(column, &ip)) {
			ip_format(&ip, ip_out);
			have_ip = true;
		} else if (have_ip && mac_parse(column, &mac)) {
			mac_format(&mac, mac_out);
			return true;
		}
	}
	return false;
}

/* Steps over "(00:11:22:33:44:55)", the sender of the frame itself. */
static char *
skip_frame_mac(char *rest)
{
	char *end = *rest == '(' ? strchr(rest, ')') : NULL;
	struct mac mac;

	if (end == NULL)
		return rest;
	*end = '\0';
	if (mac_parse(rest + 1, &mac))
		return end + 1;
	*end = ')';
	return rest;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *reader = ctx;
	struct sighting s = { .state = SIGHTING_UP, .line = lines->number };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];

	if (is_frame_line(line)) {
		reader->begun |= strncmp(line, "Starting", 8) == 0;
		reader->ended |= strncmp(line, "Ending", 6) == 0;
		return;
	}
	sighting_text(text, line, n);
	if (!find_pair(&line, lines->whole, ip, mac)) {
		if (lines->whole)
			reader->base.sink.warning(reader->base.sink.ctx, s.line, text,
			    N_("No IP address with a MAC address stands in "
			    "this line. It was skipped."));
		return;
	}
	line = skip_frame_mac(line);
	s.ip[s.n_ip++] = ip;
	s.mac = mac;
	s.text = text;
	s.vlan = vlan_of(line);
	s.vendor = vendor_of(line);
	reader->base.sink.sighting(reader->base.sink.ctx, &s);
}

struct import_reader *
arp_scan_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}

const struct err *
arp_scan_end(struct import_reader *reader)
{
	lines_end(&reader->base.lines);
	if (reader->begun && !reader->ended)
		reader->base.sink.cut(reader->base.sink.ctx,
		    reader->base.lines.number,
		    N_("The last line of arp-scan (\"Ending arp-scan\") is "
		    "missing: the scan was stopped or the file was cut."));
	free(reader);
	return NULL;
}
