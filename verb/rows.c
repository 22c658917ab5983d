/* SPDX-License-Identifier: ISC */
#include "verb/rows.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/path.h"
#include "base/utf8.h"
#include "model/exchange/csv.h"
#include "model/exchange/xlsx_write.h"
#include "model/register.h"

enum { BOOK_WIDTH = 24, FILE_MODE = 0600 };

struct column {
	const char	*key;
	const char	*label;
	bool		 right;
	int		 spare;		/* rank; 0: it always stands */
};

/* A cell in the three dresses that the formats need. */
struct cell {
	const char	*people;
	const char	*raw;
	const char	*json;
};

struct rows {
	struct verb_call *call;
	struct arena	*arena;
	enum rows_format format;
	enum charset	 charset;
	bool		 bom, spreadsheet;
	struct column	*column;
	size_t		 columns, column_cap;
	struct cell	*cell;
	size_t		 cells, cell_cap;
};

static const char *const format_names[] = {
	[ROWS_TABLE] = "table", [ROWS_CSV] = "csv", [ROWS_TSV] = "tsv",
	[ROWS_JSON] = "json", [ROWS_PLAIN] = "plain", [ROWS_BOOK] = "xlsx",
};

/* The file of --output; NULL: standard output. */
static const char *
output_of(const struct verb_call *call)
{
	const char *path = verb_value(call, "output");

	return path != NULL && strcmp(path, "-") != 0 ? path : NULL;
}

/* What --format says, else the extension of the file. */
static const char *
format_word(const struct verb_call *call)
{
	const char *word = verb_value(call, "format");

	return word != NULL || output_of(call) == NULL ? word :
	    path_extension(output_of(call));
}

static const struct err *
read_format(struct rows *rows, const char *word)
{
	size_t i;

	if (word == NULL)
		return NULL;
	for (i = 0; i < sizeof(format_names) / sizeof(format_names[0]); i++)
		if (strcmp(word, format_names[i]) == 0 &&
		    (i != ROWS_BOOK || output_of(rows->call) != NULL)) {
			rows->format = (enum rows_format)i;
			return NULL;
		}
	return err_new(ERR_USAGE, _("There is no format \"%s\". There are "
	    "table, csv, tsv, json and plain."), word);
}

const struct err *
verb_charset(const struct verb_call *call, enum charset *out)
{
	const char *encoding = verb_value(call, "encoding");

	*out = CHARSET_UTF8;
	if (encoding != NULL && strcasecmp(encoding, "cp932") == 0)
		*out = CHARSET_CP932;
	else if (encoding != NULL && strcasecmp(encoding, "utf-8") != 0)
		return err_new(ERR_USAGE, _("There is no encoding \"%s\" here. "
		    "There are utf-8 and cp932."), encoding);
	return NULL;
}

