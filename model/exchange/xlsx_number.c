/* SPDX-License-Identifier: ISC */
/*
 * Numbers of workbooks.  A date is a number that only its format tells from
 * others, so formats are read far enough to know.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "model/exchange/xlsx_impl.h"

enum {
	EPOCH_1900 = 25569,	/* serial of 1970-01-01 */
	EPOCH_1904 = 24107,
	LEAP_DAY = 60,		/* 1900-02-29, which never was */
	LAST_SERIAL = 2958466,
	DAY_SECONDS = 24 * 60 * 60,
	WHOLE_DIGITS = 15,	/* that a double keeps */
};

/* ECMA-376, 18.8.30, with the days of the Japanese and Chinese editions. */
static const struct {
	int		 from, to;
	enum xlsx_shown	 shown;
} builtin[] = {
	{ 14, 17, XLSX_DAY }, { 18, 21, XLSX_TIME }, { 22, 22, XLSX_MOMENT },
	{ 27, 31, XLSX_DAY }, { 32, 33, XLSX_TIME }, { 34, 36, XLSX_DAY },
	{ 45, 47, XLSX_TIME }, { 50, 58, XLSX_DAY },
};

struct xlsx_format
xlsx_format_builtin(int id)
{
	size_t i;

	for (i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++)
		if (id >= builtin[i].from && id <= builtin[i].to)
			return (struct xlsx_format){ builtin[i].shown, 0 };
	return (struct xlsx_format){ XLSX_NUMBER, 0 };
}

/* What stands behind a part of a format that is no letter of it. */
static const char *
skip_literal(const char *s)
{
	const char *end;

	if (*s == '"' || *s == '[') {
		end = strchr(s + 1, *s == '"' ? '"' : ']');
		return end == NULL ? s + strlen(s) : end + 1;
	}
	if ((*s == '\\' || *s == '_' || *s == '*') && s[1] != '\0')
		return s + 2;
	if (strncasecmp(s, "general", 7) == 0)
		return s + 7;
	if (strncmp(s, "G/標準", strlen("G/標準")) == 0)
		return s + strlen("G/標準");
	return NULL;
}

static bool
is_elapsed(const char *s)	/* [h], [mm] … */
{
	size_t n = strspn(s + 1, "hHmMsS");

	return *s == '[' && n > 0 && s[n + 1] == ']';
}

struct xlsx_format
xlsx_format_read(const char *code)
{
	bool day = false, clock = false, month = false;
	const char *s = code, *next;
	size_t zeros = strspn(code, "0");

	if (zeros > 1 && zeros <= WHOLE_DIGITS &&
	    (code[zeros] == '\0' || code[zeros] == ';'))
		return (struct xlsx_format){ XLSX_ZEROS, (int)zeros };
	while (*s != '\0' && *s != ';') {
		clock |= is_elapsed(s);
		next = skip_literal(s);
		if (next != NULL) {
			s = next;
			continue;
		}
		if ((*s == 'E' || *s == 'e') && (s[1] == '+' || s[1] == '-'))
			return (struct xlsx_format){ XLSX_NUMBER, 0 };
		day |= strchr("yYdDeEgGbB", *s) != NULL;
		clock |= strchr("hHsS", *s) != NULL;
		month |= *s == 'm' || *s == 'M';
		s++;
	}
	day |= month && !clock;
	return (struct xlsx_format){ day ? clock ? XLSX_MOMENT : XLSX_DAY :
	    clock ? XLSX_TIME : XLSX_NUMBER, 0 };
}

/* The part before the point; x is below 1e15. */
static double
whole(double x)
{
	return (double)(int64_t)x;
}

static void
plain_number(struct buf *out, double x)
{
	char digits[40];

	snprintf(digits, sizeof(digits), "%.15g", x);
	if (strchr(digits, 'e') != NULL && fabs(x) < 1e15 && x == whole(x))
		snprintf(digits, sizeof(digits), "%.0f", x);
	/* As a spreadsheet writes what it can no longer tell. */
	if (strchr(digits, 'e') != NULL)
		*strchr(digits, 'e') = 'E';
	buf_add(out, digits);
}

/* False for days that no calendar has. */
static bool
day_of(double serial, bool from_1904, int32_t *day)
{
	if (serial < (from_1904 ? 0 : 1) || serial >= LAST_SERIAL)
		return false;
	*day = (int32_t)serial;
	if (from_1904)
		*day -= EPOCH_1904;
	else if (*day == LEAP_DAY)
		return false;
	else
		*day -= *day < LEAP_DAY ? EPOCH_1900 - 1 : EPOCH_1900;
	return true;
}

static void
add_time(struct buf *out, long seconds)
{
	buf_printf(out, "%02ld:%02ld:%02ld", seconds / 3600,
	    seconds / 60 % 60, seconds % 60);
}

void
xlsx_number(struct buf *out, const char *s, struct xlsx_format format,
    bool from_1904)
{
	char *end, iso[DATE_LEN];
	double x = strtod(s, &end);
	long seconds;
	int32_t day;

	if (end == s || *end != '\0' || !isfinite(x)) {
		buf_add(out, s);
		return;
	}
	if (format.shown == XLSX_ZEROS && x >= 0 && x < 1e15 &&
	    x == whole(x)) {
		buf_printf(out, "%0*.0f", format.digits, x);
		return;
	}
	seconds = x < 0 || x >= LAST_SERIAL ? 0 :
	    (long)((x - whole(x)) * DAY_SECONDS + 0.5);
	if (seconds == DAY_SECONDS) {	/* the last half second of a day */
		x = whole(x) + 1;
		seconds = 0;
	}
	if (format.shown == XLSX_TIME && x >= 0 && x < 1) {
		add_time(out, seconds);
		return;
	}
	if (format.shown == XLSX_NUMBER || format.shown == XLSX_ZEROS ||
	    !day_of(x, from_1904, &day)) {
		/* An empty cell that a formula repeats is the day 0. */
		if (x != 0 || format.shown == XLSX_NUMBER ||
		    format.shown == XLSX_ZEROS)
			plain_number(out, x);
		return;
	}
	date_format(day, iso);
	buf_add(out, iso);
	if (seconds > 0 && format.shown != XLSX_DAY) {
		buf_addc(out, ' ');
		add_time(out, seconds);
	}
}
