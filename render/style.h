/* SPDX-License-Identifier: ISC */
/*
 * A style sheet: every colour and size of a drawn diagram as a named value,
 * read from share/styles/default.style and, over it, from a file of the user.
 * One "group.name.key = value" a line, '#' in the first column comments.
 *
 * Values end up in DOT text outside of labels, so only harmless characters
 * pass, and names that the default sheet does not have are refused.
 */
#ifndef DAICHO_RENDER_STYLE_H
#define DAICHO_RENDER_STYLE_H

#include "base/arena.h"
#include "base/err.h"

struct style;

/*
 * The default sheet with the file of path over it (NULL: none).  Lives in the
 * arena.  ERR_INPUT names file, line and what is wrong.
 */
const struct err *style_load(const char *path, struct arena *arena,
    struct style **out) ERR_MUST_CHECK;
/* Puts the text of a sheet over style; name is for messages. */
const struct err *style_read(struct style *style, const char *name,
    const char *text, size_t n) ERR_MUST_CHECK;

/*
 * The value of "group.name.key"; without it that of "group.default.key".
 * name NULL: of "group.key".  "" (a number: 0) when there is neither.
 */
const char *style_text(const struct style *style, const char *group,
    const char *name, const char *key);
double style_number(const struct style *style, const char *group,
    const char *name, const char *key);

#endif
