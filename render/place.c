/* SPDX-License-Identifier: ISC */
#include "render/place.h"

#include <stdlib.h>
#include <string.h>

static const size_t net_fields[] = { F_network_cidr, F_network_vlan,
    F_network_zone };
static const size_t if_fields[] = { F_interface_asset, F_interface_network,
    F_interface_zone, F_interface_ip, F_interface_switch };

static const char *
owner_of(const struct source_row *interface)
{
	const char *owner = source_text(interface, IF_ASSET);

	return owner != NULL ? owner : "";
}

static int
by_asset(const void *a, const void *b)
{
	const struct source_row *const *x = a, *const *y = b;
	int order = strcmp(owner_of(*x), owner_of(*y));

	return order != 0 ? order : strcmp((*x)->uuid, (*y)->uuid);
}

const struct err *
place_load(struct session *session, struct arena *arena, struct places *out)
{
	const struct err *err;
	size_t i;

	err = source_load(session, ENTITY_network, NULL, net_fields, 3,
	    arena, &out->networks);
	if (err == NULL)
		err = source_load(session, ENTITY_interface, NULL, if_fields,
		    5, arena, &out->interfaces);
	if (err != NULL)
		return err;
	out->by_asset = arena_calloc(arena, out->interfaces.n + 1,
	    sizeof(struct source_row *));
	for (i = 0; i < out->interfaces.n; i++)
		out->by_asset[i] = out->interfaces.row[i];
	qsort(out->by_asset, out->interfaces.n, sizeof(struct source_row *),
	    by_asset);
	return NULL;
}

static const char *
zone_of(const struct places *places, const struct source_row *interface,
    const struct source_row **net)
{
	const char *zone = source_text(interface, IF_ZONE);

	*net = source_find(&places->networks,
	    source_text(interface, IF_NETWORK));
	if (zone == NULL && *net != NULL)
		zone = source_text(*net, NET_ZONE);
	return zone;
}

const char *
place_of(const struct places *places, const char *asset,
    const struct source_row **net, const char **ip)
{
	size_t low = 0, high = places->interfaces.n, middle;
	const char *zone;

	*net = NULL;
	*ip = NULL;
	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(owner_of(places->by_asset[middle]), asset) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < places->interfaces.n && strcmp(owner_of(
	    places->by_asset[low]), asset) == 0; low++) {
		zone = zone_of(places, places->by_asset[low], net);
		if (zone == NULL)
			continue;
		*ip = source_first(places->by_asset[low], IF_IP);
		return zone;
	}
	return NULL;
}
