/* SPDX-License-Identifier: ISC */
#include "base/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

enum { GROUPS_MAX = 1024 };

char *
identity_name(uid_t uid)
{
	const struct passwd *pw = getpwuid(uid);
	char number[24];

	snprintf(number, sizeof(number), "uid %ju", (uintmax_t)uid);
	return xstrdup(pw == NULL ? number : pw->pw_name);
}

/* A whole number of an id; false for anything else. */
static bool
read_id(const char *text, int64_t *out)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' && *out < INT64_C(0xffffffff);
}

int64_t
identity_sudo(void)
{
	int64_t uid;

	return read_id(getenv("SUDO_UID"), &uid) ? uid : -1;
}

static bool
group_id(const char *name, gid_t *out)
{
	const struct group *group = getgrnam(name);
	int64_t number;

	if (group != NULL)
		*out = group->gr_gid;
	else if (read_id(name, &number))
		*out = (gid_t)number;
	else
		return false;
	return true;
}

bool
identity_in_group(void *ctx, const char *user, uid_t uid, const char *group)
{
	const struct passwd *pw;
	gid_t wanted, list[GROUPS_MAX];
	int i, n = GROUPS_MAX;

	(void)ctx;
	(void)user;
	if (!group_id(group, &wanted))
		return false;
	if (uid == getuid()) {
		n = getgroups(GROUPS_MAX, list);
		if (getgid() == wanted)
			return true;
	} else {
		pw = getpwuid(uid);
		if (pw == NULL || getgrouplist(pw->pw_name, pw->pw_gid, list,
		    &n) < 0)
			return false;
	}
	for (i = 0; i < n; i++)
		if (list[i] == wanted)
			return true;
	return false;
}

void
identity_forget_environment(void)
{
	static const char *const keep[] = { "SUDO_UID", "TERM", "LANG" };
	char *value[sizeof(keep) / sizeof(keep[0])];
	size_t i;

	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		const char *now = getenv(keep[i]);

		value[i] = now == NULL ? NULL : xstrdup(now);
	}
	clearenv();
	for (i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		if (value[i] != NULL)
			setenv(keep[i], value[i], 1);
		free(value[i]);
	}
}
