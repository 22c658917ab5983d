/* SPDX-License-Identifier: ISC */
/*
 * One round from its sightings to its report; for discover.c, its tests and
 * the files that share the work (judge.c: findings, evidence.c: rows).
 */
#ifndef DAICHO_DISCOVERY_RUN_H
#define DAICHO_DISCOVERY_RUN_H

#include "model/discovery/queue.h"

enum { RUN_MISSING_AFTER = 3 };	/* covering imports in a row */

struct run {
	struct session	*session;
	struct arena	*arena;
	struct arena	*scratch;	/* for one finding */
	struct changes	*changes;	/* NULL: a repeated round */
	char		 import[UUID_LEN];
	char		 uuid[UUID_LEN];	/* the last of run_uuid() */
	struct round	*round;
	struct places	 places;
	struct identity	 identity;
	struct match	*match;		/* per device */
	struct verdict	*verdict;
	const char	**observation;	/* per device: uuid of its first
					   sighting's row, or NULL */
	int64_t		*asset_seen;	/* per asset: when, or 0 */
	int64_t		*interface_seen;
	struct covering	 covering;	/* what this round covers */
	struct coverage	 coverage;	/* as of now, this round included */
	struct queue	 queue;
	struct map	 keys;		/* what devices are known by */
	int64_t		 now;
	int32_t		 today;
	int64_t		 missing;
};

/*
 * Joins, matches, classifies, writes (unless options->dry_run) and reports.
 * site is a uuid; file[i] is what round_add() called file i.  The round must
 * not have been joined.
 */
const struct err *run_round(struct session *session,
    const struct discover_options *options, struct round *round,
    struct scan_file *file, size_t n_files, struct arena *arena,
    struct discover_report *out) ERR_MUST_CHECK;

/* Raises and settles the findings of the round. */
void run_judge(struct run *run);
/*
 * Adds import, files, observations and derived fields to the changes; they
 * ask the run for all but the first while they are committed.
 */
void run_record(struct run *run, const struct discover_report *report);
/* A new uuid for a row of evidence. */
void run_uuid(struct run *run, char out[UUID_LEN]);
/* The missed count that an asset has after the round. */
int32_t run_missed(const struct run *run, uint32_t asset);

#endif
