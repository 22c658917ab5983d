/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/register.h"
#include "model/store/store.h"
#include "render/builder.h"
#include "render/kind.h"
#include "render/place.h"

enum { LEVEL_CONTEXT };

/* Places in the rows that are read. */
enum { FLOW_NAME, FLOW_SOURCE, FLOW_TARGET, FLOW_INFORMATION, FLOW_PROTOCOL,
	FLOW_PORT, FLOW_ENCRYPTED, FLOW_THIRD, FLOW_APPROVAL, FLOW_UNTIL };
enum { PROCESS_NO, PROCESS_NAME, PROCESS_PARENT, PROCESS_SYSTEM };
enum { INFO_NAME, INFO_MEDIUM, INFO_CLASS, INFO_STORED };
enum { ASSET_NO, ASSET_NAME, ASSET_KIND, ASSET_ROLE, ASSET_SYSTEM };
enum { NAME, COUNTRY };

static const size_t flow_fields[] = { F_flow_name, F_flow_source,
    F_flow_target, F_flow_information, F_flow_protocol, F_flow_port,
    F_flow_encrypted, F_flow_third_party, F_flow_approval,
    F_flow_approval_until };
static const size_t process_fields[] = { F_process_dfd_no, F_process_name,
    F_process_parent, F_process_system };
static const size_t info_fields[] = { F_information_name,
    F_information_medium, F_information_confidentiality,
    F_information_stored_in };
static const size_t asset_fields[] = { F_asset_asset_no, F_asset_name,
    F_asset_kind, F_asset_role, F_asset_system };
static const size_t external_fields[] = { F_external_name };
static const size_t supplier_fields[] = { F_supplier_name,
    F_supplier_jurisdiction };
static const size_t system_fields[] = { F_system_name };
static const size_t zone_fields[] = { F_zone_name, F_zone_kind };

/* A flow with its ends as this level shows them. */
struct stream {
	const struct source_row *row;
	const char	*from, *to;	/* uuids */
	long		 rank;		/* of the first process it touches */
	bool		 leaves;	/* that process, instead of reaching it */
};

struct dataflow {
	struct session	*session;
	struct arena	*arena;
	struct diagram	*diagram;
	struct places	 places;
	struct source	 flows, processes, infos, assets, externals,
			 suppliers, systems, zones;
	int		 level;
	struct stream	*stream;
	size_t		 streams;
	const struct choice *scale;
	size_t		 n_scale;
	long		 next_process, next_store;
	char		 today[DATE_LEN];
};

static const struct err *
load(struct dataflow *w, const struct query *query)
{
	const struct source_set sets[] = {
		{ ENTITY_flow, query, flow_fields, 10, &w->flows },
		{ ENTITY_process, NULL, process_fields, 4, &w->processes },
		{ ENTITY_information, NULL, info_fields, 4, &w->infos },
		{ ENTITY_asset, NULL, asset_fields, 5, &w->assets },
		{ ENTITY_external, NULL, external_fields, 1, &w->externals },
		{ ENTITY_supplier, NULL, supplier_fields, 2, &w->suppliers },
		{ ENTITY_system, NULL, system_fields, 1, &w->systems },
		{ ENTITY_zone, NULL, zone_fields, 2, &w->zones },
	};
	const struct err *err;

	err = place_load(w->session, w->arena, &w->places);
	return err != NULL ? err : source_load_all(w->session, sets,
	    sizeof(sets) / sizeof(sets[0]), w->arena);
}

/* --- which node an end is, at this level ------------------------------ */

static int
process_depth(const struct dataflow *w, const struct source_row *process)
{
	int depth = 0;

	while (depth < 8 && (process = source_find(&w->processes,
	    source_text(process, PROCESS_PARENT))) != NULL)
		depth++;
	return depth;
}

/* A process is drawn as the one around it that the level shows. */
static const struct source_row *
shown_process(const struct dataflow *w, const struct source_row *process)
{
	int depth;

	for (depth = process_depth(w, process); depth > w->level; depth--)
		process = source_find(&w->processes,
		    source_text(process, PROCESS_PARENT));
	return process;
}

static const char *
shown_end(const struct dataflow *w, const char *uuid)
{
	const struct source_row *process = source_find(&w->processes, uuid);

	if (process != NULL)
		return shown_process(w, process)->uuid;
	if (w->level == LEVEL_CONTEXT && source_find(&w->infos, uuid) != NULL)
		return NULL;
	return uuid;
}

