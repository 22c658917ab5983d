/* SPDX-License-Identifier: ISC */
#include "model/query_impl.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum {
	MAX_DEPTH = 64,		/* of parentheses and "not" */
	MAX_TERMS = 1000,
	SHOWN_CELLS = 72,	/* of the text in a message */
	SHOWN_BEFORE = 44,	/* of them, before the caret */
	SHOWN_BYTES = 240,
	WORD_CELLS = 40,
	WORDS_BYTES = 360,	/* of the possible words */
	WORDS_SHOWN = 14,
};

/* --- messages --------------------------------------------------------- */

void
query_words_add(struct arena *arena, struct query_words *words,
    const char *word)
{
	size_t i;

	for (i = 0; i < words->n; i++)
		if (strcmp(words->word[i], word) == 0)
			return;
	words->word = arena_grow(arena, words->word, &words->cap,
	    words->n + 1, sizeof(*words->word));
	words->word[words->n++] = word;
}

const char *
query_quote(const struct query_parser *parser, const char *s)
{
	struct buf safe = { 0 };
	const char *out;
	size_t n;

	utf8_safe(&safe, s, strlen(s), 0);
	n = utf8_clip(buf_str(&safe), WORD_CELLS, NULL);
	if (n > SHOWN_BYTES)
		n = 0;
	out = arena_printf(parser->arena, "%.*s%s", (int)n, buf_str(&safe),
	    n < safe.len ? "…" : "");
	buf_release(&safe);
	return out;
}

/* Changes of one letter that lead from a to b, counted up to 3. */
static int
distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), i, j;
	unsigned char row[48];

	if (na >= sizeof(row) || nb >= sizeof(row))
		return 3;
	for (j = 0; j <= nb; j++)
		row[j] = (unsigned char)j;
	for (i = 1; i <= na; i++) {
		unsigned char diagonal = row[0];

		row[0] = (unsigned char)i;
		for (j = 1; j <= nb; j++) {
			int best = diagonal + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = (unsigned char)best;
		}
	}
	return row[nb] > 3 ? 3 : row[nb];
}

static bool
looks_like(const char *word, const char *wrong)
{
	size_t n = strlen(wrong);

	if (n == 0)
		return false;
	return strncmp(word, wrong, n) == 0 || distance(word, wrong) <= 2 ||
	    (n >= 3 && strstr(word, wrong) != NULL);
}

static void
list_words(struct buf *out, const struct query_words *words,
    const char *wrong)
{
	size_t start = out->len, shown = 0, pass, i;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < words->n; i++) {
			bool near = wrong != NULL &&
			    looks_like(words->word[i], wrong);

			if (near != (pass == 0))
				continue;
			if (shown == WORDS_SHOWN ||
			    out->len - start > WORDS_BYTES) {
				buf_add(out, ", …");
				return;
			}
			if (shown++ > 0)
				buf_add(out, ", ");
			buf_add(out, words->word[i]);
		}
}

/* Where a window on s that ends in `at` begins. */
static size_t
window_start(const char *s, size_t at)
{
	size_t from = 0;

	while (from < at && (at - from > SHOWN_BYTES / 2 ||
	    utf8_nwidth(s + from, at - from) > SHOWN_BEFORE))
		from += utf8_grapheme(s + from, at - from);
	return from;
}

static void
show_text(struct buf *out, const char *text, size_t at)
{
	struct buf safe = { 0 };
	size_t caret, from, n;

	utf8_safe(&safe, text, at, 0);
	caret = safe.len;
	utf8_safe(&safe, text + at, strlen(text + at), 0);
	from = window_start(buf_str(&safe), caret);
	n = utf8_clip(buf_str(&safe) + from, SHOWN_CELLS, NULL);
	while (n > SHOWN_BYTES)
		n = utf8_clip(buf_str(&safe) + from,
		    utf8_nwidth(buf_str(&safe) + from, n) - 1, NULL);
	buf_printf(out, "\n  %s%.*s%s\n  ", from > 0 ? "…" : "", (int)n,
	    buf_str(&safe) + from, from + n < safe.len ? "…" : "");
	buf_fill(out, ' ', (size_t)(utf8_nwidth(buf_str(&safe) + from,
	    caret - from) + (from > 0)));
	buf_add(out, "^");
	buf_release(&safe);
}

const struct err *
query_mistake(const struct query_parser *parser, size_t at,
    const struct query_words *possible, const char *wrong, const char *fmt,
    ...)
{
	struct buf out = { 0 }, words = { 0 };
	const struct err *err;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&out, fmt, ap);
	va_end(ap);
	show_text(&out, parser->text, at);
	if (possible != NULL && possible->n > 0) {
		list_words(&words, possible, wrong);
		buf_addc(&out, '\n');
		buf_printf(&out, _("Possible here: %s"), buf_str(&words));
	}
	err = err_new(ERR_USAGE, "%s", buf_str(&out));
	buf_release(&words);
	buf_release(&out);
	return err;
}

