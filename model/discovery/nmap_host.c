/* SPDX-License-Identifier: ISC */
#include "model/discovery/nmap_host.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "model/discovery/nmap_text.h"

enum {
	SERVICES_MAX = 4096, NAME_MAX_BYTES = 255, VERSION_MAX_BYTES = 240,
};

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
static struct nmap_text
keep2(struct nmap_host *h, const char *s, const char *second, size_t max)
{
	const char *parts[] = { s, second };
	size_t start = h->pool.len, i;

	for (i = 0; i < 2; i++) {
		if (parts[i] == NULL || *parts[i] == '\0')
			continue;
		if (h->pool.len > start)
			buf_addc(&h->pool, ' ');
		nmap_text_repair(parts[i], &h->pool);
	}
	if (h->pool.len == start)
		return (struct nmap_text){ 0 };
	clip(&h->pool, start, max);
	buf_addn(&h->pool, "", 1);
	return (struct nmap_text){ start + 1 };
}

static struct nmap_text
keep(struct nmap_host *h, const char *s, size_t max)
{
	return keep2(h, s, NULL, max);
}

static const char *
kept(const struct nmap_host *h, struct nmap_text text)
{
	return text.at == 0 ? NULL : h->pool.s + text.at - 1;
}

static void
fill_services(struct nmap_host *h, struct sighting *s)
{
	size_t i;

	if (h->n_port > SERVICES_MAX)
		h->n_port = SERVICES_MAX;
	h->service = mem_grow(h->service, &h->cap_service, h->n_port + 1,
	    sizeof(*h->service));
	for (i = 0; i < h->n_port; i++)
		h->service[i] = (struct sighting_service){
			.port = h->port[i].number,
			.name = kept(h, h->port[i].name),
			.version = kept(h, h->port[i].version),
		};
	s->service = h->service;
	s->n_service = h->n_port;
	s->services_known = h->services_known;
}

/*
 * A host that is up only because -Pn said so, and that neither ARP nor a port
 * answered for, was asked and kept silent.
 */
static enum sighting_state
state_of(const struct nmap_host *h)
{
	if (h->state == SIGHTING_UP && h->by_user && !h->answered &&
	    h->mac[0] == '\0')
		return SIGHTING_DOWN;
	return h->state;
}

/* --- elements ------------------------------------------------------------- */

const char *
nmap_attribute(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(atts[0], name) == 0)
			return atts[1];
	return NULL;
}

bool
nmap_attribute_is(const char **atts, const char *name, const char *value)
{
	const char *found = nmap_attribute(atts, name);

	return found != NULL && strcmp(found, value) == 0;
}

static const char *
on_status(struct nmap_host *h, const char **atts)
{
	if (nmap_attribute_is(atts, "state", "up"))
		h->state = SIGHTING_UP;
	else if (nmap_attribute_is(atts, "state", "down"))
		h->state = SIGHTING_DOWN;
	else
		h->state = SIGHTING_INCOMPLETE;
	h->by_user = nmap_attribute_is(atts, "reason", "user-set");
	return NULL;
}

static const char *
on_address(struct nmap_host *h, const char **atts)
{
	const char *addr = nmap_attribute(atts, "addr");
	struct mac mac;
	struct ip ip;

	if (addr == NULL)
		return NULL;
	if (nmap_attribute_is(atts, "addrtype", "mac")) {
		if (mac_parse(addr, &mac) && h->mac[0] == '\0') {
			mac_format(&mac, h->mac);
			h->vendor = keep(h, nmap_attribute(atts, "vendor"),
			    NAME_MAX_BYTES);
		}
	} else if (!ip_parse(addr, &ip)) {
		h->doubted = addr;
		return N_("This is no address. It was left out.");
	} else if (h->n_ip < SIGHTING_IPS) {
		ip_format(&ip, h->ip[h->n_ip++]);
	} else {
		h->doubted = addr;
		return N_("The host has more addresses than are kept. This one "
		    "was left out.");
	}
	return NULL;
}

