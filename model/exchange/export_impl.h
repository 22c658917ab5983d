/* SPDX-License-Identifier: ISC */
/*
 * Shared by the files that export: export.c (tables and workbooks),
 * export_json.c and template.c.  Nobody else includes it.
 */
#ifndef DAICHO_MODEL_EXCHANGE_EXPORT_IMPL_H
#define DAICHO_MODEL_EXCHANGE_EXPORT_IMPL_H

#include "model/exchange/csv.h"
#include "model/exchange/export.h"
#include "base/lookup.h"
#include "model/exchange/xlsx_write.h"

/* How a record is named, remembered: many rows name the same ones. */
struct naming {
	char		 uuid[UUID_LEN];
	int		 entity;
	const char	*name;
	const char	*ref;		/* what finds it again; else the uuid */
};

struct export {
	struct session	*session;
	const struct export_sink *sink;
	const struct export_options *options;	/* NULL: JSON */
	struct arena	*arena, *scratch;
	struct lookup	 names;
	struct buf	 text;		/* of a table, not encoded yet */
	struct csv_writer writer;
	struct xlsx	*book;		/* NULL: CSV or TSV */
	enum entity_id	 entity;
	size_t		 place[FIELD_MAX];	/* JSON: fields in order */
	int64_t		 rows;
	const struct err *err;
};

void export_init(struct export *ex, struct session *session,
    const struct export_options *options, const struct export_sink *sink);
void export_release(struct export *ex);

/* What is exported of an entity. */
bool export_has(const struct field *field, size_t position);
struct fieldset export_fields(enum entity_id entity);
/* By number and name, and then always the same: by uuid. */
size_t export_order(enum entity_id entity, struct query_sort sort[3]);
/* How a field names a record; NULL with ex->err set. */
const struct naming *export_name(struct export *ex,
    const struct field *field, const char *uuid);
/* The next cell of the row. */
void export_cell(struct export *ex, const struct field *field,
    const struct value *value);
/* How a workbook shows a field; the list of choices lies in the arena. */
struct xlsx_column export_column(struct session *session,
    const struct field *field, struct arena *arena);
/* After a row; false stops. */
bool export_row_done(struct export *ex);
/* Hands on what was gathered, when there is enough or at the end. */
void export_hand_on(struct export *ex, bool end);

#endif
