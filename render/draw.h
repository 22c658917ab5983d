/* SPDX-License-Identifier: ISC */
/*
 * Diagrams of the register, for the command line and the screen: build one
 * from what is registered, write it as a file.
 */
#ifndef DAICHO_RENDER_DRAW_H
#define DAICHO_RENDER_DRAW_H

#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"
#include "render/diagram.h"

struct draw_options {
	/* Filter on assets (network) or flows (data flow); NULL: all. */
	const char	*query;
	/* Data flow: 0 context, 1 processes, 2 their parts; -1: 1. */
	int		 level;
	/* REF of a record and how many lines away from it is shown. */
	const char	*around;
	int		 hops;
	/* True: every device by itself; else alike ones fold until a page
	 * can hold them. */
	bool		 whole;
	/* uuid of a saved diagram whose title block is taken; NULL: the one
	 * of this type and filter, if there is one. */
	const char	*saved;
};

/*
 * Builds the diagram in the arena.  ERR_INPUT names the query when nothing
 * matches; ERR_USAGE when it cannot be read.  Register to be settled first
 * (register_settle).
 */
const struct err *draw_build(struct session *session,
    enum diagram_type type, const struct draw_options *options,
    struct arena *arena, struct diagram **out) ERR_MUST_CHECK;

enum draw_format {
	DRAW_SVG, DRAW_PDF, DRAW_PNG, DRAW_DOT, DRAW_TXT, DRAW_FORMATS
};
/* "svg" …; -1 when the word is none. */
int draw_format_find(const char *word);

struct draw_report {
	const char	*paper;		/* "A3"; NULL: no sheet */
	const char	*fallback;	/* how it was drawn instead, or NULL */
	bool		 small;		/* text smaller than the style wants */
};

/*
 * Writes it; style is a file of the user (NULL: the default look).  When
 * Graphviz fails the drawing is made simpler step by step; report says so.
 */
const struct err *draw_write(struct session *session,
    const struct diagram *diagram, enum draw_format format,
    const char *style, struct buf *out, struct draw_report *report)
    ERR_MUST_CHECK;

#endif
