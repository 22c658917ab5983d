/* SPDX-License-Identifier: ISC */
/* The other lists, with how much each of them holds. */
#include "tui/app.h"
#include "tui/table.h"
#include "tui/views/views.h"

static const struct item {
	int		 entity;	/* ENTITY_NONE: a screen of its own */
	const struct view_ops *ops;
	const char	*label;
} items[] = {
	{ ENTITY_zone, NULL, NULL },
	{ ENTITY_network, NULL, NULL },
	{ ENTITY_connection, NULL, NULL },
	{ ENTITY_flow, NULL, NULL },
	{ ENTITY_information, NULL, NULL },
	{ ENTITY_system, NULL, NULL },
	{ ENTITY_supplier, NULL, NULL },
	{ ENTITY_person, NULL, NULL },
	{ ENTITY_department, NULL, NULL },
	{ ENTITY_site, NULL, NULL },
	{ ENTITY_external, NULL, NULL },
	{ ENTITY_process, NULL, NULL },
	{ ENTITY_import, &view_imports, NULL },
	{ ENTITY_NONE, &view_history, N_("History") },
};

enum { N_ITEMS = sizeof(items) / sizeof(items[0]),
    N_ALL = N_ITEMS + ENTITY_COUNT };

/* The items, and what is hidden until it is used. */
struct more {
	struct table	 table;
	struct item	 item[N_ALL];
	int64_t		 key[N_ALL];
	int64_t		 count[N_ALL];
	size_t		 n;
};

static void
put(struct more *d, struct item item, int64_t count)
{
	d->item[d->n] = item;
	d->count[d->n] = count;
	d->n++;
	d->key[d->n - 1] = (int64_t)d->n;
}

static int64_t
count_of(struct view *view, int entity)
{
	int64_t n = -1;

	if (entity != ENTITY_NONE)
		app_error(view->app, store_count(register_reader(
		    view->session), (enum entity_id)entity, NULL, &n));
	return n;
}

static void
more_refresh(struct view *view)
{
	struct more *d = view->data;
	int i;

	d->n = 0;
	for (i = 0; i < N_ITEMS; i++)
		put(d, items[i], count_of(view, items[i].entity));
	for (i = 0; i < ENTITY_COUNT; i++) {
		int64_t n = entity_get((enum entity_id)i)->hidden ?
		    count_of(view, i) : 0;

		if (n > 0 && !entity_is_evidence((enum entity_id)i))
			put(d, (struct item){ i, NULL, NULL }, n);
	}
	table_set(&d->table, d->key, d->n);
}

static const struct err *
more_start(struct view *view, const void *args)
{
	(void)args;
	more_refresh(view);
	return NULL;
}

static void
more_end(struct view *view)
{
	struct more *d = view->data;

	table_release(&d->table);
}

enum { COLUMN_NUMBER, COLUMN_LABEL, COLUMN_COUNT, COLUMN_HELP };

static enum role
more_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct more *d = view->data;
	const struct entity *entity = d->item[row].entity == ENTITY_NONE ?
	    NULL : entity_get((enum entity_id)d->item[row].entity);

	switch (column) {
	case COLUMN_NUMBER:
		if (row < 9)
			buf_printf(out, "%zu", row + 1);
		return ROLE_key;
	case COLUMN_LABEL:
		buf_add(out, entity != NULL ?
		    entity->label_plural[view->session->lang] :
		    gettext(d->item[row].label));
		return ROLE_strong;
	case COLUMN_COUNT:
		if (d->count[row] >= 0)
			buf_printf(out, "%lld", (long long)d->count[row]);
		return ROLE_strong;
	default:
		buf_add(out, entity != NULL ?
		    entity->help[view->session->lang] :
		    _("Who changed what, when and why."));
		return ROLE_dim;
	}
}

static void
more_draw(struct view *view, struct screen *screen, struct area area)
{
	static const struct table_column column[] = {
		{ .id = COLUMN_NUMBER, .head = "", .width = 2 },
		{ .id = COLUMN_LABEL, .head = "", .width = 20 },
		{ .id = COLUMN_COUNT, .head = "", .width = 6, .right = true },
		{ .id = COLUMN_HELP, .head = "", .width = 90 },
	};
	struct more *d = view->data;
	struct table_look look = { .column = column, .n_columns = 4,
	    .active = true, .cell = more_cell, .ctx = view };

	area.y++;
	area.h--;
	area.w--;
	table_draw(&d->table, screen, area, &look);
}

static void
more_title(struct view *view, bool top, struct title *title)
{
	(void)view;
	(void)top;
	if (top)
		buf_add(&title->crumb, _("More"));
}

static const struct err *
go(struct view *view, size_t i)
{
	const struct more *d = view->data;

	if (i >= d->n)
		return NULL;
	if (d->item[i].ops != NULL)
		return app_open(view->app, d->item[i].ops, NULL);
	return list_open(view->app, (enum entity_id)d->item[i].entity, NULL);
}

static const struct err *
more_act(struct view *view, enum action_id action, uint32_t key)
{
	struct more *d = view->data;

	if (action == ACTION_more_item)
		return go(view, (size_t)(key - '1'));
	if (action == ACTION_open)
		return go(view, d->table.cursor);
	if (action == ACTION_more)
		return NULL;
	if (table_act(&d->table, action))
		return NULL;
	return app_default(view, action, key);
}

static unsigned
more_where(const struct view *view)
{
	(void)view;
	return AT_MORE;
}

static const enum action_id *
more_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_more_item, ACTION_command, ACTION_help,
		ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_more = {
	.name = "more", .shape = VIEW_FULL, .size = sizeof(struct more),
	.open = more_start, .close = more_end, .where = more_where,
	.footer = more_footer, .title = more_title, .draw = more_draw,
	.act = more_act, .refresh = more_refresh,
};
