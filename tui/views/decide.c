/* SPDX-License-Identifier: ISC */
/* What is decided about one finding or many, with reason and second person. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/discovery/discover.h"
#include "model/rights.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/views/finding.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum { CHOICES_MAX = 10, BOX_W = 64, BOX_H = 19, LABEL_AT = 3, VALUE_AT = 13,
    CHOICE_AT = 5, COLUMN_W = 28, NOTE_AT = 33 };

enum decide_field { FIELD_CHOICE, FIELD_REASON, FIELD_REF, FIELD_UNTIL,
    FIELD_ASSET, FIELD_APPROVER, FIELD_CONTROL, FIELD_SECOND, FIELDS };

static const struct {
	const char	*label;
	const char	*note;
} labels[FIELDS] = {
	[FIELD_REASON] = { N_("Reason"), NULL },
	[FIELD_REF] = { N_("Reference"), N_("may be empty") },
	[FIELD_UNTIL] = { N_("Until"), N_("a day, YYYY-MM-DD") },
	[FIELD_ASSET] = { N_("Asset"), N_("number or name, to link to") },
	[FIELD_APPROVER] = { N_("Approver"), N_("who accepts it; else you") },
	[FIELD_CONTROL] = { N_("Control"), N_("what makes up for it") },
	[FIELD_SECOND] = { N_("Confirmed by"),
	    N_("second person, if critical") },
};

struct decide {
	const char	**uuid;
	size_t		 n;
	const struct err *(*raise)(void *ctx, const char **uuid);
	void		(*decided)(void *ctx);
	void		*ctx;
	struct record	*finding;	/* the first */
	struct finding_words words;
	const struct choice *choice[CHOICES_MAX];
	const char	*why[CHOICES_MAX];	/* unfit */
	size_t		 n_choices, chosen;
	bool		 is_chosen;
	struct lineedit	 edit[FIELDS];
	int		 focus;
};

/* What fits, what fits but is for others to decide, what does not fit. */
static int
rank(const struct session *session, const struct decide *d, const char *key,
    const char **why)
{
	if (!decide_fits(d->finding, key, why))
		return 2;
	*why = register_refuses(session, rights_of_decision(key));
	return *why == NULL ? 0 : 1;
}

static void
collect(const struct session *session, struct decide *d)
{
	const struct choice *all;
	size_t n, i;
	int pass;

	all = choice_set("decision", &n);
	for (pass = 0; pass < 3; pass++)
		for (i = 0; i < n && d->n_choices < CHOICES_MAX; i++) {
			const char *why = NULL;

			if (rank(session, d, all[i].key, &why) != pass)
				continue;
			d->choice[d->n_choices] = &all[i];
			d->why[d->n_choices++] = pass == 0 ? NULL :
			    why != NULL ? why : "";
		}
}

static const struct err *
decide_start(struct view *view, const void *args)
{
	const struct decide_args *a = args;
	struct decide *d = view->data;
	const struct err *err;
	size_t i;

	d->uuid = arena_calloc(view->arena, a->n, sizeof(*d->uuid));
	for (i = 0; a->raise == NULL && i < a->n; i++)
		d->uuid[i] = arena_strdup(view->arena, a->uuid[i]);
	d->n = a->n;
	d->raise = a->raise;
	d->decided = a->decided;
	d->ctx = a->ctx;
	if (a->raise != NULL)
		d->finding = record_copy(view->arena, a->finding);
	err = a->raise != NULL ? NULL :
	    store_get(register_reader(view->session), ENTITY_finding,
	    d->uuid[0], NULL, view->arena, &d->finding);
	if (err == NULL && d->finding == NULL)
		err = err_new(ERR_NOT_FOUND,
		    _("The finding is no longer there."));
	if (err != NULL)
		return err;
	finding_words(view->session, d->finding, view->arena, &d->words);
	collect(view->session, d);
	return NULL;
}

static void
decide_end(struct view *view)
{
	struct decide *d = view->data;
	int i;

	for (i = 0; i < FIELDS; i++)
		lineedit_release(&d->edit[i]);
}

/* --- drawing ---------------------------------------------------------------------------- */

