/* SPDX-License-Identifier: ISC */
/*
 * check: what is wrong with the register.  A run that may write records its
 * findings; elsewhere they are only printed.
 */
#include <string.h>

#include "base/utf8.h"
#include "model/check/keep.h"
#include "verb/change.h"
#include "verb/finding_rows.h"

/* --- the list of checks -------------------------------------------------- */

static const char *
entities_of(const struct check_rule *rule, struct arena *arena)
{
	struct buf text = { 0 };
	const char *out;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if ((rule->entities & UINT64_C(1) << e) != 0)
			buf_printf(&text, "%s%s", text.len > 0 ? "|" : "",
			    entity_get((enum entity_id)e)->key);
	out = arena_strdup(arena, buf_str(&text));
	buf_release(&text);
	return out;
}

static const struct err *
list_rules(struct verb_call *call, struct rows *rows,
    const struct check_set *set)
{
	enum lang lang = call->session->lang;
	size_t i;

	rows_column(rows, "code", _("Code"), false);
	field_column(rows, call->session, "severity", ENTITY_finding,
	    F_finding_severity);
	rows_column(rows, "check", _("Check"), false);
	rows_column(rows, "entity", _("Of"), false);
	field_column(rows, call->session, "clause", ENTITY_finding,
	    F_finding_clause);
	if (!rows_are_for_people(rows)) {
		rows_column(rows, "query", "Query", false);
		rows_column(rows, "advice", "Advice", false);
	}
	for (i = 0; i < set->n; i++) {
		const struct check_rule *rule = set->rule[i];

		rows_text(rows, rule->code);
		rows_choice(rows, "severity", rule->severity);
		rows_text(rows, rule->label[lang]);
		rows_text(rows, entities_of(rule, call->arena));
		rows_text(rows, rule->source);
		if (!rows_are_for_people(rows)) {
			rows_text(rows, rule->query);
			rows_text(rows, rule->advice[lang]);
		}
	}
	return rows_end(rows);
}

/* --- findings ------------------------------------------------------------ */

static const char *
state_of(const struct check_hit *hit)
{
	if (hit->kept == NULL)
		return NULL;
	return hit->undecided && !finding_is_undecided(hit->kept->state) ?
	    "reopened" : hit->kept->state;
}

static void
machine_columns(struct rows *rows, const struct session *session)
{
	rows_column(rows, "code", "Code", false);
	field_column(rows, session, "severity", ENTITY_finding,
	    F_finding_severity);
	rows_column(rows, "check", "Check", false);
	rows_column(rows, "subject", "Subject", false);
	rows_column(rows, "detail", "Detail", false);
	field_column(rows, session, "state", ENTITY_finding,
	    F_finding_state);
	rows_column(rows, "until", "Until", false);
	rows_column(rows, "undecided", "Undecided", false);
	rows_column(rows, "number", "Number", false);
	rows_column(rows, "finding", "Finding", false);
	field_column(rows, session, "clause", ENTITY_finding,
	    F_finding_clause);
	field_column(rows, session, "advice", ENTITY_finding,
	    F_finding_advice);
}

static void
machine_row(struct rows *rows, const struct session *session,
    const struct check_hit *hit)
{
	rows_text(rows, hit->rule->code);
	rows_choice(rows, "severity", hit->rule->severity);
	rows_text(rows, hit->rule->label[session->lang]);
	rows_ref(rows, hit->uuid);
	rows_text(rows, hit->detail);
	rows_choice(rows, "finding_state", state_of(hit));
	rows_text(rows, hit->kept != NULL ? hit->kept->until : NULL);
	rows_text(rows, hit->undecided ? "yes" : "no");
	rows_text(rows, hit->kept != NULL ? hit->kept->number : NULL);
	rows_text(rows, hit->kept != NULL ? hit->kept->uuid : NULL);
	rows_text(rows, hit->rule->source);
	rows_text(rows, hit->rule->advice[session->lang]);
}

