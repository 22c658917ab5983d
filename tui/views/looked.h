/* SPDX-License-Identifier: ISC */
/*
 * Coverage and the history of imports as rows of words: looked.c shows them,
 * looked_rows.c works them out.
 */
#ifndef DAICHO_TUI_LOOKED_H
#define DAICHO_TUI_LOOKED_H

#include "model/register.h"
#include "tui/pane.h"

enum { LOOKED_COLUMNS = 6 };

struct looked_row {
	const char	*uuid;		/* the record behind it */
	const char	*also;		/* the zone of a network; or NULL */
	const char	*import;	/* what covered it; or NULL */
	const char	*cell[LOOKED_COLUMNS];
	int64_t		 last, days;	/* last covered; interval */
	const char	*state;
	enum role	 role;
	bool		 filled;
};

struct looked_column {
	const char	*head;
	int		 width, small;	/* 0: left out */
	bool		 right, grow;
};

struct looked_kind {
	const char	*title, *nothing;
	struct looked_column column[LOOKED_COLUMNS];
	/* All rows, in the arena, and what they say together. */
	const struct err *(*load)(struct session *session,
	    struct arena *arena, struct looked_row **row, size_t *n,
	    struct buf *line);
	/* What is worked out for rows on the screen only; may be NULL. */
	const struct err *(*fill)(struct session *session,
	    struct arena *arena, struct looked_row *row);
	/* Everything about a row. */
	const struct err *(*tell)(struct session *session,
	    const struct looked_row *row, int width, struct pane *pane);
	/* The filter of its observations; NULL: it opens as a record. */
	void (*list)(struct session *session, const struct looked_row *row,
	    struct buf *filter);
};

extern const struct looked_kind looked_coverage, looked_imports;

#endif
