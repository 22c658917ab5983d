/* SPDX-License-Identifier: ISC */
/*
 * The declared flows.  An end of a flow is an asset, a system with all its
 * assets, be it that of a process or of a store, or what is outside.
 */
#include <stdlib.h>
#include <string.h>

#include "model/discovery/propose_flow.h"

enum { END_TERMS = 64 };

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* --- what is declared ----------------------------------------------------- */

static const char *
copy(struct proposing *p, const struct record *record, size_t position)
{
	const char *s = record_text(record, position);

	return s == NULL ? NULL : arena_strdup(p->keep, s);
}

static const char **
copy_list(struct proposing *p, const struct record *record, size_t position,
    size_t *n)
{
	const struct value *value = record_value(record, position);
	const char **list;
	size_t i;

	*n = value->kind == VALUE_LIST ? value->n : 0;
	list = arena_calloc(p->keep, *n + 1, sizeof(*list));
	for (i = 0; i < *n; i++)
		list[i] = arena_strdup(p->keep, value->list[i]);
	return list;
}

static struct node *
add_node(struct proposing *p, const struct record *record)
{
	struct flows *flows = p->flows;
	struct node *node;

	flows->node = arena_grow(p->keep, flows->node, &flows->cap_nodes,
	    flows->n_nodes + 1, sizeof(*flows->node));
	node = &flows->node[flows->n_nodes];
	memset(node, 0, sizeof(*node));
	node->uuid = arena_strdup(p->keep, record->uuid);
	map_put(&flows->nodes, map_hash_text(&flows->nodes, 0, node->uuid),
	    (uint32_t)flows->n_nodes++);
	return node;
}

static bool
each_process(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;

	add_node(p, record)->system = copy(p, record, F_process_system);
	return true;
}

static bool
each_store(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	struct node *node = add_node(p, record);

	node->place = copy_list(p, record, F_information_stored_in,
	    &node->n_places);
	return true;
}

static void
note_external(struct proposing *p, const struct record *record)
{
	struct flows *flows = p->flows;

	flows->external = arena_grow(p->keep, flows->external,
	    &flows->cap_externals, flows->n_externals + 1,
	    sizeof(*flows->external));
	flows->external[flows->n_externals++] = arena_strdup(p->keep,
	    record->uuid);
}

static bool
each_external(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;

	note_external(p, record);
	if (same(record_text(record, F_external_kind), "internet") &&
	    p->flows->n_internet++ == 0)
		p->flows->internet = arena_strdup(p->arena, record->uuid);
	return true;
}

static bool
each_supplier(void *ctx, const struct record *record)
{
	note_external(ctx, record);
	return true;
}

static bool
each_flow(void *ctx, const struct record *record)
{
	struct proposing *p = ctx;
	struct flows *flows = p->flows;
	const char *approval = record_text(record, F_flow_approval);
	struct flow *flow;

	/* What was refused is not declared. */
	if (same(approval, "denied") || same(approval, "revoked"))
		return true;
	flows->item = arena_grow(p->keep, flows->item, &flows->cap,
	    flows->n + 1, sizeof(*flows->item));
	flow = &flows->item[flows->n++];
	memset(flow, 0, sizeof(*flow));
	flow->uuid = arena_strdup(p->arena, record->uuid);
	flow->name = record_text(record, F_flow_name);
	flow->name = arena_strdup(p->arena, flow->name != NULL ? flow->name :
	    "–");
	flow->source = copy(p, record, F_flow_source);
	flow->target = copy(p, record, F_flow_target);
	flow->encrypted = copy(p, record, F_flow_encrypted);
	flow->port = copy_list(p, record, F_flow_port, &flow->n_ports);
	flow->rev = record_int(record, F_rev);
	return true;
}

static const struct node *
find_node(const struct flows *flows, const char *uuid)
{
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&flows->nodes, map_hash_text(&flows->nodes, 0, uuid),
	    &slot, &at))
		if (strcmp(flows->node[at].uuid, uuid) == 0)
			return &flows->node[at];
	return NULL;
}