/* --- words ------------------------------------------------------------ */

size_t
query_blank(const char *s)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	return strncmp(s, "\u3000", 3) == 0 ? 3 : 0;
}

char
query_wide_operator(const char *s)
{
	if (strncmp(s, "＝", 3) == 0)
		return '=';
	if (strncmp(s, "＜", 3) == 0)
		return '<';
	return strncmp(s, "＞", 3) == 0 ? '>' : '\0';
}

bool
query_is_keyword(const char *s)
{
	return strcasecmp(s, "and") == 0 || strcasecmp(s, "or") == 0 ||
	    strcasecmp(s, "not") == 0;
}

/* Reads an operator at s; returns its bytes or 0. */
static size_t
read_operator(const char *s, struct token *token)
{
	static const struct {
		const char	*sign;
		enum query_op	 op;
		bool		 negated;
	} ops[] = {
		{ "!=", QUERY_EQ, true }, { "<=", QUERY_LE, false },
		{ ">=", QUERY_GE, false }, { "=", QUERY_EQ, false },
		{ "<", QUERY_LT, false }, { ">", QUERY_GT, false },
		{ "~", QUERY_CONTAINS, false },
	};
	char sign[3] = "";
	size_t i, k, bytes[2] = { 0, 0 }, n = 0;

	for (k = 0; k < 2 && s[n] != '\0'; k++) {
		char wide = query_wide_operator(s + n);

		sign[k] = wide != '\0' ? wide : s[n];
		bytes[k] = wide != '\0' ? 3 : 1;
		n += bytes[k];
	}
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		size_t len = strlen(ops[i].sign);

		if (strncmp(sign, ops[i].sign, len) != 0)
			continue;
		token->op = ops[i].op;
		token->negated = ops[i].negated;
		return bytes[0] + (len == 2 ? bytes[1] : 0);
	}
	return 0;
}

static const struct err *
read_string(struct query_parser *parser, struct token *token)
{
	struct buf out = { 0 };
	const char *s = parser->text + token->at + 1;

	while (*s != '\0' && *s != '"') {
		if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
			s++;
		buf_addc(&out, *s++);
	}
	token->s = arena_strdup(parser->arena, buf_str(&out));
	buf_release(&out);
	if (*s != '"')
		return query_mistake(parser, token->at, NULL, NULL,
		    _("The quotation mark is not closed; add another \" at "
		    "the end of the text."));
	token->end = (size_t)(s + 1 - parser->text);
	return NULL;
}

/* Looks at the next token. */
static const struct err *
next(struct query_parser *parser)
{
	struct token *token = &parser->token;
	const char *s = parser->text + token->end;
	size_t n;

	while ((n = query_blank(s)) > 0)
		s += n;
	*token = (struct token){ .at = (size_t)(s - parser->text) };
	if (*s == '"') {
		token->kind = TOKEN_STRING;
		return read_string(parser, token);
	}
	if (*s == '\0') {
		n = 0;
	} else if (*s == '(' || *s == ')') {
		token->kind = *s == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
		n = 1;
	} else if ((n = read_operator(s, token)) > 0) {
		token->kind = TOKEN_OP;
	} else {
		struct token unused;

		token->kind = TOKEN_WORD;
		while (s[n] != '\0' && strchr("()\"", s[n]) == NULL &&
		    query_blank(s + n) == 0 &&
		    read_operator(s + n, &unused) == 0)
			n++;
		token->s = arena_strndup(parser->arena, s, n);
	}
	token->end = token->at + n;
	return NULL;
}

/* --- grammar ---------------------------------------------------------- */

struct query *
query_node(struct arena *arena, enum query_kind kind, struct query *left,
    struct query *right)
{
	struct query *query = arena_alloc(arena, sizeof(*query));

	query->kind = kind;
	query->left = left;
	query->right = right;
	return query;
}

