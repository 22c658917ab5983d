/* SPDX-License-Identifier: ISC */
/* The one way to write: validation, merging, derived fields, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/world.h"

/* Commits one record; the problems go to the list. */
static const struct err *
try_put(struct world *world, struct record *record, struct problems *list)
{
	struct changes *changes = changes_new(&world->session, "edit");
	struct commit_options options = { .problems = list };
	const struct err *err;

	*list = (struct problems){ .arena = world->arena };
	changes_put(changes, record);
	err = register_commit(&world->session, changes, &options, NULL);
	changes_free(changes);
	return err;
}

/* The reason given for a field; NULL when there is none. */
static const char *
reason(const struct problems *list, const char *field)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->item[i].field, field) == 0)
			return list->item[i].reason;
	return NULL;
}

static void
refused(struct world *world, struct record *record, const char *field,
    const char *word)
{
	struct problems list;
	const struct err *err = try_put(world, record, &list);

	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_non_null(reason(&list, field));
	if (strstr(reason(&list, field), word) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", reason(&list, field), word);
}

static void
a_record_is_kept_with_its_bookkeeping(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_site, F_site_name,
	    "本庁舎");
	const char *uuid = world_put(world, record);
	int64_t created;

	record = world_get(world, ENTITY_site, uuid);
	assert_string_equal(record_text(record, F_site_name), "本庁舎");
	assert_int_equal(record->rev, 1);
	assert_string_equal(record_text(record, F_created_by), "ryo");
	created = record_int(record, F_created_at);
	assert_true(created > 0);
	record = world_edit(world, ENTITY_site, uuid);
	record_set_text(record, F_site_address, "霧ヶ浜市1-1");
	world_put(world, record);
	record = world_get(world, ENTITY_site, uuid);
	assert_int_equal(record->rev, 2);
	assert_int_equal(record_int(record, F_created_at), created);
	assert_true(record_int(record, F_updated_at) > created);
	world_verify(world);
}

static void
saving_the_same_again_changes_nothing(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "本庁舎"));
	struct changes *changes = changes_new(&world->session, "edit");
	struct commit_result result;
	struct record *record = world_edit(world, ENTITY_site, uuid);

	record_set_text(record, F_site_name, " 本庁舎 ");
	changes_put(changes, record);
	assert_null(register_commit(&world->session, changes, NULL, &result));
	changes_free(changes);
	assert_int_equal(result.tx, 0);
	assert_int_equal(result.same, 1);
	assert_int_equal(world_get(world, ENTITY_site, uuid)->rev, 1);
}

static void
people_cannot_set_what_the_program_keeps(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_site, F_site_name,
	    "本庁舎");

	record_set_int(record, F_created_at, 5);
	record_set_text(record, F_created_by, "mallory");
	record_set_int(record, F_retired_at, 5);
	record = world_get(world, ENTITY_site, world_put(world, record));
	assert_string_equal(record_text(record, F_created_by), "ryo");
	assert_false(record_has(record, F_retired_at));
}

static void
all_problems_are_told_at_once(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "a");
	struct problems list;
	const struct err *err;

	record_set_text(record, F_asset_kind, "teapot");
	record_set_text(record, F_asset_support_end, "2027-02-29");
	record_set_text(record, F_asset_site, "nowhere");
	record_set_text(record, F_asset_log_days, "many");
	err = try_put(world, record, &list);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_int_equal(list.errors, 4);
	assert_non_null(reason(&list, "kind"));
	assert_non_null(reason(&list, "support_end"));
	assert_non_null(reason(&list, "site"));
	assert_non_null(reason(&list, "log_days"));
	/* Without a list the error alone says how many there are. */
	assert_non_null(strstr(err->msg, "3"));
}

static void
a_scale_takes_only_the_levels_of_the_scheme(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_information,
	    F_information_name, "住民基本台帳");
	const char *uuid;
	size_t n;

	assert_non_null(register_scale(&world->session, "confidentiality",
	    &n));
	assert_int_equal(n, 5);
	record_set_text(record, F_information_confidentiality, "high");
	refused(world, record, "confidentiality", "3A");
	record_set_text(record, F_information_confidentiality, "3b");
	record_set_text(record, F_information_integrity, "2");
	uuid = world_put(world, record);
	record = world_get(world, ENTITY_information, uuid);
	assert_string_equal(record_text(record,
	    F_information_confidentiality), "3B");
	assert_string_equal(record_text(record, F_information_importance),
	    "3B");
}

