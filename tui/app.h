/* SPDX-License-Identifier: ISC */
/*
 * The screen as a program: the one loop, the stack of views, messages.
 */
#ifndef DAICHO_TUI_APP_H
#define DAICHO_TUI_APP_H

#include "tui/view.h"

struct app;
struct terminal;

/*
 * Opens the screen on the session's register and returns when the person
 * leaves; the exit status.
 */
int app_run(struct session *session);
/* Home as flat text, for where there is no terminal. */
const struct err *home_plain(struct session *session, struct buf *out)
    ERR_MUST_CHECK;

/* --- for app_run and the tests ------------------------------------------ */

/* Home on a screen of its own; term NULL: nothing is shown. */
const struct err *app_new(struct session *session, struct screen *screen,
    struct terminal *term, struct app **out) ERR_MUST_CHECK;
void app_free(struct app *app);
void app_draw(struct app *app);
void app_key(struct app *app, uint32_t key, const char *paste);
/* A piece of background work; false when there is none left. */
bool app_tick(struct app *app);
/* Has somebody else written?  Then every view shows it. */
void app_follow(struct app *app);
bool app_is_done(const struct app *app);

/* --- for views ----------------------------------------------------------- */

/* Puts a view on top.  args are the view's own. */
const struct err *app_open(struct app *app, const struct view_ops *ops,
    const void *args) ERR_MUST_CHECK;
void app_close(struct view *view);
/* Closes all above Home. */
void app_home(struct app *app);
void app_quit(struct app *app);
/* Does an action on the top view as if its key had been pressed. */
void app_act(struct app *app, enum action_id action, uint32_t key);
/* What every view answers to actions that are not its own. */
const struct err *app_default(struct view *view, enum action_id action,
    uint32_t key) ERR_MUST_CHECK;
/* Why an action cannot be done on the top view; NULL when it can. */
const char *app_reason(const struct app *app, enum action_id action);
/* The view below another, NULL at the bottom. */
struct view *app_below(const struct view *view);
struct view *app_top(const struct app *app);
struct screen *app_screen(const struct app *app);
/* Every view reads the register anew. */
void app_refresh(struct app *app);

/*
 * Shows the register as of a day or a snapshot, NULL: the present again.  All
 * views but Home go.
 */
const struct err *app_show(struct app *app, const char *point) ERR_MUST_CHECK;
/* Asks for the day. */
const struct err *app_ask_day(struct app *app, const char *day)
    ERR_MUST_CHECK;

/* A message in the status row until the next key; lines grow upwards. */
void app_say(struct app *app, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for an error, in its colour; NULL is fine. */
void app_error(struct app *app, const struct err *err);

#endif
