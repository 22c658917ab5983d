/* SPDX-License-Identifier: ISC */
/*
 * Writing JSON.  (Reading is jansson's.)  Strings are escaped so that the
 * output is valid UTF-8 without control characters; nothing else is changed,
 * so the same data gives the same bytes.
 */
#ifndef DAICHO_BASE_JSON_H
#define DAICHO_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * A writer that sets commas and, with indent > 0, line breaks.  A zeroed
 * struct with out set is ready.  Nesting beyond 32 levels is a defect.
 */
struct json {
	struct buf	*out;
	int		 indent;	/* blanks a level; 0 is compact */
	int		 depth;
	bool		 some[32];	/* a member was written at this level */
	bool		 after_key;
};

void json_open(struct json *json, char bracket /* { or [ */);
void json_close(struct json *json, char bracket /* } or ] */);
void json_key(struct json *json, const char *key);
void json_string(struct json *json, const char *s);	/* NULL: null */
void json_int(struct json *json, int64_t value);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);
/* A string in quotes, without a writer. */
void json_quote(struct buf *out, const char *s);

#endif
