/* SPDX-License-Identifier: ISC */
#include "tui/views/home.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "model/discovery/coverage.h"
#include "model/signoff.h"
#include "tui/views/finding.h"
#include "model/review.h"
#include "tui/views/tally.h"
#include "tui/views/views.h"
#include "tui/words.h"

#define UNAPPROVED "result=unapproved"
#define PENDING "(approval=pending or approval=\"\")"
#define ENDED "(support_end<today or support_state=ended)"

enum { DAY_MS = 86400000 };

static const struct {
	const char	*label;
	int		 entity;
	const char	*filter;
} waits[HOME_WAITS] = {
	[WAIT_DEVICES] = { N_("Unapproved devices"), ENTITY_NONE,
	    UNAPPROVED " " FINDING_OPEN },
	[WAIT_ZONES] = { N_("Zones not covered"), ENTITY_NONE,
	    "result=not_covered " FINDING_OPEN },
	[WAIT_OVERDUE] = { N_("Overdue decisions, reviews"), ENTITY_NONE,
	    "due<today " FINDING_OPEN },
	[WAIT_SUPPORT] = { N_("Support ended or unknown"), ENTITY_asset,
	    ENDED " or support_state=unknown" },
	[WAIT_PENDING] = { N_("Waiting for approval"), ENTITY_asset,
	    PENDING },
	[WAIT_SIGNED] = { N_("Changes since sign-off"), ENTITY_NONE, NULL },
};

void
home_facts_release(struct home_facts *facts)
{
	size_t i;

	for (i = 0; i < HOME_WAITS; i++) {
		buf_release(&facts->wait[i].count);
		buf_release(&facts->wait[i].change);
		buf_release(&facts->wait[i].oldest);
		buf_release(&facts->wait[i].where);
	}
	for (i = 0; i < HOME_PLACES; i++) {
		buf_release(&facts->place[i].count);
		buf_release(&facts->place[i].text);
	}
	buf_release(&facts->person);
	arena_free(facts->arena);
	arena_free(facts->before);
}

static void
add_place(struct home_facts *facts, const char *label, int entity,
    const struct view_ops *ops, char key)
{
	facts->place[facts->n_places].label = label;
	facts->place[facts->n_places].entity = entity;
	facts->place[facts->n_places].ops = ops;
	facts->place[facts->n_places++].key = key;
}

void
home_facts_reset(struct session *session, struct home_facts *facts)
{
	size_t i;

	if (facts->arena == NULL)
		facts->arena = arena_new();
	facts->step = 0;
	if (facts->n_waits == 0)
		facts->n_waits = WAIT_SIGNED;
	facts->wait[WAIT_SIGNED].ops = &view_history;
	facts->wait[WAIT_ZONES].ops = &view_coverage;
	for (i = 0; i < HOME_WAITS; i++) {
		facts->wait[i].label = gettext(waits[i].label);
		facts->wait[i].entity = waits[i].entity;
		facts->wait[i].filter = waits[i].filter;
	}
	facts->n_places = 0;
	add_place(facts, entity_get(ENTITY_asset)->
	    label_plural[session->lang], ENTITY_asset, NULL, '1');
	add_place(facts, _("Discovery"), ENTITY_NONE, &view_discovery, '2');
	add_place(facts, entity_get(ENTITY_review)->
	    label[session->lang], ENTITY_review, NULL, '3');
	add_place(facts, _("Diagrams"), ENTITY_NONE, &view_diagram, '4');
	add_place(facts, _("Checks"), ENTITY_NONE, &view_checks, '5');
	add_place(facts, _("More"), ENTITY_NONE, &view_more, 'm');
}

/* --- the steps ------------------------------------------------------------------ */

static void
set_wait(struct home_wait *wait, int64_t n, enum role role)
{
	buf_clear(&wait->count);
	buf_clear(&wait->change);
	buf_clear(&wait->oldest);
	buf_clear(&wait->where);
	buf_printf(&wait->count, "%lld", (long long)n);
	wait->role = n > 0 ? role : ROLE_text;
	wait->known = true;
}

