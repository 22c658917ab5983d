/* SPDX-License-Identifier: ISC */
/*
 * From sightings to devices.  A round collects the sightings of all files of
 * one call, compactly; round_join() throws out what is no device, joins what
 * speaks of the same one and tags it with zone, MAC class and identity key.
 * Neither the order of files nor that of rows changes the result.
 *
 * Everything lives in the round's arena.
 */
#ifndef DAICHO_DISCOVERY_NORMALISE_H
#define DAICHO_DISCOVERY_NORMALISE_H

#include "model/discovery/importer.h"
#include "model/discovery/map.h"
#include "model/discovery/place.h"

enum mac_class {
	MAC_GLOBAL, MAC_LOCAL, MAC_VIRTUAL, MAC_VIRTUAL_ROUTER
};
enum mac_class mac_class_of(const struct mac *mac);
/* Choice key of set mac_kind. */
const char *mac_class_key(enum mac_class class_);

enum {
	/* A MAC with more addresses speaks for others (proxy ARP, firewall):
	 * it takes no part in joining by address. */
	ROUND_MANY_IPS = 16,
};

/* One sighting, as kept. */
struct seen {
	struct mac	 mac;
	bool		 has_mac;
	bool		 ignored;	/* answered, but is no device */
	bool		 services_known;
	bool		 router;
	uint8_t		 n_ip, n_id;
	uint16_t	 file;
	uint16_t	 vlan;
	uint32_t	 device;
	int32_t		 line;
	int64_t		 at;
	struct ip	*ip;
	struct sighting_id *id;
	const char	*hostname;	/* without its domain */
	const char	*vendor;
	const char	*note;		/* "file:12: text", then the lines of
					   converse.h */
	const char	*text;		/* within the note */
	const char	*services;	/* "tcp/22 ssh;tcp/443 https" */
	const char	*switch_name, *switch_port, *lease_state;
};

struct device_id {
	const char	*kind, *value;
	const char	*maker;		/* told beside it, or NULL */
	bool		 usable;	/* no placeholder, not seen twice */
	bool		 twice;		/* on another device of the round, too */
};

struct device {
	const char	*key;		/* "mac 02:4b:…", "ip 10.0.0.1 zone" */
	struct mac	 mac;
	bool		 has_mac;
	bool		 services_known;
	bool		 router;
	bool		 stale;		/* only files imported before tell it */
	enum mac_class	 mac_class;
	struct ip	*ip;		/* sorted */
	int16_t		*ip_network;	/* beside each ip */
	size_t		 n_ip;
	struct device_id *id;
	size_t		 n_id;
	const char	*hostname;	/* NULL: none */
	const char	*folded;	/* for comparing; NULL where the name is
					   nobody's own */
	const char	*vendor, *services;
	const char	*switch_name, *switch_port, *lease_state;
	int		 vlan;
	int		 network, zone;	/* of the address that stands for it */
	uint32_t	 first;		/* its sightings in round.member */
	uint32_t	 n;
	int64_t		 at;		/* when last seen, ms UTC */
};

struct spoken;

struct round {
	struct arena	*arena;
	const char	*site;		/* uuid */
	const struct scan_file *file;
	size_t		 n_files;
	struct seen	*seen;
	size_t		 n_seen, cap_seen;
	uint32_t	*member;	/* indices of seen, device by device */
	struct device	*device;
	size_t		 n_devices;
	int64_t		 sightings, ignored;
	struct map	 words;		/* strings kept once */
	const char	**word;
	size_t		 n_words, cap_words;
	struct spoken	*spoken;	/* conversations: converse.c */
	size_t		 n_spoken, cap_spoken;
};

void round_init(struct round *round, struct arena *arena, const char *site);
/* Frees what is outside the arena. */
void round_release(struct round *round);
/* Keeps a copy of a sighting of file number `file`, called name. */
void round_add(struct round *round, size_t file, const char *name,
    const struct sighting *sighting);
/* The one copy of a word that comes often; NULL for an empty one. */
const char *round_word(struct round *round, const char *s);
/* file: what became of each file, in the numbering of round_add. */
void round_join(struct round *round, const struct places *places,
    const struct scan_file *file, size_t n_files, int64_t now);

/* True for serial numbers and the like that a maker left unset. */
bool identity_is_placeholder(const char *value);
/* The name without its domain, folded; NULL where it names nobody. */
const char *hostname_fold(struct arena *arena, const char *name);

/* One port of a services text: 65536 * protocol + number, 0 at its end. */
uint32_t services_next(const char **services, const char **name,
    size_t *name_len);
/* "tcp/443" of such a number. */
void service_format(uint32_t service, char out[16]);
/* Reads "tcp/443"; 0 when it is none. */
uint32_t service_parse(const char *port);

#endif
