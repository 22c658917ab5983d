/* SPDX-License-Identifier: ISC */
/* A row of a table becomes records, and the records become changes. */
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/import_impl.h"

void
import_problem(struct import_table *table, struct row *row,
    const struct column *column, const char *value, const char *reason,
    bool warning)
{
	static const char *const parts[PARTS] = {
		[PART_RECORD] = "", [PART_INTERFACE] = "interface.",
		[PART_INTERFACE_2] = "interface.2.",
	};
	struct problem problem = {
		.file = table->plan->file, .line = row->line,
		.column = column == NULL ? NULL : column->header,
		.field = column == NULL || column->key == NULL ? NULL :
		    arena_printf(table->arena, "%s%s", parts[column->part],
		    column->field->key),
		.value = value, .reason = reason, .warning = warning,
	};

	problem_add(&table->plan->problems, &problem);
	if (warning)
		return;
	row->refused = true;
	row->reasons = arena_printf(table->arena, "%s%s%s%s%s",
	    row->reasons == NULL ? "" : row->reasons,
	    row->reasons == NULL ? "" : " / ",
	    column == NULL ? "" : column->header,
	    column == NULL ? "" : ": ", reason);
}

struct record *
reading_record(struct reading *reading, enum part part)
{
	if (reading->record[part] == NULL)
		reading->record[part] = record_new(reading->table->scratch,
		    part == PART_RECORD ? reading->table->plan->entity :
		    ENTITY_interface);
	return reading->record[part];
}

void
reading_refuse(struct reading *reading, const struct column *column,
    const char *value, const char *reason)
{
	if (reading->judge)
		import_problem(reading->table, reading->row, column, value,
		    reason, false);
}

void
reading_warn(struct reading *reading, const struct column *column,
    const char *value, const char *reason)
{
	if (reading->judge)
		import_problem(reading->table, reading->row, column, value,
		    reason, true);
}

const struct err *
reading_refs(struct reading *reading, const struct column *column,
    const char *text)
{
	struct import_table *table = reading->table;
	struct record *record = reading_record(reading, column->part);
	const struct err *err;
	const char *uuid;
	struct value names;
	size_t i;

	err = value_read(table->session, column->field, text, table->scratch,
	    &names);
	if (err == NULL && names.kind == VALUE_TEXT) {
		err = match_ref(reading, column, names.s, &uuid);
		if (err == NULL && *uuid != '\0')
			record_set_text(record, column->position, uuid);
	}
	for (i = 0; err == NULL && names.kind == VALUE_LIST && i < names.n;
	    i++) {
		err = match_ref(reading, column, names.list[i], &uuid);
		if (err == NULL && *uuid != '\0')
			record_add_item(record, column->position,
			    table->scratch, uuid);
	}
	if (err != NULL && err->kind != ERR_NOT_FOUND &&
	    err->kind != ERR_INVALID)
		return err;
	if (err != NULL && table->sheet)
		reading_ask(reading, column, ASK_REF, text,
		    _("name or number of a record | notes | -"), NULL);
	else if (err != NULL)
		reading_refuse(reading, column, text, err->msg);
	return NULL;
}

/* A cell of a table with keys or labels: what stands there is the value. */
static const struct err *
plain_cell(struct reading *reading, const struct column *column,
    const char *text)
{
	struct import_table *table = reading->table;
	struct record *record = reading_record(reading, PART_RECORD);
	const struct err *err;
	struct value value;

	if (column->position == F_uuid)
		return NULL;
	if (column->answered && *text != '\0')
		settle_cell(reading, column, &text);
	reading->asked = reading->answer = NULL;
	if (text == NULL)
		return NULL;
	if (field_is_ref(column->field)) {
		record_set(record, column->position, (struct value){ 0 });
		return reading_refs(reading, column, text);
	}
	err = value_read(table->session, column->field, text, table->scratch,
	    &value);
	if (err != NULL)
		reading_refuse(reading, column, text, err->msg);
	else
		record_set(record, column->position, value);
	return NULL;
}

/* Ties an interface to its asset; one without content is none. */
static const struct err *
settle_interface(struct reading *reading, enum part part)
{
	struct record *record = reading->record[part];
	const struct err *err;
	char uuid[UUID_LEN];

	if (record == NULL || fieldset_empty(&record->have)) {
		reading->record[part] = NULL;
		return NULL;
	}
	if (reading->row->refused)
		return NULL;
	err = match_interface(reading, part);
	if (err == NULL && record->uuid[0] == '\0') {
		session_uuid(reading->table->session, uuid);
		record_set_text(record, F_uuid,
		    arena_strdup(reading->table->scratch, uuid));
		record_set_text(record, F_interface_asset,
		    reading->row->uuid);
	}
	return err;
}

