/* SPDX-License-Identifier: ISC */
/* import: register data from a table or our own JSON; shown first. */
#include "model/exchange/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

/* The plan, or what became of it. */
static void
tell(struct verb_call *call, const struct import_plan *plan, int64_t tx)
{
	struct commit_result result = { .tx = tx, .created = plan->created,
	    .changed = plan->changed, .same = plan->same };

	change_tell_problems(call, &plan->problems);
	if (verb_wants_json(call)) {
		change_tell(call, &result, &plan->problems);
		return;
	}
	tell_file(call, plan);
	buf_printf(call->out, _("New %" PRId64 ", changed %" PRId64 ", same %"
	    PRId64 ", refused %" PRId64 ", skipped %" PRId64 ".\n"),
	    plan->created, plan->changed, plan->same, plan->refused,
	    plan->skipped);
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
	bool wanted = verb_value(call, "apply") != NULL;
	bool stopped = plan->blocked ||
	    (plan->refused > 0 && (refused == NULL || !wanted));

	if (wanted && !stopped)
		return apply(call, plan, refused);
	tell(call, plan, 0);
	if (stopped) {
		buf_add(call->message, plan->blocked || plan->table == NULL ?
		    _("Nothing was written. Mend what is named above and try "
		    "again.\n") : _("Nothing was written. Mend the rows, or "
		    "put them aside with --refused FILE --apply.\n"));
		call->status = REFUSED;
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
	    N_("asset-sheet, or a file of \"header,key\" lines") },
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
	    "[--refused FILE] [--apply]",
	.help = N_("Read register data: new, changed, same and refused rows"),
	.options = options,
	.flags = VERB_WRITES,
	.min = 1, .max = 1,
	.formats = VERB_FORMATS_OBJECT,
	.run = run,
};
