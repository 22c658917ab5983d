/* SPDX-License-Identifier: ISC */
#include "render/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"

/* Marks that lines must share to be joined. */
enum { KIND_MARKS = MARK_UNAPPROVED | MARK_PLAINTEXT | MARK_ONE_WAY |
    MARK_LINK, LARGE_FAMILY = 10 };

/* What becomes of the nodes and clusters of a diagram. */
struct folding {
	const struct diagram *from;
	struct diagram	*to;
	int		*node;		/* new index by old, -1: dropped */
	int		*cluster;
	bool		*folded;	/* by new node: stands for several */
};

static void
folding_init(struct folding *f, const struct diagram *diagram,
    struct arena *arena)
{
	size_t i;

	f->from = diagram;
	f->to = diagram_new(arena, diagram->type);
	f->to->title = diagram->title;
	f->to->table = diagram->table;
	f->to->legend = diagram->legend;
	f->to->legends = f->to->legend_cap = diagram->legends;
	f->node = arena_calloc(arena, diagram->nodes + 1, sizeof(int));
	f->cluster = arena_calloc(arena, diagram->clusters + 1, sizeof(int));
	f->folded = arena_calloc(arena, diagram->nodes +
	    diagram->clusters + 1, sizeof(bool));
	for (i = 0; i < diagram->nodes; i++)
		f->node[i] = -1;
	for (i = 0; i < diagram->clusters; i++)
		f->cluster[i] = -1;
}

static int
new_cluster(const struct folding *f, int old)
{
	while (old >= 0 && f->cluster[old] < 0)
		old = f->from->cluster[old].parent;
	return old < 0 ? -1 : f->cluster[old];
}

static void
copy_cluster(struct folding *f, int old)
{
	struct diagram_cluster *c = diagram_add_cluster(f->to);

	*c = f->from->cluster[old];
	c->parent = c->parent < 0 ? -1 : new_cluster(f, c->parent);
	f->cluster[old] = (int)f->to->clusters - 1;
}

static int
copy_node(struct folding *f, size_t old)
{
	struct diagram_node *n = diagram_add_node(f->to);

	*n = f->from->node[old];
	n->cluster = new_cluster(f, n->cluster);
	f->node[old] = (int)f->to->nodes - 1;
	return f->node[old];
}

