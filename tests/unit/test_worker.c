/* SPDX-License-Identifier: ISC */
/* The worker server: what a job does to itself never reaches the caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/worker.h"

static int
echo(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)fd_in;
	return write(fd_out, request, n) == (ssize_t)n ? 0 : 1;
}

static int
cat(const void *request, size_t n, int fd_in, int fd_out)
{
	char room[4096];
	ssize_t got;

	(void)request;
	(void)n;
	while ((got = read(fd_in, room, sizeof(room))) > 0)
		if (write(fd_out, room, (size_t)got) != got)
			return 1;
	return 0;
}

static int
crash(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)echo(request, n, fd_in, fd_out);
	abort();
}

static int
leave(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)request, (void)n, (void)fd_in, (void)fd_out;
	exit(0);
	return 0;
}

static int
hang(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)request, (void)n, (void)fd_in, (void)fd_out;
	for (;;)
		pause();
	return 0;
}

static int
eat_memory(const void *request, size_t n, int fd_in, int fd_out)
{
	(void)request, (void)n, (void)fd_in, (void)fd_out;
	for (;;) {
		volatile char *p = malloc(16 << 20);

		if (p == NULL)
			return 7;
		p[0] = 1;
		p[8 << 20] = 1;
	}
}

/* 0 when all that a child must not do was refused. */
static int
misbehave(const void *request, size_t n, int fd_in, int fd_out)
{
	char *const argv[] = { (char *)(uintptr_t)"/bin/true", NULL };

	(void)request, (void)n, (void)fd_in, (void)fd_out;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
		return 1;
	if (execv(argv[0], argv) == 0 || getenv("LD_PRELOAD") != NULL ||
	    getenv("DAICHO_TEST_SECRET") != NULL)
		return 2;
	return 0;
}

static const struct worker_job jobs[] = {
	{ .name = "echo", .run = echo },
	{ .name = "cat", .run = cat },
	{ .name = "crash", .run = crash },
	{ .name = "leave", .run = leave },
	{ .name = "hang", .run = hang, .wall_seconds = 1 },
	{ .name = "eat", .run = eat_memory, .memory_mb = 64 },
	{ .name = "misbehave", .run = misbehave },
	{ .name = NULL }
};

static const struct worker_job *
job(const char *name)
{
	const struct worker_job *j = jobs;

	while (strcmp(j->name, name) != 0)
		j++;
	return j;
}

static const struct err *
run(struct worker *worker, const char *name, int fd, struct buf *out)
{
	return worker_run(worker, job(name), "hello", 5, fd, 1 << 24, out);
}

static void
answers_come_back(void **state)
{
	struct buf out = { 0 };

	assert_null(run(*state, "echo", -1, &out));
	assert_string_equal(buf_str(&out), "hello");
	buf_release(&out);
}

static void
a_file_larger_than_a_pipe_comes_back_whole(void **state)
{
	char name[] = "/tmp/daicho-test.XXXXXX";
	struct buf out = { 0 }, in = { 0 };
	int fd = mkstemp(name);

	unlink(name);
	buf_fill(&in, 'x', 3000000);
	assert_int_equal(write(fd, in.s, in.len), in.len);
	lseek(fd, 0, SEEK_SET);
	assert_null(run(*state, "cat", fd, &out));
	assert_int_equal(out.len, in.len);
	close(fd);
	buf_release(&out);
	buf_release(&in);
}

static void
no_failure_passes_for_success(void **state)
{
	static const char *const bad[] = { "crash", "leave", "hang", "eat" };
	struct buf out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct err *err = run(*state, bad[i], -1, &out);

		assert_non_null(err);
		assert_int_equal(err->kind, ERR_INPUT);
	}
	/* and the server lives on */
	buf_clear(&out);
	assert_null(run(*state, "echo", -1, &out));
	assert_string_equal(buf_str(&out), "hello");
	buf_release(&out);
}

static void
a_child_can_neither_run_programs_nor_open_sockets(void **state)
{
	struct buf out = { 0 };

	assert_null(run(*state, "misbehave", -1, &out));
	buf_release(&out);
}

/* A child may be gone before the server has looked at it. */
static void
short_jobs_are_answered_every_time(void **state)
{
	struct buf out = { 0 };
	int i;

	for (i = 0; i < 300; i++) {
		buf_clear(&out);
		assert_null(run(*state, "echo", -1, &out));
		assert_string_equal(buf_str(&out), "hello");
	}
	buf_release(&out);
}

static int
with_server(void **state)
{
	struct worker *worker = NULL;

	setenv("DAICHO_TEST_SECRET", "1", 1);
	if (worker_start(jobs, &worker) != NULL)
		return -1;
	*state = worker;
	return 0;
}

static int
without_server(void **state)
{
	*state = NULL;
	return 0;
}

static int
stop(void **state)
{
	worker_stop(*state);
	return 0;
}

#define BOTH(test) \
	cmocka_unit_test_setup_teardown(test, with_server, stop), \
	cmocka_unit_test_setup_teardown(test, without_server, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(answers_come_back),
		BOTH(a_file_larger_than_a_pipe_comes_back_whole),
		BOTH(no_failure_passes_for_success),
		BOTH(short_jobs_are_answered_every_time),
		BOTH(a_child_can_neither_run_programs_nor_open_sockets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
