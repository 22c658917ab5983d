/* SPDX-License-Identifier: ISC */
#include "model/discovery/finding.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/utf8.h"

enum { EVIDENCE_SHOWN = 5, ADDRESSES_SHOWN = 8 };

/* The words of the note and where their values go. */
static const struct {
	const char	*word;
	size_t		 offset;
} words[] = {
	{ "subject", offsetof(struct facts, subject) },
	{ "site", offsetof(struct facts, site) },
	{ "import", offsetof(struct facts, import) },
	{ "ip", offsetof(struct facts, ip) },
	{ "leased", offsetof(struct facts, leased) },
	{ "mac", offsetof(struct facts, mac) },
	{ "mac_kind", offsetof(struct facts, mac_kind) },
	{ "hostname", offsetof(struct facts, hostname) },
	{ "vendor", offsetof(struct facts, vendor) },
	{ "ports", offsetof(struct facts, services) },
	{ "id", offsetof(struct facts, id) },
	{ "switch", offsetof(struct facts, switch_name) },
	{ "switch_port", offsetof(struct facts, switch_port) },
	{ "lease", offsetof(struct facts, lease_state) },
	{ "zone", offsetof(struct facts, zone) },
	{ "asset", offsetof(struct facts, asset) },
	{ "differs", offsetof(struct facts, differs) },
	{ "because", offsetof(struct facts, because) },
	{ "rival", offsetof(struct facts, rival) },
};

enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

/* --- from a device ------------------------------------------------------ */

static const char *
join_ips(const struct device *device, struct arena *arena)
{
	struct buf out = { 0 };
	const char *text;
	char ip[IP_LEN];
	size_t i;

	for (i = 0; i < device->n_ip && i < ADDRESSES_SHOWN; i++) {
		ip_format(&device->ip[i], ip);
		buf_printf(&out, "%s%s", i > 0 ? " " : "", ip);
	}
	if (device->n_ip > ADDRESSES_SHOWN)
		buf_printf(&out, " +%zu", device->n_ip - ADDRESSES_SHOWN);
	text = out.len > 0 ? arena_strdup(arena, out.s) : NULL;
	buf_release(&out);
	return text;
}

static const char *
join_ids(const struct device *device, struct arena *arena)
{
	struct buf out = { 0 };
	const char *text;
	size_t i;

	for (i = 0; i < device->n_id; i++)
		if (device->id[i].usable)
			buf_printf(&out, "%s%s %s", out.len > 0 ? ";" : "",
			    device->id[i].kind, device->id[i].value);
	text = out.len > 0 ? arena_strdup(arena, out.s) : NULL;
	buf_release(&out);
	return text;
}

void
facts_of_device(const struct round *round, const struct places *places,
    const struct device *device, struct arena *arena, struct facts *out)
{
	char mac[MAC_LEN];
	size_t i, n = device->n < EVIDENCE_SHOWN ? device->n : EVIDENCE_SHOWN;
	bool leased = device->n_ip > 0;

	memset(out, 0, sizeof(*out));
	out->subject = device->key;
	out->site = round->site;
	out->zone = device->zone == PLACE_NONE ? NULL :
	    places->zone[device->zone].uuid;
	out->seen = device->at;
	out->stale = device->stale;
	out->ip = join_ips(device, arena);
	if (device->has_mac) {
		mac_format(&device->mac, mac);
		out->mac = arena_strdup(arena, mac);
		out->mac_kind = mac_class_key(device->mac_class);
	}
	out->hostname = device->hostname;
	out->vendor = device->vendor;
	out->services = device->services;
	out->id = join_ids(device, arena);
	out->switch_name = device->switch_name;
	out->switch_port = device->switch_port;
	out->lease_state = device->lease_state;
	out->vlan = device->vlan;
	for (i = 0; i < device->n_ip; i++)
		leased &= places_is_leased(places, device->ip_network[i],
		    &device->ip[i]);
	if (leased)
		out->leased = "yes";
	out->evidence = arena_calloc(arena, n, sizeof(*out->evidence));
	for (i = 0; i < n; i++) {
		const struct seen *seen =
		    &round->seen[round->member[device->first + i]];

		out->evidence[i].file = round->file[seen->file].name;
		out->evidence[i].line = seen->line;
		out->evidence[i].text = seen->text;
	}
	out->n_evidence = n;
	if (n == 1)
		out->line = round->seen[round->member[device->first]].note;
}

