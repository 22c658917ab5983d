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
#include <ctype.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/net.h"
#include "model/discovery/nmap_hint.h"
#include "model/discovery/nmap_scope.h"
#include "model/discovery/nmap_text.h"
#include "model/discovery/reader.h"

enum {
	DEPTH_MAX = 64,
	TAG_MAX = 4 << 20,		/* bytes of one tag */
	SERVICES_MAX = 4096,		/* of one host */
	NAME_MAX_BYTES = 255, VERSION_MAX_BYTES = 240,
};

/* Texts of the open host: offsets into pool, for it moves as it grows. */
struct text_at {
	size_t	at;			/* plus 1; 0: none */
};

struct port {
	char		number[16];	/* "tcp/443" */
	struct text_at	name, version;
};

struct host {
	bool		 open;		/* inside <host> or <hosthint> */
	bool		 hint;
	bool		 addressed;	/* all its addresses were seen */
	enum sighting_state state;
	bool		 by_user;	/* up because the user said so (-Pn) */
	bool		 answered;	/* a port did, or ARP */
	bool		 services_known;
	int64_t		 seen_at;
	char		 ip[SIGHTING_IPS][IP_LEN];
	size_t		 n_ip;
	char		 mac[MAC_LEN];
	struct text_at	 hostname, vendor;
	bool		 by_ptr;	/* the name is the DNS server's */
	struct text_at	 id[SIGHTING_IDS];
	size_t		 n_id;
	struct port	*port;		/* the open ones */
	size_t		 n_port, cap_port;
	bool		 in_port;	/* the last of port is open in the XML */
	char		 port_number[16];	/* of the <port> at hand */
	long		 line;
	long		 from;		/* byte where it begins */
};

struct import_reader {
	struct import_sink	 sink;
	XML_Parser		 xml;
	const struct err	*refused;
	bool			 over;		/* nothing more is read */
	int64_t			 bytes;		/* given to this parser */
	long			 line_base;	/* lines before this document */
	int			 depth;
	bool			 begun;		/* <nmaprun> was seen */
	bool			 between;	/* after </nmaprun> */
	bool			 finished;	/* <finished> was seen */
	bool			 any;		/* one document was whole */
	long			 doc_end;	/* byte after </nmaprun> */
	int64_t			 started;
	struct nmap_args	 args;
	struct host		 host;
	struct buf		 pool;
	struct buf		 raw;		/* how the host begins */
	struct sighting_service	*service;
	size_t			 cap_service;
	struct nmap_hints	 hints;
};

/* --- text ----------------------------------------------------------------- */

/* Shortens what was appended since start to at most max bytes. */
static void
clip(struct buf *out, size_t start, size_t max)
{
	size_t n = start + max;

	if (out->len <= n)
		return;
	while (n > start && ((unsigned char)out->s[n] & 0xC0) == 0x80)
		n--;
	buf_truncate(out, n);
}

/* Keeps a text (and a second one, after a blank) until the host is told. */
static struct text_at
keep2(struct import_reader *r, const char *s, const char *second, size_t max)
{
	const char *parts[] = { s, second };
	size_t start = r->pool.len, i;

	for (i = 0; i < 2; i++) {
		if (parts[i] == NULL || *parts[i] == '\0')
			continue;
		if (r->pool.len > start)
			buf_addc(&r->pool, ' ');
		nmap_text_repair(parts[i], &r->pool);
	}
	if (r->pool.len == start)
		return (struct text_at){ 0 };
	clip(&r->pool, start, max);
	buf_addn(&r->pool, "", 1);
	return (struct text_at){ start + 1 };
}

static struct text_at
keep(struct import_reader *r, const char *s, size_t max)
{
	return keep2(r, s, NULL, max);
}

static const char *
kept(const struct import_reader *r, struct text_at text)
{
	return text.at == 0 ? NULL : r->pool.s + text.at - 1;
}

/* --- sending a host ------------------------------------------------------- */

static long
line_now(const struct import_reader *r)
{
	return r->line_base + (long)XML_GetCurrentLineNumber(r->xml);
}

