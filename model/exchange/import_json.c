/* SPDX-License-Identifier: ISC */
/*
 * Our own JSON: an array of the rows of one entity, or an object with an array
 * for each entity, as export writes them.  Read row by row.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "model/custom.h"
#include "model/exchange/import_impl.h"

struct json_import {
	struct session	*session;
	struct import_plan *plan;
	struct arena	*scratch;
	FILE		*file;
	enum entity_id	 entity;
	int64_t		 row;		/* in its array, from 1 */
	bool		 refused;	/* the row */
};

static const struct err *
broken(const struct json_import *in, const char *detail)
{
	return err_new(ERR_INPUT, _("%s is not JSON as daicho exports it: %s"),
	    in->plan->file, detail);
}

static void
refuse(struct json_import *in, const char *key, const char *value,
    const char *reason)
{
	struct problem problem = {
		.file = in->plan->file, .field = key, .value = value,
		.column = arena_printf(in->scratch, "%s %lld%s%s",
		    entity_get(in->entity)->key, (long long)in->row,
		    key == NULL ? "" : " ", key == NULL ? "" : key),
		.reason = reason,
	};

	problem_add(&in->plan->problems, &problem);
	in->refused = true;
}

/* --- values ----------------------------------------------------------- */

/* The text of a scalar as it would stand in a cell; NULL: of a wrong kind. */
static const char *
scalar_text(struct json_import *in, const json_t *json)
{
	if (json_is_object(json))	/* a reference */
		return json_string_value(json_object_get(json, "uuid"));
	if (json_is_integer(json))
		return arena_printf(in->scratch, "%lld",
		    (long long)json_integer_value(json));
	return json_string_value(json);
}

static const struct err *
resolve(struct json_import *in, const struct field *field, const char *text,
    const char **out)
{
	char uuid[UUID_LEN];
	const struct err *err;

	*out = text;
	if (!field_is_ref(field) || strlen(text) == UUID_LEN - 1)
		return NULL;
	err = register_resolve(in->session, field->targets, text, uuid);
	if (err == NULL)
		*out = arena_strdup(in->scratch, uuid);
	return err;
}

/* One text, checked and made canonical as a cell would be. */
static const struct err *
read_item(struct json_import *in, const struct field *field,
    const json_t *json, struct value *out)
{
	struct field single = *field;
	const char *text = scalar_text(in, json);
	const struct err *err;

	if (text == NULL)
		return err_new(ERR_INVALID, _("The value is of the wrong "
		    "kind; write a text, a number or null."));
	if (field_is_many(field)) {
		single.flags &= ~(unsigned)FL_MANY;
		single.type = field->type == TYPE_REFS ? TYPE_REF :
		    field->type == TYPE_IPS ? TYPE_IP : field->type;
	}
	if (field->type == TYPE_PORTS) {
		err = value_read(in->session, field, text, in->scratch, out);
		if (err == NULL && out->kind == VALUE_LIST && out->n == 1)
			*out = (struct value){ .kind = VALUE_TEXT,
			    .s = out->list[0] };
		return err;
	}
	err = resolve(in, &single, text, &text);
	return err != NULL ? err :
	    value_read(in->session, &single, text, in->scratch, out);
}

static const struct err *
read_value(struct json_import *in, const struct field *field,
    const json_t *json, struct value *out)
{
	struct value list = { .kind = VALUE_LIST }, item;
	size_t i, n = json_array_size(json);
	const struct err *err;

	*out = (struct value){ 0 };
	if (json_is_null(json))
		return NULL;
	if (!field_is_many(field))
		return read_item(in, field, json, out);
	if (!json_is_array(json))
		return err_new(ERR_INVALID,
		    _("Several values stand in brackets: [\"…\", \"…\"]."));
	list.list = arena_calloc(in->scratch, n, sizeof(*list.list));
	for (i = 0; i < n; i++) {
		err = read_item(in, field, json_array_get(json, i), &item);
		if (err != NULL)
			return err;
		if (item.kind == VALUE_TEXT)
			list.list[list.n++] = item.s;
	}
	if (list.n > 0)
		*out = list;
	return NULL;
}

/* --- rows ------------------------------------------------------------- */

static const struct err *
read_member(struct json_import *in, const char *key, const json_t *json,
    struct record *record)
{
	int position = entity_field_find(in->entity, key);
	const struct field *field;
	const struct err *err;
	struct value value;
	char *shown;

	if (position < 0) {
		refuse(in, key, NULL, _("There is no such field; daicho "
		    "fields lists them."));
		return NULL;
	}
	field = entity_field(in->entity, (size_t)position);
	if (field->type == TYPE_COMPUTED)
		return NULL;
	err = read_value(in, field, json, &value);
	if (err == NULL) {
		record_set(record, (size_t)position, value);
		return NULL;
	}
	if (err->kind != ERR_INVALID && err->kind != ERR_NOT_FOUND)
		return err;
	shown = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
	refuse(in, key, shown, err->msg);
	free(shown);
	return NULL;
}

