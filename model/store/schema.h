/* SPDX-License-Identifier: ISC */
/*
 * The shape of the file, worked out from the table of fields: which column,
 * link or list holds a field, and the statements that make tables and indexes.
 * The same statements say what a file of some version must contain, word by
 * word, so a register from elsewhere is compared with them before anything is
 * read from it.  Nothing here touches a database.
 *
 * Rows of all entities share one number space: the id of an entity's row is
 * the id of its object.  A single reference is a column holding the id of its
 * target's object; several stand in link, several texts in multi.  The fields
 * that a register adds have their values in multi, several or not, so that
 * the shape of the file never depends on what it holds.  Texts that
 * are looked up or give the default order have a second column with their
 * folded form, since an index over a function would be damaged by the next
 * edition of Unicode.
 */
#ifndef DAICHO_STORE_SCHEMA_H
#define DAICHO_STORE_SCHEMA_H

#include "base/buf.h"
#include "model/field.h"

/* Where the values of a field are kept. */
enum schema_place {
	PLACE_NONE,		/* computed, or newer than the file */
	PLACE_COLUMN,		/* text or integer of the row */
	PLACE_OBJECT,		/* column with the id of the target's object */
	PLACE_LINK,		/* rows of link */
	PLACE_MULTI,		/* rows of multi; all of a register's own */
};

enum schema_place schema_place(const struct field *field, int version);
/* The name of its column; a field's key may be what every table calls a row. */
const char *schema_column(const struct field *field);
/* True when a column "<key>_folded" stands beside the field's own. */
bool schema_folded(enum entity_id entity, size_t position);
/*
 * The field that orders records where nothing else does: asset_no, else the
 * name field.  -1: by row, for evidence and for names that are choices.
 */
int schema_order_field(enum entity_id entity);

/* One row of sqlite_schema. */
struct schema_item {
	const char	*type;		/* "table" or "index" */
	char		*name;
	char		*table;
	char		*sql;
};

struct schema {
	struct schema_item *item;	/* in the order of creation */
	size_t		 n;
	size_t		 cap;
};

/* All tables and indexes of a version.  Release with schema_release. */
void schema_build(int version, struct schema *out);
void schema_release(struct schema *schema);
/*
 * The statements that bring a file of one version to the next: new tables,
 * columns and indexes.  The result is what schema_build gives for the newer.
 */
void schema_upgrade(int from, int to, struct buf *sql);
/*
 * Statements that give the connection empty tables of its own in place of the
 * entities that came after a version, so that reading an old file finds none
 * of them.  Nothing where the version has all.
 */
void schema_stand_ins(int version, struct buf *sql);

#endif
