/* SPDX-License-Identifier: ISC */
/*
 * Lines and words of text formats.  A reader hands its pieces to a struct
 * lines and gets whole lines back; words are cut out of a line in place.
 *
 * A file that does not end with a line break may have been cut: its last line
 * is marked, and the last word of it is not believed.
 */
#ifndef DAICHO_DISCOVERY_LINES_H
#define DAICHO_DISCOVERY_LINES_H

#include "base/buf.h"
#include "base/net.h"
#include "model/discovery/importer.h"

enum { WORDS_MAX = 32 };

struct words {
	char	*word[WORDS_MAX];
	size_t	 n;
	bool	 open;			/* the last one may go on */
};

struct lines {
	const struct import_sink *sink;
	/* Gets each line that is not blank; it may write into it. */
	void		(*each)(void *ctx, struct lines *lines, char *line,
			    size_t n);
	void		*ctx;
	long		 number;	/* of this line, from 1 */
	bool		 whole;		/* this line has its line break */
	bool		 closed;	/* each says: nothing is missing in it */
	struct buf	 part;
	bool		 skipping;	/* inside a line that is too long */
};

void lines_feed(struct lines *lines, const char *text, size_t n);
/* The last line, and a word about a cut; releases what lines holds. */
void lines_end(struct lines *lines);

/*
 * The beginning of every reader that works line by line: a struct
 * import_reader of such a format has it as its first member, and
 * lines_reader_feed and lines_reader_end stand in importer.def.
 */
struct line_reader {
	struct import_sink sink;
	struct lines	 lines;
};

/* A zeroed struct of size bytes that gives its lines to each. */
struct import_reader *lines_reader_new(size_t size,
    const struct import_sink *sink, void (*each)(void *ctx,
    struct lines *lines, char *line, size_t n));
const struct err *lines_reader_feed(struct import_reader *reader,
    const char *text, size_t n) ERR_MUST_CHECK;
const struct err *lines_reader_end(struct import_reader *reader)
    ERR_MUST_CHECK;

/* Divides at blanks and tabs; words beyond WORDS_MAX are left out. */
void words_split(char *line, bool whole, struct words *out);
/* The word i, or NULL when there is none or its end was not seen. */
const char *words_at(const struct words *words, size_t i);
/* Reads word i as an address in its canonical form. */
bool words_ip(const struct words *words, size_t i, char out[IP_LEN]);
bool words_mac(const struct words *words, size_t i, char out[MAC_LEN]);

/*
 * How many of a hundred of the first lines pass a test; 0 when there are no
 * lines.  The test may write into the line.
 */
int lines_share(const char *head, size_t n, bool (*test)(char *line));

#endif
