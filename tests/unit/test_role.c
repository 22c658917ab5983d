/* SPDX-License-Identifier: ISC */
/*
 * Who may do what, enforced in register_commit: roles by account and group,
 * approvals, settings, the last admin, four-eyes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/discovery/discover.h"
#include "model/erase.h"
#include "model/rights.h"
#include "tests/unit/world.h"

enum { STEPS = 400, PEOPLE = 4 };

/* Only mia is in a group, @sec. */
static bool
in_group(void *ctx, const char *user, uid_t uid, const char *group)
{
	(void)ctx;
	(void)uid;
	return strcmp(user, "mia") == 0 && strcmp(group, "sec") == 0;
}

static void
be(struct world *world, const char *user)
{
	free((char *)(uintptr_t)world->session.user);
	world->session.user = xstrdup(user);
	world->session.uid = 5000;
	world->session.in_group = in_group;
}

/* Commits one record; the error's kind, or -1. */
static int
try(struct world *world, const struct record *record)
{
	struct changes *changes = changes_new(&world->session, "edit");
	const struct err *err;

	changes_put(changes, record);
	err = register_commit(&world->session, changes, NULL, NULL);
	changes_free(changes);
	if (err != NULL && err->kind == ERR_INVALID)
		print_message("%s\n", err->msg);
	return err == NULL ? -1 : (int)err->kind;
}

static void
give(struct world *world, const char *account, const char *role)
{
	struct record *record = world_record(world, ENTITY_role,
	    F_role_account, account);

	record_set_text(record, F_role_role, role);
	world_put(world, record);
}

static void
set(struct world *world, const char *key, const char *value)
{
	struct changes *changes = changes_new(&world->session, "settings");

	assert_null(register_set(&world->session, changes, key, value));
	assert_null(register_commit(&world->session, changes, NULL, NULL));
	changes_free(changes);
}

/* A team's register of ada (admin), abe (approver), eve (editor), vic. */
static void
team(struct world *world)
{
	world_init(world);
	be(world, "ada");
	assert_null(register_create(&world->session, ":memory:", "municipal",
	    "team", "T"));
	give(world, "abe", "approver");
	give(world, "eve", "editor");
	give(world, "vic", "viewer");
}

static const char *const people[PEOPLE] = { "vic", "eve", "abe", "ada" };

static const char *
new_asset(struct world *world, const char *number)
{
	struct record *record = world_record(world, ENTITY_asset,
	    F_asset_asset_no, number);
	const char *site = world_put(world, world_record(world, ENTITY_site,
	    F_site_name, number));
	struct record *person = world_record(world, ENTITY_person,
	    F_person_name, number);

	record_set_text(record, F_asset_name, number);
	record_set_text(record, F_asset_kind, "other");
	record_set_text(record, F_asset_role, "camera");
	record_set_text(record, F_asset_review_due, "2027-01-01");
	record_set_text(record, F_asset_status, "in_use");
	record_set_text(record, F_asset_site, site);
	record_set_text(record, F_asset_owner, world_put(world, person));
	record_set_text(record, F_asset_department, world_put(world,
	    world_record(world, ENTITY_department, F_department_name,
	    number)));
	return world_put(world, record);
}

static void
every_entity_by_every_role(void **state)
{
	struct world world;
	int entity, who;

	(void)state;
	team(&world);
	for (entity = 0; entity < ENTITY_COUNT; entity++) {
		bool admins = entity == ENTITY_role ||
		    entity == ENTITY_setting ||
		    entity == ENTITY_custom_field ||
		    entity == ENTITY_custom_choice;

		for (who = 0; who < PEOPLE; who++) {
			struct record *record;
			char name[16];
			bool may = who == 3 || (who > 0 && !admins);
			int got;

			be(&world, people[who]);
			snprintf(name, sizeof(name), "n%d", who);
			record = world_record(&world, (enum entity_id)entity,
			    F_notes, name);
			got = try(&world, record);
			if (may != (got != ERR_DENIED))
				fail_msg("%s by %s: %d", entity_get(
				    (enum entity_id)entity)->key,
				    people[who], got);
		}
	}
	be(&world, "ada");
	world_verify(&world);
	world_release(&world);
}

