/* SPDX-License-Identifier: ISC */
/* log --export: the journal as lines of JSON, to be proved without daicho. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/path.h"
#include "model/journal.h"
#include "verb/journal_file.h"

enum { FILE_MODE = 0600, FLUSH = 1 << 16 };

struct exporting {
	struct verb_call *call;
	struct path_writer *file;
	struct arena	*arena;		/* of the set at hand */
	struct store_tx	 tx;		/* id 0: none */
	struct buf	 text;
	int64_t		 entries;
	const struct err *err;
};

static void
add_hex(struct json *json, const char *key, const unsigned char *bytes,
    size_t n)
{
	char hex[HASH_HEX];

	json_key(json, key);
	if (bytes == NULL) {
		json_null(json);
		return;
	}
	hash_hex(bytes, n, hex);
	json_string(json, hex);
}

static void
add_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_string(json, text);
}

static void
add_int(struct json *json, const char *key, int64_t i)
{
	json_key(json, key);
	json_int(json, i);
}

static void
add_line(struct exporting *exporting, const struct store_entry *entry)
{
	struct json json = { .out = &exporting->text };
	const struct store_tx *tx = &exporting->tx;

	json_open(&json, '{');
	add_int(&json, "entry", entry->id);
	add_int(&json, "tx", tx->id);
	add_int(&json, "at", tx->at);
	add_text(&json, "who", tx->who);
	add_text(&json, "why", tx->why);
	add_text(&json, "ref", tx->ref);
	add_text(&json, "kind", tx->kind);
	add_int(&json, "undoes", tx->undoes);
	add_text(&json, "entity", entity_get(entry->entity)->key);
	add_text(&json, "uuid", entry->uuid);
	add_text(&json, "op", entry->op);
	add_text(&json, "payload", entry->payload);
	add_hex(&json, "salt", entry->payload == NULL ? NULL : entry->salt,
	    SALT_BYTES);
	add_hex(&json, "digest", entry->digest, HASH_BYTES);
	add_hex(&json, "chain", entry->chain, HASH_BYTES);
	json_close(&json, '}');
	buf_addc(&exporting->text, '\n');
	exporting->entries++;
}

static const struct err *
flush(struct exporting *exporting)
{
	const struct err *err = path_writer_add(exporting->file,
	    buf_str(&exporting->text), exporting->text.len);

	buf_clear(&exporting->text);
	return err;
}

/* Sets that are still being written are no part of the journal. */
static bool
export_entry(void *ctx, const struct store_entry *entry)
{
	struct exporting *exporting = ctx;
	struct session *session = exporting->call->session;
	bool found = true;

	if (exporting->tx.id != entry->tx) {
		arena_reset(exporting->arena);
		exporting->err = store_tx_get(register_reader(session),
		    entry->tx, exporting->arena, &exporting->tx, &found);
	}
	if (exporting->err != NULL)
		return false;
	if (found && exporting->tx.state == TX_CLOSED && entry->chain != NULL)
		add_line(exporting, entry);
	if (exporting->text.len > FLUSH)
		exporting->err = flush(exporting);
	if (exporting->err == NULL && !session_step(session,
	    _("Writing the journal"), exporting->entries, 0))
		exporting->err = err_new(ERR_CANCELLED,
		    _("Stopped; nothing was written."));
	return exporting->err == NULL;
}

const struct err *
journal_file(struct verb_call *call, const char *path)
{
	struct store *store = register_reader(call->session);
	struct store_entry_filter all = { .after = 0 };
	struct exporting exporting = { .call = call, .arena = arena_new() };
	const struct err *err = register_settle(call->session);

	if (err == NULL)
		err = path_writer_open(path, FILE_MODE, &exporting.file);
	if (err == NULL)
		err = store_entry_each(store, &all, export_entry, &exporting);
	if (err == NULL)
		err = exporting.err;
	if (err == NULL)
		err = flush(&exporting);
	if (err == NULL) {
		err = path_writer_commit(exporting.file);
		exporting.file = NULL;
	}
	path_writer_abort(exporting.file);
	if (err == NULL)
		buf_printf(call->message, _("%" PRId64 " journal entries were "
		    "written to %s; share/doc/journal.md says how to prove "
		    "them without daicho.\n"), exporting.entries, path);
	buf_release(&exporting.text);
	arena_free(exporting.arena);
	return err;
}
