/* SPDX-License-Identifier: ISC */
/*
 * The demo register: that it is as large as it is meant to be, that every
 * result which this version tests occurs in it, that its history is one, and
 * that its second week turns out as told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/path.h"
#include "model/check/check.h"
#include "model/discovery/discover.h"
#include "model/exchange/export.h"
#include "model/exchange/import.h"
#include "model/history.h"
#include "model/query.h"
#include "verb/verb.h"

struct world {
	struct session		 session;
	struct arena		*arena;
	struct buf		 out, message;
	int64_t			 now;
	char			 root[64], dir[96];
};

static void
ok(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

static int64_t
world_now(void *ctx)
{
	return ((struct world *)ctx)->now;
}

static const char *
in(struct world *w, const char *name)
{
	return arena_printf(w->arena, "%s/%s", w->dir, name);
}

static int
run(struct world *w, int argc, const char *const *argv)
{
	struct verb_call call = {
		.session = &w->session, .arena = w->arena, .out = &w->out,
		.message = &w->message,
	};
	char *copy[8] = { NULL };
	int i;

	buf_clear(&w->out);
	buf_clear(&w->message);
	for (i = 0; i < argc; i++)
		copy[i] = arena_strdup(w->arena, argv[i]);
	return verb_run(&call, argc, copy);
}

static int
demo(struct world *w, const char *date)
{
	const char *const argv[] = { "demo", w->dir, "--date", date };

	return run(w, 4, argv);
}

static void
world_open(struct world *w, enum lang lang)
{
	memset(w, 0, sizeof(*w));
	session_init(&w->session);
	w->session.clock = (struct clock){ world_now, w };
	w->session.lang = lang;
	assert_true(datetime_parse("2026-05-18 09:12", &w->now));
	w->arena = arena_new();
	snprintf(w->root, sizeof(w->root), "/tmp/daicho-demo-XXXXXX");
	assert_non_null(mkdtemp(w->root));
	snprintf(w->dir, sizeof(w->dir), "%s/demo", w->root);
}

static void
world_close(struct world *w)
{
	pid_t pid;

	register_close(&w->session);
	session_release(&w->session);
	arena_free(w->arena);
	buf_release(&w->out);
	buf_release(&w->message);
	pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", w->root, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

static int64_t
count(struct world *w, enum entity_id entity, const char *text)
{
	struct query *query = NULL;
	int64_t n = -1;

	ok(query_parse(&w->session, entity, text, w->arena, &query));
	ok(store_count(register_reader(&w->session), entity, query, &n));
	return n;
}

/* --- what it holds -------------------------------------------------------- */

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	world_open(w, LANG_JA);
	if (demo(w, "2026-05-18") != 0)
		fail_msg("%s", buf_str(&w->message));
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	world_close(*state);
	free(*state);
	return 0;
}

static void
test_sizes(void **state)
{
	static const struct {
		enum entity_id	 entity;
		const char	*query;
		int64_t		 n;
	} want[] = {
		{ ENTITY_site, NULL, 5 },
		{ ENTITY_department, NULL, 12 },
		{ ENTITY_person, NULL, 26 },
		{ ENTITY_person, "not left_on=\"\"", 2 },
		{ ENTITY_external, NULL, 9 },
		{ ENTITY_supplier, NULL, 9 },
		{ ENTITY_system, NULL, 20 },
		{ ENTITY_process, NULL, 12 },
		{ ENTITY_information, NULL, 36 },
		{ ENTITY_information, "medium=paper", 4 },
		{ ENTITY_asset, NULL, 220 },
		{ ENTITY_asset, "kind=client", 90 },
		{ ENTITY_asset, "kind=ot", 14 },
		{ ENTITY_asset, "kind=medical", 8 },
		{ ENTITY_asset, "approval=approved", 204 },
		{ ENTITY_asset, "approval=pending", 9 },
		{ ENTITY_asset, "approval=temporary", 4 },
		{ ENTITY_asset, "owner=\"\"", 3 },
		{ ENTITY_asset, "kind=client os=\"Windows 10\" "
		    "status=in_use support_end<today", 9 },
		{ ENTITY_asset, "kind=ot support_state=unknown", 5 },
		{ ENTITY_interface, NULL, 290 },
		{ ENTITY_zone, NULL, 13 },
		{ ENTITY_network, NULL, 19 },
		{ ENTITY_connection, NULL, 31 },
		{ ENTITY_connection, "type=vpn_vendor expiry=\"\"", 1 },
		{ ENTITY_flow, NULL, 42 },
		{ ENTITY_function, NULL, 8 },
		{ ENTITY_software, NULL, 16 },
		{ ENTITY_crypto, NULL, 12 },
		{ ENTITY_advisory, NULL, 8 },
		{ ENTITY_review, NULL, 2 },
		{ ENTITY_review, "closed_on=\"\"", 1 },
		/* 62 % of the open round. */
		{ ENTITY_review_item, "review.closed_on=\"\"", 220 },
		{ ENTITY_review_item, "review.closed_on=\"\" "
		    "not answer=\"\"", 136 },
		{ ENTITY_signoff, "not approver=\"\"", 3 },
		{ ENTITY_snapshot, NULL, 3 },
		{ ENTITY_exception, NULL, 4 },
		{ ENTITY_exception, "until<today", 1 },
		{ ENTITY_notice, NULL, 2 },
		{ ENTITY_diagram, NULL, 5 },
		{ ENTITY_view, NULL, 3 },
	};
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		int64_t n = count(*state, want[i].entity, want[i].query);

		if (n != want[i].n)
			fail_msg("%s %s: %lld, not %lld",
			    entity_get(want[i].entity)->plural,
			    want[i].query != NULL ? want[i].query : "",
			    (long long)n, (long long)want[i].n);
	}
	assert_true(count(*state, ENTITY_flow, "encrypted=no") >= 5);
	assert_true(count(*state, ENTITY_identifier, NULL) >= 3);
	assert_true(count(*state, ENTITY_service, NULL) >= 10);
}

