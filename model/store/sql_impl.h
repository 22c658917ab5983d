/* SPDX-License-Identifier: ISC */
/*
 * What sql.c and condition.c share: pieces of a statement under construction.
 */
#ifndef DAICHO_STORE_SQL_IMPL_H
#define DAICHO_STORE_SQL_IMPL_H

#include "model/store/sql.h"

/* A row of an entity inside a statement: table "entity" AS t<alias>. */
struct sql_row {
	enum entity_id	 entity;
	unsigned	 alias;
};

struct sql_row sql_row_new(struct sql *sql, enum entity_id entity);

/* Text of our own; then parameters. */
void sql_add(struct sql *sql, const char *s);
void sql_text(struct sql *sql, const char *s);
void sql_int(struct sql *sql, int64_t i);

/* How values of a type are compared: which form of column and parameter. */
enum sql_form { FORM_PLAIN, FORM_FOLD, FORM_VERSION, FORM_ADDRESS };

extern const char *const sql_call[];	/* the function that makes a form */
enum sql_form sql_equality(const struct field *field);
enum sql_form sql_order_form(const struct field *field);

/*
 * Appends the value of a field in a form.  For lists this is the value of the
 * row of multi called m.
 */
void sql_value(struct sql *sql, struct sql_row row, size_t position,
    enum sql_form form);

/* Appends the condition that a query puts on a row. */
void sql_condition(struct sql *sql, struct sql_row row,
    const struct query *q);

/* Appends " AND …" where rows of the entity may be hidden (store.h). */
void sql_shown(struct sql *sql, enum entity_id entity, const char *alias);

bool sql_in_mask(uint64_t mask, int entity);

#endif
