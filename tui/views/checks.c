/* SPDX-License-Identifier: ISC */
/*
 * What checks find: one line for each check with its count, unfolded into the
 * records; what it means and what to do about it beside or below.  The view
 * runs the checks itself and records nothing until something is decided.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/check/keep.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/finding.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { COLUMNS = 5, LOWER_H = 4, QUICK_MS = 300, HEAD = -1 };

enum column_id { COLUMN_LEVEL, COLUMN_CODE, COLUMN_WHAT, COLUMN_STATE,
    COLUMN_DETAIL };

static const struct {
	const char	*head;
	int		 width, small, grow_max;
	bool		 right;
} columns[COLUMNS] = {
	[COLUMN_LEVEL] = { N_("Level"), 5, 4, 0, false },
	[COLUMN_CODE] = { N_("Code"), 6, 6, 0, false },
	[COLUMN_WHAT] = { N_("Check, record"), 30, 18, 0, false },
	[COLUMN_STATE] = { N_("Open"), 8, 6, 0, true },
	[COLUMN_DETAIL] = { N_("Detail"), 24, 0, 60, false },
};

struct group {
	const struct check_rule *rule;
	size_t		 first, n, undecided;
	bool		 open;
};

struct row {
	size_t		 group;
	int64_t		 hit;		/* HEAD: the check itself */
};

struct checks {
	struct buf	 where;		/* the filter */
	struct arena	*arena;		/* of the run */
	struct check_set set;
	struct check_report report;
	struct keep	*keep;
	bool		 ran, waiting;	/* a run has been; one is to come */
	bool		 old;		/* the register changed since */
	int64_t		 took;		/* ms */

	struct group	*group;
	size_t		 n_groups;
	struct row	*row;
	int64_t		*key;
	size_t		 n_rows, cap_rows, cap_keys;
	struct table	 table;

	bool		 pane_off, pane_active;
	struct pane	 pane;
	struct arena	*pane_arena;
	int64_t		 pane_key;
	const char	*word;
	struct check_hit **chosen;	/* what is being decided */
	size_t		 n_chosen;
};

/* --- rows ---------------------------------------------------------------- */

