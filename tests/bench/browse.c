/* SPDX-License-Identifier: ISC */
/*
 * How long a large register makes a person wait.
 *
 *   browse look REGISTER     times opening, paging, sorting, searching
 *   browse past REGISTER     times showing it as of a year ago
 *
 * Prints "what milliseconds" a line, of the processor: what a wall clock says
 * depends on who else is on the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/asof.h"
#include "model/search.h"

enum { PAGE = 40, PAGES = 400, YEAR_DAYS = 365 };

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Prints what took since then and returns the moment after. */
static double
lap(const char *what, double since)
{
	printf("%s %.2f\n", what, now_ms() - since);
	return now_ms();
}

static const struct err *
page(struct store *store, const struct store_keys *keys, size_t first)
{
	static const size_t shown[] = { F_asset_asset_no, F_asset_name,
		F_asset_kind, F_asset_department, F_asset_status,
		F_asset_approval, F_asset_zone };
	struct fieldset want = { 0 };
	struct record *row[PAGE];
	struct arena *arena = arena_new();
	const struct err *err;
	size_t i, n = keys->n - first < PAGE ? keys->n - first : PAGE;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		fieldset_add(&want, shown[i]);
	err = store_rows(store, keys, first, n, &want, arena, row);
	arena_free(arena);
	return err;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Pages here and there. */
static const struct err *
look_pages(struct store *store, const struct store_keys *keys)
{
	static double took[PAGES];
	const struct err *err = NULL;
	size_t i;

	if (keys->n <= PAGE)
		return NULL;
	for (i = 0; err == NULL && i < PAGES; i++) {
		double since = now_ms();

		err = page(store, keys, i * 7919 * PAGE % (keys->n - PAGE));
		took[i] = now_ms() - since;
	}
	qsort(took, PAGES, sizeof(took[0]), compare);
	printf("page, median %.2f\npage, p99 %.2f\n", took[PAGES / 2],
	    took[PAGES * 99 / 100]);
	return err;
}

static const struct err *
keys_of(struct session *session, const char *query_text,
    const struct query_sort *sort, struct store_keys *keys)
{
	struct arena *arena = arena_new();
	struct query *query = NULL;
	const struct err *err;

	store_keys_release(keys);
	err = query_parse(session, ENTITY_asset, query_text, arena, &query);
	if (err == NULL)
		err = store_keys(register_reader(session), ENTITY_asset, query,
		    sort, sort != NULL, keys);
	arena_free(arena);
	return err;
}

/* By every field that an asset can be sorted by, both ways. */
static const struct err *
look_sorts(struct session *session, struct store_keys *keys)
{
	struct query_sort sort[1];
	const struct field *field, *worst = NULL;
	const struct err *err = NULL;
	double most = 0, sum = 0, since, took;
	size_t i, n, times = 0;
	int down;

	for (i = 0; (field = entity_field(ENTITY_asset, i)) != NULL; i++)
		for (down = 0; err == NULL && down < 2; down++) {
			char text[96];

			snprintf(text, sizeof(text), "%s%s", field->key,
			    down ? ":desc" : "");
			if (query_sort_parse(ENTITY_asset, text, sort, 1,
			    &n) != NULL)
				continue;
			since = now_ms();
			err = keys_of(session, NULL, sort, keys);
			took = now_ms() - since;
			sum += took;
			times++;
			if (took > most) {
				most = took;
				worst = field;
			}
		}
	if (worst != NULL)
		printf("sort, mean of %zu %.2f\nsort, worst (%s) %.2f\n",
		    times, sum / (double)times, worst->key, most);
	return err;
}

/* entity ENTITY_NONE: all of them. */
static const struct err *
search_for(struct session *session, const char *text, int entity)
{
	struct arena *arena = arena_new();
	struct search_group group;
	struct search_hit *hit;
	struct search search;
	const struct err *err;
	int64_t total;
	size_t n;

	search_begin(&search, session, arena, text);
	if (entity == ENTITY_NONE)
		err = search_all(&search, 100, &hit, &n, &total);
	else
		err = search_entity(&search, (enum entity_id)entity, 100,
		    &group);
	arena_free(arena);
	return err;
}

static const struct err *
look(struct session *session, const char *path)
{
	struct store_keys keys = { 0 };
	const struct err *err;
	double at = now_ms();

	err = register_open(session, path);
	if (err == NULL)
		err = keys_of(session, NULL, NULL, &keys);
	if (err == NULL)
		err = page(register_reader(session), &keys, 0);
	lap("open and first page of assets", at);
	if (err == NULL)
		err = look_pages(register_reader(session), &keys);
	if (err == NULL)
		err = look_sorts(session, &keys);
	at = now_ms();
	if (err == NULL)
		err = keys_of(session, "操作", NULL, &keys);
	at = lap("list filter, two characters (操作)", at);
	if (err == NULL)
		err = keys_of(session, "kind=ot hostname~0f", NULL, &keys);
	at = lap("list filter, two terms", at);
	if (err == NULL)
		err = search_for(session, "操作", ENTITY_asset);
	at = lap("search, assets ranked", at);
	if (err == NULL)
		err = search_for(session, "操作", ENTITY_NONE);
	lap("search, everything ranked", at);
	store_keys_release(&keys);
	return err;
}

static const struct err *
past(struct session *session, const char *path)
{
	const struct err *err = register_open(session, path);
	double at = now_ms();
	char day[DATE_LEN];

	date_format(session_today(session) - YEAR_DAYS, day);
	if (err == NULL)
		err = register_show(session, day);
	lap("as of a year ago", at);
	return err;
}

int
main(int argc, char **argv)
{
	const struct err *err;
	struct session session;

	session_init(&session);
	if (argc == 3 && strcmp(argv[1], "look") == 0)
		err = look(&session, argv[2]);
	else if (argc == 3 && strcmp(argv[1], "past") == 0)
		err = past(&session, argv[2]);
	else
		return 2;
	if (err != NULL)
		fprintf(stderr, "browse: %s\n", err->msg);
	register_close(&session);
	session_release(&session);
	return err == NULL ? 0 : 1;
}
