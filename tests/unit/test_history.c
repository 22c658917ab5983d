/* SPDX-License-Identifier: ISC */
/* The journal: undo, redo, large change sets, proof. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "model/journal.h"
#include "tests/unit/world.h"

enum { MANY = 1203, STEPS = 60 };

static void
undo(struct world *world, int64_t tx, struct commit_result *result)
{
	struct undo_obstacle obstacles[8];
	size_t n;

	must(history_undo(&world->session, tx, world->arena, obstacles, 8,
	    &n, result));
	assert_int_equal(n, 0);
}

static int64_t
last(struct world *world, bool undone)
{
	int64_t tx;

	must(history_last(&world->session, undone, &tx));
	return tx;
}

/* The undo that is to be taken back. */
static int64_t
redo(struct world *world)
{
	struct store_tx tx;
	bool found;

	must(store_tx_get(register_reader(&world->session),
	    last(world, true), world->arena, &tx, &found));
	assert_true(found);
	return tx.undone_by;
}

/* --- small sets -------------------------------------------------------------- */

static void
history_tells_who_changed_what(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_os_version, "10.0.19044"));
	struct record *record = world_edit(world, ENTITY_asset, uuid);
	struct changes *changes = changes_new(&world->session, "edit");
	struct history_record records[4];
	struct store_tx sets[4];
	int64_t total;
	size_t n;

	record_set_text(record, F_asset_os_version, "10.0.19045");
	record_set_text(record, F_notes, "次回は 6月の定期点検で実施");
	changes_reason(changes, "月次更新", "情政第231号");
	changes_put(changes, record);
	must(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	must(history_list(&world->session,
	    &(struct history_filter){ .uuid = uuid }, 0, world->arena, sets, 4,
	    &n));
	assert_int_equal(n, 2);
	assert_string_equal(sets[0].who, "ryo");
	assert_string_equal(sets[0].why, "月次更新");
	assert_string_equal(sets[0].ref, "情政第231号");
	assert_int_equal(sets[0].records, 1);
	must(history_records(&world->session, sets[0].id, NULL, world->arena,
	    records, 4, &n, &total));
	assert_int_equal(total, 1);
	assert_string_equal(records[0].op, "update");
	assert_int_equal(records[0].n, 2);
	assert_string_equal(records[0].change[0].field->key, "notes");
	assert_int_equal(records[0].change[0].old.kind, VALUE_NONE);
	assert_string_equal(records[0].change[1].old.s, "10.0.19044");
	assert_string_equal(records[0].change[1].new.s, "10.0.19045");
	must(history_list(&world->session, NULL, sets[0].id, world->arena,
	    sets, 4, &n));
	assert_int_equal(n, 1);
}

static void
undo_and_redo_go_through_ones_own_sets(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "一"));
	struct record *record = world_edit(world, ENTITY_site, uuid);
	int64_t first = last(world, false), second;

	record_set_text(record, F_site_name, "二");
	world_put(world, record);
	second = last(world, false);
	assert_true(second > first);
	assert_int_equal(last(world, true), 0);
	undo(world, second, NULL);
	assert_string_equal(record_text(world_get(world, ENTITY_site, uuid),
	    F_site_name), "一");
	assert_int_equal(last(world, false), first);
	undo(world, first, NULL);
	assert_null(world_get(world, ENTITY_site, uuid));
	assert_int_equal(last(world, false), 0);
	undo(world, redo(world), NULL);
	assert_string_equal(record_text(world_get(world, ENTITY_site, uuid),
	    F_site_name), "一");
	assert_int_equal(last(world, false), first);
	undo(world, redo(world), NULL);
	assert_string_equal(record_text(world_get(world, ENTITY_site, uuid),
	    F_site_name), "二");
	assert_int_equal(last(world, true), 0);
	assert_int_equal(last(world, false), second);
	/* After another change there is nothing to bring back. */
	undo(world, second, NULL);
	assert_int_equal(last(world, true), second);
	world_put(world, world_record(world, ENTITY_site, F_site_name, "三"));
	assert_int_equal(last(world, true), 0);
	/* Every change counted, so an old copy can never pass for new. */
	assert_int_equal(world_get(world, ENTITY_site, uuid)->rev, 7);
	world_verify(world);
}

