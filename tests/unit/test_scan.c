/* SPDX-License-Identifier: ISC */
/* From a file to sightings: encodings, limits, refusals, and the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <lzma.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/charset.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/session.h"
#include "base/utf8.h"
#include "model/discovery/decode.h"
#include "tests/unit/seen.h"

#define RUN(args) "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<nmaprun scanner=\"nmap\" args=\"nmap " args "\" start=\"1000\">\n"
#define DONE "<runstats><finished time=\"2000\" exit=\"success\"/>" \
	"</runstats></nmaprun>\n"
#define HOST(ip, more) "<host><status state=\"up\"/>" \
	"<address addr=\"" ip "\"/>" more "</host>\n"

static void
count_each(void *ctx, const struct sighting *sighting)
{
	size_t *n = ctx;

	assert_true(utf8_valid(sighting->text, strlen(sighting->text)));
	++*n;
}

/* --- whole files ---------------------------------------------------------- */

struct scanned {
	struct scan_file file;
	struct arena	*arena;
	struct buf	 all;
	const struct err *err;
	char		 path[32];
};

static void
note_sighting(void *ctx, const struct sighting *sighting)
{
	seen_describe(sighting, ctx);
}

static void
scan_bytes(const char *bytes, size_t n, const char *as, struct scanned *out)
{
	struct session session;
	int fd;

	session_init(&session);
	*out = (struct scanned){ .arena = arena_new() };
	snprintf(out->path, sizeof(out->path), "/tmp/daicho-scan.XXXXXX");
	fd = mkstemp(out->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	out->err = import_scan_file(&session, out->path, as, out->arena,
	    note_sighting, &out->all, &out->file);
	unlink(out->path);
	session_release(&session);
}

static void
scanned_release(struct scanned *scanned)
{
	arena_free(scanned->arena);
	buf_release(&scanned->all);
}

static void
every_encoding_gives_the_same(void **state)
{
	static const char japanese[] = "<!-- 台帳 -->\n" HOST("10.0.0.1",
	    "<hostnames><hostname name=\"経理部\" type=\"PTR\"/></hostnames>");
	struct buf text = { 0 };
	struct scanned plain;
	int encoding;

	(void)state;
	/* Long enough that the first Japanese is not in the first piece. */
	buf_add(&text, RUN("10.0.0.1") "<!--");
	buf_fill(&text, '.', 70001);
	buf_add(&text, "-->\n");
	buf_add(&text, japanese);
	buf_add(&text, DONE);
	scan_bytes(text.s, text.len, NULL, &plain);
	assert_null(plain.err);
	assert_non_null(strstr(plain.all.s, "経理部"));
	for (encoding = CHARSET_UTF8; encoding <= CHARSET_CP932; encoding++) {
		static const char *const boms[] = { "\xEF\xBB\xBF", "\xFF\xFE",
			"\xFE\xFF", "" };
		struct buf bytes = { 0 };
		struct scanned other;

		buf_add(&bytes, boms[encoding]);
		charset_encode((enum charset)encoding, text.s, &bytes, NULL);
		scan_bytes(bytes.s, bytes.len, NULL, &other);
		assert_null(other.err);
		assert_string_equal(buf_str(&other.all), buf_str(&plain.all));
		assert_true(other.file.complete);
		assert_int_equal(other.file.warnings.n, 0);
		assert_string_not_equal(other.file.sha256, plain.file.sha256);
		scanned_release(&other);
		buf_release(&bytes);
	}
	scanned_release(&plain);
	buf_release(&text);
}

static void
decoding_does_not_depend_on_the_pieces(void **state)
{
	static const char text[] = "abc 台帳 ｱｲｳ 𠮷野家 xyz é";
	int encoding;
	size_t chunk;

	(void)state;
	for (encoding = CHARSET_UTF8; encoding <= CHARSET_CP932; encoding++) {
		struct buf bytes = { 0 }, want = { 0 };

		if (encoding == CHARSET_UTF16LE)
			buf_add(&bytes, "\xFF\xFE");
		if (encoding == CHARSET_UTF16BE)
			buf_add(&bytes, "\xFE\xFF");
		charset_encode((enum charset)encoding, text, &bytes, NULL);
		for (chunk = 4; chunk < bytes.len; chunk++) {
			struct decoder decoder = { 0 };
			struct buf got = { 0 };
			const char *piece;
			size_t at, len;

			for (at = 0; at < bytes.len; at += chunk) {
				decoder_feed(&decoder, bytes.s + at,
				    bytes.len - at < chunk ? bytes.len - at :
				    chunk, &piece, &len);
				assert_true(utf8_valid(piece, len));
				buf_addn(&got, piece, len);
			}
			decoder_end(&decoder, &piece, &len);
			buf_addn(&got, piece, len);
			if (encoding != CHARSET_CP932)
				assert_string_equal(got.s, text);
			if (want.len == 0)
				buf_add(&want, got.s);
			assert_string_equal(got.s, want.s);
			decoder_release(&decoder);
			buf_release(&got);
		}
		buf_release(&bytes);
		buf_release(&want);
	}
}

/* Half-width kana that begin like UTF-8, a byte or two before the cut. */
static void
a_few_bytes_do_not_settle_the_encoding(void **state)
{
	size_t chunk;

	(void)state;
	for (chunk = 4; chunk < 9; chunk++) {
		static const char bytes[] = "abcd\xC3\xC4\xC5\xC6";
		struct decoder decoder = { 0 };
		struct buf got = { 0 };
		const char *piece;
		size_t at, len;

		for (at = 0; at < 8; at += chunk) {
			decoder_feed(&decoder, bytes + at,
			    8 - at < chunk ? 8 - at : chunk, &piece, &len);
			buf_addn(&got, piece, len);
		}
		decoder_end(&decoder, &piece, &len);
		buf_addn(&got, piece, len);
		assert_string_equal(got.s, "abcdﾃﾄﾅﾆ");
		decoder_release(&decoder);
		buf_release(&got);
	}
}

static void
a_pipe_is_read_and_hashed_like_a_file(void **state)
{
	struct arena *arena = arena_new();
	struct buf bytes = { 0 };
	struct session session;
	struct scan_file file;
	char path[32], sum[HASH_HEX];
	size_t n = 0;
	int fds[2];

	(void)state;
	session_init(&session);
	assert_null(path_read(corpus_path("nmap/nmap_syn.xml"), 1 << 20, &bytes));
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], bytes.s, bytes.len), bytes.len);
	close(fds[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	assert_null(import_scan_file(&session, path, NULL, arena, count_each,
	    &n, &file));
	assert_int_equal(n, 5);
	hash_of(bytes.s, bytes.len, sum);
	assert_string_equal(file.sha256, sum);
	close(fds[0]);
	buf_release(&bytes);
	arena_free(arena);
	session_release(&session);
}

static void
what_cannot_be_read_is_refused_by_name(void **state)
{
	struct arena *arena = arena_new();
	struct session session;
	struct scan_file file;
	struct scanned scanned;
	const struct err *err;

	(void)state;
	session_init(&session);
	err = import_scan_file(&session, "/nowhere/x.xml", NULL, arena,
	    count_each, NULL, &file);
	assert_int_equal(err->kind, ERR_INPUT);
	assert_non_null(strstr(err->msg, "/nowhere/x.xml"));
	err = import_scan_file(&session, "/tmp", NULL, arena, count_each, NULL,
	    &file);
	assert_int_equal(err->kind, ERR_INPUT);
	err = import_scan_file(&session, "/tmp", "unheard-of", arena, count_each,
	    NULL, &file);
	assert_int_equal(err->kind, ERR_USAGE);
	assert_non_null(strstr(err->msg, "nmap"));
	scan_bytes("", 0, NULL, &scanned);
	assert_int_equal(scanned.err->kind, ERR_INPUT);
	scanned_release(&scanned);
	scan_bytes("hello\n", 6, NULL, &scanned);
	assert_int_equal(scanned.err->kind, ERR_INPUT);
	assert_non_null(strstr(scanned.err->msg, "--as"));
	scanned_release(&scanned);
	scan_bytes("hello\n", 6, "nmap", &scanned);
	assert_int_equal(scanned.err->kind, ERR_INPUT);
	scanned_release(&scanned);
	scan_bytes("hello\n", 6, "arp", &scanned);
	assert_null(scanned.err);
	assert_int_equal(scanned.file.warnings.n, 1);
	assert_int_equal(scanned.file.warnings.item[0].line, 1);
	assert_int_equal(scanned.file.warnings.errors, 0);
	scanned_release(&scanned);
	arena_free(arena);
	session_release(&session);
}

static void
warnings_do_not_flood(void **state)
{
	struct buf text = { 0 };
	struct scanned scanned;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		buf_add(&text, "what?\n");
	scan_bytes(text.s, text.len, "ip-neigh", &scanned);
	assert_null(scanned.err);
	assert_int_equal(scanned.file.warnings.n, 101);
	assert_non_null(strstr(scanned.file.warnings.item[100].reason,
	    "99900"));
	scanned_release(&scanned);
	buf_release(&text);
}

static bool
stop_at_once(void *ctx, const char *what, int64_t done, int64_t total)
{
	int64_t *calls = ctx;

	(void)what;
	assert_true(done > 0 && done <= total);
	return ++*calls < 3;
}

static void
reading_can_be_stopped(void **state)
{
	struct arena *arena = arena_new();
	struct session session;
	struct scan_file file;
	struct buf text = { 0 };
	const struct err *err;
	char path[] = "/tmp/daicho-scan.XXXXXX";
	int64_t calls = 0;
	size_t n = 0;
	int fd = mkstemp(path), i;

	(void)state;
	buf_add(&text, RUN("10.0.0.0/8"));
	for (i = 0; i < 100000; i++)
		buf_add(&text, HOST("10.0.0.1", ""));
	assert_int_equal(write(fd, text.s, text.len), text.len);
	close(fd);
	session_init(&session);
	session.progress.step = stop_at_once;
	session.progress.ctx = &calls;
	err = import_scan_file(&session, path, NULL, arena, count_each, &n,
	    &file);
	assert_int_equal(err->kind, ERR_CANCELLED);
	assert_int_equal(calls, 3);
	assert_true(n < 100000);
	unlink(path);
	buf_release(&text);
	arena_free(arena);
	session_release(&session);
}

/* A lease that ends at noon in the register's zone, read by a job of its own. */
static void
local_times_are_those_of_the_register(void **state)
{
	static const char text[] = "IPAddress,ClientId,HostName,AddressState,"
	    "LeaseExpiryTime\n10.0.0.1,00-0c-29-aa-bb-01,pc,Active,"
	    "2025/11/20 12:00:00\n";
	struct scanned scanned;
	char seen[32];

	(void)state;
	scan_bytes(text, sizeof(text) - 1, NULL, &scanned);
	assert_null(scanned.err);
	/* 03:00 UTC, for the zone is Asia/Tokyo */
	snprintf(seen, sizeof(seen), "0 %lld ",
	    (long long)date_from_civil(2025, 11, 20) * 86400000 +
	    3 * 3600000LL);
	assert_memory_equal(buf_str(&scanned.all), seen, strlen(seen));
	scanned_release(&scanned);
}

/* --- packed files --------------------------------------------------------- */

static void
pack_gzip(const char *s, size_t n, struct buf *out)
{
	z_stream z = { 0 };
	size_t size = n + 1000;
	char *room = malloc(size);

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, MAX_WBITS + 16, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)s;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)room;
	z.avail_out = (uInt)size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_addn(out, room, size - z.avail_out);
	deflateEnd(&z);
	free(room);
}

