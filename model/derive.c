/* SPDX-License-Identifier: ISC */
/*
 * Fields that follow from others.  Those that follow from the record alone
 * are set before it is written; those that follow from its neighbours are
 * worked out again after a batch, once for each record that was touched.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/net.h"
#include "model/commit.h"

/* --- from the record alone -------------------------------------------------- */

static const char *
mac_kind(const char *text)
{
	struct mac mac;

	if (text == NULL || !mac_parse(text, &mac))
		return NULL;
	if (mac_is_zero(&mac) || mac_is_multicast(&mac))
		return "unknown";
	if (mac_is_virtual_router(&mac))
		return "virtual_router";
	if (mac_is_virtual_machine(&mac))
		return "virtual";
	return mac_is_local(&mac) ? "local" : "global";
}

/* The level that weighs most among three axes. */
static const char *
importance(const struct session *session, const struct record *record)
{
	static const size_t axes[] = {
		F_information_confidentiality, F_information_integrity,
		F_information_availability,
	};
	const struct choice *levels;
	const char *best = NULL;
	size_t i, j, n;
	int weight = 0;

	levels = register_scale(session, "importance", &n);
	for (i = 0; i < 3; i++) {
		const char *key = record_text(record, axes[i]);

		for (j = 0; key != NULL && j < n; j++) {
			if (strcmp(levels[j].key, key) == 0 &&
			    (best == NULL || levels[j].order > weight)) {
				best = levels[j].key;
				weight = levels[j].order;
			}
		}
	}
	return best;
}

/* Percentage of what is required or on the first page of the form. */
static int64_t
completeness(const struct session *session, const struct record *record)
{
	struct fieldset wanted = register_required(session, record);
	int64_t all = 0, some = 0;
	size_t i;

	for (i = 0; i < record->n; i++) {
		const struct field *field = entity_field(record->entity, i);

		if ((field->flags & FL_FORM) == 0 &&
		    !fieldset_has(&wanted, i))
			continue;
		if (!field_is_editable(field) || (field->flags & FL_HIDDEN) != 0)
			continue;
		all++;
		some += record_has(record, i);
	}
	return all == 0 ? 100 : some * 100 / all;
}

static void
set_own(struct plan *plan, size_t position, struct value value)
{
	struct value now;

	if (plan->old != NULL) {
		now = *record_value(plan->old, position);
		if (value.kind == VALUE_TEXT && value.s == NULL)
			value.kind = VALUE_NONE;
		if (value_equal(&now, &value))
			return;
	}
	record_set(plan->new, position, value);
	fieldset_add(&plan->write, position);
}

void
derive_own(const struct session *session, struct plan *plan)
{
	struct value text = { .kind = VALUE_TEXT };

	if (plan->entity == ENTITY_interface) {
		text.s = mac_kind(record_text(plan->new, F_interface_mac));
		set_own(plan, F_interface_mac_kind, text);
	} else if (plan->entity == ENTITY_information) {
		text.s = importance(session, plan->new);
		set_own(plan, F_information_importance, text);
	} else if (plan->entity == ENTITY_asset) {
		set_own(plan, F_asset_completeness, (struct value){
		    .kind = VALUE_INT,
		    .i = completeness(session, plan->new) });
	}
}

/* --- from the neighbours --------------------------------------------------- */

struct uuids {
	const char	**item;
	size_t		 n, cap;
};

enum touched {
	TOUCHED_ASSET,		/* its zones */
	TOUCHED_NODE,		/* the flows from and to it */
	TOUCHED_FLOW,		/* whether it crosses */
	TOUCHED_COUNT
};

struct derive {
	struct session	*session;
	struct store	*store;
	struct arena	*arena;
	struct uuids	 touched[TOUCHED_COUNT];
};

struct derive *
derive_new(struct session *session, struct store *store, struct arena *arena)
{
	struct derive *derive = xcalloc(1, sizeof(*derive));

	derive->session = session;
	derive->store = store;
	derive->arena = arena;
	return derive;
}

