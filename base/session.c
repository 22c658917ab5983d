/* SPDX-License-Identifier: ISC */
#include "base/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/identity.h"

static void
random_uuid(void *ctx, char out[UUID_LEN])
{
	uuid_t uuid;

	(void)ctx;
	/* The library's own function reseeds rand() every time. */
	hash_random(uuid, sizeof(uuid));
	uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80);
	uuid_unparse_lower(uuid, out);
}

void
session_init(struct session *session)
{
	*session = (struct session){
		.clock = clock_system,
		.uuid = random_uuid,
		.uid = getuid(),
		.user = identity_name(getuid()),
		.sudo_uid = identity_sudo(),
		.in_group = identity_in_group,
		.zone = "Asia/Tokyo",
		.lang = LANG_EN,
	};
	clock_set_zone(session->zone);
}

void
session_release(struct session *session)
{
	free((char *)(uintptr_t)session->user);
	session->user = NULL;
}

bool
session_is_restricted(const struct session *session)
{
	return session->sudo_uid >= 0 && session->uid != 0 &&
	    session->sudo_uid != (int64_t)session->uid;
}

int64_t
session_now(const struct session *session)
{
	int64_t now = clock_now(&session->clock);

	return session->as_of != 0 && session->as_of < now ? session->as_of :
	    now;
}

int32_t
session_today(const struct session *session)
{
	return clock_day(session_now(session));
}

void
session_uuid(struct session *session, char out[UUID_LEN])
{
	session->uuid(session->uuid_ctx, out);
}

void
session_uuid_next(struct session *session, char last[UUID_LEN],
    char out[UUID_LEN])
{
	static const char digits[] = "0123456789abcdef";
	char *at = last + UUID_LEN - 2;

	if (last[0] == '\0')
		session_uuid(session, last);
	for (; *at != '-'; at--) {
		*at = digits[(strchr(digits, *at) - digits + 1) % 16];
		if (*at != '0')
			break;
	}
	memcpy(out, last, UUID_LEN);
}

bool
session_step(struct session *session, const char *what, int64_t done,
    int64_t total)
{
	if (session->progress.step == NULL)
		return true;
	return session->progress.step(session->progress.ctx, what, done, total);
}
