/* SPDX-License-Identifier: ISC */
/*
 * What a stretch of the journal did, net: for every record that a run of
 * change sets touched, its fields before and after, whether it came or went.
 * The past is the present with this taken away (asof.c); two points of time
 * are compared by it (diff).
 *
 * Of a record that came within the stretch no fields are kept: whoever needs
 * them reads the record.  Everything lives in the arena of the call.
 */
#ifndef DAICHO_MODEL_BETWEEN_H
#define DAICHO_MODEL_BETWEEN_H

#include "base/lookup.h"
#include "model/history.h"

struct between_record {
	const char	*uuid;
	enum entity_id	 entity;
	bool		 came;		/* did not stand before */
	bool		 went;		/* does not stand after */
	int64_t		 sets;		/* change sets that touched it */
	int64_t		 tx;		/* the last of them */
	struct history_change *change;	/* may hold fields that came back */
	size_t		 n, cap;
	struct fieldset	 erased;	/* was taken out lawfully */
};

struct between {
	struct arena	*arena;
	struct between_record *record;	/* as they were first touched */
	size_t		 n, cap;
	struct lookup	 by_uuid;	/* their numbers */
	int64_t		 sets;		/* change sets in all */
};

/* Of the change sets above `after` up to `upto` (0: the last). */
const struct err *between_load(const struct session *session,
    struct store *store, int64_t after, int64_t upto, struct arena *arena,
    struct between *out) ERR_MUST_CHECK;
void between_release(struct between *between);
/* A field that is not the same after: its change is real. */
bool between_differs(const struct history_change *change);

#endif
