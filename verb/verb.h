/* SPDX-License-Identifier: ISC */
/*
 * The verbs: what the command line and ":" in the screen both run.  A verb
 * takes the session, its arguments and a place to put results and messages;
 * it never prints, prompts or exits by itself.
 *
 * A verb is one const struct verb_NAME in a file of its own (or of its family)
 * and one row of verb.def.
 */
#ifndef DAICHO_VERB_H
#define DAICHO_VERB_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"

struct verb;

enum { VERB_OPTIONS = 24 };

/* One run of a verb. */
struct verb_call {
	struct session	*session;
	struct arena	*arena;		/* for the run */
	/*
	 * Results, and sentences for the person (one a line).  When run
	 * returns an error, verb_run drops the results and appends the error.
	 */
	struct buf	*out;
	struct buf	*message;
	int		 columns;	/* of the terminal; 0: none */
	bool		 terminal;	/* results are read by a person */
	/* Exit status when run returns NULL: 0, 1 (needs a person), 3. */
	int		 status;

	/* set by verb_run */
	const struct verb *verb;
	const char	*value[VERB_OPTIONS];	/* by row of verb->options */
	char		**operand;	/* what is no option */
	int		 operands;
	/*
	 * A verb that opens the screen when there is a terminal (demo) says so
	 * here; main does it.
	 */
	bool		 open_screen;
};

struct verb_option {
	const char	*name;		/* long name, without dashes */
	char		 letter;	/* 0: none */
	const char	*argument;	/* "QUERY"; NULL: a switch */
	const char	*help;		/* N_() */
};

enum verb_flags {
	VERB_NO_REGISTER = 1 << 0,	/* runs without an open register */
	VERB_WRITES = 1 << 1,		/* shadowed where read-only */
};

struct verb {
	const char	*name;
	const char	*synopsis;	/* after the name */
	const char	*help;		/* one line, N_() */
	const struct verb_option *options;	/* ended by name NULL */
	unsigned	 flags;
	int		 min, max;	/* operands; max -1: any number */
	const struct err *(*run)(struct verb_call *call);
};

/* The table, ended by NULL. */
extern const struct verb *const verbs[];
const struct verb *verb_find(const char *name);

/*
 * Runs argv[0] as a verb; argv is permuted.  Returns the exit status of
 * cli.md.
 */
int verb_run(struct verb_call *call, int argc, char **argv);

/* Value of an option: NULL when not given; "" for a switch that was. */
const char *verb_value(const struct verb_call *call, const char *name);
/* Text of `daicho help VERB` and --help. */
void verb_describe(const struct verb *verb, struct buf *out);

#endif
