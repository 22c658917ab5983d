/* SPDX-License-Identifier: ISC */
/*
 * Counts by query, for Home: how many, how many a week ago, which is oldest.
 */
#ifndef DAICHO_TUI_TALLY_H
#define DAICHO_TUI_TALLY_H

#include "model/register.h"

/* Findings that wait for a person. */
#define FINDING_OPEN "state=open"

struct tally {
	int64_t		 n;
	struct record	*oldest;	/* NULL: none */
};

/*
 * A filter as Home and the queue read it: what checks found has a view of its
 * own and is no part of them, unless the filter names the origin.
 */
struct query;
const struct err *tally_parse(struct session *session,
    enum entity_id entity, const char *filter, struct arena *arena,
    struct query **out) ERR_MUST_CHECK;
const struct err *tally_count(struct session *session,
    enum entity_id entity, const char *filter, int64_t *n) ERR_MUST_CHECK;
/* The count, and the first record by a sort key such as "created_at". */
const struct err *tally_take(struct session *session, enum entity_id entity,
    const char *filter, const char *sort, struct arena *arena,
    struct tally *out) ERR_MUST_CHECK;
/* The first records in order, at most max. */
const struct err *tally_rows(struct session *session, enum entity_id entity,
    const char *filter, const char *sort, struct arena *arena,
    struct record **out, size_t max, size_t *n, int64_t *total)
    ERR_MUST_CHECK;

/* The person whose account it is, in full; NULL when unknown. */
const struct record *tally_person(struct session *session,
    const char *account, struct arena *arena);
/* The person's name, else the account. */
const char *tally_who(struct session *session, const char *account,
    struct arena *arena);

#endif
