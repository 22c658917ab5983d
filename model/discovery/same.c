/* SPDX-License-Identifier: ISC */
/*
 * Two records of one device, and two devices of one record.  Both are one
 * change set, so undo takes them back; what a later import must respect is
 * written into the register: interfaces and identifiers change hands.
 */
#include <string.h>

#include "base/intl.h"
#include "model/discovery/settle.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- identifiers -------------------------------------------------------- */

struct identifiers {
	struct arena	*arena;
	struct record	**item;
	size_t		 n, cap;
};

static bool
note_identifier(void *ctx, const struct record *record)
{
	struct identifiers *list = ctx;

	list->item = arena_grow(list->arena, list->item, &list->cap,
	    list->n + 1, sizeof(*list->item));
	list->item[list->n++] = record_copy(list->arena, record);
	return true;
}

static const struct err *
get_identifiers(struct settle *settle, const char *asset,
    struct identifiers *out)
{
	struct value value = { .kind = VALUE_TEXT, .s = asset };

	*out = (struct identifiers){ .arena = settle->arena };
	return store_each(register_reader(settle->session), ENTITY_identifier,
	    query_field(settle->arena, ENTITY_identifier, F_identifier_asset,
	    QUERY_EQ, value), NULL, 0, NULL, note_identifier, out);
}

static void
add_identifier(struct settle *settle, const char *asset, const char *what,
    const char *value)
{
	struct record *record;

	if (value == NULL)
		return;
	record = record_new(settle->arena, ENTITY_identifier);
	record_set_text(record, F_identifier_asset, asset);
	record_set_text(record, F_identifier_kind, "other");
	record_set_text(record, F_identifier_value,
	    arena_printf(settle->arena, "%s %s", what, value));
	record_set_text(record, F_identifier_source, settle->row->key);
	changes_put(settle->changes, record);
}

/* --- merge -------------------------------------------------------------- */

/* What keep does not say yet, it takes from the other. */
static void
fill(struct settle *settle, const struct record *keep,
    const struct record *other)
{
	static const size_t fields[] = {
		F_asset_serial, F_asset_manufacturer, F_asset_model,
		F_asset_hostname, F_asset_fqdn, F_asset_os,
		F_asset_os_version, F_asset_property_no,
	};
	struct record *change = settle_edit(settle, keep);
	bool any = false;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (record_has(keep, fields[i]) ||
		    !record_has(other, fields[i]))
			continue;
		record_set_text(change, fields[i],
		    record_text(other, fields[i]));
		any = true;
	}
	if (any)
		changes_put(settle->changes, change);
}

static const struct err *
hand_over(struct settle *settle, const struct record *keep,
    const struct record *other)
{
	struct settle_interfaces interfaces;
	struct identifiers identifiers = { .n = 0 };
	struct record *change;
	const struct err *err;
	size_t i;

	err = settle_get_interfaces(settle, other->uuid, &interfaces);
	if (err == NULL)
		err = get_identifiers(settle, other->uuid, &identifiers);
	if (err != NULL)
		return err;
	for (i = 0; i < interfaces.n; i++) {
		change = settle_edit(settle, interfaces.item[i]);
		record_set_text(change, F_interface_asset, keep->uuid);
		changes_put(settle->changes, change);
	}
	for (i = 0; i < identifiers.n; i++) {
		change = settle_edit(settle, identifiers.item[i]);
		record_set_text(change, F_identifier_asset, keep->uuid);
		changes_put(settle->changes, change);
	}
	return NULL;
}

/* The keys that the merged record had still mean the one that stays. */
static void
remember(struct settle *settle, const struct record *keep,
    const struct record *other)
{
	const char *serial = record_text(other, F_asset_serial);

	add_identifier(settle, keep->uuid, "asset_no",
	    record_text(other, F_asset_asset_no));
	if (record_has(keep, F_asset_serial) &&
	    !same(record_text(keep, F_asset_serial), serial))
		add_identifier(settle, keep->uuid, "serial", serial);
}

