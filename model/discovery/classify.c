/* SPDX-License-Identifier: ISC */
#include "model/discovery/classify.h"

#include <string.h>

struct row {
	const char	*key;
	const char	*severity, *strict;	/* NULL: no finding */
	int16_t		 hours, strict_hours;
};

static const struct row rows[] = {
	[RESULT_IGNORED] = { "ignored", NULL, NULL, 0, 0 },
	[RESULT_CONFLICT] = { "conflict", "high", "high", 24, 24 },
	[RESULT_RETURNED] = { "returned", "critical", "critical", 24, 24 },
	[RESULT_EXPIRED] = { "expired", "high", "high", 72, 72 },
	[RESULT_WRONG_ZONE] = { "wrong_zone", "high", "critical", 24, 24 },
	[RESULT_BRIDGING] = { "bridging", "critical", "critical", 24, 24 },
	[RESULT_DRIFT] = { "drift", "medium", "medium", 168, 168 },
	[RESULT_IP_CONFLICT] = { "ip_conflict", "high", "high", 24, 24 },
	[RESULT_CONFIRMED] = { "confirmed", NULL, NULL, 0, 0 },
	[RESULT_CANDIDATE] = { "candidate", "medium", "medium", 168, 168 },
	[RESULT_TRANSIENT] = { "transient", "info", "info", 0, 0 },
	[RESULT_PENDING] = { "pending", "low", "low", 168, 168 },
	[RESULT_UNAPPROVED] = { "unapproved", "high", "critical", 168, 24 },
	[RESULT_MISSING] = { "missing", "medium", "medium", 720, 720 },
	[RESULT_NOT_COVERED] = { "not_covered", "high", "high", 0, 0 },
	[RESULT_ROGUE] = { "rogue", "critical", "critical", 24, 24 },
};

const char *
result_key(enum result result)
{
	return rows[result].key;
}

int
result_row(enum result result)
{
	return (int)result + 1;
}

const char *
result_severity(enum result result, bool strict)
{
	return strict ? rows[result].strict : rows[result].severity;
}

int64_t
result_hours(enum result result, bool strict)
{
	return strict ? rows[result].strict_hours : rows[result].hours;
}

/* --- the rows ----------------------------------------------------------- */

struct subject {
	const struct identity *identity;
	const struct device *device;
	const struct match *match;
	const struct known *known;	/* NULL: none */
	int32_t		 today;
	unsigned	 differs;
};

static bool
is_approved(const struct subject *s)
{
	return s->known->approval == APPROVAL_APPROVED ||
	    s->known->approval == APPROVAL_TEMPORARY;
}

/* A temporary approval without a last day has run out as well. */
static bool
is_expired(const struct known *known, int32_t today)
{
	if (known->approval == APPROVAL_TEMPORARY)
		return known->until == INT32_MAX || known->until < today;
	return known->approval == APPROVAL_APPROVED && known->until < today;
}

bool
known_is_expected(const struct known *known, int32_t today)
{
	return known->in_use && (known->approval == APPROVAL_APPROVED ||
	    known->approval == APPROVAL_TEMPORARY) &&
	    !is_expired(known, today);
}

static bool
row_conflict(const struct subject *s)
{
	return s->match->conflict;
}

static bool
row_bridging(const struct subject *s)
{
	return s->match->bridge[0] != PLACE_NONE;
}

static bool
row_ip_conflict(const struct subject *s)
{
	return s->match->ip_conflict;
}

static bool
row_returned(const struct subject *s)
{
	return s->known != NULL && (s->known->gone ||
	    s->known->approval == APPROVAL_DENIED ||
	    s->known->approval == APPROVAL_REVOKED);
}

static bool
row_expired(const struct subject *s)
{
	return s->known != NULL && is_expired(s->known, s->today);
}

/* Whether the asset may be in the zone; *told: the register says anything. */
static bool
may_be_in(const struct subject *s, int zone, bool *told)
{
	const struct places *places = s->identity->places;
	uint32_t at;
	size_t i;

	for (i = 0; i < s->known->n_approved; i++) {
		*told = true;
		if (strcmp(s->known->approved_zone[i],
		    places->zone[zone].uuid) == 0)
			return true;
	}
	if (s->known->n_approved > 0)
		return false;
	for (at = s->known->interface; at != KNOWN_NONE;
	    at = s->identity->interface[at].next) {
		if (s->identity->interface[at].zone == PLACE_NONE)
			continue;
		*told = true;
		if (s->identity->interface[at].zone == zone)
			return true;
	}
	return false;
}

