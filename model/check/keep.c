/* SPDX-License-Identifier: ISC */
#include "model/check/keep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/decide.h"
#include "model/discovery/finding.h"
#include "model/discovery/map.h"

enum { KIND_KEY, KIND_FINDING, KIND_EXCEPTION };
enum { HOUR_MS = 3600000 };

/* An exception: what it is about and which record. */
struct excepted {
	const char	*code, *subject, *until;
};

struct keep {
	struct session	*session;
	struct arena	*arena;
	struct arena	*scratch;
	struct map	 map;
	struct check_kept **item;
	size_t		 n, cap;
	struct excepted	*exception;
	size_t		 n_exceptions, cap_exceptions;
	int64_t		 number;	/* the highest in use */
	int32_t		 today;
	struct changes	*changes;	/* while recording */
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static uint64_t
hash_of(const struct keep *keep, int kind, const char *code,
    const char *subject)
{
	char key[UUID_LEN + 32];

	snprintf(key, sizeof(key), "%.16s %s", code, subject);
	return map_hash_text(&keep->map, kind, key);
}

/* --- loading ------------------------------------------------------------- */

/* The line "detail: …" of a finding's evidence. */
const char *
keep_detail(const char *note, struct arena *arena)
{
	const char *at = note == NULL ? NULL : strstr(note, "\ndetail: ");

	if (at == NULL)
		return NULL;
	at += strlen("\ndetail: ");
	return arena_strndup(arena, at, strcspn(at, "\n"));
}

static bool
load_finding(void *ctx, const struct record *record)
{
	struct keep *keep = ctx;
	struct arena *arena = keep->arena;
	int64_t number = finding_title_number(record_text(record,
	    F_finding_title));
	const char *code = record_text(record, F_finding_rule);
	const char *subject = record_text(record, F_finding_subject);
	struct check_kept *kept;

	if (number > keep->number)
		keep->number = number;
	if (!same(record_text(record, F_finding_origin), "check") ||
	    code == NULL || subject == NULL)
		return true;
	kept = arena_alloc(arena, sizeof(*kept));
	kept->uuid = arena_strdup(arena, record->uuid);
	kept->number = finding_number(record, arena);
	kept->code = arena_strdup(arena, code);
	kept->subject = arena_strdup(arena, subject);
	kept->state = arena_strdup(arena, record_text(record,
	    F_finding_state));
	kept->rev = record_int(record, F_rev);
	kept->times_seen = record_int(record, F_finding_times_seen);
	kept->detail = keep_detail(record_text(record, F_finding_evidence),
	    arena);
	keep->item = arena_grow(arena, keep->item, &keep->cap, keep->n + 1,
	    sizeof(*keep->item));
	map_put(&keep->map, hash_of(keep, KIND_KEY, code, subject),
	    (uint32_t)keep->n);
	map_put(&keep->map, map_hash_text(&keep->map, KIND_FINDING,
	    kept->uuid), (uint32_t)keep->n);
	keep->item[keep->n++] = kept;
	return true;
}

static bool
load_decision(void *ctx, const struct record *record)
{
	struct keep *keep = ctx;
	const char *finding = record_text(record, F_decision_finding);
	int64_t on = record_int(record, F_decision_on);
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (finding == NULL)
		return true;
	hash = map_hash_text(&keep->map, KIND_FINDING, finding);
	while (map_next(&keep->map, hash, &slot, &at)) {
		struct check_kept *kept = keep->item[at];

		if (strcmp(kept->uuid, finding) != 0 || on < kept->decided_at)
			continue;
		kept->decided_at = on;
		kept->decision = arena_strdup(keep->arena,
		    record_text(record, F_decision_decision));
		kept->until = arena_strdup(keep->arena,
		    record_text(record, F_decision_until));
	}
	return true;
}

static bool
load_exception(void *ctx, const struct record *record)
{
	struct keep *keep = ctx;
	const char *what = record_text(record, F_exception_what);
	const char *until = record_text(record, F_exception_until);
	const struct value *subject = record_value(record,
	    F_exception_subject);
	struct excepted *excepted;
	const char *code;
	size_t i;

	if (what == NULL || until == NULL || subject->kind != VALUE_LIST)
		return true;
	code = arena_strndup(keep->arena, what, strcspn(what, " :"));
	for (i = 0; i < subject->n; i++) {
		keep->exception = arena_grow(keep->arena, keep->exception,
		    &keep->cap_exceptions, keep->n_exceptions + 1,
		    sizeof(*keep->exception));
		excepted = &keep->exception[keep->n_exceptions];
		*excepted = (struct excepted){ code, arena_strdup(keep->arena,
		    subject->list[i]), arena_strdup(keep->arena, until) };
		map_put(&keep->map, hash_of(keep, KIND_EXCEPTION, code,
		    subject->list[i]), (uint32_t)keep->n_exceptions++);
	}
	return true;
}

/* The last day of the longest exception, or NULL. */
static const char *
excepted_until(const struct keep *keep, const struct check_kept *kept)
{
	uint64_t hash = hash_of(keep, KIND_EXCEPTION, kept->code,
	    kept->subject);
	const char *until = NULL;
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&keep->map, hash, &slot, &at)) {
		const struct excepted *e = &keep->exception[at];

		if (strcmp(e->code, kept->code) == 0 &&
		    strcmp(e->subject, kept->subject) == 0 &&
		    (until == NULL || strcmp(e->until, until) > 0))
			until = e->until;
	}
	return until;
}

