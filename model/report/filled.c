/* SPDX-License-Identifier: ISC */
/*
 * How complete the register is by the measure of others: a field counts for a
 * standard when its row in field.def cites it.
 */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/intl.h"
#include "model/report/report.h"

static const struct {
	const char	*clause;	/* as sources cite it */
	enum entity_id	 entity;
} standards[] = {
	{ "CISA-OT", ENTITY_asset },
	{ "CIS 1.1", ENTITY_asset },
	{ "IPA 台帳", ENTITY_information },
};

struct filled {
	struct fieldset	 wanted;
	int64_t		 records;
	int64_t		 filled[FIELD_MAX];
};

static bool
cites(const struct field *field, const char *clause)
{
	const char *at = field->source == NULL ? NULL :
	    strstr(field->source, clause);
	size_t n = strlen(clause);

	/* "CIS 1.1" is not "CIS 1.10". */
	while (at != NULL && at[n] >= '0' && at[n] <= '9')
		at = strstr(at + n, clause);
	return at != NULL && field_is_editable(field);
}

/* What nobody found out is not filled. */
static bool
is_filled(const struct value *value)
{
	return value->kind != VALUE_NONE && (value->kind != VALUE_TEXT ||
	    strcmp(value->s, "unknown") != 0);
}

static bool
count_record(void *ctx, const struct record *record)
{
	struct filled *filled = ctx;
	size_t i;

	filled->records++;
	for (i = 0; i < record->n; i++)
		if (fieldset_has(&filled->wanted, i))
			filled->filled[i] += is_filled(record_value(record,
			    i));
	return true;
}

static void
write_row(struct report *report, size_t which, const struct filled *filled)
{
	enum entity_id entity = standards[which].entity;
	enum lang lang = report->session->lang;
	const struct field *field, *least = NULL;
	int64_t fewest = INT64_MAX, all = 0, fields = 0;
	size_t i;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (!fieldset_has(&filled->wanted, i))
			continue;
		fields++;
		all += filled->filled[i];
		if (filled->filled[i] < fewest) {
			fewest = filled->filled[i];
			least = field;
		}
	}
	report_cell(report, standards[which].clause);
	report_cell(report, entity_get(entity)->label_plural[lang]);
	report_cellf(report, "%" PRId64, fields);
	if (filled->records == 0 || least == NULL) {
		report_cell(report, "–");
		report_cell(report, "–");
		return;
	}
	report_cellf(report, "%" PRId64 "%%",
	    all * 100 / (fields * filled->records));
	report_cellf(report, "%s (%" PRId64 "%%)", least->label[lang],
	    fewest * 100 / filled->records);
}

const struct err *
report_filled(struct report *report)
{
	struct report_section *section = report_section(report, "complete",
	    _("Completeness by standard"));
	const struct field *field;
	const struct err *err = NULL;
	struct filled *filled;
	size_t i, k;

	report_column(section, _("Standard"), 14, false);
	report_column(section, _("Kind of record"), 16, false);
	report_column(section, _("Fields"), 8, true);
	report_column(section, _("Filled"), 8, true);
	report_column(section, _("Least filled"), 30, false);
	for (i = 0; err == NULL &&
	    i < sizeof(standards) / sizeof(standards[0]); i++) {
		enum entity_id entity = standards[i].entity;

		filled = arena_alloc(report->arena, sizeof(*filled));
		for (k = 0; (field = entity_field(entity, k)) != NULL; k++)
			if (cites(field, standards[i].clause))
				fieldset_add(&filled->wanted, k);
		err = store_each(register_reader(report->session), entity,
		    NULL, NULL, 0, &filled->wanted, count_record, filled);
		if (err == NULL)
			write_row(report, i, filled);
	}
	return err;
}