static void
set_change(struct home_wait *wait, int64_t now, int64_t then)
{
	int64_t change = now - then;

	buf_printf(&wait->change, change > 0 ? "+%lld" : "%lld",
	    (long long)change);
}

static const struct err *
step_person(struct session *session, struct home_facts *facts)
{
	const struct record *person = tally_person(session, register_user(session),
	    facts->arena);
	const char *department = person == NULL ? NULL :
	    record_text(person, F_person_department);

	buf_clear(&facts->person);
	if (department != NULL)
		buf_printf(&facts->person, "%s ", register_name_of(session,
		    department, facts->arena));
	buf_add(&facts->person, person != NULL ? register_name_of(session,
	    person->uuid, facts->arena) : register_user(session));
	return NULL;
}

/* Where a finding sits: its zone and its subject. */
static void
add_finding(struct session *session, const struct record *finding,
    struct arena *arena, struct buf *out)
{
	struct finding_words words;

	finding_words(session, finding, arena, &words);
	if (words.zone != NULL && strcmp(words.zone, words.subject) != 0)
		buf_printf(out, "%s ", words.zone);
	buf_add(out, words.subject);
}

static const struct err *
step_devices(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_DEVICES];
	struct tally tally = { 0 };
	const struct err *err;
	int64_t then = 0;

	err = tally_take(session, ENTITY_finding, wait->filter, "created_at",
	    facts->arena, &tally);
	if (err == NULL)
		err = tally_count(session, ENTITY_finding, UNAPPROVED
		    " created_at<today-7d (" FINDING_OPEN
		    " or updated_at>today-7d)", &then);
	if (err != NULL)
		return err;
	set_wait(wait, tally.n, ROLE_strong);
	set_change(wait, tally.n, then);
	if (tally.oldest != NULL) {
		words_age(session, record_int(tally.oldest, F_created_at),
		    &wait->oldest);
		add_finding(session, tally.oldest, facts->arena,
		    &wait->where);
	}
	return NULL;
}

static const struct err *
step_zones(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_ZONES];
	struct coverage *coverage = &facts->coverage;
	const struct coverage_row *worst = NULL;
	const struct err *err;
	size_t i, open, then = 0;

	err = coverage_list(session, facts->arena, coverage);
	if (err == NULL)
		err = coverage_open_at(session, session_now(session) -
		    7 * DAY_MS, facts->arena, &then);
	if (err != NULL)
		return err;
	facts->covered = true;
	open = coverage->zones - coverage->zones_covered;
	set_wait(wait, 0, ROLE_high);
	buf_clear(&wait->count);
	buf_printf(&wait->count, "%zu / %zu", open, coverage->zones);
	wait->role = open > 0 ? ROLE_high : ROLE_text;
	set_change(wait, (int64_t)open, (int64_t)then);
	for (i = 0; i < coverage->n; i++)
		if (strcmp(coverage->row[i].state, "covered") != 0 &&
		    (worst == NULL || coverage->row[i].last_covered <
		    worst->last_covered))
			worst = &coverage->row[i];
	if (worst != NULL) {
		words_age(session, worst->last_covered, &wait->oldest);
		buf_add(&wait->where, register_name_of(session, worst->zone,
		    facts->arena));
	}
	return NULL;
}

