/* SPDX-License-Identifier: ISC */
/*
 * One line asked for in the status row: search, filter, a file name.
 */
#ifndef DAICHO_TUI_PROMPT_H
#define DAICHO_TUI_PROMPT_H

#include "tui/view.h"

struct prompt {
	const char	*label;		/* "/ ", "絞込 " */
	const char	*text;		/* to begin with; may be NULL */
	const char	*history;	/* name of the list of earlier lines */
	/* After each key; may be NULL. */
	void		(*changed)(void *ctx, const char *text);
	/*
	 * An error keeps the prompt open and is shown above it.  NULL: the
	 * last of changed is all there is to do.
	 */
	const struct err *(*done)(void *ctx, const char *text);
	void		(*cancelled)(void *ctx);	/* may be NULL */
	void		*ctx;
};

const struct err *prompt_open(struct app *app, const struct prompt *prompt)
    ERR_MUST_CHECK;

/*
 * Puts the text into a view's filter and loads it anew; a mistake leaves the
 * filter as it was.
 */
const struct err *prompt_refilter(struct view *view, struct buf *filter,
    const char *text, const struct err *(*load)(struct view *view))
    ERR_MUST_CHECK;

/*
 * Asks for a view's filter.  A blank stands behind what there is, so that
 * another condition can follow; done is for prompt_refilter().
 */
const struct err *prompt_ask_filter(struct view *view,
    const struct buf *filter,
    const struct err *(*done)(void *ctx, const char *text)) ERR_MUST_CHECK;

/*
 * Lines typed earlier, newest last, in $XDG_STATE_HOME/daicho/NAME.  at counts
 * back from the newest, from 1; NULL when there is none.
 */
const char *prompt_earlier(struct arena *arena, const char *name, size_t at);
/* Nothing is kept of people before a service account. */
void prompt_remember(const struct session *session, const char *name,
    const char *line);

#endif
