/* SPDX-License-Identifier: ISC */
#include "model/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/identity.h"
#include "base/intl.h"

enum { NAMES_SHOWN = 3, UID_TEXT = 24 };

static const char *const modes[] = {
	[MODE_PERSONAL] = "personal",
	[MODE_TEAM] = "team",
	[MODE_HARDENED] = "hardened",
};

static const char *const rights[] = {
	[RIGHT_VIEW] = "viewer",
	[RIGHT_EDIT] = "editor",
	[RIGHT_APPROVE] = "approver",
	[RIGHT_ADMIN] = "admin",
};

const struct setting settings[] = {
	{ "mode", "personal", N_("who may do what: personal, team or "
	    "hardened") },
	{ "service_uid", "", N_("number of the account that daicho runs as "
	    "for everybody (hardened)") },
	{ "four_eyes", "no", N_("yes: nobody approves what they asked for "
	    "themselves") },
	{ NULL, NULL, NULL }
};

int
mode_find(const char *word)
{
	int i;

	for (i = MODE_PERSONAL; i <= MODE_HARDENED; i++)
		if (strcmp(modes[i], word) == 0)
			return i;
	return -1;
}

const char *
mode_word(enum mode mode)
{
	return modes[mode];
}

const char *
right_label(const struct session *session, enum right right)
{
	const struct choice *choice = choice_find("role", rights[right]);

	return choice == NULL ? rights[right] : choice->label[session->lang];
}

/* --- settings ------------------------------------------------------------- */

static bool
is_uid(const char *value)
{
	size_t n = strspn(value, "0123456789");

	return n > 0 && n < 10 && value[n] == '\0';
}

const char *
setting_refuses(const char *key, const char *value)
{
	if (key == NULL)
		return NULL;
	if (strcmp(key, "mode") == 0)
		return value != NULL && mode_find(value) >= 0 ? NULL :
		    _("Choose personal, team or hardened.");
	if (strcmp(key, "four_eyes") == 0)
		return value != NULL && (strcmp(value, "yes") == 0 ||
		    strcmp(value, "no") == 0) ? NULL : _("Choose yes or no.");
	if (strcmp(key, "service_uid") == 0)
		return value != NULL && is_uid(value) ? NULL :
		    _("Give the number of an account, as \"id -u\" says it.");
	return _("There is no such setting; there are mode, service_uid, "
	    "four_eyes and scheme.");
}

const struct err *
setting_uuid(struct store *store, const char *key, struct arena *arena,
    const char **out)
{
	const struct err *err;
	size_t n;

	*out = NULL;
	err = store_lookup(store, ENTITY_setting, F_setting_key, key, arena,
	    out, 1, &n);
	if (err == NULL && n == 0)
		*out = NULL;
	return err;
}

const struct err *
setting_get(struct store *store, const char *key, struct arena *arena,
    const char **out)
{
	struct record *record = NULL;
	const struct setting *row = settings;
	const char *uuid;
	const struct err *err;

	while (row->key != NULL && strcmp(row->key, key) != 0)
		row++;
	*out = row->initial;
	err = setting_uuid(store, key, arena, &uuid);
	if (err == NULL && uuid != NULL)
		err = store_get(store, ENTITY_setting, uuid, NULL, arena,
		    &record);
	if (err == NULL && record != NULL &&
	    record_has(record, F_setting_value))
		*out = record_text(record, F_setting_value);
	/* What version 1 called a team's register. */
	if (err == NULL && uuid == NULL && strcmp(key, "mode") == 0) {
		const char *made = NULL;

		err = store_meta_get(store, "mode", arena, &made);
		if (err == NULL && made != NULL && mode_find(made) >= 0)
			*out = made;
	}
	return err;
}

static const struct err *
load_settings(struct store *store, struct arena *arena, struct actor *actor)
{
	const char *mode, *uid, *four_eyes;
	const struct err *err;

	err = setting_get(store, "mode", arena, &mode);
	if (err == NULL)
		err = setting_get(store, "service_uid", arena, &uid);
	if (err == NULL)
		err = setting_get(store, "four_eyes", arena, &four_eyes);
	if (err != NULL)
		return err;
	/* What cannot be read opens nothing. */
	actor->mode = mode_find(mode) < 0 ? MODE_HARDENED :
	    (enum mode)mode_find(mode);
	actor->service_uid = is_uid(uid) ? strtoll(uid, NULL, 10) : -1;
	actor->four_eyes = strcmp(four_eyes, "yes") == 0;
	return NULL;
}

/* --- roles ------------------------------------------------------------------ */

struct reading {
	struct arena	*arena;
	struct actor	*actor;
	size_t		 cap;
};

static bool
read_role(void *ctx, const struct record *record)
{
	struct reading *reading = ctx;
	struct actor *actor = reading->actor;
	const char *account = record_text(record, F_role_account);
	const char *word = record_text(record, F_role_role);
	const char *person = record_text(record, F_role_person);
	struct role_row row = { .right = RIGHT_VIEW };
	int i;

	if (account == NULL || word == NULL)
		return true;
	for (i = RIGHT_VIEW; i <= RIGHT_ADMIN; i++)
		if (strcmp(rights[i], word) == 0)
			row.right = (enum right)i;
	row.uuid = arena_strdup(reading->arena, record->uuid);
	row.account = arena_strdup(reading->arena, account);
	if (person != NULL)
		row.person = arena_strdup(reading->arena, person);
	actor->row = arena_grow(reading->arena, actor->row, &reading->cap,
	    actor->n_rows + 1, sizeof(*actor->row));
	actor->row[actor->n_rows++] = row;
	return true;
}

