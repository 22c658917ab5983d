/* SPDX-License-Identifier: ISC */
/* What is checked of every field by its type, references, unique values. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/commit.h"

enum { FREE_TRIES = 2000, LOOKUP = 8, KNOWN = 4096 };

/* --- unique values of the set itself ----------------------------------- */

/*
 * Who of the set has the key; takes it for uuid, which must last as long as
 * the set, when nobody has.
 */
static const char *
take_key(struct commit *commit, const char *key, const char *uuid)
{
	const char *owner = lookup_get(&commit->taken, key);

	if (owner == NULL)
		lookup_put(&commit->taken, arena_strdup(commit->arena, key),
		    (void *)(uintptr_t)uuid);
	return owner == NULL ? uuid : owner;
}

void
validate_end(struct commit *commit)
{
	lookup_release(&commit->taken);
	free(commit->known);
}

/* --- problems ----------------------------------------------------------- */

/* What the record of a plan is called: asset number or name. */
static const char *
plan_name(const struct plan *plan)
{
	const char *name = NULL;

	if (plan->entity == ENTITY_asset)
		name = record_text(plan->new, F_asset_asset_no);
	if (name == NULL)
		name = record_text(plan->new, entity_name_field(plan->entity));
	return name;
}

void
check_problem(const struct check *check, size_t position, bool warning,
    const char *fmt, ...)
{
	const struct plan *plan = check->plan;
	const struct field *field = entity_field(plan->entity, position);
	/* What the program sets itself says nothing to people. */
	bool typed = field_is_editable(field);
	struct problem problem = {
		.field = typed ? field->key : NULL,
		.warning = warning, .uuid = plan->new->uuid,
	};
	struct buf reason = { 0 }, value = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&reason, fmt, ap);
	va_end(ap);
	if (typed)
		value_format_raw(field, record_value(plan->new, position),
		    &value);
	problem.reason = buf_str(&reason);
	problem.value = value.len == 0 ? NULL : value.s;
	if (!typed || changes_count(check->commit->changes) > 1)
		problem.record = plan_name(plan);
	problem_add(check->commit->found, &problem);
	buf_release(&reason);
	buf_release(&value);
}

/* --- by type ------------------------------------------------------------- */

static void
check_type(const struct check *check, size_t position)
{
	const struct field *field = entity_field(check->plan->entity, position);
	struct buf raw = { 0 };
	const struct err *err;
	struct value value;

	value_format_raw(field, record_value(check->plan->new, position),
	    &raw);
	err = value_read(check->commit->session, field, buf_str(&raw),
	    check->arena, &value);
	if (err != NULL)
		check_problem(check, position, false, "%s", err->msg);
	buf_release(&raw);
}

/* --- references ---------------------------------------------------------- */

/* What is remembered of a record that others refer to. */
struct known {
	char	uuid[UUID_LEN];
	int	entity;
	bool	retired;
};

static const struct err *
learn(struct commit *commit, const char *uuid, struct arena *arena,
    struct known *known)
{
	struct fieldset want = { 0 };
	struct record *record = NULL;
	const struct err *err;

	*known = (struct known){ .entity = ENTITY_NONE };
	snprintf(known->uuid, sizeof(known->uuid), "%s", uuid);
	err = store_entity_of(commit->store, uuid, &known->entity);
	if (err != NULL || known->entity == ENTITY_NONE)
		return err;
	fieldset_add(&want, F_retired_at);
	err = store_get(commit->store, (enum entity_id)known->entity, uuid,
	    &want, arena, &record);
	known->retired = record != NULL && record_has(record, F_retired_at);
	return err;
}

static const struct err *
ask(struct commit *commit, const char *uuid, struct arena *arena,
    const struct known **out)
{
	struct known *known;
	const struct err *err = NULL;

	if (commit->known == NULL)
		commit->known = xcalloc(KNOWN, sizeof(*commit->known));
	known = &commit->known[lookup_hash(uuid) % KNOWN];
	if (strcmp(known->uuid, uuid) != 0 || known->entity == ENTITY_NONE)
		err = learn(commit, uuid, arena, known);
	*out = known;
	return err;
}

