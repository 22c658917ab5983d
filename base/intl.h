/* SPDX-License-Identifier: ISC */
/*
 * Languages.  Prose goes through gettext: _("…") at run time, N_("…") marks a
 * string in a table.  Labels of fields and choices do not: their tables hold
 * both languages, because an import or a report needs both at once.
 */
#ifndef DAICHO_BASE_INTL_H
#define DAICHO_BASE_INTL_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

enum lang { LANG_EN, LANG_JA, LANG_COUNT };

#endif