static const struct {
	const char	*from, *to;
	bool		 by_editor;
} steps[] = {
	{ NULL, "pending", true },
	{ "pending", NULL, true },
	{ "pending", "approved", false },
	{ NULL, "approved", false },
	{ "pending", "denied", false },
	{ "approved", "pending", false },
	{ "approved", "revoked", false },
	{ "denied", "pending", false },
	{ "approved", NULL, false },
};

static void
an_editor_asks_an_approver_answers(void **state)
{
	struct world world;
	const char *uuid;
	size_t i;
	int who;

	(void)state;
	team(&world);
	uuid = new_asset(&world, "A-1");
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (who = 0; who < PEOPLE; who++) {
			struct record *record;
			bool may = who >= 2 || (who == 1 &&
			    steps[i].by_editor);

			be(&world, "ada");
			record = world_edit(&world, ENTITY_asset, uuid);
			record_set_text(record, F_asset_approval,
			    steps[i].from);
			assert_int_equal(try(&world, record), -1);
			be(&world, people[who]);
			record = world_edit(&world, ENTITY_asset, uuid);
			record_set_text(record, F_asset_approval, steps[i].to);
			if (try(&world, record) != (may ? -1 : ERR_DENIED))
				fail_msg("%s to %s by %s", steps[i].from,
				    steps[i].to, people[who]);
		}
	world_release(&world);
}

/* What belongs to an approval is as guarded as the approval. */
static void
its_fields_follow_the_approval(void **state)
{
	static const size_t fields[] = {
		F_asset_approval_until, F_asset_approved_on,
		F_asset_approval_reason, F_asset_approval_ref,
	};
	struct world world;
	struct record *record;
	const char *uuid;
	size_t i;
	int granted;

	(void)state;
	team(&world);
	uuid = new_asset(&world, "A-1");
	for (granted = 0; granted < 2; granted++) {
		be(&world, "abe");
		record = world_edit(&world, ENTITY_asset, uuid);
		record_set_text(record, F_asset_approval,
		    granted ? "approved" : "pending");
		assert_int_equal(try(&world, record), -1);
		be(&world, "eve");
		for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			record = world_edit(&world, ENTITY_asset, uuid);
			record_set_text(record, fields[i],
			    granted ? "2026-01-02" : "2026-01-01");
			assert_int_equal(try(&world, record),
			    granted ? ERR_DENIED : -1);
		}
		record = world_edit(&world, ENTITY_asset, uuid);
		record_set_text(record, F_asset_location,
		    granted ? "here" : "there");
		assert_int_equal(try(&world, record), -1);
	}
	world_release(&world);
}

static void
the_highest_of_account_and_groups_counts(void **state)
{
	struct world world;
	struct record *record;

	(void)state;
	team(&world);
	be(&world, "mia");
	record = world_record(&world, ENTITY_site, F_site_name, "one");
	assert_int_equal(try(&world, record), ERR_DENIED);
	be(&world, "ada");
	give(&world, "mia", "viewer");
	give(&world, "@sec", "editor");
	be(&world, "mia");
	assert_int_equal(try(&world, record), -1);
	be(&world, "vic");
	assert_int_equal(try(&world, record), ERR_DENIED);
	/* Without a name, the number is the account. */
	be(&world, "ada");
	give(&world, "5000", "editor");
	be(&world, "vic");
	record = world_record(&world, ENTITY_site, F_site_name, "two");
	assert_int_equal(try(&world, record), -1);
	world_release(&world);
}

static const char *
role_of(struct world *world, const char *account)
{
	const char *uuid;
	size_t n;

	assert_null(store_lookup(register_reader(&world->session), ENTITY_role,
	    F_role_account, account, world->arena, &uuid, 1, &n));
	assert_int_equal(n, 1);
	return uuid;
}

static int
undo(struct world *world, int64_t tx)
{
	struct undo_obstacle obstacle[4];
	const struct err *err;
	size_t n;

	err = history_undo(&world->session, tx, world->arena, obstacle, 4, &n,
	    NULL);
	return err == NULL ? -1 : (int)err->kind;
}

