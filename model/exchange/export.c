/* SPDX-License-Identifier: ISC */
#include "model/exchange/export_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { PIECE = 1 << 20 };	/* bytes gathered before they are handed on */

void
export_init(struct export *ex, struct session *session,
    const struct export_options *options, const struct export_sink *sink)
{
	*ex = (struct export){ .session = session, .options = options,
	    .sink = sink, .arena = arena_new(), .scratch = arena_new() };
}

void
export_release(struct export *ex)
{
	lookup_release(&ex->names);
	arena_free(ex->scratch);
	arena_free(ex->arena);
	buf_release(&ex->text);
}

bool
export_has(const struct field *field, size_t position)
{
	return field->type != TYPE_COMPUTED &&
	    (field->flags & FL_GONE) == 0 && position != F_rev &&
	    position != F_created_at && position != F_created_by &&
	    position != F_updated_at && position != F_updated_by;
}

struct fieldset
export_fields(enum entity_id entity)
{
	struct fieldset set = fieldset_all(entity);
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (!export_has(field, i))
			fieldset_remove(&set, i);
	return set;
}

size_t
export_order(enum entity_id entity, struct query_sort sort[3])
{
	size_t n = 0;

	if (entity == ENTITY_asset)
		sort[n++] = (struct query_sort){ F_asset_asset_no, false };
	sort[n++] = (struct query_sort){ entity_name_field(entity), false };
	sort[n++] = (struct query_sort){ F_uuid, false };
	return n;
}

/* --- references ------------------------------------------------------- */

const struct naming *
export_name(struct export *ex, const struct field *field, const char *uuid)
{
	char key[UUID_LEN + 20], again[UUID_LEN];
	struct naming *naming;
	const char *ref;

	/* A name that is unique among sites may not be among all. */
	snprintf(key, sizeof(key), "%s %llx", uuid,
	    (unsigned long long)field->targets);
	naming = lookup_get(&ex->names, key);
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
	lookup_put(&ex->names, arena_strdup(ex->arena, key), naming);
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

void
export_hand_on(struct export *ex, bool end)
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

bool
export_row_done(struct export *ex)
{
	if (ex->book == NULL)
		export_hand_on(ex, false);
	if (++ex->rows % 256 == 0 && ex->err == NULL &&
	    !session_step(ex->session, _("Writing"), ex->rows, 0))
		ex->err = err_new(ERR_CANCELLED, _("The export was stopped."));
	return ex->err == NULL;
}

/* --- cells ------------------------------------------------------------ */

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

/* Appends one text of a value as the table has it. */
static void
add_text(struct export *ex, const struct field *field, const char *s,
    struct buf *out)
{
	const struct naming *naming;

	if (field_is_ref(field)) {
		naming = export_name(ex, field, s);
		buf_add(out, naming == NULL ? s : naming->ref);
	} else if (ex->options->spreadsheet) {
		if (field_is_choice(field))
			s = label_of(ex, field, s);
		utf8_safe(out, s, strlen(s), UTF8_KEEP_NEWLINE);
	} else {
		buf_add(out, s);
	}
}

static void
put_text(struct export *ex, const struct value *value, const char *text)
{
	if (ex->book == NULL)
		csv_cell(&ex->writer, text, value->kind == VALUE_INT);
	else
		xlsx_text(ex->book, text);
}

void
export_cell(struct export *ex, const struct field *field,
    const struct value *value)
{
	struct buf text = { 0 };
	int32_t day;
	size_t k;

	if (ex->book != NULL && value->kind == VALUE_INT &&
	    field->type != TYPE_DATETIME) {
		xlsx_int(ex->book, value->i);
		return;
	}
	if (ex->book != NULL && value->kind == VALUE_TEXT &&
	    field->type == TYPE_DATE && date_parse(value->s, &day)) {
		xlsx_date(ex->book, day);
		return;
	}
	if (value->kind == VALUE_TEXT)
		add_text(ex, field, value->s, &text);
	else if (value->kind == VALUE_INT)
		value_format_raw(field, value, &text);
	for (k = 0; value->kind == VALUE_LIST && k < value->n; k++) {
		if (k > 0)
			buf_addc(&text, ';');
		add_text(ex, field, value->list[k], &text);
	}
	put_text(ex, value, buf_str(&text));
	buf_release(&text);
}

/* --- rows ------------------------------------------------------------- */

static bool
table_row(void *ctx, const struct record *record)
{
	struct export *ex = ctx;
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(ex->entity, i)) != NULL; i++)
		if (export_has(field, i))
			export_cell(ex, field, record_value(record, i));
	if (ex->book == NULL)
		csv_end_row(&ex->writer);
	else if (ex->err == NULL)
		ex->err = xlsx_end_row(ex->book);
	return export_row_done(ex);
}