static void
fill_services(struct import_reader *r, struct sighting *s)
{
	const struct host *h = &r->host;
	size_t i;

	r->service = mem_grow(r->service, &r->cap_service, h->n_port + 1,
	    sizeof(*r->service));
	for (i = 0; i < h->n_port; i++)
		r->service[i] = (struct sighting_service){
			.port = h->port[i].number,
			.name = kept(r, h->port[i].name),
			.version = kept(r, h->port[i].version),
		};
	s->service = r->service;
	s->n_service = h->n_port;
	s->services_known = h->services_known;
}

/*
 * A host that is up only because -Pn said so, and that neither ARP nor a port
 * answered for, was asked and kept silent.
 */
static enum sighting_state
state_of(const struct host *h)
{
	if (h->state == SIGHTING_UP && h->by_user && !h->answered &&
	    h->mac[0] == '\0')
		return SIGHTING_DOWN;
	return h->state;
}

static void
tell_host(struct import_reader *r)
{
	const struct host *h = &r->host;
	char text[SIGHTING_TEXT + 1];
	struct sighting s = {
		.state = state_of(h), .seen_at = h->seen_at,
		.n_ip = h->n_ip, .n_id = h->n_id,
		.mac = h->mac[0] == '\0' ? NULL : h->mac,
		.hostname = kept(r, h->hostname), .vendor = kept(r, h->vendor),
		.line = h->line, .text = text,
	};
	size_t i;

	if (h->n_ip == 0 && h->mac[0] == '\0')
		return;
	for (i = 0; i < h->n_ip; i++)
		s.ip[i] = h->ip[i];
	for (i = 0; i < h->n_id; i++)
		s.id[i] = (struct sighting_id){ "ssh_host_key",
			kept(r, h->id[i]) };
	sighting_text(text, buf_str(&r->raw), r->raw.len);
	if (h->hint) {
		if (s.state == SIGHTING_UP && !nmap_hint_add(&r->hints, &s))
			r->sink.sighting(r->sink.ctx, &s);
		return;
	}
	fill_services(r, &s);
	for (i = 0; i < h->n_ip; i++)
		nmap_hint_drop(&r->hints, h->ip[i]);
	r->sink.sighting(r->sink.ctx, &s);
}

/* --- elements ------------------------------------------------------------- */

static const char *
attribute(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(atts[0], name) == 0)
			return atts[1];
	return NULL;
}

static bool
has_value(const char **atts, const char *name, const char *value)
{
	const char *found = attribute(atts, name);

	return found != NULL && strcmp(found, value) == 0;
}

/* Seconds since 1970 as milliseconds; 0 when absent or absurd. */
static int64_t
moment(const char **atts, const char *name)
{
	const char *s = attribute(atts, name);
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
	const char *args = attribute(atts, "args");

	r->begun = true;
	r->started = moment(atts, "start");
	r->sink.run(r->sink.ctx, r->started, 0);
	nmap_scope(args == NULL ? "" : args, &r->args, on_scope, r);
	if (r->args.list)
		r->sink.strength(r->sink.ctx, STRENGTH_CACHE);
	else if (r->args.unknown != NULL)
		r->sink.warning(r->sink.ctx, line_now(r), NULL,
		    r->args.unknown);
}

static void
on_host(struct import_reader *r, const char **atts)
{
	struct host *h = &r->host;
	struct port *port = h->port;
	size_t cap = h->cap_port;
	int offset = 0, size = 0;
	const char *context;

	*h = (struct host){ .open = true, .port = port, .cap_port = cap };
	buf_clear(&r->pool);
	buf_clear(&r->raw);
	h->state = SIGHTING_UP;
	h->seen_at = moment(atts, "endtime");
	if (h->seen_at == 0)
		h->seen_at = moment(atts, "starttime");
	h->line = line_now(r);
	h->from = (long)XML_GetCurrentByteIndex(r->xml);
	context = XML_GetInputContext(r->xml, &offset, &size);
	if (context != NULL && offset >= 0 && size > offset)
		buf_addn(&r->raw, context + offset,
		    size - offset > SIGHTING_TEXT * 2 ? SIGHTING_TEXT * 2 :
		    (size_t)(size - offset));
}

static void
on_hosthint(struct import_reader *r, const char **atts)
{
	on_host(r, atts);
	r->host.hint = true;
	r->host.seen_at = r->started;
}

static void
on_status(struct import_reader *r, const char **atts)
{
	struct host *h = &r->host;

	if (has_value(atts, "state", "up"))
		h->state = SIGHTING_UP;
	else if (has_value(atts, "state", "down"))
		h->state = SIGHTING_DOWN;
	else
		h->state = SIGHTING_INCOMPLETE;
	h->by_user = has_value(atts, "reason", "user-set");
}