static void
draw_choices(struct decide *d, enum lang lang, struct screen *screen, int y,
    int x, int w, int h)
{
	/* Where there is no room for all, they scroll in one column. */
	int columns = h * 2 < (int)d->n_choices ? 1 : 2;
	size_t first = columns == 1 && d->chosen + 1 > (size_t)h ?
	    d->chosen + 1 - (size_t)h : 0, i;
	struct buf text = { 0 };

	for (i = first; i < d->n_choices && (int)(i - first) / columns < h;
	    i++) {
		bool here = d->focus == FIELD_CHOICE && i == d->chosen;
		bool off = d->why[i] != NULL;
		int row = y + (int)(i - first) / columns;
		int col = x + CHOICE_AT + (int)(i - first) % columns *
		    COLUMN_W;
		const char *label = d->choice[i]->label[lang];

		buf_clear(&text);
		if (off)
			buf_printf(&text, "(%s)", label);
		else if (d->is_chosen && i == d->chosen)
			buf_printf(&text, "[%s]", label);
		else
			buf_add(&text, label);
		screen_put(screen, row, col - (off ||
		    (d->is_chosen && i == d->chosen)), w - (col - x) - 2,
		    off ? ROLE_off : d->is_chosen && i == d->chosen ?
		    ROLE_ok : ROLE_text, text.s);
		if (here) {
			screen_put(screen, row, col - 2, 1, ROLE_strong, ">");
			screen_paint(screen, (struct area){ row, col - 2, 1,
			    utf8_width(text.s) + 2 }, ROLE_select);
			screen_cursor(screen, row, col - 2, false);
		}
	}
	buf_release(&text);
}

static bool
is_needed(const struct decide *d, int field)
{
	const char *key = d->is_chosen ? d->choice[d->chosen]->key : "";

	return field == FIELD_REASON || (field == FIELD_ASSET &&
	    strcmp(key, "link") == 0) || (field == FIELD_UNTIL &&
	    (strcmp(key, "ignore") == 0 || strcmp(key, "except") == 0));
}

/* What only one decision needs is asked only there. */
static bool
is_shown(const struct decide *d, int field)
{
	const char *key = d->choice[d->chosen]->key;

	if (field == FIELD_ASSET)
		return strcmp(key, "link") == 0;
	return (field != FIELD_APPROVER && field != FIELD_CONTROL) ||
	    strcmp(key, "except") == 0;
}

/* The next field that is shown. */
static void
move_focus(struct decide *d, int by)
{
	do {
		d->focus = (d->focus + by + FIELDS) % FIELDS;
	} while (!is_shown(d, d->focus));
}

static void
draw_field(struct decide *d, struct screen *screen, int y, int x, int w,
    int field)
{
	const char *text = lineedit_text(&d->edit[field]);
	int value_w = w - VALUE_AT - 2;

	if (*text != '\0')
		screen_put(screen, y, x + LABEL_AT - 1, 1, ROLE_warn, "~");
	screen_put(screen, y, x + LABEL_AT, VALUE_AT - LABEL_AT - 1,
	    ROLE_dim, gettext(labels[field].label));
	if (d->focus == field) {
		lineedit_draw(&d->edit[field], screen, y, x + VALUE_AT,
		    value_w, ROLE_input);
		return;
	}
	if (*text != '\0') {
		screen_put(screen, y, x + VALUE_AT, value_w, ROLE_text, text);
		return;
	}
	screen_put(screen, y, x + VALUE_AT, 1, is_needed(d, field) ?
	    ROLE_high : ROLE_text, is_needed(d, field) ? "!" : "–");
	if (labels[field].note != NULL)
		screen_put(screen, y, x + NOTE_AT, w - NOTE_AT - 2, ROLE_dim,
		    gettext(labels[field].note));
}

static void
draw_head(struct view *view, struct screen *screen, int y, int x, int w)
{
	struct decide *d = view->data;
	struct buf text = { 0 };
	int at = x + LABEL_AT;

	if (d->n > 1) {
		buf_printf(&text, _("%zu findings, among them"), d->n);
		screen_put(screen, y - 1, at, w - 4, ROLE_strong, text.s);
		buf_clear(&text);
	}
	at += screen_put(screen, y, at, w - 4, d->words.role,
	    d->words.severity) + 2;
	buf_printf(&text, "%s  %s  %s", d->words.result, d->words.subject,
	    d->words.detail);
	screen_put(screen, y, at, x + w - at - 2, ROLE_strong, text.s);
	buf_clear(&text);
	buf_printf(&text, "%s  %s ", d->words.zone != NULL ? d->words.zone :
	    "–", _("due"));
	words_moment(view->session,
	    record_int(d->finding, F_finding_due), &text);
	screen_put(screen, y + 1, at, x + w - at - 2, ROLE_text, text.s);
	buf_release(&text);
}

