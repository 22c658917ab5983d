/* SPDX-License-Identifier: ISC */
#include "model/discovery/place.h"

#include <stdlib.h>
#include <string.h>

struct load {
	struct places	*places;
	struct arena	*arena;
	size_t		 cap;
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

int64_t
place_interval(const struct record *record)
{
	int64_t days = record_int(record, F_zone_review_interval_days);

	if (days > 0)
		return days;
	return same(record_text(record, F_zone_criticality), "high") ? 1 : 7;
}

static bool
load_zone(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	struct places *places = load->places;
	struct place_zone *zone;

	places->zone = arena_grow(load->arena, places->zone, &load->cap,
	    places->n_zones + 1, sizeof(*places->zone));
	zone = &places->zone[places->n_zones++];
	memset(zone, 0, sizeof(*zone));
	zone->uuid = arena_strdup(load->arena, record->uuid);
	zone->name = arena_strdup(load->arena,
	    record_text(record, F_zone_name));
	zone->site = arena_strdup(load->arena,
	    record_text(record, F_zone_site));
	zone->parent = arena_strdup(load->arena,
	    record_text(record, F_zone_parent));
	zone->kind = arena_strdup(load->arena,
	    record_text(record, F_zone_kind));
	zone->closed = value_is_yes(record_value(record,
	    F_zone_declared_closed));
	zone->guest = same(zone->kind, "guest");
	zone->interval_days = place_interval(record);
	return true;
}

static bool
load_network(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	struct places *places = load->places;
	struct place_network *network;
	const char *text = record_text(record, F_network_cidr);
	struct cidr cidr;

	if (text == NULL || !cidr_parse(text, &cidr))
		return true;
	places->network = arena_grow(load->arena, places->network, &load->cap,
	    places->n_networks + 1, sizeof(*places->network));
	network = &places->network[places->n_networks++];
	memset(network, 0, sizeof(*network));
	network->cidr = cidr;
	network->uuid = arena_strdup(load->arena, record->uuid);
	network->name = arena_strdup(load->arena,
	    record_text(record, F_network_name));
	network->zone = places_zone(places,
	    record_text(record, F_network_zone));
	if (network->zone != PLACE_NONE) {
		network->site = places->zone[network->zone].site;
		places->zone[network->zone].networks++;
	}
	network->vlan = (int)record_int(record, F_network_vlan);
	if ((text = record_text(record, F_network_dhcp_from)) != NULL)
		ip_parse(text, &network->dhcp_from);
	if ((text = record_text(record, F_network_dhcp_to)) != NULL)
		ip_parse(text, &network->dhcp_to);
	network->dhcp = same(record_text(record, F_network_assignment),
	    "dhcp") && (network->dhcp_from.family == 0 ||
	    network->dhcp_to.family == 0);
	return true;
}

static int
compare_networks(const void *a, const void *b)
{
	const struct place_network *x = a, *y = b;
	int order;

	if (x->cidr.bits != y->cidr.bits)
		return x->cidr.bits < y->cidr.bits ? 1 : -1;
	order = ip_compare(&x->cidr.ip, &y->cidr.ip);
	return order != 0 ? order : strcmp(x->uuid, y->uuid);
}

static bool
is_strict(const struct places *places, const struct place_zone *zone)
{
	static const char *const kinds[] = {
		"mynumber", "ot_control", "ot_safety", "ot_dmz",
	};
	size_t i, depth;
	int at;

	/* A loop of parents ends with the count of zones. */
	for (depth = 0; depth <= places->n_zones; depth++) {
		if (zone->closed)
			return true;
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (same(zone->kind, kinds[i]))
				return true;
		if ((at = places_zone(places, zone->parent)) == PLACE_NONE)
			return false;
		zone = &places->zone[at];
	}
	return false;
}

const struct err *
places_load(const struct session *session, struct arena *arena,
    struct places *out)
{
	static const size_t zone_fields[] = {
		F_zone_name, F_zone_site, F_zone_parent, F_zone_kind,
		F_zone_declared_closed, F_zone_criticality,
		F_zone_review_interval_days,
	};
	static const size_t network_fields[] = {
		F_network_cidr, F_network_name, F_network_zone,
		F_network_vlan, F_network_dhcp_from, F_network_dhcp_to,
		F_network_assignment,
	};
	struct store *store = register_reader(session);
	struct load load = { out, arena, 0 };
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;
	int parent;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < sizeof(zone_fields) / sizeof(zone_fields[0]); i++)
		fieldset_add(&want, zone_fields[i]);
	err = store_each(store, ENTITY_zone, NULL, NULL, 0, &want, load_zone,
	    &load);
	if (err != NULL)
		return err;
	for (i = 0; i < out->n_zones; i++) {
		out->zone[i].strict = is_strict(out, &out->zone[i]);
		parent = places_zone(out, out->zone[i].parent);
		if (parent != PLACE_NONE)
			out->zone[parent].children++;
	}
	memset(&want, 0, sizeof(want));
	load.cap = 0;
	for (i = 0; i < sizeof(network_fields) / sizeof(network_fields[0]);
	    i++)
		fieldset_add(&want, network_fields[i]);
	err = store_each(store, ENTITY_network, NULL, NULL, 0, &want,
	    load_network, &load);
	if (err == NULL && out->n_networks > 1)
		qsort(out->network, out->n_networks, sizeof(*out->network),
		    compare_networks);
	return err;
}

int
places_zone(const struct places *places, const char *uuid)
{
	size_t i;

	for (i = 0; uuid != NULL && i < places->n_zones; i++)
		if (strcmp(places->zone[i].uuid, uuid) == 0)
			return (int)i;
	return PLACE_NONE;
}

int
places_network(const struct places *places, const char *site,
    const struct ip *ip)
{
	size_t i;

	for (i = 0; i < places->n_networks; i++)
		if (cidr_contains(&places->network[i].cidr, ip) &&
		    same(places->network[i].site, site))
			return (int)i;
	return PLACE_NONE;
}

int
places_network_find(const struct places *places, const char *uuid)
{
	size_t i;

	for (i = 0; uuid != NULL && i < places->n_networks; i++)
		if (strcmp(places->network[i].uuid, uuid) == 0)
			return (int)i;
	return PLACE_NONE;
}

int
places_vlan(const struct places *places, const char *site, int vlan)
{
	int found = PLACE_NONE;
	size_t i;

	for (i = 0; vlan > 0 && i < places->n_networks; i++)
		if (places->network[i].vlan == vlan &&
		    same(places->network[i].site, site)) {
			if (found != PLACE_NONE)
				return PLACE_NONE;
			found = (int)i;
		}
	return found;
}

int
places_zone_of(const struct places *places, int network)
{
	return network == PLACE_NONE ? PLACE_NONE :
	    places->network[network].zone;
}

bool
places_is_leased(const struct places *places, int network,
    const struct ip *ip)
{
	const struct place_network *net;

	if (network == PLACE_NONE)
		return false;
	net = &places->network[network];
	if (net->dhcp)
		return true;
	return net->dhcp_from.family == ip->family &&
	    net->dhcp_to.family == ip->family &&
	    ip_compare(&net->dhcp_from, ip) <= 0 &&
	    ip_compare(ip, &net->dhcp_to) <= 0;
}
