/* SPDX-License-Identifier: ISC */
/* Any bytes as a table: rows that are written read back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/exchange/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool truth)
{
	if (!truth)
		abort();
}

static void
reads_back(struct arena *arena, const struct csv_row *row, bool sheet)
{
	struct buf out = { 0 };
	struct csv_writer writer = { .out = &out, .delimiter = ',',
	    .spreadsheet = sheet };
	struct csv *csv = NULL;
	struct csv_row again;
	bool more;
	size_t i;

	for (i = 0; i < row->n; i++) {
		expect(utf8_valid(row->cell[i], strlen(row->cell[i])));
		csv_cell(&writer, row->cell[i], false);
	}
	csv_end_row(&writer);
	if (strncmp(out.s, "PK", 2) == 0) {	/* refused as a workbook */
		buf_release(&out);
		return;
	}
	expect(csv_open_bytes(out.s, out.len, "t", ',', &csv) == NULL);
	if (csv_charset(csv) == CHARSET_UTF8 && !csv_bom(csv)) {
		expect(csv_next(csv, arena, &again, &more) == NULL && more);
		expect(again.n == row->n);
		for (i = 0; i < row->n; i++)
			expect(strcmp(again.cell[i], row->cell[i]) == 0);
	}
	csv_close(csv);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct csv *csv = NULL;
	struct csv_row row;
	long line = 0;
	bool more = true;

	if (csv_open_bytes(data, size, "t", '\0', &csv) == NULL)
		while (more && csv_next(csv, arena, &row, &more) == NULL) {
			if (!more)
				break;
			expect(row.line > line && row.n > 0);
			line = row.line;
			reads_back(arena, &row, row.line % 2 == 0);
		}
	csv_close(csv);
	arena_free(arena);
	return 0;
}
