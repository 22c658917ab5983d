/* SPDX-License-Identifier: ISC */
#include "verb/demo_data.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "model/exchange/csv.h"

struct demo_row {
	const char		*handle, *stage, *uuid;
	enum entity_id		 entity;
	const struct demo_table	*table;
	size_t			 at;	/* row of the table */
};

struct demo_data {
	struct arena		*arena;
	const struct demo_time	*time;
	struct demo_table	 table[ENTITY_COUNT];
	struct demo_table	 edit;
	struct demo_row		*row;		/* in the order of the files */
	const struct demo_row	**by_handle;
	size_t			 n, cap;
};

/* --- tables --------------------------------------------------------------- */

static const char *const lang_suffix[LANG_COUNT] = {
	[LANG_EN] = "@en",
	[LANG_JA] = "@ja",
};

/* The name without its language; NULL where it is another language's. */
static const char *
column_name(const char *header, enum lang lang, struct arena *arena)
{
	const char *at = strchr(header, '@');

	if (at == NULL)
		return header;
	if (strcmp(at, lang_suffix[lang]) != 0)
		return NULL;
	return arena_strndup(arena, header, (size_t)(at - header));
}

struct columns {
	size_t	*cell;		/* of a row, by column of the table */
	size_t	 cells;		/* in a row of the file */
};

static void
read_header(const struct csv_row *row, enum lang lang, struct arena *arena,
    struct demo_table *out, struct columns *columns)
{
	size_t i;

	out->column = arena_calloc(arena, row->n, sizeof(*out->column));
	columns->cell = arena_calloc(arena, row->n, sizeof(*columns->cell));
	columns->cells = row->n;
	for (i = 0; i < row->n; i++) {
		const char *name = column_name(row->cell[i], lang, arena);

		if (name == NULL)
			continue;
		columns->cell[out->n_columns] = i;
		out->column[out->n_columns++] = name;
	}
}

static const struct err *
add_row(const struct csv_row *row, const struct columns *columns,
    struct arena *arena, struct demo_table *out, size_t *cap, size_t *cap_line)
{
	const char **cell;
	size_t i;

	if (row->n != columns->cells)
		return err_new(ERR_INPUT, _("%s:%ld: the row has %zu cells, "
		    "the header %zu."), out->file, row->line, row->n,
		    columns->cells);
	cell = arena_calloc(arena, out->n_columns, sizeof(*cell));
	for (i = 0; i < out->n_columns; i++)
		cell[i] = row->cell[columns->cell[i]];
	out->row = arena_grow(arena, out->row, cap, out->n_rows + 1,
	    sizeof(*out->row));
	out->line = arena_grow(arena, out->line, cap_line, out->n_rows + 1,
	    sizeof(*out->line));
	out->row[out->n_rows] = cell;
	out->line[out->n_rows++] = row->line;
	return NULL;
}

const struct err *
demo_table_read(const char *name, enum lang lang, struct arena *arena,
    struct demo_table *out)
{
	struct columns columns = { 0 };
	struct buf path = { 0 };
	struct csv *csv = NULL;
	struct csv_row row;
	size_t cap = 0, cap_line = 0;
	const struct err *err;
	bool more;

	*out = (struct demo_table){ .file = arena_strdup(arena, name) };
	path_share(&path, name);
	err = csv_open(buf_str(&path), name, '\t', &csv);
	if (err == NULL)
		err = csv_next(csv, arena, &row, &more);
	if (err != NULL || !more)
		goto done;
	read_header(&row, lang, arena, out, &columns);
	while ((err = csv_next(csv, arena, &row, &more)) == NULL && more) {
		err = add_row(&row, &columns, arena, out, &cap, &cap_line);
		if (err != NULL)
			goto done;
	}
done:
	csv_close(csv);
	buf_release(&path);
	return err;
}

const char *
demo_table_cell(const struct demo_table *table, size_t row,
    const char *column)
{
	size_t i;

	for (i = 0; i < table->n_columns; i++)
		if (strcmp(table->column[i], column) == 0)
			return table->row[row][i];
	return "";
}

/* --- handles -------------------------------------------------------------- */

void
demo_uuid(const char *text, char out[UUID_LEN])
{
	static const char variant[] = "89ab";
	char hex[HASH_HEX], digit;
	size_t i, at = 0;

	hash_of(text, strlen(text), hex);
	digit = hex[16];
	hex[12] = '4';
	hex[16] = variant[(digit <= '9' ? digit - '0' : digit - 'a') & 3];
	for (i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			out[at++] = '-';
		out[at++] = hex[i];
	}
	out[at] = '\0';
}

