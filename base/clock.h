/* SPDX-License-Identifier: ISC */
/*
 * Time.  Moments are milliseconds since 1970 in UTC.  Days are civil days in
 * the register's time zone, written and stored as "YYYY-MM-DD"; arithmetic is
 * done on day numbers (1970-01-01 is 0, proleptic Gregorian calendar).
 *
 * The time zone of the process is set once, at start-up (clock_set_zone).
 */
#ifndef DAICHO_BASE_CLOCK_H
#define DAICHO_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock {
	int64_t	(*now)(void *ctx);	/* ms, UTC */
	void	*ctx;
};

enum {
	DATE_LEN = 11,		/* "YYYY-MM-DD" and NUL */
	DATETIME_LEN = 25,	/* "YYYY-MM-DDTHH:MM:SS.mmmZ" and NUL */
};

/* The real clock. */
extern const struct clock clock_system;
int64_t clock_now(const struct clock *clock);
/* Milliseconds that only go forward, for progress and timeouts. */
int64_t clock_monotonic(void);

/* Sets the zone of the process, such as "Asia/Tokyo". */
void clock_set_zone(const char *tz);

/* Day number of a moment, and the last millisecond of a day, in the zone. */
int32_t clock_day(int64_t ms);
int64_t clock_day_start(int32_t day);
int64_t clock_day_end(int32_t day);

int32_t date_from_civil(int year, int month, int day);
void date_to_civil(int32_t date, int *year, int *month, int *day);
/* True when year, month and day name a day that exists. */
bool date_exists(int year, int month, int day);
/* n days, or months or years (clamped to the month's last day) later. */
int32_t date_add(int32_t date, int n, char unit /* d w m y */);

/* Strict ISO 8601 day; false leaves *date alone. */
bool date_parse(const char *s, int32_t *date);
void date_format(int32_t date, char out[DATE_LEN]);

/* RFC 3339 in UTC with Z: "2026-05-18T08:55:00Z", ".mmm" only when not 0. */
void datetime_format(int64_t ms, char out[DATETIME_LEN]);
/* RFC 3339, or "YYYY-MM-DD[ T]HH:MM[:SS]" in the zone. */
bool datetime_parse(const char *s, int64_t *ms);
/* In the zone, for people: "2026-05-18 08:55". */
void datetime_format_local(int64_t ms, char out[17]);

#endif
