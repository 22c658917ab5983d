/* SPDX-License-Identifier: ISC */
/*
 * For the tests of discovery: runs a reader over a text and keeps all that it
 * gave.
 */
#ifndef DAICHO_TESTS_SEEN_H
#define DAICHO_TESTS_SEEN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/discovery/importer.h"

enum { SEEN_NOW = 1800000000 };	/* s; the time of reading */

/* All that one file gave; the sightings are copies. */
struct seen {
	struct arena	*arena;
	struct sighting	*item;
	size_t		 n, cap;
	size_t		 up, warnings, cuts, scopes;
	int64_t		 started, ended;
	int		 strength;	/* -1: the row's */
	long		 cut_line;
	const struct err *err;
	struct buf	 scope;		/* divided by blanks */
	struct buf	 all;		/* everything, for comparisons */
};

/* Appends all members of a sighting, to be compared. */
void seen_describe(const struct sighting *sighting, struct buf *out);
/* Feeds text to a reader in pieces of at most chunk bytes. */
void seen_text(const char *word, const char *text, size_t n, size_t chunk,
    struct seen *seen);
/* The same for a file of tests/corpus. */
void seen_corpus(const char *name, const char *word, size_t chunk,
    struct seen *seen);
void seen_release(struct seen *seen);

/* Lent until the next call. */
const char *corpus_path(const char *name);
/* Appends a file of the corpus as text. */
void corpus_load(const char *name, struct buf *out);

#endif
