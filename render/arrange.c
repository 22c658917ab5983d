/* SPDX-License-Identifier: ISC */
#include "render/arrange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * One thing inside a box: a node or a smaller box.  All lengths here are
 * along and across the rows; for a data flow, whose rows are columns, that is
 * turned when positions become absolute.
 */
struct item {
	int	node, cluster;		/* one of them, the other -1 */
	double	w, h;
	double	x, y;			/* within the box, before margins */
	double	at_x, at_y;		/* centre, as Graphviz had it */
	bool	linked;			/* to another item of the box */
	bool	spaced;			/* by lines that may have labels */
	bool	leaves;			/* linked to something outside */
	double	pull;			/* where its outer ends lie */
};

struct area {
	int		 cluster;	/* -1: the sheet */
	struct item	*item;
	size_t		 n;
	size_t		 n_linked;	/* those come first */
	double		 w, h;		/* of the contents */
	bool		 mirrored;
	double		 shape;		/* asked for, of a packed site; 0 */
};

struct arrange {
	const struct diagram *diagram;
	const struct style *style;
	struct geometry	*geometry;
	struct arena	*arena;
	bool		 across;	/* data flow: rows are columns */
	double		 shape;		/* of packed sites, width over height; 0 */
	bool		 packed;	/* ranks share rows */
	struct area	*area;		/* [clusters] is the sheet */
	double		 node_gap, rank_gap, zone_gap, zone_rank_gap;
};

static const char *
cluster_kind(const struct arrange *a, int cluster)
{
	const struct diagram_cluster *c = &a->diagram->cluster[cluster];

	return c->is_site ? "site" : c->kind;
}

static double
cluster_margin(const struct arrange *a, int cluster)
{
	return style_number(a->style, "zone", cluster_kind(a, cluster),
	    "margin");
}

/* How far from the outside; a site is as far as its outermost zone. */
static double
cluster_tier(const struct arrange *a, int cluster)
{
	const struct diagram *d = a->diagram;
	double tier = -1, inner;
	size_t i;

	if (d->cluster[cluster].is_site)
		for (i = 0; i < d->clusters; i++) {
			if (d->cluster[i].parent != cluster)
				continue;
			inner = cluster_tier(a, (int)i);
			if (tier < 0 || inner < tier)
				tier = inner;
		}
	return tier >= 0 ? tier : style_number(a->style, "zone",
	    cluster_kind(a, cluster), "tier");
}

static double
item_tier(const struct arrange *a, const struct item *item)
{
	if (a->across)
		return 0;
	if (item->cluster >= 0)
		return cluster_tier(a, item->cluster);
	return style_number(a->style, "kind",
	    a->diagram->node[item->node].kind, "tier");
}

static struct area *
area_of(const struct arrange *a, int cluster)
{
	return &a->area[cluster < 0 ? (int)a->diagram->clusters : cluster];
}

/* The item of the area in which a node lies; -1 outside of it. */
static int
item_holding(const struct arrange *a, const struct area *area, int node)
{
	const struct diagram *d = a->diagram;
	size_t i;

	for (i = 0; i < area->n; i++) {
		if (area->item[i].node == node)
			return (int)i;
		if (area->item[i].cluster >= 0 && diagram_inside(d,
		    d->node[node].cluster, area->item[i].cluster))
			return (int)i;
	}
	return -1;
}

static void
area_collect(struct arrange *a, struct area *area, int cluster)
{
	const struct diagram *d = a->diagram;
	size_t i, n = 0;

	area->cluster = cluster;
	for (i = 0; i < d->nodes; i++)
		n += d->node[i].cluster == cluster;
	for (i = 0; i < d->clusters; i++)
		n += d->cluster[i].parent == cluster;
	area->item = arena_calloc(a->arena, n + 1, sizeof(*area->item));
	for (i = 0; i < d->clusters; i++)
		if (d->cluster[i].parent == cluster) {
			area->item[area->n].node = -1;
			area->item[area->n++].cluster = (int)i;
		}
	for (i = 0; i < d->nodes; i++)
		if (d->node[i].cluster == cluster) {
			area->item[area->n].cluster = -1;
			area->item[area->n++].node = (int)i;
		}
}

/* --- links between the items of an area ------------------------------- */

static void
add_link(struct layout_edge *link, size_t *n, int from, int to)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (link[i].from == from && link[i].to == to) {
			link[i].weight++;
			return;
		}
	link[*n].from = from;
	link[*n].to = to;
	link[(*n)++].weight = 1;
}

