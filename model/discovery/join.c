/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/discovery/converse.h"

enum { KIND_MAC, KIND_IP, KIND_ID };

static const uint32_t NOBODY = UINT32_MAX, SEVERAL = UINT32_MAX - 1;

/* So many MACs at one address: more would tell nothing new. */
enum { CLAIMS = 64 };

struct join {
	struct round	*round;
	const struct places *places;
	uint32_t	*parent;	/* of each sighting: union-find */
	uint32_t	*owner;		/* per root without MAC: the one with */
	uint32_t	*ips;		/* per root with MAC: its addresses */
	struct map	 map;
};

static uint32_t
root(struct join *join, uint32_t at)
{
	while (join->parent[at] != at) {
		join->parent[at] = join->parent[join->parent[at]];
		at = join->parent[at];
	}
	return at;
}

static void
unite(struct join *join, uint32_t a, uint32_t b)
{
	a = root(join, a);
	b = root(join, b);
	if (a < b)
		join->parent[b] = a;
	else
		join->parent[a] = b;
}

static uint64_t
ip_hash(const struct join *join, const struct ip *ip)
{
	return map_hash(&join->map, KIND_IP, ip, sizeof(*ip));
}

static bool
has_ip(const struct seen *seen, const struct ip *ip)
{
	size_t i;

	for (i = 0; i < seen->n_ip; i++)
		if (ip_compare(&seen->ip[i], ip) == 0)
			return true;
	return false;
}

/* --- the same MAC ------------------------------------------------------- */

static void
join_macs(struct join *join)
{
	struct round *round = join->round;
	uint32_t i, at;

	for (i = 0; i < round->n_seen; i++) {
		struct seen *seen = &round->seen[i];
		size_t slot = SIZE_MAX;
		uint64_t hash;
		bool found = false;

		if (seen->ignored || !seen->has_mac)
			continue;
		hash = map_hash(&join->map, KIND_MAC, &seen->mac,
		    sizeof(seen->mac));
		while (!found && map_next(&join->map, hash, &slot, &at))
			if (memcmp(&round->seen[at].mac, &seen->mac,
			    sizeof(seen->mac)) == 0) {
				unite(join, at, i);
				found = true;
			}
		if (!found)
			map_put(&join->map, hash, i);
	}
}

/*
 * Indexes each address of a device with MAC once, and counts them.  Those of
 * link-local scope mean something on one link only.
 */
static void
index_addresses(struct join *join)
{
	struct round *round = join->round;
	uint32_t i, at;
	size_t k;

	for (i = 0; i < round->n_seen; i++) {
		struct seen *seen = &round->seen[i];

		if (seen->ignored || !seen->has_mac)
			continue;
		for (k = 0; k < seen->n_ip; k++) {
			uint64_t hash = ip_hash(join, &seen->ip[k]);
			size_t slot = SIZE_MAX, claims = 0;
			bool found = false;

			if (ip_is_link_local(&seen->ip[k]))
				continue;
			while (!found &&
			    map_next(&join->map, hash, &slot, &at))
				found = ++claims > CLAIMS ||
				    (root(join, at) == root(join, i) &&
				    has_ip(&round->seen[at], &seen->ip[k]));
			if (found)
				continue;
			map_put(&join->map, hash, i);
			join->ips[root(join, i)]++;
		}
	}
}

/* --- the same address where one side lacks a MAC ------------------------ */

static void
join_bare(struct join *join, uint32_t i, const struct ip *ip)
{
	struct round *round = join->round;
	uint64_t hash = ip_hash(join, ip);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&join->map, hash, &slot, &at))
		if (at != i && !round->seen[at].has_mac &&
		    has_ip(&round->seen[at], ip)) {
			unite(join, at, i);
			return;
		}
	map_put(&join->map, hash, i);
}

static void
note_owner(struct join *join, uint32_t i, const struct ip *ip)
{
	struct round *round = join->round;
	uint64_t hash = ip_hash(join, ip);
	size_t slot = SIZE_MAX;
	uint32_t at, *owner = &join->owner[root(join, i)];

	while (map_next(&join->map, hash, &slot, &at)) {
		if (!round->seen[at].has_mac || !has_ip(&round->seen[at], ip))
			continue;
		at = root(join, at);
		if (join->ips[at] > ROUND_MANY_IPS)
			continue;
		if (*owner == NOBODY || *owner == at)
			*owner = at;
		else
			*owner = SEVERAL;
	}
}