/* Every result that this version tests, as an open finding or a sighting. */
static void
test_results(void **state)
{
	static const struct {
		enum result	 result;
		int64_t		 n;
	} findings[] = {
		{ RESULT_RETURNED, 1 },
		{ RESULT_EXPIRED, 1 },
		{ RESULT_WRONG_ZONE, 2 },
		{ RESULT_DRIFT, 2 },
		{ RESULT_CANDIDATE, 14 },
		{ RESULT_PENDING, 2 },
		{ RESULT_CONFLICT, 1 },
		{ RESULT_BRIDGING, 1 },
		{ RESULT_IP_CONFLICT, 2 },
		{ RESULT_ROGUE, 1 },
		{ RESULT_UNAPPROVED, 7 },
		{ RESULT_MISSING, 6 },
		{ RESULT_NOT_COVERED, 2 },
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof(findings) / sizeof(findings[0]); i++) {
		const char *key = result_key(findings[i].result);
		int64_t n = count(w, ENTITY_finding, arena_printf(w->arena,
		    "result=%s (state=new or state=triaged or "
		    "state=reopened)", key));

		if (n != findings[i].n)
			fail_msg("%s: %lld open, not %lld", key,
			    (long long)n, (long long)findings[i].n);
	}
	for (i = 0; i < RESULT_COUNT; i++) {
		const char *query = arena_printf(w->arena, "result=%s",
		    result_key((enum result)i));

		if (count(w, ENTITY_observation, query) +
		    count(w, ENTITY_finding, query) == 0)
			fail_msg("no %s", result_key((enum result)i));
	}
	assert_true(count(w, ENTITY_observation, "result=confirmed") > 150);
	assert_int_equal(count(w, ENTITY_finding, "state=verified"), 1);
	assert_true(count(w, ENTITY_decision, NULL) >= 3);
}

/* Every check finds something; one diagram is seven changes behind. */
static void
test_checks(void **state)
{
	/* What it looks for is refused by a rule: only an older register has
	 * a temporary approval without its last day. */
	static const char refused[] = "D024";
	struct world *w = *state;
	struct problems problems = { .arena = w->arena };
	struct check_options options = { .code = NULL };
	const struct check_rule *rule;
	struct check_report report;
	struct check_set set;
	size_t i, behind = 0;

	ok(check_load(&w->session, NULL, w->arena, &problems, &set));
	ok(check_run(&w->session, &set, &options, w->arena, &report));
	for (rule = check_rules; rule->code != NULL; rule++) {
		for (i = 0; i < report.n && report.hit[i].rule != rule; i++)
			;
		if (i == report.n && strcmp(rule->code, refused) != 0)
			fail_msg("%s finds nothing", rule->code);
	}
	for (i = 0; i < report.n; i++)
		if (strcmp(report.hit[i].rule->code, "D141") == 0) {
			behind++;
			assert_non_null(strstr(report.hit[i].detail, "7 "));
		}
	assert_int_equal(behind, 1);
}

