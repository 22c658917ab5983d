/* SPDX-License-Identifier: ISC */
/*
 * One line being typed: forms, prompts, pickers and the palette hold one.  It
 * moves by grapheme, so that a composed character is one step.
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
};

void lineedit_set(struct lineedit *edit, const char *text);
const char *lineedit_text(const struct lineedit *edit);
void lineedit_release(struct lineedit *edit);

/*
 * A key: true when it was one of typing (the text may have changed).  Pasted
 * text is inserted, line breaks as blanks.
 */
bool lineedit_key(struct lineedit *edit, uint32_t key, const char *paste);
/* Draws it and sets the terminal's cursor. */
void lineedit_draw(struct lineedit *edit, struct screen *screen, int y, int x,
    int w, enum role role);

#endif
