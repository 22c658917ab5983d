/* SPDX-License-Identifier: ISC */
/* One edit of many records: what becomes of each, and the count to type. */
#include <stdio.h>
#include <string.h>

#include "tui/app.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/table.h"
#include "tui/views/edit.h"
#include "tui/views/views.h"

enum { FIELDS_SHOWN = 4, NOW_AT = 18, BECOMES_AT = 46, NOTE_ROWS = 3 };

enum focus { FOCUS_COUNT, FOCUS_REASON, FOCUS_LIST, FOCI };

struct line {
	struct record	*record;	/* as it stands; NULL: gone */
	const struct record *values;	/* what it gets */
	const char	*refused;	/* why it is left out */
	bool		 same;
};

struct bulk {
	struct bulk_args args;
	struct record	*values;
	size_t		 field[FIELD_MAX];
	size_t		 n_fields;
	struct line	*line;
	int64_t		*key;
	size_t		 n, changes, same, refused;
	struct table	 table;
	struct lineedit	 count, reason;
	enum focus	 focus;
};

/* What would become of one record. */
static const struct err *
judge(struct view *view, struct line *line)
{
	struct bulk *d = view->data;
	struct problems problems = { .arena = view->arena };
	struct record *after = record_copy(view->arena, line->record);
	const struct err *err;
	size_t i;

	line->same = true;
	for (i = 0; i < d->n_fields; i++) {
		const struct value *value = record_value(line->values,
		    d->field[i]);

		if (!value_equal(value, record_value(after, d->field[i])))
			line->same = false;
		record_set(after, d->field[i], *value);
	}
	err = line->same ? NULL : register_validate(view->session, after,
	    &problems);
	for (i = 0; i < problems.n; i++)
		if (!problems.item[i].warning && line->refused == NULL)
			line->refused = problems.item[i].reason;
	return err != NULL && err->kind != ERR_INVALID ? err : NULL;
}

static const struct err *
bulk_start(struct view *view, const void *args)
{
	struct bulk *d = view->data;
	const struct err *err = NULL;
	size_t i;

	d->args = *(const struct bulk_args *)args;
	d->values = record_copy(view->arena, d->args.values);
	for (i = 0; i < d->values->n; i++)
		if (fieldset_has(&d->values->have, i))
			d->field[d->n_fields++] = i;
	d->n = d->args.n;
	d->line = arena_calloc(view->arena, d->n, sizeof(*d->line));
	d->key = arena_calloc(view->arena, d->n, sizeof(*d->key));
	for (i = 0; err == NULL && i < d->n; i++) {
		struct line *line = &d->line[i];

		d->key[i] = (int64_t)i + 1;
		line->values = d->args.each == NULL ? d->values :
		    record_copy(view->arena, d->args.each[i]);
		err = store_get(register_reader(view->session),
		    d->args.entity, d->args.uuid[i], NULL, view->arena,
		    &line->record);
		if (err == NULL && line->record != NULL)
			err = judge(view, line);
		else
			line->refused = _("no longer there");
		if (line->refused != NULL)
			d->refused++;
		else if (line->same)
			d->same++;
		else
			d->changes++;
		if (err == NULL && !session_step(view->session,
		    _("Comparing"), (int64_t)i, (int64_t)d->n))
			err = err_new(ERR_CANCELLED,
			    _("Stopped. Nothing was written."));
	}
	table_set(&d->table, d->key, d->n);
	return err;
}

static void
bulk_end(struct view *view)
{
	struct bulk *d = view->data;

	lineedit_release(&d->count);
	lineedit_release(&d->reason);
	table_release(&d->table);
}

static void
format(struct view *view, const struct record *record, size_t position,
    struct buf *out)
{
	const struct value *value = record_value(record, position);

	if (value->kind == VALUE_NONE)
		buf_add(out, _("(empty)"));
	else
		register_format(view->session, entity_field(record->entity,
		    position), value, out);
}

/* "(varies) 3 values, 2 empty" */
static void
format_now(struct view *view, size_t position, struct buf *out)
{
	struct bulk *d = view->data;
	const struct value *first = NULL;
	size_t i, k, values = 0, empty = 0;

	for (i = 0; i < d->n; i++) {
		const struct value *value = d->line[i].record == NULL ? NULL :
		    record_value(d->line[i].record, position);

		if (value == NULL)
			continue;
		if (value->kind == VALUE_NONE) {
			empty++;
			continue;
		}
		for (k = 0; k < i; k++)
			if (d->line[k].record != NULL && value_equal(value,
			    record_value(d->line[k].record, position)))
				break;
		values += k == i;
		first = first == NULL ? value : first;
	}
	if (values == 1 && empty == 0)
		register_format(view->session, entity_field(d->args.entity,
		    position), first, out);
	else if (empty > 0)
		buf_printf(out, _("(varies) %zu values, %zu empty"), values,
		    empty);
	else
		buf_printf(out, _("(varies) %zu values"), values);
}

