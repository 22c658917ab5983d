/* SPDX-License-Identifier: ISC */
/*
 * Encodings of foreign files: UTF-8 with or without BOM, UTF-16 with BOM (and
 * without, when every other byte of the beginning is NUL), CP932.
 */
#ifndef DAICHO_BASE_CHARSET_H
#define DAICHO_BASE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum charset { CHARSET_UTF8, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_CP932 };

/*
 * What the bytes are most likely written in; *bom gets the bytes to skip.
 * Bytes that are neither UTF-8 nor UTF-16 are CP932.  The last character may
 * be incomplete (the bytes may be a beginning of the file).
 */
enum charset charset_detect(const void *bytes, size_t n, size_t *bom);
/* "UTF-8", "UTF-16LE", "UTF-16BE", "CP932". */
const char *charset_name(enum charset charset);

/*
 * Appends bytes as valid UTF-8.  What cannot be converted becomes U+FFFD and
 * is counted in *bad (may be NULL).
 */
void charset_decode(enum charset charset, const void *bytes, size_t n,
    struct buf *out, size_t *bad);

/*
 * Appends UTF-8 text in the given encoding; a character that it lacks becomes
 * "?" and is counted in *bad (may be NULL).  CP932 uses the wave dash, minus
 * and double bar of Windows.
 */
void charset_encode(enum charset charset, const char *s, struct buf *out,
    size_t *bad);

#endif
