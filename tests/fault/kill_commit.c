/* SPDX-License-Identifier: ISC */
/*
 * kill -9 in the middle of writing.  Each round a child makes a large change
 * set, changes all of its records and takes that or everything back, telling
 * what is done through a pipe; it dies at a point between two batches, soon
 * after rolling forward began, or at any time.  Then the register is opened
 * again: each act must be there wholly or not at all, what was acknowledged
 * must be there, the journal must be whole and nothing may be left over.
 *
 * DAICHO_KILL_ROUNDS says how many rounds (200).
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/unit/world.h"

enum { ROUNDS = 200, DEVICES = 270, FRESH_AFTER = 25, STEPS_MAX = 16 };

/* How far a round came; every later state includes the earlier acts. */
enum state { NOTHING, CREATED, CHANGED, TAKEN_BACK };

/* --- the child -------------------------------------------------------------------- */

struct child {
	struct world	*world;
	int		 fd;
	int		 steps;
	int		 die_at;	/* step; 0: never by itself */
	bool		 writing;
};

static void
tell(struct child *child, char c)
{
	if (write(child->fd, &c, 1) != 1)
		_exit(3);
}

static bool
child_step(void *ctx, const char *what, int64_t done, int64_t total)
{
	struct child *child = ctx;

	(void)done;
	(void)total;
	if (strcmp(what, "Writing") == 0 && !child->writing) {
		child->writing = true;
		tell(child, 'w');
	}
	if (++child->steps == child->die_at)
		raise(SIGKILL);
	return true;
}

static void
child_must(const struct err *err)
{
	if (err != NULL) {
		fprintf(stderr, "child: %s\n", err->msg);
		_exit(2);
	}
}

/* Devices with an interface and an observation each. */
static int64_t
create_devices(struct child *child, int round, char uuid[][UUID_LEN])
{
	struct session *session = &child->world->session;
	struct arena *arena = child->world->arena;
	struct changes *changes = changes_new(session, "import");
	struct commit_result result;
	int i;

	for (i = 0; i < DEVICES; i++) {
		struct record *asset = record_new(arena, ENTITY_asset);
		struct record *interface = record_new(arena,
		    ENTITY_interface);
		struct record *seen = record_new(arena, ENTITY_observation);

		record_set_text(asset, F_asset_asset_no,
		    arena_printf(arena, "R%d-%04d", round, i));
		record_set_text(asset, F_asset_location,
		    arena_printf(arena, "r%d", round));
		memcpy(uuid[i], changes_put(changes, asset), UUID_LEN);
		record_set_text(interface, F_interface_asset, uuid[i]);
		record_set_text(interface, F_interface_ssid,
		    arena_printf(arena, "r%d", round));
		changes_put(changes, interface);
		record_set_text(seen, F_observation_hostname,
		    arena_printf(arena, "r%d", round));
		changes_put(changes, seen);
	}
	child_must(register_commit(session, changes, NULL, &result));
	changes_free(changes);
	return result.tx;
}

static int64_t
change_devices(struct child *child, char uuid[][UUID_LEN])
{
	struct session *session = &child->world->session;
	struct arena *arena = child->world->arena;
	struct changes *changes = changes_new(session, "edit");
	struct commit_result result;
	int i;

	for (i = 0; i < DEVICES; i++) {
		struct record *asset = record_new(arena, ENTITY_asset);
		struct record *extra = record_new(arena, ENTITY_service);

		memcpy(asset->uuid, uuid[i], UUID_LEN);
		asset->rev = 1;
		record_set_text(asset, F_asset_rack, "changed");
		changes_put(changes, asset);
		record_set_text(extra, F_service_name, "extra");
		changes_put(changes, extra);
	}
	child_must(register_commit(session, changes, NULL, &result));
	changes_free(changes);
	return result.tx;
}

static void
take_back(struct child *child, int64_t tx)
{
	struct undo_obstacle obstacle;
	size_t n;

	child_must(history_undo(&child->world->session, tx,
	    child->world->arena, &obstacle, 1, &n, NULL));
}

static void
be_child(struct world *world, int round, int fd, int die_at)
{
	static char uuid[DEVICES][UUID_LEN];
	struct child child = { .world = world, .fd = fd, .die_at = die_at };
	int64_t second;

	world->next = 1 + (unsigned)round * 100000;
	world->session.progress = (struct progress){ child_step, &child };
	child_must(register_open(&world->session, world->path));
	create_devices(&child, round, uuid);
	tell(&child, 'A');
	child.writing = false;
	second = change_devices(&child, uuid);
	tell(&child, 'B');
	child.writing = false;
	take_back(&child, second);
	tell(&child, 'C');
	_exit(0);
}

/* --- the parent --------------------------------------------------------------------- */

static void
wait_us(long us)
{
	struct timespec time = { .tv_nsec = us * 1000 };

	nanosleep(&time, NULL);
}

/*
 * Reads what the child tells and kills it: `delay` after the nth time that it
 * says it is rolling forward, or after delay from the start (nth 0).
 */
static enum state
watch_child(pid_t pid, int fd, int nth, long delay)
{
	enum state acknowledged = NOTHING;
	int writes = 0;
	ssize_t n;
	char c;

	if (nth == 0) {
		wait_us(delay);
		kill(pid, SIGKILL);
	}
	while ((n = read(fd, &c, 1)) == 1) {
		if (c >= 'A' && c <= 'C')
			acknowledged = (enum state)(c - 'A' + CREATED);
		if (c == 'w' && ++writes == nth) {
			wait_us(delay);
			kill(pid, SIGKILL);
		}
	}
	return acknowledged;
}

