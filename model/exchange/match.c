/* SPDX-License-Identifier: ISC */
/* Which records the rows of a table are, and whom their cells name. */
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "base/utf8.h"
#include "model/exchange/import_impl.h"

enum {
	NEAR = 8,	/* networks named in a question */
	RARE = 4,	/* rows */
};

/* --- what can be named on the spot ------------------------------------ */

static const enum entity_id named[] = {
	ENTITY_site, ENTITY_department, ENTITY_person, ENTITY_system,
	ENTITY_supplier, ENTITY_network,
};

/* "10", "VLAN 10", "vlan10"; 0 when it is none. */
static int64_t
vlan_number(struct arena *arena, const char *name)
{
	const char *s = import_folded(arena, name);
	char *end;
	long vlan;

	if (strncmp(s, "vlan", 4) == 0)
		s += 4;
	vlan = strtol(s, &end, 10);
	return *s >= '0' && *s <= '9' && *end == '\0' && vlan >= 1 &&
	    vlan <= 4094 ? vlan : 0;
}

struct loading {
	struct import_table *table;
	enum entity_id	 entity;
};

static const char *
target_key(struct arena *arena, enum entity_id entity, const char *name)
{
	return arena_printf(arena, "%d:%s", (int)entity,
	    import_folded(arena, name));
}

static void
put_target(struct import_table *table, struct target *target,
    const char *name)
{
	const char *key = target_key(table->arena, target->entity, name);
	struct target *other = lookup_get(&table->targets, key);

	if (other != NULL && other != target)
		other->several = true;
	else
		lookup_put(&table->targets, key, target);
}

static bool
load_target(void *ctx, const struct record *record)
{
	struct loading *loading = ctx;
	struct import_table *table = loading->table;
	struct target *target = arena_alloc(table->arena, sizeof(*target));
	const char *name = record_text(record,
	    entity_name_field(loading->entity));
	int64_t vlan;

	memcpy(target->uuid, record->uuid, sizeof(target->uuid));
	target->entity = loading->entity;
	target->name = arena_strdup(table->arena, name);
	if (name != NULL)
		put_target(table, target, name);
	if (loading->entity == ENTITY_network) {
		table->network = arena_grow(table->arena, table->network,
		    &table->network_room, table->networks + 1,
		    sizeof(*table->network));
		table->network[table->networks++] = target->name == NULL ?
		    "" : target->name;

		vlan = record_int(record, F_network_vlan);
		if (record_text(record, F_network_cidr) != NULL)
			put_target(table, target,
			    record_text(record, F_network_cidr));
		if (vlan != 0)
			put_target(table, target,
			    arena_printf(table->arena, "vlan%d", (int)vlan));
	}
	return true;
}

const struct err *
match_prepare(struct import_table *table)
{
	struct store *store = register_reader(table->session);
	const struct err *err = NULL;
	size_t i;

	table->fresh_end = &table->fresh;
	for (i = 0; table->sheet && err == NULL &&
	    i < sizeof(named) / sizeof(named[0]); i++) {
		struct loading loading = { table, named[i] };
		struct fieldset want = { 0 };

		fieldset_add(&want, entity_name_field(named[i]));
		if (named[i] == ENTITY_network) {
			fieldset_add(&want, F_network_cidr);
			fieldset_add(&want, F_network_vlan);
		}
		err = store_each(store, named[i], NULL, NULL, 0, &want,
		    load_target, &loading);
	}
	return err;
}

static struct target *
new_target(struct import_table *table, enum entity_id entity,
    const char *name)
{
	struct target *target = arena_alloc(table->arena, sizeof(*target));
	struct cidr cidr;
	char form[CIDR_LEN];

	target->entity = entity;
	target->fresh = true;
	target->name = arena_strdup(table->arena, name);
	session_uuid(table->session, target->uuid);
	put_target(table, target, name);
	if (entity == ENTITY_network && strchr(name, '/') != NULL &&
	    cidr_parse(name, &cidr)) {
		cidr_format(&cidr, form);
		target->cidr = arena_strdup(table->arena, form);
	}
	if (entity == ENTITY_network) {
		target->vlan = vlan_number(table->scratch, name);
		if (target->vlan != 0) {
			target->name = arena_printf(table->arena, "VLAN %d",
			    (int)target->vlan);
			put_target(table, target, target->name);
		}
	}
	*table->fresh_end = target;
	table->fresh_end = &target->next;
	return target;
}

