/* SPDX-License-Identifier: ISC */
#include "model/signoff.h"

#include <string.h>

#include "model/commit.h"

static struct seal_part
part_of(const struct record *signoff)
{
	return (struct seal_part){
		.query = record_text(signoff, F_signoff_query),
		.diagram = record_text(signoff, F_signoff_diagram),
	};
}

/* Whoever signs is a person of the register. */
static const struct err *
find_person(struct session *session, struct arena *arena, const char **out)
{
	*out = register_person_of(session, register_user(session), arena);
	if (*out != NULL)
		return NULL;
	return err_new(ERR_DENIED, _("No person of the register has the "
	    "account %s, so nobody would be seen to sign. Add the person with "
	    "the mail address %s@… or that name."),
	    register_user(session), register_user(session));
}

static const struct err *
commit_record(struct session *session, const struct record *record,
    const char *why, const char *ref, char uuid[UUID_LEN])
{
	struct changes *changes = changes_new(session, "signoff");
	const struct err *err;

	changes_reason(changes, why, ref);
	memcpy(uuid, changes_put(changes, record), UUID_LEN);
	err = register_commit(session, changes, NULL, NULL);
	changes_free(changes);
	return err;
}

/* --- starting ---------------------------------------------------------------- */

static const struct err *
read_request(struct session *session, const struct signoff_request *request,
    struct arena *arena, struct record *record)
{
	const char *subject = request->subject;
	const struct err *err;
	struct query *query;
	char uuid[UUID_LEN];

	record_set_text(record, F_signoff_subject, subject);
	if ((strcmp(subject, "query") == 0) != (request->query != NULL))
		return err_new(ERR_USAGE, _("A part is chosen by a query of "
		    "assets: daicho signoff start query -w kind=server"));
	if ((strcmp(subject, "diagram") == 0) != (request->diagram != NULL))
		return err_new(ERR_USAGE, _("A diagram is named: daicho "
		    "signoff start diagram --diagram NAME"));
	if (request->query != NULL) {
		err = query_parse(session, ENTITY_asset, request->query,
		    arena, &query);
		if (err != NULL)
			return err;
		record_set_text(record, F_signoff_query, request->query);
	}
	if (request->diagram == NULL)
		return NULL;
	err = register_resolve(session, TO(diagram), request->diagram, uuid);
	if (err == NULL)
		record_set_text(record, F_signoff_diagram,
		    arena_strdup(arena, uuid));
	return err;
}

const struct err *
signoff_start(struct session *session, const struct signoff_request *request,
    struct arena *arena, struct record **out)
{
	struct record *record = record_new(arena, ENTITY_signoff);
	struct seal_part part;
	struct asof_point now;
	const char *maker = NULL;
	const struct err *err;
	char uuid[UUID_LEN];
	struct seal seal;

	if (register_read_only(session) != NULL)
		return err_new(ERR_READONLY, "%s",
		    register_read_only(session));
	err = read_request(session, request, arena, record);
	if (err == NULL)
		err = find_person(session, arena, &maker);
	if (err == NULL)
		err = register_settle(session);
	if (err == NULL)
		err = asof_shown(session, &now);
	part = part_of(record);
	if (err == NULL)
		err = seal_at(session, &now, &part, arena, &seal);
	if (err == NULL && seal.records == 0)
		err = err_new(ERR_INVALID, _("There is nothing to sign: no "
		    "record belongs to it."));
	if (err != NULL)
		return err;
	record_set_int(record, F_signoff_revision, now.tx);
	record_set_text(record, F_signoff_hash,
	    arena_strdup(arena, seal.hash));
	record_set_text(record, F_signoff_maker, maker);
	record_set_int(record, F_signoff_maker_at, now.at);
	record_set_text(record, F_signoff_maker_comment, request->comment);
	err = commit_record(session, record, request->why, request->ref, uuid);
	return err != NULL ? err : store_get(register_reader(session),
	    ENTITY_signoff, uuid, NULL, arena, out);
}

/* --- signing ------------------------------------------------------------------ */

static const struct {
	size_t		 person, at, comment;
} hands[] = {
	[SIGNOFF_CHECK] = { F_signoff_checker, F_signoff_checker_at,
	    F_signoff_checker_comment },
	[SIGNOFF_APPROVE] = { F_signoff_approver, F_signoff_approver_at,
	    F_signoff_approver_comment },
};

const struct err *
signoff_sign(struct session *session, const struct record *signoff,
    enum signoff_hand hand, const char *comment, const char *why,
    const char *ref)
{
	struct arena *arena = arena_new();
	struct record *record = record_new(arena, ENTITY_signoff);
	const char *person = NULL;
	const struct err *err;
	char uuid[UUID_LEN];

	err = find_person(session, arena, &person);
	if (err == NULL && record_has(signoff, hands[hand].person))
		err = err_new(ERR_CONFLICT, _("%s has signed this already."),
		    register_name_of(session, record_text(signoff,
		    hands[hand].person), arena));
	if (err == NULL && strcmp(person, record_text(signoff,
	    F_signoff_maker)) == 0)
		err = err_new(ERR_DENIED, _("Whoever made a sign-off neither "
		    "checks nor approves it; another person has to."));
	if (err != NULL)
		goto done;
	memcpy(record->uuid, signoff->uuid, UUID_LEN);
	record->rev = signoff->rev;
	record_set_text(record, hands[hand].person, person);
	record_set_int(record, hands[hand].at, session_now(session));
	record_set_text(record, hands[hand].comment, comment);
	err = commit_record(session, record, why, ref, uuid);
done:
	arena_free(arena);
	return err;
}

