/* SPDX-License-Identifier: ISC */
/*
 * Diagrams older than the register: the changes since the revision that was
 * drawn (a change set's number) of records that stand on the diagram.  One
 * walk through the journal, newest first, serves all diagrams.
 */
#include <inttypes.h>
#include <string.h>

#include "base/intl.h"
#include "model/check/graph.h"
#include "model/check/run.h"
#include "model/discovery/map.h"
#include "model/journal.h"

enum { TX_PAGE = 100 };

#define ON_NETWORK (TO(site) | TO(zone) | TO(network) | TO(asset) | \
    TO(interface) | TO(connection) | TO(external) | TO(supplier))
#define ON_DATAFLOW (TO(flow) | TO(process) | TO(information) | \
    TO(external) | TO(supplier) | TO(system) | TO(zone))

struct sheet {
	const char	*uuid, *filter;
	bool		 dataflow;
	bool		 bare;		/* no revision is known */
	int64_t		 revision;
	int64_t		 changes;
	struct map	 shown;		/* uuids; where there is a filter */
};

struct behind {
	struct check_run *run;
	struct graph	*graph;
	struct sheet	*sheet;
	size_t		 n, cap;
	struct sheet	*at;		/* while its records are gathered */
	int64_t		 oldest;
};

static bool
note_diagram(void *ctx, const struct record *record)
{
	struct behind *behind = ctx;
	struct arena *scratch = behind->run->scratch;
	const char *type = record_text(record, F_diagram_type);
	struct sheet *sheet;

	behind->sheet = arena_grow(scratch, behind->sheet, &behind->cap,
	    behind->n + 1, sizeof(*behind->sheet));
	sheet = &behind->sheet[behind->n++];
	memset(sheet, 0, sizeof(*sheet));
	sheet->uuid = arena_strdup(scratch, record->uuid);
	sheet->filter = arena_strdup(scratch, record_text(record,
	    F_diagram_filter));
	sheet->dataflow = type != NULL && strcmp(type, "dataflow") == 0;
	sheet->bare = !record_has(record, F_diagram_revision);
	sheet->revision = record_int(record, F_diagram_revision);
	return true;
}

/* --- what stands on it ---------------------------------------------------- */

static bool
is_shown(const struct sheet *sheet, const char *uuid)
{
	size_t slot = SIZE_MAX;
	uint32_t at;

	/* Two uuids of one 64-bit hash are not to be expected. */
	return uuid != NULL && map_next(&sheet->shown,
	    map_hash_text(&sheet->shown, 0, uuid), &slot, &at);
}

static void
show(struct behind *behind, int node)
{
	struct sheet *sheet = behind->at;

	if (node != GRAPH_NONE &&
	    !is_shown(sheet, behind->graph->node[node].uuid))
		map_put(&sheet->shown, map_hash_text(&sheet->shown, 0,
		    behind->graph->node[node].uuid), 0);
}

static bool
show_match(void *ctx, const struct record *record)
{
	struct behind *behind = ctx;
	struct graph *graph = behind->graph;
	struct map *shown = &behind->at->shown;
	int at = graph_find(graph, record->uuid);
	size_t i;

	map_put(shown, map_hash_text(shown, 0, record->uuid), 0);
	for (i = 0; at != GRAPH_NONE && i < graph->node[at].zone.n; i++)
		show(behind, graph->node[at].zone.item[i]);
	return true;
}

/* Connections and their other ends beside devices, ends beside flows. */
static void
show_around(struct behind *behind)
{
	struct sheet *sheet = behind->at;
	const struct graph *graph = behind->graph;
	size_t i;

	for (i = 0; !sheet->dataflow && i < graph->n_links; i++) {
		const struct graph_link *link = &graph->link[i];
		int a = graph_device(graph, link->a);
		int b = graph_device(graph, link->b);

		if ((a == GRAPH_NONE || !is_shown(sheet,
		    graph->node[a].uuid)) && (b == GRAPH_NONE ||
		    !is_shown(sheet, graph->node[b].uuid)))
			continue;
		map_put(&sheet->shown, map_hash_text(&sheet->shown, 0,
		    link->uuid), 0);
	}
	for (i = 0; sheet->dataflow && i < graph->n_flows; i++)
		if (is_shown(sheet, graph->flow[i].uuid)) {
			show(behind, graph->flow[i].source);
			show(behind, graph->flow[i].target);
		}
}

static const struct err *
gather(struct behind *behind, struct sheet *sheet)
{
	struct check_run *run = behind->run;
	enum entity_id entity = sheet->dataflow ? ENTITY_flow : ENTITY_asset;
	struct fieldset none = { { 0 } };
	struct query *query;
	const struct err *err;

	if (sheet->filter == NULL)
		return NULL;
	behind->at = sheet;
	/* A filter that no longer reads shows everything, to be safe. */
	if (query_parse(run->session, entity, sheet->filter, run->scratch,
	    &query) != NULL) {
		sheet->filter = NULL;
		return NULL;
	}
	err = store_each(run->store, entity, query, NULL, 0, &none,
	    show_match, behind);
	if (err == NULL)
		show_around(behind);
	return err;
}

