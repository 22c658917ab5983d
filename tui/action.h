/* SPDX-License-Identifier: ISC */
/*
 * What can be done on the screen.  One table drives dispatch, footer, "?" and
 * ":".  Preconditions stand in the row and are tested before the view hears of
 * the action.
 */
#ifndef DAICHO_TUI_ACTION_H
#define DAICHO_TUI_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum action_id {
#define ACTION(id, ...) ACTION_##id,
#include "tui/action.def"
#undef ACTION
	ACTION_COUNT,
	ACTION_NONE = -1
};

/* Where keys count: each view has one of these. */
enum action_where {
	AT_HOME = 1 << 0,
	AT_EMPTY = 1 << 1,	/* Home of an empty register */
	AT_LIST = 1 << 2,
	AT_RECORD = 1 << 3,
	AT_DISCOVERY = 1 << 4,
	AT_HISTORY = 1 << 5,
	AT_HELP = 1 << 6,
	AT_MORE = 1 << 7,
	AT_OUTPUT = 1 << 8,
	AT_COLUMNS = 1 << 9,
	AT_DIAGRAM = 1 << 10,
	AT_FORM = 1 << 11,	/* moving in a form */
	AT_TYPING = 1 << 12,	/* typing into one of its fields */
	AT_DECIDE = 1 << 13,
	AT_BULK = 1 << 14,
	AT_CONFLICT = 1 << 15,
	AT_PICKER = 1 << 16,
	AT_PROMPT = 1 << 17,
	AT_WORD = 1 << 18,	/* a word must be typed */
	AT_ASK = 1 << 19,	/* yes or no */
	AT_LEAVE = 1 << 20,	/* discard, save, stay */
	AT_PALETTE = 1 << 21,
	AT_FIND = 1 << 22,	/* searching everything */
	AT_RELATIONS = 1 << 23,
	AT_CHECKS = 1 << 24,
	AT_IMPORT = 1 << 25,
	AT_SCAN = 1 << 26,	/* typing asset numbers of a review */
	AT_REVIEW = 1 << 27,	/* its list */
	AT_LOOKED = 1 << 28,	/* coverage, imports */
	AT_NOTE = 1 << 29,	/* typing several lines into a field */
	AT_PROPOSALS = 1 << 30,
	/* All in which letters are commands and lines are walked. */
	AT_ALL = AT_HOME | AT_EMPTY | AT_LIST | AT_RECORD | AT_DISCOVERY |
	    AT_HISTORY | AT_HELP | AT_MORE | AT_OUTPUT | AT_COLUMNS |
	    AT_DIAGRAM | AT_RELATIONS | AT_CHECKS | AT_IMPORT | AT_REVIEW |
	    AT_LOOKED | AT_PROPOSALS,
};

enum action_flags {
	ACT_WRITE = 1 << 0,	/* changes the register */
	ACT_RECORD = 1 << 1,	/* needs something selected */
};

enum action_group { GROUP_HERE, GROUP_MOVING, GROUP_LISTS, GROUP_ALL };

struct action {
	const char	*name;
	const char	*keys;
	const char	*shown;
	unsigned	 where;
	unsigned	 flags;
	enum action_group group;
	const char	*label, *help;	/* N_() */
};

const struct action *action_get(enum action_id id);
/* What a key means on a screen; ACTION_NONE when nothing. */
enum action_id action_of_key(unsigned where, uint32_t key);
/* True when the key is one of the action's. */
bool action_has_key(enum action_id id, uint32_t key);
/* Appends the keys as the footer shows them. */
void action_keys(enum action_id id, struct buf *out);

#endif
