/* SPDX-License-Identifier: ISC */
#include "model/erase.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/commit.h"

struct search {
	int64_t		 entry;
	enum entity_id	 entity;
	struct arena	*arena;
	struct history_change **out;
	size_t		*n;
	struct fieldset	*erased;
	bool		 found;
	const struct err *err;
};

static bool
find_erasure(void *ctx, const struct store_entry *entry)
{
	struct search *search = ctx;
	struct fieldset erased = { 0 };
	int64_t of = 0;

	if (strcmp(entry->op, "erase") != 0 || entry->payload == NULL)
		return true;
	search->err = journal_erasure(entry->entity, entry->payload,
	    search->arena, &of, &erased, search->out, search->n);
	if (search->err != NULL || of != search->entry)
		return search->err == NULL;
	*search->erased = erased;
	search->found = true;
	return false;
}

const struct err *
erase_changes(struct store *store, const struct store_entry *entry,
    struct arena *arena, struct history_change **out, size_t *n,
    struct fieldset *erased)
{
	struct store_entry_filter filter = { .uuid = entry->uuid,
	    .after = entry->id };
	struct search search = { .entry = entry->id, .arena = arena,
	    .out = out, .n = n, .erased = erased };
	const struct err *err;
	int64_t of;

	*erased = (struct fieldset){ 0 };
	*out = NULL;
	*n = 0;
	if (strcmp(entry->op, "erase") == 0) {
		if (entry->payload == NULL)
			return NULL;
		err = journal_erasure(entry->entity, entry->payload, arena,
		    &of, erased, out, n);
		*n = 0;
		return err;
	}
	if (entry->payload != NULL)
		return journal_changes(entry->entity, entry->payload, arena,
		    out, n);
	err = store_entry_each(store, &filter, find_erasure, &search);
	if (!search.found)
		*n = 0;
	return err != NULL ? err : search.err;
}

struct value
erase_mark(const struct field *field)
{
	static const enum field_type types[] = {
		TYPE_TEXT, TYPE_NOTE, TYPE_PHONE, TYPE_MAIL, TYPE_VERSION,
	};
	struct value value = { .kind = VALUE_NONE };
	size_t i;

	if (field_is_many(field))
		return value;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i] == field->type)
			value = (struct value){ .kind = VALUE_TEXT,
			    .s = _("(erased)") };
	return value;
}

/* --- erasing ------------------------------------------------------------------ */

/* One entry that is to be written: what an entry was and what is left of it. */
struct loss {
	int64_t		 entry;
	struct fieldset	 erased;
	struct history_change *rest;	/* and what goes, which is skipped */
	size_t		 n;
};

struct erasing {
	struct session	*session;
	struct store	*store;
	struct arena	*arena;
	enum entity_id	 entity;
	const char	*uuid;
	struct fieldset	 fields;	/* that go */
	struct record	*now;
	struct loss	*loss;
	size_t		 n, cap;
	const struct err *err;
};

static void
add_loss(struct erasing *erasing, int64_t entry,
    const struct fieldset *erased, struct history_change *rest, size_t n)
{
	struct loss *loss;

	erasing->loss = mem_grow(erasing->loss, &erasing->cap,
	    erasing->n + 1, sizeof(*erasing->loss));
	loss = &erasing->loss[erasing->n++];
	*loss = (struct loss){ .entry = entry, .rest = rest, .n = n };
	if (erased != NULL)
		loss->erased = *erased;
}

/* True where something of the changes has to go; marks it. */
static bool
mark_gone(const struct erasing *erasing, const struct history_change *change,
    size_t n, struct fieldset *erased)
{
	bool any = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!fieldset_has(&erasing->fields, change[i].position))
			continue;
		fieldset_add(erased, change[i].position);
		any = true;
	}
	return any;
}

/*
 * What an earlier erasure left is erased with it: then both the entry it
 * speaks of and the erasure itself need a new one.
 */
