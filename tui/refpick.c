/* SPDX-License-Identifier: ISC */
#include "tui/refpick.h"

#include <string.h>

#include "base/utf8.h"

enum { EACH_MAX = 60 };

int
refpick_only(uint64_t targets)
{
	int i, only = ENTITY_NONE;

	for (i = 0; i < ENTITY_COUNT; i++)
		if ((targets & (UINT64_C(1) << i)) != 0) {
			if (only != ENTITY_NONE)
				return ENTITY_NONE;
			only = i;
		}
	return only;
}

static void
describe(const struct session *session, const struct record *record,
    struct arena *arena, struct pick_item *item)
{
	const char *uuid = record->uuid, *text, *ref, *name;
	struct buf why = { 0 };

	item->key = uuid;
	name = register_name_of(session, uuid, arena);
	ref = register_ref_of(session, uuid, arena);
	item->text = name;
	if (strcmp(ref, name) != 0)
		item->right = ref;
	if (record->entity == ENTITY_person) {
		text = record_text(record, F_person_department);
		if (text != NULL)
			item->detail = register_name_of(session, text, arena);
		item->right = record_text(record, F_person_phone);
		text = record_text(record, F_person_left_on);
		if (text != NULL) {
			buf_printf(&why, _("left %s"), text);
			item->why = arena_strdup(arena, why.s);
		}
	} else if (record->entity == ENTITY_network) {
		item->detail = record_text(record, F_network_cidr);
	}
	buf_release(&why);
}

static const struct err *
add_records(const struct session *session, enum entity_id entity,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total)
{
	struct store *store = register_reader(session);
	struct query_sort sort = { entity_name_field(entity), false };
	struct record *row[EACH_MAX] = { NULL };
	struct query *query = arena_alloc(arena, sizeof(*query));
	struct store_keys keys = { 0 };
	struct buf word = { 0 };
	const struct err *err;
	size_t i, take;
	int64_t all = 0;

	utf8_fold(&word, text);
	query->kind = word.len > 0 ? QUERY_WORD : QUERY_ALL;
	query->word = buf_str(&word);
	err = store_keys(store, entity, query, &sort, 1, &keys);
	if (err == NULL)
		err = store_count(store, entity, NULL, &all);
	take = keys.n < EACH_MAX ? keys.n : EACH_MAX;
	if (*n + take > PICKER_MAX - 1)
		take = PICKER_MAX - 1 - *n;
	if (err == NULL)
		err = store_rows(store, &keys, 0, take, NULL, arena, row);
	for (i = 0; err == NULL && i < take; i++)
		if (row[i] != NULL) {
			out[*n] = (struct pick_item){ 0 };
			describe(session, row[i], arena, &out[(*n)++]);
		}
	*total += (size_t)all;
	store_keys_release(&keys);
	buf_release(&word);
	return err;
}

const struct err *
refpick_records(const struct session *session, uint64_t targets, bool create,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total)
{
	const struct err *err = NULL;
	int i, only = refpick_only(targets);

	for (i = 0; err == NULL && i < ENTITY_COUNT; i++)
		if ((targets & (UINT64_C(1) << i)) != 0 &&
		    !entity_is_evidence((enum entity_id)i))
			err = add_records(session, (enum entity_id)i, text,
			    arena, out, n, total);
	if (err == NULL && create && only != ENTITY_NONE && *text != '\0')
		out[(*n)++] = (struct pick_item){ .text = arena_printf(arena,
		    _("register \"%s\" as a new %s"), text,
		    entity_get((enum entity_id)only)->label[session->lang]) };
	return err;
}

void
refpick_choices(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total)
{
	const struct choice *choice;
	struct buf typed = { 0 }, words = { 0 };
	size_t i, count = 0;

	choice = field_choices(session, field, &count);
	utf8_fold(&typed, text);
	for (i = 0; i < count && *n < PICKER_MAX - 1; i++) {
		buf_clear(&words);
		utf8_fold(&words, choice[i].label[session->lang]);
		buf_addc(&words, '\n');
		buf_add(&words, choice[i].key);
		if (choice[i].synonyms != NULL)
			buf_printf(&words, "\n%s", choice[i].synonyms);
		if (strstr(buf_str(&words), buf_str(&typed)) == NULL)
			continue;
		out[(*n)++] = (struct pick_item){ .key = choice[i].key,
		    .text = choice[i].label[session->lang],
		    .detail = choice[i].meaning[session->lang] };
	}
	*total = count;
	if (field->set != NULL && field->set[0] == '~' && *text != '\0')
		out[(*n)++] = (struct pick_item){
		    .text = arena_strdup(arena, text) };
	buf_release(&typed);
	buf_release(&words);
}

static const struct {
	const char	*label;
	int		 n;
	char		 unit;
} days[] = {
	{ N_("today"), 0, 'd' }, { N_("tomorrow"), 1, 'd' },
	{ N_("in a week"), 1, 'w' }, { N_("in two weeks"), 2, 'w' },
	{ N_("in a month"), 1, 'm' }, { N_("in three months"), 3, 'm' },
	{ N_("in six months"), 6, 'm' }, { N_("in a year"), 1, 'y' },
	{ N_("in five years"), 5, 'y' },
};

void
refpick_days(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total)
{
	char date[DATE_LEN];
	struct value value = { .kind = VALUE_NONE };
	size_t i;

	if (*text != '\0' && value_parse(session, field, text, arena,
	    &value) == NULL && value.kind == VALUE_TEXT)
		out[(*n)++] = (struct pick_item){ .key = value.s,
		    .text = value.s };
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		date_format(date_add(session_today(session), days[i].n,
		    days[i].unit), date);
		if (strncmp(date, text, strlen(text)) != 0)
			continue;
		out[*n] = (struct pick_item){
		    .key = arena_strdup(arena, date),
		    .text = gettext(days[i].label) };
		out[*n].detail = out[*n].key;
		(*n)++;
	}
	*total = *n;
}
