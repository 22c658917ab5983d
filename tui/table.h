/* SPDX-License-Identifier: ISC */
/*
 * The list widget: rows known by a key, a cursor and marks that belong to keys
 * and so survive sorting, filtering and refreshing.  The client supplies the
 * ordered keys and the text of the cells.
 */
#ifndef DAICHO_TUI_TABLE_H
#define DAICHO_TUI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/action.h"
#include "tui/screen.h"

enum { TABLE_COLUMNS = 64 };

struct table_column {
	const char	*head;
	int		 id;		/* the client's */
	int		 width;
	bool		 right;		/* numbers */
	bool		 grow;		/* takes what is left, to grow_max */
	int		 grow_max;
	const char	*sort;		/* "↑", "↓" or NULL */
};

/* A cell: text appended to out; returns its role. */
typedef enum role (*table_cell_fn)(void *ctx, size_t row, int column,
    struct buf *out);
/* A row that is one text over all columns; false: it has cells. */
typedef bool (*table_whole_fn)(void *ctx, size_t row, struct buf *out);

struct table {
	const int64_t	*key;		/* the client's */
	size_t		 n;
	size_t		 cursor, top;
	size_t		 shown;		/* rows on the screen */
	int64_t		 cursor_key;
	int64_t		*mark;		/* sorted */
	size_t		 n_marks, mark_cap;
	bool		 ranging;
	size_t		 range_from;
};

void table_release(struct table *table);
/* New keys: the cursor stays on its record, else at its place. */
void table_set(struct table *table, const int64_t *key, size_t n);
void table_go(struct table *table, size_t row);
/* The same for a match: not where the prompt and its answer lie over it. */
void table_find(struct table *table, size_t row);
/* Looking for a word in rows that the client has words for. */
struct table_search {
	size_t		 n, here;	/* rows, and where it begins */
	size_t		 from;		/* rows off: 0 this one too, 1 the next */
	int		 step;		/* below 0: upwards */
	const char	*word;
	/* Appends what stands in a row, folded. */
	void		(*text)(void *ctx, size_t row, struct buf *out);
	void		*ctx;
};
/* The first row that has it, going round; false: none, or no word. */
bool table_search(const struct table_search *search, size_t *row);
bool table_is_marked(const struct table *table, int64_t key);
void table_unmark_all(struct table *table);
/* Movement and marks; false when the action is none of these. */
bool table_act(struct table *table, enum action_id action);

/* True for what marks rows. */
bool table_is_mark(enum action_id action);

/* Fits columns into w cells, growing those that may; returns how many fit. */
size_t table_fit(struct table_column *column, size_t n, int w);
/* "42–61 / 220", or "0 / 0". */
void table_position(const struct table *table, struct buf *out);

struct table_look {
	const struct table_column *column;
	size_t		 n_columns;
	size_t		 hidden;	/* "+12›"; 0: nothing */
	bool		 head;		/* a header row comes first */
	bool		 active;	/* not the other pane */
	table_cell_fn	 cell;
	table_whole_fn	 whole;		/* NULL: all rows have cells */
	void		*ctx;
};

void table_draw(struct table *table, struct screen *screen, struct area area,
    const struct table_look *look);

#endif
