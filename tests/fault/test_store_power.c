/* SPDX-License-Identifier: ISC */
/*
 * Power cuts.  This program defines the library's system calls itself and
 * keeps, beside the real files, what a disk would hold if the power went: all
 * that was synced, and of what was written since, any part.  From that the
 * register must come back with everything that was acknowledged.  The same
 * with syncs that do nothing must fail, or the test would prove nothing.
 */
#include "tests/fault/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

enum { ROUNDS = 200, SIZE = 5, SECTOR = 512, FILES = 2 };

static const char *const suffixes[FILES] = { "", "-wal" };

/* A write, or with bytes NULL a truncation, that is not safe yet. */
struct pending {
	char	*bytes;
	size_t	 at, n;
};

static struct {
	bool	 active;
	bool	 lying;			/* syncs do nothing */
	uint32_t random;
	struct buf safe[FILES];
	struct pending *pending[FILES];
	size_t	 n[FILES], cap[FILES];
	int	 countdown;		/* calls until the power goes */
	bool	 cut;
	struct buf left[FILES];		/* what is on the disk then */
	int64_t	 told;			/* sets acknowledged until then */
	int64_t	 acknowledged;
} disk;

static uint32_t
draw(uint32_t n)
{
	disk.random ^= disk.random << 13;
	disk.random ^= disk.random >> 17;
	disk.random ^= disk.random << 5;
	return disk.random % n;
}

static void
put_bytes(struct buf *file, size_t at, const char *bytes, size_t n)
{
	if (at + n > file->len)
		buf_fill(file, '\0', at + n - file->len);
	memcpy(file->s + at, bytes, n);
}

static void
apply(struct buf *file, const struct pending *p, size_t n)
{
	if (p->bytes != NULL)
		put_bytes(file, p->at, p->bytes, n);
	else if (p->at < file->len)
		buf_truncate(file, p->at);
	else
		buf_fill(file, '\0', p->at - file->len);
}

/* Each write since the last sync is there, is not, or is there in part. */
static void
cut_power(void)
{
	size_t f, i;

	for (f = 0; f < FILES; f++) {
		buf_clear(&disk.left[f]);
		buf_addn(&disk.left[f], buf_str(&disk.safe[f]),
		    disk.safe[f].len);
		for (i = 0; i < disk.n[f]; i++) {
			const struct pending *p = &disk.pending[f][i];
			uint32_t fate = draw(4);

			if (fate >= 2)
				apply(&disk.left[f], p, p->n);
			else if (fate == 1 && p->n > SECTOR)
				apply(&disk.left[f], p, SECTOR *
				    (1 + draw((uint32_t)(p->n / SECTOR))));
		}
	}
	disk.told = disk.acknowledged;
	disk.cut = true;
}

/* Which of the files a descriptor is; -1 none of them. */
static int
file_of(int fd)
{
	char link[64], target[256];
	const char *at;
	ssize_t n;
	int f;

	if (!disk.active)
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	at = strstr(target, "/r.daicho");
	for (f = 0; f < FILES && at != NULL; f++)
		if (strcmp(at + strlen("/r.daicho"), suffixes[f]) == 0)
			return f;
	return -1;
}

static void
note(int f, size_t at, const void *bytes, size_t n)
{
	struct pending p = { .at = at, .n = n };

	if (f < 0)
		return;
	if (!disk.cut && disk.countdown-- == 0)
		cut_power();
	if (bytes != NULL) {
		p.bytes = xmalloc(n);
		memcpy(p.bytes, bytes, n);
	}
	disk.pending[f] = mem_grow(disk.pending[f], &disk.cap[f],
	    disk.n[f] + 1, sizeof(p));
	disk.pending[f][disk.n[f]++] = p;
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	note(file_of(fd), (size_t)at, bytes, n);
	return syscall(SYS_pwrite64, fd, bytes, n, at);
}

int
ftruncate64(int fd, off64_t n)
{
	note(file_of(fd), (size_t)n, NULL, 0);
	return (int)syscall(SYS_ftruncate, fd, n);
}

