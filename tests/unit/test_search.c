/* SPDX-License-Identifier: ISC */
/* Search: folding, ranks, what matched, addresses, evidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/match.h"
#include "model/search.h"
#include "tests/unit/world.h"

static const char *
asset(struct world *world, const char *no, const char *name,
    const char *notes)
{
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, no);

	record_set_text(record, F_asset_name, name);
	record_set_text(record, F_notes, notes);
	return world_put(world, record);
}

static size_t
find(struct world *world, const char *text, struct search_hit **hit)
{
	struct search search;
	const struct err *err;
	int64_t total;
	size_t n;

	search_begin(&search, &world->session, world->arena, text);
	err = search_all(&search, 20, hit, &n, &total);
	must(err);
	assert_int_equal(total, n);
	return n;
}

static void
first_is(struct world *world, const char *text, const char *ref,
    const char *piece)
{
	struct search_hit *hit;
	struct buf out = { 0 };

	if (find(world, text, &hit) == 0)
		fail_msg("%s: nothing found", text);
	assert_string_equal(hit[0].ref, ref);
	search_piece(&hit[0], &out);
	assert_string_equal(buf_str(&out), piece);
	buf_release(&out);
}

static enum match
place(const char *text, const char *word)
{
	return match_find(text, strlen(text), word, strlen(word), NULL);
}

static void
words_begin_where_the_script_changes(void **state)
{
	(void)state;
	assert_int_equal(place("a\nweb\nb", "web"), MATCH_WHOLE);
	assert_int_equal(place("the web", "web"), MATCH_BEGIN);
	assert_int_equal(place("cobweb", "web"), MATCH_INSIDE);
	assert_int_equal(place("cobweb web", "web"), MATCH_BEGIN);
	assert_int_equal(place("sv01", "01"), MATCH_BEGIN);
	assert_int_equal(place("財務さーば", "さーば"), MATCH_BEGIN);
	assert_int_equal(place("めーるさーば", "さーば"), MATCH_INSIDE);
	assert_int_equal(place("財務", "務"), MATCH_INSIDE);
	assert_int_equal(place("web", "mail"), MATCH_NONE);
	assert_int_equal(place("web", ""), MATCH_NONE);
}

static void
width_case_and_kana_are_equal(void **state)
{
	struct world *world = *state;
	static const char *const typed[] = { "サーバ", "さーば", "ｻｰﾊﾞ" };
	size_t i;

	asset(world, "SV-1", "財務サーバ", NULL);
	for (i = 0; i < 3; i++)
		first_is(world, typed[i], "SV-1", "財務[サーバ]");
	first_is(world, "財務", "SV-1", "[財務]サーバ");
	first_is(world, "ＳＶ－１", "SV-1", "[SV-1]");
	asset(world, "SV-2", "ｶﾞｲﾄﾞ ＡＢＣ", NULL);
	first_is(world, "ガイ", "SV-2", "[ｶﾞｲ]ﾄﾞ ＡＢＣ");
	first_is(world, "abc", "SV-2", "ｶﾞｲﾄﾞ [ＡＢＣ]");
}

static void
the_best_comes_first(void **state)
{
	static const char *const order[] = { "web", "B-2", "B-3", "B-4",
		"B-5", "B-6" };
	struct world *world = *state;
	struct search_hit *hit;
	struct record *record;
	const char *gone;
	size_t i;

	asset(world, "B-5", "x", "cobweb");
	asset(world, "B-4", "cobweb", NULL);
	asset(world, "B-3", "x", "the web room");
	asset(world, "B-2", "front web server", NULL);
	asset(world, "web", "y", NULL);
	gone = asset(world, "B-6", "web", NULL);
	record = world_edit(world, ENTITY_asset, gone);
	record_set_text(record, F_asset_status, "in_use");
	world_put(world, record);
	{
		struct changes *changes = changes_new(&world->session, "edit");

		changes_retire(changes, ENTITY_asset, gone, 0);
		assert_null(register_commit(&world->session, changes, NULL,
		    NULL));
		changes_free(changes);
	}
	assert_int_equal(find(world, "WEB", &hit), 6);
	for (i = 0; i < 6; i++)
		assert_string_equal(hit[i].ref, order[i]);
	assert_true(hit[5].retired);
	assert_int_equal(hit[2].position, F_notes);
	assert_int_equal(hit[1].position, F_asset_name);
}

static void
all_words_must_stand_there(void **state)
{
	struct world *world = *state;
	struct search_hit *hit;

	asset(world, "C-1", "front web server", NULL);
	asset(world, "C-2", "web", NULL);
	asset(world, "C-3", "server", "second");
	assert_int_equal(find(world, "server　web", &hit), 1);
	first_is(world, "server web", "C-1", "front [web] [server]");
	assert_int_equal(find(world, "server second", &hit), 1);
	assert_int_equal(find(world, "%", &hit), 0);
	assert_int_equal(find(world, "  ", &hit), 0);
}

static void
pieces_of_long_notes_are_cut(void **state)
{
	struct world *world = *state;
	struct search_hit *hit;
	struct buf notes = { 0 };
	int i;

	for (i = 0; i < 50; i++)
		buf_add(&notes, "前置き\n");
	buf_add(&notes, "廃棄予定");
	for (i = 0; i < 50; i++)
		buf_add(&notes, "後書き");
	asset(world, "D-1", "x", buf_str(&notes));
	assert_int_equal(find(world, "廃棄", &hit), 1);
	assert_int_equal(hit[0].n_spans, 1);
	assert_memory_equal(hit[0].piece + hit[0].span[0].from, "廃棄", 6);
	assert_memory_equal(hit[0].piece, "…", 3);
	assert_true(strlen(hit[0].piece) < 200);
	assert_null(strchr(hit[0].piece, '\n'));
	buf_release(&notes);
}

static void
addresses_find_the_asset_and_the_evidence(void **state)
{
	struct world *world = *state;
	const char *uuid = asset(world, "E-1", "x", NULL);
	struct record *record = world_record(world, ENTITY_interface,
	    F_interface_name, "eth0");
	struct changes *changes;
	struct search_hit *hit;

	record_set_text(record, F_interface_asset, uuid);
	record_set_text(record, F_interface_mac, "00:1b:21:aa:bb:cc");
	record_set_list(record, F_interface_ip, world->arena,
	    (const char *const[]){ "10.1.0.5" }, 1);
	world_put(world, record);
	record = record_new(world->arena, ENTITY_observation);
	record_set_text(record, F_observation_mac, "00:1b:21:aa:bb:cc");
	record_set_text(record, F_observation_hostname, "seen-01");
	changes = changes_new(&world->session, "discover");
	changes_evidence(changes, record);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);

	assert_int_equal(find(world, "10.1.0.5", &hit), 2);
	assert_int_equal(find(world, "00-1B-21-AA-BB-CC", &hit), 3);
	assert_int_equal(find(world, "001b21aabbcc", &hit), 2);
	assert_int_equal(find(world, "00:1b:21:aa:bb:cc", &hit), 3);
	assert_int_equal(hit[0].entity, ENTITY_asset);
	assert_int_equal(hit[0].of, ENTITY_interface);
	assert_int_equal(hit[0].position, F_interface_mac);
	assert_string_equal(hit[1].name, "E-1 eth0");
	assert_int_equal(hit[2].entity, ENTITY_observation);
	assert_int_equal(find(world, "SEEN-01", &hit), 1);
	assert_int_equal(find(world, "seen", &hit), 0);
	assert_int_equal(find(world, "10.1.0", &hit), 1);
}

static void
each_entity_is_looked_at_once(void **state)
{
	bool seen[ENTITY_COUNT] = { false };
	size_t i;

	(void)state;
	for (i = 0; search_order(i) != ENTITY_NONE; i++) {
		assert_false(seen[search_order(i)]);
		seen[search_order(i)] = true;
	}
	assert_int_equal(i, ENTITY_COUNT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_begin_where_the_script_changes),
		TEST(width_case_and_kana_are_equal),
		TEST(the_best_comes_first),
		TEST(all_words_must_stand_there),
		TEST(pieces_of_long_notes_are_cut),
		TEST(addresses_find_the_asset_and_the_evidence),
		cmocka_unit_test(each_entity_is_looked_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
