/* SPDX-License-Identifier: ISC */
/* Who is the same and who is not: link, merge, split and reopen, remembered
 * by later imports and taken back by undo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/lab.h"

#define MAC_A "00:1b:63:00:00:01"
#define MAC_B "00:1b:63:00:00:02"
#define SERIAL "5CG0000031"

struct pair {
	struct lab	 lab;
	struct discover_report report;
	const char	*a, *b;		/* the serial's asset, the MAC's */
	const char	*finding;
};

static void
seen(struct pair *pair)
{
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.31", .mac = MAC_B,
	    .id_kind = "serial", .id = SERIAL });
}

static int
setup(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	lab_open(&pair->lab);
	pair->a = lab_asset(&pair->lab, "PC-031", "approved", "pc-031", MAC_A,
	    NULL);
	pair->b = lab_asset(&pair->lab, "PC-047", "approved", "pc-047", MAC_B,
	    NULL);
	lab_set(&pair->lab, ENTITY_asset, pair->a, F_asset_serial, SERIAL);
	seen(pair);
	pair->finding = lab_finding(&pair->report, RESULT_CONFLICT)->uuid;
	*state = pair;
	return 0;
}

static int
teardown(void **state)
{
	struct pair *pair = *state;

	lab_release(&pair->lab);
	free(pair);
	return 0;
}

static void
decided(struct pair *pair, const char *decision, const char *asset)
{
	const char *error = lab_decide(&pair->lab, pair->finding,
	    &(struct decide_options){ .decision = decision, .asset = asset,
	    .reason = "looked at it" });

	if (error != NULL)
		fail_msg("%s: %s", decision, error);
}

static void
refused(struct pair *pair, const char *decision, const char *asset,
    const char *because)
{
	const char *error = lab_decide(&pair->lab, pair->finding,
	    &(struct decide_options){ .decision = decision, .asset = asset,
	    .reason = "looked at it" });

	if (error == NULL || strstr(error, because) == NULL)
		fail_msg("%s: \"%s\" does not say \"%s\"", decision,
		    error != NULL ? error : "", because);
}

static void
counts(const struct pair *pair, enum result result)
{
	int i;

	for (i = 0; i < RESULT_MISSING; i++)
		if (pair->report.count[i] != (i == (int)result))
			fail_msg("%s: %lld", result_key((enum result)i),
			    (long long)pair->report.count[i]);
}

static const char *
state_of(struct pair *pair)
{
	return lab_state(&pair->lab, pair->finding);
}

static void
undo(struct pair *pair)
{
	struct undo_obstacle obstacle[1];
	struct commit_result result;
	int64_t tx = 0;
	size_t n = 0;

	assert_null(history_last(&pair->lab.world.session, false, &tx));
	assert_null(history_undo(&pair->lab.world.session, tx,
	    pair->lab.world.arena, obstacle, 1, &n, &result));
	assert_int_equal(n, 0);
}

static void
a_conflict_waits_for_a_person(void **state)
{
	struct pair *pair = *state;

	/* A file that shows but one of the keys does not end it. */
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.31",
	    .mac = MAC_B });
	counts(pair, RESULT_CONFIRMED);
	assert_string_equal(state_of(pair), "new");
	seen(pair);
	counts(pair, RESULT_CONFLICT);
	assert_string_equal(lab_finding(&pair->report, RESULT_CONFLICT)->uuid,
	    pair->finding);
}

