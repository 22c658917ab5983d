/* SPDX-License-Identifier: ISC */
#include "model/discovery/nmap_scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/net.h"

enum { RANGES_MAX = 4096, PREFIXES_MAX = 1024 };

/* IPv4 addresses from lo to hi. */
struct range {
	uint32_t	lo, hi;
};

struct ranges {
	struct range	*item;
	size_t		 n, cap;
};

struct scope {
	struct ranges	 in, out;
	struct cidr	*v6;		/* IPv6 prefixes, as they are */
	size_t		 n_v6, cap_v6;
	size_t		 n_v6_out;
	const char	*unknown;
};

static bool
add_range(struct ranges *ranges, uint32_t lo, uint32_t hi)
{
	if (ranges->n >= RANGES_MAX)
		return false;
	ranges->item = mem_grow(ranges->item, &ranges->cap, ranges->n + 1,
	    sizeof(*ranges->item));
	ranges->item[ranges->n++] = (struct range){ lo, hi };
	return true;
}

/* --- targets -------------------------------------------------------------- */

/* One octet: "5", "1-20", "-", "*", "1,5-7"; false when it is none. */
static bool
read_octet(const char *s, size_t n, bool set[256])
{
	const char *end = s + n;

	memset(set, 0, 256);
	if (n == 1 && *s == '*') {
		memset(set, 1, 256);
		return true;
	}
	while (s < end) {
		long lo = 0, hi = 255;
		char *next;

		if (*s >= '0' && *s <= '9') {
			lo = hi = strtol(s, &next, 10);
			s = next;
		} else if (*s != '-') {
			return false;
		}
		if (s < end && *s == '-') {
			s++;
			hi = 255;
			if (s < end && *s >= '0' && *s <= '9') {
				hi = strtol(s, &next, 10);
				s = next;
			}
		}
		if (lo > hi || hi > 255 || s > end)
			return false;
		memset(set + lo, 1, (size_t)(hi - lo) + 1);
		if (s < end && *s++ != ',')
			return false;
	}
	return n > 0;
}

static bool
is_full(const bool set[256])
{
	return memchr(set, 0, 256) == NULL;
}

/* All addresses whose octets are in the four sets, as ranges. */
static bool
add_octets(struct ranges *ranges, bool sets[4][256], int octet, uint32_t base)
{
	int shift = 8 * (3 - octet), i, run = -1, k;
	bool rest_full = true;

	for (k = octet + 1; k < 4; k++)
		rest_full = rest_full && is_full(sets[k]);
	for (i = 0; i <= 256; i++) {
		bool in = i < 256 && sets[octet][i];

		if (!rest_full) {
			if (in && !add_octets(ranges, sets, octet + 1,
			    base | (uint32_t)i << shift))
				return false;
			continue;
		}
		if (in && run < 0)
			run = i;
		if (!in && run >= 0) {
			if (!add_range(ranges, base | (uint32_t)run << shift,
			    (base | (uint32_t)(i - 1) << shift) +
			    ((UINT32_C(1) << shift) - 1)))
				return false;
			run = -1;
		}
	}
	return true;
}

static uint32_t
ipv4_number(const struct ip *ip)
{
	return (uint32_t)ip->b[0] << 24 | (uint32_t)ip->b[1] << 16 |
	    (uint32_t)ip->b[2] << 8 | ip->b[3];
}

/* "10.0-3.*.1,5": false when it is not of this form. */
static bool
read_octets(const char *s, bool sets[4][256])
{
	int octet;

	for (octet = 0; octet < 4; octet++) {
		size_t n = strcspn(s, ".");

		if (!read_octet(s, n, sets[octet]) ||
		    (s[n] == '.') != (octet < 3))
			return false;
		s += n + (octet < 3);
	}
	return true;
}

