/* SPDX-License-Identifier: ISC */
/* Any text as a day of a spreadsheet: a day that exists, or none. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/exchange/jdate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	int32_t first = 0, last = 0;
	enum jdate a, b;

	if (utf8_valid(text, strlen(text))) {
		a = jdate_read(text, false, &first);
		b = jdate_read(text, true, &last);
		if (a != b || (a == JDATE_DAY && first != last) ||
		    (a == JDATE_MONTH && first >= last) ||
		    (a <= JDATE_MONTH && (first < date_from_civil(1900, 1, 1)
		    || last > date_from_civil(2201, 12, 31))))
			abort();
	}
	free(text);
	return 0;
}
