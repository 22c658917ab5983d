/* SPDX-License-Identifier: ISC */
/*
 * Memory.  Allocation does not fail: when the system has none left, the hook
 * runs (it gives the terminal back), one sentence goes to standard error and
 * the program ends with status 5.  The register is then as it was: an open
 * transaction rolls back and a staged change set is dropped by the next
 * writer.
 */
#ifndef DAICHO_BASE_MEM_H
#define DAICHO_BASE_MEM_H

#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));

/*
 * Returns items grown (by doubling) so that at least need elements of size
 * bytes fit; *cap is the number of elements that fit now.
 */
void *mem_grow(void *items, size_t *cap, size_t need, size_t size)
    __attribute__((returns_nonnull));

/* Called once when memory runs out, before the program ends; may be NULL. */
void mem_set_exit_hook(void (*hook)(void));

#endif
