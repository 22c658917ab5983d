/* SPDX-License-Identifier: ISC */
#include "model/check/graph.h"

#include <string.h>

#include "base/intl.h"
#include "model/discovery/map.h"

enum { KIND_NODE, KIND_LINK };

struct graph_map {
	struct map	 map;
};

void
graph_list_push(struct graph *graph, struct graph_list *list, int item)
{
	list->item = arena_grow(graph->arena, list->item, &list->cap,
	    list->n + 1, sizeof(*list->item));
	list->item[list->n++] = item;
}

void
graph_list_add(struct graph *graph, struct graph_list *list, int item)
{
	size_t i;

	for (i = 0; i < list->n && list->item[i] != item; i++)
		;
	if (item != GRAPH_NONE && i == list->n)
		graph_list_push(graph, list, item);
}

/* --- finding ------------------------------------------------------------- */

int
graph_find(const struct graph *graph, const char *uuid)
{
	const struct map *map = &graph->map->map;
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (uuid == NULL)
		return GRAPH_NONE;
	hash = map_hash_text(map, KIND_NODE, uuid);
	while (map_next(map, hash, &slot, &at))
		if (strcmp(graph->node[at].uuid, uuid) == 0)
			return (int)at;
	return GRAPH_NONE;
}

static int
find_link(const struct graph *graph, const char *uuid)
{
	const struct map *map = &graph->map->map;
	uint64_t hash = map_hash_text(map, KIND_LINK, uuid);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(map, hash, &slot, &at))
		if (strcmp(graph->link[at].uuid, uuid) == 0)
			return (int)at;
	return GRAPH_NONE;
}

/* Words of choice lists live in their table. */
static const char *
word(const char *set, const char *key)
{
	const struct choice *choice = key == NULL ? NULL :
	    choice_find(set, key);

	return choice == NULL ? NULL : choice->key;
}

static struct graph_node *
add_node(struct graph *graph, enum entity_id entity, const char *uuid)
{
	struct graph_node *node;

	graph->node = arena_grow(graph->arena, graph->node,
	    &graph->cap_nodes, graph->n_nodes + 1, sizeof(*graph->node));
	node = &graph->node[graph->n_nodes];
	*node = (struct graph_node){ .uuid = arena_strdup(graph->arena,
	    uuid), .entity = entity, .parent = GRAPH_NONE,
	    .system = GRAPH_NONE };
	map_put(&graph->map->map, map_hash_text(&graph->map->map, KIND_NODE,
	    uuid), (uint32_t)graph->n_nodes++);
	return node;
}

/* --- nodes --------------------------------------------------------------- */

static bool
load_plain(void *ctx, const struct record *record)
{
	struct graph_node *node = add_node(ctx, record->entity, record->uuid);

	if (record->entity == ENTITY_external)
		node->kind = word("external_kind",
		    record_text(record, F_external_kind));
	return true;
}

static bool
load_zone(void *ctx, const struct record *record)
{
	struct graph_node *node = add_node(ctx, ENTITY_zone, record->uuid);

	node->kind = word("zone_kind", record_text(record, F_zone_kind));
	node->closed = value_is_yes(record_value(record,
	    F_zone_declared_closed));
	return true;
}

static bool
load_parent(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	int at = graph_find(graph, record->uuid);
	size_t field = record->entity == ENTITY_zone ? F_zone_parent :
	    F_process_parent;

	if (at != GRAPH_NONE)
		graph->node[at].parent = graph_find(graph,
		    record_text(record, field));
	return true;
}

static bool
load_network(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	int zone = graph_find(graph, record_text(record, F_network_zone));

	graph_list_add(graph, &add_node(graph, ENTITY_network,
	    record->uuid)->zone, zone);
	return true;
}

static bool
load_process(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	int system = graph_find(graph, record_text(record,
	    F_process_system));
	struct graph_node *node = add_node(graph, ENTITY_process,
	    record->uuid);

	node->system = system;
	return true;
}

