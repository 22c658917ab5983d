/* SPDX-License-Identifier: ISC */
/* The list of any entity: rows left, the record under the cursor right. */
#include "tui/views/list.h"

#include <string.h>

#include "tui/app.h"
#include "tui/frame.h"
#include "tui/words.h"

static void
stale(struct list *d)
{
	d->page_stale = true;
	d->pane_uuid[0] = '\0';
}

const struct err *
list_query(const struct view *view, struct arena *arena, struct query **out)
{
	const struct list *d = view->data;
	const struct err *err;
	struct query *not;

	err = query_parse(view->session, d->entity, buf_str(&d->filter),
	    arena, out);
	if (err == NULL && d->reverse) {
		not = arena_alloc(arena, sizeof(*not));
		not->kind = QUERY_NOT;
		not->left = *out;
		*out = not;
	}
	return err;
}

const struct err *
list_load(struct view *view)
{
	struct list *d = view->data;
	struct store *store = register_reader(view->session);
	struct store_keys keys = { 0 };
	struct query *query = NULL;
	const struct err *err;

	arena_reset(d->queries);
	d->constant = -1;
	err = list_query(view, d->queries, &query);
	if (err != NULL)
		return err;
	if (query->kind == QUERY_TERM && query->op == QUERY_EQ &&
	    query->n_steps == 0)
		d->constant = entity_field_find(d->entity, query->key);
	err = store_keys(store, d->entity, query, &d->sort, d->sorted ? 1 : 0,
	    &keys);
	if (err == NULL)
		err = store_count(store, d->entity, NULL, &d->total);
	if (err != NULL) {
		store_keys_release(&keys);
		return err;
	}
	/* The table compares with the old keys while it takes the new. */
	table_set(&d->table, keys.key, keys.n);
	store_keys_release(&d->keys);
	d->keys = keys;
	stale(d);
	return NULL;
}

static const struct err *
list_start(struct view *view, const void *args)
{
	const struct list_args *a = args;
	struct list *d = view->data;
	const struct err *err = NULL;
	size_t n = 0;

	d->entity = a->entity;
	d->queries = arena_new();
	d->page = arena_new();
	d->pane_arena = arena_new();
	if (a->filter != NULL)
		buf_add(&d->filter, a->filter);
	if (a->sort != NULL) {
		err = query_sort_parse(d->entity, a->sort, &d->sort, 1, &n);
		d->sorted = n == 1;
	}
	return err != NULL ? err : list_load(view);
}

static void
list_end(struct view *view)
{
	struct list *d = view->data;

	store_keys_release(&d->keys);
	store_keys_release(&d->found);
	table_release(&d->table);
	arena_free(d->queries);
	arena_free(d->page);
	arena_free(d->pane_arena);
	buf_release(&d->filter);
	buf_release(&d->word);
}

/* --- rows -------------------------------------------------------------------- */

static const struct err *
load_page(struct view *view)
{
	struct list *d = view->data;
	size_t n = d->table.shown < LIST_PAGE ? d->table.shown : LIST_PAGE;
	const struct err *err;

	if (d->table.top + n > d->keys.n)
		n = d->keys.n - d->table.top;
	if (!d->page_stale && d->page_first == d->table.top &&
	    d->page_n == n)
		return NULL;
	arena_reset(d->page);
	d->page_first = d->table.top;
	d->page_n = 0;
	err = store_rows(register_reader(view->session), &d->keys,
	    d->table.top, n, NULL, d->page, d->row);
	if (err == NULL) {
		d->page_n = n;
		d->page_stale = false;
	}
	return err;
}

static struct record *
row_at(struct list *d, size_t row)
{
	return row >= d->page_first && row < d->page_first + d->page_n ?
	    d->row[row - d->page_first] : NULL;
}