static void
differing_ips(const struct identity *identity, const struct device *device,
    const struct known *known, struct buf *out)
{
	char ip[IP_LEN];
	uint32_t at;
	size_t i;

	buf_add(out, "ip:");
	for (at = known->interface; at != KNOWN_NONE;
	    at = identity->interface[at].next)
		for (i = 0; i < identity->interface[at].n_ip; i++) {
			ip_format(&identity->interface[at].ip[i], ip);
			buf_printf(out, " %s", ip);
		}
	buf_add(out, " ->");
	for (i = 0; i < device->n_ip; i++)
		if (!known_has_ip(identity, known, &device->ip[i]) &&
		    !ip_is_link_local(&device->ip[i])) {
			ip_format(&device->ip[i], ip);
			buf_printf(out, " %s", ip);
		}
}

static void
differing_services(const struct identity *identity,
    const struct device *device, const struct known *known, struct buf *out)
{
	const char *rest = device->services, *name;
	char port[16];
	uint32_t service;
	size_t len;

	buf_add(out, "ports: ->");
	while ((service = services_next(&rest, &name, &len)) != 0)
		if (!known_has_service(identity, known, service)) {
			service_format(service, port);
			buf_printf(out, " %s", port);
		}
}

const char *
facts_differs(const struct identity *identity, const struct device *device,
    const struct known *known, unsigned differs, struct arena *arena)
{
	struct buf out = { 0 };
	const char *text;
	char mac[MAC_LEN];

	if ((differs & DIFFERS_HOSTNAME) != 0)
		buf_printf(&out, "hostname: %s -> %s", known->hostname,
		    device->hostname);
	if ((differs & DIFFERS_IP) != 0) {
		buf_add(&out, out.len > 0 ? "; " : "");
		differing_ips(identity, device, known, &out);
	}
	if ((differs & DIFFERS_SERVICES) != 0) {
		buf_add(&out, out.len > 0 ? "; " : "");
		differing_services(identity, device, known, &out);
	}
	if ((differs & DIFFERS_MAC) != 0) {
		mac_format(&device->mac, mac);
		buf_printf(&out, "%smac: -> %s", out.len > 0 ? "; " : "", mac);
	}
	text = out.len > 0 ? arena_strdup(arena, out.s) : NULL;
	buf_release(&out);
	return text;
}

/* --- the note ----------------------------------------------------------- */

static const char *
get(const struct facts *facts, size_t word)
{
	const char *value;

	memcpy(&value, (const char *)facts + words[word].offset,
	    sizeof(value));
	return value;
}

/* A value stays on its line. */
static void
add_line(struct buf *out, const char *word, const char *value)
{
	size_t n;

	buf_printf(out, "%s: ", word);
	while (*value != '\0') {
		n = strcspn(value, "\r\n");
		buf_addn(out, value, n);
		value += n;
		if (*value != '\0') {
			buf_addc(out, ' ');
			value++;
		}
	}
	buf_addc(out, '\n');
}

void
facts_format(const struct facts *facts, struct buf *out)
{
	char seen[DATETIME_LEN];
	struct buf line = { 0 };
	const char *value;
	size_t i;

	for (i = 0; i < N_WORDS; i++)
		if ((value = get(facts, i)) != NULL)
			add_line(out, words[i].word, value);
	if (facts->vlan > 0)
		buf_printf(out, "vlan: %d\n", facts->vlan);
	if (facts->seen != 0) {
		datetime_format(facts->seen, seen);
		buf_printf(out, "seen: %s\n", seen);
	}
	for (i = 0; i < facts->n_evidence; i++) {
		const struct explain_evidence *e = &facts->evidence[i];

		buf_clear(&line);
		buf_printf(&line, "%s:%ld: %s", e->file != NULL ? e->file : "",
		    e->line, e->text != NULL ? e->text : "");
		add_line(out, "at", buf_str(&line));
	}
	if (out->len > 0 && out->s[out->len - 1] == '\n')
		buf_truncate(out, out->len - 1);
	buf_release(&line);
}

