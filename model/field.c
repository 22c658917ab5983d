/* SPDX-License-Identifier: ISC */
#include "model/field.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

static const struct entity entities[ENTITY_COUNT] = {
#define ENTITY(k, pl, e, ep, j, he, hj, hid, name, bdg) \
	[ENTITY_##k] = { .key = #k, .plural = pl, .label = { e, j }, \
	    .label_plural = { ep, j }, .help = { he, hj }, .hidden = hid, \
	    .name_field = name, .badge = bdg },
#include "model/entity.def"
#undef ENTITY
};

#define ROW(ent, k, t, e, j, w, s, to, nd, fl, tb, he, hj, src, snc, ws) \
	{ .entity = ent, .key = #k, .type = TYPE_##t, .label = { e, j }, \
	    .width = w, .set = s, .targets = to, .need = nd, .flags = fl, \
	    .tab = tb, .help = { he, hj }, .source = src, .since = snc, \
	    .was = ws },

static const struct field common[] = {
#define COMMON(k, ...) ROW(ENTITY_NONE, k, __VA_ARGS__)
#define BEGIN(ent)
#define FIELD(ent, k, ...)
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
};

/* BEGIN leaves an empty row, so that AT_… are indices. */
static const struct field fields[] = {
#define COMMON(k, ...)
#define BEGIN(ent) { .entity = ENTITY_##ent },
#define FIELD(ent, k, ...) ROW(ENTITY_##ent, k, __VA_ARGS__)
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
};

static const size_t begins[ENTITY_COUNT] = {
#define COMMON(k, ...)
#define BEGIN(ent) [ENTITY_##ent] = AT_##ent,
#define FIELD(ent, k, ...)
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
};

/* Where the next entity of the table begins. */
enum place_in_order {
#define COMMON(k, ...)
#define BEGIN(ent) ORDER_##ent,
#define FIELD(ent, k, ...)
#include "model/field.def"
#undef BEGIN
	ORDER_COUNT
};

static const size_t ordered[] = {
#define BEGIN(ent) AT_##ent,
#include "model/field.def"
#undef BEGIN
	AT_COUNT
};

static const size_t ends[ENTITY_COUNT] = {
#define BEGIN(ent) [ENTITY_##ent] = ORDER_##ent + 1,
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
};

static _Thread_local const struct own_tables *own;

static const struct choice choices[] = {
#define CHOICE(st, k, e, j, syn, ord, me, mj) \
	{ .set = st, .key = k, .label = { e, j }, .synonyms = syn, \
	    .order = ord, .meaning = { me, mj } },
#include "model/choice.def"
#undef CHOICE
};

const struct entity *
entity_get(enum entity_id entity)
{
	return &entities[entity];
}

int
entity_find(const char *word)
{
	int i;

	for (i = 0; i < ENTITY_COUNT; i++)
		if (strcmp(entities[i].key, word) == 0 ||
		    strcmp(entities[i].plural, word) == 0)
			return i;
	return ENTITY_NONE;
}

bool
entity_is_evidence(enum entity_id entity)
{
	return entity == ENTITY_import || entity == ENTITY_import_file ||
	    entity == ENTITY_observation;
}

void
field_install(const struct own_tables *tables)
{
	own = tables;
}

size_t
entity_field_built_in(enum entity_id entity)
{
	return COMMON_COUNT + ordered[ends[entity]] - begins[entity] - 1;
}

size_t
entity_field_count(enum entity_id entity)
{
	return entity_field_built_in(entity) +
	    (own == NULL ? 0 : own->n[entity]);
}

const struct field *
entity_field(enum entity_id entity, size_t position)
{
	size_t n = entity_field_built_in(entity);

	if (position < COMMON_COUNT)
		return &common[position];
	if (position < n)
		return &fields[begins[entity] + 1 + position - COMMON_COUNT];
	return own != NULL && position - n < own->n[entity] ?
	    own->field[entity][position - n] : NULL;
}

