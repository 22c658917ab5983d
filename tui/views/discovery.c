/* SPDX-License-Identifier: ISC */
/* The queue of findings: what waits, the evidence beside it, decisions. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/discovery/discover.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/finding.h"
#include "tui/views/home.h"
#include "tui/views/queue_rows.h"
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { PAGE_MAX = 200, COLUMNS = 9, PANE_W = 51 };

enum column_id {
	COLUMN_SEVERITY, COLUMN_DUE, COLUMN_RESULT, COLUMN_SUBJECT,
	COLUMN_DETAIL, COLUMN_ZONE, COLUMN_STATE, COLUMN_ASSIGNEE,
	COLUMN_VENDOR,
};

static const struct column_row {
	const char	*head;
	int		 width, small;	/* small 0: left out at 40×10 */
	const char	*sort;		/* field key; NULL: none */
} columns[COLUMNS] = {
	[COLUMN_SEVERITY] = { N_("Level"), 7, 4, "severity" },
	[COLUMN_DUE] = { N_("Due"), 10, 7, "due" },
	[COLUMN_RESULT] = { N_("Finding"), 16, 10, "result" },
	[COLUMN_SUBJECT] = { N_("Subject"), 14, 13, NULL },
	[COLUMN_DETAIL] = { N_("Name, detail"), 14, 0, NULL },
	[COLUMN_ZONE] = { N_("Zone"), 12, 0, NULL },
	[COLUMN_STATE] = { N_("State"), 6, 0, "state" },
	[COLUMN_ASSIGNEE] = { N_("Assignee"), 12, 0, NULL },
	[COLUMN_VENDOR] = { N_("Vendor"), 12, 0, NULL },
};

struct discovery {
	struct buf	 filter;
	bool		 reverse;
	struct query_sort sort[2];
	size_t		 n_sort;
	bool		 chosen;	/* the person sorted it */

	struct queue_rows rows;
	enum queue_by	 by;
	int64_t		 total;
	struct table	 table;
	struct arena	*page;
	size_t		 page_first, page_n;
	bool		 stale;
	struct record	*row[PAGE_MAX];
	struct finding_words words[PAGE_MAX];

	struct arena	*cover_arena;
	struct coverage	 coverage;
	bool		 covered;

	bool		 pane_off, pane_active;
	struct pane	 pane;
	struct arena	*pane_arena;
	char		 pane_uuid[UUID_LEN];
	const char	*word;
};

/* --- reading ---------------------------------------------------------------------- */

static void
show_rows(struct discovery *d)
{
	table_set(&d->table, d->rows.row, d->rows.n);
	d->stale = true;
	d->pane_uuid[0] = '\0';
}

static const struct err *
load(struct view *view)
{
	struct discovery *d = view->data;
	struct store *store = register_reader(view->session);
	struct arena *arena = arena_new();
	struct store_keys keys = { 0 };
	struct query *query = NULL, not = { .kind = QUERY_NOT };
	const struct err *err;

	err = tally_parse(view->session, ENTITY_finding, buf_str(&d->filter),
	    arena, &query);
	not.left = query;
	if (err == NULL)
		err = store_keys(store, ENTITY_finding,
		    d->reverse ? &not : query, d->sort, d->n_sort, &keys);
	if (err == NULL)
		err = store_count(store, ENTITY_finding, NULL, &d->total);
	if (err == NULL)
		err = queue_rows_set(view->session, &d->rows, d->by, &keys);
	if (err == NULL)
		show_rows(d);
	store_keys_release(&keys);
	arena_free(arena);
	return err;
}

static const struct err *
discovery_start(struct view *view, const void *args)
{
	const struct list_args *a = args;
	struct discovery *d = view->data;
	const struct err *err;

	d->page = arena_new();
	d->pane_arena = arena_new();
	d->cover_arena = arena_new();
	buf_add(&d->filter, a == NULL || a->filter == NULL ? FINDING_OPEN :
	    a->filter);
	err = query_sort_parse(ENTITY_finding, "severity:desc,due", d->sort,
	    2, &d->n_sort);
	return err != NULL ? err : load(view);
}

