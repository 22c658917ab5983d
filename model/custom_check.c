/* SPDX-License-Identifier: ISC */
/* What must hold of own fields, own choices and the levels of the scheme. */
#include <inttypes.h>
#include <string.h>

#include "model/custom.h"
#include "model/query_impl.h"

enum { NAMED = 3, TWINS = 64 };

/* Whether a value still depends on what is about to go. */
struct use {
	const struct check *check;
	enum entity_id	 entity;
	size_t		 position;
	const char	*word;			/* this value; NULL: any */
	const struct scheme_axis *axis;		/* any but its levels */
	struct buf	 names;
	int64_t		 n;
};

static bool
is_word(const struct use *use, const char *s)
{
	size_t i;

	for (i = 0; use->axis != NULL && i < use->axis->n; i++)
		if (strcmp(use->axis->rows[i].key, s) == 0)
			return false;
	return use->word == NULL || strcmp(use->word, s) == 0;
}

static bool
uses(const struct use *use, const struct value *value)
{
	size_t i;

	if (value->kind == VALUE_TEXT)
		return is_word(use, value->s);
	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
		if (is_word(use, value->list[i]))
			return true;
	return value->kind == VALUE_INT;
}

static bool
note_user(void *ctx, const struct record *record)
{
	struct use *use = ctx;
	const struct check *check = use->check;
	const struct change *change = changes_find(check->commit->changes,
	    record->uuid);
	struct value value = *record_value(record, use->position);

	if (change != NULL && (change->flags & CHANGE_REMOVE) != 0)
		return true;
	if (change != NULL)
		change_value(change, use->position, &value);
	if (!uses(use, &value))
		return true;
	if (use->n++ < NAMED)
		buf_printf(&use->names, "%s%s", use->names.len > 0 ? ", " : "",
		    register_name_of(check->commit->session, record->uuid,
		    check->arena));
	return true;
}

/* Counts the records that hold something that is not empty. */
static const struct err *
count_users(struct use *use, bool retired_too)
{
	struct arena *arena = use->check->arena;
	const struct value none = { .kind = VALUE_NONE };
	struct query *query, *any;
	struct fieldset want = { 0 };

	query = query_node(arena, QUERY_NOT, query_field(arena, use->entity,
	    use->position, QUERY_EMPTY, none), NULL);
	if (retired_too) {
		any = query_field(arena, use->entity, F_retired_at,
		    QUERY_EMPTY, none);
		query = query_and(arena, query, query_node(arena, QUERY_OR,
		    any, query_node(arena, QUERY_NOT, any, NULL)));
	}
	fieldset_add(&want, use->position);
	return store_each(use->check->commit->store, use->entity, query, NULL,
	    0, &want, note_user, use);
}

/* "A, B, C (and 4 more)". */
static const char *
users_text(struct use *use)
{
	if (use->n > NAMED)
		buf_printf(&use->names, _(" (and %" PRId64 " more)"),
		    use->n - NAMED);
	return buf_str(&use->names);
}

static bool
changed(const struct check *check, size_t position)
{
	return fieldset_has(&check->plan->changed, position);
}

static bool
is_op(const struct check *check, const char *op)
{
	return strcmp(check->plan->op, op) == 0;
}

/* False, and the problem is told, where a text is missing. */
static bool
given(const struct check *check, size_t position)
{
	if (record_has(check->plan->new, position))
		return true;
	check_problem(check, position, false, _("%s is missing; write one."),
	    entity_field(check->plan->entity, position)->
	    label[check->commit->session->lang]);
	return false;
}

/*
 * Another record of the entity, standing or of this set, with the same texts
 * in two fields; NULL: none.
 */
