/* SPDX-License-Identifier: ISC */
/*
 * What the builders of diagrams read from the register: sets of records with
 * the wanted fields, found by uuid.
 */
#ifndef DAICHO_RENDER_SOURCE_H
#define DAICHO_RENDER_SOURCE_H

#include "model/query.h"
#include "model/record.h"

/* One record: the wanted values in the order they were asked for. */
struct source_row {
	char		 uuid[UUID_LEN];
	struct value	 v[];
};

struct source {
	enum entity_id	 entity;
	const size_t	*fields;	/* positions asked for */
	size_t		 n_fields;
	struct source_row **row;	/* in the store's order */
	size_t		 n, cap;
	struct source_row **by_uuid;	/* the same, sorted */
	struct arena	*arena;
};

/*
 * Reads all records that match (query NULL: all).  fields must outlive the
 * source.
 */
const struct err *source_load(struct session *session,
    enum entity_id entity, const struct query *query, const size_t *fields,
    size_t n_fields, struct arena *arena, struct source *out) ERR_MUST_CHECK;
/* One of several to read. */
struct source_set {
	enum entity_id	 entity;
	const struct query *query;	/* NULL: all */
	const size_t	*fields;
	size_t		 n_fields;
	struct source	*to;
};
const struct err *source_load_all(struct session *session,
    const struct source_set *sets, size_t n, struct arena *arena)
    ERR_MUST_CHECK;
/* NULL when it is not among them; uuid may be NULL. */
const struct source_row *source_find(const struct source *source,
    const char *uuid);

/* The value at a place of the fields asked for; NULL where there is none. */
const char *source_text(const struct source_row *row, size_t place);
/* The first of several. */
const char *source_first(const struct source_row *row, size_t place);
bool source_is(const struct source_row *row, size_t place, const char *text);
/* For people, in the session's language; "" if empty. */
const char *source_label(const struct session *session,
    const struct source *source, const struct source_row *row, size_t place);

/* Open findings by the uuid they are about. */
struct source_finding {
	const char	*subject;
	const char	*uuid;
	const char	*result;
	int		 severity;	/* order of the choice; 5 critical */
};

struct source_findings {
	struct source_finding *item;	/* sorted by subject, worst first */
	size_t		 n;
};

const struct err *source_findings(struct session *session,
    struct arena *arena, struct source_findings *out) ERR_MUST_CHECK;
/* The worst one about uuid, or NULL; *n counts them. */
const struct source_finding *source_worst(
    const struct source_findings *findings, const char *uuid, size_t *n);

#endif
