/* SPDX-License-Identifier: ISC */
/*
 * Old registers under a program with more fields.  This test is built with the
 * table of fields in tests/unit/later, which has some of versions 3 and 4.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "model/migrate.h"

static const char asset_uuid[] = "30000000-0000-4000-8000-000000000000";
static const char site_uuid[] = "10000000-0000-4000-8000-000000000000";
static const char view_uuid[] = "40000000-0000-4000-8000-000000000000";

struct world {
	struct session	 session;
	struct arena	*arena;
	char		 folder[64];
	char		 path[96];
	struct store	*store;
};

static void
ok(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct buf name = { 0 }, bytes = { 0 };

	session_init(&w->session);
	w->arena = arena_new();
	snprintf(w->folder, sizeof(w->folder), "/tmp/daicho-migrate-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	snprintf(w->path, sizeof(w->path), "%s/old.daicho", w->folder);
	buf_printf(&name, "%s/tests/corpus/register/version-1.daicho",
	    getenv("top_srcdir"));
	ok(path_read(buf_str(&name), 1 << 22, &bytes));
	ok(path_write(w->path, bytes.s, bytes.len, 0600));
	ok(store_open(&w->session, w->path, STORE_WRITE, &w->store));
	buf_release(&name);
	buf_release(&bytes);
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", "-lock", "-owner", "-reserve",
	};
	struct world *w = *state;
	char name[128];
	size_t i;

	store_close(w->store);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", w->path, suffixes[i]);
		unlink(name);
	}
	rmdir(w->folder);
	session_release(&w->session);
	arena_free(w->arena);
	free(w);
	return 0;
}

static struct record *
get(struct world *w, enum entity_id entity, const char *uuid)
{
	struct record *record = NULL;

	ok(store_get(w->store, entity, uuid, NULL, w->arena, &record));
	assert_non_null(record);
	return record;
}

static void
version_1_is_read_as_it_is(void **state)
{
	struct world *w = *state;
	struct record *asset = get(w, ENTITY_asset, asset_uuid), *view;
	const struct value *tags = record_value(asset, F_tags);
	struct store_tx tx;
	const char *scheme;
	bool found;

	assert_int_equal(store_version(w->store), 1);
	assert_string_equal(record_text(asset, F_asset_name), "受付端末");
	assert_string_equal(record_text(asset, F_asset_site), site_uuid);
	assert_int_equal(tags->n, 2);
	assert_string_equal(tags->list[0], "窓口");
	assert_int_equal(record_int(asset, F_created_at), 1779064500000);
	view = get(w, ENTITY_view, view_uuid);
	assert_null(record_text(view, F_view_later_text));
	ok(store_tx_get(w->store, 1, w->arena, &tx, &found));
	assert_true(found);
	assert_string_equal(tx.why, "台帳の作成");
	ok(store_meta_get(w->store, "scheme", w->arena, &scheme));
	assert_string_equal(scheme, "municipal");
	ok(store_check(w->store));
}

static void
newer_fields_of_an_old_file_are_empty(void **state)
{
	struct world *w = *state;
	struct query_sort by_later = { .position = F_view_later_ref };
	struct store_keys keys;
	struct query later = {
		.kind = QUERY_TERM, .key = "later_text", .op = QUERY_EMPTY,
		.entities = TO(view),
		.field = entity_field(ENTITY_view, F_view_later_text),
	};
	int64_t n;

	ok(store_count(w->store, ENTITY_view, &later, &n));
	assert_int_equal(n, 1);
	ok(store_keys(w->store, ENTITY_view, NULL, &by_later, 1, &keys));
	assert_int_equal(keys.n, 1);
	store_keys_release(&keys);
}

static void
newer_entities_of_an_old_file_are_empty(void **state)
{
	struct world *w = *state;
	struct store *reader = NULL;
	int64_t n = -1;

	ok(store_open(&w->session, w->path, STORE_READ, &reader));
	assert_int_equal(store_version(reader), 1);
	ok(store_count(reader, ENTITY_advisory, NULL, &n));
	assert_int_equal(n, 0);
	ok(store_count(reader, ENTITY_asset, NULL, &n));
	assert_true(n > 0);
	store_close(reader);
}

/* The conversion of a later version: the name goes to the new field. */
static const struct err *
fill_later_text(struct store *store)
{
	struct arena *arena = arena_new();
	struct record *view = NULL;
	const struct err *err;

	err = store_get(store, ENTITY_view, view_uuid, NULL, arena, &view);
	if (err == NULL) {
		record_set_text(view, F_view_later_text,
		    record_text(view, F_view_name));
		record_set_text(view, F_view_later_ref, site_uuid);
		record_add_item(view, F_view_later_list, arena, "one");
		err = store_put(store, view);
	}
	arena_free(arena);
	return err;
}

