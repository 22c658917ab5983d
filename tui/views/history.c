/* SPDX-License-Identifier: ISC */
/* Who changed what: change sets above, the fields of one of them below. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/history.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum {
	PAGE = 200, SETS_MAX = 20000, RECORDS_MAX = 40, NAMES_MAX = 64, ABOVE_ROWS = 10,
	RECORD_AT = 2, FIELD_AT = 11, OLD_AT = 25, ARROW_AT = 50, NEW_AT = 52,
};

struct history {
	char		 uuid[UUID_LEN];
	struct history_filter filter;
	struct buf	 filter_text;	/* as it was typed */
	struct arena	*arena;		/* of the sets */
	struct store_tx	*set;
	const char	**what;		/* names, worked out when shown */
	int64_t		*key;
	size_t		 n, cap, what_cap, key_cap;
	struct {
		const char	*account, *name;
	}		 name[NAMES_MAX];
	size_t		 n_names;
	int64_t		 compared;	/* tx to compare with; 0: none */
	bool		 all;		/* the beginning is reached */
	struct table	 table;

	struct arena	*detail_arena;
	int64_t		 detail_of;
	struct history_record record[RECORDS_MAX];
	size_t		 n_records;
	int64_t		 total, fields;
	struct pane	 pane;		/* rows of the detail, for scrolling */
	bool		 below;		/* the lower pane is active */
	const char	*word;
	struct verify_report report;
	bool		 verified;
};

/* Few people make many changes: names are looked up once each. */
static const char *
who_of(struct view *view, const char *account)
{
	struct history *d = view->data;
	size_t i;

	for (i = 0; i < d->n_names; i++)
		if (strcmp(d->name[i].account, account) == 0)
			return d->name[i].name;
	if (i == NAMES_MAX)
		return account;
	d->name[i].account = arena_strdup(view->arena, account);
	d->name[i].name = tally_who(view->session, account, view->arena);
	d->n_names++;
	return d->name[i].name;
}

/* The next page of change sets. */
static const struct err *
load_more(struct view *view)
{
	struct history *d = view->data;
	int64_t before = d->n > 0 ? d->set[d->n - 1].id : 0;
	const struct err *err;
	size_t i, n = 0;

	if (d->all || d->n >= SETS_MAX)
		return NULL;
	d->set = mem_grow(d->set, &d->cap, d->n + PAGE, sizeof(*d->set));
	d->what = mem_grow(d->what, &d->what_cap, d->n + PAGE,
	    sizeof(*d->what));
	d->key = mem_grow(d->key, &d->key_cap, d->n + PAGE, sizeof(*d->key));
	err = history_list(view->session, &d->filter, before, d->arena,
	    d->set + d->n, PAGE, &n);
	if (err != NULL)
		return err;
	for (i = d->n; i < d->n + n; i++) {
		d->set[i].who = who_of(view, d->set[i].who);
		d->what[i] = NULL;
		d->key[i] = d->set[i].id;
	}
	d->n += n;
	d->all = n < PAGE;
	table_set(&d->table, d->key, d->n);
	return NULL;
}

static const struct err *
history_start(struct view *view, const void *args)
{
	const struct history_args *a = args;
	struct history *d = view->data;

	d->arena = arena_new();
	d->detail_arena = arena_new();
	if (a != NULL && a->uuid != NULL)
		snprintf(d->uuid, sizeof(d->uuid), "%s", a->uuid);
	d->filter.uuid = d->uuid[0] != '\0' ? d->uuid : NULL;
	return load_more(view);
}

static void
history_end(struct view *view)
{
	struct history *d = view->data;

	arena_free(d->arena);
	arena_free(d->detail_arena);
	free(d->set);
	free(d->what);
	free(d->key);
	table_release(&d->table);
	buf_release(&d->filter_text);
}

static void
history_refresh(struct view *view)
{
	struct history *d = view->data;

	d->n = 0;
	d->all = false;
	d->detail_of = 0;
	d->verified = false;
	arena_reset(d->arena);
	app_error(view->app, load_more(view));
}

/* --- filter and comparison -------------------------------------------------- */