/* The networks that are known, for an answer. */
static const char *
allowed_networks(struct import_table *table)
{
	struct buf out = { 0 };
	const char *copy;
	size_t i;

	buf_add(&out, "new | notes | -");
	for (i = 0; i < table->networks && i < NEAR; i++)
		buf_printf(&out, " | %s", table->network[i]);
	if (table->networks > NEAR)
		buf_add(&out, " | …");
	copy = arena_strdup(table->scratch, buf_str(&out));
	buf_release(&out);
	return copy;
}

/*
 * Places and people are created as they are named.  A network that stands in
 * a few rows only, without prefix or number, beside others that are known, is
 * rather a slip.
 */
static bool
is_doubtful(struct reading *reading, const struct column *column,
    const char *name)
{
	struct import_table *table = reading->table;

	return table->networks > 0 && column->named.n > 0 &&
	    (reading->answer == NULL || !settle_is_new(reading->answer)) &&
	    strchr(name, '/') == NULL &&
	    vlan_number(table->scratch, name) == 0 &&
	    (reading->answer != NULL || lookup_number(&column->named,
	    import_folded(table->scratch, name)) <= RARE);
}

/* Found among those that exist, or made up; *uuid "" when that is asked. */
static const struct err *
name_target(struct reading *reading, const struct column *column,
    enum entity_id entity, const char *name, const char **uuid)
{
	struct import_table *table = reading->table;
	struct target *target = lookup_get(&table->targets,
	    target_key(table->scratch, entity, name));
	int64_t vlan = entity == ENTITY_network ?
	    vlan_number(table->scratch, name) : 0;

	if (target == NULL && vlan != 0)
		target = lookup_get(&table->targets,
		    target_key(table->scratch, entity,
		    arena_printf(table->scratch, "vlan%d", (int)vlan)));
	if (target != NULL && target->several)
		return err_new(ERR_INVALID, _("Several records are called "
		    "\"%s\"; give them different names in the register, or "
		    "write more of the name."), name);
	if (target == NULL && reading->answer != NULL) {
		char found[UUID_LEN];

		if (register_resolve(table->session, UINT64_C(1) << entity,
		    name, found) == NULL) {
			*uuid = arena_strdup(table->scratch, found);
			return NULL;
		}
	}
	if (target == NULL && entity == ENTITY_network &&
	    is_doubtful(reading, column, name)) {
		reading_ask(reading, column, ASK_REF, name,
		    allowed_networks(table), NULL);
		*uuid = "";
		return NULL;
	}
	if (target == NULL)
		target = new_target(table, entity, name);
	reading->target = arena_grow(table->scratch, reading->target,
	    &reading->target_room, reading->targets + 1,
	    sizeof(*reading->target));
	reading->target[reading->targets++] = target;
	*uuid = target->uuid;
	return NULL;
}

static int
only_entity(uint64_t mask)
{
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if (mask == UINT64_C(1) << e)
			return e;
	return ENTITY_NONE;
}

const struct err *
match_ref(struct reading *reading, const struct column *column,
    const char *name, const char **uuid)
{
	struct import_table *table = reading->table;
	uint64_t targets = column->field->targets;
	int entity = only_entity(targets);
	char found[UUID_LEN];
	const struct err *err;
	const struct row *own;
	size_t i;

	for (i = 0; table->sheet && i < sizeof(named) / sizeof(named[0]); i++)
		if (entity == (int)named[i])
			return name_target(reading, column, named[i], name,
			    uuid);
	err = register_resolve(table->session, targets, name, found);
	if (err == NULL) {
		*uuid = arena_strdup(table->scratch, found);
		return NULL;
	}
	own = (targets >> table->plan->entity & 1) != 0 ? lookup_get(
	    &table->own, import_folded(table->scratch, name)) : NULL;
	if (own == NULL)
		return err;
	reading->row->waits_for = (int)(own - table->row) + 1;
	*uuid = own->uuid;
	return NULL;
}