/* The record under the cursor, read if it is not on the page. */
static struct record *
current(struct view *view)
{
	struct list *d = view->data;
	struct record *record = row_at(d, d->table.cursor);

	if (record != NULL && !d->page_stale)
		return record;
	if (d->table.cursor >= d->keys.n)
		return NULL;
	if (store_rows(register_reader(view->session), &d->keys,
	    d->table.cursor, 1, NULL, d->page, &record) != NULL)
		return NULL;
	return record;
}

/* The address of an asset's first interface. */
static void
first_ip(struct view *view, const char *asset, struct buf *out)
{
	struct store *store = register_reader(view->session);
	struct list *d = view->data;
	const char *uuid = NULL;
	struct record *interface = NULL;
	const struct value *ip;
	size_t n = 0;

	if (store_lookup(store, ENTITY_interface, F_interface_asset, asset,
	    d->page, &uuid, 1, &n) != NULL || n == 0)
		return;
	if (store_get(store, ENTITY_interface, uuid, NULL, d->page,
	    &interface) != NULL || interface == NULL)
		return;
	ip = record_value(interface, F_interface_ip);
	if (ip->kind == VALUE_LIST)
		buf_add(out, ip->list[0]);
}

static enum role
cell_role(const struct field *field, const struct value *value)
{
	if (value->kind != VALUE_TEXT || field->set == NULL)
		return ROLE_text;
	if (strcmp(value->s, "unknown") == 0)
		return ROLE_high;
	if (strcmp(field->set, "approval") == 0)
		return strcmp(value->s, "approved") == 0 ? ROLE_text :
		    strcmp(value->s, "denied") == 0 ||
		    strcmp(value->s, "revoked") == 0 ? ROLE_high : ROLE_warn;
	return ROLE_text;
}

static enum role
list_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct list *d = view->data;
	const struct record *record = row_at(d, row);
	const struct value *value;
	const struct field *field;

	if (record == NULL)
		return ROLE_text;
	if (column == COLUMN_IP) {
		first_ip(view, record->uuid, out);
		return ROLE_text;
	}
	field = entity_field(d->entity, (size_t)column);
	value = record_value(record, (size_t)column);
	if (field->type == TYPE_DATETIME && value->kind == VALUE_INT)
		words_moment(view->session, value->i, out);
	else
		register_format(view->session, field, value, out);
	return cell_role(field, value);
}

/* --- drawing ------------------------------------------------------------------ */

static bool
has_pane(const struct view *view)
{
	const struct list *d = view->data;

	return !d->pane_off &&
	    screen_width(app_screen(view->app)) >= SCREEN_PANE_W;
}

static void
mark_sort(const struct list *d, struct table_column *column, size_t n)
{
	size_t by = d->sorted ? d->sort.position :
	    d->entity == ENTITY_asset ? (size_t)F_asset_asset_no :
	    entity_name_field(d->entity), i;

	for (i = 0; i < n; i++)
		if (column[i].id == (int)by)
			column[i].sort = d->sorted && d->sort.desc ?
			    "↓" : "↑";
}

static void
draw_pane(struct view *view, struct screen *screen, struct area area)
{
	struct list *d = view->data;
	const struct record *record = current(view);
	int y;

	for (y = area.y; y < area.y + area.h; y++)
		screen_put(screen, y, area.x, 1, ROLE_border, "│");
	if (record == NULL)
		return;
	if (strcmp(d->pane_uuid, record->uuid) != 0) {
		arena_reset(d->pane_arena);
		pane_reset(&d->pane, d->pane_arena, false);
		app_error(view->app, record_pane(view->session, record->uuid,
		    false, &d->pane));
		memcpy(d->pane_uuid, record->uuid, sizeof(d->pane_uuid));
	}
	area.x += 2;
	area.w -= 3;
	pane_draw(&d->pane, screen, area, d->pane_active);
}

