/* SPDX-License-Identifier: ISC */
#include "tests/unit/store_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
ok(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

void
refused(const struct err *err, enum err_kind kind)
{
	if (err == NULL)
		fail_msg("no error");
	assert_int_equal(err->kind, kind);
	assert_true(err->msg[0] != '\0');
}

int
world_setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	session_init(&w->session);
	w->arena = arena_new();
	w->session.reg = &w->reg;
	ok(scheme_parse(
	    "axis\tkey\ten\tja\tsynonyms\torder\tmeaning_en\tmeaning_ja\n"
	    "confidentiality\t1\tC1\tC1\t\t1\ta\tb\n"
	    "confidentiality\t3C\tC3C\tC3C\t\t3\ta\tb\n"
	    "confidentiality\t3A\tC3A\tC3A\t\t5\ta\tb\n", w->arena,
	    &w->reg.scheme));
	ok(store_open(&w->session, ":memory:", STORE_CREATE, &w->store));
	*state = w;
	return 0;
}

int
world_teardown(void **state)
{
	struct world *w = *state;

	store_close(w->store);
	w->session.reg = NULL;
	session_release(&w->session);
	arena_free(w->arena);
	free(w);
	return 0;
}

struct record *
fresh(struct world *w, enum entity_id entity)
{
	struct record *record = record_new(w->arena, entity);

	w->serial++;
	snprintf(record->uuid, sizeof(record->uuid),
	    "%08x-0000-4000-8000-%012x", 0x10000000u + w->serial, w->serial);
	record->rev = 1;
	record_set_int(record, F_rev, 1);
	return record;
}

void
put(struct world *w, const struct record *record)
{
	ok(store_begin(w->store));
	ok(store_put(w->store, record));
	ok(store_commit(w->store));
}

struct record *
named(struct world *w, enum entity_id entity, size_t position,
    const char *text)
{
	struct record *record = fresh(w, entity);

	record_set_text(record, position, text);
	return record;
}

struct record *
get(struct world *w, const struct record *record)
{
	struct record *out = NULL;

	ok(store_get(w->store, record->entity, record->uuid, NULL, w->arena,
	    &out));
	return out;
}

const char *
found_by(struct world *w, enum entity_id entity, const char *text,
    const char *sort, size_t position)
{
	struct buf out = { 0 };
	struct query_sort order[4];
	struct store_keys keys;
	struct query *query = NULL;
	struct record *record = NULL;
	const char *result;
	size_t i, n = 0;

	ok(query_parse(&w->session, entity, text, w->arena, &query));
	if (sort != NULL)
		ok(query_sort_parse(entity, sort, order, 4, &n));
	ok(store_keys(w->store, entity, query, order, n, &keys));
	for (i = 0; i < keys.n; i++) {
		ok(store_rows(w->store, &keys, i, 1, NULL, w->arena,
		    &record));
		assert_non_null(record);
		buf_printf(&out, "%s%s", i > 0 ? " " : "",
		    record_text(record, position));
	}
	store_keys_release(&keys);
	result = arena_strdup(w->arena, buf_str(&out));
	buf_release(&out);
	return result;
}

const char *
assets(struct world *w, const char *text, const char *sort)
{
	return found_by(w, ENTITY_asset, text, sort, F_asset_asset_no);
}

void
fill(struct world *w)
{
	static const char *const tags[] = { "lab", "重要" };
	static const char *const ips[] = { "10.0.0.5", "10.0.0.40" };
	struct record *main_office = named(w, ENTITY_site, F_site_name,
	    "Main");
	struct record *branch = named(w, ENTITY_site, F_site_name, "Branch");
	struct record *system = named(w, ENTITY_system, F_system_name, "税");
	struct record *a[4], *i;
	size_t n;

	record_set_text(system, F_system_confidentiality, "3C");
	ok(store_begin(w->store));
	ok(store_put(w->store, main_office));
	ok(store_put(w->store, branch));
	ok(store_put(w->store, system));
	for (n = 0; n < 4; n++) {
		char number[] = { 'A', (char)('1' + n), '\0' };

		a[n] = named(w, ENTITY_asset, F_asset_asset_no,
		    arena_strdup(w->arena, number));
		record_set_text(a[n], F_asset_kind, n == 2 ? "printer" :
		    n == 1 ? "client" : "server");
	}
	record_set_text(a[0], F_asset_name, "Ｗeb サーバ");
	record_set_text(a[0], F_asset_os_version, "10.9");
	record_set_text(a[0], F_asset_support_end, "2026-03-31");
	record_set_text(a[0], F_asset_site, main_office->uuid);
	record_set_list(a[0], F_tags, w->arena, tags, 2);
	record_add_item(a[0], F_asset_system, w->arena, system->uuid);
	record_set_int(a[0], F_asset_rto_hours, 4);
	record_set_text(a[0], F_asset_hostname, "WEB-01");
	record_set_text(a[1], F_asset_name, "ﾃﾞｰﾀ");
	record_set_text(a[1], F_asset_os_version, "10.10");
	record_set_text(a[1], F_asset_support_end, "2027-03-31");
	record_set_text(a[1], F_asset_site, branch->uuid);
	record_set_int(a[1], F_asset_rto_hours, 24);
	record_set_int(a[3], F_retired_at, 1779064500000);
	for (n = 0; n < 4; n++)
		ok(store_put(w->store, a[n]));
	i = named(w, ENTITY_interface, F_interface_mac, "02:00:00:00:00:01");
	record_set_text(i, F_interface_asset, a[0]->uuid);
	record_set_text(i, F_interface_switch, a[1]->uuid);
	record_set_list(i, F_interface_ip, w->arena, ips, 2);
	ok(store_put(w->store, i));
	ok(store_commit(w->store));
}
