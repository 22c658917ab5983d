/* SPDX-License-Identifier: ISC */
#include "model/discovery/normalise.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/discovery/converse.h"

enum { KIND_WORD };

/* --- values ------------------------------------------------------------- */

enum mac_class
mac_class_of(const struct mac *mac)
{
	if (mac_is_virtual_router(mac))
		return MAC_VIRTUAL_ROUTER;
	if (mac_is_virtual_machine(mac))
		return MAC_VIRTUAL;
	return mac_is_local(mac) ? MAC_LOCAL : MAC_GLOBAL;
}

const char *
mac_class_key(enum mac_class class_)
{
	static const char *const keys[] = {
		[MAC_GLOBAL] = "global",
		[MAC_LOCAL] = "local",
		[MAC_VIRTUAL] = "virtual",
		[MAC_VIRTUAL_ROUTER] = "virtual_router",
	};

	return keys[class_];
}

static bool
all_alike(const char *s)
{
	char first = '\0';

	for (; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s))
			continue;
		if (first != '\0' && *s != first)
			return false;
		first = *s;
	}
	return true;
}

bool
identity_is_placeholder(const char *value)
{
	static const char *const known[] = {
		"to be filled by o.e.m.", "to be filled by oem",
		"default string", "123456789", "1234567890", "0123456789",
		"n/a", "na", "none", "null", "unknown", "unspecified",
		"not specified", "not applicable", "not available",
		"system serial number", "chassis serial number",
		"base board serial number", "system uuid", "serial number",
		"serial", "oem", "invalid", "empty", "test", "undefined",
		"03000200-0400-0500-0006-000700080009",
		"00020003-0004-0005-0006-000700080009",
		"12345678-1234-5678-90ab-cddeefaabbcc",
		"00000000-0000-0000-0000-000000000001",
	};
	struct buf folded = { 0 };
	bool found;
	size_t i;

	utf8_fold(&folded, value);
	while (folded.len > 0 && folded.s[folded.len - 1] == ' ')
		buf_truncate(&folded, folded.len - 1);
	found = all_alike(buf_str(&folded));
	for (i = 0; i < sizeof(known) / sizeof(known[0]) && !found; i++)
		found = strcmp(buf_str(&folded), known[i]) == 0;
	buf_release(&folded);
	return found;
}

/* Bytes of the name before its domain; 0 when it is an address or nothing. */
static size_t
host_length(const char *name)
{
	struct ip ip;

	if (name == NULL || ip_parse(name, &ip))
		return 0;
	return strcspn(name, ". \t\r\n");
}

const char *
hostname_fold(struct arena *arena, const char *name)
{
	static const char *const nobody[] = {
		"localhost", "localhost6", "unknown", "*", "-", "none",
	};
	struct buf folded = { 0 };
	char *host = NULL;
	size_t i, n = host_length(name);

	if (n == 0)
		return NULL;
	host = arena_strndup(arena, name, n);
	utf8_fold(&folded, host);
	host = arena_strdup(arena, buf_str(&folded));
	buf_release(&folded);
	for (i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++)
		if (strcmp(host, nobody[i]) == 0)
			return NULL;
	return host;
}

/* --- services ----------------------------------------------------------- */

static const char *const transports[] = { "", "tcp", "udp", "sctp" };
enum { N_TRANSPORTS = sizeof(transports) / sizeof(transports[0]) };

uint32_t
service_parse(const char *port)
{
	const char *slash = strchr(port, '/');
	size_t i;
	char *end;
	unsigned long n;

	if (slash == NULL)
		return 0;
	n = strtoul(slash + 1, &end, 10);
	if (end == slash + 1 || n > 65535 || (*end != '\0' && *end != ' ' &&
	    *end != ';'))
		return 0;
	for (i = 1; i < N_TRANSPORTS; i++)
		if (strlen(transports[i]) == (size_t)(slash - port) &&
		    strncmp(port, transports[i], (size_t)(slash - port)) == 0)
			return (uint32_t)(i << 16 | n);
	return 0;
}

