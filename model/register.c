/* SPDX-License-Identifier: ISC */
#include "model/register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "model/commit.h"
#include "model/custom.h"
#include "model/history.h"
#include "model/migrate.h"
#include "model/register_impl.h"
#include "model/rights.h"

static struct register_ *
register_new(const char *path)
{
	struct register_ *reg = xcalloc(1, sizeof(*reg));

	reg->arena = arena_new();
	reg->path = arena_strdup(reg->arena, path);
	return reg;
}

static void
register_free(struct register_ *reg)
{
	if (reg == NULL)
		return;
	if (reg->read != reg->live)
		store_close(reg->read);
	store_close(reg->live);
	arena_free(reg->arena);
	free(reg);
}

/* The file's name without its folder and ending. */
static const char *
file_name(struct arena *arena, const char *path)
{
	const char *base = path_base(path), *end = strrchr(base, '.');

	return end == NULL || end == base ? arena_strdup(arena, base) :
	    arena_strndup(arena, base, (size_t)(end - base));
}

/* Reads the settings that the register carries. */
static const struct err *
load_settings(struct session *session, struct register_ *reg)
{
	const char *name = NULL, *scheme = NULL, *required = NULL;
	const char *zone = NULL;
	const struct err *err;

	err = store_meta_get(reg->live, "name", reg->arena, &name);
	if (err == NULL)
		err = store_meta_get(reg->live, "zone", reg->arena, &zone);
	if (err == NULL)
		err = store_meta_get(reg->live, "scheme", reg->arena,
		    &scheme);
	if (err == NULL)
		err = store_meta_get(reg->live, "required.asset", reg->arena,
		    &required);
	if (err == NULL && (scheme == NULL || required == NULL))
		err = err_new(ERR_REGISTER, _("%s lacks its settings, so it is "
		    "not opened. Restore a backup with 'daicho restore'."),
		    reg->path);
	if (err == NULL)
		err = required_parse(required, reg->arena, &reg->required);
	if (err != NULL)
		return err;
	reg->first_scheme = scheme;
	reg->name = name != NULL ? name : file_name(reg->arena, reg->path);
	if (zone != NULL) {
		session->zone = zone;
		clock_set_zone(zone);
	}
	return NULL;
}

/* Works out who it is, and what that person cannot do. */
static const struct err *
load_actor(struct session *session, struct register_ *reg)
{
	const struct err *err;
	struct buf text = { 0 };
	int need;

	err = role_load(session, reg->live, reg->founding, reg->arena,
	    &reg->actor);
	for (need = RIGHT_EDIT; err == NULL && need <= RIGHT_ADMIN; need++) {
		reg->refusal[need] = NULL;
		if ((int)reg->actor.right >= need)
			continue;
		buf_clear(&text);
		role_explain(session, &reg->actor, (enum right)need, &text);
		reg->refusal[need] = arena_strdup(reg->arena, text.s);
	}
	buf_release(&text);
	if (err == NULL && reg->actor.right == RIGHT_VIEW &&
	    reg->read_only == NULL)
		reg->read_only = reg->refusal[RIGHT_EDIT];
	return err;
}

/* The same for an open register, and what follows for the session. */
static const struct err *
settle_actor(struct session *session)
{
	const struct register_ *reg = session->reg;
	const struct err *err = load_actor(session, session->reg);

	session->person = reg->actor.behind ? reg->actor.user : NULL;
	return err;
}

/*
 * Where daicho stands between a person and the file, it looks who that is
 * before it opens anything for writing.
 */
static const struct err *
look_first(struct session *session, struct register_ *reg)
{
	const struct err *err;

	if (!session_is_restricted(session) || session->read_only)
		return NULL;
	err = store_open(session, reg->path, STORE_READ, &reg->live);
	if (err == NULL)
		err = load_actor(session, reg);
	if (err == NULL && reg->read_only != NULL)
		return NULL;
	store_close(reg->live);
	reg->live = NULL;
	return err;
}

/* For writing where that is possible and wanted, else for reading. */
static const struct err *
open_store(struct session *session, struct register_ *reg)
{
	const struct err *err;

	err = look_first(session, reg);
	if (err != NULL || reg->live != NULL)
		return err;
	if (session->read_only) {
		reg->read_only = arena_strdup(reg->arena, _("Open for reading "
		    "only. Start without --read-only to change the register."));
		return store_open(session, reg->path, STORE_READ, &reg->live);
	}
	err = store_open(session, reg->path, STORE_WRITE, &reg->live);
	if (err == NULL || err->kind != ERR_READONLY)
		return err;
	reg->read_only = arena_printf(reg->arena, _("The register %s may not "
	    "be written by %s; ask its owner for permission."), reg->path,
	    session->user);
	return store_open(session, reg->path, STORE_READ, &reg->live);
}

