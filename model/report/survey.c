/* SPDX-License-Identifier: ISC */
/* Counts of what the register holds, as surveys ask for them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "model/report/report.h"

/* What is counted: the values of one field of one entity. */
static const struct {
	const char	*key;
	enum entity_id	 entity;
	size_t		 position;
} counted[] = {
	{ "asset_kind", ENTITY_asset, F_asset_kind },
	{ "asset_status", ENTITY_asset, F_asset_status },
	{ "asset_approval", ENTITY_asset, F_asset_approval },
	{ "asset_support", ENTITY_asset, F_asset_support_state },
	{ "asset_site", ENTITY_asset, F_asset_site },
	{ "asset_department", ENTITY_asset, F_asset_department },
	{ "system_deployment", ENTITY_system, F_system_deployment },
	{ "information_importance", ENTITY_information,
	    F_information_importance },
	{ "connection_type", ENTITY_connection, F_connection_type },
};

struct tally {
	struct arena	*arena;
	size_t		 position;
	struct tally_item {
		struct value	 value;		/* one value; none: empty */
		int64_t		 n;
	}		*item;
	size_t		 n, cap;
};

static void
count_value(struct tally *tally, const struct value *value)
{
	size_t i;

	for (i = 0; i < tally->n; i++)
		if (value_equal(&tally->item[i].value, value))
			break;
	if (i == tally->n) {
		tally->item = arena_grow(tally->arena, tally->item,
		    &tally->cap, tally->n + 1, sizeof(*tally->item));
		tally->item[tally->n++] = (struct tally_item){
		    .value = value_copy(tally->arena, value) };
	}
	tally->item[i].n++;
}

static bool
count_record(void *ctx, const struct record *record)
{
	struct tally *tally = ctx;

	count_value(tally, record_value(record, tally->position));
	return true;
}

/* Most first; what has no value stands last. */
static int
compare(const void *a, const void *b)
{
	const struct tally_item *x = a, *y = b;
	bool none_x = x->value.kind == VALUE_NONE;
	bool none_y = y->value.kind == VALUE_NONE;

	if (none_x != none_y)
		return none_x - none_y;
	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->value.s != NULL ? x->value.s : "",
	    y->value.s != NULL ? y->value.s : "");
}

static void
write_tally(struct report *report, const struct field *field,
    const struct tally *tally)
{
	struct buf text = { 0 };
	int64_t all = 0;
	size_t i;

	for (i = 0; i < tally->n; i++) {
		buf_clear(&text);
		register_format(report->session, field,
		    &tally->item[i].value, &text);
		report_cell(report, text.len > 0 ?
		    arena_strdup(report->arena, buf_str(&text)) :
		    _("(empty)"));
		report_cellf(report, "%" PRId64, tally->item[i].n);
		all += tally->item[i].n;
	}
	report_cell(report, _("Total"));
	report_cellf(report, "%" PRId64, all);
	buf_release(&text);
}

static const struct err *
count_field(struct report *report, size_t which)
{
	enum entity_id entity = counted[which].entity;
	const struct field *field = entity_field(entity,
	    counted[which].position);
	struct tally tally = { .arena = report->arena,
	    .position = counted[which].position };
	struct fieldset want = { { 0 } };
	struct report_section *section;
	const struct err *err;
	enum lang lang = report->session->lang;

	fieldset_add(&want, counted[which].position);
	err = store_each(register_reader(report->session), entity, NULL, NULL,
	    0, &want, count_record, &tally);
	if (err != NULL)
		return err;
	if (tally.n > 1)
		qsort(tally.item, tally.n, sizeof(*tally.item), compare);
	section = report_section(report, counted[which].key, arena_printf(
	    report->arena, _("%s by %s"),
	    entity_get(entity)->label_plural[lang], field->label[lang]));
	report_column(section, field->label[lang], 28, false);
	report_column(section, _("Records"), 8, true);
	write_tally(report, field, &tally);
	return NULL;
}

const struct err *
report_survey(struct report *report)
{
	const struct err *err = NULL;
	size_t i;

	for (i = 0; err == NULL &&
	    i < sizeof(counted) / sizeof(counted[0]); i++)
		err = count_field(report, i);
	return err != NULL ? err : report_filled(report);
}
