/* SPDX-License-Identifier: ISC */
/* Searching everything as one types, grouped by entity. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/search.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keymap.h"
#include "tui/lineedit.h"
#include "tui/views/views.h"

enum { GROUP_SHOWN = 8, REF_W = 14, NAME_W = 24, FIELD_W = 14 };

enum line_kind { LINE_HEAD, LINE_HIT, LINE_MORE };

struct line {
	enum line_kind	 kind;
	const struct search_group *group;
	const struct search_hit *hit;
};

struct hits {
	struct lineedit	 edit;
	struct arena	*arena;		/* of the results */
	struct search	 search;
	size_t		 next;		/* entity to look at, search_order */
	struct search_group group[ENTITY_COUNT];
	size_t		 n_groups;
	struct line	*line;
	size_t		 n, cap, cursor, top, page;
	bool		 moved;		/* by the person */
};

/* The best hit decides; entities that are looked at first break ties. */
static int
compare_groups(const void *a, const void *b)
{
	const struct search_group *x = a, *y = b;

	if (x->hit[0].retired != y->hit[0].retired)
		return x->hit[0].retired ? 1 : -1;
	return x->hit[0].rank - y->hit[0].rank;
}

static void
add_line(struct hits *d, enum line_kind kind,
    const struct search_group *group, const struct search_hit *hit)
{
	d->line = arena_grow(d->arena, d->line, &d->cap, d->n + 1,
	    sizeof(*d->line));
	d->line[d->n++] = (struct line){ kind, group, hit };
}

/* The next line that can be chosen, from one on; n when there is none. */
static size_t
choosable(const struct hits *d, size_t from, int step)
{
	size_t i;

	for (i = from; i < d->n; i += (size_t)step)
		if (d->line[i].kind != LINE_HEAD)
			return i;
	return d->n;
}

static void
arrange(struct hits *d)
{
	char uuid[UUID_LEN] = "";
	size_t i, k;

	if (d->moved && d->cursor < d->n && d->line[d->cursor].hit != NULL)
		memcpy(uuid, d->line[d->cursor].hit->uuid, UUID_LEN);
	/* A stable order of what ranks the same: insertion. */
	for (i = d->n_groups - 1; i > 0 && compare_groups(&d->group[i - 1],
	    &d->group[i]) > 0; i--) {
		struct search_group group = d->group[i];

		d->group[i] = d->group[i - 1];
		d->group[i - 1] = group;
	}
	d->n = 0;
	for (i = 0; i < d->n_groups; i++) {
		const struct search_group *group = &d->group[i];

		add_line(d, LINE_HEAD, group, NULL);
		for (k = 0; k < group->n; k++)
			add_line(d, LINE_HIT, group, &group->hit[k]);
		if (group->total > (int64_t)group->n)
			add_line(d, LINE_MORE, group, NULL);
	}
	if (!d->moved)
		d->cursor = choosable(d, 0, 1);
	for (i = 0; *uuid != '\0' && i < d->n; i++)
		if (d->line[i].hit != NULL &&
		    strcmp(d->line[i].hit->uuid, uuid) == 0)
			d->cursor = i;
}

static void
begin(struct view *view)
{
	struct hits *d = view->data;

	arena_reset(d->arena);
	d->line = NULL;
	d->n = d->cap = d->n_groups = d->cursor = d->top = d->next = 0;
	d->moved = false;
	search_begin(&d->search, view->session, d->arena,
	    lineedit_text(&d->edit));
}

static bool
hits_tick(struct view *view)
{
	struct hits *d = view->data;
	int entity = d->search.n > 0 ? search_order(d->next) : ENTITY_NONE;
	const struct err *err;

	if (entity == ENTITY_NONE)
		return false;
	d->next++;
	err = search_entity(&d->search, (enum entity_id)entity, GROUP_SHOWN,
	    &d->group[d->n_groups]);
	app_error(view->app, err);
	if (err == NULL && d->group[d->n_groups].n > 0) {
		d->n_groups++;
		arrange(d);
	}
	return true;
}

/* --- drawing ----------------------------------------------------------------- */

