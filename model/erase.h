/* SPDX-License-Identifier: ISC */
/*
 * Lawful erasure: what the journal says of a record, or of one of its fields,
 * is taken out, and the chain still verifies.
 *
 * Each entry that speaks of it loses its payload and its salt; its digest
 * stays, so that the chain holds.  The set that erases has one entry of op
 * "erase" for each, with the payload {"entry":N,"erased":[KEY…],"rest":{…}}:
 * which entry, which fields are gone, and what else it said.  In the record
 * itself the fields are emptied (a name says that it was erased), without an
 * entry of their own, for that would say what stood there.
 *
 * Nobody guesses afterwards: history, as-of views and comparisons show such a
 * value as erased, and undo refuses.
 */
#ifndef DAICHO_MODEL_ERASE_H
#define DAICHO_MODEL_ERASE_H

#include "model/history.h"

/*
 * What an entry changed, erased or not: the changes that are still known and
 * the fields that are not.  An erasure itself erases its fields and changes
 * nothing.
 */
const struct err *erase_changes(struct store *store,
    const struct store_entry *entry, struct arena *arena,
    struct history_change **out, size_t *n, struct fieldset *erased)
    ERR_MUST_CHECK;
struct erasure {
	int64_t		 tx;		/* 0: a rehearsal, or nothing was there */
	int64_t		 entries;	/* that lose their payload */
	size_t		 fields;	/* that are emptied */
};

/*
 * Erases a field of a record (key), or with NULL everything that is known of
 * one that is retired; needs a reason and the right of an admin.  What was
 * copied before, in backups and exports, is out of reach.  Nothing is written
 * when dry.
 */
const struct err *register_erase(struct session *session,
    enum entity_id entity, const char *uuid, const char *key, const char *why,
    const char *ref, bool dry, struct erasure *out) ERR_MUST_CHECK;

/* What stands in place of a value that was erased; may be nothing. */
struct value erase_mark(const struct field *field);

#endif
