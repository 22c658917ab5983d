/* SPDX-License-Identifier: ISC */
#include "model/discovery/leases.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"

void
leases_init(struct leases *leases)
{
	memset(leases, 0, sizeof(*leases));
	map_init(&leases->map);
}

void
leases_put(struct leases *leases, const struct sighting *sighting)
{
	const char *ip = sighting->ip[0];
	uint64_t hash = map_hash_text(&leases->map, 0, ip);
	struct lease *lease = NULL;
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (lease == NULL && map_next(&leases->map, hash, &slot, &at))
		if (strcmp(leases->item[at].ip, ip) == 0)
			lease = &leases->item[at];
	if (lease == NULL && leases->n == LEASES_MAX) {
		leases->full = true;
		return;
	}
	if (lease == NULL) {
		leases->item = mem_grow(leases->item, &leases->cap,
		    leases->n + 1, sizeof(*leases->item));
		lease = &leases->item[leases->n];
		*lease = (struct lease){ .ip = xstrdup(ip) };
		map_put(&leases->map, hash, (uint32_t)leases->n++);
	}
	buf_clear(&lease->wire);
	sighting_encode(sighting, &lease->wire);
}

void
leases_end(struct leases *leases, const struct import_sink *sink)
{
	struct arena *arena = arena_new();
	struct sighting sighting;
	size_t i;

	for (i = 0; i < leases->n; i++) {
		struct lease *lease = &leases->item[i];

		if (sighting_decode(lease->wire.s, lease->wire.len, arena,
		    &sighting) > 0)
			sink->sighting(sink->ctx, &sighting);
		arena_reset(arena);
		buf_release(&lease->wire);
		free(lease->ip);
	}
	if (leases->full)
		sink->cut(sink->ctx, 0, N_("The file holds more than 200000 "
		    "addresses. The others were left out: divide the file."));
	free(leases->item);
	map_release(&leases->map);
	arena_free(arena);
}

void
lease_expiry(struct sighting *s, int64_t expiry, int64_t now)
{
	s->lease_state = "active";
	if (expiry == 0 || expiry >= now)
		return;
	s->lease_state = "expired";
	if (s->seen_at == 0 || s->seen_at > expiry)
		s->seen_at = expiry;
}
