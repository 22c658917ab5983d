/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/store/internal.h"
#include "model/store/schema.h"

/* --- objects ------------------------------------------------------------ */

void
store_forget(struct store *store)
{
	if (store->remembers)
		memset(store->object, 0, sizeof(store->object));
	store->remembers = false;
}

/* Where a uuid is remembered: random ones are their own hash. */
static struct store_object_memo *
memo_of(struct store *store, const char *uuid)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < 8 && uuid[i] != '\0'; i++)
		hash = (hash ^ (unsigned char)uuid[i]) * 16777619u;
	return &store->object[(hash ^ hash >> 16) % OBJECTS];
}

const struct err *
store_object(struct store *store, const char *uuid, int64_t *id, int *entity)
{
	struct store_object_memo *memo = memo_of(store, uuid);
	struct stmt *stmt = NULL;
	const struct err *err;
	bool row = false;

	if (memo->id != 0 && strcmp(memo->uuid, uuid) == 0) {
		*id = memo->id;
		*entity = memo->entity;
		return NULL;
	}
	*id = 0;
	*entity = ENTITY_NONE;
	err = db_take(store->db, "SELECT id, entity FROM object "
	    "WHERE uuid = ?1", &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, uuid);
	err = db_step(stmt, &row);
	if (err == NULL && row) {
		*id = db_int(stmt, 0);
		if (!db_is_null(stmt, 1))
			*entity = entity_find(db_word(stmt, 1));
	}
	db_give(stmt);
	if (err == NULL && *entity != ENTITY_NONE &&
	    strlen(uuid) < sizeof(memo->uuid) && db_in_transaction(store->db)) {
		*memo = (struct store_object_memo){ .id = *id,
		    .entity = *entity };
		memcpy(memo->uuid, uuid, strlen(uuid));
		store->remembers = true;
	}
	return err;
}

const struct err *
store_entity_of(struct store *store, const char *uuid, int *entity)
{
	int64_t id;

	return store_object(store, uuid, &id, entity);
}

/* entity ENTITY_NONE makes a target that must be written before the commit. */
static const struct err *
add_object(struct store *store, const char *uuid, int entity, int64_t *id)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "INSERT INTO object(uuid, entity) "
	    "VALUES(?1, ?2)", &stmt);
	if (err != NULL)
		return err;
	db_bind_text(stmt, 1, uuid);
	if (entity == ENTITY_NONE)
		store->forward = true;
	else
		db_bind_text(stmt, 2,
		    entity_get((enum entity_id)entity)->key);
	err = db_run(stmt);
	db_give(stmt);
	*id = db_last_id(store->db);
	return err;
}

static const struct err *
name_object(struct store *store, int64_t id, enum entity_id entity)
{
	struct stmt *stmt = NULL;
	const struct err *err;

	err = db_take(store->db, "UPDATE object SET entity = ?2 "
	    "WHERE id = ?1", &stmt);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, id);
	db_bind_text(stmt, 2, entity_get(entity)->key);
	err = db_run(stmt);
	db_give(stmt);
	return err;
}

/* The object of a record that is written; made when it is new. */
static const struct err *
own_object(struct store *store, enum entity_id entity, const char *uuid,
    int64_t *id)
{
	const struct err *err;
	int is;

	err = store_object(store, uuid, id, &is);
	if (err != NULL)
		return err;
	if (*id == 0)
		return add_object(store, uuid, (int)entity, id);
	if (is == ENTITY_NONE)
		return name_object(store, *id, entity);
	if (is != (int)entity)
		return err_new(ERR_INTERNAL, _("%s is written as another kind "
		    "of record than it is."), uuid);
	return NULL;
}

const struct err *
store_put_object(struct store *store, enum entity_id entity,
    const char *uuid, bool fresh)
{
	int64_t id;

	return fresh ? add_object(store, uuid, (int)entity, &id) :
	    own_object(store, entity, uuid, &id);
}

/* The object a reference points to; named now, written later if need be. */
static const struct err *
target_object(struct store *store, const char *uuid, int64_t *id)
{
	const struct err *err;
	int entity;

	err = store_object(store, uuid, id, &entity);
	if (err == NULL && *id == 0)
		err = add_object(store, uuid, ENTITY_NONE, id);
	return err;
}

/* --- writing ------------------------------------------------------------ */

