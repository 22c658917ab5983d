/* SPDX-License-Identifier: ISC */
/*
 * Loading the identity indexes: four passes over the store that read only the
 * fields which are compared.
 */
#include <stdio.h>
#include <string.h>

#include "model/discovery/identity.h"

struct load {
	struct identity	*identity;
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static enum approval
approval_of(const char *key)
{
	static const char *const approvals[] = {
		[APPROVAL_PENDING] = "pending",
		[APPROVAL_APPROVED] = "approved",
		[APPROVAL_TEMPORARY] = "temporary",
		[APPROVAL_DENIED] = "denied",
		[APPROVAL_REVOKED] = "revoked",
	};
	size_t i;

	for (i = 0; i < sizeof(approvals) / sizeof(approvals[0]); i++)
		if (same(approvals[i], key))
			return (enum approval)i;
	return APPROVAL_PENDING;
}

/* A copy, or that of the record before: most say the same. */
static const char *
again(struct arena *arena, const char *before, const char *s)
{
	return same(before, s) ? before : arena_strdup(arena, s);
}

static void
add_id(struct identity *identity, const char *kind, const char *value,
    uint32_t asset)
{
	struct known_id *id;

	if (kind == NULL || value == NULL || identity_is_placeholder(value))
		return;
	identity->id = arena_grow(identity->arena, identity->id,
	    &identity->cap_ids, identity->n_ids + 1, sizeof(*identity->id));
	id = &identity->id[identity->n_ids];
	id->kind = again(identity->arena, identity->n_ids > 0 ? id[-1].kind :
	    NULL, kind);
	id->value = arena_strdup(identity->arena, value);
	id->asset = asset;
	map_put(&identity->map, map_hash_text(&identity->map, KIND_ID, value),
	    (uint32_t)identity->n_ids++);
}

/* --- assets ------------------------------------------------------------- */

static void
load_status(struct known *known, const struct record *record)
{
	const char *status = record_text(record, F_asset_status);

	known->retired = record_has(record, F_retired_at) ||
	    same(status, "retired") || same(status, "disposed");
	known->gone = known->retired || same(status, "lost");
	known->in_use = !known->gone && (status == NULL ||
	    strcmp(status, "in_use") == 0);
}

static bool
load_asset(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	struct identity *identity = load->identity;
	struct arena *arena = identity->arena;
	const struct value *zones = record_value(record,
	    F_asset_approved_zones);
	const char *until = record_text(record, F_asset_approval_until);
	uint32_t at = (uint32_t)identity->n_assets;
	struct known *known;
	size_t i;

	identity->asset = arena_grow(arena, identity->asset,
	    &identity->cap_assets, identity->n_assets + 1,
	    sizeof(*identity->asset));
	known = &identity->asset[identity->n_assets++];
	memset(known, 0, sizeof(*known));
	known->interface = known->service = KNOWN_NONE;
	known->uuid = arena_strdup(arena, record->uuid);
	known->asset_no = arena_strdup(arena,
	    record_text(record, F_asset_asset_no));
	known->site = again(arena, at > 0 ? known[-1].site : NULL,
	    record_text(record, F_asset_site));
	known->hostname = arena_strdup(arena,
	    record_text(record, F_asset_hostname));
	known->folded = hostname_fold(arena, known->hostname);
	known->manufacturer = again(arena, at > 0 ? known[-1].manufacturer :
	    NULL, record_text(record, F_asset_manufacturer));
	known->serial = arena_strdup(arena,
	    record_text(record, F_asset_serial));
	known->approval = approval_of(record_text(record, F_asset_approval));
	known->until = INT32_MAX;
	if (until != NULL)
		date_parse(until, &known->until);
	known->missed = (int32_t)record_int(record, F_asset_missed);
	known->infrastructure =
	    same(record_text(record, F_asset_kind), "network") ||
	    same(record_text(record, F_asset_kind), "security");
	known->first_seen = record_int(record, F_asset_first_seen);
	known->last_seen = record_int(record, F_asset_last_seen);
	load_status(known, record);
	if (zones != NULL && zones->kind == VALUE_LIST) {
		known->n_approved = (uint16_t)zones->n;
		known->approved_zone = arena_calloc(arena, zones->n,
		    sizeof(*known->approved_zone));
		for (i = 0; i < zones->n; i++)
			known->approved_zone[i] = arena_strdup(arena,
			    zones->list[i]);
	}
	map_put(&identity->map, map_hash_text(&identity->map, KIND_UUID,
	    known->uuid), at);
	if (known->folded != NULL)
		map_put(&identity->map, map_hash_text(&identity->map,
		    KIND_HOST, known->folded), at);
	add_id(identity, "serial", known->serial, at);
	add_id(identity, "asset_no", known->asset_no, at);
	return true;
}

/* --- interfaces --------------------------------------------------------- */

static void
load_addresses(struct identity *identity, struct known_interface *interface,
    const struct record *record, const char *site)
{
	const struct value *ips = record_value(record, F_interface_ip);
	size_t i, n = ips != NULL && ips->kind == VALUE_LIST ? ips->n : 0;
	int network;

	if (n > UINT8_MAX)
		n = UINT8_MAX;
	interface->ip = arena_calloc(identity->arena, n,
	    sizeof(*interface->ip));
	for (i = 0; i < n; i++)
		if (ip_parse(ips->list[i],
		    &interface->ip[interface->n_ip]))
			interface->n_ip++;
	interface->network = places_network_find(identity->places,
	    record_text(record, F_interface_network));
	for (i = 0; i < interface->n_ip; i++) {
		network = interface->network;
		if (network == PLACE_NONE && site != NULL)
			network = places_network(identity->places, site,
			    &interface->ip[i]);
		if (interface->network == PLACE_NONE)
			interface->network = network;
		if (places_is_leased(identity->places, network,
		    &interface->ip[i]))
			interface->leased = true;
	}
	interface->zone = places_zone(identity->places,
	    record_text(record, F_interface_zone));
	if (interface->zone == PLACE_NONE)
		interface->zone = places_zone_of(identity->places,
		    interface->network);
}

static void
load_policy(struct known_interface *interface, const struct record *record)
{
	const char *policy = record_text(record, F_interface_mac_policy);
	const char *assign = record_text(record, F_interface_ip_assign);
	const char *mac = record_text(record, F_interface_mac);

	interface->has_mac = mac != NULL && mac_parse(mac, &interface->mac);
	interface->shared = same(policy, "shared");
	interface->randomised = same(policy, "randomised");
	interface->fixed_mac = same(policy, "fixed");
	interface->leased = same(assign, "dhcp") || same(assign, "slaac");
	interface->first_seen = record_int(record, F_interface_first_seen);
	interface->last_seen = record_int(record, F_interface_last_seen);
}

static void
index_interface(struct identity *identity, uint32_t at)
{
	struct known_interface *interface = &identity->interface[at];
	struct known *known = &identity->asset[interface->asset];
	size_t i;

	if (interface->has_mac)
		map_put(&identity->map, map_hash(&identity->map, KIND_MAC,
		    &interface->mac, sizeof(interface->mac)), at);
	for (i = 0; i < interface->n_ip; i++)
		map_put(&identity->map, map_hash(&identity->map, KIND_ADDRESS,
		    &interface->ip[i], sizeof(interface->ip[i])), at);
	known->has_mac |= interface->has_mac;
	known->has_fixed_ip |= interface->n_ip > 0 && !interface->leased;
	interface->next = known->interface;
	known->interface = at;
	if (interface->client_id != NULL)
		add_id(identity, "dhcp_client_id", interface->client_id,
		    interface->asset);
}

static bool
load_interface(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	struct identity *identity = load->identity;
	struct known_interface *interface;
	uint32_t asset = identity_find(identity,
	    record_text(record, F_interface_asset));

	/* The interfaces of an asset that went with it still tell it. */
	if (asset == KNOWN_NONE || (record_has(record, F_retired_at) &&
	    !identity->asset[asset].gone))
		return true;
	identity->interface = arena_grow(identity->arena, identity->interface,
	    &identity->cap_interfaces, identity->n_interfaces + 1,
	    sizeof(*identity->interface));
	interface = &identity->interface[identity->n_interfaces];
	memset(interface, 0, sizeof(*interface));
	memcpy(interface->uuid, record->uuid, sizeof(interface->uuid));
	interface->asset = asset;
	interface->client_id = arena_strdup(identity->arena,
	    record_text(record, F_interface_dhcp_client_id));
	interface->switch_ = identity_find(identity,
	    record_text(record, F_interface_switch));
	interface->switch_port = arena_strdup(identity->arena,
	    record_text(record, F_interface_switch_port));
	interface->management = value_is_yes(record_value(record,
	    F_interface_management));
	load_policy(interface, record);
	load_addresses(identity, interface, record,
	    identity->asset[asset].site);
	index_interface(identity, (uint32_t)identity->n_interfaces++);
	return true;
}

/* "serial 5CG…" of kind other is what a merged record had. */
static void
add_identifier(struct identity *identity, const char *kind,
    const char *value, uint32_t asset)
{
	static const char *const merged[] = { "serial", "asset_no" };
	size_t i, n;

	for (i = 0; same(kind, "other") && value != NULL &&
	    i < sizeof(merged) / sizeof(merged[0]); i++) {
		n = strlen(merged[i]);
		if (strncmp(value, merged[i], n) == 0 && value[n] == ' ')
			add_id(identity, merged[i], value + n + 1, asset);
	}
	if (!same(kind, "other"))
		add_id(identity, kind, value, asset);
}

static bool
load_identifier(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	uint32_t asset = identity_find(load->identity,
	    record_text(record, F_identifier_asset));

	if (asset != KNOWN_NONE)
		add_identifier(load->identity, record_text(record,
		    F_identifier_kind), record_text(record,
		    F_identifier_value), asset);
	return true;
}

/* --- services ----------------------------------------------------------- */

struct service_load {
	struct identity	*identity;
	struct map	 interfaces;	/* uuid -> interface */
};

static bool
load_service(void *ctx, const struct record *record)
{
	struct service_load *load = ctx;
	struct identity *identity = load->identity;
	const char *interface = record_text(record, F_service_interface);
	const char *protocol = record_text(record, F_service_protocol);
	struct known_service *service;
	struct known *known;
	char port[32];
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (interface == NULL || protocol == NULL)
		return true;
	hash = map_hash_text(&load->interfaces, KIND_UUID, interface);
	while (map_next(&load->interfaces, hash, &slot, &at)) {
		if (strcmp(identity->interface[at].uuid, interface) != 0)
			continue;
		identity->service = arena_grow(identity->arena,
		    identity->service, &identity->cap_services,
		    identity->n_services + 1, sizeof(*identity->service));
		service = &identity->service[identity->n_services];
		known = &identity->asset[identity->interface[at].asset];
		snprintf(port, sizeof(port), "%s/%lld", protocol,
		    (long long)record_int(record, F_service_port));
		service->service = service_parse(port);
		service->next = known->service;
		known->service = (uint32_t)identity->n_services++;
		break;
	}
	return true;
}

static const struct err *
load_services(struct store *store, struct identity *identity)
{
	struct service_load load = { .identity = identity };
	struct fieldset want = { { 0 } };
	const struct err *err;
	uint32_t i;

	map_init(&load.interfaces);
	for (i = 0; i < identity->n_interfaces; i++)
		map_put(&load.interfaces, map_hash_text(&load.interfaces,
		    KIND_UUID, identity->interface[i].uuid), i);
	fieldset_add(&want, F_service_interface);
	fieldset_add(&want, F_service_protocol);
	fieldset_add(&want, F_service_port);
	err = store_each(store, ENTITY_service, NULL, NULL, 0, &want,
	    load_service, &load);
	map_release(&load.interfaces);
	return err;
}

/* --- the whole ---------------------------------------------------------- */

/* Retired records too: naming the field lifts the store's habit. */
static struct query *
everything(struct arena *arena, enum entity_id entity)
{
	struct query *all = arena_alloc(arena, sizeof(*all));
	struct value none = { .kind = VALUE_NONE };

	all->kind = QUERY_OR;
	all->left = query_field(arena, entity, F_retired_at,
	    QUERY_EMPTY, none);
	all->right = arena_alloc(arena, sizeof(*all->right));
	all->right->kind = QUERY_NOT;
	all->right->left = query_field(arena, entity, F_retired_at,
	    QUERY_EMPTY, none);
	return all;
}

static const struct err *
pass(struct store *store, enum entity_id entity, const struct query *query,
    const size_t *fields, size_t n, store_each_fn each, struct load *load)
{
	struct fieldset want = { { 0 } };
	size_t i;

	for (i = 0; i < n; i++)
		fieldset_add(&want, fields[i]);
	return store_each(store, entity, query, NULL, 0, &want, each, load);
}

/* Room for all of them at once: growing would leave the smaller ones behind. */
static const struct err *
make_room(struct store *store, struct identity *identity)
{
	struct arena *arena = identity->arena;
	const struct err *err;
	int64_t assets = 0, interfaces = 0;

	err = store_count(store, ENTITY_asset,
	    everything(arena, ENTITY_asset), &assets);
	if (err == NULL)
		err = store_count(store, ENTITY_interface,
		    everything(arena, ENTITY_interface), &interfaces);
	identity->cap_assets = (size_t)assets + 1;
	identity->asset = arena_calloc(arena, identity->cap_assets,
	    sizeof(*identity->asset));
	identity->cap_interfaces = (size_t)interfaces + 1;
	identity->interface = arena_calloc(arena, identity->cap_interfaces,
	    sizeof(*identity->interface));
	identity->cap_ids = (size_t)assets + 1;
	identity->id = arena_calloc(arena, identity->cap_ids,
	    sizeof(*identity->id));
	return err;
}

const struct err *
identity_load(const struct session *session, const struct places *places,
    struct arena *arena, struct identity *out)
{
	static const size_t assets[] = {
		F_retired_at, F_asset_asset_no, F_asset_site,
		F_asset_hostname, F_asset_serial, F_asset_manufacturer,
		F_asset_status, F_asset_approval, F_asset_approval_until,
		F_asset_approved_zones, F_asset_missed, F_asset_first_seen,
		F_asset_last_seen, F_asset_kind,
	};
	static const size_t interfaces[] = {
		F_retired_at, F_interface_asset, F_interface_mac,
		F_interface_mac_policy, F_interface_ip, F_interface_ip_assign,
		F_interface_network, F_interface_zone,
		F_interface_dhcp_client_id, F_interface_first_seen,
		F_interface_last_seen, F_interface_switch,
		F_interface_switch_port, F_interface_management,
	};
	static const size_t identifiers[] = {
		F_identifier_asset, F_identifier_kind, F_identifier_value,
	};
	struct store *store = register_reader(session);
	struct load load = { out };
	const struct err *err;

	memset(out, 0, sizeof(*out));
	out->arena = arena;
	out->places = places;
	map_init(&out->map);
	err = make_room(store, out);
	if (err == NULL)
		err = pass(store, ENTITY_asset,
		    everything(arena, ENTITY_asset), assets,
		    sizeof(assets) / sizeof(assets[0]), load_asset, &load);
	if (err == NULL)
		err = pass(store, ENTITY_interface,
		    everything(arena, ENTITY_interface), interfaces,
		    sizeof(interfaces) / sizeof(interfaces[0]),
		    load_interface, &load);
	if (err == NULL)
		err = pass(store, ENTITY_identifier, NULL, identifiers,
		    sizeof(identifiers) / sizeof(identifiers[0]),
		    load_identifier, &load);
	if (err == NULL)
		err = load_services(store, out);
	if (err != NULL)
		identity_release(out);
	return err;
}

void
identity_release(struct identity *identity)
{
	map_release(&identity->map);
}
