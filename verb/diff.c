/* SPDX-License-Identifier: ISC */
/* diff: what became of the register between two points in time. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "model/asof.h"
#include "model/between.h"
#include "model/erase.h"
#include "verb/change.h"
#include "verb/rows.h"

/* Records that match a query at one of the two points. */
struct matching {
	struct arena	*arena;
	const char	**uuid;		/* sorted */
	size_t		 n, cap;
};

struct diff {
	struct verb_call *call;
	struct asof_point from, to;
	int		 entity;	/* ENTITY_NONE: all */
	bool		 chosen;	/* only those that match */
	struct matching	 matching;
	struct between	 between;
	const struct between_record **shown;
	size_t		 n;
};

static bool
add_match(void *ctx, const struct record *record)
{
	struct matching *matching = ctx;

	matching->uuid = arena_grow(matching->arena, matching->uuid,
	    &matching->cap, matching->n + 1, sizeof(*matching->uuid));
	matching->uuid[matching->n++] = arena_strdup(matching->arena,
	    record->uuid);
	return true;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What matched at one of the points; the present needs no copy. */
static const struct err *
match_at(struct diff *diff, const struct asof_point *point)
{
	struct session *session = diff->call->session;
	struct fieldset want = { 0 };
	struct query *query = NULL;
	struct store *store = NULL;
	const struct err *err;
	bool shown = point == &diff->to &&
	    verb_value(diff->call, "to") == NULL;

	fieldset_add(&want, F_uuid);
	err = query_parse(session, (enum entity_id)diff->entity,
	    verb_value(diff->call, "where"), diff->call->arena, &query);
	if (err == NULL && !shown)
		err = asof_open(session, point, &store);
	if (err == NULL)
		err = store_each(shown ? register_reader(session) : store,
		    (enum entity_id)diff->entity, query, NULL, 0, &want,
		    add_match, &diff->matching);
	store_close(store);
	return err;
}

static const struct err *
read_call(struct diff *diff)
{
	struct verb_call *call = diff->call;
	const char *from = verb_value(call, "from");
	const char *to = verb_value(call, "to");
	const struct err *err = NULL;
	enum entity_id entity;

	diff->entity = ENTITY_NONE;
	diff->chosen = verb_value(call, "where") != NULL;
	diff->matching.arena = call->arena;
	if (from == NULL)
		return err_new(ERR_USAGE, _("Say since when, as in: daicho "
		    "diff --from 2026-04-01"));
	if (call->operands == 1) {
		err = verb_entity(call->operand[0], &entity);
		diff->entity = (int)entity;
	} else if (diff->chosen) {
		err = err_new(ERR_USAGE, _("-w chooses among the records of "
		    "one entity; name it, as in: daicho diff --from "
		    "2026-04-01 asset -w kind=server"));
	}
	if (err == NULL)
		err = asof_parse(call->session, from, &diff->from);
	if (err == NULL)
		err = to != NULL ? asof_parse(call->session, to, &diff->to) :
		    asof_shown(call->session, &diff->to);
	if (err == NULL && diff->from.tx > diff->to.tx)
		err = err_new(ERR_USAGE, _("%s lies behind %s; --from names "
		    "the earlier one."), diff->from.label, diff->to.label);
	return err;
}

/* Nothing that comes and goes again, or changes back, is a difference. */
static bool
is_shown(struct diff *diff, const struct between_record *record)
{
	size_t i;

	if (diff->entity != ENTITY_NONE && diff->entity != (int)record->entity)
		return false;
	if (diff->chosen && (diff->matching.n == 0 ||
	    bsearch(&record->uuid, diff->matching.uuid, diff->matching.n,
	    sizeof(*diff->matching.uuid), compare_texts) == NULL))
		return false;
	if (record->came || record->went)
		return record->came != record->went;
	for (i = 0; i < record->n; i++)
		if (between_differs(&record->change[i]))
			return true;
	return !fieldset_empty(&record->erased);
}

static int
compare_shown(const void *a, const void *b)
{
	const struct between_record *x =
	    *(const struct between_record *const *)a;
	const struct between_record *y =
	    *(const struct between_record *const *)b;

	if (x->entity != y->entity)
		return (int)x->entity - (int)y->entity;
	return x < y ? -1 : x > y;
}

static const struct err *
load(struct diff *diff)
{
	struct verb_call *call = diff->call;
	const struct err *err = NULL;
	size_t i;

	if (diff->chosen) {
		err = match_at(diff, &diff->from);
		if (err == NULL)
			err = match_at(diff, &diff->to);
		if (err == NULL && diff->matching.n > 0)
			qsort(diff->matching.uuid, diff->matching.n,
			    sizeof(*diff->matching.uuid), compare_texts);
	}
	if (err == NULL)
		err = between_load(call->session,
		    register_reader(call->session), diff->from.tx,
		    diff->to.tx, call->arena, &diff->between);
	if (err != NULL)
		return err;
	diff->shown = arena_calloc(call->arena, diff->between.n + 1,
	    sizeof(const struct between_record *));
	for (i = 0; i < diff->between.n; i++)
		if (is_shown(diff, &diff->between.record[i]))
			diff->shown[diff->n++] = &diff->between.record[i];
	qsort(diff->shown, diff->n, sizeof(const struct between_record *),
	    compare_shown);
	call->status = diff->n > 0;
	return NULL;
}

/* --- telling --------------------------------------------------------------- */

static const char *
kind_of(const struct between_record *record)
{
	size_t i;

	if (record->came)
		return "created";
	if (record->went)
		return "removed";
	for (i = 0; i < record->n; i++)
		if (record->change[i].position == F_retired_at &&
		    between_differs(&record->change[i]))
			return record->change[i].new.kind == VALUE_NONE ?
			    "restored" : "retired";
	return "changed";
}

static const char *
kind_label(const char *kind)
{
	static const struct {
		const char *kind, *label;
	} labels[] = {
		{ "created", N_("created") }, { "removed", N_("removed") },
		{ "restored", N_("restored") }, { "retired", N_("retired") },
		{ "changed", N_("changed") },
	};
	size_t i = 0;

	while (strcmp(labels[i].kind, kind) != 0)
		i++;
	return _(labels[i].label);
}

/* What a record is called; one that is no more, as it was called then. */
static const char *
name_of(struct diff *diff, const struct between_record *record)
{
	struct session *session = diff->call->session;
	size_t i, at = entity_name_field(record->entity);
	int entity = ENTITY_NONE;
	const struct err *err;

	err = store_entity_of(register_reader(session), record->uuid,
	    &entity);
	for (i = 0; err == NULL && entity == ENTITY_NONE && i < record->n; i++)
		if (record->change[i].position == at &&
		    record->change[i].old.kind == VALUE_TEXT)
			return record->change[i].old.s;
	return register_ref_of(session, record->uuid, diff->call->arena);
}

/* The fields that differ, the erased ones too; calls back for each. */
typedef void (*field_fn)(void *ctx, const struct field *field,
    const struct value *old, const struct value *new);

static void
each_field(const struct between_record *record, field_fn each, void *ctx)
{
	const struct value none = { .kind = VALUE_NONE };
	struct value mark;
	size_t i, k;

	for (i = 0; i < record->n; i++) {
		const struct history_change *change = &record->change[i];

		mark = erase_mark(change->field);
		if (fieldset_has(&record->erased, change->position))
			each(ctx, change->field, &mark, &change->new);
		else if (between_differs(change))
			each(ctx, change->field, &change->old, &change->new);
	}
	for (i = 0; i < entity_field_count(record->entity); i++) {
		if (!fieldset_has(&record->erased, i))
			continue;
		for (k = 0; k < record->n; k++)
			if (record->change[k].position == i)
				break;
		mark = erase_mark(entity_field(record->entity, i));
		if (k == record->n)
			each(ctx, entity_field(record->entity, i), &mark,
			    &none);
	}
}

struct telling {
	struct diff	*diff;
	const struct between_record *record;
	struct rows	*rows;
	struct json	*json;
	bool		 any;
};

static void
begin_row(struct telling *telling)
{
	const struct entity *entity = entity_get(telling->record->entity);
	const char *kind = kind_of(telling->record);

	rows_word(telling->rows, entity->label[
	    telling->diff->call->session->lang], entity->key);
	rows_text(telling->rows, name_of(telling->diff, telling->record));
	if (rows_for_machines(telling->rows))
		rows_text(telling->rows, telling->record->uuid);
	rows_word(telling->rows, kind_label(kind), kind);
	telling->any = true;
}

static void
field_row(void *ctx, const struct field *field, const struct value *old,
    const struct value *new)
{
	struct telling *telling = ctx;

	begin_row(telling);
	rows_word(telling->rows, field->label[
	    telling->diff->call->session->lang], field->key);
	rows_value(telling->rows, field, old);
	rows_value(telling->rows, field, new);
}

static const struct err *
tell_rows(struct diff *diff)
{
	struct telling telling = { .diff = diff };
	const struct err *err;
	size_t i;

	err = rows_new(diff->call, &telling.rows);
	if (err != NULL)
		return err;
	rows_column(telling.rows, "entity", _("Entity"), false);
	rows_column(telling.rows, "name", _("Name"), false);
	if (rows_for_machines(telling.rows))
		rows_column(telling.rows, "uuid", "uuid", false);
	rows_column(telling.rows, "change", _("Change"), false);
	rows_column(telling.rows, "field", _("Field"), false);
	rows_column(telling.rows, "old", _("Before"), false);
	rows_column(telling.rows, "new", _("After"), false);
	for (i = 0; i < diff->n; i++) {
		telling.record = diff->shown[i];
		telling.any = false;
		if (!telling.record->came && !telling.record->went)
			each_field(telling.record, field_row, &telling);
		if (telling.any)
			continue;
		begin_row(&telling);
		rows_text(telling.rows, NULL);
		rows_text(telling.rows, NULL);
		rows_text(telling.rows, NULL);
	}
	return rows_end(telling.rows);
}

static void
field_json(void *ctx, const struct field *field, const struct value *old,
    const struct value *new)
{
	struct telling *telling = ctx;
	const struct session *session = telling->diff->call->session;

	json_key(telling->json, field->key);
	json_open(telling->json, '[');
	json_value(telling->json, session, field, old);
	json_value(telling->json, session, field, new);
	json_close(telling->json, ']');
}

static const struct err *
tell_json(struct diff *diff)
{
	struct json json = { .out = diff->call->out, .indent = 1 };
	struct telling telling = { .diff = diff, .json = &json };
	size_t i;

	json_open(&json, '[');
	for (i = 0; i < diff->n; i++) {
		telling.record = diff->shown[i];
		json_open(&json, '{');
		json_key(&json, "entity");
		json_string(&json, entity_get(telling.record->entity)->key);
		json_key(&json, "uuid");
		json_string(&json, telling.record->uuid);
		json_key(&json, "name");
		json_string(&json, name_of(diff, telling.record));
		json_key(&json, "change");
		json_string(&json, kind_of(telling.record));
		json_key(&json, "changes");
		json_open(&json, '{');
		if (!telling.record->came && !telling.record->went)
			each_field(telling.record, field_json, &telling);
		json_close(&json, '}');
		json_close(&json, '}');
	}
	json_close(&json, ']');
	buf_addc(diff->call->out, '\n');
	return verb_save_output(diff->call);
}

static const struct err *
run(struct verb_call *call)
{
	struct diff diff = { .call = call };
	const struct err *err = register_settle(call->session);

	if (err == NULL)
		err = read_call(&diff);
	if (err == NULL)
		err = load(&diff);
	if (err == NULL)
		err = verb_wants_json(call) ? tell_json(&diff) :
		    tell_rows(&diff);
	between_release(&diff.between);
	return err;
}

static const struct verb_option options[] = {
	{ "from", 0, "DATE", N_("a day, or the name of a snapshot") },
	{ "to", 0, "DATE", N_("the same; else what stands there now") },
	{ "where", 'w', "QUERY", N_("only records that match before or "
	    "after") },
	{ "output", 'o', "FILE", N_("into a file: csv, tsv, json or xlsx") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_diff = {
	.name = "diff",
	.synopsis = "--from DATE [--to DATE] [ENTITY [-w QUERY]] [-o FILE]",
	.help = N_("Say what changed between two points in time"),
	.options = options,
	.min = 0, .max = 1,
	.run = run,
};
