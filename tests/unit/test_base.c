/* SPDX-License-Identifier: ISC */
/* The base layer: text, time, addresses, encodings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/charset.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/net.h"
#include "base/utf8.h"

static void
width_counts_japanese_double(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("abc"), 3);
	assert_int_equal(utf8_width("台帳"), 4);
	assert_int_equal(utf8_width("ｱｲｳ"), 3);
	assert_int_equal(utf8_width("が"), 2);	/* か + combining mark */
	assert_int_equal(utf8_width("─│◀▶…›"), 6);
}

static void
pad_never_splits_a_wide_character(void **state)
{
	struct buf out = { 0 };
	int cells;

	(void)state;
	for (cells = 1; cells < 12; cells++) {
		buf_clear(&out);
		utf8_pad(&out, "住民記録a端末", cells);
		assert_true(utf8_valid(out.s, out.len));
		assert_int_equal(utf8_width(out.s), cells);
	}
	buf_release(&out);
}

static void
safe_leaves_nothing_that_acts(void **state)
{
	static const char *const hostile[] = {
		"\033[2J", "a\rb", "x\xe2\x80\xaey", "\xe2\x80\x8b",
		"\xff\xfe", ("\xc2\x9b" "31m"), "a\xcc", "\xf3\xa0\x80\xa0",
	};
	struct buf out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		buf_clear(&out);
		utf8_safe(&out, hostile[i], strlen(hostile[i]), 0);
		assert_true(utf8_is_safe(out.s, out.len));
		assert_false(utf8_is_safe(hostile[i], strlen(hostile[i])));
		assert_true(utf8_valid(out.s, out.len));
	}
	buf_release(&out);
}

static void
fold_joins_width_case_and_kana(void **state)
{
	(void)state;
	assert_true(utf8_equal_folded("ＰＣ－００１", "pc-001"));
	assert_true(utf8_equal_folded("ｻｰﾊﾞ", "サーバ"));
	assert_true(utf8_equal_folded("さーば", "サーバ"));
	assert_false(utf8_equal_folded("PC-001", "PC-002"));
}

/* The sign at the end is one that only the library can fold. */
static void
fold_says_the_same_of_plain_characters_and_beside_others(void **state)
{
	struct buf plain = { 0 }, with = { 0 }, alone = { 0 };
	uint32_t cp;

	(void)state;
	for (cp = 1; cp < 0x10000; cp++) {
		if (cp >= 0xD800 && cp < 0xE000)
			continue;
		buf_clear(&plain);
		utf8_put(&plain, cp);
		buf_clear(&alone);
		utf8_fold(&alone, plain.s);
		buf_add(&plain, "①");
		buf_clear(&with);
		utf8_fold(&with, plain.s);
		buf_add(&alone, "1");
		if (strcmp(alone.s, with.s) != 0)
			fail_msg("U+%04X", (unsigned)cp);
	}
	buf_release(&plain);
	buf_release(&with);
	buf_release(&alone);
}

static void
header_fold_drops_blanks_and_long_vowels(void **state)
{
	struct buf a = { 0 }, b = { 0 };

	(void)state;
	utf8_fold_header(&a, "ＭＡＣ アドレス\n");
	utf8_fold_header(&b, "macアドレス");
	assert_string_equal(a.s, b.s);
	buf_clear(&a);
	buf_clear(&b);
	utf8_fold_header(&a, "メーカー");
	utf8_fold_header(&b, "メカ");
	assert_string_equal(a.s, b.s);
	buf_release(&a);
	buf_release(&b);
}

