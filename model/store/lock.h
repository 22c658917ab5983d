/* SPDX-License-Identifier: ISC */
/*
 * The locks beside a register: one around every write transaction, checkpoint
 * and close, one held by the owner of a staged change set.  They are files of
 * their own, because closing any descriptor of the database would drop
 * SQLite's locks, and they are waited for in a blocking flock(), because
 * polling starves.
 *
 * Whoever holds a lock has written "user pid" into its file.
 */
#ifndef DAICHO_STORE_LOCK_H
#define DAICHO_STORE_LOCK_H

#include <signal.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"

enum { LOCK_WAIT_MS = 2000 };

struct lock {
	char		*path;
	int		 fd;		/* -1: not opened yet */
	bool		 held;
	bool		 masked;	/* signals are held back */
	sigset_t	 mask;		/* as it was before */
	/* Told after the first tick of a wait; may be NULL. */
	const struct waiting *waiting;
};

/* path is copied; nothing is opened. */
void lock_init(struct lock *lock, const char *path);
/* Lets go and closes. */
void lock_release(struct lock *lock);

/*
 * Waits up to LOCK_WAIT_MS, then ERR_BUSY names the holder.  A hangup or
 * termination signal ends the wait at once with ERR_CANCELLED.  From success
 * to lock_drop SIGTSTP, SIGHUP and SIGTERM are held back, so that nobody is
 * stopped while all others wait for him.  The file is made with the mode when
 * it is missing.
 */
const struct err *lock_take(struct lock *lock, const char *user,
    unsigned mode) ERR_MUST_CHECK;
/* Without waiting and without holding signals back. */
const struct err *lock_try(struct lock *lock, const char *user,
    unsigned mode, bool *got) ERR_MUST_CHECK;
void lock_drop(struct lock *lock);	/* fine when not held */

/* Appends "user pid" of the holder, or nothing when it is free. */
void lock_holder(const struct lock *lock, struct buf *out);

#endif
