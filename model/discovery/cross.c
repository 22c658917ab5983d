/* SPDX-License-Identifier: ISC */
#include "model/discovery/cross.h"

#include <stdlib.h>
#include <string.h>

enum { KIND_PLACE, KIND_PORTS };

struct cross {
	const struct session *session;
	struct arena	*arena;
	const struct identity *identity;
	const struct places *places;
	const struct round *round;
	const struct covering *covering;
	struct match	*match;
	bool		*seen;		/* per asset: recognised */
	struct link	*link;		/* approved connections */
	size_t		 n_links, cap_links;
	bool		 links_loaded;
	int32_t		 today;
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- one address, two MACs ---------------------------------------------- */

/* When the device had the address: its latest sighting there. */
static int64_t
seen_at(const struct round *round, const struct device *device,
    const struct ip *ip)
{
	int64_t at = 0;
	size_t i, k;

	for (i = 0; i < device->n; i++) {
		const struct seen *seen =
		    &round->seen[round->member[device->first + i]];

		for (k = 0; k < seen->n_ip; k++)
			if (seen->at > at && ip_compare(&seen->ip[k], ip) == 0)
				at = seen->at;
	}
	return at;
}

/* An address that both assets are registered with is a cluster's. */
static bool
is_virtual(const struct cross *cross, size_t a, size_t b,
    const struct ip *ip)
{
	const struct match *x = &cross->match[a], *y = &cross->match[b];

	return x->level >= MATCH_PROPOSED && y->level >= MATCH_PROPOSED &&
	    x->asset != y->asset &&
	    known_has_ip(cross->identity,
	    &cross->identity->asset[x->asset], ip) &&
	    known_has_ip(cross->identity,
	    &cross->identity->asset[y->asset], ip);
}

static bool
collide(const struct cross *cross, size_t a, size_t b, const struct ip *ip,
    int network)
{
	const struct round *round = cross->round;
	int64_t apart = seen_at(round, &round->device[a], ip) -
	    seen_at(round, &round->device[b], ip);

	if (apart < 0)
		apart = -apart;
	return apart <= (places_is_leased(cross->places, network, ip) ?
	    CROSS_LEASED_MS : CROSS_FIXED_MS) && !is_virtual(cross, a, b, ip);
}

static void
note_collision(struct match *match, size_t other)
{
	match->ip_conflict = true;
	if (match->other == KNOWN_NONE || other < match->other)
		match->other = (uint32_t)other;
}

static void
find_collisions(struct cross *cross)
{
	const struct round *round = cross->round;
	struct map map;
	size_t i, k, slot;
	uint64_t hash;
	uint32_t at;

	map_init(&map);
	for (i = 0; i < round->n_devices; i++) {
		const struct device *device = &round->device[i];

		if (!device->has_mac || device->n_ip > ROUND_MANY_IPS)
			continue;
		for (k = 0; k < device->n_ip; k++) {
			const struct ip *ip = &device->ip[k];
			size_t claims = 0;

			if (ip_is_link_local(ip))
				continue;
			slot = SIZE_MAX;
			hash = map_hash(&map, KIND_PLACE, ip, sizeof(*ip));
			while (++claims < ROUND_MANY_IPS &&
			    map_next(&map, hash, &slot, &at)) {
				if (!collide(cross, at, i, ip,
				    device->ip_network[k]))
					continue;
				note_collision(&cross->match[at], i);
				note_collision(&cross->match[i], at);
			}
			map_put(&map, hash, (uint32_t)i);
		}
	}
	map_release(&map);
}

/* --- one device, two zones ---------------------------------------------- */

/* The ends of an approved connection that is in force. */
struct link {
	const char	*end[2], *control;
};

static bool
note_link(void *ctx, const struct record *record)
{
	struct cross *cross = ctx;
	const char *approval = record_text(record, F_connection_approval);
	const char *until = record_text(record, F_connection_approval_until);
	const char *expiry = record_text(record, F_connection_expiry);
	struct link *link;
	int32_t day;

	if (!same(approval, "approved") && !same(approval, "temporary"))
		return true;
	if (same(approval, "temporary") && until == NULL)
		return true;
	if ((until != NULL && date_parse(until, &day) && day < cross->today) ||
	    (expiry != NULL && date_parse(expiry, &day) && day < cross->today))
		return true;
	cross->link = arena_grow(cross->arena, cross->link, &cross->cap_links,
	    cross->n_links + 1, sizeof(*cross->link));
	link = &cross->link[cross->n_links++];
	link->end[0] = arena_strdup(cross->arena,
	    record_text(record, F_connection_a));
	link->end[1] = arena_strdup(cross->arena,
	    record_text(record, F_connection_b));
	link->control = arena_strdup(cross->arena,
	    record_text(record, F_connection_control_device));
	return true;
}

static const struct err *
load_links(struct cross *cross)
{
	static const size_t fields[] = {
		F_connection_a, F_connection_b, F_connection_control_device,
		F_connection_approval, F_connection_approval_until,
		F_connection_expiry,
	};
	struct fieldset want = { { 0 } };
	size_t i;

	if (cross->links_loaded)
		return NULL;
	cross->links_loaded = true;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	return store_each(register_reader(cross->session), ENTITY_connection,
	    NULL, NULL, 0, &want, note_link, cross);
}

/* Whether the asset, or an interface of it, is what uuid names. */
static bool
is_of_asset(const struct cross *cross, const struct known *known,
    const char *uuid)
{
	uint32_t at;

	if (same(known->uuid, uuid))
		return true;
	for (at = known->interface; at != KNOWN_NONE;
	    at = cross->identity->interface[at].next)
		if (same(cross->identity->interface[at].uuid, uuid))
			return true;
	return false;
}

static bool
known_in_zone(const struct cross *cross, const struct known *known, int zone)
{
	uint32_t at;

	for (at = known->interface; at != KNOWN_NONE;
	    at = cross->identity->interface[at].next)
		if (cross->identity->interface[at].zone == zone)
			return true;
	return false;
}

/* Whether an end of a connection lies in the zone. */
static bool
end_in_zone(const struct cross *cross, const char *end, int zone)
{
	const struct identity *identity = cross->identity;
	uint32_t at = identity_find(identity, end);
	size_t i;

	if (same(cross->places->zone[zone].uuid, end))
		return true;
	if (at != KNOWN_NONE)
		return known_in_zone(cross, &identity->asset[at], zone);
	for (i = 0; i < identity->n_interfaces; i++)
		if (same(identity->interface[i].uuid, end))
			return identity->interface[i].zone == zone;
	return false;
}

static bool
is_connected(const struct cross *cross, const struct known *known, int a,
    int b)
{
	size_t i;

	for (i = 0; i < cross->n_links; i++) {
		const struct link *link = &cross->link[i];
		bool first = is_of_asset(cross, known, link->end[0]);
		bool second = is_of_asset(cross, known, link->end[1]);

		if (same(link->control, known->uuid) && !first && !second) {
			if ((end_in_zone(cross, link->end[0], a) &&
			    end_in_zone(cross, link->end[1], b)) ||
			    (end_in_zone(cross, link->end[0], b) &&
			    end_in_zone(cross, link->end[1], a)))
				return true;
		} else if (first || second) {
			const char *far = link->end[first ? 1 : 0];

			if (end_in_zone(cross, far, a) ||
			    end_in_zone(cross, far, b))
				return true;
		}
	}
	return false;
}

/* A zone inside another one is no crossing. */
static bool
is_within(const struct places *places, int inner, int outer)
{
	size_t depth;

	for (depth = 0; inner != PLACE_NONE && depth <= places->n_zones;
	    depth++) {
		if (inner == outer)
			return true;
		inner = places_zone(places, places->zone[inner].parent);
	}
	return false;
}

/*
 * Routers, switches and firewalls that are registered in both zones are the
 * boundary itself; a management interface carries nothing across.
 */
static bool
is_meant(const struct cross *cross, const struct known *known, int a, int b)
{
	uint32_t at;

	if (known->infrastructure && known_in_zone(cross, known, a) &&
	    known_in_zone(cross, known, b))
		return true;
	for (at = known->interface; at != KNOWN_NONE;
	    at = cross->identity->interface[at].next)
		if (cross->identity->interface[at].management &&
		    (cross->identity->interface[at].zone == a ||
		    cross->identity->interface[at].zone == b))
			return true;
	return is_connected(cross, known, a, b);
}

static const struct err *
note_zones(struct cross *cross, size_t i, int a, int b)
{
	struct match *match = &cross->match[i];
	const struct err *err;
	int swap;

	if (a == PLACE_NONE || b == PLACE_NONE ||
	    match->bridge[0] != PLACE_NONE || is_within(cross->places, a, b) ||
	    is_within(cross->places, b, a))
		return NULL;
	err = load_links(cross);
	if (err != NULL)
		return err;
	if (match->level >= MATCH_PROPOSED && is_meant(cross,
	    &cross->identity->asset[match->asset], a, b))
		return NULL;
	if (strcmp(cross->places->zone[a].uuid,
	    cross->places->zone[b].uuid) > 0) {
		swap = a;
		a = b;
		b = swap;
	}
	match->bridge[0] = a;
	match->bridge[1] = b;
	return NULL;
}

/* The addresses of one device; one that answers for many is no measure. */
static const struct err *
find_own_bridge(struct cross *cross, size_t i)
{
	const struct device *device = &cross->round->device[i];
	const struct err *err = NULL;
	size_t k, m;

	if (device->n_ip > ROUND_MANY_IPS)
		return NULL;
	for (k = 0; k < device->n_ip && err == NULL; k++)
		for (m = 0; m < k && err == NULL; m++)
			err = note_zones(cross, i, places_zone_of(
			    cross->places, device->ip_network[m]),
			    places_zone_of(cross->places,
			    device->ip_network[k]));
	return err;
}

/* Another interface of the asset, seen about now in another zone. */
static const struct err *
find_other_interface(struct cross *cross, size_t i)
{
	const struct match *match = &cross->match[i];
	const struct device *device = &cross->round->device[i];
	const struct identity *identity = cross->identity;
	const struct err *err = NULL;
	int64_t apart;
	uint32_t at;

	if (match->level < MATCH_PROPOSED || !device->has_mac)
		return NULL;
	at = identity->asset[match->asset].interface;
	for (; at != KNOWN_NONE && err == NULL;
	    at = identity->interface[at].next) {
		const struct known_interface *other =
		    &identity->interface[at];

		apart = device->at - other->last_seen;
		if (!other->has_mac || other->last_seen == 0 ||
		    apart < -CROSS_BRIDGE_MS || apart > CROSS_BRIDGE_MS ||
		    memcmp(&other->mac, &device->mac,
		    sizeof(device->mac)) == 0)
			continue;
		err = note_zones(cross, i, device->zone, other->zone);
	}
	return err;
}

/* Devices that are one asset, in the order of their keys. */
static const struct err *
find_bridges(struct cross *cross)
{
	const struct round *round = cross->round;
	uint32_t *first = arena_calloc(cross->arena,
	    cross->identity->n_assets + 1, sizeof(*first));
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < round->n_devices && err == NULL; i++) {
		struct match *match = &cross->match[i];

		err = find_own_bridge(cross, i);
		if (err == NULL)
			err = find_other_interface(cross, i);
		if (err != NULL || match->level < MATCH_PROPOSED ||
		    round->device[i].n_ip > ROUND_MANY_IPS)
			continue;
		if (first[match->asset] == 0) {
			first[match->asset] = (uint32_t)i + 1;
			continue;
		}
		err = note_zones(cross, i, round->device[i].zone,
		    round->device[first[match->asset] - 1].zone);
		if (err == NULL && match->bridge[0] != PLACE_NONE)
			err = note_zones(cross, first[match->asset] - 1,
			    match->bridge[0], match->bridge[1]);
	}
	return err;
}

