/* SPDX-License-Identifier: ISC */
/*
 * Folding: makes a smaller diagram out of a diagram.  A folded zone or site
 * becomes one NODE_GROUP with the uuid and key of the zone, whose count is
 * the devices inside; devices alike become one "× n"; lines that then run
 * between the same nodes in the same way are joined and count.  Totals stay.
 *
 * The result has arrays of its own in the arena and shares strings with the
 * diagram it came from.
 */
#ifndef DAICHO_RENDER_FOLD_H
#define DAICHO_RENDER_FOLD_H

#include "render/diagram.h"

enum { FOLD_BOXES = 9 };	/* of an overview at 80×24 */

/* Folds each cluster for which fold[] is true (the outermost counts). */
struct diagram *fold_clusters(const struct diagram *diagram,
    const bool *fold, struct arena *arena);

/* What counts as alike: role and network, the kind of device, any device. */
enum fold_grain { FOLD_FINE, FOLD_FAMILY, FOLD_REST };

/*
 * Folds at least so many nodes of a cluster that are alike and have no
 * connection of their own (cables do not count); groups whose key is in keep
 * stay open.
 */
struct diagram *fold_alike(const struct diagram *diagram,
    enum fold_grain grain, int least, const char *const *keep,
    size_t n_keep, struct arena *arena);

/*
 * An overview: at most boxes NODE_GROUPs, where sites are divided into zones
 * as long as there is room.  The key of a box is that of its zone or site;
 * where several zones share one it is made up and uuid is NULL.  Boxes named
 * in unfold (by key) are opened: one of several zones into a box for each, one
 * of a zone into a cluster with its devices, alike ones folded unless they are
 * named too.
 */
struct diagram *fold_overview(const struct diagram *diagram, size_t boxes,
    const char *const *unfold, size_t n_unfold, struct arena *arena);

/*
 * Only the nodes for which keep[] is true (NULL: all), the lines between them
 * with their rows of the table, and the clusters in which something is left.
 */
struct diagram *fold_select(const struct diagram *diagram, const bool *keep,
    struct arena *arena);

#endif
