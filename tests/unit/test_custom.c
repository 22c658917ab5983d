/* SPDX-License-Identifier: ISC */
/* What a register defines itself behaves like what is built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/custom.h"
#include "tests/unit/world.h"

enum { ROUNDS = 40, FIELDS = 12, ASSETS = 4, MANY = 700 };

/* --- definitions ---------------------------------------------------------- */

static struct record *
definition(struct world *world, const char *key, const char *type)
{
	struct record *record = world_record(world, ENTITY_custom_field,
	    F_custom_field_key, key);

	record_set_text(record, F_custom_field_entity, "asset");
	record_set_text(record, F_custom_field_type, type);
	return record;
}

static void
add_choice(struct world *world, const char *set, const char *key, int order)
{
	struct record *record = world_record(world, ENTITY_custom_choice,
	    F_custom_choice_set, set);

	record_set_text(record, F_custom_choice_key, key);
	record_set_int(record, F_custom_choice_order, order);
	world_put(world, record);
}

static size_t
position(const char *key)
{
	int at = entity_field_find(ENTITY_asset, key);

	assert_true(at >= 0);
	return (size_t)at;
}

static const struct err *
try_commit(struct world *world, const struct record *record)
{
	struct changes *changes = changes_new(&world->session, "edit");
	const struct err *err;

	changes_put(changes, record);
	err = register_commit(&world->session, changes, NULL, NULL);
	changes_free(changes);
	return err;
}

/* --- values ------------------------------------------------------------------ */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static const char *const sorts[] = {
	"text", "note", "int", "date", "yesno", "choice",
};

/* Something that a person may write into the field. */
static const char *
any_text(struct world *world, const struct field *field, uint32_t *seed)
{
	static const char *const words[] = {
		"東京", "a'b", "x\"y", "ＡＢＣ", "100%_", "zz", "-",
	};
	static const char *const keys[] = { "low", "mid", "high" };

	switch (field->type) {
	case TYPE_INT:
		return arena_printf(world->arena, "%u", draw(seed, 2000));
	case TYPE_DATE:
		return arena_printf(world->arena, "20%02u-%02u-%02u",
		    draw(seed, 40) + 10, draw(seed, 12) + 1,
		    draw(seed, 28) + 1);
	case TYPE_YESNO:
		return draw(seed, 2) == 0 ? "yes" : "no";
	case TYPE_CHOICE:
		return keys[draw(seed, 3)];
	default:
		return arena_printf(world->arena, "%s %u",
		    words[draw(seed, 7)], draw(seed, 100));
	}
}

static struct value
any_value(struct world *world, const struct field *field, uint32_t *seed)
{
	struct value value = { .kind = VALUE_NONE };
	struct buf text = { 0 };
	uint32_t n = draw(seed, 4) == 0 ? 0 : 1, i;

	if (n > 0 && field_is_many(field))
		n += draw(seed, 3);
	for (i = 0; i < n; i++)
		buf_printf(&text, "%s%s", i > 0 ? ";" : "",
		    any_text(world, field, seed));
	assert_null(value_read(&world->session, field, buf_str(&text),
	    world->arena, &value));
	buf_release(&text);
	return value;
}

static void
define_some(struct world *world, uint32_t *seed, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *type = sorts[draw(seed, 6)];
		struct record *record = definition(world,
		    arena_printf(world->arena, "own_%zu", i), type);

		if (strcmp(type, "choice") == 0)
			record_set_text(record, F_custom_field_set, "weight");
		if (custom_may_be_many(type) && draw(seed, 2) == 0)
			record_set_text(record, F_custom_field_many, "yes");
		world_put(world, record);
	}
}

static int64_t
count(struct world *world, struct query *query)
{
	int64_t n = -1;

	assert_null(store_count(register_reader(&world->session),
	    ENTITY_asset, query, &n));
	return n;
}

