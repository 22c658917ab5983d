/* SPDX-License-Identifier: ISC */
/*
 * Which columns a list of an entity can have and which of them fit.
 */
#ifndef DAICHO_TUI_COLUMN_H
#define DAICHO_TUI_COLUMN_H

#include "model/field.h"
#include "tui/table.h"

enum { COLUMN_IP = FIELD_MAX };	/* id of an asset's first address */

/* What a person chose; empty: the table decides. */
struct column_choice {
	struct fieldset	 show, hide;
};

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
