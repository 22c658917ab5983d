/* SPDX-License-Identifier: ISC */
/* Importing tables: what rows become, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "model/exchange/csv.h"
#include "model/exchange/import.h"
#include "tests/unit/world.h"

struct desk {
	struct world	 world;
	char		 folder[64];
	struct import_options options;
	struct import_plan *plan;
};

static int
setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	world_open(&desk->world);
	snprintf(desk->folder, sizeof(desk->folder),
	    "/tmp/daicho-import-XXXXXX");
	assert_non_null(mkdtemp(desk->folder));
	desk->options.entity = ENTITY_NONE;
	*state = desk;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *desk = *state;
	static const char *const files[] = {
		"台帳.csv", "refused.csv", "map.csv", "asset.csv", "t.json",
		"t.xlsx",
	};
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", desk->folder, files[i]);
		unlink(path);
	}
	rmdir(desk->folder);
	import_free(desk->plan);
	world_release(&desk->world);
	free(desk);
	return 0;
}

static const char *
path_of(struct desk *desk, const char *name)
{
	return arena_printf(desk->world.arena, "%s/%s", desk->folder, name);
}

static void
write_as(struct desk *desk, const char *name, const char *text,
    enum charset charset)
{
	struct buf bytes = { 0 };

	csv_encode(charset, false, text, &bytes, NULL);
	assert_null(path_write(path_of(desk, name), bytes.s, bytes.len,
	    0600));
	buf_release(&bytes);
}

/* Reads a text as a file of that name. */
static const struct err *
read_text(struct desk *desk, const char *name, const char *text)
{
	if (text != NULL)
		write_as(desk, name, text, strstr(name, ".json") != NULL ?
		    CHARSET_UTF8 : CHARSET_CP932);
	desk->options.path = path_of(desk, name);
	import_free(desk->plan);
	desk->plan = NULL;
	return import_read(&desk->world.session, &desk->options, &desk->plan);
}

static struct import_plan *
planned(struct desk *desk, const char *name, const char *text)
{
	const struct err *err = read_text(desk, name, text);

	must(err);
	return desk->plan;
}

static void
applied(struct desk *desk, const char *name, const char *text)
{
	struct import_plan *plan = planned(desk, name, text);
	struct commit_result result;
	const struct err *err;
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < plan->problems.n; i++) {
		problem_format(&plan->problems.item[i], &out);
		buf_addc(&out, '\n');
	}
	if (plan->problems.errors > 0)
		fail_msg("%s", buf_str(&out));
	buf_release(&out);
	err = import_apply(&desk->world.session, plan, &result);
	must(err);
}

static int64_t
count(struct desk *desk, enum entity_id entity)
{
	int64_t n = -1;

	assert_null(store_count(register_reader(&desk->world.session), entity,
	    NULL, &n));
	return n;
}

/* The only record with that value. */
static struct record *
record_with(struct desk *desk, enum entity_id entity, size_t position,
    const char *value)
{
	const char *uuid[2];
	size_t n;

	assert_null(store_lookup(register_reader(&desk->world.session),
	    entity, position, value, desk->world.arena, uuid, 2, &n));
	if (n != 1)
		fail_msg("%zu records with %s", n, value);
	return world_get(&desk->world, entity, uuid[0]);
}

static const char *
name_at(struct desk *desk, const struct record *record, size_t position)
{
	const char *uuid = record_text(record, position);

	return uuid == NULL ? "" : register_name_of(&desk->world.session,
	    uuid, desk->world.arena);
}

static const struct problem *
problem_at(struct desk *desk, long line, const char *column)
{
	const struct problems *list = &desk->plan->problems;
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->item[i].line == line && (column == NULL ||
		    (list->item[i].column != NULL &&
		    strcmp(list->item[i].column, column) == 0)))
			return &list->item[i];
	fail_msg("no problem in line %ld, %s", line,
	    column == NULL ? "any column" : column);
	return NULL;
}

/* The question about a value ("": the column); fails when there is none. */
static const struct import_question *
question_about(struct desk *desk, const char *column, const char *value)
{
	size_t i;

	for (i = 0; i < desk->plan->questions; i++)
		if (strcmp(desk->plan->question[i].column, column) == 0 &&
		    strcmp(desk->plan->question[i].value, value) == 0)
			return &desk->plan->question[i];
	fail_msg("no question about %s %s", column, value);
	return NULL;
}

/* --- asset sheets ----------------------------------------------------- */

static const char sheet[] =
    "霧ヶ浜市　情報機器一覧,,,,,,,,,,,,,\r\n"
    "令和８年５月１８日現在,,,,,,,,,,,,,\r\n"
    ",,,,,,,,,,,,,\r\n"
    "管理番号,\"機器\n名称\",機器種別,使用状況,主管課,管理責任者,庁舎,"
    "シリアル番号,ＩＰアドレス,有線ＭＡＣ,無線MAC,VLAN,導入日,リース期限\r\n"
    "ＰＣ－１,窓口端末,ノートPC,使用中,市民課,田中　一郎,本庁舎,"
    "SN1,１０.２０.０.５,02-4B-11-9C-07-1F,024b119c0720,10,R5.4.1,R8.5\r\n"
    "PC-2,窓口端末,〃,同上,〃,田中 一郎,〃,"
    "SN2,DHCP,02:4B:11:9C:07:21,－,VLAN10,H30/4/1,R8年度末\r\n"
    ",,,,,,,,,,,,,\r\n"
    "SV-1,住基サーバー,サーバー,運用中,情報政策課,佐藤花子,データセンター,"
    "―,10.20.0.9/24,02:4B:11:9C:07:22,N/A,20,46160,未定\r\n"
    "合計,3,,,,,,,,,,,,\r\n";

