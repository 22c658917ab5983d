/* SPDX-License-Identifier: ISC */
/*
 * The inside of register_commit, divided into plan (what a change means
 * against what stands there), validate (may it be), derive (what follows from
 * it) and stage (sets too large for one transaction).  Nobody else includes
 * this.
 */
#ifndef DAICHO_MODEL_COMMIT_H
#define DAICHO_MODEL_COMMIT_H

#include "base/lookup.h"
#include "model/changes.h"
#include "model/journal.h"
#include "model/register_impl.h"

enum {
	COMMIT_AT_ONCE = 500,		/* records of one transaction */
	BATCH_ROWS = 500,
	BATCH_MS = 40,
	BATCH_PAUSE_MS = 5,
};

struct known;

/* One commit from beginning to end. */
struct commit {
	struct session	*session;
	struct store	*store;
	struct changes	*changes;
	struct commit_options *options;
	struct commit_result result;
	struct problems	 problems;	/* where options has none */
	struct problems	*found;		/* options' or the above */
	size_t		 before;	/* items that stood there */
	size_t		 errors;	/* of those */
	struct arena	*arena;		/* until the end */
	struct lookup	 taken;		/* unique values of this set -> uuid */
	struct known	*known;		/* records that were asked for */
	struct actor	*actor;		/* who it is; NULL: not asked yet */
	bool		 denied;	/* not for who it is */
	struct store_tx	 tx;		/* id 0 until it is needed */
	bool		 guarded;	/* somebody's staged set stands */
	size_t		 conflicts;
	size_t		 room;		/* of options->conflicts */
	struct conflict	 first;
};

/* One change, worked out against what stands in the register. */
struct plan {
	const struct change *change;	/* NULL: replayed from the journal */
	enum entity_id	 entity;
	bool		 fresh;		/* the record does not stand yet */
	struct record	*old;		/* NULL when fresh or not needed */
	struct record	*new;		/* with all fields */
	struct fieldset	 changed;	/* journalled fields that differ */
	struct fieldset	 write;		/* all that is to be written */
	const char	*op;		/* NULL: no entry of the journal */
	int64_t		 former;	/* revisions before it was taken away */
};

/* True while neither a problem nor a conflict was found. */
bool commit_is_clean(const struct commit *commit);
/* The error for what was found: conflicts, then problems; NULL if neither. */
const struct err *commit_verdict(struct commit *commit) ERR_MUST_CHECK;

/* What the plan adds to the result. */
void commit_count(struct commit *commit, const struct plan *plan);
/*
 * A change set that takes another back marks it; where that one was an undo
 * itself, what it had taken back stands again.
 */
const struct err *commit_mark_undone(struct store *store,
    const struct store_tx *tx) ERR_MUST_CHECK;

/*
 * For what is no change set (erasing, pruning): ERR_DENIED unless the session
 * is an admin's, ERR_BUSY while a staged set stands.
 */
const struct err *commit_admin_only(const struct session *session,
    struct store *store, struct arena *arena) ERR_MUST_CHECK;

/* --- plan ------------------------------------------------------------- */

/*
 * Reads what stands there, merges by field where the revision moved on (the
 * conflicts go to the commit), finds what differs.
 */
const struct err *plan_make(struct commit *commit,
    const struct change *change, struct arena *arena, struct plan *plan)
    ERR_MUST_CHECK;
/* The same from an entry of a staged set. */
const struct err *plan_replay(struct store *store, const struct store_tx *tx,
    const struct store_entry *entry, struct arena *arena, struct plan *plan)
    ERR_MUST_CHECK;
/* True when the change alone, without its entry, tells what was staged. */
bool plan_can_recall(const struct plan *plan);
/* The same as plan_replay, from such a change. */
void plan_recall(const struct change *change, struct arena *arena,
    struct plan *plan);
/* Adds revision, times and own derived fields to what is written. */
void plan_complete(const struct session *session, const struct store_tx *tx,
    struct plan *plan);
const struct err *plan_apply(struct store *store, struct plan *plan)
    ERR_MUST_CHECK;
/* True when nothing is to be written. */
bool plan_is_idle(const struct plan *plan);

/* --- validate --------------------------------------------------------- */

