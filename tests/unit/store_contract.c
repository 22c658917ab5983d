/* SPDX-License-Identifier: ISC */
/*
 * The contract of the store: what every implementation of store.h must do.
 * It knows records and sentences, no SQL.  (Queries: store_queries.c.)
 */
#include "tests/unit/store_world.h"

#include <stdio.h>
#include <string.h>

/* --- records ------------------------------------------------------------ */

static void
every_field_comes_back(void **state)
{
	static const char *const two[] = { "first", "第二" };
	struct world *w = *state;
	int e;
	size_t i;

	for (e = 0; e < ENTITY_COUNT; e++) {
		struct record *record = fresh(w, (enum entity_id)e), *back;
		const struct field *field;

		for (i = F_created_at; (field = entity_field(
		    (enum entity_id)e, i)) != NULL; i++) {
			if (field->type == TYPE_COMPUTED)
				continue;
			if (field_is_ref(field) && field_is_many(field))
				record_set_list(record, i, w->arena,
				    (const char *const[]){ record->uuid }, 1);
			else if (field_is_ref(field))
				record_set_text(record, i, record->uuid);
			else if (field_is_many(field))
				record_set_list(record, i, w->arena, two, 2);
			else if (field_is_int(field))
				record_set_int(record, i, (int64_t)i + 1);
			else
				record_set_text(record, i, field->key);
		}
		put(w, record);
		back = get(w, record);
		assert_non_null(back);
		assert_string_equal(back->uuid, record->uuid);
		assert_int_equal(back->rev, 1);
		for (i = F_created_at; (field = entity_field(
		    (enum entity_id)e, i)) != NULL; i++)
			if (!value_equal(&record->v[i], &back->v[i]))
				fail_msg("%s.%s came back changed",
				    entity_get((enum entity_id)e)->key,
				    field->key);
	}
}

/* Each key is a column beside the store's own, of a version that is. */
static void
every_field_has_room_for_itself(void **state)
{
	static const char *const own[] = { "search", "id_" };
	const struct field *field;
	size_t i, k;
	int e;

	(void)state;
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; (field = entity_field((enum entity_id)e, i)) !=
		    NULL; i++) {
			size_t n = strlen(field->key);

			assert_true(i < FIELD_MAX);
			assert_true(field->since >= 1);
			assert_true(field->since <= STORE_VERSION);
			assert_int_equal(strspn(field->key,
			    "abcdefghijklmnopqrstuvwxyz_0123456789"), n);
			assert_true(n < 7 ||
			    strcmp(field->key + n - 7, "_folded") != 0);
			for (k = 0; k < 2; k++)
				assert_string_not_equal(field->key, own[k]);
		}
}

static void
update_leaves_other_fields_alone(void **state)
{
	static const char *const tags[] = { "a", "b" };
	struct world *w = *state;
	struct record *record = named(w, ENTITY_asset, F_asset_name, "番一");
	struct record *change, *back;

	record_set_text(record, F_asset_serial, "SN-1");
	record_set_list(record, F_tags, w->arena, tags, 2);
	put(w, record);
	change = record_new(w->arena, ENTITY_asset);
	memcpy(change->uuid, record->uuid, UUID_LEN);
	change->rev = 2;
	record_set_int(change, F_rev, 2);
	record_set_text(change, F_asset_serial, NULL);
	record_set_text(change, F_asset_hostname, "web-01");
	put(w, change);
	back = get(w, record);
	assert_int_equal(back->rev, 2);
	assert_string_equal(record_text(back, F_asset_name), "番一");
	assert_null(record_text(back, F_asset_serial));
	assert_string_equal(record_text(back, F_asset_hostname), "web-01");
	assert_int_equal(record_value(back, F_tags)->n, 2);
	record_set_list(change, F_tags, w->arena, tags + 1, 1);
	put(w, change);
	back = get(w, record);
	assert_int_equal(record_value(back, F_tags)->n, 1);
	assert_string_equal(record_value(back, F_tags)->list[0], "b");
}

