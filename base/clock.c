/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t
system_now(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

const struct clock clock_system = { .now = system_now };

int64_t
clock_now(const struct clock *clock)
{
	return clock->now(clock->ctx);
}

int64_t
clock_monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
clock_set_zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

/* Days since 1970 of a civil day; Howard Hinnant's days_from_civil. */
int32_t
date_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void
date_to_civil(int32_t date, int *year, int *month, int *day)
{
	int z = date + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

bool
date_exists(int year, int month, int day)
{
	int y, m, d;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > 31)
		return false;
	date_to_civil(date_from_civil(year, month, day), &y, &m, &d);
	return y == year && m == month && d == day;
}

int32_t
date_add(int32_t date, int n, char unit)
{
	int y, m, d;

	if (unit == 'd')
		return date + n;
	if (unit == 'w')
		return date + 7 * n;
	date_to_civil(date, &y, &m, &d);
	m += (unit == 'y' ? 12 * n : n) - 1;
	y += m >= 0 ? m / 12 : -((11 - m) / 12);
	m = (m % 12 + 12) % 12 + 1;
	while (d > 28 && !date_exists(y, m, d))
		d--;
	return date_from_civil(y, m, d);
}

/* Reads exactly n digits. */
static bool
digits(const char **s, int n, int *value)
{
	*value = 0;
	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*value = *value * 10 + (**s - '0');
	}
	return true;
}

static bool
parse_day(const char **s, int32_t *date)
{
	int y, m, d;

	if (!digits(s, 4, &y) || *(*s)++ != '-' || !digits(s, 2, &m) ||
	    *(*s)++ != '-' || !digits(s, 2, &d) || !date_exists(y, m, d))
		return false;
	*date = date_from_civil(y, m, d);
	return true;
}

bool
date_parse(const char *s, int32_t *date)
{
	int32_t parsed;

	if (strlen(s) != DATE_LEN - 1 || !parse_day(&s, &parsed) || *s != '\0')
		return false;
	*date = parsed;
	return true;
}

void
date_format(int32_t date, char out[DATE_LEN])
{
	int y, m, d;

	date_to_civil(date, &y, &m, &d);
	snprintf(out, DATE_LEN, "%04u-%02u-%02u", (unsigned)y % 10000,
	    (unsigned)m % 100, (unsigned)d % 100);
}

int32_t
clock_day(int64_t ms)
{
	time_t t = (time_t)(ms / 1000 - (ms % 1000 < 0));
	struct tm tm;

	localtime_r(&t, &tm);
	return date_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* The moment of a wall-clock time in the zone. */
static int64_t
local_moment(int32_t day, int hour, int minute, int second)
{
	struct tm tm = { .tm_hour = hour, .tm_min = minute, .tm_sec = second,
		.tm_isdst = -1 };
	int y, m, d;

	date_to_civil(day, &y, &m, &d);
	tm.tm_year = y - 1900;
	tm.tm_mon = m - 1;
	tm.tm_mday = d;
	return (int64_t)mktime(&tm) * 1000;
}

int64_t
clock_day_start(int32_t day)
{
	return local_moment(day, 0, 0, 0);
}

int64_t
clock_day_end(int32_t day)
{
	return clock_day_start(day + 1) - 1;
}

void
datetime_format(int64_t ms, char out[DATETIME_LEN])
{
	int64_t sec = ms / 1000 - (ms % 1000 < 0);
	int64_t day = sec / 86400 - (sec % 86400 < 0);
	unsigned rest = (unsigned)(sec - day * 86400);
	unsigned milli = (unsigned)(ms - sec * 1000);
	char date[DATE_LEN];
	size_t n;

	date_format((int32_t)day, date);
	n = (size_t)snprintf(out, DATETIME_LEN, "%sT%02u:%02u:%02u", date,
	    rest / 3600 % 24, rest / 60 % 60, rest % 60);
	if (milli == 0)
		snprintf(out + n, DATETIME_LEN - n, "Z");
	else
		snprintf(out + n, DATETIME_LEN - n, ".%03uZ", milli % 1000);
}

void
datetime_format_local(int64_t ms, char out[17])
{
	time_t t = (time_t)(ms / 1000 - (ms % 1000 < 0));
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, 17, "%Y-%m-%d %H:%M", &tm);
}

/* ".mmm" and the offset after the seconds; false if neither Z nor ±HH:MM. */
static bool
parse_offset(const char *s, int *milli, int *offset)
{
	int scale = 100, hour, minute, sign;

	*milli = 0;
	if (*s == '.') {
		for (s++; *s >= '0' && *s <= '9'; s++, scale /= 10)
			*milli += (*s - '0') * scale;
	}
	*offset = 0;
	if ((*s == 'Z' || *s == 'z') && s[1] == '\0')
		return true;
	if (*s != '+' && *s != '-')
		return false;
	sign = *s++ == '-' ? -1 : 1;
	if (!digits(&s, 2, &hour) || *s++ != ':' || !digits(&s, 2, &minute) ||
	    *s != '\0')
		return false;
	*offset = sign * (hour * 60 + minute);
	return true;
}

bool
datetime_parse(const char *s, int64_t *ms)
{
	int hour, minute, second = 0, milli, offset;
	int32_t day;

	if (!parse_day(&s, &day) || (*s != 'T' && *s != 't' && *s != ' '))
		return false;
	s++;
	if (!digits(&s, 2, &hour) || *s++ != ':' || !digits(&s, 2, &minute))
		return false;
	if (*s == ':') {
		s++;
		if (!digits(&s, 2, &second))
			return false;
	}
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	if (*s == '\0') {
		*ms = local_moment(day, hour, minute, second);
		return true;
	}
	if (!parse_offset(s, &milli, &offset))
		return false;
	*ms = (((int64_t)day * 24 + hour) * 60 + minute - offset) * 60000 +
	    second * 1000 + milli;
	return true;
}
