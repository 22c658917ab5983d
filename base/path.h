/* SPDX-License-Identifier: ISC */
/*
 * Files and folders.
 */
#ifndef DAICHO_BASE_PATH_H
#define DAICHO_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Reads a whole file of at most limit bytes; "-" is standard input. */
const struct err *path_read(const char *path, size_t limit, struct buf *out)
    ERR_MUST_CHECK;
/*
 * Replaces path by the given bytes: a temporary file beside it, fsync, rename.
 * Either the old or the new contents stand there afterwards.  ERR_IO where
 * something stands that is no file.
 */
const struct err *path_write(const char *path, const void *bytes, size_t n,
    unsigned mode) ERR_MUST_CHECK;
/*
 * The same piece by piece: open, add, and either commit (the file is replaced)
 * or abort; both free the writer, and NULL is fine for abort.
 */
struct path_writer;

const struct err *path_writer_open(const char *path, unsigned mode,
    struct path_writer **out) ERR_MUST_CHECK;
const struct err *path_writer_add(struct path_writer *writer,
    const void *bytes, size_t n) ERR_MUST_CHECK;
const struct err *path_writer_commit(struct path_writer *writer)
    ERR_MUST_CHECK;
void path_writer_abort(struct path_writer *writer);
/* Makes a folder and those above it, mode 0700 for the new ones. */
const struct err *path_mkdirs(const char *path) ERR_MUST_CHECK;

bool path_exists(const char *path);
/* The part after the last '/'. */
const char *path_base(const char *path);
/* The part after the last '.' of the base name, or "". */
const char *path_extension(const char *path);
/* $XDG_DATA_HOME/daicho/…, $XDG_STATE_HOME/daicho/…, $XDG_CONFIG_HOME/daicho/…
 * with their defaults. */
void path_data(struct buf *out, const char *name);
void path_state(struct buf *out, const char *name);
void path_config(struct buf *out, const char *name);
/*
 * A folder beside the program (in the build tree), else the installed one.
 */
void path_beside(struct buf *out, const char *name, const char *installed);
/* A file of share/: below $DAICHO_SHARE, the build tree's, the installed. */
void path_share(struct buf *out, const char *name);

#endif
