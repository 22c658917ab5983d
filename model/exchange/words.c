/* SPDX-License-Identifier: ISC */
#include "model/exchange/words.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct word {
	const char	*key;
	void		*what;
};

static int
compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return strcmp(x->key, y->key);
}

void *
words_get(const struct words *words, const char *key)
{
	struct word wanted = { .key = key };
	struct word *const *found = tfind(&wanted, &words->root, compare);

	return found == NULL ? NULL : (*found)->what;
}

void
words_put(struct words *words, const char *key, void *what)
{
	struct word *word = xcalloc(1, sizeof(*word));
	struct word **slot;

	word->key = key;
	slot = tsearch(word, &words->root, compare);
	if (slot != NULL && *slot != word)
		free(word);
	if (slot != NULL)
		(*slot)->what = what;
	else
		free(word);
}

void
words_release(struct words *words)
{
	tdestroy(words->root, free);
	words->root = NULL;
}
