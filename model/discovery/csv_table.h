/* SPDX-License-Identifier: ISC */
/* What a mapping may call the columns of a table that people made. */
#ifndef DAICHO_DISCOVERY_CSV_TABLE_H
#define DAICHO_DISCOVERY_CSV_TABLE_H

#include "base/buf.h"

/* The key for a word of a mapping ("interface.ip" is "ip"); NULL. */
const char *csv_table_key(const char *word);
/* Appends all keys, divided by commas. */
void csv_table_keys(struct buf *out);

#endif
