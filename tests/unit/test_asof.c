/* SPDX-License-Identifier: ISC */
/* The register as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/path.h"
#include "model/erase.h"
#include "model/signoff.h"
#include "model/snapshot.h"
#include "tests/unit/world.h"

enum { DAYS = 12, DAY = 86400000, ZONES = 3, ASSETS = 6,
    MANY = 620 };

static void
refused(const struct err *err, enum err_kind kind, const char *part)
{
	assert_non_null(err);
	assert_int_equal(err->kind, kind);
	if (strstr(err->msg, part) == NULL)
		fail_msg("%s", err->msg);
}

struct play {
	struct world	*world;
	const char	*zone[ZONES], *asset[ASSETS], *flow, *interface;
	unsigned	 seed;
};

static unsigned
pick(struct play *play, unsigned n)
{
	play->seed = play->seed * 1103515245u + 12345u;
	return play->seed / 65536u % n;
}

static struct record *
touched(struct play *play, enum entity_id entity, const char **uuid)
{
	struct world *world = play->world;

	if (*uuid == NULL || world_get(world, entity, *uuid) == NULL) {
		*uuid = NULL;
		return record_new(world->arena, entity);
	}
	return world_edit(world, entity, *uuid);
}

static const char *
put(struct play *play, struct record *record)
{
	return world_put(play->world, record);
}

static void
edit_asset(struct play *play, int turn)
{
	unsigned at = pick(play, ASSETS);
	struct record *record = touched(play, ENTITY_asset,
	    &play->asset[at]);
	char *name = arena_printf(play->world->arena, "asset %d", turn);

	record_set_text(record, F_asset_name, name);
	record_set_text(record, F_asset_hostname,
	    pick(play, 3) == 0 ? NULL : name);
	record_set_text(record, F_asset_kind, "server");
	play->asset[at] = put(play, record);
}

/* An interface decides the zones of its asset and what flows cross. */
static void
edit_interface(struct play *play, int turn)
{
	struct record *record = touched(play, ENTITY_interface,
	    &play->interface);
	unsigned asset = pick(play, ASSETS), zone = pick(play, ZONES);

	(void)turn;
	if (play->asset[asset] == NULL || play->zone[zone] == NULL ||
	    world_get(play->world, ENTITY_asset, play->asset[asset]) == NULL)
		return;
	record_set_text(record, F_interface_name, "eth0");
	record_set_text(record, F_interface_asset, play->asset[asset]);
	record_set_text(record, F_interface_zone, play->zone[zone]);
	play->interface = put(play, record);
}

static void
edit_flow(struct play *play, int turn)
{
	struct record *record = touched(play, ENTITY_flow, &play->flow);
	unsigned a = pick(play, ASSETS), b = pick(play, ASSETS);
	struct world *world = play->world;

	if (a == b || play->asset[a] == NULL || play->asset[b] == NULL ||
	    world_get(world, ENTITY_asset, play->asset[a]) == NULL ||
	    world_get(world, ENTITY_asset, play->asset[b]) == NULL)
		return;
	record_set_text(record, F_flow_name,
	    arena_printf(world->arena, "flow %d", turn));
	record_set_text(record, F_flow_source, play->asset[a]);
	record_set_text(record, F_flow_target, play->asset[b]);
	play->flow = put(play, record);
}

static void
retire_asset(struct play *play, int turn)
{
	struct changes *changes;
	unsigned at = pick(play, ASSETS);

	(void)turn;
	if (play->asset[at] == NULL || world_get(play->world, ENTITY_asset,
	    play->asset[at]) == NULL)
		return;
	changes = changes_new(&play->world->session, "retire");
	changes_retire(changes, ENTITY_asset, play->asset[at], 0);
	must(register_commit(&play->world->session, changes, NULL, NULL));
	changes_free(changes);
	play->asset[at] = NULL;
}

/* Undoing a creation takes a record away, a redo brings it back. */
static void
undo_something(struct play *play, int turn)
{
	struct world *world = play->world;
	struct undo_obstacle obstacle[4];
	int64_t tx;
	size_t n;

	must(history_last(&world->session, turn % 3 == 0, &tx));
	if (tx != 0 && turn % 3 == 0) {
		struct store_tx set;
		bool found;

		must(store_tx_get(register_reader(&world->session), tx,
		    world->arena, &set, &found));
		tx = set.undone_by;
	}
	/* What stands in the way is no matter here. */
	if (tx != 0 && history_undo(&world->session, tx, world->arena,
	    obstacle, 4, &n, NULL) != NULL)
		return;
}

