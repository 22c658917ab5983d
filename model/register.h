/* SPDX-License-Identifier: ISC */
/*
 * The register: opening it, reading names through it, and the one way to
 * write.  Read-only, validation, revisions, reservations, roles: all of it is
 * enforced in register_commit and nowhere else.
 */
#ifndef DAICHO_MODEL_REGISTER_H
#define DAICHO_MODEL_REGISTER_H

#include "base/problem.h"
#include "model/record.h"
#include "model/role.h"
#include "model/store/store.h"

struct register_;

/* Opens and hangs it on the session.  A leftover staged set is recovered. */
const struct err *register_open(struct session *session, const char *path)
    ERR_MUST_CHECK;
/* Makes an empty one (fails when path exists) and opens it. */
const struct err *register_create(struct session *session, const char *path,
    const char *scheme /* "municipal" */, const char *mode /* "personal" */,
    const char *name /* shown in the title; may be NULL */) ERR_MUST_CHECK;
void register_close(struct session *session);
/*
 * Makes the tables of fields and choices those of the session's register (of
 * none: the built-in ones).  Opening and closing do it; so must who hangs
 * another register on the session.
 */
void register_install(const struct session *session);
/* Learns what others changed of fields, choices and scheme. */
const struct err *register_follow(struct session *session) ERR_MUST_CHECK;

/* The handle that everything reads through. */
struct store *register_reader(const struct session *session);
/* Why nothing can be written ("--read-only", no permission), or NULL. */
const char *register_read_only(const struct session *session);
/* Who the session was to the register when it was opened. */
const struct actor *register_actor(const struct session *session);
/* The account that the journal names; never NULL. */
const char *register_user(const struct session *session);
/* Why what needs a right cannot be done by the session; NULL when it can. */
const char *register_refuses(const struct session *session, enum right need);
/* The same for changing records of an entity. */
const char *register_refuses_entity(const struct session *session,
    enum entity_id entity);
const char *register_path(const struct session *session);
/* Name of the organisation or file for the title row. */
const char *register_name(const struct session *session);
/* Levels of an axis ("confidentiality") of the register's scheme. */
const struct choice *register_scale(const struct session *session,
    const char *axis, size_t *n);

/* --- names and references --------------------------------------------- */

/* What a record is called: its name field; the uuid's beginning if empty. */
const char *register_name_of(const struct session *session,
    const char *uuid, struct arena *arena);
/* Its short handle for people: asset number, else name. */
const char *register_ref_of(const struct session *session,
    const char *uuid, struct arena *arena);
/* value_format with names for references. */
void register_format(const struct session *session,
    const struct field *field, const struct value *value, struct buf *out);

/*
 * The one person whose account it is: as a role says, by mail address, else by
 * name; NULL when nobody is known by it.
 */
const char *register_person_of(const struct session *session,
    const char *account, struct arena *arena);

/*
 * REF of cli.md: full uuid, asset number, number of a finding (F-0412), uuid
 * prefix of at least 8, unique name.  targets says which entities count.
 * ERR_NOT_FOUND lists candidates.
 */
const struct err *register_resolve(const struct session *session,
    uint64_t targets, const char *ref, char uuid[UUID_LEN]) ERR_MUST_CHECK;
/*
 * Resolves every reference of a record that is not a uuid yet; each failure
 * goes to problems.
 */
const struct err *register_resolve_record(const struct session *session,
    struct record *record, struct arena *arena, struct problems *problems)
    ERR_MUST_CHECK;

/* --- writing ----------------------------------------------------------- */

/*
 * A change set: what one act changes, however many records.  It has its own
 * arena; records are copied in.
 */
struct changes;

struct changes *changes_new(struct session *session, const char *kind
    /* "edit" "import" "discover" "decide" … */);
void changes_free(struct changes *changes);	/* NULL is fine */
void changes_reason(struct changes *changes, const char *why,
    const char *ref);
struct arena *changes_arena(struct changes *changes);

/*
 * Adds a record: without uuid (or with one the store does not know) it is
 * created, else the fields it has are updated.  rev is what the caller read;
 * 0 skips the check (scripts that set a value whatever it was).  Returns the
 * uuid it has or was given (owned by the set).
 */
