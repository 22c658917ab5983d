/* SPDX-License-Identifier: ISC */
/*
 * conn.log, known_hosts.log and known_services.log of Zeek as JSON, an object
 * a line.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "model/discovery/json_items.h"
#include "model/discovery/reader.h"
#include "model/discovery/zeek.h"

enum { NUMBER_BYTES = 40 };

struct import_reader {
	struct json_reader	 base;
	struct zeek		 zeek;
};

int
zeek_json_sniff(const char *head, size_t n)
{
	static const char *const conn[] = { "ts", "id.orig_h", "id.resp_h",
		"conn_state", NULL };
	static const char *const services[] = { "ts", "host", "port_num",
		"port_proto", NULL };
	static const char *const hosts[] = { "ts", "host", NULL };

	if (json_sniff(head, n, conn) || json_sniff(head, n, services))
		return 94;
	return json_sniff(head, n, hosts) ? 50 : 0;
}

/* A scalar as the text that the other form of the log would have. */
static const char *
as_text(const json_t *value, char room[NUMBER_BYTES])
{
	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (json_is_string(value))
		return *json_string_value(value) == '\0' ? NULL :
		    json_string_value(value);
	if (json_is_boolean(value))
		return json_is_true(value) ? "T" : "F";
	if (json_is_integer(value))
		snprintf(room, NUMBER_BYTES, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	else if (json_is_real(value) && fabs(json_real_value(value)) < 1e15)
		snprintf(room, NUMBER_BYTES, "%.6f", json_real_value(value));
	else
		return NULL;
	return room;
}

static void
each_item(void *ctx, const struct json_item *item)
{
	struct import_reader *r = ctx;
	const struct import_sink *sink = &r->base.sink;
	const char *field[ZEEK_FIELDS];
	char room[ZEEK_FIELDS][NUMBER_BYTES];
	size_t i;

	for (i = 0; i < ZEEK_FIELDS; i++)
		field[i] = as_text(json_object_get(item->object,
		    zeek_names[i]), room[i]);
	if (!zeek_row(&r->zeek, field, item->line, item->text))
		sink->warning(sink->ctx, item->line, item->text, N_("This is "
		    "no row of conn.log, known_hosts or known_services. It was "
		    "skipped."));
}

struct import_reader *
zeek_json_begin(const struct import_sink *sink, int64_t now)
{
	struct import_reader *r = json_reader_new(sizeof(*r), sink, "ts",
	    each_item);

	(void)now;
	zeek_init(&r->zeek, &r->base.sink);
	return r;
}

const struct err *
zeek_json_end(struct import_reader *r)
{
	struct import_sink sink = r->base.sink;
	struct zeek zeek = r->zeek;
	const struct err *err;

	/* The reader goes with its end; what was gathered stays. */
	err = json_reader_end(r);
	zeek.sink = &sink;
	zeek_end(&zeek);
	return err;
}