static const struct err *
find_twin(const struct check *check, size_t a, size_t b, bool retired_too,
    const char **out)
{
	const struct plan *plan = check->plan;
	const struct changes *changes = check->commit->changes;
	const char *hit[TWINS], *x = record_text(plan->new, a);
	const char *y = record_text(plan->new, b);
	const struct err *err;
	struct value value;
	size_t i, n;

	*out = NULL;
	err = store_lookup(check->commit->store, plan->entity, a, x,
	    check->arena, hit, TWINS, &n);
	for (i = 0; err == NULL && i < n && *out == NULL; i++) {
		if (strcmp(hit[i], plan->new->uuid) == 0)
			continue;
		err = commit_peek(check->commit, plan->entity, hit[i], a,
		    check->arena, &value);
		if (err != NULL || value.kind != VALUE_TEXT ||
		    strcmp(value.s, x) != 0)
			continue;
		err = commit_peek(check->commit, plan->entity, hit[i], b,
		    check->arena, &value);
		if (err != NULL || value.kind != VALUE_TEXT ||
		    strcmp(value.s, y) != 0)
			continue;
		err = commit_peek(check->commit, plan->entity, hit[i],
		    F_retired_at, check->arena, &value);
		if (err == NULL && (retired_too || value.kind == VALUE_NONE))
			*out = hit[i];
	}
	for (i = 0; err == NULL && i < changes->n && *out == NULL; i++) {
		const struct change *other = &changes->item[i];

		if (other->entity == plan->entity &&
		    (other->flags & (CHANGE_REMOVE | CHANGE_RETIRE)) == 0 &&
		    strcmp(other->uuid, plan->new->uuid) != 0 &&
		    change_value(other, a, &value) &&
		    value.kind == VALUE_TEXT && strcmp(value.s, x) == 0 &&
		    change_value(other, b, &value) &&
		    value.kind == VALUE_TEXT && strcmp(value.s, y) == 0)
			*out = other->uuid;
	}
	return err;
}

/* --- own fields --------------------------------------------------------- */

static const size_t fixed[] = {
	F_custom_field_key, F_custom_field_entity, F_custom_field_type,
	F_custom_field_set, F_custom_field_many,
};

/* What is in use keeps its key, its type and its place. */
static const struct err *
check_field_use(const struct check *check)
{
	const struct record *old = check->plan->old;
	const char *where, *key;
	struct use use = { .check = check };
	const struct err *err;
	size_t i;
	int entity, at;

	if (old == NULL)
		return NULL;
	key = record_text(old, F_custom_field_key);
	where = record_text(old, F_custom_field_entity);
	entity = where == NULL ? ENTITY_NONE : entity_find(where);
	at = entity == ENTITY_NONE || key == NULL ? -1 :
	    entity_field_find((enum entity_id)entity, key);
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (is_op(check, "remove") || changed(check, fixed[i]))
			break;
	if (at < 0 || i == sizeof(fixed) / sizeof(fixed[0]))
		return NULL;
	use.entity = (enum entity_id)entity;
	use.position = (size_t)at;
	err = count_users(&use, true);
	if (err == NULL && use.n > 0)
		check_problem(check, fixed[i], false, _("\"%s\" has values "
		    "already, so its key, kind and choices stay as they are; "
		    "they stand in: %s. Retire it and define another."), key,
		    users_text(&use));
	buf_release(&use.names);
	return err;
}

/* How many fields of an entity this set brings that nobody knows yet. */
static size_t
count_new(const struct check *check, enum entity_id entity)
{
	const struct changes *changes = check->commit->changes;
	struct value where, key;
	size_t i, n = 0;

	for (i = 0; i < changes->n; i++) {
		const struct change *change = &changes->item[i];

		if (change->entity == ENTITY_custom_field &&
		    change_value(change, F_custom_field_entity, &where) &&
		    change_value(change, F_custom_field_key, &key) &&
		    where.kind == VALUE_TEXT && key.kind == VALUE_TEXT &&
		    strcmp(where.s, entity_get(entity)->key) == 0)
			n += entity_field_find(entity, key.s) < 0;
	}
	return n;
}

static const struct err *
check_field_key(const struct check *check)
{
	const struct record *new = check->plan->new;
	const char *key = record_text(new, F_custom_field_key), *twin;
	int entity = entity_find(record_text(new, F_custom_field_entity)), at;
	const struct err *err;

	if (!custom_is_key(key)) {
		check_problem(check, F_custom_field_key, false, _("\"%s\" is "
		    "no key; use small letters, digits and _, with a letter "
		    "first and at most 40 of them."), key);
		return NULL;
	}
	if (!custom_may_have_fields(entity)) {
		check_problem(check, F_custom_field_entity, false,
		    _("Records of this kind are kept by the program and have "
		    "no fields of their own; choose another."));
		return NULL;
	}
	at = entity_field_find((enum entity_id)entity, key);
	if (at >= 0 && (size_t)at < entity_field_built_in(
	    (enum entity_id)entity)) {
		check_problem(check, F_custom_field_key, false, _("\"%s\" is a "
		    "built-in field; choose another key."), key);
		return NULL;
	}
	err = find_twin(check, F_custom_field_key, F_custom_field_entity,
	    true, &twin);
	if (err == NULL && twin != NULL)
		check_problem(check, F_custom_field_key, false, _("There is, "
		    "or was, a field \"%s\" already; choose another key."),
		    key);
	if (err == NULL && at < 0 && entity_field_count((enum entity_id)
	    entity) + count_new(check, (enum entity_id)entity) > FIELD_MAX)
		check_problem(check, F_custom_field_key, false, _("There are "
		    "as many fields as there may be (%d); no more can be "
		    "defined."), FIELD_MAX);
	return err;
}