void
derive_free(struct derive *derive)
{
	int i;

	for (i = 0; derive != NULL && i < TOUCHED_COUNT; i++)
		free(derive->touched[i].item);
	free(derive);
}

static void
uuids_add(struct uuids *uuids, struct arena *arena, const char *uuid)
{
	if (uuid == NULL)
		return;
	uuids->item = mem_grow(uuids->item, &uuids->cap, uuids->n + 1,
	    sizeof(*uuids->item));
	uuids->item[uuids->n++] = arena_strdup(arena, uuid);
}

static int
compare_uuids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
uuids_unique(struct uuids *uuids)
{
	size_t i, n = 0;

	if (uuids->n > 0)
		qsort(uuids->item, uuids->n, sizeof(*uuids->item),
		    compare_uuids);
	for (i = 0; i < uuids->n; i++)
		if (n == 0 || strcmp(uuids->item[n - 1], uuids->item[i]) != 0)
			uuids->item[n++] = uuids->item[i];
	uuids->n = n;
}

static void
touch_value(struct derive *derive, enum touched what,
    const struct value *value)
{
	size_t i;

	if (value->kind == VALUE_TEXT)
		uuids_add(&derive->touched[what], derive->arena, value->s);
	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
		uuids_add(&derive->touched[what], derive->arena,
		    value->list[i]);
}

/* The records that a field pointed to and points to now. */
static void
touch_both(struct derive *derive, enum touched what, const struct plan *plan,
    size_t position)
{
	if (plan->old != NULL)
		touch_value(derive, what, record_value(plan->old, position));
	touch_value(derive, what, record_value(plan->new, position));
}

struct gather {
	struct arena	*arena;
	struct uuids	*out;
	enum entity_id	 entity;
	size_t		 position;
};

static bool
gather_owner(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	struct gather *gather = ctx;

	if (entity == gather->entity && position == gather->position)
		uuids_add(gather->out, gather->arena, owner);
	return true;
}

/* Appends the records of an entity that point to uuid with a field. */
static const struct err *
owners(struct derive *derive, const char *uuid, enum entity_id entity,
    size_t position, struct uuids *out)
{
	struct gather gather = { derive->arena, out, entity, position };

	return store_referrers(derive->store, uuid, gather_owner, &gather);
}

static const struct err *
get(struct derive *derive, enum entity_id entity, const char *uuid,
    const size_t *positions, size_t n, struct record **out)
{
	struct fieldset want = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		fieldset_add(&want, positions[i]);
	return store_get(derive->store, entity, uuid, &want, derive->arena,
	    out);
}

/* The assets of all interfaces in a network whose zone changed. */
static const struct err *
touch_network(struct derive *derive, const char *network)
{
	static const size_t want[] = { F_interface_asset };
	struct uuids interfaces = { 0 };
	struct record *record;
	const struct err *err;
	size_t i;

	err = owners(derive, network, ENTITY_interface, F_interface_network,
	    &interfaces);
	for (i = 0; err == NULL && i < interfaces.n; i++) {
		err = get(derive, ENTITY_interface, interfaces.item[i], want,
		    1, &record);
		if (err == NULL && record != NULL)
			touch_value(derive, TOUCHED_ASSET,
			    record_value(record, F_interface_asset));
	}
	free(interfaces.item);
	return err;
}

