/* SPDX-License-Identifier: ISC */
/*
 * Evidence that is written while it is made.  A large import leaves a row for
 * each sighting and a few numbers on each record that was seen; none of them
 * is kept in the change set or in the journal.  Rows go to their tables at
 * once, hidden by the store until the row of their import stands.  Numbers
 * wait in entries of many records each, "UUID KEY=NUMBER …" a line, until the
 * set rolls forward.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/commit.h"
#include "model/stage_impl.h"

enum { PACK_RECORDS = 500 };

bool
stream_is_import(const struct changes *changes, const struct change *change)
{
	return changes->stream.n > 0 && change->entity == ENTITY_import &&
	    strcmp(change->uuid, changes->stream.import) == 0;
}

bool
stream_brings(const struct changes *changes, const char *uuid)
{
	const struct change_stream *stream = &changes->stream;
	size_t last = strlen("0123456789ab");

	return stream->n > 0 && strlen(uuid) == UUID_LEN - 1 &&
	    strncmp(stream->like, uuid, UUID_LEN - 1 - last) == 0;
}

void
stream_release(struct stream *stream)
{
	buf_release(&stream->pack);
}

/* --- writing ------------------------------------------------------------ */

static const struct err *
add_row(struct commit *commit, struct record *record)
{
	record_set_int(record, F_rev, 1);
	record->rev = 1;
	record_set_int(record, F_created_at, commit->tx.at);
	record_set_text(record, F_created_by, commit->tx.who);
	record_set_int(record, F_updated_at, commit->tx.at);
	record_set_text(record, F_updated_by, commit->tx.who);
	return store_add(commit->store, record);
}

static const struct err *
end_pack(struct stream *stream)
{
	static const unsigned char zeroes[HASH_BYTES];
	struct store_entry entry = { .tx = stream->tx, .uuid = "",
	    .entity = (enum entity_id)stream->entity, .op = STREAM_PACK,
	    .salt = zeroes, .digest = zeroes,
	    .payload = buf_str(&stream->pack) };
	const struct err *err;

	if (stream->packed == 0)
		return NULL;
	err = store_entry_add(stream->commit->store, &entry);
	buf_clear(&stream->pack);
	stream->packed = 0;
	return err;
}

static const struct err *
pack(struct stream *stream, const struct record *record)
{
	const struct err *err = NULL;
	size_t i;

	if (stream->tx == 0)
		return store_update(stream->commit->store, record);
	if (stream->packed == PACK_RECORDS ||
	    stream->entity != (int)record->entity)
		err = end_pack(stream);
	stream->entity = (int)record->entity;
	buf_add(&stream->pack, record->uuid);
	for (i = COMMON_COUNT; i < record->n; i++)
		if (fieldset_has(&record->have, i))
			buf_printf(&stream->pack, " %s=%" PRId64,
			    entity_field(record->entity, i)->key,
			    record->v[i].i);
	buf_addc(&stream->pack, '\n');
	stream->packed++;
	return err;
}

const struct err *
stream_some(struct stream *stream, struct arena *arena)
{
	const struct change_stream *source = &stream->commit->changes->stream;
	int64_t start = clock_monotonic();
	const struct err *err = NULL;
	struct record *record;
	size_t rows = 0;

	while (err == NULL && stream->next < source->n && rows < BATCH_ROWS) {
		record = source->make(source->ctx, stream->next++, arena);
		if (record == NULL)
			continue;
		if (entity_is_evidence(record->entity)) {
			err = add_row(stream->commit, record);
			rows++;
		} else {
			err = pack(stream, record);
		}
		arena_reset(arena);
		if (clock_monotonic() - start >= BATCH_MS)
			break;
	}
	if (err == NULL && stream->next == source->n)
		err = end_pack(stream);
	return err;
}

/* --- rolling forward ---------------------------------------------------- */

/* One line of a pack; false where it is none. */
static bool
read_line(char *line, struct record *record)
{
	char *word, *rest = NULL, *value;
	int position;

	word = strtok_r(line, " ", &rest);
	if (word == NULL || strlen(word) != UUID_LEN - 1)
		return false;
	memcpy(record->uuid, word, UUID_LEN);
	while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
		value = strchr(word, '=');
		if (value == NULL)
			return false;
		*value++ = '\0';
		position = entity_field_find(record->entity, word);
		if (position >= 0)
			record_set_int(record, (size_t)position,
			    strtoll(value, NULL, 10));
	}
	return true;
}

const struct err *
stream_unpack(struct store *store, const struct store_entry *entry,
    struct arena *arena)
{
	char *text = arena_strdup(arena, entry->payload), *line, *rest = NULL;
	struct record *record = record_new(arena, entry->entity);
	const struct err *err = NULL;

	for (line = strtok_r(text, "\n", &rest); line != NULL && err == NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		memset(&record->have, 0, sizeof(record->have));
		if (!read_line(line, record))
			return err_new(ERR_REGISTER, _("The state of an "
			    "unfinished import in %s cannot be read; restore "
			    "the register from a backup."),
			    store_path(store));
		err = store_update(store, record);
	}
	return err;
}

/* --- dropping ----------------------------------------------------------- */

/*
 * Inside a transaction: at most a batch of what refers to the import.  Files
 * stay with observations that something else refers to.
 */
static const struct err *
drop_batch(struct store *store, const char *import, int64_t *left)
{
	struct arena *arena = arena_new();
	const struct err *err;
	const char *stays;
	size_t some = 0;
	int64_t n = 0;

	*left = BATCH_ROWS;
	err = store_clear(store, ENTITY_observation, F_observation_import,
	    import, *left, &n);
	*left -= n;
	if (err == NULL && *left > 0)
		err = store_lookup(store, ENTITY_observation,
		    F_observation_import, import, arena, &stays, 1, &some);
	if (err == NULL && *left > 0 && some == 0) {
		err = store_clear(store, ENTITY_import_file,
		    F_import_file_import, import, *left, &n);
		*left -= n;
	}
	arena_free(arena);
	return err;
}

const struct err *
stream_drop(struct store *store, const char *import)
{
	const struct err *err = NULL;
	int64_t left = 0;

	while (err == NULL && left == 0) {
		err = store_begin(store);
		if (err == NULL)
			err = drop_batch(store, import, &left);
		if (err == NULL)
			err = store_commit(store);
		store_rollback(store);
		if (err == NULL && left == 0)
			stage_pause(BATCH_PAUSE_MS);
	}
	return err;
}
