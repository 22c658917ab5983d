/* SPDX-License-Identifier: ISC */
/* The rules between fields: each with what keeps it and what breaks it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/world.h"

enum verdict { GOOD, WARNED, REFUSED };

/* What a dry commit says of one record, or of one of its fields. */
static enum verdict
judge_field(struct world *world, const struct record *record,
    const char *field)
{
	enum verdict verdict = GOOD;
	size_t i;

	struct changes *changes = changes_new(&world->session, "edit");
	struct problems list = { .arena = world->arena };
	struct commit_options options = { .dry_run = true,
	    .problems = &list };
	const struct err *err;

	changes_put(changes, record);
	err = register_commit(&world->session, changes, &options, NULL);
	changes_free(changes);
	assert_true((err != NULL) == (list.errors > 0));
	for (i = 0; i < list.n; i++) {
		const struct problem *problem = &list.item[i];

		if (field != NULL && (problem->field == NULL ||
		    strcmp(problem->field, field) != 0))
			continue;
		if (!problem->warning)
			verdict = REFUSED;
		else if (verdict == GOOD)
			verdict = WARNED;
	}
	return verdict;
}

static enum verdict
judge(struct world *world, const struct record *record)
{
	return judge_field(world, record, NULL);
}

static void
set(struct world *world, struct record *record, size_t position,
    const char *text)
{
	struct value value;

	assert_null(value_parse(&world->session, entity_field(record->entity,
	    position), text, world->arena, &value));
	record_set(record, position, value);
}

/* --- order -------------------------------------------------------------------- */

static const struct {
	enum entity_id	 entity;
	size_t		 first, last;
	const char	*early, *late;
	enum verdict	 wrong;
} orders[] = {
#define DAYS(entity, first, last, wrong) { ENTITY_##entity, \
	F_##entity##_##first, F_##entity##_##last, "2025-04-01", \
	"2025-04-02", wrong }
	DAYS(department, valid_from, valid_until, REFUSED),
	DAYS(supplier, assessed_on, assessment_due, REFUSED),
	DAYS(asset, introduced_on, disposed_on, REFUSED),
	DAYS(asset, introduced_on, lease_until, REFUSED),
	DAYS(asset, introduced_on, support_end, WARNED),
	DAYS(asset, introduced_on, warranty_until, WARNED),
	DAYS(asset, introduced_on, maintenance_until, WARNED),
	DAYS(asset, notified_on, change_notified_on, REFUSED),
	DAYS(asset, approved_on, approval_until, REFUSED),
	DAYS(asset, reviewed_on, review_due, WARNED),
	DAYS(connection, approved_on, approval_until, REFUSED),
	DAYS(connection, approved_on, expiry, WARNED),
	DAYS(flow, approved_on, approval_until, REFUSED),
	DAYS(software, first_used, support_end, WARNED),
	DAYS(advisory, kev_added, kev_due, REFUSED),
	DAYS(review, opened_on, due, REFUSED),
	DAYS(review, opened_on, closed_on, REFUSED),
	DAYS(diagram, drawn_on, next_review, REFUSED),
	{ ENTITY_function, F_function_rto_hours, F_function_mtpd_hours, "9",
	    "10", WARNED },
	{ ENTITY_signoff, F_signoff_maker_at, F_signoff_checker_at,
	    "2025-04-01T00:00:00Z", "2025-04-01T00:00:01Z", REFUSED },
	{ ENTITY_signoff, F_signoff_checker_at, F_signoff_approver_at,
	    "2025-04-01T00:00:00Z", "2025-04-01T00:00:01Z", REFUSED },
};

