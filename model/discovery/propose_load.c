/* SPDX-License-Identifier: ISC */
/* What of the register is compared with what was seen. */
#include <string.h>

#include "model/discovery/propose_impl.h"

uint32_t
propose_interface(const struct proposing *p, const char *uuid)
{
	uint64_t hash;
	size_t slot = SIZE_MAX;
	uint32_t at;

	if (uuid == NULL)
		return KNOWN_NONE;
	hash = map_hash_text(&p->map, PKEY_INTERFACE, uuid);
	while (map_next(&p->map, hash, &slot, &at))
		if (at < p->identity.n_interfaces &&
		    strcmp(p->identity.interface[at].uuid, uuid) == 0)
			return at;
	return KNOWN_NONE;
}

/* Two with one number are as unlikely as two hashes that agree. */
uint32_t
propose_system(struct proposing *p, const char *uuid)
{
	uint64_t hash = map_hash_text(&p->map, PKEY_SYSTEM, uuid);
	size_t slot = SIZE_MAX;
	uint32_t number;

	if (map_next(&p->map, hash, &slot, &number))
		return number;
	number = (uint32_t)p->map.n;
	map_put(&p->map, hash, number);
	return number;
}

uint32_t
propose_named(const struct proposing *p, const char *name)
{
	const char *folded = hostname_fold(p->scratch, name);
	uint32_t at, found = KNOWN_NONE;
	size_t slot = SIZE_MAX;
	uint64_t hash;

	if (folded == NULL)
		return KNOWN_NONE;
	hash = map_hash_text(&p->identity.map, KIND_HOST, folded);
	while (map_next(&p->identity.map, hash, &slot, &at)) {
		const struct known *known = at < p->identity.n_assets ?
		    &p->identity.asset[at] : NULL;

		if (known == NULL || known->gone || known->folded == NULL ||
		    strcmp(known->folded, folded) != 0)
			continue;
		if (found != KNOWN_NONE && found != at)
			return KNOWN_NONE;
		found = at;
	}
	return found;
}

/* --- assets --------------------------------------------------------------- */

static const char **
copy_list(struct arena *arena, const struct value *value, size_t *n)
{
	const char **list;
	size_t i;

	*n = value->kind == VALUE_LIST ? value->n : 0;
	list = arena_calloc(arena, *n + 1, sizeof(*list));
	for (i = 0; i < *n; i++)
		list[i] = arena_strdup(arena, value->list[i]);
	return list;
}

static const char *
copy_text(struct arena *arena, const struct record *record, size_t position)
{
	const char *s = record_text(record, position);

	return s == NULL ? NULL : arena_strdup(arena, s);
}

static bool
each_asset(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	uint32_t at = identity_find(&p->identity, record->uuid);
	const struct value *systems = record_value(record, F_asset_system);
	struct asset_more *more;
	size_t i;

	if (at == KNOWN_NONE)
		return true;
	more = &p->asset[at];
	more->wanted = true;
	more->name = copy_text(p->keep, record, F_asset_name);
	more->kind = copy_text(p->keep, record, F_asset_kind);
	more->lock = copy_list(p->keep, record_value(record,
	    F_asset_discovery_lock), &more->n_locks);
	if (systems->kind != VALUE_LIST)
		return true;
	more->system = arena_calloc(p->keep, systems->n,
	    sizeof(*more->system));
	for (i = 0; i < systems->n; i++)
		more->system[more->n_systems++] = propose_system(p,
		    systems->list[i]);
	return true;
}

static bool
each_wanted(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	uint32_t at = identity_find(&p->identity, record->uuid);

	if (at != KNOWN_NONE)
		p->asset[at].wanted = true;
	return true;
}

static const struct err *
load_assets(struct proposing *p)
{
	struct store *store = register_reader(p->session);
	struct fieldset want = { { 0 } }, none = { { 0 } };
	struct query *query = NULL;
	const struct err *err;
	size_t i;

	p->asset = arena_calloc(p->keep, p->identity.n_assets + 1,
	    sizeof(*p->asset));
	fieldset_add(&want, F_asset_name);
	fieldset_add(&want, F_asset_kind);
	fieldset_add(&want, F_asset_discovery_lock);
	fieldset_add(&want, F_asset_system);
	err = query_parse(p->session, ENTITY_asset, p->options->where, p->keep,
	    &query);
	if (err == NULL)
		err = store_each(store, ENTITY_asset, NULL, NULL, 0, &want,
		    each_asset, p);
	if (err != NULL || query == NULL)
		return err;
	for (i = 0; i < p->identity.n_assets; i++)
		p->asset[i].wanted = false;
	fieldset_add(&none, F_uuid);
	return store_each(store, ENTITY_asset, query, NULL, 0, &none,
	    each_wanted, p);
}