static int64_t
sql(struct world *world, const char *text)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	assert_int_equal(sqlite3_open_v2(world->path, &db,
	    SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

static int64_t
count(struct world *world, enum entity_id entity, const char *text)
{
	struct query *query;
	int64_t n;

	assert_null(query_parse(&world->session, entity, text, world->arena,
	    &query));
	assert_null(store_count(register_reader(&world->session), entity,
	    query, &n));
	return n;
}

/* All or nothing of each act, and which of them are there. */
static enum state
find_state(struct world *world, int round)
{
	struct arena *arena = world->arena;
	int64_t assets = count(world, ENTITY_asset,
	    arena_printf(arena, "location=r%d", round));
	int64_t interfaces = count(world, ENTITY_interface,
	    arena_printf(arena, "ssid=r%d", round));
	int64_t seen = count(world, ENTITY_observation,
	    arena_printf(arena, "hostname=r%d", round));
	int64_t racks = count(world, ENTITY_asset,
	    arena_printf(arena, "location=r%d rack=changed", round));
	int64_t extra = count(world, ENTITY_service, "name=extra");
	int64_t touched = count(world, ENTITY_asset,
	    arena_printf(arena, "location=r%d rev=3", round));

	assert_true(assets == 0 || assets == DEVICES);
	assert_int_equal(interfaces, assets);
	assert_int_equal(seen, assets);
	assert_true(racks == 0 || racks == DEVICES);
	assert_true(touched == 0 || touched == DEVICES);
	assert_true(racks == 0 || touched == 0);
	/* Every round ends without its services or is swept by the next. */
	assert_int_equal(extra, racks);
	if (assets == 0)
		return NOTHING;
	if (touched > 0)
		return TAKEN_BACK;
	return racks > 0 ? CHANGED : CREATED;
}

static void
check_leftovers(struct world *world)
{
	assert_int_equal(sql(world, "SELECT count(*) FROM reserved"), 0);
	assert_int_equal(sql(world, "SELECT count(*) FROM tx WHERE state <> 2"),
	    0);
	assert_int_equal(sql(world, "SELECT count(*) FROM meta WHERE key = "
	    "'staged'"), 0);
	assert_int_equal(sql(world, "SELECT count(*) FROM entry WHERE op = "
	    "'evidence'"), 0);
	assert_int_equal(sql(world, "SELECT (SELECT count(*) FROM object) - "
	    "(SELECT count(*) FROM asset) - (SELECT count(*) FROM interface) "
	    "- (SELECT count(*) FROM observation) - (SELECT count(*) FROM "
	    "service)"), 0);
}

/* Clears the services away, so that the next round counts its own. */
static void
sweep(struct world *world)
{
	int64_t tx;

	assert_null(history_last(&world->session, false, &tx));
	if (count(world, ENTITY_service, "name=extra") > 0) {
		struct undo_obstacle obstacle;
		size_t n;

		assert_null(history_undo(&world->session, tx, world->arena,
		    &obstacle, 1, &n, NULL));
	}
}

static void
play_round(struct world *world, int round, int *reached)
{
	int pipes[2], die_at = 0, nth = -1, status;
	enum state acknowledged, found;
	long delay = 0;
	pid_t pid;

	if (round % 3 == 0) {
		die_at = 1 + round / 3 % STEPS_MAX;
	} else if (round % 3 == 1) {
		nth = 1 + round / 3 % 3;
		delay = random() % 9000;
	} else {
		nth = 0;
		delay = random() % 120000;
	}
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		close(pipes[0]);
		be_child(world, round, pipes[1], die_at);
	}
	close(pipes[1]);
	acknowledged = watch_child(pid, pipes[0], nth, delay);
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	assert_null(register_open(&world->session, world->path));
	world_verify(world);
	found = find_state(world, round);
	if (found < acknowledged)
		fail_msg("round %d: %d was acknowledged, %d is there", round,
		    acknowledged, found);
	check_leftovers(world);
	sweep(world);
	register_close(&world->session);
	reached[found]++;
}

static void
nothing_is_half_written_or_lost(void **state)
{
	const char *asked = getenv("DAICHO_KILL_ROUNDS");
	int rounds = asked == NULL ? ROUNDS : (int)strtol(asked, NULL, 10);
	int reached[TAKEN_BACK + 1] = { 0 };
	struct world world;
	int round;

	(void)state;
	srandom(7);
	for (round = 0; round < rounds; round++) {
		if (round % FRESH_AFTER == 0) {
			if (round > 0)
				world_release(&world);
			world_open_file(&world);
			register_close(&world.session);
		}
		play_round(&world, round, reached);
	}
	world_release(&world);
	print_message("nothing %d, created %d, changed %d, taken back %d\n",
	    reached[NOTHING], reached[CREATED],
	    reached[CHANGED], reached[TAKEN_BACK]);
	/* The kills must have fallen everywhere. */
	assert_true(rounds < 50 || (reached[NOTHING] > 0 &&
	    reached[CREATED] > 0 && reached[CHANGED] > 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_half_written_or_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