static void
add_target(struct scope *scope, const char *target, bool exclude)
{
	struct ranges *ranges = exclude ? &scope->out : &scope->in;
	bool sets[4][256];
	struct cidr cidr;

	if (cidr_parse(target, &cidr) && cidr.ip.family == 6) {
		if (exclude) {
			scope->n_v6_out++;
			return;
		}
		scope->v6 = mem_grow(scope->v6, &scope->cap_v6,
		    scope->n_v6 + 1, sizeof(*scope->v6));
		scope->v6[scope->n_v6++] = cidr;
	} else if (cidr_parse(target, &cidr)) {
		uint32_t lo = ipv4_number(&cidr.ip);
		uint32_t size = cidr.bits == 0 ? UINT32_MAX :
		    (uint32_t)((UINT64_C(1) << (32 - cidr.bits)) - 1);

		if (!add_range(ranges, lo, lo + size))
			scope->unknown = N_("The scan has too many targets. "
			    "Give its scope with --scope.");
	} else if (!read_octets(target, sets)) {
		scope->unknown = N_("The targets of the scan are not all plain "
		    "addresses. Give its scope with --scope.");
	} else if (!add_octets(ranges, sets, 0, 0)) {
		scope->unknown = N_("The scan has too many targets. Give its "
		    "scope with --scope.");
	}
}

/* --- set arithmetic ------------------------------------------------------- */

static int
compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Sorts, and joins what overlaps or touches. */
static void
merge(struct ranges *ranges)
{
	size_t i, n = 0;

	if (ranges->n == 0)
		return;
	qsort(ranges->item, ranges->n, sizeof(*ranges->item), compare_ranges);
	for (i = 1; i < ranges->n; i++) {
		struct range *last = &ranges->item[n];
		const struct range *next = &ranges->item[i];

		if (last->hi == UINT32_MAX || next->lo <= last->hi + 1) {
			if (next->hi > last->hi)
				last->hi = next->hi;
		} else {
			ranges->item[++n] = *next;
		}
	}
	ranges->n = n + 1;
}

/* The prefixes that make up lo to hi; false beyond the limit. */
static bool
range_prefixes(uint32_t lo, uint32_t hi, size_t *left,
    void (*each)(void *ctx, const char *cidr), void *ctx)
{
	uint64_t at = lo;

	while (at <= hi) {
		struct cidr cidr = { .ip.family = 4, .bits = 32 };
		uint64_t size = 1;
		char text[CIDR_LEN];

		while (cidr.bits > 0 && at % (size * 2) == 0 &&
		    at + size * 2 - 1 <= hi) {
			size *= 2;
			cidr.bits--;
		}
		if ((*left)-- == 0)
			return false;
		cidr.ip.b[0] = (uint8_t)(at >> 24);
		cidr.ip.b[1] = (uint8_t)(at >> 16);
		cidr.ip.b[2] = (uint8_t)(at >> 8);
		cidr.ip.b[3] = (uint8_t)at;
		cidr_format(&cidr, text);
		if (each != NULL)
			each(ctx, text);
		at += size;
	}
	return true;
}

/* The prefixes of in without out. */
static bool
prefixes(const struct scope *scope,
    void (*each)(void *ctx, const char *cidr), void *ctx)
{
	size_t left = PREFIXES_MAX, i, k;

	for (i = 0; i < scope->in.n; i++) {
		uint64_t at = scope->in.item[i].lo;
		uint64_t hi = scope->in.item[i].hi;

		for (k = 0; k < scope->out.n && at <= hi; k++) {
			const struct range *hole = &scope->out.item[k];

			if (hole->hi < at || hole->lo > hi)
				continue;
			if (hole->lo > at && !range_prefixes((uint32_t)at,
			    hole->lo - 1, &left, each, ctx))
				return false;
			at = (uint64_t)hole->hi + 1;
		}
		if (at <= hi && !range_prefixes((uint32_t)at, (uint32_t)hi,
		    &left, each, ctx))
			return false;
	}
	return true;
}

/* --- the command line ----------------------------------------------------- */

/* Options whose value is the next word; with one dash or two. */
static const char *const with_value[] = {
	"D", "M", "S", "T", "b", "e", "g", "i", "m", "o", "p", "data",
	"data-length", "data-string", "datadir", "dns-servers",
	"exclude-ports", "host-timeout", "initial-rtt-timeout", "ip-options",
	"max-hostgroup", "max-os-tries", "max-parallelism", "max-rate",
	"max-retries", "max-rtt-timeout", "max-scan-delay", "min-hostgroup",
	"min-parallelism", "min-rate", "min-rtt-timeout", "mtu",
	"nsock-engine", "oA", "oG", "oH", "oM", "oN", "oS", "oX",
	"port-ratio", "proxies", "proxy", "route-dst", "sI", "scan-delay",
	"scanflags", "script", "script-args", "script-args-file",
	"script-help", "script-timeout", "servicedb", "source-port",
	"spoof-mac", "stats-every", "stylesheet", "timing", "top-ports",
	"ttl", "version-intensity", "versiondb", NULL
};

