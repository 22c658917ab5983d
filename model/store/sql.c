/* SPDX-License-Identifier: ISC */
#include "model/store/sql.h"

#include <errno.h>
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

static void
add(struct sql *sql, const char *s)
{
	buf_add(&sql->text, s);
}

static void
add_param(struct sql *sql, struct sql_param param)
{
	sql->param = mem_grow(sql->param, &sql->cap, sql->n + 1,
	    sizeof(*sql->param));
	sql->param[sql->n++] = param;
	add(sql, "?");
}

static void
add_text(struct sql *sql, const char *s)
{
	add_param(sql, (struct sql_param){ .s = s == NULL ? "" : s });
}

static void
add_int(struct sql *sql, int64_t i)
{
	add_param(sql, (struct sql_param){ .i = i });
}

/* --- one field ---------------------------------------------------------- */

/* A row of an entity inside a statement: table "entity" AS t<alias>. */
struct row {
	enum entity_id	 entity;
	unsigned	 alias;
};

static struct row
new_row(struct sql *sql, enum entity_id entity)
{
	return (struct row){ entity, ++sql->aliases };
}

/* How values of a type are compared: which form of column and parameter. */
enum form { FORM_PLAIN, FORM_FOLD, FORM_VERSION, FORM_ADDRESS };

static const char *const form_call[] = {
	[FORM_PLAIN] = "", [FORM_FOLD] = "fold",
	[FORM_VERSION] = "version_key", [FORM_ADDRESS] = "address_key",
};

static enum form
equality_form(const struct field *field)
{
	switch (field->type) {
	case TYPE_TEXT: case TYPE_NOTE: case TYPE_PHONE: case TYPE_MAIL:
	case TYPE_VERSION: case TYPE_QUERY:
		return FORM_FOLD;
	default:
		return FORM_PLAIN;
	}
}

static enum form
order_form(const struct field *field)
{
	switch (field->type) {
	case TYPE_VERSION:
		return FORM_VERSION;
	case TYPE_IP: case TYPE_IPS: case TYPE_CIDR:
		return FORM_ADDRESS;
	default:
		return equality_form(field);
	}
}

/*
 * Appends the value of a field in a form.  For lists this is the value of the
 * row of multi called m.
 */
static void
add_value(struct sql *sql, struct row row, size_t position, enum form form)
{
	const struct field *field = entity_field(row.entity, position);

	if (field_is_many(field))
		buf_printf(&sql->text, "%s(m.value)", form_call[form]);
	else if (form == FORM_FOLD && schema_folded(row.entity, position))
		buf_printf(&sql->text, "t%u.\"%s_folded\"", row.alias,
		    field->key);
	else
		buf_printf(&sql->text, "%s(t%u.\"%s\")", form_call[form],
		    row.alias, field->key);
}

static void
add_exists_multi(struct sql *sql, struct row row, const struct field *field)
{
	buf_printf(&sql->text, "EXISTS (SELECT 1 FROM multi m WHERE "
	    "m.owner = t%u.id AND m.field = '%s'", row.alias, field->key);
}