/* --- which record a row is -------------------------------------------- */

/* The cell of a row under a field of a part, or "". */
static const char *
cell_of(const struct import_table *table, const struct row *row,
    enum part part, size_t position)
{
	size_t i;

	for (i = 0; i < table->columns; i++) {
		const struct column *column = &table->column[i];

		if (column->key == NULL || column->part != part ||
		    column->position != position)
			continue;
		return table->sheet ? sheet_text(table, row->cell[i]) :
		    row->cell[i];
	}
	return "";
}

/* The only record with that value; "" when there is none or are several. */
static const struct err *
look_up(struct import_table *table, enum entity_id entity, size_t position,
    const char *value, const char **uuid)
{
	const char *found[2];
	const struct err *err;
	size_t n;

	*uuid = "";
	if (*value == '\0')
		return NULL;
	err = store_lookup(register_reader(table->session), entity, position,
	    value, table->scratch, found, 2, &n);
	if (err == NULL && n == 1)
		*uuid = found[0];
	return err;
}

/* Two asset numbers that are both there and differ. */
static const struct err *
same_number(struct import_table *table, const char *uuid, const char *number,
    bool *same)
{
	struct fieldset want = { 0 };
	struct record *record = NULL;
	const struct err *err;
	const char *theirs;

	fieldset_add(&want, F_asset_asset_no);
	err = store_get(register_reader(table->session), ENTITY_asset, uuid,
	    &want, table->scratch, &record);
	*same = record != NULL;
	if (err != NULL || record == NULL || *number == '\0')
		return err;
	theirs = record_text(record, F_asset_asset_no);
	*same = theirs == NULL || utf8_equal_folded(theirs, number);
	return NULL;
}

/* The asset that has an interface with this MAC; "". */
static const struct err *
asset_of_mac(struct import_table *table, const char *text, const char **uuid)
{
	char form[MAC_LEN];
	struct fieldset want = { 0 };
	struct record *record = NULL;
	const struct err *err;
	struct buf folded = { 0 };
	struct mac mac;
	bool ok;

	*uuid = "";
	utf8_fold(&folded, text);
	ok = mac_parse(buf_str(&folded), &mac);
	buf_release(&folded);
	if (!ok)
		return NULL;
	mac_format(&mac, form);
	err = look_up(table, ENTITY_interface, F_interface_mac, form, uuid);
	if (err != NULL || **uuid == '\0')
		return err;
	fieldset_add(&want, F_interface_asset);
	err = store_get(register_reader(table->session), ENTITY_interface,
	    *uuid, &want, table->scratch, &record);
	*uuid = record == NULL ? NULL :
	    record_text(record, F_interface_asset);
	if (*uuid == NULL)
		*uuid = "";
	return err;
}

/* An asset without number and serial: only then a name may tell. */
static const struct err *
accept_bare(struct import_table *table, struct row *row, const char *uuid)
{
	struct fieldset want = { 0 };
	struct record *record = NULL;
	const struct err *err;

	if (*uuid == '\0')
		return NULL;
	fieldset_add(&want, F_asset_asset_no);
	fieldset_add(&want, F_asset_serial);
	err = store_get(register_reader(table->session), ENTITY_asset, uuid,
	    &want, table->scratch, &record);
	if (err == NULL && record != NULL &&
	    record_text(record, F_asset_asset_no) == NULL &&
	    record_text(record, F_asset_serial) == NULL) {
		memcpy(row->uuid, uuid, sizeof(row->uuid));
		row->known = true;
	}
	return err;
}

/* Takes a candidate when the asset numbers do not speak against it. */
static const struct err *
accept(struct import_table *table, struct row *row, const char *uuid,
    const char *number)
{
	const struct err *err;
	bool same = false;

	if (row->known || *uuid == '\0')
		return NULL;
	err = same_number(table, uuid, number, &same);
	if (err == NULL && same) {
		memcpy(row->uuid, uuid, sizeof(row->uuid));
		row->known = true;
	}
	return err;
}

