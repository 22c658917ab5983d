/* SPDX-License-Identifier: ISC */
/* Any bytes as a name on a diagram: they stay text, and stay short. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "render/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Entities that stand for what may not stand as it is. */
static size_t
entity_at(const char *s)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;",
	    "&quot;", "&#39;" };
	size_t i;

	for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (strncmp(s, entities[i], strlen(entities[i])) == 0)
			return strlen(entities[i]);
	return 0;
}

/* One line of text between tags: nothing that opens, closes or acts. */
static void
check_text(const char *s, size_t n)
{
	size_t i = 0, used;
	uint32_t cp;

	if (!utf8_valid(s, n) || !utf8_is_safe(s, n))
		abort();
	while (i < n) {
		used = s[i] == '&' ? entity_at(s + i) : 0;
		if (strchr("&<>\"'", s[i]) != NULL && used == 0)
			abort();
		if (used == 0)
			used = utf8_next(s + i, n - i, &cp);
		i += used;
	}
}

static void
check_quoted(const char *s, size_t n)
{
	size_t i;

	if (n < 2 || s[0] != '"' || s[n - 1] != '"')
		abort();
	for (i = 1; i + 1 < n; i++) {
		if (s[i] == '"')
			abort();
		if (s[i] == '\\' && (i + 2 >= n || s[++i] != '\\'))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size), *line, *next;
	struct buf out = { 0 };

	label_text(&out, text, LABEL_CELLS);
	check_text(buf_str(&out), out.len);
	if (out.len > LABEL_CELLS * 8 * 6 + 3)
		abort();
	buf_clear(&out);
	label_quoted(&out, text);
	check_quoted(buf_str(&out), out.len);
	buf_clear(&out);
	label_wrap(&out, text, 14, 3);
	for (line = out.s; line != NULL; line = next) {
		next = strstr(line, "<BR/>");
		check_text(line, next != NULL ? (size_t)(next - line) :
		    strlen(line));
		if (next != NULL)
			next += 5;
	}
	buf_release(&out);
	free(text);
	return 0;
}
