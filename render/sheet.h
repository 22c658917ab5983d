/* SPDX-License-Identifier: ISC */
/*
 * The sheet of paper: measures what is to be drawn, has it arranged and
 * wired, finds room for legend, title block and flow table (an empty corner
 * before a larger sheet), and writes DOT text that carries every position.
 * The sheet is A3 across or larger, so that no text is printed smaller than
 * the style's font.smallest.
 */
#ifndef DAICHO_RENDER_SHEET_H
#define DAICHO_RENDER_SHEET_H

#include "base/buf.h"
#include "render/geometry.h"
#include "render/style.h"

struct sheet {
	const char	*paper;		/* "A3" */
	double		 scale;		/* of the drawing on it */
	size_t		 straight;	/* lines that found no way */
	bool		 small;		/* text below font.smallest even so */
};

/* ERR_INPUT when Graphviz failed; sheet is filled on success. */
const struct err *sheet_write(struct session *session,
    const struct diagram *diagram, const struct style *style,
    struct buf *out, struct sheet *sheet) ERR_MUST_CHECK;

#endif
