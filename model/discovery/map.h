/* SPDX-License-Identifier: ISC */
/*
 * A multimap from hashed keys to numbers, for the identity indexes of a
 * discovery round.  It keeps hashes only: who asks compares the real keys of
 * the items that the numbers name.  The seed is random, so that names in a
 * hostile file cannot be chosen to collide.
 */
#ifndef DAICHO_DISCOVERY_MAP_H
#define DAICHO_DISCOVERY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
	uint64_t	 seed;
	uint64_t	*hash;		/* 0: a free slot */
	uint32_t	*value;
	size_t		 cap;
	size_t		 n;
};

void map_init(struct map *map);
void map_release(struct map *map);

/* kind keeps keys of different sorts apart in one map. */
uint64_t map_hash(const struct map *map, int kind, const void *bytes,
    size_t n);
uint64_t map_hash_text(const struct map *map, int kind, const char *s);
void map_put(struct map *map, uint64_t hash, uint32_t value);

/*
 * Walks the values of a hash in the order in which they were put; *slot
 * begins as SIZE_MAX.
 */
bool map_next(const struct map *map, uint64_t hash, size_t *slot,
    uint32_t *value);

#endif
