/* SPDX-License-Identifier: ISC */
#include "tui/views/edit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"
#include "tui/app.h"

enum { DRAFT_LIMIT = 1 << 20 };

/* --- drafts ------------------------------------------------------------------------- */

static void
draft_path(const struct view *view, struct buf *out)
{
	const struct edit *d = view->data;
	struct buf name = { 0 };

	buf_printf(&name, "draft-%s", d->args.uuid != NULL ? d->args.uuid :
	    entity_get(d->entity)->key);
	path_state(out, name.s);
	buf_release(&name);
}

/* "key=value" a line; a line break within a value is a carriage return. */
void
edit_draft_keep(struct view *view)
{
	struct edit *d = view->data;
	struct buf path = { 0 }, dir = { 0 }, text = { 0 };
	size_t i, at;

	/* Before a service account nothing of the person is kept. */
	if (session_is_restricted(view->session) || d->args.n_many > 0 ||
	    edit_changes(d) == 0)
		return;
	for (i = 0; i < d->now->n; i++) {
		if (value_equal(record_value(d->was, i),
		    record_value(d->now, i)))
			continue;
		buf_printf(&text, "%s=", entity_field(d->entity, i)->key);
		at = text.len;
		value_format_raw(entity_field(d->entity, i),
		    record_value(d->now, i), &text);
		for (; at < text.len; at++)
			if (text.s[at] == '\n')
				text.s[at] = '\r';
		buf_addc(&text, '\n');
	}
	draft_path(view, &path);
	path_state(&dir, "");
	/* The terminal is gone: there is nobody to tell of a failure. */
	if (path_mkdirs(dir.s) == NULL &&
	    path_write(path.s, buf_str(&text), text.len, 0600) != NULL)
		unlink(path.s);
	buf_release(&path);
	buf_release(&dir);
	buf_release(&text);
}

void
edit_draft_drop(struct view *view)
{
	struct buf path = { 0 };

	draft_path(view, &path);
	unlink(path.s);
	buf_release(&path);
}

static void
take_line(struct view *view, char *line)
{
	struct edit *d = view->data;
	struct value value = { .kind = VALUE_NONE };
	char *text = strchr(line, '='), *at;
	int position;

	if (text == NULL)
		return;
	*text++ = '\0';
	for (at = text; (at = strchr(at, '\r')) != NULL; at++)
		*at = '\n';
	position = entity_field_find(d->entity, line);
	if (position >= 0 && value_parse(view->session,
	    entity_field(d->entity, (size_t)position), text, view->arena,
	    &value) == NULL) {
		record_set(d->now, (size_t)position, value);
		fieldset_add(&d->touched, (size_t)position);
	}
}

bool
edit_draft_exists(struct view *view)
{
	struct buf path = { 0 };
	bool exists;

	draft_path(view, &path);
	exists = path_exists(path.s);
	buf_release(&path);
	return exists;
}

void
edit_draft_load(struct view *view)
{
	struct buf path = { 0 }, text = { 0 };
	const char *at;

	draft_path(view, &path);
	app_error(view->app, path_read(path.s, DRAFT_LIMIT, &text));
	for (at = buf_str(&text); *at != '\0';) {
		size_t n = strcspn(at, "\n");

		take_line(view, arena_strndup(view->arena, at, n));
		at += n + (at[n] == '\n');
	}
	edit_validate(view);
	buf_release(&path);
	buf_release(&text);
}

/* --- saving ---------------------------------------------------------------------------- */

struct record *
edit_delta(struct view *view, struct arena *arena)
{
	struct edit *d = view->data;
	struct record *delta = record_new(arena, d->entity);
	size_t i;

	memcpy(delta->uuid, d->now->uuid, sizeof(delta->uuid));
	delta->rev = d->was->rev;
	for (i = COMMON_COUNT; i < d->now->n; i++)
		if (!value_equal(record_value(d->was, i),
		    record_value(d->now, i)) || (d->args.n_many > 0 &&
		    fieldset_has(&d->touched, i)))
			record_set(delta, i, *record_value(d->now, i));
	for (i = F_tags; i <= F_notes; i++)
		if (!value_equal(record_value(d->was, i),
		    record_value(d->now, i)))
			record_set(delta, i, *record_value(d->now, i));
	return delta;
}

static void
put_interface(struct view *view, struct changes *changes, const char *asset)
{
	struct edit *d = view->data;
	static const size_t positions[] = { F_interface_mac, F_interface_ip,
	    F_interface_zone, F_interface_network };
	struct record *delta;
	size_t i;

	if (d->if_now == NULL)
		return;
	delta = record_new(changes_arena(changes), ENTITY_interface);
	memcpy(delta->uuid, d->if_now->uuid, sizeof(delta->uuid));
	delta->rev = d->if_was->rev;
	for (i = 0; i < sizeof(positions) / sizeof(positions[0]); i++)
		if (!value_equal(record_value(d->if_was, positions[i]),
		    record_value(d->if_now, positions[i])))
			record_set(delta, positions[i],
			    *record_value(d->if_now, positions[i]));
	if (fieldset_empty(&delta->have))
		return;
	if (delta->rev == 0)
		record_set_text(delta, F_interface_asset, asset);
	changes_put(changes, delta);
}

static void
first_error(struct view *view, const struct problems *problems)
{
	struct edit *d = view->data;
	size_t i, k;

	for (i = 0; i < problems->n; i++) {
		int at = problems->item[i].field == NULL ? -1 :
		    entity_field_find(d->entity, problems->item[i].field);

		for (k = 0; at >= 0 && k < d->n_rows; k++)
			if (d->row[k].kind != EDIT_INTERFACE &&
			    (d->row[k].a == (size_t)at ||
			    d->row[k].b == (size_t)at))
				d->row[k].error = arena_strdup(view->arena,
				    problems->item[i].reason);
	}
}

static const struct err *
saved(struct view *view, const char *uuid, const char *successor)
{
	struct edit *d = view->data;
	struct app *app = view->app;
	const struct err *err = NULL;

	edit_draft_drop(view);
	app_close(view);
	if (d->args.saved != NULL)
		err = d->args.saved(d->args.ctx, uuid);
	app_refresh(app);
	if (err == NULL)
		app_say(app, _("Saved. u takes it back."));
	if (err == NULL && successor != NULL)
		err = hand_over_offer(app, uuid, successor);
	return err;
}

const struct err *
edit_save(struct view *view)
{
	struct edit *d = view->data;
	struct problems problems = { .arena = view->arena };
	struct commit_options options = { .problems = &problems };
	struct commit_result result = { 0 };
	struct changes *changes;
	struct record *delta;
	const struct err *err;
	const char *uuid;

	if (edit_changes(d) == 0) {
		app_close(view);
		return NULL;
	}
	changes = changes_new(view->session, "edit");
	delta = edit_delta(view, changes_arena(changes));
	uuid = d->now->uuid;
	if (!fieldset_empty(&delta->have))
		uuid = changes_put(changes, delta);
	put_interface(view, changes, uuid);
	uuid = arena_strdup(view->arena, uuid);
	err = register_commit(view->session, changes, &options, &result);
	if (err == NULL) {
		err = saved(view, uuid, d->entity != ENTITY_department ? NULL :
		    record_text(delta, F_department_successor));
	} else if (err->kind == ERR_CONFLICT && options.n_conflicts > 0) {
		struct conflict_args args = { delta, options.conflicts,
		    options.n_conflicts, view };

		err = app_open(view->app, &view_conflict, &args);
	} else if (err->kind == ERR_INVALID) {
		first_error(view, &problems);
	}
	changes_free(changes);
	return err;
}