enum { COLUMN_REF = FIELD_MAX, COLUMN_NAME };

/* An interface is known by the asset that it is of. */
static const char *
known_by(const struct bulk *d, size_t row)
{
	const struct record *record = d->line[row].record;

	return record != NULL && record->entity == ENTITY_interface &&
	    record_has(record, F_interface_asset) ?
	    record_text(record, F_interface_asset) : d->args.uuid[row];
}

static enum role
bulk_cell(void *ctx, size_t row, int column, struct buf *out)
{
	struct view *view = ctx;
	struct bulk *d = view->data;
	const struct line *line = &d->line[row];
	size_t position = (size_t)column;

	if (column == COLUMN_REF || column == COLUMN_NAME) {
		const char *uuid = known_by(d, row);

		buf_add(out, column == COLUMN_REF ?
		    register_ref_of(view->session, uuid, view->arena) :
		    register_name_of(view->session, uuid, view->arena));
		return ROLE_text;
	}
	if (line->refused != NULL) {
		if (position == d->field[0])
			buf_printf(out, "× %s", line->refused);
		return ROLE_error;
	}
	if (value_equal(record_value(line->record, position),
	    record_value(line->values, position))) {
		buf_add(out, "=");
		return ROLE_dim;
	}
	format(view, line->record, position, out);
	buf_add(out, " → ");
	format(view, line->values, position, out);
	return ROLE_new;
}

static void
draw_summary(struct view *view, struct screen *screen, int y, int w)
{
	struct bulk *d = view->data;
	struct buf text = { 0 };

	buf_printf(&text, _("Touched fields %zu    Changes %zu    "
	    "Same already %zu    Refused %zu"), d->n_fields, d->changes,
	    d->same, d->refused);
	screen_put(screen, y, 2, w - 3, ROLE_text, text.s);
	buf_release(&text);
}

static int
draw_fields(struct view *view, struct screen *screen, int y, int w)
{
	struct bulk *d = view->data;
	struct buf text = { 0 };
	size_t i;

	screen_put(screen, y, 2, NOW_AT - 3, ROLE_head, _("Field"));
	screen_put(screen, y, NOW_AT, 20, ROLE_head, _("now"));
	screen_put(screen, y++, BECOMES_AT, 20, ROLE_head, _("becomes"));
	for (i = 0; i < d->n_fields && i < FIELDS_SHOWN; i++, y++) {
		screen_put(screen, y, 1, 1, ROLE_warn, "~");
		screen_put(screen, y, 2, NOW_AT - 3, ROLE_text,
		    entity_field(d->args.entity, d->field[i])->
		    label[view->session->lang]);
		buf_clear(&text);
		format_now(view, d->field[i], &text);
		screen_put(screen, y, NOW_AT, BECOMES_AT - NOW_AT - 1,
		    ROLE_old, buf_str(&text));
		buf_clear(&text);
		if (d->args.each != NULL && d->n > 1)
			buf_add(&text, _("(each its own)"));
		else
			format(view, d->values, d->field[i], &text);
		screen_put(screen, y, BECOMES_AT, w - BECOMES_AT - 1,
		    ROLE_new, buf_str(&text));
	}
	buf_release(&text);
	return y + 1;
}

static void
draw_list(struct view *view, struct screen *screen, struct area area)
{
	struct bulk *d = view->data;
	struct table_column column[4];
	struct table_look look = { .column = column, .head = true,
	    .active = d->focus == FOCUS_LIST, .cell = bulk_cell,
	    .ctx = view };
	size_t i;

	column[0] = (struct table_column){ .id = COLUMN_REF, .width = 8,
	    .head = entity_get(d->args.entity == ENTITY_interface ?
	    ENTITY_asset : d->args.entity)->label[view->session->lang] };
	column[1] = (struct table_column){ .id = COLUMN_NAME, .width = 24,
	    .head = _("Name") };
	look.n_columns = 2;
	for (i = 0; i < d->n_fields && i < 2; i++)
		column[look.n_columns++] = (struct table_column){
		    .id = (int)d->field[i], .width = 20, .grow = true,
		    .grow_max = 60, .head = entity_field(d->args.entity,
		    d->field[i])->label[view->session->lang] };
	table_fit(column, look.n_columns, area.w - 3);
	table_draw(&d->table, screen, area, &look);
}

