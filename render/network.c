/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/register.h"
#include "model/store/store.h"
#include "render/builder.h"
#include "render/kind.h"
#include "render/place.h"
#include "render/source.h"

enum { SEVERITY_HIGH = 4, SEVERITY_CRITICAL = 5, DAY_MS = 86400000 };

/* Places in the rows that are read. */
enum { SITE_NAME, SITE_PARENT };
enum { ZONE_NAME, ZONE_KIND, ZONE_PARENT, ZONE_SITE, ZONE_PURDUE,
	ZONE_CLOSED, ZONE_CRITICALITY, ZONE_INTERVAL, ZONE_COVERED };
enum { ASSET_NO, ASSET_NAME, ASSET_KIND, ASSET_ROLE, ASSET_SITE,
	ASSET_SYSTEM, ASSET_STATUS, ASSET_APPROVAL, ASSET_UNTIL };
enum { PARTY_NAME, PARTY_KIND };
enum { LINK_NAME, LINK_TYPE, LINK_A, LINK_B, LINK_DIRECTION, LINK_ALLOWED,
	LINK_APPROVAL, LINK_UNTIL, LINK_ENCRYPTED, LINK_CUTTABLE };

static const size_t site_fields[] = { F_site_name, F_site_parent };
static const size_t zone_fields[] = { F_zone_name, F_zone_kind,
    F_zone_parent, F_zone_site, F_zone_purdue, F_zone_declared_closed,
    F_zone_criticality, F_zone_review_interval_days, F_zone_last_covered };
static const size_t asset_fields[] = { F_asset_asset_no, F_asset_name,
    F_asset_kind, F_asset_role, F_asset_site, F_asset_system,
    F_asset_status, F_asset_approval, F_asset_approval_until };
static const size_t external_fields[] = { F_external_name, F_external_kind };
static const size_t supplier_fields[] = { F_supplier_name, F_supplier_kind };
static const size_t system_fields[] = { F_system_name };
static const size_t link_fields[] = { F_connection_name, F_connection_type,
    F_connection_a, F_connection_b, F_connection_direction,
    F_connection_allowed, F_connection_approval,
    F_connection_approval_until, F_connection_encrypted,
    F_connection_cuttable };

struct network {
	struct session	*session;
	struct arena	*arena;
	struct diagram	*diagram;
	struct places	 places;	/* interfaces and networks */
	struct source	 sites, zones, assets;
	struct source	 externals, suppliers, systems, links;
	struct source	 chosen;	/* assets that match the query */
	struct source_findings findings;
	bool		 filtered;
	int		 outside;	/* cluster of externals, -1 */
	char		 today[DATE_LEN];
};

/* --- reading ---------------------------------------------------------- */

static const struct err *
load(struct network *w, const struct query *query)
{
	/* The last one only where the query chooses among the assets. */
	const struct source_set sets[] = {
		{ ENTITY_site, NULL, site_fields, 2, &w->sites },
		{ ENTITY_zone, NULL, zone_fields, 9, &w->zones },
		{ ENTITY_asset, NULL, asset_fields, 9, &w->assets },
		{ ENTITY_external, NULL, external_fields, 2, &w->externals },
		{ ENTITY_supplier, NULL, supplier_fields, 2, &w->suppliers },
		{ ENTITY_system, NULL, system_fields, 1, &w->systems },
		{ ENTITY_connection, NULL, link_fields, 10, &w->links },
		{ ENTITY_asset, query, asset_fields, 0, &w->chosen },
	};
	size_t n = sizeof(sets) / sizeof(sets[0]);
	const struct err *err;

	err = source_load_all(w->session, sets, w->filtered ? n : n - 1,
	    w->arena);
	if (err == NULL)
		err = source_findings(w->session, w->arena, &w->findings);
	if (err == NULL)
		err = place_load(w->session, w->arena, &w->places);
	return err;
}

/* --- sites and zones -------------------------------------------------- */

static void
append(struct network *w, const char **text, const char *more)
{
	*text = **text == '\0' ? more : arena_printf(w->arena, "%s  %s",
	    *text, more);
}

