/* SPDX-License-Identifier: ISC */
/*
 * Checks: what the register must not contain, as a table of queries and of
 * functions for what no query can ask (check.def), and a site's own queries
 * from a file.  verb/check.c and the Checks view run them.
 *
 * A run only reads.  What it found is a report of hits; keep.h tells what
 * became of each (the findings that the register keeps), and records them.
 * Everything lives in the arena given to check_run.
 */
#ifndef DAICHO_CHECK_CHECK_H
#define DAICHO_CHECK_CHECK_H

#include "model/register.h"

struct check_run;
typedef const struct err *(*check_fn)(struct check_run *run);

struct check_rule {
	const char	*code;		/* "D014"; a site's own: "X001" */
	uint64_t	 entities;	/* of what it finds */
	const char	*severity;	/* choice key */
	const char	*label[LANG_COUNT];
	const char	*query;		/* NULL: run */
	check_fn	 run;
	const char	*source;	/* clause numbers; "" when none */
	const char	*advice[LANG_COUNT];
	bool		 core;
};

/* The table, ended by a row without code. */
extern const struct check_rule check_rules[];

struct check_set {
	const struct check_rule **rule;
	size_t		 n;
};

/*
 * All checks: the table, then those of the files /etc/daicho/checks.tsv and
 * $XDG_CONFIG_HOME/daicho/checks.tsv where they are, then of file (NULL:
 * none).  What is wrong with them goes to problems, all at once, with file,
 * line and column; ERR_INPUT then.
 */
const struct err *check_load(const struct session *session, const char *file,
    struct arena *arena, struct problems *problems, struct check_set *out)
    ERR_MUST_CHECK;
/* NULL when there is no such code (written in either case). */
const struct check_rule *check_find(const struct check_set *set,
    const char *code);
/*
 * The first entity of a rule, for its label; its further ones follow by bit.
 */
enum entity_id check_entity(const struct check_rule *rule);

/*
 * What the record of a hit is called: "PC-014  Tax terminal"; an interface by
 * its asset, "PC-014 eth0".
 */
const char *check_record_name(const struct session *session,
    enum entity_id entity, const char *uuid, struct arena *arena);

struct check_hit {
	const struct check_rule *rule;
	enum entity_id	 entity;
	const char	*uuid;
	const char	*detail;	/* what was seen, one line; NULL: none */
	/* What the register keeps of it (keep.h); NULL: nothing. */
	const struct check_kept *kept;
	bool		 undecided;	/* waits for a person */
};

struct check_report {
	struct check_hit *hit;		/* gravest first, then by code */
	size_t		 n, cap;
	const struct check_rule **ran;	/* the rules that were run */
	size_t		 n_ran;
	/* The query does not fit their entities, so that they did not run. */
	const struct check_rule **skipped;
	size_t		 n_skipped;
	bool		 partial;	/* a query narrowed it */
};

struct check_options {
	const char	*const *code;	/* which; none: all */
	size_t		 n_codes;
	const char	*where;		/* about records that match; NULL: all */
};

/*
 * Runs checks.  ERR_USAGE on a code that does not exist or a query that fits
 * no entity, ERR_CANCELLED when the session's progress says so.
 */
const struct err *check_run(struct session *session,
    const struct check_set *set, const struct check_options *options,
    struct arena *arena, struct check_report *out) ERR_MUST_CHECK;

#endif