static void
discovery_end(struct view *view)
{
	struct discovery *d = view->data;

	queue_rows_release(&d->rows);
	table_release(&d->table);
	arena_free(d->page);
	arena_free(d->pane_arena);
	arena_free(d->cover_arena);
	buf_release(&d->filter);
}

static const struct err *
load_page(struct view *view)
{
	struct discovery *d = view->data;
	size_t n = d->table.shown < PAGE_MAX ? d->table.shown : PAGE_MAX, i;
	int64_t key[PAGE_MAX];
	struct store_keys keys = { ENTITY_finding, key, 0 };
	struct record *read[PAGE_MAX];
	const struct err *err;

	if (d->table.top + n > d->rows.n)
		n = d->rows.n - d->table.top;
	if (!d->stale && d->page_first == d->table.top && d->page_n == n)
		return NULL;
	arena_reset(d->page);
	d->page_first = d->table.top;
	d->page_n = 0;
	for (i = 0; i < n; i++)
		if (queue_rows_group(&d->rows, d->table.top + i) == NULL)
			key[keys.n++] = d->rows.row[d->table.top + i];
	err = store_rows(register_reader(view->session), &keys, 0, keys.n,
	    NULL, d->page, read);
	if (err != NULL)
		return err;
	keys.n = 0;
	for (i = 0; i < n; i++) {
		d->row[i] = queue_rows_group(&d->rows, d->table.top + i) !=
		    NULL ? NULL : read[keys.n++];
		if (d->row[i] != NULL)
			finding_words(view->session, d->row[i], d->page,
			    &d->words[i]);
	}
	d->page_n = n;
	d->stale = false;
	return NULL;
}

static const struct record *
current(const struct discovery *d, const struct finding_words **words)
{
	size_t at = d->table.cursor - d->page_first;

	if (d->table.cursor < d->page_first || at >= d->page_n ||
	    d->row[at] == NULL)
		return NULL;
	if (words != NULL)
		*words = &d->words[at];
	return d->row[at];
}

/* --- drawing -------------------------------------------------------------------------- */

static enum role
discovery_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct discovery *d = view->data;
	size_t at = row - d->page_first;
	const struct finding_words *words = &d->words[at];
	const struct record *record = d->row[at];
	bool small = screen_is_small(app_screen(view->app)), urgent;
	const char *assignee;
	enum role role;

	if (record == NULL)
		return ROLE_text;
	urgent = words->role == ROLE_critical;
	switch (column) {
	case COLUMN_SEVERITY:
		buf_add(out, words->severity);
		return words->role;
	case COLUMN_DUE:
		if (small)
			words_due_short(view->session,
			    record_int(record, F_finding_due), out);
		role = small ? ROLE_text : words_due(view->session,
		    record_int(record, F_finding_due), out);
		return urgent ? ROLE_critical : role;
	case COLUMN_RESULT:
		buf_add(out, words->result);
		return ROLE_text;
	case COLUMN_SUBJECT:
		buf_add(out, words->subject);
		return ROLE_text;
	case COLUMN_DETAIL:
		buf_add(out, words->detail);
		return ROLE_dim;
	case COLUMN_ZONE:
		buf_add(out, words->zone != NULL ? words->zone : "–");
		return ROLE_dim;
	case COLUMN_STATE:
		register_format(view->session, entity_field(ENTITY_finding,
		    F_finding_state), record_value(record, F_finding_state),
		    out);
		return ROLE_text;
	case COLUMN_ASSIGNEE:
		assignee = record_text(record, F_finding_assignee);
		buf_add(out, assignee != NULL ? register_name_of(
		    view->session, assignee, d->page) : "–");
		return ROLE_text;
	default:
		buf_add(out, words->vendor != NULL ? words->vendor : "–");
		return ROLE_dim;
	}
}

