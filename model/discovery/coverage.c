/* SPDX-License-Identifier: ISC */
#include "model/discovery/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"

enum { DAY_MS = 86400000 };

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

enum cover
coverage_of(enum import_strength strength, bool complete)
{
	static const enum cover covers[] = {
		[STRENGTH_SWEEP] = COVER_WHOLE,
		[STRENGTH_GATEWAY_ARP] = COVER_WHOLE,
		[STRENGTH_SWITCH_ALL] = COVER_WHOLE,
		[STRENGTH_LEASE] = COVER_PART,
		[STRENGTH_CACHE] = COVER_NOTHING,
	};

	if (covers[strength] == COVER_WHOLE && !complete)
		return COVER_PART;
	return covers[strength];
}

/* --- what an import covers ---------------------------------------------- */

struct span {
	struct ip	first, last;
};

static struct span
span_of(const struct cidr *cidr)
{
	struct span span = { cidr->ip, cidr->ip };
	unsigned bit, bits = cidr->ip.family == 4 ? 32 : 128;

	for (bit = cidr->bits; bit < bits; bit++)
		span.last.b[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return span;
}

/* Steps an address by one, up or down, with carry. */
static void
step(struct ip *ip, int by)
{
	int i = ip->family == 4 ? 3 : 15;

	for (; i >= 0; i--) {
		ip->b[i] = (uint8_t)(ip->b[i] + by);
		if (ip->b[i] != (by > 0 ? 0x00 : 0xff))
			return;
	}
}

static int
compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return ip_compare(&x->first, &y->first);
}

bool
coverage_has_network(const struct covering *covering,
    const struct cidr *network)
{
	struct span want = span_of(network), *span;
	struct arena *arena = arena_new();
	struct ip next;
	size_t i, n = 0;
	bool whole = false;
	unsigned bits = network->ip.family == 4 ? 32 : 128;

	span = arena_calloc(arena, covering->n_scope, sizeof(*span));
	for (i = 0; i < covering->n_scope; i++)
		if (covering->scope[i].ip.family == network->ip.family)
			span[n++] = span_of(&covering->scope[i]);
	if (n > 1)
		qsort(span, n, sizeof(*span), compare_spans);
	/* No host bears the first and last address of a prefix. */
	if (bits - network->bits > 1) {
		step(&want.first, 1);
		step(&want.last, -1);
	}
	next = want.first;
	for (i = 0; i < n && !whole; i++) {
		if (ip_compare(&span[i].first, &next) > 0)
			break;
		if (ip_compare(&span[i].last, &next) < 0)
			continue;
		whole = ip_compare(&span[i].last, &want.last) >= 0;
		next = span[i].last;
		step(&next, 1);
	}
	arena_free(arena);
	return whole;
}

bool
coverage_has_ip(const struct covering *covering, const struct ip *ip)
{
	size_t i;

	for (i = 0; i < covering->n_scope; i++)
		if (cidr_contains(&covering->scope[i], ip))
			return true;
	return false;
}

bool
coverage_touches(const struct covering *covering, const struct cidr *network)
{
	size_t i;

	for (i = 0; i < covering->n_scope; i++)
		if (cidr_contains(&covering->scope[i], &network->ip) ||
		    cidr_contains(network, &covering->scope[i].ip))
			return true;
	return false;
}

/* --- loading ------------------------------------------------------------ */

struct load {
	struct arena	*arena;
	struct covering	*covering;
	size_t		 n, cap;
	size_t		 last;		/* where the last file's import was */
};

static bool
load_import(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	const struct value *scope = record_value(record, F_import_scope);
	struct covering *covering;
	size_t i;

	load->covering = arena_grow(load->arena, load->covering, &load->cap,
	    load->n + 1, sizeof(*load->covering));
	covering = &load->covering[load->n++];
	memset(covering, 0, sizeof(*covering));
	covering->import = arena_strdup(load->arena, record->uuid);
	covering->site = arena_strdup(load->arena,
	    record_text(record, F_import_site));
	covering->at = record_int(record, F_import_ended);
	if (covering->at == 0)
		covering->at = record_int(record, F_import_started);
	if (covering->at == 0)
		covering->at = record_int(record, F_created_at);
	if (scope == NULL || scope->kind != VALUE_LIST)
		return true;
	covering->scope = arena_calloc(load->arena, scope->n,
	    sizeof(*covering->scope));
	for (i = 0; i < scope->n; i++)
		if (cidr_parse(scope->list[i],
		    &covering->scope[covering->n_scope]))
			covering->n_scope++;
	return true;
}

