/* SPDX-License-Identifier: ISC */
#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/asof.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/prompt.h"
#include "tui/term.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum {
	VIEWS_MAX = 32,
	IDLE_MS = 1000,		/* between looks at the change counter */
	PROGRESS_MS = 100,
	AHEAD_MAX = 64,		/* keys typed while something runs */
};

struct app {
	struct session	*session;
	struct screen	*screen;
	struct terminal	*term;
	struct view	*view[VIEWS_MAX];
	size_t		 n_views;
	struct buf	 message;
	enum role	 message_role;
	struct progress	 outer;		/* of the session, restored at the end */
	int64_t		 changes;	/* counter of the register */
	int64_t		 progress_at;
	struct buf	 progress;	/* of long work; over the message */
	uint32_t	 ahead[AHEAD_MAX];
	size_t		 n_ahead;
	bool		 done, repaint;
	int		 status;
};

/* --- the stack ----------------------------------------------------------- */

const struct err *
app_open(struct app *app, const struct view_ops *ops, const void *args)
{
	const struct err *err = NULL;
	struct view *view;

	if (app->n_views == VIEWS_MAX)
		return err_new(ERR_USAGE, _("Too many screens are open. "
		    "Go back with q first."));
	view = xcalloc(1, sizeof(*view));
	view->ops = ops;
	view->app = app;
	view->session = app->session;
	view->arena = arena_new();
	view->data = ops->size > 0 ? xcalloc(1, ops->size) : NULL;
	app->view[app->n_views++] = view;
	if (ops->open != NULL && (err = ops->open(view, args)) != NULL)
		view->closed = true;
	return err;
}

void
app_close(struct view *view)
{
	view->closed = true;
}

static void
view_free(struct view *view)
{
	if (view->ops->close != NULL)
		view->ops->close(view);
	arena_free(view->arena);
	free(view->data);
	free(view);
}

/* Frees closed views, once none of their functions runs. */
static void
app_sweep(struct app *app)
{
	size_t i, n = 0;

	for (i = 0; i < app->n_views; i++) {
		if (app->view[i]->closed)
			view_free(app->view[i]);
		else
			app->view[n++] = app->view[i];
	}
	app->n_views = n;
	if (n == 0)
		app->done = true;
}

struct view *
app_top(const struct app *app)
{
	size_t i = app->n_views;

	while (i > 0 && app->view[i - 1]->closed)
		i--;
	return i > 0 ? app->view[i - 1] : NULL;
}

struct view *
app_below(const struct view *view)
{
	const struct app *app = view->app;
	struct view *below = NULL;
	size_t i;

	for (i = 0; i < app->n_views && app->view[i] != view; i++)
		if (!app->view[i]->closed)
			below = app->view[i];
	return below;
}

void
app_home(struct app *app)
{
	size_t i;

	for (i = 1; i < app->n_views; i++)
		app_close(app->view[i]);
}

void
app_quit(struct app *app)
{
	app->done = true;
}

bool
app_is_done(const struct app *app)
{
	return app->done;
}

struct screen *
app_screen(const struct app *app)
{
	return app->screen;
}

void
app_refresh(struct app *app)
{
	size_t i;

	for (i = 0; i < app->n_views; i++)
		if (!app->view[i]->closed &&
		    app->view[i]->ops->refresh != NULL)
			app->view[i]->ops->refresh(app->view[i]);
}

/* --- messages ------------------------------------------------------------ */

void
app_say(struct app *app, const char *fmt, ...)
{
	va_list ap;

	buf_clear(&app->message);
	va_start(ap, fmt);
	buf_vprintf(&app->message, fmt, ap);
	va_end(ap);
	app->message_role = ROLE_text;
}

void
app_error(struct app *app, const struct err *err)
{
	if (err == NULL)
		return;
	buf_clear(&app->message);
	buf_add(&app->message, err->msg);
	while (app->message.len > 0 &&
	    app->message.s[app->message.len - 1] == '\n')
		buf_truncate(&app->message, app->message.len - 1);
	app->message_role = ROLE_error;
}

