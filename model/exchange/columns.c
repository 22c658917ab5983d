/* SPDX-License-Identifier: ISC */
/* What the columns of a table mean. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/import_impl.h"

enum { KNOWN_LEAST = 2 };

const char *
import_folded(struct arena *arena, const char *s)
{
	struct buf out = { 0 };
	const char *copy;

	utf8_fold_header(&out, s);
	copy = arena_strdup(arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

const char *
columns_reason(enum entity_id entity)
{
	return entity_field_find(entity, "reason") < 0 ? "reason" :
	    "refused_reason";
}

static bool
labelled(const struct field *field, const char *folded, struct arena *arena)
{
	return strcmp(import_folded(arena, field->label[LANG_EN]),
	    folded) == 0 || strcmp(import_folded(arena,
	    field->label[LANG_JA]), folded) == 0;
}

int
columns_position(enum entity_id entity, const char *header, struct arena *arena)
{
	int position = entity_field_find(entity, header);
	const struct field *field;
	const char *folded;
	size_t i;

	if (position >= 0)
		return position;
	folded = import_folded(arena, header);
	position = entity_field_find(entity, folded);
	for (i = 0; position < 0 && (field = entity_field(entity, i)) != NULL;
	    i++)
		if (labelled(field, folded, arena))
			position = (int)i;
	return position;
}

/* --- headers ---------------------------------------------------------- */

/* Sets what a key such as "interface.2.mac" means; false when it is none. */
static bool
set_key(struct import_table *table, struct column *column, const char *key)
{
	static const struct {
		const char *prefix;
		enum part part;
	} parts[] = {
		{ "interface.2.", PART_INTERFACE_2 },
		{ "interface.", PART_INTERFACE },
	};
	enum entity_id entity = table->plan->entity;
	const char *name = key;
	size_t i;
	int position;

	column->part = PART_RECORD;
	for (i = 0; table->sheet && i < 2; i++)
		if (strncmp(name, parts[i].prefix,
		    strlen(parts[i].prefix)) == 0) {
			name += strlen(parts[i].prefix);
			column->part = parts[i].part;
			entity = ENTITY_interface;
		}
	position = columns_position(entity, name, table->scratch);
	if (position < 0)
		return false;
	column->position = (size_t)position;
	column->field = entity_field(entity, column->position);
	column->key = key;
	/* What daicho keeps itself is in exports; it is not taken back. */
	if (column->position != F_uuid && !field_is_editable(column->field) &&
	    !entity_is_evidence(entity))
		column->key = NULL;
	return true;
}

/* Header to key: an answer, the built-in sheet, then keys and labels. */
static bool
set_column(struct import_table *table, struct column *column)
{
	const char *folded = import_folded(table->scratch, column->header);
	const char *answer = settle_answer(table, column->header, "");
	const char *key = answer;

	column->answered = table->answers.n > 0 &&
	    settle_speaks_of(table, column->header);
	if (key == NULL && strcmp(column->header,
	    columns_reason(table->plan->entity)) == 0)
		return true;
	if (key != NULL && settle_is_skip(key))
		return true;
	if (key != NULL && settle_is_notes(key))
		key = "notes";
	if (key == NULL && *folded == '\0')
		return false;
	if (key == NULL && table->sheet)
		key = sheet_key(column->header);
	if (key == NULL)
		key = column->header;
	if (*key == '\0')
		return true;
	if (set_key(table, column, key))
		return true;
	column->wrong = answer;
	return false;
}

static size_t
count_known(struct import_table *table, const struct csv_row *row)
{
	size_t i, n = 0;

	for (i = 0; i < row->n; i++) {
		struct column column = { .header = row->cell[i] };

		n += set_column(table, &column) && column.key != NULL;
	}
	arena_reset(table->scratch);
	return n;
}

/*
 * A header of two rows as one: what stands below, or what a merged cell above
 * says of it.  *known counts those that then mean something.
 */