static void
the_last_admin_stays(void **state)
{
	struct world world;
	struct changes *changes;
	struct record *record;
	const char *uuid;

	(void)state;
	team(&world);
	uuid = role_of(&world, "ada");
	record = world_edit(&world, ENTITY_role, uuid);
	record_set_text(record, F_role_role, "editor");
	assert_int_equal(try(&world, record), ERR_INVALID);
	changes = changes_new(&world.session, "edit");
	changes_retire(changes, ENTITY_role, uuid, 0);
	assert_non_null(register_commit(&world.session, changes, NULL, NULL));
	changes_free(changes);
	/* Set 1 made the register a team's and ada its admin. */
	assert_int_equal(undo(&world, 1), -1);
	assert_int_equal(undo(&world, 5), -1);
	/* In one set with somebody new it may go. */
	changes = changes_new(&world.session, "edit");
	changes_put(changes, record);
	record = world_edit(&world, ENTITY_role, role_of(&world, "abe"));
	record_set_text(record, F_role_role, "admin");
	changes_put(changes, record);
	assert_null(register_commit(&world.session, changes, NULL, NULL));
	changes_free(changes);
	world_verify(&world);
	world_release(&world);
}

static void
a_team_without_roles_edits(void **state)
{
	struct world world;
	struct record *role;
	struct store *store;
	uid_t owner;

	(void)state;
	world_open_file(&world);
	/* As version 1 made it: the mode alone, no roles. */
	store = register_reader(&world.session);
	assert_null(store_begin(store));
	assert_null(store_meta_put(store, "mode", "team"));
	assert_null(store_commit(store));
	owner = world.session.uid;
	be(&world, "eve");
	assert_int_equal(try(&world, world_record(&world, ENTITY_site,
	    F_site_name, "one")), -1);
	role = world_record(&world, ENTITY_role, F_role_account, "eve");
	record_set_text(role, F_role_role, "admin");
	assert_int_equal(try(&world, role), ERR_DENIED);
	/* The owner of the file is admin, until there is another. */
	world.session.uid = owner;
	record_set_text(role, F_role_role, "editor");
	assert_int_equal(try(&world, role), ERR_INVALID);
	record_set_text(role, F_role_role, "admin");
	assert_int_equal(try(&world, role), -1);
	be(&world, "ryo");
	world.session.uid = owner;
	assert_int_equal(try(&world, world_record(&world, ENTITY_site,
	    F_site_name, "two")), ERR_DENIED);
	world_release(&world);
}

static void
settings_are_read_before_they_stand(void **state)
{
	static const struct {
		const char	*key, *value;
	} bad[] = {
		{ "mode", "open" }, { "four_eyes", "maybe" },
		{ "service_uid", "root" }, { "colour", "red" },
		{ "mode", NULL },
	};
	struct world world;
	size_t i;

	(void)state;
	team(&world);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct record *record = world_record(&world, ENTITY_setting,
		    F_setting_key, bad[i].key);

		record_set_text(record, F_setting_value, bad[i].value);
		assert_int_equal(try(&world, record), ERR_INVALID);
	}
	world_release(&world);
}

/* --- behind a service account ---------------------------------------------------- */

static void
a_service_account_is_nobody(void **state)
{
	struct world world;
	struct record *record;
	const char *uuid;

	(void)state;
	world_init(&world);
	be(&world, "service");
	assert_int_equal(register_create(&world.session, ":memory:",
	    "municipal", "hardened", NULL)->kind, ERR_DENIED);
	world.session.sudo_uid = 4242;
	assert_null(register_create(&world.session, ":memory:", "municipal",
	    "hardened", NULL));
	assert_string_equal(register_user(&world.session), "uid 4242");
	assert_int_equal(register_actor(&world.session)->right, RIGHT_ADMIN);
	assert_true(session_is_restricted(&world.session));
	uuid = new_asset(&world, "A-1");
	give(&world, "service", "admin");
	give(&world, "@sec", "viewer");
	/* The account itself edits, but approves nothing. */
	world.session.sudo_uid = -1;
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_location, "here");
	assert_int_equal(try(&world, record), -1);
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval, "approved");
	assert_int_equal(try(&world, record), ERR_DENIED);
	/* With another account nobody could come in any more. */
	world.session.sudo_uid = 4242;
	{
		struct changes *changes = changes_new(&world.session,
		    "settings");

		assert_null(register_set(&world.session, changes,
		    "service_uid", "77"));
		assert_int_equal(register_commit(&world.session, changes,
		    NULL, NULL)->kind, ERR_INVALID);
		changes_free(changes);
	}
	/* Somebody without a role views. */
	world.session.sudo_uid = 4243;
	assert_int_equal(try(&world, world_record(&world, ENTITY_site,
	    F_site_name, "one")), ERR_DENIED);
	world_release(&world);
}

