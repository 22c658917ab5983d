/* SPDX-License-Identifier: ISC */
/*
 * The register as a graph: nodes are the records that connections and flows
 * may end at, with the zones they lie in.  Loaded once for a run of checks;
 * everything in it belongs to it.
 */
#ifndef DAICHO_CHECK_GRAPH_H
#define DAICHO_CHECK_GRAPH_H

#include "model/register.h"

enum { GRAPH_NONE = -1 };

/* Some numbers of nodes. */
struct graph_list {
	int		*item;
	size_t		 n, cap;
};

struct graph_node {
	const char	*uuid;
	enum entity_id	 entity;
	/* A word of a choice list; kind of zones, assets and externals,
	 * medium of information. */
	const char	*kind;
	int		 parent;	/* zone, process; asset of an interface */
	int		 system;	/* of a process; its first of an asset */
	bool		 closed;	/* a zone declared closed */
	bool		 paper;		/* information on paper */
	struct graph_list zone;		/* it lies in (not of zones) */
	struct graph_list store;	/* where information is kept; the
					   assets of a system */
	struct graph_list link;		/* connections that end here, or at an
					   interface of it */
	struct graph_list control;	/* connections that it controls */
};

struct graph_link {
	const char	*uuid;
	const char	*type;
	int		 a, b;		/* nodes, or GRAPH_NONE */
	int		 control;	/* asset */
	bool		 approved;	/* and in time */
	int		 way;		/* of a diode: 1 a to b, -1 b to a, 0 both */
};

struct graph_flow {
	const char	*uuid;
	int		 source, target;
	bool		 paper;		/* all that moves is paper */
	int		*via;		/* links; GRAPH_NONE: gone */
	size_t		 n_via;
};

struct graph {
	struct session	*session;
	struct arena	*arena;
	struct graph_node *node;
	size_t		 n_nodes, cap_nodes;
	struct graph_link *link;
	size_t		 n_links, cap_links;
	struct graph_flow *flow;
	size_t		 n_flows, cap_flows;
	struct graph_map *map;
};

const struct err *graph_load(struct session *session, struct graph **out)
    ERR_MUST_CHECK;
void graph_free(struct graph *graph);	/* NULL is fine */
/* By uuid (NULL is fine); GRAPH_NONE where there is none. */
int graph_find(const struct graph *graph, const char *uuid);
/* True when zone lies in outer, or is it. */
bool graph_zone_in(const struct graph *graph, int zone, int outer);
/*
 * The zones of a node: its own, those of an interface's asset where it has
 * none, of a system those of its assets; a zone is its own.
 */
const struct graph_list *graph_zones(struct graph *graph, int node);
/* The asset of an interface; any other node itself. */
int graph_device(const struct graph *graph, int node);
/* Adds a number; where it may be there already, only once. */
void graph_list_push(struct graph *graph, struct graph_list *list, int item);
void graph_list_add(struct graph *graph, struct graph_list *list, int item);
/* What a node is called. */
const char *graph_name(const struct graph *graph, int node,
    struct arena *arena);

#endif
