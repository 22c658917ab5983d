/* SPDX-License-Identifier: ISC */
/*
 * What a decision does to the register: assets, interfaces and services that
 * are created or changed from a finding's evidence.  For decide.c.
 */
#ifndef DAICHO_DISCOVERY_SETTLE_H
#define DAICHO_DISCOVERY_SETTLE_H

#include "model/discovery/decide.h"

struct settle {
	struct session	*session;
	const struct decide_options *options;
	const struct decision_row *row;
	struct arena	*arena;
	struct changes	*changes;
	struct places	 places;
	int32_t		 today;
	const char	*asset;		/* --asset, resolved */
	const char	*person;	/* who decides, if registered */
	const char	*second;
	const char	*approver;	/* --approver, resolved */
	bool		 wrong_zone;	/* of the finding at hand */
	bool		 doubtful;	/* its asset is only proposed */
	bool		 conflict;
	const char	**linked;	/* assets that one was linked to */
	size_t		 n_linked, cap_linked;
	struct map	 linked_map;
	int64_t		 number;	/* the last NEW-… given; 0: none yet */
};

/*
 * Adds the changes of settle->row to the change set; *subject gets the asset
 * that the finding is about from now on, or stays NULL.  ERR_INVALID.
 */
const struct err *settle_finding(struct settle *settle,
    const struct record *finding, const char **subject) ERR_MUST_CHECK;

/* --- for the files that share the work ---------------------------------- */

struct settle_interfaces {
	struct arena	*arena;
	struct record	**item;
	size_t		 n, cap;
};


/* ERR_NOT_FOUND when it is no longer there. */
const struct err *settle_get_asset(struct settle *settle, const char *uuid,
    struct record **out) ERR_MUST_CHECK;
const struct err *settle_get_interfaces(struct settle *settle,
    const char *asset, struct settle_interfaces *out) ERR_MUST_CHECK;
/* An empty change of the record. */
struct record *settle_edit(struct settle *settle,
    const struct record *record);
/* The seen value of an identifier, or NULL. */
const char *settle_find_id(const struct facts *facts, const char *kind,
    struct arena *arena);
/* A new asset, pending, out of the evidence. */
const struct err *settle_create(struct settle *settle,
    const struct facts *facts, struct record **asset) ERR_MUST_CHECK;

/* same.c: who is the same, and who is not. */
const struct err *same_merge(struct settle *settle,
    const struct facts *facts, const char **subject) ERR_MUST_CHECK;
const struct err *same_split(struct settle *settle,
    const struct facts *facts, const char **subject) ERR_MUST_CHECK;
/*
 * The seen keys are keep's from now on: taken from the other assets that the
 * evidence names, and its serial number entered where keep has none.
 */
const struct err *same_strip(struct settle *settle,
    const struct facts *facts, const struct record *keep) ERR_MUST_CHECK;

#endif
