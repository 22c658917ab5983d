/* SPDX-License-Identifier: ISC */
/* One record in full: its fields, what refers to it, its latest changes. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/history.h"
#include "model/relations.h"
#include "tui/app.h"
#include "tui/prompt.h"
#include "tui/views/finding.h"
#include "tui/views/views.h"
#include "tui/words.h"

enum {
	RELATIONS_SHOWN = 6,	/* of one kind, beside a list */
	RELATIONS_FULL = 20,
	CHANGES_SHOWN = 3, CHANGES_FULL = 10,
	FULL_VALUE_AT = 22, FINDING_W = 76,
};

/* --- the pane ---------------------------------------------------------------- */

static bool
is_shown(const struct field *field, size_t position, bool full)
{
	if (position < COMMON_COUNT && position != F_notes &&
	    position != F_tags)
		return full && position != F_uuid && position != F_rev;
	if (field->type == TYPE_COMPUTED)
		return false;
	return full || (field->flags & FL_DERIVED) == 0;
}

static void
add_field(struct session *session, const struct record *record,
    size_t position, struct pane *pane)
{
	const struct field *field = entity_field(record->entity, position);
	const struct value *value = record_value(record, position);
	const char *label = field->label[session->lang];
	struct buf text = { 0 };
	struct pane_line *line;
	size_t i;

	if (field_is_ref(field) && value->kind == VALUE_LIST) {
		for (i = 0; i < value->n; i++) {
			line = pane_add(pane, PANE_PAIR, i == 0 ? label : "",
			    register_name_of(session, value->list[i],
			    pane->arena));
			line->uuid = arena_strdup(pane->arena,
			    value->list[i]);
		}
		return;
	}
	register_format(session, field, value, &text);
	line = pane_add(pane, PANE_PAIR, label, buf_str(&text));
	if (field_is_ref(field) && value->kind == VALUE_TEXT)
		line->uuid = arena_strdup(pane->arena, value->s);
	if (value->kind == VALUE_TEXT && strcmp(value->s, "unknown") == 0)
		line->role = ROLE_high;
	buf_release(&text);
}

static void
add_fields(struct session *session, const struct record *record, bool full,
    struct pane *pane)
{
	size_t name = entity_name_field(record->entity), i;
	int tab;

	for (tab = 0; tab < TAB_COUNT; tab++) {
		bool first = true;

		for (i = 0; i < record->n; i++) {
			const struct field *field =
			    entity_field(record->entity, i);

			if ((int)field->tab != tab || i == name ||
			    !is_shown(field, i, full) ||
			    !record_has(record, i))
				continue;
			if (first && tab != TAB_BASIC)
				pane_add(pane, PANE_SECTION,
				    field_tab_label((enum field_tab)tab),
				    NULL);
			first = false;
			add_field(session, record, i, pane);
		}
	}
}

/* What an interface adds to its name. */
static void
interface_text(struct session *session, const char *uuid, struct arena *arena,
    struct buf *out)
{
	struct record *record = NULL;
	const struct value *ip;
	const char *mac, *zone;

	if (store_get(register_reader(session), ENTITY_interface, uuid, NULL,
	    arena, &record) != NULL || record == NULL)
		return;
	ip = record_value(record, F_interface_ip);
	mac = record_text(record, F_interface_mac);
	zone = record_text(record, F_interface_zone);
	if (ip->kind == VALUE_LIST)
		buf_add(out, ip->list[0]);
	if (mac != NULL)
		buf_printf(out, "%s%s", out->len > 0 ? "  " : "", mac);
	if (zone != NULL)
		buf_printf(out, "%s%s", out->len > 0 ? "  " : "",
		    register_name_of(session, zone, arena));
}

/* Where an attached file lies. */
static void
attachment_text(struct session *session, const char *uuid,
    struct arena *arena, struct buf *out)
{
	struct fieldset want = { 0 };
	struct record *record = NULL;