static void
what_comes_first_comes_first(void **state)
{
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		struct record *good = record_new(world->arena,
		    orders[i].entity), *bad, *half, *equal;
		/* Other rules may speak of other fields. */
		const char *last = entity_field(orders[i].entity,
		    orders[i].last)->key;

		half = record_copy(world->arena, good);
		bad = record_copy(world->arena, good);
		equal = record_copy(world->arena, good);
		set(world, half, orders[i].first, orders[i].late);
		set(world, good, orders[i].first, orders[i].early);
		set(world, good, orders[i].last, orders[i].late);
		set(world, bad, orders[i].first, orders[i].late);
		set(world, bad, orders[i].last, orders[i].early);
		set(world, equal, orders[i].first, orders[i].late);
		set(world, equal, orders[i].last, orders[i].late);
		if (judge_field(world, half, last) != GOOD ||
		    judge_field(world, good, last) != GOOD ||
		    judge_field(world, equal, last) != GOOD ||
		    judge_field(world, bad, last) != orders[i].wrong)
			fail_msg("order %zu, %s.%s", i,
			    entity_get(orders[i].entity)->key, last);
	}
}

/* --- references ----------------------------------------------------------------- */

static const char *
named(struct world *world, enum entity_id entity, const char *name)
{
	return world_put(world, world_record(world, entity,
	    entity_name_field(entity), name));
}

static enum verdict
judge_ref(struct world *world, enum entity_id entity, const char *uuid,
    size_t position, const char *target)
{
	struct record *record = world_edit(world, entity, uuid);

	if (field_is_many(entity_field(entity, position)))
		record_set_list(record, position, world->arena, &target, 1);
	else
		record_set_text(record, position, target);
	return judge(world, record);
}

static void
nothing_lies_inside_itself(void **state)
{
	static const struct {
		enum entity_id	entity;
		size_t		position;
	} nests[] = {
		{ ENTITY_site, F_site_parent },
		{ ENTITY_department, F_department_parent },
		{ ENTITY_department, F_department_successor },
		{ ENTITY_process, F_process_parent },
		{ ENTITY_zone, F_zone_parent },
		{ ENTITY_asset, F_asset_host },
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(nests) / sizeof(nests[0]); i++) {
		enum entity_id e = nests[i].entity;
		size_t at = nests[i].position;
		char name[3][16];
		const char *uuid[3];
		struct record *record;
		int k;

		for (k = 0; k < 3; k++) {
			snprintf(name[k], sizeof(name[k]), "%zu-%d", i, k);
			uuid[k] = named(world, e, name[k]);
		}
		for (k = 0; k < 2; k++) {
			record = world_edit(world, e, uuid[k]);
			record_set_text(record, at, uuid[k + 1]);
			world_put(world, record);
		}
		assert_int_equal(judge_ref(world, e, uuid[2], at, uuid[0]),
		    REFUSED);
		assert_int_equal(judge_ref(world, e, uuid[2], at, uuid[2]),
		    REFUSED);
		assert_int_equal(judge_ref(world, e, uuid[0], at, uuid[2]),
		    GOOD);
	}
}

static void
systems_may_need_each_other_but_not_themselves(void **state)
{
	struct world *world = *state;
	const char *a = named(world, ENTITY_system, "a");
	const char *b = named(world, ENTITY_system, "b");
	struct record *record = world_edit(world, ENTITY_system, a);

	record_set_list(record, F_system_depends_on, world->arena, &b, 1);
	world_put(world, record);
	assert_int_equal(judge_ref(world, ENTITY_system, b,
	    F_system_depends_on, a), GOOD);
	assert_int_equal(judge_ref(world, ENTITY_system, b,
	    F_system_depends_on, b), REFUSED);
}

static void
two_ends_are_two(void **state)
{
	static const struct {
		enum entity_id	entity;
		size_t		a, b;
	} ends[] = {
		{ ENTITY_connection, F_connection_a, F_connection_b },
		{ ENTITY_flow, F_flow_source, F_flow_target },
		{ ENTITY_interface, F_interface_asset, F_interface_switch },
	};
	struct world *world = *state;
	const char *one = named(world, ENTITY_asset, "one");
	const char *two = named(world, ENTITY_asset, "two");
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct record *record = record_new(world->arena,
		    ends[i].entity);

		record_set_text(record, ends[i].a, one);
		record_set_text(record, ends[i].b, two);
		assert_int_equal(judge(world, record), GOOD);
		record_set_text(record, ends[i].b, one);
		assert_int_equal(judge(world, record), REFUSED);
	}
}

