/* SPDX-License-Identifier: ISC */
/*
 * The session: everything that a call may depend on beside its arguments.
 * There are no globals; tests replace each member.  main() fills it, the
 * layers below read it.
 *
 * The register hangs here as an opaque pointer; register_reader() gives the
 * handle through which all reading goes.
 */
#ifndef DAICHO_BASE_SESSION_H
#define DAICHO_BASE_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/intl.h"

enum { UUID_LEN = 37 };		/* with the NUL */

struct register_;
struct store;
struct worker;

/* Long work calls this now and then; false stops it with ERR_CANCELLED. */
struct progress {
	bool	(*step)(void *ctx, const char *what, int64_t done,
		    int64_t total /* 0: unknown */);
	void	*ctx;
};

/* Told once to whoever has to wait for the register's lock. */
struct waiting {
	void	(*tell)(void *ctx, const char *holder /* "user pid"; "" */);
	void	*ctx;
};

struct session {
	struct clock	 clock;
	void		(*uuid)(void *ctx, char out[UUID_LEN]);	/* new v4 */
	void		*uuid_ctx;
	uid_t		 uid;
	const char	*user;		/* account name; never NULL */
	int64_t		 sudo_uid;	/* who called sudo; -1: nobody */
	/* Whether an account belongs to a unix group. */
	bool		(*in_group)(void *ctx, const char *user, uid_t uid,
			    const char *group);
	void		*group_ctx;
	const char	*person;	/* before a service account; NULL: user */
	const char	*path;		/* of the register; NULL: none */
	const char	*zone;		/* "Asia/Tokyo" */
	enum lang	 lang;
	int64_t		 as_of;		/* last ms of the day shown; 0: now */
	bool		 read_only;	/* asked for */
	bool		 ascii;
	bool		 plain;
	struct progress	 progress;	/* step may be NULL */
	struct waiting	 waiting;	/* tell may be NULL */
	struct worker	*worker;	/* forks layouts and parsers; may be NULL */
	struct register_ *reg;		/* NULL until opened */
};

/* Defaults: real clock, random uuids, the caller's uid, Asia/Tokyo, English. */
void session_init(struct session *session);
void session_release(struct session *session);

/*
 * True where somebody calls through sudo, and not as root: daicho then stands
 * between a person and an account that may do more.  No file is read or
 * written for them but the register, and nothing of theirs is kept.
 */
bool session_is_restricted(const struct session *session);
/* In a register as of a day, the end of that day. */
int64_t session_now(const struct session *session);
/* Today in the register's zone, as a day number. */
int32_t session_today(const struct session *session);
void session_uuid(struct session *session, char out[UUID_LEN]);
/*
 * One of many new uuids that lie side by side, as do their places in an index;
 * last is the one before, at first "".
 */
void session_uuid_next(struct session *session, char last[UUID_LEN],
    char out[UUID_LEN]);
/* Reports progress; false when the work is to stop. */
bool session_step(struct session *session, const char *what, int64_t done,
    int64_t total);

#endif
