/* SPDX-License-Identifier: ISC */
/*
 * A temporary folder with a register in it, and short ways to use the store,
 * for the tests that hurt files and processes.
 */
#ifndef DAICHO_TESTS_PLACE_H
#define DAICHO_TESTS_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "model/store/store.h"

struct place {
	struct session	 session;
	struct arena	*arena;
	char		 folder[64];
	char		 path[96];	/* <folder>/r.daicho */
};

/* How often to try: as usual, or what DAICHO_KILL_ROUNDS says. */
int place_rounds(int usual);

void place_make(struct place *place);
void place_remove(struct place *place);
/* cmocka's set-up and tear-down: *state is a struct place. */
int place_setup(void **state);
int place_teardown(void **state);

/* Fails the test with the sentence of the error. */
void must(const struct err *err);
void must_refuse(const struct err *err, enum err_kind kind);

struct store *place_open(struct place *place, enum store_mode mode);
/* Opens a new register and closes it again. */
void place_create(struct place *place);
/* A record of a department; number gives uuid and name. */
struct record *place_department(struct place *place, unsigned number);
/* One transaction with one department. */
const struct err *place_write(struct place *place, struct store *store,
    unsigned number);
/* How many departments there are. */
int64_t place_count(struct store *store);

/*
 * Runs the function in a child and returns its exit status; an assertion that
 * fails in it fails the test.
 */
int place_in_child(struct place *place, int (*run)(struct place *place));
/* The same as user and group PLACE_OTHER; only root can do that. */
enum { PLACE_OTHER = 65534 };
int place_as_other(struct place *place, int (*run)(struct place *place));

#endif
