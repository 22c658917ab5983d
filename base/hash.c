/* SPDX-License-Identifier: ISC */
#include "base/hash.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct hash),
    "struct hash holds the library's state");

static crypto_hash_sha256_state *
state(struct hash *hash)
{
	return (crypto_hash_sha256_state *)(void *)hash->state;
}

void
hash_init(struct hash *hash)
{
	crypto_hash_sha256_init(state(hash));
}

void
hash_add(struct hash *hash, const void *bytes, size_t n)
{
	crypto_hash_sha256_update(state(hash), bytes, n);
}

void
hash_end(struct hash *hash, unsigned char out[HASH_BYTES])
{
	crypto_hash_sha256_final(state(hash), out);
}

void
hash_hex(const unsigned char *bytes, size_t n, char *out)
{
	sodium_bin2hex(out, 2 * n + 1, bytes, n);
}

void
hash_of(const void *bytes, size_t n, char out[HASH_HEX])
{
	unsigned char sum[HASH_BYTES];

	crypto_hash_sha256(sum, bytes, n);
	hash_hex(sum, sizeof(sum), out);
}

void
hash_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}
