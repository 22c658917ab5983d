/* SPDX-License-Identifier: ISC */
/*
 * What was looked at: coverage, one row for each network with its age and
 * what covered it, and the history of imports, one row for each round.  Both
 * are one widget with two tables of rows; below or beside it stands all that
 * is known of the row.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/discovery/coverage.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/looked.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { LOWER_H = 9 };

struct looked {
	const struct looked_kind *kind;
	struct arena	*arena;
	struct looked_row *row;
	int64_t		*key;
	size_t		 n;
	struct buf	 line;		/* what all rows say together */
	struct table	 table;
	bool		 pane_active;
	struct pane	 pane;
	struct arena	*pane_arena;
	int64_t		 pane_key;
	const char	*word;
};

static int64_t
key_of(const char *uuid, const char *more)
{
	const char *part[2] = { uuid, more != NULL ? more : "" };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	int i;

	for (i = 0; i < 2; i++) {
		const char *s;

		for (s = part[i]; *s != '\0'; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	}
	return (int64_t)(h >> 1) + 1;
}

static const struct err *
load(struct view *view)
{
	struct looked *d = view->data;
	struct arena *arena = arena_new();
	struct looked_row *row = NULL;
	struct buf line = { 0 };
	const struct err *err;
	size_t i, n = 0;

	err = d->kind->load(view->session, arena, &row, &n, &line);
	if (err != NULL) {
		arena_free(arena);
		buf_release(&line);
		return err;
	}
	d->row = row;
	d->n = n;
	d->key = arena_calloc(arena, n + 1, sizeof(*d->key));
	for (i = 0; i < n; i++)
		d->key[i] = key_of(row[i].uuid, row[i].also);
	table_set(&d->table, d->key, n);
	arena_free(d->arena);
	d->arena = arena;
	buf_release(&d->line);
	d->line = line;
	d->pane_key = 0;
	return NULL;
}

static const struct err *
start(struct view *view, const struct looked_kind *kind)
{
	struct looked *d = view->data;

	d->kind = kind;
	d->pane_arena = arena_new();
	return load(view);
}

static const struct err *
coverage_start(struct view *view, const void *args)
{
	(void)args;
	return start(view, &looked_coverage);
}

static const struct err *
imports_start(struct view *view, const void *args)
{
	(void)args;
	return start(view, &looked_imports);
}

static void
looked_end(struct view *view)
{
	struct looked *d = view->data;

	table_release(&d->table);
	buf_release(&d->line);
	arena_free(d->arena);
	arena_free(d->pane_arena);
}

static struct looked_row *
current(const struct looked *d)
{
	return d->table.cursor < d->n ? &d->row[d->table.cursor] : NULL;
}

/* --- drawing ------------------------------------------------------------- */

static enum role
looked_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct looked *d = view->data;

	if (d->kind->fill != NULL && !d->row[row].filled) {
		app_error(view->app, d->kind->fill(view->session, d->arena,
		    &d->row[row]));
		d->row[row].filled = true;
	}
	buf_add(out, d->row[row].cell[column] != NULL ?
	    d->row[row].cell[column] : "–");
	return d->row[row].role;
}

static void
draw_pane(struct view *view, struct screen *screen, struct area area)
{
	struct looked *d = view->data;
	const struct looked_row *row = current(d);

	if (row == NULL)
		return;
	if (d->pane_key != d->table.cursor_key) {
		arena_reset(d->pane_arena);
		pane_reset(&d->pane, d->pane_arena, false);
		d->pane.value_at = 20;
		app_error(view->app, d->kind->tell(view->session, row, area.w,
		    &d->pane));
		d->pane_key = d->table.cursor_key;
	}
	pane_draw(&d->pane, screen, area, d->pane_active);
}

static void
looked_draw(struct view *view, struct screen *screen, struct area area)
{
	struct looked *d = view->data;
	struct table_column column[LOOKED_COLUMNS];
	bool small = screen_is_small(screen);
	bool wide = screen_width(screen) >= SCREEN_PANE_W;
	struct area list = area, rest = area;
	struct table_look look = { .column = column, .head = !small,
	    .active = !d->pane_active || small, .cell = looked_cell,
	    .ctx = view };
	int i;

	if (wide) {
		list.w = LIST_W;
		rest.x = LIST_W + 2;
		rest.w = area.w - LIST_W - 3;
		for (i = 0; i < area.h; i++)
			screen_put(screen, area.y + i, LIST_W, 1, ROLE_border,
			    "│");
	} else if (!small) {
		list.h -= LOWER_H + 1;
		rest.y += list.h + 1;
		rest.h = LOWER_H;
		rest.x = 1;
		rest.w = area.w - 2;
		for (i = 1; i < area.w - 1; i++)
			screen_put(screen, rest.y - 1, i, 1, ROLE_border, "─");
	}
	d->table.shown = (size_t)(list.h - !small);
	table_go(&d->table, d->table.cursor);
	for (i = 0; i < LOOKED_COLUMNS; i++) {
		const struct looked_column *c = &d->kind->column[i];
		int w = small ? c->small : c->width;

		if (w == 0)
			continue;
		column[look.n_columns++] = (struct table_column){ .id = i,
		    .head = gettext(c->head), .width = w, .right = c->right,
		    .grow = c->grow, .grow_max = 40 };
	}
	look.n_columns = table_fit(column, look.n_columns, list.w - 3);
	table_draw(&d->table, screen, list, &look);
	if (d->n == 0)
		screen_put(screen, area.y + 2, 2, list.w - 4, ROLE_dim,
		    gettext(d->kind->nothing));
	if (!small)
		draw_pane(view, screen, rest);
}