/* The piece with what matched in brackets and in its role. */
static void
draw_piece(struct screen *screen, int y, int x, int w,
    const struct search_hit *hit)
{
	size_t at = 0, i;
	int end = x + w;

	for (i = 0; i <= hit->n_spans; i++) {
		bool last = i == hit->n_spans;
		size_t to = last ? strlen(hit->piece) : hit->span[i].from;
		struct buf text = { 0 };

		buf_addn(&text, hit->piece + at, to - at);
		x += screen_put(screen, y, x, end - x, ROLE_text,
		    buf_str(&text));
		if (!last) {
			buf_clear(&text);
			buf_addc(&text, '[');
			buf_addn(&text, hit->piece + to,
			    hit->span[i].to - to);
			buf_addc(&text, ']');
			x += screen_put(screen, y, x, end - x, ROLE_mark,
			    buf_str(&text));
			at = hit->span[i].to;
		}
		buf_release(&text);
	}
}

static void
draw_hit(struct view *view, struct screen *screen, struct area row,
    const struct search_hit *hit)
{
	const struct field *field = entity_field(hit->of, hit->position);
	bool small = screen_is_small(screen);
	int x = row.x + 2, rest = row.w - 3 - REF_W;
	bool same = strcmp(hit->ref, hit->name) == 0;
	int name = small ? 0 : NAME_W + (rest - 62 > 0 ? (rest - 62) / 3 : 0);

	screen_put(screen, row.y, x, (same ? REF_W + name : REF_W) - 1,
	    ROLE_strong, hit->ref);
	x += REF_W;
	if (!small) {
		screen_put(screen, row.y, x, same ? 0 : name - 1, ROLE_text,
		    hit->name);
		x += name;
		screen_put(screen, row.y, x, FIELD_W - 1, ROLE_dim,
		    hit->retired ? _("(retired)") :
		    field->label[view->session->lang]);
		x += FIELD_W;
	}
	draw_piece(screen, row.y, x, row.x + row.w - x, hit);
}

static void
draw_line(struct view *view, struct screen *screen, struct area row,
    const struct line *line, bool here)
{
	const struct search_group *group = line->group;
	struct buf text = { 0 };

	if (line->kind == LINE_HIT) {
		draw_hit(view, screen, row, line->hit);
	} else if (line->kind == LINE_HEAD) {
		buf_printf(&text, "%s  %lld", entity_get(group->entity)->
		    label_plural[view->session->lang],
		    (long long)group->total);
		screen_put(screen, row.y, row.x + 1, row.w - 1, ROLE_head,
		    text.s);
	} else {
		buf_printf(&text, _("… and %lld more"),
		    (long long)(group->total - (int64_t)group->n));
		screen_put(screen, row.y, row.x + 2, row.w - 2, ROLE_dim,
		    text.s);
	}
	if (here) {
		screen_put(screen, row.y, row.x, 1, ROLE_text, ">");
		screen_paint(screen, row, ROLE_select);
	}
	buf_release(&text);
}

static void
hits_draw(struct view *view, struct screen *screen, struct area area)
{
	struct hits *d = view->data;
	struct area row = { area.y + 2, area.x, 1, area.w };
	size_t i;
	int used;

	d->page = area.h > 3 ? (size_t)area.h - 2 : 1;
	if (d->cursor < d->top + 1)
		d->top = d->cursor > 0 ? d->cursor - 1 : 0;
	if (d->cursor >= d->top + d->page)
		d->top = d->cursor - d->page + 1;
	for (i = d->top; i < d->n && i < d->top + d->page; i++, row.y++)
		draw_line(view, screen, row, &d->line[i], i == d->cursor);
	if (d->n == 0)
		screen_put(screen, row.y, 2, area.w - 3, ROLE_dim,
		    d->search.n == 0 ? _("Numbers, names, addresses, notes: "
		    "every word must stand in the record.") :
		    search_order(d->next) != ENTITY_NONE ? _("Searching") :
		    _("Nothing holds these words. Shorten what was typed."));
	used = screen_put(screen, area.y, area.x + 1, 20, ROLE_strong,
	    _("Search"));
	lineedit_draw(&d->edit, screen, area.y, area.x + used + 3,
	    area.w - used - 5, ROLE_input);
}

