/* SPDX-License-Identifier: ISC */
/* The rows of a template. */
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/export_impl.h"
#include "model/exchange/template.h"
#include "model/history.h"

enum { SETS = 64, RECORDS = 4 };

struct filling {
	struct export		*export;
	const struct template	*template;
	struct arena		*row;		/* of one row */
	/* texts of one cell, each once */
	const char		**text;
	size_t			 texts, room;
};

static void
add_text(struct filling *filling, const char *text)
{
	size_t i;

	for (i = 0; i < filling->texts; i++)
		if (strcmp(filling->text[i], text) == 0)
			return;
	filling->text = arena_grow(filling->row, filling->text,
	    &filling->room, filling->texts + 1, sizeof(*filling->text));
	filling->text[filling->texts++] = text;
}

/* What a value is called, item by item: names where there are references. */
static void
add_value(struct filling *filling, const struct field *field,
    const struct value *value)
{
	struct session *session = filling->export->session;
	struct buf out = { 0 }, safe = { 0 };
	size_t i, n = value->kind == VALUE_LIST ? value->n : 1;

	if (value->kind == VALUE_NONE)
		return;
	for (i = 0; i < n; i++) {
		struct value item = *value;

		if (value->kind == VALUE_LIST)
			item = (struct value){ .kind = VALUE_TEXT,
			    .s = value->list[i] };
		buf_clear(&out);
		buf_clear(&safe);
		register_format(session, field, &item, &out);
		utf8_safe(&safe, buf_str(&out), out.len, UTF8_KEEP_NEWLINE);
		add_text(filling, arena_strdup(filling->row, buf_str(&safe)));
	}
	buf_release(&out);
	buf_release(&safe);
}

/* --- paths ------------------------------------------------------------ */

static void walk(struct filling *filling, const struct record *record,
    const struct template_column *column, size_t step);

static void
go_to(struct filling *filling, enum entity_id entity, const char *uuid,
    const struct template_column *column, size_t step)
{
	struct export *ex = filling->export;
	struct record *record = NULL;

	if (ex->err == NULL)
		ex->err = store_get(register_reader(ex->session), entity,
		    uuid, NULL, filling->row, &record);
	if (ex->err == NULL && record != NULL &&
	    !record_has(record, F_retired_at))
		walk(filling, record, column, step);
}

struct owners {
	struct filling	*filling;
	enum entity_id	 entity;	/* of those looked for */
	int		 position;	/* of the field that counts; -1: any */
	const char	**uuid;
	size_t		 n, room;
};

static bool
on_owner(void *ctx, enum entity_id entity, const char *owner, size_t position)
{
	struct owners *owners = ctx;
	struct arena *arena = owners->filling->row;

	if (entity != owners->entity || (owners->position >= 0 &&
	    (size_t)owners->position != position))
		return true;
	owners->uuid = arena_grow(arena, owners->uuid, &owners->room,
	    owners->n + 1, sizeof(*owners->uuid));
	owners->uuid[owners->n++] = arena_strdup(arena, owner);
	return true;
}

/* Those of an entity that refer to the record. */
static void
go_back(struct filling *filling, const struct record *record,
    const struct template_column *column, size_t step)
{
	struct export *ex = filling->export;
	struct owners owners = { .filling = filling };
	size_t i;

	owners.entity = (enum entity_id)entity_find(column->step[step]);
	owners.position = entity_field_find(owners.entity,
	    entity_get(record->entity)->key);
	if (ex->err == NULL)
		ex->err = store_referrers(register_reader(ex->session),
		    record->uuid, on_owner, &owners);
	for (i = 0; i < owners.n; i++)
		go_to(filling, owners.entity, owners.uuid[i], column,
		    step + 1);
}

static void
go_on(struct filling *filling, const struct value *value,
    const struct template_column *column, size_t step)
{
	struct export *ex = filling->export;
	size_t i, n = value->kind == VALUE_LIST ? value->n :
	    value->kind == VALUE_TEXT;

	for (i = 0; i < n && ex->err == NULL; i++) {
		const char *uuid = value->kind == VALUE_LIST ?
		    value->list[i] : value->s;
		int entity = ENTITY_NONE;

		ex->err = store_entity_of(register_reader(ex->session), uuid,
		    &entity);
		if (ex->err == NULL && entity != ENTITY_NONE)
			go_to(filling, (enum entity_id)entity, uuid, column,
			    step + 1);
	}
}

