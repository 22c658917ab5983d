/* SPDX-License-Identifier: ISC */
/* erase: personal data out of the journal, lawfully. */
#include <inttypes.h>

#include "model/erase.h"
#include "verb/change.h"

static const struct err *
run(struct verb_call *call)
{
	bool dry = verb_value(call, "dry-run") != NULL;
	struct erasure erasure;
	const struct err *err;
	enum entity_id entity;
	char uuid[UUID_LEN];

	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    call->operand[1], uuid);
	if (err == NULL)
		err = register_erase(call->session, entity, uuid,
		    verb_value(call, "field"), verb_value(call, "reason"),
		    verb_value(call, "ref"), dry, &erasure);
	if (err != NULL)
		return err;
	buf_printf(call->message, dry ? _("%zu fields and %" PRId64
	    " journal entries would be erased for good; nothing was "
	    "written.\n") : _("%zu fields and %" PRId64 " journal entries "
	    "were erased for good. Backups, exports and published copies "
	    "made before still hold them.\n"), erasure.fields,
	    erasure.entries);
	return NULL;
}

static const struct verb_option options[] = {
	{ "field", 0, "KEY", N_("only this field; else the whole retired "
	    "record") },
	{ "reason", 0, "TEXT", N_("why, kept in the journal") },
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") },
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_erase = {
	.name = "erase",
	.synopsis = "ENTITY REF [--field KEY] --reason TEXT",
	.help = N_("Take personal data out of record and journal for good"),
	.options = options,
	.flags = VERB_WRITES | VERB_PRESENT,
	.min = 2, .max = 2,
	.run = run,
};