static void
bulk_draw(struct view *view, struct screen *screen, struct area area)
{
	struct bulk *d = view->data;
	int y = area.y + 1, w = area.w, bottom = area.y + area.h, x;
	struct buf text = { 0 };

	draw_summary(view, screen, y, w);
	y = draw_fields(view, screen, y + 2, w);
	draw_list(view, screen, (struct area){ y, 0,
	    bottom - y - NOTE_ROWS, w });
	screen_put(screen, bottom - 3, 2, w - 3, ROLE_dim,
	    _("= stays as it is.  × is left out."));
	x = 2 + screen_put(screen, bottom - 2, 2, w, ROLE_head,
	    _("Reason")) + 2;
	if (d->focus == FOCUS_REASON)
		lineedit_draw(&d->reason, screen, bottom - 2, x, w - x - 1,
		    ROLE_input);
	else
		screen_put(screen, bottom - 2, x, w - x - 1, ROLE_text,
		    *lineedit_text(&d->reason) != '\0' ?
		    lineedit_text(&d->reason) : "–");
	buf_printf(&text, _("Type %zu to write %zu records as one change "
	    "set: "), d->changes, d->changes);
	x = 1 + screen_put(screen, bottom, 1, w, ROLE_strong, text.s) + 1;
	if (d->focus == FOCUS_COUNT)
		lineedit_draw(&d->count, screen, bottom, x, 8, ROLE_input);
	else
		screen_put(screen, bottom, x, 8, ROLE_text,
		    lineedit_text(&d->count));
	buf_release(&text);
}

static void
bulk_title(struct view *view, bool top, struct title *title)
{
	struct bulk *d = view->data;

	if (!top)
		return;
	table_position(&d->table, &title->position);
	title->badge = _("UNSAVED");
	title->badge_role = ROLE_unsaved;
}

static bool
bulk_type(struct view *view, uint32_t key, const char *paste)
{
	struct bulk *d = view->data;

	if (d->focus == FOCUS_LIST) {
		if (key == K_UP || key == K_DOWN)
			return table_act(&d->table, key == K_UP ?
			    ACTION_line_up : ACTION_line_down);
		return (key == K_PGUP || key == K_PGDN) &&
		    table_act(&d->table, key == K_PGUP ? ACTION_page_up :
		    ACTION_page_down);
	}
	if (key == K_UP || key == K_DOWN)
		return false;
	return lineedit_key(d->focus == FOCUS_COUNT ? &d->count : &d->reason,
	    key, paste);
}

static const struct err *
write_all(struct view *view)
{
	struct bulk *d = view->data;
	struct app *app = view->app;
	struct problems problems = { .arena = view->arena };
	struct commit_options options = { .problems = &problems };
	struct commit_result result = { 0 };
	struct changes *changes;
	const struct err *err;
	char count[24];
	size_t i;

	snprintf(count, sizeof(count), "%zu", d->changes);
	if (strcmp(count, lineedit_text(&d->count)) != 0) {
		d->focus = FOCUS_COUNT;
		app_say(app, _("Type %s to write them."), count);
		return NULL;
	}
	changes = changes_new(view->session, "edit");
	if (*lineedit_text(&d->reason) != '\0')
		changes_reason(changes, lineedit_text(&d->reason), NULL);
	for (i = 0; i < d->n; i++) {
		struct record *record;

		if (d->line[i].refused != NULL || d->line[i].same)
			continue;
		record = record_copy(changes_arena(changes),
		    d->line[i].values);
		memcpy(record->uuid, d->args.uuid[i], UUID_LEN);
		record->rev = d->line[i].record->rev;
		changes_put(changes, record);
	}
	err = register_commit(view->session, changes, &options, &result);
	changes_free(changes);
	if (err != NULL)
		return err;
	if (d->args.form != NULL)
		app_close(d->args.form);
	app_close(view);
	if (d->args.saved != NULL)
		err = d->args.saved(d->args.ctx, NULL);
	if (err != NULL)
		return err;
	app_refresh(app);
	app_say(app, _("Records written: %lld. u takes all of them back."),
	    (long long)result.changed);
	return NULL;
}

static const struct err *
bulk_act(struct view *view, enum action_id action, uint32_t key)
{
	struct bulk *d = view->data;

	switch (action) {
	case ACTION_next_field:
	case ACTION_accept_field:
		d->focus = (d->focus + 1) % FOCI;
		return NULL;
	case ACTION_previous_field:
		d->focus = (d->focus + FOCI - 1) % FOCI;
		return NULL;
	case ACTION_write_bulk:
		return write_all(view);
	case ACTION_form_leave:
		app_close(view);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static const char *
bulk_reason(const struct view *view, enum action_id action)
{
	const struct bulk *d = view->data;

	return action == ACTION_write_bulk && d->changes == 0 ?
	    _("There is nothing to write.") : NULL;
}

static unsigned
bulk_where(const struct view *view)
{
	(void)view;
	return AT_BULK;
}

static const enum action_id *
bulk_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_write_bulk, ACTION_next_field, ACTION_previous_field,
		ACTION_clear, ACTION_form_leave, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_bulk = {
	.name = "bulk", .shape = VIEW_FULL, .size = sizeof(struct bulk),
	.open = bulk_start, .close = bulk_end, .where = bulk_where,
	.footer = bulk_footer, .reason = bulk_reason, .title = bulk_title,
	.draw = bulk_draw, .type = bulk_type, .act = bulk_act,
};
