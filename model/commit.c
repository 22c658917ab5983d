/* SPDX-License-Identifier: ISC */
/* The one way to write. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/commit.h"
#include "model/custom.h"

static void
commit_begin(struct commit *commit, struct session *session,
    struct changes *changes, struct commit_options *options)
{
	*commit = (struct commit){
		.session = session, .store = session->reg->live,
		.changes = changes, .options = options,
		.arena = arena_new(),
		.tx = { .state = TX_CLOSED, .at = session_now(session),
		    .who = register_user(session), .why = changes->why,
		    .ref = changes->ref, .kind = changes->kind,
		    .undoes = changes->undoes },
	};
	commit->problems.arena = commit->arena;
	commit->found = options != NULL && options->problems != NULL ?
	    options->problems : &commit->problems;
	commit->before = commit->found->n;
	commit->errors = commit->found->errors;
	if (options != NULL) {
		options->conflicts = NULL;
		options->n_conflicts = 0;
	}
}

static void
commit_end(struct commit *commit)
{
	validate_end(commit);
	arena_free(commit->arena);
}

static const struct err *
conflict_error(struct commit *commit)
{
	const struct conflict *first = &commit->first;
	const char *name = register_name_of(commit->session, first->uuid,
	    commit->arena);
	char at[17];

	if (first->position == F_uuid)
		return err_new(ERR_CONFLICT, _("\"%s\" was taken out of the "
		    "register in the meantime; read it again."), name);
	if (first->who == NULL)
		return err_new(ERR_CONFLICT, _("\"%s\" was changed in the "
		    "meantime (%s); read it again and choose what stays."),
		    name, entity_field(first->entity, first->position)->
		    label[commit->session->lang]);
	datetime_format_local(first->at, at);
	return err_new(ERR_CONFLICT, _("%s saved \"%s\" on %s with another "
	    "value for %s; read it again and choose what stays."), first->who,
	    name, at, entity_field(first->entity, first->position)->
	    label[commit->session->lang]);
}

bool
commit_is_clean(const struct commit *commit)
{
	return commit->conflicts == 0 &&
	    commit->found->errors == commit->errors;
}

static const struct problem *
first_error(const struct commit *commit)
{
	size_t i;

	for (i = commit->before; i < commit->found->n; i++)
		if (!commit->found->item[i].warning)
			return &commit->found->item[i];
	return NULL;
}

const struct err *
commit_verdict(struct commit *commit)
{
	const struct problem *first = first_error(commit);
	const struct err *err;
	struct buf text = { 0 };
	const struct field *field;
	int at;

	if (commit->conflicts > 0)
		return conflict_error(commit);
	if (first == NULL)
		return NULL;
	if (first->record != NULL)
		buf_printf(&text, "%s: ", first->record);
	if (first->field != NULL) {
		const struct change *change = first->uuid == NULL ? NULL :
		    changes_find(commit->changes, first->uuid);

		at = change == NULL ? -1 : entity_field_find(
		    (enum entity_id)change->entity, first->field);
		field = at < 0 ? NULL : entity_field(
		    (enum entity_id)change->entity, (size_t)at);
		buf_printf(&text, "%s: ", field == NULL ? first->field :
		    field->label[commit->session->lang]);
	}
	buf_add(&text, first->reason);
	if (commit->found->errors - commit->errors > 1)
		buf_printf(&text, _(" (and %zu more)"),
		    commit->found->errors - commit->errors - 1);
	err = err_new(commit->denied ? ERR_DENIED : ERR_INVALID, "%s",
	    buf_str(&text));
	buf_release(&text);
	return err;
}

void
commit_count(struct commit *commit, const struct plan *plan)
{
	if ((plan->change->flags & CHANGE_PUT) == 0 ||
	    entity_is_evidence(plan->entity))
		return;
	if (plan->op == NULL)
		commit->result.same++;
	else if (strcmp(plan->op, "create") == 0)
		commit->result.created++;
	else
		commit->result.changed++;
}

/* Works out and checks every change; the plans go to the commit's arena. */
static const struct err *
prepare(struct commit *commit, struct plan *plans)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < commit->changes->n; i++) {
		err = plan_make(commit, &commit->changes->item[i],
		    commit->arena, &plans[i]);
		if (err == NULL)
			err = stage_guard(commit, &plans[i]);
		if (err == NULL)
			err = validate_plan(commit, &plans[i], commit->arena);
		if (err == NULL)
			commit_count(commit, &plans[i]);
	}
	return err != NULL ? err : commit_verdict(commit);
}

/* Writes the journal of all plans that have something to say. */
static const struct err *
write_journal(struct commit *commit, struct plan *plans)
{
	struct journal_head head;
	const struct err *err;
	struct buf payload = { 0 };
	size_t i;

	for (i = 0; i < commit->changes->n; i++)
		commit->tx.records += plans[i].op != NULL;
	if (commit->tx.records == 0)
		return NULL;
	err = store_tx_put(commit->store, &commit->tx);
	if (err == NULL)
		err = journal_head_load(commit->store, &head);
	for (i = 0; err == NULL && i < commit->changes->n; i++) {
		const struct plan *plan = &plans[i];

		if (plan->op == NULL)
			continue;
		buf_clear(&payload);
		journal_payload(plan->entity, plan->old,
		    strcmp(plan->op, "remove") == 0 ? NULL : plan->new,
		    &plan->changed, &payload);
		err = journal_add(commit->store, &commit->tx, &head,
		    plan->entity, plan->new->uuid, plan->op,
		    buf_str(&payload));
	}
	buf_release(&payload);
	return err != NULL ? err : journal_head_save(commit->store, &head);
}

