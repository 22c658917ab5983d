/* SPDX-License-Identifier: ISC */
/* What the two readers of ip neigh share: its words and its JSON. */
#ifndef DAICHO_DISCOVERY_IP_NEIGH_H
#define DAICHO_DISCOVERY_IP_NEIGH_H

#include <stdbool.h>

/*
 * Is there a device behind a neighbour in this state (NULL: none told)?
 * Without a MAC only an answer of late proves that it is there.
 */
bool ip_neigh_is_up(const char *state, bool has_mac);

#endif