/* --- looking ------------------------------------------------------------------ */

const struct err *
signoff_look(struct session *session, const struct record *signoff,
    bool seals, struct arena *arena, struct signoff_state *out)
{
	const char *hash = record_text(signoff, F_signoff_hash);
	struct seal_part part = part_of(signoff);
	struct asof_point point;
	const struct err *err;
	struct seal seal;

	*out = (struct signoff_state){ .changes = 0 };
	err = seal_changes(session, record_int(signoff, F_signoff_revision),
	    &part, &out->changes);
	if (err != NULL || !seals)
		return err;
	err = asof_parse(session, arena_printf(arena, "signoff:%s",
	    signoff->uuid), &point);
	if (err == NULL)
		err = seal_at(session, &point, &part, arena, &seal);
	out->proved = err == NULL && hash != NULL &&
	    strcmp(seal.hash, hash) == 0;
	if (err == NULL)
		err = seal_take(session, register_reader(session), &part,
		    arena, &seal);
	out->differs = err == NULL && (hash == NULL ||
	    strcmp(seal.hash, hash) != 0);
	return err;
}

struct newest {
	struct arena	*arena;
	struct record	*record;
};

static bool
note_newest(void *ctx, const struct record *record)
{
	struct newest *newest = ctx;
	bool approved = record_has(record, F_signoff_approver);

	if (strcmp(record_text(record, F_signoff_subject), "register") != 0)
		return true;
	if (newest->record == NULL || (approved &&
	    !record_has(newest->record, F_signoff_approver)))
		newest->record = record_copy(newest->arena, record);
	return true;
}

const struct err *
signoff_last(struct session *session, struct arena *arena,
    struct record **out)
{
	const struct query_sort sort = { F_signoff_revision, true };
	struct newest newest = { .arena = arena };
	const struct err *err;

	err = store_each(register_reader(session), ENTITY_signoff, NULL,
	    &sort, 1, NULL, note_newest, &newest);
	*out = newest.record;
	return err;
}

/* --- the rule ----------------------------------------------------------------- */

/* What a person may do to a snapshot or a sign-off: not touch what it says. */
static bool
is_free(const struct check *check)
{
	size_t i;

	if (check->plan->fresh)
		return false;
	for (i = COMMON_COUNT; i < check->plan->new->n; i++)
		if (fieldset_has(&check->plan->changed, i))
			return false;
	return true;
}

static bool
is_kind(const struct check *check, const char *kind)
{
	return strcmp(check->commit->changes->kind, kind) == 0;
}

/* The hand that signs is that of whoever commits. */
static void
check_hand(const struct check *check, size_t person, const char *own)
{
	const struct plan *plan = check->plan;
	const char *now = record_text(plan->new, person);
	const char *maker = record_text(plan->new, F_signoff_maker);

	if (!fieldset_has(&plan->changed, person) || now == NULL)
		return;
	if (own == NULL || strcmp(own, now) != 0)
		check_problem(check, person, false, _("Nobody signs for "
		    "another person."));
	if (person != F_signoff_maker && maker != NULL &&
	    strcmp(maker, now) == 0)
		check_problem(check, person, false, _("Whoever made a "
		    "sign-off neither checks nor approves it; another person "
		    "has to."));
}

/* Once made it only gathers signatures. */
static void
check_fixed(const struct check *check)
{
	const struct plan *plan = check->plan;
	size_t i;

	for (i = COMMON_COUNT; !plan->fresh && i < plan->new->n; i++)
		if (fieldset_has(&plan->changed, i) &&
		    record_has(plan->old, i)) {
			check_problem(check, i, false, _("What was signed "
			    "does not change; start another sign-off."));
			return;
		}
}

const struct err *
signoff_rule(const struct check *check)
{
	static const size_t persons[] = {
		F_signoff_maker, F_signoff_checker, F_signoff_approver,
	};
	bool snapshot = check->plan->entity == ENTITY_snapshot;
	struct commit *commit = check->commit;
	const char *own;
	size_t i;

	/* What another register vouched for comes with its records. */
	if (is_free(check) || is_kind(check, "undo") ||
	    is_kind(check, "redo") ||
	    (check->plan->fresh && is_kind(check, "import")))
		return NULL;
	if (!is_kind(check, snapshot ? "snapshot" : "signoff")) {
		check_problem(check, entity_name_field(check->plan->entity),
		    false, snapshot ? _("A snapshot is taken by: daicho "
		    "snapshot NAME; it does not change.") : _("A sign-off is "
		    "made by: daicho signoff start; it does not change."));
		return NULL;
	}
	if (snapshot)
		return NULL;
	own = register_person_of(commit->session,
	    register_user(commit->session), check->arena);
	for (i = 0; i < 3; i++)
		check_hand(check, persons[i], own);
	check_fixed(check);
	return NULL;
}
