/* SPDX-License-Identifier: ISC */
/*
 * The store: a narrow seam of record-level calls over the file.  No SQL stands
 * above it, and nothing below knows what a register's rules are.  Its contract
 * is tests/unit/store_contract.c.
 *
 * Writing happens between store_begin and store_commit, and only register.c
 * (with its journal and recovery) and the tests write.  Reading works at any
 * time, on any handle.
 *
 * Every non-computed field has a place: a column, or where it has several
 * values, rows in a table of links or of multiple values.  Each row carries
 * its folded search text.
 *
 * Rows of an import that has no row itself are hidden: a set is bringing them,
 * or they are being pruned.  Nothing below finds them but store_get and
 * store_referrers.
 */
#ifndef DAICHO_MODEL_STORE_H
#define DAICHO_MODEL_STORE_H

#include "model/query.h"

struct store;

enum store_mode {
	STORE_READ,		/* browsing: mode=ro, query_only */
	STORE_WRITE,
	STORE_CREATE,		/* must not exist yet */
};

enum { STORE_VERSION = 2 };	/* user_version of this program's schema */

/*
 * Opens or creates.  ":memory:" with STORE_CREATE is for tests.  A register
 * that is missing, foreign, truncated, newer, or whose schema differs from
 * what its version must have is ERR_REGISTER, before the first query.
 * STORE_WRITE on a file without write permission is ERR_READONLY.
 */
const struct err *store_open(struct session *session, const char *path,
    enum store_mode mode, struct store **out) ERR_MUST_CHECK;
void store_close(struct store *store);
const char *store_path(const struct store *store);
/* The version of the open file; migrate.c brings it to STORE_VERSION. */
int store_version(const struct store *store);

/*
 * Takes the register's lock (a file beside it; waits up to 2 s, then ERR_BUSY
 * names the holder) and begins a write transaction.  Terminal stop and hangup
 * signals are held back until store_commit or store_rollback.
 */
const struct err *store_begin(struct store *store) ERR_MUST_CHECK;
const struct err *store_commit(struct store *store) ERR_MUST_CHECK;
void store_rollback(struct store *store);	/* fine outside one, too */

/*
 * The second lock, held by the owner of a staged change set until it is
 * closed.  *got false: its owner lives.
 */
const struct err *store_owner_lock(struct store *store, bool *got)
    ERR_MUST_CHECK;
void store_owner_unlock(struct store *store);

/*
 * Inside a transaction: adds the tables, columns and indexes that version `to`
 * has beyond the file's, and numbers the file so.  Values are converted by the
 * caller, migrate.c.
 */
const struct err *store_upgrade(struct store *store, int to) ERR_MUST_CHECK;

/* --- reading ---------------------------------------------------------- */

/*
 * Many reads of one state, without asking for the file's lock each time; not
 * while a key is waited for, nor around writing.
 */
const struct err *store_hold(struct store *store) ERR_MUST_CHECK;
void store_let(struct store *store);

/*
 * One record with the wanted fields (NULL: all); *out is NULL when there is
 * none.
 */
const struct err *store_get(struct store *store, enum entity_id entity,
    const char *uuid, const struct fieldset *want, struct arena *arena,
    struct record **out) ERR_MUST_CHECK;
/* Which entity a uuid belongs to; ENTITY_NONE when unknown. */
const struct err *store_entity_of(struct store *store, const char *uuid,
    int *entity) ERR_MUST_CHECK;
/* Uuids that begin with prefix, at most max; for REF. */
const struct err *store_uuid_prefix(struct store *store, int entity,
    const char *prefix, struct arena *arena, const char **out, size_t max,
    size_t *n) ERR_MUST_CHECK;

/* Ordered keys of a query: row numbers, 8 bytes each. */
struct store_keys {
	enum entity_id	 entity;
	int64_t		*key;		/* free with store_keys_release */
	size_t		 n;
};

/*
 * All keys of the records that match (query NULL: all), in order.  Retired
 * records are left out unless the query names retired_at.  Ties and no sort:
 * by asset number or name (evidence: not), then by row.  Empty values come
 * last.  Stops with ERR_CANCELLED when session_step says so.
 */
const struct err *store_keys(struct store *store, enum entity_id entity,
    const struct query *query, const struct query_sort *sort, size_t n_sort,
    struct store_keys *out) ERR_MUST_CHECK;
void store_keys_release(struct store_keys *keys);
/* Index of a uuid among the keys, or -1. */
const struct err *store_keys_find(struct store *store,
    const struct store_keys *keys, const char *uuid, int64_t *index)
    ERR_MUST_CHECK;
