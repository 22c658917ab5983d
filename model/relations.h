/* SPDX-License-Identifier: ISC */
/*
 * What hangs together: the records that a record refers to, those that refer
 * to it, and the same again from each of them, grouped by the field that makes
 * the relation.
 *
 * The second step does not go through what nearly everything hangs on (sites,
 * departments, people, suppliers, zones), and not back by the field it came
 * by: the other devices of a system are not related to this one by that.
 * Evidence is no relation.
 *
 * The verb show, the record view and the rules about retiring call it.
 */
#ifndef DAICHO_MODEL_RELATIONS_H
#define DAICHO_MODEL_RELATIONS_H

#include "model/register.h"

struct relation {
	enum entity_id	 entity;
	const char	*uuid;
	const char	*via;		/* the record between; NULL: none */
};

struct relation_group {
	enum entity_id	 of;		/* whose field it is */
	size_t		 position;
	bool		 inward;	/* the field stands on the others */
	int		 step;		/* 1 or 2 */
	struct relation	*item;		/* the first of them */
	size_t		 n, cap;
	size_t		 total;
};

struct relations {
	struct relation_group *group;	/* step 1 before step 2 */
	size_t		 n, cap;
	bool		 cut;		/* there was more than could be walked */
};

/*
 * At most max records of a group are returned, all are counted; steps is 1 or
 * 2.  Everything lives in the arena.
 */
const struct err *relations_collect(const struct session *session,
    const char *uuid, int steps, size_t max, struct arena *arena,
    struct relations *out) ERR_MUST_CHECK;
/* "← Function / Needs", "→ System": the heading of a group. */
void relations_label(const struct session *session,
    const struct relation_group *group, struct buf *out);

#endif
