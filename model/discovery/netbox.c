/* SPDX-License-Identifier: ISC */
/*
 * CSV of NetBox: devices, IP addresses, interfaces and MAC addresses, with
 * the column names of the tables on screen or those of the import forms.  It
 * is what somebody wrote down: a device is one that is called active.
 */
#include <string.h>
#include <strings.h>

#include "base/intl.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

struct import_reader {
	struct table_reader	 base;
};

enum {
	NAME, STATUS, SITE, ROLE, TYPE, MAKER, IP, IP6, MAC, SERIAL, TAG,
	DEVICE, DNS, VRF, ENABLED, PARENT, HEADS
};
static const table_heads heads[HEADS] = {
	[NAME] = "name", [STATUS] = "status", [SITE] = "site",
	[ROLE] = "role|device_role", [TYPE] = "type|device_type",
	[MAKER] = "manufacturer",
	[IP] = ("ip address|address|primary_ip4|primary_ip|ipv4 address|"
	    "primary ipv4"),
	[IP6] = "primary_ip6|ipv6 address|primary ipv6",
	[MAC] = "mac_address|primary_mac_address", [SERIAL] =
	    "serial|serial number", [TAG] = "asset_tag",
	[DEVICE] = "device", [DNS] = "dns_name", [VRF] = "vrf",
	[ENABLED] = "enabled", [PARENT] = "parent|assigned object|virtual machine",
};

/* Each of the tables has columns that the others lack. */
static bool
is_head(void *ctx, struct table *t)
{
	static const int tables[][5] = {
		{ NAME, STATUS, SITE, ROLE, TYPE },
		{ IP, VRF, STATUS, ROLE, -1 },
		{ DEVICE, NAME, TYPE, ENABLED, -1 },
		{ MAC, PARENT, -1, -1, -1 },
	};
	size_t i, k;

	(void)ctx;
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (k = 0; k < 5 && (tables[i][k] < 0 ||
		    table_has(t, (size_t)tables[i][k])); k++)
			continue;
		if (k == 5)
			return true;
	}
	return false;
}

int
netbox_sniff(const char *head, size_t n)
{
	return table_sniff(head, n, heads, HEADS, 0, is_head) ? 92 : 0;
}

/* An address that redundant routers share is no device of its own. */
static bool
is_shared(const char *role)
{
	static const char *const shared[] = { "vrrp", "hsrp", "glbp", "carp",
		"vip", "anycast" };
	size_t i;

	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (strcasecmp(role, shared[i]) == 0)
			return true;
	return false;
}

static enum sighting_state
state_of(const struct table *t)
{
	const char *status = table_cell(t, STATUS);
	const char *enabled = table_cell(t, ENABLED);

	if (table_has(t, STATUS) && strcasecmp(status, "active") != 0)
		return SIGHTING_INCOMPLETE;
	if (table_has(t, VRF) && is_shared(table_cell(t, ROLE)))
		return SIGHTING_INCOMPLETE;
	return strcasecmp(enabled, "false") == 0 ? SIGHTING_INCOMPLETE :
	    SIGHTING_UP;
}

/* Of an interface and a MAC the name of what they are part of. */
static const char *
name_of(const struct table *t)
{
	if (table_has(t, VRF))
		return table_word(t, DNS);
	if (table_word(t, DEVICE) != NULL)
		return table_word(t, DEVICE);
	if (table_has(t, PARENT))
		return table_word(t, PARENT);
	return table_has(t, DEVICE) ? NULL : table_word(t, NAME);
}

static void
each_row(void *ctx, struct table *t)
{
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	struct sighting s = { .line = t->line, .state = state_of(t) };
	char text[SIGHTING_TEXT + 1], ip[2][IP_LEN], mac[MAC_LEN];

	table_text(t, text);
	s.text = text;
	if (table_ip(t, IP, ip[0]))
		s.ip[s.n_ip++] = ip[0];
	if (table_ip(t, IP6, ip[1]))
		s.ip[s.n_ip++] = ip[1];
	if (table_mac(t, MAC, mac))
		s.mac = mac;
	if (table_word(t, SERIAL) != NULL)
		s.id[s.n_id++] = (struct sighting_id){ "serial",
			table_word(t, SERIAL) };
	if (table_word(t, TAG) != NULL)
		s.id[s.n_id++] = (struct sighting_id){ "asset_no",
			table_word(t, TAG) };
	s.hostname = name_of(t);
	s.vendor = table_word(t, MAKER);
	if (s.n_ip > 0 || s.mac != NULL || s.n_id > 0)
		sink->sighting(sink->ctx, &s);
	else if (s.state == SIGHTING_UP && table_has(t, SITE))
		table_warn(t, s.hostname, N_("Neither address nor serial "
		    "number nor asset tag stands in this row. It was "
		    "skipped."));
}

struct import_reader *
netbox_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = table_reader_new(sizeof(*r), sink, heads,
	    HEADS, 0, each_row);

	(void)now;
	r->base.table.head = is_head;
	return r;
}
