/* SPDX-License-Identifier: ISC */
/* help: the verbs, from their table. */
#include "base/utf8.h"
#include "verb/verb.h"

static void
overview(struct buf *out)
{
	size_t i;

	buf_add(out, "daicho [-r FILE] [--read-only] [--lang ja|en] [--ascii] "
	    "[--plain] [VERB [ARGUMENTS]]\n\n");
	buf_printf(out, "%s\n\n", _("Without a verb it opens the screen."));
	for (i = 0; verbs[i] != NULL; i++) {
		buf_add(out, "  ");
		utf8_pad(out, verbs[i]->name, 10);
		buf_printf(out, " %s\n", _(verbs[i]->help));
	}
	buf_printf(out, "\n%s\n\n", _("Options of every verb, before it or "
	    "behind it:"));
	verb_describe_options(verb_globals, out);
	buf_printf(out, "\n%s\n", _("daicho help VERB says more."));
}

static const struct err *
run(struct verb_call *call)
{
	const struct verb *verb;

	if (call->operands == 0) {
		overview(call->out);
		return NULL;
	}
	verb = verb_find(call->operand[0]);
	if (verb == NULL)
		return verb_unknown(call->operand[0]);
	verb_describe(verb, call->out);
	return NULL;
}

const struct verb verb_help = {
	.name = "help",
	.synopsis = "[VERB]",
	.help = N_("List the verbs, or describe one"),
	.flags = VERB_NO_REGISTER,
	.min = 0, .max = 1,
	.run = run,
};
