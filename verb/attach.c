/* SPDX-License-Identifier: ISC */
/* attach: a file that belongs to a record, and whether it still is the same. */
#include <string.h>

#include "model/attach.h"
#include "verb/change.h"
#include "verb/rows.h"

#define EVIDENCE (TO(import) | TO(import_file) | TO(observation))

static const struct err *
attach_one(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	struct attach_file file;
	struct changes *changes;
	struct record *record;
	const struct err *err;
	char uuid[UUID_LEN];

	err = register_resolve(call->session, TO_ANY & ~EVIDENCE,
	    call->operand[0], uuid);
	if (err == NULL)
		err = attach_measure(call->session, call->operand[1],
		    call->arena, &file);
	if (err == NULL)
		err = attach_record(call->session, &file, uuid,
		    verb_value(call, "title"), call->arena, &record);
	if (err != NULL)
		return err;
	changes = change_begin(call, "edit");
	changes_put(changes, record);
	return change_end(call, changes, &problems);
}

struct verify {
	struct verb_call *call;
	struct rows	*rows;
	const struct err *err;
	bool		 bad;
};

static const char *
state_label(enum attach_state state)
{
	static const char *const labels[] = {
		[ATTACH_SAME] = N_("same"), [ATTACH_CHANGED] = N_("changed"),
		[ATTACH_GONE] = N_("gone"),
		[ATTACH_UNREADABLE] = N_("unreadable"),
	};

	return gettext(labels[state]);
}

static bool
verify_one(void *ctx, const struct record *record)
{
	static const size_t shown[] = { F_attachment_title,
		F_attachment_subject, F_attachment_path };
	struct verify *v = ctx;
	enum attach_state state;
	size_t i;

	v->err = attach_verify(v->call->session, record, v->call->arena,
	    &state);
	if (v->err != NULL)
		return false;
	v->bad = v->bad || state != ATTACH_SAME;
	rows_text(v->rows, rows_format(v->rows) == ROWS_TABLE ||
	    rows_format(v->rows) == ROWS_PLAIN ? state_label(state) :
	    attach_state_word(state));
	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		rows_field(v->rows, record, shown[i]);
	return true;
}

static const struct err *
verify_all(struct verb_call *call)
{
	static const size_t shown[] = { F_attachment_title,
		F_attachment_subject, F_attachment_path };
	struct fieldset want = fieldset_all(ENTITY_attachment);
	struct verify v = { .call = call };
	const struct err *err;

	err = rows_new(call, &v.rows);
	if (err != NULL)
		return err;
	rows_column(v.rows, "state", _("State"), false);
	rows_field_columns(v.rows, ENTITY_attachment, shown, 3);
	err = store_each(register_reader(call->session), ENTITY_attachment,
	    NULL, NULL, 0, &want, verify_one, &v);
	if (err == NULL)
		err = v.err;
	if (err != NULL)
		return err;
	call->status = v.bad ? 1 : 0;
	return rows_end(v.rows);
}

static const struct err *
run(struct verb_call *call)
{
	const char *why;

	if (verb_value(call, "verify") != NULL)
		return call->operands == 0 ? verify_all(call) :
		    err_new(ERR_USAGE, _("--verify looks at every attached "
		    "file; leave the record and the file out."));
	if (call->operands != 2)
		return err_new(ERR_USAGE, _("Name the record and the file."));
	why = register_read_only(call->session);
	if (why != NULL)
		return err_new(ERR_READONLY, "%s", why);
	return attach_one(call);
}

static const struct verb_option options[] = {
	{ "title", 0, "TEXT", N_("what the file is; its name unless given") },
	{ "verify", 0, NULL, N_("say which files changed or are gone") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_attach = {
	.name = "attach",
	.synopsis = "REF FILE [--title T] | --verify",
	.help = N_("Let a file belong to a record, by its path and SHA-256"),
	.options = options,
	.flags = VERB_FILES,
	.min = 0, .max = 2,
	.run = run,
};
