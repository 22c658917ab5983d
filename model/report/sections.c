/* SPDX-License-Identifier: ISC */
/* Sections that several kinds of report have. */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/discovery/coverage.h"
#include "model/report/report.h"

enum { PAGE = 200 };

static const char *
name_of(struct report *report, const char *uuid)
{
	return uuid == NULL ? "–" :
	    register_name_of(report->session, uuid, report->arena);
}

static const char *
label(struct report *report, const char *set, const char *key)
{
	const struct choice *choice = key == NULL ? NULL :
	    choice_find(set, key);

	return choice == NULL ? key != NULL ? key : "–" :
	    choice->label[report->session->lang];
}

/* A column that is called like a field. */
static void
like_field(struct report *report, enum entity_id entity, size_t position,
    int width)
{
	report_column(&report->section[report->sections - 1], entity_field(
	    entity, position)->label[report->session->lang], width, false);
}

/* --- coverage ------------------------------------------------------------ */

const struct err *
report_coverage(struct report *report)
{
	struct report_section *section;
	struct coverage coverage;
	struct buf note = { 0 };
	const struct err *err;
	size_t i;

	err = coverage_list(report->session, report->arena, &coverage);
	if (err != NULL)
		return err;
	section = report_section(report, "coverage",
	    _("Networks that were looked at"));
	coverage_line(report->session, &coverage, &note);
	section->note = arena_strdup(report->arena, buf_str(&note));
	like_field(report, ENTITY_interface, F_interface_zone, 20);
	like_field(report, ENTITY_interface, F_interface_network, 24);
	report_column(section, _("Coverage"), 8, false);
	like_field(report, ENTITY_zone, F_zone_last_covered, 12);
	like_field(report, ENTITY_import_file, F_import_file_strength, 12);
	for (i = 0; i < coverage.n; i++) {
		const struct coverage_row *row = &coverage.row[i];

		report_cell(report, name_of(report, row->zone));
		report_cell(report, name_of(report, row->network));
		report_cell(report, coverage_state_label(row->state));
		report_day(report, row->last_covered);
		report_cell(report, label(report, "import_strength",
		    row->strength));
	}
	buf_release(&note);
	return NULL;
}

/* --- findings ------------------------------------------------------------- */

/* What was decided last about a finding. */
static const struct err *
add_decision(struct report *report, const char *finding)
{
	struct record *last;
	const struct err *err;

	err = finding_last_decision(report->session, finding, report->arena,
	    &last);
	if (err == NULL && last != NULL)
		report_field(report, last, F_decision_decision);
	else
		report_cell(report, "–");
	return err;
}

static const struct err *
finding_row(struct report *report, const struct record *record)
{
	struct discover_finding finding;
	const char *title = record_text(record, F_finding_title);

	finding_read(record, report->arena, &finding);
	if (finding.number != NULL && title != NULL) {
		title += strlen(finding.number);
		title += strspn(title, " ");
	}
	report_cell(report, finding.number);
	report_cell(report, label(report, "severity", finding.severity));
	report_day(report, finding.due);
	report_field(report, record, F_finding_result);
	report_cell(report, title);
	report_cell(report, name_of(report, finding.zone));
	report_cell(report, label(report, "finding_state", finding.state));
	return add_decision(report, finding.uuid);
}

static const struct err *
add_findings(struct report *report, const struct store_keys *keys,
    size_t max)
{
	struct store *store = register_reader(report->session);
	struct record *page[PAGE];
	const struct err *err = NULL;
	size_t first, i, n;

	if (max > keys->n)
		max = keys->n;
	for (first = 0; err == NULL && first < max; first += n) {
		n = max - first < PAGE ? max - first : PAGE;
		err = store_rows(store, keys, first, n, NULL, report->arena,
		    page);
		for (i = 0; err == NULL && i < n; i++)
			if (page[i] != NULL)
				err = finding_row(report, page[i]);
	}
	return err;
}

static void
finding_columns(struct report *report)
{
	static const struct {
		enum entity_id	entity;
		size_t		position;
		int		width;
	} columns[] = {
		{ ENTITY_finding, F_finding_severity, 8 },
		{ ENTITY_finding, F_finding_due, 11 },
		{ ENTITY_finding, F_finding_result, 18 },
		{ ENTITY_finding, F_finding_title, 26 },
		{ ENTITY_observation, F_observation_zone, 16 },
		{ ENTITY_finding, F_finding_state, 9 },
		{ ENTITY_decision, F_decision_decision, 12 },
	};
	size_t i;

	report_column(&report->section[report->sections - 1], _("Number"), 8,
	    false);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		like_field(report, columns[i].entity, columns[i].position,
		    columns[i].width);
}

/* Findings that match, gravest first, at most max of them; *n: all. */
static const struct err *
list_findings(struct report *report, const char *where, size_t max, size_t *n)
{
	static const struct query_sort order[] = {
		{ F_finding_severity, true }, { F_finding_due, false },
	};
	struct store_keys keys = { 0 };
	struct query *query = NULL;
	const struct err *err;

	finding_columns(report);
	err = query_parse(report->session, ENTITY_finding, where,
	    report->arena, &query);
	if (err == NULL)
		err = store_keys(register_reader(report->session),
		    ENTITY_finding, query, order, 2, &keys);
	if (err == NULL)
		err = add_findings(report, &keys, max);
	*n = keys.n;
	store_keys_release(&keys);
	return err;
}

const struct err *
report_open(struct report *report, size_t max)
{
	struct report_section *section = report_section(report, "open",
	    _("Findings that wait for a decision"));
	const struct err *err;
	size_t n = 0;

	err = list_findings(report, "not (state=decided or state=verified or "
	    "state=closed)", max, &n);
	if (n == 0)
		section->note = _("Nothing waits; see what was looked at.");
	else if (n > max)
		section->note = arena_printf(report->arena, _("The %zu "
		    "gravest of %zu."), max, n);
	return err;
}

const struct err *
report_findings(struct report *report)
{
	struct report_section *section = report_section(report, "findings",
	    _("Findings that are not settled"));
	const struct err *err;
	size_t n = 0;

	err = list_findings(report, "not (state=verified or state=closed)",
	    SIZE_MAX, &n);
	if (n == 0)
		section->note = _("There is none; see what was looked at.");
	return err != NULL ? err : report_coverage(report);
}
