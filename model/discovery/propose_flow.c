/* SPDX-License-Identifier: ISC */
/*
 * Conversations against declared flows.  Who begins a conversation is its
 * source, as the source of a flow is; only where the bytes went that way, too,
 * is a flow called reversed, for fetching from a server moves information
 * towards who asked.
 */
#include <inttypes.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/propose_flow.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- encryption ----------------------------------------------------------- */

/* Services that say whether what they carry can be read on the way. */
static const struct {
	const char	*word;		/* as Zeek calls it, or NULL */
	const char	*port;		/* where it lives, or NULL */
	const char	*name;		/* of a plaintext one; NULL: encrypted */
} carriers[] = {
	{ "ssl", NULL, NULL }, { "tls", NULL, NULL }, { "ssh", NULL, NULL },
	{ "quic", NULL, NULL }, { "https", NULL, NULL },
	{ "ipsec", NULL, NULL }, { "wireguard", NULL, NULL },
	{ "http", "tcp/80", "HTTP" }, { NULL, "tcp/8080", "HTTP" },
	{ "ftp", "tcp/21", "FTP" }, { "ftp-data", "tcp/20", "FTP" },
	{ "telnet", "tcp/23", "Telnet" }, { "tftp", "udp/69", "TFTP" },
	{ "pop3", "tcp/110", "POP3" }, { "imap", "tcp/143", "IMAP" },
	{ "snmp", "udp/161", "SNMP" }, { NULL, "udp/162", "SNMP" },
	{ "smb1", NULL, "SMB1" }, { NULL, "tcp/139", "SMB1" },
	{ "ldap_tcp", "tcp/389", "LDAP" }, { "ldap", "udp/389", "LDAP" },
	{ "rlogin", "tcp/513", "rlogin" }, { "syslog", "udp/514", "syslog" },
	{ "rfb", "tcp/5900", "VNC" }, { "mqtt", "tcp/1883", "MQTT" },
	{ "hl7", "tcp/2575", "HL7" }, { "dicom", "tcp/104", "DICOM" },
	{ NULL, "tcp/11112", "DICOM" }, { "modbus", "tcp/502", "Modbus" },
	{ "dnp3_tcp", "tcp/20000", "DNP3" }, { "s7comm", "tcp/102", "S7" },
	{ NULL, "tcp/2404", "IEC 104" }, { "bacnet", "udp/47808", "BACnet" },
	{ "enip", "tcp/44818", "EtherNet/IP" },
};

/* "ssl,http" has the words ssl and http. */
static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	while (list != NULL && *list != '\0') {
		size_t len = strcspn(list, ",");

		if (len == n && strncmp(list, word, n) == 0)
			return true;
		list += list[len] == ',' ? len + 1 : len;
	}
	return false;
}

/* "yes", "no" or "unknown"; *name what it is where it can be read. */
static const char *
encryption(const struct talk *talk, const char **name)
{
	const size_t n = sizeof(carriers) / sizeof(carriers[0]);
	size_t i;

	*name = NULL;
	for (i = 0; i < n; i++)
		if (carriers[i].word != NULL && has_word(talk->service,
		    carriers[i].word)) {
			*name = carriers[i].name;
			return *name == NULL ? "yes" : "no";
		}
	for (i = 0; talk->service == NULL && i < n; i++)
		if (same(carriers[i].port, talk->port)) {
			*name = carriers[i].name;
			return "no";
		}
	return "unknown";
}

/* --- the parties ---------------------------------------------------------- */

static uint32_t
device_at(const struct proposing *p, const struct ip *ip)
{
	const struct round *round = &p->round;
	size_t slot = SIZE_MAX, k;
	uint32_t at;

	while (map_next(&round->words, map_hash(&round->words, PKEY_TALK, ip,
	    sizeof(*ip)), &slot, &at))
		for (k = 0; at < round->n_devices &&
		    k < round->device[at].n_ip; k++)
			if (ip_compare(&round->device[at].ip[k], ip) == 0)
				return at;
	return KNOWN_NONE;
}

static void
set_match(const struct proposing *p, const struct match *match,
    struct party *out)
{
	const struct known *known = match->asset == KNOWN_NONE ? NULL :
	    &p->identity.asset[match->asset];

