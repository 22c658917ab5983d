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
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { PAGE_MAX = 200, COLUMNS = 9, PANE_W = 51 };

/* "state=open" stands for all states that wait for a person. */
static const char open_word[] = "state=open";

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

	struct store_keys keys;
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

/* The filter with the word for open findings written out. */
static void
spell_out(const char *filter, struct buf *out)
{
	const char *at;

	while ((at = strstr(filter, open_word)) != NULL) {
		buf_addn(out, filter, (size_t)(at - filter));
		buf_add(out, FINDING_OPEN);
		filter = at + sizeof(open_word) - 1;
	}
	buf_add(out, filter);
}

static const struct err *
load(struct view *view)
{
	struct discovery *d = view->data;
	struct store *store = register_reader(view->session);
	struct arena *arena = arena_new();
	struct store_keys keys = { 0 };
	struct query *query = NULL, not = { .kind = QUERY_NOT };
	struct buf filter = { 0 };
	const struct err *err;

	spell_out(buf_str(&d->filter), &filter);
	err = tally_parse(view->session, ENTITY_finding, buf_str(&filter),
	    arena, &query);
	not.left = query;
	if (err == NULL)
		err = store_keys(store, ENTITY_finding,
		    d->reverse ? &not : query, d->sort, d->n_sort, &keys);
	if (err == NULL)
		err = store_count(store, ENTITY_finding, NULL, &d->total);
	if (err == NULL) {
		table_set(&d->table, keys.key, keys.n);
		store_keys_release(&d->keys);
		d->keys = keys;
		d->stale = true;
		d->pane_uuid[0] = '\0';
	} else {
		store_keys_release(&keys);
	}
	buf_release(&filter);
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
	if (a == NULL || a->filter == NULL) {
		buf_add(&d->filter, open_word);
	} else {
		/* A filter that ends in the open states is said in short. */
		const char *open = strstr(a->filter, FINDING_OPEN);

		if (open != NULL) {
			buf_addn(&d->filter, a->filter,
			    (size_t)(open - a->filter));
			buf_add(&d->filter, open_word);
			buf_add(&d->filter, open + strlen(FINDING_OPEN));
		} else {
			buf_add(&d->filter, a->filter);
		}
	}
	err = query_sort_parse(ENTITY_finding, "severity:desc,due", d->sort,
	    2, &d->n_sort);
	return err != NULL ? err : load(view);
}

static void
discovery_end(struct view *view)
{
	struct discovery *d = view->data;

	store_keys_release(&d->keys);
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
	const struct err *err;

	if (d->table.top + n > d->keys.n)
		n = d->keys.n - d->table.top;
	if (!d->stale && d->page_first == d->table.top && d->page_n == n)
		return NULL;
	arena_reset(d->page);
	d->page_first = d->table.top;
	d->page_n = 0;
	err = store_rows(register_reader(view->session), &d->keys,
	    d->table.top, n, NULL, d->page, d->row);
	if (err != NULL)
		return err;
	for (i = 0; i < n; i++)
		if (d->row[i] != NULL)
			finding_words(view->session, d->row[i], d->page,
			    &d->words[i]);
	d->page_n = n;
	d->stale = false;
	return NULL;
}

static const struct record *
current(const struct discovery *d, const struct finding_words **words)
{
	size_t at = d->table.cursor - d->page_first;

	if (d->table.cursor < d->page_first || at >= d->page_n)
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
	    .ctx = view };

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
	if (d->keys.n == 0)
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
	table_position(&d->table, &title->position);
}