static bool
is_wrong_zone(const struct subject *s, int zone)
{
	bool told = false;

	return zone != PLACE_NONE && !may_be_in(s, zone, &told) && told;
}

static bool
row_wrong_zone(const struct subject *s)
{
	size_t i;

	if (s->known == NULL)
		return false;
	for (i = 0; i < s->device->n_ip; i++)
		if (is_wrong_zone(s, places_zone_of(s->identity->places,
		    s->device->ip_network[i])))
			return true;
	return is_wrong_zone(s, s->device->zone);
}

static bool
row_pending(const struct subject *s)
{
	return s->known != NULL && s->known->approval == APPROVAL_PENDING &&
	    !s->known->gone;
}

static bool
row_drift(const struct subject *s)
{
	return s->known != NULL && s->differs != 0 && !s->match->conflict;
}

static const struct known_interface *
recognised(const struct subject *s)
{
	return s->match->interface == KNOWN_NONE ? NULL :
	    &s->identity->interface[s->match->interface];
}

static int
mac_points(const struct subject *s)
{
	const struct known_interface *interface = recognised(s);

	if (interface != NULL && interface->shared)
		return 0;
	return s->device->mac_class == MAC_VIRTUAL ||
	    (interface != NULL && interface->fixed_mac) ? 2 : 1;
}

/* Behind a dock's MAC alone may be anybody. */
static bool
only_shared(const struct subject *s)
{
	const struct known_interface *interface = recognised(s);

	return interface != NULL && interface->shared &&
	    s->match->keys == 1 << KEY_SOFT_MAC;
}

/*
 * Weak keys confirm where two of them agree, or where the register knows
 * nothing more; a hypervisor's or a declared MAC counts as two.
 */
static bool
is_sure(const struct subject *s)
{
	const struct match *m = s->match;
	int points = 0;

	if (m->level == MATCH_CERTAIN)
		return true;
	if (m->level != MATCH_PROPOSED)
		return false;
	if ((m->keys & 1 << KEY_SOFT_MAC) != 0)
		points += mac_points(s);
	points += (m->keys & (1 << KEY_HOSTNAME | 1 << KEY_PORT)) != 0;
	points += (m->keys & 1 << KEY_IP) != 0;
	return points >= 2 || (m->whole && !only_shared(s));
}

static bool
row_confirmed(const struct subject *s)
{
	return s->known != NULL && is_approved(s) && is_sure(s) &&
	    s->differs == 0;
}

static bool
row_candidate(const struct subject *s)
{
	return (s->match->level == MATCH_DOUBTFUL && !s->match->conflict) ||
	    (s->match->level == MATCH_PROPOSED && !is_sure(s));
}

/* A MAC that changes by itself, where guests are expected. */
static bool
row_transient(const struct subject *s)
{
	const struct device *device = s->device;

	return s->match->level == MATCH_NONE && device->has_mac &&
	    device->mac_class == MAC_LOCAL && device->zone != PLACE_NONE &&
	    s->identity->places->zone[device->zone].guest;
}

static bool
row_unapproved(const struct subject *s)
{
	return s->match->level == MATCH_NONE && !row_transient(s);
}

static bool
serves_dhcp(const struct device *device)
{
	const char *rest = device->services, *name;
	uint32_t service;
	size_t len;

	while ((service = services_next(&rest, &name, &len)) != 0)
		if (service == service_parse("udp/67") ||
		    service == service_parse("udp/547"))
			return true;
	return false;
}

/* What leads traffic or hands out addresses, and nobody approved. */
static bool
row_rogue(const struct subject *s)
{
	if (!s->device->router && !serves_dhcp(s->device))
		return false;
	return s->known == NULL || s->match->level == MATCH_DOUBTFUL ||
	    row_returned(s) || row_expired(s) || !is_approved(s);
}

/* --- drift -------------------------------------------------------------- */

