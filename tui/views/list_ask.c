/* SPDX-License-Identifier: ISC */
#include "tui/views/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/picker.h"
#include "tui/prompt.h"
#include "tui/views/tally.h"

enum { VIEWS_MAX = 60 };

static int
compare_keys(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* To the next row that matches; from: rows away where the search begins. */
static void
find(struct view *view, int step, size_t from)
{
	struct list *d = view->data;
	size_t n = d->keys.n, i, row = 0;

	for (i = from; d->found.n > 0 && i < n + from; i++) {
		row = step > 0 ? (d->table.cursor + i) % n :
		    (d->table.cursor + n - i % n) % n;
		if (bsearch(&d->keys.key[row], d->found.key, d->found.n,
		    sizeof(int64_t), compare_keys) != NULL)
			break;
	}
	if (d->found.n == 0 || n == 0 || i == n + from) {
		app_say(view->app, _("%s: no match."), buf_str(&d->word));
		return;
	}
	table_find(&d->table, row);
	app_say(view->app, _("%s: %zu of %zu. n and N go on."),
	    buf_str(&d->word), d->found.n, d->keys.n);
}

static const struct err *
look_for(struct view *view, const char *text)
{
	struct list *d = view->data;
	struct arena *arena = arena_new();
	struct store_keys found = { 0 };
	struct query *filter = NULL, *word;
	struct buf folded = { 0 };
	const struct err *err;

	err = list_query(view, arena, &filter);
	if (err == NULL && *text != '\0') {
		utf8_fold(&folded, text);
		word = arena_alloc(arena, sizeof(*word));
		word->kind = QUERY_WORD;
		word->word = buf_str(&folded);
		err = store_keys(register_reader(view->session), d->entity,
		    query_and(arena, filter, word), NULL, 0, &found);
	}
	if (err == NULL) {
		store_keys_release(&d->found);
		d->found = found;
		if (found.n > 0)
			qsort(d->found.key, d->found.n, sizeof(int64_t),
			    compare_keys);
		buf_clear(&d->word);
		buf_add(&d->word, text);
	}
	buf_release(&folded);
	arena_free(arena);
	return err;
}

static void
search_changed(void *ctx, const char *text)
{
	struct view *view = ctx;

	app_error(view->app, look_for(view, text));
	if (*text != '\0')
		find(view, 1, 0);
}

static const struct err *
search_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	const struct err *err = look_for(view, text);

	if (err == NULL && *text != '\0')
		find(view, 1, 0);
	return err;
}

const struct err *
list_ask_search(struct view *view)
{
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .done = search_done, .history = "search", .ctx = view };

	return prompt_open(view->app, &search);
}

void
list_search_again(struct view *view, int step)
{
	find(view, step, 1);
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct list *d = view->data;

	return prompt_refilter(view, &d->filter, text, list_load);
}

static const struct err *
sort_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;
	struct list *d = view->data;
	struct buf typed = { 0 }, label = { 0 };
	size_t position[FIELD_MAX], fields, i;

	utf8_fold(&typed, text);
	fields = column_fields(d->entity, position);
	for (i = 0; i < fields && *n < PICKER_MAX; i++) {
		const struct field *field = entity_field(d->entity,
		    position[i]);

		buf_clear(&label);
		utf8_fold(&label, field->label[view->session->lang]);
		(*total)++;
		if (strstr(buf_str(&label), buf_str(&typed)) != NULL ||
		    strstr(field->key, buf_str(&typed)) != NULL)
			out[(*n)++] = (struct pick_item){ .key = field->key,
			    .text = field->label[view->session->lang],
			    .right = field->key };
	}
	(void)arena;
	buf_release(&typed);
	buf_release(&label);
	return NULL;
}

static const struct err *
sort_done(void *ctx, const char *key, const char *typed)
{
	struct view *view = ctx;
	struct list *d = view->data;
	int at = entity_field_find(d->entity, key);

	(void)typed;
	d->sorted = at >= 0;
	d->sort = (struct query_sort){ at >= 0 ? (size_t)at : 0, false };
	/* Its column need not be one of those that are shown. */
	if (at >= 0)
		app_say(view->app, _("Sorted by %s. S turns the order round."),
		    entity_field(d->entity, (size_t)at)->
		    label[view->session->lang]);
	return list_load(view);
}

