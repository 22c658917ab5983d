/* SPDX-License-Identifier: ISC */
/*
 * A list of candidates under a field, searched as one types.  Choices that
 * cannot be taken stay, in parentheses, with their reason.
 */
#ifndef DAICHO_TUI_PICKER_H
#define DAICHO_TUI_PICKER_H

#include "tui/view.h"

enum { PICKER_MAX = 200 };

struct pick_item {
	const char	*key;		/* given back; NULL: create */
	const char	*text;
	const char	*detail;	/* second column; may be NULL */
	const char	*right;		/* at the right edge; may be NULL */
	const char	*why;		/* cannot be taken; NULL when it can */
};

struct picker {
	const char	*title;
	const char	*text;		/* typed already; may be NULL */
	int		 y, x, w;	/* of the field */
	/*
	 * Candidates for what was typed, at most PICKER_MAX; *total counts
	 * those that exist.  Strings live in the arena until the next call.
	 */
	const struct err *(*search)(void *ctx, const char *text,
			    struct arena *arena, struct pick_item *out,
			    size_t *n, size_t *total);
	/* key NULL: to be created as typed. */
	const struct err *(*done)(void *ctx, const char *key,
			    const char *typed);
	void		*ctx;
};

const struct err *picker_open(struct app *app, const struct picker *picker)
    ERR_MUST_CHECK;

#endif
