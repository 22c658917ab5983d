/* SPDX-License-Identifier: ISC */
/* add, set: edits from the command line. */
#include <stdint.h>
#include <stdio.h>

#include "model/clone.h"
#include "verb/change.h"

/* An empty record, or one after the pattern of --from. */
static const struct err *
new_record(struct verb_call *call, enum entity_id entity,
    struct record **out)
{
	const char *from = verb_value(call, "from");
	const struct err *err;
	char uuid[UUID_LEN];

	*out = record_new(call->arena, entity);
	if (from == NULL)
		return NULL;
	err = register_resolve(call->session, UINT64_C(1) << entity, from,
	    uuid);
	return err != NULL ? err : clone_record(call->session, entity, uuid,
	    call->arena, out);
}

static const struct err *
run_add(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	struct changes *changes;
	struct record *record;
	const struct err *err;
	enum entity_id entity;

	err = verb_entity(call->operand[0], &entity);
	if (err != NULL)
		return err;
	if (call->operands < 2 && verb_value(call, "from") == NULL)
		return err_new(ERR_USAGE, _("Give at least one KEY=VALUE, or "
		    "--from REF."));
	err = new_record(call, entity, &record);
	if (err != NULL)
		return err;
	err = change_read(call, record, call->operand + 1, call->operands - 1,
	    &problems);
	if (err != NULL)
		return err;
	changes = change_begin(call, "edit");
	changes_put(changes, record);
	return change_end(call, changes, &problems);
}

/* A record that holds only what is to be set. */
static struct record *
aimed(struct arena *arena, const struct record *values, const char *uuid,
    int64_t rev)
{
	struct record *record = record_copy(arena, values);

	snprintf(record->uuid, sizeof(record->uuid), "%s", uuid);
	record->rev = rev;
	return record;
}

struct collect {
	struct changes	*changes;
	const struct record *values;
};

static bool
set_one(void *ctx, const struct record *record)
{
	struct collect *c = ctx;

	changes_put(c->changes, aimed(changes_arena(c->changes), c->values,
	    record->uuid, record->rev));
	return true;
}

static const struct err *
set_matching(struct verb_call *call, struct collect *c,
    enum entity_id entity, const char *where)
{
	struct fieldset want = { 0 };
	struct query *query = NULL;
	const struct err *err;

	fieldset_add(&want, F_uuid);
	fieldset_add(&want, F_rev);
	err = query_parse(call->session, entity, where, call->arena, &query);
	if (err == NULL)
		err = store_each(register_reader(call->session), entity, query,
		    NULL, 0, &want, set_one, c);
	if (err != NULL)
		return err;
	return change_confirm(call, (int64_t)changes_count(c->changes));
}

static const struct err *
set_named(struct verb_call *call, struct collect *c, enum entity_id entity,
    const char *ref)
{
	struct record *record = NULL;
	char uuid[UUID_LEN];
	const struct err *err;

	err = register_resolve(call->session, UINT64_C(1) << entity, ref, uuid);
	if (err == NULL)
		err = store_get(register_reader(call->session), entity, uuid,
		    NULL, call->arena, &record);
	if (err == NULL)
		set_one(c, record);
	return err;
}

static const struct err *
run_set(struct verb_call *call)
{
	const char *where = verb_value(call, "where");
	int first = where == NULL ? 2 : 1;
	struct problems problems = { .arena = call->arena };
	struct collect c = { 0 };
	struct record *values;
	const struct err *err;
	enum entity_id entity;

	if (call->operands <= first)
		return err_new(ERR_USAGE, _("Name the record (or -w QUERY) and "
		    "at least one KEY=VALUE."));
	err = verb_entity(call->operand[0], &entity);
	if (err != NULL)
		return err;
	values = record_new(call->arena, entity);
	err = change_read(call, values, call->operand + first,
	    call->operands - first, &problems);
	if (err != NULL)
		return err;
	c.values = values;
	c.changes = change_begin(call, "edit");
	err = where == NULL ?
	    set_named(call, &c, entity, call->operand[1]) :
	    set_matching(call, &c, entity, where);
	if (err != NULL) {
		changes_free(c.changes);
		return err;
	}
	return change_end(call, c.changes, &problems);
}

static const struct verb_option options[] = {
	{ "from", 0, "REF", N_("begin with the fields of this record, without "
	    "its numbers, addresses and approval") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

static const struct verb_option set_options[] = {
	{ "where", 'w', "QUERY", N_("every record that matches") },
	{ "yes", 0, "N", N_("the number of records that will change") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_add = {
	.name = "add",
	.synopsis = "ENTITY [--from REF] KEY=VALUE…",
	.help = N_("Add a record"),
	.options = options,
	.flags = VERB_WRITES,
	.min = 1, .max = -1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_add,
};

const struct verb verb_set = {
	.name = "set",
	.synopsis = "ENTITY (REF | -w QUERY) KEY=VALUE…",
	.help = N_("Change fields of one record or of many"),
	.options = set_options,
	.flags = VERB_WRITES,
	.min = 2, .max = -1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_set,
};
