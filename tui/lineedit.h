/* SPDX-License-Identifier: ISC */
/*
 * What is being typed: forms, prompts, pickers and the palette hold one.  It
 * moves by grapheme, so that a composed character is one step.  It is one line
 * unless lines is set: then Enter breaks it, and up and down walk.
 */
#ifndef DAICHO_TUI_LINEEDIT_H
#define DAICHO_TUI_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/screen.h"

struct lineedit {
	struct buf	text;
	size_t		at;		/* byte at which typing happens */
	size_t		left;		/* first byte shown */
	bool		lines;		/* a note */
	int		w;		/* cells of a row, as drawn last */
};

void lineedit_set(struct lineedit *edit, const char *text);
const char *lineedit_text(const struct lineedit *edit);
void lineedit_release(struct lineedit *edit);

/*
 * A key: true when it was one of typing (the text may have changed).  Pasted
 * text is inserted, line breaks as blanks where it is one line.
 */
bool lineedit_key(struct lineedit *edit, uint32_t key, const char *paste);
/* Draws it and sets the terminal's cursor. */
void lineedit_draw(struct lineedit *edit, struct screen *screen, int y, int x,
    int w, enum role role);
/* The same for several lines; they scroll with the cursor. */
void lineedit_draw_rows(struct lineedit *edit, struct screen *screen,
    struct area area, enum role role);

#endif