/* The record is found by each of its values, and by what is empty. */
static void
check_found(struct world *world, const struct record *record, size_t at)
{
	const struct field *field = entity_field(ENTITY_asset, at);
	struct value one = record->v[at], key = { .kind = VALUE_TEXT,
	    .s = record->uuid };
	struct query *query, *self = query_field(world->arena, ENTITY_asset,
	    F_uuid, QUERY_EQ, key);

	if (one.kind == VALUE_LIST)
		one = (struct value){ .kind = VALUE_TEXT,
		    .s = one.list[one.n - 1] };
	query = query_field(world->arena, ENTITY_asset, at, one.kind ==
	    VALUE_NONE ? QUERY_EMPTY : QUERY_EQ, one);
	if (count(world, query_and(world->arena, self, query)) != 1)
		fail_msg("%s is not found by its value", field->key);
}

static void
check_sorted(struct world *world, size_t at)
{
	const struct field *field = entity_field(ENTITY_asset, at);
	struct query_sort sort = { .position = at };
	struct record *row[ASSETS];
	struct store_keys keys;
	size_t i;

	if (field_is_many(field) || field->type == TYPE_CHOICE)
		return;
	assert_null(store_keys(register_reader(&world->session),
	    ENTITY_asset, NULL, &sort, 1, &keys));
	assert_int_equal(keys.n, ASSETS);
	assert_null(store_rows(register_reader(&world->session), &keys, 0,
	    keys.n, NULL, world->arena, row));
	for (i = 1; i < ASSETS; i++) {
		const struct value *a = &row[i - 1]->v[at], *b = &row[i]->v[at];

		assert_true(a->kind != VALUE_NONE || b->kind == VALUE_NONE);
		if (b->kind == VALUE_INT)
			assert_true(a->i <= b->i);
		if (b->kind == VALUE_TEXT && field->type == TYPE_DATE)
			assert_true(strcmp(a->s, b->s) <= 0);
	}
	store_keys_release(&keys);
}

static void
one_round(struct world *world, uint32_t seed)
{
	size_t first, n, i, j;
	const char *uuid[ASSETS];

	add_choice(world, "weight", "high", 3);
	add_choice(world, "weight", "low", 1);
	add_choice(world, "weight", "mid", 2);
	define_some(world, &seed, draw(&seed, FIELDS) + 1);
	first = entity_field_built_in(ENTITY_asset);
	n = entity_field_count(ENTITY_asset);
	for (i = 0; i < ASSETS; i++) {
		struct record *record = world_record(world, ENTITY_asset,
		    F_asset_name, "x"), *got;

		for (j = first; j < n; j++)
			record_set(record, j, any_value(world,
			    entity_field(ENTITY_asset, j), &seed));
		uuid[i] = world_put(world, record);
		got = world_get(world, ENTITY_asset, uuid[i]);
		for (j = first; j < n; j++) {
			if (!value_equal(&record->v[j], &got->v[j]))
				fail_msg("%s came back otherwise",
				    entity_field(ENTITY_asset, j)->key);
			check_found(world, got, j);
		}
	}
	for (j = first; j < n; j++)
		check_sorted(world, j);
	world_verify(world);
}

static void
values_of_every_type_come_back_and_are_found(void **state)
{
	uint32_t seed;

	(void)state;
	for (seed = 1; seed <= ROUNDS; seed++) {
		struct world world;

		world_open(&world);
		one_round(&world, seed);
		world_release(&world);
	}
}

static void
undo_takes_a_value_back_and_redo_brings_it(void **state)
{
	struct world *world = *state;
	struct commit_result result;
	struct undo_obstacle no;
	struct record *record;
	const char *uuid;
	size_t at, n;

	world_put(world, definition(world, "seats", "int"));
	at = position("seats");
	uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "x"));
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_int(record, at, 7);
	world_put(world, record);
	assert_null(history_undo(&world->session, 3, world->arena, &no, 1, &n,
	    &result));
	assert_false(record_has(world_get(world, ENTITY_asset, uuid), at));
	assert_null(history_undo(&world->session, result.tx, world->arena,
	    &no, 1, &n, &result));
	assert_int_equal(record_int(world_get(world, ENTITY_asset, uuid), at),
	    7);
	/* The definition cannot be taken back while it has values. */
	assert_non_null(history_undo(&world->session, 1, world->arena, &no, 1,
	    &n, &result));
	world_verify(world);
}

