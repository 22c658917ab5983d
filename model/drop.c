/* SPDX-License-Identifier: ISC */
/* Taking back a staged set that never became ready. */
#include <string.h>
#include <time.h>

#include "model/stage_impl.h"

void
stage_pause(int ms)
{
	struct timespec time = { .tv_nsec = ms * 1000000L };

	nanosleep(&time, NULL);
}

/* Takes back the object row that an entry of an open set brought. */
static const struct err *
drop_entry(struct store *store, const struct store_entry *entry)
{
	return strcmp(entry->op, "create") != 0 &&
	    strcmp(entry->op, "evidence") != 0 ? NULL :
	    store_remove(store, entry->entity, entry->uuid);
}

/* Takes back the next entries of a set; *left false when there are none. */
static const struct err *
drop_some(struct store *store, int64_t tx, bool *left)
{
	struct store_entry_filter filter = { .tx = tx };
	struct arena *arena = arena_new();
	struct store_entry *page = arena_calloc(arena, BATCH_ROWS,
	    sizeof(*page));
	const struct err *err;
	size_t i, n = 0;

	err = store_begin(store);
	if (err == NULL)
		err = journal_page(store, &filter, arena, page, BATCH_ROWS,
		    &n);
	for (i = 0; err == NULL && i < n; i++)
		err = drop_entry(store, &page[i]);
	if (err == NULL && n > 0)
		err = store_entry_remove(store, tx, page[n - 1].id);
	if (err == NULL)
		err = store_commit(store);
	store_rollback(store);
	*left = n > 0;
	arena_free(arena);
	return err;
}

static const struct err *
drop_entries(struct store *store, int64_t tx)
{
	const struct err *err = NULL;
	bool left = tx != 0;

	while (err == NULL && left) {
		err = drop_some(store, tx, &left);
		if (err == NULL && left)
			stage_pause(BATCH_PAUSE_MS);
	}
	return err;
}

const struct err *
stage_release(struct store *store, int64_t tx, bool *left)
{
	const struct err *err;
	int64_t n;

	err = store_release(store, tx, 2 * BATCH_ROWS, &n);
	*left = n == 2 * BATCH_ROWS;
	return err;
}

static const struct err *
drop_keys(struct store *store, int64_t tx)
{
	const struct err *err = NULL;
	bool left = true;

	while (err == NULL && left) {
		err = store_begin(store);
		if (err == NULL)
			err = stage_release(store, tx, &left);
		if (err == NULL)
			err = store_commit(store);
		store_rollback(store);
		if (err == NULL && left)
			stage_pause(BATCH_PAUSE_MS);
	}
	return err;
}

const struct err *
stage_drop(struct store *store, const struct stage *stage)
{
	static const struct stage none;
	bool streamed = stage->import[0] != '\0';
	const struct err *err = NULL;

	if (streamed)
		err = stream_drop(store, stage->import);
	if (err == NULL)
		err = drop_entries(store, stage->main);
	if (err == NULL)
		err = drop_entries(store, stage->evidence);
	if (err == NULL)
		err = drop_keys(store, stage->main);
	if (err == NULL)
		err = store_begin(store);
	if (err != NULL)
		return err;
	err = store_tx_remove(store, stage->main);
	if (err == NULL && streamed)
		err = store_remove(store, ENTITY_import, stage->import);
	if (err == NULL && stage->evidence != 0)
		err = store_tx_remove(store, stage->evidence);
	if (err == NULL)
		err = stage_save(store, &none);
	if (err == NULL)
		err = store_commit(store);
	store_rollback(store);
	return err;
}
