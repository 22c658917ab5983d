/* SPDX-License-Identifier: ISC */
#include "model/check/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/check/graph.h"
#include "model/check/run.h"
#include "model/discovery/map.h"

const struct check_rule check_rules[] = {
#define CHECK(code, entities, severity, en, ja, query, function, source, \
    advice_en, advice_ja, core) \
	{ #code, entities, severity, { en, ja }, query, function, source, \
	    { advice_en, advice_ja }, core },
#include "model/check/check.def"
#undef CHECK
	{ .code = NULL }
};

enum { NAMES_SHOWN = 4, DETAIL_FIELDS = 4 };

enum entity_id
check_entity(const struct check_rule *rule)
{
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if ((rule->entities & UINT64_C(1) << e) != 0)
			return (enum entity_id)e;
	return ENTITY_NONE;
}

const char *
check_record_name(const struct session *session, enum entity_id entity,
    const char *uuid, struct arena *arena)
{
	const char *ref = register_ref_of(session, uuid, arena);
	const char *name = register_name_of(session, uuid, arena);
	struct arena *scratch = arena_new();
	struct fieldset want = { { 0 } };
	struct record *record = NULL;

	fieldset_add(&want, F_interface_asset);
	if (entity == ENTITY_interface &&
	    store_get(register_reader(session), entity, uuid, &want, scratch,
	    &record) == NULL && record != NULL &&
	    record_has(record, F_interface_asset))
		name = arena_printf(arena, "%s %s", register_ref_of(session,
		    record_text(record, F_interface_asset), arena), name);
	else if (strcmp(ref, name) != 0)
		name = arena_printf(arena, "%s  %s", ref, name);
	arena_free(scratch);
	return name;
}

/* --- what checks report -------------------------------------------------- */

void
run_hit(struct check_run *run, enum entity_id entity, const char *uuid,
    const char *detail)
{
	struct check_report *report = run->report;
	struct check_hit *hit;

	report->hit = arena_grow(run->arena, report->hit, &report->cap,
	    report->n + 1, sizeof(*report->hit));
	hit = &report->hit[report->n++];
	*hit = (struct check_hit){ .rule = run->rule, .entity = entity,
	    .uuid = arena_strdup(run->arena, uuid), .undecided = true };
	if (detail != NULL && *detail != '\0')
		hit->detail = arena_strdup(run->arena, detail);
}

void
run_names(struct check_run *run, const char *const *uuid, size_t n,
    struct buf *out)
{
	size_t i;

	for (i = 0; i < n && i < NAMES_SHOWN; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "",
		    register_ref_of(run->session, uuid[i], run->scratch));
	if (n > NAMES_SHOWN)
		buf_printf(out, " (+%zu)", n - NAMES_SHOWN);
}

const struct err *
run_each(struct check_run *run, enum entity_id entity, const size_t *fields,
    size_t n, store_each_fn each, void *ctx)
{
	struct fieldset want = { { 0 } };
	size_t i;

	for (i = 0; i < n; i++)
		fieldset_add(&want, fields[i]);
	return store_each(run->store, entity, NULL, NULL, 0, &want, each,
	    ctx);
}

const struct err *
run_graph(struct check_run *run, struct graph **out)
{
	const struct err *err = NULL;

	if (run->graph == NULL)
		err = graph_load(run->session, &run->graph);
	*out = run->graph;
	return err;
}

/* --- checks that are queries --------------------------------------------- */

struct asked {
	struct check_run *run;
	enum entity_id	 entity;
	size_t		 field[DETAIL_FIELDS];	/* what the query looks at */
	size_t		 n;
	struct buf	 text;
};

/*
 * The record's own fields that a query compares, kind and status excepted:
 * they narrow the question and are not the answer.
 */
static void
note_fields(const struct query *query, struct asked *asked)
{
	int at;
	size_t i;

	if (query == NULL)
		return;
	if (query->kind == QUERY_AND || query->kind == QUERY_OR ||
	    query->kind == QUERY_NOT) {
		note_fields(query->left, asked);
		note_fields(query->right, asked);
		return;
	}
	if (query->kind != QUERY_TERM)
		return;
	at = entity_field_find(asked->entity, query->n_steps > 0 ?
	    query->step[0].key : query->key);
	if (at < 0 || asked->n == DETAIL_FIELDS ||
	    strcmp(query->key, "status") == 0 ||
	    strcmp(query->key, "kind") == 0)
		return;
	for (i = 0; i < asked->n; i++)
		if (asked->field[i] == (size_t)at)
			return;
	asked->field[asked->n++] = (size_t)at;
}

