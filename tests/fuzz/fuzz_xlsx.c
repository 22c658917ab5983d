/* SPDX-License-Identifier: ISC */
/* Any bytes as a workbook: what the job sends home is well formed, and the CSV
 * in it can be read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "model/exchange/csv.h"
#include "model/exchange/xlsx_impl.h"
#include "model/exchange/xlsx_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool truth)
{
	if (!truth)
		abort();
}

static int
file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	expect(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

/* The bodies of the CSV; true when the job came to the end of the sheet. */
static bool
read_answer(int fd, struct buf *csv)
{
	struct buf in = { 0 };
	char piece[4096];
	const char *s;
	uint32_t length;
	int last = -1;
	ssize_t n;

	expect(lseek(fd, 0, SEEK_SET) == 0);
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_addn(&in, piece, (size_t)n);
	for (s = in.s; s < in.s + in.len; s += 5 + length) {
		memcpy(&length, s + 1, sizeof(length));
		last = *s;
		expect(last < XLSX_MESSAGES && length <= XLSX_BODY);
		expect(s + 5 + length <= in.s + in.len);
		if (last == XLSX_PIECE)
			buf_addn(csv, s + 5, length);
	}
	expect(last == XLSX_END || last == XLSX_FAILED);
	buf_release(&in);
	return last == XLSX_END;
}

static void
read_csv(const struct buf *text)
{
	struct arena *arena = arena_new();
	struct buf bytes = { 0 };
	struct csv *csv = NULL;
	struct csv_row row;
	bool more = true;

	expect(utf8_valid(buf_str(text), text->len));
	buf_add(&bytes, "\xEF\xBB\xBF");
	buf_addn(&bytes, text->s, text->len);
	expect(csv_open_bytes(bytes.s, bytes.len, "t", ',', &csv) == NULL);
	while (more && csv_next(csv, arena, &row, &more) == NULL)
		arena_reset(arena);
	expect(!more);
	csv_close(csv);
	buf_release(&bytes);
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xlsx_request request = { -1 };
	struct buf csv = { 0 };

	for (; request.sheet < 2; request.sheet++) {
		/* A job closes what it reads. */
		int in = file_of(data, size), copy = dup(in);
		int out = file_of(data, 0);

		buf_clear(&csv);
		expect(xlsx_job.run(&request, sizeof(request), in, out) == 0);
		if (read_answer(out, &csv) && request.sheet >= 0)
			read_csv(&csv);
		close(out);
		close(copy);
	}
	buf_release(&csv);
	return 0;
}
