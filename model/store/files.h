/* SPDX-License-Identifier: ISC */
/*
 * The files of a register: who may read them, the room kept for a full disk,
 * and names beside it.  A register in a setgid folder is a team's: its files
 * are 0660, all others 0600, whatever the umask.
 *
 * None of these may be used on the database file itself while it is open:
 * closing a second descriptor of it drops SQLite's locks.
 */
#ifndef DAICHO_STORE_FILES_H
#define DAICHO_STORE_FILES_H

#include <stdbool.h>

#include "base/err.h"

/* 0660 when the folder of path is setgid, else 0600. */
unsigned files_mode(const char *path);
/*
 * Opens for reading and writing, making it with exactly this mode when it is
 * missing.  -1 and errno on failure.
 */
int files_open(const char *path, unsigned mode);
/* Makes an empty file that must not exist.  false and errno on failure. */
bool files_make(const char *path, unsigned mode);
/*
 * The name without links, so that all who open a register by different names
 * share one lock; the caller frees it.
 */
char *files_real(const char *path);
/* True when files can be made in the folder of path. */
bool files_folder_writable(const char *path);
/* "<path><suffix>", the caller frees it. */
char *files_beside(const char *path, const char *suffix);

/*
 * The reserve: a file of a megabyte.  files_give_reserve frees its room when
 * the disk is full, files_keep_reserve takes it again when there is room.
 */
void files_keep_reserve(const char *path, unsigned mode);
void files_give_reserve(const char *path);

/* Renames, but never over an existing file. */
const struct err *files_move_new(const char *from, const char *to)
    ERR_MUST_CHECK;
/* fsync of a file or folder by name. */
const struct err *files_sync(const char *path) ERR_MUST_CHECK;
/* fsync of the folder that holds path. */
const struct err *files_sync_folder(const char *path) ERR_MUST_CHECK;

#endif
