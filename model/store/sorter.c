/* SPDX-License-Identifier: ISC */
#include "model/store/sorter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	KEY_VALUE = 1, KEY_NULL = 2,
	PREFIX = 8,
	TEXT_MAX = 200,		/* bytes of a text that decide */
};

/* Small, because a million of them are moved about. */
struct sorter_row {
	uint64_t	 prefix;	/* first bytes of the key */
	int64_t		 id;
	uint32_t	 at, len;	/* the key in sorter.bytes */
};

/* What qsort_r hands to the comparison of rows whose prefix is the same. */
struct keys {
	const char	*bytes;
	size_t		 rest;		/* of a key, behind its prefix */
};

static int
compare_rows(const void *a, const void *b, void *context)
{
	const struct sorter_row *x = a, *y = b;
	const struct keys *keys = context;
	size_t n = x->len < y->len ? x->len : y->len;
	int order;

	if (n > keys->rest) {
		order = memcmp(keys->bytes + x->at + keys->rest,
		    keys->bytes + y->at + keys->rest, n - keys->rest);
		if (order != 0)
			return order;
	}
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

void
sorter_row(struct sorter *sorter, int64_t id)
{
	sorter->row = mem_grow(sorter->row, &sorter->cap, sorter->n + 1,
	    sizeof(*sorter->row));
	sorter->row[sorter->n++] = (struct sorter_row){
	    .id = id, .at = (uint32_t)sorter->bytes.len };
}

static void
add(struct sorter *sorter, const void *bytes, size_t n, bool desc)
{
	size_t i, at = sorter->bytes.len;

	if (at + n > UINT32_MAX)
		return;
	buf_addn(&sorter->bytes, bytes, n);
	for (i = at; desc && i < sorter->bytes.len; i++)
		sorter->bytes.s[i] = (char)~sorter->bytes.s[i];
}

void
sorter_text(struct sorter *sorter, const char *s, size_t n, bool desc)
{
	const char value = KEY_VALUE;

	add(sorter, &value, 1, false);
	add(sorter, s, n < TEXT_MAX ? n : TEXT_MAX, desc);
	add(sorter, "", 1, desc);
}

/* The number of bytes goes first, so that small numbers stay short. */
void
sorter_int(struct sorter *sorter, int64_t i, bool desc)
{
	uint64_t u = i < 0 ? ~(uint64_t)i : (uint64_t)i;
	unsigned char bytes[10] = { KEY_VALUE };
	size_t k, n = 0;

	while (n < 8 && u >> 8 * n != 0)
		n++;
	bytes[1] = (unsigned char)(0x80 + n);
	for (k = 0; k < n; k++)
		bytes[2 + k] = (unsigned char)(u >> 8 * (n - 1 - k));
	add(sorter, bytes, 1, false);
	add(sorter, bytes + 1, 1 + n, desc != (i < 0));
}

void
sorter_null(struct sorter *sorter)
{
	const char null = KEY_NULL;

	add(sorter, &null, 1, false);
}

/* Sets the lengths; returns how many bytes all keys begin with alike. */
static size_t
common_bytes(struct sorter *sorter)
{
	const char *bytes = sorter->bytes.s;
	struct sorter_row *first = &sorter->row[0];
	size_t i, k, end, common = sorter->bytes.len;

	for (i = 0; i < sorter->n; i++) {
		struct sorter_row *row = &sorter->row[i];

		end = i + 1 < sorter->n ? row[1].at : sorter->bytes.len;
		row->len = (uint32_t)(end - row->at);
		for (k = 0; k < common && k < row->len &&
		    bytes[row->at + k] == bytes[first->at + k]; k++)
			;
		common = k;
	}
	return common;
}

/* The bytes that tell most keys apart become a number. */
static void
set_prefixes(struct sorter *sorter, size_t from)
{
	const unsigned char *bytes = (const unsigned char *)sorter->bytes.s;
	size_t i, k;

	for (i = 0; i < sorter->n; i++) {
		struct sorter_row *row = &sorter->row[i];

		for (k = from; k < from + PREFIX; k++)
			row->prefix = row->prefix << 8 |
			    (k < row->len ? bytes[row->at + k] : 0);
	}
}

/* Orders by prefix, a byte at a time from the last; spare has room for n. */
static void
sort_by_prefix(struct sorter_row *row, struct sorter_row *spare, size_t n)
{
	struct sorter_row *from = row, *to = spare, *swap;
	unsigned shift;
	size_t i;

	for (shift = 0; shift < 8 * PREFIX; shift += 8) {
		size_t at[257] = { 0 };

		for (i = 0; i < n; i++)
			at[(from[i].prefix >> shift & 255) + 1]++;
		if (at[(from[0].prefix >> shift & 255) + 1] == n)
			continue;
		for (i = 1; i < 257; i++)
			at[i] += at[i - 1];
		for (i = 0; i < n; i++)
			to[at[from[i].prefix >> shift & 255]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != row)
		memcpy(row, from, n * sizeof(*row));
}

void
sorter_finish(struct sorter *sorter, int64_t *out)
{
	struct keys keys = { .bytes = sorter->bytes.s };
	struct sorter_row *row = sorter->row, *spare;
	size_t i, end, common;

	if (sorter->n == 0)
		return;
	common = common_bytes(sorter);
	set_prefixes(sorter, common);
	keys.rest = common + PREFIX;
	spare = xcalloc(sorter->n, sizeof(*spare));
	sort_by_prefix(row, spare, sorter->n);
	free(spare);
	for (i = 0; i < sorter->n; i = end) {
		for (end = i + 1; end < sorter->n &&
		    row[end].prefix == row[i].prefix; end++)
			;
		if (end - i > 1)
			qsort_r(row + i, end - i, sizeof(*row),
			    compare_rows, &keys);
	}
	for (i = 0; i < sorter->n; i++)
		out[i] = row[i].id;
}

void
sorter_release(struct sorter *sorter)
{
	free(sorter->row);
	buf_release(&sorter->bytes);
	*sorter = (struct sorter){ 0 };
}