static void
play_day(struct play *play, int day)
{
	static void (*const moves[])(struct play *, int) = {
		edit_asset, edit_asset, edit_interface, edit_interface,
		edit_flow, undo_something, undo_something, retire_asset,
	};
	int i;

	for (i = 0; i < 9; i++)
		moves[pick(play, sizeof(moves) / sizeof(moves[0]))](play,
		    day * 100 + i);
}

static void
tell_day(struct world *world, char out[DATE_LEN])
{
	date_format(clock_day(world->now), out);
}

static void
every_day_comes_back_as_it_was(void **state)
{
	struct world *world = *state;
	struct play play = { .world = world, .seed = 7 };
	struct buf was[DAYS] = { { 0 } }, now = { 0 };
	char day[DAYS][DATE_LEN];
	int i;

	for (i = 0; i < ZONES; i++)
		play.zone[i] = world_put(world, world_record(world,
		    ENTITY_zone, F_zone_name, arena_printf(world->arena,
		    "zone %d", i)));
	for (i = 0; i < DAYS; i++) {
		play_day(&play, i);
		world_dump(world, &was[i]);
		tell_day(world, day[i]);
		world->now += DAY;
	}
	assert_string_not_equal(was[0].s, was[DAYS - 1].s);
	for (i = DAYS - 1; i >= 0; i--) {
		must(register_show(&world->session, day[i]));
		assert_string_equal(register_as_of(&world->session), day[i]);
		world_dump(world, &now);
		assert_string_equal(now.s, was[i].s);
		buf_release(&was[i]);
	}
	must(register_show(&world->session, NULL));
	assert_null(register_as_of(&world->session));
	world_dump(world, &now);
	world_verify(world);
	buf_release(&now);
}

static void
a_record_has_the_revision_and_the_editor_of_then(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "一"));
	struct record *first = world_get(world, ENTITY_site, uuid), *record;
	char day[DATE_LEN];

	tell_day(world, day);
	world->now += DAY;
	record = world_edit(world, ENTITY_site, uuid);
	record_set_text(record, F_site_name, "二");
	world_put(world, record);
	must(register_show(&world->session, day));
	record = world_get(world, ENTITY_site, uuid);
	assert_string_equal(record_text(record, F_site_name), "一");
	assert_int_equal(record->rev, first->rev);
	assert_int_equal(record_int(record, F_updated_at),
	    record_int(first, F_updated_at));
	assert_string_equal(record_text(record, F_updated_by), "ryo");
}

static int64_t
count(struct world *world, const char *query)
{
	struct query *parsed;
	int64_t n;

	must(query_parse(&world->session, ENTITY_asset, query, world->arena,
	    &parsed));
	must(store_count(register_reader(&world->session), ENTITY_asset,
	    parsed, &n));
	return n;
}

static void
today_is_the_day_and_nothing_can_be_written(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "one");
	struct changes *changes;
	char day[DATE_LEN];

	tell_day(world, day);
	record_set_text(record, F_asset_review_due, day);
	world_put(world, record);
	world->now += 10 * (int64_t)DAY;
	assert_int_equal(count(world, "review_due<today"), 1);
	must(register_show(&world->session, day));
	assert_int_equal(count(world, "review_due<today"), 0);
	assert_int_equal(count(world, "review_due=today"), 1);
	changes = changes_new(&world->session, "edit");
	changes_put(changes, world_record(world, ENTITY_site, F_site_name,
	    "x"));
	refused(register_commit(&world->session, changes, NULL, NULL),
	    ERR_READONLY, day);
	changes_free(changes);
	must(register_show(&world->session, NULL));
	world_put(world, world_record(world, ENTITY_site, F_site_name, "x"));
}

static void
a_day_without_a_register_is_refused(void **state)
{
	struct world *world = *state;

	refused(register_show(&world->session, "2026-05-18"), ERR_USAGE,
	    "2026-05-18");
	world_put(world, world_record(world, ENTITY_site, F_site_name, "一"));
	refused(register_show(&world->session, "2026-05-17"), ERR_USAGE,
	    "2026-05-18");
	refused(register_show(&world->session, "2026-05-19"), ERR_USAGE,
	    "2026-05-19");
	refused(register_show(&world->session, "yesterday"), ERR_USAGE,
	    "yesterday");
	assert_null(register_as_of(&world->session));
	must(register_show(&world->session, "2026-05-18"));
}

