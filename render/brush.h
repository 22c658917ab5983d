/* SPDX-License-Identifier: ISC */
/*
 * What the canvas draws with: cells, words, borders (brush.c) and what boxes,
 * zones and lines are called (caption.c).  Only canvas.c uses it.
 */
#ifndef DAICHO_RENDER_BRUSH_H
#define DAICHO_RENDER_BRUSH_H

#include "render/canvas.h"
#include "render/route.h"

enum { CAPTION_MAX = 26 };	/* cells of a box's words */

/* What is needed while drawing only. */
struct drawing {
	struct canvas	*canvas;
	const struct diagram *diagram;
	struct router	*router;
	struct route_line *line;	/* per edge */
	struct route_box *box;		/* per node */
	bool		 left_to_right;
};

enum border_style {
	BORDER_PLAIN, BORDER_DASHED, BORDER_ROUND, BORDER_OPEN, BORDER_HEAVY
};

/* NULL outside the canvas. */
struct canvas_cell *brush_cell(struct canvas *canvas, int x, int y);
void brush_put(struct canvas *canvas, int x, int y, uint32_t cp,
    enum canvas_role role);
/* Wide characters take two cells, combining ones are left out. */
void brush_text(struct canvas *canvas, int x, int y, const char *text,
    enum canvas_role role);
void brush_border(struct canvas *canvas, const struct canvas_box *box,
    enum border_style style, enum canvas_role role);
/* The role of a line, by its marks. */
enum canvas_role brush_edge_role(const struct diagram_edge *edge);
/* A border's character where lines begin (bits of enum route_dir). */
uint32_t brush_tee(uint32_t cp, unsigned tee);

/* Words, clipped and made visible; in the canvas's arena. */
const char *caption_clip(struct arena *arena, const char *text, int cells);
const char *caption_node(struct arena *arena, const struct diagram_node *node,
    int cells);
const char *caption_detail(struct arena *arena,
    const struct diagram_node *node);
/* The word for the worst mark of a node, or NULL. */
const char *caption_warning(const struct diagram_node *node);
const char *caption_edge(struct arena *arena, const struct diagram *diagram,
    const struct diagram_edge *edge);
const char *caption_zone(struct arena *arena,
    const struct diagram_cluster *cluster);

/* Sets all labels: on a run of the line, beside it, else as a note. */
void caption_lines(struct drawing *drawing);

#endif
