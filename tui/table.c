/* SPDX-License-Identifier: ISC */
#include "tui/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { TEXT_AT = 2, HIDDEN_CELLS = 4, FIND_MARGIN = 5 };

void
table_release(struct table *table)
{
	free(table->mark);
	*table = (struct table){ 0 };
}

static void
keep_in_sight(struct table *table)
{
	if (table->cursor >= table->n)
		table->cursor = table->n > 0 ? table->n - 1 : 0;
	if (table->cursor < table->top)
		table->top = table->cursor;
	if (table->shown > 0 && table->cursor >= table->top + table->shown)
		table->top = table->cursor - table->shown + 1;
	if (table->shown > 0 && table->top + table->shown > table->n)
		table->top = table->n > table->shown ?
		    table->n - table->shown : 0;
	table->cursor_key = table->n > 0 ? table->key[table->cursor] : 0;
}

void
table_set(struct table *table, const int64_t *key, size_t n)
{
	int64_t was = table->cursor_key;
	size_t i;

	table->key = key;
	table->n = n;
	table->ranging = false;
	for (i = 0; i < n; i++)
		if (key[i] == was)
			break;
	if (i < n) {
		/* The row stays where it was on the screen. */
		size_t below = table->cursor - table->top;

		table->cursor = i;
		table->top = i > below ? i - below : 0;
	}
	keep_in_sight(table);
}

void
table_go(struct table *table, size_t row)
{
	table->cursor = row;
	keep_in_sight(table);
}

void
table_find(struct table *table, size_t row)
{
	size_t top = table->top, below = table->shown / 2;

	table_go(table, row);
	if (row < top || row + FIND_MARGIN >= top + table->shown)
		table->top = row > below ? row - below : 0;
	keep_in_sight(table);
}

bool
table_search(const struct table_search *search, size_t *row)
{
	struct buf word = { 0 }, text = { 0 };
	size_t i, n = search->n;
	bool hit = false;

	utf8_fold(&word, search->word != NULL ? search->word : "");
	for (i = search->from; word.len > 0 && i < n + search->from && !hit;
	    i++) {
		*row = search->step > 0 ? (search->here + i) % n :
		    (search->here + n - i % n) % n;
		buf_clear(&text);
		search->text(search->ctx, *row, &text);
		hit = strstr(buf_str(&text), word.s) != NULL;
	}
	buf_release(&word);
	buf_release(&text);
	return hit;
}