static const struct err *
step_overdue(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_OVERDUE];
	struct tally findings = { 0 }, reviews = { 0 };
	int64_t f_then = 0, r_then = 0;
	const struct err *err;
	int32_t days = 0, late = 0;

	err = tally_take(session, ENTITY_finding, wait->filter, "due",
	    facts->arena, &findings);
	if (err == NULL)
		err = tally_take(session, ENTITY_asset, "review_due<today",
		    "review_due", facts->arena, &reviews);
	if (err == NULL)
		err = tally_count(session, ENTITY_finding, "due<today-7d ("
		    FINDING_OPEN " or updated_at>today-7d)", &f_then);
	if (err == NULL)
		err = tally_count(session, ENTITY_asset,
		    "review_due<today-7d", &r_then);
	if (err != NULL)
		return err;
	set_wait(wait, findings.n + reviews.n, ROLE_high);
	set_change(wait, findings.n + reviews.n, f_then + r_then);
	if (findings.n == 0 && reviews.n > 0) {
		wait->entity = ENTITY_asset;
		wait->filter = "review_due<today";
	}
	if (findings.oldest != NULL)
		days = session_today(session) - clock_day(
		    record_int(findings.oldest, F_finding_due));
	if (reviews.oldest != NULL)
		late = words_days_since(session, record_text(reviews.oldest,
		    F_asset_review_due));
	if (days == 0 && late == 0)
		return NULL;
	buf_printf(&wait->oldest, _("%d d"), (int)(days > late ? days : late));
	if (days > late)
		add_finding(session, findings.oldest, facts->arena,
		    &wait->where);
	else
		buf_add(&wait->where, register_name_of(session,
		    reviews.oldest->uuid, facts->arena));
	return NULL;
}

static const struct err *
step_support(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_SUPPORT];
	struct tally ended = { 0 };
	int64_t unknown = 0, then = 0;
	const struct err *err;
	const char *name, *os;
	int32_t days;

	err = tally_take(session, ENTITY_asset, ENDED, "support_end",
	    facts->arena, &ended);
	if (err == NULL)
		err = tally_count(session, ENTITY_asset,
		    "support_state=unknown", &unknown);
	if (err == NULL)
		err = tally_count(session, ENTITY_asset,
		    "(support_end<today-7d or support_state=ended)", &then);
	if (err != NULL)
		return err;
	set_wait(wait, ended.n, ROLE_warn);
	buf_clear(&wait->count);
	buf_printf(&wait->count, "%lld + %lld", (long long)ended.n,
	    (long long)unknown);
	wait->role = ended.n + unknown > 0 ? ROLE_warn : ROLE_text;
	set_change(wait, ended.n, then);
	if (ended.oldest == NULL)
		return NULL;
	days = words_days_since(session,
	    record_text(ended.oldest, F_asset_support_end));
	if (days > 0)
		buf_printf(&wait->oldest, _("%d d"), (int)days);
	name = register_ref_of(session, ended.oldest->uuid, facts->arena);
	os = record_text(ended.oldest, F_asset_os);
	buf_printf(&wait->where, "%s %s", name, os != NULL ? os : "");
	return NULL;
}

static const struct err *
step_pending(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_PENDING];
	const struct err *err;
	int64_t total = 0, still = 0, decided = 0;
	struct buf mine = { 0 };

	wait->filter = PENDING;
	if (register_refuses(session, RIGHT_APPROVE) == NULL) {
		wait->label = _("Waiting for my approval");
		/* Nobody grants what they asked for themselves. */
		if (register_actor(session)->four_eyes) {
			buf_printf(&mine, "%s created_by!=\"%s\"", PENDING,
			    register_user(session));
			wait->filter = arena_strdup(facts->arena, mine.s);
		}
	}
	buf_clear(&mine);
	buf_printf(&mine, "%s created_at<today-7d", wait->filter);
	err = tally_rows(session, ENTITY_asset, wait->filter, "created_at",
	    facts->arena, facts->pending, HOME_LIST, &facts->n_pending,
	    &total);
	if (err == NULL)
		err = tally_count(session, ENTITY_asset, mine.s, &still);
	if (err == NULL)
		err = tally_count(session, ENTITY_asset, "not " PENDING
		    " approved_on>=today-7d created_at<today-7d", &decided);
	buf_release(&mine);
	if (err != NULL)
		return err;
	set_wait(wait, total, ROLE_strong);
	set_change(wait, total, still + decided);
	if (facts->n_pending > 0) {
		words_age(session, record_int(facts->pending[0],
		    F_created_at), &wait->oldest);
		buf_add(&wait->where, register_name_of(session,
		    facts->pending[0]->uuid, facts->arena));
	}
	return NULL;
}

