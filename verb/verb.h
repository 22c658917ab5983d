/* SPDX-License-Identifier: ISC */
/*
 * The verbs: what the command line and ":" in the screen both run.  A verb
 * takes the session, its arguments and a place to put results and messages;
 * it never prints, prompts or exits by itself.
 */
#ifndef DAICHO_VERB_H
#define DAICHO_VERB_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"
#include "base/session.h"

/* Where results go (standard output or a pane) and messages (stderr or the
 * status row).  Results of a verb that fails are dropped. */
struct verb_call {
	struct session	*session;
	struct arena	*arena;
	int		 argc;		/* operands and options, after the verb */
	char		**argv;
	struct buf	*out;		/* results */
	struct buf	*message;	/* sentences, one a line */
	int		 columns;	/* of the terminal; 0: no terminal */
	bool		 terminal;	/* results go to one */
	int		 status;	/* 0 or 1 when it succeeds */
	const struct verb *verb;
};

struct verb_option {
	const char	*name;		/* long name, without dashes */
	char		 letter;	/* 0: none */
	const char	*argument;	/* "QUERY"; NULL: a switch */
	const char	*help;		/* N_() */
};

enum verb_flags {
	VERB_NO_REGISTER = 1 << 0,	/* runs without an open register */
	VERB_WRITES = 1 << 1,
	VERB_MAY_LACK_REGISTER = 1 << 2,
};

struct verb {
	const char	*name;
	const char	*synopsis;	/* after the name */
	const char	*help;		/* one line, N_() */
	const struct verb_option *options;	/* ended by name NULL */
	unsigned	 flags;
	const struct err *(*run)(struct verb_call *call);
};

/* The table from verb.def, ended by a row without name. */
extern const struct verb verbs[];
const struct verb *verb_find(const char *name);

/*
 * Runs argv[0] as a verb.  Returns the exit status of cli.md; on an error the
 * results are dropped and the sentence is in call->message.
 */
int verb_run(struct verb_call *call);

#endif
