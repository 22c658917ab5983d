/* SPDX-License-Identifier: ISC */
/* The actions of the screen below and of all screens, from the one table. */
#include <string.h>

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/views.h"

enum {
	KEYS_W = 7, LABEL_W = 9, RIGHT_AT = 42, RIGHT_KEYS_W = 16,
	LEFT_AT = 2, WIDE_RIGHT_AT = 64, WIDE_W = 100,
};

struct help {
	unsigned	 where;		/* of the view below */
	bool		 all;		/* a flat list of every action */
	struct buf	 word;
	struct table	 table;
	int64_t		 key[ACTION_COUNT];
	size_t		 n;
	int		 scroll, lines;
};

static const char *const groups[] = {
	[GROUP_HERE] = N_("On this screen"), [GROUP_MOVING] = N_("Moving"),
	[GROUP_LISTS] = N_("Lists"), [GROUP_ALL] = N_("Everywhere"),
};

static bool
matches(const struct action *action, const char *folded)
{
	struct buf text = { 0 };
	bool is;

	utf8_fold(&text, action->name);
	utf8_fold(&text, gettext(action->label));
	utf8_fold(&text, gettext(action->help));
	is = strstr(buf_str(&text), folded) != NULL;
	buf_release(&text);
	return is;
}

static void
collect(struct help *d)
{
	struct buf word = { 0 };
	int i;

	utf8_fold(&word, buf_str(&d->word));
	for (d->n = 0, i = 0; i < ACTION_COUNT; i++)
		if (matches(action_get((enum action_id)i), buf_str(&word)))
			d->key[d->n++] = i + 1;
	table_set(&d->table, d->key, d->n);
	buf_release(&word);
}

static const struct err *
help_start(struct view *view, const void *args)
{
	struct help *d = view->data;
	const struct view *below = app_below(view);

	(void)args;
	d->where = below != NULL ? below->ops->where(below) : AT_HOME;
	collect(d);
	return NULL;
}

static void
help_end(struct view *view)
{
	struct help *d = view->data;

	buf_release(&d->word);
	table_release(&d->table);
}

/* The keys of the action and of those after it that say the same. */
static int
merged_keys(int id, struct buf *keys)
{
	const struct action *action = action_get((enum action_id)id);

	action_keys((enum action_id)id, keys);
	while (id + 1 < ACTION_COUNT) {
		const struct action *next = action_get(
		    (enum action_id)(id + 1));

		if (next->group != action->group || *next->keys == '\0' ||
		    strcmp(next->help, action->help) != 0)
			break;
		id++;
		buf_addc(keys, ' ');
		action_keys((enum action_id)id, keys);
	}
	return id;
}

struct place {
	struct screen	*screen;
	int		 y, top, bottom, x, w, keys_w;
	bool		 labels;
};

static void
put_line(struct place *at, enum role role, const char *keys,
    const char *label, const char *help, bool off)
{
	struct buf text = { 0 };
	int x = at->x, end = at->x + at->w;

	if (at->y >= at->top && at->y < at->bottom) {
		if (off)
			screen_put(at->screen, at->y, x - 1, 1, role, "(");
		screen_put(at->screen, at->y, x, at->keys_w,
		    off ? role : ROLE_key, keys);
		x += at->keys_w;
		if (at->labels) {
			screen_put(at->screen, at->y, x, LABEL_W - 1, role,
			    label);
			x += LABEL_W;
		}
		buf_printf(&text, "%s%s", help, off ? ")" : "");
		screen_put(at->screen, at->y, x, end - x,
		    off ? role : ROLE_dim, text.s);
	}
	at->y++;
	buf_release(&text);
}

static void
put_group(struct view *view, struct place *at, enum action_group group)
{
	const struct help *d = view->data;
	struct buf keys = { 0 };
	int i;

	if (at->y >= at->top && at->y < at->bottom)
		screen_put(at->screen, at->y, at->x, at->w, ROLE_head,
		    gettext(groups[group]));
	at->y++;
	for (i = 0; i < ACTION_COUNT; i++) {
		const struct action *action = action_get((enum action_id)i);
		const char *why = NULL;
		bool read_only = register_read_only(view->session) != NULL &&
		    (action->flags & ACT_WRITE) != 0;

		if (action->group != group || *action->keys == '\0' ||
		    (action->where & d->where) == 0)
			continue;
		if (read_only)
			why = _("read-only");
		buf_clear(&keys);
		i = merged_keys(i, &keys);
		put_line(at, why != NULL ? ROLE_off : ROLE_text, keys.s,
		    gettext(action->label),
		    why != NULL ? why : gettext(action->help), why != NULL);
	}
	at->y++;
	buf_release(&keys);
}

static void
draw_grid(struct view *view, struct screen *screen, struct area area)
{
	struct help *d = view->data;
	int right = area.w >= WIDE_W ? WIDE_RIGHT_AT : RIGHT_AT;
	bool small = screen_is_small(screen);
	struct place at = { .screen = screen, .top = area.y + 2,
	    .bottom = area.y + area.h, .x = LEFT_AT, .keys_w = KEYS_W,
	    .labels = true };
	int end;

	at.w = small ? area.w - LEFT_AT : right - LEFT_AT - 1;
	at.y = at.top - d->scroll;
	put_group(view, &at, GROUP_HERE);
	put_group(view, &at, GROUP_LISTS);
	end = at.y;
	if (!small) {
		at.y = at.top - d->scroll;
		at.x = right;
		at.w = area.w - right - 1;
		at.keys_w = RIGHT_KEYS_W;
		at.labels = false;
	}
	put_group(view, &at, GROUP_MOVING);
	put_group(view, &at, GROUP_ALL);
	d->lines = (at.y > end ? at.y : end) + d->scroll - at.top - 1;
}

