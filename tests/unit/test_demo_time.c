/* SPDX-License-Identifier: ISC */
/* The demo's days, moments and forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "verb/demo_time.h"

static int64_t
at(const char *text)
{
	int64_t ms;

	assert_true(datetime_parse(text, &ms));
	return ms;
}

static void
test_days(void **state)
{
	struct demo_time time;
	char date[DATE_LEN];
	int32_t day;

	(void)state;
	assert_true(demo_time_init(&time, "2026-05-18", 0));
	assert_true(demo_time_day(&time, "@-1d", &day));
	date_format(day, date);
	assert_string_equal(date, "2026-05-17");
	assert_true(demo_time_day(&time, "@+2y", &day));
	date_format(day, date);
	assert_string_equal(date, "2028-05-18");
	assert_false(demo_time_day(&time, "@1d", &day));
	assert_false(demo_time_day(&time, "@-1", &day));
	assert_false(demo_time_day(&time, "@-1d x", &day));
	assert_false(demo_time_day(&time, "2026-05-18", &day));
	assert_false(demo_time_init(&time, "2026-02-30", 0));
}

static void
test_moments(void **state)
{
	struct demo_time time;
	int64_t ms;

	(void)state;
	demo_time_init(&time, "2026-05-18", 0);
	assert_true(demo_time_moment(&time, "@-2d 06:10", &ms));
	assert_int_equal(ms, at("2026-05-15T21:10:00Z"));
	assert_false(demo_time_moment(&time, "@-2d 6:10", &ms));
	assert_false(demo_time_moment(&time, "@-2d 06:1x", &ms));
}

/* Whenever the demo is made, nothing of its morning lies ahead. */
static void
test_never_ahead(void **state)
{
	static const char *const nows[] = {
		"2026-05-17T15:00:30Z", "2026-05-17T20:00:00Z",
		"2026-05-18T00:11:59Z", "2026-05-18T00:12:00Z",
		"2026-05-18T14:59:00Z",
	};
	struct demo_time time;
	int64_t ms;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(nows) / sizeof(nows[0]); i++) {
		assert_true(demo_time_init(&time, NULL, at(nows[i])));
		assert_true(demo_time_moment(&time, "@-0d 09:12", &ms));
		assert_true(ms <= at(nows[i]));
	}
	assert_int_equal(time.shift, 0);
}

static const char *
expand(const char *day, const char *text)
{
	static struct buf out;
	struct demo_time time;
	const char *bad;

	buf_release(&out);
	assert_true(demo_time_init(&time, day, 0));
	return demo_time_expand(&time, text, &out, &bad) ? buf_str(&out) :
	    NULL;
}

static void
test_forms(void **state)
{
	static const struct {
		const char	*day, *text, *want;
	} cases[] = {
		{ "2026-05-18", "a{{@-0d slash}}b", "a2026/5/18b" },
		{ "2026-05-18", "{{@-0d dot}}", "2026.5.18" },
		{ "2026-05-18", "{{@-0d compact}}", "20260518" },
		{ "2026-05-18", "{{@-0d serial}}", "46160" },
		{ "2026-05-18", "{{@-0d short}}", "26/5/18" },
		{ "2026-05-18", "{{@-0d wareki}}", "令和8年5月18日" },
		{ "2026-05-18", "{{@-0d wareki-short}}", "R8.5.18" },
		{ "2026-05-18", "{{@-0d wareki-0}}", "R08/05/18" },
		{ "2019-05-01", "{{@-0d wareki}}", "令和元年5月1日" },
		{ "2019-05-01", "{{@-1d wareki}}", "平成31年4月30日" },
		{ "2019-05-01", "{{@-13m wareki-short}}", "H30.4.1" },
		{ "2027-03-31", "{{@-0d until-year}}", "R8年度末" },
		{ "2027-04-01", "{{@-0d year}}", "令和9年度" },
		{ "2026-05-18", "{{@-0d until-month}}", "R8.5" },
		{ "2026-05-18", "{{@-2d 06:10 epoch}}", "1778879400" },
		{ "2026-05-18", "{{@-9d 06:10 nmap}}",
		    "Sat May  9 06:10:00 2026" },
		{ "2026-05-18", "no braces", "no braces" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(expand(cases[i].day, cases[i].text),
		    cases[i].want);
}

static void
test_bad_forms(void **state)
{
	static const char *const bad[] = {
		"{{@-2d}}", "{{@-2d nonsense}}", "{{@-2d epoch", "{{}}",
		"{{@-2d 06:10}}", "{{today slash}}", "{{@-2d slash }}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(expand("2026-05-18", bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_never_ahead),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_bad_forms),
	};

	clock_set_zone("Asia/Tokyo");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
