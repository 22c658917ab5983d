/* SPDX-License-Identifier: ISC */
#include "model/register.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "model/commit.h"
#include "model/custom.h"
#include "model/migrate.h"
#include "model/register_impl.h"

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

/* For writing where that is possible and wanted, else for reading. */
static const struct err *
open_store(struct session *session, struct register_ *reg)
{
	const struct err *err;

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

const struct err *
register_open(struct session *session, const char *path)
{
	struct register_ *reg = register_new(path);
	const struct err *err;

	err = open_store(session, reg);
	if (err == NULL && reg->read_only == NULL)
		err = migrate(reg->live);
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
	reg->present_read_only = reg->read_only;
	err = custom_load(session);
	if (err == NULL && reg->read_only == NULL)
		err = stage_recover(session);
	if (err == NULL)
		err = custom_follow(session);
	if (err != NULL)
		register_close(session);
	return err;
}

static const struct err *
check_mode(const char *mode)
{
	static const char *const modes[] = { "personal", "team" };
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i], mode) == 0)
			return NULL;
	return err_new(ERR_USAGE, _("There is no mode \"%s\"; choose "
	    "personal or team."), mode);
}

static const struct err *
save_settings(struct session *session, struct store *store,
    const char *scheme, const char *mode, const char *name)
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
		err = store_meta_put(store, "mode", mode);
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
register_create(struct session *session, const char *path,
    const char *scheme, const char *mode, const char *name)
{
	struct register_ *reg;
	struct store *store = NULL;
	const struct err *err;

	err = check_mode(mode);
	if (err == NULL)
		err = store_open(session, path, STORE_CREATE, &store);
	if (err != NULL)
		return err;
	err = save_settings(session, store, scheme, mode, name);
	if (err != NULL) {
		struct err first;

		err_copy(&first, err);
		remove_new(store, path);
		return err_new(first.kind, "%s", first.msg);
	}
	/* In memory there is nothing to open again. */
	if (strcmp(path, ":memory:") != 0) {
		store_close(store);
		return register_open(session, path);
	}
	reg = register_new(path);
	reg->live = reg->read = store;
	err = load_settings(session, reg);
	if (err != NULL) {
		register_free(reg);
		return err;
	}
	register_close(session);
	session->reg = reg;
	err = custom_load(session);
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
