/* SPDX-License-Identifier: ISC */
#include "model/discovery/queue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/discovery/decide.h"

enum { KIND_KEY, KIND_FINDING };
enum { HOUR_MS = 3600000 };

enum state {
	STATE_NEW, STATE_TRIAGED, STATE_DECIDED, STATE_VERIFIED, STATE_CLOSED,
	STATE_REOPENED
};

static const char *const states[] = {
	[STATE_NEW] = "new", [STATE_TRIAGED] = "triaged",
	[STATE_DECIDED] = "decided", [STATE_VERIFIED] = "verified",
	[STATE_CLOSED] = "closed", [STATE_REOPENED] = "reopened",
};

struct queue_finding {
	const char	*uuid;
	int64_t		 rev;
	enum result	 result;
	enum state	 state;
	bool		 held;		/* by this round */
	unsigned	 also;		/* 1 << result */
	int64_t		 number, due, times_seen;
	const char	*severity;
	const char	*rule, *title;
	struct facts	 facts;
	/* the latest decision */
	const char	*decision, *decision_uuid;
	int64_t		 decided_at;
	int32_t		 until;		/* INT32_MAX: none */
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool
is_undecided(enum state state)
{
	return state == STATE_NEW || state == STATE_TRIAGED ||
	    state == STATE_REOPENED;
}

/* --- loading ------------------------------------------------------------ */

static enum state
state_of(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (same(states[i], key))
			return (enum state)i;
	return STATE_NEW;
}

static void
index_key(struct queue *queue, uint32_t at)
{
	const char *key = finding_key(queue->item[at].result,
	    &queue->item[at].facts, queue->scratch);

	map_put(&queue->map, map_hash_text(&queue->map, KIND_KEY, key), at);
	arena_reset(queue->scratch);
}

static bool
load_finding(void *ctx, const struct record *record)
{
	struct queue *queue = ctx;
	struct queue_finding *f;
	const struct value *also = record_value(record, F_finding_also);
	int64_t number = finding_title_number(record_text(record,
	    F_finding_title));
	int result = result_find(record_text(record, F_finding_result));
	size_t i;

	if (number > queue->number)
		queue->number = number;
	if (result < 0 || !same(record_text(record, F_finding_origin),
	    "discovery"))
		return true;
	queue->item = arena_grow(queue->arena, queue->item, &queue->cap,
	    queue->n + 1, sizeof(*queue->item));
	f = &queue->item[queue->n];
	memset(f, 0, sizeof(*f));
	f->uuid = arena_strdup(queue->arena, record->uuid);
	f->rev = record_int(record, F_rev);
	f->result = (enum result)result;
	f->state = state_of(record_text(record, F_finding_state));
	f->number = number;
	f->due = record_int(record, F_finding_due);
	f->times_seen = record_int(record, F_finding_times_seen);
	f->until = INT32_MAX;
	if (f->result == RESULT_TRANSIENT)
		f->title = arena_strdup(queue->arena,
		    record_text(record, F_finding_title));
	f->severity = arena_strdup(queue->arena,
	    record_text(record, F_finding_severity));
	f->rule = arena_strdup(queue->arena,
	    record_text(record, F_finding_rule));
	for (i = 0; also != NULL && also->kind == VALUE_LIST && i < also->n;
	    i++)
		if ((result = result_find(also->list[i])) >= 0)
			f->also |= 1u << result;
	facts_parse(record_text(record, F_finding_evidence), queue->arena,
	    &f->facts);
	map_put(&queue->map, map_hash_text(&queue->map, KIND_FINDING,
	    f->uuid), (uint32_t)queue->n);
	index_key(queue, (uint32_t)queue->n++);
	return true;
}

static bool
load_decision(void *ctx, const struct record *record)
{
	struct queue *queue = ctx;
	const char *finding = record_text(record, F_decision_finding);
	const char *until = record_text(record, F_decision_until);
	int64_t on = record_int(record, F_decision_on);
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t at;

	if (finding == NULL)
		return true;
	hash = map_hash_text(&queue->map, KIND_FINDING, finding);
	while (map_next(&queue->map, hash, &slot, &at)) {
		struct queue_finding *f = &queue->item[at];

		if (strcmp(f->uuid, finding) != 0 || on < f->decided_at)
			continue;
		f->decided_at = on;
		f->decision = arena_strdup(queue->arena,
		    record_text(record, F_decision_decision));
		f->decision_uuid = arena_strdup(queue->arena, record->uuid);
		f->until = INT32_MAX;
		if (until != NULL)
			date_parse(until, &f->until);
	}
	return true;
}

const struct err *
queue_load(struct queue *queue, struct session *session, struct arena *arena)
{
	static const size_t findings[] = {
		F_rev, F_finding_title, F_finding_origin, F_finding_result,
		F_finding_state, F_finding_severity, F_finding_due,
		F_finding_rule, F_finding_evidence, F_finding_also,
		F_finding_times_seen,
	};
	static const size_t decisions[] = {
		F_decision_finding, F_decision_decision, F_decision_on,
		F_decision_until,
	};
	struct store *store = register_reader(session);
	struct fieldset want = { { 0 } };
	const struct err *err;
	size_t i;

	memset(queue, 0, sizeof(*queue));
	queue->session = session;
	queue->arena = arena;
	queue->scratch = arena_new();
	queue->now = session_now(session);
	queue->today = session_today(session);
	map_init(&queue->map);
	for (i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		fieldset_add(&want, findings[i]);
	err = store_each(store, ENTITY_finding, NULL, NULL, 0, &want,
	    load_finding, queue);
	memset(&want, 0, sizeof(want));
	for (i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++)
		fieldset_add(&want, decisions[i]);
	if (err == NULL)
		err = store_each(store, ENTITY_decision, NULL, NULL, 0, &want,
		    load_decision, queue);
	if (err != NULL)
		queue_release(queue);
	return err;
}

void
queue_release(struct queue *queue)
{
	map_release(&queue->map);
	arena_free(queue->scratch);
	queue->scratch = NULL;
}

/* --- finding one -------------------------------------------------------- */

/* An open one rather than one that is over. */
static struct queue_finding *
look_up(struct queue *queue, enum result result,
    const struct facts *facts)
{
	const char *key = finding_key(result, facts, queue->scratch);
	uint64_t hash = map_hash_text(&queue->map, KIND_KEY, key);
	struct queue_finding *found = NULL;
	size_t slot = SIZE_MAX;
	uint32_t at;

	while (map_next(&queue->map, hash, &slot, &at)) {
		struct queue_finding *f = &queue->item[at];

		if (f->result == result && same(f->facts.subject,
		    facts->subject) && (found == NULL ||
		    found->state == STATE_CLOSED))
			found = f;
	}
	arena_reset(queue->scratch);
	return found;
}

static struct queue_finding *
find(struct queue *queue, const struct raise *raise)
{
	struct queue_finding *f = look_up(queue, raise->result, raise->facts);
	struct facts other = *raise->facts;
	size_t i;

	for (i = 0; f == NULL && i < raise->n_alias; i++) {
		other.subject = raise->alias[i];
		f = look_up(queue, raise->result, &other);
		if (f != NULL && !is_undecided(f->state))
			f = NULL;
	}
	return f;
}

/* --- writing ------------------------------------------------------------ */

static const char **
also_list(struct arena *arena, unsigned also, size_t *n)
{
	const char **list = arena_calloc(arena, RESULT_COUNT, sizeof(*list));
	int i;

	*n = 0;
	for (i = 0; i < RESULT_COUNT; i++)
		if ((also & 1u << i) != 0)
			list[(*n)++] = result_key((enum result)i);
	return list;
}

static void
set_evidence(struct queue *queue, struct record *record,
    const struct raise *raise, const struct facts *before)
{
	struct facts facts = *raise->facts;
	struct buf note = { 0 };
	const char **also;
	size_t n;

	if (before != NULL)
		facts_keep(&facts, before);
	facts.import = queue->import;
	facts_format(&facts, &note);
	record_set_text(record, F_finding_evidence,
	    arena_strdup(queue->scratch, buf_str(&note)));
	buf_release(&note);
	also = also_list(queue->scratch, raise->also, &n);
	record_set_list(record, F_finding_also, queue->scratch, also, n);
	record_set_text(record, F_finding_rule, raise->rule);
	record_set_text(record, F_finding_subject, raise->subject);
}

static struct record *
begin(struct queue *queue, const struct queue_finding *f)
{
	struct record *record = record_new(queue->scratch, ENTITY_finding);

	memcpy(record->uuid, f->uuid, strlen(f->uuid) + 1);
	record->rev = f->rev;
	return record;
}

/* What is kept by the program, outside the journal. */
static void
count_sighting(struct queue *queue, struct queue_finding *f)
{
	struct record *record = record_new(queue->scratch, ENTITY_finding);

	f->times_seen++;
	memcpy(record->uuid, f->uuid, strlen(f->uuid) + 1);
	record_set_int(record, F_finding_times_seen, f->times_seen);
	changes_evidence(queue->changes, record);
	arena_reset(queue->scratch);
}

static void
note_verified(struct queue *queue, const struct queue_finding *f)
{
	struct record *record;

	if (f->decision_uuid == NULL)
		return;
	record = record_new(queue->scratch, ENTITY_decision);
	memcpy(record->uuid, f->decision_uuid, strlen(f->decision_uuid) + 1);
	record_set_text(record, F_decision_verified_by, queue->import);
	changes_evidence(queue->changes, record);
	arena_reset(queue->scratch);
}

static void
move(struct queue *queue, struct queue_finding *f, enum state state)
{
	struct record *record;

	if (f->state == state)
		return;
	f->state = state;
	if (queue->changes == NULL)
		return;
	record = begin(queue, f);
	record_set_text(record, F_finding_state, states[state]);
	changes_put(queue->changes, record);
	arena_reset(queue->scratch);
	if (state == STATE_VERIFIED)
		note_verified(queue, f);
}

/* --- the report --------------------------------------------------------- */

void
queue_reserve(struct queue *queue, size_t n)
{
	queue->out = arena_grow(queue->arena, queue->out, &queue->cap_out, n,
	    sizeof(*queue->out));
}

static void
tell(struct queue *queue, const struct queue_finding *f,
    const struct facts *facts, bool is_new)
{
	struct discover_finding *out;

	queue->out = arena_grow(queue->arena, queue->out, &queue->cap_out,
	    queue->n_out + 1, sizeof(*queue->out));
	out = &queue->out[queue->n_out++];
	memset(out, 0, sizeof(*out));
	out->uuid = f->uuid;
	out->number = arena_printf(queue->arena, "F-%04" PRId64, f->number);
	out->result = f->result;
	out->severity = f->severity;
	out->state = states[f->state];
	out->is_new = is_new;
	out->due = f->due;
	facts_tell(facts, queue->arena, out);
	out->rule = f->rule;
	if (f->also != 0)
		out->also = also_list(queue->arena, f->also, &out->n_also);
}

static int
weight(const char *severity)
{
	const struct choice *choice = severity == NULL ? NULL :
	    choice_find("severity", severity);

	return choice != NULL ? choice->order : 0;
}

static int
compare_out(const void *a, const void *b)
{
	const struct discover_finding *x = a, *y = b;
	int p = weight(x->severity), q = weight(y->severity);

	if (p != q)
		return p > q ? -1 : 1;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return strcmp(x->number, y->number);
}

void
queue_sort(struct queue *queue)
{
	if (queue->n_out > 1)
		qsort(queue->out, queue->n_out, sizeof(*queue->out),
		    compare_out);
}

/* --- raising ------------------------------------------------------------ */

static int64_t
due(const struct queue *queue, const struct raise *raise)
{
	return queue->now + result_hours(raise->result, raise->strict) *
	    HOUR_MS;
}

/* So that the same is not raised twice in one round. */
static void
keep(struct queue *queue, const struct queue_finding *f)
{
	queue->item = arena_grow(queue->arena, queue->item, &queue->cap,
	    queue->n + 1, sizeof(*queue->item));
	queue->item[queue->n] = *f;
	index_key(queue, (uint32_t)queue->n++);
}

static void
create(struct queue *queue, const struct raise *raise)
{
	struct queue_finding f = {
		.result = raise->result, .held = true,
		.state = raise->result == RESULT_TRANSIENT ? STATE_CLOSED :
		    STATE_NEW,
		.facts = *raise->facts, .until = INT32_MAX, .times_seen = 1,
		.number = ++queue->number, .due = due(queue, raise),
		.severity = result_severity(raise->result, raise->strict),
		.rule = raise->rule, .also = raise->also,
		.title = raise->result == RESULT_TRANSIENT ? raise->title : NULL,
	};
	struct record *record;
	char uuid[UUID_LEN];

	session_uuid_next(queue->session, queue->uuid, uuid);
	f.uuid = arena_strdup(queue->arena, uuid);
	record = begin(queue, &f);
	record_set_text(record, F_finding_title, arena_printf(queue->scratch,
	    "F-%04" PRId64 " %s", f.number, raise->title));
	record_set_text(record, F_finding_origin, "discovery");
	record_set_text(record, F_finding_result, result_key(f.result));
	record_set_text(record, F_finding_severity, f.severity);
	record_set_int(record, F_finding_due, f.due);
	record_set_text(record, F_finding_state, states[f.state]);
	set_evidence(queue, record, raise, NULL);
	changes_create(queue->changes, record);
	record_set_int(record, F_finding_times_seen, f.times_seen);
	changes_evidence(queue->changes, record);
	arena_reset(queue->scratch);
	tell(queue, &f, raise->facts, true);
	keep(queue, &f);
}

/* Whether what a person decided still stands. */
static enum state
after_sighting(const struct queue *queue, const struct queue_finding *f,
    const struct raise *raise, bool newer)
{
	const struct decision_row *row = decision_find(f->decision);
	enum effect effect = row != NULL ? row->effect : EFFECT_NONE;

	if (is_undecided(f->state))
		return f->state;
	if (f->state == STATE_DECIDED && f->until < queue->today)
		return STATE_REOPENED;
	if (f->state == STATE_DECIDED && effect == EFFECT_STAND)
		return facts_changed(&f->facts, raise->facts) ?
		    STATE_REOPENED : f->state;
	if (!newer)
		return f->state;
	if (f->state == STATE_DECIDED && same(f->decision, "quarantine") &&
	    f->facts.zone != NULL && raise->facts->zone != NULL &&
	    strcmp(f->facts.zone, raise->facts->zone) != 0)
		return STATE_VERIFIED;
	return STATE_REOPENED;
}

/* Brings an open finding up to what was seen now, where that matters. */
static void
refresh(struct queue *queue, struct queue_finding *f,
    const struct raise *raise, enum state state)
{
	const char *severity = result_severity(raise->result, raise->strict);
	bool again = state == STATE_REOPENED && f->state != state;
	struct record *record;

	/* What nobody decided in time weighs more. */
	if (raise->result == RESULT_PENDING && !again && f->due < queue->now)
		severity = "high";
	if (f->state == state && same(f->severity, severity) &&
	    f->also == raise->also && !facts_changed(&f->facts, raise->facts))
		return;
	record = begin(queue, f);
	f->state = state;
	f->also = raise->also;
	f->severity = severity;
	f->rule = raise->rule;
	if (again) {
		f->due = due(queue, raise);
		record_set_int(record, F_finding_due, f->due);
	}
	record_set_text(record, F_finding_state, states[state]);
	record_set_text(record, F_finding_severity, severity);
	set_evidence(queue, record, raise, &f->facts);
	changes_put(queue->changes, record);
	arena_reset(queue->scratch);
}

/* Guests of one day are counted: the round that saw most of them. */
static void
count_guests(struct queue *queue, struct queue_finding *f,
    const struct raise *raise)
{
	const char *before = strrchr(f->title, ' ');
	struct record *record;

	tell(queue, f, raise->facts, false);
	if (queue->changes == NULL || (before != NULL &&
	    strtoll(before, NULL, 10) >= raise->count))
		return;
	record = begin(queue, f);
	record_set_text(record, F_finding_title, arena_printf(queue->scratch,
	    "F-%04" PRId64 " %s", f->number, raise->title));
	changes_put(queue->changes, record);
	arena_reset(queue->scratch);
}

static bool
is_sighting(enum result result)
{
	return result != RESULT_MISSING && result != RESULT_NOT_COVERED;
}

bool
queue_raise(struct queue *queue, const struct raise *raise)
{
	struct queue_finding *f = find(queue, raise);
	enum state before, state;
	bool newer;

	if (f == NULL) {
		if (queue->changes != NULL)
			create(queue, raise);
		return queue->changes != NULL;
	}
	/* Several devices of one asset are one finding. */
	if (f->held)
		return true;
	f->held = true;
	if (raise->result == RESULT_TRANSIENT) {
		count_guests(queue, f, raise);
		return true;
	}
	before = f->state;
	newer = !is_sighting(raise->result) || (!raise->facts->stale &&
	    raise->facts->seen >= f->facts.seen);
	if (queue->changes != NULL) {
		state = after_sighting(queue, f, raise, newer);
		if (state == STATE_VERIFIED)
			move(queue, f, state);
		else if (is_undecided(state))
			refresh(queue, f, raise, state);
		if (newer && is_sighting(raise->result))
			count_sighting(queue, f);
	}
	if (f->state == STATE_CLOSED)
		return false;
	tell(queue, f, raise->facts, f->state == STATE_REOPENED &&
	    before != STATE_REOPENED);
	return true;
}

/* --- the rest ----------------------------------------------------------- */

/*
 * An undecided finding may close by itself where only a change of the register
 * or being seen again ends it.  What happened in a place, or between two
 * devices, waits for a person, even when the next round does not show it.
 */
static bool
ends_by_itself(enum result result)
{
	return result != RESULT_WRONG_ZONE && result != RESULT_BRIDGING &&
	    result != RESULT_IP_CONFLICT && result != RESULT_CONFLICT &&
	    result != RESULT_ROGUE;
}

static enum state
after_event(const struct queue *queue, const struct queue_finding *f,
    enum queue_event event)
{
	const struct decision_row *row = decision_find(f->decision);

	if (f->state == STATE_VERIFIED)
		return event != QUEUE_UNKNOWN ? STATE_CLOSED : f->state;
	if (f->state == STATE_DECIDED) {
		if (event == QUEUE_GONE || (event == QUEUE_ABSENT &&
		    row != NULL && row->effect == EFFECT_AWAY))
			return STATE_VERIFIED;
		return f->until < queue->today ? STATE_REOPENED : f->state;
	}
	if (is_undecided(f->state) && event == QUEUE_GONE &&
	    ends_by_itself(f->result))
		return STATE_CLOSED;
	return f->state;
}

void
queue_settle(struct queue *queue, queue_event_fn event, void *ctx)
{
	size_t i;

	if (queue->changes == NULL)
		return;
	for (i = 0; i < queue->n; i++) {
		struct queue_finding *f = &queue->item[i];

		if (f->held || f->state == STATE_CLOSED)
			continue;
		move(queue, f, after_event(queue, f, event(ctx, f->result,
		    &f->facts)));
	}
}
