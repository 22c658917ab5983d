/* SPDX-License-Identifier: ISC */
/* retire: out of the current register, and what becomes of what refers to it. */
#include <stdint.h>
#include <string.h>

#include "verb/rows.h"
#include "verb/rewrite.h"

enum { TOLD = 20 };

enum { UNDECIDED = -1 };

static const struct {
	const char	*option;
	enum dependents	 fate;
} fates[] = {
	{ "with-dependents", DEPENDENTS_RETIRE },
	{ "detach", DEPENDENTS_DETACH },
	{ "to", DEPENDENTS_MOVE },
	{ "keep", DEPENDENTS_KEEP },
};

static const struct err *
read_fate(const struct verb_call *call, int *fate)
{
	size_t i;

	*fate = UNDECIDED;
	for (i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
		if (verb_value(call, fates[i].option) == NULL)
			continue;
		if (*fate != UNDECIDED)
			return err_new(ERR_USAGE, _("Give only one of "
			    "--with-dependents, --detach, --to and --keep."));
		*fate = (int)fates[i].fate;
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
	struct changes *changes;
	char uuid[UUID_LEN], to[UUID_LEN];
	const char *const one[] = { uuid };
	const struct err *err;
	enum entity_id entity;
	int fate = UNDECIDED;

	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = read_fate(call, &fate);
	if (err == NULL)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    call->operand[1], uuid);
	if (err == NULL && fate == DEPENDENTS_MOVE)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    verb_value(call, "to"), to);
	if (err == NULL && fate != DEPENDENTS_KEEP)
		err = rewrite_dependents(call->session, one, 1,
		    fate == DEPENDENTS_MOVE ? to : NULL, &rewrite);
	if (err == NULL && fate == UNDECIDED && rewrite.n > 0)
		err = refuse(call, &rewrite);
	if (err != NULL)
		return err;
	changes = change_begin(call, "edit");
	if (fate != UNDECIDED)
		rewrite_put_dependents(&rewrite, (enum dependents)fate,
		    changes);
	changes_retire(changes, entity, uuid, 0);
	if (verb_value(call, "dry-run") != NULL && !verb_wants_json(call) &&
	    (fate == DEPENDENTS_DETACH || fate == DEPENDENTS_MOVE))
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