static const char *const operators[] = {
	[QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=",
	[QUERY_GT] = ">", [QUERY_GE] = ">=",
};

/* A choice: one of the keys that the query allows. */
static void
add_choice(struct sql *sql, struct row row, size_t position,
    const struct query *q)
{
	size_t i;

	if (q->op == QUERY_CONTAINS) {
		add(sql, "contains(");
		add_value(sql, row, position, FORM_FOLD);
		add(sql, ", ");
		add_text(sql, q->value.s);
		add(sql, ")");
		return;
	}
	add_value(sql, row, position, FORM_PLAIN);
	add(sql, " IN (");
	for (i = 0; i < q->n_keys; i++) {
		add(sql, i > 0 ? ", " : "");
		add_text(sql, q->keys[i]);
	}
	if (q->n_keys == 0 && q->op == QUERY_EQ)
		add_text(sql, q->value.s);
	add(sql, ")");
}

/* Compares one value; the caller has opened EXISTS for lists. */
static void
add_comparison(struct sql *sql, struct row row, size_t position,
    const struct query *q)
{
	const struct field *field = entity_field(row.entity, position);
	enum form form = q->op == QUERY_EQ ? equality_form(field) :
	    order_form(field);

	if (field_is_choice(field)) {
		add_choice(sql, row, position, q);
		return;
	}
	if (q->op == QUERY_CONTAINS) {
		add(sql, "contains(");
		add_value(sql, row, position, FORM_FOLD);
		add(sql, ", ");
		if (q->value.kind == VALUE_INT)
			add_int(sql, q->value.i);
		else
			add_text(sql, q->value.s);
		add(sql, ")");
		return;
	}
	add_value(sql, row, position, form);
	buf_printf(&sql->text, " %s ", operators[q->op]);
	if (field_is_int(field)) {
		add_int(sql, q->value.i);
	} else if (form == FORM_VERSION || form == FORM_ADDRESS) {
		buf_printf(&sql->text, "%s(", form_call[form]);
		add_text(sql, q->value.s);
		add(sql, ")");
	} else {
		add_text(sql, q->value.s);
	}
}

/* --- references --------------------------------------------------------- */

static bool
in_mask(uint64_t mask, int entity)
{
	return (mask >> entity & 1) != 0;
}

/* Appends the test that a target is called by a word. */
static void
add_called(struct sql *sql, struct row row, const struct query *q)
{
	size_t name = entity_name_field(row.entity);
	int number = entity_field_find(row.entity, "asset_no");
	bool part = q->op == QUERY_CONTAINS;

	add(sql, part ? "contains(" : "(");
	add_value(sql, row, name,
	    equality_form(entity_field(row.entity, name)));
	add(sql, part ? ", " : " = ");
	add_text(sql, q->value.s);
	if (!part && number >= 0) {
		add(sql, " OR ");
		add_value(sql, row, (size_t)number, FORM_FOLD);
		add(sql, " = ");
		add_text(sql, q->value.s);
	}
	add(sql, ")");
}

/* Appends the ids of the targets that a reference term means. */
static void
add_targets(struct sql *sql, const struct field *field,
    const struct query *q)
{
	int target;

	add(sql, "SELECT id FROM object WHERE uuid = ");
	add_text(sql, q->value.s);
	if (q->value.s != NULL && strlen(q->value.s) == UUID_LEN - 1 &&
	    q->op == QUERY_EQ && q->value.s[8] == '-' &&
	    q->value.s[23] == '-')
		return;
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct row row;

		if (!in_mask(field->targets, target))
			continue;
		row = new_row(sql, (enum entity_id)target);
		buf_printf(&sql->text, " UNION ALL SELECT t%u.id FROM \"%s\" "
		    "t%u WHERE ", row.alias, entity_get(row.entity)->key,
		    row.alias);
		add_called(sql, row, q);
	}
}

static void
add_reference(struct sql *sql, struct row row, const struct field *field,
    const struct query *q)
{
	if (q->op != QUERY_EQ && q->op != QUERY_CONTAINS) {
		add(sql, "0");
		return;
	}
	if (field_is_many(field))
		buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM link "
		    "WHERE field = '%s' AND target IN (", row.alias,
		    field->key);
	else
		buf_printf(&sql->text, "t%u.\"%s\" IN (", row.alias,
		    field->key);
	add_targets(sql, field, q);
	add(sql, field_is_many(field) ? "))" : ")");
}

/* --- terms -------------------------------------------------------------- */

