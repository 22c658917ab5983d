/* SPDX-License-Identifier: ISC */
#include "model/store/db.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/match.h"
#include "base/mem.h"
#include "base/session.h"
#include "base/utf8.h"
#include "model/store/sortkey.h"

enum {
	STATEMENTS = 192,	/* prepared ones that are kept */
	WATCH_OPS = 20000,	/* about a millisecond of work */
	BUSY_MS = 2000,		/* for programs that know nothing of our lock */
	MEMOS = 2048,
	MEMO_TEXT = 48,
	MEMO_RESULT = 96,
};

typedef void (*text_form)(struct buf *out, const char *s);

/* Registers repeat themselves: places, makers, models. */
struct memo {
	text_form	 form;		/* NULL: unused */
	char		 text[MEMO_TEXT];
	char		 result[MEMO_RESULT];
};

struct stmt {
	struct db	*db;
	sqlite3_stmt	*handle;
	char		*sql;
	bool		 lent;
	bool		 kept;
	int64_t		 used;		/* the db's clock when last lent */
	const char	*asked;		/* where its text stood then */
};

struct db {
	sqlite3		*handle;
	char		*path;
	struct stmt	*stmt[STATEMENTS];
	size_t		 n_stmt;
	int64_t		 clock;
	bool		 full;
	struct session	*session;	/* watched work; else NULL */
	const char	*what;
	const int64_t	*done;
	int64_t		 deadline;	/* monotonic ms; 0: none */
	bool		 late;
	struct buf	 text;		/* of the functions below */
	struct memo	 memo[MEMOS];
};

static const struct err *
refused(struct db *db, int rc)
{
	const char *detail = sqlite3_errmsg(db->handle);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_new(ERR_BUSY, _("Another program is writing to %s. "
		    "Try again in a moment."), db->path);
	case SQLITE_INTERRUPT:
		if (db->late)
			return err_new(ERR_REGISTER, _("%s takes too long to "
			    "read and is not trusted. Restore a backup with "
			    "'daicho restore'."), db->path);
		return err_new(ERR_CANCELLED, _("Stopped; nothing was "
		    "changed."));
	case SQLITE_FULL:
		db->full = true;
		return err_new(ERR_IO, _("The disk that holds %s is full; "
		    "nothing was written. Free some space and try again."),
		    db->path);
	case SQLITE_NOTADB:
		return err_new(ERR_REGISTER, _("%s is not a daicho register. "
		    "Check the name given with -r."), db->path);
	case SQLITE_CORRUPT:
		return err_new(ERR_REGISTER, _("%s is damaged (%s). Restore a "
		    "backup with 'daicho restore'."), db->path, detail);
	case SQLITE_READONLY:
		return err_new(ERR_READONLY, _("%s cannot be written; it is "
		    "open for reading only."), db->path);
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
	case SQLITE_PERM:
		return err_new(ERR_IO, _("%s cannot be read or written (%s). "
		    "Check the disk and the permissions of its folder."),
		    db->path, detail);
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
			return err_new(ERR_INVALID, _("A record refers to one "
			    "that is not in the register; nothing was "
			    "written."));
		break;
	default:
		break;
	}
	return err_new(ERR_INTERNAL, _("The register %s cannot be used (%s)."),
	    db->path, detail);
}

/* --- functions inside queries ----------------------------------------- */

static struct memo *
memo_for(struct db *db, text_form form, const char *s, size_t n)
{
	uint32_t hash = 2166136261u;
	struct memo *memo;
	size_t i;

	for (i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)s[i]) * 16777619u;
	memo = &db->memo[(hash ^ hash >> 16) % MEMOS];
	if (memo->form == form && memcmp(memo->text, s, n + 1) == 0)
		return memo;
	memo->form = NULL;
	memcpy(memo->text, s, n + 1);
	return memo;
}

