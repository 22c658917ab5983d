/* SPDX-License-Identifier: ISC */
#include "model/discovery/settle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- the asset and what belongs to it ----------------------------------- */

const struct err *
settle_get_asset(struct settle *settle, const char *uuid, struct record **out)
{
	const struct err *err;

	*out = NULL;
	err = store_get(register_reader(settle->session), ENTITY_asset, uuid,
	    NULL, settle->arena, out);
	if (err == NULL && *out == NULL)
		err = err_new(ERR_NOT_FOUND, _("The asset of this finding is "
		    "no longer in the register."));
	return err;
}

static bool
note_interface(void *ctx, const struct record *record)
{
	struct settle_interfaces *list = ctx;

	list->item = arena_grow(list->arena, list->item, &list->cap,
	    list->n + 1, sizeof(*list->item));
	list->item[list->n++] = record_copy(list->arena, record);
	return true;
}

const struct err *
settle_get_interfaces(struct settle *settle, const char *asset,
    struct settle_interfaces *out)
{
	struct value value = { .kind = VALUE_TEXT, .s = asset };
	struct query *query = query_field(settle->arena, ENTITY_interface,
	    F_interface_asset, QUERY_EQ, value);

	*out = (struct settle_interfaces){ .arena = settle->arena };
	return store_each(register_reader(settle->session), ENTITY_interface,
	    query, NULL, 0, NULL, note_interface, out);
}

static bool
has_item(const struct record *record, size_t position, const char *item)
{
	const struct value *value = record_value(record, position);
	size_t i;

	if (value == NULL || value->kind != VALUE_LIST)
		return false;
	for (i = 0; i < value->n; i++)
		if (strcmp(value->list[i], item) == 0)
			return true;
	return false;
}

/* discovery_lock: fields for which discovery makes no proposals. */
static const struct err *
check_lock(struct settle *settle, const struct record *asset,
    const char *field)
{
	if (!has_item(asset, F_asset_discovery_lock, field))
		return NULL;
	return err_new(ERR_INVALID, _("%s: \"%s\" is locked against "
	    "discovery; take it out of the lock first, or enter the value by "
	    "hand."), register_ref_of(settle->session, asset->uuid,
	    settle->arena), field);
}

struct record *
settle_edit(struct settle *settle, const struct record *record)
{
	struct record *change = record_new(settle->arena, record->entity);

	memcpy(change->uuid, record->uuid, sizeof(change->uuid));
	change->rev = record_int(record, F_rev);
	return change;
}

/* --- addresses ---------------------------------------------------------- */

/* Addresses worth keeping: not link-local, not the "+3" of many. */
static size_t
kept_ips(const struct facts *facts, struct arena *arena, const char **out,
    size_t max)
{
	const char *rest = facts->ip, *text;
	struct ip ip;
	size_t n = 0;

	while (n < max && (text = facts_next(&rest, ' ', arena)) != NULL)
		if (ip_parse(text, &ip) && !ip_is_link_local(&ip))
			out[n++] = text;
	return n;
}

/* A leased address is nobody's own. */
static void
set_ips(struct settle *settle, const struct facts *facts,
    const struct record *before, struct record *change)
{
	const char *ips[8];
	const struct value *old = before == NULL ? NULL :
	    record_value(before, F_interface_ip);
	size_t i, n;

	if (facts->leased != NULL) {
		if (before == NULL || !record_has(before, F_interface_ip_assign))
			record_set_text(change, F_interface_ip_assign, "dhcp");
		return;
	}
	n = kept_ips(facts, settle->arena, ips, 8);
	if (n == 0)
		return;
	if (old != NULL && old->kind == VALUE_LIST)
		record_set_list(change, F_interface_ip, settle->arena,
		    old->list, old->n);
	for (i = 0; i < n; i++)
		record_add_item(change, F_interface_ip, settle->arena, ips[i]);
}

static void
set_network(struct settle *settle, const struct facts *facts,
    struct record *change)
{
	struct ip ip;
	int network = PLACE_NONE;

	if (facts_ip(facts, &ip))
		network = places_network(&settle->places, facts->site, &ip);
	if (network != PLACE_NONE)
		record_set_text(change, F_interface_network,
		    settle->places.network[network].uuid);
	else if (facts->zone != NULL)
		record_set_text(change, F_interface_zone, facts->zone);
}

