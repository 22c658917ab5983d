/* SPDX-License-Identifier: ISC */
/*
 * The XML of nmap -oX, read with expat as it comes.  The text is UTF-8
 * already, whatever the file's own declaration says.
 *
 * A file may hold several documents (--append-output), may end anywhere, and
 * may break off at a character that XML forbids; what was complete before
 * stands.  No document type of its own is accepted, and neither deep nesting
 * nor endless tags.
 */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "model/discovery/nmap_hint.h"
#include "model/discovery/nmap_host.h"
#include "model/discovery/nmap_reader.h"
#include "model/discovery/nmap_scope.h"
#include "model/discovery/reader.h"

enum {
	DEPTH_MAX = 64,
	TAG_MAX = 4 << 20,		/* bytes of one tag */
	RAW_MAX = 2 * SIGHTING_TEXT,	/* bytes kept for the evidence */
};

struct import_reader {
	struct import_sink	 sink;
	XML_Parser		 xml;
	bool			 masscan;	/* its imitation is read */
	const struct err	*refused;
	bool			 over;		/* nothing more is read */
	int64_t			 bytes;		/* given to this parser */
	long			 line_base;	/* lines before this document */
	int			 depth;
	bool			 begun;		/* <nmaprun> was seen */
	bool			 between;	/* after </nmaprun> */
	bool			 finished;	/* <finished> was seen */
	bool			 any;		/* one document was whole */
	struct buf		 after;		/* text not read by the parser */
	int64_t			 started;
	struct nmap_args	 args;
	struct nmap_host	 host;
	long			 host_from;	/* byte where it begins */
	struct buf		 raw;		/* how the host begins */
	struct nmap_hints	 hints;
};

/* --- sending a host ------------------------------------------------------- */

static long
line_now(const struct import_reader *r)
{
	return r->line_base + (long)XML_GetCurrentLineNumber(r->xml);
}

static void
tell_host(struct import_reader *r)
{
	char text[SIGHTING_TEXT + 1];
	struct nmap_host *h = &r->host;
	struct sighting s;
	size_t i;

	if (!nmap_host_sighting(h, &s))
		return;
	sighting_text(text, buf_str(&r->raw), r->raw.len);
	s.text = text;
	if (h->hint) {
		if (s.state == SIGHTING_UP && !nmap_hint_add(&r->hints, &s))
			r->sink.sighting(r->sink.ctx, &s);
		return;
	}
	for (i = 0; i < h->n_ip; i++)
		nmap_hint_drop(&r->hints, h->ip[i]);
	r->sink.sighting(r->sink.ctx, &s);
}

/* --- elements ------------------------------------------------------------- */

/* Seconds since 1970 as milliseconds; 0 when absent or absurd. */
static int64_t
moment(const char **atts, const char *name)
{
	const char *s = nmap_attribute(atts, name);
	char *end;
	long long seconds;

	if (s == NULL || *s < '0' || *s > '9')
		return 0;
	seconds = strtoll(s, &end, 10);
	return *end != '\0' || seconds > INT64_C(253402300799) ? 0 :
	    (int64_t)seconds * 1000;
}

static void
on_scope(void *ctx, const char *cidr)
{
	struct import_reader *r = ctx;

	r->sink.scope(r->sink.ctx, cidr);
}

static void
on_run(struct import_reader *r, const char **atts)
{
	const char *args = nmap_attribute(atts, "args");

	r->begun = true;
	r->started = moment(atts, "start");
	r->sink.run(r->sink.ctx, r->started, 0);
	if (r->masscan)		/* it does not say what it looked at */
		return;
	nmap_scope(args == NULL ? "" : args, &r->args, on_scope, r);
	if (r->args.list)
		r->sink.strength(r->sink.ctx, STRENGTH_CACHE);
	else if (r->args.unknown != NULL)
		r->sink.warning(r->sink.ctx, line_now(r), NULL,
		    r->args.unknown);
}