static void
a_taken_number_names_its_user_and_a_free_one(void **state)
{
	struct world *world = *state;
	struct record *record;
	const char *used[] = { "NW-018", "NW-019", "ｎｗ-020" };
	size_t i;

	for (i = 0; i < 3; i++) {
		record = world_record(world, ENTITY_asset, F_asset_asset_no,
		    used[i]);
		record_set_text(record, F_asset_name, i == 0 ?
		    "浄水場 L2スイッチ" : "x");
		world_put(world, record);
	}
	record = world_record(world, ENTITY_asset, F_asset_asset_no,
	    "nw-018");
	refused(world, record, "asset_no", "浄水場 L2スイッチ");
	refused(world, record, "asset_no", "nw-021");
}

static void
a_retired_number_stays_taken(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, "PC-001");
	const char *uuid = world_put(world, record);
	struct changes *changes = changes_new(&world->session, "edit");

	changes_retire(changes, ENTITY_asset, uuid, 1);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	record = world_get(world, ENTITY_asset, uuid);
	assert_true(record_has(record, F_retired_at));
	assert_string_equal(record_text(record, F_asset_status), "retired");
	refused(world, world_record(world, ENTITY_asset, F_asset_asset_no,
	    "PC-001"), "asset_no", "PC-002");
}

static void
retiring_tells_what_still_refers_to_it(void **state)
{
	struct world *world = *state;
	const char *site = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "本庁舎"));
	struct record *record = world_record(world, ENTITY_zone, F_zone_name,
	    "業務系");
	struct changes *changes = changes_new(&world->session, "edit");
	struct problems list = { .arena = world->arena };
	struct commit_options options = { .problems = &list };

	record_set_text(record, F_zone_site, site);
	world_put(world, record);
	changes_retire(changes, ENTITY_site, site, 1);
	assert_null(register_commit(&world->session, changes, &options,
	    NULL));
	changes_free(changes);
	assert_int_equal(list.n, 1);
	assert_true(list.item[0].warning);
	assert_non_null(strstr(list.item[0].reason, "業務系"));
}

static void
a_value_may_not_occur_twice_in_one_set(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	const struct err *err;

	changes_put(changes, world_record(world, ENTITY_asset,
	    F_asset_asset_no, "PC-001"));
	changes_put(changes, world_record(world, ENTITY_asset,
	    F_asset_asset_no, "ＰＣ-001"));
	err = register_commit(&world->session, changes, NULL, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	changes_free(changes);
}

static void
two_records_may_exchange_their_numbers(void **state)
{
	struct world *world = *state;
	const char *a = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_asset_no, "PC-001"));
	const char *b = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_asset_no, "PC-002"));
	struct changes *changes = changes_new(&world->session, "edit");
	struct record *record = world_edit(world, ENTITY_asset, a);

	record_set_text(record, F_asset_asset_no, "PC-002");
	changes_put(changes, record);
	record = world_edit(world, ENTITY_asset, b);
	record_set_text(record, F_asset_asset_no, "PC-001");
	changes_put(changes, record);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
	assert_string_equal(record_text(world_get(world, ENTITY_asset, a),
	    F_asset_asset_no), "PC-002");
}

static void
references_must_exist_and_fit(void **state)
{
	struct world *world = *state;
	const char *site = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, "本庁舎"));
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "a");

	record_set_text(record, F_asset_site,
	    "ffffffff-0000-4000-8000-000000000000");
	refused(world, record, "site", "ffffffff");
	record_set_text(record, F_asset_site, site);
	record_set_text(record, F_asset_owner, site);
	refused(world, record, "owner", "Site");
}

static void
a_set_may_refer_to_what_it_creates(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "import");
	struct record *asset = world_record(world, ENTITY_asset,
	    F_asset_name, "a");
	struct record *site = world_record(world, ENTITY_site, F_site_name,
	    "支所");

	memcpy(site->uuid, "aaaaaaaa-0000-4000-8000-000000000000",
	    UUID_LEN);
	record_set_text(asset, F_asset_site, site->uuid);
	changes_put(changes, asset);
	changes_put(changes, site);
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
}