static bool
was_called(const struct field *field, const char *key)
{
	size_t n = strlen(key);
	const char *at = field->was;

	while (at != NULL && (at = strstr(at, key)) != NULL) {
		if ((at == field->was || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
		at += n;
	}
	return false;
}

int
entity_field_find(enum entity_id entity, const char *key)
{
	const struct field *field;
	int retired = -1;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (strcmp(field->key, key) != 0 && !was_called(field, key))
			continue;
		if ((field->flags & FL_RETIRED) == 0)
			return (int)i;
		retired = (int)i;
	}
	return retired;
}

size_t
entity_name_field(enum entity_id entity)
{
	return (size_t)entity_field_find(entity,
	    entities[entity].name_field);
}

bool
field_is_many(const struct field *field)
{
	return field->type == TYPE_REFS || field->type == TYPE_IPS ||
	    field->type == TYPE_PORTS || (field->flags & FL_MANY) != 0;
}

bool
field_is_ref(const struct field *field)
{
	return field->type == TYPE_REF || field->type == TYPE_REFS;
}

bool
field_is_choice(const struct field *field)
{
	return field->type == TYPE_CHOICE || field->type == TYPE_YESNO ||
	    field->type == TYPE_SCALE;
}

bool
field_is_int(const struct field *field)
{
	return field->type >= TYPE_INT && field->type <= TYPE_DATETIME;
}

bool
field_is_editable(const struct field *field)
{
	return field->type != TYPE_COMPUTED &&
	    (field->flags & (FL_DERIVED | FL_EVIDENCE | FL_RETIRED)) == 0;
}

const struct choice *
choice_built_in(const char *set, size_t *n)
{
	const struct choice *first = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (strcmp(choices[i].set, set) == 0) {
			if (first == NULL)
				first = &choices[i];
			++*n;
		} else if (first != NULL) {
			break;
		}
	}
	return first;
}

bool
choice_is_built_in(const char *set)
{
	size_t n;

	return choice_built_in(set, &n) != NULL;
}

const struct choice *
choice_set(const char *set, size_t *n)
{
	size_t i;

	for (i = 0; own != NULL && i < own->n_sets; i++) {
		if (strcmp(own->sets[i].set, set) == 0) {
			*n = own->sets[i].n;
			return own->sets[i].rows;
		}
	}
	return choice_built_in(set, n);
}

const struct choice *
choice_find(const char *set, const char *key)
{
	size_t i, n;
	const struct choice *rows = choice_set(set, &n);

	for (i = 0; i < n; i++)
		if (strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

/* True when a '|'-divided list holds the folded word. */
static bool
has_synonym(const char *list, const char *folded)
{
	struct buf word = { 0 }, form = { 0 };
	bool found = false;

	while (list != NULL && *list != '\0' && !found) {
		size_t n = strcspn(list, "|");

		buf_clear(&word);
		buf_clear(&form);
		buf_addn(&word, list, n);
		utf8_fold_header(&form, buf_str(&word));
		found = strcmp(buf_str(&form), folded) == 0;
		list += n + (list[n] == '|');
	}
	buf_release(&word);
	buf_release(&form);
	return found;
}

const struct choice *
choice_match(const struct choice *rows, size_t n, const char *word)
{
	struct buf folded = { 0 };
	const struct choice *found = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(rows[i].key, word) == 0)
			return &rows[i];
	utf8_fold_header(&folded, word);
	for (i = 0; i < n && found == NULL; i++)
		if (has_synonym(rows[i].key, buf_str(&folded)) ||
		    has_synonym(rows[i].label[LANG_EN], buf_str(&folded)) ||
		    has_synonym(rows[i].label[LANG_JA], buf_str(&folded)))
			found = &rows[i];
	for (i = 0; i < n && found == NULL; i++)
		if (has_synonym(rows[i].synonyms, buf_str(&folded)))
			found = &rows[i];
	buf_release(&folded);
	return found;
}

const char *
field_tab_label(enum field_tab tab)
{
	static const char *const labels[TAB_COUNT] = {
		[TAB_BASIC] = N_("Basics"), [TAB_NETWORK] = N_("Network"),
		[TAB_SOFTWARE] = N_("Software, dates"),
		[TAB_HARDENING] = N_("Protection"),
		[TAB_RECOVERY] = N_("Recovery"),
		[TAB_COMPLIANCE] = N_("Notices, supply"),
		[TAB_ADMIN] = N_("Admin"),
	};

	return _(labels[tab]);
}

void
fieldset_add(struct fieldset *set, size_t position)
{
	set->w[position / 64] |= UINT64_C(1) << position % 64;
}

void
fieldset_remove(struct fieldset *set, size_t position)
{
	set->w[position / 64] &= ~(UINT64_C(1) << position % 64);
}

bool
fieldset_has(const struct fieldset *set, size_t position)
{
	return set->w[position / 64] >> position % 64 & 1;
}

bool
fieldset_empty(const struct fieldset *set)
{
	size_t i;

	for (i = 0; i < FIELD_MAX / 64; i++)
		if (set->w[i] != 0)
			return false;
	return true;
}

struct fieldset
fieldset_all(enum entity_id entity)
{
	struct fieldset set = { 0 };
	const struct field *field;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++)
		if (field->type != TYPE_COMPUTED)
			fieldset_add(&set, i);
	return set;
}
