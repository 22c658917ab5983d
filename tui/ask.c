/* SPDX-License-Identifier: ISC */
#include "tui/ask.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/lineedit.h"

enum { ASK_LINES = 40, ASK_MARGIN = 3, ASK_MIN_W = 40, WORD_W = 14 };

struct ask_data {
	struct ask	 ask;
	struct ask_leave leave;
	const char	*line[ASK_LINES];
	int		 n;
	struct lineedit	 edit;
	bool		 wrong;
};

static void
split(struct view *view, struct ask_data *d, const char *text)
{
	while (*text != '\0' && d->n < ASK_LINES) {
		size_t n = strcspn(text, "\n");

		d->line[d->n++] = arena_strndup(view->arena, text, n);
		text += n + (text[n] == '\n');
	}
}

static const struct err *
ask_start(struct view *view, const void *args)
{
	struct ask_data *d = view->data;

	d->ask = *(const struct ask *)args;
	d->ask.title = arena_strdup(view->arena, d->ask.title);
	d->ask.word = arena_strdup(view->arena, d->ask.word);
	split(view, d, d->ask.text);
	return NULL;
}

static const struct err *
leave_start(struct view *view, const void *args)
{
	struct ask_data *d = view->data;

	d->leave = *(const struct ask_leave *)args;
	d->ask.title = arena_strdup(view->arena, _("Leave"));
	split(view, d, d->leave.text);
	return NULL;
}

static void
ask_end(struct view *view)
{
	struct ask_data *d = view->data;

	lineedit_release(&d->edit);
}

static unsigned
ask_where(const struct view *view)
{
	const struct ask_data *d = view->data;

	if (d->leave.discard != NULL)
		return AT_LEAVE;
	return d->ask.word != NULL ? AT_WORD : AT_ASK;
}

static const enum action_id *
ask_footer(const struct view *view)
{
	static const enum action_id yes_no[] = {
		ACTION_yes, ACTION_no, ACTION_NONE
	};
	static const enum action_id word[] = {
		ACTION_confirm_word, ACTION_cancel, ACTION_NONE
	};
	static const enum action_id leave[] = {
		ACTION_save_leave, ACTION_discard, ACTION_stay, ACTION_NONE
	};
	unsigned where = ask_where(view);

	return where == AT_ASK ? yes_no : where == AT_WORD ? word : leave;
}

static void
ask_draw(struct view *view, struct screen *screen, struct area area)
{
	struct ask_data *d = view->data;
	struct area box = { .h = d->n + 4, .w = ASK_MIN_W };
	struct buf prompt = { 0 };
	int i, y;

	if (d->ask.word != NULL) {
		buf_printf(&prompt, _("Type %s to go on:"), d->ask.word);
		box.h += 2;
		box.w = utf8_width(prompt.s) + 2 * ASK_MARGIN + WORD_W;
		box.w = box.w > ASK_MIN_W ? box.w : ASK_MIN_W;
	}
	for (i = 0; i < d->n; i++)
		if (utf8_width(d->line[i]) + 2 * ASK_MARGIN > box.w)
			box.w = utf8_width(d->line[i]) + 2 * ASK_MARGIN;
	if (box.w > area.w)
		box.w = area.w;
	if (box.h > area.h)
		box.h = area.h;
	box.x = area.x + (area.w - box.w) / 2;
	box.y = area.y + (area.h - box.h) / 3;
	screen_box(screen, box, ROLE_text, d->ask.title, NULL);
	for (i = 0, y = box.y + 2; i < d->n && y < box.y + box.h - 1;
	    i++, y++)
		screen_put(screen, y, box.x + ASK_MARGIN,
		    box.w - 2 * ASK_MARGIN, ROLE_text, d->line[i]);
	screen_cursor(screen, box.y + 2, box.x + ASK_MARGIN, false);
	if (d->ask.word != NULL) {
		int used = screen_put(screen, box.y + box.h - 3,
		    box.x + ASK_MARGIN, box.w, ROLE_text, prompt.s) + 1;

		lineedit_draw(&d->edit, screen, box.y + box.h - 3,
		    box.x + ASK_MARGIN + used,
		    box.w - 2 * ASK_MARGIN - used,
		    d->wrong ? ROLE_error : ROLE_input);
	}
	buf_release(&prompt);
}

static bool
ask_type(struct view *view, uint32_t key, const char *paste)
{
	struct ask_data *d = view->data;

	d->wrong = false;
	return d->ask.word != NULL && lineedit_key(&d->edit, key, paste);
}

/* Closes the dialog first, so that what follows stands on what is below. */
static const struct err *
ask_act(struct view *view, enum action_id action, uint32_t key)
{
	struct ask_data *d = view->data;

	(void)key;
	switch (action) {
	case ACTION_yes:
		app_close(view);
		return d->ask.yes(d->ask.ctx);
	case ACTION_confirm_word:
		d->wrong = strcmp(lineedit_text(&d->edit), d->ask.word) != 0;
		if (d->wrong) {
			app_say(view->app, _("The word to type is %s."),
			    d->ask.word);
			return NULL;
		}
		app_close(view);
		return d->ask.yes(d->ask.ctx);
	case ACTION_discard:
		app_close(view);
		return d->leave.discard(d->leave.ctx);
	case ACTION_save_leave:
		app_close(view);
		return d->leave.save(d->leave.ctx);
	case ACTION_no:
	case ACTION_cancel:
	case ACTION_stay:
		app_close(view);
		return NULL;
	default:
		return NULL;
	}
}

static const struct view_ops view_ask = {
	.name = "ask", .shape = VIEW_DIALOG, .size = sizeof(struct ask_data),
	.open = ask_start, .close = ask_end, .where = ask_where,
	.footer = ask_footer, .draw = ask_draw, .type = ask_type,
	.act = ask_act,
};
static const struct view_ops view_leave = {
	.name = "leave", .shape = VIEW_DIALOG,
	.size = sizeof(struct ask_data),
	.open = leave_start, .close = ask_end, .where = ask_where,
	.footer = ask_footer, .draw = ask_draw, .act = ask_act,
};

const struct err *
ask_open(struct app *app, const struct ask *ask)
{
	return app_open(app, &view_ask, ask);
}

const struct err *
ask_leave_open(struct app *app, const struct ask_leave *ask)
{
	return app_open(app, &view_leave, ask);
}
