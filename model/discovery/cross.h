/* SPDX-License-Identifier: ISC */
/*
 * What only a round as a whole shows: one device in two zones, one address
 * with two MACs, and a host without MAC and name that has the open ports of
 * an asset which is no longer where it was.  Called between identity and
 * classification; fills the members of struct match that say so.
 */
#ifndef DAICHO_DISCOVERY_CROSS_H
#define DAICHO_DISCOVERY_CROSS_H

#include "model/discovery/coverage.h"
#include "model/discovery/identity.h"

enum {
	/* An address handed on by DHCP, or a device replaced, is no conflict:
	 * so far apart, the two were not there at once. */
	CROSS_LEASED_MS = 60 * 60 * 1000,
	CROSS_FIXED_MS = 24 * 60 * 60 * 1000,
	/* Two interfaces seen so close together are there at once. */
	CROSS_BRIDGE_MS = 60 * 60 * 1000,
	/* So few open ports tell nobody. */
	CROSS_MIN_PORTS = 3,
};

/* match[round->n_devices], as identity_match_round() left them. */
const struct err *cross_round(const struct session *session,
    const struct identity *identity, const struct round *round,
    const struct covering *covering, struct match *match) ERR_MUST_CHECK;

#endif