	fieldset_add(&want, F_attachment_path);
	if (store_get(register_reader(session), ENTITY_attachment, uuid,
	    &want, arena, &record) == NULL && record != NULL &&
	    record_has(record, F_attachment_path))
		buf_add(out, record_text(record, F_attachment_path));
}

static void
add_relation(struct session *session, const struct relation *relation,
    size_t position, struct pane *pane)
{
	const char *label = register_ref_of(session, relation->uuid,
	    pane->arena);
	const char *name = register_name_of(session, relation->uuid,
	    pane->arena);
	struct buf text = { 0 };
	struct pane_line *line;

	if (relation->entity == ENTITY_interface)
		interface_text(session, relation->uuid, pane->arena, &text);
	if (relation->entity == ENTITY_attachment)
		attachment_text(session, relation->uuid, pane->arena, &text);
	if (text.len > 0 || strcmp(label, name) != 0) {
		line = pane_add(pane, PANE_PAIR, label,
		    text.len > 0 ? text.s : name);
	} else {
		const struct field *field = entity_field(relation->entity,
		    position);

		line = pane_add(pane, PANE_PAIR,
		    field->label[session->lang], name);
	}
	line->uuid = arena_strdup(pane->arena, relation->uuid);
	buf_release(&text);
}

/* What refers to the record by the fields of one entity. */
static void
add_of(struct session *session, const struct relations *r, int entity,
    size_t max, struct pane *pane)
{
	size_t i, k, n = 0, total = 0;

	for (i = 0; i < r->n; i++) {
		const struct relation_group *group = &r->group[i];

		if (!group->inward || (int)group->of != entity)
			continue;
		if (total == 0)
			pane_add(pane, PANE_SECTION,
			    entity_get((enum entity_id)entity)->
			    label_plural[session->lang], NULL);
		total += group->total;
		for (k = 0; k < group->n && n < max; k++, n++)
			add_relation(session, &group->item[k],
			    group->position, pane);
	}
	if (total > n)
		pane_add(pane, PANE_PAIR, "", arena_printf(pane->arena,
		    _("%zu more"), total - n))->role = ROLE_dim;
}

static const struct err *
add_relations(struct session *session, const char *uuid, bool full,
    struct pane *pane)
{
	size_t max = full ? RELATIONS_FULL : RELATIONS_SHOWN;
	const struct err *err;
	struct relations r;
	int entity;

	err = relations_collect(session, uuid, 1, max, pane->arena, &r);
	for (entity = 0; err == NULL && entity < ENTITY_COUNT; entity++)
		add_of(session, &r, entity, max, pane);
	return err;
}

static const struct err *
add_changes(struct session *session, const char *uuid, bool full,
    struct pane *pane)
{
	struct store_tx tx[CHANGES_FULL];
	struct buf when = { 0 }, what = { 0 };
	const struct err *err;
	size_t i, n = 0;

	err = history_list(session,
	    &(struct history_filter){ .uuid = uuid }, 0, pane->arena, tx,
	    full ? CHANGES_FULL : CHANGES_SHOWN, &n);
	for (i = 0; err == NULL && i < n; i++) {
		if (i == 0)
			pane_add(pane, PANE_SECTION, _("History"), NULL);
		buf_clear(&when);
		buf_clear(&what);
		words_moment(session, tx[i].at, &when);
		buf_printf(&what, "%s  %s", tx[i].who,
		    tx[i].why != NULL ? tx[i].why : tx[i].kind);
		pane_add(pane, PANE_PAIR, when.s, what.s);
	}
	buf_release(&when);
	buf_release(&what);
	return err;
}

const struct err *
record_pane(struct session *session, const char *uuid, bool full,
    struct pane *pane)
{
	struct store *store = register_reader(session);
	const struct err *err;
	struct record *record = NULL;
	struct pane_line *line;
	struct buf right = { 0 };
	const char *ref, *name;
	int entity = ENTITY_NONE;