const struct err *
list_ask_sort(struct view *view)
{
	struct picker picker = { .title = _("Sort by"), .y = 1, .x = 2,
	    .w = 40, .search = sort_search, .done = sort_done, .ctx = view };

	return picker_open(view->app, &picker);
}

const struct err *
list_turn_sort(struct view *view)
{
	struct list *d = view->data;

	if (!d->sorted) {
		d->sorted = true;
		d->sort.position = d->entity == ENTITY_asset ?
		    (size_t)F_asset_asset_no : entity_name_field(d->entity);
	}
	d->sort.desc = !d->sort.desc;
	return list_load(view);
}

const struct err *
list_ask_filter(struct view *view)
{
	struct list *d = view->data;

	return prompt_ask_filter(view, &d->filter, filter_done);
}

/* --- saved views ------------------------------------------------------------------ */

/* What is kept is the person's own. */
static const char own_key[] = "own";

static const struct err *
views_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;
	struct list *d = view->data;
	struct record *row[VIEWS_MAX];
	struct buf filter = { 0 }, typed = { 0 }, name = { 0 };
	const struct err *err;
	size_t i, rows = 0;
	int64_t all = 0;
	const char *me = register_person_of(view->session,
	    register_user(view->session), arena);

	buf_printf(&filter, "entity=%s and (owner=\"\"",
	    entity_get(d->entity)->key);
	if (me != NULL)
		buf_printf(&filter, " or owner=%s", me);
	buf_addc(&filter, ')');
	err = tally_rows(view->session, ENTITY_view, filter.s, "name", arena,
	    row, VIEWS_MAX, &rows, &all);
	utf8_fold(&typed, text);
	for (i = 0; err == NULL && i < rows; i++) {
		const char *label = record_text(row[i], F_view_name);

		buf_clear(&name);
		utf8_fold(&name, label != NULL ? label : "");
		if (strstr(buf_str(&name), buf_str(&typed)) != NULL)
			out[(*n)++] = (struct pick_item){
			    .key = row[i]->uuid,
			    .text = label != NULL ? label : "",
			    .detail = record_text(row[i], F_view_filter),
			    .right = record_has(row[i], F_view_owner) ?
			    _("own") : NULL };
	}
	*total = (size_t)all;
	if (err == NULL && *text != '\0') {
		const char *why = register_refuses_entity(view->session,
		    ENTITY_view);

		out[(*n)++] = (struct pick_item){ .text = arena_printf(arena,
		    _("save this list as \"%s\""), text), .why = why,
		    .right = _("for all") };
		out[(*n)++] = (struct pick_item){ .key = own_key,
		    .text = arena_printf(arena,
		    _("save this list as \"%s\""), text),
		    .right = _("own"), .why = why != NULL ? why :
		    me == NULL ? _("your account is no person's here") :
		    NULL };
	}
	buf_release(&filter);
	buf_release(&typed);
	buf_release(&name);
	return err;
}

/* The view of that name that there is already; NULL: none. */
static const struct err *
find_view(struct view *view, const char *name, const char *owner,
    struct arena *arena, struct record **out)
{
	struct list *d = view->data;
	struct record *row[VIEWS_MAX];
	struct buf filter = { 0 };
	const struct err *err;
	int64_t all = 0;
	size_t i, n = 0;

	buf_printf(&filter, "entity=%s and owner=\"%s\"",
	    entity_get(d->entity)->key, owner != NULL ? owner : "");
	err = tally_rows(view->session, ENTITY_view, filter.s, "name", arena,
	    row, VIEWS_MAX, &n, &all);
	for (i = 0; err == NULL && i < n && *out == NULL; i++)
		if (strcmp(record_text(row[i], F_view_name) != NULL ?
		    record_text(row[i], F_view_name) : "", name) == 0)
			*out = row[i];
	buf_release(&filter);
	return err;
}

