/* SPDX-License-Identifier: ISC */
#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"

const char *
charset_name(enum charset charset)
{
	static const char *const names[] = {
		[CHARSET_UTF8] = "UTF-8", [CHARSET_UTF16LE] = "UTF-16LE",
		[CHARSET_UTF16BE] = "UTF-16BE", [CHARSET_CP932] = "CP932",
	};

	return names[charset];
}

/* Valid UTF-8, but for a character cut off by the end. */
static bool
begins_as_utf8(const char *s, size_t n)
{
	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		if (len == 1 && (unsigned char)*s >= 0x80)
			return n < 4 && (unsigned char)*s >= 0xC2;
		s += len;
		n -= len;
	}
	return true;
}

enum charset
charset_detect(const void *bytes, size_t n, size_t *bom)
{
	const unsigned char *b = bytes;

	*bom = 0;
	if (n >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0) {
		*bom = 3;
		return CHARSET_UTF8;
	}
	if (n >= 2 && b[0] == 0xFF && b[1] == 0xFE) {
		*bom = 2;
		return CHARSET_UTF16LE;
	}
	if (n >= 2 && b[0] == 0xFE && b[1] == 0xFF) {
		*bom = 2;
		return CHARSET_UTF16BE;
	}
	if (n >= 4 && b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0)
		return CHARSET_UTF16LE;
	if (n >= 4 && b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0)
		return CHARSET_UTF16BE;
	return begins_as_utf8(bytes, n) ? CHARSET_UTF8 : CHARSET_CP932;
}

/*
 * Runs the converter over all bytes; what it refuses is replaced, skipping
 * step bytes of input.
 */
static void
convert(iconv_t cd, const char *in, size_t left, struct buf *out,
    const char *replacement, bool utf8_input, size_t *bad)
{
	char room[4096];

	while (left > 0) {
		char *to = room, *from = (char *)(uintptr_t)in;
		size_t space = sizeof(room);
		size_t result = iconv(cd, &from, &left, &to, &space);

		buf_addn(out, room, sizeof(room) - space);
		in = from;
		if (result == (size_t)-1 && errno != E2BIG && left > 0) {
			uint32_t cp;
			size_t step = utf8_input ? utf8_next(in, left, &cp) : 1;

			buf_add(out, replacement);
			if (bad != NULL)
				++*bad;
			in += step;
			left -= step;
		}
	}
}

static void
decode_utf8(const char *s, size_t n, struct buf *out, size_t *bad)
{
	if (utf8_valid(s, n)) {
		buf_addn(out, s, n);
		return;
	}
	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(s, n, &cp);

		if (len == 1 && (unsigned char)*s >= 0x80) {
			buf_add(out, "\xEF\xBF\xBD");
			if (bad != NULL)
				++*bad;
		} else {
			buf_addn(out, s, len);
		}
		s += len;
		n -= len;
	}
}

void
charset_decode(enum charset charset, const void *bytes, size_t n,
    struct buf *out, size_t *bad)
{
	iconv_t cd;

	if (bad != NULL)
		*bad = 0;
	if (charset == CHARSET_UTF8) {
		decode_utf8(bytes, n, out, bad);
		return;
	}
	cd = iconv_open("UTF-8", charset_name(charset));
	if (cd == (iconv_t)-1) {	/* a C library without converters */
		decode_utf8(bytes, n, out, bad);
		return;
	}
	convert(cd, bytes, n, out, "\xEF\xBF\xBD", false, bad);
	iconv_close(cd);
}

/* The Unicode characters that Windows maps where JIS maps others. */
static void
to_windows_forms(const char *s, struct buf *out)
{
	static const struct {
		uint32_t from, to;
	} map[] = {
		{ 0x301C, 0xFF5E }, { 0x2212, 0xFF0D }, { 0x2016, 0x2225 },
		{ 0x00A2, 0xFFE0 }, { 0x00A3, 0xFFE1 }, { 0x00AC, 0xFFE2 },
		{ 0x2014, 0x2015 },
	};
	size_t n = strlen(s);

	while (n > 0) {
		uint32_t cp;
		size_t i, len = utf8_next(s, n, &cp);

		for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
			if (map[i].from == cp)
				cp = map[i].to;
		utf8_put(out, cp);
		s += len;
		n -= len;
	}
}

void
charset_encode(enum charset charset, const char *s, struct buf *out,
    size_t *bad)
{
	struct buf forms = { 0 };
	iconv_t cd;

	if (bad != NULL)
		*bad = 0;
	if (charset == CHARSET_UTF8) {
		buf_add(out, s);
		return;
	}
	cd = iconv_open(charset_name(charset), "UTF-8");
	if (cd == (iconv_t)-1) {
		buf_add(out, s);
		return;
	}
	if (charset == CHARSET_CP932)
		to_windows_forms(s, &forms);
	else
		buf_add(&forms, s);
	convert(cd, buf_str(&forms), forms.len, out, "?", true, bad);
	buf_release(&forms);
	iconv_close(cd);
}