static void
draw_empty(struct view *view, struct screen *screen, struct area area)
{
	struct list *d = view->data;
	struct buf text = { 0 };

	if (d->filter.len > 0)
		buf_add(&text, _("Nothing matches the filter. "
		    "f changes it, Esc goes back."));
	else
		buf_printf(&text, _("No %s yet. a adds the first."),
		    entity_get(d->entity)->label_plural[view->session->lang]);
	screen_put(screen, area.y + 2, area.x + 2, area.w - 4, ROLE_dim,
	    text.s);
	buf_release(&text);
}

static void
list_draw(struct view *view, struct screen *screen, struct area area)
{
	struct list *d = view->data;
	struct table_column column[TABLE_COLUMNS];
	bool small = screen_is_small(screen), pane = has_pane(view);
	struct area left = area;
	struct table_look look = { .column = column, .head = !small,
	    .active = !d->pane_active || !pane, .cell = list_cell,
	    .ctx = view };

	if (pane) {
		struct area right = { area.y, LIST_W, area.h,
		    area.w - LIST_W };

		left.w = LIST_W;
		draw_pane(view, screen, right);
	}
	look.n_columns = column_fit(d->entity, view->session->lang,
	    left.w - 2, &d->choice, d->constant, small, !pane, column,
	    &d->hidden);
	look.hidden = pane || small ? 0 : d->hidden;
	mark_sort(d, column, look.n_columns);
	/* table_draw settles which rows are shown. */
	d->table.shown = (size_t)(area.h - (small ? 0 : 1));
	table_go(&d->table, d->table.cursor);
	app_error(view->app, load_page(view));
	table_draw(&d->table, screen, left, &look);
	if (d->keys.n == 0)
		draw_empty(view, screen, left);
}

static void
list_title(struct view *view, bool top, struct title *title)
{
	struct list *d = view->data;

	buf_add(&title->crumb,
	    entity_get(d->entity)->label_plural[view->session->lang]);
	if (!top)
		return;
	if (d->filter.len > 0)
		buf_printf(&title->filter, "%s %s%s", _("filter"),
		    d->reverse ? "! " : "", d->filter.s);
	table_position(&d->table, &title->position);
	if (d->filter.len > 0)
		buf_printf(&title->position, _(" (of %lld)"),
		    (long long)d->total);
}

static void
add_fact(struct buf *out, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	if (out->len > 0)
		buf_add(out, "  ");
	buf_add(out, text);
}

/* Number, address, place and how long it has waited: what no column shows. */
static void
asset_facts(struct view *view, const struct record *record, struct buf *out)
{
	struct buf text = { 0 };
	const char *site = record_text(record, F_asset_site);
	const char *location = record_text(record, F_asset_location);
	const char *approval = record_text(record, F_asset_approval);

	add_fact(out, record_text(record, F_asset_asset_no));
	first_ip(view, record->uuid, &text);
	add_fact(out, buf_str(&text));
	buf_clear(&text);
	if (site != NULL)
		buf_add(&text, register_name_of(view->session, site,
		    ((struct list *)view->data)->page));
	if (location != NULL)
		buf_printf(&text, "%s%s", text.len > 0 ? " " : "", location);
	add_fact(out, buf_str(&text));
	if (approval == NULL || strcmp(approval, "pending") == 0) {
		buf_clear(&text);
		buf_printf(&text, "%s ", _("waiting for approval"));
		words_age(view->session, record_int(record, F_updated_at),
		    &text);
		add_fact(out, text.s);
	}
	buf_release(&text);
}

static void
list_status(struct view *view, struct buf *left, struct buf *right)
{
	struct list *d = view->data;
	const struct record *record = current(view);

	if (d->table.n_marks > 0)
		buf_printf(left, _("%zu marked"), d->table.n_marks);
	if (d->table.ranging)
		buf_printf(left, "  %s", _("V again ends the range"));
	if (has_pane(view) && d->hidden > 0)
		buf_printf(right, _("The first column stays. Hidden columns "
		    "%zu (c chooses)"), d->hidden);
	else if (record != NULL && d->entity == ENTITY_asset)
		asset_facts(view, record, right);
}

