/* SPDX-License-Identifier: ISC */
/*
 * Texts that stand for something: an import looks up names, keys and values
 * that were met before.  A zeroed struct is empty; the texts belong to the
 * caller.
 */
#ifndef DAICHO_MODEL_EXCHANGE_WORDS_H
#define DAICHO_MODEL_EXCHANGE_WORDS_H

#include <stddef.h>

struct words {
	struct word	*slot;		/* hash table */
	size_t		 slots, n;
};

/* What was put under the key; NULL when nothing was. */
void *words_get(const struct words *words, const char *key);
/* Puts, or replaces what stands there; the first text is kept. */
void words_put(struct words *words, const char *key, void *what);
void words_release(struct words *words);

#endif
