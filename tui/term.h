/* SPDX-License-Identifier: ISC */
/*
 * The terminal: curses from start to end, keys, size, and giving it back
 * whatever happens (signals, crashes, no memory left).
 *
 * Signals arrive through a descriptor, so that the loop sees them between two
 * keys and nothing runs in a handler but the restoring after a crash.
 */
#ifndef DAICHO_TUI_TERM_H
#define DAICHO_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

struct terminal;

/* ERR_USAGE when there is no terminal, or one that cannot move its cursor. */
const struct err *term_open(struct terminal **out) ERR_MUST_CHECK;
/* Curses on a file that is no terminal, of a given size: for tests. */
const struct err *term_open_file(FILE *file, const char *type, int h, int w,
    struct terminal **out) ERR_MUST_CHECK;
/* Gives the terminal back; NULL is fine. */
void term_close(struct terminal *term);

/* For poll: keys, and signals (-1 on a file). */
int term_key_fd(const struct terminal *term);
int term_signal_fd(const struct terminal *term);
/* The next signal, 0 when there is none. */
int term_signal(struct terminal *term);

/*
 * The next key without waiting, 0 when there is none.  With K_PASTE the
 * pasted text is in paste, line breaks as '\n'.
 */
uint32_t term_key(struct terminal *term, struct buf *paste);

/* The size now; tells curses of a change. */
void term_size(struct terminal *term, int *h, int *w);
/* Stops the process as Ctrl-Z does; returns when it goes on. */
void term_suspend(struct terminal *term);
/* Hands the terminal to something else for a while, and takes it back. */
void term_leave(struct terminal *term);
void term_enter(struct terminal *term);

#endif
