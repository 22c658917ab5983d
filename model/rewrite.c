/* SPDX-License-Identifier: ISC */
#include "model/rewrite.h"

#include <stdio.h>
#include <string.h>

#include "base/match.h"
#include "base/utf8.h"

/* --- what a reference means ----------------------------------------------- */

static const char *const facts[] = {
	"approved_by", "reviewed_by", "made_by", "opened_by", "by",
	"second_person", "maker", "checker", "approver", "subject", "items",
	"successor",
};

static const struct {
	enum entity_id	 entity;
	size_t		 position;
	enum reference_kind kind;
} special[] = {
	{ ENTITY_interface, F_interface_asset, REFERENCE_PART },
	{ ENTITY_identifier, F_identifier_asset, REFERENCE_PART },
	{ ENTITY_service, F_service_interface, REFERENCE_PART },
	{ ENTITY_advisory_match, F_advisory_match_asset, REFERENCE_FACT },
	{ ENTITY_review_item, F_review_item_asset, REFERENCE_FACT },
	/* An account is a person, whoever takes over their work. */
	{ ENTITY_role, F_role_person, REFERENCE_FACT },
};

enum reference_kind
reference_kind(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (special[i].entity == entity &&
		    special[i].position == position)
			return special[i].kind;
	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (strcmp(facts[i], field->key) == 0)
			return REFERENCE_FACT;
	return REFERENCE_OPEN;
}

/* --- references ------------------------------------------------------------ */

struct work {
	struct rewrite	*out;
	size_t		 position;
	const char	*old, *new;
	size_t		 before;	/* items that stood there */
	bool		 folded;
};

void
rewrite_add(struct rewrite *out, const struct record *record,
    size_t position, struct value new)
{
	struct rewrite_item item = { .entity = record->entity,
	    .uuid = arena_strdup(out->arena, record->uuid),
	    .rev = record->rev, .position = position, .new = new,
	    .old = value_copy(out->arena, record_value(record, position)) };

	if (value_equal(&item.old, &item.new))
		return;
	out->item = arena_grow(out->arena, out->item, &out->cap, out->n + 1,
	    sizeof(*out->item));
	out->item[out->n++] = item;
}

static struct value
text_value(const char *s)
{
	return s == NULL || *s == '\0' ? (struct value){ 0 } :
	    (struct value){ .kind = VALUE_TEXT, .s = s };
}

static bool
in_list(const char *const *list, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i], s) == 0)
			return true;
	return false;
}

/* Every item through change; the same one is not kept twice. */
static struct value
map_list(struct arena *arena, const struct value *value,
    const char *(*change)(void *ctx, const char *item), void *ctx)
{
	const char **list = arena_calloc(arena, value->n, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < value->n; i++) {
		const char *item = change(ctx, value->list[i]);

		if (item != NULL && *item != '\0' && !in_list(list, n, item))
			list[n++] = arena_strdup(arena, item);
	}
	return n == 0 ? (struct value){ 0 } :
	    (struct value){ .kind = VALUE_LIST, .list = list, .n = n };
}

static const char *
change_reference(void *ctx, const char *item)
{
	struct work *w = ctx;

	return strcmp(item, w->old) == 0 ? w->new : item;
}

/* What was worked out for the field before this reference was. */
static struct rewrite_item *
find_item(const struct work *w, const char *uuid)
{
	size_t i;

	for (i = 0; i < w->before; i++)
		if (w->out->item[i].position == w->position &&
		    strcmp(w->out->item[i].uuid, uuid) == 0)
			return &w->out->item[i];
	return NULL;
}

static bool
rewrite_reference(void *ctx, const struct record *record)
{
	struct work *w = ctx;
	const struct value *value = record_value(record, w->position);
	struct rewrite_item *item;

	/* Nothing becomes its own parent. */
	if (w->new != NULL && strcmp(record->uuid, w->new) == 0)
		return true;
	/* Several may be taken out of one list. */
	item = find_item(w, record->uuid);
	if (item != NULL && item->new.kind == VALUE_LIST) {
		item->new = map_list(w->out->arena, &item->new,
		    change_reference, w);
		return true;
	}
	rewrite_add(w->out, record, w->position, value->kind == VALUE_LIST ?
	    map_list(w->out->arena, value, change_reference, w) :
	    text_value(w->new));
	return true;
}

