/* SPDX-License-Identifier: ISC */
/*
 * Change sets that are larger than one transaction.  Meta "staged" is
 * "MAIN EVIDENCE CURRENT DONE": the tx of the set, the tx that holds its rows
 * of evidence until they are written (0: none), which of the two is being
 * written and the last entry of it that was.  Behind them stands the uuid of
 * the import whose rows are written already, while they are not to be seen.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/stage_impl.h"
#include "model/custom.h"

enum { WAIT_MS = 20, PATIENCE_MS = 2000 };

/* stage->main is 0 when no set stands. */
static const struct err *
stage_load(struct store *store, struct stage *stage)
{
	struct arena *arena = arena_new();
	const struct err *err;
	const char *text = NULL;

	*stage = (struct stage){ .main = 0 };
	err = store_meta_get(store, "staged", arena, &text);
	if (err == NULL && text != NULL &&
	    sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %36s",
	    &stage->main, &stage->evidence, &stage->current,
	    &stage->done, stage->import) < 4)
		err = err_new(ERR_REGISTER, _("The state of an unfinished "
		    "import in %s cannot be read; restore the register from "
		    "a backup."), store_path(store));
	arena_free(arena);
	return err;
}

const struct err *
stage_save(struct store *store, const struct stage *stage)
{
	char text[128];

	if (stage->main == 0)
		return store_meta_put(store, "staged", NULL);
	snprintf(text, sizeof(text), "%" PRId64 " %" PRId64 " %" PRId64 " %"
	    PRId64 " %s", stage->main, stage->evidence, stage->current,
	    stage->done, stage->import);
	return store_meta_put(store, "staged", text);
}

const struct err *
stage_stands(struct store *store, bool *stands, int64_t *tx)
{
	struct stage stage;
	const struct err *err;

	err = stage_load(store, &stage);
	*stands = stage.main != 0;
	if (tx != NULL)
		*tx = stage.main;
	return err;
}

const struct err *
stage_busy(struct store *store, int64_t id)
{
	struct arena *arena = arena_new();
	struct store_tx tx = { .who = NULL };
	const struct err *err;
	bool found = false;

	err = store_tx_get(store, id, arena, &tx, &found);
	if (err == NULL && found)
		err = err_new(ERR_BUSY, _("A large change by %s is being "
		    "written; try again in a moment."), tx.who);
	else if (err == NULL)
		err = err_new(ERR_BUSY, _("A large change is being written; "
		    "try again in a moment."));
	arena_free(arena);
	return err;
}

struct guard {
	struct commit	*commit;
	int64_t		 holder;
};

static const struct err *
guard_key(void *ctx, const char *key)
{
	struct guard *guard = ctx;

	return guard->holder != 0 ? NULL :
	    store_reserved(guard->commit->store, key, &guard->holder);
}

const struct err *
stage_guard(struct commit *commit, const struct plan *plan)
{
	struct guard guard = { .commit = commit };
	const struct err *err;
	bool stands;

	if (!commit->guarded || plan_is_idle(plan))
		return NULL;
	/* The staged set may refer to what this one would take away. */
	if (plan->op != NULL && strcmp(plan->op, "remove") == 0)
		err = stage_stands(commit->store, &stands, &guard.holder);
	else
		err = validate_keys(plan, guard_key, &guard);
	if (err == NULL && guard.holder != 0)
		err = stage_busy(commit->store, guard.holder);
	return err;
}

/* --- staging ------------------------------------------------------------------ */

/* What was staged, while its owner lives and remembers it. */
struct recall {
	const struct changes *changes;
	struct {
		int64_t	 entry;
		size_t	 change;
	} *item;
	size_t		 n, cap, next;
	bool		 partial;	/* some of it only the journal tells */
};

struct staging {
	struct commit	*commit;
	struct recall	 recall;
	struct stage	 stage;
	struct store_tx	 evidence;	/* its tx */
	struct journal_head main_head;	/* of the set's own chain */
	size_t		 next;		/* change */
	struct stream	 stream;
};

static bool
has_evidence(const struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->n; i++)
		if ((changes->item[i].flags & CHANGE_EVIDENCE) != 0)
			return true;
	return changes->stream.n > 0;
}

