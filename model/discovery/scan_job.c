/* SPDX-License-Identifier: ISC */
/*
 * The job that reads one file: bytes are decoded, the format is sniffed, the
 * reader is fed, and what it finds goes home at once.  Home reads at its own
 * pace; a full pipe makes the job wait.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/worker.h"
#include "model/discovery/decode.h"
#include "model/discovery/importer.h"
#include "model/discovery/scan.h"
#include "model/discovery/unpack.h"

enum {
	PIECE = 64 * 1024,
	SEND_AT = 64 * 1024,		/* bytes gathered for one write */
	SEND_AFTER = 100,		/* ms, so that progress is seen */
};

struct job {
	const struct scan_request *request;
	const char		*map;
	int			 fd_in, fd_out;
	bool			 broken;	/* home does not listen */
	struct buf		 out;
	int64_t			 sent_at;
	struct hash		 hash;
	struct decoder		 decoder;
	const struct importer	*importer;
	struct import_reader	*reader;
	struct scan_end		 end;
	struct buf		 cut;
	int64_t			 warnings;
	int64_t			 prefixes;
};

static void
send_all(struct job *job)
{
	size_t done = 0;

	while (done < job->out.len && !job->broken) {
		ssize_t n = write(job->fd_out, job->out.s + done,
		    job->out.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR)
			job->broken = true;
	}
	buf_clear(&job->out);
	job->sent_at = clock_monotonic();
}

/* Opens a message; the place of its length comes back. */
static size_t
begin_message(struct job *job, enum scan_message type)
{
	const uint32_t none = 0;
	size_t at;

	buf_addc(&job->out, (char)type);
	at = job->out.len;
	buf_addn(&job->out, &none, sizeof(none));
	return at;
}

static void
end_message(struct job *job, size_t at)
{
	uint32_t length = (uint32_t)(job->out.len - at - sizeof(length));

	memcpy(job->out.s + at, &length, sizeof(length));
	if (job->out.len >= SEND_AT)
		send_all(job);
}

/* --- the sink ------------------------------------------------------------- */

static void
on_sighting(void *ctx, const struct sighting *sighting)
{
	struct job *job = ctx;
	size_t at = begin_message(job, SCAN_SIGHTING);

	sighting_encode(sighting, &job->out);
	end_message(job, at);
}

static void
on_warning(void *ctx, long line, const char *value, const char *reason)
{
	const int64_t number = line;
	struct job *job = ctx;
	size_t at;

	if (job->warnings == SCAN_WARNINGS) {
		job->end.more_warnings++;
		return;
	}
	job->warnings++;
	at = begin_message(job, SCAN_WARNING);
	buf_addn(&job->out, &number, sizeof(number));
	if (value == NULL)
		value = "";
	buf_addn(&job->out, value, strlen(value) + 1);
	buf_add(&job->out, reason);
	end_message(job, at);
}

static void
on_scope(void *ctx, const char *cidr)
{
	struct job *job = ctx;
	size_t at;

	if (job->prefixes++ >= SCAN_SCOPE)
		return;
	at = begin_message(job, SCAN_PREFIX);
	buf_add(&job->out, cidr);
	end_message(job, at);
}

static void
on_run(void *ctx, int64_t started, int64_t ended)
{
	struct scan_end *end = &((struct job *)ctx)->end;

	if (started != 0 && (end->started == 0 || started < end->started))
		end->started = started;
	if (ended > end->ended)
		end->ended = ended;
}

static void
on_cut(void *ctx, long line, const char *reason)
{
	struct job *job = ctx;

	if (job->end.cut)
		return;
	job->end.cut = true;
	job->end.cut_line = line;
	buf_add(&job->cut, reason);
}

static void
on_strength(void *ctx, enum import_strength strength)
{
	((struct job *)ctx)->end.strength = (int32_t)strength;
}

/* --- reading -------------------------------------------------------------- */

static int
fail(struct job *job, enum scan_failure failure, int error, const char *reason)
{
	const struct scan_failed failed = {
		.failure = (int32_t)failure, .error = error,
		.importer = job->importer == NULL ? -1 :
		    (int32_t)(job->importer - importers),
	};
	size_t at = begin_message(job, SCAN_FAILED);

	buf_addn(&job->out, &failed, sizeof(failed));
	buf_add(&job->out, reason);
	end_message(job, at);
	send_all(job);
	return 0;
}

/* The next bytes of the file as it is; they are counted and hashed. */
static ssize_t
read_bytes(void *ctx, char *room, size_t size)
{
	struct job *job = ctx;
	ssize_t n = read(job->fd_in, room, size);

	if (n > 0) {
		job->end.bytes += n;
		if (job->request->hash)
			hash_add(&job->hash, room, (size_t)n);
	}
	return n;
}

