/* SPDX-License-Identifier: ISC */
#include "model/rights.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/commit.h"

/* --- the tables --------------------------------------------------------------- */

/* Entities whose records need more than an editor. */
static const struct {
	enum entity_id	 entity;
	enum right	 need;
} guarded[] = {
	{ ENTITY_role, RIGHT_ADMIN },
	{ ENTITY_setting, RIGHT_ADMIN },
	{ ENTITY_custom_field, RIGHT_ADMIN },
	{ ENTITY_custom_choice, RIGHT_ADMIN },
};

enum { WITH_MAX = 8 };

/*
 * What is approved: the field that says so, and those that belong to it.
 * While it stands open (empty, pending, unknown) and stays so, it is a
 * request, which an editor may make; anything else needs an approver.
 */
struct approval {
	enum entity_id	 entity;
	size_t		 state;
	size_t		 with[WITH_MAX];	/* ended by 0 */
	size_t		 widens[WITH_MAX];	/* more is approved */
	bool		 whole;		/* once approved, every field counts */
};

static const struct approval approvals[] = {
	{ ENTITY_asset, F_asset_approval, { F_asset_approval_until,
	    F_asset_approved_by, F_asset_approved_on,
	    F_asset_approval_reason, F_asset_approval_ref,
	    F_asset_approved_zones }, { F_asset_approval_until,
	    F_asset_approved_zones }, false },
	{ ENTITY_connection, F_connection_approval, {
	    F_connection_approval_until, F_connection_approved_by,
	    F_connection_approved_on, F_connection_approval_reason,
	    F_connection_approval_ref }, { F_connection_approval_until },
	    false },
	{ ENTITY_flow, F_flow_approval, { F_flow_approval_until,
	    F_flow_approved_by, F_flow_approved_on, F_flow_approval_reason,
	    F_flow_approval_ref }, { F_flow_approval_until }, false },
	{ ENTITY_service, F_service_approved, { 0 }, { 0 }, false },
	{ ENTITY_software, F_software_approved, { 0 }, { 0 }, false },
	{ ENTITY_diagram, F_diagram_approved_by, { 0 }, { 0 }, false },
	{ ENTITY_signoff, F_signoff_approver, { F_signoff_approver_at,
	    F_signoff_approver_comment }, { 0 }, true },
	{ ENTITY_exception, F_exception_approver, { 0 },
	    { F_exception_until }, true },
};

static const char *const open_words[] = { "pending", "unknown" };
static const char *const refusing_words[] = { "denied", "revoked", "no" };
/* Decisions that approve. */
static const char *const approving[] = { "approve", "except" };
/* Decisions that leave the finding open. */
static const char *const leaving[] = { "investigate", "reopen" };
/* What changes a critical finding beside the decision about it. */
static const char *const deciding[] = {
	"decide", "discover", "check", "undo", "redo",
};

#define IS_ONE_OF(word, list) \
	is_one_of(word, list, sizeof(list) / sizeof(list[0]))