static void
one_set_is_not_undone_twice(void **state)
{
	struct world *world = *state;
	struct undo_obstacle obstacles[2];
	const struct err *err;
	int64_t tx;
	size_t n;

	world_put(world, world_record(world, ENTITY_site, F_site_name, "一"));
	tx = last(world, false);
	undo(world, tx, NULL);
	err = history_undo(&world->session, tx, world->arena, obstacles, 2,
	    &n, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CONFLICT);
	err = history_undo(&world->session, 999, world->arena, obstacles, 2,
	    &n, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_NOT_FOUND);
}

static void
a_later_change_stands_in_the_way(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "複合機"));
	struct record *record = world_edit(world, ENTITY_asset, uuid);
	struct undo_obstacle obstacles[4];
	struct buf before = { 0 }, after = { 0 };
	int64_t create = last(world, false), move, later;
	const struct err *err;
	size_t n;

	record_set_text(record, F_asset_location, "1階");
	record_set_text(record, F_asset_model, "X1");
	world_put(world, record);
	move = last(world, false);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_location, "2階");
	world_put(world, record);
	later = last(world, false);
	world_dump(world, &before);
	err = history_undo(&world->session, move, world->arena, obstacles, 4,
	    &n, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CONFLICT);
	assert_int_equal(n, 1);
	assert_int_equal(obstacles[0].tx, later);
	assert_string_equal(obstacles[0].who, "ryo");
	assert_string_equal(obstacles[0].name, "複合機");
	assert_string_equal(obstacles[0].field->key, "location");
	err = history_undo(&world->session, create, world->arena, obstacles,
	    4, &n, NULL);
	assert_non_null(err);
	assert_int_equal(n, 2);
	world_dump(world, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	undo(world, later, NULL);
	undo(world, move, NULL);
	undo(world, create, NULL);
	assert_null(world_get(world, ENTITY_asset, uuid));
	buf_release(&before);
	buf_release(&after);
}

static void
who_is_referred_to_cannot_be_undone(void **state)
{
	struct world *world = *state;
	const char *site = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "本庁舎"));
	int64_t create = last(world, false), user;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "複合機");
	struct undo_obstacle obstacles[4];
	size_t n;

	record_set_text(record, F_asset_site, site);
	world_put(world, record);
	user = last(world, false);
	assert_non_null(history_undo(&world->session, create, world->arena,
	    obstacles, 4, &n, NULL));
	assert_int_equal(n, 1);
	assert_int_equal(obstacles[0].tx, user);
	assert_string_equal(obstacles[0].name, "複合機");
}

/* --- any sequence of changes, taken back --------------------------------------- */

struct play {
	struct world	*world;
	const char	*uuid[400];
	enum entity_id	 entity[400];
	size_t		 n;
	unsigned	 seed;
};

static unsigned
dice(struct play *play, unsigned sides)
{
	play->seed = play->seed * 1103515245 + 12345;
	return (play->seed >> 16) % sides;
}

static const char *
some(struct play *play, enum entity_id entity)
{
	size_t i, start = play->n == 0 ? 0 : dice(play, (unsigned)play->n);

	for (i = 0; i < play->n; i++) {
		size_t at = (start + i) % play->n;

		if (play->entity[at] == entity)
			return play->uuid[at];
	}
	return NULL;
}

