/* SPDX-License-Identifier: ISC */
/*
 * A diagram drawn in terminal cells.  Graphviz says where the boxes stand
 * (layout_positions), the lines are our own (route.h).  The screen shows a
 * window of it and walks from node to node; `draw` without -o prints it.
 *
 * One cell is 8 × 16 points.  Colours are roles; without them signs say the
 * same: dashed and "?" unapproved, "~" plaintext.
 */
#ifndef DAICHO_RENDER_CANVAS_H
#define DAICHO_RENDER_CANVAS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"
#include "render/diagram.h"

enum canvas_role {
	CANVAS_BLANK, CANVAS_TEXT, CANVAS_STRONG, CANVAS_DIM, CANVAS_FRAME,
	CANVAS_EDGE, CANVAS_PLAINTEXT, CANVAS_BAD, CANVAS_ZONE,
	CANVAS_SELECTED
};

struct canvas_cell {
	uint32_t	cp;		/* 0: the right half of a wide one */
	uint8_t		role;
	uint8_t		tee;		/* lines that begin at this border */
	int16_t		cluster;	/* whose title or frame; -1 */
	int16_t		node;		/* -1 */
};

struct canvas_box {
	int	x, y, w, h;
};

struct canvas {
	struct arena	*arena;
	const struct diagram *diagram;
	int		 w, h;
	struct canvas_cell *cell;	/* w × h */
	struct canvas_box *node;	/* per node of the diagram */
	struct canvas_box *cluster;
	const char	**note;		/* labels that found no room */
	size_t		 notes, note_cap;
	int		 unrouted;	/* lines without a way */
	int		 crossings;
};

/* Draws; left_to_right suits data flows.  Everything is in the arena. */
const struct err *canvas_draw(struct session *session,
    const struct diagram *diagram, bool left_to_right, struct arena *arena,
    struct canvas **out) ERR_MUST_CHECK;

/* Draws the box of a node as chosen (heavy) or as it was. */
void canvas_select(struct canvas *canvas, int node, bool selected);
/* The next node in a direction ('u' 'd' 'l' 'r') from one; itself if none. */
int canvas_step(const struct canvas *canvas, int node, char direction);

/* Lines of text, without blanks at their ends; ascii keeps the widths. */
void canvas_print(const struct canvas *canvas, bool ascii, struct buf *out);

#endif
