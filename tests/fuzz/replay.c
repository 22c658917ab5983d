/* SPDX-License-Identifier: ISC */
/*
 * The main of a fuzz target in ordinary builds: feeds it every file of
 * tests/corpus/NAME/ (NAME from the program, fuzz_NAME), whole, cut short and
 * with changed bytes, always the same ones.  Files can also be given as
 * arguments.  A target fails by crashing.  Speaks TAP.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 1 << 20, VARIANTS = 200, CUTS = 64 };

static uint32_t
draw(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A copy of exactly that size, so that reading past its end is noticed. */
static void
feed(const char *bytes, size_t n)
{
	uint8_t *copy = malloc(n > 0 ? n : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void
replay(const struct buf *file)
{
	static const char odd[] = "\0\"'(),;:=<>~!\\\n\r\t \x80\xff\xe3%09@[{";
	struct buf variant = { 0 };
	uint32_t state = 2463534242u;
	size_t i, k;

	feed(buf_str(file), file->len);
	for (i = 0; i < CUTS; i++)
		feed(buf_str(file), file->len * i / CUTS);
	for (i = 0; i < VARIANTS && file->len > 0; i++) {
		buf_clear(&variant);
		buf_addn(&variant, file->s, file->len);
		for (k = 0; k <= i % 4; k++)
			variant.s[draw(&state) % variant.len] =
			    draw(&state) % 2 == 0 ? (char)draw(&state) :
			    odd[draw(&state) % (sizeof(odd) - 1)];
		feed(variant.s, variant.len);
	}
	buf_release(&variant);
}

static void
replay_file(const char *path, int *n)
{
	struct buf file = { 0 };
	const struct err *err = path_read(path, LIMIT, &file);

	++*n;
	if (err == NULL)
		replay(&file);
	printf("%sok %d - %s\n", err == NULL ? "" : "not ", *n,
	    path_base(path));
	fflush(stdout);
	buf_release(&file);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int
main(int argc, char **argv)
{
	const char *name = strstr(path_base(argv[0]), "fuzz_");
	const char *top = getenv("top_srcdir");
	struct buf folder = { 0 }, path = { 0 };
	struct dirent **entry = NULL;
	int i, n = 0, count;

	for (i = 1; i < argc; i++)
		replay_file(argv[i], &n);
	if (argc == 1 && name != NULL) {
		buf_printf(&folder, "%s/tests/corpus/%s",
		    top == NULL ? "." : top, name + 5);
		count = scandir(buf_str(&folder), &entry, NULL, by_name);
		for (i = 0; i < count; i++) {
			buf_clear(&path);
			buf_printf(&path, "%s/%s", buf_str(&folder),
			    entry[i]->d_name);
			if (entry[i]->d_name[0] != '.')
				replay_file(buf_str(&path), &n);
			free(entry[i]);
		}
		free(entry);
	}
	printf("1..%d\n", n);
	if (n == 0)
		fprintf(stderr, "nothing to replay in %s\n",
		    buf_str(&folder));
	buf_release(&path);
	buf_release(&folder);
	return n == 0;
}
