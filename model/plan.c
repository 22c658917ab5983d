/* SPDX-License-Identifier: ISC */
/* What a change means against what stands in the register. */
#include <string.h>

#include "model/commit.h"

bool
plan_is_idle(const struct plan *plan)
{
	return plan->op == NULL && fieldset_empty(&plan->write);
}

/* Journalled fields of a record that hold something. */
static struct fieldset
filled(const struct record *record)
{
	struct fieldset set = { 0 };
	size_t i;

	for (i = 0; i < record->n; i++)
		if (record_has(record, i) &&
		    field_is_journalled(record->entity, i))
			fieldset_add(&set, i);
	return set;
}

/* What the fields were at the revision that the caller read. */
struct base {
	struct arena	*arena;
	struct record	*record;
	int64_t		 left;			/* revisions to go back */
	int64_t		 changed_by[FIELD_MAX];	/* tx; 0: nobody */
	const struct err *err;
};

static bool
step_back(void *ctx, const struct store_entry *entry)
{
	struct base *base = ctx;
	struct history_change *change;
	size_t i, n = 0;

	if (!journal_is_change(entry))
		return true;
	if (entry->payload != NULL)
		base->err = journal_changes(entry->entity, entry->payload,
		    base->arena, &change, &n);
	for (i = 0; base->err == NULL && i < n; i++) {
		record_set(base->record, change[i].position, change[i].old);
		if (base->changed_by[change[i].position] == 0)
			base->changed_by[change[i].position] = entry->tx;
	}
	return base->err == NULL && --base->left > 0;
}

static const struct err *
find_base(struct store *store, const struct record *now, int64_t rev,
    struct arena *arena, struct base *base)
{
	struct store_entry_filter filter = { .uuid = now->uuid,
	    .newest_first = true };
	const struct err *err;

	*base = (struct base){ .arena = arena, .left = now->rev - rev,
	    .record = record_copy(arena, now) };
	err = store_entry_each(store, &filter, step_back, base);
	return err != NULL ? err : base->err;
}

static const struct err *
add_conflict(struct commit *commit, const struct conflict *found, int64_t tx)
{
	struct arena *arena = commit->changes->arena;
	struct conflict conflict = *found;
	struct store_tx row;
	const struct err *err;
	bool known = false;

	conflict.uuid = arena_strdup(arena, found->uuid);
	conflict.base = value_copy(arena, &found->base);
	conflict.mine = value_copy(arena, &found->mine);
	conflict.theirs = value_copy(arena, &found->theirs);
	if (tx != 0) {
		err = store_tx_get(commit->store, tx, arena, &row, &known);
		if (err != NULL)
			return err;
	}
	if (known) {
		conflict.who = row.who;
		conflict.at = row.at;
	}
	if (commit->conflicts == 0)
		commit->first = conflict;
	commit->conflicts++;
	if (commit->options != NULL) {
		struct commit_options *options = commit->options;

		options->conflicts = arena_grow(arena, options->conflicts,
		    &commit->room, options->n_conflicts + 1,
		    sizeof(*options->conflicts));
		options->conflicts[options->n_conflicts++] = conflict;
	}
	return NULL;
}

/* Takes the caller's value of one field where that loses nothing. */
static const struct err *
merge_field(struct commit *commit, struct plan *plan,
    const struct base *base, size_t at, const struct value *mine)
{
	struct value theirs = *record_value(plan->old, at);
	struct conflict conflict = { .entity = plan->entity,
	    .uuid = plan->old->uuid, .position = at, .mine = *mine,
	    .theirs = theirs };

	if (base == NULL || value_equal(mine, &theirs)) {
		record_set(plan->new, at, *mine);
		return NULL;
	}
	conflict.base = *record_value(base->record, at);
	if (value_equal(mine, &conflict.base))
		return NULL;
	if (value_equal(&theirs, &conflict.base)) {
		record_set(plan->new, at, *mine);
		return NULL;
	}
	return add_conflict(commit, &conflict, base->changed_by[at]);
}

/* The whole record was taken away (F_uuid) or changed (F_rev) since. */
static const struct err *
whole_conflict(struct commit *commit, const struct change *change,
    size_t position)
{
	struct conflict conflict = { .entity = change->entity,
	    .uuid = change->uuid, .position = position };

	return add_conflict(commit, &conflict, 0);
}

static const struct err *
merge(struct commit *commit, const struct change *change,
    struct arena *arena, struct plan *plan)
{
	struct base *base = NULL;
	const struct err *err;
	uint32_t i;