/* Of two opposite links the lighter one goes: only the order counts. */
static void
drop_opposite(struct layout_edge *link, size_t *n)
{
	size_t i, k;

	for (i = 0; i < *n; i++)
		for (k = i + 1; k < *n; k++) {
			if (link[i].from != link[k].to ||
			    link[i].to != link[k].from)
				continue;
			if (link[k].weight > link[i].weight)
				link[i] = link[k];
			memmove(&link[k], &link[k + 1],
			    (--*n - k) * sizeof(*link));
			break;
		}
}

/* What is not ours has no order of its own: it stands in rows. */
static bool
is_outside(const struct arrange *a, const struct area *area)
{
	return !a->across && area->cluster >= 0 &&
	    !a->diagram->cluster[area->cluster].is_site &&
	    cluster_tier(a, area->cluster) < 0.5;
}

static size_t
area_links(struct arrange *a, struct area *area, struct layout_edge *link)
{
	const struct diagram *d = a->diagram;
	struct item *from, *to;
	size_t i, n = 0;
	int u, v;

	for (i = 0; i < d->edges; i++) {
		u = item_holding(a, area, d->edge[i].from);
		v = item_holding(a, area, d->edge[i].to);
		if (u >= 0 && v >= 0 && u != v && is_outside(a, area)) {
			area->item[u].leaves = area->item[v].leaves = true;
		} else if (u >= 0 && v >= 0 && u != v) {
			from = &area->item[u];
			to = &area->item[v];
			from->linked = to->linked = true;
			if ((d->edge[i].marks & MARK_LINK) == 0)
				from->spaced = to->spaced = true;
			if (item_tier(a, from) > item_tier(a, to))
				add_link(link, &n, v, u);
			else
				add_link(link, &n, u, v);
		} else if (u != v) {
			area->item[u >= 0 ? u : v].leaves = true;
		}
	}
	drop_opposite(link, &n);
	return n;
}

/* Linked items first; links are renumbered. */
static void
area_sort(struct arrange *a, struct area *area, struct layout_edge *link,
    size_t n)
{
	struct item *sorted = arena_calloc(a->arena, area->n + 1,
	    sizeof(*sorted));
	int *place = arena_calloc(a->arena, area->n + 1, sizeof(*place));
	size_t i, at = 0;

	for (i = 0; i < area->n; i++)
		if (area->item[i].linked) {
			place[i] = (int)at;
			sorted[at++] = area->item[i];
		}
	area->n_linked = at;
	for (i = 0; i < area->n; i++)
		if (!area->item[i].linked) {
			place[i] = (int)at;
			sorted[at++] = area->item[i];
		}
	area->item = sorted;
	for (i = 0; i < n; i++) {
		link[i].from = place[link[i].from];
		link[i].to = place[link[i].to];
	}
}

static bool
has_inner(const struct area *area)
{
	size_t i;

	for (i = 0; i < area->n; i++)
		if (area->item[i].cluster >= 0)
			return true;
	return false;
}

/* --- placing within an area ------------------------------------------- */

static double
gap_between(const struct arrange *a, const struct item *x,
    const struct item *y)
{
	return x->cluster >= 0 || y->cluster >= 0 ? a->zone_gap : a->node_gap;
}

static int
by_row(const void *left, const void *right)
{
	const struct item *x = left, *y = right;

	if (fabs(x->at_y - y->at_y) > 1)
		return x->at_y < y->at_y ? -1 : 1;
	if (x->at_x < y->at_x || x->at_x > y->at_x)
		return x->at_x < y->at_x ? -1 : 1;
	return 0;
}

static int
by_pull(const void *left, const void *right)
{
	const struct item *x = left, *y = right;

	if (x->leaves != y->leaves)
		return x->leaves ? -1 : 1;
	if (x->leaves && (x->pull < y->pull || x->pull > y->pull))
		return x->pull < y->pull ? -1 : 1;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return x->node < y->node ? -1 : 1;
}

static double
row_width(const struct arrange *a, const struct item *item, size_t n)
{
	double w = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		w += item[i].w;
		if (i > 0)
			w += gap_between(a, &item[i - 1], &item[i]);
	}
	return w;
}

