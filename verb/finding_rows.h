/* SPDX-License-Identifier: ISC */
/*
 * What the verbs of discovery share: findings and coverage as rows and as
 * JSON.
 */
#ifndef DAICHO_VERB_FINDING_ROWS_H
#define DAICHO_VERB_FINDING_ROWS_H

#include "model/discovery/discover.h"
#include "verb/rows.h"

struct json;

/* A column under the label of a field. */
void field_column(struct rows *rows, const struct session *session,
    const char *key, enum entity_id entity, size_t position);
/* True for table and plain: labels, and nothing that only machines want. */
bool rows_are_for_people(const struct rows *rows);
/* Columns and cells: number, severity, due, result, device, zone, state. */
void finding_columns(struct rows *rows, const struct session *session);
void finding_row(struct rows *rows, const struct discover_finding *finding);
/* The members of a finding, without the braces. */
void finding_json(struct json *json, const struct session *session,
    const struct discover_finding *finding);
/* [{zone, network, state, last_covered, strength, …}] */
void coverage_json(struct json *json, const struct session *session,
    const struct coverage *coverage);
/* A list of strings. */
void json_strings(struct json *json, const char *const *item, size_t n);
/* The label of a choice in the session's language. */
const char *choice_label(const struct session *session, const char *set,
    const char *key);

#endif
