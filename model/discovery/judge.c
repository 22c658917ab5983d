/* SPDX-License-Identifier: ISC */
/* From the verdicts of a round to its findings. */
#include <string.h>

#include "model/discovery/run.h"

enum { ALIASES = 6 };

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- what a device is known by ------------------------------------------ */

/* Its MAC and its addresses, in the words of device keys. */
static size_t
aliases(const struct run *run, const struct device *device,
    struct arena *arena, const char **out)
{
	const char *zone;
	char text[IP_LEN];
	size_t i, n = 0;
	int at;

	if (device->has_mac) {
		mac_format(&device->mac, text);
		out[n++] = arena_printf(arena, "mac %s", text);
	}
	for (i = 0; i < device->n_ip && n < ALIASES; i++) {
		at = places_zone_of(&run->places, device->ip_network[i]);
		zone = at == PLACE_NONE ? "-" : run->places.zone[at].uuid;
		ip_format(&device->ip[i], text);
		out[n++] = arena_printf(arena, "ip %s %s", text, zone);
	}
	return n;
}

static void
index_devices(struct run *run)
{
	struct arena *arena = arena_new();
	const char *alias[ALIASES];
	size_t i, k, n;

	for (i = 0; i < run->round->n_devices; i++) {
		const struct device *device = &run->round->device[i];

		map_put(&run->keys, map_hash_text(&run->keys, 0, device->key),
		    (uint32_t)i);
		n = aliases(run, device, arena, alias);
		for (k = 0; k < n; k++)
			map_put(&run->keys, map_hash_text(&run->keys, 0,
			    alias[k]), (uint32_t)i);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* --- raising ------------------------------------------------------------ */

static const char *
rule_text(struct run *run, enum result result, const struct match *match)
{
	struct buf out = { 0 };
	const char *text;

	buf_printf(&out, "%d", result_row(result));
	if (match->keys != 0 || match->split != 0) {
		buf_addc(&out, '/');
		match_rule(match, &out);
	}
	/* There are few rules and many devices. */
	text = round_word(run->round, buf_str(&out));
	buf_release(&out);
	return text;
}

/* The names by which people know it, best first. */
static const char *
device_title(const struct facts *facts, const struct known *known,
    struct arena *arena)
{
	const char *ip = facts->ip == NULL ? NULL :
	    arena_strndup(arena, facts->ip, strcspn(facts->ip, " "));

	if (known != NULL && known->asset_no != NULL)
		return known->asset_no;
	if (facts->hostname != NULL && ip != NULL)
		return arena_printf(arena, "%s %s", facts->hostname, ip);
	if (facts->hostname != NULL)
		return facts->hostname;
	if (ip != NULL)
		return ip;
	return facts->mac != NULL ? facts->mac : facts->subject;
}

/* --- why, where the device alone does not show it ----------------------- */

static const char *
known_name(const struct run *run, uint32_t asset)
{
	const struct known *known = &run->identity.asset[asset];

	return known->asset_no != NULL ? known->asset_no : known->uuid;
}

/* "1 uuid -> SV-1; 3 mac -> PC-047" */
static const char *
why_conflict(const struct run *run, const struct match *match)
{
	struct match only = *match;
	struct buf out = { 0 };
	const char *text;

	only.split = 0;
	if (match->keys != 0) {
		match_rule(&only, &out);
		buf_printf(&out, " -> %s", known_name(run, match->asset));
	}
	if (match->rival != KNOWN_NONE) {
		only.keys = match->against;
		buf_add(&out, out.len > 0 ? "; " : "");
		match_rule(&only, &out);
		buf_printf(&out, "%s-> %s", only.keys != 0 ? " " : "",
		    known_name(run, match->rival));
	}
	text = arena_strdup(run->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

/* "10.1.0.5: 00:1b:63:00:00:01 | 00:1b:63:00:00:02", the smaller first. */
static const char *
why_ip_conflict(const struct run *run, const struct device *device,
    const struct device *other)
{
	char ip[IP_LEN] = "", a[MAC_LEN], b[MAC_LEN];
	size_t i, k;
	bool first;

	for (i = 0; i < device->n_ip && ip[0] == '\0'; i++)
		for (k = 0; k < other->n_ip && ip[0] == '\0'; k++)
			if (!ip_is_link_local(&device->ip[i]) && ip_compare(
			    &device->ip[i], &other->ip[k]) == 0)
				ip_format(&device->ip[i], ip);
	mac_format(&device->mac, a);
	mac_format(&other->mac, b);
	first = strcmp(a, b) < 0;
	return arena_printf(run->arena, "%s: %s | %s", ip, first ? a : b,
	    first ? b : a);
}

static const char *
why(const struct run *run, size_t i, enum result result)
{
	const struct match *match = &run->match[i];

	switch (result) {
	case RESULT_CONFLICT:
		return why_conflict(run, match);
	case RESULT_BRIDGING:
		return arena_printf(run->arena, "%s | %s",
		    run->places.zone[match->bridge[0]].name,
		    run->places.zone[match->bridge[1]].name);
	case RESULT_IP_CONFLICT:
		return why_ip_conflict(run, &run->round->device[i],
		    &run->round->device[match->other]);
	default:
		return NULL;
	}
}

static void
raise_as(struct run *run, size_t i, enum result result)
{
	const struct device *device = &run->round->device[i];
	const struct match *match = &run->match[i];
	const struct verdict *verdict = &run->verdict[i];
	const struct known *known = match->asset == KNOWN_NONE ? NULL :
	    &run->identity.asset[match->asset];
	bool about_asset = known != NULL && match->level != MATCH_DOUBTFUL;
	struct facts facts;
	struct raise raise = {
		.result = result, .also = result == verdict->result ?
		    verdict->also : 1u << verdict->result,
		.strict = verdict->strict, .facts = &facts,
	};
	const char *alias[ALIASES];
	char uuid[UUID_LEN];

	facts_of_device(run->round, &run->places, device, run->arena, &facts);
	if (known != NULL) {
		facts.asset = known->uuid;
		facts.differs = facts_differs(&run->identity, device, known,
		    verdict->differs, run->arena);
	}
	if (match->rival != KNOWN_NONE)
		facts.rival = run->identity.asset[match->rival].uuid;
	facts.because = why(run, i, result);
	raise.rule = rule_text(run, result, match);
	if (about_asset) {
		facts.subject = arena_printf(run->arena, "asset %s",
		    known->uuid);
		raise.subject = known->uuid;
	} else {
		if (run->observation[i] == NULL) {
			run_uuid(run, uuid);
			run->observation[i] = arena_strdup(run->arena, uuid);
		}
		raise.subject = run->observation[i];
		raise.alias = alias;
		raise.n_alias = aliases(run, device, run->scratch, alias);
	}
	raise.title = device_title(&facts, about_asset ? known : NULL,
	    run->scratch);
	queue_raise(&run->queue, &raise);
	arena_reset(run->scratch);
}

static void
raise_device(struct run *run, size_t i)
{
	raise_as(run, i, run->verdict[i].result);
	if (verdict_has_rogue(&run->verdict[i]))
		raise_as(run, i, RESULT_ROGUE);
}

/* --- guests ------------------------------------------------------------- */

/* One finding for a zone and a day: "Guest 2026-05-19: 23". */
static void
raise_guests(struct run *run, int zone)
{
	const struct place_zone *place = &run->places.zone[zone];
	struct facts facts = { .site = run->round->site, .zone = place->uuid };
	struct raise raise = {
		.result = RESULT_TRANSIENT, .facts = &facts,
		.subject = place->uuid,
		.rule = arena_printf(run->arena, "%d",
		    result_row(RESULT_TRANSIENT)),
	};
	char day[DATE_LEN];
	size_t i, n = 0;

	date_format(run->today, day);
	for (i = 0; i < run->round->n_devices; i++) {
		const struct device *device = &run->round->device[i];

		if (run->verdict[i].result != RESULT_TRANSIENT ||
		    device->zone != zone)
			continue;
		if (n++ == 0)
			facts_of_device(run->round, &run->places, device,
			    run->arena, &facts);
	}
	if (n == 0)
		return;
	facts = (struct facts){
		.subject = arena_printf(run->arena, "zone %s %s", place->uuid,
		    day),
		.site = run->round->site, .zone = place->uuid,
		.seen = facts.seen, .evidence = facts.evidence,
		.n_evidence = facts.n_evidence,
	};
	raise.count = (int64_t)n;
	raise.title = arena_printf(run->arena, "%s %s: %zu", place->name, day,
	    n);
	queue_raise(&run->queue, &raise);
}

/* --- missing and not covered -------------------------------------------- */

static bool
covers_interface(const struct run *run,
    const struct known_interface *interface)
{
	size_t i;

	if (!interface->leased)
		for (i = 0; i < interface->n_ip; i++)
			if (coverage_has_ip(&run->covering,
			    &interface->ip[i]))
				return true;
	if (interface->network == PLACE_NONE ||
	    (!interface->leased && interface->n_ip > 0))
		return false;
	return coverage_has_network(&run->covering,
	    &run->places.network[interface->network].cidr);
}

int32_t
run_missed(const struct run *run, uint32_t asset)
{
	const struct known *known = &run->identity.asset[asset];
	uint32_t at;

	if (run->asset_seen[asset] != 0)
		return 0;
	if (run->changes == NULL || run->covering.cover != COVER_WHOLE ||
	    !same(known->site, run->round->site) ||
	    run->covering.at < known->last_seen ||
	    !known_is_expected(known, run->today))
		return known->missed;
	for (at = known->interface; at != KNOWN_NONE;
	    at = run->identity.interface[at].next)
		if (covers_interface(run, &run->identity.interface[at]))
			return known->missed + 1;
	return known->missed;
}

static void
known_facts(const struct run *run, const struct known *known,
    struct facts *facts)
{
	const struct known_interface *interface;
	char text[IP_LEN];

	memset(facts, 0, sizeof(*facts));
	facts->subject = arena_printf(run->arena, "asset %s", known->uuid);
	facts->site = run->round->site;
	facts->asset = known->uuid;
	facts->hostname = known->hostname;
	facts->seen = known->last_seen;
	if (known->interface == KNOWN_NONE)
		return;
	interface = &run->identity.interface[known->interface];
	if (interface->has_mac) {
		mac_format(&interface->mac, text);
		facts->mac = arena_strdup(run->arena, text);
	}
	if (interface->n_ip > 0) {
		ip_format(&interface->ip[0], text);
		facts->ip = arena_strdup(run->arena, text);
	}
	if (interface->zone != PLACE_NONE)
		facts->zone = run->places.zone[interface->zone].uuid;
}

static void
raise_missing(struct run *run)
{
	struct facts facts;
	struct raise raise = {
		.result = RESULT_MISSING, .facts = &facts,
		.rule = arena_printf(run->arena, "%d",
		    result_row(RESULT_MISSING)),
	};
	uint32_t i;

	for (i = 0; i < run->identity.n_assets; i++) {
		const struct known *known = &run->identity.asset[i];

		if (!same(known->site, run->round->site) ||
		    !known_is_expected(known, run->today) ||
		    run_missed(run, i) < RUN_MISSING_AFTER)
			continue;
		known_facts(run, known, &facts);
		raise.subject = known->uuid;
		raise.title = device_title(&facts, known, run->arena);
		run->missing++;
		queue_raise(&run->queue, &raise);
	}
}

static void
raise_not_covered(struct run *run)
{
	struct facts facts;
	struct raise raise = {
		.result = RESULT_NOT_COVERED, .facts = &facts,
		.rule = arena_printf(run->arena, "%d",
		    result_row(RESULT_NOT_COVERED)),
	};
	size_t i;
	int64_t last;

	for (i = 0; i < run->places.n_zones; i++) {
		const struct place_zone *zone = &run->places.zone[i];

		if (!coverage_zone_open(&run->coverage, zone->uuid, &last))
			continue;
		memset(&facts, 0, sizeof(facts));
		facts.subject = arena_printf(run->arena, "zone %s",
		    zone->uuid);
		facts.site = zone->site;
		facts.zone = zone->uuid;
		facts.seen = last;
		raise.subject = zone->uuid;
		raise.title = zone->name != NULL ? zone->name : zone->uuid;
		queue_raise(&run->queue, &raise);
	}
}

/* --- what became of the others ------------------------------------------ */

static bool
device_is_here(const struct run *run, const char *subject, uint32_t *at)
{
	uint64_t hash = map_hash_text(&run->keys, 0, subject);
	size_t slot = SIZE_MAX;

	return map_next(&run->keys, hash, &slot, at);
}

/* True when the round looked at the whole place and saw nobody. */
static bool
place_was_covered(const struct run *run, const struct facts *facts)
{
	struct ip ip;
	size_t i;
	bool any = false;
	int zone;

	if (run->covering.cover != COVER_WHOLE ||
	    !same(facts->site, run->round->site) ||
	    run->covering.at < facts->seen)
		return false;
	if (facts_ip(facts, &ip))
		return coverage_has_ip(&run->covering, &ip);
	zone = places_zone(&run->places, facts->zone);
	for (i = 0; zone != PLACE_NONE && i < run->places.n_networks; i++) {
		if (run->places.network[i].zone != zone)
			continue;
		if (!coverage_has_network(&run->covering,
		    &run->places.network[i].cidr))
			return false;
		any = true;
	}
	return any;
}

static enum queue_event
asset_event(const struct run *run, enum result result,
    const struct facts *facts)
{
	uint32_t at = identity_find(&run->identity, facts->asset);
	const struct known *known;

	if (at == KNOWN_NONE)
		return QUEUE_UNKNOWN;
	known = &run->identity.asset[at];
	if (result == RESULT_ROGUE && run->asset_seen[at] != 0 &&
	    !known_is_expected(known, run->today))
		return QUEUE_UNKNOWN;
	if (run->asset_seen[at] != 0)
		return run->asset_seen[at] >= facts->seen ? QUEUE_GONE :
		    QUEUE_UNKNOWN;
	if (result == RESULT_MISSING)
		return known_is_expected(known, run->today) ? QUEUE_UNKNOWN :
		    QUEUE_GONE;
	return place_was_covered(run, facts) ? QUEUE_ABSENT : QUEUE_UNKNOWN;
}

static enum queue_event
event(void *ctx, enum result result, const struct facts *facts)
{
	const struct run *run = ctx;
	uint32_t at;

	if (facts->subject == NULL)
		return QUEUE_UNKNOWN;
	if (result == RESULT_NOT_COVERED)
		return QUEUE_GONE;
	if (strncmp(facts->subject, "asset ", 6) == 0)
		return asset_event(run, result, facts);
	if (!same(facts->site, run->round->site))
		return QUEUE_UNKNOWN;
	if (device_is_here(run, facts->subject, &at))
		/* That a router shows it in one file only is no end of it. */
		return result == RESULT_ROGUE &&
		    run->verdict[at].result != RESULT_CONFIRMED ?
		    QUEUE_UNKNOWN : QUEUE_GONE;
	return place_was_covered(run, facts) ? QUEUE_ABSENT : QUEUE_UNKNOWN;
}

static size_t
count_findings(const struct run *run)
{
	size_t i, n = 0;

	for (i = 0; i < run->round->n_devices; i++)
		n += (run->verdict[i].result != RESULT_CONFIRMED) +
		    verdict_has_rogue(&run->verdict[i]);
	return n + run->places.n_zones;
}

void
run_judge(struct run *run)
{
	size_t i;

	index_devices(run);
	queue_reserve(&run->queue, count_findings(run));
	for (i = 0; i < run->round->n_devices; i++)
		if (run->verdict[i].result != RESULT_CONFIRMED &&
		    run->verdict[i].result != RESULT_TRANSIENT)
			raise_device(run, i);
		else if (verdict_has_rogue(&run->verdict[i]))
			raise_as(run, i, RESULT_ROGUE);
	for (i = 0; i < run->places.n_zones; i++)
		if (run->places.zone[i].guest)
			raise_guests(run, (int)i);
	raise_missing(run);
	raise_not_covered(run);
	queue_settle(&run->queue, event, run);
	queue_sort(&run->queue);
}
