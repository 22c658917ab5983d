/* SPDX-License-Identifier: ISC */
/*
 * The screen as a grid of cells, each with a character and a role.  Views draw
 * into it; screen_show() brings the terminal up to date with what changed.
 * Without a terminal (tests, --plain) it is the grid alone.
 *
 * Text is clipped whole: a wide character that does not fit is left out.
 * Everything passes utf8_safe on its way in.
 */
#ifndef DAICHO_TUI_SCREEN_H
#define DAICHO_TUI_SCREEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "tui/theme.h"

struct screen;

struct area {
	int	y, x, h, w;
};

struct screen *screen_new(int h, int w);
void screen_free(struct screen *screen);
/* Forgets what it held. */
void screen_resize(struct screen *screen, int h, int w);
int screen_height(const struct screen *screen);
int screen_width(const struct screen *screen);
/* Lines and signs of ASCII, of the same width. */
void screen_set_ascii(struct screen *screen, bool ascii);

void screen_erase(struct screen *screen);
/*
 * Writes text of at most w cells; returns the cells it took.  What lies
 * outside the grid is cut.
 */
int screen_put(struct screen *screen, int y, int x, int w, enum role role,
    const char *text);
/* The same so that it ends before column x + w; returns where it began. */
int screen_put_right(struct screen *screen, int y, int x, int w,
    enum role role, const char *text);
/* Blanks, or one character again and again. */
void screen_fill(struct screen *screen, struct area area, enum role role);
void screen_line(struct screen *screen, int y, int x, int w, enum role role,
    const char *sign);
/* Changes roles and leaves the text. */
void screen_paint(struct screen *screen, struct area area, enum role role);
/* A single-line box with a title in its upper edge, blank inside. */
void screen_box(struct screen *screen, struct area area, enum role role,
    const char *title, const char *foot);
/* Where the terminal's cursor stands; shown only while typing. */
void screen_cursor(struct screen *screen, int y, int x, bool shown);

/* The text, one line a row; then roles by letter, then the cursor. */
void screen_dump(const struct screen *screen, struct buf *out, bool roles);

/* --- the terminal ------------------------------------------------------ */

/* Sets up colours for the roles; curses must be started. */
void screen_start(struct screen *screen);
/* Brings the terminal up to date; again: paint everything anew. */
void screen_show(struct screen *screen, bool again);

#endif
