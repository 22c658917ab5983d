/* SPDX-License-Identifier: ISC */
/*
 * Searching everything: the best hits of each entity, ranked, with the field
 * and the piece of it that matched.  Text is scanned through the store, entity
 * by entity, so that a caller can show the first while the others follow;
 * observations are found by exact address and host name alone, whose indexes
 * answer at any size.
 *
 * The verb search and the screen's search call it.  All that it returns lives
 * in the arena given to search_begin.
 */
#ifndef DAICHO_MODEL_SEARCH_H
#define DAICHO_MODEL_SEARCH_H

#include "model/register.h"

enum { SEARCH_WORDS = 8, SEARCH_SPANS = 8 };

struct search {
	struct session	*session;
	struct arena	*arena;
	const char	*word[SEARCH_WORDS];	/* folded */
	size_t		 n;			/* 0: nothing to look for */
	const char	*exact;			/* the one word, as an address */
};

struct search_span {
	size_t	from, to;	/* bytes of the piece */
};

struct search_hit {
	enum entity_id	 entity;
	char		 uuid[UUID_LEN];
	const char	*ref, *name;	/* name: with the asset it belongs to */
	bool		 retired;
	int		 rank;		/* 0 is best; see store_search */
	/* What matched; of the record itself or of an interface it has. */
	enum entity_id	 of;
	size_t		 position;
	const char	*piece;		/* "…" where it is cut */
	struct search_span span[SEARCH_SPANS];
	size_t		 n_spans;
};

struct search_group {
	enum entity_id	 entity;
	struct search_hit *hit;		/* best first */
	size_t		 n;
	int64_t		 total;		/* of all, shown or not */
};

/* Folds the text into words; addresses become canonical. */
void search_begin(struct search *search, struct session *session,
    struct arena *arena, const char *text);
/* The entities in the order in which to look; ENTITY_NONE past the end. */
int search_order(size_t i);
/* The best hits of one entity, at most max. */
const struct err *search_entity(const struct search *search,
    enum entity_id entity, size_t max, struct search_group *out)
    ERR_MUST_CHECK;
/*
 * The best hits of all, at most max, ranked over all entities; *total counts
 * those that there are.
 */
const struct err *search_all(const struct search *search, size_t max,
    struct search_hit **out, size_t *n, int64_t *total) ERR_MUST_CHECK;
/* Appends the piece with what matched between "[" and "]". */
void search_piece(const struct search_hit *hit, struct buf *out);

#endif
