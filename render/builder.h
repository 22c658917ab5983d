/* SPDX-License-Identifier: ISC */
/*
 * The builders: register in, struct diagram out, nothing folded, everything
 * in an order that stays the same between runs.  draw.c calls them and puts
 * title block and filters on what they give.
 */
#ifndef DAICHO_RENDER_BUILDER_H
#define DAICHO_RENDER_BUILDER_H

#include "model/query.h"
#include "render/diagram.h"

/*
 * Sites, nested zones with their networks, devices, connections, externals
 * and suppliers.  query filters assets (NULL: all); what they are connected
 * to stands beside them, marked as out of scope.
 */
const struct err *network_build(struct session *session,
    const struct query *query, struct diagram *diagram) ERR_MUST_CHECK;

/*
 * Externals, processes, stores, flows and the trust boundaries (zones) they
 * lie in, with the flow table.  query filters flows.  level: 0 everything of
 * ours is one process, 1 processes, 2 their parts.
 */
const struct err *dataflow_build(struct session *session,
    const struct query *query, int level, struct diagram *diagram)
    ERR_MUST_CHECK;

#endif
