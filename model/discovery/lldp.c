/* SPDX-License-Identifier: ISC */
/*
 * lldpcli -f json and -f json0: what a device hears of its neighbours.  The
 * first names objects by their values and makes one of an array where there
 * is one; the second is arrays throughout.  Each neighbour is a device and a
 * cable to it.
 */
#include <string.h>

#include "base/intl.h"
#include "base/net.h"
#include "model/discovery/json_items.h"
#include "model/discovery/reader.h"

enum { NAME_BYTES = 256, CAPABILITIES_BYTES = 128 };

struct import_reader {
	struct json_reader	 base;
	char			 local[NAME_BYTES];	/* who was asked */
};

/* What is kept of a neighbour while its sighting is made. */
struct heard {
	struct sighting		 sighting;
	struct sighting_neighbour neighbour;
	char			 ip[SIGHTING_IPS][IP_LEN];
	char			 mac[MAC_LEN];
	char			 capabilities[CAPABILITIES_BYTES];
};

int
lldp_sniff(const char *head, size_t n)
{
	static const char *const members[] = { "lldp", NULL };

	return json_sniff(head, n, members) ? 92 : 0;
}

/* --- both shapes ---------------------------------------------------------- */

/* An array of one is that one. */
static const json_t *
the_one(const json_t *value)
{
	return json_is_array(value) ? json_array_get(value, 0) : value;
}

static const json_t *
member(const json_t *object, const char *key)
{
	return the_one(json_object_get(object, key));
}

/* "x", {"value": "x"} and [{"value": "x"}] are all x. */
static const char *
value_of(const json_t *value)
{
	const char *s;

	value = the_one(value);
	if (json_is_object(value))
		value = the_one(json_object_get(value, "value"));
	s = json_string_value(value);
	return s == NULL || *s == '\0' ? NULL : s;
}

/* The chassis itself, which may stand below its name. */
static const json_t *
open_chassis(const json_t *item, const char **name)
{
	const json_t *chassis = member(item, "chassis");
	void *first;

	*name = value_of(json_object_get(chassis, "name"));
	if (json_object_get(chassis, "id") != NULL ||
	    json_object_size(chassis) != 1)
		return chassis;
	first = json_object_iter((json_t *)(uintptr_t)chassis);
	if (!json_is_object(json_object_iter_value(first)))
		return chassis;
	*name = json_object_iter_key(first);
	return json_object_iter_value(first);
}

/* --- a neighbour ---------------------------------------------------------- */

static void
add_ip(struct heard *heard, const json_t *value)
{
	struct sighting *s = &heard->sighting;
	const char *text = value_of(value);
	struct ip ip;

	if (text == NULL || s->n_ip == SIGHTING_IPS || !ip_parse(text, &ip))
		return;
	ip_format(&ip, heard->ip[s->n_ip]);
	s->ip[s->n_ip] = heard->ip[s->n_ip];
	s->n_ip++;
}

static void
add_ips(struct heard *heard, const json_t *chassis)
{
	const json_t *list = json_object_get(chassis, "mgmt-ip");
	size_t i;

	if (!json_is_array(list))
		add_ip(heard, list);
	for (i = 0; i < json_array_size(list); i++)
		add_ip(heard, json_array_get(list, i));
}

static void
add_capability(struct heard *heard, const json_t *capability)
{
	const char *type = json_text(capability, "type");
	const json_t *enabled = json_object_get(capability, "enabled");
	const char *word = json_string_value(enabled);
	size_t n = strlen(heard->capabilities);

	if (type == NULL || !(json_is_true(enabled) || (word != NULL &&
	    (strcmp(word, "on") == 0 || strcmp(word, "true") == 0))))
		return;
	if (strcmp(type, "Router") == 0 || strcmp(type, "Wlan") == 0)
		heard->sighting.router = true;
	if (n + strlen(type) + 2 > sizeof(heard->capabilities))
		return;
	if (n > 0)
		heard->capabilities[n++] = ' ';
	memcpy(heard->capabilities + n, type, strlen(type) + 1);
}

static void
add_capabilities(struct heard *heard, const json_t *chassis)
{
	const json_t *list = json_object_get(chassis, "capability");
	size_t i;

	if (!json_is_array(list))
		add_capability(heard, list);
	for (i = 0; i < json_array_size(list); i++)
		add_capability(heard, json_array_get(list, i));
	if (heard->capabilities[0] != '\0')
		heard->neighbour.capabilities = heard->capabilities;
}

/* The MAC that an id (of the chassis, else of the port) is. */
static void
read_mac(struct heard *heard, const json_t *id)
{
	const char *type = json_text(id, "type");
	const char *value = value_of(id);
	struct mac mac;

	if (heard->sighting.mac != NULL || type == NULL || value == NULL ||
	    strcmp(type, "mac") != 0 || !mac_parse(value, &mac))
		return;
	mac_format(&mac, heard->mac);
	heard->sighting.mac = heard->mac;
}

static void
each_item(void *ctx, const struct json_item *item)
{
	struct import_reader *r = ctx;
	struct heard heard = { .sighting = { .state = SIGHTING_UP,
		.line = item->line, .text = item->text } };
	const json_t *port = member(item->object, "port"), *chassis;
	struct sighting_neighbour *neighbour = &heard.neighbour;

	chassis = open_chassis(item->object, &neighbour->name);
	if (port == NULL) {		/* the device itself: show chassis */
		if (neighbour->name != NULL)
			sighting_line(r->local, sizeof(r->local),
			    neighbour->name, strlen(neighbour->name));
		return;
	}
	neighbour->local_name = r->local[0] == '\0' ? NULL : r->local;
	neighbour->local_port = json_text(item->object, "name");
	if (neighbour->local_port == NULL)
		neighbour->local_port = item->name;
	neighbour->chassis = value_of(json_object_get(chassis, "id"));
	neighbour->port = value_of(json_object_get(port, "id"));
	neighbour->port_name = value_of(json_object_get(port, "descr"));
	add_ips(&heard, chassis);
	add_capabilities(&heard, chassis);
	read_mac(&heard, member(chassis, "id"));
	read_mac(&heard, member(port, "id"));
	heard.sighting.hostname = neighbour->name;
	heard.sighting.neighbour = neighbour;
	if (heard.sighting.n_ip == 0 && heard.sighting.mac == NULL)
		r->base.sink.warning(r->base.sink.ctx, item->line,
		    neighbour->name, N_("The neighbour tells neither an "
		    "address nor a MAC address. It was skipped."));
	else
		r->base.sink.sighting(r->base.sink.ctx, &heard.sighting);
}

struct import_reader *
lldp_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return json_reader_new(sizeof(struct import_reader), sink, "chassis",
	    each_item);
}