static int
compare_rows(const void *a, const void *b)
{
	return strcmp((*(const struct demo_row *const *)a)->handle,
	    (*(const struct demo_row *const *)b)->handle);
}

static const struct demo_row *
find(const struct demo_data *data, const char *handle)
{
	const struct demo_row key = { .handle = handle }, *p = &key;
	const struct demo_row **hit = bsearch(&p, data->by_handle, data->n,
	    sizeof(*data->by_handle), compare_rows);

	return hit == NULL ? NULL : *hit;
}

const char *
demo_data_uuid(const struct demo_data *data, const char *handle)
{
	const struct demo_row *row = find(data, handle);

	return row == NULL ? NULL : row->uuid;
}

const char *
demo_data_name(const struct demo_data *data, const char *handle)
{
	const struct demo_row *row = find(data, handle);

	if (row == NULL)
		return NULL;
	return demo_table_cell(row->table, row->at,
	    entity_get(row->entity)->name_field);
}

static void
add_rows(struct demo_data *data, enum entity_id entity)
{
	const struct demo_table *table = &data->table[entity];
	struct demo_row *row;
	char uuid[UUID_LEN];
	size_t i;

	for (i = 0; i < table->n_rows; i++) {
		data->row = arena_grow(data->arena, data->row, &data->cap,
		    data->n + 1, sizeof(*data->row));
		row = &data->row[data->n++];
		*row = (struct demo_row){ .entity = entity, .table = table,
		    .at = i };
		row->handle = demo_table_cell(table, i, "handle");
		row->stage = demo_table_cell(table, i, "stage");
		demo_uuid(arena_printf(data->arena, "kirigahama %s",
		    row->handle), uuid);
		row->uuid = arena_strdup(data->arena, uuid);
	}
}

const struct err *
demo_data_load(const struct session *session, const struct demo_time *time,
    struct arena *arena, struct demo_data **out)
{
	struct demo_data *data = arena_alloc(arena, sizeof(*data));
	const struct err *err = NULL;
	size_t i;
	int e;

	data->arena = arena;
	data->time = time;
	for (e = 0; e < ENTITY_COUNT && err == NULL; e++) {
		struct buf path = { 0 };
		const char *name = arena_printf(arena, "demo/%s.tsv",
		    entity_get((enum entity_id)e)->key);

		path_share(&path, name);
		if (path_exists(buf_str(&path)))
			err = demo_table_read(name, session->lang, arena,
			    &data->table[e]);
		if (err == NULL)
			add_rows(data, (enum entity_id)e);
		buf_release(&path);
	}
	if (err == NULL)
		err = demo_table_read("demo/edit.tsv", session->lang, arena,
		    &data->edit);
	if (err != NULL)
		return err;
	data->by_handle = arena_calloc(arena, data->n,
	    sizeof(*data->by_handle));
	for (i = 0; i < data->n; i++)
		data->by_handle[i] = &data->row[i];
	if (data->n > 0)
		qsort(data->by_handle, data->n, sizeof(*data->by_handle),
		    compare_rows);
	*out = data;
	return NULL;
}

/* --- records -------------------------------------------------------------- */

/* Handles, divided by ';', become uuids. */
static const struct err *
read_refs(const struct demo_data *data, const struct field *field,
    const char *text, struct arena *arena, struct value *value)
{
	const char *list[64];
	size_t n = 0, len;

	for (; *text != '\0' && n < sizeof(list) / sizeof(list[0]);
	    text += len + (text[len] == ';')) {
		const struct demo_row *row;
		const char *handle;

		len = strcspn(text, ";");
		handle = arena_strndup(arena, text, len);
		row = find(data, handle);
		if (row == NULL ||
		    !(field->targets & UINT64_C(1) << row->entity))
			return err_new(ERR_INPUT, _("%s: nothing fitting has "
			    "the handle \"%s\"."), field->key, handle);
		list[n++] = row->uuid;
	}
	if (!field_is_many(field)) {
		*value = (struct value){ .kind = VALUE_TEXT, .s = list[0] };
		return NULL;
	}
	value->kind = VALUE_LIST;
	value->n = n;
	value->list = arena_calloc(arena, n, sizeof(*value->list));
	memcpy(value->list, list, n * sizeof(*list));
	return NULL;
}

