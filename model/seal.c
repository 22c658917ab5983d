/* SPDX-License-Identifier: ISC */
#include "model/seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/changes.h"
#include "model/journal.h"

enum { STEP_EVERY = 2000 };

struct item {
	char		 uuid[UUID_LEN];
	unsigned char	 digest[HASH_BYTES];
};

/* Identities of an entity's records that belong to the part, sorted. */
struct members {
	char		(*uuid)[UUID_LEN];
	size_t		 n, cap;
};

struct sealing {
	struct session	*session;
	struct store	*store;
	struct arena	*arena;
	bool		 hashed;	/* else only members are wanted */
	struct item	*item;
	size_t		 n, cap;
	struct members	 members[ENTITY_COUNT];
	enum entity_id	 entity;	/* that is being read */
	int		 parent;	/* position of what it hangs on; -1 */
	enum entity_id	 parent_entity;
	size_t		 order[FIELD_MAX], n_order;
	struct buf	 text;
	bool		 stopped;
};

/* --- which records -------------------------------------------------------- */

/* What a part consists of, parents before their children. */
struct portion {
	enum entity_id	 entity;
	int		 parent;	/* position; -1: the filter or all */
	enum entity_id	 parent_entity;
	bool		 filtered;
};

static const struct portion of_query[] = {
	{ ENTITY_asset, -1, ENTITY_asset, true },
	{ ENTITY_interface, F_interface_asset, ENTITY_asset, false },
	{ ENTITY_identifier, F_identifier_asset, ENTITY_asset, false },
	{ ENTITY_service, F_service_interface, ENTITY_interface, false },
};

static const struct portion of_network[] = {
	{ ENTITY_site, -1, ENTITY_site, false },
	{ ENTITY_zone, -1, ENTITY_zone, false },
	{ ENTITY_network, -1, ENTITY_network, false },
	{ ENTITY_external, -1, ENTITY_external, false },
	{ ENTITY_connection, -1, ENTITY_connection, false },
	{ ENTITY_asset, -1, ENTITY_asset, true },
	{ ENTITY_interface, F_interface_asset, ENTITY_asset, false },
};

static const struct portion of_dataflow[] = {
	{ ENTITY_external, -1, ENTITY_external, false },
	{ ENTITY_process, -1, ENTITY_process, false },
	{ ENTITY_system, -1, ENTITY_system, false },
	{ ENTITY_information, -1, ENTITY_information, false },
	{ ENTITY_flow, -1, ENTITY_flow, true },
};

struct choice_of_part {
	const struct portion *portion;
	size_t		 n;
	const char	*filter;
	const struct record *record;	/* the diagram; NULL: none */
};

static const struct err *
choose(struct session *session, struct store *store,
    const struct seal_part *part, struct arena *arena,
    struct choice_of_part *out)
{
	struct record *diagram = NULL;
	const struct err *err;
	const char *type;

	*out = (struct choice_of_part){ .filter = part->query };
	if (part->query != NULL) {
		out->portion = of_query;
		out->n = sizeof(of_query) / sizeof(of_query[0]);
	}
	if (part->diagram == NULL)
		return NULL;
	err = store_get(store, ENTITY_diagram, part->diagram, NULL, arena,
	    &diagram);
	if (err == NULL && diagram == NULL)
		err = err_new(ERR_NOT_FOUND, _("The diagram \"%s\" was not in "
		    "the register then."), register_name_of(session,
		    part->diagram, arena));
	if (err != NULL)
		return err;
	out->record = diagram;
	type = record_text(diagram, F_diagram_type);
	out->filter = record_text(diagram, F_diagram_filter);
	out->portion = of_network;
	out->n = sizeof(of_network) / sizeof(of_network[0]);
	if (type != NULL && strcmp(type, "dataflow") == 0) {
		out->portion = of_dataflow;
		out->n = sizeof(of_dataflow) / sizeof(of_dataflow[0]);
	}
	return NULL;
}