/* A register's own field may hold one value only; it is a list of one. */
static struct value
as_list(struct store *store, const struct value *value)
{
	struct value list = *value;

	if (value->kind != VALUE_INT && value->kind != VALUE_TEXT)
		return list;
	list = (struct value){ .kind = VALUE_LIST, .n = 1,
	    .list = arena_calloc(store->scratch, 1, sizeof(*list.list)) };
	list.list[0] = value->kind == VALUE_TEXT ? value->s :
	    arena_printf(store->scratch, "%" PRId64, value->i);
	return list;
}

/* One list: what stood there goes, the new items come. */
static const struct err *
put_list(struct store *store, int64_t owner, const struct field *field,
    const struct value *items, bool links, bool is_new)
{
	struct value list = as_list(store, items);
	const struct value *value = &list;
	struct stmt *stmt = NULL;
	const struct err *err = NULL;
	size_t i, n = value->kind == VALUE_LIST ? value->n : 0;

	if (!is_new) {
		err = db_take(store->db, links ?
		    "DELETE FROM link WHERE owner = ?1 AND field = ?2" :
		    "DELETE FROM multi WHERE owner = ?1 AND field = ?2",
		    &stmt);
		if (err != NULL)
			return err;
		db_bind_int(stmt, 1, owner);
		db_bind_text(stmt, 2, schema_column(field));
		err = db_run(stmt);
		db_give(stmt);
	}
	if (n == 0 || err != NULL)
		return err;
	err = db_take(store->db, links ?
	    "INSERT INTO link VALUES(?1, ?2, ?3, ?4)" :
	    "INSERT INTO multi VALUES(?1, ?2, ?3, ?4)", &stmt);
	if (err != NULL)
		return err;
	db_bind_int(stmt, 1, owner);
	db_bind_text(stmt, 2, schema_column(field));
	for (i = 0; i < n && err == NULL; i++) {
		int64_t target = 0;

		if (links)
			err = target_object(store, value->list[i], &target);
		if (err != NULL)
			break;
		db_bind_int(stmt, 3, (int64_t)i);
		if (links)
			db_bind_int(stmt, 4, target);
		else
			db_bind_text(stmt, 4, value->list[i]);
		err = db_run(stmt);
		db_rewind(stmt);
	}
	db_give(stmt);
	return err;
}

static const struct err *
put_lists(struct store *store, int64_t id, const struct record *record,
    bool is_new)
{
	const struct field *field;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL &&
	    (field = entity_field(record->entity, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, store->version);

		if (!fieldset_has(&record->have, i) ||
		    (place != PLACE_LINK && place != PLACE_MULTI) ||
		    (is_new && record->v[i].kind == VALUE_NONE))
			continue;
		err = put_list(store, id, field, &record->v[i],
		    place == PLACE_LINK, is_new);
	}
	return err;
}

/* Appends the folded search text of a record that has its search fields. */
static void
search_text(const struct record *record, struct buf *out)
{
	const struct field *field;
	size_t i, j;

	for (i = 0; (field = entity_field(record->entity, i)) != NULL; i++) {
		const struct value *value = record_value(record, i);

		if ((field->flags & FL_SEARCH) == 0)
			continue;
		if (value->kind == VALUE_TEXT) {
			buf_addc(out, '\n');
			utf8_fold(out, value->s);
		}
		for (j = 0; value->kind == VALUE_LIST && j < value->n; j++) {
			buf_addc(out, '\n');
			utf8_fold(out, value->list[j]);
		}
	}
}

static bool
touches_search(const struct record *record)
{
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(record->entity, i)) != NULL; i++)
		if ((field->flags & FL_SEARCH) != 0 &&
		    fieldset_has(&record->have, i))
			return true;
	return false;
}

/* A row exists once the record was written; its object may be older. */
static const struct err *
has_row(struct store *store, enum entity_id entity, int64_t id, bool *exists)
{
	struct stmt *stmt = NULL;
	struct buf sql = { 0 };
	const struct err *err;

	*exists = false;
	buf_printf(&sql, "SELECT 1 FROM \"%s\" WHERE id = ?1",
	    entity_get(entity)->key);
	err = db_take(store->db, buf_str(&sql), &stmt);
	if (err == NULL) {
		db_bind_int(stmt, 1, id);
		err = db_step(stmt, exists);
	}
	db_give(stmt);
	buf_release(&sql);
	return err;
}