static void
an_address_must_lie_in_its_network(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_network,
	    F_network_name, "制御系");
	const char *network;

	record_set_text(record, F_network_cidr, "192.168.50.0/24");
	record_set_text(record, F_network_gateway, "192.168.51.1");
	refused(world, record, "gateway", "192.168.50.0/24");
	record_set_text(record, F_network_gateway, "192.168.50.1");
	record_set_text(record, F_network_dhcp_from, "192.168.50.99");
	record_set_text(record, F_network_dhcp_to, "192.168.50.10");
	refused(world, record, "dhcp_to", "192.168.50.99");
	record_set_text(record, F_network_dhcp_to, "192.168.50.100");
	network = world_put(world, record);
	record = world_record(world, ENTITY_interface, F_interface_network,
	    network);
	record_add_item(record, F_interface_ip, world->arena,
	    "192.168.60.2");
	refused(world, record, "ip", "制御系");
	record_set_list(record, F_interface_ip, world->arena, NULL, 0);
	record_add_item(record, F_interface_ip, world->arena,
	    "192.168.50.2");
	world_put(world, record);
}

static void
nothing_lies_inside_itself(void **state)
{
	struct world *world = *state;
	const char *outer = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "外"));
	struct record *record = world_record(world, ENTITY_zone, F_zone_name,
	    "内");
	const char *inner;

	record_set_text(record, F_zone_parent, outer);
	inner = world_put(world, record);
	record = world_edit(world, ENTITY_zone, outer);
	record_set_text(record, F_zone_parent, inner);
	refused(world, record, "parent", "lead back");
	record_set_text(record, F_zone_parent, outer);
	refused(world, record, "parent", "lead back");
}

static void
days_must_be_in_order(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_department,
	    F_department_name, "水道課");

	record_set_text(record, F_department_valid_from, "2026-04-01");
	record_set_text(record, F_department_valid_until, "2026-03-31");
	refused(world, record, "valid_until", "2026-04-01");
}

/* A server with everything that the core and its kind ask for. */
static struct record *
whole_server(struct world *world)
{
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, "SV-001");
	static const struct {
		size_t		 position;
		const char	*text;
	} texts[] = {
		{ F_asset_name, "住民記録サーバ" }, { F_asset_kind, "server" },
		{ F_asset_role, "database" }, { F_asset_manufacturer, "m" },
		{ F_asset_model, "x" }, { F_asset_hostname, "jumin1" },
		{ F_asset_status, "in_use" }, { F_asset_criticality, "high" },
		{ F_asset_internet_exposed, "no" },
		{ F_asset_logging, "central" },
		{ F_asset_review_due, "2027-03-31" },
	};
	const char *department, *system;
	struct record *person;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		record_set_text(record, texts[i].position, texts[i].text);
	department = world_put(world, world_record(world, ENTITY_department,
	    F_department_name, "市民課"));
	system = world_put(world, world_record(world, ENTITY_system,
	    F_system_name, "住民記録"));
	person = world_record(world, ENTITY_person, F_person_name,
	    "川瀬 涼");
	record_set_text(record, F_asset_department, department);
	record_set_list(record, F_asset_system, world->arena, &system, 1);
	record_set_text(record, F_asset_owner, world_put(world, person));
	record_set_text(record, F_asset_site, world_put(world, world_record(
	    world, ENTITY_site, F_site_name, "本庁舎")));
	return record;
}

static void
approval_needs_the_required_fields_and_names_them(void **state)
{
	struct world *world = *state;
	struct record *record = whole_server(world);
	const char *uuid;

	record_set_text(record, F_asset_approval, "approved");
	record_set_text(record, F_asset_hostname, NULL);
	record_set_text(record, F_asset_owner, NULL);
	refused(world, record, "approval", "Host name");
	refused(world, record, "approval", entity_field(ENTITY_asset,
	    F_asset_owner)->label[LANG_EN]);
	record_set_text(record, F_asset_approval, "pending");
	uuid = world_put(world, record);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval, "temporary");
	refused(world, record, "approval", "Host name");
}

static void
a_temporary_approval_needs_its_last_day(void **state)
{
	struct world *world = *state;
	struct record *record = whole_server(world);
	const char *uuid;

	record_set_text(record, F_asset_approval, "temporary");
	refused(world, record, "approval_until", "last day");
	record_set_text(record, F_asset_approval_until, "2026-12-31");
	uuid = world_put(world, record);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_hostname, "");
	refused(world, record, "approval", "Host name");
	/* What is approved may still be edited elsewhere. */
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_notes, "x");
	world_put(world, record);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approved_on, "2027-01-01");
	refused(world, record, "approved_on", "future");
}