/* A path that ends at a record means its name. */
static void
walk(struct filling *filling, const struct record *record,
    const struct template_column *column, size_t step)
{
	bool last = step + 1 >= column->steps;
	int at = step < column->steps ? entity_field_find(record->entity,
	    column->step[step]) : (int)entity_name_field(record->entity);
	const struct field *field;

	if (at < 0) {
		if (entity_find(column->step[step]) != ENTITY_NONE)
			go_back(filling, record, column, step);
		return;
	}
	field = entity_field(record->entity, (size_t)at);
	if (last)
		add_value(filling, field, record_value(record, (size_t)at));
	else
		go_on(filling, record_value(record, (size_t)at), column,
		    step);
}

/* --- changes ---------------------------------------------------------- */

/* The last of the days; false when there is none. */
static bool
last_day(const struct record *record, const struct template_column *column,
    int32_t *day)
{
	bool found = false;
	size_t i;

	for (i = 0; i < column->steps; i++) {
		int at = entity_field_find(record->entity, column->step[i]);
		const char *s = record_text(record, (size_t)at);
		int32_t one;

		if (s == NULL || !date_parse(s, &one) ||
		    (found && one <= *day))
			continue;
		*day = one;
		found = true;
	}
	return found;
}

static bool
is_step(const struct template_column *column, const char *key)
{
	size_t i;

	for (i = 0; i < column->steps; i++)
		if (strcmp(column->step[i], key) == 0)
			return true;
	return false;
}

/* "2026-05-20 Model: A → B", a line for each field. */
static void
tell_changes(struct filling *filling, const struct history_record *record,
    const struct template_column *column, int64_t at)
{
	struct session *session = filling->export->session;
	struct buf line = { 0 }, safe = { 0 };
	char day[DATE_LEN];
	size_t i;

	date_format(clock_day(at), day);
	for (i = 0; i < record->n; i++) {
		const struct history_change *change = &record->change[i];

		if (is_step(column, change->field->key))
			continue;
		buf_clear(&line);
		buf_clear(&safe);
		buf_printf(&line, "%s %s: ", day,
		    change->field->label[session->lang]);
		register_format(session, change->field, &change->old, &line);
		buf_add(&line, " → ");
		register_format(session, change->field, &change->new, &line);
		utf8_safe(&safe, buf_str(&line), line.len, 0);
		add_text(filling, arena_strdup(filling->row,
		    buf_str(&safe)));
	}
	buf_release(&line);
	buf_release(&safe);
}

/* Oldest first.  What was never notified has no changes since. */
static void
add_changes(struct filling *filling, const struct record *record,
    const struct template_column *column)
{
	struct export *ex = filling->export;
	struct store_tx *sets = arena_calloc(filling->row, SETS,
	    sizeof(*sets));
	struct history_record found[RECORDS];
	size_t i, k, n = 0, m;
	int64_t total;
	int32_t day = 0;

	if (!last_day(record, column, &day) || ex->err != NULL)
		return;
	ex->err = history_list(ex->session,
	    &(struct history_filter){ .uuid = record->uuid }, 0, filling->row,
	    sets, SETS, &n);
	for (i = n; i-- > 0 && ex->err == NULL;) {
		if (sets[i].at <= clock_day_end(day))
			continue;
		ex->err = history_records(ex->session, sets[i].id,
		    record->uuid, filling->row, found, RECORDS, &m, &total);
		for (k = 0; ex->err == NULL && k < m; k++)
			if (!found[k].erased &&
			    strcmp(found[k].op, "update") == 0)
				tell_changes(filling, &found[k], column,
				    sets[i].at);
	}
}

/* --- rows ------------------------------------------------------------- */

static void
put_joined(struct filling *filling, const char *between)
{
	struct export *ex = filling->export;
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < filling->texts; i++)
		buf_printf(&out, "%s%s", i > 0 ? between : "",
		    filling->text[i]);
	if (ex->book == NULL)
		csv_cell(&ex->writer, buf_str(&out), false);
	else
		xlsx_text(ex->book, buf_str(&out));
	buf_release(&out);
}

/* A field of the record itself that is no reference keeps its type. */
static const struct field *
own_field(const struct filling *filling,
    const struct template_column *column, size_t *position)
{
	enum entity_id entity = filling->template->entity;
	int at = column->steps == 1 && *column->path != '#' ?
	    entity_field_find(entity, column->path) : -1;
	const struct field *field = at < 0 ? NULL :
	    entity_field(entity, (size_t)at);

	if (field == NULL || field_is_ref(field) || field_is_many(field) ||
	    field->type == TYPE_DATETIME)
		return NULL;
	*position = (size_t)at;
	return field;
}

