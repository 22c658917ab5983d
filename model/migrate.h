/* SPDX-License-Identifier: ISC */
/*
 * Old registers.  New fields need nothing here: the store adds their columns.
 * What else a version changed (a field that was renamed, split or converted)
 * is one numbered function, which runs after the columns of its version are
 * there and works through store.h like everything else.
 *
 * register_open calls migrate() when it may write; a file that is only read is
 * read as it is, its newer fields empty.
 */
#ifndef DAICHO_MODEL_MIGRATE_H
#define DAICHO_MODEL_MIGRATE_H

#include "model/store/store.h"

struct migration {
	int		 to;		/* the version it leads to */
	const char	*what;		/* one line for people, N_() */
	/* Inside the transaction; NULL: new columns are all there is. */
	const struct err *(*run)(struct store *store);
};

/* Brings the open register to STORE_VERSION, wholly or not at all. */
const struct err *migrate(struct store *store) ERR_MUST_CHECK;

/*
 * The same with other steps, in rising order: those beyond the file's version
 * run, one after the other, in one transaction.
 */
const struct err *migrate_with(struct store *store,
    const struct migration *steps, size_t n) ERR_MUST_CHECK;

#endif