/* Whether what was decided holds today. */
static void
judge(const struct keep *keep, struct check_kept *kept)
{
	const struct decision_row *row = decision_find(kept->decision);
	int32_t day = INT32_MAX;

	if (!same(kept->state, "decided"))
		return;
	if (same(kept->decision, "except")) {
		kept->until = excepted_until(keep, kept);
		kept->standing = kept->until != NULL &&
		    date_parse(kept->until, &day) && day >= keep->today;
		return;
	}
	if (kept->until != NULL)
		date_parse(kept->until, &day);
	kept->standing = row != NULL && row->effect == EFFECT_STAND &&
	    day >= keep->today;
}

static const struct err *
load(struct keep *keep)
{
	const struct {
		enum entity_id	 entity;
		store_each_fn	 each;
		size_t		 field[8];
	} passes[] = {
		{ ENTITY_finding, load_finding, { F_rev, F_finding_title,
		    F_finding_origin, F_finding_rule, F_finding_subject,
		    F_finding_state, F_finding_evidence,
		    F_finding_times_seen } },
		{ ENTITY_decision, load_decision, { F_decision_finding,
		    F_decision_decision, F_decision_on, F_decision_until } },
		{ ENTITY_exception, load_exception, { F_exception_what,
		    F_exception_subject, F_exception_until } },
	};
	const struct err *err = NULL;
	size_t i, k;

	for (i = 0; err == NULL && i < sizeof(passes) / sizeof(passes[0]);
	    i++) {
		struct fieldset want = { { 0 } };

		for (k = 0; k < 8; k++)
			fieldset_add(&want, passes[i].field[k]);
		err = store_each(register_reader(keep->session),
		    passes[i].entity, NULL, NULL, 0, &want, passes[i].each,
		    keep);
	}
	for (i = 0; err == NULL && i < keep->n; i++)
		judge(keep, keep->item[i]);
	return err;
}

/* --- what is kept of a hit ----------------------------------------------- */

/* One that is not closed before one that is. */
static struct check_kept *
look_up(const struct keep *keep, const struct check_hit *hit)
{
	uint64_t hash = hash_of(keep, KIND_KEY, hit->rule->code, hit->uuid);
	struct check_kept *found = NULL;
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&keep->map, hash, &slot, &at)) {
		struct check_kept *kept = keep->item[at];

		if (strcmp(kept->code, hit->rule->code) == 0 &&
		    strcmp(kept->subject, hit->uuid) == 0 && (found == NULL ||
		    same(found->state, "closed")))
			found = kept;
	}
	return found;
}