int
fdatasync(int fd)
{
	int f = file_of(fd);
	size_t i;

	if (f < 0)
		return 0;
	if (!disk.cut && disk.countdown-- == 0)
		cut_power();
	for (i = 0; i < disk.n[f] && !disk.lying; i++) {
		apply(&disk.safe[f], &disk.pending[f][i],
		    disk.pending[f][i].n);
		free(disk.pending[f][i].bytes);
	}
	if (!disk.lying)
		disk.n[f] = 0;
	return 0;
}

int
fsync(int fd)
{
	return fdatasync(fd);
}

static void
start_watching(struct place *place, bool lying)
{
	char name[128];
	int f;

	for (f = 0; f < FILES; f++) {
		snprintf(name, sizeof(name), "%s%s", place->path,
		    suffixes[f]);
		buf_clear(&disk.safe[f]);
		if (path_exists(name))
			must(path_read(name, 1 << 26, &disk.safe[f]));
	}
	disk.random = 2463534242u;
	disk.acknowledged = 0;
	disk.lying = lying;
	disk.active = true;
}

static void
stop_watching(void)
{
	size_t f, i;

	disk.active = false;
	for (f = 0; f < FILES; f++) {
		for (i = 0; i < disk.n[f]; i++)
			free(disk.pending[f][i].bytes);
		free(disk.pending[f]);
		disk.pending[f] = NULL;
		disk.n[f] = disk.cap[f] = 0;
		buf_release(&disk.safe[f]);
		buf_release(&disk.left[f]);
	}
}

/* --- the register after it ----------------------------------------------- */

/* True when all that was acknowledged came back, whole. */
static bool
came_back(struct place *after)
{
	struct store *store = NULL;
	const struct err *err;
	char name[128];
	int64_t n = -1;
	int f;

	disk.active = false;
	for (f = 0; f < FILES; f++) {
		snprintf(name, sizeof(name), "%s%s", after->path,
		    suffixes[f]);
		must(path_write(name, buf_str(&disk.left[f]),
		    disk.left[f].len, 0600));
	}
	snprintf(name, sizeof(name), "%s-shm", after->path);
	unlink(name);
	err = store_open(&after->session, after->path, STORE_WRITE, &store);
	if (err == NULL)
		err = store_check(store);
	if (err == NULL)
		err = store_count(store, ENTITY_department, NULL, &n);
	store_close(store);
	disk.active = true;
	return err == NULL && n % SIZE == 0 && n / SIZE >= disk.told &&
	    n / SIZE <= disk.told + 1;
}

static void
save_set(struct place *place, struct store *store)
{
	unsigned i;

	must(store_begin(store));
	for (i = 0; i < SIZE; i++)
		must(store_put(store, place_department(place,
		    (unsigned)disk.acknowledged * SIZE + i)));
	must(store_commit(store));
	disk.acknowledged++;
}

/* How many of the rounds lost something. */
static int
cut_many_times(struct place *place, int rounds, bool lying)
{
	struct store *store;
	struct place after;
	int round, i, lost = 0;

	place_make(&after);
	place_create(place);
	start_watching(place, lying);
	store = place_open(place, STORE_WRITE);
	for (round = 0; round < rounds; round++) {
		disk.cut = false;
		disk.countdown = (int)draw(60);
		for (i = 0; i < 3 || !disk.cut; i++) {
			save_set(place, store);
			/* Closing copies the WAL back into the file. */
			if (draw(3) == 0) {
				store_close(store);
				store = place_open(place, STORE_WRITE);
			}
		}
		arena_reset(place->arena);
		lost += !came_back(&after);
	}
	store_close(store);
	printf("# %d cuts in %lld sets, %d lost something\n", rounds,
	    (long long)disk.acknowledged, lost);
	stop_watching();
	place_remove(&after);
	return lost;
}

static void
no_power_cut_loses_what_was_acknowledged(void **state)
{
	assert_int_equal(cut_many_times(*state, place_rounds(ROUNDS),
	    false), 0);
}

static void
without_syncs_it_would(void **state)
{
	assert_true(cut_many_times(*state, place_rounds(ROUNDS) / 5,
	    true) > 0);
}

#define IN_A_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_PLACE(no_power_cut_loses_what_was_acknowledged),
		IN_A_PLACE(without_syncs_it_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
