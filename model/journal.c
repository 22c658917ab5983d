/* SPDX-License-Identifier: ISC */
#include "model/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "model/journal_impl.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
journal_unhex(const char *hex, unsigned char out[HASH_BYTES])
{
	size_t i;

	for (i = 0; i < HASH_BYTES; i++) {
		int high = hex_digit(hex[2 * i]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * HASH_BYTES] == '\0';
}

const struct err *
journal_head_load(struct store *store, struct journal_head *head)
{
	struct arena *arena = arena_new();
	const struct err *err;
	const char *text = NULL;
	int at = 0;

	*head = (struct journal_head){ .entries = 0 };
	err = store_meta_get(store, "journal", arena, &text);
	if (err == NULL && text != NULL &&
	    (sscanf(text, "%" SCNd64 " %n", &head->entries, &at) != 1 ||
	    at == 0 || !journal_unhex(&text[at], head->chain)))
		err = err_new(ERR_REGISTER, _("The end of the journal of %s "
		    "cannot be read; restore the register from a backup."),
		    store_path(store));
	arena_free(arena);
	return err;
}

const struct err *
journal_head_save(struct store *store, const struct journal_head *head)
{
	char hex[HASH_HEX], text[HASH_HEX + 32];

	hash_hex(head->chain, HASH_BYTES, hex);
	snprintf(text, sizeof(text), "%" PRId64 " %s", head->entries, hex);
	return store_meta_put(store, "journal", text);
}

static void
add_text(struct hash *hash, const char *s)
{
	hash_add(hash, s == NULL ? "" : s, s == NULL ? 1 : strlen(s) + 1);
}

static void
add_number(struct hash *hash, int64_t i)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, i);
	add_text(hash, text);
}

void
journal_link(const unsigned char before[HASH_BYTES],
    const struct store_tx *tx, const struct store_entry *entry,
    unsigned char out[HASH_BYTES])
{
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, before, HASH_BYTES);
	hash_add(&hash, entry->digest, HASH_BYTES);
	add_number(&hash, tx->id);
	add_text(&hash, entity_get(entry->entity)->key);
	add_text(&hash, entry->uuid);
	add_text(&hash, entry->op);
	add_number(&hash, tx->at);
	add_text(&hash, tx->who);
	add_text(&hash, tx->why);
	add_text(&hash, tx->ref);
	add_text(&hash, tx->kind);
	add_number(&hash, tx->undoes);
	hash_end(&hash, out);
}

void
journal_digest(const unsigned char *salt, const char *payload,
    unsigned char out[HASH_BYTES])
{
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, salt, SALT_BYTES);
	hash_add(&hash, payload, strlen(payload));
	hash_end(&hash, out);
}

const struct err *
journal_add(struct store *store, const struct store_tx *tx,
    struct journal_head *head, enum entity_id entity, const char *uuid,
    const char *op, const char *payload)
{
	unsigned char salt[SALT_BYTES], digest[HASH_BYTES], chain[HASH_BYTES];
	struct store_entry entry = { .tx = tx->id, .uuid = uuid,
	    .entity = entity, .op = op, .payload = payload, .salt = salt,
	    .digest = digest, .chain = chain };
	const struct err *err;

	hash_random(salt, sizeof(salt));
	journal_digest(salt, payload, digest);
	journal_link(head->chain, tx, &entry, chain);
	memcpy(head->chain, chain, sizeof(chain));
	head->entries++;
	err = store_entry_add(store, &entry);
	head->last = entry.id;
	return err;
}

static const struct value *
value_in(const struct record *record, size_t position)
{
	static const struct value none;

	return record == NULL ? &none : record_value(record, position);
}

void
journal_payload(enum entity_id entity, const struct record *old,
    const struct record *new, const struct fieldset *fields, struct buf *out)
{
	size_t order[FIELD_MAX], n = 0, i, j;
	const struct field *field;

	for (i = 0; (field = entity_field(entity, i)) != NULL; i++) {
		if (!fieldset_has(fields, i))
			continue;
		for (j = n++; j > 0 && strcmp(entity_field(entity,
		    order[j - 1])->key, field->key) > 0; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
	buf_addc(out, '{');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(out, ',');
		json_quote(out, entity_field(entity, order[i])->key);
		buf_add(out, ":[");
		value_to_json(value_in(old, order[i]), out);
		buf_addc(out, ',');
		value_to_json(value_in(new, order[i]), out);
		buf_addc(out, ']');
	}
	buf_addc(out, '}');
}

struct page {
	struct arena	*arena;
	struct store_entry *out;
	size_t		 max, n;
};

static const unsigned char *
copy_bytes(struct arena *arena, const unsigned char *bytes, size_t n)
{
	unsigned char *copy;

	if (bytes == NULL)
		return NULL;
	copy = arena_alloc(arena, n);
	memcpy(copy, bytes, n);
	return copy;
}

static bool
page_add(void *ctx, const struct store_entry *entry)
{
	struct page *page = ctx;
	struct store_entry *copy = &page->out[page->n++];

	*copy = *entry;
	copy->uuid = arena_strdup(page->arena, entry->uuid);
	copy->op = arena_strdup(page->arena, entry->op);
	copy->payload = arena_strdup(page->arena, entry->payload);
	copy->salt = copy_bytes(page->arena, entry->salt, SALT_BYTES);
	copy->digest = copy_bytes(page->arena, entry->digest, HASH_BYTES);
	copy->chain = copy_bytes(page->arena, entry->chain, HASH_BYTES);
	return page->n < page->max;
}

const struct err *
journal_page(struct store *store, const struct store_entry_filter *filter,
    struct arena *arena, struct store_entry *out, size_t max, size_t *n)
{
	struct page page = { .arena = arena, .out = out, .max = max };
	const struct err *err;

	err = store_entry_each(store, filter, page_add, &page);
	*n = page.n;
	return err;
}

bool
journal_is_change(const struct store_entry *entry)
{
	static const char *const ops[] = {
		"create", "update", "retire", "remove",
	};
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(entry->op, ops[i]) == 0)
			return true;
	return false;
}
