/* SPDX-License-Identifier: ISC */
#include "model/store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/path.h"

enum { RESERVE = 1 << 20 };

static void
folder_of(struct buf *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		buf_add(out, ".");
	else if (slash == path)
		buf_add(out, "/");
	else
		buf_addn(out, path, (size_t)(slash - path));
}

unsigned
files_mode(const char *path)
{
	struct buf folder = { 0 };
	struct stat st;
	unsigned mode = 0600;

	folder_of(&folder, path);
	if (stat(buf_str(&folder), &st) == 0 && (st.st_mode & S_ISGID) != 0)
		mode = 0660;
	buf_release(&folder);
	return mode;
}

bool
files_folder_writable(const char *path)
{
	struct buf folder = { 0 };
	bool writable;

	folder_of(&folder, path);
	writable = eaccess(buf_str(&folder), W_OK | X_OK) == 0;
	buf_release(&folder);
	return writable;
}

int
files_open(const char *path, unsigned mode)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	/* Two may make it at once; whoever loses opens the other's. */
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 && errno == EEXIST)
		return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		fchmod(fd, mode);
	return fd;
}

bool
files_make(const char *path, unsigned mode)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return false;
	fchmod(fd, mode);
	close(fd);
	return true;
}

char *
files_beside(const char *path, const char *suffix)
{
	struct buf out = { 0 };

	buf_printf(&out, "%s%s", path, suffix);
	return buf_steal(&out);
}

char *
files_real(const char *path)
{
	struct buf folder = { 0 }, out = { 0 };
	char *real = realpath(path, NULL);

	if (real != NULL)
		return real;
	/* Not made yet: then its folder decides. */
	folder_of(&folder, path);
	real = realpath(buf_str(&folder), NULL);
	buf_printf(&out, "%s/%s", real == NULL ? buf_str(&folder) : real,
	    path_base(path));
	buf_release(&folder);
	free(real);
	return buf_steal(&out);
}

void
files_keep_reserve(const char *path, unsigned mode)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) == 0 && st.st_size >= RESERVE)
		return;
	fd = files_open(path, mode);
	if (fd < 0)
		return;
	if (posix_fallocate(fd, 0, RESERVE) != 0 && ftruncate(fd, 0) != 0)
		unlink(path);
	close(fd);
}

void
files_give_reserve(const char *path)
{
	/* Never through a link: it might lead to somebody's own file. */
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || ftruncate(fd, 0) != 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
}

const struct err *
files_move_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return NULL;
	/* Some file systems cannot promise it. */
	if (errno == EINVAL && !path_exists(to) && rename(from, to) == 0)
		return NULL;
	if (errno == EEXIST || path_exists(to))
		return err_new(ERR_INPUT, _("%s exists already and is left "
		    "as it is. Choose another name."), to);
	return err_sys(_("%s cannot be written"), to);
}

const struct err *
files_sync(const char *path)
{
	const struct err *err = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		err = err_sys(_("%s cannot be written"), path);
	if (fd >= 0)
		close(fd);
	return err;
}

const struct err *
files_sync_folder(const char *path)
{
	struct buf folder = { 0 };
	const struct err *err;

	folder_of(&folder, path);
	err = files_sync(buf_str(&folder));
	buf_release(&folder);
	return err;
}
