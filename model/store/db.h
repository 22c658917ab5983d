/* SPDX-License-Identifier: ISC */
/*
 * One connection to a SQLite file and its statements, for the files of the
 * store only.  sqlite.c implements it and is the only file that knows the
 * library.  How the connection is set up is what design and measurements
 * ask for: see db_open.
 *
 * Statements are kept prepared by their text; db_take lends one and db_give
 * returns it.  A statement that is lent already is prepared a second time, so
 * nesting is fine.  What is bound must live until db_give.
 */
#ifndef DAICHO_STORE_DB_H
#define DAICHO_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct db;
struct stmt;
struct session;

enum db_mode {
	DB_READ,		/* mode=ro, query_only */
	DB_LOOK,		/* the same, and no file is opened to write */
	DB_WRITE,
	DB_MEMORY,		/* ":memory:" */
	DB_UNNAMED,		/* "": a file that only this process sees */
};

enum { DB_APPLICATION = 0x64616963 };	/* "daic" in the file's header */

/*
 * Opens an existing file (DB_MEMORY, DB_UNNAMED: makes an empty one).  Nothing has been
 * read when it returns but the header: the caller checks version and schema
 * next, under db_deadline.  path is kept for messages.
 */
const struct err *db_open(const char *path, enum db_mode mode,
    struct db **out) ERR_MUST_CHECK;
/* checkpoint false: leaves the WAL to the next writer.  NULL is fine. */
void db_close(struct db *db, bool checkpoint);
/* Makes a new file's header ours. */
const struct err *db_format(struct db *db) ERR_MUST_CHECK;
/* Whether changes go to a WAL; copies are made without one. */
const struct err *db_has_wal(struct db *db, bool *wal) ERR_MUST_CHECK;
/* Makes it so; ERR_IO where the file system cannot. */
const struct err *db_use_wal(struct db *db) ERR_MUST_CHECK;

/*
 * Until db_unwatch, long statements call session_step (what, done counted by
 * *done) and end with ERR_CANCELLED when it says so.
 */
void db_watch(struct db *db, struct session *session, const char *what,
    const int64_t *done);
/* Until db_unwatch, statements end with ERR_REGISTER after ms. */
void db_deadline(struct db *db, int64_t ms);
void db_unwatch(struct db *db);

/* Any number of statements without parameters or rows. */
const struct err *db_exec(struct db *db, const char *sql) ERR_MUST_CHECK;
/* The integer in the first column of the first row; 0 without one. */
const struct err *db_integer(struct db *db, const char *sql, int64_t *out)
    ERR_MUST_CHECK;
bool db_in_transaction(const struct db *db);
/* True after a statement failed because the disk was full. */
bool db_was_full(struct db *db);
int64_t db_last_id(const struct db *db);
int64_t db_changes(const struct db *db);

const struct err *db_take(struct db *db, const char *sql, struct stmt **out)
    ERR_MUST_CHECK;
void db_give(struct stmt *stmt);	/* NULL is fine */
/* Parameters count from 1. */
void db_bind_int(struct stmt *stmt, int at, int64_t i);
void db_bind_null(struct stmt *stmt, int at);
void db_bind_text(struct stmt *stmt, int at, const char *s);	/* or NULL */
void db_bind_blob(struct stmt *stmt, int at, const void *p, size_t n);
const struct err *db_step(struct stmt *stmt, bool *row) ERR_MUST_CHECK;
/* Makes it ready to be bound and stepped again. */
void db_rewind(struct stmt *stmt);
/* Steps to the end; rows are dropped. */
const struct err *db_run(struct stmt *stmt) ERR_MUST_CHECK;
/*
 * Columns count from 0; text and blob live until the next step.  Text that is
 * not UTF-8 (only a damaged or hostile file holds such) is NULL.
 */
bool db_is_null(const struct stmt *stmt, int column);
bool db_is_int(const struct stmt *stmt, int column);
int64_t db_int(const struct stmt *stmt, int column);
const char *db_text(const struct stmt *stmt, int column);	/* or NULL */
const char *db_word(const struct stmt *stmt, int column);	/* or "" */
const void *db_blob(const struct stmt *stmt, int column, size_t *n);

/* Copies everything into a new file `to`, as one that needs no WAL. */
const struct err *db_copy(struct db *db, const char *to) ERR_MUST_CHECK;
/* The same by VACUUM INTO: smaller, and nothing deleted is left in it. */
const struct err *db_compact_copy(struct db *db, const char *to)
    ERR_MUST_CHECK;
/* Copies everything into an empty one that is open (DB_UNNAMED). */
const struct err *db_copy_into(struct db *db, struct db *to) ERR_MUST_CHECK;
const char *db_library_version(void);

#endif