void validate_end(struct commit *commit);
/* Adds problems to commit->found; an error is a failure of the store. */
const struct err *validate_plan(struct commit *commit,
    const struct plan *plan, struct arena *arena) ERR_MUST_CHECK;
/* Keys that stand for the record and the unique values of a plan. */
typedef const struct err *(*key_fn)(void *ctx, const char *key);
const struct err *validate_keys(const struct plan *plan, key_fn each,
    void *ctx) ERR_MUST_CHECK;

/* What a field is after the set: in the arena; NULL record: *out is none. */
const struct err *commit_peek(struct commit *commit, enum entity_id entity,
    const char *uuid, size_t position, struct arena *arena,
    struct value *out) ERR_MUST_CHECK;

/* --- rules: the ones that are not per field --------------------------- */

/* Where a rule reports. */
struct check {
	struct commit	*commit;
	const struct plan *plan;
	struct arena	*arena;
};

void check_problem(const struct check *check, size_t position, bool warning,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
const struct err *rules_check(const struct check *check) ERR_MUST_CHECK;
/* Definitions of fields, choices and levels; see custom.h. */
const struct err *custom_check(const struct check *check) ERR_MUST_CHECK;
/* No record may lie inside itself. */
const struct err *rules_cycle(const struct check *check) ERR_MUST_CHECK;

/* --- rights: what each role may do --------------------------------------- */

/*
 * Adds what the actor may not to commit->found; who may change nothing at all
 * is ERR_DENIED at once.  Part of validate_plan.
 */
const struct err *rights_check(struct commit *commit, const struct plan *plan,
    struct arena *arena) ERR_MUST_CHECK;

/* --- derive ----------------------------------------------------------- */

struct derive;

struct derive *derive_new(struct session *session, struct store *store,
    struct arena *arena);
void derive_free(struct derive *derive);
/* Derived fields that follow from the record alone. */
void derive_own(const struct session *session, struct plan *plan);
/* Remembers what else a plan touches; before it is applied. */
const struct err *derive_note(struct derive *derive, const struct plan *plan)
    ERR_MUST_CHECK;
/* Writes the derived fields of all that was touched; after applying. */
const struct err *derive_flush(struct derive *derive) ERR_MUST_CHECK;

/* --- stream: evidence that is not kept in the set ----------------------- */

struct stream {
	struct commit	*commit;
	int64_t		 tx;		/* that holds derived fields; 0: none,
					   they are written at once */
	size_t		 next;		/* item */
	struct buf	 pack;		/* derived fields, a record a line */
	int		 entity;	/* of the pack */
	size_t		 packed;
};

/* Inside a transaction: the next items, as many as fit. */
const struct err *stream_some(struct stream *stream, struct arena *arena)
    ERR_MUST_CHECK;
void stream_release(struct stream *stream);
/* True for the change that makes the import of the set's stream stand. */
bool stream_is_import(const struct changes *changes,
    const struct change *change);
/* True for a uuid that the stream gives to an observation. */
bool stream_brings(const struct changes *changes, const char *uuid);
/* Op of an entry that holds derived fields; writes them. */
#define STREAM_PACK "pack"
const struct err *stream_unpack(struct store *store,
    const struct store_entry *entry, struct arena *arena) ERR_MUST_CHECK;
/* In batches: removes the rows of an import that has no row itself. */
const struct err *stream_drop(struct store *store, const char *import)
    ERR_MUST_CHECK;

/* --- stage ------------------------------------------------------------ */

/* Commits a set that is larger than one transaction. */
const struct err *stage_commit(struct commit *commit) ERR_MUST_CHECK;
/* True when a staged set stands (its tx in *tx; may be NULL). */
const struct err *stage_stands(struct store *store, bool *stands,
    int64_t *tx) ERR_MUST_CHECK;
/* One batch for a staged set whose owner is gone; nothing if it lives. */
const struct err *stage_help(struct session *session) ERR_MUST_CHECK;
/* All of it. */
const struct err *stage_recover(struct session *session) ERR_MUST_CHECK;
/* ERR_BUSY when somebody's staged set holds a key of the plan. */
const struct err *stage_guard(struct commit *commit, const struct plan *plan)
    ERR_MUST_CHECK;

/* ERR_BUSY that names whose set it is. */
const struct err *stage_busy(struct store *store, int64_t tx) ERR_MUST_CHECK;

#endif