const struct err *
role_rows(struct store *store, struct arena *arena, struct actor *actor)
{
	struct reading reading = { arena, actor, 0 };
	struct fieldset want = { 0 };

	actor->n_rows = 0;
	actor->row = NULL;
	fieldset_add(&want, F_role_account);
	fieldset_add(&want, F_role_role);
	fieldset_add(&want, F_role_person);
	return store_each(store, ENTITY_role, NULL, NULL, 0, &want, read_role,
	    &reading);
}

static bool
is_meant(const struct session *session, const struct actor *actor,
    const char *account)
{
	char number[UID_TEXT];

	if (account[0] == '@')
		return session->in_group(session->group_ctx, actor->user,
		    actor->uid, account + 1);
	snprintf(number, sizeof(number), "%ju", (uintmax_t)actor->uid);
	return strcmp(account, actor->user) == 0 ||
	    strcmp(account, number) == 0;
}

static enum right
without_role(const struct actor *actor)
{
	if (actor->mode != MODE_TEAM || actor->n_rows > 0)
		return RIGHT_VIEW;
	return actor->owner ? RIGHT_ADMIN : RIGHT_EDIT;
}

static enum right
find_right(const struct session *session, const struct actor *actor)
{
	enum right right = without_role(actor);
	size_t i;

	if (actor->mode == MODE_PERSONAL)
		return RIGHT_ADMIN;
	for (i = 0; i < actor->n_rows; i++)
		if (actor->row[i].right > right &&
		    is_meant(session, actor, actor->row[i].account))
			right = actor->row[i].right;
	return !actor->distinct && right > RIGHT_EDIT ? RIGHT_EDIT : right;
}

static bool
owns(const struct session *session, struct store *store)
{
	struct stat st;

	return stat(store_path(store), &st) != 0 || st.st_uid == session->uid;
}

/* The person before a service account: who called sudo, if anybody. */
static void
look_behind(const struct session *session, struct arena *arena,
    struct actor *actor)
{
	char *name;

	actor->distinct = session->sudo_uid >= 0 &&
	    session->sudo_uid != (int64_t)session->uid;
	if (!actor->distinct)
		return;
	actor->behind = true;
	actor->uid = (uid_t)session->sudo_uid;
	name = identity_name(actor->uid);
	actor->user = arena_strdup(arena, name);
	free(name);
}

const struct err *
role_load(const struct session *session, struct store *store, bool service,
    struct arena *arena, struct actor *out)
{
	const struct err *err;

	*out = (struct actor){ .user = session->user, .uid = session->uid,
	    .distinct = true, .service_uid = -1 };
	err = load_settings(store, arena, out);
	if (err == NULL && out->mode != MODE_PERSONAL)
		err = role_rows(store, arena, out);
	if (err != NULL)
		return err;
	out->owner = owns(session, store);
	if (service || (out->mode == MODE_HARDENED &&
	    out->service_uid == (int64_t)session->uid))
		look_behind(session, arena, out);
	out->right = find_right(session, out);
	return NULL;
}

/* "uid 4001" of the journal is "4001" among the roles. */
const char *
role_account(const char *account)
{
	return strncmp(account, "uid ", 4) == 0 ? account + 4 : account;
}

const char *
role_person(const struct actor *actor, const char *account)
{
	size_t i;

	for (i = 0; i < actor->n_rows; i++)
		if (strcmp(actor->row[i].account, role_account(account)) == 0)
			return actor->row[i].person;
	return NULL;
}

bool
role_same_person(const struct actor *actor, const char *a, const char *b)
{
	const char *first = role_person(actor, a);
	const char *second = role_person(actor, b);

	return strcmp(a, b) == 0 || (first != NULL && second != NULL &&
	    strcmp(first, second) == 0);
}

static void
list_accounts(const struct actor *actor, enum right need, struct buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < actor->n_rows; i++) {
		if (actor->row[i].right < need)
			continue;
		if (n == NAMES_SHOWN)
			buf_add(out, ", …");
		else if (n < NAMES_SHOWN)
			buf_printf(out, "%s%s", n > 0 ? ", " : "",
			    actor->row[i].account);
		n++;
	}
	if (n == 0)
		buf_add(out, actor->mode == MODE_TEAM && actor->n_rows == 0 ?
		    _("the owner of the file") : _("nobody yet"));
}

void
role_explain(const struct session *session, const struct actor *actor,
    enum right need, struct buf *out)
{
	struct buf names = { 0 };

	list_accounts(actor, need, &names);
	if (!actor->distinct)
		buf_printf(out, _("This needs the role %s and a person; "
		    "you are %s, the service account. Come through sudo from "
		    "your own account. These may: %s."), right_label(session, need),
		    actor->user, buf_str(&names));
	else
		buf_printf(out, _("This needs the role %s; you are %s (%s). "
		    "These may: %s."), right_label(session, need), actor->user,
		    right_label(session, actor->right), buf_str(&names));
	buf_release(&names);
}
