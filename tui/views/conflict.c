/* SPDX-License-Identifier: ISC */
/* Somebody else saved first: which value of each field is to stand. */
#include <string.h>

#include "tui/app.h"
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { SIDES = 3, LABEL_AT = 2, SIDE_AT = 21, NEED_AT = 18 };

struct conflict_view {
	struct record	*mine;
	struct conflict	*conflict;
	int		*chosen;	/* side of each; -1: not yet */
	size_t		 n, cursor;
	struct view	*form;
};

static const struct err *
conflict_start(struct view *view, const void *args)
{
	const struct conflict_args *a = args;
	struct conflict_view *d = view->data;
	size_t i;

	d->mine = record_copy(view->arena, a->mine);
	d->n = a->n;
	d->form = a->form;
	d->conflict = arena_calloc(view->arena, d->n, sizeof(*d->conflict));
	d->chosen = arena_calloc(view->arena, d->n, sizeof(*d->chosen));
	for (i = 0; i < d->n; i++) {
		struct conflict *c = &d->conflict[i];

		*c = a->conflict[i];
		c->uuid = arena_strdup(view->arena, c->uuid);
		c->who = arena_strdup(view->arena, tally_who(view->session,
		    c->who, view->arena));
		c->base = value_copy(view->arena, &a->conflict[i].base);
		c->mine = value_copy(view->arena, &a->conflict[i].mine);
		c->theirs = value_copy(view->arena, &a->conflict[i].theirs);
		d->chosen[i] = -1;
	}
	return NULL;
}

static const struct value *
side(const struct conflict *c, int which)
{
	const struct value *const sides[SIDES] = { &c->base, &c->mine,
	    &c->theirs };

	return sides[which];
}

static size_t
left_over(const struct conflict_view *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->n; i++)
		n += d->chosen[i] < 0;
	return n;
}

static void
format(struct view *view, const struct conflict *c, int which,
    struct buf *out)
{
	const struct value *value = side(c, which);

	if (value->kind == VALUE_NONE)
		buf_add(out, _("(empty)"));
	else
		register_format(view->session, entity_field(c->entity,
		    c->position), value, out);
}

static void
draw_row(struct view *view, struct screen *screen, int y, int w, size_t i)
{
	struct conflict_view *d = view->data;
	const struct conflict *c = &d->conflict[i];
	int column = (w - SIDE_AT) / SIDES, k;
	struct buf text = { 0 }, value = { 0 };

	screen_put(screen, y, LABEL_AT, NEED_AT - LABEL_AT - 1, ROLE_dim,
	    entity_field(c->entity, c->position)->label[view->session->lang]);
	if (d->chosen[i] < 0)
		screen_put(screen, y, NEED_AT, 1, ROLE_high, "!");
	for (k = 0; k < SIDES; k++) {
		bool taken = d->chosen[i] == k;

		buf_clear(&text);
		buf_clear(&value);
		format(view, c, k, &value);
		if (taken)
			buf_printf(&text, "[%s]", buf_str(&value));
		else
			buf_printf(&text, " %s", buf_str(&value));
		screen_put(screen, y, SIDE_AT - 1 + k * column, column - 1,
		    taken ? ROLE_ok : ROLE_text, text.s);
	}
	if (i == d->cursor) {
		screen_put(screen, y, 0, 1, ROLE_text, ">");
		screen_paint(screen, (struct area){ y, 0, 1, w - 1 },
		    ROLE_select);
		screen_cursor(screen, y, 0, false);
	}
	buf_release(&text);
	buf_release(&value);
}

static void
draw_result(struct view *view, struct screen *screen, int y, int bottom,
    int w)
{
	struct conflict_view *d = view->data;
	struct buf text = { 0 };
	size_t i;

	screen_put(screen, y++, LABEL_AT, w, ROLE_head, _("After saving"));
	for (i = 0; i < d->n && y < bottom; i++, y++) {
		const struct conflict *c = &d->conflict[i];

		screen_put(screen, y, LABEL_AT, NEED_AT - LABEL_AT - 1,
		    ROLE_dim, entity_field(c->entity, c->position)->
		    label[view->session->lang]);
		buf_clear(&text);
		if (d->chosen[i] < 0)
			buf_add(&text, "–");
		else
			format(view, c, d->chosen[i], &text);
		screen_put(screen, y, SIDE_AT, w - SIDE_AT - 1, ROLE_text,
		    buf_str(&text));
	}
	buf_release(&text);
}

