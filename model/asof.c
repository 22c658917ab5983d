/* SPDX-License-Identifier: ISC */
#include "model/asof.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/between.h"
#include "model/commit.h"
#include "model/custom.h"
#include "model/discovery/coverage.h"
#include "model/erase.h"

enum { PAGE = 64 };

/* --- points --------------------------------------------------------------- */

static const struct err *
no_point(const char *text)
{
	return err_new(ERR_USAGE, _("\"%s\" is neither a day such as "
	    "2026-03-31 nor a snapshot. daicho list snapshots names them."),
	    text);
}

/* The last change set at or before a moment. */
static const struct err *
find_set(struct store *store, int64_t at, struct asof_point *out,
    int64_t *began)
{
	struct arena *arena = arena_new();
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	int64_t before = 0;
	size_t i, n = PAGE;

	*began = 0;
	while (err == NULL && out->tx == 0 && n == PAGE) {
		arena_reset(arena);
		err = store_tx_list(store, before, arena, page, PAGE, &n);
		for (i = 0; err == NULL && i < n && out->tx == 0; i++) {
			before = page[i].id;
			if (page[i].state == TX_OPEN)
				continue;
			*began = page[i].at;
			if (page[i].at <= at)
				out->tx = page[i].id;
		}
	}
	arena_free(arena);
	return err;
}

static const struct err *
day_point(struct session *session, int32_t day, struct asof_point *out)
{
	int64_t now = clock_now(&session->clock), began;
	const struct err *err;
	char text[DATE_LEN];

	date_format(day, out->label);
	if (day > clock_day(now))
		return err_new(ERR_USAGE, _("%s is still to come; the register "
		    "can be shown as of today or a day before."), out->label);
	out->at = clock_day_end(day);
	err = find_set(session->reg->live, out->at, out, &began);
	if (err != NULL || out->tx != 0)
		return err;
	if (began == 0)
		return err_new(ERR_USAGE, _("The register has no history "
		    "yet, so it cannot be shown as of %s."), out->label);
	date_format(clock_day(began), text);
	return err_new(ERR_USAGE, _("The register began on %s; there is "
	    "nothing to show as of %s."), text, out->label);
}

/* The moment of a change set, and nothing later. */
static const struct err *
set_point(struct session *session, int64_t tx, const char *label,
    struct asof_point *out)
{
	struct arena *arena = arena_new();
	struct store_tx set = { .at = 0 };
	const struct err *err;
	bool found = false;

	snprintf(out->label, sizeof(out->label), "%s", label);
	out->tx = tx;
	err = store_tx_get(session->reg->live, tx, arena, &set, &found);
	if (err == NULL && !found)
		err = err_new(ERR_USAGE, _("There is no change set %lld; "
		    "\"daicho log\" shows them."), (long long)tx);
	out->at = set.at;
	arena_free(arena);
	return err;
}

/* Records that bear the revision of a point. */
static const struct {
	const char	*prefix;
	enum entity_id	 entity;
	size_t		 revision, at;
} marks[] = {
	{ "snapshot:", ENTITY_snapshot, F_snapshot_revision, F_snapshot_at },
	{ "signoff:", ENTITY_signoff, F_signoff_revision,
	    F_signoff_maker_at },
};

static const struct err *
mark_point(struct session *session, size_t at, const char *ref,
    struct asof_point *out)
{
	struct arena *arena = arena_new();
	struct store *read = session->reg->read;
	struct record *record = NULL;
	const struct err *err;
	char uuid[UUID_LEN];

	/* Its names are those of the present. */
	session->reg->read = session->reg->live;
	err = register_resolve(session, UINT64_C(1) << marks[at].entity, ref,
	    uuid);
	session->reg->read = read;
	if (err == NULL)
		err = store_get(session->reg->live, marks[at].entity, uuid,
		    NULL, arena, &record);
	if (err == NULL && record == NULL)
		err = no_point(ref);
	if (err == NULL)
		err = set_point(session, record_int(record,
		    marks[at].revision), ref, out);
	/* "today" in a query was then. */
	if (err == NULL && record_int(record, marks[at].at) > out->at)
		out->at = record_int(record, marks[at].at);
	arena_free(arena);
	return err;
}