/* Sets n items side by side from x = 0 at y; returns the row's height. */
static double
set_row(const struct arrange *a, struct item *item, size_t n, double y)
{
	double x = 0, h = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			x += gap_between(a, &item[i - 1], &item[i]);
		item[i].x = x;
		item[i].y = y;
		x += item[i].w;
		h = fmax(h, item[i].h);
	}
	for (i = 0; i < n; i++)
		if (item[i].cluster < 0)
			item[i].y += (h - item[i].h) / 2;
	return h;
}

/* Between rows: room for zones, for lines with labels, for cables. */
static double
row_gap(const struct arrange *a, const struct item *item, size_t n)
{
	bool spaced = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (item[i].cluster >= 0)
			return a->zone_rank_gap;
		spaced |= item[i].spaced || item[i].leaves;
	}
	return a->rank_gap * (spaced || a->across ? 1 : 0.6);
}

/*
 * Breaks n items into rows of about the same width, none above limit, from y
 * on; returns where they end.
 */
static double
set_rows(struct arrange *a, struct area *area, struct item *item, size_t n,
    double limit, double y, double gap)
{
	double total = row_width(a, item, n), target;
	size_t first = 0, count, rows;

	rows = (size_t)ceil(total / fmax(limit, 1));
	target = fmin(limit, total / (double)(rows > 0 ? rows : 1) * 1.12);
	while (first < n) {
		for (count = 1; first + count < n; count++)
			if (row_width(a, item + first, count + 1) > target)
				break;
		if (first > 0)
			y += gap;
		y += set_row(a, item + first, count, y);
		area->w = fmax(area->w, row_width(a, item + first, count));
		first += count;
	}
	return y;
}

/* Graphviz' own places along a row are kept when they stay in the limit. */
static bool
keep_places(const struct arrange *a, struct area *area, double limit)
{
	double left = INFINITY, right = -INFINITY, least;
	struct item *item;
	size_t i;

	if (area->n_linked == 0)
		return true;
	for (i = 0; i < area->n_linked; i++) {
		item = &area->item[i];
		least = -INFINITY;
		if (i > 0 && fabs(item->at_y - item[-1].at_y) <= 1)
			least = item[-1].x + item[-1].w +
			    gap_between(a, item - 1, item);
		item->x = fmax(item->at_x - item->w / 2, least);
		left = fmin(left, item->x);
		right = fmax(right, item->x + item->w);
	}
	if (right - left > limit)
		return false;
	for (i = 0; i < area->n_linked; i++)
		area->item[i].x -= left;
	area->w = right - left;
	return true;
}

static void
centre_rows(struct area *area)
{
	size_t first, end, i;
	double slack;

	for (first = 0; first < area->n_linked; first = end) {
		for (end = first + 1; end < area->n_linked; end++)
			if (area->item[end].x <= area->item[end - 1].x)
				break;
		slack = area->w - area->item[end - 1].x -
		    area->item[end - 1].w;
		for (i = first; i < end; i++)
			area->item[i].x += slack / 2;
	}
}

/* Sets the rows from Graphviz one below the other. */
static double
set_linked(struct arrange *a, struct area *area, double limit)
{
	size_t first, end;
	double y = 0, gap;

	for (first = 0; first < area->n_linked; first = end) {
		for (end = first + 1; end < area->n_linked; end++)
			if (area->item[end].at_y - area->item[first].at_y > 1)
				break;
		gap = row_gap(a, area->item + first, end - first);
		if (first > 0)
			y += gap;
		y = set_rows(a, area, area->item + first, end - first, limit,
		    y, gap);
	}
	return y;
}

/* How far below the items before it item n must stand at x; INFINITY where
 * it does not fit. */
static double
drop_at(const struct arrange *a, const struct item *item, size_t n, double x,
    double limit)
{
	const struct item *before;
	double y = 0, gap;
	size_t i;

	if (x > 0 && x + item[n].w > limit)
		return INFINITY;
	for (i = 0; i < n; i++) {
		before = &item[i];
		gap = gap_between(a, before, &item[n]);
		if (before->x < x + item[n].w + gap &&
		    x < before->x + before->w + gap)
			y = fmax(y, before->y + before->h +
			    row_gap(a, &item[n], 1));
	}
	return y;
}

/* Boxes in the order of their ranks, each as far up as it can get, so that
 * low ones fill what is left beside high ones. */