/* The number of the last change set: what stands when this is written. */
static const struct err *
last_revision(const struct session *session, struct arena *arena,
    struct value *value)
{
	struct store_tx tx;
	size_t n = 0;
	const struct err *err = store_tx_list(register_reader(session), 0,
	    arena, &tx, 1, &n);

	*value = (struct value){ .kind = VALUE_INT, .i = n > 0 ? tx.id : 0 };
	return err;
}

static const struct err *
read_cell(const struct demo_data *data, const struct session *session,
    const struct field *field, const char *text, struct arena *arena,
    struct value *value)
{
	char date[DATE_LEN];
	int32_t day;

	*value = (struct value){ 0 };
	if (*text == '\0')
		return NULL;
	if (strcmp(text, "@revision") == 0)
		return last_revision(session, arena, value);
	if (field_is_ref(field))
		return read_refs(data, field, text, arena, value);
	if (field->type == TYPE_DATE && *text == '@') {
		if (!demo_time_day(data->time, text, &day))
			return err_new(ERR_INPUT, _("%s: \"%s\" is no day of "
			    "the demo; write @-30d."), field->key, text);
		date_format(day, date);
		text = date;
	}
	return value_parse(session, field, text, arena, value);
}

/* Sets a field of the record from a cell. */
static const struct err *
set_cell(const struct demo_data *data, const struct session *session,
    struct record *record, const char *key, const char *text,
    struct arena *arena)
{
	int position = entity_field_find(record->entity, key);
	struct value value;
	const struct err *err;

	if (position < 0)
		return err_new(ERR_INPUT, _("There is no field \"%s\"."), key);
	err = read_cell(data, session,
	    entity_field(record->entity, (size_t)position), text, arena,
	    &value);
	if (err == NULL)
		record_set(record, (size_t)position, value);
	return err;
}

static const struct err *
put_row(const struct demo_data *data, const struct session *session,
    const struct demo_row *row, struct changes *changes)
{
	struct arena *arena = changes_arena(changes);
	const struct demo_table *table = row->table;
	struct record *record = record_new(arena, row->entity);
	const struct err *err;
	size_t i;

	memcpy(record->uuid, row->uuid, UUID_LEN);
	for (i = 0; i < table->n_columns; i++) {
		const char *key = table->column[i];

		if (strcmp(key, "handle") == 0 || strcmp(key, "stage") == 0 ||
		    *table->row[row->at][i] == '\0')
			continue;
		err = set_cell(data, session, record, key,
		    table->row[row->at][i], arena);
		if (err != NULL)
			return err_new(ERR_INPUT, "%s:%ld: %s", table->file,
			    table->line[row->at], err->msg);
	}
	changes_put(changes, record);
	return NULL;
}

const struct err *
demo_data_put(const struct demo_data *data, const struct session *session,
    const char *stage, struct changes *changes, size_t *n)
{
	const struct err *err;
	size_t i;

	*n = 0;
	for (i = 0; i < data->n; i++) {
		if (strcmp(data->row[i].stage, stage) != 0)
			continue;
		err = put_row(data, session, &data->row[i], changes);
		if (err != NULL)
			return err;
		(*n)++;
	}
	return NULL;
}

const struct err *
demo_data_edit(const struct demo_data *data, const struct session *session,
    const char *set, struct changes *changes)
{
	const struct demo_table *table = &data->edit;
	struct arena *arena = changes_arena(changes);
	struct record *record = NULL;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < table->n_rows && err == NULL; i++) {
		const struct demo_row *row;

		if (strcmp(demo_table_cell(table, i, "set"), set) != 0)
			continue;
		row = find(data, demo_table_cell(table, i, "handle"));
		if (row == NULL)
			return err_new(ERR_INPUT, _("%s:%ld: nothing has the "
			    "handle \"%s\"."), table->file, table->line[i],
			    demo_table_cell(table, i, "handle"));
		if (record == NULL || strcmp(record->uuid, row->uuid) != 0) {
			if (record != NULL)
				changes_put(changes, record);
			record = record_new(arena, row->entity);
			memcpy(record->uuid, row->uuid, UUID_LEN);
		}
		err = set_cell(data, session, record,
		    demo_table_cell(table, i, "key"),
		    demo_table_cell(table, i, "value"), arena);
		if (err != NULL)
			err = err_new(ERR_INPUT, "%s:%ld: %s", table->file,
			    table->line[i], err->msg);
	}
	if (err == NULL && record != NULL)
		changes_put(changes, record);
	return err;
}
