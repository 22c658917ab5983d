/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/check/keep.h"
#include "model/discovery/run.h"

enum { KEYS_SHOWN = 10, SENTENCES = 8 };

/* What is explained: what was seen, and what the register makes of it. */
struct ground {
	const struct session *session;
	struct arena	*arena;
	const char	*finding;	/* uuid, or NULL */
	struct record	*record;	/* of the finding */
	struct facts	 facts;
	struct places	 places;
	struct identity	 identity;
	struct device	 device;
	struct match	 match;
	struct verdict	 verdict;
	const struct known *known;	/* recognised or proposed, or NULL */
	bool		 seen;		/* there is a sighting */
	const char	*was, *rule;	/* what its round made of it, or NULL */
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- the sighting ------------------------------------------------------- */

/* The note of an observation is "file:12: text", as in a finding. */
static void
facts_of_observation(struct ground *ground, const struct record *row,
    const char *site)
{
	const struct value *list;
	struct buf note = { 0 };
	struct facts *facts = &ground->facts;
	const char *text;
	size_t i;

	if ((text = record_text(row, F_notes)) != NULL)
		buf_printf(&note, "at: %s", text);
	facts_parse(buf_str(&note), ground->arena, facts);
	buf_clear(&note);
	facts->subject = record_text(row, F_observation_device_key);
	facts->site = site;
	facts->ip = record_text(row, F_observation_ip);
	facts->mac = record_text(row, F_observation_mac);
	facts->hostname = record_text(row, F_observation_hostname);
	facts->vendor = record_text(row, F_observation_vendor);
	facts->zone = record_text(row, F_observation_zone);
	facts->switch_name = record_text(row, F_observation_switch);
	facts->switch_port = record_text(row, F_observation_port);
	ground->was = record_text(row, F_observation_result);
	ground->rule = record_text(row, F_observation_rule);
	facts->seen = record_int(row, F_observation_seen_at);
	list = record_value(row, F_observation_services);
	for (i = 0; list != NULL && list->kind == VALUE_LIST && i < list->n;
	    i++)
		buf_printf(&note, "%s%s", i > 0 ? ";" : "", list->list[i]);
	if (note.len > 0)
		facts->services = arena_strdup(ground->arena, note.s);
	buf_clear(&note);
	list = record_value(row, F_observation_identifiers);
	for (i = 0; list != NULL && list->kind == VALUE_LIST && i < list->n;
	    i++)
		buf_printf(&note, "%s%s", i > 0 ? ";" : "", list->list[i]);
	if (note.len > 0)
		facts->id = arena_strdup(ground->arena, note.s);
	buf_release(&note);
	ground->seen = true;
}

/* The latest sighting of what has the value. */
static const struct err *
find_sighting(struct ground *ground, size_t position, const char *value)
{
	struct store *store = register_reader(ground->session);
	struct value is = { .kind = VALUE_TEXT, .s = value };
	struct query_sort sort = { F_observation_seen_at, true };
	struct store_keys keys = { 0 };
	struct record *row = NULL, *import = NULL;
	const struct err *err;

	err = store_keys(store, ENTITY_observation, query_field(ground->arena,
	    ENTITY_observation, position, QUERY_EQ, is), &sort, 1, &keys);
	if (err == NULL && keys.n > 0)
		err = store_rows(store, &keys, 0, 1, NULL, ground->arena,
		    &row);
	store_keys_release(&keys);
	if (err != NULL || row == NULL)
		return err;
	err = store_get(store, ENTITY_import, record_text(row,
	    F_observation_import), NULL, ground->arena, &import);
	if (err == NULL)
		facts_of_observation(ground, row, import == NULL ? NULL :
		    record_text(import, F_import_site));
	return err;
}

static void
device_of_facts(struct ground *ground)
{
	const struct facts *facts = &ground->facts;
	struct device *device = &ground->device;
	const char *rest = facts->ip, *text;
	struct arena *arena = ground->arena;
	size_t i;

	device->key = facts->subject;
	device->ip = arena_calloc(arena, KEYS_SHOWN, sizeof(*device->ip));
	device->ip_network = arena_calloc(arena, KEYS_SHOWN,
	    sizeof(*device->ip_network));
	while (device->n_ip < KEYS_SHOWN &&
	    (text = facts_next(&rest, ' ', arena)) != NULL)
		if (ip_parse(text, &device->ip[device->n_ip]))
			device->n_ip++;
	for (i = 0; i < device->n_ip; i++)
		device->ip_network[i] = (int16_t)places_network(
		    &ground->places, facts->site, &device->ip[i]);
	device->has_mac = facts->mac != NULL &&
	    mac_parse(facts->mac, &device->mac);
	if (device->has_mac)
		device->mac_class = mac_class_of(&device->mac);
	device->hostname = facts->hostname;
	device->folded = hostname_fold(arena, facts->hostname);
	device->vendor = facts->vendor;
	device->services = facts->services;
	device->services_known = facts->services != NULL;
	device->switch_name = facts->switch_name;
	device->switch_port = facts->switch_port;
	device->zone = places_zone(&ground->places, facts->zone);
	rest = facts->id;
	device->id = arena_calloc(arena, KEYS_SHOWN, sizeof(*device->id));
	while (device->n_id < KEYS_SHOWN &&
	    (text = facts_next(&rest, ';', arena)) != NULL) {
		size_t n = strcspn(text, " ");

		device->id[device->n_id].kind = arena_strndup(arena, text, n);
		device->id[device->n_id].value = text[n] == ' ' ?
		    text + n + 1 : "";
		device->id[device->n_id++].usable = true;
	}
}

/* --- what was compared -------------------------------------------------- */

static const char *
seen_id(const struct ground *ground, const char *const *kinds)
{
	size_t i;

	for (; *kinds != NULL; kinds++)
		for (i = 0; i < ground->device.n_id; i++)
			if (strcmp(ground->device.id[i].kind, *kinds) == 0)
				return ground->device.id[i].value;
	return NULL;
}

static const char *
known_id(const struct ground *ground, const char *const *kinds)
{
	size_t i;

	if (ground->known == NULL)
		return NULL;
	for (; *kinds != NULL; kinds++)
		for (i = 0; i < ground->identity.n_ids; i++)
			if (&ground->identity.asset[ground->identity.id[i].
			    asset] == ground->known &&
			    strcmp(ground->identity.id[i].kind, *kinds) == 0)
				return ground->identity.id[i].value;
	return NULL;
}

/* The MAC or address of the recognised interface, else of the first. */
static const char *
known_address(const struct ground *ground, bool mac)
{
	const struct known_interface *interface;
	char text[IP_LEN] = "";
	uint32_t at;

	if (ground->known == NULL)
		return NULL;
	at = ground->match.interface != KNOWN_NONE ?
	    ground->match.interface : ground->known->interface;
	for (; at != KNOWN_NONE; at = interface->next) {
		interface = &ground->identity.interface[at];
		if (mac && interface->has_mac)
			mac_format(&interface->mac, text);
		else if (!mac && interface->n_ip > 0)
			ip_format(&interface->ip[0], text);
		if (text[0] != '\0')
			return arena_strdup(ground->arena, text);
	}
	return NULL;
}

/* "pc-1 at sw-1 Gi1/0/7" */
static const char *
at_port(const struct ground *ground, const char *host, const char *name,
    const char *port)
{
	if (name == NULL || port == NULL)
		return NULL;
	return arena_printf(ground->arena, "%s%s%s %s",
	    host != NULL ? host : "", host != NULL ? " @ " : "", name, port);
}

static const char *
known_port(const struct ground *ground)
{
	const struct identity *identity = &ground->identity;
	uint32_t at = ground->known == NULL ? KNOWN_NONE :
	    ground->known->interface;

	for (; at != KNOWN_NONE; at = identity->interface[at].next)
		if (identity->interface[at].switch_ != KNOWN_NONE)
			return at_port(ground, ground->known->hostname,
			    identity->asset[identity->interface[at].switch_].
			    hostname, identity->interface[at].switch_port);
	return NULL;
}

static const char *
known_ports(const struct ground *ground)
{
	struct buf out = { 0 };
	const char *text;
	char port[16];
	uint32_t at = ground->known == NULL ? KNOWN_NONE :
	    ground->known->service;

	for (; at != KNOWN_NONE; at = ground->identity.service[at].next) {
		service_format(ground->identity.service[at].service, port);
		buf_printf(&out, "%s%s", out.len > 0 ? ";" : "", port);
	}
	text = out.len > 0 ? arena_strdup(ground->arena, out.s) : NULL;
	buf_release(&out);
	return text;
}

static int
known_zone(const struct ground *ground)
{
	uint32_t at = ground->known->interface;

	return at == KNOWN_NONE ? PLACE_NONE :
	    ground->identity.interface[at].zone;
}

static const char *
in_zone(const struct ground *ground, const char *value, int zone)
{
	if (zone == PLACE_NONE)
		return value;
	return arena_printf(ground->arena, "%s (%s)", value,
	    ground->places.zone[zone].name);
}

static void
add_key(const struct ground *ground, struct explanation *out,
    enum match_key key, const char *label, const char *seen,
    const char *registered)
{
	struct explain_key *line = &out->compared[out->n_compared++];

	line->rank = match_key_rank(key);
	line->key = label;
	line->seen = seen;
	line->registered = registered;
	line->equal = seen == NULL || registered == NULL ? -1 :
	    (ground->match.keys & 1u << key) != 0;
	line->decides = line->equal == 1 && match_key_is_strong(key) &&
	    ground->match.level == MATCH_CERTAIN;
	/* The same value in another zone is another key. */
	if (line->equal == 0 && strcmp(seen, registered) == 0) {
		line->seen = in_zone(ground, seen, ground->device.zone);
		line->registered = in_zone(ground, registered,
		    known_zone(ground));
	}
}

static void
compare_keys(const struct ground *ground, struct explanation *out)
{
	static const char *const uuid[] = {
		"system_uuid", "agent_id", "ssh_host_key", "certificate", NULL
	};
	static const char *const serial[] = { "serial", "asset_no", NULL };
	static const char *const lease[] = { "dhcp_client_id", "duid", NULL };
	const struct device *device = &ground->device;
	bool soft = (device->has_mac && device->mac_class != MAC_GLOBAL) ||
	    (ground->match.keys & 1u << KEY_SOFT_MAC) != 0;
	bool leased = device->n_ip > 0 && places_is_leased(&ground->places,
	    device->ip_network[0], &device->ip[0]);
	const char *ip = ground->facts.ip == NULL ? NULL :
	    arena_strndup(ground->arena, ground->facts.ip,
	    strcspn(ground->facts.ip, " "));

	out->compared = arena_calloc(ground->arena, KEYS_SHOWN,
	    sizeof(*out->compared));
	add_key(ground, out, KEY_UUID, _("UUID, agent, host key, certificate"),
	    seen_id(ground, uuid), known_id(ground, uuid));
	add_key(ground, out, KEY_SERIAL, _("Serial or asset number"),
	    seen_id(ground, serial), known_id(ground, serial));
	add_key(ground, out, soft ? KEY_SOFT_MAC : KEY_MAC,
	    soft ? _("MAC that is local, virtual or shared") :
	    _("Global MAC"), ground->facts.mac, known_address(ground, true));
	add_key(ground, out, KEY_LEASE_ID, _("DHCP client ID"),
	    seen_id(ground, lease), known_id(ground, lease));
	if (device->switch_port != NULL)
		add_key(ground, out, KEY_PORT,
		    _("Switch port and host name"), at_port(ground,
		    device->hostname, device->switch_name,
		    device->switch_port), known_port(ground));
	add_key(ground, out, KEY_HOSTNAME, _("Host name and zone"),
	    device->hostname, ground->known == NULL ? NULL :
	    ground->known->hostname);
	add_key(ground, out, KEY_IP, _("Fixed IP and zone"),
	    leased ? NULL : ip, known_address(ground, false));
	if ((ground->match.keys & 1u << KEY_SERVICES) != 0)
		add_key(ground, out, KEY_SERVICES,
		    _("Open ports of one that is gone"), device->services,
		    known_ports(ground));
	if (!leased)
		return;
	add_key(ground, out, KEY_IP, _("IP inside a DHCP range"), ip,
	    known_address(ground, false));
	out->compared[out->n_compared - 1].rank = "8";
	out->compared[out->n_compared - 1].equal = -1;
}

/* --- what would change it ----------------------------------------------- */

static const char *
remedy(enum result result)
{
	static const char *const remedies[RESULT_COUNT] = {
		[RESULT_CONFLICT] = N_("\"link\" says which asset it is, "
		    "\"merge\" that both records are one, \"split\" that it is "
		    "a third; the keys then change hands."),
		[RESULT_BRIDGING] = N_("An approved connection between the "
		    "two zones that names the asset, as an end or as control "
		    "device, would allow it."),
		[RESULT_IP_CONFLICT] = N_("The address at one MAC only, or "
		    "registered on both assets as shared, would end it."),
		[RESULT_TRANSIENT] = N_("A MAC that stays, or another kind of "
		    "zone than for guests, would make it unapproved."),
		[RESULT_ROGUE] = N_("Registered and approved, it may lead "
		    "traffic; until then it must not be connected."),
		[RESULT_RETURNED] = N_("A record that is in use and approved "
		    "again would make it known; until then it must not be "
		    "connected."),
		[RESULT_EXPIRED] = N_("A new approval, with or without a last "
		    "day, would confirm it."),
		[RESULT_WRONG_ZONE] = N_("Being seen in its own zone, or this "
		    "zone among its approved zones, would end it."),
		[RESULT_DRIFT] = N_("Accepting the seen values, or seeing the "
		    "registered ones again, would confirm it."),
		[RESULT_CONFIRMED] = N_("Another host name, fixed address or "
		    "open port would be a drift; another MAC would make it a "
		    "candidate."),
		[RESULT_CANDIDATE] = N_("Linked to the asset, or registered "
		    "as one of its own, it would be recognised by a strong "
		    "key."),
		[RESULT_PENDING] = N_("Approval of the asset would confirm "
		    "it."),
		[RESULT_UNAPPROVED] = N_("Registered and approved, or linked "
		    "to an approved asset, it would be confirmed."),
		[RESULT_MISSING] = N_("Being seen in any import would end "
		    "it."),
		[RESULT_NOT_COVERED] = N_("A complete sweep, gateway ARP "
		    "table or switch table of all its networks within the "
		    "interval would cover it."),
	};

	return remedies[result];
}

static void
say(const struct ground *ground, struct explanation *out, const char *text)
{
	if (out->would_change == NULL)
		out->would_change = arena_calloc(ground->arena, SENTENCES,
		    sizeof(*out->would_change));
	if (out->n_would_change < SENTENCES)
		out->would_change[out->n_would_change++] = text;
}

static void
would_change(const struct ground *ground, enum result result,
    struct explanation *out)
{
	int zone = places_zone(&ground->places, ground->facts.zone);
	bool strict = zone != PLACE_NONE && ground->places.zone[zone].strict;
	const char *text = remedy(result);