static void
param(struct sql *sql, struct sql_param value)
{
	sql->param = mem_grow(sql->param, &sql->cap, sql->n + 1,
	    sizeof(*sql->param));
	sql->param[sql->n++] = value;
}

static const char *
folded(struct store *store, const char *s)
{
	struct buf out = { 0 };

	utf8_fold(&out, s);
	s = arena_strdup(store->scratch, buf_str(&out));
	buf_release(&out);
	return s;
}

/* The parameters of a field's column and, where it has one, its folded form. */
static const struct err *
field_params(struct store *store, struct sql *sql,
    const struct record *record, size_t position)
{
	const struct field *field = entity_field(record->entity, position);
	const struct value *value = &record->v[position];
	struct sql_param got = { .null = true };
	const struct err *err = NULL;
	int64_t target = 0;

	if (schema_place(field, store->version) == PLACE_OBJECT) {
		if (value->kind == VALUE_TEXT) {
			err = target_object(store, value->s, &target);
			got = (struct sql_param){ .i = target };
		}
	} else if (position == F_rev) {
		got = (struct sql_param){ .i = record->rev };
	} else if (value->kind == VALUE_INT) {
		got = (struct sql_param){ .i = value->i };
	} else if (value->kind == VALUE_TEXT) {
		got = (struct sql_param){ .s = value->s };
	}
	param(sql, got);
	if (schema_folded(record->entity, position)) {
		if (got.s != NULL)
			got.s = folded(store, got.s);
		param(sql, got);
	}
	return err;
}

static bool
is_column(const struct store *store, const struct field *field,
    size_t position)
{
	enum schema_place place = schema_place(field, store->version);

	return position != F_uuid &&
	    (place == PLACE_COLUMN || place == PLACE_OBJECT);
}

/* The text of an INSERT is the same for all records of an entity. */
static const char *
insert_text(struct store *store, enum entity_id entity)
{
	const struct field *field;
	struct buf sql = { 0 };
	size_t i, n = 3;

	if (store->insert[entity] != NULL)
		return store->insert[entity];
	buf_printf(&sql, "INSERT INTO \"%s\"(id, uuid, search",
	    entity_get(entity)->key);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (!is_column(store, field, i))
			continue;
		buf_printf(&sql, ", \"%s\"", schema_column(field));
		n++;
		if (!schema_folded(entity, i))
			continue;
		buf_printf(&sql, ", \"%s_folded\"", schema_column(field));
		n++;
	}
	buf_add(&sql, ") VALUES(?");
	while (--n > 0)
		buf_add(&sql, ", ?");
	buf_add(&sql, ")");
	store->insert[entity] = buf_steal(&sql);
	return store->insert[entity];
}

static const struct err *
run(struct store *store, struct sql *sql)
{
	struct stmt *stmt = NULL;
	const struct err *err = store_prepare(store, sql, &stmt);

	if (err == NULL)
		err = db_run(stmt);
	db_give(stmt);
	return err;
}

static const struct err *
insert_row(struct store *store, int64_t id, const struct record *record)
{
	const char *text = insert_text(store, record->entity);
	const struct field *field;
	const struct err *err = NULL;
	struct stmt *stmt = NULL;
	struct buf search = { 0 };
	struct sql sql;
	size_t i;

	sql_init(&sql, store->session, store->version);
	search_text(record, &search);
	param(&sql, (struct sql_param){ .i = id });
	param(&sql, (struct sql_param){ .s = record->uuid });
	param(&sql, (struct sql_param){
	    .s = search.s, .null = search.s == NULL });
	for (i = 0; err == NULL &&
	    (field = entity_field(record->entity, i)) != NULL; i++)
		if (is_column(store, field, i))
			err = field_params(store, &sql, record, i);
	if (err == NULL)
		err = db_take(store->db, text, &stmt);
	if (err == NULL) {
		store_bind(&sql, stmt);
		err = db_run(stmt);
	}
	db_give(stmt);
	buf_release(&search);
	sql_release(&sql);
	return err;
}