static double
set_skyline(struct arrange *a, struct area *area, double limit)
{
	struct item *item = area->item;
	double x, y, bottom = 0, best;
	size_t n, i;

	for (n = 0; n < area->n_linked; n++) {
		best = drop_at(a, item, n, 0, limit);
		item[n].x = 0;
		for (i = 0; i < n; i++) {
			x = item[i].x + item[i].w +
			    gap_between(a, &item[i], &item[n]);
			y = drop_at(a, item, n, x, limit);
			if (y < best) {
				best = y;
				item[n].x = x;
			}
		}
		item[n].y = best;
		area->w = fmax(area->w, item[n].x + item[n].w);
		bottom = fmax(bottom, best + item[n].h);
	}
	return bottom;
}

static double
place_linked(struct arrange *a, struct area *area, double limit)
{
	double y;

	qsort(area->item, area->n_linked, sizeof(*area->item), by_row);
	if (a->packed && has_inner(area))
		return set_skyline(a, area, limit);
	y = set_linked(a, area, limit);
	if (!keep_places(a, area, limit)) {
		set_linked(a, area, limit);
		centre_rows(area);
	}
	return y;
}

/* Items without links inside: in rows below the others. */
static double
place_loose(struct arrange *a, struct area *area, double limit, double y)
{
	struct item *loose = area->item + area->n_linked;
	size_t i, n = area->n - area->n_linked;
	double surface = 0, widest = 0, width, gap;
	bool outer = false;

	if (n == 0)
		return y;
	for (i = 0; i < n; i++) {
		surface += (loose[i].w + a->node_gap) *
		    (loose[i].h + a->node_gap);
		widest = fmax(widest, loose[i].w);
		outer |= loose[i].leaves;
	}
	qsort(loose, n, sizeof(*loose), by_pull);
	width = fmax(fmax(area->w, widest), sqrt(surface * 2.2));
	if (outer && area->n_linked == 0 && is_outside(a, area))
		width = fmax(width, limit * (a->packed ? 0.6 : 1));
	if (area->n_linked > 0)
		y += outer || loose[0].cluster >= 0 ? row_gap(a, loose, n) :
		    a->node_gap;
	gap = loose[0].cluster >= 0 ? a->zone_gap : a->node_gap * 0.7;
	if (outer)
		gap = loose[0].cluster >= 0 ? a->zone_rank_gap :
		    a->rank_gap * 0.7;
	return set_rows(a, area, loose, n, fmin(width, fmax(limit, widest)),
	    y, gap);
}

static void
area_place(struct arrange *a, struct area *area, double limit)
{
	area->w = area->h = 0;
	area->h = place_linked(a, area, limit);
	area->h = place_loose(a, area, limit, area->h);
}

/* --- the whole -------------------------------------------------------- */

static void
size_items(struct arrange *a, struct area *area)
{
	const struct layout_box *box;
	struct item *item;
	size_t i;

	for (i = 0; i < area->n; i++) {
		item = &area->item[i];
		box = item->node >= 0 ? &a->geometry->node[item->node] :
		    &a->geometry->cluster[item->cluster];
		item->w = a->across ? box->h : box->w;
		item->h = a->across ? box->w : box->h;
	}
}

static void
size_cluster(struct arrange *a, int cluster)
{
	const struct area *area = area_of(a, cluster);
	const struct layout_box *title = &a->geometry->title[cluster];
	struct layout_box *box = &a->geometry->cluster[cluster];
	double margin = cluster_margin(a, cluster);
	double w = a->across ? area->h : area->w;
	double h = a->across ? area->w : area->h;

	box->w = fmax(w, title->w) + 2 * margin;
	box->h = title->h + margin * 0.75 + h + 1.25 * margin;
}

/* Makes the positions of an area's items absolute, and those inside them. */
static void
settle(struct arrange *a, int cluster, double x0, double y0)
{
	const struct area *area = area_of(a, cluster);
	const struct layout_box *outer;
	struct layout_box *box;
	const struct item *item;
	double margin, x;
	size_t i;

	if (cluster >= 0) {
		outer = &a->geometry->cluster[cluster];
		margin = cluster_margin(a, cluster);
		a->geometry->title[cluster].x = x0 + margin * 0.6;
		a->geometry->title[cluster].y = y0 + margin * 0.4;
		x0 += (outer->w - (a->across ? area->h : area->w)) / 2;
		y0 += a->geometry->title[cluster].h + margin;
	}
	for (i = 0; i < area->n; i++) {
		item = &area->item[i];
		box = item->node >= 0 ? &a->geometry->node[item->node] :
		    &a->geometry->cluster[item->cluster];
		x = area->mirrored ? area->w - item->x - item->w : item->x;
		box->x = x0 + (a->across ? item->y : x);
		box->y = y0 + (a->across ? x : item->y);
		if (item->cluster >= 0)
			settle(a, item->cluster, box->x, box->y);
	}
}