/* Work that is quick tells nothing. */
static void
work_begins(struct app *app)
{
	app->progress_at = clock_monotonic();
}

static void
work_ends(struct app *app)
{
	buf_clear(&app->progress);
}

/* Long work calls this; Esc stops it, other keys wait their turn. */
static bool
app_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct app *app = ctx;
	int64_t now = clock_monotonic();
	struct buf paste = { 0 };
	bool go = true;

	if (app->term == NULL || now - app->progress_at < PROGRESS_MS)
		return true;
	app->progress_at = now;
	buf_clear(&app->progress);
	if (total > 0)
		buf_printf(&app->progress, _("%s: %lld of %lld. Esc stops."),
		    what, (long long)done, (long long)total);
	else
		buf_printf(&app->progress, _("%s: %lld. Esc stops."), what,
		    (long long)done);
	app_draw(app);
	while (go) {
		uint32_t key = term_key(app->term, &paste);

		if (key == 0)
			break;
		go = key != K_ESC;
		if (go && key != K_PASTE && app->n_ahead < AHEAD_MAX)
			app->ahead[app->n_ahead++] = key;
	}
	if (!go)
		app->n_ahead = 0;
	buf_release(&paste);
	return go;
}

/* Whoever has to wait to save sees for whom. */
static void
app_waiting(void *ctx, const char *holder)
{
	struct app *app = ctx;

	buf_clear(&app->progress);
	if (*holder == '\0')
		buf_add(&app->progress,
		    _("Waiting: somebody else is saving."));
	else
		buf_printf(&app->progress, _("Waiting for %s (user and "
		    "process), who is saving."), holder);
	app_draw(app);
}

/* --- drawing ------------------------------------------------------------- */

static bool
is_off(void *ctx, enum action_id action)
{
	return app_reason(ctx, action) != NULL;
}

static const char *
own_keys(void *ctx, enum action_id action)
{
	const struct view *top = app_top(ctx);

	return top->ops->keys != NULL ? top->ops->keys(top, action) : NULL;
}

static void
title_release(struct title *title)
{
	buf_release(&title->crumb);
	buf_release(&title->filter);
	buf_release(&title->person);
	buf_release(&title->position);
}

/* Crumbs of all views; the rest of the title from the topmost that knows. */
static void
draw_title(struct app *app, size_t top_full)
{
	const char *crumb[VIEWS_MAX + 1];
	struct title title[VIEWS_MAX];
	struct frame_title what = { .crumb = crumb };
	struct title *shown = &title[top_full];
	struct buf badge = { 0 };
	size_t i;

	memset(title, 0, sizeof(title));
	crumb[what.n_crumbs++] = register_name(app->session);
	for (i = 0; i < app->n_views; i++) {
		struct view *view = app->view[i];

		if (view->ops->title == NULL)
			continue;
		view->ops->title(view, i == top_full, &title[i]);
		if (title[i].crumb.len > 0)
			crumb[what.n_crumbs++] = title[i].crumb.s;
		if (i > top_full) {
			/* A dialog's name stands in place of the rest. */
			buf_clear(&shown->filter);
			buf_clear(&shown->position);
			shown->badge = title[i].badge;
			shown->badge_role = title[i].badge_role;
		}
	}
	if (shown->badge == NULL && register_as_of(app->session) != NULL) {
		size_t person = strcspn(buf_str(&shown->person), "\t");

		/* One day in the title is enough. */
		if (person < shown->person.len)
			buf_truncate(&shown->person, person);
		buf_printf(&badge, _("AS OF %s"), register_as_of(app->session));
		shown->badge = badge.s;
		shown->badge_role = ROLE_ro;
	}
	if (shown->badge == NULL && register_read_only(app->session) != NULL) {
		shown->badge = register_actor(app->session)->right ==
		    RIGHT_VIEW ? _("VIEWER") : _("READ-ONLY");
		shown->badge_role = ROLE_ro;
	}
	what.title = shown;
	frame_title(app->screen, &what);
	for (i = 0; i < app->n_views; i++)
		title_release(&title[i]);
	buf_release(&badge);
}

