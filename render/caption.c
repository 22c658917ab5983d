/* SPDX-License-Identifier: ISC */
#include "render/brush.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"

enum { LABEL_MAX = 24, TITLE_MAX = 56 };	/* cells */

const char *
caption_clip(struct arena *arena, const char *text, int cells)
{
	struct buf safe = { 0 }, out = { 0 };
	const char *result;

	if (text == NULL || *text == '\0')
		return "";
	utf8_safe(&safe, text, strlen(text), 0);
	if (utf8_width(buf_str(&safe)) > cells)
		utf8_pad(&out, buf_str(&safe), cells);
	else
		buf_add(&out, buf_str(&safe));
	result = arena_strdup(arena, buf_str(&out));
	buf_release(&safe);
	buf_release(&out);
	return result;
}

const char *
caption_node(struct arena *arena, const struct diagram_node *node, int cells)
{
	const char *name = node->name, *count = "";

	if (node->shape == NODE_PROCESS || node->shape == NODE_STORE)
		name = arena_printf(arena, "%s %s",
		    node->badge == NULL ? "" : node->badge, node->name);
	if (node->count > 1)
		count = arena_printf(arena, " ×%d", node->count);
	return arena_printf(arena, "%s%s", caption_clip(arena, name,
	    cells - utf8_width(count)), count);
}

const char *
caption_detail(struct arena *arena, const struct diagram_node *node)
{
	const char *detail = node->detail == NULL ? "" : node->detail;

	if (node->number != NULL && strstr(node->name, node->number) == NULL &&
	    strstr(detail, node->number) == NULL)
		detail = *detail == '\0' ? node->number :
		    arena_printf(arena, "%s  %s", node->number, detail);
	return caption_clip(arena, detail, CAPTION_MAX);
}

/* The word for the worst mark of a node, or NULL. */
const char *
caption_warning(const struct diagram_node *node)
{
	if (node->shape == NODE_GROUP)	/* its second line says it */
		return NULL;
	if (node->marks & MARK_UNAPPROVED)
		return _("unapproved");
	if (node->marks & MARK_NOT_COVERED)
		return _("not covered");
	if (node->marks & MARK_FINDING)
		return _("finding");
	return NULL;
}

const char *
caption_edge(struct arena *arena, const struct diagram *diagram,
    const struct diagram_edge *edge)
{
	const char *label = edge->label == NULL ? "" : edge->label;

	/* Between folded boxes the number of connections says enough. */
	if (diagram->node[edge->from].shape == NODE_GROUP &&
	    diagram->node[edge->to].shape == NODE_GROUP)
		label = arena_printf(arena, "%d", edge->count);
	return caption_clip(arena, arena_printf(arena, "%s%s%s%s", label,
	    (edge->marks & MARK_ONE_WAY) ? _(" one-way") : "",
	    (edge->marks & MARK_PLAINTEXT) ? "~" : "",
	    (edge->marks & MARK_UNAPPROVED) ? "?" : ""), LABEL_MAX);
}

const char *
caption_zone(struct arena *arena, const struct diagram_cluster *cluster)
{
	return caption_clip(arena, cluster->subtitle == NULL ? cluster->title :
	    arena_printf(arena, "%s  %s", cluster->title, cluster->subtitle),
	    TITLE_MAX);
}

/* --- labels of lines ---------------------------------------------------- */

/* True when the cell shows nothing but a horizontal line of this edge. */
static bool
is_run(struct drawing *d, int edge, int x, int y)
{
	const unsigned upright = 1u << DIR_UP | 1u << DIR_DOWN;

	return router_across(d->router, x, y) == edge &&
	    (router_mask(d->router, x, y) & upright) == 0 &&
	    router_get(d->router, x, y) == ROUTE_FREE;
}

