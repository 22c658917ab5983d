/* SPDX-License-Identifier: ISC */
#include "model/review.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/discovery/finding.h"

enum { PAGE = 500, ABSENT_DAYS = 7, WRONG_DAYS = 30 };
static const int64_t DAY_MS = 24 * 3600000;

static const char *const answer_keys[REVIEW_ANSWERS] = {
	[REVIEW_PRESENT] = "present", [REVIEW_ABSENT] = "absent",
	[REVIEW_CHANGED] = "changed", [REVIEW_MOVED] = "moved",
};

const char *
review_answer_key(enum review_answer answer)
{
	return answer_keys[answer];
}

static enum review_answer
answer_of(const char *key)
{
	int i;

	for (i = REVIEW_PRESENT; i < REVIEW_ANSWERS; i++)
		if (key != NULL && strcmp(answer_keys[i], key) == 0)
			return (enum review_answer)i;
	return REVIEW_NONE;
}

static int32_t
day_of(const struct record *record, size_t position)
{
	const char *text = record_text(record, position);
	int32_t day = 0;

	return text != NULL && date_parse(text, &day) ? day : 0;
}

static void
set_day(struct record *record, size_t position, struct arena *arena,
    int32_t day)
{
	char text[DATE_LEN];

	date_format(day, text);
	record_set_text(record, position, arena_strdup(arena, text));
}

int
review_percent(const struct review_count *count)
{
	int64_t percent = count->items == 0 ? 0 :
	    (count->answered * 100 + count->items / 2) / count->items;

	return percent == 100 && count->answered < count->items ? 99 :
	    (int)percent;
}

/* --- opening ----------------------------------------------------------------- */

struct opening {
	struct session	*session;
	struct changes	*changes;
	const char	*review;
	int64_t		 n;
};

static bool
add_item(void *ctx, const struct record *asset)
{
	struct opening *opening = ctx;
	struct arena *arena = arena_new();
	struct record *item = record_new(arena, ENTITY_review_item);

	record_set_text(item, F_review_item_review, opening->review);
	record_set_text(item, F_review_item_asset, asset->uuid);
	changes_put(opening->changes, item);
	arena_free(arena);
	opening->n++;
	return true;
}

static const struct err *
add_review(struct opening *opening, const struct review_start *start,
    struct arena *arena)
{
	struct session *session = opening->session;
	struct record *record = record_new(arena, ENTITY_review);
	const char *person;
	char today[DATE_LEN];
	int32_t due;

	if (start->due == NULL || !date_parse(start->due, &due))
		return err_new(ERR_USAGE, _("Say by when all answers are due, "
		    "as in --due 2026-06-30."));
	date_format(session_today(session), today);
	person = register_person_of(session, register_user(session), arena);
	memcpy(record->uuid, opening->review, UUID_LEN);
	record_set_text(record, F_review_name, start->name != NULL ?
	    start->name : arena_printf(arena, _("Review of %s"), today));
	record_set_text(record, F_review_scope, start->where != NULL ?
	    start->where : "not (status=retired or status=disposed)");
	record_set_text(record, F_review_due, start->due);
	record_set_text(record, F_review_opened_by, person);
	record_set_text(record, F_review_opened_on, arena_strdup(arena,
	    today));
	changes_put(opening->changes, record);
	return NULL;
}

const struct err *
review_open(struct session *session, const struct review_start *start,
    struct arena *arena, struct commit_result *result, char uuid[UUID_LEN])
{
	struct commit_options options = { .dry_run = start->dry_run };
	struct opening opening = { .session = session, .review = uuid,
	    .changes = changes_new(session, "review") };
	struct fieldset want = { { 0 } };
	struct query *query = NULL;
	const struct err *err;