/* "10.10.0.0/24 VLAN 100  …  Purdue 2". */
static const char *
zone_subtitle(struct network *w, const struct source_row *zone)
{
	const struct source_row *net;
	const char *text = "", *purdue = source_text(zone, ZONE_PURDUE);
	size_t i, n = 0;

	for (i = 0; i < w->places.networks.n; i++) {
		net = w->places.networks.row[i];
		if (!source_is(net, NET_ZONE, zone->uuid) ||
		    source_text(net, NET_CIDR) == NULL || n++ >= 2)
			continue;
		append(w, &text, source_text(net, NET_CIDR));
		if (net->v[NET_VLAN].kind == VALUE_INT)
			append(w, &text, arena_printf(w->arena, "VLAN %lld",
			    (long long)net->v[NET_VLAN].i));
	}
	if (n > 2)
		append(w, &text, arena_printf(w->arena, "+%zu", n - 2));
	if (purdue != NULL)
		append(w, &text, arena_printf(w->arena, "Purdue %s", purdue));
	return *text != '\0' ? text : NULL;
}

static int
zone_interval(const struct source_row *zone)
{
	if (zone->v[ZONE_INTERVAL].kind == VALUE_INT)
		return (int)zone->v[ZONE_INTERVAL].i;
	return source_is(zone, ZONE_CRITICALITY, "high") ? 1 : 7;
}

static void
zone_coverage(struct network *w, const struct source_row *zone,
    struct diagram_cluster *c)
{
	int32_t days;

	if (zone->v[ZONE_COVERED].kind != VALUE_INT) {
		c->coverage = _("never looked at");
		c->marks |= MARK_NOT_COVERED;
		return;
	}
	days = session_today(w->session) -
	    clock_day(zone->v[ZONE_COVERED].i);
	if (days > zone_interval(zone))
		c->marks |= MARK_NOT_COVERED;
	c->coverage = days <= 0 ? _("seen today") :
	    arena_printf(w->arena, _("seen %d d ago"), (int)days);
}

static void
count_findings(struct network *w, const char *uuid,
    struct diagram_cluster *c)
{
	size_t i, n;
	const struct source_finding *first;

	first = source_worst(&w->findings, uuid, &n);
	for (i = 0; i < n; i++) {
		c->critical += first[i].severity == SEVERITY_CRITICAL;
		c->high += first[i].severity == SEVERITY_HIGH;
	}
}

/* The cluster of a zone, made with those around it when there is none yet;
 * hop guards against zones that contain each other. */
static int
zone_cluster(struct network *w, const char *uuid, int hop)
{
	const struct source_row *zone = source_find(&w->zones, uuid), *site;
	struct diagram_cluster *c;
	int at, parent = -1;

	if (zone == NULL || hop > 8)
		return -1;
	at = diagram_find_cluster(w->diagram, zone->uuid);
	if (at >= 0)
		return at;
	if (source_find(&w->zones, source_text(zone, ZONE_PARENT)) != NULL)
		parent = zone_cluster(w, source_text(zone, ZONE_PARENT),
		    hop + 1);
	site = source_find(&w->sites, source_text(zone, ZONE_SITE));
	if (parent < 0 && site != NULL)
		parent = diagram_find_cluster(w->diagram, site->uuid);
	c = diagram_add_cluster(w->diagram);
	c->key = c->uuid = zone->uuid;
	c->kind = source_text(zone, ZONE_KIND);
	if (c->kind == NULL)
		c->kind = "other";
	c->title = source_text(zone, ZONE_NAME);
	c->subtitle = zone_subtitle(w, zone);
	c->parent = parent;
	if (source_is(zone, ZONE_CLOSED, "yes"))
		c->marks |= MARK_CLOSED;
	zone_coverage(w, zone, c);
	count_findings(w, zone->uuid, c);
	return (int)w->diagram->clusters - 1;
}

static void
add_sites(struct network *w)
{
	struct diagram_cluster *c;
	size_t i;

	for (i = 0; i < w->sites.n; i++) {
		c = diagram_add_cluster(w->diagram);
		c->key = c->uuid = w->sites.row[i]->uuid;
		c->kind = "site";
		c->title = source_text(w->sites.row[i], SITE_NAME);
		c->is_site = true;
	}
}