/*
 * "Kuze Makoto 2026-05-01 2026-05-10": a person, since a day, up to a day; each
 * may be left out.
 */
static const struct err *
load_filtered(struct view *view)
{
	struct history *d = view->data;
	struct history_filter filter = { .uuid = d->filter.uuid };
	const char *rest = buf_str(&d->filter_text);
	struct buf who = { 0 };
	int32_t day;
	size_t n;

	for (; *rest != '\0'; rest += n + strspn(rest + n, " ")) {
		char *word;

		n = strcspn(rest, " ");
		word = arena_strndup(view->arena, rest, n);
		if (!date_parse(word, &day))
			buf_printf(&who, "%s%s", who.len > 0 ? " " : "",
			    word);
		else if (filter.from == 0)
			filter.from = clock_day_start(day);
		else
			filter.to = clock_day_end(day);
	}
	if (who.len > 0)
		history_by(view->session, arena_strdup(view->arena, who.s),
		    view->arena, &filter);
	buf_release(&who);
	d->filter = filter;
	history_refresh(view);
	return NULL;
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct history *d = view->data;

	return prompt_refilter(view, &d->filter_text, text, load_filtered);
}

static const struct err *
ask_filter(struct view *view)
{
	struct history *d = view->data;
	struct prompt prompt = { .label = _("person, from, to: "),
	    .text = buf_str(&d->filter_text), .history = "history-filter",
	    .done = filter_done, .ctx = view };

	return prompt_open(view->app, &prompt);
}

/* The first change set is remembered, the second compared with it. */
static const struct err *
compare(struct view *view)
{
	struct history *d = view->data;
	int64_t here = d->table.cursor_key, from = d->compared, to = here;
	const struct err *err;
	struct buf line = { 0 };
	int entity;

	if (d->compared == 0 || d->compared == here) {
		d->compared = d->compared == here ? 0 : here;
		app_say(view->app, d->compared != 0 ? _("Compared with this "
		    "state: press = on another change.") :
		    _("Nothing is compared."));
		return NULL;
	}
	if (from > to) {
		from = here;
		to = d->compared;
	}
	d->compared = 0;
	buf_printf(&line, "diff --from set:%lld --to set:%lld",
	    (long long)from, (long long)to);
	if (d->uuid[0] != '\0' && store_entity_of(register_reader(
	    view->session), d->uuid, &entity) == NULL &&
	    entity != ENTITY_NONE)
		buf_printf(&line, " %s -w uuid=%s",
		    entity_get((enum entity_id)entity)->key, d->uuid);
	err = output_run(view->app, line.s);
	buf_release(&line);
	return err;
}

void
history_decision(struct session *session, const char *uuid, struct arena *arena,
    struct buf *out)
{
	struct record *decision = NULL;
	const char *finding, *title;

	if (store_get(register_reader(session), ENTITY_decision, uuid, NULL,
	    arena, &decision) != NULL || decision == NULL)
		return;
	finding = record_text(decision, F_decision_finding);
	title = finding == NULL ? "" :
	    register_name_of(session, finding, arena);
	buf_addn(out, title, strcspn(title, " "));
	buf_add(out, _(" decided: "));
	register_format(session, entity_field(ENTITY_decision,
	    F_decision_decision), record_value(decision,
	    F_decision_decision), out);
}

void
history_what(struct session *session, const struct store_tx *tx,
    struct arena *arena, struct buf *out)
{
	struct history_record record;
	struct buf text = { 0 };
	int64_t total = 0;
	size_t n = 0;

	if (history_records(session, tx->id, NULL, arena, &record, 1, &n,
	    &total) == NULL && n > 0) {
		const char *ref = register_ref_of(session, record.uuid,
		    arena);

		if (record.entity == ENTITY_decision)
			history_decision(session, record.uuid, arena, &text);
		else if (ref != NULL && strcmp(ref, record.name) != 0)
			buf_printf(&text, "%s %s", ref, record.name);
		else
			buf_add(&text, record.name);
	}
	if (tx->undoes != 0)
		buf_printf(out, _("undo: %s"), buf_str(&text));
	else
		buf_add(out, buf_str(&text));
	buf_release(&text);
}