/* A row is known by its check and record, whatever else is found. */
static int64_t
key_of(const struct check_rule *rule, const char *uuid)
{
	const char *part[2] = { rule->code, uuid != NULL ? uuid : "" };
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	int i;

	for (i = 0; i < 2; i++) {
		const char *s;

		for (s = part[i]; *s != '\0'; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	}
	return (int64_t)(h >> 1) + 1;
}

static void
add_row(struct checks *d, size_t group, int64_t hit)
{
	d->row = mem_grow(d->row, &d->cap_rows, d->n_rows + 1,
	    sizeof(*d->row));
	d->key = mem_grow(d->key, &d->cap_keys, d->n_rows + 1,
	    sizeof(*d->key));
	d->row[d->n_rows] = (struct row){ group, hit };
	d->key[d->n_rows++] = key_of(d->group[group].rule, hit == HEAD ?
	    NULL : d->report.hit[hit].uuid);
}

static void
lay_rows(struct checks *d)
{
	size_t i, k;

	d->n_rows = 0;
	for (i = 0; i < d->n_groups; i++) {
		add_row(d, i, HEAD);
		for (k = 0; d->group[i].open && k < d->group[i].n; k++)
			add_row(d, i, (int64_t)(d->group[i].first + k));
	}
	d->pane_key = 0;
	table_set(&d->table, d->key, d->n_rows);
}

/* Groups of the report; those that were open before stay so. */
static struct group *
group_hits(const struct checks *d, const struct check_report *report,
    struct arena *arena, size_t *n)
{
	struct group *group = arena_calloc(arena, report->n_ran + 1,
	    sizeof(*group));
	size_t i, k;

	*n = 0;
	for (i = 0; i < report->n; i++) {
		struct group *g = *n == 0 ? NULL : &group[*n - 1];

		if (g == NULL || g->rule != report->hit[i].rule) {
			g = &group[(*n)++];
			g->rule = report->hit[i].rule;
			g->first = i;
			for (k = 0; k < d->n_groups; k++)
				if (strcmp(d->group[k].rule->code,
				    g->rule->code) == 0)
					g->open = d->group[k].open;
		}
		g->n++;
		g->undecided += report->hit[i].undecided;
	}
	return group;
}

/* --- running ------------------------------------------------------------- */

static const struct err *
first_problem(const struct err *err, const struct problems *problems)
{
	struct buf text = { 0 };

	if (problems->n == 0)
		return err;
	problem_format(&problems->item[0], &text);
	err = err_new(err->kind, "%s", text.s);
	buf_release(&text);
	return err;
}

/* What was there stays when a run fails or is stopped. */
static const struct err *
run(struct view *view)
{
	struct checks *d = view->data;
	struct arena *arena = arena_new();
	struct problems problems = { .arena = arena };
	struct check_options options = { .where = d->where.len > 0 ?
	    d->where.s : NULL };
	struct check_set set;
	struct check_report report;
	struct keep *keep = NULL;
	int64_t began = clock_monotonic();
	const struct err *err;
	struct group *group;
	size_t n = 0;

	err = check_load(view->session, NULL, arena, &problems, &set);
	if (err != NULL)
		err = first_problem(err, &problems);
	if (err == NULL)
		err = check_run(view->session, &set, &options, arena,
		    &report);
	if (err == NULL)
		err = keep_load(view->session, arena, &report, &keep);
	if (err != NULL) {
		arena_free(arena);
		return err;
	}
	group = group_hits(d, &report, arena, &n);
	keep_free(d->keep);
	arena_free(d->arena);
	d->arena = arena;
	d->set = set;
	d->report = report;
	d->keep = keep;
	d->group = group;
	d->n_groups = n;
	d->took = clock_monotonic() - began;
	d->ran = true;
	d->old = false;
	lay_rows(d);
	return NULL;
}

static const struct err *
checks_start(struct view *view, const void *args)
{
	const struct list_args *a = args;
	struct checks *d = view->data;

	d->arena = arena_new();
	d->pane_arena = arena_new();
	d->waiting = true;
	if (a != NULL && a->filter != NULL)
		buf_add(&d->where, a->filter);
	return NULL;
}

static void
checks_end(struct view *view)
{
	struct checks *d = view->data;

	table_release(&d->table);
	keep_free(d->keep);
	arena_free(d->arena);
	arena_free(d->pane_arena);
	buf_release(&d->where);
	free(d->row);
	free(d->key);
}

/* The first frame does not wait for the run. */
static bool
checks_tick(struct view *view)
{
	struct checks *d = view->data;

	if (!d->waiting)
		return false;
	d->waiting = false;
	app_error(view->app, run(view));
	return false;
}

static void
checks_refresh(struct view *view)
{
	struct checks *d = view->data;

	if (d->ran && d->took <= QUICK_MS)
		d->waiting = true;
	else
		d->old = true;
}

/* --- what is selected ---------------------------------------------------- */

static const struct row *
current(const struct checks *d)
{
	return d->table.cursor < d->n_rows ? &d->row[d->table.cursor] : NULL;
}

static struct check_hit *
current_hit(const struct checks *d)
{
	const struct row *row = current(d);

	return row == NULL || row->hit == HEAD ? NULL :
	    &d->report.hit[row->hit];
}

static const char *
record_words(const struct view *view, const struct check_hit *hit,
    struct arena *arena)
{
	return check_record_name(view->session, hit->entity, hit->uuid,
	    arena);
}

static const char *
state_words(const struct view *view, const struct check_hit *hit)
{
	const char *state = hit->kept == NULL ? "new" : hit->undecided &&
	    strcmp(hit->kept->state, "decided") == 0 ? "reopened" :
	    hit->kept->state;
	const struct choice *choice = choice_find("finding_state", state);

	return choice == NULL ? state : choice->label[view->session->lang];
}

/* --- drawing ------------------------------------------------------------- */

static enum role
head_cell(const struct view *view, const struct group *group, int column,
    struct buf *out)
{
	enum role role = ROLE_text;

	switch (column) {
	case COLUMN_LEVEL:
		buf_add(out, severity_word(group->rule->severity, &role));
		return role;
	case COLUMN_CODE:
		buf_printf(out, "%s%s", group->open ? "▼" : "▶",
		    group->rule->code);
		return ROLE_text;
	case COLUMN_WHAT:
		buf_add(out, group->rule->label[view->session->lang]);
		return ROLE_strong;
	case COLUMN_STATE:
		buf_printf(out, "%zu", group->undecided);
		return group->undecided > 0 ? ROLE_strong : ROLE_dim;
	default:
		buf_add(out, group->rule->source);
		return ROLE_dim;
	}
}

static enum role
checks_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct checks *d = view->data;
	const struct check_hit *hit;
	struct arena *arena;

	if (d->row[row].hit == HEAD)
		return head_cell(view, &d->group[d->row[row].group], column,
		    out);
	hit = &d->report.hit[d->row[row].hit];
	switch (column) {
	case COLUMN_WHAT:
		arena = arena_new();
		buf_printf(out, "  %s", record_words(view, hit, arena));
		arena_free(arena);
		return ROLE_text;
	case COLUMN_STATE:
		buf_add(out, state_words(view, hit));
		return hit->undecided ? ROLE_text : ROLE_dim;
	case COLUMN_DETAIL:
		buf_add(out, hit->detail != NULL ? hit->detail : "");
		return ROLE_dim;
	default:
		return ROLE_text;
	}
}

