/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/path.h"
#include "model/store/files.h"
#include "model/store/internal.h"

enum { PUBLISHED = 0440, PUBLISHED_PRIVATE = 0400 };

/* The first complaint of quick_check, if any. */
static const struct err *
quick_check(struct db *db, const char *path)
{
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	err = db_take(db, "PRAGMA quick_check(1)", &stmt);
	if (err == NULL)
		err = db_step(stmt, &row);
	if (err == NULL && (!row || strcmp(db_word(stmt, 0), "ok") != 0))
		err = err_new(ERR_REGISTER, _("%s is damaged (%s). Restore a "
		    "backup with 'daicho restore'."), path,
		    row ? db_word(stmt, 0) : "?");
	db_give(stmt);
	return err;
}

const struct err *
store_check(struct store *store)
{
	const struct err *err;

	db_watch(store->db, store->session, _("Checking the register"), NULL);
	err = quick_check(store->db, store->path);
	db_unwatch(store->db);
	return err;
}

static const struct err *
check_copy(const char *path)
{
	struct db *db = NULL;
	const struct err *err = db_open(path, DB_READ, &db);

	if (err == NULL)
		err = quick_check(db, path);
	db_close(db, false);
	return err;
}

/* An empty file of our own under a name nobody else uses. */
static const struct err *
make_temporary(const char *to, unsigned mode, char **out)
{
	struct buf name = { 0 };

	buf_printf(&name, "%s.%ld.tmp", to, (long)getpid());
	unlink(buf_str(&name));
	if (!files_make(buf_str(&name), mode)) {
		const struct err *err = err_sys(_("%s cannot be written"),
		    to);

		buf_release(&name);
		return err;
	}
	*out = buf_steal(&name);
	return NULL;
}

const struct err *
store_backup(struct store *store, const char *to)
{
	const struct err *err;
	char *copy = NULL;

	if (path_exists(to))
		return err_new(ERR_INPUT, _("%s exists already and is left "
		    "as it is. Choose another name."), to);
	err = make_temporary(to, files_mode(to), &copy);
	if (err == NULL)
		err = db_copy(store->db, copy);
	if (err == NULL)
		err = check_copy(copy);
	if (err == NULL)
		err = files_sync(copy);
	if (err == NULL)
		err = files_move_new(copy, to);
	if (err == NULL)
		err = files_sync_folder(to);
	else if (copy != NULL)
		unlink(copy);
	free(copy);
	return err;
}

const struct err *
store_publish(struct store *store, const char *to)
{
	const struct err *err;
	char *copy = NULL;

	err = make_temporary(to, 0600, &copy);
	if (err == NULL)
		err = db_compact_copy(store->db, copy);
	if (err == NULL)
		err = files_sync(copy);
	if (err == NULL && (chmod(copy, files_mode(to) == 0660 ? PUBLISHED :
	    PUBLISHED_PRIVATE) != 0 || rename(copy, to) != 0))
		err = err_sys(_("%s cannot be written"), to);
	if (err == NULL)
		err = files_sync_folder(to);
	else if (copy != NULL)
		unlink(copy);
	free(copy);
	return err;
}

void
store_describe(struct store *store, struct buf *out)
{
	struct stmt *stmt = NULL;
	struct buf holder = { 0 };
	bool row = false;

	buf_printf(out, "SQLite %s", db_library_version());
	if (db_take(store->db, "PRAGMA journal_mode", &stmt) == NULL &&
	    db_step(stmt, &row) == NULL && row)
		buf_printf(out, ", journal %s", db_word(stmt, 0));
	db_give(stmt);
	buf_printf(out, ", version %d", store->version);
	if (!store->memory) {
		lock_holder(&store->lock, &holder);
		buf_printf(out, ", lock %s%s%s", store->lock.path,
		    holder.len > 0 ? ": " : "", buf_str(&holder));
	}
	buf_release(&holder);
}
