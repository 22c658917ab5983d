/* SPDX-License-Identifier: ISC */
/*
 * Any text as a query: it is refused with a message of valid UTF-8, or what
 * is written from its tree reads back and is written the same again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "model/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool truth)
{
	if (!truth)
		abort();
}

static void
try_query(struct session *session, struct arena *arena, const char *text,
    enum entity_id entity)
{
	struct buf first = { 0 }, second = { 0 };
	struct query *query;
	const struct err *err;

	err = query_parse(session, entity, text, arena, &query);
	if (err != NULL) {
		expect(err->kind == ERR_USAGE);
		expect(utf8_valid(err->msg, strlen(err->msg)));
		return;
	}
	query_format(query, &first);
	expect(query_parse(session, entity, buf_str(&first), arena,
	    &query) == NULL);
	query_format(query, &second);
	expect(strcmp(buf_str(&first), buf_str(&second)) == 0);
	buf_release(&first);
	buf_release(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum entity_id entities[] = {
		ENTITY_asset, ENTITY_finding, ENTITY_connection, ENTITY_flow,
	};
	struct session session;
	struct query_sort sort[4];
	struct arena *arena = arena_new();
	char *text;
	size_t i, n;

	session_init(&session);
	text = arena_strndup(arena, (const char *)data, size);
	for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		try_query(&session, arena, text, entities[i]);
	(void)!query_sort_parse(ENTITY_asset, text, sort, 4, &n);
	arena_free(arena);
	session_release(&session);
	return 0;
}