static bool
look_at(void *ctx, const struct store_entry *entry)
{
	struct erasing *erasing = ctx;
	struct history_change *change = NULL;
	struct fieldset erased = { 0 };
	bool earlier = strcmp(entry->op, "erase") == 0;
	int64_t of = entry->id;
	size_t n = 0;

	if (entry->payload == NULL || (!earlier && !journal_is_change(entry)))
		return true;
	erasing->err = earlier ? journal_erasure(entry->entity,
	    entry->payload, erasing->arena, &of, &erased, &change, &n) :
	    journal_changes(entry->entity, entry->payload, erasing->arena,
	    &change, &n);
	if (erasing->err != NULL || !mark_gone(erasing, change, n, &erased))
		return erasing->err == NULL;
	add_loss(erasing, of, &erased, change, n);
	if (earlier)
		add_loss(erasing, entry->id, NULL, NULL, 0);
	return true;
}

static const struct err *
choose_fields(struct erasing *erasing, const char *key)
{
	const struct field *field;
	size_t i;
	int at = key == NULL ? -1 : entity_field_find(erasing->entity, key);

	if (key != NULL && (at < 0 || !field_is_editable(entity_field(
	    erasing->entity, (size_t)at))))
		return err_new(ERR_USAGE, _("There is no field \"%s\" that a "
		    "person fills in. daicho fields %s lists them."), key,
		    entity_get(erasing->entity)->key);
	if (key == NULL && !record_has(erasing->now, F_retired_at))
		return err_new(ERR_INVALID, _("\"%s\" is not retired. Retire "
		    "it before all of it is erased, or name one field."),
		    register_name_of(erasing->session, erasing->uuid,
		    erasing->arena));
	for (i = 0; (field = entity_field(erasing->entity, i)) != NULL; i++)
		if (at < 0 ? field_is_editable(field) : i == (size_t)at)
			fieldset_add(&erasing->fields, i);
	return NULL;
}

static const struct err *
prepare(struct erasing *erasing, const char *key)
{
	struct store_entry_filter filter = { .uuid = erasing->uuid };
	const struct err *err;

	err = store_get(erasing->store, erasing->entity, erasing->uuid, NULL,
	    erasing->arena, &erasing->now);
	if (err == NULL && erasing->now == NULL)
		err = err_new(ERR_NOT_FOUND, _("The record is no more."));
	if (err == NULL)
		err = choose_fields(erasing, key);
	if (err == NULL)
		err = store_entry_each(erasing->store, &filter, look_at,
		    erasing);
	return err != NULL ? err : erasing->err;
}

static void
write_payload(const struct erasing *erasing, const struct loss *loss,
    struct buf *out)
{
	struct record *old = record_new(erasing->arena, erasing->entity);
	struct record *new = record_new(erasing->arena, erasing->entity);
	struct fieldset rest = { 0 };
	const char *comma = "";
	size_t i;

	buf_clear(out);
	buf_printf(out, "{\"entry\":%" PRId64 ",\"erased\":[", loss->entry);
	for (i = 0; i < old->n; i++) {
		if (!fieldset_has(&loss->erased, i))
			continue;
		buf_add(out, comma);
		json_quote(out, entity_field(erasing->entity, i)->key);
		comma = ",";
	}
	for (i = 0; i < loss->n; i++) {
		if (fieldset_has(&loss->erased, loss->rest[i].position))
			continue;
		record_set(old, loss->rest[i].position, loss->rest[i].old);
		record_set(new, loss->rest[i].position, loss->rest[i].new);
		fieldset_add(&rest, loss->rest[i].position);
	}
	buf_add(out, "],\"rest\":");
	journal_payload(erasing->entity, old, new, &rest, out);
	buf_addc(out, '}');
}

