/* SPDX-License-Identifier: ISC */
/*
 * An arena: many allocations, one free.  Sets of records, parsed queries,
 * diagrams and everything else that lives and dies together goes into one.
 */
#ifndef DAICHO_BASE_ARENA_H
#define DAICHO_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Frees the arena and all that came from it; NULL is fine. */
void arena_free(struct arena *arena);
/* Forgets all allocations but keeps the memory for the next ones. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull));
void *arena_calloc(struct arena *arena, size_t n, size_t size)
    __attribute__((returns_nonnull));
/* A copy; NULL gives NULL. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t n);
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * mem_grow() inside an arena: a larger copy when need > *cap, the old room
 * stays until the arena goes.
 */
void *arena_grow(struct arena *arena, void *items, size_t *cap, size_t need,
    size_t size);

#endif
