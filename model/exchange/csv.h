/* SPDX-License-Identifier: ISC */
/*
 * CSV (RFC 4180) and TSV.  The reader takes any encoding of base/charset.h
 * and goes through the file row by row; importers of tables use it.  The
 * writer is what every output of rows uses.
 *
 * Text that a spreadsheet would run as a formula (it begins with = + - @ TAB
 * or CR) gets an apostrophe before it in spreadsheet mode.  So that both modes
 * read back unchanged, text that has such an apostrophe of its own gets
 * another one in either mode, and the reader takes one away.
 */
#ifndef DAICHO_MODEL_EXCHANGE_CSV_H
#define DAICHO_MODEL_EXCHANGE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/charset.h"
#include "base/err.h"

enum {
	CSV_COLUMNS = 1024,		/* in a row */
	CSV_ROW_BYTES = 4 << 20,	/* of a row */
};

struct csv_row {
	long		 line;		/* where it begins, from 1 */
	size_t		 n;
	const char	**cell;		/* UTF-8, never NULL */
};

struct csv;

/*
 * Opens a file ("-": standard input); what it is called in messages is name.
 * delimiter 0 finds out: TAB or ';' where the first lines have more of them
 * than commas.  ERR_INPUT names the file.
 */
const struct err *csv_open(const char *path, const char *name, char delimiter,
    struct csv **out) ERR_MUST_CHECK;
/* The same over bytes, which must outlive it. */
const struct err *csv_open_bytes(const void *bytes, size_t n,
    const char *name, char delimiter, struct csv **out) ERR_MUST_CHECK;
void csv_close(struct csv *csv);	/* NULL is fine */

/*
 * The next row, blank ones included (they have one empty cell); *more false
 * at the end.  Cells are allocated in arena.  A row that cannot be read (a
 * quotation mark never closed, text behind one) is ERR_INPUT and names the
 * line.
 */
const struct err *csv_next(struct csv *csv, struct arena *arena,
    struct csv_row *row, bool *more) ERR_MUST_CHECK;

/* From here on the lines of rows are their numbers, whatever cells hold. */
void csv_count_rows(struct csv *csv);

enum charset csv_charset(const struct csv *csv);
bool csv_bom(const struct csv *csv);
char csv_delimiter(const struct csv *csv);
/* Characters so far that did not exist in the encoding (now U+FFFD). */
size_t csv_bad(const struct csv *csv);

struct csv_writer {
	struct buf	*out;		/* UTF-8 */
	char		 delimiter;
	bool		 spreadsheet;	/* neutralise formulas */
	bool		 begun;		/* the row has a cell */
};

/* Appends a cell (NULL: empty); number: cannot be a formula. */
void csv_cell(struct csv_writer *writer, const char *text, bool number);
void csv_end_row(struct csv_writer *writer);

/*
 * The bytes of a file: text in an encoding, with a byte order mark when
 * wanted (UTF-16 always has one).  *bad as in charset_encode.
 */
void csv_encode(enum charset charset, bool bom, const char *text,
    struct buf *out, size_t *bad);

#endif