/* A viewer's register is not even open for writing. */
static const struct err *
close_to_viewers(struct session *session, struct register_ *reg)
{
	bool writing = reg->read_only == NULL;
	const struct err *err = load_actor(session, reg);

	if (err != NULL || !writing || reg->read_only == NULL ||
	    strcmp(reg->path, ":memory:") == 0)
		return err;
	store_close(reg->live);
	return store_open(session, reg->path, STORE_READ, &reg->live);
}

/* A journal that was altered is added to by nobody. */
static void
mistrust(struct register_ *reg)
{
	int64_t broken = 0;

	if (history_trust(reg->live, &broken) != NULL || broken == 0)
		return;
	reg->read_only = arena_printf(reg->arena, _("The journal is broken at "
	    "entry %lld, so the register is open for reading only. \"daicho "
	    "verify\" says how; restore a backup with 'daicho restore'."),
	    (long long)broken);
}

const struct err *
register_open(struct session *session, const char *path)
{
	struct register_ *reg = register_new(path);
	const struct err *err;

	err = open_store(session, reg);
	if (err == NULL && reg->read_only == NULL)
		err = migrate(reg->live);
	if (err == NULL)
		err = close_to_viewers(session, reg);
	if (err == NULL) {
		reg->read = reg->live;
		err = load_settings(session, reg);
	}
	if (err != NULL) {
		register_free(reg);
		return err;
	}
	register_close(session);
	session->reg = reg;
	mistrust(reg);
	err = settle_actor(session);
	if (err == NULL)
		err = custom_load(session);
	if (err == NULL && reg->read_only == NULL)
		err = stage_recover(session);
	if (err == NULL)
		err = custom_follow(session);
	reg->present_read_only = reg->read_only;
	if (err != NULL)
		register_close(session);
	return err;
}

static const struct err *
check_mode(const struct session *session, const char *mode)
{
	if (mode_find(mode) < 0)
		return err_new(ERR_USAGE, _("There is no mode \"%s\"; choose "
		    "personal, team or hardened."), mode);
	if (mode_find(mode) == MODE_HARDENED && !session_is_restricted(session))
		return err_new(ERR_DENIED, _("A hardened register is made "
		    "through its service account, so that daicho knows the "
		    "first admin: sudo -u ACCOUNT daicho -r FILE init --mode "
		    "hardened. See daicho(1)."));
	return NULL;
}

static const struct err *
save_settings(struct session *session, struct store *store,
    const char *scheme, const char *name)
{
	struct buf levels = { 0 }, required = { 0 };
	const struct err *err;

	err = scheme_load(scheme, &levels);
	if (err == NULL)
		err = required_load(&required);
	if (err == NULL)
		err = store_begin(store);
	if (err != NULL)
		goto done;
	err = store_meta_put(store, "scheme", buf_str(&levels));
	if (err == NULL)
		err = store_meta_put(store, "scheme.name", scheme);
	if (err == NULL)
		err = store_meta_put(store, "required.asset",
		    buf_str(&required));
	if (err == NULL)
		err = store_meta_put(store, "zone", session->zone);
	if (err == NULL && name != NULL)
		err = store_meta_put(store, "name", name);
	if (err == NULL)
		err = store_commit(store);
	store_rollback(store);
done:
	buf_release(&levels);
	buf_release(&required);
	return err;
}

/* A file that could not be finished does not stay behind. */
static void
remove_new(struct store *store, const char *path)
{
	static const char *const suffixes[] = {
		"", "-wal", "-shm", "-lock", "-owner", "-reserve",
	};
	struct buf name = { 0 };
	size_t i;

	store_close(store);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		buf_clear(&name);
		buf_printf(&name, "%s%s", path, suffixes[i]);
		unlink(name.s);
	}
	buf_release(&name);
}

const struct err *
register_set(struct session *session, struct changes *changes,
    const char *key, const char *value)
{
	struct store *store = register_reader(session);
	struct arena *arena = changes_arena(changes);
	struct record *record = record_new(arena, ENTITY_setting);
	const char *uuid;
	const struct err *err = setting_uuid(store, key, arena, &uuid);

	if (err != NULL)
		return err;
	if (uuid != NULL)
		memcpy(record->uuid, uuid, strlen(uuid) + 1);
	else
		record_set_text(record, F_setting_key, key);
	record_set_text(record, F_setting_value, value);
	changes_put(changes, record);
	return NULL;
}

