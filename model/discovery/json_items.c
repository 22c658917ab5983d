/* SPDX-License-Identifier: ISC */
#include "model/discovery/json_items.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"

/* --- items ---------------------------------------------------------------- */

/* The name of the member whose value begins now; NULL in an array. */
static const char *
member_name(const struct json_items *items, size_t depth)
{
	return depth > 0 && items->frame[depth - 1].type == '{' ?
	    items->frame[depth - 1].key : NULL;
}

static void
tell_item(struct json_items *items, size_t depth)
{
	struct json_item item = { .line = items->frame[depth].line,
		.name = member_name(items, depth) };
	const char *text = items->text.s + items->frame[depth].start;
	size_t n = items->text.len - items->frame[depth].start;
	json_error_t error;
	json_t *object = NULL;

	if (n <= JSON_ITEM)
		object = json_loadb(text, n, 0,
		    &error);
	sighting_text(item.text, text, n);
	if (object == NULL) {
		items->sink->warning(items->sink->ctx, item.line, item.text,
		    N_("This is no JSON that can be read. It was skipped."));
		return;
	}
	item.object = object;
	items->each(items->ctx, &item);
	json_decref(object);
}

/* --- the text going by ---------------------------------------------------- */

static const struct err *
open_bracket(struct json_items *items, char c, size_t at)
{
	size_t d = items->depth;

	if (d == JSON_DEPTH)
		return err_new(ERR_INPUT, "%s", N_("its JSON is nested deeper "
		    "than in any file of this format. Check where the file is "
		    "from."));
	items->frame[d].type = c;
	items->frame[d].wanted = false;
	items->frame[d].start = at;
	items->frame[d].line = items->line;
	items->frame[d].key[0] = '\0';
	items->objects += c == '{';
	items->depth++;
	items->any = true;
	return NULL;
}

static void
broken(struct json_items *items)
{
	items->over = true;
	items->sink->cut(items->sink->ctx, items->line, N_("The JSON is broken "
	    "here: what comes after it was not read."));
}

static void
note_key(struct json_items *items)
{
	size_t d = items->depth;

	if (d == 0 || items->frame[d - 1].type != '{')
		return;
	if (items->n_word == JSON_NAME - 1) {	/* perhaps within a character */
		sighting_line(items->frame[d - 1].key, JSON_NAME, items->word,
		    items->n_word);
	} else {
		memcpy(items->frame[d - 1].key, items->word, items->n_word);
		items->frame[d - 1].key[items->n_word] = '\0';
	}
	if (strcmp(items->frame[d - 1].key, items->key) == 0)
		items->frame[d - 1].wanted = true;
}

/* True while the byte belongs to a string. */
static bool
in_string(struct json_items *items, char c)
{
	if (!items->in_string) {
		items->in_string = c == '"';
		items->n_word = items->in_string ? 0 : items->n_word;
		return items->in_string;
	}
	if (items->escaped)
		items->escaped = false;
	else if (c == '\\')
		items->escaped = true;
	else if (c == '"')
		items->in_string = false;
	if (items->in_string && items->n_word < JSON_NAME - 1)
		items->word[items->n_word++] = c;
	return true;
}

static const struct err *
feed(struct json_items *items, const char *text, size_t n)
{
	const struct err *err = NULL;
	size_t from = 0, i, d;	/* from: not in items->text yet */

	for (i = 0; i < n && err == NULL && !items->over; i++) {
		char c = text[i];

		items->line += c == '\n';
		if (in_string(items, c))
			continue;
		if (c == ':')
			note_key(items);
		if (c == '{')
			items->more = false;
		if ((c == '{' || c == '[') && items->objects == 0) {
			buf_clear(&items->text);
			from = i;
		}
		if (c == '{' || c == '[')
			err = open_bracket(items, c, items->text.len + i - from);
		if (items->depth == 0 && (c == ',' || c == ']'))
			items->more = c == ',';
		if (items->depth == 0 && strchr(" \t\r\n,]", c) == NULL)
			broken(items);
		if ((c != '}' && c != ']') || items->depth == 0)
			continue;
		d = --items->depth;
		if (items->frame[d].type != (c == '}' ? '{' : '[')) {
			broken(items);
			continue;
		}
		items->objects -= c == '}';
		if (items->frame[d].wanted) {
			buf_addn(&items->text, text + from, i + 1 - from);
			from = i + 1;
			tell_item(items, d);
		}
	}
	if (items->objects > 0)
		buf_addn(&items->text, text + from, n - from);
	if (err == NULL && items->text.len > JSON_WHOLE)
		err = err_new(ERR_INPUT, "%s", N_("one object of its JSON is "
		    "larger than 16 MiB. Divide it, or check where the file is "
		    "from."));
	return err;
}

/* --- the reader ----------------------------------------------------------- */

static struct json_reader *
json_reader(struct import_reader *reader)
{
	return (struct json_reader *)(void *)reader;
}

struct import_reader *
json_reader_new(size_t size, const struct import_sink *sink, const char *key,
    void (*each)(void *ctx, const struct json_item *item))
{
	struct json_reader *reader = xcalloc(1, size);

	reader->sink = *sink;
	reader->items.sink = &reader->sink;
	reader->items.key = key;
	reader->items.each = each;
	reader->items.ctx = reader;
	reader->items.line = 1;
	return (struct import_reader *)(void *)reader;
}

const struct err *
json_reader_feed(struct import_reader *reader, const char *text, size_t n)
{
	struct json_items *items = &json_reader(reader)->items;
	const struct err *err = items->over ? NULL : feed(items, text, n);

	if (err != NULL)
		items->over = true;
	return err;
}

const struct err *
json_reader_end(struct import_reader *reader)
{
	struct json_items *items = &json_reader(reader)->items;
	const struct err *err = NULL;

	if (!items->any)
		err = err_new(ERR_INPUT, "%s", N_("it is no JSON. Name another "
		    "format with --as."));
	else if (!items->over && (items->depth > 0 ||
	    items->in_string || items->more))
		items->sink->cut(items->sink->ctx, items->line, N_("The JSON "
		    "has no end: the file was cut."));
	buf_release(&items->text);
	free(reader);
	return err;
}

/* --- values --------------------------------------------------------------- */

const char *
json_text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s == NULL || *s == '\0' ? NULL : s;
}

int64_t
json_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *s = json_string_value(value);

	if (json_is_integer(value))
		return json_integer_value(value);
	if (json_is_real(value) && json_real_value(value) > -9e15 &&
	    json_real_value(value) < 9e15)
		return (int64_t)json_real_value(value);
	return s == NULL || strlen(s) > 18 ? 0 : strtoll(s, NULL, 10);
}

bool
json_sniff(const char *head, size_t n, const char *const *members)
{
	struct buf quoted = { 0 };
	bool found = true;
	size_t i = 0;

	while (i < n && strchr(" \t\r\n", head[i]) != NULL && head[i] != '\0')
		i++;
	if (i == n || (head[i] != '{' && head[i] != '['))
		return false;
	for (; *members != NULL && found; members++) {
		buf_clear(&quoted);
		buf_printf(&quoted, "\"%s\"", *members);
		found = memmem(head, n, quoted.s, quoted.len) != NULL;
	}
	buf_release(&quoted);
	return found;
}
