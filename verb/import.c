/* SPDX-License-Identifier: ISC */
/* import: register data from a table or our own JSON; shown first. */
#include "model/exchange/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/path.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { REFUSED = 3, LEFT_OVER = 1 };

static void
tell_file(struct verb_call *call, const struct import_plan *plan)
{
	buf_printf(call->out, "%s: ", plan->file);
	if (plan->sheet != NULL)
		buf_printf(call->out, _("sheet %s, "), plan->sheet);
	if (plan->header_line > 0)
		buf_printf(call->out, _("%s, header in line %ld, "),
		    charset_name(plan->charset), plan->header_line);
	if (plan->mapping != NULL)
		buf_printf(call->out, _("mapping %s, "), plan->mapping);
	buf_printf(call->out, _("%" PRId64 " rows.\n"), plan->rows);
}

static void
tell_also(struct verb_call *call, const struct import_plan *plan)
{
	int e, n = 0;

	for (e = 0; e < ENTITY_COUNT; e++) {
		if (plan->also[e] == 0)
			continue;
		buf_add(call->out, n++ == 0 ? _("Created with them: ") : ", ");
		buf_printf(call->out, "%s %" PRId64, entity_get(
		    (enum entity_id)e)->label_plural[call->session->lang],
		    plan->also[e]);
	}
	if (n > 0)
		buf_addc(call->out, '\n');
}

static void
tell_lines(struct verb_call *call, const struct import_question *question)
{
	int64_t i;

	for (i = 0; i < question->rows && i < IMPORT_LINES; i++)
		buf_printf(call->message, "%s%ld", i == 0 ? "" : " ",
		    question->line[i]);
	if (question->rows > IMPORT_LINES)
		buf_add(call->message, " …");
}

/* One line a question: what is asked, where, and what may be answered. */
static void
tell_questions(struct verb_call *call, const struct import_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->questions; i++) {
		const struct import_question *question = &plan->question[i];

		buf_printf(call->message, question->answer == NULL ?
		    _("? %s") : _("= %s"), question->column);
		if (*question->value != '\0')
			buf_printf(call->message, ": \"%s\"",
			    question->value);
		buf_printf(call->message, _(" (%" PRId64 " rows: "),
		    question->rows);
		tell_lines(call, question);
		buf_add(call->message, "): ");
		if (question->wrong != NULL)
			buf_printf(call->message, _("\"%s\" is no answer; "),
			    question->wrong);
		if (question->answer != NULL)
			buf_printf(call->message, _("taken as \"%s\"\n"),
			    question->answer);
		else
			buf_printf(call->message, _("answer %s\n"),
			    question->allowed);
	}
}

