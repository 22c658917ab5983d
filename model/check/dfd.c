/* SPDX-License-Identifier: ISC */
/* Data-flow diagrams: what must not be drawn, and what hangs on nothing. */
#include <string.h>

#include "base/intl.h"
#include "model/check/graph.h"
#include "model/check/run.h"

/* --- processes that only take or only give -------------------------------- */

/*
 * Counts what goes into and out of each process with its sub-processes.  A
 * flow between a and b counts for every process above a that b is not below.
 */
static void
count_ends(const struct graph *graph, int own, int other, size_t *count)
{
	size_t steps;
	int up, at = own;

	for (steps = 0; at != GRAPH_NONE && steps <= graph->n_nodes;
	    steps++) {
		if (graph->node[at].entity != ENTITY_process)
			return;
		for (up = other; up != GRAPH_NONE && up != at &&
		    graph->node[up].entity == ENTITY_process; )
			up = graph->node[up].parent;
		if (up == at)
			return;
		count[at]++;
		at = graph->node[at].parent;
	}
}

static const struct err *
one_sided(struct check_run *run, bool only_in)
{
	struct graph *graph;
	const struct err *err = run_graph(run, &graph);
	size_t *in, *out, i;
	struct buf text = { 0 };

	if (err != NULL)
		return err;
	in = arena_calloc(run->scratch, graph->n_nodes + 1, sizeof(*in));
	out = arena_calloc(run->scratch, graph->n_nodes + 1, sizeof(*out));
	for (i = 0; i < graph->n_flows; i++) {
		const struct graph_flow *flow = &graph->flow[i];

		count_ends(graph, flow->target, flow->source, in);
		count_ends(graph, flow->source, flow->target, out);
	}
	for (i = 0; i < graph->n_nodes; i++) {
		if (graph->node[i].entity != ENTITY_process ||
		    (only_in ? in[i] == 0 || out[i] > 0 :
		    out[i] == 0 || in[i] > 0))
			continue;
		buf_clear(&text);
		buf_printf(&text, _("%zu flows in, %zu out"), in[i], out[i]);
		run_hit(run, ENTITY_process, graph->node[i].uuid,
		    buf_str(&text));
	}
	buf_release(&text);
	return NULL;
}

const struct err *
check_black_hole(struct check_run *run)
{
	return one_sided(run, true);
}

const struct err *
check_miracle(struct check_run *run)
{
	return one_sided(run, false);
}

/* --- flows that pass nothing of ours -------------------------------------- */

static bool
is_store(const struct graph_node *node)
{
	return node->entity == ENTITY_information ||
	    (node->entity == ENTITY_asset && node->kind != NULL &&
	    strcmp(node->kind, "storage") == 0);
}

static bool
is_outsider(const struct graph_node *node)
{
	return node->entity == ENTITY_external ||
	    node->entity == ENTITY_supplier;
}

static const struct err *
both_ends(struct check_run *run, bool (*is)(const struct graph_node *node))
{
	struct graph *graph;
	const struct err *err = run_graph(run, &graph);
	struct buf text = { 0 };
	size_t i;

	for (i = 0; err == NULL && i < graph->n_flows; i++) {
		const struct graph_flow *flow = &graph->flow[i];

		if (flow->source == GRAPH_NONE || flow->target == GRAPH_NONE ||
		    !is(&graph->node[flow->source]) ||
		    !is(&graph->node[flow->target]))
			continue;
		buf_clear(&text);
		buf_printf(&text, "%s → %s", graph_name(graph, flow->source,
		    run->scratch), graph_name(graph, flow->target,
		    run->scratch));
		run_hit(run, ENTITY_flow, flow->uuid, buf_str(&text));
	}
	buf_release(&text);
	return err;
}

const struct err *
check_stores(struct check_run *run)
{
	return both_ends(run, is_store);
}

const struct err *
check_outsiders(struct check_run *run)
{
	return both_ends(run, is_outsider);
}

/* --- what hangs on nothing ------------------------------------------------ */

struct orphans {
	struct check_run *run;
	struct graph	*graph;
	bool		*touched;	/* by a connection or a flow */
	bool		*shown;		/* in a saved network diagram */
	bool		 all;		/* one of them shows everything */
	const char	**filter;	/* of the others */
	size_t		 n_filters, cap_filters;
};

static void
touch(struct orphans *orphans, int at)
{
	struct graph *graph = orphans->graph;
	size_t steps;

	for (steps = 0; at != GRAPH_NONE && steps <= graph->n_nodes;
	    steps++) {
		orphans->touched[at] = true;
		at = graph->node[at].entity == ENTITY_process ?
		    graph->node[at].parent : graph_device(graph, at) != at ?
		    graph_device(graph, at) : GRAPH_NONE;
	}
}

