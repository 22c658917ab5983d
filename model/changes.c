/* SPDX-License-Identifier: ISC */
#include "model/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct changes *
changes_new(struct session *session, const char *kind)
{
	struct changes *changes = xcalloc(1, sizeof(*changes));

	changes->session = session;
	changes->arena = arena_new();
	changes->scratch = arena_new();
	changes->kind = arena_strdup(changes->arena, kind);
	return changes;
}

void
changes_free(struct changes *changes)
{
	if (changes == NULL)
		return;
	free(changes->item);
	lookup_release(&changes->by_uuid);
	arena_free(changes->scratch);
	arena_free(changes->arena);
	free(changes);
}

void
changes_reason(struct changes *changes, const char *why, const char *ref)
{
	if (why != NULL && *why != '\0')
		changes->why = arena_strdup(changes->arena, why);
	if (ref != NULL && *ref != '\0')
		changes->ref = arena_strdup(changes->arena, ref);
}

struct arena *
changes_arena(struct changes *changes)
{
	return changes->arena;
}

size_t
changes_count(const struct changes *changes)
{
	return changes->n;
}

/* What snapshots and sign-offs vouch for is set once, by the program. */
static bool
is_sealed(enum entity_id entity, size_t position)
{
	return (entity == ENTITY_snapshot || entity == ENTITY_signoff) &&
	    position >= COMMON_COUNT;
}

bool
field_is_journalled(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);

	return !entity_is_evidence(entity) && (position == F_retired_at ||
	    is_sealed(entity, position) ||
	    (field->flags & FL_CUSTOM) != 0 || field_is_editable(field));
}

struct change *
changes_find(const struct changes *changes, const char *uuid)
{
	size_t at = lookup_number(&changes->by_uuid, uuid);

	return at == 0 ? NULL : &changes->item[at - 1];
}

static struct change *
new_change(struct changes *changes, enum entity_id entity, const char *uuid)
{
	struct change *change;

	changes->item = mem_grow(changes->item, &changes->cap, changes->n + 1,
	    sizeof(*changes->item));
	change = &changes->item[changes->n++];
	*change = (struct change){ .entity = (uint8_t)entity,
	    .uuid = arena_strdup(changes->arena, uuid) };
	lookup_put_number(&changes->by_uuid, change->uuid, changes->n);
	return change;
}

/* Keeps a text; sites, kinds and the like come again and again. */
static const char *
keep_text(struct changes *changes, const char *s)
{
	const char **slot = &changes->recent[lookup_hash(s) % CHANGES_RECENT];

	if (*slot == NULL || strcmp(*slot, s) != 0)
		*slot = arena_strdup(changes->arena, s);
	return *slot;
}

static struct cell
cell_of(struct changes *changes, size_t position, const struct value *value)
{
	struct cell cell = { .position = (uint16_t)position,
	    .kind = (uint8_t)value->kind };
	size_t i;

	if (value->kind == VALUE_INT) {
		cell.u.i = value->i;
	} else if (value->kind == VALUE_TEXT) {
		cell.u.s = keep_text(changes, value->s);
	} else if (value->kind == VALUE_LIST) {
		cell.n = (uint32_t)value->n;
		cell.u.list = arena_calloc(changes->arena, value->n,
		    sizeof(*cell.u.list));
		for (i = 0; i < value->n; i++)
			cell.u.list[i] = keep_text(changes, value->list[i]);
	}
	return cell;
}

bool
change_value(const struct change *change, size_t position, struct value *out)
{
	uint32_t i;

	for (i = 0; i < change->n; i++) {
		const struct cell *cell = &change->cell[i];

		if (cell->position != position)
			continue;
		*out = (struct value){ .kind = (enum value_kind)cell->kind };
		if (cell->kind == VALUE_INT) {
			out->i = cell->u.i;
		} else if (cell->kind == VALUE_TEXT) {
			out->s = cell->u.s;
		} else if (cell->kind == VALUE_LIST) {
			out->list = cell->u.list;
			out->n = cell->n;
		}
		return true;
	}
	return false;
}

/* Sets one field of a change; what was set before gives way. */
static void
set_cell(struct changes *changes, struct change *change, size_t position,
    const struct value *value, uint32_t *room)
{
	uint32_t i;

	for (i = 0; i < change->n; i++)
		if (change->cell[i].position >= position)
			break;
	if (i == change->n || change->cell[i].position != position) {
		if (change->n == *room) {
			struct cell *more;

			*room = *room * 2 + 4;
			more = arena_calloc(changes->arena, *room,
			    sizeof(*more));
			if (change->n > 0)
				memcpy(more, change->cell,
				    change->n * sizeof(*more));
			change->cell = more;
		}
		memmove(&change->cell[i + 1], &change->cell[i],
		    (change->n - i) * sizeof(*change->cell));
		change->n++;
	}
	change->cell[i] = cell_of(changes, position, value);
}

/*
 * The canonical form of what the caller set; what cannot be read stays as it
 * is, for validation to refuse.
 */