static void
merge_makes_one_of_two(void **state)
{
	struct pair *pair = *state;
	struct buf before = { 0 }, after = { 0 };

	refused(pair, "merge", NULL, "--asset");
	world_dump(&pair->lab.world, &before);
	decided(pair, "merge", "PC-047");
	undo(pair);
	world_dump(&pair->lab.world, &after);
	assert_string_equal(before.s, after.s);
	decided(pair, "merge", "PC-047");
	assert_string_equal(lab_text(&pair->lab, ENTITY_asset, pair->b,
	    F_asset_serial), SERIAL);
	assert_string_not_equal(lab_text(&pair->lab, ENTITY_asset, pair->a,
	    F_retired_at), "");
	/* Remembered: by either card and by the number, it is one asset. */
	seen(pair);
	counts(pair, RESULT_CONFIRMED);
	assert_string_equal(state_of(pair), "verified");
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.32",
	    .mac = MAC_A });
	counts(pair, RESULT_CONFIRMED);
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.33",
	    .id_kind = "asset_no", .id = "PC-031" });
	counts(pair, RESULT_CONFIRMED);
	buf_release(&before);
	buf_release(&after);
}

static void
merge_keeps_both_serials(void **state)
{
	struct pair *pair = *state;

	lab_set(&pair->lab, ENTITY_asset, pair->b, F_asset_serial, "5CG47");
	decided(pair, "merge", "PC-047");
	assert_string_equal(lab_text(&pair->lab, ENTITY_asset, pair->b,
	    F_asset_serial), "5CG47");
	seen(pair);
	counts(pair, RESULT_CONFIRMED);
}

static void
merge_is_of_the_two(void **state)
{
	struct pair *pair = *state;

	lab_asset(&pair->lab, "PC-099", "approved", "pc-099", NULL, NULL);
	refused(pair, "merge", "PC-099", "none of the two");
}

static void
split_makes_a_third(void **state)
{
	struct pair *pair = *state;
	struct buf before = { 0 }, after = { 0 };

	world_dump(&pair->lab.world, &before);
	decided(pair, "split", NULL);
	undo(pair);
	world_dump(&pair->lab.world, &after);
	assert_string_equal(before.s, after.s);
	decided(pair, "split", NULL);
	assert_string_equal(lab_text(&pair->lab, ENTITY_asset, pair->a,
	    F_asset_serial), "");
	seen(pair);
	counts(pair, RESULT_PENDING);
	assert_string_equal(state_of(pair), "verified");
	/* The others are who they were, by what was not seen on it. */
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.32",
	    .mac = MAC_A });
	counts(pair, RESULT_CONFIRMED);
	buf_release(&before);
	buf_release(&after);
}

static void
link_says_which_of_two(void **state)
{
	struct pair *pair = *state;

	refused(pair, "link", NULL, "--asset");
	decided(pair, "link", "PC-031");
	seen(pair);
	counts(pair, RESULT_CONFIRMED);
	assert_string_equal(state_of(pair), "verified");
	assert_string_equal(lab_text(&pair->lab, ENTITY_interface,
	    lab_interface(&pair->lab, pair->b), F_interface_mac), "");
}

static void
reopen_begins_anew(void **state)
{
	struct pair *pair = *state;

	refused(pair, "reopen", NULL, "open already");
	decided(pair, "merge", "PC-047");
	seen(pair);
	seen(pair);
	assert_string_equal(state_of(pair), "closed");
	decided(pair, "reopen", NULL);
	assert_string_equal(state_of(pair), "reopened");
	undo(pair);
	assert_string_equal(state_of(pair), "closed");
}

static void
nothing_to_merge(void **state)
{
	struct pair *pair = *state;

	lab_asset(&pair->lab, "SV-1", "approved", "sv-1", NULL, "10.1.0.5");
	LAB_RUN(&pair->lab, &pair->report, { .ip = "10.1.0.5",
	    .mac = "00:1b:63:00:00:09", .hostname = "sv-1" });
	pair->finding = lab_finding(&pair->report, RESULT_CANDIDATE)->uuid;
	refused(pair, "merge", "SV-1", "one asset only");
	decided(pair, "split", NULL);
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_conflict_waits_for_a_person), T(merge_makes_one_of_two),
		T(merge_keeps_both_serials), T(merge_is_of_the_two),
		T(split_makes_a_third), T(link_says_which_of_two),
		T(reopen_begins_anew), T(nothing_to_merge),
	};

	return cmocka_run_group_tests_name("same", tests, NULL, NULL);
}
