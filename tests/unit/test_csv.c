/* SPDX-License-Identifier: ISC */
/* Tables in text form, and the days that stand in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "model/exchange/csv.h"
#include "model/exchange/jdate.h"

/* All rows as "a|b\nc|d\n"; the message of an error instead. */
static const char *
rows_of(struct arena *arena, struct csv *csv)
{
	struct buf out = { 0 };
	struct csv_row row;
	const char *s;
	bool more = true;
	size_t i;

	while (more) {
		const struct err *err = csv_next(csv, arena, &row, &more);

		if (err != NULL) {
			buf_release(&out);
			return arena_strdup(arena, err->msg);
		}
		for (i = 0; more && i < row.n; i++)
			buf_printf(&out, "%s%s", i > 0 ? "|" : "",
			    row.cell[i]);
		if (more)
			buf_addc(&out, '\n');
	}
	s = arena_strdup(arena, buf_str(&out));
	buf_release(&out);
	return s;
}

static const char *
read_bytes(struct arena *arena, const void *bytes, size_t n, char delimiter)
{
	struct csv *csv = NULL;
	const struct err *err = csv_open_bytes(bytes, n, "t.csv", delimiter,
	    &csv);
	const char *s;

	if (err != NULL)
		return arena_strdup(arena, err->msg);
	s = rows_of(arena, csv);
	csv_close(csv);
	return s;
}

static int
setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void
rows_follow_rfc_4180(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{ "", "" },
		{ "a,b\r\nc,d\r\n", "a|b\nc|d\n" },
		{ "a,b\nc,d", "a|b\nc|d\n" },
		{ "a,b\rc,d\r", "a|b\nc|d\n" },
		{ "a,\r\n,b\r\n\r\n,\r\n", "a|\n|b\n\n|\n" },
		{ "\"a,b\",\"c\"\"d\"\r\n", "a,b|c\"d\n" },
		{ "\"a\r\nb\",c\r\nd,e\r\n", "a\r\nb|c\nd|e\n" },
		{ "5\"disk,x\r\n", "5\"disk|x\n" },
		{ "\"\"\r\n", "\n" },
		{ "a\tb\tc,d\n", "a|b|c,d\n" },
		{ "a;b;c,d\n", "a|b|c,d\n" },
		{ "\xef\xbb\xbf" "台帳,b\n", "台帳|b\n" },
		{ "'=1,'x,-1,'''@\n", "=1|'x|-1|''@\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(read_bytes(*state, cases[i].text,
		    strlen(cases[i].text), '\0'), cases[i].rows);
}

static void
broken_rows_name_their_line(void **state)
{
	static const char open[] = "a,b\nc,\"d\ne\n", behind[] =
	    "a,b\nc,\"d\"e\n";

	assert_non_null(strstr(read_bytes(*state, open, strlen(open), 0),
	    "line 2 of t.csv"));
	assert_non_null(strstr(read_bytes(*state, behind, strlen(behind), 0),
	    "Line 2 of t.csv"));
	assert_non_null(strstr(read_bytes(*state, "a\0b", 3, 0),
	    "not a table"));
	assert_non_null(strstr(read_bytes(*state, "PK\x03\x04zzz", 7, 0),
	    "workbook"));
}

static void
each_encoding_gives_the_same_rows(void **state)
{
	static const char text[] = "管理番号,名称～①\r\nPC-1,\"窓口\n端末\"\r\n";
	static const enum charset charsets[] = {
		CHARSET_UTF8, CHARSET_CP932, CHARSET_UTF16LE, CHARSET_UTF16BE,
	};
	size_t i;

	for (i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
		struct buf bytes = { 0 };
		size_t bad;

		csv_encode(charsets[i], true, text, &bytes, &bad);
		assert_int_equal(bad, 0);
		assert_string_equal(read_bytes(*state, bytes.s, bytes.len, 0),
		    "管理番号|名称～①\nPC-1|窓口\n端末\n");
		buf_release(&bytes);
	}
}