const struct err *
keep_load(struct session *session, struct arena *arena,
    struct check_report *report, struct keep **out)
{
	struct keep *keep = arena_alloc(arena, sizeof(*keep));
	const struct err *err;
	size_t i;

	keep->session = session;
	keep->arena = arena;
	keep->scratch = arena_new();
	keep->today = session_today(session);
	map_init(&keep->map);
	*out = keep;
	err = load(keep);
	for (i = 0; err == NULL && i < report->n; i++) {
		struct check_hit *hit = &report->hit[i];
		struct check_kept *kept = look_up(keep, hit);

		hit->kept = kept;
		hit->undecided = kept == NULL || !kept->standing;
		if (kept != NULL)
			kept->held = true;
	}
	if (err != NULL) {
		keep_free(keep);
		*out = NULL;
	}
	return err;
}

void
keep_free(struct keep *keep)
{
	if (keep == NULL)
		return;
	map_release(&keep->map);
	arena_free(keep->scratch);
}

/* --- recording ----------------------------------------------------------- */

static int64_t
due(const struct session *session, const char *severity)
{
	static const struct {
		const char	*severity;
		int		 days;
	} rows[] = {
		{ "critical", 1 }, { "high", 7 }, { "medium", 30 },
	};
	int days = 90;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].severity, severity) == 0)
			days = rows[i].days;
	return session_now(session) + (int64_t)days * 24 * HOUR_MS;
}

static void
set_evidence(const struct session *session, struct arena *arena,
    struct record *record, const struct check_hit *hit)
{
	struct facts facts = { .seen = session_now(session) };
	struct buf note = { 0 };

	facts.subject = arena_printf(arena, "%s %s",
	    entity_get(hit->entity)->key, hit->uuid);
	if (hit->entity == ENTITY_asset)
		facts.asset = hit->uuid;
	else if (hit->entity == ENTITY_zone)
		facts.zone = hit->uuid;
	facts_format(&facts, &note);
	if (hit->detail != NULL)
		buf_printf(&note, "\ndetail: %s", hit->detail);
	record_set_text(record, F_finding_evidence,
	    arena_strdup(arena, buf_str(&note)));
	buf_release(&note);
}

struct record *
keep_finding(struct session *session, const struct check_hit *hit,
    struct arena *arena)
{
	const struct check_rule *rule = hit->rule;
	struct record *record = record_new(arena, ENTITY_finding);

	record_set_text(record, F_finding_title, arena_printf(arena, "%s %s",
	    rule->code, check_record_name(session, hit->entity, hit->uuid,
	    arena)));
	record_set_text(record, F_finding_origin, "check");
	record_set_text(record, F_finding_rule, rule->code);
	record_set_text(record, F_finding_subject, hit->uuid);
	record_set_text(record, F_finding_severity, rule->severity);
	record_set_int(record, F_finding_due, due(session, rule->severity));
	record_set_text(record, F_finding_state, "new");
	record_set_text(record, F_finding_clause, rule->source);
	record_set_text(record, F_finding_advice,
	    rule->advice[session->lang]);
	set_evidence(session, arena, record, hit);
	return record;
}

static void
create(struct keep *keep, struct check_hit *hit)
{
	struct check_kept *kept = arena_alloc(keep->arena, sizeof(*kept));
	struct record *record = keep_finding(keep->session, hit,
	    keep->scratch);

	session_uuid(keep->session, record->uuid);
	kept->uuid = arena_strdup(keep->arena, record->uuid);
	kept->number = arena_printf(keep->arena, "F-%04" PRId64,
	    ++keep->number);
	kept->code = hit->rule->code;
	kept->subject = hit->uuid;
	kept->state = "new";
	kept->held = true;
	record_set_text(record, F_finding_title, arena_printf(keep->scratch,
	    "%s %s", kept->number, record_text(record, F_finding_title)));
	changes_put(keep->changes, record);
	record = record_new(keep->scratch, ENTITY_finding);
	memcpy(record->uuid, kept->uuid, sizeof(record->uuid));
	record_set_int(record, F_finding_times_seen, 1);
	changes_evidence(keep->changes, record);
	hit->kept = kept;
	arena_reset(keep->scratch);
}

