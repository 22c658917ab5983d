/* SPDX-License-Identifier: ISC */
/* Finding records by what people know of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/world.h"

static void
found(struct world *world, uint64_t targets, const char *ref,
    const char *want)
{
	char uuid[UUID_LEN];
	const struct err *err;

	err = register_resolve(&world->session, targets, ref, uuid);
	must(err);
	assert_string_equal(uuid, want);
}

static void
people_find_records_by_what_they_know(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, "PC-031");
	const char *pc, *twin;
	const struct err *err;
	char uuid[UUID_LEN];

	record_set_text(record, F_asset_name, "福祉総合端末 1");
	pc = world_put(world, record);
	record = world_record(world, ENTITY_asset, F_asset_asset_no,
	    "PC-032");
	record_set_text(record, F_asset_name, "複合機");
	world_put(world, record);
	twin = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "複合機"));
	found(world, TO(asset), pc, pc);
	found(world, TO(asset), "ｐｃ-031", pc);
	found(world, TO(asset), "福祉総合端末 1", pc);
	found(world, TO_ANY, "福祉総合端末 1", pc);
	assert_int_equal(strlen(twin), 36);
	{
		char prefix[9];

		snprintf(prefix, sizeof(prefix), "%s", twin);
		found(world, TO(asset), prefix, twin);
	}
	err = register_resolve(&world->session, TO(asset), "複合機", uuid);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_NOT_FOUND);
	assert_non_null(strstr(err->msg, "PC-032"));
	err = register_resolve(&world->session, TO(asset), "総合", uuid);
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "PC-031"));
	assert_non_null(register_resolve(&world->session, TO(site), "PC-031",
	    uuid));
	assert_string_equal(register_ref_of(&world->session, pc,
	    world->arena), "PC-031");
	assert_string_equal(register_name_of(&world->session, pc,
	    world->arena), "福祉総合端末 1");
}

static void
names_in_a_record_become_uuids(void **state)
{
	struct world *world = *state;
	const char *site = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "本庁舎"));
	const char *zone = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "DMZ"));
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "a");
	struct problems list = { .arena = world->arena };

	record_set_text(record, F_asset_site, "本庁舎");
	record_add_item(record, F_asset_approved_zones, world->arena, "dmz");
	record_set_text(record, F_asset_owner, "誰か");
	assert_null(register_resolve_record(&world->session, record,
	    world->arena, &list));
	assert_int_equal(list.errors, 1);
	assert_string_equal(list.item[0].field, "owner");
	assert_string_equal(record_text(record, F_asset_site), site);
	assert_string_equal(record_value(record,
	    F_asset_approved_zones)->list[0], zone);
}

static void
what_is_retired_gives_way_to_what_is_in_use(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "edit");
	const char *old = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "複合機"));
	const char *new = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "複合機"));

	changes_retire(changes, ENTITY_asset, old, 0);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	found(world, TO(asset), "複合機", new);
	found(world, TO(asset), old, old);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, \
    world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(people_find_records_by_what_they_know),
		TEST(names_in_a_record_become_uuids),
		TEST(what_is_retired_gives_way_to_what_is_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
