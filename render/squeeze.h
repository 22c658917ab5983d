/* SPDX-License-Identifier: ISC */
/*
 * Helpers of the canvas: boxes around boxes, and the removal of rows and
 * columns of a finished drawing that only repeat their neighbours.
 */
#ifndef DAICHO_RENDER_SQUEEZE_H
#define DAICHO_RENDER_SQUEEZE_H

#include "render/canvas.h"

/* Makes outer hold inner with a margin on all sides. */
void squeeze_enclose(struct canvas_box *outer, const struct canvas_box *inner,
    int margin_x, int margin_y);
/* Makes a grid of w × h hold the box. */
void squeeze_extend(int *w, int *h, const struct canvas_box *box);
/* Drops rows and columns that say nothing; boxes move along. */
void squeeze(struct canvas *canvas);

#endif
