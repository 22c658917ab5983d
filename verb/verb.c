/* SPDX-License-Identifier: ISC */
#include "verb/verb.h"

#include <getopt.h>
#include <string.h>

#include "base/utf8.h"

#define VERB(name) extern const struct verb verb_##name;
#include "verb/verb.def"
#undef VERB

const struct verb *const verbs[] = {
#define VERB(name) &verb_##name,
#include "verb/verb.def"
#undef VERB
	NULL
};

const struct verb *
verb_find(const char *name)
{
	size_t i;

	for (i = 0; verbs[i] != NULL; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

const struct err *
verb_unknown(const char *word)
{
	struct buf text = { 0 };
	const struct err *err;

	utf8_safe(&text, word, strnlen(word, 200), 0);
	err = err_new(ERR_USAGE, _("There is no verb \"%s\". daicho help lists "
	    "them."), buf_str(&text));
	buf_release(&text);
	return err;
}

const char *
verb_value(const struct verb_call *call, const char *name)
{
	const struct verb_option *options = call->verb->options;
	size_t i;

	for (i = 0; options != NULL && options[i].name != NULL; i++)
		if (strcmp(options[i].name, name) == 0)
			return call->value[i];
	return NULL;
}

static const struct err *
usage(const struct verb *verb, const char *sentence)
{
	return err_new(ERR_USAGE, _("%s Usage: daicho %s %s"), sentence,
	    verb->name, verb->synopsis);
}

const struct verb_option verb_globals[] = {
	[GLOBAL_REGISTER] = { "register", 'r', "FILE", N_("the register; else "
	    "$DAICHO_REGISTER, else the one in your home") },
	[GLOBAL_READ_ONLY] = { "read-only", 0, NULL, N_("change nothing") },
	[GLOBAL_AS_OF] = { "as-of", 0, "DATE", N_("show the register as it was "
	    "at the end of a day, or as a snapshot has it") },
	[GLOBAL_LANG] = { "lang", 0, "ja|en", N_("language") },
	[GLOBAL_ASCII] = { "ascii", 0, NULL, N_("lines drawn in ASCII") },
	[GLOBAL_PLAIN] = { "plain", 0, NULL, N_("flat text, no screen") },
	[GLOBAL_HELP] = { "help", 0, NULL, N_("say what the verb does") },
	[GLOBAL_VERSION] = { "version", 0, NULL, N_("say which daicho it is") },
	[GLOBAL_COUNT] = { NULL, 0, NULL, NULL },
};

/* The options of one reading, as getopt_long wants them. */
struct reading {
	struct option	 longs[VERB_OPTIONS + GLOBAL_COUNT + 1];
	char		 shorts[2 * (VERB_OPTIONS + GLOBAL_COUNT) + 3];
	size_t		 n, letters;
};

/* Where the codes of an options table begin; a letter is below them all. */
enum { OWN = 1000, GLOBAL = 2000 };

static void
expect(struct reading *reading, const struct verb_option *options, int code)
{
	size_t i;

	for (i = 0; options != NULL && options[i].name != NULL; i++) {
		int needs = options[i].argument != NULL;

		reading->longs[reading->n++] = (struct option){
			options[i].name,
			needs ? required_argument : no_argument, NULL,
			code + (int)i };
		if (options[i].letter == 0)
			continue;
		reading->shorts[reading->letters++] = options[i].letter;
		if (needs)
			reading->shorts[reading->letters++] = ':';
	}
}

/* Keeps the value of the option that was met, if it is one of these. */
static bool
take(const struct verb_option *options, const char **value, int c, int code)
{
	size_t i;

	for (i = 0; options != NULL && options[i].name != NULL; i++)
		if (c == code + (int)i ||
		    (options[i].letter != 0 && c == options[i].letter)) {
			value[i] = optarg != NULL ? optarg : "";
			return true;
		}
	return false;
}

/* Says what is wrong with the option that getopt_long stopped at. */
static const struct err *
wrong_option(const struct verb_call *call, char **argv, int c)
{
	const char *verb = call->verb == NULL ? "" :
	    arena_printf(call->arena, " %s", call->verb->name);
	const char *word = argv[optind - 1];
	const struct err *err;
	struct buf text = { 0 };
	char letter[3] = { '-', (char)optopt, '\0' };

	if (optopt > 0 && optopt < OWN)
		word = letter;
	utf8_safe(&text, word, strnlen(word, 200), 0);
	if (c == ':')
		err = err_new(ERR_USAGE, _("The option %s needs a value. "
		    "See: daicho help%s"), buf_str(&text), verb);
	else if (optopt >= OWN)
		err = err_new(ERR_USAGE, _("The option %s takes no value. "
		    "See: daicho help%s"), buf_str(&text), verb);
	else
		err = err_new(ERR_USAGE, _("There is no option %s here. "
		    "See: daicho help%s"), buf_str(&text), verb);
	buf_release(&text);
	return err;
}

/* Reads options; what is none is left at the end of argv, from optind on. */
static const struct err *
read_options(struct verb_call *call, const char *order, int argc, char **argv)
{
	const struct verb_option *own =
	    call->verb == NULL ? NULL : call->verb->options;
	struct reading reading = { .letters = strlen(order) };
	int c;

	memcpy(reading.shorts, order, reading.letters);
	expect(&reading, own, OWN);
	if (call->global != NULL)
		expect(&reading, verb_globals, GLOBAL);
	else
		expect(&reading, &(const struct verb_option[]){
		    verb_globals[GLOBAL_HELP], { 0 } }[0],
		    GLOBAL + GLOBAL_HELP);
	optind = 0;	/* glibc: start anew */
	opterr = 0;
	while ((c = getopt_long(argc, argv, reading.shorts, reading.longs,
	    NULL)) != -1) {
		if (c == '?' || c == ':')
			return wrong_option(call, argv, c);
		if (c == GLOBAL + GLOBAL_HELP)
			call->help = true;
		else if (!take(own, call->value, c, OWN))
			take(verb_globals, call->global, c, GLOBAL);
	}
	return NULL;
}

/* True when the word is one of those that "a, b, c" lists. */
static bool
is_listed(const char *words, const char *word)
{
	size_t n = strlen(word), len;

	for (; *words != '\0'; words += len + strspn(words + len, ", ")) {
		len = strcspn(words, ",");
		if (len == n && strncmp(words, word, n) == 0)
			return true;
	}
	return false;
}

static const struct err *
check_format(const struct verb_call *call)
{
	const char *word = verb_value(call, "format");

	if (word == NULL || call->verb->formats == NULL ||
	    is_listed(call->verb->formats, word))
		return NULL;
	return err_new(ERR_USAGE, _("--format takes one of: %s."),
	    call->verb->formats);
}

const struct err *
verb_read_globals(struct verb_call *call, int argc, char **argv, int *first)
{
	const struct err *err = read_options(call, "+:", argc, argv);

	*first = optind;
	return err;
}

const struct err *
verb_read(struct verb_call *call, int argc, char **argv)
{
	const struct verb *verb = verb_find(argv[0]);
	const struct err *err;

	memset(call->value, 0, sizeof(call->value));
	call->status = 0;
	call->verb = verb;
	if (verb == NULL)
		return verb_unknown(argv[0]);
	err = read_options(call, ":", argc, argv);
	if (err != NULL || call->help)
		return err;
	call->operand = argv + optind;
	call->operands = argc - optind;
	if (call->operands < verb->min)
		return usage(verb, _("Something is missing."));
	if (verb->max >= 0 && call->operands > verb->max)
		return usage(verb, _("There is a word too many."));
	return check_format(call);
}

bool
verb_needs_register(const struct verb_call *call)
{
	return !call->help && !(call->verb->flags & VERB_NO_REGISTER);
}

const struct err *
verb_check_as_of(const struct verb_call *call)
{
	const char *day = call->global == NULL ? NULL :
	    call->global[GLOBAL_AS_OF];

	/* A script whose day is empty does not ask for the present. */
	if (day != NULL && *day == '\0')
		return err_new(ERR_USAGE, _("--as-of takes a day such as "
		    "2026-03-31 or the name of a snapshot."));
	if (day == NULL || call->verb == NULL || call->help || (call->verb->flags &
	    (VERB_NO_REGISTER | VERB_PRESENT)) == 0)
		return NULL;
	return err_new(ERR_USAGE, _("daicho %s is about the present; leave "
	    "--as-of out."), call->verb->name);
}

/* True where the value of an option is the name of a file. */
static bool
names_file(const char *argument, const char *value)
{
	if (strncmp(argument, "NAME|", 5) == 0 &&
	    strpbrk(value, "/.") == NULL)
		return false;
	return strstr(argument, "FILE") != NULL && strcmp(value, "-") != 0;
}

/*
 * Before a service account only standard input and output are read and
 * written: a name of a file would mean that account's files.
 */
static const struct err *
check_files(const struct verb_call *call)
{
	const struct verb_option *o = call->verb->options;
	const char *word = NULL;
	size_t i;
	int k;

	if (!session_is_restricted(call->session))
		return NULL;
	for (i = 0; o != NULL && o[i].name != NULL; i++)
		if (o[i].argument != NULL && call->value[i] != NULL &&
		    names_file(o[i].argument, call->value[i]))
			word = call->value[i];
	if ((call->verb->flags & VERB_FILES) != 0 && call->operands == 0)
		word = call->verb->name;
	for (k = 0; (call->verb->flags & VERB_FILES) != 0 &&
	    k < call->operands; k++)
		if (strcmp(call->operand[k], "-") != 0)
			word = call->operand[k];
	return word == NULL ? NULL : err_new(ERR_DENIED, _("%s: you are here "
	    "through sudo, so no files are read or written. Use - for standard "
	    "input and output."), word);
}

static const struct err *
run(struct verb_call *call)
{
	const struct err *err;

	if (call->help) {
		verb_describe(call->verb, call->out);
		return NULL;
	}
	if (verb_needs_register(call) && call->session->reg == NULL)
		return err_new(ERR_REGISTER, _("No register is open."));
	err = check_files(call);
	return err != NULL ? err : call->verb->run(call);
}

int
verb_finish(struct verb_call *call, const struct err *err)
{
	if (err == NULL)
		err = run(call);
	if (err == NULL)
		return call->status;
	buf_clear(call->out);
	buf_printf(call->message, "%s\n", err->msg);
	return err_exit_status(err);
}

int
verb_run(struct verb_call *call, int argc, char **argv)
{
	return verb_finish(call, verb_read(call, argc, argv));
}

void
verb_describe_options(const struct verb_option *options, struct buf *out)
{
	size_t i;

	for (i = 0; options[i].name != NULL; i++) {
		const struct verb_option *o = &options[i];
		struct buf left = { 0 };

		if (o->letter != 0)
			buf_printf(&left, "-%c, ", o->letter);
		buf_printf(&left, "--%s%s%s", o->name,
		    o->argument != NULL ? " " : "",
		    o->argument != NULL ? o->argument : "");
		buf_add(out, "  ");
		utf8_pad(out, buf_str(&left), 26);
		buf_printf(out, " %s\n", _(o->help));
		buf_release(&left);
	}
}

void
verb_describe(const struct verb *verb, struct buf *out)
{
	buf_printf(out, "daicho %s %s\n\n%s\n", verb->name, verb->synopsis,
	    _(verb->help));
	if (verb->options != NULL) {
		buf_addc(out, '\n');
		verb_describe_options(verb->options, out);
	}
	if (verb->more != NULL) {
		buf_addc(out, '\n');
		verb->more(out);
	}
}