static void
pack_xz(const char *s, size_t n, struct buf *out)
{
	size_t size = n + 1000, used = 0;
	uint8_t *room = malloc(size);

	assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL,
	    (const uint8_t *)s, n, room, &used, size), LZMA_OK);
	buf_addn(out, room, used);
	free(room);
}

static void (*const packers[])(const char *s, size_t n, struct buf *out) = {
	pack_gzip, pack_xz
};

static void
packed_files_read_like_plain_ones(void **state)
{
	struct buf text = { 0 };
	struct scanned plain;
	size_t i, k;

	(void)state;
	assert_null(path_read(corpus_path("ip_neigh/neigh_all.txt"), 1 << 20,
	    &text));
	scan_bytes(text.s, text.len, NULL, &plain);
	for (i = 0; i < 2; i++) {
		struct buf packed = { 0 };
		struct scanned got;
		char sum[HASH_HEX];

		/* Two packed pieces behind each other are one file. */
		packers[i](text.s, 1000, &packed);
		packers[i](text.s + 1000, text.len - 1000, &packed);
		if (i == 1)
			buf_addn(&packed, "\0\0\0\0", 4);
		scan_bytes(packed.s, packed.len, NULL, &got);
		assert_null(got.err);
		assert_true(got.file.complete);
		assert_string_equal(buf_str(&got.all), buf_str(&plain.all));
		hash_of(packed.s, packed.len, sum);
		assert_string_equal(got.file.sha256, sum);
		scanned_release(&got);
		for (k = packed.len - 8; k > 8; k -= 7) {
			scan_bytes(packed.s, k, NULL, &got);
			assert_true(got.err != NULL || !got.file.complete);
			scanned_release(&got);
		}
		packed.s[packed.len / 2] ^= 0x55;
		scan_bytes(packed.s, packed.len, NULL, &got);
		assert_true(got.err != NULL || !got.file.complete);
		scanned_release(&got);
		buf_release(&packed);
	}
	scanned_release(&plain);
	buf_release(&text);
}

