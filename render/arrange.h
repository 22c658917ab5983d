/* SPDX-License-Identifier: ISC */
/*
 * Places the nodes and zones of a diagram: every zone is laid out by itself,
 * then stands as one box in the zone or site around it, so that zones keep
 * compact and line up in rows instead of running down the page in a cascade.
 * Graphviz decides ranks, order and positions within each box; rows that
 * would be wider than the sheet are broken.
 *
 * A network runs from the outside at the top to what is protected at the
 * bottom, a data flow from left to right.
 */
#ifndef DAICHO_RENDER_ARRANGE_H
#define DAICHO_RENDER_ARRANGE_H

#include "render/geometry.h"
#include "render/style.h"

struct arrange;

/*
 * Asks for the positions within every box.  geometry has the sizes of nodes
 * and titles; it, diagram and style must outlive the result.
 */
const struct err *arrange_new(struct session *session,
    const struct diagram *diagram, const struct style *style,
    struct geometry *geometry, struct arena *arena, struct arrange **out)
    ERR_MUST_CHECK;
/*
 * Puts it all together with rows (columns of a data flow) of at most limit
 * points.  shape 0 keeps ranks apart; else boxes of different ranks may share
 * a row, which keeps their order but not the levels, and sites become about
 * that much wider than high.  May be called again.
 */
void arrange_place(struct arrange *arrange, double limit, double shape);
/* Another shape for one packed site; 0 takes that of all. */
void arrange_shape(struct arrange *arrange, size_t cluster, double shape);

#endif