static void
a_sheet_becomes_assets_with_all_they_name(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan = planned(desk, "台帳.csv", sheet);
	const struct record *pc, *wired, *wifi, *server;

	assert_int_equal(plan->problems.errors, 0);
	assert_int_equal(plan->header_line, 4);
	assert_int_equal(plan->created, 3);
	assert_int_equal(plan->skipped, 5);
	assert_int_equal(plan->also[ENTITY_person], 2);
	assert_int_equal(plan->also[ENTITY_department], 2);
	assert_int_equal(plan->also[ENTITY_site], 2);
	assert_int_equal(plan->also[ENTITY_network], 2);
	assert_int_equal(count(desk, ENTITY_asset), 0);
	applied(desk, "台帳.csv", NULL);
	assert_int_equal(count(desk, ENTITY_asset), 3);
	assert_int_equal(count(desk, ENTITY_interface), 4);
	pc = record_with(desk, ENTITY_asset, F_asset_serial, "SN1");
	assert_string_equal(record_text(pc, F_asset_kind), "client");
	assert_string_equal(record_text(pc, F_asset_role), "ノートPC");
	assert_string_equal(record_text(pc, F_asset_status), "in_use");
	assert_string_equal(record_text(pc, F_asset_approval), "pending");
	assert_string_equal(record_text(pc, F_asset_introduced_on),
	    "2023-04-01");
	assert_string_equal(record_text(pc, F_asset_lease_until),
	    "2026-05-31");
	assert_string_equal(name_at(desk, pc, F_asset_site), "本庁舎");
	wired = record_with(desk, ENTITY_interface, F_interface_mac,
	    "02:4b:11:9c:07:1f");
	assert_string_equal(record_text(wired, F_interface_asset), pc->uuid);
	assert_string_equal(record_value(wired, F_interface_ip)->list[0],
	    "10.20.0.5");
	assert_string_equal(name_at(desk, wired, F_interface_network),
	    "VLAN 10");
	wifi = record_with(desk, ENTITY_interface, F_interface_mac,
	    "02:4b:11:9c:07:20");
	assert_string_equal(record_text(wifi, F_interface_medium), "wifi");
	assert_string_equal(record_text(record_with(desk, ENTITY_interface,
	    F_interface_mac, "02:4b:11:9c:07:21"), F_interface_ip_assign),
	    "dhcp");
	server = record_with(desk, ENTITY_asset, F_asset_asset_no, "SV-1");
	assert_string_equal(record_text(server, F_asset_introduced_on),
	    "2026-05-18");
	assert_null(record_text(server, F_asset_lease_until));
	assert_null(record_text(server, F_asset_serial));
	assert_null(record_text(server, F_asset_role));
}

static void
the_same_sheet_again_changes_nothing(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan;

	applied(desk, "台帳.csv", sheet);
	plan = planned(desk, "台帳.csv", NULL);
	assert_int_equal(plan->same, 3);
	assert_int_equal(plan->created + plan->changed + plan->refused, 0);
	assert_int_equal(changes_count(plan->changes), 0);
}

