/* SPDX-License-Identifier: ISC */
/*
 * Who is at work, and what role that is.  Records of entity role give viewer,
 * editor, approver or admin to accounts and @groups; the highest counts.
 * Settings of entity setting say how the register is kept: mode (personal,
 * team, hardened), service_uid and four_eyes.  What a role may do stands in
 * rights.h and is enforced in register_commit alone.
 *
 * personal: whoever may open the file may do everything.  team: who has no
 * role is a viewer, or an editor while nobody has one (the owner of the file
 * is the admin then).  hardened: who has no role is a viewer; daicho runs as
 * the service account, and the person is who called sudo.  Who cannot be told
 * from the service account is an editor at most.
 */
#ifndef DAICHO_MODEL_ROLE_H
#define DAICHO_MODEL_ROLE_H

#include "model/store/store.h"

enum mode { MODE_PERSONAL, MODE_TEAM, MODE_HARDENED };
enum right { RIGHT_VIEW, RIGHT_EDIT, RIGHT_APPROVE, RIGHT_ADMIN };

struct role_row {
	const char	*uuid;
	const char	*account;	/* "@group" too */
	const char	*person;	/* uuid; may be NULL */
	enum right	 right;
};

struct actor {
	const char	*user;		/* in the journal */
	uid_t		 uid;
	bool		 distinct;	/* not just the service account */
	bool		 behind;	/* behind the service account */
	bool		 owner;		/* of the file */
	enum mode	 mode;
	int64_t		 service_uid;	/* -1: none */
	bool		 four_eyes;
	enum right	 right;
	struct role_row	*row;		/* all roles */
	size_t		 n_rows;
};

/* By word ("team"); -1 when there is none. */
int mode_find(const char *word);
const char *mode_word(enum mode mode);
/* The label of a right in the session's language. */
const char *right_label(const struct session *session, enum right right);

/*
 * Reads settings and roles as they stand in the store and works out who the
 * session is.  Everything lies in the arena.  service: the caller stands
 * behind a service account, whatever the settings say.
 */
const struct err *role_load(const struct session *session,
    struct store *store, bool service, struct arena *arena,
    struct actor *out) ERR_MUST_CHECK;
/* Reads all roles into the actor: in a personal register they wait unused. */
const struct err *role_rows(struct store *store, struct arena *arena,
    struct actor *actor) ERR_MUST_CHECK;
/* Value of a setting, the default where there is none; NULL: no such key. */
const struct err *setting_get(struct store *store, const char *key,
    struct arena *arena, const char **out) ERR_MUST_CHECK;
/* Uuid of the record that holds a setting; NULL when there is none. */
const struct err *setting_uuid(struct store *store, const char *key,
    struct arena *arena, const char **out) ERR_MUST_CHECK;
/* What is wrong with a value, as a sentence; NULL when it is right. */
const char *setting_refuses(const char *key, const char *value);

/* The settings, ended by key NULL. */
struct setting {
	const char	*key;
	const char	*initial;	/* "" : empty */
	const char	*help;		/* N_() */
};
extern const struct setting settings[];

/* How a role names an account that has only a number. */
const char *role_account(const char *account);
/* True when two accounts are one person. */
bool role_same_person(const struct actor *actor, const char *a,
    const char *b);
/* Uuid of the person whose account it is; NULL when no role tells. */
const char *role_person(const struct actor *actor, const char *account);
/*
 * Why the actor may not: "This needs the role Approver; you are bob (Editor).
 * These may: alice, @sec."
 */
void role_explain(const struct session *session, const struct actor *actor,
    enum right need, struct buf *out);

#endif