static const char *
on_hostnames(struct nmap_host *h, const char **atts)
{
	(void)atts;
	h->addressed = true;
	return NULL;
}

/* The name that the DNS server gave wins over the one that was typed. */
static const char *
on_hostname(struct nmap_host *h, const char **atts)
{
	const char *name = nmap_attribute(atts, "name");
	bool ptr = nmap_attribute_is(atts, "type", "PTR");

	if (name == NULL || *name == '\0' || h->by_ptr ||
	    (h->hostname.at != 0 && !ptr))
		return NULL;
	h->hostname = keep(h, name, NAME_MAX_BYTES);
	h->by_ptr = ptr;
	return NULL;
}

static const char *
on_ports(struct nmap_host *h, const char **atts)
{
	(void)atts;
	h->addressed = true;
	h->services_known = true;
	return NULL;
}

/* Did a port in this state send an answer? */
static bool
is_answer(const char *state)
{
	return state != NULL && (strcmp(state, "open") == 0 ||
	    strcmp(state, "closed") == 0 || strcmp(state, "unfiltered") == 0);
}

static const char *
on_extraports(struct nmap_host *h, const char **atts)
{
	if (is_answer(nmap_attribute(atts, "state")))
		h->answered = true;
	return NULL;
}

static const char *
on_port(struct nmap_host *h, const char **atts)
{
	const char *protocol = nmap_attribute(atts, "protocol");
	const char *number = nmap_attribute(atts, "portid");
	size_t n, n_number;
	char text[32];

	h->in_port = false;
	h->port_number[0] = '\0';
	if (protocol == NULL || number == NULL)
		return NULL;
	n = strlen(protocol);
	n_number = strlen(number) + 1;
	if (n + 1 + n_number > sizeof(text))
		return NULL;
	memcpy(text, protocol, n);
	text[n] = '/';
	memcpy(text + n + 1, number, n_number);
	if (!port_parse(text, h->port_number, sizeof(h->port_number)))
		h->port_number[0] = '\0';	/* -sO: protocols, no ports */
	return NULL;
}

static const char *
on_state(struct nmap_host *h, const char **atts)
{
	const char *state = nmap_attribute(atts, "state");

	if (is_answer(state))
		h->answered = true;
	if (state == NULL || strcmp(state, "open") != 0 ||
	    h->port_number[0] == '\0')
		return NULL;
	if (h->n_port >= SERVICES_MAX) {
		if (h->n_port++ > SERVICES_MAX)
			return NULL;
		h->doubted = h->port_number;
		return N_("The host has more open ports than are kept. This one "
		    "and those after it were left out.");
	}
	h->port = mem_grow(h->port, &h->cap_port, h->n_port + 1,
	    sizeof(*h->port));
	h->port[h->n_port] = (struct nmap_port){ .name = { 0 } };
	memcpy(h->port[h->n_port].number, h->port_number,
	    sizeof(h->port_number));
	h->n_port++;
	h->in_port = true;
	return NULL;
}

