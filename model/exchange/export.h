/* SPDX-License-Identifier: ISC */
/*
 * Export of register data: one entity as CSV or TSV, one, some or all as a
 * workbook or JSON.  What is written re-imports unchanged (import.h).  Left out
 * is what a register keeps about its own copy: revision, and who saved it when.
 *
 * JSON: an array of rows for one entity, else an object with an array for each
 * entity; a row has every field, a reference is {uuid, entity, name}.  It
 * holds the retired records too; tables hold the current ones.
 *
 * A workbook is for people: labels, a sheet for each entity.  Characters that
 * cannot be seen are shown in it by their numbers, which is the one thing that
 * does not come back as it was.
 */
#ifndef DAICHO_MODEL_EXCHANGE_EXPORT_H
#define DAICHO_MODEL_EXCHANGE_EXPORT_H

#include "base/charset.h"
#include "model/register.h"

struct export_options {
	enum charset	 charset;	/* of tables */
	bool		 bom;
	/* Labels instead of keys, names instead of uuids, no formulas. */
	bool		 spreadsheet;
	char		 delimiter;	/* ',' or TAB */
	const struct query *query;	/* of tables; NULL: all */
};

/* Where the bytes of the file go. */
struct export_sink {
	struct buf	*out;
	/*
	 * Called now and then and at the end: takes what stands in out and
	 * empties it.  NULL: all of it stays there.
	 */
	const struct err *(*flush)(void *ctx, struct buf *out);
	void		*ctx;
	/* Counts characters that the encoding lacks ("?" now); may be NULL. */
	size_t		*lost;
};

const struct err *export_table(struct session *session,
    enum entity_id entity, const struct export_options *options,
    const struct export_sink *sink) ERR_MUST_CHECK;
/*
 * n = 0: a sheet for each entity that holds something, evidence left out; of
 * an empty register an empty sheet for each that is not hidden.
 * query (NULL: all) is of the one entity.
 */
const struct err *export_workbook(struct session *session,
    const enum entity_id *entities, size_t n, const struct query *query,
    const struct export_sink *sink) ERR_MUST_CHECK;
/* n = 0: the whole register. */
const struct err *export_json(struct session *session,
    const enum entity_id *entities, size_t n,
    const struct export_sink *sink) ERR_MUST_CHECK;

#endif