static bool
load_asset(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	struct graph_node *node = add_node(graph, ENTITY_asset,
	    record->uuid);
	const struct value *zones = record_value(record, F_asset_zone);
	const struct value *systems = record_value(record, F_asset_system);
	int at = (int)graph->n_nodes - 1, system;
	size_t i;

	node->kind = word("asset_kind", record_text(record, F_asset_kind));
	for (i = 0; zones->kind == VALUE_LIST && i < zones->n; i++)
		graph_list_add(graph, &node->zone, graph_find(graph,
		    zones->list[i]));
	for (i = 0; systems->kind == VALUE_LIST && i < systems->n; i++) {
		system = graph_find(graph, systems->list[i]);
		if (system == GRAPH_NONE)
			continue;
		if (node->system == GRAPH_NONE)
			node->system = system;
		graph_list_push(graph, &graph->node[system].store, at);
	}
	return true;
}

static bool
load_information(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	const struct value *in = record_value(record, F_information_stored_in);
	struct graph_node *node = add_node(graph, ENTITY_information,
	    record->uuid);
	size_t i;

	node->kind = word("information_medium", record_text(record,
	    F_information_medium));
	node->paper = node->kind != NULL && strcmp(node->kind, "paper") == 0;
	for (i = 0; in->kind == VALUE_LIST && i < in->n; i++)
		graph_list_add(graph, &node->store, graph_find(graph,
		    in->list[i]));
	return true;
}

/* --- connections --------------------------------------------------------- */

/* The ends as they are written, until the interfaces among them are known. */
struct ends {
	const char	*a, *b;
};

struct loading {
	struct graph	*graph;
	struct ends	*ends;
	size_t		 cap;
	struct map	 wanted;	/* interfaces that connections end at */
	int32_t		 today;
};

static bool
is(const char *text, const char *key)
{
	return text != NULL && strcmp(text, key) == 0;
}

static bool
is_approved(const struct record *record, int32_t today)
{
	const char *approval = record_text(record, F_connection_approval);
	const char *until = record_text(record, F_connection_approval_until);
	int32_t day;

	if (!is(approval, "approved") && !is(approval, "temporary"))
		return false;
	return until == NULL || !date_parse(until, &day) || day >= today;
}

static void
want(struct loading *loading, const char *uuid)
{
	if (uuid != NULL && graph_find(loading->graph, uuid) == GRAPH_NONE)
		map_put(&loading->wanted, map_hash_text(&loading->wanted, 0,
		    uuid), 0);
}

static bool
load_link(void *ctx, const struct record *record)
{
	struct loading *loading = ctx;
	struct graph *graph = loading->graph;
	const char *way = record_text(record, F_connection_direction);
	struct graph_link *link;
	struct ends *ends;

	loading->ends = arena_grow(graph->arena, loading->ends, &loading->cap,
	    graph->n_links + 1, sizeof(*loading->ends));
	ends = &loading->ends[graph->n_links];
	ends->a = arena_strdup(graph->arena, record_text(record,
	    F_connection_a));
	ends->b = arena_strdup(graph->arena, record_text(record,
	    F_connection_b));
	want(loading, ends->a);
	want(loading, ends->b);
	graph->link = arena_grow(graph->arena, graph->link, &graph->cap_links,
	    graph->n_links + 1, sizeof(*graph->link));
	link = &graph->link[graph->n_links];
	memset(link, 0, sizeof(*link));
	link->uuid = arena_strdup(graph->arena, record->uuid);
	link->type = word("connection_type", record_text(record,
	    F_connection_type));
	link->control = graph_find(graph, record_text(record,
	    F_connection_control_device));
	link->approved = is_approved(record, loading->today);
	/* Only a diode keeps what comes back from coming in. */
	if (is(link->type, "data_diode") && way != NULL)
		link->way = is(way, "a_to_b") ? 1 : is(way, "b_to_a") ? -1 : 0;
	map_put(&graph->map->map, map_hash_text(&graph->map->map, KIND_LINK,
	    link->uuid), (uint32_t)graph->n_links++);
	return true;
}

