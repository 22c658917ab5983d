/* SPDX-License-Identifier: ISC */
/* Records and values: reading, writing, comparing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "model/record.h"

struct world {
	struct session	 session;
	struct arena	*arena;
};

static int
setup(void **state)
{
	static struct world world;

	session_init(&world.session);
	world.arena = arena_new();
	*state = &world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	arena_free(world->arena);
	session_release(&world->session);
	return 0;
}

static const struct err *
read_as(struct world *world, enum entity_id entity, size_t position,
    const char *text, struct value *out)
{
	return value_parse(&world->session, entity_field(entity, position),
	    text, world->arena, out);
}

/* What text becomes, in the machine form; "×" when it is refused. */
static const char *
raw(struct world *world, enum entity_id entity, size_t position,
    const char *text)
{
	struct buf out = { 0 };
	struct value value;
	const char *s;

	if (read_as(world, entity, position, text, &value) != NULL)
		return "×";
	value_format_raw(entity_field(entity, position), &value, &out);
	s = arena_strdup(world->arena, buf_str(&out));
	buf_release(&out);
	return s;
}

static void
values_become_canonical(void **state)
{
	static const struct {
		enum entity_id	 entity;
		size_t		 position;
		const char	*text, *want;
	} cases[] = {
		{ ENTITY_asset, F_asset_name, "  浄水場\tL2 　", "浄水場 L2" },
		{ ENTITY_asset, F_asset_name, "", "" },
		{ ENTITY_asset, F_asset_name, " 　\n", "" },
		{ ENTITY_asset, F_asset_name, "a\xff", "×" },
		{ ENTITY_asset, F_notes, "a\r\nb\n", "a\nb" },
		{ ENTITY_asset, F_tags, "a, b;c ;; d", "a, b;c;d" },
		{ ENTITY_asset, F_asset_kind, "サーバー", "server" },
		{ ENTITY_asset, F_asset_kind, "Server", "server" },
		{ ENTITY_asset, F_asset_kind, "teapot", "×" },
		{ ENTITY_asset, F_asset_internet_exposed, "○", "yes" },
		{ ENTITY_asset, F_asset_support_end, "2027-03-31",
		    "2027-03-31" },
		{ ENTITY_asset, F_asset_support_end, "２０２７/３/３１",
		    "2027-03-31" },
		{ ENTITY_asset, F_asset_support_end, "2027-02-29", "×" },
		{ ENTITY_asset, F_asset_support_end, "2027-03/31", "×" },
		{ ENTITY_asset, F_asset_log_days, "３６５", "365" },
		{ ENTITY_asset, F_asset_log_days, "0", "0" },
		{ ENTITY_asset, F_asset_log_days, "-1", "×" },
		{ ENTITY_asset, F_asset_log_days, "99999999999999999999",
		    "×" },
		{ ENTITY_interface, F_interface_mac, "02-4B-11-9C-07-1F",
		    "02:4b:11:9c:07:1f" },
		{ ENTITY_interface, F_interface_mac, "02-4B-11-9C", "×" },
		{ ENTITY_interface, F_interface_ip,
		    "10.0.0.1、10.0.0.2, 10.0.0.1", "10.0.0.1;10.0.0.2" },
		{ ENTITY_interface, F_interface_ip, "10.0.0.1;10.0.0", "×" },
		{ ENTITY_interface, F_interface_vlan, "4094", "4094" },
		{ ENTITY_interface, F_interface_vlan, "4095", "×" },
		{ ENTITY_network, F_network_cidr, "10.20.37.9/20",
		    "10.20.32.0/20" },
		{ ENTITY_connection, F_connection_allowed, "443/tcp,udp/53",
		    "tcp/443;udp/53" },
		{ ENTITY_person, F_person_mail, "ryo@city.example.jp",
		    "ryo@city.example.jp" },
		{ ENTITY_person, F_person_mail, "ryo at city", "×" },
		{ ENTITY_finding, F_finding_due, "2026-05-18T08:55:00+09:00",
		    "2026-05-17T23:55:00Z" },
		{ ENTITY_finding, F_finding_due, "2026-05-18",
		    "2026-05-18T14:59:59.999Z" },
		{ ENTITY_view, F_view_entity, "assets", "asset" },
		{ ENTITY_view, F_view_entity, "資産", "asset" },
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(raw(world, cases[i].entity,
		    cases[i].position, cases[i].text), cases[i].want);
}

/* What a machine file holds is read back as it was. */
static void
raw_form_reads_back(void **state)
{
	struct world *world = *state;
	static const char *const texts[] = {
		"浄水場 \"L2\", 2階", "=1+1", "a;b", "\033[2J", "0",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(raw(world, ENTITY_asset, F_asset_name,
		    texts[i]), texts[i]);
}

static void
refusals_name_the_field_and_the_remedy(void **state)
{
	struct world *world = *state;
	const struct field *field = entity_field(ENTITY_interface,
	    F_interface_mac);
	const struct err *err;
	struct value value;

	err = value_parse(&world->session, field, "zz", world->arena, &value);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_non_null(strstr(err->msg, field->label[LANG_EN]));
	assert_non_null(strstr(err->msg, "00:1b:63:0a:00:05"));
	err = value_read(&world->session, field, "zz", world->arena, &value);
	assert_non_null(err);
	assert_int_equal(strncmp(err->msg, "\"zz\"", 4), 0);
	err = read_as(world, ENTITY_asset, F_asset_approval, "maybe", &value);
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "denied"));
}

