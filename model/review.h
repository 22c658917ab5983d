/* SPDX-License-Identifier: ISC */
/*
 * Reviews (棚卸): is each asset still there?  A round freezes which assets a
 * query chooses, as one item each.  People answer by sheet, by command or in
 * the screen; the register's assets stay as they are until the round is
 * closed.  Closing writes who saw each asset and when, and raises a finding
 * for what is absent, changed or moved.
 *
 * The verb review and the review view call this.
 */
#ifndef DAICHO_MODEL_REVIEW_H
#define DAICHO_MODEL_REVIEW_H

#include "model/register.h"

enum review_answer {
	REVIEW_NONE, REVIEW_PRESENT, REVIEW_ABSENT, REVIEW_CHANGED,
	REVIEW_MOVED, REVIEW_ANSWERS
};
/* Choice key; NULL for REVIEW_NONE. */
const char *review_answer_key(enum review_answer answer);

/* How far a round, or a department in it, is. */
struct review_count {
	const char	*department;	/* uuid; NULL: none, or the round */
	int64_t		 items, answered;
	int64_t		 answer[REVIEW_ANSWERS];
};

/* Rounded, but 100 only when every item has an answer. */
int review_percent(const struct review_count *count);

struct review_item {
	const char	*uuid;
	int64_t		 rev;
	const char	*asset;		/* uuid */
	const char	*asset_no, *name, *location, *department;
	enum review_answer answer;
	const char	*place, *note;	/* NULL: none */
	const char	*by;		/* uuid of a person, or NULL */
	int32_t		 on;		/* day; 0: none */
	int64_t		 answered_at;	/* ms, for the latest first */
};

struct review {
	const char	*uuid, *name, *scope;
	int64_t		 rev;
	int32_t		 due, opened_on, closed_on;	/* days; 0: none */
	struct review_item *item;	/* by asset number */
	size_t		 n;
	struct review_count all;
	struct review_count *department;	/* by name */
	size_t		 departments;
};

struct review_start {
	const char	*name;		/* NULL: from the day */
	const char	*where;		/* query on assets; NULL: all in use */
	const char	*due;		/* ISO day */
	const char	*reason;
	bool		 dry_run;
};

/*
 * Opens a round and its items as one change set.  ERR_INPUT when the query
 * matches nothing, ERR_USAGE on a bad query or day.
 */
const struct err *review_open(struct session *session,
    const struct review_start *start, struct arena *arena,
    struct commit_result *result, char uuid[UUID_LEN]) ERR_MUST_CHECK;

/* A round by REF; NULL: the only open one.  ERR_NOT_FOUND names those open. */
const struct err *review_resolve(const struct session *session,
    const char *ref, char uuid[UUID_LEN]) ERR_MUST_CHECK;
/* The round with its items and counts. */
const struct err *review_load(const struct session *session,
    const char *uuid, struct arena *arena, struct review *out)
    ERR_MUST_CHECK;
/* Only the counts: for lists of rounds.  Departments are not told apart. */
const struct err *review_counts(const struct session *session,
    const char *uuid, struct review_count *out) ERR_MUST_CHECK;

/* An answer that somebody gives. */
struct review_reply {
	const char	*item;		/* uuid */
	int64_t		 rev;		/* that was read; 0: any */
	enum review_answer answer;	/* REVIEW_NONE takes it back */
	const char	*place, *note;	/* NULL: none */
	const char	*by;		/* uuid of a person; NULL: the caller */
	int32_t		 on;		/* 0: today */
};

/* Adds the answer to a change set. */
void review_reply(struct session *session, struct changes *changes,
    const struct review_reply *reply);
/*
 * Something that stands there and is in no register: a finding with a number
 * (finding_next_number), in the same change set.
 */
void review_unregistered(struct session *session, struct changes *changes,
    const struct review *review, int64_t number, const char *what,
    const char *place);

struct review_close {
	const char	*next;		/* review_due of what was found */
	int64_t		 unanswered;	/* how many are known to be; -1: ask */
	const char	*reason;
	bool		 dry_run;
};

/*
 * Ends the round: one change set.  ERR_INPUT when items wait for an answer
 * and options do not say just how many, or somebody answered since the round
 * was loaded.
 */
const struct err *review_close(struct session *session,
    const struct review *review, const struct review_close *options,
    struct arena *arena, struct commit_result *result) ERR_MUST_CHECK;

#endif
