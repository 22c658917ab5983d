/* SPDX-License-Identifier: ISC */
/*
 * Home of the job that reads a file: asks for it, hands the sightings out as
 * they come, and hashes the file beside it.  Whatever the job says is checked
 * here; it may have met its master.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/hash.h"
#include "base/intl.h"
#include "base/net.h"
#include "base/path.h"
#include "base/reply.h"
#include "model/discovery/importer.h"
#include "model/discovery/scan.h"

struct scan {
	struct session		*session;
	struct scan_file	*file;
	struct arena		*arena;		/* the caller's */
	struct arena		*lent;		/* of one sighting */
	scan_fn			 each;
	void			*ctx;
	int			 fd;
	bool			 regular;
	struct stat		 before;
	struct hash		 hash;
	int64_t			 hashed;
	size_t			 cap_scope;
	bool			 done;
};

/* The names for --as, for messages. */
static void
list_words(struct buf *out)
{
	const struct importer *row;

	for (row = importers; row->name != NULL; row++) {
		if (row != importers && strcmp(row[-1].word, row->word) == 0)
			continue;
		if (row != importers)
			buf_add(out, ", ");
		buf_add(out, row->word);
	}
}

/* --- hashing -------------------------------------------------------------- */

/* Hashes the file up to where the job has read it. */
static const struct err *
hash_to(struct scan *scan, int64_t end)
{
	char piece[64 * 1024];

	while (scan->regular && scan->hashed < end) {
		int64_t left = end - scan->hashed;
		ssize_t n = pread(scan->fd, piece, left > (int64_t)sizeof(piece)
		    ? sizeof(piece) : (size_t)left, scan->hashed);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(_("%s cannot be read"),
			    scan->file->path);
		if (n == 0)
			break;
		hash_add(&scan->hash, piece, (size_t)n);
		scan->hashed += n;
	}
	return NULL;
}

/* The hash must be that of the bytes that were read. */
static const struct err *
finish_hash(struct scan *scan, const struct scan_end *end)
{
	unsigned char sum[HASH_BYTES];
	const struct err *err;
	struct stat after;

	if (!scan->regular) {
		hash_hex(end->sum, HASH_BYTES, scan->file->sha256);
		return NULL;
	}
	err = hash_to(scan, end->bytes);
	if (err != NULL)
		return err;
	if (fstat(scan->fd, &after) != 0)
		return err_sys(_("%s cannot be read"), scan->file->path);
	if (scan->hashed != end->bytes ||
	    after.st_size != scan->before.st_size ||
	    after.st_mtim.tv_sec != scan->before.st_mtim.tv_sec ||
	    after.st_mtim.tv_nsec != scan->before.st_mtim.tv_nsec)
		return err_new(ERR_INPUT, _("%s changed while it was read. "
		    "Copy it, and import the copy."), scan->file->path);
	hash_end(&scan->hash, sum);
	hash_hex(sum, sizeof(sum), scan->file->sha256);
	return NULL;
}

/* --- messages ------------------------------------------------------------- */

static const struct err *
on_sighting(struct scan *scan, const char *body, size_t n)
{
	struct sighting sighting;

	if (sighting_decode(body, n, scan->lent, &sighting) != (long)n)
		return reply_broken(scan->file->name);
	if (sighting.state == SIGHTING_UP)
		scan->file->sightings++;
	scan->each(scan->ctx, &sighting);
	arena_reset(scan->lent);
	return NULL;
}

