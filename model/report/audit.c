/* SPDX-License-Identifier: ISC */
/* What an auditor asks for: the register's state and proof of its journal. */
#include <inttypes.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/history.h"
#include "model/report/report.h"

static const struct err *
holdings(struct report *report)
{
	struct report_section *section = report_section(report, "holdings",
	    _("What the register holds"));
	struct store *store = register_reader(report->session);
	const struct err *err = NULL;
	int64_t n;
	int e;

	report_column(section, _("Kind of record"), 24, false);
	report_column(section, _("Records"), 8, true);
	for (e = 0; err == NULL && e < ENTITY_COUNT; e++) {
		err = store_count(store, (enum entity_id)e, NULL, &n);
		if (err != NULL || n == 0)
			continue;
		report_cell(report, entity_get((enum entity_id)e)->
		    label_plural[report->session->lang]);
		report_cellf(report, "%" PRId64, n);
	}
	return err;
}

static const struct err *
journal(struct report *report)
{
	struct report_section *section = report_section(report, "journal",
	    _("Journal"));
	struct verify_report verified;
	const struct err *err;
	char from[DATE_LEN], to[DATE_LEN];

	report_column(section, NULL, 24, false);
	report_column(section, NULL, 66, false);
	err = history_verify(report->session, &verified);
	if (err != NULL)
		return err;
	date_format(clock_day(verified.from), from);
	date_format(clock_day(verified.to), to);
	report_fact(report, _("Entries"), "%" PRId64, verified.entries);
	report_fact(report, _("Change sets"), "%" PRId64, verified.sets);
	if (verified.entries > 0)
		report_fact(report, _("Period"), _("%s to %s"), from, to);
	report_fact(report, _("Head"), "%s", verified.head);
	if (verified.broken == 0)
		report_fact(report, _("Chain of hashes"), "%s", _("whole"));
	else
		report_fact(report, _("Chain of hashes"), _("broken at entry %" PRId64
		    ": %s"), verified.broken, verified.broken_why);
	return NULL;
}

struct listed {
	struct report	*report;
	const size_t	*position;
	size_t		 n;
};

static bool
add_record(void *ctx, const struct record *record)
{
	struct listed *listed = ctx;
	size_t i;

	for (i = 0; i < listed->n; i++)
		report_field(listed->report, record, listed->position[i]);
	return true;
}

/* All records of an entity, the named fields of each. */
static const struct err *
all_of(struct report *report, const char *key, enum entity_id entity,
    const size_t *position, size_t n)
{
	enum lang lang = report->session->lang;
	struct report_section *section = report_section(report, key,
	    entity_get(entity)->label_plural[lang]);
	struct listed listed = { report, position, n };
	const struct err *err;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct field *field = entity_field(entity, position[i]);

		report_column(section, field->label[lang], field->width,
		    field->type == TYPE_INT);
	}
	err = store_each(register_reader(report->session), entity, NULL, NULL,
	    0, NULL, add_record, &listed);
	if (section->cells == 0)
		section->note = _("There is none.");
	return err;
}

const struct err *
report_audit(struct report *report)
{
	static const size_t signoff[] = { F_signoff_subject,
	    F_signoff_revision, F_signoff_maker, F_signoff_checker,
	    F_signoff_approver, F_signoff_approver_at };
	static const size_t exception[] = { F_exception_what,
	    F_exception_control, F_exception_approver, F_exception_until };
	static const size_t role[] = { F_role_account, F_role_role,
	    F_role_person };
	const struct err *err = holdings(report);

	if (err == NULL)
		err = report_filled(report);
	if (err == NULL)
		err = journal(report);
	if (err == NULL)
		err = report_coverage(report);
	if (err == NULL)
		err = report_open(report, SIZE_MAX);
	if (err == NULL)
		err = all_of(report, "signoffs", ENTITY_signoff, signoff, 6);
	if (err == NULL)
		err = all_of(report, "exceptions", ENTITY_exception,
		    exception, 4);
	return err != NULL ? err :
	    all_of(report, "roles", ENTITY_role, role, 3);
}
