/* SPDX-License-Identifier: ISC */
/* show: one record with its relations. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/register.h"
#include "verb/change.h"
#include "verb/rows.h"

/* Who refers to the record, in the order in which the store tells. */
struct relation {
	enum entity_id	 entity;
	size_t		 position;
	const char	*owner;
};

struct relations {
	struct arena	*arena;
	struct relation	*item;
	size_t		 n, cap;
};

static bool
collect(void *ctx, enum entity_id entity, const char *owner, size_t position)
{
	struct relations *r = ctx;

	if (entity_is_evidence(entity))
		return true;
	r->item = arena_grow(r->arena, r->item, &r->cap, r->n + 1,
	    sizeof(*r->item));
	r->item[r->n++] = (struct relation){ entity, position,
		arena_strdup(r->arena, owner) };
	return true;
}

/* True when item i is the first with its entity and field. */
static bool
is_first(const struct relations *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (r->item[k].entity == r->item[i].entity &&
		    r->item[k].position == r->item[i].position)
			return false;
	return true;
}

static bool
same_kind(const struct relation *a, const struct relation *b)
{
	return a->entity == b->entity && a->position == b->position;
}

static void
show_json(struct verb_call *call, const struct record *record,
    const struct relations *r)
{
	struct json json = { .out = call->out, .indent = 1 };
	size_t i, k;

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
	json_key(&json, "relations");
	json_open(&json, '{');
	for (i = 0; i < r->n; i++) {
		if (!is_first(r, i))
			continue;
		json_key(&json, arena_printf(call->arena, "%s.%s",
		    entity_get(r->item[i].entity)->key,
		    entity_field(r->item[i].entity, r->item[i].position)->key));
		json_open(&json, '[');
		for (k = i; k < r->n; k++)
			if (same_kind(&r->item[i], &r->item[k]))
				json_ref(&json, call->session,
				    r->item[k].owner);
		json_close(&json, ']');
	}
	json_close(&json, '}');
	json_close(&json, '}');
	buf_addc(call->out, '\n');
}

static void
line(struct buf *out, const char *label, const char *value)
{
	buf_add(out, "  ");
	utf8_pad(out, label, 22);
	buf_addc(out, ' ');
	utf8_safe(out, value, strlen(value), 0);
	buf_addc(out, '\n');
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
			    buf_str(&value));
		}
	}
	buf_release(&value);
}

static void
show_relations(struct verb_call *call, const struct relations *r)
{
	enum lang lang = call->session->lang;
	size_t i;

	if (r->n > 0)
		buf_printf(call->out, "%s\n", _("Relations"));
	for (i = 0; i < r->n; i++) {
		const struct relation *item = &r->item[i];

		line(call->out, arena_printf(call->arena, "%s / %s",
		    entity_get(item->entity)->label[lang],
		    entity_field(item->entity, item->position)->label[lang]),
		    register_name_of(call->session, item->owner, call->arena));
	}
}

static const struct err *
run(struct verb_call *call)
{
	struct store *store = register_reader(call->session);
	struct relations relations = { .arena = call->arena };
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
		err = store_referrers(store, uuid, collect, &relations);
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
	show_relations(call, &relations);
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
