/* SPDX-License-Identifier: ISC */
#include "tui/views/looked.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/discovery/coverage.h"
#include "tui/views/finding.h"
#include "tui/views/home.h"
#include "tui/views/tally.h"
#include "tui/words.h"

enum { FINDINGS_MAX = 20 };

static const char *
last_words(const struct session *session, int64_t at, struct arena *arena)
{
	struct buf text = { 0 };
	const char *copy;

	words_last(session, at, &text);
	copy = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const char *
moment_words(const struct session *session, int64_t at, struct arena *arena)
{
	struct buf text = { 0 };
	const char *copy;

	words_moment(session, at, &text);
	copy = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const char *
choice_words(const struct session *session, const char *set, const char *key)
{
	const struct choice *choice = key == NULL ? NULL :
	    choice_find(set, key);

	return choice != NULL ? choice->label[session->lang] : "–";
}

static const char *
name_words(const struct session *session, const char *uuid,
    struct arena *arena)
{
	return uuid != NULL ? register_name_of(session, uuid, arena) : "–";
}

/* --- coverage ------------------------------------------------------------ */

enum { COVER_STATE, COVER_ZONE, COVER_NETWORK, COVER_LAST, COVER_BY,
    COVER_EVERY };

static const struct err *
load_coverage(struct session *session, struct arena *arena,
    struct looked_row **out, size_t *n, struct buf *line)
{
	struct coverage coverage;
	const struct err *err = coverage_list(session, arena, &coverage);
	size_t i;
	int pass;

	if (err != NULL)
		return err;
	buf_printf(line, _("%zu of %zu zones within their interval"),
	    coverage.zones_covered, coverage.zones);
	*out = arena_calloc(arena, coverage.n + 1, sizeof(**out));
	for (pass = 0; pass < COVER_PASSES; pass++)
		for (i = 0; i < coverage.n; i++) {
			const struct coverage_row *c = &coverage.row[i];
			struct looked_row *row = &(*out)[*n];

			if (cover_pass(c) != pass)
				continue;
			++*n;
			*row = (struct looked_row){
				.uuid = c->network != NULL ? c->network :
				    c->zone,
				.also = c->zone, .import = c->import,
				.last = c->last_covered,
				.days = c->interval_days, .state = c->state,
				.role = pass + 1 < COVER_PASSES ? ROLE_high :
				    ROLE_text,
			};
			row->cell[COVER_STATE] = coverage_state_label(c->state);
			row->cell[COVER_ZONE] = name_words(session, c->zone,
			    arena);
			row->cell[COVER_NETWORK] = name_words(session,
			    c->network, arena);
			row->cell[COVER_LAST] = last_words(session,
			    c->last_covered, arena);
			row->cell[COVER_BY] = choice_words(session,
			    "import_strength", c->strength);
			row->cell[COVER_EVERY] = arena_printf(arena,
			    _("%lld d"), (long long)c->interval_days);
		}
	return NULL;
}

/* Each import that has looked at the network, the latest first. */
static const struct err *
add_sources(struct session *session, const struct looked_row *row,
    struct pane *pane)
{
	const struct place_network *network;
	struct covering *covering = NULL;
	char prefix[CIDR_LEN];
	struct places places;
	const struct err *err;
	size_t i, n = 0, shown = 0;
	int at;

	err = places_load(session, pane->arena, &places);
	if (err != NULL)
		return err;
	at = places_network_find(&places, row->uuid);
	if (at == PLACE_NONE)
		return NULL;
	network = &places.network[at];
	cidr_format(&network->cidr, prefix);
	pane_add(pane, PANE_PAIR, _("Prefix"), prefix);
	err = coverage_load(session, pane->arena, &covering, &n);
	if (err != NULL)
		return err;
	pane_add(pane, PANE_SECTION, _("Who has looked there"), NULL)->right =
	    _("what it covers");
	for (i = n; i-- > 0; ) {
		const struct covering *c = &covering[i];
		struct pane_line *line;

		if (network->site == NULL || c->site == NULL ||
		    strcmp(network->site, c->site) != 0 ||
		    !coverage_touches(c, &network->cidr))
			continue;
		line = pane_add(pane, PANE_INDENT, NULL, arena_printf(
		    pane->arena, "%s  %s  %s",
		    moment_words(session, c->at, pane->arena),
		    choice_words(session, "import_strength", c->strength),
		    register_name_of(session, c->import, pane->arena)));
		line->uuid = c->import;
		line->right = c->cover == COVER_NOTHING ? _("nothing") :
		    c->cover == COVER_WHOLE && coverage_has_network(c,
		    &network->cidr) ?
		    _("all of it") : _("a part");
		shown++;
	}
	if (shown == 0)
		pane_add(pane, PANE_INDENT, NULL, _("No import yet."));
	return NULL;
}

static const struct err *
tell_coverage(struct session *session, const struct looked_row *row,
    int width, struct pane *pane)
{
	struct pane_line *line;
	const struct err *err;

	line = pane_add(pane, PANE_TITLE, row->cell[COVER_ZONE],
	    row->cell[COVER_NETWORK]);
	line->right = row->cell[COVER_STATE];
	line->right_role = row->role;
	line->uuid = row->also;
	pane_add(pane, PANE_PAIR, _("Last covered"), arena_printf(pane->arena,
	    _("%s, looked at every %lld d"), row->last == 0 ? _("never") :
	    moment_words(session, row->last, pane->arena),
	    (long long)row->days));
	err = add_sources(session, row, pane);
	if (err != NULL || strcmp(row->state, "covered") == 0)
		return err;
	pane_wrap(pane, PANE_INDENT, _("A complete sweep, the ARP table of "
	    "its gateway or the tables of all its switches would cover it."),
	    width - 3, ROLE_high);
	return NULL;
}

const struct looked_kind looked_coverage = {
	.title = N_("Coverage"),
	.nothing = N_("No zone is registered: nothing is seen."),
	.column = {
		[COVER_STATE] = { N_("State"), 8, 8, false, false },
		[COVER_ZONE] = { N_("Zone"), 18, 16, false, false },
		[COVER_NETWORK] = { N_("Subnet"), 16, 0, false, true },
		[COVER_LAST] = { N_("Last seen"), 9, 9, false, false },
		[COVER_BY] = { N_("By"), 13, 0, false, false },
		[COVER_EVERY] = { N_("Every"), 6, 0, true, false },
	},
	.load = load_coverage,
	.tell = tell_coverage,
};

/* --- imports ------------------------------------------------------------- */

enum { ROUND_AT, ROUND_FILE, ROUND_SITE, ROUND_BY, ROUND_END, ROUND_SEEN };

static int
later_first(const void *a, const void *b)
{
	const struct covering *x = a, *y = b;

	return x->at != y->at ? (x->at < y->at) - (x->at > y->at) :
	    strcmp(x->import, y->import);
}

/* "ot_neigh.txt +1" of "ot_neigh.txt +1 2026-05-18": the day has a column. */
static const char *
without_day(const char *name, struct arena *arena)
{
	const char *last = strrchr(name, ' ');
	int32_t day;

	if (last == NULL || !date_parse(last + 1, &day))
		return name;
	return arena_strndup(arena, name, (size_t)(last - name));
}

static const struct err *
load_imports(struct session *session, struct arena *arena,
    struct looked_row **out, size_t *n, struct buf *line)
{
	struct covering *covering = NULL;
	const struct err *err;
	size_t i, cut = 0, got = 0;

	err = coverage_load(session, arena, &covering, &got);
	*out = arena_calloc(arena, got + 1, sizeof(**out));
	if (got > 1)
		qsort(covering, got, sizeof(*covering), later_first);
	for (i = 0; err == NULL && i < got; i++) {
		struct looked_row *row = &(*out)[(*n)++];
		struct record *r = NULL;
		bool whole;

		err = store_get(register_reader(session), ENTITY_import,
		    covering[i].import, NULL, arena, &r);
		whole = r != NULL && value_is_yes(record_value(r,
		    F_import_complete));
		row->uuid = covering[i].import;
		row->role = whole ? ROLE_text : ROLE_warn;
		cut += !whole;
		row->cell[ROUND_AT] = moment_words(session, covering[i].at,
		    arena);
		row->cell[ROUND_FILE] = without_day(register_name_of(session,
		    row->uuid, arena), arena);
		row->cell[ROUND_SITE] = name_words(session, covering[i].site,
		    arena);
		row->cell[ROUND_BY] = choice_words(session, "import_strength",
		    covering[i].strength);
		row->cell[ROUND_END] = whole ? _("completed") : _("cut short");
	}
	if (err != NULL)
		return err;
	buf_printf(line, _("%zu rounds, %zu cut short. Enter lists what a round "
	    "has seen."), *n, cut);
	return NULL;
}

static struct query *
seen_in(const struct looked_row *row, struct arena *arena)
{
	return query_field(arena, ENTITY_observation, F_observation_import,
	    QUERY_EQ, (struct value){ .kind = VALUE_TEXT, .s = row->uuid });
}

static const struct err *
fill_import(struct session *session, struct arena *arena,
    struct looked_row *row)
{
	const struct err *err;
	int64_t n = 0;

	err = store_count(register_reader(session), ENTITY_observation,
	    seen_in(row, arena), &n);
	row->cell[ROUND_SEEN] = arena_printf(arena, "%lld", (long long)n);
	return err;
}

struct files {
	struct session	*session;
	struct pane	*pane;
	int		 width;
};

static bool
add_file(void *ctx, const struct record *file)
{
	struct files *files = ctx;
	struct pane *pane = files->pane;
	const char *warnings = record_text(file, F_import_file_warnings);
	const char *name = record_text(file, F_import_file_file);
	bool whole = value_is_yes(record_value(file, F_import_file_complete));
	struct pane_line *line;

	line = pane_add(pane, PANE_INDENT, NULL, arena_printf(pane->arena,
	    "%s  %s  %s", name != NULL ? name : "–",
	    choice_words(files->session, "import_kind", record_text(file,
	    F_import_file_kind)), choice_words(files->session,
	    "import_strength", record_text(file, F_import_file_strength))));
	line->uuid = arena_strdup(pane->arena, file->uuid);
	line->right = whole ? _("completed") : _("cut short");
	line->right_role = whole ? ROLE_text : ROLE_warn;
	if (warnings != NULL)
		pane_wrap(pane, PANE_INDENT, warnings, files->width - 3,
		    ROLE_warn);
	return true;
}

/* The findings whose evidence this round is. */
static const struct err *
add_findings(struct session *session, const struct looked_row *row,
    struct pane *pane)
{
	struct record *finding[FINDINGS_MAX];
	const struct err *err;
	struct buf filter = { 0 };
	int64_t total = 0;
	size_t i, n = 0;

	buf_printf(&filter, "evidence~%s", row->uuid);
	err = tally_rows(session, ENTITY_finding, filter.s,
	    "severity:desc,due", pane->arena, finding, FINDINGS_MAX, &n,
	    &total);
	buf_release(&filter);
	if (err != NULL)
		return err;
	pane_add(pane, PANE_SECTION, _("First found here"), NULL)->right =
	    arena_printf(pane->arena, "%lld", (long long)total);
	for (i = 0; i < n; i++) {
		struct finding_words words;
		struct pane_line *line;

		finding_words(session, finding[i], pane->arena, &words);
		line = pane_add(pane, PANE_INDENT, NULL, arena_printf(
		    pane->arena, "%s  %s  %s  %s", words.severity,
		    words.result, words.subject, words.detail));
		line->role = words.role;
		line->uuid = finding[i]->uuid;
		line->right = choice_words(session, "finding_state",
		    record_text(finding[i], F_finding_state));
	}
	return NULL;
}

static const struct err *
tell_import(struct session *session, const struct looked_row *row, int width,
    struct pane *pane)
{
	struct files files = { session, pane, width };
	struct record *import = NULL;
	struct query *of;
	struct buf text = { 0 };
	const struct err *err;

	err = store_get(register_reader(session), ENTITY_import, row->uuid,
	    NULL, pane->arena, &import);
	if (err != NULL || import == NULL)
		return err;
	register_format(session, entity_field(ENTITY_import, F_import_scope),
	    record_value(import, F_import_scope), &text);
	pane_add(pane, PANE_TITLE, row->cell[ROUND_FILE], row->cell[ROUND_SITE])
	    ->uuid = row->uuid;
	pane_add(pane, PANE_PAIR, _("Looked at"), text.len > 0 ? text.s : "–");
	buf_release(&text);
	pane_add(pane, PANE_PAIR, _("Imported by"), tally_who(session,
	    record_text(import, F_import_operator) != NULL ?
	    record_text(import, F_import_operator) : "–", pane->arena));
	pane_add(pane, PANE_SECTION, _("Files"), NULL);
	of = query_field(pane->arena, ENTITY_import_file,
	    F_import_file_import, QUERY_EQ, (struct value){
	    .kind = VALUE_TEXT, .s = row->uuid });
	err = store_each(register_reader(session), ENTITY_import_file, of,
	    NULL, 0, NULL, add_file, &files);
	return err != NULL ? err : add_findings(session, row, pane);
}

static void
list_import(struct session *session, const struct looked_row *row,
    struct buf *filter)
{
	struct arena *arena = arena_new();

	buf_printf(filter, "import=\"%s\"", register_name_of(session,
	    row->uuid, arena));
	arena_free(arena);
}

const struct looked_kind looked_imports = {
	.title = N_("Imports"),
	.nothing = N_("No import yet. i imports what a scan has seen."),
	.column = {
		[ROUND_AT] = { N_("When"), 11, 11, false, false },
		[ROUND_FILE] = { N_("Files"), 21, 15, false, true },
		[ROUND_SITE] = { N_("Site"), 13, 0, false, false },
		[ROUND_BY] = { N_("Strength"), 13, 0, false, false },
		[ROUND_END] = { N_("End"), 9, 9, false, false },
		[ROUND_SEEN] = { N_("Seen"), 5, 0, true, false },
	},
	.load = load_imports,
	.fill = fill_import,
	.tell = tell_import,
	.list = list_import,
};
