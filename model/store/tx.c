/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/intl.h"
#include "model/store/internal.h"

enum { SALT = 16, ENTRIES = 64 };

/* --- settings ----------------------------------------------------------- */

const struct err *
store_meta_get(struct store *store, const char *key, struct arena *arena,
    const char **out)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	*out = NULL;
	err = db_take(store->db, "SELECT value FROM meta WHERE key = ?1",
	    &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, key);
	err = db_step(stmt, &row);
	if (err == NULL && row)
		*out = arena_strdup(arena, db_text(stmt, 0));
	db_give(stmt);
	return err;
}

const struct err *
store_meta_put(struct store *store, const char *key, const char *value)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, value == NULL ?
	    "DELETE FROM meta WHERE key = ?1" :
	    "INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)", &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, key);
	if (value != NULL)
		db_bind_text(stmt, 2, value);
	err = db_run(stmt);
	db_give(stmt);
	return err;
}

/* --- change sets -------------------------------------------------------- */

const struct err *
store_tx_put(struct store *store, struct store_tx *tx)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "INSERT INTO tx(id, state, at, who, why, "
	    "ref, kind, undoes, undone_by, records) "
	    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
	    "ON CONFLICT(id) DO UPDATE SET state = ?2, at = ?3, who = ?4, "
	    "why = ?5, ref = ?6, kind = ?7, undoes = ?8, undone_by = ?9, "
	    "records = ?10", &stmt);
	if (err != NULL)
		return err;
	if (tx->id != 0)
		db_bind_int(stmt, 1, tx->id);
	db_bind_int(stmt, 2, (int64_t)tx->state);
	db_bind_int(stmt, 3, tx->at);
	db_bind_text(stmt, 4, tx->who);
	db_bind_text(stmt, 5, tx->why);
	db_bind_text(stmt, 6, tx->ref);
	db_bind_text(stmt, 7, tx->kind);
	if (tx->undoes != 0)
		db_bind_int(stmt, 8, tx->undoes);
	if (tx->undone_by != 0)
		db_bind_int(stmt, 9, tx->undone_by);
	db_bind_int(stmt, 10, tx->records);
	err = db_run(stmt);
	db_give(stmt);
	if (err == NULL && tx->id == 0)
		tx->id = db_last_id(store->db);
	return err;
}

static struct store_tx
read_tx(const struct stmt *stmt, struct arena *arena)
{
	return (struct store_tx){
		.id = db_int(stmt, 0),
		.state = (enum tx_state)db_int(stmt, 1),
		.at = db_int(stmt, 2),
		.who = arena_strdup(arena, db_word(stmt, 3)),
		.why = arena_strdup(arena, db_text(stmt, 4)),
		.ref = arena_strdup(arena, db_text(stmt, 5)),
		.kind = arena_strdup(arena, db_word(stmt, 6)),
		.undoes = db_int(stmt, 7),
		.undone_by = db_int(stmt, 8),
		.records = db_int(stmt, 9),
	};
}

const struct err *
store_tx_get(struct store *store, int64_t id, struct arena *arena,
    struct store_tx *out, bool *found)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	*found = false;
	err = db_take(store->db, "SELECT id, state, at, who, why, ref, kind, "
	    "undoes, undone_by, records FROM tx WHERE id = ?1", &stmt);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, id);
	err = db_step(stmt, found);
	if (err == NULL && *found)
		*out = read_tx(stmt, arena);
	db_give(stmt);
	return err;
}

const struct err *
store_tx_list(struct store *store, int64_t before, struct arena *arena,
    struct store_tx *out, size_t max, size_t *n)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	*n = 0;
	err = db_take(store->db, "SELECT id, state, at, who, why, ref, kind, "
	    "undoes, undone_by, records FROM tx WHERE id < ?1 "
	    "ORDER BY id DESC", &stmt);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, before == 0 ? INT64_MAX : before);
	while (*n < max && (err = db_step(stmt, &row)) == NULL && row)
		out[(*n)++] = read_tx(stmt, arena);
	db_give(stmt);
	return err;
}

