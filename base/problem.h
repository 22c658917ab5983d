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
/* "file:line: column: reason" with the parts that are known. */
void problem_format(const struct problem *problem, struct buf *out);

#endif
