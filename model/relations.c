/* SPDX-License-Identifier: ISC */
#include "model/relations.h"

#include <string.h>

enum {
	WALKED = 200,		/* records from which the second step goes */
	SEEN_MAX = 2000,	/* records of the second step */
};

#define HUBS (TO(site) | TO(department) | TO(person) | TO(supplier) | TO(zone))

struct walk {
	const struct session *session;
	struct arena	*arena;
	struct relations *out;
	size_t		 max;
	const char	*from;		/* the record whose relations are read */
	const char	*start;
	int		 step;
	/* By which field the first step came to `from`. */
	const struct relation_group *came;
	const char	**seen;		/* of both steps */
	size_t		 n_seen, cap_seen;
	/* Of the first step, for the second. */
	struct {
		const char *uuid;
		enum entity_id entity;
		size_t group;
	} *first;
	size_t		 n_first, cap_first;
};

static size_t
group_of(struct walk *w, enum entity_id of, size_t position, bool inward)
{
	struct relations *out = w->out;
	size_t i;

	for (i = 0; i < out->n; i++)
		if (out->group[i].step == w->step &&
		    out->group[i].of == of &&
		    out->group[i].position == position &&
		    out->group[i].inward == inward)
			return i;
	out->group = arena_grow(w->arena, out->group, &out->cap, out->n + 1,
	    sizeof(*out->group));
	out->group[out->n] = (struct relation_group){ .of = of,
	    .position = position, .inward = inward, .step = w->step };
	return out->n++;
}

/* True when a record was met before; remembers it otherwise. */
static bool
met(struct walk *w, const char *uuid)
{
	size_t i;

	for (i = 0; i < w->n_seen; i++)
		if (strcmp(w->seen[i], uuid) == 0)
			return true;
	w->seen = arena_grow(w->arena, w->seen, &w->cap_seen, w->n_seen + 1,
	    sizeof(*w->seen));
	w->seen[w->n_seen++] = uuid;
	return false;
}

static void
add(struct walk *w, enum entity_id entity, const char *uuid,
    enum entity_id of, size_t position, bool inward)
{
	struct relation_group *group;
	size_t at;

	if (w->step == 2) {
		if ((HUBS >> entity & 1) != 0 || strcmp(uuid, w->start) == 0 ||
		    (w->came->of == of && w->came->position == position &&
		    w->came->inward != inward))
			return;
		if (w->n_seen >= SEEN_MAX) {
			w->out->cut = true;
			return;
		}
	}
	if (w->step == 2) {
		uuid = arena_strdup(w->arena, uuid);
		if (met(w, uuid))
			return;
	}
	at = group_of(w, of, position, inward);
	group = &w->out->group[at];
	/* Of a hundred thousand, the first are copied and all counted. */
	if (w->step == 1 && group->n >= w->max && w->n_first >= WALKED) {
		group->total++;
		w->out->cut = true;
		return;
	}
	if (w->step == 1)
		uuid = arena_strdup(w->arena, uuid);
	group->total++;
	if (group->n < w->max) {
		group->item = arena_grow(w->arena, group->item, &group->cap,
		    group->n + 1, sizeof(*group->item));
		group->item[group->n++] = (struct relation){ .entity = entity,
		    .uuid = uuid, .via = w->step == 2 ? w->from : NULL };
	}
	if (w->step == 2 || (HUBS >> entity & 1) != 0)
		return;
	if (w->n_first >= WALKED) {
		w->out->cut = true;
		return;
	}
	w->first = arena_grow(w->arena, w->first, &w->cap_first,
	    w->n_first + 1, sizeof(*w->first));
	w->first[w->n_first].uuid = uuid;
	w->first[w->n_first].entity = entity;
	w->first[w->n_first++].group = at;
}

static bool
add_referrer(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	if (!entity_is_evidence(entity))
		add(ctx, entity, owner, entity, position, true);
	return true;
}

static const struct err *
add_target(struct walk *w, enum entity_id of, size_t position,
    const char *uuid)
{
	const struct err *err;
	int entity;

	err = store_entity_of(register_reader(w->session), uuid, &entity);
	if (err == NULL && entity != ENTITY_NONE &&
	    !entity_is_evidence((enum entity_id)entity))
		add(w, (enum entity_id)entity, uuid, of, position, false);
	return err;
}

static const struct err *
add_targets(struct walk *w, enum entity_id entity)
{
	struct fieldset want = { 0 };
	const struct err *err;
	const struct field *field;
	struct record *record;
	size_t i, k;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (field_is_ref(field) && field->type != TYPE_COMPUTED)
			fieldset_add(&want, i);
	err = store_get(register_reader(w->session), entity, w->from, &want,
	    w->arena, &record);
	if (err != NULL || record == NULL)
		return err;
	for (i = 0; err == NULL && i < record->n; i++) {
		const struct value *value = record_value(record, i);

		if (!fieldset_has(&want, i))
			continue;
		if (value->kind == VALUE_TEXT)
			err = add_target(w, entity, i, value->s);
		for (k = 0; err == NULL && value->kind == VALUE_LIST &&
		    k < value->n; k++)
			err = add_target(w, entity, i, value->list[k]);
	}
	return err;
}

static const struct err *
walk_from(struct walk *w, const char *uuid, enum entity_id entity)
{
	const struct err *err;

	w->from = uuid;
	err = store_referrers(register_reader(w->session), uuid, add_referrer,
	    w);
	return err != NULL ? err : add_targets(w, entity);
}

const struct err *
relations_collect(const struct session *session, const char *uuid, int steps,
    size_t max, struct arena *arena, struct relations *out)
{
	struct walk w = { .session = session, .arena = arena, .out = out,
	    .max = max, .step = 1, .start = uuid };
	struct relation_group came;
	const struct err *err;
	size_t i;
	int entity;

	*out = (struct relations){ 0 };
	err = store_entity_of(register_reader(session), uuid, &entity);
	if (err != NULL || entity == ENTITY_NONE)
		return err;
	err = walk_from(&w, uuid, (enum entity_id)entity);
	w.step = 2;
	for (i = 0; i < w.n_first; i++)
		met(&w, w.first[i].uuid);
	for (i = 0; err == NULL && steps > 1 && i < w.n_first; i++) {
		came = out->group[w.first[i].group];
		w.came = &came;
		err = walk_from(&w, w.first[i].uuid, w.first[i].entity);
	}
	return err;
}

void
relations_label(const struct session *session,
    const struct relation_group *group, struct buf *out)
{
	const char *field = entity_field(group->of, group->position)->
	    label[session->lang];

	if (!group->inward && group->step == 1)
		buf_printf(out, "→ %s", field);
	else
		buf_printf(out, "%s %s / %s", group->inward ? "←" : "→",
		    entity_get(group->of)->label[session->lang], field);
}
