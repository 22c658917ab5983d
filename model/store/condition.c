/* SPDX-License-Identifier: ISC */
/* Query trees as conditions on a row: sql_condition and what it is made of. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/store/schema.h"
#include "model/store/sql_impl.h"

static void
add_exists_multi(struct sql *sql, struct sql_row row,
    const struct field *field)
{
	buf_printf(&sql->text, "EXISTS (SELECT 1 FROM multi m WHERE "
	    "m.owner = t%u.id AND m.field = '%s'", row.alias, schema_column(field));
}

static const char *const operators[] = {
	[QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=",
	[QUERY_GT] = ">", [QUERY_GE] = ">=",
};

/* contains(the field's value, the query's), both folded. */
static void
add_contains(struct sql *sql, struct sql_row row, size_t position,
    const struct value *value)
{
	sql_add(sql, "contains(");
	sql_value(sql, row, position, FORM_FOLD);
	sql_add(sql, ", ");
	if (value->kind == VALUE_INT)
		sql_int(sql, value->i);
	else
		sql_text(sql, value->s);
	sql_add(sql, ")");
}

/*
 * A choice: one of the keys that the query allows.  Whoever made the query
 * worked them out, for labels know both languages and ranks the scheme.
 */
static void
add_choice(struct sql *sql, struct sql_row row, size_t position,
    const struct query *q)
{
	size_t i;

	sql_value(sql, row, position, FORM_PLAIN);
	sql_add(sql, " IN (");
	for (i = 0; i < q->n_keys; i++) {
		sql_add(sql, i > 0 ? ", " : "");
		sql_text(sql, q->keys[i]);
	}
	sql_add(sql, ")");
}

/* Compares one value; the caller has opened EXISTS for lists. */
static void
add_comparison(struct sql *sql, struct sql_row row, size_t position,
    const struct query *q)
{
	const struct field *field = entity_field(row.entity, position);
	enum sql_form form = q->op == QUERY_EQ ? sql_equality(field) :
	    sql_order_form(field);

	if (field_is_choice(field)) {
		add_choice(sql, row, position, q);
		return;
	}
	if (q->op == QUERY_CONTAINS) {
		add_contains(sql, row, position, &q->value);
		return;
	}
	sql_value(sql, row, position, form);
	buf_printf(&sql->text, " %s ", operators[q->op]);
	if (field_is_int(field)) {
		sql_int(sql, q->value.i);
	} else if (form == FORM_VERSION || form == FORM_ADDRESS) {
		buf_printf(&sql->text, "%s(", sql_call[form]);
		sql_text(sql, q->value.s);
		sql_add(sql, ")");
	} else {
		sql_text(sql, q->value.s);
	}
}

/* --- references --------------------------------------------------------- */

/* Appends the test that a target is called by a word. */
static void
add_called(struct sql *sql, struct sql_row row, const struct query *q)
{
	size_t name = entity_name_field(row.entity);
	int number = entity_field_find(row.entity, "asset_no");
	bool part = q->op == QUERY_CONTAINS;

	sql_add(sql, part ? "contains(" : "(");
	sql_value(sql, row, name,
	    sql_equality(entity_field(row.entity, name)));
	sql_add(sql, part ? ", " : " = ");
	sql_text(sql, q->value.s);
	if (!part && number >= 0) {
		sql_add(sql, " OR ");
		sql_value(sql, row, (size_t)number, FORM_FOLD);
		sql_add(sql, " = ");
		sql_text(sql, q->value.s);
	}
	sql_add(sql, ")");
}

/* Appends the ids of the targets that a reference term means. */
static void
add_targets(struct sql *sql, const struct field *field,
    const struct query *q)
{
	int target;

	sql_add(sql, "SELECT id FROM object WHERE uuid = ");
	sql_text(sql, q->value.s);
	if (q->value.s != NULL && strlen(q->value.s) == UUID_LEN - 1 &&
	    q->op == QUERY_EQ && q->value.s[8] == '-' &&
	    q->value.s[23] == '-')
		return;
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct sql_row row;

		if (!sql_in_mask(field->targets, target))
			continue;
		row = sql_row_new(sql, (enum entity_id)target);
		buf_printf(&sql->text, " UNION ALL SELECT t%u.id FROM \"%s\" "
		    "t%u WHERE ", row.alias, entity_get(row.entity)->key,
		    row.alias);
		add_called(sql, row, q);
	}
}