	changes_reason(opening.changes, start->reason, NULL);
	session_uuid(session, uuid);
	err = add_review(&opening, start, arena);
	if (err == NULL)
		err = query_parse(session, ENTITY_asset, start->where != NULL ?
		    start->where : "not (status=retired or status=disposed)",
		    arena, &query);
	fieldset_add(&want, F_uuid);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_asset,
		    query, NULL, 0, &want, add_item, &opening);
	if (err == NULL && opening.n == 0)
		err = err_new(ERR_INPUT, _("No asset matches %s, so there is "
		    "nothing to review."), start->where != NULL ?
		    start->where : "");
	if (err == NULL)
		err = register_commit(session, opening.changes, &options,
		    result);
	changes_free(opening.changes);
	return err;
}

/* --- finding a round --------------------------------------------------------- */

struct rounds {
	char		 uuid[UUID_LEN];
	struct buf	 names;
	size_t		 n;
};

static bool
note_round(void *ctx, const struct record *record)
{
	struct rounds *rounds = ctx;
	const char *name = record_text(record, F_review_name);

	memcpy(rounds->uuid, record->uuid, UUID_LEN);
	buf_printf(&rounds->names, "%s%s", rounds->n++ > 0 ? ", " : "",
	    name != NULL ? name : record->uuid);
	return true;
}

const struct err *
review_resolve(const struct session *session, const char *ref,
    char uuid[UUID_LEN])
{
	struct rounds rounds = { .n = 0 };
	struct arena *arena = arena_new();
	struct query *query = NULL;
	const struct err *err;

	if (ref != NULL) {
		err = register_resolve(session, TO(review), ref, uuid);
		goto done;
	}
	err = query_parse(session, ENTITY_review, "closed_on=\"\"", arena,
	    &query);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_review,
		    query, NULL, 0, NULL, note_round, &rounds);
	if (err == NULL && rounds.n == 0)
		err = err_new(ERR_NOT_FOUND, _("No review is open. Start one "
		    "with: daicho review start --due DATE"));
	else if (err == NULL && rounds.n > 1)
		err = err_new(ERR_NOT_FOUND, _("Several reviews are open; "
		    "name one: %s."), buf_str(&rounds.names));
	if (err == NULL)
		memcpy(uuid, rounds.uuid, UUID_LEN);
done:
	buf_release(&rounds.names);
	arena_free(arena);
	return err;
}

/* --- loading ----------------------------------------------------------------- */

/* Items whose review is the one. */
static const struct err *
items_query(const struct session *session, const char *uuid,
    struct arena *arena, struct query **out)
{
	return query_parse(session, ENTITY_review_item,
	    arena_printf(arena, "review=%s", uuid), arena, out);
}

static void
count(struct review_count *count, enum review_answer answer)
{
	count->items++;
	count->answered += answer != REVIEW_NONE;
	count->answer[answer]++;
}

static bool
count_item(void *ctx, const struct record *record)
{
	count(ctx, answer_of(record_text(record, F_review_item_answer)));
	return true;
}

const struct err *
review_counts(const struct session *session, const char *uuid,
    struct review_count *out)
{
	struct arena *arena = arena_new();
	struct fieldset want = { { 0 } };
	struct query *query = NULL;
	const struct err *err;

	*out = (struct review_count){ .items = 0 };
	fieldset_add(&want, F_review_item_answer);
	err = items_query(session, uuid, arena, &query);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_review_item,
		    query, NULL, 0, &want, count_item, out);
	arena_free(arena);
	return err;
}

struct loading {
	const struct session *session;
	struct arena	*arena;
	struct review	*review;
	size_t		 cap, department_cap;
	const struct err *err;
};

static const struct err *
read_asset(struct loading *loading, struct review_item *item)
{
	struct arena *arena = loading->arena;
	struct fieldset want = { { 0 } };
	struct record *asset;
	const struct err *err;

	fieldset_add(&want, F_asset_asset_no);
	fieldset_add(&want, F_asset_name);
	fieldset_add(&want, F_asset_location);
	fieldset_add(&want, F_asset_department);
	err = store_get(register_reader(loading->session), ENTITY_asset,
	    item->asset, &want, arena, &asset);
	if (err != NULL || asset == NULL)
		return err;
	item->asset_no = record_text(asset, F_asset_asset_no);
	item->name = record_text(asset, F_asset_name);
	item->location = record_text(asset, F_asset_location);
	item->department = record_text(asset, F_asset_department);
	return NULL;
}