/* Roles, settings and own fields are what a register makes for itself. */
static void
test_every_entity(void **state)
{
	int e;

	for (e = 0; e < ENTITY_COUNT; e++)
		if (e != ENTITY_role && e != ENTITY_setting &&
		    e != ENTITY_custom_field && e != ENTITY_custom_choice &&
		    count(*state, (enum entity_id)e, NULL) == 0)
			fail_msg("no %s", entity_get((enum entity_id)e)->key);
}

static void
test_severities(void **state)
{
	struct world *w = *state;

	/* The Raspberry Pi stands where nothing may: in a closed zone. */
	assert_int_equal(count(w, ENTITY_finding,
	    "result=unapproved severity=critical"), 1);
	assert_int_equal(count(w, ENTITY_finding,
	    "result=unapproved severity=critical title~raspberrypi"), 1);
	assert_int_equal(count(w, ENTITY_finding,
	    "result=wrong_zone severity=critical subject=PC-084"), 1);
	assert_int_equal(count(w, ENTITY_finding,
	    "result=expired severity=high subject=OT-012"), 1);
	assert_int_equal(count(w, ENTITY_finding,
	    "result=returned subject=PC-024"), 1);
}

static void
test_coverage(void **state)
{
	struct world *w = *state;
	struct coverage coverage;

	ok(coverage_list(&w->session, w->arena, &coverage));
	assert_int_equal(coverage.zones, 13);
	assert_int_equal(coverage.zones_covered, 11);
}

static void
test_history(void **state)
{
	struct world *w = *state;
	struct verify_report report = { 0 };
	struct store_tx tx[100];
	size_t n = 0, i;
	int64_t before = INT64_MAX;
	bool undone = false, ref = false;

	ok(history_list(&w->session, NULL, 0, w->arena, tx, 100, &n));
	assert_true(n >= 40);
	for (i = 0; i < n; i++) {
		assert_true(tx[i].at <= before);
		before = tx[i].at;
		undone = undone || tx[i].undoes != 0;
		ref = ref || tx[i].ref != NULL;
	}
	assert_true(tx[0].at <= w->now);
	assert_true(undone);
	assert_true(ref);
	ok(history_verify(&w->session, &report));
	assert_int_equal(report.broken, 0);
}

/* --- out and in again ----------------------------------------------------- */

static void
expect_same(struct import_plan *plan, const char *what)
{
	struct buf text = { 0 };

	if (plan->problems.n > 0)
		problem_format(&plan->problems.item[0], &text);
	if (plan->rows == 0 || plan->same != plan->rows ||
	    plan->refused != 0)
		fail_msg("%s: %lld of %lld rows came back the same. %s", what,
		    (long long)plan->same, (long long)plan->rows,
		    buf_str(&text));
	buf_release(&text);
	import_free(plan);
}

/* Every table of the register reads back as it was written. */
static void
test_csv_round_trip(void **state)
{
	struct export_options to = { .delimiter = ',' };
	struct world *w = *state;
	struct import_plan *plan;
	int e;

	for (e = 0; e < ENTITY_COUNT; e++) {
		struct import_options from = { .entity = e };
		struct buf bytes = { 0 };

		if (entity_is_evidence((enum entity_id)e) ||
		    count(w, (enum entity_id)e, NULL) == 0)
			continue;
		from.path = in(w, arena_printf(w->arena, "%s.csv",
		    entity_get((enum entity_id)e)->key));
		ok(export_table(&w->session, (enum entity_id)e, &to,
		    &(struct export_sink){ .out = &bytes }));
		ok(path_write(from.path, bytes.s, bytes.len, 0600));
		buf_release(&bytes);
		ok(import_read(&w->session, &from, &plan));
		expect_same(plan, entity_get((enum entity_id)e)->key);
	}
}

static void
test_json_round_trip(void **state)
{
	struct world *w = *state;
	struct import_options from = { .entity = ENTITY_NONE };
	struct import_plan *plan;
	struct buf bytes = { 0 };

	ok(export_json(&w->session, NULL, 0,
	    &(struct export_sink){ .out = &bytes }));
	from.path = in(w, "all.json");
	ok(path_write(from.path, bytes.s, bytes.len, 0600));
	buf_release(&bytes);
	ok(import_read(&w->session, &from, &plan));
	expect_same(plan, "all.json");
}

