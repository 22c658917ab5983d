/* SPDX-License-Identifier: ISC */
/*
 * Import of register data: tables (CSV, TSV, XLSX) and our own JSON.  A plan is
 * read first: what is new, changed, same and refused, with every problem by
 * line, column, field and value.  Applying it is one change set.  The verb
 * import and the import screen call it.
 *
 * A table is read for one entity with keys or labels (either language) as
 * headers and matched by uuid, asset number or name; or with the built-in
 * mapping "asset-sheet", which knows the spreadsheets that people have: a row
 * is an asset with its interfaces, and creates the places, people and networks
 * that it names.  It matches by asset number, then serial, then MAC.
 */
#ifndef DAICHO_MODEL_EXCHANGE_IMPORT_H
#define DAICHO_MODEL_EXCHANGE_IMPORT_H

#include "base/charset.h"
#include "model/register.h"

struct import_options {
	const char	*path;		/* "-": standard input */
	int		 entity;	/* ENTITY_NONE: from the file */
	const char	*sheet;		/* of a workbook; NULL: found */
	/* "asset-sheet", or a file of "header,key" rows; NULL: none. */
	const char	*map;
	const char	*reason, *ref;	/* for the journal; may be NULL */
	/*
	 * The change set is not tried against the register: for a caller who
	 * applies it at once, and reads again when that is refused.
	 */
	bool		 unjudged;
};

struct import_plan {
	struct arena	*arena;
	const char	*file;		/* name without folders */
	const char	*sheet;		/* of a workbook; else NULL */
	enum entity_id	 entity;
	const char	*mapping;	/* "asset-sheet"; NULL: keys and labels */
	enum charset	 charset;
	long		 header_line;	/* 0: JSON */
	int64_t		 rows;		/* read */
	int64_t		 created, changed, same, refused;	/* rows */
	int64_t		 skipped;	/* title, blank and total rows */
	int64_t		 also[ENTITY_COUNT];	/* created on the spot */
	bool		 blocked;	/* columns are unknown: no row is read */
	struct problems	 problems;	/* and warnings, in order of rows */
	struct changes	*changes;	/* the good rows; NULL when none */
	struct import_table *table;	/* the reader's; NULL for JSON */
};

/*
 * Reads the file and works out the plan; nothing is written.  Refused rows are
 * no error: they are counted and named in problems.  ERR_INPUT when the file
 * cannot be read at all, ERR_USAGE on an unknown mapping or extension.
 */
const struct err *import_read(struct session *session,
    const struct import_options *options, struct import_plan **out)
    ERR_MUST_CHECK;
void import_free(struct import_plan *plan);	/* NULL is fine */

/*
 * Writes the plan's change set, which lacks the refused rows: whoever goes on
 * in spite of them writes them to a file first.
 */
const struct err *import_apply(struct session *session,
    struct import_plan *plan, struct commit_result *result) ERR_MUST_CHECK;

/*
 * Writes the refused rows with their header and a column "reason", in the
 * encoding and with the divider of the file they came from.
 */
const struct err *import_write_refused(const struct import_plan *plan,
    const char *path) ERR_MUST_CHECK;

#endif
