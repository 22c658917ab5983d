/* SPDX-License-Identifier: ISC */
/*
 * For the fuzz targets of discovery: any bytes, decoded and fed to a reader in
 * pieces that the bytes choose.  Whatever comes out is a sighting that
 * survives the wire, with canonical addresses and short evidence; a refusal
 * has a reason.
 */
#include "tests/fuzz/reading.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include "base/utf8.h"
#include "model/discovery/decode.h"

struct reading {
	struct arena	*arena;
	struct buf	 wire;
};

static void
expect(bool truth)
{
	if (!truth)
		abort();
}

static void
on_sighting(void *ctx, const struct sighting *s)
{
	struct reading *reading = ctx;
	struct sighting back;
	char text[IP_LEN];
	struct mac mac;
	struct ip ip;
	size_t i;

	for (i = 0; i < s->n_ip; i++) {
		expect(ip_parse(s->ip[i], &ip));
		ip_format(&ip, text);
		expect(strcmp(text, s->ip[i]) == 0);
	}
	if (s->mac != NULL) {
		expect(mac_parse(s->mac, &mac));
		mac_format(&mac, text);
		expect(strcmp(text, s->mac) == 0);
	}
	expect(s->n_ip > 0 || s->mac != NULL || s->n_id > 0);
	expect(s->line > 0 && s->text != NULL);
	expect(strlen(s->text) <= SIGHTING_TEXT);
	buf_clear(&reading->wire);
	sighting_encode(s, &reading->wire);
	expect(sighting_decode(reading->wire.s, reading->wire.len,
	    reading->arena, &back) == (long)reading->wire.len);
	expect(back.n_service == s->n_service && back.line == s->line);
	arena_reset(reading->arena);
}

static void
on_warning(void *ctx, long line, const char *value, const char *reason)
{
	(void)ctx;
	expect(line >= 0 && reason != NULL && *reason != '\0');
	expect(value == NULL || utf8_valid(value, strlen(value)));
}

static void
on_scope(void *ctx, const char *cidr)
{
	struct cidr parsed;
	char text[CIDR_LEN];

	(void)ctx;
	expect(cidr_parse(cidr, &parsed));
	cidr_format(&parsed, text);
	expect(strcmp(text, cidr) == 0);
}

static void
on_run(void *ctx, int64_t started, int64_t ended)
{
	(void)ctx;
	expect(started >= 0 && ended >= 0);
}

static void
on_cut(void *ctx, long line, const char *reason)
{
	(void)ctx;
	expect(line >= 0 && *reason != '\0');
}

static void
on_strength(void *ctx, enum import_strength strength)
{
	(void)ctx;
	expect(import_strength_key(strength) != NULL);
}

void
reading_try(const char *word, const uint8_t *data, size_t size)
{
	struct reading reading = { .arena = arena_new() };
	const struct import_sink sink = { on_sighting, on_warning, on_scope,
		on_run, on_cut, on_strength, &reading, NULL };
	const struct importer *importer = importer_find(word);
	struct import_reader *reader;
	const struct err *err = NULL, *end;
	struct decoder decoder = { 0 };
	const char *text;
	size_t len, at = 0;
	bool tie;

	reader = importer->begin(&sink, 0);
	while (at < size && err == NULL) {
		size_t n = 4 + data[at] * (size_t)(data[at] & 15);

		if (n > size - at)
			n = size - at;
		decoder_feed(&decoder, (const char *)data + at, n, &text, &len);
		expect(utf8_valid(text, len));
		if (at == 0)
			(void)importer_sniff(text, len, &tie);
		err = importer->feed(reader, text, len);
		at += n;
	}
	decoder_end(&decoder, &text, &len);
	if (err == NULL && len > 0)
		err = importer->feed(reader, text, len);
	end = importer->end(reader);
	expect(err == NULL || (err->kind == ERR_INPUT && *err->msg != '\0'));
	expect(end == NULL || end->kind == ERR_INPUT);
	decoder_release(&decoder);
	buf_release(&reading.wire);
	arena_free(reading.arena);
}
