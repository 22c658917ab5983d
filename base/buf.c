/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char *
room(struct buf *buf, size_t n)
{
	buf->s = mem_grow(buf->s, &buf->cap, buf->len + n + 1, 1);
	return buf->s + buf->len;
}

void
buf_addn(struct buf *buf, const void *bytes, size_t n)
{
	char *to = room(buf, n);

	if (n != 0)
		memcpy(to, bytes, n);
	to[n] = '\0';
	buf->len += n;
}

void
buf_add(struct buf *buf, const char *s)
{
	buf_addn(buf, s, strlen(s));
}

void
buf_addc(struct buf *buf, char c)
{
	buf_addn(buf, &c, 1);
}

void
buf_fill(struct buf *buf, char c, size_t n)
{
	char *to = room(buf, n);

	memset(to, c, n);
	to[n] = '\0';
	buf->len += n;
}

void
buf_vprintf(struct buf *buf, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		vsnprintf(room(buf, (size_t)n), (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(buf, fmt, ap);
	va_end(ap);
}

void
buf_clear(struct buf *buf)
{
	buf_truncate(buf, 0);
}

void
buf_truncate(struct buf *buf, size_t len)
{
	if (buf->s != NULL && len <= buf->len) {
		buf->len = len;
		buf->s[len] = '\0';
	}
}

const char *
buf_str(const struct buf *buf)
{
	return buf->s == NULL ? "" : buf->s;
}

char *
buf_steal(struct buf *buf)
{
	char *s = buf->s == NULL ? xstrdup("") : buf->s;

	*buf = (struct buf){ 0 };
	return s;
}

void
buf_release(struct buf *buf)
{
	free(buf->s);
	*buf = (struct buf){ 0 };
}
