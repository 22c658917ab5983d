/* SPDX-License-Identifier: ISC */
/*
 * Working out what changes when many records are rewritten at once: every
 * reference to one record becomes another's (a person leaves, a department is
 * succeeded, something is retired), or a piece of text becomes another.  The
 * result is a list to be shown first and then put into a change set; nothing
 * is written here.
 *
 * Retired records keep what they say.  So do references that tell what
 * happened and not who is in charge now: who approved, reviewed or decided,
 * what a finding is about.
 */
#ifndef DAICHO_MODEL_REWRITE_H
#define DAICHO_MODEL_REWRITE_H

#include "model/register.h"

struct rewrite_item {
	enum entity_id	 entity;
	const char	*uuid;
	int64_t		 rev;
	size_t		 position;
	struct value	 old, new;
};

struct rewrite {
	struct arena	*arena;		/* of the caller */
	struct rewrite_item *item;
	size_t		 n, cap;
};

enum reference_kind {
	REFERENCE_OPEN,		/* follows: owner, system, host … */
	REFERENCE_FACT,		/* stays: it tells what happened */
	REFERENCE_PART,		/* the record is a part of its target */
};
enum reference_kind reference_kind(enum entity_id entity, size_t position);

/* Which references; all zero: every open one of every entity. */
struct rewrite_scope {
	uint64_t	 entities;	/* 0: any */
	const char	*const *field;	/* keys */
	size_t		 n_fields;	/* 0: any */
	struct query	*query;		/* of the one entity; may be NULL */
	bool		 facts;		/* those, too */
};

/*
 * Adds what changes when references to `from` become `to` (NULL: are taken
 * out).
 */
const struct err *rewrite_references(const struct session *session,
    const char *from, const char *to, const struct rewrite_scope *scope,
    struct rewrite *out) ERR_MUST_CHECK;
/*
 * Adds the end of a department that is succeeded as a whole: its successor,
 * and its last day where it has none (until NULL: today).  A successor that
 * was a part of it moves up.
 */
const struct err *rewrite_succession(const struct session *session,
    const struct record *department, const char *to, const char *until,
    struct rewrite *out) ERR_MUST_CHECK;
/*
 * Adds what changes when `old` becomes `new` in a text field of the records
 * of a query.  folded: width, case and kana do not count.  ERR_USAGE where the
 * field holds no free text.
 */
const struct err *rewrite_text(const struct session *session,
    enum entity_id entity, const struct query *query, size_t position,
    const char *old, const char *new, bool folded, struct rewrite *out)
    ERR_MUST_CHECK;
/* Adds one field of a record that was read with it and its revision. */
void rewrite_add(struct rewrite *out, const struct record *record,
    size_t position, struct value new);
/*
 * What becomes of the open references to records that are retired: they stay,
 * are taken out, go to another record, or their records are retired, too.
 */
enum dependents { DEPENDENTS_KEEP, DEPENDENTS_DETACH, DEPENDENTS_MOVE,
	DEPENDENTS_RETIRE };
/*
 * Adds the references to n records, without those of the records themselves;
 * to: where they go, NULL for nowhere.
 */
const struct err *rewrite_dependents(const struct session *session,
    const char *const *uuid, size_t n, const char *to, struct rewrite *out)
    ERR_MUST_CHECK;
/* Puts the fate of the dependents into a change set. */
void rewrite_put_dependents(const struct rewrite *rewrite,
    enum dependents fate, struct changes *changes);

/* Puts it all into a change set. */
void rewrite_put(const struct rewrite *rewrite, struct changes *changes);

#endif