/* The spreadsheet: what people must settle in it is asked, the rest new. */
static void
test_spreadsheet(void **state)
{
	struct world *w = *state;
	struct import_options from = { .entity = ENTITY_asset,
	    .map = "asset-sheet" };
	struct import_plan *plan;

	from.path = in(w, "台帳.csv");
	ok(import_read(&w->session, &from, &plan));
	assert_int_equal(plan->charset, CHARSET_CP932);
	assert_int_equal(plan->header_line, 4);
	assert_int_equal(plan->rows, 420);
	assert_int_equal(plan->created, 396);
	assert_int_equal(plan->changed, 0);
	assert_int_equal(import_asking(plan) + plan->refused, 24);
	assert_int_equal(plan->refused, 2);
	assert_int_equal(plan->questions, 4);
	assert_int_equal(plan->open, 3);
	assert_int_equal(plan->also[ENTITY_network], 0);
	assert_int_equal(plan->also[ENTITY_person], 0);
	assert_int_equal(plan->also[ENTITY_department], 0);
	import_free(plan);
}

/* --- the second week ------------------------------------------------------ */

static void
discover(struct world *w, const char *name, const char *site,
    struct discover_report *report)
{
	const char *file = in(w, name);
	struct discover_options options = {
		.file = &file, .n_files = 1, .site = site,
	};
	struct problems problems = { .arena = w->arena };

	ok(discover_run(&w->session, &options, w->arena, &problems, report));
}

static char *
only(struct world *w, const char *text)
{
	struct query *query = NULL;
	struct store_keys keys = { 0 };
	struct record *record = NULL;
	char *uuid;

	ok(query_parse(&w->session, ENTITY_finding, text, w->arena, &query));
	ok(store_keys(register_reader(&w->session), ENTITY_finding, query,
	    NULL, 0, &keys));
	assert_int_equal(keys.n, 1);
	ok(store_rows(register_reader(&w->session), &keys, 0, 1, NULL,
	    w->arena, &record));
	uuid = arena_strdup(w->arena, record->uuid);
	store_keys_release(&keys);
	return uuid;
}

static void
test_week2(void **state)
{
	struct world *w = *state;
	struct problems problems = { .arena = w->arena };
	struct decide_options remove = { .decision = "remove",
	    .reason = "taken away", .second = "早乙女 圭" };
	struct discover_report report;
	struct commit_result result;
	const char *uuid, *user = w->session.user;

	uuid = only(w, "result=unapproved title~raspberrypi");
	w->session.user = "川瀬 涼";
	ok(decide_apply(&w->session, &uuid, 1, &remove, &problems, &result));
	w->session.user = user;
	assert_int_equal(count(w, ENTITY_finding,
	    "title~raspberrypi state=decided"), 1);
	discover(w, "week2/ot_nmap.xml", "潮見浄水場", &report);
	assert_true(report.count[RESULT_IGNORED] > 0);
	assert_int_equal(count(w, ENTITY_finding,
	    "title~raspberrypi state=verified"), 1);
	assert_int_equal(count(w, ENTITY_finding,
	    "title~nas-4f state=verified"), 1);
	discover(w, "week2/his_nmap.xml", "市立病院", &report);
	assert_int_equal(count(w, ENTITY_finding,
	    "title~nas-4f state=reopened"), 1);
}

/* The same file twice changes nothing. */
static void
test_again(void **state)
{
	struct world *w = *state;
	struct discover_report report;
	int64_t before = count(w, ENTITY_finding, NULL);

	discover(w, "week2/his_nmap.xml", "市立病院", &report);
	assert_true(report.duplicate);
	assert_int_equal(count(w, ENTITY_finding, NULL), before);
}

/* --- bad and other ways to make it ---------------------------------------- */

static void
test_refuses(void **state)
{
	struct world w;
	struct buf before = { 0 }, after = { 0 };

	(void)state;
	world_open(&w, LANG_EN);
	assert_int_equal(demo(&w, "2026-02-30"), 2);
	assert_false(path_exists(w.dir));
	assert_int_equal(demo(&w, "2027-01-31"), 0);
	assert_int_equal(count(&w, ENTITY_asset,
	    "name=\"Water plant LTE router\" asset_no=NW-019"), 1);
	assert_int_equal(count(&w, ENTITY_person, "name=\"Kawase Ryo\""), 1);
	ok(path_read(in(&w, "his_nmap.xml"), 1 << 22, &before));
	assert_int_equal(demo(&w, "2026-05-18"), 3);
	assert_non_null(strstr(buf_str(&w.message), "kirigahama.daicho"));
	ok(path_read(in(&w, "his_nmap.xml"), 1 << 22, &after));
	assert_string_equal(buf_str(&before), buf_str(&after));
	buf_release(&before);
	buf_release(&after);
	world_close(&w);
}

