/* SPDX-License-Identifier: ISC */
/* proposals: what discovery saw and the register does not say. */
#include <string.h>

#include "model/discovery/propose.h"
#include "verb/change.h"
#include "verb/rows.h"

static void
columns(struct rows *rows, const struct session *session)
{
	enum lang lang = session->lang;

	rows_column(rows, "asset", entity_get(ENTITY_asset)->label[lang],
	    false);
	rows_column(rows, "kind", _("Proposal"), false);
	rows_column(rows, "result", _("Result"), false);
	rows_column(rows, "seen", _("Seen"), false);
	rows_column(rows, "registered", _("Registered"), false);
	rows_column(rows, "at", entity_field(ENTITY_observation,
	    F_observation_seen_at)->label[lang], false);
	rows_column(rows, "evidence", entity_field(ENTITY_finding,
	    F_finding_evidence)->label[lang], false);
	if (!rows_for_machines(rows))
		return;
	rows_column(rows, "record", "record", false);
	rows_column(rows, "field", "field", false);
	rows_column(rows, "rule", "rule", false);
	rows_column(rows, "import", "import", false);
	rows_column(rows, "refused", "refused", false);
}

/* "his_nmap.xml:12": what stood in that line is for machines. */
static const char *
origin(const struct verb_call *call, const char *evidence)
{
	const char *colon = evidence == NULL ? NULL : strstr(evidence, ": ");

	return colon == NULL ? evidence : arena_strndup(call->arena, evidence,
	    (size_t)(colon - evidence));
}

static void
add_row(struct verb_call *call, struct rows *rows,
    const struct proposal *proposal)
{
	rows_ref(rows, proposal->asset);
	rows_word(rows, proposal_kind_label(proposal->kind),
	    proposal_kind_key(proposal->kind));
	rows_word(rows, proposal_result_label(proposal->result),
	    proposal_result_key(proposal->result));
	rows_text(rows, proposal->seen);
	rows_text(rows, proposal->registered);
	rows_moment(rows, proposal->at);
	if (!rows_for_machines(rows)) {
		rows_text(rows, proposal->why != NULL ? proposal->why :
		    origin(call, proposal->evidence));
		return;
	}
	rows_text(rows, proposal->evidence);
	rows_ref(rows, proposal->record);
	rows_text(rows, proposal->field);
	rows_text(rows, proposal->rule);
	rows_ref(rows, proposal->import);
	rows_text(rows, proposal->why);
}

static const struct err *
show_rows(struct verb_call *call, const struct proposals *proposals,
    bool acceptable)
{
	struct rows *rows = NULL;
	const struct err *err = rows_new(call, &rows);
	size_t i;

	if (err != NULL)
		return err;
	columns(rows, call->session);
	for (i = 0; i < proposals->n; i++)
		if (!acceptable || proposals->item[i].change != NULL)
			add_row(call, rows, &proposals->item[i]);
	return rows_end(rows);
}

static const struct err *
accept_all(struct verb_call *call, const struct proposals *proposals)
{
	struct problems problems = { .arena = call->arena };
	const struct err *err = change_confirm(call,
	    (int64_t)proposals->acceptable);
	struct changes *changes;
	size_t i;

	if (err == NULL && verb_value(call, "dry-run") != NULL &&
	    !verb_wants_json(call))
		err = show_rows(call, proposals, true);
	if (err != NULL)
		return err;
	changes = change_begin(call, "edit");
	for (i = 0; i < proposals->n; i++)
		proposal_accept(changes, &proposals->item[i]);
	return change_end(call, changes, &problems);
}

static const struct err *
run_proposals(struct verb_call *call)
{
	struct propose_options options = {
		.where = verb_value(call, "where"),
		.kind = verb_value(call, "kind"),
		.import = verb_value(call, "import"),
	};
	bool accept = call->operands == 1;
	struct proposals proposals;
	const struct err *err;

	if (accept && strcmp(call->operand[0], "accept") != 0)
		return err_new(ERR_USAGE, _("\"%s\" is no word of proposals. "
		    "Leave it out to list them, or say accept."),
		    call->operand[0]);
	if (!accept && (verb_value(call, "yes") != NULL ||
	    verb_value(call, "dry-run") != NULL))
		return err_new(ERR_USAGE, _("--yes and --dry-run belong to "
		    "proposals accept."));
	err = proposals_load(call->session, &options, call->arena,
	    &proposals);
	if (err != NULL)
		return err;
	if (accept)
		return accept_all(call, &proposals);
	call->status = proposals.n > 0;
	return show_rows(call, &proposals, false);
}

static const struct verb_option proposals_options[] = {
	{ "where", 'w', "QUERY", N_("those of the assets that match") },
	{ "kind", 0, "KIND", N_("mac, interface, ip, hostname, switch, "
	    "service, connection or flow") },
	{ "import", 0, "REF", N_("from one round; all evidence unless given") },
	{ "yes", 0, "N", N_("with accept: how many can be accepted") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_proposals = {
	.name = "proposals",
	.synopsis = "[accept] [-w QUERY] [--kind KIND] [--import REF] "
	    "[--yes N] [--dry-run]",
	.help = N_("What discovery saw and the register does not say, flows "
	    "too; accept writes it as one change set"),
	.options = proposals_options,
	.min = 0, .max = 1,
	.run = run_proposals,
};