static const char *
what_of(struct view *view, size_t row)
{
	struct history *d = view->data;
	struct buf text = { 0 };

	if (d->what[row] == NULL) {
		history_what(view->session, &d->set[row], d->arena, &text);
		d->what[row] = arena_strdup(d->arena, buf_str(&text));
		buf_release(&text);
	}
	return d->what[row];
}

enum { COLUMN_AT, COLUMN_WHO, COLUMN_WHAT, COLUMN_COUNT, COLUMN_WHY };

static enum role
history_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct history *d = view->data;
	const struct store_tx *set = &d->set[row];

	switch (column) {
	case COLUMN_AT:
		words_moment(view->session, set->at, out);
		return ROLE_text;
	case COLUMN_WHO:
		buf_add(out, set->who);
		return ROLE_text;
	case COLUMN_WHAT:
		buf_add(out, what_of(view, row));
		return set->undone_by != 0 ? ROLE_off : ROLE_text;
	case COLUMN_COUNT:
		buf_printf(out, "%lld", (long long)set->records);
		return ROLE_text;
	default:
		buf_add(out, set->why != NULL ? set->why : "");
		if (set->ref != NULL)
			buf_printf(out, "%s%s", out->len > 0 ? "  " : "",
			    set->ref);
		return ROLE_dim;
	}
}

static void
format_value(struct view *view, const struct field *field,
    const struct value *value, struct buf *out)
{
	buf_clear(out);
	if (value->kind == VALUE_NONE)
		buf_add(out, _("(empty)"));
	else
		register_format(view->session, field, value, out);
}

/* Reads the fields of the change set under the cursor. */
static void
load_detail(struct view *view)
{
	struct history *d = view->data;
	const char *uuid = d->uuid[0] != '\0' ? d->uuid : NULL;
	size_t i;

	if (d->n == 0 || d->detail_of == d->table.cursor_key)
		return;
	arena_reset(d->detail_arena);
	d->n_records = 0;
	d->fields = 0;
	d->detail_of = d->table.cursor_key;
	app_error(view->app, history_records(view->session, d->detail_of,
	    uuid, d->detail_arena, d->record, RECORDS_MAX, &d->n_records,
	    &d->total));
	for (i = 0; i < d->n_records; i++)
		d->fields += (int64_t)d->record[i].n;
	d->pane.top = 0;
}

static void
draw_change(struct view *view, struct screen *screen, int y, int w,
    const struct history_change *change)
{
	struct buf text = { 0 };
	bool first = change->old.kind == VALUE_NONE;

	screen_put(screen, y, FIELD_AT, OLD_AT - FIELD_AT - 1, ROLE_dim,
	    change->field->label[view->session->lang]);
	format_value(view, change->field, &change->old, &text);
	screen_put(screen, y, OLD_AT, ARROW_AT - OLD_AT - 1,
	    first ? ROLE_dim : ROLE_old, text.s);
	screen_put(screen, y, ARROW_AT, 1, ROLE_text, "→");
	format_value(view, change->field, &change->new, &text);
	screen_put(screen, y, NEW_AT, w - NEW_AT - 1, ROLE_new, text.s);
	buf_release(&text);
}

static void
draw_rule(struct view *view, struct screen *screen, struct area area,
    const struct store_tx *set)
{
	struct history *d = view->data;
	struct buf text = { 0 };

	screen_line(screen, area.y, 0, area.w, ROLE_border, "─");
	buf_addc(&text, ' ');
	words_moment(view->session, set->at, &text);
	buf_printf(&text, _("  %s  records %lld, fields %lld"), set->who,
	    (long long)set->records, (long long)d->fields);
	buf_addc(&text, ' ');
	screen_put(screen, area.y, 2, area.w - 4, ROLE_strong, text.s);
	buf_release(&text);
}

