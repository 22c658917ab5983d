/* SPDX-License-Identifier: ISC */
/*
 * The worker server.  main() starts it before the register, the terminal or
 * any handler exists; it forks one child per job, so that what foreign code
 * does to its own process (exit, abort, a corrupted heap, endless loops)
 * never touches ours.  It dies with its parent.
 *
 * A job is a function: it gets the request bytes and, where given, an open
 * file to read, and writes its answer to a pipe; it returns 0 or ends by
 * writing nothing more and returning non-zero.  Its child runs with limits, a
 * cleared environment and default signals, and leaves with _exit.
 */
#ifndef DAICHO_BASE_WORKER_H
#define DAICHO_BASE_WORKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"

struct worker;

struct worker_job {
	const char	*name;
	/* Runs once in the server, before the first job; may be NULL. */
	void		(*warm)(void);
	/* fd_in is -1 when no file came along. */
	int		(*run)(const void *request, size_t n, int fd_in,
			    int fd_out);
	/* Limits of the child; 0 takes the default in parentheses. */
	unsigned	 cpu_seconds;	/* (20) */
	unsigned	 memory_mb;	/* beyond what the server has (512) */
	unsigned	 wall_seconds;	/* killed after this (30) */
};

/* jobs ends with a row whose name is NULL and must outlive the worker. */
const struct err *worker_start(const struct worker_job *jobs,
    struct worker **out) ERR_MUST_CHECK;
/* Ends the server and its children; NULL is fine. */
void worker_stop(struct worker *worker);

struct worker_call;

/*
 * Starts a job.  fd_in (-1: none) is handed over as it is and stays the
 * caller's to close.  Without a server (worker NULL) the job runs in a child
 * forked here: for tests and tools.
 */
const struct err *worker_call(struct worker *worker,
    const struct worker_job *job, const void *request, size_t n, int fd_in,
    struct worker_call **out) ERR_MUST_CHECK;
/*
 * Reads up to size bytes of the answer, waiting until the wall limit; *got is
 * 0 at its end.  ERR_INPUT when the child failed, was killed or ran too long.
 */
const struct err *worker_call_read(struct worker_call *call, void *out,
    size_t size, size_t *got) ERR_MUST_CHECK;
/* Kills the job if it still runs, and frees the call; NULL is fine. */
void worker_call_end(struct worker_call *call);

/* The whole answer of a job, at most limit bytes. */
const struct err *worker_run(struct worker *worker,
    const struct worker_job *job, const void *request, size_t n, int fd_in,
    size_t limit, struct buf *answer) ERR_MUST_CHECK;

#endif
