/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/path.h"
#include "model/store/files.h"
#include "model/store/internal.h"
#include "model/store/schema.h"

/* Longer than any sound register takes to show its header and schema. */
enum { OPEN_MS = 5000 };

/* --- what the file is --------------------------------------------------- */

static const struct err *
check_version(struct store *store)
{
	int64_t application = 0, version = 0;
	const struct err *err;

	err = db_integer(store->db, "PRAGMA application_id", &application);
	if (err == NULL)
		err = db_integer(store->db, "PRAGMA user_version", &version);
	if (err != NULL)
		return err;
	if (application != DB_APPLICATION || version < 1)
		return err_new(ERR_REGISTER, _("%s is not a daicho register. "
		    "Check the name given with -r."), store->path);
	if (version > STORE_VERSION)
		return err_new(ERR_REGISTER, _("%s was written by a newer "
		    "daicho (register version %lld, this program reads up to "
		    "%d). Update daicho."), store->path, (long long)version,
		    STORE_VERSION);
	store->version = (int)version;
	return NULL;
}

static const struct err *
altered(const struct store *store, const char *name)
{
	return err_new(ERR_REGISTER, _("%s is not laid out as register "
	    "version %d must be (%s), so it is not opened. Restore a backup "
	    "with 'daicho restore'."), store->path, store->version, name);
}

/* The library's own table of the last numbers given. */
static bool
is_sequence(const char *name, const char *sql)
{
	return strcmp(name, "sqlite_sequence") == 0 &&
	    strcmp(sql, "CREATE TABLE sqlite_sequence(name,seq)") == 0;
}

static bool
is_expected(const struct schema *schema, const char *type, const char *name,
    const char *table, const char *sql)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		if (strcmp(schema->item[i].name, name) == 0)
			return strcmp(schema->item[i].type, type) == 0 &&
			    strcmp(schema->item[i].table, table) == 0 &&
			    strcmp(schema->item[i].sql, sql) == 0;
	return is_sequence(name, sql);
}

/* Every row of sqlite_schema must be one of ours, and all must be there. */
static const struct err *
check_schema(struct store *store)
{
	struct schema schema;
	struct stmt *stmt = NULL;
	const struct err *err;
	size_t seen = 0;
	bool row = false;

	schema_build(store->version, &schema);
	err = db_take(store->db, "SELECT type, name, tbl_name, sql "
	    "FROM sqlite_schema", &stmt);
	while (err == NULL) {
		const char *text[4];
		int i;

		err = db_step(stmt, &row);
		if (err != NULL || !row)
			break;
		for (i = 0; i < 4; i++)
			text[i] = db_word(stmt, i);
		if (!is_expected(&schema, text[0], text[1], text[2], text[3]))
			err = altered(store, text[1]);
		seen++;
	}
	if (err == NULL && seen != schema.n + 1)
		err = altered(store, _("tables or indexes are missing"));
	db_give(stmt);
	schema_release(&schema);
	return err;
}

/*
 * The library takes the missing end of a last page for zeros.  While the WAL
 * holds something, pages may legitimately be missing from the file.
 */
static const struct err *
check_length(struct store *store)
{
	char *wal = files_beside(store->real, "-wal");
	int64_t pages = 0, size = 0;
	const struct err *err;
	struct stat st;

	err = db_integer(store->db, "PRAGMA page_count", &pages);
	if (err == NULL)
		err = db_integer(store->db, "PRAGMA page_size", &size);
	if (err == NULL && (stat(wal, &st) != 0 || st.st_size == 0) &&
	    stat(store->path, &st) == 0 && st.st_size < pages * size)
		err = err_new(ERR_REGISTER, _("%s is cut short: it has %lld "
		    "of %lld bytes. Copy it again, or restore a backup with "
		    "'daicho restore'."), store->path, (long long)st.st_size,
		    (long long)(pages * size));
	free(wal);
	return err;
}

static const struct err *
check_file(struct store *store)
{
	const struct err *err;

	db_deadline(store->db, OPEN_MS);
	err = check_version(store);
	if (err == NULL)
		err = check_length(store);
	if (err == NULL)
		err = check_schema(store);
	db_unwatch(store->db);
	return err;
}

/* --- opening ------------------------------------------------------------ */

/* Writing needs the files beside the register, or a folder to make them in. */
static bool
may_write_beside(const struct store *store)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-lock" };
	bool may = true;
	size_t i;

	if (files_folder_writable(store->real))
		return true;
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char *name = files_beside(store->real, suffixes[i]);

		may = may && eaccess(name, W_OK) == 0;
		free(name);
	}
	return may;
}

