/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a workbook, or as the sheet of a good one: what the job sends
 * home is well formed, and the CSV in it can be read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zip.h>

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

#define HOLDER "http://schemas.openxmlformats.org/officeDocument/2006/" \
	"relationships"

static const struct {
	const char	*name, *text;
} parts[] = {
	{ "_rels/.rels", "<Relationships><Relationship Id='a' Type='" HOLDER
	    "/officeDocument' Target='xl/workbook.xml'/></Relationships>" },
	{ "xl/workbook.xml", "<workbook><sheets><sheet name='a' id='r1'/>"
	    "</sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels", "<Relationships>"
	    "<Relationship Id='r1' Type='x' Target='sheet.xml'/>"
	    "<Relationship Id='r2' Type='x/styles' Target='styles.xml'/>"
	    "<Relationship Id='r3' Type='x/sharedStrings' "
	    "Target='strings.xml'/></Relationships>" },
	{ "xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId='200' "
	    "formatCode='ggge\"年\"m\"月\"d\"日\"'/></numFmts><cellXfs>"
	    "<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='200'/>"
	    "<xf numFmtId='22'/><xf numFmtId='46'/></cellXfs></styleSheet>" },
	{ "xl/strings.xml", "<sst><si><t>a</t></si><si><r><t>b_x0041_</t></r>"
	    "<rPh><t>c</t></rPh></si></sst>" },
};

static void
put_part(zip_t *zip, const char *name, const void *bytes, size_t n)
{
	zip_int64_t at = zip_file_add(zip, name,
	    zip_source_buffer(zip, bytes, n, 0), 0);

	expect(at >= 0);
	zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
}

/* A workbook around the XML of a sheet. */
static void
wrap(const uint8_t *data, size_t size, struct buf *out)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	char piece[4096];
	zip_int64_t n;
	size_t i;

	expect(zip != NULL);
	zip_source_keep(source);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		put_part(zip, parts[i].name, parts[i].text,
		    strlen(parts[i].text));
	put_part(zip, "xl/sheet.xml", data, size);
	expect(zip_close(zip) == 0 && zip_source_open(source) == 0);
	while ((n = zip_source_read(source, piece, sizeof(piece))) > 0)
		buf_addn(out, piece, (size_t)n);
	zip_source_close(source);
	zip_source_free(source);
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
	struct buf csv = { 0 }, book = { 0 };

	if (size > 0 && *data == '<') {
		wrap(data, size, &book);
		data = (const uint8_t *)book.s;
		size = book.len;
	}
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
	buf_release(&book);
	buf_release(&csv);
	return 0;
}