	if (text != NULL)
		say(ground, out, _(text));
	if (ground->facts.because != NULL)
		say(ground, out, arena_printf(ground->arena, _("What the "
		    "round showed: %s"), ground->facts.because));
	if (strict && result_severity(result, false) != NULL &&
	    !same(result_severity(result, false),
	    result_severity(result, true)))
		say(ground, out, arena_printf(ground->arena, _("The zone \"%s\" "
		    "is a My Number, closed or OT zone; elsewhere the severity "
		    "would be lower."), ground->places.zone[zone].name));
	if (ground->match.rival != KNOWN_NONE && ground->known != NULL)
		say(ground, out, arena_printf(ground->arena, _("The keys "
		    "disagree: another one names %s."), register_ref_of(
		    ground->session, ground->identity.asset[
		    ground->match.rival].uuid, ground->arena)));
	if (ground->match.split != 0)
		say(ground, out, _("A key is registered on several assets and "
		    "decides nothing; keep it on one of them."));
}

static const struct err *
tell_locks(const struct ground *ground, struct explanation *out)
{
	struct fieldset want = { { 0 } };
	struct record *asset = NULL;
	const struct value *locks;
	const struct err *err;
	struct buf text = { 0 };
	size_t i;

	if (ground->known == NULL)
		return NULL;
	fieldset_add(&want, F_asset_discovery_lock);
	err = store_get(register_reader(ground->session), ENTITY_asset,
	    ground->known->uuid, &want, ground->arena, &asset);
	if (err != NULL || asset == NULL)
		return err;
	locks = record_value(asset, F_asset_discovery_lock);
	if (locks == NULL || locks->kind != VALUE_LIST)
		return NULL;
	for (i = 0; i < locks->n; i++)
		buf_printf(&text, "%s%s", i > 0 ? ", " : "", locks->list[i]);
	say(ground, out, arena_printf(ground->arena, _("Locked against "
	    "discovery, so nothing is proposed for: %s."), buf_str(&text)));
	buf_release(&text);
	return NULL;
}

/* --- the subject -------------------------------------------------------- */

static const struct err *
get_finding(struct ground *ground, const char *uuid)
{
	const struct err *err;

	err = store_get(register_reader(ground->session), ENTITY_finding,
	    uuid, NULL, ground->arena, &ground->record);
	if (err != NULL || ground->record == NULL)
		return err;
	ground->finding = ground->record->uuid;
	ground->rule = record_text(ground->record, F_finding_rule);
	facts_parse(record_text(ground->record, F_finding_evidence),
	    ground->arena, &ground->facts);
	ground->seen = ground->facts.subject != NULL &&
	    strncmp(ground->facts.subject, "zone ", 5) != 0;
	return NULL;
}

static const struct err *
find_ground(struct ground *ground, const char *ref, const char **asset)
{
	char text[IP_LEN], uuid[UUID_LEN];
	const struct err *err;
	struct mac mac;
	struct ip ip;
	int entity = ENTITY_NONE;

	*asset = NULL;
	if (mac_parse(ref, &mac)) {
		mac_format(&mac, text);
		err = find_sighting(ground, F_observation_mac, text);
	} else if (ip_parse(ref, &ip)) {
		ip_format(&ip, text);
		err = find_sighting(ground, F_observation_ip, text);
	} else {
		if (finding_title_number(ref) != 0)
			err = register_resolve(ground->session, TO(finding),
			    ref, uuid);
		else
			err = register_resolve(ground->session, TO(asset) |
			    TO(finding), ref, uuid);
		if (err == NULL)
			err = store_entity_of(register_reader(
			    ground->session), uuid, &entity);
		if (err == NULL && entity == ENTITY_finding)
			return get_finding(ground, uuid);
		if (err == NULL) {
			*asset = arena_strdup(ground->arena, uuid);
			err = find_sighting(ground, F_observation_matched,
			    *asset);
		}
		return err;
	}
	if (err == NULL && !ground->seen)
		err = err_new(ERR_NOT_FOUND, _("No import has seen %s. Check "
		    "the address, or import a file that covers it."), text);
	return err;
}

/* --- putting it together ------------------------------------------------ */

/* What only the whole round showed cannot be found again in one device. */
static void
recall(struct ground *ground)
{
	struct match *match = &ground->match;

	if (same(ground->was, result_key(RESULT_BRIDGING)))
		match->bridge[0] = match->bridge[1] =
		    ground->device.zone != PLACE_NONE ?
		    ground->device.zone : 0;
	match->ip_conflict |= same(ground->was,
	    result_key(RESULT_IP_CONFLICT));
	if (same(ground->was, result_key(RESULT_CONFLICT)) &&
	    match->level != MATCH_CERTAIN) {
		match->conflict = true;
		match->level = MATCH_DOUBTFUL;
	}
	if (ground->rule != NULL && match->level == MATCH_NONE &&
	    strstr(ground->rule, "8 ports") != NULL) {
		match->keys |= 1 << KEY_SERVICES;
		match->level = MATCH_DOUBTFUL;
	}
}

static void
judge(struct ground *ground, const char *asset)
{
	uint32_t at = KNOWN_NONE;

	ground->match.asset = ground->match.rival =
	    ground->match.interface = KNOWN_NONE;
	device_of_facts(ground);
	if (ground->seen) {
		identity_match(&ground->identity, ground->facts.site,
		    &ground->device, &ground->match);
		recall(ground);
		classify(&ground->identity, &ground->device, &ground->match,
		    session_today(ground->session), &ground->verdict);
		at = ground->match.asset;
	}
	if (at == KNOWN_NONE)
		at = identity_find(&ground->identity, asset != NULL ? asset :
		    ground->facts.asset);
	if (at != KNOWN_NONE)
		ground->known = &ground->identity.asset[at];
}

/* As the finding stands, not as it would be judged today. */
static void
tell_finding(const struct ground *ground, struct explanation *out)
{
	const struct record *record = ground->record;
	const struct value *also = record_value(record, F_finding_also);

	out->subject = record->uuid;
	out->result = record_text(record, F_finding_result);
	out->severity = record_text(record, F_finding_severity);
	out->due = record_int(record, F_finding_due);
	out->rule = record_text(record, F_finding_rule);
	if (also != NULL && also->kind == VALUE_LIST) {
		out->also = also->list;
		out->n_also = also->n;
	}
}

static void
tell_verdict(const struct ground *ground, struct explanation *out)
{
	const struct verdict *verdict = &ground->verdict;
	struct buf rule = { 0 };
	int i;

	out->subject = ground->known != NULL ? ground->known->uuid : NULL;
	if (!ground->seen)
		return;
	out->result = result_key(verdict->result);
	out->severity = result_severity(verdict->result, verdict->strict);
	buf_printf(&rule, "%d", result_row(verdict->result));
	if (ground->match.keys != 0 || ground->match.split != 0) {
		buf_addc(&rule, '/');
		match_rule(&ground->match, &rule);
	}
	out->rule = arena_strdup(ground->arena, buf_str(&rule));
	buf_release(&rule);
	out->also = arena_calloc(ground->arena, RESULT_COUNT,
	    sizeof(*out->also));
	for (i = 0; i < RESULT_COUNT; i++)
		if ((verdict->also & 1u << i) != 0)
			out->also[out->n_also++] = result_key((enum result)i);
}

/* What a check found rests on the register and on no import. */
static void
tell_check(struct ground *ground, struct explanation *out)
{
	const char *advice = record_text(ground->record, F_finding_advice);
	const char *detail = keep_detail(record_text(ground->record,
	    F_finding_evidence), ground->arena);

	if (detail != NULL && out->rule != NULL)
		out->rule = arena_printf(ground->arena, "%s: %s", out->rule,
		    detail);
	if (advice != NULL)
		say(ground, out, advice);
	say(ground, out, _("A run of the checks that finds it no more closes "
	    "it."));
}

static bool
is_check(const struct record *finding)
{
	const char *origin = finding == NULL ? NULL :
	    record_text(finding, F_finding_origin);

	return origin != NULL && strcmp(origin, "check") == 0;
}

const struct err *
explain(struct session *session, const char *ref, struct arena *arena,
    struct explanation *out)
{
	struct ground ground = { .session = session, .arena = arena };
	const struct err *err;
	const char *asset = NULL;
	int result;

	memset(out, 0, sizeof(*out));
	err = places_load(session, arena, &ground.places);
	if (err == NULL)
		err = identity_load(session, &ground.places, arena,
		    &ground.identity);
	if (err != NULL)
		return err;
	err = find_ground(&ground, ref, &asset);
	if (err == NULL) {
		judge(&ground, asset);
		if (ground.record != NULL)
			tell_finding(&ground, out);
		else
			tell_verdict(&ground, out);
		out->evidence = ground.facts.evidence;
		out->n_evidence = ground.facts.n_evidence;
		if (is_check(ground.record)) {
			tell_check(&ground, out);
			goto done;
		}
		if (ground.seen || ground.known != NULL)
			compare_keys(&ground, out);
		result = result_find(out->result);
		if (result >= 0)
			would_change(&ground, (enum result)result, out);
		else
			say(&ground, out, _("No import has seen it yet."));
		err = tell_locks(&ground, out);
	}
done:
	identity_release(&ground.identity);
	return err;
}
