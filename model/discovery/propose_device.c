/* SPDX-License-Identifier: ISC */
/* What devices propose: addresses, names, ports, cables. */
#include <string.h>

#include "base/intl.h"
#include "model/discovery/propose_impl.h"

enum { AT_A_PORT = 2 };	/* more devices behind a port: an uplink */

/* A device of the round and the asset that it is. */
struct subject {
	struct proposing *p;
	const struct device *device;
	const struct match *match;
	const struct known *known;
	const struct asset_more *more;
	const struct seen *seen;	/* its first sighting */
	const char	*rule;
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* discovery_lock: fields for which discovery makes no proposals. */
static bool
is_locked(const struct subject *s, const char *field)
{
	size_t i;

	for (i = 0; i < s->more->n_locks; i++)
		if (strcmp(s->more->lock[i], field) == 0)
			return true;
	return false;
}

static struct proposal
begin(const struct subject *s, enum proposal_kind kind,
    enum proposal_result result)
{
	struct arena *arena = s->p->arena;

	return (struct proposal){ .kind = kind, .result = result,
		.asset = arena_strdup(arena, s->known->uuid),
		.rule = arena_strdup(arena, s->rule),
		.evidence = converse_origin(arena, s->seen->note),
		.import = s->p->from->uuid, .at = s->device->at };
}

static struct record *
edit(const struct subject *s, enum entity_id entity, const char *uuid,
    int64_t rev)
{
	struct record *record = record_new(s->p->arena, entity);

	memcpy(record->uuid, uuid, strlen(uuid) + 1);
	record->rev = rev;
	return record;
}

/* --- addresses ------------------------------------------------------------ */

/* An address worth keeping: neither leased nor of one link. */
static const char *
fixed_ip(const struct subject *s)
{
	const struct device *device = s->device;
	char text[IP_LEN];
	size_t i;

	if (device->lease_state != NULL || device->n_ip > ROUND_MANY_IPS)
		return NULL;
	for (i = 0; i < device->n_ip; i++) {
		if (ip_is_link_local(&device->ip[i]) ||
		    places_is_leased(&s->p->places, device->ip_network[i],
		    &device->ip[i]))
			continue;
		ip_format(&device->ip[i], text);
		return arena_strdup(s->p->arena, text);
	}
	return NULL;
}

static bool
has_ip_of(const struct known_interface *interface,
    const struct device *device)
{
	size_t i, k;

	for (i = 0; i < interface->n_ip; i++)
		for (k = 0; k < device->n_ip; k++)
			if (ip_compare(&interface->ip[i],
			    &device->ip[k]) == 0)
				return true;
	return false;
}

/*
 * The interface that waits for this MAC: with its address, else the only one
 * without MAC that could have it; KNOWN_NONE.
 */
static uint32_t
bare_interface(const struct subject *s)
{
	const struct identity *identity = &s->p->identity;
	uint32_t at, found = KNOWN_NONE;
	size_t n = 0;

	for (at = s->known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next) {
		const struct known_interface *interface =
		    &identity->interface[at];

		if (interface->has_mac)
			continue;
		if (has_ip_of(interface, s->device))
			return at;
		if (s->p->interface[at].no_ip || (interface->n_ip > 0 &&
		    !interface->leased && s->device->n_ip > 0))
			continue;
		n++;
		found = at;
	}
	return n == 1 ? found : KNOWN_NONE;
}

static void
propose_mac(const struct subject *s, uint32_t at, const char *mac)
{
	const char *uuid = s->p->identity.interface[at].uuid;
	struct proposal proposal = begin(s, PROPOSAL_MAC, PROPOSED_FILL);
	struct record *change = edit(s, ENTITY_interface, uuid,
	    s->p->interface[at].rev);

	record_set_text(change, F_interface_mac, mac);
	proposal.record = change->uuid;
	proposal.field = "mac";
	proposal.seen = mac;
	proposal.change = change;
	propose_add(s->p, &proposal, uuid);
}

static void
propose_new_interface(const struct subject *s, const char *mac)
{
	struct proposal proposal = begin(s, PROPOSAL_INTERFACE, PROPOSED_NEW);
	struct record *change = record_new(s->p->arena, ENTITY_interface);
	const char *ip = is_locked(s, "ip") ? NULL : fixed_ip(s);
	int network = s->device->network;

	record_set_text(change, F_interface_asset, proposal.asset);
	record_set_text(change, F_interface_mac, mac);
	if (ip != NULL)
		record_set_list(change, F_interface_ip, s->p->arena, &ip, 1);
	else if (s->device->n_ip > 0 && !is_locked(s, "ip"))
		record_set_text(change, F_interface_ip_assign, "dhcp");
	if (network != PLACE_NONE && s->device->n_ip > 0)
		record_set_text(change, F_interface_network, arena_strdup(
		    s->p->arena, s->p->places.network[network].uuid));
	proposal.seen = ip == NULL ? mac : arena_printf(s->p->arena, "%s %s",
	    mac, ip);
	proposal.change = change;
	propose_add(s->p, &proposal, arena_printf(s->p->scratch, "%s %s",
	    proposal.asset, mac));
}

static void
device_mac(const struct subject *s)
{
	const struct device *device = s->device;
	char text[MAC_LEN];
	const char *mac;
	uint32_t at;

	if (!device->has_mac || !s->match->new_mac || is_locked(s, "mac") ||
	    device->mac_class == MAC_LOCAL ||
	    device->mac_class == MAC_VIRTUAL_ROUTER)
		return;
	mac_format(&device->mac, text);
	mac = arena_strdup(s->p->arena, text);
	at = bare_interface(s);
	/* A name alone makes nobody a second interface. */
	if (at != KNOWN_NONE)
		propose_mac(s, at, mac);
	else if (s->match->level == MATCH_CERTAIN)
		propose_new_interface(s, mac);
}

static void
device_ip(const struct subject *s)
{
	uint32_t at = s->match->interface;
	const char *ip = s->match->level == MATCH_CERTAIN &&
	    !is_locked(s, "ip") ? fixed_ip(s) : NULL;
	struct proposal proposal;
	struct record *change;

	if (ip == NULL || at == KNOWN_NONE || s->p->interface[at].no_ip ||
	    s->p->identity.interface[at].n_ip > 0 ||
	    s->p->identity.interface[at].leased)
		return;
	proposal = begin(s, PROPOSAL_IP, PROPOSED_FILL);
	change = edit(s, ENTITY_interface, s->p->identity.interface[at].uuid,
	    s->p->interface[at].rev);
	record_set_list(change, F_interface_ip, s->p->arena, &ip, 1);
	proposal.record = change->uuid;
	proposal.field = "ip";
	proposal.seen = ip;
	proposal.change = change;
	propose_add(s->p, &proposal, change->uuid);
}

static void
device_hostname(const struct subject *s)
{
	struct proposal proposal;
	struct record *change;

	if (s->match->level != MATCH_CERTAIN || s->known->hostname != NULL ||
	    s->device->folded == NULL || is_locked(s, "hostname"))
		return;
	proposal = begin(s, PROPOSAL_HOSTNAME, PROPOSED_FILL);
	change = edit(s, ENTITY_asset, s->known->uuid, 0);
	proposal.seen = arena_strdup(s->p->arena, s->device->hostname);
	record_set_text(change, F_asset_hostname, proposal.seen);
	proposal.record = change->uuid;
	proposal.field = "hostname";
	proposal.change = change;
	propose_add(s->p, &proposal, change->uuid);
}

/* --- open ports ----------------------------------------------------------- */

static uint32_t
interface_of(const struct subject *s)
{
	const struct identity *identity = &s->p->identity;
	uint32_t at;

	if (s->match->interface != KNOWN_NONE)
		return s->match->interface;
	for (at = s->known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next)
		if (has_ip_of(&identity->interface[at], s->device))
			return at;
	at = s->known->interface;
	return at != KNOWN_NONE && identity->interface[at].next ==
	    KNOWN_NONE ? at : KNOWN_NONE;
}

static void
propose_service(const struct subject *s, uint32_t service, const char *name,
    uint32_t at)
{
	struct proposal proposal = begin(s, PROPOSAL_SERVICE, PROPOSED_NEW);
	struct record *change = record_new(s->p->arena, ENTITY_service);
	char port[16];

	service_format(service, port);
	proposal.seen = name == NULL ? arena_strdup(s->p->arena, port) :
	    arena_printf(s->p->arena, "%s %s", port, name);
	record_set_text(change, F_service_interface, arena_strdup(s->p->arena,
	    s->p->identity.interface[at].uuid));
	record_set_text(change, F_service_protocol, arena_strndup(s->p->arena,
	    port, strcspn(port, "/")));
	record_set_int(change, F_service_port, service & 0xffff);
	record_set_text(change, F_service_name, name);
	record_set_text(change, F_service_approved, "unknown");
	proposal.change = change;
	propose_add(s->p, &proposal, arena_printf(s->p->scratch, "%s %s",
	    proposal.asset, port));
}

static void
device_services(const struct subject *s)
{
	const char *rest = s->device->services, *name;
	uint32_t at = interface_of(s), service;
	size_t len;

	if (at == KNOWN_NONE || is_locked(s, "services") ||
	    s->device->n_ip > ROUND_MANY_IPS ||
	    (s->match->level != MATCH_CERTAIN && !s->match->whole))
		return;
	while ((service = services_next(&rest, &name, &len)) != 0)
		if (!known_has_service(&s->p->identity, s->known, service))
			propose_service(s, service, name == NULL ? NULL :
			    arena_strndup(s->p->arena, name, len), at);
}

/* --- switches ------------------------------------------------------------- */

/* How many devices of the round were seen behind that port. */
static size_t
behind_port(const struct round *round, const struct device *device)
{
	size_t i, n = 0;

	for (i = 0; i < round->n_devices && n <= AT_A_PORT; i++)
		n += same(round->device[i].switch_name,
		    device->switch_name) && same(round->device[i].switch_port,
		    device->switch_port);
	return n;
}

static void
device_switch(const struct subject *s)
{
	const struct device *device = s->device;
	struct proposing *p = s->p;
	uint32_t at = s->match->interface, switch_;
	const struct interface_more *more;
	struct proposal proposal;
	struct record *change;
	bool known;

	if (s->match->level != MATCH_CERTAIN || at == KNOWN_NONE ||
	    device->switch_name == NULL || device->switch_port == NULL ||
	    is_locked(s, "switch") || is_locked(s, "switch_port"))
		return;
	more = &p->interface[at];
	switch_ = propose_named(p, device->switch_name);
	if (switch_ == KNOWN_NONE || more->switch_port != NULL ||
	    p->identity.asset[switch_].uuid == s->known->uuid)
		return;
	known = more->switch_ != NULL;
	if ((known && !same(more->switch_, p->identity.asset[switch_].uuid)) ||
	    behind_port(&p->round, device) > AT_A_PORT)
		return;
	proposal = begin(s, PROPOSAL_SWITCH, PROPOSED_FILL);
	change = edit(s, ENTITY_interface, p->identity.interface[at].uuid,
	    more->rev);
	if (!known)
		record_set_text(change, F_interface_switch, arena_strdup(
		    p->arena, p->identity.asset[switch_].uuid));
	record_set_text(change, F_interface_switch_port, arena_strdup(
	    p->arena, device->switch_port));
	proposal.record = change->uuid;
	proposal.field = "switch_port";
	proposal.seen = arena_printf(p->arena, "%s %s", device->switch_name,
	    device->switch_port);
	proposal.registered = known ? arena_strdup(p->arena,
	    device->switch_name) : NULL;
	proposal.change = change;
	propose_add(p, &proposal, change->uuid);
}

/* --- cables --------------------------------------------------------------- */

static const char *
end_uuid(const struct proposing *p, uint32_t asset, const char *port)
{
	uint32_t at;

	for (at = p->identity.asset[asset].interface; at != KNOWN_NONE;
	    at = p->identity.interface[at].next)
		if (same(p->interface[at].name, port))
			return arena_strdup(p->arena,
			    p->identity.interface[at].uuid);
	return arena_strdup(p->arena, p->identity.asset[asset].uuid);
}

static bool
fits(const char *registered, const char *seen)
{
	return registered == NULL || seen == NULL || same(registered, seen);
}

/* The registered cable between them; *turned: its ends stand the other way. */
static const struct link *
find_link(const struct proposing *p, uint32_t a, const char *a_port,
    uint32_t b, const char *b_port, bool *turned)
{
	uint64_t hash = map_hash(&p->map, PKEY_LINK, &a, sizeof(a));
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&p->map, hash, &slot, &at)) {
		const struct link *link = at < p->n_links ? &p->link[at] :
		    NULL;

		if (link == NULL)
			continue;
		*turned = link->a == b && link->b == a;
		if (!*turned && (link->a != a || link->b != b))
			continue;
		if (fits(*turned ? link->b_port : link->a_port, a_port) &&
		    fits(*turned ? link->a_port : link->b_port, b_port))
			return link;
	}
	return NULL;
}

