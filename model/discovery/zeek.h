/* SPDX-License-Identifier: ISC */
/*
 * What the two readers of Zeek's logs share.  Of conn.log the rows of the same
 * two hosts, protocol and port become one conversation, and local hosts that
 * sent something become devices; known_hosts and known_services are devices
 * row by row.
 *
 * Local is what Zeek calls so, and every private address.  Groups (multicast)
 * are partners of nobody.
 */
#ifndef DAICHO_DISCOVERY_ZEEK_H
#define DAICHO_DISCOVERY_ZEEK_H

#include "base/arena.h"
#include "model/discovery/importer.h"
#include "model/discovery/map.h"

enum {
	ZEEK_TALKS = 100000,		/* kept in memory */
	ZEEK_HOSTS = 100000,
};

/* The columns that are read, by their names in the logs. */
enum zeek_field {
	ZEEK_TS, ZEEK_ORIG, ZEEK_RESP, ZEEK_RESP_PORT, ZEEK_PROTO,
	ZEEK_SERVICE, ZEEK_ORIG_BYTES, ZEEK_RESP_BYTES, ZEEK_STATE,
	ZEEK_LOCAL_ORIG, ZEEK_LOCAL_RESP, ZEEK_ORIG_PKTS, ZEEK_RESP_PKTS,
	ZEEK_HOST, ZEEK_PORT, ZEEK_PORT_PROTO, ZEEK_FIELDS
};
extern const char *const zeek_names[ZEEK_FIELDS];

struct zeek {
	const struct import_sink *sink;
	struct arena	*arena;
	struct map	 map;
	struct zeek_talk *talk;
	size_t		 n_talks, cap_talks;
	struct zeek_host *host;
	size_t		 n_hosts, cap_hosts;
	bool		 full;
	int64_t		 first, last;
};

void zeek_init(struct zeek *zeek, const struct import_sink *sink);
/*
 * A row: the texts of its fields, NULL where unset; lent.  False when it is of
 * none of the three logs; what cannot be read is warned of.
 */
bool zeek_row(struct zeek *zeek, const char *const field[ZEEK_FIELDS],
    long line, const char *text);
/* Gives away what was gathered, and releases. */
void zeek_end(struct zeek *zeek);

#endif