static void
join_addresses(struct join *join)
{
	struct round *round = join->round;
	uint32_t i;
	size_t k;

	for (i = 0; i < round->n_seen; i++)
		for (k = 0; k < round->seen[i].n_ip; k++)
			if (!round->seen[i].ignored &&
			    !round->seen[i].has_mac &&
			    !ip_is_link_local(&round->seen[i].ip[k]))
				join_bare(join, i, &round->seen[i].ip[k]);
	for (i = 0; i < round->n_seen; i++)
		for (k = 0; k < round->seen[i].n_ip; k++)
			if (!round->seen[i].ignored && !round->seen[i].has_mac)
				note_owner(join, i, &round->seen[i].ip[k]);
	for (i = 0; i < round->n_seen; i++)
		if (!round->seen[i].ignored && !round->seen[i].has_mac &&
		    join->owner[root(join, i)] < SEVERAL)
			unite(join, join->owner[root(join, i)], i);
}

/* --- gathering what the sightings of a device say ----------------------- */

static int
compare_ips(const void *a, const void *b)
{
	return ip_compare(a, b);
}

static void
gather_addresses(struct join *join, struct device *device)
{
	struct round *round = join->round;
	size_t i, k, n = 0;

	for (i = 0; i < device->n; i++)
		n += round->seen[round->member[device->first + i]].n_ip;
	device->ip = arena_calloc(round->arena, n, sizeof(*device->ip));
	for (i = 0, n = 0; i < device->n; i++) {
		struct seen *seen =
		    &round->seen[round->member[device->first + i]];

		for (k = 0; k < seen->n_ip; k++)
			device->ip[n++] = seen->ip[k];
	}
	if (n > 1)
		qsort(device->ip, n, sizeof(*device->ip), compare_ips);
	for (i = 0; i < n; i++)
		if (i == 0 || ip_compare(&device->ip[i],
		    &device->ip[device->n_ip - 1]) != 0)
			device->ip[device->n_ip++] = device->ip[i];
}

static int
compare_ids(const void *a, const void *b)
{
	const struct device_id *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);

	return order != 0 ? order : strcmp(x->value, y->value);
}

/* The smaller text, so that order does not matter. */
static const char *
smaller(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? b : a;
	return strcmp(a, b) <= 0 ? a : b;
}

static void
gather_ids(struct join *join, struct device *device)
{
	struct round *round = join->round;
	size_t i, k, n = 0;

	for (i = 0; i < device->n; i++)
		n += round->seen[round->member[device->first + i]].n_id;
	if (n == 0)
		return;
	device->id = arena_calloc(round->arena, n, sizeof(*device->id));
	for (i = 0, n = 0; i < device->n; i++) {
		struct seen *seen =
		    &round->seen[round->member[device->first + i]];

		for (k = 0; k < seen->n_id; k++, n++) {
			device->id[n].kind = seen->id[k].kind;
			device->id[n].value = seen->id[k].value;
			device->id[n].maker = seen->vendor;
		}
	}
	qsort(device->id, n, sizeof(*device->id), compare_ids);
	for (i = 0; i < n; i++)
		if (i == 0 || compare_ids(&device->id[i],
		    &device->id[device->n_id - 1]) != 0)
			device->id[device->n_id++] = device->id[i];
		else
			device->id[device->n_id - 1].maker = smaller(
			    device->id[device->n_id - 1].maker,
			    device->id[i].maker);
	for (i = 0; i < device->n_id; i++)
		device->id[i].usable =
		    !identity_is_placeholder(device->id[i].value);
}

static const char *
merge_services(struct arena *arena, const char *a, const char *b)
{
	struct buf out = { 0 };
	const char *name, *result;
	size_t len;
	uint32_t p, q, last = 0;

	if (a == NULL || b == NULL || a == b)
		return a == NULL ? b : a;
	for (;;) {
		const char *rest_a = a, *rest_b = b;
		const char **from;
		char port[16];

		p = services_next(&rest_a, &name, &len);
		q = services_next(&rest_b, &name, &len);
		if (p == 0 && q == 0)
			break;
		from = q == 0 || (p != 0 && p <= q) ? &a : &b;
		p = services_next(from, &name, &len);
		if (p == last)
			continue;
		last = p;
		service_format(p, port);
		buf_printf(&out, "%s%s", out.len > 0 ? ";" : "", port);
		if (name != NULL)
			buf_printf(&out, " %.*s", (int)len, name);
	}
	result = arena_strdup(arena, buf_str(&out));
	buf_release(&out);
	return result;
}

static void
gather_port(struct device *device, const struct seen *seen)
{
	int order;

	if (seen->switch_name == NULL)
		return;
	order = device->switch_name == NULL ? -1 :
	    strcmp(seen->switch_name, device->switch_name);
	if (order < 0)
		device->switch_port = seen->switch_port;
	else if (order == 0)
		device->switch_port = smaller(device->switch_port,
		    seen->switch_port);
	if (order < 0)
		device->switch_name = seen->switch_name;
}