static void
check_field_kind(const struct check *check)
{
	const struct record *new = check->plan->new;
	const char *type = record_text(new, F_custom_field_type);
	const char *set = record_text(new, F_custom_field_set);
	bool choice = strcmp(type, "choice") == 0;
	size_t n;

	if (choice && set == NULL)
		check_problem(check, F_custom_field_set, false, _("A choice "
		    "needs the name of its choice set; write one."));
	else if (choice && choice_set(set, &n) == NULL)
		check_problem(check, F_custom_field_set, false, _("There is "
		    "no choice set \"%s\"; enter its choices first, as "
		    "records of custom_choice."), set);
	else if (!choice && set != NULL)
		check_problem(check, F_custom_field_set, false, _("Only a "
		    "field of the type choice has a choice set; leave it "
		    "empty."));
	if (value_is_yes(record_value(new, F_custom_field_many)) &&
	    !custom_may_be_many(type))
		check_problem(check, F_custom_field_many, false, _("A field of "
		    "this type holds one value; texts, dates and choices may "
		    "hold several."));
}

static const struct err *
check_field(const struct check *check)
{
	const struct err *err = check_field_use(check);
	bool whole;

	if (err != NULL || is_op(check, "remove") ||
	    is_op(check, "retire") || check->commit->changes->undoes != 0)
		return err;
	whole = given(check, F_custom_field_key);
	whole = given(check, F_custom_field_entity) && whole;
	whole = given(check, F_custom_field_type) && whole;
	/* A wrong word is told by its type. */
	if (!whole || entity_find(record_text(check->plan->new,
	    F_custom_field_entity)) == ENTITY_NONE)
		return NULL;
	err = check_field_key(check);
	if (err == NULL)
		check_field_kind(check);
	return err;
}

/* --- own choices -------------------------------------------------------- */

/* Somebody's value must not lose its meaning. */
static const struct err *
check_choice_use(const struct check *check)
{
	const struct record *old = check->plan->old;
	const char *set, *key;
	struct use use = { .check = check };
	const struct field *field;
	const struct err *err = NULL;
	size_t i;
	int e;

	if (old == NULL || record_has(old, F_retired_at) ||
	    !(is_op(check, "remove") || is_op(check, "retire") ||
	    changed(check, F_custom_choice_key) ||
	    changed(check, F_custom_choice_set)))
		return NULL;
	set = record_text(old, F_custom_choice_set);
	key = record_text(old, F_custom_choice_key);
	if (set == NULL || key == NULL)
		return NULL;
	use.word = key;
	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; err == NULL && (field = entity_field(
		    (enum entity_id)e, i)) != NULL; i++) {
			if (field->type != TYPE_CHOICE || field->set == NULL ||
			    strcmp(field->set, set) != 0)
				continue;
			use.entity = (enum entity_id)e;
			use.position = i;
			err = count_users(&use, false);
		}
	if (err == NULL && use.n > 0)
		check_problem(check, F_custom_choice_key, false, _("\"%s\" is "
		    "used by: %s. Give these records another value first."),
		    key, users_text(&use));
	buf_release(&use.names);
	return err;
}

