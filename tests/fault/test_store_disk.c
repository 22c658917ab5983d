/* SPDX-License-Identifier: ISC */
/*
 * A disk that fails.  This program defines the library's system calls itself:
 * each write, sync and truncation of a register's files can be counted, made to
 * fail, or checked against the lock.
 */
#include "tests/fault/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RECORDS = 40, RESERVE = 1 << 20 };

/* What the calls below do; one test at a time uses it. */
static struct {
	bool	 armed;		/* count and fail */
	long	 calls;
	long	 fail_from;	/* this call and all later ones fail */
	int	 code;		/* with this errno */
	bool	 syncs;		/* syncs count as well */
	const char *lock;	/* when set: the lock file to be held */
	long	 unlocked;	/* writes without it */
} disk;

/* Whether somebody holds the lock, seen from outside. */
static bool
is_locked(void)
{
	int fd = open(disk.lock, O_RDONLY | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return false;
	locked = flock(fd, LOCK_SH | LOCK_NB) != 0;
	close(fd);
	return locked;
}

/* The register's own files; the -shm is memory, not storage. */
static bool
is_register(int fd)
{
	char link[64], target[256];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = '\0';
	return strstr(target, "/r.daicho") != NULL &&
	    strstr(target, "-shm") == NULL && strstr(target, "-lock") == NULL;
}

static bool
may_pass(int fd)
{
	if (disk.lock != NULL && is_register(fd) && !is_locked())
		disk.unlocked++;
	if (!disk.armed || ++disk.calls < disk.fail_from)
		return true;
	errno = disk.code;
	return false;
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	return may_pass(fd) ? syscall(SYS_pwrite64, fd, bytes, n, at) : -1;
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
	return may_pass(fd) ? syscall(SYS_write, fd, bytes, n) : -1;
}

int
ftruncate64(int fd, off64_t n)
{
	return may_pass(fd) ? (int)syscall(SYS_ftruncate, fd, n) : -1;
}

int
fdatasync(int fd)
{
	/* Tests do not cut the power, so there is nothing to wait for. */
	return !disk.syncs || may_pass(fd) ? 0 : -1;
}

int
fsync(int fd)
{
	return fdatasync(fd);
}

static void
arm(long fail_from, int code, bool syncs)
{
	disk.calls = 0;
	disk.fail_from = fail_from;
	disk.code = code;
	disk.syncs = syncs;
	disk.armed = true;
}

static void
disarm(void)
{
	disk.armed = false;
	disk.syncs = false;
}

/* One transaction of some size. */
static const struct err *
write_many(struct place *place, struct store *store, unsigned from)
{
	const struct err *err = store_begin(store);
	unsigned i;

	for (i = 0; i < RECORDS && err == NULL; i++)
		err = store_put(store, place_department(place, from + i));
	if (err == NULL)
		return store_commit(store);
	store_rollback(store);
	return err;
}

/*
 * Lets every single call of a session fail in turn: open, two transactions,
 * close.  What was acknowledged is there afterwards, the rest wholly absent.
 */
static void
fail_everywhere(struct place *place, int code, bool syncs)
{
	long at, refused = 0;

	place_create(place);
	for (at = 1;; at++) {
		struct store *store = NULL;
		const struct err *err;
		bool first = false, second = false;
		int64_t n;

		arena_reset(place->arena);
		arm(at, code, syncs);
		err = store_open(&place->session, place->path, STORE_WRITE,
		    &store);
		if (err == NULL) {
			first = write_many(place, store, 1000) == NULL;
			second = write_many(place, store, 2000) == NULL;
			store_close(store);
		}
		disarm();
		refused += !first || !second;
		store = place_open(place, STORE_WRITE);
		n = place_count(store);
		assert_true(n % RECORDS == 0);
		assert_true(n >= (first + second) * RECORDS);
		must(store_check(store));
		must(store_begin(store));
		for (n = 0; n < RECORDS; n++) {
			must(store_remove(store, ENTITY_department,
			    place_department(place, 1000 + (unsigned)n)->uuid));
			must(store_remove(store, ENTITY_department,
			    place_department(place, 2000 + (unsigned)n)->uuid));
		}
		must(store_commit(store));
		store_close(store);
		if (disk.calls < at)
			break;
	}
	printf("# %ld calls, %ld sessions refused\n", at - 1, refused);
	assert_true(at > 20 && refused > 10);
}

static void
no_full_disk_breaks_a_register(void **state)
{
	fail_everywhere(*state, ENOSPC, false);
}

static void
no_failing_disk_breaks_a_register(void **state)
{
	fail_everywhere(*state, EIO, true);
}

static void
a_full_disk_is_told_and_the_reserve_given_back(void **state)
{
	struct place *place = *state;
	struct store *store = place_open(place, STORE_CREATE);
	const struct err *err;
	char name[128];
	struct stat st;

	snprintf(name, sizeof(name), "%s-reserve", place->path);
	assert_int_equal(stat(name, &st), 0);
	assert_true(st.st_size >= RESERVE && st.st_blocks * 512 >= RESERVE);
	arm(1, ENOSPC, false);
	err = write_many(place, store, 1000);
	disarm();
	must_refuse(err, ERR_IO);
	assert_non_null(strstr(err->msg, "full"));
	/* Its room is free now, for rolling back and deleting. */
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_blocks, 0);
	assert_int_equal(place_count(store), 0);
	must(write_many(place, store, 1000));
	store_close(store);
	store = place_open(place, STORE_WRITE);
	assert_int_equal(stat(name, &st), 0);
	assert_true(st.st_size >= RESERVE);
	store_close(store);
}

/*
 * A commit beside a checkpoint may damage the file (SQLite 3.7.0 to 3.51.2),
 * so nothing is ever written to it, its WAL included, without the lock.
 */
static void
nothing_is_written_without_the_lock(void **state)
{
	struct place *place = *state;
	struct store *store, *reader;
	char lock[128];
	unsigned i;

	snprintf(lock, sizeof(lock), "%s-lock", place->path);
	place_create(place);
	disk.lock = lock;
	disk.unlocked = 0;
	store = place_open(place, STORE_WRITE);
	reader = place_open(place, STORE_READ);
	/* Enough to make the library checkpoint several times. */
	for (i = 0; i < 150; i++) {
		must(write_many(place, store, 1000 + RECORDS * i));
		(void)place_count(reader);
		arena_reset(place->arena);
	}
	store_close(reader);
	/* The last to close copies the rest of the WAL back. */
	store_close(store);
	disk.lock = NULL;
	assert_int_equal(disk.unlocked, 0);
}

#define IN_A_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(no_full_disk_breaks_a_register),
		IN_A_PLACE(no_failing_disk_breaks_a_register),
		IN_A_PLACE(a_full_disk_is_told_and_the_reserve_given_back),
		IN_A_PLACE(nothing_is_written_without_the_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
