/* SPDX-License-Identifier: ISC */
/*
 * Get-NetNeighbor | Export-Csv, or a selection of its columns.  The state is
 * a word or the number behind it.
 */
#include <string.h>
#include <strings.h>

#include "base/intl.h"
#include "model/discovery/reader.h"
#include "model/discovery/table.h"

struct import_reader {
	struct table_reader	 base;
};

enum { IP, LINK, STATE, HEADS };
static const table_heads heads[HEADS] = {
	[IP] = "ipaddress", [LINK] = "linklayeraddress", [STATE] = "state",
};

int
net_neighbor_sniff(const char *head, size_t n)
{
	return table_sniff(head, n, heads, HEADS, HEADS, NULL) ? 95 : 0;
}

static bool
is_unresolved(const char *state)
{
	return strcasecmp(state, "Unreachable") == 0 ||
	    strcasecmp(state, "Incomplete") == 0 ||
	    strcmp(state, "0") == 0 || strcmp(state, "1") == 0;
}

static void
each_row(void *ctx, struct table *table)
{
	const struct import_sink *sink = table->sink;
	struct sighting s = { .line = table->line };
	char text[SIGHTING_TEXT + 1], ip[IP_LEN], mac[MAC_LEN];

	(void)ctx;
	table_text(table, text);
	if (!table_ip(table, IP, ip)) {
		table_warn(table, table_cell(table, IP),
		    N_("No address stands in this row. It was skipped."));
		return;
	}
	if (!table->whole && *table_cell(table, STATE) == '\0')
		return;
	s.ip[s.n_ip++] = ip;
	if (table_mac(table, LINK, mac))
		s.mac = mac;
	s.state = s.mac == NULL || is_unresolved(table_cell(table, STATE)) ?
	    SIGHTING_INCOMPLETE : SIGHTING_UP;
	s.text = text;
	sink->sighting(sink->ctx, &s);
}

struct import_reader *
net_neighbor_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return table_reader_new(sizeof(struct import_reader), sink, heads,
	    HEADS, HEADS, each_row);
}