/* The folded, version or address form of a text; NULL stays NULL. */
static void
call_form(sqlite3_context *context, sqlite3_value **argv, text_form form)
{
	struct db *db = sqlite3_user_data(context);
	const char *s = (const char *)sqlite3_value_text(argv[0]);
	size_t n = (size_t)sqlite3_value_bytes(argv[0]);
	struct memo *memo = NULL;

	if (s == NULL)
		return;
	if (n < MEMO_TEXT)
		memo = memo_for(db, form, s, n);
	if (memo != NULL && memo->form != NULL) {
		sqlite3_result_text(context, memo->result, -1,
		    SQLITE_TRANSIENT);
		return;
	}
	buf_clear(&db->text);
	form(&db->text, s);
	if (memo != NULL && db->text.len < MEMO_RESULT) {
		memcpy(memo->result, buf_str(&db->text), db->text.len + 1);
		memo->form = form;
	}
	sqlite3_result_text(context, buf_str(&db->text), (int)db->text.len,
	    SQLITE_TRANSIENT);
}

static void
call_fold(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	(void)argc;
	call_form(context, argv, utf8_fold);
}

static void
call_version(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	(void)argc;
	call_form(context, argv, sortkey_version);
}

static void
call_address(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	(void)argc;
	call_form(context, argv, sortkey_address);
}

/* contains(text, part): the library's instr() compares byte by byte. */
static void
call_contains(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const void *text = sqlite3_value_blob(argv[0]);
	const void *part = sqlite3_value_blob(argv[1]);

	(void)argc;
	sqlite3_result_int(context, text != NULL && part != NULL &&
	    memmem(text, (size_t)sqlite3_value_bytes(argv[0]), part,
	    (size_t)sqlite3_value_bytes(argv[1])) != NULL);
}

/* place(text, word): how the word stands there, enum match. */
static void
call_place(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const char *text = sqlite3_value_blob(argv[0]);
	const char *word = sqlite3_value_blob(argv[1]);
	enum match match = MATCH_NONE;

	(void)argc;
	if (text != NULL && word != NULL)
		match = match_find(text, (size_t)sqlite3_value_bytes(argv[0]),
		    word, (size_t)sqlite3_value_bytes(argv[1]), NULL);
	sqlite3_result_int(context, (int)match);
}

static int
add_functions(struct db *db)
{
	static const struct {
		const char *name;
		int argc;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "fold", 1, call_fold },
		{ "version_key", 1, call_version },
		{ "address_key", 1, call_address },
		{ "contains", 2, call_contains },
		{ "place", 2, call_place },
	};
	int rc = SQLITE_OK;
	size_t i;

	for (i = 0; i < sizeof(functions) / sizeof(functions[0]) &&
	    rc == SQLITE_OK; i++)
		rc = sqlite3_create_function_v2(db->handle, functions[i].name,
		    functions[i].argc, SQLITE_UTF8 | SQLITE_DETERMINISTIC |
		    SQLITE_DIRECTONLY, db, functions[i].call, NULL, NULL,
		    NULL);
	return rc;
}

/* --- opening ----------------------------------------------------------- */

static void
set_limits(struct db *db)
{
	static const struct {
		int id, value;
	} limits[] = {
		{ SQLITE_LIMIT_LENGTH, 64 << 20 },
		{ SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
		{ SQLITE_LIMIT_COLUMN, 400 },
		{ SQLITE_LIMIT_EXPR_DEPTH, 400 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 200 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 100 },
		{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, 32766 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
		{ SQLITE_LIMIT_WORKER_THREADS, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db->handle, limits[i].id, limits[i].value);
}

/* What the contents of a file may make the library do. */
static int
distrust(struct db *db)
{
	static const struct {
		int id, on;
	} settings[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
	};
	int rc = SQLITE_OK;
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]) &&
	    rc == SQLITE_OK; i++)
		rc = sqlite3_db_config(db->handle, settings[i].id,
		    settings[i].on, (int *)NULL);
	return rc;
}

static const struct err *
set_up(struct db *db, enum db_mode mode)
{
	int rc, on = 1;

	sqlite3_extended_result_codes(db->handle, 1);
	set_limits(db);
	rc = distrust(db);
	if (rc == SQLITE_OK)
		rc = add_functions(db);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (rc == SQLITE_OK && mode == DB_WRITE)
		/* Readers who may not write the folder need these files. */
		rc = sqlite3_file_control(db->handle, "main",
		    SQLITE_FCNTL_PERSIST_WAL, &on);
	if (rc != SQLITE_OK)
		return refused(db, rc);
	if (mode == DB_UNNAMED)
		return db_exec(db, "PRAGMA mmap_size=0; "
		    "PRAGMA cell_size_check=ON; PRAGMA cache_size=-32768; "
		    "PRAGMA temp_store=MEMORY");
	return db_exec(db, mode == DB_READ || mode == DB_LOOK ?
	    "PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; "
	    "PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; "
	    "PRAGMA query_only=ON" :
	    "PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; "
	    "PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; "
	    "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=16777216");
}

