/* SPDX-License-Identifier: ISC */
/*
 * What discovery saw and the register does not say, asset by asset.  This or
 * the marked are accepted after a preview: fills of one field in the view of
 * bulk edits, all else here, as one change set.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/discovery/propose.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/views.h"

enum { COLUMNS = 6, QUICK_MS = 300 };

enum column_id { COLUMN_ASSET, COLUMN_NAME, COLUMN_KIND, COLUMN_RESULT,
    COLUMN_SEEN, COLUMN_REGISTERED };

static const struct {
	const char	*head;
	int		 width, small, grow_max;
} columns[COLUMNS] = {
	[COLUMN_ASSET] = { N_("Asset"), 7, 7, 0 },
	[COLUMN_NAME] = { N_("Name"), 12, 0, 24 },
	[COLUMN_KIND] = { N_("Proposal"), 12, 0, 0 },
	[COLUMN_RESULT] = { N_("Result"), 10, 10, 0 },
	[COLUMN_SEEN] = { N_("Seen"), 30, 18, 48 },
	[COLUMN_REGISTERED] = { N_("Registered"), 10, 0, 30 },
};

struct proposing_view {
	struct buf	 where;		/* the filter, of assets */
	struct arena	*arena;		/* of what was loaded */
	struct proposals all;
	uint32_t	*row;		/* of all.item */
	int64_t		*key;
	size_t		 n, cap_rows, cap_keys;
	struct table	 table;
	bool		 preview;	/* the rows are those to be accepted */
	size_t		 writes;	/* of them */
	bool		 old;		/* the register changed since */
	int64_t		 took;		/* ms */
};

static struct proposal *
item_at(const struct proposing_view *d, size_t row)
{
	return row < d->n ? &d->all.item[d->row[row]] : NULL;
}

/* A row is known by what it says, whatever else is found. */
static int64_t
key_of(const struct proposal *proposal)
{
	const char *part[] = { proposal->asset, proposal->seen,
		proposal->record, proposal_kind_key(proposal->kind),
		proposal_result_key(proposal->result) };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
		const char *s;

		for (s = part[i] != NULL ? part[i] : ""; *s != '\0'; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
		h = (h ^ 0xff) * UINT64_C(0x100000001b3);
	}
	return (int64_t)(h >> 1) + 1;
}

static bool
is_chosen(const struct proposing_view *d, size_t item)
{
	int64_t key = key_of(&d->all.item[item]);

	return d->table.n_marks > 0 ? table_is_marked(&d->table, key) :
	    key == d->table.cursor_key;
}

/* only: NULL, or the items to show. */
static void
lay_rows(struct proposing_view *d, const bool *only)
{
	size_t i;

	d->n = 0;
	for (i = 0; i < d->all.n; i++) {
		if (only != NULL && !only[i])
			continue;
		d->row = mem_grow(d->row, &d->cap_rows, d->n + 1,
		    sizeof(*d->row));
		d->key = mem_grow(d->key, &d->cap_keys, d->n + 1,
		    sizeof(*d->key));
		d->row[d->n] = (uint32_t)i;
		d->key[d->n++] = key_of(&d->all.item[i]);
	}
	table_set(&d->table, d->key, d->n);
}

static const struct err *
load(struct view *view)
{
	struct proposing_view *d = view->data;
	struct propose_options options = { .where = d->where.len > 0 ?
	    d->where.s : NULL };
	struct arena *arena = arena_new();
	struct proposals all;
	int64_t began = clock_monotonic();
	const struct err *err;

	err = proposals_load(view->session, &options, arena, &all);
	if (err != NULL) {
		arena_free(arena);
		return err;
	}
	arena_free(d->arena);
	d->arena = arena;
	d->all = all;
	d->took = clock_monotonic() - began;
	d->old = d->preview = false;
	lay_rows(d, NULL);
	return NULL;
}

