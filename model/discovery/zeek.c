/* SPDX-License-Identifier: ISC */
#include "model/discovery/zeek.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/net.h"

const char *const zeek_names[ZEEK_FIELDS] = {
	[ZEEK_TS] = "ts", [ZEEK_ORIG] = "id.orig_h",
	[ZEEK_RESP] = "id.resp_h", [ZEEK_RESP_PORT] = "id.resp_p",
	[ZEEK_PROTO] = "proto", [ZEEK_SERVICE] = "service",
	[ZEEK_ORIG_BYTES] = "orig_bytes", [ZEEK_RESP_BYTES] = "resp_bytes",
	[ZEEK_STATE] = "conn_state", [ZEEK_LOCAL_ORIG] = "local_orig",
	[ZEEK_LOCAL_RESP] = "local_resp", [ZEEK_ORIG_PKTS] = "orig_pkts",
	[ZEEK_RESP_PKTS] = "resp_pkts", [ZEEK_HOST] = "host",
	[ZEEK_PORT] = "port_num", [ZEEK_PORT_PROTO] = "port_proto",
};

enum { KIND_TALK, KIND_HOST, PORT_BYTES = 20 };

struct zeek_talk {
	struct ip	 orig, resp;
	char		 port[PORT_BYTES];
	const char	*service, *text;	/* in the arena */
	struct sighting_conversation sums;
	long		 line;
};

struct zeek_host {
	struct ip	 ip;
	const char	*text;
	int64_t		 last;
	long		 line;
};

void
zeek_init(struct zeek *z, const struct import_sink *sink)
{
	memset(z, 0, sizeof(*z));
	z->sink = sink;
	z->arena = arena_new();
	map_init(&z->map);
}

/* --- values --------------------------------------------------------------- */

/* Seconds with a fraction since 1970, or ISO 8601, as ms; 0: neither. */
static int64_t
read_time(const char *s)
{
	double seconds;
	int64_t ms;
	char *end;

	if (s == NULL || *s < '0' || *s > '9')
		return 0;
	if (strchr(s, 'T') != NULL)
		return datetime_parse(s, &ms) && ms > 0 ? ms : 0;
	seconds = strtod(s, &end);
	return *end != '\0' || !(seconds > 0 && seconds < 253402300799.0) ? 0 :
	    (int64_t)(seconds * 1000);
}

static int64_t
read_count(const char *s)
{
	return s == NULL || strlen(s) > 17 || *s < '0' || *s > '9' ? 0 :
	    strtoll(s, NULL, 10);
}

static bool
is_true(const char *s)
{
	return s != NULL && (*s == 'T' || *s == 't');
}

static bool
is_private(const struct ip *ip)
{
	static const char *const prefixes[] = { "10.0.0.0/8",
		"172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
		"fc00::/7" };
	struct cidr cidr;
	size_t i;

	if (ip_is_link_local(ip))
		return true;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (cidr_parse(prefixes[i], &cidr) &&
		    cidr_contains(&cidr, ip))
			return true;
	return false;
}

static bool
is_group(const struct ip *ip)
{
	static const uint8_t zero[16];

	return ip_is_multicast(ip) || memcmp(ip->b, zero, ip->family == 4 ? 4 :
	    16) == 0;
}

