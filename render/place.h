/* SPDX-License-Identifier: ISC */
/*
 * Where an asset is on the network: zone, network and address of its first
 * interface that has a zone.
 */
#ifndef DAICHO_RENDER_PLACE_H
#define DAICHO_RENDER_PLACE_H

#include "render/source.h"

/* Places in the rows of networks and interfaces. */
enum { NET_CIDR, NET_VLAN, NET_ZONE };
enum { IF_ASSET, IF_NETWORK, IF_ZONE, IF_IP, IF_SWITCH };

struct places {
	struct source	 networks, interfaces;
	struct source_row **by_asset;	/* interfaces, sorted */
};

const struct err *place_load(struct session *session, struct arena *arena,
    struct places *out) ERR_MUST_CHECK;
/* The uuid of the zone, or NULL; *net and *ip may be NULL as well. */
const char *place_of(const struct places *places, const char *asset,
    const struct source_row **net, const char **ip);

#endif
