/* SPDX-License-Identifier: ISC */
#include "model/store/sql_impl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/store/schema.h"

void
sql_init(struct sql *sql, const struct session *session, int version)
{
	*sql = (struct sql){ .session = session, .version = version };
}

void
sql_release(struct sql *sql)
{
	buf_release(&sql->text);
	free(sql->param);
	*sql = (struct sql){ 0 };
}

void
sql_add(struct sql *sql, const char *s)
{
	buf_add(&sql->text, s);
}

static void
add_param(struct sql *sql, struct sql_param param)
{
	sql->param = mem_grow(sql->param, &sql->cap, sql->n + 1,
	    sizeof(*sql->param));
	sql->param[sql->n++] = param;
	sql_add(sql, "?");
}

void
sql_text(struct sql *sql, const char *s)
{
	add_param(sql, (struct sql_param){ .s = s == NULL ? "" : s });
}

void
sql_int(struct sql *sql, int64_t i)
{
	add_param(sql, (struct sql_param){ .i = i });
}

/* --- one field ---------------------------------------------------------- */

struct sql_row
sql_row_new(struct sql *sql, enum entity_id entity)
{
	return (struct sql_row){ entity, ++sql->aliases };
}

const char *const sql_call[] = {
	[FORM_PLAIN] = "", [FORM_FOLD] = "fold",
	[FORM_VERSION] = "version_key", [FORM_ADDRESS] = "address_key",
};

/* Types that are not named compare as they stand, for both purposes. */
static const struct {
	enum sql_form	equality, order;
} forms[] = {
	[TYPE_TEXT] = { FORM_FOLD, FORM_FOLD },
	[TYPE_NOTE] = { FORM_FOLD, FORM_FOLD },
	[TYPE_PHONE] = { FORM_FOLD, FORM_FOLD },
	[TYPE_MAIL] = { FORM_FOLD, FORM_FOLD },
	[TYPE_QUERY] = { FORM_FOLD, FORM_FOLD },
	[TYPE_VERSION] = { FORM_FOLD, FORM_VERSION },
	[TYPE_IP] = { FORM_PLAIN, FORM_ADDRESS },
	[TYPE_IPS] = { FORM_PLAIN, FORM_ADDRESS },
	[TYPE_CIDR] = { FORM_PLAIN, FORM_ADDRESS },
	[TYPE_COMPUTED] = { FORM_PLAIN, FORM_PLAIN },
};

enum sql_form
sql_equality(const struct field *field)
{
	return forms[field->type].equality;
}

enum sql_form
sql_order_form(const struct field *field)
{
	return forms[field->type].order;
}

void
sql_value(struct sql *sql, struct sql_row row, size_t position,
    enum sql_form form)
{
	const struct field *field = entity_field(row.entity, position);

	if (schema_place(field, sql->version) == PLACE_MULTI)
		buf_printf(&sql->text, "%s(m.value%s)", field_is_int(field) ?
		    "CAST" : sql_call[form], field_is_int(field) ?
		    " AS INTEGER" : "");
	else if (form == FORM_FOLD && schema_folded(row.entity, position))
		buf_printf(&sql->text, "t%u.\"%s_folded\"", row.alias,
		    schema_column(field));
	else
		buf_printf(&sql->text, "%s(t%u.\"%s\")", sql_call[form],
		    row.alias, schema_column(field));
}

bool
sql_in_mask(uint64_t mask, int entity)
{
	return (mask >> entity & 1) != 0;
}

/* Rows of an import that has no row itself are not to be seen; see store.h. */
void
sql_shown(struct sql *sql, enum entity_id entity, const char *alias)
{
	if (entity_is_evidence(entity) &&
	    entity_field_find(entity, "import") >= 0)
		buf_printf(&sql->text, " AND (%s.import IS NULL OR %s.import "
		    "IN (SELECT id FROM import))", alias, alias);
}

/* --- keys ---------------------------------------------------------------- */

static bool
names_retired(const struct query *q)
{
	return q != NULL && ((q->kind == QUERY_TERM && q->n_steps == 0 &&
	    strcmp(q->key, "retired_at") == 0) ||
	    names_retired(q->left) || names_retired(q->right));
}

static void
add_where(struct sql *sql, struct sql_row row, const char *joins,
    const struct query *query)
{
	char alias[16];

	buf_printf(&sql->text, " FROM \"%s\" t%u%s WHERE ",
	    entity_get(row.entity)->key, row.alias, joins);
	if (!names_retired(query))
		buf_printf(&sql->text, "t%u.retired_at IS NULL", row.alias);
	else
		sql_add(sql, "1");
	snprintf(alias, sizeof(alias), "t%u", row.alias);
	sql_shown(sql, row.entity, alias);
	if (query != NULL && query->kind != QUERY_ALL) {
		sql_add(sql, " AND ");
		sql_condition(sql, row, query);
	}
}