/* Chunks of reading end within characters and within quotation marks. */
static void
a_long_file_is_read_in_pieces(void **state)
{
	static const enum charset charsets[] = {
		CHARSET_UTF8, CHARSET_CP932, CHARSET_UTF16LE,
	};
	char path[] = "/tmp/daicho-csv-XXXXXX";
	int fd = mkstemp(path), i;
	size_t c;

	assert_true(fd >= 0);
	for (c = 0; c < sizeof(charsets) / sizeof(charsets[0]); c++) {
		struct buf text = { 0 }, bytes = { 0 };
		struct csv *csv = NULL;
		struct csv_row row;
		bool more = true;
		long line = 1;

		for (i = 0; i < 20000; i++)
			buf_printf(&text, "端末%d,\"窓口\n(%d)\",x\r\n", i, i);
		csv_encode(charsets[c], true, text.s, &bytes, NULL);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, bytes.s, bytes.len, 0),
		    bytes.len);
		assert_null(csv_open(path, "t", '\0', &csv));
		for (i = 0; more; i++) {
			char want[64];

			assert_null(csv_next(csv, *state, &row, &more));
			if (!more)
				break;
			assert_int_equal(row.n, 3);
			assert_int_equal(row.line, line);
			snprintf(want, sizeof(want), "窓口\n(%d)", i);
			assert_string_equal(row.cell[1], want);
			line += 2;
		}
		assert_int_equal(i, 20000);
		csv_close(csv);
		buf_release(&bytes);
		buf_release(&text);
	}
	close(fd);
	unlink(path);
}

static void
random_cell(struct buf *out, uint32_t *seed)
{
	static const char *const pieces[] = {
		"=", "+", "-", "@", "'", "\"", ",", "\t", "\n", "a", "台帳",
		" ", ";", "1", "\r", "''", "=SUM(A1)",
	};
	uint32_t i, n;

	buf_clear(out);
	*seed = *seed * 1664525u + 1013904223u;
	n = (*seed >> 16) % 6;
	for (i = 0; i < n; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		buf_add(out, pieces[(*seed >> 16) %
		    (sizeof(pieces) / sizeof(pieces[0]))]);
	}
}

static void
both_modes_read_back_unchanged(void **state)
{
	struct buf cell = { 0 }, out = { 0 };
	uint32_t seed = 1;
	int i, k;

	for (i = 0; i < 2000; i++) {
		struct csv_writer writer = { .out = &out,
		    .delimiter = i % 2 == 0 ? ',' : '\t',
		    .spreadsheet = i % 4 < 2 };
		const char *want[4];
		struct csv *csv = NULL;
		struct csv_row row;
		bool more;

		buf_clear(&out);
		for (k = 0; k < 4; k++) {
			random_cell(&cell, &seed);
			want[k] = arena_strdup(*state, buf_str(&cell));
			csv_cell(&writer, want[k], false);
		}
		csv_end_row(&writer);
		assert_null(csv_open_bytes(out.s, out.len, "t",
		    writer.delimiter, &csv));
		assert_null(csv_next(csv, *state, &row, &more));
		assert_true(more);
		assert_int_equal(row.n, 4);
		for (k = 0; k < 4; k++)
			assert_string_equal(row.cell[k], want[k]);
		csv_close(csv);
	}
	buf_release(&cell);
	buf_release(&out);
}

static void
a_spreadsheet_gets_no_formula(void **state)
{
	static const char *const hostile[] = {
		"=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=x",
	};
	struct buf out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct csv_writer writer = { .out = &out, .delimiter = ',',
		    .spreadsheet = true };
		const char *s;

		buf_clear(&out);
		csv_cell(&writer, hostile[i], false);
		s = buf_str(&out);
		s += *s == '"';
		assert_int_equal(*s, '\'');
	}
	buf_clear(&out);
	csv_cell(&(struct csv_writer){ .out = &out, .delimiter = ',',
	    .spreadsheet = true }, "-5", true);
	assert_string_equal(buf_str(&out), "-5");
	buf_release(&out);
}

/* --- days ------------------------------------------------------------- */

