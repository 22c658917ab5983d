/* SPDX-License-Identifier: ISC */
/* What the columns of a table mean. */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/exchange/import_impl.h"

enum { MAP_LIMIT = 1 << 20, KNOWN_LEAST = 2 };

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

/* Position of the field with this key or label, or -1. */
static int
position_of(enum entity_id entity, const char *header, struct arena *arena)
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

/* --- a file of "header,key" rows -------------------------------------- */

static const struct err *
read_map(struct import_table *table, const char *path, struct words *map)
{
	const struct err *err;
	struct csv *csv = NULL;
	struct csv_row row;
	bool more = true;

	err = csv_open(path, path_base(path), '\0', &csv);
	while (err == NULL) {
		err = csv_next(csv, table->arena, &row, &more);
		if (err != NULL || !more)
			break;
		if (row.n >= 2 && *row.cell[0] != '\0')
			words_put(map, import_folded(table->arena,
			    row.cell[0]), arena_strdup(table->arena,
			    row.cell[1]));
	}
	csv_close(csv);
	return err;
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
	position = position_of(entity, name, table->scratch);
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

/* Header to key: the map, the built-in sheet, then keys and labels. */
static bool
set_column(struct import_table *table, const struct words *map,
    struct column *column)
{
	const char *folded = import_folded(table->scratch, column->header);
	const char *key = words_get(map, folded);

	if (key == NULL && (*folded == '\0' || strcmp(column->header,
	    columns_reason(table->plan->entity)) == 0))
		return true;
	if (key == NULL && table->sheet)
		key = sheet_key(column->header);
	if (key == NULL)
		key = column->header;
	if (*key == '\0' || strcmp(key, "-") == 0)
		return true;
	return set_key(table, column, key);
}

static size_t
count_known(struct import_table *table, const struct words *map,
    const struct csv_row *row)
{
	size_t i, n = 0;

	for (i = 0; i < row->n; i++) {
		struct column column = { .header = row->cell[i] };

		n += set_column(table, map, &column) && column.key != NULL;
	}
	arena_reset(table->scratch);
	return n;
}

/* The row with the most known headers; n when none has enough. */
static size_t
find_header(struct import_table *table, const struct words *map,
    const struct csv_row *rows, size_t n)
{
	size_t i, known, best = n, most = KNOWN_LEAST - 1;

	for (i = 0; i < n; i++) {
		known = count_known(table, map, &rows[i]);
		if (known > most) {
			most = known;
			best = i;
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
	return *header == '\0' || position_of(entity, header, scratch) >= 0 ||
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

static void
unknown_column(struct import_table *table, const struct column *column)
{
	const char *known = !table->sheet ? NULL :
	    sheet_near(table->scratch, column->header);
	const char *near = known != NULL ? known :
	    near_keys(table, column->header);
	struct row row = { .line = table->head.line };

	import_problem(table, &row, column, NULL, *near != '\0' ?
	    arena_printf(table->scratch, _("Nothing is known about this "
	    "column; it may be %s. Rename it, or say what it is with --map "
	    "(notes keeps it, - leaves it out)."), near) :
	    _("Nothing is known about this column; rename it, or say what it "
	    "is with --map (notes keeps it, - leaves it out)."), false);
}

/* One key in two columns is fine only where values add up. */
static void
same_key(struct import_table *table, struct column *column,
    const struct column *other)
{
	struct row row = { .line = table->head.line };

	if (field_is_many(column->field) || column->field->type == TYPE_NOTE)
		return;
	if (strcmp(column->key, "interface.network") == 0) {
		struct column *vlan = import_folded(table->scratch,
		    column->header)[0] == 'v' ? column : NULL;

		if (vlan != NULL) {
			set_key(table, vlan, "interface.vlan");
			return;
		}
	}
	import_problem(table, &row, column, NULL, arena_printf(
	    table->scratch, _("The column \"%s\" means the same (%s); say "
	    "with --map which one counts and - for the other."),
	    other->header, column->key), false);
}

static void
read_columns(struct import_table *table, const struct words *map)
{
	size_t i, k;

	table->columns = table->head.n;
	table->column = arena_calloc(table->arena, table->columns,
	    sizeof(*table->column));
	for (i = 0; i < table->columns; i++) {
		struct column *column = &table->column[i];

		column->header = table->head.cell[i];
		if (!set_column(table, map, column)) {
			unknown_column(table, column);
			continue;
		}
		for (k = 0; k < i && column->key != NULL; k++)
			if (table->column[k].key != NULL &&
			    table->column[k].part == column->part &&
			    table->column[k].position == column->position) {
				same_key(table, column, &table->column[k]);
				break;
			}
	}
	arena_reset(table->scratch);
}

static const struct err *
choose_mapping(struct import_table *table,
    const struct import_options *options, const struct csv_row *first,
    struct words *map)
{
	struct import_plan *plan = table->plan;
	bool named = options->map != NULL &&
	    strcmp(options->map, "asset-sheet") == 0;
	int entity = options->entity;

	if (named && entity != ENTITY_NONE && entity != ENTITY_asset)
		return err_new(ERR_USAGE, _("The mapping asset-sheet is for "
		    "assets; leave --entity out."));
	if (entity == ENTITY_NONE && options->map == NULL && first != NULL) {
		const struct err *err = entity_of_keys(first, plan->file,
		    &entity);

		if (err != NULL)
			return err;
	}
	table->sheet = named || entity == ENTITY_NONE;
	plan->entity = table->sheet ? ENTITY_asset : (enum entity_id)entity;
	plan->mapping = table->sheet ? "asset-sheet" : NULL;
	if (options->map == NULL || named)
		return NULL;
	if (!path_exists(options->map))
		return err_new(ERR_USAGE, _("There is no mapping \"%s\"; it is "
		    "asset-sheet or a file of \"header,key\" lines."),
		    options->map);
	return read_map(table, options->map, map);
}

const struct err *
columns_find(struct import_table *table, const struct import_options *options,
    const struct csv_row *first, size_t n, size_t *head)
{
	size_t filled = first_filled(first, n);
	struct words map = { 0 };
	const struct err *err;

	err = choose_mapping(table, options,
	    filled < n ? &first[filled] : NULL, &map);
	if (err != NULL)
		goto done;
	*head = table->sheet ? find_header(table, &map, first, n) : filled;
	if (*head == n) {
		err = err_new(ERR_INPUT, filled == n ?
		    _("%s is empty.") : _("%s has no row of headers that are "
		    "known, such as 管理番号, 機器名, 種別. Name the entity with "
		    "--entity, or the columns with --map."),
		    table->plan->file);
		goto done;
	}
	table->head = first[*head];
	table->plan->header_line = table->head.line;
	table->plan->skipped = (int64_t)*head;
	read_columns(table, &map);
done:
	words_release(&map);
	return err;
}