static const struct err *
write_journal(struct erasing *erasing, struct store_tx *tx)
{
	struct buf payload = { 0 };
	struct journal_head head;
	const struct err *err;
	size_t i;

	tx->records = (int64_t)erasing->n;
	err = store_tx_put(erasing->store, tx);
	if (err == NULL)
		err = journal_head_load(erasing->store, &head);
	for (i = 0; err == NULL && i < erasing->n; i++) {
		write_payload(erasing, &erasing->loss[i], &payload);
		err = journal_add(erasing->store, tx, &head, erasing->entity,
		    erasing->uuid, "erase", buf_str(&payload));
		if (err == NULL)
			err = store_entry_erase(erasing->store,
			    erasing->loss[i].entry);
	}
	buf_release(&payload);
	return err != NULL ? err : journal_head_save(erasing->store, &head);
}

/* The name says that it is gone; unique names stay apart. */
static struct value
emptied(const struct erasing *erasing, size_t position)
{
	const struct field *field = entity_field(erasing->entity, position);
	struct value mark = { .kind = VALUE_NONE };

	if (position == entity_name_field(erasing->entity))
		mark = erase_mark(field);
	if (mark.kind == VALUE_TEXT && (field->flags & FL_UNIQUE) != 0)
		mark.s = arena_printf(erasing->arena, "%s %.8s", mark.s,
		    erasing->uuid);
	return mark;
}

/* The revision stays: there is no change that could be told. */
static const struct err *
empty_record(struct erasing *erasing, size_t *fields)
{
	struct plan plan = { .entity = erasing->entity, .old = erasing->now,
	    .new = record_copy(erasing->arena, erasing->now) };
	struct derive *derive;
	const struct err *err;
	size_t i;

	for (i = 0; i < plan.new->n; i++) {
		if (!fieldset_has(&erasing->fields, i) ||
		    !record_has(erasing->now, i))
			continue;
		record_set(plan.new, i, emptied(erasing, i));
		fieldset_add(&plan.changed, i);
		fieldset_add(&plan.write, i);
		++*fields;
	}
	if (*fields == 0)
		return NULL;
	derive_own(erasing->session, &plan);
	derive = derive_new(erasing->session, erasing->store, erasing->arena);
	err = derive_note(derive, &plan);
	if (err == NULL)
		err = plan_apply(erasing->store, &plan);
	if (err == NULL)
		err = derive_flush(derive);
	derive_free(derive);
	return err;
}

static const struct err *
may_erase(struct erasing *erasing, const char *why)
{
	if (why == NULL || *why == '\0')
		return err_new(ERR_USAGE, _("An erasure needs a reason, as in: "
		    "--reason \"request of 2026-04-01\""));
	return commit_admin_only(erasing->session, erasing->store,
	    erasing->arena);
}

const struct err *
register_erase(struct session *session, enum entity_id entity,
    const char *uuid, const char *key, const char *why, const char *ref,
    bool dry, struct erasure *out)
{
	struct erasing erasing = { .session = session, .entity = entity,
	    .uuid = uuid, .store = session->reg->live,
	    .arena = arena_new() };
	struct store_tx tx = { .state = TX_CLOSED, .at = session_now(session),
	    .who = register_user(session), .why = why, .ref = ref,
	    .kind = "erase" };
	const struct err *err = NULL;

	*out = (struct erasure){ .tx = 0 };
	if (register_read_only(session) != NULL)
		err = err_new(ERR_READONLY, "%s",
		    register_read_only(session));
	if (err == NULL)
		err = register_settle(session);
	if (err == NULL)
		err = store_begin(erasing.store);
	if (err != NULL)
		goto done;
	err = may_erase(&erasing, why);
	if (err == NULL)
		err = prepare(&erasing, key);
	if (err == NULL && erasing.n > 0)
		err = write_journal(&erasing, &tx);
	if (err == NULL)
		err = empty_record(&erasing, &out->fields);
	if (err == NULL && !dry)
		err = store_commit(erasing.store);
	store_rollback(erasing.store);
	if (err == NULL && !dry)
		err = store_scrub(erasing.store);
	out->entries = (int64_t)erasing.n;
	out->tx = dry ? 0 : tx.id;
done:
	free(erasing.loss);
	arena_free(erasing.arena);
	return err;
}
