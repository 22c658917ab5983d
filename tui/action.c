/* SPDX-License-Identifier: ISC */
#include "tui/action.h"

#include <string.h>

#include "base/intl.h"
#include "tui/keymap.h"

static const struct action actions[ACTION_COUNT] = {
#define ACTION(i, nm, ks, sh, wh, fl, gr, lb, hp) \
	[ACTION_##i] = { .name = nm, .keys = ks, .shown = sh, .where = wh, \
	    .flags = fl, .group = gr, .label = lb, .help = hp },
#include "tui/action.def"
#undef ACTION
};

enum { KEY_NAME_MAX = 16 };

const struct action *
action_get(enum action_id id)
{
	return &actions[id];
}

/* The next key of a list of names; 0 at its end. */
static uint32_t
next_key(const char **at)
{
	char name[KEY_NAME_MAX];
	size_t n;

	*at += strspn(*at, " ");
	n = strcspn(*at, " ");
	if (n == 0 || n >= sizeof(name))
		return 0;
	memcpy(name, *at, n);
	name[n] = '\0';
	*at += n;
	return key_parse(name);
}

bool
action_has_key(enum action_id id, uint32_t key)
{
	const char *at = actions[id].keys;
	uint32_t k;

	while ((k = next_key(&at)) != 0)
		if (k == key)
			return true;
	return false;
}

enum action_id
action_of_key(unsigned where, uint32_t key)
{
	int i;

	for (i = 0; i < ACTION_COUNT; i++)
		if ((actions[i].where & where) != 0 &&
		    action_has_key((enum action_id)i, key))
			return (enum action_id)i;
	return ACTION_NONE;
}

void
action_keys(enum action_id id, struct buf *out)
{
	const struct action *action = &actions[id];
	const char *at = action->keys;

	if (action->shown != NULL)
		buf_add(out, action->shown);
	else if (*at != '\0')
		key_format(next_key(&at), out);
}
