/* SPDX-License-Identifier: ISC */
/*
 * A review (棚卸) on the spot: scan or type an asset number, Enter says that it
 * is there.  Tab leads into the list, where other answers are given and taken
 * back.  Nothing of it changes an asset before the round is closed.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/discovery/discover.h"
#include "model/review.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/prompt.h"
#include "tui/table.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { HEAD_H = 5, NOTE_H = 2, LABEL_W = 12, INPUT_W = 20, COLUMNS = 5 };

enum column_id { COLUMN_NO, COLUMN_NAME, COLUMN_PLACE, COLUMN_ANSWER,
    COLUMN_BY };

struct reviewing {
	char		 uuid[UUID_LEN];
	struct arena	*arena;		/* of what was loaded */
	struct review	 review;
	int64_t		*key;		/* of the rows: item + 1 */
	size_t		 n_rows, cap;
	struct table	 table;
	size_t		 department;	/* shown; departments: all */
	bool		 listing;	/* keys are for the list */
	struct lineedit	 edit;
	int64_t		 last;		/* key of what was answered last */
};

static struct review_item *
item_at(const struct reviewing *d, size_t row)
{
	return row < d->n_rows ? &d->review.item[d->key[row] - 1] : NULL;
}

static struct review_item *
current(const struct reviewing *d)
{
	return item_at(d, d->table.cursor);
}

static bool
is_shown(const struct reviewing *d, const struct review_item *item)
{
	const char *department;

	if (d->department >= d->review.departments)
		return true;
	department = d->review.department[d->department].department;
	return department == item->department || (department != NULL &&
	    item->department != NULL &&
	    strcmp(department, item->department) == 0);
}

static void
lay_rows(struct reviewing *d)
{
	size_t i;

	d->n_rows = 0;
	for (i = 0; i < d->review.n; i++) {
		if (!is_shown(d, &d->review.item[i]))
			continue;
		d->key = mem_grow(d->key, &d->cap, d->n_rows + 1,
		    sizeof(*d->key));
		d->key[d->n_rows++] = (int64_t)i + 1;
	}
	table_set(&d->table, d->key, d->n_rows);
}

static const struct err *
load(struct view *view)
{
	struct reviewing *d = view->data;
	struct arena *arena = arena_new();
	bool all = d->department >= d->review.departments;
	struct review review;
	const struct err *err;

	err = review_load(view->session, d->uuid, arena, &review);
	if (err != NULL) {
		arena_free(arena);
		return err;
	}
	arena_free(d->arena);
	d->arena = arena;
	d->review = review;
	if (all || d->department > review.departments)
		d->department = review.departments;
	lay_rows(d);
	return NULL;
}

static const struct err *
review_start_view(struct view *view, const void *args)
{
	struct reviewing *d = view->data;

	memcpy(d->uuid, args, UUID_LEN);
	d->arena = arena_new();
	return load(view);
}

static void
review_end(struct view *view)
{
	struct reviewing *d = view->data;

	table_release(&d->table);
	lineedit_release(&d->edit);
	arena_free(d->arena);
	free(d->key);
}

static void
review_refresh(struct view *view)
{
	app_error(view->app, load(view));
}

/* --- matching what was typed --------------------------------------------- */

static const char *
folded(const char *text, struct buf *out)
{
	buf_clear(out);
	utf8_fold(out, text != NULL ? text : "");
	return buf_str(out);
}

static bool
matches(const struct review_item *item, const char *word)
{
	struct buf text = { 0 };
	bool hit;

	hit = strstr(folded(item->asset_no, &text), word) != NULL ||
	    strstr(folded(item->name, &text), word) != NULL;
	buf_release(&text);
	return hit;
}