static const struct err *
open_set(struct staging *staging)
{
	struct commit *commit = staging->commit;
	const char *import = commit->changes->stream.import;
	const struct err *err;

	commit->tx.state = TX_OPEN;
	err = store_tx_put(commit->store, &commit->tx);
	if (err == NULL && has_evidence(commit->changes)) {
		staging->evidence = commit->tx;
		staging->evidence.id = 0;
		staging->evidence.kind = "evidence";
		staging->evidence.undoes = 0;
		err = store_tx_put(commit->store, &staging->evidence);
	}
	staging->stage = (struct stage){ .main = commit->tx.id,
	    .evidence = staging->evidence.id, .current = commit->tx.id };
	staging->stream.tx = staging->evidence.id;
	if (err == NULL && import != NULL) {
		snprintf(staging->stage.import, sizeof(staging->stage.import),
		    "%s", import);
		err = store_put_object(commit->store, ENTITY_import, import,
		    false);
	}
	return err != NULL ? err : stage_save(commit->store, &staging->stage);
}

struct reserve {
	struct commit	*commit;
	bool		 fresh;		/* nobody else can know the uuid */
};

static const struct err *
reserve_key(void *ctx, const char *key)
{
	struct reserve *reserve = ctx;

	return reserve->fresh && key[0] == 'r' ? NULL :
	    store_reserve(reserve->commit->store, key,
	    reserve->commit->tx.id);
}

/* An unsealed entry: evidence leaves the journal when the set is closed. */
static const struct err *
stage_evidence(struct staging *staging, const struct plan *plan,
    struct buf *payload)
{
	static const unsigned char zeroes[HASH_BYTES];
	struct store_entry entry = { .tx = staging->evidence.id,
	    .uuid = plan->new->uuid, .entity = plan->entity,
	    .op = plan->fresh && plan->op == NULL ? "evidence" : "derived",
	    .salt = zeroes, .digest = zeroes };
	struct fieldset fields = plan->write;
	size_t i;

	fieldset_remove(&fields, F_uuid);
	for (i = 0; i < plan->new->n; i++)
		if (fieldset_has(&plan->changed, i))
			fieldset_remove(&fields, i);
	if (fieldset_empty(&fields) && !plan->fresh)
		return NULL;
	buf_clear(payload);
	journal_payload(plan->entity, NULL, plan->new, &fields, payload);
	entry.payload = buf_str(payload);
	return store_entry_add(staging->commit->store, &entry);
}

static void
remember(struct staging *staging, const struct plan *plan)
{
	struct recall *recall = &staging->recall;

	recall->partial = recall->partial || !plan_can_recall(plan);
	if (recall->partial)
		return;
	recall->item = mem_grow(recall->item, &recall->cap, recall->n + 1,
	    sizeof(*recall->item));
	recall->item[recall->n].entry = staging->main_head.last;
	recall->item[recall->n++].change = staging->next;
}

static const struct err *
stage_plan(struct staging *staging, const struct plan *plan,
    struct buf *payload)
{
	struct commit *commit = staging->commit;
	struct reserve reserve = { .commit = commit,
	    .fresh = (plan->change->flags & CHANGE_FRESH) != 0 };
	const struct err *err = NULL;

	/* What the set rests on stays as it is until the set is written. */
	if (plan_is_idle(plan))
		return (plan->change->flags & CHANGE_EXPECT) == 0 ? NULL :
		    validate_keys(plan, reserve_key, &reserve);
	if (plan->fresh)
		err = store_put_object(commit->store, plan->entity,
		    plan->new->uuid, reserve.fresh);
	if (err == NULL && plan->op != NULL) {
		err = validate_keys(plan, reserve_key, &reserve);
		buf_clear(payload);
		journal_payload(plan->entity, plan->old,
		    strcmp(plan->op, "remove") == 0 ? NULL : plan->new,
		    &plan->changed, payload);
		if (err == NULL)
			err = journal_add(commit->store, &commit->tx,
			    &staging->main_head, plan->entity,
			    plan->new->uuid, plan->op, buf_str(payload));
		commit->tx.records++;
		remember(staging, plan);
	}
	if (err == NULL && staging->evidence.id != 0 &&
	    (plan->change->flags & CHANGE_EVIDENCE) != 0)
		err = stage_evidence(staging, plan, payload);
	return err;
}

/*
 * Checks and stages the next changes.  After the first problem the rest is
 * only checked, so that all problems are told.
 */
