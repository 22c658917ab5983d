/* SPDX-License-Identifier: ISC */
/* The form of a record: nothing is written before F2 or Ctrl-X. */
#include "tui/views/edit.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/clone.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/picker.h"
#include "tui/refpick.h"

enum {
	LABEL_AT = 3, NEED_AT = 18, VALUE_AT = 20, HINT_W = 14, TABS_H = 3,
	HELP_H = 2, PICK_W = 44, NOTE_H = 6, NOTE_SMALL_H = 4,
};

/* --- opening --------------------------------------------------------------------------- */

/* Of many records: what all have in common; what differs varies. */
static const struct err *
read_many(struct view *view)
{
	struct edit *d = view->data;
	struct store *store = register_reader(view->session);
	const struct err *err = NULL;
	struct arena *arena = arena_new();
	size_t i, k;

	for (i = 0; err == NULL && i < d->args.n_many; i++) {
		struct record *record = NULL;

		arena_reset(arena);
		err = store_get(store, d->entity, d->args.many[i], NULL,
		    i == 0 ? view->arena : arena, &record);
		if (err != NULL || record == NULL)
			continue;
		if (i == 0) {
			d->was = record;
			continue;
		}
		for (k = 0; d->was != NULL && k < record->n; k++)
			if (!value_equal(record_value(d->was, k),
			    record_value(record, k)))
				fieldset_add(&d->varies, k);
	}
	arena_free(arena);
	if (err == NULL && d->was == NULL)
		err = err_new(ERR_NOT_FOUND,
		    _("The marked records are no longer there."));
	return err;
}

static const struct err *
read_interface(struct view *view)
{
	struct edit *d = view->data;
	struct store *store = register_reader(view->session);
	const struct err *err = NULL;
	const char *uuid = NULL;
	size_t n = 0;

	if (d->args.uuid != NULL)
		err = store_lookup(store, ENTITY_interface, F_interface_asset,
		    d->args.uuid, view->arena, &uuid, 1, &n);
	if (err == NULL && n > 0)
		err = store_get(store, ENTITY_interface, uuid, NULL,
		    view->arena, &d->if_was);
	if (d->if_was == NULL)
		d->if_was = record_new(view->arena, ENTITY_interface);
	d->if_now = record_copy(view->arena, d->if_was);
	return err;
}

static const struct err *
resume(void *ctx)
{
	edit_draft_load(ctx);
	return NULL;
}

static void
copy_args(struct view *view, const struct edit_args *args)
{
	struct edit *d = view->data;
	const char **many;
	size_t i;

	d->args = *args;
	d->entity = args->entity;
	d->args.uuid = arena_strdup(view->arena, args->uuid);
	d->args.from = arena_strdup(view->arena, args->from);
	many = arena_calloc(view->arena, args->n_many + 1, sizeof(*many));
	for (i = 0; i < args->n_many; i++)
		many[i] = arena_strdup(view->arena, args->many[i]);
	d->args.many = many;
}

/* What a new record takes over from another. */
static const struct err *
take_pattern(struct view *view)
{
	struct edit *d = view->data;
	struct record *pattern;
	const struct err *err;
	size_t i;

	err = clone_record(view->session, d->entity, d->args.from,
	    view->arena, &pattern);
	for (i = 0; err == NULL && i < pattern->n; i++)
		if (record_has(pattern, i))
			record_set(d->now, i, *record_value(pattern, i));
	return err;
}

static const struct err *
edit_start(struct view *view, const void *args)
{
	struct edit *d = view->data;
	const struct err *err = NULL;
	char uuid[UUID_LEN];

	copy_args(view, args);
	if (d->args.n_many > 0)
		err = read_many(view);
	else if (d->args.uuid != NULL)
		err = store_get(register_reader(view->session), d->entity,
		    d->args.uuid, NULL, view->arena, &d->was);
	else
		d->was = record_new(view->arena, d->entity);
	if (err == NULL && d->was == NULL)
		err = err_new(ERR_NOT_FOUND,
		    _("The record is no longer there. q goes back."));
	if (err == NULL && d->entity == ENTITY_asset && d->args.n_many == 0)
		err = read_interface(view);
	if (err != NULL)
		return err;
	d->now = record_copy(view->arena, d->was);
	if (d->args.uuid == NULL && d->args.n_many == 0) {
		session_uuid(view->session, uuid);
		memcpy(d->now->uuid, uuid, sizeof(uuid));
		if (d->args.from != NULL)
			err = take_pattern(view);
		if (err != NULL)
			return err;
		if (d->args.name != NULL)
			record_set_text(d->now, entity_name_field(d->entity),
			    arena_strdup(view->arena, d->args.name));
	}
	edit_make_rows(d);
	return NULL;
}

