/* SPDX-License-Identifier: ISC */
#include "model/migrate.h"

#include "base/intl.h"

static const struct migration steps[] = {
	{ .to = 1, .what = N_("the first version") },
	{ .to = 2, .what = N_("functions, software, reviews, sign-offs, "
	    "exceptions, roles, custom fields") },
};

static const struct err *
run_step(struct store *store, const struct migration *step)
{
	const struct err *err;

	if (step->to != store_version(store) + 1)
		return err_new(ERR_INTERNAL, _("%s cannot be brought from "
		    "version %d to version %d: a step is missing."),
		    store_path(store), store_version(store), step->to);
	err = store_upgrade(store, step->to);
	if (err == NULL && step->run != NULL)
		err = step->run(store);
	return err;
}

const struct err *
migrate_with(struct store *store, const struct migration *list, size_t n)
{
	const struct err *err;
	size_t i;

	if (n == 0 || list[n - 1].to <= store_version(store))
		return NULL;
	err = store_begin(store);
	if (err != NULL)
		return err;
	for (i = 0; i < n && err == NULL; i++)
		if (list[i].to > store_version(store))
			err = run_step(store, &list[i]);
	if (err == NULL)
		return store_commit(store);
	store_rollback(store);
	return err;
}

const struct err *
migrate(struct store *store)
{
	return migrate_with(store, steps, sizeof(steps) / sizeof(steps[0]));
}