/* What each entity's fields decide elsewhere. */
static const struct {
	enum entity_id	 entity;
	size_t		 position;	/* when it changes … */
	size_t		 points;	/* … what this field points to, or */
	enum touched	 what;		/* (F_uuid) the record, is touched */
} effects[] = {
	{ ENTITY_interface, F_interface_asset, F_interface_asset,
	    TOUCHED_ASSET },
	{ ENTITY_interface, F_interface_zone, F_interface_asset,
	    TOUCHED_ASSET },
	{ ENTITY_interface, F_interface_network, F_interface_asset,
	    TOUCHED_ASSET },
	{ ENTITY_interface, F_retired_at, F_interface_asset, TOUCHED_ASSET },
	{ ENTITY_asset, F_asset_system, F_asset_system, TOUCHED_NODE },
	{ ENTITY_asset, F_retired_at, F_asset_system, TOUCHED_NODE },
	{ ENTITY_asset, F_retired_at, F_uuid, TOUCHED_NODE },
	{ ENTITY_process, F_process_system, F_uuid, TOUCHED_NODE },
	{ ENTITY_information, F_information_stored_in, F_uuid, TOUCHED_NODE },
	{ ENTITY_flow, F_flow_source, F_uuid, TOUCHED_FLOW },
	{ ENTITY_flow, F_flow_target, F_uuid, TOUCHED_FLOW },
};

/* An interface that lies nowhere says nothing about its asset. */
static bool
lies_nowhere(const struct record *record)
{
	return record == NULL || (!record_has(record, F_interface_zone) &&
	    !record_has(record, F_interface_network));
}

const struct err *
derive_note(struct derive *derive, const struct plan *plan)
{
	size_t i;

	if (plan->entity == ENTITY_interface && lies_nowhere(plan->old) &&
	    lies_nowhere(plan->new))
		return NULL;

	for (i = 0; i < sizeof(effects) / sizeof(effects[0]); i++) {
		if (effects[i].entity != plan->entity ||
		    !fieldset_has(&plan->changed, effects[i].position))
			continue;
		if (effects[i].points == F_uuid)
			uuids_add(&derive->touched[effects[i].what],
			    derive->arena, plan->new->uuid);
		else
			touch_both(derive, effects[i].what, plan,
			    effects[i].points);
	}
	return plan->entity == ENTITY_network &&
	    fieldset_has(&plan->changed, F_network_zone) ?
	    touch_network(derive, plan->new->uuid) : NULL;
}

/* Adds the zone of an interface: its own, else its network's. */
static const struct err *
add_interface_zone(struct derive *derive, const char *uuid,
    struct uuids *zones)
{
	static const size_t want[] = {
		F_interface_zone, F_interface_network, F_retired_at,
	};
	static const size_t want_zone[] = { F_network_zone };
	struct record *record, *network;
	const struct err *err;

	err = get(derive, ENTITY_interface, uuid, want, 3, &record);
	if (err != NULL || record == NULL || record_has(record, F_retired_at))
		return err;
	if (record_has(record, F_interface_zone)) {
		uuids_add(zones, derive->arena,
		    record_text(record, F_interface_zone));
	} else if (record_has(record, F_interface_network)) {
		err = get(derive, ENTITY_network, record_text(record,
		    F_interface_network), want_zone, 1, &network);
		if (err == NULL && network != NULL)
			uuids_add(zones, derive->arena,
			    record_text(network, F_network_zone));
	}
	return err;
}

static const struct err *
refresh_asset(struct derive *derive, const char *uuid)
{
	static const size_t want[] = { F_asset_zone, F_asset_system };
	struct uuids interfaces = { 0 }, zones = { 0 };
	struct record *record, *row;
	const struct err *err;
	size_t i;

	err = get(derive, ENTITY_asset, uuid, want, 2, &record);
	if (err != NULL || record == NULL)
		return err;
	err = owners(derive, uuid, ENTITY_interface, F_interface_asset,
	    &interfaces);
	for (i = 0; err == NULL && i < interfaces.n; i++)
		err = add_interface_zone(derive, interfaces.item[i], &zones);
	if (err != NULL)
		goto done;
	uuids_unique(&zones);
	row = record_new(derive->arena, ENTITY_asset);
	record_set_text(row, F_uuid, arena_strdup(derive->arena, uuid));
	record_set_list(row, F_asset_zone, derive->arena, zones.item, zones.n);
	if (value_equal(record_value(row, F_asset_zone),
	    record_value(record, F_asset_zone)))
		goto done;
	err = store_put(derive->store, row);
	uuids_add(&derive->touched[TOUCHED_NODE], derive->arena, uuid);
	touch_value(derive, TOUCHED_NODE,
	    record_value(record, F_asset_system));
done:
	free(interfaces.item);
	free(zones.item);
	return err;
}

