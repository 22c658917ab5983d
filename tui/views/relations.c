/* SPDX-License-Identifier: ISC */
/* What hangs on a record and what it hangs on, in two steps. */
#include <stdio.h>
#include <string.h>

#include "model/relations.h"
#include "tui/app.h"
#include "tui/views/views.h"

enum { SHOWN = 20, NAME_AT = 20 };

struct relations_view {
	char		 uuid[UUID_LEN];
	struct pane	 pane;
	struct arena	*arena;
	struct relations r;
	/* The group whose rest a line stands for; by line. */
	const struct relation_group **rest;
	size_t		 rest_cap;
};

/* The line behind which the others of a group are. */
static void
add_rest(struct relations_view *d, const struct relation_group *group)
{
	struct pane *pane = &d->pane;
	size_t had = d->rest_cap;

	pane_add(pane, PANE_INDENT, NULL, arena_printf(pane->arena,
	    _("… and %zu more"), group->total - group->n))->role = ROLE_dim;
	d->rest = arena_grow(d->arena, d->rest, &d->rest_cap, pane->n,
	    sizeof(*d->rest));
	memset(d->rest + had, 0, (d->rest_cap - had) * sizeof(*d->rest));
	if (group->step == 1 && group->inward)
		d->rest[pane->n - 1] = group;
}

static void
add_group(struct session *session, const struct relation_group *group,
    struct relations_view *d)
{
	struct pane *pane = &d->pane;
	struct buf text = { 0 };
	size_t k;

	relations_label(session, group, &text);
	pane_add(pane, PANE_SECTION, arena_printf(pane->arena, "%s  %zu",
	    buf_str(&text), group->total), NULL);
	for (k = 0; k < group->n; k++) {
		const struct relation *item = &group->item[k];
		const char *ref = register_ref_of(session, item->uuid,
		    pane->arena);
		const char *name = register_name_of(session, item->uuid,
		    pane->arena);
		struct pane_line *line;

		buf_clear(&text);
		buf_add(&text, strcmp(ref, name) != 0 ? name : "");
		if (item->via != NULL)
			buf_printf(&text, _("%s(by way of %s)"),
			    text.len > 0 ? "  " : "", register_name_of(
			    session, item->via, pane->arena));
		if (text.len == 0)
			line = pane_add(pane, PANE_INDENT, NULL, name);
		else
			line = pane_add(pane, PANE_PAIR, ref, text.s);
		line->uuid = item->uuid;
	}
	if (group->total > group->n)
		add_rest(d, group);
	buf_release(&text);
}

static const struct err *
load(struct view *view)
{
	struct relations_view *d = view->data;
	const struct relations *r = &d->r;
	const struct err *err;
	int step;
	size_t i;

	arena_reset(d->arena);
	d->rest = NULL;
	d->rest_cap = 0;
	pane_reset(&d->pane, d->arena, true);
	d->pane.value_at = NAME_AT;
	err = relations_collect(view->session, d->uuid, 2, SHOWN, d->arena,
	    &d->r);
	for (step = 1; err == NULL && step <= 2; step++) {
		bool head = false;

		for (i = 0; i < r->n; i++) {
			if (r->group[i].step != step)
				continue;
			if (!head && step == 2)
				pane_add(&d->pane, PANE_TITLE,
				    _("In two steps"), "");
			head = true;
			add_group(view->session, &r->group[i], d);
		}
	}
	if (err == NULL && r->n == 0)
		pane_add(&d->pane, PANE_TEXT, NULL,
		    _("Nothing refers to this record, and it refers to "
		    "nothing."));
	if (err == NULL && r->cut)
		pane_add(&d->pane, PANE_TEXT, NULL, _("There are more in two "
		    "steps than can be shown; go on from one of the first "
		    "step."));
	return err;
}

static const struct err *
relations_start(struct view *view, const void *args)
{
	struct relations_view *d = view->data;
	const struct err *err;

	snprintf(d->uuid, sizeof(d->uuid), "%s", (const char *)args);
	d->arena = arena_new();
	err = load(view);
	while (d->pane.cursor + 1 < d->pane.n &&
	    d->pane.line[d->pane.cursor].uuid == NULL)
		d->pane.cursor++;
	return err;
}

static void
relations_end(struct view *view)
{
	struct relations_view *d = view->data;

	arena_free(d->arena);
}

static void
relations_draw(struct view *view, struct screen *screen, struct area area)
{
	struct relations_view *d = view->data;

	area.x += 2;
	area.w -= 3;
	pane_draw(&d->pane, screen, area, true);
}

static void
relations_title(struct view *view, bool top, struct title *title)
{
	struct relations_view *d = view->data;

	buf_printf(&title->crumb, "%s %s", register_ref_of(view->session,
	    d->uuid, d->arena), _("relations"));
	if (top)
		pane_position(&d->pane, &title->position);
}

static const char *
here(const struct view *view)
{
	const struct relations_view *d = view->data;

	return d->pane.cursor < d->pane.n ?
	    d->pane.line[d->pane.cursor].uuid : NULL;
}

/* The group whose rest lies behind the line under the cursor, or NULL. */
static const struct relation_group *
rest_here(const struct view *view)
{
	const struct relations_view *d = view->data;

	return d->pane.cursor < d->rest_cap && d->pane.cursor < d->pane.n ?
	    d->rest[d->pane.cursor] : NULL;
}

static bool
relations_selected(const struct view *view)
{
	return here(view) != NULL || rest_here(view) != NULL;
}

/* All of a group, as a list. */
static const struct err *
open_rest(struct view *view, const struct relation_group *group)
{
	struct relations_view *d = view->data;

	return list_open(view->app, group->of, arena_printf(d->arena, "%s=%s",
	    entity_field(group->of, group->position)->key, d->uuid));
}

static const struct err *
relations_act(struct view *view, enum action_id action, uint32_t key)
{
	struct relations_view *d = view->data;

	if (action == ACTION_open && here(view) == NULL)
		return open_rest(view, rest_here(view));
	if (action == ACTION_open)
		return record_open(view->app, here(view));
	if (action == ACTION_relations && here(view) != NULL)
		return app_open(view->app, &view_relations, here(view));
	if (action == ACTION_search)
		return app_default(view, ACTION_find, key);
	if (pane_act(&d->pane, action))
		return NULL;
	return app_default(view, action, key);
}

static void
relations_refresh(struct view *view)
{
	app_error(view->app, load(view));
}

static unsigned
relations_where(const struct view *view)
{
	(void)view;
	return AT_RELATIONS;
}

static const enum action_id *
relations_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open, ACTION_relations, ACTION_page_down,
		ACTION_help, ACTION_back, ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_relations = {
	.name = "relations", .shape = VIEW_FULL,
	.size = sizeof(struct relations_view), .open = relations_start,
	.close = relations_end, .where = relations_where,
	.footer = relations_footer, .selected = relations_selected,
	.title = relations_title, .draw = relations_draw,
	.act = relations_act, .refresh = relations_refresh,
};