static int
compare_uuids(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool
is_member(const struct sealing *sealing, enum entity_id entity,
    const char *uuid)
{
	const struct members *members = &sealing->members[entity];

	return uuid != NULL && members->n > 0 && bsearch(uuid, members->uuid,
	    members->n, UUID_LEN, compare_uuids) != NULL;
}

static void
add_member(struct sealing *sealing, const char *uuid)
{
	struct members *members = &sealing->members[sealing->entity];

	members->uuid = mem_grow(members->uuid, &members->cap,
	    members->n + 1, UUID_LEN);
	memcpy(members->uuid[members->n++], uuid, UUID_LEN);
}

/* --- one record ------------------------------------------------------------ */

/* The journalled fields of an entity in the byte order of their keys. */
static void
set_order(struct sealing *sealing)
{
	const struct field *field;
	size_t i, j;

	sealing->n_order = 0;
	for (i = 0; (field = entity_field(sealing->entity, i)) != NULL; i++) {
		if (!field_is_journalled(sealing->entity, i))
			continue;
		for (j = sealing->n_order++; j > 0 && strcmp(entity_field(
		    sealing->entity, sealing->order[j - 1])->key,
		    field->key) > 0; j--)
			sealing->order[j] = sealing->order[j - 1];
		sealing->order[j] = i;
	}
}

static void
canonical(struct sealing *sealing, const struct record *record)
{
	struct buf *out = &sealing->text;
	bool first = true;
	size_t i;

	buf_clear(out);
	buf_printf(out, "{\"entity\":\"%s\",\"fields\":{",
	    entity_get(record->entity)->key);
	for (i = 0; i < sealing->n_order; i++) {
		size_t at = sealing->order[i];

		if (!record_has(record, at))
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		json_quote(out, entity_field(record->entity, at)->key);
		buf_addc(out, ':');
		value_to_json(record_value(record, at), out);
	}
	buf_printf(out, "},\"uuid\":\"%s\"}", record->uuid);
}

static bool
add_record(void *ctx, const struct record *record)
{
	struct sealing *sealing = ctx;
	struct item *item;
	struct hash hash;

	if (sealing->parent >= 0 && !is_member(sealing,
	    sealing->parent_entity, record_text(record,
	    (size_t)sealing->parent)))
		return true;
	add_member(sealing, record->uuid);
	if (!sealing->hashed)
		return true;
	sealing->item = mem_grow(sealing->item, &sealing->cap,
	    sealing->n + 1, sizeof(*sealing->item));
	item = &sealing->item[sealing->n++];
	memcpy(item->uuid, record->uuid, UUID_LEN);
	canonical(sealing, record);
	hash_init(&hash);
	hash_add(&hash, buf_str(&sealing->text), sealing->text.len);
	hash_end(&hash, item->digest);
	sealing->stopped = sealing->n % STEP_EVERY == 0 &&
	    !session_step(sealing->session, _("Sealing"),
	    (int64_t)sealing->n, 0);
	return !sealing->stopped;
}

static const struct err *
add_entity(struct sealing *sealing, enum entity_id entity, int parent,
    enum entity_id parent_entity, const char *filter)
{
	struct members *members = &sealing->members[entity];
	struct query *query = NULL;
	const struct err *err;

	sealing->entity = entity;
	sealing->parent = parent;
	sealing->parent_entity = parent_entity;
	set_order(sealing);
	err = query_parse(sealing->session, entity, filter, sealing->arena,
	    &query);
	if (err == NULL)
		err = store_each(sealing->store, entity, query, NULL, 0, NULL,
		    add_record, sealing);
	if (err == NULL && sealing->stopped)
		err = err_new(ERR_CANCELLED,
		    _("Stopped; nothing was changed."));
	if (members->n > 0)
		qsort(members->uuid, members->n, UUID_LEN, compare_uuids);
	return err;
}

/* --- the whole --------------------------------------------------------------- */

/* Retired records belong to the register; a part has those that stand. */
static const struct err *
gather(struct sealing *sealing, const struct seal_part *part)
{
	static const char all[] = "retired_at=\"\" or not retired_at=\"\"";
	struct choice_of_part chosen;
	const struct err *err;
	size_t i;
	int entity;

	err = choose(sealing->session, sealing->store, part, sealing->arena,
	    &chosen);
	for (i = 0; err == NULL && i < chosen.n; i++)
		err = add_entity(sealing, chosen.portion[i].entity,
		    chosen.portion[i].parent, chosen.portion[i].parent_entity,
		    chosen.portion[i].filtered ? chosen.filter : NULL);
	if (err == NULL && chosen.record != NULL) {
		sealing->entity = ENTITY_diagram;
		sealing->parent = -1;
		set_order(sealing);
		add_record(sealing, chosen.record);
	}
	for (entity = 0; err == NULL && chosen.n == 0 &&
	    entity < ENTITY_COUNT; entity++)
		if (!entity_is_evidence((enum entity_id)entity) &&
		    entity != ENTITY_snapshot && entity != ENTITY_signoff)
			err = add_entity(sealing, (enum entity_id)entity, -1,
			    ENTITY_asset, all);
	return err;
}

static void
finish(struct sealing *sealing, struct arena *arena, struct seal *out)
{
	unsigned char digest[HASH_BYTES];
	struct buf counts = { 0 };
	char hex[HASH_HEX];
	struct hash hash;
	size_t i;

	if (sealing->n > 0)
		qsort(sealing->item, sealing->n, sizeof(*sealing->item),
		    compare_uuids);
	hash_init(&hash);
	for (i = 0; i < sealing->n; i++) {
		hash_hex(sealing->item[i].digest, HASH_BYTES, hex);
		hash_add(&hash, sealing->item[i].uuid, UUID_LEN - 1);
		hash_add(&hash, " ", 1);
		hash_add(&hash, hex, HASH_HEX - 1);
		hash_add(&hash, "\n", 1);
	}
	hash_end(&hash, digest);
	hash_hex(digest, HASH_BYTES, out->hash);
	for (i = 0; i < ENTITY_COUNT; i++)
		if (sealing->members[i].n > 0)
			buf_printf(&counts, "%s%s=%zu",
			    counts.len > 0 ? " " : "",
			    entity_get((enum entity_id)i)->key,
			    sealing->members[i].n);
	out->records = (int64_t)sealing->n;
	out->counts = arena_strdup(arena, buf_str(&counts));
	buf_release(&counts);
}

static void
release(struct sealing *sealing)
{
	size_t i;

	for (i = 0; i < ENTITY_COUNT; i++)
		free(sealing->members[i].uuid);
	free(sealing->item);
	buf_release(&sealing->text);
}

const struct err *
seal_take(struct session *session, struct store *store,
    const struct seal_part *part, struct arena *arena, struct seal *out)
{
	struct sealing sealing = { .session = session, .store = store,
	    .arena = arena, .hashed = true };
	const struct err *err = NULL;

	err = gather(&sealing, part);
	if (err == NULL)
		finish(&sealing, arena, out);
	release(&sealing);
	return err;
}

const struct err *
seal_at(struct session *session, const struct asof_point *point,
    const struct seal_part *part, struct arena *arena, struct seal *out)
{
	struct store *store = NULL;
	const struct err *err;
	int64_t as_of = session->as_of;

	err = asof_open(session, point, &store);
	if (err != NULL)
		return err;
	/* "today" in a query is that day. */
	session->as_of = point->at;
	err = seal_take(session, store, part, arena, out);
	session->as_of = as_of;
	store_close(store);
	return err;
}

/* --- changes since ------------------------------------------------------------ */

struct counting {
	struct sealing	 sealing;
	struct choice_of_part chosen;
	struct query	*query;
	struct arena	*scratch;	/* of one entry */
	int64_t		 revision;
	int64_t		*tx;
	size_t		 n, cap;
	const struct err *err;
};

/* True when the query looks at a field of the record itself. */
static bool
names_field(const struct query *query, const char *key)
{
	if (query == NULL)
		return false;
	if (query->kind == QUERY_WORD)
		return true;
	if (query->kind == QUERY_TERM && query->n_steps == 0)
		return strcmp(query->key, key) == 0;
	if ((query->kind == QUERY_TERM || query->kind == QUERY_COUNT) &&
	    query->n_steps > 0)
		return strcmp(query->step[0].key, key) == 0;
	return names_field(query->left, key) || names_field(query->right, key);
}

/* Whether a change may have brought its record into the part or out of it. */
static bool
decides(struct counting *counting, const struct portion *portion,
    const struct store_entry *entry)
{
	struct history_change *change;
	size_t i, n;

	if (entry->payload == NULL || strcmp(entry->op, "remove") == 0)
		return true;
	counting->err = journal_changes(entry->entity, entry->payload,
	    counting->scratch, &change, &n);
	for (i = 0; counting->err == NULL && i < n; i++)
		if (change[i].position == F_retired_at ||
		    (int)change[i].position == portion->parent ||
		    (portion->filtered && names_field(counting->query,
		    change[i].field->key)))
			return true;
	return false;
}

static bool
touches(struct counting *counting, const struct store_entry *entry)
{
	size_t i;

	if (is_member(&counting->sealing, entry->entity, entry->uuid))
		return true;
	for (i = 0; i < counting->chosen.n; i++)
		if (counting->chosen.portion[i].entity == entry->entity)
			return strcmp(entry->op, "create") != 0 &&
			    decides(counting, &counting->chosen.portion[i],
			    entry);
	return false;
}

static bool
count_entry(void *ctx, const struct store_entry *entry)
{
	struct counting *counting = ctx;

	if (entry->tx <= counting->revision)
		return false;
	if (journal_is_change(entry) && (counting->n == 0 ||
	    counting->tx[counting->n - 1] != entry->tx) &&
	    touches(counting, entry)) {
		counting->tx = mem_grow(counting->tx, &counting->cap,
		    counting->n + 1, sizeof(*counting->tx));
		counting->tx[counting->n++] = entry->tx;
	}
	arena_reset(counting->scratch);
	return counting->err == NULL;
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static const struct err *
count_part(struct session *session, int64_t revision,
    const struct seal_part *part, int64_t *n)
{
	struct counting counting = { .revision = revision,
	    .sealing = { .session = session,
		.store = register_reader(session), .arena = arena_new() },
	    .scratch = arena_new() };
	struct store_entry_filter newest = { .newest_first = true };
	const struct err *err;
	size_t i;

	err = choose(session, counting.sealing.store, part,
	    counting.sealing.arena, &counting.chosen);
	for (i = 0; err == NULL && i < counting.chosen.n; i++)
		if (counting.chosen.portion[i].filtered)
			err = query_parse(session,
			    counting.chosen.portion[i].entity,
			    counting.chosen.filter, counting.sealing.arena,
			    &counting.query);
	if (err == NULL)
		err = gather(&counting.sealing, part);
	if (err == NULL)
		err = store_entry_each(counting.sealing.store, &newest,
		    count_entry, &counting);
	if (err == NULL)
		err = counting.err;
	if (counting.n > 0)
		qsort(counting.tx, counting.n, sizeof(*counting.tx),
		    compare_ids);
	for (i = 0; i < counting.n; i++)
		*n += i == 0 || counting.tx[i] != counting.tx[i - 1];
	arena_free(counting.scratch);
	arena_free(counting.sealing.arena);
	release(&counting.sealing);
	free(counting.tx);
	return err;
}

const struct err *
seal_changes(struct session *session, int64_t revision,
    const struct seal_part *part, int64_t *n)
{
	static const char *const others[] = {
		"evidence", "snapshot", "signoff",
	};
	enum { PAGE = 64, OTHERS = sizeof(others) / sizeof(others[0]) };
	struct arena *arena;
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	int64_t before = 0;
	size_t i, k, got = PAGE;

	*n = 0;
	if (part->query != NULL || part->diagram != NULL)
		return count_part(session, revision, part, n);
	arena = arena_new();
	while (err == NULL && got == PAGE) {
		arena_reset(arena);
		err = store_tx_list(register_reader(session), before, arena,
		    page, PAGE, &got);
		for (i = 0; err == NULL && i < got; i++) {
			before = page[i].id;
			for (k = 0; k < OTHERS; k++)
				if (strcmp(page[i].kind, others[k]) == 0)
					break;
			if (page[i].id <= revision)
				got = 0;
			else
				*n += k == OTHERS && page[i].state == TX_CLOSED;
		}
	}
	arena_free(arena);
	return err;
}