/* "4.2" before "4.10": the parts of a process number as one number. */
static long
process_rank(const struct source_row *process)
{
	const char *s = source_text(process, PROCESS_NO);
	long rank = 0, part;
	int i;

	for (i = 0; i < 3; i++) {
		part = 0;
		if (s != NULL && *s != '\0') {
			part = strtol(s, NULL, 10);
			s += strcspn(s, ".");
			s += *s == '.';
		}
		rank = rank * 1000 + (part < 0 || part > 999 ? 999 : part);
	}
	return rank;
}

static int
by_rank(const void *a, const void *b)
{
	const struct stream *x = a, *y = b;
	const char *left, *right;
	int order;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->leaves != y->leaves)
		return x->leaves ? 1 : -1;
	left = source_text(x->row, FLOW_NAME);
	right = source_text(y->row, FLOW_NAME);
	order = strcmp(left != NULL ? left : "", right != NULL ? right : "");
	return order != 0 ? order : strcmp(x->row->uuid, y->row->uuid);
}

/* Flows in the order in which they are numbered: along the processes. */
static void
collect(struct dataflow *w)
{
	const struct source_row *row, *from, *to;
	struct stream *s;
	long a, b;
	size_t i;

	w->stream = arena_calloc(w->arena, w->flows.n + 1,
	    sizeof(*w->stream));
	for (i = 0; i < w->flows.n; i++) {
		row = w->flows.row[i];
		s = &w->stream[w->streams];
		s->row = row;
		s->from = shown_end(w, source_text(row, FLOW_SOURCE));
		s->to = shown_end(w, source_text(row, FLOW_TARGET));
		if (s->from == NULL || s->to == NULL ||
		    strcmp(s->from, s->to) == 0)
			continue;
		from = source_find(&w->processes, s->from);
		to = source_find(&w->processes, s->to);
		a = from != NULL ? process_rank(from) : 999999999;
		b = to != NULL ? process_rank(to) : 999999999;
		s->rank = a < b ? a : b;
		s->leaves = a <= b;
		w->streams++;
	}
	qsort(w->stream, w->streams, sizeof(*w->stream), by_rank);
}

/* --- trust boundaries ------------------------------------------------- */

static const char *
asset_zone(const struct dataflow *w, const char *asset)
{
	const struct source_row *net;
	const char *ip;

	return place_of(&w->places, asset, &net, &ip);
}

static bool
lists(const struct value *value, const char *uuid)
{
	size_t i;

	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++)
		if (strcmp(value->list[i], uuid) == 0)
			return true;
	return value->kind == VALUE_TEXT && strcmp(value->s, uuid) == 0;
}

/* The zone where most of a system's assets are. */
static const char *
system_zone(const struct dataflow *w, const char *system)
{
	const char *zone, *best = NULL;
	size_t i, k, n, most = 0;

	for (i = 0; system != NULL && i < w->zones.n; i++) {
		zone = w->zones.row[i]->uuid;
		n = 0;
		for (k = 0; k < w->assets.n; k++)
			if (lists(&w->assets.row[k]->v[ASSET_SYSTEM], system)) {
				const char *at = asset_zone(w,
				    w->assets.row[k]->uuid);

				n += at != NULL && strcmp(at, zone) == 0;
			}
		if (n > most) {
			most = n;
			best = zone;
		}
	}
	return best;
}

static int
boundary(struct dataflow *w, const char *zone)
{
	const struct source_row *row = source_find(&w->zones, zone);
	struct diagram_cluster *c;
	const char *kind;
	int at;

	if (row == NULL)
		return -1;
	at = diagram_find_cluster(w->diagram, row->uuid);
	if (at >= 0)
		return at;
	kind = source_text(row, 1);
	c = diagram_add_cluster(w->diagram);
	c->key = c->uuid = row->uuid;
	c->kind = kind != NULL ? kind : "other";
	c->title = source_text(row, NAME);
	return (int)w->diagram->clusters - 1;
}

/* --- nodes ------------------------------------------------------------ */

static int
class_of(const struct dataflow *w, const char *key)
{
	size_t i;

	for (i = 0; key != NULL && i < w->n_scale; i++)
		if (strcmp(w->scale[i].key, key) == 0)
			return w->scale[i].order;
	return 0;
}

static void
describe_entity(struct diagram_node *node, const char *name)
{
	node->shape = NODE_ENTITY;
	node->kind = "entity";
	node->name = name;
	node->cluster = -1;
}

