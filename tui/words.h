/* SPDX-License-Identifier: ISC */
/*
 * Dates, dues and ages as people read them in a list.
 */
#ifndef DAICHO_TUI_WORDS_H
#define DAICHO_TUI_WORDS_H

#include "base/buf.h"
#include "base/session.h"
#include "tui/theme.h"

/* "in 9 h", "today", "1 d over"; returns the role that suits. */
enum role words_due(const struct session *session, int64_t due,
    struct buf *out);
/* The same without the words around it, for narrow screens. */
void words_due_short(const struct session *session, int64_t due,
    struct buf *out);
/* How long ago: "5 h", "6 d"; 0 is "never". */
void words_age(const struct session *session, int64_t since,
    struct buf *out);
/* "today", "2 d", "never". */
void words_last(const struct session *session, int64_t at, struct buf *out);
/* "05-18 08:55"; of another year, "2025-12-20". */
void words_moment(const struct session *session, int64_t ms, struct buf *out);
/* "Mon 2026-05-18". */
void words_today(const struct session *session, struct buf *out);
/* The days from a date "YYYY-MM-DD" to today; 0 when it is none. */
int32_t words_days_since(const struct session *session, const char *date);
/* Bytes of text that stand on one row; cut at a blank, where there is one. */
size_t words_cut(const char *text, int cells);
/* Text with a line break wherever a row ends. */
void words_wrap(const char *text, int cells, struct buf *out);

#endif