/* Whether what was signed last is what stands there. */
static const struct err *
step_signed(struct session *session, struct home_facts *facts)
{
	struct home_wait *wait = &facts->wait[WAIT_SIGNED];
	struct signoff_state state = { .changes = 0 };
	struct record *signoff = NULL;
	const struct err *err;
	const char *person;

	err = signoff_last(session, facts->arena, &signoff);
	facts->n_waits = signoff != NULL ? HOME_WAITS : WAIT_SIGNED;
	if (err == NULL && signoff != NULL)
		err = signoff_look(session, signoff, false, facts->arena,
		    &state);
	if (err != NULL || signoff == NULL)
		return err;
	set_wait(wait, state.changes, ROLE_strong);
	buf_add(&wait->change, "–");
	words_age(session, record_int(signoff, F_signoff_maker_at),
	    &wait->oldest);
	person = record_text(signoff, F_signoff_approver);
	buf_printf(&wait->where, person != NULL ?
	    _("revision %lld, approved by %s") :
	    _("revision %lld, not approved; made by %s"),
	    (long long)record_int(signoff, F_signoff_revision),
	    register_name_of(session, person != NULL ? person :
	    record_text(signoff, F_signoff_maker), facts->arena));
	return NULL;
}

/* "approved 204, pending 9" by the choices of a field. */
static const struct err *
by_choice(struct session *session, enum entity_id entity, size_t position,
    const char *filter, bool falling, struct buf *out)
{
	const struct field *field = entity_field(entity, position);
	const struct err *err = NULL;
	struct buf query = { 0 }, label = { 0 };
	const struct choice *choice;
	size_t n, i;
	int64_t count;

	choice = choice_set(field->set, &n);
	for (i = 0; err == NULL && i < n; i++) {
		const struct choice *c = &choice[falling ? n - 1 - i : i];

		buf_clear(&query);
		buf_printf(&query, "%s%s%s=%s", filter,
		    *filter != '\0' ? " " : "", field->key, c->key);
		count = 0;
		err = tally_count(session, entity, query.s, &count);
		if (count == 0)
			continue;
		buf_printf(out, "%s%s %lld", out->len > 0 ? _(", ") : "",
		    c->label[session->lang], (long long)count);
	}
	buf_release(&query);
	buf_release(&label);
	return err;
}

static const struct err *
step_assets(struct session *session, struct home_facts *facts)
{
	struct home_place *place = &facts->place[PLACE_ASSETS];
	const struct err *err;

	err = tally_count(session, ENTITY_asset, "", &facts->assets);
	buf_clear(&place->count);
	buf_clear(&place->text);
	buf_printf(&place->count, "%lld", (long long)facts->assets);
	if (err == NULL)
		err = by_choice(session, ENTITY_asset, F_asset_approval, "",
		    false, &place->text);
	return err;
}

static const struct err *
step_findings(struct session *session, struct home_facts *facts)
{
	struct home_place *place = &facts->place[PLACE_DISCOVERY];
	const struct err *err;
	int64_t new = 0;

	err = tally_count(session, ENTITY_finding, FINDING_OPEN,
	    &facts->findings);
	if (err == NULL)
		err = tally_count(session, ENTITY_finding, FINDING_OPEN
		    " created_at>today-7d", &new);
	if (err == NULL)
		err = tally_count(session, ENTITY_finding, FINDING_OPEN
		    " severity=critical", &facts->critical);
	buf_clear(&place->count);
	buf_clear(&place->text);
	buf_printf(&place->count, "%lld", (long long)facts->findings);
	if (new > 0)
		buf_printf(&place->text, _("%lld new in 7 days"),
		    (long long)new);
	if (err == NULL)
		err = by_choice(session, ENTITY_finding, F_finding_severity,
		    FINDING_OPEN, true, &place->text);
	return err;
}

struct checked {
	int64_t		 n, kept;
	int64_t		 part[4];	/* by the first digit of the code */
};

static bool
count_checked(void *ctx, const struct record *finding)
{
	struct checked *checked = ctx;
	const char *code = record_text(finding, F_finding_rule);
	int part = code == NULL || code[0] != 'D' ? 3 : code[1] - '0';

	checked->kept++;
	if (!finding_is_undecided(record_text(finding, F_finding_state)))
		return true;
	checked->n++;
	checked->part[part >= 0 && part < 3 ? part : 3]++;
	return true;
}

