/* SPDX-License-Identifier: ISC */
/* What is exported comes back unchanged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/exchange/export.h"
#include "model/exchange/import.h"
#include "tests/unit/world.h"

enum { EACH = 12 };

struct towns {
	struct world	 a, b;
	char		 path[64];
	uint32_t	 seed;
	const char	*day;		/* of the record: rules order them */
	bool		 plain;		/* all characters can be seen */
	const char	*uuid[ENTITY_COUNT][EACH];
	size_t		 n[ENTITY_COUNT];
};

/*
 * Those that others refer to come first.  Snapshots and sign-offs hold a seal
 * that only their verbs make.
 */
static const enum entity_id kinds[] = {
	ENTITY_site, ENTITY_department, ENTITY_person, ENTITY_external,
	ENTITY_supplier, ENTITY_function, ENTITY_system, ENTITY_process,
	ENTITY_information, ENTITY_zone, ENTITY_network, ENTITY_asset,
	ENTITY_identifier, ENTITY_interface, ENTITY_service,
	ENTITY_connection, ENTITY_software, ENTITY_crypto, ENTITY_flow,
	ENTITY_advisory, ENTITY_advisory_match, ENTITY_finding,
	ENTITY_decision, ENTITY_review, ENTITY_review_item, ENTITY_exception,
	 ENTITY_notice, ENTITY_attachment,
	ENTITY_mapping, ENTITY_diagram, ENTITY_view, ENTITY_role,
};

static uint32_t
draw(struct towns *towns, uint32_t below)
{
	towns->seed = towns->seed * 1664525u + 1013904223u;
	return (towns->seed >> 8) % below;
}

static const char *
any_text(struct towns *towns)
{
	static const char *const texts[] = {
		"web", "台帳, 甲", "=SUM(A1)", "'=x", "-5", "@mail", "a\"b\"",
		"窓口 端末", "x;y", "\u202Eabc", "①～ ｱｲｳ", "+81-3",
		"<b>&amp;", "a\\nb", "{{x}}", "C:\\temp",
	};

	const char *text = texts[draw(towns, sizeof(texts) /
	    sizeof(texts[0]))];

	if (towns->plain && !utf8_is_safe(text, strlen(text)))
		text = "見える";
	return arena_printf(towns->a.arena, "%s %u", text,
	    draw(towns, 100000));
}

/* A reference to something made before; NULL when there is none. */
static const char *
any_ref(struct towns *towns, enum entity_id of, uint64_t targets)
{
	size_t e = draw(towns, ENTITY_COUNT), i;

	for (i = 0; i < ENTITY_COUNT; i++) {
		size_t k = (e + i) % ENTITY_COUNT;

		if (k != (size_t)of && (targets >> k & 1) != 0 &&
		    towns->n[k] > 0)
			return towns->uuid[k][draw(towns,
			    (uint32_t)towns->n[k])];
	}
	return NULL;
}

static const char *
any_value(struct towns *towns, enum entity_id entity,
    const struct field *field)
{
	struct arena *arena = towns->a.arena;
	const struct choice *rows;
	size_t n;

	if (strcmp(field->key, "discovery_lock") == 0)
		return "hostname";
	switch (field->type) {
	case TYPE_CHOICE: case TYPE_YESNO: case TYPE_SCALE:
		rows = field_choices(&towns->a.session, field, &n);
		return n == 0 ? NULL : rows[draw(towns, (uint32_t)n)].key;
	case TYPE_REF: case TYPE_REFS:
		return any_ref(towns, entity, field->targets);
	case TYPE_MAC:
		return arena_printf(arena, "02:4b:%02x:%02x:%02x:%02x",
		    draw(towns, 256), draw(towns, 256), draw(towns, 256),
		    draw(towns, 256));
	case TYPE_IP: case TYPE_IPS:
		return arena_printf(arena, "10.%u.%u.%u", draw(towns, 256),
		    draw(towns, 256), draw(towns, 256));
	case TYPE_CIDR:
		return arena_printf(arena, "10.%u.%u.0/24", draw(towns, 256),
		    draw(towns, 256));
	case TYPE_PORTS:
		return arena_printf(arena, "udp/%u", 1 + draw(towns, 60000));
	case TYPE_DATE:
		return towns->day;
	case TYPE_SHA256:
		return arena_printf(arena, "%064x", draw(towns, 1 << 20));
	case TYPE_QUERY:
		return "kind=server";
	case TYPE_MAIL:
		return "a@example.jp";
	case TYPE_NOTE:
		return arena_printf(arena, "%s\n%s", any_text(towns),
		    any_text(towns));
	default:
		return any_text(towns);
	}
}