static const char *
on_service(struct nmap_host *h, const char **atts)
{
	const char *name = nmap_attribute(atts, "name");
	const char *product = nmap_attribute(atts, "product");
	char ssl[NAME_MAX_BYTES];
	struct nmap_port *port;

	if (!h->in_port)
		return NULL;
	port = &h->port[h->n_port - 1];
	if (name != NULL && nmap_attribute_is(atts, "tunnel", "ssl")) {
		snprintf(ssl, sizeof(ssl), "ssl/%s", name);
		name = ssl;
	}
	port->name = keep(h, name, NAME_MAX_BYTES);
	if (product == NULL)		/* what masscan has instead */
		product = nmap_attribute(atts, "banner");
	port->version = keep2(h, product,
	    nmap_attribute(atts, "version"), VERSION_MAX_BYTES);
	return NULL;
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
add_host_key(struct nmap_host *h, const char *fingerprint, size_t n)
{
	char value[128];
	size_t i;

	if (is_md5(fingerprint, n))
		snprintf(value, sizeof(value), "MD5:%.*s", (int)n, fingerprint);
	else if (n > 7 && n < 100 && strncmp(fingerprint, "SHA256:", 7) == 0)
		snprintf(value, sizeof(value), "%.*s", (int)n, fingerprint);
	else
		return;
	for (i = 0; i < h->n_id; i++)
		if (strcmp(kept(h, h->id[i]), value) == 0)
			return;
	if (h->n_id < SIGHTING_IDS)
		h->id[h->n_id++] = keep(h, value, sizeof(value));
}

/* ssh-hostkey prints a line per key: "2048 79:f8:… (RSA)". */
static const char *
on_script(struct nmap_host *h, const char **atts)
{
	const char *s = nmap_attribute(atts, "output");

	if (s == NULL || !nmap_attribute_is(atts, "id", "ssh-hostkey"))
		return NULL;
	while (*s != '\0') {
		size_t bits, n;

		s += strspn(s, " \t\r\n");
		bits = strspn(s, "0123456789");
		if (bits > 0 && s[bits] == ' ') {
			n = strcspn(s + bits + 1, " \t\r\n");
			add_host_key(h, s + bits + 1, n);
		}
		s += strcspn(s, "\n");
	}
	return NULL;
}

static const struct element {
	const char	*name;
	const char	*(*start)(struct nmap_host *h, const char **atts);
} elements[] = {
	{ "port", on_port },
	{ "state", on_state },
	{ "service", on_service },
	{ "status", on_status },
	{ "address", on_address },
	{ "hostnames", on_hostnames },
	{ "hostname", on_hostname },
	{ "ports", on_ports },
	{ "extraports", on_extraports },
	{ "script", on_script },
};

const char *
nmap_host_element(struct nmap_host *h, const char *name, const char **atts)
{
	size_t i;

	for (i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (name[0] == elements[i].name[0] &&
		    strcmp(name, elements[i].name) == 0)
			return elements[i].start(h, atts);
	return NULL;
}

void
nmap_host_end_element(struct nmap_host *h, const char *name)
{
	if (strcmp(name, "port") == 0) {
		h->in_port = false;
		h->port_number[0] = '\0';
	}
}

/* --- the host ------------------------------------------------------------- */

void
nmap_host_begin(struct nmap_host *h, bool hint, long line)
{
	const struct nmap_host next = {
		.open = true, .hint = hint, .line = line,
		.state = SIGHTING_UP,
		.port = h->port, .cap_port = h->cap_port,
		.service = h->service, .cap_service = h->cap_service,
		.pool = h->pool,
	};

	*h = next;
	buf_clear(&h->pool);
}

void
nmap_host_cut(struct nmap_host *h)
{
	h->services_known = false;
	h->n_port = 0;
}

bool
nmap_host_sighting(struct nmap_host *h, struct sighting *s)
{
	size_t i;

	*s = (struct sighting){
		.state = state_of(h), .seen_at = h->seen_at,
		.n_ip = h->n_ip, .n_id = h->n_id,
		.mac = h->mac[0] == '\0' ? NULL : h->mac,
		.hostname = kept(h, h->hostname), .vendor = kept(h, h->vendor),
		.line = h->line,
	};
	for (i = 0; i < h->n_ip; i++)
		s->ip[i] = h->ip[i];
	for (i = 0; i < h->n_id; i++)
		s->id[i] = (struct sighting_id){ "ssh_host_key",
			kept(h, h->id[i]) };
	fill_services(h, s);
	return h->n_ip > 0 || s->mac != NULL;
}

void
nmap_host_release(struct nmap_host *h)
{
	buf_release(&h->pool);
	free(h->port);
	free(h->service);
	*h = (struct nmap_host){ .open = false };
}
