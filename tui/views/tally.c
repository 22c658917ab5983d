/* SPDX-License-Identifier: ISC */
#include "tui/views/tally.h"

#include <string.h>

const struct err *
tally_parse(struct session *session, enum entity_id entity,
    const char *filter, struct arena *arena, struct query **out)
{
	struct query *seen = NULL;
	const struct err *err;

	err = query_parse(session, entity, filter, arena, out);
	if (err != NULL || entity != ENTITY_finding || (filter != NULL &&
	    strstr(filter, "origin") != NULL))
		return err;
	err = query_parse(session, entity, "not origin=check", arena, &seen);
	if (err == NULL)
		*out = query_and(arena, *out, seen);
	return err;
}

const struct err *
tally_count(struct session *session, enum entity_id entity,
    const char *filter, int64_t *n)
{
	struct arena *arena = arena_new();
	struct query *query = NULL;
	const struct err *err;

	err = tally_parse(session, entity, filter, arena, &query);
	if (err == NULL)
		err = store_count(register_reader(session), entity, query, n);
	arena_free(arena);
	return err;
}

const struct err *
tally_rows(struct session *session, enum entity_id entity,
    const char *filter, const char *sort, struct arena *arena,
    struct record **out, size_t max, size_t *n, int64_t *total)
{
	struct arena *queries = arena_new();
	struct store_keys keys = { 0 };
	struct query_sort by[2];
	struct query *query = NULL;
	const struct err *err;
	size_t n_by = 0, i, kept = 0;

	*n = 0;
	err = tally_parse(session, entity, filter, queries, &query);
	if (err == NULL)
		err = query_sort_parse(entity, sort, by, 2, &n_by);
	if (err == NULL)
		err = store_keys(register_reader(session), entity, query, by,
		    n_by, &keys);
	if (err == NULL) {
		*total = (int64_t)keys.n;
		*n = keys.n < max ? keys.n : max;
		err = store_rows(register_reader(session), &keys, 0, *n,
		    NULL, arena, out);
	}
	for (i = 0; err == NULL && i < *n; i++)
		if (out[i] != NULL)
			out[kept++] = out[i];
	*n = kept;
	store_keys_release(&keys);
	arena_free(queries);
	return err;
}

const struct err *
tally_take(struct session *session, enum entity_id entity,
    const char *filter, const char *sort, struct arena *arena,
    struct tally *out)
{
	struct record *row = NULL;
	const struct err *err;
	size_t n = 0;

	err = tally_rows(session, entity, filter, sort, arena, &row, 1, &n,
	    &out->n);
	out->oldest = n > 0 ? row : NULL;
	return err;
}

const struct record *
tally_person(struct session *session, const char *account,
    struct arena *arena)
{
	const char *uuid = register_person_of(session, account, arena);
	struct record *person = NULL;

	if (uuid == NULL || store_get(register_reader(session), ENTITY_person,
	    uuid, NULL, arena, &person) != NULL)
		return NULL;
	return person;
}

const char *
tally_who(struct session *session, const char *account, struct arena *arena)
{
	const struct record *person = tally_person(session, account, arena);

	return person != NULL ? register_name_of(session, person->uuid,
	    arena) : account;
}