static bool
has_pane(const struct view *view)
{
	const struct checks *d = view->data;

	return !d->pane_off &&
	    screen_width(app_screen(view->app)) >= SCREEN_PANE_W;
}

static void
fill_hit(struct view *view, const struct check_hit *hit, int w,
    struct pane *pane)
{
	struct pane_line *line;

	line = pane_add(pane, PANE_PAIR, _("Record"),
	    record_words(view, hit, pane->arena));
	line->uuid = hit->uuid;
	pane_add(pane, PANE_PAIR, _("State"), state_words(view, hit));
	if (hit->kept != NULL && hit->kept->number != NULL)
		pane_add(pane, PANE_PAIR, _("Finding"),
		    hit->kept->number)->uuid = hit->kept->uuid;
	if (hit->kept != NULL && hit->kept->until != NULL)
		pane_add(pane, PANE_PAIR, _("Until"), hit->kept->until);
	if (hit->detail == NULL)
		return;
	pane_add(pane, PANE_SECTION, _("Detail"), NULL);
	pane_wrap(pane, PANE_INDENT, hit->detail, w - 3, ROLE_text);
}

static void
fill_pane(struct view *view, int w)
{
	struct checks *d = view->data;
	const struct check_hit *hit = current_hit(d);
	const struct check_rule *rule = d->group[current(d)->group].rule;
	enum lang lang = view->session->lang;
	struct pane *pane = &d->pane;
	struct pane_line *line;
	enum role role = ROLE_text;

	arena_reset(d->pane_arena);
	pane_reset(pane, d->pane_arena, false);
	line = pane_add(pane, PANE_TITLE, rule->code, rule->label[lang]);
	line->right = severity_word(rule->severity, &role);
	line->right_role = role;
	if (hit != NULL)
		fill_hit(view, hit, w, pane);
	pane_add(pane, PANE_SECTION, _("Advice"), NULL);
	pane_wrap(pane, PANE_INDENT, rule->advice[lang], w - 3, ROLE_text);
	if (*rule->source != '\0') {
		pane_add(pane, PANE_SECTION, _("Clauses"), NULL);
		pane_wrap(pane, PANE_INDENT, rule->source, w - 3, ROLE_text);
	}
	if (rule->query != NULL) {
		pane_add(pane, PANE_SECTION, _("Query"), NULL);
		pane_wrap(pane, PANE_INDENT, rule->query, w - 3, ROLE_dim);
	}
}

static void
draw_pane(struct view *view, struct screen *screen, struct area area)
{
	struct checks *d = view->data;
	int y;

	for (y = area.y; y < area.y + area.h; y++)
		screen_put(screen, y, area.x, 1, ROLE_border, "│");
	if (current(d) == NULL)
		return;
	area.x += 2;
	area.w -= 3;
	if (d->pane_key != d->table.cursor_key)
		fill_pane(view, area.w);
	d->pane_key = d->table.cursor_key;
	pane_draw(&d->pane, screen, area, d->pane_active);
}

/* Below the list where there is no room beside it: detail, advice, clauses. */
static void
draw_lower(struct view *view, struct screen *screen, struct area area)
{
	struct checks *d = view->data;
	const struct check_hit *hit = current_hit(d);
	const struct check_rule *rule;
	struct buf rule_line = { 0 };
	int i, y = area.y;

	for (i = 0; i < area.w - 2; i++)
		buf_add(&rule_line, "─");
	screen_put(screen, y++, 1, area.w - 2, ROLE_border,
	    buf_str(&rule_line));
	buf_release(&rule_line);
	if (current(d) == NULL)
		return;
	rule = d->group[current(d)->group].rule;
	screen_put(screen, y++, 2, area.w - 4, ROLE_text, hit != NULL &&
	    hit->detail != NULL ? hit->detail : rule->label[view->session->
	    lang]);
	screen_put(screen, y++, 2, area.w - 4, ROLE_text,
	    rule->advice[view->session->lang]);
	screen_put(screen, y, 2, area.w - 4, ROLE_dim, rule->source);
}

