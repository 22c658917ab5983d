/* SPDX-License-Identifier: ISC */
#include "verb/finding_rows.h"

#include <string.h>

#include "base/json.h"

void
json_strings(struct json *json, const char *const *item, size_t n)
{
	size_t i;

	json_open(json, '[');
	for (i = 0; i < n; i++)
		json_string(json, item[i]);
	json_close(json, ']');
}

const char *
choice_label(const struct session *session, const char *set, const char *key)
{
	const struct choice *choice = key == NULL ? NULL :
	    choice_find(set, key);

	if (choice == NULL)
		return key == NULL ? "–" : key;
	return choice->label[session->lang];
}

bool
rows_are_for_people(const struct rows *rows)
{
	return rows_format(rows) == ROWS_TABLE ||
	    rows_format(rows) == ROWS_PLAIN;
}

void
field_column(struct rows *rows, const struct session *session,
    const char *key, enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);

	rows_column(rows, key, field->label[session->lang],
	    field_is_int(field) && field->type != TYPE_DATETIME);
}

void
finding_columns(struct rows *rows, const struct session *session)
{
	static const struct {
		const char	*key;
		enum entity_id	 entity;
		size_t		 position;
		int		 spare;
	} columns[] = {
		{ "severity", ENTITY_finding, F_finding_severity, 0 },
		{ "due", ENTITY_finding, F_finding_due, 0 },
		{ "result", ENTITY_finding, F_finding_result, 0 },
		{ "asset", ENTITY_interface, F_interface_asset, 0 },
		{ "ip", ENTITY_observation, F_observation_ip, 0 },
		{ "hostname", ENTITY_observation, F_observation_hostname, 2 },
		{ "mac", ENTITY_observation, F_observation_mac, 3 },
		{ "zone", ENTITY_observation, F_observation_zone, 0 },
		{ "state", ENTITY_finding, F_finding_state, 1 },
	};
	size_t i;

	rows_column(rows, "number", _("Number"), false);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		field_column(rows, session, columns[i].key, columns[i].entity,
		    columns[i].position);
		rows_spare(rows, columns[i].spare);
	}
	if (!rows_are_for_people(rows))
		rows_column(rows, "uuid", "UUID", false);
}

void
finding_row(struct rows *rows, const struct discover_finding *finding)
{
	rows_text(rows, finding->number);
	rows_choice(rows, "severity", finding->severity);
	rows_moment(rows, finding->due);
	if (finding->result < RESULT_COUNT)
		rows_choice(rows, "finding_result",
		    result_key(finding->result));
	else
		rows_text(rows, finding->rule);
	rows_ref(rows, finding->asset);
	rows_text(rows, finding->ip);
	rows_text(rows, finding->hostname);
	rows_text(rows, finding->mac);
	rows_ref(rows, finding->zone);
	rows_choice(rows, "finding_state", finding->state);
	if (!rows_are_for_people(rows))
		rows_text(rows, finding->uuid);
}

void
finding_json(struct json *json, const struct session *session,
    const struct discover_finding *finding)
{
	const struct {
		const char	*key, *value;
	} words[] = {
		{ "uuid", finding->uuid }, { "number", finding->number },
		{ "result", finding->result < RESULT_COUNT ?
		    result_key(finding->result) : NULL },
		{ "severity", finding->severity },
		{ "state", finding->state }, { "ip", finding->ip },
		{ "mac", finding->mac }, { "hostname", finding->hostname },
		{ "vendor", finding->vendor }, { "rule", finding->rule },
		{ "evidence", finding->evidence },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		json_key(json, words[i].key);
		json_string(json, words[i].value);
	}
	json_key(json, "due");
	json_moment(json, finding->due);
	json_key(json, "zone");
	json_ref(json, session, finding->zone);
	json_key(json, "asset");
	json_ref(json, session, finding->asset);
	json_key(json, "also");
	json_strings(json, finding->also, finding->n_also);
}

void
coverage_json(struct json *json, const struct session *session,
    const struct coverage *coverage)
{
	size_t i;

	json_open(json, '[');
	for (i = 0; i < coverage->n; i++) {
		const struct coverage_row *row = &coverage->row[i];

		json_open(json, '{');
		json_key(json, "zone");
		json_ref(json, session, row->zone);
		json_key(json, "network");
		json_ref(json, session, row->network);
		json_key(json, "state");
		json_string(json, row->state);
		json_key(json, "last_covered");
		json_moment(json, row->last_covered);
		json_key(json, "strength");
		json_string(json, row->strength);
		json_key(json, "interval_days");
		json_int(json, row->interval_days);
		json_key(json, "import");
		json_ref(json, session, row->import);
		json_close(json, '}');
	}
	json_close(json, ']');
}
