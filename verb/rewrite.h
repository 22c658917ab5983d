/* SPDX-License-Identifier: ISC */
/*
 * What the verbs share that rewrite many records at once (reassign, replace,
 * retire): showing each field as it is and as it would be, and committing.
 */
#ifndef DAICHO_VERB_REWRITE_H
#define DAICHO_VERB_REWRITE_H

#include "model/rewrite.h"
#include "verb/change.h"

/* A line for each field, "Asset SV-001  Owner: a → b", at most max. */
void rewrite_tell(struct verb_call *call, const struct rewrite *rewrite,
    size_t max, struct buf *out);
/*
 * Puts the rewrite into the change set, asks for --yes (not for one record
 * that was named), shows it on --dry-run and commits.  Frees the set.
 */
const struct err *rewrite_end(struct verb_call *call,
    const struct rewrite *rewrite, struct changes *changes) ERR_MUST_CHECK;

#endif
