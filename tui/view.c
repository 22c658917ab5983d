/* SPDX-License-Identifier: ISC */
#include "tui/view.h"

#include <string.h>

#include "tui/views/views.h"

static const struct view_ops *const views[] = {
#define VIEW(name) &view_##name,
#include "tui/views/view.def"
#undef VIEW
};

const struct view_ops *
view_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (strcmp(views[i]->name, name) == 0)
			return views[i];
	return NULL;
}