static void
blank_cells_leave_what_the_register_knows(void **state)
{
	struct desk *desk = *state;

	applied(desk, "台帳.csv", sheet);
	applied(desk, "台帳.csv", "管理番号,機器名称,使用状況,庁舎\n"
	    "PC-2,,予備機,\n");
	assert_int_equal(desk->plan->changed, 1);
	assert_string_equal(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-2"), F_asset_name), "窓口端末");
	assert_string_equal(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-2"), F_asset_status), "spare");
}

static void
networks_are_known_by_name_prefix_and_vlan(void **state)
{
	struct desk *desk = *state;
	struct record *record = world_record(&desk->world, ENTITY_network,
	    F_network_name, "庁内");
	const char *uuid;

	record_set_text(record, F_network_cidr, "10.20.0.0/16");
	record_set_int(record, F_network_vlan, 10);
	uuid = world_put(&desk->world, record);
	applied(desk, "台帳.csv", "管理番号,有線MAC,接続系統\n"
	    "PC-1,02-4B-11-00-00-01,庁内\n"
	    "PC-2,02-4B-11-00-00-02,10.20.0.0/16\n"
	    "PC-3,02-4B-11-00-00-03,vlan 10\n"
	    "PC-4,02-4B-11-00-00-04,10\n"
	    "PC-5,02-4B-11-00-00-05,10.30.0.0/24\n"
	    "PC-6,02-4B-11-00-00-06,病院\nPC-7,02-4B-11-00-00-07,病院\n"
	    "PC-8,02-4B-11-00-00-08,病院\nPC-9,02-4B-11-00-00-09,病院\n"
	    "PC-10,02-4B-11-00-00-10,病院\n");
	assert_int_equal(desk->plan->also[ENTITY_network], 2);
	assert_string_equal(record_text(record_with(desk, ENTITY_interface,
	    F_interface_mac, "02:4b:11:00:00:04"), F_interface_network),
	    uuid);
	assert_string_equal(record_text(record_with(desk, ENTITY_network,
	    F_network_name, "10.30.0.0/24"), F_network_cidr),
	    "10.30.0.0/24");
	assert_null(record_text(record_with(desk, ENTITY_network,
	    F_network_name, "病院"), F_network_cidr));
}

/* Printed pages begin with the header again. */
static void
a_repeated_header_is_skipped(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan = planned(desk, "台帳.csv",
	    "管理番号,機器名,\nPC-1,端末,\n管理番号,機器名,\n"
	    "PC-2,端末,\n小計,2,\n");

	assert_int_equal(plan->created, 2);
	assert_int_equal(plan->skipped, 2);
}

static void
refused_rows_name_line_column_and_value(void **state)
{
	struct desk *desk = *state;
	const struct problem *problem;

	planned(desk, "台帳.csv",
	    "管理番号,機器名,種別,状態,有線MAC,導入日,管理責任者\n"
	    "PC-1,端末,PC,廃棄予定,,,\n"
	    "PC-2,端末,PC,使用中,02-4B-11-9C,26/5/18,\n"
	    "PC-3,端末,PC,使用中,,2026/2/30,?田 実\n"
	    "PC-4,端末,PC,使用中,,,\n");
	assert_int_equal(desk->plan->refused, 2);
	assert_int_equal(import_asking(desk->plan), 1);
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(desk->plan->problems.errors, 3);
	problem = problem_at(desk, 3, "有線MAC");
	assert_string_equal(problem->field, "interface.mac");
	assert_string_equal(problem->value, "02-4B-11-9C");
	problem_at(desk, 4, "導入日");
	problem_at(desk, 4, "管理責任者");
}

static void
mended_rows_do_not_duplicate_the_others(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan;
	struct commit_result result;
	struct buf bytes = { 0 }, text = { 0 };
	char *at;

	plan = planned(desk, "台帳.csv",
	    "一覧表,,,\n管理番号,機器名,導入日,庁舎\n"
	    "PC-1,端末,R8.5.18,本庁舎\nPC-2,端末,2026/2/30,〃\n");
	assert_int_equal(plan->refused, 1);
	assert_null(import_write_refused(plan, path_of(desk,
	    "refused.csv")));
	assert_null(import_apply(&desk->world.session, plan, &result));
	assert_int_equal(count(desk, ENTITY_asset), 1);

	assert_null(path_read(path_of(desk, "refused.csv"), 4096, &bytes));
	charset_decode(CHARSET_CP932, bytes.s, bytes.len, &text, NULL);
	assert_int_equal(strncmp(text.s, "管理番号,機器名,導入日,庁舎,reason\r\n"
	    "PC-2,端末,2026/2/30,本庁舎,", 40), 0);
	at = strstr(text.s, "2026/2/30");
	memcpy(at, "2026/2/28", strlen("2026/2/28"));
	applied(desk, "台帳.csv", text.s);
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(count(desk, ENTITY_asset), 2);
	assert_int_equal(count(desk, ENTITY_site), 1);
	buf_release(&bytes);
	buf_release(&text);
}

static void
a_file_of_refused_rows_keeps_one_reason(void **state)
{
	struct desk *desk = *state;
	struct buf bytes = { 0 };

	planned(desk, "台帳.csv", "asset_no,name,kind,reason\n"
	    "A-1,web,gadget,an old one\n");
	assert_int_equal(desk->plan->refused, 1);
	assert_null(import_write_refused(desk->plan, path_of(desk,
	    "refused.csv")));
	assert_null(path_read(path_of(desk, "refused.csv"), 4096, &bytes));
	assert_int_equal(strncmp(bytes.s, "asset_no,name,kind,reason\r\n"
	    "A-1,web,gadget,", 42), 0);
	assert_null(strstr(bytes.s, "an old one"));
	buf_release(&bytes);
}

static void
cells_right_of_the_header_are_refused(void **state)
{
	struct desk *desk = *state;

	planned(desk, "台帳.csv", "管理番号,機器名\n"
	    "PC-1,端末,,\nPC-2,端末,,x\n");
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(desk->plan->refused, 1);
	assert_string_equal(problem_at(desk, 3, NULL)->value, "x");
}

/* Asset number, then serial, then MAC. */
static void
rows_match_by_number_then_serial_then_mac(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan;

	applied(desk, "台帳.csv", sheet);
	plan = planned(desk, "台帳.csv",
	    "管理番号,機器名,製造番号,有線MAC\n"
	    "pc-2,甲,SN1,\n"			/* the number decides */
	    ",乙,SN1,\n"
	    ",丙,,02-4B-11-9C-07-22\n"
	    "PC-9,丁,SN2,\n"			/* another number: new */
	    ",戊,,\n");
	assert_int_equal(plan->problems.errors, 0);
	assert_int_equal(plan->changed, 3);
	assert_int_equal(plan->created, 2);
	problem_at(desk, 6, NULL);		/* nothing to know it by */
}

/* Without number, serial and MAC a name tells, if it is alone in that too. */
static void
nameless_rows_match_their_like(void **state)
{
	struct desk *desk = *state;
	static const char text[] = "管理番号,機器名,製造番号,有線MAC,状態\n"
	    ",金庫,,,使用中\n,端末,,02-4B-11-9C-07-99,使用中\n";

	applied(desk, "台帳.csv", "管理番号,機器名\nPC-7,端末\n");
	applied(desk, "台帳.csv", text);
	assert_int_equal(desk->plan->created, 2);
	planned(desk, "台帳.csv", text);
	assert_int_equal(desk->plan->same, 2);
	planned(desk, "台帳.csv", "管理番号,機器名,状態\n,端末,予備機\n");
	assert_int_equal(desk->plan->created, 1);
}

static void
keys_that_come_twice_are_refused(void **state)
{
	struct desk *desk = *state;

	applied(desk, "台帳.csv", sheet);
	planned(desk, "台帳.csv",
	    "管理番号,機器名,製造番号\n"
	    "NEW-1,甲,\n"
	    "new-1,乙,\n"
	    "PC-1,丙,\n"
	    ",丁,SN1\n");
	assert_int_equal(desk->plan->refused, 2);
	assert_non_null(strstr(problem_at(desk, 3, NULL)->reason,
	    "Line 2"));
	assert_non_null(strstr(problem_at(desk, 5, NULL)->reason,
	    "line 4"));
}

static void
spoiled_numbers_are_warned_about_and_not_taken(void **state)
{
	struct desk *desk = *state;

	planned(desk, "台帳.csv",
	    "管理番号,機器名,製造番号\n"
	    "00123,端末?,1.2E+11\n"
	    "456,端末,1.2E+11\n");
	assert_int_equal(desk->plan->problems.errors, 0);
	assert_int_equal(desk->plan->asking[0], 2);
	assert_string_equal(question_about(desk, "製造番号",
	    "1.2E+11")->answer, "-");
	assert_true(problem_at(desk, 2, "機器名")->warning);
	assert_true(problem_at(desk, 3, "管理番号")->warning);
	applied(desk, "台帳.csv", NULL);
	assert_null(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "456"), F_asset_serial));
}

