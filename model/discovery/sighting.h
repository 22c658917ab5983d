/* SPDX-License-Identifier: ISC */
/*
 * A sighting: what one host or row of a discovery file says was there.  Flat
 * and serialisable, for a parsing job sends it home over a pipe.
 *
 * Addresses are canonical (base/net.h); text is valid UTF-8.  Readers report
 * what stands in the file; judging it is normalise's and classify's work.
 */
#ifndef DAICHO_DISCOVERY_SIGHTING_H
#define DAICHO_DISCOVERY_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum {
	SIGHTING_IPS = 8,
	SIGHTING_IDS = 8,
	SIGHTING_TEXT = 240,		/* bytes of evidence */
	SIGHTING_MAX = 8 << 20,		/* bytes of an encoded one */
};

enum sighting_state {
	SIGHTING_UP,		/* answered: counts as a sighting */
	SIGHTING_DOWN,		/* asked and silent: a fact, no device */
	SIGHTING_INCOMPLETE,	/* unresolved neighbour, inactive lease */
	SIGHTING_TALK,		/* two hosts spoke: a conversation, no device */
};

struct sighting_service {
	const char	*port;		/* "tcp/443" */
	const char	*name;		/* "https"; may be NULL */
	const char	*version;	/* product and version; may be NULL */
};

struct sighting_id {
	const char	*kind;		/* choice set identifier_kind, or
					   "serial", "asset_no" */
	const char	*value;
};

/*
 * What a device says of a cable (LLDP): its own end, and the device at the
 * other one, which the sighting is of.  Any of them may be NULL.
 */
struct sighting_neighbour {
	const char	*local_name;	/* who was asked */
	const char	*local_port;	/* "eth0", "GigabitEthernet1/0/3" */
	const char	*chassis;	/* id of the remote chassis, as given */
	const char	*port;		/* id of the remote port, as given */
	const char	*port_name;	/* its description */
	const char	*name;		/* system name */
	const char	*capabilities;	/* enabled: "bridge router" */
};

enum sighting_direction {
	DIRECTION_UNKNOWN,
	DIRECTION_INSIDE,	/* both are of the place */
	DIRECTION_OUT,		/* only the one that began */
	DIRECTION_IN,		/* only the one that answered */
	DIRECTION_THROUGH,	/* neither */
};

/* Who spoke to whom; all connections of the same four are one. */
struct sighting_conversation {
	const char	*orig, *resp;	/* canonical addresses */
	const char	*port;		/* "tcp/443", of resp; "icmp" */
	const char	*service;	/* "https"; may be NULL */
	int64_t		 orig_bytes, resp_bytes;
	int64_t		 count;		/* connections */
	int64_t		 first, last;	/* ms UTC; 0 unknown */
	enum sighting_direction direction;
	bool		 answered;	/* resp sent something back */
};

struct sighting {
	enum sighting_state state;
	int64_t		 seen_at;	/* ms UTC; 0: the run's time */
	const char	*ip[SIGHTING_IPS];	/* canonical */
	size_t		 n_ip;
	const char	*mac;		/* canonical, or NULL */
	const char	*hostname;	/* as seen, domain and all; or NULL */
	const char	*vendor;	/* the file's own hint; or NULL */
	struct sighting_id id[SIGHTING_IDS];
	size_t		 n_id;
	struct sighting_service *service;	/* open ones */
	size_t		 n_service;
	bool		 services_known;	/* ports were looked at */
	const char	*lease_state;	/* choice set lease_state; or NULL */
	const char	*switch_name;	/* that reported it; or NULL */
	const char	*switch_port;
	int		 vlan;		/* 0 unknown */
	bool		 router;	/* behaves as router, AP, DHCP server */
	const struct sighting_neighbour *neighbour;	/* or NULL */
	/* Of SIGHTING_TALK, whose one address is orig; else NULL. */
	const struct sighting_conversation *conversation;
	long		 line;		/* where it begins in the file, from 1 */
	const char	*text;		/* the evidence: its line(s), ≤ 240 B */
};

enum import_strength {	/* choice set import_strength */
	STRENGTH_SWEEP, STRENGTH_GATEWAY_ARP, STRENGTH_SWITCH_ALL,
	STRENGTH_LEASE, STRENGTH_CACHE
};
const char *import_strength_key(enum import_strength strength);

/*
 * Makes evidence of a piece of a file: one line, without blanks around it,
 * cut between characters.
 */
void sighting_text(char out[SIGHTING_TEXT + 1], const char *s, size_t n);

/*
 * A name out of bytes of any kind: valid text on one line in at most size
 * bytes, its NUL included; empty when nothing of it can be shown.
 */
void sighting_line(char *out, size_t size, const char *bytes, size_t n);

/* Appends / reads one length-prefixed sighting.  decode: bytes used, 0 when
 * more are needed, -1 when they are no sighting; strings go to the arena. */
void sighting_encode(const struct sighting *sighting, struct buf *out);
long sighting_decode(const void *bytes, size_t n, struct arena *arena,
    struct sighting *out);

#endif
