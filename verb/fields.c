/* SPDX-License-Identifier: ISC */
/* fields: what the register can hold. */
#include "verb/change.h"
#include "verb/rows.h"

static const char *const type_names[] = {
	[TYPE_TEXT] = "text", [TYPE_NOTE] = "note", [TYPE_PHONE] = "phone",
	[TYPE_MAIL] = "mail", [TYPE_VERSION] = "version",
	[TYPE_QUERY] = "query", [TYPE_SHA256] = "sha256", [TYPE_MAC] = "mac",
	[TYPE_IP] = "ip", [TYPE_IPS] = "ips", [TYPE_CIDR] = "cidr",
	[TYPE_PORTS] = "ports", [TYPE_CHOICE] = "choice",
	[TYPE_YESNO] = "yesno", [TYPE_SCALE] = "scale", [TYPE_DATE] = "date",
	[TYPE_REF] = "ref", [TYPE_REFS] = "refs", [TYPE_INT] = "int",
	[TYPE_HOURS] = "hours", [TYPE_VLAN] = "vlan",
	[TYPE_DATETIME] = "datetime", [TYPE_COMPUTED] = "computed",
};

/* Choice keys, or the entities that a reference may point to. */
static void
values_cell(struct verb_call *call, struct rows *rows,
    const struct field *field)
{
	const char *item[64];
	size_t i, n = 0, count;
	const struct choice *choice = NULL;

	if (field_is_choice(field) && call->session->reg != NULL)
		choice = field_choices(call->session, field, &count);
	else if (field->set != NULL && field->type != TYPE_SCALE)
		choice = choice_set(field->set, &count);
	for (i = 0; choice != NULL && i < count && n < 64; i++)
		item[n++] = choice[i].key;
	for (i = 0; field_is_ref(field) && i < ENTITY_COUNT && n < 64; i++)
		if (field->targets >> i & 1)
			item[n++] = entity_get((enum entity_id)i)->key;
	rows_list(rows, item, n);
}

static void
add_entity(struct verb_call *call, struct rows *rows, enum entity_id entity)
{
	static const char *const needs[] = {
		[NEED_NONE] = NULL, [NEED_ALWAYS] = "!", [NEED_KIND] = "+",
	};
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if ((field->flags & FL_RETIRED) != 0)
			continue;
		rows_text(rows, entity_get(entity)->key);
		rows_text(rows, field->key);
		rows_text(rows, type_names[field->type]);
		rows_text(rows, field->label[LANG_EN]);
		rows_text(rows, field->label[LANG_JA]);
		rows_text(rows, needs[field->need]);
		values_cell(call, rows, field);
		rows_text(rows, field->help[call->session->lang]);
		rows_text(rows, field->source);
	}
}

static const struct err *
run(struct verb_call *call)
{
	struct rows *rows = NULL;
	const struct err *err;
	enum entity_id entity;
	int i;

	err = rows_new(call, &rows);
	if (err != NULL)
		return err;
	rows_column(rows, "entity", _("Entity"), false);
	rows_column(rows, "key", _("Key"), false);
	rows_column(rows, "type", _("Type"), false);
	rows_column(rows, "en", _("English"), false);
	rows_column(rows, "ja", _("Japanese"), false);
	rows_column(rows, "required", _("Needed"), false);
	rows_column(rows, "values", _("Values"), false);
	rows_column(rows, "help", _("Help"), false);
	rows_column(rows, "source", _("Source"), false);
	if (call->operands == 1) {
		err = verb_entity(call->operand[0], &entity);
		if (err != NULL)
			return err;
		add_entity(call, rows, entity);
	}
	for (i = 0; call->operands == 0 && i < ENTITY_COUNT; i++)
		add_entity(call, rows, (enum entity_id)i);
	return rows_end(rows);
}

static const struct verb_option options[] = {
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_fields = {
	.name = "fields",
	.synopsis = "[ENTITY]",
	.help = N_("List the fields with their labels, values and sources"),
	.options = options,
	.flags = VERB_NO_REGISTER | VERB_SOME_REGISTER,
	.min = 0, .max = 1,
	.run = run,
};
