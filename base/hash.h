/* SPDX-License-Identifier: ISC */
/*
 * SHA-256 (libsodium) in lower-case hexadecimal, and random bytes.
 */
#ifndef DAICHO_BASE_HASH_H
#define DAICHO_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 32, HASH_HEX = 65 };	/* HASH_HEX counts the NUL */

struct hash {
	_Alignas(16) unsigned char state[128];	/* of the library; opaque */
};

void hash_init(struct hash *hash);
void hash_add(struct hash *hash, const void *bytes, size_t n);
void hash_end(struct hash *hash, unsigned char out[HASH_BYTES]);

void hash_hex(const unsigned char *bytes, size_t n, char *out /* 2n+1 */);
/* Of one piece of memory, as hexadecimal. */
void hash_of(const void *bytes, size_t n, char out[HASH_HEX]);

void hash_random(void *out, size_t n);

#endif