static void
on_address(struct import_reader *r, const char **atts)
{
	const char *addr = attribute(atts, "addr");
	struct host *h = &r->host;
	struct mac mac;
	struct ip ip;

	if (addr == NULL)
		return;
	if (has_value(atts, "addrtype", "mac")) {
		if (mac_parse(addr, &mac) && h->mac[0] == '\0') {
			mac_format(&mac, h->mac);
			h->vendor = keep(r, attribute(atts, "vendor"),
			    NAME_MAX_BYTES);
		}
	} else if (!ip_parse(addr, &ip)) {
		r->sink.warning(r->sink.ctx, line_now(r), addr,
		    N_("This is no address. It was left out."));
	} else if (h->n_ip < SIGHTING_IPS) {
		ip_format(&ip, h->ip[h->n_ip++]);
	} else {
		r->sink.warning(r->sink.ctx, line_now(r), addr,
		    N_("The host has more addresses than are kept. This one "
		    "was left out."));
	}
}

static void
on_hostnames(struct import_reader *r, const char **atts)
{
	(void)atts;
	r->host.addressed = true;
}

/* The name that the DNS server gave wins over the one that was typed. */
static void
on_hostname(struct import_reader *r, const char **atts)
{
	const char *name = attribute(atts, "name");
	bool ptr = has_value(atts, "type", "PTR");
	struct host *h = &r->host;

	if (name == NULL || *name == '\0' || h->by_ptr ||
	    (h->hostname.at != 0 && !ptr))
		return;
	h->hostname = keep(r, name, NAME_MAX_BYTES);
	h->by_ptr = ptr;
}

static void
on_ports(struct import_reader *r, const char **atts)
{
	(void)atts;
	r->host.addressed = true;
	r->host.services_known = true;
}

/* Did a port in this state send an answer? */
static bool
is_answer(const char *state)
{
	return state != NULL && (strcmp(state, "open") == 0 ||
	    strcmp(state, "closed") == 0 || strcmp(state, "unfiltered") == 0);
}

static void
on_extraports(struct import_reader *r, const char **atts)
{
	if (is_answer(attribute(atts, "state")))
		r->host.answered = true;
}

static void
on_port(struct import_reader *r, const char **atts)
{
	const char *protocol = attribute(atts, "protocol");
	const char *number = attribute(atts, "portid");
	struct host *h = &r->host;
	char text[32];

	h->in_port = false;
	h->port_number[0] = '\0';
	if (protocol == NULL || number == NULL)
		return;
	snprintf(text, sizeof(text), "%s/%s", protocol, number);
	if (!port_parse(text, h->port_number, sizeof(h->port_number)))
		h->port_number[0] = '\0';	/* -sO: protocols, no ports */
}

static void
on_state(struct import_reader *r, const char **atts)
{
	const char *state = attribute(atts, "state");
	struct host *h = &r->host;

	if (is_answer(state))
		h->answered = true;
	if (state == NULL || strcmp(state, "open") != 0 ||
	    h->port_number[0] == '\0')
		return;
	if (h->n_port == SERVICES_MAX) {
		r->sink.warning(r->sink.ctx, line_now(r), h->port_number,
		    N_("The host has more open ports than are kept. This one "
		    "and those after it were left out."));
		h->n_port++;	/* told once */
	}
	if (h->n_port > SERVICES_MAX)
		return;
	h->port = mem_grow(h->port, &h->cap_port, h->n_port + 1,
	    sizeof(*h->port));
	h->port[h->n_port] = (struct port){ .name = { 0 } };
	memcpy(h->port[h->n_port].number, h->port_number,
	    sizeof(h->port_number));
	h->n_port++;
	h->in_port = true;
}

static void
on_service(struct import_reader *r, const char **atts)
{
	const char *name = attribute(atts, "name");
	struct host *h = &r->host;
	char ssl[NAME_MAX_BYTES];
	struct port *port;

	if (!h->in_port)
		return;
	port = &h->port[h->n_port - 1];
	if (name != NULL && has_value(atts, "tunnel", "ssl")) {
		snprintf(ssl, sizeof(ssl), "ssl/%s", name);
		name = ssl;
	}
	port->name = keep(r, name, NAME_MAX_BYTES);
	port->version = keep2(r, attribute(atts, "product"),
	    attribute(atts, "version"), VERSION_MAX_BYTES);
}

