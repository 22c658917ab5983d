/* SPDX-License-Identifier: ISC */
/*
 * Places: the zones and networks of the register, loaded once for a round.
 * An address means something only inside its site, so every question names
 * one.  Everything lives in the arena given to places_load.
 */
#ifndef DAICHO_DISCOVERY_PLACE_H
#define DAICHO_DISCOVERY_PLACE_H

#include "base/net.h"
#include "model/register.h"

enum { PLACE_NONE = -1 };

struct place_zone {
	const char	*uuid, *name, *site, *parent;
	bool		 strict;	/* My Number, closed or OT, itself or
					   a zone around it */
	bool		 closed;	/* declared closed */
	bool		 guest;		/* visitors' own devices come and go */
	const char	*kind;
	int64_t		 interval_days;
	size_t		 networks;
	size_t		 children;
};

struct place_network {
	const char	*uuid, *name, *site;
	int		 zone;		/* index or PLACE_NONE */
	struct cidr	 cidr;
	int		 vlan;		/* 0: none */
	struct ip	 dhcp_from, dhcp_to;	/* family 0: none */
	bool		 dhcp;		/* all of it is leased */
};

struct places {
	struct place_zone	*zone;
	size_t			 n_zones;
	struct place_network	*network;	/* longest prefix first */
	size_t			 n_networks;
};

const struct err *places_load(const struct session *session,
    struct arena *arena, struct places *out) ERR_MUST_CHECK;
/* After how many days a zone must be looked at again: its own, else 1 for
 * high criticality and 7 for others. */
int64_t place_interval(const struct record *zone);
/* Index of a zone by uuid (NULL is fine), or PLACE_NONE. */
int places_zone(const struct places *places, const char *uuid);
/* Index of the network with the longest prefix around ip, or PLACE_NONE. */
int places_network(const struct places *places, const char *site,
    const struct ip *ip);
/* By uuid. */
int places_network_find(const struct places *places, const char *uuid);
/* The one network of the site with that VLAN, or PLACE_NONE. */
int places_vlan(const struct places *places, const char *site, int vlan);
/* The zone of a network (PLACE_NONE is fine), or PLACE_NONE. */
int places_zone_of(const struct places *places, int network);
/* True where the address is handed out by DHCP. */
bool places_is_leased(const struct places *places, int network,
    const struct ip *ip);

#endif