	if (known != NULL && match->level >= MATCH_PROPOSED &&
	    !known->retired && p->asset[match->asset].name != NULL)
		out->asset = match->asset;
}

static void
find_party(const struct proposing *p, const struct ip *ip, struct party *out)
{
	const struct round *round = &p->round;
	uint32_t at = device_at(p, ip);
	struct device device = { .key = "", .n_ip = 1 };
	struct ip address = *ip;
	struct match match;
	int16_t network;

	*out = (struct party){ .asset = KNOWN_NONE, .ip = *ip,
		.zone = PLACE_NONE };
	if (at != KNOWN_NONE) {
		out->zone = round->device[at].zone;
		set_match(p, &p->match[at], out);
		return;
	}
	network = (int16_t)places_network(&p->places, round->site, ip);
	device.ip = &address;
	device.ip_network = &network;
	device.network = network;
	device.zone = out->zone = places_zone_of(&p->places, network);
	identity_match(&p->identity, round->site, &device, &match);
	set_match(p, &match, out);
}

static const char *
party_name(const struct proposing *p, const struct party *party)
{
	char ip[IP_LEN];

	if (party->outside)
		return _("outside");
	if (party->asset != KNOWN_NONE)
		return p->identity.asset[party->asset].asset_no != NULL ?
		    p->identity.asset[party->asset].asset_no :
		    p->asset[party->asset].name;
	ip_format(&party->ip, ip);
	return arena_strdup(p->scratch, ip);
}

static const char *
party_uuid(const struct proposing *p, const struct party *party)
{
	if (party->asset != KNOWN_NONE)
		return arena_strdup(p->arena,
		    p->identity.asset[party->asset].uuid);
	return party->outside && p->flows->n_internet == 1 ?
	    p->flows->internet : NULL;
}

/* --- proposing ------------------------------------------------------------ */

/* One conversation with who took part in it. */
struct case_ {
	struct proposing *p;
	const struct seen *seen;
	const struct talk *talk;
	struct party	 from, to;
	const char	*encrypted, *plain;
};

static void
propose(const struct case_ *c, enum proposal_result result,
    const struct flow *flow, const struct record *change, const char *why)
{
	struct arena *arena = c->p->arena;
	uint32_t asset = c->from.asset != KNOWN_NONE ? c->from.asset :
	    c->to.asset;
	struct proposal proposal = { .kind = PROPOSAL_FLOW, .result = result,
		.change = change, .why = why, .import = c->p->from->uuid,
		.at = c->seen->at,
		.evidence = converse_origin(arena, c->seen->note) };

	if (asset != KNOWN_NONE)
		proposal.asset = arena_strdup(arena,
		    c->p->identity.asset[asset].uuid);
	proposal.seen = arena_printf(arena, "%s → %s %s%s%s ×%" PRId64,
	    party_name(c->p, &c->from), party_name(c->p, &c->to),
	    c->talk->port, c->talk->service != NULL ? " " : "",
	    c->talk->service != NULL ? c->talk->service : "",
	    c->talk->count);
	if (flow != NULL) {
		proposal.record = flow->uuid;
		proposal.registered = flow->name;
	}
	propose_add(c->p, &proposal, arena_printf(c->p->scratch,
	    "%d %s %s %s", (int)result, party_name(c->p, &c->from),
	    party_name(c->p, &c->to), c->talk->port));
}

static struct record *
new_flow(const struct case_ *c, const char **why)
{
	struct arena *arena = c->p->arena;
	const char *source = party_uuid(c->p, &c->from);
	const char *target = party_uuid(c->p, &c->to);
	const char *port = arena_strdup(arena, c->talk->port);
	struct record *change;

	*why = source == NULL || target == NULL ? (c->from.outside ||
	    c->to.outside ? _("The register has not just one external of the "
	    "kind Internet; enter the flow by hand.") : _("One of the two is "
	    "not registered; decide about it first.")) : NULL;
	if (*why != NULL)
		return NULL;
	change = record_new(arena, ENTITY_flow);
	record_set_text(change, F_flow_name, arena_printf(arena, "%s → %s %s",
	    party_name(c->p, &c->from), party_name(c->p, &c->to), port));
	record_set_text(change, F_flow_source, source);
	record_set_text(change, F_flow_target, target);
	if (c->talk->service != NULL)
		record_set_text(change, F_flow_protocol, arena_strdup(arena,
		    c->talk->service));
	if (service_parse(port) != 0)
		record_set_list(change, F_flow_port, arena, &port, 1);
	record_set_text(change, F_flow_encrypted, c->encrypted);
	record_set_text(change, F_flow_approval, "pending");
	return change;
}

