/* SPDX-License-Identifier: ISC */
/*
 * Who somebody is to the system: names of accounts, groups, and the caller of
 * sudo.  The session holds the answers; session.c and main call this.
 */
#ifndef DAICHO_BASE_IDENTITY_H
#define DAICHO_BASE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Name of an account, "uid 4001" where it has none.  The caller frees it. */
char *identity_name(uid_t uid);
/* SUDO_UID; -1 where it is missing or no number. */
int64_t identity_sudo(void);
/*
 * True when the account is in the group, by name or number.  Of the process
 * itself its own groups count, of others what the system's tables say.
 */
bool identity_in_group(void *ctx, const char *user, uid_t uid,
    const char *group);
/*
 * Forgets the environment but SUDO_UID, TERM and LANG: whoever calls through
 * sudo must not steer what runs under another account.
 */
void identity_forget_environment(void);

#endif