	if (change->rev != 0 && change->rev != plan->old->rev) {
		base = arena_alloc(arena, sizeof(*base));
		err = find_base(commit->store, plan->old, change->rev, arena,
		    base);
		if (err != NULL)
			return err;
	}
	for (i = 0; i < change->n; i++) {
		size_t at = change->cell[i].position;
		struct value mine;

		change_value(change, at, &mine);
		err = merge_field(commit, plan,
		    field_is_journalled(plan->entity, at) ? base : NULL, at,
		    &mine);
		if (err != NULL)
			return err;
	}
	return NULL;
}

/* What differs, and what that is called. */
static void
compare(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->new->n; i++) {
		const struct value *new = record_value(plan->new, i);

		if (plan->old == NULL ? new->kind == VALUE_NONE :
		    value_equal(new, record_value(plan->old, i)))
			continue;
		fieldset_add(&plan->write, i);
		if (field_is_journalled(plan->entity, i))
			fieldset_add(&plan->changed, i);
	}
}

struct count {
	int64_t	before;			/* entries from here on do not count */
	int64_t	n;
};

static bool
count_change(void *ctx, const struct store_entry *entry)
{
	struct count *count = ctx;

	if (entry->id < count->before && journal_is_change(entry))
		count->n++;
	return true;
}

/*
 * A record that an undo brings back goes on counting where it had been, so
 * that nobody's old copy is taken for the new one.
 */
static const struct err *
former_revisions(struct store *store, const char *uuid, int64_t before,
    int64_t *n)
{
	struct count count = { .before = before };
	struct store_entry_filter filter = { .uuid = uuid };
	const struct err *err;

	err = store_entry_each(store, &filter, count_change, &count);
	*n = count.n;
	return err;
}

static const struct err *
create(struct commit *commit, const struct change *change, struct plan *plan)
{
	const struct err *err = NULL;
	int other = ENTITY_NONE;
	uint32_t i;

	if (change->rev > 0 && (change->flags & CHANGE_PUT) != 0)
		return whole_conflict(commit, change, F_uuid);
	/* Evidence about a record that is no more has nothing to say. */
	if ((change->flags & CHANGE_PUT) == 0 &&
	    !entity_is_evidence(plan->entity))
		return NULL;
	if ((change->flags & CHANGE_FRESH) == 0)
		err = store_entity_of(commit->store, change->uuid, &other);
	if (err != NULL)
		return err;
	if (other != ENTITY_NONE && other != (int)plan->entity)
		return err_new(ERR_INVALID, _("%s is the UUID of another kind "
		    "of record; leave it out."), change->uuid);
	for (i = 0; i < change->n; i++) {
		struct value mine;

		change_value(change, change->cell[i].position, &mine);
		record_set(plan->new, change->cell[i].position, mine);
	}
	compare(plan);
	plan->fresh = true;
	plan->op = entity_is_evidence(plan->entity) ? NULL : "create";
	fieldset_add(&plan->write, F_uuid);
	return commit->changes->undoes == 0 ? NULL :
	    former_revisions(commit->store, change->uuid, INT64_MAX,
	    &plan->former);
}

const struct err *
plan_make(struct commit *commit, const struct change *change,
    struct arena *arena, struct plan *plan)
{
	const struct err *err = NULL;

	*plan = (struct plan){ .change = change,
	    .entity = (enum entity_id)change->entity };
	if ((change->flags & CHANGE_FRESH) == 0)
		err = store_get(commit->store, plan->entity, change->uuid,
		    NULL, arena, &plan->old);
	if (err != NULL)
		return err;
	if ((change->flags & CHANGE_EXPECT) != 0 &&
	    (plan->old == NULL || plan->old->rev != change->rev))
		return whole_conflict(commit, change,
		    plan->old == NULL ? F_uuid : F_rev);
	plan->new = record_new(arena, plan->entity);
	if ((change->flags & CHANGE_REMOVE) != 0) {
		if (plan->old == NULL)
			return whole_conflict(commit, change, F_uuid);
		if (plan->old->rev != change->rev)
			return whole_conflict(commit, change, F_rev);
		plan->changed = filled(plan->old);
		plan->write = plan->changed;
		plan->op = "remove";
	}
	record_set_text(plan->new, F_uuid, change->uuid);
	if (plan->op != NULL)
		return NULL;
	if (plan->old == NULL)
		return create(commit, change, plan);
	memcpy(plan->new->v, plan->old->v,
	    plan->old->n * sizeof(plan->old->v[0]));
	plan->new->rev = plan->old->rev;
	if ((change->flags & CHANGE_RETIRE) != 0 &&
	    record_has(plan->old, F_retired_at))
		return NULL;
	err = merge(commit, change, arena, plan);
	if (err != NULL)
		return err;
	compare(plan);
	if (!fieldset_empty(&plan->changed))
		plan->op = fieldset_has(&plan->changed, F_retired_at) &&
		    record_has(plan->new, F_retired_at) ? "retire" : "update";
	return NULL;
}

