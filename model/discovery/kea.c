/* SPDX-License-Identifier: ISC */
/*
 * The lease files of Kea, v4 and v6: CSV without quotation marks; characters
 * that would disturb stand as "&#x2c".  They are only appended to: of each
 * address the last row counts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/leases.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

struct import_reader {
	struct table_reader	 base;
	struct leases		 leases;
	int64_t			 now;
};

enum {
	ADDRESS, LIFETIME, EXPIRE, SUBNET, STATE, NEED,
	HWADDR = NEED, CLIENT, HOSTNAME, DUID, TYPE, HEADS
};
static const table_heads heads[HEADS] = {
	[ADDRESS] = "address", [LIFETIME] = "valid_lifetime",
	[EXPIRE] = "expire", [SUBNET] = "subnet_id", [STATE] = "state",
	[HWADDR] = "hwaddr", [CLIENT] = "client_id", [HOSTNAME] = "hostname",
	[DUID] = "duid", [TYPE] = "lease_type",
};

int
kea_sniff(const char *head, size_t n)
{
	return table_sniff(head, n, heads, HEADS, NEED, NULL) ? 97 : 0;
}

/* Puts back what was written as "&#x2c", in place. */
static char *
unescape(char *s)
{
	char *from = s, *to = s, hex[3] = "", *end;

	while (*from != '\0') {
		if (strncmp(from, "&#x", 3) == 0 && from[3] != '\0' &&
		    from[4] != '\0') {
			memcpy(hex, from + 3, 2);
			*to = (char)strtol(hex, &end, 16);
			if (end == hex + 2 && *to != '\0') {
				to++;
				from += 5;
				continue;
			}
		}
		*to++ = *from++;
	}
	*to = '\0';
	return s;
}

static int64_t
number(const struct table *table, size_t i)
{
	const char *cell = table_cell(table, i);

	return strlen(cell) > 15 ? 0 : strtoll(cell, NULL, 10);
}

/* Choice keys by state; those that are no device are left out. */
static const struct {
	const char	*lease_state;
	bool		 held;
} states[] = {
	{ "active", true }, { "declined", false }, { "expired", false },
	{ "released", false }, { "active", true },
};

static void
read_state(const struct table *table, int64_t now, struct sighting *s)
{
	int64_t state = number(table, STATE), expire = number(table, EXPIRE),
	    lifetime = number(table, LIFETIME);

	if (state < 0 || state >= (int64_t)(sizeof(states) / sizeof(states[0])))
		state = 0;
	s->state = states[state].held ? SIGHTING_UP : SIGHTING_INCOMPLETE;
	s->lease_state = states[state].lease_state;
	if (lifetime == 0 && s->state == SIGHTING_UP) {
		s->state = SIGHTING_INCOMPLETE;
		s->lease_state = "released";
	}
	if (s->state != SIGHTING_UP)
		return;
	/* The client was heard when its lifetime began. */
	if (lifetime < UINT32_MAX && expire > lifetime)
		s->seen_at = (expire - lifetime) * 1000;
	lease_expiry(s, lifetime >= UINT32_MAX ? 0 : expire * 1000, now);
}

static void
add_ids(const struct table *table, struct sighting *s)
{
	enum { DUID_AT = 15 };	/* behind "ff:" and the IAID, RFC 4361 */
	const char *client = table_word(table, CLIENT);
	const char *duid = table_word(table, DUID);

	if (client != NULL)
		s->id[s->n_id++] = (struct sighting_id){ "dhcp_client_id",
			client };
	if (client != NULL && strncmp(client, "ff:", 3) == 0 &&
	    strlen(client) > DUID_AT)
		duid = client + DUID_AT;
	if (duid != NULL)
		s->id[s->n_id++] = (struct sighting_id){ "duid", duid };
}

static void
each_row(void *ctx, struct table *table)
{
	enum { NAME_BYTES = 256, IA_PD = 2 };
	struct import_reader *r = ctx;
	struct sighting s = { .line = table->line };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];
	char name[NAME_BYTES], plain[NAME_BYTES];

	table_text(table, text);
	/* Files put together have their headings in the middle. */
	if (strcmp(table_cell(table, ADDRESS), "address") == 0)
		return;
	if (!table_ip(table, ADDRESS, ip)) {
		table_warn(table, table_cell(table, ADDRESS),
		    N_("No address stands in this row. It was skipped."));
		return;
	}
	/* A delegated prefix is no address of a device. */
	if (table->column[TYPE] >= 0 && number(table, TYPE) == IA_PD)
		return;
	if (!table->whole && *table_cell(table, STATE) == '\0')
		return;
	s.ip[s.n_ip++] = ip;
	s.text = text;
	if (table_mac(table, HWADDR, mac))
		s.mac = mac;
	read_state(table, r->now, &s);
	sighting_line(name, sizeof(name), table_cell(table, HOSTNAME),
	    strlen(table_cell(table, HOSTNAME)));
	unescape(name);
	sighting_line(plain, sizeof(plain), name, strlen(name));
	s.hostname = plain[0] == '\0' ? NULL : plain;
	add_ids(table, &s);
	leases_put(&r->leases, &s);
}

struct import_reader *
kea_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = table_reader_new(sizeof(*r), sink, heads,
	    HEADS, NEED, each_row);

	r->now = now;
	r->base.table.bare = true;
	leases_init(&r->leases);
	return r;
}

const struct err *
kea_end(struct import_reader *r)
{
	const struct err *err = table_finish(&r->base.table);

	leases_end(&r->leases, &r->base.sink);
	free(r);
	return err;
}