static const struct err *
run_with(struct store *store, const char *sql, int64_t id)
{
	struct stmt *stmt = NULL;
	const struct err *err = db_take(store->db, sql, &stmt);

	if (err == NULL) {
		db_bind_int(stmt, 1, id);
		err = db_run(stmt);
	}
	db_give(stmt);
	return err;
}

const struct err *
store_tx_remove(struct store *store, int64_t id)
{
	const struct err *err;

	err = run_with(store, "DELETE FROM entry WHERE tx = ?1", id);
	if (err == NULL)
		err = run_with(store, "DELETE FROM tx WHERE id = ?1", id);
	return err;
}

/* --- entries ------------------------------------------------------------ */

const struct err *
store_entry_add(struct store *store, struct store_entry *entry)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "INSERT INTO entry(tx, uuid, entity, op, "
	    "payload, salt, digest, chain) "
	    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", &stmt);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, entry->tx);
	db_bind_text(stmt, 2, entry->uuid);
	db_bind_text(stmt, 3, entity_get(entry->entity)->key);
	db_bind_text(stmt, 4, entry->op);
	db_bind_text(stmt, 5, entry->payload);
	db_bind_blob(stmt, 6, entry->salt, SALT);
	db_bind_blob(stmt, 7, entry->digest, HASH_BYTES);
	if (entry->chain != NULL)
		db_bind_blob(stmt, 8, entry->chain, HASH_BYTES);
	err = db_run(stmt);
	db_give(stmt);
	if (err == NULL)
		entry->id = db_last_id(store->db);
	return err;
}

const struct err *
store_entry_set_chain(struct store *store, int64_t id,
    const unsigned char chain[32])
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "UPDATE entry SET chain = ?2 WHERE id = ?1",
	    &stmt);
	if (err == NULL) {
		db_bind_int(stmt, 1, id);
		db_bind_blob(stmt, 2, chain, HASH_BYTES);
		err = db_run(stmt);
	}
	db_give(stmt);
	return err;
}

const struct err *
store_entry_erase(struct store *store, int64_t id)
{
	static const unsigned char zeroes[SALT];
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_exec(store->db, "PRAGMA secure_delete=ON");
	if (err == NULL)
		err = db_take(store->db, "UPDATE entry SET payload = NULL, "
		    "salt = ?2 WHERE id = ?1", &stmt);
	if (err == NULL) {
		db_bind_int(stmt, 1, id);
		db_bind_blob(stmt, 2, zeroes, SALT);
		err = db_run(stmt);
	}
	db_give(stmt);
	return err;
}

const struct err *
store_scrub(struct store *store)
{
	const struct err *err;

	if (store->memory)
		return NULL;
	err = lock_take(&store->lock, store->session->user, store->file_mode);
	/* Readers may hold it back; closing copies it then. */
	if (err == NULL)
		err = db_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	lock_drop(&store->lock);
	return err;
}

const struct err *
store_entry_remove(struct store *store, int64_t tx, int64_t upto)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "DELETE FROM entry WHERE tx = ?1 AND "
	    "id <= ?2", &stmt);
	if (err == NULL) {
		db_bind_int(stmt, 1, tx);
		db_bind_int(stmt, 2, upto);
		err = db_run(stmt);
	}
	db_give(stmt);
	return err;
}

/* A blob of exactly n bytes; NULL when it is missing or of another size. */
static const unsigned char *
read_blob(const struct stmt *stmt, int column, size_t n, struct arena *arena)
{
	size_t got;
	const void *p = db_blob(stmt, column, &got);
	unsigned char *copy;

	if (p == NULL || got != n)
		return NULL;
	copy = arena_alloc(arena, n);
	memcpy(copy, p, n);
	return copy;
}

static const struct err *
read_entry(const struct store *store, const struct stmt *stmt,
    struct arena *arena, struct store_entry *out)
{
	int entity = entity_find(db_word(stmt, 3));