static bool
joins(const struct folding *f, const struct diagram_edge *a,
    const struct diagram_edge *b)
{
	return a->from == b->from && a->to == b->to && a->both == b->both &&
	    (a->marks & KIND_MARKS) == (b->marks & KIND_MARKS) &&
	    (f->folded[a->from] || f->folded[a->to]);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Carries the lines over, joined where they now run together.  Cables say
 * nothing between whole zones. */
static void
carry_edges(struct folding *f, bool cables)
{
	const struct diagram_edge *old;
	struct diagram_edge edge, *same;
	size_t i;
	int k;

	for (i = 0; i < f->from->edges; i++) {
		old = &f->from->edge[i];
		edge = *old;
		edge.from = f->node[old->from];
		edge.to = f->node[old->to];
		if (edge.from < 0 || edge.to < 0 || edge.from == edge.to)
			continue;
		if (!cables && (edge.marks & MARK_LINK) != 0 &&
		    (f->folded[edge.from] || f->folded[edge.to]))
			continue;
		for (k = diagram_find_edge(f->to, edge.from, edge.to);
		    k >= 0 && !joins(f, &f->to->edge[k], &edge); )
			k = diagram_edge_before(f->to, k);
		if (k < 0) {
			*diagram_add_edge(f->to) = edge;
			continue;
		}
		same = &f->to->edge[k];
		same->count += edge.count;
		same->marks |= edge.marks;
		if (edge.level > same->level)
			same->level = edge.level;
		if (!same_text(same->label, edge.label))
			same->label = NULL;
		if (!same_text(same->number, edge.number))
			same->number = NULL;
		same->uuid = NULL;
	}
}

/* --- boxes for zones -------------------------------------------------- */

static unsigned
inner_marks(const struct diagram *d, int cluster)
{
	unsigned marks = d->cluster[cluster].marks;
	size_t i;

	for (i = 0; i < d->clusters; i++)
		if (diagram_inside(d, (int)i, cluster))
			marks |= d->cluster[i].marks & (MARK_CLOSED |
			    MARK_NOT_COVERED | MARK_FINDING);
	return marks;
}

/* Second line of a box: what is open, when it was looked at. */
static const char *
box_detail(struct diagram *to, const struct diagram_cluster *c)
{
	const char *open = NULL;

	if (c->critical > 0)
		open = arena_printf(to->arena, _("%d critical"), c->critical);
	else if (c->high > 0)
		open = arena_printf(to->arena, _("%d high"), c->high);
	if (open == NULL || c->coverage == NULL)
		return open != NULL ? open : c->coverage;
	return arena_printf(to->arena, "%s  %s", open, c->coverage);
}

static int
add_box(struct folding *f, int cluster, const char *key, const char *name,
    const struct diagram_cluster *sum)
{
	struct diagram_node *n = diagram_add_node(f->to);

	n->key = key;
	n->uuid = f->from->cluster[cluster].uuid;
	n->shape = NODE_GROUP;
	n->kind = "zone";
	n->badge = "+";
	n->name = name;
	n->detail = box_detail(f->to, sum);
	n->count = sum->total;
	n->marks = inner_marks(f->from, cluster);
	n->cluster = new_cluster(f, f->from->cluster[cluster].parent);
	f->folded[f->to->nodes - 1] = true;
	return (int)f->to->nodes - 1;
}

struct diagram *
fold_clusters(const struct diagram *diagram, const bool *fold,
    struct arena *arena)
{
	struct folding f;
	size_t i;
	int c, box, *box_of;

	folding_init(&f, diagram, arena);
	box_of = arena_calloc(arena, diagram->clusters + 1, sizeof(int));
	for (i = 0; i < diagram->clusters; i++) {
		c = (int)i;
		box = -1;
		for (; c >= 0; c = diagram->cluster[c].parent)
			if (fold[c])
				box = c;
		box_of[i] = box;
		if (box < 0)
			copy_cluster(&f, (int)i);
	}
	for (i = 0; i < diagram->nodes; i++) {
		c = diagram->node[i].cluster;
		box = c < 0 ? -1 : box_of[c];
		if (box < 0) {
			copy_node(&f, i);
			continue;
		}
		c = diagram_find_node(f.to, diagram->cluster[box].key);
		if (c < 0)
			c = add_box(&f, box, diagram->cluster[box].key,
			    diagram->cluster[box].title,
			    &diagram->cluster[box]);
		f.node[i] = c;
	}
	carry_edges(&f, false);
	return f.to;
}

/* --- devices alike ---------------------------------------------------- */

static bool
is_named(const char *key, const char *const *keys, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* Nodes with a connection of their own stay; cables do not count. */
static bool *
find_connected(const struct diagram *diagram, struct arena *arena)
{
	bool *connected = arena_calloc(arena, diagram->nodes + 1,
	    sizeof(bool));
	size_t i;

	for (i = 0; i < diagram->edges; i++)
		if ((diagram->edge[i].marks & MARK_LINK) == 0) {
			connected[diagram->edge[i].from] = true;
			connected[diagram->edge[i].to] = true;
		}
	return connected;
}

static const char *
grain_key(const struct diagram_node *n, enum fold_grain grain)
{
	if (grain == FOLD_REST)
		return "";
	return grain == FOLD_FAMILY && n->family != NULL ? n->family :
	    n->alike;
}

/* What has a finding stays in sight, and so does a large family. */
static bool
may_fold(const struct diagram_node *n, enum fold_grain grain)
{
	return n->alike != NULL && (n->marks & MARK_FINDING) == 0 &&
	    (grain != FOLD_REST || n->count < LARGE_FAMILY);
}

/* A node that may fold, for sorting; then its group in the same place. */
struct member {
	const struct diagram_node *node;
	const char	*key;
	size_t		 index;
};

/* Nodes alike, by the first of them. */
struct group {
	int	count;
	int	made;		/* the new node, -1 */
	bool	one_net;
};

static int
by_likeness(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order;

	if (a->node->cluster != b->node->cluster)
		return a->node->cluster < b->node->cluster ? -1 : 1;
	if (a->node->marks != b->node->marks)
		return a->node->marks < b->node->marks ? -1 : 1;
	order = strcmp(a->key, b->key);
	if (order != 0)
		return order;
	return a->index < b->index ? -1 : a->index > b->index;
}

static bool
are_alike(const struct member *a, const struct member *b)
{
	return a->node->cluster == b->node->cluster &&
	    a->node->marks == b->node->marks && strcmp(a->key, b->key) == 0;
}

/* The group of each node; NULL for those that stay by themselves. */
static struct group **
find_groups(const struct diagram *d, enum fold_grain grain,
    struct arena *arena)
{
	struct group **group = arena_calloc(arena, d->nodes + 1,
	    sizeof(struct group *));
	struct member *member = arena_calloc(arena, d->nodes + 1,
	    sizeof(*member));
	bool *connected = find_connected(d, arena);
	struct group *g = NULL;
	size_t i, n = 0;

	for (i = 0; i < d->nodes; i++)
		if (!connected[i] && may_fold(&d->node[i], grain)) {
			member[n].node = &d->node[i];
			member[n].key = grain_key(&d->node[i], grain);
			member[n++].index = i;
		}
	qsort(member, n, sizeof(*member), by_likeness);
	for (i = 0; i < n; i++) {
		if (i == 0 || !are_alike(&member[i - 1], &member[i])) {
			g = arena_alloc(arena, sizeof(*g));
			g->made = -1;
			g->one_net = true;
		}
		g->count += member[i].node->count;
		if (i > 0 && group[member[i - 1].index] == g)
			g->one_net &= same_text(member[i].node->alike_detail,
			    member[i - 1].node->alike_detail);
		group[member[i].index] = g;
	}
	return group;
}

static void
fold_into(struct folding *f, size_t old, enum fold_grain grain, int count,
    bool one_net)
{
	struct diagram_node *n;

	copy_node(f, old);
	n = &f->to->node[f->to->nodes - 1];
	n->key = arena_printf(f->to->arena, "alike:%d:%u:%d:%s", n->cluster,
	    n->marks, (int)grain, grain_key(n, grain));
	n->uuid = NULL;
	n->shape = NODE_GROUP;
	n->name = grain == FOLD_FINE || n->family == NULL ? n->alike_name :
	    grain == FOLD_FAMILY ? n->family : _("Other devices");
	n->detail = one_net ? n->alike_detail : NULL;
	if (grain == FOLD_REST) {
		n->badge = "…";
		n->kind = "zone";
	}
	n->number = NULL;
	n->count = count;
	f->folded[f->to->nodes - 1] = true;
}

struct diagram *
fold_alike(const struct diagram *diagram, enum fold_grain grain, int least,
    const char *const *keep, size_t n_keep, struct arena *arena)
{
	struct group **group = find_groups(diagram, grain, arena), *g;
	struct folding f;
	size_t i;

	folding_init(&f, diagram, arena);
	for (i = 0; i < diagram->clusters; i++)
		copy_cluster(&f, (int)i);
	for (i = 0; i < diagram->nodes; i++) {
		g = group[i];
		if (g == NULL || g->count < least || g->count < 2) {
			copy_node(&f, i);
			continue;
		}
		if (g->made >= 0) {
			f.node[i] = g->made;
			continue;
		}
		fold_into(&f, i, grain, g->count, g->one_net);
		g->made = (int)f.to->nodes - 1;
		if (is_named(f.to->node[g->made].key, keep, n_keep)) {
			g->count = 0;
			f.folded[--f.to->nodes] = false;
			copy_node(&f, i);
		}
	}
	carry_edges(&f, true);
	return f.to;
}

/* Rows of the flow table whose line is still there. */
static void
select_rows(struct diagram *d, const struct diagram_table *old)
{
	struct diagram_table *t = &d->table;
	size_t i, k, size = old->columns * sizeof(*old->cell);

	t->rows = 0;
	t->cell = arena_calloc(d->arena, old->rows + 1, size);
	t->level = arena_calloc(d->arena, old->rows + 1, sizeof(int));
	t->marks = arena_calloc(d->arena, old->rows + 1, sizeof(unsigned));
	for (i = 0; i < old->rows; i++) {
		for (k = 0; k < d->edges; k++)
			if (same_text(d->edge[k].number,
			    old->cell[i * old->columns]))
				break;
		if (k == d->edges)
			continue;
		memcpy(&t->cell[t->rows * t->columns],
		    &old->cell[i * old->columns], size);
		t->level[t->rows] = old->level[i];
		t->marks[t->rows++] = old->marks[i];
	}
}

struct diagram *
fold_select(const struct diagram *diagram, const bool *keep,
    struct arena *arena)
{
	struct folding f;
	bool *used = arena_calloc(arena, diagram->clusters + 1, sizeof(bool));
	size_t i;
	int c;

	folding_init(&f, diagram, arena);
	for (i = 0; i < diagram->nodes; i++)
		for (c = diagram->node[i].cluster; c >= 0 && (keep == NULL ||
		    keep[i]); c = diagram->cluster[c].parent)
			used[c] = true;
	for (i = 0; i < diagram->clusters; i++)
		if (used[i])
			copy_cluster(&f, (int)i);
	for (i = 0; i < diagram->nodes; i++)
		if (keep == NULL || keep[i])
			copy_node(&f, i);
	carry_edges(&f, true);
	if (keep != NULL && diagram->table.rows > 0)
		select_rows(f.to, &diagram->table);
	return f.to;
}

/* --- overview --------------------------------------------------------- */

/* A top zone, and the box it shares. */
struct unit {
	int	cluster;
	int	group;
};

struct overview {
	const struct diagram *from;
	struct arena	*arena;
	struct unit	*unit;
	size_t		 units;
	size_t		 groups;
};

static int
total_of(const struct overview *o, size_t group)
{
	int total = 0;
	size_t i;

	for (i = 0; i < o->units; i++)
		if (o->unit[i].group == (int)group)
			total += o->from->cluster[o->unit[i].cluster].total;
	return total;
}

static size_t
units_in(const struct overview *o, size_t group)
{
	size_t i, n = 0;

	for (i = 0; i < o->units; i++)
		n += o->unit[i].group == (int)group;
	return n;
}

/* A site that has devices but no zones. */
static bool
is_bare(const struct diagram *d, int site)
{
	size_t i;

	for (i = 0; i < d->clusters; i++)
		if (d->cluster[i].parent == site)
			return false;
	return d->cluster[site].total > 0;
}

/* Zones directly in a site or in nothing are units; a site's own begin as
 * one group.  A site without zones, with devices only, is a unit as well. */
static void
find_units(struct overview *o)
{
	const struct diagram *d = o->from;
	int *group_of = arena_calloc(o->arena, d->clusters + 1, sizeof(int));
	size_t i;
	int parent;

	o->unit = arena_calloc(o->arena, d->clusters + 1, sizeof(*o->unit));
	for (i = 0; i < d->clusters; i++)
		group_of[i] = -1;
	for (i = 0; i < d->clusters; i++) {
		parent = d->cluster[i].parent;
		if ((d->cluster[i].is_site && !is_bare(d, (int)i)) ||
		    (parent >= 0 && !d->cluster[parent].is_site))
			continue;
		o->unit[o->units].cluster = (int)i;
		if (parent < 0)
			parent = (int)i;
		if (group_of[parent] < 0)
			group_of[parent] = (int)o->groups++;
		o->unit[o->units++].group = group_of[parent];
	}
}

/* Moves the largest units of a group into groups of their own. */
static void
split(struct overview *o, size_t group, size_t parts)
{
	const struct diagram *d = o->from;
	size_t i, best;

	while (parts-- > 1) {
		best = o->units;
		for (i = 0; i < o->units; i++)
			if (o->unit[i].group == (int)group &&
			    (best == o->units ||
			    d->cluster[o->unit[i].cluster].total >
			    d->cluster[o->unit[best].cluster].total))
				best = i;
		o->unit[best].group = (int)o->groups++;
	}
}

/* Puts the smallest group into the next smallest. */
static void
merge_smallest(struct overview *o)
{
	size_t i, first = 0, second;

	for (i = 1; i < o->groups; i++)
		if (total_of(o, i) < total_of(o, first))
			first = i;
	second = first == 0 ? 1 : 0;
	for (i = 0; i < o->groups; i++)
		if (i != first && total_of(o, i) < total_of(o, second))
			second = i;
	for (i = 0; i < o->units; i++)
		if (o->unit[i].group == (int)first)
			o->unit[i].group = (int)second;
	o->groups--;
	for (i = 0; i < o->units; i++)
		if (o->unit[i].group == (int)o->groups)
			o->unit[i].group = (int)first;
}

static void
divide(struct overview *o, size_t boxes)
{
	size_t i, best, room, parts;

	while (o->groups > boxes)
		merge_smallest(o);
	while (o->groups < boxes) {
		best = o->groups;
		for (i = 0; i < o->groups; i++)
			if (units_in(o, i) > 1 && (best == o->groups ||
			    total_of(o, i) > total_of(o, best)))
				best = i;
		if (best == o->groups)
			return;
		room = boxes - o->groups + 1;
		parts = units_in(o, best) < room ? units_in(o, best) : room;
		split(o, best, parts);
	}
}

/* The name, key and sums of a box of one or several zones. */
static const char *
describe_group(const struct overview *o, size_t group,
    struct diagram_cluster *sum, const char **name, int *first)
{
	const struct diagram_cluster *c, *site = NULL;
	size_t i, n = 0, whole = 0;

	memset(sum, 0, sizeof(*sum));
	*first = -1;
	for (i = 0; i < o->units; i++) {
		if (o->unit[i].group != (int)group)
			continue;
		c = &o->from->cluster[o->unit[i].cluster];
		if (*first < 0) {
			*first = o->unit[i].cluster;
			sum->coverage = c->coverage;
		}
		n++;
		sum->total += c->total;
		sum->critical += c->critical;
		sum->high += c->high;
		sum->marks |= c->marks;
	}
	c = &o->from->cluster[*first];
	if (c->parent >= 0)
		site = &o->from->cluster[c->parent];
	for (i = 0; i < o->units; i++)
		whole += site != NULL && o->from->cluster[o->unit[i].cluster
		    ].parent == c->parent;
	*name = c->title;
	if (n == 1)
		return c->key;
	sum->coverage = NULL;
	if (whole == n) {
		*name = arena_printf(o->arena, "%s +%zu", site->title,
		    n - 1);
		return site->key;
	}
	*name = arena_printf(o->arena, "%s +%zu", c->title, n - 1);
	return arena_printf(o->arena, "group:%s", c->key);
}

/* Opens a zone: it and what nests in it become clusters. */
static void
open_unit(struct folding *f, int unit)
{
	size_t i;

	for (i = 0; i < f->from->clusters; i++)
		if (diagram_inside(f->from, (int)i, unit))
			copy_cluster(f, (int)i);
}

static void
place_groups(struct overview *o, struct folding *f, int *box_of,
    const char *const *unfold, size_t n_unfold)
{
	struct diagram_cluster sum;
	const char *key, *name;
	size_t i, k;
	int box, first;
	bool several;

	for (i = 0; i < o->groups; i++) {
		key = describe_group(o, i, &sum, &name, &first);
		several = units_in(o, i) > 1;
		if (several && !is_named(key, unfold, n_unfold)) {
			box = add_box(f, first, key, name, &sum);
			f->to->node[box].uuid = NULL;
			f->to->node[box].marks |= sum.marks;
			for (k = 0; k < o->units; k++)
				if (o->unit[k].group == (int)i)
					box_of[o->unit[k].cluster] = box;
			continue;
		}
		for (k = 0; k < o->units; k++) {
			if (o->unit[k].group != (int)i)
				continue;
			first = o->unit[k].cluster;
			key = f->from->cluster[first].key;
			if (is_named(key, unfold, n_unfold))
				open_unit(f, first);
			else
				box_of[first] = add_box(f, first, key,
				    f->from->cluster[first].title,
				    &f->from->cluster[first]);
		}
	}
}

/* A device that lies in a site but in no zone goes with a zone of the site. */
static int
neighbour(const struct overview *o, int site, const int *box_of)
{
	size_t i;
	int c;

	if (site < 0 || !o->from->cluster[site].is_site)
		return -1;
	for (i = 0; i < o->units; i++) {
		c = o->unit[i].cluster;
		if (o->from->cluster[c].parent == site && box_of[c] >= 0)
			return c;
	}
	return -1;
}

struct diagram *
fold_overview(const struct diagram *diagram, size_t boxes,
    const char *const *unfold, size_t n_unfold, struct arena *arena)
{
	struct overview o = { .from = diagram, .arena = arena };
	struct folding f;
	size_t i;
	int c, *box_of;

	folding_init(&f, diagram, arena);
	box_of = arena_calloc(arena, diagram->clusters + 1, sizeof(int));
	for (i = 0; i < diagram->clusters; i++)
		box_of[i] = -1;
	find_units(&o);
	divide(&o, boxes);
	place_groups(&o, &f, box_of, unfold, n_unfold);
	for (i = 0; i < diagram->nodes; i++) {
		for (c = diagram->node[i].cluster; c >= 0 && box_of[c] < 0; )
			c = diagram->cluster[c].parent;
		if (c < 0)
			c = neighbour(&o, diagram->node[i].cluster, box_of);
		if (c >= 0)
			f.node[i] = box_of[c];
		else
			copy_node(&f, i);
	}
	carry_edges(&f, false);
	return n_unfold > 0 ? fold_alike(f.to, FOLD_FINE, 2, unfold, n_unfold, arena) :
	    f.to;
}