static void
people_columns(struct rows *rows, const struct session *session, bool code)
{
	if (code) {
		rows_column(rows, "code", _("Code"), false);
		field_column(rows, session, "severity", ENTITY_finding,
		    F_finding_severity);
	}
	rows_column(rows, "number", _("Number"), false);
	field_column(rows, session, "subject", ENTITY_finding,
	    F_finding_subject);
	field_column(rows, session, "state", ENTITY_finding,
	    F_finding_state);
	rows_column(rows, "detail", _("Detail"), false);
}

static void
people_row(struct verb_call *call, struct rows *rows,
    const struct check_hit *hit, bool code)
{
	if (code) {
		rows_text(rows, hit->rule->code);
		rows_choice(rows, "severity", hit->rule->severity);
	}
	rows_text(rows, hit->kept != NULL ? hit->kept->number : NULL);
	rows_text(rows, check_record_name(call->session, hit->entity,
	    hit->uuid, call->arena));
	rows_choice(rows, "finding_state", state_of(hit));
	rows_text(rows, hit->detail);
}

/* A finding that the run is to print. */
static bool
is_wanted(const struct verb_call *call, const struct check_hit *hit)
{
	return verb_value(call, "quiet") == NULL ||
	    (hit->undecided && (hit->kept == NULL ||
	    strcmp(hit->kept->state, "triaged") != 0));
}

/* A site's own checks come from a file. */
static void
print_safe(struct verb_call *call, const char *text)
{
	utf8_safe(call->out, text, strlen(text), 0);
}

/* What the check is, over its findings. */
static void
print_head(struct verb_call *call, const struct check_rule *rule, size_t n)
{
	enum lang lang = call->session->lang;

	buf_printf(call->out, "%s%s  %s  ", call->out->len > 0 ? "\n" : "",
	    rule->code, choice_label(call->session, "severity",
	    rule->severity));
	print_safe(call, rule->label[lang]);
	buf_printf(call->out, "  (%zu)", n);
	if (*rule->source != '\0') {
		buf_add(call->out, "  ");
		print_safe(call, rule->source);
	}
	buf_addc(call->out, '\n');
	if (*rule->advice[lang] != '\0') {
		print_safe(call, rule->advice[lang]);
		buf_addc(call->out, '\n');
	}
}

/* One table for each check. */
static const struct err *
print_groups(struct verb_call *call, const struct check_report *report,
    struct rows *rows)
{
	const struct err *err = NULL;
	size_t i, k, n, first;

	for (first = 0; err == NULL && first < report->n; first = i) {
		const struct check_rule *rule = report->hit[first].rule;

		for (n = 0, i = first; i < report->n &&
		    report->hit[i].rule == rule; i++)
			n += is_wanted(call, &report->hit[i]);
		if (n == 0)
			continue;
		print_head(call, rule, n);
		if (rows == NULL)
			err = rows_new(call, &rows);
		if (err != NULL)
			break;
		people_columns(rows, call->session, false);
		for (k = first; k < i; k++)
			if (is_wanted(call, &report->hit[k]))
				people_row(call, rows, &report->hit[k],
				    false);
		err = rows_end(rows);
		rows = NULL;
	}
	/* Options that a table lacks are told even when nothing is found. */
	return err != NULL || rows == NULL ? err : rows_end(rows);
}

static const struct err *
print_flat(struct verb_call *call, const struct check_report *report,
    struct rows *rows)
{
	bool people = rows_are_for_people(rows);
	size_t i;

	if (people)
		people_columns(rows, call->session, true);
	else
		machine_columns(rows, call->session);
	for (i = 0; i < report->n; i++) {
		if (!is_wanted(call, &report->hit[i]))
			continue;
		if (people)
			people_row(call, rows, &report->hit[i], true);
		else
			machine_row(rows, call->session, &report->hit[i]);
	}
	return rows_end(rows);
}

