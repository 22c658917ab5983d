/* SPDX-License-Identifier: ISC */
/*
 * Draws the lines of a placed diagram: at right angles, leaving a device on a
 * side and never at its corner, apart from each other, around what is not
 * their business, crossing zone borders straight on.  Cables of one switch
 * may share a trunk.  Then finds room for the labels on them.
 *
 * Takes the sizes of labels from geometry->wire[].label and fills their
 * places and the points of each line.  The lines may leave 0, 0, w, h.
 */
#ifndef DAICHO_RENDER_WIRE_H
#define DAICHO_RENDER_WIRE_H

#include "render/geometry.h"
#include "render/style.h"

/* Returns how many edges found no way and are drawn straight. */
size_t wire_route(const struct diagram *diagram, const struct style *style,
    struct geometry *geometry, struct arena *arena);

#endif
