/* SPDX-License-Identifier: ISC */
/*
 * One record of any entity: values by position of the field.  Listing,
 * editing, importing, exporting, comparing, undoing and auditing are written
 * once on top of this.
 *
 * A value is nothing, an integer, a text or a list of texts.  Integers are
 * TYPE_INT, HOURS, VLAN and DATETIME (ms UTC); all else is canonical text:
 * dates "YYYY-MM-DD", choices their key, references a uuid, addresses as in
 * base/net.h.  Text is valid UTF-8 and never empty (empty is nothing).
 *
 * Records and values live in an arena; strings are not copied unless a
 * function says so.
 */
#ifndef DAICHO_MODEL_RECORD_H
#define DAICHO_MODEL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/session.h"
#include "model/field.h"

enum value_kind { VALUE_NONE, VALUE_INT, VALUE_TEXT, VALUE_LIST };

struct value {
	enum value_kind	 kind;
	int64_t		 i;
	const char	*s;
	const char	**list;		/* VALUE_LIST */
	size_t		 n;		/* items of list, at least 1 */
};

struct record {
	enum entity_id	 entity;
	char		 uuid[UUID_LEN];	/* "" until it has one */
	int64_t		 rev;		/* 0: not saved yet */
	struct fieldset	 have;		/* fields that were read or set */
	size_t		 n;		/* entity_field_count() */
	struct value	 v[];		/* v[F_uuid], v[F_rev] mirror the above */
};

struct record *record_new(struct arena *arena, enum entity_id entity);
/* Deep copy. */
struct record *record_copy(struct arena *arena, const struct record *record);

/* NULL or 0 where the field is empty, of another kind or was not read. */
const char *record_text(const struct record *record, size_t position);
int64_t record_int(const struct record *record, size_t position);
/* True when the field was read or set and is not empty. */
bool record_has(const struct record *record, size_t position);
/* Never NULL; VALUE_NONE where the field is empty or was not read. */
const struct value *record_value(const struct record *record,
    size_t position);

/* Set a field (and mark it as had).  NULL and "" empty it.  No copies. */
void record_set(struct record *record, size_t position, struct value value);
void record_set_text(struct record *record, size_t position, const char *s);
void record_set_int(struct record *record, size_t position, int64_t i);
/* Takes its own copy of the array of pointers; n = 0 empties. */
void record_set_list(struct record *record, size_t position,
    struct arena *arena, const char *const *items, size_t n);
/* Appends to a list field unless it is there already. */
void record_add_item(struct record *record, size_t position,
    struct arena *arena, const char *item);

bool value_equal(const struct value *a, const struct value *b);
struct value value_copy(struct arena *arena, const struct value *value);

/*
 * The choices of a field: the table's, the register's scheme for scales, the
 * entities for set "entity".  NULL and *n = 0 when it has none.
 */
const struct choice *field_choices(const struct session *session,
    const struct field *field, size_t *n);

/*
 * Reads what a person or a file wrote into the canonical value.  Choices
 * match by key, label or synonym, folded; lists are divided by ';', '、', ','
 * or line breaks (texts with FL_MANY only by ';' and line breaks); blanks
 * around are dropped; an empty text gives VALUE_NONE.  References are NOT
 * resolved: the text stays as it is (see register_resolve).  ERR_INVALID names
 * the field and what would be right.  Copies into the arena.
 */
const struct err *value_parse(const struct session *session,
    const struct field *field, const char *text, struct arena *arena,
    struct value *out) ERR_MUST_CHECK;
/*
 * The same, but the message leaves the field out: for who shows it beside the
 * field or puts it into a struct problem.
 */
const struct err *value_read(const struct session *session,
    const struct field *field, const char *text, struct arena *arena,
    struct value *out) ERR_MUST_CHECK;

/*
 * Appends the value for people: labels of choices in the language, dates ISO,
 * moments in the register's zone, lists joined by ", ".  References give the
 * uuid: who shows names asks register_format.
 */
void value_format(const struct session *session, const struct field *field,
    const struct value *value, enum lang lang, struct buf *out);

/*
 * Appends the value as it stands in machine CSV: keys of choices, RFC 3339,
 * lists joined by ";".  value_parse reads it back unchanged.
 */
void value_format_raw(const struct field *field, const struct value *value,
    struct buf *out);

/* Canonical JSON: null, number, string, array of strings. */
void value_to_json(const struct value *value, struct buf *out);
/* From jansson's json_t (as void, so that its header stays out of here). */
const struct err *value_from_json(const struct field *field,
    const void *json, struct arena *arena, struct value *out) ERR_MUST_CHECK;

/* Three-valued logic: "yes", "no", anything else is unknown. */
bool value_is_yes(const struct value *value);

#endif