static void
unknown_columns_are_asked_about(void **state)
{
	struct desk *desk = *state;
	static const char text[] =
	    "No,管理番号,機器名,備考,備考２,なぞの列\n"
	    "1,PC-1,端末,甲,乙,丙\n";

	struct commit_result result;
	const struct err *err;

	planned(desk, "台帳.csv", text);
	assert_int_equal(desk->plan->problems.errors, 0);
	assert_int_equal(desk->plan->questions, 2);
	assert_int_equal(desk->plan->open, 1);
	assert_string_equal(question_about(desk, "備考２", "")->answer,
	    "notes");
	assert_null(question_about(desk, "なぞの列", "")->answer);
	assert_int_equal(desk->plan->question[1].rows, 1);
	err = import_apply(&desk->world.session, desk->plan, &result);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_int_equal(count(desk, ENTITY_asset), 0);
	write_as(desk, "map.csv", "備考2,notes\nなぞの列,-\n", CHARSET_UTF8);
	desk->options.map = path_of(desk, "map.csv");
	applied(desk, "台帳.csv", NULL);
	assert_string_equal(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-1"), F_notes), "甲\n乙");
}

/* A column without a word in it, and one without a header. */
static void
empty_columns_ask_nothing(void **state)
{
	struct desk *desk = *state;

	planned(desk, "台帳.csv", "管理番号,機器名,なぞの列,,\n"
	    "PC-1,端末,,,\nPC-2,端末,,,\n,,,,\n,,,,\n");
	assert_int_equal(desk->plan->questions, 0);
	assert_int_equal(desk->plan->created, 2);
	planned(desk, "台帳.csv", "管理番号,機器名,\nPC-1,端末,丙\n");
	question_about(desk, "#3", "");
}

static void
a_header_of_two_rows_is_one(void **state)
{
	struct desk *desk = *state;
	const struct record *pc;

	applied(desk, "台帳.csv", "情報機器一覧,,,,,\n"
	    "管理番号,機器名,管理,,MACアドレス,\n"
	    ",,部署,責任者,有線,無線\n"
	    "PC-1,端末,市民課,田中,02-4B-11-00-00-01,02-4B-11-00-00-02\n");
	assert_int_equal(desk->plan->header_line, 3);
	assert_int_equal(desk->plan->created, 1);
	pc = record_with(desk, ENTITY_asset, F_asset_asset_no, "PC-1");
	assert_string_equal(name_at(desk, pc, F_asset_owner), "田中");
	assert_string_equal(record_text(record_with(desk, ENTITY_interface,
	    F_interface_mac, "02:4b:11:00:00:02"), F_interface_medium),
	    "wifi");
}

/* Only left of the numbers: elsewhere a blank cell is a blank cell. */
static void
merged_cells_of_a_group_mean_the_value_above(void **state)
{
	struct desk *desk = *state;

	applied(desk, "台帳.csv", "部署,管理番号,機器名,庁舎\n"
	    "市民課,PC-1,端末,本庁舎\n,PC-2,端末,\n税務課,PC-3,端末,\n");
	assert_string_equal(name_at(desk, record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-2"), F_asset_department), "市民課");
	assert_string_equal(name_at(desk, record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-3"), F_asset_department), "税務課");
	assert_string_equal(name_at(desk, record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "PC-2"), F_asset_site), "");
	assert_true(problem_at(desk, 1, "部署")->warning);
}

static const char doubtful[] =
    "管理番号,機器名,状態,製造番号,有線MAC,接続系統,導入日\n"
    "PC-1,端末,廃棄予定,1.2E+11,02-4B-11-00-00-01,庁内,26/5/18\n"
    "PC-2,端末,廃棄予定,S2,02-4B-11-00-00-02,庁内LAN2,R8.5.18\n"
    "PC-3,端末,使用中,S3,02-4B-11-00-00-03,庁内,R8.5.18\n";

/* The register with a network 庁内, and the sheet above planned. */
static void
plan_doubtful(struct desk *desk)
{
	struct record *record = world_record(&desk->world, ENTITY_network,
	    F_network_name, "庁内");

	world_put(&desk->world, record);
	planned(desk, "台帳.csv", doubtful);
}

static void
a_value_is_asked_about_once(void **state)
{
	struct desk *desk = *state;
	const struct import_question *status, *network;

	plan_doubtful(desk);
	assert_int_equal(desk->plan->questions, 4);
	assert_int_equal(desk->plan->open, 3);
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(desk->plan->asking[0], 2);
	assert_int_equal(desk->plan->refused, 0);
	status = question_about(desk, "状態", "廃棄予定");
	assert_int_equal(status->rows, 2);
	assert_int_equal(status->line[1], 3);
	assert_non_null(strstr(status->allowed, "disposed ("));
	assert_string_equal(question_about(desk, "製造番号",
	    "1.2E+11")->answer, "-");
	network = question_about(desk, "接続系統", "庁内LAN2");
	assert_non_null(strstr(network->allowed, "new | notes | - | 庁内"));
	assert_non_null(strstr(question_about(desk, "導入日",
	    "26/5/18")->allowed, "(H26/5/18)"));
}

static void
answers_settle_questions_and_are_kept_by_name(void **state)
{
	struct desk *desk = *state;
	const struct record *pc;

	plan_doubtful(desk);
	write_as(desk, "map.csv", "column,value,answer,allowed\n"
	    "状態,廃棄予定,notes,\n導入日,26/5/18,2026-05-18 (x),\n"
	    "接続系統,庁内LAN2,庁内,\n", CHARSET_UTF8);
	desk->options.map = path_of(desk, "map.csv");
	applied(desk, "台帳.csv", NULL);
	assert_int_equal(desk->plan->created, 3);
	pc = record_with(desk, ENTITY_asset, F_asset_asset_no, "PC-1");
	assert_null(record_text(pc, F_asset_serial));
	assert_string_equal(record_text(pc, F_notes), "状態: 廃棄予定");
	assert_string_equal(record_text(pc, F_asset_introduced_on),
	    "2026-05-18");
	assert_int_equal(count(desk, ENTITY_network), 1);
	assert_null(import_save_answers(&desk->world.session, desk->plan,
	    "台帳様式A"));
	assert_null(import_save_answers(&desk->world.session, desk->plan,
	    "台帳様式A"));
	assert_int_equal(count(desk, ENTITY_mapping), 1);
	desk->options.map = "台帳様式Ａ";
	planned(desk, "台帳.csv", doubtful);
	assert_int_equal(desk->plan->questions, 0);
	assert_int_equal(desk->plan->same, 3);
}

static void
the_file_of_questions_is_a_map(void **state)
{
	struct desk *desk = *state;
	struct buf bytes = { 0 }, text = { 0 };
	const char *from, *at;

	plan_doubtful(desk);
	assert_null(import_write_questions(desk->plan, path_of(desk,
	    "map.csv")));
	assert_null(path_read(path_of(desk, "map.csv"), 65536, &bytes));
	from = buf_str(&bytes);
	assert_int_equal(strncmp(from, "\xef\xbb\xbf", 3), 0);
	assert_non_null(strstr(from, "column,value,answer,allowed,rows"));
	/* People fill in the third cell. */
	while ((at = strstr(from, "廃棄予定,,")) != NULL) {
		buf_addn(&text, from, (size_t)(at - from));
		buf_add(&text, "廃棄予定,disposed,");
		from = at + strlen("廃棄予定,,");
	}
	buf_add(&text, from);
	assert_null(path_write(path_of(desk, "map.csv"), text.s, text.len,
	    0600));
	desk->options.map = path_of(desk, "map.csv");
	planned(desk, "台帳.csv", NULL);
	assert_int_equal(desk->plan->open, 2);
	assert_int_equal(desk->plan->questions, 2);
	buf_release(&bytes);
	buf_release(&text);
}

static void
an_answer_that_cannot_be_leaves_the_question_open(void **state)
{
	struct desk *desk = *state;
	const struct import_question *status;
	struct import_answer answer = { .column = "状態",
	    .value = "廃棄予定", .answer = "gone" };

	desk->options.answer = &answer;
	plan_doubtful(desk);
	status = question_about(desk, "状態", "廃棄予定");
	assert_null(status->answer);
	assert_string_equal(status->wrong, "gone");
	assert_int_equal(desk->plan->open, 3);
}

static void
two_columns_of_one_meaning_are_asked_about(void **state)
{
	struct desk *desk = *state;

	planned(desk, "台帳.csv", "管理番号,機器名,責任者,担当者\n"
	    "PC-1,端末,甲,乙\n");
	assert_int_equal(desk->plan->open, 1);
	assert_non_null(strstr(question_about(desk, "担当者", "")->allowed,
	    "責任者"));
	/* VLAN beside a name of the network is its number. */
	applied(desk, "台帳.csv", "管理番号,機器名,接続系統,VLAN\n"
	    "PC-1,端末,LGWAN,30\n");
	assert_int_equal(count(desk, ENTITY_network), 1);
}

static void
every_word_of_a_sheet_is_understood(void **state)
{
	static const struct {
		const char *header, *words, *key;
	} rows[] = {
		{ "種別", "端末 PC パソコン ノートPC デスクトップ", "client" },
		{ "種別", "サーバ サーバー", "server" },
		{ "種別", "タブレット スマホ", "mobile" },
		{ "種別", "ルータ スイッチ HUB L3SW AP", "network" },
		{ "種別", "UTM FW", "security" }, { "種別", "NAS", "storage" },
		{ "種別", "プリンタ 複合機", "printer" },
		{ "種別", "カメラ", "iot" }, { "種別", "PLC", "ot" },
		{ "種別", "USBメモリ", "media" }, { "種別", "UPS", "facility" },
		{ "状態", "稼働中 使用中 運用中", "in_use" },
		{ "状態", "予備機", "spare" }, { "状態", "保管 在庫", "stock" },
		{ "状態", "修理中 故障", "maintenance" },
		{ "状態", "廃棄済 除却 返却済", "disposed" },
		{ "状態", "紛失", "lost" },
		{ "ディスク暗号化", "有 あり ○ ◯ 〇 レ ✓ 済", "yes" },
		{ "ディスク暗号化", "無 なし × 未", "no" },
		{ "ディスク暗号化", "不明 △ ？", "unknown" },
		{ "承認", "未", "pending" },
	};
	struct desk *desk = *state;
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *words = strdup(rows[i].words), *rest = words, *word;
		int n = 0;

		buf_clear(&text);
		buf_printf(&text, "管理番号,%s\n", rows[i].header);
		while ((word = strsep(&rest, " ")) != NULL)
			buf_printf(&text, "%zu-%d,%s\n", i, n++, word);
		write_as(desk, "台帳.csv", text.s, CHARSET_UTF8);
		applied(desk, "台帳.csv", NULL);
		while (n-- > 0) {
			const struct record *asset = record_with(desk,
			    ENTITY_asset, F_asset_asset_no,
			    arena_printf(desk->world.arena, "%zu-%d", i, n));
			size_t position = strcmp(rows[i].header, "種別") == 0 ?
			    F_asset_kind : strcmp(rows[i].header, "状態") == 0 ?
			    F_asset_status : strcmp(rows[i].header, "承認")
			    == 0 ? F_asset_approval : F_asset_disk_encrypted;

			assert_string_equal(record_text(asset, position),
			    rows[i].key);
		}
		free(words);
	}
	buf_release(&text);
}

/* An approval needs what an approval needs, from a sheet too. */
static void
a_marked_approval_is_one(void **state)
{
	struct desk *desk = *state;

	planned(desk, "台帳.csv",
	    "管理番号,機器名,種別,状態,主管課,管理者,庁舎,承認,次回棚卸\n"
	    "M-1,媒体,USBメモリ,使用中,市民課,田中,本庁舎,○,R9.3\n"
	    "M-2,媒体,USBメモリ,使用中,市民課,田中,,承認済,R9.3\n"
	    "M-3,媒体,USBメモリ,使用中,市民課,田中,本庁舎,×,R9.3\n");
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(desk->plan->refused, 1);
	assert_non_null(strstr(problem_at(desk, 3, "承認")->reason, "Site"));
	assert_non_null(strstr(question_about(desk, "承認", "×")->allowed,
	    "denied"));
}

/* --- tables with keys or labels --------------------------------------- */

static void
keys_and_labels_are_headers(void **state)
{
	struct desk *desk = *state;

	desk->options.entity = ENTITY_asset;
	applied(desk, "台帳.csv", "asset_no,name,kind,tags\n"
	    "A-1,web,server,x;y\n");
	applied(desk, "台帳.csv", "資産番号,資産名称,種別\nA-2,甲,サーバ\n");
	applied(desk, "台帳.csv", "Asset number,Name,Kind\nA-3,b,Server\n");
	assert_int_equal(count(desk, ENTITY_asset), 3);
	assert_int_equal(record_value(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "A-1"), F_tags)->n, 2);
}

static void
an_empty_cell_empties_the_field(void **state)
{
	struct desk *desk = *state;

	desk->options.entity = ENTITY_asset;
	applied(desk, "台帳.csv", "asset_no,name,notes\nA-1,web,old\n");
	applied(desk, "台帳.csv", "asset_no,notes\nA-1,\n");
	assert_int_equal(desk->plan->changed, 1);
	assert_null(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "A-1"), F_notes));
}

