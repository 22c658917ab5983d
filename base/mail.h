/* SPDX-License-Identifier: ISC */
/*
 * Mail through the local sendmail, for what runs from cron.  No network: the
 * machine's own mailer decides what becomes of it.
 */
#ifndef DAICHO_BASE_MAIL_H
#define DAICHO_BASE_MAIL_H

#include "base/err.h"

/* ERR_USAGE for what can be no address. */
const struct err *mail_check(const char *address) ERR_MUST_CHECK;
/*
 * Hands a message to sendmail (/usr/sbin/sendmail unless $SENDMAIL names
 * another) and waits until it is taken.  Subject and body are UTF-8.
 * ERR_USAGE, ERR_IO.
 */
const struct err *mail_send(const char *address, const char *subject,
    const char *body) ERR_MUST_CHECK;

#endif