static void
judge_plaintext(const struct case_ *c, const struct flow *flow)
{
	struct record *change = NULL;
	const char *why = NULL;

	if (c->plain == NULL || (!c->from.outside && !c->to.outside &&
	    (c->from.zone == c->to.zone || c->from.zone == PLACE_NONE ||
	    c->to.zone == PLACE_NONE)))
		return;
	if (flow == NULL)
		why = _("The flow is not declared; accept that first.");
	else if (same(flow->encrypted, "no"))
		why = _("The register says that it is not encrypted; encrypt "
		    "it, or make an exception.");
	else if (same(flow->encrypted, "yes"))
		why = _("The register says that it is encrypted; find out "
		    "which of the two is right.");
	else {
		change = record_new(c->p->arena, ENTITY_flow);
		memcpy(change->uuid, flow->uuid, strlen(flow->uuid) + 1);
		change->rev = flow->rev;
		record_set_text(change, F_flow_encrypted, "no");
	}
	propose(c, PROPOSED_PLAINTEXT, flow, change, why);
}

static void
note_talked(struct proposing *p, const struct party *party)
{
	size_t i;

	if (party->asset == KNOWN_NONE)
		return;
	p->asset[party->asset].talked = true;
	for (i = 0; i < p->asset[party->asset].n_systems; i++)
		if (p->asset[party->asset].system[i] < p->flows->n_systems)
			p->flows->system_talked[
			    p->asset[party->asset].system[i]] = true;
}

static void
judge_talk(struct case_ *c)
{
	struct flow *flow, *turned;
	struct record *change;
	const char *why;

	/* Knocking without an answer moves nothing; one-way datagrams do. */
	if (c->talk->silent && (strncmp(c->talk->port, "udp/", 4) != 0 ||
	    c->talk->there == 0))
		return;
	/* Two that nobody registered are findings of their own. */
	if (c->from.asset == KNOWN_NONE && c->to.asset == KNOWN_NONE)
		return;
	c->p->flows->any = true;
	if (c->seen->at > c->p->flows->last)
		c->p->flows->last = c->seen->at;
	note_talked(c->p, &c->from);
	note_talked(c->p, &c->to);
	if (c->from.asset != KNOWN_NONE && c->from.asset == c->to.asset)
		return;
	c->encrypted = encryption(c->talk, &c->plain);
	flow = flow_find(c->p, &c->from, &c->to, c->talk->port);
	judge_plaintext(c, flow);
	if (flow != NULL)
		return;
	turned = flow_find_turned(c->p, &c->from, &c->to, c->talk);
	/* Fetched from the source: that is how it flows. */
	if (turned == NULL && c->talk->there < c->talk->back &&
	    (flow = flow_find(c->p, &c->to, &c->from, c->talk->port)) !=
	    NULL && flow->n_ports > 0)
		return;
	change = new_flow(c, &why);
	propose(c, turned != NULL ? PROPOSED_REVERSED : PROPOSED_UNDECLARED,
	    turned, change, why);
}

void
propose_talks(struct proposing *p)
{
	struct round *round = &p->round;
	struct talk talk;
	uint32_t i;
	size_t k;

	if (p->kind >= 0 && p->kind != PROPOSAL_FLOW)
		return;
	for (i = 0; i < round->n_devices; i++)
		for (k = 0; k < round->device[i].n_ip; k++)
			map_put(&round->words, map_hash(&round->words,
			    PKEY_TALK, &round->device[i].ip[k],
			    sizeof(struct ip)), i);
	for (i = 0; i < round->n_seen; i++) {
		const struct seen *seen = &round->seen[i];
		const char *note = seen->note;

		while (seen->n_ip > 0 && converse_next_talk(&note,
		    p->scratch, &talk)) {
			struct case_ c = { .p = p, .seen = seen,
				.talk = &talk };
			struct party one, other = { .asset = KNOWN_NONE,
				.outside = true, .zone = PLACE_NONE };

			find_party(p, &seen->ip[0], &one);
			if (!talk.outside)
				find_party(p, &talk.peer, &other);
			if (one.asset != KNOWN_NONE &&
			    strstr(seen->note, "\nmore: ") != NULL)
				p->asset[one.asset].partial = true;
			c.from = talk.inbound ? other : one;
			c.to = talk.inbound ? one : other;
			judge_talk(&c);
		}
	}
}