/* Where a node of a flow may lie. */
struct reach {
	struct uuids	zones;
	bool		outside;
};

static const struct err *
add_asset_reach(struct derive *derive, const char *uuid, struct reach *reach)
{
	static const size_t want[] = { F_asset_zone, F_retired_at };
	struct record *record;
	const struct err *err;
	const struct value *zones;
	size_t i;

	err = get(derive, ENTITY_asset, uuid, want, 2, &record);
	if (err != NULL || record == NULL || record_has(record, F_retired_at))
		return err;
	zones = record_value(record, F_asset_zone);
	for (i = 0; zones->kind == VALUE_LIST && i < zones->n; i++)
		uuids_add(&reach->zones, derive->arena, zones->list[i]);
	return NULL;
}

static const struct err *
add_system_reach(struct derive *derive, const char *uuid, struct reach *reach)
{
	struct uuids assets = { 0 };
	const struct err *err;
	size_t i;

	err = owners(derive, uuid, ENTITY_asset, F_asset_system, &assets);
	for (i = 0; err == NULL && i < assets.n; i++)
		err = add_asset_reach(derive, assets.item[i], reach);
	free(assets.item);
	return err;
}

static const struct err *
add_process_reach(struct derive *derive, const char *uuid,
    struct reach *reach)
{
	static const size_t want[] = { F_process_system };
	struct record *record;
	const struct err *err;

	err = get(derive, ENTITY_process, uuid, want, 1, &record);
	if (err != NULL || record == NULL ||
	    !record_has(record, F_process_system))
		return err;
	return add_system_reach(derive, record_text(record,
	    F_process_system), reach);
}

static const struct err *add_reach(struct derive *derive, const char *uuid,
    struct reach *reach);

static const struct err *
add_store_reach(struct derive *derive, const char *uuid, struct reach *reach)
{
	static const size_t want[] = { F_information_stored_in };
	struct record *record;
	const struct value *places;
	const struct err *err;
	size_t i;

	err = get(derive, ENTITY_information, uuid, want, 1, &record);
	if (err != NULL || record == NULL)
		return err;
	places = record_value(record, F_information_stored_in);
	for (i = 0; err == NULL && places->kind == VALUE_LIST &&
	    i < places->n; i++)
		err = add_reach(derive, places->list[i], reach);
	return err;
}

static const struct err *
add_outside(struct derive *derive, const char *uuid, struct reach *reach)
{
	(void)derive;
	(void)uuid;
	reach->outside = true;
	return NULL;
}

static const struct {
	enum entity_id	 entity;
	const struct err *(*add)(struct derive *derive, const char *uuid,
	    struct reach *reach);
} reaches[] = {
	{ ENTITY_asset, add_asset_reach },
	{ ENTITY_system, add_system_reach },
	{ ENTITY_process, add_process_reach },
	{ ENTITY_information, add_store_reach },
	{ ENTITY_external, add_outside },
	{ ENTITY_supplier, add_outside },
};

static const struct err *
add_reach(struct derive *derive, const char *uuid, struct reach *reach)
{
	const struct err *err;
	size_t i;
	int entity;

	if (uuid == NULL)
		return NULL;
	err = store_entity_of(derive->store, uuid, &entity);
	for (i = 0; err == NULL && i < sizeof(reaches) / sizeof(reaches[0]);
	    i++)
		if ((int)reaches[i].entity == entity)
			return reaches[i].add(derive, uuid, reach);
	return err;
}