/* The row whose number is the word, else begins with it, else has it. */
static bool
find_row(const struct reviewing *d, const char *word, size_t *row)
{
	struct buf text = { 0 };
	size_t i, best = 0, n = strlen(word);
	int rank = 0;

	for (i = 0; i < d->n_rows && rank < 3; i++) {
		const struct review_item *item = item_at(d, i);
		const char *no = folded(item->asset_no, &text);
		int r = strcmp(no, word) == 0 ? 3 :
		    strncmp(no, word, n) == 0 ? 2 : matches(item, word);

		if (r > rank) {
			rank = r;
			best = i;
		}
	}
	buf_release(&text);
	*row = best;
	return rank > 0;
}

static void
follow_word(struct view *view)
{
	struct reviewing *d = view->data;
	struct buf word = { 0 };
	size_t row;

	if (*folded(lineedit_text(&d->edit), &word) != '\0') {
		bool found = find_row(d, buf_str(&word), &row);

		/* What hangs in another department is not hidden. */
		if (!found && d->department < d->review.departments) {
			size_t shown = d->department;

			d->department = d->review.departments;
			lay_rows(d);
			found = find_row(d, buf_str(&word), &row);
			if (!found) {
				d->department = shown;
				lay_rows(d);
			}
		}
		if (found)
			table_go(&d->table, row);
	}
	buf_release(&word);
}

/* The next row up or down that has what was typed. */
static void
next_match(struct reviewing *d, bool up)
{
	struct buf word = { 0 };
	size_t i, row = 0;

	folded(lineedit_text(&d->edit), &word);
	for (i = 1; i < d->n_rows; i++) {
		row = (d->table.cursor + (up ? d->n_rows - i : i)) %
		    d->n_rows;
		if (matches(item_at(d, row), buf_str(&word)))
			break;
	}
	if (i < d->n_rows)
		table_go(&d->table, row);
	buf_release(&word);
}

/* --- drawing ------------------------------------------------------------- */

static const char *
answer_label(const struct view *view, enum review_answer answer)
{
	const struct choice *choice = answer == REVIEW_NONE ? NULL :
	    choice_find("review_answer", review_answer_key(answer));

	return choice == NULL ? "–" : choice->label[view->session->lang];
}

static enum role
answer_role(enum review_answer answer)
{
	static const enum role roles[REVIEW_ANSWERS] = {
		[REVIEW_NONE] = ROLE_dim, [REVIEW_PRESENT] = ROLE_ok,
		[REVIEW_ABSENT] = ROLE_high, [REVIEW_CHANGED] = ROLE_warn,
		[REVIEW_MOVED] = ROLE_warn,
	};

	return roles[answer];
}

static void
who_and_when(const struct view *view, const struct review_item *item,
    struct buf *out)
{
	struct reviewing *d = view->data;
	int year, month, day;

	if (item->on != 0) {
		date_to_civil(item->on, &year, &month, &day);
		buf_printf(out, "%02d-%02d ", month, day);
	}
	if (item->by != NULL)
		buf_add(out, register_name_of(view->session, item->by,
		    d->arena));
}

static enum role
review_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	const struct review_item *item = item_at(view->data, row);

	switch (column) {
	case COLUMN_NO:
		buf_add(out, item->asset_no != NULL ? item->asset_no : "");
		return ROLE_text;
	case COLUMN_NAME:
		buf_add(out, item->name != NULL ? item->name : "");
		return ROLE_text;
	case COLUMN_PLACE:
		buf_add(out, item->place != NULL ? item->place :
		    item->location != NULL ? item->location : "");
		return item->place != NULL ? ROLE_strong : ROLE_dim;
	case COLUMN_ANSWER:
		buf_add(out, answer_label(view, item->answer));
		return answer_role(item->answer);
	default:
		who_and_when(view, item, out);
		return ROLE_dim;
	}
}

