/* SPDX-License-Identifier: ISC */
/*
 * Forms of a value that compare, byte by byte, as the value itself does:
 * versions part by part ("10.9" < "10.10"), addresses and prefixes by number.
 * The store hands them to its queries.
 */
#ifndef DAICHO_STORE_SORTKEY_H
#define DAICHO_STORE_SORTKEY_H

#include "base/buf.h"

/* Appends the form of a version; it holds printable characters only. */
void sortkey_version(struct buf *out, const char *version);
/*
 * Appends the form of an IP address or prefix; text that is neither gives
 * itself, after all addresses.
 */
void sortkey_address(struct buf *out, const char *address);

#endif
