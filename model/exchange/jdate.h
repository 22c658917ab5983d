/* SPDX-License-Identifier: ISC */
/*
 * Days as Japanese spreadsheets write them: 令和8年5月18日, R8.5.18,
 * R08/05/18, 令和元年, H30.4.1, 2026/5/18, 2026.5.18, 20260518, the serial
 * number 46160 of Excel, R8.5 (a month), R8年度末.  The table import calls it.
 */
#ifndef DAICHO_MODEL_EXCHANGE_JDATE_H
#define DAICHO_MODEL_EXCHANGE_JDATE_H

#include <stdbool.h>
#include <stdint.h>

enum jdate {
	JDATE_DAY,		/* a day that exists */
	JDATE_MONTH,		/* only a month or year: the day was assumed */
	JDATE_AMBIGUOUS,	/* 26/5/18: which calendar? */
	JDATE_BAD,
};

/*
 * *day is the day; where only a month, year or fiscal year stands, its last
 * day when last is true (a column of "until"), else its first.
 */
enum jdate jdate_read(const char *text, bool last, int32_t *day);

#endif
