/* SPDX-License-Identifier: ISC */
/*
 * Packed files: whatever the bytes, they come out as plain ones, end with a
 * word about a cut or are refused with a reason, and do not grow without end.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/discovery/unpack.h"
#include "tests/fuzz/reading.h"

struct source {
	const uint8_t	*bytes;
	size_t		 left;
	size_t		 step;
};

static ssize_t
take(void *ctx, char *room, size_t n)
{
	struct source *source = ctx;

	if (n > source->left)
		n = source->left;
	if (n > source->step)
		n = source->step;
	memcpy(room, source->bytes, n);
	source->bytes += n;
	source->left -= n;
	return (ssize_t)n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = { data, size, size == 0 ? 1 :
		(size_t)1 + data[size - 1] * 16 };
	struct unpack *unpack = unpack_new(take, &source);
	const struct err *err = NULL;
	size_t got = 0, total = 0;
	char out[4096];

	do {
		err = unpack_read(unpack, out, sizeof(out), &got);
		total += got;
	} while (err == NULL && got == sizeof(out));
	if (err != NULL && (err->kind != ERR_INPUT || *err->msg == '\0'))
		abort();
	if (total > UNPACK_FREE + sizeof(out) +
	    (size_t)UNPACK_RATIO * (size + 1))
		abort();
	if (unpack_cut(unpack) != NULL && *unpack_cut(unpack) == '\0')
		abort();
	unpack_free(unpack);
	return 0;
}
