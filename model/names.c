/* SPDX-License-Identifier: ISC */
/* What records are called, and finding them by what people type. */
#include <string.h>

#include "base/utf8.h"
#include "model/discovery/finding.h"
#include "model/register_impl.h"

enum { SHORT_UUID = 8, CANDIDATES = 8, PREFIX_MIN = 8 };

static const char *
short_uuid(const char *uuid, struct arena *arena)
{
	return arena_strndup(arena, uuid, strnlen(uuid, SHORT_UUID));
}

/* The fields of a record by which people know it; *out NULL: no record. */
static const struct err *
read_names(const struct session *session, const char *uuid,
    struct arena *arena, struct record **out)
{
	struct store *store = register_reader(session);
	struct fieldset want = { 0 };
	const struct err *err;
	int entity;

	*out = NULL;
	err = store_entity_of(store, uuid, &entity);
	if (err != NULL || entity == ENTITY_NONE)
		return err;
	fieldset_add(&want, entity_name_field((enum entity_id)entity));
	fieldset_add(&want, F_retired_at);
	if (entity == ENTITY_asset)
		fieldset_add(&want, F_asset_asset_no);
	return store_get(store, (enum entity_id)entity, uuid, &want, arena,
	    out);
}

/*
 * A choice is called by its label, a reference by its target's name; in arena
 * or in the record.
 */
static const char *
name_in(const struct session *session, const struct record *record,
    struct arena *arena)
{
	size_t position = entity_name_field(record->entity);
	const struct field *field = entity_field(record->entity, position);
	const struct value *value = record_value(record, position);
	struct buf text = { 0 };
	const char *name;

	if (value->kind == VALUE_TEXT && field_is_ref(field))
		return register_name_of(session, value->s, arena);
	if (value->kind != VALUE_TEXT || field->type != TYPE_CHOICE)
		return value->kind == VALUE_TEXT ? value->s : NULL;
	value_format(session, field, value, session->lang, &text);
	name = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return name;
}

/*
 * The record is read into an arena of its own: it is far larger than what it
 * is called, and lists ask for thousands.
 */
static const char *
called(const struct session *session, const char *uuid, bool by_number,
    struct arena *arena)
{
	struct arena *scratch = arena_new();
	struct record *record = NULL;
	const char *name = NULL;

	if (read_names(session, uuid, scratch, &record) == NULL &&
	    record != NULL) {
		if (by_number && record->entity == ENTITY_asset)
			name = record_text(record, F_asset_asset_no);
		if (name == NULL)
			name = name_in(session, record, scratch);
	}
	name = name != NULL ? arena_strdup(arena, name) :
	    short_uuid(uuid, arena);
	arena_free(scratch);
	return name;
}

const char *
register_name_of(const struct session *session, const char *uuid,
    struct arena *arena)
{
	return called(session, uuid, false, arena);
}

const char *
register_ref_of(const struct session *session, const char *uuid,
    struct arena *arena)
{
	return called(session, uuid, true, arena);
}

void
register_format(const struct session *session, const struct field *field,
    const struct value *value, struct buf *out)
{
	struct arena *arena;
	size_t i;

	if (!field_is_ref(field)) {
		value_format(session, field, value, session->lang, out);
		return;
	}
	arena = arena_new();
	if (value->kind == VALUE_TEXT)
		buf_add(out, register_name_of(session, value->s, arena));
	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++) {
		if (i > 0)
			buf_add(out, ", ");
		buf_add(out, register_name_of(session, value->list[i],
		    arena));
	}
	arena_free(arena);
}

/* --- REF ---------------------------------------------------------------------- */

struct hits {
	const struct session *session;
	struct arena	*arena;
	uint64_t	 targets;
	const char	*uuid[CANDIDATES];
	size_t		 n;
	size_t		 live;		/* that are not retired */
	const char	*the_one;	/* of those */
};

static const struct err *
add_hit(struct hits *hits, const char *uuid)
{
	struct record *record;
	const struct err *err;
	size_t i;

	for (i = 0; i < hits->n; i++)
		if (strcmp(hits->uuid[i], uuid) == 0)
			return NULL;
	err = read_names(hits->session, uuid, hits->arena, &record);
	if (err != NULL || record == NULL)
		return err;
	if (hits->n < CANDIDATES)
		hits->uuid[hits->n++] = arena_strdup(hits->arena, uuid);
	if (!record_has(record, F_retired_at)) {
		hits->live++;
		hits->the_one = arena_strdup(hits->arena, uuid);
	}
	return NULL;
}

static const struct err *
by_field(struct hits *hits, enum entity_id entity, size_t position,
    const char *ref)
{
	const char *found[CANDIDATES];
	const struct err *err;
	size_t i, n;

	err = store_lookup(register_reader(hits->session), entity, position,
	    ref, hits->arena, found, CANDIDATES, &n);
	for (i = 0; err == NULL && i < n; i++)
		err = add_hit(hits, found[i]);
	return err;
}