/* Makes the caller admin unless there is one. */
static const struct err *
add_admin(struct session *session, struct changes *changes)
{
	struct arena *arena = changes_arena(changes);
	struct record *record = record_new(arena, ENTITY_role);
	struct actor all = { .n_rows = 0 };
	const struct err *err;
	size_t i;

	err = role_rows(register_reader(session), arena, &all);
	for (i = 0; err == NULL && i < all.n_rows; i++)
		if (all.row[i].right == RIGHT_ADMIN)
			return NULL;
	if (err != NULL)
		return err;
	record_set_text(record, F_role_account,
	    role_account(register_user(session)));
	record_set_text(record, F_role_role, "admin");
	changes_put(changes, record);
	return NULL;
}

const struct err *
register_set_mode(struct session *session, struct changes *changes,
    const char *mode)
{
	struct register_ *reg = session->reg;
	const struct err *err = check_mode(session, mode);
	char uid[24];

	if (err != NULL)
		return err;
	if (mode_find(mode) == MODE_HARDENED && !reg->founding) {
		reg->founding = true;
		err = settle_actor(session);
	}
	if (err == NULL)
		err = register_set(session, changes, "mode", mode);
	snprintf(uid, sizeof(uid), "%ju", (uintmax_t)session->uid);
	if (err == NULL && mode_find(mode) == MODE_HARDENED)
		err = register_set(session, changes, "service_uid", uid);
	return err != NULL || mode_find(mode) == MODE_PERSONAL ? err :
	    add_admin(session, changes);
}

/* The mode of a new register, and who made it as its admin. */
static const struct err *
found(struct session *session, const char *mode)
{
	struct changes *changes;
	const struct err *err;

	if (mode_find(mode) == MODE_PERSONAL)
		return NULL;
	changes = changes_new(session, "settings");
	err = register_set_mode(session, changes, mode);
	if (err == NULL)
		err = register_commit(session, changes, NULL, NULL);
	changes_free(changes);
	return err != NULL ? err : settle_actor(session);
}

const struct err *
register_create(struct session *session, const char *path,
    const char *scheme, const char *mode, const char *name)
{
	struct register_ *reg;
	struct store *store = NULL;
	const struct err *err;

	err = check_mode(session, mode);
	if (err == NULL)
		err = store_open(session, path, STORE_CREATE, &store);
	if (err != NULL)
		return err;
	err = save_settings(session, store, scheme, name);
	if (err != NULL) {
		struct err first;

		err_copy(&first, err);
		remove_new(store, path);
		return err_new(first.kind, "%s", first.msg);
	}
	/* In memory there is nothing to open again. */
	if (strcmp(path, ":memory:") != 0) {
		store_close(store);
		err = register_open(session, path);
		return err != NULL ? err : found(session, mode);
	}
	reg = register_new(path);
	reg->live = reg->read = store;
	err = load_settings(session, reg);
	if (err == NULL)
		err = load_actor(session, reg);
	if (err != NULL) {
		register_free(reg);
		return err;
	}
	register_close(session);
	session->reg = reg;
	err = custom_load(session);
	if (err == NULL)
		err = found(session, mode);
	if (err != NULL)
		register_close(session);
	return err;
}

void
register_close(struct session *session)
{
	if (session->reg == NULL)
		return;
	register_free(session->reg);
	session->reg = NULL;
	session->person = NULL;
	session->as_of = 0;
	register_install(session);
	session->zone = "Asia/Tokyo";
}

const struct err *
register_follow(struct session *session)
{
	return session->reg == NULL ? NULL : custom_follow(session);
}

struct store *
register_reader(const struct session *session)
{
	return session->reg == NULL ? NULL : session->reg->read;
}

const char *
register_read_only(const struct session *session)
{
	return session->reg == NULL ? NULL : session->reg->read_only;
}

const struct actor *
register_actor(const struct session *session)
{
	static const struct actor nobody = { .user = "", .service_uid = -1 };

	return session->reg == NULL ? &nobody : &session->reg->actor;
}

const char *
register_user(const struct session *session)
{
	return session->person != NULL ? session->person : session->user;
}

const char *
register_refuses(const struct session *session, enum right need)
{
	return session->reg == NULL ? NULL : session->reg->refusal[need];
}

const char *
register_refuses_entity(const struct session *session, enum entity_id entity)
{
	return register_refuses(session, rights_needed(entity));
}

const char *
register_path(const struct session *session)
{
	return session->reg == NULL ? NULL : session->reg->path;
}

const char *
register_name(const struct session *session)
{
	return session->reg == NULL ? "" : session->reg->name;
}
