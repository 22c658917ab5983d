/* SPDX-License-Identifier: ISC */
#include "model/store/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/store/store.h"

/* Besides unique fields and names, what discovery matches devices by. */
static const char *const matched[] = { "hostname", "serial" };

/* What is not made from the table of fields. */
static const struct {
	const char *type, *name, *table, *sql;
} fixed[] = {
	{ "table", "object", "object",
	    "(id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL, "
	    "entity TEXT) STRICT" },
	{ "unique index", "object.uuid", "object", "(uuid)" },
	/* Targets named before they were written; none outlives a commit. */
	{ "index", "object.missing", "object",
	    "(id) WHERE entity IS NULL" },
	{ "table", "link", "link",
	    "(owner INTEGER NOT NULL, field TEXT NOT NULL, "
	    "pos INTEGER NOT NULL, target INTEGER NOT NULL "
	    "REFERENCES object(id) DEFERRABLE INITIALLY DEFERRED, "
	    "PRIMARY KEY(owner, field, pos)) STRICT, WITHOUT ROWID" },
	{ "index", "link.target", "link", "(target, field)" },
	{ "table", "multi", "multi",
	    "(owner INTEGER NOT NULL, field TEXT NOT NULL, "
	    "pos INTEGER NOT NULL, value TEXT NOT NULL, "
	    "PRIMARY KEY(owner, field, pos)) STRICT, WITHOUT ROWID" },
	{ "index", "multi.ip", "multi", "(value) WHERE field = 'ip'" },
	{ "table", "tx", "tx",
	    "(id INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER NOT NULL, "
	    "at INTEGER NOT NULL, who TEXT NOT NULL, why TEXT, ref TEXT, "
	    "kind TEXT NOT NULL, undoes INTEGER, undone_by INTEGER, "
	    "records INTEGER NOT NULL) STRICT" },
	{ "index", "tx.state", "tx", "(state) WHERE state < 2" },
	{ "table", "entry", "entry",
	    "(id INTEGER PRIMARY KEY AUTOINCREMENT, tx INTEGER NOT NULL "
	    "REFERENCES tx(id) DEFERRABLE INITIALLY DEFERRED, "
	    "uuid TEXT NOT NULL, entity TEXT NOT NULL, op TEXT NOT NULL, "
	    "payload TEXT, salt BLOB NOT NULL, digest BLOB NOT NULL, "
	    "chain BLOB) STRICT" },
	{ "index", "entry.tx", "entry", "(tx)" },
	{ "index", "entry.uuid", "entry", "(uuid)" },
	{ "table", "reserved", "reserved",
	    "(key TEXT PRIMARY KEY NOT NULL, tx INTEGER NOT NULL) "
	    "STRICT, WITHOUT ROWID" },
	{ "table", "meta", "meta",
	    "(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) "
	    "STRICT, WITHOUT ROWID" },
};

enum schema_place
schema_place(const struct field *field, int version)
{
	if (field->type == TYPE_COMPUTED || field->since > version)
		return PLACE_NONE;
	if ((field->flags & FL_CUSTOM) != 0)
		return PLACE_MULTI;
	if (field_is_many(field))
		return field_is_ref(field) ? PLACE_LINK : PLACE_MULTI;
	return field_is_ref(field) ? PLACE_OBJECT : PLACE_COLUMN;
}

const char *
schema_column(const struct field *field)
{
	return strcmp(field->key, "id") == 0 ? "id_" : field->key;
}

static bool
has_column(const struct field *field)
{
	enum schema_place place = schema_place(field, field->since);

	return place == PLACE_COLUMN || place == PLACE_OBJECT;
}

static bool
is_text(const struct field *field)
{
	return schema_place(field, field->since) == PLACE_COLUMN &&
	    (field->type == TYPE_TEXT ||
	    field->type == TYPE_NOTE || field->type == TYPE_MAIL ||
	    field->type == TYPE_PHONE);
}

bool
schema_folded(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);
	size_t i;

	if (position == F_uuid || !is_text(field))
		return false;
	if ((field->flags & FL_UNIQUE) != 0 ||
	    strcmp(field->key, entity_get(entity)->name_field) == 0)
		return true;
	for (i = 0; i < sizeof(matched) / sizeof(matched[0]); i++)
		if (strcmp(field->key, matched[i]) == 0)
			return true;
	return false;
}

/* True when looking the field up by its value uses an index. */
static bool
schema_indexed(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);

	return position == F_uuid || schema_folded(entity, position) ||
	    field_is_ref(field) || field->type == TYPE_IPS ||
	    (has_column(field) &&
	    (field->type == TYPE_MAC || field->type == TYPE_IP ||
	    field->type == TYPE_SHA256));
}

int
schema_order_field(enum entity_id entity)
{
	int number = entity_field_find(entity, "asset_no");
	size_t name = entity_name_field(entity);

	if (number >= 0)
		return number;
	return !entity_is_evidence(entity) && schema_folded(entity, name) ?
	    (int)name : -1;
}

/* Appends "key TYPE …" as it stands in CREATE TABLE and after ADD COLUMN. */
static void
column(struct buf *out, const struct field *field)
{
	buf_printf(out, "\"%s\" ", schema_column(field));
	if (schema_place(field, field->since) == PLACE_OBJECT)
		buf_add(out, "INTEGER REFERENCES object(id) "
		    "DEFERRABLE INITIALLY DEFERRED");
	else
		buf_add(out, field_is_int(field) ? "INTEGER" : "TEXT");
}

