/* SPDX-License-Identifier: ISC */
/*
 * The inside of a change set, for the files that commit it.  A hundred
 * thousand records must fit, so a change holds only the fields that were set.
 */
#ifndef DAICHO_MODEL_CHANGES_H
#define DAICHO_MODEL_CHANGES_H

#include "base/lookup.h"
#include "model/register.h"

struct cell {
	uint16_t	 position;
	uint8_t		 kind;		/* enum value_kind */
	uint32_t	 n;		/* items of the list */
	union {
		int64_t		 i;
		const char	*s;
		const char	**list;
	} u;
};

enum change_flags {
	CHANGE_PUT = 1 << 0,		/* by a person or on their behalf */
	CHANGE_RETIRE = 1 << 1,
	CHANGE_REMOVE = 1 << 2,		/* an undone creation */
	CHANGE_EVIDENCE = 1 << 3,	/* derived fields, evidence */
	CHANGE_FRESH = 1 << 4,		/* its uuid was made here just now */
	CHANGE_EXPECT = 1 << 5,		/* it has to be as the caller read it */
};

struct change {
	struct cell	*cell;		/* by rising position */
	uint32_t	 n;
	uint8_t		 entity;
	uint8_t		 flags;
	int64_t		 rev;		/* that the caller read; 0: any */
	const char	*uuid;
};

enum { CHANGES_RECENT = 1024 };

/* changes_stream; n is 0 where there is none. */
struct change_stream {
	const char	*import, *like;
	size_t		 n;
	changes_make_fn	 make;
	void		*ctx;
};

struct changes {
	struct session	*session;
	struct arena	*arena;
	struct arena	*scratch;	/* of one record */
	const char	*recent[CHANGES_RECENT];	/* texts kept last */
	const char	*kind;
	const char	*why;
	const char	*ref;
	int64_t		 undoes;	/* tx that this set takes back */
	struct change	*item;
	size_t		 n;
	size_t		 cap;
	struct lookup	 by_uuid;	/* numbers of items */
	struct change_stream stream;
};

/* NULL when the set does not touch the record. */
struct change *changes_find(const struct changes *changes, const char *uuid);
/* The value that the change sets; false when it leaves the field alone. */
bool change_value(const struct change *change, size_t position,
    struct value *out);
/*
 * Adds or merges a change that may set any field (undo); cells come from
 * record.
 */
struct change *changes_add(struct changes *changes,
    const struct record *record, unsigned flags);

/* Fields that the journal keeps: what people set, and the retirement. */
bool field_is_journalled(enum entity_id entity, size_t position);

#endif
