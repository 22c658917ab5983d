/* SPDX-License-Identifier: ISC */
/*
 * dhcpd.leases of ISC, its forks in the BSDs, and dhcpd6.leases: statements in
 * braces.  The file is only appended to: of each address the last lease
 * counts.  Times are UTC.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "model/discovery/leases.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

enum { NAME_BYTES = 256, ID_BYTES = 400 };

/* The lease between its braces. */
struct open_lease {
	bool		 open;
	long		 line;
	char		 ip[IP_LEN], mac[MAC_LEN];
	char		 name[NAME_BYTES], uid[ID_BYTES], state[32];
	char		 text[SIGHTING_TEXT + 1];
	int64_t		 seen, ends;
};

struct import_reader {
	struct line_reader	 base;
	struct leases		 leases;
	struct open_lease	 lease;
	char			 duid[ID_BYTES];	/* of the ia-na */
	int			 depth;
	int			 lease_depth;
	int64_t			 now;
};

/* --- words ---------------------------------------------------------------- */

static const char *const top_words[] = {
	"lease", "ia-na", "ia-ta", "ia-pd", "server-duid", "failover",
	"authoring-byte-order", "group", "host", "subclass", "option", NULL
};

static bool
is_top_word(const char *s)
{
	const char *const *word;
	size_t n;

	for (word = top_words; *word != NULL; word++) {
		n = strlen(*word);
		if (strncmp(s, *word, n) == 0 && (s[n] == '\0' ||
		    s[n] == ' ' || s[n] == '\t'))
			return true;
	}
	return false;
}

/* Steps over a word and the blanks behind it; NULL when it is another. */
static const char *
after(const char *s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(s, word, n) != 0 || (s[n] != ' ' && s[n] != '\t' &&
	    s[n] != '\0'))
		return NULL;
	return s + n + strspn(s + n, " \t");
}

/*
 * The bytes of a string with its octal escapes, or of octets in hexadecimal;
 * how many there are.
 */
static size_t
read_bytes(const char *s, unsigned char *out, size_t size)
{
	size_t n = 0;
	char *end;

	if (*s != '"') {
		for (; *s != '\0' && n < size; s = end + (*end == ':')) {
			out[n++] = (unsigned char)strtoul(s, &end, 16);
			if (end == s || (*end != ':' && *end != '\0'))
				return 0;
		}
		return n;
	}
	for (s++; *s != '\0' && *s != '"' && n < size; s++) {
		if (*s != '\\') {
			out[n++] = (unsigned char)*s;
		} else if (s[1] >= '0' && s[1] <= '3' && s[2] >= '0' &&
		    s[2] <= '7' && s[3] >= '0' && s[3] <= '7') {
			out[n++] = (unsigned char)((s[1] - '0') << 6 |
			    (s[2] - '0') << 3 | (s[3] - '0'));
			s += 3;
		} else if (s[1] != '\0') {
			out[n++] = (unsigned char)*++s;
		}
	}
	return n;
}

/* "01:3c:97:…" of bytes; empty when there are fewer than two. */
static void
put_octets(const unsigned char *bytes, size_t n, char out[ID_BYTES])
{
	size_t i;

	*out = '\0';
	for (i = 0; n >= 2 && i < n && 3 * i + 3 < ID_BYTES; i++)
		snprintf(out + 3 * i, 4, "%02x%s", bytes[i],
		    i + 1 < n && 3 * i + 6 < ID_BYTES ? ":" : "");
}

/* "5 2026/11/20 08:32:07", "epoch 1795163527", "never": ms, 0 for never. */
static int64_t
read_time(const char *s)
{
	int weekday, year, month, day, hour, minute, second;
	long long epoch;

	if (sscanf(s, "epoch %lld", &epoch) == 1 && epoch > 0 &&
	    epoch < INT64_C(253402300799))
		return (int64_t)epoch * 1000;
	if (sscanf(s, "%1d %4d/%2d/%2d %2d:%2d:%2d", &weekday, &year, &month,
	    &day, &hour, &minute, &second) != 7 ||
	    !date_exists(year, month, day) || hour < 0 || hour > 24 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60)
		return 0;
	return ((int64_t)date_from_civil(year, month, day) * 86400 +
	    hour * 3600 + minute * 60 + second) * 1000;
}

