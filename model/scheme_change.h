/* SPDX-License-Identifier: ISC */
/*
 * Giving a register another scheme of levels.  Every level that stands
 * somewhere needs a home in the new scheme: the one that the caller names,
 * else the level of the same key, else (3A to 3) the one whose key its own
 * begins with, else, where both have as many levels, that of the same rank.
 * What has none is told and nothing is changed.  The verb scheme calls it.
 */
#ifndef DAICHO_MODEL_SCHEME_CHANGE_H
#define DAICHO_MODEL_SCHEME_CHANGE_H

#include "model/register.h"

/* What becomes of one level that the old scheme has. */
struct scheme_move {
	const char	*axis;
	const struct choice *from;
	const struct choice *to;	/* NULL: it has no home */
	int64_t		 n;		/* records that hold it, retired too */
};

/* Every axis of the register's scheme and every level, lowest first. */
const struct err *scheme_levels_used(struct session *session,
    struct arena *arena, struct scheme_move **out, size_t *n) ERR_MUST_CHECK;

/*
 * Fills the change set with the new scheme and the levels that move; moves is
 * what would become of each.  map is "AXIS.OLD=NEW,…" or NULL.  ERR_USAGE for
 * a scheme, axis or level that does not exist; levels without a home go to
 * problems.
 */
const struct err *scheme_change(struct changes *changes, const char *name,
    const char *map, struct scheme_move **moves, size_t *n,
    struct problems *problems) ERR_MUST_CHECK;

#endif
