/* SPDX-License-Identifier: ISC */
#include "model/erase.h"

#include <string.h>

#include "model/journal.h"

struct search {
	int64_t		 entry;
	enum entity_id	 entity;
	struct arena	*arena;
	struct history_change **out;
	size_t		*n;
	struct fieldset	*erased;
	bool		 found;
	const struct err *err;
};

static bool
find_erasure(void *ctx, const struct store_entry *entry)
{
	struct search *search = ctx;
	struct fieldset erased = { 0 };
	int64_t of = 0;

	if (strcmp(entry->op, "erase") != 0 || entry->payload == NULL)
		return true;
	search->err = journal_erasure(entry->entity, entry->payload,
	    search->arena, &of, &erased, search->out, search->n);
	if (search->err != NULL || of != search->entry)
		return search->err == NULL;
	*search->erased = erased;
	search->found = true;
	return false;
}

const struct err *
erase_changes(struct store *store, const struct store_entry *entry,
    struct arena *arena, struct history_change **out, size_t *n,
    struct fieldset *erased)
{
	struct store_entry_filter filter = { .uuid = entry->uuid,
	    .after = entry->id };
	struct search search = { .entry = entry->id, .arena = arena,
	    .out = out, .n = n, .erased = erased };
	const struct err *err;
	int64_t of;

	*erased = (struct fieldset){ 0 };
	*out = NULL;
	*n = 0;
	if (strcmp(entry->op, "erase") == 0) {
		if (entry->payload == NULL)
			return NULL;
		err = journal_erasure(entry->entity, entry->payload, arena,
		    &of, erased, out, n);
		*n = 0;
		return err;
	}
	if (entry->payload != NULL)
		return journal_changes(entry->entity, entry->payload, arena,
		    out, n);
	err = store_entry_each(store, &filter, find_erasure, &search);
	if (!search.found)
		*n = 0;
	return err != NULL ? err : search.err;
}

struct value
erase_mark(const struct field *field)
{
	static const enum field_type types[] = {
		TYPE_TEXT, TYPE_NOTE, TYPE_PHONE, TYPE_MAIL, TYPE_VERSION,
	};
	struct value value = { .kind = VALUE_NONE };
	size_t i;

	if (field_is_many(field))
		return value;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i] == field->type)
			value = (struct value){ .kind = VALUE_TEXT,
			    .s = _("(erased)") };
	return value;
}
