/* SPDX-License-Identifier: ISC */
/*
 * The contract of the store, second part: what queries find, in which order.
 */
#include "tests/unit/store_world.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *query, *found;
} finds[] = {
	{ "", "A1 A2 A3" },
	{ "kind=server", "A1" },
	{ "kind=server or kind=printer", "A1 A3" },
	{ "kind=サーバ", "A1" },
	{ "kind~複合", "A3" },
	{ "not kind~複合", "A1 A2" },
	{ "kind!=server", "A2 A3" },
	{ "retired_at>2000-01-01", "A4" },
	{ "retired_at=\"\"", "A1 A2 A3" },
	{ "name=\"web さーば\"", "A1" },
	{ "name~データ", "A2" },
	{ "name=\"\"", "A3" },
	{ "not name=\"\"", "A1 A2" },
	{ "os_version<10.10", "A1" },
	{ "os_version>10.9", "A2" },
	{ "os_version!=10.9", "A2 A3" },
	{ "support_end<2026-12-31", "A1" },
	{ "support_end>=2026-03-31", "A1 A2" },
	{ "not support_end<2026-12-31", "A2 A3" },
	{ "tags=LAB", "A1" },
	{ "tags=重要", "A1" },
	{ "not tags=lab", "A2 A3" },
	{ "tags=\"\"", "A2 A3" },
	{ "tags~重", "A1" },
	{ "rto_hours>4", "A2" },
	{ "rto_hours<=4", "A1" },
	{ "site=main", "A1" },
	{ "site~ran", "A2" },
	{ "site=\"\"", "A3" },
	{ "system=税", "A1" },
	{ "system=\"\"", "A2 A3" },
	{ "site.name=branch", "A2" },
	{ "not site.name=branch", "A1 A3" },
	{ "site.kind=\"\"", "A1 A2 A3" },
	{ "site.name=\"\"", "A3" },
	{ "system.confidentiality>=3C", "A1" },
	{ "system.confidentiality>3C", "" },
	{ "interfaces=0", "A2 A3" },
	{ "interfaces>=1", "A1" },
	{ "さーば", "A1" },
	{ "重要", "A1" },
	{ "web-01", "A1" },
	{ "10.0.0.4", "A1" },
	{ "10.0.0.9", "" },
	{ "hostname=web-01", "A1" },
	{ "(kind=server or kind=client) site=branch", "A2" },
};

static void
queries_find_what_they_say(void **state)
{
	struct world *w = *state;
	size_t i;

	fill(w);
	for (i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		struct query *query = NULL;
		int64_t n;
		const char *found = assets(w, finds[i].query, NULL);
		size_t words = (strlen(found) + 1) / 3;

		if (strcmp(found, finds[i].found) != 0)
			fail_msg("%s: found \"%s\", not \"%s\"",
			    finds[i].query, found, finds[i].found);
		ok(query_parse(&w->session, ENTITY_asset, finds[i].query,
		    w->arena, &query));
		ok(store_count(w->store, ENTITY_asset, query, &n));
		assert_int_equal(n, words);
	}
	assert_string_equal(found_by(w, ENTITY_interface, "ip=10.0.0.40",
	    NULL, F_interface_mac), "02:00:00:00:00:01");
	assert_string_equal(found_by(w, ENTITY_interface, "asset.kind=server",
	    NULL, F_interface_mac), "02:00:00:00:00:01");
	assert_string_equal(found_by(w, ENTITY_interface, "asset=a1",
	    NULL, F_interface_mac), "02:00:00:00:00:01");
}

static void
orders_put_nothing_last(void **state)
{
	static const struct {
		const char *sort, *found;
	} cases[] = {
		{ NULL, "A1 A2 A3" },
		{ "asset_no:desc", "A3 A2 A1" },
		{ "name", "A1 A2 A3" },
		{ "name:desc", "A2 A1 A3" },
		{ "os_version", "A1 A2 A3" },
		{ "os_version:desc", "A2 A1 A3" },
		{ "support_end:desc", "A2 A1 A3" },
		{ "kind", "A1 A2 A3" },
		{ "kind:desc", "A3 A2 A1" },
		{ "site", "A2 A1 A3" },
		{ "site:desc", "A1 A2 A3" },
		{ "rto_hours", "A1 A2 A3" },
		{ "rto_hours:desc", "A2 A1 A3" },
		{ "tags", "A1 A2 A3" },
		{ "system", "A1 A2 A3" },
		{ "site,asset_no:desc", "A2 A1 A3" },
	};
	struct world *w = *state;
	size_t i;

	fill(w);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found = assets(w, "", cases[i].sort);

		if (strcmp(found, cases[i].found) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", cases[i].sort,
			    found, cases[i].found);
	}
}

static void
a_thousand_terms_are_no_trouble(void **state)
{
	struct world *w = *state;
	struct buf text = { 0 };
	int i;

	fill(w);
	for (i = 0; i < 900; i++)
		buf_printf(&text, "%sasset_no=A%d", i > 0 ? " or " : "", i);
	assert_string_equal(assets(w, buf_str(&text), NULL), "A1 A2 A3");
	buf_release(&text);
}

static void
search_follows_every_change(void **state)
{
	struct world *w = *state;
	struct record *record = named(w, ENTITY_asset, F_asset_asset_no,
	    "A1");
	struct record *change = record_new(w->arena, ENTITY_asset);

	record_set_text(record, F_asset_name, "受付端末");
	put(w, record);
	memcpy(change->uuid, record->uuid, UUID_LEN);
	record_set_text(change, F_asset_model, "ＦＵＪＩ");
	put(w, change);
	assert_string_equal(assets(w, "受付", NULL), "A1");
	assert_string_equal(assets(w, "fuji", NULL), "A1");
	record_set_text(change, F_asset_name, "窓口");
	put(w, change);
	assert_string_equal(assets(w, "受付", NULL), "");
	assert_string_equal(assets(w, "窓口 fuji", NULL), "A1");
}

static bool
stop_at_once(void *ctx, const char *what, int64_t done, int64_t total)
{
	(void)ctx;
	(void)what;
	(void)done;
	(void)total;
	return false;
}

static void
reading_keys_can_be_stopped(void **state)
{
	struct world *w = *state;
	struct store_keys keys;
	int i;

	ok(store_begin(w->store));
	for (i = 0; i < 5000; i++)
		ok(store_put(w->store, named(w, ENTITY_department,
		    F_department_name, "部署")));
	ok(store_commit(w->store));
	ok(store_keys(w->store, ENTITY_department, NULL, NULL, 0, &keys));
	assert_int_equal(keys.n, 5000);
	store_keys_release(&keys);
	w->session.progress.step = stop_at_once;
	refused(store_keys(w->store, ENTITY_department, NULL, NULL, 0,
	    &keys), ERR_CANCELLED);
	assert_null(keys.key);
	w->session.progress.step = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CONTRACT(queries_find_what_they_say),
		CONTRACT(orders_put_nothing_last),
		CONTRACT(a_thousand_terms_are_no_trouble),
		CONTRACT(search_follows_every_change),
		CONTRACT(reading_keys_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