/* --- acting -------------------------------------------------------------------- */

static bool
list_selected(const struct view *view)
{
	const struct list *d = view->data;

	return d->keys.n > 0;
}

static const char *
list_reason(const struct view *view, enum action_id action)
{
	const struct list *d = view->data;
	bool writes = action == ACTION_add || action == ACTION_edit ||
	    action == ACTION_clone || action == ACTION_replace ||
	    action == ACTION_retire;

	if (writes && (entity_is_evidence(d->entity) ||
	    d->entity == ENTITY_finding || d->entity == ENTITY_decision))
		return _("These records come from discovery; "
		    "decide about findings instead.");
	if (writes && register_refuses_entity(view->session,
	    d->entity) != NULL)
		return register_refuses_entity(view->session, d->entity);
	if (action == ACTION_explain && d->entity != ENTITY_asset &&
	    d->entity != ENTITY_finding)
		return _("Only assets and findings are explained.");
	return NULL;
}

/* The uuids of the marked records, else of the one under the cursor. */
static const struct err *
chosen(struct view *view, const char ***out, size_t *n)
{
	struct list *d = view->data;
	struct store_keys keys = { d->entity, d->table.mark,
	    d->table.n_marks };
	struct fieldset want = { { 0 } };
	struct record **row;
	const struct err *err;
	size_t i;

	if (keys.n == 0) {
		keys.key = &d->table.cursor_key;
		keys.n = 1;
	}
	fieldset_add(&want, entity_name_field(d->entity));
	row = arena_calloc(view->arena, keys.n, sizeof(*row));
	err = store_rows(register_reader(view->session), &keys, 0, keys.n,
	    &want, view->arena, row);
	if (err != NULL)
		return err;
	*out = arena_calloc(view->arena, keys.n, sizeof(**out));
	*n = 0;
	for (i = 0; i < keys.n; i++)
		if (row[i] != NULL)
			(*out)[(*n)++] = row[i]->uuid;
	return NULL;
}

/* What was added is shown, where the filter lets it be. */
static const struct err *
added(void *ctx, const char *uuid)
{
	struct view *view = ctx;
	struct list *d = view->data;
	int64_t at = -1;
	const struct err *err = list_load(view);

	if (err == NULL)
		err = store_keys_find(register_reader(view->session), &d->keys,
		    uuid, &at);
	if (err == NULL && at >= 0)
		table_find(&d->table, (size_t)at);
	return err;
}

/* What was marked is done: the next key means the row under the cursor. */
static const struct err *
written(void *ctx, const char *uuid)
{
	struct view *view = ctx;
	struct list *d = view->data;

	(void)uuid;
	table_unmark_all(&d->table);
	return NULL;
}

static const struct err *
replace_chosen(struct view *view)
{
	struct list *d = view->data;
	const char **uuid = NULL;
	const struct err *err;
	size_t n = 0;

	err = chosen(view, &uuid, &n);
	return err != NULL || n == 0 ? err : replace_ask(view->app, d->entity,
	    uuid, n, written, view);
}

static const struct err *
edit_chosen(struct view *view, bool retire)
{
	struct list *d = view->data;
	struct edit_args args = { .entity = d->entity };
	const char **uuid = NULL;
	const struct err *err;
	size_t n = 0;

	err = chosen(view, &uuid, &n);
	if (err != NULL || n == 0)
		return err;
	if (retire)
		return retire_ask(view->app, d->entity, uuid, n);
	if (n > 1) {
		args.many = uuid;
		args.n_many = n;
		args.saved = written;
		args.ctx = view;
	} else {
		args.uuid = uuid[0];
	}
	return app_open(view->app, &view_edit, &args);
}