/* A draft is offered once the form stands, so that it lies below. */
static bool
edit_tick(struct view *view)
{
	struct edit *d = view->data;
	struct ask ask = { .title = _("Draft"), .text = _("A draft of this "
	    "form was kept when the connection broke.\nTake it up again?"),
	    .yes = resume, .ctx = view };

	if (d->asked || d->args.n_many > 0)
		return false;
	d->asked = true;
	if (edit_draft_exists(view))
		app_error(view->app, ask_open(view->app, &ask));
	return true;
}

static void
edit_end(struct view *view)
{
	struct edit *d = view->data;

	lineedit_release(&d->line);
}

/* --- drawing ----------------------------------------------------------------------------- */

static int
tab_number(const struct edit *d, int tab)
{
	int i, n = 0;

	for (i = 0; i <= tab; i++)
		n += d->tab_used[i];
	return n;
}

/* Where the whole names do not fit, they end at their first comma. */
static const char *
tab_label(const struct view *view, int tab, int w)
{
	const struct edit *d = view->data;
	const char *label = field_tab_label((enum field_tab)tab);
	int i, need = 2;

	for (i = 0; i < EDIT_TABS; i++)
		if (d->tab_used[i])
			need += 4 + utf8_width(field_tab_label(
			    (enum field_tab)i));
	return need <= w ? label : arena_strndup(view->arena, label,
	    strcspn(label, ","));
}

static void
draw_tabs(struct view *view, struct screen *screen, struct area area)
{
	struct edit *d = view->data;
	int x = 2, tab;

	for (tab = 0; tab < EDIT_TABS; tab++) {
		size_t i, filled = 0, all = 0;
		struct buf count = { 0 };
		char number[16];

		if (!d->tab_used[tab])
			continue;
		for (i = 0; i < d->n_rows; i++)
			if (d->row[i].tab == tab) {
				all++;
				filled += edit_filled(d, &d->row[i]);
			}
		snprintf(number, sizeof(number), "%d", tab_number(d, tab));
		if (tab == d->tab)
			screen_put(screen, area.y, x - 1, 1, ROLE_strong,
			    ">");
		screen_put(screen, area.y, x, 1, ROLE_key, number);
		buf_printf(&count, "%zu/%zu", filled, all);
		screen_put(screen, area.y + 1, x + 2, area.w - x - 3,
		    ROLE_dim, count.s);
		x += 2 + screen_put(screen, area.y, x + 2, area.w - x - 3,
		    tab == d->tab ? ROLE_strong : ROLE_text,
		    tab_label(view, tab, area.w)) + 2;
		buf_release(&count);
	}
}

static const char *
hint_of(const struct edit *d, const struct edit_row *row)
{
	const struct field *field = edit_field(d, row);

	if (field == NULL)
		return NULL;
	if (field->set != NULL && field->set[0] == '~')
		return _("suggest");
	return field_is_choice(field) || field_is_ref(field) ||
	    field->type == TYPE_DATE ? _("select") : NULL;
}

/* How many rows a note has while it is typed. */
static int
note_height(bool small)
{
	return small ? NOTE_SMALL_H : NOTE_H;
}

static void
draw_row(struct view *view, struct screen *screen, int y, int w,
    struct edit_row *row, bool here)
{
	struct edit *d = view->data;
	bool small = screen_is_small(screen);
	int value_y = small ? y + 1 : y, value_x = small ? LABEL_AT : VALUE_AT;
	int value_w = w - value_x - (small ? 1 : HINT_W + 1);
	int type_x = value_x;
	const char *hint = small ? NULL : hint_of(d, row);
	struct buf text = { 0 };
	char *p;