void
service_format(uint32_t service, char out[16])
{
	snprintf(out, 16, "%s/%u", transports[(service >> 16) % N_TRANSPORTS],
	    service & 0xffff);
}

uint32_t
services_next(const char **services, const char **name, size_t *name_len)
{
	const char *s = *services;
	uint32_t service;
	size_t n;

	if (s == NULL || *s == '\0')
		return 0;
	service = service_parse(*s == ';' ? ++s : s);
	n = strcspn(s, " ;");
	*services = s += n;
	*name = NULL;
	*name_len = 0;
	if (*s == ' ') {
		*name = s + 1;
		*name_len = strcspn(s + 1, ";");
		*services = s + 1 + *name_len;
	}
	return service;
}

static int
compare_services(const void *a, const void *b)
{
	const struct sighting_service *x = a, *y = b;
	uint32_t p = service_parse(x->port), q = service_parse(y->port);

	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(x->name != NULL ? x->name : "",
	    y->name != NULL ? y->name : "");
}

static bool
plain_word(const char *s)
{
	for (; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && strchr("-_.+/", *s) == NULL)
			return false;
	return true;
}

static void
join_services(struct sighting_service *list, size_t n, struct buf *out)
{
	uint32_t last = 0, service;
	char port[16];
	size_t i;

	if (n > 1)
		qsort(list, n, sizeof(*list), compare_services);
	for (i = 0; i < n; i++) {
		service = service_parse(list[i].port);
		if (service == 0 || service == last)
			continue;
		last = service;
		service_format(service, port);
		buf_printf(out, "%s%s", out->len > 0 ? ";" : "", port);
		if (list[i].name != NULL && list[i].name[0] != '\0' &&
		    plain_word(list[i].name))
			buf_printf(out, " %s", list[i].name);
	}
}

/* --- collecting --------------------------------------------------------- */

void
round_init(struct round *round, struct arena *arena, const char *site)
{
	memset(round, 0, sizeof(*round));
	round->arena = arena;
	round->site = arena_strdup(arena, site);
	map_init(&round->words);
}

void
round_release(struct round *round)
{
	map_release(&round->words);
	free(round->seen);
	free(round->word);
	free(round->spoken);
	round->spoken = NULL;
	round->n_spoken = round->cap_spoken = 0;
	round->seen = NULL;
	round->word = NULL;
	round->n_seen = round->cap_seen = 0;
}

/* Vendors, names of switches and sets of ports come again and again. */
const char *
round_word(struct round *round, const char *s)
{
	uint64_t hash;
	size_t slot = SIZE_MAX;
	uint32_t at;

	if (s == NULL || *s == '\0')
		return NULL;
	hash = map_hash_text(&round->words, KIND_WORD, s);
	while (map_next(&round->words, hash, &slot, &at))
		if (strcmp(round->word[at], s) == 0)
			return round->word[at];
	round->word = mem_grow(round->word, &round->cap_words,
	    round->n_words + 1, sizeof(*round->word));
	round->word[round->n_words] = arena_strdup(round->arena, s);
	map_put(&round->words, hash, (uint32_t)round->n_words);
	return round->word[round->n_words++];
}

static bool
ip_is_device(const struct ip *ip)
{
	static const uint8_t zero[16];

	return !ip_is_multicast(ip) &&
	    memcmp(ip->b, zero, ip->family == 4 ? 4 : 16) != 0;
}

static void
keep_addresses(struct round *round, struct seen *seen,
    const struct sighting *sighting)
{
	struct ip ip[8];
	size_t i;

	for (i = 0; i < sighting->n_ip; i++)
		if (ip_parse(sighting->ip[i], &ip[seen->n_ip]) &&
		    ip_is_device(&ip[seen->n_ip]))
			seen->n_ip++;
	seen->ip = arena_calloc(round->arena, seen->n_ip, sizeof(*seen->ip));
	if (seen->n_ip > 0)
		memcpy(seen->ip, ip, seen->n_ip * sizeof(*ip));
	seen->has_mac = sighting->mac != NULL &&
	    mac_parse(sighting->mac, &seen->mac);
	if (seen->has_mac && (mac_is_zero(&seen->mac) ||
	    mac_is_multicast(&seen->mac) ||
	    mac_is_virtual_router(&seen->mac)))
		seen->ignored = true;
}

