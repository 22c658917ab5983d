/* SPDX-License-Identifier: ISC */
/*
 * Reads an SVG once more before it is handed out.
 */
#ifndef DAICHO_RENDER_SVG_H
#define DAICHO_RENDER_SVG_H

#include <stddef.h>

#include "base/err.h"

/*
 * ERR_INTERNAL unless it is well-formed and has nothing that acts or loads:
 * no script, no handler, no address, no embedded document.
 */
const struct err *svg_check(const char *svg, size_t n) ERR_MUST_CHECK;

#endif