static void
discovery_status(struct view *view, struct buf *left, struct buf *right)
{
	struct discovery *d = view->data;
	const struct finding_words *words = NULL;
	bool wide = has_pane(view);

	if (screen_is_small(app_screen(view->app)) && d->covered)
		buf_printf(left, _("Seen %zu/%zu"),
		    d->coverage.zones_covered, d->coverage.zones);
	else if (!wide && d->table.n_marks > 0)
		buf_printf(left, _("%zu marked"), d->table.n_marks);
	if (wide && d->table.n_marks > 0)
		buf_printf(right, _("%zu marked  d decides about them"),
		    d->table.n_marks);
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
	struct discovery *d = view->data;
	struct store_keys keys = { ENTITY_finding, d->table.mark,
	    d->table.n_marks };
	struct decide_args args = { .decided = decided, .ctx = view };
	struct record **row;
	const char **uuid;
	const struct err *err;
	size_t i;

	if (keys.n == 0) {
		keys.key = &d->table.cursor_key;
		keys.n = 1;
	}
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
find(struct view *view, int step, size_t from)
{
	struct discovery *d = view->data;
	struct arena *arena = arena_new();
	struct buf word = { 0 }, text = { 0 };
	size_t i, n = d->keys.n, row = 0;
	bool hit = false;

	utf8_fold(&word, d->word != NULL ? d->word : "");
	for (i = from; word.len > 0 && i < n + from && !hit; i++) {
		struct finding_words words = { 0 };
		struct record *record = NULL;

		row = step > 0 ? (d->table.cursor + i) % n :
		    (d->table.cursor + n - i % n) % n;
		if (store_rows(register_reader(view->session), &d->keys, row,
		    1, NULL, arena, &record) != NULL || record == NULL)
			continue;
		finding_words(view->session, record, arena, &words);
		buf_clear(&text);
		utf8_fold(&text, words.number);
		utf8_fold(&text, words.subject);
		utf8_fold(&text, words.detail);
		utf8_fold(&text, words.result);
		if (words.zone != NULL)
			utf8_fold(&text, words.zone);
		hit = strstr(buf_str(&text), word.s) != NULL;
	}
	if (hit)
		table_find(&d->table, row);
	else if (word.len > 0)
		app_say(view->app, _("%s: no match."), d->word);
	buf_release(&word);
	buf_release(&text);
	arena_free(arena);
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
search_done(void *ctx, const char *text)
{
	search_changed(ctx, text);
	return NULL;
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct discovery *d = view->data;

	return prompt_refilter(view, &d->filter, text, load);
}

static const struct err *
write_out(struct view *view)
{
	const struct discovery *d = view->data;
	struct buf filter = { 0 };
	const struct err *err;

	spell_out(buf_str(&d->filter), &filter);
	err = write_open(view->app, ENTITY_finding, buf_str(&filter),
	    d->reverse);
	buf_release(&filter);
	return err;
}

static const struct err *
ask_filter(struct view *view)
{
	struct discovery *d = view->data;
	struct buf label = { 0 };
	struct prompt prompt = { .text = buf_str(&d->filter),
	    .history = "filter", .done = filter_done, .ctx = view };
	const struct err *err;

	buf_printf(&label, "%s ", _("filter"));
	prompt.label = label.s;
	err = prompt_open(view->app, &prompt);
	buf_release(&label);
	return err;
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

static const struct err *
discovery_act(struct view *view, enum action_id action, uint32_t key)
{
	struct discovery *d = view->data;
	const struct record *record = NULL;
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .done = search_done, .history = "search", .ctx = view };
	struct history_args history = { NULL };
	const struct err *err;

	/* Keys may have come faster than frames. */
	err = load_page(view);
	if (err != NULL)
		return err;
	record = current(d, NULL);
	if (record == NULL && (action_get(action)->flags & ACT_RECORD) != 0 &&
	    d->table.cursor < d->keys.n)
		return err_new(ERR_NOT_FOUND,
		    _("The finding is no longer there."));
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
	case ACTION_discover:
		return palette_open(view->app, "discover ");
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1, 1);
		return NULL;
	case ACTION_filter:
		return ask_filter(view);
	case ACTION_filter_reverse:
		d->reverse = !d->reverse && d->filter.len > 0;
		return load(view);
	case ACTION_sort:
		return sort_next(view);
	case ACTION_sort_reverse:
		d->sort[0].desc = !d->sort[0].desc;
		return load(view);
	case ACTION_write:
		return write_out(view);
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

	return d->keys.n > 0;
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
		ACTION_open, ACTION_decide, ACTION_explain, ACTION_mark,
		ACTION_filter, ACTION_discover, ACTION_help, ACTION_back,
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