static void
tell_skipped(struct verb_call *call, const struct check_report *report)
{
	size_t i;

	if (report->n_skipped == 0)
		return;
	buf_add(call->message, _("The query does not fit the records of these "
	    "checks, which were left out: "));
	for (i = 0; i < report->n_skipped; i++)
		buf_printf(call->message, "%s%s", i > 0 ? ", " : "",
		    report->skipped[i]->code);
	buf_addc(call->message, '\n');
}

static void
tell_end(struct verb_call *call, const struct check_report *report,
    const struct keep_result *kept)
{
	size_t i, undecided = 0;

	for (i = 0; i < report->n; i++)
		undecided += report->hit[i].undecided;
	if (undecided > 0)
		call->status = 1;
	if (verb_value(call, "quiet") != NULL)
		return;
	buf_printf(call->message, _("Checks %zu, findings %zu, undecided %zu."),
	    report->n_ran, report->n, undecided);
	if (kept != NULL)
		buf_printf(call->message, _(" New %zu, reopened %zu, no longer "
		    "so %zu."), kept->raised, kept->reopened, kept->closed);
	else
		buf_add(call->message, _(" Nothing was recorded."));
	buf_addc(call->message, '\n');
}

/* --- the verb ------------------------------------------------------------ */

static const struct err *
run_checks(struct verb_call *call, const struct check_set *set,
    struct rows *rows)
{
	bool writes = verb_value(call, "dry-run") == NULL &&
	    register_read_only(call->session) == NULL;
	struct check_options options = {
		.code = (const char *const *)call->operand,
		.n_codes = (size_t)call->operands,
		.where = verb_value(call, "where"),
	};
	struct check_report report;
	struct keep_result result;
	struct keep *keep = NULL;
	const struct err *err;

	err = check_run(call->session, set, &options, call->arena, &report);
	if (err == NULL)
		err = keep_load(call->session, call->arena, &report, &keep);
	if (err == NULL && writes)
		err = keep_record(call->session, keep, &report, &result);
	/* Every row names a record. */
	if (err == NULL)
		err = store_hold(register_reader(call->session));
	if (err == NULL)
		err = rows_format(rows) == ROWS_TABLE ?
		    print_groups(call, &report, rows) :
		    print_flat(call, &report, rows);
	store_let(register_reader(call->session));
	if (err == NULL) {
		tell_skipped(call, &report);
		tell_end(call, &report, writes ? &result : NULL);
	}
	keep_free(keep);
	return err;
}

static const struct err *
run_check(struct verb_call *call)
{
	struct problems problems = { .arena = call->arena };
	struct check_set set;
	struct rows *rows = NULL;
	const struct err *err;

	err = rows_new(call, &rows);
	if (err == NULL)
		err = check_load(call->session, verb_value(call, "file"),
		    call->arena, &problems, &set);
	change_tell_problems(call, &problems);
	if (err != NULL)
		return err;
	if (verb_value(call, "list") != NULL)
		return list_rules(call, rows, &set);
	return run_checks(call, &set, rows);
}

static const struct verb_option check_options[] = {
	{ "where", 'w', "QUERY", N_("only about records that match") },
	{ "file", 0, "FILE", N_("a site's own checks beside the others") },
	{ "list", 0, NULL, N_("name the checks, run none") },
	{ "quiet", 0, NULL, N_("print only what waits for a person, and "
	    "nothing when nothing does") },
	{ "dry-run", 0, NULL, N_("record nothing") },
	ROWS_OPTIONS,
	{ NULL, 0, NULL, NULL }
};

const struct verb verb_check = {
	.name = "check",
	.synopsis = "[-w QUERY] [CODE…]",
	.help = N_("Look for what is wrong with the register and keep it as "
	    "findings"),
	.options = check_options,
	.min = 0, .max = -1,
	.run = run_check,
};
