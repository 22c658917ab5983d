/* SPDX-License-Identifier: ISC */
/*
 * The DHCP server of Windows: Get-DhcpServerv4Lease | Export-Csv, and the
 * list that its console exports as text, in English or Japanese.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/discovery/leases.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

struct import_reader {
	struct table_reader	 base;
	int64_t			 now;
	bool			 marked;	/* "?" was warned of */
};

enum { IP, CLIENT, NEED, EXPIRY = NEED, NAME, STATE, HEADS };
static const table_heads heads[HEADS] = {
	[IP] = "IPAddress|Client IP Address|クライアントIPアドレス",
	[CLIENT] = "ClientId|Unique ID|一意のID|一意ID",
	[EXPIRY] = ("LeaseExpiryTime|Lease Expiration|リースの有効期限|"
	    "リース期限|リース有効期限"),
	[NAME] = "HostName|Name|名前",
	[STATE] = "AddressState",
};

int
windows_dhcp_sniff(const char *head, size_t n)
{
	return table_sniff(head, n, heads, HEADS, NEED, NULL) ? 90 : 0;
}

/* --- times ---------------------------------------------------------------- */

/*
 * "2026/11/20 17:32:07", "11/20/2026 5:32:07 PM", "20.11.2026 17:32:07" as
 * ms; 0 when it is none, or could be two days.
 */
static int64_t
read_local(const char *s)
{
	int a, b, c, hour = 0, minute = 0, second = 0, used = 0;
	char divider;
	bool noon;

	if (sscanf(s, "%4d%c%4d%*c%4d %2d:%2d:%2d%n", &a, &divider, &b, &c,
	    &hour, &minute, &second, &used) < 6)
		return 0;
	noon = used > 0 && strcasestr(s + used, "PM") != NULL;
	if (a > 31) {			/* year first */
		int day = c;

		c = a;
		a = b;
		b = day;
	} else if (divider == '.' || a > 12) {	/* day first */
		int month = b;

		b = a;
		a = month;
	} else if (used == 0 || (strcasestr(s + used, "AM") == NULL &&
	    !noon)) {
		if (a != b && b <= 12)
			return 0;
	}
	if (!date_exists(c, a, b) || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59)
		return 0;
	if (used > 0 && hour <= 12 && (noon ||
	    strcasestr(s + used, "AM") != NULL))
		hour = hour % 12 + (noon ? 12 : 0);
	return clock_day_start(date_from_civil(c, a, b)) +
	    (hour * 3600 + minute * 60 + second) * INT64_C(1000);
}

/* --- rows ----------------------------------------------------------------- */

/* What the words of the two exports say; the first that fits decides. */
static const struct {
	const char	*word, *lease_state;
	bool		 held;
} states[] = {
	{ "InactiveReservation", "reserved", false },
	{ "inactive", "reserved", false },
	{ "非アクティブ", "reserved", false },
	{ "ActiveReservation", "reserved", true },
	{ "Reservation", "reserved", true },
	{ "予約", "reserved", true },
	{ "Declined", "declined", false },
	{ "BAD_ADDRESS", "declined", false },
	{ "Expired", "expired", false },
	{ "Offered", NULL, false },
	{ "Doomed", "expired", false },
};

static void
read_state(const struct table *table, int64_t now, struct sighting *s)
{
	const char *words[3];
	size_t i, k;

	words[0] = table_cell(table, STATE);
	words[1] = table_cell(table, NAME);
	words[2] = table_cell(table, EXPIRY);
	s->state = SIGHTING_UP;
	lease_expiry(s, read_local(words[2]), now);
	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		for (k = 0; k < 3; k++) {
			/* A host may be called so; only one word is special. */
			if (k == 1 && strcmp(states[i].word, "BAD_ADDRESS")
			    != 0)
				continue;
			if (strcasestr(words[k], states[i].word) == NULL)
				continue;
			s->lease_state = states[i].lease_state;
			s->state = states[i].held ? SIGHTING_UP :
			    SIGHTING_INCOMPLETE;
			return;
		}
}

/* NULL for a name that was spoilt by the export. */
static const char *
read_name(struct import_reader *r, const struct table *table)
{
	const char *name = table_word(table, NAME);

	if (name == NULL || strcasecmp(name, "BAD_ADDRESS") == 0)
		return NULL;
	if (strchr(name, '?') == NULL)
		return name;
	if (!r->marked)
		table_warn(table, name, N_("PowerShell wrote ? for what its "
		    "encoding lacks. The name was left out; export again with "
		    "-Encoding UTF8."));
	r->marked = true;
	return NULL;
}

/* The client is a MAC, or an identifier of another kind. */
static void
read_client(const struct table *table, struct sighting *s, char mac[MAC_LEN],
    char id[SIGHTING_TEXT])
{
	const char *client = table_cell(table, CLIENT);
	size_t i, n = strlen(client);

	if (table_mac(table, CLIENT, mac)) {
		s->mac = mac;
		return;
	}
	if (n < 5 || n >= SIGHTING_TEXT ||
	    strspn(client, "0123456789abcdefABCDEF-") != n)
		return;
	for (i = 0; i <= n; i++)
		id[i] = (char)(client[i] == '-' ? ':' :
		    client[i] >= 'A' && client[i] <= 'F' ? client[i] + 32 :
		    client[i]);
	s->id[s->n_id++] = (struct sighting_id){ "dhcp_client_id", id };
}

static void
each_row(void *ctx, struct table *table)
{
	struct import_reader *r = ctx;
	struct sighting s = { .line = table->line };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];
	char id[SIGHTING_TEXT];

	table_text(table, text);
	if (!table_ip(table, IP, ip)) {
		table_warn(table, table_cell(table, IP),
		    N_("No address stands in this row. It was skipped."));
		return;
	}
	s.ip[s.n_ip++] = ip;
	s.text = text;
	read_client(table, &s, mac, id);
	read_state(table, r->now, &s);
	s.hostname = read_name(r, table);
	r->base.sink.sighting(r->base.sink.ctx, &s);
}

struct import_reader *
windows_dhcp_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = table_reader_new(sizeof(*r), sink, heads,
	    HEADS, NEED, each_row);

	r->now = now;
	return r;
}