const struct err *
verb_no_table(const struct verb_call *call)
{
	static const char *const names[] = { "encoding", "bom", "spreadsheet" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (verb_value(call, names[i]) != NULL)
			return err_new(ERR_USAGE, _("--%s is for csv and tsv; "
			    "name one of them with --format."), names[i]);
	return NULL;
}

const struct err *
rows_new(struct verb_call *call, struct rows **out)
{
	struct rows *rows = arena_alloc(call->arena, sizeof(*rows));
	const struct err *err;

	rows->call = call;
	rows->arena = call->arena;
	rows->format = call->session->plain ? ROWS_PLAIN : ROWS_TABLE;
	rows->bom = verb_value(call, "bom") != NULL;
	rows->spreadsheet = verb_value(call, "spreadsheet") != NULL;
	err = read_format(rows, format_word(call));
	if (err == NULL)
		err = verb_charset(call, &rows->charset);
	if (err == NULL && rows->format != ROWS_CSV &&
	    rows->format != ROWS_TSV)
		err = verb_no_table(call);
	*out = rows;
	return err;
}

const struct err *
rows_limit(const struct verb_call *call, size_t *limit)
{
	const char *text = verb_value(call, "limit");
	char *end;

	*limit = SIZE_MAX;
	if (text == NULL)
		return NULL;
	*limit = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0')
		return err_new(ERR_USAGE, _("-n takes a number."));
	return NULL;
}

enum rows_format
rows_format(const struct rows *rows)
{
	return rows->format;
}

bool
rows_for_machines(const struct rows *rows)
{
	return rows->format == ROWS_JSON || (!rows->spreadsheet &&
	    (rows->format == ROWS_CSV || rows->format == ROWS_TSV));
}

bool
verb_wants_json(const struct verb_call *call)
{
	const char *format = format_word(call);

	return format != NULL && strcmp(format, "json") == 0;
}

void
rows_column(struct rows *rows, const char *key, const char *label, bool right)
{
	rows->column = arena_grow(rows->arena, rows->column, &rows->column_cap,
	    rows->columns + 1, sizeof(*rows->column));
	rows->column[rows->columns++] = (struct column){
		arena_strdup(rows->arena, key),
		arena_strdup(rows->arena, label), right, 0 };
}

void
rows_field_columns(struct rows *rows, enum entity_id entity,
    const size_t *positions, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct field *field = entity_field(entity, positions[i]);

		rows_column(rows, field->key,
		    field->label[rows->call->session->lang],
		    field_is_int(field) && field->type != TYPE_DATETIME);
	}
}

/* Takes the texts over into the arena; NULL json: raw as a string. */
static void
add(struct rows *rows, const char *people, const char *raw, const char *json)
{
	struct cell *cell;

	rows->cell = arena_grow(rows->arena, rows->cell, &rows->cell_cap,
	    rows->cells + 1, sizeof(*rows->cell));
	cell = &rows->cell[rows->cells++];
	cell->people = arena_strdup(rows->arena, people == NULL ? "" : people);
	cell->raw = arena_strdup(rows->arena, raw == NULL ? "" : raw);
	cell->json = arena_strdup(rows->arena, json);
}

static void
add_quoted(struct rows *rows, const char *people, const char *raw)
{
	struct buf json = { 0 };

	if (raw == NULL || *raw == '\0')
		buf_add(&json, "null");
	else
		json_quote(&json, raw);
	add(rows, people, raw, json.s);
	buf_release(&json);
}

void
rows_text(struct rows *rows, const char *text)
{
	add_quoted(rows, text, text);
}

void
rows_int(struct rows *rows, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	add(rows, text, text, text);
}

void
rows_moment(struct rows *rows, int64_t ms)
{
	char local[17], utc[DATETIME_LEN];

	if (ms == 0) {
		rows_text(rows, NULL);
		return;
	}
	datetime_format_local(ms, local);
	datetime_format(ms, utc);
	add_quoted(rows, local, utc);
}

void
rows_ref(struct rows *rows, const char *uuid)
{
	struct buf json = { 0 };
	struct json writer = { .out = &json };
	const struct session *session = rows->call->session;

	json_ref(&writer, session, uuid);
	if (uuid == NULL)
		add(rows, NULL, NULL, json.s);
	else
		add(rows, register_name_of(session, uuid, rows->arena),
		    register_ref_of(session, uuid, rows->arena), json.s);
	buf_release(&json);
}

void
rows_choice(struct rows *rows, const char *set, const char *key)
{
	const struct choice *choice =
	    key == NULL ? NULL : choice_find(set, key);

	add_quoted(rows, choice == NULL ? key :
	    choice->label[rows->call->session->lang], key);
}

void
rows_list(struct rows *rows, const char *const *items, size_t n)
{
	struct buf people = { 0 }, raw = { 0 }, json = { 0 };
	struct json writer = { .out = &json };
	size_t i;

	json_open(&writer, '[');
	for (i = 0; i < n; i++) {
		buf_printf(&people, "%s%s", i > 0 ? ", " : "", items[i]);
		buf_printf(&raw, "%s%s", i > 0 ? ";" : "", items[i]);
		json_string(&writer, items[i]);
	}
	json_close(&writer, ']');
	add(rows, buf_str(&people), buf_str(&raw), json.s);
	buf_release(&people);
	buf_release(&raw);
	buf_release(&json);
}

