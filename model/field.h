/* SPDX-License-Identifier: ISC */
/*
 * The tables of entities, fields and choices: what the register can hold.
 * Everything that speaks of fields (schema, forms, lists, validation, CSV and
 * JSON names, queries, help, manual) is driven by them; adding a field is one
 * line in field.def.
 *
 * A field is known by its entity and its position within it: the common
 * fields first (F_uuid, F_rev, …), then its own (F_asset_name, …), then those
 * that the open register adds (model/custom.h).
 */
#ifndef DAICHO_MODEL_FIELD_H
#define DAICHO_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intl.h"

enum entity_id {
#define ENTITY(key, ...) ENTITY_##key,
#include "model/entity.def"
#undef ENTITY
	ENTITY_COUNT,
	ENTITY_NONE = -1
};

/* A set of entities, one bit each. */
#define TO(key) (UINT64_C(1) << ENTITY_##key)
#define TO_ANY ((UINT64_C(1) << ENTITY_COUNT) - 1)

enum field_type {
	TYPE_TEXT,	/* one line, or many with FL_MANY */
	TYPE_NOTE,	/* several lines */
	TYPE_PHONE,
	TYPE_MAIL,
	TYPE_VERSION,	/* compares part by part */
	TYPE_QUERY,
	TYPE_SHA256,
	TYPE_MAC,
	TYPE_IP,
	TYPE_IPS,	/* several */
	TYPE_CIDR,
	TYPE_PORTS,	/* several */
	TYPE_CHOICE,	/* stored as its key */
	TYPE_YESNO,	/* choice set "yesno" */
	TYPE_SCALE,	/* a level of the register's scheme, by key */
	TYPE_DATE,	/* stored as "YYYY-MM-DD" */
	TYPE_REF,	/* stored as the uuid */
	TYPE_REFS,	/* several */
	TYPE_INT,
	TYPE_HOURS,
	TYPE_VLAN,	/* 1..4094 */
	TYPE_DATETIME,	/* ms UTC */
	TYPE_COMPUTED,	/* no column; filled where it is shown */
};

enum field_need {
	NEED_NONE,
	NEED_ALWAYS,	/* "!": before the record can be approved */
	NEED_KIND,	/* "+": for some kinds of asset, share/required/ */
};

enum field_flags {
	FL_LIST = 1 << 0,	/* default column */
	FL_FORM = 1 << 1,	/* first page of the form */
	FL_SEARCH = 1 << 2,	/* part of the search text */
	FL_SENSITIVE = 1 << 3,	/* redacted for others */
	FL_LOCK = 1 << 4,	/* discovery fills it only when empty */
	FL_UNIQUE = 1 << 5,	/* one record per value */
	FL_DERIVED = 1 << 6,	/* kept by the program, never journalled */
	FL_EVIDENCE = 1 << 7,	/* comes from imports, outside the journal */
	FL_MANY = 1 << 8,	/* several values */
	FL_HIDDEN = 1 << 9,	/* shown once used or asked for */
	FL_CUSTOM = 1 << 10,	/* the register's own */
	FL_RETIRED = 1 << 11,	/* such a one that is no longer used */
	FL_GONE = 1 << 12,	/* and that has no definition here: an undone
				   one, or one of later than what is shown */
};

enum field_tab {
	TAB_BASIC, TAB_NETWORK, TAB_SOFTWARE, TAB_HARDENING, TAB_RECOVERY,
	TAB_COMPLIANCE, TAB_ADMIN, TAB_COUNT
};

struct field {
	int			 entity;	/* ENTITY_NONE: common */
	const char		*key;
	enum field_type		 type;
	const char		*label[LANG_COUNT];
	int			 width;		/* cells in a list */
	const char		*set;		/* choices; "~set" suggests */
	uint64_t		 targets;	/* of references */
	enum field_need		 need;
	unsigned		 flags;
	enum field_tab		 tab;
	const char		*help[LANG_COUNT];
	const char		*source;	/* clauses */
	int			 since;		/* register version */
	const char		*was;		/* old keys */
};

struct entity {
	const char	*key;
	const char	*plural;		/* "assets" */
	const char	*label[LANG_COUNT];
	const char	*label_plural[LANG_COUNT];
	const char	*help[LANG_COUNT];
	bool		 hidden;
	const char	*name_field;
	const char	*badge;
};