static void
people_see_labels(void **state)
{
	struct world *world = *state;
	const struct field *field = entity_field(ENTITY_asset, F_asset_kind);
	struct buf out = { 0 };
	struct value value = { .kind = VALUE_TEXT, .s = "server" };

	value_format(&world->session, field, &value, LANG_JA, &out);
	assert_string_equal(buf_str(&out), "サーバ");
	buf_clear(&out);
	field = entity_field(ENTITY_asset, F_created_at);
	value = (struct value){ .kind = VALUE_INT, .i = 0 };
	value_format(&world->session, field, &value, LANG_EN, &out);
	assert_string_equal(buf_str(&out), "1970-01-01 09:00");
	buf_release(&out);
}

static void
json_keeps_every_kind(void **state)
{
	static const struct {
		enum entity_id	 entity;
		size_t		 position;
		const char	*json;
	} cases[] = {
		{ ENTITY_asset, F_asset_name, "null" },
		{ ENTITY_asset, F_asset_name, "\"a\\\"b\\\\c\\n\\u0001\"" },
		{ ENTITY_asset, F_asset_log_days, "-9223372036854775808" },
		{ ENTITY_asset, F_tags, "[\"a\",\"b\"]" },
		{ ENTITY_interface, F_interface_ip, "[\"10.0.0.1\"]" },
	};
	struct world *world = *state;
	struct buf out = { 0 };
	struct value value, copy;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct field *field = entity_field(cases[i].entity,
		    cases[i].position);
		json_t *json = json_loads(cases[i].json, JSON_DECODE_ANY,
		    NULL);

		assert_non_null(json);
		assert_null(value_from_json(field, json, world->arena,
		    &value));
		json_decref(json);
		buf_clear(&out);
		value_to_json(&value, &out);
		assert_string_equal(buf_str(&out), cases[i].json);
		copy = value_copy(world->arena, &value);
		assert_true(value_equal(&copy, &value));
	}
	buf_release(&out);
}

static void
json_of_the_wrong_kind_is_refused(void **state)
{
	struct world *world = *state;
	static const char *const wrong[] = {
		"\"3\"", "[3]", "{}", "true", "1.5",
	};
	struct value value;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		json_t *json = json_loads(wrong[i], JSON_DECODE_ANY, NULL);

		assert_non_null(value_from_json(entity_field(ENTITY_asset,
		    F_asset_log_days), json, world->arena, &value));
		json_decref(json);
	}
}

static void
setting_marks_and_emptying_keeps_the_mark(void **state)
{
	struct world *world = *state;
	struct record *record = record_new(world->arena, ENTITY_asset);
	struct record *copy;

	assert_false(fieldset_has(&record->have, F_asset_name));
	assert_null(record_text(record, F_asset_name));
	record_set_text(record, F_asset_name, "a");
	record_set_text(record, F_asset_model, "");
	record_set_int(record, F_rev, 7);
	record_set_text(record, F_uuid,
	    "00000000-0000-4000-8000-000000000001");
	assert_true(fieldset_has(&record->have, F_asset_model));
	assert_false(record_has(record, F_asset_model));
	assert_int_equal(record->rev, 7);
	assert_string_equal(record->uuid, record_text(record, F_uuid));
	record_add_item(record, F_tags, world->arena, "x");
	record_add_item(record, F_tags, world->arena, "y");
	record_add_item(record, F_tags, world->arena, "x");
	assert_int_equal(record_value(record, F_tags)->n, 2);
	assert_int_equal(record_value(record, 9999)->kind, VALUE_NONE);
	copy = record_copy(world->arena, record);
	record_set_text(record, F_asset_name, "b");
	assert_string_equal(record_text(copy, F_asset_name), "a");
	assert_true(value_equal(record_value(copy, F_tags),
	    record_value(record, F_tags)));
	assert_false(value_equal(record_value(copy, F_asset_name),
	    record_value(record, F_asset_name)));
	record_set_list(record, F_tags, world->arena, NULL, 0);
	assert_false(record_has(record, F_tags));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_canonical),
		cmocka_unit_test(raw_form_reads_back),
		cmocka_unit_test(refusals_name_the_field_and_the_remedy),
		cmocka_unit_test(people_see_labels),
		cmocka_unit_test(json_keeps_every_kind),
		cmocka_unit_test(json_of_the_wrong_kind_is_refused),
		cmocka_unit_test(setting_marks_and_emptying_keeps_the_mark),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
