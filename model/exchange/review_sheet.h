/* SPDX-License-Identifier: ISC */
/*
 * Sheets of a review (棚卸調査票): a workbook for each department, to be printed
 * and ticked off, or filled in and read back.  A row is an asset of the round;
 * the hidden last column tells which item it is.  Empty rows at the end are
 * for what stands there and is in no register.
 */
#ifndef DAICHO_MODEL_EXCHANGE_REVIEW_SHEET_H
#define DAICHO_MODEL_EXCHANGE_REVIEW_SHEET_H

#include "base/problem.h"
#include "model/review.h"

/*
 * Writes a workbook into folder (made if need be), one for each department
 * or, without by_department, one for all.  The names come in *path.
 */
const struct err *review_sheets(struct session *session,
    const struct review *review, const char *folder, bool by_department,
    struct arena *arena, const char ***path, size_t *n) ERR_MUST_CHECK;

struct review_answers {
	struct changes	*changes;	/* NULL when nothing is new; caller's */
	int64_t		 rows, answered, same, empty, unregistered;
};

/*
 * Reads a filled sheet: a workbook, or its table as CSV.  What is wrong goes to
 * problems with line and column; the rows in order are in the change set all
 * the same, for who goes on in spite of them.  ERR_INPUT when it is no sheet
 * of this round.
 */
const struct err *review_read(struct session *session,
    const struct review *review, const char *path, struct arena *arena,
    struct problems *problems, struct review_answers *out) ERR_MUST_CHECK;

#endif
