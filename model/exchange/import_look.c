/* SPDX-License-Identifier: ISC */
/* Looking at a plan row by row. */
#include <string.h>

#include "model/changes.h"
#include "model/exchange/import_impl.h"

size_t
import_rows(const struct import_plan *plan)
{
	return plan->table == NULL ? 0 : plan->table->rows;
}

void
import_row(const struct import_plan *plan, size_t at, struct import_row *out)
{
	const struct row *row = &plan->table->row[at];

	*out = (struct import_row){ .line = row->line, .uuid = row->uuid,
	    .reasons = row->reasons, .asks = row->asks,
	    .becomes = row->refused ? IMPORT_REFUSED : row->becomes };
}

bool
import_row_find(const struct import_plan *plan, long line, size_t *at)
{
	size_t low = 0, high = import_rows(plan);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (plan->table->row[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return low < import_rows(plan) && plan->table->row[low].line == line;
}

const char *
import_cell(const struct import_plan *plan, size_t at, const char *key)
{
	const struct import_table *table = plan->table;
	size_t i;

	for (i = 0; i < table->columns; i++)
		if (table->column[i].key != NULL &&
		    table->column[i].part == PART_RECORD &&
		    strcmp(table->column[i].field->key, key) == 0)
			return table->row[at].cell[i];
	return "";
}

/* A record that is created with the rows has no name in the register yet. */
static const char *
fresh_name(const struct import_plan *plan, const struct value *value)
{
	const struct target *target;

	for (target = plan->table->fresh; target != NULL &&
	    value->kind == VALUE_TEXT; target = target->next)
		if (strcmp(target->uuid, value->s) == 0)
			return target->name;
	return NULL;
}

static void
format_value(struct session *session, const struct import_plan *plan,
    const struct field *field, const struct value *value, struct buf *out)
{
	const char *name = field_is_ref(field) ? fresh_name(plan, value) :
	    NULL;

	if (value->kind == VALUE_NONE)
		buf_add(out, _("(empty)"));
	else if (name != NULL)
		buf_printf(out, _("%s (new)"), name);
	else
		register_format(session, field, value, out);
}

const struct err *
import_row_changes(struct session *session, const struct import_plan *plan,
    size_t at, struct arena *arena, struct import_change **out, size_t *n)
{
	const struct row *row = &plan->table->row[at];
	const struct change *change = plan->changes == NULL ? NULL :
	    changes_find(plan->changes, row->uuid);
	struct record *old = NULL;
	const struct err *err = NULL;
	struct buf text = { 0 };
	struct value value;
	uint32_t i;

	*n = 0;
	*out = NULL;
	if (change == NULL || row->refused)
		return NULL;
	if (row->known)
		err = store_get(register_reader(session), plan->entity,
		    row->uuid, NULL, arena, &old);
	*out = arena_calloc(arena, change->n + 1, sizeof(**out));
	for (i = 0; err == NULL && i < change->n; i++) {
		struct import_change *line = &(*out)[(*n)++];
		size_t position = change->cell[i].position;

		line->field = entity_field(plan->entity, position);
		if (old != NULL) {
			buf_clear(&text);
			format_value(session, plan, line->field,
			    record_value(old, position), &text);
			line->old = arena_strdup(arena, buf_str(&text));
		}
		change_value(change, position, &value);
		buf_clear(&text);
		format_value(session, plan, line->field, &value, &text);
		line->new = arena_strdup(arena, buf_str(&text));
	}
	buf_release(&text);
	return err;
}
