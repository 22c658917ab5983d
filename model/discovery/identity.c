/* SPDX-License-Identifier: ISC */
#include "model/discovery/identity.h"

#include <string.h>

#include "base/utf8.h"

/* What one key says: up to a few distinct assets. */
struct named {
	uint32_t	asset[4];
	size_t		n;
	bool		more;
	uint32_t	interface;
};

static const struct {
	const char	*rank, *word;
	bool		 strong;
} keys[] = {
	[KEY_UUID] = { "1", "uuid", true },
	[KEY_SERIAL] = { "2", "serial", true },
	[KEY_MAC] = { "3", "mac", true },
	[KEY_LEASE_ID] = { "4", "client_id", true },
	[KEY_SOFT_MAC] = { "3", "soft_mac", false },
	[KEY_PORT] = { "5", "switch_port", false },
	[KEY_HOSTNAME] = { "6", "hostname", false },
	[KEY_IP] = { "7", "ip", false },
	[KEY_SERVICES] = { "8", "ports", false },
};

const char *
match_key_rank(enum match_key key)
{
	return keys[key].rank;
}

bool
match_key_is_strong(enum match_key key)
{
	return keys[key].strong;
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

uint32_t
identity_find(const struct identity *identity, const char *uuid)
{
	size_t slot = SIZE_MAX;
	uint32_t at;
	uint64_t hash;

	if (uuid == NULL)
		return KNOWN_NONE;
	hash = map_hash_text(&identity->map, KIND_UUID, uuid);
	while (map_next(&identity->map, hash, &slot, &at))
		if (at < identity->n_assets &&
		    strcmp(identity->asset[at].uuid, uuid) == 0)
			return at;
	return KNOWN_NONE;
}

bool
known_has_ip(const struct identity *identity, const struct known *known,
    const struct ip *ip)
{
	uint32_t at;
	size_t i;

	for (at = known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next)
		for (i = 0; i < identity->interface[at].n_ip; i++)
			if (ip_compare(&identity->interface[at].ip[i],
			    ip) == 0)
				return true;
	return false;
}

bool
known_has_service(const struct identity *identity, const struct known *known,
    uint32_t service)
{
	uint32_t at;

	for (at = known->service; at != KNOWN_NONE;
	    at = identity->service[at].next)
		if (identity->service[at].service == service)
			return true;
	return false;
}

/* --- what the keys name ------------------------------------------------- */

static void
name_asset(struct named *named, uint32_t asset, uint32_t interface)
{
	size_t i;

	for (i = 0; i < named->n; i++)
		if (named->asset[i] == asset)
			return;
	if (named->n == sizeof(named->asset) / sizeof(named->asset[0])) {
		named->more = true;
		return;
	}
	if (named->n == 0)
		named->interface = interface;
	named->asset[named->n++] = asset;
}

/* A record out of use gives way to the one that took its place. */
static void
settle(const struct identity *identity, struct named *named)
{
	size_t i, live = 0, at = 0;

	if (named->n < 2 || named->more)
		return;
	for (i = 0; i < named->n; i++)
		if (!identity->asset[named->asset[i]].gone) {
			live++;
			at = i;
		}
	if (live != 1)
		return;
	if (at != 0)
		named->interface = KNOWN_NONE;
	named->asset[0] = named->asset[at];
	named->n = 1;
}

static bool
id_is_of(const char *kind, enum match_key key)
{
	static const struct {
		const char	*kind;
		enum match_key	 key;
	} kinds[] = {
		{ "system_uuid", KEY_UUID }, { "agent_id", KEY_UUID },
		{ "ssh_host_key", KEY_UUID }, { "certificate", KEY_UUID },
		{ "serial", KEY_SERIAL }, { "asset_no", KEY_SERIAL },
		{ "dhcp_client_id", KEY_LEASE_ID }, { "duid", KEY_LEASE_ID },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].key == key;
	return false;
}

/*
 * A serial number is unique within one maker only.  Whoever made the network
 * card, as told by its MAC, is another matter.
 */
static bool
maker_differs(const struct known *known, const struct device_id *id)
{
	struct buf a = { 0 }, b = { 0 };
	bool differs;

	if (strcmp(id->kind, "serial") != 0 || known->manufacturer == NULL ||
	    id->maker == NULL)
		return false;
	utf8_fold(&a, known->manufacturer);
	utf8_fold(&b, id->maker);
	differs = strstr(buf_str(&a), buf_str(&b)) == NULL &&
	    strstr(buf_str(&b), buf_str(&a)) == NULL;
	buf_release(&a);
	buf_release(&b);
	return differs;
}

static void
name_by_id(const struct identity *identity, const struct device *device,
    enum match_key key, bool twice, struct named *named)
{
	size_t i;

	for (i = 0; i < device->n_id; i++) {
		const struct device_id *id = &device->id[i];
		size_t slot = SIZE_MAX;
		uint64_t hash;
		uint32_t at;

		if (!(twice ? id->twice : id->usable) ||
		    !id_is_of(id->kind, key))
			continue;
		hash = map_hash_text(&identity->map, KIND_ID, id->value);
		while (!named->more &&
	    map_next(&identity->map, hash, &slot, &at)) {
			const struct known_id *known = &identity->id[at];

			if (same(known->kind, id->kind) &&
			    same(known->value, id->value) && !maker_differs(
			    &identity->asset[known->asset], id))
				name_asset(named, known->asset, KNOWN_NONE);
		}
	}
}

/* True when the interface's MAC decides alone: rank 3. */
static bool
mac_is_strong(const struct known_interface *interface,
    const struct device *device)
{
	return device->mac_class == MAC_GLOBAL && !interface->shared &&
	    !interface->randomised;
}

static bool
site_fits(const struct known *known, const char *site)
{
	return known->site == NULL || same(known->site, site);
}

static void
name_by_mac(const struct identity *identity, const struct device *device,
    const char *site, bool strong, struct named *named)
{
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (!device->has_mac)
		return;
	hash = map_hash(&identity->map, KIND_MAC, &device->mac,
	    sizeof(device->mac));
	while (!named->more &&
	    map_next(&identity->map, hash, &slot, &at)) {
		const struct known_interface *interface =
		    &identity->interface[at];

		if (!interface->has_mac || memcmp(&interface->mac,
		    &device->mac, sizeof(device->mac)) != 0 ||
		    mac_is_strong(interface, device) != strong)
			continue;
		if (strong || site_fits(&identity->asset[interface->asset],
		    site))
			name_asset(named, interface->asset, at);
	}
}

static bool
device_in_zone(const struct identity *identity, const struct device *device,
    int zone)
{
	size_t i;

	if (zone == PLACE_NONE || device->zone == PLACE_NONE ||
	    zone == device->zone)
		return true;
	for (i = 0; i < device->n_ip; i++)
		if (places_zone_of(identity->places, device->ip_network[i]) ==
		    zone)
			return true;
	return false;
}

/* One of its interfaces is in a zone of the device, or none has a zone. */
static bool
zone_fits(const struct identity *identity, const struct known *known,
    const struct device *device)
{
	bool any = false;
	uint32_t at;

	for (at = known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next) {
		if (identity->interface[at].zone == PLACE_NONE)
			continue;
		any = true;
		if (device_in_zone(identity, device,
		    identity->interface[at].zone))
			return true;
	}
	return !any;
}

static void
name_by_host(const struct identity *identity, const struct device *device,
    const char *site, struct named *named)
{
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (device->folded == NULL)
		return;
	hash = map_hash_text(&identity->map, KIND_HOST, device->folded);
	while (!named->more &&
	    map_next(&identity->map, hash, &slot, &at)) {
		const struct known *known = &identity->asset[at];

		if (same(known->folded, device->folded) &&
		    site_fits(known, site) &&
		    zone_fits(identity, known, device))
			name_asset(named, at, KNOWN_NONE);
	}
}

/* An interface of the asset is registered at the port where it was seen. */
static bool
is_at_port(const struct identity *identity, const struct known *known,
    const char *switch_name, const char *port)
{
	uint32_t at;

	for (at = known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next) {
		const struct known_interface *interface =
		    &identity->interface[at];

		if (interface->switch_ != KNOWN_NONE &&
		    interface->switch_port != NULL &&
		    same(identity->asset[interface->switch_].folded,
		    switch_name) &&
		    utf8_equal_folded(interface->switch_port, port))
			return true;
	}
	return false;
}

static void
name_by_port(const struct identity *identity, const struct device *device,
    const char *site, struct named *named)
{
	struct arena *arena;
	const char *switch_name;
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (device->folded == NULL || device->switch_name == NULL ||
	    device->switch_port == NULL)
		return;
	arena = arena_new();
	switch_name = hostname_fold(arena, device->switch_name);
	hash = map_hash_text(&identity->map, KIND_HOST, device->folded);
	while (!named->more &&
	    map_next(&identity->map, hash, &slot, &at)) {
		const struct known *known = &identity->asset[at];

		if (same(known->folded, device->folded) &&
		    site_fits(known, site) && is_at_port(identity, known,
		    switch_name, device->switch_port))
			name_asset(named, at, KNOWN_NONE);
	}
	arena_free(arena);
}

static void
name_by_ip(const struct identity *identity, const struct device *device,
    const char *site, struct named *named)
{
	size_t i, k, slot;
	uint64_t hash;
	uint32_t at;

	if (device->n_ip > ROUND_MANY_IPS)
		return;
	for (i = 0; i < device->n_ip; i++) {
		const struct ip *ip = &device->ip[i];

		if (places_is_leased(identity->places, device->ip_network[i],
		    ip) || ip_is_link_local(ip))
			continue;
		slot = SIZE_MAX;
		hash = map_hash(&identity->map, KIND_ADDRESS, ip, sizeof(*ip));
		while (!named->more &&
	    map_next(&identity->map, hash, &slot, &at)) {
			const struct known_interface *interface =
			    &identity->interface[at];
			const struct known *known =
			    &identity->asset[interface->asset];

			for (k = 0; k < interface->n_ip; k++)
				if (ip_compare(&interface->ip[k], ip) == 0)
					break;
			if (k < interface->n_ip && !interface->leased &&
			    !known->retired && site_fits(known, site) &&
			    device_in_zone(identity, device, interface->zone))
				name_asset(named, interface->asset, at);
		}
	}
}

/* --- weighing them ------------------------------------------------------ */

static bool
has_mac(const struct identity *identity, const struct known *known,
    const struct mac *mac)
{
	uint32_t at;

	for (at = known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next)
		if (identity->interface[at].has_mac &&
		    memcmp(&identity->interface[at].mac, mac,
		    sizeof(*mac)) == 0)
			return true;
	return false;
}

/* A dock's MAC says nothing about who is behind it. */
static bool
mac_is_shared(const struct identity *identity, const struct mac *mac)
{
	uint64_t hash = map_hash(&identity->map, KIND_MAC, mac, sizeof(*mac));
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&identity->map, hash, &slot, &at))
		if (identity->interface[at].has_mac &&
		    identity->interface[at].shared &&
		    memcmp(&identity->interface[at].mac, mac,
		    sizeof(*mac)) == 0)
			return true;
	return false;
}