	edit_text(view, row, &text);
	/* The lines of a note stand on one row while it is not typed. */
	for (p = text.s; p != NULL && (p = strchr(p, '\n')) != NULL; )
		*p = ' ';
	screen_put(screen, y, LABEL_AT, small ? w - LABEL_AT : NEED_AT -
	    LABEL_AT, ROLE_dim, edit_label(d, row, view->session->lang));
	if (edit_needed(view, row))
		screen_put(screen, y, NEED_AT, 1, ROLE_high, "!");
	else
		screen_put(screen, value_y, value_x, value_w, text.len == 0 ||
		    fieldset_has(&d->varies, row->a) ? ROLE_dim : ROLE_text,
		    text.len > 0 ? text.s : "–");
	if (hint != NULL)
		screen_put(screen, y, w - HINT_W, HINT_W - 1, ROLE_dim, hint);
	if (edit_changed(d, row))
		screen_put(screen, y, 1, 1, ROLE_warn, "~");
	if (here) {
		d->field_y = value_y;
		screen_put(screen, y, 0, 1, ROLE_text, ">");
		if (!d->typing)
			screen_paint(screen, (struct area){ y, 0, small ? 2 :
			    1, w - 1 }, ROLE_select);
		screen_cursor(screen, y, 0, false);
	}
	if (here && d->typing && row->kind == EDIT_PAIR) {
		/* The first of the two stays in sight. */
		buf_clear(&text);
		register_format(view->session, entity_field(d->entity,
		    row->a), record_value(d->now, row->a), &text);
		screen_fill(screen, (struct area){ value_y, value_x, 1,
		    w - value_x - 1 }, ROLE_text);
		type_x += screen_put(screen, value_y, value_x, value_w,
		    ROLE_text, buf_str(&text)) + 2;
	}
	if (here && d->typing && d->line.lines)
		lineedit_draw_rows(&d->line, screen, (struct area){ value_y,
		    value_x, note_height(small), w - value_x - 1 },
		    ROLE_input);
	else if (here && d->typing)
		lineedit_draw(&d->line, screen, value_y, type_x,
		    w - type_x - 1, ROLE_input);
	if (row->error != NULL && !(here && d->typing && d->line.lines)) {
		buf_clear(&text);
		buf_printf(&text, "× %s", row->error);
		screen_put(screen, value_y + 1, value_x, w - value_x - 1,
		    ROLE_error, text.s);
	}
	buf_release(&text);
}

static void
draw_help(struct view *view, struct screen *screen, struct area area,
    bool roomy)
{
	struct edit *d = view->data;
	const struct field *field = edit_field(d, &d->row[d->cursor]);
	struct buf source = { 0 };
	int end = area.w - 1;

	if (field == NULL)
		field = entity_field(ENTITY_interface, F_interface_mac);
	if (field->source != NULL)
		buf_printf(&source, "%s  %s", _("Source"), field->source);
	if (!roomy && source.len > 0)
		end = screen_put_right(screen, area.y + 1, area.w / 2,
		    area.w - area.w / 2 - 1, ROLE_dim, source.s) - 1;
	screen_put(screen, area.y + (roomy ? 0 : 1), LABEL_AT,
	    end - LABEL_AT, ROLE_text, field->help[view->session->lang]);
	if (roomy)
		screen_put(screen, area.y + 1, LABEL_AT, end - LABEL_AT,
		    ROLE_dim, buf_str(&source));
	buf_release(&source);
}

static int
row_height(const struct edit *d, size_t i, bool small)
{
	bool note = i == d->cursor && d->typing && d->line.lines;

	return (small ? 2 : 1) + (note ? note_height(small) - 1 :
	    d->row[i].error != NULL);
}

/* Scrolls so that the row under the cursor is wholly in sight. */
static void
keep_in_sight(struct edit *d, int h, bool small)
{
	int used = 0;
	size_t i;

	if (d->cursor < d->top || d->row[d->top].tab != d->tab)
		d->top = d->cursor;
	for (i = d->cursor + 1; i > 0; i--) {
		if (d->row[i - 1].tab != d->tab)
			continue;
		used += row_height(d, i - 1, small);
		if (used > h)
			break;
		if (i - 1 == d->top)
			return;
	}
	if (i > d->top)
		d->top = i;
}

static void
edit_draw(struct view *view, struct screen *screen, struct area area)
{
	struct edit *d = view->data;
	bool small = screen_is_small(screen);
	int y = area.y + (small ? 0 : TABS_H), used = 0;
	int bottom = area.y + area.h - (small ? 0 : HELP_H);
	size_t i;

	if (d->n_rows == 0)
		return;
	if (!small)
		draw_tabs(view, screen, area);
	while (d->cursor + 1 < d->n_rows && d->row[d->cursor].tab != d->tab)
		d->cursor++;
	keep_in_sight(d, bottom - y, small);
	for (i = d->top; i < d->n_rows; i++) {
		int h = row_height(d, i, small);

		if (d->row[i].tab != d->tab)
			continue;
		if (y + used + h > bottom)
			break;
		draw_row(view, screen, y + used, area.w, &d->row[i],
		    i == d->cursor);
		used += h;
	}
	if (!small)
		draw_help(view, screen, (struct area){ bottom, 0, HELP_H,
		    area.w }, y + used < bottom);
}

