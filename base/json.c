/* SPDX-License-Identifier: ISC */
#include "base/json.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

static void
line(struct json *json)
{
	if (json->indent > 0) {
		buf_addc(json->out, '\n');
		buf_fill(json->out, ' ',
		    (size_t)(json->indent * json->depth));
	}
}

/* What stands before a value: a comma and a line break, or nothing. */
static void
before(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->depth == 0)
		return;
	if (json->some[json->depth % 32])
		buf_addc(json->out, ',');
	json->some[json->depth % 32] = true;
	line(json);
}

void
json_open(struct json *json, char bracket)
{
	before(json);
	buf_addc(json->out, bracket);
	json->depth++;
	json->some[json->depth % 32] = false;
}

void
json_close(struct json *json, char bracket)
{
	bool some = json->some[json->depth % 32];

	json->depth--;
	if (some)
		line(json);
	buf_addc(json->out, bracket);
}

void
json_key(struct json *json, const char *key)
{
	before(json);
	json_quote(json->out, key);
	buf_add(json->out, json->indent > 0 ? ": " : ":");
	json->after_key = true;
}

void
json_string(struct json *json, const char *s)
{
	before(json);
	if (s == NULL)
		buf_add(json->out, "null");
	else
		json_quote(json->out, s);
}

void
json_int(struct json *json, int64_t value)
{
	before(json);
	buf_printf(json->out, "%" PRId64, value);
}

void
json_bool(struct json *json, bool value)
{
	before(json);
	buf_add(json->out, value ? "true" : "false");
}

void
json_null(struct json *json)
{
	json_string(json, NULL);
}

static void
escape(struct buf *out, uint32_t cp)
{
	if (cp >= 0x10000) {
		cp -= 0x10000;
		buf_printf(out, "\\u%04x", (unsigned)(0xD800 + (cp >> 10)));
		cp = 0xDC00 + (cp & 0x3FF);
	}
	buf_printf(out, "\\u%04x", (unsigned)cp);
}

/* What utf8_safe makes visible is escaped: JSON is read on terminals too. */
void
json_quote(struct buf *out, const char *s)
{
	size_t n = strlen(s), len;
	uint32_t cp;

	buf_addc(out, '"');
	for (; n > 0; s += len, n -= len) {
		len = utf8_next(s, n, &cp);
		if (*s == '"' || *s == '\\') {
			buf_addc(out, '\\');
			buf_addc(out, *s);
		} else if (*s == '\n') {
			buf_add(out, "\\n");
		} else if (utf8_is_safe(s, len)) {
			buf_addn(out, s, len);
		} else {
			escape(out, cp);
		}
	}
	buf_addc(out, '"');
}
