/* SPDX-License-Identifier: ISC */
/*
 * The list of any entity: list.c shows it, list_ask.c asks for what is to be
 * found, filtered, sorted and taken from saved views.
 */
#ifndef DAICHO_TUI_LIST_H
#define DAICHO_TUI_LIST_H

#include "tui/column.h"
#include "tui/views/views.h"

enum { LIST_PAGE = 200 };

struct list {
	enum entity_id	 entity;
	struct buf	 filter;
	bool		 reverse;
	struct query_sort sort;
	bool		 sorted;
	struct column_choice choice;
	int		 constant;	/* field made constant by the filter */

	struct store_keys keys;
	int64_t		 total;		/* without the filter */
	struct table	 table;
	struct arena	*queries;

	/* The rows on the screen. */
	struct arena	*page;
	size_t		 page_first, page_n;
	struct record	*row[LIST_PAGE];
	bool		 page_stale;

	/* "/": keys that match, sorted by number. */
	struct store_keys found;
	struct buf	 word;

	size_t		 hidden;	/* columns that did not fit */
	bool		 pane_off, pane_active;
	struct pane	 pane;
	struct arena	*pane_arena;
	char		 pane_uuid[UUID_LEN];
};

/* Reads the keys anew; the list stays as it was on an error. */
const struct err *list_load(struct view *view) ERR_MUST_CHECK;
/* The query of the filter, with what turns it round. */
const struct err *list_query(const struct view *view, struct arena *arena,
    struct query **out) ERR_MUST_CHECK;

const struct err *list_ask_search(struct view *view) ERR_MUST_CHECK;
/* To the next row that matches, or the one before (step -1). */
void list_search_again(struct view *view, int step);
const struct err *list_ask_filter(struct view *view) ERR_MUST_CHECK;
const struct err *list_ask_sort(struct view *view) ERR_MUST_CHECK;
const struct err *list_turn_sort(struct view *view) ERR_MUST_CHECK;
const struct err *list_ask_views(struct view *view) ERR_MUST_CHECK;

#endif