static double
middle(const struct arrange *a, int node)
{
	const struct layout_box *box = &a->geometry->node[node];

	return a->across ? box->y + box->h / 2 : box->x + box->w / 2;
}

/* Where the outer ends of each item's lines lie, on average. */
static void
find_pulls(struct arrange *a, struct area *area)
{
	const struct diagram *d = a->diagram;
	double *sum, *count;
	size_t i;
	int u, v;

	sum = arena_calloc(a->arena, area->n + 1, sizeof(*sum));
	count = arena_calloc(a->arena, area->n + 1, sizeof(*count));
	for (i = 0; i < d->edges; i++) {
		u = item_holding(a, area, d->edge[i].from);
		v = item_holding(a, area, d->edge[i].to);
		if ((u >= 0) == (v >= 0))
			continue;
		sum[u >= 0 ? u : v] += middle(a, u >= 0 ? d->edge[i].to :
		    d->edge[i].from);
		count[u >= 0 ? u : v]++;
	}
	for (i = 0; i < area->n; i++)
		area->item[i].pull = count[i] > 0 ? sum[i] / count[i] : 0;
}

/* Turns a box over when its lines to the outside get shorter by it. */
static void
mirror(struct arrange *a, struct area *area)
{
	const struct diagram *d = a->diagram;
	const struct layout_box *box;
	double as_is = 0, turned = 0, inner, outer, axis;
	size_t i;
	bool from, to;

	if (area->cluster < 0)
		return;
	box = &a->geometry->cluster[area->cluster];
	axis = a->across ? 2 * box->y + box->h : 2 * box->x + box->w;
	for (i = 0; i < d->edges; i++) {
		from = diagram_inside(d, d->node[d->edge[i].from].cluster,
		    area->cluster);
		to = diagram_inside(d, d->node[d->edge[i].to].cluster,
		    area->cluster);
		if (from == to)
			continue;
		inner = middle(a, from ? d->edge[i].from : d->edge[i].to);
		outer = middle(a, from ? d->edge[i].to : d->edge[i].from);
		as_is += fabs(inner - outer);
		turned += fabs(axis - inner - outer);
	}
	if (turned < as_is * 0.95)
		area->mirrored = !area->mirrored;
}

static int
deepest(const struct diagram *d)
{
	int depth = 0, here;
	size_t i;

	for (i = 0; i < d->clusters; i++) {
		here = diagram_depth(d, (int)i);
		if (here > depth)
			depth = here;
	}
	return depth;
}

/* How wide a zone may get when nothing asks for more. */
static double
zone_limit(const struct arrange *a, const struct area *area, double limit)
{
	double surface = 0;
	size_t i;

	for (i = 0; i < area->n; i++)
		surface += (area->item[i].w + a->node_gap) *
		    (area->item[i].h + a->rank_gap);
	return fmin(limit, fmax(sqrt(surface * 2.4), limit * 0.4));
}

/* A packed site takes about this shape, whatever the sheet would allow. */
static double
site_limit(const struct arrange *a, const struct area *area, double limit)
{
	double surface = 0;
	size_t i;

	for (i = 0; i < area->n; i++)
		surface += (area->item[i].w + a->zone_gap) *
		    (area->item[i].h + a->zone_rank_gap);
	return fmin(limit, sqrt(surface * (area->shape > 0 ? area->shape :
	    a->shape)));
}

static void
build(struct arrange *a, double limit)
{
	const struct diagram *d = a->diagram;
	struct area *area;
	double inner;
	size_t i;
	int depth;

	for (depth = deepest(d); depth > 0; depth--)
		for (i = 0; i < d->clusters; i++) {
			if (diagram_depth(d, (int)i) != depth)
				continue;
			area = &a->area[i];
			inner = limit - 2 * depth *
			    cluster_margin(a, (int)i);
			size_items(a, area);
			if (!has_inner(area) && cluster_tier(a, (int)i) > 0)
				inner = zone_limit(a, area, inner);
			else if (a->shape > 0 && has_inner(area))
				inner = site_limit(a, area, inner);
			area_place(a, area, inner);
			size_cluster(a, (int)i);
		}
	area = area_of(a, -1);
	size_items(a, area);
	area_place(a, area, limit);
	settle(a, -1, 0, 0);
	a->geometry->w = a->across ? area->h : area->w;
	a->geometry->h = a->across ? area->w : area->h;
}