static void
only_wanted_fields_are_read(void **state)
{
	struct world *w = *state;
	struct record *record = named(w, ENTITY_asset, F_asset_name, "x");
	struct record *back = NULL;
	struct fieldset want = { 0 };

	record_set_text(record, F_asset_serial, "SN-2");
	put(w, record);
	fieldset_add(&want, F_asset_serial);
	ok(store_get(w->store, ENTITY_asset, record->uuid, &want, w->arena,
	    &back));
	assert_string_equal(record_text(back, F_asset_serial), "SN-2");
	assert_false(record_has(back, F_asset_name));
	assert_true(fieldset_has(&back->have, F_asset_serial));
	assert_false(fieldset_has(&back->have, F_asset_name));
}

static void
unknown_and_other_entities_are_not_found(void **state)
{
	struct world *w = *state;
	struct record *site = named(w, ENTITY_site, F_site_name, "本庁");
	struct record *back = site;
	int entity;

	put(w, site);
	ok(store_get(w->store, ENTITY_asset, site->uuid, NULL, w->arena,
	    &back));
	assert_null(back);
	ok(store_get(w->store, ENTITY_site, "nothing", NULL, w->arena,
	    &back));
	assert_null(back);
	ok(store_entity_of(w->store, site->uuid, &entity));
	assert_int_equal(entity, ENTITY_site);
	ok(store_entity_of(w->store, "nothing", &entity));
	assert_int_equal(entity, ENTITY_NONE);
}

/* --- references --------------------------------------------------------- */

static void
targets_may_be_written_later_but_not_never(void **state)
{
	struct world *w = *state;
	struct record *site = named(w, ENTITY_site, F_site_name, "支所");
	struct record *asset = named(w, ENTITY_asset, F_asset_name, "x");
	struct record *lost = named(w, ENTITY_asset, F_asset_name, "y");

	record_set_text(asset, F_asset_site, site->uuid);
	ok(store_begin(w->store));
	ok(store_put(w->store, asset));
	ok(store_put(w->store, site));
	ok(store_commit(w->store));
	assert_string_equal(record_text(get(w, asset), F_asset_site),
	    site->uuid);

	record_set_text(lost, F_asset_site,
	    "ffffffff-0000-4000-8000-000000000000");
	ok(store_begin(w->store));
	ok(store_put(w->store, lost));
	refused(store_commit(w->store), ERR_INVALID);
	assert_null(get(w, lost));

	ok(store_begin(w->store));
	ok(store_put_object(w->store, ENTITY_site,
	    "ffffffff-0000-4000-8000-000000000000", false));
	ok(store_put(w->store, lost));
	ok(store_commit(w->store));
	assert_non_null(get(w, lost));
}

static void
what_is_referred_to_cannot_go(void **state)
{
	struct world *w = *state;
	struct record *system = named(w, ENTITY_system, F_system_name, "税");
	struct record *asset = named(w, ENTITY_asset, F_asset_name, "x");

	put(w, system);
	record_add_item(asset, F_asset_system, w->arena, system->uuid);
	put(w, asset);
	ok(store_begin(w->store));
	ok(store_remove(w->store, ENTITY_system, system->uuid));
	refused(store_commit(w->store), ERR_INVALID);
	assert_non_null(get(w, system));
	ok(store_begin(w->store));
	ok(store_remove(w->store, ENTITY_system, system->uuid));
	ok(store_remove(w->store, ENTITY_asset, asset->uuid));
	ok(store_commit(w->store));
	assert_null(get(w, system));
	assert_null(get(w, asset));
}

struct referrers {
	size_t	n;
	size_t	position[8];
};

static bool
note_referrer(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	struct referrers *r = ctx;

	assert_int_equal(entity, ENTITY_asset);
	assert_int_equal(strlen(owner), UUID_LEN - 1);
	r->position[r->n++] = position;
	return true;
}

