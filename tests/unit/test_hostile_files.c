/* SPDX-License-Identifier: ISC */
/*
 * Every reader of discovery files against what it should never get: files of
 * other formats, damaged ones, bytes of no kind, lines without end, nesting
 * without end.  reading_try() aborts when a reader breaks its promises.
 */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/charset.h"
#include "base/path.h"
#include "tests/fuzz/reading.h"
#include "tests/unit/seen.h"

static const struct {
	const char	*file, *id;
} files[] = {
#define FILE(file, id, up, other, complete, strength) { file, id },
#define DOUBTED(file, id, up, other, complete, strength, warnings) \
	{ file, id },
#define PUBLIC(file, id, up, complete)
#include "tests/unit/importers.def"
#undef FILE
#undef DOUBTED
#undef PUBLIC
};

enum {
	FILES = sizeof(files) / sizeof(files[0]),
	SMALL = 6000,			/* bytes; more add only time */
};

static uint32_t
draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void
load(size_t i, struct buf *out)
{
	assert_null(path_read(corpus_path(files[i].file), 1 << 20, out));
	if (out->len > SMALL)
		buf_truncate(out, SMALL);
}

static void
try(const char *id, const struct buf *bytes)
{
	reading_try(id, (const uint8_t *)buf_str(bytes), bytes->len);
}

static void
files_of_other_formats(void **state)
{
	const struct importer *row;
	size_t i;

	(void)state;
	for (i = 0; i < FILES; i++) {
		struct buf bytes = { 0 };

		load(i, &bytes);
		for (row = importers; row->name != NULL; row++)
			try(row->id, &bytes);
		buf_release(&bytes);
	}
}

static void
damaged_files(void **state)
{
	static const char odd[] = "\0\xFF\x80\xC3\"'{}[]<>&;,:\t\r\n\\/-0";
	uint32_t seed = 88172645;
	size_t i;
	int round, k;

	(void)state;
	for (i = 0; i < FILES; i++) {
		struct buf bytes = { 0 };

		load(i, &bytes);
		for (round = 0; round < 25; round++) {
			struct buf copy = { 0 };

			buf_addn(&copy, bytes.s, bytes.len);
			for (k = 0; k < 1 + round / 4; k++)
				copy.s[draw(&seed) % copy.len] = round % 2 ?
				    (char)draw(&seed) :
				    odd[draw(&seed) % (sizeof(odd) - 1)];
			try(files[i].id, &copy);
			buf_release(&copy);
		}
		buf_release(&bytes);
	}
}

static void
files_in_other_encodings(void **state)
{
	int encoding;
	size_t i;

	(void)state;
	for (i = 0; i < FILES; i++) {
		struct buf text = { 0 };

		corpus_load(files[i].file, &text);
		if (text.len > SMALL)
			buf_truncate(&text, SMALL / 2);
		for (encoding = CHARSET_UTF8; encoding <= CHARSET_CP932;
		    encoding++) {
			struct buf bytes = { 0 };

			/* Without the mark that would tell. */
			charset_encode((enum charset)encoding, buf_str(&text),
			    &bytes, NULL);
			try(files[i].id, &bytes);
			buf_truncate(&bytes, bytes.len - 1);
			try(files[i].id, &bytes);
			buf_release(&bytes);
		}
		buf_release(&text);
	}
}

static void
bytes_of_no_kind(void **state)
{
	const struct importer *row;
	uint32_t seed = 2463534242u;
	int round;
	size_t i;

	(void)state;
	for (row = importers; row->name != NULL; row++)
		for (round = 0; round < 40; round++) {
			struct buf bytes = { 0 };
			size_t n = draw(&seed) % 3000;

			for (i = 0; i < n; i++)
				buf_addc(&bytes, (char)(round % 2 ?
				    draw(&seed) : 32 + draw(&seed) % 90));
			try(row->id, &bytes);
			buf_release(&bytes);
		}
}

/* --- without end ---------------------------------------------------------- */

