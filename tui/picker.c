/* SPDX-License-Identifier: ISC */
#include "tui/picker.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"

enum { BOX_ROWS = 10, BOX_MIN_W = 44 };

struct picker_data {
	struct picker	 picker;
	struct lineedit	 edit;
	struct arena	*arena;		/* of the candidates */
	struct pick_item item[PICKER_MAX];
	size_t		 n, total, cursor, top;
};

static const struct err *
look_up(struct view *view)
{
	struct picker_data *d = view->data;

	arena_reset(d->arena);
	d->n = d->total = 0;
	d->cursor = d->top = 0;
	return d->picker.search(d->picker.ctx, lineedit_text(&d->edit),
	    d->arena, d->item, &d->n, &d->total);
}

static const struct err *
picker_start(struct view *view, const void *args)
{
	struct picker_data *d = view->data;

	d->picker = *(const struct picker *)args;
	d->picker.title = arena_strdup(view->arena, d->picker.title);
	d->arena = arena_new();
	lineedit_set(&d->edit, d->picker.text);
	return look_up(view);
}

static void
picker_end(struct view *view)
{
	struct picker_data *d = view->data;

	lineedit_release(&d->edit);
	arena_free(d->arena);
}

static unsigned
picker_where(const struct view *view)
{
	(void)view;
	return AT_PICKER;
}

static const enum action_id *
picker_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_candidate, ACTION_choose, ACTION_clear,
		ACTION_close_picker, ACTION_NONE
	};

	(void)view;
	return actions;
}

static void
draw_item(struct screen *screen, struct area line,
    const struct pick_item *item, int detail, bool here)
{
	struct buf text = { 0 };
	enum role role = item->why != NULL ? ROLE_off : ROLE_text;
	const char *second = item->why != NULL ? item->why : item->detail;
	int right = 0;

	if (item->key == NULL)
		buf_printf(&text, "+ %s", item->text);
	else
		buf_printf(&text, "%s%s", item->why != NULL ? "(" : "",
		    item->text);
	if (item->why != NULL && second[0] == '\0')
		buf_addc(&text, ')');
	screen_put(screen, line.y, line.x + 1, line.w - 1, role,
	    buf_str(&text));
	if (item->right != NULL)
		right = utf8_width(item->right) + 2;
	if (second != NULL && *second != '\0') {
		buf_clear(&text);
		buf_printf(&text, "%s%s", second,
		    item->why != NULL ? ")" : "");
		screen_put(screen, line.y, line.x + detail,
		    line.w - detail - right, item->why != NULL ? role :
		    ROLE_dim, text.s);
	}
	if (item->right != NULL)
		screen_put_right(screen, line.y, line.x, line.w - 1, ROLE_dim,
		    item->right);
	if (here) {
		screen_put(screen, line.y, line.x, 1, ROLE_text, ">");
		screen_paint(screen, line, ROLE_select);
	}
	buf_release(&text);
}

/* Under the field, or above it where there is no room. */
static struct area
place_box(const struct picker_data *d, struct area area)
{
	struct area box = { .x = d->picker.x, .w = d->picker.w };
	int rows = d->n > BOX_ROWS ? BOX_ROWS : d->n > 0 ? (int)d->n : 1;

	if (box.w < BOX_MIN_W)
		box.w = BOX_MIN_W;
	if (box.x + box.w > area.w)
		box.x = area.w > box.w ? area.w - box.w : 0;
	if (box.w > area.w)
		box.w = area.w;
	box.h = rows + 2;
	box.y = d->picker.y + 1;
	if (box.y + box.h > area.y + area.h) {
		int below = area.y + area.h - box.y;
		int above = d->picker.y - area.y;

		if (below >= above || below >= 5) {
			box.h = below;
		} else {
			if (box.h > above)
				box.h = above;
			box.y = d->picker.y - box.h;
		}
	}
	return box;
}

static void
picker_draw(struct view *view, struct screen *screen, struct area area)
{
	struct picker_data *d = view->data;
	struct area box = place_box(d, area);
	struct area line = { 0, box.x + 1, 1, box.w - 2 };
	struct buf foot = { 0 };
	size_t i, rows = box.h > 2 ? (size_t)box.h - 2 : 0;
	int detail = 0;

	if (d->cursor < d->top)
		d->top = d->cursor;
	if (rows > 0 && d->cursor >= d->top + rows)
		d->top = d->cursor - rows + 1;
	for (i = 0; i < d->n; i++)
		if (d->item[i].key != NULL &&
		    utf8_width(d->item[i].text) > detail)
			detail = utf8_width(d->item[i].text);
	detail = detail + 4 < line.w ? detail + 4 : line.w;
	for (i = rows = 0; i < d->n; i++)
		rows += d->item[i].key != NULL;
	buf_printf(&foot, "%zu / %zu", rows, d->total);
	screen_box(screen, box, ROLE_text, d->picker.title, foot.s);
	for (i = d->top; i < d->n &&
	    (int)(i - d->top) < box.h - 2; i++) {
		line.y = box.y + 1 + (int)(i - d->top);
		draw_item(screen, line, &d->item[i], detail, i == d->cursor);
	}
	lineedit_draw(&d->edit, screen, d->picker.y, d->picker.x,
	    d->picker.w, ROLE_input);
	buf_release(&foot);
}

static bool
picker_type(struct view *view, uint32_t key, const char *paste)
{
	struct picker_data *d = view->data;
	struct buf was = { 0 };

	buf_add(&was, lineedit_text(&d->edit));
	if (!lineedit_key(&d->edit, key, paste)) {
		buf_release(&was);
		return false;
	}
	if (strcmp(buf_str(&was), lineedit_text(&d->edit)) != 0)
		app_error(view->app, look_up(view));
	buf_release(&was);
	return true;
}

static const struct err *
take(struct view *view)
{
	struct picker_data *d = view->data;
	const struct pick_item *item = &d->item[d->cursor];

	if (d->n == 0) {
		app_say(view->app, _("Nothing fits. Shorten what was typed."));
		return NULL;
	}
	if (item->why != NULL) {
		app_say(view->app, "%s: %s", item->text, item->why);
		return NULL;
	}
	app_close(view);
	return d->picker.done(d->picker.ctx, item->key,
	    lineedit_text(&d->edit));
}

static const struct err *
picker_act(struct view *view, enum action_id action, uint32_t key)
{
	struct picker_data *d = view->data;

	switch (action) {
	case ACTION_candidate:
		if (key == K_UP || key == K_PGUP)
			d->cursor -= d->cursor > 0;
		else
			d->cursor += d->cursor + 1 < d->n;
		return NULL;
	case ACTION_choose:
		return take(view);
	case ACTION_close_picker:
		app_close(view);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static const struct view_ops view_picker = {
	.name = "picker", .shape = VIEW_POPUP,
	.size = sizeof(struct picker_data), .open = picker_start,
	.close = picker_end, .where = picker_where, .footer = picker_footer,
	.draw = picker_draw, .type = picker_type, .act = picker_act,
};

const struct err *
picker_open(struct app *app, const struct picker *picker)
{
	return app_open(app, &view_picker, picker);
}
