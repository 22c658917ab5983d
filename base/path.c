/* SPDX-License-Identifier: ISC */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/mem.h"

#ifndef DAICHO_SHAREDIR
#define DAICHO_SHAREDIR "/usr/local/share/daicho"
#endif

const struct err *
path_read(const char *path, size_t limit, struct buf *out)
{
	const struct err *err = NULL;
	char room[65536];
	size_t got = 0;
	ssize_t n;
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_new(ERR_INPUT, _("%s cannot be read: %s. "
		    "Check its name and its permissions."), path,
		    strerror(errno));
	while ((n = read(fd, room, sizeof(room))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err = err_new(ERR_INPUT, _("%s cannot be read: %s. "
		    "Check its name and its permissions."),
			    path, strerror(errno));
			break;
		}
		got += (size_t)n;
		if (got > limit) {
			err = err_new(ERR_INPUT,
			    _("%s is larger than %zu bytes and was not read."),
			    path, limit);
			break;
		}
		buf_addn(out, room, (size_t)n);
	}
	if (fd != STDIN_FILENO)
		close(fd);
	return err;
}

static bool
write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

struct path_writer {
	char		*path;
	char		*temp;
	unsigned	 mode;
	int		 fd;
};

/* A device or a pipe of that name would be replaced by a file. */
static bool
is_special(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISLNK(st.st_mode);
}

const struct err *
path_writer_open(const char *path, unsigned mode, struct path_writer **out)
{
	struct path_writer *writer;
	struct buf temp = { 0 };
	const struct err *err = NULL;

	*out = NULL;
	if (is_special(path))
		return err_new(ERR_IO, _("%s is a folder, a device or a pipe, "
		    "and stays what it is. Choose another name."), path);
	writer = xcalloc(1, sizeof(*writer));
	buf_printf(&temp, "%s.", path);
	buf_fill(&temp, 'X', 6);
	writer->temp = buf_steal(&temp);
	writer->path = xstrdup(path);
	writer->mode = mode;
	writer->fd = mkostemp(writer->temp, O_CLOEXEC);
	if (writer->fd < 0) {
		err = err_sys(_("%s cannot be written"), path);
		*writer->temp = '\0';
		path_writer_abort(writer);
	} else {
		*out = writer;
	}
	return err;
}

const struct err *
path_writer_add(struct path_writer *writer, const void *bytes, size_t n)
{
	return write_all(writer->fd, bytes, n) ? NULL :
	    err_sys(_("%s cannot be written"), writer->path);
}

const struct err *
path_writer_commit(struct path_writer *writer)
{
	const struct err *err = NULL;

	if (fchmod(writer->fd, (mode_t)writer->mode) != 0 ||
	    fsync(writer->fd) != 0)
		err = err_sys(_("%s cannot be written"), writer->path);
	if (close(writer->fd) != 0 && err == NULL)
		err = err_sys(_("%s cannot be written"), writer->path);
	writer->fd = -1;
	if (err == NULL && rename(writer->temp, writer->path) != 0)
		err = err_sys(_("%s cannot be written"), writer->path);
	if (err == NULL)
		*writer->temp = '\0';
	path_writer_abort(writer);
	return err;
}

void
path_writer_abort(struct path_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->fd >= 0)
		close(writer->fd);
	if (*writer->temp != '\0')
		unlink(writer->temp);
	free(writer->temp);
	free(writer->path);
	free(writer);
}

const struct err *
path_write(const char *path, const void *bytes, size_t n, unsigned mode)
{
	struct path_writer *writer = NULL;
	const struct err *err;

	err = path_writer_open(path, mode, &writer);
	if (err == NULL)
		err = path_writer_add(writer, bytes, n);
	if (err == NULL)
		return path_writer_commit(writer);
	path_writer_abort(writer);
	return err;
}

const struct err *
path_mkdirs(const char *path)
{
	struct buf part = { 0 };
	const struct err *err = NULL;
	size_t i;

	buf_add(&part, path);
	for (i = 1; err == NULL && i <= part.len; i++) {
		char c = part.s[i];

		if (c != '/' && c != '\0')
			continue;
		part.s[i] = '\0';
		if (mkdir(part.s, 0700) != 0 && errno != EEXIST)
			err = err_sys(_("The folder %s cannot be made"), path);
		part.s[i] = c;
	}
	buf_release(&part);
	return err;
}

bool
path_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

const char *
path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

const char *
path_extension(const char *path)
{
	const char *dot = strrchr(path_base(path), '.');

	return dot == NULL ? "" : dot + 1;
}

static void
xdg(struct buf *out, const char *variable, const char *fallback,
    const char *name)
{
	const char *dir = getenv(variable), *home = getenv("HOME");
	const struct passwd *pw;

	if ((home == NULL || *home == '\0') &&
	    (pw = getpwuid(getuid())) != NULL)
		home = pw->pw_dir;
	if (dir != NULL && dir[0] == '/')
		buf_printf(out, "%s/daicho/%s", dir, name);
	else
		buf_printf(out, "%s/%s/daicho/%s", home == NULL ? "" : home,
		    fallback, name);
}

void
path_data(struct buf *out, const char *name)
{
	xdg(out, "XDG_DATA_HOME", ".local/share", name);
}

void
path_state(struct buf *out, const char *name)
{
	xdg(out, "XDG_STATE_HOME", ".local/state", name);
}

void
path_config(struct buf *out, const char *name)
{
	xdg(out, "XDG_CONFIG_HOME", ".config", name);
}

void
path_beside(struct buf *out, const char *name, const char *installed)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe));
	struct buf path = { 0 };

	/* The build tree keeps its data where the program lies. */
	while (n > 0 && exe[n - 1] != '/')
		n--;
	buf_addn(&path, exe, n > 0 ? (size_t)n : 0);
	buf_add(&path, name);
	buf_add(out, n > 0 && path_exists(path.s) ? path.s : installed);
	buf_release(&path);
}

void
path_share(struct buf *out, const char *name)
{
	const char *dir = getenv("DAICHO_SHARE");

	if (dir != NULL)
		buf_add(out, dir);
	else
		path_beside(out, "share-here", DAICHO_SHAREDIR);
	buf_printf(out, "/%s", name);
}
