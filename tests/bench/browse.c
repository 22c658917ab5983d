/* SPDX-License-Identifier: ISC */
/*
 * How long a large register makes a person wait.
 *
 *   browse fill REGISTER N   makes a register of N assets with interfaces
 *                            a year ago
 *   browse edit REGISTER N   edits N of them now, in sets of 200
 *   browse past REGISTER     times showing it as of half a year ago
 *   browse look REGISTER     times opening, paging, sorting, searching
 *
 * Prints "name milliseconds" a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/asof.h"
#include "model/search.h"

enum { PAGE = 40, SET = 200, YEAR_DAYS = 366 };

static int64_t
year_ago(void *ctx)
{
	(void)ctx;
	return clock_now(&clock_system) - YEAR_DAYS * INT64_C(86400000);
}

/* What a year of work leaves: places, persons and dates of many assets. */
static const struct err *
edit(struct session *session, const char *path, long n)
{
	struct arena *arena = arena_new();
	const struct err *err = register_open(session, path);
	struct fieldset want = { 0 };
	struct store_keys keys = { 0 };
	struct record *row[SET];
	long done;
	size_t i;

	if (err == NULL)
		err = store_keys(register_reader(session), ENTITY_asset, NULL,
		    NULL, 0, &keys);
	for (done = 0; err == NULL && done < n; done += SET) {
		struct changes *changes = changes_new(session, "edit");

		arena_reset(arena);
		err = store_rows(register_reader(session), &keys,
		    (size_t)done % (keys.n - SET), SET, &want, arena, row);
		for (i = 0; err == NULL && i < SET; i++) {
			struct record *record = record_new(arena,
			    ENTITY_asset);

			memcpy(record->uuid, row[i]->uuid, UUID_LEN);
			record_set_text(record, F_asset_location,
			    arena_printf(arena, "%ldF", (done + (long)i) % 9));
			record_set_text(record, F_asset_reviewed_on,
			    "2026-04-01");
			changes_put(changes, record);
		}
		if (err == NULL)
			err = register_commit(session, changes, NULL, NULL);
		changes_free(changes);
	}
	store_keys_release(&keys);
	arena_free(arena);
	return err;
}

static const struct err *
fill(struct session *session, const char *path, long n)
{
	static const char *const kinds[] = { "client", "server", "network",
		"ot", "printer" };
	static const char *const names[] = { "住民記録端末", "ファイルサーバ",
		"L2スイッチ", "監視操作卓", "複合機" };
	struct changes *changes;
	struct record *site, *asset, *interface;
	struct arena *arena = arena_new();
	const struct err *err;
	const char *site_uuid, *uuid;
	long i;

	session->clock.now = year_ago;
	err = register_create(session, path, "municipal", "personal", "Bench");
	if (err != NULL)
		return err;
	changes = changes_new(session, "import");
	site = record_new(arena, ENTITY_site);
	record_set_text(site, F_site_name, "本庁舎");
	site_uuid = changes_put(changes, site);
	for (i = 0; i < n; i++) {
		asset = record_new(arena, ENTITY_asset);
		record_set_text(asset, F_asset_asset_no,
		    arena_printf(arena, "PC-%06ld", i));
		record_set_text(asset, F_asset_name, arena_printf(arena,
		    "%s %ld", names[i % 5], i * 7919 % n));
		record_set_text(asset, F_asset_kind, kinds[i % 5]);
		record_set_text(asset, F_asset_status, "in_use");
		record_set_text(asset, F_asset_hostname,
		    arena_printf(arena, "host%05lx", i * 104729 % 1048576));
		record_set_text(asset, F_asset_site, site_uuid);
		uuid = changes_put(changes, asset);
		interface = record_new(arena, ENTITY_interface);
		record_set_text(interface, F_interface_asset, uuid);
		record_set_text(interface, F_interface_mac,
		    arena_printf(arena, "00:1b:63:%02lx:%02lx:%02lx",
		    i >> 16 & 255, i >> 8 & 255, i & 255));
		changes_put(changes, interface);
	}
	err = register_commit(session, changes, NULL, NULL);
	changes_free(changes);
	arena_free(arena);
	register_close(session);
	return err;
}

static int64_t
lap(const char *name, int64_t since, int times)
{
	int64_t now = clock_monotonic();

	printf("%s %.2f\n", name, (double)(now - since) / times);
	return clock_monotonic();
}