static const struct err *
proposals_start(struct view *view, const void *args)
{
	struct proposing_view *d = view->data;
	const struct list_args *a = args;

	d->arena = arena_new();
	if (a != NULL && a->filter != NULL)
		buf_add(&d->where, a->filter);
	return load(view);
}

static void
proposals_end(struct view *view)
{
	struct proposing_view *d = view->data;

	table_release(&d->table);
	buf_release(&d->where);
	arena_free(d->arena);
	free(d->row);
	free(d->key);
}

/* Where it takes long, what stands here is called old instead. */
static void
proposals_refresh(struct view *view)
{
	struct proposing_view *d = view->data;

	if (d->preview)
		return;
	if (d->took <= QUICK_MS)
		app_error(view->app, load(view));
	else
		d->old = true;
}

/* --- drawing -------------------------------------------------------------- */

/* An asset stands in the first of its rows. */
static bool
begins_group(const struct proposing_view *d, size_t row)
{
	const char *asset = item_at(d, row)->asset;
	const char *above = row == 0 ? NULL : item_at(d, row - 1)->asset;

	return row == 0 || row == d->table.top || asset == NULL ||
	    above == NULL || strcmp(asset, above) != 0;
}

static enum role
result_role(const struct proposal *proposal)
{
	static const enum role roles[PROPOSED_RESULTS] = {
		[PROPOSED_NEW] = ROLE_new, [PROPOSED_FILL] = ROLE_ok,
		[PROPOSED_UNDECLARED] = ROLE_warn,
		[PROPOSED_UNUSED] = ROLE_dim,
		[PROPOSED_REVERSED] = ROLE_warn,
		[PROPOSED_PLAINTEXT] = ROLE_high,
	};

	return roles[proposal->result];
}

static enum role
proposals_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	const struct proposing_view *d = view->data;
	const struct proposal *proposal = item_at(d, row);
	bool refused = d->preview && proposal->change == NULL;

	switch (column) {
	case COLUMN_ASSET:
		if (begins_group(d, row))
			buf_add(out, proposal->asset == NULL ? "–" :
			    register_ref_of(view->session, proposal->asset,
			    d->arena));
		return ROLE_strong;
	case COLUMN_NAME:
		if (begins_group(d, row) && proposal->asset != NULL)
			buf_add(out, register_name_of(view->session,
			    proposal->asset, d->arena));
		return ROLE_text;
	case COLUMN_KIND:
		buf_add(out, proposal_kind_label(proposal->kind));
		return ROLE_text;
	case COLUMN_RESULT:
		buf_printf(out, "%s%s", refused ? "× " : "",
		    proposal_result_label(proposal->result));
		return refused ? ROLE_error : result_role(proposal);
	case COLUMN_SEEN:
		buf_add(out, proposal->seen);
		return ROLE_text;
	default:
		buf_add(out, proposal->registered != NULL ?
		    proposal->registered : "–");
		return ROLE_old;
	}
}

static void
proposals_draw(struct view *view, struct screen *screen, struct area area)
{
	struct proposing_view *d = view->data;
	struct table_column column[COLUMNS];
	bool small = screen_is_small(screen);
	struct table_look look = { .column = column, .head = !small,
	    .active = true, .cell = proposals_cell, .ctx = view };
	size_t i, n = 0;

	for (i = 0; i < COLUMNS; i++) {
		if (small && columns[i].small == 0)
			continue;
		column[n++] = (struct table_column){ .id = (int)i,
		    .head = _(columns[i].head), .width = small ?
		    columns[i].small : columns[i].width,
		    .grow = columns[i].grow_max > 0,
		    .grow_max = columns[i].grow_max };
	}
	look.n_columns = table_fit(column, n, area.w - 2);
	table_draw(&d->table, screen, area, &look);
	if (d->n == 0)
		screen_put(screen, area.y + (area.h > 3 ? 3 : 0), area.x + 2,
		    area.w - 3, ROLE_dim, _("Discovery saw nothing that the "
		    "register lacks."));
}

