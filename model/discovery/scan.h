/* SPDX-License-Identifier: ISC */
/*
 * What the job that reads a file (scan_job.c) and the side that asked for it
 * (scan.c) say to each other.  Both are one program on one machine: numbers
 * stand as memory holds them.
 *
 * The answer is a sequence of messages: a byte of enum scan_message, the
 * length of the body as 32 bits, the body.
 */
#ifndef DAICHO_DISCOVERY_SCAN_H
#define DAICHO_DISCOVERY_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"

enum { SCAN_WARNINGS = 100, SCAN_SCOPE = 4096, SCAN_ZONE = 64 };

struct scan_request {
	int64_t	now;
	char	zone[SCAN_ZONE];	/* of times without one; NUL-ended */
	int32_t	importer;	/* a row with the word asked for; -1: sniff */
	uint8_t	hash;		/* the file can be read once: hash it there */
};				/* behind it the mapping, if there is one */

enum scan_message {
	SCAN_SIGHTING,		/* sighting_encode */
	SCAN_WARNING,		/* int64 line, value or "", NUL, reason */
	SCAN_PREFIX,		/* text */
	SCAN_PROGRESS,		/* int64 bytes read so far */
	SCAN_END,		/* struct scan_end, reason of the cut or "" */
	SCAN_FAILED,		/* struct scan_failed, reason or "" */
	SCAN_MESSAGES
};

struct scan_end {
	int64_t		bytes;
	int64_t		started, ended;		/* ms UTC; 0 unknown */
	int64_t		cut_line;
	int64_t		more_warnings;		/* beyond those sent */
	int32_t		importer;
	int32_t		strength;
	uint8_t		cut;
	unsigned char	sum[HASH_BYTES];	/* when asked for */
};

enum scan_failure {
	SCAN_UNREADABLE,	/* error: errno */
	SCAN_EMPTY,
	SCAN_UNKNOWN,		/* no format */
	SCAN_TIE,		/* two formats */
	SCAN_REFUSED		/* by the reader, with its reason */
};

struct scan_failed {
	int32_t	failure;
	int32_t	error;
	int32_t	importer;	/* of SCAN_REFUSED */
};

#endif
