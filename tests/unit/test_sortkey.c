/* SPDX-License-Identifier: ISC */
/* The forms that the store compares and sorts by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/store/sorter.h"
#include "model/store/sortkey.h"

typedef void (*form_fn)(struct buf *out, const char *s);

/* Each of the list, ended by NULL, stands before the next. */
static void
rising(form_fn form, const char *const *list)
{
	struct buf a = { 0 }, b = { 0 };

	for (; list[1] != NULL; list++) {
		buf_clear(&a);
		buf_clear(&b);
		form(&a, list[0]);
		form(&b, list[1]);
		if (strcmp(buf_str(&a), buf_str(&b)) >= 0)
			fail_msg("%s is not before %s", list[0], list[1]);
	}
	buf_release(&a);
	buf_release(&b);
}

static void
versions_compare_part_by_part(void **state)
{
	static const char *const list[] = {
		"1", "1.0", "1.0.9", "1.0.10", "1.2", "1.10", "9.99", "10.0",
		"10.0a", "10.0b", "10.1", "99999999999999999999",
		"100000000000000000000", NULL,
	};
	struct buf a = { 0 }, b = { 0 };

	(void)state;
	rising(sortkey_version, list);
	sortkey_version(&a, "１０．０２");
	sortkey_version(&b, "10.2");
	assert_string_equal(buf_str(&a), buf_str(&b));
	buf_release(&a);
	buf_release(&b);
}

static void
addresses_compare_by_number(void **state)
{
	static const char *const list[] = {
		"9.255.0.1", "10.0.0.0/8", "10.0.0.0/24", "10.0.0.2",
		"10.0.0.10", "192.168.1.1", "2001:db8::1", "2001:db8::10",
		"fe80::1", "somewhere", NULL,
	};

	(void)state;
	rising(sortkey_address, list);
}

static void
numbers_sort_both_ways(void **state)
{
	static const int64_t rise[] = {
		INT64_MIN, -70000, -256, -255, -2, -1, 0, 1, 2, 255, 256,
		70000, INT64_MAX,
	};
	enum { N = sizeof(rise) / sizeof(rise[0]) };
	int64_t out[N + 1];
	int desc, i;

	(void)state;
	for (desc = 0; desc < 2; desc++) {
		struct sorter sorter = { 0 };

		sorter_row(&sorter, N);
		sorter_null(&sorter);
		for (i = 0; i < N; i++) {
			/* An order that is not sorted already. */
			int at = i * 5 % N;

			sorter_row(&sorter, at);
			sorter_int(&sorter, rise[at], desc == 1);
		}
		sorter_finish(&sorter, out);
		for (i = 0; i < N; i++)
			assert_int_equal(out[i], desc ? N - 1 - i : i);
		assert_int_equal(out[N], N);
		sorter_release(&sorter);
	}
}

static void
texts_sort_by_all_their_keys(void **state)
{
	static const struct {
		const char *first, *second;
	} rows[] = {
		{ "b", "x" }, { "a", "y" }, { "ab", "x" }, { NULL, "a" },
		{ "a", "x" }, { "a", NULL }, { "a", "x" },
		{ "a long text that begins alike 1", "x" },
		{ "a long text that begins alike 2", "x" },
	};
	/* First rising, second falling. */
	static const int64_t wanted[] = { 1, 4, 6, 5, 7, 8, 2, 0, 3 };
	enum { N = sizeof(rows) / sizeof(rows[0]) };
	struct sorter sorter = { 0 };
	int64_t out[N];
	int i;

	(void)state;
	for (i = 0; i < N; i++) {
		sorter_row(&sorter, i);
		if (rows[i].first == NULL)
			sorter_null(&sorter);
		else
			sorter_text(&sorter, rows[i].first,
			    strlen(rows[i].first), false);
		if (rows[i].second == NULL)
			sorter_null(&sorter);
		else
			sorter_text(&sorter, rows[i].second,
			    strlen(rows[i].second), true);
	}
	sorter_finish(&sorter, out);
	for (i = 0; i < N; i++)
		assert_int_equal(out[i], wanted[i]);
	sorter_release(&sorter);
	sorter_finish(&sorter, out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_compare_part_by_part),
		cmocka_unit_test(addresses_compare_by_number),
		cmocka_unit_test(numbers_sort_both_ways),
		cmocka_unit_test(texts_sort_by_all_their_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