static void
proposals_title(struct view *view, bool top, struct title *title)
{
	struct proposing_view *d = view->data;

	buf_add(&title->crumb, _("Proposals"));
	if (d->preview)
		buf_printf(&title->crumb, " › %s", _("Preview"));
	if (!top)
		return;
	if (d->where.len > 0)
		buf_printf(&title->filter, "%s %s", _("filter"), d->where.s);
	table_position(&d->table, &title->position);
}

static void
proposals_status(struct view *view, struct buf *left, struct buf *right)
{
	struct proposing_view *d = view->data;
	const struct proposal *proposal = item_at(d, d->table.cursor);
	const char *end;

	if (d->table.n_marks > 0)
		buf_printf(left, _("%zu marked"), d->table.n_marks);
	else if (d->old)
		buf_add(left, _("The register changed since; f and Enter "
		    "compare anew."));
	else if (proposal != NULL && proposal->why == NULL)
		buf_printf(left, "%s%s%s", proposal->seen,
		    proposal->registered != NULL ? "  ≠ " : "",
		    proposal->registered != NULL ? proposal->registered : "");
	if (proposal == NULL)
		return;
	if (proposal->why != NULL)
		buf_add(right, proposal->why);
	else if (proposal->evidence != NULL) {
		end = strstr(proposal->evidence, ": ");
		buf_addn(right, proposal->evidence, end == NULL ?
		    strlen(proposal->evidence) :
		    (size_t)(end - proposal->evidence));
	}
}

/* --- accepting ------------------------------------------------------------ */

/* All fill the same fields of records of one entity. */
static bool
is_bulk(const struct proposal *const *item, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (item[i]->result != PROPOSED_FILL ||
		    item[i]->change->entity != item[0]->change->entity ||
		    memcmp(&item[i]->change->have, &item[0]->change->have,
		    sizeof(item[0]->change->have)) != 0)
			return false;
	return n > 0;
}

/* What was written is no longer marked. */
static const struct err *
bulk_saved(void *ctx, const char *uuid)
{
	struct view *view = ctx;
	struct proposing_view *d = view->data;

	(void)uuid;
	table_unmark_all(&d->table);
	return NULL;
}

static const struct err *
open_bulk(struct view *view, const struct proposal *const *item, size_t n)
{
	struct proposing_view *d = view->data;
	const struct record **each = arena_calloc(d->arena, n, sizeof(*each));
	const char **uuid = arena_calloc(d->arena, n, sizeof(*uuid));
	struct bulk_args args = { .entity = item[0]->change->entity, .n = n,
	    .values = item[0]->change, .saved = bulk_saved, .ctx = view };
	size_t i;

	for (i = 0; i < n; i++) {
		each[i] = item[i]->change;
		uuid[i] = item[i]->change->uuid;
	}
	args.each = each;
	args.uuid = uuid;
	return app_open(view->app, &view_bulk, &args);
}

static const struct err *
write_all(struct view *view, bool dry, struct commit_result *result)
{
	struct proposing_view *d = view->data;
	struct problems problems = { .arena = d->arena };
	struct commit_options options = { .dry_run = dry,
	    .problems = &problems };
	struct changes *changes = changes_new(view->session, "edit");
	struct buf text = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < d->n; i++)
		proposal_accept(changes, item_at(d, i));
	err = register_commit(view->session, changes, &options, result);
	if (err != NULL && problems.errors > 0) {
		for (i = 0; problems.item[i].warning; i++)
			continue;
		problem_format(&problems.item[i], &text);
		err = err_new(err->kind, "%s", buf_str(&text));
	}
	buf_release(&text);
	changes_free(changes);
	return err;
}

static void
leave_preview(void *ctx)
{
	struct view *view = ctx;
	struct proposing_view *d = view->data;

	d->preview = false;
	lay_rows(d, NULL);
}