static void
references_are_found_or_refused(void **state)
{
	struct desk *desk = *state;

	world_put(&desk->world, world_record(&desk->world, ENTITY_site,
	    F_site_name, "本庁舎"));
	planned(desk, "asset.csv", "asset_no,name,site,host\n"
	    "A-1,vm,本庁舎,A-2\n"	/* a row further down */
	    "A-2,host,本庁舎,\n"
	    "A-3,x,支所,\n"
	    "A-4,y,本庁舎,A-3\n");	/* a row that is refused */
	assert_int_equal(desk->plan->refused, 2);
	assert_int_equal(desk->plan->created, 2);
	assert_string_equal(problem_at(desk, 4, "site")->value, "支所");
	assert_non_null(strstr(problem_at(desk, 5, NULL)->reason, "line 4"));
	applied(desk, "asset.csv", "asset_no,name,site,host\n"
	    "A-1,vm,本庁舎,A-2\nA-2,host,本庁舎,\n");
	assert_string_equal(record_text(record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "A-1"), F_asset_host), record_with(desk,
	    ENTITY_asset, F_asset_asset_no, "A-2")->uuid);
}

static void
a_uuid_column_names_the_record(void **state)
{
	struct desk *desk = *state;
	struct buf text = { 0 };
	const char *uuid = world_put(&desk->world, world_record(&desk->world,
	    ENTITY_site, F_site_name, "旧庁舎"));

	buf_printf(&text, "uuid,name\n%s,新庁舎\n"
	    "11111111-2222-4333-8444-555555555555,別館\nnonsense,x\n", uuid);
	desk->options.entity = ENTITY_site;
	planned(desk, "台帳.csv", text.s);
	assert_int_equal(desk->plan->changed, 1);
	assert_int_equal(desk->plan->created, 1);
	assert_int_equal(desk->plan->refused, 1);
	buf_clear(&text);
	buf_printf(&text, "uuid,name\n%s,新庁舎\n", uuid);
	applied(desk, "台帳.csv", text.s);
	assert_string_equal(record_text(world_get(&desk->world, ENTITY_site,
	    uuid), F_site_name), "新庁舎");
	buf_release(&text);
}

