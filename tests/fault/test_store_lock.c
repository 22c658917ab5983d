/* SPDX-License-Identifier: ISC */
/*
 * The lock around writing: many writers at once, waiting, signals.
 */
#include "tests/fault/place.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
	WRITERS = 8,
	ROUND_MS = 2000,
	SAMPLES = 20000,
	BATCH = 500,
	IMPORT_PAUSE_US = 5000,
};

/* --- many at once -------------------------------------------------------- */

struct tally {
	int		 ready;
	int64_t		 end;		/* 0: not begun */
	int		 busy;		/* refusals */
	int		 failed;
	int		 commits[WRITERS];
	int		 imported;
	int		 waits;		/* of the writers, in ms */
	short		 wait[SAMPLES];
};

/* All begin and end together; returns when it ends. */
static int64_t
wait_for_start(struct tally *tally)
{
	int64_t end;

	__atomic_add_fetch(&tally->ready, 1, __ATOMIC_SEQ_CST);
	while ((end = __atomic_load_n(&tally->end, __ATOMIC_SEQ_CST)) == 0)
		sched_yield();
	return end;
}

static void
note(struct tally *tally, const struct err *err)
{
	if (err == NULL)
		return;
	if (err->kind == ERR_BUSY)
		__atomic_add_fetch(&tally->busy, 1, __ATOMIC_SEQ_CST);
	else
		__atomic_add_fetch(&tally->failed, 1, __ATOMIC_SEQ_CST);
}

static void
run_writer(struct place *place, struct tally *tally, unsigned who)
{
	struct store *store = place_open(place, STORE_WRITE);
	int64_t start, end = wait_for_start(tally);

	while ((start = clock_monotonic()) < end) {
		int at;

		note(tally, place_write(place, store, who << 24 |
		    (unsigned)tally->commits[who]));
		tally->commits[who]++;
		at = __atomic_fetch_add(&tally->waits, 1, __ATOMIC_SEQ_CST);
		if (at < SAMPLES)
			tally->wait[at] = (short)(clock_monotonic() - start);
		arena_reset(place->arena);
	}
	store_close(store);
}

/* Batches of at most 40 ms, with a pause after each. */
static void
run_importer(struct place *place, struct tally *tally)
{
	struct store *store = place_open(place, STORE_WRITE);
	int64_t end = wait_for_start(tally), slice;
	const struct err *err;
	int i;

	while (clock_monotonic() < end) {
		err = store_begin(store);
		slice = clock_monotonic() + 40;
		for (i = 0; i < BATCH && err == NULL &&
		    clock_monotonic() < slice; i++)
			err = store_put(store, place_department(place,
			    0x80000000u + (unsigned)tally->imported++));
		if (err == NULL)
			err = store_commit(store);
		store_rollback(store);
		note(tally, err);
		arena_reset(place->arena);
		usleep(IMPORT_PAUSE_US);
	}
	store_close(store);
}

static int
compare_shorts(const void *a, const void *b)
{
	return *(const short *)a - *(const short *)b;
}