static int
outside_cluster(struct network *w)
{
	struct diagram_cluster *c;

	if (w->outside < 0) {
		c = diagram_add_cluster(w->diagram);
		c->key = "outside";
		c->kind = "external";
		c->title = _("Outside");
		c->subtitle = _("not under our control");
		w->outside = (int)w->diagram->clusters - 1;
	}
	return w->outside;
}

/* --- devices ---------------------------------------------------------- */

/* Only what can be connected stands on the diagram. */
static bool
is_there(const struct source_row *asset)
{
	static const char *const away[] = { "planned", "ordered", "stock",
	    "lost", "retired", "disposed" };
	size_t i;

	for (i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		if (source_is(asset, ASSET_STATUS, away[i]))
			return false;
	return true;
}

static bool
is_approved(const struct network *w, const struct source_row *row,
    size_t approval, size_t until)
{
	const char *end = source_text(row, until);

	if (!source_is(row, approval, "approved") &&
	    !source_is(row, approval, "temporary"))
		return false;
	return end == NULL || strcmp(end, w->today) >= 0;
}

static void
mark_finding(struct network *w, const char *uuid, struct diagram_node *node)
{
	const struct source_finding *worst;
	size_t n;

	worst = source_worst(&w->findings, uuid, &n);
	if (worst == NULL || worst->severity < SEVERITY_HIGH)
		return;
	node->marks |= MARK_FINDING;
	node->finding = worst->uuid;
	if (node->cluster >= 0)
		count_findings(w, uuid,
		    &w->diagram->cluster[node->cluster]);
}

static void
describe_asset(struct network *w, const struct source_row *asset,
    const struct source_row *net, const char *ip, struct diagram_node *node)
{
	const struct kind *kind = kind_of_asset(source_text(asset,
	    ASSET_KIND), source_text(asset, ASSET_ROLE));
	const char *role = source_text(asset, ASSET_ROLE);

	node->badge = kind->badge;
	node->kind = kind->style;
	node->number = source_text(asset, ASSET_NO);
	node->name = source_text(asset, ASSET_NAME);
	if (node->name == NULL)
		node->name = node->number != NULL ? node->number : "?";
	node->detail = node->number == NULL ? ip : ip == NULL ?
	    node->number : arena_printf(w->arena, "%s  %s", node->number,
	    ip);
	node->alike_name = role != NULL ? role : source_label(w->session,
	    &w->assets, asset, ASSET_KIND);
	node->family = source_label(w->session, &w->assets, asset,
	    ASSET_KIND);
	node->alike_detail = net != NULL ? source_text(net, NET_CIDR) : NULL;
	node->alike = arena_printf(w->arena, "%s|%s|%s", kind->style,
	    node->alike_name, net != NULL ? net->uuid : "");
}

/* The node of an asset, or -1 when it is in no place of the network. */
static int
add_asset(struct network *w, const struct source_row *asset, bool scope,
    bool anywhere)
{
	const struct source_row *net, *site;
	const char *ip, *zone = place_of(&w->places, asset->uuid, &net, &ip);
	struct diagram_node *node;
	int cluster = zone_cluster(w, zone, 0);

	if (cluster < 0) {
		site = source_find(&w->sites, source_text(asset, ASSET_SITE));
		if (!anywhere)
			return -1;
		if (site != NULL)
			cluster = diagram_find_cluster(w->diagram,
			    site->uuid);
	}
	node = diagram_add_node(w->diagram);
	node->key = node->uuid = asset->uuid;
	node->shape = NODE_DEVICE;
	node->cluster = cluster;
	describe_asset(w, asset, net, ip, node);
	if (!is_approved(w, asset, ASSET_APPROVAL, ASSET_UNTIL))
		node->marks |= MARK_UNAPPROVED;
	if (!scope)
		node->marks |= MARK_OUT_OF_SCOPE;
	mark_finding(w, asset->uuid, node);
	return (int)w->diagram->nodes - 1;
}

static bool
in_scope(const struct network *w, const char *asset)
{
	return !w->filtered || source_find(&w->chosen, asset) != NULL;
}

static void
add_assets(struct network *w)
{
	size_t i;

	for (i = 0; i < w->assets.n; i++)
		if (is_there(w->assets.row[i]) &&
		    in_scope(w, w->assets.row[i]->uuid))
			add_asset(w, w->assets.row[i], true, false);
}

/* --- what was seen but is not registered ------------------------------ */

static const struct err *
add_seen(struct network *w)
{
	static const char *const results[] = { "unapproved", "rogue" };
	const struct source_finding *finding;
	struct record *seen;
	struct diagram_node *node;
	const struct err *err = NULL;
	const char *zone, *name;
	size_t i;
	int entity;

	for (i = 0; err == NULL && i < w->findings.n; i++) {
		finding = &w->findings.item[i];
		if (finding->result == NULL ||
		    (strcmp(finding->result, results[0]) != 0 &&
		    strcmp(finding->result, results[1]) != 0) ||
		    diagram_find_node(w->diagram, finding->subject) >= 0)
			continue;
		err = store_entity_of(register_reader(w->session),
		    finding->subject, &entity);
		if (err != NULL || entity != ENTITY_observation)
			continue;
		err = store_get(register_reader(w->session),
		    ENTITY_observation, finding->subject, NULL, w->arena,
		    &seen);
		if (err != NULL || seen == NULL)
			continue;
		zone = record_text(seen, F_observation_zone);
		if (zone == NULL || (w->filtered &&
		    diagram_find_cluster(w->diagram, zone) < 0))
			continue;
		name = record_text(seen, F_observation_hostname);
		if (name == NULL)
			name = record_text(seen, F_observation_mac);
		node = diagram_add_node(w->diagram);
		node->key = node->uuid = finding->subject;
		node->cluster = zone_cluster(w, zone, 0);
		node->badge = "?";
		node->kind = "unknown";
		node->name = name != NULL ? name : "?";
		node->detail = record_text(seen, F_observation_ip);
		node->marks = MARK_UNAPPROVED;
		mark_finding(w, finding->subject, node);
	}
	return err;
}

/* --- connections ------------------------------------------------------ */

static int
party_node(struct network *w, const struct source *parties,
    const struct source_row *party, const char *badge, const char *kind)
{
	struct diagram_node *node;
	int cluster = outside_cluster(w);

	node = diagram_add_node(w->diagram);
	node->key = node->uuid = party->uuid;
	node->shape = NODE_EXTERNAL;
	node->cluster = cluster;
	node->badge = badge;
	node->kind = kind;
	node->name = source_text(party, PARTY_NAME);
	node->detail = source_label(w->session, parties, party, PARTY_KIND);
	return (int)w->diagram->nodes - 1;
}

/* The zone itself as an end of a connection: its wire. */
static int
segment_node(struct network *w, const char *zone)
{
	const char *key = arena_printf(w->arena, "segment:%s", zone);
	int at = diagram_find_node(w->diagram, key);
	int cluster = zone_cluster(w, zone, 0);
	struct diagram_node *node;

	if (at >= 0 || cluster < 0)
		return at;
	node = diagram_add_node(w->diagram);
	node->key = key;
	node->uuid = zone;
	node->shape = NODE_DEVICE;
	node->cluster = cluster;
	node->badge = "LAN";
	node->kind = "segment";
	node->name = w->diagram->cluster[cluster].title;
	return (int)w->diagram->nodes - 1;
}

/* A system stands for its first asset that is on the network. */
static int
system_node(struct network *w, const struct source_row *system)
{
	const struct source_row *asset;
	struct diagram_node *node;
	const struct value *v;
	size_t i, k;
	int at;

	for (i = 0; i < w->assets.n; i++) {
		asset = w->assets.row[i];
		v = &asset->v[ASSET_SYSTEM];
		for (k = 0; v->kind == VALUE_LIST && k < v->n; k++) {
			if (strcmp(v->list[k], system->uuid) != 0 ||
			    !is_there(asset))
				continue;
			at = diagram_find_node(w->diagram, asset->uuid);
			if (at < 0)
				at = add_asset(w, asset, in_scope(w,
				    asset->uuid), false);
			if (at >= 0)
				return at;
		}
	}
	node = diagram_add_node(w->diagram);
	node->key = node->uuid = system->uuid;
	node->shape = NODE_DEVICE;
	node->badge = "SYS";
	node->kind = "system";
	node->name = source_text(system, PARTY_NAME);
	return (int)w->diagram->nodes - 1;
}

/* The node where a connection ends; -1 when it leads nowhere. */
static int
end_node(struct network *w, const char *uuid)
{
	const struct source_row *row;
	int at;

	if (uuid == NULL)
		return -1;
	row = source_find(&w->places.interfaces, uuid);
	if (row != NULL)
		uuid = source_text(row, IF_ASSET);
	if (uuid == NULL)
		return -1;
	at = diagram_find_node(w->diagram, uuid);
	if (at >= 0)
		return at;
	if ((row = source_find(&w->assets, uuid)) != NULL)
		return add_asset(w, row, in_scope(w, uuid), true);
	if ((row = source_find(&w->externals, uuid)) != NULL)
		return party_node(w, &w->externals, row, "NET", "internet");
	if ((row = source_find(&w->suppliers, uuid)) != NULL)
		return party_node(w, &w->suppliers, row, "EXT", "supplier");
	if ((row = source_find(&w->systems, uuid)) != NULL)
		return system_node(w, row);
	return segment_node(w, uuid);
}

/* Whether either end is what the query asked for. */
static bool
link_in_scope(const struct network *w, const struct source_row *link)
{
	static const size_t ends[] = { LINK_A, LINK_B };
	const struct source_row *interface;
	const char *uuid;
	size_t i;

	for (i = 0; i < 2; i++) {
		uuid = source_text(link, ends[i]);
		interface = source_find(&w->places.interfaces, uuid);
		if (interface != NULL)
			uuid = source_text(interface, IF_ASSET);
		if (uuid != NULL && in_scope(w, uuid))
			return true;
	}
	return false;
}

static bool
has_kind(const struct network *w, int cluster, const char *kind)
{
	return cluster >= 0 && strcmp(w->diagram->cluster[cluster].kind,
	    kind) == 0;
}

static bool
is_protected(const struct network *w, int cluster)
{
	return cluster >= 0 && (has_kind(w, cluster, "mynumber") ||
	    (w->diagram->cluster[cluster].marks & MARK_CLOSED) != 0);
}

static unsigned
link_marks(const struct network *w, const struct source_row *link, int from,
    int to)
{
	int a = w->diagram->node[from].cluster;
	int b = w->diagram->node[to].cluster;
	unsigned marks = 0;

	if (!is_approved(w, link, LINK_APPROVAL, LINK_UNTIL))
		marks |= MARK_UNAPPROVED;
	if (!source_is(link, LINK_ENCRYPTED, "yes"))
		marks |= MARK_PLAINTEXT;
	if (source_is(link, LINK_CUTTABLE, "yes"))
		marks |= MARK_CUT;
	if (source_is(link, LINK_TYPE, "data_diode"))
		marks |= MARK_ONE_WAY;
	if (a != b) {
		marks |= MARK_CROSSES;
		if (is_protected(w, b))
			marks |= MARK_RESTRICTED;
		else if (has_kind(w, a, "management") ||
		    has_kind(w, b, "management"))
			marks |= MARK_MANAGEMENT;
	}
	return marks;
}

/* "CN-027" of "CN-027 保守VPN みずほ計装"; NULL without such a beginning. */
static const char *
leading_number(struct network *w, const char *name)
{
	size_t n = name != NULL ? strcspn(name, " \t") : 0;

	if (n == 0 || n > 12 || name[n] == '\0' ||
	    strcspn(name, "-0123456789") >= n)
		return NULL;
	return arena_strndup(w->arena, name, n);
}

static const char *
link_label(struct network *w, const struct source_row *link)
{
	const struct value *allowed = &link->v[LINK_ALLOWED];
	const char *number = leading_number(w, source_text(link, LINK_NAME));
	const char *label, *name = source_text(link, LINK_NAME);
	struct buf text = {0};
	size_t i;

	for (i = 0; allowed->kind == VALUE_LIST && i < allowed->n && i < 3;
	    i++) {
		if (i > 0)
			buf_add(&text, ", ");
		kind_service(&text, allowed->list[i]);
	}
	if (i == 0 && number == NULL && name != NULL)
		buf_add(&text, name);
	label = arena_strdup(w->arena, buf_str(&text));
	buf_release(&text);
	return label;
}

static void
add_link(struct network *w, const struct source_row *link)
{
	int from, to, swap;
	struct diagram_edge *edge;

	if (!link_in_scope(w, link))
		return;
	from = end_node(w, source_text(link, LINK_A));
	to = end_node(w, source_text(link, LINK_B));
	if (from < 0 || to < 0 || from == to)
		return;
	if (source_is(link, LINK_DIRECTION, "b_to_a")) {
		swap = from;
		from = to;
		to = swap;
	}
	edge = diagram_add_edge(w->diagram);
	edge->key = edge->uuid = link->uuid;
	edge->from = from;
	edge->to = to;
	edge->both = source_is(link, LINK_DIRECTION, "both");
	edge->number = leading_number(w, source_text(link, LINK_NAME));
	edge->label = link_label(w, link);
	edge->detail = source_text(link, LINK_NAME);
	edge->marks = link_marks(w, link, from, to);
}

/* Cables: what is plugged into which switch. */
static void
add_cable(struct network *w, const struct source_row *interface)
{
	const char *owner = source_text(interface, IF_ASSET);
	const char *uplink = source_text(interface, IF_SWITCH);
	struct diagram_edge *edge;
	int from, to;

	if (owner == NULL || uplink == NULL)
		return;
	from = diagram_find_node(w->diagram, uplink);
	to = diagram_find_node(w->diagram, owner);
	if (from < 0 || to < 0 || from == to)
		return;
	if (diagram_find_edge(w->diagram, from, to) >= 0 ||
	    diagram_find_edge(w->diagram, to, from) >= 0)
		return;
	edge = diagram_add_edge(w->diagram);
	edge->key = interface->uuid;
	edge->from = from;
	edge->to = to;
	edge->marks = MARK_LINK;
}

/* --- the whole -------------------------------------------------------- */

static void
count_totals(struct diagram *d)
{
	size_t i;
	int c;

	for (i = 0; i < d->nodes; i++)
		for (c = d->node[i].cluster; c >= 0; c = d->cluster[c].parent)
			d->cluster[c].total++;
	for (i = 0; i < d->clusters; i++)
		for (c = d->cluster[i].parent; c >= 0;
		    c = d->cluster[c].parent) {
			d->cluster[c].critical += d->cluster[i].critical;
			d->cluster[c].high += d->cluster[i].high;
		}
}

/* Zones where nothing is what the query asked for are out of its scope. */
static void
mark_outer(struct network *w)
{
	struct diagram *d = w->diagram;
	bool *inner = arena_calloc(w->arena, d->clusters + 1, sizeof(*inner));
	size_t i;
	int c;

	for (i = 0; i < d->nodes; i++)
		for (c = d->node[i].cluster; c >= 0; c = d->cluster[c].parent)
			if ((d->node[i].marks & MARK_OUT_OF_SCOPE) == 0)
				inner[c] = true;
	for (i = 0; i < d->clusters; i++)
		if (!inner[i] && !d->cluster[i].is_site)
			d->cluster[i].marks |= MARK_OUT_OF_SCOPE;
}

const struct err *
network_build(struct session *session, const struct query *query,
    struct diagram *diagram)
{
	struct network w = { .session = session, .arena = diagram->arena,
		.diagram = diagram, .outside = -1 };
	const struct err *err;
	size_t i;

	w.filtered = query != NULL && query->kind != QUERY_ALL;
	date_format(session_today(session), w.today);
	err = load(&w, query);
	if (err != NULL)
		return err;
	add_sites(&w);
	for (i = 0; !w.filtered && i < w.zones.n; i++)
		zone_cluster(&w, w.zones.row[i]->uuid, 0);
	add_assets(&w);
	if (diagram->nodes == 0)
		return NULL;
	err = add_seen(&w);
	if (err != NULL)
		return err;
	for (i = 0; i < w.links.n; i++)
		add_link(&w, w.links.row[i]);
	for (i = 0; i < w.places.interfaces.n; i++)
		add_cable(&w, w.places.interfaces.row[i]);
	count_totals(diagram);
	if (w.filtered)
		mark_outer(&w);
	return NULL;
}
