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

/* Options of every verb: before it or behind it (rows of verb_globals). */
enum {
	GLOBAL_REGISTER, GLOBAL_READ_ONLY, GLOBAL_AS_OF, GLOBAL_LANG, GLOBAL_ASCII,
	GLOBAL_PLAIN, GLOBAL_HELP, GLOBAL_VERSION, GLOBAL_COUNT
};

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
	/*
	 * GLOBAL_COUNT values, which the reading of arguments fills; NULL
	 * where the session has begun and they come too late.
	 */
	const char	**global;

	/* set by verb_read */
	bool		 help;		/* it was only asked for its help */
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
	VERB_SOME_REGISTER = 1 << 3,	/* but says more with one */
	VERB_FILES = 1 << 4,		/* its operands are files */
	VERB_WRITES = 1 << 1,		/* shadowed where read-only */
	VERB_PRESENT = 1 << 2,		/* is about the register of now */
};

/* Of verbs that print sentences, or one object. */
#define VERB_FORMATS_OBJECT "table, plain, json"

struct verb {
	const char	*name;
	const char	*synopsis;	/* after the name */
	const char	*help;		/* one line, N_() */
	const struct verb_option *options;	/* ended by name NULL */
	unsigned	 flags;
	int		 min, max;	/* operands; max -1: any number */
	/* The words of --format; NULL: the verb knows them itself. */
	const char	*formats;
	const struct err *(*run)(struct verb_call *call);
	/* What help says behind the options; may be NULL. */
	void		(*more)(struct buf *out);
};

/* The table, ended by NULL. */
extern const struct verb *const verbs[];
extern const struct verb_option verb_globals[];
const struct verb *verb_find(const char *name);
/* ERR_USAGE for a word that is no verb. */
const struct err *verb_unknown(const char *word);

/*
 * Reads the options that stand before the verb; *first is the verb's index,
 * argc when there is none.  ERR_USAGE.
 */
const struct err *verb_read_globals(struct verb_call *call, int argc,
    char **argv, int *first) ERR_MUST_CHECK;
/* Reads argv[0] as a verb and what follows it; argv is permuted.  ERR_USAGE. */
const struct err *verb_read(struct verb_call *call, int argc, char **argv)
    ERR_MUST_CHECK;
/* True when what was read needs the register open. */
bool verb_needs_register(const struct verb_call *call);
/* ERR_USAGE where a verb cannot look at the past. */
const struct err *verb_check_as_of(const struct verb_call *call)
    ERR_MUST_CHECK;
/*
 * Runs what was read, or tells the error that came before.  Returns the exit
 * status of cli.md.
 */
int verb_finish(struct verb_call *call, const struct err *err);
/* Reads and runs. */
int verb_run(struct verb_call *call, int argc, char **argv);

/* Value of an option: NULL when not given; "" for a switch that was. */
const char *verb_value(const struct verb_call *call, const char *name);
/* Text of `daicho help VERB` and --help. */
void verb_describe(const struct verb *verb, struct buf *out);
/* One line for each option. */
void verb_describe_options(const struct verb_option *options,
    struct buf *out);

#endif