static void
random_record(struct play *play, struct record *record)
{
	struct world *world = play->world;
	char text[32];

	snprintf(text, sizeof(text), "v%u", dice(play, 100000));
	if (record->entity == ENTITY_zone) {
		record_set_text(record, F_zone_name,
		    arena_strdup(world->arena, text));
	} else if (record->entity == ENTITY_asset) {
		record_set_text(record, F_asset_name,
		    arena_strdup(world->arena, text));
		if (dice(play, 2) == 0)
			record_set_text(record, F_asset_asset_no,
			    arena_strdup(world->arena, text));
		if (dice(play, 3) == 0)
			record_set_text(record, F_asset_host, dice(play, 2) ?
			    some(play, ENTITY_asset) : NULL);
		if (dice(play, 3) == 0)
			record_add_item(record, F_tags, world->arena,
			    arena_strdup(world->arena, text));
	} else if (record->entity == ENTITY_interface) {
		record_set_text(record, F_interface_asset,
		    some(play, ENTITY_asset));
		record_set_text(record, F_interface_zone,
		    some(play, ENTITY_zone));
		record_set_text(record, F_interface_mac,
		    dice(play, 2) ? "02:4b:11:9c:07:1f" : NULL);
	} else {
		record_set_text(record, F_flow_source,
		    some(play, ENTITY_asset));
		record_set_text(record, F_flow_target,
		    some(play, ENTITY_asset));
	}
}

/* One to five changes; false when the register refused them. */
static bool
random_set(struct play *play, struct commit_result *result)
{
	static const enum entity_id kinds[] = {
		ENTITY_zone, ENTITY_asset, ENTITY_interface, ENTITY_flow,
	};
	struct world *world = play->world;
	struct changes *changes = changes_new(&world->session, "edit");
	unsigned k, count = 1 + dice(play, 5);
	size_t n = play->n;
	const struct err *err;

	for (k = 0; k < count; k++) {
		unsigned what = dice(play, 10);
		size_t at = play->n == 0 ? 0 : dice(play, (unsigned)play->n);
		struct record *record;

		if (what < 5 || play->n == 0) {
			record = record_new(world->arena, kinds[dice(play, 4)]);
			random_record(play, record);
			play->entity[n] = record->entity;
			play->uuid[n++] = arena_strdup(world->arena,
			    changes_put(changes, record));
		} else if (what < 9) {
			record = world_edit(world, play->entity[at],
			    play->uuid[at]);
			random_record(play, record);
			changes_put(changes, record);
		} else {
			changes_retire(changes, play->entity[at],
			    play->uuid[at], 0);
		}
	}
	err = register_commit(&world->session, changes, NULL, result);
	changes_free(changes);
	if (err == NULL)
		play->n = n;
	return err == NULL && result->tx != 0;
}

static void
any_sequence_of_changes_can_be_taken_back(void **state)
{
	struct world *world = *state;
	static struct play play;
	static struct buf dumps[STEPS + 1];
	static int64_t sets[STEPS];
	struct commit_result result;
	struct buf now = { 0 };
	unsigned seed;
	int i, n;

	for (seed = 1; seed <= 8; seed++) {
		int64_t undos[STEPS];

		play = (struct play){ .world = world, .seed = seed };
		n = 0;
		world_dump(world, &dumps[0]);
		for (i = 0; i < STEPS; i++) {
			if (!random_set(&play, &result))
				continue;
			sets[n++] = result.tx;
			world_dump(world, &dumps[n]);
		}
		assert_true(n > STEPS / 2);
		for (i = n - 1; i >= 0; i--) {
			undo(world, sets[i], &result);
			undos[i] = result.tx;
			world_dump(world, &now);
			assert_string_equal(buf_str(&now), buf_str(&dumps[i]));
		}
		for (i = 0; i < n; i++) {
			undo(world, undos[i], NULL);
			world_dump(world, &now);
			assert_string_equal(buf_str(&now),
			    buf_str(&dumps[i + 1]));
		}
		for (i = n - 1; i >= 0; i--)
			undo(world, sets[i], NULL);
	}
	world_verify(world);
	for (i = 0; i <= STEPS; i++)
		buf_release(&dumps[i]);
	buf_release(&now);
}