static size_t
mark_place(const struct table *table, int64_t key)
{
	size_t low = 0, high = table->n_marks;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (table->mark[mid] < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool
table_is_marked(const struct table *table, int64_t key)
{
	size_t at = mark_place(table, key);

	return at < table->n_marks && table->mark[at] == key;
}

static void
mark_one(struct table *table, int64_t key, bool on)
{
	size_t at = mark_place(table, key);
	bool is = at < table->n_marks && table->mark[at] == key;

	if (is == on)
		return;
	if (on) {
		table->mark = mem_grow(table->mark, &table->mark_cap,
		    table->n_marks + 1, sizeof(*table->mark));
		memmove(table->mark + at + 1, table->mark + at,
		    (table->n_marks - at) * sizeof(*table->mark));
		table->mark[at] = key;
		table->n_marks++;
	} else {
		table->n_marks--;
		memmove(table->mark + at, table->mark + at + 1,
		    (table->n_marks - at) * sizeof(*table->mark));
	}
}

static int
compare_keys(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
table_unmark_all(struct table *table)
{
	table->n_marks = 0;
	table->ranging = false;
}

/* All marked already: takes all marks off. */
static void
mark_all(struct table *table)
{
	bool all = table->n_marks >= table->n;
	size_t i;

	for (i = 0; all && i < table->n; i++)
		all = table_is_marked(table, table->key[i]);
	table->n_marks = 0;
	if (all || table->n == 0)
		return;
	table->mark = mem_grow(table->mark, &table->mark_cap, table->n,
	    sizeof(*table->mark));
	memcpy(table->mark, table->key, table->n * sizeof(*table->mark));
	table->n_marks = table->n;
	qsort(table->mark, table->n, sizeof(*table->mark), compare_keys);
}

static void
mark_range(struct table *table)
{
	size_t from, to, i;

	if (!table->ranging) {
		table->ranging = true;
		table->range_from = table->cursor;
		mark_one(table, table->cursor_key, true);
		return;
	}
	from = table->range_from < table->cursor ? table->range_from :
	    table->cursor;
	to = table->range_from < table->cursor ? table->cursor :
	    table->range_from;
	for (i = from; i <= to && i < table->n; i++)
		mark_one(table, table->key[i], true);
	table->ranging = false;
}

static void
move(struct table *table, bool down, size_t rows)
{
	if (down)
		table->cursor += rows;
	else
		table->cursor -= rows < table->cursor ? rows : table->cursor;
}

bool
table_is_mark(enum action_id action)
{
	return action == ACTION_mark || action == ACTION_mark_range ||
	    action == ACTION_mark_all;
}

bool
table_act(struct table *table, enum action_id action)
{
	size_t page = table->shown > 1 ? table->shown : 1;

	switch (action) {
	case ACTION_line_up:
	case ACTION_line_down:
		move(table, action == ACTION_line_down, 1);
		break;
	case ACTION_page_up:
	case ACTION_page_down:
		move(table, action == ACTION_page_down, page);
		break;
	case ACTION_half_up:
	case ACTION_half_down:
		move(table, action == ACTION_half_down, (page + 1) / 2);
		break;
	case ACTION_first:
		table->cursor = 0;
		break;
	case ACTION_last:
		table->cursor = table->n;
		break;
	case ACTION_mark:
		mark_one(table, table->cursor_key,
		    !table_is_marked(table, table->cursor_key));
		move(table, true, 1);
		break;
	case ACTION_mark_range:
		mark_range(table);
		break;
	case ACTION_mark_all:
		mark_all(table);
		break;
	default:
		return false;
	}
	keep_in_sight(table);
	return true;
}

size_t
table_fit(struct table_column *column, size_t n, int w)
{
	int used = 0;
	size_t i, fit = 0;

	for (i = 0; i < n; i++) {
		int need = column[i].width + (i > 0 ? 1 : 0);

		if (used + need > w && i > 0)
			break;
		used += need;
		fit = i + 1;
	}
	for (i = 0; i < fit && used < w; i++) {
		int more = w - used;

		if (!column[i].grow)
			continue;
		if (more > column[i].grow_max - column[i].width)
			more = column[i].grow_max - column[i].width;
		column[i].width += more > 0 ? more : 0;
		used += more > 0 ? more : 0;
	}
	return fit;
}

void
table_position(const struct table *table, struct buf *out)
{
	size_t last = table->top + table->shown;

	if (last > table->n)
		last = table->n;
	if (table->n == 0)
		buf_add(out, "0 / 0");
	else
		buf_printf(out, "%zu–%zu / %zu", table->top + 1, last,
		    table->n);
}

static void
draw_head(struct screen *screen, struct area area,
    const struct table_look *look)
{
	struct buf text = { 0 };
	int x = area.x + TEXT_AT, right = area.x + area.w;
	size_t i;

	for (i = 0; i < look->n_columns; i++) {
		const struct table_column *column = &look->column[i];
		int w = column->width < right - x ? column->width : right - x;
		int arrow = column->sort != NULL ? 1 : 0;

		buf_clear(&text);
		buf_addn(&text, column->head,
		    utf8_clip(column->head, w - arrow, NULL));
		if (arrow)
			buf_add(&text, column->sort);
		if (column->right)
			screen_put_right(screen, area.y, x, w, ROLE_head,
			    buf_str(&text));
		else
			screen_put(screen, area.y, x, w, ROLE_head,
			    buf_str(&text));
		x += column->width + 1;
	}
	if (look->hidden > 0 && x + HIDDEN_CELLS <= right) {
		buf_clear(&text);
		buf_printf(&text, "+%zu›", look->hidden);
		screen_put_right(screen, area.y, x, right - x, ROLE_head,
		    buf_str(&text));
	}
	buf_release(&text);
}

static void
draw_row(struct table *table, struct screen *screen, struct area area,
    size_t row, const struct table_look *look)
{
	struct buf text = { 0 };
	int x = area.x + TEXT_AT, right = area.x + area.w;
	bool whole = look->whole != NULL && look->whole(look->ctx, row, &text);
	size_t i;

	if (whole)
		screen_put(screen, area.y, x, right - x - 1, ROLE_strong,
		    buf_str(&text));
	for (i = 0; i < look->n_columns && !whole; i++) {
		const struct table_column *column = &look->column[i];
		int w = column->width < right - x ? column->width : right - x;
		enum role role;

		buf_clear(&text);
		role = look->cell(look->ctx, row, column->id, &text);
		if (column->right)
			screen_put_right(screen, area.y, x, w, role,
			    buf_str(&text));
		else
			screen_put(screen, area.y, x, w, role, buf_str(&text));
		x += column->width + 1;
	}
	buf_release(&text);
	if (row == table->cursor) {
		screen_put(screen, area.y, area.x, 1, ROLE_text, ">");
		screen_paint(screen, area,
		    look->active ? ROLE_select : ROLE_selidle);
	}
	if (table_is_marked(table, table->key[row]))
		screen_put(screen, area.y, area.x + 1, 1,
		    row == table->cursor ? ROLE_select : ROLE_mark, "*");
}

void
table_draw(struct table *table, struct screen *screen, struct area area,
    const struct table_look *look)
{
	struct area line = { area.y, area.x, 1, area.w };
	size_t row;

	if (look->head) {
		draw_head(screen, line, look);
		line.y++;
		area.h--;
	}
	table->shown = area.h > 0 ? (size_t)area.h : 0;
	keep_in_sight(table);
	for (row = table->top; row < table->top + table->shown &&
	    row < table->n; row++, line.y++) {
		draw_row(table, screen, line, row, look);
		if (row == table->cursor && look->active)
			screen_cursor(screen, line.y, area.x, false);
	}
}
