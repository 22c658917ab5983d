/* SPDX-License-Identifier: ISC */
#include "model/discovery/decide.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "model/discovery/settle.h"

#define R(result) (1u << RESULT_##result)

enum {
	/* Somebody or something is connected that should not be. */
	INTRUDERS = R(CONFLICT) | R(RETURNED) | R(EXPIRED) | R(WRONG_ZONE) |
	    R(BRIDGING) | R(IP_CONFLICT) | R(CANDIDATE) |
	    R(PENDING) | R(UNAPPROVED) | R(ROGUE),
	REGISTERED = R(RETURNED) | R(EXPIRED) | R(WRONG_ZONE) | R(BRIDGING) |
	    R(PENDING),
	SEEN = INTRUDERS | R(DRIFT) | R(MISSING) | R(NOT_COVERED),
	/* What a check found has no result: a bit of its own. */
	CHECKED = 1 << RESULT_COUNT,
	ANY = SEEN | CHECKED,
};

const struct decision_row decision_rows[] = {
	{ "link", EFFECT_FIX, R(CANDIDATE) | R(UNAPPROVED) | R(CONFLICT),
	    false, false },
	{ "register", EFFECT_FIX, R(CANDIDATE) | R(UNAPPROVED),
	    false, false },
	{ "approve", EFFECT_FIX, R(EXPIRED) | R(WRONG_ZONE) | R(PENDING) |
	    R(UNAPPROVED), false, false },
	{ "accept", EFFECT_FIX, R(DRIFT), false, false },
	{ "quarantine", EFFECT_AWAY, INTRUDERS | R(DRIFT), false, false },
	{ "remove", EFFECT_AWAY, INTRUDERS, false, false },
	{ "deny", EFFECT_AWAY, INTRUDERS, false, false },
	{ "deny_remote", EFFECT_STAND, REGISTERED | R(ROGUE), false, false },
	{ "decommission", EFFECT_AWAY, REGISTERED | R(DRIFT) | R(MISSING),
	    false, false },
	{ "merge", EFFECT_FIX, R(CONFLICT) | R(CANDIDATE), false, false },
	{ "split", EFFECT_FIX, R(CONFLICT) | R(CANDIDATE) | R(DRIFT), false,
	    false },
	{ "ignore", EFFECT_STAND, ANY, true, true },
	{ "investigate", EFFECT_NONE, ANY, false, false },
	{ "escalate", EFFECT_STAND, ANY, false, false },
	{ "reopen", EFFECT_NONE, SEEN, false, false },
	{ "fixed", EFFECT_FIX, CHECKED, false, false },
	{ "except", EFFECT_STAND, CHECKED, true, true },
	{ NULL, EFFECT_NONE, 0, false, false }
};

const struct decision_row *
decision_find(const char *key)
{
	const struct decision_row *row;

	for (row = decision_rows; key != NULL && row->key != NULL; row++)
		if (strcmp(row->key, key) == 0)
			return row;
	return NULL;
}

/* --- what fits ---------------------------------------------------------- */

static void
list_fitting(unsigned result, struct buf *out)
{
	const struct decision_row *row;
	size_t before = out->len;

	for (row = decision_rows; row->key != NULL; row++)
		if ((row->fits & result) != 0)
			buf_printf(out, "%s%s", out->len > before ? ", " : "",
			    row->key);
}

/* The bit of what was found, and its word; 0: nobody decides about it. */
static unsigned
what_was_found(const struct record *finding, const char **word)
{
	const char *origin = record_text(finding, F_finding_origin);
	int result;

	*word = record_text(finding, F_finding_result);
	result = result_find(*word);
	/* Guests are counted, nobody decides about them. */
	if (result == RESULT_TRANSIENT)
		return 0;
	if (result >= 0)
		return 1u << result;
	*word = record_text(finding, F_finding_rule);
	return origin != NULL && strcmp(origin, "discovery") != 0 ? CHECKED :
	    0;
}

