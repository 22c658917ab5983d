/* SPDX-License-Identifier: ISC */
/*
 * What a job that reads a foreign file says: messages of one byte of type,
 * four of length and a body.  The job may have met its master, so nothing of
 * it is believed before it was looked at.
 */
#ifndef DAICHO_BASE_REPLY_H
#define DAICHO_BASE_REPLY_H

#include "base/worker.h"

enum { REPLY_HEAD = 1 + sizeof(uint32_t) };

struct reply {
	const char	*file;		/* in messages to people */
	unsigned	 types;		/* a type is below */
	size_t		 body_max;	/* bytes */
	/*
	 * Gets each message; *done ends the answer, after which nothing may
	 * come.
	 */
	const struct err *(*take)(void *ctx, unsigned type, const char *body,
			    size_t n, bool *done);
	void		*ctx;
};

/* Reads to the end.  ERR_INPUT when the job broke down or says nonsense. */
const struct err *reply_read(struct worker_call *call,
    const struct reply *reply) ERR_MUST_CHECK;
/* The error for nonsense, for who takes a message apart. */
const struct err *reply_broken(const char *file);

#endif
