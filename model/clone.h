/* SPDX-License-Identifier: ISC */
/*
 * A new record after the pattern of another: what belongs to the one record
 * alone (its numbers, names on the network, addresses, approval, reviews and
 * the days of its own life) is left out.  The verb add and the form of the
 * screen call it.
 */
#ifndef DAICHO_MODEL_CLONE_H
#define DAICHO_MODEL_CLONE_H

#include "model/register.h"

/*
 * The pattern of a record, without a uuid, in the arena; ERR_INPUT for
 * evidence and what follows from it.
 */
const struct err *clone_record(const struct session *session,
    enum entity_id entity, const char *uuid, struct arena *arena,
    struct record **out) ERR_MUST_CHECK;

#endif
