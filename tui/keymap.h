/* SPDX-License-Identifier: ISC */
/*
 * Keys: a character is its code point, a control key its ASCII code, all
 * others the codes below.  Names ("Enter", "Ctrl-X", "PgDn", "a") are what
 * action.def, help and test scripts say.
 */
#ifndef DAICHO_TUI_KEYMAP_H
#define DAICHO_TUI_KEYMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum key {
	KEY_NONE_ = 0,
	K_BASE = 0x200000,	/* beyond Unicode */
	K_UP = K_BASE, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PGUP, K_PGDN,
	K_ENTER, K_ESC, K_TAB, K_BACKTAB, K_BACKSPACE, K_DELETE, K_INSERT,
	K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11,
	K_F12,
	K_PASTE,		/* text came with it */
};

enum { KEY_CTRL_MASK = 0x1F };

/* The key of a name, 0 when there is none. */
uint32_t key_parse(const char *name);
/* Appends the name as people read it: "Ctrl-X", "↑". */
void key_format(uint32_t key, struct buf *out);

/* True for what a person types into a field. */
bool key_is_text(uint32_t key);
/*
 * Full-width letters, digits and signs of an input method as the ASCII key
 * they stand for; others unchanged.
 */
uint32_t key_narrow(uint32_t key);
/* Kana and the like: the input method is on and no field is being typed. */
bool key_is_kana(uint32_t key);

#endif