/* --- places ---------------------------------------------------------------------- */

static const char *
asset_at(struct world *world, const char *name, const char *site)
{
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, name);

	record_set_text(record, F_asset_site, site);
	return world_put(world, record);
}

static struct record *
interface_of(struct world *world, const char *asset, const char *ip,
    const char *mac)
{
	struct record *record = record_new(world->arena, ENTITY_interface);

	record_set_text(record, F_interface_asset, asset);
	record_set_text(record, F_interface_mac, mac);
	if (ip != NULL)
		record_set_list(record, F_interface_ip, world->arena, &ip, 1);
	return record;
}

static void
addresses_are_told_when_a_site_has_them_twice(void **state)
{
	struct world *world = *state;
	const char *hall = named(world, ENTITY_site, "hall");
	const char *plant = named(world, ENTITY_site, "plant");
	const char *a = asset_at(world, "a", hall);
	const char *b = asset_at(world, "b", hall);
	const char *far = asset_at(world, "far", plant);
	struct record *record;

	world_put(world, interface_of(world, a, "10.0.0.1",
	    "00:1b:21:00:00:01"));
	assert_int_equal(judge(world, interface_of(world, b, "10.0.0.2",
	    "00:1b:21:00:00:02")), GOOD);
	assert_int_equal(judge(world, interface_of(world, b, "10.0.0.1",
	    NULL)), WARNED);
	assert_int_equal(judge(world, interface_of(world, b, NULL,
	    "00:1b:21:00:00:01")), WARNED);
	assert_int_equal(judge(world, interface_of(world, far, "10.0.0.1",
	    "00:1b:21:00:00:01")), GOOD);
	record = interface_of(world, b, "10.0.0.1", NULL);
	record_set_text(record, F_interface_mac_policy, "shared");
	assert_int_equal(judge(world, record), GOOD);
}

static void
a_prefix_is_told_when_a_site_has_it_twice(void **state)
{
	struct world *world = *state;
	const char *hall = named(world, ENTITY_site, "hall");
	struct record *zone = world_record(world, ENTITY_zone, F_zone_name,
	    "lan"), *network, *other;
	const char *lan, *away = named(world, ENTITY_zone, "away");

	record_set_text(zone, F_zone_site, hall);
	lan = world_put(world, zone);
	network = world_record(world, ENTITY_network, F_network_cidr,
	    "10.0.0.0/24");
	record_set_text(network, F_network_zone, lan);
	other = record_copy(world->arena, network);
	world_put(world, network);
	assert_int_equal(judge(world, other), WARNED);
	record_set_text(other, F_network_zone, away);
	assert_int_equal(judge(world, other), GOOD);
}

static void
addresses_lie_inside_their_network(void **state)
{
	static const struct {
		size_t		position;
		const char	*good, *bad;
	} inside[] = {
		{ F_network_gateway, "10.0.0.254", "10.0.1.254" },
		{ F_network_dhcp_from, "10.0.0.10", "10.0.1.10" },
		{ F_network_dhcp_to, "10.0.0.99", "10.0.1.99" },
	};
	struct world *world = *state;
	const char *asset = named(world, ENTITY_asset, "a"), *uuid;
	struct record *record, *interface;
	size_t i;

	for (i = 0; i < 3; i++) {
		record = world_record(world, ENTITY_network, F_network_cidr,
		    "10.0.0.0/24");
		record_set_text(record, inside[i].position, inside[i].good);
		assert_int_equal(judge(world, record), GOOD);
		record_set_text(record, inside[i].position, inside[i].bad);
		assert_int_equal(judge(world, record), REFUSED);
	}
	record = world_record(world, ENTITY_network, F_network_cidr,
	    "10.0.0.0/24");
	record_set_text(record, F_network_dhcp_from, "10.0.0.99");
	record_set_text(record, F_network_dhcp_to, "10.0.0.10");
	assert_int_equal(judge(world, record), REFUSED);
	record_set_text(record, F_network_dhcp_to, "10.0.0.100");
	uuid = world_put(world, record);
	interface = interface_of(world, asset, "10.0.0.5", NULL);
	record_set_text(interface, F_interface_network, uuid);
	assert_int_equal(judge(world, interface), GOOD);
	interface = interface_of(world, asset, "10.0.1.5", NULL);
	record_set_text(interface, F_interface_network, uuid);
	assert_int_equal(judge(world, interface), REFUSED);
}