static const struct err *
stage_batch(struct staging *staging, struct arena *arena)
{
	struct commit *commit = staging->commit;
	struct changes *changes = commit->changes;
	int64_t start = clock_monotonic();
	struct buf payload = { 0 };
	const struct err *err;
	struct plan plan;
	size_t rows;

	err = store_begin(commit->store);
	if (err == NULL)
		err = custom_follow(commit->session);
	if (err == NULL && staging->stage.main == 0)
		err = open_set(staging);
	for (rows = 0; err == NULL && rows < BATCH_ROWS &&
	    staging->next < changes->n; rows++) {
		err = plan_make(commit, &changes->item[staging->next], arena,
		    &plan);
		if (err == NULL)
			err = validate_plan(commit, &plan, arena);
		if (err != NULL)
			break;
		commit_count(commit, &plan);
		if (commit_is_clean(commit) &&
		    !stream_is_import(changes, plan.change))
			err = stage_plan(staging, &plan, &payload);
		staging->next++;
		if (clock_monotonic() - start >= BATCH_MS)
			break;
	}
	if (err == NULL)
		err = store_commit(commit->store);
	store_rollback(commit->store);
	buf_release(&payload);
	arena_reset(arena);
	return err;
}

/* --- rolling forward ---------------------------------------------------------------- */

const struct err *
commit_mark_undone(struct store *store, const struct store_tx *tx)
{
	struct arena *arena = arena_new();
	struct store_tx taken, restored;
	const struct err *err = NULL;
	bool found = false;

	if (tx->undoes != 0)
		err = store_tx_get(store, tx->undoes, arena, &taken, &found);
	if (err != NULL || !found)
		goto done;
	taken.undone_by = tx->id;
	err = store_tx_put(store, &taken);
	if (err != NULL || taken.undoes == 0)
		goto done;
	err = store_tx_get(store, taken.undoes, arena, &restored, &found);
	if (err != NULL || !found)
		goto done;
	restored.undone_by = 0;
	err = store_tx_put(store, &restored);
done:
	arena_free(arena);
	return err;
}

/* The entry that ends the set binds its own chain to the register's. */
static const struct err *
seal(struct store *store, const struct store_tx *tx)
{
	struct store_entry_filter filter = { .tx = tx->id,
	    .newest_first = true };
	struct arena *arena = arena_new();
	struct buf payload = { 0 };
	struct journal_head head;
	struct store_entry last;
	const struct err *err;
	char hex[HASH_HEX];
	size_t n;

	err = journal_page(store, &filter, arena, &last, 1, &n);
	if (err != NULL || n == 0)
		goto done;
	hash_hex(last.chain, HASH_BYTES, hex);
	buf_printf(&payload, "{\"chain\":\"%s\",\"entries\":%" PRId64 "}",
	    hex, tx->records);
	err = journal_head_load(store, &head);
	if (err == NULL)
		err = journal_add(store, tx, &head, last.entity, last.uuid,
		    "close", buf_str(&payload));
	if (err == NULL)
		err = journal_head_save(store, &head);
done:
	buf_release(&payload);
	arena_free(arena);
	return err;
}

/* Inside a transaction: the set is written, what held it goes. */
static const struct err *
close_set(struct store *store, struct stage *stage, struct store_tx *tx)
{
	const struct err *err;

	if (tx->records > 0) {
		tx->state = TX_CLOSED;
		err = seal(store, tx);
		if (err == NULL)
			err = store_tx_put(store, tx);
		if (err == NULL)
			err = commit_mark_undone(store, tx);
	} else {
		err = store_tx_remove(store, tx->id);
	}
	if (err == NULL && stage->evidence != 0)
		err = store_tx_remove(store, stage->evidence);
	*stage = (struct stage){ .main = 0 };
	return err;
}

struct detach {
	struct arena	*arena;
	const char	*uuid;
	struct record	*rows[BATCH_ROWS];
	size_t		 n;
};

/* A field of the owner without the record that goes. */
static bool
detach_owner(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	struct detach *detach = ctx;
	struct record *row = record_new(detach->arena, entity);

	record_set_text(row, F_uuid, arena_strdup(detach->arena, owner));
	fieldset_add(&row->have, position);
	detach->rows[detach->n++] = row;
	return detach->n < BATCH_ROWS;
}

