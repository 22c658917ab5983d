/* SPDX-License-Identifier: ISC */
/*
 * A growing string.  The contents are always terminated by a NUL that len
 * does not count; a zeroed struct buf is an empty one (s may then be NULL, so
 * read it through buf_str).
 */
#ifndef DAICHO_BASE_BUF_H
#define DAICHO_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char	*s;
	size_t	 len;
	size_t	 cap;
};

void buf_add(struct buf *buf, const char *s);
void buf_addn(struct buf *buf, const void *bytes, size_t n);
void buf_addc(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, size_t n);
void buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Makes it empty but keeps the room. */
void buf_clear(struct buf *buf);
/* Shortens to len bytes. */
void buf_truncate(struct buf *buf, size_t len);
/* Never NULL; owned by the buffer, valid until the next change. */
const char *buf_str(const struct buf *buf);
/* Hands the string over (free() it) and leaves the buffer empty. */
char *buf_steal(struct buf *buf);
void buf_release(struct buf *buf);

#endif