static bool
note_match(void *ctx, const struct record *record)
{
	struct asked *asked = ctx;
	struct session *session = asked->run->session;
	size_t i;

	buf_clear(&asked->text);
	for (i = 0; i < asked->n; i++) {
		const struct field *field = entity_field(asked->entity,
		    asked->field[i]);

		if (!record_has(record, asked->field[i]))
			continue;
		buf_printf(&asked->text, "%s%s: ", asked->text.len > 0 ?
		    ", " : "", field->label[session->lang]);
		register_format(session, field,
		    record_value(record, asked->field[i]), &asked->text);
	}
	run_hit(asked->run, asked->entity, record->uuid,
	    buf_str(&asked->text));
	return true;
}

static const struct err *
run_query(struct check_run *run, const struct query *where)
{
	struct asked asked = { .run = run, .entity = check_entity(run->rule) };
	struct fieldset want = { { 0 } };
	struct query *query = NULL;
	const struct err *err;
	size_t i;

	err = query_parse(run->session, asked.entity, run->rule->query,
	    run->scratch, &query);
	if (err != NULL)
		return err;
	note_fields(query, &asked);
	for (i = 0; i < asked.n; i++)
		fieldset_add(&want, asked.field[i]);
	fieldset_add(&want, entity_name_field(asked.entity));
	if (where != NULL)
		query = query_and(run->scratch, query,
		    (struct query *)(uintptr_t)where);
	err = store_each(run->store, asked.entity, query, NULL, 0, &want,
	    note_match, &asked);
	buf_release(&asked.text);
	return err;
}

/* --- narrowing ----------------------------------------------------------- */

struct narrow {
	struct check_report *report;
	struct map	 map;		/* hits by uuid */
	bool		*kept;
	size_t		 from;
};

static bool
keep_match(void *ctx, const struct record *record)
{
	struct narrow *narrow = ctx;
	uint64_t hash = map_hash_text(&narrow->map, 0, record->uuid);
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&narrow->map, hash, &slot, &at))
		if (strcmp(narrow->report->hit[at].uuid, record->uuid) == 0)
			narrow->kept[at - narrow->from] = true;
	return true;
}

/* Leaves of the hits from `from` on those whose records match. */
static const struct err *
narrow_hits(struct check_run *run, struct query **where, size_t from)
{
	struct check_report *report = run->report;
	struct narrow narrow = { .report = report, .from = from };
	struct fieldset want = { { 0 } };
	const struct err *err = NULL;
	size_t i, n = from;
	int e;

	if (report->n == from)
		return NULL;
	map_init(&narrow.map);
	narrow.kept = arena_calloc(run->scratch, report->n - from,
	    sizeof(*narrow.kept));
	for (i = from; i < report->n; i++)
		map_put(&narrow.map, map_hash_text(&narrow.map, 0,
		    report->hit[i].uuid), (uint32_t)i);
	for (e = 0; err == NULL && e < ENTITY_COUNT; e++)
		if (where[e] != NULL)
			err = store_each(run->store, (enum entity_id)e,
			    where[e], NULL, 0, &want, keep_match, &narrow);
	for (i = from; i < report->n; i++)
		if (narrow.kept[i - from])
			report->hit[n++] = report->hit[i];
	report->n = n;
	map_release(&narrow.map);
	return err;
}

/* --- a run --------------------------------------------------------------- */

const struct check_rule *
check_find(const struct check_set *set, const char *code)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (strcasecmp(set->rule[i]->code, code) == 0)
			return set->rule[i];
	return NULL;
}

static const struct err *
choose(const struct check_set *set, const struct check_options *options,
    struct arena *arena, struct check_set *out)
{
	size_t i;

	*out = *set;
	if (options->n_codes == 0)
		return NULL;
	out->n = 0;
	out->rule = arena_calloc(arena, options->n_codes, sizeof(*out->rule));
	for (i = 0; i < options->n_codes; i++) {
		const struct check_rule *rule = check_find(set,
		    options->code[i]);
		size_t k;

		if (rule == NULL)
			return err_new(ERR_USAGE, _("There is no check \"%s\". "
			    "daicho check --list names them."),
			    options->code[i]);
		for (k = 0; k < out->n && out->rule[k] != rule; k++)
			;
		if (k == out->n)
			out->rule[out->n++] = rule;
	}
	return NULL;
}

/*
 * The query for each entity of the chosen rules, NULL where it does not fit;
 * an error when it fits none.
 */