static bool
in_scope(const struct rewrite_scope *scope, enum entity_id entity,
    size_t position, int target)
{
	const struct field *field = entity_field(entity, position);
	enum reference_kind kind;

	if (!field_is_ref(field) || !field_is_editable(field) ||
	    (field->targets >> target & 1) == 0 ||
	    (scope->n_fields > 0 && !in_list(scope->field, scope->n_fields,
	    field->key)))
		return false;
	kind = reference_kind(entity, position);
	return kind == REFERENCE_OPEN ||
	    (kind == REFERENCE_FACT && scope->facts);
}

static const struct err *
rewrite_field(const struct session *session, enum entity_id entity,
    const struct rewrite_scope *scope, struct work *w)
{
	struct store *store = register_reader(session);
	struct fieldset want = { 0 };
	struct query *term, *query;

	fieldset_add(&want, w->position);
	fieldset_add(&want, F_rev);
	term = query_field(w->out->arena, entity, w->position, QUERY_EQ,
	    (struct value){ .kind = VALUE_TEXT, .s = w->old });
	query = scope->query == NULL ? term : query_and(w->out->arena,
	    scope->query, term);
	return store_each(store, entity, query, NULL, 0, &want,
	    rewrite_reference, w);
}

const struct err *
rewrite_references(const struct session *session, const char *from,
    const char *to, const struct rewrite_scope *scope, struct rewrite *out)
{
	struct work w = { .out = out, .old = from, .new = to,
	    .before = out->n };
	const struct err *err;
	int entity, target;
	size_t i;

	err = store_entity_of(register_reader(session), from, &target);
	if (err != NULL || target == ENTITY_NONE)
		return err;
	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++) {
		enum entity_id e = (enum entity_id)entity;

		if (entity_is_evidence(e) || (scope->entities != 0 &&
		    (scope->entities >> entity & 1) == 0))
			continue;
		for (i = 0; err == NULL && i < entity_field_count(e); i++) {
			if (!in_scope(scope, e, i, target))
				continue;
			w.position = i;
			err = rewrite_field(session, e, scope, &w);
		}
	}
	return err;
}

const struct err *
rewrite_dependents(const struct session *session, const char *const *uuid,
    size_t n, const char *to, struct rewrite *out)
{
	const struct rewrite_scope all = { 0 };
	const struct err *err = NULL;
	size_t i, kept = 0;

	for (i = 0; err == NULL && i < n; i++)
		err = rewrite_references(session, uuid[i], to, &all, out);
	for (i = 0; i < out->n; i++)
		if (!in_list(uuid, n, out->item[i].uuid))
			out->item[kept++] = out->item[i];
	out->n = kept;
	return err;
}

void
rewrite_put_dependents(const struct rewrite *rewrite, enum dependents fate,
    struct changes *changes)
{
	size_t i;

	if (fate == DEPENDENTS_DETACH || fate == DEPENDENTS_MOVE)
		rewrite_put(rewrite, changes);
	for (i = 0; fate == DEPENDENTS_RETIRE && i < rewrite->n; i++)
		changes_retire(changes, rewrite->item[i].entity,
		    rewrite->item[i].uuid, 0);
}

/* A successor that was a part of the department takes its place. */
static const struct err *
raise_successor(const struct session *session,
    const struct record *department, const char *to, struct rewrite *out)
{
	struct fieldset want = { 0 };
	struct record *heir = NULL;
	const struct err *err;
	const char *parent;

	fieldset_add(&want, F_rev);
	fieldset_add(&want, F_department_parent);
	err = store_get(register_reader(session), ENTITY_department, to,
	    &want, out->arena, &heir);
	if (err != NULL || heir == NULL)
		return err;
	parent = record_text(heir, F_department_parent);
	if (parent != NULL && strcmp(parent, department->uuid) == 0)
		rewrite_add(out, heir, F_department_parent,
		    *record_value(department, F_department_parent));
	return NULL;
}

