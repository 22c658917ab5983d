/* SPDX-License-Identifier: ISC */
/*
 * The settings of a register as init, settings and doctor need them: whether
 * its place suits its mode, and who may do what.
 */
#ifndef DAICHO_VERB_SETTINGS_H
#define DAICHO_VERB_SETTINGS_H

#include "verb/verb.h"

/*
 * ERR_INPUT where the session's register lies in the wrong place for a mode,
 * or the service account is another.  Both may be NULL.
 */
const struct err *settings_check_place(const struct session *session,
    const char *mode, const char *service_uid) ERR_MUST_CHECK;
/* Lines for doctor; 1 when something needs a person, else 0. */
int settings_tell_access(struct verb_call *call);

#endif