/* --- leases --------------------------------------------------------------- */

/* What the binding states make of a lease; the others are held. */
static const struct {
	const char	*state, *lease_state;
} over[] = {
	{ "free", "released" }, { "released", "released" },
	{ "expired", "expired" }, { "abandoned", "declined" },
	{ "backup", "released" }, { "reset", "released" },
};

static void
put_lease(struct import_reader *r)
{
	struct open_lease *lease = &r->lease;
	struct sighting s = { .state = SIGHTING_UP, .line = lease->line,
		.text = lease->text, .seen_at = lease->seen, .n_ip = 1,
		.ip = { lease->ip } };
	enum { DUID_AT = 15 };	/* behind "ff:" and the IAID, RFC 4361 */
	size_t i;

	lease_expiry(&s, lease->ends, r->now);
	for (i = 0; i < sizeof(over) / sizeof(over[0]); i++)
		if (strcmp(lease->state, over[i].state) == 0) {
			s.state = SIGHTING_INCOMPLETE;
			s.lease_state = over[i].lease_state;
		}
	if (lease->mac[0] != '\0')
		s.mac = lease->mac;
	if (lease->name[0] != '\0')
		s.hostname = lease->name;
	if (lease->uid[0] != '\0')
		s.id[s.n_id++] = (struct sighting_id){ "dhcp_client_id",
			lease->uid };
	if (strncmp(lease->uid, "ff:", 3) == 0 &&
	    strlen(lease->uid) > DUID_AT)
		s.id[s.n_id++] = (struct sighting_id){ "duid",
			lease->uid + DUID_AT };
	if (r->duid[0] != '\0')
		s.id[s.n_id++] = (struct sighting_id){ "duid", r->duid };
	leases_put(&r->leases, &s);
}

static void
begin_lease(struct import_reader *r, const char *word)
{
	struct ip ip;

	memset(&r->lease, 0, sizeof(r->lease));
	r->lease.line = r->base.lines.number;
	r->lease_depth = r->depth;
	if (!ip_parse(word, &ip)) {
		r->base.sink.warning(r->base.sink.ctx, r->lease.line, word,
		    N_("This is no address. The lease was skipped."));
		return;
	}
	ip_format(&ip, r->lease.ip);
	snprintf(r->lease.text, sizeof(r->lease.text), "lease %s",
	    r->lease.ip);
	r->lease.open = true;
}

/* Adds a statement to the evidence. */
static void
add_text(struct open_lease *lease, const char *statement)
{
	size_t n = strlen(lease->text), len = strlen(statement);

	if (n + len + 2 <= SIGHTING_TEXT)
		snprintf(lease->text + n, sizeof(lease->text) - n, "; %s",
		    statement);
}

static void
in_lease(struct open_lease *lease, const char *s)
{
	unsigned char bytes[ID_BYTES];
	const char *rest;
	struct mac mac;
	size_t n;

	if ((rest = after(s, "ends")) != NULL) {
		lease->ends = read_time(rest);
	} else if ((rest = after(s, "cltt")) != NULL ||
	    ((rest = after(s, "starts")) != NULL && lease->seen == 0)) {
		lease->seen = read_time(rest);
	} else if ((rest = after(s, "binding state")) != NULL) {
		snprintf(lease->state, sizeof(lease->state), "%.31s", rest);
		add_text(lease, s);
	} else if (after(s, "abandoned") != NULL) {
		snprintf(lease->state, sizeof(lease->state), "abandoned");
		add_text(lease, s);
	} else if ((rest = after(s, "hardware")) != NULL) {
		rest += strcspn(rest, " \t");
		rest += strspn(rest, " \t");
		if (mac_parse(rest, &mac) && !mac_is_zero(&mac))
			mac_format(&mac, lease->mac);
		add_text(lease, s);
	} else if ((rest = after(s, "uid")) != NULL) {
		n = read_bytes(rest, bytes, sizeof(bytes) / 3);
		put_octets(bytes, n, lease->uid);
	} else if ((rest = after(s, "client-hostname")) != NULL) {
		n = read_bytes(rest, bytes, sizeof(lease->name) - 1);
		sighting_line(lease->name, sizeof(lease->name),
		    (const char *)bytes, n);
		add_text(lease, s);
	}
}

