/* SPDX-License-Identifier: ISC */
/*
 * Addresses: MAC, IPv4, IPv6, prefixes, port lists.  The canonical forms are
 * lower case: "02:4b:11:9c:07:1f", "10.0.0.1", RFC 5952 IPv6 without zone,
 * "10.0.0.0/8" with host bits cleared, "tcp/443", "udp/1000-1010".
 */
#ifndef DAICHO_BASE_NET_H
#define DAICHO_BASE_NET_H

#include <stdbool.h>
#include <stdint.h>

enum { MAC_LEN = 18, IP_LEN = 46, CIDR_LEN = 50 };	/* with the NUL */

struct mac {
	uint8_t	b[6];
};

/*
 * Reads every spelling that tools print: 00:11:22:33:44:55, unpadded octets
 * (0:1:2:3:4:5), dashes, 0011.2233.4455, 001122334455.  The whole string.
 */
bool mac_parse(const char *s, struct mac *mac);
void mac_format(const struct mac *mac, char out[MAC_LEN]);
bool mac_is_zero(const struct mac *mac);
bool mac_is_multicast(const struct mac *mac);	/* broadcast included */
bool mac_is_local(const struct mac *mac);
/* VRRP, HSRP, GLBP: shared by redundant routers, never a device. */
bool mac_is_virtual_router(const struct mac *mac);
/* Ranges of hypervisors and containers, locally administered or not. */
bool mac_is_virtual_machine(const struct mac *mac);

struct ip {
	uint8_t	family;		/* 4 or 6; 0 is none */
	uint8_t	b[16];		/* the first 4 or all */
};

/* Without zone index ("%eth0" is dropped); IPv4-mapped becomes IPv4. */
bool ip_parse(const char *s, struct ip *ip);
void ip_format(const struct ip *ip, char out[IP_LEN]);
int ip_compare(const struct ip *a, const struct ip *b);
bool ip_is_multicast(const struct ip *ip);	/* broadcast included */
bool ip_is_link_local(const struct ip *ip);

struct cidr {
	struct ip	ip;	/* host bits cleared */
	uint8_t		bits;
};

/* "10.0.0.0/8" or a single address. */
bool cidr_parse(const char *s, struct cidr *cidr);
void cidr_format(const struct cidr *cidr, char out[CIDR_LEN]);
bool cidr_contains(const struct cidr *cidr, const struct ip *ip);
/* True when inner lies wholly in outer. */
bool cidr_covers(const struct cidr *outer, const struct cidr *inner);

/* "tcp/443", "443/tcp", "443" (tcp), "udp/1000-1010" -> canonical form. */
bool port_parse(const char *s, char *out, unsigned long size);

#endif