static size_t
fit_columns(int w, bool small, struct table_column *out)
{
	size_t i, n = 0;

	for (i = 0; i < COLUMNS; i++) {
		if (small && columns[i].small == 0)
			continue;
		out[n++] = (struct table_column){ .id = (int)i,
		    .head = gettext(columns[i].head),
		    .width = small ? columns[i].small : columns[i].width,
		    .right = columns[i].right,
		    .grow = columns[i].grow_max > 0,
		    .grow_max = columns[i].grow_max };
	}
	return table_fit(out, n, w);
}

static void
checks_draw(struct view *view, struct screen *screen, struct area area)
{
	struct checks *d = view->data;
	struct table_column column[COLUMNS];
	bool small = screen_is_small(screen), pane = has_pane(view);
	struct area left = area, lower = area;
	struct table_look look = { .column = column, .head = !small,
	    .active = !d->pane_active || !pane, .cell = checks_cell,
	    .ctx = view };
	struct buf text = { 0 };

	if (pane) {
		left.w = LIST_W;
	} else if (!small) {
		left.h -= LOWER_H;
		lower.y += left.h;
		draw_lower(view, screen, lower);
	}
	d->table.shown = (size_t)(left.h - !small);
	table_go(&d->table, d->table.cursor);
	look.n_columns = fit_columns(left.w - 2, small, column);
	table_draw(&d->table, screen, left, &look);
	if (!d->ran)
		buf_add(&text, d->waiting ? _("The checks are running.") :
		    _("The checks have not run. r runs them."));
	else if (d->n_rows == 0)
		buf_printf(&text, _("Nothing found; checks run: %zu."),
		    d->report.n_ran);
	screen_put(screen, area.y + 2, 2, left.w - 4, ROLE_dim,
	    buf_str(&text));
	buf_release(&text);
	if (pane)
		draw_pane(view, screen, (struct area){ area.y, LIST_W,
		    area.h, area.w - LIST_W });
}

static void
checks_title(struct view *view, bool top, struct title *title)
{
	struct checks *d = view->data;

	buf_add(&title->crumb, _("Checks"));
	if (!top)
		return;
	if (d->where.len > 0)
		buf_printf(&title->filter, "%s %s", _("filter"), d->where.s);
	table_position(&d->table, &title->position);
}

static void
checks_status(struct view *view, struct buf *left, struct buf *right)
{
	struct checks *d = view->data;
	const struct check_hit *hit = current_hit(d);
	size_t i, undecided = 0;

	for (i = 0; i < d->n_groups; i++)
		undecided += d->group[i].undecided;
	if (d->old)
		buf_add(left, _("The register has changed since; r runs the "
		    "checks again."));
	else if (d->ran)
		buf_printf(left, _("Checks %zu, findings %zu, undecided %zu."),
		    d->report.n_ran, d->report.n, undecided);
	if (d->table.n_marks > 0)
		buf_printf(right, _("%zu marked"), d->table.n_marks);
	else if (hit != NULL && hit->kept != NULL && hit->kept->number != NULL)
		buf_add(right, hit->kept->number);
}

/* --- deciding ------------------------------------------------------------ */

static const struct err *
raise_chosen(void *ctx, const char **uuid)
{
	struct view *view = ctx;
	struct checks *d = view->data;
	const struct err *err;
	size_t i;

	err = keep_raise(view->session, d->keep, d->chosen, d->n_chosen);
	for (i = 0; err == NULL && i < d->n_chosen; i++)
		uuid[i] = arena_strdup(view->arena, d->chosen[i]->kept->uuid);
	return err;
}

static void
decided(void *ctx)
{
	struct view *view = ctx;
	struct checks *d = view->data;

	table_unmark_all(&d->table);
	d->waiting = true;
}

/* The marked; else the one under the cursor, all of it on a check's line. */
static void
choose(struct view *view)
{
	struct checks *d = view->data;
	const struct row *row = current(d);
	size_t i;

	d->chosen = arena_calloc(view->arena, d->report.n + 1,
	    sizeof(struct check_hit *));
	d->n_chosen = 0;
	for (i = 0; i < d->report.n; i++) {
		struct check_hit *hit = &d->report.hit[i];
		const struct group *group = row == NULL ? NULL :
		    &d->group[row->group];
		bool wanted;

		if (d->table.n_marks > 0)
			wanted = table_is_marked(&d->table, key_of(hit->rule,
			    hit->uuid)) || (hit->undecided &&
			    table_is_marked(&d->table, key_of(hit->rule,
			    NULL)));
		else if (row != NULL && row->hit == HEAD)
			wanted = hit->undecided && i >= group->first &&
			    i < group->first + group->n;
		else
			wanted = row != NULL && (int64_t)i == row->hit;
		if (wanted)
			d->chosen[d->n_chosen++] = hit;
	}
}