static size_t
fit_columns(enum lang lang, int w, bool small, struct table_column *out)
{
	static const struct {
		enum entity_id	 entity;
		size_t		 position;
		int		 width, small, grow_max;
	} columns[COLUMNS] = {
		[COLUMN_NO] = { ENTITY_asset, F_asset_asset_no, 9, 9, 0 },
		[COLUMN_NAME] = { ENTITY_asset, F_asset_name, 22, 12, 36 },
		[COLUMN_PLACE] = { ENTITY_asset, F_asset_location, 17, 0,
		    0 },
		[COLUMN_ANSWER] = { ENTITY_review_item,
		    F_review_item_answer, 8, 8, 0 },
		[COLUMN_BY] = { ENTITY_review_item, F_review_item_by, 15, 0,
		    0 },
	};
	size_t i, n = 0;

	for (i = 0; i < COLUMNS; i++) {
		if (small && columns[i].small == 0)
			continue;
		out[n++] = (struct table_column){ .id = (int)i,
		    .head = entity_field(columns[i].entity,
		    columns[i].position)->label[lang],
		    .width = small ? columns[i].small : columns[i].width,
		    .grow = columns[i].grow_max > 0,
		    .grow_max = columns[i].grow_max };
	}
	return table_fit(out, n, w);
}

static void
draw_progress(struct view *view, struct screen *screen, int y, int w)
{
	struct reviewing *d = view->data;
	const struct review_count *all = &d->review.all;
	struct buf text = { 0 };
	char due[DATE_LEN];
	int64_t left = d->review.due - session_today(view->session);

	buf_printf(&text, _("Answered %" PRId64 " / %" PRId64 "  %d%%"),
	    all->answered, all->items, review_percent(all));
	if (d->review.due != 0) {
		date_format(d->review.due, due);
		buf_printf(&text, left < 0 ? _("   due %s (%" PRId64
		    " days over)") : _("   due %s (%" PRId64 " days left)"),
		    due, left < 0 ? -left : left);
	}
	if (d->department < d->review.departments) {
		const struct review_count *c =
		    &d->review.department[d->department];

		buf_printf(&text, "   %s %" PRId64 " / %" PRId64,
		    c->department == NULL ? "–" : register_name_of(
		    view->session, c->department, d->arena), c->answered,
		    c->items);
	}
	screen_put(screen, y, 2, w - 3, ROLE_text, buf_str(&text));
	buf_release(&text);
}

static void
draw_scan(struct view *view, struct screen *screen, int y, int w)
{
	struct reviewing *d = view->data;
	const struct review_item *last = d->last == 0 ? NULL :
	    &d->review.item[d->last - 1];
	enum lang lang = view->session->lang;
	struct buf text = { 0 };

	screen_put(screen, y, 2, LABEL_W - 2, d->listing ? ROLE_dim :
	    ROLE_strong, entity_field(ENTITY_asset,
	    F_asset_asset_no)->label[lang]);
	if (d->listing)
		screen_put(screen, y, LABEL_W, INPUT_W, ROLE_dim,
		    lineedit_text(&d->edit));
	else
		lineedit_draw(&d->edit, screen, y, LABEL_W, INPUT_W,
		    ROLE_input);
	screen_put(screen, y, LABEL_W + INPUT_W + 2, w - LABEL_W - INPUT_W -
	    3, ROLE_dim, _("Barcode or keys. Enter: present"));
	screen_put(screen, y + 1, 2, LABEL_W - 2, ROLE_dim, _("Latest"));
	if (last == NULL)
		return;
	buf_printf(&text, "%s  %s  %s", last->asset_no != NULL ?
	    last->asset_no : "", last->name != NULL ? last->name : "",
	    answer_label(view, last->answer));
	screen_put(screen, y + 1, LABEL_W, w - LABEL_W - 1, ROLE_text,
	    buf_str(&text));
	buf_release(&text);
}

static void
review_draw(struct view *view, struct screen *screen, struct area area)
{
	struct reviewing *d = view->data;
	struct table_column column[COLUMNS];
	bool small = screen_is_small(screen);
	int head = small ? 2 : HEAD_H, note = small ? 0 : NOTE_H;
	struct area list = { area.y + head, area.x, area.h - head - note,
		area.w };
	struct table_look look = { .column = column, .head = !small,
	    .active = d->listing, .cell = review_cell, .ctx = view };

	draw_progress(view, screen, area.y, area.w);
	if (small)
		lineedit_draw(&d->edit, screen, area.y + 1, 2, area.w - 3,
		    ROLE_input);
	else
		draw_scan(view, screen, area.y + 2, area.w);
	d->table.shown = (size_t)(list.h - !small);
	table_go(&d->table, d->table.cursor);
	look.n_columns = fit_columns(view->session->lang, list.w - 2, small, column);
	table_draw(&d->table, screen, list, &look);
	if (!small)
		screen_put(screen, area.y + area.h - 1, 2, area.w - 3,
		    ROLE_dim, _("What is absent becomes a finding at "
		    "closing; no asset changes before."));
}

