/* SPDX-License-Identifier: ISC */
/*
 * The readers behind importer.def, for the table and nobody else.  Each keeps
 * its state in a struct import_reader of its own.
 */
#ifndef DAICHO_DISCOVERY_READER_H
#define DAICHO_DISCOVERY_READER_H

#include "model/discovery/importer.h"

#define IMPORTER(id, name, word, strength, feed, end, help) \
	int id##_sniff(const char *head, size_t n); \
	struct import_reader *id##_begin(const struct import_sink *sink, \
	    int64_t now); \
	const struct err *feed(struct import_reader *reader, \
	    const char *text, size_t n) ERR_MUST_CHECK; \
	const struct err *end(struct import_reader *reader) ERR_MUST_CHECK;
#include "model/discovery/importer.def"
#undef IMPORTER

#endif