/* The ports that a registered cable lacks. */
static struct record *
fill_link(const struct subject *s, const struct link *link, bool turned,
    const char *a_port, const char *b_port)
{
	const char *first = turned ? b_port : a_port;
	const char *second = turned ? a_port : b_port;
	struct record *change = edit(s, ENTITY_connection, link->uuid,
	    link->rev);
	bool any = false;

	if (link->a_port == NULL && first != NULL) {
		record_set_text(change, F_connection_a_port, first);
		any = true;
	}
	if (link->b_port == NULL && second != NULL) {
		record_set_text(change, F_connection_b_port, second);
		any = true;
	}
	return any ? change : NULL;
}

static bool
carries(const struct asset_more *more)
{
	return same(more->kind, "network") || same(more->kind, "security");
}

static struct record *
new_link(const struct subject *s, uint32_t a, const struct cable *cable,
    const char *name)
{
	struct proposing *p = s->p;
	uint32_t b = (uint32_t)(s->known - p->identity.asset);
	struct record *change = record_new(p->arena, ENTITY_connection);

	record_set_text(change, F_connection_name, name);
	record_set_text(change, F_connection_type, carries(&p->asset[a]) &&
	    carries(s->more) ? "trunk" : "lan");
	record_set_text(change, F_connection_a, end_uuid(p, a,
	    cable->local_port));
	record_set_text(change, F_connection_a_port, cable->local_port);
	record_set_text(change, F_connection_b, end_uuid(p, b, cable->port));
	record_set_text(change, F_connection_b_port, cable->port);
	record_set_text(change, F_connection_direction, "both");
	record_set_text(change, F_connection_approval, "pending");
	return change;
}

