/* SPDX-License-Identifier: ISC */
/*
 * The form of a record: rows that stand for one field, for two that belong
 * together, or for an asset's first interface, on tabs.  edit.c is the view,
 * edit_rows.c knows the rows and their values, edit_save.c writes.
 */
#ifndef DAICHO_TUI_EDIT_H
#define DAICHO_TUI_EDIT_H

#include "model/register.h"
#include "tui/lineedit.h"
#include "tui/view.h"
#include "tui/views/views.h"

enum { EDIT_ROWS = FIELD_MAX, EDIT_TABS = TAB_COUNT };

enum edit_kind { EDIT_FIELD, EDIT_PAIR, EDIT_INTERFACE };

struct edit_row {
	enum edit_kind	 kind;
	size_t		 a, b;		/* positions; b for pairs */
	int		 tab;
	const char	*error;
};

struct edit {
	enum entity_id	 entity;
	struct edit_args args;
	struct record	*was, *now;	/* as read; as edited */
	/* The first interface of an asset; NULL for other entities. */
	struct record	*if_was, *if_now;
	struct edit_row	 row[EDIT_ROWS];
	size_t		 n_rows;
	bool		 tab_used[EDIT_TABS];
	int		 tab;
	size_t		 cursor, top;
	bool		 typing;
	bool		 second;	/* the second field of a pair */
	bool		 asked;		/* about a draft */
	struct lineedit	 line;
	struct fieldset	 varies, touched;	/* of many records */
	int		 field_y;	/* where the row under the cursor is */
};

/* --- rows ---------------------------------------------------------------- */

void edit_make_rows(struct edit *d);
const char *edit_label(const struct edit *d, const struct edit_row *row,
    enum lang lang);
/* The field whose type decides how the row is edited; NULL: interface. */
const struct field *edit_field(const struct edit *d,
    const struct edit_row *row);
void edit_text(const struct view *view, const struct edit_row *row,
    struct buf *out);
bool edit_changed(const struct edit *d, const struct edit_row *row);
size_t edit_changes(const struct edit *d);
size_t edit_errors(const struct edit *d);
bool edit_filled(const struct edit *d, const struct edit_row *row);
bool edit_needed(const struct view *view, const struct edit_row *row);
/* Takes over what was typed; the row's error says what is wrong. */
void edit_take(struct view *view, struct edit_row *row, const char *text);
/* Takes a value that a picker gave. */
void edit_set(struct view *view, struct edit_row *row, size_t position,
    const char *key);
/* Asks the register about all that was changed. */
void edit_validate(struct view *view);

/* --- writing --------------------------------------------------------------- */

const struct err *edit_save(struct view *view) ERR_MUST_CHECK;
/* The fields that were changed, of the record itself. */
struct record *edit_delta(struct view *view, struct arena *arena);

/* --- drafts ------------------------------------------------------------------ */

void edit_draft_keep(struct view *view);
void edit_draft_drop(struct view *view);
bool edit_draft_exists(struct view *view);
/* Takes a draft over. */
void edit_draft_load(struct view *view);

#endif
