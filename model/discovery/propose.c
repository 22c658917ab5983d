/* SPDX-License-Identifier: ISC */
#include "model/discovery/propose.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/propose_impl.h"

enum { STEP_EVERY = 4096 };

static const struct {
	const char	*key, *label;
} kinds[PROPOSAL_KINDS] = {
	[PROPOSAL_MAC] = { "mac", N_("MAC address") },
	[PROPOSAL_INTERFACE] = { "interface", N_("further interface") },
	[PROPOSAL_IP] = { "ip", N_("IP address") },
	[PROPOSAL_HOSTNAME] = { "hostname", N_("host name") },
	[PROPOSAL_SWITCH] = { "switch", N_("switch port") },
	[PROPOSAL_SERVICE] = { "service", N_("open port") },
	[PROPOSAL_CONNECTION] = { "connection", N_("cable") },
	[PROPOSAL_FLOW] = { "flow", N_("data flow") },
}, results[PROPOSED_RESULTS] = {
	[PROPOSED_NEW] = { "new", N_("new") },
	[PROPOSED_FILL] = { "fill", N_("fills in") },
	[PROPOSED_UNDECLARED] = { "undeclared", N_("undeclared") },
	[PROPOSED_UNUSED] = { "unused", N_("unused") },
	[PROPOSED_REVERSED] = { "reversed", N_("reversed") },
	[PROPOSED_PLAINTEXT] = { "plaintext", N_("plaintext") },
};

const char *
proposal_kind_key(enum proposal_kind kind)
{
	return kinds[kind].key;
}

const char *
proposal_kind_label(enum proposal_kind kind)
{
	return _(kinds[kind].label);
}

const char *
proposal_result_key(enum proposal_result result)
{
	return results[result].key;
}

const char *
proposal_result_label(enum proposal_result result)
{
	return _(results[result].label);
}

/* --- what was worked out -------------------------------------------------- */

void
propose_add(struct proposing *p, const struct proposal *proposal,
    const char *key)
{
	struct proposals *out = p->out;
	uint32_t asset = identity_find(&p->identity, proposal->asset), at;
	size_t slot = SIZE_MAX;
	struct proposal *item;
	uint64_t hash;

	if ((p->kind >= 0 && (int)proposal->kind != p->kind) ||
	    (asset != KNOWN_NONE && !p->asset[asset].wanted))
		return;
	hash = map_hash_text(&p->map, PKEY_PROPOSAL + 16 *
	    ((int)proposal->kind + 1), key);
	if (map_next(&p->map, hash, &slot, &at)) {
		if (proposal->at >= out->item[at].at)
			out->item[at] = *proposal;
		return;
	}
	out->item = arena_grow(p->arena, out->item, &out->cap, out->n + 1,
	    sizeof(*out->item));
	item = &out->item[out->n];
	*item = *proposal;
	map_put(&p->map, hash, (uint32_t)out->n++);
}

static int
compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

/* By asset in the order of numbers, then by kind and what was seen. */
static int
compare_proposals(const void *a, const void *b, void *ctx)
{
	const struct proposing *p = ctx;
	const struct proposal *x = a, *y = b;
	uint32_t i = identity_find(&p->identity, x->asset);
	uint32_t k = identity_find(&p->identity, y->asset);
	int order = 0;

	if (i != k && (i == KNOWN_NONE || k == KNOWN_NONE))
		return i == KNOWN_NONE ? 1 : -1;
	if (i != k)
		order = compare_texts(p->identity.asset[i].asset_no,
		    p->identity.asset[k].asset_no);
	if (order == 0)
		order = compare_texts(x->asset, y->asset);
	if (order == 0)
		order = (int)x->kind - (int)y->kind;
	if (order == 0)
		order = (int)x->result - (int)y->result;
	return order != 0 ? order : compare_texts(x->seen, y->seen);
}

/* --- rounds --------------------------------------------------------------- */

struct walk {
	struct proposing *p;
	int64_t		 rows;
	bool		 stopped;
};

/* Joins and matches what was gathered, and lets it propose. */
static void
finish_round(struct proposing *p)
{
	struct scan_file file = { .name = "" };
	struct round *round = &p->round;

	if (p->from == NULL)
		return;
	round_join(round, &p->places, &file, 1, 0);
	p->match = arena_calloc(p->scratch, round->n_devices,
	    sizeof(*p->match));
	identity_match_round(&p->identity, round, p->match);
	propose_devices(p);
	propose_talks(p);
	round_release(round);
	arena_reset(p->scratch);
	p->from = NULL;
}

static void
begin_round(struct proposing *p, const char *import)
{
	size_t i;

	for (i = 0; i < p->n_imports; i++)
		if (strcmp(p->import[i].uuid, import) == 0)
			p->from = &p->import[i];
	if (p->from != NULL)
		round_init(&p->round, p->scratch, p->from->site);
}

static void
sight_lists(const struct record *record, struct arena *arena,
    struct sighting *s)
{
	const struct value *ids = record_value(record,
	    F_observation_identifiers);
	const struct value *ports = record_value(record,
	    F_observation_services);
	const char *blank;
	size_t i;

