/* SPDX-License-Identifier: ISC */
/* A register from elsewhere: opened for reading, then all of it is read. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
take_record(void *ctx, const struct record *record)
{
	*(int64_t *)ctx += record->rev;
	return true;
}

static bool
take_entry(void *ctx, const struct store_entry *entry)
{
	*(int64_t *)ctx += entry->id;
	return true;
}

static bool
take_referrer(void *ctx, enum entity_id entity, const char *owner,
    size_t position)
{
	*(size_t *)ctx += entity + position + (size_t)owner[0];
	return true;
}

static void
read_all(struct store *store)
{
	struct store_entry_filter all = { 0 };
	struct arena *arena = arena_new();
	struct store_tx tx[20];
	const struct err *err = NULL;
	int64_t sum = 0;
	size_t n = 0;
	int entity;

	for (entity = 0; entity < ENTITY_COUNT && err == NULL; entity++)
		err = store_each(store, (enum entity_id)entity, NULL, NULL, 0,
		    NULL, take_record, &sum);
	if (err == NULL)
		err = store_tx_list(store, 0, arena, tx, 20, &n);
	if (err == NULL)
		err = store_entry_each(store, &all, take_entry, &sum);
	if (err == NULL)
		err = store_referrers(store,
		    "10000000-0000-4000-8000-000000000000", take_referrer,
		    &n);
	if (err == NULL)
		err = store_check(store);
	/* Any of these may say that the file is damaged. */
	if (err != NULL && err->kind == ERR_INTERNAL)
		abort();
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/daicho-fuzz-XXXXXX";
	struct session session;
	struct store *store = NULL;
	const struct err *err;
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	session_init(&session);
	err = store_open(&session, path, STORE_READ, &store);
	if (err == NULL)
		read_all(store);
	else if (err->kind == ERR_INTERNAL)
		abort();
	store_close(store);
	session_release(&session);
	unlink(path);
	return 0;
}