static void
who_has_left_cannot_approve(void **state)
{
	struct world *world = *state;
	struct record *person = world_record(world, ENTITY_person,
	    F_person_name, "望月 昭");
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_name, "a");

	record_set_text(person, F_person_left_on, "2025-03-31");
	record_set_text(record, F_asset_approved_by,
	    world_put(world, person));
	record_set_text(record, F_asset_approved_on, "2025-04-01");
	refused(world, record, "approved_by", "望月 昭");
	record_set_text(record, F_asset_approved_on, "2025-03-31");
	world_put(world, record);
}

static void
a_dry_run_writes_nothing(void **state)
{
	struct world *world = *state;
	struct changes *changes = changes_new(&world->session, "edit");
	struct commit_options options = { .dry_run = true };
	struct commit_result result;
	struct buf before = { 0 }, after = { 0 };

	world_dump(world, &before);
	changes_put(changes, world_record(world, ENTITY_site, F_site_name,
	    "x"));
	assert_null(register_commit(&world->session, changes, &options,
	    &result));
	changes_free(changes);
	assert_int_equal(result.tx, 0);
	assert_int_equal(result.created, 1);
	world_dump(world, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_release(&before);
	buf_release(&after);
}

/* Two people read the same record; both save. */
static void
changes_of_different_fields_merge(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world, ENTITY_asset,
	    F_asset_name, "福祉総合端末 1"));
	struct record *mine = world_edit(world, ENTITY_asset, uuid);
	struct record *theirs = world_edit(world, ENTITY_asset, uuid);

	record_set_text(theirs, F_asset_user, "窓口係");
	world_put(world, theirs);
	/* A form gives back all it has read. */
	record_set_text(mine, F_asset_name, "福祉総合端末 1");
	record_set_text(mine, F_asset_user, NULL);
	record_set_text(mine, F_asset_model, "X1");
	world_put(world, mine);
	mine = world_get(world, ENTITY_asset, uuid);
	assert_string_equal(record_text(mine, F_asset_user), "窓口係");
	assert_string_equal(record_text(mine, F_asset_model), "X1");
	assert_int_equal(mine->rev, 3);
}

static void
changes_of_one_field_conflict_with_all_three_values(void **state)
{
	struct world *world = *state;
	struct record *mine, *theirs, *record = world_record(world,
	    ENTITY_asset, F_asset_location, "1階");
	const char *uuid = world_put(world, record);
	struct changes *changes = changes_new(&world->session, "edit");
	struct commit_options options = { .dry_run = false };
	struct buf before = { 0 }, after = { 0 };
	const struct err *err;

	mine = world_edit(world, ENTITY_asset, uuid);
	theirs = world_edit(world, ENTITY_asset, uuid);
	record_set_text(theirs, F_asset_location, "2階");
	record_set_text(theirs, F_asset_model, "X1");
	world_put(world, theirs);
	theirs = world_edit(world, ENTITY_asset, uuid);
	record_set_text(theirs, F_notes, "later");
	world_put(world, theirs);
	world_dump(world, &before);
	record_set_text(mine, F_asset_location, "3階");
	record_set_text(mine, F_asset_rack, "R1");
	changes_put(changes, mine);
	err = register_commit(&world->session, changes, &options, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CONFLICT);
	assert_non_null(strstr(err->msg, "ryo"));
	assert_int_equal(options.n_conflicts, 1);
	assert_int_equal(options.conflicts[0].position, F_asset_location);
	assert_string_equal(options.conflicts[0].base.s, "1階");
	assert_string_equal(options.conflicts[0].mine.s, "3階");
	assert_string_equal(options.conflicts[0].theirs.s, "2階");
	assert_string_equal(options.conflicts[0].who, "ryo");
	changes_free(changes);
	world_dump(world, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_release(&before);
	buf_release(&after);
}

static void
zones_follow_interfaces_and_networks(void **state)
{
	struct world *world = *state;
	const char *zone = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "業務系"));
	const char *other = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "管理系"));
	const char *asset = world_put(world, world_record(world,
	    ENTITY_asset, F_asset_name, "a"));
	struct record *record = world_record(world, ENTITY_network,
	    F_network_name, "n");
	const struct value *zones;
	const char *network, *interface;

	record_set_text(record, F_network_zone, zone);
	network = world_put(world, record);
	record = world_record(world, ENTITY_interface, F_interface_asset,
	    asset);
	record_set_text(record, F_interface_network, network);
	record_set_text(record, F_interface_mac, "02:4b:11:9c:07:1f");
	interface = world_put(world, record);
	zones = record_value(world_get(world, ENTITY_asset, asset),
	    F_asset_zone);
	assert_int_equal(zones->n, 1);
	assert_string_equal(zones->list[0], zone);
	assert_string_equal(record_text(world_get(world, ENTITY_interface,
	    interface), F_interface_mac_kind), "local");
	/* The network moves … */
	record = world_edit(world, ENTITY_network, network);
	record_set_text(record, F_network_zone, other);
	world_put(world, record);
	zones = record_value(world_get(world, ENTITY_asset, asset),
	    F_asset_zone);
	assert_string_equal(zones->list[0], other);
	/* … the interface has a zone of its own … */
	record = world_edit(world, ENTITY_interface, interface);
	record_set_text(record, F_interface_zone, zone);
	world_put(world, record);
	zones = record_value(world_get(world, ENTITY_asset, asset),
	    F_asset_zone);
	assert_string_equal(zones->list[0], zone);
	assert_int_equal(world_get(world, ENTITY_asset, asset)->rev, 1);
	world_verify(world);
}

