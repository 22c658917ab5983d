/* SPDX-License-Identifier: ISC */
#include "model/clone.h"

#include <string.h>

/* Of one record alone, in whichever entity. */
static const char *const own[] = {
	"serial", "property_no", "hostname", "fqdn", "approval",
	"approval_until", "approved_by", "approved_on", "approval_reason",
	"approval_ref", "approved_zones", "reviewed_on", "reviewed_by",
	"notified_on", "change_notified_on", "disposed_on", "erasure_ref",
	"last_patched", "patch_checked", "restore_tested", "cut_tested",
	"switch_port", "dhcp_client_id", "valid_from", "valid_until",
	"successor", "left_on", "closed_on", "opened_on",
};

/* True for the fields that a new record takes over. */
static bool
takes(enum entity_id entity, size_t position)
{
	const struct field *field = entity_field(entity, position);
	size_t i;

	if (!field_is_editable(field) || (field->flags & FL_UNIQUE) != 0 ||
	    field->type == TYPE_MAC || field->type == TYPE_IP ||
	    field->type == TYPE_IPS || field->type == TYPE_SHA256)
		return false;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(own[i], field->key) == 0)
			return false;
	return true;
}

const struct err *
clone_record(const struct session *session, enum entity_id entity,
    const char *uuid, struct arena *arena, struct record **out)
{
	struct record *record = NULL;
	const struct err *err;
	size_t i;

	if (entity_is_evidence(entity) || entity == ENTITY_finding ||
	    entity == ENTITY_decision)
		return err_new(ERR_INPUT, _("These records come from "
		    "discovery and cannot be copied."));
	err = store_get(register_reader(session), entity, uuid, NULL, arena,
	    &record);
	if (err == NULL && record == NULL)
		err = err_new(ERR_NOT_FOUND, _("The record is no longer "
		    "there."));
	if (err != NULL)
		return err;
	*out = record_new(arena, entity);
	for (i = 0; i < record->n; i++)
		if (takes(entity, i) && record_has(record, i))
			record_set(*out, i, *record_value(record, i));
	return NULL;
}