static void
add_reference(struct sql *sql, struct sql_row row, const struct field *field,
    const struct query *q)
{
	if (q->op != QUERY_EQ && q->op != QUERY_CONTAINS) {
		sql_add(sql, "0");
		return;
	}
	if (field_is_many(field))
		buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM link "
		    "WHERE field = '%s' AND target IN (", row.alias,
		    schema_column(field));
	else
		buf_printf(&sql->text, "t%u.\"%s\" IN (", row.alias,
		    schema_column(field));
	add_targets(sql, field, q);
	sql_add(sql, field_is_many(field) ? "))" : ")");
}

/* --- terms -------------------------------------------------------------- */

/* Appends the test that a field holds something. */
static void
add_filled(struct sql *sql, struct sql_row row, const struct field *field)
{
	switch (schema_place(field, sql->version)) {
	case PLACE_COLUMN:
	case PLACE_OBJECT:
		buf_printf(&sql->text, "t%u.\"%s\" IS NOT NULL", row.alias,
		    schema_column(field));
		break;
	case PLACE_LINK:
		buf_printf(&sql->text, "EXISTS (SELECT 1 FROM link l WHERE "
		    "l.owner = t%u.id AND l.field = '%s')", row.alias,
		    schema_column(field));
		break;
	case PLACE_MULTI:
		add_exists_multi(sql, row, field);
		sql_add(sql, ")");
		break;
	case PLACE_NONE:
		sql_add(sql, "0");
		break;
	}
}

