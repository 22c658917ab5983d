/* SPDX-License-Identifier: ISC */
#include "render/brush.h"

#include <string.h>

#include "base/utf8.h"

struct canvas_cell *
brush_cell(struct canvas *canvas, int x, int y)
{
	return x < 0 || y < 0 || x >= canvas->w || y >= canvas->h ? NULL :
	    &canvas->cell[y * canvas->w + x];
}

void
brush_put(struct canvas *canvas, int x, int y, uint32_t cp, enum canvas_role role)
{
	struct canvas_cell *cell = brush_cell(canvas, x, y);

	if (cell != NULL) {
		cell->cp = cp;
		cell->role = (uint8_t)role;
	}
}

/* Writes words; wide characters take two cells, combining ones are left. */
void
brush_text(struct canvas *canvas, int x, int y, const char *text,
    enum canvas_role role)
{
	size_t n = strlen(text);

	while (n > 0) {
		uint32_t cp;
		size_t len = utf8_next(text, n, &cp);
		int width = utf8_cp_width(cp);

		if (width > 0 && x + width <= canvas->w) {
			brush_put(canvas, x, y, cp, role);
			if (width == 2)
				brush_put(canvas, x + 1, y, 0, role);
			x += width;
		}
		text += len;
		n -= len;
	}
}

enum canvas_role
brush_edge_role(const struct diagram_edge *edge)
{
	if (edge->marks & MARK_UNAPPROVED)
		return CANVAS_BAD;
	return edge->marks & MARK_PLAINTEXT ? CANVAS_PLAINTEXT : CANVAS_EDGE;
}

/* --- borders ------------------------------------------------------------ */

/* Corners and sides of a box; the characters stand in reading order. */
struct border {
	uint32_t tl, top, tr, side, bl, bottom, br;
};

static const struct border borders[] = {
	[BORDER_PLAIN] = { 0x250C, 0x2500, 0x2510, 0x2502, 0x2514, 0x2500,
	    0x2518 },
	[BORDER_DASHED] = { 0x250C, 0x2504, 0x2510, 0x2506, 0x2514, 0x2504,
	    0x2518 },
	[BORDER_ROUND] = { 0x256D, 0x2500, 0x256E, 0x2502, 0x2570, 0x2500,
	    0x256F },
	/* a data store: lines above and below, sides open */
	[BORDER_OPEN] = { 0x2500, 0x2500, 0x2500, ' ', 0x2500, 0x2500,
	    0x2500 },
	[BORDER_HEAVY] = { 0x250F, 0x2501, 0x2513, 0x2503, 0x2517, 0x2501,
	    0x251B },
};

static uint32_t
border_at(const struct border *b, const struct canvas_box *box, int x, int y)
{
	bool left = x == 0, right = x == box->w - 1;
	bool top = y == 0, bottom = y == box->h - 1;

	if (top)
		return left ? b->tl : right ? b->tr : b->top;
	if (bottom)
		return left ? b->bl : right ? b->br : b->bottom;
	return left || right ? b->side : 0;
}

/* Where a line begins, a plain or heavy border shows it. */
uint32_t
brush_tee(uint32_t cp, unsigned tee)
{
	static const struct {
		uint32_t	side;
		uint32_t	way[4];		/* by enum route_dir */
	} tees[] = {
		{ 0x2500, { 0x2534, 0x252C, 0x2500, 0x2500 } },
		{ 0x2502, { 0x2502, 0x2502, 0x2524, 0x251C } },
		{ 0x2501, { 0x2537, 0x252F, 0x2501, 0x2501 } },
		{ 0x2503, { 0x2503, 0x2503, 0x2528, 0x2520 } },
	};
	size_t i;
	int d;

	for (i = 0; i < sizeof(tees) / sizeof(tees[0]); i++)
		for (d = 0; d < 4 && tees[i].side == cp; d++)
			if (tee >> d & 1)
				return tees[i].way[d];
	return cp;
}

void
brush_border(struct canvas *canvas, const struct canvas_box *box,
    enum border_style style, enum canvas_role role)
{
	int x, y;

	for (y = 0; y < box->h; y++)
		for (x = 0; x < box->w; x++) {
			uint32_t cp = border_at(&borders[style], box, x, y);
			struct canvas_cell *cell =
			    brush_cell(canvas, box->x + x, box->y + y);

			if (cp != 0 && cell != NULL)
				brush_put(canvas, box->x + x, box->y + y,
				    brush_tee(cp, cell->tee), role);
		}
}

