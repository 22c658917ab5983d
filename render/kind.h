/* SPDX-License-Identifier: ISC */
/*
 * What things are on a diagram: the style name and badge of an asset by its
 * role and kind, and the names of well-known services.
 */
#ifndef DAICHO_RENDER_KIND_H
#define DAICHO_RENDER_KIND_H

#include <stdbool.h>

#include "base/buf.h"

struct kind {
	const char	*style;		/* "firewall" of kind.firewall.fill */
	const char	*badge;		/* "FW" */
	bool		 store;		/* a data store on a data flow */
	bool		 network;	/* carries the network: never folded */
};

/* role is free text, matched with the suggestions; both may be NULL. */
const struct kind *kind_of_asset(const char *kind, const char *role);
/* Appends "HTTPS 443" for "tcp/443", "UDP 1194" for what has no name. */
void kind_service(struct buf *out, const char *port);

#endif
