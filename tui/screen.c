/* SPDX-License-Identifier: ISC */
#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include "base/mem.h"
#include "base/utf8.h"

/* A grapheme; one longer than this keeps its beginning. */
enum { CELL_BYTES = 22 };

struct cell {
	char		s[CELL_BYTES];
	unsigned char	width;	/* 0: right half of the one before */
	unsigned char	role;
};

struct screen {
	int		 h, w;
	struct cell	*cell;		/* h × w */
	struct cell	*shown;		/* what the terminal has */
	bool		 ascii, painted;
	int		 cursor_y, cursor_x;
	bool		 cursor_on;
	attr_t		 attr[ROLE_COUNT];
	short		 pair[ROLE_COUNT];
};

static const struct ascii {
	const char	*sign, *plain;
} signs[] = {
	{ "›", ">" }, { "–", "-" }, { "…", ">" }, { "×", "x" }, { "→", ">" },
	{ "↑", "^" }, { "↓", "v" }, { "←", "<" }, { "▶", ">" }, { "◀", "<" },
	{ "▲", "^" }, { "▼", "v" }, { "─", "-" }, { "│", "|" }, { "┌", "+" },
	{ "┐", "+" }, { "└", "+" }, { "┘", "+" }, { "├", "+" }, { "┤", "+" },
	{ "┬", "+" }, { "┴", "+" }, { "┼", "+" }, { "┄", "-" }, { "┆", ":" },
	{ "━", "#" }, { "┃", "#" }, { "┏", "#" }, { "┓", "#" }, { "┗", "#" },
	{ "┛", "#" }, { "┠", "#" }, { "┨", "#" },
};

static const struct cell blank = { " ", 1, ROLE_text };

struct screen *
screen_new(int h, int w)
{
	struct screen *screen = xcalloc(1, sizeof(*screen));

	screen_resize(screen, h, w);
	return screen;
}

void
screen_free(struct screen *screen)
{
	if (screen == NULL)
		return;
	free(screen->cell);
	free(screen->shown);
	free(screen);
}

void
screen_resize(struct screen *screen, int h, int w)
{
	size_t n = (size_t)h * (size_t)w;

	free(screen->cell);
	free(screen->shown);
	screen->h = h;
	screen->w = w;
	screen->cell = xcalloc(n, sizeof(*screen->cell));
	screen->shown = xcalloc(n, sizeof(*screen->shown));
	screen->painted = false;
	screen_erase(screen);
}

int
screen_height(const struct screen *screen)
{
	return screen->h;
}

int
screen_width(const struct screen *screen)
{
	return screen->w;
}

void
screen_set_ascii(struct screen *screen, bool ascii)
{
	screen->ascii = ascii;
}

void
screen_erase(struct screen *screen)
{
	int i;

	for (i = 0; i < screen->h * screen->w; i++)
		screen->cell[i] = blank;
	screen->cursor_on = false;
}

static struct cell *
cell_at(const struct screen *screen, int y, int x)
{
	return &screen->cell[y * screen->w + x];
}

/* Half a wide character never stays behind. */
static void
cell_clear(struct screen *screen, int y, int x)
{
	struct cell *cell = cell_at(screen, y, x);

	if (cell->width == 0 && x > 0) {
		cell[-1].s[0] = ' ';
		cell[-1].s[1] = '\0';
		cell[-1].width = 1;
	}
	if (cell->width == 2 && x + 1 < screen->w) {
		cell[1].s[0] = ' ';
		cell[1].s[1] = '\0';
		cell[1].width = 1;
	}
}

static const char *
ascii_of(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strlen(signs[i].sign) == n &&
		    memcmp(signs[i].sign, s, n) == 0)
			return signs[i].plain;
	return NULL;
}

