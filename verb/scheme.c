/* SPDX-License-Identifier: ISC */
/* scheme: the levels of confidentiality, integrity and availability. */
#include <inttypes.h>
#include <string.h>

#include "model/scheme_change.h"
#include "verb/change.h"
#include "verb/rows.h"

static const struct err *
show_levels(struct verb_call *call)
{
	struct scheme_move *level = NULL;
	struct rows *rows = NULL;
	const struct err *err;
	size_t i, n = 0;

	err = scheme_levels_used(call->session, call->arena, &level, &n);
	if (err == NULL)
		err = rows_new(call, &rows);
	if (err != NULL)
		return err;
	rows_column(rows, "axis", _("Axis"), false);
	rows_column(rows, "key", _("Level"), false);
	rows_column(rows, "label", _("Label"), false);
	rows_column(rows, "rank", _("Rank"), true);
	rows_column(rows, "records", _("Records"), true);
	for (i = 0; i < n; i++) {
		rows_text(rows, level[i].axis);
		rows_text(rows, level[i].from->key);
		rows_text(rows, level[i].from->label[call->session->lang]);
		rows_int(rows, level[i].from->order);
		rows_int(rows, level[i].n);
	}
	return rows_end(rows);
}

static const struct err *
change(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	struct changes *changes = change_begin(call, "edit");
	struct scheme_move *move = NULL;
	const struct err *err;
	size_t i, n = 0;

	err = scheme_change(changes, call->operand[0],
	    verb_value(call, "map"), &move, &n, &problems);
	if (err != NULL) {
		changes_free(changes);
		return err;
	}
	for (i = 0; i < n; i++)
		if (move[i].to != NULL && move[i].n > 0 &&
		    strcmp(move[i].to->key, move[i].from->key) != 0)
			buf_printf(call->message, _("%s: %s becomes %s in "
			    "%" PRId64 " records.\n"), move[i].axis,
			    move[i].from->key, move[i].to->key, move[i].n);
	return change_end(call, changes, &problems);
}

static const struct err *
run(struct verb_call *call)
{
	return call->operands == 0 ? show_levels(call) : change(call);
}

static const struct verb_option options[] = {
	{ "map", 0, "AXIS.OLD=NEW,…",
	    N_("what a level becomes that the new scheme does not have") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_scheme = {
	.name = "scheme",
	.synopsis = "[NAME] [--map AXIS.OLD=NEW,…] [--dry-run]",
	.help = N_("List the levels of C, I and A, or change to those of "
	    "another scheme"),
	.options = options,
	.min = 0, .max = 1,
	.run = run,
};