void
sql_count(struct sql *sql, enum entity_id entity, const struct query *query)
{
	sql_add(sql, "SELECT count(*)");
	add_where(sql, sql_row_new(sql, entity), "", query);
}

/* --- order -------------------------------------------------------------- */

static void
add_choice_order(struct sql *sql, struct sql_row row, size_t position)
{
	const struct field *field = entity_field(row.entity, position);
	const struct choice *choices;
	size_t i, n = 0;

	choices = field_choices(sql->session, field, &n);
	if (n == 0) {
		sql_value(sql, row, position, FORM_PLAIN);
		return;
	}
	sql_add(sql, "CASE ");
	sql_value(sql, row, position, FORM_PLAIN);
	for (i = 0; i < n; i++) {
		sql_add(sql, " WHEN ");
		sql_text(sql, choices[i].key);
		buf_printf(&sql->text, " THEN %d", choices[i].order);
	}
	sql_add(sql, " END");
}

/*
 * The name of the target; of the first of several.  A join is faster than a
 * subquery for each row.
 */
static void
add_reference_order(struct sql *sql, struct sql_row row,
    const struct field *field, struct buf *joins)
{
	int target;

	/* coalesce() wants two values at least. */
	sql_add(sql, "coalesce(NULL, NULL");
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct sql_row next;
		size_t name;

		if (!sql_in_mask(field->targets, target))
			continue;
		next = sql_row_new(sql, (enum entity_id)target);
		name = entity_name_field(next.entity);
		sql_add(sql, ", ");
		sql_value(sql, next, name,
		    sql_equality(entity_field(next.entity, name)));
		buf_printf(joins, " LEFT JOIN \"%s\" t%u ON t%u.id = ",
		    entity_get(next.entity)->key, next.alias, next.alias);
		if (field_is_many(field))
			buf_printf(joins, "(SELECT target FROM link "
			    "WHERE owner = t%u.id AND field = '%s' "
			    "ORDER BY pos LIMIT 1)", row.alias, schema_column(field));
		else
			buf_printf(joins, "t%u.\"%s\"", row.alias,
			    schema_column(field));
	}
	sql_add(sql, ")");
}

/* Appends what a record is sorted by; false for a field without a place. */
static bool
add_order(struct sql *sql, struct sql_row row, size_t position,
    struct buf *joins)
{
	const struct field *field = entity_field(row.entity, position);
	enum schema_place place = schema_place(field, sql->version);

	if (place == PLACE_NONE)
		return false;
	sql_add(sql, ", ");
	if (field_is_ref(field)) {
		add_reference_order(sql, row, field, joins);
	} else if (place == PLACE_MULTI) {
		sql_add(sql, "(SELECT ");
		if (field_is_choice(field))
			add_choice_order(sql, row, position);
		else
			sql_value(sql, row, position, sql_order_form(field));
		buf_printf(&sql->text, " FROM multi m WHERE m.owner = t%u.id "
		    "AND m.field = '%s' ORDER BY m.pos LIMIT 1)", row.alias,
		    schema_column(field));
	} else if (field_is_choice(field)) {
		add_choice_order(sql, row, position);
	} else {
		sql_value(sql, row, position, sql_order_form(field));
	}
	return true;
}

/*
 * All records in their usual order: the index alone answers.  (Anything else
 * is sorted by the caller, since SQLite would walk that index as well and
 * fetch each row from somewhere else, many times slower than a scan.)
 */
static void
add_usual_order(struct sql *sql, struct sql_row row)
{
	int position = schema_order_field(row.entity);

	buf_printf(&sql->text, "SELECT t%u.id", row.alias);
	add_where(sql, row, "", NULL);
	sql_add(sql, " ORDER BY ");
	if (position >= 0) {
		sql_value(sql, row, (size_t)position, FORM_FOLD);
		sql_add(sql, " NULLS LAST, ");
	}
	buf_printf(&sql->text, "t%u.id", row.alias);
}

