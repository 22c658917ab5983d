/* SPDX-License-Identifier: ISC */
/* Taking a change set back, as a change set of its own. */
#include <stdio.h>
#include <string.h>

#include "model/changes.h"
#include "model/custom.h"
#include "model/journal.h"
#include "model/register_impl.h"

enum { PAGE = 256 };

struct undo {
	struct session	*session;
	struct store	*store;
	struct changes	*changes;
	struct arena	*arena;		/* of the caller, for obstacles */
	struct arena	*scratch;	/* of one page */
	int64_t		 tx;
	struct undo_obstacle *out;
	size_t		 max, n;
	size_t		 found;		/* obstacles in all */
	const struct store_entry *entry;
};

/* The newest set after an entry that touched a field of its record. */
struct culprit {
	struct arena	*arena;
	int64_t		 after;		/* entry */
	size_t		 position;
	int64_t		 tx;
	const struct err *err;
};

static bool
accuse(void *ctx, const struct store_entry *entry)
{
	struct culprit *culprit = ctx;
	struct history_change *change;
	size_t i, n;

	if (entry->id <= culprit->after)
		return false;
	if (!journal_is_change(entry) || entry->payload == NULL)
		return true;
	culprit->err = journal_changes(entry->entity, entry->payload,
	    culprit->arena, &change, &n);
	for (i = 0; culprit->err == NULL && i < n; i++)
		if (change[i].position == culprit->position)
			culprit->tx = entry->tx;
	return culprit->err == NULL && culprit->tx == 0;
}

/* Something stands in the way: uuid's field as changed after an entry. */
static const struct err *
obstacle(struct undo *undo, const char *uuid, enum entity_id entity,
    int64_t after, size_t position, bool whole)
{
	struct culprit culprit = { .arena = undo->scratch, .after = after,
	    .position = position };
	struct store_entry_filter filter = { .uuid = uuid,
	    .newest_first = true };
	struct undo_obstacle *out;
	struct record *record = NULL;
	const struct err *err;
	struct store_tx tx = { .at = 0 };
	bool found = false;

	if (undo->found++ >= undo->max)
		return NULL;
	err = store_entry_each(undo->store, &filter, accuse, &culprit);
	if (err == NULL)
		err = culprit.err;
	if (err == NULL && culprit.tx != 0)
		err = store_tx_get(undo->store, culprit.tx, undo->arena, &tx,
		    &found);
	if (err != NULL)
		return err;
	/* Evidence is in no change set; it says itself who brought it. */
	if (!found)
		err = store_get(undo->store, entity, uuid, NULL, undo->arena,
		    &record);
	if (err != NULL)
		return err;
	if (record != NULL)
		tx = (struct store_tx){ .at = record_int(record,
		    F_created_at), .who = record_text(record, F_created_by) };
	out = &undo->out[undo->n++];
	*out = (struct undo_obstacle){
		.tx = found ? tx.id : 0, .who = tx.who != NULL ? tx.who : "",
		.at = tx.at,
		.name = register_name_of(undo->session, uuid, undo->arena),
		.field = whole ? NULL : entity_field(entity, position),
	};
	return NULL;
}

struct referrers {
	struct undo	*undo;
	const struct err *err;
};

/* Whoever refers to a record that would go must go or change with it. */
static bool
check_referrer(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	struct referrers *refs = ctx;
	struct undo *undo = refs->undo;
	struct history_change *change;
	struct store_entry entry;
	struct store_entry_filter filter = { .tx = undo->tx, .uuid = owner };
	size_t i, n;

	if ((entity_field(entity, position)->flags &
	    (FL_DERIVED | FL_EVIDENCE)) == FL_DERIVED)
		return true;
	refs->err = journal_page(undo->store, &filter, undo->scratch, &entry,
	    1, &n);
	if (refs->err != NULL)
		return false;
	if (n > 0 && strcmp(entry.op, "create") == 0)
		return true;
	if (n > 0 && entry.payload != NULL) {
		refs->err = journal_changes(entity, entry.payload,
		    undo->scratch, &change, &n);
		for (i = 0; refs->err == NULL && i < n; i++)
			if (change[i].position == position)
				return true;
	}
	if (refs->err == NULL)
		refs->err = obstacle(undo, owner, entity, 0, position, false);
	return refs->err == NULL;
}

