/* SPDX-License-Identifier: ISC */
#include "tui/views/diagram.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/picker.h"
#include "tui/views/tally.h"

enum { SAVED_MAX = 100 };

static const char *
type_key(enum diagram_type type)
{
	return type == DIAGRAM_NETWORK ? "network" : "dataflow";
}

static const struct err *
saved_search(void *ctx, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total)
{
	struct view *view = ctx;
	struct record *row[SAVED_MAX];
	struct buf typed = { 0 }, name = { 0 };
	const struct err *err;
	size_t i, rows = 0;
	int64_t all = 0;

	err = tally_rows(view->session, ENTITY_diagram,
	    "(type=network or type=dataflow)", "name", arena, row, SAVED_MAX,
	    &rows, &all);
	utf8_fold(&typed, text);
	for (i = 0; err == NULL && i < rows; i++) {
		const char *label = record_text(row[i], F_diagram_name);
		const struct choice *type = choice_find("diagram_type",
		    record_text(row[i], F_diagram_type));

		buf_clear(&name);
		utf8_fold(&name, label != NULL ? label : "");
		if (strstr(buf_str(&name), buf_str(&typed)) != NULL)
			out[(*n)++] = (struct pick_item){
			    .key = row[i]->uuid,
			    .text = label != NULL ? label : "",
			    .detail = record_text(row[i], F_diagram_filter),
			    .right = type != NULL ?
			    type->label[view->session->lang] : NULL };
	}
	*total = (size_t)all;
	if (err == NULL && *text != '\0')
		out[(*n)++] = (struct pick_item){ .text = arena_printf(arena,
		    _("save this diagram as \"%s\""), text),
		    .why = register_refuses_entity(view->session,
		    ENTITY_diagram) };
	buf_release(&typed);
	buf_release(&name);
	return err;
}

/* Type and filter under a name, for all; a new record each time. */
static const struct err *
save_diagram(struct view *view, const char *name)
{
	struct diagram_view *d = view->data;
	struct changes *changes = changes_new(view->session, "edit");
	struct record *record = record_new(changes_arena(changes),
	    ENTITY_diagram);
	struct commit_result result = { 0 };
	const struct err *err;

	record_set_text(record, F_diagram_name, name);
	record_set_text(record, F_diagram_type, type_key(d->type));
	if (d->filter.len > 0)
		record_set_text(record, F_diagram_filter, d->filter.s);
	if (d->around != NULL)
		record_set_text(record, F_diagram_around, d->around);
	if (d->level >= 0)
		record_set_int(record, F_diagram_level, d->level);
	if (d->hops > 0)
		record_set_int(record, F_diagram_hops, d->hops);
	changes_put(changes, record);
	err = register_commit(view->session, changes, NULL, &result);
	if (err == NULL) {
		d->name = arena_strdup(view->arena, name);
		app_say(view->app, _("Saved as \"%s\"."), name);
	}
	changes_free(changes);
	return err;
}

/* What stood there stays when the saved one cannot be drawn. */
static const struct err *
saved_done(void *ctx, const char *uuid, const char *typed)
{
	struct view *view = ctx;
	struct diagram_view *d = view->data;
	struct diagram_view was = *d;
	struct record *record = NULL;
	const struct err *err;
	const char *type;

	if (uuid == NULL)
		return save_diagram(view, typed);
	err = store_get(register_reader(view->session), ENTITY_diagram, uuid,
	    NULL, view->arena, &record);
	if (err != NULL || record == NULL)
		return err;
	type = record_text(record, F_diagram_type);
	d->filter = (struct buf){ 0 };
	if (record_text(record, F_diagram_filter) != NULL)
		buf_add(&d->filter, record_text(record, F_diagram_filter));
	d->name = record_text(record, F_diagram_name);
	d->around = record_text(record, F_diagram_around);
	d->level = record_has(record, F_diagram_level) ?
	    (int)record_int(record, F_diagram_level) : -1;
	d->hops = (int)record_int(record, F_diagram_hops);
	d->saved = record->uuid;
	err = diagram_build(view, type != NULL && strcmp(type, "dataflow") == 0 ?
	    DIAGRAM_DATAFLOW : DIAGRAM_NETWORK);
	if (err == NULL) {
		buf_release(&was.filter);
		return NULL;
	}
	buf_release(&d->filter);
	d->filter = was.filter;
	d->name = was.name;
	d->around = was.around;
	d->saved = was.saved;
	d->level = was.level;
	d->hops = was.hops;
	return err;
}

const struct err *
diagram_ask_saved(struct view *view)
{
	struct picker picker = { .title = _("Saved diagrams"), .y = 1, .x = 2,
	    .w = 66, .search = saved_search, .done = saved_done,
	    .ctx = view };

	return picker_open(view->app, &picker);
}