static void
ignore_sighting(void *ctx, const struct sighting *sighting)
{
	(void)ctx, (void)sighting;
}

static void
ignore_warning(void *ctx, long line, const char *value, const char *reason)
{
	(void)ctx, (void)line, (void)value, (void)reason;
}

static void
ignore_scope(void *ctx, const char *cidr)
{
	(void)ctx, (void)cidr;
}

static void
ignore_run(void *ctx, int64_t started, int64_t ended)
{
	(void)ctx, (void)started, (void)ended;
}

static void
count_cut(void *ctx, long line, const char *reason)
{
	(void)line, (void)reason;
	++*(size_t *)ctx;
}

static void
ignore_strength(void *ctx, enum import_strength strength)
{
	(void)ctx, (void)strength;
}

/*
 * The beginning of a file and then one piece again and again: it must end with
 * an error or a cut, and hold less than all of it; a reader of JSON may hold an
 * object of 16 MiB, with the room in which it grows.
 */
static void
feed_without_end(const char *id, const char *head, size_t n,
    const char *piece, size_t total)
{
	const struct importer *importer = importer_find(id);
	size_t memory = strchr(head, '{') != NULL ? 72 << 20 : 24 << 20;
	size_t cuts = 0, used, len = strlen(piece), before;
	const struct import_sink sink = { ignore_sighting, ignore_warning,
		ignore_scope, ignore_run, count_cut, ignore_strength, &cuts,
		NULL };
	struct import_reader *reader;
	const struct err *err, *end;

	before = mallinfo2().uordblks + mallinfo2().hblkhd;
	reader = importer->begin(&sink, 0);
	err = importer->feed(reader, head, n);
	for (used = 0; used < total && err == NULL; used += len) {
		err = importer->feed(reader, piece, len);
		assert_true(mallinfo2().uordblks + mallinfo2().hblkhd <
		    before + memory);
	}
	end = importer->end(reader);
	assert_true(err != NULL || end != NULL || cuts > 0);
	assert_true(err == NULL || err->kind == ERR_INPUT);
}

static void
lines_without_end(void **state)
{
	enum { TOTAL = 20 << 20, PIECE = 64 << 10 };
	struct buf piece = { 0 };
	const struct importer *row;
	size_t i;

	(void)state;
	buf_fill(&piece, 'a', PIECE);
	for (row = importers; row->name != NULL; row++) {
		feed_without_end(row->id, "", 0, piece.s, TOTAL);
		/* One of its own files, cut in the middle. */
		for (i = 0; i < FILES; i++) {
			struct buf text = { 0 };

			if (importer_find(files[i].id) != row)
				continue;
			corpus_load(files[i].file, &text);
			feed_without_end(row->id, text.s, text.len / 2,
			    piece.s, TOTAL);
			buf_release(&text);
			break;
		}
	}
	buf_release(&piece);
}

static void
nesting_without_end(void **state)
{
	static const char *const pieces[] = { "[", "{\"a\":", "[{\"a\":[",
		"<a>", "a {\n", "\"\n" };
	const struct importer *row;
	struct buf piece = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		buf_clear(&piece);
		for (k = 0; k < 2000; k++)
			buf_add(&piece, pieces[i]);
		for (row = importers; row->name != NULL; row++) {
			struct seen seen;

			seen_text(row->id, piece.s, piece.len, 977,
			    &seen);
			assert_int_equal(seen.up, 0);
			if (pieces[i][0] == '[' || pieces[i][0] == '{')
				assert_true(seen.err != NULL ||
				    seen.warnings > 0 || seen.cuts > 0);
			seen_release(&seen);
		}
	}
	buf_release(&piece);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_other_formats),
		cmocka_unit_test(damaged_files),
		cmocka_unit_test(files_in_other_encodings),
		cmocka_unit_test(bytes_of_no_kind),
		cmocka_unit_test(lines_without_end),
		cmocka_unit_test(nesting_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
