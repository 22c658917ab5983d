/* SPDX-License-Identifier: ISC */
/* Evidence and journal of a copy, brought back to a day. */
#include "model/store/internal.h"

static const struct err *
run(struct store *store, const char *sql, int64_t value)
{
	struct stmt *stmt = NULL;
	const struct err *err = db_take(store->db, sql, &stmt);

	if (err == NULL) {
		db_bind_int(stmt, 1, value);
		err = db_run(stmt);
	}
	db_give(stmt);
	return err;
}

/* Rows of evidence that came later; *n counts them. */
static const struct err *
drop_rows(struct store *store, enum entity_id entity, int64_t ms, int64_t *n)
{
	static const struct {
		const char *before, *after;
	} statements[] = {
		{ "DELETE FROM link WHERE owner IN (SELECT id FROM ", ")" },
		{ "DELETE FROM multi WHERE owner IN (SELECT id FROM ", ")" },
		{ "DELETE FROM object WHERE id IN (SELECT id FROM ", ")" },
		{ "DELETE FROM ", "" },
	};
	const struct err *err = NULL;
	struct buf sql = { 0 };
	size_t i;

	for (i = 0; err == NULL &&
	    i < sizeof(statements) / sizeof(statements[0]); i++) {
		buf_clear(&sql);
		buf_printf(&sql, "%s\"%s\" WHERE created_at > ?1%s",
		    statements[i].before, entity_get(entity)->key,
		    statements[i].after);
		err = run(store, buf_str(&sql), ms);
	}
	if (err == NULL)
		*n += db_changes(store->db);
	buf_release(&sql);
	return err;
}

/*
 * Fields of records that follow from evidence, where later evidence touched
 * them: worked out from what was there, however long ago it had been seen.
 * When zones were covered is worked out by the caller.
 */
static const struct err *
rewind_seen(struct store *store, int64_t ms)
{
#define TOUCHED	"(SELECT matched FROM observation WHERE created_at > ?1)"
#define THEN	"(SELECT min(seen_at), max(seen_at) FROM observation " \
		    "WHERE created_at <= ?1 AND "
	static const char *const statements[] = {
		"UPDATE asset SET (first_seen, last_seen) = " THEN
		    "matched = asset.id) WHERE id IN " TOUCHED,
		"UPDATE interface SET (first_seen, last_seen) = " THEN
		    "mac = interface.mac AND matched = interface.asset) "
		    "WHERE asset IN " TOUCHED,
		"UPDATE service SET last_seen = NULL WHERE last_seen > ?1",
		"UPDATE service SET first_seen = NULL WHERE first_seen > ?1",
		("UPDATE zone SET last_covered = NULL WHERE EXISTS "
		    "(SELECT 1 FROM import WHERE created_at > ?1)"),
	};
#undef TOUCHED
#undef THEN
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL &&
	    i < sizeof(statements) / sizeof(statements[0]); i++)
		err = run(store, statements[i], ms);
	return err;
}

/* Counts over rounds, which no row of evidence keeps. */
static const struct err *
forget_counts(struct store *store, int64_t ms)
{
	const struct err *err = run(store,
	    "UPDATE asset SET missed = NULL WHERE ?1 = ?1", ms);

	if (err == NULL)
		err = run(store,
		    "UPDATE finding SET times_seen = NULL WHERE ?1 = ?1", ms);
	return err;
}

const struct err *
store_rewind(struct store *store, int64_t tx, int64_t ms)
{
	static const char *const statements[] = {
		"DELETE FROM entry WHERE tx > ?1",
		"UPDATE tx SET undone_by = NULL WHERE undone_by > ?1",
		"DELETE FROM tx WHERE id > ?1",
		"DELETE FROM reserved WHERE tx > ?1",
	};
	const struct err *err = NULL;
	int64_t dropped = 0;
	size_t i;
	int entity;

	for (i = 0; err == NULL &&
	    i < sizeof(statements) / sizeof(statements[0]); i++)
		err = run(store, statements[i], tx);
	if (err == NULL)
		err = rewind_seen(store, ms);
	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++)
		if (entity_is_evidence((enum entity_id)entity))
			err = drop_rows(store, (enum entity_id)entity, ms,
			    &dropped);
	return err != NULL || dropped == 0 ? err : forget_counts(store, ms);
}