/* id 0: whatever id the uuid has. */
static const struct err *
update_row(struct store *store, int64_t id, const struct record *record)
{
	const struct field *field;
	const struct err *err = NULL;
	const char *comma = "";
	struct sql sql;
	size_t i;

	sql_init(&sql, store->session, store->version);
	buf_printf(&sql.text, "UPDATE \"%s\" SET ",
	    entity_get(record->entity)->key);
	for (i = 0; err == NULL &&
	    (field = entity_field(record->entity, i)) != NULL; i++) {
		if (!is_column(store, field, i) ||
		    !fieldset_has(&record->have, i))
			continue;
		buf_printf(&sql.text, "%s\"%s\" = ?", comma, schema_column(field));
		if (schema_folded(record->entity, i))
			buf_printf(&sql.text, ", \"%s_folded\" = ?",
			    schema_column(field));
		comma = ", ";
		err = field_params(store, &sql, record, i);
	}
	buf_add(&sql.text, id != 0 ? " WHERE id = ?" :
	    " WHERE id = (SELECT id FROM object WHERE uuid = ?)");
	param(&sql, id != 0 ? (struct sql_param){ .i = id } :
	    (struct sql_param){ .s = record->uuid });
	if (err == NULL && sql.n > 1)
		err = run(store, &sql);
	sql_release(&sql);
	return err;
}

/* The search text speaks of fields that an update may not have. */
static const struct err *
refresh_search(struct store *store, int64_t id, enum entity_id entity)
{
	struct fieldset want = { 0 };
	const struct field *field;
	struct record *record = NULL;
	struct buf text = { 0 };
	const struct err *err;
	struct sql sql;
	size_t i;

	sql_init(&sql, store->session, store->version);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if ((field->flags & FL_SEARCH) != 0)
			fieldset_add(&want, i);
	err = store_read(store, entity, &id, 1, &want, store->scratch,
	    &record);
	if (err == NULL && record != NULL) {
		search_text(record, &text);
		buf_printf(&sql.text, "UPDATE \"%s\" SET search = ? "
		    "WHERE id = ?", entity_get(entity)->key);
		param(&sql, (struct sql_param){
		    .s = text.s, .null = text.s == NULL });
		param(&sql, (struct sql_param){ .i = id });
		err = run(store, &sql);
	}
	buf_release(&text);
	sql_release(&sql);
	return err;
}

const struct err *
store_put(struct store *store, const struct record *record)
{
	const struct err *err;
	bool exists = false;
	int64_t id;

	arena_reset(store->scratch);
	err = own_object(store, record->entity, record->uuid, &id);
	if (err == NULL)
		err = has_row(store, record->entity, id, &exists);
	if (err != NULL)
		return err;
	err = exists ? update_row(store, id, record) :
	    insert_row(store, id, record);
	if (err == NULL)
		err = put_lists(store, id, record, !exists);
	if (err == NULL && exists && touches_search(record))
		err = refresh_search(store, id, record->entity);
	return err;
}

const struct err *
store_put_new(struct store *store, const struct record *record)
{
	const struct err *err;
	int64_t id;

	arena_reset(store->scratch);
	err = own_object(store, record->entity, record->uuid, &id);
	if (err == NULL)
		err = insert_row(store, id, record);
	return err != NULL ? err : put_lists(store, id, record, true);
}

const struct err *
store_add(struct store *store, const struct record *record)
{
	const struct err *err;
	int64_t id;

	arena_reset(store->scratch);
	err = add_object(store, record->uuid, (int)record->entity, &id);
	if (err == NULL)
		err = insert_row(store, id, record);
	return err != NULL ? err : put_lists(store, id, record, true);
}

const struct err *
store_update(struct store *store, const struct record *record)
{
	arena_reset(store->scratch);
	return update_row(store, 0, record);
}

/* Runs a statement with the table's name in it once and a parameter. */
static const struct err *
run_with(struct store *store, const char *before, const char *table,
    const char *after, const char *ids)
{
	struct stmt *stmt = NULL;
	struct buf sql = { 0 };
	const struct err *err;

	buf_printf(&sql, "%s%s%s", before, table, after);
	err = db_take(store->db, buf_str(&sql), &stmt);
	if (err == NULL) {
		db_bind_text(stmt, 1, ids);
		err = db_run(stmt);
	}
	db_give(stmt);
	buf_release(&sql);
	return err;
}

/* Appends " AND …": no record refers to t. */
static void
add_unreferred(const struct store *store, enum entity_id entity,
    struct buf *sql)
{
	const struct field *field;
	size_t i;
	int e;