static const struct err *
check_path(const struct store *store)
{
	const char *path = store->path;
	enum store_mode mode = store->mode;
	struct stat st;

	if (stat(path, &st) != 0 && errno == ENOENT)
		return err_new(ERR_REGISTER, _("There is no register at %s. "
		    "Make one with 'daicho init', or name another with -r."),
		    path);
	if (stat(path, &st) != 0)
		return err_new(ERR_REGISTER, _("The register %s cannot be "
		    "reached: %s."), path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_new(ERR_REGISTER, _("%s is not a daicho register. "
		    "Check the name given with -r."), path);
	if (st.st_size == 0)
		return err_new(ERR_REGISTER, _("%s is empty: it is not a "
		    "daicho register. Check the name given with -r."), path);
	if (eaccess(path, R_OK) != 0)
		return err_new(ERR_REGISTER, _("You may not read the register "
		    "%s. Ask its owner for permission."), path);
	if (mode == STORE_WRITE &&
	    (eaccess(path, W_OK) != 0 || !may_write_beside(store)))
		return err_new(ERR_READONLY, _("You may read the register %s "
		    "but not change it. Open it with --read-only, or ask its "
		    "owner for permission."), path);
	return NULL;
}

/* A reader without write permission needs the files a writer left. */
static const struct err *
explain_read(const struct store *store, const struct err *err)
{
	char *shm;

	if ((err->kind != ERR_IO && err->kind != ERR_READONLY) ||
	    store->mode != STORE_READ)
		return err;
	shm = files_beside(store->real, "-shm");
	if (!path_exists(shm))
		err = err_new(ERR_REGISTER, _("%s cannot be read without "
		    "permission to write its folder while nobody has it open "
		    "for writing. Open the published copy instead, or ask for "
		    "one."), store->path);
	free(shm);
	return err;
}

static const struct err *
make_schema(struct store *store)
{
	struct schema schema;
	struct buf sql = { 0 };
	const struct err *err;
	size_t i;

	schema_build(STORE_VERSION, &schema);
	buf_add(&sql, "BEGIN;");
	for (i = 0; i < schema.n; i++)
		buf_printf(&sql, "%s;", schema.item[i].sql);
	buf_printf(&sql, "PRAGMA user_version=%d; COMMIT", STORE_VERSION);
	err = db_format(store->db);
	if (err == NULL && !store->memory)
		err = db_use_wal(store->db);
	if (err == NULL)
		err = db_exec(store->db, buf_str(&sql));
	store->version = STORE_VERSION;
	buf_release(&sql);
	schema_release(&schema);
	return err;
}

static const struct err *
make_file(const char *path, unsigned mode)
{
	if (files_make(path, mode))
		return NULL;
	if (errno == EEXIST)
		return err_new(ERR_INPUT, _("%s exists already and is left "
		    "as it is. Choose another name."), path);
	return err_sys(_("The register %s cannot be made"), path);
}

static void
remove_file(const struct store *store)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", "-lock", "-owner", "-reserve",
	};
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char *name = files_beside(store->real, suffixes[i]);

		unlink(name);
		free(name);
	}
}

/* Whom the lock names to those who wait. */
static const char *
lock_user(const struct store *store)
{
	return store->session->person != NULL ? store->session->person :
	    store->session->user;
}

static const struct err *
create(struct store *store)
{
	const struct err *err = NULL;

	if (!store->memory) {
		err = make_file(store->path, store->file_mode);
		if (err != NULL)
			return err;
		err = lock_take(&store->lock, lock_user(store),
		    store->file_mode);
	}
	if (err == NULL)
		err = db_open(store->path, store->memory ? DB_MEMORY :
		    DB_WRITE, &store->db);
	if (err == NULL)
		err = make_schema(store);
	lock_drop(&store->lock);
	if (err != NULL && !store->memory) {
		db_close(store->db, false);
		store->db = NULL;
		remove_file(store);
	}
	return err;
}

/* A backup that is written to becomes a register like any other. */
static const struct err *
ensure_wal(struct store *store)
{
	const struct err *err;
	bool wal;

	err = db_has_wal(store->db, &wal);
	if (err != NULL || wal)
		return err;
	err = lock_take(&store->lock, lock_user(store),
	    store->file_mode);
	if (err == NULL)
		err = db_use_wal(store->db);
	lock_drop(&store->lock);
	return err;
}