static int
open_to_look(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
    int flags, int *got)
{
	sqlite3_vfs *real = vfs->pAppData;

	if ((flags & SQLITE_OPEN_WAL) != 0) {
		flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
		flags |= SQLITE_OPEN_READONLY;
	}
	return real->xOpen(real, name, file, flags, got);
}

/*
 * SQLite opens the WAL for writing even where it only reads.  The library
 * keeps what is registered until the process ends.
 */
static void
register_look(void)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL), *look;

	if (sqlite3_vfs_find("look") != NULL)
		return;
	look = xmalloc(sizeof(*look));
	*look = *real;
	look->zName = "look";
	look->pAppData = real;
	look->xOpen = open_to_look;
	sqlite3_vfs_register(look, 0);
}

/* The index of the WAL is only read, too. */
static void
look_address(const char *path, struct buf *out)
{
	buf_add(out, "file:");
	for (; *path != '\0'; path++)
		if (strchr("?#%", *path) != NULL)
			buf_printf(out, "%%%02X", (unsigned char)*path);
		else
			buf_addc(out, *path);
	buf_add(out, "?readonly_shm=1");
}

const struct err *
db_open(const char *path, enum db_mode mode, struct db **out)
{
	static const int flags[] = {
		[DB_READ] = SQLITE_OPEN_READONLY,
		[DB_LOOK] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
		[DB_WRITE] = SQLITE_OPEN_READWRITE,
		[DB_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY,
		[DB_UNNAMED] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	struct db *db = xcalloc(1, sizeof(*db));
	struct buf address = { 0 };
	const struct err *err = NULL;
	int rc;

	db->path = xstrdup(mode == DB_UNNAMED ?
	    _("the copy of the register in the folder for temporary files") :
	    path);
	if (mode == DB_LOOK) {
		look_address(path, &address);
		register_look();
	}
	rc = sqlite3_open_v2(mode == DB_LOOK ? buf_str(&address) : path,
	    &db->handle, flags[mode] |
	    SQLITE_OPEN_NOMUTEX, mode == DB_LOOK ? "look" : NULL);
	buf_release(&address);
	err = rc == SQLITE_OK ? set_up(db, mode) : refused(db, rc);
	if (err != NULL) {
		db_close(db, false);
		db = NULL;
	}
	*out = db;
	return err;
}

static void
stmt_free(struct stmt *stmt)
{
	sqlite3_finalize(stmt->handle);
	free(stmt->sql);
	free(stmt);
}

void
db_close(struct db *db, bool checkpoint)
{
	size_t i;

	if (db == NULL)
		return;
	for (i = 0; i < db->n_stmt; i++)
		stmt_free(db->stmt[i]);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
	    checkpoint ? 0 : 1, (int *)NULL);
	sqlite3_close_v2(db->handle);
	buf_release(&db->text);
	free(db->path);
	free(db);
}

const struct err *
db_format(struct db *db)
{
	struct buf sql = { 0 };
	const struct err *err;

	buf_printf(&sql, "PRAGMA encoding='UTF-8'; PRAGMA auto_vacuum=NONE; "
	    "PRAGMA application_id=%d", DB_APPLICATION);
	err = db_exec(db, buf_str(&sql));
	buf_release(&sql);
	return err;
}

static const struct err *
ask_journal(struct db *db, const char *sql, bool *wal)
{
	struct stmt *stmt = NULL;
	const struct err *err = db_take(db, sql, &stmt);

	*wal = false;
	if (err == NULL)
		err = db_step(stmt, wal);
	if (err == NULL)
		*wal = *wal && strcmp(db_word(stmt, 0), "wal") == 0;
	db_give(stmt);
	return err;
}

const struct err *
db_has_wal(struct db *db, bool *wal)
{
	return ask_journal(db, "PRAGMA journal_mode", wal);
}

const struct err *
db_use_wal(struct db *db)
{
	bool wal;
	const struct err *err;

	err = ask_journal(db, "PRAGMA journal_mode=WAL", &wal);
	if (err == NULL && !wal)
		err = err_new(ERR_IO, _("The file system of %s cannot share a "
		    "register between processes. Keep it on a local disk."),
		    db->path);
	return err;
}

/* --- long work --------------------------------------------------------- */

static int
on_progress(void *context)
{
	struct db *db = context;

	if (db->deadline != 0 && clock_monotonic() > db->deadline)
		db->late = true;
	return db->late || (db->session != NULL && !session_step(db->session,
	    db->what, db->done == NULL ? 0 : *db->done, 0));
}

void
db_watch(struct db *db, struct session *session, const char *what,
    const int64_t *done)
{
	db->session = session;
	db->what = what;
	db->done = done;
	sqlite3_progress_handler(db->handle, WATCH_OPS, on_progress, db);
}

void
db_deadline(struct db *db, int64_t ms)
{
	db->deadline = clock_monotonic() + ms;
	sqlite3_progress_handler(db->handle, WATCH_OPS, on_progress, db);
}

void
db_unwatch(struct db *db)
{
	db->session = NULL;
	db->done = NULL;
	db->deadline = 0;
	db->late = false;
	sqlite3_progress_handler(db->handle, 0, NULL, NULL);
}

/* --- statements -------------------------------------------------------- */

const struct err *
db_exec(struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? NULL : refused(db, rc);
}

const struct err *
db_integer(struct db *db, const char *sql, int64_t *out)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	*out = 0;
	err = db_take(db, sql, &stmt);
	if (err != NULL)
		return err;
	err = db_step(stmt, &row);
	if (err == NULL && row)
		*out = db_int(stmt, 0);
	db_give(stmt);
	return err;
}