/* Keeps filter, order and columns under a name; owner NULL: for all. */
static const struct err *
save_view(struct view *view, const char *name, const char *owner)
{
	struct list *d = view->data;
	struct changes *changes = changes_new(view->session, "edit");
	struct record *record = record_new(changes_arena(changes),
	    ENTITY_view), *was = NULL;
	struct commit_result result = { 0 };
	const char *column[FIELD_MAX];
	struct buf sort = { 0 };
	const struct err *err;
	const char *key;

	err = find_view(view, name, owner, changes_arena(changes), &was);
	if (err != NULL) {
		changes_free(changes);
		return err;
	}
	if (was != NULL) {
		memcpy(record->uuid, was->uuid, sizeof(record->uuid));
		record->rev = was->rev;
	}
	if (owner != NULL)
		record_set_text(record, F_view_owner, owner);
	if (d->choice.n_order > 0 || d->choice.only ||
	    !fieldset_empty(&d->choice.show) ||
	    !fieldset_empty(&d->choice.hide))
		record_set_list(record, F_view_columns,
		    changes_arena(changes), column, column_keys(d->entity,
		    view->session->lang, &d->choice, column));
	record_set_text(record, F_view_name, name);
	record_set_text(record, F_view_entity, entity_get(d->entity)->key);
	record_set_text(record, F_view_filter, buf_str(&d->filter));
	if (d->sorted) {
		buf_printf(&sort, "%s%s", entity_field(d->entity,
		    d->sort.position)->key, d->sort.desc ? ":desc" : "");
		key = sort.s;
		record_set_list(record, F_view_sort, changes_arena(changes),
		    &key, 1);
	}
	changes_put(changes, record);
	err = register_commit(view->session, changes, NULL, &result);
	if (err == NULL)
		app_say(view->app, _("Saved as \"%s\"."), name);
	changes_free(changes);
	buf_release(&sort);
	return err;
}

/* What the view lists is shown, whatever else would be by default. */
static void
take_columns(struct list *d, const struct value *columns)
{
	size_t position[FIELD_MAX], fields, i;

	d->choice = (struct column_choice){ .only = false };
	if (columns->kind != VALUE_LIST)
		return;
	d->choice.only = true;
	fields = column_fields(d->entity, position);
	for (i = 0; i < fields; i++)
		fieldset_add(&d->choice.hide, position[i]);
	for (i = 0; i < columns->n && i < FIELD_MAX; i++) {
		int at = entity_field_find(d->entity, columns->list[i]);

		if (at < 0)
			continue;
		d->choice.order[d->choice.n_order++] = (size_t)at;
		fieldset_remove(&d->choice.hide, (size_t)at);
		fieldset_add(&d->choice.show, (size_t)at);
	}
}

static const struct err *
views_done(void *ctx, const char *uuid, const char *typed)
{
	struct view *view = ctx;
	struct list *d = view->data;
	struct record *record = NULL;
	const struct value *sort;
	const struct err *err;
	const char *filter;
	size_t n = 0;

	if (uuid == NULL || strcmp(uuid, own_key) == 0)
		return save_view(view, typed, uuid == NULL ? NULL :
		    register_person_of(view->session,
		    register_user(view->session), view->arena));
	err = store_get(register_reader(view->session), ENTITY_view, uuid,
	    NULL, view->arena, &record);
	if (err != NULL || record == NULL)
		return err;
	filter = record_text(record, F_view_filter);
	sort = record_value(record, F_view_sort);
	buf_clear(&d->filter);
	buf_add(&d->filter, filter != NULL ? filter : "");
	d->reverse = false;
	d->sorted = false;
	take_columns(d, record_value(record, F_view_columns));
	if (sort->kind == VALUE_LIST) {
		err = query_sort_parse(d->entity, sort->list[0], &d->sort, 1,
		    &n);
		d->sorted = n == 1;
	}
	return err != NULL ? err : list_load(view);
}

const struct err *
list_ask_views(struct view *view)
{
	struct picker picker = { .title = _("Saved views"), .y = 1, .x = 2,
	    .w = 60, .search = views_search, .done = views_done,
	    .ctx = view };

	return picker_open(view->app, &picker);
}