/* "file:12: text"; the name may hold colons, too. */
static void
parse_evidence(char *value, struct arena *arena, struct facts *out)
{
	struct explain_evidence *e;
	char *colon, *end = value;
	long line = 0;

	for (colon = strchr(value, ':'); colon != NULL;
	    colon = strchr(colon + 1, ':')) {
		line = strtol(colon + 1, &end, 10);
		if (end > colon + 1 && end[0] == ':' &&
		    (end[1] == ' ' || end[1] == '\0'))
			break;
	}
	if (colon == NULL)
		return;
	*colon = '\0';
	e = arena_calloc(arena, out->n_evidence + 1, sizeof(*e));
	if (out->n_evidence > 0)
		memcpy(e, out->evidence, out->n_evidence * sizeof(*e));
	out->evidence = e;
	e = &e[out->n_evidence++];
	e->file = value;
	e->line = line;
	e->text = end[1] == ' ' ? end + 2 : end + 1;
}

static void
parse_line(char *line, struct arena *arena, struct facts *out)
{
	char *value = strstr(line, ": ");
	size_t i;

	if (value == NULL)
		return;
	*value = '\0';
	value += 2;
	for (i = 0; i < N_WORDS; i++)
		if (strcmp(words[i].word, line) == 0) {
			memcpy((char *)out + words[i].offset, &value,
			    sizeof(value));
			return;
		}
	if (strcmp(line, "vlan") == 0)
		out->vlan = (int)strtol(value, NULL, 10);
	else if (strcmp(line, "seen") == 0)
		datetime_parse(value, &out->seen);
	else if (strcmp(line, "at") == 0)
		parse_evidence(value, arena, out);
}

void
facts_parse(const char *note, struct arena *arena, struct facts *out)
{
	char *line, *next;

	memset(out, 0, sizeof(*out));
	if (note == NULL)
		return;
	line = arena_strdup(arena, note);
	for (; line != NULL; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		parse_line(line, arena, out);
	}
}

const char *
facts_next(const char **list, char sep, struct arena *arena)
{
	const char *s = *list, *end;

	if (s == NULL)
		return NULL;
	while (*s == sep)
		s++;
	if (*s == '\0')
		return NULL;
	end = strchr(s, sep);
	if (end == NULL)
		end = s + strlen(s);
	*list = end;
	return arena_strndup(arena, s, (size_t)(end - s));
}

bool
facts_ip(const struct facts *facts, struct ip *ip)
{
	char text[IP_LEN];
	size_t n;

	if (facts->ip == NULL)
		return false;
	n = strcspn(facts->ip, " ");
	if (n >= sizeof(text))
		return false;
	memcpy(text, facts->ip, n);
	text[n] = '\0';
	return ip_parse(text, ip);
}

/* --- comparing ---------------------------------------------------------- */

