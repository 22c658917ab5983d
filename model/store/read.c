/* SPDX-License-Identifier: ISC */
/* Records of a page, with their links and lists. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/store/internal.h"
#include "model/store/schema.h"

/* Which of the records of a page has an id: sorted by id. */
struct place {
	int64_t		 id;
	struct record	*record;
};

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct record *
find_place(const struct place *places, size_t n, int64_t id)
{
	const struct place wanted = { .id = id };
	const struct place *found = bsearch(&wanted, places, n,
	    sizeof(*places), compare_places);

	return found == NULL ? NULL : found->record;
}

static void
read_columns(const struct stmt *stmt, enum entity_id entity,
    const size_t *position, size_t n, struct arena *arena,
    struct record **out)
{
	struct record *record = record_new(arena, entity);
	size_t i;

	snprintf(record->uuid, sizeof(record->uuid), "%s", db_word(stmt, 1));
	record_set_text(record, F_uuid, record->uuid);
	record->rev = db_int(stmt, 2);
	record_set_int(record, F_rev, record->rev);
	for (i = 0; i < n; i++) {
		const struct field *field = entity_field(entity, position[i]);
		int column = (int)i + 3;

		if (db_is_null(stmt, column))
			record_set(record, position[i], (struct value){ 0 });
		else if (field_is_int(field))
			record_set_int(record, position[i],
			    db_int(stmt, column));
		else
			record_set_text(record, position[i],
			    arena_strdup(arena, db_text(stmt, column)));
	}
	*out = record;
}

static const struct err *
read_rows(struct store *store, enum entity_id entity, const int64_t *id,
    size_t n, const struct fieldset *want, struct arena *arena,
    struct record **out)
{
	size_t position[FIELD_MAX];
	struct stmt *stmt = NULL;
	const struct err *err;
	struct sql sql;
	size_t i, columns;

	sql_init(&sql, store->session, store->version);
	columns = sql_fields(&sql, entity, want, position);
	buf_add(&sql.text, " WHERE t.id = ?1");
	err = db_take(store->db, buf_str(&sql.text), &stmt);
	for (i = 0; i < n && err == NULL; i++) {
		bool row = false;

		out[i] = NULL;
		db_bind_int(stmt, 1, id[i]);
		err = db_step(stmt, &row);
		if (err == NULL && row)
			read_columns(stmt, entity, position, columns, arena,
			    &out[i]);
		db_rewind(stmt);
	}
	db_give(stmt);
	sql_release(&sql);
	return err;
}

/* The items of one list while its rows come in. */
struct gather {
	struct record	*record;
	int		 position;
	const char	**item;
	size_t		 n;
	size_t		 cap;
};

static void
gather_end(struct gather *gather, struct arena *arena)
{
	size_t at = (size_t)gather->position;
	const struct field *field;

	if (gather->record != NULL && gather->n > 0) {
		field = entity_field(gather->record->entity, at);
		if (field_is_many(field))
			record_set_list(gather->record, at, arena,
			    gather->item, gather->n);
		else if (field_is_int(field))
			record_set_int(gather->record, at,
			    strtoll(gather->item[0], NULL, 10));
		else
			record_set_text(gather->record, at, gather->item[0]);
	}
	gather->n = 0;
}

/* The links or lists of a whole page, in one statement. */
static const struct err *
read_lists(struct store *store, const char *sql, const char *ids,
    enum entity_id entity, const struct fieldset *want,
    const struct place *places, size_t n, struct arena *arena)
{
	struct gather gather = { .position = -1 };
	struct stmt *stmt = NULL;
	const struct err *err = db_take(store->db, sql, &stmt);
	bool row = false;

	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, ids);
	while ((err = db_step(stmt, &row)) == NULL && row) {
		struct record *record = find_place(places, n,
		    db_int(stmt, 0));
		int position = entity_field_find(entity, db_word(stmt, 1));

		if (record != gather.record || position != gather.position) {
			gather_end(&gather, arena);
			gather.record = record;
			gather.position = position;
		}
		if (record == NULL || position < 0 ||
		    !fieldset_has(want, (size_t)position) ||
		    db_text(stmt, 2) == NULL)
			continue;
		gather.item = mem_grow(gather.item, &gather.cap,
		    gather.n + 1, sizeof(*gather.item));
		gather.item[gather.n++] = arena_strdup(arena,
		    db_text(stmt, 2));
	}
	gather_end(&gather, arena);
	free(gather.item);
	db_give(stmt);
	return err;
}

/* Marks wanted lists as read, and says which kinds of list are wanted. */
static void
expect_lists(const struct store *store, enum entity_id entity,
    const struct fieldset *want, struct record **out, size_t n, bool *links,
    bool *multis)
{
	const struct field *field;
	size_t i, j;

	*links = *multis = false;
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, store->version);

		if (!fieldset_has(want, i) || field->type == TYPE_COMPUTED)
			continue;
		*links = *links || place == PLACE_LINK;
		*multis = *multis || place == PLACE_MULTI;
		if (place == PLACE_COLUMN || place == PLACE_OBJECT)
			continue;
		for (j = 0; j < n; j++)
			if (out[j] != NULL)
				record_set(out[j], i, (struct value){ 0 });
	}
}

const struct err *
store_read(struct store *store, enum entity_id entity, const int64_t *id,
    size_t n, const struct fieldset *want, struct arena *arena,
    struct record **out)
{
	struct place places[STORE_PAGE];
	struct fieldset all = fieldset_all(entity);
	struct buf ids = { 0 };
	const struct err *err;
	bool links, multis;
	size_t i;

	if (want == NULL)
		want = &all;
	err = read_rows(store, entity, id, n, want, arena, out);
	if (err != NULL)
		return err;
	expect_lists(store, entity, want, out, n, &links, &multis);
	if (!links && !multis)
		return NULL;
	for (i = 0; i < n; i++) {
		places[i] = (struct place){ id[i], out[i] };
		buf_printf(&ids, "%s%" PRId64, i == 0 ? "[" : ",", id[i]);
	}
	buf_add(&ids, "]");
	qsort(places, n, sizeof(places[0]), compare_places);
	if (links)
		err = read_lists(store, "SELECT l.owner, l.field, o.uuid "
		    "FROM link l JOIN object o ON o.id = l.target "
		    "WHERE l.owner IN (SELECT value FROM json_each(?1)) "
		    "ORDER BY l.owner, l.field, l.pos", buf_str(&ids),
		    entity, want, places, n, arena);
	if (err == NULL && multis)
		err = read_lists(store, "SELECT owner, field, value "
		    "FROM multi "
		    "WHERE owner IN (SELECT value FROM json_each(?1)) "
		    "ORDER BY owner, field, pos", buf_str(&ids), entity, want,
		    places, n, arena);
	buf_release(&ids);
	return err;
}

const struct err *
store_get(struct store *store, enum entity_id entity, const char *uuid,
    const struct fieldset *want, struct arena *arena, struct record **out)
{
	const struct err *err;
	int64_t id;
	int is;

	*out = NULL;
	err = store_object(store, uuid, &id, &is);
	if (err != NULL || id == 0 || is != (int)entity)
		return err;
	return store_read(store, entity, &id, 1, want, arena, out);
}
