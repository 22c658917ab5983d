/* SPDX-License-Identifier: ISC */
/*
 * Snapshots: named states of the register with their revision (the last change
 * set they hold), counts and seal (seal.h).  The state itself is the journal's:
 * a snapshot can be looked at, compared and proved as long as that lasts.
 */
#ifndef DAICHO_MODEL_SNAPSHOT_H
#define DAICHO_MODEL_SNAPSHOT_H

#include "model/seal.h"

/* ERR_INVALID where the name is taken or empty; what was made in *out. */
const struct err *snapshot_take(struct session *session, const char *name,
    const char *why, const char *ref, struct arena *arena,
    struct record **out) ERR_MUST_CHECK;

enum snapshot_proof {
	SNAPSHOT_WHOLE,
	SNAPSHOT_ALTERED,	/* the journal gives another state */
	SNAPSHOT_ERASED,	/* something was erased since: no proof */
};

/* Works the state out anew and compares; *seal gets what came out. */
const struct err *snapshot_prove(struct session *session,
    const struct record *snapshot, struct arena *arena,
    enum snapshot_proof *proof, struct seal *seal) ERR_MUST_CHECK;

#endif