/* Appends the test that a field holds something. */
static void
add_filled(struct sql *sql, struct row row, const struct field *field)
{
	switch (schema_place(field, sql->version)) {
	case PLACE_COLUMN:
	case PLACE_OBJECT:
		buf_printf(&sql->text, "t%u.\"%s\" IS NOT NULL", row.alias,
		    field->key);
		break;
	case PLACE_LINK:
		buf_printf(&sql->text, "EXISTS (SELECT 1 FROM link l WHERE "
		    "l.owner = t%u.id AND l.field = '%s')", row.alias,
		    field->key);
		break;
	case PLACE_MULTI:
		add_exists_multi(sql, row, field);
		add(sql, ")");
		break;
	case PLACE_NONE:
		add(sql, "0");
		break;
	}
}

static void
add_leaf(struct sql *sql, struct row row, const struct query *q)
{
	int position = entity_field_find(row.entity, q->key);
	const struct field *field;

	if (position < 0) {
		add(sql, "0");
		return;
	}
	field = entity_field(row.entity, (size_t)position);
	if (q->op == QUERY_EMPTY ||
	    schema_place(field, sql->version) == PLACE_NONE) {
		add_filled(sql, row, field);
	} else if (field_is_ref(field)) {
		add_reference(sql, row, field, q);
	} else if (!field_is_many(field)) {
		add_comparison(sql, row, (size_t)position, q);
	} else if (field->type == TYPE_IPS && q->op == QUERY_EQ) {
		/* A query by address starts at the index. */
		buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM multi "
		    "WHERE field = 'ip' AND value = ", row.alias);
		add_text(sql, q->value.s);
		add(sql, ")");
	} else {
		add_exists_multi(sql, row, field);
		add(sql, " AND ");
		add_comparison(sql, row, (size_t)position, q);
		add(sql, ")");
	}
}

/*
 * Whether a reference field makes its records count as those of the target:
 * the columns of lists and forms do.  (A switch has the interfaces whose asset
 * it is, not those that are plugged into it.)
 */
static bool
is_owning(const struct field *field, enum entity_id target)
{
	return field_is_ref(field) && in_mask(field->targets, target) &&
	    (field->flags & (FL_LIST | FL_FORM)) != 0;
}

/* Whether a count only asks if there is one: -1 no, 0 none, 1 some. */
static int
asks_for_any(const struct query *q)
{
	if ((q->op == QUERY_EQ || q->op == QUERY_LE) && q->number == 0)
		return 0;
	if (q->op == QUERY_LT && q->number == 1)
		return 0;
	if ((q->op == QUERY_GT && q->number == 0) ||
	    (q->op == QUERY_GE && q->number == 1))
		return 1;
	return -1;
}

static void
add_counted(struct sql *sql, struct row row, const struct query *q)
{
	struct row counted = new_row(sql, q->counted);
	const struct field *field;
	const char *or = "";
	int any = asks_for_any(q);
	size_t i;

	buf_printf(&sql->text, "%s%s FROM \"%s\" t%u WHERE "
	    "t%u.retired_at IS NULL AND (", any == 0 ? "NOT " : "",
	    any < 0 ? "(SELECT count(*)" : "EXISTS (SELECT 1",
	    entity_get(q->counted)->key, counted.alias, counted.alias);
	for (i = 0; (field = entity_field(q->counted, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, sql->version);

		if (!is_owning(field, row.entity) || place == PLACE_NONE)
			continue;
		add(sql, or);
		or = " OR ";
		if (place == PLACE_OBJECT)
			buf_printf(&sql->text, "t%u.\"%s\" = t%u.id",
			    counted.alias, field->key, row.alias);
		else
			buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM "
			    "link WHERE target = t%u.id AND field = '%s')",
			    counted.alias, row.alias, field->key);
	}
	add(sql, *or == '\0' ? "0))" : "))");
	if (any >= 0)
		return;
	buf_printf(&sql->text, " %s ", operators[q->op]);
	add_int(sql, q->number);
}

static void add_step(struct sql *sql, struct row row, const struct query *q,
    size_t step);

