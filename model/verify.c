/* SPDX-License-Identifier: ISC */
/* Proving that the journal is as it was written: journal.h has the rules. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "model/journal_impl.h"
#include "model/register_impl.h"

enum { PAGE = 256, TRIES = 5, TAIL = 64 };

struct verifier {
	const struct session *session;
	struct store	*store;
	struct arena	*arena;		/* of the set at hand */
	struct verify_report *report;
	struct journal_head head;	/* as worked out */
	struct store_tx	 tx;		/* the set at hand; id 0: none */
	bool		 staged;	/* it has a chain of its own */
	bool		 under_way;	/* it is not closed yet */
	int64_t		 in_tx;		/* entries of it seen in a row */
	struct journal_head own;	/* of the staged set last seen */
	int64_t		 own_tx;
	int64_t		 waiting[2];	/* tx of the set under way */
	int64_t		*erased;	/* entries without a payload */
	size_t		 n_erased, cap_erased;
	int64_t		 last;		/* entry */
};

static void
broken(struct verifier *verifier, int64_t entry, const char *why)
{
	if (verifier->report->broken_why != NULL)
		return;
	verifier->report->broken = entry > 0 ? entry : 1;
	verifier->report->broken_why = why;
}

/* A set of one transaction lies in one piece and is complete. */
static void
leave_tx(struct verifier *verifier)
{
	if (verifier->tx.id != 0 && !verifier->staged &&
	    !verifier->under_way &&
	    verifier->in_tx != verifier->tx.records)
		broken(verifier, verifier->last,
		    _("The change set does not have as many entries as it "
		    "says."));
}

static const struct err *
check_undone(struct verifier *verifier, int64_t entry)
{
	struct store_tx other;
	const struct err *err;
	bool found;

	if (verifier->tx.undone_by == 0)
		return NULL;
	err = store_tx_get(verifier->store, verifier->tx.undone_by,
	    verifier->arena, &other, &found);
	if (err == NULL && (!found || other.undoes != verifier->tx.id))
		broken(verifier, entry, _("The change set says that it was "
		    "taken back, but it was not."));
	return err;
}

static const struct err *
enter_tx(struct verifier *verifier, const struct store_entry *entry)
{
	struct store_entry_filter filter = { .tx = entry->tx,
	    .newest_first = true };
	struct verify_report *report = verifier->report;
	struct store_entry last;
	const struct err *err;
	bool found;
	size_t n;

	leave_tx(verifier);
	arena_reset(verifier->arena);
	verifier->in_tx = 0;
	err = store_tx_get(verifier->store, entry->tx, verifier->arena,
	    &verifier->tx, &found);
	if (err != NULL)
		return err;
	if (!found) {
		verifier->tx = (struct store_tx){ .id = 0 };
		broken(verifier, entry->id, _("The change set of the entry "
		    "is missing."));
		return NULL;
	}
	err = journal_page(verifier->store, &filter, verifier->arena, &last,
	    1, &n);
	if (err != NULL)
		return err;
	verifier->staged = n > 0 && strcmp(last.op, "close") == 0;
	verifier->under_way = entry->tx == verifier->waiting[0] ||
	    entry->tx == verifier->waiting[1];
	if (verifier->tx.state != TX_CLOSED && !verifier->under_way)
		broken(verifier, entry->id, _("The change set says that it "
		    "was not finished, but it was."));
	if (report->from == 0 || verifier->tx.at < report->from)
		report->from = verifier->tx.at;
	if (verifier->tx.at > report->to)
		report->to = verifier->tx.at;
	return check_undone(verifier, entry->id);
}

/* An erasure names the entry whose payload it took out: {"entry":N}. */
static void
redeem(struct verifier *verifier, const struct store_entry *entry)
{
	json_t *json;
	int64_t id;
	size_t i;

	if (strcmp(entry->op, "erase") != 0 || entry->payload == NULL)
		return;
	json = json_loads(entry->payload, 0, NULL);
	id = json_integer_value(json_object_get(json, "entry"));
	json_decref(json);
	for (i = 0; i < verifier->n_erased; i++)
		if (verifier->erased[i] == id)
			verifier->erased[i] =
			    verifier->erased[--verifier->n_erased];
}

static void
check_payload(struct verifier *verifier, const struct store_entry *entry,
    struct arena *arena)
{
	unsigned char digest[HASH_BYTES];

	if (entry->payload == NULL) {
		verifier->erased = arena_grow(arena, verifier->erased,
		    &verifier->cap_erased, verifier->n_erased + 1,
		    sizeof(*verifier->erased));
		verifier->erased[verifier->n_erased++] = entry->id;
		return;
	}
	journal_digest(entry->salt, entry->payload, digest);
	if (memcmp(digest, entry->digest, HASH_BYTES) != 0)
		broken(verifier, entry->id, _("What the entry says was "
		    "altered."));
	redeem(verifier, entry);
}

