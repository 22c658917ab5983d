/* SPDX-License-Identifier: ISC */
/* show: one record with its relations. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/relations.h"
#include "verb/change.h"
#include "verb/rows.h"

enum { SHOWN = 10 };	/* of one kind, for people */

/* {"entity.field": [ref]} of what refers to the record. */
static void
json_relations(struct json *json, struct verb_call *call,
    const struct relations *r)
{
	size_t i, k;

	json_key(json, "relations");
	json_open(json, '{');
	for (i = 0; i < r->n; i++) {
		const struct relation_group *group = &r->group[i];

		if (group->step != 1 || !group->inward)
			continue;
		json_key(json, arena_printf(call->arena, "%s.%s",
		    entity_get(group->of)->key,
		    entity_field(group->of, group->position)->key));
		json_open(json, '[');
		for (k = 0; k < group->n; k++)
			json_ref(json, call->session, group->item[k].uuid);
		json_close(json, ']');
	}
	json_close(json, '}');
}

/* [{field, inward, total, records: [{record, via}]}] */
static void
json_two_steps(struct json *json, struct verb_call *call,
    const struct relations *r)
{
	size_t i, k;

	json_key(json, "two_steps");
	json_open(json, '[');
	for (i = 0; i < r->n; i++) {
		const struct relation_group *group = &r->group[i];

		if (group->step != 2)
			continue;
		json_open(json, '{');
		json_key(json, "field");
		json_string(json, arena_printf(call->arena, "%s.%s",
		    entity_get(group->of)->key,
		    entity_field(group->of, group->position)->key));
		json_key(json, "inward");
		json_bool(json, group->inward);
		json_key(json, "total");
		json_int(json, (int64_t)group->total);
		json_key(json, "records");
		json_open(json, '[');
		for (k = 0; k < group->n; k++) {
			json_open(json, '{');
			json_key(json, "record");
			json_ref(json, call->session, group->item[k].uuid);
			json_key(json, "via");
			json_ref(json, call->session, group->item[k].via);
			json_close(json, '}');
		}
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void
show_json(struct verb_call *call, const struct record *record,
    const struct relations *r)
{
	struct json json = { .out = call->out, .indent = 1 };
	size_t i;

	json_open(&json, '{');
	json_key(&json, "uuid");
	json_string(&json, record->uuid);
	json_key(&json, "entity");
	json_string(&json, entity_get(record->entity)->key);
	json_key(&json, "rev");
	json_int(&json, record->rev);
	json_key(&json, "fields");
	json_open(&json, '{');
	for (i = 0; i < record->n; i++) {
		const struct field *field = entity_field(record->entity, i);

		json_key(&json, field->key);
		json_value(&json, call->session, field,
		    record_value(record, i));
	}
	json_close(&json, '}');
	json_relations(&json, call, r);
	json_two_steps(&json, call, r);
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

enum { LABEL_W = 22, RELATION_W = 34 };

/* Lines of a note stand below each other. */
static void
line(struct buf *out, const char *label, int width, const char *value)
{
	for (;; label = "") {
		size_t n = strcspn(value, "\n");

		buf_add(out, "  ");
		utf8_pad(out, label, width);
		buf_addc(out, ' ');
		utf8_safe(out, value, n, 0);
		buf_addc(out, '\n');
		if (value[n] == '\0')
			break;
		value += n + 1;
	}
}

static void
show_fields(struct verb_call *call, const struct record *record)
{
	struct buf value = { 0 };
	int tab;
	size_t i;

	for (tab = 0; tab < TAB_COUNT; tab++) {
		bool head = false;

		for (i = 0; i < record->n; i++) {
			const struct field *field =
			    entity_field(record->entity, i);

			if ((int)field->tab != tab || !record_has(record, i))
				continue;
			if (!head)
				buf_printf(call->out, "%s\n",
				    field_tab_label(field->tab));
			head = true;
			buf_clear(&value);
			register_format(call->session, field,
			    record_value(record, i), &value);
			line(call->out, field->label[call->session->lang],
			    LABEL_W, buf_str(&value));
		}
	}
	buf_release(&value);
}

static void
show_group(struct verb_call *call, const struct relation_group *group)
{
	struct buf label = { 0 };
	size_t k;

	relations_label(call->session, group, &label);
	for (k = 0; k < group->n && k < SHOWN; k++) {
		const char *name = register_name_of(call->session,
		    group->item[k].uuid, call->arena);

		if (group->item[k].via != NULL)
			name = arena_printf(call->arena, _("%s (by way of "
			    "%s)"), name, register_name_of(call->session,
			    group->item[k].via, call->arena));
		line(call->out, k == 0 ? buf_str(&label) : "",
		    RELATION_W, name);
	}
	if (group->total > k)
		line(call->out, "", RELATION_W, arena_printf(call->arena,
		    _("… and %zu more"), group->total - k));
	buf_release(&label);
}

/* What the record refers to itself stands among its fields. */
static void
show_relations(struct verb_call *call, const struct relations *r, int step)
{
	bool head = false;
	size_t i;

	for (i = 0; i < r->n; i++) {
		const struct relation_group *group = &r->group[i];

		if (group->step != step || (step == 1 && !group->inward))
			continue;
		if (!head)
			buf_printf(call->out, "%s\n", step == 1 ?
			    _("Relations") : _("Relations in two steps"));
		head = true;
		show_group(call, group);
	}
	if (step == 2 && r->cut)
		buf_printf(call->message, _("There are more relations in two "
		    "steps than can be told; look at them record by "
		    "record.\n"));
}

static const struct err *
run(struct verb_call *call)
{
	struct store *store = register_reader(call->session);
	struct relations relations;
	struct record *record = NULL;
	const struct err *err;
	char uuid[UUID_LEN];
	enum entity_id entity;

	err = verb_entity(call->operand[0], &entity);
	if (err == NULL)
		err = register_resolve(call->session, UINT64_C(1) << entity,
		    call->operand[1], uuid);
	if (err == NULL)
		err = store_get(store, entity, uuid, NULL, call->arena,
		    &record);
	if (err == NULL)
		err = relations_collect(call->session, uuid, 2, SIZE_MAX,
		    call->arena, &relations);
	if (err != NULL)
		return err;
	if (verb_wants_json(call)) {
		show_json(call, record, &relations);
		return NULL;
	}
	utf8_safe(call->out, register_name_of(call->session, uuid,
	    call->arena), strlen(register_name_of(call->session, uuid,
	    call->arena)), 0);
	buf_printf(call->out, "  (%s)\n",
	    entity_get(entity)->label[call->session->lang]);
	show_fields(call, record);
	show_relations(call, &relations, 1);
	show_relations(call, &relations, 2);
	return NULL;
}

static const struct verb_option options[] = {
	{ "format", 0, "FORMAT", N_("json: one object") },
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_show = {
	.name = "show",
	.synopsis = "ENTITY REF",
	.help = N_("Show one record with its relations"),
	.options = options,
	.min = 2, .max = 2,
	.formats = VERB_FORMATS_OBJECT,
	.run = run,
};
