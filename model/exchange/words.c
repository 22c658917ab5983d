/* SPDX-License-Identifier: ISC */
#include "model/exchange/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct word {
	const char	*key;		/* NULL: free */
	void		*what;
	uint32_t	 hash;
};

static uint32_t
hash_text(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return (uint32_t)(h ^ h >> 32);
}

/* The slot of the key: its own or the free one where it belongs. */
static struct word *
slot_of(const struct words *words, const char *key, uint32_t hash)
{
	size_t i = hash & (words->slots - 1);

	while (words->slot[i].key != NULL && (words->slot[i].hash != hash ||
	    strcmp(words->slot[i].key, key) != 0))
		i = (i + 1) & (words->slots - 1);
	return &words->slot[i];
}

static void
grow(struct words *words)
{
	struct words old = *words;
	size_t i;

	if (words->n * 3 < words->slots * 2)
		return;
	words->slots = old.slots == 0 ? 16 : old.slots * 2;
	words->slot = xcalloc(words->slots, sizeof(*words->slot));
	for (i = 0; i < old.slots; i++)
		if (old.slot[i].key != NULL)
			*slot_of(words, old.slot[i].key, old.slot[i].hash) =
			    old.slot[i];
	free(old.slot);
}

void *
words_get(const struct words *words, const char *key)
{
	return words->n == 0 ? NULL :
	    slot_of(words, key, hash_text(key))->what;
}

void
words_put(struct words *words, const char *key, void *what)
{
	uint32_t hash = hash_text(key);
	struct word *word;

	grow(words);
	word = slot_of(words, key, hash);
	words->n += word->key == NULL;
	if (word->key == NULL)	/* what was put first lasts */
		*word = (struct word){ .key = key, .hash = hash };
	word->what = what;
}

void
words_release(struct words *words)
{
	free(words->slot);
	*words = (struct words){ 0 };
}
