/* SPDX-License-Identifier: ISC */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK = 64 * 1024 };

struct block {
	struct block	*next;
	size_t		 size;
	size_t		 used;
	max_align_t	 data[];
};

struct arena {
	struct block	*head;
};

struct arena *
arena_new(void)
{
	return xcalloc(1, sizeof(struct arena));
}

static void
free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	free_blocks(arena->head);
	free(arena);
}

void
arena_reset(struct arena *arena)
{
	struct block *keep = arena->head;

	if (keep == NULL)
		return;
	free_blocks(keep->next);
	keep->next = NULL;
	keep->used = 0;
}

/* Room that begins at a multiple of align. */
static void *
take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->head;
	void *p;

	if (block != NULL)
		block->used = (block->used + align - 1) / align * align;
	if (block == NULL || block->used > block->size ||
	    block->size - block->used < size) {
		size_t room = size > BLOCK / 4 ? size : BLOCK;

		block = xmalloc(sizeof(*block) + room);
		block->size = room;
		block->used = 0;
		block->next = arena->head;
		/* A block of its own size is full at once; keep the other. */
		if (room != BLOCK && arena->head != NULL) {
			block->next = arena->head->next;
			arena->head->next = block;
		} else {
			arena->head = block;
		}
	}
	p = (char *)block->data + block->used;
	block->used += size;
	return p;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size, alignof(max_align_t)), 0, size);
}

void *
arena_calloc(struct arena *arena, size_t n, size_t size)
{
	if (size != 0 && n > (size_t)-1 / size)
		return xcalloc(n, size);	/* ends the program */
	return arena_alloc(arena, n * size);
}

char *
arena_strndup(struct arena *arena, const char *s, size_t n)
{
	size_t len;
	char *p;

	if (s == NULL)
		return NULL;
	len = strnlen(s, n);
	p = take(arena, len + 1, 1);
	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
	return s == NULL ? NULL : arena_strndup(arena, s, strlen(s));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	p = take(arena, (size_t)n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void *
arena_grow(struct arena *arena, void *items, size_t *cap, size_t need,
    size_t size)
{
	size_t n = *cap < 8 ? 8 : *cap;
	void *more;

	if (need <= *cap && items != NULL)
		return items;
	while (n < need)
		n *= 2;
	more = arena_calloc(arena, n, size);
	if (items != NULL)
		memcpy(more, items, *cap * size);
	*cap = n;
	return more;
}

