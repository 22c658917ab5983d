/* SPDX-License-Identifier: ISC */
/*
 * Tables with a heading: CSV, TSV, semicolons, fed piece by piece.  Columns
 * are known by their heading and never by their place.  The beginning of every
 * reader of such files, as lines.h is of formats of lines.
 *
 * Cells may be quoted and then hold line breaks.  Blank rows, lines that begin
 * with '#' above the heading, and titles above it are passed over.
 */
#ifndef DAICHO_DISCOVERY_TABLE_H
#define DAICHO_DISCOVERY_TABLE_H

#include "base/buf.h"
#include "base/net.h"
#include "model/discovery/importer.h"

enum { TABLE_COLUMNS = 256, TABLE_HEADS = 16 };

/*
 * The headings that mean one column, divided by '|'.  Case, width, blanks,
 * dashes, dots, underscores and long vowel signs make no difference.
 */
typedef const char *table_heads;

struct table {
	const struct import_sink *sink;
	/* Is this row the heading?  NULL: it is when it has all of `need`. */
	bool		(*head)(void *ctx, struct table *table);
	void		(*each)(void *ctx, struct table *table);
	void		*ctx;
	const table_heads *heads;	/* of the columns that are read */
	size_t		 n_heads;
	size_t		 need;		/* so many of the first must be there */
	bool		 bare;		/* quotation marks are plain text */
	int		 column[TABLE_HEADS];	/* their places; -1 */
	long		 line;		/* where this row begins */
	size_t		 n;
	const char	*cell[TABLE_COLUMNS];
	bool		 has_head;
	bool		 whole;		/* else the row's last cell is left out */
	/* private */
	struct buf	 folded[TABLE_HEADS];	/* the headings, to compare */
	size_t		 n_head;	/* cells of the heading */
	char		 delimiter;
	int		 state;
	long		 number;	/* of the current line */
	bool		 skipping;
	struct buf	 first;		/* the line that may be the heading */
	struct buf	 raw;		/* of the row, its beginning */
	struct buf	 cells;
	size_t		 at[TABLE_COLUMNS], n_at;
	size_t		 row_bytes;
};

struct table_reader {
	struct import_sink sink;
	struct table	 table;
};

/* A zeroed struct of size bytes that reads the columns named by heads. */
struct import_reader *table_reader_new(size_t size,
    const struct import_sink *sink, const table_heads *heads, size_t n_heads,
    size_t need, void (*each)(void *ctx, struct table *table));
const struct err *table_reader_feed(struct import_reader *reader,
    const char *text, size_t n) ERR_MUST_CHECK;
/* The last row; releases what the table holds.  Refuses one without heading. */
const struct err *table_finish(struct table *table) ERR_MUST_CHECK;
/* The same, and the reader is freed. */
const struct err *table_reader_end(struct import_reader *reader)
    ERR_MUST_CHECK;

/* The cell of heading i as one line without blanks around; "" for none. */
const char *table_cell(const struct table *table, size_t i);
/* NULL for an empty one. */
const char *table_word(const struct table *table, size_t i);
bool table_ip(const struct table *table, size_t i, char out[IP_LEN]);
bool table_mac(const struct table *table, size_t i, char out[MAC_LEN]);
/* The row as evidence. */
void table_text(const struct table *table, char out[SIGHTING_TEXT + 1]);
void table_warn(const struct table *table, const char *value,
    const char *reason);

/* Does the file begin with a heading as table_reader_new and head want it? */
bool table_sniff(const char *head, size_t n, const table_heads *heads,
    size_t n_heads, size_t need, bool (*is_head)(void *ctx,
    struct table *table));
/* Is the column i there? */
bool table_has(const struct table *table, size_t i);
/*
 * "2026-11-20 08:30", with seconds, a T or slashes or without: local time as
 * ms; 0 when it is none.
 */
int64_t table_time(const struct table *table, size_t i);

#endif
