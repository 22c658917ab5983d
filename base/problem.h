/* SPDX-License-Identifier: ISC */
/*
 * A list of problems, so that all errors are told at once and not only the
 * first: what validation, an import of a table and a reader of foreign files
 * fill.  Everything is copied into the list's arena.
 */
#ifndef DAICHO_BASE_PROBLEM_H
#define DAICHO_BASE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;

struct problem {
	const char	*file;		/* NULL where it does not apply */
	long		 line;		/* from 1; 0 unknown */
	const char	*column;	/* header as in the file */
	const char	*field;		/* key */
	const char	*value;
	const char	*reason;	/* one sentence that says what to do */
	bool		 warning;	/* told, but stops nothing */
	/* Of a change set of several records: which one is meant. */
	const char	*record;	/* what it is called */
	const char	*uuid;
};

struct problems {
	struct arena	*arena;		/* of the caller */
	struct problem	*item;
	size_t		 n;
	size_t		 cap;
	size_t		 errors;	/* without the warnings */
};

/* Appends a copy. */
void problem_add(struct problems *list, const struct problem *problem);
/* "file:line: record: column: value: reason" with the parts that are known;
 * the record only where there is no line. */
void problem_format(const struct problem *problem, struct buf *out);

#endif
