/* SPDX-License-Identifier: ISC */
/*
 * Candidates for the value of a field: records for references, choices, days.
 */
#ifndef DAICHO_TUI_REFPICK_H
#define DAICHO_TUI_REFPICK_H

#include "model/register.h"
#include "tui/picker.h"

/*
 * Records of the entities in targets whose text holds the words, by name;
 * those who have left or are retired come with their reason.  With create, a
 * last line offers to make what was typed.
 */
const struct err *refpick_records(const struct session *session,
    uint64_t targets, bool create, const char *text, struct arena *arena,
    struct pick_item *out, size_t *n, size_t *total) ERR_MUST_CHECK;
/* Choices of a field; suggestions ("~set") offer what was typed as well. */
void refpick_choices(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total);
/* Days near today, and the one that was typed. */
void refpick_days(const struct session *session, const struct field *field,
    const char *text, struct arena *arena, struct pick_item *out, size_t *n,
    size_t *total);
/* The one entity of targets, ENTITY_NONE when there are several. */
int refpick_only(uint64_t targets);

#endif
