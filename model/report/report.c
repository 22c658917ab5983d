/* SPDX-License-Identifier: ISC */
#include "model/report/report.h"

#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"

const struct report_kind report_kinds[] = {
	{ "weekly", N_("Weekly report on unapproved devices"),
	    N_("one page: what was looked at, found, decided and is open"),
	    7, report_weekly },
	{ "survey", N_("Survey of assets"),
	    N_("counts of assets and systems, for surveys"), 0,
	    report_survey },
	{ "findings", N_("Findings"),
	    N_("every finding that is not settled, with its decision"), 0,
	    report_findings },
	{ "audit", N_("Audit pack"),
	    N_("state of the register, its journal, coverage and findings"),
	    365, report_audit },
	{ NULL, NULL, NULL, 0, NULL },
};

const struct report_kind *
report_find(const char *name)
{
	const struct report_kind *kind;

	for (kind = report_kinds; kind->name != NULL; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

static void
set_period(struct report *report, const struct report_kind *kind,
    const struct report_options *options)
{
	int32_t today = session_today(report->session);
	char from[DATE_LEN], to[DATE_LEN];

	report->to = options->to != 0 ? options->to : today;
	report->from = options->from != 0 ? options->from :
	    kind->days > 0 ? report->to - kind->days + 1 : report->to;
	date_format(report->from, from);
	date_format(report->to, to);
	report->period = report->from == report->to ?
	    arena_strdup(report->arena, to) :
	    arena_printf(report->arena, _("%s to %s"), from, to);
}

struct report *
report_new(struct session *session, const char *kind, struct arena *arena)
{
	struct report *report = arena_alloc(arena, sizeof(*report));

	report->session = session;
	report->arena = arena;
	report->kind = kind;
	report->subject = register_name(session);
	return report;
}

const struct err *
report_build(struct session *session, const struct report_kind *kind,
    const struct report_options *options, struct arena *arena,
    struct report **out)
{
	struct report *report = report_new(session, kind->name, arena);

	*out = report;
	report->title = _(kind->title);
	set_period(report, kind, options);
	if (report->from > report->to)
		return err_new(ERR_USAGE, _("The period ends before it "
		    "begins; give --from a day before --to."));
	return kind->build(report);
}

struct report_section *
report_section(struct report *report, const char *key, const char *heading)
{
	struct report_section *section;

	report->section = arena_grow(report->arena, report->section,
	    &report->room, report->sections + 1, sizeof(*section));
	section = &report->section[report->sections++];
	memset(section, 0, sizeof(*section));
	section->key = key;
	section->heading = heading;
	return section;
}

void
report_column(struct report_section *section, const char *title, int width,
    bool right)
{
	section->column[section->columns++] = (struct report_column){
	    title, width, right };
}

void
report_cell(struct report *report, const char *text)
{
	struct report_section *section =
	    &report->section[report->sections - 1];

	section->cell = arena_grow(report->arena, section->cell,
	    &section->room, section->cells + 1, sizeof(*section->cell));
	section->cell[section->cells++] = text != NULL ? text : "";
}

void
report_cellf(struct report *report, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	report_cell(report, arena_strdup(report->arena, buf_str(&text)));
	buf_release(&text);
}

void
report_field(struct report *report, const struct record *record,
    size_t position)
{
	struct buf text = { 0 };

	register_format(report->session, entity_field(record->entity,
	    position), record_value(record, position), &text);
	report_cell(report, arena_strdup(report->arena, buf_str(&text)));
	buf_release(&text);
}

void
report_day(struct report *report, int64_t ms)
{
	char day[DATE_LEN];

	if (ms == 0) {
		report_cell(report, "–");
		return;
	}
	date_format(clock_day(ms), day);
	report_cell(report, arena_strdup(report->arena, day));
}

void
report_fact(struct report *report, const char *what, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	report_cell(report, what);
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	report_cell(report, arena_strdup(report->arena, buf_str(&text)));
	buf_release(&text);
}
