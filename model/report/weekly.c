/* SPDX-License-Identifier: ISC */
/* The page that answers: was something connected that nobody approved? */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/discovery/discover.h"
#include "model/report/report.h"

enum { OPEN_MAX = 12, DECISIONS_MAX = 64 };

struct weekly {
	struct report	*report;
	int64_t		 from, to;	/* ms; from ≤ t ≤ to */
	int64_t		 raised[RESULT_COUNT];
	int64_t		 waiting[RESULT_COUNT];
	int64_t		 found, open, overdue, verified;
	const struct choice *decision;	/* the words */
	size_t		 decisions;
	int64_t		 decided[DECISIONS_MAX];
};

static bool
within(const struct weekly *weekly, int64_t at)
{
	return at >= weekly->from && at <= weekly->to;
}

/* --- what was imported ---------------------------------------------------- */

static bool
add_file(void *ctx, const struct record *file)
{
	struct weekly *weekly = ctx;
	struct report *report = weekly->report;

	/* The day of the file where it says one, else that of the import. */
	int64_t at = record_int(file, F_import_file_ended);

	if (at == 0)
		at = record_int(file, F_created_at);
	if (!within(weekly, record_int(file, F_created_at)))
		return true;
	report_field(report, file, F_import_file_file);
	report_field(report, file, F_import_file_kind);
	report_field(report, file, F_import_file_strength);
	report_field(report, file, F_import_file_complete);
	report_day(report, at);
	return true;
}

static const struct err *
sources(struct weekly *weekly)
{
	static const struct {
		size_t	position;
		int	width;
	} columns[] = {
		{ F_import_file_file, 26 }, { F_import_file_kind, 16 },
		{ F_import_file_strength, 14 }, { F_import_file_complete, 9 },
		{ F_import_file_ended, 14 },
	};
	struct report *report = weekly->report;
	struct report_section *section = report_section(report, "sources",
	    _("Files that were imported"));
	const struct err *err;
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		report_column(section, entity_field(ENTITY_import_file,
		    columns[i].position)->label[report->session->lang],
		    columns[i].width, false);
	err = store_each(register_reader(report->session), ENTITY_import_file,
	    NULL, NULL, 0, NULL, add_file, weekly);
	if (section->cells == 0)
		section->note = _("No file was imported in this period.");
	return err;
}

/* --- what was found and decided --------------------------------------------- */

static bool
add_finding(void *ctx, const struct record *finding)
{
	struct weekly *weekly = ctx;
	const char *key = record_text(finding, F_finding_result);
	const char *state = record_text(finding, F_finding_state);
	int64_t due = record_int(finding, F_finding_due);
	int result;

	for (result = 0; result < RESULT_COUNT; result++)
		if (key != NULL &&
		    strcmp(key, result_key((enum result)result)) == 0)
			break;
	if (result == RESULT_COUNT)
		return true;
	if (within(weekly, record_int(finding, F_created_at))) {
		weekly->raised[result]++;
		weekly->found++;
	}
	if (state != NULL && finding_is_undecided(state)) {
		weekly->waiting[result]++;
		weekly->open++;
		weekly->overdue += due != 0 && due < weekly->to;
	} else if (state != NULL && strcmp(state, "verified") == 0 &&
	    within(weekly, record_int(finding, F_updated_at))) {
		weekly->verified++;
	}
	return true;
}

static bool
add_decision(void *ctx, const struct record *decision)
{
	struct weekly *weekly = ctx;
	const char *key = record_text(decision, F_decision_decision);
	size_t i;

	if (key == NULL || !within(weekly, record_int(decision,
	    F_decision_on)))
		return true;
	for (i = 0; i < weekly->decisions && i < DECISIONS_MAX; i++)
		if (strcmp(weekly->decision[i].key, key) == 0)
			weekly->decided[i]++;
	return true;
}

static const struct err *
count(struct weekly *weekly)
{
	struct store *store = register_reader(weekly->report->session);
	const struct err *err;

	weekly->decision = choice_set("decision", &weekly->decisions);
	err = store_each(store, ENTITY_finding, NULL, NULL, 0, NULL,
	    add_finding, weekly);
	if (err == NULL)
		err = store_each(store, ENTITY_decision, NULL, NULL, 0, NULL,
		    add_decision, weekly);
	return err;
}

static void
summary(struct weekly *weekly)
{
	struct report *report = weekly->report;
	struct report_section *section = report_section(report, "summary",
	    _("In short"));

	report_column(section, NULL, 34, false);
	report_column(section, NULL, 10, true);
	report_fact(report, _("Found in this period"), "%" PRId64,
	    weekly->found);
	report_fact(report, _("Unapproved devices that wait"), "%" PRId64,
	    weekly->waiting[RESULT_UNAPPROVED]);
	report_fact(report, _("Findings that wait for a decision"), "%" PRId64,
	    weekly->open);
	report_fact(report, _("Of those past their due date"), "%" PRId64,
	    weekly->overdue);
	report_fact(report, _("Decided and verified by a later import"),
	    "%" PRId64, weekly->verified);
}

static void
found(struct weekly *weekly)
{
	struct report *report = weekly->report;
	struct report_section *section = report_section(report, "found",
	    _("Found, by result"));
	const struct choice *choice;
	int i;

	report_column(section, entity_field(ENTITY_finding,
	    F_finding_result)->label[report->session->lang], 26, false);
	report_column(section, _("In this period"), 14, true);
	report_column(section, _("Waiting now"), 14, true);
	for (i = 0; i < RESULT_COUNT; i++) {
		if (weekly->raised[i] == 0 && weekly->waiting[i] == 0)
			continue;
		choice = choice_find("finding_result",
		    result_key((enum result)i));
		report_cell(report, choice->label[report->session->lang]);
		report_cellf(report, "%" PRId64, weekly->raised[i]);
		report_cellf(report, "%" PRId64, weekly->waiting[i]);
	}
}

static void
decided(struct weekly *weekly)
{
	struct report *report = weekly->report;
	struct report_section *section = report_section(report, "decided",
	    _("Decided, by kind"));
	size_t i;

	report_column(section, entity_field(ENTITY_decision,
	    F_decision_decision)->label[report->session->lang], 26, false);
	report_column(section, _("In this period"), 14, true);
	for (i = 0; i < weekly->decisions && i < DECISIONS_MAX; i++) {
		if (weekly->decided[i] == 0)
			continue;
		report_cell(report,
		    weekly->decision[i].label[report->session->lang]);
		report_cellf(report, "%" PRId64, weekly->decided[i]);
	}
	if (section->cells == 0)
		section->note = _("Nothing was decided in this period.");
}

const struct err *
report_weekly(struct report *report)
{
	struct weekly weekly = { .report = report,
	    .from = clock_day_start(report->from),
	    .to = clock_day_end(report->to) };
	const struct err *err = count(&weekly);

	if (err != NULL)
		return err;
	summary(&weekly);
	err = report_coverage(report);
	if (err == NULL)
		err = sources(&weekly);
	if (err == NULL) {
		found(&weekly);
		decided(&weekly);
		err = report_open(report, OPEN_MAX);
	}
	report->sign[0] = _("Made by");
	report->sign[1] = _("Checked by");
	report->sign[2] = _("Approved by");
	return err;
}
