/* SPDX-License-Identifier: ISC */
/* Home of the job: whatever it says is checked; it may have met its master. */
#include "model/exchange/xlsx_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/intl.h"
#include "base/reply.h"
#include "base/utf8.h"
#include "model/exchange/xlsx_impl.h"

enum { CSV_LIMIT = 512 << 20 };

struct reading {
	const char	*file;
	struct arena	*arena;
	struct xlsx_name *sheet;
	size_t		 sheets, sheet_room;
	struct buf	*csv;
	struct problems	*warnings;
	int64_t		 told;
	bool		 done;
};

bool
xlsx_looks(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	char head[4] = "";
	bool looks;

	looks = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, head, 4) == 4 && (memcmp(head, "PK\x03\x04", 4) == 0 ||
	    memcmp(head, "PK\x05\x06", 4) == 0 ||
	    memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0);
	if (fd >= 0)
		close(fd);
	return looks;
}

/* Valid UTF-8 without anything that acts. */
static const char *
safe_text(const struct reading *reading, const char *s, size_t n)
{
	struct buf text = { 0 };
	const char *copy;

	utf8_safe(&text, s, strnlen(s, n), 0);
	copy = arena_strdup(reading->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const struct err *
on_sheet(struct reading *reading, const char *body, size_t n)
{
	if (n < 1 || reading->csv != NULL ||
	    reading->sheets == XLSX_READ_SHEETS)
		return reply_broken(reading->file);
	reading->sheet = arena_grow(reading->arena, reading->sheet,
	    &reading->sheet_room, reading->sheets + 1,
	    sizeof(*reading->sheet));
	reading->sheet[reading->sheets++] = (struct xlsx_name){
	    safe_text(reading, body + 1, n - 1), body[0] != 0 };
	return NULL;
}

static const struct err *
on_piece(struct reading *reading, const char *body, size_t n)
{
	if (reading->csv == NULL)
		return reply_broken(reading->file);
	if (reading->csv->len + n > CSV_LIMIT)
		return err_new(ERR_INPUT, _("%s holds more than 512 MB of "
		    "text. Split the sheet, or export it as CSV."),
		    reading->file);
	buf_addn(reading->csv, body, n);
	return NULL;
}

static const struct err *
on_warning(struct reading *reading, const char *body, size_t n)
{
	struct problem problem = { .file = reading->file, .warning = true };
	int64_t row;
	size_t len;

	if (reading->csv == NULL || n < sizeof(row) ||
	    reading->told++ > XLSX_READ_WARNINGS)
		return reply_broken(reading->file);
	memcpy(&row, body, sizeof(row));
	body += sizeof(row);
	n -= sizeof(row);
	len = strnlen(body, n);
	if (len == n)
		return reply_broken(reading->file);
	problem.line = (long)row;
	problem.value = len == 0 ? NULL : safe_text(reading, body, len);
	problem.reason = gettext(safe_text(reading, body + len + 1,
	    n - len - 1));
	problem_add(reading->warnings, &problem);
	return NULL;
}

static const struct err *
on_failed(struct reading *reading, const char *body, size_t n)
{
	return err_new(ERR_INPUT, _("%s is refused: %s"), reading->file,
	    gettext(safe_text(reading, body, n)));
}

static const struct err *
on_end(struct reading *reading, const char *body, size_t n)
{
	(void)body;
	reading->done = n == 0;
	return NULL;
}

static const struct err *(*const handlers[XLSX_MESSAGES])(
    struct reading *reading, const char *body, size_t n) = {
	[XLSX_SHEET] = on_sheet,
	[XLSX_PIECE] = on_piece,
	[XLSX_WARNING] = on_warning,
	[XLSX_FAILED] = on_failed,
	[XLSX_END] = on_end,
};

static const struct err *
take(void *ctx, unsigned type, const char *body, size_t n, bool *done)
{
	struct reading *reading = ctx;
	const struct err *err = handlers[type](reading, body, n);

	*done = reading->done;
	return err;
}

static const struct err *
ask(struct session *session, const char *path, int32_t sheet,
    struct reading *reading)
{
	const struct xlsx_request request = { .sheet = sheet };
	const struct reply reply = { .file = reading->file,
	    .types = XLSX_MESSAGES, .body_max = XLSX_BODY, .take = take,
	    .ctx = reading };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct worker_call *call = NULL;
	const struct err *err;

	if (fd < 0)
		return err_new(ERR_INPUT, _("%s cannot be read: %s. Check its "
		    "name and its permissions."), path, strerror(errno));
	err = worker_call(session->worker, &xlsx_job, &request,
	    sizeof(request), fd, &call);
	if (err == NULL)
		err = reply_read(call, &reply);
	worker_call_end(call);
	close(fd);
	return err;
}

const struct err *
xlsx_names(struct session *session, const char *path, const char *name,
    struct arena *arena, struct xlsx_name **out, size_t *n)
{
	struct reading reading = { .file = name, .arena = arena };
	const struct err *err = ask(session, path, -1, &reading);

	*out = reading.sheet;
	*n = reading.sheets;
	if (err == NULL && reading.sheets == 0)
		err = err_new(ERR_INPUT, _("%s has no sheet."), name);
	return err;
}

const struct err *
xlsx_read(struct session *session, const char *path, const char *name,
    size_t i, struct buf *csv, struct problems *warnings)
{
	struct reading reading = { .file = name, .csv = csv,
	    .arena = warnings->arena, .warnings = warnings };
	const struct err *err;

	buf_add(csv, "\xEF\xBB\xBF");
	err = ask(session, path, (int32_t)i, &reading);
	/* Home trusts no text before it has looked at it. */
	if (err == NULL && !utf8_valid(csv->s, csv->len))
		err = reply_broken(name);
	return err;
}
