/* SPDX-License-Identifier: ISC */
#include "model/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/erase.h"
#include "model/journal.h"
#include "model/register_impl.h"

enum { PAGE = 64 };

/* What people see: not what is under way, nor where evidence waits. */
static bool
is_shown(const struct store_tx *tx)
{
	return tx->state != TX_OPEN && strcmp(tx->kind, "evidence") != 0;
}

static bool
is_wanted(const struct history_filter *filter, const struct store_tx *tx)
{
	size_t i;

	if (!is_shown(tx) || (filter->from != 0 && tx->at < filter->from) ||
	    (filter->to != 0 && tx->at > filter->to))
		return false;
	if (filter->who[0] == NULL)
		return true;
	for (i = 0; i < 3; i++)
		if (filter->who[i] != NULL &&
		    utf8_equal_folded(filter->who[i], tx->who))
			return true;
	return false;
}

static const struct err *
list_all(struct store *store, const struct history_filter *filter,
    int64_t before, struct arena *arena, struct store_tx *out, size_t max,
    size_t *n)
{
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	size_t i, got = PAGE;

	while (err == NULL && *n < max && got == PAGE) {
		err = store_tx_list(store, before, arena, page, PAGE, &got);
		for (i = 0; err == NULL && i < got && *n < max; i++) {
			before = page[i].id;
			if (is_wanted(filter, &page[i]))
				out[(*n)++] = page[i];
		}
	}
	return err;
}

struct touches {
	int64_t		 before;
	int64_t		 last;		/* tx seen last */
	int64_t		*tx;
	size_t		 n, cap;
};

static bool
add_touch(void *ctx, const struct store_entry *entry)
{
	struct touches *touches = ctx;

	if ((!journal_is_change(entry) && strcmp(entry->op, "erase") != 0) ||
	    entry->tx == touches->last ||
	    (touches->before != 0 && entry->tx >= touches->before))
		return true;
	touches->last = entry->tx;
	touches->tx = mem_grow(touches->tx, &touches->cap, touches->n + 1,
	    sizeof(*touches->tx));
	touches->tx[touches->n++] = entry->tx;
	return true;
}

static const struct err *
list_of(struct store *store, const struct history_filter *wanted,
    int64_t before, struct arena *arena, struct store_tx *out, size_t max,
    size_t *n)
{
	struct store_entry_filter filter = { .uuid = wanted->uuid,
	    .newest_first = true };
	struct touches touches = { .before = before };
	const struct err *err;
	size_t i;

	err = store_entry_each(store, &filter, add_touch, &touches);
	for (i = 0; err == NULL && i < touches.n && *n < max; i++) {
		bool found;

		err = store_tx_get(store, touches.tx[i], arena, &out[*n],
		    &found);
		if (err == NULL && found && is_wanted(wanted, &out[*n]))
			++*n;
	}
	free(touches.tx);
	return err;
}

const struct err *
history_list(const struct session *session,
    const struct history_filter *filter, int64_t before, struct arena *arena,
    struct store_tx *out, size_t max, size_t *n)
{
	static const struct history_filter all;
	struct store *store = register_reader(session);

	*n = 0;
	if (filter == NULL)
		filter = &all;
	return filter->uuid == NULL ?
	    list_all(store, filter, before, arena, out, max, n) :
	    list_of(store, filter, before, arena, out, max, n);
}

void
history_by(const struct session *session, const char *word,
    struct arena *arena, struct history_filter *filter)
{
	struct record *person = NULL;
	const char *mail;
	char uuid[UUID_LEN];

	filter->who[0] = word;
	/* Who is no person is an account. */
	if (register_resolve(session, TO(person), word, uuid) != NULL ||
	    store_get(register_reader(session), ENTITY_person, uuid, NULL,
	    arena, &person) != NULL || person == NULL)
		return;
	filter->who[1] = record_text(person, F_person_name);
	mail = record_text(person, F_person_mail);
	if (mail != NULL)
		filter->who[2] = arena_strndup(arena, mail,
		    strcspn(mail, "@"));
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

/* What was erased stands among the changes, as erased. */
static void
add_erased(struct arena *arena, const struct fieldset *erased,
    struct history_record *out)
{
	struct history_change *change;
	size_t i, n = out->n;

	if (fieldset_empty(erased))
		return;
	change = arena_calloc(arena, n + FIELD_MAX, sizeof(*change));
	if (n > 0)
		memcpy(change, out->change, n * sizeof(*change));
	for (i = 0; i < entity_field_count(out->entity); i++) {
		if (!fieldset_has(erased, i))
			continue;
		change[n].field = entity_field(out->entity, i);
		change[n].position = i;
		change[n].old = erase_mark(change[n].field);
		if (strcmp(out->op, "erase") != 0)
			change[n].new = change[n].old;
		n++;
	}
	out->change = change;
	out->n = n;
}

static const struct err *
fill_record(struct records *records, const struct store_entry *entry,
    struct history_record *out)
{
	struct fieldset erased;
	const struct err *err;
	int entity;

	*out = (struct history_record){
		.uuid = arena_strdup(records->arena, entry->uuid),
		.entity = entry->entity,
		.op = arena_strdup(records->arena, entry->op),
		.erased = entry->payload == NULL,
	};
	err = erase_changes(register_reader(records->session), entry,
	    records->arena, &out->change, &out->n, &erased);
	if (err == NULL)
		add_erased(records->arena, &erased, out);
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

	if (!journal_is_change(entry) && strcmp(entry->op, "erase") != 0)
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
	    strcmp(tx->kind, "discover") != 0 &&
	    strcmp(tx->kind, "erase") != 0;
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
		err = history_list(session, NULL, before, arena, page, PAGE,
		    &n);
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
