/* SPDX-License-Identifier: ISC */
#include "model/discovery/unpack.h"

#include <errno.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/intl.h"
#include "base/mem.h"

enum { ROOM = 64 * 1024 };

/* What a step of a method came to. */
enum step {
	STEP_MORE,		/* goes on, perhaps with more bytes */
	STEP_END,		/* a packed piece ended well */
	STEP_BROKEN,
	STEP_MEMORY,
};

struct method {
	const char	*magic;
	size_t		 n_magic;
	bool		(*begin)(struct unpack *u);
	enum step	(*step)(struct unpack *u, char *out, size_t size,
			    size_t *got);
	void		(*end)(struct unpack *u);
};

struct unpack {
	ssize_t		(*read)(void *ctx, char *room, size_t n);
	void		*ctx;
	const struct method *method;	/* NULL: plain bytes */
	bool		 begun;
	bool		 input_end;
	bool		 done;
	bool		 between;	/* a piece ended, another may come */
	const char	*cut;
	int64_t		 bytes_in, bytes_out;
	char		 room[ROOM];
	const char	*in;		/* in room */
	size_t		 n_in;
	z_stream	 z;
	lzma_stream	 lzma;
};

/* --- gzip ----------------------------------------------------------------- */

static bool
gzip_begin(struct unpack *u)
{
	enum { GZIP_ONLY = 16 };

	u->z = (z_stream){ 0 };
	return inflateInit2(&u->z, MAX_WBITS + GZIP_ONLY) == Z_OK;
}

static enum step
gzip_step(struct unpack *u, char *out, size_t size, size_t *got)
{
	int result;

	u->z.next_in = (z_const Bytef *)(uintptr_t)u->in;
	u->z.avail_in = (uInt)u->n_in;
	u->z.next_out = (Bytef *)out;
	u->z.avail_out = (uInt)size;
	result = inflate(&u->z, Z_NO_FLUSH);
	u->in += u->n_in - u->z.avail_in;
	u->n_in = u->z.avail_in;
	*got = size - u->z.avail_out;
	return result == Z_STREAM_END ? STEP_END :
	    result == Z_OK || result == Z_BUF_ERROR ? STEP_MORE :
	    result == Z_MEM_ERROR ? STEP_MEMORY : STEP_BROKEN;
}

static void
gzip_end(struct unpack *u)
{
	inflateEnd(&u->z);
}

/* --- xz ------------------------------------------------------------------- */

static bool
xz_begin(struct unpack *u)
{
	u->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_stream_decoder(&u->lzma, UNPACK_MEMORY, 0) == LZMA_OK;
}

static enum step
xz_step(struct unpack *u, char *out, size_t size, size_t *got)
{
	lzma_ret result;

	u->lzma.next_in = (const uint8_t *)u->in;
	u->lzma.avail_in = u->n_in;
	u->lzma.next_out = (uint8_t *)out;
	u->lzma.avail_out = size;
	result = lzma_code(&u->lzma, LZMA_RUN);
	u->in += u->n_in - u->lzma.avail_in;
	u->n_in = u->lzma.avail_in;
	*got = size - u->lzma.avail_out;
	return result == LZMA_STREAM_END ? STEP_END :
	    result == LZMA_OK || result == LZMA_BUF_ERROR ? STEP_MORE :
	    result == LZMA_MEM_ERROR || result == LZMA_MEMLIMIT_ERROR ?
	    STEP_MEMORY : STEP_BROKEN;
}

static void
xz_end(struct unpack *u)
{
	lzma_end(&u->lzma);
}

static const struct method methods[] = {
	{ "\x1F\x8B\x08", 3, gzip_begin, gzip_step, gzip_end },
	{ "\xFD" "7zXZ\0", 6, xz_begin, xz_step, xz_end },
};

/* --- reading -------------------------------------------------------------- */

struct unpack *
unpack_new(ssize_t (*read)(void *ctx, char *room, size_t n), void *ctx)
{
	struct unpack *u = xcalloc(1, sizeof(*u));

	u->read = read;
	u->ctx = ctx;
	return u;
}

void
unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	if (u->method != NULL && !u->between)
		u->method->end(u);
	free(u);
}

const char *
unpack_cut(const struct unpack *u)
{
	return u->cut;
}

