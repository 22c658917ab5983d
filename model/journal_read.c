/* SPDX-License-Identifier: ISC */
/* Payloads read back; apart, for jansson's names are also those of base/json. */
#include <jansson.h>

#include "model/journal.h"

static const struct err *
read_change(enum entity_id entity, const char *key, const json_t *pair,
    struct arena *arena, struct history_change *out, bool *known)
{
	int position = entity_field_find(entity, key);
	const struct err *err;

	*known = position >= 0;
	if (!*known)
		return NULL;
	out->position = (size_t)position;
	out->field = entity_field(entity, out->position);
	err = value_from_json(out->field, json_array_get(pair, 0), arena,
	    &out->old);
	if (err == NULL)
		err = value_from_json(out->field, json_array_get(pair, 1),
		    arena, &out->new);
	/* A register's own field may have been of another type. */
	if (err != NULL && (out->field->flags & FL_CUSTOM) != 0) {
		*known = false;
		return NULL;
	}
	return err;
}

static const struct err *
read_changes(enum entity_id entity, json_t *json, struct arena *arena,
    struct history_change **out, size_t *n)
{
	const struct err *err = NULL;
	const char *key;
	json_t *pair;
	bool known;

	*n = 0;
	*out = arena_calloc(arena, json_object_size(json) + 1, sizeof(**out));
	json_object_foreach(json, key, pair) {
		err = read_change(entity, key, pair, arena, &(*out)[*n],
		    &known);
		if (err != NULL)
			break;
		*n += known;
	}
	return err;
}

static const struct err *
unreadable(void)
{
	return err_new(ERR_REGISTER, _("An entry of the journal cannot be "
	    "read; run \"daicho verify\"."));
}

const struct err *
journal_changes(enum entity_id entity, const char *payload,
    struct arena *arena, struct history_change **out, size_t *n)
{
	json_t *json = json_loads(payload, 0, NULL);
	const struct err *err;

	*n = 0;
	*out = NULL;
	err = json_is_object(json) ?
	    read_changes(entity, json, arena, out, n) : unreadable();
	json_decref(json);
	return err;
}

const struct err *
journal_erasure(enum entity_id entity, const char *payload,
    struct arena *arena, int64_t *entry, struct fieldset *erased,
    struct history_change **rest, size_t *n)
{
	json_t *json = json_loads(payload, 0, NULL), *key;
	const struct err *err;
	size_t i;
	int at;

	*n = 0;
	*rest = NULL;
	*entry = json_integer_value(json_object_get(json, "entry"));
	err = json_is_object(json) ? read_changes(entity,
	    json_object_get(json, "rest"), arena, rest, n) : unreadable();
	json_array_foreach(json_object_get(json, "erased"), i, key) {
		at = json_is_string(key) ? entity_field_find(entity,
		    json_string_value(key)) : -1;
		if (at >= 0)
			fieldset_add(erased, (size_t)at);
	}
	json_decref(json);
	return err;
}