static const struct err *
count_typed(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct proposing_view *d = view->data;
	struct commit_result result = { 0 };
	const struct err *err;
	char count[24];

	snprintf(count, sizeof(count), "%zu", d->writes);
	if (strcmp(text, count) != 0)
		return err_new(ERR_USAGE, _("Type %s to write them."), count);
	err = write_all(view, false, &result);
	if (err != NULL)
		return err;
	table_unmark_all(&d->table);
	d->preview = false;
	app_refresh(view->app);
	err = load(view);
	app_say(view->app, _("Records written: %lld. u takes all of them "
	    "back."), (long long)(result.created + result.changed));
	return err;
}

static const struct err *
open_preview(struct view *view, const bool *chosen, size_t writes)
{
	struct proposing_view *d = view->data;
	struct commit_result result = { 0 };
	struct prompt prompt = { .done = count_typed,
	    .cancelled = leave_preview, .ctx = view };
	const struct err *err;

	d->preview = true;
	d->writes = writes;
	lay_rows(d, chosen);
	err = write_all(view, true, &result);
	prompt.label = arena_printf(d->arena, _("Type %zu to write %zu "
	    "records as one change set: "), writes, writes);
	if (err == NULL)
		err = prompt_open(view->app, &prompt);
	if (err != NULL)
		leave_preview(view);
	return err;
}

static const struct err *
accept(struct view *view)
{
	struct proposing_view *d = view->data;
	bool *chosen = arena_calloc(d->arena, d->all.n + 1, sizeof(*chosen));
	const struct proposal **item = arena_calloc(d->arena, d->all.n + 1,
	    sizeof(*item));
	const char *why = NULL;
	size_t i, n = 0, left = 0;

	for (i = 0; i < d->all.n; i++) {
		if (!(chosen[i] = is_chosen(d, i)))
			continue;
		if (d->all.item[i].change != NULL)
			item[n++] = &d->all.item[i];
		else {
			why = d->all.item[i].why;
			left++;
		}
	}
	if (n == 0)
		return err_new(ERR_INVALID, "%s", why != NULL ? why :
		    _("There is nothing to write."));
	if (left == 0 && is_bulk(item, n))
		return open_bulk(view, item, n);
	return open_preview(view, chosen, n);
}

/* --- acting --------------------------------------------------------------- */

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct proposing_view *d = view->data;

	return prompt_refilter(view, &d->where, text, load);
}

static const struct err *
proposals_act(struct view *view, enum action_id action, uint32_t key)
{
	struct proposing_view *d = view->data;
	const struct proposal *proposal = item_at(d, d->table.cursor);

	switch (action) {
	case ACTION_open:
		if (proposal->record == NULL && proposal->asset == NULL)
			return NULL;
		return record_open(view->app, proposal->asset != NULL ?
		    proposal->asset : proposal->record);
	case ACTION_explain:
		if (proposal->asset == NULL)
			return err_new(ERR_USAGE, _("This is about a flow of a "
			    "system, and no asset was recognised for it."));
		return explain_open(view->app, proposal->asset);
	case ACTION_accept_proposals:
		return accept(view);
	case ACTION_filter:
		return prompt_ask_filter(view, &d->where, filter_done);
	default:
		if (table_act(&d->table, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static bool
proposals_selected(const struct view *view)
{
	const struct proposing_view *d = view->data;

	return d->n > 0;
}

static unsigned
proposals_where(const struct view *view)
{
	(void)view;
	return AT_PROPOSALS;
}

static const enum action_id *
proposals_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_accept_proposals, ACTION_mark,
		ACTION_mark_all, ACTION_explain, ACTION_filter, ACTION_help,
		ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_proposals = {
	.name = "proposals", .shape = VIEW_FULL,
	.size = sizeof(struct proposing_view), .open = proposals_start,
	.close = proposals_end, .where = proposals_where,
	.footer = proposals_footer, .selected = proposals_selected,
	.title = proposals_title, .draw = proposals_draw,
	.status = proposals_status, .act = proposals_act,
	.refresh = proposals_refresh,
};