static bool
load_interface(void *ctx, const struct record *record)
{
	struct loading *loading = ctx;
	struct graph *graph = loading->graph;
	struct graph_node *node;
	size_t slot = SIZE_MAX;
	uint32_t at;
	int asset, zone, network;

	if (!map_next(&loading->wanted, map_hash_text(&loading->wanted, 0,
	    record->uuid), &slot, &at))
		return true;
	asset = graph_find(graph, record_text(record, F_interface_asset));
	zone = graph_find(graph, record_text(record, F_interface_zone));
	network = graph_find(graph, record_text(record,
	    F_interface_network));
	if (zone == GRAPH_NONE && network != GRAPH_NONE &&
	    graph->node[network].zone.n > 0)
		zone = graph->node[network].zone.item[0];
	node = add_node(graph, ENTITY_interface, record->uuid);
	node->parent = asset;
	graph_list_add(graph, &node->zone, zone);
	return true;
}

int
graph_device(const struct graph *graph, int node)
{
	return node != GRAPH_NONE &&
	    graph->node[node].entity == ENTITY_interface &&
	    graph->node[node].parent != GRAPH_NONE ?
	    graph->node[node].parent : node;
}

static void
join_end(struct graph *graph, int end, int link)
{
	int device = graph_device(graph, end);

	if (end == GRAPH_NONE)
		return;
	graph_list_push(graph, &graph->node[end].link, link);
	if (device != end)
		graph_list_add(graph, &graph->node[device].link, link);
}

static void
join_links(struct loading *loading)
{
	struct graph *graph = loading->graph;
	size_t i;

	for (i = 0; i < graph->n_links; i++) {
		struct graph_link *link = &graph->link[i];

		link->a = graph_find(graph, loading->ends[i].a);
		link->b = graph_find(graph, loading->ends[i].b);
		join_end(graph, link->a, (int)i);
		if (link->b != link->a)
			join_end(graph, link->b, (int)i);
		if (link->control != GRAPH_NONE)
			graph_list_push(graph, &graph->node[link->control].control,
			    (int)i);
	}
}

/* --- flows --------------------------------------------------------------- */

static bool
load_flow(void *ctx, const struct record *record)
{
	struct graph *graph = ctx;
	const struct value *via = record_value(record, F_flow_via);
	const struct value *moved = record_value(record, F_flow_information);
	struct graph_flow *flow;
	size_t i;

	graph->flow = arena_grow(graph->arena, graph->flow, &graph->cap_flows,
	    graph->n_flows + 1, sizeof(*graph->flow));
	flow = &graph->flow[graph->n_flows++];
	memset(flow, 0, sizeof(*flow));
	flow->uuid = arena_strdup(graph->arena, record->uuid);
	flow->source = graph_find(graph, record_text(record, F_flow_source));
	flow->target = graph_find(graph, record_text(record, F_flow_target));
	flow->paper = moved->kind == VALUE_LIST;
	for (i = 0; moved->kind == VALUE_LIST && i < moved->n; i++) {
		int at = graph_find(graph, moved->list[i]);

		flow->paper &= at != GRAPH_NONE && graph->node[at].paper;
	}
	if (via->kind != VALUE_LIST)
		return true;
	flow->n_via = via->n;
	flow->via = arena_calloc(graph->arena, via->n, sizeof(*flow->via));
	for (i = 0; i < via->n; i++)
		flow->via[i] = find_link(graph, via->list[i]);
	return true;
}

/* --- all of it ----------------------------------------------------------- */

#define FIELDS(...) (const size_t[]){ __VA_ARGS__ }, \
	sizeof((const size_t[]){ __VA_ARGS__ }) / sizeof(size_t)

