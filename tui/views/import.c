/* SPDX-License-Identifier: ISC */
/* What an import would do: questions, problems and rows, before it does it. */
#include "tui/views/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/views/views.h"

enum { DETAIL_H = 8, SAMPLE_NO = 11, SAMPLE_NAME = 27, SAMPLE_DEP = 14,
    LINE_W = 6 };

enum { COLUMN_VALUE, COLUMN_HEADER, COLUMN_LINES, COLUMN_COUNT,
    COLUMN_ANSWER };
enum { ROW_LINE, ROW_STATE, ROW_NO, ROW_NAME, ROW_WHAT };

/* --- reading ------------------------------------------------------------ */

bool
import_item_open(const struct import_item *item)
{
	return item->problem == NULL && item->answer == NULL &&
	    item->question.answer == NULL;
}

static struct import_item *
add_item(struct view *view)
{
	struct import_view *d = view->data;

	d->item = mem_grow(d->item, &d->room, d->n + 1, sizeof(*d->item));
	d->item[d->n] = (struct import_item){ .problem = NULL };
	return &d->item[d->n++];
}

static struct import_item *
find_item(struct import_view *d, const struct import_question *question)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->item[i].problem == NULL &&
		    strcmp(d->item[i].question.column, question->column) == 0 &&
		    strcmp(d->item[i].question.value, question->value) == 0)
			return &d->item[i];
	return NULL;
}

static bool
is_asked(const struct import_plan *plan,
    const struct import_question *question)
{
	size_t i;

	for (i = 0; i < plan->questions; i++)
		if (strcmp(plan->question[i].column, question->column) == 0 &&
		    strcmp(plan->question[i].value, question->value) == 0)
			return true;
	return false;
}

/* The texts of a plan go with it. */
static void
keep_question(struct view *view, struct import_item *item,
    const struct import_question *question)
{
	struct arena *arena = view->arena;

	item->question = *question;
	item->question.column = arena_strdup(arena, question->column);
	item->question.value = arena_strdup(arena, question->value);
	item->question.allowed = arena_strdup(arena, question->allowed);
	item->question.answer = arena_strdup(arena, question->answer);
	item->question.wrong = arena_strdup(arena, question->wrong);
	if (question->wrong != NULL)
		item->answer = NULL;
}

/* Questions that were answered stay, so that the answer can be changed. */
static void
gather_items(struct view *view)
{
	struct import_view *d = view->data;
	const struct import_plan *plan = d->plan;
	size_t i, n = 0;

	for (i = 0; i < d->n; i++)
		if (d->item[i].problem == NULL && (d->item[i].answer != NULL ||
		    is_asked(plan, &d->item[i].question)))
			d->item[n++] = d->item[i];
	d->n = n;
	for (i = 0; i < plan->questions; i++) {
		struct import_item *item = find_item(d, &plan->question[i]);

		keep_question(view, item != NULL ? item : add_item(view),
		    &plan->question[i]);
	}
	for (i = 0; i < plan->problems.n; i++)
		add_item(view)->problem = &plan->problems.item[i];
	free(d->key);
	d->key = xcalloc(d->n + 1, sizeof(*d->key));
	for (i = 0; i < d->n; i++)
		d->key[i] = (int64_t)i + 1;
	table_set(&d->table, d->key, d->n);
	free(d->row_key);
	d->row_key = xcalloc(import_rows(plan) + 1, sizeof(*d->row_key));
	for (i = 0; i < import_rows(plan); i++)
		d->row_key[i] = (int64_t)i + 1;
	table_set(&d->row_table, d->row_key, import_rows(plan));
}

