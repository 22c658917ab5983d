/* SPDX-License-Identifier: ISC */
#include "tests/unit/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/charset.h"
#include "base/path.h"

static void
put(struct buf *out, const char *s)
{
	buf_printf(out, "%s|", s == NULL ? "-" : s);
}

static void
describe_neighbour(const struct sighting_neighbour *n, struct buf *out)
{
	buf_add(out, " <-> ");
	put(out, n->local_name);
	put(out, n->local_port);
	put(out, n->chassis);
	put(out, n->port);
	put(out, n->port_name);
	put(out, n->name);
	put(out, n->capabilities);
}

static void
describe_conversation(const struct sighting_conversation *c, struct buf *out)
{
	buf_printf(out, " talk %lld %lld %lld %lld %lld %d %d ",
	    (long long)c->orig_bytes, (long long)c->resp_bytes,
	    (long long)c->count, (long long)c->first, (long long)c->last,
	    (int)c->direction, c->answered);
	put(out, c->orig);
	put(out, c->resp);
	put(out, c->port);
	put(out, c->service);
}

void
seen_describe(const struct sighting *s, struct buf *out)
{
	size_t i;

	buf_printf(out, "%d %lld %ld %d %d %d ", s->state,
	    (long long)s->seen_at, s->line, s->vlan, s->router,
	    s->services_known);
	for (i = 0; i < s->n_ip; i++)
		put(out, s->ip[i]);
	put(out, s->mac);
	put(out, s->hostname);
	put(out, s->vendor);
	for (i = 0; i < s->n_id; i++) {
		put(out, s->id[i].kind);
		put(out, s->id[i].value);
	}
	for (i = 0; i < s->n_service; i++) {
		put(out, s->service[i].port);
		put(out, s->service[i].name);
		put(out, s->service[i].version);
	}
	put(out, s->lease_state);
	put(out, s->switch_name);
	put(out, s->switch_port);
	put(out, s->text);
	if (s->neighbour != NULL)
		describe_neighbour(s->neighbour, out);
	if (s->conversation != NULL)
		describe_conversation(s->conversation, out);
	buf_addc(out, '\n');
}

static void
on_sighting(void *ctx, const struct sighting *sighting)
{
	struct seen *seen = ctx;
	struct buf wire = { 0 };

	sighting_encode(sighting, &wire);
	seen->item = arena_grow(seen->arena, seen->item, &seen->cap,
	    seen->n + 1, sizeof(*seen->item));
	assert_int_equal(sighting_decode(wire.s, wire.len, seen->arena,
	    &seen->item[seen->n]), wire.len);
	seen_describe(&seen->item[seen->n], &seen->all);
	seen->up += sighting->state == SIGHTING_UP;
	seen->n++;
	assert_non_null(sighting->text);
	assert_true(strlen(sighting->text) <= SIGHTING_TEXT);
	assert_true(sighting->line > 0);
	buf_release(&wire);
}

static void
on_warning(void *ctx, long line, const char *value, const char *reason)
{
	struct seen *seen = ctx;

	seen->warnings++;
	buf_printf(&seen->all, "W %ld %s %s\n", line,
	    value == NULL ? "" : value, reason);
}

static void
on_scope(void *ctx, const char *cidr)
{
	struct seen *seen = ctx;

	seen->scopes++;
	buf_printf(&seen->scope, "%s%s", seen->scope.len > 0 ? " " : "", cidr);
}

static void
on_run(void *ctx, int64_t started, int64_t ended)
{
	struct seen *seen = ctx;

	if (started != 0)
		seen->started = started;
	if (ended != 0)
		seen->ended = ended;
}

static void
on_cut(void *ctx, long line, const char *reason)
{
	struct seen *seen = ctx;

	seen->cuts++;
	seen->cut_line = line;
	buf_printf(&seen->all, "CUT %ld %s\n", line, reason);
}

static void
on_strength(void *ctx, enum import_strength strength)
{
	((struct seen *)ctx)->strength = (int)strength;
}

void
seen_text(const char *word, const char *text, size_t n, size_t chunk,
    struct seen *seen)
{
	const struct import_sink sink = { on_sighting, on_warning, on_scope,
		on_run, on_cut, on_strength, seen, NULL };
	const struct importer *importer = importer_find(word);
	struct import_reader *reader;
	const struct err *err = NULL;

	assert_non_null(importer);
	*seen = (struct seen){ .arena = arena_new(), .strength = -1 };
	reader = importer->begin(&sink, (int64_t)SEEN_NOW * 1000);
	while (n > 0 && seen->err == NULL) {
		size_t len = n < chunk ? n : chunk;

		seen->err = importer->feed(reader, text, len);
		text += len;
		n -= len;
	}
	err = importer->end(reader);
	if (seen->err == NULL)
		seen->err = err;
}

void
seen_release(struct seen *seen)
{
	arena_free(seen->arena);
	buf_release(&seen->scope);
	buf_release(&seen->all);
}

const char *
corpus_path(const char *name)
{
	static char path[512];
	const char *top = getenv("top_srcdir");

	snprintf(path, sizeof(path), "%s/tests/corpus/%s",
	    top == NULL ? "." : top, name);
	return path;
}

void
corpus_load(const char *name, struct buf *out)
{
	struct buf bytes = { 0 };
	enum charset charset;
	size_t bom;

	assert_null(path_read(corpus_path(name), 1 << 20, &bytes));
	charset = charset_detect(bytes.s, bytes.len, &bom);
	charset_decode(charset, bytes.s + bom, bytes.len - bom, out, NULL);
	buf_release(&bytes);
}

void
seen_corpus(const char *name, const char *word, size_t chunk,
    struct seen *seen)
{
	struct buf text = { 0 };

	corpus_load(name, &text);
	seen_text(word, text.s, text.len, chunk, seen);
	buf_release(&text);
}
