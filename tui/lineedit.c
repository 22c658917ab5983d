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
		buf_addc(&line, *p == '\n' || *p == '\t' ? ' ' : *p);
	while (line.len > 0 && line.s[line.len - 1] == ' ')
		buf_truncate(&line, line.len - 1);
	if (line.len > 0 && utf8_valid(line.s, line.len))
		insert(edit, line.s, line.len);
	buf_release(&line);
}

bool
lineedit_key(struct lineedit *edit, uint32_t key, const char *paste)
{
	struct buf c = { 0 };

	if (key == K_PASTE)
		paste_in(edit, paste);
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
