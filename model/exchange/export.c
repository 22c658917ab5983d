/* SPDX-License-Identifier: ISC */
#include "model/exchange/export.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/exchange/csv.h"
#include "model/exchange/words.h"

/* How a record is named, remembered: many rows name the same ones. */
struct naming {
	char		 uuid[UUID_LEN];
	int		 entity;
	const char	*name;
	const char	*ref;		/* what finds it again; else the uuid */
};

struct export {
	struct session	*session;
	const struct export_options *options;
	struct arena	*arena;
	struct words	 names;
	struct buf	*out;
	struct csv_writer writer;
	enum entity_id	 entity;
	int64_t		 rows;
	const struct err *err;
};

static bool
is_exported(const struct field *field, size_t position)
{
	return field->type != TYPE_COMPUTED && position != F_rev &&
	    position != F_created_at && position != F_created_by &&
	    position != F_updated_at && position != F_updated_by;
}

static struct fieldset
exported(enum entity_id entity)
{
	struct fieldset set = fieldset_all(entity);
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (!is_exported(field, i))
			fieldset_remove(&set, i);
	return set;
}

/* By number and name, and then always the same: by uuid. */
static size_t
order_of(enum entity_id entity, struct query_sort sort[3])
{
	size_t n = 0;

	if (entity == ENTITY_asset)
		sort[n++] = (struct query_sort){ F_asset_asset_no, false };
	sort[n++] = (struct query_sort){ entity_name_field(entity), false };
	sort[n++] = (struct query_sort){ F_uuid, false };
	return n;
}

/* --- references ------------------------------------------------------- */

static const struct naming *
name_of(struct export *ex, const struct field *field, const char *uuid)
{
	struct naming *naming = words_get(&ex->names, uuid);
	const char *ref;
	char again[UUID_LEN];

	if (naming != NULL || ex->err != NULL)
		return naming;
	naming = arena_alloc(ex->arena, sizeof(*naming));
	memcpy(naming->uuid, uuid, strlen(uuid) + 1);
	ex->err = store_entity_of(register_reader(ex->session), uuid,
	    &naming->entity);
	if (ex->err != NULL)
		return NULL;
	naming->name = register_name_of(ex->session, uuid, ex->arena);
	naming->ref = naming->uuid;
	words_put(&ex->names, naming->uuid, naming);
	if (ex->options == NULL)	/* JSON has the uuid itself */
		return naming;
	ref = register_ref_of(ex->session, uuid, ex->arena);
	if (utf8_is_safe(ref, strlen(ref)) &&
	    strpbrk(ref, ";,\n") == NULL && strstr(ref, "、") == NULL &&
	    register_resolve(ex->session, field->targets, ref, again) ==
	    NULL && strcmp(again, uuid) == 0)
		naming->ref = ref;
	return naming;
}

/* --- tables ----------------------------------------------------------- */

static const char *
label_of(const struct export *ex, const struct field *field, const char *key)
{
	const struct choice *rows;
	size_t i, n;

	rows = field_choices(ex->session, field, &n);
	for (i = 0; i < n; i++)
		if (strcmp(rows[i].key, key) == 0)
			return rows[i].label[ex->session->lang];
	return key;
}

static void
add_text(struct export *ex, const struct field *field, const char *s,
    struct buf *out)
{
	const struct naming *naming;

	if (field_is_ref(field)) {
		naming = name_of(ex, field, s);
		buf_add(out, naming == NULL ? s : naming->ref);
	} else if (ex->options->spreadsheet) {
		if (field_is_choice(field))
			s = label_of(ex, field, s);
		utf8_safe(out, s, strlen(s), UTF8_KEEP_NEWLINE);
	} else {
		buf_add(out, s);
	}
}

static bool
table_row(void *ctx, const struct record *record)
{
	struct export *ex = ctx;
	struct buf text = { 0 };
	const struct field *field;
	size_t i, k;

	for (i = 0; (field = entity_field(ex->entity, i)) != NULL; i++) {
		const struct value *value = record_value(record, i);

		if (!is_exported(field, i))
			continue;
		buf_clear(&text);
		if (value->kind == VALUE_TEXT)
			add_text(ex, field, value->s, &text);
		else if (value->kind == VALUE_INT)
			value_format_raw(field, value, &text);
		for (k = 0; value->kind == VALUE_LIST && k < value->n; k++) {
			if (k > 0)
				buf_addc(&text, ';');
			add_text(ex, field, value->list[k], &text);
		}
		csv_cell(&ex->writer, buf_str(&text),
		    value->kind == VALUE_INT);
	}
	csv_end_row(&ex->writer);
	buf_release(&text);
	if (++ex->rows % 256 == 0 && ex->err == NULL &&
	    !session_step(ex->session, _("Writing"), ex->rows, 0))
		ex->err = err_new(ERR_CANCELLED, _("The export was stopped."));
	return ex->err == NULL;
}