static void
referrers_name_owner_and_field(void **state)
{
	struct world *w = *state;
	struct record *a = named(w, ENTITY_asset, F_asset_name, "host");
	struct record *b = named(w, ENTITY_asset, F_asset_name, "vm");
	struct record *system = named(w, ENTITY_system, F_system_name, "税");
	struct referrers r = { 0 };

	put(w, a);
	put(w, system);
	record_set_text(b, F_asset_host, a->uuid);
	record_add_item(b, F_asset_system, w->arena, system->uuid);
	put(w, b);
	ok(store_referrers(w->store, a->uuid, note_referrer, &r));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.position[0], F_asset_host);
	ok(store_referrers(w->store, system->uuid, note_referrer, &r));
	assert_int_equal(r.n, 2);
	assert_int_equal(r.position[1], F_asset_system);
}

/* --- transactions ------------------------------------------------------- */

static void
rollback_takes_all_back(void **state)
{
	struct world *w = *state;
	struct record *record = named(w, ENTITY_asset, F_asset_name, "x");

	ok(store_begin(w->store));
	ok(store_put(w->store, record));
	assert_non_null(get(w, record));
	store_rollback(w->store);
	assert_null(get(w, record));
	store_rollback(w->store);
}

static void
changes_are_counted(void **state)
{
	struct world *w = *state;
	int64_t before, after;

	ok(store_changed(w->store, &before));
	ok(store_changed(w->store, &after));
	assert_int_equal(before, after);
	put(w, named(w, ENTITY_asset, F_asset_name, "x"));
	ok(store_changed(w->store, &after));
	assert_int_not_equal(before, after);
}

/* --- keys and rows ------------------------------------------------------ */

static void
rows_come_in_the_order_of_keys(void **state)
{
	struct world *w = *state;
	struct record *record[300], *all[300];
	struct store_keys keys;
	int64_t index;
	size_t i;

	ok(store_begin(w->store));
	for (i = 0; i < 300; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%03zu", (i * 7) % 300);
		record[i] = named(w, ENTITY_site, F_site_name,
		    arena_strdup(w->arena, name));
		ok(store_put(w->store, record[i]));
	}
	ok(store_commit(w->store));
	ok(store_keys(w->store, ENTITY_site, NULL, NULL, 0, &keys));
	assert_int_equal(keys.n, 300);
	ok(store_begin(w->store));
	ok(store_remove(w->store, ENTITY_site, record[1]->uuid));
	ok(store_commit(w->store));
	ok(store_rows(w->store, &keys, 0, 300, NULL, w->arena, all));
	for (i = 0; i < 300; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%03zu", i);
		if (i == 7)
			assert_null(all[i]);
		else
			assert_string_equal(record_text(all[i], F_site_name),
			    name);
	}
	ok(store_keys_find(w->store, &keys, record[2]->uuid, &index));
	assert_int_equal(index, 14);
	ok(store_keys_find(w->store, &keys, "nothing", &index));
	assert_int_equal(index, -1);
	store_keys_release(&keys);
}

struct walk {
	struct world	*w;
	size_t		 n, stop;
};

static bool
walk_and_write(void *ctx, const struct record *record)
{
	struct walk *walk = ctx;
	struct record *change = record_new(walk->w->arena, record->entity);

	memcpy(change->uuid, record->uuid, UUID_LEN);
	record_set_text(change, F_notes, "seen");
	put(walk->w, change);
	return ++walk->n < walk->stop;
}

static void
each_lends_records_and_may_write(void **state)
{
	struct world *w = *state;
	struct walk walk = { w, 0, 2 };
	struct query *query = NULL;
	int64_t n;

	fill(w);
	ok(store_each(w->store, ENTITY_asset, NULL, NULL, 0, NULL,
	    walk_and_write, &walk));
	assert_int_equal(walk.n, 2);
	ok(query_parse(&w->session, ENTITY_asset, "notes=seen", w->arena,
	    &query));
	ok(store_count(w->store, ENTITY_asset, query, &n));
	assert_int_equal(n, 2);
}