/* More than fit into one batch, and a set that was staged. */
static void
a_large_set_goes(void **state)
{
	struct world *world = *state;
	struct changes *changes;
	char day[DATE_LEN];
	int i;

	world_put(world, world_record(world, ENTITY_asset, F_asset_name,
	    "one"));
	tell_day(world, day);
	world->now += DAY;
	changes = changes_new(&world->session, "import");
	for (i = 0; i < MANY; i++)
		changes_put(changes, world_record(world, ENTITY_asset,
		    F_asset_name, arena_printf(world->arena, "asset %d", i)));
	must(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	assert_int_equal(count(world, ""), MANY + 1);
	must(register_show(&world->session, day));
	assert_int_equal(count(world, ""), 1);
	must(register_show(&world->session, NULL));
	assert_int_equal(count(world, ""), MANY + 1);
}

/* --- snapshots and sign-offs --------------------------------------------------- */

static void
rename_site(struct world *world, const char *uuid, const char *name)
{
	struct record *record = world_edit(world, ENTITY_site, uuid);

	record_set_text(record, F_site_name, name);
	world_put(world, record);
}

static void
a_snapshot_is_proved_from_the_journal(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "一"));
	struct record *one, *two, *three;
	enum snapshot_proof proof;
	struct seal seal;

	must(snapshot_take(&world->session, "first", NULL, NULL,
	    world->arena, &one));
	assert_string_equal(record_text(one, F_snapshot_counts), "site=1");
	rename_site(world, uuid, "二");
	must(snapshot_take(&world->session, "second", NULL, NULL,
	    world->arena, &two));
	rename_site(world, uuid, "一");
	must(snapshot_take(&world->session, "third", NULL, NULL,
	    world->arena, &three));
	/* The same state has the same seal, snapshots or not. */
	assert_string_equal(record_text(one, F_snapshot_hash),
	    record_text(three, F_snapshot_hash));
	assert_string_not_equal(record_text(one, F_snapshot_hash),
	    record_text(two, F_snapshot_hash));
	must(snapshot_prove(&world->session, two, world->arena, &proof,
	    &seal));
	assert_int_equal(proof, SNAPSHOT_WHOLE);
	record_set_text(two, F_snapshot_hash, record_text(one,
	    F_snapshot_hash));
	must(snapshot_prove(&world->session, two, world->arena, &proof,
	    &seal));
	assert_int_equal(proof, SNAPSHOT_ALTERED);
	/* A snapshot is a point in time. */
	must(register_show(&world->session, "second"));
	assert_string_equal(record_text(world_get(world, ENTITY_site, uuid),
	    F_site_name), "二");
	must(register_show(&world->session, NULL));
	refused(snapshot_take(&world->session, "first", NULL, NULL,
	    world->arena, &three), ERR_INVALID, "first");
}

/* The definition of the seal, put together by hand. */
static void
the_seal_is_what_its_header_says(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "a\"b"));
	char digest[HASH_HEX], hash[HASH_HEX];
	struct record *snapshot;
	const char *text;

	text = arena_printf(world->arena, "{\"entity\":\"site\",\"fields\":{"
	    "\"name\":\"a\\\"b\"},\"uuid\":\"%s\"}", uuid);
	hash_of(text, strlen(text), digest);
	text = arena_printf(world->arena, "%s %s\n", uuid, digest);
	hash_of(text, strlen(text), hash);
	must(snapshot_take(&world->session, "s", NULL, NULL, world->arena,
	    &snapshot));
	assert_string_equal(record_text(snapshot, F_snapshot_hash), hash);
}

static void
become(struct world *world, const char *user)
{
	free((char *)(uintptr_t)world->session.user);
	world->session.user = strdup(user);
}

static void
add_people(struct world *world)
{
	static const char *const names[] = { "ryo", "aoi", "kei" };
	size_t i;

	for (i = 0; i < 3; i++)
		world_put(world, world_record(world, ENTITY_person,
		    F_person_name, names[i]));
}

