/* SPDX-License-Identifier: ISC */
#include "render/source.h"

#include <stdlib.h>
#include <string.h>

#include "model/register.h"
#include "model/store/store.h"

static bool
keep(void *ctx, const struct record *record)
{
	struct source *source = ctx;
	struct source_row *row;
	size_t i;

	row = arena_alloc(source->arena, sizeof(*row) + source->n_fields *
	    sizeof(row->v[0]));
	memcpy(row->uuid, record->uuid, sizeof(row->uuid));
	for (i = 0; i < source->n_fields; i++)
		row->v[i] = value_copy(source->arena,
		    record_value(record, source->fields[i]));
	source->row = arena_grow(source->arena, source->row, &source->cap,
	    source->n + 1, sizeof(struct source_row *));
	source->row[source->n++] = row;
	return true;
}

static int
by_uuid(const void *a, const void *b)
{
	const struct source_row *const *x = a, *const *y = b;

	return strcmp((*x)->uuid, (*y)->uuid);
}

const struct err *
source_load(struct session *session, enum entity_id entity,
    const struct query *query, const size_t *fields, size_t n_fields,
    struct arena *arena, struct source *out)
{
	const struct err *err;
	struct fieldset want = { { 0 } };
	size_t i;

	memset(out, 0, sizeof(*out));
	out->entity = entity;
	out->fields = fields;
	out->n_fields = n_fields;
	out->arena = arena;
	for (i = 0; i < n_fields; i++)
		fieldset_add(&want, fields[i]);
	err = store_each(register_reader(session), entity, query, NULL, 0,
	    &want, keep, out);
	if (err != NULL)
		return err;
	out->by_uuid = arena_calloc(arena, out->n + 1,
	    sizeof(struct source_row *));
	for (i = 0; i < out->n; i++)
		out->by_uuid[i] = out->row[i];
	qsort(out->by_uuid, out->n, sizeof(struct source_row *), by_uuid);
	return NULL;
}

const struct err *
source_load_all(struct session *session, const struct source_set *sets,
    size_t n, struct arena *arena)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < n; i++)
		err = source_load(session, sets[i].entity, sets[i].query,
		    sets[i].fields, sets[i].n_fields, arena, sets[i].to);
	return err;
}

const struct source_row *
source_find(const struct source *source, const char *uuid)
{
	size_t low = 0, high = source->n, middle;
	int order;

	while (uuid != NULL && low < high) {
		middle = (low + high) / 2;
		order = strcmp(uuid, source->by_uuid[middle]->uuid);
		if (order == 0)
			return source->by_uuid[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *
source_text(const struct source_row *row, size_t place)
{
	return row->v[place].kind == VALUE_TEXT ? row->v[place].s : NULL;
}

const char *
source_first(const struct source_row *row, size_t place)
{
	if (row->v[place].kind == VALUE_LIST)
		return row->v[place].list[0];
	return source_text(row, place);
}

bool
source_is(const struct source_row *row, size_t place, const char *text)
{
	const char *s = source_text(row, place);

	return s != NULL && strcmp(s, text) == 0;
}

const char *
source_label(const struct session *session, const struct source *source,
    const struct source_row *row, size_t place)
{
	const struct field *field = entity_field(source->entity,
	    source->fields[place]);
	struct buf text = {0};
	const char *label;

	if (row->v[place].kind != VALUE_NONE)
		value_format(session, field, &row->v[place], session->lang,
		    &text);
	label = arena_strdup(source->arena, buf_str(&text));
	buf_release(&text);
	return label;
}

/* --- findings --------------------------------------------------------- */

struct findings_ctx {
	struct arena	*arena;
	struct source_findings *out;
	size_t		 cap;
};

static bool
keep_finding(void *ctx, const struct record *record)
{
	struct findings_ctx *c = ctx;
	const char *state = record_text(record, F_finding_state);
	const char *subject = record_text(record, F_finding_subject);
	const char *severity = record_text(record, F_finding_severity);
	const struct choice *choice;
	struct source_finding *item;

	if (subject == NULL || (state != NULL &&
	    (strcmp(state, "closed") == 0 || strcmp(state, "verified") == 0)))
		return true;
	c->out->item = arena_grow(c->arena, c->out->item, &c->cap,
	    c->out->n + 1, sizeof(*c->out->item));
	item = &c->out->item[c->out->n++];
	item->subject = arena_strdup(c->arena, subject);
	item->uuid = arena_strdup(c->arena, record->uuid);
	item->result = arena_strdup(c->arena,
	    record_text(record, F_finding_result));
	choice = severity != NULL ? choice_find("severity", severity) : NULL;
	item->severity = choice != NULL ? choice->order : 0;
	return true;
}

static int
by_subject(const void *a, const void *b)
{
	const struct source_finding *x = a, *y = b;
	int order = strcmp(x->subject, y->subject);

	if (order == 0)
		order = y->severity - x->severity;
	return order != 0 ? order : strcmp(x->uuid, y->uuid);
}

const struct err *
source_findings(struct session *session, struct arena *arena,
    struct source_findings *out)
{
	static const size_t fields[] = { F_finding_state, F_finding_subject,
	    F_finding_severity, F_finding_result };
	struct findings_ctx ctx = { .arena = arena, .out = out };
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	err = store_each(register_reader(session), ENTITY_finding, NULL,
	    NULL, 0, &want, keep_finding, &ctx);
	if (err == NULL && out->n > 0)
		qsort(out->item, out->n, sizeof(*out->item), by_subject);
	return err;
}

const struct source_finding *
source_worst(const struct source_findings *findings, const char *uuid,
    size_t *n)
{
	size_t low = 0, high = findings->n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(findings->item[middle].subject, uuid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; low + *n < findings->n && strcmp(
	    findings->item[low + *n].subject, uuid) == 0; )
		(*n)++;
	return *n > 0 ? &findings->item[low] : NULL;
}