static const struct err *
read_where(struct session *session, const struct check_set *chosen,
    const char *text, struct arena *arena, struct query **where)
{
	const struct err *err;
	struct err first = { .kind = ERR_INTERNAL };
	uint64_t entities = 0;
	bool fits = false, failed = false;
	size_t i;
	int e;

	for (i = 0; i < chosen->n; i++)
		entities |= chosen->rule[i]->entities;
	for (i = 0; i < ENTITY_COUNT; i++) {
		/* Assets first: their mistake is the one to tell. */
		e = i == 0 ? ENTITY_asset : i <= ENTITY_asset ? (int)i - 1 :
		    (int)i;
		if ((entities & UINT64_C(1) << e) == 0)
			continue;
		err = query_parse(session, (enum entity_id)e, text, arena,
		    &where[e]);
		fits |= err == NULL;
		if (err != NULL) {
			where[e] = NULL;
			if (!failed)
				err_copy(&first, err);
			failed = true;
		}
	}
	return fits ? NULL : err_new(first.kind, "%s", first.msg);
}

static bool
where_fits(const struct check_rule *rule, struct query *const *where)
{
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if ((rule->entities & UINT64_C(1) << e) != 0 &&
		    where[e] != NULL)
			return true;
	return false;
}

static const struct err *
run_rule(struct check_run *run, struct query **where)
{
	size_t from = run->report->n;
	const struct err *err;

	if (run->rule->query != NULL)
		return run_query(run, where == NULL ? NULL :
		    where[check_entity(run->rule)]);
	err = run->rule->run(run);
	if (err == NULL && where != NULL)
		err = narrow_hits(run, where, from);
	return err;
}

static int
severity_order(const struct check_rule *rule)
{
	const struct choice *choice = choice_find("severity", rule->severity);

	return choice == NULL ? 0 : choice->order;
}

static int
compare_hits(const void *a, const void *b)
{
	const struct check_hit *x = a, *y = b;
	int c = severity_order(y->rule) - severity_order(x->rule);

	if (c == 0)
		c = strcmp(x->rule->code, y->rule->code);
	if (c != 0)
		return c;
	/* Within a check as they were found: the order of names. */
	return x->uuid < y->uuid ? -1 : x->uuid > y->uuid;
}

/* Places in the report stand in for the order of finding. */
static void
sort_hits(struct check_report *report)
{
	const char **uuid;
	size_t i;

	if (report->n < 2)
		return;
	uuid = calloc(report->n, sizeof(*uuid));
	if (uuid == NULL)
		abort();
	for (i = 0; i < report->n; i++) {
		uuid[i] = report->hit[i].uuid;
		report->hit[i].uuid = (const char *)(uuid + i);
	}
	qsort(report->hit, report->n, sizeof(*report->hit), compare_hits);
	for (i = 0; i < report->n; i++)
		report->hit[i].uuid =
		    *(const char **)(uintptr_t)report->hit[i].uuid;
	free(uuid);
}

static const struct err *
run_all(struct check_run *run, const struct check_set *chosen,
    struct query **where)
{
	struct check_report *report = run->report;
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL && i < chosen->n; i++) {
		run->rule = chosen->rule[i];
		if (!session_step(run->session, _("Checks"), (int64_t)i,
		    (int64_t)chosen->n))
			return err_new(ERR_CANCELLED, _("The checks were "
			    "stopped; nothing was recorded."));
		if (where != NULL && !where_fits(run->rule, where)) {
			report->skipped[report->n_skipped++] = run->rule;
			continue;
		}
		report->ran[report->n_ran++] = run->rule;
		err = run_rule(run, where);
		arena_reset(run->scratch);
	}
	return err;
}

const struct err *
check_run(struct session *session, const struct check_set *set,
    const struct check_options *options, struct arena *arena,
    struct check_report *out)
{
	struct check_run run = {
		.session = session, .store = register_reader(session),
		.arena = arena, .report = out,
	};
	struct query *where[ENTITY_COUNT] = { NULL };
	struct check_set chosen;
	const struct err *err;

	memset(out, 0, sizeof(*out));
	out->partial = options->where != NULL;
	err = choose(set, options, arena, &chosen);
	if (err == NULL && out->partial)
		err = read_where(session, &chosen, options->where, arena,
		    where);
	if (err != NULL)
		return err;
	out->ran = arena_calloc(arena, chosen.n + 1, sizeof(*out->ran));
	out->skipped = arena_calloc(arena, chosen.n + 1,
	    sizeof(*out->skipped));
	run.scratch = arena_new();
	/* One state for all of them, whoever writes meanwhile. */
	err = store_hold(run.store);
	if (err == NULL)
		err = run_all(&run, &chosen, out->partial ? where : NULL);
	store_let(run.store);
	if (err == NULL)
		sort_hits(out);
	graph_free(run.graph);
	arena_free(run.scratch);
	return err;
}