/* The record that a row without uuid means, by asset number, MAC or name. */
static const struct err *
find_known(struct json_import *in, struct record *record)
{
	size_t position = in->entity == ENTITY_asset ? F_asset_asset_no :
	    in->entity == ENTITY_interface ? F_interface_mac :
	    entity_name_field(in->entity);
	const char *value = record_text(record, position), *found[2];
	const struct err *err;
	size_t n = 0;

	if (value == NULL || (in->entity != ENTITY_interface &&
	    entity_field(in->entity, position)->need != NEED_ALWAYS))
		return NULL;
	err = store_lookup(register_reader(in->session), in->entity, position,
	    value, in->scratch, found, 2, &n);
	if (err == NULL && n == 1)
		record_set_text(record, F_uuid, found[0]);
	return err;
}

static const struct err *
put_row(struct json_import *in, struct record *record)
{
	struct import_plan *plan = in->plan;
	const struct err *err = NULL;
	bool differs = true, known = false;
	int entity = ENTITY_NONE;

	if (record->uuid[0] == '\0')
		err = find_known(in, record);
	if (err == NULL && record->uuid[0] != '\0')
		err = store_entity_of(register_reader(in->session),
		    record->uuid, &entity);
	known = entity == (int)in->entity;
	if (err == NULL && entity != ENTITY_NONE && !known)
		refuse(in, "uuid", record->uuid, _("This uuid belongs to a "
		    "record of another kind."));
	if (err != NULL || in->refused)
		return err;
	if (known)	/* what the program keeps stays as it is here */
		for (size_t i = 0; i < record->n; i++)
			if (i != F_uuid && !entity_is_evidence(in->entity) &&
			    !field_is_editable(entity_field(in->entity, i)))
				fieldset_remove(&record->have, i);
	if (!known && record->uuid[0] == '\0' &&
	    custom_defines(in->entity)) {
		char uuid[UUID_LEN];

		session_uuid(in->session, uuid);
		record_set_text(record, F_uuid, uuid);
	}
	if (known)
		err = record_put_changes(plan, in->session, record, STANDS,
		    in->scratch, &differs);
	else
		changes_restore(plan->changes, record);
	if (err == NULL && known && differs && entity_is_evidence(in->entity))
		refuse(in, NULL, record->uuid, _("What discovery saw is "
		    "evidence and is never changed. Leave the row out."));
	if (in->refused)
		return err;
	/* What follows may be the values of a field that is defined here. */
	if (!known)
		custom_suppose(in->session, record);
	plan->created += !known;
	plan->changed += known && differs;
	plan->same += known && !differs;
	return err;
}

static const struct err *
read_row(struct json_import *in)
{
	struct record *record = record_new(in->scratch, in->entity);
	const struct err *err = NULL;
	json_error_t where;
	const char *key;
	json_t *row, *member;

	row = json_loadf(in->file, JSON_DISABLE_EOF_CHECK |
	    JSON_REJECT_DUPLICATES, &where);
	in->row++;
	in->plan->rows++;
	in->refused = false;
	if (row == NULL)
		return broken(in, arena_printf(in->scratch, "%s %lld: %s",
		    entity_get(in->entity)->key, (long long)in->row,
		    where.text));
	if (!json_is_object(row))
		err = broken(in, _("a row is no object."));
	else
		json_object_foreach(row, key, member)
			if (err == NULL)
				err = read_member(in, key, member, record);
	if (err == NULL)
		err = put_row(in, record);
	in->plan->refused += in->refused;
	json_decref(row);
	arena_reset(in->scratch);
	if (err == NULL && in->plan->rows % 256 == 0 &&
	    !session_step(in->session, _("Reading"), in->plan->rows, 0))
		err = err_new(ERR_CANCELLED,
		    _("The import was stopped; nothing was written."));
	return err;
}

/* --- around the rows -------------------------------------------------- */

/* The next character that is no blank; EOF at the end. */
static int
next(struct json_import *in)
{
	int c;

	do
		c = getc(in->file);
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	return c;
}

/* The rows up to "]"; "[" is read. */
static const struct err *
read_array(struct json_import *in)
{
	const struct err *err;
	int c = next(in);

	err = custom_defines(in->entity) ? NULL : custom_follow(in->session);
	if (err != NULL)
		return err;
	in->row = 0;
	while (c != ']') {
		if (c != '{')
			return broken(in, _("a row is no object."));
		ungetc(c, in->file);
		err = read_row(in);
		if (err != NULL)
			return err;
		c = next(in);
		if (c == ',')
			c = next(in);
		else if (c != ']')
			return broken(in, _("a comma or ] is missing."));
	}
	return NULL;
}

