/* SPDX-License-Identifier: ISC */
/*
 * Texts that stand for something: names, keys and values that were met before,
 * records by their uuid.  A zeroed struct is empty; the texts belong to the
 * caller and must last as long.  Where the things lie in an array that grows,
 * their numbers are put instead, counted from 1.
 */
#ifndef DAICHO_BASE_LOOKUP_H
#define DAICHO_BASE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

struct lookup {
	struct lookup_slot *slot;	/* hash table */
	size_t		 slots, n;
};

/* What was put under the key; NULL or 0 when nothing was. */
void *lookup_get(const struct lookup *lookup, const char *key);
size_t lookup_number(const struct lookup *lookup, const char *key);
/* Puts, or replaces what stands there; the first text is kept. */
void lookup_put(struct lookup *lookup, const char *key, void *what);
void lookup_put_number(struct lookup *lookup, const char *key, size_t number);
void lookup_release(struct lookup *lookup);
/* Not against people who choose texts that collide. */
uint32_t lookup_hash(const char *key);

#endif
