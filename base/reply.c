/* SPDX-License-Identifier: ISC */
#include "base/reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"

enum { ROOM = 256 * 1024 };

const struct err *
reply_broken(const char *file)
{
	return err_new(ERR_INPUT, _("%s: the job that reads it broke down. "
	    "Nothing was imported from it. Check where the file is from."),
	    file);
}

/* Takes the whole messages received so far and keeps the rest. */
static const struct err *
take_whole(const struct reply *reply, struct buf *in, bool *done)
{
	const struct err *err = NULL;
	const char *s = in->s;
	size_t left = in->len;

	while (err == NULL && left >= REPLY_HEAD) {
		unsigned type = (unsigned char)s[0];
		uint32_t length;

		memcpy(&length, s + 1, sizeof(length));
		if (*done || type >= reply->types ||
		    length > reply->body_max)
			return reply_broken(reply->file);
		if (left - REPLY_HEAD < length)
			break;
		err = reply->take(reply->ctx, type, s + REPLY_HEAD, length,
		    done);
		s += REPLY_HEAD + length;
		left -= REPLY_HEAD + length;
	}
	if (left > 0)
		memmove(in->s, s, left);
	buf_truncate(in, left);
	return err;
}

const struct err *
reply_read(struct worker_call *call, const struct reply *reply)
{
	char *room = xmalloc(ROOM);
	const struct err *err = NULL;
	struct buf in = { 0 };
	bool done = false;
	size_t got = 0;

	do {
		err = worker_call_read(call, room, ROOM, &got);
		if (err != NULL && err->kind == ERR_INPUT)
			err = err_new(ERR_INPUT, _("%s: reading it went over "
			    "the limits of time or memory, or broke down. "
			    "Nothing was imported from it."), reply->file);
		if (err == NULL && got > 0) {
			buf_addn(&in, room, got);
			err = take_whole(reply, &in, &done);
		}
	} while (err == NULL && got > 0);
	if (err == NULL && !done)
		err = reply_broken(reply->file);
	buf_release(&in);
	free(room);
	return err;
}