static bool
ip_differs(const struct subject *s)
{
	const struct identity *identity = s->identity;
	const struct device *device = s->device;
	bool family4 = false, family6 = false;
	uint32_t at;
	size_t i;

	for (at = s->known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next) {
		const struct known_interface *interface =
		    &identity->interface[at];

		if (interface->leased)
			continue;
		for (i = 0; i < interface->n_ip; i++) {
			family4 |= interface->ip[i].family == 4;
			family6 |= interface->ip[i].family == 6;
		}
	}
	/* An interface that leases its address may bear any. */
	if (s->match->interface != KNOWN_NONE &&
	    identity->interface[s->match->interface].leased)
		return false;
	/* A router may answer for others; from a PC it is a deception. */
	if (device->n_ip > ROUND_MANY_IPS && s->known->infrastructure)
		return false;
	for (i = 0; i < device->n_ip; i++)
		if (!ip_is_link_local(&device->ip[i]) &&
		    (device->ip[i].family == 4 ? family4 : family6) &&
		    !known_has_ip(identity, s->known, &device->ip[i]))
			return true;
	return false;
}

/*
 * Only ports that the register lacks count: what a scan did not find open may
 * not have been asked.  An asset without any registered port has no baseline.
 */
static bool
services_differ(const struct subject *s)
{
	const char *rest = s->device->services, *name;
	size_t len;
	uint32_t service;

	if (s->known->service == KNOWN_NONE || !s->device->services_known)
		return false;
	while ((service = services_next(&rest, &name, &len)) != 0)
		if (!known_has_service(s->identity, s->known, service))
			return true;
	return false;
}

static unsigned
compare(const struct subject *s)
{
	unsigned differs = 0;

	if (s->known == NULL)
		return 0;
	if (s->device->folded != NULL && s->known->folded != NULL &&
	    strcmp(s->device->folded, s->known->folded) != 0)
		differs |= DIFFERS_HOSTNAME;
	if (ip_differs(s))
		differs |= DIFFERS_IP;
	if (services_differ(s))
		differs |= DIFFERS_SERVICES;
	if (s->match->new_mac && s->known->has_mac)
		differs |= DIFFERS_MAC;
	return differs;
}

/* --- the list ----------------------------------------------------------- */

/* open: told of the device itself, while it is open which asset it is. */
static const struct {
	enum result	 result;
	bool		(*test)(const struct subject *s);
	bool		 open;
} list[] = {
	{ RESULT_CONFLICT, row_conflict, true },
	{ RESULT_RETURNED, row_returned, false },
	{ RESULT_EXPIRED, row_expired, false },
	{ RESULT_WRONG_ZONE, row_wrong_zone, false },
	{ RESULT_BRIDGING, row_bridging, true },
	{ RESULT_PENDING, row_pending, false },
	{ RESULT_DRIFT, row_drift, false },
	{ RESULT_IP_CONFLICT, row_ip_conflict, true },
	{ RESULT_CONFIRMED, row_confirmed, false },
	{ RESULT_CANDIDATE, row_candidate, true },
	{ RESULT_TRANSIENT, row_transient, false },
	{ RESULT_UNAPPROVED, row_unapproved, false },
	{ RESULT_ROGUE, row_rogue, false },
};

enum { LISTED = sizeof(list) / sizeof(list[0]) };

/* While it is open who it is, that comes before what its asset says. */
static enum result
first_hit(const struct subject *s)
{
	bool open = s->match->level == MATCH_DOUBTFUL;
	size_t i;

	for (i = 0; i < LISTED; i++)
		if ((!open || list[i].open) && list[i].test(s))
			return list[i].result;
	return RESULT_CANDIDATE;
}

void
classify(const struct identity *identity, const struct device *device,
    const struct match *match, int32_t today, struct verdict *out)
{
	struct subject s = {
		.identity = identity, .device = device, .match = match,
		.today = today,
	};
	size_t i;

	memset(out, 0, sizeof(*out));
	if (match->asset != KNOWN_NONE)
		s.known = &identity->asset[match->asset];
	out->differs = s.differs = compare(&s);
	out->strict = device->zone != PLACE_NONE &&
	    identity->places->zone[device->zone].strict;
	out->result = first_hit(&s);
	for (i = 0; i < LISTED; i++)
		if (list[i].result != out->result &&
		    list[i].result != RESULT_CONFIRMED && list[i].test(&s))
			out->also |= 1u << list[i].result;
}

bool
verdict_has_rogue(const struct verdict *verdict)
{
	return (verdict->also & 1u << RESULT_ROGUE) != 0;
}
