/* SPDX-License-Identifier: ISC */
#include "model/history.h"

#include <string.h>

#include "model/journal.h"
#include "model/register_impl.h"

enum { PAGE = 64 };

/* What people see: not what is under way, nor where evidence waits. */
static bool
is_shown(const struct store_tx *tx)
{
	return tx->state != TX_OPEN && strcmp(tx->kind, "evidence") != 0;
}

static const struct err *
list_all(struct store *store, int64_t before, struct arena *arena,
    struct store_tx *out, size_t max, size_t *n)
{
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	size_t i, got = PAGE;

	while (err == NULL && *n < max && got == PAGE) {
		err = store_tx_list(store, before, arena, page, PAGE, &got);
		for (i = 0; err == NULL && i < got && *n < max; i++) {
			before = page[i].id;
			if (is_shown(&page[i]))
				out[(*n)++] = page[i];
		}
	}
	return err;
}

struct touches {
	int64_t		 before;
	int64_t		 last;		/* tx seen last */
	int64_t		*tx;
	size_t		 n, max;
};

static bool
add_touch(void *ctx, const struct store_entry *entry)
{
	struct touches *touches = ctx;

	if (!journal_is_change(entry) || entry->tx == touches->last ||
	    (touches->before != 0 && entry->tx >= touches->before))
		return true;
	touches->last = entry->tx;
	touches->tx[touches->n++] = entry->tx;
	return touches->n < touches->max;
}

static const struct err *
list_of(struct store *store, const char *uuid, int64_t before,
    struct arena *arena, struct store_tx *out, size_t max, size_t *n)
{
	struct store_entry_filter filter = { .uuid = uuid,
	    .newest_first = true };
	/* One more than wanted: at most one set is under way. */
	struct touches touches = { .before = before, .max = max + 1,
	    .tx = arena_calloc(arena, max + 1, sizeof(*touches.tx)) };
	const struct err *err;
	size_t i;

	err = store_entry_each(store, &filter, add_touch, &touches);
	for (i = 0; err == NULL && i < touches.n && *n < max; i++) {
		bool found;

		err = store_tx_get(store, touches.tx[i], arena, &out[*n],
		    &found);
		if (err == NULL && found && is_shown(&out[*n]))
			++*n;
	}
	return err;
}

const struct err *
history_list(const struct session *session, const char *uuid, int64_t before,
    struct arena *arena, struct store_tx *out, size_t max, size_t *n)
{
	struct store *store = register_reader(session);

	*n = 0;
	return uuid == NULL ?
	    list_all(store, before, arena, out, max, n) :
	    list_of(store, uuid, before, arena, out, max, n);
}

struct records {
	const struct session *session;
	struct arena	*arena;
	struct history_record *out;
	size_t		 max;
	size_t		 n;
	int64_t		 total;
	const struct err *err;
};

/* What the record was called, where it is no more. */
static const char *
name_then(const struct history_record *record)
{
	size_t i, at = entity_name_field(record->entity);

	for (i = 0; i < record->n; i++) {
		const struct history_change *change = &record->change[i];

		if (change->position != at)
			continue;
		if (change->new.kind == VALUE_TEXT)
			return change->new.s;
		if (change->old.kind == VALUE_TEXT)
			return change->old.s;
	}
	return NULL;
}

static const struct err *
fill_record(struct records *records, const struct store_entry *entry,
    struct history_record *out)
{
	const struct err *err = NULL;
	int entity;

	*out = (struct history_record){
		.uuid = arena_strdup(records->arena, entry->uuid),
		.entity = entry->entity,
		.op = arena_strdup(records->arena, entry->op),
		.erased = entry->payload == NULL,
	};
	if (entry->payload != NULL)
		err = journal_changes(entry->entity, entry->payload,
		    records->arena, &out->change, &out->n);
	if (err == NULL)
		err = store_entity_of(register_reader(records->session),
		    entry->uuid, &entity);
	if (err != NULL)
		return err;
	if (entity == ENTITY_NONE)
		out->name = name_then(out);
	if (out->name == NULL)
		out->name = register_name_of(records->session, entry->uuid,
		    records->arena);
	return NULL;
}

static bool
add_record(void *ctx, const struct store_entry *entry)
{
	struct records *records = ctx;

	if (!journal_is_change(entry))
		return true;
	records->total++;
	if (records->n < records->max)
		records->err = fill_record(records, entry,
		    &records->out[records->n++]);
	return records->err == NULL;
}

const struct err *
history_records(const struct session *session, int64_t tx, const char *uuid,
    struct arena *arena, struct history_record *out, size_t max, size_t *n,
    int64_t *total)
{
	struct store_entry_filter filter = { .tx = tx, .uuid = uuid };
	struct records records = { .session = session, .arena = arena,
	    .out = out, .max = max };
	const struct err *err;

	err = store_entry_each(register_reader(session), &filter, add_record,
	    &records);
	*n = records.n;
	*total = records.total;
	return err != NULL ? err : records.err;
}

/*
 * An undo stands on the set it takes back, so among one's own sets: undoing
 * passes over undos (what they took back bears a mark), redoing stops at the
 * first set that is neither undo nor redo.
 */
static bool
is_candidate(const struct store_tx *tx, bool undone, bool *stop)
{
	bool undo = strcmp(tx->kind, "undo") == 0;
	bool redo = strcmp(tx->kind, "redo") == 0;

	*stop = undone && !undo && !redo;
	if (undone)
		return undo && tx->undone_by == 0;
	return !undo && !redo && tx->undone_by == 0 &&
	    strcmp(tx->kind, "discover") != 0;
}

const struct err *
history_last(const struct session *session, bool undone, int64_t *tx)
{
	struct arena *arena = arena_new();
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	int64_t before = 0;
	size_t i, n = 1;
	bool stop = false;

	*tx = 0;
	while (err == NULL && *tx == 0 && !stop && n > 0) {
		n = 0;
		arena_reset(arena);
		err = list_all(register_reader(session), before, arena, page,
		    PAGE, &n);
		for (i = 0; err == NULL && i < n && *tx == 0 && !stop; i++) {
			before = page[i].id;
			if (strcmp(page[i].who,
			    register_user(session)) != 0 ||
			    page[i].state != TX_CLOSED)
				continue;
			if (is_candidate(&page[i], undone, &stop))
				*tx = undone ? page[i].undoes :
				    page[i].id;
		}
	}
	arena_free(arena);
	return err;
}