/* --- large sets ------------------------------------------------------------------ */

/* Assets with an interface each, in one zone that the set makes, too. */
static void
add_many(struct world *world, struct changes *changes)
{
	struct arena *arena = world->arena;
	struct record *zone = world_record(world, ENTITY_zone, F_zone_name,
	    "業務系");
	int i;

	memcpy(zone->uuid, "aaaaaaaa-0000-4000-8000-000000000000",
	    UUID_LEN);
	for (i = 0; i < MANY / 3; i++) {
		struct record *asset = record_new(arena, ENTITY_asset);
		struct record *interface = record_new(arena,
		    ENTITY_interface);
		struct record *seen = record_new(arena, ENTITY_observation);

		record_set_text(asset, F_asset_asset_no,
		    arena_printf(arena, "PC-%04d", i));
		record_set_text(interface, F_interface_asset,
		    arena_strdup(arena, changes_put(changes, asset)));
		record_set_text(interface, F_interface_zone, zone->uuid);
		changes_put(changes, interface);
		record_set_text(seen, F_observation_ip, "10.0.0.1");
		changes_put(changes, seen);
	}
	changes_put(changes, zone);
}

static int64_t
count_of(struct world *world, enum entity_id entity)
{
	int64_t n;

	must(store_count(register_reader(&world->session), entity, NULL,
	    &n));
	return n;
}

static void
a_large_set_is_one_set(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	struct commit_result result, undone;
	struct store_tx sets[8];
	struct buf full = { 0 }, now = { 0 };
	const char *asset;
	size_t n;

	add_many(world, changes);
	asset = arena_strdup(world->arena, changes_put(changes,
	    world_record(world, ENTITY_asset, F_asset_asset_no, "PC-9999")));
	must(register_commit(&world->session, changes, NULL, &result));
	changes_free(changes);
	assert_int_equal(result.created, MANY / 3 * 2 + 2);
	assert_int_equal(count_of(world, ENTITY_asset), MANY / 3 + 1);
	assert_int_equal(count_of(world, ENTITY_observation), MANY / 3);
	must(history_list(&world->session, NULL, 0, world->arena, sets, 8,
	    &n));
	assert_int_equal(n, 1);
	assert_int_equal(sets[0].id, result.tx);
	assert_int_equal(sets[0].records, result.created);
	world_verify(world);
	/* Derived fields are there and nothing is held back any more. */
	world_put(world, world_edit(world, ENTITY_asset, asset));
	world_dump(world, &full);
	assert_non_null(strstr(buf_str(&full),
	    "zone=[\"aaaaaaaa-0000-4000-8000-000000000000\"]"));
	undo(world, result.tx, &undone);
	assert_int_equal(count_of(world, ENTITY_asset), 0);
	assert_int_equal(count_of(world, ENTITY_zone), 0);
	world_verify(world);
	undo(world, undone.tx, NULL);
	world_dump(world, &now);
	assert_string_equal(buf_str(&now), buf_str(&full));
	world_verify(world);
	buf_release(&full);
	buf_release(&now);
}