static const struct err *
check_choice(const struct check *check)
{
	const struct record *new = check->plan->new;
	const char *set, *key, *twin;
	const struct choice *rows;
	const struct err *err = check_choice_use(check);
	size_t n, i;

	if (err != NULL || is_op(check, "remove") ||
	    is_op(check, "retire") || check->commit->changes->undoes != 0 ||
	    !given(check, F_custom_choice_key) ||
	    !given(check, F_custom_choice_set))
		return err;
	key = record_text(new, F_custom_choice_key);
	set = record_text(new, F_custom_choice_set);
	if (!custom_is_choice_key(key))
		check_problem(check, F_custom_choice_key, false, _("\"%s\" is "
		    "no key of a choice; use small letters, digits and _, at "
		    "most 40 of them."), key);
	if (!custom_is_open_set(set))
		check_problem(check, F_custom_choice_set, false,
		    choice_is_built_in(set) || strcmp(set, "entity") == 0 ?
		    _("Nothing can be added to \"%s\": the program itself "
		    "decides by its values and would not know what an added "
		    "one means.") : _("\"%s\" is no name of a choice set; use "
		    "small letters, digits and _."), set);
	rows = choice_built_in(set, &n);
	for (i = 0; i < n; i++)
		if (strcmp(rows[i].key, key) == 0)
			check_problem(check, F_custom_choice_key, false,
			    _("\"%s\" is a built-in choice of \"%s\"; choose "
			    "another key."), key, set);
	err = find_twin(check, F_custom_choice_key, F_custom_choice_set,
	    false, &twin);
	if (err == NULL && twin != NULL)
		check_problem(check, F_custom_choice_key, false, _("\"%s\" is "
		    "in \"%s\" already; choose another key."), key, set);
	return err;
}

/* --- the scheme --------------------------------------------------------- */

/* Every level that is in use must be one of the new scheme. */
static const struct err *
check_levels(const struct check *check, const struct scheme *scheme)
{
	const struct field *field;
	const struct err *err = NULL;
	size_t i;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		for (i = 0; err == NULL && (field = entity_field(
		    (enum entity_id)e, i)) != NULL; i++) {
			struct use use = { .check = check, .position = i,
			    .entity = (enum entity_id)e };
			struct scheme_axis axis = { .name = field->set };

			if (field->type != TYPE_SCALE ||
			    (field->flags & FL_DERIVED) != 0)
				continue;
			axis.rows = scheme_levels(scheme, field->set, &axis.n);
			use.axis = &axis;
			err = count_users(&use, true);
			if (err == NULL && use.n > 0)
				check_problem(check, F_setting_value, false,
				    _("%s: the new scheme lacks a level that "
				    "stands in: %s."), field->label[
				    check->commit->session->lang],
				    users_text(&use));
			buf_release(&use.names);
		}
	return err;
}

static const struct err *
check_setting(const struct check *check)
{
	const struct plan *plan = check->plan;
	const struct register_ *reg = check->commit->session->reg;
	const char *key = record_text(plan->new, F_setting_key);
	const char *text = reg->first_scheme;
	const struct err *err;
	struct scheme scheme;

	/* The others are judged with the rights (rights.h). */
	if (key == NULL && plan->old != NULL)
		key = record_text(plan->old, F_setting_key);
	if (key != NULL && strcmp(key, "scheme") != 0)
		return NULL;
	if (!is_op(check, "remove") && !is_op(check, "retire")) {
		if (!given(check, F_setting_key) ||
		    !given(check, F_setting_value))
			return NULL;
		text = record_text(plan->new, F_setting_value);
	}
	err = scheme_parse(text, check->arena, &scheme);
	if (err != NULL) {
		check_problem(check, F_setting_value, false, "%s", err->msg);
		return NULL;
	}
	return check_levels(check, &scheme);
}

/* Nobody chooses among thousands, and every one is compared with all. */
static bool
too_many(const struct check *check, enum entity_id entity, size_t key)
{
	const struct changes *changes = check->commit->changes;
	size_t i, n = 0;

	if (check->plan->op == NULL || !is_op(check, "create") ||
	    changes->undoes != 0)
		return false;
	if (entity == ENTITY_custom_choice)
		n = custom_choices(check->commit->session);
	for (i = 0; i < changes->n && n <= CUSTOM_MAX; i++)
		n += changes->item[i].entity == entity;
	if (n > CUSTOM_MAX)
		check_problem(check, key, false, _("There may be %d of them "
		    "at most."), CUSTOM_MAX);
	return n > CUSTOM_MAX;
}

const struct err *
custom_check(const struct check *check)
{
	switch (check->plan->entity) {
	case ENTITY_custom_field:
		return too_many(check, ENTITY_custom_field,
		    F_custom_field_key) ? NULL : check_field(check);
	case ENTITY_custom_choice:
		return too_many(check, ENTITY_custom_choice,
		    F_custom_choice_key) ? NULL : check_choice(check);
	case ENTITY_setting:
		return check_setting(check);
	default:
		return NULL;
	}
}
