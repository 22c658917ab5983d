/* SPDX-License-Identifier: ISC */
/*
 * The journal as a file of JSON lines, one an entry, with salt, digest and
 * chain: whoever has it can prove it without daicho (share/doc/journal.md).
 */
#ifndef DAICHO_VERB_JOURNAL_FILE_H
#define DAICHO_VERB_JOURNAL_FILE_H

#include "model/register.h"
#include "verb/verb.h"

/* Writes the file as a whole or not at all, and says so. */
const struct err *journal_file(struct verb_call *call, const char *path)
    ERR_MUST_CHECK;

#endif
