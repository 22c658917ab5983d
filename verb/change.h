/* SPDX-License-Identifier: ISC */
/*
 * What all verbs that write share: committing a change set and telling what
 * became of it, in words or as {tx, new, changed, same, refused}.
 */
#ifndef DAICHO_VERB_CHANGE_H
#define DAICHO_VERB_CHANGE_H

#include "model/register.h"
#include "verb/verb.h"

/* The options that every such verb has. */
#define CHANGE_OPTIONS \
	{ "reason", 0, "TEXT", N_("why, kept in the journal") }, \
	{ "ref", 0, "NUMBER", N_("number of the decision, 決裁番号") }, \
	{ "dry-run", 0, NULL, N_("say what would change, write nothing") }, \
	{ "format", 0, "FORMAT", N_("json: the result as one object") }

/* A change set with the reason and reference of the call. */
struct json;

struct changes *change_begin(struct verb_call *call, const char *kind);

/*
 * Commits and tells; frees the change set in any case.  problems gathered
 * before (bad values …) refuse the whole.
 */
const struct err *change_end(struct verb_call *call, struct changes *changes,
    struct problems *problems) ERR_MUST_CHECK;

/* Tells a result: JSON to the results or a sentence to the messages. */
void change_tell(struct verb_call *call, const struct commit_result *result,
    const struct problems *problems);
/* The same as members of an object that is open. */
void change_tell_fields(struct json *json,
    const struct commit_result *result, const struct problems *problems);
/* Each problem as a line of the messages. */
void change_tell_problems(struct verb_call *call,
    const struct problems *problems);

/*
 * Reads "key=value" words into the record; references are resolved.  All that
 * is wrong goes to problems.
 */
const struct err *change_read(struct verb_call *call, struct record *record,
    char *const *word, int n, struct problems *problems) ERR_MUST_CHECK;

/* ERR_INPUT unless --yes says exactly n (wanted when n is not 1). */
const struct err *change_confirm(struct verb_call *call, int64_t n)
    ERR_MUST_CHECK;
/* The entity named by a word; ERR_USAGE lists them. */
const struct err *verb_entity(const char *word, enum entity_id *out)
    ERR_MUST_CHECK;

#endif
