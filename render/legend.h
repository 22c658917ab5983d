/* SPDX-License-Identifier: ISC */
/*
 * The legend: a line for each look that occurs in a diagram.
 */
#ifndef DAICHO_RENDER_LEGEND_H
#define DAICHO_RENDER_LEGEND_H

#include "base/session.h"
#include "render/diagram.h"

/* Fills diagram->legend; texts in the session's language. */
void legend_fill(const struct session *session, struct diagram *diagram);

#endif
