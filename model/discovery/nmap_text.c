/* SPDX-License-Identifier: ISC */
#include "model/discovery/nmap_text.h"

#include <stdbool.h>

#include "base/utf8.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that stands at s, masked; returns the length of that or 0. */
static size_t
masked_byte(const char *s, unsigned char *byte)
{
	const unsigned char *b = (const unsigned char *)s;

	if ((b[0] == 0xC2 || b[0] == 0xC3) && b[1] >= 0x80 && b[1] < 0xC0) {
		*byte = (unsigned char)((b[0] & 3) << 6 | (b[1] & 0x3F));
		return 2;
	}
	if (s[0] == '\\' && s[1] == 'x' && hex_digit(s[2]) >= 8 &&
	    hex_digit(s[3]) >= 0) {
		*byte = (unsigned char)(hex_digit(s[2]) << 4 |
		    hex_digit(s[3]));
		return 4;
	}
	return 0;
}

static bool
needs_repair(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80 || *s == '\\')
			return true;
	return false;
}

void
nmap_text_repair(const char *s, struct buf *out)
{
	if (!needs_repair(s)) {
		buf_add(out, s);
		return;
	}
	while (*s != '\0') {
		size_t start = out->len, used = 0, len;
		unsigned char byte;

		while ((len = masked_byte(s + used, &byte)) > 0) {
			buf_addn(out, &byte, 1);
			used += len;
		}
		if (used > 0 && !utf8_valid(out->s + start, out->len - start)) {
			buf_truncate(out, start);
			buf_addn(out, s, used);
		}
		if (used == 0) {
			buf_addc(out, *s);
			used = 1;
		}
		s += used;
	}
}
