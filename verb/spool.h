/* SPDX-License-Identifier: ISC */
/*
 * A folder into which others drop discovery files (a scanner, a switch's
 * backup job).  Files in it are one round; those in a folder named like a site
 * are a round of that site.  What was imported moves to done/DATE/, what
 * cannot be read to refused/DATE/ with the reason beside it, so that nothing
 * is imported twice and nothing is lost.
 */
#ifndef DAICHO_VERB_SPOOL_H
#define DAICHO_VERB_SPOOL_H

#include "model/discovery/discover.h"
#include "verb/verb.h"

/* Called for each round that was imported; problems are warnings. */
typedef const struct err *(*spool_fn)(struct verb_call *call,
    const struct discover_report *report, const struct problems *problems);

/*
 * Imports what lies there.  options give site (of files outside site folders),
 * scope and format.  *refused counts files that were put aside and folders named
 * like no site.  A failure to tell is returned after all is imported.  Files that
 * were changed within the last seconds, and names that begin with a dot or end
 * in .part or .tmp, are left for the next time.
 */
const struct err *spool_run(struct verb_call *call, const char *folder,
    const struct discover_options *options, spool_fn each, size_t *refused)
    ERR_MUST_CHECK;

#endif