/* Sixteen octets in hexadecimal with colons. */
static bool
is_md5(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (i % 3 == 2 ? s[i] != ':' : !isxdigit((unsigned char)s[i]))
			return false;
	return n == 47;
}

static void
add_host_key(struct import_reader *r, const char *fingerprint, size_t n)
{
	struct host *h = &r->host;
	char value[128];
	size_t i;

	if (is_md5(fingerprint, n))
		snprintf(value, sizeof(value), "MD5:%.*s", (int)n, fingerprint);
	else if (n > 7 && n < 100 && strncmp(fingerprint, "SHA256:", 7) == 0)
		snprintf(value, sizeof(value), "%.*s", (int)n, fingerprint);
	else
		return;
	for (i = 0; i < h->n_id; i++)
		if (strcmp(kept(r, h->id[i]), value) == 0)
			return;
	if (h->n_id < SIGHTING_IDS)
		h->id[h->n_id++] = keep(r, value, sizeof(value));
}

/* ssh-hostkey prints a line per key: "2048 79:f8:… (RSA)". */
static void
on_script(struct import_reader *r, const char **atts)
{
	const char *s = attribute(atts, "output");

	if (s == NULL || !has_value(atts, "id", "ssh-hostkey"))
		return;
	while (*s != '\0') {
		size_t bits, n;

		s += strspn(s, " \t\r\n");
		bits = strspn(s, "0123456789");
		if (bits > 0 && s[bits] == ' ') {
			n = strcspn(s + bits + 1, " \t\r\n");
			add_host_key(r, s + bits + 1, n);
		}
		s += strcspn(s, "\n");
	}
}

static void
on_finished(struct import_reader *r, const char **atts)
{
	r->finished = true;
	r->sink.run(r->sink.ctx, 0, moment(atts, "time"));
	if (attribute(atts, "exit") != NULL &&
	    !has_value(atts, "exit", "success"))
		r->sink.cut(r->sink.ctx, line_now(r),
		    N_("nmap ended the scan with an error."));
}

