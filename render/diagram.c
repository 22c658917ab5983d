/* SPDX-License-Identifier: ISC */
#include "render/diagram.h"

#include <string.h>

struct diagram *
diagram_new(struct arena *arena, enum diagram_type type)
{
	struct diagram *diagram = arena_alloc(arena, sizeof(*diagram));

	diagram->arena = arena;
	diagram->type = type;
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
	size_t i;

	for (i = 0; i < diagram->nodes; i++)
		if (strcmp(diagram->node[i].key, key) == 0)
			return (int)i;
	return -1;
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
