/* SPDX-License-Identifier: ISC */
#include "model/discovery/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

void
map_init(struct map *map)
{
	memset(map, 0, sizeof(*map));
	hash_random(&map->seed, sizeof(map->seed));
}

void
map_release(struct map *map)
{
	free(map->hash);
	free(map->value);
	memset(map, 0, sizeof(*map));
}

/* FNV-1a with a seed, then the finish of splitmix64. */
uint64_t
map_hash(const struct map *map, int kind, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = map->seed ^ UINT64_C(0xcbf29ce484222325);
	size_t i;

	h = (h ^ (unsigned)kind) * UINT64_C(0x100000001b3);
	for (i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	h ^= h >> 31;
	return h != 0 ? h : 1;
}

uint64_t
map_hash_text(const struct map *map, int kind, const char *s)
{
	return map_hash(map, kind, s, strlen(s));
}

static void
insert(struct map *map, uint64_t hash, uint32_t value)
{
	size_t slot = hash & (map->cap - 1);

	while (map->hash[slot] != 0)
		slot = (slot + 1) & (map->cap - 1);
	map->hash[slot] = hash;
	map->value[slot] = value;
}

/* Keeps the order of equal hashes: the old table is walked from a gap. */
static void
enlarge(struct map *map)
{
	struct map old = *map;
	size_t i, gap = 0;

	map->cap = old.cap == 0 ? 64 : old.cap * 2;
	map->hash = xcalloc(map->cap, sizeof(*map->hash));
	map->value = xcalloc(map->cap, sizeof(*map->value));
	while (gap < old.cap && old.hash[gap] != 0)
		gap++;
	for (i = 0; i < old.cap; i++) {
		size_t slot = (gap + i) & (old.cap - 1);

		if (old.hash[slot] != 0)
			insert(map, old.hash[slot], old.value[slot]);
	}
	free(old.hash);
	free(old.value);
}

void
map_put(struct map *map, uint64_t hash, uint32_t value)
{
	if (map->n * 10 >= map->cap * 7)
		enlarge(map);
	insert(map, hash, value);
	map->n++;
}

bool
map_next(const struct map *map, uint64_t hash, size_t *slot, uint32_t *value)
{
	size_t at;

	if (map->cap == 0)
		return false;
	at = *slot == SIZE_MAX ? (size_t)hash : *slot + 1;
	for (at &= map->cap - 1; map->hash[at] != 0;
	    at = (at + 1) & (map->cap - 1))
		if (map->hash[at] == hash) {
			*slot = at;
			*value = map->value[at];
			return true;
		}
	return false;
}