	err = store_entity_of(store, uuid, &entity);
	if (err == NULL && entity != ENTITY_NONE)
		err = store_get(store, (enum entity_id)entity, uuid, NULL,
		    pane->arena, &record);
	if (err != NULL)
		return err;
	if (record == NULL)
		return err_new(ERR_NOT_FOUND,
		    _("The record is no longer there. q goes back."));
	if (entity == ENTITY_finding)
		return finding_pane(session, record, FINDING_W, pane);
	ref = register_ref_of(session, uuid, pane->arena);
	name = register_name_of(session, uuid, pane->arena);
	line = pane_add(pane, PANE_TITLE, ref,
	    strcmp(ref, name) != 0 ? name : "");
	if (entity == ENTITY_asset &&
	    record_has(record, F_asset_completeness)) {
		buf_printf(&right, _("%lld%% filled"), (long long)
		    record_int(record, F_asset_completeness));
		line->right = arena_strdup(pane->arena, right.s);
	}
	buf_release(&right);
	add_fields(session, record, full, pane);
	err = add_relations(session, uuid, full, pane);
	if (err == NULL && !entity_is_evidence((enum entity_id)entity))
		err = add_changes(session, uuid, full, pane);
	return err;
}

/* --- the view ----------------------------------------------------------------- */

struct record_view {
	char		 uuid[UUID_LEN];
	int		 entity;
	struct pane	 pane;
	struct arena	*arena;
	const char	*word;		/* searched for */
};

static const struct err *
load(struct view *view)
{
	struct record_view *d = view->data;

	arena_reset(d->arena);
	pane_reset(&d->pane, d->arena, true);
	d->pane.value_at = FULL_VALUE_AT;
	d->pane.w = screen_width(app_screen(view->app)) - 3;
	return record_pane(view->session, d->uuid, true, &d->pane);
}

static const struct err *
record_start(struct view *view, const void *args)
{
	struct record_view *d = view->data;
	const struct err *err;

	snprintf(d->uuid, sizeof(d->uuid), "%s", (const char *)args);
	d->arena = arena_new();
	err = store_entity_of(register_reader(view->session), d->uuid,
	    &d->entity);
	return err != NULL ? err : load(view);
}

static void
record_end(struct view *view)
{
	struct record_view *d = view->data;

	arena_free(d->arena);
}

static void
record_draw(struct view *view, struct screen *screen, struct area area)
{
	struct record_view *d = view->data;

	area.x += 2;
	area.w -= 3;
	pane_draw(&d->pane, screen, area, true);
}

static void
record_title(struct view *view, bool top, struct title *title)
{
	struct record_view *d = view->data;
	const char *ref = register_ref_of(view->session, d->uuid, d->arena);
	const char *name = register_name_of(view->session, d->uuid, d->arena);

	buf_add(&title->crumb, ref);
	if (strcmp(ref, name) != 0)
		buf_printf(&title->crumb, " %s", name);
	if (top)
		pane_position(&d->pane, &title->position);
}

static bool
record_selected(const struct view *view)
{
	const struct record_view *d = view->data;

	return d->pane.n > 0;
}

static const char *
record_reason(const struct view *view, enum action_id action)
{
	const struct record_view *d = view->data;

	if ((action == ACTION_edit || action == ACTION_clone ||
	    action == ACTION_retire) &&
	    (d->entity == ENTITY_NONE ||
	    entity_is_evidence((enum entity_id)d->entity) ||
	    d->entity == ENTITY_finding || d->entity == ENTITY_decision))
		return _("These records come from discovery; "
		    "decide about findings instead.");
	if ((action == ACTION_edit || action == ACTION_retire) &&
	    register_refuses_entity(view->session,
	    (enum entity_id)d->entity) != NULL)
		return register_refuses_entity(view->session,
		    (enum entity_id)d->entity);
	if (action == ACTION_hand_over && d->entity != ENTITY_person &&
	    d->entity != ENTITY_department)
		return _("Only people and departments are taken over from.");
	if (action == ACTION_decide && d->entity != ENTITY_finding)
		return _("Only findings are decided about.");
	if (action == ACTION_explain && d->entity != ENTITY_asset &&
	    d->entity != ENTITY_finding)
		return _("Only assets and findings are explained.");
	return NULL;
}