static void
draw_notes(struct view *view, struct screen *screen, struct area area)
{
	struct history *d = view->data;
	struct buf text = { 0 };

	if (d->verified && d->report.broken != 0)
		buf_printf(&text, _("broken at entry %lld: %s"),
		    (long long)d->report.broken, d->report.broken_why);
	else if (d->verified)
		buf_printf(&text, _("verified, %lld entries"),
		    (long long)d->report.entries);
	else
		buf_add(&text, _("being verified"));
	screen_put(screen, area.y, RECORD_AT, 8, ROLE_dim, _("Chain"));
	screen_put(screen, area.y, FIELD_AT, area.w - FIELD_AT - 1,
	    d->report.broken != 0 ? ROLE_critical : ROLE_text, text.s);
	screen_put(screen, area.y + 1, RECORD_AT, 8, ROLE_dim, _("Undo"));
	screen_put(screen, area.y + 1, FIELD_AT, area.w - FIELD_AT - 1,
	    ROLE_text, _("u takes only this change back. Later changes of "
	    "the same fields stop it."));
	buf_release(&text);
}

static void
draw_detail(struct view *view, struct screen *screen, struct area area)
{
	struct history *d = view->data;
	int y = area.y + 2, skip = (int)d->pane.top;
	size_t i, k;

	draw_rule(view, screen, area, &d->set[d->table.cursor]);
	screen_put(screen, area.y + 1, RECORD_AT, 8, ROLE_head, _("Record"));
	screen_put(screen, area.y + 1, FIELD_AT, 13, ROLE_head, _("field"));
	screen_put(screen, area.y + 1, OLD_AT, 20, ROLE_head, _("before"));
	screen_put(screen, area.y + 1, NEW_AT, 20, ROLE_head, _("after"));
	for (i = 0; i < d->n_records; i++) {
		const struct history_record *record = &d->record[i];

		for (k = 0; k < record->n || k == 0; k++, skip--) {
			if (skip > 0)
				continue;
			if (y >= area.y + area.h - 3)
				break;
			if (k == 0 || y == area.y + 2)
				screen_put(screen, y, RECORD_AT,
				    FIELD_AT - RECORD_AT - 1, ROLE_text,
				    register_ref_of(view->session,
				    record->uuid, d->detail_arena));
			if (record->n > 0)
				draw_change(view, screen, y, area.w,
				    &record->change[k]);
			else
				screen_put(screen, y, FIELD_AT, 40, ROLE_dim,
				    record->erased ? _("erased") :
				    record->op);
			y++;
		}
	}
	draw_notes(view, screen, (struct area){ area.y + area.h - 2, 0, 2,
	    area.w });
}

static void
history_draw(struct view *view, struct screen *screen, struct area area)
{
	static const int width[] = { 11, 12, 29, 6, 15 };
	struct history *d = view->data;
	const char *head[] = { _("when"), _("who"), _("what"), _("count"),
	    _("reason, reference") };
	struct table_column column[5] = { { 0 } };
	struct area above = area, below = area;
	bool small = screen_is_small(screen);
	struct table_look look = { .column = column, .n_columns = 5,
	    .head = !small, .active = !d->below, .cell = history_cell,
	    .ctx = view };
	int i;

	for (i = 0; i < 5; i++)
		column[i] = (struct table_column){ .head = head[i], .id = i,
		    .width = width[i], .right = i == COLUMN_COUNT };
	column[COLUMN_AT].sort = "↓";
	if (area.w > 80) {
		column[COLUMN_WHAT].width += (area.w - 80) / 2;
		column[COLUMN_WHY].width += (area.w - 80) / 2;
	}
	if (d->table.cursor + PAGE / 2 > d->n)
		app_error(view->app, load_more(view));
	if (!small) {
		above.h = area.h * (ABOVE_ROWS + 1) / 21;
		below.y = area.y + above.h;
		below.h = area.h - above.h;
	}
	table_draw(&d->table, screen, above, &look);
	load_detail(view);
	if (!small && d->n > 0)
		draw_detail(view, screen, below);
	if (d->n == 0)
		screen_put(screen, area.y + 2, 2, area.w - 4, ROLE_dim,
		    d->filter_text.len > 0 ? _("No change matches. f changes "
		    "the filter.") : _("Nothing has been changed yet."));
}