const char *
settle_find_id(const struct facts *facts, const char *kind, struct arena *arena)
{
	const char *rest = facts->id, *id;
	size_t n = strlen(kind);

	while ((id = facts_next(&rest, ';', arena)) != NULL)
		if (strncmp(id, kind, n) == 0 && id[n] == ' ')
			return id + n + 1;
	return NULL;
}

static const char *
new_interface(struct settle *settle, const struct facts *facts,
    const char *asset)
{
	struct record *record = record_new(settle->arena, ENTITY_interface);

	record_set_text(record, F_interface_asset, asset);
	record_set_text(record, F_interface_mac, facts->mac);
	set_ips(settle, facts, NULL, record);
	set_network(settle, facts, record);
	if (facts->vlan > 0)
		record_set_int(record, F_interface_vlan, facts->vlan);
	record_set_text(record, F_interface_switch_port, facts->switch_port);
	record_set_text(record, F_interface_dhcp_client_id,
	    settle_find_id(facts, "dhcp_client_id", settle->arena));
	return changes_put(settle->changes, record);
}

static void
new_services(struct settle *settle, const char *services,
    const char *interface)
{
	const char *name;
	char port[16];
	uint32_t service;
	size_t len;

	while ((service = services_next(&services, &name, &len)) != 0) {
		struct record *record = record_new(settle->arena,
		    ENTITY_service);

		service_format(service, port);
		record_set_text(record, F_service_interface, interface);
		record_set_text(record, F_service_protocol,
		    arena_strndup(settle->arena, port, strcspn(port, "/")));
		record_set_int(record, F_service_port, service & 0xffff);
		if (name != NULL)
			record_set_text(record, F_service_name,
			    arena_strndup(settle->arena, name, len));
		record_set_text(record, F_service_approved, "unknown");
		changes_put(settle->changes, record);
	}
}

static void
new_identifiers(struct settle *settle, const struct facts *facts,
    const char *asset)
{
	static const char *const kinds[] = {
		"system_uuid", "agent_id", "ssh_host_key", "certificate",
		"duid",
	};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct record *record;

		value = settle_find_id(facts, kinds[i], settle->arena);
		if (value == NULL)
			continue;
		record = record_new(settle->arena, ENTITY_identifier);
		record_set_text(record, F_identifier_asset, asset);
		record_set_text(record, F_identifier_kind, kinds[i]);
		record_set_text(record, F_identifier_value, value);
		if (facts->n_evidence > 0)
			record_set_text(record, F_identifier_source,
			    facts->evidence[0].file);
		changes_put(settle->changes, record);
	}
}

/* --- register ----------------------------------------------------------- */

static bool
note_number(void *ctx, const struct record *record)
{
	struct settle *settle = ctx;
	const char *no = record_text(record, F_asset_asset_no);
	int64_t number;

	if (no == NULL || strncmp(no, "NEW-", 4) != 0)
		return true;
	number = strtoll(no + 4, NULL, 10);
	if (number > settle->number)
		settle->number = number;
	return true;
}

/* The number of a retired asset stays taken, so both sorts are asked. */
static const struct err *
next_number(struct settle *settle, const char **out)
{
	struct value prefix = { .kind = VALUE_TEXT, .s = "new-" };
	struct value none = { .kind = VALUE_NONE };
	struct fieldset want = { { 0 } };
	struct query *query;
	const struct err *err = NULL;
	int pass;

	fieldset_add(&want, F_asset_asset_no);
	for (pass = 0; settle->number == 0 && pass < 2 && err == NULL;
	    pass++) {
		query = query_field(settle->arena, ENTITY_asset,
		    F_asset_asset_no, QUERY_CONTAINS, prefix);
		if (pass == 1) {
			struct query *retired = arena_alloc(settle->arena,
			    sizeof(*retired));

			retired->kind = QUERY_NOT;
			retired->left = query_field(settle->arena,
			    ENTITY_asset, F_retired_at, QUERY_EMPTY, none);
			query = query_and(settle->arena, query, retired);
		}
		err = store_each(register_reader(settle->session),
		    ENTITY_asset, query, NULL, 0, &want, note_number, settle);
	}
	*out = arena_printf(settle->arena, "NEW-%04" PRId64,
	    ++settle->number);
	return err;
}