static void
describe_process(struct dataflow *w, struct diagram_node *node,
    const struct source_row *process)
{
	const char *number = source_text(process, PROCESS_NO);
	const char *system = source_text(process, PROCESS_SYSTEM);
	const struct source_row *row = source_find(&w->systems, system);

	node->shape = NODE_PROCESS;
	node->kind = "process";
	node->badge = number != NULL ? arena_printf(w->arena, "P%s", number) :
	    arena_printf(w->arena, "P%ld", w->next_process++);
	node->name = source_text(process, PROCESS_NAME);
	node->detail = row != NULL ? source_text(row, NAME) : NULL;
	node->cluster = boundary(w, system_zone(w, system));
}

static void
describe_system(struct dataflow *w, struct diagram_node *node,
    const struct source_row *system)
{
	node->shape = NODE_PROCESS;
	node->kind = "process";
	node->badge = arena_printf(w->arena, "P%ld", w->next_process++);
	node->name = source_text(system, NAME);
	node->cluster = boundary(w, system_zone(w, system->uuid));
}

static void
describe_asset(struct dataflow *w, struct diagram_node *node,
    const struct source_row *asset)
{
	const struct kind *kind = kind_of_asset(source_text(asset,
	    ASSET_KIND), source_text(asset, ASSET_ROLE));

	node->shape = kind->store ? NODE_STORE : NODE_PROCESS;
	node->kind = kind->store ? "store" : "process";
	node->badge = kind->store ?
	    arena_printf(w->arena, "D%ld", w->next_store++) :
	    arena_printf(w->arena, "P%ld", w->next_process++);
	node->name = source_text(asset, ASSET_NAME);
	node->detail = node->number = source_text(asset, ASSET_NO);
	node->cluster = boundary(w, asset_zone(w, asset->uuid));
}

/* Where information lies: the first of its places. */
static void
describe_store(struct dataflow *w, struct diagram_node *node,
    const struct source_row *info)
{
	const char *place = source_first(info, INFO_STORED), *zone = NULL;
	const struct source_row *row;

	node->shape = NODE_STORE;
	node->kind = "store";
	node->badge = arena_printf(w->arena, "D%ld", w->next_store++);
	node->name = source_text(info, INFO_NAME);
	node->level = class_of(w, source_text(info, INFO_CLASS));
	if ((row = source_find(&w->assets, place)) != NULL) {
		zone = asset_zone(w, place);
		node->detail = source_text(row, ASSET_NAME);
	} else if ((row = source_find(&w->systems, place)) != NULL) {
		zone = system_zone(w, place);
		node->detail = source_text(row, NAME);
	} else if ((row = source_find(&w->suppliers, place)) != NULL) {
		node->detail = source_text(row, NAME);
	}
	if (source_is(info, INFO_MEDIUM, "paper"))
		node->detail = source_label(w->session, &w->infos, info,
		    INFO_MEDIUM);
	node->cluster = boundary(w, zone);
}

static int
end_node(struct dataflow *w, const char *uuid)
{
	int at = diagram_find_node(w->diagram, uuid);
	const struct source_row *row;
	struct diagram_node *node, made;

	if (at >= 0)
		return at;
	memset(&made, 0, sizeof(made));
	made.key = made.uuid = arena_strdup(w->arena, uuid);
	made.count = 1;
	if ((row = source_find(&w->externals, uuid)) != NULL ||
	    (row = source_find(&w->suppliers, uuid)) != NULL)
		describe_entity(&made, source_text(row, NAME));
	else if ((row = source_find(&w->processes, uuid)) != NULL)
		describe_process(w, &made, row);
	else if ((row = source_find(&w->systems, uuid)) != NULL)
		describe_system(w, &made, row);
	else if ((row = source_find(&w->assets, uuid)) != NULL)
		describe_asset(w, &made, row);
	else if ((row = source_find(&w->infos, uuid)) != NULL)
		describe_store(w, &made, row);
	else
		return -1;
	node = diagram_add_node(w->diagram);
	*node = made;
	return (int)w->diagram->nodes - 1;
}

/* --- flows ------------------------------------------------------------ */

static const char *
names_of(struct dataflow *w, const struct value *value)
{
	const struct source_row *row;
	struct buf text = {0};
	const char *names;
	size_t i;

	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++) {
		row = source_find(&w->infos, value->list[i]);
		if (row == NULL || source_text(row, INFO_NAME) == NULL)
			continue;
		if (text.len > 0)
			buf_add(&text, "、");
		buf_add(&text, source_text(row, INFO_NAME));
	}
	names = arena_strdup(w->arena, buf_str(&text));
	buf_release(&text);
	return names;
}