static void
count_department(struct loading *loading, const struct review_item *item)
{
	struct review *review = loading->review;
	size_t i;

	for (i = 0; i < review->departments; i++) {
		const char *d = review->department[i].department;

		if (d == item->department || (d != NULL &&
		    item->department != NULL &&
		    strcmp(d, item->department) == 0))
			break;
	}
	if (i == review->departments) {
		review->department = arena_grow(loading->arena,
		    review->department, &loading->department_cap, i + 1,
		    sizeof(*review->department));
		review->department[i] = (struct review_count){
		    .department = item->department };
		review->departments++;
	}
	count(&review->department[i], item->answer);
}

static bool
load_item(void *ctx, const struct record *record)
{
	struct loading *loading = ctx;
	struct review *review = loading->review;
	struct arena *arena = loading->arena;
	const char *asset = record_text(record, F_review_item_asset);
	struct review_item *item;

	if (asset == NULL)
		return true;
	review->item = arena_grow(arena, review->item, &loading->cap,
	    review->n + 1, sizeof(*item));
	item = &review->item[review->n++];
	*item = (struct review_item){
		.uuid = arena_strdup(arena, record->uuid),
		.rev = record->rev, .asset = arena_strdup(arena, asset),
		.answer = answer_of(record_text(record,
		    F_review_item_answer)),
		.place = arena_strdup(arena, record_text(record,
		    F_review_item_seen_place)),
		.note = arena_strdup(arena, record_text(record, F_notes)),
		.by = arena_strdup(arena, record_text(record,
		    F_review_item_by)),
		.on = day_of(record, F_review_item_on),
		.answered_at = record_int(record, F_updated_at),
	};
	loading->err = read_asset(loading, item);
	if (loading->err != NULL)
		return false;
	count(&review->all, item->answer);
	count_department(loading, item);
	return true;
}

static int
compare_items(const void *a, const void *b)
{
	const struct review_item *x = a, *y = b;
	int order = strcmp(x->asset_no != NULL ? x->asset_no : "",
	    y->asset_no != NULL ? y->asset_no : "");

	return order != 0 ? order : strcmp(x->uuid, y->uuid);
}

/* Most first; who belongs to no department stands last. */
static int
compare_departments(const void *a, const void *b)
{
	const struct review_count *x = a, *y = b;

	if ((x->department == NULL) != (y->department == NULL))
		return x->department == NULL ? 1 : -1;
	if (x->items != y->items)
		return x->items < y->items ? 1 : -1;
	return x->department == NULL ? 0 :
	    strcmp(x->department, y->department);
}

const struct err *
review_load(const struct session *session, const char *uuid,
    struct arena *arena, struct review *out)
{
	struct loading loading = { .session = session, .arena = arena,
	    .review = out };
	struct store *store = register_reader(session);
	struct query *query = NULL;
	struct record *record;
	const struct err *err;

	*out = (struct review){ .n = 0 };
	err = store_get(store, ENTITY_review, uuid, NULL, arena, &record);
	if (err == NULL && record == NULL)
		err = err_new(ERR_NOT_FOUND, _("There is no such review."));
	if (err == NULL)
		err = items_query(session, uuid, arena, &query);
	if (err != NULL)
		return err;
	out->uuid = record->uuid;
	out->rev = record->rev;
	out->name = record_text(record, F_review_name);
	if (out->name == NULL)
		out->name = record->uuid;
	out->scope = record_text(record, F_review_scope);
	out->due = day_of(record, F_review_due);
	out->opened_on = day_of(record, F_review_opened_on);
	out->closed_on = day_of(record, F_review_closed_on);
	err = store_each(store, ENTITY_review_item, query, NULL, 0, NULL,
	    load_item, &loading);
	if (err == NULL)
		err = loading.err;
	if (out->n > 1)
		qsort(out->item, out->n, sizeof(*out->item), compare_items);
	if (out->departments > 1)
		qsort(out->department, out->departments,
		    sizeof(*out->department), compare_departments);
	return err;
}