/* Once nothing stands in it any more, a field may be of another type. */
static void
history_outlives_a_type(void **state)
{
	struct world *world = *state;
	struct history_record rows[2];
	struct record *record;
	const char *field, *uuid;
	int64_t total;
	size_t at, n;

	field = world_put(world, definition(world, "seats", "int"));
	at = position("seats");
	uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "x"));
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_int(record, at, 7);
	world_put(world, record);
	record = world_edit(world, ENTITY_custom_field, field);
	record_set_text(record, F_custom_field_type, "text");
	assert_non_null(try_commit(world, record));
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, at, NULL);
	world_put(world, record);
	record = world_edit(world, ENTITY_custom_field, field);
	record_set_text(record, F_custom_field_type, "text");
	world_put(world, record);
	assert_null(history_records(&world->session, 3, NULL, world->arena,
	    rows, 2, &n, &total));
	assert_int_equal(rows[0].n, 0);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, at, "many");
	world_put(world, record);
	assert_string_equal(record_text(world_get(world, ENTITY_asset, uuid),
	    at), "many");
}

/* --- positions ------------------------------------------------------------------ */

static void
a_position_is_never_used_again(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "edit");
	struct commit_result result;
	struct undo_obstacle no;
	const char *uuid;
	size_t a, b, n;

	uuid = world_put(world, definition(world, "first", "text"));
	world_put(world, definition(world, "second", "text"));
	a = position("first");
	b = position("second");
	assert_int_equal(b, a + 1);
	changes_retire(changes, ENTITY_custom_field, uuid, 0);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	assert_int_equal(position("first"), a);
	assert_false(field_is_editable(entity_field(ENTITY_asset, a)));
	/* The second is taken back as if it had never been. */
	assert_null(history_undo(&world->session, 2, world->arena, &no, 1, &n,
	    &result));
	world_put(world, definition(world, "second", "int"));
	assert_int_equal(position("second"), b + 1);
	assert_int_equal(entity_field(ENTITY_asset, b + 1)->type, TYPE_INT);
	assert_false(field_is_editable(entity_field(ENTITY_asset, b)));
}

static void
another_process_learns_of_a_field(void **state)
{
	struct world *world = *state, other;
	struct changes *changes, *retired;
	struct record *old;
	const char *uuid, *memo;
	size_t at;

	world_release(world);
	world_open_file(world);
	uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "x"));
	old = world_edit(world, ENTITY_asset, uuid);
	world_init(&other);
	other.next = 1000;
	assert_null(register_open(&other.session, world->path));
	world_put(&other, definition(&other, "seats", "int"));
	at = position("seats");

	register_install(&world->session);
	assert_int_equal(entity_field_find(ENTITY_asset, "seats"), -1);
	assert_null(register_follow(&world->session));
	assert_int_equal(position("seats"), at);
	/* What was read before has no room for it, and need not. */
	record_set_int(old, at, 5);
	record_set_text(old, F_notes, "new");
	assert_false(record_has(old, at));
	world_put(world, old);

	/* A writer learns of it before it commits. */
	memo = world_put(&other, definition(&other, "memo", "text"));
	register_install(&world->session);
	assert_int_equal(entity_field_find(ENTITY_asset, "memo"), -1);
	old = definition(world, "memo", "text");
	assert_non_null(try_commit(world, old));
	assert_int_equal(position("memo"), at + 1);

	/* Nor does it write what has been retired meanwhile. */
	old = world_edit(world, ENTITY_asset, uuid);
	record_set_text(old, at + 1, "late");
	changes = changes_new(&world->session, "edit");
	changes_put(changes, old);
	retired = changes_new(&other.session, "edit");
	changes_retire(retired, ENTITY_custom_field, memo, 0);
	assert_null(register_commit(&other.session, retired, NULL, NULL));
	changes_free(retired);
	assert_non_null(register_commit(&world->session, changes, NULL,
	    NULL));
	changes_free(changes);
	world_release(&other);
	register_install(&world->session);
}