static const struct err *
by_uuid(struct hits *hits, const char *ref)
{
	const struct err *err;
	int entity;

	if (strlen(ref) != UUID_LEN - 1)
		return NULL;
	err = store_entity_of(register_reader(hits->session), ref, &entity);
	if (err != NULL || entity == ENTITY_NONE ||
	    (hits->targets >> entity & 1) == 0)
		return err;
	return add_hit(hits, ref);
}

static const struct err *
by_number(struct hits *hits, const char *ref)
{
	return (hits->targets & TO(asset)) == 0 ? NULL :
	    by_field(hits, ENTITY_asset, F_asset_asset_no, ref);
}

struct numbered {
	struct hits	*hits;
	int64_t		 number;
	const struct err *err;
};

static bool
match_finding(void *ctx, const struct record *record)
{
	struct numbered *by = ctx;

	if (finding_title_number(record_text(record, F_finding_title)) ==
	    by->number)
		by->err = add_hit(by->hits, record->uuid);
	return by->err == NULL;
}

/* "F-0412" or "F-412". */
static const struct err *
by_finding(struct hits *hits, const char *ref)
{
	struct numbered by = { hits, finding_title_number(ref), NULL };
	struct fieldset want = { { 0 } };
	const struct err *err;

	if ((hits->targets & TO(finding)) == 0 || by.number == 0)
		return NULL;
	fieldset_add(&want, F_finding_title);
	err = store_each(register_reader(hits->session), ENTITY_finding, NULL,
	    NULL, 0, &want, match_finding, &by);
	err = err != NULL ? err : by.err;
	if (err == NULL && hits->n == 0 && hits->targets == TO(finding))
		err = err_new(ERR_NOT_FOUND, _("There is no finding %s; "
		    "\"daicho findings\" lists them."), ref);
	return err;
}

static const struct err *
by_prefix(struct hits *hits, const char *ref)
{
	const char *found[CANDIDATES];
	const struct err *err = NULL;
	size_t i, n, len = strlen(ref);
	int entity;

	if (len < PREFIX_MIN || len >= UUID_LEN ||
	    strspn(ref, "0123456789abcdef-") != len)
		return NULL;
	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++) {
		if ((hits->targets >> entity & 1) == 0)
			continue;
		err = store_uuid_prefix(register_reader(hits->session),
		    entity, ref, hits->arena, found, CANDIDATES, &n);
		for (i = 0; err == NULL && i < n; i++)
			err = add_hit(hits, found[i]);
	}
	return err;
}

static const struct err *
by_name(struct hits *hits, const char *ref)
{
	const struct err *err = NULL;
	int entity;

	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++)
		if ((hits->targets >> entity & 1) != 0)
			err = by_field(hits, (enum entity_id)entity,
			    entity_name_field((enum entity_id)entity), ref);
	return err;
}

static const struct err *
ambiguous(const struct hits *hits, const char *ref)
{
	struct buf list = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < hits->n; i++) {
		const char *handle = register_ref_of(hits->session,
		    hits->uuid[i], hits->arena);
		const char *name = register_name_of(hits->session,
		    hits->uuid[i], hits->arena);

		buf_printf(&list, "\n  %s  %s", short_uuid(hits->uuid[i],
		    hits->arena), handle);
		if (strcmp(handle, name) != 0)
			buf_printf(&list, "  %s", name);
	}
	err = err_new(ERR_NOT_FOUND, _("\"%s\" could be any of these; give the "
	    "number or the UUID of one:%s"), ref, buf_str(&list));
	buf_release(&list);
	return err;
}

/* Names that contain what was typed, for who mistyped. */
static const struct err *
similar(struct hits *hits, const char *ref)
{
	struct store *store = register_reader(hits->session);
	const struct err *err = NULL;
	int entity;

	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++) {
		size_t at = entity_name_field((enum entity_id)entity);
		struct store_keys keys;
		struct fieldset want = { 0 };
		struct record *rows[CANDIDATES];
		struct buf word = { 0 };
		struct query *query;
		size_t i, n;

		if ((hits->targets >> entity & 1) == 0 ||
		    entity_is_evidence((enum entity_id)entity) ||
		    entity_field((enum entity_id)entity, at)->type !=
		    TYPE_TEXT)
			continue;
		utf8_fold(&word, ref);
		query = query_field(hits->arena, (enum entity_id)entity, at,
		    QUERY_CONTAINS, (struct value){ .kind = VALUE_TEXT,
		    .s = arena_strdup(hits->arena, buf_str(&word)) });
		buf_release(&word);
		err = store_keys(store, (enum entity_id)entity, query, NULL,
		    0, &keys);
		if (err != NULL)
			return err;
		n = keys.n < CANDIDATES ? keys.n : CANDIDATES;
		fieldset_add(&want, F_uuid);
		err = store_rows(store, &keys, 0, n, &want, hits->arena,
		    rows);
		for (i = 0; err == NULL && i < n; i++)
			if (rows[i] != NULL)
				err = add_hit(hits, rows[i]->uuid);
		store_keys_release(&keys);
	}
	return err;
}

