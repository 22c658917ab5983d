/* SPDX-License-Identifier: ISC */
/* retire: out of the current register, and what becomes of what refers to it. */
#include <stdint.h>
#include <string.h>

#include "verb/rows.h"
#include "verb/rewrite.h"

enum { TOLD = 20 };

/* What --with-dependents, --detach, --to and --keep say. */
enum fate { FATE_NONE, FATE_RETIRE, FATE_DETACH, FATE_TO, FATE_KEEP };

static const struct {
	const char	*option;
	enum fate	 fate;
} fates[] = {
	{ "with-dependents", FATE_RETIRE },
	{ "detach", FATE_DETACH },
	{ "to", FATE_TO },
	{ "keep", FATE_KEEP },
};

static const struct err *
read_fate(const struct verb_call *call, enum fate *fate)
{
	size_t i;

	*fate = FATE_NONE;
	for (i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
		if (verb_value(call, fates[i].option) == NULL)
			continue;
		if (*fate != FATE_NONE)
			return err_new(ERR_USAGE, _("Give only one of "
			    "--with-dependents, --detach, --to and --keep."));
		*fate = fates[i].fate;
	}
	return NULL;
}

/* The list of what refers to it, and how to go on. */
static const struct err *
refuse(struct verb_call *call, const struct rewrite *dependents)
{
	enum lang lang = call->session->lang;
	size_t i;

	for (i = 0; i < dependents->n && i < TOLD; i++) {
		const struct rewrite_item *item = &dependents->item[i];

		buf_printf(call->message, "%s %s  (%s)\n",
		    entity_get(item->entity)->label[lang],
		    register_ref_of(call->session, item->uuid, call->arena),
		    entity_field(item->entity, item->position)->label[lang]);
	}
	if (dependents->n > i)
		buf_printf(call->message, _("… and %zu more\n"),
		    dependents->n - i);
	return err_new(ERR_INVALID, _("These refer to \"%s\". Say what "
	    "becomes of them: --to REF points them to another, --detach "
	    "empties the field, --with-dependents retires them, too, --keep "
	    "leaves them as they are."), call->operand[1]);
}

static const struct err *
run(struct verb_call *call)
{
	struct rewrite rewrite = { .arena = call->arena };
	struct problems problems = { .arena = call->arena };
	const struct rewrite_scope all = { 0 };
	struct changes *changes;
	char uuid[UUID_LEN], to[UUID_LEN];
	const struct err *err;
	enum entity_id entity;
	enum fate fate;
	size_t i;

	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = read_fate(call, &fate);
	if (err == NULL)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    call->operand[1], uuid);
	if (err == NULL && fate == FATE_TO)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    verb_value(call, "to"), to);
	if (err == NULL && fate != FATE_KEEP)
		err = rewrite_references(call->session, uuid,
		    fate == FATE_TO ? to : NULL, &all, &rewrite);
	if (err == NULL && fate == FATE_NONE && rewrite.n > 0)
		err = refuse(call, &rewrite);
	if (err != NULL)
		return err;
	changes = change_begin(call, "edit");
	if (fate == FATE_DETACH || fate == FATE_TO)
		rewrite_put(&rewrite, changes);
	for (i = 0; fate == FATE_RETIRE && i < rewrite.n; i++)
		changes_retire(changes, rewrite.item[i].entity,
		    rewrite.item[i].uuid, 0);
	changes_retire(changes, entity, uuid, 0);
	if (verb_value(call, "dry-run") != NULL && !verb_wants_json(call) &&
	    (fate == FATE_DETACH || fate == FATE_TO))
		rewrite_tell(call, &rewrite, SIZE_MAX, call->out);
	return change_end(call, changes, &problems);
}

static const struct verb_option options[] = {
	{ "with-dependents", 0, NULL, N_("retire what refers to it, too") },
	{ "detach", 0, NULL, N_("empty the fields that refer to it") },
	{ "to", 0, "REF", N_("let them refer to this record") },
	{ "keep", 0, NULL, N_("leave them as they are") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_retire = {
	.name = "retire",
	.synopsis = "ENTITY REF",
	.help = N_("Take a record out of the current register"),
	.options = options,
	.flags = VERB_WRITES,
	.min = 2, .max = 2,
	.formats = VERB_FORMATS_OBJECT,
	.run = run,
};