/* In this order: who refers comes behind what is referred to. */
static const struct err *
load(struct graph *graph, struct loading *loading)
{
	const struct {
		enum entity_id	 entity;
		store_each_fn	 each;
		void		*ctx;
		const size_t	*field;
		size_t		 n;
	} passes[] = {
		{ ENTITY_external, load_plain, graph,
		    FIELDS(F_external_kind) },
		{ ENTITY_supplier, load_plain, graph, FIELDS(F_uuid) },
		{ ENTITY_system, load_plain, graph, FIELDS(F_uuid) },
		{ ENTITY_zone, load_zone, graph,
		    FIELDS(F_zone_kind, F_zone_declared_closed) },
		{ ENTITY_zone, load_parent, graph, FIELDS(F_zone_parent) },
		{ ENTITY_process, load_process, graph,
		    FIELDS(F_process_system) },
		{ ENTITY_process, load_parent, graph,
		    FIELDS(F_process_parent) },
		{ ENTITY_asset, load_asset, graph,
		    FIELDS(F_asset_kind, F_asset_zone, F_asset_system) },
		{ ENTITY_information, load_information, graph,
		    FIELDS(F_information_medium, F_information_stored_in) },
		{ ENTITY_connection, load_link, loading,
		    FIELDS(F_connection_type, F_connection_a, F_connection_b,
		    F_connection_direction, F_connection_control_device,
		    F_connection_approval, F_connection_approval_until) },
		{ ENTITY_network, load_network, graph,
		    FIELDS(F_network_zone) },
		{ ENTITY_interface, load_interface, loading,
		    FIELDS(F_interface_asset, F_interface_zone,
		    F_interface_network) },
		{ ENTITY_flow, load_flow, graph,
		    FIELDS(F_flow_source, F_flow_target, F_flow_information,
		    F_flow_via) },
	};
	const struct err *err = NULL;
	size_t i, k;

	for (i = 0; err == NULL && i < sizeof(passes) / sizeof(passes[0]);
	    i++) {
		struct fieldset fields = { { 0 } };

		if (passes[i].entity == ENTITY_interface &&
		    loading->wanted.n == 0)
			continue;
		for (k = 0; k < passes[i].n; k++)
			fieldset_add(&fields, passes[i].field[k]);
		err = store_each(register_reader(graph->session),
		    passes[i].entity, NULL, NULL, 0, &fields, passes[i].each,
		    passes[i].ctx);
	}
	if (err == NULL)
		join_links(loading);
	return err;
}

const struct err *
graph_load(struct session *session, struct graph **out)
{
	struct arena *arena = arena_new();
	struct graph *graph = arena_alloc(arena, sizeof(*graph));
	struct loading loading = { .graph = graph,
		.today = session_today(session) };
	const struct err *err;

	graph->session = session;
	graph->arena = arena;
	graph->map = arena_alloc(arena, sizeof(*graph->map));
	map_init(&graph->map->map);
	map_init(&loading.wanted);
	err = load(graph, &loading);
	map_release(&loading.wanted);
	if (err != NULL) {
		graph_free(graph);
		graph = NULL;
	}
	*out = graph;
	return err;
}

void
graph_free(struct graph *graph)
{
	if (graph == NULL)
		return;
	map_release(&graph->map->map);
	arena_free(graph->arena);
}

/* --- asking -------------------------------------------------------------- */

bool
graph_zone_in(const struct graph *graph, int zone, int outer)
{
	size_t steps;

	for (steps = 0; zone != GRAPH_NONE && steps <= graph->n_nodes;
	    steps++) {
		if (zone == outer)
			return true;
		zone = graph->node[zone].parent;
	}
	return false;
}

const struct graph_list *
graph_zones(struct graph *graph, int at)
{
	struct graph_node *node = &graph->node[at];
	size_t i, k;

	if (node->zone.n > 0)
		return &node->zone;
	if (node->entity == ENTITY_zone) {
		graph_list_add(graph, &node->zone, at);
	} else if (node->entity == ENTITY_interface &&
	    node->parent != GRAPH_NONE) {
		return &graph->node[node->parent].zone;
	} else if (node->entity == ENTITY_system) {
		for (i = 0; i < node->store.n; i++) {
			const struct graph_list *zone =
			    &graph->node[node->store.item[i]].zone;

			for (k = 0; k < zone->n; k++)
				graph_list_add(graph, &node->zone,
				    zone->item[k]);
		}
	}
	return &node->zone;
}

const char *
graph_name(const struct graph *graph, int node, struct arena *arena)
{
	return register_name_of(graph->session, graph->node[node].uuid,
	    arena);
}