static enum import_strength
strength_of(const char *key)
{
	int i;

	for (i = 0; i < STRENGTH_CACHE; i++)
		if (same(import_strength_key((enum import_strength)i), key))
			break;
	return (enum import_strength)i;
}

static bool
load_file(void *ctx, const struct record *record)
{
	struct load *load = ctx;
	const char *import = record_text(record, F_import_file_import);
	enum import_strength strength = strength_of(record_text(record,
	    F_import_file_strength));
	enum cover cover = coverage_of(strength, value_is_yes(
	    record_value(record, F_import_file_complete)));
	size_t i;

	/* Files of one import stand together. */
	for (i = 0; i < load->n; i++) {
		struct covering *covering =
		    &load->covering[(load->last + i) % load->n];

		if (!same(covering->import, import))
			continue;
		if (covering->strength == NULL || cover > covering->cover) {
			covering->cover = cover;
			covering->strength = import_strength_key(strength);
		}
		load->last = (load->last + i) % load->n;
		break;
	}
	return true;
}

const struct err *
coverage_load(const struct session *session, struct arena *arena,
    struct covering **out, size_t *n)
{
	static const size_t imports[] = {
		F_import_site, F_import_scope, F_import_started,
		F_import_ended, F_created_at,
	};
	static const size_t files[] = {
		F_import_file_import, F_import_file_strength,
		F_import_file_complete,
	};
	struct store *store = register_reader(session);
	struct load load = { .arena = arena };
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;

	for (i = 0; i < sizeof(imports) / sizeof(imports[0]); i++)
		fieldset_add(&want, imports[i]);
	err = store_each(store, ENTITY_import, NULL, NULL, 0, &want,
	    load_import, &load);
	memset(&want, 0, sizeof(want));
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		fieldset_add(&want, files[i]);
	if (err == NULL)
		err = store_each(store, ENTITY_import_file, NULL, NULL, 0,
		    &want, load_file, &load);
	*out = load.covering;
	*n = load.n;
	return err;
}

/* --- judging ------------------------------------------------------------ */

/* The latest import that covers the whole, and the latest of a part. */
static void
judge_network(const struct place_network *network,
    const struct covering *covering, size_t n, int64_t now,
    struct coverage_row *row)
{
	const struct covering *whole = NULL, *part = NULL, *best;
	int64_t oldest = now - row->interval_days * DAY_MS;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct covering *c = &covering[i];

		if (c->cover == COVER_NOTHING || !same(c->site,
		    network->site) || !coverage_touches(c, &network->cidr))
			continue;
		if (c->cover == COVER_WHOLE &&
		    coverage_has_network(c, &network->cidr)) {
			if (whole == NULL || c->at > whole->at)
				whole = c;
		} else if (part == NULL || c->at > part->at)
			part = c;
	}
	best = whole != NULL ? whole : part;
	row->state = "never";
	if (whole != NULL && whole->at >= oldest)
		row->state = "covered";
	else if (part != NULL && part->at >= oldest) {
		row->state = "partial";
		best = part;
	} else if (best != NULL)
		row->state = "overdue";
	if (best == NULL)
		return;
	row->last_covered = whole != NULL ? whole->at : 0;
	if (row->last_covered > now)
		row->last_covered = now;
	row->strength = best->strength;
	row->import = best->import;
}

void
coverage_judge(const struct places *places, const struct covering *covering,
    size_t n, int64_t now, struct arena *arena, struct coverage *out)
{
	size_t z, i, first;

	memset(out, 0, sizeof(*out));
	out->row = arena_calloc(arena, places->n_networks + places->n_zones,
	    sizeof(*out->row));
	for (z = 0; z < places->n_zones; z++) {
		const struct place_zone *zone = &places->zone[z];
		bool open = false;

		/* What only holds other zones is seen through them. */
		if (zone->networks == 0 && zone->children > 0)
			continue;
		first = out->n;
		if (zone->networks == 0)
			out->row[out->n++].state = "never";
		for (i = 0; i < places->n_networks; i++) {
			if (places->network[i].zone != (int)z)
				continue;
			out->row[out->n].network = places->network[i].uuid;
			out->row[out->n].interval_days = zone->interval_days;
			judge_network(&places->network[i], covering, n, now,
			    &out->row[out->n++]);
		}
		for (i = first; i < out->n; i++) {
			out->row[i].zone = zone->uuid;
			out->row[i].interval_days = zone->interval_days;
			open |= strcmp(out->row[i].state, "covered") != 0;
		}
		out->zones++;
		out->zones_covered += !open;
	}
}

