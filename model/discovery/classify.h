/* SPDX-License-Identifier: ISC */
/*
 * Classification: the list of domain.md, row by row.  The first row that holds
 * is primary, the others are attached.  Row 12 is tested before row 7; row 16,
 * which every unapproved router meets, is a finding of its own beside the first.
 */
#ifndef DAICHO_DISCOVERY_CLASSIFY_H
#define DAICHO_DISCOVERY_CLASSIFY_H

#include "model/discovery/discover.h"
#include "model/discovery/identity.h"

/* What differs from the register: a drift. */
enum differs {
	DIFFERS_HOSTNAME = 1 << 0,
	DIFFERS_IP = 1 << 1,
	DIFFERS_SERVICES = 1 << 2,	/* a port that is not registered */
	DIFFERS_MAC = 1 << 3,
};

struct verdict {
	enum result	 result;
	unsigned	 also;		/* 1 << result, the primary excepted */
	unsigned	 differs;
	bool		 strict;	/* in a My Number, closed or OT zone */
};

/* "13": the row's number in the list. */
int result_row(enum result result);
/* Severity (choice key) and the hours until it is due. */
const char *result_severity(enum result result, bool strict);
int64_t result_hours(enum result result, bool strict);

void classify(const struct identity *identity, const struct device *device,
    const struct match *match, int32_t today, struct verdict *out);
/* Row 16 is raised beside what the device is otherwise. */
bool verdict_has_rogue(const struct verdict *verdict);
/* True when the asset is to be seen: approved, in time, in use. */
bool known_is_expected(const struct known *known, int32_t today);

#endif