static void
open_block(struct import_reader *r, const char *s)
{
	unsigned char bytes[ID_BYTES];
	const char *rest;
	size_t n;

	r->depth++;
	if ((rest = after(s, "lease")) != NULL ||
	    (rest = after(s, "iaaddr")) != NULL) {
		begin_lease(r, rest);
	} else if ((rest = after(s, "ia-na")) != NULL ||
	    (rest = after(s, "ia-ta")) != NULL) {
		n = read_bytes(rest, bytes, sizeof(bytes) / 3);
		put_octets(bytes + 4, n < 4 ? 0 : n - 4, r->duid);
	}
}

static void
close_block(struct import_reader *r)
{
	if (r->lease.open && r->depth == r->lease_depth) {
		put_lease(r);
		r->lease.open = false;
	}
	if (r->depth > 0)
		r->depth--;
	if (r->depth == 0)
		r->duid[0] = '\0';
}

/* A statement without blanks around; end is what it ended with. */
static void
statement(struct import_reader *r, char *s, char end)
{
	size_t n;

	s += strspn(s, " \t\r");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		s[--n] = '\0';
	if (n > 0 && r->depth == 0 && !is_top_word(s))
		r->base.sink.warning(r->base.sink.ctx, r->base.lines.number, s,
		    N_("This is nothing that a lease file holds. It was "
		    "skipped."));
	else if (end == '{')
		open_block(r, s);
	else if (n > 0 && end == ';' && r->lease.open)
		in_lease(&r->lease, s);
	if (end == '}')
		close_block(r);
}

/* --- lines ---------------------------------------------------------------- */

/* Divides at what ends statements, outside of strings and comments. */
static void
each_line(void *ctx, struct lines *lines, char *line, size_t n)
{
	struct import_reader *r = ctx;
	bool quoted = false;
	char *from = line, *p, end;

	for (p = line; *p != '\0'; p++) {
		if (quoted && *p == '\\' && p[1] != '\0') {
			p++;
			continue;
		}
		quoted ^= *p == '"';
		if (quoted || strchr(";{}#", *p) == NULL)
			continue;
		end = *p;
		*p = '\0';
		statement(r, from, end == '#' ? '\0' : end);
		from = p + 1;
		if (end == '#')
			return;
	}
	lines->closed = from == line + n && r->depth == 0;
	if (lines->whole && from < line + n)
		statement(r, from, '\0');
}

static bool
is_row(char *line)
{
	static const char *const words[] = { "starts", "ends", "cltt", "tstp",
		"binding state", "next binding state", "rewind binding state",
		"hardware", "uid", "client-hostname", "set", "option",
		"abandoned;", "iaaddr", "preferred-life", "max-life",
		"tsfp", "atsfp", "dynamic", "on", "}", "#", NULL };
	size_t i;

	line += strspn(line, " \t");
	if (is_top_word(line))
		return true;
	for (i = 0; words[i] != NULL; i++)
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

int
isc_dhcp_sniff(const char *head, size_t n)
{
	int share = lines_share(head, n, is_row);
	bool lease = memmem(head, n, "lease ", 6) != NULL &&
	    memmem(head, n, " {", 2) != NULL;

	if (share < 60)
		return 0;
	return lease || memmem(head, n, "iaaddr ", 7) != NULL ||
	    memmem(head, n, "authoring-byte-order", 20) != NULL ? 90 : 0;
}

struct import_reader *
isc_dhcp_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = lines_reader_new(sizeof(*r), sink,
	    each_line);

	r->now = now;
	leases_init(&r->leases);
	return r;
}

const struct err *
isc_dhcp_end(struct import_reader *r)
{
	lines_end(&r->base.lines);
	if (r->depth > 0)
		r->base.sink.cut(r->base.sink.ctx, r->base.lines.number,
		    N_("The last lease has no end: the file was cut."));
	leases_end(&r->leases, &r->base.sink);
	free(r);
	return NULL;
}
