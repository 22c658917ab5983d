/* SPDX-License-Identifier: ISC */
/* The best of the records whose text holds some words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/match.h"
#include "base/mem.h"
#include "model/store/internal.h"
#include "model/store/schema.h"
#include "model/store/sql_impl.h"

/* Ranks of the live, and behind them those of the retired. */
enum { RANKS = SEARCH_RANKS * 2 };

struct bucket {
	int64_t		*key;
	size_t		 n, cap;
};

/*
 * Appends the rank of a word in a row: how it stands there, and within that
 * names before other fields before notes.
 */
static void
add_rank(struct sql *sql, struct sql_row row, const char *word)
{
	const struct field *field;
	size_t i;

	buf_printf(&sql->text, "min(place(iif(t%u.notes IS NULL, t%u.search, "
	    "replace(t%u.search, char(10) || fold(t%u.notes), '')), ",
	    row.alias, row.alias, row.alias, row.alias);
	sql_text(sql, word);
	buf_printf(&sql->text, ") * %d + 1, place(fold(coalesce(t%u.notes, "
	    "'')), ", SEARCH_CLASSES, row.alias);
	sql_text(sql, word);
	buf_printf(&sql->text, ") * %d + 2", SEARCH_CLASSES);
	for (i = 0; (field = entity_field(row.entity, i)) != NULL; i++) {
		if (!schema_folded(row.entity, i) ||
		    schema_place(field, sql->version) == PLACE_NONE)
			continue;
		sql_add(sql, ", place(");
		sql_value(sql, row, i, FORM_FOLD);
		sql_add(sql, ", ");
		sql_text(sql, word);
		buf_printf(&sql->text, ") * %d", SEARCH_CLASSES);
	}
	sql_add(sql, ")");
}

static void
add_search(struct sql *sql, enum entity_id entity, const char *const *word,
    size_t n)
{
	struct sql_row row = sql_row_new(sql, entity);
	char alias[16];
	size_t i;

	buf_printf(&sql->text, "SELECT t%u.id, t%u.retired_at, ", row.alias,
	    row.alias);
	/* With several words, the one that stands worst decides. */
	sql_add(sql, n > 1 ? "max(" : "");
	for (i = 0; i < n; i++) {
		sql_add(sql, i > 0 ? ", " : "");
		add_rank(sql, row, word[i]);
	}
	sql_add(sql, n > 1 ? ")" : "");
	buf_printf(&sql->text, " FROM \"%s\" t%u", entity_get(entity)->key,
	    row.alias);
	for (i = 0; i < n; i++) {
		buf_printf(&sql->text, " %s contains(t%u.search, ",
		    i == 0 ? "WHERE" : "AND", row.alias);
		sql_text(sql, word[i]);
		sql_add(sql, ")");
	}
	snprintf(alias, sizeof(alias), "t%u", row.alias);
	sql_shown(sql, entity, alias);
}

static void
keep(struct bucket *bucket, const struct stmt *stmt, size_t max)
{
	int64_t rank = db_int(stmt, 2);

	if (rank < 0 || rank >= SEARCH_RANKS)
		rank = SEARCH_RANKS - 1;
	bucket += rank + (db_is_null(stmt, 1) ? 0 : SEARCH_RANKS);
	if (bucket->n >= max)
		return;
	bucket->key = mem_grow(bucket->key, &bucket->cap, bucket->n + 1,
	    sizeof(*bucket->key));
	bucket->key[bucket->n++] = db_int(stmt, 0);
}

static void
gather(struct bucket *bucket, size_t max, struct store_keys *out)
{
	size_t i, k, cap = 0;

	for (i = 0; i < RANKS; i++) {
		for (k = 0; k < bucket[i].n && out->n < max; k++) {
			out->key = mem_grow(out->key, &cap, out->n + 1,
			    sizeof(*out->key));
			out->key[out->n++] = bucket[i].key[k];
		}
		free(bucket[i].key);
	}
}

const struct err *
store_search(struct store *store, enum entity_id entity,
    const char *const *word, size_t n, size_t max, struct store_keys *out,
    int64_t *total)
{
	struct bucket bucket[RANKS] = { 0 };
	struct stmt *stmt = NULL;
	const struct err *err;
	struct sql sql;
	bool row = false;

	*out = (struct store_keys){ .entity = entity };
	*total = 0;
	sql_init(&sql, store->session, store->version);
	add_search(&sql, entity, word, n);
	db_watch(store->db, store->session, _("Searching"), total);
	err = store_prepare(store, &sql, &stmt);
	while (err == NULL && (err = db_step(stmt, &row)) == NULL && row) {
		(*total)++;
		keep(bucket, stmt, max);
	}
	db_unwatch(store->db);
	db_give(stmt);
	gather(bucket, err == NULL ? max : 0, out);
	sql_release(&sql);
	return err;
}