static void
dates_refuse_days_that_do_not_exist(void **state)
{
	int32_t day;
	char text[DATE_LEN];

	(void)state;
	assert_true(date_parse("2028-02-29", &day));
	date_format(day, text);
	assert_string_equal(text, "2028-02-29");
	assert_false(date_parse("2027-02-29", &day));
	assert_false(date_parse("2027-2-1", &day));
	assert_false(date_parse("2027-02-01x", &day));
	assert_int_equal(date_add(date_from_civil(2026, 1, 31), 1, 'm'),
	    date_from_civil(2026, 2, 28));
	assert_int_equal(date_add(date_from_civil(2026, 1, 31), -2, 'm'),
	    date_from_civil(2025, 11, 30));
	assert_int_equal(date_add(date_from_civil(2028, 2, 29), 1, 'y'),
	    date_from_civil(2029, 2, 28));
}

static void
moments_round_trip(void **state)
{
	char text[DATETIME_LEN];
	int64_t ms;

	(void)state;
	clock_set_zone("Asia/Tokyo");
	assert_true(datetime_parse("2026-05-18T08:55:00+09:00", &ms));
	datetime_format(ms, text);
	assert_string_equal(text, "2026-05-17T23:55:00Z");
	assert_int_equal(clock_day(ms), date_from_civil(2026, 5, 18));
	assert_int_equal(clock_day(clock_day_end(clock_day(ms))),
	    date_from_civil(2026, 5, 18));
	assert_int_equal(clock_day(clock_day_end(clock_day(ms)) + 1),
	    date_from_civil(2026, 5, 19));
	assert_true(datetime_parse("1969-12-31T23:59:59.250Z", &ms));
	assert_int_equal(ms, -750);
	datetime_format(ms, text);
	assert_string_equal(text, "1969-12-31T23:59:59.250Z");
}

static void
macs_of_every_tool_are_one(void **state)
{
	static const char *const same[] = {
		"00:1b:63:0a:00:05", "00-1B-63-0A-00-05", "0:1b:63:a:0:5",
		"001b.630a.0005", "001B630A0005",
	};
	struct mac mac;
	char text[MAC_LEN];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(mac_parse(same[i], &mac));
		mac_format(&mac, text);
		assert_string_equal(text, "00:1b:63:0a:00:05");
	}
	assert_false(mac_parse("02-4B-11-9C", &mac));
	assert_false(mac_parse("00:1b:63:0a:00:05:06", &mac));
	assert_false(mac_parse("", &mac));
	assert_true(mac_parse("00:00:5e:00:01:0a", &mac));
	assert_true(mac_is_virtual_router(&mac));
	assert_true(mac_parse("00:00:0c:9f:f1:23", &mac));
	assert_true(mac_is_virtual_router(&mac));
	assert_true(mac_parse("00:00:5e:00:03:0a", &mac));
	assert_false(mac_is_virtual_router(&mac));
}

static void
prefixes_contain_what_they_should(void **state)
{
	struct cidr net, inner;
	struct ip ip;
	char text[CIDR_LEN];

	(void)state;
	assert_true(cidr_parse("10.20.37.9/20", &net));
	cidr_format(&net, text);
	assert_string_equal(text, "10.20.32.0/20");
	assert_true(ip_parse("10.20.47.255", &ip));
	assert_true(cidr_contains(&net, &ip));
	assert_true(ip_parse("10.20.48.0", &ip));
	assert_false(cidr_contains(&net, &ip));
	assert_true(cidr_parse("10.20.40.0/24", &inner));
	assert_true(cidr_covers(&net, &inner));
	assert_false(cidr_covers(&inner, &net));
	assert_false(cidr_parse("10.0.0.0/33", &net));
	assert_true(ip_parse("fe80::1%eth0", &ip));
	assert_true(ip_is_link_local(&ip));
	assert_true(ip_parse("::ffff:10.0.0.1", &ip));
	assert_int_equal(ip.family, 4);
}

static void
ports_have_one_spelling(void **state)
{
	char text[32];

	(void)state;
	assert_true(port_parse("443", text, sizeof(text)));
	assert_string_equal(text, "tcp/443");
	assert_true(port_parse("53/UDP", text, sizeof(text)));
	assert_string_equal(text, "udp/53");
	assert_true(port_parse("tcp/1000-1010", text, sizeof(text)));
	assert_string_equal(text, "tcp/1000-1010");
	assert_false(port_parse("tcp/70000", text, sizeof(text)));
	assert_false(port_parse("https", text, sizeof(text)));
}