static void
fill(struct towns *towns, struct record *record)
{
	const struct field *field;
	size_t i;

	towns->day = arena_printf(towns->a.arena, "20%02u-%02u-%02u",
	    10 + draw(towns, 80), 1 + draw(towns, 12), 1 + draw(towns, 28));
	for (i = F_tags; (field = entity_field(record->entity, i)) != NULL;
	    i++) {
		const char *items[2];

		/* Approval and life cycle have rules of their own. */
		if (!field_is_editable(field) || draw(towns, 3) == 0 ||
		    strncmp(field->key, "appro", 5) == 0 ||
		    strcmp(field->key, "status") == 0 ||
		    strncmp(field->key, "dhcp_", 5) == 0 ||
		    strcmp(field->key, "gateway") == 0)
			continue;
		items[0] = any_value(towns, record->entity, field);
		items[1] = any_value(towns, record->entity, field);
		if (items[0] == NULL || items[1] == NULL)
			continue;
		if (field_is_int(field))
			record_set_int(record, i, 1 + draw(towns, 4000));
		else if (field_is_many(field))
			record_set_list(record, i, towns->a.arena, items,
			    strcmp(items[0], items[1]) == 0 ? 1 : 2);
		else
			record_set_text(record, i, items[0]);
	}
}

static void
define(struct towns *towns, const char *entity, const char *key,
    const char *type)
{
	struct record *record = world_record(&towns->a, ENTITY_custom_field,
	    F_custom_field_key, key);

	record_set_text(record, F_custom_field_entity, entity);
	record_set_text(record, F_custom_field_type, type);
	if (strcmp(type, "choice") == 0) {
		record_set_text(record, F_custom_field_set, "weight");
		record_set_text(record, F_custom_field_many, "yes");
	}
	world_put(&towns->a, record);
}

/* Fields of the register's own, not in the order of their keys. */
static void
define_some(struct towns *towns)
{
	static const char *const keys[] = { "low", "high", "mid" };
	static const char *const types[] = {
		"text", "int", "choice", "date", "yesno", "note",
	};
	size_t i;

	register_install(&towns->a.session);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct record *record = world_record(&towns->a,
		    ENTITY_custom_choice, F_custom_choice_key, keys[i]);

		record_set_text(record, F_custom_choice_set, "weight");
		world_put(&towns->a, record);
	}
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		define(towns, "asset", types[i], types[i]);
		define(towns, "site", types[i], types[i]);
	}
}

/* Records of most kinds with most fields; those with rules may be refused. */
static void
populate(struct towns *towns)
{
	size_t i, k;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (k = 0; k < EACH; k++) {
			enum entity_id entity = kinds[i];
			struct record *record = record_new(towns->a.arena,
			    entity);
			struct changes *changes;
			const char *uuid;

			fill(towns, record);
			/* Those are made by verbs; an import may bring them. */
			changes = changes_new(&towns->a.session,
			    entity == ENTITY_snapshot ||
			    entity == ENTITY_signoff ? "import" : "edit");
			uuid = arena_strdup(towns->a.arena,
			    changes_put(changes, record));
			if (register_commit(&towns->a.session, changes, NULL,
			    NULL) == NULL)
				towns->uuid[entity][towns->n[entity]++] = uuid;
			changes_free(changes);
		}
}

static int
begin(void **state, bool plain)
{
	struct towns *towns = calloc(1, sizeof(*towns));
	int fd;

	world_open(&towns->a);
	world_open(&towns->b);
	towns->b.next = 1 << 20;
	snprintf(towns->path, sizeof(towns->path),
	    "/tmp/daicho-export-XXXXXX.json");
	fd = mkstemps(towns->path, 5);
	assert_true(fd >= 0);
	close(fd);
	towns->seed = 42;
	towns->plain = plain;
	define_some(towns);
	populate(towns);
	*state = towns;
	return 0;
}

