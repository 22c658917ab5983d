/* SPDX-License-Identifier: ISC */
#include "base/net.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* groups groups of 1..width digits, divided by sep (0: none, full width). */
static bool
parse_groups(const char *s, char sep, int groups, int width, struct mac *mac)
{
	int g, bytes = 6 / groups;

	for (g = 0; g < groups; g++) {
		unsigned long value = 0;
		int n, b;

		for (n = 0; n < width && hex(*s) >= 0; n++, s++)
			value = value * 16 + (unsigned)hex(*s);
		if (n == 0 || (sep == '\0' && n < width))
			return false;
		for (b = 0; b < bytes; b++)
			mac->b[g * bytes + b] =
			    (uint8_t)(value >> 8 * (bytes - 1 - b));
		if (g + 1 < groups && sep != '\0' && *s++ != sep)
			return false;
	}
	return *s == '\0';
}

bool
mac_parse(const char *s, struct mac *mac)
{
	struct mac m;
	bool ok;

	if (strchr(s, ':') != NULL)
		ok = parse_groups(s, ':', 6, 2, &m);
	else if (strchr(s, '-') != NULL)
		ok = parse_groups(s, '-', 6, 2, &m) ||
		    parse_groups(s, '-', 3, 4, &m);
	else if (strchr(s, '.') != NULL)
		ok = parse_groups(s, '.', 3, 4, &m);
	else
		ok = parse_groups(s, '\0', 6, 2, &m);
	if (ok)
		*mac = m;
	return ok;
}

void
mac_format(const struct mac *mac, char out[MAC_LEN])
{
	snprintf(out, MAC_LEN, "%02x:%02x:%02x:%02x:%02x:%02x", mac->b[0],
	    mac->b[1], mac->b[2], mac->b[3], mac->b[4], mac->b[5]);
}

bool
mac_is_zero(const struct mac *mac)
{
	static const uint8_t zero[6];

	return memcmp(mac->b, zero, 6) == 0;
}

bool
mac_is_multicast(const struct mac *mac)
{
	return mac->b[0] & 1;
}

bool
mac_is_local(const struct mac *mac)
{
	return mac->b[0] & 2;
}

bool
mac_is_virtual_router(const struct mac *mac)
{
	static const struct {
		uint8_t	b[6];
		uint8_t	bits;
	} ranges[] = {
		{ { 0x00, 0x00, 0x5e, 0x00, 0x01 }, 40 },	/* VRRP v4 */
		{ { 0x00, 0x00, 0x5e, 0x00, 0x02 }, 40 },	/* VRRP v6 */
		{ { 0x00, 0x00, 0x0c, 0x07, 0xac }, 40 },	/* HSRP v1 */
		{ { 0x00, 0x00, 0x0c, 0x9f, 0xf0 }, 36 },	/* HSRP v2 */
		{ { 0x00, 0x05, 0x73, 0xa0, 0x00 }, 36 },	/* HSRP IPv6 */
		{ { 0x00, 0x07, 0xb4 }, 24 },			/* GLBP */
	};
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		size_t whole = ranges[i].bits / 8;

		if (memcmp(mac->b, ranges[i].b, whole) == 0 &&
		    (ranges[i].bits % 8 == 0 ||
		    (mac->b[whole] ^ ranges[i].b[whole]) >> 4 == 0))
			return true;
	}
	return false;
}

bool
mac_is_virtual_machine(const struct mac *mac)
{
	static const uint8_t prefixes[][3] = {
		{ 0x00, 0x05, 0x69 }, { 0x00, 0x0c, 0x29 },	/* VMware */
		{ 0x00, 0x1c, 0x14 }, { 0x00, 0x50, 0x56 },
		{ 0x00, 0x15, 0x5d },				/* Hyper-V */
		{ 0x00, 0x16, 0x3e },				/* Xen */
		{ 0x08, 0x00, 0x27 }, { 0x0a, 0x00, 0x27 },	/* VirtualBox */
		{ 0x52, 0x54, 0x00 },				/* QEMU */
		{ 0x00, 0x1c, 0x42 },				/* Parallels */
	};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (memcmp(mac->b, prefixes[i], 3) == 0)
			return true;
	return mac->b[0] == 0x02 && mac->b[1] == 0x42;		/* Docker */
}

