/* SPDX-License-Identifier: ISC */
/*
 * Themes: how each role looks on this terminal.  The views speak of roles
 * only; the screen asks the theme once, when it starts.
 *
 * NO_COLOR or a terminal without colours gives the look that needs none.  The
 * palette is dark unless DAICHO_THEME names a file of share/themes/ or
 * COLORFGBG speaks of a light background.
 */
#ifndef DAICHO_TUI_THEME_H
#define DAICHO_TUI_THEME_H

enum role {
#define ROLE(name, ...) ROLE_##name,
#include "tui/role.def"
#undef ROLE
	ROLE_COUNT
};

enum style_flags {
	STYLE_BOLD = 1 << 0,
	STYLE_REVERSE = 1 << 1,
	STYLE_UNDERLINE = 1 << 2,
};

struct style {
	short		fg, bg;		/* -1: the terminal's own */
	unsigned	flags;
};

struct theme {
	struct style	role[ROLE_COUNT];
};

/* colors: how many the terminal has (0 with NO_COLOR). */
void theme_load(struct theme *theme, int colors);

/* For the maps of the tests. */
char role_letter(enum role role);

#endif