/* The class of the most confidential information that flows. */
static int
flow_class(const struct dataflow *w, const struct source_row *flow,
    const char **key)
{
	const struct value *value = &flow->v[FLOW_INFORMATION];
	const struct source_row *row;
	int level, highest = 0;
	size_t i;

	*key = NULL;
	for (i = 0; value->kind == VALUE_LIST && i < value->n; i++) {
		row = source_find(&w->infos, value->list[i]);
		level = row == NULL ? 0 :
		    class_of(w, source_text(row, INFO_CLASS));
		if (level > highest) {
			highest = level;
			*key = source_text(row, INFO_CLASS);
		}
	}
	return highest;
}

static bool
is_approved(const struct dataflow *w, const struct source_row *flow)
{
	const char *until = source_text(flow, FLOW_UNTIL);

	return (source_is(flow, FLOW_APPROVAL, "approved") ||
	    source_is(flow, FLOW_APPROVAL, "temporary")) &&
	    (until == NULL || strcmp(until, w->today) >= 0);
}

static const char *
transport(struct dataflow *w, const struct source_row *flow)
{
	const char *protocol = source_text(flow, FLOW_PROTOCOL);
	const char *port = source_first(flow, FLOW_PORT), *slash;

	if (port == NULL)
		return protocol != NULL ? protocol : "";
	slash = strchr(port, '/');
	if (protocol == NULL)
		return port;
	return arena_printf(w->arena, "%s %s", protocol, slash != NULL ?
	    slash + 1 : port);
}

static const char *
third_party(struct dataflow *w, const struct source_row *flow)
{
	const char *uuid = source_text(flow, FLOW_THIRD), *country;
	const struct source_row *row;

	if ((row = source_find(&w->externals, uuid)) != NULL)
		return source_text(row, NAME);
	row = source_find(&w->suppliers, uuid);
	if (row == NULL)
		return "";
	country = source_text(row, COUNTRY);
	return country == NULL ? source_text(row, NAME) :
	    arena_printf(w->arena, "%s（%s）", source_text(row, NAME),
	    country);
}

static const char *
short_name(const struct diagram_node *node)
{
	return node->badge != NULL ? node->badge : node->name;
}

enum { COLUMN_NO, COLUMN_ROUTE, COLUMN_DATA, COLUMN_CLASS, COLUMN_PROTOCOL,
	COLUMN_CROSSES, COLUMN_THIRD, COLUMN_ENCRYPTED, COLUMNS };

static void
add_row(struct dataflow *w, const struct source_row *flow,
    const struct diagram_edge *edge, const char *key)
{
	struct diagram_table *t = &w->diagram->table;
	const struct diagram_node *node = w->diagram->node;
	const char **cell = &t->cell[t->rows * COLUMNS];

	cell[COLUMN_NO] = edge->number;
	cell[COLUMN_ROUTE] = arena_printf(w->arena, "%s → %s",
	    short_name(&node[edge->from]), short_name(&node[edge->to]));
	cell[COLUMN_DATA] = names_of(w, &flow->v[FLOW_INFORMATION]);
	cell[COLUMN_CLASS] = key != NULL ? key : "";
	cell[COLUMN_PROTOCOL] = transport(w, flow);
	cell[COLUMN_CROSSES] = (edge->marks & MARK_CROSSES) != 0 ? "○" : "";
	cell[COLUMN_THIRD] = third_party(w, flow);
	cell[COLUMN_ENCRYPTED] = source_label(w->session, &w->flows, flow,
	    FLOW_ENCRYPTED);
	t->level[t->rows] = edge->level;
	t->marks[t->rows++] = edge->marks;
}

static void
add_stream(struct dataflow *w, const struct stream *s)
{
	const struct diagram_node *node;
	struct diagram_edge *edge;
	const char *key, *name = source_text(s->row, FLOW_NAME);
	int from = end_node(w, s->from), to = end_node(w, s->to);

	if (from < 0 || to < 0)
		return;
	edge = diagram_add_edge(w->diagram);
	edge->key = edge->uuid = s->row->uuid;
	edge->from = from;
	edge->to = to;
	edge->number = arena_printf(w->arena, "F%zu", w->diagram->edges);
	edge->label = arena_printf(w->arena, "%s %s", edge->number,
	    name != NULL ? name : "");
	edge->level = flow_class(w, s->row, &key);
	node = w->diagram->node;
	if (node[from].cluster != node[to].cluster)
		edge->marks |= MARK_CROSSES;
	if (!source_is(s->row, FLOW_ENCRYPTED, "yes"))
		edge->marks |= MARK_PLAINTEXT;
	if (!is_approved(w, s->row))
		edge->marks |= MARK_UNAPPROVED;
	edge->detail = arena_printf(w->arena, "%s  %s", edge->label,
	    transport(w, s->row));
	if (node[to].shape == NODE_STORE &&
	    edge->level > node[to].level)
		w->diagram->node[to].level = edge->level;
	add_row(w, s->row, edge, key);
}

