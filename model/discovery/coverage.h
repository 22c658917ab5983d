/* SPDX-License-Identifier: ISC */
/*
 * Coverage: what was looked at when.  Only a sweep, a gateway's ARP table and
 * a whole switch cover a place, and only where the file is complete; a lease
 * file and a cut file cover it in part; a cache covers nothing.  The scope
 * kept with an import is that of the files which cover most, so that the
 * stored imports are all that is needed.
 */
#ifndef DAICHO_DISCOVERY_COVERAGE_H
#define DAICHO_DISCOVERY_COVERAGE_H

#include "model/discovery/discover.h"
#include "model/discovery/place.h"

enum cover { COVER_NOTHING, COVER_PART, COVER_WHOLE };

/* One import, as far as coverage goes. */
struct covering {
	const char	*import, *site;		/* uuids */
	struct cidr	*scope;
	size_t		 n_scope;
	enum cover	 cover;
	const char	*strength;		/* choice key */
	int64_t		 at;
};

enum cover coverage_of(enum import_strength strength, bool complete);
/* All imports of the register. */
const struct err *coverage_load(const struct session *session,
    struct arena *arena, struct covering **out, size_t *n) ERR_MUST_CHECK;
/*
 * Zones that were not covered at a moment in the past, by the zones, networks
 * and imports there are now.
 */
const struct err *coverage_open_at(const struct session *session, int64_t at,
    struct arena *arena, size_t *zones) ERR_MUST_CHECK;
/* The table of coverage from them. */
void coverage_judge(const struct places *places,
    const struct covering *covering, size_t n, int64_t now,
    struct arena *arena, struct coverage *out);
/*
 * True when all of the network but its first and last address lies in the
 * scope.
 */
bool coverage_has_network(const struct covering *covering,
    const struct cidr *network);
/* True when some of the network lies in the scope. */
bool coverage_touches(const struct covering *covering,
    const struct cidr *network);
bool coverage_has_ip(const struct covering *covering, const struct ip *ip);
/*
 * Whether a zone has a row that is not covered, and since when (the oldest
 * last_covered of its networks, 0: never).
 */
bool coverage_zone_open(const struct coverage *coverage, const char *zone,
    int64_t *last);

#endif
