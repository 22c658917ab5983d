/* SPDX-License-Identifier: ISC */
/*
 * The diagrams: diagram.c draws and walks them, diagram_saved.c keeps and
 * takes those that have a name.
 */
#ifndef DAICHO_TUI_DIAGRAM_H
#define DAICHO_TUI_DIAGRAM_H

#include "render/canvas.h"
#include "render/diagram.h"
#include "tui/view.h"

struct diagram_view {
	enum diagram_type type;
	struct buf	 filter;	/* on assets or flows */
	const char	*name, *around;	/* of a saved one; or NULL */
	int		 level, hops;
	const char	*saved;
	struct arena	*built_arena, *arena;
	struct diagram	*built;		/* everything */
	struct diagram	*shown;		/* folded as the person wants */
	struct canvas	*canvas;
	const char	**unfold;	/* keys, in built_arena */
	size_t		 n_unfold, unfold_cap;
	int		 node;		/* selected; -1: none */
	int		 left, top;	/* of the window */
	int		 w, h;		/* of the window, when last drawn */
};

/* Builds and draws it anew; what was shown stays on an error. */
const struct err *diagram_build(struct view *view, enum diagram_type type)
    ERR_MUST_CHECK;
/* The saved ones, to be taken, and this one, to be saved. */
const struct err *diagram_ask_saved(struct view *view) ERR_MUST_CHECK;

#endif