/*
 * Nobody else touches the records of a staged set, so an entry is enough to
 * know whether its record stands already.
 */
const struct err *
plan_replay(struct store *store, const struct store_tx *tx,
    const struct store_entry *entry, struct arena *arena, struct plan *plan)
{
	struct history_change *change;
	const struct err *err = NULL;
	size_t i, n;

	*plan = (struct plan){ .entity = entry->entity };
	if (journal_is_change(entry))
		plan->op = entry->op;
	if (plan->op != NULL && strcmp(plan->op, "create") != 0)
		err = store_get(store, entry->entity, entry->uuid, NULL,
		    arena, &plan->old);
	else if (plan->op != NULL && tx->undoes != 0)
		err = former_revisions(store, entry->uuid, entry->id,
		    &plan->former);
	if (err == NULL)
		err = journal_changes(entry->entity, entry->payload, arena,
		    &change, &n);
	if (err != NULL)
		return err;
	plan->fresh = plan->op != NULL ? plan->old == NULL :
	    strcmp(entry->op, "evidence") == 0;
	plan->new = record_new(arena, plan->entity);
	record_set_text(plan->new, F_uuid, entry->uuid);
	fieldset_add(&plan->write, F_uuid);
	if (plan->old != NULL) {
		memcpy(plan->new->v, plan->old->v,
		    plan->old->n * sizeof(plan->old->v[0]));
		plan->new->rev = plan->old->rev;
	}
	for (i = 0; i < n; i++) {
		record_set(plan->new, change[i].position, change[i].new);
		fieldset_add(&plan->write, change[i].position);
		if (plan->op != NULL)
			fieldset_add(&plan->changed, change[i].position);
	}
	return NULL;
}

bool
plan_can_recall(const struct plan *plan)
{
	const struct change *change = plan->change;
	size_t fields = 0, i;
	uint32_t k;

	if (!plan->fresh || plan->former != 0 ||
	    (change->flags & CHANGE_FRESH) == 0)
		return false;
	for (i = 0; i < plan->new->n; i++)
		fields += fieldset_has(&plan->changed, i);
	for (k = 0; k < change->n; k++) {
		size_t at = change->cell[k].position;
		struct value value;

		if (!fieldset_has(&plan->changed, at))
			continue;
		change_value(change, at, &value);
		if (!value_equal(&value, record_value(plan->new, at)))
			return false;
		fields--;
	}
	return fields == 0;
}

void
plan_recall(const struct change *change, struct arena *arena,
    struct plan *plan)
{
	uint32_t k;

	*plan = (struct plan){ .op = "create", .fresh = true,
	    .entity = (enum entity_id)change->entity };
	plan->new = record_new(arena, plan->entity);
	record_set_text(plan->new, F_uuid, change->uuid);
	fieldset_add(&plan->write, F_uuid);
	for (k = 0; k < change->n; k++) {
		size_t at = change->cell[k].position;
		struct value value;

		change_value(change, at, &value);
		if (value.kind == VALUE_NONE ||
		    !field_is_journalled(plan->entity, at))
			continue;
		record_set(plan->new, at, value);
		fieldset_add(&plan->write, at);
		fieldset_add(&plan->changed, at);
	}
}

void
plan_complete(const struct session *session, const struct store_tx *tx,
    struct plan *plan)
{
	struct record *new = plan->new;

	if (plan_is_idle(plan) || (plan->op != NULL &&
	    strcmp(plan->op, "remove") == 0))
		return;
	if (plan->fresh || plan->op != NULL)
		derive_own(session, plan);
	if (plan->fresh) {
		record_set_int(new, F_rev, plan->former + 1);
		record_set_int(new, F_created_at, tx->at);
		record_set_text(new, F_created_by, tx->who);
		fieldset_add(&plan->write, F_created_at);
		fieldset_add(&plan->write, F_created_by);
	} else if (plan->op != NULL) {
		record_set_int(new, F_rev, plan->old->rev + 1);
	} else {
		return;
	}
	record_set_int(new, F_updated_at, tx->at);
	record_set_text(new, F_updated_by, tx->who);
	fieldset_add(&plan->write, F_rev);
	fieldset_add(&plan->write, F_updated_at);
	fieldset_add(&plan->write, F_updated_by);
}

const struct err *
plan_apply(struct store *store, struct plan *plan)
{
	if (plan_is_idle(plan))
		return NULL;
	if (plan->op != NULL && strcmp(plan->op, "remove") == 0)
		return store_remove(store, plan->entity, plan->new->uuid);
	plan->new->have = plan->write;
	return plan->fresh && plan->op != NULL ?
	    store_put_new(store, plan->new) : store_put(store, plan->new);
}