static void
edit_title(struct view *view, bool top, struct title *title)
{
	struct edit *d = view->data;
	const struct view *below = app_below(view);
	const char *ref, *name;

	if (d->args.n_many > 0) {
		buf_printf(&title->crumb, _("Edit %zu marked"),
		    d->args.n_many);
	} else if (d->args.uuid == NULL) {
		if (below == NULL || below->ops != &view_list)
			buf_printf(&title->crumb, "%s › ", entity_get(
			    d->entity)->label_plural[view->session->lang]);
		buf_add(&title->crumb, _("New"));
	} else {
		ref = register_ref_of(view->session, d->args.uuid,
		    view->arena);
		name = register_name_of(view->session, d->args.uuid,
		    view->arena);
		if (below == NULL || below->ops != &view_record) {
			buf_add(&title->crumb, ref);
			if (strcmp(ref, name) != 0)
				buf_printf(&title->crumb, " %s", name);
			buf_add(&title->crumb, " › ");
		}
		buf_add(&title->crumb, _("Edit"));
	}
	if (top && edit_changes(d) > 0) {
		title->badge = _("UNSAVED");
		title->badge_role = ROLE_unsaved;
	}
	if (screen_is_small(app_screen(view->app)))
		buf_printf(&title->position, "%d/%d", tab_number(d, d->tab),
		    tab_number(d, EDIT_TABS - 1));
}

static void
edit_status(struct view *view, struct buf *left, struct buf *right)
{
	struct edit *d = view->data;
	size_t errors = edit_errors(d), changes = edit_changes(d), i, empty = 0;
	const struct field *field = edit_field(d, &d->row[d->cursor]);

	for (i = 0; i < d->n_rows; i++)
		empty += edit_needed(view, &d->row[i]);
	if (screen_is_small(app_screen(view->app)) && field != NULL)
		buf_add(left, field->help[view->session->lang]);
	else if (errors > 0)
		buf_printf(left, _("%zu fields stop the saving."), errors);
	else if (empty > 0)
		buf_printf(left, _("! is needed for approval (%zu left). "
		    "Saving works without."), empty);
	if (changes > 0)
		buf_printf(right, _("~ changes %zu"), changes);
}

/* --- acting -------------------------------------------------------------------------------- */

static void
step(struct edit *d, bool forward)
{
	size_t i = d->cursor;

	while (forward ? i + 1 < d->n_rows : i > 0) {
		i = forward ? i + 1 : i - 1;
		if (d->row[i].tab == d->tab) {
			d->cursor = i;
			return;
		}
	}
}

static void
go_tab(struct edit *d, int tab)
{
	size_t i;

	if (tab < 0 || tab >= EDIT_TABS || !d->tab_used[tab])
		return;
	d->tab = tab;
	for (i = 0; i < d->n_rows && d->row[i].tab != tab; i++)
		;
	d->cursor = i;
}

static void
next_tab(struct edit *d, int by)
{
	int i, tab = d->tab;

	for (i = 0; i < EDIT_TABS; i++) {
		tab = (tab + by + EDIT_TABS) % EDIT_TABS;
		if (d->tab_used[tab])
			break;
	}
	go_tab(d, tab);
}

static void
numbered_tab(struct edit *d, int number)
{
	int tab;

	for (tab = 0; tab < EDIT_TABS; tab++)
		if (d->tab_used[tab] && tab_number(d, tab) == number)
			go_tab(d, tab);
}

static void
begin_typing(struct view *view)
{
	struct edit *d = view->data;
	struct edit_row *row = &d->row[d->cursor];
	struct buf text = { 0 };
	size_t at = row->kind == EDIT_PAIR ? row->b : row->a;

	if (row->kind == EDIT_INTERFACE)
		edit_text(view, row, &text);
	else if (!fieldset_has(&d->varies, at))
		register_format(view->session, entity_field(d->entity, at),
		    record_value(d->now, at), &text);
	lineedit_set(&d->line, buf_str(&text));
	d->line.lines = row->kind != EDIT_INTERFACE &&
	    entity_field(d->entity, at)->type == TYPE_NOTE;
	d->typing = true;
	buf_release(&text);
}