/* yes, no or unknown: what nobody knows never counts as inside. */
static const char *
crosses(struct reach *a, struct reach *b)
{
	size_t i, j, common = 0;

	uuids_unique(&a->zones);
	uuids_unique(&b->zones);
	if (a->outside || b->outside)
		return "yes";
	if (a->zones.n == 0 || b->zones.n == 0)
		return "unknown";
	for (i = 0; i < a->zones.n; i++)
		for (j = 0; j < b->zones.n; j++)
			common += strcmp(a->zones.item[i],
			    b->zones.item[j]) == 0;
	if (common == 0)
		return "yes";
	return common == 1 && a->zones.n == 1 && b->zones.n == 1 ? "no" :
	    "unknown";
}

static const struct err *
refresh_flow(struct derive *derive, const char *uuid)
{
	static const size_t want[] = {
		F_flow_source, F_flow_target, F_flow_crosses_boundary,
	};
	struct reach a = { .outside = false }, b = { .outside = false };
	struct record *record, *row;
	const struct err *err;
	const char *now = NULL;

	err = get(derive, ENTITY_flow, uuid, want, 3, &record);
	if (err != NULL || record == NULL)
		return err;
	err = add_reach(derive, record_text(record, F_flow_source), &a);
	if (err == NULL)
		err = add_reach(derive, record_text(record, F_flow_target),
		    &b);
	if (err != NULL)
		goto done;
	if (record_has(record, F_flow_source) &&
	    record_has(record, F_flow_target))
		now = crosses(&a, &b);
	row = record_new(derive->arena, ENTITY_flow);
	record_set_text(row, F_uuid, arena_strdup(derive->arena, uuid));
	record_set_text(row, F_flow_crosses_boundary, now);
	if (!value_equal(record_value(row, F_flow_crosses_boundary),
	    record_value(record, F_flow_crosses_boundary)))
		err = store_put(derive->store, row);
done:
	free(a.zones.item);
	free(b.zones.item);
	return err;
}

/* A node carries what hangs on it: systems their processes, all their stores. */
static const struct err *
spread_node(struct derive *derive, const char *uuid)
{
	static const struct {
		enum entity_id	 entity;
		size_t		 position;
		enum touched	 what;
	} carried[] = {
		{ ENTITY_process, F_process_system, TOUCHED_NODE },
		{ ENTITY_information, F_information_stored_in, TOUCHED_NODE },
		{ ENTITY_flow, F_flow_source, TOUCHED_FLOW },
		{ ENTITY_flow, F_flow_target, TOUCHED_FLOW },
	};
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < sizeof(carried) / sizeof(carried[0]);
	    i++)
		err = owners(derive, uuid, carried[i].entity,
		    carried[i].position, &derive->touched[carried[i].what]);
	return err;
}

const struct err *
derive_flush(struct derive *derive)
{
	struct uuids *touched = derive->touched;
	const struct err *err = NULL;
	size_t i;

	uuids_unique(&touched[TOUCHED_ASSET]);
	for (i = 0; err == NULL && i < touched[TOUCHED_ASSET].n; i++)
		err = refresh_asset(derive, touched[TOUCHED_ASSET].item[i]);
	uuids_unique(&touched[TOUCHED_NODE]);
	/* Grows while it is read; nothing carries a node in a circle. */
	for (i = 0; err == NULL && i < touched[TOUCHED_NODE].n; i++)
		err = spread_node(derive, touched[TOUCHED_NODE].item[i]);
	uuids_unique(&touched[TOUCHED_FLOW]);
	for (i = 0; err == NULL && i < touched[TOUCHED_FLOW].n; i++)
		err = refresh_flow(derive, touched[TOUCHED_FLOW].item[i]);
	for (i = 0; i < TOUCHED_COUNT; i++)
		touched[i].n = 0;
	return err;
}