static void
draw_status(struct app *app, const struct view *top)
{
	struct buf left = { 0 }, right = { 0 };
	struct view *view = app_top(app);
	const struct buf *said = app->progress.len > 0 ? &app->progress :
	    &app->message;
	bool raised = top->ops->where(top) == AT_PROMPT;
	enum role role = ROLE_text;

	/* A prompt stands in the status row: only a message goes above. */
	while (view != NULL && view->ops->status == NULL)
		view = view->ops->shape == VIEW_FULL ? NULL : app_below(view);
	if (view != NULL && !raised)
		view->ops->status(view, &left, &right);
	if (said->len > 0) {
		buf_clear(&left);
		words_wrap(said->s, screen_width(app->screen) - 2, &left);
		role = said == &app->message ? app->message_role : ROLE_text;
	}
	if (!raised || said->len > 0)
		frame_status(app->screen, raised, buf_str(&left), role,
		    buf_str(&right));
	buf_release(&left);
	buf_release(&right);
}

static void
draw_too_small(struct app *app)
{
	screen_put(app->screen, 0, 0, screen_width(app->screen), ROLE_text,
	    _("Make it 40×10 or larger"));
}

void
app_draw(struct app *app)
{
	int h = screen_height(app->screen), w = screen_width(app->screen);
	struct area area = { 1, 0, h - 3, w };
	struct frame_footer footer = { .off = is_off, .keys = own_keys,
	    .ctx = app };
	size_t i, full = 0;
	struct view *top;

	app_sweep(app);
	screen_erase(app->screen);
	top = app_top(app);
	if (top == NULL)
		return;
	if (h < SCREEN_MIN_H || w < SCREEN_MIN_W) {
		draw_too_small(app);
	} else {
		for (i = 0; i < app->n_views; i++)
			if (app->view[i]->ops->shape == VIEW_FULL)
				full = i;
		for (i = full; i < app->n_views; i++) {
			if (app->view[i]->ops->shape == VIEW_DIALOG)
				screen_paint(app->screen, area, ROLE_border);
			app->view[i]->ops->draw(app->view[i], app->screen,
			    area);
		}
		draw_title(app, full);
		draw_status(app, top);
		footer.actions = top->ops->footer(top);
		frame_footer(app->screen, &footer);
	}
	if (app->term != NULL)
		screen_show(app->screen, app->repaint);
	app->repaint = false;
}

/* --- the past ------------------------------------------------------------ */

const struct err *
app_show(struct app *app, const char *point)
{
	const struct err *err = register_show(app->session, point);
	const char *day = register_as_of(app->session);

	if (err != NULL)
		return err;
	app_home(app);
	app_refresh(app);
	if (day != NULL)
		app_say(app, _("The register as of %s. Esc in Home brings "
		    "the present back."), day);
	else
		app_say(app, _("This is the present."));
	return store_changed(register_reader(app->session), &app->changes);
}

static const struct err *
show_done(void *ctx, const char *text)
{
	return app_show(ctx, text);
}

const struct err *
app_ask_day(struct app *app, const char *day)
{
	struct prompt prompt = { .label = _("as of "), .text = day,
	    .history = "as-of", .done = show_done, .ctx = app };

	return prompt_open(app, &prompt);
}

/* --- actions --------------------------------------------------------------- */

const char *
app_reason(const struct app *app, enum action_id id)
{
	const struct action *action = action_get(id);
	const struct view *view = app_top(app);
	const char *why;

	if (view == NULL)
		return NULL;
	if ((action->flags & ACT_WRITE) != 0 &&
	    (why = register_read_only(app->session)) != NULL)
		return why;
	if (view->ops->reason != NULL &&
	    (why = view->ops->reason(view, id)) != NULL)
		return why;
	if ((action->flags & ACT_RECORD) != 0 &&
	    view->ops->selected != NULL && !view->ops->selected(view))
		return _("Nothing is selected here.");
	return NULL;
}