static void
a_large_set_with_mistakes_leaves_nothing(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	struct problems list = { .arena = world->arena };
	struct commit_options options = { .problems = &list };
	struct buf before = { 0 }, now = { 0 };
	const struct err *err;

	world_put(world, world_record(world, ENTITY_asset, F_asset_asset_no,
	    "PC-0399"));
	world_dump(world, &before);
	add_many(world, changes);
	changes_put(changes, world_record(world, ENTITY_asset, F_asset_kind,
	    "teapot"));
	err = register_commit(&world->session, changes, &options, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_int_equal(list.errors, 2);
	world_dump(world, &now);
	assert_string_equal(buf_str(&now), buf_str(&before));
	world_verify(world);
	changes_free(changes);
	/* Nothing of it is in the way of a better one. */
	undo(world, last(world, false), NULL);
	changes = changes_new(&world->session, "import");
	add_many(world, changes);
	must(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	world_verify(world);
	buf_release(&before);
	buf_release(&now);
}

/* What happens between the batches of a large set. */
struct watch {
	struct world	*world;
	struct session	 other;
	int		 calls;
	int		 stop_at;	/* says no at this call; 0: never */
	bool		 write;
	int		 busy, saved;
};

static bool
on_step(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct watch *watch = ctx;
	struct changes *changes;
	const struct err *err;

	(void)what;
	(void)done;
	(void)total;
	watch->calls++;
	if (watch->write) {
		changes = changes_new(&watch->other, "edit");
		changes_put(changes, world_record(watch->world, ENTITY_site,
		    F_site_name, arena_printf(watch->world->arena, "S%d",
		    watch->calls)));
		must(register_commit(&watch->other, changes, NULL, NULL));
		changes_free(changes);
		watch->saved++;
		changes = changes_new(&watch->other, "edit");
		changes_put(changes, world_record(watch->world, ENTITY_asset,
		    F_asset_asset_no, "PC-0001"));
		err = register_commit(&watch->other, changes, NULL, NULL);
		changes_free(changes);
		assert_non_null(err);
		watch->busy += err->kind == ERR_BUSY;
	}
	return watch->calls != watch->stop_at;
}

static void
stopping_a_large_set_leaves_nothing(void **state)
{
	struct world *world = *state;
	struct watch watch = { .world = world };
	struct buf before = { 0 }, now = { 0 };
	const struct err *err;
	int at;

	world_dump(world, &before);
	for (at = 1; at <= 3; at++) {
		struct changes *changes = changes_new(&world->session,
		    "import");

		watch.calls = 0;
		watch.stop_at = at;
		world->session.progress = (struct progress){ on_step,
		    &watch };
		add_many(world, changes);
		err = register_commit(&world->session, changes, NULL, NULL);
		world->session.progress = (struct progress){ 0 };
		changes_free(changes);
		assert_non_null(err);
		assert_int_equal(err->kind, ERR_CANCELLED);
		world_dump(world, &now);
		assert_string_equal(buf_str(&now), buf_str(&before));
		world_verify(world);
	}
	buf_release(&before);
	buf_release(&now);
}

static void
others_go_on_while_a_large_set_is_written(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	struct watch watch = { .world = world, .write = true };
	struct commit_result result;
	struct verify_report report;

	session_init(&watch.other);
	must(register_open(&watch.other, world->path));
	world->session.progress = (struct progress){ on_step, &watch };
	add_many(world, changes);
	must(register_commit(&world->session, changes, NULL, &result));
	world->session.progress = (struct progress){ 0 };
	changes_free(changes);
	assert_true(watch.saved >= 6);
	/* Until the set is closed its numbers are its own. */
	assert_true(watch.busy >= watch.saved - 1);
	assert_int_equal(count_of(world, ENTITY_site), watch.saved);
	assert_int_equal(count_of(world, ENTITY_asset), MANY / 3);
	world_verify(world);
	must(history_verify(&watch.other, &report));
	assert_null(report.broken_why);
	register_close(&watch.other);
	session_release(&watch.other);
}

/* --- proof -------------------------------------------------------------------------- */

static void
run_sql(struct world *world, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(db);
}

/* True when verify sees what the statement did; then it is put right. */
static bool
is_seen(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
is_seen(struct world *world, const char *format, ...)
{
	struct verify_report report;
	char sql[1024], keep[2048];
	va_list ap;
	bool seen;

	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	snprintf(keep, sizeof(keep), "CREATE TABLE keep_entry AS SELECT * "
	    "FROM entry; CREATE TABLE keep_tx AS SELECT * FROM tx; "
	    "CREATE TABLE keep_meta AS SELECT * FROM meta; %s", sql);
	run_sql(world, keep);
	must(history_verify(&world->session, &report));
	seen = report.broken_why != NULL && report.broken > 0;
	run_sql(world, "DELETE FROM entry; DELETE FROM tx; DELETE FROM meta; "
	    "INSERT INTO tx SELECT * FROM keep_tx; INSERT INTO entry SELECT "
	    "* FROM keep_entry; INSERT INTO meta SELECT * FROM keep_meta; "
	    "DROP TABLE keep_entry; DROP TABLE keep_tx; "
	    "DROP TABLE keep_meta;");
	return seen;
}

/* A journal with small sets, a large one, an undo. */
static void
fill(struct world *world)
{
	struct changes *changes = changes_new(&world->session, "import");
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "一"));
	struct record *record = world_edit(world, ENTITY_site, uuid);
	struct commit_result result;

	record_set_text(record, F_site_name, "二");
	world_put(world, record);
	undo(world, last(world, false), NULL);
	add_many(world, changes);
	must(register_commit(&world->session, changes, NULL, &result));
	changes_free(changes);
	world_put(world, world_record(world, ENTITY_site, F_site_name, "三"));
	world_put(world, world_record(world, ENTITY_site, F_site_name, "四"));
	world_verify(world);
}

static void
a_flipped_byte_is_seen_anywhere(void **state)
{
	static const char *const columns[] = {
		"payload", "salt", "digest", "chain", "uuid", "op", "tx",
		"entity",
	};
	static const char *const of_tx[] = {
		"at", "who", "kind", "undoes", "undone_by", "records",
		"why", "ref", "state",
	};
	struct world *world = *state;
	int64_t entries[] = { 1, 2, 3, 4, 5, 300, 806, 807, 808 };
	size_t i, j;
	int byte, step = getenv("SANITIZED") == NULL ? 5 : 15;

	fill(world);
	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		for (j = 0; j < 4; j++)
			for (byte = 1; byte <= 16; byte += step)
				assert_true(is_seen(world, "UPDATE entry SET "
				    "%s = CAST(CAST(substr(CAST(%s AS BLOB), "
				    "1, %d) AS BLOB) || CASE WHEN substr(CAST("
				    "%s AS BLOB), %d, 1) = x'61' THEN x'62' "
				    "ELSE x'61' END || substr(CAST(%s AS "
				    "BLOB), %d) AS %s) WHERE id = (SELECT "
				    "min(id) FROM entry WHERE id >= %lld)",
				    columns[j], columns[j], byte - 1,
				    columns[j], byte, columns[j], byte + 1,
				    j == 0 ? "TEXT" : "BLOB",
				    (long long)entries[i]));
		for (j = 4; j < 8; j++)
			assert_true(is_seen(world, "UPDATE entry SET %s = "
			    "CASE %s WHEN 'asset' THEN 'zone' ELSE (SELECT "
			    "max(%s) || '' FROM entry) || 1 END WHERE id = "
			    "(SELECT min(id) FROM entry WHERE id >= %lld)",
			    columns[j], columns[j], columns[j],
			    (long long)entries[i]));
	}
	for (i = 1; i <= 6; i++)
		for (j = 0; j < sizeof(of_tx) / sizeof(of_tx[0]); j++)
			if (!is_seen(world, "UPDATE tx SET %s = "
			    "coalesce(%s, 0) + 1 || '' WHERE id = (SELECT id "
			    "FROM tx ORDER BY id LIMIT 1 OFFSET %zu)",
			    of_tx[j], of_tx[j], i - 1))
				fail_msg("set %zu, %s", i, of_tx[j]);
	world_verify(world);
}