static const char *
device_name(const struct facts *facts)
{
	if (facts->hostname != NULL)
		return facts->hostname;
	if (facts->vendor != NULL)
		return facts->vendor;
	return facts->mac != NULL ? facts->mac : facts->ip;
}

static struct record *
new_asset(struct settle *settle, const struct facts *facts,
    const char *asset_no)
{
	struct record *record = record_new(settle->arena, ENTITY_asset);

	record_set_text(record, F_asset_asset_no, asset_no);
	record_set_text(record, F_asset_name, device_name(facts));
	record_set_text(record, F_asset_status, "in_use");
	record_set_text(record, F_asset_approval, "pending");
	record_set_text(record, F_asset_site, facts->site);
	record_set_text(record, F_asset_hostname, facts->hostname);
	record_set_text(record, F_asset_serial,
	    settle_find_id(facts, "serial", settle->arena));
	return record;
}

const struct err *
settle_create(struct settle *settle, const struct facts *facts,
    struct record **asset)
{
	const struct err *err;
	const char *number = strcmp(settle->row->key, "split") == 0 ? NULL :
	    settle_find_id(facts, "asset_no", settle->arena);
	const char *uuid, *interface;

	err = number != NULL ? NULL : next_number(settle, &number);
	if (err != NULL)
		return err;
	*asset = new_asset(settle, facts, number);
	uuid = changes_put(settle->changes, *asset);
	memcpy((*asset)->uuid, uuid, strlen(uuid) + 1);
	interface = new_interface(settle, facts, uuid);
	new_services(settle, facts->services, interface);
	new_identifiers(settle, facts, uuid);
	return NULL;
}

static const struct err *
do_register(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *asset = NULL;
	const struct err *err = settle_create(settle, facts, &asset);

	if (err == NULL)
		*subject = asset->uuid;
	return err;
}

/* --- link --------------------------------------------------------------- */

/* Same MAC, else same address, else one that waits for a MAC. */
static struct record *
choose_interface(const struct facts *facts, const struct settle_interfaces *list)
{
	struct record *same_ip = NULL, *bare = NULL;
	const char *ip = facts->ip;
	size_t i, n = ip == NULL ? 0 : strcspn(ip, " ");

	for (i = 0; i < list->n; i++) {
		struct record *record = list->item[i];
		const struct value *ips = record_value(record,
		    F_interface_ip);
		size_t k;

		if (same(record_text(record, F_interface_mac), facts->mac))
			return record;
		for (k = 0; ips != NULL && ips->kind == VALUE_LIST &&
		    k < ips->n; k++)
			if (same_ip == NULL && strlen(ips->list[k]) == n &&
			    strncmp(ips->list[k], ip, n) == 0)
				same_ip = record;
		if (bare == NULL && !record_has(record, F_interface_mac))
			bare = record;
	}
	return same_ip != NULL ? same_ip : bare;
}

static const struct err *
link_interface(struct settle *settle, const struct facts *facts,
    const struct record *asset)
{
	struct settle_interfaces list;
	struct record *found, *change;
	const struct err *err;

	err = settle_get_interfaces(settle, asset->uuid, &list);
	if (err != NULL)
		return err;
	found = choose_interface(facts, &list);
	if (found == NULL) {
		new_interface(settle, facts, asset->uuid);
		return NULL;
	}
	change = settle_edit(settle, found);
	if (facts->mac != NULL)
		record_set_text(change, F_interface_mac, facts->mac);
	set_ips(settle, facts, found, change);
	if (!record_has(found, F_interface_network) &&
	    !record_has(found, F_interface_zone))
		set_network(settle, facts, change);
	if (!record_has(found, F_interface_dhcp_client_id))
		record_set_text(change, F_interface_dhcp_client_id,
		    settle_find_id(facts, "dhcp_client_id", settle->arena));
	changes_put(settle->changes, change);
	return NULL;
}

/* Two devices are not one asset because both were decided in one go. */
static const struct err *
note_link(struct settle *settle, const char *asset)
{
	uint64_t hash = map_hash_text(&settle->linked_map, 0, asset);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&settle->linked_map, hash, &slot, &at))
		if (strcmp(settle->linked[at], asset) == 0)
			return err_new(ERR_INVALID, _("Several of these "
			    "findings would be linked to %s. Decide about them "
			    "one by one."), register_ref_of(settle->session,
			    asset, settle->arena));
	settle->linked = arena_grow(settle->arena, settle->linked,
	    &settle->cap_linked, settle->n_linked + 1,
	    sizeof(*settle->linked));
	map_put(&settle->linked_map, hash, (uint32_t)settle->n_linked);
	settle->linked[settle->n_linked++] = asset;
	return NULL;
}

