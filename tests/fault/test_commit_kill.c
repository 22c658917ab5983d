/* SPDX-License-Identifier: ISC */
/*
 * kill -9 in the middle of writing.  Each round a child makes a large change
 * set, changes all of its records and takes that back, telling what is done
 * through a pipe.  It dies where a lock is taken or given back (so between any
 * two transactions, one after the other), at some write to the file, or at
 * some moment after rolling forward began.  Then the register is opened again:
 * each act must be there wholly or not at all, what was acknowledged must be
 * there, the journal must be whole and nothing may be left over.
 *
 * DAICHO_KILL_ROUNDS says how many rounds (200; 50 with the sanitizers).
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
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/unit/world.h"

enum { ROUNDS = 200, DEVICES = 270, FRESH_AFTER = 25 };

/* Where a child can die: at its locks and at its writes. */
enum point { AT_LOCK, AT_WRITE, POINTS };

static long passed[POINTS], deadly[POINTS];

/* How far a round came; every later state includes the earlier acts. */
enum state { NOTHING, CREATED, CHANGED, TAKEN_BACK };

static void
pass(enum point point)
{
	if (++passed[point] == deadly[point])
		raise(SIGKILL);
}

/* These stand before the C library's, for the program and for SQLite. */
int
flock(int fd, int operation)
{
	pass(AT_LOCK);
	return (int)syscall(SYS_flock, fd, operation);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	pass(AT_WRITE);
	return syscall(SYS_pwrite64, fd, bytes, n, at);
}

int
fdatasync(int fd)
{
	pass(AT_WRITE);
	return (int)syscall(SYS_fdatasync, fd);
}

/* --- the child -------------------------------------------------------------------- */

struct child {
	struct world	*world;
	int		 fd;
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

/* A sighting of each device that is not kept in the set, then its moment. */
struct sightings {
	int	 round;
	char	 import[UUID_LEN], last[UUID_LEN];
	char	(*device)[UUID_LEN];
};

static struct record *
make_sighting(void *ctx, size_t i, struct arena *arena)
{
	struct sightings *sightings = ctx;
	struct record *record;

	if (i >= DEVICES) {
		record = record_new(arena, ENTITY_asset);
		memcpy(record->uuid, sightings->device[i - DEVICES],
		    UUID_LEN);
		record_set_int(record, F_asset_last_seen,
		    1000 + sightings->round);
		return record;
	}
	record = record_new(arena, ENTITY_observation);
	snprintf(record->uuid, sizeof(record->uuid), "%.24s%012zx",
	    sightings->last, i);
	record_set_text(record, F_observation_import, sightings->import);
	record_set_text(record, F_observation_hostname,
	    arena_printf(arena, "s%d", sightings->round));
	return record;
}

static void
add_sightings(struct changes *changes, struct session *session,
    struct sightings *sightings)
{
	struct arena *arena = arena_new();
	struct record *import = record_new(arena, ENTITY_import);

