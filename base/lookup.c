/* SPDX-License-Identifier: ISC */
#include "base/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lookup_slot {
	const char	*key;		/* NULL: free */
	void		*what;
	uint32_t	 hash;
};

uint32_t
lookup_hash(const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *key != '\0'; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return (uint32_t)(h ^ h >> 32);
}

/* The slot of the key: its own or the free one where it belongs. */
static struct lookup_slot *
slot_of(const struct lookup *lookup, const char *key, uint32_t hash)
{
	size_t i = hash & (lookup->slots - 1);

	while (lookup->slot[i].key != NULL && (lookup->slot[i].hash != hash ||
	    strcmp(lookup->slot[i].key, key) != 0))
		i = (i + 1) & (lookup->slots - 1);
	return &lookup->slot[i];
}

static void
grow(struct lookup *lookup)
{
	struct lookup old = *lookup;
	size_t i;

	if (lookup->n * 3 < lookup->slots * 2)
		return;
	lookup->slots = old.slots == 0 ? 16 : old.slots * 2;
	lookup->slot = xcalloc(lookup->slots, sizeof(*lookup->slot));
	for (i = 0; i < old.slots; i++)
		if (old.slot[i].key != NULL)
			*slot_of(lookup, old.slot[i].key, old.slot[i].hash) =
			    old.slot[i];
	free(old.slot);
}

void *
lookup_get(const struct lookup *lookup, const char *key)
{
	return lookup->n == 0 ? NULL :
	    slot_of(lookup, key, lookup_hash(key))->what;
}

void
lookup_put(struct lookup *lookup, const char *key, void *what)
{
	uint32_t hash = lookup_hash(key);
	struct lookup_slot *slot;

	grow(lookup);
	slot = slot_of(lookup, key, hash);
	lookup->n += slot->key == NULL;
	if (slot->key == NULL)	/* what was put first lasts */
		*slot = (struct lookup_slot){ .key = key, .hash = hash };
	slot->what = what;
}

size_t
lookup_number(const struct lookup *lookup, const char *key)
{
	return (size_t)(uintptr_t)lookup_get(lookup, key);
}

void
lookup_put_number(struct lookup *lookup, const char *key, size_t number)
{
	lookup_put(lookup, key, (void *)(uintptr_t)number);
}

void
lookup_release(struct lookup *lookup)
{
	free(lookup->slot);
	*lookup = (struct lookup){ 0 };
}
