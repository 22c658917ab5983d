/* SPDX-License-Identifier: ISC */
/*
 * Makes the large register of `make bench`.
 *
 *   fill devices REGISTER N   a new register, a year ago: N assets with three
 *                             interfaces each, as one change set
 *   fill links REGISTER       a connection for each asset, a flow for every
 *                             other one
 *   fill edits REGISTER N     N edits since then, in sets of 200
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/register.h"

enum { SET = 200, PARTS = 20, PORTS = 3, YEAR_DAYS = 366 };

static int64_t
year_ago(void *ctx)
{
	(void)ctx;
	return clock_now(&clock_system) - YEAR_DAYS * INT64_C(86400000);
}

/* The departments, people and zones that assets refer to. */
struct parts {
	const char	*site[PARTS], *department[PARTS], *person[PARTS],
			*zone[PARTS];
};

static const char *
part(struct changes *changes, struct arena *arena, enum entity_id entity,
    const char *name, int i)
{
	struct record *record = record_new(arena, entity);

	record_set_text(record, entity_name_field(entity),
	    arena_printf(arena, "%s %d", name, i));
	return changes_put(changes, record);
}

static void
make_parts(struct changes *changes, struct arena *arena, struct parts *parts)
{
	int i;

	for (i = 0; i < PARTS; i++) {
		parts->site[i] = part(changes, arena, ENTITY_site, "庁舎", i);
		parts->department[i] = part(changes, arena,
		    ENTITY_department, "課", i);
		parts->person[i] = part(changes, arena, ENTITY_person,
		    "担当", i);
		parts->zone[i] = part(changes, arena, ENTITY_zone,
		    "ゾーン", i);
	}
}

static void
make_asset(struct changes *changes, struct arena *arena,
    const struct parts *parts, long i, long n)
{
	static const char *const kinds[] = { "client", "server", "network",
		"ot", "printer" };
	static const char *const names[] = { "住民記録端末", "ファイルサーバ",
		"L2スイッチ", "監視操作卓", "複合機" };
	struct record *asset = record_new(arena, ENTITY_asset), *interface;
	long mixed = i * 104729 % 1048576;
	const char *uuid;
	int k;

	record_set_text(asset, F_asset_asset_no,
	    arena_printf(arena, "PC-%06ld", i));
	record_set_text(asset, F_asset_name, arena_printf(arena, "%s %ld",
	    names[i % 5], i * 7919 % n));
	record_set_text(asset, F_asset_kind, kinds[i % 5]);
	record_set_text(asset, F_asset_status, "in_use");
	record_set_text(asset, F_asset_hostname,
	    arena_printf(arena, "host%05lx", mixed));
	record_set_text(asset, F_asset_serial,
	    arena_printf(arena, "SN%09ld", mixed * 7 + i));
	record_set_text(asset, F_asset_site, parts->site[mixed % PARTS]);
	record_set_text(asset, F_asset_department,
	    parts->department[mixed / 32 % PARTS]);
	record_set_text(asset, F_asset_owner,
	    parts->person[mixed / 64 % PARTS]);
	record_set_text(asset, F_asset_support_end, arena_printf(arena,
	    "20%02ld-%02ld-01", 24 + mixed % 8, 1 + mixed % 12));
	uuid = changes_put(changes, asset);
	for (k = 0; k < PORTS; k++) {
		interface = record_new(arena, ENTITY_interface);
		record_set_text(interface, F_interface_asset, uuid);
		record_set_text(interface, F_interface_name,
		    arena_printf(arena, "eth%d", k));
		record_set_text(interface, F_interface_mac, arena_printf(arena,
		    "00:1b:%02x:%02lx:%02lx:%02lx", k, i >> 16 & 255,
		    i >> 8 & 255, i & 255));
		record_add_item(interface, F_interface_ip, arena,
		    arena_printf(arena, "10.%ld.%ld.%d",
		    64 * k + (i >> 14), i >> 6 & 255, (int)(i & 63) + 1));
		record_set_text(interface, F_interface_zone,
		    parts->zone[mixed / 16 % PARTS]);
		changes_put(changes, interface);
	}
}

static const struct err *
fill_devices(struct session *session, const char *path, long n)
{
	struct arena *arena = arena_new(), *piece = arena_new();
	const struct err *err;
	struct changes *changes;
	struct parts parts;
	long i;

	session->clock.now = year_ago;
	err = register_create(session, path, "municipal", "personal", "Bench");
	if (err != NULL)
		return err;
	changes = changes_new(session, "import");
	make_parts(changes, arena, &parts);
	for (i = 0; i < n; i++) {
		make_asset(changes, piece, &parts, i, n);
		arena_reset(piece);
	}
	err = register_commit(session, changes, NULL, NULL);
	changes_free(changes);
	arena_free(piece);
	arena_free(arena);
	return err;
}