static const struct err *
undo_create(struct undo *undo, const struct record *now,
    const struct history_change *change, size_t n)
{
	struct referrers refs = { .undo = undo };
	struct record *was = record_new(undo->scratch, now->entity);
	const struct err *err = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		record_set(was, change[i].position, change[i].new);
	for (i = 0; err == NULL && i < now->n; i++)
		if (field_is_journalled(now->entity, i) &&
		    !value_equal(record_value(now, i), record_value(was, i)))
			err = obstacle(undo, now->uuid, now->entity,
			    undo->entry->id, i, false);
	if (err == NULL)
		err = store_referrers(undo->store, now->uuid, check_referrer,
		    &refs);
	if (err == NULL)
		err = refs.err;
	if (err == NULL) {
		struct record *record = record_new(undo->scratch,
		    now->entity);

		memcpy(record->uuid, now->uuid, sizeof(record->uuid));
		record->rev = now->rev;
		changes_add(undo->changes, record,
		    CHANGE_PUT | CHANGE_REMOVE);
	}
	return err;
}

static const struct err *
undo_update(struct undo *undo, const struct record *now,
    const struct history_change *change, size_t n)
{
	struct record *record = record_new(undo->scratch, now->entity);
	const struct err *err = NULL;
	size_t i;

	memcpy(record->uuid, now->uuid, sizeof(record->uuid));
	record->rev = now->rev;
	for (i = 0; err == NULL && i < n; i++) {
		const struct value *value = record_value(now,
		    change[i].position);

		if (value_equal(value, &change[i].old))
			continue;
		if (!value_equal(value, &change[i].new))
			err = obstacle(undo, now->uuid, now->entity,
			    undo->entry->id, change[i].position, false);
		record_set(record, change[i].position, change[i].old);
	}
	changes_add(undo->changes, record, CHANGE_PUT);
	return err;
}

/* The record comes back as it was. */
static const struct err *
undo_remove(struct undo *undo, const struct record *now,
    const struct history_change *change, size_t n)
{
	struct record *record = record_new(undo->scratch,
	    undo->entry->entity);
	size_t i;

	if (now != NULL)
		return obstacle(undo, now->uuid, now->entity,
		    undo->entry->id, F_uuid, true);
	snprintf(record->uuid, sizeof(record->uuid), "%s",
	    undo->entry->uuid);
	for (i = 0; i < n; i++)
		record_set(record, change[i].position, change[i].old);
	changes_add(undo->changes, record, CHANGE_PUT);
	/* What follows may be the values of a field that comes back. */
	custom_suppose(undo->session, record);
	return NULL;
}

static const struct err *
undo_entry(struct undo *undo, const struct store_entry *entry)
{
	struct history_change *change;
	struct record *now;
	const struct err *err;
	size_t n;

	if (!journal_is_change(entry))
		return NULL;
	if (entry->payload == NULL)
		return err_new(ERR_INVALID, _("What was changed in \"%s\" has "
		    "been erased, so it cannot be undone."),
		    register_name_of(undo->session, entry->uuid,
		    undo->scratch));
	undo->entry = entry;
	err = custom_defines(entry->entity) ? NULL :
	    custom_follow(undo->session);
	if (err == NULL)
		err = journal_changes(entry->entity, entry->payload,
		    undo->scratch, &change, &n);
	if (err == NULL)
		err = store_get(undo->store, entry->entity, entry->uuid, NULL,
		    undo->scratch, &now);
	if (err != NULL)
		return err;
	if (strcmp(entry->op, "remove") == 0)
		return undo_remove(undo, now, change, n);
	if (now == NULL)
		return obstacle(undo, entry->uuid, entry->entity, entry->id,
		    F_uuid, true);
	return strcmp(entry->op, "create") == 0 ?
	    undo_create(undo, now, change, n) :
	    undo_update(undo, now, change, n);
}

