/* SPDX-License-Identifier: ISC */
/*
 * What stands around every view: title row, status row, footer.  Only app.c
 * calls it.
 */
#ifndef DAICHO_TUI_FRAME_H
#define DAICHO_TUI_FRAME_H

#include "tui/view.h"

enum { SCREEN_MIN_H = 10, SCREEN_MIN_W = 40, SCREEN_FULL_H = 20,
    SCREEN_FULL_W = 60, SCREEN_PANE_W = 120, LIST_W = 80 };

/* Below 60×20 everything is reduced to what cannot be left out. */
bool screen_is_small(const struct screen *screen);

struct frame_title {
	const char	**crumb;
	size_t		 n_crumbs;
	const struct title *title;
};
void frame_title(struct screen *screen, const struct frame_title *what);
/* raised: a row higher, for the status row is being typed in. */
void frame_status(struct screen *screen, bool raised, const char *left,
    enum role role, const char *right);
struct frame_footer {
	const enum action_id *actions;
	/* True: the action is shown in parentheses. */
	bool		(*off)(void *ctx, enum action_id action);
	/* Keys other than those of the table, "1-2"; NULL: the table's. */
	const char	*(*keys)(void *ctx, enum action_id action);
	void		*ctx;
};
void frame_footer(struct screen *screen, const struct frame_footer *what);

#endif
