/* SPDX-License-Identifier: ISC */
/*
 * Leases of a file to which a server only appends: of each address the last
 * one counts.  Readers of such files put what they read and give it away at
 * the end.
 */
#ifndef DAICHO_DISCOVERY_LEASES_H
#define DAICHO_DISCOVERY_LEASES_H

#include "model/discovery/importer.h"
#include "model/discovery/map.h"

enum { LEASES_MAX = 200000 };		/* addresses that are kept */

struct leases {
	struct map	 map;
	struct lease {
		char		*ip;
		struct buf	 wire;		/* sighting_encode */
	}		*item;
	size_t		 n, cap;
	bool		 full;		/* some found no room */
};

void leases_init(struct leases *leases);
/* Copies a sighting with one address in place of what was there. */
void leases_put(struct leases *leases, const struct sighting *sighting);
/* Gives all in the order of their first lines, and releases. */
void leases_end(struct leases *leases, const struct import_sink *sink);

/*
 * What an expiry says of a lease that counts as held: active until then, and
 * past it expired and last seen then.  0 never ends.
 */
void lease_expiry(struct sighting *sighting, int64_t expiry, int64_t now);

#endif