const struct err *
import_view_read(struct view *view)
{
	struct import_view *d = view->data;
	struct import_plan *plan = NULL;
	const struct import_answer **end = &d->options.answer;
	const struct err *err;
	size_t i;

	*end = NULL;
	for (i = 0; i < d->n; i++) {
		const struct import_item *item = &d->item[i];
		struct import_answer *answer;

		if (item->problem != NULL || item->answer == NULL)
			continue;
		answer = arena_alloc(view->arena, sizeof(*answer));
		*answer = (struct import_answer){ item->question.column,
		    item->question.value, item->answer, NULL };
		*end = answer;
		end = &answer->next;
	}
	err = import_read(view->session, &d->options, &plan);
	if (err != NULL)
		return err;
	import_free(d->plan);
	d->plan = plan;
	d->stale = false;
	d->refused = NULL;
	gather_items(view);
	return NULL;
}

static const struct err *
import_start(struct view *view, const void *args)
{
	struct import_view *d = view->data;

	d->options = *(const struct import_options *)args;
	d->options.path = arena_strdup(view->arena, d->options.path);
	d->options.map = arena_strdup(view->arena, d->options.map);
	d->options.sheet = arena_strdup(view->arena, d->options.sheet);
	return import_view_read(view);
}

static void
import_end(struct view *view)
{
	struct import_view *d = view->data;

	import_free(d->plan);
	free(d->item);
	free(d->key);
	free(d->row_key);
	table_release(&d->table);
	table_release(&d->row_table);
}

struct import_item *
import_view_item(struct view *view)
{
	struct import_view *d = view->data;

	return d->rows || d->table.cursor >= d->n ? NULL :
	    &d->item[d->table.cursor];
}

/* --- words --------------------------------------------------------------- */

void
import_item_answer(struct view *view, const struct import_item *item,
    struct buf *out)
{
	const char *answer = item->answer != NULL ? item->answer :
	    item->question.answer;
	const struct field *field = item->question.field;
	const struct choice *rows, *found = NULL;
	size_t n;

	if (item->problem != NULL) {
		buf_add(out, item->problem->warning ? _("note") :
		    _("refused"));
		return;
	}
	if (answer == NULL) {
		buf_add(out, _("not settled"));
		return;
	}
	if (field != NULL && field_is_choice(field)) {
		rows = field_choices(view->session, field, &n);
		found = choice_match(rows, n, answer);
	}
	if (strcmp(answer, "notes") == 0)
		buf_add(out, _("keep in the notes"));
	else if (strcmp(answer, "new") == 0)
		buf_add(out, _("register as new"));
	else if (strcmp(answer, "-") == 0)
		buf_add(out, *item->question.value == '\0' ?
		    _("leave the column out") : _("leave empty"));
	else
		buf_add(out, found != NULL ?
		    found->label[view->session->lang] : answer);
}

static void
format_lines(const struct import_item *item, struct buf *out)
{
	const struct import_question *question = &item->question;

	if (item->problem != NULL) {
		buf_printf(out, "%ld", item->problem->line);
		return;
	}
	if (question->rows <= 3)
		for (int64_t i = 0; i < question->rows; i++)
			buf_printf(out, "%s%ld", i == 0 ? "" : " ",
			    question->line[i]);
	else
		buf_printf(out, _("%ld and more"), question->line[0]);
}

static enum role
item_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	const struct import_item *item = &d->item[row];
	const struct problem *problem = item->problem;
	bool whole = problem == NULL && *item->question.value == '\0';

	switch (column) {
	case COLUMN_VALUE:
		if (whole)
			buf_printf(out, _("column \"%s\""),
			    item->question.column);
		else if (problem == NULL)
			buf_printf(out, _("\"%s\""), item->question.value);
		else if (problem->value != NULL)
			buf_printf(out, _("\"%s\""), problem->value);
		else
			buf_add(out, problem->reason);
		return ROLE_text;
	case COLUMN_HEADER:
		if (problem != NULL)
			buf_add(out, problem->column == NULL ? "–" :
			    problem->column);
		else
			buf_add(out, whole ? "–" : item->question.column);
		return ROLE_text;
	case COLUMN_LINES:
		format_lines(item, out);
		return ROLE_text;
	case COLUMN_COUNT:
		buf_printf(out, "%lld", problem != NULL ? 1 :
		    (long long)item->question.rows);
		return ROLE_text;
	default:
		import_item_answer(view, item, out);
		if (problem != NULL)
			return problem->warning ? ROLE_dim : ROLE_error;
		return import_item_open(item) ? ROLE_warn : ROLE_new;
	}
}