static size_t
pick_position(const struct edit *d)
{
	const struct edit_row *row = &d->row[d->cursor];

	return d->second ? row->b : row->a;
}

static const struct err *
pick_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;
	struct edit *d = view->data;
	const struct field *field = entity_field(d->entity, pick_position(d));

	if (field_is_ref(field))
		return refpick_records(view->session, field->targets, true,
		    text, arena, out, n, total);
	if (field->type == TYPE_DATE)
		refpick_days(view->session, field, text, arena, out, n,
		    total);
	else
		refpick_choices(view->session, field, text, arena, out, n,
		    total);
	return NULL;
}

/* The record that was made on the spot becomes the value. */
static const struct err *
made(void *ctx, const char *uuid)
{
	struct view *view = ctx;
	struct edit *d = view->data;

	edit_set(view, &d->row[d->cursor], pick_position(d), uuid);
	return NULL;
}

static const struct err *ask_pick(struct view *view);

static const struct err *
pick_done(void *ctx, const char *key, const char *typed)
{
	struct view *view = ctx;
	struct edit *d = view->data;
	struct edit_row *row = &d->row[d->cursor];
	const struct field *field = entity_field(d->entity, pick_position(d));
	struct edit_args make = { .saved = made, .ctx = view, .name = typed };
	const struct err *err;

	if (key == NULL && field_is_ref(field)) {
		make.entity = (enum entity_id)refpick_only(field->targets);
		return app_open(view->app, &view_edit, &make);
	}
	edit_set(view, row, pick_position(d), key != NULL ? key : typed);
	if (row->kind == EDIT_PAIR && !d->second) {
		d->second = true;
		field = entity_field(d->entity, row->b);
		if (field->type == TYPE_DATE) {
			err = ask_pick(view);
			return err;
		}
		begin_typing(view);
		return NULL;
	}
	if (!field_is_many(field))
		step(d, true);
	return NULL;
}

static const struct err *
ask_pick(struct view *view)
{
	struct edit *d = view->data;
	const struct field *field = entity_field(d->entity, pick_position(d));
	bool small = screen_is_small(app_screen(view->app));
	struct picker picker = { .title = field->label[view->session->lang],
	    .y = d->field_y, .x = small ? LABEL_AT : VALUE_AT, .w = PICK_W,
	    .search = pick_search, .done = pick_done, .ctx = view };
	int only = field_is_ref(field) ? refpick_only(field->targets) :
	    ENTITY_NONE;

	if (only != ENTITY_NONE)
		picker.title = entity_get((enum entity_id)only)->
		    label[view->session->lang];
	return picker_open(view->app, &picker);
}

static const struct err *
edit_here(struct view *view)
{
	struct edit *d = view->data;
	const struct edit_row *row = &d->row[d->cursor];
	const struct field *field = edit_field(d, row);

	d->second = false;
	if (field != NULL && (field_is_choice(field) || field_is_ref(field) ||
	    field->type == TYPE_DATE || (field->set != NULL &&
	    field->set[0] == '~')))
		return ask_pick(view);
	begin_typing(view);
	return NULL;
}

static void
end_typing(struct view *view, bool take, int by)
{
	struct edit *d = view->data;

	d->typing = false;
	d->second = false;
	if (take)
		edit_take(view, &d->row[d->cursor], lineedit_text(&d->line));
	if (by != 0 && d->row[d->cursor].error == NULL)
		step(d, by > 0);
}

static const struct err *
throw_away(void *ctx)
{
	edit_draft_drop(ctx);
	app_close(ctx);
	return NULL;
}

static const struct err *
save(void *ctx)
{
	struct view *view = ctx;
	struct edit *d = view->data;
	struct bulk_args bulk = { .entity = d->entity, .uuid = d->args.many,
	    .n = d->args.n_many, .form = view, .saved = d->args.saved,
	    .ctx = d->args.ctx };

	if (d->typing)
		end_typing(view, true, 0);
	if (edit_errors(d) > 0) {
		app_say(view->app, _("%zu fields stop the saving."),
		    edit_errors(d));
		return NULL;
	}
	if (d->args.n_many == 0 || edit_changes(d) == 0)
		return edit_save(view);
	bulk.values = edit_delta(view, view->arena);
	return app_open(view->app, &view_bulk, &bulk);
}

