/* SPDX-License-Identifier: ISC */
/*
 * What the functions of checks share: where they report, and the register as
 * a graph, loaded when the first of them asks for it.  Nobody outside of
 * model/check includes this.
 */
#ifndef DAICHO_CHECK_RUN_H
#define DAICHO_CHECK_RUN_H

#include "model/check/check.h"

struct graph;

struct check_run {
	struct session	*session;
	struct store	*store;
	struct arena	*arena;		/* of the report */
	struct arena	*scratch;	/* emptied after each check */
	const struct check_rule *rule;	/* the one that runs */
	struct check_report *report;
	struct graph	*graph;		/* NULL until run_graph() */
};

/* Adds a finding; detail is copied (NULL: none). */
void run_hit(struct check_run *run, enum entity_id entity, const char *uuid,
    const char *detail);
/* The names of a few records, "A, B, C (+12)". */
void run_names(struct check_run *run, const char *const *uuid, size_t n,
    struct buf *out);
/* store_each over all records of an entity with the named fields. */
const struct err *run_each(struct check_run *run, enum entity_id entity,
    const size_t *fields, size_t n, store_each_fn each, void *ctx)
    ERR_MUST_CHECK;
/* The graph of this run. */
const struct err *run_graph(struct check_run *run, struct graph **out)
    ERR_MUST_CHECK;

/* One for each row of check.def that has no query. */
const struct err *check_vacant(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_serials(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_macs(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_ips(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_outside(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_notified(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_chain(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_black_hole(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_miracle(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_stores(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_outsiders(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_orphan(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_behind(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_reach(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_dual_homed(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_late(struct check_run *run) ERR_MUST_CHECK;
const struct err *check_overlap(struct check_run *run) ERR_MUST_CHECK;

#endif