/* NULL when it fits. */
static const struct err *
check_fit(const struct record *finding, const char *decision)
{
	const struct decision_row *row = decision_find(decision);
	const char *state = record_text(finding, F_finding_state);
	const char *key;
	unsigned found = what_was_found(finding, &key);
	bool reopen = decision != NULL && strcmp(decision, "reopen") == 0;
	struct buf words = { 0 };
	const struct err *err = NULL;

	if (found == 0)
		return err_new(ERR_INVALID, _("Nobody can decide about "
		    "this finding; change the record itself."));
	if (row == NULL || (row->fits & found) == 0) {
		list_fitting(found, &words);
		err = err_new(ERR_INVALID, _("\"%s\" does not fit the result "
		    "\"%s\"; these do: %s."), decision, key,
		    buf_str(&words));
	} else if (reopen && finding_is_undecided(state))
		err = err_new(ERR_INVALID, _("The finding is open already "
		    "(%s)."), state);
	else if (!reopen && state != NULL && (strcmp(state, "closed") == 0 ||
	    strcmp(state, "verified") == 0))
		err = err_new(ERR_INVALID, _("The finding is settled (%s); it "
		    "opens again when it is seen again, or with \"reopen\"."),
		    state);
	buf_release(&words);
	return err;
}

bool
decide_fits(const struct record *finding, const char *decision,
    const char **why)
{
	const struct err *err = check_fit(finding, decision);

	*why = err != NULL ? err->msg : NULL;
	return err == NULL;
}

/* --- options ------------------------------------------------------------ */

static const struct err *
unknown_decision(const char *word)
{
	struct buf words = { 0 };
	const struct err *err;

	list_fitting(~0u, &words);
	err = err_new(ERR_INVALID, _("\"%s\" is no decision; these are: %s."),
	    word != NULL ? word : "", buf_str(&words));
	buf_release(&words);
	return err;
}

static const struct err *
check_options(struct settle *settle)
{
	const struct decide_options *options = settle->options;
	int32_t until;

	settle->row = decision_find(options->decision);
	if (settle->row == NULL)
		return unknown_decision(options->decision);
	if (settle->row->needs_reason && (options->reason == NULL ||
	    options->reason[0] == '\0'))
		return err_new(ERR_INVALID, _("\"%s\" needs a reason; say why "
		    "with --reason."), options->decision);
	if (options->until == NULL)
		return settle->row->needs_until ? err_new(ERR_INVALID,
		    _("\"%s\" needs a last day; give it with --until."),
		    options->decision) : NULL;
	if (!date_parse(options->until, &until))
		return err_new(ERR_INVALID, _("--until: \"%s\" is no day; "
		    "write it as 2027-03-31."), options->until);
	if (until < settle->today)
		return err_new(ERR_INVALID, _("--until: %s has passed; name "
		    "today or a later day."), options->until);
	return NULL;
}

static const struct err *
resolve_options(struct settle *settle)
{
	const struct decide_options *options = settle->options;
	const struct err *err = NULL;
	char uuid[UUID_LEN];

	if (options->asset != NULL) {
		err = register_resolve(settle->session, TO(asset),
		    options->asset, uuid);
		if (err != NULL)
			return err;
		settle->asset = arena_strdup(settle->arena, uuid);
	}
	if (options->second != NULL) {
		err = register_resolve(settle->session, TO(person),
		    options->second, uuid);
		if (err != NULL)
			return err;
		settle->second = arena_strdup(settle->arena, uuid);
	}
	if (options->approver != NULL) {
		err = register_resolve(settle->session, TO(person),
		    options->approver, uuid);
		if (err != NULL)
			return err;
		settle->approver = arena_strdup(settle->arena, uuid);
	}
	settle->person = register_person_of(settle->session,
	    register_user(settle->session), settle->arena);
	return NULL;
}

/* --- one finding -------------------------------------------------------- */

