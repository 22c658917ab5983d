/* SPDX-License-Identifier: ISC */
/*
 * The register as it was: the present copied, later change sets taken away.
 * The copy lies in a file without a name and goes with its handle.
 *
 * A point in time is written as a civil day (its end, in the register's
 * zone), as the name of a snapshot, as "signoff:ID" or, by a change set, as
 * "set:NUMBER"; "snapshot:NAME" also works where the name looks like something
 * else.
 *
 * Fields that follow from others are worked out again.  Evidence that came
 * later is left out.  Settings of the register (zone, roles) are those of
 * the present.
 */
#ifndef DAICHO_MODEL_ASOF_H
#define DAICHO_MODEL_ASOF_H

#include "model/register.h"

struct asof_point {
	int64_t		 tx;		/* the last change set of then */
	int64_t		 at;		/* last ms of then */
	char		 label[64];	/* "2026-03-31", "年度末" */
};

/*
 * ERR_USAGE for what is no day and no name, a day before the register began
 * or one to come.
 */
const struct err *asof_parse(struct session *session, const char *text,
    struct asof_point *out) ERR_MUST_CHECK;
/* The point that is shown: the present, unless another is. */
const struct err *asof_shown(struct session *session, struct asof_point *out)
    ERR_MUST_CHECK;

/* A handle on the register of a point, to be closed with store_close. */
const struct err *asof_open(struct session *session,
    const struct asof_point *point, struct store **out) ERR_MUST_CHECK;

/*
 * Lets everything read the register as of a point, and write nothing; NULL or
 * "" brings the present back.  A failure leaves what was shown.
 */
const struct err *register_show(struct session *session, const char *point)
    ERR_MUST_CHECK;
/* What is shown instead of the present: "2026-03-31"; NULL: the present. */
const char *register_as_of(const struct session *session);

#endif
