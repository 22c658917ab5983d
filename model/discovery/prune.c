/* SPDX-License-Identifier: ISC */
#include "model/discovery/prune.h"

#include <inttypes.h>
#include <string.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/commit.h"

struct old_round {
	const char	*uuid, *name;
	int64_t		 observations;
};

struct prune {
	struct session	*session;
	struct store	*store;
	struct arena	*arena;
	int64_t		 before;
	struct old_round *round;
	size_t		 n, cap;
};

static bool
note_round(void *ctx, const struct record *record)
{
	struct prune *prune = ctx;
	struct old_round *round;
	int64_t at = record_int(record, F_import_ended);

	if (at == 0)
		at = record_int(record, F_created_at);
	if (at >= prune->before)
		return true;
	prune->round = arena_grow(prune->arena, prune->round, &prune->cap,
	    prune->n + 1, sizeof(*prune->round));
	round = &prune->round[prune->n++];
	round->uuid = arena_strdup(prune->arena, record->uuid);
	round->name = arena_strdup(prune->arena,
	    record_text(record, F_import_name));
	round->observations = 0;
	return true;
}

static const struct err *
find_rounds(struct prune *prune, struct prune_report *out)
{
	struct fieldset want = { { 0 } };
	const struct err *err;
	struct query *query;
	size_t i;

	fieldset_add(&want, F_import_name);
	fieldset_add(&want, F_import_ended);
	fieldset_add(&want, F_created_at);
	err = store_each(prune->store, ENTITY_import, NULL, NULL, 0, &want,
	    note_round, prune);
	for (i = 0; err == NULL && i < prune->n; i++) {
		struct old_round *round = &prune->round[i];

		query = query_field(prune->arena, ENTITY_observation,
		    F_observation_import, QUERY_EQ, (struct value){
		    .kind = VALUE_TEXT, .s = round->uuid });
		err = store_count(prune->store, ENTITY_observation, query,
		    &round->observations);
		out->observations += round->observations;
	}
	out->rounds = (int64_t)prune->n;
	return err;
}

static const struct err *
may_prune(struct prune *prune, const char *why)
{
	if (why == NULL || *why == '\0')
		return err_new(ERR_USAGE, _("Pruning needs a reason, as in: "
		    "--reason \"kept for three years\""));
	return commit_admin_only(prune->session, prune->store, prune->arena);
}

static const struct err *
write_journal(struct prune *prune, struct store_tx *tx)
{
	struct buf payload = { 0 };
	struct journal_head head;
	const struct err *err;
	size_t i;

	tx->records = (int64_t)prune->n;
	err = store_tx_put(prune->store, tx);
	if (err == NULL)
		err = journal_head_load(prune->store, &head);
	for (i = 0; err == NULL && i < prune->n; i++) {
		const struct old_round *round = &prune->round[i];

		buf_clear(&payload);
		buf_add(&payload, "{\"name\":");
		json_quote(&payload, round->name != NULL ? round->name : "");
		buf_printf(&payload, ",\"observations\":%" PRId64 "}",
		    round->observations);
		err = journal_add(prune->store, tx, &head, ENTITY_import,
		    round->uuid, "prune", buf_str(&payload));
	}
	buf_release(&payload);
	return err != NULL ? err : journal_head_save(prune->store, &head);
}

static bool
is_referred_to(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	bool *referred = ctx;

	(void)entity;
	(void)owner;
	(void)position;
	*referred = true;
	return false;
}

static const struct err *
drop_round(struct prune *prune, const char *uuid)
{
	bool referred = false;
	const struct err *err;

	err = stream_drop(prune->store, uuid);
	if (err == NULL)
		err = store_begin(prune->store);
	if (err == NULL)
		err = store_referrers(prune->store, uuid, is_referred_to,
		    &referred);
	if (err == NULL && !referred)
		err = store_remove(prune->store, ENTITY_import, uuid);
	if (err == NULL)
		err = store_commit(prune->store);
	store_rollback(prune->store);
	return err;
}

static const struct err *
drop_rounds(struct prune *prune, struct prune_report *out)
{
	int64_t before = 0, after = 0;
	const struct err *err;
	size_t i;

	err = store_count(prune->store, ENTITY_observation, NULL, &before);
	for (i = 0; err == NULL && i < prune->n; i++) {
		if (!session_step(prune->session, _("Pruning"), (int64_t)i,
		    (int64_t)prune->n))
			return err_new(ERR_CANCELLED, _("Stopped. What was "
			    "not reached stays; give the same again to go "
			    "on."));
		err = drop_round(prune, prune->round[i].uuid);
	}
	if (err == NULL)
		err = store_count(prune->store, ENTITY_observation, NULL,
		    &after);
	out->kept = out->observations - (before - after);
	return err;
}

const struct err *
discover_prune(struct session *session, int64_t before, const char *why,
    const char *ref, bool dry, struct prune_report *out)
{
	struct prune prune = { .session = session, .before = before,
	    .store = session->reg->live, .arena = arena_new() };
	struct store_tx tx = { .state = TX_CLOSED, .at = session_now(session),
	    .who = register_user(session), .why = why, .ref = ref,
	    .kind = "prune" };
	const struct err *err = NULL;

	memset(out, 0, sizeof(*out));
	if (register_read_only(session) != NULL)
		err = err_new(ERR_READONLY, "%s",
		    register_read_only(session));
	if (err == NULL)
		err = register_settle(session);
	if (err == NULL)
		err = store_begin(prune.store);
	if (err != NULL)
		goto done;
	err = may_prune(&prune, why);
	if (err == NULL)
		err = find_rounds(&prune, out);
	if (err == NULL && prune.n > 0 && !dry)
		err = write_journal(&prune, &tx);
	if (err == NULL && !dry)
		err = store_commit(prune.store);
	store_rollback(prune.store);
	if (err == NULL && prune.n > 0 && !dry)
		err = drop_rounds(&prune, out);
	out->tx = dry ? 0 : tx.id;
done:
	arena_free(prune.arena);
	return err;
}