const struct err *
asof_parse(struct session *session, const char *text, struct asof_point *out)
{
	const struct err *err;
	int32_t day;
	int64_t tx;
	size_t i;
	char more;

	*out = (struct asof_point){ .tx = 0 };
	if (date_parse(text, &day))
		return day_point(session, day, out);
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(text, marks[i].prefix,
		    strlen(marks[i].prefix)) == 0)
			return mark_point(session, i,
			    text + strlen(marks[i].prefix), out);
	if (sscanf(text, "set:%" SCNd64 "%c", &tx, &more) == 1)
		return set_point(session, tx, text, out);
	err = mark_point(session, 0, text, out);
	return err != NULL && err->kind == ERR_NOT_FOUND ? no_point(text) :
	    err;
}

const struct err *
asof_shown(struct session *session, struct asof_point *out)
{
	int64_t began;

	*out = (struct asof_point){ .at = session_now(session) };
	date_format(clock_day(out->at), out->label);
	return find_set(session->reg->read, INT64_MAX, out, &began);
}

/* --- the past ------------------------------------------------------------ */

struct rewinding {
	struct session	*session;
	struct store	*store;		/* the copy */
	const struct asof_point *point;
	struct between	 between;
	struct arena	*arena;		/* of one batch */
};

/* The changes of a record up to a point, newest first. */
struct changes_then {
	int64_t		 upto;		/* tx */
	bool		 all;		/* else only the newest is wanted */
	int64_t		 n;
	int64_t		 first, last;	/* tx */
};

static bool
see_change(void *ctx, const struct store_entry *entry)
{
	struct changes_then *then = ctx;

	if (!journal_is_change(entry) || entry->tx > then->upto)
		return true;
	if (then->n++ == 0)
		then->last = entry->tx;
	then->first = entry->tx;
	return then->all;
}

/* Sets a pair of "at" and "by" from a change set. */
static const struct err *
sign_record(struct rewinding *rewinding, struct plan *plan, int64_t id,
    size_t at, size_t by)
{
	struct store_tx tx;
	const struct err *err;
	bool found = false;

	err = store_tx_get(rewinding->store, id, rewinding->arena, &tx,
	    &found);
	if (err != NULL || !found)
		return err;
	record_set_int(plan->new, at, tx.at);
	record_set_text(plan->new, by, tx.who);
	fieldset_add(&plan->write, at);
	fieldset_add(&plan->write, by);
	return NULL;
}

/* Revision, times and persons are those of the last change before. */
static const struct err *
complete(struct rewinding *rewinding, const struct between_record *record,
    struct plan *plan)
{
	struct store_entry_filter filter = { .uuid = record->uuid,
	    .newest_first = true };
	struct changes_then then = { .upto = rewinding->point->tx,
	    .all = plan->fresh };
	const struct err *err;

	err = store_entry_each(rewinding->store, &filter, see_change, &then);
	if (err == NULL && then.last != 0)
		err = sign_record(rewinding, plan, then.last, F_updated_at,
		    F_updated_by);
	if (err == NULL && plan->fresh && then.first != 0)
		err = sign_record(rewinding, plan, then.first, F_created_at,
		    F_created_by);
	record_set_int(plan->new, F_rev, plan->fresh ? then.n :
	    plan->old->rev - record->sets);
	fieldset_add(&plan->write, F_rev);
	derive_own(rewinding->session, plan);
	return err;
}

static void
set_field(struct plan *plan, size_t position, struct value value)
{
	if (plan->old != NULL &&
	    value_equal(record_value(plan->old, position), &value))
		return;
	record_set(plan->new, position, value);
	fieldset_add(&plan->changed, position);
	fieldset_add(&plan->write, position);
}

