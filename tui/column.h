/* SPDX-License-Identifier: ISC */
/*
 * Which columns a list of an entity can have and which of them fit.
 */
#ifndef DAICHO_TUI_COLUMN_H
#define DAICHO_TUI_COLUMN_H

#include "model/field.h"
#include "tui/table.h"

enum { COLUMN_IP = FIELD_MAX };	/* id of an asset's first address */

/*
 * Positions of the fields that a person may list, the entity's own before the
 * common ones; returns how many.
 */
size_t column_fields(enum entity_id entity, size_t out[FIELD_MAX]);

/* What a person chose; empty: the table decides. */
struct column_choice {
	struct fieldset	 show, hide;
	bool		 only;		/* nothing beside what is to show */
	size_t		 order[FIELD_MAX];	/* positions; the rest follows */
	size_t		 n_order;
};

/*
 * Positions of all fields that can be columns, those that are shown first and
 * in their order; the name, which always stands first, is not among them.
 */
size_t column_order(enum entity_id entity, enum lang lang,
    const struct column_choice *choice, size_t out[FIELD_MAX]);
/* The keys of the shown columns, in order, for a saved view. */
size_t column_keys(enum entity_id entity, enum lang lang,
    const struct column_choice *choice, const char *out[FIELD_MAX]);

/*
 * Fills out (room for TABLE_COLUMNS) with the columns that fit into w cells,
 * in order; *hidden counts those left out.  drop: a field that the filter
 * makes constant, -1 for none.  small: only what is never dropped; sign: leave
 * room for "+12›".
 */
size_t column_fit(enum entity_id entity, enum lang lang, int w,
    const struct column_choice *choice, int drop, bool small, bool sign,
    struct table_column *out, size_t *hidden);

#endif
