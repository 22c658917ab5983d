/* SPDX-License-Identifier: ISC */
/* reassign, replace: one change in many records. */
#include "verb/rewrite.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "verb/rows.h"

enum { NAMES = 16 };

/* --- shared ----------------------------------------------------------------- */

static void
tell_value(struct verb_call *call, const struct field *field,
    const struct value *value, struct buf *out)
{
	struct buf text = { 0 };

	register_format(call->session, field, value, &text);
	if (text.len == 0)
		buf_add(out, _("(empty)"));
	else
		utf8_safe(out, text.s, text.len, 0);
	buf_release(&text);
}

void
rewrite_tell(struct verb_call *call, const struct rewrite *rewrite,
    size_t max, struct buf *out)
{
	enum lang lang = call->session->lang;
	size_t i;

	for (i = 0; i < rewrite->n && i < max; i++) {
		const struct rewrite_item *item = &rewrite->item[i];
		const struct field *field = entity_field(item->entity,
		    item->position);
		const char *ref = register_ref_of(call->session, item->uuid,
		    call->arena);

		buf_printf(out, "%s ", entity_get(item->entity)->label[lang]);
		utf8_safe(out, ref, strlen(ref), 0);
		buf_printf(out, "  %s: ", field->label[lang]);
		tell_value(call, field, &item->old, out);
		buf_add(out, " → ");
		tell_value(call, field, &item->new, out);
		buf_addc(out, '\n');
	}
	if (rewrite->n > i)
		buf_printf(out, _("… and %zu more\n"), rewrite->n - i);
}

const struct err *
rewrite_end(struct verb_call *call, const struct rewrite *rewrite,
    struct changes *changes)
{
	struct problems problems = { .arena = call->arena };
	const struct err *err;

	rewrite_put(rewrite, changes);
	err = change_confirm(call, (int64_t)changes_count(changes));
	if (err != NULL) {
		changes_free(changes);
		return err;
	}
	if (verb_value(call, "dry-run") != NULL && !verb_wants_json(call))
		rewrite_tell(call, rewrite, SIZE_MAX, call->out);
	return change_end(call, changes, &problems);
}

/* --- reassign ---------------------------------------------------------------- */

/* The words of "a,b"; at most NAMES. */
static size_t
split(struct arena *arena, const char *text, const char **out)
{
	size_t n = 0, len;

	for (; text != NULL && *text != '\0' && n < NAMES; text += len) {
		text += strspn(text, ", ");
		len = strcspn(text, ", ");
		if (len > 0)
			out[n++] = arena_strndup(arena, text, len);
	}
	return n;
}

static const struct err *
check_field(const struct rewrite_scope *scope, const char *key)
{
	int entity, position;

	for (entity = 0; entity < ENTITY_COUNT; entity++) {
		if (scope->entities != 0 &&
		    (scope->entities >> entity & 1) == 0)
			continue;
		position = entity_field_find((enum entity_id)entity, key);
		if (position >= 0 && field_is_ref(entity_field(
		    (enum entity_id)entity, (size_t)position)))
			return NULL;
	}
	return err_new(ERR_USAGE, _("No reference is called \"%s\". daicho "
	    "fields lists them."), key);
}

static const struct err *
read_scope(struct verb_call *call, struct rewrite_scope *scope)
{
	const char *where = verb_value(call, "where");
	const char **entity = arena_calloc(call->arena, NAMES, sizeof(char *));
	const char **field = arena_calloc(call->arena, NAMES, sizeof(char *));
	const struct err *err = NULL;
	size_t i, n = split(call->arena, verb_value(call, "entity"), entity);
	enum entity_id id = ENTITY_asset;

	for (i = 0; err == NULL && i < n; i++) {
		err = verb_entity(entity[i], &id);
		if (err == NULL)
			scope->entities |= UINT64_C(1) << id;
	}
	scope->n_fields = split(call->arena, verb_value(call, "field"),
	    field);
	scope->field = field;
	for (i = 0; err == NULL && i < scope->n_fields; i++)
		err = check_field(scope, field[i]);
	scope->facts = verb_value(call, "facts") != NULL;
	if (err != NULL || where == NULL)
		return err;
	if (n != 1)
		return err_new(ERR_USAGE, _("-w needs the one entity that it "
		    "speaks of; add --entity."));
	return query_parse(call->session, id, where, call->arena,
	    &scope->query);
}

