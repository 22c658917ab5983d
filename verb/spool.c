/* SPDX-License-Identifier: ISC */
#include "verb/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/utf8.h"

enum { SETTLED_SECONDS = 5, FILE_MODE = 0600, COPIES = 1000 };

struct spool {
	struct verb_call *call;
	const char	*folder;
	struct discover_options options;
	spool_fn	 each;
	size_t		 refused;
	struct err	 untold;	/* why something was not told; no msg: all was */
};

struct names {
	const char	**name;
	size_t		 n, cap;
};

/* --- what lies there --------------------------------------------------- */

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && strcmp(name + n - k, end) == 0;
}

static bool
is_left(const char *name)
{
	return name[0] == '.' || ends_with(name, ".part") ||
	    ends_with(name, ".tmp") || strcmp(name, "done") == 0 ||
	    strcmp(name, "refused") == 0;
}

/* Whoever still writes a file changes its time. */
static bool
is_settled(const struct stat *st)
{
	return time(NULL) - st->st_mtime >= SETTLED_SECONDS;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of the files or the folders in a folder, sorted. */
static const struct err *
list(struct spool *spool, const char *folder, bool folders,
    struct names *out)
{
	struct arena *arena = spool->call->arena;
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct stat st;

	*out = (struct names){ .n = 0 };
	if (dir == NULL)
		return err_new(ERR_INPUT, _("The spool folder %s cannot be "
		    "read: %s."), folder, strerror(errno));
	while ((entry = readdir(dir)) != NULL) {
		if (is_left(entry->d_name) || fstatat(dirfd(dir),
		    entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (folders ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode) ||
		    !is_settled(&st))
			continue;
		out->name = arena_grow(arena, out->name, &out->cap,
		    out->n + 1, sizeof(*out->name));
		out->name[out->n++] = arena_strdup(arena, entry->d_name);
	}
	closedir(dir);
	if (out->n > 1)
		qsort(out->name, out->n, sizeof(*out->name), compare_names);
	return NULL;
}

/* --- archiving ----------------------------------------------------------- */

/* Neither a file of that name is there, nor the reason of another. */
static bool
is_free(struct arena *arena, const char *path)
{
	return !path_exists(path) &&
	    !path_exists(arena_printf(arena, "%s.reason", path));
}

/*
 * Moves a file to FOLDER/where/DATE/; *to gets its new name.  Two files of one
 * name and day are kept both.
 */
static const struct err *
archive(struct spool *spool, const char *path, const char *where,
    const char **to)
{
	struct arena *arena = spool->call->arena;
	char day[DATE_LEN];
	const struct err *err;
	const char *folder;
	bool found = false;
	int i;

	date_format(session_today(spool->call->session), day);
	folder = arena_printf(arena, "%s/%s/%s", spool->folder, where, day);
	err = path_mkdirs(folder);
	for (i = 0; err == NULL && !found && i < COPIES; i++) {
		*to = i == 0 ? arena_printf(arena, "%s/%s", folder,
		    path_base(path)) : arena_printf(arena, "%s/%s.%d", folder,
		    path_base(path), i);
		found = is_free(arena, *to);
	}
	if (err == NULL && !found)
		err = err_new(ERR_IO, _("%s cannot be moved to the archive: "
		    "%d files of that name are there."), path, COPIES);
	if (err == NULL && rename(path, *to) != 0)
		err = err_sys(_("%s cannot be moved to the archive"), path);
	return err;
}

/* Puts a file aside with the reason beside it. */
static const struct err *
put_aside(struct spool *spool, const char *path, const char *reason)
{
	struct buf text = { 0 };
	const struct err *err;
	const char *to;

	buf_printf(spool->call->message, "%s: %s\n", path_base(path), reason);
	spool->refused++;
	err = archive(spool, path, "refused", &to);
	/* People look at it in a terminal. */
	utf8_safe(&text, reason, strlen(reason), UTF8_KEEP_NEWLINE);
	buf_addc(&text, '\n');
	if (err == NULL)
		err = path_write(arena_printf(spool->call->arena, "%s.reason",
		    to), text.s, text.len, FILE_MODE);
	buf_release(&text);
	return err;
}

/* --- rounds -------------------------------------------------------------- */

/* True when the files are at fault, and not the register or its lock. */
static bool
is_refusal(const struct err *err)
{
	return err->kind == ERR_INPUT || err->kind == ERR_INVALID;
}

static const struct err *
import(struct spool *spool, const char *site, const char *const *path,
    size_t n)
{
	struct problems problems = { .arena = spool->call->arena };
	struct discover_options options = spool->options;
	struct discover_report report;
	const struct err *err, *moved = NULL;
	const char *to;
	size_t i;

	if (site != NULL)
		options.site = site;
	options.file = path;
	options.n_files = n;
	err = discover_run(spool->call->session, &options, spool->call->arena,
	    &problems, &report);
	if (err != NULL)
		return err;
	/* What is imported leaves, whatever becomes of the telling. */
	for (i = 0; moved == NULL && i < n; i++)
		moved = archive(spool, path[i], "done", &to);
	err = spool->each(spool->call, &report, &problems);
	/* That is no fault of the files; the others are imported and told. */
	if (err != NULL && spool->untold.msg[0] == '\0')
		err_copy(&spool->untold, err);
	return moved;
}

/*
 * One round of all; where a file refuses it, each file by itself, so that one
 * bad file does not hold up the others.
 */
static const struct err *
round_of(struct spool *spool, const char *site, const char *folder)
{
	struct arena *arena = spool->call->arena;
	struct names files;
	const char **path;
	const struct err *err;
	struct err first;
	size_t i;

	err = list(spool, folder, false, &files);
	if (err != NULL || files.n == 0)
		return err;
	path = arena_calloc(arena, files.n, sizeof(*path));
	for (i = 0; i < files.n; i++)
		path[i] = arena_printf(arena, "%s/%s", folder,
		    files.name[i]);
	err = import(spool, site, path, files.n);
	if (err == NULL || !is_refusal(err))
		return err;
	err_copy(&first, err);
	if (files.n == 1)
		return put_aside(spool, path[0], first.msg);
	for (i = 0, err = NULL; err == NULL && i < files.n; i++) {
		err = import(spool, site, &path[i], 1);
		if (err != NULL && is_refusal(err)) {
			err_copy(&first, err);
			err = put_aside(spool, path[i], first.msg);
		}
	}
	return err;
}

/* A folder that is named like no site keeps its files; the others go on. */
static const struct err *
site_round(struct spool *spool, const char *site)
{
	const char *folder = arena_printf(spool->call->arena, "%s/%s",
	    spool->folder, site);
	const struct err *err;

	if (!utf8_valid(site, strlen(site)))
		err = err_new(ERR_NOT_FOUND, _("The name is no UTF-8; rename "
		    "the folder."));
	else
		err = round_of(spool, site, folder);
	if (err == NULL || err->kind != ERR_NOT_FOUND)
		return err;
	buf_printf(spool->call->message, "%s: %s\n", folder, err->msg);
	spool->refused++;
	return NULL;
}

const struct err *
spool_run(struct verb_call *call, const char *folder,
    const struct discover_options *options, spool_fn each, size_t *refused)
{
	struct spool spool = { .call = call, .folder = folder,
	    .options = *options, .each = each };
	struct names sites;
	const struct err *err;
	size_t i;

	err = list(&spool, folder, true, &sites);
	if (err == NULL)
		err = round_of(&spool, NULL, folder);
	for (i = 0; err == NULL && i < sites.n; i++)
		err = site_round(&spool, sites.name[i]);
	*refused = spool.refused;
	return err != NULL || spool.untold.msg[0] == '\0' ? err :
	    err_new(spool.untold.kind, "%s", spool.untold.msg);
}