static void
numbers_lie_in_their_range(void **state)
{
	static const struct {
		enum entity_id	 entity;
		size_t		 position;
		int64_t		 good, bad;
	} ranges[] = {
		{ ENTITY_service, F_service_port, 65535, 65536 },
		{ ENTITY_zone, F_zone_review_interval_days, 1, 0 },
		{ ENTITY_diagram, F_diagram_level, 2, 3 },
		{ ENTITY_information, F_information_protect_until, 2050,
		    150 },
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		struct record *record = record_new(world->arena,
		    ranges[i].entity);

		record_set_int(record, ranges[i].position, ranges[i].good);
		assert_int_equal(judge(world, record), GOOD);
		record_set_int(record, ranges[i].position, ranges[i].bad);
		assert_int_equal(judge(world, record), REFUSED);
	}
}

/* --- approval and retiring --------------------------------------------------------- */

static void
approval_needs_what_it_needs(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "a");

	record_set_text(record, F_asset_approval, "pending");
	assert_int_equal(judge(world, record), GOOD);
	record_set_text(record, F_asset_approval, "approved");
	assert_int_equal(judge(world, record), REFUSED);
	record_set_text(record, F_asset_asset_no, "A-1");
	record_set_text(record, F_asset_kind, "other");
	record_set_text(record, F_asset_role, "clock");
	record_set_text(record, F_asset_review_due, "2099-01-01");
	record_set_text(record, F_asset_status, "in_use");
	record_set_text(record, F_asset_department, named(world,
	    ENTITY_department, "d"));
	record_set_text(record, F_asset_owner, named(world, ENTITY_person,
	    "p"));
	record_set_text(record, F_asset_site, named(world, ENTITY_site, "s"));
	assert_int_equal(judge(world, record), GOOD);
	record_set_text(record, F_asset_approval, "temporary");
	assert_int_equal(judge(world, record), REFUSED);
	record_set_text(record, F_asset_approval_until, "2099-12-31");
	assert_int_equal(judge(world, record), GOOD);
}

static enum verdict
judge_retire(struct world *world, enum entity_id entity, const char *uuid)
{
	struct changes *changes = changes_new(&world->session, "edit");
	struct problems list = { .arena = world->arena };
	struct commit_options options = { .dry_run = true,
	    .problems = &list };

	changes_retire(changes, entity, uuid, 0);
	assert_null(register_commit(&world->session, changes, &options,
	    NULL));
	changes_free(changes);
	return list.n > 0 ? WARNED : GOOD;
}

static void
who_retires_is_told_of_dependents_but_not_of_parts(void **state)
{
	struct world *world = *state;
	const char *host = named(world, ENTITY_asset, "host");
	const char *guest = named(world, ENTITY_asset, "guest");
	struct record *record = world_edit(world, ENTITY_asset, guest);

	record_set_text(record, F_asset_host, host);
	world_put(world, record);
	world_put(world, interface_of(world, guest, NULL, NULL));
	assert_int_equal(judge_retire(world, ENTITY_asset, host), WARNED);
	assert_int_equal(judge_retire(world, ENTITY_asset, guest), GOOD);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_comes_first_comes_first),
		TEST(nothing_lies_inside_itself),
		TEST(systems_may_need_each_other_but_not_themselves),
		TEST(two_ends_are_two),
		TEST(addresses_are_told_when_a_site_has_them_twice),
		TEST(a_prefix_is_told_when_a_site_has_it_twice),
		TEST(addresses_lie_inside_their_network),
		TEST(numbers_lie_in_their_range),
		TEST(approval_needs_what_it_needs),
		TEST(who_retires_is_told_of_dependents_but_not_of_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
