/* SPDX-License-Identifier: ISC */
#include "tui/prompt.h"

#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/path.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/lineedit.h"

enum { HISTORY_LIMIT = 256 * 1024 };

struct prompt_data {
	struct prompt	 prompt;
	struct lineedit	 edit;
	size_t		 at;		/* 0: the new line */
};

const struct err *
prompt_refilter(struct view *view, struct buf *filter, const char *text,
    const struct err *(*load)(struct view *view))
{
	struct buf was = *filter;
	const struct err *err;

	*filter = (struct buf){ 0 };
	buf_add(filter, text + strspn(text, " "));
	while (filter->len > 0 && filter->s[filter->len - 1] == ' ')
		buf_truncate(filter, filter->len - 1);
	err = load(view);
	if (err != NULL) {
		buf_release(filter);
		*filter = was;
		return err;
	}
	buf_release(&was);
	return NULL;
}

const struct err *
prompt_ask_filter(struct view *view, const struct buf *filter,
    const struct err *(*done)(void *ctx, const char *text))
{
	struct buf label = { 0 }, text = { 0 };
	struct prompt prompt = { .history = "filter", .done = done,
	    .ctx = view };
	const struct err *err;

	buf_printf(&label, "%s ", _("filter"));
	if (filter->len > 0)
		buf_printf(&text, "%s ", filter->s);
	prompt.label = label.s;
	prompt.text = buf_str(&text);
	err = prompt_open(view->app, &prompt);
	buf_release(&label);
	buf_release(&text);
	return err;
}

static void
history_path(struct buf *out, const char *name)
{
	struct buf file = { 0 };

	buf_printf(&file, "%s.history", name);
	path_state(out, file.s);
	buf_release(&file);
}

const char *
prompt_earlier(struct arena *arena, const char *name, size_t at)
{
	struct buf path = { 0 }, text = { 0 };
	const char *line = NULL, *s;
	size_t end;

	history_path(&path, name);
	if (at > 0 && path_read(path.s, HISTORY_LIMIT, &text) == NULL) {
		s = buf_str(&text);
		end = text.len;
		while (end > 0 && at > 0) {
			size_t begin;

			end--;		/* its line feed */
			for (begin = end; begin > 0 && s[begin - 1] != '\n';)
				begin--;
			if (--at == 0)
				line = arena_strndup(arena, s + begin,
				    end - begin);
			end = begin;
		}
	}
	buf_release(&path);
	buf_release(&text);
	return line;
}

void
prompt_remember(const struct session *session, const char *name,
    const char *line)
{
	struct buf path = { 0 }, dir = { 0 }, text = { 0 };
	int fd;

	if (*line == '\0' || strchr(line, '\n') != NULL ||
	    session_is_restricted(session))
		return;
	history_path(&path, name);
	path_state(&dir, "");
	/* A history that cannot be kept is no reason to stop anyone. */
	if (path_mkdirs(dir.s) == NULL) {
		fd = open(path.s, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		    0600);
		buf_printf(&text, "%s\n", line);
		if (fd >= 0) {
			if (write(fd, text.s, text.len) < 0)
				fd = (close(fd), -1);
			else
				close(fd);
		}
	}
	buf_release(&path);
	buf_release(&dir);
	buf_release(&text);
}

static const struct err *
prompt_start(struct view *view, const void *args)
{
	struct prompt_data *d = view->data;

	d->prompt = *(const struct prompt *)args;
	d->prompt.label = arena_strdup(view->arena, d->prompt.label);
	lineedit_set(&d->edit, d->prompt.text);
	return NULL;
}

static void
prompt_end(struct view *view)
{
	struct prompt_data *d = view->data;

	lineedit_release(&d->edit);
}

static unsigned
prompt_where(const struct view *view)
{
	(void)view;
	return AT_PROMPT;
}

static const enum action_id *
prompt_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_accept, ACTION_earlier, ACTION_clear, ACTION_cancel,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

static void
prompt_draw(struct view *view, struct screen *screen, struct area area)
{
	struct prompt_data *d = view->data;
	int y = area.y + area.h, w = screen_width(screen), x = 1;

	screen_fill(screen, (struct area){ y, 0, 1, w }, ROLE_text);
	x += screen_put(screen, y, x, w - x, ROLE_head, d->prompt.label);
	lineedit_draw(&d->edit, screen, y, x, w - x - 1, ROLE_input);
}

static bool
prompt_type(struct view *view, uint32_t key, const char *paste)
{
	struct prompt_data *d = view->data;

	if (!lineedit_key(&d->edit, key, paste))
		return false;
	if (d->prompt.changed != NULL)
		d->prompt.changed(d->prompt.ctx, lineedit_text(&d->edit));
	return true;
}

static const struct err *
finish(struct prompt_data *d)
{
	const char *text = lineedit_text(&d->edit);

	if (d->prompt.done != NULL)
		return d->prompt.done(d->prompt.ctx, text);
	/* A line taken from the history was not typed. */
	d->prompt.changed(d->prompt.ctx, text);
	return NULL;
}

static const struct err *
prompt_act(struct view *view, enum action_id action, uint32_t key)
{
	struct prompt_data *d = view->data;
	const struct err *err;
	const char *line;

	(void)key;
	switch (action) {
	case ACTION_accept:
		err = finish(d);
		if (err != NULL)
			return err;
		if (d->prompt.history != NULL)
			prompt_remember(view->session,
			    d->prompt.history,
			    lineedit_text(&d->edit));
		app_close(view);
		return NULL;
	case ACTION_cancel:
		if (d->prompt.cancelled != NULL)
			d->prompt.cancelled(d->prompt.ctx);
		app_close(view);
		return NULL;
	case ACTION_earlier:
		line = d->prompt.history == NULL ? NULL :
		    prompt_earlier(view->arena, d->prompt.history, d->at + 1);
		if (line != NULL) {
			d->at++;
			lineedit_set(&d->edit, line);
		}
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static const struct view_ops view_prompt = {
	.name = "prompt", .shape = VIEW_POPUP,
	.size = sizeof(struct prompt_data), .open = prompt_start,
	.close = prompt_end, .where = prompt_where, .footer = prompt_footer,
	.draw = prompt_draw, .type = prompt_type, .act = prompt_act,
};

const struct err *
prompt_open(struct app *app, const struct prompt *prompt)
{
	return app_open(app, &view_prompt, prompt);
}