static void
lookup_folds_and_sees_retired(void **state)
{
	struct world *w = *state;
	const char *out[4];
	size_t n;

	fill(w);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_asset_no, "ａ4",
	    w->arena, out, 4, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_hostname, "web-01",
	    w->arena, out, 4, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_interface, F_interface_ip,
	    "10.0.0.40", w->arena, out, 4, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_interface, F_interface_mac,
	    "02:00:00:00:00:01", w->arena, out, 4, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_kind, "server",
	    w->arena, out, 4, &n));
	assert_int_equal(n, 2);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_kind, "server",
	    w->arena, out, 1, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_rto_hours, "24",
	    w->arena, out, 4, &n));
	assert_int_equal(n, 1);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_rto_hours, "many",
	    w->arena, out, 4, &n));
	assert_int_equal(n, 0);
	ok(store_lookup(w->store, ENTITY_asset, F_tags, "ＬＡＢ", w->arena,
	    out, 4, &n));
	assert_int_equal(n, 1);
}

/* How many observations called eve anybody finds. */
static int64_t
found_eve(struct world *w)
{
	static const char *const word[] = { "eve" };
	struct query *query = NULL;
	struct store_keys keys;
	const char *out[4];
	int64_t n, total;
	size_t looked;

	ok(query_parse(&w->session, ENTITY_observation, "hostname=eve",
	    w->arena, &query));
	ok(store_count(w->store, ENTITY_observation, query, &n));
	ok(store_keys(w->store, ENTITY_observation, query, NULL, 0, &keys));
	assert_int_equal(keys.n, n);
	store_keys_release(&keys);
	ok(store_keys(w->store, ENTITY_observation, NULL, NULL, 0, &keys));
	assert_int_equal(keys.n, n);
	store_keys_release(&keys);
	ok(store_lookup(w->store, ENTITY_observation, F_observation_hostname,
	    "eve", w->arena, out, 4, &looked));
	assert_int_equal(looked, n);
	ok(store_search(w->store, ENTITY_observation, word, 1, 4, &keys,
	    &total));
	assert_int_equal(keys.n, n);
	store_keys_release(&keys);
	assert_string_equal(assets(w, n > 0 ? "observations=1" :
	    "observations=0 asset_no=A1", NULL), "A1");
	return n;
}

static void
rows_are_hidden_until_their_import_stands(void **state)
{
	struct world *w = *state;
	struct record *import = fresh(w, ENTITY_import);
	struct record *seen = named(w, ENTITY_observation,
	    F_observation_hostname, "eve");
	const char *asset;
	size_t n;
	int64_t gone;

	fill(w);
	ok(store_lookup(w->store, ENTITY_asset, F_asset_asset_no, "A1",
	    w->arena, &asset, 1, &n));
	record_set_text(seen, F_observation_import, import->uuid);
	record_set_text(seen, F_observation_matched, asset);
	ok(store_begin(w->store));
	ok(store_put_object(w->store, ENTITY_import, import->uuid, true));
	ok(store_add(w->store, seen));
	ok(store_commit(w->store));
	assert_int_equal(found_eve(w), 0);
	put(w, import);
	assert_int_equal(found_eve(w), 1);
	ok(store_begin(w->store));
	ok(store_clear(w->store, ENTITY_observation, F_observation_import,
	    import->uuid, 10, &gone));
	ok(store_commit(w->store));
	assert_int_equal(gone, 1);
	assert_int_equal(found_eve(w), 0);
	assert_null(get(w, seen));
}

