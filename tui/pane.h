/* SPDX-License-Identifier: ISC */
/*
 * Lines of labels and values: the detail beside a list, a record in full, the
 * output of a verb.  It scrolls; lines that lead somewhere can be opened.
 * Strings live in the arena it was made with.
 */
#ifndef DAICHO_TUI_PANE_H
#define DAICHO_TUI_PANE_H

#include "base/arena.h"
#include "tui/action.h"
#include "tui/screen.h"

enum pane_kind {
	PANE_TITLE,		/* label and text strong, right */
	PANE_SECTION,		/* label as a header, right */
	PANE_PAIR,		/* label, text, right */
	PANE_TEXT,		/* text from the left edge */
	PANE_INDENT,		/* text, two cells in */
};

struct pane_line {
	enum pane_kind	 kind;
	const char	*label, *text, *right;
	enum role	 role, right_role;	/* of text and right */
	const char	*uuid;		/* leads to this record; or NULL */
};

struct pane {
	struct arena	*arena;
	struct pane_line *line;
	size_t		 n, cap;
	size_t		 cursor, top, shown;
	int		 value_at;	/* column of values; 0: 14 */
	int		 w;		/* values are cut to fit; 0: they are not */
};

/* Empty again, on this arena; the place is kept when keep is set. */
void pane_reset(struct pane *pane, struct arena *arena, bool keep);
/*
 * Appends; copies the texts.  A section gets a blank line before it; a value
 * of several lines, or one that is too long, takes several, of which this
 * returns the first.
 */
struct pane_line *pane_add(struct pane *pane, enum pane_kind kind,
    const char *label, const char *text);
/* Text cut at width, as several lines. */
void pane_wrap(struct pane *pane, enum pane_kind kind, const char *text,
    int width, enum role role);
bool pane_act(struct pane *pane, enum action_id action);
/* active: the line under the cursor is shown as selected. */
void pane_draw(struct pane *pane, struct screen *screen, struct area area,
    bool active);
/* To the next line (step -1: before) that holds the word, from so many on. */
bool pane_find(struct pane *pane, const char *word, int step, size_t from);
void pane_position(const struct pane *pane, struct buf *out);

#endif