/* --- the ports of one that is gone -------------------------------------- */

static int
compare_ports(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t
ports_hash(const struct map *map, uint32_t *port, size_t n)
{
	qsort(port, n, sizeof(*port), compare_ports);
	return map_hash(map, KIND_PORTS, port, n * sizeof(*port));
}

enum { PORTS_MAX = 64 };

static size_t
known_ports(const struct identity *identity, const struct known *known,
    uint32_t port[PORTS_MAX])
{
	uint32_t at;
	size_t n = 0;

	for (at = known->service; at != KNOWN_NONE && n < PORTS_MAX;
	    at = identity->service[at].next)
		port[n++] = identity->service[at].service;
	return n;
}

static size_t
device_ports(const struct device *device, uint32_t port[PORTS_MAX])
{
	const char *rest = device->services, *name;
	uint32_t service;
	size_t len, n = 0;

	while (n < PORTS_MAX &&
	    (service = services_next(&rest, &name, &len)) != 0)
		port[n++] = service;
	return n;
}

/* Known by address and ports alone, and not where it was. */
static bool
is_gone(const struct cross *cross, uint32_t asset)
{
	const struct known *known = &cross->identity->asset[asset];
	uint32_t at;
	size_t i;

	if (known->has_mac || known->folded != NULL || known->gone ||
	    cross->seen[asset] || (known->site != NULL &&
	    !same(known->site, cross->round->site)))
		return false;
	for (at = known->interface; at != KNOWN_NONE;
	    at = cross->identity->interface[at].next)
		for (i = 0; i < cross->identity->interface[at].n_ip; i++)
			if (coverage_has_ip(cross->covering,
			    &cross->identity->interface[at].ip[i]))
				return true;
	return false;
}

static bool
may_have_moved(const struct cross *cross, const struct known *known,
    const struct device *device)
{
	uint32_t at = known->interface;

	return at == KNOWN_NONE || device->zone == PLACE_NONE ||
	    cross->identity->interface[at].zone == PLACE_NONE ||
	    cross->identity->interface[at].zone == device->zone;
}

static void
match_ports(struct cross *cross, const struct map *map, size_t i)
{
	struct match *match = &cross->match[i];
	uint32_t port[PORTS_MAX], found = KNOWN_NONE, at;
	size_t slot = SIZE_MAX, n = device_ports(&cross->round->device[i],
	    port);
	uint64_t hash;

	if (n < CROSS_MIN_PORTS || n == PORTS_MAX)
		return;
	hash = ports_hash(map, port, n);
	while (map_next(map, hash, &slot, &at)) {
		if (!may_have_moved(cross, &cross->identity->asset[at],
		    &cross->round->device[i]))
			continue;
		match->level = MATCH_DOUBTFUL;
		if (found != KNOWN_NONE) {
			match->asset = KNOWN_NONE;
			match->keys = 0;
			match->split = 1 << KEY_SERVICES;
			return;
		}
		found = match->asset = at;
		match->keys = 1 << KEY_SERVICES;
	}
}

/*
 * A host that tells neither MAC nor name nor any address of an asset: where a
 * whole sweep misses an asset known by no more than that, the same set of
 * open ports makes it a candidate, never a match.
 */
static void
propose_moved(struct cross *cross)
{
	const struct identity *identity = cross->identity;
	uint32_t port[PORTS_MAX], i;
	struct map map;
	size_t n;

	if (cross->covering->cover != COVER_WHOLE)
		return;
	map_init(&map);
	for (i = 0; i < identity->n_assets; i++) {
		if (!is_gone(cross, i))
			continue;
		n = known_ports(identity, &identity->asset[i], port);
		if (n >= CROSS_MIN_PORTS && n < PORTS_MAX)
			map_put(&map, ports_hash(&map, port, n), i);
	}
	for (i = 0; i < cross->round->n_devices; i++) {
		const struct device *device = &cross->round->device[i];

		if (cross->match[i].level == MATCH_NONE && !device->has_mac &&
		    device->folded == NULL && device->n_id == 0)
			match_ports(cross, &map, i);
	}
	map_release(&map);
}

/* --- the whole ---------------------------------------------------------- */

const struct err *
cross_round(const struct session *session, const struct identity *identity,
    const struct round *round, const struct covering *covering,
    struct match *match)
{
	struct cross cross = {
		.session = session, .arena = arena_new(),
		.identity = identity, .places = identity->places,
		.round = round, .covering = covering, .match = match,
		.today = session_today(session),
	};
	const struct err *err;
	size_t i;

	cross.seen = arena_calloc(cross.arena, identity->n_assets + 1,
	    sizeof(*cross.seen));
	for (i = 0; i < round->n_devices; i++)
		if (match[i].asset != KNOWN_NONE)
			cross.seen[match[i].asset] = true;
	find_collisions(&cross);
	propose_moved(&cross);
	err = find_bridges(&cross);
	arena_free(cross.arena);
	return err;
}
