/* SPDX-License-Identifier: ISC */
/*
 * A diagram as plain text: zones indented, a device a line, under it where
 * its lines lead; then the flow table.  For .txt files, screen readers and
 * terminals too small for a drawing.
 */
#ifndef DAICHO_RENDER_OUTLINE_H
#define DAICHO_RENDER_OUTLINE_H

#include "base/buf.h"
#include "render/diagram.h"

void outline_write(const struct diagram *diagram, struct buf *out);

#endif
