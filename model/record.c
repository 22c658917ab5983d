/* SPDX-License-Identifier: ISC */
#include "model/record.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"

static const struct value nothing;

struct record *
record_new(struct arena *arena, enum entity_id entity)
{
	size_t n = entity_field_count(entity);
	struct record *record;

	record = arena_alloc(arena,
	    sizeof(*record) + n * sizeof(record->v[0]));
	record->entity = entity;
	record->n = n;
	return record;
}

struct record *
record_copy(struct arena *arena, const struct record *record)
{
	struct record *copy = record_new(arena, record->entity);
	size_t i;

	memcpy(copy->uuid, record->uuid, sizeof(copy->uuid));
	copy->rev = record->rev;
	copy->have = record->have;
	for (i = 0; i < record->n; i++)
		copy->v[i] = value_copy(arena, &record->v[i]);
	return copy;
}

const struct value *
record_value(const struct record *record, size_t position)
{
	return position < record->n ? &record->v[position] : &nothing;
}

const char *
record_text(const struct record *record, size_t position)
{
	const struct value *value = record_value(record, position);

	return value->kind == VALUE_TEXT ? value->s : NULL;
}

int64_t
record_int(const struct record *record, size_t position)
{
	const struct value *value = record_value(record, position);

	return value->kind == VALUE_INT ? value->i : 0;
}

bool
record_has(const struct record *record, size_t position)
{
	return record_value(record, position)->kind != VALUE_NONE;
}

static bool
is_empty(const struct value *value)
{
	return value->kind == VALUE_NONE ||
	    (value->kind == VALUE_TEXT &&
	    (value->s == NULL || value->s[0] == '\0')) ||
	    (value->kind == VALUE_LIST && value->n == 0);
}

void
record_set(struct record *record, size_t position, struct value value)
{
	/* A record that is older than a field of the register has no room. */
	if (position >= record->n)
		return;
	if (is_empty(&value))
		value = nothing;
	record->v[position] = value;
	fieldset_add(&record->have, position);
	if (position == F_uuid) {
		const char *s = value.kind == VALUE_TEXT ? value.s : "";
		size_t n = strnlen(s, UUID_LEN - 1);

		memcpy(record->uuid, s, n);
		record->uuid[n] = '\0';
	} else if (position == F_rev) {
		record->rev = value.kind == VALUE_INT ? value.i : 0;
	}
}

void
record_set_text(struct record *record, size_t position, const char *s)
{
	record_set(record, position,
	    (struct value){ .kind = VALUE_TEXT, .s = s });
}

void
record_set_int(struct record *record, size_t position, int64_t i)
{
	record_set(record, position,
	    (struct value){ .kind = VALUE_INT, .i = i });
}

void
record_set_list(struct record *record, size_t position, struct arena *arena,
    const char *const *items, size_t n)
{
	struct value value = { .kind = VALUE_LIST, .n = n };
	size_t i;

	value.list = arena_calloc(arena, n, sizeof(*value.list));
	for (i = 0; i < n; i++)
		value.list[i] = items[i];
	record_set(record, position, value);
}

void
record_add_item(struct record *record, size_t position, struct arena *arena,
    const char *item)
{
	const struct value *old = record_value(record, position);
	size_t i, n = old->kind == VALUE_LIST ? old->n : 0;
	struct value value = { .kind = VALUE_LIST, .n = n + 1 };

	for (i = 0; i < n; i++)
		if (strcmp(old->list[i], item) == 0)
			return;
	value.list = arena_calloc(arena, n + 1, sizeof(*value.list));
	for (i = 0; i < n; i++)
		value.list[i] = old->list[i];
	value.list[n] = item;
	record_set(record, position, value);
}

static bool
list_equal(const struct value *a, const struct value *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->list[i], b->list[i]) != 0)
			return false;
	return true;
}

bool
value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VALUE_NONE:
		return true;
	case VALUE_INT:
		return a->i == b->i;
	case VALUE_TEXT:
		return strcmp(a->s, b->s) == 0;
	case VALUE_LIST:
		return list_equal(a, b);
	}
	return false;
}

struct value
value_copy(struct arena *arena, const struct value *value)
{
	struct value copy = *value;
	size_t i;

	if (value->kind == VALUE_TEXT) {
		copy.s = arena_strdup(arena, value->s);
	} else if (value->kind == VALUE_LIST) {
		copy.list = arena_calloc(arena, value->n, sizeof(*copy.list));
		for (i = 0; i < value->n; i++)
			copy.list[i] = arena_strdup(arena, value->list[i]);
	}
	return copy;
}

bool
value_is_yes(const struct value *value)
{
	return value->kind == VALUE_TEXT && strcmp(value->s, "yes") == 0;
}

/* One text of a value, as people see it. */
static void
format_text(const struct session *session, const struct field *field,
    const char *s, enum lang lang, struct buf *out)
{
	const struct choice *rows = NULL;
	size_t i, n = 0;

	if (field_is_choice(field))
		rows = field_choices(session, field, &n);
	for (i = 0; i < n; i++) {
		if (strcmp(rows[i].key, s) == 0) {
			s = rows[i].label[lang];
			break;
		}
	}
	buf_add(out, s);
}

void
value_format(const struct session *session, const struct field *field,
    const struct value *value, enum lang lang, struct buf *out)
{
	char moment[17];
	size_t i;

	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_INT:
		if (field->type == TYPE_DATETIME) {
			datetime_format_local(value->i, moment);
			buf_add(out, moment);
		} else {
			buf_printf(out, "%" PRId64, value->i);
		}
		break;
	case VALUE_TEXT:
		format_text(session, field, value->s, lang, out);
		break;
	case VALUE_LIST:
		for (i = 0; i < value->n; i++) {
			if (i > 0)
				buf_add(out, ", ");
			format_text(session, field, value->list[i], lang, out);
		}
		break;
	}
}

void
value_format_raw(const struct field *field, const struct value *value,
    struct buf *out)
{
	char moment[DATETIME_LEN];
	size_t i;

	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_INT:
		if (field->type == TYPE_DATETIME) {
			datetime_format(value->i, moment);
			buf_add(out, moment);
		} else {
			buf_printf(out, "%" PRId64, value->i);
		}
		break;
	case VALUE_TEXT:
		buf_add(out, value->s);
		break;
	case VALUE_LIST:
		for (i = 0; i < value->n; i++) {
			if (i > 0)
				buf_addc(out, ';');
			buf_add(out, value->list[i]);
		}
		break;
	}
}

void
value_to_json(const struct value *value, struct buf *out)
{
	struct json json = { .out = out };
	size_t i;

	switch (value->kind) {
	case VALUE_NONE:
		json_null(&json);
		break;
	case VALUE_INT:
		json_int(&json, value->i);
		break;
	case VALUE_TEXT:
		json_string(&json, value->s);
		break;
	case VALUE_LIST:
		json_open(&json, '[');
		for (i = 0; i < value->n; i++)
			json_string(&json, value->list[i]);
		json_close(&json, ']');
		break;
	}
}