/* --- answers ------------------------------------------------------------------ */

void
review_reply(struct session *session, struct changes *changes,
    const struct review_reply *reply)
{
	struct arena *arena = changes_arena(changes);
	struct record *record = record_new(arena, ENTITY_review_item);
	const char *person = reply->by;

	memcpy(record->uuid, reply->item, strlen(reply->item) + 1);
	record->rev = reply->rev;
	if (reply->answer != REVIEW_NONE && person == NULL)
		person = register_person_of(session, register_user(session),
		    arena);
	record_set_text(record, F_review_item_answer,
	    answer_keys[reply->answer]);
	record_set_text(record, F_review_item_seen_place, reply->place);
	record_set_text(record, F_notes, reply->note);
	record_set_text(record, F_review_item_by, person);
	if (reply->answer == REVIEW_NONE)
		record_set_text(record, F_review_item_on, NULL);
	else
		set_day(record, F_review_item_on, arena, reply->on != 0 ?
		    reply->on : session_today(session));
	changes_put(changes, record);
}

/* --- findings ------------------------------------------------------------------ */

struct raised {
	const char	*title;
	const char	*subject;	/* uuid of an asset, or NULL */
	const char	*severity;
	int		 days;
	const char	*detail;
	const char	*advice;
};

/* A line of its own among the lines of the evidence. */
static const char *
one_line(struct arena *arena, const char *s)
{
	char *copy = arena_strdup(arena, s), *at;

	for (at = copy; *at != '\0'; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return copy;
}

static void
raise(struct session *session, struct changes *changes, int64_t number,
    const struct raised *raised)
{
	struct arena *arena = changes_arena(changes);
	struct record *record = record_new(arena, ENTITY_finding);

	record_set_text(record, F_finding_title, arena_printf(arena,
	    "F-%04" PRId64 " %s", number, one_line(arena, raised->title)));
	record_set_text(record, F_finding_origin, "person");
	record_set_text(record, F_finding_rule, "review");
	record_set_text(record, F_finding_subject, raised->subject);
	record_set_text(record, F_finding_severity, raised->severity);
	record_set_int(record, F_finding_due, session_now(session) +
	    raised->days * DAY_MS);
	record_set_text(record, F_finding_state, "new");
	record_set_text(record, F_finding_evidence, arena_printf(arena,
	    "detail: %s", one_line(arena, raised->detail)));
	record_set_text(record, F_finding_advice, raised->advice);
	changes_put(changes, record);
}

void
review_unregistered(struct session *session, struct changes *changes,
    const struct review *review, int64_t number, const char *what,
    const char *place)
{
	struct arena *arena = changes_arena(changes);
	struct raised raised = {
		.title = what, .severity = "medium", .days = WRONG_DAYS,
		.detail = arena_printf(arena, _("%s: not in the register, "
		    "seen at %s"), review->name, place != NULL ? place :
		    "–"),
		.advice = _("Register it, or take it away."),
	};

	raise(session, changes, number, &raised);
}

/* --- closing ------------------------------------------------------------------- */

struct closing {
	struct session	*session;
	struct changes	*changes;
	const struct review *review;
	const struct review_close *options;
	int64_t		 number;	/* of the next finding */
};

/* What was there was seen by somebody on a day, perhaps elsewhere. */
static void
confirm(struct closing *closing, const struct review_item *item)
{
	struct arena *arena = changes_arena(closing->changes);
	struct record *asset = record_new(arena, ENTITY_asset);

	memcpy(asset->uuid, item->asset, strlen(item->asset) + 1);
	if (item->on != 0)
		set_day(asset, F_asset_reviewed_on, arena, item->on);
	if (item->by != NULL)
		record_set_text(asset, F_asset_reviewed_by, item->by);
	if (item->place != NULL)
		record_set_text(asset, F_asset_location, item->place);
	if (closing->options->next != NULL)
		record_set_text(asset, F_asset_review_due,
		    closing->options->next);
	changes_put(closing->changes, asset);
}

static void
raise_item(struct closing *closing, const struct review_item *item)
{
	static const struct {
		const char	*severity;
		int		 days;
		const char	*what, *advice;
	} rows[REVIEW_ANSWERS] = {
		[REVIEW_ABSENT] = { "high", ABSENT_DAYS, N_("not found"),
		    N_("Look for it; if it stays lost, enter its status and "
		    "decide what was on it.") },
		[REVIEW_CHANGED] = { "low", WRONG_DAYS,
		    N_("found, but its entry is wrong"),
		    N_("Correct the entry.") },
		[REVIEW_MOVED] = { "low", WRONG_DAYS,
		    N_("now in other hands"),
		    N_("Enter its department and who answers for it.") },
	};
	struct arena *arena = changes_arena(closing->changes);
	struct raised raised = {
		.title = arena_printf(arena, "%s %s",
		    item->asset_no != NULL ? item->asset_no : "",
		    item->name != NULL ? item->name : ""),
		.subject = item->asset,
		.severity = rows[item->answer].severity,
		.days = rows[item->answer].days,
	};
	struct buf detail = { 0 };

	buf_printf(&detail, "%s: %s", closing->review->name,
	    _(rows[item->answer].what));
	if (item->place != NULL)
		buf_printf(&detail, " (%s)", item->place);
	if (item->note != NULL)
		buf_printf(&detail, " %s", item->note);
	raised.detail = arena_strdup(arena, buf_str(&detail));
	raised.advice = _(rows[item->answer].advice);
	raise(closing->session, closing->changes, closing->number++, &raised);
	buf_release(&detail);
}

static void
close_items(struct closing *closing)
{
	const struct review *review = closing->review;
	size_t i;

	for (i = 0; i < review->n; i++) {
		const struct review_item *item = &review->item[i];

		if (item->answer == REVIEW_PRESENT ||
		    item->answer == REVIEW_CHANGED ||
		    item->answer == REVIEW_MOVED)
			confirm(closing, item);
		changes_expect(closing->changes, ENTITY_review_item,
		    item->uuid, item->rev);
		if (item->answer > REVIEW_PRESENT)
			raise_item(closing, item);
	}
}

static const struct err *
may_close(const struct review *review, const struct review_close *options)
{
	int64_t open = review->all.items - review->all.answered;
	int32_t day;

	if (review->closed_on != 0)
		return err_new(ERR_INVALID, _("\"%s\" is closed already."),
		    review->name);
	if (options->next != NULL && !date_parse(options->next, &day))
		return err_new(ERR_USAGE, _("--next takes a day, as in "
		    "2027-06-30."));
	if (open != 0 && open != options->unanswered)
		return err_new(ERR_INPUT, _("%" PRId64 " assets have no "
		    "answer yet. Ask for them, or close all the same with "
		    "--yes %" PRId64 "."), open, open);
	return NULL;
}

const struct err *
review_close(struct session *session, const struct review *review,
    const struct review_close *options, struct arena *arena,
    struct commit_result *result)
{
	struct commit_options commit = { .dry_run = options->dry_run };
	struct closing closing = { .session = session, .review = review,
	    .options = options, .changes = changes_new(session, "review") };
	struct record *record = record_new(arena, ENTITY_review);
	const struct err *err = may_close(review, options);

	changes_reason(closing.changes, options->reason, NULL);
	if (err == NULL)
		err = finding_next_number(session, &closing.number);
	if (err == NULL) {
		close_items(&closing);
		memcpy(record->uuid, review->uuid, UUID_LEN);
		record->rev = review->rev;
		set_day(record, F_review_closed_on, arena,
		    session_today(session));
		changes_put(closing.changes, record);
		err = register_commit(session, closing.changes, &commit,
		    result);
	}
	changes_free(closing.changes);
	return err;
}