static bool
discovery_whole(void *ctx, size_t row, struct buf *out)
{
	struct view *view = ctx;
	struct discovery *d = view->data;
	const struct queue_group *group = queue_rows_group(&d->rows, row);

	if (group != NULL)
		queue_rows_words(view->session, group, out);
	return group != NULL;
}

static size_t
fit_columns(struct view *view, int w, bool small, struct table_column *out)
{
	struct discovery *d = view->data;
	size_t i, k, n = 0;

	for (i = 0; i < COLUMNS; i++) {
		if (small && columns[i].small == 0)
			continue;
		out[n] = (struct table_column){ .id = (int)i,
		    .head = gettext(columns[i].head),
		    .width = small ? columns[i].small : columns[i].width,
		    .grow = i == COLUMN_DETAIL, .grow_max = 40 };
		for (k = 0; k < d->n_sort; k++)
			if (columns[i].sort != NULL &&
			    entity_field_find(ENTITY_finding,
			    columns[i].sort) == (int)d->sort[k].position)
				out[n].sort = d->sort[k].desc ? "↓" : "↑";
		n++;
	}
	return table_fit(out, n, w);
}

static void
draw_pane(struct view *view, struct screen *screen, struct area area)
{
	struct discovery *d = view->data;
	const struct record *record = current(d, NULL);
	int y;

	for (y = area.y; y < area.y + area.h; y++)
		screen_put(screen, y, area.x, 1, ROLE_border, "│");
	if (record == NULL)
		return;
	area.x += 2;
	area.w -= 3;
	if (strcmp(d->pane_uuid, record->uuid) != 0) {
		arena_reset(d->pane_arena);
		pane_reset(&d->pane, d->pane_arena, false);
		app_error(view->app, finding_pane(view->session, record,
		    area.w, &d->pane));
		memcpy(d->pane_uuid, record->uuid, sizeof(d->pane_uuid));
	}
	pane_draw(&d->pane, screen, area, d->pane_active);
}

static bool
has_pane(const struct view *view)
{
	const struct discovery *d = view->data;

	return !d->pane_off &&
	    screen_width(app_screen(view->app)) >= SCREEN_PANE_W;
}

/* The coverage line: never absent beside a count. */
static void
draw_coverage(struct view *view, struct screen *screen, int y, int x, int w)
{
	struct discovery *d = view->data;
	struct buf text = { 0 };
	size_t i, shown = 0;
	const char *zone = NULL;
	int gap = x, pass;

	if (!d->covered)
		return;
	buf_printf(&text, _("Seen %zu / %zu zones"),
	    d->coverage.zones_covered, d->coverage.zones);
	x += screen_put(screen, y, x, w - x, ROLE_strong, text.s) + gap;
	buf_clear(&text);
	for (pass = 0; pass + 1 < COVER_PASSES; pass++)
		for (i = 0; i < d->coverage.n; i++) {
			const struct coverage_row *row = &d->coverage.row[i];

			if (cover_pass(row) != pass ||
			    (zone != NULL && strcmp(zone, row->zone) == 0))
				continue;
			zone = row->zone;
			buf_printf(&text, "%s%s", shown++ > 0 ? _(", ") :
			    _("not seen: "), register_name_of(view->session,
			    zone, d->cover_arena));
			buf_add(&text, _(" ("));
			words_last(view->session, row->last_covered, &text);
			buf_add(&text, _(")"));
		}
	if (shown > 0)
		screen_put(screen, y, x, w - x - 1, ROLE_high, text.s);
	buf_release(&text);
}