/* Did the other side send anything back? */
static bool
has_answered(const char *const field[ZEEK_FIELDS])
{
	static const char silent[][4] = { "S0", "SH", "OTH" };
	const char *state = field[ZEEK_STATE];
	size_t i;

	if (field[ZEEK_RESP_PKTS] != NULL)
		return read_count(field[ZEEK_RESP_PKTS]) > 0;
	if (read_count(field[ZEEK_RESP_BYTES]) > 0)
		return true;
	for (i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		if (state != NULL && strcmp(state, silent[i]) == 0)
			return false;
	return state != NULL;
}

/* --- gathering ------------------------------------------------------------ */

static void
tell_full(struct zeek *z, long line)
{
	if (!z->full)
		z->sink->warning(z->sink->ctx, line, NULL, N_("The log holds "
		    "more hosts or conversations than are kept (100000 of "
		    "each). Further ones were left out: divide the log."));
	z->full = true;
}

static void
note_time(struct zeek *z, int64_t at)
{
	if (at != 0 && (z->first == 0 || at < z->first))
		z->first = at;
	if (at > z->last)
		z->last = at;
}

static const char *
keep_text(struct zeek *z, const char *text)
{
	return arena_strdup(z->arena, text);
}

static void
note_host(struct zeek *z, const struct ip *ip, int64_t at, long line,
    const char *text)
{
	uint64_t hash = map_hash(&z->map, KIND_HOST, ip, sizeof(*ip));
	size_t slot = SIZE_MAX;
	uint32_t i;

	while (map_next(&z->map, hash, &slot, &i)) {
		if (i >= z->n_hosts || ip_compare(&z->host[i].ip, ip) != 0)
			continue;
		if (at > z->host[i].last)
			z->host[i].last = at;
		return;
	}
	if (z->n_hosts == ZEEK_HOSTS) {
		tell_full(z, line);
		return;
	}
	z->host = mem_grow(z->host, &z->cap_hosts, z->n_hosts + 1,
	    sizeof(*z->host));
	z->host[z->n_hosts] = (struct zeek_host){ .ip = *ip, .last = at,
		.line = line, .text = keep_text(z, text) };
	map_put(&z->map, hash, (uint32_t)z->n_hosts++);
}

/* The conversation of these four, a new one where there is none; NULL: full. */
static struct zeek_talk *
find_talk(struct zeek *z, const struct zeek_talk *like, long line,
    const char *text)
{
	struct {
		struct ip	orig, resp;
		char		port[PORT_BYTES];
	} key;
	size_t slot = SIZE_MAX;
	uint64_t hash;
	uint32_t i;

	memset(&key, 0, sizeof(key));
	key.orig = like->orig;
	key.resp = like->resp;
	memcpy(key.port, like->port, strlen(like->port));
	hash = map_hash(&z->map, KIND_TALK, &key, sizeof(key));
	while (map_next(&z->map, hash, &slot, &i))
		if (i < z->n_talks &&
		    ip_compare(&z->talk[i].orig, &like->orig) == 0 &&
		    ip_compare(&z->talk[i].resp, &like->resp) == 0 &&
		    strcmp(z->talk[i].port, like->port) == 0)
			return &z->talk[i];
	if (z->n_talks == ZEEK_TALKS) {
		tell_full(z, line);
		return NULL;
	}
	z->talk = mem_grow(z->talk, &z->cap_talks, z->n_talks + 1,
	    sizeof(*z->talk));
	z->talk[z->n_talks] = *like;
	z->talk[z->n_talks].line = line;
	z->talk[z->n_talks].text = keep_text(z, text);
	map_put(&z->map, hash, (uint32_t)z->n_talks);
	return &z->talk[z->n_talks++];
}

static int64_t
add(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static void
note_talk(struct zeek *z, const struct zeek_talk *like,
    const char *const field[ZEEK_FIELDS], int64_t at, long line,
    const char *text)
{
	struct zeek_talk *talk = find_talk(z, like, line, text);
	struct sighting_conversation *sums;

	if (talk == NULL)
		return;
	sums = &talk->sums;
	sums->orig_bytes = add(sums->orig_bytes,
	    read_count(field[ZEEK_ORIG_BYTES]));
	sums->resp_bytes = add(sums->resp_bytes,
	    read_count(field[ZEEK_RESP_BYTES]));
	sums->count++;
	sums->answered |= has_answered(field);
	if (at != 0 && (sums->first == 0 || at < sums->first))
		sums->first = at;
	if (at > sums->last)
		sums->last = at;
	if (talk->service == NULL && field[ZEEK_SERVICE] != NULL)
		talk->service = arena_strdup(z->arena, field[ZEEK_SERVICE]);
}

/* --- rows ----------------------------------------------------------------- */

static bool
read_port(const char *proto, const char *number, char out[PORT_BYTES])
{
	char text[32];

	if (proto == NULL)
		return false;
	if (strcmp(proto, "icmp") == 0 || number == NULL) {
		snprintf(out, PORT_BYTES, "%.15s", proto);
		return proto[strspn(proto, "abcdefghijklmnopqrstuvwxyz_0123456789"
		    "-")] == '\0' && *proto != '\0';
	}
	snprintf(text, sizeof(text), "%.8s/%.8s", proto, number);
	return port_parse(text, out, PORT_BYTES);
}

static void
odd_row(struct zeek *z, long line, const char *text)
{
	z->sink->warning(z->sink->ctx, line, text, N_("Addresses or ports of "
	    "this row cannot be read. It was skipped."));
}

static void
conn_row(struct zeek *z, const char *const field[ZEEK_FIELDS], long line,
    const char *text)
{
	static const enum sighting_direction directions[2][2] = {
		{ DIRECTION_THROUGH, DIRECTION_IN },
		{ DIRECTION_OUT, DIRECTION_INSIDE },
	};
	struct zeek_talk like = { .line = line };
	int64_t at = read_time(field[ZEEK_TS]);
	bool orig, resp;

	if (!ip_parse(field[ZEEK_ORIG], &like.orig) ||
	    !ip_parse(field[ZEEK_RESP], &like.resp) ||
	    !read_port(field[ZEEK_PROTO], field[ZEEK_RESP_PORT], like.port)) {
		odd_row(z, line, text);
		return;
	}
	note_time(z, at);
	orig = is_true(field[ZEEK_LOCAL_ORIG]) || is_private(&like.orig);
	resp = is_true(field[ZEEK_LOCAL_RESP]) || is_private(&like.resp);
	if (orig && !is_group(&like.orig) && (field[ZEEK_ORIG_PKTS] == NULL ||
	    read_count(field[ZEEK_ORIG_PKTS]) > 0))
		note_host(z, &like.orig, at, line, text);
	if (is_group(&like.resp) || is_group(&like.orig))
		return;
	if (resp && has_answered(field))
		note_host(z, &like.resp, at, line, text);
	like.sums.direction = directions[orig][resp];
	note_talk(z, &like, field, at, line, text);
}

static void
host_row(struct zeek *z, const char *const field[ZEEK_FIELDS], long line,
    const char *text)
{
	struct sighting s = { .state = SIGHTING_UP, .line = line,
		.text = text };
	struct sighting_service service = { .name = field[ZEEK_SERVICE] };
	char ip_text[IP_LEN], port[PORT_BYTES];
	struct ip ip;

	if (!ip_parse(field[ZEEK_HOST], &ip) || is_group(&ip)) {
		odd_row(z, line, text);
		return;
	}
	ip_format(&ip, ip_text);
	s.ip[s.n_ip++] = ip_text;
	s.seen_at = read_time(field[ZEEK_TS]);
	note_time(z, s.seen_at);
	if (field[ZEEK_PORT] != NULL && read_port(field[ZEEK_PORT_PROTO],
	    field[ZEEK_PORT], port)) {
		service.port = port;
		s.service = &service;
		s.n_service = 1;
	}
	z->sink->sighting(z->sink->ctx, &s);
}

bool
zeek_row(struct zeek *z, const char *const field[ZEEK_FIELDS], long line,
    const char *text)
{
	if (field[ZEEK_ORIG] != NULL && field[ZEEK_RESP] != NULL)
		conn_row(z, field, line, text);
	else if (field[ZEEK_HOST] != NULL)
		host_row(z, field, line, text);
	else
		return false;
	return true;
}

/* --- giving away ---------------------------------------------------------- */

static void
tell_host(struct zeek *z, const struct zeek_host *host)
{
	struct sighting s = { .state = SIGHTING_UP, .line = host->line,
		.text = host->text, .seen_at = host->last, .n_ip = 1 };
	char ip[IP_LEN];

	ip_format(&host->ip, ip);
	s.ip[0] = ip;
	z->sink->sighting(z->sink->ctx, &s);
}

static void
tell_talk(struct zeek *z, const struct zeek_talk *talk)
{
	struct sighting_conversation c = talk->sums;
	struct sighting s = { .state = SIGHTING_TALK, .line = talk->line,
		.text = talk->text, .seen_at = c.last, .n_ip = 1,
		.conversation = &c };
	char orig[IP_LEN], resp[IP_LEN];

	ip_format(&talk->orig, orig);
	ip_format(&talk->resp, resp);
	s.ip[0] = c.orig = orig;
	c.resp = resp;
	c.port = talk->port;
	c.service = talk->service;
	z->sink->sighting(z->sink->ctx, &s);
}

void
zeek_end(struct zeek *z)
{
	size_t i;

	for (i = 0; i < z->n_hosts; i++)
		tell_host(z, &z->host[i]);
	for (i = 0; i < z->n_talks; i++)
		tell_talk(z, &z->talk[i]);
	z->sink->run(z->sink->ctx, z->first, z->last);
	free(z->host);
	free(z->talk);
	map_release(&z->map);
	arena_free(z->arena);
}
