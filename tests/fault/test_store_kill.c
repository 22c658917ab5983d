/* SPDX-License-Identifier: ISC */
/*
 * Processes that are killed while they save: whatever was acknowledged is
 * there, and no transaction is there in part.
 */
#include "tests/fault/place.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 200, SIZE = 7 };

/* Saves sets of SIZE records, telling the number of each once it is saved. */
static void
save_until_killed(struct place *place, int out, unsigned number)
{
	struct store *store = place_open(place, STORE_WRITE);
	unsigned i;

	for (;; number++) {
		unsigned char salt[16] = { 1 }, digest[32] = { 2 };
		struct store_tx tx = { .state = TX_CLOSED, .at = 1,
		    .who = "x", .kind = "edit", .records = SIZE };
		struct store_entry entry = { .uuid = "x",
		    .entity = ENTITY_department, .op = "create",
		    .payload = "{}", .salt = salt, .digest = digest };

		arena_reset(place->arena);
		must(store_begin(store));
		must(store_tx_put(store, &tx));
		entry.tx = tx.id;
		for (i = 0; i < SIZE; i++) {
			must(store_put(store, place_department(place,
			    number * SIZE + i)));
			must(store_entry_add(store, &entry));
		}
		must(store_commit(store));
		if (write(out, &number, sizeof(number)) != sizeof(number))
			_exit(1);
	}
}

struct sums {
	int64_t	entries;
};

static bool
count_entry(void *ctx, const struct store_entry *entry)
{
	struct sums *sums = ctx;

	(void)entry;
	sums->entries++;
	return true;
}

/* The number of whole sets; part of one fails the test. */
static int64_t
whole_sets(struct place *place)
{
	struct store *store = place_open(place, STORE_WRITE);
	struct store_entry_filter all = { 0 };
	struct sums sums = { 0 };
	struct store_tx tx[1];
	int64_t n = place_count(store);
	size_t got;

	must(store_entry_each(store, &all, count_entry, &sums));
	assert_int_equal(n % SIZE, 0);
	assert_int_equal(sums.entries, n);
	must(store_tx_list(store, 0, place->arena, tx, 1, &got));
	if (n > 0)
		assert_int_equal(tx[0].id, n / SIZE);
	must(store_check(store));
	store_close(store);
	return n / SIZE;
}

static void
killed_writers_lose_nothing_they_acknowledged(void **state)
{
	struct place *place = *state;
	uint32_t random = 99;
	int64_t sets = 0, lost_late = 0;
	int round, rounds = place_rounds(ROUNDS);

	place_create(place);
	for (round = 0; round < rounds; round++) {
		unsigned number = 0;
		int64_t told = sets, found;
		int fd[2], wanted, status;
		pid_t pid;

		assert_int_equal(pipe(fd), 0);
		pid = fork();
		if (pid == 0) {
			setenv("CMOCKA_TEST_ABORT", "1", 1);
			close(fd[0]);
			save_until_killed(place, fd[1], (unsigned)sets);
		}
		close(fd[1]);
		random = random * 1664525u + 1013904223u;
		for (wanted = 1 + (int)(random >> 29); wanted > 0; wanted--) {
			assert_int_equal(read(fd[0], &number,
			    sizeof(number)), sizeof(number));
			told = number + 1;
		}
		/* Somewhere inside one of the next few transactions. */
		for (volatile uint32_t spin = random % 400000; spin > 0;)
			spin--;
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		while (read(fd[0], &number, sizeof(number)) ==
		    sizeof(number))
			told = number + 1;
		close(fd[0]);
		arena_reset(place->arena);
		found = whole_sets(place);
		assert_true(found >= told);
		lost_late += found > told;
		sets = found;
	}
	printf("# %d rounds, %lld sets, %lld killed between saving and "
	    "telling\n", rounds, (long long)sets, (long long)lost_late);
}

#define IN_A_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(killed_writers_lose_nothing_they_acknowledged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