static void
begin_host(struct import_reader *r, bool hint)
{
	int offset = 0, size = 0;
	const char *context = XML_GetInputContext(r->xml, &offset, &size);

	nmap_host_begin(&r->host, hint, line_now(r));
	r->host_from = (long)XML_GetCurrentByteIndex(r->xml);
	buf_clear(&r->raw);
	if (context != NULL && offset >= 0 && size > offset)
		buf_addn(&r->raw, context + offset, size - offset > RAW_MAX ?
		    RAW_MAX : (size_t)(size - offset));
}

static void
on_host(struct import_reader *r, const char **atts)
{
	begin_host(r, false);
	r->host.seen_at = moment(atts, "endtime");
	if (r->host.seen_at == 0)
		r->host.seen_at = moment(atts, "starttime");
}

static void
on_hosthint(struct import_reader *r, const char **atts)
{
	(void)atts;
	begin_host(r, true);
	r->host.seen_at = r->started;
}

static void
on_finished(struct import_reader *r, const char **atts)
{
	r->finished = true;
	r->sink.run(r->sink.ctx, 0, moment(atts, "time"));
	if (nmap_attribute(atts, "exit") != NULL &&
	    !nmap_attribute_is(atts, "exit", "success"))
		r->sink.cut(r->sink.ctx, line_now(r),
		    N_("nmap ended the scan with an error."));
}

/* The elements outside hosts that say something. */
static const struct element {
	const char	*name;
	void		(*start)(struct import_reader *r, const char **atts);
} elements[] = {
	{ "host", on_host },
	{ "hosthint", on_hosthint },
	{ "finished", on_finished },
};

/* --- the parser ----------------------------------------------------------- */

static void
refuse(struct import_reader *r, const char *reason)
{
	if (r->refused == NULL)
		r->refused = err_new(ERR_INPUT, "%s", reason);
	XML_StopParser(r->xml, XML_FALSE);
}

static void
start_element(void *ctx, const char *name, const char **atts)
{
	struct import_reader *r = ctx;
	const char *doubt;
	size_t i;

	if (++r->depth > DEPTH_MAX) {
		refuse(r, N_("its elements are nested deeper than in any file "
		    "of nmap. Scan again, or check where the file is from."));
		return;
	}
	if (r->depth == 1) {
		if (strcmp(name, "nmaprun") == 0 &&
		    nmap_attribute_is(atts, "scanner", "masscan") ==
		    r->masscan)
			on_run(r, atts);
		else if (r->masscan)
			refuse(r, N_("it is XML, but not of masscan. Name "
			    "another format with --as."));
		else
			refuse(r, N_("it is XML, but not of nmap. Name "
			    "another format with --as."));
		return;
	}
	if (r->host.open) {
		doubt = nmap_host_element(&r->host, name, atts);
		if (doubt != NULL)
			r->sink.warning(r->sink.ctx, line_now(r),
			    r->host.doubted, doubt);
		return;
	}
	for (i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcmp(name, elements[i].name) == 0)
			elements[i].start(r, atts);
}

/*
 * Takes back what the parser was given and does not need: all but the first
 * skip bytes from where it is.  It may hold several pieces, for it waits for
 * the end of a long tag.
 */
static void
take_rest(struct import_reader *r, size_t skip)
{
	int offset = 0, size = 0;
	const char *context = XML_GetInputContext(r->xml, &offset, &size);

	buf_clear(&r->after);
	if (context != NULL && (size_t)size >= (size_t)offset + skip)
		buf_addn(&r->after, context + offset + skip,
		    (size_t)size - (size_t)offset - skip);
}

static void
end_element(void *ctx, const char *name)
{
	struct import_reader *r = ctx;
	size_t n;

	r->depth--;
	if (r->host.open && strcmp(name, r->host.hint ? "hosthint" : "host")
	    == 0) {
		n = (size_t)(XML_GetCurrentByteIndex(r->xml) +
		    XML_GetCurrentByteCount(r->xml) - r->host_from);
		if (n < r->raw.len)
			buf_truncate(&r->raw, n);
		tell_host(r);
		r->host.open = false;
	} else if (r->host.open) {
		nmap_host_end_element(&r->host, name);
	}
	if (r->depth == 0) {
		r->between = true;
		take_rest(r, (size_t)XML_GetCurrentByteCount(r->xml));
		XML_StopParser(r->xml, XML_TRUE);
	}
}