/* What the decision means, at the bottom: two rows where there is room. */
static void
draw_meaning(struct screen *screen, struct area box, int y, const char *text)
{
	int last = box.y + box.h - 2, row = last;
	struct buf lines = { 0 };
	const char *line;

	words_wrap(text, box.w - LABEL_AT - 2, &lines);
	line = buf_str(&lines);
	if (strchr(line, '\n') != NULL && y < last)
		row--;
	for (; row <= last && *line != '\0'; row++) {
		size_t n = strcspn(line, "\n");
		char *one = xstrndup(line, n);

		screen_put(screen, row, box.x + LABEL_AT, box.w - LABEL_AT - 1,
		    ROLE_dim, one);
		free(one);
		line += n + (line[n] == '\n');
	}
	buf_release(&lines);
}

static void
decide_draw(struct view *view, struct screen *screen, struct area area)
{
	struct decide *d = view->data;
	struct area box = { area.y + 1, (area.w - BOX_W) / 2, BOX_H, BOX_W };
	struct buf title = { 0 };
	int y, i, rows = (int)(d->n_choices + 1) / 2;

	if (screen_is_small(screen))
		box = area;
	buf_printf(&title, "%s  %s", _("Decide"), d->words.number);
	screen_box(screen, box, ROLE_text, title.s, NULL);
	y = box.y + (screen_is_small(screen) ? 1 : 2);
	draw_head(view, screen, y, box.x, box.w);
	y += 2;
	if (!screen_is_small(screen)) {
		screen_put(screen, ++y, box.x + LABEL_AT, box.w, ROLE_head,
		    _("Decision"));
		y++;
	}
	if (screen_is_small(screen) && d->focus != FIELD_CHOICE) {
		draw_field(d, screen, y, box.x, box.w, d->focus);
		buf_release(&title);
		return;
	}
	draw_choices(d, view->session->lang, screen, y, box.x, box.w,
	    screen_is_small(screen) ? box.y + box.h - 1 - y : rows);
	y += rows + 1;
	for (i = FIELD_REASON; i < FIELDS && y < box.y + box.h - 1; i++)
		if (is_shown(d, i))
			draw_field(d, screen, y++, box.x, box.w, i);
	if (y < box.y + box.h - 1 &&
	    d->choice[d->chosen]->meaning[LANG_EN] != NULL)
		draw_meaning(screen, box, y,
		    d->choice[d->chosen]->meaning[view->session->lang]);
	buf_release(&title);
}

static bool
is_touched(const struct decide *d)
{
	int i;

	for (i = FIELD_REASON; i < FIELDS; i++)
		if (*lineedit_text(&d->edit[i]) != '\0')
			return true;
	return d->is_chosen;
}

static void
decide_title(struct view *view, bool top, struct title *title)
{
	struct decide *d = view->data;

	(void)top;
	buf_printf(&title->crumb, "%s › %s", d->words.number, _("Decide"));
	if (is_touched(d)) {
		title->badge = _("UNSAVED");
		title->badge_role = ROLE_unsaved;
	}
}

static void
decide_status(struct view *view, struct buf *left, struct buf *right)
{
	(void)view;
	(void)right;
	buf_add(left, _("A reason is needed. u takes the decision back and "
	    "says whose it was."));
}

/* --- acting ------------------------------------------------------------------------------- */

static bool
move_choice(struct decide *d, uint32_t key, size_t step)
{
	size_t n = d->n_choices, at = d->chosen;

	if (key == K_LEFT && at % 2 == 1)
		d->chosen--;
	else if (key == K_RIGHT && at % 2 == 0 && at + 1 < n)
		d->chosen++;
	else if (key == K_UP && at >= step)
		d->chosen -= step;
	else if (key == K_DOWN && at + step < n)
		d->chosen += step;
	else
		return key == K_LEFT || key == K_RIGHT || key == K_UP;
	d->is_chosen = false;
	return true;
}