static void
conflict_draw(struct view *view, struct screen *screen, struct area area)
{
	struct conflict_view *d = view->data;
	const char *head[SIDES] = { _("0 before"), _("1 mine"), NULL };
	struct buf text = { 0 }, when = { 0 };
	int y = area.y + 1, w = area.w, k;
	size_t i;

	words_moment(view->session, d->conflict[0].at, &when);
	buf_printf(&text, _("%s saved first, at %s.  Nothing has been "
	    "written yet."), d->conflict[0].who, when.s);
	screen_put(screen, y, LABEL_AT, w - 3, ROLE_text, text.s);
	y += 2;
	buf_clear(&text);
	buf_printf(&text, _("Changed by both  %zu  Choose what is to stand."),
	    d->n);
	screen_put(screen, y++, LABEL_AT, w - 3, ROLE_head, text.s);
	buf_clear(&text);
	buf_printf(&text, "2 %s", d->conflict[0].who);
	head[2] = text.s;
	screen_put(screen, y, LABEL_AT, 16, ROLE_head, _("Field"));
	for (k = 0; k < SIDES; k++)
		screen_put(screen, y, SIDE_AT + k * ((w - SIDE_AT) /
		    SIDES), (w - SIDE_AT) / SIDES - 1, ROLE_head, head[k]);
	y++;
	for (i = 0; i < d->n && y < area.y + area.h - 4; i++)
		draw_row(view, screen, y++, w, i);
	screen_put(screen, y++, LABEL_AT, w - 3, ROLE_dim,
	    _("[ ] stands, ! is still to be chosen. Fields that only one of "
	    "you changed are kept."));
	draw_result(view, screen, y + 1, area.y + area.h - 1, w);
	buf_release(&text);
	buf_release(&when);
}

static void
conflict_title(struct view *view, bool top, struct title *title)
{
	(void)view;
	if (!top)
		return;
	buf_add(&title->crumb, _("Conflict"));
	title->badge = _("UNSAVED");
	title->badge_role = ROLE_unsaved;
}

static void
conflict_status(struct view *view, struct buf *left, struct buf *right)
{
	struct conflict_view *d = view->data;

	if (left_over(d) > 0)
		buf_printf(left, _("Choose for %zu more fields, then save."),
		    left_over(d));
	buf_add(right, d->conflict[0].who);
}

/* Writes over what stands there now: its revision is read anew. */
static const struct err *
save(struct view *view)
{
	struct conflict_view *d = view->data;
	struct app *app = view->app;
	struct commit_options options = { 0 };
	struct commit_result result = { 0 };
	struct record *current = NULL, *record;
	struct changes *changes;
	const struct err *err;
	size_t i;

	err = store_get(register_reader(view->session), d->mine->entity,
	    d->mine->uuid, NULL, view->arena, &current);
	if (err != NULL || current == NULL)
		return err;
	changes = changes_new(view->session, "edit");
	record = record_copy(changes_arena(changes), d->mine);
	record->rev = current->rev;
	for (i = 0; i < d->n; i++)
		record_set(record, d->conflict[i].position,
		    *side(&d->conflict[i], d->chosen[i]));
	changes_put(changes, record);
	err = register_commit(view->session, changes, &options, &result);
	changes_free(changes);
	if (err != NULL)
		return err;
	app_close(d->form);
	app_close(view);
	app_refresh(app);
	app_say(app, _("Saved. u takes it back."));
	return NULL;
}

static const struct err *
conflict_act(struct view *view, enum action_id action, uint32_t key)
{
	struct conflict_view *d = view->data;

	switch (action) {
	case ACTION_keep_base:
	case ACTION_keep_mine:
	case ACTION_keep_theirs:
		d->chosen[d->cursor] = (int)(action - ACTION_keep_base);
		d->cursor += d->cursor + 1 < d->n;
		return NULL;
	case ACTION_line_up:
		d->cursor -= d->cursor > 0;
		return NULL;
	case ACTION_line_down:
		d->cursor += d->cursor + 1 < d->n;
		return NULL;
	case ACTION_save_conflict:
		return save(view);
	case ACTION_form_leave:
		app_close(view);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static const char *
conflict_reason(const struct view *view, enum action_id action)
{
	const struct conflict_view *d = view->data;

	return action == ACTION_save_conflict && left_over(d) > 0 ?
	    _("Choose a value for every field first.") : NULL;
}

static unsigned
conflict_where(const struct view *view)
{
	(void)view;
	return AT_CONFLICT;
}

static const enum action_id *
conflict_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_keep_base, ACTION_keep_mine, ACTION_keep_theirs,
		ACTION_save_conflict, ACTION_form_leave, ACTION_help,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_conflict = {
	.name = "conflict", .shape = VIEW_FULL,
	.size = sizeof(struct conflict_view), .open = conflict_start,
	.where = conflict_where, .footer = conflict_footer,
	.reason = conflict_reason, .title = conflict_title,
	.draw = conflict_draw, .status = conflict_status,
	.act = conflict_act,
};
