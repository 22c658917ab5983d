/* SPDX-License-Identifier: ISC */
/*
 * Text of nmap's XML as it was before nmap wrote it.
 */
#ifndef DAICHO_DISCOVERY_NMAP_TEXT_H
#define DAICHO_DISCOVERY_NMAP_TEXT_H

#include "base/buf.h"

/*
 * Appends s.  nmap writes bytes above 0x7F one by one, as characters U+0080 to
 * U+00FF or, in the output of scripts, as \xHH: runs of them that make UTF-8
 * are put together again, others stay.
 */
void nmap_text_repair(const char *s, struct buf *out);

#endif