/* Gets more input behind what is left of it. */
static const struct err *
read_more(struct unpack *u)
{
	ssize_t n;

	if (u->input_end || u->n_in == ROOM)
		return NULL;
	memmove(u->room, u->in, u->n_in);
	u->in = u->room;
	do
		n = u->read(u->ctx, u->room + u->n_in, ROOM - u->n_in);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys("%s", "read");
	u->input_end = n == 0;
	u->n_in += (size_t)n;
	u->bytes_in += n;
	return NULL;
}

static const struct err *
need_input(struct unpack *u, size_t n)
{
	const struct err *err = NULL;

	while (err == NULL && u->n_in < n && !u->input_end)
		err = read_more(u);
	return err;
}

static const struct err *
no_memory(void)
{
	return err_new(ERR_INPUT, "%s", N_("unpacking it needs more memory than "
	    "any ordinary file. Unpack it first, and check its contents."));
}

static bool
has_magic(const struct unpack *u, const struct method *method)
{
	return u->n_in >= method->n_magic &&
	    memcmp(u->in, method->magic, method->n_magic) == 0;
}

static const struct err *
begin(struct unpack *u)
{
	const struct err *err;
	size_t i;

	u->in = u->room;
	u->begun = true;
	err = need_input(u, 6);
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (err != NULL || !has_magic(u, &methods[i]))
			continue;
		if (!methods[i].begin(u))
			return no_memory();
		u->method = &methods[i];
	}
	return err;
}

/* Behind a packed piece: another one, padding, the end, or something odd. */
static const struct err *
next_piece(struct unpack *u)
{
	const struct err *err = need_input(u, u->method->n_magic);

	if (err != NULL)
		return err;
	if (has_magic(u, u->method)) {
		if (!u->method->begin(u))
			return no_memory();
		u->between = false;
		return NULL;
	}
	while (err == NULL && (u->n_in > 0 || !u->input_end)) {
		if (u->n_in > 0 && *u->in != '\0') {
			u->cut = N_("Something else stands behind the packed "
			    "data. It was not read.");
			break;
		}
		if (u->n_in > 0) {
			u->in++;
			u->n_in--;
		}
		err = need_input(u, 1);
	}
	u->done = true;
	return err;
}

static const struct err *
count(struct unpack *u, size_t n)
{
	u->bytes_out += (int64_t)n;
	if (u->bytes_out > UNPACK_FREE &&
	    u->bytes_out / UNPACK_RATIO > u->bytes_in)
		return err_new(ERR_INPUT, "%s", N_("unpacked, it grows beyond "
		    "all measure. Unpack it first, and check its contents."));
	return NULL;
}

static const struct err *
step(struct unpack *u, char *out, size_t size, size_t *got)
{
	const struct err *err = need_input(u, 1);
	enum step result;

	*got = 0;
	if (err != NULL)
		return err;
	result = u->method->step(u, out, size, got);
	if (result == STEP_MEMORY)
		return no_memory();
	if (result == STEP_BROKEN)
		u->cut = N_("The packed data is damaged here: what comes "
		    "after it was not read.");
	else if (result == STEP_MORE && *got == 0 && u->n_in == 0 &&
	    u->input_end)
		u->cut = N_("The packed data has no end: the file was cut.");
	u->done = u->cut != NULL;
	if (result == STEP_END) {
		u->method->end(u);
		u->between = true;
	}
	return count(u, *got);
}

static const struct err *
read_plain(struct unpack *u, char *out, size_t size, size_t *got)
{
	const struct err *err = need_input(u, 1);
	size_t n = u->n_in < size ? u->n_in : size;

	if (err != NULL)
		return err;
	memcpy(out, u->in, n);
	u->in += n;
	u->n_in -= n;
	*got = n;
	u->done = n == 0;
	return NULL;
}

const struct err *
unpack_read(struct unpack *u, char *out, size_t size, size_t *got)
{
	const struct err *err = u->begun ? NULL : begin(u);
	size_t n;

	*got = 0;
	while (err == NULL && !u->done && *got < size) {
		n = 0;
		if (u->method == NULL)
			err = read_plain(u, out + *got, size - *got, &n);
		else if (u->between)
			err = next_piece(u);
		else
			err = step(u, out + *got, size - *got, &n);
		*got += n;
	}
	return err;
}
