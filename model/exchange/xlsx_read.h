/* SPDX-License-Identifier: ISC */
/*
 * Workbooks (XLSX) as tables.  The file is read in a worker job; what comes
 * home is one sheet as CSV, in which row n of the sheet is row n, so that
 * importers of tables need not know.  The import calls it.
 */
#ifndef DAICHO_MODEL_EXCHANGE_XLSX_READ_H
#define DAICHO_MODEL_EXCHANGE_XLSX_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"
#include "base/session.h"
#include "base/worker.h"

extern const struct worker_job xlsx_job;

struct xlsx_name {
	const char	*name;		/* valid UTF-8, safe to show */
	bool		 hidden;
};

/*
 * True for a regular file that begins like a workbook, an archive or an old
 * Excel file, whatever it is called.  The others are for csv_open.
 */
bool xlsx_looks(const char *path);

/*
 * The sheets of a workbook in order, in the arena.  ERR_INPUT says what the
 * file is when it is none, or what is wrong with it; name is what messages
 * call it.
 */
const struct err *xlsx_names(struct session *session, const char *path,
    const char *name, struct arena *arena, struct xlsx_name **out,
    size_t *n) ERR_MUST_CHECK;

/*
 * Appends sheet i as CSV: UTF-8 with a byte order mark, commas.  Cells that
 * could not be taken as they are become warnings.
 */
const struct err *xlsx_read(struct session *session, const char *path,
    const char *name, size_t i, struct buf *csv, struct problems *warnings)
    ERR_MUST_CHECK;

#endif
