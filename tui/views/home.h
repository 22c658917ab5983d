/* SPDX-License-Identifier: ISC */
/*
 * What Home says: counts that wait for a person, and where one can go.  They
 * are worked out step by step, so that the first frame does not wait.
 */
#ifndef DAICHO_TUI_HOME_H
#define DAICHO_TUI_HOME_H

#include "model/discovery/discover.h"
#include "tui/view.h"

enum { HOME_WAITS = 6, HOME_LIST = 6 };
/* In the order of the screen. */
enum wait { WAIT_DEVICES, WAIT_ZONES, WAIT_OVERDUE, WAIT_SUPPORT,
    WAIT_PENDING, WAIT_SIGNED };
enum {
	PLACE_ASSETS, PLACE_DISCOVERY, PLACE_REVIEW, PLACE_DIAGRAMS,
	PLACE_CHECKS, PLACE_MORE, HOME_PLACES
};

struct home_wait {
	const char	*label;
	struct buf	 count, change, oldest, where;
	enum role	 role;
	bool		 known;
	int		 entity;	/* list to open; ENTITY_NONE: queue */
	const struct view_ops *ops;	/* or this screen */
	const char	*filter;
};

struct home_place {
	const struct view_ops *ops;	/* NULL: the list of an entity */
	int		 entity;
	const char	*label;
	char		 key;
	struct buf	 count, text;
};

struct home_facts {
	struct arena	*arena;
	/* What is drawn until it is counted anew; NULL between the rounds. */
	struct arena	*before;
	bool		 failed;	/* a step of this round */
	struct home_wait wait[HOME_WAITS];
	size_t		 n_waits;	/* the last one once something is signed */
	struct home_place place[HOME_PLACES];
	size_t		 n_places;
	struct coverage	 coverage;
	bool		 covered;	/* coverage is known */
	int64_t		 critical;	/* findings to decide today */
	int64_t		 assets, findings;
	bool		 empty;		/* nothing at all is registered */
	struct record	*device[HOME_LIST];
	size_t		 n_devices;
	int64_t		 devices;
	struct record	*pending[HOME_LIST], *import[HOME_LIST],
			*due[HOME_LIST];
	size_t		 n_pending, n_imports, n_due;
	struct store_tx	 change[HOME_LIST];
	size_t		 n_changes;
	struct buf	 person;
	int64_t		 checked_at;
	int		 step;
};

void home_facts_release(struct home_facts *facts);
/* Everything is to be counted again. */
void home_facts_reset(struct session *session, struct home_facts *facts);
/* One step; *more is false after the last. */
const struct err *home_facts_step(struct session *session,
    struct home_facts *facts, bool *more) ERR_MUST_CHECK;

/* The sentence at the top; returns the role of its first part. */
void home_sentence(const struct session *session,
    const struct home_facts *facts, struct buf *critical,
    struct buf *covered);
/* An import as one line; loose: without columns. */
void home_import_line(const struct session *session,
    const struct record *import, struct arena *arena, bool loose,
    struct buf *out);

/* The order of zones: never seen, overdue, seen. */
enum { COVER_PASSES = 3 };
int cover_pass(const struct coverage_row *row);

#endif