static void
a_sign_off_needs_another_hand(void **state)
{
	struct world *world = *state;
	const struct signoff_request request = { .subject = "register",
	    .comment = "complete" };
	struct signoff_state look;
	struct record *signoff, *edit;
	struct changes *changes;
	const char *site;

	add_people(world);
	site = world_put(world, world_record(world, ENTITY_site, F_site_name,
	    "一"));
	must(signoff_start(&world->session, &request, world->arena,
	    &signoff));
	refused(signoff_sign(&world->session, signoff, SIGNOFF_APPROVE, NULL,
	    NULL, NULL), ERR_DENIED, "another person");
	become(world, "stranger");
	refused(signoff_sign(&world->session, signoff, SIGNOFF_APPROVE, NULL,
	    NULL, NULL), ERR_DENIED, "stranger");
	become(world, "aoi");
	must(signoff_sign(&world->session, signoff, SIGNOFF_CHECK, "seen",
	    NULL, NULL));
	become(world, "kei");
	signoff = world_get(world, ENTITY_signoff, signoff->uuid);
	rename_site(world, site, "二");
	must(signoff_look(&world->session, signoff, true, world->arena,
	    &look));
	assert_int_equal(look.changes, 1);
	assert_true(look.differs);
	assert_true(look.proved);
	must(signoff_sign(&world->session, signoff, SIGNOFF_APPROVE, NULL,
	    NULL, NULL));
	signoff = world_get(world, ENTITY_signoff, signoff->uuid);
	assert_string_equal(register_name_of(&world->session, record_text(
	    signoff, F_signoff_approver), world->arena), "kei");
	/* Nobody else writes into it, and nobody signs for another. */
	edit = world_edit(world, ENTITY_signoff, signoff->uuid);
	record_set_int(edit, F_signoff_revision, 1);
	changes = changes_new(&world->session, "edit");
	changes_put(changes, edit);
	refused(register_commit(&world->session, changes, NULL, NULL),
	    ERR_INVALID, "daicho signoff");
	changes_free(changes);
	changes = changes_new(&world->session, "signoff");
	changes_put(changes, edit);
	refused(register_commit(&world->session, changes, NULL, NULL),
	    ERR_INVALID, "does not change");
	changes_free(changes);
	edit = world_edit(world, ENTITY_signoff, signoff->uuid);
	record_set_text(edit, F_signoff_approver,
	    record_text(signoff, F_signoff_maker));
	changes = changes_new(&world->session, "signoff");
	changes_put(changes, edit);
	refused(register_commit(&world->session, changes, NULL, NULL),
	    ERR_INVALID, "signs for another");
	changes_free(changes);
}

static int64_t
changes_since(struct world *world, const struct record *signoff)
{
	struct signoff_state look;

	must(signoff_look(&world->session, signoff, false, world->arena,
	    &look));
	return look.changes;
}

/* Only what touches the signed part counts. */
static void
a_part_counts_its_own_changes(void **state)
{
	struct world *world = *state;
	const struct signoff_request request = { .subject = "query",
	    .query = "kind=server" };
	struct record *asset[2], *signoff, *edit;
	const char *uuid[2];
	int i;

	add_people(world);
	for (i = 0; i < 2; i++) {
		asset[i] = world_record(world, ENTITY_asset, F_asset_name,
		    i == 0 ? "in" : "out");
		record_set_text(asset[i], F_asset_kind,
		    i == 0 ? "server" : "client");
		uuid[i] = world_put(world, asset[i]);
	}
	must(signoff_start(&world->session, &request, world->arena,
	    &signoff));
	edit = world_edit(world, ENTITY_asset, uuid[1]);
	record_set_text(edit, F_asset_location, "2F");
	world_put(world, edit);
	assert_int_equal(changes_since(world, signoff), 0);
	edit = world_edit(world, ENTITY_asset, uuid[0]);
	record_set_text(edit, F_asset_location, "2F");
	world_put(world, edit);
	assert_int_equal(changes_since(world, signoff), 1);
	/* One leaves the part, one joins it. */
	edit = world_edit(world, ENTITY_asset, uuid[0]);
	record_set_text(edit, F_asset_kind, "client");
	world_put(world, edit);
	edit = world_edit(world, ENTITY_asset, uuid[1]);
	record_set_text(edit, F_asset_kind, "server");
	world_put(world, edit);
	assert_true(changes_since(world, signoff) >= 3);
}

/* --- erasure --------------------------------------------------------------------- */

static const char *
shown(struct world *world, enum entity_id entity, const char *uuid,
    size_t position)
{
	return record_text(world_get(world, entity, uuid), position);
}

/* True when the bytes stand in the register's file or its log. */
static bool
is_in_file(struct world *world, const char *bytes)
{
	static const char *const suffixes[] = { "", "-wal" };
	struct buf text = { 0 };
	char path[128];
	bool found = false;
	size_t i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s%s", world->path,
		    suffixes[i]);
		buf_clear(&text);
		if (path_read(path, 64 << 20, &text) == NULL)
			found |= text.len > 0 && memmem(text.s, text.len,
			    bytes, strlen(bytes)) != NULL;
	}
	buf_release(&text);
	return found;
}

static const char *
put_person(struct world *world)
{
	struct record *record = world_record(world, ENTITY_person,
	    F_person_name, "望月 昭");
	const char *uuid;

	record_set_text(record, F_person_mail, "mochizuki@example.org");
	record_set_text(record, F_person_phone, "03-0000-1111");
	uuid = world_put(world, record);
	record = world_edit(world, ENTITY_person, uuid);
	record_set_text(record, F_person_mail, "akira@example.org");
	record_set_text(record, F_person_role, "係長");
	world_put(world, record);
	return uuid;
}