static const struct err *
decide(struct view *view)
{
	struct checks *d = view->data;
	struct decide_args args = { .raise = raise_chosen,
		.decided = decided, .ctx = view };

	if (d->waiting || d->old)
		return err_new(ERR_CONFLICT, _("The register has changed since; "
		    "r runs the checks again."));
	choose(view);
	if (d->n_chosen == 0) {
		app_say(view->app, _("All of these are decided."));
		return NULL;
	}
	args.n = d->n_chosen;
	args.finding = keep_finding(view->session, d->chosen[0],
	    view->arena);
	return app_open(view->app, &view_decide, &args);
}

/* --- acting -------------------------------------------------------------- */

static void
row_words(void *ctx, size_t row, struct buf *out)
{
	struct view *view = ctx;
	struct checks *d = view->data;
	const struct check_rule *rule = d->group[d->row[row].group].rule;
	struct arena *arena;

	if (d->row[row].hit == HEAD) {
		utf8_fold(out, rule->code);
		utf8_fold(out, rule->label[view->session->lang]);
		return;
	}
	arena = arena_new();
	utf8_fold(out, record_words(view, &d->report.hit[d->row[row].hit],
	    arena));
	arena_free(arena);
}

static void
find(struct view *view, int step, size_t from)
{
	struct checks *d = view->data;
	struct table_search search = { .n = d->n_rows,
	    .here = d->table.cursor, .step = step, .from = from,
	    .word = d->word, .text = row_words, .ctx = view };
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
	struct checks *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1, 0);
}

static const struct err *
filter_done(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct checks *d = view->data;

	return prompt_refilter(view, &d->where, text, run);
}

static const struct err *
open_here(struct view *view)
{
	struct checks *d = view->data;
	const struct check_hit *hit = current_hit(d);

	if (d->pane_active && has_pane(view) && d->pane.cursor < d->pane.n &&
	    d->pane.line[d->pane.cursor].uuid != NULL)
		return record_open(view->app,
		    d->pane.line[d->pane.cursor].uuid);
	if (hit != NULL)
		return record_open(view->app, hit->uuid);
	d->group[current(d)->group].open = !d->group[current(d)->group].open;
	lay_rows(d);
	return NULL;
}

/* What needs a record has one only under an unfolded check. */
static const struct err *
act_on_record(struct view *view, enum action_id action)
{
	const struct check_hit *hit = current_hit(view->data);
	struct edit_args edit = { .entity = ENTITY_NONE };
	struct history_args history = { NULL };

	if (hit == NULL)
		return err_new(ERR_USAGE, _("Unfold the check with Enter and "
		    "choose a record."));
	edit.entity = hit->entity;
	edit.uuid = history.uuid = hit->uuid;
	return action == ACTION_edit ?
	    app_open(view->app, &view_edit, &edit) :
	    app_open(view->app, &view_history, &history);
}

static const struct err *
checks_act(struct view *view, enum action_id action, uint32_t key)
{
	struct checks *d = view->data;
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .history = "search", .ctx = view };

	switch (action) {
	case ACTION_open:
		return open_here(view);
	case ACTION_decide:
		return decide(view);
	case ACTION_edit:
	case ACTION_record_history:
		return act_on_record(view, action);
	case ACTION_run_checks:
		return run(view);
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1, 1);
		return NULL;
	case ACTION_filter:
		return prompt_ask_filter(view, &d->where, filter_done);
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

static bool
checks_selected(const struct view *view)
{
	const struct checks *d = view->data;

	return d->n_rows > 0;
}

static unsigned
checks_where(const struct view *view)
{
	(void)view;
	return AT_CHECKS;
}

static const enum action_id *
checks_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_decide, ACTION_mark, ACTION_filter,
		ACTION_run_checks, ACTION_help, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_checks = {
	.name = "checks", .shape = VIEW_FULL,
	.size = sizeof(struct checks), .open = checks_start,
	.close = checks_end, .where = checks_where,
	.footer = checks_footer, .selected = checks_selected,
	.title = checks_title, .draw = checks_draw,
	.status = checks_status, .act = checks_act,
	.refresh = checks_refresh, .tick = checks_tick,
};