static void
bombs_are_refused(void **state)
{
	struct buf text = { 0 };
	size_t i;

	(void)state;
	buf_fill(&text, '\n', 40 << 20);
	memcpy(text.s, "10.0.0.1 dev br0 lladdr 00:0c:29:aa:bb:01 STALE", 47);
	for (i = 0; i < 2; i++) {
		struct buf packed = { 0 };
		struct scanned got;

		packers[i](text.s, text.len, &packed);
		scan_bytes(packed.s, packed.len, NULL, &got);
		assert_non_null(got.err);
		assert_int_equal(got.err->kind, ERR_INPUT);
		assert_non_null(strstr(got.err->msg, "measure"));
		scanned_release(&got);
		buf_release(&packed);
	}
	buf_release(&text);
}

static void
a_folder_is_the_files_in_it(void **state)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/daicho-scan.XXXXXX";
	static const char *const names[] = { "b.txt", "a.txt", ".hidden" };
	const char *paths[2], *const *out;
	struct buf path = { 0 };
	size_t i, n;

	(void)state;
	assert_non_null(mkdtemp(folder));
	paths[0] = "-";
	paths[1] = folder;
	assert_int_equal(import_list_files(paths, 2, arena, &out, &n)->kind,
	    ERR_INPUT);
	for (i = 0; i < 3; i++) {
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder, names[i]);
		assert_null(path_write(path.s, "x", 1, 0600));
	}
	assert_null(import_list_files(paths, 2, arena, &out, &n));
	assert_int_equal(n, 3);
	assert_string_equal(out[0], "-");
	assert_string_equal(path_base(out[1]), "a.txt");
	assert_string_equal(path_base(out[2]), "b.txt");
	for (i = 0; i < 3; i++) {
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder, names[i]);
		unlink(path.s);
	}
	rmdir(folder);
	buf_release(&path);
	arena_free(arena);
}