static void
a_missing_or_moved_entry_is_seen(void **state)
{
	struct world *world = *state;
	static const char *const deeds[] = {
		"DELETE FROM entry WHERE id = 1",
		"DELETE FROM entry WHERE id = (SELECT min(id) FROM entry "
		    "WHERE id > 300)",
		"DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)",
		"DELETE FROM entry WHERE op = 'close'",
		"DELETE FROM entry WHERE tx = (SELECT max(id) FROM tx); "
		    "DELETE FROM tx WHERE id = (SELECT max(id) FROM tx)",
		"DELETE FROM entry WHERE id > 3 AND id < 807",
		"UPDATE entry SET id = 100000 WHERE id = 2",
		"UPDATE entry SET id = 100000 WHERE id = (SELECT min(id) "
		    "FROM entry WHERE id > 300)",
		"UPDATE entry SET id = -1 WHERE id = 5; "
		    "UPDATE entry SET id = 5 WHERE id = 4; "
		    "UPDATE entry SET id = 4 WHERE id = -1",
		"UPDATE meta SET value = '1 ' || value WHERE key = 'journal'",
		"UPDATE meta SET value = '7' || substr(value, instr(value, "
		    "' ')) WHERE key = 'journal'",
		"DELETE FROM meta WHERE key = 'journal'",
		"INSERT INTO tx(state, at, who, kind, records) "
		    "VALUES(2, 1, 'mallory', 'edit', 1)",
		"INSERT INTO entry(tx, uuid, entity, op, payload, salt, "
		    "digest, chain) SELECT tx, uuid, entity, op, payload, "
		    "salt, digest, chain FROM entry ORDER BY id DESC LIMIT 1",
		"UPDATE entry SET payload = NULL WHERE id = 2",
		"DELETE FROM tx WHERE id = 1",
	};
	size_t i;

	fill(world);
	for (i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (!is_seen(world, "PRAGMA foreign_keys=OFF; %s", deeds[i]))
			fail_msg("%s", deeds[i]);
	world_verify(world);
}

static void
an_erased_payload_verifies_when_the_journal_says_so(void **state)
{
	struct world *world = *state;
	struct store *store;
	struct journal_head head;
	struct store_tx tx = { .state = TX_CLOSED, .at = 1, .who = "ryo",
	    .kind = "erase", .records = 1 };
	struct history_record records[2];
	struct verify_report report;
	const char *uuid;
	int64_t total;
	size_t n;

	uuid = world_put(world, world_record(world, ENTITY_person,
	    F_person_name, "望月 昭"));
	world_put(world, world_record(world, ENTITY_site, F_site_name, "一"));
	store = register_reader(&world->session);
	must(store_begin(store));
	must(store_tx_put(store, &tx));
	must(journal_head_load(store, &head));
	must(journal_add(store, &tx, &head, ENTITY_person, uuid, "erase",
	    "{\"entry\":1}"));
	must(journal_head_save(store, &head));
	must(store_commit(store));
	run_sql(world, "UPDATE entry SET payload = NULL WHERE id = 1");
	must(history_verify(&world->session, &report));
	if (report.broken_why != NULL)
		fail_msg("%s", report.broken_why);
	assert_int_equal(report.entries, 3);
	must(history_records(&world->session, 1, NULL, world->arena, records,
	    2, &n, &total));
	assert_true(records[0].erased);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, \
    world_teardown)
#define FILE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, world_setup_file, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(history_tells_who_changed_what),
		TEST(undo_and_redo_go_through_ones_own_sets),
		TEST(one_set_is_not_undone_twice),
		TEST(a_later_change_stands_in_the_way),
		TEST(who_is_referred_to_cannot_be_undone),
		TEST(any_sequence_of_changes_can_be_taken_back),
		TEST(a_large_set_is_one_set),
		TEST(a_large_set_with_mistakes_leaves_nothing),
		TEST(stopping_a_large_set_leaves_nothing),
		FILE_TEST(others_go_on_while_a_large_set_is_written),
		FILE_TEST(a_flipped_byte_is_seen_anywhere),
		FILE_TEST(a_missing_or_moved_entry_is_seen),
		FILE_TEST(an_erased_payload_verifies_when_the_journal_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
