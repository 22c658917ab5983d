/* SPDX-License-Identifier: ISC */
/* Which sheet of a workbook is imported, and what its rows are. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/import_impl.h"
#include "model/exchange/xlsx_read.h"

struct book {
	struct import_table	*table;
	struct import_options	*options;
	struct xlsx_name	*sheet;
	size_t			 sheets;
	struct buf		*csv;
};

static bool
is_called(const char *name, enum entity_id e)
{
	const struct entity *entity = entity_get(e);
	enum lang lang;

	if (utf8_equal_folded(name, entity->key) ||
	    utf8_equal_folded(name, entity->plural))
		return true;
	for (lang = 0; lang < LANG_COUNT; lang++)
		if (utf8_equal_folded(name, entity->label[lang]) ||
		    utf8_equal_folded(name, entity->label_plural[lang]))
			return true;
	return false;
}

int
import_entity_called(const char *name)
{
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if (is_called(name, (enum entity_id)e))
			return e;
	return ENTITY_NONE;
}

/* Names for a message. */
static const char *
list_sheets(const struct book *book, bool ours)
{
	struct buf out = { 0 };
	const char *copy;
	size_t i;

	for (i = 0; i < book->sheets; i++)
		if (!book->sheet[i].hidden && (!ours ||
		    import_entity_called(book->sheet[i].name) != ENTITY_NONE))
			buf_printf(&out, "%s%s", out.len > 0 ? ", " : "",
			    book->sheet[i].name);
	copy = arena_strdup(book->table->arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

static const struct err *
read_sheet(struct book *book, size_t i)
{
	struct import_plan *plan = book->table->plan;
	struct problems warnings = { .arena = plan->arena };
	const struct err *err;
	size_t k;

	buf_clear(book->csv);
	err = xlsx_read(book->table->session, book->options->path, plan->file,
	    i, book->csv, &warnings);
	if (err != NULL)
		return err;
	plan->sheet = book->sheet[i].name;
	plan->problems.n = plan->problems.errors = 0;
	for (k = 0; k < warnings.n; k++)
		problem_add(&plan->problems, &warnings.item[k]);
	return NULL;
}

/* By name, else by number from 1. */
static const struct err *
read_named(struct book *book)
{
	const char *name = book->options->sheet;
	char *end;
	unsigned long number;
	size_t i;

	for (i = 0; i < book->sheets; i++)
		if (utf8_equal_folded(book->sheet[i].name, name))
			return read_sheet(book, i);
	number = strtoul(name, &end, 10);
	if (end != name && *end == '\0' && number > 0 &&
	    number <= book->sheets)
		return read_sheet(book, number - 1);
	return err_new(ERR_USAGE, _("%s has no sheet \"%s\". There are: %s."),
	    book->table->plan->file, name, list_sheets(book, false));
}

/* The sheet called like the entity, or the only one called like any. */
static const struct err *
find_ours(const struct book *book, size_t *found)
{
	int wanted = book->options->entity, entity;
	size_t i, n = 0;

	*found = book->sheets;
	for (i = 0; i < book->sheets; i++) {
		entity = import_entity_called(book->sheet[i].name);
		if (book->sheet[i].hidden || entity == ENTITY_NONE ||
		    (wanted != ENTITY_NONE && entity != wanted))
			continue;
		n++;
		*found = i;
	}
	return n < 2 ? NULL : err_new(ERR_USAGE, _("%s holds several tables. "
	    "Name one of them with --sheet: %s."), book->table->plan->file,
	    list_sheets(book, true));
}

static bool
has_table(const struct book *book)
{
	return strchr(buf_str(book->csv), ',') != NULL;
}

/* The first sheet that has one. */
static const struct err *
read_first(struct book *book)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < book->sheets && err == NULL; i++) {
		if (book->sheet[i].hidden)
			continue;
		err = read_sheet(book, i);
		if (err == NULL && has_table(book))
			return NULL;
	}
	return err;
}

/*
 * A sheet called like an entity is of that entity where all its headers are
 * labels or keys of it; people call theirs so too.
 */
static const struct err *
entity_of_sheet(struct book *book)
{
	struct import_table *table = book->table;
	int entity = import_entity_called(table->plan->sheet);
	const struct err *err;
	struct csv *csv = NULL;
	struct csv_row row = { 0 };
	bool more = false;
	size_t i;

	if (entity == ENTITY_NONE || book->options->entity != ENTITY_NONE ||
	    book->options->map != NULL)
		return NULL;
	err = csv_open_bytes(book->csv->s, book->csv->len, table->plan->file,
	    ',', &csv);
	if (err == NULL)
		err = csv_next(csv, table->arena, &row, &more);
	for (i = 0; err == NULL && more && i < row.n; i++)
		more = columns_is_field((enum entity_id)entity, row.cell[i],
		    table->scratch);
	if (err == NULL && more)
		book->options->entity = entity;
	csv_close(csv);
	return err;
}

const struct err *
import_open_workbook(struct import_table *table,
    struct import_options *options, struct buf *bytes, struct csv **csv)
{
	struct book book = { .table = table, .options = options,
	    .csv = bytes };
	const struct err *err;
	size_t ours = SIZE_MAX;

	err = xlsx_names(table->session, options->path, table->plan->file,
	    table->arena, &book.sheet, &book.sheets);
	if (err == NULL && options->sheet != NULL)
		err = read_named(&book);
	else if (err == NULL)
		err = find_ours(&book, &ours);
	if (err == NULL && ours < book.sheets)
		err = read_sheet(&book, ours);
	if (err == NULL && options->sheet == NULL && !has_table(&book))
		err = read_first(&book);
	if (err == NULL)
		err = entity_of_sheet(&book);
	if (err == NULL)
		err = csv_open_bytes(bytes->s, bytes->len, table->plan->file,
		    ',', csv);
	if (err == NULL)
		csv_count_rows(*csv);
	return err;
}