/* --- the wire ------------------------------------------------------------- */

static uint32_t
draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static const char *
draw_text(uint32_t *state, bool may_be_null)
{
	static const char *const texts[] = { "", "a", "台帳", "192.168.0.1",
		"a longer text with blanks in it", "\x01\xC2\x80" };
	uint32_t i = draw(state) % (6 + may_be_null);

	return i == 6 ? NULL : texts[i];
}

/* What only some sightings carry. */
static void
draw_more(uint32_t *state, struct sighting *s)
{
	static struct sighting_neighbour neighbour;
	static struct sighting_conversation talk;

	neighbour = (struct sighting_neighbour){ draw_text(state, true),
		draw_text(state, true), draw_text(state, true),
		draw_text(state, true), draw_text(state, true),
		draw_text(state, true), draw_text(state, true) };
	talk = (struct sighting_conversation){ draw_text(state, false),
		draw_text(state, false), draw_text(state, false),
		draw_text(state, true), draw(state), draw(state), draw(state),
		draw(state), draw(state), draw(state) % 5, draw(state) & 1 };
	if (draw(state) & 1)
		s->neighbour = &neighbour;
	if (s->state == SIGHTING_TALK)
		s->conversation = &talk;
}

static void
draw_sighting(uint32_t *state, struct sighting *s,
    struct sighting_service *service)
{
	size_t i;