	buf_add(sql, " AND NOT EXISTS (SELECT 1 FROM link WHERE "
	    "target = t.id)");
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; (field = entity_field((enum entity_id)e, i)) !=
		    NULL; i++)
			if (field_is_ref(field) &&
			    (field->targets >> entity & 1) != 0 &&
			    schema_place(field, store->version) ==
			    PLACE_OBJECT)
				buf_printf(sql, " AND NOT EXISTS (SELECT 1 "
				    "FROM \"%s\" WHERE \"%s\" = t.id)",
				    entity_get((enum entity_id)e)->key,
				    schema_column(field));
}

/* "[4,9,…]": the rows that store_clear is to remove. */
static const struct err *
find_referring(struct store *store, enum entity_id entity, size_t position,
    const char *uuid, int64_t max, struct buf *ids, int64_t *n)
{
	struct stmt *stmt = NULL;
	struct buf sql = { 0 };
	const struct err *err;
	bool row = false;

	buf_printf(&sql, "SELECT t.id FROM \"%s\" t WHERE t.\"%s\" = (SELECT "
	    "id FROM object WHERE uuid = ?1)", entity_get(entity)->key,
	    schema_column(entity_field(entity, position)));
	add_unreferred(store, entity, &sql);
	buf_add(&sql, " LIMIT ?2");
	err = db_take(store->db, buf_str(&sql), &stmt);
	if (err == NULL) {
		db_bind_text(stmt, 1, uuid);
		db_bind_int(stmt, 2, max);
	}
	while (err == NULL && (err = db_step(stmt, &row)) == NULL && row)
		buf_printf(ids, "%s%" PRId64, (*n)++ == 0 ? "[" : ",",
		    db_int(stmt, 0));
	buf_add(ids, *n == 0 ? "[]" : "]");
	db_give(stmt);
	buf_release(&sql);
	return err;
}

const struct err *
store_clear(struct store *store, enum entity_id entity, size_t position,
    const char *uuid, int64_t max, int64_t *n)
{
	static const char ids[] = " IN (SELECT value FROM json_each(?1))";
	static const char *const owned[] = { "link", "multi" };
	struct buf found = { 0 };
	const struct err *err;
	struct buf where = { 0 };
	size_t i;

	*n = 0;
	err = find_referring(store, entity, position, uuid, max, &found, n);
	store_forget(store);
	buf_printf(&where, " WHERE owner%s", ids);
	for (i = 0; i < 2 && err == NULL && *n > 0; i++)
		err = run_with(store, "DELETE FROM ", owned[i],
		    buf_str(&where), buf_str(&found));
	buf_clear(&where);
	buf_printf(&where, "\" WHERE id%s", ids);
	if (err == NULL && *n > 0)
		err = run_with(store, "DELETE FROM \"",
		    entity_get(entity)->key, buf_str(&where),
		    buf_str(&found));
	if (err == NULL && *n > 0)
		err = run_with(store, "DELETE FROM \"", "object",
		    buf_str(&where), buf_str(&found));
	buf_release(&where);
	buf_release(&found);
	return err;
}

const struct err *
store_remove(struct store *store, enum entity_id entity, const char *uuid)
{
	static const char *const statements[] = {
		"DELETE FROM link WHERE owner = ?1",
		"DELETE FROM multi WHERE owner = ?1",
		NULL,		/* the row itself */
		"DELETE FROM object WHERE id = ?1",
	};
	const struct err *err;
	struct buf row = { 0 };
	int64_t id;
	int is;
	size_t i;

	err = store_object(store, uuid, &id, &is);
	if (err != NULL || id == 0 || is != (int)entity)
		return err;
	store_forget(store);
	buf_printf(&row, "DELETE FROM \"%s\" WHERE id = ?1",
	    entity_get(entity)->key);
	for (i = 0; i < sizeof(statements) / sizeof(statements[0]) &&
	    err == NULL; i++) {
		struct stmt *stmt = NULL;

		err = db_take(store->db, statements[i] == NULL ?
		    buf_str(&row) : statements[i], &stmt);
		if (err == NULL) {
			db_bind_int(stmt, 1, id);
			err = db_run(stmt);
		}
		db_give(stmt);
	}
	buf_release(&row);
	return err;
}
