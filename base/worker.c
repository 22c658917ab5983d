/* SPDX-License-Identifier: ISC */
#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/sandbox.h"

/*
 * A request is one message on a SEQPACKET socket: the number of the job, with
 * the descriptors beside it.  The answer is one message with the descriptor of
 * the child (a pidfd), so that a job can be killed without a race.
 */
enum { FD_REQUEST, FD_ANSWER, FD_STATUS, FD_INPUT, FD_MAX };

struct worker {
	const struct worker_job	*jobs;
	int			 socket;
	pid_t			 server;
};

struct worker_call {
	const struct worker_job	*job;
	int			 answer;	/* read end */
	int			 status;	/* read end: one byte when done */
	int			 child;		/* pidfd */
	pid_t			 own;		/* forked here: to be reaped */
	int64_t			 deadline;	/* monotonic ms */
	bool			 ended;
};

/* --- descriptors over the socket ------------------------------------------ */

static bool
send_fds(int sock, unsigned number, const int *fds, size_t n)
{
	union {
		char		buf[CMSG_SPACE(sizeof(int) * FD_MAX)];
		struct cmsghdr	align;
	} control;
	struct iovec iov = { .iov_base = &number, .iov_len = sizeof(number) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = CMSG_SPACE(sizeof(int) * n) };
	struct cmsghdr *cmsg;
	ssize_t done;

	memset(&control, 0, sizeof(control));
	if (n > 0) {
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int) * n);
		memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * n);
	} else {	/* a child that ended before it was looked at */
		msg.msg_control = NULL;
		msg.msg_controllen = 0;
	}
	do
		done = sendmsg(sock, &msg, MSG_NOSIGNAL);
	while (done < 0 && errno == EINTR);
	return done == (ssize_t)sizeof(number);
}

/* The number and up to FD_MAX descriptors; false at the end of the socket. */
static bool
receive_fds(int sock, unsigned *number, int fds[FD_MAX], size_t *n)
{
	union {
		char		buf[CMSG_SPACE(sizeof(int) * FD_MAX)];
		struct cmsghdr	align;
	} control;
	struct iovec iov = { .iov_base = number, .iov_len = sizeof(*number) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf) };
	struct cmsghdr *cmsg;
	ssize_t got;

	*n = 0;
	do
		got = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)sizeof(*number))
		return false;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (cmsg != NULL && cmsg->cmsg_type == SCM_RIGHTS) {
		*n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(cmsg), sizeof(int) * *n);
	}
	return true;
}

static void
close_all(const int *fds, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* --- the child ------------------------------------------------------------ */

static void
limit(int resource, rlim_t value)
{
	const struct rlimit r = { value, value };

	setrlimit((__rlimit_resource_t)resource, &r);
}

/* Bytes of address space that the process has now. */
static rlim_t
address_space(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	if (f != NULL) {
		if (fscanf(f, "%lu", &pages) != 1)
			pages = 0;
		fclose(f);
	}
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void
default_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t none;
	int i;

	for (i = 1; i < NSIG; i++)
		sigaction(i, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
run_child(const struct worker_job *job, const int fds[FD_MAX], size_t n)
{
	off_t size = lseek(fds[FD_REQUEST], 0, SEEK_END);
	const void *request = "";
	unsigned char status;
	rlim_t space = address_space();
	rlim_t cpu = job->cpu_seconds == 0 ? 20 : job->cpu_seconds;
	rlim_t more = job->memory_mb == 0 ? 512 : job->memory_mb;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	default_signals();
	if (size > 0)
		request = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE,
		    fds[FD_REQUEST], 0);
	if (size < 0 || request == MAP_FAILED)
		_exit(1);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, cpu);
	if (space != 0)
		limit(RLIMIT_AS, space + more * 1024 * 1024);
	sandbox_enter();
	status = (unsigned char)job->run(request, (size_t)size,
	    n > FD_INPUT ? fds[FD_INPUT] : -1, fds[FD_ANSWER]);
	/* Only a job that came to its end says so. */
	if (write(fds[FD_STATUS], &status, 1) != 1)
		_exit(1);
	_exit(0);
}

/* --- the server ----------------------------------------------------------- */

/* What stays of the environment: where fonts and messages are found. */
static void
clean_environment(void)
{
	static const char *const keep[] = {
		"HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE",
		"LC_MESSAGES", "XDG_CACHE_HOME", "FONTCONFIG_FILE",
	};
	char *value[sizeof(keep) / sizeof(keep[0])];
	size_t i;

	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		const char *v = getenv(keep[i]);

		value[i] = v == NULL ? NULL : xstrdup(v);
	}
	clearenv();
	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		if (value[i] != NULL)
			setenv(keep[i], value[i], 1);
		free(value[i]);
	}
	setenv("SERVER_NAME", "daicho", 1);	/* Graphviz loads no files */
	clock_set_zone("UTC");
}