	*out = (struct store_entry){
		.id = db_int(stmt, 0),
		.tx = db_int(stmt, 1),
		.uuid = arena_strdup(arena, db_word(stmt, 2)),
		.entity = (enum entity_id)entity,
		.op = arena_strdup(arena, db_word(stmt, 4)),
		.payload = arena_strdup(arena, db_text(stmt, 5)),
		.salt = read_blob(stmt, 6, SALT, arena),
		.digest = read_blob(stmt, 7, HASH_BYTES, arena),
		.chain = read_blob(stmt, 8, HASH_BYTES, arena),
	};
	if (entity == ENTITY_NONE || out->salt == NULL ||
	    out->digest == NULL ||
	    (out->payload == NULL && !db_is_null(stmt, 5)))
		return err_new(ERR_REGISTER, _("Journal entry %lld of %s "
		    "cannot be read. Restore a backup with "
		    "'daicho restore'."), (long long)out->id, store->path);
	return NULL;
}

/* Some entries beyond `after` (or before it, newest first). */
static const struct err *
read_entries(struct store *store, const struct store_entry_filter *filter,
    int64_t after, int64_t before, struct arena *arena,
    struct store_entry out[ENTRIES], size_t *n)
{
	struct stmt *stmt = NULL;
	struct buf sql = { 0 };
	const struct err *err;
	bool row = false;

	*n = 0;
	buf_printf(&sql, "SELECT id, tx, uuid, entity, op, payload, salt, "
	    "digest, chain FROM entry WHERE id > ?1 AND id < ?2%s%s "
	    "ORDER BY id%s LIMIT %d", filter->tx != 0 ? " AND tx = ?3" : "",
	    filter->uuid != NULL ? " AND uuid = ?4" : "",
	    filter->newest_first ? " DESC" : "", ENTRIES);
	err = db_take(store->db, buf_str(&sql), &stmt);
	buf_release(&sql);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, after);
	db_bind_int(stmt, 2, before);
	db_bind_int(stmt, 3, filter->tx);
	db_bind_text(stmt, 4, filter->uuid);
	while (*n < ENTRIES && (err = db_step(stmt, &row)) == NULL && row) {
		err = read_entry(store, stmt, arena, &out[*n]);
		if (err != NULL)
			break;
		++*n;
	}
	db_give(stmt);
	return err;
}

/*
 * Entries are read some at a time, so that no statement is open while the
 * callback runs: it may write, and a long verification holds nobody up.
 */
const struct err *
store_entry_each(struct store *store, const struct store_entry_filter *filter,
    store_entry_fn each, void *ctx)
{
	struct store_entry entry[ENTRIES];
	struct arena *arena = arena_new();
	const struct err *err;
	int64_t after = filter->after, before = INT64_MAX;
	size_t i, n;
	bool more = true;

	do {
		arena_reset(arena);
		err = read_entries(store, filter, after, before, arena, entry,
		    &n);
		for (i = 0; i < n && err == NULL && more; i++)
			more = each(ctx, &entry[i]);
		if (n > 0 && filter->newest_first)
			before = entry[n - 1].id;
		else if (n > 0)
			after = entry[n - 1].id;
	} while (err == NULL && more && n == ENTRIES);
	arena_free(arena);
	return err;
}

/* --- reserved keys ------------------------------------------------------ */

const struct err *
store_reserve(struct store *store, const char *key, int64_t tx)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "INSERT OR REPLACE INTO reserved(key, tx) "
	    "VALUES(?1, ?2)", &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, key);
	db_bind_int(stmt, 2, tx);
	err = db_run(stmt);
	db_give(stmt);
	return err;
}

const struct err *
store_reserved(struct store *store, const char *key, int64_t *tx)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	*tx = 0;
	err = db_take(store->db, "SELECT tx FROM reserved WHERE key = ?1",
	    &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, key);
	err = db_step(stmt, &row);
	if (err == NULL && row)
		*tx = db_int(stmt, 0);
	db_give(stmt);
	return err;
}

const struct err *
store_release(struct store *store, int64_t tx, int64_t max, int64_t *n)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	*n = 0;
	err = db_take(store->db, "DELETE FROM reserved WHERE key IN (SELECT "
	    "key FROM reserved WHERE tx = ?1 LIMIT ?2)", &stmt);
	if (err == NULL) {
		db_bind_int(stmt, 1, tx);
		db_bind_int(stmt, 2, max);
		err = db_run(stmt);
	}
	db_give(stmt);
	if (err == NULL)
		*n = db_changes(store->db);
	return err;
}
