/* SPDX-License-Identifier: ISC */
#include "model/discovery/nmap_hint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { HINT_ROOM = 32 << 20 };

/*
 * A stored hint: whether its host came, the address it is found by, and the
 * sighting.
 */
struct entry {
	bool	gone;
	char	ip[47];
};

static uint32_t
hash_of_ip(const char *ip)
{
	uint32_t hash = 2166136261u;

	for (; *ip != '\0'; ip++)
		hash = (hash ^ (unsigned char)*ip) * 16777619u;
	return hash;
}

static void
get_entry(const struct nmap_hints *hints, uint32_t slot, struct entry *entry)
{
	memcpy(entry, hints->stored.s + slot - 1, sizeof(*entry));
}

/* The slot of an address: its own or the free one where it belongs. */
static uint32_t *
find_slot(const struct nmap_hints *hints, const char *ip)
{
	size_t i = hash_of_ip(ip) & (hints->n_slots - 1);
	struct entry entry;

	for (;; i = (i + 1) & (hints->n_slots - 1)) {
		if (hints->slot[i] == 0)
			return &hints->slot[i];
		get_entry(hints, hints->slot[i], &entry);
		if (strcmp(entry.ip, ip) == 0)
			return &hints->slot[i];
	}
}

static void
make_room(struct nmap_hints *hints)
{
	uint32_t *old = hints->slot;
	size_t n_old = hints->n_slots, i;
	struct entry entry;

	if (hints->n_slots > 2 * hints->used)
		return;
	hints->n_slots = n_old == 0 ? 256 : 2 * n_old;
	hints->slot = xcalloc(hints->n_slots, sizeof(*hints->slot));
	for (i = 0; i < n_old; i++) {
		if (old[i] == 0)
			continue;
		get_entry(hints, old[i], &entry);
		*find_slot(hints, entry.ip) = old[i];
	}
	free(old);
}

static void
forget(struct nmap_hints *hints)
{
	if (hints->used > 0)
		memset(hints->slot, 0, hints->n_slots * sizeof(*hints->slot));
	hints->used = hints->waiting = 0;
	buf_clear(&hints->stored);
}

bool
nmap_hint_add(struct nmap_hints *hints, const struct sighting *hint)
{
	struct entry entry = { .gone = false };
	uint32_t *slot;

	if (hint->n_ip == 0 || strlen(hint->ip[0]) >= sizeof(entry.ip))
		return true;
	if (hints->stored.len > HINT_ROOM)
		return false;
	make_room(hints);
	slot = find_slot(hints, hint->ip[0]);
	if (*slot != 0)
		return true;
	memcpy(entry.ip, hint->ip[0], strlen(hint->ip[0]));
	*slot = (uint32_t)hints->stored.len + 1;
	buf_addn(&hints->stored, &entry, sizeof(entry));
	sighting_encode(hint, &hints->stored);
	hints->used++;
	hints->waiting++;
	return true;
}

void
nmap_hint_drop(struct nmap_hints *hints, const char *ip)
{
	struct entry entry;
	uint32_t *slot;

	if (hints->used == 0)
		return;
	slot = find_slot(hints, ip);
	if (*slot == 0)
		return;
	get_entry(hints, *slot, &entry);
	if (entry.gone)
		return;
	entry.gone = true;
	memcpy(hints->stored.s + *slot - 1, &entry, sizeof(entry));
	if (--hints->waiting == 0)
		forget(hints);
}

void
nmap_hint_flush(struct nmap_hints *hints,
    void (*each)(void *ctx, const struct sighting *sighting), void *ctx)
{
	struct arena *arena = arena_new();
	size_t at = 0;

	while (hints->waiting > 0 && at < hints->stored.len) {
		struct sighting sighting;
		struct entry entry;
		long n;

		memcpy(&entry, hints->stored.s + at, sizeof(entry));
		at += sizeof(entry);
		n = sighting_decode(hints->stored.s + at,
		    hints->stored.len - at, arena, &sighting);
		if (n <= 0)
			break;
		if (!entry.gone)
			each(ctx, &sighting);
		arena_reset(arena);
		at += (size_t)n;
	}
	arena_free(arena);
	forget(hints);
}

void
nmap_hint_release(struct nmap_hints *hints)
{
	buf_release(&hints->stored);
	free(hints->slot);
	*hints = (struct nmap_hints){ .slot = NULL };
}
