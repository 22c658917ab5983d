/* SPDX-License-Identifier: ISC */
/*
 * Shared by the three files of the query language: query.c (words, grammar,
 * messages), query_bind.c (paths and values) and query_text.c (trees made and
 * written by code).  Nobody else includes it.
 */
#ifndef DAICHO_MODEL_QUERY_IMPL_H
#define DAICHO_MODEL_QUERY_IMPL_H

#include "model/query.h"

enum token_kind {
	TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_OP, TOKEN_OPEN, TOKEN_CLOSE
};

struct token {
	enum token_kind	 kind;
	size_t		 at, end;	/* bytes of the text */
	const char	*s;		/* WORD, STRING: without the quotes */
	enum query_op	 op;		/* OP */
	bool		 negated;	/* OP: "!=" */
};

struct query_parser {
	const struct session *session;
	enum entity_id	 entity;
	const char	*text;
	struct arena	*arena;
	struct token	 token;		/* the one looked at */
	int		 depth;
	int		 terms;
};

/* Words that would have been right, in the order of the tables. */
struct query_words {
	const char	**word;
	size_t		 n, cap;
};

void query_words_add(struct arena *arena, struct query_words *words,
    const char *word);

/*
 * ERR_USAGE: the sentence, the text, a caret under byte `at`, and the words
 * (may be NULL), those that look like `wrong` (may be NULL) first.
 */
const struct err *query_mistake(const struct query_parser *parser, size_t at,
    const struct query_words *possible, const char *wrong, const char *fmt,
    ...) __attribute__((format(printf, 5, 6)));
/* A piece of user text for a message: visible and not too long. */
const char *query_quote(const struct query_parser *parser, const char *s);

/* Makes the tree of "path op value". */
const struct err *query_bind(const struct query_parser *parser,
    const struct token *path, const struct token *op,
    const struct token *value, struct query **out) ERR_MUST_CHECK;

struct query *query_node(struct arena *arena, enum query_kind kind,
    struct query *left, struct query *right);
const char *query_folded(struct arena *arena, const char *s);

/* Bytes of the blank (U+3000 too) or full-width "=<>" at s; 0 for none. */
size_t query_blank(const char *s);
char query_wide_operator(const char *s);
/* True for "and", "or", "not" in any case. */
bool query_is_keyword(const char *s);

#endif
