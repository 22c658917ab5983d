/* SPDX-License-Identifier: ISC */
/*
 * Zones that were declared closed: whether anything from outside leads into
 * them, and devices with one foot in them.
 *
 * The search goes from all of the outside at once, so that what is found
 * first is the shortest path.  Every connection counts, approved or not, in
 * both directions but for a diode: an answer that comes back is a way in.
 */
#include <string.h>

#include "base/intl.h"
#include "model/check/graph.h"
#include "model/check/run.h"

enum { STEPS_SHOWN = 64 };

struct step {
	int	 from, link;		/* GRAPH_NONE: none */
	int	 distance;		/* -1: not reached */
};

struct search {
	struct check_run *run;
	struct graph	*graph;
	struct step	*step;		/* by node */
	struct graph_list *inside;	/* by zone: what leads on from it */
	int		*queue;
	size_t		 first, n;
};

static bool
is_outside(const struct graph_node *node)
{
	static const char *const kinds[] = { "internet", "public", "vendor",
		"guest" };
	size_t i;

	if (node->entity == ENTITY_external ||
	    node->entity == ENTITY_supplier)
		return true;
	for (i = 0; node->entity == ENTITY_zone && node->kind != NULL &&
	    i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(node->kind, kinds[i]) == 0)
			return true;
	return false;
}

static void
reach(struct search *search, int node, int from, int link)
{
	if (node == GRAPH_NONE || search->step[node].distance >= 0)
		return;
	search->step[node] = (struct step){ from, link, from == GRAPH_NONE ?
	    0 : search->step[from].distance + 1 };
	search->queue[search->n++] = node;
}

/* Devices that stand in a zone and lead on, and the zones inside of it. */
static void
gather_inside(struct search *search)
{
	struct graph *graph = search->graph;
	size_t i, k;

	for (i = 0; i < graph->n_nodes; i++) {
		const struct graph_node *node = &graph->node[i];

		if (node->entity == ENTITY_zone && node->parent != GRAPH_NONE)
			graph_list_add(graph, &search->inside[node->parent],
			    (int)i);
		if (node->entity != ENTITY_asset || (node->zone.n < 2 &&
		    node->link.n == 0 && (node->system == GRAPH_NONE ||
		    graph->node[node->system].link.n == 0)))
			continue;
		for (k = 0; k < node->zone.n; k++)
			graph_list_push(graph,
			    &search->inside[node->zone.item[k]], (int)i);
	}
}

static void
follow_links(struct search *search, int at)
{
	const struct graph *graph = search->graph;
	const struct graph_list *list = &graph->node[at].link;
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct graph_link *link = &graph->link[list->item[i]];
		int a = graph_device(graph, link->a);
		int b = graph_device(graph, link->b);

		if (a == at && link->way >= 0)
			reach(search, b, at, list->item[i]);
		else if (b == at && link->way <= 0)
			reach(search, a, at, list->item[i]);
	}
}

static void
follow_list(struct search *search, int at, const struct graph_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		reach(search, list->item[i], at, GRAPH_NONE);
}

static void
follow(struct search *search, int at)
{
	const struct graph_node *node = &search->graph->node[at];

	follow_links(search, at);
	if (node->entity == ENTITY_zone)
		follow_list(search, at, &search->inside[at]);
	if (node->entity == ENTITY_asset)
		follow_list(search, at, &node->zone);
	if (node->entity == ENTITY_asset && node->system != GRAPH_NONE &&
	    search->graph->node[node->system].link.n > 0)
		reach(search, node->system, at, GRAPH_NONE);
	if (node->entity == ENTITY_system)
		follow_list(search, at, &node->store);
}

static void
tell_path(struct search *search, int zone, int end)
{
	int node[STEPS_SHOWN], at = end;
	struct arena *scratch = search->run->scratch;
	struct buf text = { 0 };
	size_t n = 0;

	for (; at != GRAPH_NONE && n < STEPS_SHOWN; at = search->step[at].from)
		node[n++] = at;
	while (n-- > 0) {
		const struct step *step = &search->step[node[n]];

		if (step->link != GRAPH_NONE)
			buf_printf(&text, " → [%s]", register_name_of(
			    search->run->session,
			    search->graph->link[step->link].uuid, scratch));
		buf_printf(&text, "%s%s", text.len > 0 ? " → " : "",
		    graph_name(search->graph, node[n], scratch));
	}
	run_hit(search->run, ENTITY_zone, search->graph->node[zone].uuid,
	    buf_str(&text));
	buf_release(&text);
}

