/* SPDX-License-Identifier: ISC */
#include "render/diagram.h"

#include <string.h>

#include "base/lookup.h"

/*
 * Finds nodes by key and edges by their ends.  Chains of a hash table, brought
 * up to date when something is looked for, so that callers may fill a new
 * element after it was added.
 */
struct diagram_index {
	int	*node_head, *node_next;
	size_t	 nodes, node_cap, node_heads;
	int	*edge_head, *edge_next;
	size_t	 edges, edge_cap, edge_heads;
};

static size_t
hash_ends(int from, int to)
{
	return ((size_t)(unsigned)from * 2654435761u) ^ ((size_t)(unsigned)to *
	    40503u * 65537u);
}

/* Room for n chains at least; true when all must be hashed anew. */
static bool
make_heads(struct arena *arena, int **head, size_t *heads, size_t n)
{
	size_t i, wanted = *heads == 0 ? 64 : *heads;

	while (wanted < n)
		wanted *= 2;
	if (wanted == *heads)
		return false;
	*heads = wanted;
	*head = arena_calloc(arena, wanted, sizeof(**head));
	for (i = 0; i < wanted; i++)
		(*head)[i] = -1;
	return true;
}

static void
index_nodes(const struct diagram *d)
{
	struct diagram_index *x = d->index;
	size_t i, slot;

	/* some were taken back: the chains begin anew */
	if (x->nodes > d->nodes)
		x->node_heads = 0;
	if (make_heads(d->arena, &x->node_head, &x->node_heads, d->nodes))
		x->nodes = 0;
	x->node_next = arena_grow(d->arena, x->node_next, &x->node_cap,
	    d->nodes + 1, sizeof(*x->node_next));
	for (i = x->nodes; i < d->nodes; i++) {
		slot = lookup_hash(d->node[i].key) & (x->node_heads - 1);
		x->node_next[i] = x->node_head[slot];
		x->node_head[slot] = (int)i;
	}
	x->nodes = d->nodes;
}

static void
index_edges(const struct diagram *d)
{
	struct diagram_index *x = d->index;
	size_t i, slot;

	if (make_heads(d->arena, &x->edge_head, &x->edge_heads, d->edges))
		x->edges = 0;
	x->edge_next = arena_grow(d->arena, x->edge_next, &x->edge_cap,
	    d->edges + 1, sizeof(*x->edge_next));
	for (i = x->edges; i < d->edges; i++) {
		slot = hash_ends(d->edge[i].from, d->edge[i].to) &
		    (x->edge_heads - 1);
		x->edge_next[i] = x->edge_head[slot];
		x->edge_head[slot] = (int)i;
	}
	x->edges = d->edges;
}

struct diagram *
diagram_new(struct arena *arena, enum diagram_type type)
{
	struct diagram *diagram = arena_alloc(arena, sizeof(*diagram));

	diagram->arena = arena;
	diagram->type = type;
	diagram->index = arena_alloc(arena, sizeof(*diagram->index));
	return diagram;
}

struct diagram_node *
diagram_add_node(struct diagram *diagram)
{
	struct diagram_node *node;

	diagram->node = arena_grow(diagram->arena, diagram->node,
	    &diagram->node_cap, diagram->nodes + 1, sizeof(*diagram->node));
	node = &diagram->node[diagram->nodes++];
	memset(node, 0, sizeof(*node));
	node->cluster = -1;
	node->count = 1;
	return node;
}

struct diagram_edge *
diagram_add_edge(struct diagram *diagram)
{
	struct diagram_edge *edge;

	diagram->edge = arena_grow(diagram->arena, diagram->edge,
	    &diagram->edge_cap, diagram->edges + 1, sizeof(*diagram->edge));
	edge = &diagram->edge[diagram->edges++];
	memset(edge, 0, sizeof(*edge));
	edge->count = 1;
	return edge;
}

struct diagram_cluster *
diagram_add_cluster(struct diagram *diagram)
{
	struct diagram_cluster *cluster;

	diagram->cluster = arena_grow(diagram->arena, diagram->cluster,
	    &diagram->cluster_cap, diagram->clusters + 1,
	    sizeof(*diagram->cluster));
	cluster = &diagram->cluster[diagram->clusters++];
	memset(cluster, 0, sizeof(*cluster));
	cluster->parent = -1;
	return cluster;
}

void
diagram_add_legend(struct diagram *diagram, const char *style,
    const char *text)
{
	struct diagram_legend *legend;

	diagram->legend = arena_grow(diagram->arena, diagram->legend,
	    &diagram->legend_cap, diagram->legends + 1,
	    sizeof(*diagram->legend));
	legend = &diagram->legend[diagram->legends++];
	legend->style = style;
	legend->text = text;
}

int
diagram_find_node(const struct diagram *diagram, const char *key)
{
	const struct diagram_index *x = diagram->index;
	int i;

	index_nodes(diagram);
	i = x->node_head[lookup_hash(key) & (x->node_heads - 1)];
	while (i >= 0 && strcmp(diagram->node[i].key, key) != 0)
		i = x->node_next[i];
	return i;
}

static int
edge_from(const struct diagram *d, int i, int from, int to)
{
	while (i >= 0 && (d->edge[i].from != from || d->edge[i].to != to))
		i = d->index->edge_next[i];
	return i;
}

int
diagram_find_edge(const struct diagram *diagram, int from, int to)
{
	const struct diagram_index *x = diagram->index;

	index_edges(diagram);
	return edge_from(diagram, x->edge_head[hash_ends(from, to) &
	    (x->edge_heads - 1)], from, to);
}

int
diagram_edge_before(const struct diagram *diagram, int edge)
{
	return edge_from(diagram, diagram->index->edge_next[edge],
	    diagram->edge[edge].from, diagram->edge[edge].to);
}

int
diagram_find_cluster(const struct diagram *diagram, const char *key)
{
	size_t i;

	for (i = 0; i < diagram->clusters; i++)
		if (strcmp(diagram->cluster[i].key, key) == 0)
			return (int)i;
	return -1;
}

bool
diagram_inside(const struct diagram *diagram, int cluster, int outer)
{
	while (cluster >= 0 && cluster != outer)
		cluster = diagram->cluster[cluster].parent;
	return cluster == outer;
}

int
diagram_depth(const struct diagram *diagram, int cluster)
{
	int depth = 0;

	for (; cluster >= 0; cluster = diagram->cluster[cluster].parent)
		depth++;
	return depth;
}