/* A file in the way is never written over, and nothing is left beside it. */
static void
test_in_the_way(void **state)
{
	struct world w;
	struct buf text = { 0 };

	(void)state;
	world_open(&w, LANG_EN);
	ok(path_mkdirs(w.dir));
	ok(path_write(in(&w, "ot_neigh.txt"), "mine", 4, 0600));
	assert_int_equal(demo(&w, "2026-05-18"), 3);
	assert_non_null(strstr(buf_str(&w.message), "ot_neigh.txt"));
	ok(path_read(in(&w, "ot_neigh.txt"), 100, &text));
	assert_string_equal(buf_str(&text), "mine");
	assert_false(path_exists(in(&w, "kirigahama.daicho")));
	assert_false(path_exists(in(&w, "week2")));
	buf_release(&text);
	world_close(&w);
}

/* At any hour of the day the demo of today is the same. */
static void
test_hours(void **state)
{
	static const char *const hours[] = {
		"2026-05-18 00:00", "2026-05-18 05:30", "2026-05-18 23:59",
		"2024-02-29 12:00", "2027-12-31 08:00",
	};
	size_t i, step = getenv("SANITIZED") == NULL ? 1 : 3;

	(void)state;
	for (i = 0; i < sizeof(hours) / sizeof(hours[0]); i += step) {
		struct coverage coverage;
		struct world w;
		const char *argv[2] = { "demo", w.dir };

		world_open(&w, LANG_JA);
		assert_true(datetime_parse(hours[i], &w.now));
		if (run(&w, 2, argv) != 0)
			fail_msg("%s: %s", hours[i], buf_str(&w.message));
		assert_int_equal(count(&w, ENTITY_finding, "state=new or "
		    "state=triaged or state=reopened"), 42);
		ok(coverage_list(&w.session, w.arena, &coverage));
		assert_int_equal(coverage.zones_covered, 11);
		world_close(&w);
	}
}

static bool
stop_soon(void *ctx, const char *what, int64_t done, int64_t total)
{
	(void)ctx;
	(void)what;
	return done < total / 2;
}

/* What was begun and not finished is gone again. */
static void
test_stopped(void **state)
{
	struct world w;

	(void)state;
	world_open(&w, LANG_EN);
	w.session.progress.step = stop_soon;
	assert_int_equal(demo(&w, "2026-05-18"), 4);
	assert_false(path_exists(w.dir));
	w.session.progress.step = NULL;
	assert_int_equal(demo(&w, "2026-05-18"), 0);
	world_close(&w);
}

/* A mistake in its tables is told with file and line. */
static void
test_bad_table(void **state)
{
	static const char row[] =
	    "@-0d 09:00\tnobody\tput\torg\t\t\t\t\t\t\t\t\t\n";
	const char *share = getenv("DAICHO_SHARE");
	char *kept = strdup(share), copy[96];
	struct buf text = { 0 };
	struct world w;
	pid_t pid;

	(void)state;
	world_open(&w, LANG_EN);
	snprintf(copy, sizeof(copy), "%s/share", w.root);
	pid = fork();
	if (pid == 0) {
		execlp("cp", "cp", "-R", kept, copy, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	ok(path_read(arena_printf(w.arena, "%s/demo/timeline.tsv", copy),
	    1 << 20, &text));
	buf_add(&text, row);
	ok(path_write(arena_printf(w.arena, "%s/demo/timeline.tsv", copy),
	    text.s, text.len, 0600));
	setenv("DAICHO_SHARE", copy, 1);
	assert_int_equal(demo(&w, "2026-05-18"), 3);
	assert_non_null(strstr(buf_str(&w.message), "timeline.tsv:"));
	assert_non_null(strstr(buf_str(&w.message), "nobody"));
	assert_false(path_exists(w.dir));
	setenv("DAICHO_SHARE", kept, 1);
	free(kept);
	buf_release(&text);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_every_entity),
		cmocka_unit_test(test_severities),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_csv_round_trip),
		cmocka_unit_test(test_json_round_trip),
		cmocka_unit_test(test_spreadsheet),
		cmocka_unit_test(test_week2),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_in_the_way),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_bad_table),
	};

	char share[4096];
	const char *top = getenv("top_srcdir");

	snprintf(share, sizeof(share), "%s/share", top != NULL ? top : ".");
	setenv("DAICHO_SHARE", share, 1);
	clock_set_zone("Asia/Tokyo");
	return cmocka_run_group_tests(tests, setup, teardown);
}
