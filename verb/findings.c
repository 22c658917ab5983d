/* SPDX-License-Identifier: ISC */
/* findings and decide: the queue, and what a person says about it. */
#include <string.h>

#include "verb/change.h"
#include "verb/finding_rows.h"

enum { PAGE = 500 };

/* Gravest first, then by their day. */
static const struct query_sort order[] = {
	{ F_finding_severity, true }, { F_finding_due, false },
};

/* Findings that match and, unless all, are not settled. */
static const struct err *
find(struct verb_call *call, const char *where, bool all,
    struct store_keys *out)
{
	struct query *query = NULL, *open = NULL;
	const struct err *err;

	err = query_parse(call->session, ENTITY_finding, where, call->arena,
	    &query);
	if (err == NULL && !all)
		err = query_parse(call->session, ENTITY_finding, where != NULL ?
		    "not (state=verified or state=closed)" :
		    "not (state=verified or state=closed) not origin=check",
		    call->arena, &open);
	if (err == NULL)
		err = store_keys(register_reader(call->session),
		    ENTITY_finding, query_and(call->arena, query, open),
		    order, sizeof(order) / sizeof(order[0]), out);
	return err;
}

/* --- findings ----------------------------------------------------------- */

/* All fields, and what the evidence says about the device. */
static void
machine_columns(struct rows *rows, const struct session *session)
{
	static const struct {
		const char	*key;
		size_t		 position;	/* of an observation */
	} seen[] = {
		{ "ip", F_observation_ip }, { "mac", F_observation_mac },
		{ "hostname", F_observation_hostname },
		{ "vendor", F_observation_vendor },
		{ "zone", F_observation_zone },
		{ "asset", F_observation_matched },
	};
	size_t i;

	for (i = 0; i < entity_field_count(ENTITY_finding); i++)
		rows_field_columns(rows, ENTITY_finding, &i, 1);
	rows_column(rows, "number", _("Number"), false);
	for (i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		field_column(rows, session, seen[i].key, ENTITY_observation,
		    seen[i].position);
}

static void
machine_row(struct rows *rows, const struct record *record,
    const struct discover_finding *finding)
{
	size_t i;

	for (i = 0; i < entity_field_count(ENTITY_finding); i++)
		rows_field(rows, record, i);
	rows_text(rows, finding->number);
	rows_text(rows, finding->ip);
	rows_text(rows, finding->mac);
	rows_text(rows, finding->hostname);
	rows_text(rows, finding->vendor);
	rows_ref(rows, finding->zone);
	rows_ref(rows, finding->asset);
}

static const struct err *
add_rows(struct verb_call *call, struct rows *rows,
    const struct store_keys *keys)
{
	bool people = rows_are_for_people(rows);
	struct record *page[PAGE];
	const struct err *err = NULL;
	size_t first, i;

	if (people)
		finding_columns(rows, call->session);
	else
		machine_columns(rows, call->session);
	for (first = 0; err == NULL && first < keys->n; first += PAGE) {
		size_t n = keys->n - first < PAGE ? keys->n - first : PAGE;

		err = store_rows(register_reader(call->session), keys, first,
		    n, NULL, call->arena, page);
		for (i = 0; err == NULL && i < n; i++) {
			struct discover_finding finding;

			if (page[i] == NULL)
				continue;
			finding_read(page[i], call->arena, &finding);
			if (finding_is_undecided(finding.state))
				call->status = 1;
			if (people)
				finding_row(rows, &finding);
			else
				machine_row(rows, page[i], &finding);
		}
	}
	return err;
}

static const struct err *
run_findings(struct verb_call *call)
{
	const char *where = verb_value(call, "where");
	struct store_keys keys = { 0 };
	struct coverage coverage;
	struct rows *rows = NULL;
	const struct err *err;

	err = rows_new(call, &rows);
	if (err == NULL)
		err = find(call, where, where != NULL, &keys);
	if (err == NULL)
		err = add_rows(call, rows, &keys);
	if (err == NULL)
		err = rows_end(rows);
	/* An empty queue says nothing without what was looked at. */
	if (err == NULL && rows_format(rows) == ROWS_TABLE) {
		err = coverage_list(call->session, call->arena, &coverage);
		if (err == NULL) {
			coverage_line(call->session, &coverage, call->out);
			buf_addc(call->out, '\n');
		}
	}
	store_keys_release(&keys);
	return err;
}

static const struct verb_option findings_options[] = {
	{ "where", 'w', "QUERY", N_("those that match, settled ones too") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_findings = {
	.name = "findings",
	.synopsis = "[-w QUERY]",
	.help = N_("The queue of findings that are not settled; those of checks "
	    "only with -w"),
	.options = findings_options,
	.min = 0, .max = 0,
	.run = run_findings,
};

/* --- decide ------------------------------------------------------------- */

static const struct err *
find_uuids(struct verb_call *call, const char *where, const char ***out,
    size_t *n)
{
	struct store_keys keys = { 0 };
	struct fieldset want = { { 0 } };
	struct record *page[PAGE];
	const struct err *err;
	size_t first, i;

	err = find(call, where, false, &keys);
	if (err != NULL)
		return err;
	fieldset_add(&want, F_uuid);
	*n = 0;
	*out = arena_calloc(call->arena, keys.n, sizeof(**out));
	for (first = 0; err == NULL && first < keys.n; first += PAGE) {
		size_t count = keys.n - first < PAGE ? keys.n - first : PAGE;

		err = store_rows(register_reader(call->session), &keys, first,
		    count, &want, call->arena, page);
		for (i = 0; err == NULL && i < count; i++)
			if (page[i] != NULL)
				(*out)[(*n)++] = page[i]->uuid;
	}
	store_keys_release(&keys);
	return err == NULL ? change_confirm(call, (int64_t)*n) : err;
}

static const struct err *
name_findings(struct verb_call *call, const char ***out, size_t *n,
    const char **decision)
{
	const char *where = verb_value(call, "where");
	const struct err *err;
	char uuid[UUID_LEN];

	if (call->operands != (where != NULL ? 1 : 2))
		return err_new(ERR_USAGE, _("Name one finding and a decision, "
		    "or give -w QUERY and a decision. See: daicho help "
		    "decide"));
	*decision = call->operand[call->operands - 1];
	if (where != NULL)
		return find_uuids(call, where, out, n);
	err = register_resolve(call->session, TO(finding), call->operand[0],
	    uuid);
	if (err != NULL)
		return err;
	*out = arena_calloc(call->arena, 1, sizeof(**out));
	(*out)[0] = arena_strdup(call->arena, uuid);
	*n = 1;
	return NULL;
}

static const struct err *
tell_waiting(struct verb_call *call, const char *const *finding, size_t n)
{
	const struct err *err = NULL;
	size_t i, waiting = 0;
	bool waits;

	for (i = 0; err == NULL && i < n; i++) {
		err = decide_waits(call->session, finding[i], &waits);
		waiting += err == NULL && waits;
	}
	if (waiting > 0)
		buf_printf(call->message, _("Critical findings that wait for "
		    "a second person to decide the same: %zu.\n"), waiting);
	return err;
}

static const struct err *
run_decide(struct verb_call *call)
{
	struct decide_options options = {
		.reason = verb_value(call, "reason"),
		.ref = verb_value(call, "ref"),
		.until = verb_value(call, "until"),
		.asset = verb_value(call, "asset"),
		.second = verb_value(call, "second"),
		.approver = verb_value(call, "approver"),
		.control = verb_value(call, "control"),
		.dry_run = verb_value(call, "dry-run") != NULL,
	};
	struct problems problems = { .arena = call->arena };
	struct commit_result result;
	const char **finding = NULL;
	const struct err *err;
	size_t n = 0;

	err = name_findings(call, &finding, &n, &options.decision);
	if (err == NULL)
		err = decide_apply(call->session, finding, n, &options,
		    n > 1 ? &problems : NULL, &result);
	if (n > 1)
		change_tell_problems(call, &problems);
	if (err == NULL) {
		change_tell(call, &result, &problems);
		err = tell_waiting(call, finding, n);
	}
	return err;
}

static const struct verb_option decide_options_[] = {
	{ "where", 'w', "QUERY", N_("all unsettled findings that match") },
	{ "yes", 0, "N", N_("with -w: how many that are") },
	{ "until", 0, "DATE", N_("last day on which the decision holds") },
	{ "asset", 0, "REF", N_("for link: which asset it is") },
	{ "second", 0, "PERSON", N_("who confirmed it") },
	{ "approver", 0, "PERSON", N_("for except: who approves it") },
	{ "control", 0, "TEXT", N_("for except: what makes up for it") },
	CHANGE_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_decide = {
	.name = "decide",
	.synopsis = "(FINDING|-w QUERY) DECISION [--reason T] [--ref 決裁番号] "
	    "[--until DATE] [--asset REF]",
	.help = N_("Decide about findings: link, register, approve, accept, "
	    "quarantine, remove, deny, deny_remote, decommission, ignore, "
	    "investigate, escalate, merge, split, reopen, or for checks "
	    "fixed and except"),
	.options = decide_options_,
	.flags = VERB_WRITES,
	.min = 1, .max = 2,
	.formats = VERB_FORMATS_OBJECT,
	.run = run_decide,
};