static int
setup(void **state)
{
	return begin(state, false);
}

static int
setup_plain(void **state)
{
	return begin(state, true);
}

static int
teardown(void **state)
{
	struct towns *towns = *state;

	unlink(towns->path);
	world_release(&towns->a);
	world_release(&towns->b);
	free(towns);
	return 0;
}

static struct import_plan *
brought(struct towns *towns, struct world *world, const char *path,
    int entity, const struct buf *bytes)
{
	struct import_options options = { .path = path, .entity = entity };
	struct import_plan *plan = NULL;
	const struct err *err;
	struct buf out = { 0 };

	(void)towns;
	register_install(&world->session);
	assert_null(path_write(path, buf_str(bytes), bytes->len, 0600));
	err = import_read(&world->session, &options, &plan);
	must(err);
	if (plan->problems.errors > 0) {
		problem_format(&plan->problems.item[0], &out);
		fail_msg("%s", buf_str(&out));
	}
	return plan;
}

static void
enough_was_made(void **state)
{
	struct towns *towns = *state;
	size_t i, total = 0;

	for (i = 0; i < ENTITY_COUNT; i++)
		total += towns->n[i];
	assert_true(total > 150);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (towns->n[kinds[i]] == 0)
			fail_msg("no %s", entity_get(kinds[i])->key);
	assert_true(towns->n[ENTITY_asset] > 3);
	assert_true(towns->n[ENTITY_flow] > 6);
	assert_true(towns->n[ENTITY_interface] > 6);
}

static void
json_of_everything_comes_back_byte_by_byte(void **state)
{
	struct towns *towns = *state;
	struct buf first = { 0 }, second = { 0 };
	struct changes *changes;
	struct commit_result result;
	struct import_plan *plan;

	/* A retired record stays retired, at the same moment. */
	changes = changes_new(&towns->a.session, "edit");
	changes_retire(changes, ENTITY_asset, towns->uuid[ENTITY_asset][0],
	    0);
	assert_null(register_commit(&towns->a.session, changes, NULL, NULL));
	changes_free(changes);

	assert_null(export_json(&towns->a.session, NULL, 0,
	    &(struct export_sink){ .out = &first }));
	plan = brought(towns, &towns->b, towns->path, ENTITY_NONE, &first);
	assert_null(import_apply(&towns->b.session, plan, &result));
	import_free(plan);
	assert_null(export_json(&towns->b.session, NULL, 0,
	    &(struct export_sink){ .out = &second }));
	assert_string_equal(first.s, second.s);
	assert_non_null(strstr(first.s, "\"retired_at\":\"2026"));
	world_verify(&towns->b);

	/* A second time there is nothing to do. */
	plan = brought(towns, &towns->b, towns->path, ENTITY_NONE, &first);
	assert_int_equal(plan->created + plan->changed, 0);
	assert_true(plan->same > 150);
	import_free(plan);
	buf_release(&first);
	buf_release(&second);
}

static void
json_has_every_field_in_its_shape(void **state)
{
	struct towns *towns = *state;
	enum entity_id entity = ENTITY_asset;
	struct buf out = { 0 };
	const struct field *field;
	json_t *rows;
	size_t i, k;

	assert_null(export_json(&towns->a.session, &entity, 1,
	    &(struct export_sink){ .out = &out }));
	rows = json_loads(out.s, 0, NULL);
	assert_true(json_is_array(rows));
	assert_int_equal(json_array_size(rows), towns->n[ENTITY_asset]);
	for (i = 0; i < json_array_size(rows); i++)
		for (k = F_tags; (field = entity_field(entity, k)) != NULL;
		    k++) {
			const json_t *value = json_object_get(
			    json_array_get(rows, i), field->key);

			if (field->type == TYPE_COMPUTED)
				continue;
			assert_non_null(value);
			if (field_is_many(field))
				assert_true(json_is_array(value));
			else if (field->type == TYPE_REF &&
			    !json_is_null(value))
				assert_true(json_is_string(json_object_get(
				    value, "uuid")) && json_is_string(
				    json_object_get(value, "entity")) &&
				    json_is_string(json_object_get(value,
				    "name")));
		}
	json_decref(rows);
	buf_release(&out);
}

