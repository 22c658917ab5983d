/* SPDX-License-Identifier: ISC */
/*
 * A register to test with: a clock that ticks a second a look, numbered
 * uuids, an empty register in memory or in a file of its own.
 */
#ifndef DAICHO_TESTS_WORLD_H
#define DAICHO_TESTS_WORLD_H

#include "model/history.h"

struct world {
	struct session	 session;
	struct arena	*arena;
	int64_t		 now;		/* ms */
	unsigned	 next;		/* uuid */
	char		 folder[64];	/* "" when in memory */
	char		 path[96];
};

/* Without a register. */
void world_init(struct world *world);
/* With an empty one in memory, or in a file below /tmp. */
void world_open(struct world *world);
void world_open_file(struct world *world);
void world_release(struct world *world);

/* For cmocka: a world as the state of a test. */
int world_setup(void **state);
int world_setup_file(void **state);
int world_teardown(void **state);

/* Fails with what the error says. */
void must(const struct err *err);

/* A record with one text field; more are set by the caller. */
struct record *world_record(struct world *world, enum entity_id entity,
    size_t position, const char *text);
/* Commits one record that must be accepted; returns its uuid. */
const char *world_put(struct world *world, struct record *record);
/* The record as it stands; NULL when there is none. */
struct record *world_get(struct world *world, enum entity_id entity,
    const char *uuid);
/* uuid with the fields: revision taken from what stands there. */
struct record *world_edit(struct world *world, enum entity_id entity,
    const char *uuid);
/* All records of all entities as text, without revisions and times. */
void world_dump(struct world *world, struct buf *out);
/* verify must find nothing. */
void world_verify(struct world *world);

#endif
