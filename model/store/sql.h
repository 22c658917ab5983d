/* SPDX-License-Identifier: ISC */
/*
 * Query trees, orders and field lists as SQL text with bound parameters.
 * Pure text work: nothing here touches a database, and nothing typed by a
 * person ever becomes part of the text.
 */
#ifndef DAICHO_STORE_SQL_H
#define DAICHO_STORE_SQL_H

#include "base/buf.h"
#include "model/query.h"

struct sql_param {
	const char	*s;		/* NULL: the integer */
	int64_t		 i;
	bool		 null;
};

/* A statement under construction.  Strings of parameters are not copied. */
struct sql {
	struct buf	 text;
	struct sql_param *param;
	size_t		 n;
	size_t		 cap;
	int		 version;	/* of the file: newer fields are empty */
	const struct session *session;	/* scales of its register */
	unsigned	 aliases;	/* used so far */
};

void sql_init(struct sql *sql, const struct session *session, int version);
void sql_release(struct sql *sql);

/*
 * Appends the statement for the keys of a query (NULL: all; retired records
 * only when the query names retired_at): row numbers and, in the columns after
 * it, what they are sorted by.  Returns the number of those columns; 0 means
 * that the rows come in their order.  direction[i] is true for descending.
 */
enum { SQL_SORT_MAX = 17 };
size_t sql_keys(struct sql *sql, enum entity_id entity,
    const struct query *query, const struct query_sort *sort, size_t n,
    bool direction[SQL_SORT_MAX]);
/* Appends "SELECT count(*) FROM …". */
void sql_count(struct sql *sql, enum entity_id entity,
    const struct query *query);

/*
 * Appends "SELECT t.id, t.uuid, t.rev, …" with the wanted fields that are
 * columns, and " FROM entity t"; position[i] belongs to column 3 + i.
 */
size_t sql_fields(struct sql *sql, enum entity_id entity,
    const struct fieldset *want, size_t position[FIELD_MAX]);

/*
 * Appends the statement that finds the uuids of the records whose field has
 * the value, given as text.  False when the value cannot be one of the field.
 */
bool sql_lookup(struct sql *sql, enum entity_id entity, size_t position,
    const char *value, const char *folded);

#endif