static const struct err *
do_link(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	const char *uuid = settle->asset != NULL ? settle->asset :
	    facts->asset;
	struct record *asset = NULL, *change;
	const struct err *err;

	if (settle->conflict && settle->asset == NULL)
		return err_new(ERR_INVALID, _("The keys of %s disagree; say "
		    "which asset it is with --asset."), device_name(facts));
	if (uuid == NULL)
		return err_new(ERR_INVALID, _("No asset is proposed for %s; "
		    "name it with --asset."), device_name(facts));
	err = note_link(settle, uuid);
	if (err == NULL)
		err = settle_get_asset(settle, uuid, &asset);
	if (err == NULL)
		err = check_lock(settle, asset, "mac");
	if (err == NULL)
		err = check_lock(settle, asset, "ip");
	if (err == NULL)
		err = link_interface(settle, facts, asset);
	if (err == NULL && settle->conflict)
		err = same_strip(settle, facts, asset);
	if (err != NULL)
		return err;
	if (facts->hostname != NULL && !record_has(asset, F_asset_hostname) &&
	    !has_item(asset, F_asset_discovery_lock, "hostname")) {
		change = settle_edit(settle, asset);
		record_set_text(change, F_asset_hostname, facts->hostname);
		changes_put(settle->changes, change);
	}
	new_identifiers(settle, facts, uuid);
	*subject = uuid;
	return NULL;
}

/* --- approve ------------------------------------------------------------ */

/* Whether anything lasting tells the device: no standing approval or ignore
 * rests on a randomised MAC or a leased address alone. */
static const struct err *
check_lasting(const struct facts *facts)
{
	if (facts->hostname != NULL || facts->id != NULL ||
	    (facts->ip != NULL && facts->leased == NULL) ||
	    (facts->mac != NULL && !same(facts->mac_kind, "local")))
		return NULL;
	return err_new(ERR_INVALID, _("%s is known by nothing but a MAC that "
	    "may be random or an address from DHCP, so a lasting decision "
	    "would fit another device tomorrow. Find out its name or serial "
	    "number first."), device_name(facts));
}

static int
interface_zone(const struct settle *settle, const struct record *interface,
    const char *site)
{
	const struct value *ips = record_value(interface, F_interface_ip);
	int zone = places_zone(&settle->places, record_text(interface,
	    F_interface_zone));
	int network = places_network_find(&settle->places,
	    record_text(interface, F_interface_network));
	struct ip ip;

	if (zone != PLACE_NONE)
		return zone;
	if (network == PLACE_NONE && ips->kind == VALUE_LIST &&
	    ip_parse(ips->list[0], &ip))
		network = places_network(&settle->places, site, &ip);
	return places_zone_of(&settle->places, network);
}

/* Empty approved zones mean the asset's own: they stay beside a new one. */
static const struct err *
allow_zone(struct settle *settle, const struct facts *facts,
    const struct record *asset, struct record *change)
{
	const struct value *zones = record_value(asset,
	    F_asset_approved_zones);
	struct settle_interfaces list;
	const struct err *err;
	size_t i;
	int zone;

	if (facts->zone == NULL)
		return NULL;
	err = settle_get_interfaces(settle, asset->uuid, &list);
	if (err != NULL)
		return err;
	for (i = 0; zones->kind == VALUE_LIST && i < zones->n; i++)
		record_add_item(change, F_asset_approved_zones, settle->arena,
		    zones->list[i]);
	for (i = 0; zones->kind != VALUE_LIST && i < list.n; i++) {
		zone = interface_zone(settle, list.item[i],
		    record_text(asset, F_asset_site));
		if (zone != PLACE_NONE)
			record_add_item(change, F_asset_approved_zones,
			    settle->arena, settle->places.zone[zone].uuid);
	}
	record_add_item(change, F_asset_approved_zones, settle->arena,
	    facts->zone);
	return NULL;
}