static void
encodings_are_told_apart(void **state)
{
	static const char sjis[] = "\x8e\x91\x8e\x59\x94\xd4\x8d\x86";
	struct buf text = { 0 }, back = { 0 };
	size_t bom, bad;

	(void)state;
	assert_int_equal(charset_detect("資産番号", 12, &bom), CHARSET_UTF8);
	assert_int_equal(charset_detect("資産番号", 11, &bom), CHARSET_UTF8);
	assert_int_equal(charset_detect("\xef\xbb\xbf" "a", 4, &bom),
	    CHARSET_UTF8);
	assert_int_equal(bom, 3);
	assert_int_equal(charset_detect("\xff\xfe" "a\0", 4, &bom),
	    CHARSET_UTF16LE);
	assert_int_equal(charset_detect(sjis, sizeof(sjis) - 1, &bom),
	    CHARSET_CP932);
	charset_decode(CHARSET_CP932, sjis, sizeof(sjis) - 1, &text, &bad);
	assert_string_equal(text.s, "資産番号");
	charset_encode(CHARSET_CP932, text.s, &back, &bad);
	assert_memory_equal(back.s, sjis, sizeof(sjis) - 1);
	assert_int_equal(bad, 0);
	buf_clear(&back);
	charset_encode(CHARSET_CP932, "〜−‖", &back, &bad);
	assert_int_equal(bad, 0);
	buf_release(&text);
	buf_release(&back);
}

static void
json_escapes_controls(void **state)
{
	struct buf out = { 0 };
	struct json json = { .out = &out };

	(void)state;
	json_open(&json, '{');
	json_key(&json, "a\"b");
	json_string(&json, "x\n\001\\");
	json_key(&json, "n");
	json_open(&json, '[');
	json_int(&json, -5);
	json_null(&json);
	json_close(&json, ']');
	json_close(&json, '}');
	assert_string_equal(out.s,
	    "{\"a\\\"b\":\"x\\n\\u0001\\\\\",\"n\":[-5,null]}");
	buf_release(&out);
}

static void
arena_keeps_large_and_small(void **state)
{
	struct arena *arena = arena_new();
	char *small = arena_strdup(arena, "small"), *large;
	int i;

	(void)state;
	large = arena_alloc(arena, 1000000);
	memset(large, 'x', 1000000);
	for (i = 0; i < 10000; i++)
		assert_string_equal(arena_printf(arena, "%d", 7), "7");
	assert_string_equal(small, "small");
	assert_int_equal(large[999999], 'x');
	arena_free(arena);
}

static void
hash_is_sha256(void **state)
{
	char hex[HASH_HEX];

	(void)state;
	hash_of("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_counts_japanese_double),
		cmocka_unit_test(pad_never_splits_a_wide_character),
		cmocka_unit_test(safe_leaves_nothing_that_acts),
		cmocka_unit_test(fold_joins_width_case_and_kana),
		cmocka_unit_test(
		    fold_says_the_same_of_plain_characters_and_beside_others),
		cmocka_unit_test(header_fold_drops_blanks_and_long_vowels),
		cmocka_unit_test(dates_refuse_days_that_do_not_exist),
		cmocka_unit_test(moments_round_trip),
		cmocka_unit_test(macs_of_every_tool_are_one),
		cmocka_unit_test(prefixes_contain_what_they_should),
		cmocka_unit_test(ports_have_one_spelling),
		cmocka_unit_test(encodings_are_told_apart),
		cmocka_unit_test(json_escapes_controls),
		cmocka_unit_test(arena_keeps_large_and_small),
		cmocka_unit_test(hash_is_sha256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
