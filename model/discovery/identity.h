/* SPDX-License-Identifier: ISC */
/*
 * Identity: which asset of the register a device is.  The indexes are loaded
 * once for a round; every device is then matched in memory, from the strongest
 * key to the weakest (domain.md, section 2).
 *
 *   rank 1  system UUID, agent id, SSH host key, certificate   decides
 *        2  serial number, asset number                        decides
 *        3  globally administered MAC                          decides
 *        4  DHCP client id, DUID                               decides
 *        5  switch port and host name                          proposes
 *        6  host name and zone                                 proposes
 *        7  fixed IP and zone                                  proposes
 *        8  IP inside a DHCP range                             never
 *
 * A MAC that is local or virtual proposes like rank 6; a shared one (a dock's)
 * steps back behind every other key.  Beyond the list, the open ports of an
 * asset that is gone propose it for a host without MAC and name (cross.h).
 */
#ifndef DAICHO_DISCOVERY_IDENTITY_H
#define DAICHO_DISCOVERY_IDENTITY_H

#include "model/discovery/normalise.h"

static const uint32_t KNOWN_NONE = UINT32_MAX;

enum approval {
	APPROVAL_PENDING, APPROVAL_APPROVED, APPROVAL_TEMPORARY,
	APPROVAL_DENIED, APPROVAL_REVOKED
};

/* An asset, with what is compared. */
struct known {
	const char	*uuid, *asset_no, *site;
	const char	*hostname;	/* as registered */
	const char	*folded;
	const char	*serial, *manufacturer;
	const char	**approved_zone;	/* uuids */
	uint16_t	 n_approved;
	bool		 in_use;	/* expected on the network */
	bool		 gone;		/* lost, retired, disposed of */
	bool		 retired;	/* hidden: its addresses are free */
	bool		 has_mac, has_fixed_ip;
	bool		 infrastructure;	/* kind network or security */
	enum approval	 approval;
	int32_t		 until;		/* day; INT32_MAX: none */
	int32_t		 missed;
	int64_t		 first_seen, last_seen;
	uint32_t	 interface;	/* first, or KNOWN_NONE */
	uint32_t	 service;	/* first, or KNOWN_NONE */
};

struct known_interface {
	char		 uuid[UUID_LEN];
	uint32_t	 asset;
	uint32_t	 next;		/* of the asset, or KNOWN_NONE */
	struct mac	 mac;
	bool		 has_mac;
	bool		 shared;	/* policy: moves between devices */
	bool		 randomised;
	bool		 fixed_mac;	/* policy: a person says it stays */
	bool		 leased;	/* addresses come from DHCP or SLAAC */
	uint8_t		 n_ip;
	struct ip	*ip;
	int64_t		 first_seen, last_seen;
	const char	*client_id;
	uint32_t	 switch_;	/* asset, or KNOWN_NONE */
	const char	*switch_port;	/* folded */
	bool		 management;
	int		 zone, network;
};

struct known_id {
	const char	*kind, *value;
	uint32_t	 asset;
};

struct known_service {
	uint32_t	 service;	/* service_parse() */
	uint32_t	 next;
};

struct identity {
	struct arena	*arena;
	const struct places *places;
	struct known	*asset;
	struct known_interface *interface;
	struct known_id	*id;
	struct known_service *service;
	size_t		 n_assets, n_interfaces, n_ids, n_services;
	size_t		 cap_assets, cap_interfaces, cap_ids, cap_services;
	struct map	 map;
};

/* What the keys of the map are made of. */
enum known_kind {
	KIND_UUID, KIND_ID, KIND_MAC, KIND_HOST, KIND_ADDRESS
};

enum match_level {
	MATCH_NONE,
	MATCH_DOUBTFUL,		/* keys propose, but something speaks against
				   it, or they propose several */
	MATCH_PROPOSED,		/* weak keys only, nothing against it */
	MATCH_CERTAIN,		/* a strong key decided */
};

enum match_key {
	KEY_UUID, KEY_SERIAL, KEY_MAC, KEY_LEASE_ID, KEY_SOFT_MAC,
	KEY_PORT, KEY_HOSTNAME, KEY_IP, KEY_SERVICES, KEY_COUNT
};
/* "1" … "7". */
const char *match_key_rank(enum match_key key);
bool match_key_is_strong(enum match_key key);

struct match {
	enum match_level level;
	uint32_t	 asset;		/* or KNOWN_NONE */
	uint32_t	 interface;	/* that was recognised, or KNOWN_NONE */
	uint32_t	 rival;		/* another one that a key names */
	uint16_t	 keys;		/* 1 << match_key: those that agree */
	uint16_t	 split;		/* those that name several assets */
	uint16_t	 against;	/* those that name the rival */
	bool		 conflict;	/* strong keys disagree, or one is that
					   of several devices */
	/* What only the whole round shows (cross.h): */
	bool		 ip_conflict;
	uint32_t	 other;		/* device with the same address, or
					   KNOWN_NONE */
	int		 bridge[2];	/* zones, or PLACE_NONE */
	bool		 new_mac;	/* seen, and not registered on it */
	bool		 whole;		/* all that is registered agrees */
};

const struct err *identity_load(const struct session *session,
    const struct places *places, struct arena *arena,
    struct identity *out) ERR_MUST_CHECK;
void identity_release(struct identity *identity);
/* One device; site is the round's. */
void identity_match(const struct identity *identity, const char *site,
    const struct device *device, struct match *out);
/*
 * All devices of a round (match[n_devices]).  Where weak keys propose one
 * asset for several devices, or for one beside a certain other, a single key
 * is not believed.
 */
void identity_match_round(const struct identity *identity,
    const struct round *round, struct match *match);
/* "3 mac", "6+7 hostname ip": the rule of observations and findings. */
void match_rule(const struct match *match, struct buf *out);
/* Index by uuid, or KNOWN_NONE. */
uint32_t identity_find(const struct identity *identity, const char *uuid);
/* True when the asset has that address, of any interface. */
bool known_has_ip(const struct identity *identity, const struct known *known,
    const struct ip *ip);
bool known_has_service(const struct identity *identity,
    const struct known *known, uint32_t service);

#endif
