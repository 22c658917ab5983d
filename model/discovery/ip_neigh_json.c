/* SPDX-License-Identifier: ISC */
/* ip -j neigh, with -s or without: an array with an object a neighbour. */
#include <string.h>

#include "base/intl.h"
#include "base/net.h"
#include "model/discovery/ip_neigh.h"
#include "model/discovery/json_items.h"
#include "model/discovery/reader.h"

struct import_reader {
	struct json_reader	 base;
};

int
ip_neigh_json_sniff(const char *head, size_t n)
{
	static const char *const members[] = { "dst", "dev", "state", NULL };

	return json_sniff(head, n, members) ? 95 : 0;
}

static void
each_item(void *ctx, const struct json_item *item)
{
	struct import_reader *reader = ctx;
	const struct import_sink *sink = &reader->base.sink;
	struct sighting s = { .line = item->line, .text = item->text };
	const char *dst = json_text(item->object, "dst");
	const char *link = json_text(item->object, "lladdr");
	const json_t *state = json_object_get(item->object, "state");
	char ip_text[IP_LEN], mac_text[MAC_LEN];
	struct mac mac;
	struct ip ip;

	if (dst == NULL || !ip_parse(dst, &ip)) {
		sink->warning(sink->ctx, item->line, dst,
		    N_("No address stands in this entry. It was skipped."));
		return;
	}
	ip_format(&ip, ip_text);
	s.ip[s.n_ip++] = ip_text;
	if (link != NULL && mac_parse(link, &mac)) {
		mac_format(&mac, mac_text);
		s.mac = mac_text;
	}
	if (json_is_array(state))
		state = json_array_get(state, 0);
	s.router = json_object_get(item->object, "router") != NULL;
	s.state = ip_neigh_is_up(json_string_value(state), s.mac != NULL) ?
	    SIGHTING_UP : SIGHTING_INCOMPLETE;
	sink->sighting(sink->ctx, &s);
}

struct import_reader *
ip_neigh_json_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return json_reader_new(sizeof(struct import_reader), sink, "dst",
	    each_item);
}