static void
start_doctype(void *ctx, const char *name, const char *sysid,
    const char *pubid, int has_internal_subset)
{
	(void)name, (void)sysid, (void)pubid;
	if (has_internal_subset)
		refuse(ctx, N_("it defines a document type of its own, which "
		    "nmap never does. Check where the file is from."));
}

/* A parser for the document that begins now. */
static void
new_document(struct import_reader *r)
{
	XML_ParserReset(r->xml, "UTF-8");
	XML_SetUserData(r->xml, r);
	XML_SetElementHandler(r->xml, start_element, end_element);
	XML_SetStartDoctypeDeclHandler(r->xml, start_doctype);
	r->bytes = 0;
	r->depth = 0;
	r->begun = r->between = r->finished = false;
	r->host.open = false;
}

static const char *
no_end(void)
{
	return N_("The end of the scan is missing: it was stopped, or the file "
	    "was cut.");
}

/*
 * The document ends here, whole or not.  A host that was being told is kept
 * once its addresses are complete; its ports are not.
 */
static void
end_document(struct import_reader *r, const char *cut, long line)
{
	if (r->host.open && r->host.addressed) {
		nmap_host_cut(&r->host);
		tell_host(r);
	}
	r->host.open = false;
	nmap_hint_flush(&r->hints, r->sink.sighting, r->sink.ctx);
	if (cut == NULL && !r->finished)
		cut = no_end();
	if (cut != NULL)
		r->sink.cut(r->sink.ctx, line, cut);
	r->any = true;
}

static const char *
reason_of(enum XML_Error code, bool final)
{
	if (final)
		return no_end();
	if (code == XML_ERROR_BAD_CHAR_REF || code == XML_ERROR_INVALID_TOKEN)
		return N_("A character that XML forbids stands here: what "
		    "comes after it was not read.");
	return N_("The XML is broken here: what comes after it was not read.");
}

/* Steps over blanks between documents; true when something else follows. */
static bool
next_document(struct import_reader *r, const char **text, size_t *n)
{
	while (*n > 0 && strchr(" \t\r\n", **text) != NULL && **text != '\0') {
		r->line_base += **text == '\n';
		++*text;
		--*n;
	}
	if (*n == 0)
		return false;
	new_document(r);
	return true;
}

static const struct err *
no_memory(void)
{
	return err_new(ERR_INPUT, "%s", N_("it needs more memory than any "
	    "file of nmap. Check where the file is from."));
}

/* The parser met "<?xml" where none may be: a scan was appended. */
static bool
restart(struct import_reader *r)
{
	long line = line_now(r);
	const char *end;

	take_rest(r, 0);
	end = r->after.len == 0 ? NULL :
	    memmem(r->after.s, r->after.len, "?>", 2);
	if (end == NULL)
		return false;
	if (r->begun)
		end_document(r, N_("The scan that begins here was appended to "
		    "one that has no end."), line);
	end += 2;
	r->after.len -= (size_t)(end - r->after.s);
	memmove(r->after.s, end, r->after.len);
	r->line_base = line - 1;
	new_document(r);
	return true;
}

/* What the parser stopped at; after the restart of a document, NULL. */
static const struct err *
stopped(struct import_reader *r, bool final)
{
	enum XML_Error code = XML_GetErrorCode(r->xml);

	if (r->refused != NULL)
		return r->refused;
	if (code == XML_ERROR_NO_MEMORY)
		return no_memory();
	if (code == XML_ERROR_MISPLACED_XML_PI && restart(r))
		return NULL;
	r->over = true;
	if (r->begun)
		end_document(r, reason_of(code, final), line_now(r));
	else if (!r->any)
		return err_new(ERR_INPUT, "%s", N_("it is no XML of nmap, or "
		    "it breaks off before the scan begins. Scan again."));
	else
		r->sink.cut(r->sink.ctx, line_now(r), N_("What follows the "
		    "scan is not another one, or only its beginning."));
	return NULL;
}