static void
tell_progress(struct job *job)
{
	size_t at = begin_message(job, SCAN_PROGRESS);

	buf_addn(&job->out, &job->end.bytes, sizeof(job->end.bytes));
	end_message(job, at);
	if (clock_monotonic() - job->sent_at >= SEND_AFTER)
		send_all(job);
}

/* Chooses the format by the first piece; false when there is none. */
static bool
choose(struct job *job, const char *text, size_t n, bool *tie)
{
	const struct import_sink sink = {
		.sighting = on_sighting, .warning = on_warning,
		.scope = on_scope, .run = on_run, .cut = on_cut,
		.strength = on_strength, .ctx = job, .map = job->map,
	};

	*tie = false;
	job->importer = job->request->importer >= 0 ?
	    importer_variant(&importers[job->request->importer], text, n) :
	    importer_sniff(text, n, tie);
	if (job->importer == NULL)
		return false;
	job->end.strength = (int32_t)job->importer->strength;
	job->reader = job->importer->begin(&sink, job->request->now);
	return true;
}

static void
tell_end(struct job *job)
{
	size_t at;

	if (job->decoder.bad > 0)
		on_warning(job, 0, charset_name(job->decoder.charset),
		    N_("Some bytes are no text in the encoding of the file. "
		    "They were replaced."));
	if (job->request->hash)
		hash_end(&job->hash, job->end.sum);
	job->end.importer = (int32_t)(job->importer - importers);
	at = begin_message(job, SCAN_END);
	buf_addn(&job->out, &job->end, sizeof(job->end));
	buf_add(&job->out, buf_str(&job->cut));
	end_message(job, at);
	send_all(job);
}

/* Hands a piece of the file, unpacked, to the reader of its format. */
static const struct err *
take_piece(struct job *job, const char *piece, size_t n, int *failure)
{
	const char *text;
	size_t len;
	bool tie;

	*failure = SCAN_REFUSED;
	decoder_feed(&job->decoder, piece, n, &text, &len);
	if (job->importer == NULL && !choose(job, text, len, &tie)) {
		*failure = tie ? SCAN_TIE : SCAN_UNKNOWN;
		return err_new(ERR_INPUT, "%s", "");
	}
	return job->importer->feed(job->reader, text, len);
}

static const struct err *
finish_reader(struct job *job)
{
	const struct err *err = NULL;
	const char *text;
	size_t len;

	decoder_end(&job->decoder, &text, &len);
	if (len > 0)
		err = job->importer->feed(job->reader, text, len);
	if (err == NULL)
		err = job->importer->end(job->reader);
	return err;
}

static int
read_file(struct job *job, struct unpack *unpack, char *piece)
{
	const struct err *err = NULL;
	int failure = SCAN_REFUSED;
	size_t n = 0;

	do {
		err = unpack_read(unpack, piece, PIECE, &n);
		if (err != NULL && err->kind == ERR_IO)
			return fail(job, SCAN_UNREADABLE, errno, "");
		if (err == NULL && n > 0)
			err = take_piece(job, piece, n, &failure);
		if (err != NULL)
			return fail(job, failure, 0, err->msg);
		tell_progress(job);
	} while (n == PIECE && !job->broken);
	if (job->importer == NULL)
		return fail(job, SCAN_EMPTY, 0, "");
	if (unpack_cut(unpack) != NULL)
		on_cut(job, 0, unpack_cut(unpack));
	err = finish_reader(job);
	if (err != NULL)
		return fail(job, SCAN_REFUSED, 0, err->msg);
	tell_end(job);
	return 0;
}

/* The process ends with the job, and with it what the job holds. */
static int
run(const void *request, size_t n, int fd_in, int fd_out)
{
	struct scan_request copy;
	struct job job = { .request = &copy, .fd_in = fd_in, .fd_out = fd_out };

	if (n < sizeof(copy) || fd_in < 0)
		return 1;
	memcpy(&copy, request, sizeof(copy));
	copy.zone[SCAN_ZONE - 1] = '\0';
	if (copy.zone[0] != '\0')
		clock_set_zone(copy.zone);
	if (n > sizeof(copy))
		job.map = xstrndup((const char *)request + sizeof(copy),
		    n - sizeof(copy));
	hash_init(&job.hash);
	job.sent_at = clock_monotonic();
	return read_file(&job, unpack_new(read_bytes, &job), xmalloc(PIECE));
}

const struct worker_job importer_job = {
	.name = "import",
	.run = run,
	.cpu_seconds = 300,
	.memory_mb = 128,
	.wall_seconds = 3600,
};