static bool
differ(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

static bool
more_services(const char *old, const char *new)
{
	const char *name, *rest;
	uint32_t service, known;
	size_t len;

	if (old == NULL)
		return false;
	while ((service = services_next(&new, &name, &len)) != 0) {
		rest = old;
		while ((known = services_next(&rest, &name, &len)) != 0 &&
		    known != service)
			;
		if (known == 0)
			return true;
	}
	return false;
}

bool
facts_changed(const struct facts *old, const struct facts *new)
{
	return differ(old->mac, new->mac) || differ(old->zone, new->zone) ||
	    differ(old->differs, new->differs) ||
	    differ(old->because, new->because) ||
	    (old->hostname != NULL && new->hostname != NULL &&
	    !utf8_equal_folded(old->hostname, new->hostname)) ||
	    more_services(old->services, new->services);
}

void
facts_keep(struct facts *new, const struct facts *old)
{
	const struct {
		const char	**new, *old;
	} kept[] = {
		{ &new->ip, old->ip }, { &new->mac, old->mac },
		{ &new->mac_kind, old->mac_kind },
		{ &new->hostname, old->hostname },
		{ &new->vendor, old->vendor },
		{ &new->services, old->services }, { &new->id, old->id },
		{ &new->switch_name, old->switch_name },
		{ &new->switch_port, old->switch_port },
	};
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (*kept[i].new == NULL)
			*kept[i].new = kept[i].old;
}

/* --- keys --------------------------------------------------------------- */

const char *
finding_key(enum result result, const struct facts *facts,
    struct arena *arena)
{
	return arena_printf(arena, "%s %s %s",
	    facts->site != NULL ? facts->site : "-", result_key(result),
	    facts->subject != NULL ? facts->subject : "-");
}

int
result_find(const char *key)
{
	int i;

	for (i = 0; key != NULL && i < RESULT_COUNT; i++)
		if (strcmp(result_key((enum result)i), key) == 0)
			return i;
	return -1;
}

int64_t
finding_title_number(const char *title)
{
	if (title == NULL || strncmp(title, "F-", 2) != 0)
		return 0;
	return strtoll(title + 2, NULL, 10);
}

/* --- the public face ---------------------------------------------------- */

bool
finding_is_undecided(const char *state)
{
	return state != NULL && (strcmp(state, "new") == 0 ||
	    strcmp(state, "triaged") == 0 || strcmp(state, "reopened") == 0);
}

const char *
finding_number(const struct record *finding, struct arena *arena)
{
	const char *title = record_text(finding, F_finding_title);

	return finding_title_number(title) == 0 ? NULL :
	    arena_strndup(arena, title, strcspn(title, " "));
}

/* "file:12: text", one a line. */
static const char *
evidence_lines(const struct facts *facts, struct arena *arena)
{
	struct buf text = { 0 };
	const char *result;
	size_t i;

	for (i = 0; i < facts->n_evidence; i++)
		buf_printf(&text, "%s%s:%ld: %s", i > 0 ? "\n" : "",
		    facts->evidence[i].file, facts->evidence[i].line,
		    facts->evidence[i].text != NULL ?
		    facts->evidence[i].text : "");
	result = text.len > 0 ? arena_strdup(arena, text.s) : NULL;
	buf_release(&text);
	return result;
}

void
facts_tell(const struct facts *facts, struct arena *arena,
    struct discover_finding *out)
{
	out->ip = facts->ip;
	out->mac = facts->mac;
	out->hostname = facts->hostname;
	out->vendor = facts->vendor;
	out->zone = facts->zone;
	out->asset = facts->asset;
	out->evidence = facts->line != NULL ? facts->line :
	    evidence_lines(facts, arena);
}

void
finding_read(const struct record *finding, struct arena *arena,
    struct discover_finding *out)
{
	const struct value *also = record_value(finding, F_finding_also);
	int result = result_find(record_text(finding, F_finding_result));
	struct facts facts;

	memset(out, 0, sizeof(*out));
	facts_parse(record_text(finding, F_finding_evidence), arena, &facts);
	facts_tell(&facts, arena, out);
	out->uuid = finding->uuid;
	out->number = finding_number(finding, arena);
	out->result = result < 0 ? RESULT_COUNT : (enum result)result;
	out->severity = record_text(finding, F_finding_severity);
	out->state = record_text(finding, F_finding_state);
	out->due = record_int(finding, F_finding_due);
	out->rule = record_text(finding, F_finding_rule);
	if (also != NULL && also->kind == VALUE_LIST) {
		out->also = also->list;
		out->n_also = also->n;
	}
}

const struct err *
finding_last_decision(const struct session *session, const char *finding,
    struct arena *arena, struct record **out)
{
	enum { MAX = 64 };
	struct store *store = register_reader(session);
	const char *uuid[MAX];
	struct record *record;
	const struct err *err;
	size_t i, n = 0;

	*out = NULL;
	err = store_lookup(store, ENTITY_decision, F_decision_finding,
	    finding, arena, uuid, MAX, &n);
	for (i = 0; err == NULL && i < n; i++) {
		err = store_get(store, ENTITY_decision, uuid[i], NULL, arena,
		    &record);
		if (err == NULL && record != NULL && (*out == NULL ||
		    record_int(record, F_decision_on) >=
		    record_int(*out, F_decision_on)))
			*out = record;
	}
	return err;
}

static bool
note_number(void *ctx, const struct record *record)
{
	int64_t *highest = ctx, number = finding_title_number(
	    record_text(record, F_finding_title));

	*highest = number > *highest ? number : *highest;
	return true;
}

const struct err *
finding_next_number(const struct session *session, int64_t *number)
{
	struct fieldset want = { { 0 } };
	const struct err *err;

	*number = 0;
	fieldset_add(&want, F_finding_title);
	err = store_each(register_reader(session), ENTITY_finding, NULL, NULL,
	    0, &want, note_number, number);
	++*number;
	return err;
}
