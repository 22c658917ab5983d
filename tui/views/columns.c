/* SPDX-License-Identifier: ISC */
/* Which columns a list shows. */
#include "tui/app.h"
#include "tui/column.h"
#include "tui/table.h"
#include "tui/views/views.h"

struct columns {
	enum entity_id	 entity;
	struct column_choice *choice;	/* of the list below */
	struct table	 table;
	int64_t		 key[FIELD_MAX];
};

static const struct err *
columns_start(struct view *view, const void *args)
{
	const struct columns_args *a = args;
	struct columns *d = view->data;
	size_t position[FIELD_MAX], i, n;

	d->entity = a->entity;
	d->choice = a->choice;
	n = column_order(d->entity, view->session->lang, d->choice, position);
	for (i = 0; i < n; i++)
		d->key[i] = (int64_t)position[i] + 1;
	table_set(&d->table, d->key, n);
	return NULL;
}

static void
columns_end(struct view *view)
{
	struct columns *d = view->data;

	table_release(&d->table);
}

static bool
is_shown(const struct columns *d, size_t position)
{
	const struct field *field = entity_field(d->entity, position);

	if (fieldset_has(&d->choice->hide, position))
		return false;
	return fieldset_has(&d->choice->show, position) ||
	    (field->flags & FL_LIST) != 0;
}

enum { COLUMN_SHOWN, COLUMN_LABEL, COLUMN_KEY, COLUMN_HELP };

static enum role
columns_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct columns *d = view->data;
	size_t at = (size_t)d->key[row] - 1;
	const struct field *field = entity_field(d->entity, at);

	switch (column) {
	case COLUMN_SHOWN:
		buf_add(out, is_shown(d, at) ? "[x]" : "[ ]");
		return is_shown(d, at) ? ROLE_ok : ROLE_dim;
	case COLUMN_LABEL:
		buf_add(out, field->label[view->session->lang]);
		return ROLE_text;
	case COLUMN_KEY:
		buf_add(out, field->key);
		return ROLE_dim;
	default:
		buf_add(out, field->help[view->session->lang]);
		return ROLE_dim;
	}
}

static void
columns_draw(struct view *view, struct screen *screen, struct area area)
{
	static const struct table_column column[] = {
		{ .id = COLUMN_SHOWN, .head = "", .width = 3 },
		{ .id = COLUMN_LABEL, .head = "", .width = 24 },
		{ .id = COLUMN_KEY, .head = "", .width = 20 },
		{ .id = COLUMN_HELP, .head = "", .width = 80 },
	};
	struct columns *d = view->data;
	struct table_look look = { .column = column, .n_columns = 4,
	    .active = true, .cell = columns_cell, .ctx = view };

	area.w--;
	table_draw(&d->table, screen, area, &look);
}

static void
columns_title(struct view *view, bool top, struct title *title)
{
	struct columns *d = view->data;

	buf_add(&title->crumb, _("Columns"));
	if (top)
		table_position(&d->table, &title->position);
}

/* The whole order is the person's from the first move on. */
static void
move(struct columns *d, bool down)
{
	size_t from = d->table.cursor, to = down ? from + 1 : from - 1, i;
	int64_t key = d->key[from];

	if (to >= d->table.n)
		return;
	d->key[from] = d->key[to];
	d->key[to] = key;
	for (i = 0; i < d->table.n; i++)
		d->choice->order[i] = (size_t)d->key[i] - 1;
	d->choice->n_order = d->table.n;
	table_go(&d->table, to);
}

static const struct err *
columns_act(struct view *view, enum action_id action, uint32_t key)
{
	struct columns *d = view->data;
	size_t at = (size_t)d->table.cursor_key - 1;

	if (action == ACTION_toggle_column) {
		if (is_shown(d, at)) {
			fieldset_remove(&d->choice->show, at);
			fieldset_add(&d->choice->hide, at);
		} else {
			fieldset_remove(&d->choice->hide, at);
			fieldset_add(&d->choice->show, at);
		}
		return NULL;
	}
	if (action == ACTION_move_down || action == ACTION_move_up) {
		move(d, action == ACTION_move_down);
		return NULL;
	}
	if (table_act(&d->table, action))
		return NULL;
	return app_default(view, action, key);
}

static unsigned
columns_where(const struct view *view)
{
	(void)view;
	return AT_COLUMNS;
}

static const enum action_id *
columns_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_toggle_column, ACTION_move_up, ACTION_move_down,
		ACTION_help, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_columns = {
	.name = "columns", .shape = VIEW_FULL, .size = sizeof(struct columns),
	.open = columns_start, .close = columns_end, .where = columns_where,
	.footer = columns_footer, .title = columns_title,
	.draw = columns_draw, .act = columns_act,
};