/* What the last recorded run left open: counting it is quicker than a run. */
static const struct err *
step_checks(struct session *session, struct home_facts *facts)
{
	static const char *const labels[4] = { N_("register"),
		N_("connections and flows"), N_("zones"), N_("our own") };
	struct home_place *place = &facts->place[PLACE_CHECKS];
	struct arena *arena = arena_new();
	struct checked checked = { 0 };
	struct query *query = NULL;
	struct fieldset want = { { 0 } };
	const struct err *err;
	int i;

	fieldset_add(&want, F_finding_rule);
	fieldset_add(&want, F_finding_state);
	err = query_parse(session, ENTITY_finding, "origin=check", arena,
	    &query);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_finding,
		    query, NULL, 0, &want, count_checked, &checked);
	arena_free(arena);
	buf_clear(&place->count);
	buf_clear(&place->text);
	if (err != NULL)
		return err;
	if (checked.kept == 0) {
		buf_add(&place->count, "–");
		buf_add(&place->text, _("not recorded yet: daicho check"));
		return NULL;
	}
	buf_printf(&place->count, "%lld", (long long)checked.n);
	for (i = 0; i < 4; i++)
		if (checked.part[i] > 0)
			buf_printf(&place->text, "%s%s %lld",
			    place->text.len > 0 ? _(", ") : "",
			    gettext(labels[i]), (long long)checked.part[i]);
	if (checked.n == 0)
		buf_add(&place->text, _("nothing waits"));
	return NULL;
}

struct open_review {
	struct session	*session;
	struct home_place *place;
	const struct err *err;
};

/* The open round that is due first, and how far it is. */
static bool
note_review(void *ctx, const struct record *record)
{
	struct open_review *open = ctx;
	const char *name = record_text(record, F_review_name);
	const char *due = record_text(record, F_review_due);
	struct review_count count;

	open->err = review_counts(open->session, record->uuid, &count);
	if (open->err != NULL)
		return false;
	buf_printf(&open->place->count, "%d%%", review_percent(&count));
	buf_printf(&open->place->text, _("%s, due %s"),
	    name != NULL ? name : "–", due != NULL ? due : "–");
	return false;
}

static const struct err *
step_review(struct session *session, struct home_facts *facts)
{
	static const struct query_sort by_due = { F_review_due, false };
	struct home_place *place = &facts->place[PLACE_REVIEW];
	struct open_review open = { .session = session, .place = place };
	struct arena *arena = arena_new();
	struct query *query = NULL;
	const struct err *err;

	buf_clear(&place->count);
	buf_clear(&place->text);
	err = query_parse(session, ENTITY_review, "closed_on=\"\"", arena,
	    &query);
	if (err == NULL)
		err = store_each(register_reader(session), ENTITY_review,
		    query, &by_due, 1, NULL, note_review, &open);
	if (err == NULL)
		err = open.err;
	if (err == NULL && place->count.len == 0) {
		buf_add(&place->count, "–");
		buf_add(&place->text, _("none is open: daicho review start"));
	}
	arena_free(arena);
	return err;
}

static const struct err *
step_others(struct session *session, struct home_facts *facts)
{
	struct home_place *place = &facts->place[PLACE_MORE];
	int64_t n = 0, zones = 0, people = 0, imports = 0;
	const struct err *err;

	buf_clear(&place->text);
	buf_add(&place->text, _("zones, connections, flows, information, "
	    "suppliers, history"));
	err = tally_count(session, ENTITY_zone, "", &zones);
	if (err == NULL)
		err = tally_count(session, ENTITY_person, "", &people);
	if (err == NULL)
		err = tally_count(session, ENTITY_import, "", &imports);
	facts->empty = facts->assets == 0 && facts->findings == 0 &&
	    zones == 0 && people == 0 && imports == 0;
	if (err != NULL)
		return err;
	place = &facts->place[PLACE_DIAGRAMS];
	err = tally_count(session, ENTITY_diagram, "", &n);
	buf_clear(&place->count);
	buf_printf(&place->count, "%lld", (long long)n);
	buf_clear(&place->text);
	buf_add(&place->text, _("network diagram, data-flow diagram"));
	return err;
}