static void
json_questions(struct json *json, const struct import_plan *plan)
{
	int64_t k;
	size_t i;

	json_key(json, "questions");
	json_open(json, '[');
	for (i = 0; i < plan->questions; i++) {
		const struct import_question *question = &plan->question[i];

		json_open(json, '{');
		json_key(json, "column");
		json_string(json, question->column);
		json_key(json, "value");
		json_string(json, *question->value == '\0' ? NULL :
		    question->value);
		json_key(json, "answer");
		json_string(json, question->answer);
		json_key(json, "allowed");
		json_string(json, question->allowed);
		json_key(json, "rows");
		json_int(json, question->rows);
		json_key(json, "lines");
		json_open(json, '[');
		for (k = 0; k < question->rows && k < IMPORT_LINES; k++)
			json_int(json, question->line[k]);
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* The plan, or what became of it. */
static void
tell(struct verb_call *call, const struct import_plan *plan, int64_t tx)
{
	struct commit_result result = { .tx = tx, .created = plan->created,
	    .changed = plan->changed, .same = plan->same };

	change_tell_problems(call, &plan->problems);
	if (verb_wants_json(call)) {
		struct json json = { .out = call->out, .indent = 1 };

		json_open(&json, '{');
		change_tell_fields(&json, &result, &plan->problems);
		json_questions(&json, plan);
		json_close(&json, '}');
		buf_addc(call->out, '\n');
		return;
	}
	if (tx == 0)
		tell_questions(call, plan);
	tell_file(call, plan);
	buf_printf(call->out, _("New %" PRId64 ", changed %" PRId64 ", same %"
	    PRId64 ", "), plan->created, plan->changed, plan->same);
	if (import_asking(plan) > 0)
		buf_printf(call->out, _("to settle %" PRId64 ", "),
		    import_asking(plan));
	buf_printf(call->out, _("refused %" PRId64 ", skipped %" PRId64
	    ".\n"), plan->refused, plan->skipped);
	tell_also(call, plan);
	if (tx != 0)
		buf_printf(call->out, _("Change set %" PRId64 "; daicho undo "
		    "takes it back.\n"), tx);
}

static bool
same_file(const char *a, const char *b)
{
	char *x = realpath(a, NULL), *y = realpath(b, NULL);
	bool same = x != NULL && y != NULL && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static const struct err *
apply(struct verb_call *call, struct import_plan *plan, const char *refused)
{
	const char *save = verb_value(call, "save-map");
	struct commit_result result = { 0 };
	const struct err *err = NULL;

	if (plan->refused > 0) {
		err = import_write_refused(plan, refused);
		if (err == NULL)
			buf_printf(call->message, _("%" PRId64 " refused rows "
			    "are in %s; mend and import them again.\n"),
			    plan->refused, refused);
	}
	if (err == NULL)
		err = import_apply(call->session, plan, &result);
	if (err == NULL && save != NULL)
		err = import_save_answers(call->session, plan, save);
	if (err != NULL)
		return err;
	tell(call, plan, result.tx);
	call->status = plan->refused > 0 ? LEFT_OVER : 0;
	return NULL;
}

static const struct err *
decide(struct verb_call *call, struct import_plan *plan)
{
	const char *refused = verb_value(call, "refused");
	const char *questions = verb_value(call, "questions");
	bool wanted = verb_value(call, "apply") != NULL;
	bool stopped = plan->refused > 0 && (refused == NULL || !wanted);
	const struct err *err = NULL;

	if (questions != NULL && plan->questions > 0) {
		err = import_write_questions(plan, questions);
		if (err != NULL)
			return err;
		buf_printf(call->message, _("%zu questions are in %s; answer "
		    "them and import again with --map %s.\n"),
		    plan->questions, questions, questions);
	}
	if (wanted && !stopped && plan->open == 0)
		return apply(call, plan, refused);
	tell(call, plan, 0);
	if (stopped) {
		buf_add(call->message, plan->table == NULL ?
		    _("Nothing was written. Mend what is named above and try "
		    "again.\n") : _("Nothing was written. Mend the rows, or "
		    "put them aside with --refused FILE --apply.\n"));
		call->status = REFUSED;
	} else if (plan->open > 0) {
		if (questions == NULL)
			buf_add(call->message, _("Nothing was written; "
			    "questions are open. --questions FILE writes "
			    "them down.\n"));
		call->status = LEFT_OVER;
	} else {
		buf_add(call->message, _("Nothing was written yet; --apply "
		    "does it.\n"));
	}
	return NULL;
}

/*
 * What is applied at once need not be tried before; where the register then
 * refuses something, nothing was written, and the rows are looked at again.
 */
static const struct err *
read_and_decide(struct verb_call *call, struct import_options *with)
{
	struct import_plan *plan = NULL;
	const struct err *err;

	with->unjudged = verb_value(call, "apply") != NULL;
	err = import_read(call->session, with, &plan);
	if (err == NULL)
		err = decide(call, plan);
	if (with->unjudged && err != NULL && err->kind == ERR_INVALID) {
		import_free(plan);
		plan = NULL;
		with->unjudged = false;
		err = import_read(call->session, with, &plan);
		if (err == NULL)
			err = decide(call, plan);
	}
	import_free(plan);
	return err;
}

static const struct err *
run(struct verb_call *call)
{
	struct import_options options = {
		.path = call->operand[0], .entity = ENTITY_NONE,
		.map = verb_value(call, "map"),
		.sheet = verb_value(call, "sheet"),
		.reason = verb_value(call, "reason"),
		.ref = verb_value(call, "ref"),
	};
	const char *entity = verb_value(call, "entity");
	const char *refused = verb_value(call, "refused");
	const struct err *err = NULL;

	if (entity != NULL) {
		enum entity_id found;

		err = verb_entity(entity, &found);
		if (err == NULL)
			options.entity = (int)found;
	}
	if (err == NULL && refused != NULL &&
	    (same_file(refused, options.path) ||
	    strcasecmp(path_extension(options.path), "json") == 0))
		err = err_new(ERR_USAGE, _("--refused needs another file than "
		    "the one imported, and a table."));
	return err != NULL ? err : read_and_decide(call, &options);
}

static const struct verb_option options[] = {
	{ "entity", 0, "ENTITY", N_("what the rows are") },
	{ "sheet", 0, "NAME",
	    N_("which sheet of a workbook, by name or number") },
	{ "map", 0, "NAME|FILE",
	    N_("answers: a mapping by name, or a file of them") },
	{ "questions", 0, "FILE",
	    N_("write open questions there; answered, it is a --map") },
	{ "save-map", 0, "NAME",
	    N_("keep the answers in the register under this name") },
	{ "refused", 0, "FILE",
	    N_("put refused rows there and take the others") },
	{ "apply", 0, NULL, N_("write; without it the plan is shown") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	{ "format", 0, "FORMAT", N_("json: the result as one object") },
	{ NULL, 0, NULL, NULL },
};

const struct verb verb_import = {
	.name = "import",
	.synopsis = "FILE [--entity ENTITY] [--map NAME|FILE] "
	    "[--questions FILE] [--save-map NAME] [--refused FILE] [--apply]",
	.help = N_("Read register data: new, changed, same and refused rows"),
	.options = options,
	.flags = VERB_WRITES | VERB_FILES,
	.min = 1, .max = 1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run,
};