static void
discovery_draw(struct view *view, struct screen *screen, struct area area)
{
	struct discovery *d = view->data;
	struct table_column column[COLUMNS];
	bool small = screen_is_small(screen), pane = has_pane(view);
	struct area left = area;
	struct table_look look = { .column = column, .head = !small,
	    .active = !d->pane_active || !pane, .cell = discovery_cell,
	    .whole = discovery_whole, .ctx = view };

	/* Above the status row, or in it where that has room. */
	if (!small && !pane)
		left.h--;
	if (!small)
		draw_coverage(view, screen, area.y + area.h - !pane, 1 + pane,
		    area.w);
	if (pane)
		left.w = LIST_W;
	d->table.shown = (size_t)(left.h - !small);
	table_go(&d->table, d->table.cursor);
	app_error(view->app, load_page(view));
	look.n_columns = fit_columns(view, left.w - 2, small, column);
	table_draw(&d->table, screen, left, &look);
	if (d->rows.n == 0)
		screen_put(screen, area.y + 2, 2, left.w - 4, ROLE_dim,
		    d->total == 0 ? _("No findings yet. i imports what a "
		    "scan has seen.") : _("Nothing matches the filter. "
		    "f changes it, Esc goes back."));
	if (pane)
		draw_pane(view, screen, (struct area){ area.y, LIST_W,
		    area.h, area.w - LIST_W });
}

static void
discovery_title(struct view *view, bool top, struct title *title)
{
	struct discovery *d = view->data;

	buf_add(&title->crumb, _("Discovery"));
	if (!top)
		return;
	if (d->filter.len > 0)
		buf_printf(&title->filter, "%s %s%s", _("filter"),
		    d->reverse ? "! " : "", d->filter.s);
	if (d->by != QUEUE_PLAIN)
		buf_printf(&title->filter, "%s%s", d->filter.len > 0 ? "  " :
		    "", queue_by_words(d->by));
	table_position(&d->table, &title->position);
}

/*
 * The findings that are marked, else the one under the cursor: keys in the
 * view's arena, or their number alone.
 */
static size_t
chosen(struct view *view, int64_t **out)
{
	struct discovery *d = view->data;
	struct arena *arena = out != NULL ? view->arena : arena_new();
	bool marked = d->table.n_marks > 0;
	int64_t *key = NULL;
	size_t n;

	n = queue_rows_chosen(&d->rows, marked ? d->table.mark :
	    &d->table.cursor_key, marked ? d->table.n_marks : 1, arena, &key);
	if (out != NULL)
		*out = key;
	else
		arena_free(arena);
	return n;
}

static void
discovery_status(struct view *view, struct buf *left, struct buf *right)
{
	struct discovery *d = view->data;
	const struct finding_words *words = NULL;
	bool wide = has_pane(view);
	size_t marks = d->table.n_marks > 0 ? chosen(view, NULL) : 0;

	if (screen_is_small(app_screen(view->app)) && d->covered)
		buf_printf(left, _("Seen %zu/%zu"),
		    d->coverage.zones_covered, d->coverage.zones);
	else if (!wide && marks > 0)
		buf_printf(left, _("%zu marked"), marks);
	else if (d->by != QUEUE_PLAIN)
		buf_printf(left, _("%zu findings in %zu groups; + unfolds "
		    "all, - folds all."), d->rows.keys.n, d->rows.n_groups);
	if (wide && marks > 0)
		buf_printf(right, _("%zu marked  d decides about them"),
		    marks);
	if (wide || current(d, &words) == NULL)
		return;
	if (screen_is_small(app_screen(view->app)))
		buf_printf(right, "%s  %s", words->detail,
		    words->zone != NULL ? words->zone : "");
	else
		buf_printf(right, "%s%s%s", words->number,
		    words->mac != NULL ? "  MAC " : "",
		    words->mac != NULL ? words->mac : "");
}

/* Coverage is counted after the first frame. */
static bool
discovery_tick(struct view *view)
{
	struct discovery *d = view->data;

	if (d->covered)
		return false;
	arena_reset(d->cover_arena);
	app_error(view->app, coverage_list(view->session, d->cover_arena,
	    &d->coverage));
	d->covered = true;
	return true;
}

/* --- acting ----------------------------------------------------------------------------- */