/* Appends the columns that a version brought, each with separator before. */
static void
columns_since(struct buf *out, enum entity_id entity, int since,
    const char *separator)
{
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (field->since != since || i == F_uuid || !has_column(field))
			continue;
		buf_add(out, separator);
		column(out, field);
		if (schema_folded(entity, i))
			buf_printf(out, "%s\"%s_folded\" TEXT", separator,
			    schema_column(field));
	}
}

static void
add_item(struct schema *out, const char *type, const char *name,
    const char *table, const char *sql)
{
	struct buf text = { 0 };
	bool is_table = strcmp(type, "table") == 0;

	buf_printf(&text, "CREATE %s \"%s\"",
	    is_table ? "TABLE" : strcmp(type, "index") == 0 ? "INDEX" :
	    "UNIQUE INDEX", name);
	if (!is_table)
		buf_printf(&text, " ON \"%s\"", table);
	buf_add(&text, sql);
	out->item = mem_grow(out->item, &out->cap, out->n + 1,
	    sizeof(*out->item));
	out->item[out->n++] = (struct schema_item){
		.type = is_table ? "table" : "index",
		.name = xstrdup(name),
		.table = xstrdup(table),
		.sql = buf_steal(&text),
	};
}

static void
add_index(struct schema *out, enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);
	const char *table = entity_get(entity)->key;
	struct buf name = { 0 }, sql = { 0 };
	const char *folded = schema_folded(entity, position) ? "_folded" : "";

	buf_printf(&name, "%s.%s", table, schema_column(field));
	/*
	 * The order index holds what the plain list asks for, and those of
	 * references what counting asks for: the index alone answers.
	 */
	if (schema_order_field(entity) == (int)position)
		buf_printf(&sql, "(\"%s%s\", id, retired_at)", schema_column(field),
		    folded);
	else if (field_is_ref(field))
		buf_printf(&sql, "(\"%s\", retired_at) "
		    "WHERE \"%s\" IS NOT NULL", schema_column(field), schema_column(field));
	else
		buf_printf(&sql, "(\"%s%s\") WHERE \"%s%s\" IS NOT NULL",
		    schema_column(field), folded, schema_column(field), folded);
	add_item(out, "index", buf_str(&name), table, buf_str(&sql));
	buf_release(&name);
	buf_release(&sql);
}

static void
add_entity(struct schema *out, enum entity_id entity, int version)
{
	const char *table = entity_get(entity)->key;
	const struct field *field;
	struct buf sql = { 0 };
	int since;
	size_t i;

	/*
	 * The search text stands early, because a scan then need not look
	 * for it behind a hundred other columns.
	 */
	buf_add(&sql, "(id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, "
	    "search TEXT");
	for (since = 1; since <= version; since++)
		columns_since(&sql, entity, since, ", ");
	buf_add(&sql, ") STRICT");
	add_item(out, "table", table, table, buf_str(&sql));
	buf_release(&sql);
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (i != F_uuid && field->since <= version &&
		    has_column(field) && schema_indexed(entity, i))
			add_index(out, entity, i);
}

/* An entity came with its first own field. */
static int
entity_since(enum entity_id entity)
{
	return entity_field(entity, COMMON_COUNT)->since;
}

void
schema_build(int version, struct schema *out)
{
	int entity;
	size_t i;

	*out = (struct schema){ 0 };
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		add_item(out, fixed[i].type, fixed[i].name, fixed[i].table,
		    fixed[i].sql);
	for (entity = 0; entity < ENTITY_COUNT; entity++)
		if (entity_since((enum entity_id)entity) <= version)
			add_entity(out, (enum entity_id)entity, version);
}

void
schema_release(struct schema *schema)
{
	size_t i;

	for (i = 0; i < schema->n; i++) {
		free(schema->item[i].name);
		free(schema->item[i].table);
		free(schema->item[i].sql);
	}
	free(schema->item);
	*schema = (struct schema){ 0 };
}

static const struct schema_item *
find_item(const struct schema *schema, const char *name)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		if (strcmp(schema->item[i].name, name) == 0)
			return &schema->item[i];
	return NULL;
}

void
schema_upgrade(int from, int to, struct buf *sql)
{
	struct schema before, after;
	struct buf between = { 0 };
	int entity, since;
	size_t i;

	schema_build(from, &before);
	schema_build(to, &after);
	for (entity = 0; entity < ENTITY_COUNT; entity++) {
		const char *table = entity_get((enum entity_id)entity)->key;

		if (find_item(&before, table) == NULL)
			continue;
		buf_clear(&between);
		buf_printf(&between, "; ALTER TABLE \"%s\" ADD COLUMN ",
		    table);
		for (since = from + 1; since <= to; since++)
			columns_since(sql, (enum entity_id)entity, since,
			    buf_str(&between));
	}
	buf_add(sql, ";");
	for (i = 0; i < after.n; i++)
		if (find_item(&before, after.item[i].name) == NULL)
			buf_printf(sql, "%s;", after.item[i].sql);
	buf_release(&between);
	schema_release(&before);
	schema_release(&after);
}

void
schema_stand_ins(int version, struct buf *sql)
{
	struct schema schema;
	size_t i;
	int entity;

	schema_build(STORE_VERSION, &schema);
	for (entity = 0; entity < ENTITY_COUNT; entity++) {
		const char *name = entity_get((enum entity_id)entity)->key;

		if (entity_since((enum entity_id)entity) <= version)
			continue;
		for (i = 0; i < schema.n; i++)
			if (strcmp(schema.item[i].name, name) == 0)
				buf_printf(sql, "CREATE TEMP TABLE%s;",
				    schema.item[i].sql +
				    strlen("CREATE TABLE"));
	}
	schema_release(&schema);
}