/* References stand in CSV by their handle, several divided by ';'. */
static void
raw_refs(struct rows *rows, const struct value *value, struct buf *out)
{
	const struct session *session = rows->call->session;
	size_t i;

	if (value->kind == VALUE_TEXT)
		buf_add(out, register_ref_of(session, value->s, rows->arena));
	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
		buf_printf(out, "%s%s", i > 0 ? ";" : "",
		    register_ref_of(session, value->list[i], rows->arena));
}

void
rows_word(struct rows *rows, const char *label, const char *key)
{
	add_quoted(rows, label, key);
}

void
rows_field(struct rows *rows, const struct record *record, size_t position)
{
	rows_value(rows, entity_field(record->entity, position),
	    record_value(record, position));
}

void
rows_value(struct rows *rows, const struct field *field,
    const struct value *value)
{
	const struct session *session = rows->call->session;
	struct buf people = { 0 }, raw = { 0 }, json = { 0 };
	struct json writer = { .out = &json };

	register_format(session, field, value, &people);
	if (field_is_ref(field))
		raw_refs(rows, value, &raw);
	else
		value_format_raw(field, value, &raw);
	json_value(&writer, session, field, value);
	add(rows, buf_str(&people), buf_str(&raw), json.s);
	buf_release(&people);
	buf_release(&raw);
	buf_release(&json);
}

/* --- writing -------------------------------------------------------------- */

static const struct cell *
cell_at(const struct rows *rows, size_t row, size_t column)
{
	return &rows->cell[row * rows->columns + column];
}

static size_t
row_count(const struct rows *rows)
{
	return rows->columns == 0 ? 0 : rows->cells / rows->columns;
}

/* The visible form of a cell; flags as of utf8_safe. */
static const char *
visible(struct rows *rows, const char *text, unsigned flags)
{
	struct buf safe = { 0 };
	const char *line;

	if (utf8_is_safe(text, strlen(text)))
		return text;
	utf8_safe(&safe, text, strlen(text), flags);
	line = arena_strdup(rows->arena, buf_str(&safe));
	buf_release(&safe);
	return line;
}

static const char *
one_line(struct rows *rows, const char *text)
{
	return visible(rows, text, 0);
}

void
rows_spare(struct rows *rows, int rank)
{
	if (rows->columns > 0)
		rows->column[rows->columns - 1].spare = rank;
}

/* What a column needs so that it still says something. */
static int
least(int width)
{
	return width <= 15 ? width : 11;
}

/* Leaves spare columns out (width 0) until the others can be read. */
static void
spare(const struct rows *rows, int *width, int columns)
{
	for (;;) {
		size_t i, out = rows->columns;
		int total = -1;

		for (i = 0; i < rows->columns; i++) {
			if (width[i] == 0)
				continue;
			total += 1 + least(width[i]);
			if (rows->column[i].spare > 0 && (out ==
			    rows->columns || rows->column[i].spare >
			    rows->column[out].spare))
				out = i;
		}
		if (total <= columns || out == rows->columns)
			return;
		width[out] = 0;
	}
}

/*
 * Takes cells from the widest columns until the table fits: first from those
 * that have more than they need.
 */
static void
fit(int *width, size_t n, int columns, struct arena *arena)
{
	int *need = arena_calloc(arena, n + 1, sizeof(*need));
	int total = -1;
	size_t i;

	for (i = 0; i < n; i++)
		need[i] = least(width[i]);

	for (i = 0; i < n; i++)
		total += width[i] + (width[i] > 0);
	while (columns > 0 && total > columns) {
		size_t widest = n;

		for (i = 0; i < n; i++)
			if (width[i] > need[i] && (widest == n ||
			    width[i] > width[widest]))
				widest = i;
		if (widest == n) {
			/* None has: all give. */
			if (n == 0 || need[0] == 0)
				break;
			memset(need, 0, n * sizeof(*need));
			continue;
		}
		if (width[widest] <= 4)
			break;
		width[widest]--;
		total--;
	}
}

