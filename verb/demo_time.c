/* SPDX-License-Identifier: ISC */
#include "verb/demo_time.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum {
	MINUTE = 60 * 1000,
	EVENING = 9 * 60 + 12,	/* when the demo's last day ends, minutes */
	EXCEL_DAY_0 = -25569,	/* 1899-12-30 */
	EPOCH_WEEKDAY = 4,	/* 1970-01-01 was a Thursday */
};

bool
demo_time_init(struct demo_time *time, const char *day, int64_t now)
{
	int64_t end;

	*time = (struct demo_time){ .day = clock_day(now) };
	if (day != NULL)
		return date_parse(day, &time->day);
	end = clock_day_start(time->day) + (int64_t)EVENING * MINUTE;
	if (now < end)
		time->shift = (end - now + MINUTE - 1) / MINUTE * MINUTE;
	return true;
}

/* Reads the day and says where it ends. */
static const char *
read_day(const struct demo_time *time, const char *s, int32_t *day)
{
	char *end;
	long n;

	if (s[0] != '@' || (s[1] != '+' && s[1] != '-'))
		return NULL;
	n = strtol(s + 1, &end, 10);
	if (end == s + 2 || n < -100000 || n > 100000 || *end == '\0' ||
	    strchr("dwmy", *end) == NULL)
		return NULL;
	*day = date_add(time->day, (int)n, *end);
	return end + 1;
}

/* Reads " 06:10"; without it the moment is the beginning of the day. */
static const char *
read_clock(const struct demo_time *time, const char *s, int32_t day,
    int64_t *ms)
{
	int minutes;

	*ms = clock_day_start(day) - time->shift;
	if (s[0] != ' ' || s[1] < '0' || s[1] > '9')
		return s;
	if (strspn(s + 1, "0123456789") != 2 || s[3] != ':' ||
	    strspn(s + 4, "0123456789") != 2)
		return NULL;
	minutes = ((s[1] - '0') * 10 + s[2] - '0') * 60 +
	    (s[4] - '0') * 10 + s[5] - '0';
	*ms += (int64_t)minutes * MINUTE;
	return s + 6;
}

bool
demo_time_day(const struct demo_time *time, const char *text, int32_t *day)
{
	const char *end = read_day(time, text, day);

	return end != NULL && *end == '\0';
}

bool
demo_time_moment(const struct demo_time *time, const char *text, int64_t *ms)
{
	int32_t day;
	const char *end = read_day(time, text, &day);

	if (end != NULL)
		end = read_clock(time, end, day, ms);
	return end != NULL && *end == '\0';
}

/* --- the forms ------------------------------------------------------------ */

struct stamp {
	int64_t	ms;
	int32_t	day;
	int	y, m, d;
};

static void
put_epoch(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%" PRId64, s->ms / 1000);
}

/* As ctime writes it, in the language of ctime. */
static void
put_nmap(const struct stamp *s, struct buf *out)
{
	static const char days[7][4] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"
	};
	static const char months[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	int32_t day = clock_day(s->ms);
	int64_t sec = (s->ms - clock_day_start(day)) / 1000;
	int y, m, d;

	date_to_civil(day, &y, &m, &d);
	buf_printf(out, "%s %s %2d %02d:%02d:%02d %d",
	    days[((day + EPOCH_WEEKDAY) % 7 + 7) % 7], months[m - 1], d,
	    (int)(sec / 3600), (int)(sec / 60 % 60), (int)(sec % 60), y);
}

/* Year of the era, and its letter: Reiwa began on 2019-05-01. */
static int
era_year(const struct stamp *s, char *letter)
{
	bool reiwa = s->day >= date_from_civil(2019, 5, 1);

	*letter = reiwa ? 'R' : 'H';
	return s->y - (reiwa ? 2018 : 1988);
}

static void
put_era(int year, char letter, struct buf *out)
{
	buf_add(out, letter == 'R' ? "令和" : "平成");
	if (year == 1)
		buf_add(out, "元年");
	else
		buf_printf(out, "%d年", year);
}

static void
put_wareki(const struct stamp *s, struct buf *out)
{
	char letter;
	int year = era_year(s, &letter);

	put_era(year, letter, out);
	buf_printf(out, "%d月%d日", s->m, s->d);
}

static void
put_wareki_short(const struct stamp *s, struct buf *out)
{
	char letter;
	int year = era_year(s, &letter);

	buf_printf(out, "%c%d.%d.%d", letter, year, s->m, s->d);
}

static void
put_wareki_0(const struct stamp *s, struct buf *out)
{
	char letter;
	int year = era_year(s, &letter);

	buf_printf(out, "%c%02d/%02d/%02d", letter, year, s->m, s->d);
}

static void
put_slash(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%d/%d/%d", s->y, s->m, s->d);
}

static void
put_dot(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%d.%d.%d", s->y, s->m, s->d);
}

static void
put_compact(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%04d%02d%02d", s->y, s->m, s->d);
}

static void
put_serial(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%d", (int)(s->day - EXCEL_DAY_0));
}

static void
put_short(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "%02d/%d/%d", s->y % 100, s->m, s->d);
}

static void
put_until_month(const struct stamp *s, struct buf *out)
{
	char letter;
	int year = era_year(s, &letter);

	buf_printf(out, "%c%d.%d", letter, year, s->m);
}

/* The fiscal year around the day, which begins in April. */
static int
fiscal_year(const struct stamp *s)
{
	return (s->m >= 4 ? s->y : s->y - 1) - 2018;
}

static void
put_until_year(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "R%d年度末", fiscal_year(s));
}

static void
put_year(const struct stamp *s, struct buf *out)
{
	buf_printf(out, "令和%d年度", fiscal_year(s));
}

static const struct form {
	const char	*name;
	void		(*put)(const struct stamp *stamp, struct buf *out);
} forms[] = {
	{ "epoch", put_epoch },
	{ "nmap", put_nmap },
	{ "wareki", put_wareki },
	{ "wareki-short", put_wareki_short },
	{ "wareki-0", put_wareki_0 },
	{ "slash", put_slash },
	{ "dot", put_dot },
	{ "compact", put_compact },
	{ "serial", put_serial },
	{ "short", put_short },
	{ "until-month", put_until_month },
	{ "until-year", put_until_year },
	{ "year", put_year },
};

/* What stands between the braces, "@-2d 06:10 epoch", up to end. */
static bool
expand_one(const struct demo_time *time, const char *s, const char *end,
    struct buf *out)
{
	struct stamp stamp = { 0 };
	size_t i, n;

	s = read_day(time, s, &stamp.day);
	if (s != NULL)
		s = read_clock(time, s, stamp.day, &stamp.ms);
	if (s == NULL || *s++ != ' ' || s > end)
		return false;
	date_to_civil(stamp.day, &stamp.y, &stamp.m, &stamp.d);
	n = (size_t)(end - s);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strlen(forms[i].name) == n &&
		    memcmp(forms[i].name, s, n) == 0) {
			forms[i].put(&stamp, out);
			return true;
		}
	return false;
}

bool
demo_time_expand(const struct demo_time *time, const char *text,
    struct buf *out, const char **bad)
{
	const char *begin, *end;

	while ((begin = strstr(text, "{{")) != NULL) {
		end = strstr(begin, "}}");
		buf_addn(out, text, (size_t)(begin - text));
		if (end == NULL || !expand_one(time, begin + 2, end, out)) {
			*bad = begin;
			return false;
		}
		text = end + 2;
	}
	buf_add(out, text);
	return true;
}