/* --- what changed --------------------------------------------------------- */

struct changed {
	struct arena	*arena;
	struct {
		const char	*uuid;
		enum entity_id	 entity;
	}		*item;
	size_t		 n, cap;
};

static bool
note_entry(void *ctx, const struct store_entry *entry)
{
	struct changed *changed = ctx;

	if (!journal_is_change(entry) ||
	    ((ON_NETWORK | ON_DATAFLOW) & UINT64_C(1) << entry->entity) == 0)
		return true;
	changed->item = arena_grow(changed->arena, changed->item,
	    &changed->cap, changed->n + 1, sizeof(*changed->item));
	changed->item[changed->n].uuid = arena_strdup(changed->arena,
	    entry->uuid);
	changed->item[changed->n++].entity = entry->entity;
	return true;
}

/* What an interface or a network belongs to: that is what is shown. */
static const struct err *
owner_of(struct behind *behind, enum entity_id entity, const char *uuid,
    struct arena *arena, const char **out)
{
	size_t position = entity == ENTITY_interface ? F_interface_asset :
	    F_network_zone;
	struct fieldset want = { { 0 } };
	struct record *record = NULL;
	const struct err *err;

	*out = uuid;
	if (entity != ENTITY_interface && entity != ENTITY_network)
		return NULL;
	fieldset_add(&want, position);
	err = store_get(behind->run->store, entity, uuid, &want, arena,
	    &record);
	if (err == NULL && record != NULL)
		*out = record_text(record, position);
	return err;
}

static const struct err *
count_set(struct behind *behind, int64_t tx, struct arena *arena)
{
	struct store_entry_filter filter = { .tx = tx };
	struct changed changed = { .arena = arena };
	const struct err *err;
	const char *owner;
	size_t i, k;

	err = store_entry_each(behind->run->store, &filter, note_entry,
	    &changed);
	for (i = 0; err == NULL && i < changed.n; i++) {
		uint64_t entity = UINT64_C(1) << changed.item[i].entity;

		err = owner_of(behind, changed.item[i].entity,
		    changed.item[i].uuid, arena, &owner);
		for (k = 0; err == NULL && k < behind->n; k++) {
			struct sheet *sheet = &behind->sheet[k];

			if (sheet->revision < tx && (entity & (sheet->dataflow ?
			    ON_DATAFLOW : ON_NETWORK)) != 0 &&
			    (sheet->filter == NULL || is_shown(sheet, owner)))
				sheet->changes++;
		}
	}
	return err;
}

static const struct err *
walk_journal(struct behind *behind)
{
	struct store_tx tx[TX_PAGE];
	struct arena *arena = arena_new();
	const struct err *err = NULL;
	int64_t before = 0;
	size_t i, n = 1;

	while (err == NULL && n > 0) {
		err = store_tx_list(behind->run->store, before, arena, tx,
		    TX_PAGE, &n);
		for (i = 0; err == NULL && i < n; i++) {
			before = tx[i].id;
			if (tx[i].id <= behind->oldest) {
				n = 0;
				break;
			}
			if (tx[i].state == TX_CLOSED)
				err = count_set(behind, tx[i].id, arena);
		}
		arena_reset(arena);
	}
	arena_free(arena);
	return err;
}

static void
tell_sheet(struct check_run *run, const struct sheet *sheet)
{
	struct buf text = { 0 };

	if (sheet->changes > 0 && sheet->bare)
		buf_printf(&text, _("%" PRId64 " changes; no revision is "
		    "noted"), sheet->changes);
	else if (sheet->changes > 0)
		buf_printf(&text, _("%" PRId64 " changes since revision %"
		    PRId64), sheet->changes, sheet->revision);
	if (text.len > 0)
		run_hit(run, ENTITY_diagram, sheet->uuid, buf_str(&text));
	buf_release(&text);
}

const struct err *
check_behind(struct check_run *run)
{
	static const size_t fields[] = { F_diagram_type, F_diagram_filter,
		F_diagram_revision };
	struct behind behind = { .run = run, .oldest = INT64_MAX };
	const struct err *err;
	size_t i;

	err = run_each(run, ENTITY_diagram, fields, 3, note_diagram, &behind);
	if (err != NULL || behind.n == 0)
		return err;
	for (i = 0; i < behind.n; i++) {
		map_init(&behind.sheet[i].shown);
		if (behind.sheet[i].revision < behind.oldest)
			behind.oldest = behind.sheet[i].revision;
	}
	err = run_graph(run, &behind.graph);
	for (i = 0; err == NULL && i < behind.n; i++)
		err = gather(&behind, &behind.sheet[i]);
	if (err == NULL)
		err = walk_journal(&behind);
	for (i = 0; i < behind.n; i++) {
		if (err == NULL)
			tell_sheet(run, &behind.sheet[i]);
		map_release(&behind.sheet[i].shown);
	}
	return err;
}
