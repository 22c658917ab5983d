/* SPDX-License-Identifier: ISC */
#include "tui/keymap.h"

#include <string.h>

#include "base/utf8.h"

static const struct key_name {
	uint32_t	 key;
	const char	*name;
	const char	*shown;		/* NULL: the name */
} names[] = {
	{ K_UP, "Up", "↑" }, { K_DOWN, "Down", "↓" }, { K_LEFT, "Left", "←" },
	{ K_RIGHT, "Right", "→" }, { K_HOME, "Home", NULL },
	{ K_END, "End", NULL }, { K_PGUP, "PgUp", NULL },
	{ K_PGDN, "PgDn", NULL }, { K_ENTER, "Enter", NULL },
	{ K_ESC, "Esc", NULL }, { K_TAB, "Tab", NULL },
	{ K_BACKTAB, "Shift-Tab", NULL }, { K_BACKSPACE, "Backspace", NULL },
	{ K_DELETE, "Delete", NULL }, { K_INSERT, "Insert", NULL },
	{ ' ', "Space", NULL },
	{ K_F1, "F1", NULL }, { K_F2, "F2", NULL }, { K_F3, "F3", NULL },
	{ K_F4, "F4", NULL }, { K_F5, "F5", NULL }, { K_F6, "F6", NULL },
	{ K_F7, "F7", NULL }, { K_F8, "F8", NULL }, { K_F9, "F9", NULL },
	{ K_F10, "F10", NULL }, { K_F11, "F11", NULL }, { K_F12, "F12", NULL },
};

enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

uint32_t
key_parse(const char *name)
{
	uint32_t cp;
	size_t i, n = strlen(name);

	for (i = 0; i < N_NAMES; i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].key;
	if (n == 6 && strncmp(name, "Ctrl-", 5) == 0)
		return (uint32_t)name[5] & KEY_CTRL_MASK;
	return n > 0 && utf8_next(name, n, &cp) == n ? cp : 0;
}

void
key_format(uint32_t key, struct buf *out)
{
	size_t i;

	for (i = 0; i < N_NAMES; i++)
		if (names[i].key == key) {
			buf_add(out, names[i].shown != NULL ? names[i].shown :
			    names[i].name);
			return;
		}
	if (key < ' ')
		buf_printf(out, "Ctrl-%c", (char)('@' + key));
	else if (key < K_BASE)
		utf8_put(out, key);
}

bool
key_is_text(uint32_t key)
{
	return key >= ' ' && key != 0x7F && key < K_BASE;
}

uint32_t
key_narrow(uint32_t key)
{
	if (key >= 0xFF01 && key <= 0xFF5E)
		return key - 0xFEE0;
	return key == 0x3000 ? ' ' : key;
}

bool
key_is_kana(uint32_t key)
{
	return (key >= 0x3001 && key <= 0x30FF) ||
	    (key >= 0x4E00 && key <= 0x9FFF) ||
	    (key >= 0xFF61 && key <= 0xFF9F);
}