static const struct err *
check_reference(const struct check *check, size_t position, const char *uuid)
{
	const struct field *field = entity_field(check->plan->entity, position);
	const struct change *mine;
	const struct known *known;
	const struct err *err;
	int64_t tx = 0;

	if (strlen(uuid) != UUID_LEN - 1) {
		check_problem(check, position, false, _("\"%s\" is not in the "
		    "register; enter it first or choose another."), uuid);
		return NULL;
	}
	mine = changes_find(check->commit->changes, uuid);
	if (mine != NULL && (mine->flags & CHANGE_REMOVE) == 0 &&
	    (field->targets >> mine->entity & 1) != 0)
		return NULL;
	if (mine == NULL && stream_brings(check->commit->changes, uuid) &&
	    (field->targets >> ENTITY_observation & 1) != 0)
		return NULL;
	err = ask(check->commit, uuid, check->arena, &known);
	if (err != NULL)
		return err;
	if (known->entity == ENTITY_NONE ||
	    (mine != NULL && (mine->flags & CHANGE_REMOVE) != 0)) {
		check_problem(check, position, false, _("\"%s\" is not in the "
		    "register; enter it first or choose another."), uuid);
	} else if ((field->targets >> known->entity & 1) == 0) {
		check_problem(check, position, false, _("A record of the kind "
		    "%s cannot stand here; choose another."),
		    entity_get((enum entity_id)known->entity)->
		    label[check->commit->session->lang]);
	} else if (known->retired) {
		check_problem(check, position, true, _("\"%s\" is retired; "
		    "choose another unless that is meant."),
		    register_name_of(check->commit->session, uuid,
		    check->arena));
	} else if (check->commit->guarded) {
		struct buf key = { 0 };

		buf_printf(&key, "r:%s", uuid);
		err = store_reserved(check->commit->store, buf_str(&key), &tx);
		buf_release(&key);
		if (err == NULL && tx != 0 && tx != check->commit->tx.id)
			err = stage_busy(check->commit->store, tx);
	}
	return err;
}

static const struct err *
check_references(const struct check *check, size_t position)
{
	const struct value *value = record_value(check->plan->new, position);
	const struct err *err = NULL;
	size_t i;

	if (value->kind == VALUE_TEXT)
		return check_reference(check, position, value->s);
	for (i = 0; err == NULL && value->kind == VALUE_LIST && i < value->n;
	    i++)
		err = check_reference(check, position, value->list[i]);
	return err;
}

/* --- unique values -------------------------------------------------------- */

static void
unique_key(const struct plan *plan, size_t position, const char *value,
    struct buf *out)
{
	buf_printf(out, "u:%s.%s:", entity_get(plan->entity)->key,
	    entity_field(plan->entity, position)->key);
	utf8_fold(out, value);
}

/* Somebody else's record that holds the value after this set; NULL: none. */
static const struct err *
holder(const struct check *check, size_t position, const char *value,
    const char **out)
{
	const char *hit[LOOKUP];
	const struct err *err;
	struct value now;
	size_t i, n;

	*out = NULL;
	err = store_lookup(check->commit->store, check->plan->entity,
	    position, value, check->arena, hit, LOOKUP, &n);
	for (i = 0; err == NULL && i < n; i++) {
		if (strcmp(hit[i], check->plan->new->uuid) == 0)
			continue;
		err = commit_peek(check->commit, check->plan->entity, hit[i],
		    position, check->arena, &now);
		if (err == NULL && now.kind == VALUE_TEXT &&
		    utf8_equal_folded(now.s, value)) {
			*out = hit[i];
			break;
		}
	}
	return err;
}

/*
 * The next number of the same form that nobody has: NW-018 gives NW-019.  ""
 * when the value does not end in digits.
 */
static const struct err *
next_free(const struct check *check, size_t position, const char *value,
    struct buf *out)
{
	size_t len = strlen(value), digits = 0;
	const struct err *err;
	const char *other;
	int64_t number;
	int i;

	while (digits < len && value[len - digits - 1] >= '0' &&
	    value[len - digits - 1] <= '9')
		digits++;
	if (digits == 0 || digits > 9)
		return NULL;
	number = strtoll(&value[len - digits], NULL, 10);
	for (i = 1; i <= FREE_TRIES; i++) {
		struct buf key = { 0 };
		const char *owner;

		buf_clear(out);
		buf_addn(out, value, len - digits);
		buf_printf(out, "%0*" PRId64, (int)digits, number + i);
		unique_key(check->plan, position, buf_str(out), &key);
		owner = lookup_get(&check->commit->taken, buf_str(&key));
		buf_release(&key);
		err = holder(check, position, buf_str(out), &other);
		if (err != NULL || (other == NULL && owner == NULL))
			return err;
	}
	buf_clear(out);
	return NULL;
}

