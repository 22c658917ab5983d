/* SPDX-License-Identifier: ISC */
/* The query language: what it reads, what it writes, how it complains. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/query.h"
#include "model/register_impl.h"

struct world {
	struct session	 session;
	struct register_ reg;
	struct arena	*arena;
};

static int64_t
fixed_now(void *ctx)
{
	(void)ctx;
	return INT64_C(1779064500000);	/* 2026-05-18 09:35 in Tokyo */
}

static int
setup(void **state)
{
	static struct world world;
	static const char scheme[] =
	    "axis\tkey\ten\tja\tsynonyms\torder\tmeaning_en\tmeaning_ja\n"
	    "confidentiality\t1\tC1\t機密性1\t\t1\ta\tb\n"
	    "confidentiality\t2\tC2\t機密性2\t\t2\ta\tb\n"
	    "confidentiality\t3C\tC3C\t機密性3C\t3c\t3\ta\tb\n"
	    "confidentiality\t3B\tC3B\t機密性3B\t3b\t4\ta\tb\n"
	    "confidentiality\t3A\tC3A\t機密性3A\t3a\t5\ta\tb\n";

	memset(&world, 0, sizeof(world));
	session_init(&world.session);
	world.session.clock = (struct clock){ .now = fixed_now };
	world.arena = arena_new();
	world.session.reg = &world.reg;
	assert_null(scheme_parse(scheme, world.arena, &world.reg.scheme));
	*state = &world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	world->session.reg = NULL;
	arena_free(world->arena);
	session_release(&world->session);
	return 0;
}

static struct query *
parsed(struct world *world, enum entity_id entity, const char *text)
{
	struct query *query = NULL;
	const struct err *err = query_parse(&world->session, entity, text,
	    world->arena, &query);

	if (err != NULL)
		fail_msg("%s\n%s", text != NULL ? text : "", err->msg);
	return query;
}

static const char *
refused(struct world *world, enum entity_id entity, const char *text)
{
	struct query *query = NULL;
	const struct err *err = query_parse(&world->session, entity, text,
	    world->arena, &query);

	if (err == NULL)
		fail_msg("not refused: %s", text);
	assert_int_equal(err->kind, ERR_USAGE);
	assert_true(utf8_valid(err->msg, strlen(err->msg)));
	return arena_strdup(world->arena, err->msg);
}