static const char *
state_word(const struct import_row *row)
{
	static const char *const words[] = {
		[IMPORT_NEW] = N_("new"), [IMPORT_CHANGED] = N_("changed"),
		[IMPORT_SAME] = N_("same"), [IMPORT_REFUSED] = N_("refused"),
	};

	return row->asks && row->becomes != IMPORT_REFUSED ?
	    _("to settle") : gettext(words[row->becomes]);
}

/* "状態: 使用中 → 予備機"; of a new record nothing, for all is new. */
static void
format_changes(struct view *view, size_t at, struct buf *out)
{
	struct import_view *d = view->data;
	struct arena *arena = arena_new();
	struct import_change *change = NULL;
	size_t n = 0, i;

	app_error(view->app, import_row_changes(view->session, d->plan, at,
	    arena, &change, &n));
	for (i = 0; i < n && change[i].old != NULL; i++)
		buf_printf(out, "%s%s: %s → %s", i == 0 ? "" : "  ",
		    change[i].field->label[view->session->lang],
		    change[i].old, change[i].new);
	arena_free(arena);
}

static enum role
row_cell(void *ctx, size_t at, int column, struct buf *out)
{
	struct view *view = ctx;
	struct import_view *d = view->data;
	struct import_row row;

	import_row(d->plan, at, &row);
	switch (column) {
	case ROW_LINE:
		buf_printf(out, "%ld", row.line);
		return ROLE_text;
	case ROW_STATE:
		buf_add(out, state_word(&row));
		return row.becomes == IMPORT_REFUSED ? ROLE_error :
		    row.asks ? ROLE_warn : row.becomes == IMPORT_SAME ?
		    ROLE_dim : ROLE_new;
	case ROW_NO:
		buf_add(out, import_cell(d->plan, at, "asset_no"));
		return ROLE_text;
	case ROW_NAME:
		buf_add(out, import_cell(d->plan, at, "name"));
		return ROLE_text;
	default:
		if (row.reasons != NULL)
			buf_add(out, row.reasons);
		else if (row.becomes == IMPORT_CHANGED)
			format_changes(view, at, out);
		return row.reasons != NULL ? ROLE_error : ROLE_text;
	}
}

/* --- drawing -------------------------------------------------------------- */

static int
draw_counts(struct view *view, struct screen *screen, int y, int w)
{
	const struct import_view *d = view->data;
	const struct import_plan *plan = d->plan;
	struct buf text = { 0 };
	int e, n = 0;

	buf_printf(&text, _("New %lld    Changed %lld    Same %lld    To "
	    "settle %lld    Skipped %lld"), (long long)plan->created,
	    (long long)plan->changed, (long long)plan->same,
	    (long long)(import_asking(plan) + plan->refused),
	    (long long)plan->skipped);
	screen_put(screen, y++, 2, w - 3, ROLE_strong, buf_str(&text));
	buf_clear(&text);
	for (e = 0; e < ENTITY_COUNT; e++)
		if (plan->also[e] > 0)
			buf_printf(&text, "%s%s %lld", n++ == 0 ? "" : ", ",
			    entity_get((enum entity_id)e)->
			    label_plural[view->session->lang],
			    (long long)plan->also[e]);
	if (n > 0) {
		int x = 2 + screen_put(screen, y, 2, w - 3, ROLE_head,
		    _("Created with them")) + 2;

		screen_put(screen, y++, x, w - x - 1, ROLE_text,
		    buf_str(&text));
	}
	buf_release(&text);
	return y;
}

