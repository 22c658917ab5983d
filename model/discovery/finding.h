/* SPDX-License-Identifier: ISC */
/*
 * Findings of discovery: the facts they rest on and the key under which one of
 * them stays open.
 *
 * The facts are kept as the finding's evidence note, one "word: value" a line,
 * so that a decision and explain() work after the observations were pruned.
 * The words are not translated: the note is data.  The key is
 * "<site> <result> <subject>", where the subject is "asset <uuid>", "zone
 * <uuid>" or the key of the device (normalise.h).
 *
 * The title begins with the finding's number, "F-0412", its handle for people.
 */
#ifndef DAICHO_DISCOVERY_FINDING_H
#define DAICHO_DISCOVERY_FINDING_H

#include "model/discovery/classify.h"

struct facts {
	const char	*subject;
	const char	*site, *zone, *asset, *import;	/* uuids */
	int64_t		 seen;
	const char	*ip;		/* several: divided by blanks */
	const char	*mac, *mac_kind, *hostname, *vendor;
	const char	*services, *switch_name, *switch_port;
	const char	*lease_state;
	const char	*id;		/* "kind value;kind value" */
	const char	*differs;	/* "hostname: pc-1 -> pc-2; …" */
	const char	*leased;	/* "yes": its address comes from DHCP */
	const char	*because;	/* what the whole round showed */
	const char	*rival;		/* uuid of the asset that other keys name */
	int		 vlan;
	bool		 stale;		/* from files imported before; not kept */
	struct explain_evidence *evidence;
	size_t		 n_evidence;
	const char	*line;		/* "file:12: text" where there is but
					   one; not kept */
};

/* What a device's sightings say; evidence of its first few lines. */
void facts_of_device(const struct round *round, const struct places *places,
    const struct device *device, struct arena *arena, struct facts *out);
/* "hostname: old -> new; ip: …" of a verdict. */
const char *facts_differs(const struct identity *identity,
    const struct device *device, const struct known *known, unsigned differs,
    struct arena *arena);
void facts_format(const struct facts *facts, struct buf *out);
void facts_parse(const char *note, struct arena *arena, struct facts *out);
/*
 * True when something that both know differs: the ground of a decision is no
 * longer the same.
 */
bool facts_changed(const struct facts *old, const struct facts *new);

/* What the new sighting does not say, it does not deny: it stays. */
void facts_keep(struct facts *new, const struct facts *old);

/* The first address; false when there is none. */
bool facts_ip(const struct facts *facts, struct ip *ip);
/* The next of several divided by sep; NULL at the end. */
const char *facts_next(const char **list, char sep, struct arena *arena);

/* Fills the members of a report's finding that the facts know. */
void facts_tell(const struct facts *facts, struct arena *arena,
    struct discover_finding *out);

/* Key of the finding that has these facts. */
const char *finding_key(enum result result, const struct facts *facts,
    struct arena *arena);
/* By choice key; -1 when it is none. */
int result_find(const char *key);
/* 412 of "F-0412 raspberrypi"; 0 when the title has no number. */
int64_t finding_title_number(const char *title);

#endif