static const struct err *
open_current(struct view *view)
{
	struct list *d = view->data;
	const struct record *record = current(view);

	if (d->pane_active && has_pane(view) &&
	    d->pane.cursor < d->pane.n &&
	    d->pane.line[d->pane.cursor].uuid != NULL)
		return record_open(view->app,
		    d->pane.line[d->pane.cursor].uuid);
	if (record != NULL && record->entity == ENTITY_review)
		return app_open(view->app, &view_review, record->uuid);
	return record != NULL ? record_open(view->app, record->uuid) : NULL;
}

static const struct err *
list_act(struct view *view, enum action_id action, uint32_t key)
{
	struct list *d = view->data;
	const struct record *record = current(view);
	struct edit_args add = { .entity = d->entity, .saved = added,
	    .ctx = view };
	struct columns_args columns = { d->entity, &d->choice };
	struct history_args history = {
	    record != NULL ? record->uuid : NULL };

	switch (action) {
	case ACTION_open:
		return open_current(view);
	case ACTION_other_pane:
		d->pane_active = !d->pane_active && has_pane(view);
		return NULL;
	case ACTION_pane:
		if (screen_width(app_screen(view->app)) < SCREEN_PANE_W)
			return err_new(ERR_USAGE, _("The pane needs 120 columns. "
			    "Widen the terminal, or open the record."));
		d->pane_off = !d->pane_off;
		return NULL;
	case ACTION_search:
		return list_ask_search(view);
	case ACTION_search_next:
	case ACTION_search_previous:
		list_search_again(view, action == ACTION_search_next ? 1 :
		    -1);
		return NULL;
	case ACTION_filter:
		return list_ask_filter(view);
	case ACTION_filter_reverse:
		d->reverse = !d->reverse && d->filter.len > 0;
		return list_load(view);
	case ACTION_sort:
		return list_ask_sort(view);
	case ACTION_sort_reverse:
		return list_turn_sort(view);
	case ACTION_views:
		return list_ask_views(view);
	case ACTION_columns:
		return app_open(view->app, &view_columns, &columns);
	case ACTION_add:
		/* A round is more than its record. */
		if (d->entity == ENTITY_review)
			return palette_open(view->app, "review start --due ");
		return app_open(view->app, &view_edit, &add);
	case ACTION_clone:
		if (record == NULL)
			return NULL;
		add.from = record->uuid;
		return app_open(view->app, &view_edit, &add);
	case ACTION_replace:
		return replace_chosen(view);
	case ACTION_edit:
	case ACTION_retire:
		return edit_chosen(view, action == ACTION_retire);
	case ACTION_write:
		return write_open(view->app, d->entity,
		    buf_str(&d->filter), d->reverse);
	case ACTION_record_history:
		return app_open(view->app, &view_history, &history);
	case ACTION_relations:
		return record == NULL ? NULL : app_open(view->app,
		    &view_relations, record->uuid);
	case ACTION_explain:
		return record == NULL ? NULL :
		    explain_open(view->app, record->uuid);
	default:
		break;
	}
	if (d->pane_active && has_pane(view) && pane_act(&d->pane, action))
		return NULL;
	if (table_act(&d->table, action))
		return NULL;
	return app_default(view, action, key);
}

static void
list_refresh(struct view *view)
{
	app_error(view->app, list_load(view));
}

static unsigned
list_where(const struct view *view)
{
	(void)view;
	return AT_LIST;
}

static const enum action_id *
list_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_mark, ACTION_search, ACTION_filter,
		ACTION_add, ACTION_edit, ACTION_help, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct err *
list_open(struct app *app, enum entity_id entity, const char *filter)
{
	struct list_args args = { entity, filter, NULL };

	return app_open(app, &view_list, &args);
}

const struct view_ops view_list = {
	.name = "list", .shape = VIEW_FULL, .size = sizeof(struct list),
	.open = list_start, .close = list_end, .where = list_where,
	.footer = list_footer, .reason = list_reason,
	.selected = list_selected, .title = list_title, .draw = list_draw,
	.status = list_status, .act = list_act, .refresh = list_refresh,
};
