/* SPDX-License-Identifier: ISC */
/*
 * Cables and conversations as evidence.  A round keeps what devices said of
 * their neighbours (LLDP) and who spoke to whom (Zeek) as lines of the note of
 * the observation that they belong to, behind its "file:12: text":
 *
 *   cable: core-sw-03 | Gi1/0/4 | Gi0/24      who was asked, its port, ours
 *   talk: to 10.0.0.5 tcp/2575 hl7 12 3400 120
 *   talk: from outside tcp/443 ssl 900 12 7   "-": no service was told
 *   talk: to 10.0.0.6 udp/514 - 3 99 0 silent
 *   more: 40                                  lines left out
 *
 * The numbers are connections and bytes there and back.  Peers that are no part
 * of the place are one, "outside".  The lines of one note are bounded.
 */
#ifndef DAICHO_DISCOVERY_CONVERSE_H
#define DAICHO_DISCOVERY_CONVERSE_H

#include "model/discovery/normalise.h"

/* Keeps a sighting of state SIGHTING_TALK of file number `file`. */
void converse_add(struct round *round, size_t file,
    const struct sighting *sighting);
/* Adds the kept ones to the notes; for round_join. */
void converse_keep(struct round *round, const struct places *places);
/* The line of a cable, or NULL where too little is told of it. */
const char *converse_cable(struct arena *arena,
    const struct sighting_neighbour *neighbour);

/* A line read back. */
struct cable {
	const char	*local, *local_port;	/* who was asked */
	const char	*port;			/* of the observed device */
};
struct talk {
	bool		 inbound;	/* the peer began it */
	bool		 silent;	/* nothing came back */
	bool		 outside;
	struct ip	 peer;		/* family 0: outside */
	const char	*port, *service;	/* service may be NULL */
	int64_t		 count, there, back;	/* there: from who began */
};
/*
 * The next such line of a note, from *note on; false at its end.  Texts are
 * copied to the arena.
 */
bool converse_next_cable(const char **note, struct arena *arena,
    struct cable *out);
bool converse_next_talk(const char **note, struct arena *arena,
    struct talk *out);
/* The first line of a note, without what was added behind. */
const char *converse_origin(struct arena *arena, const char *note);

#endif