static bool
label_on_run(struct drawing *d, int edge, const char *label)
{
	const struct route_line *l = &d->line[edge];
	int w = utf8_width(label), i, start = 0, best = -1, length = 0;

	for (i = 1; i < l->n - 1; i++) {
		if (!is_run(d, edge, l->x[i], l->y[i]) ||
		    (i > 1 && l->y[i] != l->y[i - 1]))
			start = i;
		if (is_run(d, edge, l->x[i], l->y[i]) &&
		    i - start + 1 > length) {
			length = i - start + 1;
			best = start;
		}
	}
	if (best < 0 || length < w + 2)
		return false;
	i = l->x[best] < l->x[best + length - 1] ? l->x[best] :
	    l->x[best + length - 1];
	brush_text(d->canvas, i + (length - w) / 2, l->y[best], label,
	    brush_edge_role(&d->diagram->edge[edge]));
	for (start = 0; start < w; start++)
		router_set(d->router, i + (length - w) / 2 + start,
		    l->y[best], ROUTE_BLOCKED);
	return true;
}

static bool
is_blank(struct drawing *d, int x, int y, int w)
{
	int i;

	for (i = x; i < x + w; i++) {
		struct canvas_cell *cell = brush_cell(d->canvas, i, y);

		if (cell == NULL || cell->cp != ' ' || cell->node >= 0 ||
		    router_get(d->router, i, y) != ROUTE_FREE)
			return false;
	}
	return true;
}

/* Beside an upright piece of the line, first the right side. */
static bool
label_beside(struct drawing *d, int edge, const char *label)
{
	const struct route_line *l = &d->line[edge];
	int w = utf8_width(label), i, k;

	for (i = 0; i < l->n; i++) {
		int at = l->n / 2 + (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
		const int side[] = { l->x[at] + 1, l->x[at] - w };

		if (at < 0 || at >= l->n ||
		    router_down(d->router, l->x[at], l->y[at]) != edge)
			continue;
		for (k = 0; k < 2; k++) {
			if (!is_blank(d, side[k], l->y[at], w))
				continue;
			brush_text(d->canvas, side[k], l->y[at], label,
			    brush_edge_role(&d->diagram->edge[edge]));
			for (i = 0; i < w; i++)
				router_set(d->router, side[k] + i, l->y[at],
				    ROUTE_BLOCKED);
			return true;
		}
	}
	return false;
}

static void
add_note(struct canvas *canvas, const char *text)
{
	canvas->note = arena_grow(canvas->arena, canvas->note,
	    &canvas->note_cap, canvas->notes + 1, sizeof(*canvas->note));
	canvas->note[canvas->notes++] = text;
}

static void
label_as_note(struct drawing *d, int edge, const char *label)
{
	struct canvas *canvas = d->canvas;
	const struct diagram_edge *e = &d->diagram->edge[edge];
	const struct route_line *l = &d->line[edge];
	const char *sign = arena_printf(canvas->arena, "(%zu)",
	    canvas->notes + 1);
	int w = utf8_width(sign), i;

	add_note(canvas, arena_printf(canvas->arena, "%s %s → %s  %s", sign,
	    caption_node(canvas->arena, &d->diagram->node[e->from],
	    CAPTION_MAX),
	    caption_node(canvas->arena, &d->diagram->node[e->to],
	    CAPTION_MAX), label));
	for (i = 0; i < l->n; i++)
		if (is_blank(d, l->x[i] + 1, l->y[i], w)) {
			brush_text(canvas, l->x[i] + 1, l->y[i], sign,
			    brush_edge_role(e));
			return;
		}
}

void
caption_lines(struct drawing *d)
{
	size_t i;

	for (i = 0; i < d->diagram->edges; i++) {
		const char *label = caption_edge(d->canvas->arena,
		    d->diagram, &d->diagram->edge[i]);

		if (*label == '\0' ||
		    d->diagram->edge[i].from == d->diagram->edge[i].to)
			continue;
		if (d->line[i].n == 0 ||
		    (!label_on_run(d, (int)i, label) &&
		    !label_beside(d, (int)i, label)))
			label_as_note(d, (int)i, label);
	}
}

