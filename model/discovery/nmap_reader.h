/* SPDX-License-Identifier: ISC */
/* masscan writes XML in the manner of nmap; nmap.c reads both. */
#ifndef DAICHO_DISCOVERY_NMAP_READER_H
#define DAICHO_DISCOVERY_NMAP_READER_H

#include <stdbool.h>

#include "model/discovery/importer.h"

/* For nmap_feed and nmap_end.  The document must be of this scanner. */
struct import_reader *nmap_reader_new(const struct import_sink *sink,
    bool masscan);

#endif
