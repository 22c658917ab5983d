/* SPDX-License-Identifier: ISC */
/* Addresses and the networks they are said to lie in. */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/check/run.h"
#include "model/discovery/map.h"
#include "model/discovery/place.h"

struct ranges {
	struct check_run *run;
	struct places	 places;
	struct map	 map;		/* networks by uuid */
};

/* --- addresses outside of their network ---------------------------------- */

static const struct place_network *
network_of(const struct ranges *ranges, const char *uuid)
{
	uint64_t hash = map_hash_text(&ranges->map, 0, uuid);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&ranges->map, hash, &slot, &at))
		if (strcmp(ranges->places.network[at].uuid, uuid) == 0)
			return &ranges->places.network[at];
	return NULL;
}

static bool
note_address(void *ctx, const struct record *record)
{
	struct ranges *ranges = ctx;
	const struct value *ips = record_value(record, F_interface_ip);
	const char *network = record_text(record, F_interface_network);
	const struct place_network *place;
	char range[CIDR_LEN];
	struct buf text = { 0 };
	struct ip ip;
	size_t i;

	if (network == NULL || ips->kind != VALUE_LIST ||
	    (place = network_of(ranges, network)) == NULL)
		return true;
	for (i = 0; i < ips->n; i++)
		if (ip_parse(ips->list[i], &ip) && !ip_is_link_local(&ip) &&
		    ip.family == place->cidr.ip.family &&
		    !cidr_contains(&place->cidr, &ip))
			buf_printf(&text, "%s%s", text.len > 0 ? ", " : "",
			    ips->list[i]);
	if (text.len > 0) {
		cidr_format(&place->cidr, range);
		buf_printf(&text, " / %s %s", place->name != NULL ?
		    place->name : "", range);
		run_hit(ranges->run, ENTITY_interface, record->uuid,
		    buf_str(&text));
	}
	buf_release(&text);
	return true;
}

const struct err *
check_outside(struct check_run *run)
{
	static const size_t fields[] = { F_interface_ip,
		F_interface_network };
	struct ranges ranges = { .run = run };
	const struct err *err;
	size_t i;

	map_init(&ranges.map);
	err = places_load(run->session, run->scratch, &ranges.places);
	for (i = 0; err == NULL && i < ranges.places.n_networks; i++)
		map_put(&ranges.map, map_hash_text(&ranges.map, 0,
		    ranges.places.network[i].uuid), (uint32_t)i);
	if (err == NULL)
		err = run_each(run, ENTITY_interface, fields, 2, note_address,
		    &ranges);
	map_release(&ranges.map);
	return err;
}

/* --- networks that overlap ----------------------------------------------- */

struct span {
	const struct place_network *network;
};

static int
compare_spans(const void *a, const void *b)
{
	const struct place_network *x = ((const struct span *)a)->network;
	const struct place_network *y = ((const struct span *)b)->network;
	int c = strcmp(x->site != NULL ? x->site : "",
	    y->site != NULL ? y->site : "");

	if (c == 0)
		c = ip_compare(&x->cidr.ip, &y->cidr.ip);
	if (c == 0)
		c = (int)x->cidr.bits - (int)y->cidr.bits;
	return c != 0 ? c : strcmp(x->uuid, y->uuid);
}

/* The inner network's zone lies in the outer one's. */
static bool
nests(const struct places *places, const struct place_network *outer,
    const struct place_network *inner)
{
	int zone = inner->zone;
	size_t steps;

	if (outer->zone == PLACE_NONE || outer->zone == zone)
		return false;
	for (steps = 0; zone != PLACE_NONE && steps < places->n_zones;
	    steps++) {
		zone = places_zone(places, places->zone[zone].parent);
		if (zone == outer->zone)
			return true;
	}
	return false;
}

static void
tell_overlap(struct ranges *ranges, const struct place_network *a,
    const struct place_network *b)
{
	char ra[CIDR_LEN], rb[CIDR_LEN];
	struct buf text = { 0 };

	cidr_format(&a->cidr, ra);
	cidr_format(&b->cidr, rb);
	buf_printf(&text, "%s / %s %s", ra, b->name != NULL ? b->name : "",
	    rb);
	run_hit(ranges->run, ENTITY_network, a->uuid, buf_str(&text));
	buf_release(&text);
}

/* Prefixes overlap only where one holds the other, so a stack is enough. */
const struct err *
check_overlap(struct check_run *run)
{
	struct ranges ranges = { .run = run };
	struct places *places = &ranges.places;
	struct span *span, **stack;
	const struct err *err;
	size_t i, k, n = 0;

	err = places_load(run->session, run->scratch, places);
	if (err != NULL || places->n_networks == 0)
		return err;
	span = arena_calloc(run->scratch, places->n_networks, sizeof(*span));
	stack = arena_calloc(run->scratch, places->n_networks,
	    sizeof(struct span *));
	for (i = 0; i < places->n_networks; i++)
		span[i].network = &places->network[i];
	qsort(span, places->n_networks, sizeof(*span), compare_spans);
	for (i = 0; i < places->n_networks; i++) {
		const struct place_network *b = span[i].network;

		while (n > 0 && (strcmp(stack[n - 1]->network->site != NULL ?
		    stack[n - 1]->network->site : "", b->site != NULL ?
		    b->site : "") != 0 ||
		    !cidr_covers(&stack[n - 1]->network->cidr, &b->cidr)))
			n--;
		for (k = n; k > 0; k--)
			if (!nests(places, stack[k - 1]->network, b)) {
				tell_overlap(&ranges, b,
				    stack[k - 1]->network);
				break;
			}
		stack[n++] = &span[i];
	}
	return NULL;
}