/* Asset number, then serial, then MAC; a name only where there is no other. */
static const struct err *
match_asset(struct import_table *table, struct row *row)
{
	const char *number = cell_of(table, row, PART_RECORD,
	    F_asset_asset_no);
	const char *serial = cell_of(table, row, PART_RECORD, F_asset_serial);
	const char *uuid = "";
	const struct err *err;
	bool bare = *number == '\0';
	int part;

	err = look_up(table, ENTITY_asset, F_asset_asset_no, number, &uuid);
	if (err == NULL)
		err = accept(table, row, uuid, number);
	if (err == NULL && !row->known && !sheet_spoiled(serial)) {
		bare = bare && *serial == '\0';
		err = look_up(table, ENTITY_asset, F_asset_serial, serial,
		    &uuid);
		if (err == NULL)
			err = accept(table, row, uuid, number);
	}
	for (part = PART_INTERFACE; part < PARTS && err == NULL &&
	    !row->known; part++) {
		const char *mac = cell_of(table, row, (enum part)part,
		    F_interface_mac);

		bare = bare && *mac == '\0';
		err = asset_of_mac(table, mac, &uuid);
		if (err == NULL)
			err = accept(table, row, uuid, number);
	}
	if (err == NULL && bare)
		err = look_up(table, ENTITY_asset, F_asset_name,
		    cell_of(table, row, PART_RECORD, F_asset_name), &uuid);
	return err == NULL && bare ? accept_bare(table, row, uuid) : err;
}

/* By the name, where a record is known by it. */
static const struct err *
match_name(struct import_table *table, struct row *row)
{
	enum entity_id entity = table->plan->entity;
	size_t position = entity_name_field(entity);
	const struct field *field = entity_field(entity, position);
	const char *uuid = "";
	const struct err *err;

	if (entity == ENTITY_interface)
		err = look_up(table, entity, F_interface_mac,
		    cell_of(table, row, PART_RECORD, F_interface_mac), &uuid);
	else if (field->need == NEED_ALWAYS)
		err = look_up(table, entity, position,
		    cell_of(table, row, PART_RECORD, position), &uuid);
	else
		return NULL;
	if (err == NULL && *uuid != '\0') {
		memcpy(row->uuid, uuid, sizeof(row->uuid));
		row->known = true;
	}
	return err;
}

static bool
is_uuid(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-' :
		    strchr("0123456789abcdef", s[i]) == NULL)
			return false;
	return i == UUID_LEN - 1;
}

static const struct err *
match_uuid(struct import_table *table, struct row *row, const char *uuid)
{
	const struct err *err;
	int entity;

	if (!is_uuid(uuid)) {
		import_problem(table, row, NULL, uuid, _("This is no uuid; "
		    "leave it empty for a new record."), false);
		return NULL;
	}
	err = store_entity_of(register_reader(table->session), uuid, &entity);
	if (err != NULL)
		return err;
	if (entity != ENTITY_NONE && entity != (int)table->plan->entity) {
		import_problem(table, row, NULL, uuid, _("This uuid belongs "
		    "to a record of another kind; leave it empty for a new "
		    "record."), false);
		return NULL;
	}
	memcpy(row->uuid, uuid, UUID_LEN);
	row->known = entity != ENTITY_NONE;
	return NULL;
}

/* What the row is called in the file; refuses a key that came before. */
static void
own_key(struct import_table *table, struct row *row, size_t position,
    bool alone)
{
	const char *text = cell_of(table, row, PART_RECORD, position);
	const char *key;
	struct row *other;

	if (*text == '\0' || row->refused)
		return;
	key = import_folded(table->arena, text);
	other = lookup_get(&table->own, key);
	if (other == NULL) {
		lookup_put(&table->own, key, row);
		return;
	}
	if (alone && other != row && !other->refused)
		import_problem(table, row, NULL, text,
		    arena_printf(table->scratch, _("Line %ld has the same "
		    "%s; leave one of the two."), other->line, entity_field(
		    table->plan->entity, position)->label
		    [table->session->lang]), false);
}

