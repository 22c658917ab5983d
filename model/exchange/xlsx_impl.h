/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files that read workbooks: xlsx_read.c at home, and in the job
 * xlsx_job.c (the book and its sheets), xlsx_part.c (XML inside a ZIP) and
 * xlsx_number.c (numbers as they were shown).  Nobody else includes it.
 *
 * The job answers with messages: a byte of type, the length of the body as
 * uint32_t, the body.
 */
#ifndef DAICHO_MODEL_EXCHANGE_XLSX_IMPL_H
#define DAICHO_MODEL_EXCHANGE_XLSX_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum xlsx_message {
	XLSX_SHEET,		/* a byte (hidden), the name */
	XLSX_PIECE,		/* of the CSV */
	XLSX_WARNING,		/* int64_t row, value, NUL, N_() text */
	XLSX_FAILED,		/* N_() text */
	XLSX_END,		/* nothing */
	XLSX_MESSAGES
};

struct xlsx_request {
	int32_t		 sheet;		/* -1: only tell their names */
};

enum {
	XLSX_READ_COLUMNS = 1024,	/* as CSV_COLUMNS */
	XLSX_READ_SHEETS = 1000,
	XLSX_READ_WARNINGS = 100,
	XLSX_BODY = 1 << 20,		/* of a message */
};

/* --- xlsx_part.c ------------------------------------------------------- */

struct zip;

/* An element as its reader sees it: names without their prefix. */
struct xlsx_element {
	const char	*name;
	const char	**attribute;	/* of expat: name, value, …, NULL */
};

/* The value of an attribute, by name without prefix; NULL. */
const char *xlsx_attribute(const struct xlsx_element *element,
    const char *name);

/* Each returns NULL, or an N_() text that ends the reading. */
struct xlsx_handlers {
	const char *(*begin)(void *ctx, const struct xlsx_element *element);
	const char *(*end)(void *ctx, const char *name);	/* may be NULL */
	const char *(*text)(void *ctx, const char *s, size_t n);  /* may too */
};

struct xlsx_zip {
	struct zip	*zip;
	int64_t		 left;		/* bytes that may still be inflated */
};

/* True when there is such a part; names do not tell a from A. */
bool xlsx_has_part(const struct xlsx_zip *zip, const char *name);
/* Reads a part; NULL, or an N_() text that says what is wrong. */
const char *xlsx_read_part(struct xlsx_zip *zip, const char *name,
    const struct xlsx_handlers *handlers, void *ctx);
/* Appends with _x0041_ as "A". */
void xlsx_unescape(struct buf *out, const char *s);

/* --- xlsx_number.c ----------------------------------------------------- */

enum xlsx_shown { XLSX_NUMBER, XLSX_DAY, XLSX_TIME, XLSX_MOMENT, XLSX_ZEROS };

struct xlsx_format {
	enum xlsx_shown	 shown;
	int		 digits;	/* of XLSX_ZEROS */
};

/* Formats that are known by number (id), and those that a book defines. */
struct xlsx_format xlsx_format_builtin(int id);
struct xlsx_format xlsx_format_read(const char *code);
/*
 * Appends a number as text: days as "2026-05-18", moments with the time behind
 * it; what is no number is appended as it is.  from_1904: the book's calendar.
 */
void xlsx_number(struct buf *out, const char *s, struct xlsx_format format,
    bool from_1904);

#endif
