/* SPDX-License-Identifier: ISC */
/*
 * Where a folded word stands in a folded text: the store ranks what it finds
 * by it, the search says what matched by it.  Lines of the text are its
 * fields.
 */
#ifndef DAICHO_BASE_MATCH_H
#define DAICHO_BASE_MATCH_H

#include <stddef.h>

struct arena;

enum match {
	MATCH_WHOLE,		/* a line is the word and nothing else */
	MATCH_BEGIN,		/* a word of the text begins with it */
	MATCH_INSIDE,
	MATCH_NONE,
};

/*
 * The best place of the word in n bytes of text; *at (may be NULL) gets where.
 * Where no blanks part the words, as in Japanese, a word begins where the
 * kind of script changes.
 */
enum match match_find(const char *text, size_t n, const char *word, size_t m,
    size_t *at);

/* Folded text, and for each of its bytes the piece it was made of. */
struct folded {
	const char	*s;
	size_t		 n;
	size_t		*from, *to;	/* bytes of the original */
};

/* Folds piece by piece (grapheme); everything lives in the arena. */
void folded_make(struct arena *arena, const char *text, struct folded *out);

#endif
