/* SPDX-License-Identifier: ISC */
#include "tui/theme.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/path.h"

enum { THEME_LIMIT = 64 * 1024 };

/* How the 16 colours stand out where a colour alone does not. */
static const unsigned accents[] = {
	0, STYLE_BOLD, STYLE_REVERSE, STYLE_UNDERLINE,
};

static const struct row {
	const char	*name;
	char		 letter;
	short		 fg[2], bg[2];		/* dark, light */
	bool		 bold;
	short		 fg16[2], bg16;
	unsigned	 accent;
	unsigned	 mono;
} rows[ROLE_COUNT] = {
#define ROLE(n, l, df, db, lf, lb, b, f16, b16, a16, lf16, m) \
	[ROLE_##n] = { .name = #n, .letter = l, .fg = { df, lf }, \
	    .bg = { db, lb }, .bold = b, .fg16 = { f16, lf16 }, \
	    .bg16 = b16, .accent = a16, .mono = m },
#include "tui/role.def"
#undef ROLE
};

char
role_letter(enum role role)
{
	return rows[role].letter;
}

/* "0;15" or "0;default;15": the last number is the background. */
static bool
background_is_light(void)
{
	const char *value = getenv("COLORFGBG");
	const char *last = value != NULL ? strrchr(value, ';') : NULL;

	return last != NULL &&
	    (strcmp(last, ";7") == 0 || strcmp(last, ";15") == 0);
}

/* "name foreground background [bold]"; a line it does not know is left. */
static void
read_line(struct theme *theme, const char *line)
{
	char name[32], bold[8] = "";
	int fg, bg, i;

	if (sscanf(line, "%31s %d %d %7s", name, &fg, &bg, bold) < 3)
		return;
	if (fg < -1 || fg > 255 || bg < -1 || bg > 255)
		return;
	for (i = 0; i < ROLE_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			theme->role[i] = (struct style){ .fg = (short)fg,
			    .bg = (short)bg,
			    .flags = strcmp(bold, "bold") == 0 ?
			    STYLE_BOLD : 0 };
}

static void
read_file(struct theme *theme, const char *name)
{
	struct buf path = { 0 }, file = { 0 }, text = { 0 };
	const char *at, *end;

	buf_printf(&file, "themes/%s.theme", path_base(name));
	path_share(&path, file.s);
	if (path_read(path.s, THEME_LIMIT, &text) == NULL) {
		for (at = buf_str(&text); *at != '\0'; at = end) {
			end = at + strcspn(at, "\n");
			buf_clear(&file);
			buf_addn(&file, at, (size_t)(end - at));
			read_line(theme, buf_str(&file));
			end += *end == '\n';
		}
	}
	buf_release(&path);
	buf_release(&file);
	buf_release(&text);
}

void
theme_load(struct theme *theme, int colors)
{
	const char *name = getenv("DAICHO_THEME");
	int i, light;

	light = name != NULL ? strcmp(name, "light") == 0 :
	    background_is_light();
	for (i = 0; i < ROLE_COUNT; i++) {
		const struct row *row = &rows[i];
		struct style *style = &theme->role[i];

		if (colors >= 256)
			*style = (struct style){ row->fg[light],
			    row->bg[light], row->bold ? STYLE_BOLD : 0 };
		else if (colors >= 8)
			*style = (struct style){ row->fg16[light], row->bg16,
			    accents[row->accent] };
		else
			*style = (struct style){ -1, -1, row->mono };
	}
	if (colors >= 256)
		read_file(theme, name != NULL ? name :
		    light ? "light" : "dark");
}