static void
eight_editors_and_an_import_all_get_their_turn(void **state)
{
	struct place *place = *state;
	struct tally *tally = mmap(NULL, sizeof(*tally),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct store *store;
	int i, n, status, least = INT32_MAX, most = 0;
	int64_t all;

	assert_true(tally != MAP_FAILED);
	place_create(place);
	for (i = 0; i <= WRITERS; i++)
		if (fork() == 0) {
			setenv("CMOCKA_TEST_ABORT", "1", 1);
			if (i < WRITERS)
				run_writer(place, tally, (unsigned)i);
			else
				run_importer(place, tally);
			_exit(0);
		}
	while (__atomic_load_n(&tally->ready, __ATOMIC_SEQ_CST) <= WRITERS)
		sched_yield();
	__atomic_store_n(&tally->end, clock_monotonic() + ROUND_MS,
	    __ATOMIC_SEQ_CST);
	for (i = 0; i <= WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	for (all = 0, i = 0; i < WRITERS; i++) {
		all += tally->commits[i];
		if (tally->commits[i] < least)
			least = tally->commits[i];
		if (tally->commits[i] > most)
			most = tally->commits[i];
	}
	n = tally->waits < SAMPLES ? tally->waits : SAMPLES;
	qsort(tally->wait, (size_t)n, sizeof(tally->wait[0]),
	    compare_shorts);
	printf("# %d to %d commits each, %d imported; waits in ms: "
	    "median %d, p99 %d, longest %d\n", least, most, tally->imported,
	    tally->wait[n / 2], tally->wait[n * 99 / 100], tally->wait[n - 1]);
	assert_int_equal(tally->busy, 0);
	assert_int_equal(tally->failed, 0);
	/* Nobody starves: the slowest has half of what the fastest has. */
	assert_true(least * 2 >= most);
	assert_true(tally->imported >= BATCH);
	store = place_open(place, STORE_READ);
	assert_int_equal(place_count(store), all + tally->imported);
	must(store_check(store));
	store_close(store);
	munmap(tally, sizeof(*tally));
}

/* --- one holder ---------------------------------------------------------- */

/* A child that holds the lock until it is told to end. */
struct holder {
	pid_t	pid;
	int	fd;		/* closing it ends the child */
};

static struct holder
hold(struct place *place)
{
	struct holder holder;
	int to[2], from[2];
	char c = 0;

	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	holder.pid = fork();
	if (holder.pid == 0) {
		struct store *store;

		setenv("CMOCKA_TEST_ABORT", "1", 1);
		close(to[1]);
		store = place_open(place, STORE_WRITE);
		must(store_begin(store));
		if (write(from[1], &c, 1) != 1 || read(to[0], &c, 1) != 0)
			_exit(1);
		store_close(store);
		_exit(0);
	}
	close(to[0]);
	close(from[1]);
	assert_int_equal(read(from[0], &c, 1), 1);
	close(from[0]);
	holder.fd = to[1];
	return holder;
}

static void
let_go(const struct holder *holder)
{
	int status;

	close(holder->fd);
	assert_int_equal(waitpid(holder->pid, &status, 0), holder->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
waiting_ends_after_two_seconds_naming_the_holder(void **state)
{
	struct place *place = *state;
	struct holder holder;
	struct store *store;
	const struct err *err;
	int64_t start;
	char who[64];

	place_create(place);
	store = place_open(place, STORE_WRITE);
	holder = hold(place);
	start = clock_monotonic();
	err = store_begin(store);
	must_refuse(err, ERR_BUSY);
	assert_true(clock_monotonic() - start >= 2000);
	assert_true(clock_monotonic() - start < 3000);
	snprintf(who, sizeof(who), "%s %ld", place->session.user,
	    (long)holder.pid);
	assert_non_null(strstr(err->msg, who));
	/* Reading never waits. */
	assert_int_equal(place_count(store), 0);
	let_go(&holder);
	must(place_write(place, store, 1));
	store_close(store);
}

struct told {
	int	 times;
	char	 holder[64];
};

static void
note_waiting(void *ctx, const char *holder)
{
	struct told *told = ctx;

	told->times++;
	snprintf(told->holder, sizeof(told->holder), "%s", holder);
}

static void
who_waits_is_told_once_for_whom(void **state)
{
	struct place *place = *state;
	struct told told = { 0 };
	struct holder holder;
	struct store *store;
	char who[64];

	place_create(place);
	place->session.waiting = (struct waiting){ note_waiting, &told };
	store = place_open(place, STORE_WRITE);
	must(place_write(place, store, 1));
	assert_int_equal(told.times, 0);
	holder = hold(place);
	must_refuse(store_begin(store), ERR_BUSY);
	assert_int_equal(told.times, 1);
	snprintf(who, sizeof(who), "%s %ld", place->session.user,
	    (long)holder.pid);
	assert_string_equal(told.holder, who);
	let_go(&holder);
	store_close(store);
	place->session.waiting = (struct waiting){ NULL, NULL };
}

static void
a_link_leads_to_the_same_lock(void **state)
{
	struct place *place = *state;
	char real[96], name[128];
	struct store *store, *other;
	sigset_t set, old;
	int signal;

	place_create(place);
	store = place_open(place, STORE_WRITE);
	must(store_begin(store));
	memcpy(real, place->path, sizeof(real));
	snprintf(name, sizeof(name), "%s/link", place->folder);
	assert_int_equal(symlink("r.daicho", name), 0);
	snprintf(place->path, sizeof(place->path), "%s/link", place->folder);
	/* A pending hangup spares the two seconds. */
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGHUP);
	other = place_open(place, STORE_WRITE);
	must_refuse(store_begin(other), ERR_CANCELLED);
	sigwait(&set, &signal);
	sigprocmask(SIG_SETMASK, &old, NULL);
	store_rollback(store);
	store_close(other);
	memcpy(place->path, real, sizeof(real));
	store_close(store);
}

static void
a_holder_that_dies_leaves_nothing_locked(void **state)
{
	struct place *place = *state;
	struct holder holder;
	struct store *store;
	int status;

	place_create(place);
	store = place_open(place, STORE_WRITE);
	holder = hold(place);
	assert_int_equal(kill(holder.pid, SIGKILL), 0);
	assert_int_equal(waitpid(holder.pid, &status, 0), holder.pid);
	close(holder.fd);
	must(place_write(place, store, 1));
	store_close(store);
}

static void
a_hangup_ends_the_wait_at_once(void **state)
{
	struct place *place = *state;
	struct holder holder;
	struct store *store;
	sigset_t set, old, pending;
	int64_t start;
	int signal;

	place_create(place);
	store = place_open(place, STORE_WRITE);
	holder = hold(place);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGHUP);
	start = clock_monotonic();
	must_refuse(store_begin(store), ERR_CANCELLED);
	assert_true(clock_monotonic() - start < 1000);
	/* The signal is still there for whoever handles it. */
	sigpending(&pending);
	assert_true(sigismember(&pending, SIGHUP));
	sigwait(&set, &signal);
	sigprocmask(SIG_SETMASK, &old, NULL);
	let_go(&holder);
	store_close(store);
}

/* --- signals while writing ----------------------------------------------- */

static bool
is_blocked(int signal)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, signal) == 1;
}