static bool
is_named(const struct named *named, uint32_t asset)
{
	size_t i;

	for (i = 0; i < named->n; i++)
		if (named->asset[i] == asset)
			return true;
	return false;
}

/* The first key that names exactly one asset; strong keys come first. */
static void
choose(const struct named *named, struct match *match)
{
	int k;

	for (k = 0; k < KEY_COUNT; k++) {
		if (named[k].n == 0)
			continue;
		if (named[k].n > 1 || named[k].more) {
			match->split |= (uint16_t)(1 << k);
			continue;
		}
		if (match->asset == KNOWN_NONE) {
			match->asset = named[k].asset[0];
			match->level = keys[k].strong ? MATCH_CERTAIN :
			    MATCH_PROPOSED;
		} else if (named[k].asset[0] != match->asset &&
		    (keys[k].strong || match->level != MATCH_CERTAIN)) {
			if (match->rival == KNOWN_NONE)
				match->rival = named[k].asset[0];
			match->against |= (uint16_t)(1 << k);
			match->conflict |= keys[k].strong;
		}
	}
	if (match->asset == KNOWN_NONE) {
		if (match->split != 0)
			match->level = MATCH_DOUBTFUL;
		return;
	}
	for (k = 0; k < KEY_COUNT; k++)
		if (is_named(&named[k], match->asset)) {
			match->keys |= (uint16_t)(1 << k);
			if (match->interface == KNOWN_NONE &&
			    named[k].n == 1)
				match->interface = named[k].interface;
		}
}

