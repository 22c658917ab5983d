/* SPDX-License-Identifier: ISC */
/*
 * Discovery: files in, findings out.
 *
 *   files -> import_scan_file (worker jobs) -> normalise -> devices
 *         -> identity -> classify -> one change set (import, observations as
 *            evidence; findings journalled)
 *
 * Discovery writes no field of an asset by itself, but for the derived ones
 * (last_seen, missed …): what it saw is a proposal until a person accepts it.
 */
#ifndef DAICHO_DISCOVERY_DISCOVER_H
#define DAICHO_DISCOVERY_DISCOVER_H

#include "model/discovery/importer.h"
#include "model/register.h"

/* The classification list of domain.md, in its order: choice set
 * finding_result. */
enum result {
	RESULT_IGNORED, RESULT_CONFLICT, RESULT_RETURNED, RESULT_EXPIRED,
	RESULT_WRONG_ZONE, RESULT_BRIDGING, RESULT_DRIFT, RESULT_IP_CONFLICT,
	RESULT_CONFIRMED, RESULT_CANDIDATE, RESULT_TRANSIENT, RESULT_PENDING,
	RESULT_UNAPPROVED, RESULT_MISSING, RESULT_NOT_COVERED, RESULT_ROGUE,
	RESULT_COUNT
};
const char *result_key(enum result result);

struct discover_options {
	const char	*const *file;
	size_t		 n_files;
	const char	*site;		/* REF; NULL: the only one, or asked */
	const char	*const *scope;	/* CIDR; none: the files' own */
	size_t		 n_scope;
	const char	*as;		/* format; NULL: sniffed */
	const char	*map;		/* of tables: import_map_read; NULL */
	const char	*const *vendors;	/* oui_folders; NULL: no look-up */
	bool		 dry_run;
};

struct discover_finding {
	const char	*uuid;
	const char	*number;	/* "F-0412" */
	enum result	 result;
	const char	*severity;	/* choice keys */
	const char	*state;
	bool		 is_new;	/* raised or reopened by this round */
	int64_t		 due;
	const char	*ip, *mac, *hostname, *vendor;
	const char	*zone;		/* uuid */
	const char	*asset;		/* uuid */
	const char	*rule;
	const char	*evidence;
	const char	**also;
	size_t		 n_also;
};

struct coverage_row {
	const char	*zone;		/* uuid */
	const char	*network;	/* uuid; NULL: a zone without networks */
	const char	*state;		/* covered partial overdue never */
	int64_t		 last_covered;	/* 0: never */
	const char	*strength;	/* of the import that covered it */
	int64_t		 interval_days;
	const char	*import;	/* uuid */
};

struct coverage {
	struct coverage_row *row;	/* per network */
	size_t		 n;
	size_t		 zones, zones_covered;
};

struct discover_report {
	const char	*import;	/* uuid; NULL on a dry run */
	bool		 duplicate;	/* this round was imported before */
	struct scan_file *file;
	size_t		 n_files;
	const char	*site;		/* uuid */
	const char	**scope;
	size_t		 n_scope;
	int64_t		 started, ended;
	bool		 complete;
	int64_t		 sightings, devices;
	int64_t		 count[RESULT_COUNT];
	struct discover_finding *finding;	/* raised or kept by the round */
	size_t		 n_findings;
	struct coverage	 coverage;
	bool		 undecided;	/* one of them waits for a person */
};

/* Nothing is written unless all files can be read. */
const struct err *discover_run(struct session *session,
    const struct discover_options *options, struct arena *arena,
    struct problems *problems, struct discover_report *out) ERR_MUST_CHECK;

/* True where a finding of this state (choice key) waits for a person. */
bool finding_is_undecided(const char *state);
/* "F-0412", the handle for people: how the title begins; NULL without. */
const char *finding_number(const struct record *finding,
    struct arena *arena);
/*
 * What a finding of discovery is about, read from its evidence note; it needs
 * title, result, severity, state, due, rule, evidence and also.
 */
void finding_read(const struct record *finding, struct arena *arena,
    struct discover_finding *out);
/* The number that the next finding gets. */
const struct err *finding_next_number(const struct session *session,
    int64_t *number) ERR_MUST_CHECK;
/* The latest decision about a finding; *out NULL when there is none. */
const struct err *finding_last_decision(const struct session *session,
    const char *finding, struct arena *arena, struct record **out)
    ERR_MUST_CHECK;

/* What was looked at when, zone by zone, as of now. */
const struct err *coverage_list(const struct session *session,
    struct arena *arena, struct coverage *out) ERR_MUST_CHECK;
/* The label of a row's state. */
const char *coverage_state_label(const char *state);
/* "3 of 11 networks not looked at for 30 days": never absent beside a 0. */
void coverage_line(const struct session *session,
    const struct coverage *coverage, struct buf *out);

/* --- decisions ---------------------------------------------------------- */

struct decide_options {
	const char	*decision;	/* choice key */
	const char	*reason, *ref;
	const char	*until;		/* ISO day */
	const char	*asset;		/* REF, for link */
	const char	*second;	/* REF of the second person */
	/* For except: REF of who approves it (NULL: who decides), and what
	 * makes up for it. */
	const char	*approver, *control;
	bool		 dry_run;
};

/*
 * Decides one or many findings (uuids) as one change set.  With four-eyes a
 * critical one is decided when two have said the same; the first is noted.  A
 * word unfit for a finding's result is ERR_INVALID naming those that fit.
 */
const struct err *decide_apply(struct session *session,
    const char *const *finding, size_t n, const struct decide_options *options,
    struct problems *problems, struct commit_result *result) ERR_MUST_CHECK;
/* Whether one person has decided and a second has still to say the same. */
const struct err *decide_waits(const struct session *session,
    const char *finding, bool *waits) ERR_MUST_CHECK;
/* Whether a decision fits a finding; *why (translated) when not. */
bool decide_fits(const struct record *finding, const char *decision,
    const char **why);

/* --- explain ------------------------------------------------------------ */

struct explain_key {
	const char	*rank;		/* "3" */
	const char	*key;		/* what was compared, translated */
	const char	*seen, *registered;
	int		 equal;		/* 1 yes, 0 no, -1 not compared */
	bool		 decides;
};
struct explain_evidence {
	const char	*file, *text;
	long		 line;
};
struct explanation {
	const char	*subject;	/* uuid */
	const char	*result, *severity, *rule;	/* keys */
	int64_t		 due;
	struct explain_key *compared;
	size_t		 n_compared;
	struct explain_evidence *evidence;
	size_t		 n_evidence;
	const char	**also;
	size_t		 n_also;
	const char	**would_change;	/* sentences */
	size_t		 n_would_change;
};
/* For a finding, an asset, an IP or a MAC. */
const struct err *explain(struct session *session, const char *ref,
    struct arena *arena, struct explanation *out) ERR_MUST_CHECK;

#endif
