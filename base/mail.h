/* SPDX-License-Identifier: ISC */
/*
 * Mail through the local sendmail, for what runs from cron.  No network: the
 * machine's own mailer decides what becomes of it.
 */
#ifndef DAICHO_BASE_MAIL_H
#define DAICHO_BASE_MAIL_H

#include "base/err.h"

/*
 * Hands a message to sendmail (/usr/sbin/sendmail unless $SENDMAIL names
 * another) and waits until it is taken.  Subject and body are UTF-8; line
 * breaks in address or subject are refused.  ERR_INPUT, ERR_IO.
 */
const struct err *mail_send(const char *address, const char *subject,
    const char *body) ERR_MUST_CHECK;

#endif