bool
ip_parse(const char *s, struct ip *ip)
{
	char text[IP_LEN];
	size_t n = strcspn(s, "%");
	struct ip parsed = { 0 };

	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (inet_pton(AF_INET, text, parsed.b) == 1) {
		if (s[n] == '%')
			return false;
		parsed.family = 4;
	} else if (inet_pton(AF_INET6, text, parsed.b) == 1) {
		static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

		parsed.family = 6;
		if (memcmp(parsed.b, mapped, 12) == 0) {
			parsed.family = 4;
			memmove(parsed.b, parsed.b + 12, 4);
			memset(parsed.b + 4, 0, 12);
		}
	} else {
		return false;
	}
	*ip = parsed;
	return true;
}

void
ip_format(const struct ip *ip, char out[IP_LEN])
{
	if (ip->family == 0)
		out[0] = '\0';
	else
		inet_ntop(ip->family == 4 ? AF_INET : AF_INET6, ip->b, out,
		    IP_LEN);
}

int
ip_compare(const struct ip *a, const struct ip *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->b, b->b, 16);
}

bool
ip_is_multicast(const struct ip *ip)
{
	static const uint8_t all[4] = { 255, 255, 255, 255 };

	if (ip->family == 6)
		return ip->b[0] == 0xff;
	return (ip->b[0] & 0xf0) == 0xe0 || memcmp(ip->b, all, 4) == 0;
}

bool
ip_is_link_local(const struct ip *ip)
{
	if (ip->family == 6)
		return ip->b[0] == 0xfe && (ip->b[1] & 0xc0) == 0x80;
	return ip->b[0] == 169 && ip->b[1] == 254;
}

/* Clears what follows the first bits bits. */
static void
mask(uint8_t *b, int bits)
{
	int i;

	for (i = 0; i < 16; i++, bits -= 8) {
		if (bits <= 0)
			b[i] = 0;
		else if (bits < 8)
			b[i] &= (uint8_t)(0xff << (8 - bits));
	}
}

bool
cidr_parse(const char *s, struct cidr *cidr)
{
	const char *slash = strchr(s, '/');
	char text[IP_LEN];
	struct cidr c;
	int max;

	if (slash == NULL) {
		if (!ip_parse(s, &c.ip))
			return false;
		c.bits = c.ip.family == 4 ? 32 : 128;
		*cidr = c;
		return true;
	}
	if ((size_t)(slash - s) >= sizeof(text))
		return false;
	memcpy(text, s, (size_t)(slash - s));
	text[slash - s] = '\0';
	if (!ip_parse(text, &c.ip))
		return false;
	max = c.ip.family == 4 ? 32 : 128;
	if (slash[1] == '\0' || strspn(slash + 1, "0123456789") !=
	    strlen(slash + 1) || strlen(slash + 1) > 3 ||
	    strtol(slash + 1, NULL, 10) > max)
		return false;
	c.bits = (uint8_t)strtol(slash + 1, NULL, 10);
	mask(c.ip.b, c.bits);
	*cidr = c;
	return true;
}

void
cidr_format(const struct cidr *cidr, char out[CIDR_LEN])
{
	char text[IP_LEN];

	ip_format(&cidr->ip, text);
	snprintf(out, CIDR_LEN, "%s/%u", text, cidr->bits);
}

bool
cidr_contains(const struct cidr *cidr, const struct ip *ip)
{
	struct ip masked = *ip;

	if (cidr->ip.family != ip->family)
		return false;
	mask(masked.b, cidr->bits);
	return memcmp(masked.b, cidr->ip.b, 16) == 0;
}

bool
cidr_covers(const struct cidr *outer, const struct cidr *inner)
{
	return outer->bits <= inner->bits && cidr_contains(outer, &inner->ip);
}

static const char *
port_protocol(const char *s, size_t n)
{
	static const char *const names[] = { "tcp", "udp", "sctp" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && strncasecmp(s, names[i], n) == 0)
			return names[i];
	return NULL;
}

bool
port_parse(const char *s, char *out, unsigned long size)
{
	const char *slash = strchr(s, '/'), *range = s, *proto = "tcp";
	char text[16];
	char *end;
	long from, to;

	if (slash != NULL) {
		proto = port_protocol(s, (size_t)(slash - s));
		range = slash + 1;
		if (proto == NULL) {
			proto = port_protocol(slash + 1, strlen(slash + 1));
			range = s;
			if (proto == NULL)
				return false;
		}
	}
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(range, "/"), range);
	if (text[0] < '0' || text[0] > '9')
		return false;
	from = to = strtol(text, &end, 10);
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		to = strtol(end + 1, &end, 10);
	if (*end != '\0' || from < 0 || to > 65535 || to < from)
		return false;
	if (from == to)
		snprintf(out, size, "%s/%ld", proto, from);
	else
		snprintf(out, size, "%s/%ld-%ld", proto, from, to);
	return true;
}