/* What a touched record was before; idle when it did not stand at all. */
static const struct err *
take_back(struct rewinding *rewinding, const struct between_record *record,
    struct plan *plan)
{
	const struct err *err;
	size_t i;

	*plan = (struct plan){ .entity = record->entity };
	err = store_get(rewinding->store, record->entity, record->uuid, NULL,
	    rewinding->arena, &plan->old);
	if (err != NULL)
		return err;
	plan->new = record_new(rewinding->arena, record->entity);
	if (plan->old != NULL)
		memcpy(plan->new->v, plan->old->v,
		    plan->old->n * sizeof(plan->old->v[0]));
	record_set_text(plan->new, F_uuid, record->uuid);
	if (record->came) {
		if (plan->old == NULL)
			return NULL;
		plan->op = "remove";
		plan->changed = fieldset_all(record->entity);
		return NULL;
	}
	plan->fresh = plan->old == NULL;
	if (plan->fresh)
		fieldset_add(&plan->write, F_uuid);
	for (i = 0; i < record->n; i++)
		set_field(plan, record->change[i].position,
		    record->change[i].old);
	for (i = 0; !fieldset_empty(&record->erased) && i < plan->new->n; i++)
		if (fieldset_has(&record->erased, i))
			set_field(plan, i, erase_mark(entity_field(
			    record->entity, i)));
	return complete(rewinding, record, plan);
}

/* Of some records, those that define fields, choices or levels, or the others. */
static const struct err *
take_back_some(struct rewinding *rewinding, size_t first, size_t n,
    bool defining)
{
	struct plan *plan = arena_calloc(rewinding->arena, n, sizeof(*plan));
	struct derive *derive = derive_new(rewinding->session,
	    rewinding->store, rewinding->arena);
	const struct err *err = NULL;
	size_t i, planned = 0;

	for (i = 0; err == NULL && i < n; i++) {
		const struct between_record *record =
		    &rewinding->between.record[first + i];

		if (custom_defines(record->entity) != defining)
			continue;
		err = take_back(rewinding, record, &plan[planned]);
		if (err == NULL && !plan_is_idle(&plan[planned]))
			err = derive_note(derive, &plan[planned]);
		planned++;
	}
	for (i = 0; err == NULL && i < planned; i++)
		err = plan_apply(rewinding->store, &plan[i]);
	if (err == NULL)
		err = derive_flush(derive);
	derive_free(derive);
	return err;
}

static const struct err *
rewind_records(struct rewinding *rewinding, bool defining)
{
	const struct between *between = &rewinding->between;
	const struct err *err = NULL;
	size_t first, n;

	for (first = 0; err == NULL && first < between->n; first += n) {
		n = between->n - first < BATCH_ROWS ? between->n - first :
		    BATCH_ROWS;
		arena_reset(rewinding->arena);
		err = take_back_some(rewinding, first, n, defining);
		if (err == NULL && !session_step(rewinding->session,
		    _("Going back"), (int64_t)first, (int64_t)between->n))
			err = err_new(ERR_CANCELLED,
			    _("Stopped; nothing was changed."));
	}
	return err;
}

/*
 * What follows from levels follows from those of then.  Fields stay those of
 * the present, by which the changes were read.
 */
static const struct err *
rewind_definitions(struct rewinding *rewinding)
{
	struct register_ *reg = rewinding->session->reg;
	const struct err *err = rewind_records(rewinding, true);
	struct record *record = NULL;
	const char *uuid = NULL, *text;

	if (err == NULL)
		err = setting_uuid(rewinding->store, "scheme",
		    rewinding->arena, &uuid);
	if (err == NULL && uuid != NULL)
		err = store_get(rewinding->store, ENTITY_setting, uuid, NULL,
		    rewinding->arena, &record);
	if (err != NULL)
		return err;
	text = record == NULL || record_has(record, F_retired_at) ? NULL :
	    record_text(record, F_setting_value);
	return scheme_parse(text != NULL ? text : reg->first_scheme,
	    reg->arena, &reg->scheme);
}