static void
touch_ends(struct orphans *orphans)
{
	const struct graph *graph = orphans->graph;
	size_t i;

	for (i = 0; i < graph->n_links; i++) {
		touch(orphans, graph->link[i].a);
		touch(orphans, graph->link[i].b);
		touch(orphans, graph->link[i].control);
	}
	for (i = 0; i < graph->n_flows; i++) {
		touch(orphans, graph->flow[i].source);
		touch(orphans, graph->flow[i].target);
	}
}

/* A zone hangs on what touches a device in it, a device on its zone. */
static void
spread(struct orphans *orphans)
{
	struct graph *graph = orphans->graph;
	bool *touched = orphans->touched;
	size_t i, k;
	int up;

	for (i = 0; i < graph->n_nodes; i++)
		if (graph->node[i].entity == ENTITY_process &&
		    touched[i] && graph->node[i].system != GRAPH_NONE)
			touched[graph->node[i].system] = true;
	for (i = 0; i < graph->n_nodes; i++) {
		const struct graph_node *node = &graph->node[i];

		if (node->entity != ENTITY_asset)
			continue;
		touched[i] |= node->system != GRAPH_NONE &&
		    touched[node->system];
		for (k = 0; touched[i] && k < node->zone.n; k++)
			touched[node->zone.item[k]] = true;
	}
	for (i = 0; i < graph->n_nodes; i++)
		for (up = (int)i; graph->node[i].entity == ENTITY_zone &&
		    touched[i] && up != GRAPH_NONE &&
		    (up = graph->node[up].parent) != GRAPH_NONE &&
		    !touched[up]; )
			touched[up] = true;
	for (i = 0; i < graph->n_nodes; i++)
		for (k = 0; graph->node[i].entity == ENTITY_asset &&
		    k < graph->node[i].zone.n; k++)
			touched[i] |= touched[graph->node[i].zone.item[k]];
}

static bool
note_shown(void *ctx, const struct record *record)
{
	struct orphans *orphans = ctx;
	int at = graph_find(orphans->graph, record->uuid);
	size_t k;

	if (at == GRAPH_NONE)
		return true;
	orphans->shown[at] = true;
	for (k = 0; k < orphans->graph->node[at].zone.n; k++)
		orphans->shown[orphans->graph->node[at].zone.item[k]] = true;
	return true;
}

static bool
note_diagram(void *ctx, const struct record *record)
{
	struct orphans *orphans = ctx;
	const char *type = record_text(record, F_diagram_type);
	const char *filter = record_text(record, F_diagram_filter);
	struct arena *scratch = orphans->run->scratch;

	if (type == NULL || strcmp(type, "dataflow") == 0)
		return true;
	if (filter == NULL) {
		orphans->all = true;
		return true;
	}
	orphans->filter = arena_grow(scratch, orphans->filter,
	    &orphans->cap_filters, orphans->n_filters + 1,
	    sizeof(*orphans->filter));
	orphans->filter[orphans->n_filters++] = arena_strdup(scratch, filter);
	return true;
}

static const struct err *
find_shown(struct orphans *orphans)
{
	struct check_run *run = orphans->run;
	struct fieldset none = { { 0 } };
	struct query *query;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < orphans->n_filters; i++) {
		/* A filter that no longer reads shows nothing. */
		err = query_parse(run->session, ENTITY_asset,
		    orphans->filter[i], run->scratch, &query);
		err = err != NULL ? NULL : store_each(run->store,
		    ENTITY_asset, query, NULL, 0, &none, note_shown, orphans);
	}
	return err;
}

static void
tell_orphans(struct orphans *orphans)
{
	const struct graph *graph = orphans->graph;
	size_t i;

	for (i = 0; i < graph->n_nodes; i++) {
		const struct graph_node *node = &graph->node[i];
		bool orphan = false;

		if (node->entity == ENTITY_process ||
		    node->entity == ENTITY_external)
			orphan = !orphans->touched[i];
		else if (node->entity == ENTITY_zone ||
		    node->entity == ENTITY_asset)
			orphan = !orphans->touched[i] && (orphans->all ||
			    orphans->shown[i]);
		if (orphan)
			run_hit(orphans->run, node->entity, node->uuid, NULL);
	}
}

const struct err *
check_orphan(struct check_run *run)
{
	static const size_t fields[] = { F_diagram_type, F_diagram_filter };
	struct orphans orphans = { .run = run };
	const struct err *err = run_graph(run, &orphans.graph);
	size_t n;

	if (err != NULL)
		return err;
	n = orphans.graph->n_nodes + 1;
	orphans.touched = arena_calloc(run->scratch, n, sizeof(bool));
	orphans.shown = arena_calloc(run->scratch, n, sizeof(bool));
	touch_ends(&orphans);
	spread(&orphans);
	err = run_each(run, ENTITY_diagram, fields, 2, note_diagram,
	    &orphans);
	if (err == NULL)
		err = find_shown(&orphans);
	if (err == NULL)
		tell_orphans(&orphans);
	return err;
}
