/* SPDX-License-Identifier: ISC */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD };

size_t
utf8_next(const char *s, size_t n, uint32_t *cp)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t len;

	if (n == 0) {
		*cp = 0;
		return 0;
	}
	if ((unsigned char)*s < 0x80) {
		*cp = (unsigned char)*s;
		return 1;
	}
	len = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    n > 4 ? 4 : (utf8proc_ssize_t)n, &c);
	if (len <= 0) {
		*cp = REPLACEMENT;
		return 1;
	}
	*cp = (uint32_t)c;
	return (size_t)len;
}

bool
utf8_valid(const char *s, size_t n)
{
	while (n > 0) {
		uint32_t cp;
		size_t len;

		if ((unsigned char)*s < 0x80) {
			s++;
			n--;
			continue;
		}
		len = utf8_next(s, n, &cp);
		if (len == 1)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

void
utf8_put(struct buf *out, uint32_t cp)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)cp, bytes);

	buf_addn(out, bytes, (size_t)n);
}

size_t
utf8_grapheme(const char *s, size_t n)
{
	utf8proc_int32_t state = 0;
	uint32_t prev, cp;
	size_t used = utf8_next(s, n, &prev);

	while (used < n) {
		size_t len = utf8_next(s + used, n - used, &cp);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)prev,
		    (utf8proc_int32_t)cp, &state))
			break;
		used += len;
		prev = cp;
	}
	return used;
}

int
utf8_cp_width(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7F)
		return 1;
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

int
utf8_nwidth(const char *s, size_t n)
{
	int cells = 0;

	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		cells += utf8_cp_width(cp);
		s += len;
		n -= len;
	}
	return cells;
}

int
utf8_width(const char *s)
{
	return utf8_nwidth(s, strlen(s));
}

size_t
utf8_clip(const char *s, int cells, int *used)
{
	size_t n = strlen(s), pos = 0;
	int width = 0;

	while (pos < n) {
		size_t len = utf8_grapheme(s + pos, n - pos);
		int w = utf8_nwidth(s + pos, len);

		if (width + w > cells)
			break;
		width += w;
		pos += len;
	}
	if (used != NULL)
		*used = width;
	return pos;
}

/* Appends s cut to cells, with an ellipsis when cut; returns cells used. */
static int
clip_to(struct buf *out, const char *s, int cells)
{
	int used;
	size_t n;

	if (cells <= 0)
		return 0;
	n = utf8_clip(s, cells, &used);
	if (s[n] == '\0') {
		buf_addn(out, s, n);
		return used;
	}
	n = utf8_clip(s, cells - 1, &used);
	buf_addn(out, s, n);
	buf_add(out, "…");
	return used + 1;
}

void
utf8_pad(struct buf *out, const char *s, int cells)
{
	int used = clip_to(out, s, cells);

	if (used < cells)
		buf_fill(out, ' ', (size_t)(cells - used));
}

void
utf8_pad_left(struct buf *out, const char *s, int cells)
{
	int width = utf8_width(s);

	if (width < cells)
		buf_fill(out, ' ', (size_t)(cells - width));
	clip_to(out, s, cells);
}

/* Characters that act on a terminal or cannot be seen. */
static bool
is_hidden(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return true;
	if (cp < 0xAD)
		return false;
	switch (cp) {
	case 0xAD:			/* soft hyphen */
	case 0x034F: case 0x061C: case 0x115F: case 0x1160:
	case 0x17B4: case 0x17B5: case 0x180E: case 0x2800:
	case 0x3164: case 0xFEFF: case 0xFFA0: case 0xFFFC:
		return true;
	default:
		break;
	}
	return (cp >= 0x200B && cp <= 0x200F) ||
	    (cp >= 0x2028 && cp <= 0x202E) ||
	    (cp >= 0x2060 && cp <= 0x206F) ||
	    (cp >= 0xFE00 && cp <= 0xFE0F) ||	/* variation selectors */
	    (cp >= 0xFFF0 && cp <= 0xFFFB) ||
	    (cp >= 0xE000 && cp <= 0xF8FF) ||	/* private use */
	    (cp >= 0xE0000 && cp <= 0xE0FFF) ||	/* tags, selectors */
	    (cp >= 0xF0000);			/* private planes */
}