static void
cell_set(struct screen *screen, int y, int x, const char *s, size_t n,
    int width, enum role role)
{
	struct cell *cell = cell_at(screen, y, x);
	const char *plain = screen->ascii ? ascii_of(s, n) : NULL;

	if (plain != NULL) {
		s = plain;
		n = 1;
	}
	cell_clear(screen, y, x);
	if (width == 2)
		cell_clear(screen, y, x + 1);
	while (n >= CELL_BYTES) {
		/* Back to the beginning of a character. */
		n--;
		while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(cell->s, s, n);
	cell->s[n] = '\0';
	cell->width = (unsigned char)width;
	cell->role = (unsigned char)role;
	if (width == 2) {
		cell[1].s[0] = '\0';
		cell[1].width = 0;
		cell[1].role = (unsigned char)role;
	}
}

static int
put_safe(struct screen *screen, int y, int x, int w, enum role role,
    const char *s, size_t n)
{
	int used = 0;

	if (y < 0 || y >= screen->h || x < 0)
		return 0;
	if (w > screen->w - x)
		w = screen->w - x;
	while (n > 0) {
		size_t len = utf8_grapheme(s, n);
		int width = utf8_nwidth(s, len);

		if (width > 2)
			width = 2;
		if (used + width > w)
			break;
		if (width > 0)
			cell_set(screen, y, x + used, s, len, width, role);
		used += width;
		s += len;
		n -= len;
	}
	return used;
}

int
screen_put(struct screen *screen, int y, int x, int w, enum role role,
    const char *text)
{
	struct buf safe = { 0 };
	size_t n = strlen(text);
	int used;

	if (utf8_is_safe(text, n))
		return put_safe(screen, y, x, w, role, text, n);
	utf8_safe(&safe, text, n, 0);
	used = put_safe(screen, y, x, w, role, safe.s, safe.len);
	buf_release(&safe);
	return used;
}

int
screen_put_right(struct screen *screen, int y, int x, int w, enum role role,
    const char *text)
{
	struct buf safe = { 0 };
	int used;

	utf8_safe(&safe, text, strlen(text), 0);
	(void)utf8_clip(buf_str(&safe), w, &used);
	screen_put(screen, y, x + w - used, used, role, buf_str(&safe));
	buf_release(&safe);
	return x + w - used;
}

static struct area
clip_area(const struct screen *screen, struct area area)
{
	if (area.y < 0) {
		area.h += area.y;
		area.y = 0;
	}
	if (area.x < 0) {
		area.w += area.x;
		area.x = 0;
	}
	if (area.h > screen->h - area.y)
		area.h = screen->h - area.y;
	if (area.w > screen->w - area.x)
		area.w = screen->w - area.x;
	return area;
}

void
screen_fill(struct screen *screen, struct area area, enum role role)
{
	int y, x;

	area = clip_area(screen, area);
	for (y = area.y; y < area.y + area.h; y++)
		for (x = area.x; x < area.x + area.w; x++)
			cell_set(screen, y, x, " ", 1, 1, role);
}

void
screen_line(struct screen *screen, int y, int x, int w, enum role role,
    const char *sign)
{
	int i;

	for (i = 0; i < w; i++)
		screen_put(screen, y, x + i, 1, role, sign);
}

void
screen_paint(struct screen *screen, struct area area, enum role role)
{
	int y, x;

	area = clip_area(screen, area);
	for (y = area.y; y < area.y + area.h; y++)
		for (x = area.x; x < area.x + area.w; x++)
			cell_at(screen, y, x)->role = (unsigned char)role;
}

void
screen_box(struct screen *screen, struct area area, enum role role,
    const char *title, const char *foot)
{
	int bottom = area.y + area.h - 1, right = area.x + area.w - 1, y, used;

	screen_fill(screen, area, ROLE_text);
	screen_line(screen, area.y, area.x, area.w, role, "─");
	screen_line(screen, bottom, area.x, area.w, role, "─");
	for (y = area.y + 1; y < bottom; y++) {
		screen_put(screen, y, area.x, 1, role, "│");
		screen_put(screen, y, right, 1, role, "│");
	}
	screen_put(screen, area.y, area.x, 1, role, "┌");
	screen_put(screen, area.y, right, 1, role, "┐");
	screen_put(screen, bottom, area.x, 1, role, "└");
	screen_put(screen, bottom, right, 1, role, "┘");
	if (title != NULL && *title != '\0') {
		screen_put(screen, area.y, area.x + 2, 1, role, " ");
		used = screen_put(screen, area.y, area.x + 3, area.w - 6,
		    ROLE_strong, title);
		screen_put(screen, area.y, area.x + 3 + used, 1, role, " ");
	}
	if (foot != NULL && *foot != '\0') {
		screen_put(screen, bottom, area.x + 2, 1, role, " ");
		used = screen_put(screen, bottom, area.x + 3, area.w - 6,
		    ROLE_dim, foot);
		screen_put(screen, bottom, area.x + 3 + used, 1, role, " ");
	}
}

void
screen_cursor(struct screen *screen, int y, int x, bool shown)
{
	screen->cursor_y = y < screen->h ? y : screen->h - 1;
	screen->cursor_x = x < screen->w ? x : screen->w - 1;
	screen->cursor_on = shown;
}

void
screen_dump(const struct screen *screen, struct buf *out, bool roles)
{
	int y, x;

	for (y = 0; y < screen->h; y++) {
		for (x = 0; x < screen->w; x++)
			buf_add(out, cell_at(screen, y, x)->s);
		buf_addc(out, '\n');
	}
	if (!roles)
		return;
	for (y = 0; y < screen->h; y++) {
		for (x = 0; x < screen->w; x++)
			buf_addc(out, role_letter((enum role)
			    cell_at(screen, y, x)->role));
		buf_addc(out, '\n');
	}
	buf_printf(out, "cursor %d,%d%s\n", screen->cursor_y,
	    screen->cursor_x, screen->cursor_on ? " shown" : "");
}

void
screen_start(struct screen *screen)
{
	struct theme theme;
	const char *no_color = getenv("NO_COLOR");
	int i;
	bool color = (no_color == NULL || *no_color == '\0') && has_colors();

	if (color) {
		start_color();
		use_default_colors();
	}
	theme_load(&theme, color ? COLORS : 0);
	for (i = 0; i < ROLE_COUNT; i++) {
		const struct style *style = &theme.role[i];

		screen->attr[i] = A_NORMAL;
		if (style->flags & STYLE_BOLD)
			screen->attr[i] |= A_BOLD;
		if (style->flags & STYLE_REVERSE)
			screen->attr[i] |= A_REVERSE;
		if (style->flags & STYLE_UNDERLINE)
			screen->attr[i] |= A_UNDERLINE;
		screen->pair[i] = 0;
		if (color && (style->fg >= 0 || style->bg >= 0)) {
			screen->pair[i] = (short)(i + 1);
			init_pair(screen->pair[i], style->fg, style->bg);
		}
	}
	screen->painted = false;
}

static bool
cell_equal(const struct cell *a, const struct cell *b)
{
	return a->width == b->width && a->role == b->role &&
	    strcmp(a->s, b->s) == 0;
}

static void
show_row(struct screen *screen, int y)
{
	struct buf run = { 0 };
	int x = 0;

	move(y, 0);
	while (x < screen->w) {
		const struct cell *cell = cell_at(screen, y, x);
		enum role role = (enum role)cell->role;

		buf_clear(&run);
		for (; x < screen->w && cell_at(screen, y, x)->role == role;
		    x++)
			buf_add(&run, cell_at(screen, y, x)->s);
		attr_set(screen->attr[role], screen->pair[role], NULL);
		addstr(buf_str(&run));
	}
	buf_release(&run);
}

void
screen_show(struct screen *screen, bool again)
{
	int y, x;

	if (again || !screen->painted) {
		attr_set(A_NORMAL, 0, NULL);
		erase();
		clearok(stdscr, again);
	}
	for (y = 0; y < screen->h; y++) {
		struct cell *now = cell_at(screen, y, 0);
		struct cell *was = &screen->shown[y * screen->w];

		for (x = 0; x < screen->w; x++)
			if (!cell_equal(&now[x], &was[x]))
				break;
		if (x == screen->w && screen->painted && !again)
			continue;
		show_row(screen, y);
		memcpy(was, now, (size_t)screen->w * sizeof(*now));
	}
	screen->painted = true;
	curs_set(screen->cursor_on ? 1 : 0);
	move(screen->cursor_y, screen->cursor_x);
	refresh();
}