static const struct err *
undo_entries(struct undo *undo, int64_t total)
{
	struct store_entry_filter filter = { .tx = undo->tx };
	const struct err *err = NULL;
	size_t i, n = PAGE;

	while (err == NULL && n == PAGE) {
		struct store_entry *page;

		arena_reset(undo->scratch);
		page = arena_calloc(undo->scratch, PAGE, sizeof(*page));
		err = journal_page(undo->store, &filter, undo->scratch, page,
		    PAGE, &n);
		for (i = 0; err == NULL && i < n; i++) {
			err = undo_entry(undo, &page[i]);
			filter.after = page[i].id;
		}
		if (err == NULL && !session_step(undo->session, _("Checking"),
		    (int64_t)changes_count(undo->changes), total))
			err = err_new(ERR_CANCELLED,
			    _("Stopped; nothing was changed."));
	}
	return err;
}

static const struct err *
may_undo(struct store *store, int64_t id, struct arena *arena,
    struct store_tx *tx)
{
	const struct err *err;
	bool found;

	err = store_tx_get(store, id, arena, tx, &found);
	if (err != NULL)
		return err;
	if (!found || tx->state == TX_OPEN || strcmp(tx->kind,
	    "evidence") == 0)
		return err_new(ERR_NOT_FOUND, _("There is no change set %lld; "
		    "\"daicho log\" shows them."), (long long)id);
	if (tx->state != TX_CLOSED)
		return err_new(ERR_BUSY, _("Change set %lld is still being "
		    "written; try again in a moment."), (long long)id);
	if (tx->undone_by != 0)
		return err_new(ERR_CONFLICT, _("Change set %lld was taken back "
		    "already, by change set %lld."), (long long)id,
		    (long long)tx->undone_by);
	if (strcmp(tx->kind, "erase") == 0)
		return err_new(ERR_INVALID, _("Change set %lld erased "
		    "something for good; it cannot be taken back."),
		    (long long)id);
	if (strcmp(tx->kind, "prune") == 0)
		return err_new(ERR_INVALID, _("Change set %lld removed old "
		    "observations for good; it cannot be taken back."),
		    (long long)id);
	if (strcmp(tx->kind, "discover") == 0)
		return err_new(ERR_INVALID, _("Change set %lld is an import of "
		    "discovery files, which is evidence and stays."),
		    (long long)id);
	return NULL;
}

const struct err *
history_undo(struct session *session, int64_t id, struct arena *arena,
    struct undo_obstacle *out, size_t max, size_t *n,
    struct commit_result *result)
{
	struct undo undo = { .session = session, .arena = arena, .tx = id,
	    .out = out, .max = max };
	struct store_tx tx;
	const struct err *err, *late;

	*n = 0;
	if (register_read_only(session) != NULL)
		return err_new(register_actor(session)->right == RIGHT_VIEW ?
		    ERR_DENIED : ERR_READONLY, "%s",
		    register_read_only(session));
	err = register_settle(session);
	if (err != NULL)
		return err;
	undo.store = session->reg->live;
	undo.scratch = arena_new();
	err = may_undo(undo.store, id, arena, &tx);
	if (err != NULL)
		goto done;
	undo.changes = changes_new(session,
	    strcmp(tx.kind, "undo") == 0 ? "redo" : "undo");
	undo.changes->undoes = id;
	changes_reason(undo.changes, tx.why, tx.ref);
	err = undo_entries(&undo, tx.records);
	*n = undo.n;
	if (err == NULL && undo.found > 0)
		err = err_new(ERR_CONFLICT, _("Change set %lld cannot be taken "
		    "back: %zu values were changed or used since. Take those "
		    "changes back first, or edit the records."),
		    (long long)id, undo.found);
	if (err == NULL)
		err = register_commit(session, undo.changes, NULL, result);
done:
	late = custom_forget(session);
	if (err == NULL)
		err = late;
	changes_free(undo.changes);
	arena_free(undo.scratch);
	return err;
}