static void
set_approval(struct settle *settle, struct record *change)
{
	const struct decide_options *options = settle->options;
	char *today = arena_alloc(settle->arena, DATE_LEN);

	date_format(settle->today, today);
	record_set_text(change, F_asset_approval,
	    options->until != NULL ? "temporary" : "approved");
	record_set_text(change, F_asset_approval_until, options->until);
	record_set_text(change, F_asset_approved_by, settle->person);
	record_set_text(change, F_asset_approved_on, today);
	if (options->reason != NULL)
		record_set_text(change, F_asset_approval_reason,
		    options->reason);
	if (options->ref != NULL)
		record_set_text(change, F_asset_approval_ref, options->ref);
}

static const struct err *
do_approve(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *asset = NULL, *change;
	const struct err *err;

	if (facts->asset == NULL) {
		err = check_lasting(facts);
		if (err == NULL)
			err = settle_create(settle, facts, &asset);
		if (err != NULL)
			return err;
		change = record_new(settle->arena, ENTITY_asset);
		memcpy(change->uuid, asset->uuid, sizeof(change->uuid));
	} else {
		err = settle_get_asset(settle, facts->asset, &asset);
		if (err != NULL)
			return err;
		change = settle_edit(settle, asset);
	}
	set_approval(settle, change);
	if (settle->wrong_zone)
		err = allow_zone(settle, facts, asset, change);
	if (err != NULL)
		return err;
	changes_put(settle->changes, change);
	*subject = asset->uuid;
	return NULL;
}

/* --- accept ------------------------------------------------------------- */

/* The part of "hostname: a -> b; ip: …" behind a word, from its arrow on. */
static const char *
differing(const struct facts *facts, const char *word, struct arena *arena)
{
	const char *rest = facts->differs, *part, *arrow;
	size_t n = strlen(word);

	while ((part = facts_next(&rest, ';', arena)) != NULL) {
		while (*part == ' ')
			part++;
		if (strncmp(part, word, n) == 0 && part[n] == ':' &&
		    (arrow = strstr(part, "->")) != NULL)
			return arrow + 2;
	}
	return NULL;
}

static const struct err *
accept_addresses(struct settle *settle, const struct facts *facts,
    const struct record *asset)
{
	const char *ports = differing(facts, "ports", settle->arena);
	bool ip = differing(facts, "ip", settle->arena) != NULL;
	const char *interface = NULL, *ips[8];
	struct record *found, *change;
	struct settle_interfaces list;
	const struct err *err;
	size_t n;

	err = settle_get_interfaces(settle, asset->uuid, &list);
	if (err != NULL)
		return err;
	found = choose_interface(facts, &list);
	if (found == NULL && list.n > 0 &&
	    differing(facts, "mac", settle->arena) == NULL)
		found = list.item[0];
	if (found == NULL)
		interface = new_interface(settle, facts, asset->uuid);
	else
		interface = found->uuid;
	if (found != NULL && ip) {
		change = settle_edit(settle, found);
		n = kept_ips(facts, settle->arena, ips, 8);
		record_set_list(change, F_interface_ip, settle->arena, ips, n);
		/* The old network no longer fits the new address. */
		record_set_text(change, F_interface_network, NULL);
		set_network(settle, facts, change);
		changes_put(settle->changes, change);
	}
	while (ports != NULL) {
		const char *port = facts_next(&ports, ' ', settle->arena);

		if (port == NULL)
			break;
		new_services(settle, port, interface);
	}
	return NULL;
}

