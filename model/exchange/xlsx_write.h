/* SPDX-License-Identifier: ISC */
/*
 * Workbooks (XLSX) for people: exports, review sheets, reports, differences.
 * A workbook has sheets; a sheet has lines above its table, a header and rows,
 * which are written from top to bottom, cell by cell.  Whoever writes one
 * calls
 *
 *	book = xlsx_new(session, title);
 *	xlsx_sheet(book, &sheet);
 *	xlsx_text(book, "…"); xlsx_date(book, day); … xlsx_end_row(book);
 *	err = xlsx_save(book, path);		(frees the book)
 *
 * The first error stays in the book and comes out of xlsx_end_row and of
 * xlsx_save; every other call does nothing after it.  Texts are copied.
 *
 * Headers are frozen, filtered and repeated on each printed page; the page is
 * A4 across, as wide as the table.  Lists of choices stand on a hidden sheet
 * and are used by range.  Text is never a formula, and what could act on a
 * sink is made visible by utf8_safe; line feeds stay.
 */
#ifndef DAICHO_MODEL_EXCHANGE_XLSX_WRITE_H
#define DAICHO_MODEL_EXCHANGE_XLSX_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"

enum {
	XLSX_ROWS = 1048576,		/* of a sheet, header included */
	XLSX_COLUMNS = 16384,
	XLSX_CELL = 32767,		/* characters */
};

enum xlsx_kind {
	XLSX_TEXT,	/* and stays text when somebody types into it */
	XLSX_INT,
	XLSX_DATE,
};

struct xlsx_column {
	const char	*title;
	int		 width;		/* cells of a terminal; 0: the title's */
	enum xlsx_kind	 kind;
	bool		 wrap;		/* over several lines */
	bool		 hidden;	/* there, but not shown */
	/* Words to choose from; NULL: anything. */
	const char *const *choice;
	size_t		 choices;
};

struct xlsx_sheet {
	/*
	 * On the tab: cut to 31 characters, freed of what may not stand there
	 * and made unique.
	 */
	const char	*name;
	const char *const *above;	/* lines over the table; may be NULL */
	size_t		 n_above;
	const struct xlsx_column *column;
	size_t		 columns;	/* at most XLSX_COLUMNS */
};

struct xlsx;

struct xlsx *xlsx_new(struct session *session, const char *title);
/* Begins a sheet; the one before is finished. */
void xlsx_sheet(struct xlsx *book, const struct xlsx_sheet *sheet);

/* The next cell of the row; NULL and "" leave it empty. */
void xlsx_text(struct xlsx *book, const char *s);
void xlsx_int(struct xlsx *book, int64_t i);
/* A day as in base/clock.h. */
void xlsx_date(struct xlsx *book, int32_t day);
/* ERR_INPUT: the sheet is full, or a text longer than a cell; names both. */
const struct err *xlsx_end_row(struct xlsx *book) ERR_MUST_CHECK;

/*
 * Writes the workbook to a file, which is replaced as a whole or not at all,
 * or appends its bytes; both free the book.  One without a sheet is ERR_INPUT.
 */
const struct err *xlsx_save(struct xlsx *book, const char *path,
    unsigned mode) ERR_MUST_CHECK;
const struct err *xlsx_bytes(struct xlsx *book, struct buf *out)
    ERR_MUST_CHECK;
void xlsx_free(struct xlsx *book);	/* NULL is fine */

#endif