static void
add_number(struct arena *arena, uint32_t **list, size_t *n, size_t *cap,
    uint32_t number)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if ((*list)[i] == number)
			return;
	if (*n == END_TERMS)
		return;
	*list = arena_grow(arena, *list, cap, *n + 1, sizeof(**list));
	(*list)[(*n)++] = number;
}

/* Adds a place: an asset, someone outside, a node with its own, a system. */
static void
add_place(struct proposing *p, struct end *end, const char *uuid, bool deep)
{
	const struct node *node;
	uint32_t asset;
	size_t i;

	if (uuid == NULL)
		return;
	if ((asset = identity_find(&p->identity, uuid)) != KNOWN_NONE) {
		add_number(p->keep, &end->asset, &end->n_assets,
		    &end->cap_assets, asset);
		return;
	}
	for (i = 0; i < p->flows->n_externals; i++)
		if (strcmp(p->flows->external[i], uuid) == 0) {
			end->outside = true;
			return;
		}
	node = find_node(p->flows, uuid);
	if (node == NULL)
		add_number(p->keep, &end->system, &end->n_systems,
		    &end->cap_systems, propose_system(p, uuid));
	else if (deep) {
		add_place(p, end, node->system, false);
		for (i = 0; i < node->n_places; i++)
			add_place(p, end, node->place[i], false);
	}
}

static void index_flow(struct proposing *p, uint32_t at);

static const struct err *
pass(struct proposing *p, enum entity_id entity, const size_t *fields,
    size_t n, store_each_fn each)
{
	struct fieldset want = { { 0 } };
	size_t i;

	fieldset_add(&want, F_uuid);
	for (i = 0; i < n; i++)
		fieldset_add(&want, fields[i]);
	return store_each(register_reader(p->session), entity, NULL, NULL, 0,
	    &want, each, p);
}

const struct err *
propose_flows_load(struct proposing *p)
{
	static const size_t process[] = { F_process_system };
	static const size_t store[] = { F_information_stored_in };
	static const size_t external[] = { F_external_kind };
	static const size_t flow[] = {
		F_rev, F_flow_name, F_flow_source, F_flow_target, F_flow_port,
		F_flow_encrypted, F_flow_approval,
	};
	const struct err *err;
	size_t i;

	p->flows = arena_calloc(p->keep, 1, sizeof(*p->flows));
	map_init(&p->flows->nodes);
	err = pass(p, ENTITY_process, process, 1, each_process);
	if (err == NULL)
		err = pass(p, ENTITY_information, store, 1, each_store);
	if (err == NULL)
		err = pass(p, ENTITY_external, external, 1, each_external);
	if (err == NULL)
		err = pass(p, ENTITY_supplier, external, 0, each_supplier);
	if (err == NULL)
		err = pass(p, ENTITY_flow, flow, sizeof(flow) /
		    sizeof(flow[0]), each_flow);
	for (i = 0; i < p->flows->n; i++) {
		struct flow *f = &p->flows->item[i];

		add_place(p, &f->from, f->source, true);
		add_place(p, &f->to, f->target, true);
		index_flow(p, (uint32_t)i);
	}
	p->flows->n_systems = p->map.n + 1;
	p->flows->system_talked = arena_calloc(p->keep, p->flows->n_systems,
	    sizeof(bool));
	map_release(&p->flows->nodes);
	return err;
}

/* --- comparing ------------------------------------------------------------ */

bool
flow_end_covers(const struct proposing *p, const struct end *end,
    const struct party *party)
{
	const struct asset_more *more;
	size_t i, k;

	if (party->asset == KNOWN_NONE)
		return party->outside && end->outside;
	for (i = 0; i < end->n_assets; i++)
		if (end->asset[i] == party->asset)
			return true;
	more = &p->asset[party->asset];
	for (i = 0; i < end->n_systems; i++)
		for (k = 0; k < more->n_systems; k++)
			if (end->system[i] == more->system[k])
				return true;
	return false;
}