static const struct err *
leave(struct view *view)
{
	struct edit *d = view->data;
	struct buf text = { 0 };
	struct ask_leave ask = { .discard = throw_away, .save = save,
	    .ctx = view };
	const struct err *err = NULL;

	if (edit_changes(d) == 0) {
		app_close(view);
		return NULL;
	}
	buf_printf(&text, _("%zu changes are not saved.\n"
	    "What becomes of them?"), edit_changes(d));
	ask.text = text.s;
	err = ask_leave_open(view->app, &ask);
	buf_release(&text);
	return err;
}

static bool
edit_type(struct view *view, uint32_t key, const char *paste)
{
	struct edit *d = view->data;

	return d->typing && lineedit_key(&d->line, key, paste);
}

static const struct err *
edit_act(struct view *view, enum action_id action, uint32_t key)
{
	struct edit *d = view->data;

	switch (action) {
	case ACTION_field_edit:
		return edit_here(view);
	case ACTION_field_clear:
		if (d->row[d->cursor].kind != EDIT_FIELD)
			d->typing = false;
		edit_take(view, &d->row[d->cursor], "");
		return NULL;
	case ACTION_accept_field:
	case ACTION_next_field:
	case ACTION_next_note:
		end_typing(view, true, 1);
		return NULL;
	case ACTION_previous_field:
		end_typing(view, true, -1);
		return NULL;
	case ACTION_leave_field:
		end_typing(view, false, 0);
		return NULL;
	case ACTION_line_up:
	case ACTION_line_down:
		step(d, action == ACTION_line_down);
		return NULL;
	case ACTION_form_tab:
		numbered_tab(d, (int)key - '0');
		return NULL;
	case ACTION_tab_next:
	case ACTION_tab_previous:
		next_tab(d, action == ACTION_tab_next ? 1 : -1);
		return NULL;
	case ACTION_save:
		return save(view);
	case ACTION_form_leave:
		return leave(view);
	default:
		return app_default(view, action, key);
	}
}

static const char *
edit_reason(const struct view *view, enum action_id action)
{
	const struct edit *d = view->data;

	return action == ACTION_save && !d->typing && edit_errors(d) > 0 ?
	    _("Put the fields with × right first.") : NULL;
}

/* As many digits as there are tabs. */
static const char *
edit_keys(const struct view *view, enum action_id action)
{
	const struct edit *d = view->data;
	int tabs = tab_number(d, EDIT_TABS - 1);

	return action != ACTION_form_tab ? NULL : tabs == 1 ? "1" :
	    arena_printf(view->arena, "1-%d", tabs);
}

static unsigned
edit_where(const struct view *view)
{
	const struct edit *d = view->data;

	return !d->typing ? AT_FORM : d->line.lines ? AT_NOTE : AT_TYPING;
}

static const enum action_id *
edit_footer(const struct view *view)
{
	static const enum action_id moving[] = {
		ACTION_field_edit, ACTION_form_tab, ACTION_save,
		ACTION_form_leave, ACTION_command, ACTION_help, ACTION_NONE
	};
	static const enum action_id typing[] = {
		ACTION_accept_field, ACTION_previous_field, ACTION_clear,
		ACTION_save, ACTION_leave_field, ACTION_NONE
	};
	static const enum action_id note[] = {
		ACTION_line_break, ACTION_next_note, ACTION_previous_field,
		ACTION_save, ACTION_leave_field, ACTION_NONE
	};
	static const enum action_id small_moving[] = {
		ACTION_field_edit, ACTION_help, ACTION_form_leave, ACTION_NONE
	};
	static const enum action_id small_typing[] = {
		ACTION_accept_field, ACTION_clear, ACTION_leave_field,
		ACTION_NONE
	};
	static const enum action_id small_note[] = {
		ACTION_line_break, ACTION_next_note, ACTION_leave_field,
		ACTION_NONE
	};
	const struct edit *d = view->data;

	if (screen_is_small(app_screen(view->app)))
		return !d->typing ? small_moving : d->line.lines ?
		    small_note : small_typing;
	return !d->typing ? moving : d->line.lines ? note : typing;
}

static void
edit_hangup(struct view *view)
{
	struct edit *d = view->data;

	if (d->typing)
		end_typing(view, true, 0);
	edit_draft_keep(view);
}

const struct view_ops view_edit = {
	.name = "edit", .shape = VIEW_FULL, .size = sizeof(struct edit),
	.open = edit_start, .close = edit_end, .where = edit_where,
	.footer = edit_footer, .keys = edit_keys, .reason = edit_reason, .title = edit_title,
	.draw = edit_draw, .status = edit_status, .type = edit_type,
	.act = edit_act, .tick = edit_tick, .hangup = edit_hangup,
};
