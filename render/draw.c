/* SPDX-License-Identifier: ISC */
#include "render/draw.h"

#include <string.h>

#include "base/clock.h"
#include "model/register.h"
#include "model/store/store.h"
#include "render/builder.h"
#include "render/fold.h"
#include "render/legend.h"

enum {
	PAGE_NODES = 44,	/* what an A3 sheet can hold and show */
	POSTER_NODES = 320,	/* what the largest can */
};

/* --- near a record ---------------------------------------------------- */

/* True for the node of a record and for all in a zone or site of that name. */
static bool
stands_for(const struct diagram *d, size_t node, const char *uuid)
{
	int c = d->node[node].cluster;

	if (d->node[node].uuid != NULL &&
	    strcmp(d->node[node].uuid, uuid) == 0)
		return true;
	for (; c >= 0; c = d->cluster[c].parent)
		if (d->cluster[c].uuid != NULL &&
		    strcmp(d->cluster[c].uuid, uuid) == 0)
			return true;
	return false;
}

static void
spread(const struct diagram *d, bool *near)
{
	bool *more = arena_calloc(d->arena, d->nodes + 1, sizeof(bool));
	const struct diagram_edge *e;
	size_t i;

	for (i = 0; i < d->edges; i++) {
		e = &d->edge[i];
		more[e->from] |= near[e->to];
		more[e->to] |= near[e->from];
	}
	for (i = 0; i < d->nodes; i++)
		near[i] |= more[i];
}

static const struct err *
near_only(struct session *session, const char *ref, int hops,
    struct diagram **diagram)
{
	struct diagram *d = *diagram;
	bool *near = arena_calloc(d->arena, d->nodes + 1, sizeof(bool));
	const struct err *err;
	char uuid[UUID_LEN];
	size_t i, n = 0;

	err = register_resolve(session, TO_ANY, ref, uuid);
	if (err != NULL)
		return err;
	for (i = 0; i < d->nodes; i++) {
		near[i] = stands_for(d, i, uuid);
		n += near[i];
	}
	for (i = 0; i < d->edges; i++)
		if (d->edge[i].uuid != NULL &&
		    strcmp(d->edge[i].uuid, uuid) == 0) {
			near[d->edge[i].from] = near[d->edge[i].to] = true;
			n++;
		}
	if (n == 0)
		return err_new(ERR_INPUT, _("%s does not stand on this "
		    "diagram. Name a device, zone, connection or flow that "
		    "does."), ref);
	while (hops-- > 0)
		spread(d, near);
	*diagram = fold_select(d, near, d->arena);
	return NULL;
}

/* --- title block ------------------------------------------------------ */

struct saved {
	struct arena	*arena;
	const char	*uuid, *type, *filter;
	struct record	*found;
};

static bool
same(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool
match_saved(void *ctx, const struct record *record)
{
	struct saved *s = ctx;

	if (s->uuid != NULL ? strcmp(s->uuid, record->uuid) != 0 :
	    !same(record_text(record, F_diagram_type), s->type) ||
	    !same(record_text(record, F_diagram_filter), s->filter))
		return true;
	s->found = record_copy(s->arena, record);
	return false;
}

static const char *
type_key(enum diagram_type type)
{
	return type == DIAGRAM_NETWORK ? "network" : "dataflow";
}

static void
title_default(struct session *session, const char *query, struct diagram *d)
{
	struct diagram_title *t = &d->title;
	const struct choice *type = choice_find("diagram_type",
	    type_key(d->type));
	const char *name = register_name(session);

	t->title = arena_printf(d->arena, "%s %s", name != NULL ? name : "",
	    type->label[session->lang]);
	t->scope = query != NULL && *query != '\0' ? query : _("everything");
	t->page = "1 / 1";
}

static const char *
person(struct session *session, const struct record *record, size_t field,
    struct arena *arena)
{
	const char *uuid = record_text(record, field);

	return uuid == NULL ? NULL : register_name_of(session, uuid, arena);
}

static void
title_saved(struct session *session, const struct record *r,
    struct diagram *d)
{
	struct diagram_title *t = &d->title;
	const char *name = record_text(r, F_diagram_name);
	size_t n = name != NULL ? strcspn(name, " ") : 0;

	if (record_text(r, F_diagram_title) != NULL)
		t->title = record_text(r, F_diagram_title);
	if (record_text(r, F_diagram_scope) != NULL)
		t->scope = record_text(r, F_diagram_scope);
	if (n > 0 && n < 16)
		t->number = arena_strndup(d->arena, name, n);
	if (record_has(r, F_diagram_revision))
		t->revision = arena_printf(d->arena, "%lld",
		    (long long)record_int(r, F_diagram_revision));
	t->date = record_text(r, F_diagram_drawn_on);
	t->made_by = person(session, r, F_diagram_made_by, d->arena);
	t->approved_by = person(session, r, F_diagram_approved_by, d->arena);
	t->next_review = record_text(r, F_diagram_next_review);
	t->classification = record_text(r, F_diagram_classification);
}

/*
 * What the drawing shows is the register after its last change set: its
 * number and day, not those of the printing.
 */
static const struct err *
title_state(struct session *session, struct diagram *d)
{
	const struct err *err;
	struct store_tx tx;
	char day[DATE_LEN];
	size_t n = 0;

	err = store_tx_list(register_reader(session), 0, d->arena, &tx, 1,
	    &n);
	if (err != NULL || n == 0)
		return err;
	d->title.snapshot = arena_printf(d->arena, _("change %lld"),
	    (long long)tx.id);
	date_format(clock_day(tx.at), day);
	d->title.date = arena_strdup(d->arena, day);
	return NULL;
}

static const struct err *
fill_title(struct session *session, const struct draw_options *options,
    struct diagram *d)
{
	struct saved saved = { .arena = d->arena, .uuid = options->saved,
		.type = type_key(d->type), .filter = options->query };
	const struct err *err;

	title_default(session, options->query, d);
	err = title_state(session, d);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_diagram,
		    NULL, NULL, 0, NULL, match_saved, &saved);
	if (err == NULL && saved.found != NULL)
		title_saved(session, saved.found, d);
	return err;
}