/* --- four-eyes ---------------------------------------------------------------------- */

static int
approve(struct world *world, const char *uuid, const char *who,
    const char *word)
{
	struct record *record;

	be(world, who);
	record = world_edit(world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval, word);
	return try(world, record);
}

static void
who_asks_does_not_approve(void **state)
{
	struct world world;
	struct record *record;
	const char *uuid;

	(void)state;
	team(&world);
	set(&world, "four_eyes", "yes");
	be(&world, "abe");
	uuid = new_asset(&world, "A-1");
	assert_int_equal(approve(&world, uuid, "abe", "approved"), ERR_DENIED);
	assert_int_equal(approve(&world, uuid, "abe", "denied"), -1);
	/* What was answered needs a new request. */
	assert_int_equal(approve(&world, uuid, "ada", "approved"), ERR_DENIED);
	assert_int_equal(approve(&world, uuid, "abe", "pending"), -1);
	assert_int_equal(approve(&world, uuid, "abe", "temporary"),
	    ERR_DENIED);
	assert_int_equal(approve(&world, uuid, "ada", "approved"), -1);
	/* Its end cannot be moved alone, its reason can be mended. */
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval_until, "2030-01-01");
	assert_int_equal(try(&world, record), ERR_DENIED);
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval_reason, "why");
	assert_int_equal(try(&world, record), -1);
	/* Nor does an undo bring back what was revoked. */
	assert_int_equal(approve(&world, uuid, "abe", "revoked"), -1);
	be(&world, "ada");
	{
		int64_t tx;

		be(&world, "abe");
		assert_null(history_last(&world.session, false, &tx));
		be(&world, "ada");
		assert_int_equal(undo(&world, tx), ERR_DENIED);
	}
	/* A record that begins approved is approved by its maker. */
	record = world_record(&world, ENTITY_software, F_software_title, "x");
	record_set_text(record, F_software_approved, "yes");
	assert_int_equal(try(&world, record), ERR_DENIED);
	world_release(&world);
}

/* Whoever erases what they asked has still asked. */
static void
an_erasure_hides_no_maker(void **state)
{
	struct world world;
	struct record *record;
	struct erasure erasure;
	const char *uuid;

	(void)state;
	team(&world);
	set(&world, "four_eyes", "yes");
	be(&world, "eve");
	uuid = new_asset(&world, "A-1");
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval, "pending");
	assert_int_equal(try(&world, record), -1);
	be(&world, "ada");
	record = world_edit(&world, ENTITY_asset, uuid);
	record_set_text(record, F_asset_approval_reason, "mine");
	assert_int_equal(try(&world, record), -1);
	assert_null(register_erase(&world.session, ENTITY_asset, uuid,
	    "approval_reason", "law", NULL, false, &erasure));
	assert_true(erasure.entries > 0);
	assert_int_equal(approve(&world, uuid, "ada", "approved"), ERR_DENIED);
	assert_int_equal(approve(&world, uuid, "abe", "approved"), -1);
	world_release(&world);
}

static void
two_accounts_of_one_person_are_one(void **state)
{
	struct world world;
	struct record *record;
	const char *uuid, *person;

	(void)state;
	team(&world);
	person = world_put(&world, world_record(&world, ENTITY_person,
	    F_person_name, "Abe"));
	give(&world, "abe2", "approver");
	record = world_edit(&world, ENTITY_role, role_of(&world, "abe"));
	record_set_text(record, F_role_person, person);
	world_put(&world, record);
	record = world_edit(&world, ENTITY_role, role_of(&world, "abe2"));
	record_set_text(record, F_role_person, person);
	world_put(&world, record);
	set(&world, "four_eyes", "yes");
	be(&world, "abe");
	uuid = new_asset(&world, "A-1");
	assert_int_equal(approve(&world, uuid, "abe2", "approved"),
	    ERR_DENIED);
	assert_int_equal(approve(&world, uuid, "ada", "approved"), -1);
	world_release(&world);
}

