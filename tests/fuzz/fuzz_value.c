/* SPDX-License-Identifier: ISC */
/*
 * Reading values: the first byte chooses a field, the rest is what somebody
 * wrote into it.  What is accepted must come back unchanged from its machine
 * form and from JSON in the journal.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	enum entity_id	 entity;
	size_t		 position;
} fields[] = {
	{ ENTITY_asset, F_asset_name }, { ENTITY_asset, F_notes },
	{ ENTITY_asset, F_tags }, { ENTITY_asset, F_asset_kind },
	{ ENTITY_asset, F_asset_internet_exposed },
	{ ENTITY_asset, F_asset_support_end },
	{ ENTITY_asset, F_asset_log_days },
	{ ENTITY_asset, F_asset_os_version },
	{ ENTITY_asset, F_asset_system }, { ENTITY_interface, F_interface_mac },
	{ ENTITY_interface, F_interface_ip },
	{ ENTITY_interface, F_interface_vlan },
	{ ENTITY_network, F_network_cidr },
	{ ENTITY_network, F_network_gateway },
	{ ENTITY_connection, F_connection_allowed },
	{ ENTITY_person, F_person_mail }, { ENTITY_finding, F_finding_due },
	{ ENTITY_view, F_view_entity },
	{ ENTITY_import_file, F_import_file_sha256 },
	{ ENTITY_information, F_information_confidentiality },
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
read_back(const struct session *session, const struct field *field,
    const struct value *value, struct arena *arena)
{
	struct buf raw = { 0 };
	struct value again;

	value_format_raw(field, value, &raw);
	check(value_read(session, field, buf_str(&raw), arena, &again) ==
	    NULL);
	check(value_equal(value, &again));
	buf_release(&raw);
}

static void
through_journal(enum entity_id entity, size_t position,
    const struct value *value, struct arena *arena)
{
	struct record *record = record_new(arena, entity);
	struct fieldset fields_set = { 0 };
	struct history_change *change;
	struct buf payload = { 0 };
	size_t n;

	record_set(record, position, *value);
	fieldset_add(&fields_set, position);
	journal_payload(entity, NULL, record, &fields_set, &payload);
	check(journal_changes(entity, buf_str(&payload), arena, &change,
	    &n) == NULL);
	check(n == 1 && value_equal(&change[0].new, value));
	buf_release(&payload);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct session session;
	struct arena *arena = arena_new();
	const struct field *field;
	struct value value;
	size_t n = sizeof(fields) / sizeof(fields[0]);
	char *text;

	if (session.user == NULL)
		session_init(&session);
	if (size > 0) {
		n = data[0] % n;
		field = entity_field(fields[n].entity, fields[n].position);
		text = arena_strndup(arena, (const char *)&data[1], size - 1);
		if (value_read(&session, field, text, arena, &value) == NULL) {
			read_back(&session, field, &value, arena);
			through_journal(fields[n].entity, fields[n].position,
			    &value, arena);
		}
	}
	arena_free(arena);
	return 0;
}