static const struct err *
step_lists(struct session *session, struct home_facts *facts)
{
	const struct err *err;
	int64_t total = 0;

	err = tally_rows(session, ENTITY_finding, UNAPPROVED " " FINDING_OPEN,
	    "severity:desc,due", facts->arena, facts->device, HOME_LIST,
	    &facts->n_devices, &facts->devices);
	if (err == NULL)
		err = tally_rows(session, ENTITY_import, "", "started:desc",
		    facts->arena, facts->import, HOME_LIST, &facts->n_imports,
		    &total);
	if (err == NULL)
		err = tally_rows(session, ENTITY_finding, FINDING_OPEN, "due",
		    facts->arena, facts->due, HOME_LIST, &facts->n_due,
		    &total);
	if (err == NULL)
		err = store_tx_list(register_reader(session), 0, facts->arena,
		    facts->change, HOME_LIST, &facts->n_changes);
	return err;
}

static const struct err *(*const steps[])(struct session *,
    struct home_facts *) = {
	step_assets, step_findings, step_review, step_checks, step_others, step_devices,
	step_zones,
	step_overdue, step_support, step_pending, step_signed, step_lists,
	step_person,
};

const struct err *
home_facts_step(struct session *session, struct home_facts *facts, bool *more)
{
	const int n = (int)(sizeof(steps) / sizeof(steps[0]));
	const struct err *err = NULL;

	if (facts->step == 0) {
		facts->failed = false;
		if (facts->before == NULL) {
			facts->before = facts->arena;
			facts->arena = arena_new();
		}
	}
	if (facts->step < n)
		err = steps[facts->step++](session, facts);
	facts->failed = facts->failed || err != NULL;
	*more = facts->step < n;
	if (*more)
		return err;
	facts->checked_at = session_now(session);
	if (!facts->failed) {
		arena_free(facts->before);
		facts->before = NULL;
	}
	return err;
}

void
home_sentence(const struct session *session, const struct home_facts *facts,
    struct buf *critical, struct buf *covered)
{
	size_t open = facts->coverage.zones - facts->coverage.zones_covered;

	(void)session;
	if (facts->critical > 0)
		buf_printf(critical, _("%lld critical findings are due within "
		    "24 hours."), (long long)facts->critical);
	else
		buf_add(critical, _("No critical finding waits."));
	if (facts->covered && facts->coverage.zones == 0)
		buf_add(covered, _("No zone is registered: nothing is seen."));
	else if (facts->covered)
		buf_printf(covered, _("%zu of %zu zones are not seen."),
		    open, facts->coverage.zones);
}

int
cover_pass(const struct coverage_row *row)
{
	return strcmp(row->state, "covered") == 0 ? 2 :
	    row->last_covered == 0 ? 0 : 1;
}

void
home_import_line(const struct session *session, const struct record *import,
    struct arena *arena, bool loose, struct buf *out)
{
	const char *site = record_text(import, F_import_site);
	const char *complete = record_text(import, F_import_complete);
	const char *name = register_name_of(session, import->uuid, arena);
	const char *part[2] = {
		/* "ot_neigh.txt +1 2026-05-18": the day stands before it. */
		arena_strndup(arena, name, strcspn(name, " ")),
		site != NULL ? register_name_of(session, site, arena) : "",
	};
	int i;

	words_moment(session, record_int(import, F_import_started), out);
	for (i = 0; i < 2; i++) {
		buf_add(out, "  ");
		if (loose)
			buf_add(out, part[i]);
		else
			utf8_pad(out, part[i], i == 0 ? 22 : 20);
	}
	buf_printf(out, "  %s", complete != NULL &&
	    strcmp(complete, "yes") == 0 ? _("completed") : _("cut short"));
}