static void
an_erased_field_is_gone_and_the_chain_holds(void **state)
{
	struct world *world = *state;
	const char *uuid = put_person(world);
	struct undo_obstacle obstacle[4];
	struct history_record record[4];
	enum snapshot_proof proof;
	struct record *snapshot;
	struct erasure erasure;
	char day[DATE_LEN];
	struct seal seal;
	int64_t total;
	size_t n;

	must(snapshot_take(&world->session, "s", NULL, NULL, world->arena,
	    &snapshot));
	tell_day(world, day);
	world->now += DAY;
	refused(register_erase(&world->session, ENTITY_person, uuid, "mail",
	    NULL, NULL, false, &erasure), ERR_USAGE, "reason");
	must(register_erase(&world->session, ENTITY_person, uuid, "mail",
	    "request", NULL, true, &erasure));
	assert_true(is_in_file(world, "akira@"));
	must(register_erase(&world->session, ENTITY_person, uuid, "mail",
	    "request", NULL, false, &erasure));
	assert_int_equal(erasure.entries, 2);
	assert_int_equal(erasure.fields, 1);
	assert_false(is_in_file(world, "akira@"));
	assert_false(is_in_file(world, "mochizuki@"));
	assert_null(shown(world, ENTITY_person, uuid, F_person_mail));
	world_verify(world);
	/* What else the entries said is still known. */
	must(history_records(&world->session, 2, NULL, world->arena, record,
	    4, &n, &total));
	assert_int_equal(n, 1);
	assert_true(record[0].erased);
	assert_int_equal(record[0].n, 2);
	assert_string_equal(record[0].change[0].new.s, "係長");
	assert_string_equal(record[0].change[1].field->key, "mail");
	assert_string_equal(record[0].change[1].old.s, "(erased)");
	must(register_show(&world->session, day));
	assert_string_equal(shown(world, ENTITY_person, uuid, F_person_mail),
	    "(erased)");
	assert_string_equal(shown(world, ENTITY_person, uuid, F_person_role),
	    "係長");
	must(register_show(&world->session, NULL));
	refused(history_undo(&world->session, 2, world->arena, obstacle, 4,
	    &n, NULL), ERR_INVALID, "erased");
	refused(history_undo(&world->session, erasure.tx, world->arena,
	    obstacle, 4, &n, NULL), ERR_INVALID, "erased");
	must(snapshot_prove(&world->session, snapshot, world->arena, &proof,
	    &seal));
	assert_int_equal(proof, SNAPSHOT_ERASED);
}

static void
what_an_erasure_left_can_be_erased_too(void **state)
{
	struct world *world = *state;
	const char *uuid = put_person(world);
	struct changes *changes;
	struct erasure erasure;

	must(register_erase(&world->session, ENTITY_person, uuid, "mail",
	    "request", NULL, false, &erasure));
	assert_true(is_in_file(world, "03-0000-1111"));
	must(register_erase(&world->session, ENTITY_person, uuid, "phone",
	    "request", NULL, false, &erasure));
	assert_false(is_in_file(world, "03-0000-1111"));
	world_verify(world);
	refused(register_erase(&world->session, ENTITY_person, uuid, NULL,
	    "request", NULL, false, &erasure), ERR_INVALID, "retired");
	changes = changes_new(&world->session, "retire");
	changes_retire(changes, ENTITY_person, uuid, 0);
	must(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	must(register_erase(&world->session, ENTITY_person, uuid, NULL,
	    "request", NULL, false, &erasure));
	assert_false(is_in_file(world, "望月"));
	assert_false(is_in_file(world, "係長"));
	assert_string_equal(shown(world, ENTITY_person, uuid, F_person_name),
	    "(erased)");
	world_verify(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, \
    world_teardown)
#define FILE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, world_setup_file, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_day_comes_back_as_it_was),
		TEST(a_record_has_the_revision_and_the_editor_of_then),
		TEST(today_is_the_day_and_nothing_can_be_written),
		TEST(a_day_without_a_register_is_refused),
		TEST(a_snapshot_is_proved_from_the_journal),
		TEST(the_seal_is_what_its_header_says),
		TEST(a_sign_off_needs_another_hand),
		TEST(a_part_counts_its_own_changes),
		FILE_TEST(a_large_set_goes),
		FILE_TEST(an_erased_field_is_gone_and_the_chain_holds),
		FILE_TEST(what_an_erasure_left_can_be_erased_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