bool
db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

bool
db_was_full(struct db *db)
{
	bool full = db->full;

	db->full = false;
	return full;
}

int64_t
db_last_id(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}

/* The kept statement that was not lent for the longest time makes room. */
static void
keep(struct db *db, struct stmt *stmt)
{
	size_t i, oldest = STATEMENTS;

	if (db->n_stmt < STATEMENTS) {
		db->stmt[db->n_stmt++] = stmt;
		stmt->kept = true;
		return;
	}
	for (i = 0; i < STATEMENTS; i++)
		if (!db->stmt[i]->lent && (oldest == STATEMENTS ||
		    db->stmt[i]->used < db->stmt[oldest]->used))
			oldest = i;
	if (oldest == STATEMENTS)
		return;
	stmt_free(db->stmt[oldest]);
	db->stmt[oldest] = stmt;
	stmt->kept = true;
}

const struct err *
db_take(struct db *db, const char *sql, struct stmt **out)
{
	struct stmt *stmt = NULL;
	size_t i;
	int rc;

	*out = NULL;
	/* Most texts stand where they stood the last time. */
	for (i = 0; i < db->n_stmt && stmt == NULL; i++)
		if (db->stmt[i]->asked == sql && !db->stmt[i]->lent &&
		    strcmp(db->stmt[i]->sql, sql) == 0)
			stmt = db->stmt[i];
	for (i = 0; i < db->n_stmt && stmt == NULL; i++)
		if (!db->stmt[i]->lent && strcmp(db->stmt[i]->sql, sql) == 0)
			stmt = db->stmt[i];
	if (stmt == NULL) {
		stmt = xcalloc(1, sizeof(*stmt));
		stmt->db = db;
		stmt->sql = xstrdup(sql);
		rc = sqlite3_prepare_v3(db->handle, sql, -1,
		    SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
		if (rc != SQLITE_OK) {
			stmt_free(stmt);
			return refused(db, rc);
		}
		keep(db, stmt);
	}
	stmt->lent = true;
	stmt->asked = sql;
	stmt->used = ++db->clock;
	*out = stmt;
	return NULL;
}

void
db_give(struct stmt *stmt)
{
	if (stmt == NULL)
		return;
	sqlite3_reset(stmt->handle);
	sqlite3_clear_bindings(stmt->handle);
	stmt->lent = false;
	if (!stmt->kept)
		stmt_free(stmt);
}

void
db_bind_int(struct stmt *stmt, int at, int64_t i)
{
	sqlite3_bind_int64(stmt->handle, at, i);
}

void
db_bind_null(struct stmt *stmt, int at)
{
	sqlite3_bind_null(stmt->handle, at);
}

void
db_bind_text(struct stmt *stmt, int at, const char *s)
{
	sqlite3_bind_text(stmt->handle, at, s, -1, SQLITE_STATIC);
}

void
db_bind_blob(struct stmt *stmt, int at, const void *p, size_t n)
{
	sqlite3_bind_blob64(stmt->handle, at, p, n, SQLITE_STATIC);
}

const struct err *
db_step(struct stmt *stmt, bool *row)
{
	int rc = sqlite3_step(stmt->handle);

	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? NULL :
	    refused(stmt->db, rc);
}

void
db_rewind(struct stmt *stmt)
{
	sqlite3_reset(stmt->handle);
}

const struct err *
db_run(struct stmt *stmt)
{
	const struct err *err;
	bool row;

	do {
		err = db_step(stmt, &row);
	} while (err == NULL && row);
	return err;
}

bool
db_is_null(const struct stmt *stmt, int column)
{
	return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

bool
db_is_int(const struct stmt *stmt, int column)
{
	return sqlite3_column_type(stmt->handle, column) == SQLITE_INTEGER;
}

int64_t
db_int(const struct stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt->handle, column);
}

const char *
db_text(const struct stmt *stmt, int column)
{
	const char *s = (const char *)sqlite3_column_text(stmt->handle,
	    column);

	return s != NULL && utf8_valid(s, strlen(s)) ? s : NULL;
}

const char *
db_word(const struct stmt *stmt, int column)
{
	const char *s = db_text(stmt, column);

	return s == NULL ? "" : s;
}

const void *
db_blob(const struct stmt *stmt, int column, size_t *n)
{
	const void *p = sqlite3_column_blob(stmt->handle, column);

	*n = (size_t)sqlite3_column_bytes(stmt->handle, column);
	return p;
}

/* --- copies ------------------------------------------------------------ */

static const struct err *
copy_pages(struct db *db, struct db *to)
{
	sqlite3_backup *backup;
	int rc;

	backup = sqlite3_backup_init(to->handle, "main", db->handle, "main");
	if (backup == NULL)
		return refused(to, sqlite3_errcode(to->handle));
	sqlite3_backup_step(backup, -1);
	rc = sqlite3_backup_finish(backup);
	return rc == SQLITE_OK ? NULL : refused(to, rc);
}

/*
 * What is made of it is thrown away when something fails: it needs neither
 * its own journal nor the checks of references while it is built.
 */
const struct err *
db_copy_into(struct db *db, struct db *to)
{
	const struct err *err = copy_pages(db, to);

	if (err != NULL)
		return err;
	sqlite3_db_config(to->handle, SQLITE_DBCONFIG_DEFENSIVE, 0,
	    (int *)NULL);
	err = db_exec(to, "PRAGMA journal_mode=OFF; PRAGMA foreign_keys=OFF");
	sqlite3_db_config(to->handle, SQLITE_DBCONFIG_DEFENSIVE, 1,
	    (int *)NULL);
	return err;
}

const struct err *
db_copy(struct db *db, const char *to)
{
	struct db copy = { .path = xstrdup(to) };
	const struct err *err = NULL;
	int rc;

	rc = sqlite3_open_v2(to, &copy.handle, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		err = refused(&copy, rc);
		goto done;
	}
	err = copy_pages(db, &copy);
	if (err == NULL)
		err = db_exec(&copy, "PRAGMA journal_mode=DELETE");
done:
	sqlite3_close_v2(copy.handle);
	free(copy.path);
	return err;
}

const struct err *
db_compact_copy(struct db *db, const char *to)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 1);
	err = db_take(db, "VACUUM INTO ?1", &stmt);
	if (err == NULL) {
		db_bind_text(stmt, 1, to);
		err = db_run(stmt);
	}
	db_give(stmt);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	return err;
}

const char *
db_library_version(void)
{
	return sqlite3_libversion();
}