static void
draw_items(struct view *view, struct screen *screen, struct area area)
{
	struct import_view *d = view->data;
	struct table_column column[] = {
		{ .id = COLUMN_VALUE, .head = _("To settle"), .width = 24,
		    .grow = true, .grow_max = 60 },
		{ .id = COLUMN_HEADER, .head = _("Column"), .width = 12 },
		{ .id = COLUMN_LINES, .head = _("Line"), .width = 12 },
		{ .id = COLUMN_COUNT, .head = _("Rows"), .width = 4,
		    .right = true },
		{ .id = COLUMN_ANSWER, .head = _("Answer"), .width = 20,
		    .grow = true, .grow_max = 40 },
	};
	struct table_look look = { .column = column, .head = true,
	    .active = true, .cell = item_cell, .ctx = view };

	if (screen_is_small(screen)) {	/* the value and its answer */
		column[0].width = 16;
		column[1] = column[4];
		column[1].width = 12;
	}
	look.n_columns = table_fit(column, screen_is_small(screen) ? 2 : 5,
	    area.w - 3);
	table_draw(&d->table, screen, area, &look);
}

static void
draw_rows(struct view *view, struct screen *screen, struct area area)
{
	struct import_view *d = view->data;
	struct table_column column[] = {
		{ .id = ROW_LINE, .head = _("Line"), .width = LINE_W,
		    .right = true },
		{ .id = ROW_STATE, .head = _("Becomes"), .width = 9 },
		{ .id = ROW_NO, .head = _("Number"), .width = 10 },
		{ .id = ROW_NAME, .head = _("Name"), .width = 22 },
		{ .id = ROW_WHAT, .head = _("What changes"), .width = 20,
		    .grow = true, .grow_max = 100 },
	};
	struct table_look look = { .column = column, .head = true,
	    .active = true, .cell = row_cell, .ctx = view };

	look.n_columns = table_fit(column, 5, area.w - 3);
	table_draw(&d->row_table, screen, area, &look);
}

/* A row of the file in a line: number, name, department, notes. */
static void
draw_sample(struct view *view, struct screen *screen, int y, int w, long line)
{
	const struct import_view *d = view->data;
	struct buf number = { 0 };
	int x = 2 + LINE_W + 1;
	size_t at;

	buf_printf(&number, "%ld", line);
	screen_put_right(screen, y, 2, LINE_W, ROLE_text, buf_str(&number));
	buf_release(&number);
	if (!import_row_find(d->plan, line, &at))
		return;
	screen_put(screen, y, x, SAMPLE_NO - 1, ROLE_text,
	    import_cell(d->plan, at, "asset_no"));
	x += SAMPLE_NO;
	screen_put(screen, y, x, SAMPLE_NAME - 1, ROLE_text,
	    import_cell(d->plan, at, "name"));
	x += SAMPLE_NAME;
	screen_put(screen, y, x, SAMPLE_DEP - 1, ROLE_text,
	    import_cell(d->plan, at, "department"));
	x += SAMPLE_DEP;
	screen_put(screen, y, x, w - x - 1, ROLE_text,
	    import_cell(d->plan, at, "notes"));
}

static void
draw_section(struct screen *screen, int y, int w, const char *text)
{
	int x;

	screen_line(screen, y, 0, w, ROLE_edge, "─");
	x = 3 + screen_put(screen, y, 3, w - 6, ROLE_head, text);
	screen_put(screen, y, 2, 1, ROLE_head, " ");
	screen_put(screen, y, x, 1, ROLE_head, " ");
}

