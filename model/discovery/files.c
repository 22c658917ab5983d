/* SPDX-License-Identifier: ISC */
/* The files of a round: those that were named, and those in named folders. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/intl.h"
#include "model/discovery/importer.h"

enum { FILES_MAX = 4096 };

struct files {
	struct arena	*arena;
	const char	**path;
	size_t		 n, cap;
};

static void
add(struct files *files, const char *path)
{
	files->path = arena_grow(files->arena, files->path, &files->cap,
	    files->n + 1, sizeof(*files->path));
	files->path[files->n++] = path;
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const struct err *
add_folder(struct files *files, const char *path)
{
	DIR *folder = opendir(path);
	size_t first = files->n;
	struct dirent *entry;
	struct stat st;

	if (folder == NULL)
		return err_new(ERR_INPUT, _("%s cannot be read: %s. Check its "
		    "name and its permissions."), path, strerror(errno));
	while ((entry = readdir(folder)) != NULL && files->n <= FILES_MAX)
		if (entry->d_name[0] != '.' && fstatat(dirfd(folder),
		    entry->d_name, &st, 0) == 0 && S_ISREG(st.st_mode))
			add(files, arena_printf(files->arena, "%s%s%s", path,
			    path[strlen(path) - 1] == '/' ? "" : "/",
			    entry->d_name));
	closedir(folder);
	if (files->n == first)
		return err_new(ERR_INPUT, _("No file stands in the folder %s. "
		    "Folders inside it are not looked into: name them."),
		    path);
	qsort(files->path + first, files->n - first, sizeof(*files->path),
	    compare_paths);
	return NULL;
}

const struct err *
import_list_files(const char *const *path, size_t n, struct arena *arena,
    const char *const **out, size_t *n_out)
{
	struct files files = { .arena = arena };
	const struct err *err = NULL;
	struct stat st;
	size_t i;

	for (i = 0; i < n && err == NULL; i++) {
		if (strcmp(path[i], "-") != 0 && stat(path[i], &st) == 0 &&
		    S_ISDIR(st.st_mode))
			err = add_folder(&files, path[i]);
		else
			add(&files, path[i]);
	}
	if (err == NULL && files.n > FILES_MAX)
		err = err_new(ERR_INPUT, _("These are more than %d files. "
		    "Import them in several rounds."), FILES_MAX);
	*out = files.path;
	*n_out = files.n;
	return err;
}
