/* SPDX-License-Identifier: ISC */
/*
 * The decisions of this version as a table: which results they fit, what a
 * later import must show, what they do.  For decide.c and queue.c.
 */
#ifndef DAICHO_DISCOVERY_DECIDE_H
#define DAICHO_DISCOVERY_DECIDE_H

#include "model/discovery/finding.h"

enum effect {
	EFFECT_NONE,		/* goes on waiting: investigate */
	EFFECT_FIX,		/* the register was changed: is no longer so */
	EFFECT_AWAY,		/* is no longer seen there */
	EFFECT_STAND,		/* may stay as it is, until its last day */
};

struct decision_row {
	const char	*key;
	enum effect	 effect;
	unsigned	 fits;		/* 1 << result; RESULT_COUNT: a check */
	bool		 needs_reason, needs_until;
};

/* NULL when this version has no such decision. */
const struct decision_row *decision_find(const char *key);
/* The rows, ended by one without key. */
extern const struct decision_row decision_rows[];

#endif