/* Uuids of all records of an entity, in the order of their names. */
static const struct err *
uuids_of(struct session *session, enum entity_id entity, struct arena *arena,
    const char ***out, size_t *n)
{
	struct store *store = register_reader(session);
	struct arena *piece = arena_new();
	struct fieldset want = { 0 };
	struct store_keys keys = { 0 };
	struct record *row[SET];
	const struct err *err;
	size_t i, k, some;

	err = store_keys(store, entity, NULL, NULL, 0, &keys);
	*out = arena_alloc(arena, (keys.n + 1) * sizeof(**out));
	for (i = 0; err == NULL && i < keys.n; i += some) {
		some = keys.n - i < SET ? keys.n - i : SET;
		err = store_rows(store, &keys, i, some, &want, piece, row);
		for (k = 0; err == NULL && k < some; k++)
			(*out)[i + k] = arena_strdup(arena, row[k]->uuid);
		arena_reset(piece);
	}
	arena_free(piece);
	*n = keys.n;
	store_keys_release(&keys);
	return err;
}

static void
make_links(struct changes *changes, struct arena *arena, const char **asset,
    size_t n, const char *information, size_t i)
{
	struct record *connection = record_new(arena, ENTITY_connection), *flow;
	const char *other = asset[(i * 7919 + 1) % n];

	if (other == asset[i])
		other = asset[(i + 1) % n];
	record_set_text(connection, F_connection_name,
	    arena_printf(arena, "回線 %zu", i));
	record_set_text(connection, F_connection_type, "lan");
	record_set_text(connection, F_connection_a, asset[i]);
	record_set_text(connection, F_connection_b, other);
	record_add_item(connection, F_connection_allowed, arena, "tcp/443");
	changes_put(changes, connection);
	if (i % 2 != 0)
		return;
	flow = record_new(arena, ENTITY_flow);
	record_set_text(flow, F_flow_name,
	    arena_printf(arena, "フロー %zu", i));
	record_set_text(flow, F_flow_source, asset[i]);
	record_set_text(flow, F_flow_target, other);
	record_add_item(flow, F_flow_information, arena, information);
	changes_put(changes, flow);
}

static const struct err *
fill_links(struct session *session, const char *path)
{
	struct arena *arena = arena_new(), *piece = arena_new();
	struct changes *changes = NULL;
	const struct err *err;
	const char **asset, *information;
	size_t i, n = 0;

	session->clock.now = year_ago;
	err = register_open(session, path);
	if (err == NULL)
		err = uuids_of(session, ENTITY_asset, arena, &asset, &n);
	if (err == NULL) {
		changes = changes_new(session, "import");
		information = part(changes, arena, ENTITY_information,
		    "住民基本台帳", 1);
		for (i = 0; i < n; i++) {
			make_links(changes, piece, asset, n, information, i);
			arena_reset(piece);
		}
		err = register_commit(session, changes, NULL, NULL);
	}
	changes_free(changes);
	arena_free(piece);
	arena_free(arena);
	return err;
}

/* What a year of work leaves: places and dates of many assets. */
static const struct err *
fill_edits(struct session *session, const char *path, long n)
{
	struct arena *arena = arena_new(), *piece = arena_new();
	const struct err *err = register_open(session, path);
	const char **asset;
	size_t all = 0;
	long i, k;

	if (err == NULL)
		err = uuids_of(session, ENTITY_asset, arena, &asset, &all);
	for (i = 0; err == NULL && i < n; i += SET) {
		struct changes *changes = changes_new(session, "edit");

		for (k = i; k < i + SET && k < n; k++) {
			struct record *record = record_new(piece,
			    ENTITY_asset);

			memcpy(record->uuid, asset[(size_t)k % all], UUID_LEN);
			record_set_text(record, F_asset_location,
			    arena_printf(piece, "%ldF", k / (long)all + k % 9));
			record_set_text(record, F_asset_reviewed_on,
			    "2026-04-01");
			changes_put(changes, record);
		}
		err = register_commit(session, changes, NULL, NULL);
		changes_free(changes);
		arena_reset(piece);
	}
	arena_free(piece);
	arena_free(arena);
	return err;
}

int
main(int argc, char **argv)
{
	const struct err *err;
	struct session session;

	session_init(&session);
	if (argc == 4 && strcmp(argv[1], "devices") == 0)
		err = fill_devices(&session, argv[2],
		    strtol(argv[3], NULL, 10));
	else if (argc == 3 && strcmp(argv[1], "links") == 0)
		err = fill_links(&session, argv[2]);
	else if (argc == 4 && strcmp(argv[1], "edits") == 0)
		err = fill_edits(&session, argv[2], strtol(argv[3], NULL, 10));
	else
		return 2;
	if (err != NULL)
		fprintf(stderr, "fill: %s\n", err->msg);
	register_close(&session);
	session_release(&session);
	return err == NULL ? 0 : 1;
}