/* The second word, or the successor that the department has. */
static const struct err *
read_target(struct verb_call *call, const struct record *from,
    char uuid[UUID_LEN])
{
	const char *to = call->operands > 1 ? call->operand[1] :
	    from->entity == ENTITY_department ?
	    record_text(from, F_department_successor) : NULL;
	const struct err *err;

	if (to == NULL)
		return err_new(ERR_USAGE, _("Say who takes over from \"%s\"."),
		    call->operand[0]);
	err = register_resolve(call->session, UINT64_C(1) << from->entity, to,
	    uuid);
	if (err == NULL && strcmp(uuid, from->uuid) == 0)
		err = err_new(ERR_INPUT, _("Both are the same record; name "
		    "another."));
	return err;
}

static const struct err *
run_reassign(struct verb_call *call)
{
	struct rewrite rewrite = { .arena = call->arena };
	struct rewrite_scope scope = { 0 };
	struct record *from = NULL;
	const struct err *err;
	char uuid[UUID_LEN], to[UUID_LEN];
	bool whole;
	int entity;

	err = read_scope(call, &scope);
	if (err == NULL)
		err = register_resolve(call->session, TO(person) |
		    TO(department), call->operand[0], uuid);
	if (err == NULL)
		err = store_entity_of(register_reader(call->session), uuid,
		    &entity);
	if (err == NULL)
		err = store_get(register_reader(call->session),
		    (enum entity_id)entity, uuid, NULL, call->arena, &from);
	if (err == NULL)
		err = read_target(call, from, to);
	if (err == NULL)
		err = rewrite_references(call->session, uuid, to, &scope,
		    &rewrite);
	whole = scope.entities == 0 && scope.n_fields == 0;
	if (err == NULL && entity == ENTITY_department && whole)
		err = rewrite_succession(call->session, from, to,
		    verb_value(call, "until"), &rewrite);
	else if (err == NULL && verb_value(call, "until") != NULL)
		err = err_new(ERR_USAGE, _("--until is the last day of a "
		    "department that is succeeded as a whole."));
	return err != NULL ? err : rewrite_end(call, &rewrite,
	    change_begin(call, "edit"));
}

static const struct verb_option reassign_options[] = {
	{ "entity", 0, "ENTITY,…", N_("only in these") },
	{ "field", 0, "KEY,…", N_("only these references") },
	{ "where", 'w', "QUERY", N_("only records that match") },
	{ "facts", 0, NULL,
	    N_("what happened, too: who approved, reviewed, decided") },
	{ "until", 0, "DATE", N_("last day of the department") },
	{ "yes", 0, "N", N_("the number of records that will change") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_reassign = {
	.name = "reassign",
	.synopsis = "PERSON PERSON | DEPARTMENT [DEPARTMENT]",
	.help = N_("Give everything that one has to another; a department "
	    "ends and is succeeded"),
	.options = reassign_options,
	.flags = VERB_WRITES,
	.min = 1, .max = 2,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_reassign,
};

/* --- replace ------------------------------------------------------------------- */

static const struct err *
run_replace(struct verb_call *call)
{
	struct rewrite rewrite = { .arena = call->arena };
	struct query *query = NULL;
	const struct err *err;
	enum entity_id entity;
	int position;

	err = verb_entity(call->operand[0], &entity);
	if (err != NULL)
		return err;
	position = entity_field_find(entity, call->operand[1]);
	if (position < 0)
		return err_new(ERR_USAGE, _("There is no field \"%s\". "
		    "daicho fields %s lists them."), call->operand[1],
		    entity_get(entity)->key);
	err = query_parse(call->session, entity, verb_value(call, "where"),
	    call->arena, &query);
	if (err == NULL)
		err = rewrite_text(call->session, entity, query,
		    (size_t)position, call->operand[2], call->operand[3],
		    verb_value(call, "folded") != NULL, &rewrite);
	return err != NULL ? err : rewrite_end(call, &rewrite,
	    change_begin(call, "edit"));
}

static const struct verb_option replace_options[] = {
	{ "where", 'w', "QUERY", N_("only records that match") },
	{ "folded", 0, NULL, N_("width, case and kana do not count") },
	{ "yes", 0, "N", N_("the number of records that will change") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_replace = {
	.name = "replace",
	.synopsis = "ENTITY [-w QUERY] KEY OLD NEW",
	.help = N_("Replace a piece of text in one field of many records"),
	.options = replace_options,
	.flags = VERB_WRITES,
	.min = 4, .max = 4,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_replace,
};