static void
table_rows(struct export *ex, enum entity_id entity,
    const struct query *query)
{
	struct fieldset want = export_fields(entity);
	struct query_sort sort[3];
	const struct err *err;

	ex->entity = entity;
	err = store_each(register_reader(ex->session), entity, query, sort,
	    export_order(entity, sort), &want, table_row, ex);
	if (ex->err == NULL)
		ex->err = err;
}

const struct err *
export_table(struct session *session, enum entity_id entity,
    const struct export_options *options, const struct export_sink *sink)
{
	struct export ex;
	const struct field *field;
	size_t i;

	export_init(&ex, session, options, sink);
	ex.writer = (struct csv_writer){ .out = &ex.text,
	    .delimiter = options->delimiter,
	    .spreadsheet = options->spreadsheet };
	ex.err = register_settle(session);
	csv_encode(options->charset, options->bom, "", sink->out, NULL);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (export_has(field, i))
			csv_cell(&ex.writer, options->spreadsheet ?
			    field->label[session->lang] : field->key, false);
	csv_end_row(&ex.writer);
	if (ex.err == NULL)
		table_rows(&ex, entity, options->query);
	export_hand_on(&ex, true);
	export_release(&ex);
	return ex.err;
}

/* --- workbooks -------------------------------------------------------- */

struct xlsx_column
export_column(struct session *session, const struct field *field,
    struct arena *arena)
{
	struct xlsx_column column = { .title = field->label[session->lang],
	    .width = field->width, .wrap = field->type == TYPE_NOTE };
	const struct choice *rows;
	const char **word;
	size_t i;

	if (field->type == TYPE_DATE)
		column.kind = XLSX_DATE;
	else if (field_is_int(field) && field->type != TYPE_DATETIME)
		column.kind = XLSX_INT;
	if (!field_is_choice(field) || field_is_many(field))
		return column;
	rows = field_choices(session, field, &column.choices);
	word = arena_calloc(arena, column.choices + 1, sizeof(*word));
	for (i = 0; i < column.choices; i++)
		word[i] = rows[i].label[session->lang];
	column.choice = word;
	return column;
}

static void
begin_sheet(struct export *ex, enum entity_id entity)
{
	size_t i, n = entity_field_count(entity);
	struct xlsx_column *column = arena_calloc(ex->arena, n,
	    sizeof(*column));
	struct xlsx_sheet sheet = { .column = column,
	    .name = entity_get(entity)->label[ex->session->lang] };

	for (i = 0; i < n; i++) {
		const struct field *field = entity_field(entity, i);

		if (!export_has(field, i))
			continue;
		column[sheet.columns] = export_column(ex->session, field,
		    ex->arena);
		column[sheet.columns++].hidden = i == F_uuid;
	}
	xlsx_sheet(ex->book, &sheet);
}

/* Of the whole register: what holds something and is no evidence. */
static bool
in_workbook(struct export *ex, enum entity_id entity)
{
	int64_t n = 0;

	if (ex->err != NULL || entity_is_evidence(entity))
		return false;
	ex->err = store_count(register_reader(ex->session), entity, NULL, &n);
	return n > 0;
}

const struct err *
export_workbook(struct session *session, const enum entity_id *entities,
    size_t n, const struct query *query, const struct export_sink *sink)
{
	static const struct export_options options = { .spreadsheet = true };
	struct export ex;
	size_t i, count = n == 0 ? ENTITY_COUNT : n;
	bool any = false;

	export_init(&ex, session, &options, sink);
	ex.book = xlsx_new(session, register_name(session));
	ex.err = register_settle(session);
	for (i = 0; i < count && ex.err == NULL; i++) {
		enum entity_id entity = n == 0 ? (enum entity_id)i :
		    entities[i];

		if (n == 0 && !in_workbook(&ex, entity))
			continue;
		begin_sheet(&ex, entity);
		table_rows(&ex, entity, query);
		any = true;
	}
	/* Of an empty register: the form to fill in. */
	for (i = 0; !any && i < count; i++)
		if (!entity_get((enum entity_id)i)->hidden &&
		    !entity_is_evidence((enum entity_id)i))
			begin_sheet(&ex, (enum entity_id)i);
	if (ex.err == NULL)
		ex.err = xlsx_bytes(ex.book, sink->out);
	else
		xlsx_free(ex.book);
	export_hand_on(&ex, true);
	export_release(&ex);
	return ex.err;
}