enum { COLUMN_KEYS, COLUMN_NAME, COLUMN_LABEL, COLUMN_HELP };

static enum role
help_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct help *d = view->data;
	enum action_id id = (enum action_id)(d->key[row] - 1);
	const struct action *action = action_get(id);

	switch (column) {
	case COLUMN_KEYS:
		action_keys(id, out);
		return ROLE_key;
	case COLUMN_NAME:
		buf_add(out, action->name);
		return ROLE_text;
	case COLUMN_LABEL:
		buf_add(out, gettext(action->label));
		return ROLE_text;
	default:
		buf_add(out, gettext(action->help));
		return ROLE_dim;
	}
}

static void
help_draw(struct view *view, struct screen *screen, struct area area)
{
	static const struct table_column column[] = {
		{ .id = COLUMN_KEYS, .head = "", .width = 10 },
		{ .id = COLUMN_NAME, .head = "", .width = 18 },
		{ .id = COLUMN_LABEL, .head = "", .width = 16 },
		{ .id = COLUMN_HELP, .head = "", .width = 40 },
	};
	struct help *d = view->data;
	struct table_look look = { .column = column, .n_columns = 4,
	    .active = true, .cell = help_cell, .ctx = view };
	struct buf line = { 0 };

	if (d->word.len > 0)
		buf_printf(&line, "/ %s", d->word.s);
	else
		buf_printf(&line, "/ %s", _("search actions and words"));
	screen_put(screen, area.y, LEFT_AT, area.w, ROLE_dim, line.s);
	buf_release(&line);
	if (!d->all) {
		draw_grid(view, screen, area);
		return;
	}
	area.y += 2;
	area.h -= 2;
	area.w--;
	table_draw(&d->table, screen, area, &look);
}

static void
help_title(struct view *view, bool top, struct title *title)
{
	struct help *d = view->data;
	int h = screen_height(app_screen(view->app)) - 5;

	buf_add(&title->crumb, _("Help"));
	if (!top)
		return;
	if (d->all)
		table_position(&d->table, &title->position);
	else
		buf_printf(&title->position, "%d–%d / %d", d->scroll + 1,
		    d->scroll + h < d->lines ? d->scroll + h : d->lines,
		    d->lines);
}

static void
help_status(struct view *view, struct buf *left, struct buf *right)
{
	(void)view;
	buf_add(left, _("Enter on an action shows its name for the : line."));
	buf_add(right, _("all actions: Tab"));
}

static void
search_changed(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct help *d = view->data;

	d->all = true;
	buf_clear(&d->word);
	buf_add(&d->word, text);
	collect(d);
}

static const struct err *
about(struct view *view)
{
	struct help *d = view->data;
	const struct action *action;

	if (!d->all) {
		d->all = true;
		return NULL;
	}
	if (d->n == 0)
		return NULL;
	action = action_get((enum action_id)(d->key[d->table.cursor] - 1));
	app_say(view->app, _("Its name is \"%s\"; keys: %s."), action->name,
	    *action->keys != '\0' ? action->keys : _("none"));
	return NULL;
}

static void
scroll(struct help *d, enum action_id action, int h)
{
	int step = action == ACTION_page_up || action == ACTION_page_down ?
	    h : action == ACTION_first || action == ACTION_last ?
	    d->lines : 1;
	bool up = action == ACTION_line_up || action == ACTION_page_up ||
	    action == ACTION_half_up || action == ACTION_first;

	d->scroll += up ? -step : step;
	if (d->scroll > d->lines - h)
		d->scroll = d->lines - h;
	if (d->scroll < 0)
		d->scroll = 0;
}

static const struct err *
help_act(struct view *view, enum action_id action, uint32_t key)
{
	struct help *d = view->data;
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .ctx = view };

	switch (action) {
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_about:
		return about(view);
	case ACTION_all_actions:
		d->all = !d->all;
		return NULL;
	case ACTION_help:
		return NULL;
	case ACTION_line_up:
	case ACTION_line_down:
	case ACTION_page_up:
	case ACTION_page_down:
	case ACTION_half_up:
	case ACTION_half_down:
	case ACTION_first:
	case ACTION_last:
		if (d->all)
			table_act(&d->table, action);
		else
			scroll(d, action,
			    screen_height(app_screen(view->app)) - 5);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static unsigned
help_where(const struct view *view)
{
	(void)view;
	return AT_HELP;
}

static const enum action_id *
help_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_search, ACTION_about, ACTION_all_actions,
		ACTION_page_down, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_help = {
	.name = "help", .shape = VIEW_FULL, .size = sizeof(struct help),
	.open = help_start, .close = help_end, .where = help_where,
	.footer = help_footer, .title = help_title, .draw = help_draw,
	.status = help_status, .act = help_act,
};