/* What the item under the cursor is about. */
static void
draw_item_detail(struct view *view, struct screen *screen, struct area area)
{
	const struct import_item *item = import_view_item(view);
	const struct import_question *question;
	struct buf text = { 0 };
	int y = area.y, bottom = area.y + area.h;
	int64_t i;

	if (item == NULL)
		return;
	question = &item->question;
	if (item->problem != NULL) {
		draw_section(screen, y++, area.w, item->problem->column ==
		    NULL ? _("Row") : item->problem->column);
		screen_put(screen, y++, 2, area.w - 3, item->problem->warning ?
		    ROLE_text : ROLE_error, item->problem->reason);
		draw_sample(view, screen, y, area.w, item->problem->line);
		return;
	}
	buf_printf(&text, *question->value == '\0' ?
	    _("%s%s: %lld rows") : _("%s \"%s\": %lld rows"),
	    question->column, question->value, (long long)question->rows);
	draw_section(screen, y++, area.w, buf_str(&text));
	if (question->wrong != NULL) {
		buf_clear(&text);
		buf_printf(&text, _("\"%s\" cannot be the answer; choose "
		    "another."), question->wrong);
		screen_put(screen, y++, 2, area.w - 3, ROLE_error,
		    buf_str(&text));
	}
	for (i = 0; i < question->rows && i < IMPORT_LINES &&
	    y < bottom - 1; i++)
		draw_sample(view, screen, y++, area.w, question->line[i]);
	if (i < question->rows) {
		buf_clear(&text);
		buf_printf(&text, _("and %lld more"),
		    (long long)(question->rows - i));
		screen_put(screen, y, 2, area.w - 3, ROLE_dim,
		    buf_str(&text));
	}
	buf_release(&text);
}

/* All fields of the row under the cursor that change. */
static void
draw_row_detail(struct view *view, struct screen *screen, struct area area)
{
	struct import_view *d = view->data;
	struct arena *arena = arena_new();
	struct import_change *change = NULL;
	struct buf text = { 0 };
	struct import_row row;
	size_t n = 0, i;
	int y = area.y;

	if (d->row_table.n == 0)
		goto done;
	import_row(d->plan, d->row_table.cursor, &row);
	buf_printf(&text, _("Line %ld: %s"), row.line, state_word(&row));
	draw_section(screen, y++, area.w, buf_str(&text));
	if (row.reasons != NULL)
		screen_put(screen, y++, 2, area.w - 3, ROLE_error,
		    row.reasons);
	app_error(view->app, import_row_changes(view->session, d->plan,
	    d->row_table.cursor, arena, &change, &n));
	for (i = 0; i < n && y < area.y + area.h; i++) {
		int x = i % 2 == 0 ? 2 : area.w / 2;
		int w = i % 2 == 0 ? area.w / 2 - 3 : area.w - area.w / 2 - 2;

		buf_clear(&text);
		if (change[i].old != NULL)
			buf_printf(&text, "%s → ", change[i].old);
		buf_add(&text, change[i].new);
		screen_put(screen, y, x, 14, ROLE_head,
		    change[i].field->label[view->session->lang]);
		screen_put(screen, y, x + 15, w - 15, ROLE_text,
		    buf_str(&text));
		y += i % 2 == 1;
	}
done:
	buf_release(&text);
	arena_free(arena);
}

static void
import_draw(struct view *view, struct screen *screen, struct area area)
{
	struct import_view *d = view->data;
	bool small = screen_is_small(screen);
	int y = d->plan == NULL ? area.y :
	    draw_counts(view, screen, area.y + !small, area.w) + !small;
	int bottom = area.y + area.h, detail = small ? 0 : DETAIL_H;
	struct area list = { y, 0, bottom - y - detail, area.w };
	struct area below = { bottom - detail, 0, detail, area.w };

	if (d->plan == NULL)	/* the progress of reading it is drawn */
		return;
	if (area.h > 30) {	/* room for all the lines of a question */
		below.y -= (area.h - 24) / 3;
		below.h += (area.h - 24) / 3;
		list.h = below.y - y;
	}
	if (d->rows)
		draw_rows(view, screen, list);
	else if (d->n > 0)
		draw_items(view, screen, list);
	else
		screen_put(screen, y, 2, area.w - 3, ROLE_ok,
		    _("Nothing is to be settled."));
	if (below.h > 0 && d->rows)
		draw_row_detail(view, screen, below);
	else if (below.h > 0)
		draw_item_detail(view, screen, below);
}