const struct err *
export_table(struct session *session, enum entity_id entity,
    const struct export_options *options, struct buf *out)
{
	struct buf text = { 0 };
	struct export ex = {
		.session = session, .options = options, .arena = arena_new(),
		.entity = entity,
		.writer = { .out = &text, .delimiter = options->delimiter,
		    .spreadsheet = options->spreadsheet },
	};
	struct fieldset want = exported(entity);
	const struct err *err = register_settle(session);
	struct query_sort sort[3];
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (is_exported(field, i))
			csv_cell(&ex.writer, options->spreadsheet ?
			    field->label[session->lang] : field->key, false);
	csv_end_row(&ex.writer);
	if (err == NULL)
		err = store_each(register_reader(session), entity,
		    options->query, sort, order_of(entity, sort), &want,
		    table_row, &ex);
	if (err == NULL)
		err = ex.err;
	if (err == NULL)
		csv_encode(options->charset, options->bom, buf_str(&text),
		    out, NULL);
	words_release(&ex.names);
	arena_free(ex.arena);
	buf_release(&text);
	return err;
}

/* --- JSON ------------------------------------------------------------- */

static void
json_item(struct export *ex, struct json *json, const struct field *field,
    const char *s)
{
	const struct naming *naming;

	if (!field_is_ref(field)) {
		json_string(json, s);
		return;
	}
	naming = name_of(ex, field, s);
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

static bool
json_row(void *ctx, const struct record *record)
{
	struct export *ex = ctx;
	struct json json = { .out = ex->out };
	const struct field *field;
	size_t i;

	buf_add(ex->out, ex->rows++ > 0 ? ",\n" : "\n");
	json_open(&json, '{');
	for (i = 0; (field = entity_field(ex->entity, i)) != NULL; i++)
		if (is_exported(field, i))
			json_field(ex, &json, field,
			    record_value(record, i));
	json_close(&json, '}');
	if (ex->rows % 256 == 0 && ex->err == NULL &&
	    !session_step(ex->session, _("Writing"), ex->rows, 0))
		ex->err = err_new(ERR_CANCELLED, _("The export was stopped."));
	return ex->err == NULL;
}

/* "[", the rows a line each, "]". */
static const struct err *
json_rows(struct export *ex, enum entity_id entity)
{
	struct fieldset want = exported(entity);
	struct query_sort sort[3];
	struct query *query = NULL;
	const struct err *err;

	ex->entity = entity;
	ex->rows = 0;
	buf_addc(ex->out, '[');
	/* Naming retired_at brings the retired ones. */
	err = query_parse(ex->session, entity,
	    "retired_at=\"\" or retired_at!=\"\"", ex->arena, &query);
	if (err == NULL)
		err = store_each(register_reader(ex->session), entity, query,
		    sort, order_of(entity, sort), &want, json_row, ex);
	buf_add(ex->out, ex->rows > 0 ? "\n]" : "]");
	return err != NULL ? err : ex->err;
}

const struct err *
export_json(struct session *session, const enum entity_id *entities,
    size_t n, struct buf *out)
{
	struct export ex = { .session = session, .arena = arena_new(),
	    .out = out };
	const struct err *err = register_settle(session);
	size_t i, count = n == 0 ? ENTITY_COUNT : n;

	if (n != 1)
		buf_printf(out, "{\"daicho\": %d", STORE_VERSION);
	for (i = 0; i < count && err == NULL; i++) {
		enum entity_id entity = n == 0 ? (enum entity_id)i :
		    entities[i];

		if (n != 1)
			buf_printf(out, ",\n\"%s\": ",
			    entity_get(entity)->key);
		err = json_rows(&ex, entity);
	}
	buf_add(out, n != 1 ? "\n}\n" : "\n");
	words_release(&ex.names);
	arena_free(ex.arena);
	return err;
}