static bool
is_one_of(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; word != NULL && i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

enum right
rights_needed(enum entity_id entity)
{
	size_t i;

	for (i = 0; i < sizeof(guarded) / sizeof(guarded[0]); i++)
		if (guarded[i].entity == entity)
			return guarded[i].need;
	return RIGHT_EDIT;
}

enum right
rights_of_decision(const char *decision)
{
	return IS_ONE_OF(decision, approving) ? RIGHT_APPROVE : RIGHT_EDIT;
}

/* --- refusing ------------------------------------------------------------------- */

static void
refuse(const struct check *check, size_t position, const char *reason)
{
	check->commit->denied = true;
	check_problem(check, position, false, "%s", reason);
}

static void
refuse_right(const struct check *check, size_t position, enum right need)
{
	struct buf text = { 0 };

	role_explain(check->commit->session, check->commit->actor, need,
	    &text);
	refuse(check, position, buf_str(&text));
	buf_release(&text);
}

/* --- approvals -------------------------------------------------------------------- */

static bool
is_settled(const struct value *value)
{
	return value->kind == VALUE_TEXT &&
	    !IS_ONE_OF(value->s, open_words);
}

static bool
is_granted(const struct value *value)
{
	return is_settled(value) && !IS_ONE_OF(value->s, refusing_words);
}

static const struct approval *
find_approval(enum entity_id entity)
{
	size_t i;

	for (i = 0; i < sizeof(approvals) / sizeof(approvals[0]); i++)
		if (approvals[i].entity == entity)
			return &approvals[i];
	return NULL;
}

static bool
has_position(const size_t list[WITH_MAX], size_t position)
{
	size_t i;

	for (i = 0; i < WITH_MAX && list[i] != 0; i++)
		if (list[i] == position)
			return true;
	return false;
}

static bool
belongs(const struct approval *approval, size_t position)
{
	return position == approval->state ||
	    has_position(approval->with, position);
}

static const struct value *
old_value(const struct plan *plan, size_t position)
{
	static const struct value none = { .kind = VALUE_NONE };

	return plan->old == NULL ? &none : record_value(plan->old, position);
}

/* The field by which a plan touches what is approved; 0: by none. */
static size_t
touched(const struct approval *approval, const struct plan *plan)
{
	bool was = is_settled(old_value(plan, approval->state));
	size_t i;

	if (!was && !is_settled(record_value(plan->new, approval->state)))
		return 0;
	if (fieldset_has(&plan->changed, approval->state))
		return approval->state;
	for (i = F_retired_at; i < plan->new->n; i++)
		if (fieldset_has(&plan->changed, i) &&
		    ((approval->whole && was) || belongs(approval, i)))
			return i;
	return 0;
}

static bool
widens(const struct approval *approval, const struct plan *plan)
{
	size_t i;

	if (!is_granted(record_value(plan->new, approval->state)))
		return false;
	for (i = F_retired_at + 1; i < plan->new->n; i++)
		if (fieldset_has(&plan->changed, i) &&
		    (approval->whole || i == approval->state ||
		    has_position(approval->widens, i)))
			return true;
	return false;
}

/* --- four-eyes ---------------------------------------------------------------------- */

/* The change sets that made a request, newest first. */
struct makers {
	const struct approval *approval;
	struct arena	*arena;
	int64_t		*tx;
	size_t		 n, cap;
	const struct err *err;
};

/* Goes back to the last word that was said about the request. */
static bool
note_maker(void *ctx, const struct store_entry *entry)
{
	struct makers *makers = ctx;
	struct history_change *change;
	bool made = strcmp(entry->op, "create") == 0;
	size_t i, n = 0;

	if (!journal_is_change(entry))
		return true;
	/* What was erased may have been part of it. */
	if (entry->payload == NULL)
		made = true;
	else
		makers->err = journal_changes(entry->entity, entry->payload,
		    makers->arena, &change, &n);
	for (i = 0; makers->err == NULL && i < n; i++) {
		if (change[i].position == makers->approval->state &&
		    is_settled(&change[i].new))
			return false;
		made = made || makers->approval->whole ||
		    belongs(makers->approval, change[i].position);
	}
	if (made) {
		makers->tx = arena_grow(makers->arena, makers->tx,
		    &makers->cap, makers->n + 1, sizeof(*makers->tx));
		makers->tx[makers->n++] = entry->tx;
	}
	return makers->err == NULL;
}

/* Which of the change sets is the actor's own; 0: none. */
static const struct err *
find_own(const struct check *check, const struct makers *makers, int64_t *own)
{
	const struct err *err = NULL;
	struct store_tx tx;
	bool found;
	size_t i;

	*own = 0;
	for (i = 0; err == NULL && *own == 0 && i < makers->n; i++) {
		err = store_tx_get(check->commit->store, makers->tx[i],
		    check->arena, &tx, &found);
		if (err == NULL && found && role_same_person(
		    check->commit->actor, tx.who, check->commit->tx.who))
			*own = tx.id;
	}
	return err;
}

/* Maker and approver are two people. */
static const struct err *
check_makers(const struct check *check, const struct approval *approval)
{
	struct makers makers = { .approval = approval,
	    .arena = check->arena };
	struct store_entry_filter filter = { .uuid = check->plan->new->uuid,
	    .newest_first = true };
	const struct err *err = NULL;
	int64_t own;

	if (check->plan->old == NULL) {
		refuse(check, approval->state, _("Four-eyes is on: enter it "
		    "without approval, and let somebody else approve it."));
		return NULL;
	}
	/* What was answered is no request, whoever touched it since. */
	if (!is_settled(old_value(check->plan, approval->state)))
		err = store_entry_each(check->commit->store, &filter,
		    note_maker, &makers);
	if (err == NULL)
		err = makers.err;
	if (err == NULL)
		err = find_own(check, &makers, &own);
	if (err != NULL)
		return err;
	if (makers.n == 0) {
		refuse(check, approval->state, _("Four-eyes is on, and nobody "
		    "asks for this: let one person set it back (to pending, "
		    "or empty) and another approve it."));
	} else if (own != 0) {
		struct buf text = { 0 };

		buf_printf(&text, _("Four-eyes is on, and %s asked for this "
		    "(change set %" PRId64 "); somebody else approves it."),
		    check->commit->tx.who, own);
		refuse(check, approval->state, buf_str(&text));
		buf_release(&text);
	}
	return NULL;
}

static const struct err *
check_approval(const struct check *check)
{
	const struct approval *approval = find_approval(check->plan->entity);
	const struct actor *actor = check->commit->actor;
	size_t position;

	if (approval == NULL)
		return NULL;
	position = touched(approval, check->plan);
	if (position == 0)
		return NULL;
	if (actor->right < RIGHT_APPROVE) {
		refuse_right(check, position, RIGHT_APPROVE);
		return NULL;
	}
	return actor->four_eyes && widens(approval, check->plan) ?
	    check_makers(check, approval) : NULL;
}

/* --- decisions ------------------------------------------------------------------------ */

static const struct err *
is_critical(const struct check *check, const char *finding, bool *out)
{
	struct value severity;
	const struct err *err;

	*out = false;
	if (finding == NULL)
		return NULL;
	err = commit_peek(check->commit, ENTITY_finding, finding,
	    F_finding_severity, check->arena, &severity);
	*out = err == NULL && severity.kind == VALUE_TEXT &&
	    strcmp(severity.s, "critical") == 0;
	return err;
}

/* Whether a person has said the same about a finding, from an own account. */
static const struct err *
has_said(const struct check *check, const struct record *decision,
    const char *person, bool *out)
{
	enum { MAX = 64 };
	struct store *store = check->commit->store;
	const char *word = record_text(decision, F_decision_decision);
	const char *uuid[MAX];
	struct record *record;
	const struct err *err;
	size_t i, n = 0;

	*out = false;
	err = store_lookup(store, ENTITY_decision, F_decision_finding,
	    record_text(decision, F_decision_finding), check->arena, uuid,
	    MAX, &n);
	for (i = 0; err == NULL && !*out && i < n; i++) {
		const char *by, *said, *account;

		err = store_get(store, ENTITY_decision, uuid[i], NULL,
		    check->arena, &record);
		if (err != NULL || record == NULL)
			continue;
		by = record_text(record, F_decision_by);
		said = record_text(record, F_decision_decision);
		account = record_text(record, F_created_by);
		*out = by != NULL && strcmp(by, person) == 0 &&
		    said != NULL && word != NULL && strcmp(said, word) == 0 &&
		    account != NULL && !role_same_person(
		    check->commit->actor, account, check->commit->tx.who);
	}
	return err;
}

/* What one person alone has said leaves the finding open. */
static const struct err *
check_open(const struct check *check)
{
	struct value state;
	const struct err *err;

	err = commit_peek(check->commit, ENTITY_finding, record_text(
	    check->plan->new, F_decision_finding), F_finding_state,
	    check->arena, &state);
	if (err == NULL && state.kind == VALUE_TEXT &&
	    strcmp(state.s, "decided") == 0)
		refuse(check, F_decision_second_person, _("Four-eyes is on, and "
		    "the finding is critical: a second person has to decide "
		    "the same."));
	return err;
}

/* A critical finding is decided when two have said the same. */
static const struct err *
check_second(const struct check *check)
{
	const struct record *new = check->plan->new;
	const char *second = record_text(new, F_decision_second_person);
	const char *by = record_text(new, F_decision_by);
	const char *own = role_person(check->commit->actor,
	    check->commit->tx.who);
	const struct err *err;
	bool critical, said = false;

	if (IS_ONE_OF(record_text(new, F_decision_decision), leaving))
		return NULL;
	err = is_critical(check, record_text(new, F_decision_finding),
	    &critical);
	if (err != NULL || !critical)
		return err;
	if (second == NULL)
		return check_open(check);
	err = has_said(check, new, second, &said);
	if (err != NULL)
		return err;
	if (!said)
		refuse(check, F_decision_second_person, _("Four-eyes is on: the "
		    "second person has not decided the same yet, from an own "
		    "account."));
	else if ((by != NULL && strcmp(second, by) == 0) ||
	    (own != NULL && strcmp(second, own) == 0))
		refuse(check, F_decision_second_person, _("Four-eyes is on: the "
		    "second person is somebody else than who decides."));
	return NULL;
}

static const struct err *
check_decision(const struct check *check)
{
	const struct plan *plan = check->plan;
	const struct value *old = old_value(plan, F_decision_decision);
	const char *new = record_text(plan->new, F_decision_decision);
	bool removed = strcmp(plan->op, "remove") == 0;

	if (check->commit->actor->right < RIGHT_APPROVE &&
	    (IS_ONE_OF(new, approving) || (old->kind == VALUE_TEXT &&
	    IS_ONE_OF(old->s, approving))))
		refuse_right(check, F_decision_decision, RIGHT_APPROVE);
	return check->commit->actor->four_eyes && !removed ?
	    check_second(check) : NULL;
}

/* A critical finding is closed by deciding about it, not by editing it. */
static const struct err *
check_finding(const struct check *check)
{
	const struct plan *plan = check->plan;
	size_t position = F_finding_severity;
	const struct value *old = old_value(plan, position);

	if (!check->commit->actor->four_eyes ||
	    IS_ONE_OF(check->commit->changes->kind, deciding) ||
	    old->kind != VALUE_TEXT || strcmp(old->s, "critical") != 0)
		return NULL;
	if (!fieldset_has(&plan->changed, position))
		position = F_finding_state;
	if (fieldset_has(&plan->changed, position))
		refuse(check, position, _("Four-eyes is on, and the finding is "
		    "critical: decide about it instead of editing it."));
	return NULL;
}

/* --- roles and settings ------------------------------------------------------------------ */

/* True when a role record gives admin once the set stands. */
static const struct err *
gives_admin(const struct check *check, const char *uuid, bool *out)
{
	struct value role, retired;
	const struct err *err;

	*out = false;
	err = commit_peek(check->commit, ENTITY_role, uuid, F_role_role,
	    check->arena, &role);
	if (err == NULL)
		err = commit_peek(check->commit, ENTITY_role, uuid,
		    F_retired_at, check->arena, &retired);
	if (err == NULL)
		*out = role.kind == VALUE_TEXT && retired.kind == VALUE_NONE &&
		    strcmp(role.s, "admin") == 0;
	return err;
}

static const struct err *
admin_remains(const struct check *check, bool *out)
{
	const struct changes *changes = check->commit->changes;
	struct actor all = { .n_rows = 0 };
	const struct err *err;
	size_t i;

	*out = false;
	err = role_rows(check->commit->store, check->arena, &all);
	for (i = 0; err == NULL && !*out && i < all.n_rows; i++)
		err = gives_admin(check, all.row[i].uuid, out);
	for (i = 0; err == NULL && !*out && i < changes->n; i++)
		if (changes->item[i].entity == ENTITY_role)
			err = gives_admin(check, changes->item[i].uuid, out);
	return err;
}

/* A setting that the set takes away is as if it had never been made. */
static const struct err *
forget_setting(const struct check *check, const char *uuid, const char *key,
    const char **out)
{
	const char *standing;
	const struct setting *row = settings;
	const struct err *err;

	err = setting_uuid(check->commit->store, key, check->arena,
	    &standing);
	while (strcmp(row->key, key) != 0)
		row++;
	if (err == NULL && standing != NULL && strcmp(standing, uuid) == 0)
		*out = row->initial;
	return err;
}

/* A setting as it is once the set stands; never NULL. */
static const struct err *
setting_after(const struct check *check, const char *key, const char **out)
{
	const struct changes *changes = check->commit->changes;
	struct commit *commit = check->commit;
	const struct err *err;
	struct value name, value;
	size_t i;

	err = setting_get(commit->store, key, check->arena, out);
	for (i = 0; err == NULL && i < changes->n; i++) {
		const char *uuid = changes->item[i].uuid;

		if (changes->item[i].entity != ENTITY_setting)
			continue;
		if ((changes->item[i].flags & CHANGE_REMOVE) != 0) {
			err = forget_setting(check, uuid, key, out);
			continue;
		}
		err = commit_peek(commit, ENTITY_setting, uuid, F_setting_key,
		    check->arena, &name);
		if (err != NULL || name.kind != VALUE_TEXT ||
		    strcmp(name.s, key) != 0)
			continue;
		err = commit_peek(commit, ENTITY_setting, uuid,
		    F_setting_value, check->arena, &value);
		if (err == NULL && value.kind == VALUE_TEXT)
			*out = value.s;
	}
	return err;
}

/* A register of several people keeps an admin and knows its account. */
static const struct err *
check_keepers(const struct check *check, size_t position)
{
	const char *mode, *uid;
	const struct err *err;
	bool remains;

	err = setting_after(check, "mode", &mode);
	if (err == NULL)
		err = setting_after(check, "service_uid", &uid);
	if (err != NULL || strcmp(mode, "personal") == 0)
		return err;
	if (strcmp(mode, "hardened") == 0 && strtoll(uid, NULL, 10) !=
	    (int64_t)check->commit->session->uid)
		check_problem(check, position, false, _("The service_uid of a "
		    "hardened register is the account that daicho runs as "
		    "(%ju); with another nobody could come in."),
		    (uintmax_t)check->commit->session->uid);
	err = admin_remains(check, &remains);
	if (err == NULL && !remains)
		check_problem(check, position, false, _("Nobody would be admin; "
		    "give that role to somebody first."));
	return err;
}

static const struct err *
check_role(const struct check *check)
{
	const struct value *old = old_value(check->plan, F_role_role);

	/*
	 * What takes no admin away cannot take the last; but the first role
	 * of all ends the time in which the owner was admin.
	 */
	if (check->commit->actor->n_rows > 0 && (old->kind != VALUE_TEXT ||
	    strcmp(old->s, "admin") != 0))
		return NULL;
	return check_keepers(check, F_role_role);
}

static const struct err *
check_setting(const struct check *check)
{
	const struct record *new = check->plan->new;
	const struct value *old = old_value(check->plan, F_setting_key);
	const char *key = record_text(new, F_setting_key), *why = NULL;

	if (key == NULL && old->kind == VALUE_TEXT)
		key = old->s;
	/* The scheme is judged with the register's own fields (custom.h). */
	if (key == NULL || strcmp(key, "scheme") == 0)
		return NULL;
	if (strcmp(check->plan->op, "remove") != 0)
		why = setting_refuses(key, record_text(new, F_setting_value));
	if (why != NULL) {
		check_problem(check, F_setting_value, false, "%s", why);
		return NULL;
	}
	return check_keepers(check, F_setting_value);
}

/* --- all ---------------------------------------------------------------------------------- */

static const struct {
	enum entity_id	 entity;
	const struct err *(*run)(const struct check *check);
} own_rules[] = {
	{ ENTITY_role, check_role },
	{ ENTITY_setting, check_setting },
	{ ENTITY_decision, check_decision },
	{ ENTITY_finding, check_finding },
};

static const struct err *
load_actor(struct commit *commit)
{
	struct buf text = { 0 };
	const struct err *err;

	commit->actor = arena_alloc(commit->arena, sizeof(*commit->actor));
	err = role_load(commit->session, commit->store,
	    commit->session->reg->founding, commit->arena, commit->actor);
	if (err == NULL && commit->actor->right < RIGHT_EDIT) {
		role_explain(commit->session, commit->actor, RIGHT_EDIT,
		    &text);
		err = err_new(ERR_DENIED, "%s", buf_str(&text));
		buf_release(&text);
	}
	return err;
}

const struct err *
rights_check(struct commit *commit, const struct plan *plan,
    struct arena *arena)
{
	struct check check = { .commit = commit, .plan = plan,
	    .arena = arena };
	const struct err *err = NULL;
	enum right need;
	size_t i;

	if (commit->actor == NULL)
		err = load_actor(commit);
	if (err != NULL || plan->op == NULL)
		return err;
	need = rights_needed(plan->entity);
	if (commit->actor->right < need) {
		refuse_right(&check, F_uuid, need);
		return NULL;
	}
	for (i = 0; err == NULL &&
	    i < sizeof(own_rules) / sizeof(own_rules[0]); i++)
		if (own_rules[i].entity == plan->entity)
			err = own_rules[i].run(&check);
	return err != NULL ? err : check_approval(&check);
}
