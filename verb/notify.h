/* SPDX-License-Identifier: ISC */
/*
 * Telling people about new findings when nobody sits at the terminal: by mail
 * and in the system log, each finding once.  For discover and check.
 */
#ifndef DAICHO_VERB_NOTIFY_H
#define DAICHO_VERB_NOTIFY_H

#include "model/discovery/discover.h"
#include "verb/verb.h"

#define NOTIFY_OPTIONS \
	{ "quiet", 'q', NULL, N_("print new findings only, and nothing when " \
	    "there is none") }, \
	{ "mail", 0, "ADDRESS", N_("mail new findings through sendmail") }, \
	{ "syslog", 0, NULL, N_("write new findings to the system log") }

/*
 * Does what the options ask for with the findings of a round that are new;
 * nothing when there is none.
 */
const struct err *notify_findings(struct verb_call *call,
    const struct discover_report *report) ERR_MUST_CHECK;
/* One line: number, severity, result, what it is and where. */
void notify_line(const struct session *session,
    const struct discover_finding *finding, struct buf *out);

#endif
