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
	return err != NULL ? err : value_from_json(out->field,
	    json_array_get(pair, 1), arena, &out->new);
}

const struct err *
journal_changes(enum entity_id entity, const char *payload,
    struct arena *arena, struct history_change **out, size_t *n)
{
	const struct err *err = NULL;
	json_t *json, *pair;
	const char *key;
	bool known;

	*n = 0;
	*out = NULL;
	json = json_loads(payload, 0, NULL);
	if (!json_is_object(json)) {
		err = err_new(ERR_REGISTER, _("An entry of the journal cannot "
		    "be read; run \"daicho verify\"."));
		goto done;
	}
	*out = arena_calloc(arena, json_object_size(json) + 1, sizeof(**out));
	json_object_foreach(json, key, pair) {
		err = read_change(entity, key, pair, arena, &(*out)[*n],
		    &known);
		if (err != NULL)
			goto done;
		*n += known;
	}
done:
	json_decref(json);
	return err;
}