static void
quiet_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
}

static void
serve(int sock, const struct worker_job *jobs)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	unsigned number;
	int fds[FD_MAX];
	bool warm = false;
	size_t n, count = 0;

	/* Children are reaped by the kernel; the caller watches the pidfd. */
	sigaction(SIGCHLD, &ignore, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	while (jobs[count].name != NULL)
		count++;
	while (receive_fds(sock, &number, fds, &n)) {
		pid_t child = -1;
		int pidfd = -1;

		if (number < count && n >= FD_INPUT) {
			if (!warm && jobs[number].warm != NULL) {
				jobs[number].warm();
				warm = true;
			}
			child = fork();
		}
		if (child == 0) {
			close(sock);
			run_child(&jobs[number], fds, n);
		}
		if (child > 0)
			pidfd = (int)syscall(SYS_pidfd_open, child, 0);
		close_all(fds, n);
		if (!send_fds(sock, child > 0, pidfd >= 0 ? &pidfd : NULL,
		    pidfd >= 0))
			break;
		if (pidfd >= 0)
			close(pidfd);
	}
	_exit(0);
}

const struct err *
worker_start(const struct worker_job *jobs, struct worker **out)
{
	struct worker *worker;
	int pair[2];
	pid_t pid;

	*out = NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(_("The worker process cannot be started"));
	pid = fork();
	if (pid < 0) {
		close_all(pair, 2);
		return err_sys(_("The worker process cannot be started"));
	}
	if (pid == 0) {
		/* Its own group, so that Ctrl-C reaches only the parent. */
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		close(pair[0]);
		default_signals();
		clean_environment();
		quiet_descriptors();
		serve(pair[1], jobs);
	}
	close(pair[1]);
	worker = xcalloc(1, sizeof(*worker));
	worker->jobs = jobs;
	worker->socket = pair[0];
	worker->server = pid;
	*out = worker;
	return NULL;
}

void
worker_stop(struct worker *worker)
{
	if (worker == NULL)
		return;
	close(worker->socket);
	kill(worker->server, SIGKILL);
	waitpid(worker->server, NULL, 0);
	free(worker);
}

/* --- the caller's side ---------------------------------------------------- */