static void
propose_cable(const struct subject *s, const struct seen *seen,
    const struct cable *cable)
{
	struct proposing *p = s->p;
	uint32_t a = propose_named(p, cable->local);
	uint32_t b = (uint32_t)(s->known - p->identity.asset);
	struct proposal proposal;
	const struct link *link;
	bool turned = false;

	if (a == KNOWN_NONE || a == b)
		return;
	link = find_link(p, a, cable->local_port, b, cable->port, &turned);
	proposal = begin(s, PROPOSAL_CONNECTION, link == NULL ? PROPOSED_NEW :
	    PROPOSED_FILL);
	proposal.evidence = converse_origin(p->arena, seen->note);
	proposal.seen = arena_printf(p->arena, "%s %s – %s%s%s", cable->local,
	    cable->local_port, s->device->hostname != NULL ?
	    s->device->hostname : s->known->asset_no, cable->port == NULL ?
	    "" : " ", cable->port == NULL ? "" : cable->port);
	if (link != NULL) {
		proposal.change = fill_link(s, link, turned,
		    cable->local_port, cable->port);
		proposal.record = arena_strdup(p->arena, link->uuid);
		proposal.field = "a_port";
	} else
		proposal.change = new_link(s, a, cable, proposal.seen);
	/* One cable is heard at both of its ends. */
	if (proposal.change != NULL)
		propose_add(p, &proposal, a < b ? arena_printf(p->scratch,
		    "%u %s %u %s", a, cable->local_port, b, cable->port ==
		    NULL ? "" : cable->port) : arena_printf(p->scratch,
		    "%u %s %u %s", b, cable->port == NULL ? "" : cable->port,
		    a, cable->local_port));
}