/* A client identifier of type 1 is the MAC once more, no key of its own. */
static bool
id_is_mac(const struct sighting_id *id)
{
	struct mac mac;

	return strcmp(id->kind, "dhcp_client_id") == 0 &&
	    strncmp(id->value, "01:", 3) == 0 && mac_parse(id->value + 3, &mac);
}

static void
keep_ids(struct round *round, struct seen *seen,
    const struct sighting *sighting)
{
	size_t i;

	seen->id = arena_calloc(round->arena, sighting->n_id,
	    sizeof(*seen->id));
	for (i = 0; i < sighting->n_id; i++) {
		const struct sighting_id *id = &sighting->id[i];

		if (id->value == NULL || id->value[0] == '\0' ||
		    id_is_mac(id))
			continue;
		seen->id[seen->n_id].kind = round_word(round, id->kind);
		seen->id[seen->n_id++].value = arena_strdup(round->arena,
		    id->value);
	}
}

/* A text of one line, as the fields that keep it are. */
static const char *
line_word(struct round *round, const char *s)
{
	char *line, *at;

	if (s == NULL || strpbrk(s, "\t\r\n") == NULL)
		return round_word(round, s);
	line = arena_strdup(round->arena, s);
	for (at = line; (at = strpbrk(at, "\t\r\n")) != NULL; at++)
		*at = ' ';
	return round_word(round, line);
}

void
round_add(struct round *round, size_t file, const char *name,
    const struct sighting *sighting)
{
	struct buf services = { 0 };
	struct seen *seen;
	const char *cable;
	size_t n;
	const char *text = sighting->text != NULL ? sighting->text : "";

	if (sighting->state == SIGHTING_TALK) {
		converse_add(round, file, sighting);
		return;
	}
	if (sighting->state != SIGHTING_UP) {
		round->ignored++;
		return;
	}
	round->sightings++;
	round->seen = mem_grow(round->seen, &round->cap_seen,
	    round->n_seen + 1, sizeof(*round->seen));
	seen = &round->seen[round->n_seen++];
	memset(seen, 0, sizeof(*seen));
	seen->file = (uint16_t)file;
	seen->line = (int32_t)sighting->line;
	seen->at = sighting->seen_at;
	seen->vlan = (uint16_t)sighting->vlan;
	seen->router = sighting->router;
	seen->note = arena_printf(round->arena, "%s:%ld: %s", name,
	    sighting->line, text);
	seen->text = seen->note + strlen(seen->note) - strlen(text);
	if (sighting->neighbour != NULL && (cable = converse_cable(
	    round->arena, sighting->neighbour)) != NULL)
		seen->note = arena_printf(round->arena, "%s\n%s", seen->note,
		    cable);
	keep_addresses(round, seen, sighting);
	keep_ids(round, seen, sighting);
	if ((n = host_length(sighting->hostname)) > 0)
		seen->hostname = arena_strndup(round->arena,
		    sighting->hostname, n);
	seen->vendor = line_word(round, sighting->vendor);
	seen->switch_name = line_word(round, sighting->switch_name);
	seen->switch_port = line_word(round, sighting->switch_port);
	seen->lease_state = round_word(round, sighting->lease_state);
	seen->services_known = sighting->services_known ||
	    sighting->n_service > 0;
	join_services(sighting->service, sighting->n_service, &services);
	seen->services = round_word(round, buf_str(&services));
	buf_release(&services);
	if (!seen->has_mac && seen->n_ip == 0 && seen->n_id == 0)
		seen->ignored = true;
	if (seen->ignored)
		round->ignored++;
}
