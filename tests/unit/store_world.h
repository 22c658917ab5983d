/* SPDX-License-Identifier: ISC */
/*
 * A store in memory with a clock, a scheme and short ways to fill and ask it,
 * for the tests of its contract.
 */
#ifndef DAICHO_TESTS_STORE_WORLD_H
#define DAICHO_TESTS_STORE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/register_impl.h"
#include "model/store/store.h"

struct world {
	struct session	 session;
	struct register_ reg;
	struct arena	*arena;
	struct store	*store;
	unsigned	 serial;	/* of the uuids given out */
};

/* cmocka's set-up and tear-down: *state is a struct world. */
int world_setup(void **state);
int world_teardown(void **state);
#define CONTRACT(test) \
	cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

/* Fails the test with the error's sentence. */
void ok(const struct err *err);
void refused(const struct err *err, enum err_kind kind);

/* A record with a uuid of its own, and one with a text field as well. */
struct record *fresh(struct world *w, enum entity_id entity);
struct record *named(struct world *w, enum entity_id entity, size_t position,
    const char *text);
/* Writes one record in its own transaction; reads it with all fields. */
void put(struct world *w, const struct record *record);
struct record *get(struct world *w, const struct record *record);

/* A field of the records that a query finds, divided by blanks. */
const char *found_by(struct world *w, enum entity_id entity,
    const char *text, const char *sort, size_t position);
/* The asset numbers that a query finds. */
const char *assets(struct world *w, const char *text, const char *sort);

/*
 * A1 server, Web 10.9, main office, 10.0.0.5; A2 client, ﾃﾞｰﾀ 10.10, branch;
 * A3 printer, nothing else; A4 retired server.
 */
void fill(struct world *w);

#endif