static const char *
crossing(struct world *world, const char *flow)
{
	return record_text(world_get(world, ENTITY_flow, flow),
	    F_flow_crosses_boundary);
}

static void
flows_know_whether_they_cross(void **state)
{
	struct world *world = *state;
	const char *zone = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "業務系"));
	const char *other = world_put(world, world_record(world, ENTITY_zone,
	    F_zone_name, "DMZ"));
	const char *system = world_put(world, world_record(world,
	    ENTITY_system, F_system_name, "財務会計"));
	const char *server = world_put(world, world_record(world,
	    ENTITY_asset, F_asset_name, "server"));
	const char *client = world_put(world, world_record(world,
	    ENTITY_asset, F_asset_name, "client"));
	const char *outside = world_put(world, world_record(world,
	    ENTITY_external, F_external_name, "住民"));
	struct record *record = world_record(world, ENTITY_flow, F_flow_name,
	    "伝票");
	const char *flow, *interface;

	record_set_text(record, F_flow_source, client);
	record_set_text(record, F_flow_target, system);
	flow = world_put(world, record);
	assert_string_equal(crossing(world, flow), "unknown");
	record = world_record(world, ENTITY_interface, F_interface_asset,
	    client);
	record_set_text(record, F_interface_zone, zone);
	world_put(world, record);
	record = world_record(world, ENTITY_interface, F_interface_asset,
	    server);
	record_set_text(record, F_interface_zone, zone);
	interface = world_put(world, record);
	record = world_edit(world, ENTITY_asset, server);
	record_set_list(record, F_asset_system, world->arena, &system, 1);
	world_put(world, record);
	assert_string_equal(crossing(world, flow), "no");
	record = world_edit(world, ENTITY_interface, interface);
	record_set_text(record, F_interface_zone, other);
	world_put(world, record);
	assert_string_equal(crossing(world, flow), "yes");
	record = world_edit(world, ENTITY_flow, flow);
	record_set_text(record, F_flow_target, outside);
	world_put(world, record);
	assert_string_equal(crossing(world, flow), "yes");
}

static void
evidence_leaves_no_trace_in_the_journal(void **state)
{
	struct world *world = *state;
	const char *uuid = world_put(world, world_record(world,
	    ENTITY_interface, F_interface_name, "eth0"));
	struct changes *changes = changes_new(&world->session, "discover");
	struct record *record = record_new(world->arena, ENTITY_interface);
	struct commit_result result;
	struct verify_report report;

	memcpy(record->uuid, uuid, UUID_LEN);
	record_set_int(record, F_interface_last_seen, 12345);
	record_set_text(record, F_interface_name, "hijacked");
	changes_evidence(changes, record);
	record = world_record(world, ENTITY_import, F_import_name, "n.xml");
	changes_put(changes, record);
	assert_null(register_commit(&world->session, changes, NULL, &result));
	changes_free(changes);
	assert_int_equal(result.tx, 0);
	record = world_get(world, ENTITY_interface, uuid);
	assert_int_equal(record_int(record, F_interface_last_seen), 12345);
	assert_string_equal(record_text(record, F_interface_name), "eth0");
	assert_int_equal(record->rev, 1);
	assert_null(history_verify(&world->session, &report));
	assert_int_equal(report.entries, 1);
}