static void
own_keys(struct import_table *table, struct row *row)
{
	enum entity_id entity = table->plan->entity;
	size_t name = entity_name_field(entity);
	struct row *other = lookup_get(&table->records, row->uuid);

	if (other != NULL) {
		import_problem(table, row, NULL, NULL,
		    arena_printf(table->scratch, _("It is the same record as "
		    "line %ld; leave one of the two."), other->line), false);
		return;
	}
	lookup_put(&table->records, row->uuid, row);
	if (entity == ENTITY_asset) {
		own_key(table, row, F_asset_asset_no, true);
		own_key(table, row, name, false);
		own_key(table, row, F_asset_hostname, false);
	} else {
		own_key(table, row, name, entity_field(entity, name)->need ==
		    NEED_ALWAYS && *cell_of(table, row, PART_RECORD,
		    F_uuid) == '\0');
	}
}

const struct err *
match_rows(struct import_table *table)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < table->rows && err == NULL; i++) {
		struct row *row = &table->row[i];
		const char *uuid = cell_of(table, row, PART_RECORD, F_uuid);

		if (*uuid != '\0')
			err = match_uuid(table, row, uuid);
		else if (table->plan->entity == ENTITY_asset)
			err = match_asset(table, row);
		else
			err = match_name(table, row);
		row->made = row->uuid[0] == '\0';
		if (row->made)
			session_uuid(table->session, row->uuid);
		if (err == NULL && !row->refused)
			own_keys(table, row);
		arena_reset(table->scratch);
	}
	return err;
}

/* --- interfaces of an asset ------------------------------------------- */

static bool
has_item(const struct value *list, const struct value *wanted)
{
	size_t i, k;

	for (i = 0; list->kind == VALUE_LIST && i < list->n; i++)
		for (k = 0; wanted->kind == VALUE_LIST && k < wanted->n; k++)
			if (strcmp(list->list[i], wanted->list[k]) == 0)
				return true;
	return false;
}

/* How well an interface fits: same MAC 3, same IP 2, no MAC yet 1. */
static int
fitness(const struct record *theirs, const struct record *ours)
{
	const char *a = record_text(theirs, F_interface_mac);
	const char *b = record_text(ours, F_interface_mac);

	if (a != NULL && b != NULL)
		return strcmp(a, b) == 0 ? 3 : 0;
	if (has_item(record_value(theirs, F_interface_ip),
	    record_value(ours, F_interface_ip)))
		return 2;
	return a == NULL || b == NULL;
}

const struct err *
match_interface(struct reading *reading, enum part part)
{
	struct import_table *table = reading->table;
	struct store *store = register_reader(table->session);
	struct record *ours = reading->record[part];
	struct record *best = NULL, *other = part == PART_INTERFACE_2 ?
	    reading->record[PART_INTERFACE] : NULL;
	struct fieldset want = { 0 };
	const char *uuid[16];
	const struct err *err;
	size_t i, n = 0;
	int most = 0;

	if (!reading->row->known)
		return NULL;
	fieldset_add(&want, F_interface_mac);
	fieldset_add(&want, F_interface_ip);
	err = store_lookup(store, ENTITY_interface, F_interface_asset,
	    reading->row->uuid, table->scratch, uuid, 16, &n);
	for (i = 0; i < n && err == NULL; i++) {
		struct record *theirs = NULL;

		if (other != NULL && strcmp(other->uuid, uuid[i]) == 0)
			continue;
		err = store_get(store, ENTITY_interface, uuid[i], &want,
		    table->scratch, &theirs);
		if (err == NULL && theirs != NULL &&
		    fitness(theirs, ours) > most) {
			most = fitness(theirs, ours);
			best = theirs;
		}
	}
	if (best != NULL)
		record_set_text(ours, F_uuid, arena_strdup(table->scratch,
		    best->uuid));
	return err;
}