	session_uuid(session, sightings->import);
	session_uuid(session, sightings->last);
	memcpy(import->uuid, sightings->import, UUID_LEN);
	record_set_text(import, F_import_name, "round");
	changes_evidence(changes, import);
	changes_stream(changes, sightings->import, sightings->last,
	    (size_t)2 * DEVICES, make_sighting, sightings);
	arena_free(arena);
}

/* Devices with an interface and an observation each. */
static int64_t
create_devices(struct child *child, int round, char uuid[][UUID_LEN])
{
	struct session *session = &child->world->session;
	struct arena *arena = child->world->arena;
	struct changes *changes = changes_new(session, "import");
	struct sightings sightings = { .round = round, .device = uuid };
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
	add_sightings(changes, session, &sightings);
	child_must(register_commit(session, changes, NULL, &result));
	changes_free(changes);
	return result.tx;
}

static int64_t
change_devices(struct child *child, int round, char uuid[][UUID_LEN])
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
		record_set_text(extra, F_service_name,
		    arena_printf(arena, "x%d", round));
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
be_child(struct world *world, int round, int fd)
{
	static char uuid[DEVICES][UUID_LEN];
	struct child child = { .world = world, .fd = fd };
	int64_t second;

	world->next = 1 + (unsigned)round * 100000;
	world->session.progress = (struct progress){ child_step, &child };
	child_must(register_open(&world->session, world->path));
	create_devices(&child, round, uuid);
	tell(&child, 'A');
	child.writing = false;
	second = change_devices(&child, round, uuid);
	tell(&child, 'B');
	child.writing = false;
	take_back(&child, second);
	tell(&child, 'C');
	if (write(fd, passed, sizeof(passed)) != (ssize_t)sizeof(passed))
		_exit(3);
	_exit(0);
}

/* --- the parent --------------------------------------------------------------------- */

static void
wait_us(long us)
{
	struct timespec time = { .tv_nsec = us * 1000 };

	nanosleep(&time, NULL);
}

/* How a child of a round ends. */
struct end {
	long	deadly[POINTS];
	int	nth;		/* time that it says it rolls forward; 0 none */
	long	delay;		/* us after that */
	long	passed[POINTS];	/* that it told, when it was left alone */
};

static enum state
watch_child(pid_t pid, int fd, struct end *end)
{
	enum state acknowledged = NOTHING;
	int writes = 0;
	ssize_t n;
	char c;

	while ((n = read(fd, &c, 1)) == 1) {
		if (c >= 'A' && c <= 'C')
			acknowledged = (enum state)(c - 'A' + CREATED);
		if (c == 'w' && ++writes == end->nth) {
			wait_us(end->delay);
			kill(pid, SIGKILL);
		}
		if (c == 'C' && read(fd, end->passed, sizeof(end->passed)) !=
		    (ssize_t)sizeof(end->passed))
			memset(end->passed, 0, sizeof(end->passed));
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
	int64_t streamed = count(world, ENTITY_observation,
	    arena_printf(arena, "hostname=s%d", round));
	int64_t moments = sql(world, arena_printf(arena, "SELECT count(*) "
	    "FROM asset WHERE last_seen = %d", 1000 + round));
	int64_t racks = count(world, ENTITY_asset,
	    arena_printf(arena, "location=r%d rack=changed", round));
	int64_t extra = count(world, ENTITY_service,
	    arena_printf(arena, "name=x%d", round));
	int64_t touched = count(world, ENTITY_asset,
	    arena_printf(arena, "location=r%d rev=3", round));

	assert_true(assets == 0 || assets == DEVICES);
	assert_int_equal(interfaces, assets);
	assert_int_equal(seen, assets);
	assert_int_equal(streamed, assets);
	assert_int_equal(moments, assets);
	assert_true(racks == 0 || racks == DEVICES);
	assert_true(touched == 0 || touched == DEVICES);
	assert_true(racks == 0 || touched == 0);
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
	    "'evidence' OR op = 'pack'"), 0);
	assert_int_equal(sql(world, "SELECT (SELECT count(*) FROM object) - "
	    "(SELECT count(*) FROM asset) - (SELECT count(*) FROM interface) "
	    "- (SELECT count(*) FROM observation) - (SELECT count(*) FROM "
	    "service) - (SELECT count(*) FROM import)"), 0);
	/* Nobody may count on what is hidden for ever. */
	assert_int_equal(sql(world, "SELECT count(*) FROM observation WHERE "
	    "import NOT IN (SELECT id FROM import)"), 0);
}

static void
play_round(struct world *world, int round, struct end *end, int *reached)
{
	enum state acknowledged, found;
	int pipes[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		close(pipes[0]);
		memset(passed, 0, sizeof(passed));
		memcpy(deadly, end->deadly, sizeof(deadly));
		be_child(world, round, pipes[1]);
	}
	close(pipes[1]);
	acknowledged = watch_child(pid, pipes[0], end);
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
	register_close(&world->session);
	reached[found]++;
}