/* Appends the rest of a path for every entity a reference may lead to. */
static void
add_paths(struct sql *sql, struct row row, const struct field *field,
    const struct query *q, size_t step)
{
	uint64_t targets = field->targets & q->step[step].targets;
	const char *or = "";
	int target;

	add(sql, "(");
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct row next;

		if (!in_mask(targets, target))
			continue;
		next = new_row(sql, (enum entity_id)target);
		buf_printf(&sql->text, "%sEXISTS (SELECT 1 FROM \"%s\" t%u "
		    "WHERE t%u.id ", or, entity_get(next.entity)->key,
		    next.alias, next.alias);
		if (field_is_many(field))
			buf_printf(&sql->text, "IN (SELECT target FROM link "
			    "WHERE owner = t%u.id AND field = '%s') AND ",
			    row.alias, field->key);
		else
			buf_printf(&sql->text, "= t%u.\"%s\" AND ", row.alias,
			    field->key);
		add_step(sql, next, q, step + 1);
		add(sql, ")");
		or = " OR ";
	}
	add(sql, *or == '\0' ? "0)" : ")");
}

static void
add_step(struct sql *sql, struct row row, const struct query *q, size_t step)
{
	const struct field *field;
	int position;

	if (step == q->n_steps) {
		if (q->kind == QUERY_COUNT)
			add_counted(sql, row, q);
		else
			add_leaf(sql, row, q);
		return;
	}
	position = entity_field_find(row.entity, q->step[step].key);
	field = position < 0 ? NULL :
	    entity_field(row.entity, (size_t)position);
	if (field == NULL || !field_is_ref(field) ||
	    schema_place(field, sql->version) == PLACE_NONE)
		add(sql, "0");
	else
		add_paths(sql, row, field, q, step);
}

/* --- trees -------------------------------------------------------------- */

/*
 * Words that look like addresses find an asset by those of its interfaces,
 * too.
 */
static bool
is_address_like(const char *word)
{
	return strpbrk(word, ".:") != NULL && strlen(word) >= 4 &&
	    strspn(word, "0123456789abcdef.:") == strlen(word);
}

static void
add_word(struct sql *sql, struct row row, const struct query *q)
{
	buf_printf(&sql->text, "contains(t%u.search, ", row.alias);
	add_text(sql, q->word);
	add(sql, ")");
	if (row.entity != ENTITY_asset || !is_address_like(q->word))
		return;
	buf_printf(&sql->text, " OR t%u.id IN (SELECT asset FROM interface "
	    "WHERE retired_at IS NULL AND asset IS NOT NULL AND "
	    "contains(search, ", row.alias);
	add_text(sql, q->word);
	add(sql, "))");
}

static void add_query(struct sql *sql, struct row row,
    const struct query *q);

/* The members of a chain of the same kind: "a and b and c". */
struct chain {
	const struct query **item;
	size_t		 n;
	size_t		 cap;
};

static void
add_members(struct chain *chain, enum query_kind kind, const struct query *q)
{
	if (q->kind == kind) {
		add_members(chain, kind, q->left);
		add_members(chain, kind, q->right);
		return;
	}
	chain->item = mem_grow(chain->item, &chain->cap, chain->n + 1,
	    sizeof(*chain->item));
	chain->item[chain->n++] = q;
}

/* Halves of halves: a thousand terms must not nest a thousand deep. */
static void
add_halves(struct sql *sql, struct row row, const struct query **item,
    size_t n, const char *word)
{
	if (n == 1) {
		add_query(sql, row, item[0]);
		return;
	}
	add(sql, "(");
	add_halves(sql, row, item, n / 2, word);
	add(sql, word);
	add_halves(sql, row, item + n / 2, n - n / 2, word);
	add(sql, ")");
}

static void
add_chain(struct sql *sql, struct row row, const struct query *q)
{
	struct chain chain = { 0 };

	add_members(&chain, q->kind, q);
	add_halves(sql, row, chain.item, chain.n,
	    q->kind == QUERY_AND ? " AND " : " OR ");
	free(chain.item);
}

