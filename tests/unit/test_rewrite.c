/* SPDX-License-Identifier: ISC */
/* Rewriting many records: what follows, what stays, pieces of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/clone.h"
#include "model/rewrite.h"
#include "tests/unit/world.h"

static const char *
named(struct world *world, enum entity_id entity, const char *name)
{
	return world_put(world, world_record(world, entity,
	    entity_name_field(entity), name));
}

static void
commit(struct world *world, const struct rewrite *rewrite)
{
	struct changes *changes = changes_new(&world->session, "edit");
	const struct err *err;

	rewrite_put(rewrite, changes);
	err = register_commit(&world->session, changes, NULL, NULL);
	must(err);
	changes_free(changes);
}

static void
several_are_taken_out_of_one_list(void **state)
{
	struct world *world = *state;
	const char *system[3] = { named(world, ENTITY_system, "a"),
		named(world, ENTITY_system, "b"),
		named(world, ENTITY_system, "c") };
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "x");
	struct rewrite rewrite = { .arena = world->arena };
	const struct value *left;
	const char *asset;

	record_set_list(record, F_asset_system, world->arena, system, 3);
	asset = world_put(world, record);
	assert_null(rewrite_dependents(&world->session, system, 2, NULL,
	    &rewrite));
	assert_int_equal(rewrite.n, 1);
	commit(world, &rewrite);
	left = record_value(world_get(world, ENTITY_asset, asset),
	    F_asset_system);
	assert_int_equal(left->n, 1);
	assert_string_equal(left->list[0], system[2]);
}

static void
moving_to_what_is_there_keeps_one(void **state)
{
	struct world *world = *state;
	const char *system[2] = { named(world, ENTITY_system, "a"),
		named(world, ENTITY_system, "b") };
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "x");
	struct rewrite rewrite = { .arena = world->arena };

	record_set_list(record, F_asset_system, world->arena, system, 2);
	world_put(world, record);
	assert_null(rewrite_dependents(&world->session, system, 1, system[1],
	    &rewrite));
	assert_int_equal(rewrite.n, 1);
	assert_int_equal(rewrite.item[0].new.n, 1);
}

static void
what_retires_itself_is_no_dependent(void **state)
{
	struct world *world = *state;
	const char *both[2];
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "guest");
	struct rewrite rewrite = { .arena = world->arena };

	both[0] = named(world, ENTITY_asset, "host");
	record_set_text(record, F_asset_host, both[0]);
	both[1] = world_put(world, record);
	assert_null(rewrite_dependents(&world->session, both, 2, NULL,
	    &rewrite));
	assert_int_equal(rewrite.n, 0);
	assert_null(rewrite_dependents(&world->session, both, 1, NULL,
	    &rewrite));
	assert_int_equal(rewrite.n, 1);
}

static void
every_reference_to_a_person_is_decided(void **state)
{
	static const char *const follow[] = { "contact", "owner", "custodian",
		"assignee", "cut_authority" };
	const struct field *field;
	size_t i, k;
	int e;

	(void)state;
	/* A new reference must say whether it tells what happened. */
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; (field = entity_field((enum entity_id)e, i)) !=
		    NULL; i++) {
			if (!field_is_ref(field) ||
			    field->targets != TO(person) ||
			    reference_kind((enum entity_id)e, i) !=
			    REFERENCE_OPEN)
				continue;
			for (k = 0; k < 5; k++)
				if (strcmp(follow[k], field->key) == 0)
					break;
			if (k == 5)
				fail_msg("%s.%s: does it follow?",
				    entity_get((enum entity_id)e)->key,
				    field->key);
		}
}

static const char *
replaced(struct world *world, const char *text, const char *old,
    const char *new, bool folded)
{
	struct rewrite rewrite = { .arena = world->arena };

	named(world, ENTITY_asset, text);
	assert_null(rewrite_text(&world->session, ENTITY_asset, NULL,
	    F_asset_name, old, new, folded, &rewrite));
	if (rewrite.n == 0)
		return NULL;
	return rewrite.item[rewrite.n - 1].new.s == NULL ? "" :
	    rewrite.item[rewrite.n - 1].new.s;
}

static void
text_is_replaced_wherever_it_stands(void **state)
{
	struct world *world = *state;

	assert_null(replaced(world, "web", "x", "y", false));
	assert_string_equal(replaced(world, "aaaa", "aa", "b", false), "bb");
	assert_string_equal(replaced(world, "kkk", "k", "kk", false),
	    "kkkkkk");
	assert_null(replaced(world, "Ｓerver", "server", "sv", false));
	assert_string_equal(replaced(world, "Ｓerver1", "SERVER", "sv",
	    true), "sv1");
	assert_string_equal(replaced(world, "旧ﾌｧｲﾙｻｰﾊﾞ", "ファイル", "NAS",
	    true), "旧NASｻｰﾊﾞ");
	assert_string_equal(replaced(world, "zq", "zq", "", false), "");
	/* Half of a sign cannot be replaced. */
	assert_string_equal(replaced(world, "㈱山田", "株", "k", true),
	    "k山田");
}

static void
a_clone_is_a_new_record(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, "A-1"), *clone;
	const char *uuid;

	record_set_text(record, F_asset_name, "x");
	record_set_text(record, F_asset_serial, "S-1");
	record_set_text(record, F_asset_hostname, "h");
	record_set_text(record, F_asset_approval, "denied");
	record_set_text(record, F_asset_model, "M");
	uuid = world_put(world, record);
	assert_null(clone_record(&world->session, ENTITY_asset, uuid,
	    world->arena, &clone));
	assert_string_equal(clone->uuid, "");
	assert_int_equal(clone->rev, 0);
	assert_string_equal(record_text(clone, F_asset_name), "x");
	assert_string_equal(record_text(clone, F_asset_model), "M");
	assert_false(record_has(clone, F_asset_asset_no));
	assert_false(record_has(clone, F_asset_serial));
	assert_false(record_has(clone, F_asset_hostname));
	assert_false(record_has(clone, F_asset_approval));
	world_put(world, clone);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(several_are_taken_out_of_one_list),
		TEST(moving_to_what_is_there_keeps_one),
		TEST(what_retires_itself_is_no_dependent),
		cmocka_unit_test(every_reference_to_a_person_is_decided),
		TEST(text_is_replaced_wherever_it_stands),
		TEST(a_clone_is_a_new_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
