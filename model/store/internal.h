/* SPDX-License-Identifier: ISC */
/*
 * What the files of the store share.  A store is a connection, the two locks
 * and the names of the files beside it; it is used by one thread.
 */
#ifndef DAICHO_STORE_INTERNAL_H
#define DAICHO_STORE_INTERNAL_H

#include "model/store/db.h"
#include "model/store/lock.h"
#include "model/store/sql.h"
#include "model/store/store.h"

enum { OBJECTS = 1024 };

/* An object that was looked up; its id is 0 where none is remembered. */
struct store_object_memo {
	char		 uuid[UUID_LEN];
	int64_t		 id;
	int		 entity;
};

struct store {
	struct session	*session;
	char		*path;		/* as given, for people */
	char		*real;		/* without links: the other files */
	enum store_mode	 mode;
	bool		 memory;
	int		 version;	/* user_version of the file */
	int		 begun_version;	/* before this transaction */
	unsigned	 file_mode;	/* of the files beside it */
	char		*reserve;	/* name of the reserve file */
	struct db	*db;
	struct lock	 lock;
	struct lock	 owner;
	bool		 forward;	/* a target was named before written */
	int64_t		 commits;	/* by this handle */
	struct arena	*scratch;	/* of one store_put */
	char		*insert[ENTITY_COUNT];	/* texts of INSERT, as needed */
	/* Objects with rows, in this transaction; forgotten with it. */
	struct store_object_memo object[OBJECTS];
	bool		 remembers;	/* any of them is set */
};

/* Takes a statement and binds its parameters. */
const struct err *store_prepare(struct store *store, const struct sql *sql,
    struct stmt **out) ERR_MUST_CHECK;

/* Binds them to a statement that was made otherwise. */
void store_bind(const struct sql *sql, struct stmt *stmt);

/*
 * The id of an object and whether it has a row (staged records have none
 * yet).  *id is 0 when the uuid is unknown.
 */
const struct err *store_object(struct store *store, const char *uuid,
    int64_t *id, int *entity) ERR_MUST_CHECK;
/* Forgets all objects that were looked up. */
void store_forget(struct store *store);

/*
 * The records of ids, in that order, NULL where there is none; at most
 * STORE_PAGE of them.
 */
enum { STORE_PAGE = 256 };
const struct err *store_read(struct store *store, enum entity_id entity,
    const int64_t *id, size_t n, const struct fieldset *want,
    struct arena *arena, struct record **out) ERR_MUST_CHECK;

#endif
