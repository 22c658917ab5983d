/* SPDX-License-Identifier: ISC */
/*
 * Decoding a file piece by piece: UTF-8 with or without BOM, UTF-16, CP932.
 * A file that begins in ASCII is judged where it stops being ASCII.
 */
#ifndef DAICHO_DISCOVERY_DECODE_H
#define DAICHO_DISCOVERY_DECODE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/charset.h"

struct decoder {
	enum charset	 charset;
	bool		 begun;
	bool		 settled;	/* more than ASCII was seen */
	struct buf	 rest;		/* of a character cut by the piece */
	struct buf	 in, out;
	size_t		 bad;		/* bytes that were no text */
};

/*
 * Decodes the next bytes (the first piece should be the first 4 bytes at
 * least); *text is lent until the next call and holds whole characters.
 */
void decoder_feed(struct decoder *decoder, const char *bytes, size_t n,
    const char **text, size_t *len);
/* What is left at the end of the file. */
void decoder_end(struct decoder *decoder, const char **text, size_t *len);
void decoder_release(struct decoder *decoder);

#endif
