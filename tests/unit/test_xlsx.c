/* SPDX-License-Identifier: ISC */
/* Workbooks: what is written, and what is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "base/utf8.h"
#include "model/exchange/xlsx_write.h"
#include "tests/unit/world.h"

/* A part of the workbook as text. */
static char *
part_of(const struct buf *bytes, const char *name)
{
	zip_source_t *source = zip_source_buffer_create(bytes->s, bytes->len,
	    0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	zip_file_t *part;
	zip_stat_t stat;
	char *text;

	assert_non_null(zip);
	assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
	text = calloc(1, stat.size + 1);
	part = zip_fopen(zip, name, 0);
	assert_int_equal(zip_fread(part, text, stat.size), stat.size);
	zip_fclose(part);
	zip_discard(zip);
	return text;
}

static void
assert_part(const struct buf *bytes, const char *name, const char *has)
{
	char *text = part_of(bytes, name);

	if (strstr(text, has) == NULL)
		fail_msg("%s lacks %s:\n%s", name, has, text);
	free(text);
}

static void
assert_part_lacks(const struct buf *bytes, const char *name, const char *it)
{
	char *text = part_of(bytes, name);

	if (strstr(text, it) != NULL)
		fail_msg("%s has %s:\n%s", name, it, text);
	free(text);
}

static const char *const words[] = { "端末", "サーバ", "ネットワーク機器" };

static const struct xlsx_column columns[] = {
	{ .title = "名称", .width = 20, .wrap = true },
	{ .title = "種別", .choice = words, .choices = 3 },
	{ .title = "台数", .kind = XLSX_INT },
	{ .title = "導入日", .kind = XLSX_DATE },
};

static const struct xlsx_sheet sheet = {
	.name = "資産", .column = columns, .columns = 4,
};

#define SHEET1 "xl/worksheets/sheet1.xml"

static void
test_cells(void **state)
{
	struct world world;
	struct xlsx *book;
	struct buf bytes = { 0 };

	(void)state;
	world_init(&world);
	book = xlsx_new(&world.session, "台帳");
	xlsx_sheet(book, &sheet);
	xlsx_text(book, "=1+1");
	xlsx_text(book, "端末");
	xlsx_int(book, 42);
	xlsx_date(book, date_from_civil(2026, 5, 18));
	assert_null(xlsx_end_row(book));
	xlsx_text(book, "a\x1b[2J\u202E_x0041_<&");
	xlsx_text(book, NULL);
	xlsx_int(book, INT64_C(9007199254740993));
	xlsx_date(book, date_from_civil(1899, 5, 18));
	assert_null(xlsx_end_row(book));
	assert_null(xlsx_bytes(book, &bytes));
	assert_part_lacks(&bytes, SHEET1, "<f>");
	assert_part(&bytes, SHEET1, ">=1+1<");
	assert_part(&bytes, SHEET1, "<v>42</v>");
	assert_part(&bytes, SHEET1, "<v>46160</v>");
	assert_part(&bytes, SHEET1,
	    "a&lt;1B&gt;[2J&lt;U+202E&gt;_x005F_x0041_&lt;&amp;");
	assert_part(&bytes, SHEET1, ">9007199254740993<");
	assert_part(&bytes, SHEET1, ">1899-05-18<");
	assert_part(&bytes, SHEET1, "<autoFilter ref=\"A1:D3\"/>");
	assert_part(&bytes, SHEET1, "state=\"frozen\"");
	assert_part(&bytes, SHEET1, "orientation=\"landscape\"");
	assert_part(&bytes, SHEET1, "<pageSetUpPr fitToPage=\"1\"/>");
	assert_part(&bytes, "xl/workbook.xml", "'資産'!$1:$1");
	buf_release(&bytes);
	world_release(&world);
}

/* More bytes of choices than stand in a cell's own list. */
static void
test_choices_by_range(void **state)
{
	const char *many[100];
	const struct xlsx_column wide[] = {
		{ .title = "一", .choice = many, .choices = 100 },
		{ .title = "二", .choice = words, .choices = 3 },
		{ .title = "三", .choice = many, .choices = 100 },
	};
	const struct xlsx_sheet one = { .name = "1", .column = wide,
	    .columns = 3 };
	struct world world;
	struct xlsx *book;
	struct buf bytes = { 0 };
	size_t i;

	(void)state;
	world_init(&world);
	for (i = 0; i < 100; i++)
		many[i] = arena_printf(world.arena, "長い長い選択肢の名称 %zu",
		    i);
	book = xlsx_new(&world.session, "");
	xlsx_sheet(book, &one);
	assert_null(xlsx_end_row(book));
	xlsx_sheet(book, &sheet);
	assert_null(xlsx_bytes(book, &bytes));
	assert_part(&bytes, SHEET1, "<formula1>'Choices'!$A$1:$A$100<");
	assert_part(&bytes, SHEET1, "<formula1>'Choices'!$B$1:$B$3<");
	assert_part(&bytes, "xl/worksheets/sheet2.xml",
	    "<formula1>'Choices'!$B$1:$B$3<");
	assert_part(&bytes, "xl/workbook.xml",
	    "<sheet name=\"Choices\" sheetId=\"3\" state=\"hidden\"");
	assert_part(&bytes, "xl/worksheets/sheet3.xml", "名称 99<");
	buf_release(&bytes);
	world_release(&world);
}

static void
test_names_of_sheets(void **state)
{
	static const char *const names[] = {
		"a/b:c", "A_B_C", "'x'", "History", "choices", "",
		"とても長い名称のシートは三十一文字までで切られるのでここまで続く",
		"とても長い名称のシートは三十一文字までで切られるのでここまで続き",
	};
	static const char *const expected[] = {
		"\"a_b_c\"", "\"A_B_C (2)\"", "\"_x_\"", "\"History (2)\"",
		"\"choices (2)\"", "\"-\"",
		"\"とても長い名称のシートは三十一文字までで切られるのでここまで続\"",
		"\"とても長い名称のシートは三十一文字までで切られるのでこ (2)\"",
	};
	struct world world;
	struct xlsx *book;
	struct buf bytes = { 0 };
	size_t i;

	(void)state;
	world_init(&world);
	book = xlsx_new(&world.session, "");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct xlsx_sheet one = sheet;

		one.name = names[i];
		xlsx_sheet(book, &one);
	}
	assert_null(xlsx_bytes(book, &bytes));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_part(&bytes, "xl/workbook.xml", expected[i]);
	buf_release(&bytes);
	world_release(&world);
}

static void
test_refuses(void **state)
{
	struct world world;
	struct xlsx *book;
	struct buf bytes = { 0 }, text = { 0 };
	const struct err *err;

	(void)state;
	world_init(&world);
	book = xlsx_new(&world.session, "");
	xlsx_sheet(book, &sheet);
	buf_fill(&text, 'x', XLSX_CELL + 1);
	xlsx_text(book, buf_str(&text));
	err = xlsx_end_row(book);
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "32768"));
	assert_non_null(strstr(err->msg, "名称"));
	assert_non_null(xlsx_bytes(book, &bytes));
	assert_int_equal(bytes.len, 0);
	err = xlsx_bytes(xlsx_new(&world.session, ""), &bytes);
	assert_int_equal(err->kind, ERR_INPUT);
	err = NULL;
	book = xlsx_new(&world.session, "");
	xlsx_sheet(book, &sheet);
	while (err == NULL)	/* rows without cells cost nothing */
		err = xlsx_end_row(book);
	xlsx_free(book);
	assert_non_null(strstr(err->msg, "1048576"));
	buf_release(&text);
	world_release(&world);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_choices_by_range),
		cmocka_unit_test(test_names_of_sheets),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