/* --- acting --------------------------------------------------------------------- */

static bool
hits_type(struct view *view, uint32_t key, const char *paste)
{
	struct hits *d = view->data;
	struct buf was = { 0 };
	bool taken;

	buf_add(&was, lineedit_text(&d->edit));
	taken = lineedit_key(&d->edit, key, paste);
	if (taken && strcmp(buf_str(&was), lineedit_text(&d->edit)) != 0)
		begin(view);
	buf_release(&was);
	return taken;
}

static void
move(struct hits *d, uint32_t key)
{
	size_t step = key == K_PGUP || key == K_PGDN ? d->page : 1, to;
	bool up = key == K_UP || key == K_PGUP;

	if (up)
		to = choosable(d, d->cursor > step ? d->cursor - step : 0,
		    -1);
	else
		to = choosable(d, d->cursor + step < d->n ?
		    d->cursor + step : d->n - 1, 1);
	if (to >= d->n)
		to = choosable(d, up ? 0 : d->cursor, 1);
	if (to < d->n)
		d->cursor = to;
	d->moved = true;
}

/* The list of the entity, filtered by the words. */
static const struct err *
open_more(struct view *view, const struct search_group *group)
{
	struct hits *d = view->data;
	struct query *query = NULL;
	struct buf filter = { 0 };
	const struct err *err;
	size_t i;

	for (i = 0; i < d->search.n; i++) {
		struct query *word = arena_calloc(d->arena, 1,
		    sizeof(*word));

		word->kind = QUERY_WORD;
		word->word = d->search.word[i];
		query = query == NULL ? word : query_and(d->arena, query,
		    word);
	}
	query_format(query, &filter);
	err = list_open(view->app, group->entity, buf_str(&filter));
	buf_release(&filter);
	return err;
}

static const struct err *
hits_act(struct view *view, enum action_id action, uint32_t key)
{
	struct hits *d = view->data;
	const struct line *line = d->cursor < d->n ? &d->line[d->cursor] :
	    NULL;

	switch (action) {
	case ACTION_open_hit:
		return line->kind == LINE_HIT ?
		    record_open(view->app, line->hit->uuid) :
		    open_more(view, line->group);
	case ACTION_hit:
		if (d->n > 0)
			move(d, key);
		return NULL;
	case ACTION_close_find:
		app_close(view);
		return NULL;
	default:
		return app_default(view, action, key);
	}
}

static bool
hits_selected(const struct view *view)
{
	const struct hits *d = view->data;

	return d->cursor < d->n;
}

static const struct err *
hits_start(struct view *view, const void *args)
{
	struct hits *d = view->data;

	(void)args;
	d->arena = arena_new();
	begin(view);
	return NULL;
}

static void
hits_end(struct view *view)
{
	struct hits *d = view->data;

	lineedit_release(&d->edit);
	arena_free(d->arena);
}

static void
hits_title(struct view *view, bool top, struct title *title)
{
	struct hits *d = view->data;
	long long total = 0;
	size_t i;

	buf_add(&title->crumb, _("Search"));
	if (!top)
		return;
	for (i = 0; i < d->n_groups; i++)
		total += d->group[i].total;
	buf_printf(&title->position, search_order(d->next) != ENTITY_NONE &&
	    d->search.n > 0 ? "%lld+" : "%lld", total);
}

static unsigned
hits_where(const struct view *view)
{
	(void)view;
	return AT_FIND;
}

static const enum action_id *
hits_footer(const struct view *view)
{
	static const enum action_id actions[] = {
		ACTION_open_hit, ACTION_hit, ACTION_clear, ACTION_close_find,
		ACTION_NONE
	};

	(void)view;
	return actions;
}

const struct view_ops view_hits = {
	.name = "hits", .shape = VIEW_FULL, .size = sizeof(struct hits),
	.open = hits_start, .close = hits_end, .where = hits_where,
	.footer = hits_footer, .selected = hits_selected,
	.title = hits_title, .draw = hits_draw, .type = hits_type,
	.act = hits_act, .refresh = begin, .tick = hits_tick,
};
