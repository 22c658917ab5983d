/* SPDX-License-Identifier: ISC */
/*
 * Reading discovery files.  What each file of tests/corpus must give was
 * counted in the files by eye and grep, not by running the readers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"
#include "base/worker.h"
#include "model/field.h"
#include "tests/unit/seen.h"

/* --- the files ------------------------------------------------------------ */

static const struct expected {
	const char	*file, *word;	/* id of the reader, or the word */
	size_t		 up, other;
	bool		 complete;
	enum import_strength strength;
	size_t		 warnings;
} files[] = {
#define FILE(file, id, up, other, complete, strength) \
	{ file, id, up, other, complete, strength, 0 },
#define DOUBTED(file, id, up, other, complete, strength, warnings) \
	{ file, id, up, other, complete, strength, warnings },
#define PUBLIC(file, id, up, complete)
#include "tests/unit/importers.def"
#undef FILE
#undef DOUBTED
#undef PUBLIC
};

enum { FILES = sizeof(files) / sizeof(files[0]) };

static void
count_each(void *ctx, const struct sighting *sighting)
{
	size_t *n = ctx;

	assert_true(utf8_valid(sighting->text, strlen(sighting->text)));
	++*n;
}

static void
each_file_gives_what_stands_in_it(void **state)
{
	struct session session;
	size_t i;

	session_init(&session);
	session.worker = *state;
	for (i = 0; i < FILES; i++) {
		const struct expected *e = &files[i];
		struct arena *arena = arena_new();
		struct buf bytes = { 0 };
		struct scan_file file;
		char sum[HASH_HEX];
		size_t n = 0;

		assert_null(import_scan_file(&session, corpus_path(e->file), NULL,
		    arena, count_each, &n, &file));
		assert_string_equal(file.importer->id,
		    importer_find(e->word)->id);
		assert_int_equal(file.sightings, e->up);
		assert_int_equal(n, e->up + e->other);
		assert_int_equal(file.complete, e->complete);
		assert_int_equal(file.cut == NULL, e->complete);
		assert_int_equal(file.strength, e->strength);
		assert_int_equal(file.warnings.n, e->warnings);
		assert_string_equal(file.name, strrchr(e->file, '/') + 1);
		assert_null(path_read(corpus_path(e->file), 1 << 20, &bytes));
		hash_of(bytes.s, bytes.len, sum);
		assert_string_equal(file.sha256, sum);
		buf_release(&bytes);
		arena_free(arena);
	}
	session_release(&session);
}

static void
any_pieces_give_the_same(void **state)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 64, 1000 };
	size_t i, k;

	(void)state;
	for (i = 0; i < FILES; i++) {
		struct seen whole;

		seen_corpus(files[i].file, files[i].word, SIZE_MAX, &whole);
		assert_null(whole.err);
		for (k = 0; k < sizeof(chunks) / sizeof(chunks[0]); k++) {
			struct seen parts;

			seen_corpus(files[i].file, files[i].word, chunks[k],
			    &parts);
			assert_string_equal(buf_str(&parts.all),
			    buf_str(&whole.all));
			assert_string_equal(buf_str(&parts.scope),
			    buf_str(&whole.scope));
			seen_release(&parts);
		}
		seen_release(&whole);
	}
}

/*
 * Every sighting of a must be among those of b, but for what hints lack and
 * what stood behind the cut.
 */
static void
assert_addresses_among(const struct seen *a, const struct seen *b,
    bool last_wins)
{
	size_t i, k;

	for (i = 0; i < a->n; i++) {
		const struct sighting *x = &a->item[i];
		bool found = false;

		for (k = 0; k < b->n && !found; k++) {
			const struct sighting *y = &b->item[k];

			/* A word that may go on is not believed. */
			found = x->n_ip <= y->n_ip && (x->n_ip == 0 ||
			    strcmp(x->ip[0], y->ip[0]) == 0) &&
			    (last_wins || x->mac == NULL || (y->mac != NULL &&
			    strcmp(x->mac, y->mac) == 0)) &&
			    (last_wins || x->state == y->state);
		}
		assert_true(found);
	}
}

/* Formats where a later line takes back what an earlier one said. */
static bool
takes_back(const char *word)
{
	return strcmp(word, "isc_dhcp") == 0 || strcmp(word, "kea") == 0;
}

