/* SPDX-License-Identifier: ISC */
/*
 * The import screen: import.c reads the file and shows what would become of
 * it, settle.c takes the answers and writes.
 */
#ifndef DAICHO_TUI_VIEWS_IMPORT_H
#define DAICHO_TUI_VIEWS_IMPORT_H

#include "model/exchange/import.h"
#include "tui/table.h"
#include "tui/view.h"

/* A question, kept when it is answered; or a problem of a row. */
struct import_item {
	struct import_question question;
	const char	*answer;	/* the person's; NULL: none yet */
	const struct problem *problem;	/* NULL: it is a question */
};

struct import_view {
	struct import_options options;
	struct import_plan *plan;
	struct import_item *item;
	size_t		 n, room;
	int64_t		*key;
	struct table	 table;
	bool		 rows;		/* every row is shown instead */
	int64_t		*row_key;
	struct table	 row_table;
	size_t		 given;		/* answers not kept by name */
	bool		 stale;		/* answers that were not read yet */
	const char	*refused;	/* file that has the refused rows */
};

/* Reads the file anew with all answers. */
const struct err *import_view_read(struct view *view) ERR_MUST_CHECK;
/* Without an answer of the person or a proposed one. */
bool import_item_open(const struct import_item *item);
/* The answer in words; "" when it is open. */
void import_item_answer(struct view *view, const struct import_item *item,
    struct buf *out);
/* The item under the cursor; NULL. */
struct import_item *import_view_item(struct view *view);

/* settle.c */
/* Actions of the screen that answer or write; *taken false: not one. */
const struct err *import_settle_act(struct view *view, enum action_id action,
    bool *taken) ERR_MUST_CHECK;

#endif
