/* SPDX-License-Identifier: ISC */
#include "model/exchange/jdate.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

enum {
	SERIAL_FIRST = 20000,	/* 1954; earlier ones are no dates here */
	SERIAL_LAST = 80000,	/* 2119 */
	YEAR_FIRST = 1900, YEAR_LAST = 2200,
};

/* What was read of a date; -1 where it does not stand. */
struct parts {
	int	year, month, day;
	bool	short_year;	/* 26/5/18 */
	bool	fiscal;		/* 年度 */
	bool	end;		/* 末 */
};

/* Eras by name and letter, folded; year 1 of the era. */
static const struct {
	const char	*name;
	int		 first;
} eras[] = {
	{ "令和", 2019 }, { "平成", 1989 }, { "昭和", 1926 },
	{ "大正", 1912 }, { "令", 2019 }, { "平", 1989 }, { "昭", 1926 },
	{ "r", 2019 }, { "h", 1989 }, { "s", 1926 }, { "t", 1912 },
};

static bool
skip(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads up to max digits; returns how many. */
static int
digits(const char **s, int max, int *number)
{
	int n = 0;

	*number = 0;
	while (n < max && is_digit(**s)) {
		*number = *number * 10 + (*(*s)++ - '0');
		n++;
	}
	return n;
}

/* The sign between two numbers: the one given before, or 年/月. */
static bool
divider(const char **s, const char *word, char *sign)
{
	if (skip(s, word))
		return *sign == '\0';
	if (**s == '\0' || strchr("/.-", **s) == NULL ||
	    (*sign != '\0' && *sign != **s))
		return false;
	*sign = *(*s)++;
	return true;
}

static bool
read_year(const char **s, struct parts *parts)
{
	size_t i;
	int n;

	for (i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		if (!skip(s, eras[i].name))
			continue;
		skip(s, ".");
		if (skip(s, "元"))
			parts->year = 1;
		else if (digits(s, 2, &parts->year) == 0 || parts->year == 0)
			return false;
		parts->year += eras[i].first - 1;
		return true;
	}
	n = digits(s, 4, &parts->year);
	parts->short_year = n == 2;
	return n == 4 || n == 2;
}

/* 曜日 and a time of day, which spreadsheets append. */
static bool
only_ornament(const char *s)
{
	if (*s == '(') {
		const char *close = strchr(s, ')');

		if (close == NULL || close - s > 10)
			return false;
		s = close + 1;
	}
	s += *s == ' ';
	return s[strspn(s, "0123456789:")] == '\0';
}

/* Year, then what follows it; false when it is no date. */
static bool
read_parts(const char *s, struct parts *parts)
{
	char sign = '\0';

	if (!read_year(&s, parts))
		return false;
	if (skip(&s, "年度")) {
		parts->fiscal = true;
		parts->end = skip(&s, "末");
		return *s == '\0';
	}
	if (*s == '\0' || strcmp(s, "年") == 0)
		return !parts->short_year;
	if (strcmp(s, "年末") == 0) {
		parts->end = true;
		return !parts->short_year;
	}
	if (!divider(&s, "年", &sign) || digits(&s, 2, &parts->month) == 0)
		return false;
	if (*s == '\0' || strcmp(s, "月") == 0)
		return true;
	if (strcmp(s, "月末") == 0 || strcmp(s, "末") == 0) {
		parts->end = true;
		return true;
	}
	if (!divider(&s, "月", &sign) || digits(&s, 2, &parts->day) == 0)
		return false;
	skip(&s, "日");
	return only_ornament(s);
}

/* 20260518, 202605, 46160. */
static bool
read_number(const char *s, struct parts *parts, int32_t *serial)
{
	size_t n = strlen(s);
	int number;

	if (n < 5 || n > 8 || strspn(s, "0123456789") != n)
		return false;
	digits(&s, 8, &number);
	if (n == 5 && number >= SERIAL_FIRST && number <= SERIAL_LAST) {
		*serial = date_from_civil(1899, 12, 30) + number;
		return true;
	}
	if (n == 8) {
		parts->year = number / 10000;
		parts->month = number / 100 % 100;
		parts->day = number % 100;
		return true;
	}
	parts->year = number / 100;
	parts->month = number % 100;
	return n == 6 && parts->year >= YEAR_FIRST && parts->month >= 1 &&
	    parts->month <= 12;
}

/* NFKC, lower case, blanks only between digits (before a time of day). */
static void
clean(struct buf *out, const char *text)
{
	struct buf folded = { 0 };
	const char *s;
	bool blank = false;

	utf8_fold(&folded, text);
	for (s = buf_str(&folded); *s != '\0'; s++) {
		if (strchr(" \t\r\n", *s) != NULL) {
			blank = true;
			continue;
		}
		if (blank && is_digit(*s) && out->len > 0 &&
		    is_digit(out->s[out->len - 1]))
			buf_addc(out, ' ');
		blank = false;
		buf_addc(out, *s);
	}
	buf_release(&folded);
}

/* A day, or the first or last one of what is known. */
static enum jdate
settle(const struct parts *parts, bool last, int32_t *day)
{
	int year = parts->year, month = parts->month;

	if (parts->short_year)
		return date_exists(2000, month, parts->day < 0 ? 1 :
		    parts->day) ? JDATE_AMBIGUOUS : JDATE_BAD;
	last = last || parts->end;
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return JDATE_BAD;
	if (parts->fiscal) {
		*day = last ? date_from_civil(year + 1, 3, 31) :
		    date_from_civil(year, 4, 1);
		return parts->end ? JDATE_DAY : JDATE_MONTH;
	}
	if (month < 0) {
		*day = last ? date_from_civil(year, 12, 31) :
		    date_from_civil(year, 1, 1);
		return parts->end ? JDATE_DAY : JDATE_MONTH;
	}
	if (parts->day < 0) {
		if (!date_exists(year, month, 1))
			return JDATE_BAD;
		*day = date_from_civil(year, month, 1);
		if (last)
			*day = date_add(*day, 1, 'm') - 1;
		return parts->end ? JDATE_DAY : JDATE_MONTH;
	}
	if (!date_exists(year, month, parts->day))
		return JDATE_BAD;
	*day = date_from_civil(year, month, parts->day);
	return JDATE_DAY;
}

enum jdate
jdate_read(const char *text, bool last, int32_t *day)
{
	struct parts parts = { -1, -1, -1, false, false, false };
	struct buf s = { 0 };
	enum jdate result = JDATE_BAD;
	int32_t serial = 0;

	clean(&s, text);
	if (read_number(buf_str(&s), &parts, &serial)) {
		*day = serial;
		result = serial != 0 ? JDATE_DAY :
		    settle(&parts, last, day);
	} else {
		parts = (struct parts){ -1, -1, -1, false, false, false };
		if (read_parts(buf_str(&s), &parts))
			result = settle(&parts, last, day);
	}
	buf_release(&s);
	return result;
}
