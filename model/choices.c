/* SPDX-License-Identifier: ISC */
/* The choices of a field, wherever they come from. */
#include <string.h>

#include "model/register_impl.h"

static const struct choice entity_choices[] = {
#define ENTITY(k, pl, e, ep, j, he, hj, hid, name, bdg) \
	{ .set = "entity", .key = #k, .label = { e, j }, .synonyms = pl, \
	    .order = ENTITY_##k + 1, .meaning = { he, hj } },
#include "model/entity.def"
#undef ENTITY
};

const struct choice *
register_scale(const struct session *session, const char *axis, size_t *n)
{
	*n = 0;
	return session->reg == NULL ? NULL :
	    scheme_levels(&session->reg->scheme, axis, n);
}

const struct choice *
field_choices(const struct session *session, const struct field *field,
    size_t *n)
{
	*n = 0;
	if (field->set == NULL || !field_is_choice(field))
		return NULL;
	if (field->type == TYPE_SCALE)
		return register_scale(session, field->set, n);
	if (strcmp(field->set, "entity") == 0) {
		*n = ENTITY_COUNT;
		return entity_choices;
	}
	return choice_set(field->set, n);
}
