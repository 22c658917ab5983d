/* SPDX-License-Identifier: ISC */
/*
 * Days and moments of the demo register.  Its files name them relative to the
 * day on which the demo is made, so that it never grows old: "@-30d" is a day,
 * "@-2d 06:10" a moment, and in the files that are written out
 * "{{@-2d 06:10 epoch}}" is a moment in the form that such a file has.
 */
#ifndef DAICHO_VERB_DEMO_TIME_H
#define DAICHO_VERB_DEMO_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct demo_time {
	int32_t	day;	/* the day of the demo */
	/*
	 * What moments are moved back by, in ms: before the demo's own time
	 * of day has come, its morning would lie in the future.
	 */
	int64_t	shift;
};

/* day: as asked for with --date; NULL: today. */
bool demo_time_init(struct demo_time *time, const char *day, int64_t now);

/* "@-30d", "@+2y"; false when it is no such thing. */
bool demo_time_day(const struct demo_time *time, const char *text,
    int32_t *day);
/* "@-2d 06:10", in ms UTC. */
bool demo_time_moment(const struct demo_time *time, const char *text,
    int64_t *ms);
/*
 * Appends text with every {{…}} replaced; on a form that is unknown, false and
 * *bad is where it begins.
 */
bool demo_time_expand(const struct demo_time *time, const char *text,
    struct buf *out, const char **bad);

#endif