static const struct err *
fail_after_writing(struct store *store)
{
	const struct err *err = fill_later_text(store);

	return err != NULL ? err : err_new(ERR_IO, "no more");
}

static void
steps_run_once_and_in_order(void **state)
{
	static const struct migration steps[] = {
		{ .to = 1, .run = fail_after_writing },
		{ .to = 2 },
		{ .to = 3, .run = fill_later_text },
		{ .to = 4 },
	};
	struct world *w = *state;
	struct record *view;
	const char *found[2];
	size_t n;

	ok(migrate_with(w->store, steps, 4));
	assert_int_equal(store_version(w->store), 4);
	view = get(w, ENTITY_view, view_uuid);
	assert_string_equal(record_text(view, F_view_later_text),
	    "窓口の端末");
	assert_string_equal(record_text(view, F_view_later_ref), site_uuid);
	record_set_int(view, F_view_last, 9);
	ok(store_begin(w->store));
	ok(store_put(w->store, view));
	ok(store_commit(w->store));
	assert_int_equal(record_int(get(w, ENTITY_view, view_uuid),
	    F_view_last), 9);
	ok(store_lookup(w->store, ENTITY_view, F_view_later_text,
	    "窓口ノ端末", w->arena, found, 2, &n));
	assert_int_equal(n, 1);
	assert_string_equal(record_text(get(w, ENTITY_asset, asset_uuid),
	    F_asset_name), "受付端末");
	ok(store_check(w->store));
	ok(migrate_with(w->store, steps, 4));
}

static void
a_failed_step_changes_nothing(void **state)
{
	static const struct migration steps[] = {
		{ .to = 2 },
		{ .to = 3, .run = fill_later_text },
		{ .to = 4, .run = fail_after_writing },
	};
	struct world *w = *state;
	const struct err *err = migrate_with(w->store, steps, 3);

	assert_non_null(err);
	assert_string_equal(err->msg, "no more");
	assert_int_equal(store_version(w->store), 1);
	version_1_is_read_as_it_is(state);
	ok(store_begin(w->store));
	ok(store_put(w->store, get(w, ENTITY_view, view_uuid)));
	ok(store_commit(w->store));
}

static void
a_missing_step_is_refused(void **state)
{
	static const struct migration steps[] = { { .to = 3 } };
	struct world *w = *state;
	const struct err *err = migrate_with(w->store, steps, 1);

	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INTERNAL);
	assert_int_equal(store_version(w->store), 1);
}

static void
the_program_needs_no_step_for_its_own_version(void **state)
{
	struct world *w = *state;
	int64_t before, after;

	ok(migrate(w->store));
	assert_int_equal(store_version(w->store), STORE_VERSION);
	ok(store_changed(w->store, &before));
	ok(migrate(w->store));
	ok(store_changed(w->store, &after));
	assert_int_equal(before, after);
}

/* What an upgraded file holds is what a new one of that version holds. */
static void
later_programs_open_the_upgraded_file(void **state)
{
	static const struct migration steps[] = { { .to = 2 }, { .to = 3 } };
	struct world *w = *state;
	struct store *other = NULL;
	const struct err *err;

	ok(migrate_with(w->store, steps, 2));
	err = store_open(&w->session, w->path, STORE_READ, &other);
	/* This program is version 2: it must say that the file is newer. */
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_REGISTER);
	assert_non_null(strstr(err->msg, "newer"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(version_1_is_read_as_it_is),
		TEST(newer_fields_of_an_old_file_are_empty),
		TEST(newer_entities_of_an_old_file_are_empty),
		TEST(steps_run_once_and_in_order),
		TEST(a_failed_step_changes_nothing),
		TEST(a_missing_step_is_refused),
		TEST(the_program_needs_no_step_for_its_own_version),
		TEST(later_programs_open_the_upgraded_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