/* Who touched the request since the last word about it. */
struct request {
	bool	asked[PEOPLE];
};

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static bool
is_granted(const struct record *asset)
{
	const char *word = record_text(asset, F_asset_approval);

	return word != NULL && (strcmp(word, "approved") == 0 ||
	    strcmp(word, "temporary") == 0);
}

static bool
is_answered(const struct record *asset)
{
	const char *word = record_text(asset, F_asset_approval);

	return word != NULL && strcmp(word, "pending") != 0;
}

/*
 * Whatever approvers do, undo and redo included: what is granted was asked
 * for, and by nobody who granted it.
 */
static void
nobody_grants_their_own_request(void **state)
{
	static const char *const words[] = {
		NULL, "pending", "pending", "pending", "approved", "approved",
		"temporary", "revoked",
	};
	static const char *const days[] = { NULL, "2027-01-01", "2028-01-01" };
	struct world world;
	static const char *const approvers[] = { "ada", "abe", "amy" };
	struct request request = { .asked = { true } };
	struct record *was, *now, *edit;
	unsigned seed = 7;
	int step, who, grants = 0, k;
	const char *uuid;
	int64_t tx, made;

	(void)state;
	team(&world);
	give(&world, "amy", "approver");
	set(&world, "four_eyes", "yes");
	uuid = new_asset(&world, "A-1");
	assert_null(history_last(&world.session, false, &made));
	for (step = 0; step < STEPS; step++) {
		bool wider, touched;

		arena_reset(world.arena);
		uuid = arena_strdup(world.arena,
		    "00000000-0000-4000-8000-000000000000");
		assert_null(store_lookup(register_reader(&world.session),
		    ENTITY_asset, F_asset_asset_no, "A-1", world.arena, &uuid,
		    1, &(size_t){ 0 }));
		who = (int)(next(&seed) % 3);
		be(&world, approvers[who]);
		was = world_get(&world, ENTITY_asset, uuid);
		edit = world_edit(&world, ENTITY_asset, uuid);
		k = (int)(next(&seed) % 8);
		if (k < 5)
			record_set_text(edit, F_asset_approval,
			    words[next(&seed) % 8]);
		else if (k == 5)
			record_set_text(edit, F_asset_approval_until,
			    days[next(&seed) % 3]);
		if (k <= 5) {
			try(&world, edit);
		} else {
			assert_null(history_last(&world.session, k == 7, &tx));
			if (tx > made)
				undo(&world, tx);
		}
		now = world_get(&world, ENTITY_asset, uuid);
		assert_non_null(now);
		touched = !value_equal(record_value(was, F_asset_approval),
		    record_value(now, F_asset_approval)) ||
		    !value_equal(record_value(was, F_asset_approval_until),
		    record_value(now, F_asset_approval_until));
		wider = touched && is_granted(now);
		if (wider) {
			bool any = false;

			for (k = 0; k < PEOPLE; k++)
				any = any || request.asked[k];
			assert_true(any);
			assert_false(request.asked[who]);
			grants++;
		}
		if (touched && is_answered(now))
			memset(&request, 0, sizeof(request));
		else if (touched)
			request.asked[who] = true;
	}
	print_message("%d grants\n", grants);
	assert_true(grants > 10);
	world_verify(&world);
	world_release(&world);
}