/* An update of what went away in between changes nothing. */
static void
an_update_makes_no_record(void **state)
{
	struct world *w = *state;
	struct record *site = named(w, ENTITY_site, F_site_name, "本庁");
	struct record *other = fresh(w, ENTITY_site);

	put(w, site);
	record_set_int(site, F_updated_at, 77);
	record_set_int(other, F_updated_at, 77);
	ok(store_begin(w->store));
	ok(store_update(w->store, site));
	ok(store_update(w->store, other));
	ok(store_commit(w->store));
	assert_int_equal(record_int(get(w, site), F_updated_at), 77);
	assert_null(get(w, other));
}

static void
prefixes_find_written_records_only(void **state)
{
	struct world *w = *state;
	struct record *site = named(w, ENTITY_site, F_site_name, "本庁");
	const char *out[4];
	size_t n;

	put(w, site);
	ok(store_begin(w->store));
	ok(store_put_object(w->store, ENTITY_site,
	    "10000001-ffff-4000-8000-000000000000", true));
	ok(store_commit(w->store));
	ok(store_uuid_prefix(w->store, ENTITY_NONE, "10000001", w->arena, out,
	    4, &n));
	assert_int_equal(n, 1);
	assert_string_equal(out[0], site->uuid);
	ok(store_uuid_prefix(w->store, ENTITY_asset, "10000001", w->arena,
	    out, 4, &n));
	assert_int_equal(n, 0);
}

/* --- journal ------------------------------------------------------------ */

struct seen {
	size_t	n;
	int64_t	first, last;
};

static bool
see_entry(void *ctx, const struct store_entry *entry)
{
	struct seen *seen = ctx;

	if (seen->n++ == 0)
		seen->first = entry->id;
	seen->last = entry->id;
	assert_int_equal(entry->entity, ENTITY_asset);
	assert_string_equal(entry->op, "create");
	return true;
}

static struct store_tx
add_tx(struct world *w, size_t entries, const char *uuid)
{
	unsigned char salt[16] = { 1, 2 }, digest[32] = { 3 };
	struct store_tx tx = { .state = TX_OPEN, .at = 5, .who = "hana",
	    .why = "年次", .kind = "edit", .records = (int64_t)entries };
	size_t i;

	ok(store_begin(w->store));
	ok(store_tx_put(w->store, &tx));
	for (i = 0; i < entries; i++) {
		struct store_entry entry = { .tx = tx.id, .uuid = uuid,
		    .entity = ENTITY_asset, .op = "create",
		    .payload = i == 0 ? NULL : "{}", .salt = salt,
		    .digest = digest };

		ok(store_entry_add(w->store, &entry));
		ok(store_entry_set_chain(w->store, entry.id, digest));
	}
	ok(store_commit(w->store));
	return tx;
}

