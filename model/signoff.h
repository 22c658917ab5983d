/* SPDX-License-Identifier: ISC */
/*
 * Sign-offs: a maker vouches for a state of the register, of a part of it or
 * of a diagram; a checker and an approver follow.  What is signed is a
 * revision (the last change set it holds) with its seal (seal.h).
 *
 * A sign-off is made by these functions alone: the rule, part of every commit,
 * refuses everything else.  Each hand is that of the person whose account
 * signs; who made it neither checks nor approves it, whatever the settings.
 */
#ifndef DAICHO_MODEL_SIGNOFF_H
#define DAICHO_MODEL_SIGNOFF_H

#include "model/seal.h"

struct check;

struct signoff_request {
	const char	*subject;	/* choice key: register query diagram */
	const char	*query;		/* of a part */
	const char	*diagram;	/* REF */
	const char	*comment;	/* of the maker; may be NULL */
	const char	*why, *ref;	/* of the change set; may be NULL */
};

/* ERR_DENIED where the account is no person of the register. */
const struct err *signoff_start(struct session *session,
    const struct signoff_request *request, struct arena *arena,
    struct record **out) ERR_MUST_CHECK;

enum signoff_hand { SIGNOFF_CHECK, SIGNOFF_APPROVE };
/* Signs what was started; ERR_DENIED for the maker's own hand. */
const struct err *signoff_sign(struct session *session,
    const struct record *signoff, enum signoff_hand hand,
    const char *comment, const char *why, const char *ref)
    ERR_MUST_CHECK;

struct signoff_state {
	int64_t		 changes;	/* change sets since the revision */
	bool		 differs;	/* the seal of now is another */
	bool		 proved;	/* the signed one comes out again */
};
/* How what was signed stands now; seals are worked out when asked for. */
const struct err *signoff_look(struct session *session,
    const struct record *signoff, bool seals, struct arena *arena,
    struct signoff_state *out) ERR_MUST_CHECK;

/*
 * The newest sign-off of the whole register, approved if there is one; NULL:
 * none.
 */
const struct err *signoff_last(struct session *session, struct arena *arena,
    struct record **out) ERR_MUST_CHECK;

/* Part of rules_check: of snapshots and sign-offs. */
const struct err *signoff_rule(const struct check *check) ERR_MUST_CHECK;

#endif