static const struct err *
page(struct store *store, const struct store_keys *keys, size_t first)
{
	static const size_t shown[] = { F_asset_asset_no, F_asset_name,
		F_asset_kind, F_asset_department, F_asset_status,
		F_asset_approval, F_asset_zone };
	struct fieldset want = { 0 };
	struct record *row[PAGE];
	struct arena *arena = arena_new();
	const struct err *err;
	size_t i, n = keys->n - first < PAGE ? keys->n - first : PAGE;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		fieldset_add(&want, shown[i]);
	err = store_rows(store, keys, first, n, &want, arena, row);
	arena_free(arena);
	return err;
}

static const struct err *
keys_of(struct session *session, const char *query_text, const char *sort_text,
    struct store_keys *keys)
{
	struct arena *arena = arena_new();
	struct query_sort sort[4];
	struct query *query = NULL;
	const struct err *err;
	size_t n = 0;

	store_keys_release(keys);
	err = query_parse(session, ENTITY_asset, query_text, arena, &query);
	if (err == NULL && sort_text != NULL)
		err = query_sort_parse(ENTITY_asset, sort_text, sort, 4, &n);
	if (err == NULL)
		err = store_keys(register_reader(session), ENTITY_asset, query,
		    sort, n, keys);
	arena_free(arena);
	return err;
}

/* entity ENTITY_NONE: all of them. */
static const struct err *
search_for(struct session *session, const char *text, int entity)
{
	struct arena *arena = arena_new();
	struct search_group group;
	struct search_hit *hit;
	struct search search;
	const struct err *err;
	int64_t total;
	size_t n;

	search_begin(&search, session, arena, text);
	if (entity == ENTITY_NONE)
		err = search_all(&search, 100, &hit, &n, &total);
	else
		err = search_entity(&search, (enum entity_id)entity, 100,
		    &group);
	arena_free(arena);
	return err;
}

static const struct err *
look(struct session *session, const char *path)
{
	struct store_keys keys = { 0 };
	const struct err *err;
	int64_t at = clock_monotonic();
	size_t i;

	err = register_open(session, path);
	if (err == NULL)
		err = keys_of(session, NULL, NULL, &keys);
	if (err == NULL)
		err = page(register_reader(session), &keys, 0);
	at = lap("first_screen", at, 1);
	for (i = 0; err == NULL && i < 200; i++)
		err = page(register_reader(session), &keys,
		    i * 37 * PAGE % (keys.n - PAGE));
	at = lap("page", at, 200);
	if (err == NULL)
		err = keys_of(session, NULL, "name:desc", &keys);
	at = lap("sort_by_name", at, 1);
	if (err == NULL)
		err = keys_of(session, NULL, "hostname", &keys);
	at = lap("sort_by_hostname", at, 1);
	if (err == NULL)
		err = keys_of(session, "操作", NULL, &keys);
	at = lap("search_two_characters", at, 1);
	if (err == NULL)
		err = keys_of(session, "kind=ot hostname~0f", NULL, &keys);
	at = lap("filter", at, 1);
	if (err == NULL)
		err = search_for(session, "操作", ENTITY_asset);
	at = lap("search_assets_ranked", at, 1);
	if (err == NULL)
		err = search_for(session, "操作", ENTITY_NONE);
	lap("search_everything", at, 1);
	store_keys_release(&keys);
	return err;
}

static const struct err *
past(struct session *session, const char *path)
{
	const struct err *err = register_open(session, path);
	int64_t at = clock_monotonic();
	char day[DATE_LEN];

	date_format(session_today(session) - YEAR_DAYS / 2, day);
	if (err == NULL)
		err = register_show(session, day);
	lap("as_of_half_a_year_ago", at, 1);
	return err;
}

int
main(int argc, char **argv)
{
	const struct err *err = NULL;
	struct session session;

	session_init(&session);
	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		err = fill(&session, argv[2], strtol(argv[3], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "edit") == 0)
		err = edit(&session, argv[2], strtol(argv[3], NULL, 10));
	else if (argc == 3 && strcmp(argv[1], "past") == 0)
		err = past(&session, argv[2]);
	else if (argc == 3 && strcmp(argv[1], "look") == 0)
		err = look(&session, argv[2]);
	else
		return 2;
	if (err != NULL)
		fprintf(stderr, "browse: %s\n", err->msg);
	register_close(&session);
	session_release(&session);
	return err == NULL ? 0 : 1;
}