/* In every mode the table of each kind is what the register has already. */
static void
tables_come_back_unchanged(void **state)
{
	static const struct export_options modes[] = {
		{ .delimiter = ',' }, { .delimiter = '\t', .bom = true },
		{ .delimiter = ',', .charset = CHARSET_UTF16LE },
	};
	struct towns *towns = *state;
	char path[80];
	size_t i, m;

	snprintf(path, sizeof(path), "%s.csv", towns->path);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (m = 0; m < sizeof(modes) / sizeof(modes[0]); m++) {
			struct buf out = { 0 };
			struct import_plan *plan;

			assert_null(export_table(&towns->a.session, kinds[i],
			    &modes[m], &(struct export_sink){ .out = &out }));
			plan = brought(towns, &towns->a, path,
			    (int)kinds[i], &out);
			assert_int_equal(plan->created, 0);
			assert_int_equal(plan->changed, 0);
			assert_true(plan->same > 0 ||
			    towns->n[kinds[i]] == 0);
			import_free(plan);
			buf_release(&out);
		}
	unlink(path);
}

/* Labels in either language, names, lists of choices, dates as numbers. */
static void
workbooks_come_back_unchanged(void **state)
{
	struct towns *towns = *state;
	char path[80];
	size_t i;

	snprintf(path, sizeof(path), "%s.xlsx", towns->path);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct buf out = { 0 };
		struct import_plan *plan;

		towns->a.session.lang = i % 2 == 0 ? LANG_JA : LANG_EN;
		assert_null(export_workbook(&towns->a.session, &kinds[i], 1,
		    NULL, &(struct export_sink){ .out = &out }));
		plan = brought(towns, &towns->a, path, ENTITY_NONE, &out);
		assert_int_equal(plan->entity, kinds[i]);
		assert_int_equal(plan->created, 0);
		assert_int_equal(plan->changed, 0);
		assert_true(plan->same > 0);
		import_free(plan);
		buf_release(&out);
	}
	unlink(path);
}

/* No cell begins as a formula does. */
static bool
has_formula(const char *s)
{
	bool quoted = false, first = true;

	for (; *s != '\0'; s++) {
		if (first && *s != '"' && strchr("=+-@\t\r", *s) != NULL &&
		    strncmp(s, "\r\n", 2) != 0)
			return true;
		if (*s == '"')
			quoted = !quoted;
		first = (!quoted && (*s == ',' || *s == '\n')) ||
		    (first && *s == '"');
	}
	return false;
}

static void
a_spreadsheet_is_safe_and_readable(void **state)
{
	struct towns *towns = *state;
	struct export_options options = { .delimiter = ',',
	    .spreadsheet = true };
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		buf_clear(&out);
		towns->a.session.lang = i % 2 == 0 ? LANG_JA : LANG_EN;
		assert_null(export_table(&towns->a.session, kinds[i],
		    &options, &(struct export_sink){ .out = &out }));
		assert_false(has_formula(out.s));
		assert_null(strstr(out.s, "\u202E"));
		assert_true(utf8_valid(out.s, out.len));
	}
	buf_release(&out);
}

static void
a_query_chooses_the_rows_of_a_table(void **state)
{
	struct towns *towns = *state;
	struct export_options options = { .delimiter = ',' };
	struct query *query;
	struct buf out = { 0 };
	const char *at;
	size_t lines = 0;

	assert_null(query_parse(&towns->a.session, ENTITY_site, "uuid=x",
	    towns->a.arena, &query));
	options.query = query;
	assert_null(export_table(&towns->a.session, ENTITY_site, &options,
	    &(struct export_sink){ .out = &out }));
	for (at = out.s; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	assert_int_equal(lines, 1);
	assert_int_equal(strncmp(out.s, "uuid,", 5), 0);
	buf_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(enough_was_made),
		TEST(json_of_everything_comes_back_byte_by_byte),
		TEST(json_has_every_field_in_its_shape),
		TEST(tables_come_back_unchanged),
		cmocka_unit_test_setup_teardown(workbooks_come_back_unchanged,
		    setup_plain, teardown),
		TEST(a_spreadsheet_is_safe_and_readable),
		TEST(a_query_chooses_the_rows_of_a_table),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