static void
review_title(struct view *view, bool top, struct title *title)
{
	struct reviewing *d = view->data;

	buf_add(&title->crumb, d->review.name);
	if (!top)
		return;
	if (d->department < d->review.departments)
		buf_printf(&title->filter, "%s %s", _("filter"),
		    d->review.department[d->department].department == NULL ?
		    "–" : register_name_of(view->session,
		    d->review.department[d->department].department,
		    d->arena));
	table_position(&d->table, &title->position);
}

static void
review_status(struct view *view, struct buf *left, struct buf *right)
{
	struct reviewing *d = view->data;
	const struct review_item *item = current(d);
	struct buf word = { 0 };

	folded(lineedit_text(&d->edit), &word);
	if (item != NULL && word.len > 0 && !d->listing)
		buf_printf(left, matches(item, word.s) ? _("Match %s  %s") :
		    _("Nothing matches %s."), matches(item, word.s) ?
		    item->asset_no : lineedit_text(&d->edit), item->name);
	buf_printf(right, _("%" PRId64 " without an answer"),
	    d->review.all.items - d->review.all.answered);
	buf_release(&word);
}

/* --- answering ----------------------------------------------------------- */

static const struct err *
answer(struct view *view, enum review_answer what, const char *place)
{
	struct reviewing *d = view->data;
	const struct review_item *item = current(d);
	struct review_reply reply = { .item = item->uuid, .rev = item->rev,
	    .answer = what, .place = place, .note = item->note };
	struct changes *changes;
	const struct err *err;

	if (d->review.closed_on != 0)
		return err_new(ERR_INVALID, _("\"%s\" is closed already."),
		    d->review.name);
	changes = changes_new(view->session, "review");
	review_reply(view->session, changes, &reply);
	err = register_commit(view->session, changes, NULL, NULL);
	changes_free(changes);
	if (err != NULL)
		return err;
	d->last = d->key[d->table.cursor];
	return load(view);
}

/* Enter: the asset whose number was typed is there. */
static const struct err *
seen(struct view *view)
{
	struct reviewing *d = view->data;
	struct buf word = { 0 };
	const struct err *err = NULL;
	bool match;

	folded(lineedit_text(&d->edit), &word);
	/* Where the cursor was moved to another match, that one is meant. */
	if (word.len > 0 && (current(d) == NULL ||
	    !matches(current(d), word.s)))
		follow_word(view);
	match = current(d) != NULL && word.len > 0 &&
	    matches(current(d), word.s);
	if (word.len == 0)
		app_say(view->app, _("Scan or type an asset number."));
	else if (!match)
		err = err_new(ERR_NOT_FOUND, _("\"%s\" is not part of this "
		    "review. Tab, then n, notes what is in no register."),
		    lineedit_text(&d->edit));
	else
		err = answer(view, REVIEW_PRESENT, NULL);
	if (match && err == NULL)
		lineedit_set(&d->edit, "");
	buf_release(&word);
	return err;
}

static const struct err *
moved_to(void *ctx, const char *text)
{
	return answer(ctx, REVIEW_MOVED, *text != '\0' ? text : NULL);
}

static const struct err *
ask_place(struct view *view)
{
	const struct review_item *item = current(view->data);
	struct prompt prompt = { .label = _("Seen where "),
	    .text = item->place, .done = moved_to, .ctx = view };

	return prompt_open(view->app, &prompt);
}

