/* SPDX-License-Identifier: ISC */
#include "tui/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { HOUR_MS = 3600 * 1000, DAY_HOURS = 24, WEEK = 7, EPOCH_WEEKDAY = 4,
	YEAR_LEN = 5 };

static const char *const weekdays[WEEK] = {
	N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"),
	N_("Sat"),
};

enum role
words_due(const struct session *session, int64_t due, struct buf *out)
{
	int64_t now = session_now(session);
	int days = (int)(clock_day(now) - clock_day(due));
	int64_t hours = (due - now) / HOUR_MS;

	if (due == 0) {
		buf_add(out, "–");
		return ROLE_dim;
	}
	if (due <= now) {
		if (days > 0)
			buf_printf(out, _("%d d over"), days);
		else
			buf_add(out, _("today"));
		return ROLE_high;
	}
	if (hours < DAY_HOURS)
		buf_printf(out, _("in %d h"), (int)hours);
	else
		buf_printf(out, _("in %d d"), (int)(hours / DAY_HOURS));
	return ROLE_text;
}

void
words_due_short(const struct session *session, int64_t due, struct buf *out)
{
	int64_t now = session_now(session);

	if (due == 0 || due <= now)
		words_due(session, due, out);
	else
		words_age(session, now - (due - now), out);
}

void
words_age(const struct session *session, int64_t since, struct buf *out)
{
	int64_t hours = (session_now(session) - since) / HOUR_MS;

	if (since == 0)
		buf_add(out, _("never"));
	else if (hours < DAY_HOURS)
		buf_printf(out, _("%d h"), (int)(hours > 0 ? hours : 0));
	else
		buf_printf(out, _("%d d"), (int)(hours / DAY_HOURS));
}

void
words_last(const struct session *session, int64_t at, struct buf *out)
{
	int32_t days = session_today(session) - clock_day(at);

	if (at == 0)
		buf_add(out, _("never"));
	else if (days <= 0)
		buf_add(out, _("today"));
	else
		buf_printf(out, _("%d d"), (int)days);
}

void
words_moment(const struct session *session, int64_t ms, struct buf *out)
{
	char text[17], today[DATE_LEN];

	if (ms == 0) {
		buf_add(out, "–");
		return;
	}
	datetime_format_local(ms, text);
	date_format(session_today(session), today);
	if (strncmp(text, today, YEAR_LEN) == 0)
		buf_add(out, text + YEAR_LEN);
	else
		buf_addn(out, text, DATE_LEN - 1);
}

void
words_today(const struct session *session, struct buf *out)
{
	int32_t today = session_today(session);
	char date[DATE_LEN];

	date_format(today, date);
	/* The order differs: "Mon 2026-05-18", "2026-05-18 月". */
	buf_printf(out, _("%s %s"),
	    gettext(weekdays[(today + EPOCH_WEEKDAY) % WEEK]), date);
}

int32_t
words_days_since(const struct session *session, const char *date)
{
	int32_t day;

	return date != NULL && date_parse(date, &day) ?
	    session_today(session) - day : 0;
}

/* What no Japanese line begins with. */
static bool
closes(const char *text)
{
	static const char *const mark[] = { "。", "、", "）", "」" };
	size_t i;

	for (i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if (strncmp(text, mark[i], strlen(mark[i])) == 0)
			return true;
	return false;
}

size_t
words_cut(const char *text, int cells)
{
	size_t n = strlen(text), fit = utf8_clip(text, cells, NULL), space;

	if (fit == n)
		return n;
	/* At a blank, where there is one not far back. */
	for (space = fit; space > fit / 2; space--)
		if (text[space] == ' ')
			return space;
	if (fit > 0 && closes(text + fit))
		while ((text[--fit] & 0xc0) == 0x80)
			;
	return fit > 0 ? fit : utf8_grapheme(text, n);
}

void
words_wrap(const char *text, int cells, struct buf *out)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n"), fit;
		char *line = xstrndup(text, n);

		fit = words_cut(line, cells);
		free(line);
		buf_addn(out, text, fit);
		text += fit;
		if (fit < n)
			text += strspn(text, " ");
		else if (*text == '\n')
			text++;
		if (*text != '\0')
			buf_addc(out, '\n');
	}
}
