/* SPDX-License-Identifier: ISC */
/* How entries are sealed: shared by journal.c and verify.c, nobody else. */
#ifndef DAICHO_MODEL_JOURNAL_IMPL_H
#define DAICHO_MODEL_JOURNAL_IMPL_H

#include "model/journal.h"

void journal_digest(const unsigned char *salt, const char *payload,
    unsigned char out[HASH_BYTES]);
void journal_link(const unsigned char before[HASH_BYTES],
    const struct store_tx *tx, const struct store_entry *entry,
    unsigned char out[HASH_BYTES]);

#endif