const char *
query_folded(struct arena *arena, const char *s)
{
	struct buf out = { 0 };
	const char *copy;

	utf8_fold(&out, s);
	copy = arena_strdup(arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

static bool
at_keyword(const struct query_parser *parser, const char *word)
{
	return parser->token.kind == TOKEN_WORD &&
	    strcasecmp(parser->token.s, word) == 0;
}

static const struct err *
parse_value(struct query_parser *parser, const struct token *path,
    const struct token *op, struct token *value)
{
	const struct err *err = next(parser);

	*value = parser->token;
	if (err == NULL && value->kind != TOKEN_WORD &&
	    value->kind != TOKEN_STRING)
		return query_mistake(parser, value->at, NULL, NULL,
		    _("A value is missing here; \"\" finds records where "
		    "\"%s\" is empty."), query_quote(parser, path->s));
	if (err == NULL)
		err = next(parser);
	if (err != NULL || parser->token.kind != TOKEN_OP)
		return err;
	if (value->at > op->end && parser->token.at == value->end)
		return query_mistake(parser, op->end, NULL, NULL,
		    _("A value is missing here; \"\" finds records where "
		    "\"%s\" is empty."), query_quote(parser, path->s));
	return query_mistake(parser, parser->token.at, NULL, NULL,
	    _("A second comparison follows here; put a value that holds "
	    "such signs in quotation marks."));
}

/* path op value, or a bare word. */
static const struct err *
parse_term(struct query_parser *parser, struct query **out)
{
	struct token word = parser->token, op, value;
	const struct err *err = next(parser);

	if (++parser->terms > MAX_TERMS)
		return query_mistake(parser, word.at, NULL, NULL,
		    _("The query has more than %d conditions; shorten it."),
		    MAX_TERMS);
	if (err != NULL)
		return err;
	if (parser->token.kind == TOKEN_OP) {
		op = parser->token;
		err = parse_value(parser, &word, &op, &value);
		if (err == NULL)
			err = query_bind(parser, &word, &op, &value, out);
		return err;
	}
	*out = query_node(parser->arena, QUERY_WORD, NULL, NULL);
	(*out)->word = query_folded(parser->arena, word.s);
	if (*(*out)->word == '\0')
		return query_mistake(parser, word.at, NULL, NULL,
		    _("An empty text finds nothing; write a word, or a "
		    "field before it as in owner=\"\"."));
	return NULL;
}

static const struct err *parse_or(struct query_parser *parser,
    struct query **out);

static const struct err *
parse_group(struct query_parser *parser, struct query **out)
{
	size_t at = parser->token.at;
	const struct err *err = next(parser);

	if (err == NULL)
		err = parse_or(parser, out);
	if (err != NULL)
		return err;
	if (parser->token.kind != TOKEN_CLOSE)
		return query_mistake(parser, at, NULL, NULL,
		    _("The parenthesis is not closed; add the matching )."));
	return next(parser);
}

static const struct err *
parse_unary(struct query_parser *parser, struct query **out)
{
	const struct err *err;

	if (parser->depth == MAX_DEPTH)
		return query_mistake(parser, parser->token.at, NULL, NULL,
		    _("The query is nested more than %d deep; simplify it."),
		    MAX_DEPTH);
	parser->depth++;
	if (at_keyword(parser, "not")) {
		err = next(parser);
		if (err == NULL)
			err = parse_unary(parser, out);
		if (err == NULL)
			*out = query_node(parser->arena, QUERY_NOT, *out,
			    NULL);
	} else if (parser->token.kind == TOKEN_OPEN) {
		err = parse_group(parser, out);
	} else if (parser->token.kind == TOKEN_STRING ||
	    (parser->token.kind == TOKEN_WORD &&
	    !query_is_keyword(parser->token.s))) {
		err = parse_term(parser, out);
	} else {
		err = query_mistake(parser, parser->token.at, NULL, NULL,
		    parser->token.kind == TOKEN_OP ?
		    _("A field must stand before the comparison, as in "
		    "name~web.") :
		    _("A condition is missing here, such as name~web."));
	}
	parser->depth--;
	return err;
}

static const struct err *
parse_and(struct query_parser *parser, struct query **out)
{
	const struct err *err = parse_unary(parser, out);

	while (err == NULL && parser->token.kind != TOKEN_END &&
	    parser->token.kind != TOKEN_CLOSE && !at_keyword(parser, "or")) {
		struct query *right = NULL;

		if (at_keyword(parser, "and"))
			err = next(parser);
		if (err == NULL)
			err = parse_unary(parser, &right);
		if (err == NULL)
			*out = query_node(parser->arena, QUERY_AND, *out,
			    right);
	}
	return err;
}

static const struct err *
parse_or(struct query_parser *parser, struct query **out)
{
	const struct err *err = parse_and(parser, out);

	while (err == NULL && at_keyword(parser, "or")) {
		struct query *right = NULL;

		err = next(parser);
		if (err == NULL)
			err = parse_and(parser, &right);
		if (err == NULL)
			*out = query_node(parser->arena, QUERY_OR, *out,
			    right);
	}
	return err;
}

const struct err *
query_parse(const struct session *session, enum entity_id entity,
    const char *text, struct arena *arena, struct query **out)
{
	struct query_parser parser = {
		.session = session, .entity = entity, .arena = arena,
		.text = text == NULL ? "" : text,
	};
	const struct err *err;

	*out = NULL;
	if (!utf8_valid(parser.text, strlen(parser.text)))
		return err_new(ERR_USAGE,
		    _("The query is not valid UTF-8 text; type it again."));
	err = next(&parser);
	if (err != NULL)
		return err;
	if (parser.token.kind == TOKEN_END) {
		*out = query_node(arena, QUERY_ALL, NULL, NULL);
		return NULL;
	}
	err = parse_or(&parser, out);
	if (err == NULL && parser.token.kind != TOKEN_END)
		err = query_mistake(&parser, parser.token.at, NULL, NULL,
		    _("No parenthesis is open here; remove this )."));
	return err;
}