/* The records of n keys from first, in that order; gaps (vanished) NULL. */
const struct err *store_rows(struct store *store,
    const struct store_keys *keys, size_t first, size_t n,
    const struct fieldset *want, struct arena *arena, struct record **out)
    ERR_MUST_CHECK;
const struct err *store_count(struct store *store, enum entity_id entity,
    const struct query *query, int64_t *n) ERR_MUST_CHECK;

/*
 * Lends each matching record to the callback until it returns false or an
 * error is set; the record is gone after the call returns.
 */
typedef bool (*store_each_fn)(void *ctx, const struct record *record);
const struct err *store_each(struct store *store, enum entity_id entity,
    const struct query *query, const struct query_sort *sort, size_t n_sort,
    const struct fieldset *want, store_each_fn each, void *ctx)
    ERR_MUST_CHECK;

/* Who refers to a uuid: owner, its entity, the position of the field. */
typedef bool (*store_ref_fn)(void *ctx, enum entity_id entity,
    const char *owner, size_t position);
const struct err *store_referrers(struct store *store, const char *uuid,
    store_ref_fn each, void *ctx) ERR_MUST_CHECK;

/*
 * Uuids of the records whose field has the value (folded where text), retired
 * ones included; at most max.  Uses the field's index where it has one (unique
 * fields, mac, ip, hostname, serial, references).
 */
const struct err *store_lookup(struct store *store, enum entity_id entity,
    size_t position, const char *value, struct arena *arena,
    const char **out, size_t max, size_t *n) ERR_MUST_CHECK;

/*
 * The records of an entity that hold every word (folded, n of them) in their
 * search text, the best first, at most max; *total counts all.  Best is: the
 * whole field, then the beginning of a word, then inside one; within that,
 * names, other fields, notes; the retired come last.  Stops like store_keys.
 */
enum { SEARCH_CLASSES = 3, SEARCH_RANKS = SEARCH_CLASSES * 3 };
const struct err *store_search(struct store *store, enum entity_id entity,
    const char *const *word, size_t n, size_t max, struct store_keys *out,
    int64_t *total) ERR_MUST_CHECK;

/* Counts every commit of any process: has anything changed since? */
const struct err *store_changed(struct store *store, int64_t *counter)
    ERR_MUST_CHECK;

/* --- writing: inside a transaction ------------------------------------ */

/*
 * Inserts (a new uuid) or updates the fields that the record has; keeps the
 * object row, links, lists and search text in step.
 */
const struct err *store_put(struct store *store, const struct record *record)
    ERR_MUST_CHECK;
/* The same for a record that is known to have no row yet. */
const struct err *store_put_new(struct store *store,
    const struct record *record) ERR_MUST_CHECK;
/* The same for a uuid that nobody has heard of: its object is new, too. */
const struct err *store_add(struct store *store,
    const struct record *record) ERR_MUST_CHECK;
/* Updates plain fields of a record that stands; nothing where there is none. */
const struct err *store_update(struct store *store,
    const struct record *record) ERR_MUST_CHECK;
/*
 * Removes at most max records of an entity whose field refers to uuid and to
 * which nothing refers; *n gets how many there were.
 */
const struct err *store_clear(struct store *store, enum entity_id entity,
    size_t position, const char *uuid, int64_t max, int64_t *n)
    ERR_MUST_CHECK;
/*
 * Removes a row with its links: evidence that is pruned, and what an undo of
 * a creation or a dropped change set takes back.
 */
const struct err *store_remove(struct store *store, enum entity_id entity,
    const char *uuid) ERR_MUST_CHECK;
/*
 * Makes only the object row, so that references may point to it.  fresh: it is
 * known that there is none.
 */
const struct err *store_put_object(struct store *store,
    enum entity_id entity, const char *uuid, bool fresh) ERR_MUST_CHECK;

/* Small settings of the register; NULL value removes.  *out may be NULL. */
const struct err *store_meta_get(struct store *store, const char *key,
    struct arena *arena, const char **out) ERR_MUST_CHECK;
const struct err *store_meta_put(struct store *store, const char *key,
    const char *value) ERR_MUST_CHECK;

/* --- journal ---------------------------------------------------------- */

enum tx_state { TX_OPEN, TX_READY, TX_CLOSED };