bool
coverage_zone_open(const struct coverage *coverage, const char *zone,
    int64_t *last)
{
	bool open = false, any = false;
	size_t i;

	*last = 0;
	for (i = 0; i < coverage->n; i++) {
		const struct coverage_row *row = &coverage->row[i];

		if (!same(row->zone, zone))
			continue;
		open |= strcmp(row->state, "covered") != 0;
		if (!any || row->last_covered < *last)
			*last = row->last_covered;
		any = true;
	}
	return open;
}

/* --- the public face ---------------------------------------------------- */

const struct err *
coverage_list(const struct session *session, struct arena *arena,
    struct coverage *out)
{
	struct covering *covering = NULL;
	struct places places;
	const struct err *err;
	size_t n = 0;

	memset(out, 0, sizeof(*out));
	err = places_load(session, arena, &places);
	if (err == NULL)
		err = coverage_load(session, arena, &covering, &n);
	if (err == NULL)
		coverage_judge(&places, covering, n, session_now(session),
		    arena, out);
	return err;
}

const struct err *
coverage_open_at(const struct session *session, int64_t at,
    struct arena *arena, size_t *zones)
{
	struct covering *covering = NULL;
	struct coverage then;
	struct places places;
	const struct err *err;
	size_t i, n = 0, kept = 0;

	*zones = 0;
	err = places_load(session, arena, &places);
	if (err == NULL)
		err = coverage_load(session, arena, &covering, &n);
	if (err != NULL)
		return err;
	for (i = 0; i < n; i++)
		if (covering[i].at <= at)
			covering[kept++] = covering[i];
	coverage_judge(&places, covering, kept, at, arena, &then);
	*zones = then.zones - then.zones_covered;
	return NULL;
}

static void
zone_line(const struct session *session, const struct coverage *coverage,
    const char *zone, struct arena *arena, struct buf *out)
{
	int64_t last;
	long long days;

	coverage_zone_open(coverage, zone, &last);
	buf_add(out, register_name_of(session, zone, arena));
	days = (long long)((session_now(session) - last) / DAY_MS);
	if (last == 0)
		buf_add(out, _(" (never)"));
	else
		buf_printf(out, _(" (%lld d)"), days);
}

void
coverage_line(const struct session *session, const struct coverage *coverage,
    struct buf *out)
{
	enum { SHOWN = 3 };
	struct arena *arena = arena_new();
	const char *before = NULL;
	size_t i, open = 0;
	int64_t last;

	if (coverage->zones == 0) {
		buf_add(out, _("Coverage: no zone is registered, so nothing "
		    "counts as looked at."));
		goto done;
	}
	buf_printf(out, _("Coverage %zu of %zu zones within their interval"),
	    coverage->zones_covered, coverage->zones);
	for (i = 0; i < coverage->n; i++) {
		const char *zone = coverage->row[i].zone;

		if (same(before, zone) ||
		    !coverage_zone_open(coverage, zone, &last))
			continue;
		before = zone;
		if (open++ >= SHOWN)
			continue;
		buf_add(out, open == 1 ? _("; not covered: ") : _(", "));
		zone_line(session, coverage, zone, arena, out);
	}
	if (open > SHOWN)
		buf_printf(out, _(" and %zu more"), open - SHOWN);
done:
	arena_free(arena);
}

const char *
coverage_state_label(const char *state)
{
	static const struct {
		const char	*key, *label;
	} states[] = {
		{ "covered", N_("covered") }, { "partial", N_("in part") },
		{ "overdue", N_("overdue") }, { "never", N_("never") },
	};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].key, state) == 0)
			return _(states[i].label);
	return state;
}
