/* SPDX-License-Identifier: ISC */
/* list: rows of one entity. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/register.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { PAGE = 500, SORT_KEYS = 8 };

/* The columns named by -c. */
static const struct err *
named_columns(enum entity_id entity, const char *text, size_t *position,
    size_t *n)
{
	*n = 0;
	do {
		size_t i, len = strcspn(text, ",");
		char key[64];
		int found;

		snprintf(key, sizeof(key), "%.*s",
		    (int)(len < 63 ? len : 63), text);
		found = entity_field_find(entity, key);
		if (found < 0)
			return err_new(ERR_USAGE, _("There is no field \"%s\". "
			    "daicho fields %s lists them."), key,
			    entity_get(entity)->key);
		for (i = 0; i < *n; i++)
			if (position[i] == (size_t)found)
				return err_new(ERR_USAGE, _("The field \"%s\" "
				    "is named twice."), key);
		position[(*n)++] = (size_t)found;
		text += len;
	} while (*text++ == ',');
	return NULL;
}

/* Every field for machines, the list columns for people. */
static void
default_columns(enum entity_id entity, enum rows_format format,
    size_t *position, size_t *n)
{
	bool all = format != ROWS_TABLE && format != ROWS_PLAIN;
	const struct field *field;
	size_t i;

	*n = 0;
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (all || (field->flags & FL_LIST) != 0)
			position[(*n)++] = i;
}

static const struct err *
add_rows(struct verb_call *call, struct rows *rows,
    const struct store_keys *keys, size_t limit, const size_t *position,
    size_t n)
{
	struct store *store = register_reader(call->session);
	struct fieldset want = { 0 };
	struct record *page[PAGE];
	const struct err *err;
	size_t first, i, k;

	for (i = 0; i < n; i++)
		fieldset_add(&want, position[i]);
	if (limit > keys->n)
		limit = keys->n;
	for (first = 0; first < limit; first += PAGE) {
		size_t count = limit - first < PAGE ? limit - first : PAGE;

		err = store_rows(store, keys, first, count, &want, call->arena,
		    page);
		if (err != NULL)
			return err;
		for (k = 0; k < count; k++)
			for (i = 0; page[k] != NULL && i < n; i++)
				rows_field(rows, page[k], position[i]);
	}
	return NULL;
}

static const struct err *
run(struct verb_call *call)
{
	const char *columns = verb_value(call, "columns");
	const char *sort = verb_value(call, "sort");
	struct query_sort key[SORT_KEYS];
	size_t position[FIELD_MAX], n, n_sort = 0, limit;
	struct store_keys keys = { 0 };
	struct query *query = NULL;
	struct rows *rows = NULL;
	const struct err *err;
	enum entity_id entity;

	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = rows_new(call, &rows);
	if (err == NULL)
		err = rows_limit(call, &limit);
	if (err == NULL && sort != NULL)
		err = query_sort_parse(entity, sort, key, SORT_KEYS, &n_sort);
	if (err == NULL)
		err = query_parse(call->session, entity,
		    verb_value(call, "where"), call->arena, &query);
	if (err != NULL)
		return err;
	if (columns == NULL)
		default_columns(entity, rows_format(rows), position, &n);
	else
		err = named_columns(entity, columns, position, &n);
	if (err == NULL)
		err = store_keys(register_reader(call->session), entity, query,
		    key, n_sort, &keys);
	if (err != NULL)
		return err;
	rows_field_columns(rows, entity, position, n);
	err = add_rows(call, rows, &keys, limit, position, n);
	if (err == NULL)
		err = rows_end(rows);
	store_keys_release(&keys);
	return err;
}

static const struct verb_option options[] = {
	{ "where", 'w', "QUERY", N_("only records that match") },
	{ "columns", 'c', "COL,…", N_("fields to show, by key") },
	{ "sort", 's', "KEY[:desc],…", N_("order of the rows") },
	{ "limit", 'n', "LIMIT", N_("at most so many rows") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_list = {
	.name = "list",
	.synopsis = "ENTITY [-w QUERY] [-c COL,…] [-s KEY[:desc],…] [-n LIMIT]",
	.help = N_("List the records of an entity"),
	.options = options,
	.min = 1, .max = 1,
	.run = run,
};