	*s = (struct sighting){ .state = draw(state) % 4,
		.seen_at = (int64_t)draw(state) << 20, .line = draw(state) % 99,
		.n_ip = draw(state) % (SIGHTING_IPS + 1),
		.n_id = draw(state) % (SIGHTING_IDS + 1),
		.n_service = draw(state) % 20, .service = service,
		.vlan = (int)(draw(state) % 4095), .router = draw(state) & 1,
		.services_known = draw(state) & 1,
		.mac = draw_text(state, true),
		.hostname = draw_text(state, true),
		.vendor = draw_text(state, true),
		.lease_state = draw_text(state, true),
		.switch_name = draw_text(state, true),
		.switch_port = draw_text(state, true),
		.text = draw_text(state, true) };
	for (i = 0; i < s->n_ip; i++)
		s->ip[i] = draw_text(state, false);
	for (i = 0; i < s->n_id; i++)
		s->id[i] = (struct sighting_id){ draw_text(state, false),
			draw_text(state, false) };
	for (i = 0; i < s->n_service; i++)
		service[i] = (struct sighting_service){
			draw_text(state, false), draw_text(state, true),
			draw_text(state, true) };
	draw_more(state, s);
}

static void
sightings_survive_the_wire(void **state)
{
	struct sighting_service service[20];
	struct arena *arena = arena_new();
	uint32_t seed = 2463534242u;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		struct buf wire = { 0 }, before = { 0 }, after = { 0 };
		struct sighting s, back;
		size_t n;

		draw_sighting(&seed, &s, service);
		buf_add(&wire, "head");
		sighting_encode(&s, &wire);
		for (n = 0; n < wire.len - 4; n++)
			assert_int_equal(sighting_decode(wire.s + 4, n, arena,
			    &back), 0);
		assert_int_equal(sighting_decode(wire.s + 4, wire.len - 4,
		    arena, &back), wire.len - 4);
		seen_describe(&s, &before);
		seen_describe(&back, &after);
		assert_string_equal(before.s, after.s);
		/* What is no sighting is refused, not believed. */
		for (n = 0; n < 20; n++) {
			size_t at = 8 + draw(&seed) % (wire.len - 8);

			wire.s[at] = (char)draw(&seed);
			(void)sighting_decode(wire.s + 4, wire.len - 4, arena,
			    &back);
		}
		arena_reset(arena);
		buf_release(&wire);
		buf_release(&before);
		buf_release(&after);
	}
	arena_free(arena);
}

static void
the_wire_carries_no_broken_text(void **state)
{
	const struct sighting s = { .hostname = "a\xFF" "b", .line = 1 };
	struct arena *arena = arena_new();
	struct buf wire = { 0 };
	struct sighting back;

	(void)state;
	sighting_encode(&s, &wire);
	assert_int_equal(sighting_decode(wire.s, wire.len, arena, &back), -1);
	buf_release(&wire);
	arena_free(arena);
}

static void
evidence_is_cut_between_characters(void **state)
{
	char out[SIGHTING_TEXT + 1];
	struct buf text = { 0 };
	int i;

	(void)state;
	buf_add(&text, " \ta\n");
	for (i = 0; i < 100; i++)
		buf_add(&text, "台");
	sighting_text(out, text.s, text.len);
	assert_true(utf8_valid(out, strlen(out)));
	assert_int_equal(strlen(out), 2 + 79 * 3);
	assert_null(strchr(out, '\n'));
	assert_int_equal(out[0], 'a');
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_encoding_gives_the_same),
		cmocka_unit_test(decoding_does_not_depend_on_the_pieces),
		cmocka_unit_test(a_few_bytes_do_not_settle_the_encoding),
		cmocka_unit_test(a_pipe_is_read_and_hashed_like_a_file),
		cmocka_unit_test(what_cannot_be_read_is_refused_by_name),
		cmocka_unit_test(warnings_do_not_flood),
		cmocka_unit_test(reading_can_be_stopped),
		cmocka_unit_test(local_times_are_those_of_the_register),
		cmocka_unit_test(packed_files_read_like_plain_ones),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(a_folder_is_the_files_in_it),
		cmocka_unit_test(sightings_survive_the_wire),
		cmocka_unit_test(the_wire_carries_no_broken_text),
		cmocka_unit_test(evidence_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