static void
looked_title(struct view *view, bool top, struct title *title)
{
	struct looked *d = view->data;

	buf_add(&title->crumb, gettext(d->kind->title));
	if (top)
		table_position(&d->table, &title->position);
}

static void
looked_status(struct view *view, struct buf *left, struct buf *right)
{
	struct looked *d = view->data;

	(void)right;
	buf_add(left, buf_str(&d->line));
}

/* --- acting -------------------------------------------------------------- */

static void
row_words(void *ctx, size_t row, struct buf *out)
{
	const struct looked *d = ctx;
	size_t i;

	for (i = 0; i < LOOKED_COLUMNS; i++)
		if (d->row[row].cell[i] != NULL)
			utf8_fold(out, d->row[row].cell[i]);
}

static void
find(struct view *view, int step, size_t from)
{
	struct looked *d = view->data;
	struct table_search search = { .n = d->n, .here = d->table.cursor,
	    .step = step, .from = from, .word = d->word, .text = row_words,
	    .ctx = d };
	size_t row;

	if (table_search(&search, &row))
		table_find(&d->table, row);
	else if (d->word != NULL && *d->word != '\0')
		app_say(view->app, _("%s: no match."), d->word);
}

static void
search_changed(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct looked *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1, 0);
}

static const struct err *
open_here(struct view *view)
{
	struct looked *d = view->data;
	struct buf filter = { 0 };
	const struct err *err;

	if (d->pane_active && d->pane.cursor < d->pane.n &&
	    d->pane.line[d->pane.cursor].uuid != NULL)
		return record_open(view->app,
		    d->pane.line[d->pane.cursor].uuid);
	if (d->kind->list == NULL)
		return record_open(view->app, current(d)->uuid);
	d->kind->list(view->session, current(d), &filter);
	err = list_open(view->app, ENTITY_observation, buf_str(&filter));
	buf_release(&filter);
	return err;
}

/* From one to the other and back: they do not pile up. */
static const struct err *
go(struct view *view, const struct view_ops *ops)
{
	const struct view *below = app_below(view);
	const struct err *err;

	if (view->ops == ops)
		return NULL;
	if (below != NULL && below->ops == ops) {
		app_close(view);
		return NULL;
	}
	err = app_open(view->app, ops, NULL);
	return err;
}

static const struct err *
looked_act(struct view *view, enum action_id action, uint32_t key)
{
	struct looked *d = view->data;
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .history = "search", .ctx = view };
	struct history_args history = { current(d) != NULL ?
	    current(d)->uuid : NULL };

	switch (action) {
	case ACTION_open:
		return open_here(view);
	case ACTION_coverage:
		return go(view, &view_coverage);
	case ACTION_imports:
		return go(view, &view_imports);
	case ACTION_discover:
		return palette_open(view->app, "discover ");
	case ACTION_record_history:
		return app_open(view->app, &view_history, &history);
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1, 1);
		return NULL;
	case ACTION_other_pane:
		d->pane_active = !d->pane_active &&
		    !screen_is_small(app_screen(view->app));
		return NULL;
	default:
		if (d->pane_active && pane_act(&d->pane, action))
			return NULL;
		if (table_act(&d->table, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static void
looked_refresh(struct view *view)
{
	app_error(view->app, load(view));
}

static bool
looked_selected(const struct view *view)
{
	return current(view->data) != NULL;
}

static unsigned
looked_where(const struct view *view)
{
	(void)view;
	return AT_LOOKED;
}

static const enum action_id *
coverage_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_imports, ACTION_discover,
		ACTION_other_pane, ACTION_search, ACTION_help, ACTION_back,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

static const enum action_id *
imports_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_coverage, ACTION_discover,
		ACTION_other_pane, ACTION_search, ACTION_help, ACTION_back,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

#define LOOKED(which) { \
	.name = #which, .shape = VIEW_FULL, .size = sizeof(struct looked), \
	.open = which##_start, .close = looked_end, .where = looked_where, \
	.footer = which##_footer, .selected = looked_selected, \
	.title = looked_title, .draw = looked_draw, .status = looked_status, \
	.act = looked_act, .refresh = looked_refresh, \
}

const struct view_ops view_coverage = LOOKED(coverage);
const struct view_ops view_imports = LOOKED(imports);