static void
check_close(struct verifier *verifier, const struct store_entry *entry)
{
	char hex[HASH_HEX], want[HASH_HEX + 64];

	hash_hex(verifier->own.chain, HASH_BYTES, hex);
	snprintf(want, sizeof(want), "{\"chain\":\"%s\",\"entries\":%" PRId64
	    "}", hex, verifier->own.entries);
	if (verifier->own_tx != entry->tx || entry->payload == NULL ||
	    strcmp(entry->payload, want) != 0 ||
	    verifier->own.entries != verifier->tx.records)
		broken(verifier, entry->id, _("Entries of a large change set "
		    "are missing or were moved."));
	verifier->own_tx = 0;
}

static const struct err *
check_entry(struct verifier *verifier, const struct store_entry *entry,
    struct arena *long_arena)
{
	struct journal_head *head = &verifier->head;
	unsigned char chain[HASH_BYTES];
	const struct err *err = NULL;

	if (verifier->tx.id != entry->tx)
		err = enter_tx(verifier, entry);
	verifier->last = entry->id;
	verifier->in_tx++;
	if (err != NULL || verifier->under_way || verifier->tx.id == 0)
		return err;
	check_payload(verifier, entry, long_arena);
	if (verifier->staged && strcmp(entry->op, "close") != 0) {
		if (verifier->own_tx != entry->tx)
			verifier->own = (struct journal_head){ .entries = 0 };
		verifier->own_tx = entry->tx;
		head = &verifier->own;
	} else if (verifier->staged) {
		check_close(verifier, entry);
	}
	journal_link(head->chain, &verifier->tx, entry, chain);
	if (entry->chain == NULL ||
	    memcmp(chain, entry->chain, HASH_BYTES) != 0)
		broken(verifier, entry->id, _("The entry does not follow the "
		    "one before it: something was altered, removed or "
		    "moved."));
	memcpy(head->chain, chain, HASH_BYTES);
	head->entries++;
	verifier->report->entries += strcmp(entry->op, "close") != 0;
	return NULL;
}

/* Every closed set must have been met among the entries. */
static const struct err *
check_sets(struct verifier *verifier, int64_t *sets)
{
	struct arena *arena = arena_new();
	struct store_tx page[PAGE];
	const struct err *err = NULL;
	int64_t before = 0, records = 0;
	size_t i, n = PAGE;

	*sets = 0;
	while (err == NULL && n == PAGE) {
		arena_reset(arena);
		err = store_tx_list(verifier->store, before, arena, page,
		    PAGE, &n);
		for (i = 0; err == NULL && i < n; i++) {
			before = page[i].id;
			if (page[i].id == verifier->waiting[0] ||
			    page[i].id == verifier->waiting[1])
				continue;
			++*sets;
			records += page[i].records;
		}
	}
	if (err == NULL && records != verifier->report->entries)
		broken(verifier, verifier->last, _("There are change sets "
		    "without entries."));
	arena_free(arena);
	return err;
}

static const struct err *
waiting_sets(struct store *store, int64_t waiting[2])
{
	struct arena *arena = arena_new();
	const struct err *err;
	const char *text = NULL;

	waiting[0] = waiting[1] = 0;
	err = store_meta_get(store, "staged", arena, &text);
	if (err == NULL && text != NULL)
		sscanf(text, "%" SCNd64 " %" SCNd64, &waiting[0],
		    &waiting[1]);
	arena_free(arena);
	return err;
}

static const struct err *
check_end(struct verifier *verifier, const struct journal_head *head)
{
	leave_tx(verifier);
	if (verifier->own_tx != 0 && !verifier->under_way)
		broken(verifier, verifier->last, _("The end of a large change "
		    "set is missing."));
	if (verifier->n_erased > 0)
		broken(verifier, verifier->erased[0], _("What the entry says "
		    "was taken out without a record of it."));
	if (head->entries != verifier->head.entries ||
	    memcmp(head->chain, verifier->head.chain, HASH_BYTES) != 0)
		broken(verifier, verifier->last, _("Entries at the end are "
		    "missing or were added."));
	hash_hex(head->chain, HASH_BYTES, verifier->report->head);
	return check_sets(verifier, &verifier->report->sets);
}

static const struct err *
verify_once(struct verifier *verifier, const struct journal_head *head)
{
	struct store_entry_filter filter = { .after = 0 };
	struct arena *arena = arena_new(), *long_arena = arena_new();
	const struct err *err = NULL;
	size_t i, n = PAGE;

	verifier->arena = arena_new();
	while (err == NULL && n == PAGE) {
		struct store_entry *page;

		arena_reset(arena);
		page = arena_calloc(arena, PAGE, sizeof(*page));
		err = journal_page(verifier->store, &filter, arena, page,
		    PAGE, &n);
		for (i = 0; err == NULL && i < n; i++) {
			err = check_entry(verifier, &page[i], long_arena);
			filter.after = page[i].id;
		}
	}
	if (err != NULL && err->kind == ERR_REGISTER) {
		broken(verifier, verifier->last + 1,
		    _("The entry cannot be read."));
		err = NULL;
	} else if (err == NULL) {
		err = check_end(verifier, head);
	}
	arena_free(verifier->arena);
	arena_free(long_arena);
	arena_free(arena);
	return err;
}