/* The text at the end of a body, in the caller's arena. */
static char *
text_of(struct scan *scan, const char *s, size_t n)
{
	struct buf text = { 0 };
	char *copy;

	charset_decode(CHARSET_UTF8, s, strnlen(s, n), &text, NULL);
	copy = arena_strdup(scan->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static const struct err *
on_warning(struct scan *scan, const char *body, size_t n)
{
	struct problem problem = { .file = scan->file->name, .warning = true };
	int64_t line;
	size_t len;
	const char *value;

	if (n < sizeof(line) ||
	    scan->file->warnings.n > SCAN_WARNINGS)
		return reply_broken(scan->file->name);
	memcpy(&line, body, sizeof(line));
	body += sizeof(line);
	n -= sizeof(line);
	len = strnlen(body, n);
	if (len == n)
		return reply_broken(scan->file->name);
	value = text_of(scan, body, len);
	problem.line = (long)line;
	problem.value = *value == '\0' ? NULL : value;
	problem.reason = gettext(text_of(scan, body + len + 1, n - len - 1));
	problem_add(&scan->file->warnings, &problem);
	return NULL;
}

static const struct err *
on_prefix(struct scan *scan, const char *body, size_t n)
{
	struct scan_file *file = scan->file;
	char text[CIDR_LEN];
	struct cidr cidr;
	size_t i;

	if (file->n_scope >= SCAN_SCOPE ||
	    !cidr_parse(text_of(scan, body, n), &cidr))
		return reply_broken(scan->file->name);
	cidr_format(&cidr, text);
	for (i = 0; i < file->n_scope; i++)
		if (strcmp(file->scope[i], text) == 0)
			return NULL;
	file->scope = arena_grow(scan->arena, file->scope, &scan->cap_scope,
	    file->n_scope + 1, sizeof(*file->scope));
	file->scope[file->n_scope++] = arena_strdup(scan->arena, text);
	return NULL;
}

static const struct err *
on_progress(struct scan *scan, const char *body, size_t n)
{
	int64_t bytes;

	if (n != sizeof(bytes))
		return reply_broken(scan->file->name);
	memcpy(&bytes, body, sizeof(bytes));
	if (!session_step(scan->session, scan->file->name, bytes,
	    scan->regular ? (int64_t)scan->before.st_size : 0))
		return err_new(ERR_CANCELLED, _("Reading %s was stopped. "
		    "Nothing was imported."), scan->file->name);
	return hash_to(scan, bytes);
}

static int
count_importers(void)
{
	int n = 0;

	while (importers[n].name != NULL)
		n++;
	return n;
}

static const struct err *
on_end(struct scan *scan, const char *body, size_t n)
{
	struct scan_file *file = scan->file;
	struct scan_end end;
	const char *why;

	if (n < sizeof(end))
		return reply_broken(scan->file->name);
	memcpy(&end, body, sizeof(end));
	if (end.importer < 0 || end.importer >= count_importers() ||
	    end.strength < 0 || end.strength > STRENGTH_CACHE)
		return reply_broken(scan->file->name);
	file->importer = &importers[end.importer];
	file->strength = (enum import_strength)end.strength;
	file->started = end.started;
	file->ended = end.ended;
	file->complete = !end.cut;
	if (end.cut) {
		why = gettext(text_of(scan, body + sizeof(end),
		    n - sizeof(end)));
		file->cut = end.cut_line > 0 ? arena_printf(scan->arena,
		    _("line %ld: %s"), (long)end.cut_line, why) :
		    arena_strdup(scan->arena, why);
	}
	if (end.more_warnings > 0) {
		struct problem more = { .file = file->name, .warning = true };

		more.reason = arena_printf(scan->arena, _("There are %lld more "
		    "lines like those above."), (long long)end.more_warnings);
		problem_add(&file->warnings, &more);
	}
	scan->done = true;
	return finish_hash(scan, &end);
}

static const struct err *
on_failed(struct scan *scan, const char *body, size_t n)
{
	const char *name = scan->file->name;
	struct scan_failed failed;
	struct buf words = { 0 };
	const struct err *err;

	if (n < sizeof(failed))
		return reply_broken(scan->file->name);
	memcpy(&failed, body, sizeof(failed));
	list_words(&words);
	switch ((enum scan_failure)failed.failure) {
	case SCAN_UNREADABLE:
		errno = failed.error;
		err = err_sys(_("%s cannot be read"), scan->file->path);
		break;
	case SCAN_EMPTY:
		err = err_new(ERR_INPUT, _("%s is empty. Check how it was "
		    "made, and make it again."), name);
		break;
	case SCAN_UNKNOWN:
		err = err_new(ERR_INPUT, _("%s is of no format that is known. "
		    "Name its format with --as: %s."), name, buf_str(&words));
		break;
	case SCAN_TIE:
		err = err_new(ERR_INPUT, _("%s could be of several formats. "
		    "Name its format with --as: %s."), name, buf_str(&words));
		break;
	case SCAN_REFUSED:
		err = err_new(ERR_INPUT, _("%s is refused: %s"), name,
		    gettext(text_of(scan, body + sizeof(failed),
		    n - sizeof(failed))));
		break;
	default:
		err = reply_broken(scan->file->name);
	}
	buf_release(&words);
	return err;
}

static const struct err *(*const handlers[SCAN_MESSAGES])(struct scan *scan,
    const char *body, size_t n) = {
	[SCAN_SIGHTING] = on_sighting,
	[SCAN_WARNING] = on_warning,
	[SCAN_PREFIX] = on_prefix,
	[SCAN_PROGRESS] = on_progress,
	[SCAN_END] = on_end,
	[SCAN_FAILED] = on_failed,
};

static const struct err *
take(void *ctx, unsigned type, const char *body, size_t n, bool *done)
{
	struct scan *scan = ctx;
	const struct err *err = handlers[type](scan, body, n);

	*done = scan->done;
	return err;
}

/* --- the file ------------------------------------------------------------- */

static const struct err *
open_file(struct scan *scan)
{
	const char *path = scan->file->path;

	if (strcmp(path, "-") == 0)
		scan->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		scan->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (scan->fd < 0 || fstat(scan->fd, &scan->before) != 0)
		return err_new(ERR_INPUT, _("%s cannot be read: %s. Check its "
		    "name and its permissions."), path, strerror(errno));
	if (S_ISDIR(scan->before.st_mode))
		return err_new(ERR_INPUT, _("%s is a folder. Name the files in "
		    "it."), path);
	scan->regular = S_ISREG(scan->before.st_mode) &&
	    lseek(scan->fd, 0, SEEK_CUR) == 0;
	return NULL;
}

const struct err *
import_scan_file(struct session *session, const char *path, const char *as,
    struct arena *arena, scan_fn each, void *ctx, struct scan_file *out)
{
	return import_scan_mapped(session, path, as, NULL, arena, each, ctx,
	    out);
}

const struct err *
import_scan_mapped(struct session *session, const char *path, const char *as,
    const char *map, struct arena *arena, scan_fn each, void *ctx,
    struct scan_file *out)
{
	struct scan scan = { .session = session, .file = out, .arena = arena,
		.each = each, .ctx = ctx, .fd = -1 };
	struct scan_request request = { .importer = -1 };
	struct reply reply = { .types = SCAN_MESSAGES,
	    .body_max = SIGHTING_MAX + sizeof(uint32_t), .take = take,
	    .ctx = &scan };
	struct buf asked = { 0 };
	struct worker_call *call = NULL;
	const struct err *err = NULL;

	*out = (struct scan_file){ .path = arena_strdup(arena, path) };
	out->name = arena_strdup(arena, strcmp(path, "-") == 0 ? "stdin" :
	    path_base(path));
	out->warnings.arena = arena;
	if (as != NULL && importer_find(as) == NULL) {
		struct buf words = { 0 };

		list_words(&words);
		err = err_new(ERR_USAGE, _("The format \"%s\" is not known. "
		    "These are: %s."), as, buf_str(&words));
		buf_release(&words);
		return err;
	}
	reply.file = out->name;
	scan.lent = arena_new();
	hash_init(&scan.hash);
	err = open_file(&scan);
	if (err != NULL)
		goto done;
	memset(&request, 0, sizeof(request));
	request.now = session_now(session);
	request.importer = as == NULL ? -1 :
	    (int32_t)(importer_find(as) - importers);
	request.hash = !scan.regular;
	if (session->zone != NULL && strlen(session->zone) < SCAN_ZONE)
		memcpy(request.zone, session->zone, strlen(session->zone));
	buf_addn(&asked, &request, sizeof(request));
	if (map != NULL)
		buf_add(&asked, map);
	err = worker_call(session->worker, &importer_job, asked.s, asked.len,
	    scan.fd, &call);
	if (err == NULL)
		err = reply_read(call, &reply);
done:
	worker_call_end(call);
	if (scan.fd >= 0)
		close(scan.fd);
	arena_free(scan.lent);
	buf_release(&asked);
	return err;
}
