/* SPDX-License-Identifier: ISC */
/*
 * Who made the network card: the administrator's copy of the IEEE registries
 * (oui36.csv, mam.csv, oui.csv), read once for a round and only for the MACs
 * in it.  36 bits tell more than 28 and these more than 24; "IEEE Registration
 * Authority" at 24 bits means that only the longer ones tell.  Nothing is
 * bundled, and a file that is missing is missing.
 */
#ifndef DAICHO_DISCOVERY_OUI_H
#define DAICHO_DISCOVERY_OUI_H

#include "model/discovery/normalise.h"

enum {
	OUI_FILE_MAX = 64 << 20,	/* bytes of one that are read */
	OUI_NAME_MAX = 200,		/* bytes of a name that are kept */
};

/* Ended by NULL: where the administrator's files are looked for. */
extern const char *const oui_folders[];

/*
 * Names the vendor of the devices that no file named one for, out of the first
 * folder that has oui.csv.  A local MAC of a registered block is its maker's
 * and becomes a global one.
 */
void oui_fill(struct round *round, const char *const *folders);

#endif