/* A caller may go on with a list that has something in it already. */
static void
only_problems_of_the_set_itself_stop_it(void **state)
{
	struct world *world = *state;
	struct problems list = { .arena = world->arena };
	struct commit_options options = { .problems = &list };
	struct changes *changes = changes_new(&world->session, "import");

	problem_add(&list, &(struct problem){ .reason = "another row" });
	changes_put(changes, world_record(world, ENTITY_site, F_site_name,
	    "支所"));
	assert_null(register_commit(&world->session, changes, &options,
	    NULL));
	assert_int_equal(list.errors, 1);
	changes_free(changes);
}

static void
a_form_is_told_while_typing(void **state)
{
	struct world *world = *state;
	struct record *record = world_record(world, ENTITY_interface,
	    F_interface_mac, "02-4B");
	struct problems list = { .arena = world->arena };

	assert_null(register_validate(&world->session, record, &list));
	assert_int_equal(list.errors, 1);
	assert_string_equal(list.item[0].field, "mac");
	assert_string_equal(list.item[0].value, "02-4B");
	record_set_text(record, F_interface_mac, "02:4b:11:9c:07:1f");
	assert_null(register_validate(&world->session, record, NULL));
}

static void
a_register_keeps_its_rules_without_the_shared_files(void **state)
{
	static struct world world;
	size_t n;

	(void)state;
	world_open_file(&world);
	setenv("DAICHO_SHARE", "/nonexistent", 1);
	register_close(&world.session);
	assert_null(register_open(&world.session, world.path));
	assert_string_equal(register_name(&world.session), "r");
	assert_non_null(register_scale(&world.session, "integrity", &n));
	assert_int_equal(n, 2);
	world_release(&world);
}

static void
nobody_writes_where_reading_was_asked_for(void **state)
{
	static struct world world;
	struct changes *changes;
	const struct err *err;

	(void)state;
	world_open_file(&world);
	register_close(&world.session);
	world.session.read_only = true;
	assert_null(register_open(&world.session, world.path));
	assert_non_null(register_read_only(&world.session));
	changes = changes_new(&world.session, "edit");
	changes_put(changes, world_record(&world, ENTITY_site, F_site_name,
	    "x"));
	err = register_commit(&world.session, changes, NULL, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_READONLY);
	assert_string_equal(err->msg, register_read_only(&world.session));
	changes_free(changes);
	world_release(&world);
}

static void
a_register_is_made_only_once_and_of_a_known_kind(void **state)
{
	static struct world world;
	const struct err *err;

	(void)state;
	world_open_file(&world);
	err = register_create(&world.session, world.path, "municipal",
	    "personal", NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INPUT);
	register_close(&world.session);
	unlink(world.path);
	err = register_create(&world.session, world.path, "martian",
	    "personal", NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_USAGE);
	assert_non_null(strstr(err->msg, "municipal"));
	assert_int_equal(access(world.path, F_OK), -1);
	err = register_create(&world.session, world.path, "iso", "secret",
	    NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_USAGE);
	world_release(&world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, \
    world_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_record_is_kept_with_its_bookkeeping),
		TEST(saving_the_same_again_changes_nothing),
		TEST(people_cannot_set_what_the_program_keeps),
		TEST(all_problems_are_told_at_once),
		TEST(a_scale_takes_only_the_levels_of_the_scheme),
		TEST(a_taken_number_names_its_user_and_a_free_one),
		TEST(a_retired_number_stays_taken),
		TEST(retiring_tells_what_still_refers_to_it),
		TEST(a_value_may_not_occur_twice_in_one_set),
		TEST(two_records_may_exchange_their_numbers),
		TEST(references_must_exist_and_fit),
		TEST(a_set_may_refer_to_what_it_creates),
		TEST(an_address_must_lie_in_its_network),
		TEST(nothing_lies_inside_itself),
		TEST(days_must_be_in_order),
		TEST(approval_needs_the_required_fields_and_names_them),
		TEST(a_temporary_approval_needs_its_last_day),
		TEST(who_has_left_cannot_approve),
		TEST(a_dry_run_writes_nothing),
		TEST(changes_of_different_fields_merge),
		TEST(changes_of_one_field_conflict_with_all_three_values),
		TEST(zones_follow_interfaces_and_networks),
		TEST(flows_know_whether_they_cross),
		TEST(evidence_leaves_no_trace_in_the_journal),
		TEST(only_problems_of_the_set_itself_stop_it),
		TEST(a_form_is_told_while_typing),
		cmocka_unit_test(
		    a_register_keeps_its_rules_without_the_shared_files),
		cmocka_unit_test(nobody_writes_where_reading_was_asked_for),
		cmocka_unit_test(
		    a_register_is_made_only_once_and_of_a_known_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