/*
 * What still points to a record that goes will go later in the same set, or
 * is derived and worked out again then; until then it must not dangle.
 */
static const struct err *
detach(struct store *store, const char *uuid, struct arena *arena)
{
	struct detach detach = { .arena = arena, .uuid = uuid,
	    .n = BATCH_ROWS };
	const struct err *err = NULL;
	size_t i;

	while (err == NULL && detach.n == BATCH_ROWS) {
		detach.n = 0;
		err = store_referrers(store, uuid, detach_owner, &detach);
		for (i = 0; err == NULL && i < detach.n; i++)
			err = store_put(store, detach.rows[i]);
	}
	return err;
}

static const struct err *
roll_plan(struct session *session, struct derive *derive,
    const struct store_tx *tx, struct plan *plan, struct arena *arena)
{
	struct store *store = session->reg->live;
	const struct err *err;

	plan_complete(session, tx, plan);
	err = derive_note(derive, plan);
	if (err == NULL && plan->op != NULL && strcmp(plan->op, "remove") == 0)
		err = detach(store, plan->new->uuid, arena);
	return err != NULL ? err : plan_apply(store, plan);
}

static const struct err *
roll_entry(struct session *session, struct derive *derive,
    const struct store_tx *tx, const struct store_entry *entry,
    struct arena *arena)
{
	struct store *store = session->reg->live;
	const struct err *err;
	struct plan plan;

	if (strcmp(entry->op, STREAM_PACK) == 0)
		return stream_unpack(store, entry, arena);
	err = plan_replay(store, tx, entry, arena, &plan);
	return err != NULL ? err : roll_plan(session, derive, tx, &plan,
	    arena);
}

struct rolling {
	struct session	*session;
	const struct store_tx *tx;
	struct arena	*arena;
	struct derive	*derive;
	int64_t		 start;
	int64_t		 done;		/* last entry that was written */
	int		 n;
	const struct err *err;
};

/* A batch ends with its rows or with its time. */
static bool
rolling_goes_on(struct rolling *rolling)
{
	return rolling->err == NULL && ++rolling->n < BATCH_ROWS &&
	    clock_monotonic() - rolling->start < BATCH_MS;
}

static bool
roll_each(void *ctx, const struct store_entry *entry)
{
	struct rolling *rolling = ctx;

	rolling->err = roll_entry(rolling->session, rolling->derive,
	    rolling->tx, entry, rolling->arena);
	/* What follows may be the values of a field defined here. */
	if (rolling->err == NULL && custom_defines(entry->entity))
		rolling->err = custom_load(rolling->session);
	rolling->done = entry->id;
	return rolling_goes_on(rolling);
}

/* The same from what the owner remembers. */
static void
roll_recalled(struct rolling *rolling, struct recall *recall, int64_t done)
{
	bool more = true;

	for (; more && recall->next < recall->n; recall->next++) {
		int64_t entry = recall->item[recall->next].entry;
		struct plan plan;

		if (entry <= done)
			continue;
		plan_recall(&recall->changes->item[
		    recall->item[recall->next].change], rolling->arena, &plan);
		rolling->err = roll_plan(rolling->session, rolling->derive,
		    rolling->tx, &plan, rolling->arena);
		rolling->done = entry;
		more = rolling_goes_on(rolling);
	}
}

/* Inside a transaction: writes the next entries, or ends the set. */
static const struct err *
roll_some(struct session *session, struct stage *stage, struct store_tx *tx,
    struct recall *recall, struct arena *arena)
{
	struct store *store = session->reg->live;
	struct store_entry_filter filter = { .tx = stage->current,
	    .after = stage->done };
	struct rolling rolling = { .session = session, .tx = tx,
	    .arena = arena, .start = clock_monotonic(),
	    .derive = derive_new(session, store, arena) };
	const struct err *err = NULL;
	bool left = false;

	if (recall != NULL && stage->current == stage->main)
		roll_recalled(&rolling, recall, stage->done);
	else
		err = store_entry_each(store, &filter, roll_each, &rolling);
	if (err == NULL)
		err = rolling.err;
	if (rolling.n > 0)
		stage->done = rolling.done;
	if (err == NULL)
		err = derive_flush(rolling.derive);
	if (err == NULL && rolling.n > 0 && stage->current == stage->evidence)
		err = store_entry_remove(store, stage->evidence, stage->done);
	derive_free(rolling.derive);
	if (err != NULL || rolling.n > 0)
		return err;
	if (stage->current == stage->main && stage->evidence != 0) {
		stage->current = stage->evidence;
		stage->done = 0;
		return NULL;
	}
	err = stage_release(store, stage->main, &left);
	return err != NULL || left ? err : close_set(store, stage, tx);
}

