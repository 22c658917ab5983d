/* SPDX-License-Identifier: ISC */
#include "model/discovery/decode.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* Index of the first byte above 0x7F, or n; eight at a time. */
static size_t
ascii_length(const char *s, size_t n)
{
	size_t i = 0;
	uint64_t word;

	for (; i + sizeof(word) <= n; i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* Bytes at the end that begin a character and do not finish it. */
static size_t
open_utf8(const unsigned char *s, size_t n)
{
	size_t back;

	for (back = 1; back <= 3 && back <= n; back++) {
		unsigned char b = s[n - back];

		if ((b & 0xC0) == 0x80)
			continue;
		if (b < 0xC2)
			return 0;
		return back < (b < 0xE0 ? 2u : b < 0xF0 ? 3u : 4u) ? back : 0;
	}
	return 0;
}

static size_t
open_utf16(const unsigned char *s, size_t n, bool little)
{
	size_t odd = n % 2;
	unsigned char high;

	if (n - odd < 2)
		return odd;
	high = s[n - odd - (little ? 1 : 2)];
	return odd + (high >= 0xD8 && high <= 0xDB ? 2 : 0);
}

static size_t
open_cp932(const unsigned char *s, size_t n)
{
	size_t i = 0;

	while (i < n)
		i += (s[i] >= 0x81 && s[i] <= 0x9F) ||
		    (s[i] >= 0xE0 && s[i] <= 0xFC) ? 2 : 1;
	return i > n;
}

static size_t
open_bytes(enum charset charset, const char *bytes, size_t n)
{
	const unsigned char *s = (const unsigned char *)bytes;

	switch (charset) {
	case CHARSET_UTF16LE:
		return open_utf16(s, n, true);
	case CHARSET_UTF16BE:
		return open_utf16(s, n, false);
	case CHARSET_CP932:
		return open_cp932(s, n);
	case CHARSET_UTF8:
		break;
	}
	return open_utf8(s, n);
}

/*
 * The first bytes above 0x7F settle whether it is UTF-8 or CP932.  Returns how
 * many bytes at the end must wait, because they are too few to tell.
 */
static size_t
settle(struct decoder *decoder, const char *s, size_t n, bool last)
{
	size_t ascii = ascii_length(s, n), bom;

	if (ascii == n)
		return 0;
	if (n - ascii < 4 && !last)
		return n - ascii;
	if (charset_detect(s + ascii, n - ascii, &bom) != CHARSET_UTF8)
		decoder->charset = CHARSET_CP932;
	decoder->settled = true;
	return 0;
}

static void
decode(struct decoder *decoder, const char *bytes, size_t n, bool last,
    const char **text, size_t *len)
{
	size_t keep = 0, bom = 0, bad = 0;

	if (decoder->rest.len > 0) {
		buf_clear(&decoder->in);
		buf_addn(&decoder->in, decoder->rest.s, decoder->rest.len);
		buf_addn(&decoder->in, bytes, n);
		buf_clear(&decoder->rest);
		bytes = decoder->in.s;
		n = decoder->in.len;
	}
	if (!decoder->begun && n > 0) {
		decoder->charset = charset_detect(bytes, n, &bom);
		decoder->settled = bom > 0 ||
		    decoder->charset == CHARSET_UTF16LE ||
		    decoder->charset == CHARSET_UTF16BE;
		decoder->begun = true;
		bytes += bom;
		n -= bom;
		if (!decoder->settled)
			decoder->charset = CHARSET_UTF8;
	}
	if (!decoder->settled)
		keep = settle(decoder, bytes, n, last);
	if (!last && decoder->settled)
		keep = open_bytes(decoder->charset, bytes, n);
	buf_addn(&decoder->rest, bytes + n - keep, keep);
	n -= keep;
	*text = bytes;
	*len = n;
	if (decoder->charset == CHARSET_UTF8) {
		size_t ascii = ascii_length(bytes, n);

		if (utf8_valid(bytes + ascii, n - ascii))
			return;
	}
	buf_clear(&decoder->out);
	charset_decode(decoder->charset, bytes, n, &decoder->out, &bad);
	decoder->bad += bad;
	*text = buf_str(&decoder->out);
	*len = decoder->out.len;
}

void
decoder_feed(struct decoder *decoder, const char *bytes, size_t n,
    const char **text, size_t *len)
{
	decode(decoder, bytes, n, false, text, len);
}

void
decoder_end(struct decoder *decoder, const char **text, size_t *len)
{
	decode(decoder, "", 0, true, text, len);
}

void
decoder_release(struct decoder *decoder)
{
	buf_release(&decoder->rest);
	buf_release(&decoder->in);
	buf_release(&decoder->out);
}
