/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/store/internal.h"
#include "model/store/schema.h"
#include "model/store/sorter.h"

static void
add_row(struct sorter *sorter, const struct stmt *stmt, size_t columns,
    const bool *direction)
{
	const char *text;
	size_t i, n;

	sorter_row(sorter, db_int(stmt, 0));
	for (i = 0; i < columns; i++) {
		int column = (int)i + 1;

		if (db_is_null(stmt, column))
			sorter_null(sorter);
		else if (db_is_int(stmt, column))
			sorter_int(sorter, db_int(stmt, column),
			    direction[i]);
		else if ((text = db_blob(stmt, column, &n)) != NULL)
			sorter_text(sorter, text, n, direction[i]);
	}
}

const struct err *
store_keys(struct store *store, enum entity_id entity,
    const struct query *query, const struct query_sort *sort, size_t n_sort,
    struct store_keys *out)
{
	bool direction[SQL_SORT_MAX];
	struct sorter sorter = { 0 };
	struct stmt *stmt = NULL;
	const struct err *err;
	struct sql sql;
	int64_t done = 0;
	size_t cap = 0, columns;
	bool row = false;

	*out = (struct store_keys){ .entity = entity };
	sql_init(&sql, store->session, store->version);
	columns = sql_keys(&sql, entity, query, sort, n_sort, direction);
	db_watch(store->db, store->session, _("Reading the register"), &done);
	err = store_prepare(store, &sql, &stmt);
	while (err == NULL && (err = db_step(stmt, &row)) == NULL && row) {
		done++;
		if (columns > 0) {
			add_row(&sorter, stmt, columns, direction);
			continue;
		}
		out->key = mem_grow(out->key, &cap, out->n + 1,
		    sizeof(*out->key));
		out->key[out->n++] = db_int(stmt, 0);
	}
	db_unwatch(store->db);
	db_give(stmt);
	if (err != NULL) {
		store_keys_release(out);
	} else if (columns > 0 && sorter.n > 0) {
		out->key = xcalloc(sorter.n, sizeof(*out->key));
		out->n = sorter.n;
		sorter_finish(&sorter, out->key);
	}
	sorter_release(&sorter);
	sql_release(&sql);
	return err;
}

void
store_keys_release(struct store_keys *keys)
{
	free(keys->key);
	keys->key = NULL;
	keys->n = 0;
}

const struct err *
store_keys_find(struct store *store, const struct store_keys *keys,
    const char *uuid, int64_t *index)
{
	const struct err *err;
	int64_t id;
	int entity;
	size_t i;

	*index = -1;
	err = store_object(store, uuid, &id, &entity);
	if (err != NULL || id == 0)
		return err;
	for (i = 0; i < keys->n; i++)
		if (keys->key[i] == id) {
			*index = (int64_t)i;
			break;
		}
	return NULL;
}

const struct err *
store_rows(struct store *store, const struct store_keys *keys, size_t first,
    size_t n, const struct fieldset *want, struct arena *arena,
    struct record **out)
{
	const struct err *err = NULL;
	size_t at, part;

	for (at = 0; at < n && err == NULL; at += part) {
		part = n - at < STORE_PAGE ? n - at : STORE_PAGE;
		err = store_read(store, keys->entity, keys->key + first + at,
		    part, want, arena, out + at);
	}
	return err;
}

const struct err *
store_count(struct store *store, enum entity_id entity,
    const struct query *query, int64_t *n)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	struct sql sql;
	bool row = false;

	*n = 0;
	sql_init(&sql, store->session, store->version);
	sql_count(&sql, entity, query);
	db_watch(store->db, store->session, _("Counting"), NULL);
	err = store_prepare(store, &sql, &stmt);
	if (err == NULL)
		err = db_step(stmt, &row);
	if (err == NULL && row)
		*n = db_int(stmt, 0);
	db_unwatch(store->db);
	db_give(stmt);
	sql_release(&sql);
	return err;
}

const struct err *
store_each(struct store *store, enum entity_id entity,
    const struct query *query, const struct query_sort *sort, size_t n_sort,
    const struct fieldset *want, store_each_fn each, void *ctx)
{
	struct record *page[STORE_PAGE];
	struct arena *arena = arena_new();
	struct store_keys keys;
	const struct err *err;
	size_t at, i, part;
	bool more = true;

	err = store_keys(store, entity, query, sort, n_sort, &keys);
	for (at = 0; at < keys.n && err == NULL && more; at += part) {
		part = keys.n - at < STORE_PAGE ? keys.n - at : STORE_PAGE;
		arena_reset(arena);
		err = store_rows(store, &keys, at, part, want, arena, page);
		for (i = 0; i < part && err == NULL && more; i++)
			if (page[i] != NULL)
				more = each(ctx, page[i]);
	}
	store_keys_release(&keys);
	arena_free(arena);
	return err;
}

/* --- who refers to it --------------------------------------------------- */