static struct value
canonical(struct changes *changes, const struct record *record,
    size_t position)
{
	const struct field *field = entity_field(record->entity, position);
	struct value value = record->v[position], read;
	struct buf raw = { 0 };

	value_format_raw(field, &value, &raw);
	if (value.kind != VALUE_NONE && value_read(changes->session, field,
	    buf_str(&raw), changes->scratch, &read) == NULL)
		value = read;
	buf_release(&raw);
	return value;
}

typedef bool (*field_filter)(enum entity_id entity, size_t position);

static bool
any_field(enum entity_id entity, size_t position)
{
	return position != F_uuid && position != F_rev &&
	    entity_field(entity, position)->type != TYPE_COMPUTED;
}

static bool
put_field(enum entity_id entity, size_t position)
{
	return entity_is_evidence(entity) ?
	    position > F_updated_by && any_field(entity, position) :
	    is_sealed(entity, position) ||
	    field_is_editable(entity_field(entity, position));
}

static bool
evidence_field(enum entity_id entity, size_t position)
{
	if (entity_is_evidence(entity))
		return put_field(entity, position);
	return position >= COMMON_COUNT &&
	    any_field(entity, position) &&
	    !field_is_editable(entity_field(entity, position));
}

static struct change *
add(struct changes *changes, const struct record *record, unsigned flags,
    field_filter wanted)
{
	struct change *change;
	char uuid[UUID_LEN];
	uint32_t room, count = 0;
	size_t i;

	if (record->uuid[0] == '\0') {
		session_uuid(changes->session, uuid);
		flags |= CHANGE_FRESH;
	} else {
		memcpy(uuid, record->uuid, sizeof(uuid));
	}
	arena_reset(changes->scratch);
	change = changes_find(changes, uuid);
	if (change == NULL)
		change = new_change(changes, record->entity, uuid);
	for (i = 0; i < record->n; i++)
		if (fieldset_has(&record->have, i) && wanted(record->entity, i))
			count++;
	if (change->n == 0 && count > 0)
		change->cell = arena_calloc(changes->arena, count,
		    sizeof(*change->cell));
	room = change->n == 0 ? count : change->n;
	for (i = 0; i < record->n; i++) {
		struct value value;

		if (!fieldset_has(&record->have, i) ||
		    !wanted(record->entity, i))
			continue;
		value = wanted == put_field ? canonical(changes, record, i) :
		    record->v[i];
		set_cell(changes, change, i, &value, &room);
	}
	if (record->rev > 0 &&
	    (change->rev == 0 || record->rev < change->rev))
		change->rev = record->rev;
	change->flags |= (uint8_t)flags;
	return change;
}

struct change *
changes_add(struct changes *changes, const struct record *record,
    unsigned flags)
{
	return add(changes, record, flags, any_field);
}

const char *
changes_put(struct changes *changes, const struct record *record)
{
	struct change *change;

	change = add(changes, record, entity_is_evidence(record->entity) ?
	    CHANGE_EVIDENCE : CHANGE_PUT, put_field);
	return change->uuid;
}

void
changes_create(struct changes *changes, const struct record *record)
{
	add(changes, record, CHANGE_PUT | CHANGE_FRESH, put_field);
}

void
changes_evidence(struct changes *changes, const struct record *record)
{
	add(changes, record, CHANGE_EVIDENCE, evidence_field);
}

void
changes_expect(struct changes *changes, enum entity_id entity,
    const char *uuid, int64_t rev)
{
	struct arena *arena = arena_new();
	struct record *record = record_new(arena, entity);

	record_set_text(record, F_uuid, uuid);
	record->rev = rev;
	add(changes, record, CHANGE_EXPECT, put_field);
	arena_free(arena);
}

void
changes_retire(struct changes *changes, enum entity_id entity,
    const char *uuid, int64_t rev)
{
	struct arena *arena = arena_new();
	struct record *record = record_new(arena, entity);

	record_set_text(record, F_uuid, uuid);
	record->rev = rev;
	record_set_int(record, F_retired_at, session_now(changes->session));
	if (entity == ENTITY_asset)
		record_set_text(record, F_asset_status, "retired");
	add(changes, record, CHANGE_PUT | CHANGE_RETIRE, any_field);
	arena_free(arena);
}

void
changes_stream(struct changes *changes, const char *import,
    const char *like, size_t n, changes_make_fn make, void *ctx)
{
	changes->stream = (struct change_stream){
		.import = arena_strdup(changes->arena, import),
		.like = arena_strdup(changes->arena, like),
		.n = n, .make = make, .ctx = ctx,
	};
}

/* What a record was in the register that it comes from. */
static bool
restored_field(enum entity_id entity, size_t position)
{
	return put_field(entity, position) || position == F_retired_at ||
	    evidence_field(entity, position);
}

void
changes_restore(struct changes *changes, const struct record *record)
{
	add(changes, record, entity_is_evidence(record->entity) ?
	    CHANGE_EVIDENCE : CHANGE_PUT | CHANGE_EVIDENCE, restored_field);
}