/* What the register itself refuses is told beside the cell. */
static void
rules_of_the_register_refuse_rows(void **state)
{
	struct desk *desk = *state;
	struct record *record = world_record(&desk->world, ENTITY_network,
	    F_network_name, "LGWAN");

	record_set_text(record, F_network_cidr, "10.20.0.0/16");
	world_put(&desk->world, record);
	record = world_record(&desk->world, ENTITY_site, F_site_name,
	    "本庁舎");
	world_put(&desk->world, record);
	desk->options.entity = ENTITY_site;
	planned(desk, "台帳.csv", "uuid,name\n"
	    "11111111-2222-4333-8444-555555555555,本庁舎\n,支所\n");
	assert_int_equal(desk->plan->refused, 1);
	assert_int_equal(desk->plan->created, 1);
	assert_string_equal(problem_at(desk, 2, "name")->field, "name");
}

static void
impossible_files_are_refused_in_one_sentence(void **state)
{
	struct desk *desk = *state;
	const struct err *err;

	err = read_text(desk, "台帳.csv", "");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "台帳.csv", "x,y\n1,2\n");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "台帳.csv", "管理番号,機器名\n\"PC-1,x\n");
	assert_int_equal(err->kind, ERR_INPUT);
	assert_non_null(strstr(err->msg, "line 2"));
	err = read_text(desk, "t.xlsx", "PK\x03\x04");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "t.xlsx", "管理番号,機器名\nPC-1,x\n");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "台帳.csv", "PK\x03\x04");
	assert_int_equal(err->kind, ERR_INPUT);
	desk->options.map = "no-such-map";
	err = read_text(desk, "台帳.csv", "管理番号,機器名\nPC-1,x\n");
	assert_int_equal(err->kind, ERR_USAGE);
	desk->options.map = NULL;
	err = read_text(desk, "t.json", "{\"asset\": 3}");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "t.json", "{\"daicho\": 99}");
	assert_int_equal(err->kind, ERR_INPUT);
	err = read_text(desk, "t.json", "[{\"name\": \"x\"}");
	assert_int_equal(err->kind, ERR_USAGE);
	desk->options.entity = ENTITY_site;
	err = read_text(desk, "t.json", "[{\"name\": \"x\"}");
	assert_int_equal(err->kind, ERR_INPUT);
	unlink(path_of(desk, "台帳.csv"));
	err = read_text(desk, "台帳.csv", NULL);
	assert_int_equal(err->kind, ERR_INPUT);
	assert_int_equal(count(desk, ENTITY_site), 0);
}