const struct err *
rewrite_succession(const struct session *session,
    const struct record *department, const char *to, const char *until,
    struct rewrite *out)
{
	const char *now = record_text(department, F_department_valid_until);
	struct value value = text_value(arena_strdup(out->arena, to));
	char today[DATE_LEN];
	const struct err *err;

	date_format(session_today(session), today);
	rewrite_add(out, department, F_department_successor, value);
	err = value_parse(session, entity_field(ENTITY_department,
	    F_department_valid_until), until != NULL ? until :
	    now != NULL ? now : today, out->arena, &value);
	if (err != NULL)
		return err;
	rewrite_add(out, department, F_department_valid_until, value);
	return raise_successor(session, department, to, out);
}

/* --- pieces of text ----------------------------------------------------------- */

/* The text with every place of the old piece replaced; in the arena. */
static const char *
change_text(void *ctx, const char *text)
{
	struct work *w = ctx;
	struct buf out = { 0 };
	struct folded folded = { .s = text, .n = strlen(text) };
	size_t at = 0, done = 0, m = strlen(w->old);
	const char *hit, *result;

	if (w->folded)
		folded_make(w->out->arena, text, &folded);
	while ((hit = strstr(folded.s + at, w->old)) != NULL) {
		size_t from = (size_t)(hit - folded.s), to = from + m;

		at = to;
		if (w->folded) {
			from = folded.from[from];
			to = folded.to[to - 1];
		}
		/* A piece of one character cannot be replaced twice. */
		if (from < done)
			continue;
		buf_addn(&out, text + done, from - done);
		buf_add(&out, w->new);
		done = to;
	}
	buf_add(&out, text + done);
	result = arena_strdup(w->out->arena, buf_str(&out));
	buf_release(&out);
	return result;
}

static bool
rewrite_record(void *ctx, const struct record *record)
{
	struct work *w = ctx;
	const struct value *value = record_value(record, w->position);

	if (value->kind == VALUE_LIST)
		rewrite_add(w->out, record, w->position,
		    map_list(w->out->arena, value, change_text, w));
	else if (value->kind == VALUE_TEXT)
		rewrite_add(w->out, record, w->position,
		    text_value(change_text(w, value->s)));
	return true;
}

const struct err *
rewrite_text(const struct session *session, enum entity_id entity,
    const struct query *query, size_t position, const char *old,
    const char *new, bool folded, struct rewrite *out)
{
	static const enum field_type types[] = { TYPE_TEXT, TYPE_NOTE,
		TYPE_PHONE, TYPE_MAIL, TYPE_VERSION, TYPE_QUERY };
	const struct field *field = entity_field(entity, position);
	struct work w = { .out = out, .position = position, .old = old,
	    .new = new, .folded = folded };
	struct fieldset want = { 0 };
	struct buf word = { 0 };
	bool text = false;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		text = text || field->type == types[i];
	if (!text || !field_is_editable(field))
		return err_new(ERR_USAGE, _("\"%s\" holds no free text; use "
		    "daicho set for it."), field->key);
	if (folded) {
		utf8_fold(&word, old);
		w.old = arena_strdup(out->arena, buf_str(&word));
		buf_release(&word);
	}
	if (*w.old == '\0')
		return err_new(ERR_USAGE, _("Say which text is to be "
		    "replaced."));
	fieldset_add(&want, position);
	fieldset_add(&want, F_rev);
	return store_each(register_reader(session), entity, query, NULL, 0,
	    &want, rewrite_record, &w);
}

void
rewrite_put(const struct rewrite *rewrite, struct changes *changes)
{
	size_t i;

	for (i = 0; i < rewrite->n; i++) {
		const struct rewrite_item *item = &rewrite->item[i];
		struct record *record = record_new(rewrite->arena,
		    item->entity);

		snprintf(record->uuid, sizeof(record->uuid), "%s", item->uuid);
		record->rev = item->rev;
		record_set(record, item->position, item->new);
		changes_put(changes, record);
	}
}
