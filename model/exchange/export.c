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

enum { PIECE = 1 << 20 };	/* bytes gathered before they are handed on */

struct export {
	struct session	*session;
	const struct export_sink *sink;
	const struct export_options *options;	/* NULL: JSON */
	struct arena	*arena, *scratch;
	struct words	 names;
	struct buf	 text;		/* of a table, not encoded yet */
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
	naming->name = arena_strdup(ex->arena,
	    register_name_of(ex->session, uuid, ex->scratch));
	naming->ref = naming->uuid;
	words_put(&ex->names, naming->uuid, naming);
	if (ex->options == NULL) {	/* JSON has the uuid itself */
		arena_reset(ex->scratch);
		return naming;
	}
	ref = register_ref_of(ex->session, uuid, ex->scratch);
	if (utf8_is_safe(ref, strlen(ref)) &&
	    strpbrk(ref, ";,\n") == NULL && strstr(ref, "、") == NULL &&
	    register_resolve(ex->session, field->targets, ref, again) ==
	    NULL && strcmp(again, uuid) == 0)
		naming->ref = arena_strdup(ex->arena, ref);
	arena_reset(ex->scratch);
	return naming;
}

/* --- bytes ------------------------------------------------------------ */

/* Hands on what was gathered, when there is enough or at the end. */
static void
hand_on(struct export *ex, bool end)
{
	struct buf *out = ex->sink->out;
	size_t bad = 0;

	if (ex->text.len > 0 && (end || ex->text.len > PIECE)) {
		charset_encode(ex->options->charset, ex->text.s, out, &bad);
		buf_clear(&ex->text);
	}
	if (ex->sink->lost != NULL)
		*ex->sink->lost += bad;
	if (ex->err == NULL && ex->sink->flush != NULL &&
	    (end || out->len > PIECE))
		ex->err = ex->sink->flush(ex->sink->ctx, out);
}

/* After a row; false stops. */
static bool
row_done(struct export *ex)
{
	hand_on(ex, false);
	if (++ex->rows % 256 == 0 && ex->err == NULL &&
	    !session_step(ex->session, _("Writing"), ex->rows, 0))
		ex->err = err_new(ERR_CANCELLED, _("The export was stopped."));
	return ex->err == NULL;
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
	return row_done(ex);
}

const struct err *
export_table(struct session *session, enum entity_id entity,
    const struct export_options *options, const struct export_sink *sink)
{
	struct export ex = { .session = session, .options = options,
	    .sink = sink, .arena = arena_new(), .scratch = arena_new(),
	    .entity = entity };
	struct fieldset want = exported(entity);
	struct query_sort sort[3];
	const struct field *field;
	size_t i;

	ex.writer = (struct csv_writer){ .out = &ex.text,
	    .delimiter = options->delimiter,
	    .spreadsheet = options->spreadsheet };
	ex.err = register_settle(session);
	csv_encode(options->charset, options->bom, "", sink->out, NULL);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (is_exported(field, i))
			csv_cell(&ex.writer, options->spreadsheet ?
			    field->label[session->lang] : field->key, false);
	csv_end_row(&ex.writer);
	if (ex.err == NULL) {
		const struct err *err = store_each(register_reader(session),
		    entity, options->query, sort, order_of(entity, sort),
		    &want, table_row, &ex);

		ex.err = ex.err == NULL ? err : ex.err;
	}
	hand_on(&ex, true);
	words_release(&ex.names);
	arena_free(ex.scratch);
	arena_free(ex.arena);
	buf_release(&ex.text);
	return ex.err;
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
	struct json json = { .out = ex->sink->out };
	const struct field *field;
	size_t i;

	buf_add(ex->sink->out, ex->rows > 0 ? ",\n" : "\n");
	json_open(&json, '{');
	for (i = 0; (field = entity_field(ex->entity, i)) != NULL; i++)
		if (is_exported(field, i))
			json_field(ex, &json, field,
			    record_value(record, i));
	json_close(&json, '}');
	return row_done(ex);
}

/* "[", the rows a line each, "]". */
static void
json_rows(struct export *ex, enum entity_id entity)
{
	struct fieldset want = exported(entity);
	struct query_sort sort[3];
	struct query *query = NULL;
	const struct err *err;

	ex->entity = entity;
	ex->rows = 0;
	buf_addc(ex->sink->out, '[');
	/* Naming retired_at brings the retired ones. */
	err = query_parse(ex->session, entity,
	    "retired_at=\"\" or retired_at!=\"\"", ex->arena, &query);
	if (err == NULL)
		err = store_each(register_reader(ex->session), entity, query,
		    sort, order_of(entity, sort), &want, json_row, ex);
	buf_add(ex->sink->out, ex->rows > 0 ? "\n]" : "]");
	if (ex->err == NULL)
		ex->err = err;
}

const struct err *
export_json(struct session *session, const enum entity_id *entities,
    size_t n, const struct export_sink *sink)
{
	struct export ex = { .session = session, .arena = arena_new(),
	    .scratch = arena_new(), .sink = sink };
	size_t i, count = n == 0 ? ENTITY_COUNT : n;

	ex.err = register_settle(session);
	if (n != 1)
		buf_printf(sink->out, "{\"daicho\": %d", STORE_VERSION);
	for (i = 0; i < count && ex.err == NULL; i++) {
		enum entity_id entity = n == 0 ? (enum entity_id)i :
		    entities[i];

		if (n != 1)
			buf_printf(sink->out, ",\n\"%s\": ",
			    entity_get(entity)->key);
		json_rows(&ex, entity);
	}
	buf_add(sink->out, n != 1 ? "\n}\n" : "\n");
	hand_on(&ex, true);
	words_release(&ex.names);
	arena_free(ex.scratch);
	arena_free(ex.arena);
	return ex.err;
}
