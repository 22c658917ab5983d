/* SPDX-License-Identifier: ISC */
/*
 * Text.  Fields hold valid UTF-8, checked once on entry.  Width is counted in
 * terminal cells: wide characters 2, combining 0, everything of ambiguous
 * width 1 (a terminal that draws them wide is run with --ascii).
 *
 * utf8_safe is the one sanitiser; every sink (screen, standard output, CSV for
 * people, SVG, DOT) passes data through it.
 */
#ifndef DAICHO_BASE_UTF8_H
#define DAICHO_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

bool utf8_valid(const char *s, size_t n);

/*
 * Decodes one character of at most n bytes; returns its length in bytes
 * (at least 1 when n > 0).  An invalid byte gives U+FFFD and length 1.
 */
size_t utf8_next(const char *s, size_t n, uint32_t *cp);
/* Appends one character. */
void utf8_put(struct buf *out, uint32_t cp);
/* Length of the user-perceived character (grapheme) at s, in bytes. */
size_t utf8_grapheme(const char *s, size_t n);

/* Cells of a character or a string. */
int utf8_cp_width(uint32_t cp);
int utf8_width(const char *s);
int utf8_nwidth(const char *s, size_t n);

/*
 * Bytes of the longest beginning of s that fits into cells, never splitting a
 * grapheme; *used (may be NULL) gets the cells it takes.
 */
size_t utf8_clip(const char *s, int cells, int *used);
/* Appends s clipped to cells with "…" when cut, padded with blanks. */
void utf8_pad(struct buf *out, const char *s, int cells);
/* The same, aligned right. */
void utf8_pad_left(struct buf *out, const char *s, int cells);

enum utf8_safe_flags {
	UTF8_KEEP_NEWLINE = 1 << 0,	/* line feeds stay (notes, plain text) */
	UTF8_KEEP_TABLE = 1 << 1,	/* so do CR LF and TAB (CSV, TSV) */
};

/*
 * Appends s so that nothing in it can act on a sink: C0 and C1 controls, bidi
 * controls, zero-width and other invisible characters, and bytes that are not
 * UTF-8 become visible, as in "<U+202E>" or "<1B>".
 */
void utf8_safe(struct buf *out, const char *s, size_t n, unsigned flags);
/* True when utf8_safe would change nothing. */
bool utf8_is_safe(const char *s, size_t n);

/*
 * Appends the form in which text is compared and searched: NFKC, case folded,
 * katakana as hiragana.
 */
void utf8_fold(struct buf *out, const char *s);
/* The same for spreadsheet headers and words: no blanks, no "ー" either. */
void utf8_fold_header(struct buf *out, const char *s);
/* True when the folded forms are equal. */
bool utf8_equal_folded(const char *a, const char *b);

#endif