/*
 * One batch of a set, by who holds the owner's lock: an open one is dropped,
 * a ready one moves on.  stage->main is 0 when there is nothing left to do.
 */
static const struct err *
advance(struct session *session, struct stage *stage, struct recall *recall)
{
	struct store *store = session->reg->live;
	struct arena *arena = arena_new();
	struct store_tx tx;
	const struct err *err;
	bool found = false;

	err = stage_load(store, stage);
	if (err != NULL || stage->main == 0)
		goto done;
	err = store_tx_get(store, stage->main, arena, &tx, &found);
	if (err != NULL)
		goto done;
	if (!found || tx.state == TX_OPEN) {
		err = stage_drop(store, stage);
		stage->main = 0;
		goto done;
	}
	err = store_begin(store);
	if (err == NULL)
		err = custom_follow(session);
	if (err == NULL)
		err = roll_some(session, stage, &tx, recall, arena);
	if (err == NULL)
		err = stage_save(store, stage);
	if (err == NULL)
		err = store_commit(store);
	store_rollback(store);
done:
	arena_free(arena);
	return err;
}

/* Rolls a ready set to its end; nobody can stop it any more. */
static const struct err *
roll(struct session *session, int64_t total, struct recall *recall)
{
	struct stage stage = { .main = 1 };
	const struct err *err = NULL;
	int64_t done = 0;

	while (err == NULL && stage.main != 0) {
		err = advance(session, &stage, recall);
		if (err != NULL || stage.main == 0)
			break;
		done += BATCH_ROWS;
		session_step(session, _("Writing"),
		    done < total ? done : total, total);
		stage_pause(BATCH_PAUSE_MS);
	}
	return err;
}

/* --- for others --------------------------------------------------------------------- */

/* Runs with the owner's lock; *got false: the owner lives. */
static const struct err *
as_owner(struct session *session, bool all, bool *got)
{
	struct store *store = session->reg->live;
	struct stage stage = { .main = 1 };
	const struct err *err;

	err = store_owner_lock(store, got);
	if (err != NULL || !*got)
		return err;
	if (all)
		err = roll(session, 0, NULL);
	else
		err = advance(session, &stage, NULL);
	store_owner_unlock(store);
	return err;
}

const struct err *
stage_help(struct session *session)
{
	const struct err *err;
	bool stands, got;

	err = stage_stands(session->reg->live, &stands, NULL);
	return err != NULL || !stands ? err : as_owner(session, false, &got);
}

const struct err *
stage_recover(struct session *session)
{
	const struct err *err;
	bool stands, got;

	err = stage_stands(session->reg->live, &stands, NULL);
	return err != NULL || !stands ? err : as_owner(session, true, &got);
}

/* True when a ready set stands, half written. */
static const struct err *
half_written(struct store *store, struct stage *stage, bool *half)
{
	struct arena *arena = arena_new();
	struct store_tx tx = { .state = TX_OPEN };
	const struct err *err;
	bool found = false;

	*half = false;
	err = stage_load(store, stage);
	if (err == NULL && stage->main != 0)
		err = store_tx_get(store, stage->main, arena, &tx, &found);
	if (err == NULL && found)
		*half = tx.state == TX_READY;
	arena_free(arena);
	return err;
}

const struct err *
register_settle(struct session *session)
{
	struct store *store = session->reg->live;
	bool write = register_read_only(session) == NULL;
	int64_t seen = clock_monotonic(), last = -1;
	const struct err *err;
	struct stage stage;
	bool half, got = false;

	for (;;) {
		err = half_written(store, &stage, &half);
		if (err != NULL || !half)
			return err;
		if (write)
			err = as_owner(session, true, &got);
		if (err != NULL || got)
			return err;
		if (last != stage.done) {
			last = stage.done;
			seen = clock_monotonic();
		}
		if (clock_monotonic() - seen > PATIENCE_MS)
			return stage_busy(store, stage.main);
		if (!session_step(session, _("Waiting for a large change"), 0,
		    0))
			return err_new(ERR_CANCELLED,
			    _("Stopped; nothing was changed."));
		stage_pause(WAIT_MS);
	}
}