static struct csv_row
join_rows(struct import_table *table, const struct csv_row *up,
    const struct csv_row *low, size_t *known)
{
	struct csv_row row = { .line = low->line,
	    .n = up->n > low->n ? up->n : low->n };
	const char *over = "";
	size_t i, k;

	row.cell = arena_calloc(table->arena, row.n, sizeof(*row.cell));
	*known = 0;
	for (i = 0; i < row.n; i++) {
		const char *a = i < up->n ? up->cell[i] : "";
		const char *b = i < low->n ? low->cell[i] : "";
		const char *ways[4] = { b, NULL, NULL, a };

		if (*a != '\0' || *b == '\0')
			over = a;
		ways[1] = arena_printf(table->arena, "%s%s", over, b);
		ways[2] = arena_printf(table->arena, "%s%s", b, over);
		row.cell[i] = *b == '\0' ? a : *over == '\0' ? b :
		    arena_printf(table->arena, "%s %s", over, b);
		for (k = 0; k < 4; k++) {
			struct column column = { .header = ways[k] };

			if (*ways[k] == '\0' || (k == 3 && *b != '\0') ||
			    !set_column(table, &column) || column.key == NULL)
				continue;
			row.cell[i] = ways[k];
			++*known;
			break;
		}
	}
	arena_reset(table->scratch);
	return row;
}

/* The row or two rows with the most known headers; n when none has enough. */
static size_t
find_header(struct import_table *table, const struct csv_row *rows, size_t n,
    struct csv_row *head)
{
	size_t i, known, best = n, most = KNOWN_LEAST - 1;

	for (i = 0; i < n; i++) {
		known = count_known(table, &rows[i]);
		if (known > most) {
			most = known;
			best = i;
			*head = rows[i];
		}
	}
	for (i = best > 0 ? best - 1 : 0; i <= best && i + 1 < n; i++) {
		struct csv_row both = join_rows(table, &rows[i], &rows[i + 1],
		    &known);

		if (known > most) {
			most = known;
			*head = both;
			best = i + 1;
			break;
		}
	}
	return best;
}

/* The first row with anything in it. */
static size_t
first_filled(const struct csv_row *rows, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < rows[i].n; k++)
			if (*rows[i].cell[k] != '\0')
				return i;
	return n;
}

bool
columns_is_field(enum entity_id entity, const char *header,
    struct arena *scratch)
{
	return *header == '\0' || columns_position(entity, header, scratch) >= 0 ||
	    strcmp(header, columns_reason(entity)) == 0;
}

static bool
all_keys(enum entity_id entity, const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (entity_field_find(entity, row->cell[i]) < 0 &&
		    strcmp(row->cell[i], columns_reason(entity)) != 0)
			return false;
	return true;
}

static bool
named_after(const char *file, const char *word)
{
	size_t n = strlen(word);

	return strncmp(file, word, n) == 0 && file[n] == '.';
}

/*
 * The entity of which all headers are keys, ENTITY_NONE without one.  Where
 * they fit several, the file must be called like one of them.
 */
static const struct err *
entity_of_keys(const struct csv_row *row, const char *file, int *found)
{
	int e, fits = 0;

	*found = ENTITY_NONE;
	for (e = 0; e < ENTITY_COUNT; e++) {
		const struct entity *entity = entity_get((enum entity_id)e);

		if (!all_keys((enum entity_id)e, row))
			continue;
		fits++;
		*found = e;
		if (named_after(file, entity->key) ||
		    named_after(file, entity->plural))
			return NULL;
	}
	return fits < 2 ? NULL : err_new(ERR_USAGE, _("The headers of %s fit "
	    "several entities; name the one it is with --entity."), file);
}

/* Words that were possible, for an unknown header. */
static const char *
near_keys(struct import_table *table, const char *header)
{
	enum entity_id entity = table->plan->entity;
	const char *folded = import_folded(table->scratch, header);
	struct buf out = { 0 };
	const struct field *field;
	const char *copy;
	size_t i, n = 0;

	for (i = 0; (field = entity_field(entity, i)) != NULL && n < 5; i++) {
		const char *label = import_folded(table->scratch,
		    field->label[LANG_JA]);

		if (strstr(field->key, folded) != NULL ||
		    strstr(folded, field->key) != NULL ||
		    strstr(label, folded) != NULL ||
		    strstr(folded, label) != NULL)
			buf_printf(&out, "%s%s", n++ > 0 ? ", " : "",
			    field->key);
	}
	copy = arena_strdup(table->scratch, buf_str(&out));
	buf_release(&out);
	return copy;
}

/* One key in two columns is fine only where values add up. */
static bool
same_key(struct import_table *table, struct column *column)
{
	if (field_is_many(column->field) || column->field->type == TYPE_NOTE)
		return false;
	if (strcmp(column->key, "interface.network") == 0 && import_folded(
	    table->scratch, column->header)[0] == 'v') {
		set_key(table, column, "interface.vlan");
		return false;
	}
	return true;
}