static void
import_status(struct view *view, struct buf *left, struct buf *right)
{
	const struct import_view *d = view->data;
	long long rows = 0, kinds = 0;
	size_t i;

	if (d->plan == NULL)
		return;
	for (i = 0; i < d->n; i++)
		if (import_item_open(&d->item[i])) {
			rows += d->item[i].question.rows;
			kinds++;
		}
	if (kinds > 0)
		buf_printf(left, _("%lld rows (%lld questions) are to be "
		    "settled before it can be applied."), rows, kinds);
	else if (d->plan->refused > 0 && d->refused == NULL)
		buf_add(left, _("Write the refused rows into a file; then "
		    "the others can be applied."));
	else
		buf_add(left, _("Ready to be applied."));
	if (d->plan->refused > 0)
		buf_printf(right, _("refused %lld"),
		    (long long)d->plan->refused);
}

static void
import_title(struct view *view, bool top, struct title *title)
{
	struct import_view *d = view->data;

	buf_printf(&title->crumb, _("Import › %s"),
	    path_base(d->options.path));
	if (!top || d->plan == NULL)
		return;
	if (d->plan->header_line > 0)
		buf_printf(&title->filter, _("%s  header line %ld"),
		    charset_name(d->plan->charset), d->plan->header_line);
	table_position(d->rows ? &d->row_table : &d->table,
	    &title->position);
	title->badge = _("UNSAVED");
	title->badge_role = ROLE_unsaved;
}

/* --- acting ---------------------------------------------------------------- */

static const struct err *
leave(void *ctx)
{
	app_close(ctx);
	return NULL;
}

static const struct err *
ask_leave(struct view *view)
{
	struct import_view *d = view->data;
	struct ask ask = { .title = _("Leave the import?"),
	    .text = _("Nothing was written, and the answers are lost.\n"
	    "s keeps them under a name."), .yes = leave, .ctx = view };

	return d->given == 0 ? leave(view) : ask_open(view->app, &ask);
}

static const struct err *
import_act(struct view *view, enum action_id action, uint32_t key)
{
	struct import_view *d = view->data;
	const struct err *err;
	bool taken = false;

	if (table_act(d->rows ? &d->row_table : &d->table, action))
		return NULL;
	if (action == ACTION_import_rows) {
		d->rows = !d->rows;
		return NULL;
	}
	if (action == ACTION_back)
		return ask_leave(view);
	err = import_settle_act(view, action, &taken);
	return err != NULL || taken ? err : app_default(view, action, key);
}

static const char *
import_reason(const struct view *view, enum action_id action)
{
	struct import_view *d = view->data;
	const struct import_item *item = d->rows || d->table.cursor >= d->n ?
	    NULL : &d->item[d->table.cursor];
	size_t i;

	if (d->plan == NULL)
		return NULL;
	if (action == ACTION_settle || action == ACTION_settle_all)
		return item == NULL ? _("No question is selected.") :
		    item->problem != NULL ? _("A row is mended in the file.") :
		    action == ACTION_settle_all && item->answer == NULL ?
		    _("Answer this one first.") : NULL;
	if (action == ACTION_write_refused)
		return d->plan->refused == 0 || d->plan->table == NULL ?
		    _("No row is refused.") : NULL;
	if (action != ACTION_import_apply)
		return NULL;
	for (i = 0; i < d->n; i++)
		if (import_item_open(&d->item[i]))
			return _("Questions are open.");
	return d->plan->refused > 0 && d->refused == NULL ?
	    _("Write the refused rows into a file first.") : NULL;
}

static unsigned
import_where(const struct view *view)
{
	(void)view;
	return AT_IMPORT;
}

static const enum action_id *
import_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_settle, ACTION_import_rows, ACTION_write_refused,
		ACTION_import_apply, ACTION_settle_all, ACTION_keep_answers,
		ACTION_choose_mapping, ACTION_back, ACTION_help, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_import = {
	.name = "import", .shape = VIEW_FULL,
	.size = sizeof(struct import_view), .open = import_start,
	.close = import_end, .where = import_where, .footer = import_footer,
	.reason = import_reason, .title = import_title, .draw = import_draw,
	.status = import_status, .act = import_act,
};
