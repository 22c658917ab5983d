/* SPDX-License-Identifier: ISC */
/*
 * A finding as people see it: what it is about, in words.
 */
#ifndef DAICHO_TUI_FINDING_H
#define DAICHO_TUI_FINDING_H

#include "model/register.h"
#include "tui/pane.h"

struct finding_words {
	const char	*number;	/* "F-0412" */
	const char	*result, *severity;	/* labels */
	const char	*subject;	/* number, address or name */
	const char	*detail;	/* what it calls itself, what differs */
	const char	*zone;		/* name; may be NULL */
	const char	*zone_uuid, *asset;
	const char	*mac, *vendor;
	enum role	 role;		/* of the severity */
};

struct check_rule;
/* The check that found it; NULL where it was none of the table. */
const struct check_rule *finding_check(const struct record *finding);
/* "CRIT"; *role (may be NULL) is the severity's. */
const char *severity_word(const char *severity, enum role *role);
/* Strings live in the arena. */
void finding_words(const struct session *session,
    const struct record *finding, struct arena *arena,
    struct finding_words *out);
/* All that is known: observed, compared, why, evidence, advice. */
const struct err *finding_pane(struct session *session,
    const struct record *finding, int width, struct pane *pane)
    ERR_MUST_CHECK;

#endif
