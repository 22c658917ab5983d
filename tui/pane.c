/* SPDX-License-Identifier: ISC */
#include "tui/pane.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/words.h"

enum { VALUE_AT = 14, LABEL_AT = 2 };

void
pane_reset(struct pane *pane, struct arena *arena, bool keep)
{
	pane->arena = arena;
	pane->line = NULL;
	pane->n = pane->cap = 0;
	if (!keep)
		pane->cursor = pane->top = 0;
}

static struct pane_line *
add_line(struct pane *pane, enum pane_kind kind, const char *label,
    const char *text)
{
	struct pane_line *line;

	if (kind == PANE_SECTION && pane->n > 0)
		pane_add(pane, PANE_TEXT, NULL, "");
	pane->line = arena_grow(pane->arena, pane->line, &pane->cap,
	    pane->n + 1, sizeof(*pane->line));
	line = &pane->line[pane->n++];
	*line = (struct pane_line){ .kind = kind,
	    .label = arena_strdup(pane->arena, label),
	    .text = arena_strdup(pane->arena, text),
	    .role = ROLE_text, .right_role = ROLE_dim };
	return line;
}

struct pane_line *
pane_add(struct pane *pane, enum pane_kind kind, const char *label,
    const char *text)
{
	int w = pane->w - (pane->value_at > 0 ? pane->value_at : VALUE_AT);
	size_t first = pane->n;

	if (kind != PANE_PAIR || text == NULL || (strchr(text, '\n') == NULL &&
	    (pane->w == 0 || utf8_width(text) <= w)))
		return add_line(pane, kind, label, text);
	do {
		size_t n = strcspn(text, "\n");
		char *whole = arena_strndup(pane->arena, text, n);
		size_t fit = pane->w > 0 ? words_cut(whole, w) : n;

		whole[fit] = '\0';
		add_line(pane, kind, label, whole);
		label = "";
		text += fit;
		if (fit < n)
			text += strspn(text, " ");
		else if (*text == '\n')
			text++;
	} while (*text != '\0');
	return &pane->line[first];
}

bool
pane_find(struct pane *pane, const char *word, int step, size_t from)
{
	struct buf folded = { 0 }, line = { 0 };
	size_t i, at = 0;
	bool hit = false;

	utf8_fold(&folded, word != NULL ? word : "");
	for (i = from; folded.len > 0 && i < pane->n + from && !hit; i++) {
		at = step > 0 ? (pane->cursor + i) % pane->n :
		    (pane->cursor + pane->n - i % pane->n) % pane->n;
		buf_clear(&line);
		if (pane->line[at].label != NULL)
			utf8_fold(&line, pane->line[at].label);
		buf_addc(&line, ' ');
		if (pane->line[at].text != NULL)
			utf8_fold(&line, pane->line[at].text);
		hit = strstr(buf_str(&line), folded.s) != NULL;
	}
	if (hit)
		pane->cursor = at;
	if (hit && (at < pane->top || at + 3 > pane->top + pane->shown))
		pane->top = at > pane->shown / 2 ? at - pane->shown / 2 : 0;
	buf_release(&folded);
	buf_release(&line);
	return hit;
}

void
pane_wrap(struct pane *pane, enum pane_kind kind, const char *text,
    int width, enum role role)
{
	do {
		size_t n = strcspn(text, "\n"), fit;
		char *whole = arena_strndup(pane->arena, text, n);

		fit = words_cut(whole, width);
		whole[fit] = '\0';
		pane_add(pane, kind, NULL, whole)->role = role;
		text += fit;
		text += strspn(text, " ");
		if (fit == n && *text == '\n')
			text++;
	} while (*text != '\0');
}

bool
pane_act(struct pane *pane, enum action_id action)
{
	size_t page = pane->shown > 1 ? pane->shown - 1 : 1, step = 1;

	switch (action) {
	case ACTION_half_up:
	case ACTION_half_down:
		step = (page + 1) / 2;
		break;
	case ACTION_page_up:
	case ACTION_page_down:
		step = page;
		break;
	case ACTION_first:
	case ACTION_last:
		step = pane->n;
		break;
	default:
		break;
	}
	switch (action) {
	case ACTION_line_up:
	case ACTION_half_up:
	case ACTION_page_up:
	case ACTION_first:
		pane->cursor -= step < pane->cursor ? step : pane->cursor;
		return true;
	case ACTION_line_down:
	case ACTION_half_down:
	case ACTION_page_down:
	case ACTION_last:
		pane->cursor += step;
		if (pane->cursor >= pane->n)
			pane->cursor = pane->n > 0 ? pane->n - 1 : 0;
		return true;
	default:
		return false;
	}
}

static void
draw_line(const struct pane *pane, struct screen *screen, struct area row,
    const struct pane_line *line)
{
	int value_at = pane->value_at > 0 ? pane->value_at : VALUE_AT;
	int x = row.x, end = row.x + row.w;

	if (line->right != NULL)
		end = screen_put_right(screen, row.y, row.x, row.w,
		    line->right_role, line->right) - 1;
	switch (line->kind) {
	case PANE_TITLE:
		x += screen_put(screen, row.y, x, end - x, ROLE_strong,
		    line->label);
		screen_put(screen, row.y, x + 2, end - x - 2, ROLE_strong,
		    line->text);
		break;
	case PANE_SECTION:
		x += screen_put(screen, row.y, x, end - x, ROLE_head,
		    line->label);
		if (line->text != NULL)
			screen_put(screen, row.y, x + 2, end - x - 2,
			    line->role, line->text);
		break;
	case PANE_PAIR:
		screen_put(screen, row.y, x + LABEL_AT,
		    value_at - LABEL_AT - 1, ROLE_dim, line->label);
		screen_put(screen, row.y, x + value_at, end - x - value_at,
		    line->role, line->text);
		break;
	case PANE_INDENT:
		x += LABEL_AT;
		/* fall through */
	case PANE_TEXT:
		screen_put(screen, row.y, x, end - x, line->role, line->text);
		break;
	}
}

void
pane_draw(struct pane *pane, struct screen *screen, struct area area,
    bool active)
{
	struct area row = { area.y, area.x, 1, area.w };
	size_t i;

	pane->shown = area.h > 0 ? (size_t)area.h : 0;
	if (pane->cursor >= pane->n)
		pane->cursor = pane->n > 0 ? pane->n - 1 : 0;
	if (pane->cursor < pane->top)
		pane->top = pane->cursor;
	if (pane->shown > 0 && pane->cursor >= pane->top + pane->shown)
		pane->top = pane->cursor - pane->shown + 1;
	for (i = pane->top; i < pane->n && i < pane->top + pane->shown;
	    i++, row.y++) {
		draw_line(pane, screen, row, &pane->line[i]);
		if (active && i == pane->cursor) {
			screen_paint(screen, row, ROLE_select);
			screen_cursor(screen, row.y, row.x, false);
		}
	}
}

void
pane_position(const struct pane *pane, struct buf *out)
{
	size_t last = pane->top + pane->shown;

	if (last > pane->n)
		last = pane->n;
	buf_printf(out, "%zu–%zu / %zu", pane->n > 0 ? pane->top + 1 : 0,
	    last, pane->n);
}
