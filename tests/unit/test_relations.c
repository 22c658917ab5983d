/* SPDX-License-Identifier: ISC */
/* Relations: both ways, in two steps, without what everything hangs on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/relations.h"
#include "tests/unit/world.h"

static const char *
put(struct world *world, enum entity_id entity, const char *name,
    size_t position, const char *target)
{
	struct record *record = world_record(world, entity,
	    entity_name_field(entity), name);
	const struct field *field = entity_field(entity, position);

	if (target != NULL && field_is_many(field))
		record_set_list(record, position, world->arena, &target, 1);
	else if (target != NULL)
		record_set_text(record, position, target);
	return world_put(world, record);
}

static const struct relation_group *
group(const struct relations *r, int step, bool inward, enum entity_id of,
    size_t position)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->group[i].step == step && r->group[i].of == of &&
		    r->group[i].inward == inward &&
		    r->group[i].position == position)
			return &r->group[i];
	return NULL;
}

static void
collect(struct world *world, const char *uuid, size_t max,
    struct relations *out)
{
	assert_null(relations_collect(&world->session, uuid, 2, max,
	    world->arena, out));
}

static void
an_asset_leads_to_its_function(void **state)
{
	struct world *world = *state;
	const struct relation_group *g;
	const char *system = put(world, ENTITY_system, "tax", 0, NULL);
	const char *function = put(world, ENTITY_function, "levy",
	    F_function_needs, system);
	const char *asset = put(world, ENTITY_asset, "server",
	    F_asset_system, system);
	struct relations r;

	put(world, ENTITY_asset, "another", F_asset_system, system);
	collect(world, asset, 10, &r);
	g = group(&r, 1, false, ENTITY_asset, F_asset_system);
	assert_non_null(g);
	assert_string_equal(g->item[0].uuid, system);
	assert_null(g->item[0].via);
	g = group(&r, 2, true, ENTITY_function, F_function_needs);
	assert_non_null(g);
	assert_string_equal(g->item[0].uuid, function);
	assert_string_equal(g->item[0].via, system);
	/* Its neighbour in the system is no relation. */
	assert_null(group(&r, 2, true, ENTITY_asset, F_asset_system));
	collect(world, function, 10, &r);
	g = group(&r, 2, true, ENTITY_asset, F_asset_system);
	assert_non_null(g);
	assert_int_equal(g->total, 2);
}

static void
places_and_people_are_ends(void **state)
{
	struct world *world = *state;
	const char *site = put(world, ENTITY_site, "hall", 0, NULL);
	const char *asset = put(world, ENTITY_asset, "one", F_asset_site,
	    site);
	struct relations r;

	put(world, ENTITY_zone, "lan", F_zone_site, site);
	collect(world, asset, 10, &r);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.group[0].step, 1);
}

static void
groups_are_bounded_and_counted(void **state)
{
	struct world *world = *state;
	const char *site = put(world, ENTITY_site, "hall", 0, NULL);
	const struct relation_group *g;
	struct relations r;
	char name[16];
	int i;

	for (i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "a%d", i);
		put(world, ENTITY_asset, name, F_asset_site, site);
	}
	collect(world, site, 5, &r);
	g = group(&r, 1, true, ENTITY_asset, F_asset_site);
	assert_int_equal(g->total, 12);
	assert_int_equal(g->n, 5);
}

static void
nothing_is_told_twice(void **state)
{
	struct world *world = *state;
	const char *a = put(world, ENTITY_asset, "a", 0, NULL);
	const char *b = put(world, ENTITY_asset, "b", F_asset_host, a);
	const char *eth = put(world, ENTITY_interface, "eth0",
	    F_interface_asset, a);
	struct record *record = world_edit(world, ENTITY_interface, eth);
	struct relations r;
	size_t i;

	record_set_text(record, F_interface_switch, b);
	world_put(world, record);
	collect(world, a, 10, &r);
	for (i = 0; i < r.n; i++)
		assert_int_equal(r.group[i].step, 1);
	assert_int_equal(r.n, 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_asset_leads_to_its_function),
		TEST(places_and_people_are_ends),
		TEST(groups_are_bounded_and_counted),
		TEST(nothing_is_told_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
