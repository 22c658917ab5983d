/* SPDX-License-Identifier: ISC */
/*
 * Files that belong to records.  The register keeps where a file lies, its
 * SHA-256 and its size, never what is in it.  The verb attach calls it.
 */
#ifndef DAICHO_MODEL_ATTACH_H
#define DAICHO_MODEL_ATTACH_H

#include "base/hash.h"
#include "model/register.h"

struct attach_file {
	const char	*path;		/* absolute, in the arena */
	char		 sha256[HASH_HEX];
	int64_t		 bytes;
};

/*
 * Reads the file through; ERR_INPUT where it cannot be read or is no file,
 * ERR_CANCELLED when the session says stop.
 */
const struct err *attach_measure(struct session *session,
    const char *path, struct arena *arena, struct attach_file *out)
    ERR_MUST_CHECK;
/*
 * The change that lets the file belong to a record: a new attachment, or the
 * one that the same path has, brought up to date.  title NULL: the name of the
 * file.
 */
const struct err *attach_record(const struct session *session,
    const struct attach_file *file, const char *uuid, const char *title,
    struct arena *arena, struct record **out) ERR_MUST_CHECK;

enum attach_state { ATTACH_SAME, ATTACH_CHANGED, ATTACH_GONE,
	ATTACH_UNREADABLE };
const char *attach_state_word(enum attach_state state);	/* "same" … */
/* What has become of an attachment's file; an error is only a stop. */
const struct err *attach_verify(struct session *session,
    const struct record *attachment, struct arena *arena,
    enum attach_state *state) ERR_MUST_CHECK;

#endif
