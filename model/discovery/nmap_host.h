/* SPDX-License-Identifier: ISC */
/*
 * One host of nmap's XML while its elements come: the reader begins it, hands
 * it the elements inside <host> or <hosthint>, and asks for the sighting.
 */
#ifndef DAICHO_DISCOVERY_NMAP_HOST_H
#define DAICHO_DISCOVERY_NMAP_HOST_H

#include "base/buf.h"
#include "base/net.h"
#include "model/discovery/sighting.h"

/* A text of the host: an offset into its pool, which moves as it grows. */
struct nmap_text {
	size_t	at;			/* plus 1; 0: none */
};

struct nmap_port {
	char		number[16];	/* "tcp/443" */
	struct nmap_text	name, version;
};

struct nmap_host {
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
	struct nmap_text	 hostname, vendor;
	bool		 by_ptr;	/* the name is the DNS server's */
	struct nmap_text	 id[SIGHTING_IDS];
	size_t		 n_id;
	struct nmap_port	*port;		/* the open ones */
	size_t		 n_port, cap_port;
	bool		 in_port;	/* the last of port is open in the XML */
	char		 port_number[16];	/* of the <port> at hand */
	long		 line;		/* where it begins */
	const char	*doubted;	/* the word that an element doubted */
	struct buf	 pool;		/* its texts */
	struct sighting_service *service;
	size_t		 cap_service;
};

/* The value of an attribute, or NULL; atts as expat gives them. */
const char *nmap_attribute(const char **atts, const char *name);
bool nmap_attribute_is(const char **atts, const char *name, const char *value);

/* Forgets the last host and opens the next; its room is kept. */
void nmap_host_begin(struct nmap_host *host, bool hint, long line);
/*
 * An element that begins inside the host; unknown ones are passed over.  The
 * reason (N_() text) comes back when something was left out, and host->doubted
 * is the word.
 */
const char *nmap_host_element(struct nmap_host *host, const char *name,
    const char **atts);
void nmap_host_end_element(struct nmap_host *host, const char *name);
/* The file ends inside the host: what was not told to its end is dropped. */
void nmap_host_cut(struct nmap_host *host);
/*
 * What was told of it, without the evidence; lent until the host changes.
 * False when it has no address.
 */
bool nmap_host_sighting(struct nmap_host *host, struct sighting *out);
void nmap_host_release(struct nmap_host *host);

#endif