/* An old file that is only read is not brought to this version. */
static const struct err *
stand_in(struct store *store)
{
	struct buf sql = { 0 };
	const struct err *err = NULL;

	schema_stand_ins(store->version, &sql);
	if (sql.len > 0) {
		buf_add(&sql, "PRAGMA query_only=ON");
		err = db_exec(store->db, "PRAGMA query_only=OFF");
		if (err == NULL)
			err = db_exec(store->db, buf_str(&sql));
	}
	buf_release(&sql);
	return err;
}

static const struct err *
open_existing(struct store *store)
{
	const struct err *err = check_path(store);

	if (err == NULL)
		err = db_open(store->path, store->mode != STORE_READ ?
		    DB_WRITE : session_is_restricted(store->session) ?
		    DB_LOOK : DB_READ, &store->db);
	if (err == NULL)
		err = check_file(store);
	if (err == NULL && store->mode == STORE_WRITE)
		err = ensure_wal(store);
	if (err == NULL && store->mode == STORE_READ)
		err = stand_in(store);
	return err == NULL ? NULL : explain_read(store, err);
}

const struct err *
store_open(struct session *session, const char *path, enum store_mode mode,
    struct store **out)
{
	struct store *store = xcalloc(1, sizeof(*store));
	const struct err *err;
	char *lock, *owner;

	store->session = session;
	store->scratch = arena_new();
	store->path = xstrdup(path);
	store->mode = mode;
	store->memory = strcmp(path, ":memory:") == 0;
	store->real = files_real(path);
	store->file_mode = files_mode(store->real);
	store->reserve = files_beside(store->real, "-reserve");
	lock = files_beside(store->real, "-lock");
	owner = files_beside(store->real, "-owner");
	lock_init(&store->lock, lock);
	lock_init(&store->owner, owner);
	store->lock.waiting = &session->waiting;
	err = mode == STORE_CREATE ? create(store) : open_existing(store);
	store->begun_version = store->version;
	if (err == NULL && mode != STORE_READ && !store->memory)
		files_keep_reserve(store->reserve, store->file_mode);
	if (err != NULL) {
		db_close(store->db, false);
		store->db = NULL;
		store_close(store);
		store = NULL;
	}
	free(lock);
	free(owner);
	*out = store;
	return err;
}

const struct err *
store_copy(struct store *store, struct store **out)
{
	struct store *copy = xcalloc(1, sizeof(*copy));
	const struct err *err;

	copy->session = store->session;
	copy->scratch = arena_new();
	copy->path = xstrdup(store->path);
	copy->mode = STORE_CREATE;
	copy->memory = true;
	copy->version = copy->begun_version = store->version;
	lock_init(&copy->lock, "");
	lock_init(&copy->owner, "");
	err = db_open("", session_is_restricted(copy->session) ?
	    DB_MEMORY : DB_UNNAMED, &copy->db);
	if (err == NULL)
		err = db_copy_into(store->db, copy->db);
	if (err == NULL)
		err = stand_in(copy);
	if (err == NULL)
		err = db_exec(copy->db, "PRAGMA query_only=OFF");
	if (err != NULL) {
		store_close(copy);
		copy = NULL;
	}
	*out = copy;
	return err;
}

const struct err *
store_freeze(struct store *store)
{
	store->mode = STORE_READ;
	return db_exec(store->db, "PRAGMA query_only=ON");
}

/* What was made for another version is made again when needed. */
static void
set_version(struct store *store, int version)
{
	size_t i;

	for (i = 0; i < ENTITY_COUNT; i++) {
		free(store->insert[i]);
		store->insert[i] = NULL;
	}
	store->version = version;
}

const struct err *
store_upgrade(struct store *store, int to)
{
	struct buf sql = { 0 };
	const struct err *err;

	schema_upgrade(store->version, to, &sql);
	buf_printf(&sql, "PRAGMA user_version=%d", to);
	err = db_exec(store->db, buf_str(&sql));
	buf_release(&sql);
	if (err != NULL)
		return err;
	set_version(store, to);
	return check_schema(store);
}