static const struct element {
	const char	*name;
	bool		 of_host;	/* only inside a host */
	void		(*start)(struct import_reader *r, const char **atts);
} elements[] = {
	{ "port", true, on_port },
	{ "state", true, on_state },
	{ "service", true, on_service },
	{ "host", false, on_host },
	{ "status", true, on_status },
	{ "address", true, on_address },
	{ "hostnames", true, on_hostnames },
	{ "hostname", true, on_hostname },
	{ "ports", true, on_ports },
	{ "extraports", true, on_extraports },
	{ "script", true, on_script },
	{ "hosthint", false, on_hosthint },
	{ "finished", false, on_finished },
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
	size_t i;

	if (++r->depth > DEPTH_MAX) {
		refuse(r, N_("its elements are nested deeper than in any file "
		    "of nmap. Scan again, or check where the file is from."));
		return;
	}
	if (r->depth == 1) {
		if (strcmp(name, "nmaprun") == 0 &&
		    !has_value(atts, "scanner", "masscan"))
			on_run(r, atts);
		else
			refuse(r, N_("it is XML, but not of nmap."));
		return;
	}
	for (i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (name[0] == elements[i].name[0] &&
		    strcmp(name, elements[i].name) == 0) {
			if (r->host.open == elements[i].of_host)
				elements[i].start(r, atts);
			return;
		}
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
		    XML_GetCurrentByteCount(r->xml) - r->host.from);
		if (n < r->raw.len)
			buf_truncate(&r->raw, n);
		if (r->host.n_port > SERVICES_MAX)
			r->host.n_port = SERVICES_MAX;
		tell_host(r);
		r->host.open = false;
	} else if (r->host.open && strcmp(name, "port") == 0) {
		r->host.in_port = false;
		r->host.port_number[0] = '\0';
	}
	if (r->depth == 0) {
		r->between = true;
		r->doc_end = (long)(XML_GetCurrentByteIndex(r->xml) +
		    XML_GetCurrentByteCount(r->xml));
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

/*
 * The document ends here, whole or not.  A host that was being told is kept
 * once its addresses are complete; its ports are not.
 */
static void
end_document(struct import_reader *r, const char *cut, long line)
{
	if (r->host.open && r->host.addressed) {
		r->host.services_known = false;
		r->host.n_port = 0;
		tell_host(r);
	}
	r->host.open = false;
	nmap_hint_flush(&r->hints, r->sink.sighting, r->sink.ctx);
	if (cut == NULL && !r->finished)
		cut = N_("The end of the scan is missing: it was stopped, or "
		    "the file was cut.");
	if (cut != NULL)
		r->sink.cut(r->sink.ctx, line, cut);
	r->any = true;
}

static const char *
reason_of(enum XML_Error code)
{
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

/*
 * What the parser stopped at.  *text and *n move on to what can still be
 * read.
 */
static const struct err *
stopped(struct import_reader *r, const char **text, size_t *n)
{
	enum XML_Error code = XML_GetErrorCode(r->xml);
	int64_t at = XML_GetCurrentByteIndex(r->xml) - (r->bytes - (int64_t)*n);
	long line = line_now(r);
	const char *rest;

	if (r->refused != NULL)
		return r->refused;
	if (code == XML_ERROR_NO_MEMORY)
		return no_memory();
	if (at < 0)
		at = 0;		/* what is wrong began in an earlier piece */
	rest = memmem(*text + at, *n - (size_t)at, "?>", 2);
	if (code == XML_ERROR_MISPLACED_XML_PI && rest != NULL) {
		if (r->begun)	/* --append-output after a scan cut short */
			end_document(r, N_("The scan that begins here was "
			    "appended to one that has no end."), line);
		*n -= (size_t)(rest + 2 - *text);
		*text = rest + 2;
		r->line_base = line - 1;
		new_document(r);
		return NULL;
	}
	if (!r->begun && !r->any)
		return err_new(ERR_INPUT, "%s", N_("it is no XML of nmap, or "
		    "it breaks off before the scan begins."));
	end_document(r, reason_of(code), line);
	r->over = true;
	return NULL;
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
	struct import_reader *r = xcalloc(1, sizeof(*r));

	(void)now;
	r->sink = *sink;
	r->xml = XML_ParserCreate("UTF-8");
	if (r->xml != NULL)
		new_document(r);
	return r;
}

/* Collects how the open host begins, for the evidence. */
static void
collect_raw(struct import_reader *r, const char *text, size_t n)
{
	size_t room = (size_t)SIGHTING_TEXT * 2 - r->raw.len;

	if (r->host.open && r->raw.len < (size_t)SIGHTING_TEXT * 2)
		buf_addn(&r->raw, text, n < room ? n : room);
}

const struct err *
nmap_feed(struct import_reader *r, const char *text, size_t n)
{
	const struct err *err = r->xml == NULL ? no_memory() : NULL;

	while (err == NULL && n > 0 && !r->over) {
		enum XML_Status status;
		int64_t base = r->bytes;

		if (r->between) {
			if (!next_document(r, &text, &n))
				break;
			continue;
		}
		collect_raw(r, text, n);
		status = XML_Parse(r->xml, text, (int)n, XML_FALSE);
		r->bytes += (int64_t)n;
		if (status == XML_STATUS_ERROR) {
			err = stopped(r, &text, &n);
		} else if (r->between) {
			size_t used = (size_t)(r->doc_end - base);

			r->line_base = line_now(r) - 1;
			end_document(r, NULL, r->line_base + 1);
			text += used;
			n -= used;
		} else if (r->bytes - XML_GetCurrentByteIndex(r->xml) >
		    TAG_MAX) {
			err = err_new(ERR_INPUT, "%s", N_("one of its tags is "
			    "longer than any of nmap. Check where the file is "
			    "from."));
		} else {
			break;
		}
	}
	return err;
}

const struct err *
nmap_end(struct import_reader *r)
{
	const struct err *err = NULL;

	if (!r->over && !r->between && r->refused == NULL) {
		if (r->begun)
			end_document(r, NULL, line_now(r));
		else if (!r->any)
			err = err_new(ERR_INPUT, "%s", N_("it is no XML of "
			    "nmap, or it breaks off before the scan begins."));
	}
	XML_ParserFree(r->xml);
	nmap_hint_release(&r->hints);
	buf_release(&r->pool);
	buf_release(&r->raw);
	free(r->host.port);
	free(r->service);
	free(r);
	return err;
}
