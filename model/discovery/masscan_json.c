/* SPDX-License-Identifier: ISC */
/*
 * masscan -oJ and -oD: an object for each port that answered, with "ports"
 * (an array of one) or the port beside the address.  Old versions forget the
 * bracket, leave commas and end with "{finished: 1}".
 */
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "base/net.h"
#include "model/discovery/json_items.h"
#include "model/discovery/reader.h"

enum { VERSION_BYTES = 240 };

struct import_reader {
	struct json_reader	 base;
};

int
masscan_json_sniff(const char *head, size_t n)
{
	static const char *const array[] = { "ip", "ports", "proto", NULL };
	static const char *const lines[] = { "ip", "port", "rec_type", NULL };

	return json_sniff(head, n, array) || json_sniff(head, n, lines) ?
	    93 : 0;
}

/* What one port says; false when it is none, or is not open. */
static bool
read_port(const json_t *object, const json_t *port,
    struct sighting_service *service, char number[16],
    char version[VERSION_BYTES])
{
	const json_t *data = json_object_get(object, "data");
	const json_t *named = json_object_get(port, "service");
	const char *status = json_text(data != NULL ? data : port, "status");
	const char *proto = json_text(port, "proto");
	const char *banner = json_text(named != NULL ? named : data, "banner");
	char text[32];

	if (proto == NULL || (status != NULL && strcmp(status, "open") != 0))
		return false;
	snprintf(text, sizeof(text), "%.8s/%d", proto,
	    (int)json_number(port, "port"));
	if (!port_parse(text, number, 16))
		return false;
	service->port = number;
	service->name = named != NULL ? json_text(named, "name") :
	    json_text(data, "service_name");
	if (banner != NULL) {
		sighting_line(version, VERSION_BYTES, banner, strlen(banner));
		service->version = version;
	}
	return true;
}

static void
each_item(void *ctx, const struct json_item *item)
{
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	const char *address = json_text(item->object, "ip");
	const json_t *ports = json_object_get(item->object, "ports");
	struct sighting_service service = { .port = NULL };
	struct sighting s = { .state = SIGHTING_UP, .line = item->line,
		.text = item->text, .services_known = true };
	char ip_text[IP_LEN], number[16], version[VERSION_BYTES];
	int64_t at = json_number(item->object, "timestamp");
	struct ip ip;

	if (address == NULL || !ip_parse(address, &ip)) {
		sink->warning(sink->ctx, item->line, address,
		    N_("No address stands in this entry. It was skipped."));
		return;
	}
	ip_format(&ip, ip_text);
	s.ip[s.n_ip++] = ip_text;
	if (at > 0 && at < INT64_C(253402300799)) {
		s.seen_at = at * 1000;
		sink->run(sink->ctx, s.seen_at, s.seen_at);
	}
	if (read_port(item->object, json_is_array(ports) ?
	    json_array_get(ports, 0) : item->object, &service, number,
	    version)) {
		s.service = &service;
		s.n_service = 1;
	}
	sink->sighting(sink->ctx, &s);
}

struct import_reader *
masscan_json_begin(const struct import_sink *sink, int64_t now)
{
	(void)now;
	return json_reader_new(sizeof(struct import_reader), sink, "ip",
	    each_item);
}
