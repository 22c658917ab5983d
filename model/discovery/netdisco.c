/* SPDX-License-Identifier: ISC */
/*
 * CSV of Netdisco's reports: the inventory of devices, nodes by vendor and the
 * inventory of addresses.  They also hold what was seen long ago.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

struct import_reader {
	struct table_reader	 base;
	int64_t			 now;
};

enum {
	DEVICE, SYSTEM, MANAGEMENT, SERIALS, LAST, NODE, MAC, SINCE, VENDOR,
	PORT, VLAN, DNS, HEADS
};
static const table_heads heads[HEADS] = {
	[DEVICE] = "device", [SYSTEM] = "system name",
	[MANAGEMENT] = "management ip", [SERIALS] = "serials|serial",
	[LAST] = "last discovered", [NODE] = "node",
	[MAC] = "mac|mac address", [SINCE] = "time since last seen",
	[VENDOR] = "vendor", [PORT] = "port", [VLAN] = "vlan", [DNS] = "dns",
};

static bool
is_head(void *ctx, struct table *t)
{
	(void)ctx;
	return (table_has(t, DEVICE) && table_has(t, SYSTEM) &&
	    table_has(t, MANAGEMENT)) ||
	    (table_has(t, NODE) && table_has(t, MAC) && table_has(t, SINCE)) ||
	    (table_has(t, MAC) && table_has(t, DEVICE) &&
	    table_has(t, PORT) && table_has(t, VLAN));
}

int
netdisco_sniff(const char *head, size_t n)
{
	return table_sniff(head, n, heads, HEADS, 0, is_head) ? 91 : 0;
}

/* "3 days", "00:12:31", "2 days 03:00:00" before now; 0 when it is neither. */
static int64_t
seen_since(const char *s, int64_t now)
{
	enum { DAY = 86400, DAYS_MAX = 36500 };
	int days = 0, hours = 0, minutes = 0, seconds = 0, n = 0;

	if (sscanf(s, "%5d day%n", &days, &n) == 1 && n > 0)
		s += n + strspn(s + n, "s, ");
	else
		days = 0;
	if (*s != '\0' && sscanf(s, "%4d:%2d:%2d", &hours, &minutes,
	    &seconds) < 2)
		return 0;
	if ((n == 0 && *s == '\0') || days < 0 || days > DAYS_MAX || hours < 0)
		return 0;
	return now - ((int64_t)days * DAY + hours * 3600 + minutes * 60 +
	    seconds) * 1000;
}

static void
each_row(void *ctx, struct table *t)
{
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	struct sighting s = { .line = t->line, .state = SIGHTING_UP };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];
	const char *serial = table_word(t, SERIALS);
	long vlan = strtol(table_cell(t, VLAN), NULL, 10);

	table_text(t, text);
	s.text = text;
	if (table_ip(t, MANAGEMENT, ip) || table_ip(t, NODE, ip))
		s.ip[s.n_ip++] = ip;
	if (table_mac(t, MAC, mac))
		s.mac = mac;
	else if (table_has(t, MAC))	/* an address that was never seen */
		s.state = SIGHTING_INCOMPLETE;
	if (serial != NULL && strpbrk(serial, " ,;") == NULL)
		s.id[s.n_id++] = (struct sighting_id){ "serial", serial };
	s.vendor = table_word(t, VENDOR);
	s.seen_at = table_has(t, LAST) ? table_time(t, LAST) :
	    seen_since(table_cell(t, SINCE), r->now);
	if (table_has(t, SYSTEM)) {
		s.hostname = table_word(t, SYSTEM);
	} else {
		s.hostname = table_word(t, DNS);
		s.switch_name = table_word(t, DEVICE);
		s.switch_port = table_word(t, PORT);
		s.vlan = vlan < 1 || vlan > 4094 ? 0 : (int)vlan;
	}
	if (s.n_ip > 0 || s.mac != NULL || s.n_id > 0)
		sink->sighting(sink->ctx, &s);
	else
		table_warn(t, s.hostname, N_("No address stands in this row. "
		    "It was skipped."));
}

struct import_reader *
netdisco_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = table_reader_new(sizeof(*r), sink, heads,
	    HEADS, 0, each_row);

	r->now = now;
	r->base.table.head = is_head;
	return r;
}