static const struct err *
unknown(struct hits *hits, const char *ref)
{
	const struct err *err;
	struct buf list = { 0 };
	size_t i;

	err = similar(hits, ref);
	if (err != NULL)
		return err;
	for (i = 0; i < hits->n; i++)
		buf_printf(&list, "%s%s", i > 0 ? ", " : "",
		    register_ref_of(hits->session, hits->uuid[i],
		    hits->arena));
	if (hits->n > 0)
		err = err_new(ERR_NOT_FOUND, _("There is no \"%s\". Similar: "
		    "%s."), ref, buf_str(&list));
	else
		err = err_new(ERR_NOT_FOUND, _("There is no \"%s\" in the "
		    "register; give an asset number, a name or a UUID."),
		    ref);
	buf_release(&list);
	return err;
}

struct account {
	const char	*name;
	struct arena	*arena;
	const char	*by_mail, *by_name;
	size_t		 n;		/* that have the address */
};

static bool
note_person(void *ctx, const struct record *record)
{
	struct account *account = ctx;
	const char *name = record_text(record, F_person_name);
	const char *mail = record_text(record, F_person_mail);
	size_t n = strlen(account->name);

	/* "kawase@…", and not "nakawase@…". */
	if (mail != NULL && strncmp(mail, account->name, n) == 0 &&
	    mail[n] == '@' && account->n++ == 0)
		account->by_mail = arena_strdup(account->arena, record->uuid);
	if (name != NULL && utf8_equal_folded(name, account->name))
		account->by_name = arena_strdup(account->arena, record->uuid);
	return true;
}

const char *
register_person_of(const struct session *session, const char *account,
    struct arena *arena)
{
	struct account wanted = { .name = account, .arena = arena };
	struct fieldset want = { 0 };

	const char *told = role_person(register_actor(session), account);

	if (told != NULL)
		return arena_strdup(arena, told);
	fieldset_add(&want, F_person_name);
	fieldset_add(&want, F_person_mail);
	if (store_each(register_reader(session), ENTITY_person, NULL, NULL, 0,
	    &want, note_person, &wanted) != NULL)
		return NULL;
	return wanted.n == 1 ? wanted.by_mail :
	    wanted.n == 0 ? wanted.by_name : NULL;
}

const struct err *
register_resolve(const struct session *session, uint64_t targets,
    const char *ref, char uuid[UUID_LEN])
{
	static const struct err *(*const ways[])(struct hits *hits,
	    const char *ref) = { by_uuid, by_number, by_finding,
	    by_prefix, by_name };
	struct arena *arena = arena_new();
	struct hits hits = { .session = session, .arena = arena,
	    .targets = targets };
	const struct err *err = NULL;
	const char *the_one = NULL;
	size_t i;

	for (i = 0; err == NULL && hits.n == 0 &&
	    i < sizeof(ways) / sizeof(ways[0]); i++)
		err = ways[i](&hits, ref);
	if (err != NULL)
		goto done;
	if (hits.n == 1)
		the_one = hits.uuid[0];
	else if (hits.live == 1)
		the_one = hits.the_one;
	if (the_one != NULL)
		memcpy(uuid, the_one, UUID_LEN);
	else
		err = hits.n > 1 ? ambiguous(&hits, ref) :
		    unknown(&hits, ref);
done:
	arena_free(arena);
	return err;
}

static bool
is_uuid(const char *s)
{
	return strlen(s) == UUID_LEN - 1 &&
	    strspn(s, "0123456789abcdef-") == UUID_LEN - 1 && s[8] == '-' &&
	    s[13] == '-' && s[18] == '-' && s[23] == '-';
}

/* The uuid that a text stands for; NULL when it is none (told). */
static const struct err *
resolve_one(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct problems *problems,
    const char **out)
{
	struct problem problem = { .field = field->key, .value = text };
	const struct err *err;
	char uuid[UUID_LEN];

	*out = text;
	if (is_uuid(text))
		return NULL;
	err = register_resolve(session, field->targets, text, uuid);
	if (err == NULL) {
		*out = arena_strdup(arena, uuid);
		return NULL;
	}
	if (err->kind != ERR_NOT_FOUND)
		return err;
	*out = NULL;
	problem.reason = err->msg;
	problem_add(problems, &problem);
	return NULL;
}

const struct err *
register_resolve_record(const struct session *session, struct record *record,
    struct arena *arena, struct problems *problems)
{
	const struct err *err = NULL;
	const struct field *field;
	size_t i, j;

	for (i = COMMON_COUNT; err == NULL && i < record->n &&
	    (field = entity_field(record->entity, i)) != NULL; i++) {
		struct value *value = &record->v[i];

		if (!field_is_ref(field))
			continue;
		if (value->kind == VALUE_TEXT) {
			const char *uuid;

			err = resolve_one(session, field, value->s, arena,
			    problems, &uuid);
			if (err == NULL && uuid != NULL)
				record_set_text(record, i, uuid);
			continue;
		}
		for (j = 0; err == NULL && value->kind == VALUE_LIST &&
		    j < value->n; j++) {
			const char *uuid;

			err = resolve_one(session, field, value->list[j],
			    arena, problems, &uuid);
			if (err == NULL && uuid != NULL)
				value->list[j] = uuid;
		}
	}
	return err;
}