/* Options whose targets stand elsewhere. */
static const char *const elsewhere[] = {
	"iL", "iR", "excludefile", "resume", NULL
};

static bool
is_option(const char *word, const char *const *list)
{
	word += 1 + (word[1] == '-');
	for (; *list != NULL; list++) {
		size_t n = strlen(*list);

		if (strncmp(word, *list, n) == 0 &&
		    (word[n] == '\0' || (word[n] == '=' && n > 1)))
			return true;
	}
	return false;
}

/* The next word; quotes and backslashes as nmap writes them. */
static bool
next_word(const char **s, struct buf *word)
{
	bool quoted = false;

	buf_clear(word);
	*s += strspn(*s, " \t\r\n");
	if (**s == '\0')
		return false;
	buf_add(word, "");
	for (; **s != '\0'; ++*s) {
		if (**s == '"') {
			quoted = !quoted;
			continue;
		}
		if (!quoted && strchr(" \t\r\n", **s) != NULL)
			break;
		if (quoted && **s == '\\' && (*s)[1] != '\0')
			++*s;
		buf_addc(word, **s);
	}
	return true;
}

static void
read_excludes(struct scope *scope, char *list)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");
		bool more = list[n] == ',';

		list[n] = '\0';
		if (n > 0)
			add_target(scope, list, true);
		list += n + more;
	}
}

static void
read_option(struct scope *scope, struct nmap_args *out, const char **s,
    struct buf *word)
{
	static const char *const exclude[] = { "exclude", NULL };
	const char *text = buf_str(word);
	bool attached = strchr(text, '=') != NULL;

	if (strcmp(text, "-sL") == 0)
		out->list = true;
	else if (strcmp(text, "-Pn") == 0 || strcmp(text, "-PN") == 0 ||
	    strcmp(text, "-P0") == 0)
		out->no_ping = true;
	else if (is_option(text, elsewhere))
		scope->unknown = N_("The targets of the scan stand in another "
		    "file. Give its scope with --scope.");
	else if (is_option(text, exclude)) {
		if (attached)
			read_excludes(scope, strchr(word->s, '=') + 1);
		else if (next_word(s, word))
			read_excludes(scope, word->s);
		return;
	}
	if (!attached && (is_option(text, with_value) ||
	    is_option(text, elsewhere)))
		next_word(s, word);
}

void
nmap_scope(const char *args, struct nmap_args *out,
    void (*each)(void *ctx, const char *cidr), void *ctx)
{
	struct scope scope = { .unknown = NULL };
	struct buf word = { 0 };
	size_t i, targets = 0;

	*out = (struct nmap_args){ .list = false };
	next_word(&args, &word);	/* the program */
	while (next_word(&args, &word)) {
		if (word.s[0] == '-' && word.s[1] != '\0') {
			read_option(&scope, out, &args, &word);
		} else {
			add_target(&scope, buf_str(&word), false);
			targets++;
		}
	}
	merge(&scope.in);
	merge(&scope.out);
	if (scope.unknown == NULL && targets == 0)
		scope.unknown = N_("The command line of the scan names no "
		    "targets. Give its scope with --scope.");
	if (scope.unknown == NULL &&
	    ((scope.n_v6 > 0 && scope.n_v6_out > 0) ||
	    !prefixes(&scope, NULL, NULL)))
		scope.unknown = N_("The scan leaves out too many addresses. "
		    "Give its scope with --scope.");
	out->unknown = scope.unknown;
	if (scope.unknown == NULL && !out->list) {
		prefixes(&scope, each, ctx);
		for (i = 0; i < scope.n_v6; i++) {
			char text[CIDR_LEN];

			cidr_format(&scope.v6[i], text);
			each(ctx, text);
		}
	}
	buf_release(&word);
	free(scope.in.item);
	free(scope.out.item);
	free(scope.v6);
}