/* What was decided is no longer marked. */
static void
decided(void *ctx)
{
	struct view *view = ctx;
	struct discovery *d = view->data;

	table_unmark_all(&d->table);
}

static const struct err *
decide(struct view *view)
{
	struct store_keys keys = { .entity = ENTITY_finding };
	struct decide_args args = { .decided = decided, .ctx = view };
	struct record **row;
	const char **uuid;
	const struct err *err;
	size_t i;

	keys.n = chosen(view, &keys.key);
	row = arena_calloc(view->arena, keys.n, sizeof(*row));
	uuid = arena_calloc(view->arena, keys.n, sizeof(*uuid));
	err = store_rows(register_reader(view->session), &keys, 0, keys.n,
	    NULL, view->arena, row);
	for (i = 0; err == NULL && i < keys.n; i++)
		if (row[i] != NULL)
			uuid[args.n++] = row[i]->uuid;
	args.uuid = uuid;
	return err != NULL ? err : app_open(view->app, &view_decide, &args);
}

static void
row_words(void *ctx, size_t row, struct buf *out)
{
	struct view *view = ctx;
	struct discovery *d = view->data;
	struct arena *arena = arena_new();
	struct finding_words words = { 0 };
	struct record *record = NULL;

	if (store_rows(register_reader(view->session), &d->rows.keys, row, 1,
	    NULL, arena, &record) == NULL && record != NULL) {
		finding_words(view->session, record, arena, &words);
		utf8_fold(out, words.number);
		utf8_fold(out, words.subject);
		utf8_fold(out, words.detail);
		utf8_fold(out, words.result);
		if (words.zone != NULL)
			utf8_fold(out, words.zone);
	}
	arena_free(arena);
}

static void
find(struct view *view, int step, size_t from)
{
	struct discovery *d = view->data;
	struct table_search search = { .n = d->rows.keys.n,
	    .here = queue_rows_index(&d->rows, d->table.cursor),
	    .step = step, .from = from, .word = d->word, .text = row_words,
	    .ctx = view };
	size_t row;

	if (table_search(&search, &row)) {
		row = queue_rows_find(&d->rows, row);
		if (d->rows.n != d->table.n)
			show_rows(d);
		table_find(&d->table, row);
	} else if (d->word != NULL && *d->word != '\0') {
		app_say(view->app, _("%s: no match."), d->word);
	}
}

static void
search_changed(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct discovery *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1, 0);
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct discovery *d = view->data;

	return prompt_refilter(view, &d->filter, text, load);
}

/* To the next column that sorts. */
static const struct err *
sort_next(struct view *view)
{
	struct discovery *d = view->data;
	size_t i, now = 0;

	for (i = 0; i < COLUMNS; i++)
		if (columns[i].sort != NULL &&
		    entity_field_find(ENTITY_finding, columns[i].sort) ==
		    (int)d->sort[0].position)
			now = i;
	do {
		now = (now + 1) % COLUMNS;
	} while (columns[now].sort == NULL);
	d->sort[0].position = (size_t)entity_field_find(ENTITY_finding,
	    columns[now].sort);
	d->sort[0].desc = now == COLUMN_SEVERITY;
	d->n_sort = 1;
	if (now == COLUMN_SEVERITY) {
		d->sort[1] = (struct query_sort){ F_finding_due, false };
		d->n_sort = 2;
	}
	return load(view);
}

/* On the line of a group, or where the finding has vanished. */
static const struct err *
act_on_group(struct view *view, enum action_id action)
{
	struct discovery *d = view->data;
	struct queue_group *group = queue_rows_group(&d->rows,
	    d->table.cursor);

	if (group == NULL)
		return err_new(ERR_NOT_FOUND,
		    _("The finding is no longer there."));
	if (action != ACTION_open)
		return err_new(ERR_USAGE, _("Choose a finding of the group; "
		    "Enter folds and unfolds it."));
	queue_rows_fold(&d->rows, group);
	show_rows(d);
	return NULL;
}

