/* SPDX-License-Identifier: ISC */
/* signoff: made, checked and approved. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "model/signoff.h"
#include "verb/rows.h"

static const char *
id_of(struct verb_call *call, const struct record *record)
{
	return arena_strndup(call->arena, record->uuid, 8);
}

/* "register", "kind=server", "Network of the plant". */
static const char *
subject_of(struct verb_call *call, const struct record *record)
{
	const struct choice *choice = choice_find("signoff_subject",
	    record_text(record, F_signoff_subject));

	if (record_has(record, F_signoff_query))
		return record_text(record, F_signoff_query);
	if (record_has(record, F_signoff_diagram))
		return register_name_of(call->session, record_text(record,
		    F_signoff_diagram), call->arena);
	return choice == NULL ? "" : choice->label[call->session->lang];
}

struct listing {
	struct verb_call *call;
	struct rows	*rows;
	const struct err *err;
};

static bool
add_row(void *ctx, const struct record *record)
{
	struct listing *listing = ctx;
	struct verb_call *call = listing->call;
	struct signoff_state state = { .changes = 0 };

	listing->err = signoff_look(call->session, record, false, call->arena,
	    &state);
	rows_word(listing->rows, id_of(call, record), record->uuid);
	rows_text(listing->rows, subject_of(call, record));
	rows_int(listing->rows, record_int(record, F_signoff_revision));
	rows_ref(listing->rows, record_text(record, F_signoff_maker));
	rows_ref(listing->rows, record_text(record, F_signoff_checker));
	rows_ref(listing->rows, record_text(record, F_signoff_approver));
	rows_moment(listing->rows, record_int(record,
	    F_signoff_approver_at));
	rows_int(listing->rows, state.changes);
	return listing->err == NULL;
}

static const struct err *
list(struct verb_call *call)
{
	const struct query_sort sort = { F_signoff_revision, false };
	struct listing listing = { .call = call };
	const struct err *err = rows_new(call, &listing.rows);
	struct rows *rows = listing.rows;

	if (err != NULL)
		return err;
	rows_column(rows, "id", _("ID"), false);
	rows_column(rows, "subject", _("Subject"), false);
	rows_column(rows, "revision", _("Revision"), true);
	rows_column(rows, "maker", _("Made by"), false);
	rows_column(rows, "checker", _("Checked by"), false);
	rows_column(rows, "approver", _("Approved by"), false);
	rows_column(rows, "approver_at", _("Approved at"), false);
	rows_column(rows, "changes", _("Changes since"), true);
	err = store_each(register_reader(call->session), ENTITY_signoff, NULL,
	    &sort, 1, NULL, add_row, &listing);
	if (err == NULL)
		err = listing.err;
	return err != NULL ? err : rows_end(rows);
}

static const struct err *
start(struct verb_call *call)
{
	struct signoff_request request = {
		.subject = call->operands > 1 ? call->operand[1] : "register",
		.query = verb_value(call, "where"),
		.diagram = verb_value(call, "diagram"),
		.comment = verb_value(call, "comment"),
		.why = verb_value(call, "reason"),
		.ref = verb_value(call, "ref"),
	};
	struct record *record = NULL;
	const struct err *err;

	if (choice_find("signoff_subject", request.subject) == NULL)
		return err_new(ERR_USAGE, _("\"%s\" cannot be signed; register, "
		    "query and diagram can."), request.subject);
	err = signoff_start(call->session, &request, call->arena, &record);
	if (err != NULL)
		return err;
	buf_printf(call->message, _("Sign-off %s is made of revision %" PRId64
	    ", hash %s. Now another person checks and approves it: daicho "
	    "signoff approve %s\n"), id_of(call, record),
	    record_int(record, F_signoff_revision),
	    record_text(record, F_signoff_hash), id_of(call, record));
	return NULL;
}

