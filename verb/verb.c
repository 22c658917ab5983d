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

enum { HELP = 1000 };

/* Reads the options of a verb; leaves the operands at the end of argv. */
static const struct err *
read_options(struct verb_call *call, int argc, char **argv, bool *help)
{
	const struct verb_option *options = call->verb->options;
	struct option longs[VERB_OPTIONS + 2] = { { 0 } };
	char shorts[2 * VERB_OPTIONS + 3] = ":";
	size_t i, n = 0, letters = 1;
	int c;

	for (i = 0; options != NULL && options[i].name != NULL; i++) {
		int needs = options[i].argument != NULL;

		longs[n++] = (struct option){ options[i].name,
			needs ? required_argument : no_argument, NULL,
			HELP + 1 + (int)i };
		if (options[i].letter != 0) {
			shorts[letters++] = options[i].letter;
			if (needs)
				shorts[letters++] = ':';
		}
	}
	longs[n] = (struct option){ "help", no_argument, NULL, HELP };
	optind = 0;	/* glibc: start anew */
	opterr = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		struct buf text = { 0 };
		const struct err *err;

		if (c == HELP) {
			*help = true;
			return NULL;
		}
		for (i = 0; c != '?' && c != ':' && options != NULL &&
		    options[i].name != NULL; i++)
			if (c == options[i].letter || c == HELP + 1 + (int)i)
				break;
		if (c != '?' && c != ':') {
			call->value[i] = optarg != NULL ? optarg : "";
			continue;
		}
		utf8_safe(&text, argv[optind - 1], strlen(argv[optind - 1]), 0);
		err = err_new(ERR_USAGE, c == ':' ?
		    _("The option %s needs a value. See: daicho help %s") :
		    _("There is no option %s here. See: daicho help %s"),
		    buf_str(&text), call->verb->name);
		buf_release(&text);
		return err;
	}
	call->operand = argv + optind;
	call->operands = argc - optind;
	return NULL;
}

static const struct err *
run(struct verb_call *call, int argc, char **argv)
{
	const struct verb *verb = call->verb;
	const struct err *err;
	bool help = false;

	err = read_options(call, argc, argv, &help);
	if (err != NULL)
		return err;
	if (help) {
		verb_describe(verb, call->out);
		return NULL;
	}
	if (call->operands < verb->min)
		return usage(verb, _("Something is missing."));
	if (verb->max >= 0 && call->operands > verb->max)
		return usage(verb, _("There is a word too many."));
	if (!(verb->flags & VERB_NO_REGISTER) && call->session->reg == NULL)
		return err_new(ERR_REGISTER, _("No register is open."));
	return verb->run(call);
}

int
verb_run(struct verb_call *call, int argc, char **argv)
{
	const struct err *err;

	memset(call->value, 0, sizeof(call->value));
	call->status = 0;
	call->verb = verb_find(argv[0]);
	if (call->verb == NULL) {
		struct buf text = { 0 };

		utf8_safe(&text, argv[0], strlen(argv[0]), 0);
		err = err_new(ERR_USAGE, _("There is no verb \"%s\". "
		    "daicho help lists them."), buf_str(&text));
		buf_release(&text);
	} else {
		err = run(call, argc, argv);
	}
	if (err == NULL)
		return call->status;
	buf_clear(call->out);
	buf_printf(call->message, "%s\n", err->msg);
	return err_exit_status(err);
}

void
verb_describe(const struct verb *verb, struct buf *out)
{
	size_t i;

	buf_printf(out, "daicho %s %s\n\n%s\n", verb->name, verb->synopsis,
	    _(verb->help));
	if (verb->options == NULL)
		return;
	buf_addc(out, '\n');
	for (i = 0; verb->options[i].name != NULL; i++) {
		const struct verb_option *o = &verb->options[i];
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
