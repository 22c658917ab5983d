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

/* What a person says about a column (value "") or a value in it. */
struct import_answer {
	const char	*column;	/* header */
	const char	*value;
	/*
	 * Column: a key such as "interface.mac".  Value: what it means, or
	 * "new" for a record of that name.  Both: "notes", "-" (left out).
	 */
	const char	*answer;
	const struct import_answer *next;
};

enum import_ask { ASK_COLUMN, ASK_CHOICE, ASK_DATE, ASK_REF, ASK_SPOILED };

enum { IMPORT_LINES = 6 };

/* Asked once, however many rows it is about. */
struct import_question {
	enum import_ask	 kind;
	const char	*column;	/* header */
	const char	*value;		/* "": the column itself */
	const struct field *field;	/* NULL: of a column */
	const char	*allowed;	/* "in_use (In use) | notes | -" */
	const char	*answer;	/* proposed; NULL: open */
	const char	*wrong;		/* an answer that cannot be taken */
	int64_t		 rows;
	long		 line[IMPORT_LINES];	/* of the first rows */
};

struct import_options {
	const char	*path;		/* "-": standard input */
	int		 entity;	/* ENTITY_NONE: from the file */
	const char	*sheet;		/* of a workbook; NULL: found */
	/* "asset-sheet", a mapping of the register, or a file; NULL: none. */
	const char	*map;
	const struct import_answer *answer;	/* beside those; the first */
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
	/*
	 * Rows with questions, apart from those above: new, changed and same
	 * if the proposed answers are taken.
	 */
	int64_t		 asking[3];
	const struct import_answer *answer;	/* all that were given */
	size_t		 answers;
	struct import_question *question;
	size_t		 questions, open;	/* open: without proposal */
	int64_t		 skipped;	/* title, blank and total rows */
	int64_t		 also[ENTITY_COUNT];	/* created on the spot */
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
 * ERR_INVALID while a question is open; proposed answers are taken.  Else
 * writes the plan's change set, which lacks the refused rows: whoever goes on
 * in spite of them writes them to a file first.
 */
const struct err *import_apply(struct session *session,
    struct import_plan *plan, struct commit_result *result) ERR_MUST_CHECK;

/* What becomes of a row of a table. */
enum import_becomes { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME,
    IMPORT_REFUSED };

struct import_row {
	long		 line;
	enum import_becomes becomes;
	bool		 asks;		/* is in a question */
	const char	*uuid;
	const char	*reasons;	/* of a refusal */
};

struct import_change {
	const struct field *field;
	const char	*old, *new;	/* old NULL: the record is new */
};

/* How many can be looked at; none of JSON. */
size_t import_rows(const struct import_plan *plan);
void import_row(const struct import_plan *plan, size_t at,
    struct import_row *out);
/* The row of a line of the file; false: *at is the next one. */
bool import_row_find(const struct import_plan *plan, long line, size_t *at);
/* The text in the column of a key such as "asset_no"; "". */
const char *import_cell(const struct import_plan *plan, size_t at,
    const char *key);
/* What the row sets in its record; its interfaces are not told. */
const struct err *import_row_changes(struct session *session,
    const struct import_plan *plan, size_t at, struct arena *arena,
    struct import_change **out, size_t *n) ERR_MUST_CHECK;

/* Rows with questions. */
int64_t import_asking(const struct import_plan *plan);

/*
 * Writes questions and answers as a table that a spreadsheet opens; edited, it
 * is a map.
 */
const struct err *import_write_questions(const struct import_plan *plan,
    const char *path) ERR_MUST_CHECK;
/* Keeps the answers in the register as the mapping of that name. */
const struct err *import_save_answers(struct session *session,
    const struct import_plan *plan, const char *name) ERR_MUST_CHECK;

/*
 * Writes the refused rows with their header and a column "reason", in the
 * encoding and with the divider of the file they came from.
 */
const struct err *import_write_refused(const struct import_plan *plan,
    const char *path) ERR_MUST_CHECK;

#endif