static void
put_column(struct filling *filling, const struct record *record,
    const struct template_column *column)
{
	struct export *ex = filling->export;
	const struct field *field;
	struct value number = { .kind = VALUE_INT, .i = ex->rows + 1 };
	size_t position;

	filling->text = NULL;
	filling->texts = filling->room = 0;
	field = own_field(filling, column, &position);
	if (field != NULL) {
		export_cell(ex, field, record_value(record, position));
	} else if (strcmp(column->path, "#") == 0) {
		static const struct field plain = { .type = TYPE_INT };

		export_cell(ex, &plain, &number);
	} else if (strncmp(column->path, "changes:", 8) == 0) {
		add_changes(filling, record, column);
		put_joined(filling, "\n");
	} else {
		walk(filling, record, column, 0);
		put_joined(filling, ", ");
	}
}

static bool
on_row(void *ctx, const struct record *record)
{
	struct filling *filling = ctx;
	struct export *ex = filling->export;
	size_t i;

	for (i = 0; i < filling->template->columns; i++)
		put_column(filling, record, &filling->template->column[i]);
	arena_reset(filling->row);
	if (ex->book == NULL)
		csv_end_row(&ex->writer);
	else if (ex->err == NULL)
		ex->err = xlsx_end_row(ex->book);
	return export_row_done(ex);
}

/* --- the head --------------------------------------------------------- */

static void
begin_table(struct filling *filling)
{
	struct export *ex = filling->export;
	size_t i;

	csv_encode(ex->options->charset, ex->options->bom, "", ex->sink->out,
	    NULL);
	for (i = 0; i < filling->template->columns; i++)
		csv_cell(&ex->writer, filling->template->column[i].header[
		    ex->session->lang], false);
	csv_end_row(&ex->writer);
}

static void
begin_sheet(struct filling *filling)
{
	const struct template *template = filling->template;
	struct export *ex = filling->export;
	enum lang lang = ex->session->lang;
	struct xlsx_column *column = arena_calloc(ex->arena,
	    template->columns, sizeof(*column));
	const char *above[2] = { template->title[lang], NULL };
	struct xlsx_sheet sheet = { .name = template->title[lang],
	    .above = above, .n_above = 2, .column = column,
	    .columns = template->columns };
	char day[DATE_LEN];
	size_t i, position;

	date_format(session_today(ex->session), day);
	above[1] = arena_printf(ex->arena, _("%s, as of %s"),
	    register_name(ex->session), day);
	for (i = 0; i < template->columns; i++) {
		const struct template_column *from = &template->column[i];
		const struct field *field = own_field(filling, from,
		    &position);

		if (field != NULL)
			column[i] = export_column(ex->session, field,
			    ex->arena);
		else
			column[i] = (struct xlsx_column){ .width = 18,
			    .wrap = true };
		if (strcmp(from->path, "#") == 0)
			column[i] = (struct xlsx_column){ .kind = XLSX_INT };
		if (strncmp(from->path, "changes:", 8) == 0)
			column[i].width = 40;
		column[i].title = from->header[lang];
	}
	xlsx_sheet(ex->book, &sheet);
}

static const struct err *
read_where(struct filling *filling, struct query **query)
{
	const struct template *template = filling->template;

	*query = NULL;
	return *template->where == '\0' ? NULL :
	    query_parse(filling->export->session, template->entity,
	    template->where, filling->export->arena, query);
}

const struct err *
template_export(struct session *session, const struct template *template,
    const struct export_options *options, const struct query *query,
    const struct export_sink *sink)
{
	static const struct export_options workbook = { .spreadsheet = true };
	struct fieldset all = fieldset_all(template->entity);
	struct filling filling = { .template = template };
	struct query_sort sort[3];
	struct query *where = NULL;
	struct export ex;

	export_init(&ex, session, options == NULL ? &workbook : options,
	    sink);
	filling.export = &ex;
	filling.row = arena_new();
	ex.entity = template->entity;
	ex.err = register_settle(session);
	if (ex.err == NULL && query == NULL)
		ex.err = read_where(&filling, &where);
	if (options == NULL) {
		ex.book = xlsx_new(session, template->title[session->lang]);
		begin_sheet(&filling);
	} else {
		ex.writer = (struct csv_writer){ .out = &ex.text,
		    .delimiter = options->delimiter, .spreadsheet = true };
		begin_table(&filling);
	}
	if (ex.err == NULL) {
		const struct err *err = store_each(register_reader(session),
		    template->entity, query != NULL ? query : where, sort,
		    export_order(template->entity, sort), &all, on_row,
		    &filling);

		ex.err = ex.err == NULL ? err : ex.err;
	}
	if (ex.book != NULL && ex.err == NULL)
		ex.err = xlsx_bytes(ex.book, sink->out);
	else
		xlsx_free(ex.book);
	export_hand_on(&ex, true);
	arena_free(filling.row);
	export_release(&ex);
	return ex.err;
}