/* REF of a sign-off: its uuid or the beginning that the list shows. */
static const struct err *
find(struct verb_call *call, struct record **out)
{
	const struct err *err;
	char uuid[UUID_LEN];

	if (call->operands < 2)
		return err_new(ERR_USAGE, _("Which sign-off? daicho signoff "
		    "lists them."));
	err = register_resolve(call->session, TO(signoff), call->operand[1],
	    uuid);
	return err != NULL ? err : store_get(register_reader(call->session),
	    ENTITY_signoff, uuid, NULL, call->arena, out);
}

/* How what was signed stands now; status 1 when it is not the same. */
static void
tell_state(struct verb_call *call, const struct record *record,
    const struct signoff_state *state, struct buf *out)
{
	long long revision = (long long)record_int(record,
	    F_signoff_revision);

	buf_printf(out, _("%lld changes since revision %lld.\n"),
	    (long long)state->changes, revision);
	if (!state->proved)
		buf_printf(out, _("Revision %lld does NOT give the hash that "
		    "was signed: something was altered or erased. Run "
		    "\"daicho verify\".\n"), revision);
	else if (state->differs)
		buf_printf(out, _("What stands in the register now is not "
		    "what was signed; revision %lld is.\n"), revision);
	else
		buf_printf(out, _("What was signed is what stands in the "
		    "register: hash %s.\n"),
		    record_text(record, F_signoff_hash));
	call->status = state->differs || !state->proved;
}

static const struct err *
sign(struct verb_call *call, enum signoff_hand hand)
{
	struct signoff_state state;
	struct record *record = NULL;
	const struct err *err = find(call, &record);

	if (err == NULL)
		err = signoff_look(call->session, record, true, call->arena,
		    &state);
	if (err == NULL && !state.proved)
		err = err_new(ERR_CONFLICT, _("Revision %lld does not give "
		    "the hash that was signed; it is not signed again. Run "
		    "\"daicho verify\"."), (long long)record_int(record,
		    F_signoff_revision));
	if (err == NULL)
		err = signoff_sign(call->session, record, hand,
		    verb_value(call, "comment"), verb_value(call, "reason"),
		    verb_value(call, "ref"));
	if (err == NULL)
		tell_state(call, record, &state, call->message);
	return err;
}

static const struct err *
check(struct verb_call *call)
{
	return sign(call, SIGNOFF_CHECK);
}

static const struct err *
approve(struct verb_call *call)
{
	return sign(call, SIGNOFF_APPROVE);
}

static const struct err *
show(struct verb_call *call)
{
	struct signoff_state state;
	struct record *record = NULL;
	const struct err *err = find(call, &record);

	if (err == NULL)
		err = signoff_look(call->session, record, true, call->arena,
		    &state);
	if (err == NULL)
		tell_state(call, record, &state, call->out);
	return err;
}

static const struct {
	const char	*word;
	const struct err *(*run)(struct verb_call *call);
} acts[] = {
	{ "list", list }, { "start", start }, { "check", check },
	{ "approve", approve }, { "show", show },
};

static const struct err *
run(struct verb_call *call)
{
	const char *word = call->operands > 0 ? call->operand[0] : "list";
	size_t i;

	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].word, word) == 0)
			return acts[i].run(call);
	return err_new(ERR_USAGE, _("\"%s\" is nothing to do with a sign-off; "
	    "start, check, approve, show and list are."), word);
}

static const struct verb_option options[] = {
	{ "where", 'w', "QUERY", N_("the part: assets with what hangs on "
	    "them") },
	{ "diagram", 0, "REF", N_("the diagram") },
	{ "comment", 0, "TEXT", N_("what the person who signs has to say") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_signoff = {
	.name = "signoff",
	.synopsis = "[list | start register|query|diagram | check ID | "
	    "approve ID | show ID]",
	.help = N_("Sign a state of the register: made, checked, approved"),
	.options = options,
	.flags = VERB_PRESENT,
	.min = 0, .max = 2,
	.run = run,
};