static const struct err *
discovery_act(struct view *view, enum action_id action, uint32_t key)
{
	struct discovery *d = view->data;
	const struct record *record = NULL;
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .history = "search", .ctx = view };
	struct history_args history = { NULL };
	const struct err *err;

	/* Keys may have come faster than frames. */
	err = load_page(view);
	if (err != NULL)
		return err;
	record = current(d, NULL);
	if (record == NULL && action != ACTION_decide &&
	    !table_is_mark(action) &&
	    (action_get(action)->flags & ACT_RECORD) != 0)
		return act_on_group(view, action);
	history.uuid = record != NULL ? record->uuid : NULL;
	switch (action) {
	case ACTION_open:
		if (d->pane_active && has_pane(view) &&
		    d->pane.cursor < d->pane.n &&
		    d->pane.line[d->pane.cursor].uuid != NULL)
			return record_open(view->app,
			    d->pane.line[d->pane.cursor].uuid);
		return record_open(view->app, record->uuid);
	case ACTION_decide:
		return decide(view);
	case ACTION_explain:
		return explain_open(view->app, record->uuid);
	case ACTION_coverage:
		return app_open(view->app, &view_coverage, NULL);
	case ACTION_imports:
		return app_open(view->app, &view_imports, NULL);
	case ACTION_discover:
		return palette_open(view->app, "discover ");
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1, 1);
		return NULL;
	case ACTION_filter:
		return prompt_ask_filter(view, &d->filter, filter_done);
	case ACTION_filter_reverse:
		d->reverse = !d->reverse && d->filter.len > 0;
		return load(view);
	case ACTION_group:
		d->by = (d->by + 1) % QUEUE_BYS;
		err = load(view);
		if (err == NULL)
			table_go(&d->table, 0);
		return err;
	case ACTION_fold_all:
		if (d->by == QUEUE_PLAIN)
			return err_new(ERR_USAGE, _("Nothing is grouped; b "
			    "groups the findings."));
		queue_rows_fold_all(&d->rows, key == '-');
		show_rows(d);
		return NULL;
	case ACTION_sort:
		return sort_next(view);
	case ACTION_sort_reverse:
		d->sort[0].desc = !d->sort[0].desc;
		return load(view);
	case ACTION_write:
		return write_open(view->app, ENTITY_finding,
		    buf_str(&d->filter), d->reverse);
	case ACTION_record_history:
		return app_open(view->app, &view_history, &history);
	case ACTION_pane:
		if (screen_width(app_screen(view->app)) < SCREEN_PANE_W)
			return err_new(ERR_USAGE, _("The pane needs 120 columns. "
			    "Widen the terminal, or open the record."));
		d->pane_off = !d->pane_off;
		return NULL;
	case ACTION_other_pane:
		d->pane_active = !d->pane_active && has_pane(view);
		return NULL;
	default:
		if (d->pane_active && has_pane(view) &&
		    pane_act(&d->pane, action))
			return NULL;
		if (table_act(&d->table, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static void
discovery_refresh(struct view *view)
{
	struct discovery *d = view->data;

	d->covered = false;
	app_error(view->app, load(view));
}

static bool
discovery_selected(const struct view *view)
{
	const struct discovery *d = view->data;

	return d->rows.n > 0;
}

static unsigned
discovery_where(const struct view *view)
{
	(void)view;
	return AT_DISCOVERY;
}

static const enum action_id *
discovery_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_decide, ACTION_explain, ACTION_group,
		ACTION_coverage, ACTION_filter, ACTION_help, ACTION_back,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_discovery = {
	.name = "discovery", .shape = VIEW_FULL,
	.size = sizeof(struct discovery), .open = discovery_start,
	.close = discovery_end, .where = discovery_where,
	.footer = discovery_footer, .selected = discovery_selected,
	.title = discovery_title, .draw = discovery_draw,
	.status = discovery_status, .act = discovery_act,
	.refresh = discovery_refresh, .tick = discovery_tick,
};
