/* SPDX-License-Identifier: ISC */
#include "render/squeeze.h"

#include <string.h>

void
squeeze_enclose(struct canvas_box *outer, const struct canvas_box *inner,
    int margin_x, int margin_y)
{
	int right = outer->x + outer->w, bottom = outer->y + outer->h;

	if (inner->x - margin_x < outer->x)
		outer->x = inner->x - margin_x;
	if (inner->y - margin_y < outer->y)
		outer->y = inner->y - margin_y;
	if (inner->x + inner->w + margin_x > right)
		right = inner->x + inner->w + margin_x;
	if (inner->y + inner->h + margin_y > bottom)
		bottom = inner->y + inner->h + margin_y;
	outer->w = right - outer->x;
	outer->h = bottom - outer->y;
}

void
squeeze_extend(int *w, int *h, const struct canvas_box *box)
{
	if (box->x + box->w > *w)
		*w = box->x + box->w;
	if (box->y + box->h > *h)
		*h = box->y + box->h;
}

static const struct canvas_cell *
cell_at(const struct canvas *canvas, int x, int y)
{
	return &canvas->cell[y * canvas->w + x];
}

/* Passing lines only: the row or column could be dropped. */
static bool
only_passes(const struct canvas *canvas, bool row, int at)
{
	int i, n = row ? canvas->w : canvas->h;

	for (i = 0; i < n; i++) {
		const struct canvas_cell *cell = row ?
		    cell_at(canvas, i, at) : cell_at(canvas, at, i);

		if (cell->cp != ' ' && !(row ?
		    cell->cp == 0x2502 || cell->cp == 0x2506 :
		    cell->cp == 0x2500 || cell->cp == 0x2504))
			return false;
		if (cell->node >= 0)
			return false;
	}
	return true;
}

static bool
same(const struct canvas *canvas, bool row, int a, int b)
{
	int i, n = row ? canvas->w : canvas->h;

	for (i = 0; i < n; i++) {
		const struct canvas_cell *p = row ? cell_at(canvas, i, a) :
		    cell_at(canvas, a, i);
		const struct canvas_cell *q = row ? cell_at(canvas, i, b) :
		    cell_at(canvas, b, i);

		if (p->cp != q->cp)
			return false;
	}
	return true;
}

/*
 * New places of rows or columns: to[i] is where i goes; a dropped one goes
 * where its neighbour before went.  Up to keep alike ones stay together.
 */
static int
renumber(const struct canvas *canvas, bool row, int keep, int *to, bool *drop)
{
	int i, n = row ? canvas->h : canvas->w, next = 0, alike = 0;

	for (i = 0; i < n; i++) {
		bool passes = only_passes(canvas, row, i);

		alike = passes && i > 0 && same(canvas, row, i, i - 1) ?
		    alike + 1 : 0;
		drop[i] = passes && alike >= keep;
		to[i] = drop[i] ? next - 1 : next++;
	}
	return next;
}

static void
move(struct canvas_box *box, const int *column, const int *row)
{
	int right = column[box->x + box->w - 1];
	int bottom = row[box->y + box->h - 1];

	box->x = column[box->x];
	box->y = row[box->y];
	box->w = right - box->x + 1;
	box->h = bottom - box->y + 1;
}

void
squeeze(struct canvas *canvas)
{
	size_t n = (size_t)(canvas->w > canvas->h ? canvas->w : canvas->h) + 1;
	int *column = arena_calloc(canvas->arena, n, sizeof(*column));
	int *row = arena_calloc(canvas->arena, n, sizeof(*row));
	bool *drop_x = arena_calloc(canvas->arena, n, sizeof(*drop_x));
	bool *drop_y = arena_calloc(canvas->arena, n, sizeof(*drop_y));
	int w = renumber(canvas, false, 2, column, drop_x);
	int h = renumber(canvas, true, 1, row, drop_y);
	struct canvas_cell *cell = arena_calloc(canvas->arena,
	    (size_t)w * (size_t)h, sizeof(*cell));
	size_t i;
	int x, y;

	for (y = 0; y < canvas->h; y++)
		for (x = 0; x < canvas->w; x++)
			if (!drop_x[x] && !drop_y[y])
				cell[row[y] * w + column[x]] =
				    *cell_at(canvas, x, y);
	for (i = 0; i < canvas->diagram->nodes; i++)
		move(&canvas->node[i], column, row);
	for (i = 0; i < canvas->diagram->clusters; i++)
		move(&canvas->cluster[i], column, row);
	canvas->cell = cell;
	canvas->w = w;
	canvas->h = h;
}