/* A key and its colon; the quotation mark is read. */
static const struct err *
read_key(struct json_import *in, char out[64])
{
	size_t n = 0;
	int c;

	while ((c = getc(in->file)) != '"' && c != EOF && n < 63)
		out[n++] = (char)c;
	out[n] = '\0';
	return c == '"' && next(in) == ':' ? NULL :
	    broken(in, _("a key is not followed by a colon."));
}

static const struct err *
no_rows(struct json_import *in, const char *key)
{
	struct buf safe = { 0 };
	const struct err *err;

	utf8_safe(&safe, key, strlen(key), 0);
	err = broken(in, arena_printf(in->scratch,
	    _("\"%s\" is no entity with rows."), buf_str(&safe)));
	buf_release(&safe);
	return err;
}

static const struct err *
read_version(struct json_import *in)
{
	int version = 0;

	if (fscanf(in->file, "%9d", &version) != 1 ||
	    version > STORE_VERSION)
		return err_new(ERR_INPUT, _("%s was written by a newer "
		    "daicho; import it with that one."), in->plan->file);
	return NULL;
}

static const struct err *
read_object(struct json_import *in)
{
	const struct err *err = NULL;
	char key[64];
	int c = next(in), entity;

	while (err == NULL && c != '}') {
		if (c != '"')
			return broken(in, _("a key is missing."));
		err = read_key(in, key);
		if (err != NULL)
			return err;
		if (strcmp(key, "daicho") == 0) {
			err = read_version(in);
		} else {
			entity = entity_find(key);
			if (entity == ENTITY_NONE || next(in) != '[')
				return no_rows(in, key);
			in->entity = (enum entity_id)entity;
			err = read_array(in);
		}
		if (err == NULL && (c = next(in)) == ',')
			c = next(in);
		else if (err == NULL && c != '}')
			err = broken(in, _("a comma or } is missing."));
	}
	return err;
}

/* What "assets.json" or --entity says the rows of an array are. */
static const struct err *
array_entity(struct json_import *in, const struct import_options *options)
{
	const char *file = in->plan->file;
	int entity = options->entity;

	if (entity == ENTITY_NONE)
		entity = entity_find(arena_strndup(in->scratch, file,
		    strcspn(file, ".")));
	if (entity == ENTITY_NONE)
		return err_new(ERR_USAGE, _("%s does not say what its rows "
		    "are; name the entity with --entity."), file);
	in->entity = (enum entity_id)entity;
	in->plan->entity = in->entity;
	return NULL;
}

static void
skip_mark(struct json_import *in)
{
	int c = getc(in->file);

	if (c == 0xEF) {
		getc(in->file);
		getc(in->file);
	} else {
		ungetc(c, in->file);
	}
}

/* What the register itself says against the rows. */
static const struct err *
judge(struct json_import *in)
{
	struct import_plan *plan = in->plan;
	struct commit_options options = { .dry_run = true,
	    .problems = &plan->problems };
	size_t before = plan->problems.errors;
	const struct err *err;

	if (before > 0 || changes_count(plan->changes) == 0)
		return NULL;
	err = register_commit(in->session, plan->changes, &options, NULL);
	if (err == NULL || plan->problems.errors == before)
		return err;
	plan->refused = (int64_t)plan->problems.errors;
	return NULL;
}

const struct err *
import_json(struct session *session, const struct import_options *options,
    struct import_plan *plan)
{
	struct json_import in = { .session = session, .plan = plan,
	    .scratch = arena_new() };
	const struct err *err = NULL;
	int c;

	plan->changes = changes_new(session, "import");
	changes_reason(plan->changes, options->reason != NULL ?
	    options->reason : plan->file, options->ref);
	in.file = fopen(options->path, "re");
	if (in.file == NULL) {
		err = err_new(ERR_INPUT, _("%s cannot be read: %s. "
		    "Check its name and its permissions."),
		    plan->file, strerror(errno));
		goto done;
	}
	skip_mark(&in);
	c = next(&in);
	if (c == '[')
		err = array_entity(&in, options);
	if (err == NULL)
		err = c == '[' ? read_array(&in) : c == '{' ?
		    read_object(&in) : broken(&in, _("it begins neither "
		    "with [ nor with {."));
	if (err == NULL && next(&in) != EOF)
		err = broken(&in, _("something follows its end."));
	if (err == NULL)
		err = judge(&in);
done:
	if (in.file != NULL)
		fclose(in.file);
	arena_free(in.scratch);
	return err;
}