/* --- what is built in ------------------------------------------------------------ */

static void
built_in_fields_are_what_they_were(void **state)
{
	struct world *world = *state;
	const struct field *before[FIELD_MAX];
	size_t i, n = entity_field_count(ENTITY_asset);
	size_t zones = entity_field_count(ENTITY_zone);

	for (i = 0; i < n; i++)
		before[i] = entity_field(ENTITY_asset, i);
	assert_null(entity_field(ENTITY_asset, n));
	world_put(world, definition(world, "seats", "int"));
	assert_int_equal(entity_field_built_in(ENTITY_asset), n);
	assert_int_equal(entity_field_count(ENTITY_asset), n + 1);
	assert_int_equal(entity_field_count(ENTITY_zone), zones);
	for (i = 0; i < n; i++)
		assert_ptr_equal(entity_field(ENTITY_asset, i), before[i]);
	assert_null(entity_field(ENTITY_asset, n + 1));
	register_close(&world->session);
	assert_null(entity_field(ENTITY_asset, n));
}

static void
added_choices_stand_by_their_weight(void **state)
{
	struct world *world = *state;
	const struct choice *rows;
	size_t i, n, built_in;

	choice_set("zone_kind", &built_in);
	add_choice(world, "zone_kind", "annex", 1);
	rows = choice_set("zone_kind", &n);
	assert_int_equal(n, built_in + 1);
	for (i = 1; i < n; i++)
		assert_true(rows[i - 1].order <= rows[i].order);
	assert_string_equal(choice_find("zone_kind", "annex")->label[LANG_JA],
	    "annex");
	assert_null(choice_find("zone_kind", "cellar"));
}

/* A file from elsewhere may hold what no check of ours let pass. */
static void
wrong_definitions_of_a_file_define_nothing(void **state)
{
	static const char *const keys[] = {
		"a'b", "A", "", "a b", "name", "uuid", "9", "a;--",
	};
	struct world *world = *state;
	struct store *store = register_reader(&world->session);
	size_t i, n = entity_field_count(ENTITY_asset);
	char uuid[UUID_LEN];

	assert_null(store_begin(store));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct record *record = definition(world, keys[i], "text");

		session_uuid(&world->session, uuid);
		record_set_text(record, F_uuid, arena_strdup(world->arena,
		    uuid));
		record_set_int(record, F_rev, 1);
		assert_null(store_put(store, record));
	}
	assert_null(store_commit(store));
	assert_null(register_follow(&world->session));
	assert_int_equal(entity_field_count(ENTITY_asset), n);
}

/* --- together --------------------------------------------------------------------- */

/* More records than one transaction takes, and the field they need. */
static void
a_large_set_defines_and_fills_a_field(void **state)
{
	struct world *world = *state;
	struct changes *changes;
	struct record *record;
	struct commit_result result;
	struct undo_obstacle no;
	struct buf dump = { 0 }, again = { 0 };
	char uuid[UUID_LEN];
	size_t i, n, at;

	world_release(world);
	world_open_file(world);
	changes = changes_new(&world->session, "import");
	record = definition(world, "seats", "int");
	session_uuid(&world->session, uuid);
	record_set_text(record, F_uuid, uuid);
	custom_suppose(&world->session, record);
	assert_null(custom_follow(&world->session));
	changes_put(changes, record);
	at = position("seats");
	for (i = 0; i < MANY; i++) {
		record = world_record(world, ENTITY_asset, F_asset_name, "x");
		record_set_int(record, at, (int64_t)i);
		changes_put(changes, record);
	}
	assert_null(register_commit(&world->session, changes, NULL, &result));
	changes_free(changes);
	assert_null(custom_forget(&world->session));
	assert_int_equal(position("seats"), at);
	assert_int_equal(count(world, query_field(world->arena, ENTITY_asset,
	    at, QUERY_GE, (struct value){ .kind = VALUE_INT, .i = 10 })),
	    MANY - 10);
	world_dump(world, &dump);
	assert_null(history_undo(&world->session, result.tx, world->arena,
	    &no, 1, &n, &result));
	assert_int_equal(count(world, NULL), 0);
	/* Who never saw the field brings it back with its values. */
	assert_null(register_open(&world->session, world->path));
	assert_int_equal(entity_field_find(ENTITY_asset, "seats"), -1);
	assert_null(history_undo(&world->session, result.tx, world->arena,
	    &no, 1, &n, &result));
	world_dump(world, &again);
	assert_string_equal(buf_str(&dump), buf_str(&again));
	world_verify(world);
	buf_release(&dump);
	buf_release(&again);
}