static const struct err *
note_unregistered(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct reviewing *d = view->data;
	struct changes *changes;
	const struct err *err;
	int64_t number;

	if (*text == '\0')
		return NULL;
	err = finding_next_number(view->session, &number);
	if (err != NULL)
		return err;
	changes = changes_new(view->session, "review");
	review_unregistered(view->session, changes, &d->review, number, text,
	    NULL);
	err = register_commit(view->session, changes, NULL, NULL);
	changes_free(changes);
	if (err == NULL)
		app_say(view->app, _("Noted as F-%04" PRId64 ": %s"), number,
		    text);
	return err;
}

static const struct err *
ask_unregistered(struct view *view)
{
	struct reviewing *d = view->data;
	struct prompt prompt = { .label = _("Not in the register "),
	    .text = lineedit_text(&d->edit), .done = note_unregistered,
	    .ctx = view };

	return prompt_open(view->app, &prompt);
}

static void
next_department(struct reviewing *d)
{
	d->department = d->department >= d->review.departments ? 0 :
	    d->department + 1;
	lay_rows(d);
}

static const struct err *
list_answer(struct view *view, uint32_t key)
{
	enum review_answer what = (enum review_answer)(key - '0');

	return what == REVIEW_MOVED ? ask_place(view) :
	    answer(view, what, NULL);
}

/* --- acting -------------------------------------------------------------- */

static bool
review_type(struct view *view, uint32_t key, const char *paste)
{
	struct reviewing *d = view->data;
	bool taken;

	if (d->listing)
		return false;
	taken = lineedit_key(&d->edit, key, paste);
	if (taken)
		follow_word(view);
	return taken;
}

static const struct err *
review_act(struct view *view, enum action_id action, uint32_t key)
{
	struct reviewing *d = view->data;

	switch (action) {
	case ACTION_seen:
		return seen(view);
	case ACTION_scan_match:
		if (d->n_rows > 0)
			next_match(d, key == K_UP);
		return NULL;
	case ACTION_scan_list:
		d->listing = !d->listing;
		return NULL;
	case ACTION_clear:
		lineedit_set(&d->edit, "");
		return NULL;
	case ACTION_close_scan:
		app_close(view);
		return NULL;
	case ACTION_answer:
		return list_answer(view, key);
	case ACTION_answer_absent:
		return answer(view, REVIEW_ABSENT, NULL);
	case ACTION_answer_moved:
		return ask_place(view);
	case ACTION_take_back:
		return answer(view, REVIEW_NONE, NULL);
	case ACTION_unregistered:
		return ask_unregistered(view);
	case ACTION_department:
		next_department(d);
		return NULL;
	case ACTION_close_review:
		return palette_open(view->app, "review close --next ");
	case ACTION_open:
		return record_open(view->app, current(d)->asset);
	default:
		if (table_act(&d->table, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static bool
review_selected(const struct view *view)
{
	return current(view->data) != NULL;
}

static unsigned
review_where(const struct view *view)
{
	const struct reviewing *d = view->data;

	return d->listing ? AT_REVIEW : AT_SCAN;
}

static const enum action_id *
review_footer(const struct view *view)
{
	static const enum action_id scan[] = {
		ACTION_seen, ACTION_scan_list, ACTION_scan_match,
		ACTION_clear, ACTION_close_scan, ACTION_NONE
	};
	static const enum action_id list[] = {
		ACTION_answer, ACTION_answer_absent, ACTION_answer_moved,
		ACTION_take_back, ACTION_unregistered, ACTION_department,
		ACTION_scan_list, ACTION_help, ACTION_back, ACTION_NONE
	};
	const struct reviewing *d = view->data;

	return d->listing ? list : scan;
}

const struct view_ops view_review = {
	.name = "review", .shape = VIEW_FULL,
	.size = sizeof(struct reviewing), .open = review_start_view,
	.close = review_end, .where = review_where, .footer = review_footer,
	.selected = review_selected, .title = review_title,
	.draw = review_draw, .status = review_status, .type = review_type,
	.act = review_act, .refresh = review_refresh,
};