/* Everything that the register could recognise it by was seen and agrees. */
static bool
agrees_wholly(const struct known *known, const struct match *match)
{
	bool any = known->has_mac || known->folded != NULL ||
	    known->has_fixed_ip;
	unsigned mac = 1 << KEY_MAC | 1 << KEY_SOFT_MAC;

	return any && (!known->has_mac || (match->keys & mac) != 0) &&
	    (known->folded == NULL ||
	    (match->keys & 1 << KEY_HOSTNAME) != 0) &&
	    (!known->has_fixed_ip || (match->keys & 1 << KEY_IP) != 0);
}

/* A shared MAC speaks only where no other weak key names anybody. */
static void
step_back(const struct identity *identity, const struct device *device,
    struct named *named)
{
	struct named *soft = &named[KEY_SOFT_MAC];

	if (soft->n > 0 && mac_is_shared(identity, &device->mac) &&
	    (named[KEY_PORT].n == 1 || named[KEY_HOSTNAME].n == 1) &&
	    !is_named(soft, named[KEY_PORT].n == 1 ?
	    named[KEY_PORT].asset[0] : named[KEY_HOSTNAME].asset[0]))
		*soft = (struct named){ .interface = KNOWN_NONE };
}

/*
 * An identifier that two devices of a round bear decides nothing; whoever is
 * known by nothing else is one of two that claim to be the same.
 */