/* "tcp/1000-1010" has tcp/1005; none at all says nothing about ports. */
static bool
ports_cover(const struct flow *flow, const char *port)
{
	uint32_t want = service_parse(port), from, to;
	const char *dash;
	size_t i;
	char *end;

	for (i = 0; i < flow->n_ports; i++) {
		const char *have = flow->port[i];
		size_t n = strcspn(have, "/");

		if (strcmp(have, port) == 0)
			return true;
		if ((dash = strchr(have, '-')) == NULL || want == 0 ||
		    strncmp(have, port, n + 1) != 0)
			continue;
		from = (uint32_t)strtoul(have + n + 1, &end, 10);
		to = (uint32_t)strtoul(dash + 1, &end, 10);
		if ((want & 0xffff) >= from && (want & 0xffff) <= to)
			return true;
	}
	return flow->n_ports == 0;
}

/* Walks the flows that begin at a party: its terms one after the other. */
struct source_walk {
	size_t		 term, slot;
};

/* Terms of an end are assets, systems and, as number 0, outside. */
static uint64_t
source_hash(const struct proposing *p, int kind, uint32_t number)
{
	uint32_t key[2] = { (uint32_t)kind, number };

	return map_hash(&p->map, PKEY_SOURCE, key, sizeof(key));
}

enum { TERM_OUTSIDE, TERM_ASSET, TERM_SYSTEM };

static void
index_flow(struct proposing *p, uint32_t at)
{
	const struct end *from = &p->flows->item[at].from;
	size_t i;

	if (from->outside)
		map_put(&p->map, source_hash(p, TERM_OUTSIDE, 0), at);
	for (i = 0; i < from->n_assets; i++)
		map_put(&p->map, source_hash(p, TERM_ASSET, from->asset[i]),
		    at);
	for (i = 0; i < from->n_systems; i++)
		map_put(&p->map, source_hash(p, TERM_SYSTEM,
		    from->system[i]), at);
}

/* A flow may come more than once. */
static struct flow *
next_source(const struct proposing *p, const struct party *party,
    struct source_walk *walk)
{
	bool known = party->asset != KNOWN_NONE;
	size_t terms = known ? 1 + p->asset[party->asset].n_systems :
	    party->outside;
	uint64_t hash;
	uint32_t at;

	for (; walk->term < terms; walk->term++, walk->slot = SIZE_MAX) {
		hash = !known ? source_hash(p, TERM_OUTSIDE, 0) :
		    walk->term == 0 ? source_hash(p, TERM_ASSET,
		    party->asset) : source_hash(p, TERM_SYSTEM,
		    p->asset[party->asset].system[walk->term - 1]);
		while (map_next(&p->map, hash, &walk->slot, &at))
			if (at < p->flows->n && flow_end_covers(p,
			    &p->flows->item[at].from, party))
				return &p->flows->item[at];
	}
	return NULL;
}

/* A declared flow from one to the other; NULL: none. */
struct flow *
flow_find(const struct proposing *p, const struct party *from,
    const struct party *to, const char *port)
{
	struct source_walk walk = { 0, SIZE_MAX };
	struct flow *flow, *found = NULL;

	while ((flow = next_source(p, from, &walk)) != NULL) {
		if (!flow_end_covers(p, &flow->to, to) || !ports_cover(flow, port))
			continue;
		flow->used = true;
		/* One that names the port says most. */
		if (found == NULL || found->n_ports == 0)
			found = flow;
	}
	return found;
}

/* One the other way round, which is not taken for used by that. */
struct flow *
flow_find_turned(const struct proposing *p, const struct party *from,
    const struct party *to, const struct talk *talk)
{
	struct source_walk walk = { 0, SIZE_MAX };
	struct flow *flow;

	if (talk->there < talk->back)
		return NULL;
	while ((flow = next_source(p, to, &walk)) != NULL)
		if (flow_end_covers(p, &flow->to, from) && flow->n_ports > 0 &&
		    ports_cover(flow, talk->port))
			return flow;
	return NULL;
}