/* JSON of somebody else has names where ours has uuids. */
static void
json_may_name_what_it_refers_to(void **state)
{
	struct desk *desk = *state;

	world_put(&desk->world, world_record(&desk->world, ENTITY_site,
	    F_site_name, "本庁舎"));
	applied(desk, "t.json", "{\"asset\": [{\"asset_no\": \"A-1\", "
	    "\"site\": \"本庁舎\", \"kind\": \"サーバ\"}]}");
	assert_string_equal(name_at(desk, record_with(desk, ENTITY_asset,
	    F_asset_asset_no, "A-1"), F_asset_site), "本庁舎");
	applied(desk, "t.json", NULL);
	assert_int_equal(desk->plan->same, 1);
	planned(desk, "t.json", "{\"asset\": [{\"asset_no\": \"A-2\", "
	    "\"site\": \"支所\", \"gadget\": 1, \"tags\": \"x\", "
	    "\"name\": {}}]}");
	assert_int_equal(desk->plan->refused, 1);
	assert_int_equal(desk->plan->problems.errors, 4);
}

static void
evidence_is_not_entered_by_tables(void **state)
{
	struct desk *desk = *state;
	struct changes *changes = changes_new(&desk->world.session,
	    "discover");
	struct record *round = world_record(&desk->world, ENTITY_import,
	    F_import_name, "nmap");
	const char *uuid = arena_strdup(desk->world.arena,
	    changes_put(changes, round));

	assert_null(register_commit(&desk->world.session, changes, NULL,
	    NULL));
	changes_free(changes);
	desk->options.entity = ENTITY_import;
	planned(desk, "台帳.csv", arena_printf(desk->world.arena,
	    "uuid,name\n%s,nmap\n,forged\n", uuid));
	assert_int_equal(desk->plan->same, 1);
	assert_int_equal(desk->plan->refused, 1);
	planned(desk, "台帳.csv", arena_printf(desk->world.arena,
	    "uuid,name\n%s,forged\n", uuid));
	assert_int_equal(desk->plan->refused, 1);
	assert_int_equal(changes_count(desk->plan->changes), 0);
	planned(desk, "t.json", arena_printf(desk->world.arena,
	    "[{\"uuid\": \"%s\", \"name\": \"forged\"}]", uuid));
	assert_int_equal(desk->plan->refused, 1);
	assert_int_equal(changes_count(desk->plan->changes), 0);
}