	for (i = 0; ids->kind == VALUE_LIST && i < ids->n &&
	    s->n_id < SIGHTING_IDS; i++) {
		if ((blank = strchr(ids->list[i], ' ')) == NULL)
			continue;
		s->id[s->n_id].kind = arena_strndup(arena, ids->list[i],
		    (size_t)(blank - ids->list[i]));
		s->id[s->n_id++].value = blank + 1;
	}
	if (ports->kind != VALUE_LIST)
		return;
	s->service = arena_calloc(arena, ports->n, sizeof(*s->service));
	for (i = 0; i < ports->n; i++)
		s->service[s->n_service++].port = ports->list[i];
}

/* An observation is the sighting that it was made of. */
static void
sight(struct proposing *p, const struct record *record)
{
	struct sighting s = { .state = SIGHTING_UP, .text = "" };
	const char *note = record_text(record, F_notes);

	s.seen_at = record_int(record, F_observation_seen_at);
	s.ip[0] = record_text(record, F_observation_ip);
	s.n_ip = s.ip[0] != NULL;
	s.mac = record_text(record, F_observation_mac);
	s.hostname = record_text(record, F_observation_hostname);
	s.vendor = record_text(record, F_observation_vendor);
	s.switch_name = record_text(record, F_observation_switch);
	s.switch_port = record_text(record, F_observation_port);
	s.lease_state = record_text(record, F_observation_lease_state);
	sight_lists(record, p->scratch, &s);
	round_add(&p->round, 0, "", &s);
	p->round.seen[p->round.n_seen - 1].note = note == NULL ? "" :
	    arena_strdup(p->scratch, note);
}

static bool
each_observation(void *ctx, const struct record *record)
{
	struct walk *walk = ctx;
	struct proposing *p = walk->p;
	const char *import = record_text(record, F_observation_import);

	if (walk->rows++ % STEP_EVERY == 0 && !session_step(p->session,
	    _("Comparing"), walk->rows, 0)) {
		walk->stopped = true;
		return false;
	}
	if (import == NULL)
		return true;
	if (p->from == NULL || strcmp(p->from->uuid, import) != 0) {
		finish_round(p);
		begin_round(p, import);
	}
	if (p->from != NULL)
		sight(p, record);
	return true;
}

static const struct err *
walk_rounds(struct proposing *p)
{
	static const size_t fields[] = {
		F_observation_import, F_observation_seen_at,
		F_observation_ip, F_observation_mac, F_observation_hostname,
		F_observation_vendor, F_observation_identifiers,
		F_observation_services, F_observation_switch,
		F_observation_port, F_observation_lease_state, F_notes,
	};
	struct walk walk = { .p = p };
	struct fieldset want = { { 0 } };
	struct query *query = NULL;
	const struct err *err;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		fieldset_add(&want, fields[i]);
	if (p->options->import != NULL) {
		struct value value = { .kind = VALUE_TEXT };
		char uuid[UUID_LEN];

		err = register_resolve(p->session, TO(import),
		    p->options->import, uuid);
		if (err != NULL)
			return err;
		value.s = arena_strdup(p->keep, uuid);
		query = query_field(p->keep, ENTITY_observation,
		    F_observation_import, QUERY_EQ, value);
	}
	err = store_each(register_reader(p->session), ENTITY_observation,
	    query, NULL, 0, &want, each_observation, &walk);
	if (err == NULL && walk.stopped)
		err = err_new(ERR_CANCELLED, _("Stopped."));
	if (err == NULL)
		finish_round(p);
	else if (p->from != NULL)
		round_release(&p->round);
	return err;
}

static const struct err *
find_kind(const char *word, int *out)
{
	struct buf words = { 0 };
	const struct err *err = NULL;
	int i;

	*out = -1;
	if (word == NULL)
		return NULL;
	for (i = 0; i < PROPOSAL_KINDS && *out < 0; i++) {
		if (strcmp(kinds[i].key, word) == 0)
			*out = i;
		buf_printf(&words, "%s%s", i > 0 ? ", " : "", kinds[i].key);
	}
	if (*out < 0)
		err = err_new(ERR_USAGE, _("There is no kind of proposal "
		    "\"%s\". There are: %s."), word, buf_str(&words));
	buf_release(&words);
	return err;
}

const struct err *
proposals_load(struct session *session, const struct propose_options *options,
    struct arena *arena, struct proposals *out)
{
	struct proposing p = { .session = session, .options = options,
		.arena = arena, .out = out };
	const struct err *err;
	size_t i;

	memset(out, 0, sizeof(*out));
	err = find_kind(options->kind, &p.kind);
	if (err != NULL)
		return err;
	p.scratch = arena_new();
	p.keep = arena_new();
	map_init(&p.map);
	err = propose_load(&p);
	if (err == NULL)
		err = propose_flows_load(&p);
	if (err == NULL)
		err = walk_rounds(&p);
	if (err == NULL) {
		propose_flows_end(&p);
		if (out->n > 1)
			qsort_r(out->item, out->n, sizeof(*out->item),
			    compare_proposals, &p);
		for (i = 0; i < out->n; i++)
			out->acceptable += out->item[i].change != NULL;
	}
	identity_release(&p.identity);
	map_release(&p.map);
	arena_free(p.keep);
	arena_free(p.scratch);
	return err;
}

void
proposal_accept(struct changes *changes, const struct proposal *proposal)
{
	if (proposal->change != NULL)
		changes_put(changes, proposal->change);
}
