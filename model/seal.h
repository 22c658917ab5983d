/* SPDX-License-Identifier: ISC */
/*
 * The hash of a state: what snapshots and sign-offs vouch for.
 *
 * Of every record the canonical JSON
 *	{"entity":"asset","fields":{KEY:VALUE,…},"uuid":UUID}
 * is hashed by SHA-256, without blanks, keys in byte order, with the fields
 * that are journalled and not empty, retired_at among them (values as in the
 * journal).  The seal is the SHA-256 of the lines "UUID DIGEST\n" in the byte
 * order of the uuids, digests in lower-case hexadecimal.
 *
 * Evidence, derived fields, revisions, times and persons of a change are no
 * part of it, nor are snapshots and sign-offs themselves: so the same state
 * has the same seal wherever and whenever it is worked out.
 */
#ifndef DAICHO_MODEL_SEAL_H
#define DAICHO_MODEL_SEAL_H

#include "base/hash.h"
#include "model/asof.h"

/* What is sealed; at most one of the two is given, neither: all. */
struct seal_part {
	const char	*query;		/* of assets, with what hangs on them */
	const char	*diagram;	/* uuid: what the diagram shows */
};

struct seal {
	char		 hash[HASH_HEX];
	int64_t		 records;
	const char	*counts;	/* "site=11 asset=220"; in the arena */
};

const struct err *seal_take(struct session *session, struct store *store,
    const struct seal_part *part, struct arena *arena, struct seal *out)
    ERR_MUST_CHECK;
/* The same as of a point. */
const struct err *seal_at(struct session *session,
    const struct asof_point *point, const struct seal_part *part,
    struct arena *arena, struct seal *out) ERR_MUST_CHECK;

/*
 * How many change sets since a revision touch the part.  A change counts when
 * its record belongs to the part now, is no more, or changed in a field that
 * the part is chosen by.
 */
const struct err *seal_changes(struct session *session, int64_t revision,
    const struct seal_part *part, int64_t *n) ERR_MUST_CHECK;

#endif
