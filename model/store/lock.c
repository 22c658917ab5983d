/* SPDX-License-Identifier: ISC */
#include "model/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "model/store/files.h"

enum { TICK_US = 50000, HOLDER_MAX = 128 };

void
lock_init(struct lock *lock, const char *path)
{
	*lock = (struct lock){ .path = xstrdup(path), .fd = -1 };
}

void
lock_release(struct lock *lock)
{
	lock_drop(lock);
	if (lock->fd >= 0)
		close(lock->fd);
	free(lock->path);
	*lock = (struct lock){ .fd = -1 };
}

static const struct err *
open_file(struct lock *lock, unsigned mode)
{
	if (lock->fd >= 0)
		return NULL;
	lock->fd = files_open(lock->path, mode);
	if (lock->fd >= 0)
		return NULL;
	if (errno == EACCES || errno == EROFS || errno == EPERM)
		return err_new(ERR_READONLY, _("The lock file %s cannot be "
		    "written, so nothing can be changed here. Ask its owner "
		    "for write permission."), lock->path);
	return err_sys(_("The lock file %s cannot be opened"), lock->path);
}

static void
write_holder(struct lock *lock, const char *user)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s %ld\n", user, (long)getpid());
	/* Only a courtesy to those who wait: a full disk does not matter. */
	if (pwrite(lock->fd, text.s, text.len, 0) != (ssize_t)text.len ||
	    ftruncate(lock->fd, (off_t)text.len) != 0)
		errno = 0;
	buf_release(&text);
}

static void
on_tick(int signal)
{
	(void)signal;
}

/* A hangup or a wish to end must not wait for the lock. */
static bool
is_called_away(void)
{
	sigset_t pending;

	sigemptyset(&pending);
	sigpending(&pending);
	return sigismember(&pending, SIGHUP) == 1 ||
	    sigismember(&pending, SIGTERM) == 1;
}

/*
 * Whoever wants the lock first takes his turn, a lock on the first byte, and
 * gives it back when he has the lock.  With one lock alone, a writer that lets
 * go and asks again is faster than those the kernel is just waking, and may
 * take the lock dozens of times before the next one gets it.
 */
static int
turn(int fd, short type, bool wait)
{
	struct flock range = { .l_type = type, .l_whence = SEEK_SET,
	    .l_len = 1 };

	return fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &range);
}

static bool
attempt(int fd, bool wait)
{
	return turn(fd, F_WRLCK, wait) == 0 &&
	    flock(fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB) == 0;
}

/* Tells who is waited for, with the ticks held back. */
static void
tell_waiting(const struct lock *lock)
{
	struct buf holder = { 0 };
	sigset_t alarm_set, mask;

	if (lock->waiting == NULL || lock->waiting->tell == NULL)
		return;
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm_set, &mask);
	lock_holder(lock, &holder);
	lock->waiting->tell(lock->waiting->ctx, buf_str(&holder));
	buf_release(&holder);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* The wait itself; false with errno EWOULDBLOCK or EINTR (called away). */
static bool
wait_for(const struct lock *lock)
{
	const struct itimerval tick = {
		.it_interval.tv_usec = TICK_US, .it_value.tv_usec = TICK_US,
	};
	struct sigaction act = { .sa_handler = on_tick }, old_act;
	struct itimerval old_timer;
	sigset_t alarm_set, old_mask;
	int64_t end = clock_monotonic() + LOCK_WAIT_MS;
	bool got = false, told = false;
	int code = EWOULDBLOCK;

	sigemptyset(&act.sa_mask);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigaction(SIGALRM, &act, &old_act);
	sigprocmask(SIG_UNBLOCK, &alarm_set, &old_mask);
	setitimer(ITIMER_REAL, &tick, &old_timer);
	do {
		if (is_called_away()) {
			code = EINTR;
			break;
		}
		got = attempt(lock->fd, true);
		if (!got && errno != EINTR) {
			code = errno;
			break;
		}
		if (!got && !told)
			tell_waiting(lock);
		told = true;
	} while (!got && clock_monotonic() < end);
	setitimer(ITIMER_REAL, &old_timer, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	sigaction(SIGALRM, &old_act, NULL);
	errno = code;
	return got;
}

static void
hold_signals(struct lock *lock)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &lock->mask);
	lock->masked = true;
}

static const struct err *
busy(const struct lock *lock)
{
	struct buf holder = { 0 };
	const struct err *err;

	lock_holder(lock, &holder);
	if (holder.len > 0)
		err = err_new(ERR_BUSY, _("%s is saving to this register "
		    "(user and process). Try again in a moment."),
		    buf_str(&holder));
	else
		err = err_new(ERR_BUSY, _("Somebody else is saving to this "
		    "register. Try again in a moment."));
	buf_release(&holder);
	return err;
}

const struct err *
lock_take(struct lock *lock, const char *user, unsigned mode)
{
	const struct err *err = open_file(lock, mode);
	int code;

	if (err != NULL)
		return err;
	hold_signals(lock);
	lock->held = attempt(lock->fd, false) || wait_for(lock);
	code = errno;
	turn(lock->fd, F_UNLCK, false);
	errno = code;
	if (lock->held) {
		write_holder(lock, user);
		return NULL;
	}
	if (errno == EWOULDBLOCK)
		err = busy(lock);
	else if (errno == EINTR)
		err = err_new(ERR_CANCELLED, _("Stopped while waiting to "
		    "save; nothing was written."));
	else
		err = err_sys(_("The lock file %s cannot be locked"),
		    lock->path);
	lock_drop(lock);
	return err;
}

const struct err *
lock_try(struct lock *lock, const char *user, unsigned mode, bool *got)
{
	const struct err *err = open_file(lock, mode);

	*got = false;
	if (err != NULL)
		return err;
	if (flock(lock->fd, LOCK_EX | LOCK_NB) == 0) {
		lock->held = *got = true;
		write_holder(lock, user);
	} else if (errno != EWOULDBLOCK) {
		return err_sys(_("The lock file %s cannot be locked"),
		    lock->path);
	}
	return NULL;
}

void
lock_drop(struct lock *lock)
{
	if (lock->held)
		flock(lock->fd, LOCK_UN);
	lock->held = false;
	if (lock->masked)
		sigprocmask(SIG_SETMASK, &lock->mask, NULL);
	lock->masked = false;
}

void
lock_holder(const struct lock *lock, struct buf *out)
{
	char text[HOLDER_MAX];
	int fd = open(lock->path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return;
	if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		n = pread(fd, text, sizeof(text), 0);
		if (n > 0)
			buf_addn(out, text, strcspn(text, "\n") < (size_t)n ?
			    strcspn(text, "\n") : (size_t)n);
	}
	close(fd);
}