void
app_act(struct app *app, enum action_id action, uint32_t key)
{
	struct view *view = app_top(app);
	const char *why = app_reason(app, action);

	if (view == NULL)
		return;
	if (why != NULL)
		app_say(app, "%s", why);
	else if (view->ops->act != NULL)
		app_error(app, view->ops->act(view, action, key));
	else
		app_error(app, app_default(view, action, key));
}

const struct err *
app_default(struct view *view, enum action_id action, uint32_t key)
{
	struct app *app = view->app;

	(void)key;
	switch (action) {
	case ACTION_back:
		if (app_below(view) != NULL)
			app_close(view);
		else if (register_as_of(view->session) != NULL)
			return app_show(app, NULL);
		return NULL;
	case ACTION_as_of:
		return app_ask_day(app, NULL);
	case ACTION_present:
		return app_show(app, NULL);
	case ACTION_quit:
		app_quit(app);
		return NULL;
	case ACTION_repaint:
		app->repaint = true;
		return NULL;
	case ACTION_suspend:
		if (app->term != NULL)
			term_suspend(app->term);
		app->repaint = true;
		return NULL;
	case ACTION_help:
		return app_open(app, &view_help, NULL);
	case ACTION_command:
		return app_open(app, &view_palette, NULL);
	case ACTION_more:
		return app_open(app, &view_more, NULL);
	case ACTION_find:
		return app_open(app, &view_hits, NULL);
	case ACTION_undo:
		return undo_ask(app, false);
	case ACTION_redo:
		return undo_ask(app, true);
	case ACTION_import:
		return palette_open(app, "import ");
	case ACTION_goto_home:
		app_home(app);
		return NULL;
	case ACTION_goto_discovery:
		return app_open(app, &view_discovery, NULL);
	case ACTION_goto_history:
		return app_open(app, &view_history, NULL);
	case ACTION_proposals:
		return app_open(app, &view_proposals, NULL);
	default:
		return NULL;
	}
}

static void
say_unbound(struct app *app, uint32_t key)
{
	struct buf name = { 0 };

	key_format(key, &name);
	app_say(app, _("%s does nothing here. ? lists the keys."),
	    buf_str(&name));
	buf_release(&name);
}

void
app_key(struct app *app, uint32_t key, const char *paste)
{
	struct view *view = app_top(app);
	enum action_id action;
	unsigned where;

	buf_clear(&app->message);
	if (view == NULL)
		return;
	work_begins(app);
	if (view->ops->type != NULL && view->ops->type(view, key, paste)) {
		work_ends(app);
		app_sweep(app);
		return;
	}
	where = view->ops->where(view);
	key = key_narrow(key);
	action = action_of_key(where, key);
	if (key == K_PASTE)
		app_say(app, _("Pasted text goes into fields only; "
		    "nothing was run."));
	else if (action != ACTION_NONE)
		app_act(app, action, key);
	else if (key_is_kana(key))
		app_say(app, _("Turn the input method off"));
	else if (action_of_key(where, '?') == ACTION_help)
		say_unbound(app, key);
	work_ends(app);
	app_sweep(app);
}

bool
app_tick(struct app *app)
{
	bool more = false;
	size_t i;

	work_begins(app);
	for (i = app->n_views; i > 0 && !more; i--) {
		struct view *view = app->view[i - 1];

		more = !view->closed && view->ops->tick != NULL &&
		    view->ops->tick(view);
		/* What lies out of sight can wait. */
		if (!view->closed && view->ops->shape == VIEW_FULL)
			break;
	}
	work_ends(app);
	return more;
}

/* --- the loop ------------------------------------------------------------- */

const struct err *
app_new(struct session *session, struct screen *screen, struct terminal *term,
    struct app **out)
{
	struct app *app = xcalloc(1, sizeof(*app));
	const struct err *err;