/* --- interfaces ----------------------------------------------------------- */

static bool
each_interface(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	uint32_t at = propose_interface(p, record->uuid);
	const char *assign = record_text(record, F_interface_ip_assign);
	struct interface_more *more;

	if (at == KNOWN_NONE)
		return true;
	more = &p->interface[at];
	more->name = copy_text(p->keep, record, F_interface_name);
	more->switch_ = copy_text(p->keep, record, F_interface_switch);
	more->switch_port = copy_text(p->keep, record,
	    F_interface_switch_port);
	more->no_ip = assign != NULL && strcmp(assign, "none") == 0;
	more->rev = record_int(record, F_rev);
	return true;
}

static const struct err *
load_interfaces(struct proposing *p)
{
	static const size_t fields[] = {
		F_rev, F_interface_name, F_interface_switch,
		F_interface_switch_port, F_interface_ip_assign,
	};
	struct fieldset want = { { 0 } };
	size_t i;

	p->interface = arena_calloc(p->keep, p->identity.n_interfaces + 1,
	    sizeof(*p->interface));
	for (i = 0; i < p->identity.n_interfaces; i++)
		map_put(&p->map, map_hash_text(&p->map, PKEY_INTERFACE,
		    p->identity.interface[i].uuid), (uint32_t)i);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	return store_each(register_reader(p->session), ENTITY_interface, NULL,
	    NULL, 0, &want, each_interface, p);
}

/* --- rounds and cables ---------------------------------------------------- */

static bool
each_import(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	const char *site = record_text(record, F_import_site);

	if (site == NULL)
		return true;
	p->import = arena_grow(p->keep, p->import, &p->cap_imports,
	    p->n_imports + 1, sizeof(*p->import));
	p->import[p->n_imports].uuid = arena_strdup(p->arena, record->uuid);
	p->import[p->n_imports++].site = arena_strdup(p->keep, site);
	return true;
}

/* The asset at an end, and the port that the end itself says. */
static uint32_t
end_of(const struct proposing *p, const char *uuid, const char **port)
{
	uint32_t at = propose_interface(p, uuid);

	if (at == KNOWN_NONE)
		return identity_find(&p->identity, uuid);
	if (*port == NULL)
		*port = p->interface[at].name;
	return p->identity.interface[at].asset;
}

static bool
each_connection(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	struct link link = { 0 };

	link.a_port = copy_text(p->keep, record, F_connection_a_port);
	link.b_port = copy_text(p->keep, record, F_connection_b_port);
	link.a = end_of(p, record_text(record, F_connection_a),
	    &link.a_port);
	link.b = end_of(p, record_text(record, F_connection_b),
	    &link.b_port);
	if (link.a == KNOWN_NONE || link.b == KNOWN_NONE)
		return true;
	link.uuid = arena_strdup(p->keep, record->uuid);
	link.rev = record_int(record, F_rev);
	p->link = arena_grow(p->keep, p->link, &p->cap_links,
	    p->n_links + 1, sizeof(*p->link));
	map_put(&p->map, map_hash(&p->map, PKEY_LINK, &link.a,
	    sizeof(link.a)), (uint32_t)p->n_links);
	if (link.a != link.b)
		map_put(&p->map, map_hash(&p->map, PKEY_LINK, &link.b,
		    sizeof(link.b)), (uint32_t)p->n_links);
	p->link[p->n_links++] = link;
	return true;
}

const struct err *
propose_load(struct proposing *p)
{
	static const size_t fields[] = {
		F_rev, F_connection_a, F_connection_a_port, F_connection_b,
		F_connection_b_port,
	};
	struct store *store = register_reader(p->session);
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;

	err = places_load(p->session, p->keep, &p->places);
	if (err == NULL)
		err = identity_load(p->session, &p->places, p->keep,
		    &p->identity);
	if (err == NULL)
		err = load_assets(p);
	if (err == NULL)
		err = load_interfaces(p);
	fieldset_add(&want, F_import_site);
	if (err == NULL)
		err = store_each(store, ENTITY_import, NULL, NULL, 0, &want,
		    each_import, p);
	memset(&want, 0, sizeof(want));
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	if (err == NULL)
		err = store_each(store, ENTITY_connection, NULL, NULL, 0,
		    &want, each_connection, p);
	return err;
}