static void
device_cables(const struct subject *s)
{
	const struct round *round = &s->p->round;
	struct cable cable;
	size_t i;

	for (i = 0; i < s->device->n; i++) {
		const struct seen *seen =
		    &round->seen[round->member[s->device->first + i]];
		const char *note = seen->note;

		while (converse_next_cable(&note, s->p->arena, &cable))
			propose_cable(s, seen, &cable);
	}
}

/* --- devices -------------------------------------------------------------- */

/*
 * A name that one device of the round has, of an asset without any MAC: it may
 * well be that asset, so its MAC is proposed.
 */
static bool
is_named_alone(const struct subject *s, const uint32_t *devices)
{
	return s->match->split == 0 && devices[s->match->asset] == 1 &&
	    (s->match->keys & 1 << KEY_HOSTNAME) != 0 && !s->known->has_mac;
}

static void
propose_device(struct subject *s, const uint32_t *devices)
{
	if (s->match->level >= MATCH_PROPOSED || is_named_alone(s, devices))
		device_mac(s);
	if (s->match->level < MATCH_PROPOSED)
		return;
	device_ip(s);
	device_hostname(s);
	device_services(s);
	device_switch(s);
	device_cables(s);
}

void
propose_devices(struct proposing *p)
{
	const struct round *round = &p->round;
	uint32_t *devices = arena_calloc(p->scratch,
	    p->identity.n_assets + 1, sizeof(*devices));
	struct buf rule = { 0 };
	size_t i;

	for (i = 0; i < round->n_devices; i++)
		if (p->match[i].asset != KNOWN_NONE)
			devices[p->match[i].asset]++;
	for (i = 0; i < round->n_devices; i++) {
		struct subject s = { .p = p, .device = &round->device[i],
			.match = &p->match[i] };

		if (s.match->asset == KNOWN_NONE ||
		    s.match->rival != KNOWN_NONE)
			continue;
		s.known = &p->identity.asset[s.match->asset];
		s.more = &p->asset[s.match->asset];
		if (s.known->gone || s.known->retired || s.more->name == NULL)
			continue;
		s.seen = &round->seen[round->member[s.device->first]];
		buf_clear(&rule);
		match_rule(s.match, &rule);
		s.rule = buf_str(&rule);
		propose_device(&s, devices);
	}
	buf_release(&rule);
}