static void
gather_words(struct join *join, struct device *device)
{
	struct round *round = join->round;
	size_t i;

	for (i = 0; i < device->n; i++) {
		struct seen *seen =
		    &round->seen[round->member[device->first + i]];

		if (seen->has_mac) {
			device->mac = seen->mac;
			device->has_mac = true;
		}
		device->hostname = smaller(device->hostname, seen->hostname);
		device->vendor = smaller(device->vendor, seen->vendor);
		device->lease_state = smaller(device->lease_state,
		    seen->lease_state);
		gather_port(device, seen);
		device->services = merge_services(round->arena,
		    device->services, seen->services);
		device->services_known |= seen->services_known;
		device->router |= seen->router;
		if (seen->vlan != 0 && (device->vlan == 0 ||
		    seen->vlan < device->vlan))
			device->vlan = seen->vlan;
		if (seen->at > device->at)
			device->at = seen->at;
	}
	device->folded = hostname_fold(round->arena, device->hostname);
	if (device->has_mac)
		device->mac_class = mac_class_of(&device->mac);
}

/* The strictest zone among its addresses stands for the device. */
static void
tag(struct join *join, struct device *device)
{
	const struct places *places = join->places;
	const char *site = join->round->site;
	size_t i;
	int zone, network;

	device->network = device->zone = PLACE_NONE;
	device->ip_network = arena_calloc(join->round->arena, device->n_ip,
	    sizeof(*device->ip_network));
	for (i = 0; i < device->n_ip; i++) {
		network = ip_is_link_local(&device->ip[i]) ? PLACE_NONE :
		    places_network(places, site, &device->ip[i]);
		device->ip_network[i] = (int16_t)network;
		zone = places_zone_of(places, network);
		if (zone == PLACE_NONE)
			continue;
		if (device->zone == PLACE_NONE || (places->zone[zone].strict &&
		    !places->zone[device->zone].strict)) {
			device->zone = zone;
			device->network = network;
		}
	}
	if (device->zone == PLACE_NONE) {
		device->network = places_vlan(places, site, device->vlan);
		device->zone = places_zone_of(places, device->network);
	}
}

/* --- keys --------------------------------------------------------------- */

/* The same id of another device; both then decide nothing. */
static bool
find_twin(struct join *join, uint64_t hash, struct device_id *id)
{
	struct round *round = join->round;
	size_t slot = SIZE_MAX, m;
	uint32_t at;

	while (map_next(&join->map, hash, &slot, &at))
		for (m = 0; m < round->device[at].n_id; m++) {
			struct device_id *other = &round->device[at].id[m];

			if (compare_ids(id, other) != 0)
				continue;
			id->twice |= id->usable;
			other->twice |= other->usable || id->twice;
			id->usable = other->usable = false;
			return true;
		}
	return false;
}

static void
mark_twice(struct join *join)
{
	struct round *round = join->round;
	struct buf key = { 0 };
	uint32_t i;
	size_t k;

	for (i = 0; i < round->n_devices; i++)
		for (k = 0; k < round->device[i].n_id; k++) {
			struct device_id *id = &round->device[i].id[k];
			uint64_t hash;

			buf_clear(&key);
			buf_printf(&key, "%s %s", id->kind, id->value);
			hash = map_hash_text(&join->map, KIND_ID,
			    buf_str(&key));
			if (!find_twin(join, hash, id))
				map_put(&join->map, hash, i);
		}
	buf_release(&key);
}

static const char *
id_key(struct arena *arena, const struct device *device,
    const char *const *kinds)
{
	size_t i;

	for (; *kinds != NULL; kinds++)
		for (i = 0; i < device->n_id; i++)
			if (device->id[i].usable &&
			    strcmp(device->id[i].kind, *kinds) == 0)
				return arena_printf(arena, "%s %s", *kinds,
				    device->id[i].value);
	return NULL;
}

/* Strongest identity, else MAC, else address and zone. */
static void
name_device(struct join *join, struct device *device)
{
	static const char *const strong[] = {
		"system_uuid", "agent_id", "ssh_host_key", "certificate",
		"serial", "asset_no", NULL
	};
	static const char *const lease[] = { "dhcp_client_id", "duid", NULL };
	struct arena *arena = join->round->arena;
	char mac[MAC_LEN], ip[IP_LEN];

	device->key = id_key(arena, device, strong);
	if (device->key == NULL &&
	    !(device->has_mac && device->mac_class == MAC_GLOBAL))
		device->key = id_key(arena, device, lease);
	if (device->key == NULL && device->has_mac) {
		mac_format(&device->mac, mac);
		device->key = arena_printf(arena, "mac %s", mac);
	} else if (device->key == NULL && device->n_ip > 0) {
		ip_format(&device->ip[0], ip);
		device->key = arena_printf(arena, "ip %s %s", ip,
		    device->zone == PLACE_NONE ? "-" :
		    join->places->zone[device->zone].uuid);
	} else if (device->key == NULL)
		device->key = device->n_id > 0 ? arena_printf(arena, "%s %s",
		    device->id[0].kind, device->id[0].value) : "-";
}

