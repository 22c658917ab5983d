/* SPDX-License-Identifier: ISC */
/*
 * The queue of findings: what a round raises, keeps, verifies, closes and
 * reopens.
 *
 *   new, triaged, reopened   wait for a person
 *   decided                  until a later import shows it carried out
 *   verified                 it was; closed by the next import that agrees
 *   closed                   reopened when it is seen again; guests, which are
 *                            only counted, begin here
 *
 * One finding per key is open at a time.  Everything that changes goes into
 * one change set; in a frozen queue (a repeated round) nothing does.
 */
#ifndef DAICHO_DISCOVERY_QUEUE_H
#define DAICHO_DISCOVERY_QUEUE_H

#include "model/discovery/coverage.h"
#include "model/discovery/finding.h"

struct queue_finding;

/* What is to be raised. */
struct raise {
	enum result	 result;
	unsigned	 also;		/* 1 << result */
	bool		 strict;
	const struct facts *facts;
	const char	*subject;	/* uuid of the record it is about */
	const char	*title;		/* without its number */
	int64_t		 count;		/* transient: how many */
	const char	*rule;
	const char	*const *alias;	/* other subjects that mean the same */
	size_t		 n_alias;
};

struct queue {
	struct session	*session;
	struct arena	*arena;
	struct arena	*scratch;
	struct changes	*changes;	/* NULL: frozen */
	const char	*import;	/* uuid */
	char		 uuid[UUID_LEN];	/* of the last new finding */
	int64_t		 now;
	int32_t		 today;
	int64_t		 number;	/* the highest in use */
	struct queue_finding *item;
	size_t		 n, cap;
	struct map	 map;		/* keys and uuids */
	struct discover_finding *out;
	size_t		 n_out, cap_out;
};

const struct err *queue_load(struct queue *queue, struct session *session,
    struct arena *arena) ERR_MUST_CHECK;
void queue_release(struct queue *queue);
/* Room for that many findings in the report. */
void queue_reserve(struct queue *queue, size_t n);
/*
 * The condition holds, as of facts->seen.  Raises the finding or keeps the one
 * there is.  False when an old finding covers it and nothing newer was seen.
 */
bool queue_raise(struct queue *queue, const struct raise *raise);
/* What the round says about a finding that it did not raise. */
enum queue_event { QUEUE_UNKNOWN, QUEUE_GONE, QUEUE_ABSENT };
/*
 * Asks about each such finding: subject is as in the facts, seen when it was
 * seen last.
 */
typedef enum queue_event (*queue_event_fn)(void *ctx, enum result result,
    const struct facts *facts);
void queue_settle(struct queue *queue, queue_event_fn event, void *ctx);
/* Sorts the report: the gravest and most urgent first. */
void queue_sort(struct queue *queue);

#endif
