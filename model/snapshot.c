/* SPDX-License-Identifier: ISC */
#include "model/snapshot.h"

#include <string.h>

#include "model/between.h"

/* A record's own uuid is known only once it is committed. */
static const struct err *
commit_new(struct session *session, struct record *record, const char *why,
    const char *ref, struct arena *arena, struct record **out)
{
	struct changes *changes = changes_new(session, "snapshot");
	const struct err *err;
	char uuid[UUID_LEN];

	changes_reason(changes, why, ref);
	memcpy(uuid, changes_put(changes, record), UUID_LEN);
	err = register_commit(session, changes, NULL, NULL);
	changes_free(changes);
	return err != NULL ? err : store_get(register_reader(session),
	    record->entity, uuid, NULL, arena, out);
}

const struct err *
snapshot_take(struct session *session, const char *name, const char *why,
    const char *ref, struct arena *arena, struct record **out)
{
	struct record *record = record_new(arena, ENTITY_snapshot);
	const struct seal_part all = { .query = NULL };
	struct asof_point now;
	const struct err *err;
	struct seal seal;

	if (register_read_only(session) != NULL)
		return err_new(ERR_READONLY, "%s",
		    register_read_only(session));
	if (*name == '\0')
		return err_new(ERR_INVALID, _("A snapshot needs a name."));
	err = register_settle(session);
	if (err == NULL)
		err = asof_shown(session, &now);
	if (err == NULL)
		err = seal_at(session, &now, &all, arena, &seal);
	if (err == NULL && now.tx == 0)
		err = err_new(ERR_INVALID, _("The register is empty: there is "
		    "nothing to keep."));
	if (err != NULL)
		return err;
	record_set_text(record, F_snapshot_name, name);
	record_set_int(record, F_snapshot_at, now.at);
	record_set_int(record, F_snapshot_revision, now.tx);
	record_set_text(record, F_snapshot_counts, seal.counts);
	record_set_text(record, F_snapshot_hash,
	    arena_strdup(arena, seal.hash));
	return commit_new(session, record, why, ref, arena, out);
}

const struct err *
snapshot_prove(struct session *session, const struct record *snapshot,
    struct arena *arena, enum snapshot_proof *proof, struct seal *seal)
{
	const struct seal_part all = { .query = NULL };
	const char *hash = record_text(snapshot, F_snapshot_hash);
	struct between since;
	struct asof_point point;
	const struct err *err;
	size_t i;

	err = asof_parse(session, arena_printf(arena, "snapshot:%s",
	    snapshot->uuid), &point);
	if (err == NULL)
		err = seal_at(session, &point, &all, arena, seal);
	if (err != NULL)
		return err;
	*proof = hash != NULL && strcmp(hash, seal->hash) == 0 ?
	    SNAPSHOT_WHOLE : SNAPSHOT_ALTERED;
	if (*proof == SNAPSHOT_WHOLE)
		return NULL;
	err = between_load(session, register_reader(session), point.tx, 0,
	    arena, &since);
	for (i = 0; err == NULL && i < since.n; i++)
		if (!fieldset_empty(&since.record[i].erased))
			*proof = SNAPSHOT_ERASED;
	between_release(&since);
	return err;
}