/* When zones were last covered, by the evidence that is left. */
static const struct err *
rewind_zones(struct rewinding *rewinding)
{
	struct register_ *reg = rewinding->session->reg;
	struct store *read = reg->read;
	struct coverage coverage;
	const struct err *err;
	int64_t last;
	size_t i;

	arena_reset(rewinding->arena);
	reg->read = rewinding->store;
	err = coverage_list(rewinding->session, rewinding->arena, &coverage);
	reg->read = read;
	for (i = 0; err == NULL && i < coverage.n; i++) {
		struct record *record;

		if (i > 0 && strcmp(coverage.row[i].zone,
		    coverage.row[i - 1].zone) == 0)
			continue;
		coverage_zone_open(&coverage, coverage.row[i].zone, &last);
		record = record_new(rewinding->arena, ENTITY_zone);
		record_set_text(record, F_uuid, coverage.row[i].zone);
		if (last == 0)
			continue;
		record_set_int(record, F_zone_last_covered, last);
		err = store_put(rewinding->store, record);
	}
	return err;
}

static const struct err *
rewind_all(struct rewinding *rewinding)
{
	struct register_ *reg = rewinding->session->reg;
	const struct scheme scheme = reg->scheme;
	struct arena *arena = arena_new();
	const struct err *err;

	rewinding->arena = arena_new();
	err = between_load(rewinding->session, rewinding->store,
	    rewinding->point->tx, 0, arena, &rewinding->between);
	if (err == NULL)
		err = store_begin(rewinding->store);
	if (err == NULL)
		err = rewind_definitions(rewinding);
	if (err == NULL)
		err = rewind_records(rewinding, false);
	reg->scheme = scheme;
	if (err == NULL)
		err = store_rewind(rewinding->store, rewinding->point->tx,
		    rewinding->point->at);
	if (err == NULL)
		err = rewind_zones(rewinding);
	if (err == NULL)
		err = store_commit(rewinding->store);
	if (err == NULL)
		err = store_freeze(rewinding->store);
	between_release(&rewinding->between);
	arena_free(rewinding->arena);
	arena_free(arena);
	return err;
}

const struct err *
asof_open(struct session *session, const struct asof_point *point,
    struct store **out)
{
	struct rewinding rewinding = { .session = session, .point = point };
	int64_t as_of = session->as_of;
	const struct err *err;

	*out = NULL;
	err = register_settle(session);
	if (err == NULL)
		err = store_copy(session->reg->live, &rewinding.store);
	if (err != NULL)
		return err;
	session->as_of = point->at;
	err = rewind_all(&rewinding);
	session->as_of = as_of;
	if (err != NULL) {
		struct err first;

		err_copy(&first, err);
		store_close(rewinding.store);
		return err_new(first.kind, "%s", first.msg);
	}
	*out = rewinding.store;
	return NULL;
}

static void
show_present(struct session *session)
{
	struct register_ *reg = session->reg;

	if (reg->read != reg->live)
		store_close(reg->read);
	reg->read = reg->live;
	reg->read_only = reg->present_read_only;
	reg->as_of[0] = '\0';
	session->as_of = 0;
}

const struct err *
register_show(struct session *session, const char *text)
{
	struct register_ *reg = session->reg;
	struct asof_point point;
	struct store *store;
	const struct err *err;

	if (text == NULL || *text == '\0') {
		show_present(session);
		return custom_load(session);
	}
	err = asof_parse(session, text, &point);
	if (err == NULL)
		err = asof_open(session, &point, &store);
	if (err != NULL)
		return err;
	show_present(session);
	reg->read = store;
	snprintf(reg->as_of, sizeof(reg->as_of), "%s", point.label);
	reg->read_only = arena_printf(reg->arena, _("The register is shown as "
	    "of %s, which cannot be changed."), point.label);
	session->as_of = point.at;
	return custom_load(session);
}

const char *
register_as_of(const struct session *session)
{
	return session->reg == NULL || session->reg->as_of[0] == '\0' ? NULL :
	    session->reg->as_of;
}
