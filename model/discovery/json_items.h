/* SPDX-License-Identifier: ISC */
/*
 * JSON fed piece by piece: the objects that a reader asks for are found while
 * the text goes by and parsed one by one, so that what stands before a cut is
 * kept and a file of any length needs the room of one object.  It takes an
 * array, an object that holds them somewhere, one object a line, and what old
 * tools wrote instead (commas too many, no bracket at the beginning).
 *
 * The beginning of every reader of JSON, as lines.h is of formats of lines.
 */
#ifndef DAICHO_DISCOVERY_JSON_ITEMS_H
#define DAICHO_DISCOVERY_JSON_ITEMS_H

#include <jansson.h>

#include "base/buf.h"
#include "model/discovery/importer.h"

enum {
	JSON_DEPTH = 64,
	JSON_NAME = 128,		/* bytes kept of a member's name */
	JSON_WHOLE = 16 << 20,		/* of the outermost object */
	JSON_ITEM = 1 << 20,		/* of one that is asked for */
};

struct json_item {
	const json_t	*object;
	const char	*name;		/* the member it is of; NULL in an array */
	long		 line;
	char		 text[SIGHTING_TEXT + 1];
};

struct json_items {
	const struct import_sink *sink;
	const char	*key;		/* an object with this member */
	void		(*each)(void *ctx, const struct json_item *item);
	void		*ctx;
	/* private */
	struct buf	 text;		/* since the outermost object began */
	size_t		 depth;
	size_t		 objects;	/* of the open ones */
	struct {
		char	 type;		/* { or [ */
		bool	 wanted;
		size_t	 start;		/* in text */
		long	 line;
		char	 key[JSON_NAME];
	}		 frame[JSON_DEPTH];
	char		 word[JSON_NAME];	/* the string read last */
	size_t		 n_word;
	bool		 in_string, escaped, any, over;
	bool		 more;		/* a comma stands behind the last one */
	long		 line;
};

struct json_reader {
	struct import_sink sink;
	struct json_items items;
};

/* A zeroed struct of size bytes; objects with the member key go to each. */
struct import_reader *json_reader_new(size_t size,
    const struct import_sink *sink, const char *key,
    void (*each)(void *ctx, const struct json_item *item));
const struct err *json_reader_feed(struct import_reader *reader,
    const char *text, size_t n) ERR_MUST_CHECK;
const struct err *json_reader_end(struct import_reader *reader)
    ERR_MUST_CHECK;

/* A member that is text; NULL.  A number becomes no text. */
const char *json_text(const json_t *object, const char *key);
/* A member that is a number or a text of digits; 0. */
int64_t json_number(const json_t *object, const char *key);
/* Does the text begin as JSON and name all these members? */
bool json_sniff(const char *head, size_t n, const char *const *members);

#endif
