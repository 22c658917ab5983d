/* SPDX-License-Identifier: ISC */
/*
 * Makes the register of tests/corpus/register for this version, once, before
 * the version is published: make_fixture FILE.  From then on the file stays as
 * it is and proves that later versions read it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "model/store/store.h"

static void
must(const struct err *err)
{
	if (err == NULL)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

static struct record *
make(struct arena *arena, enum entity_id entity, char digit, size_t position,
    const char *text)
{
	struct record *record = record_new(arena, entity);

	snprintf(record->uuid, sizeof(record->uuid),
	    "%c0000000-0000-4000-8000-000000000000", digit);
	record->rev = 1;
	record_set_int(record, F_rev, 1);
	record_set_int(record, F_created_at, INT64_C(1779064500000));
	record_set_text(record, position, text);
	return record;
}

static void
journal(struct store *store, const char *uuid)
{
	unsigned char salt[16] = { 1 }, digest[32] = { 2 }, chain[32] = { 3 };
	struct store_tx tx = { .state = TX_CLOSED, .at = 1779064500000,
	    .who = "hanako", .why = "台帳の作成", .kind = "edit",
	    .records = 1 };
	struct store_entry entry = { .uuid = uuid, .entity = ENTITY_asset,
	    .op = "create", .payload = "{\"name\":[null,\"受付端末\"]}",
	    .salt = salt, .digest = digest, .chain = chain };

	must(store_tx_put(store, &tx));
	entry.tx = tx.id;
	must(store_entry_add(store, &entry));
}

int
main(int argc, char **argv)
{
	static const char *const tags[] = { "窓口", "lab" };
	struct arena *arena = arena_new();
	struct record *site, *system, *asset, *view;
	struct session session;
	struct store *store = NULL;

	if (argc != 2)
		return 2;
	session_init(&session);
	must(store_open(&session, argv[1], STORE_CREATE, &store));
	site = make(arena, ENTITY_site, '1', F_site_name, "本庁舎");
	system = make(arena, ENTITY_system, '2', F_system_name, "税務");
	asset = make(arena, ENTITY_asset, '3', F_asset_name, "受付端末");
	view = make(arena, ENTITY_view, '4', F_view_name, "窓口の端末");
	record_set_text(asset, F_asset_asset_no, "A-0001");
	record_set_text(asset, F_asset_site, site->uuid);
	record_add_item(asset, F_asset_system, arena, system->uuid);
	record_set_list(asset, F_tags, arena, tags, 2);
	must(store_begin(store));
	must(store_put(store, asset));
	must(store_put(store, site));
	must(store_put(store, system));
	must(store_put(store, view));
	journal(store, asset->uuid);
	must(store_meta_put(store, "scheme", "municipal"));
	must(store_commit(store));
	store_close(store);
	session_release(&session);
	arena_free(arena);
	return 0;
}
