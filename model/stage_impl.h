/* SPDX-License-Identifier: ISC */
/*
 * What stage.c (staging, rolling forward) and drop.c (taking back) share.
 * Nobody else includes it.
 */
#ifndef DAICHO_MODEL_STAGE_IMPL_H
#define DAICHO_MODEL_STAGE_IMPL_H

#include "model/commit.h"

/* Meta "staged", see stage.c. */
struct stage {
	int64_t		 main, evidence;
	int64_t		 current, done;
	char		 import[UUID_LEN];	/* "": none */
};

const struct err *stage_save(struct store *store, const struct stage *stage)
    ERR_MUST_CHECK;
/* Between batches, so that others may write. */
void stage_pause(int ms);
/* Lets go of some reserved keys, in a transaction; *left: there are more. */
const struct err *stage_release(struct store *store, int64_t tx, bool *left)
    ERR_MUST_CHECK;
/* Leaves nothing of a set that never became ready. */
const struct err *stage_drop(struct store *store, const struct stage *stage)
    ERR_MUST_CHECK;

#endif
