/* SPDX-License-Identifier: ISC */
#include "tui/frame.h"

#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"

enum { SMALL_FOOTER = 4, CRUMB_GAP = 3, FOOTER_MAX = 16, FOOTER_KEEP = 2 };

bool
screen_is_small(const struct screen *screen)
{
	return screen_height(screen) < SCREEN_FULL_H ||
	    screen_width(screen) < SCREEN_FULL_W;
}

/* From the right: badge, position, person.  Returns the first free column. */
static int
title_right(struct screen *screen, const struct title *title)
{
	int right = screen_width(screen) - 1;

	if (title->badge != NULL) {
		struct buf badge = { 0 };

		buf_printf(&badge, " %s ", title->badge);
		right = screen_put_right(screen, 0, 0, right,
		    title->badge_role, badge.s) - 1;
		buf_release(&badge);
	}
	if (title->position.len > 0)
		right = screen_put_right(screen, 0, 0, right, ROLE_title,
		    title->position.s) - 2;
	if (title->person.len > 0 && !screen_is_small(screen)) {
		const char *day = strrchr(title->person.s, '\t');

		/* "person TAB day": the day stands brighter. */
		if (day != NULL) {
			right = screen_put_right(screen, 0, 0, right,
			    ROLE_title, day + 1) - 2;
			title->person.s[day - title->person.s] = '\0';
		}
		right = screen_put_right(screen, 0, 0, right,
		    ROLE_title_dim, title->person.s) - 2;
	}
	return right;
}

static int
crumbs_width(const struct frame_title *what, size_t first)
{
	int w = first > 0 ? 1 + CRUMB_GAP : 0;
	size_t i;

	for (i = first; i < what->n_crumbs; i++)
		w += utf8_width(what->crumb[i]) +
		    (i + 1 < what->n_crumbs ? CRUMB_GAP : 0);
	return w;
}

void
frame_title(struct screen *screen, const struct frame_title *what)
{
	int x = 1, right, filter = 0;
	size_t i, first = 0;

	screen_fill(screen, (struct area){ 0, 0, 1, screen_width(screen) },
	    ROLE_title);
	right = title_right(screen, what->title);
	if (what->title->filter.len > 0)
		filter = 2 + utf8_width(what->title->filter.s);
	if (screen_is_small(screen))
		first = what->n_crumbs - 1;
	while (first + 1 < what->n_crumbs &&
	    x + crumbs_width(what, first) + filter > right)
		first++;
	if (first > 0)
		x += screen_put(screen, 0, x, right - x, ROLE_title_dim,
		    "… › ");
	if (screen_is_small(screen)) {
		/* A crumb of two parts shows its last. */
		const char *part, **last = &what->crumb[first];

		while ((part = strstr(*last, "› ")) != NULL)
			*last = part + strlen("› ");
	}
	for (i = first; i < what->n_crumbs; i++) {
		bool here = i + 1 == what->n_crumbs;

		x += screen_put(screen, 0, x, right - x,
		    here ? ROLE_title_here : ROLE_title, what->crumb[i]);
		if (!here)
			x += screen_put(screen, 0, x, right - x,
			    ROLE_title_dim, " › ");
	}
	if (filter > 0 && x + 2 < right)
		screen_put(screen, 0, x + 2, right - x - 2, ROLE_title_filter,
		    what->title->filter.s);
}

void
frame_status(struct screen *screen, bool raised, const char *left,
    enum role role, const char *right)
{
	int last = screen_height(screen) - 2 - raised, y = last;
	int w = screen_width(screen), end;
	const char *line = left, *next;
	int all, lines = 1;

	for (next = left; (next = strchr(next, '\n')) != NULL; next++)
		lines++;
	y -= lines - 1;
	if (y < 1)
		y = 1;
	if (*left != '\0')
		screen_fill(screen, (struct area){ y, 0, 1, w }, ROLE_text);
	end = w - 1;
	if (lines == 1 && right != NULL) {
		int need = utf8_width(right);

		if (utf8_width(left) + need + 3 > w)
			need = w - 4 - utf8_width(left);
		if (need > 0)
			end = screen_put_right(screen, y, w - 1 - need, need,
			    ROLE_dim, right) - 2;
	}
	for (all = lines; lines > 0 && y <= last; lines--, y++) {
		struct buf one = { 0 };
		size_t n = strcspn(line, "\n");

		buf_addn(&one, line, n);
		if (all > 1)
			screen_fill(screen, (struct area){ y, 0, 1, w },
			    ROLE_text);
		screen_put(screen, y, 1, end - 1, role, buf_str(&one));
		buf_release(&one);
		line += n + (line[n] == '\n');
	}
}

static void
footer_item(const struct frame_footer *what, enum action_id id, bool off,
    struct buf *keys, struct buf *label)
{
	const char *own = what->keys(what->ctx, id);

	buf_clear(keys);
	buf_clear(label);
	if (off)
		buf_addc(keys, '(');
	if (own != NULL)
		buf_add(keys, own);
	else
		action_keys(id, keys);
	buf_printf(label, " %s%s", gettext(action_get(id)->label),
	    off ? ")" : "");
}

void
frame_footer(struct screen *screen, const struct frame_footer *what)
{
	const enum action_id *actions = what->actions;
	struct buf keys = { 0 }, label = { 0 };
	int width[FOOTER_MAX], total = 1, x = 1, w = screen_width(screen);
	int y = screen_height(screen) - 1;
	size_t i, n, drop = 0;

	for (n = 0; n < FOOTER_MAX && actions[n] != ACTION_NONE; n++) {
		footer_item(what, actions[n], what->off(what->ctx,
		    actions[n]), &keys, &label);
		width[n] = utf8_width(keys.s) + utf8_width(label.s) + 2;
		total += width[n];
	}
	/* What does not fit goes from before the last two. */
	while (n > drop + FOOTER_KEEP + 1 && (total - 2 > w - 1 ||
	    (screen_is_small(screen) && n - drop > SMALL_FOOTER))) {
		drop++;
		total -= width[n - FOOTER_KEEP - drop];
	}
	for (i = 0; i < n; i++) {
		bool is_off;

		if (i + FOOTER_KEEP < n && i + FOOTER_KEEP + drop >= n)
			continue;
		is_off = what->off(what->ctx, actions[i]);
		footer_item(what, actions[i], is_off, &keys, &label);
		x += screen_put(screen, y, x, w - x,
		    is_off ? ROLE_off : ROLE_key, keys.s);
		x += screen_put(screen, y, x, w - x,
		    is_off ? ROLE_off : ROLE_text, label.s) + 2;
	}
	buf_release(&keys);
	buf_release(&label);
}
