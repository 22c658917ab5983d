/* SPDX-License-Identifier: ISC */
/*
 * Declared flows as proposals compare them, with the ends that a conversation
 * may fit.  For propose_ends.c, which loads and finds them, and
 * propose_flow.c, which judges conversations.  All lives as long as the call.
 */
#ifndef DAICHO_DISCOVERY_PROPOSE_FLOW_H
#define DAICHO_DISCOVERY_PROPOSE_FLOW_H

#include "model/discovery/propose_impl.h"

/* What an end of a flow stands for. */
struct end {
	uint32_t	*asset, *system;
	size_t		 n_assets, n_systems, cap_assets, cap_systems;
	bool		 outside;
};

struct flow {
	const char	*uuid, *name, *encrypted;
	const char	*source, *target;
	struct end	 from, to;
	const char	**port;
	size_t		 n_ports;
	int64_t		 rev;
	bool		 used;
};

/* Who took part, of the register or not. */
struct party {
	uint32_t	 asset;		/* or KNOWN_NONE */
	bool		 outside;
	int		 zone;
	struct ip	 ip;
};

/* Where nodes that are no assets lie. */
struct node {
	const char	*uuid, *system;
	const char	**place;
	size_t		 n_places;
};

struct flows {
	struct flow	*item;
	size_t		 n, cap;
	struct node	*node;		/* processes and information */
	size_t		 n_nodes, cap_nodes;
	struct map	 nodes;
	const char	*internet;	/* the one external that is it */
	size_t		 n_internet;
	const char	**external;
	size_t		 n_externals, cap_externals;
	bool		*system_talked;
	size_t		 n_systems;
	bool		 any;		/* there is a conversation at all */
	int64_t		 last;
};

/* Does the end of a flow stand for the party? */
bool flow_end_covers(const struct proposing *p, const struct end *end,
    const struct party *party);
/*
 * A declared flow from one to the other, which is used by that; NULL: none.
 */
struct flow *flow_find(const struct proposing *p, const struct party *from,
    const struct party *to, const char *port);
/* One the other way round, where the bytes went that way, too; or NULL. */
struct flow *flow_find_turned(const struct proposing *p,
    const struct party *from, const struct party *to,
    const struct talk *talk);

#endif