static const struct err *
check_unique(const struct check *check, size_t position)
{
	const char *value = record_text(check->plan->new, position);
	struct buf key = { 0 }, free_one = { 0 };
	const struct err *err;
	const char *other, *name;

	unique_key(check->plan, position, value, &key);
	other = take_key(check->commit, buf_str(&key),
	    check->plan->change->uuid);
	if (strcmp(other, check->plan->new->uuid) != 0) {
		check_problem(check, position, false, _("%s occurs twice among "
		    "these records; give each its own."), value);
		err = NULL;
		goto done;
	}
	err = holder(check, position, value, &other);
	if (err != NULL || other == NULL)
		goto done;
	err = next_free(check, position, value, &free_one);
	if (err != NULL)
		goto done;
	name = register_name_of(check->commit->session, other, check->arena);
	if (free_one.len > 0)
		check_problem(check, position, false, _("%s is used by "
		    "\"%s\"; %s is free."), value, name, free_one.s);
	else
		check_problem(check, position, false, _("%s is used by "
		    "\"%s\"; choose another."), value, name);
done:
	buf_release(&key);
	buf_release(&free_one);
	return err;
}

const struct err *
validate_keys(const struct plan *plan, key_fn each, void *ctx)
{
	const struct err *err;
	const struct field *field;
	struct buf key = { 0 };
	size_t i;

	buf_printf(&key, "r:%s", plan->new->uuid);
	err = each(ctx, buf_str(&key));
	for (i = COMMON_COUNT; err == NULL &&
	    (field = entity_field(plan->entity, i)) != NULL; i++) {
		if ((field->flags & FL_UNIQUE) == 0 ||
		    !fieldset_has(&plan->changed, i) ||
		    record_text(plan->new, i) == NULL)
			continue;
		buf_clear(&key);
		unique_key(plan, i, record_text(plan->new, i), &key);
		err = each(ctx, buf_str(&key));
	}
	buf_release(&key);
	return err;
}

/* --- the whole record ------------------------------------------------------ */

static const struct err *
check_field(const struct check *check, size_t position)
{
	const struct field *field = entity_field(check->plan->entity, position);
	const struct err *err = NULL;

	if (!record_has(check->plan->new, position))
		return NULL;
	/* It was in use when the caller looked; a copy may have its values. */
	if ((field->flags & FL_RETIRED) != 0 &&
	    check->commit->changes->undoes == 0 &&
	    (check->plan->change->flags & CHANGE_EVIDENCE) == 0)
		check_problem(check, position, false, _("%s: This field was "
		    "retired and takes no values."),
		    field->label[check->commit->session->lang]);
	if (field_is_ref(field))
		err = check_references(check, position);
	else if (check->commit->changes->undoes == 0)
		check_type(check, position);
	if (err == NULL && (field->flags & FL_UNIQUE) != 0 &&
	    record_text(check->plan->new, position) != NULL)
		err = check_unique(check, position);
	return err;
}

const struct err *
validate_plan(struct commit *commit, const struct plan *plan,
    struct arena *arena)
{
	struct check check = { .commit = commit, .plan = plan,
	    .arena = arena };
	const struct err *err = rights_check(commit, plan, arena);
	size_t i;

	if (err != NULL || plan->op == NULL)
		return err;
	err = custom_check(&check);
	if (err != NULL || strcmp(plan->op, "remove") == 0)
		return err;
	for (i = 0; err == NULL && i < plan->new->n; i++)
		if (fieldset_has(&plan->changed, i))
			err = check_field(&check, i);
	if (err == NULL)
		err = rules_cycle(&check);
	/* An undo goes back to what was allowed when it was written. */
	if (err == NULL && commit->changes->undoes == 0)
		err = rules_check(&check);
	return err;
}

const struct err *
commit_peek(struct commit *commit, enum entity_id entity, const char *uuid,
    size_t position, struct arena *arena, struct value *out)
{
	const struct change *change = changes_find(commit->changes, uuid);
	struct fieldset want = { 0 };
	struct record *record;
	const struct err *err;

	*out = (struct value){ .kind = VALUE_NONE };
	if (change != NULL && ((change->flags & CHANGE_REMOVE) != 0 ||
	    change_value(change, position, out) ||
	    (change->flags & CHANGE_FRESH) != 0))
		return NULL;
	fieldset_add(&want, position);
	err = store_get(commit->store, entity, uuid, &want, arena, &record);
	if (err == NULL && record != NULL)
		*out = *record_value(record, position);
	return err;
}