static struct record *
begin(struct keep *keep, const struct check_kept *kept)
{
	struct record *record = record_new(keep->scratch, ENTITY_finding);

	memcpy(record->uuid, kept->uuid, strlen(kept->uuid) + 1);
	record->rev = kept->rev;
	return record;
}

/* It is still, or again, as it was found. */
static void
refresh(struct keep *keep, struct check_hit *hit, struct keep_result *result)
{
	struct check_kept *kept =
	    (struct check_kept *)(uintptr_t)hit->kept;
	bool again = !kept->standing && !finding_is_undecided(kept->state);
	struct record *record;

	if (!again && (kept->detail == hit->detail ||
	    same(kept->detail, hit->detail)))
		return;
	record = begin(keep, kept);
	set_evidence(keep->session, keep->scratch, record, hit);
	if (again) {
		record_set_text(record, F_finding_state, "reopened");
		record_set_int(record, F_finding_due, due(keep->session,
		    hit->rule->severity));
		kept->state = "reopened";
		result->reopened++;
	}
	changes_put(keep->changes, record);
	if (again) {
		record = begin(keep, kept);
		record_set_int(record, F_finding_times_seen,
		    ++kept->times_seen);
		changes_evidence(keep->changes, record);
	}
	arena_reset(keep->scratch);
}

static bool
was_run(const struct check_report *report, const char *code)
{
	size_t i;

	for (i = 0; i < report->n_ran; i++)
		if (strcmp(report->ran[i]->code, code) == 0)
			return true;
	return false;
}

/* Not found any more: what was fixed is verified first. */
static void
settle(struct keep *keep, struct check_kept *kept,
    struct keep_result *result)
{
	struct record *record = begin(keep, kept);

	kept->state = same(kept->state, "decided") &&
	    same(kept->decision, "fixed") ? "verified" : "closed";
	record_set_text(record, F_finding_state, kept->state);
	changes_put(keep->changes, record);
	result->closed++;
	arena_reset(keep->scratch);
}

static const struct err *
commit(struct keep *keep, struct commit_result *result)
{
	struct commit_result none;
	const struct err *err = NULL;

	if (changes_count(keep->changes) > 0)
		err = register_commit(keep->session, keep->changes, NULL,
		    result != NULL ? result : &none);
	changes_free(keep->changes);
	keep->changes = NULL;
	return err;
}

const struct err *
keep_record(struct session *session, struct keep *keep,
    struct check_report *report, struct keep_result *result)
{
	size_t i, n = keep->n;

	memset(result, 0, sizeof(*result));
	keep->changes = changes_new(session, "check");
	for (i = 0; i < report->n; i++) {
		if (report->hit[i].kept != NULL) {
			refresh(keep, &report->hit[i], result);
			continue;
		}
		create(keep, &report->hit[i]);
		result->raised++;
	}
	for (i = 0; !report->partial && i < n; i++)
		if (!keep->item[i]->held &&
		    !same(keep->item[i]->state, "closed") &&
		    was_run(report, keep->item[i]->code))
			settle(keep, keep->item[i], result);
	return commit(keep, &result->commit);
}

const struct err *
keep_raise(struct session *session, struct keep *keep,
    struct check_hit *const *hit, size_t n)
{
	struct keep_result result = { 0 };
	size_t i;

	keep->changes = changes_new(session, "check");
	for (i = 0; i < n; i++) {
		if (hit[i]->kept != NULL)
			refresh(keep, hit[i], &result);
		else
			create(keep, hit[i]);
	}
	return commit(keep, NULL);
}