static void
journal_keeps_sets_and_entries(void **state)
{
	struct world *w = *state;
	struct store_tx first = add_tx(w, 150, "u1"), second, out[4];
	struct store_entry_filter filter = { 0 };
	struct seen seen = { 0 };
	bool found;
	size_t n;

	second = add_tx(w, 3, "u2");
	assert_true(first.id > 0 && second.id > first.id);
	ok(store_tx_get(w->store, first.id, w->arena, &out[0], &found));
	assert_true(found);
	assert_string_equal(out[0].why, "年次");
	assert_null(out[0].ref);
	first.state = TX_CLOSED;
	first.undone_by = second.id;
	ok(store_begin(w->store));
	ok(store_tx_put(w->store, &first));
	ok(store_commit(w->store));
	ok(store_tx_list(w->store, 0, w->arena, out, 4, &n));
	assert_int_equal(n, 2);
	assert_int_equal(out[0].id, second.id);
	assert_int_equal(out[1].state, TX_CLOSED);
	assert_int_equal(out[1].undone_by, second.id);
	ok(store_tx_list(w->store, second.id, w->arena, out, 4, &n));
	assert_int_equal(n, 1);

	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	assert_int_equal(seen.n, 153);
	assert_true(seen.first < seen.last);
	seen = (struct seen){ 0 };
	filter.newest_first = true;
	filter.tx = first.id;
	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	assert_int_equal(seen.n, 150);
	assert_true(seen.first > seen.last);
	seen = (struct seen){ 0 };
	filter = (struct store_entry_filter){ .uuid = "u2" };
	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	assert_int_equal(seen.n, 3);
	filter = (struct store_entry_filter){ .after = seen.first };
	seen = (struct seen){ 0 };
	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	assert_int_equal(seen.n, 2);

	/* The first set's entries alone go, up to the last but one. */
	seen = (struct seen){ 0 };
	filter = (struct store_entry_filter){ .tx = first.id };
	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	ok(store_begin(w->store));
	ok(store_entry_remove(w->store, first.id, seen.last - 1));
	ok(store_commit(w->store));
	seen = (struct seen){ 0 };
	filter = (struct store_entry_filter){ .tx = 0 };
	ok(store_entry_each(w->store, &filter, see_entry, &seen));
	assert_int_equal(seen.n, 4);

	ok(store_begin(w->store));
	ok(store_tx_remove(w->store, second.id));
	ok(store_commit(w->store));
	ok(store_tx_get(w->store, second.id, w->arena, &out[0], &found));
	assert_false(found);
	/* Numbers are not given twice. */
	assert_true(add_tx(w, 1, "u3").id > second.id);
}

static void
settings_and_reservations(void **state)
{
	struct world *w = *state;
	const char *value;
	int64_t tx;

	ok(store_meta_get(w->store, "scheme", w->arena, &value));
	assert_null(value);
	ok(store_begin(w->store));
	ok(store_meta_put(w->store, "scheme", "municipal"));
	ok(store_meta_put(w->store, "scheme", "iso"));
	ok(store_reserve(w->store, "asset.asset_no=A1", 7));
	ok(store_reserve(w->store, "asset.asset_no=A2", 8));
	ok(store_commit(w->store));
	ok(store_meta_get(w->store, "scheme", w->arena, &value));
	assert_string_equal(value, "iso");
	ok(store_reserved(w->store, "asset.asset_no=A1", &tx));
	assert_int_equal(tx, 7);
	ok(store_reserved(w->store, "asset.asset_no=A9", &tx));
	assert_int_equal(tx, 0);
	ok(store_begin(w->store));
	ok(store_release(w->store, 7, 100, &tx));
	assert_int_equal(tx, 1);
	ok(store_meta_put(w->store, "scheme", NULL));
	ok(store_commit(w->store));
	ok(store_reserved(w->store, "asset.asset_no=A1", &tx));
	assert_int_equal(tx, 0);
	ok(store_reserved(w->store, "asset.asset_no=A2", &tx));
	assert_int_equal(tx, 8);
	ok(store_meta_get(w->store, "scheme", w->arena, &value));
	assert_null(value);
	ok(store_check(w->store));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CONTRACT(every_field_comes_back),
		CONTRACT(every_field_has_room_for_itself),
		CONTRACT(update_leaves_other_fields_alone),
		CONTRACT(only_wanted_fields_are_read),
		CONTRACT(unknown_and_other_entities_are_not_found),
		CONTRACT(targets_may_be_written_later_but_not_never),
		CONTRACT(what_is_referred_to_cannot_go),
		CONTRACT(referrers_name_owner_and_field),
		CONTRACT(rollback_takes_all_back),
		CONTRACT(changes_are_counted),
		CONTRACT(rows_come_in_the_order_of_keys),
		CONTRACT(each_lends_records_and_may_write),
		CONTRACT(lookup_folds_and_sees_retired),
		CONTRACT(rows_are_hidden_until_their_import_stands),
		CONTRACT(an_update_makes_no_record),
		CONTRACT(prefixes_find_written_records_only),
		CONTRACT(journal_keeps_sets_and_entries),
		CONTRACT(settings_and_reservations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