/* The nearest way into a zone or a zone inside of it. */
static int
entrance(const struct search *search, int zone)
{
	const struct graph *graph = search->graph;
	int best = search->step[zone].distance >= 0 ? zone : GRAPH_NONE;
	size_t i;

	for (i = 0; best == GRAPH_NONE && i < graph->n_nodes; i++)
		if (graph->node[i].entity == ENTITY_zone &&
		    search->step[i].distance >= 0 &&
		    graph_zone_in(graph, (int)i, zone))
			best = (int)i;
	return best;
}

const struct err *
check_reach(struct check_run *run)
{
	struct search search = { .run = run };
	struct graph *graph;
	const struct err *err;
	size_t i;
	int end;

	err = run_graph(run, &graph);
	if (err != NULL || graph->n_nodes == 0)
		return err;
	search.graph = graph;
	search.step = arena_calloc(run->scratch, graph->n_nodes,
	    sizeof(*search.step));
	search.queue = arena_calloc(run->scratch, graph->n_nodes,
	    sizeof(*search.queue));
	search.inside = arena_calloc(run->scratch, graph->n_nodes,
	    sizeof(*search.inside));
	gather_inside(&search);
	for (i = 0; i < graph->n_nodes; i++)
		search.step[i].distance = -1;
	for (i = 0; i < graph->n_nodes; i++)
		if (is_outside(&graph->node[i]))
			reach(&search, (int)i, GRAPH_NONE, GRAPH_NONE);
	while (search.first < search.n)
		follow(&search, search.queue[search.first++]);
	for (i = 0; i < graph->n_nodes; i++)
		if (graph->node[i].closed &&
		    (end = entrance(&search, (int)i)) != GRAPH_NONE)
			tell_path(&search, (int)i, end);
	return NULL;
}

/* --- devices with one foot in a closed zone ------------------------------- */

static bool
lies_in(struct graph *graph, int end, int zone)
{
	const struct graph_list *zones;
	size_t i;

	if (end == GRAPH_NONE)
		return false;
	zones = graph_zones(graph, end);
	for (i = 0; i < zones->n; i++)
		if (graph_zone_in(graph, zones->item[i], zone))
			return true;
	return false;
}

/* The device controls an approved connection between the two. */
static bool
is_control(struct graph *graph, const struct graph_node *node, int closed,
    int other)
{
	size_t i;

	for (i = 0; i < node->control.n; i++) {
		const struct graph_link *link =
		    &graph->link[node->control.item[i]];

		if (link->approved && ((lies_in(graph, link->a, closed) &&
		    lies_in(graph, link->b, other)) ||
		    (lies_in(graph, link->b, closed) &&
		    lies_in(graph, link->a, other))))
			return true;
	}
	return false;
}

static void
judge_device(struct check_run *run, struct graph *graph, size_t at)
{
	const struct graph_node *node = &graph->node[at];
	const struct graph_list *zone = &node->zone;
	struct buf text = { 0 };
	size_t i, k;

	for (i = 0; i < zone->n && text.len == 0; i++) {
		if (!graph->node[zone->item[i]].closed)
			continue;
		for (k = 0; k < zone->n && text.len == 0; k++) {
			if (graph_zone_in(graph, zone->item[k],
			    zone->item[i]) || is_control(graph, node,
			    zone->item[i], zone->item[k]))
				continue;
			buf_printf(&text, "%s + %s", graph_name(graph,
			    zone->item[i], run->scratch), graph_name(graph,
			    zone->item[k], run->scratch));
		}
	}
	if (text.len > 0)
		run_hit(run, ENTITY_asset, node->uuid, buf_str(&text));
	buf_release(&text);
}

const struct err *
check_dual_homed(struct check_run *run)
{
	struct graph *graph;
	const struct err *err;
	size_t i;

	err = run_graph(run, &graph);
	for (i = 0; err == NULL && i < graph->n_nodes; i++)
		if (graph->node[i].entity == ENTITY_asset &&
		    graph->node[i].zone.n > 1)
			judge_device(run, graph, i);
	return err;
}