static void
add_leaf(struct sql *sql, struct sql_row row, const struct query *q)
{
	int position = entity_field_find(row.entity, q->key);
	const struct field *field;

	if (position < 0) {
		sql_add(sql, "0");
		return;
	}
	field = entity_field(row.entity, (size_t)position);
	if (q->op == QUERY_EMPTY ||
	    schema_place(field, sql->version) == PLACE_NONE) {
		add_filled(sql, row, field);
	} else if (field_is_ref(field)) {
		add_reference(sql, row, field, q);
	} else if (schema_place(field, sql->version) != PLACE_MULTI) {
		add_comparison(sql, row, (size_t)position, q);
	} else if (field->type == TYPE_IPS && q->op == QUERY_EQ) {
		/* A query by address starts at the index. */
		buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM multi "
		    "WHERE field = 'ip' AND value = ", row.alias);
		sql_text(sql, q->value.s);
		sql_add(sql, ")");
	} else {
		add_exists_multi(sql, row, field);
		sql_add(sql, " AND ");
		add_comparison(sql, row, (size_t)position, q);
		sql_add(sql, ")");
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
	return field_is_ref(field) && sql_in_mask(field->targets, target) &&
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
add_counted(struct sql *sql, struct sql_row row, const struct query *q)
{
	struct sql_row counted = sql_row_new(sql, q->counted);
	const struct field *field;
	const char *or = "";
	int any = asks_for_any(q);
	char alias[16];
	size_t i;

	buf_printf(&sql->text, "%s%s FROM \"%s\" t%u WHERE "
	    "t%u.retired_at IS NULL AND (", any == 0 ? "NOT " : "",
	    any < 0 ? "(SELECT count(*)" : "EXISTS (SELECT 1",
	    entity_get(q->counted)->key, counted.alias, counted.alias);
	for (i = 0; (field = entity_field(q->counted, i)) != NULL; i++) {
		enum schema_place place = schema_place(field, sql->version);

		if (!is_owning(field, row.entity) || place == PLACE_NONE)
			continue;
		sql_add(sql, or);
		or = " OR ";
		if (place == PLACE_OBJECT)
			buf_printf(&sql->text, "t%u.\"%s\" = t%u.id",
			    counted.alias, schema_column(field), row.alias);
		else
			buf_printf(&sql->text, "t%u.id IN (SELECT owner FROM "
			    "link WHERE target = t%u.id AND field = '%s')",
			    counted.alias, row.alias, schema_column(field));
	}
	sql_add(sql, *or == '\0' ? "0)" : ")");
	snprintf(alias, sizeof(alias), "t%u", counted.alias);
	sql_shown(sql, q->counted, alias);
	sql_add(sql, ")");
	if (any >= 0)
		return;
	buf_printf(&sql->text, " %s ", operators[q->op]);
	sql_int(sql, q->number);
}

static void add_step(struct sql *sql, struct sql_row row, const struct query *q,
    size_t step);

/* Appends the rest of a path for every entity a reference may lead to. */
static void
add_paths(struct sql *sql, struct sql_row row, const struct field *field,
    const struct query *q, size_t step)
{
	uint64_t targets = field->targets & q->step[step].targets;
	const char *or = "";
	int target;

	sql_add(sql, "(");
	for (target = 0; target < ENTITY_COUNT; target++) {
		struct sql_row next;

		if (!sql_in_mask(targets, target))
			continue;
		next = sql_row_new(sql, (enum entity_id)target);
		buf_printf(&sql->text, "%sEXISTS (SELECT 1 FROM \"%s\" t%u "
		    "WHERE t%u.id ", or, entity_get(next.entity)->key,
		    next.alias, next.alias);
		if (field_is_many(field))
			buf_printf(&sql->text, "IN (SELECT target FROM link "
			    "WHERE owner = t%u.id AND field = '%s') AND ",
			    row.alias, schema_column(field));
		else
			buf_printf(&sql->text, "= t%u.\"%s\" AND ", row.alias,
			    schema_column(field));
		add_step(sql, next, q, step + 1);
		sql_add(sql, ")");
		or = " OR ";
	}
	sql_add(sql, *or == '\0' ? "0)" : ")");
}

static void
add_step(struct sql *sql, struct sql_row row, const struct query *q,
    size_t step)
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
		sql_add(sql, "0");
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
add_word(struct sql *sql, struct sql_row row, const struct query *q)
{
	buf_printf(&sql->text, "contains(t%u.search, ", row.alias);
	sql_text(sql, q->word);
	sql_add(sql, ")");
	if (row.entity != ENTITY_asset || !is_address_like(q->word))
		return;
	buf_printf(&sql->text, " OR t%u.id IN (SELECT asset FROM interface "
	    "WHERE retired_at IS NULL AND asset IS NOT NULL AND "
	    "contains(search, ", row.alias);
	sql_text(sql, q->word);
	sql_add(sql, "))");
}

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
add_halves(struct sql *sql, struct sql_row row, const struct query **item,
    size_t n, const char *word)
{
	if (n == 1) {
		sql_condition(sql, row, item[0]);
		return;
	}
	sql_add(sql, "(");
	add_halves(sql, row, item, n / 2, word);
	sql_add(sql, word);
	add_halves(sql, row, item + n / 2, n - n / 2, word);
	sql_add(sql, ")");
}

static void
add_chain(struct sql *sql, struct sql_row row, const struct query *q)
{
	struct chain chain = { 0 };

	add_members(&chain, q->kind, q);
	add_halves(sql, row, chain.item, chain.n,
	    q->kind == QUERY_AND ? " AND " : " OR ");
	free(chain.item);
}

void
sql_condition(struct sql *sql, struct sql_row row, const struct query *q)
{
	switch (q->kind) {
	case QUERY_ALL:
		sql_add(sql, "1");
		break;
	case QUERY_AND:
	case QUERY_OR:
		add_chain(sql, row, q);
		break;
	case QUERY_NOT:
		/* What is unknown does not match, so its opposite does. */
		sql_add(sql, "((");
		sql_condition(sql, row, q->left);
		sql_add(sql, ") IS NOT TRUE)");
		break;
	case QUERY_TERM:
	case QUERY_COUNT:
		sql_add(sql, q->op == QUERY_EMPTY ? "((" : "(");
		add_step(sql, row, q, 0);
		sql_add(sql, q->op == QUERY_EMPTY ? ") IS NOT TRUE)" : ")");
		break;
	case QUERY_WORD:
		sql_add(sql, "(");
		add_word(sql, row, q);
		sql_add(sql, ")");
		break;
	}
}