static void
write_decision(struct settle *settle, const struct record *finding)
{
	const struct decide_options *options = settle->options;
	struct record *record = record_new(settle->arena, ENTITY_decision);

	record_set_text(record, F_decision_finding, finding->uuid);
	record_set_text(record, F_decision_decision, options->decision);
	record_set_text(record, F_decision_by, settle->person);
	record_set_int(record, F_decision_on, session_now(settle->session));
	record_set_text(record, F_decision_reason, options->reason);
	record_set_text(record, F_decision_ref, options->ref);
	record_set_text(record, F_decision_until, options->until);
	record_set_text(record, F_decision_second_person, settle->second);
	changes_put(settle->changes, record);
}

/* The time to decide begins anew. */
static void
set_reopened(const struct settle *settle, const struct record *finding,
    struct record *record)
{
	const char *severity = record_text(finding, F_finding_severity);
	int result = result_find(record_text(finding, F_finding_result));
	bool strict;

	record_set_text(record, F_finding_state, "reopened");
	if (result < 0)
		return;
	strict = severity != NULL && result_severity((enum result)result,
	    true) != NULL && strcmp(severity, result_severity(
	    (enum result)result, true)) == 0;
	record_set_int(record, F_finding_due, session_now(settle->session) +
	    result_hours((enum result)result, strict) * INT64_C(3600000));
}

static void
write_state(struct settle *settle, const struct record *finding,
    const char *subject)
{
	struct record *record = record_new(settle->arena, ENTITY_finding);

	memcpy(record->uuid, finding->uuid, sizeof(record->uuid));
	record->rev = record_int(finding, F_rev);
	if (strcmp(settle->row->key, "reopen") == 0)
		set_reopened(settle, finding, record);
	else
		record_set_text(record, F_finding_state, settle->row->effect ==
		    EFFECT_NONE ? "triaged" : "decided");
	if (subject != NULL)
		record_set_text(record, F_finding_subject, subject);
	changes_put(settle->changes, record);
}

/*
 * True when the decision needs two and the caller is the first: it is noted
 * and the finding stays open.  When somebody else has said the same, that is
 * the second person.
 */
static const struct err *
is_first_of_two(struct settle *settle, const struct record *finding,
    bool *first)
{
	const char *severity = record_text(finding, F_finding_severity);
	struct record *last = NULL;
	const struct err *err;
	const char *account;
	struct actor actor;

	*first = false;
	if (settle->row->effect == EFFECT_NONE ||
	    settle->options->second != NULL || severity == NULL ||
	    strcmp(severity, "critical") != 0)
		return NULL;
	/* As it is now: somebody may have switched it since the opening. */
	err = role_load(settle->session, register_reader(settle->session),
	    false, settle->arena, &actor);
	if (err != NULL || !actor.four_eyes)
		return err;
	if (settle->person == NULL)
		return err_new(ERR_DENIED, _("Four-eyes is on, and the register "
		    "does not know whose account %s is; an administrator "
		    "enters the person in its role."),
		    register_user(settle->session));
	err = finding_last_decision(settle->session, finding->uuid,
	    settle->arena, &last);
	if (err != NULL)
		return err;
	account = last == NULL ? NULL : record_text(last, F_created_by);
	*first = account == NULL || !finding_is_undecided(record_text(finding,
	    F_finding_state)) || record_has(last, F_decision_second_person) ||
	    strcmp(record_text(last, F_decision_decision),
	    settle->row->key) != 0 || role_same_person(&actor, account,
	    register_user(settle->session));
	settle->second = *first ? NULL : record_text(last, F_decision_by);
	return NULL;
}

/* One of two: what was said, and nothing done yet. */
static void
note_first(struct settle *settle, const struct record *finding)
{
	struct record *record = record_new(settle->arena, ENTITY_finding);

	write_decision(settle, finding);
	memcpy(record->uuid, finding->uuid, sizeof(record->uuid));
	record->rev = record_int(finding, F_rev);
	record_set_text(record, F_finding_state, "triaged");
	changes_put(settle->changes, record);
}