static void
add_query(struct sql *sql, struct row row, const struct query *q)
{
	switch (q->kind) {
	case QUERY_ALL:
		add(sql, "1");
		break;
	case QUERY_AND:
	case QUERY_OR:
		add_chain(sql, row, q);
		break;
	case QUERY_NOT:
		/* What is unknown does not match, so its opposite does. */
		add(sql, "((");
		add_query(sql, row, q->left);
		add(sql, ") IS NOT TRUE)");
		break;
	case QUERY_TERM:
	case QUERY_COUNT:
		add(sql, q->op == QUERY_EMPTY ? "((" : "(");
		add_step(sql, row, q, 0);
		add(sql, q->op == QUERY_EMPTY ? ") IS NOT TRUE)" : ")");
		break;
	case QUERY_WORD:
		add(sql, "(");
		add_word(sql, row, q);
		add(sql, ")");
		break;
	}
}

static bool
names_retired(const struct query *q)
{
	return q != NULL && ((q->kind == QUERY_TERM && q->n_steps == 0 &&
	    strcmp(q->key, "retired_at") == 0) ||
	    names_retired(q->left) || names_retired(q->right));
}

static void
add_where(struct sql *sql, struct row row, const char *joins,
    const struct query *query)
{
	buf_printf(&sql->text, " FROM \"%s\" t%u%s WHERE ",
	    entity_get(row.entity)->key, row.alias, joins);
	if (!names_retired(query))
		buf_printf(&sql->text, "t%u.retired_at IS NULL", row.alias);
	else
		add(sql, "1");
	if (query != NULL && query->kind != QUERY_ALL) {
		add(sql, " AND ");
		add_query(sql, row, query);
	}
}

void
sql_count(struct sql *sql, enum entity_id entity, const struct query *query)
{
	add(sql, "SELECT count(*)");
	add_where(sql, new_row(sql, entity), "", query);
}

/* --- order -------------------------------------------------------------- */

static void
add_choice_order(struct sql *sql, struct row row, size_t position)
{
	const struct field *field = entity_field(row.entity, position);
	const struct choice *choices;
	size_t i, n = 0;

	choices = field_choices(sql->session, field, &n);
	if (n == 0) {
		add_value(sql, row, position, FORM_PLAIN);
		return;
	}
	add(sql, "CASE ");
	add_value(sql, row, position, FORM_PLAIN);
	for (i = 0; i < n; i++) {
		add(sql, " WHEN ");
		add_text(sql, choices[i].key);
		buf_printf(&sql->text, " THEN %d", choices[i].order);
	}
	add(sql, " END");
}

/*
 * The name of the target; of the first of several.  A join is faster than a
 * subquery for each row.
 */
static void
add_reference_order(struct sql *sql, struct row row,
    const struct field *field, struct buf *joins)
{
	int target;

	/* coalesce() wants two values at least. */
	add(sql, "coalesce(NULL, NULL");
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct row next;
		size_t name;

		if (!in_mask(field->targets, target))
			continue;
		next = new_row(sql, (enum entity_id)target);
		name = entity_name_field(next.entity);
		add(sql, ", ");
		add_value(sql, next, name,
		    equality_form(entity_field(next.entity, name)));
		buf_printf(joins, " LEFT JOIN \"%s\" t%u ON t%u.id = ",
		    entity_get(next.entity)->key, next.alias, next.alias);
		if (field_is_many(field))
			buf_printf(joins, "(SELECT target FROM link "
			    "WHERE owner = t%u.id AND field = '%s' "
			    "ORDER BY pos LIMIT 1)", row.alias, field->key);
		else
			buf_printf(joins, "t%u.\"%s\"", row.alias,
			    field->key);
	}
	add(sql, ")");
}

/* Appends what a record is sorted by; false for a field without a place. */
static bool
add_order(struct sql *sql, struct row row, size_t position,
    struct buf *joins)
{
	const struct field *field = entity_field(row.entity, position);
	enum schema_place place = schema_place(field, sql->version);

