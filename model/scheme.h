/* SPDX-License-Identifier: ISC */
/*
 * Rules that are data: the levels of confidentiality, integrity and
 * availability (share/schemes/), and the fields that a kind of asset needs
 * before it can be approved (share/required/).  Both are read once, when a
 * register is made, and kept in it; register.c calls this.
 */
#ifndef DAICHO_MODEL_SCHEME_H
#define DAICHO_MODEL_SCHEME_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/field.h"

enum { SCHEME_AXES = 8 };

struct scheme_axis {
	const char	*name;		/* "confidentiality" */
	const struct choice *rows;
	size_t		 n;
};

struct scheme {
	struct scheme_axis axis[SCHEME_AXES];
	size_t		 n;
};

struct required_row {
	const char	*kind;		/* of asset */
	struct fieldset	 fields;
};

struct required {
	struct required_row *rows;
	size_t		 n;
};

/* The text of a scheme by name; ERR_USAGE names those that exist. */
const struct err *scheme_load(const char *name, struct buf *text)
    ERR_MUST_CHECK;
/* Reads such a text; everything is copied into the arena. */
const struct err *scheme_parse(const char *text, struct arena *arena,
    struct scheme *out) ERR_MUST_CHECK;
/* Levels of an axis, lowest first; NULL and *n = 0 when there is none. */
const struct choice *scheme_levels(const struct scheme *scheme,
    const char *axis, size_t *n);

/* The same for what the kinds of asset need. */
const struct err *required_load(struct buf *text) ERR_MUST_CHECK;
const struct err *required_parse(const char *text, struct arena *arena,
    struct required *out) ERR_MUST_CHECK;
struct fieldset required_for(const struct required *required,
    const char *kind);

#endif