static void
table_line(struct rows *rows, const int *width, size_t row, bool head)
{
	struct buf *out = rows->call->out;
	size_t i;

	for (i = 0; i < rows->columns; i++) {
		const char *text = head ? rows->column[i].label :
		    one_line(rows, cell_at(rows, row, i)->people);

		if (width[i] == 0)
			continue;
		if (out->len > 0 && out->s[out->len - 1] != '\n')
			buf_addc(out, ' ');
		if (rows->call->columns == 0 && utf8_width(text) > width[i])
			buf_add(out, text);
		else if (rows->column[i].right)
			utf8_pad_left(out, text, width[i]);
		else
			utf8_pad(out, text, width[i]);
	}
	while (out->len > 0 && out->s[out->len - 1] == ' ')
		buf_truncate(out, out->len - 1);
	buf_addc(out, '\n');
}

/* Cells beyond this push the rest of their line, not of all lines. */
enum { ALIGNED = 200 };

static void
write_table(struct rows *rows)
{
	int *width = arena_calloc(rows->arena, rows->columns + 1,
	    sizeof(*width));
	size_t i, row, n = row_count(rows);

	for (i = 0; i < rows->columns; i++) {
		width[i] = utf8_width(rows->column[i].label);
		for (row = 0; row < n; row++) {
			int w = utf8_width(one_line(rows,
			    cell_at(rows, row, i)->people));

			if (w > width[i])
				width[i] = w < ALIGNED ? w : ALIGNED;
		}
	}
	if (rows->call->columns > 0)
		spare(rows, width, rows->call->columns);
	fit(width, rows->columns, rows->call->columns, rows->arena);
	if (n > 0)
		table_line(rows, width, 0, true);
	for (row = 0; row < n; row++)
		table_line(rows, width, row, false);
}

static void
write_plain(struct rows *rows)
{
	struct buf *out = rows->call->out;
	size_t i, row, n = row_count(rows);

	for (row = 0; row < n; row++)
		for (i = 0; i < rows->columns; i++) {
			buf_add(out, one_line(rows,
			    cell_at(rows, row, i)->people));
			buf_addc(out, i + 1 < rows->columns ? '\t' : '\n');
		}
}

void
verb_tell_lost(struct verb_call *call, size_t lost)
{
	if (lost > 0)
		buf_printf(call->message, _("%zu characters do not exist in "
		    "this encoding and were written as \"?\"; utf-8 keeps "
		    "them.\n"), lost);
}

static void
write_separated(struct rows *rows, char comma)
{
	struct buf text = { 0 };
	struct csv_writer writer = { .out = &text, .delimiter = comma,
	    .spreadsheet = rows->spreadsheet };
	size_t i, row, lost = 0, n = row_count(rows);

	for (i = 0; i < rows->columns; i++)
		csv_cell(&writer, rows->spreadsheet ? rows->column[i].label :
		    rows->column[i].key, false);
	csv_end_row(&writer);
	for (row = 0; row < n; row++) {
		for (i = 0; i < rows->columns; i++)
			csv_cell(&writer, rows->spreadsheet ?
			    visible(rows, cell_at(rows, row, i)->people,
			    UTF8_KEEP_NEWLINE) :
			    cell_at(rows, row, i)->raw,
			    rows->column[i].right);
		csv_end_row(&writer);
	}
	csv_encode(rows->charset, rows->bom, buf_str(&text), rows->call->out,
	    &lost);
	verb_tell_lost(rows->call, lost);
	buf_release(&text);
}

static void
write_json(struct rows *rows)
{
	struct buf *out = rows->call->out;
	size_t i, row, n = row_count(rows);

	buf_addc(out, '[');
	for (row = 0; row < n; row++) {
		buf_add(out, row > 0 ? ",\n {" : "\n {");
		for (i = 0; i < rows->columns; i++) {
			if (i > 0)
				buf_add(out, ", ");
			json_quote(out, rows->column[i].key);
			buf_printf(out, ": %s", cell_at(rows, row, i)->json);
		}
		buf_addc(out, '}');
	}
	buf_add(out, n > 0 ? "\n]\n" : "]\n");
}

