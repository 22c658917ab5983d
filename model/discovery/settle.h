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

#endif