void
store_close(struct store *store)
{
	struct buf holder = { 0 };
	bool locked = false;

	if (store == NULL)
		return;
	store_rollback(store);
	set_version(store, 0);
	/*
	 * The last one to close copies the WAL back: under the lock.  Whoever
	 * holds it now closes later, and is not waited for.
	 */
	if (store->db != NULL && store->mode != STORE_READ && !store->memory) {
		lock_holder(&store->lock, &holder);
		locked = holder.len == 0 && lock_take(&store->lock,
		    lock_user(store), store->file_mode) == NULL;
		buf_release(&holder);
	}
	db_close(store->db, locked);
	lock_release(&store->owner);
	lock_release(&store->lock);
	arena_free(store->scratch);
	free(store->reserve);
	free(store->real);
	free(store->path);
	free(store);
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

int
store_version(const struct store *store)
{
	return store->version;
}

/* --- transactions ------------------------------------------------------- */

/* Another process may have brought the file to a later version. */
static const struct err *
follow_version(struct store *store)
{
	const struct err *err;
	int64_t version;

	err = db_integer(store->db, "PRAGMA user_version", &version);
	if (err != NULL || version == store->version)
		return err;
	set_version(store, 0);
	err = check_version(store);
	store->begun_version = store->version;
	return err;
}

const struct err *
store_begin(struct store *store)
{
	const struct err *err = NULL;

	if (store->mode == STORE_READ)
		return err_new(ERR_READONLY, _("%s is open for reading only; "
		    "nothing was changed."), store->path);
	if (!store->memory)
		err = lock_take(&store->lock, lock_user(store),
		    store->file_mode);
	store->begun_version = store->version;
	if (err == NULL)
		err = db_exec(store->db, "BEGIN IMMEDIATE");
	if (err == NULL)
		err = follow_version(store);
	if (err != NULL)
		store_rollback(store);
	return err;
}

const struct err *
store_hold(struct store *store)
{
	return db_in_transaction(store->db) ? NULL :
	    db_exec(store->db, "BEGIN");
}

void
store_let(struct store *store)
{
	const struct err *err = NULL;

	if (db_in_transaction(store->db))
		err = db_exec(store->db, "COMMIT");
	(void)err;	/* nothing was written */
	store_forget(store);
}

/* A reference must not outlive the transaction without its target. */
static const struct err *
check_targets(struct store *store)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	err = db_take(store->db, "SELECT uuid FROM object "
	    "WHERE entity IS NULL LIMIT 1", &stmt);
	if (err == NULL)
		err = db_step(stmt, &row);
	if (err == NULL && row)
		err = err_new(ERR_INVALID, _("A record refers to %s, which is "
		    "not in the register; nothing was written."),
		    db_word(stmt, 0));
	db_give(stmt);
	return err;
}

const struct err *
store_commit(struct store *store)
{
	const struct err *err = NULL;

	if (store->forward)
		err = check_targets(store);
	if (err == NULL)
		err = db_exec(store->db, "COMMIT");
	if (err == NULL) {
		store->commits++;
		store->begun_version = store->version;
	}
	store_rollback(store);
	return err;
}

void
store_rollback(struct store *store)
{
	const struct err *err = NULL;

	/* Rolling back frees memory only; a failure leaves it to closing. */
	if (store->db != NULL && db_in_transaction(store->db))
		err = db_exec(store->db, "ROLLBACK");
	(void)err;
	store->forward = false;
	store_forget(store);
	if (store->version != store->begun_version)
		set_version(store, store->begun_version);
	if (store->db != NULL && db_was_full(store->db))
		files_give_reserve(store->reserve);
	lock_drop(&store->lock);
}

const struct err *
store_owner_lock(struct store *store, bool *got)
{
	*got = true;
	if (store->memory || store->owner.held)
		return NULL;
	return lock_try(&store->owner, lock_user(store),
	    store->file_mode, got);
}

void
store_owner_unlock(struct store *store)
{
	lock_drop(&store->owner);
}

const struct err *
store_changed(struct store *store, int64_t *counter)
{
	const struct err *err;

	err = db_integer(store->db, "PRAGMA data_version", counter);
	*counter += store->commits;
	return err;
}

/* --- shared ------------------------------------------------------------- */

void
store_bind(const struct sql *sql, struct stmt *stmt)
{
	size_t i;

	for (i = 0; i < sql->n; i++) {
		if (sql->param[i].null)
			db_bind_null(stmt, (int)i + 1);
		else if (sql->param[i].s != NULL)
			db_bind_text(stmt, (int)i + 1, sql->param[i].s);
		else
			db_bind_int(stmt, (int)i + 1, sql->param[i].i);
	}
}

const struct err *
store_prepare(struct store *store, const struct sql *sql, struct stmt **out)
{
	const struct err *err = db_take(store->db, buf_str(&sql->text), out);

	if (err == NULL)
		store_bind(sql, *out);
	return err;
}
