/* SPDX-License-Identifier: ISC */
/*
 * Dialogs that ask: yes or no (no is the default), a word that must be typed,
 * and what becomes of changes on leaving.  Texts are copied.
 */
#ifndef DAICHO_TUI_ASK_H
#define DAICHO_TUI_ASK_H

#include "tui/view.h"

struct ask {
	const char	*title;
	const char	*text;		/* lines */
	const char	*word;		/* must be typed; NULL: y */
	const struct err *(*yes)(void *ctx);
	void		*ctx;
};
const struct err *ask_open(struct app *app, const struct ask *ask)
    ERR_MUST_CHECK;

/* Discard, save or stay. */
struct ask_leave {
	const char	*text;
	const struct err *(*discard)(void *ctx);
	const struct err *(*save)(void *ctx);
	void		*ctx;
};
const struct err *ask_leave_open(struct app *app,
    const struct ask_leave *ask) ERR_MUST_CHECK;

#endif
