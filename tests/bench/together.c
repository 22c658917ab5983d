/* SPDX-License-Identifier: ISC */
/*
 * Eight people and an import at once: together REGISTER SECONDS.
 *
 * Each person counts up a number in one of a few assets that all of them
 * change, reading it anew when somebody was faster; at the end the numbers
 * must add up to what was saved.  The import adds assets in sets of 2000.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "model/register.h"

enum { EDITORS = 8, SHARED = 40, IMPORT_SET = 2000, SAMPLES = 100000 };

struct tally {
	int		 ready;
	int64_t		 end;			/* 0: not begun */
	int		 busy, failed, conflicts, imported, waits;
	int		 saved[EDITORS];
	float		 wait[SAMPLES];		/* of the editors, ms */
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
must(const struct err *err)
{
	if (err == NULL)
		return;
	fprintf(stderr, "together: %s\n", err->msg);
	_exit(1);
}

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
	int *count = err->kind == ERR_BUSY ? &tally->busy :
	    err->kind == ERR_CONFLICT ? &tally->conflicts : &tally->failed;

	__atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
	if (count == &tally->failed)
		fprintf(stderr, "together: %s\n", err->msg);
}

static void
uuid_of(char uuid[UUID_LEN], unsigned i)
{
	snprintf(uuid, UUID_LEN, "%08x-0000-4000-8000-000000000000", i);
}

/* What the notes "12 by 3" count. */
static const struct err *
read_count(struct session *session, struct arena *arena, const char *uuid,
    struct record **asset, long *count)
{
	const struct err *err = store_get(register_reader(session),
	    ENTITY_asset, uuid, NULL, arena, asset);
	const char *text = err == NULL ? record_text(*asset, F_notes) :
	    NULL;

	*count = text != NULL ? strtol(text, NULL, 10) : 0;
	return err;
}

static const struct err *
count_up(struct session *session, struct arena *arena, int who, unsigned turn)
{
	struct changes *changes = changes_new(session, "edit");
	struct record *asset, *change = record_new(arena, ENTITY_asset);
	const struct err *err;
	long count;

	uuid_of(change->uuid, (turn * 7 + (unsigned)who * 5) % SHARED);
	err = read_count(session, arena, change->uuid, &asset, &count);
	if (err == NULL) {
		change->rev = asset->rev;
		record_set_text(change, F_notes, arena_printf(arena,
		    "%ld by %d in %u", count + 1, who, turn));
		changes_put(changes, change);
		err = register_commit(session, changes, NULL, NULL);
	}
	changes_free(changes);
	return err;
}

static void
run_editor(struct session *session, struct tally *tally, int who)
{
	struct arena *arena = arena_new();
	int64_t end = wait_for_start(tally);
	unsigned turn;

	for (turn = 0; clock_monotonic() < end; turn++) {
		double since = now_ms();
		const struct err *err = count_up(session, arena, who, turn);
		int at = __atomic_fetch_add(&tally->waits, 1,
		    __ATOMIC_SEQ_CST);

		if (at < SAMPLES)
			tally->wait[at] = (float)(now_ms() - since);
		if (err != NULL)
			note(tally, err);
		else
			tally->saved[who]++;
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
run_import(struct session *session, struct tally *tally)
{
	struct arena *arena = arena_new();
	int64_t end = wait_for_start(tally);
	const struct err *err;
	int i;

	while (clock_monotonic() < end) {
		struct changes *changes = changes_new(session, "import");

		for (i = 0; i < IMPORT_SET; i++) {
			struct record *asset = record_new(arena, ENTITY_asset);

			record_set_text(asset, F_asset_name, "取込端末");
			record_set_text(asset, F_asset_asset_no, arena_printf(
			    arena, "IN-%08d", tally->imported + i));
			changes_put(changes, asset);
		}
		err = register_commit(session, changes, NULL, NULL);
		if (err != NULL)
			note(tally, err);
		else
			tally->imported += IMPORT_SET;
		changes_free(changes);
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
run_child(const char *path, struct tally *tally, int who)
{
	struct session session;

	session_init(&session);
	must(register_open(&session, path));
	if (who < EDITORS)
		run_editor(&session, tally, who);
	else
		run_import(&session, tally);
	register_close(&session);
	session_release(&session);
	_exit(0);
}

static const struct err *
make_register(struct session *session, const char *path)
{
	struct arena *arena = arena_new();
	const struct err *err = register_create(session, path, "municipal",
	    "personal", "Together");
	struct changes *changes;
	unsigned i;

	if (err == NULL) {
		changes = changes_new(session, "edit");
		for (i = 0; i < SHARED; i++) {
			struct record *asset = record_new(arena, ENTITY_asset);

			uuid_of(asset->uuid, i);
			record_set_text(asset, F_asset_name, "端末");
			changes_put(changes, asset);
		}
		err = register_commit(session, changes, NULL, NULL);
		changes_free(changes);
	}
	register_close(session);
	arena_free(arena);
	return err;
}

/* The sum of all counts. */
static long
sum_of(struct session *session, const char *path)
{
	struct arena *arena = arena_new();
	struct record *asset;
	long count, sum = 0;
	unsigned i;

	must(register_open(session, path));
	for (i = 0; i < SHARED; i++) {
		char uuid[UUID_LEN];

		uuid_of(uuid, i);
		must(read_count(session, arena, uuid, &asset, &count));
		sum += count;
	}
	register_close(session);
	arena_free(arena);
	return sum;
}

static int
compare(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
print(struct tally *tally, long sum)
{
	int i, n = tally->waits < SAMPLES ? tally->waits : SAMPLES;
	int least = tally->saved[0], most = tally->saved[0], all = 0;

	for (i = 0; i < EDITORS; i++) {
		all += tally->saved[i];
		if (tally->saved[i] < least)
			least = tally->saved[i];
		if (tally->saved[i] > most)
			most = tally->saved[i];
	}
	qsort(tally->wait, (size_t)n, sizeof(tally->wait[0]), compare);
	printf("eight editors: %d saved, %d conflicts asked, "
	    "%d rows imported beside\n", all, tally->conflicts,
	    tally->imported);
	printf("  median %.1f ms, p99 %.1f ms, longest %.1f ms\n",
	    n > 0 ? tally->wait[n / 2] : 0,
	    n > 0 ? tally->wait[n * 99 / 100] : 0,
	    n > 0 ? tally->wait[n - 1] : 0);
	printf("  fairness %.2f, busy %d, failed %d, lost updates %ld\n",
	    most > 0 ? (double)least / most : 0, tally->busy, tally->failed,
	    all - sum);
}

int
main(int argc, char **argv)
{
	struct tally *tally = mmap(NULL, sizeof(*tally),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct session session;
	int who, status;

	if (argc != 3 || tally == MAP_FAILED)
		return 2;
	session_init(&session);
	must(make_register(&session, argv[1]));
	for (who = 0; who <= EDITORS; who++)
		if (fork() == 0)
			run_child(argv[1], tally, who);
	while (__atomic_load_n(&tally->ready, __ATOMIC_SEQ_CST) <= EDITORS)
		sched_yield();
	__atomic_store_n(&tally->end, clock_monotonic() +
	    1000 * strtol(argv[2], NULL, 10), __ATOMIC_SEQ_CST);
	for (who = 0; who <= EDITORS; who++)
		if (wait(&status) < 0 || !WIFEXITED(status) ||
		    WEXITSTATUS(status) != 0)
			return 1;
	print(tally, sum_of(&session, argv[1]));
	session_release(&session);
	return 0;
}