const struct err *
same_merge(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *keep = NULL, *other = NULL;
	const char *uuid = same(settle->asset, facts->asset) ? facts->rival :
	    facts->asset;
	const struct err *err;

	if (settle->asset == NULL)
		return err_new(ERR_INVALID, _("\"%s\" needs the asset that "
		    "stays; name it with --asset."), settle->row->key);
	if (facts->rival == NULL)
		return err_new(ERR_INVALID, _("The evidence names one asset "
		    "only, so there is nothing to merge; use \"link\"."));
	if (!same(settle->asset, facts->asset) &&
	    !same(settle->asset, facts->rival))
		return err_new(ERR_INVALID, _("%s is none of the two assets "
		    "that the keys name."), register_ref_of(settle->session,
		    settle->asset, settle->arena));
	err = settle_get_asset(settle, settle->asset, &keep);
	if (err == NULL)
		err = settle_get_asset(settle, uuid, &other);
	if (err == NULL)
		err = hand_over(settle, keep, other);
	if (err != NULL)
		return err;
	fill(settle, keep, other);
	remember(settle, keep, other);
	changes_retire(settle->changes, ENTITY_asset, other->uuid,
	    record_int(other, F_rev));
	*subject = settle->asset;
	return NULL;
}

/* --- split -------------------------------------------------------------- */

static bool
id_was_seen(const struct facts *facts, const struct record *identifier,
    struct arena *arena)
{
	return same(settle_find_id(facts, record_text(identifier,
	    F_identifier_kind), arena), record_text(identifier,
	    F_identifier_value));
}

static const struct err *
strip(struct settle *settle, const struct facts *facts, const char *uuid)
{
	struct settle_interfaces interfaces;
	struct identifiers identifiers = { .n = 0 };
	struct record *asset = NULL, *change;
	const struct err *err;
	size_t i;

	err = settle_get_asset(settle, uuid, &asset);
	if (err == NULL)
		err = settle_get_interfaces(settle, uuid, &interfaces);
	if (err == NULL)
		err = get_identifiers(settle, uuid, &identifiers);
	if (err != NULL)
		return err;
	for (i = 0; i < interfaces.n; i++) {
		if (!same(facts->mac, record_text(interfaces.item[i],
		    F_interface_mac)))
			continue;
		change = settle_edit(settle, interfaces.item[i]);
		record_set_text(change, F_interface_mac, NULL);
		changes_put(settle->changes, change);
	}
	for (i = 0; i < identifiers.n; i++)
		if (id_was_seen(facts, identifiers.item[i], settle->arena))
			changes_retire(settle->changes, ENTITY_identifier,
			    identifiers.item[i]->uuid,
			    record_int(identifiers.item[i], F_rev));
	if (same(settle_find_id(facts, "serial", settle->arena),
	    record_text(asset, F_asset_serial))) {
		change = settle_edit(settle, asset);
		record_set_text(change, F_asset_serial, NULL);
		changes_put(settle->changes, change);
	}
	return NULL;
}

static const struct err *
strip_others(struct settle *settle, const struct facts *facts,
    const char *keep)
{
	const struct err *err = NULL;

	if (facts->asset != NULL && !same(facts->asset, keep))
		err = strip(settle, facts, facts->asset);
	if (err == NULL && facts->rival != NULL && !same(facts->rival, keep))
		err = strip(settle, facts, facts->rival);
	return err;
}

const struct err *
same_strip(struct settle *settle, const struct facts *facts,
    const struct record *keep)
{
	const char *serial = settle_find_id(facts, "serial", settle->arena);
	const struct err *err = strip_others(settle, facts, keep->uuid);
	struct record *change;

	if (err == NULL && serial != NULL &&
	    !record_has(keep, F_asset_serial)) {
		change = settle_edit(settle, keep);
		record_set_text(change, F_asset_serial, serial);
		changes_put(settle->changes, change);
	}
	return err;
}

const struct err *
same_split(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *asset = NULL;
	const struct err *err = settle_create(settle, facts, &asset);

	if (err == NULL)
		err = strip_others(settle, facts, asset->uuid);
	if (err == NULL)
		*subject = asset->uuid;
	return err;
}