static void
history_title(struct view *view, bool top, struct title *title)
{
	struct history *d = view->data;

	buf_add(&title->crumb, _("History"));
	if (!top)
		return;
	if (d->uuid[0] != '\0')
		buf_printf(&title->filter, "%s %s", _("filter"),
		    register_ref_of(view->session, d->uuid, d->arena));
	if (d->filter_text.len > 0)
		buf_printf(&title->filter, "%s %s",
		    title->filter.len > 0 ? "" : _("filter"),
		    d->filter_text.s);
	table_position(&d->table, &title->position);
	if (!d->all)
		buf_addc(&title->position, '+');
}

static void
history_status(struct view *view, struct buf *left, struct buf *right)
{
	struct history *d = view->data;

	(void)left;
	if (d->n > 0 && d->set[d->table.cursor].undone_by != 0)
		buf_add(right, _("This change has been taken back."));
}

static void
find(struct view *view, int step)
{
	struct history *d = view->data;
	struct buf word = { 0 }, line = { 0 };
	size_t i, at = 0;

	utf8_fold(&word, d->word != NULL ? d->word : "");
	for (i = 1; word.len > 0 && i <= d->n; i++) {
		at = step > 0 ? (d->table.cursor + i) % d->n :
		    (d->table.cursor + d->n - i) % d->n;
		buf_clear(&line);
		utf8_fold(&line, what_of(view, at));
		utf8_fold(&line, d->set[at].who);
		if (d->set[at].why != NULL)
			utf8_fold(&line, d->set[at].why);
		if (strstr(buf_str(&line), word.s) != NULL)
			break;
	}
	if (word.len > 0 && i <= d->n)
		table_go(&d->table, at);
	else if (word.len > 0)
		app_say(view->app, _("%s: no match."), d->word);
	buf_release(&word);
	buf_release(&line);
}

static const struct err *
search_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct history *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1);
	return NULL;
}

static const struct err *
history_open(struct view *view)
{
	struct history *d = view->data;

	load_detail(view);
	if (d->n_records == 0)
		return NULL;
	return record_open(view->app, d->record[0].uuid);
}

static bool
scroll_below(struct history *d, enum action_id action)
{
	if (action == ACTION_line_down && d->pane.top + 1 <
	    (size_t)d->fields)
		d->pane.top++;
	else if (action == ACTION_line_up)
		d->pane.top -= d->pane.top > 0;
	return action == ACTION_line_down || action == ACTION_line_up;
}

static const struct err *
history_act(struct view *view, enum action_id action, uint32_t key)
{
	struct history *d = view->data;
	struct prompt search = { .label = "/ ", .done = search_done,
	    .history = "search", .ctx = view };
	char day[DATE_LEN];

	switch (action) {
	case ACTION_open:
		return history_open(view);
	case ACTION_undo_here:
		return undo_ask_tx(view->app, d->table.cursor_key, false);
	case ACTION_filter:
		return ask_filter(view);
	case ACTION_compare:
		return compare(view);
	case ACTION_as_of_here:
		date_format(clock_day(d->set[d->table.cursor].at), day);
		return app_ask_day(view->app, day);
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1);
		return NULL;
	case ACTION_other_pane:
		d->below = !d->below;
		return NULL;
	default:
		if (d->below && scroll_below(d, action))
			return NULL;
		if (table_act(&d->table, action))
			return NULL;
		return app_default(view, action, key);
	}
}

/* The chain is verified after the first frame. */
static bool
history_tick(struct view *view)
{
	struct history *d = view->data;

	if (d->verified)
		return false;
	app_error(view->app, history_verify(view->session, &d->report));
	d->verified = true;
	return true;
}

static bool
history_selected(const struct view *view)
{
	const struct history *d = view->data;

	return d->n > 0;
}

static unsigned
history_where(const struct view *view)
{
	(void)view;
	return AT_HISTORY;
}

static const enum action_id *
history_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_undo_here, ACTION_as_of_here,
		ACTION_filter, ACTION_compare, ACTION_search,
		ACTION_other_pane, ACTION_help, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_history = {
	.name = "history", .shape = VIEW_FULL, .size = sizeof(struct history),
	.open = history_start, .close = history_end, .where = history_where,
	.footer = history_footer, .selected = history_selected,
	.title = history_title, .draw = history_draw,
	.status = history_status, .act = history_act,
	.refresh = history_refresh, .tick = history_tick,
};