/* --- a whole set -------------------------------------------------------------------- */

static const struct err *
stage_all(struct staging *staging)
{
	struct commit *commit = staging->commit;
	int64_t n = (int64_t)commit->changes->n;
	struct arena *arena = arena_new();
	const struct err *err = NULL;

	while (err == NULL && staging->next < commit->changes->n) {
		err = stage_batch(staging, arena);
		if (err == NULL && !session_step(commit->session,
		    _("Checking"), (int64_t)staging->next, n))
			err = err_new(ERR_CANCELLED,
			    _("Stopped; nothing was changed."));
		if (err == NULL)
			stage_pause(BATCH_PAUSE_MS);
	}
	arena_free(arena);
	return err != NULL ? err : commit_verdict(commit);
}

/* What is not kept in the set goes to its tables, where nobody sees it yet. */
static const struct err *
stage_stream(struct staging *staging)
{
	struct commit *commit = staging->commit;
	struct stream *stream = &staging->stream;
	size_t n = commit->changes->stream.n;
	struct arena *arena = arena_new();
	const struct err *err = NULL;

	stream->commit = commit;
	while (err == NULL && stream->next < n) {
		err = store_begin(commit->store);
		if (err == NULL)
			err = stream_some(stream, arena);
		if (err == NULL)
			err = store_commit(commit->store);
		store_rollback(commit->store);
		if (err == NULL && !session_step(commit->session,
		    _("Recording"), (int64_t)stream->next, (int64_t)n))
			err = err_new(ERR_CANCELLED,
			    _("Stopped; nothing was changed."));
		if (err == NULL)
			stage_pause(BATCH_PAUSE_MS);
	}
	stream_release(stream);
	arena_free(arena);
	return err;
}

/* Inside a transaction: the rows of the import are to be seen. */
static const struct err *
show_import(struct commit *commit)
{
	const struct change *change = changes_find(commit->changes,
	    commit->changes->stream.import);
	struct arena *arena = arena_new();
	const struct err *err = NULL;
	struct plan plan;

	if (change != NULL)
		err = plan_make(commit, change, arena, &plan);
	if (err == NULL && change != NULL) {
		plan_complete(commit->session, &commit->tx, &plan);
		err = plan_apply(commit->store, &plan);
	}
	arena_free(arena);
	return err;
}

static const struct err *
make_ready(struct commit *commit)
{
	const struct err *err;

	err = store_begin(commit->store);
	if (err != NULL)
		return err;
	commit->tx.state = TX_READY;
	err = store_tx_put(commit->store, &commit->tx);
	if (err == NULL && commit->changes->stream.n > 0)
		err = show_import(commit);
	if (err == NULL)
		err = store_commit(commit->store);
	store_rollback(commit->store);
	return err;
}

const struct err *
stage_commit(struct commit *commit)
{
	struct staging staging = { .commit = commit };
	struct err first;
	const struct err *err;
	int64_t other;
	bool got, stands;

	err = store_owner_lock(commit->store, &got);
	if (err != NULL)
		return err;
	if (!got) {
		err = stage_stands(commit->store, &stands, &other);
		return err != NULL ? err : stage_busy(commit->store, other);
	}
	err = roll(commit->session, 0, NULL);
	if (err != NULL)
		goto done;
	err = stage_all(&staging);
	if (err == NULL)
		err = stage_stream(&staging);
	if (err == NULL)
		err = make_ready(commit);
	if (err != NULL) {
		/* What cannot be dropped now the next writer drops. */
		err_copy(&first, err);
		if (staging.stage.main != 0 &&
		    stage_drop(commit->store, &staging.stage) != NULL)
			err = NULL;
		err = err_new(first.kind, "%s", first.msg);
		goto done;
	}
	staging.recall.changes = commit->changes;
	err = roll(commit->session, (int64_t)commit->changes->n,
	    staging.recall.partial ? NULL : &staging.recall);
	if (err != NULL)
		err = err_new(err->kind, _("%s The change is stored; it will "
		    "be finished when the register is next written."),
		    err->msg);
	if (commit->tx.records == 0)
		commit->tx.id = 0;
done:
	free(staging.recall.item);
	store_owner_unlock(commit->store);
	return err;
}
