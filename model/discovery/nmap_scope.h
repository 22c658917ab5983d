/* SPDX-License-Identifier: ISC */
/*
 * What an nmap scan looked at, from its command line: the targets after the
 * options, without what --exclude names.
 */
#ifndef DAICHO_DISCOVERY_NMAP_SCOPE_H
#define DAICHO_DISCOVERY_NMAP_SCOPE_H

#include <stdbool.h>

struct nmap_args {
	bool		 list;		/* -sL: nothing was asked */
	bool		 no_ping;	/* -Pn: everything counts as up */
	const char	*unknown;	/* why the scope is not known; N_() */
};

/*
 * Gives each prefix of the scope, canonical, to the callback; where the scope
 * cannot be told from the arguments, none and out->unknown.
 */
void nmap_scope(const char *args, struct nmap_args *out,
    void (*each)(void *ctx, const char *cidr), void *ctx);

#endif