static bool
decide_type(struct view *view, uint32_t key, const char *paste)
{
	struct decide *d = view->data;

	if (d->focus == FIELD_CHOICE)
		return move_choice(d, key,
		    screen_is_small(app_screen(view->app)) ? 1 : 2);
	return key != K_UP && key != K_DOWN &&
	    lineedit_key(&d->edit[d->focus], key, paste);
}

static const char *
text_or_null(const struct lineedit *edit)
{
	const char *text = lineedit_text(edit);

	return *text != '\0' ? text : NULL;
}

static const struct err *
record(void *ctx)
{
	struct view *view = ctx;
	struct decide *d = view->data;
	struct problems problems = { .arena = view->arena };
	struct commit_result result = { 0 };
	struct decide_options options = {
		.reason = text_or_null(&d->edit[FIELD_REASON]),
		.ref = text_or_null(&d->edit[FIELD_REF]),
		.until = text_or_null(&d->edit[FIELD_UNTIL]),
		.asset = text_or_null(&d->edit[FIELD_ASSET]),
		.second = text_or_null(&d->edit[FIELD_SECOND]),
		.approver = text_or_null(&d->edit[FIELD_APPROVER]),
		.control = text_or_null(&d->edit[FIELD_CONTROL]),
	};
	const struct err *err = NULL;
	bool waits = false;
	struct buf text = { 0 };

	if (!d->is_chosen) {
		d->focus = FIELD_CHOICE;
		app_say(view->app, _("Choose a decision with Enter first."));
		return NULL;
	}
	if (options.reason == NULL) {
		d->focus = FIELD_REASON;
		app_say(view->app, _("Say why: a decision needs a reason."));
		return NULL;
	}
	options.decision = d->choice[d->chosen]->key;
	if (d->raise != NULL)
		err = d->raise(d->ctx, d->uuid);
	if (err != NULL)
		return err;
	err = decide_apply(view->session, d->uuid, d->n, &options, &problems,
	    &result);
	if (err != NULL && problems.errors > 0) {
		problem_format(&problems.item[0], &text);
		err = err_new(err->kind, "%s", buf_str(&text));
	}
	buf_release(&text);
	if (err != NULL)
		return err;
	err = decide_waits(view->session, d->uuid[0], &waits);
	app_close(view);
	if (d->decided != NULL)
		d->decided(d->ctx);
	app_refresh(view->app);
	app_say(view->app, waits ? _("Noted: %s. A second person has to "
	    "decide the same.") : _("Decided: %s. u takes it back."),
	    d->choice[d->chosen]->label[view->session->lang]);
	return err;
}

static const struct err *
throw_away(void *ctx)
{
	app_close(ctx);
	return NULL;
}

static const struct err *
leave(struct view *view)
{
	struct decide *d = view->data;
	struct ask_leave ask = { .text = _("The decision is not recorded "
	    "yet.\nWhat becomes of it?"), .discard = throw_away,
	    .save = record, .ctx = view };

	if (!is_touched(d)) {
		app_close(view);
		return NULL;
	}
	return ask_leave_open(view->app, &ask);
}

static const struct err *
accept(struct view *view)
{
	struct decide *d = view->data;

	if (d->focus == FIELD_CHOICE) {
		if (d->why[d->chosen] != NULL) {
			app_say(view->app, "%s", d->why[d->chosen]);
			return NULL;
		}
		d->is_chosen = true;
	}
	move_focus(d, 1);
	return NULL;
}

static const struct err *
decide_act(struct view *view, enum action_id action, uint32_t key)
{
	struct decide *d = view->data;

	switch (action) {
	case ACTION_record_decision:
		return record(view);
	case ACTION_next_field:
		move_focus(d, 1);
		return NULL;
	case ACTION_previous_field:
		move_focus(d, -1);
		return NULL;
	case ACTION_accept_field:
		return accept(view);
	case ACTION_form_leave:
		return leave(view);
	default:
		return app_default(view, action, key);
	}
}

static unsigned
decide_where(const struct view *view)
{
	(void)view;
	return AT_DECIDE;
}

static const enum action_id *
decide_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_accept_field, ACTION_next_field,
		ACTION_previous_field, ACTION_record_decision,
		ACTION_form_leave, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_decide = {
	.name = "decide", .shape = VIEW_DIALOG, .size = sizeof(struct decide),
	.open = decide_start, .close = decide_end, .where = decide_where,
	.footer = decide_footer, .title = decide_title, .draw = decide_draw,
	.status = decide_status, .type = decide_type, .act = decide_act,
};
