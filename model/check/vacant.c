/* SPDX-License-Identifier: ISC */
/*
 * Records against what they must say: approved assets with empty fields,
 * assets changed since they were notified, zones looked at too long ago.
 */
#include <string.h>

#include "base/intl.h"
#include "model/check/run.h"
#include "model/discovery/place.h"
#include "model/journal.h"

enum { JOURNAL_PAGE = 200, DAY_MS = 86400000 };

/* --- approved, and yet incomplete ----------------------------------------- */

static bool
note_missing(void *ctx, const struct record *record)
{
	struct check_run *run = ctx;
	struct fieldset missing = register_missing(run->session, record);
	struct buf text = { 0 };
	size_t i;

	if (fieldset_empty(&missing))
		return true;
	for (i = 0; i < record->n; i++)
		if (fieldset_has(&missing, i))
			buf_printf(&text, "%s%s", text.len > 0 ? ", " : "",
			    entity_field(ENTITY_asset, i)->
			    label[run->session->lang]);
	run_hit(run, ENTITY_asset, record->uuid, buf_str(&text));
	buf_release(&text);
	return true;
}

const struct err *
check_vacant(struct check_run *run)
{
	struct query *query = NULL;
	const struct err *err;

	err = query_parse(run->session, ENTITY_asset,
	    "approval=approved or approval=temporary", run->scratch, &query);
	return err != NULL ? err : store_each(run->store, ENTITY_asset, query,
	    NULL, 0, NULL, note_missing, run);
}

/* --- changed since it was notified ---------------------------------------- */

static const size_t notified_fields[] = {
	F_asset_product_name, F_asset_manufacturer, F_asset_model,
	F_asset_firmware_version, F_asset_site,
};
enum { NOTIFIED = sizeof(notified_fields) / sizeof(notified_fields[0]) };

struct notified {
	struct check_run *run;
	struct record	**asset;
	size_t		 n, cap;
};

static bool
note_notified(void *ctx, const struct record *record)
{
	struct notified *notified = ctx;
	struct arena *arena = notified->run->scratch;

	if (!record_has(record, F_asset_notified_on))
		return true;
	notified->asset = arena_grow(arena, notified->asset, &notified->cap,
	    notified->n + 1, sizeof(struct record *));
	notified->asset[notified->n++] = record_copy(arena, record);
	return true;
}

static int64_t
notified_until(const struct record *asset)
{
	static const size_t days[] = { F_asset_notified_on,
		F_asset_change_notified_on };
	int32_t day, last = INT32_MIN;
	size_t i;

	for (i = 0; i < 2; i++)
		if (record_has(asset, days[i]) &&
		    date_parse(record_text(asset, days[i]), &day) &&
		    day > last)
			last = day;
	return last == INT32_MIN ? INT64_MAX : clock_day_end(last);
}

/* What the fields held at that moment: the changes since are taken back. */
static const struct err *
values_then(struct check_run *run, const char *uuid, int64_t until,
    struct value *then, bool *known)
{
	struct store_entry *entry = arena_calloc(run->scratch, JOURNAL_PAGE,
	    sizeof(*entry));
	struct store_entry_filter filter = { .uuid = uuid,
		.newest_first = true };
	const struct err *err;
	size_t i, k, f, n, n_changes;

	err = journal_page(run->store, &filter, run->scratch, entry,
	    JOURNAL_PAGE, &n);
	for (i = 0; err == NULL && i < n; i++) {
		struct history_change *change;
		struct store_tx tx;
		bool found;

		if (!journal_is_change(&entry[i]) ||
		    strcmp(entry[i].op, "create") == 0)
			continue;
		err = store_tx_get(run->store, entry[i].tx, run->scratch, &tx,
		    &found);
		if (err == NULL && (!found || tx.at <= until))
			break;
		if (err == NULL)
			err = journal_changes(ENTITY_asset, entry[i].payload,
			    run->scratch, &change, &n_changes);
		for (k = 0; err == NULL && k < n_changes; k++)
			for (f = 0; f < NOTIFIED; f++)
				if (change[k].position == notified_fields[f]) {
					then[f] = change[k].old;
					known[f] = true;
				}
	}
	return err;
}

static const struct err *
judge_notified(struct check_run *run, const struct record *asset)
{
	struct value then[NOTIFIED];
	bool known[NOTIFIED] = { false };
	struct buf text = { 0 };
	const struct err *err;
	size_t i;

	err = values_then(run, asset->uuid, notified_until(asset), then,
	    known);
	for (i = 0; err == NULL && i < NOTIFIED; i++) {
		const struct field *field = entity_field(ENTITY_asset,
		    notified_fields[i]);
		const struct value *now = record_value(asset,
		    notified_fields[i]);

		if (!known[i] || value_equal(&then[i], now))
			continue;
		buf_printf(&text, "%s%s: ", text.len > 0 ? ", " : "",
		    field->label[run->session->lang]);
		register_format(run->session, field, &then[i], &text);
		buf_add(&text, " → ");
		register_format(run->session, field, now, &text);
	}
	if (text.len > 0)
		run_hit(run, ENTITY_asset, asset->uuid, buf_str(&text));
	buf_release(&text);
	return err;
}

const struct err *
check_notified(struct check_run *run)
{
	static const size_t fields[] = { F_asset_notified_on,
		F_asset_change_notified_on, F_asset_product_name,
		F_asset_manufacturer, F_asset_model,
		F_asset_firmware_version, F_asset_site };
	struct notified notified = { .run = run };
	const struct err *err;
	size_t i;

	err = run_each(run, ENTITY_asset, fields,
	    sizeof(fields) / sizeof(fields[0]), note_notified, &notified);
	for (i = 0; err == NULL && i < notified.n; i++)
		err = judge_notified(run, notified.asset[i]);
	return err;
}

/* --- zones looked at too long ago ------------------------------------------ */

static bool
note_late(void *ctx, const struct record *record)
{
	struct check_run *run = ctx;
	int64_t last = record_int(record, F_zone_last_covered);
	int64_t days = place_interval(record);
	char when[17];
	struct buf text = { 0 };

	if (last == 0 || session_now(run->session) - last <= days * DAY_MS)
		return true;
	datetime_format_local(last, when);
	buf_printf(&text, _("last %s, every %d days"), when, (int)days);
	run_hit(run, ENTITY_zone, record->uuid, buf_str(&text));
	buf_release(&text);
	return true;
}

const struct err *
check_late(struct check_run *run)
{
	static const size_t fields[] = { F_zone_last_covered,
		F_zone_review_interval_days, F_zone_criticality };

	return run_each(run, ENTITY_zone, fields, 3, note_late, run);
}
