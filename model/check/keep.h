/* SPDX-License-Identifier: ISC */
/*
 * What the register keeps of checks: findings of origin "check", one for each
 * check and record.  Recording a run raises the new ones, brings the old ones
 * up to what was seen, reopens those whose decision no longer holds, and
 * closes those that are no longer true; what was decided stays.
 *
 *   fixed    holds until a run finds it again; then it is reopened
 *   except   holds while an exception of that code about the record is in
 *            force (retired, expired or without a last day: reopened)
 *   ignore   holds until its last day
 *
 * verb/check.c and the Checks view call this.  All lives in the arena.
 */
#ifndef DAICHO_CHECK_KEEP_H
#define DAICHO_CHECK_KEEP_H

#include "model/check/check.h"

struct check_kept {
	const char	*uuid;		/* of the finding */
	const char	*number;	/* "F-0412"; NULL: none */
	const char	*code, *subject;
	const char	*state;		/* choice key */
	const char	*decision;	/* the last one; NULL: none */
	const char	*until;		/* how long it holds; NULL: unsaid */
	int64_t		 rev, times_seen, decided_at;
	const char	*detail;
	bool		 standing;	/* decided, and that holds */
	bool		 held;		/* a hit of the run has it */
};

struct keep;

/*
 * Reads what is kept and hangs it on the hits of a report (which may be
 * empty): kept and undecided.
 */
const struct err *keep_load(struct session *session, struct arena *arena,
    struct check_report *report, struct keep **out) ERR_MUST_CHECK;
void keep_free(struct keep *keep);	/* NULL is fine */

/* What was seen, from the evidence of a finding; NULL: nothing is noted. */
const char *keep_detail(const char *note, struct arena *arena);
/* A finding as it would be recorded, for who decides about it first. */
struct record *keep_finding(struct session *session,
    const struct check_hit *hit, struct arena *arena);

struct keep_result {
	size_t		 raised, reopened, closed;
	struct commit_result commit;
};

/*
 * Records the run: one change set.  A run that a query narrowed closes
 * nothing.  The hits then have what is kept of them.
 */
const struct err *keep_record(struct session *session, struct keep *keep,
    struct check_report *report, struct keep_result *result) ERR_MUST_CHECK;
/* Records only these hits, for who decides about them. */
const struct err *keep_raise(struct session *session, struct keep *keep,
    struct check_hit *const *hit, size_t n) ERR_MUST_CHECK;

#endif