/* One lock after the other; some write; some moment of rolling forward. */
static struct end
choose_end(int round, const long all[POINTS])
{
	struct end end = { .nth = 0 };

	if (round == 0)
		return end;
	if (round % 2 == 1) {
		end.deadly[AT_LOCK] = 1 + round / 2 % all[AT_LOCK];
	} else if (round % 4 == 0) {
		end.deadly[AT_WRITE] = 1 + random() % all[AT_WRITE];
	} else {
		end.nth = 1 + round / 4 % 3;
		end.delay = random() % 9000;
	}
	return end;
}

static void
nothing_is_half_written_or_lost(void **state)
{
	const char *asked = getenv("DAICHO_KILL_ROUNDS");
	int usual = getenv("SANITIZED") == NULL ? ROUNDS : ROUNDS / 4;
	int rounds = asked == NULL ? usual : (int)strtol(asked, NULL, 10);
	int reached[TAKEN_BACK + 1] = { 0 }, round;
	long all[POINTS] = { 0 };
	struct world world;
	struct end end;

	(void)state;
	srandom(7);
	for (round = 0; round < rounds; round++) {
		if (round % FRESH_AFTER == 0) {
			if (round > 0)
				world_release(&world);
			world_open_file(&world);
			register_close(&world.session);
		}
		end = choose_end(round, all);
		play_round(&world, round, &end, reached);
		if (round == 0)
			memcpy(all, end.passed, sizeof(all));
		assert_true(all[AT_LOCK] > 0 && all[AT_WRITE] > 0);
	}
	world_release(&world);
	print_message("%ld locks, %ld writes; nothing %d, created %d, "
	    "changed %d, taken back %d\n", all[AT_LOCK], all[AT_WRITE],
	    reached[NOTHING], reached[CREATED], reached[CHANGED],
	    reached[TAKEN_BACK]);
	/* The kills must have fallen everywhere. */
	assert_true(rounds < 50 || (reached[NOTHING] > 0 &&
	    reached[CREATED] > 0 && reached[CHANGED] > 0));
}

/* Lets a child die at a lock while this process has the register open. */
static enum state
leave_dead(struct world *world, int round, long lock, long all[POINTS])
{
	struct end end = { .deadly = { [AT_LOCK] = lock } };
	enum state acknowledged;
	int pipes[2], status;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		close(pipes[0]);
		memset(passed, 0, sizeof(passed));
		memcpy(deadly, end.deadly, sizeof(deadly));
		world->session.reg = NULL;
		be_child(world, round, pipes[1]);
	}
	close(pipes[1]);
	acknowledged = watch_child(pid, pipes[0], &end);
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	if (all != NULL)
		memcpy(all, end.passed, sizeof(end.passed));
	return acknowledged;
}

/*
 * Whoever has the register open need not open it again: each of their own
 * writes moves a dead writer's set on, and settling finishes it.
 */
static void
others_finish_what_a_dead_writer_left(void **state)
{
	struct world world;
	long all[POINTS] = { 0 }, lock;
	int round = 2, writes;

	(void)state;
	world_open_file(&world);
	world_put(&world, world_record(&world, ENTITY_site, F_site_name,
	    "before"));
	leave_dead(&world, 1, 0, all);
	assert_true(all[AT_LOCK] > 0);
	for (lock = 3; lock < all[AT_LOCK]; lock += 4, round++) {
		enum state acknowledged = leave_dead(&world, round, lock,
		    NULL);

		assert_null(register_settle(&world.session));
		assert_true(find_state(&world, round) >= acknowledged);
		for (writes = 0; writes < 12; writes++)
			world_put(&world, world_record(&world, ENTITY_site,
			    F_site_name, arena_printf(world.arena, "%d-%d",
			    round, writes)));
		assert_true(find_state(&world, round) >= acknowledged);
		assert_int_equal(sql(&world, "SELECT count(*) FROM reserved"),
		    0);
		world_verify(&world);
	}
	world_release(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_half_written_or_lost),
		cmocka_unit_test(others_finish_what_a_dead_writer_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
