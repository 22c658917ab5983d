/* SPDX-License-Identifier: ISC */
#include "base/match.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum script { SCRIPT_NONE, SCRIPT_DIGIT, SCRIPT_LETTER, SCRIPT_KANA,
	SCRIPT_HAN };

/* Of folded text: katakana stands there as hiragana. */
static enum script
script_of(uint32_t cp)
{
	static const struct {
		uint32_t	from, to;
		enum script	script;
	} ranges[] = {
		{ '0', '9', SCRIPT_DIGIT },
		{ 'a', 'z', SCRIPT_LETTER },
		{ 0x00, 0xBF, SCRIPT_NONE },
		{ 0x2000, 0x2BFF, SCRIPT_NONE },
		{ 0x3005, 0x3007, SCRIPT_HAN },
		{ 0x3000, 0x303F, SCRIPT_NONE },
		{ 0x3040, 0x30FA, SCRIPT_KANA },
		{ 0x30FB, 0x30FB, SCRIPT_NONE },
		{ 0x30FC, 0x30FF, SCRIPT_KANA },
		{ 0x3400, 0x9FFF, SCRIPT_HAN },
		{ 0xF900, 0xFAFF, SCRIPT_HAN },
		{ 0x20000, 0x3FFFF, SCRIPT_HAN },
	};
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return ranges[i].script;
	return SCRIPT_LETTER;
}

/* The script of the character that ends before p. */
static enum script
script_before(const char *text, const char *p)
{
	const char *start = p;
	uint32_t cp;

	if (p == text)
		return SCRIPT_NONE;
	do
		start--;
	while (start > text && ((unsigned char)*start & 0xC0) == 0x80);
	utf8_next(start, (size_t)(p - start), &cp);
	return script_of(cp);
}

static enum match
match_at(const char *text, size_t n, const char *hit, const char *word,
    size_t m)
{
	const char *end = hit + m;
	enum script before = script_before(text, hit);
	uint32_t cp;

	if ((hit == text || hit[-1] == '\n') &&
	    (end == text + n || *end == '\n'))
		return MATCH_WHOLE;
	utf8_next(word, m, &cp);
	return before == SCRIPT_NONE || before != script_of(cp) ?
	    MATCH_BEGIN : MATCH_INSIDE;
}

enum match
match_find(const char *text, size_t n, const char *word, size_t m, size_t *at)
{
	const char *p = text, *hit;
	enum match best = MATCH_NONE;

	while (m > 0 && best != MATCH_WHOLE && (hit = memmem(p,
	    n - (size_t)(p - text), word, m)) != NULL) {
		enum match match = match_at(text, n, hit, word, m);

		if (match < best) {
			best = match;
			if (at != NULL)
				*at = (size_t)(hit - text);
		}
		p = hit + 1;
	}
	return best;
}

void
folded_make(struct arena *arena, const char *text, struct folded *out)
{
	size_t at = 0, n = strlen(text), len, before, cap_from = 0, cap_to = 0;
	struct buf folded = { 0 };

	*out = (struct folded){ 0 };
	while (at < n) {
		len = utf8_grapheme(text + at, n - at);
		before = folded.len;
		utf8_fold(&folded, arena_strndup(arena, text + at, len));
		out->from = arena_grow(arena, out->from, &cap_from,
		    folded.len + 1, sizeof(*out->from));
		out->to = arena_grow(arena, out->to, &cap_to, folded.len + 1,
		    sizeof(*out->to));
		for (; before < folded.len; before++) {
			out->from[before] = at;
			out->to[before] = at + len;
		}
		at += len;
	}
	out->n = folded.len;
	out->s = arena_strdup(arena, buf_str(&folded));
	buf_release(&folded);
}