	if (place == PLACE_NONE)
		return false;
	add(sql, ", ");
	if (field_is_ref(field)) {
		add_reference_order(sql, row, field, joins);
	} else if (place == PLACE_MULTI) {
		add(sql, "(SELECT ");
		add_value(sql, row, position, order_form(field));
		buf_printf(&sql->text, " FROM multi m WHERE m.owner = t%u.id "
		    "AND m.field = '%s' ORDER BY m.pos LIMIT 1)", row.alias,
		    field->key);
	} else if (field_is_choice(field)) {
		add_choice_order(sql, row, position);
	} else {
		add_value(sql, row, position, order_form(field));
	}
	return true;
}

/*
 * All records in their usual order: the index alone answers.  (Anything else
 * is sorted by the caller, since SQLite would walk that index as well and
 * fetch each row from somewhere else, many times slower than a scan.)
 */
static void
add_usual_order(struct sql *sql, struct row row)
{
	int position = schema_order_field(row.entity);

	buf_printf(&sql->text, "SELECT t%u.id", row.alias);
	add_where(sql, row, "", NULL);
	add(sql, " ORDER BY ");
	if (position >= 0) {
		add_value(sql, row, (size_t)position, FORM_FOLD);
		add(sql, " NULLS LAST, ");
	}
	buf_printf(&sql->text, "t%u.id", row.alias);
}

size_t
sql_keys(struct sql *sql, enum entity_id entity, const struct query *query,
    const struct query_sort *sort, size_t n, bool direction[SQL_SORT_MAX])
{
	struct row row = new_row(sql, entity);
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

	add(sql, "SELECT t.id, t.uuid, t.rev");
	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, sql->version);

		if (i == F_uuid || i == F_rev || !fieldset_has(want, i))
			continue;
		if (place == PLACE_COLUMN)
			buf_printf(&sql->text, ", t.\"%s\"", field->key);
		else if (place == PLACE_OBJECT)
			buf_printf(&sql->text, ", (SELECT o.uuid FROM object o "
			    "WHERE o.id = t.\"%s\")", field->key);
		else
			continue;
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
	const char *form = form_call[equality_form(field)];
	const char *suffix = folded_column ? "_folded" : "";
	bool fold = equality_form(field) == FORM_FOLD;
	char *end = NULL;
	int64_t i;

	switch (schema_place(field, sql->version)) {
	case PLACE_NONE:
		return false;
	case PLACE_OBJECT:
		buf_printf(&sql->text, "t.\"%s\" = (SELECT id FROM object "
		    "WHERE uuid = ", field->key);
		add_text(sql, value);
		add(sql, ")");
		return true;
	case PLACE_LINK:
		add(sql, "t.id IN (SELECT owner FROM link WHERE target = "
		    "(SELECT id FROM object WHERE uuid = ");
		add_text(sql, value);
		buf_printf(&sql->text, ") AND field = '%s')", field->key);
		return true;
	case PLACE_MULTI:
		buf_printf(&sql->text, "t.id IN (SELECT owner FROM multi "
		    "WHERE field = '%s' AND %s(value) = ", field->key, form);
		add_text(sql, fold ? folded : value);
		add(sql, ")");
		return true;
	case PLACE_COLUMN:
		break;
	}
	if (field_is_int(field)) {
		errno = 0;
		i = strtoll(value, &end, 10);
		if (errno != 0 || end == value || *end != '\0')
			return false;
		buf_printf(&sql->text, "t.\"%s\" = ", field->key);
		add_int(sql, i);
		return true;
	}
	buf_printf(&sql->text, "%s(t.\"%s%s\") = ", folded_column ? "" : form,
	    field->key, suffix);
	add_text(sql, fold ? folded : value);
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
		add_text(sql, value);
	} else {
		buf_printf(&sql->text, "SELECT t.uuid FROM \"%s\" t WHERE ",
		    table);
		if (!add_lookup(sql, field, schema_folded(entity, position),
		    value, folded))
			return false;
		add(sql, " ORDER BY t.id");
	}
	return true;
}