/* Positions of the common fields, the same in every entity. */
enum {
#define COMMON(key, ...) F_##key,
#define BEGIN(entity)
#define FIELD(entity, key, ...)
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
	COMMON_COUNT
};

/* Places in the whole table; only for the positions below. */
enum field_at {
#define COMMON(key, ...)
#define BEGIN(entity) AT_##entity,
#define FIELD(entity, key, ...) AT_##entity##_##key,
#include "model/field.def"
#undef BEGIN
#undef FIELD
	AT_COUNT
};

/* F_asset_name, …: positions within the entity. */
enum field_position {
#define BEGIN(entity)
#define FIELD(entity, key, ...) \
	F_##entity##_##key = COMMON_COUNT + AT_##entity##_##key - \
	    AT_##entity - 1,
#include "model/field.def"
#undef COMMON
#undef BEGIN
#undef FIELD
	FIELD_MAX = 256		/* more than any entity may have */
};

const struct entity *entity_get(enum entity_id entity);
/* By key or plural ("asset", "assets"); ENTITY_NONE when unknown. */
int entity_find(const char *word);
/* True for import, import_file and observation: evidence, not journalled. */
bool entity_is_evidence(enum entity_id entity);

/* Number of fields of an entity, and one of them; NULL past the end. */
size_t entity_field_count(enum entity_id entity);
const struct field *entity_field(enum entity_id entity, size_t position);
/* Position by key (or old key); -1 when unknown. */
int entity_field_find(enum entity_id entity, const char *key);
/* Position of the field that names the record. */
size_t entity_name_field(enum entity_id entity);

/* Those of the tables, without the register's own. */
size_t entity_field_built_in(enum entity_id entity);

/* Several values: refs, ips, ports and FL_MANY. */
bool field_is_many(const struct field *field);
bool field_is_ref(const struct field *field);
bool field_is_choice(const struct field *field);	/* yesno, scale too */
/* Stored as an integer. */
bool field_is_int(const struct field *field);
/* A person may type it: neither derived, evidence, computed nor retired. */
bool field_is_editable(const struct field *field);

struct choice {
	const char	*set;
	const char	*key;
	const char	*label[LANG_COUNT];
	const char	*synonyms;	/* divided by '|'; may be NULL */
	int		 order;		/* rises with weight */
	const char	*meaning[LANG_COUNT];	/* may be NULL */
};

/* The rows of a set, in order; NULL and *n = 0 when there is no such set. */
const struct choice *choice_set(const char *set, size_t *n);
/* By key; NULL when unknown. */
const struct choice *choice_find(const char *set, const char *key);
/* By key, either label or a synonym, compared folded; NULL when unknown. */
const struct choice *choice_match(const struct choice *choices, size_t n,
    const char *word);

/* The same of choice.def alone. */
const struct choice *choice_built_in(const char *set, size_t *n);
bool choice_is_built_in(const char *set);

/*
 * What the open register adds: fields behind those of the tables, and whole
 * sets of choices that stand in the place of the tables' own.  model/custom.c
 * makes it, and it lives as long as the register.
 */
struct own_set {
	const char	*set;
	const struct choice *rows;
	size_t		 n;
};

struct own_tables {
	const struct field **field[ENTITY_COUNT];
	size_t		 n[ENTITY_COUNT];
	const struct own_set *sets;
	size_t		 n_sets;
};

/*
 * Everything above then speaks of these, too; NULL: of the tables alone.  One
 * for each thread, as the ring of errors is: fields are asked for where no
 * session is at hand, and a process has one register open at a time.  Whoever
 * changes session->reg by hand calls register_install.
 */
void field_install(const struct own_tables *own);

/* Names of form tabs, translated. */
const char *field_tab_label(enum field_tab tab);

/* A set of field positions. */
struct fieldset {
	uint64_t	w[FIELD_MAX / 64];
};

void fieldset_add(struct fieldset *set, size_t position);
void fieldset_remove(struct fieldset *set, size_t position);
bool fieldset_has(const struct fieldset *set, size_t position);
bool fieldset_empty(const struct fieldset *set);
/* All fields of an entity that have a column. */
struct fieldset fieldset_all(enum entity_id entity);

#endif
