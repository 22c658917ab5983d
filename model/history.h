/* SPDX-License-Identifier: ISC */
/*
 * The journal as people read it: who changed what, when and why; taking a
 * change set back; proving that nothing was altered.
 */
#ifndef DAICHO_MODEL_HISTORY_H
#define DAICHO_MODEL_HISTORY_H

#include "model/register.h"

struct history_change {
	const struct field *field;
	size_t		 position;
	struct value	 old, new;
};

struct history_record {
	const char	*uuid;
	enum entity_id	 entity;
	const char	*op;
	const char	*name;		/* now; or as created */
	struct history_change *change;
	size_t		 n;
	bool		 erased;	/* its payload was taken out lawfully */
};

/* Which change sets are wanted; what is NULL or 0 restricts nothing. */
struct history_filter {
	const char	*uuid;		/* that touched the record */
	const char	*who[3];	/* by an account, whatever it is called */
	int64_t		 from, to;	/* ms, both inclusive */
};

/*
 * Newest first; filter NULL: the whole register.  before 0: from the end, else
 * only sets with a smaller id.
 */
const struct err *history_list(const struct session *session,
    const struct history_filter *filter, int64_t before, struct arena *arena,
    struct store_tx *out, size_t max, size_t *n) ERR_MUST_CHECK;
/* Fills who: the account, and where a person has that name, their others. */
void history_by(const struct session *session, const char *word,
    struct arena *arena, struct history_filter *filter);
/* The records of one change set, at most max; *total counts all. */
const struct err *history_records(const struct session *session, int64_t tx,
    const char *uuid /* NULL: all */, struct arena *arena,
    struct history_record *out, size_t max, size_t *n, int64_t *total)
    ERR_MUST_CHECK;

/* What stands in the way of an undo: a later change of the same field. */
struct undo_obstacle {
	int64_t		 tx;
	const char	*who;
	int64_t		 at;
	const char	*name;
	const struct field *field;	/* NULL: the whole record */
};

/*
 * Takes change set tx back as a change set of its own (and its undo is the
 * redo).  When later changes touched the same fields, nothing happens:
 * ERR_CONFLICT and the obstacles (at most max of them).
 */
const struct err *history_undo(struct session *session, int64_t tx,
    struct arena *arena, struct undo_obstacle *out, size_t max, size_t *n,
    struct commit_result *result) ERR_MUST_CHECK;
/*
 * The caller's own last change set that stands, or with undone the one whose
 * undo was their last act (taking its undone_by back is the redo); 0 when
 * there is none.
 */
const struct err *history_last(const struct session *session, bool undone,
    int64_t *tx) ERR_MUST_CHECK;

struct verify_report {
	int64_t	entries, sets;
	int64_t	from, to;		/* ms UTC */
	char	head[65];		/* hex */
	int64_t	broken;			/* first bad entry; 0: whole */
	const char *broken_why;
};
/*
 * What opening a register can afford: the last entries, and what was found
 * before.  *broken is the first bad entry that is known of, 0: none.
 */
const struct err *history_trust(struct store *store, int64_t *broken)
    ERR_MUST_CHECK;
/*
 * Keeps the result of a verification for those who open the register next;
 * where it cannot be written it is lost.
 */
void history_remember(struct session *session,
    const struct verify_report *report);
const struct err *history_verify(const struct session *session,
    struct verify_report *report) ERR_MUST_CHECK;

#endif
