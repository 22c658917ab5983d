/* SPDX-License-Identifier: ISC */
/*
 * arp.dat of arpwatch: "MAC IP TIME NAME INTERFACE" with tabs between, of
 * which the last three may be missing; octets are not padded.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

enum { MAC, IP, TIME, NAME, INTERFACE, COLUMNS };

struct import_reader {
	struct line_reader	 base;
	size_t			 rows, odd;
	int64_t			 latest;
};

/* Divides at tabs in place; how many columns there are. */
static size_t
split(char *line, char *column[COLUMNS])
{
	size_t n = 0;

	while (n < COLUMNS) {
		column[n++] = line;
		line = strchr(line, '\t');
		if (line == NULL)
			return n;
		*line++ = '\0';
	}
	return n + 1;
}

static bool
is_time(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n >= 1 && n <= 11 && s[n] == '\0';
}

static bool
fits(char *column[COLUMNS], size_t n, struct mac *mac, struct ip *ip)
{
	return n >= 2 && n <= COLUMNS && strchr(column[MAC], ':') != NULL &&
	    mac_parse(column[MAC], mac) && ip_parse(column[IP], ip) &&
	    (n == 2 || is_time(column[TIME]));
}

static bool
is_row(char *line)
{
	char *column[COLUMNS];
	struct mac mac;
	struct ip ip;
	size_t n = split(line, column);

	return n > 2 && fits(column, n, &mac, &ip);
}

static bool
is_short_row(char *line)
{
	char *column[COLUMNS];
	struct mac mac;
	struct ip ip;

	return fits(column, split(line, column), &mac, &ip);
}

/* A look-alike has other things in these columns here and there. */
int
arpwatch_sniff(const char *head, size_t n)
{
	if (lines_share(head, n, is_row) == 100)
		return 90;
	return lines_share(head, n, is_short_row) == 100 ? 60 : 0;
}

static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *r = ctx;
	struct sighting s = { .state = SIGHTING_UP, .line = lines->number };
	char text[SIGHTING_TEXT + 1], ip_text[IP_LEN], mac_text[MAC_LEN];
	char *column[COLUMNS];
	struct mac mac;
	struct ip ip;
	size_t columns;

	sighting_text(text, line, n);
	columns = split(line, column);
	if (!lines->whole && columns <= COLUMNS)
		columns--;
	if (!fits(column, columns, &mac, &ip)) {
		if (lines->whole) {
			r->odd++;
			r->base.sink.warning(r->base.sink.ctx, s.line, text,
			    N_("This is no line of arp.dat. It was skipped."));
		}
		return;
	}
	r->rows++;
	mac_format(&mac, mac_text);
	ip_format(&ip, ip_text);
	s.mac = mac_text;
	s.ip[s.n_ip++] = ip_text;
	if (columns > TIME)
		s.seen_at = strtoll(column[TIME], NULL, 10) * 1000;
	if (columns > NAME && *column[NAME] != '\0')
		s.hostname = column[NAME];
	if (s.seen_at > r->latest)
		r->latest = s.seen_at;
	s.text = text;
	r->base.sink.sighting(r->base.sink.ctx, &s);
}

struct import_reader *
arpwatch_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return lines_reader_new(sizeof(struct import_reader), sink, each_line);
}

const struct err *
arpwatch_end(struct import_reader *r)
{
	const struct err *err = NULL;

	lines_end(&r->base.lines);
	r->base.sink.run(r->base.sink.ctx, 0, r->latest);
	if (r->odd > r->rows)
		err = err_new(ERR_INPUT, "%s", N_("most of its lines are none "
		    "of arp.dat. Name another format with --as."));
	free(r);
	return err;
}
