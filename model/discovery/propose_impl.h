/* SPDX-License-Identifier: ISC */
/*
 * The inside of proposals_load, divided into loading (propose_load.c), devices
 * (propose_device.c), declared flows (propose_ends.c) and conversations
 * (propose_flow.c).  Nobody else includes this.
 */
#ifndef DAICHO_DISCOVERY_PROPOSE_IMPL_H
#define DAICHO_DISCOVERY_PROPOSE_IMPL_H

#include "model/discovery/converse.h"
#include "model/discovery/identity.h"
#include "model/discovery/propose.h"

/* What is needed of an asset beside struct known. */
struct asset_more {
	const char	*name;
	const char	*kind;
	const char	**lock;		/* fields */
	size_t		 n_locks;
	uint32_t	*system;	/* numbers */
	size_t		 n_systems;
	bool		 wanted;	/* the query has it */
	bool		 talked;	/* in a conversation */
	bool		 partial;	/* not all of them were kept */
};

/* And of an interface beside struct known_interface. */
struct interface_more {
	const char	*name, *switch_, *switch_port;
	bool		 no_ip;		/* ip_assign none */
	int64_t		 rev;
};

struct import_more {
	const char	*uuid, *site;
};

/* A cable of the register: assets at its ends. */
struct link {
	const char	*uuid;
	uint32_t	 a, b;
	const char	*a_port, *b_port;
	int64_t		 rev;
};

struct flows;

struct proposing {
	struct session	*session;
	const struct propose_options *options;
	struct arena	*arena;		/* of the result */
	struct arena	*scratch;	/* of a round */
	struct arena	*keep;		/* of the call */
	int		 kind;		/* enum proposal_kind, or -1 */
	struct places	 places;
	struct identity	 identity;
	struct asset_more *asset;
	struct interface_more *interface;
	struct import_more *import;
	size_t		 n_imports, cap_imports;
	struct link	*link;
	size_t		 n_links, cap_links;
	struct flows	*flows;
	struct map	 map;		/* of the kinds below */
	struct proposals *out;

	/* the round being worked out */
	struct round	 round;
	struct match	*match;
	const struct import_more *from;
};

/* Kinds of keys in proposing.map. */
enum { PKEY_INTERFACE, PKEY_SYSTEM, PKEY_PROPOSAL, PKEY_LINK, PKEY_SOURCE,
    PKEY_TALK };

const struct err *propose_load(struct proposing *p) ERR_MUST_CHECK;
/* Index of an interface in identity.interface, or KNOWN_NONE. */
uint32_t propose_interface(const struct proposing *p, const char *uuid);
/* The number of a system, given when it is new. */
uint32_t propose_system(struct proposing *p, const char *uuid);
/* The one asset with that host name or name, or KNOWN_NONE. */
uint32_t propose_named(const struct proposing *p, const char *name);

/*
 * Adds a proposal unless the kind or the asset is not wanted; key tells it
 * from others of its kind, and a later one with it replaces the older.
 */
void propose_add(struct proposing *p, const struct proposal *proposal,
    const char *key);

/* One joined and matched round. */
void propose_devices(struct proposing *p);
void propose_talks(struct proposing *p);

const struct err *propose_flows_load(struct proposing *p) ERR_MUST_CHECK;
/* When all rounds are through. */
void propose_flows_end(struct proposing *p);

#endif