void
arrange_place(struct arrange *a, double limit, double shape)
{
	size_t i, n = a->diagram->clusters;

	a->packed = shape > 0;
	a->shape = shape;
	for (i = 0; i <= n; i++)
		a->area[i].mirrored = false;
	build(a, limit);
	for (i = 0; i <= n; i++)
		find_pulls(a, &a->area[i]);
	build(a, limit);
	for (i = 0; i <= n; i++)
		mirror(a, &a->area[i]);
	build(a, limit);
}

void
arrange_shape(struct arrange *a, size_t cluster, double shape)
{
	a->area[cluster].shape = shape;
}

/* One question to Graphviz for all areas of a depth. */
static const struct err *
ask_depth(struct arrange *a, struct session *session, int depth)
{
	const struct diagram *d = a->diagram;
	const struct err *err;
	struct layout_graph *graph;
	struct layout_result *result;
	struct layout_node *node;
	struct layout_edge *link;
	struct area *area;
	size_t i, k, n = 0, *which;

	graph = arena_calloc(a->arena, d->clusters + 1, sizeof(*graph));
	result = arena_calloc(a->arena, d->clusters + 1, sizeof(*result));
	which = arena_calloc(a->arena, d->clusters + 1, sizeof(*which));
	for (i = 0; i <= d->clusters; i++) {
		area = &a->area[i];
		if (diagram_depth(d, area->cluster) != depth)
			continue;
		size_items(a, area);
		link = arena_calloc(a->arena, d->edges + 1, sizeof(*link));
		graph[n].edges = area_links(a, area, link);
		area_sort(a, area, link, graph[n].edges);
		node = arena_calloc(a->arena, area->n_linked + 1,
		    sizeof(*node));
		for (k = 0; k < area->n_linked; k++) {
			node[k].w = area->item[k].w;
			node[k].h = area->item[k].h;
			node[k].cluster = -1;
		}
		graph[n].node = node;
		graph[n].nodes = area->n_linked;
		graph[n].edge = link;
		graph[n].node_gap = has_inner(area) ? a->zone_gap :
		    a->node_gap;
		graph[n].rank_gap = a->rank_gap;
		which[n++] = i;
	}
	err = layout_positions(session, graph, n, a->arena, result);
	for (i = 0; err == NULL && i < n; i++)
		for (k = 0; k < graph[i].nodes; k++) {
			area = &a->area[which[i]];
			area->item[k].at_x = result[i].node[k].x +
			    result[i].node[k].w / 2;
			area->item[k].at_y = result[i].node[k].y +
			    result[i].node[k].h / 2;
		}
	return err;
}

const struct err *
arrange_new(struct session *session, const struct diagram *diagram,
    const struct style *style, struct geometry *geometry,
    struct arena *arena, struct arrange **out)
{
	const char *group = diagram->type == DIAGRAM_DATAFLOW ? "dataflow" :
	    "network";
	struct arrange *a = arena_alloc(arena, sizeof(*a));
	const struct err *err = NULL;
	size_t i;
	int depth;

	a->diagram = diagram;
	a->style = style;
	a->geometry = geometry;
	a->arena = arena;
	a->across = diagram->type == DIAGRAM_DATAFLOW;
	a->node_gap = style_number(style, group, NULL, "node_gap");
	a->rank_gap = style_number(style, group, NULL, "rank_gap");
	a->zone_gap = style_number(style, group, NULL, "zone_gap");
	a->zone_rank_gap = style_number(style, group, NULL, "zone_rank_gap");
	a->area = arena_calloc(arena, diagram->clusters + 1,
	    sizeof(*a->area));
	for (i = 0; i < diagram->clusters; i++)
		area_collect(a, &a->area[i], (int)i);
	area_collect(a, &a->area[diagram->clusters], -1);
	for (depth = deepest(diagram); err == NULL && depth >= 0; depth--) {
		err = ask_depth(a, session, depth);
		for (i = 0; err == NULL && i < diagram->clusters; i++)
			if (diagram_depth(diagram, (int)i) == depth) {
				area_place(a, &a->area[i],
				    zone_limit(a, &a->area[i], 1200));
				size_cluster(a, (int)i);
			}
	}
	*out = err == NULL ? a : NULL;
	return err;
}