/* Appends one SELECT for each field that may hold the object ?1. */
static void
referrers_text(const struct store *store, int entity, struct buf *sql)
{
	const struct field *field;
	int e;
	size_t i;

	buf_add(sql, "SELECT o.uuid, o.entity, l.field FROM link l "
	    "JOIN object o ON o.id = l.owner WHERE l.target = ?1");
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; (field = entity_field((enum entity_id)e, i)) !=
		    NULL; i++) {
			const char *table = entity_get((enum entity_id)e)->key;

			if (schema_place(field, store->version) !=
			    PLACE_OBJECT ||
			    (field->targets >> entity & 1) == 0)
				continue;
			buf_printf(sql, " UNION ALL SELECT uuid, '%s', '%s' "
			    "FROM \"%s\" WHERE \"%s\" = ?1", table,
			    schema_column(field), table, schema_column(field));
		}
}

struct referrer {
	enum entity_id	 entity;
	char		 uuid[UUID_LEN];
	size_t		 position;
};

const struct err *
store_referrers(struct store *store, const char *uuid, store_ref_fn each,
    void *ctx)
{
	struct referrer *found = NULL;
	struct stmt *stmt = NULL;
	struct buf sql = { 0 };
	const struct err *err;
	size_t i, n = 0, cap = 0;
	int64_t id;
	int entity;
	bool row = false, more = true;

	err = store_object(store, uuid, &id, &entity);
	if (err != NULL || id == 0 || entity == ENTITY_NONE)
		return err;
	referrers_text(store, entity, &sql);
	err = db_take(store->db, buf_str(&sql), &stmt);
	if (err != NULL)
		goto done;
	db_bind_int(stmt, 1, id);
	while ((err = db_step(stmt, &row)) == NULL && row) {
		int owner = db_is_null(stmt, 1) ? ENTITY_NONE :
		    entity_find(db_word(stmt, 1));
		int position = owner == ENTITY_NONE ? -1 :
		    entity_field_find((enum entity_id)owner,
		    db_word(stmt, 2));

		if (position < 0)
			continue;
		found = mem_grow(found, &cap, n + 1, sizeof(*found));
		found[n] = (struct referrer){ .entity = (enum entity_id)owner,
		    .position = (size_t)position };
		snprintf(found[n++].uuid, UUID_LEN, "%s", db_word(stmt, 0));
	}
done:
	db_give(stmt);
	buf_release(&sql);
	/* Only now, so that the callback may write. */
	for (i = 0; err == NULL && i < n && more; i++)
		more = each(ctx, found[i].entity, found[i].uuid,
		    found[i].position);
	free(found);
	return err;
}

/* --- finding one -------------------------------------------------------- */

/* Collects the first column of a statement: uuids. */
static const struct err *
collect(struct stmt *stmt, struct arena *arena, const char **out, size_t max,
    size_t *n)
{
	const struct err *err = NULL;
	bool row = false;

	*n = 0;
	while (*n < max && (err = db_step(stmt, &row)) == NULL && row)
		out[(*n)++] = arena_strdup(arena, db_word(stmt, 0));
	return err;
}

const struct err *
store_lookup(struct store *store, enum entity_id entity, size_t position,
    const char *value, struct arena *arena, const char **out, size_t max,
    size_t *n)
{
	struct buf folded = { 0 };
	struct stmt *stmt = NULL;
	const struct err *err = NULL;
	struct sql sql;

	*n = 0;
	sql_init(&sql, store->session, store->version);
	utf8_fold(&folded, value);
	if (sql_lookup(&sql, entity, position, value, buf_str(&folded))) {
		err = store_prepare(store, &sql, &stmt);
		if (err == NULL)
			err = collect(stmt, arena, out, max, n);
	}
	db_give(stmt);
	buf_release(&folded);
	sql_release(&sql);
	return err;
}

const struct err *
store_uuid_prefix(struct store *store, int entity, const char *prefix,
    struct arena *arena, const char **out, size_t max, size_t *n)
{
	struct buf sql = { 0 }, end = { 0 };
	struct stmt *stmt = NULL;
	const struct err *err;
	int e;

	*n = 0;
	/* Hexadecimal digits and '-' all stand before 'g'. */
	buf_printf(&end, "%sg", prefix);
	for (e = 0; e < ENTITY_COUNT; e++) {
		const char *table = entity_get((enum entity_id)e)->key;

		if (entity != ENTITY_NONE && entity != e)
			continue;
		buf_printf(&sql, "%sSELECT t.uuid FROM object o "
		    "JOIN \"%s\" t ON t.id = o.id WHERE o.uuid >= ?1 "
		    "AND o.uuid < ?2 AND o.entity = '%s'",
		    sql.len > 0 ? " UNION ALL " : "", table, table);
	}
	err = db_take(store->db, buf_str(&sql), &stmt);
	if (err == NULL) {
		db_bind_text(stmt, 1, prefix);
		db_bind_text(stmt, 2, buf_str(&end));
		err = collect(stmt, arena, out, max, n);
	}
	db_give(stmt);
	buf_release(&sql);
	buf_release(&end);
	return err;
}