static void
cut_anywhere_it_keeps_what_is_true_and_says_so(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < FILES; i++) {
		struct buf text = { 0 };
		struct seen whole, part;
		size_t end;

		corpus_load(files[i].file, &text);
		if (text.len > 6000) {	/* one long file adds only time */
			buf_release(&text);
			continue;
		}
		seen_text(files[i].word, text.s, text.len, SIZE_MAX, &whole);
		end = text.len;
		while (end > 0 && strchr(" \r\n", text.s[end - 1]) != NULL)
			end--;
		for (n = 1; n < end; n++) {
			/* Readers get whole characters from the decoder. */
			if (((unsigned char)text.s[n] & 0xC0) == 0x80)
				continue;
			seen_text(files[i].word, text.s, n, SIZE_MAX, &part);
			assert_addresses_among(&part, &whole,
			    takes_back(files[i].word));
			assert_true(takes_back(files[i].word) ||
			    part.up <= whole.up);
			/* Lines and statements may well end there. */
			if (strchr("\n};", text.s[n - 1]) == NULL ||
			    strcmp(files[i].word, "nmap") == 0)
				assert_true(part.err != NULL || part.cuts > 0);
			seen_release(&part);
		}
		seen_release(&whole);
		buf_release(&text);
	}
}

static void
public_files_are_read_where_present(void **state)
{
	static const struct {
		const char	*file, *word;
		size_t		 up;
		bool		 complete;
	} others[] = {
#define FILE(file, id, up, other, complete, strength)
#define DOUBTED(file, id, up, other, complete, strength, warnings)
#define PUBLIC(file, id, up, complete) { file, id, up, complete },
#include "tests/unit/importers.def"
#undef FILE
#undef DOUBTED
#undef PUBLIC
	};
	const char *shared = getenv("SHARED");
	struct session session;
	size_t i, n;

	(void)state;
	session_init(&session);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct arena *arena = arena_new();
		struct scan_file file;
		char path[512];

		snprintf(path, sizeof(path), "%s/discovery/public/%s",
		    shared == NULL ? "." : shared, others[i].file);
		if (path_exists(path)) {
			assert_null(import_scan_file(&session, path, NULL,
			    arena, count_each, &n, &file));
			assert_ptr_equal(file.importer,
			    importer_find(others[i].word));
			assert_int_equal(file.sightings, others[i].up);
			assert_int_equal(file.complete, others[i].complete);
		}
		arena_free(arena);
	}
	session_release(&session);
}

/* --- sniffing ------------------------------------------------------------- */

static void
foreign_formats_are_not_taken_for_known_ones(void **state)
{
	static const char *const foreign[] = {
		"", "\n\n", "hello\n", "<html><body>nmaprun</body></html>",
		"<?xml version=\"1.0\"?>\n<scan scanner=\"masscan\">\n",
		"[{\"dst\":\"192.168.77.11\",\"dev\":\"br0\"}]\n",
		"[]\n", "{}\n", "a,b,c\n1,2,3\n",
		/* like arpwatch, but for its times */
		"00:0c:29:aa:bb:01\t192.168.77.10\tweb01\t1795163678\n",
		/* a table of somebody's own, without heading */
		"10.0.0.1\t00-0c-29-aa-bb-01\ta\n",
		"name,place\npc-1,3F\n",
	};
	bool tie;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		assert_null(importer_sniff(foreign[i], strlen(foreign[i]),
		    &tie));
		assert_false(tie);
	}
}

static void
the_table_of_importers_is_whole(void **state)
{
	const struct importer *a, *b;

	(void)state;
	for (a = importers; a->name != NULL; a++) {
		assert_true(strlen(a->help) > 0);
		assert_non_null(choice_find("import_kind", a->name));
		for (b = a + 1; b->name != NULL; b++) {
			assert_string_not_equal(a->id, b->id);
			/* Rows of one word stand together, of one kind. */
			if (strcmp(a->word, b->word) == 0) {
				assert_string_equal(b[-1].word, b->word);
				assert_string_equal(a->name, b->name);
			}
		}
	}
	assert_null(importer_find("unheard-of"));
}

static int
with_server(void **state)
{
	static struct worker_job table[2];
	struct worker *worker = NULL;

	table[0] = importer_job;
	if (worker_start(table, &worker) != NULL)
		return -1;
	*state = worker;
	return 0;
}

static int
stop_server(void **state)
{
	worker_stop(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    each_file_gives_what_stands_in_it, with_server,
		    stop_server),
		cmocka_unit_test(any_pieces_give_the_same),
		cmocka_unit_test(
		    cut_anywhere_it_keeps_what_is_true_and_says_so),
		cmocka_unit_test(public_files_are_read_where_present),
		cmocka_unit_test(foreign_formats_are_not_taken_for_known_ones),
		cmocka_unit_test(the_table_of_importers_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
