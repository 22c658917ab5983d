/* SPDX-License-Identifier: ISC */
#include "model/between.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/erase.h"
#include "model/journal.h"

enum { TX_PAGE = 64, STEP_EVERY = 4096 };

static struct between_record *
record_of(struct between *between, const struct store_entry *entry,
    bool *fresh)
{
	struct between_record *record;
	size_t at = lookup_number(&between->by_uuid, entry->uuid);

	*fresh = at == 0;
	if (at != 0)
		return &between->record[at - 1];
	between->record = mem_grow(between->record, &between->cap,
	    between->n + 1, sizeof(*between->record));
	record = &between->record[between->n++];
	*record = (struct between_record){
		.uuid = arena_strdup(between->arena, entry->uuid),
		.entity = entry->entity,
	};
	lookup_put_number(&between->by_uuid, record->uuid, between->n);
	return record;
}

static void
add_change(struct between *between, struct between_record *record,
    const struct history_change *change)
{
	size_t i = 0;

	while (i < record->n && record->change[i].position != change->position)
		i++;
	if (i == record->n) {
		record->change = arena_grow(between->arena, record->change,
		    &record->cap, record->n + 1, sizeof(*record->change));
		record->change[record->n] = *change;
		record->change[record->n++].old =
		    value_copy(between->arena, &change->old);
	}
	record->change[i].new = value_copy(between->arena, &change->new);
}

struct loading {
	const struct session *session;
	struct between	*between;
	struct store	*store;
	struct arena	*scratch;	/* of one entry */
	int64_t		*tx;		/* of the stretch, rising */
	size_t		 n_tx, cap_tx;
	int64_t		 last;		/* tx seen last */
	bool		 inside;	/* it belongs to the stretch */
	int64_t		 done;
	const struct err *err;
};

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
is_inside(struct loading *loading, int64_t tx)
{
	if (tx != loading->last) {
		loading->last = tx;
		loading->inside = bsearch(&tx, loading->tx, loading->n_tx,
		    sizeof(tx), compare_ids) != NULL;
	}
	return loading->inside;
}

static const struct err *
add_entry(struct loading *loading, const struct store_entry *entry)
{
	struct history_change *change = NULL;
	struct fieldset erased = { 0 };
	struct between_record *record;
	const struct err *err;
	bool fresh, create = strcmp(entry->op, "create") == 0;
	bool change_set = journal_is_change(entry);
	size_t i, n = 0;

	if (!change_set && strcmp(entry->op, "erase") != 0)
		return NULL;
	record = record_of(loading->between, entry, &fresh);
	if (fresh)
		record->came = create;
	record->went = change_set && strcmp(entry->op, "remove") == 0;
	record->sets += change_set;
	record->tx = entry->tx;
	if (record->came)
		return NULL;
	err = erase_changes(loading->store, entry, loading->scratch, &change,
	    &n, &erased);
	for (i = 0; err == NULL && i < n; i++)
		add_change(loading->between, record, &change[i]);
	for (i = 0; i < FIELD_MAX; i++)
		if (fieldset_has(&erased, i))
			fieldset_add(&record->erased, i);
	return err;
}

static bool
see_entry(void *ctx, const struct store_entry *entry)
{
	struct loading *loading = ctx;

	if (!is_inside(loading, entry->tx))
		return true;
	loading->err = add_entry(loading, entry);
	arena_reset(loading->scratch);
	if (loading->err == NULL && ++loading->done % STEP_EVERY == 0 &&
	    !session_step((struct session *)(uintptr_t)loading->session,
	    _("Reading the journal"), loading->done, 0))
		loading->err = err_new(ERR_CANCELLED,
		    _("Stopped; nothing was changed."));
	return loading->err == NULL;
}

/* The finished change sets of the stretch. */
static const struct err *
list_sets(struct loading *loading, int64_t after, int64_t upto)
{
	struct store_tx page[TX_PAGE];
	const struct err *err = NULL;
	int64_t before = upto == 0 ? 0 : upto + 1;
	size_t i, n = TX_PAGE;
	bool more = true;

	while (err == NULL && more && n == TX_PAGE) {
		arena_reset(loading->scratch);
		err = store_tx_list(loading->store, before, loading->scratch,
		    page, TX_PAGE, &n);
		for (i = 0; err == NULL && i < n && more; i++) {
			before = page[i].id;
			more = page[i].id > after;
			if (!more || page[i].state == TX_OPEN ||
			    strcmp(page[i].kind, "evidence") == 0)
				continue;
			loading->tx = mem_grow(loading->tx, &loading->cap_tx,
			    loading->n_tx + 1, sizeof(*loading->tx));
			loading->tx[loading->n_tx++] = page[i].id;
		}
	}
	if (loading->n_tx > 0)
		qsort(loading->tx, loading->n_tx, sizeof(*loading->tx),
		    compare_ids);
	return err;
}

static bool
take_first(void *ctx, const struct store_entry *entry)
{
	*(int64_t *)ctx = entry->id;
	return false;
}

const struct err *
between_load(const struct session *session, struct store *store,
    int64_t after, int64_t upto, struct arena *arena, struct between *out)
{
	struct loading loading = { .session = session, .between = out,
		.store = store, .scratch = arena_new() };
	struct store_entry_filter filter = { .after = 0 };
	const struct err *err;
	int64_t first = 0;

	*out = (struct between){ .arena = arena };
	err = list_sets(&loading, after, upto);
	out->sets = (int64_t)loading.n_tx;
	if (err == NULL && loading.n_tx > 0) {
		filter.tx = loading.tx[0];
		err = store_entry_each(store, &filter, take_first, &first);
		filter = (struct store_entry_filter){ .after =
		    first > 0 ? first - 1 : 0 };
	}
	if (err == NULL && loading.n_tx > 0)
		err = store_entry_each(store, &filter, see_entry, &loading);
	if (err == NULL)
		err = loading.err;
	arena_free(loading.scratch);
	free(loading.tx);
	return err;
}

void
between_release(struct between *between)
{
	free(between->record);
	lookup_release(&between->by_uuid);
	*between = (struct between){ .n = 0 };
}

bool
between_differs(const struct history_change *change)
{
	return !value_equal(&change->old, &change->new);
}