static void
suspect_clone(const struct identity *identity, const struct device *device,
    struct match *match)
{
	static const enum match_key ranks[] = { KEY_UUID, KEY_SERIAL };
	struct named named;
	size_t i;

	for (i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++) {
		memset(&named, 0, sizeof(named));
		named.interface = KNOWN_NONE;
		name_by_id(identity, device, ranks[i], true, &named);
		settle(identity, &named);
		if (named.n != 1 || named.more)
			continue;
		match->conflict = true;
		match->level = MATCH_DOUBTFUL;
		if (match->asset == KNOWN_NONE)
			match->asset = named.asset[0];
		if (match->asset == named.asset[0])
			match->keys |= (uint16_t)(1 << ranks[i]);
		else if (match->rival == KNOWN_NONE)
			match->rival = named.asset[0];
	}
}

void
identity_match(const struct identity *identity, const char *site,
    const struct device *device, struct match *out)
{
	struct named named[KEY_COUNT];
	const struct known *known;
	int k;

	memset(out, 0, sizeof(*out));
	memset(named, 0, sizeof(named));
	out->asset = out->interface = out->rival = out->other = KNOWN_NONE;
	out->bridge[0] = out->bridge[1] = PLACE_NONE;
	for (k = 0; k < KEY_COUNT; k++)
		named[k].interface = KNOWN_NONE;
	name_by_id(identity, device, KEY_UUID, false, &named[KEY_UUID]);
	name_by_id(identity, device, KEY_SERIAL, false, &named[KEY_SERIAL]);
	name_by_mac(identity, device, site, true, &named[KEY_MAC]);
	name_by_id(identity, device, KEY_LEASE_ID, false,
	    &named[KEY_LEASE_ID]);
	name_by_mac(identity, device, site, false, &named[KEY_SOFT_MAC]);
	name_by_port(identity, device, site, &named[KEY_PORT]);
	name_by_host(identity, device, site, &named[KEY_HOSTNAME]);
	name_by_ip(identity, device, site, &named[KEY_IP]);
	for (k = 0; k < KEY_COUNT; k++)
		settle(identity, &named[k]);
	step_back(identity, device, named);
	choose(named, out);
	if (out->level != MATCH_CERTAIN)
		suspect_clone(identity, device, out);
	if (out->asset == KNOWN_NONE)
		return;
	known = &identity->asset[out->asset];
	out->new_mac = device->has_mac && !mac_is_shared(identity,
	    &device->mac) && !has_mac(identity, known, &device->mac);
	out->whole = agrees_wholly(known, out);
	if (out->rival != KNOWN_NONE || out->conflict ||
	    (out->level == MATCH_PROPOSED && out->new_mac))
		out->level = MATCH_DOUBTFUL;
}

void
identity_match_round(const struct identity *identity,
    const struct round *round, struct match *match)
{
	uint32_t *proposed, *certain;
	struct arena *arena = arena_new();
	size_t i;

	proposed = arena_calloc(arena, identity->n_assets + 1,
	    sizeof(*proposed));
	certain = arena_calloc(arena, identity->n_assets + 1,
	    sizeof(*certain));
	for (i = 0; i < round->n_devices; i++) {
		identity_match(identity, round->site, &round->device[i],
		    &match[i]);
		if (match[i].level == MATCH_CERTAIN)
			certain[match[i].asset]++;
		else if (match[i].level == MATCH_PROPOSED)
			proposed[match[i].asset]++;
	}
	for (i = 0; i < round->n_devices; i++)
		if (match[i].level == MATCH_PROPOSED && !match[i].whole &&
		    __builtin_popcount(match[i].keys) == 1 &&
		    (certain[match[i].asset] > 0 ||
		    proposed[match[i].asset] > 1))
			match[i].level = MATCH_DOUBTFUL;
	arena_free(arena);
}

void
match_rule(const struct match *match, struct buf *out)
{
	unsigned shown = match->keys != 0 ? match->keys : match->split;
	bool some = false;
	int k;

	for (k = 0; k < KEY_COUNT; k++)
		if ((shown & 1u << k) != 0) {
			buf_printf(out, "%s%s", some ? "+" : "", keys[k].rank);
			some = true;
		}
	for (k = 0; k < KEY_COUNT; k++)
		if ((shown & 1u << k) != 0)
			buf_printf(out, " %s", keys[k].word);
}