static const struct err *
decide_one(struct settle *settle, const char *uuid)
{
	struct record *finding = NULL;
	const char *subject = NULL;
	bool first = false;
	const struct err *err;

	err = store_get(register_reader(settle->session), ENTITY_finding,
	    uuid, NULL, settle->arena, &finding);
	if (err == NULL && finding == NULL)
		err = err_new(ERR_NOT_FOUND,
		    _("There is no finding %s."), uuid);
	if (err == NULL)
		err = check_fit(finding, settle->options->decision);
	if (err == NULL)
		err = is_first_of_two(settle, finding, &first);
	if (err == NULL && first) {
		note_first(settle, finding);
		return NULL;
	}
	if (err == NULL)
		err = settle_finding(settle, finding, &subject);
	if (err != NULL)
		return err;
	write_decision(settle, finding);
	write_state(settle, finding, subject);
	return NULL;
}

/* All that is wrong is told, each with its finding. */
static const struct err *
decide_all(struct settle *settle, const char *const *finding, size_t n,
    struct problems *problems)
{
	const struct err *err;
	struct err first = { .kind = ERR_INTERNAL };
	struct problem problem = { .field = "decision" };
	bool failed = false;
	size_t i;

	for (i = 0; i < n; i++) {
		err = decide_one(settle, finding[i]);
		if (err == NULL)
			continue;
		if (!failed)
			err_copy(&first, err);
		failed = true;
		if (err->kind != ERR_INVALID && err->kind != ERR_NOT_FOUND)
			break;
		if (problems == NULL)
			break;
		problem.value = register_name_of(settle->session, finding[i],
		    settle->arena);
		problem.reason = arena_strdup(settle->arena, err->msg);
		problem_add(problems, &problem);
	}
	return failed ? err_new(first.kind, "%s", first.msg) : NULL;
}

const struct err *
decide_apply(struct session *session, const char *const *finding, size_t n,
    const struct decide_options *options, struct problems *problems,
    struct commit_result *result)
{
	struct settle settle = {
		.session = session, .options = options,
		.arena = arena_new(), .today = session_today(session),
	};
	struct commit_options commit = {
		.dry_run = options->dry_run, .problems = problems,
	};
	const struct err *err;
	struct err kept;

	*result = (struct commit_result){ .tx = 0 };
	map_init(&settle.linked_map);
	settle.changes = changes_new(session, "decide");
	changes_reason(settle.changes, options->reason, options->ref);
	err = check_options(&settle);
	if (err == NULL)
		err = resolve_options(&settle);
	if (err == NULL)
		err = places_load(session, settle.arena, &settle.places);
	if (err == NULL)
		err = decide_all(&settle, finding, n, problems);
	if (err == NULL)
		err = register_commit(session, settle.changes, &commit,
		    result);
	err_copy(&kept, err);
	changes_free(settle.changes);
	map_release(&settle.linked_map);
	arena_free(settle.arena);
	return err == NULL ? NULL : err_new(kept.kind, "%s", kept.msg);
}

const struct err *
decide_waits(const struct session *session, const char *finding, bool *waits)
{
	struct arena *arena = arena_new();
	struct record *record = NULL, *last = NULL;
	const struct decision_row *row;
	const struct err *err;

	*waits = false;
	err = store_get(register_reader(session), ENTITY_finding, finding,
	    NULL, arena, &record);
	if (err == NULL)
		err = finding_last_decision(session, finding, arena, &last);
	if (err == NULL && record != NULL && last != NULL &&
	    finding_is_undecided(record_text(record, F_finding_state))) {
		row = decision_find(record_text(last, F_decision_decision));
		*waits = row != NULL && row->effect != EFFECT_NONE &&
		    strcmp(record_text(record, F_finding_state),
		    "triaged") == 0;
	}
	arena_free(arena);
	return err;
}