const struct err *
row_read(struct reading *reading)
{
	struct import_table *table = reading->table;
	struct row *row = reading->row;
	const struct err *err = NULL;
	size_t i;

	record_set_text(reading_record(reading, PART_RECORD), F_uuid,
	    row->uuid);
	row->waits_for = 0;
	for (i = 0; i < table->columns && err == NULL; i++) {
		struct column *column = &table->column[i];

		if (column->key == NULL)
			continue;
		err = table->sheet ?
		    sheet_cell(reading, column, row->cell[i]) :
		    plain_cell(reading, column, row->cell[i]);
	}
	if (err == NULL && table->sheet)
		sheet_finish(reading);
	if (err == NULL)
		err = settle_interface(reading, PART_INTERFACE);
	if (err == NULL)
		err = settle_interface(reading, PART_INTERFACE_2);
	return err;
}

/* --- writing into the change set -------------------------------------- */

const struct err *
record_put_changes(struct import_plan *plan, struct session *session,
    struct record *record, enum standing standing, struct arena *scratch,
    bool *differs)
{
	struct record *now = NULL;
	const struct err *err = NULL;
	bool any = false;
	size_t i;

	*differs = true;
	if (standing == STANDS)
		err = store_get(register_reader(session), record->entity,
		    record->uuid, &record->have, scratch, &now);
	if (err != NULL)
		return err;
	for (i = 0; i < record->n; i++) {
		if (!fieldset_has(&record->have, i) || i == F_uuid)
			continue;
		if (now != NULL ? value_equal(record_value(record, i),
		    record_value(now, i)) : !record_has(record, i))
			fieldset_remove(&record->have, i);
		else
			any = true;
	}
	*differs = any || now == NULL;
	if (now != NULL)
		record->rev = now->rev;
	/* What was seen is never changed afterwards. */
	if (*differs && standing == STANDS_NOT)
		changes_create(plan->changes, record);
	else if (*differs && !(now != NULL &&
	    entity_is_evidence(record->entity)))
		changes_put(plan->changes, record);
	return NULL;
}

static void
put_target(struct import_table *table, struct target *target)
{
	struct record *record = record_new(table->scratch, target->entity);

	target->used = true;
	record_set_text(record, F_uuid, target->uuid);
	record_set_text(record, entity_name_field(target->entity),
	    target->name);
	if (target->cidr != NULL)
		record_set_text(record, F_network_cidr, target->cidr);
	if (target->vlan != 0)
		record_set_int(record, F_network_vlan, target->vlan);
	changes_create(table->plan->changes, record);
	table->plan->also[target->entity]++;
}

/* Evidence comes from discovery: a table may only repeat it. */
static const struct err *
put_evidence(struct reading *reading)
{
	struct import_table *table = reading->table;
	struct row *row = reading->row;
	const struct err *err = NULL;
	bool differs = true;

	if (row->known)
		err = record_put_changes(table->plan, table->session,
		    reading->record[PART_RECORD], STANDS, table->scratch,
		    &differs);
	if (err == NULL && differs)
		import_problem(table, row, NULL, NULL, _("What discovery saw "
		    "is evidence; it is not entered or changed by a table. "
		    "Leave the row out."), false);
	else if (err == NULL)
		table->plan->same++;
	return err;
}

const struct err *
row_put(struct reading *reading)
{
	struct import_table *table = reading->table;
	struct import_plan *plan = table->plan;
	struct row *row = reading->row;
	const struct err *err = NULL;
	bool differs, any = false;
	int part;
	size_t i;

	if (entity_is_evidence(plan->entity))
		return put_evidence(reading);
	for (i = 0; i < reading->targets; i++)
		if (reading->target[i]->fresh && !reading->target[i]->used)
			put_target(table, reading->target[i]);
	for (part = PART_RECORD; part < PARTS && err == NULL; part++) {
		struct record *record = reading->record[part];
		enum standing standing = STANDS;

		if (record == NULL)
			continue;
		if (part == PART_RECORD)
			standing = row->known ? STANDS : row->made ?
			    STANDS_NOT : STANDS_MAYBE;
		else if (fieldset_has(&record->have, F_interface_asset))
			standing = STANDS_NOT;
		err = record_put_changes(plan, table->session, record,
		    standing, table->scratch, &differs);
		any = any || differs;
		lookup_put(&table->records, arena_strdup(table->arena,
		    record->uuid), row);
	}
	row->becomes = !row->known ? IMPORT_NEW : any ? IMPORT_CHANGED :
	    IMPORT_SAME;
	if (row->asks)
		plan->asking[row->becomes]++;
	else
		++*(row->becomes == IMPORT_NEW ? &plan->created :
		    row->becomes == IMPORT_CHANGED ? &plan->changed :
		    &plan->same);
	return err;
}