static void
table_init(struct dataflow *w)
{
	struct diagram_table *t = &w->diagram->table;
	enum lang lang = w->session->lang;
	size_t n = w->streams + 1;
	static const size_t fields[COLUMNS] = {
		[COLUMN_DATA] = F_flow_information,
		[COLUMN_PROTOCOL] = F_flow_protocol,
		[COLUMN_CROSSES] = F_flow_crosses_boundary,
		[COLUMN_THIRD] = F_flow_third_party,
		[COLUMN_ENCRYPTED] = F_flow_encrypted,
	};
	size_t i;

	t->columns = COLUMNS;
	t->head = arena_calloc(w->arena, COLUMNS, sizeof(*t->head));
	t->cell = arena_calloc(w->arena, COLUMNS * n, sizeof(*t->cell));
	t->level = arena_calloc(w->arena, n, sizeof(*t->level));
	t->marks = arena_calloc(w->arena, n, sizeof(*t->marks));
	for (i = 0; i < COLUMNS; i++)
		t->head[i] = entity_field(ENTITY_flow, fields[i])->label[lang];
	t->head[COLUMN_NO] = _("No.");
	t->head[COLUMN_ROUTE] = _("From → to");
	t->head[COLUMN_CLASS] = entity_field(ENTITY_information,
	    F_information_confidentiality)->label[lang];
}

/* The number after the last that the register gives a process. */
static long
first_free_process(const struct dataflow *w)
{
	const char *number;
	long n, highest = 0;
	size_t i;

	for (i = 0; i < w->processes.n; i++) {
		number = source_text(w->processes.row[i], PROCESS_NO);
		n = number != NULL ? strtol(number, NULL, 10) : 0;
		if (n > highest && n < 100000)
			highest = n;
	}
	return highest + 1;
}

/* Columns in which nothing stands are left out. */
static void
drop_empty_columns(struct diagram_table *t)
{
	size_t column, row, i, n = t->columns * t->rows;
	bool any;

	for (column = t->columns; column-- > 0; ) {
		any = false;
		for (row = 0; row < t->rows; row++)
			any |= *t->cell[row * t->columns + column] != '\0';
		if (any)
			continue;
		for (i = column; i + 1 < t->columns; i++)
			t->head[i] = t->head[i + 1];
		for (row = i = 0; i < n; i++)
			if (i % t->columns != column)
				t->cell[row++] = t->cell[i];
		n = row;
		t->columns--;
	}
}

/* On a context diagram, flows between the same two are one line. */
static void
join_flows(struct diagram *d)
{
	struct diagram_edge *edge, *first;
	size_t i, k, n = 0;

	for (i = 0; i < d->edges; i++) {
		edge = &d->edge[i];
		for (k = 0; k < n; k++)
			if (d->edge[k].from == edge->from &&
			    d->edge[k].to == edge->to)
				break;
		if (k == n) {
			d->edge[n++] = *edge;
			continue;
		}
		first = &d->edge[k];
		first->label = first->detail = arena_printf(d->arena,
		    "%s, %s", first->uuid != NULL ? first->number :
		    first->label, edge->number);
		first->uuid = NULL;
		first->marks |= edge->marks;
		if (edge->level > first->level)
			first->level = edge->level;
	}
	d->edges = n;
}

const struct err *
dataflow_build(struct session *session, const struct query *query, int level,
    struct diagram *diagram)
{
	struct dataflow w = { .session = session, .arena = diagram->arena,
		.diagram = diagram, .level = level, .next_store = 1 };
	const struct err *err = load(&w, query);
	size_t i;

	if (err != NULL)
		return err;
	date_format(session_today(session), w.today);
	w.scale = register_scale(session, "confidentiality", &w.n_scale);
	w.next_process = first_free_process(&w);
	collect(&w);
	table_init(&w);
	for (i = 0; i < w.streams; i++)
		add_stream(&w, &w.stream[i]);
	drop_empty_columns(&diagram->table);
	if (level == LEVEL_CONTEXT)
		join_flows(diagram);
	return NULL;
}