static void
find(struct view *view, int step, size_t from)
{
	struct record_view *d = view->data;

	if (d->word != NULL && *d->word != '\0' &&
	    !pane_find(&d->pane, d->word, step, from))
		app_say(view->app, _("%s: no match."), d->word);
}

static void
search_changed(void *ctx, const char *text)
{
	struct view *view = ctx;
	struct record_view *d = view->data;

	d->word = arena_strdup(view->arena, text);
	find(view, 1, 0);
}

static const struct err *
record_act(struct view *view, enum action_id action, uint32_t key)
{
	struct record_view *d = view->data;
	struct edit_args edit = { .entity = (enum entity_id)d->entity,
	    .uuid = d->uuid };
	struct history_args history = { d->uuid };
	const char *uuid[1] = { d->uuid };
	struct decide_args decide = { .uuid = uuid, .n = 1 };
	struct prompt search = { .label = "/ ", .changed = search_changed,
	    .history = "search", .ctx = view };

	switch (action) {
	case ACTION_decide:
		return app_open(view->app, &view_decide, &decide);
	case ACTION_open:
		if (d->pane.cursor < d->pane.n &&
		    d->pane.line[d->pane.cursor].uuid != NULL)
			return record_open(view->app,
			    d->pane.line[d->pane.cursor].uuid);
		app_say(view->app, _("This line leads nowhere. "
		    "Lines with a name of another record do."));
		return NULL;
	case ACTION_edit:
		return app_open(view->app, &view_edit, &edit);
	case ACTION_clone:
		edit.from = edit.uuid;
		edit.uuid = NULL;
		return app_open(view->app, &view_edit, &edit);
	case ACTION_retire:
		return retire_ask(view->app, (enum entity_id)d->entity, uuid,
		    1);
	case ACTION_hand_over:
		return hand_over_ask(view->app, (enum entity_id)d->entity,
		    d->uuid);
	case ACTION_record_history:
		return app_open(view->app, &view_history, &history);
	case ACTION_relations:
		return app_open(view->app, &view_relations, d->uuid);
	case ACTION_explain:
		return explain_open(view->app, d->uuid);
	case ACTION_search:
		return prompt_open(view->app, &search);
	case ACTION_search_next:
	case ACTION_search_previous:
		find(view, action == ACTION_search_next ? 1 : -1, 1);
		return NULL;
	default:
		if (pane_act(&d->pane, action))
			return NULL;
		return app_default(view, action, key);
	}
}

static void
record_refresh(struct view *view)
{
	app_error(view->app, load(view));
}

static unsigned
record_where(const struct view *view)
{
	(void)view;
	return AT_RECORD;
}

static const enum action_id *
record_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_edit, ACTION_relations, ACTION_explain,
		ACTION_record_history, ACTION_retire, ACTION_help,
		ACTION_back, ACTION_NONE
	};
	static const enum action_id finding[] = {
		ACTION_open, ACTION_decide, ACTION_explain,
		ACTION_record_history, ACTION_help, ACTION_back, ACTION_NONE
	};
	static const enum action_id people[] = {
		ACTION_open, ACTION_edit, ACTION_relations, ACTION_hand_over,
		ACTION_record_history, ACTION_retire, ACTION_help,
		ACTION_back, ACTION_NONE
	};
	const struct record_view *d = view->data;

	if (d->entity == ENTITY_person || d->entity == ENTITY_department)
		return people;
	return d->entity == ENTITY_finding ? finding : actions;
}

const struct err *
record_open(struct app *app, const char *uuid)
{
	return app_open(app, &view_record, uuid);
}

const struct view_ops view_record = {
	.name = "record", .shape = VIEW_FULL,
	.size = sizeof(struct record_view), .open = record_start,
	.close = record_end, .where = record_where, .footer = record_footer,
	.reason = record_reason, .selected = record_selected,
	.title = record_title, .draw = record_draw, .act = record_act,
	.refresh = record_refresh,
};
