/* SPDX-License-Identifier: ISC */
/*
 * Hints of an nmap scan: it names the hosts that answered (hosthint) before it
 * examines them (host).  The reader keeps the sighting of each hint until its
 * host comes; what is left when the document ends was there all the same.
 */
#ifndef DAICHO_DISCOVERY_NMAP_HINT_H
#define DAICHO_DISCOVERY_NMAP_HINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "model/discovery/sighting.h"

struct nmap_hints {
	struct buf	 stored;	/* encoded sightings, one by one */
	uint32_t	*slot;		/* offset in stored plus 1; 0 is free */
	size_t		 n_slots;	/* a power of two */
	size_t		 used;
	size_t		 waiting;	/* hints without a host so far */
};

/* False when there is no room for one more. */
bool nmap_hint_add(struct nmap_hints *hints, const struct sighting *hint);
/* Its host came. */
void nmap_hint_drop(struct nmap_hints *hints, const char *ip);
/* Lends the sightings that still wait, in order, and forgets all. */
void nmap_hint_flush(struct nmap_hints *hints,
    void (*each)(void *ctx, const struct sighting *sighting), void *ctx);
void nmap_hint_release(struct nmap_hints *hints);

#endif
