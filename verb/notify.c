/* SPDX-License-Identifier: ISC */
#include "verb/notify.h"

#include <string.h>
#include <syslog.h>

#include "base/mail.h"
#include "base/utf8.h"
#include "verb/finding_rows.h"

static void
add_word(struct buf *out, const char *word)
{
	if (word == NULL || *word == '\0')
		return;
	buf_addc(out, ' ');
	utf8_safe(out, word, strlen(word), 0);
}

void
notify_line(const struct session *session,
    const struct discover_finding *finding, struct buf *out)
{
	struct arena *arena = arena_new();

	buf_printf(out, "%s %s %s", finding->number,
	    choice_label(session, "severity", finding->severity),
	    choice_label(session, "finding_result",
	    finding->result < RESULT_COUNT ? result_key(finding->result) :
	    NULL));
	if (finding->asset != NULL)
		add_word(out, register_ref_of(session, finding->asset, arena));
	add_word(out, finding->hostname);
	add_word(out, finding->ip);
	add_word(out, finding->mac);
	if (finding->zone != NULL) {
		buf_addc(out, ' ');
		add_word(out, register_name_of(session, finding->zone,
		    arena));
	}
	buf_addc(out, '\n');
	arena_free(arena);
}

static void
to_syslog(const struct verb_call *call, const struct discover_report *report)
{
	struct buf line = { 0 };
	size_t i;

	openlog("daicho", LOG_PID, LOG_USER);
	for (i = 0; i < report->n_findings; i++) {
		if (!report->finding[i].is_new)
			continue;
		buf_clear(&line);
		notify_line(call->session, &report->finding[i], &line);
		buf_truncate(&line, line.len - 1);
		syslog(LOG_WARNING, "%s", buf_str(&line));
	}
	closelog();
	buf_release(&line);
}

static const struct err *
to_mail(struct verb_call *call, const struct discover_report *report,
    size_t n)
{
	struct buf body = { 0 }, name = { 0 }, safe = { 0 };
	const char *raw = register_name(call->session), *subject;
	const struct err *err;
	size_t i;

	utf8_safe(&name, raw, strlen(raw), 0);
	subject = arena_printf(call->arena, n == 1 ?
	    _("daicho %s: %zu new finding") : _("daicho %s: %zu new findings"),
	    buf_str(&name), n);
	buf_release(&name);
	for (i = 0; i < report->n_findings; i++)
		if (report->finding[i].is_new)
			notify_line(call->session, &report->finding[i],
			    &body);
	buf_addc(&body, '\n');
	coverage_line(call->session, &report->coverage, &body);
	buf_addc(&body, '\n');
	utf8_safe(&safe, body.s, body.len, UTF8_KEEP_NEWLINE);
	err = mail_send(verb_value(call, "mail"), subject, buf_str(&safe));
	/* Cron mails what stands on standard error: nothing is lost. */
	if (err != NULL)
		buf_add(call->message, buf_str(&body));
	buf_release(&safe);
	buf_release(&body);
	return err;
}

const struct err *
notify_findings(struct verb_call *call, const struct discover_report *report)
{
	size_t i, n = 0;

	for (i = 0; i < report->n_findings; i++)
		n += report->finding[i].is_new;
	if (n == 0)
		return NULL;
	if (verb_value(call, "syslog") != NULL)
		to_syslog(call, report);
	return verb_value(call, "mail") == NULL ? NULL :
	    to_mail(call, report, n);
}
