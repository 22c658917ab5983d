/* SPDX-License-Identifier: ISC */
/*
 * The records of the demo register, from the tables in share/demo/: one file
 * per entity, a row per record, columns named by field key, "key@ja" and
 * "key@en" where a text has two languages.  Two more columns stand before
 * them: the handle by which other rows refer to this one, and the stage of
 * the timeline that brings the record into the register.
 *
 * The verb demo calls it; everything lives in the arena of the caller.
 */
#ifndef DAICHO_VERB_DEMO_DATA_H
#define DAICHO_VERB_DEMO_DATA_H

#include "model/register.h"
#include "verb/demo_time.h"

struct demo_data;

/* Reads all tables; errors name file and line. */
const struct err *demo_data_load(const struct session *session,
    const struct demo_time *time, struct arena *arena,
    struct demo_data **out) ERR_MUST_CHECK;

/* Adds the records of a stage to a change set; n counts them. */
const struct err *demo_data_put(const struct demo_data *data,
    const struct session *session, const char *stage,
    struct changes *changes, size_t *n) ERR_MUST_CHECK;
/* Adds the edits of a set of edit.tsv. */
const struct err *demo_data_edit(const struct demo_data *data,
    const struct session *session, const char *set, struct changes *changes)
    ERR_MUST_CHECK;

/* The uuid that belongs to a handle, or NULL. */
const char *demo_data_uuid(const struct demo_data *data, const char *handle);
/* What the record is called, in the session's language; NULL when unknown. */
const char *demo_data_name(const struct demo_data *data, const char *handle);

/* A uuid that is always the same for the same text, shaped as version 4. */
void demo_uuid(const char *text, char out[UUID_LEN]);

/*
 * A table of share/demo: the cells of each row by column of the header; in a
 * column pair the one of the language counts.
 */
struct demo_table {
	const char	*file;
	const char	**column;	/* without its language */
	size_t		 n_columns;	/* of the language */
	const char	***row;		/* cells, beside column; never NULL */
	long		*line;
	size_t		 n_rows;
};
const struct err *demo_table_read(const char *name, enum lang lang,
    struct arena *arena, struct demo_table *out) ERR_MUST_CHECK;
/* The cell of a column, "" when there is none. */
const char *demo_table_cell(const struct demo_table *table, size_t row,
    const char *column);

#endif
