/* SPDX-License-Identifier: ISC */
/*
 * The diagram model: what a diagram says, as flat arrays with indices.  It
 * knows nothing of Graphviz, of terminals or of colours: builders make it
 * from the register, transformations (fold, filter, redact) change it, writers
 * draw it.  Screen and file therefore agree in content.
 *
 * Arrays are in key order (stable between runs); everything is in one arena.
 */
#ifndef DAICHO_RENDER_DIAGRAM_H
#define DAICHO_RENDER_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum diagram_type { DIAGRAM_NETWORK, DIAGRAM_DATAFLOW };

/* What a node is; decides shape and badge. */
enum node_shape {
	NODE_DEVICE,		/* badge, name, second line */
	NODE_EXTERNAL,		/* on the network diagram */
	NODE_ENTITY,		/* data flow: square */
	NODE_PROCESS,		/* circle, numbered P1 … */
	NODE_STORE,		/* two lines, numbered D1 … */
	NODE_GROUP,		/* a folded zone or many alike: "× n" */
};

enum mark {
	MARK_UNAPPROVED = 1 << 0,	/* dashed, "?" */
	MARK_PLAINTEXT = 1 << 1,	/* dashed, "~" */
	MARK_ONE_WAY = 1 << 2,
	MARK_RESTRICTED = 1 << 3,	/* into My Number, closed zones */
	MARK_MANAGEMENT = 1 << 4,
	MARK_CROSSES = 1 << 5,		/* a trust boundary */
	MARK_NOT_COVERED = 1 << 6,	/* nobody looked in time */
	MARK_CLOSED = 1 << 7,		/* declared closed */
	MARK_CUT = 1 << 8,		/* can be cut here */
	MARK_FINDING = 1 << 9,		/* an open finding sits here */
	MARK_OUT_OF_SCOPE = 1 << 10,
	MARK_LINK = 1 << 11,		/* a cable known from a switch port */
};

struct diagram_node {
	const char	*key;		/* uuid, or made: stable */
	const char	*uuid;		/* record behind it; NULL for made ones */
	enum node_shape	 shape;
	const char	*badge;		/* "FW", "P1", "D3" */
	const char	*kind;		/* style name of the badge: "firewall" */
	const char	*name;
	const char	*detail;	/* second line; may be NULL */
	const char	*number;	/* asset number; may be NULL */
	/*
	 * Nodes of one cluster with the same of this may be folded into one
	 * (NULL: never), which is then called by the next two; family is the
	 * coarser name for folding more.
	 */
	const char	*alike, *alike_name, *alike_detail, *family;
	int		 cluster;	/* index, -1: none */
	int		 count;		/* of a group; else 1 */
	int		 level;		/* class of what a store holds, 1..; 0 */
	unsigned	 marks;
	const char	*finding;	/* uuid of the worst open one */
};

struct diagram_edge {
	const char	*key;
	const char	*uuid;
	int		 from, to;	/* node indices; from initiates */
	bool		 both;		/* initiated by either end (network) */
	const char	*label;		/* "TLS 443"; "F8 照会" */
	const char	*number;	/* "CN-027", "F8" */
	const char	*detail;	/* longer, for tables and panes */
	int		 level;		/* class of the information: 1.. ; 0 */
	int		 count;		/* joined edges; else 1 */
	unsigned	 marks;
};

struct diagram_cluster {
	const char	*key;
	const char	*uuid;
	int		 parent;	/* index, -1: none */
	const char	*kind;		/* style name: "dmz", "mynumber", "ot" … */
	const char	*title;
	const char	*subtitle;	/* prefix, VLAN, Purdue, closed … */
	bool		 is_site;	/* a place, not a zone */
	int		 total;		/* devices inside, folded ones too */
	unsigned	 marks;
	const char	*coverage;	/* "監視 本日" … ; may be NULL */
	int		 critical, high;	/* open findings inside */
};

struct diagram_legend {
	const char	*style;		/* style name of the sample */
	const char	*text;
};

/* The flow table beside the legend: rows × columns of text. */
struct diagram_table {
	const char	**head;
	size_t		 columns;
	const char	**cell;		/* rows × columns */
	int		*level;		/* per row */
	unsigned	*marks;		/* per row */
	size_t		 rows;
};

struct diagram_title {
	const char	*title, *subtitle, *scope, *number, *revision, *date;
	const char	*made_by, *approved_by, *next_review, *classification;
	const char	*snapshot, *page;
};

struct diagram {
	struct arena	*arena;		/* of the caller */
	enum diagram_type type;
	struct diagram_node *node;
	size_t		 nodes, node_cap;
	struct diagram_edge *edge;
	size_t		 edges, edge_cap;
	struct diagram_cluster *cluster;
	size_t		 clusters, cluster_cap;
	struct diagram_legend *legend;
	size_t		 legends, legend_cap;
	struct diagram_table table;
	struct diagram_title title;
	struct diagram_index *index;	/* of diagram.c */
};

struct diagram *diagram_new(struct arena *arena, enum diagram_type type);
/* Append a zeroed element; valid until the next append. */
struct diagram_node *diagram_add_node(struct diagram *diagram);
struct diagram_edge *diagram_add_edge(struct diagram *diagram);
struct diagram_cluster *diagram_add_cluster(struct diagram *diagram);
void diagram_add_legend(struct diagram *diagram, const char *style,
    const char *text);
/* Index by key, or -1. */
int diagram_find_node(const struct diagram *diagram, const char *key);
int diagram_find_cluster(const struct diagram *diagram, const char *key);
/*
 * The newest edge between two nodes in that direction, or -1; and the one
 * before an edge that runs the same way.
 */
int diagram_find_edge(const struct diagram *diagram, int from, int to);
int diagram_edge_before(const struct diagram *diagram, int edge);
/* True when cluster is outer or lies in it; everything lies in -1. */
bool diagram_inside(const struct diagram *diagram, int cluster, int outer);
/* 0 for -1, 1 for a cluster that lies in none. */
int diagram_depth(const struct diagram *diagram, int cluster);

#endif
