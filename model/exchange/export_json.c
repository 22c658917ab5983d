/* SPDX-License-Identifier: ISC */
/* The register as JSON. */
#include <string.h>

#include "base/json.h"
#include "model/custom.h"
#include "model/exchange/export_impl.h"

static void
json_item(struct export *ex, struct json *json, const struct field *field,
    const char *s)
{
	const struct naming *naming;

	if (!field_is_ref(field)) {
		json_string(json, s);
		return;
	}
	naming = export_name(ex, field, s);
	json_open(json, '{');
	json_key(json, "uuid");
	json_string(json, s);
	json_key(json, "entity");
	json_string(json, naming == NULL || naming->entity == ENTITY_NONE ?
	    NULL : entity_get((enum entity_id)naming->entity)->key);
	json_key(json, "name");
	json_string(json, naming == NULL ? NULL : naming->name);
	json_close(json, '}');
}

static void
json_field(struct export *ex, struct json *json, const struct field *field,
    const struct value *value)
{
	char moment[DATETIME_LEN];
	size_t i;

	json_key(json, field->key);
	if (field_is_many(field)) {
		json_open(json, '[');
		for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
			json_item(ex, json, field, value->list[i]);
		json_close(json, ']');
	} else if (value->kind == VALUE_NONE) {
		json_null(json);
	} else if (value->kind == VALUE_TEXT) {
		json_item(ex, json, field, value->s);
	} else if (field->type == TYPE_DATETIME) {
		datetime_format(value->i, moment);
		json_string(json, moment);
	} else {
		json_int(json, value->i);
	}
}

/*
 * The position that stands in place i: a register's own fields go by key, so
 * that the order of their definition does not show.
 */
static size_t
json_place(enum entity_id entity, size_t i)
{
	size_t first = entity_field_built_in(entity), j, k, before;
	const struct field *field, *other;

	for (j = first; i >= first && (field = entity_field(entity, j)) !=
	    NULL; j++) {
		for (before = 0, k = first;
		    (other = entity_field(entity, k)) != NULL; k++)
			before += strcmp(other->key, field->key) < 0 ||
			    (k < j && strcmp(other->key, field->key) == 0);
		if (before == i - first)
			return j;
	}
	return i;
}

static bool
json_row(void *ctx, const struct record *record)
{
	struct export *ex = ctx;
	struct json json = { .out = ex->sink->out };
	const struct field *field;
	size_t i, at, n = entity_field_count(ex->entity);

	buf_add(ex->sink->out, ex->rows > 0 ? ",\n" : "\n");
	json_open(&json, '{');
	for (i = 0; i < n; i++) {
		at = ex->place[i];
		field = entity_field(ex->entity, at);
		if (export_has(field, at))
			json_field(ex, &json, field,
			    record_value(record, at));
	}
	json_close(&json, '}');
	return export_row_done(ex);
}

/* "[", the rows a line each, "]". */
static void
json_rows(struct export *ex, enum entity_id entity)
{
	struct fieldset want = export_fields(entity);
	struct query_sort sort[3];
	struct query *query = NULL;
	const struct err *err;
	size_t i, n = entity_field_count(entity);

	ex->entity = entity;
	ex->rows = 0;
	for (i = 0; i < n; i++)
		ex->place[i] = json_place(entity, i);
	buf_addc(ex->sink->out, '[');
	/* Naming retired_at brings the retired ones. */
	err = query_parse(ex->session, entity,
	    "retired_at=\"\" or retired_at!=\"\"", ex->arena, &query);
	if (err == NULL)
		err = store_each(register_reader(ex->session), entity, query,
		    sort, export_order(entity, sort), &want, json_row, ex);
	buf_add(ex->sink->out, ex->rows > 0 ? "\n]" : "]");
	if (ex->err == NULL)
		ex->err = err;
}

/* Definitions come first: what follows is read by them. */
static enum entity_id
in_turn(size_t i)
{
	int e, rest;

	for (rest = 0; rest < 2; rest++)
		for (e = 0; e < ENTITY_COUNT; e++)
			if (custom_defines((enum entity_id)e) != rest &&
			    i-- == 0)
				return (enum entity_id)e;
	return ENTITY_COUNT;
}

const struct err *
export_json(struct session *session, const enum entity_id *entities,
    size_t n, const struct export_sink *sink)
{
	struct export ex;
	size_t i, count = n == 0 ? ENTITY_COUNT : n;

	export_init(&ex, session, NULL, sink);
	ex.err = register_settle(session);
	if (n != 1)
		buf_printf(sink->out, "{\"daicho\": %d", STORE_VERSION);
	for (i = 0; i < count && ex.err == NULL; i++) {
		enum entity_id entity = n == 0 ? in_turn(i) : entities[i];

		if (n != 1)
			buf_printf(sink->out, ",\n\"%s\": ",
			    entity_get(entity)->key);
		json_rows(&ex, entity);
	}
	buf_add(sink->out, n != 1 ? "\n}\n" : "\n");
	export_hand_on(&ex, true);
	export_release(&ex);
	return ex.err;
}