static const struct err *
request_file(const void *request, size_t n, int *fd)
{
	const char *p = request;

	*fd = memfd_create("daicho-request", MFD_CLOEXEC);
	if (*fd < 0)
		return err_sys(_("The worker process cannot be asked"));
	while (n > 0) {
		ssize_t done = write(*fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_sys(_("The worker process cannot be asked"));
		p += done;
		n -= (size_t)done;
	}
	return NULL;
}

/* Hands the descriptors to the server; the call gets the child's pidfd. */
static const struct err *
ask_server(struct worker *worker, struct worker_call *call,
    const int fds[FD_MAX], size_t n)
{
	unsigned number = 0, started;
	int got[FD_MAX];
	size_t n_got;

	while (worker->jobs[number].name != NULL &&
	    strcmp(worker->jobs[number].name, call->job->name) != 0)
		number++;
	if (!send_fds(worker->socket, number, fds, n) ||
	    !receive_fds(worker->socket, &started, got, &n_got) || !started)
		return err_new(ERR_INTERNAL,
		    _("The worker process does not answer. Start daicho "
		    "again."));
	call->child = n_got > 0 ? got[0] : -1;
	return NULL;
}

static const struct err *
fork_here(struct worker_call *call, const int fds[FD_MAX], size_t n)
{
	pid_t pid = fork();

	if (pid < 0)
		return err_sys(_("The worker process cannot be started"));
	if (pid == 0) {
		clean_environment();
		close(call->answer);
		close(call->status);
		run_child(call->job, fds, n);
	}
	call->own = pid;
	call->child = (int)syscall(SYS_pidfd_open, pid, 0);
	return NULL;
}

const struct err *
worker_call(struct worker *worker, const struct worker_job *job,
    const void *request, size_t n, int fd_in, struct worker_call **out)
{
	const struct err *err = NULL;
	struct worker_call *call = xcalloc(1, sizeof(*call));
	int fds[FD_MAX] = { -1, -1, -1, -1 };
	int answer[2] = { -1, -1 }, status[2] = { -1, -1 };
	unsigned wall = job->wall_seconds == 0 ? 30 : job->wall_seconds;

	*out = NULL;
	call->job = job;
	call->answer = call->status = call->child = -1;
	call->deadline = clock_monotonic() + (int64_t)wall * 1000;
	if (pipe2(answer, O_CLOEXEC) != 0 || pipe2(status, O_CLOEXEC) != 0) {
		err = err_sys(_("The worker process cannot be asked"));
		goto done;
	}
	call->answer = answer[0];
	call->status = status[0];
	err = request_file(request, n, &fds[FD_REQUEST]);
	if (err != NULL)
		goto done;
	fds[FD_ANSWER] = answer[1];
	fds[FD_STATUS] = status[1];
	fds[FD_INPUT] = fd_in;
	err = worker == NULL ? fork_here(call, fds, fd_in < 0 ? 3 : 4) :
	    ask_server(worker, call, fds, fd_in < 0 ? 3 : 4);
done:
	if (fds[FD_REQUEST] >= 0)
		close(fds[FD_REQUEST]);
	if (answer[1] >= 0)
		close(answer[1]);
	if (status[1] >= 0)
		close(status[1]);
	if (err != NULL)
		worker_call_end(call);
	else
		*out = call;
	return err;
}

/* The end of the answer: did the job say that it came to its end? */
static const struct err *
finish(struct worker_call *call)
{
	unsigned char status = 1;
	ssize_t n;

	call->ended = true;
	do
		n = read(call->status, &status, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		return err_new(ERR_INPUT, _("The job \"%s\" broke down: it "
		    "crashed or went over its limits of time or memory."),
		    call->job->name);
	if (status != 0)
		return err_new(ERR_INPUT, _("The job \"%s\" failed."),
		    call->job->name);
	return NULL;
}

const struct err *
worker_call_read(struct worker_call *call, void *out, size_t size, size_t *got)
{
	struct pollfd pfd = { .fd = call->answer, .events = POLLIN };

	*got = 0;
	while (!call->ended) {
		int64_t left = call->deadline - clock_monotonic();
		ssize_t n;
		int ready;

		ready = poll(&pfd, 1, left > 0 ? (int)left : 0);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready == 0)
			return err_new(ERR_INPUT, _("The job \"%s\" took too "
			    "long and was stopped."), call->job->name);
		n = read(call->answer, out, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(_("The worker process does not answer"));
		if (n == 0)
			return finish(call);
		*got = (size_t)n;
		return NULL;
	}
	return NULL;
}

void
worker_call_end(struct worker_call *call)
{
	if (call == NULL)
		return;
	if (call->child >= 0) {
		syscall(SYS_pidfd_send_signal, call->child, SIGKILL, NULL, 0);
		close(call->child);
	}
	if (call->own > 0)
		waitpid(call->own, NULL, 0);
	if (call->answer >= 0)
		close(call->answer);
	if (call->status >= 0)
		close(call->status);
	free(call);
}

const struct err *
worker_run(struct worker *worker, const struct worker_job *job,
    const void *request, size_t n, int fd_in, size_t limit_bytes,
    struct buf *answer)
{
	struct worker_call *call = NULL;
	const struct err *err;
	char room[65536];
	size_t got, total = 0;

	err = worker_call(worker, job, request, n, fd_in, &call);
	if (err != NULL)
		return err;
	for (;;) {
		err = worker_call_read(call, room, sizeof(room), &got);
		if (err != NULL || got == 0)
			break;
		total += got;
		if (total > limit_bytes) {
			err = err_new(ERR_INPUT, _("The answer of the job "
			    "\"%s\" is too large."), job->name);
			break;
		}
		buf_addn(answer, room, got);
	}
	worker_call_end(call);
	return err;
}