/* Collects how the open host begins, for the evidence. */
static void
collect_raw(struct import_reader *r, const char *text, size_t n)
{
	size_t room = (size_t)RAW_MAX - r->raw.len;

	if (r->host.open && r->raw.len < (size_t)RAW_MAX)
		buf_addn(&r->raw, text, n < room ? n : room);
}

/* Parses a piece, which may hold the end of one document and more of them. */
static const struct err *
parse(struct import_reader *r, const char *text, size_t n, bool final)
{
	const struct err *err = NULL;
	struct buf piece = { 0 };

	for (;;) {
		enum XML_Status status;

		if (r->between && !next_document(r, &text, &n))
			break;
		collect_raw(r, text, n);
		status = XML_Parse(r->xml, text, (int)n, final);
		r->bytes += (int64_t)n;
		if (status == XML_STATUS_ERROR) {
			err = stopped(r, final);
		} else if (r->between) {
			r->line_base = line_now(r) - 1;
			end_document(r, NULL, r->line_base + 1);
		} else {
			if (r->bytes - XML_GetCurrentByteIndex(r->xml) >
			    TAG_MAX)
				err = err_new(ERR_INPUT, "%s", N_("one of its "
				    "tags is longer than any of nmap. Check "
				    "where the file is from."));
			break;
		}
		if (err != NULL || r->over)
			break;
		buf_release(&piece);
		piece = r->after;
		r->after = (struct buf){ 0 };
		text = buf_str(&piece);
		n = piece.len;
	}
	if (err != NULL)
		r->over = true;
	buf_release(&piece);
	return err;
}

/* --- the reader ----------------------------------------------------------- */

int
nmap_sniff(const char *head, size_t n)
{
	const char *run, *end;
	size_t i = 0;

	while (i < n && (head[i] == ' ' || head[i] == '\t' ||
	    head[i] == '\r' || head[i] == '\n'))
		i++;
	if (i == n || head[i] != '<')
		return 0;
	run = memmem(head, n, "<nmaprun", 8);
	if (run == NULL)
		return memmem(head, n, "<!DOCTYPE nmaprun", 17) != NULL ? 90 :
		    0;
	n -= (size_t)(run - head);
	end = memchr(run, '>', n);
	if (end != NULL)
		n = (size_t)(end - run);
	if (memmem(run, n, "scanner=\"masscan\"", 17) != NULL ||
	    memmem(run, n, "scanner='masscan'", 17) != NULL)
		return 0;
	return memmem(run, n, "scanner=\"nmap\"", 14) != NULL ? 99 : 90;
}

struct import_reader *
nmap_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return nmap_reader_new(sink, false);
}

struct import_reader *
nmap_reader_new(const struct import_sink *sink, bool masscan)
{
	struct import_reader *r = xcalloc(1, sizeof(*r));

	r->sink = *sink;
	r->masscan = masscan;
	r->xml = XML_ParserCreate("UTF-8");
	if (r->xml != NULL)
		new_document(r);
	return r;
}

const struct err *
nmap_feed(struct import_reader *r, const char *text, size_t n)
{
	if (r->xml == NULL)
		return no_memory();
	return r->over ? NULL : parse(r, text, n, false);
}

const struct err *
nmap_end(struct import_reader *r)
{
	const struct err *err = NULL;

	if (r->xml != NULL && !r->over && !r->between)
		err = parse(r, "", 0, true);
	XML_ParserFree(r->xml);
	nmap_hint_release(&r->hints);
	buf_release(&r->after);
	buf_release(&r->raw);
	nmap_host_release(&r->host);
	free(r);
	return err;
}