/* --- the whole -------------------------------------------------------- */

/* Every zone a box: all that a sheet can hold of so many. */
static struct diagram *
fold_zones(struct diagram *d)
{
	bool *fold = arena_calloc(d->arena, d->clusters + 1, sizeof(bool));
	size_t i;

	for (i = 0; i < d->clusters; i++)
		fold[i] = !d->cluster[i].is_site;
	return fold_clusters(d, fold, d->arena);
}

/* Alike devices fold, large groups first, until a page can hold the rest. */
static struct diagram *
fit_page(struct diagram *d)
{
	static const struct {
		enum fold_grain	 grain;
		int		 least;
	} steps[] = {
		{ FOLD_FINE, 8 }, { FOLD_FINE, 5 }, { FOLD_FINE, 3 },
		{ FOLD_FINE, 2 }, { FOLD_FAMILY, 2 }, { FOLD_REST, 3 },
		{ FOLD_REST, 2 },
	};
	struct diagram *folded = d;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) &&
	    folded->nodes > PAGE_NODES; i++)
		folded = fold_alike(folded, steps[i].grain, steps[i].least,
		    NULL, 0, d->arena);
	return folded->nodes > POSTER_NODES ? fold_zones(folded) : folded;
}

static const struct err *
nothing(enum diagram_type type, const char *query)
{
	if (query == NULL || *query == '\0')
		return err_new(ERR_INPUT, type == DIAGRAM_NETWORK ?
		    _("There is nothing to draw: no asset has an interface in "
		    "a zone yet. Add interfaces and networks first.") :
		    _("There is nothing to draw: the register has no data "
		    "flows at this level yet. Add flows first."));
	return err_new(ERR_INPUT, _("There is nothing to draw: nothing "
	    "matches the query \"%s\". Widen it."), query);
}

const struct err *
draw_build(struct session *session, enum diagram_type type,
    const struct draw_options *options, struct arena *arena,
    struct diagram **out)
{
	struct diagram *d = diagram_new(arena, type);
	struct query *query = NULL;
	const struct err *err;

	*out = NULL;
	err = query_parse(session, type == DIAGRAM_NETWORK ? ENTITY_asset :
	    ENTITY_flow, options->query, arena, &query);
	if (err == NULL)
		err = type == DIAGRAM_NETWORK ?
		    network_build(session, query, d) :
		    dataflow_build(session, query, options->level < 0 ? 1 :
		    options->level, d);
	if (err == NULL && d->nodes == 0)
		err = nothing(type, options->query);
	if (err == NULL && options->around != NULL)
		err = near_only(session, options->around, options->hops, &d);
	if (err != NULL)
		return err;
	d = fold_select(d, NULL, arena);
	if (!options->whole)
		d = fit_page(d);
	legend_fill(session, d);
	err = fill_title(session, options, d);
	*out = err == NULL ? d : NULL;
	return err;
}