static const struct err *
load_head(struct verifier *verifier, struct journal_head *head)
{
	const struct err *err = journal_head_load(verifier->store, head);

	if (err == NULL || err->kind != ERR_REGISTER)
		return err;
	memset(head, 0, sizeof(*head));
	broken(verifier, verifier->last, _("What the journal ends with cannot "
	    "be read."));
	return NULL;
}

const struct err *
history_verify(const struct session *session, struct verify_report *report)
{
	/* As of a day only a part of the journal can be read. */
	struct store *store = session->reg->live;
	struct journal_head head, after;
	struct verifier verifier;
	const struct err *err;
	int tries = 0;

	do {
		*report = (struct verify_report){ .entries = 0 };
		verifier = (struct verifier){ .session = session,
		    .store = store, .report = report };
		err = waiting_sets(store, verifier.waiting);
		if (err == NULL)
			err = load_head(&verifier, &head);
		if (err == NULL)
			err = verify_once(&verifier, &head);
		if (err == NULL)
			err = load_head(&verifier, &after);
		/* Somebody may have saved meanwhile: then look again. */
	} while (err == NULL && report->broken_why != NULL &&
	    memcmp(&head, &after, sizeof(head)) != 0 && ++tries < TRIES);
	return err;
}

/* --- trust -------------------------------------------------------------------- */

struct tail {
	struct store	*store;
	struct journal_head head;
	struct arena	*arena;
	struct store_tx	 tx;
	size_t		 seen;
	bool		 met;		/* the entry that the head speaks of */
	int64_t		 broken;
	const struct err *err;
};

/* Entries from the end: what they say, and where the chain ends. */
static bool
check_tail(void *ctx, const struct store_entry *entry)
{
	unsigned char digest[HASH_BYTES];
	struct tail *tail = ctx;
	bool found = true;

	if (tail->tx.id != entry->tx)
		tail->err = store_tx_get(tail->store, entry->tx, tail->arena,
		    &tail->tx, &found);
	if (tail->err != NULL)
		return false;
	if (found && tail->tx.state != TX_CLOSED)
		return true;
	if (!found || entry->chain == NULL || (!tail->met &&
	    memcmp(entry->chain, tail->head.chain, HASH_BYTES) != 0))
		tail->broken = entry->id;
	tail->met = true;
	if (entry->payload != NULL) {
		journal_digest(entry->salt, entry->payload, digest);
		if (memcmp(digest, entry->digest, HASH_BYTES) != 0)
			tail->broken = entry->id;
	}
	return tail->broken == 0 && ++tail->seen < TAIL;
}

static const struct err *
trust_once(struct store *store, struct tail *tail)
{
	struct store_entry_filter newest = { .newest_first = true };
	const struct err *err;

	*tail = (struct tail){ .store = store, .arena = arena_new() };
	err = journal_head_load(store, &tail->head);
	if (err == NULL)
		err = store_entry_each(store, &newest, check_tail, tail);
	if (err == NULL)
		err = tail->err;
	/* What cannot be read is no reason not to open it, but to say so. */
	if (err != NULL && err->kind == ERR_REGISTER) {
		tail->broken = tail->broken != 0 ? tail->broken : 1;
		err = NULL;
	}
	arena_free(tail->arena);
	return err;
}

static const struct err *
load_broken(struct store *store, int64_t *broken)
{
	struct arena *arena = arena_new();
	const char *known = NULL;
	const struct err *err;

	*broken = 0;
	err = store_meta_get(store, "broken", arena, &known);
	if (err == NULL && known != NULL)
		sscanf(known, "%" SCNd64, broken);
	arena_free(arena);
	return err;
}

const struct err *
history_trust(struct store *store, int64_t *broken)
{
	const struct err *err = load_broken(store, broken);
	struct journal_head now;
	struct tail tail;
	int tries = 0;

	if (err != NULL || *broken != 0)
		return err;
	do {
		err = trust_once(store, &tail);
		*broken = tail.broken;
		/* Somebody may have saved meanwhile: then look again. */
	} while (err == NULL && *broken != 0 && ++tries < TRIES &&
	    journal_head_load(store, &now) == NULL &&
	    memcmp(&now, &tail.head, sizeof(now)) != 0);
	return err;
}

void
history_remember(struct session *session, const struct verify_report *report)
{
	struct store *store = session->reg->live;
	const struct err *err;
	char text[32];
	int64_t known;

	snprintf(text, sizeof(text), "%" PRId64, report->broken);
	err = load_broken(store, &known);
	if (err != NULL || known == report->broken)
		return;
	err = store_begin(store);
	if (err == NULL)
		err = store_meta_put(store, "broken",
		    report->broken != 0 ? text : NULL);
	if (err == NULL)
		err = store_commit(store);
	store_rollback(store);
}