/* --- the whole ---------------------------------------------------------- */

static int
compare_members(const void *a, const void *b, void *ctx)
{
	const struct round *round = ctx;
	const struct seen *x = &round->seen[*(const uint32_t *)a];
	const struct seen *y = &round->seen[*(const uint32_t *)b];
	int order;

	if (x->file != y->file) {
		order = strcmp(round->file[x->file].name,
		    round->file[y->file].name);
		if (order == 0)
			order = strcmp(round->file[x->file].sha256,
			    round->file[y->file].sha256);
		if (order != 0)
			return order;
	}
	return x->line < y->line ? -1 : x->line > y->line;
}

static int
compare_devices(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return strcmp(x->key, y->key);
}

/* Sightings of each root, one after the other: a counting sort. */
static void
group(struct join *join)
{
	struct round *round = join->round;
	uint32_t *number = xcalloc(round->n_seen + 1, sizeof(*number));
	uint32_t i, at, sum = 0;

	round->member = arena_calloc(round->arena, round->n_seen,
	    sizeof(*round->member));
	for (i = 0; i < round->n_seen; i++)
		if (!round->seen[i].ignored && root(join, i) == i)
			number[i] = (uint32_t)round->n_devices++;
	round->device = arena_calloc(round->arena, round->n_devices,
	    sizeof(*round->device));
	for (i = 0; i < round->n_seen; i++)
		if (!round->seen[i].ignored)
			round->device[number[root(join, i)]].n++;
	for (i = 0; i < round->n_devices; i++) {
		round->device[i].first = sum;
		sum += round->device[i].n;
		round->device[i].n = 0;
	}
	for (i = 0; i < round->n_seen; i++) {
		struct device *device;

		if (round->seen[i].ignored)
			continue;
		at = number[root(join, i)];
		device = &round->device[at];
		round->member[device->first + device->n++] = i;
	}
	free(number);
}

static void
gather(struct join *join)
{
	struct round *round = join->round;
	uint32_t i, k;

	group(join);
	for (i = 0; i < round->n_devices; i++) {
		struct device *device = &round->device[i];

		if (device->n > 1)
			qsort_r(&round->member[device->first], device->n,
			    sizeof(*round->member), compare_members, round);
		gather_addresses(join, device);
		gather_ids(join, device);
		gather_words(join, device);
		tag(join, device);
	}
	mark_twice(join);
	for (i = 0; i < round->n_devices; i++)
		name_device(join, &round->device[i]);
	if (round->n_devices > 1)
		qsort(round->device, round->n_devices, sizeof(*round->device),
		    compare_devices);
	for (i = 0; i < round->n_devices; i++)
		for (k = 0; k < round->device[i].n; k++)
			round->seen[round->member[round->device[i].first +
			    k]].device = i;
}

/* When it was seen: its own time, else the run's, else now. */
static void
set_times(struct round *round, int64_t now)
{
	size_t i;

	for (i = 0; i < round->n_seen; i++) {
		struct seen *seen = &round->seen[i];
		const struct scan_file *file = &round->file[seen->file];

		if (seen->at == 0)
			seen->at = file->ended != 0 ? file->ended :
			    file->started;
		if (seen->at == 0)
			seen->at = now;
	}
}

void
round_join(struct round *round, const struct places *places,
    const struct scan_file *file, size_t n_files, int64_t now)
{
	struct join join = { .round = round, .places = places };
	uint32_t i;

	round->file = file;
	round->n_files = n_files;
	set_times(round, now);
	converse_keep(round, places);
	join.parent = xcalloc(round->n_seen + 1, sizeof(*join.parent));
	join.owner = xcalloc(round->n_seen + 1, sizeof(*join.owner));
	join.ips = xcalloc(round->n_seen + 1, sizeof(*join.ips));
	map_init(&join.map);
	for (i = 0; i < round->n_seen; i++) {
		join.parent[i] = i;
		join.owner[i] = NOBODY;
	}
	join_macs(&join);
	index_addresses(&join);
	join_addresses(&join);
	gather(&join);
	map_release(&join.map);
	free(join.parent);
	free(join.owner);
	free(join.ips);
}
