/* SPDX-License-Identifier: ISC */
/*
 * What a register defines itself: its own fields (custom_field), its own
 * choices (custom_choice) and the levels of its scheme where these were
 * changed (setting "scheme").  They are records like all others; from them
 * comes the appendix to the tables of model/field.h, made when the register is
 * opened and again when somebody has changed them.
 *
 * An own field keeps its position as long as the process has the register
 * open: new ones come behind the others, and one that was retired or taken
 * away stays where it is, hidden and not editable.  Its values are rows of
 * multi, under its key.
 *
 * Everything belongs to the register; nothing is to be freed.
 */
#ifndef DAICHO_MODEL_CUSTOM_H
#define DAICHO_MODEL_CUSTOM_H

#include "model/commit.h"

/* Choices of a register, and definitions of a kind in one change set. */
enum { CUSTOM_MAX = 4096 };

/* Reads the definitions and installs what follows from them. */
const struct err *custom_load(struct session *session) ERR_MUST_CHECK;
/* The same where anybody has written since the last time. */
const struct err *custom_follow(struct session *session) ERR_MUST_CHECK;

/*
 * Counts a definition that is about to be written (an import has the fields
 * and their values in one change set) as if it stood there, from the next
 * custom_follow on, until it does or is forgotten.  The record is copied; it
 * must have its uuid.  A no-op for entities that define nothing.
 */
void custom_suppose(struct session *session, const struct record *record);
/* Forgets what was supposed; it stays where it has been written. */
const struct err *custom_forget(struct session *session) ERR_MUST_CHECK;

/*
 * While a change set is committed that changes the scheme: its values are
 * judged by the levels that it brings.
 */
void custom_take_scheme(struct session *session,
    const struct changes *changes);

/* How many own choices the register has. */
size_t custom_choices(const struct session *session);

/* True for custom_field, custom_choice and setting. */
bool custom_defines(enum entity_id entity);
/* Whether records of an entity may have own fields: no evidence, no settings. */
bool custom_may_have_fields(int entity);
/* Whether fields of a type ("text") may hold several values. */
bool custom_may_be_many(const char *type);

/* "[a-z][a-z0-9_]*": what may stand in statements and files. */
bool custom_is_key(const char *s);
/* The same, but a digit may come first. */
bool custom_is_choice_key(const char *s);
/*
 * Whether choices may be added to a set: to one of the register's own, and to
 * those of the tables that people choose from to describe things.  An added
 * choice counts as none of those that a rule names: a zone of an added kind is
 * no control network.  The other sets are the program's: it gives or tests
 * each of their values (yesno, finding_result, mac_kind, …) and would not know
 * what an added one means.
 */
bool custom_is_open_set(const char *set);

#endif
