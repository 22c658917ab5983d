/* SPDX-License-Identifier: ISC */
/*
 * What each role may do.  rights_check (commit.h) refuses it for every change
 * set, whoever made it: forms, verbs, imports, decisions, undo.  Viewers
 * change nothing; editors all that is not approved and not about the register
 * itself; approvers what is approved, too; admins everything.
 *
 * Four-eyes (a setting): who made or changed a request since the last word
 * about it cannot grant it, and what is granted grows only through a request.
 * A critical finding is decided with a second person.
 */
#ifndef DAICHO_MODEL_RIGHTS_H
#define DAICHO_MODEL_RIGHTS_H

#include "model/role.h"

/* What it takes to change records of an entity at all. */
enum right rights_needed(enum entity_id entity);
/* What it takes to decide so about a finding. */
enum right rights_of_decision(const char *decision);

#endif
