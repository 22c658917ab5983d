/* SPDX-License-Identifier: ISC */
/*
 * The views, and what it takes to open each of them.
 */
#ifndef DAICHO_TUI_VIEWS_H
#define DAICHO_TUI_VIEWS_H

#include "model/register.h"
#include "tui/pane.h"
#include "tui/view.h"

#define VIEW(name) extern const struct view_ops view_##name;
#include "tui/views/view.def"
#undef VIEW

/* --- lists and records --------------------------------------------------- */

struct list_args {
	enum entity_id	 entity;
	const char	*filter;	/* may be NULL */
	const char	*sort;		/* "key:desc"; may be NULL */
};
extern const struct view_ops view_list;
const struct err *list_open(struct app *app, enum entity_id entity,
    const char *filter) ERR_MUST_CHECK;

/* A record in full; args: const char *uuid. */
extern const struct view_ops view_record;
const struct err *record_open(struct app *app, const char *uuid)
    ERR_MUST_CHECK;
/* Fills a pane with what is known of a record; wide: with every field. */
const struct err *record_pane(struct session *session, const char *uuid,
    bool full, struct pane *pane) ERR_MUST_CHECK;

/* What hangs on a record, in two steps; args: const char *uuid. */
extern const struct view_ops view_relations;

/* Which columns a list shows. */
struct column_choice;
struct columns_args {
	enum entity_id	 entity;
	struct column_choice *choice;	/* of the list below */
};
extern const struct view_ops view_columns;

/* --- editing --------------------------------------------------------------- */

struct edit_args {
	enum entity_id	 entity;
	const char	*uuid;		/* NULL: a new record */
	const char *const *many;	/* uuids of marked records; NULL: one */
	size_t		 n_many;
	/* After saving, with the uuid, NULL for many; may be NULL. */
	const struct err *(*saved)(void *ctx, const char *uuid);
	void		*ctx;
	const char	*name;		/* of the new record; may be NULL */
	const char	*from;		/* its pattern, by uuid; may be NULL */
};
extern const struct view_ops view_edit;

/* Retires records after a typed word. */
const struct err *retire_ask(struct app *app, enum entity_id entity,
    const char *const *uuid, size_t n) ERR_MUST_CHECK;

/* Asks who takes over all that a person or department has. */
const struct err *hand_over_ask(struct app *app, enum entity_id entity,
    const char *uuid) ERR_MUST_CHECK;

/*
 * Asks whether what a department has goes to its successor, where it has
 * something.
 */
const struct err *hand_over_offer(struct app *app, const char *department,
    const char *to) ERR_MUST_CHECK;

/* What was touched, written into many records. */
struct bulk_args {
	enum entity_id	 entity;
	const char *const *uuid;
	size_t		 n;
	const struct record *values;	/* the touched fields */
	/* What each gets, the same fields as values; NULL: all get values. */
	const struct record *const *each;
	struct view	*form;		/* closed when all is written; or NULL */
	/* After writing; may be NULL. */
	const struct err *(*saved)(void *ctx, const char *uuid);
	void		*ctx;
};
extern const struct view_ops view_bulk;

/* Asks for a field and two texts, then shows what becomes of each. */
const struct err *replace_ask(struct app *app, enum entity_id entity,
    const char *const *uuid, size_t n,
    const struct err *(*saved)(void *ctx, const char *uuid), void *ctx)
    ERR_MUST_CHECK;

/* Fields that somebody else has changed meanwhile. */
struct conflict_args {
	const struct record *mine;	/* the fields to write */
	const struct conflict *conflict;
	size_t		 n;
	struct view	*form;
};
extern const struct view_ops view_conflict;

/* --- reviews ----------------------------------------------------------------- */

/* A round on the spot; args: const char *uuid. */
extern const struct view_ops view_review;

/* --- discovery --------------------------------------------------------------- */

struct decide_args {
	const char *const *uuid;
	size_t		 n;
	/*
	 * Findings that are not recorded yet: what the first is, and what
	 * records them all when the decision is, filling n uuids.  NULL: they
	 * stand in the register.
	 */
	const struct record *finding;
	const struct err *(*raise)(void *ctx, const char **uuid);
	/* After recording; may be NULL. */
	void		(*decided)(void *ctx);
	void		*ctx;
};
extern const struct view_ops view_decide;

/* --- history ------------------------------------------------------------------ */

/* "F-0399 decided: remove". */
void history_decision(struct session *session, const char *uuid,
    struct arena *arena, struct buf *out);
/* "NW-019 name" of the first record, "F-0399 decided: remove". */
void history_what(struct session *session, const struct store_tx *tx,
    struct arena *arena, struct buf *out);

struct history_args {
	const char	*uuid;		/* NULL: the whole register */
};
/* Asks whether one's own last change set is taken back, or done again. */
const struct err *undo_ask(struct app *app, bool redo) ERR_MUST_CHECK;
const struct err *undo_ask_tx(struct app *app, int64_t tx, bool redo)
    ERR_MUST_CHECK;

/* --- importing ---------------------------------------------------------------------- */

/* What a file would change, to be settled and applied; args: import_options. */
extern const struct view_ops view_import;
/* "import FILE" of the palette; *taken false: a line for the verb. */
const struct err *import_open_line(struct app *app, int argc,
    char *const *argv, bool *taken) ERR_MUST_CHECK;

/* --- commands -------------------------------------------------------------------- */

extern const struct view_ops view_palette;
/* The palette with a beginning of a line. */
const struct err *palette_open(struct app *app, const char *text)
    ERR_MUST_CHECK;
/* The palette, with the line that writes these records into a file. */
const struct err *write_open(struct app *app, enum entity_id entity,
    const char *filter, bool reverse) ERR_MUST_CHECK;
/* Text to be read: the output of a verb, why something was decided. */
const struct err *output_open(struct app *app, const char *title,
    const char *text) ERR_MUST_CHECK;
/* Runs a line as a verb and shows what it says. */
const struct err *output_run(struct app *app, const char *line)
    ERR_MUST_CHECK;
const struct err *explain_open(struct app *app, const char *ref)
    ERR_MUST_CHECK;

#endif
