/* SPDX-License-Identifier: ISC */
/*
 * A view is what fills the screen, or a dialog over it: a small file in views/
 * that ends in one const table of operations.  The application keeps them on a
 * stack (the breadcrumbs), finds the action of each key, tests its
 * preconditions, and draws title, status and footer around them.
 *
 * Operations that are NULL do nothing.  A view may open others, and close
 * itself, at any time: closed views go after the call returns.
 */
#ifndef DAICHO_TUI_VIEW_H
#define DAICHO_TUI_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"
#include "tui/action.h"
#include "tui/screen.h"

struct app;
struct view;

/* What the title row says of a view. */
struct title {
	struct buf	 crumb;		/* empty: none */
	struct buf	 filter;
	struct buf	 person;
	struct buf	 position;
	const char	*badge;
	enum role	 badge_role;
};

enum view_shape {
	VIEW_FULL,		/* between title and status */
	VIEW_DIALOG,		/* a box over the greyed view below */
	VIEW_POPUP,		/* a box or line over the view below */
};

struct view_ops {
	const char	*name;
	enum view_shape	 shape;
	size_t		 size;		/* bytes of data, zeroed */

	/* An error keeps the view from opening. */
	const struct err *(*open)(struct view *view, const void *args);
	void		(*close)(struct view *view);

	/* Where keys count now: action_where. */
	unsigned	(*where)(const struct view *view);
	/* Actions of the footer, ended by ACTION_NONE. */
	const enum action_id *(*footer)(const struct view *view);
	/* Its keys here, where they are fewer than the table's; NULL. */
	const char	*(*keys)(const struct view *view,
			    enum action_id action);
	/* Why an action cannot be done now; NULL when it can. */
	const char	*(*reason)(const struct view *view,
			    enum action_id action);
	/* True when something is selected (ACT_RECORD). */
	bool		(*selected)(const struct view *view);

	/* top: no full view lies above it. */
	void		(*title)(struct view *view, bool top,
			    struct title *title);
	void		(*draw)(struct view *view, struct screen *screen,
			    struct area area);
	void		(*status)(struct view *view, struct buf *left,
			    struct buf *right);

	/* Typing: true when the key was taken.  Comes before actions. */
	bool		(*type)(struct view *view, uint32_t key,
			    const char *paste);
	/* key: the one that was pressed, 0 from ":". */
	const struct err *(*act)(struct view *view, enum action_id action,
			    uint32_t key);
	/* The register has changed. */
	void		(*refresh)(struct view *view);
	/* A piece of work while nobody types; true when there is more. */
	bool		(*tick)(struct view *view);
	/* The connection is gone: keep what was typed. */
	void		(*hangup)(struct view *view);
};

struct view {
	const struct view_ops *ops;
	struct app	*app;
	struct session	*session;
	struct arena	*arena;		/* lives as long as the view */
	void		*data;
	bool		 closed;
};

#endif