static void
a_critical_decision_has_two(void **state)
{
	struct world world;
	struct record *record;
	const char *finding, *ada, *bob;
	const char *const kinds[] = { "investigate", "remove" };
	size_t i;

	(void)state;
	team(&world);
	ada = world_put(&world, world_record(&world, ENTITY_person,
	    F_person_name, "Ada"));
	bob = world_put(&world, world_record(&world, ENTITY_person,
	    F_person_name, "Bob"));
	record = world_record(&world, ENTITY_finding, F_finding_title, "f");
	record_set_text(record, F_finding_severity, "critical");
	record_set_text(record, F_finding_origin, "person");
	record_set_text(record, F_finding_state, "new");
	finding = world_put(&world, record);
	set(&world, "four_eyes", "yes");
	/* What one has said is noted; naming a second makes no two. */
	for (i = 0; i < 2; i++) {
		record = world_record(&world, ENTITY_decision,
		    F_decision_decision, kinds[i]);
		record_set_text(record, F_decision_finding, finding);
		record_set_text(record, F_decision_by, ada);
		assert_int_equal(try(&world, record), -1);
	}
	record_set_text(record, F_decision_second_person, ada);
	assert_int_equal(try(&world, record), ERR_DENIED);
	record_set_text(record, F_decision_second_person, bob);
	assert_int_equal(try(&world, record), ERR_DENIED);
	record = world_edit(&world, ENTITY_finding, finding);
	record_set_text(record, F_finding_state, "closed");
	assert_int_equal(try(&world, record), ERR_DENIED);
	record = world_edit(&world, ENTITY_finding, finding);
	record_set_text(record, F_finding_severity, "low");
	assert_int_equal(try(&world, record), ERR_DENIED);
	world_release(&world);
}

static const char *
state_of(struct world *world, const char *finding)
{
	struct record *record = NULL;

	assert_null(store_get(register_reader(&world->session),
	    ENTITY_finding, finding, NULL, world->arena, &record));
	return record_text(record, F_finding_state);
}

static void
say(struct world *world, const char *who, const char *finding,
    const char *decision)
{
	struct decide_options options = { .decision = decision,
	    .reason = "r", .until = "2099-01-01" };
	struct commit_result result;
	const struct err *err;

	be(world, who);
	err = decide_apply(&world->session, &finding, 1, &options, NULL,
	    &result);
	if (err != NULL)
		fail_msg("%s", err->msg);
}

/* The same word from two accounts of two people, and nothing less. */
static void
a_critical_finding_is_decided_by_two(void **state)
{
	static const char *const names[] = { "ada", "abe" };
	struct world world;
	struct record *record;
	const char *finding;
	bool waits;
	size_t i;

	(void)state;
	team(&world);
	for (i = 0; i < 2; i++) {
		record = world_record(&world, ENTITY_person, F_person_name,
		    names[i]);
		world_put(&world, record);
	}
	record = world_record(&world, ENTITY_finding, F_finding_title, "f");
	record_set_text(record, F_finding_severity, "critical");
	record_set_text(record, F_finding_origin, "person");
	record_set_text(record, F_finding_state, "new");
	finding = world_put(&world, record);
	set(&world, "four_eyes", "yes");
	say(&world, "ada", finding, "fixed");
	assert_string_equal(state_of(&world, finding), "triaged");
	assert_null(decide_waits(&world.session, finding, &waits));
	assert_true(waits);
	say(&world, "ada", finding, "fixed");
	assert_string_equal(state_of(&world, finding), "triaged");
	say(&world, "abe", finding, "ignore");
	assert_string_equal(state_of(&world, finding), "triaged");
	say(&world, "ada", finding, "ignore");
	assert_string_equal(state_of(&world, finding), "decided");
	assert_null(decide_waits(&world.session, finding, &waits));
	assert_false(waits);
	world_verify(&world);
	world_release(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entity_by_every_role),
		cmocka_unit_test(an_editor_asks_an_approver_answers),
		cmocka_unit_test(its_fields_follow_the_approval),
		cmocka_unit_test(the_highest_of_account_and_groups_counts),
		cmocka_unit_test(the_last_admin_stays),
		cmocka_unit_test(a_team_without_roles_edits),
		cmocka_unit_test(settings_are_read_before_they_stand),
		cmocka_unit_test(a_service_account_is_nobody),
		cmocka_unit_test(who_asks_does_not_approve),
		cmocka_unit_test(an_erasure_hides_no_maker),
		cmocka_unit_test(two_accounts_of_one_person_are_one),
		cmocka_unit_test(nobody_grants_their_own_request),
		cmocka_unit_test(a_critical_decision_has_two),
		cmocka_unit_test(a_critical_finding_is_decided_by_two),
	};

	return cmocka_run_group_tests_name("role", tests, NULL, NULL);
}
