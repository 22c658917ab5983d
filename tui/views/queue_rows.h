/* SPDX-License-Identifier: ISC */
/*
 * The rows of the queue of findings: one after the other, or in groups by
 * age, result or zone, each under a line of its own that folds.  The view
 * owns the structure and draws it; keys of findings are row numbers of the
 * store, those of groups are negative.
 */
#ifndef DAICHO_TUI_QUEUE_ROWS_H
#define DAICHO_TUI_QUEUE_ROWS_H

#include "model/register.h"

enum queue_by { QUEUE_PLAIN, QUEUE_BY_AGE, QUEUE_BY_RESULT, QUEUE_BY_ZONE,
    QUEUE_BYS };
enum { QUEUE_LEVELS = 5 };

struct queue_group {
	const char	*label;
	int64_t		 key;
	size_t		 first, n;	/* of the keys */
	size_t		 level[QUEUE_LEVELS];	/* how many, gravest last */
	int64_t		 due;		/* the soonest; 0: none */
	int		 order;
	bool		 folded;
};

struct queue_rows {
	enum queue_by	 by;
	struct store_keys keys;		/* in the order of the rows */
	struct arena	*arena;
	struct queue_group *group;
	size_t		 n_groups;
	int64_t		*row;		/* what the table shows */
	size_t		*at;		/* index of the key; of groups NULL */
	size_t		 n;
};

void queue_rows_release(struct queue_rows *rows);
/*
 * Takes over the keys, sorted as the person wants them, and groups them;
 * they begin folded and stay as they are.  On an error nothing is taken.
 */
const struct err *queue_rows_set(struct session *session,
    struct queue_rows *rows, enum queue_by by, struct store_keys *keys)
    ERR_MUST_CHECK;
/* The group whose line this row is; NULL: a finding. */
struct queue_group *queue_rows_group(const struct queue_rows *rows,
    size_t row);
/* Index among the keys; of a group's line, of its first finding. */
size_t queue_rows_index(const struct queue_rows *rows, size_t row);
/* The row of a key's index; unfolds its group. */
size_t queue_rows_find(struct queue_rows *rows, size_t index);
/* Folds a group, or unfolds it: the rows are new. */
void queue_rows_fold(struct queue_rows *rows, struct queue_group *group);
void queue_rows_fold_all(struct queue_rows *rows, bool folded);
/*
 * The findings that these keys mean, those of groups in their place, each
 * once; lives in the arena.
 */
size_t queue_rows_chosen(const struct queue_rows *rows, const int64_t *key,
    size_t n, struct arena *arena, int64_t **out);
/* "▼ Hospital HIS  5 findings  HIGH 2, MED 3  due today". */
void queue_rows_words(const struct session *session,
    const struct queue_group *group, struct buf *out);
/* "by zone"; "" for none. */
const char *queue_by_words(enum queue_by by);

#endif