const char *changes_put(struct changes *changes, const struct record *record);
/*
 * The same for a record whose uuid session_uuid gave just now: nobody else
 * can know it, so nobody is asked.
 */
void changes_create(struct changes *changes, const struct record *record);
/*
 * The set was worked out from this record too: ERR_CONFLICT when it is not the
 * revision that the caller read.
 */
void changes_expect(struct changes *changes, enum entity_id entity,
    const char *uuid, int64_t rev);
/* Retires (status too for assets). */
void changes_retire(struct changes *changes, enum entity_id entity,
    const char *uuid, int64_t rev);
/*
 * Evidence rows and derived fields: written in the same transactions, never
 * journalled.  The record must hold only such fields.
 */
void changes_evidence(struct changes *changes, const struct record *record);
/*
 * Evidence of one import, too much to be kept in the set: it is asked for
 * while the set is committed, item 0 to n - 1.  An item is a row with a new
 * uuid and that import, which nobody sees before the set stands; or whole
 * numbers for derived fields of a record that exists already; or NULL.  It
 * lives in the arena.  The uuids of its observations, to which records of the
 * set may refer, have all but the last group in common with `like`.  The
 * import's own record is in the set.
 */
typedef struct record *(*changes_make_fn)(void *ctx, size_t i,
    struct arena *arena);
void changes_stream(struct changes *changes, const char *import,
    const char *like, size_t n, changes_make_fn make, void *ctx);
/*
 * Adds a record as it was in another register, retirement and derived fields
 * included: only for records that do not exist here.
 */
void changes_restore(struct changes *changes, const struct record *record);
size_t changes_count(const struct changes *changes);

/* Adds a setting (role.h) to a change set. */
const struct err *register_set(struct session *session,
    struct changes *changes, const char *key, const char *value)
    ERR_MUST_CHECK;
/*
 * The mode with what it needs: the service account is the one that daicho
 * runs as, and the caller becomes admin unless there is one.
 */
const struct err *register_set_mode(struct session *session,
    struct changes *changes, const char *mode) ERR_MUST_CHECK;

struct commit_result {
	int64_t	tx;		/* 0: dry run or nothing to do */
	int64_t	created, changed, same;
};

/*
 * One field that somebody else changed since it was read: base is what the
 * caller had read, theirs what stands there now.
 */
struct conflict {
	enum entity_id	 entity;
	const char	*uuid;
	size_t		 position;
	struct value	 base, mine, theirs;
	const char	*who;
	int64_t		 at;
};

struct commit_options {
	bool		 dry_run;
	/* All problems of all records; NULL: only the first, as the error. */
	struct problems	*problems;
	/* Filled on ERR_CONFLICT; arena of the change set. */
	struct conflict	*conflicts;
	size_t		 n_conflicts;
};

/*
 * Validates everything, checks revisions and reservations, writes rows and
 * journal.  Up to 500 records are one transaction; more are staged and rolled
 * forward in batches (the progress of the session is called; stopping works
 * until the set is ready).  options and result may be NULL.
 *
 * ERR_INVALID, ERR_CONFLICT, ERR_BUSY, ERR_READONLY, ERR_DENIED,
 * ERR_CANCELLED: nothing was written.
 */
const struct err *register_commit(struct session *session,
    struct changes *changes, struct commit_options *options,
    struct commit_result *result) ERR_MUST_CHECK;

/*
 * Validates one record as a form does while typing, against the register:
 * types, choices, references, uniqueness, IP inside its network …  Does not
 * ask for required fields (a record may be saved without).  What is wrong
 * stands in problems; the error then is NULL.  Without problems it is
 * ERR_INVALID.
 */
const struct err *register_validate(struct session *session,
    const struct record *record, struct problems *problems) ERR_MUST_CHECK;
/* Fields needed before the record can be approved that are empty. */
struct fieldset register_missing(const struct session *session,
    const struct record *record);
/* The fields needed at all, by the record's kind. */
struct fieldset register_required(const struct session *session,
    const struct record *record);

/* Finishes a staged set that is ready (before export, draw, report …). */
const struct err *register_settle(struct session *session) ERR_MUST_CHECK;

#endif
