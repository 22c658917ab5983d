/* SPDX-License-Identifier: ISC */
/*
 * Reports: what a manager signs and an auditor asks for.  A builder gathers
 * sections of words from the register; writers make text, a workbook or (in
 * render/paper.h) pages of PDF of them.  The verb report joins the two.
 *
 * All texts are for people, in the session's language, and lie in the report's
 * arena.
 */
#ifndef DAICHO_MODEL_REPORT_REPORT_H
#define DAICHO_MODEL_REPORT_REPORT_H

#include "model/review.h"

enum { REPORT_COLUMNS = 8 };

struct report_column {
	const char	*title;		/* NULL in sections without a header */
	int		 width;		/* cells wanted on paper */
	bool		 right;		/* numbers */
};

/* A heading with a table below it. */
struct report_section {
	const char	*key;		/* what templates call it */
	const char	*heading;
	const char	*note;		/* a sentence above the table, or NULL */
	struct report_column column[REPORT_COLUMNS];
	size_t		 columns;
	const char	**cell;		/* rows × columns */
	size_t		 cells, room;
};

struct report {
	struct session	*session;
	struct arena	*arena;
	const char	*kind;		/* "weekly" */
	const char	*title;
	const char	*subject;	/* organisation */
	const char	*period;
	int32_t		 from, to;	/* days; both belong to it */
	struct report_section *section;
	size_t		 sections, room;
	bool		 landscape;	/* on paper */
	const char	*sign[3];	/* boxes for names and seals; NULL: none */
};

struct report_options {
	int32_t		 from, to;	/* 0: the kind's own period */
};

/* One kind of report; the table ends with a row without name. */
struct report_kind {
	const char	*name;		/* "weekly" */
	const char	*title;		/* N_() */
	const char	*help;		/* one line, N_() */
	int		 days;		/* of its period; 0: a moment */
	const struct err *(*build)(struct report *report);
};
extern const struct report_kind report_kinds[];
/* NULL when the word is none. */
const struct report_kind *report_find(const char *name);

/* Builds a report in the arena; the register is to be settled first. */
const struct err *report_build(struct session *session,
    const struct report_kind *kind, const struct report_options *options,
    struct arena *arena, struct report **out) ERR_MUST_CHECK;

/*
 * The sheet of a review for one department (NULL: the assets without one), or
 * for all.
 */
const struct err *report_review(struct session *session,
    const struct review *review, const char *department, bool all,
    struct arena *arena, struct report **out) ERR_MUST_CHECK;

/* --- for builders ------------------------------------------------------ */

/* An empty one, about the register. */
struct report *report_new(struct session *session, const char *kind,
    struct arena *arena);
/* The section lasts until the next one is added. */
struct report_section *report_section(struct report *report, const char *key,
    const char *heading);
void report_column(struct report_section *section, const char *title,
    int width, bool right);
/* The next cell, row by row; NULL is empty.  Not copied. */
void report_cell(struct report *report, const char *text);
void report_cellf(struct report *report, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A field of a record as people read it. */
void report_field(struct report *report, const struct record *record,
    size_t position);
/* A moment as a day; 0 is "–". */
void report_day(struct report *report, int64_t ms);
/* A row of two cells: what, and how many or which. */
void report_fact(struct report *report, const char *what, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

const struct err *report_weekly(struct report *report) ERR_MUST_CHECK;
const struct err *report_survey(struct report *report) ERR_MUST_CHECK;
const struct err *report_findings(struct report *report) ERR_MUST_CHECK;
const struct err *report_audit(struct report *report) ERR_MUST_CHECK;

/* Sections that more than one kind has. */
const struct err *report_filled(struct report *report) ERR_MUST_CHECK;
const struct err *report_coverage(struct report *report) ERR_MUST_CHECK;
/* Undecided findings, gravest first, at most max of them. */
const struct err *report_open(struct report *report, size_t max)
    ERR_MUST_CHECK;

/* --- writers ----------------------------------------------------------- */

/*
 * Appends the report as plain text.  template, if not NULL, is the text of a
 * file with {title}, {subject}, {period}, {sign} and {KEY} of a section in it;
 * ERR_INPUT names a word in braces that is none of them.
 */
const struct err *report_text(const struct report *report,
    const char *template, struct buf *out) ERR_MUST_CHECK;
/* A workbook, a sheet for each section. */
const struct err *report_book(const struct report *report, struct buf *out)
    ERR_MUST_CHECK;

#endif
