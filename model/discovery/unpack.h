/* SPDX-License-Identifier: ISC */
/*
 * Bytes of a file as they were before gzip or xz packed them, told by the
 * first bytes and never by the name; other files pass through.  For the job
 * that reads a discovery file.
 *
 * What comes out is counted: a file that grows beyond all measure is refused.
 * One that ends early or is damaged gives what came out so far.
 */
#ifndef DAICHO_DISCOVERY_UNPACK_H
#define DAICHO_DISCOVERY_UNPACK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum {
	UNPACK_RATIO = 250,		/* times the size, beyond the free part */
	UNPACK_FREE = 16 << 20,		/* bytes that may come of anything */
	UNPACK_MEMORY = 80 << 20,	/* of xz; -9 needs 65 MiB */
};

struct unpack;

/* read gives the next bytes of the file: 0 at its end, -1 with errno. */
struct unpack *unpack_new(ssize_t (*read)(void *ctx, char *room, size_t n),
    void *ctx);
void unpack_free(struct unpack *unpack);	/* NULL is fine */
/*
 * Fills out as far as the file goes.  ERR_IO (errno stays) when it cannot be
 * read, ERR_INPUT with an N_() text when it is refused.
 */
const struct err *unpack_read(struct unpack *unpack, char *out, size_t size,
    size_t *got) ERR_MUST_CHECK;
/* Why the end is not that of what was packed, N_(); else NULL. */
const char *unpack_cut(const struct unpack *unpack);

#endif