size_t
sql_keys(struct sql *sql, enum entity_id entity, const struct query *query,
    const struct query_sort *sort, size_t n, bool direction[SQL_SORT_MAX])
{
	struct sql_row row = sql_row_new(sql, entity);
	int position = schema_order_field(entity);
	struct buf joins = { 0 };
	size_t i, columns = 0;

	if (n == 0 && (query == NULL || query->kind == QUERY_ALL)) {
		add_usual_order(sql, row);
		return 0;
	}
	buf_printf(&sql->text, "SELECT t%u.id", row.alias);
	for (i = 0; i < n && columns < SQL_SORT_MAX - 1; i++)
		if (add_order(sql, row, sort[i].position, &joins))
			direction[columns++] = sort[i].desc;
	if (position >= 0 && add_order(sql, row, (size_t)position,
	    &joins))
		direction[columns++] = false;
	add_where(sql, row, buf_str(&joins), query);
	buf_release(&joins);
	if (columns == 0)
		buf_printf(&sql->text, " ORDER BY t%u.id", row.alias);
	return columns;
}

/* --- reading and lookup ------------------------------------------------- */

size_t
sql_fields(struct sql *sql, enum entity_id entity,
    const struct fieldset *want, size_t position[FIELD_MAX])
{
	const struct field *field;
	size_t i, n = 0;

	sql_add(sql, "SELECT t.id, t.uuid, t.rev");
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, sql->version);

		if (i == F_uuid || i == F_rev || !fieldset_has(want, i))
			continue;
		if (place != PLACE_COLUMN && place != PLACE_OBJECT)
			continue;
		/* No printf: this is a tenth of what reading a record costs. */
		sql_add(sql, place == PLACE_COLUMN ? ", t.\"" : ", (SELECT "
		    "o.uuid FROM object o WHERE o.id = t.\"");
		sql_add(sql, schema_column(field));
		sql_add(sql, place == PLACE_COLUMN ? "\"" : "\")");
		position[n++] = i;
	}
	buf_printf(&sql->text, " FROM \"%s\" t", entity_get(entity)->key);
	return n;
}

/* Appends the test that a column, link or list holds a value. */
static bool
add_lookup(struct sql *sql, const struct field *field, bool folded_column,
    const char *value, const char *folded)
{
	const char *form = sql_call[sql_equality(field)];
	const char *suffix = folded_column ? "_folded" : "";
	bool fold = sql_equality(field) == FORM_FOLD;
	char *end = NULL;
	int64_t i;

	switch (schema_place(field, sql->version)) {
	case PLACE_NONE:
		return false;
	case PLACE_OBJECT:
		buf_printf(&sql->text, "t.\"%s\" = (SELECT id FROM object "
		    "WHERE uuid = ", schema_column(field));
		sql_text(sql, value);
		sql_add(sql, ")");
		return true;
	case PLACE_LINK:
		sql_add(sql, "t.id IN (SELECT owner FROM link WHERE target = "
		    "(SELECT id FROM object WHERE uuid = ");
		sql_text(sql, value);
		buf_printf(&sql->text, ") AND field = '%s')", schema_column(field));
		return true;
	case PLACE_MULTI:
		buf_printf(&sql->text, "t.id IN (SELECT owner FROM multi "
		    "WHERE field = '%s' AND %s(value) = ", schema_column(field), form);
		sql_text(sql, fold ? folded : value);
		sql_add(sql, ")");
		return true;
	case PLACE_COLUMN:
		break;
	}
	if (field_is_int(field)) {
		errno = 0;
		i = strtoll(value, &end, 10);
		if (errno != 0 || end == value || *end != '\0')
			return false;
		buf_printf(&sql->text, "t.\"%s\" = ", schema_column(field));
		sql_int(sql, i);
		return true;
	}
	buf_printf(&sql->text, "%s(t.\"%s%s\") = ", folded_column ? "" : form,
	    schema_column(field), suffix);
	sql_text(sql, fold ? folded : value);
	return true;
}

bool
sql_lookup(struct sql *sql, enum entity_id entity, size_t position,
    const char *value, const char *folded)
{
	const struct field *field = entity_field(entity, position);
	const char *table = entity_get(entity)->key;

	if (position == F_uuid) {
		buf_printf(&sql->text, "SELECT t.uuid FROM object o "
		    "JOIN \"%s\" t ON t.id = o.id WHERE o.uuid = ", table);
		sql_text(sql, value);
	} else {
		buf_printf(&sql->text, "SELECT t.uuid FROM \"%s\" t WHERE ",
		    table);
		if (!add_lookup(sql, field, schema_folded(entity, position),
		    value, folded))
			return false;
		sql_shown(sql, entity, "t");
		sql_add(sql, " ORDER BY t.id");
	}
	return true;
}
