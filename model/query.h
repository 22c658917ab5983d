/* SPDX-License-Identifier: ISC */
/*
 * Queries: `kind=server zone=DMZ support_end<today+90d name~web`.  The text
 * becomes a typed tree that only the store compiles.  cli.md has the grammar.
 *
 * A term's path follows references (system.confidentiality) and ends in a
 * field or in a count of the records of another entity that point here
 * (interfaces=0).  A bare word searches all text.
 */
#ifndef DAICHO_MODEL_QUERY_H
#define DAICHO_MODEL_QUERY_H

#include "model/record.h"

enum query_kind {
	QUERY_ALL,		/* everything */
	QUERY_AND, QUERY_OR, QUERY_NOT,
	QUERY_TERM,		/* path op value */
	QUERY_COUNT,		/* count op number */
	QUERY_WORD,		/* a folded word in the search text */
};

enum query_op {
	QUERY_EQ,		/* folded equality; any of several values */
	QUERY_LT, QUERY_LE, QUERY_GT, QUERY_GE,	/* never match empty */
	QUERY_CONTAINS,		/* folded */
	QUERY_EMPTY,		/* field="" */
};
/* "!=" is QUERY_NOT over QUERY_EQ. */

enum { QUERY_STEPS = 4 };

/* One step of a path: a reference field, by key since the entity may vary. */
struct query_step {
	const char	*key;
	uint64_t	 entities;	/* entities it may stand on */
	uint64_t	 targets;	/* entities it may lead to */
};

struct query {
	enum query_kind	 kind;
	struct query	*left;		/* AND, OR, NOT */
	struct query	*right;		/* AND, OR */

	/* TERM and COUNT: references followed before the field is reached */
	struct query_step step[QUERY_STEPS];
	size_t		 n_steps;
	/* TERM: the field, by key; entities: where it exists and has that
	 * type.  COUNT: entities is what is counted for. */
	const char	*key;
	const struct field *field;	/* on the first of those entities */
	uint64_t	 entities;
	enum query_op	 op;
	struct value	 value;		/* canonical; folded where text */
	/*
	 * TERM on a reference field compared with a word: matches targets
	 * whose uuid, asset number or name is the word (EQ) or whose name
	 * contains it (CONTAINS).
	 */
	/*
	 * CHOICE, YESNO and SCALE, every comparison but EMPTY: the keys that
	 * match, worked out by order; none of them: nothing matches.
	 */
	const char	**keys;
	size_t		 n_keys;
	/* COUNT: records of this entity that refer to the record */
	enum entity_id	 counted;
	int64_t		 number;

	const char	*word;		/* WORD, folded */
};

/*
 * Parses text for an entity; NULL or blank text gives QUERY_ALL.  Dates are
 * worked out with the session's today.  An error is ERR_USAGE whose message
 * shows the text, a caret under the mistake and the words that were possible.
 */
const struct err *query_parse(const struct session *session,
    enum entity_id entity, const char *text, struct arena *arena,
    struct query **out) ERR_MUST_CHECK;

/* Both conditions; NULL stands for everything. */
struct query *query_and(struct arena *arena, struct query *a,
    struct query *b);
/* key = value on the entity, for code: the value is canonical already. */
struct query *query_field(struct arena *arena, enum entity_id entity,
    size_t position, enum query_op op, struct value value);
/* Appends the query as text that parses back to the same tree. */
void query_format(const struct query *query, struct buf *out);

/* A sort key list: "name", "support_end:desc". */
struct query_sort {
	size_t	position;	/* of the field */
	bool	desc;
};

/* Parses "key[:desc],…"; at most max keys.  ERR_USAGE on unknown ones. */
const struct err *query_sort_parse(enum entity_id entity, const char *text,
    struct query_sort *out, size_t max, size_t *n) ERR_MUST_CHECK;

#endif