/* Labels as heads, what people read in the cells. */
static const struct err *
write_book(struct rows *rows)
{
	struct verb_call *call = rows->call;
	struct xlsx *book = xlsx_new(call->session,
	    register_name(call->session));
	struct xlsx_column *column = arena_calloc(rows->arena, rows->columns,
	    sizeof(*column));
	struct xlsx_sheet sheet = { .name = call->verb->name,
	    .column = column, .columns = rows->columns };
	const struct err *err = NULL;
	size_t i, row, n = row_count(rows);

	for (i = 0; i < rows->columns; i++)
		column[i] = (struct xlsx_column){
			.title = rows->column[i].label, .wrap = true,
			.width = BOOK_WIDTH };
	xlsx_sheet(book, &sheet);
	for (row = 0; err == NULL && row < n; row++) {
		for (i = 0; i < rows->columns; i++)
			xlsx_text(book, visible(rows, cell_at(rows, row,
			    i)->people, UTF8_KEEP_NEWLINE));
		err = xlsx_end_row(book);
	}
	if (err != NULL) {
		xlsx_free(book);
		return err;
	}
	return xlsx_bytes(book, call->out);
}

const struct err *
verb_save_output(struct verb_call *call)
{
	const char *path = output_of(call);
	const struct err *err;

	if (path == NULL)
		return NULL;
	err = path_write(path, buf_str(call->out), call->out->len, FILE_MODE);
	buf_clear(call->out);
	if (err == NULL)
		buf_printf(call->message, _("%s was written.\n"), path);
	return err;
}

const struct err *
rows_end(struct rows *rows)
{
	const struct err *err = NULL;

	switch (rows->format) {
	case ROWS_TABLE:
		write_table(rows);
		break;
	case ROWS_PLAIN:
		write_plain(rows);
		break;
	case ROWS_CSV:
		write_separated(rows, ',');
		break;
	case ROWS_TSV:
		write_separated(rows, '\t');
		break;
	case ROWS_JSON:
		write_json(rows);
		break;
	case ROWS_BOOK:
		err = write_book(rows);
		break;
	}
	return err != NULL ? err : verb_save_output(rows->call);
}

/* --- JSON ----------------------------------------------------------------- */

void
json_ref(struct json *json, const struct session *session, const char *uuid)
{
	struct arena *arena;
	int entity = ENTITY_NONE;

	if (uuid == NULL) {
		json_null(json);
		return;
	}
	arena = arena_new();
	json_open(json, '{');
	json_key(json, "uuid");
	json_string(json, uuid);
	json_key(json, "entity");
	if (store_entity_of(register_reader(session), uuid, &entity) == NULL &&
	    entity != ENTITY_NONE)
		json_string(json, entity_get((enum entity_id)entity)->key);
	else
		json_null(json);
	json_key(json, "name");
	json_string(json, register_name_of(session, uuid, arena));
	json_close(json, '}');
	arena_free(arena);
}

void
json_moment(struct json *json, int64_t ms)
{
	char text[DATETIME_LEN];

	if (ms == 0) {
		json_null(json);
		return;
	}
	datetime_format(ms, text);
	json_string(json, text);
}

static void
json_item(struct json *json, const struct session *session,
    const struct field *field, const char *text)
{
	if (field_is_ref(field))
		json_ref(json, session, text);
	else
		json_string(json, text);
}

void
json_value(struct json *json, const struct session *session,
    const struct field *field, const struct value *value)
{
	size_t i;

	if (field_is_many(field)) {
		json_open(json, '[');
		for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
			json_item(json, session, field, value->list[i]);
		json_close(json, ']');
	} else if (value->kind == VALUE_NONE) {
		json_null(json);
	} else if (field->type == TYPE_DATETIME) {
		json_moment(json, value->i);
	} else if (value->kind == VALUE_INT) {
		json_int(json, value->i);
	} else {
		json_item(json, session, field, value->s);
	}
}