static const char *
written(struct world *world, const struct query *query)
{
	struct buf out = { 0 };
	const char *s;

	query_format(query, &out);
	s = arena_strdup(world->arena, buf_str(&out));
	buf_release(&out);
	return s;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_tree(const struct query *a, const struct query *b)
{
	size_t i;

	if (a == NULL || b == NULL)
		return a == b;
	if (a->kind != b->kind || a->n_steps != b->n_steps ||
	    !same_text(a->key, b->key) || a->entities != b->entities ||
	    a->op != b->op || !value_equal(&a->value, &b->value) ||
	    a->n_keys != b->n_keys || a->counted != b->counted ||
	    a->number != b->number || !same_text(a->word, b->word) ||
	    a->field != b->field)
		return false;
	for (i = 0; i < a->n_steps; i++)
		if (!same_text(a->step[i].key, b->step[i].key) ||
		    a->step[i].entities != b->step[i].entities ||
		    a->step[i].targets != b->step[i].targets)
			return false;
	for (i = 0; i < a->n_keys; i++)
		if (strcmp(a->keys[i], b->keys[i]) != 0)
			return false;
	return same_tree(a->left, b->left) && same_tree(a->right, b->right);
}

/* The keys of a choice condition, divided by blanks. */
static const char *
keys_of(struct world *world, const struct query *query)
{
	struct buf out = { 0 };
	const char *s;
	size_t i;

	for (i = 0; i < query->n_keys; i++)
		buf_printf(&out, "%s%s", i > 0 ? " " : "", query->keys[i]);
	s = arena_strdup(world->arena, buf_str(&out));
	buf_release(&out);
	return s;
}

/* --- reading ---------------------------------------------------------- */

static void
blank_text_is_everything(void **state)
{
	assert_int_equal(parsed(*state, ENTITY_asset, NULL)->kind, QUERY_ALL);
	assert_int_equal(parsed(*state, ENTITY_asset, " \t\u3000")->kind,
	    QUERY_ALL);
}

static void
and_binds_tighter_than_or(void **state)
{
	struct query *q = parsed(*state, ENTITY_asset, "a b or not c d");

	assert_int_equal(q->kind, QUERY_OR);
	assert_int_equal(q->left->kind, QUERY_AND);
	assert_string_equal(q->left->right->word, "b");
	assert_int_equal(q->right->kind, QUERY_AND);
	assert_int_equal(q->right->left->kind, QUERY_NOT);
	assert_string_equal(q->right->right->word, "d");
	assert_true(same_tree(q,
	    parsed(*state, ENTITY_asset, "(a AND b) OR ((NOT c) and d)")));
}

static void
unequal_is_not_equal(void **state)
{
	assert_true(same_tree(parsed(*state, ENTITY_asset, "kind!=server"),
	    parsed(*state, ENTITY_asset, "not kind=server")));
	assert_true(same_tree(parsed(*state, ENTITY_asset, "owner != \"\""),
	    parsed(*state, ENTITY_asset, "not owner=\"\"")));
}

static void
choices_match_by_key_label_and_synonym(void **state)
{
	static const char *const same[] = {
		"kind=client", "kind=端末", "kind=Client", "kind=パソコン",
		"種別=ＰＣ", "Kind=client", "種別＝端末", "種別 = 端末",
	};
	struct query *first = parsed(*state, ENTITY_asset, same[0]);
	size_t i;

	assert_string_equal(first->value.s, "client");
	assert_string_equal(keys_of(*state, first), "client");
	for (i = 1; i < sizeof(same) / sizeof(same[0]); i++)
		assert_true(same_tree(first,
		    parsed(*state, ENTITY_asset, same[i])));
}

static void
choices_compare_by_weight(void **state)
{
	struct query *q = parsed(*state, ENTITY_finding, "severity>=高");

	assert_string_equal(keys_of(*state, q), "high critical");
	q = parsed(*state, ENTITY_finding, "severity<medium");
	assert_string_equal(keys_of(*state, q), "info low");
	q = parsed(*state, ENTITY_finding, "severity>critical");
	assert_string_equal(keys_of(*state, q), "");
}

static void
open_means_undecided(void **state)
{
	struct query *q = parsed(*state, ENTITY_finding, "state=open");

	assert_string_equal(keys_of(*state, q), "new triaged reopened");
	q = parsed(*state, ENTITY_finding, "state!=open");
	assert_int_equal(q->kind, QUERY_NOT);
	assert_string_equal(keys_of(*state, q->left), "new triaged reopened");
}

static void
levels_compare_by_rank(void **state)
{
	static const struct {
		const char *text, *keys;
	} rows[] = {
		{ "confidentiality>=3", "3C 3B 3A" },
		{ "confidentiality=3", "3C 3B 3A" },
		{ "confidentiality>3", "" },
		{ "confidentiality<3", "1 2" },
		{ "confidentiality<=3", "1 2 3C 3B 3A" },
		{ "confidentiality>3C", "3B 3A" },
		{ "confidentiality>=3b", "3B 3A" },
		{ "confidentiality=機密性2", "2" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(keys_of(*state, parsed(*state,
		    ENTITY_system, rows[i].text)), rows[i].keys);
}

static void
paths_follow_references(void **state)
{
	struct query *q = parsed(*state, ENTITY_asset,
	    "system.owner.left_on<=today");

	assert_int_equal(q->kind, QUERY_TERM);
	assert_int_equal(q->n_steps, 2);
	assert_string_equal(q->step[0].key, "system");
	assert_int_equal(q->step[0].entities, TO(asset));
	assert_int_equal(q->step[0].targets, TO(system));
	assert_int_equal(q->step[1].targets, TO(person));
	assert_string_equal(q->key, "left_on");
	assert_int_equal(q->entities, TO(person));
	assert_int_equal(q->op, QUERY_LE);
	assert_string_equal(q->value.s, "2026-05-18");
}

static void
a_step_sees_a_field_where_it_exists(void **state)
{
	struct query *q = parsed(*state, ENTITY_connection, "a.kind=internet");

	assert_int_equal(q->entities, TO(external) | TO(supplier) |
	    TO(asset) | TO(zone));
	assert_string_equal(keys_of(*state, q), "internet");
	q = parsed(*state, ENTITY_connection, "b.owner.name~tanaka");
	assert_int_equal(q->step[1].entities, TO(system) | TO(asset) |
	    TO(zone));
}

static void
plurals_count_what_points_here(void **state)
{
	struct query *q = parsed(*state, ENTITY_asset, "interfaces=0");

	assert_int_equal(q->kind, QUERY_COUNT);
	assert_int_equal(q->counted, ENTITY_interface);
	assert_int_equal(q->op, QUERY_EQ);
	assert_int_equal(q->number, 0);
	q = parsed(*state, ENTITY_interface, "asset.findings>2");
	assert_int_equal(q->kind, QUERY_COUNT);
	assert_int_equal(q->n_steps, 1);
	assert_int_equal(q->counted, ENTITY_finding);
	assert_int_equal(q->number, 2);
	/* A field of that name wins. */
	q = parsed(*state, ENTITY_flow, "information=\"\"");
	assert_int_equal(q->kind, QUERY_TERM);
}

static void
days_are_worked_out(void **state)
{
	static const struct {
		const char *text, *day;
	} rows[] = {
		{ "support_end<today", "2026-05-18" },
		{ "support_end<today+90d", "2026-08-16" },
		{ "support_end<today-2w", "2026-05-04" },
		{ "support_end<today+6m", "2026-11-18" },
		{ "support_end<today-1y", "2025-05-18" },
		{ "support_end<2024-02-29", "2024-02-29" },
		{ "support_end<ＴＯＤＡＹ＋１ｄ", "2026-05-19" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(parsed(*state, ENTITY_asset,
		    rows[i].text)->value.s, rows[i].day);
}

static void
a_day_is_a_whole_day_of_moments(void **state)
{
	const int64_t start = INT64_C(1779030000000);
	const int64_t end = start + 86399999;
	struct query *q = parsed(*state, ENTITY_asset, "last_seen<today");

	assert_int_equal(q->value.i, start);
	assert_int_equal(parsed(*state, ENTITY_asset,
	    "last_seen>=2026-05-18")->value.i, start);
	assert_int_equal(parsed(*state, ENTITY_asset,
	    "last_seen<=2026-05-18")->value.i, end);
	assert_int_equal(parsed(*state, ENTITY_asset,
	    "last_seen>2026-05-18")->value.i, end);
	q = parsed(*state, ENTITY_asset, "last_seen=today");
	assert_int_equal(q->kind, QUERY_AND);
	assert_int_equal(q->left->value.i, start);
	assert_int_equal(q->right->value.i, end);
	assert_int_equal(parsed(*state, ENTITY_asset,
	    "last_seen>=2026-05-18T00:00:00Z")->value.i,
	    start + 9 * 3600000);
}

static void
addresses_are_canonical(void **state)
{
	assert_string_equal(parsed(*state, ENTITY_interface,
	    "mac=02-4B-11-9C-07-1F")->value.s, "02:4b:11:9c:07:1f");
	assert_string_equal(parsed(*state, ENTITY_interface,
	    "mac~4B-11")->value.s, "4b:11");
	assert_string_equal(parsed(*state, ENTITY_interface,
	    "ip=１０.0.0.1")->value.s, "10.0.0.1");
	assert_string_equal(parsed(*state, ENTITY_network,
	    "cidr=10.1.2.3/8")->value.s, "10.0.0.0/8");
	assert_string_equal(parsed(*state, ENTITY_connection,
	    "allowed=443/tcp")->value.s, "tcp/443");
}

static void
text_is_folded(void **state)
{
	assert_string_equal(parsed(*state, ENTITY_asset,
	    "name~ＷＥＢサーバ")->value.s, "webさーば");
	assert_string_equal(parsed(*state, ENTITY_asset, "カタカナ")->word,
	    "かたかな");
	assert_string_equal(parsed(*state, ENTITY_asset,
	    "name=\"a \\\"b\\\" (c)\"")->value.s, "a \"b\" (c)");
}

/* --- complaints ------------------------------------------------------- */

/* Column of the caret, in cells after the two blanks; the text line in *t. */
static int
caret(const char *message, const char **t)
{
	const char *text = strchr(message, '\n');
	const char *line = text == NULL ? NULL : strchr(text + 1, '\n');

	assert_non_null(line);
	*t = text + 3;
	return (int)strcspn(line + 3, "^");
}

static void
the_caret_stands_under_the_mistake(void **state)
{
	static const struct {
		enum entity_id entity;
		const char *text;
		int column;
	} rows[] = {
		{ ENTITY_asset, "knd=server", 0 },
		{ ENTITY_asset, "端末 knd=server", 5 },
		{ ENTITY_asset, "資産名称~台帳　kind=けーき", 20 },
		{ ENTITY_asset, "name~web (status=in_use", 9 },
		{ ENTITY_asset, "name~web)", 8 },
		{ ENTITY_asset, "name=", 5 },
		{ ENTITY_asset, "owner= kind=server", 6 },
		{ ENTITY_asset, "a or", 4 },
		{ ENTITY_asset, "=x", 0 },
		{ ENTITY_asset, "name=a=b", 6 },
		{ ENTITY_asset, "system.onwer.left_on<today", 7 },
		{ ENTITY_asset, "owner.nam~x", 6 },
		{ ENTITY_asset, "support_end<2026-02-30", 12 },
		{ ENTITY_asset, "owner<x", 5 },
		{ ENTITY_asset, "interfaces=many", 11 },
		{ ENTITY_asset, "name~\"台帳", 5 },
		{ ENTITY_asset, "name~\"\"", 5 },
		{ ENTITY_asset, "a\tknd=x", 5 },	/* shown as <09> */
		{ ENTITY_interface, "mac=xyz", 4 },
		{ ENTITY_asset, "seen_by=x", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *text, *message = refused(*state, rows[i].entity,
		    rows[i].text);

		if (caret(message, &text) != rows[i].column)
			fail_msg("%s", message);
	}
}

static void
a_long_text_is_shown_around_the_mistake(void **state)
{
	struct buf text = { 0 };
	const char *shown, *message;
	int i, column;

	for (i = 0; i < 300; i++)
		buf_add(&text, "資産 ");
	buf_add(&text, "knd=server ");
	for (i = 0; i < 300; i++)
		buf_add(&text, "台帳 ");
	message = refused(*state, ENTITY_asset, buf_str(&text));
	column = caret(message, &shown);
	assert_true(column < 60);
	/* What stands at that column is the mistake. */
	shown += utf8_clip(shown, column, NULL);
	assert_int_equal(strncmp(shown, "knd=server", 10), 0);
	assert_non_null(strstr(message, "Possible here"));
	buf_release(&text);
}

static void
possible_words_are_named(void **state)
{
	const char *message = refused(*state, ENTITY_asset, "knd=server");

	assert_non_null(strstr(message, "Possible here: kind"));
	message = refused(*state, ENTITY_asset, "kind=sever");
	assert_non_null(strstr(message, "Possible here: server"));
	assert_non_null(strstr(message, "client"));
	message = refused(*state, ENTITY_finding, "state=offen");
	assert_non_null(strstr(message, "triaged"));
	assert_non_null(strstr(message, "open"));
	message = refused(*state, ENTITY_system, "confidentiality>=4");
	assert_non_null(strstr(message, "3A"));
	message = refused(*state, ENTITY_asset, "interface=0");
	assert_non_null(strstr(message, "interfaces"));
	message = refused(*state, ENTITY_asset, "name.x=0");
	assert_non_null(strstr(message, "owner"));
}

static void
what_is_missing_is_said(void **state)
{
	assert_non_null(strstr(refused(*state, ENTITY_asset, "=x"),
	    "before the comparison"));
	assert_non_null(strstr(refused(*state, ENTITY_asset, "a or"),
	    "condition is missing"));
	assert_non_null(strstr(refused(*state, ENTITY_asset, "name="),
	    "value is missing"));
	assert_non_null(strstr(refused(*state, ENTITY_asset, "owner= a=b"),
	    "value is missing"));
	assert_non_null(strstr(refused(*state, ENTITY_asset, "name=a=b"),
	    "second comparison"));
}

static void
endless_queries_are_refused(void **state)
{
	struct buf text = { 0 };
	int i;

	for (i = 0; i < 100000; i++)
		buf_addc(&text, '(');
	refused(*state, ENTITY_asset, buf_str(&text));
	buf_clear(&text);
	for (i = 0; i < 100000; i++)
		buf_add(&text, "not ");
	refused(*state, ENTITY_asset, buf_str(&text));
	buf_clear(&text);
	for (i = 0; i < 100000; i++)
		buf_add(&text, "a ");
	refused(*state, ENTITY_asset, buf_str(&text));
	refused(*state, ENTITY_asset, "a \xff");
	refused(*state, ENTITY_asset,
	    "host.host.host.host.host.name=x");
	buf_release(&text);
}

/* --- round trip ------------------------------------------------------- */

static const char *const terms[] = {
	"kind=server", "kind!=端末", "zone=DMZ", "support_end<today+90d",
	"owner=\"\"", "owner!=\"\"", "name~web", "name=\"or\"", "\"or\"",
	"name=\"a b\"", "tags=lab", "system.confidentiality>=3",
	"owner.left_on<=today", "interfaces=0", "findings!=2", "web",
	"last_seen=today", "last_seen!=2026-05-01", "not last_seen<today-1w",
	"criticality>=medium", "kind~er", "created_at>2026-05-01T01:02:03Z",
	"name=\"\\\"\\\\\"", "log_days>=30", "notes~\"＝ ！\"", "\"a=b\"",
	"site.parent.name=本庁舎", "a!b", "name~a!b", "host.interfaces>3",
	"internet_exposed=yes", "name=\"\u3000x\"", "not not web",
};
enum { TERMS = sizeof(terms) / sizeof(terms[0]) };

static void
random_text(struct buf *out, uint32_t *seed, int depth)
{
	*seed = *seed * 1664525u + 1013904223u;
	switch (depth == 0 ? 0 : *seed >> 28) {
	case 1: case 2: case 3:
		buf_add(out, "not (");
		random_text(out, seed, depth - 1);
		buf_addc(out, ')');
		break;
	case 4: case 5: case 6: case 7: case 8:
		buf_addc(out, '(');
		random_text(out, seed, depth - 1);
		buf_add(out, ") or ");
		random_text(out, seed, depth - 1);
		break;
	case 9: case 10: case 11: case 12: case 13:
		random_text(out, seed, depth - 1);
		buf_add(out, " (");
		random_text(out, seed, depth - 1);
		buf_addc(out, ')');
		break;
	default:
		buf_add(out, terms[(*seed >> 8) % TERMS]);
		break;
	}
}

static void
what_is_written_reads_back_as_the_same_tree(void **state)
{
	struct world *world = *state;
	struct buf text = { 0 };
	uint32_t seed = 7;
	int i;

	for (i = 0; i < 2000; i++) {
		struct query *q;

		buf_clear(&text);
		if (i < TERMS)
			buf_add(&text, terms[i]);
		else
			random_text(&text, &seed, 5);
		q = parsed(world, ENTITY_asset, buf_str(&text));
		if (!same_tree(q, parsed(world, ENTITY_asset,
		    written(world, q))))
			fail_msg("%s\n%s", buf_str(&text),
			    written(world, q));
	}
	buf_release(&text);
}

/* No more signs than a person would type. */
static void
plain_queries_are_written_as_they_were(void **state)
{
	static const char *const plain[] = {
		"kind=server name~web owner=\"\"", "a b or not c",
		"(a or b) c", "state!=open severity>=high", "interfaces=0",
		"system.owner.name~a", "name~\"a b\" \"or\"",
	};
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		enum entity_id entity = i == 3 ? ENTITY_finding :
		    ENTITY_asset;

		assert_string_equal(written(*state, parsed(*state, entity,
		    plain[i])), plain[i]);
	}
}

static void
trees_made_by_code_are_like_parsed_ones(void **state)
{
	struct world *world = *state;
	struct query *a = query_field(world->arena, ENTITY_asset,
	    F_asset_kind, QUERY_EQ,
	    (struct value){ .kind = VALUE_TEXT, .s = "server" });
	struct query *b = query_field(world->arena, ENTITY_asset,
	    F_asset_owner, QUERY_EMPTY, (struct value){ 0 });
	struct query *c = query_field(world->arena, ENTITY_asset,
	    F_asset_name, QUERY_EQ,
	    (struct value){ .kind = VALUE_TEXT, .s = "WEB 1" });
	struct query *all = parsed(world, ENTITY_asset, "");

	assert_true(same_tree(query_and(world->arena,
	    query_and(world->arena, a, b), c), parsed(world, ENTITY_asset,
	    "kind=server owner=\"\" name=\"web 1\"")));
	assert_ptr_equal(query_and(world->arena, NULL, a), a);
	assert_ptr_equal(query_and(world->arena, a, all), a);
	assert_ptr_equal(query_and(world->arena, all, a), a);
}

/* --- the queries of the checks ---------------------------------------- */

static void
each_check_query_parses(void **state)
{
	struct world *world = *state;
	struct buf path = { 0 }, file = { 0 };
	const char *shared = getenv("SHARED");
	char *line, *rest;
	int n = 0;

	buf_printf(&path, "%s/fields/checks.tsv",
	    shared == NULL ? "../shared" : shared);
	if (!path_exists(buf_str(&path))) {
		buf_release(&path);
		skip();
	}
	assert_null(path_read(buf_str(&path), 1 << 20, &file));
	for (rest = file.s; (line = strsep(&rest, "\n")) != NULL;) {
		char *column[10] = { NULL };
		int i, entity;

		for (i = 0; i < 10 && line != NULL; i++)
			column[i] = strsep(&line, "\t");
		if (column[5] == NULL ||
		    strncmp(column[5], "graph:", 6) == 0)
			continue;
		entity = entity_find(column[1]);
		if (entity == ENTITY_NONE ||
		    strstr(column[5], "exceptions=") != NULL)
			continue;
		parsed(world, (enum entity_id)entity, column[5]);
		n++;
	}
	assert_true(n >= 40);
	buf_release(&file);
	buf_release(&path);
}

/* --- sort keys -------------------------------------------------------- */

static void
sort_keys_are_read(void **state)
{
	struct query_sort sort[2];
	size_t n;

	(void)state;
	assert_null(query_sort_parse(ENTITY_asset, "support_end:desc,name",
	    sort, 2, &n));
	assert_int_equal(n, 2);
	assert_int_equal(sort[0].position, F_asset_support_end);
	assert_true(sort[0].desc);
	assert_int_equal(sort[1].position, F_asset_name);
	assert_false(sort[1].desc);
	assert_null(query_sort_parse(ENTITY_asset, NULL, sort, 2, &n));
	assert_int_equal(n, 0);
	assert_non_null(query_sort_parse(ENTITY_asset, "nam", sort, 2, &n));
	assert_non_null(query_sort_parse(ENTITY_asset, "name:up", sort, 2,
	    &n));
	assert_non_null(query_sort_parse(ENTITY_asset, "name,kind,site",
	    sort, 2, &n));
	assert_non_null(query_sort_parse(ENTITY_asset, "seen_by", sort, 2,
	    &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank_text_is_everything),
		cmocka_unit_test(and_binds_tighter_than_or),
		cmocka_unit_test(unequal_is_not_equal),
		cmocka_unit_test(choices_match_by_key_label_and_synonym),
		cmocka_unit_test(choices_compare_by_weight),
		cmocka_unit_test(open_means_undecided),
		cmocka_unit_test(levels_compare_by_rank),
		cmocka_unit_test(paths_follow_references),
		cmocka_unit_test(a_step_sees_a_field_where_it_exists),
		cmocka_unit_test(plurals_count_what_points_here),
		cmocka_unit_test(days_are_worked_out),
		cmocka_unit_test(a_day_is_a_whole_day_of_moments),
		cmocka_unit_test(addresses_are_canonical),
		cmocka_unit_test(text_is_folded),
		cmocka_unit_test(the_caret_stands_under_the_mistake),
		cmocka_unit_test(a_long_text_is_shown_around_the_mistake),
		cmocka_unit_test(possible_words_are_named),
		cmocka_unit_test(what_is_missing_is_said),
		cmocka_unit_test(endless_queries_are_refused),
		cmocka_unit_test(what_is_written_reads_back_as_the_same_tree),
		cmocka_unit_test(plain_queries_are_written_as_they_were),
		cmocka_unit_test(trees_made_by_code_are_like_parsed_ones),
		cmocka_unit_test(each_check_query_parses),
		cmocka_unit_test(sort_keys_are_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
