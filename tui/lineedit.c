/* SPDX-License-Identifier: ISC */
#include "tui/lineedit.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/keymap.h"

void
lineedit_set(struct lineedit *edit, const char *text)
{
	buf_clear(&edit->text);
	buf_add(&edit->text, text != NULL ? text : "");
	edit->at = edit->text.len;
	edit->left = 0;
}

const char *
lineedit_text(const struct lineedit *edit)
{
	return buf_str(&edit->text);
}

void
lineedit_release(struct lineedit *edit)
{
	buf_release(&edit->text);
	edit->at = edit->left = 0;
}

static size_t
before(const struct lineedit *edit, size_t at)
{
	const char *s = buf_str(&edit->text);
	size_t pos = 0, last = 0;

	while (pos < at) {
		last = pos;
		pos += utf8_grapheme(s + pos, edit->text.len - pos);
	}
	return last;
}

static size_t
after(const struct lineedit *edit, size_t at)
{
	const char *s = buf_str(&edit->text);

	return at < edit->text.len ?
	    at + utf8_grapheme(s + at, edit->text.len - at) : at;
}

static void
insert(struct lineedit *edit, const char *s, size_t n)
{
	struct buf *text = &edit->text;

	buf_addn(text, s, n);
	memmove(text->s + edit->at + n, text->s + edit->at,
	    text->len - n - edit->at);
	memcpy(text->s + edit->at, s, n);
	edit->at += n;
}

static void
erase(struct lineedit *edit, size_t from, size_t to)
{
	struct buf *text = &edit->text;

	if (from >= to)
		return;
	memmove(text->s + from, text->s + to, text->len - to);
	buf_truncate(text, text->len - (to - from));
	edit->at = from;
}

static void
paste_in(struct lineedit *edit, const char *paste)
{
	struct buf line = { 0 };
	const char *p;

	for (p = paste; *p != '\0'; p++)
		buf_addc(&line, (*p == '\n' && !edit->lines) || *p == '\t' ?
		    ' ' : *p);
	while (line.len > 0 && strchr(" \n", line.s[line.len - 1]) != NULL)
		buf_truncate(&line, line.len - 1);
	if (line.len > 0 && utf8_valid(line.s, line.len))
		insert(edit, line.s, line.len);
	buf_release(&line);
}

/* --- several lines ------------------------------------------------------- */

/* Where the row that begins at from ends: at a break or at the edge. */
static size_t
row_end(const struct lineedit *edit, size_t from)
{
	const char *s = buf_str(&edit->text) + from;
	size_t n = strcspn(s, "\n"), fit;

	fit = edit->w > 1 ? utf8_clip(s, edit->w - 1, NULL) : n;
	if (fit == 0)
		fit = after(edit, from) - from;
	return from + (fit < n ? fit : n);
}

static size_t
next_row(const struct lineedit *edit, size_t from)
{
	size_t end = row_end(edit, from);

	return end + (buf_str(&edit->text)[end] == '\n');
}

/* The row that holds at: its number and where it begins, and the one above. */
static int
row_of(const struct lineedit *edit, size_t at, size_t *begin, size_t *above)
{
	size_t next;
	int n = 0;

	*begin = *above = 0;
	while ((next = next_row(edit, *begin)) > *begin && next <= at) {
		*above = *begin;
		*begin = next;
		n++;
	}
	return n;
}

/* To the same column of another row. */
static size_t
under(const struct lineedit *edit, size_t begin, int column)
{
	const char *s = buf_str(&edit->text);
	size_t end = row_end(edit, begin);
	size_t fit = begin + utf8_clip(s + begin, column, NULL);

	return fit < end ? fit : end;
}

static void
walk(struct lineedit *edit, bool down)
{
	size_t begin, above, next;
	int row = row_of(edit, edit->at, &begin, &above);
	int column = utf8_nwidth(buf_str(&edit->text) + begin,
	    edit->at - begin);

	next = next_row(edit, begin);
	if (!down && row > 0)
		edit->at = under(edit, above, column);
	else if (down && (next < edit->text.len || (next > begin &&
	    edit->text.s[next - 1] == '\n')))
		edit->at = under(edit, next, column);
}

void
lineedit_draw_rows(struct lineedit *edit, struct screen *screen,
    struct area area, enum role role)
{
	size_t begin, above, from = 0, next;
	int row, first, y;

	edit->w = area.w;
	row = row_of(edit, edit->at, &begin, &above);
	first = row >= area.h ? row - area.h + 1 : 0;
	screen_fill(screen, area, role);
	for (y = 0; y < first + area.h; y++, from = next) {
		const char *s = buf_str(&edit->text) + from;
		struct buf one = { 0 };

		next = next_row(edit, from);
		buf_addn(&one, s, row_end(edit, from) - from);
		if (y >= first)
			screen_put(screen, area.y + y - first, area.x, area.w,
			    role, buf_str(&one));
		buf_release(&one);
		if (next == from)
			break;
	}
	screen_cursor(screen, area.y + row - first, area.x + utf8_nwidth(
	    buf_str(&edit->text) + begin, edit->at - begin), true);
}

/* --- keys ---------------------------------------------------------------- */

bool
lineedit_key(struct lineedit *edit, uint32_t key, const char *paste)
{
	struct buf c = { 0 };

	if (key == K_PASTE)
		paste_in(edit, paste);
	else if (edit->lines && key == K_ENTER)
		insert(edit, "\n", 1);
	else if (edit->lines && (key == K_UP || key == K_DOWN))
		walk(edit, key == K_DOWN);
	else if (key == K_LEFT)
		edit->at = before(edit, edit->at);
	else if (key == K_RIGHT)
		edit->at = after(edit, edit->at);
	else if (key == K_HOME)
		edit->at = 0;
	else if (key == K_END)
		edit->at = edit->text.len;
	else if (key == K_BACKSPACE)
		erase(edit, before(edit, edit->at), edit->at);
	else if (key == K_DELETE)
		erase(edit, edit->at, after(edit, edit->at));
	else if (key == ('U' & KEY_CTRL_MASK))
		lineedit_set(edit, "");
	else if (key_is_text(key)) {
		utf8_put(&c, key);
		insert(edit, c.s, c.len);
		buf_release(&c);
	} else
		return false;
	return true;
}

void
lineedit_draw(struct lineedit *edit, struct screen *screen, int y, int x,
    int w, enum role role)
{
	const char *s = buf_str(&edit->text);
	int used;

	if (edit->left > edit->at)
		edit->left = edit->at;
	while (edit->left < edit->at && utf8_nwidth(s + edit->left,
	    edit->at - edit->left) > w - 1)
		edit->left = after(edit, edit->left);
	screen_fill(screen, (struct area){ y, x, 1, w }, role);
	used = utf8_nwidth(s + edit->left, edit->at - edit->left);
	screen_put(screen, y, x, w, role, s + edit->left);
	screen_cursor(screen, y, x + used, true);
}