static void
read_columns(struct import_table *table)
{
	size_t i, k;

	table->columns = table->head.n;
	table->column = arena_calloc(table->arena, table->columns,
	    sizeof(*table->column));
	for (i = 0; i < table->columns; i++) {
		struct column *column = &table->column[i];

		column->header = *table->head.cell[i] != '\0' ?
		    table->head.cell[i] : arena_printf(table->arena, "#%zu",
		    i + 1);
		column->unknown = !set_column(table, column);
		for (k = 0; k < i && column->key != NULL; k++)
			if (table->column[k].key != NULL &&
			    table->column[k].part == column->part &&
			    table->column[k].position == column->position &&
			    same_key(table, column)) {
				column->twin = &table->column[k];
				column->key = NULL;
			}
	}
	arena_reset(table->scratch);
}

/* What may be answered about a column: what it resembles comes first. */
static const char *
allowed_keys(struct import_table *table, const struct column *column)
{
	const char *known = column->twin != NULL || !table->sheet ? NULL :
	    sheet_near(table->scratch, column->header);
	const char *near = known != NULL ? known :
	    near_keys(table, column->header);

	if (column->twin != NULL)
		near = arena_printf(table->scratch, _("\"%s\" means the "
		    "same"), column->twin->header);
	return arena_printf(table->scratch, "%s%s%s", near,
	    *near == '\0' ? "" : " | ",
	    _("a key of \"daicho fields\" | notes | -"));
}

void
columns_ask(struct import_table *table)
{
	size_t i, k;

	for (i = 0; i < table->columns; i++) {
		struct column *column = &table->column[i];
		struct import_question asked = { .kind = ASK_COLUMN,
		    .column = column->header, .value = "",
		    .wrong = column->wrong };
		const char *near;

		if (!column->unknown && column->twin == NULL)
			continue;
		asked.allowed = allowed_keys(table, column);
		near = sheet_near(table->scratch, column->header);
		if (table->sheet && column->wrong == NULL && near != NULL &&
		    strcmp(near, "notes") == 0)
			asked.answer = near;
		for (k = 0; k < table->rows; k++)
			if (*table->row[k].cell[i] != '\0')
				settle_ask(table, &asked, table->row[k].line);
		if (asked.answer != NULL && set_key(table, column,
		    asked.answer))
			column->unknown = false;
		arena_reset(table->scratch);
	}
}

static const struct err *
choose_mapping(struct import_table *table,
    const struct import_options *options, const struct csv_row *first)
{
	struct import_plan *plan = table->plan;
	bool named = table->as_sheet || (options->map != NULL &&
	    strcmp(options->map, "asset-sheet") == 0);
	int entity = options->entity;

	if (named && entity != ENTITY_NONE && entity != ENTITY_asset)
		return err_new(ERR_USAGE, _("The mapping asset-sheet is for "
		    "assets; leave --entity out."));
	if (entity == ENTITY_NONE && !named && first != NULL) {
		const struct err *err = entity_of_keys(first, plan->file,
		    &entity);

		if (err != NULL)
			return err;
	}
	table->sheet = named || entity == ENTITY_NONE;
	plan->entity = table->sheet ? ENTITY_asset : (enum entity_id)entity;
	plan->mapping = table->sheet ? "asset-sheet" : NULL;
	return NULL;
}

const struct err *
columns_find(struct import_table *table, const struct import_options *options,
    const struct csv_row *first, size_t n, size_t *head)
{
	size_t filled = first_filled(first, n);
	const struct err *err;

	err = settle_load(table, options);
	if (err == NULL)
		err = choose_mapping(table, options,
		    filled < n ? &first[filled] : NULL);
	if (err != NULL)
		return err;
	*head = filled;
	if (table->sheet)
		*head = find_header(table, first, n, &table->head);
	else if (filled < n)
		table->head = first[filled];
	if (*head == n)
		return err_new(ERR_INPUT, filled == n ?
		    _("%s is empty.") : _("%s has no row of headers that are "
		    "known, such as 管理番号, 機器名, 種別. Name the entity with "
		    "--entity, or the columns with --map."),
		    table->plan->file);
	table->plan->header_line = table->head.line;
	table->plan->skipped = (int64_t)*head;
	read_columns(table);
	return NULL;
}