static void
stop_and_hangup_wait_until_it_is_saved(void **state)
{
	static const int held[] = { SIGTSTP, SIGHUP, SIGTERM };
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	size_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < 3; i++)
			assert_false(is_blocked(held[i]));
		must(store_begin(store));
		for (i = 0; i < 3; i++)
			assert_true(is_blocked(held[i]));
		if (k == 0)
			must(store_commit(store));
		else
			store_rollback(store);
	}
	for (i = 0; i < 3; i++)
		assert_false(is_blocked(held[i]));
	store_close(store);
}

/* --- the owner of a staged set ------------------------------------------- */

static int
ask_for_owner(struct place *place)
{
	struct store *store = place_open(place, STORE_WRITE);
	bool got;

	must(store_owner_lock(store, &got));
	store_close(store);
	return got ? 1 : 0;
}

static void
the_owner_is_one_and_does_not_stop_writers(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	bool got;

	must(store_owner_lock(store, &got));
	assert_true(got);
	assert_int_equal(place_in_child(place, ask_for_owner), 0);
	must(place_write(place, store, 1));
	store_owner_unlock(store);
	assert_int_equal(place_in_child(place, ask_for_owner), 1);
	store_close(store);
}

/* --- noticing others ----------------------------------------------------- */

static int
write_one(struct place *place)
{
	struct store *store = place_open(place, STORE_WRITE);

	must(place_write(place, store, 1));
	store_close(store);
	return 0;
}

static void
what_others_save_is_noticed(void **state)
{
	struct place *place = *state;
	struct store *store, *reader;
	int64_t before, after, seen, now;

	place_create(place);
	store = place_open(place, STORE_WRITE);
	reader = place_open(place, STORE_READ);
	must(store_changed(store, &before));
	must(store_changed(reader, &seen));
	assert_int_equal(place_in_child(place, write_one), 0);
	must(store_changed(store, &after));
	assert_int_not_equal(before, after);
	must(store_changed(reader, &now));
	assert_int_not_equal(seen, now);
	assert_int_equal(place_count(reader), 1);
	must(store_changed(store, &before));
	assert_int_equal(before, after);
	store_close(reader);
	store_close(store);
}

#define IN_A_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(eight_editors_and_an_import_all_get_their_turn),
		IN_A_PLACE(waiting_ends_after_two_seconds_naming_the_holder),
		IN_A_PLACE(who_waits_is_told_once_for_whom),
		IN_A_PLACE(a_link_leads_to_the_same_lock),
		IN_A_PLACE(a_holder_that_dies_leaves_nothing_locked),
		IN_A_PLACE(a_hangup_ends_the_wait_at_once),
		IN_A_PLACE(stop_and_hangup_wait_until_it_is_saved),
		IN_A_PLACE(what_others_save_is_noticed),
		IN_A_PLACE(the_owner_is_one_and_does_not_stop_writers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
