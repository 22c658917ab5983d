/* SPDX-License-Identifier: ISC */
/*
 * Rows on standard output, in every format of --format: table, csv, tsv, json,
 * plain.  A verb names its columns, adds cells row by row and ends.
 *
 *   table  aligned, with labels, cut to the terminal; whole without one
 *   plain  the same words divided by TAB, no header: for grep and cut
 *   csv    RFC 4180, keys as header, machine values (keys of choices)
 *   tsv    the same with TAB
 *   json   an array of objects with the keys
 */
#ifndef DAICHO_VERB_ROWS_H
#define DAICHO_VERB_ROWS_H

#include "base/charset.h"
#include "model/record.h"
#include "verb/verb.h"

/* The options that every verb with rows has. */
#define ROWS_OPTIONS \
	{ "format", 0, "FORMAT", N_("table, csv, tsv, json or plain") }, \
	{ "encoding", 0, "NAME", N_("utf-8 or cp932, for csv and tsv") }, \
	{ "bom", 0, NULL, N_("begin with a byte order mark") }, \
	{ "spreadsheet", 0, NULL, \
	    N_("labels, and formulas made harmless, for csv and tsv") }

enum rows_format {
	ROWS_TABLE, ROWS_CSV, ROWS_TSV, ROWS_JSON, ROWS_PLAIN,
	ROWS_BOOK		/* a workbook, into a file only */
};

struct rows;

/*
 * Reads the options; ERR_USAGE on an unknown format or encoding.  A verb with
 * an option "output" writes into that file, by its extension.
 */
const struct err *rows_new(struct verb_call *call, struct rows **out)
    ERR_MUST_CHECK;
/* The value of --limit; SIZE_MAX when not given, ERR_USAGE on no number. */
const struct err *rows_limit(const struct verb_call *call, size_t *limit)
    ERR_MUST_CHECK;
enum rows_format rows_format(const struct rows *rows);
/* True where keys and identities are wanted, not labels. */
bool rows_for_machines(const struct rows *rows);
/* label: translated; right: numbers.  All columns before the first cell. */
void rows_column(struct rows *rows, const char *key, const char *label,
    bool right);
/*
 * The column added last gives way where a table does not fit a terminal, the
 * highest rank first (from 1).
 */
void rows_spare(struct rows *rows, int rank);
/* One column per field, label of the session's language. */
void rows_field_columns(struct rows *rows, enum entity_id entity,
    const size_t *positions, size_t n);

/* The next cell: a text (NULL: empty), a number, a moment (0: empty). */
void rows_text(struct rows *rows, const char *text);
void rows_int(struct rows *rows, int64_t value);
void rows_moment(struct rows *rows, int64_t ms);
/* A reference by uuid (NULL: empty). */
void rows_ref(struct rows *rows, const char *uuid);
/* A choice by key. */
void rows_choice(struct rows *rows, const char *set, const char *key);
/* Several texts. */
void rows_list(struct rows *rows, const char *const *items, size_t n);
/* A word that machines know by another. */
void rows_word(struct rows *rows, const char *label, const char *key);
/* A value of a field. */
void rows_value(struct rows *rows, const struct field *field,
    const struct value *value);
/* A field of a record. */
void rows_field(struct rows *rows, const struct record *record,
    size_t position);

/* Writes everything to call->out.  The rows are gone afterwards. */
const struct err *rows_end(struct rows *rows) ERR_MUST_CHECK;

/* --- JSON of the model, for verbs with shapes of their own ------------- */

struct json;
/* {uuid, entity, name}, or null. */
void json_ref(struct json *json, const struct session *session,
    const char *uuid);
/* A moment in RFC 3339, or null for 0. */
void json_moment(struct json *json, int64_t ms);
/* A value of a field as cli.md shapes it. */
void json_value(struct json *json, const struct session *session,
    const struct field *field, const struct value *value);
/* --encoding; UTF-8 unless given, ERR_USAGE on another word. */
const struct err *verb_charset(const struct verb_call *call,
    enum charset *out) ERR_MUST_CHECK;
/* ERR_USAGE on options that only csv and tsv have. */
const struct err *verb_no_table(const struct verb_call *call) ERR_MUST_CHECK;
/* Says that characters which the encoding lacks became "?". */
void verb_tell_lost(struct verb_call *call, size_t lost);
/*
 * Moves what was written to call->out into the file of --output, which is
 * replaced as a whole or not at all; nothing without the option.
 */
const struct err *verb_save_output(struct verb_call *call) ERR_MUST_CHECK;
/* True when the call asks for --format json, or for a file of it. */
bool verb_wants_json(const struct verb_call *call);

#endif