static void
days_are_read_in_every_form(void **state)
{
	static const struct {
		const char *text, *day;
		enum jdate kind;
		bool last;
	} cases[] = {
		{ "令和8年5月18日", "2026-05-18", JDATE_DAY, false },
		{ "令和８年５月１８日（月）", "2026-05-18", JDATE_DAY, false },
		{ "R8.5.18", "2026-05-18", JDATE_DAY, false },
		{ "Ｒ８．５．１８", "2026-05-18", JDATE_DAY, false },
		{ "R08/05/18", "2026-05-18", JDATE_DAY, false },
		{ "r8-5-18", "2026-05-18", JDATE_DAY, false },
		{ "令和元年5月1日", "2019-05-01", JDATE_DAY, false },
		{ "令和元年", "2019-01-01", JDATE_MONTH, false },
		{ "令和元年", "2019-12-31", JDATE_MONTH, true },
		{ "H30.4.1", "2018-04-01", JDATE_DAY, false },
		{ "平成31年3月31日", "2019-03-31", JDATE_DAY, false },
		{ "S63.12.1", "1988-12-01", JDATE_DAY, false },
		{ "2026/5/18", "2026-05-18", JDATE_DAY, false },
		{ "2026/05/18 0:00:00", "2026-05-18", JDATE_DAY, false },
		{ "2026/5/1 10:00", "2026-05-01", JDATE_DAY, false },
		{ "2026.5.18", "2026-05-18", JDATE_DAY, false },
		{ "2026-05-18", "2026-05-18", JDATE_DAY, false },
		{ "2026年5月18日", "2026-05-18", JDATE_DAY, false },
		{ "20260518", "2026-05-18", JDATE_DAY, false },
		{ "46160", "2026-05-18", JDATE_DAY, false },
		{ "R8.5", "2026-05-31", JDATE_MONTH, true },
		{ "R8.5", "2026-05-01", JDATE_MONTH, false },
		{ "2028/2", "2028-02-29", JDATE_MONTH, true },
		{ "令和8年2月", "2026-02-28", JDATE_MONTH, true },
		{ "R8年5月末", "2026-05-31", JDATE_DAY, false },
		{ "202605", "2026-05-31", JDATE_MONTH, true },
		{ "202601", "2026-01-01", JDATE_MONTH, false },
		{ "202612", "2026-12-31", JDATE_MONTH, true },
		{ "R8年度末", "2027-03-31", JDATE_DAY, false },
		{ "令和8年度", "2027-03-31", JDATE_MONTH, true },
		{ "2026年度末", "2027-03-31", JDATE_DAY, true },
		{ "26/5/18", NULL, JDATE_AMBIGUOUS, false },
		{ "26.5.18", NULL, JDATE_AMBIGUOUS, false },
		{ "26年5月18日", NULL, JDATE_AMBIGUOUS, false },
		{ "2026/2/30", NULL, JDATE_BAD, false },
		{ "R8.13.1", NULL, JDATE_BAD, false },
		{ "26/13/18", NULL, JDATE_BAD, false },
		{ "未定", NULL, JDATE_BAD, false },
		{ "5/18/2026", NULL, JDATE_BAD, false },
		{ "18", NULL, JDATE_BAD, false },
		{ "12345678901", NULL, JDATE_BAD, false },
		{ "2026/5/18x", NULL, JDATE_BAD, false },
		{ "2026/5.18", NULL, JDATE_BAD, false },
		{ "", NULL, JDATE_BAD, false },
		{ "R", NULL, JDATE_BAD, false },
		{ "R0.1.1", NULL, JDATE_BAD, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char form[DATE_LEN] = "";
		int32_t day = 0;
		enum jdate kind = jdate_read(cases[i].text, cases[i].last,
		    &day);

		if (kind != cases[i].kind)
			fail_msg("%s is %d", cases[i].text, (int)kind);
		if (cases[i].day == NULL)
			continue;
		date_format(day, form);
		assert_string_equal(form, cases[i].day);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_follow_rfc_4180),
		cmocka_unit_test(broken_rows_name_their_line),
		cmocka_unit_test(each_encoding_gives_the_same_rows),
		cmocka_unit_test(a_long_file_is_read_in_pieces),
		cmocka_unit_test(both_modes_read_back_unchanged),
		cmocka_unit_test(a_spreadsheet_gets_no_formula),
		cmocka_unit_test(days_are_read_in_every_form),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