void
utf8_safe(struct buf *out, const char *s, size_t n, unsigned flags)
{
	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		if (len == 1 && (unsigned char)*s >= 0x80)
			buf_printf(out, "<%02X>", (unsigned char)*s);
		else if (cp == '\n' && (flags & UTF8_KEEP_NEWLINE))
			buf_addc(out, '\n');
		else if ((flags & UTF8_KEEP_TABLE) && (cp == '\t' ||
		    (cp == '\r' && n > 1 && s[1] == '\n')))
			buf_addc(out, *s);
		else if (cp < 0x80 && is_hidden(cp))
			buf_printf(out, "<%02X>", (unsigned)cp);
		else if (is_hidden(cp))
			buf_printf(out, "<U+%04X>", (unsigned)cp);
		else
			buf_addn(out, s, len);
		s += len;
		n -= len;
	}
}

bool
utf8_is_safe(const char *s, size_t n)
{
	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		if ((len == 1 && (unsigned char)*s >= 0x80) || is_hidden(cp))
			return false;
		s += len;
		n -= len;
	}
	return true;
}

/* Katakana that has a hiragana twin 0x60 below. */
static uint32_t
to_hiragana(uint32_t cp)
{
	if ((cp >= 0x30A1 && cp <= 0x30F6) || cp == 0x30FD || cp == 0x30FE)
		return cp - 0x60;
	return cp;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x3000 ||
	    cp == 0xA0;
}

/*
 * What a character of everyday Japanese is when folded; 0 where the library
 * must say.  None of these meets another to become a third.
 */
static uint32_t
fold_plain(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)	/* wide ASCII */
		cp -= 0xFEE0;
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp;
	if ((cp >= 0x4E00 && cp <= 0x9FD5) ||
	    (cp >= 0x3041 && cp <= 0x3096) ||
	    (cp >= 0x30A1 && cp <= 0x30FA) || cp == 0x30FB || cp == 0x30FC ||
	    cp == 0x3001 || cp == 0x3002 || cp == 0x3005 || cp == 0x3007)
		return to_hiragana(cp);
	return 0;
}

/* False, and nothing appended, when a character is none of those. */
static bool
fold_quickly(struct buf *out, const char *s, bool header)
{
	size_t before = out->len, n = strlen(s);

	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		if ((cp = fold_plain(cp)) == 0) {
			buf_truncate(out, before);
			return false;
		}
		s += len;
		n -= len;
		if (header && (is_blank(cp) || cp == 0x30FC))
			continue;
		if (cp < 0x80)
			buf_addc(out, (char)cp);
		else
			utf8_put(out, cp);
	}
	return true;
}

static void
fold(struct buf *out, const char *s, bool header)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n;
	const char *p;

	if (fold_quickly(out, s, header))
		return;
	n = utf8proc_map((const utf8proc_uint8_t *)s, 0, &folded,
	    UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
	    UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
	if (n < 0) {
		buf_add(out, s);
		return;
	}
	p = (const char *)folded;
	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(p, (size_t)n, &cp);

		if (!header || (!is_blank(cp) && cp != 0x30FC))
			utf8_put(out, to_hiragana(cp));
		p += len;
		n -= (utf8proc_ssize_t)len;
	}
	free(folded);
}

void
utf8_fold(struct buf *out, const char *s)
{
	fold(out, s, false);
}

void
utf8_fold_header(struct buf *out, const char *s)
{
	fold(out, s, true);
}

bool
utf8_equal_folded(const char *a, const char *b)
{
	struct buf fa = { 0 }, fb = { 0 };
	bool equal;

	if (strcmp(a, b) == 0)
		return true;
	utf8_fold(&fa, a);
	utf8_fold(&fb, b);
	equal = strcmp(buf_str(&fa), buf_str(&fb)) == 0;
	buf_release(&fa);
	buf_release(&fb);
	return equal;
}