static void
there_is_an_end_of_fields(void **state)
{
	struct world *world = *state;
	const struct err *err = NULL;
	struct changes *changes;
	size_t i, n = entity_field_count(ENTITY_asset);

	for (i = n; i < FIELD_MAX; i++)
		world_put(world, definition(world,
		    arena_printf(world->arena, "own_%zu", i), "text"));
	assert_int_equal(entity_field_count(ENTITY_asset), FIELD_MAX);
	err = try_commit(world, definition(world, "one_more", "text"));
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "256"));
	/* In one set, too: no more are known than there is room for. */
	changes = changes_new(&world->session, "edit");
	for (i = 0; i < FIELD_MAX; i++) {
		struct record *record = definition(world,
		    arena_printf(world->arena, "zone_%zu", i), "text");

		record_set_text(record, F_custom_field_entity, "zone");
		changes_put(changes, record);
	}
	err = register_commit(&world->session, changes, NULL, NULL);
	assert_non_null(err);
	changes_free(changes);
}

static void
thousands_of_choices_are_refused(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	struct problems found = { .arena = world->arena };
	struct commit_options options = { .problems = &found };
	size_t i;

	for (i = 0; i <= CUSTOM_MAX; i++) {
		struct record *record = world_record(world,
		    ENTITY_custom_choice, F_custom_choice_set, "floor");

		record_set_text(record, F_custom_choice_key,
		    arena_printf(world->arena, "f%zu", i));
		changes_put(changes, record);
	}
	assert_non_null(register_commit(&world->session, changes, &options,
	    NULL));
	changes_free(changes);
	assert_int_equal(found.errors, CUSTOM_MAX + 1);
	add_choice(world, "floor", "f1", 1);
}

static void
what_was_supposed_and_not_written_is_gone(void **state)
{
	struct world *world = *state;
	struct record *record = definition(world, "seats", "int");
	char uuid[UUID_LEN];

	session_uuid(&world->session, uuid);
	record_set_text(record, F_uuid, uuid);
	custom_suppose(&world->session, record);
	assert_null(custom_follow(&world->session));
	assert_true(field_is_editable(entity_field(ENTITY_asset,
	    position("seats"))));
	assert_null(custom_forget(&world->session));
	assert_false(field_is_editable(entity_field(ENTITY_asset,
	    position("seats"))));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_every_type_come_back_and_are_found),
#define CASE(name) cmocka_unit_test_setup_teardown(name, world_setup, \
    world_teardown)
		CASE(undo_takes_a_value_back_and_redo_brings_it),
		CASE(history_outlives_a_type),
		CASE(a_position_is_never_used_again),
		CASE(another_process_learns_of_a_field),
		CASE(built_in_fields_are_what_they_were),
		CASE(added_choices_stand_by_their_weight),
		CASE(wrong_definitions_of_a_file_define_nothing),
		CASE(a_large_set_defines_and_fills_a_field),
		CASE(there_is_an_end_of_fields),
		CASE(thousands_of_choices_are_refused),
		CASE(what_was_supposed_and_not_written_is_gone),
#undef CASE
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