	app->session = session;
	app->screen = screen;
	app->term = term;
	app->outer = session->progress;
	session->progress = (struct progress){ app_progress, app };
	session->waiting = (struct waiting){ app_waiting, app };
	screen_set_ascii(screen, session->ascii);
	err = store_changed(register_reader(session), &app->changes);
	if (err == NULL)
		err = app_open(app, &view_home, NULL);
	if (err != NULL) {
		app_free(app);
		app = NULL;
	}
	*out = app;
	return err;
}

void
app_free(struct app *app)
{
	if (app == NULL)
		return;
	while (app->n_views > 0)
		view_free(app->view[--app->n_views]);
	app->session->progress = app->outer;
	app->session->waiting = (struct waiting){ NULL, NULL };
	buf_release(&app->message);
	buf_release(&app->progress);
	free(app);
}

static void
on_hangup(struct app *app)
{
	size_t i;

	for (i = 0; i < app->n_views; i++)
		if (app->view[i]->ops->hangup != NULL)
			app->view[i]->ops->hangup(app->view[i]);
	app->done = true;
}

static void
on_signal(struct app *app, int sig)
{
	int h, w;

	switch (sig) {
	case SIGWINCH:
		term_size(app->term, &h, &w);
		screen_resize(app->screen, h, w);
		app->repaint = true;
		break;
	case SIGTSTP:
		term_suspend(app->term);
		app->repaint = true;
		break;
	case SIGINT:
		app_key(app, K_ESC, "");
		break;
	case SIGHUP:
	case SIGTERM:
		on_hangup(app);
		app->status = 128 + sig;
		break;
	default:
		break;
	}
}

void
app_follow(struct app *app)
{
	int64_t changes;

	if (store_changed(register_reader(app->session), &changes) == NULL &&
	    changes != app->changes) {
		app->changes = changes;
		app_error(app, register_follow(app->session));
		app_refresh(app);
	}
}

/* What was typed while something ran comes first. */
static uint32_t
next_key(struct app *app, struct buf *paste)
{
	uint32_t key = app->ahead[0];

	if (app->n_ahead == 0)
		return term_key(app->term, paste);
	app->n_ahead--;
	memmove(app->ahead, app->ahead + 1,
	    app->n_ahead * sizeof(app->ahead[0]));
	return key;
}

static void
app_loop(struct app *app)
{
	struct pollfd fds[2] = {
		{ .fd = term_key_fd(app->term), .events = POLLIN },
		{ .fd = term_signal_fd(app->term), .events = POLLIN },
	};
	struct buf paste = { 0 };
	bool work = true;

	while (!app->done) {
		uint32_t key;
		int sig, n;

		app_draw(app);
		if (app->done)
			break;
		n = poll(fds, 2, work ? 0 : IDLE_MS);
		if (n < 0 && errno != EINTR)
			break;
		while ((sig = term_signal(app->term)) != 0)
			on_signal(app, sig);
		if (n > 0 && (fds[0].revents & (POLLHUP | POLLERR)) != 0)
			on_hangup(app);
		while (!app->done &&
		    (key = next_key(app, &paste)) != 0) {
			app_key(app, key, buf_str(&paste));
			work = true;
		}
		if (n == 0 && !work)
			app_follow(app);
		if (n == 0)
			work = app_tick(app);
	}
	buf_release(&paste);
}

int
app_run(struct session *session)
{
	const struct err *err;
	struct screen *screen = NULL;
	struct terminal *term = NULL;
	struct app *app = NULL;
	int h, w, status = 0;

	err = term_open(&term);
	if (err == NULL) {
		term_size(term, &h, &w);
		screen = screen_new(h, w);
		screen_start(screen);
		err = app_new(session, screen, term, &app);
	}
	if (err == NULL) {
		app_loop(app);
		status = app->status;
	}
	app_free(app);
	screen_free(screen);
	term_close(term);
	if (err != NULL) {
		fprintf(stderr, "daicho: %s\n", err->msg);
		status = err_exit_status(err);
	}
	return status;
}
