/* SPDX-License-Identifier: ISC */
/* snapshot: named states of the register. */
#include <inttypes.h>

#include "base/json.h"
#include "model/snapshot.h"
#include "verb/rows.h"

static bool
add_row(void *ctx, const struct record *record)
{
	struct rows *rows = ctx;
	static const size_t fields[] = {
		F_snapshot_name, F_snapshot_at, F_snapshot_revision,
		F_snapshot_counts, F_snapshot_hash,
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		rows_field(rows, record, fields[i]);
	return true;
}

static const struct err *
list(struct verb_call *call)
{
	static const size_t fields[] = {
		F_snapshot_name, F_snapshot_at, F_snapshot_revision,
		F_snapshot_counts, F_snapshot_hash,
	};
	const struct query_sort sort = { F_snapshot_revision, false };
	struct rows *rows = NULL;
	const struct err *err = rows_new(call, &rows);

	if (err != NULL)
		return err;
	rows_field_columns(rows, ENTITY_snapshot, fields,
	    sizeof(fields) / sizeof(fields[0]));
	err = store_each(register_reader(call->session), ENTITY_snapshot,
	    NULL, &sort, 1, NULL, add_row, rows);
	return err != NULL ? err : rows_end(rows);
}

static void
tell_json(struct verb_call *call, const struct record *record)
{
	struct json json = { .out = call->out, .indent = 1 };

	json_open(&json, '{');
	json_key(&json, "uuid");
	json_string(&json, record->uuid);
	json_key(&json, "name");
	json_string(&json, record_text(record, F_snapshot_name));
	json_key(&json, "at");
	json_moment(&json, record_int(record, F_snapshot_at));
	json_key(&json, "revision");
	json_int(&json, record_int(record, F_snapshot_revision));
	json_key(&json, "counts");
	json_string(&json, record_text(record, F_snapshot_counts));
	json_key(&json, "hash");
	json_string(&json, record_text(record, F_snapshot_hash));
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

static const struct err *
take(struct verb_call *call)
{
	struct record *record = NULL;
	const struct err *err;

	err = snapshot_take(call->session, call->operand[0],
	    verb_value(call, "reason"), verb_value(call, "ref"), call->arena,
	    &record);
	if (err != NULL)
		return err;
	if (verb_wants_json(call))
		tell_json(call, record);
	else
		buf_printf(call->message, _("The snapshot %s keeps revision "
		    "%" PRId64 ": %s\nHash %s\n"),
		    record_text(record, F_snapshot_name),
		    record_int(record, F_snapshot_revision),
		    record_text(record, F_snapshot_counts),
		    record_text(record, F_snapshot_hash));
	return NULL;
}

static const struct err *
prove(struct verb_call *call)
{
	struct record *record = NULL;
	enum snapshot_proof proof = SNAPSHOT_WHOLE;
	const struct err *err;
	struct seal seal = { .records = 0 };
	const char *name;
	char uuid[UUID_LEN];

	err = register_resolve(call->session, TO(snapshot), call->operand[0],
	    uuid);
	if (err == NULL)
		err = store_get(register_reader(call->session),
		    ENTITY_snapshot, uuid, NULL, call->arena, &record);
	if (err == NULL)
		err = snapshot_prove(call->session, record, call->arena,
		    &proof, &seal);
	if (err != NULL)
		return err;
	call->status = proof != SNAPSHOT_WHOLE;
	name = record_text(record, F_snapshot_name);
	if (proof == SNAPSHOT_WHOLE)
		buf_printf(call->out, _("The snapshot %s is what it was: hash "
		    "%s.\n"), name, seal.hash);
	else if (proof == SNAPSHOT_ALTERED)
		buf_printf(call->out, _("The snapshot %s is NOT what it was: "
		    "the journal gives the hash %s. Run \"daicho verify\".\n"),
		    name, seal.hash);
	else
		buf_printf(call->out, _("The snapshot %s cannot be proved any "
		    "more: something in it was erased since; the journal "
		    "gives the hash %s.\n"), name, seal.hash);
	return NULL;
}

static const struct err *
run(struct verb_call *call)
{
	bool verify = verb_value(call, "verify") != NULL;

	if (call->operands == 0 && verify)
		return err_new(ERR_USAGE, _("Name the snapshot to verify; "
		    "daicho snapshot lists them."));
	if (call->operands == 0)
		return list(call);
	return verify ? prove(call) : take(call);
}

static const struct verb_option options[] = {
	{ "verify", 0, NULL, N_("prove that the snapshot is what it was") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_snapshot = {
	.name = "snapshot",
	.synopsis = "[NAME [--verify]]",
	.help = N_("Keep the state of the register by name; without one, "
	    "list them"),
	.options = options,
	.flags = VERB_PRESENT,
	.min = 0, .max = 1,
	.run = run,
};