struct store_tx {
	int64_t		 id;		/* 0: store_tx_put gives the next */
	enum tx_state	 state;
	int64_t		 at;		/* ms UTC */
	const char	*who;
	const char	*why;		/* may be NULL */
	const char	*ref;		/* 決裁番号; may be NULL */
	const char	*kind;		/* edit import discover decide undo … */
	int64_t		 undoes;	/* tx it takes back; 0: none */
	int64_t		 undone_by;	/* 0: stands */
	int64_t		 records;	/* number of entries */
};

struct store_entry {
	int64_t		 id;		/* order in the whole journal */
	int64_t		 tx;
	const char	*uuid;
	enum entity_id	 entity;
	const char	*op;		/* see journal.h */
	const char	*payload;	/* canonical JSON; NULL once erased */
	const unsigned char *salt;	/* 16 bytes */
	const unsigned char *digest;	/* SHA-256(salt ‖ payload), 32 bytes */
	const unsigned char *chain;	/* 32 bytes; NULL until chained */
};

const struct err *store_tx_put(struct store *store, struct store_tx *tx)
    ERR_MUST_CHECK;
/* *found false when there is none. */
const struct err *store_tx_get(struct store *store, int64_t id,
    struct arena *arena, struct store_tx *out, bool *found) ERR_MUST_CHECK;
/* Newest first, from below id `before` (0: the end); at most max. */
const struct err *store_tx_list(struct store *store, int64_t before,
    struct arena *arena, struct store_tx *out, size_t max, size_t *n)
    ERR_MUST_CHECK;
/* Drops the row (of a set that never became ready) with its entries. */
const struct err *store_tx_remove(struct store *store, int64_t id)
    ERR_MUST_CHECK;

const struct err *store_entry_add(struct store *store,
    struct store_entry *entry /* gets its id */) ERR_MUST_CHECK;
const struct err *store_entry_set_chain(struct store *store, int64_t id,
    const unsigned char chain[32]) ERR_MUST_CHECK;

/* Takes payload and salt out of an entry; nothing of them stays in the file. */
const struct err *store_entry_erase(struct store *store, int64_t id)
    ERR_MUST_CHECK;
/* After such a transaction: lets go of what the write-ahead log still holds. */
const struct err *store_scrub(struct store *store) ERR_MUST_CHECK;

/* Drops the entries of a set up to an id: of what never became the journal. */
const struct err *store_entry_remove(struct store *store, int64_t tx,
    int64_t upto) ERR_MUST_CHECK;

struct store_entry_filter {
	int64_t		 tx;		/* 0: any */
	const char	*uuid;		/* NULL: any */
	int64_t		 after;		/* entries with a larger id */
	bool		 newest_first;
};
typedef bool (*store_entry_fn)(void *ctx, const struct store_entry *entry);
const struct err *store_entry_each(struct store *store,
    const struct store_entry_filter *filter, store_entry_fn each, void *ctx)
    ERR_MUST_CHECK;

/* Keys reserved by a staged change set; *tx gets the holder or 0. */
const struct err *store_reserve(struct store *store, const char *key,
    int64_t tx) ERR_MUST_CHECK;
const struct err *store_reserved(struct store *store, const char *key,
    int64_t *tx) ERR_MUST_CHECK;
/* Lets go of at most max keys of a set; *n gets how many there were. */
const struct err *store_release(struct store *store, int64_t tx,
    int64_t max, int64_t *n) ERR_MUST_CHECK;

/* --- upkeep ----------------------------------------------------------- */

/* A copy through the backup API, then quick_check on it. */
const struct err *store_backup(struct store *store, const char *to)
    ERR_MUST_CHECK;
/* A read-only snapshot for those who cannot open the live file. */
const struct err *store_publish(struct store *store, const char *to)
    ERR_MUST_CHECK;
/*
 * A copy to look at the past with, in a file without a name that goes when it
 * is closed (in memory for a restricted session).  It is written to like a
 * register, by one process and without locks, until store_freeze.
 */
const struct err *store_copy(struct store *store, struct store **out)
    ERR_MUST_CHECK;
const struct err *store_freeze(struct store *store) ERR_MUST_CHECK;
/*
 * Inside a transaction of a copy: drops the change sets above tx and the
 * evidence that came after a moment, and brings the fields that follow from
 * evidence to what the rest says; what it cannot say is emptied.
 */
const struct err *store_rewind(struct store *store, int64_t tx, int64_t ms)
    ERR_MUST_CHECK;
/* quick_check of the open file; ERR_REGISTER says what is broken. */
const struct err *store_check(struct store *store) ERR_MUST_CHECK;
/* One line about library, journal mode and lock, for doctor. */
void store_describe(struct store *store, struct buf *out);

#endif
