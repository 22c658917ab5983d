/* SPDX-License-Identifier: ISC */
/*
 * Pruning: old rounds of evidence go, whole, with their observations.  It is
 * an act of an admin: the journal says who, when, why and, for each round (op
 * "prune"), what it was and how many observations it had.  What a record still
 * refers to stays, and so does its round.
 *
 * Observations go in batches.  When it ends early, the rest is still there and
 * the same call goes on.
 */
#ifndef DAICHO_DISCOVERY_PRUNE_H
#define DAICHO_DISCOVERY_PRUNE_H

#include "model/register.h"

struct prune_report {
	int64_t	tx;		/* 0: a rehearsal, or nothing was there */
	int64_t	rounds;		/* that are older */
	int64_t	observations;	/* of those */
	int64_t	kept;		/* because something refers to them */
};

/*
 * Rounds that ended before a moment (ms UTC).  Needs a reason; ERR_DENIED for
 * who is no admin.  Nothing is written when dry (kept is 0 then).
 */
const struct err *discover_prune(struct session *session, int64_t before,
    const char *why, const char *ref, bool dry, struct prune_report *out)
    ERR_MUST_CHECK;

#endif