static const struct err *
do_accept(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	static const struct {
		const char	*part, *field;
	} parts[] = {
		{ "hostname", "hostname" }, { "ip", "ip" },
		{ "mac", "mac" }, { "ports", "services" },
	};
	struct record *asset = NULL, *change;
	const struct err *err;
	size_t i;

	if (facts->asset == NULL)
		return err_new(ERR_INVALID, _("The evidence of this finding "
		    "names no asset; import the files again."));
	err = settle_get_asset(settle, facts->asset, &asset);
	for (i = 0; err == NULL && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (differing(facts, parts[i].part, settle->arena) != NULL)
			err = check_lock(settle, asset, parts[i].field);
	if (err == NULL && differing(facts, "hostname", settle->arena) != NULL) {
		change = settle_edit(settle, asset);
		record_set_text(change, F_asset_hostname, facts->hostname);
		changes_put(settle->changes, change);
	}
	for (i = 1; err == NULL && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (differing(facts, parts[i].part, settle->arena) != NULL) {
			err = accept_addresses(settle, facts, asset);
			break;
		}
	if (err == NULL)
		*subject = asset->uuid;
	return err;
}

/* --- the others --------------------------------------------------------- */

static const struct err *
do_deny(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *asset = NULL, *change;
	const struct err *err;

	if (settle->doubtful || facts->asset == NULL)
		return NULL;
	err = settle_get_asset(settle, facts->asset, &asset);
	if (err != NULL)
		return err;
	change = settle_edit(settle, asset);
	record_set_text(change, F_asset_approval, "denied");
	if (settle->options->reason != NULL)
		record_set_text(change, F_asset_approval_reason,
		    settle->options->reason);
	if (settle->options->ref != NULL)
		record_set_text(change, F_asset_approval_ref,
		    settle->options->ref);
	changes_put(settle->changes, change);
	*subject = asset->uuid;
	return NULL;
}

static const struct err *
do_decommission(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	struct record *asset = NULL;
	const struct err *err;

	if (facts->asset == NULL)
		return err_new(ERR_INVALID, _("The evidence of this finding "
		    "names no asset; retire it by hand."));
	err = settle_get_asset(settle, facts->asset, &asset);
	if (err == NULL) {
		changes_retire(settle->changes, ENTITY_asset, asset->uuid,
		    record_int(asset, F_rev));
		*subject = asset->uuid;
	}
	return err;
}

static const struct err *
do_ignore(struct settle *settle, const struct facts *facts,
    const char **subject)
{
	(void)settle;
	(void)subject;
	if (facts->subject == NULL || strncmp(facts->subject, "asset ", 6) == 0 ||
	    strncmp(facts->subject, "zone ", 5) == 0)
		return NULL;
	return check_lasting(facts);
}

/*
 * The exception begins with the check's code: by it and its subject, a later
 * run knows that it is in force.
 */
static const struct err *
do_except(struct settle *settle, const struct record *finding)
{
	const char *code = record_text(finding, F_finding_rule);
	const char *on = record_text(finding, F_finding_subject);
	const char *approver = settle->approver != NULL ? settle->approver :
	    settle->person;
	struct record *record;

	if (on == NULL)
		return err_new(ERR_INVALID, _("What this finding was about is "
		    "no longer in the register."));
	if (approver == NULL)
		return err_new(ERR_INVALID, _("%s is no person of the "
		    "register; name who approves the exception with "
		    "--approver."), settle->session->user);
	record = record_new(settle->arena, ENTITY_exception);
	record_set_text(record, F_exception_what, arena_printf(settle->arena,
	    "%s %s", code, register_name_of(settle->session, on,
	    settle->arena)));
	record_set_list(record, F_exception_subject, settle->arena, &on, 1);
	record_set_text(record, F_exception_why, settle->options->reason);
	record_set_text(record, F_exception_risk,
	    record_text(finding, F_finding_risk));
	record_set_text(record, F_exception_control,
	    settle->options->control);
	record_set_text(record, F_exception_approver, approver);
	record_set_text(record, F_exception_until, settle->options->until);
	changes_put(settle->changes, record);
	return NULL;
}

const struct err *
settle_finding(struct settle *settle, const struct record *finding,
    const char **subject)
{
	static const struct {
		const char	*key;
		const struct err *(*run)(struct settle *settle,
				    const struct facts *facts,
				    const char **subject);
	} acts[] = {
		{ "link", do_link }, { "register", do_register },
		{ "approve", do_approve }, { "accept", do_accept },
		{ "deny", do_deny }, { "decommission", do_decommission },
		{ "ignore", do_ignore }, { "merge", same_merge },
		{ "split", same_split },
	};
	struct facts facts;
	size_t i;

	facts_parse(record_text(finding, F_finding_evidence), settle->arena,
	    &facts);
	settle->wrong_zone = same(record_text(finding, F_finding_result),
	    "wrong_zone");
	settle->conflict = same(record_text(finding, F_finding_result),
	    "conflict");
	settle->doubtful = settle->conflict || same(record_text(finding, F_finding_result),
	    "candidate");
	if (strcmp(settle->row->key, "except") == 0)
		return do_except(settle, finding);
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].key, settle->row->key) == 0)
			return acts[i].run(settle, &facts, subject);
	return NULL;
}
