/* SPDX-License-Identifier: ISC */
/*
 * Errors.  Every function that can fail returns a const struct err *, NULL on
 * success.  The message is first-class: one or two sentences in the user's
 * language that name the object and say what to do next.
 *
 * Errors live in a ring of the calling thread (16 deep); nobody frees them.
 * Who keeps one beyond the next few calls copies it at once (err_copy).
 */
#ifndef DAICHO_BASE_ERR_H
#define DAICHO_BASE_ERR_H

#include <stdarg.h>

enum err_kind {
	ERR_USAGE,	/* the command line or a query is wrong      exit 2 */
	ERR_INPUT,	/* a file or value is refused                exit 3 */
	ERR_INVALID,	/* a record fails validation                 exit 3 */
	ERR_NOT_FOUND,	/* no such record, or several match          exit 3 */
	ERR_BUSY,	/* somebody else is writing; try again       exit 4 */
	ERR_CONFLICT,	/* the record was changed since it was read  exit 4 */
	ERR_READONLY,	/* opened for browsing only                  exit 4 */
	ERR_DENIED,	/* this person may not                       exit 4 */
	ERR_CANCELLED,	/* stopped by the user, nothing done         exit 4 */
	ERR_REGISTER,	/* register missing, foreign, broken, newer  exit 5 */
	ERR_IO,		/* the operating system refused              exit 5 */
	ERR_INTERNAL,	/* a defect of daicho                        exit 5 */
};

struct err {
	enum err_kind	kind;
	char		msg[1024];
};

#define ERR_MUST_CHECK __attribute__((warn_unused_result))

/* New error with a formatted, already translated message. */
const struct err *err_new(enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
const struct err *err_newv(enum err_kind kind, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* ERR_IO: "<message>: <text of errno>. <what to do>".  Reads errno on entry. */
const struct err *err_sys(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* Copies an error into storage of the caller; NULL-safe on src. */
void err_copy(struct err *dst, const struct err *src);

/* The exit status that cli.md promises for this kind (2..5; 0 for NULL). */
int err_exit_status(const struct err *err);

#endif