/* --- unused --------------------------------------------------------------- */

static bool
end_talked(const struct proposing *p, const struct end *end)
{
	size_t i;

	for (i = 0; i < end->n_assets; i++)
		if (p->asset[end->asset[i]].talked)
			return true;
	for (i = 0; i < end->n_systems; i++)
		if (end->system[i] < p->flows->n_systems &&
		    p->flows->system_talked[end->system[i]])
			return true;
	return false;
}

static bool
has_system_of(const struct proposing *p, const struct end *end,
    const struct end *other)
{
	struct party party = { .outside = false };
	size_t i;

	for (i = 0; i < other->n_assets; i++) {
		party.asset = other->asset[i];
		if (flow_end_covers(p, end, &party))
			return true;
	}
	return false;
}

/* Both ends lie, or may lie, in one machine. */
static bool
is_local(const struct proposing *p, const struct flow *flow)
{
	size_t i, k;

	for (i = 0; i < flow->from.n_systems; i++)
		for (k = 0; k < flow->to.n_systems; k++)
			if (flow->from.system[i] == flow->to.system[k])
				return true;
	return has_system_of(p, &flow->from, &flow->to) ||
	    has_system_of(p, &flow->to, &flow->from);
}

/*
 * Does the query have an asset of the end (wanted), or is one of them heard
 * only in part?
 */
static bool
end_has(const struct proposing *p, const struct end *end, bool wanted)
{
	struct party party = { .asset = 0 };
	uint32_t i;

	for (i = 0; i < p->identity.n_assets; i++) {
		party.asset = i;
		if ((wanted ? p->asset[i].wanted : p->asset[i].partial) &&
		    flow_end_covers(p, end, &party))
			return true;
	}
	return false;
}

/* The asset of the register that a flow begins or ends at, or NULL. */
static const char *
asset_of(const struct proposing *p, const struct flow *flow)
{
	uint32_t at = identity_find(&p->identity, flow->source);

	if (at == KNOWN_NONE)
		at = identity_find(&p->identity, flow->target);
	return at == KNOWN_NONE || !p->asset[at].wanted ? NULL :
	    arena_strdup(p->arena, p->identity.asset[at].uuid);
}

void
propose_flows_end(struct proposing *p)
{
	struct flows *flows = p->flows;
	size_t i, k;

	for (i = 0; flows->any && i < flows->n; i++) {
		struct flow *flow = &flows->item[i];
		struct proposal proposal = { .kind = PROPOSAL_FLOW,
			.result = PROPOSED_UNUSED, .record = flow->uuid,
			.registered = flow->name, .at = flows->last };
		struct buf ports = { 0 };

		/* Only where a log holds what else one of them says. */
		if (flow->used || flow->n_ports == 0 || is_local(p, flow) ||
		    !(end_talked(p, &flow->from) ||
		    end_talked(p, &flow->to)) ||
		    !(end_has(p, &flow->from, true) ||
		    end_has(p, &flow->to, true)) ||
		    end_has(p, &flow->from, false) ||
		    end_has(p, &flow->to, false))
			continue;
		for (k = 0; k < flow->n_ports; k++)
			buf_printf(&ports, "%s%s", k > 0 ? " " : "",
			    flow->port[k]);
		proposal.asset = asset_of(p, flow);
		proposal.seen = arena_printf(p->arena, _("never %s"),
		    ports.s);
		proposal.why = _("Ask its owner, and retire the flow if it has "
		    "ended.");
		propose_add(p, &proposal, flow->uuid);
		buf_release(&ports);
	}
}
