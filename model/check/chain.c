/* SPDX-License-Identifier: ISC */
/*
 * Flows without a path: what a flow rides on must be a chain of connections
 * from where it begins to where it ends.  Two ends meet where they are the
 * same device, or lie in the same zone or one inside the other.
 */
#include <string.h>

#include "base/intl.h"
#include "model/check/graph.h"
#include "model/check/run.h"

struct walk {
	struct check_run *run;
	struct graph	*graph;
	const struct graph_flow *flow;
	struct graph_list from, to, next;
};

/* Where the end of a flow is: the system of a process, the stores of
 * information, anything else itself. */
static void
places_of(struct graph *graph, int at, struct graph_list *out)
{
	size_t i;
	int up = at;

	out->n = 0;
	if (at == GRAPH_NONE)
		return;
	if (graph->node[at].entity == ENTITY_process) {
		for (i = 0; up != GRAPH_NONE && i < graph->n_nodes &&
		    graph->node[up].system == GRAPH_NONE; i++)
			up = graph->node[up].parent;
		if (up != GRAPH_NONE)
			graph_list_add(graph, out, graph->node[up].system);
	} else if (graph->node[at].entity == ENTITY_information) {
		for (i = 0; i < graph->node[at].store.n; i++)
			graph_list_add(graph, out,
			    graph->node[at].store.item[i]);
	} else {
		graph_list_add(graph, out, at);
	}
}

/* A stick goes wherever somebody carries it. */
static bool
is_carried(const struct graph_node *node)
{
	return node->entity == ENTITY_asset && node->zone.n == 0 &&
	    node->kind != NULL && strcmp(node->kind, "media") == 0;
}

static bool
meets(struct graph *graph, int x, int y)
{
	const struct graph_list *zx, *zy;
	int dx = graph_device(graph, x), dy = graph_device(graph, y);
	size_t i, k;

	if (dx == dy)
		return true;
	if (graph->node[dx].entity == graph->node[dy].entity &&
	    (is_carried(&graph->node[dx]) || is_carried(&graph->node[dy])))
		return true;
	if ((graph->node[dx].entity == ENTITY_asset &&
	    graph->node[dx].system == dy) ||
	    (graph->node[dy].entity == ENTITY_asset &&
	    graph->node[dy].system == dx))
		return true;
	zx = graph_zones(graph, x);
	zy = graph_zones(graph, y);
	for (i = 0; i < zx->n; i++)
		for (k = 0; k < zy->n; k++)
			if (graph_zone_in(graph, zx->item[i], zy->item[k]) ||
			    graph_zone_in(graph, zy->item[k], zx->item[i]))
				return true;
	return false;
}

static bool
is_outside(const struct graph *graph, int node)
{
	return graph->node[node].entity == ENTITY_external ||
	    graph->node[node].entity == ENTITY_supplier;
}

/*
 * edge: the list is an end of the flow.  Which way somebody outside comes to
 * our border is not ours to know, so any end outside will do there.
 */
static bool
any_meets(struct graph *graph, const struct graph_list *list, int node,
    bool edge)
{
	size_t i;

	for (i = 0; node != GRAPH_NONE && i < list->n; i++)
		if (meets(graph, list->item[i], node) || (edge &&
		    is_outside(graph, list->item[i]) &&
		    is_outside(graph, node)))
			return true;
	return false;
}

/*
 * On paper, within one device or system; and without a chain, between devices
 * of one zone: nothing lies between them that could be named.
 */
static bool
needs_none(struct walk *walk)
{
	const struct graph_flow *flow = walk->flow;
	struct graph *graph = walk->graph;
	size_t i, k;

	if (flow->paper || flow->source == GRAPH_NONE ||
	    flow->target == GRAPH_NONE || graph->node[flow->source].paper ||
	    graph->node[flow->target].paper)
		return true;
	for (i = 0; i < walk->from.n; i++)
		for (k = 0; k < walk->to.n; k++) {
			int a = walk->from.item[i], b = walk->to.item[k];

			if (a == b || graph->node[a].system == b ||
			    graph->node[b].system == a ||
			    (flow->n_via == 0 &&
			    !is_carried(&graph->node[a]) &&
			    !is_carried(&graph->node[b]) && meets(graph, a, b)))
				return true;
		}
	return false;
}

static void
tell(struct walk *walk, const char *text)
{
	run_hit(walk->run, ENTITY_flow, walk->flow->uuid, text);
}

static void
tell_broken(struct walk *walk, size_t at)
{
	const struct graph_flow *flow = walk->flow;
	struct graph *graph = walk->graph;
	struct arena *scratch = walk->run->scratch;
	struct buf text = { 0 };
	const char *link = flow->via[at] == GRAPH_NONE ? "?" :
	    register_name_of(walk->run->session,
	    graph->link[flow->via[at]].uuid, scratch);

	if (at == 0)
		buf_printf(&text, _("%s does not begin at %s"), link,
		    graph_name(graph, flow->source, scratch));
	else
		buf_printf(&text, _("%s does not continue %s"), link,
		    flow->via[at - 1] == GRAPH_NONE ? "?" :
		    register_name_of(walk->run->session,
		    graph->link[flow->via[at - 1]].uuid, scratch));
	tell(walk, buf_str(&text));
	buf_release(&text);
}

static void
judge(struct walk *walk)
{
	const struct graph_flow *flow = walk->flow;
	struct graph *graph = walk->graph;
	struct graph_list swap;
	struct buf text = { 0 };
	size_t i;

	places_of(graph, flow->source, &walk->from);
	places_of(graph, flow->target, &walk->to);
	if (needs_none(walk))
		return;
	if (flow->n_via == 0) {
		tell(walk, _("no connection is named"));
		return;
	}
	for (i = 0; i < flow->n_via; i++) {
		const struct graph_link *link = flow->via[i] == GRAPH_NONE ?
		    NULL : &graph->link[flow->via[i]];

		walk->next.n = 0;
		if (link != NULL && any_meets(graph, &walk->from, link->a,
		    i == 0))
			graph_list_add(graph, &walk->next, link->b);
		if (link != NULL && any_meets(graph, &walk->from, link->b,
		    i == 0))
			graph_list_add(graph, &walk->next, link->a);
		if (walk->next.n == 0) {
			tell_broken(walk, i);
			return;
		}
		swap = walk->from;
		walk->from = walk->next;
		walk->next = swap;
	}
	for (i = 0; i < walk->from.n; i++)
		if (any_meets(graph, &walk->to, walk->from.item[i], true))
			return;
	buf_printf(&text, _("%s does not end at %s"), register_name_of(
	    walk->run->session, graph->link[flow->via[flow->n_via - 1]].uuid,
	    walk->run->scratch), graph_name(graph, flow->target,
	    walk->run->scratch));
	tell(walk, buf_str(&text));
	buf_release(&text);
}

const struct err *
check_chain(struct check_run *run)
{
	struct walk walk = { .run = run };
	const struct err *err;
	size_t i;

	err = run_graph(run, &walk.graph);
	for (i = 0; err == NULL && i < walk.graph->n_flows; i++) {
		walk.flow = &walk.graph->flow[i];
		judge(&walk);
	}
	return err;
}
