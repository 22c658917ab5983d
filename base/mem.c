/* SPDX-License-Identifier: ISC */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*exit_hook)(void);

void
mem_set_exit_hook(void (*hook)(void))
{
	exit_hook = hook;
}

static void
out_of_memory(void)
{
	static const char text[] =
	    "daicho: no memory left; nothing was half written. "
	    "Close other programs and try again.\n";

	if (exit_hook != NULL)
		exit_hook();
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(5);
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size == 0 ? 1 : size);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
xrealloc(void *p, size_t size)
{
	p = realloc(p, size == 0 ? 1 : size);
	if (p == NULL)
		out_of_memory();
	return p;
}

char *
xstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = xmalloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

void *
mem_grow(void *items, size_t *cap, size_t need, size_t size)
{
	size_t n = *cap < 8 ? 8 : *cap;

	if (need <= *cap && items != NULL)
		return items;
	while (n < need)
		n = n > SIZE_MAX / 2 ? need : n * 2;
	if (size != 0 && n > SIZE_MAX / size)
		out_of_memory();
	*cap = n;
	return xrealloc(items, n * size);
}