static const struct err *
write_plans(struct commit *commit, struct plan *plans)
{
	struct derive *derive = derive_new(commit->session, commit->store,
	    commit->arena);
	struct arena *scratch = arena_new();
	struct stream stream = { .commit = commit };
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < commit->changes->n; i++) {
		plan_complete(commit->session, &commit->tx, &plans[i]);
		err = derive_note(derive, &plans[i]);
	}
	if (err == NULL)
		err = write_journal(commit, plans);
	/* Its rows are written as new ones: before anything refers to them. */
	while (err == NULL && stream.next < commit->changes->stream.n)
		err = stream_some(&stream, scratch);
	for (i = 0; err == NULL && i < commit->changes->n; i++)
		err = plan_apply(commit->store, &plans[i]);
	if (err == NULL)
		err = derive_flush(derive);
	if (err == NULL && commit->tx.id != 0)
		err = commit_mark_undone(commit->store, &commit->tx);
	stream_release(&stream);
	arena_free(scratch);
	derive_free(derive);
	return err;
}

/* A set that fits into one transaction. */
static const struct err *
commit_at_once(struct commit *commit)
{
	struct plan *plans = arena_calloc(commit->arena, commit->changes->n,
	    sizeof(*plans));
	const struct err *err;
	bool idle = true;
	size_t i;

	err = stage_help(commit->session);
	if (err == NULL)
		err = store_begin(commit->store);
	if (err != NULL)
		return err;
	err = custom_follow(commit->session);
	if (err == NULL)
		err = stage_stands(commit->store, &commit->guarded, NULL);
	if (err == NULL)
		err = prepare(commit, plans);
	for (i = 0; err == NULL && i < commit->changes->n; i++)
		idle = idle && plan_is_idle(&plans[i]);
	if (err == NULL && !idle) {
		err = write_plans(commit, plans);
		if (err == NULL)
			err = store_commit(commit->store);
	}
	store_rollback(commit->store);
	if (err == NULL)
		err = custom_follow(commit->session);
	return err;
}

/* What a commit would do: everything but the writing. */
static const struct err *
rehearse(struct commit *commit)
{
	const struct err *err = NULL;
	struct arena *arena = arena_new();
	struct plan plan;
	size_t i;

	err = store_hold(commit->store);
	for (i = 0; err == NULL && i < commit->changes->n; i++) {
		err = plan_make(commit, &commit->changes->item[i], arena,
		    &plan);
		if (err == NULL)
			err = validate_plan(commit, &plan, arena);
		if (err == NULL)
			commit_count(commit, &plan);
		if (i % BATCH_ROWS == BATCH_ROWS - 1) {
			arena_reset(arena);
			if (!session_step(commit->session, _("Checking"),
			    (int64_t)i, (int64_t)commit->changes->n))
				err = err_new(ERR_CANCELLED,
				    _("Stopped; nothing was changed."));
		}
	}
	store_let(commit->store);
	arena_free(arena);
	return err != NULL ? err : commit_verdict(commit);
}

const struct err *
commit_admin_only(const struct session *session, struct store *store,
    struct arena *arena)
{
	struct buf text = { 0 };
	const struct err *err;
	struct actor actor;
	bool stands = false;
	int64_t tx = 0;

	err = role_load(session, store, session->reg->founding, arena,
	    &actor);
	if (err == NULL && actor.right < RIGHT_ADMIN) {
		role_explain(session, &actor, RIGHT_ADMIN, &text);
		err = err_new(ERR_DENIED, "%s", buf_str(&text));
		buf_release(&text);
	}
	if (err == NULL)
		err = stage_stands(store, &stands, &tx);
	return err != NULL || !stands ? err : stage_busy(store, tx);
}

const struct err *
register_commit(struct session *session, struct changes *changes,
    struct commit_options *options, struct commit_result *result)
{
	bool dry = options != NULL && options->dry_run;
	struct commit commit;
	struct scheme scheme;
	const struct err *err;

	if (result != NULL)
		*result = (struct commit_result){ .tx = 0 };
	if (session->reg == NULL)
		return err_new(ERR_REGISTER, _("No register is open."));
	if (!dry && register_read_only(session) != NULL)
		return err_new(register_actor(session)->right == RIGHT_VIEW ?
		    ERR_DENIED : ERR_READONLY, "%s",
		    register_read_only(session));
	err = custom_follow(session);
	if (err != NULL)
		return err;
	commit_begin(&commit, session, changes, options);
	scheme = session->reg->scheme;
	custom_take_scheme(session, changes);
	if (dry)
		err = rehearse(&commit);
	else if (changes->n == 0)
		err = NULL;
	else if (changes->n + changes->stream.n <= COMMIT_AT_ONCE)
		err = commit_at_once(&commit);
	else
		err = stage_commit(&commit);
	if (dry || err != NULL)
		session->reg->scheme = scheme;
	commit.result.tx = dry ? 0 : commit.tx.id;
	if (err == NULL && result != NULL)
		*result = commit.result;
	commit_end(&commit);
	return err;
}

const struct err *
register_validate(struct session *session, const struct record *record,
    struct problems *problems)
{
	struct changes *changes = changes_new(session, "edit");
	struct commit_options options = { .dry_run = true,
	    .problems = problems };
	const struct err *err;

	changes_put(changes, record);
	err = register_commit(session, changes, &options, NULL);
	/* What is wrong stands in the list; only a failure is an error. */
	if (err != NULL && problems != NULL && (err->kind == ERR_INVALID ||
	    err->kind == ERR_CONFLICT || err->kind == ERR_DENIED))
		err = NULL;
	changes_free(changes);
	return err;
}
