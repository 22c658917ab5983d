/* SPDX-License-Identifier: ISC */
/*
 * The journal: what an entry says and how entries hang together.  The commit
 * writes it, history and verify read it.
 *
 * Payload.  Canonical JSON, keys in byte order: {"field":[old,new],…}, all
 * set fields at a creation.  Derived and evidence fields never appear.
 *
 * Operations.  create, update, retire, remove (an undone creation), erase (a
 * payload was taken out lawfully; says which entry), close (ends a staged
 * set), evidence and derived (a staged row of evidence, staged derived fields of
 * a row that stands; they never stay).
 *
 * Chain.  digest = SHA-256(salt ‖ payload), so that a payload with its salt
 * can be erased and the rest still verifies.  chain = SHA-256(chain before ‖
 * digest ‖ tx, entity, uuid, op, and at, who, why, ref, kind, undoes of the
 * tx), each as text with a NUL behind it.
 *
 * The entries of one transaction follow the head of the register, which meta
 * "journal" keeps as "COUNT CHAIN".  The entries of a staged set, written
 * while others commit, form a chain of their own that begins with zeroes; the
 * entry that closes the set has {"chain":END,"entries":N} as payload and
 * follows the head.  So reading by rising id checks everything in one pass.
 */
#ifndef DAICHO_MODEL_JOURNAL_H
#define DAICHO_MODEL_JOURNAL_H

#include "base/hash.h"
#include "model/history.h"

enum { SALT_BYTES = 16 };

struct journal_head {
	int64_t		 entries;
	unsigned char	 chain[HASH_BYTES];
	int64_t		 last;		/* the entry written last, by this handle */
};

const struct err *journal_head_load(struct store *store,
    struct journal_head *head) ERR_MUST_CHECK;
const struct err *journal_head_save(struct store *store,
    const struct journal_head *head) ERR_MUST_CHECK;

/*
 * Writes an entry behind the head (or behind a staged set's own end) and
 * moves the head on.
 */
const struct err *journal_add(struct store *store, const struct store_tx *tx,
    struct journal_head *head, enum entity_id entity, const char *uuid,
    const char *op, const char *payload) ERR_MUST_CHECK;

/* {"field":[old,new],…} for the fields; old or new NULL: nothing. */
void journal_payload(enum entity_id entity, const struct record *old,
    const struct record *new, const struct fieldset *fields, struct buf *out);
/*
 * The changes that a payload holds; fields that exist no more are left out.
 * Every list of changes is as long as *n says and lives in the arena.
 */
const struct err *journal_changes(enum entity_id entity, const char *payload,
    struct arena *arena, struct history_change **out, size_t *n)
    ERR_MUST_CHECK;

/* An erasure (erase.h): which entry, which fields, what else it said. */
const struct err *journal_erasure(enum entity_id entity, const char *payload,
    struct arena *arena, int64_t *entry, struct fieldset *erased,
    struct history_change **rest, size_t *n) ERR_MUST_CHECK;

/* Entries of a filter, copied into the arena; at most max. */
const struct err *journal_page(struct store *store,
    const struct store_entry_filter *filter, struct arena *arena,
    struct store_entry *out, size_t max, size_t *n) ERR_MUST_CHECK;

/* True for the entries that stand for the change of a record. */
bool journal_is_change(const struct store_entry *entry);

#endif