static bool
stop(void *ctx, const char *what, int64_t done, int64_t total)
{
	(void)ctx;
	(void)what;
	(void)done;
	(void)total;
	return false;
}

static void
stopping_leaves_nothing(void **state)
{
	struct desk *desk = *state;
	const struct err *err;

	desk->world.session.progress.step = stop;
	err = read_text(desk, "台帳.csv", sheet);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CANCELLED);
	desk->world.session.progress.step = NULL;
	assert_int_equal(count(desk, ENTITY_asset), 0);
}

static void
an_import_is_undone_as_one(void **state)
{
	struct desk *desk = *state;
	struct import_plan *plan = planned(desk, "台帳.csv", sheet);
	struct commit_result result, undone;
	struct undo_obstacle obstacle[4];
	size_t n = 0;

	assert_null(import_apply(&desk->world.session, plan, &result));
	assert_int_not_equal(result.tx, 0);
	assert_null(history_undo(&desk->world.session, result.tx,
	    desk->world.arena, obstacle, 4, &n, &undone));
	assert_int_equal(count(desk, ENTITY_asset), 0);
	assert_int_equal(count(desk, ENTITY_interface), 0);
	assert_int_equal(count(desk, ENTITY_person), 0);
	world_verify(&desk->world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sheet_becomes_assets_with_all_they_name),
		TEST(the_same_sheet_again_changes_nothing),
		TEST(blank_cells_leave_what_the_register_knows),
		TEST(networks_are_known_by_name_prefix_and_vlan),
		TEST(a_repeated_header_is_skipped),
		TEST(refused_rows_name_line_column_and_value),
		TEST(mended_rows_do_not_duplicate_the_others),
		TEST(a_file_of_refused_rows_keeps_one_reason),
		TEST(cells_right_of_the_header_are_refused),
		TEST(rows_match_by_number_then_serial_then_mac),
		TEST(nameless_rows_match_their_like),
		TEST(keys_that_come_twice_are_refused),
		TEST(spoiled_numbers_are_warned_about_and_not_taken),
		TEST(unknown_columns_are_asked_about),
		TEST(two_columns_of_one_meaning_are_asked_about),
		TEST(empty_columns_ask_nothing),
		TEST(a_header_of_two_rows_is_one),
		TEST(merged_cells_of_a_group_mean_the_value_above),
		TEST(a_value_is_asked_about_once),
		TEST(answers_settle_questions_and_are_kept_by_name),
		TEST(the_file_of_questions_is_a_map),
		TEST(an_answer_that_cannot_be_leaves_the_question_open),
		TEST(every_word_of_a_sheet_is_understood),
		TEST(a_marked_approval_is_one),
		TEST(keys_and_labels_are_headers),
		TEST(an_empty_cell_empties_the_field),
		TEST(references_are_found_or_refused),
		TEST(a_uuid_column_names_the_record),
		TEST(rules_of_the_register_refuse_rows),
		TEST(impossible_files_are_refused_in_one_sentence),
		TEST(json_may_name_what_it_refers_to),
		TEST(evidence_is_not_entered_by_tables),
		TEST(stopping_leaves_nothing),
		TEST(an_import_is_undone_as_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
