/* SPDX-License-Identifier: ISC */
/* What a round leaves behind as evidence: outside the journal. */
#include <string.h>

#include "model/discovery/run.h"

enum { WARNINGS_MAX = 16384 };

struct writer {
	struct run	*run;
	struct arena	*scratch;
};

void
run_uuid(struct run *run, char out[UUID_LEN])
{
	session_uuid_next(run->session, run->uuid, out);
}

static struct record *
begin(struct writer *writer, enum entity_id entity, const char *uuid)
{
	struct record *record = record_new(writer->scratch, entity);

	if (uuid == NULL)
		run_uuid(writer->run, record->uuid);
	else
		memcpy(record->uuid, uuid, strlen(uuid) + 1);
	return record;
}

static void
set_moment(struct record *record, size_t position, int64_t ms)
{
	if (ms != 0)
		record_set_int(record, position, ms);
}

/* --- import and its files ----------------------------------------------- */

/* "ot_neigh.txt +2 2026-05-18": files and day. */
static const char *
import_name(const struct run *run, const struct discover_report *report,
    struct arena *arena)
{
	char day[DATE_LEN];

	date_format(run->today, day);
	if (report->n_files == 1)
		return arena_printf(arena, "%s %s", report->file[0].name, day);
	return arena_printf(arena, "%s +%zu %s", report->file[0].name,
	    report->n_files - 1, day);
}

static void
write_import(struct writer *writer, const struct discover_report *report)
{
	struct run *run = writer->run;
	struct record *record = begin(writer, ENTITY_import, run->import);

	record_set_text(record, F_import_name, import_name(run, report,
	    writer->scratch));
	record_set_text(record, F_import_site, run->round->site);
	record_set_list(record, F_import_scope, writer->scratch,
	    report->scope, report->n_scope);
	set_moment(record, F_import_started, report->started);
	set_moment(record, F_import_ended, report->ended);
	record_set_text(record, F_import_complete,
	    report->complete ? "yes" : "no");
	record_set_text(record, F_import_operator, register_user(run->session));
	changes_evidence(run->changes, record);
}

static const char *
warning_text(const struct scan_file *file, struct arena *arena)
{
	struct buf text = { 0 };
	const char *result;
	size_t i;

	if (file->cut != NULL)
		buf_add(&text, file->cut);
	for (i = 0; i < file->warnings.n && text.len < WARNINGS_MAX; i++)
		buf_printf(&text, "%s%ld: %s", text.len > 0 ? "\n" : "",
		    file->warnings.item[i].line, file->warnings.item[i].reason);
	result = text.len > 0 ? arena_strdup(arena, text.s) : NULL;
	buf_release(&text);
	return result;
}

static struct record *
make_file(struct writer *writer, size_t i)
{
	const struct scan_file *file = &writer->run->round->file[i];
	struct record *record = begin(writer, ENTITY_import_file, NULL);

	record_set_text(record, F_import_file_import, writer->run->import);
	record_set_text(record, F_import_file_file, file->name);
	record_set_text(record, F_import_file_kind, file->importer->name);
	record_set_text(record, F_import_file_sha256, file->sha256);
	record_set_text(record, F_import_file_strength,
	    import_strength_key(file->strength));
	set_moment(record, F_import_file_started, file->started);
	set_moment(record, F_import_file_ended, file->ended);
	record_set_text(record, F_import_file_complete,
	    file->complete ? "yes" : "no");
	record_set_text(record, F_import_file_warnings,
	    warning_text(file, writer->scratch));
	return record;
}

/* --- observations ------------------------------------------------------- */

static void
set_seen(struct writer *writer, struct record *record,
    const struct seen *seen)
{
	struct arena *scratch = writer->scratch;
	const char *list[64], *rest = seen->services, *name;
	char text[IP_LEN];
	size_t i, n = 0, len;
	uint32_t service;

	record_set_int(record, F_observation_seen_at, seen->at);
	if (seen->n_ip > 0) {
		ip_format(&seen->ip[0], text);
		record_set_text(record, F_observation_ip,
		    arena_strdup(scratch, text));
	}
	if (seen->has_mac) {
		mac_format(&seen->mac, text);
		record_set_text(record, F_observation_mac,
		    arena_strdup(scratch, text));
	}
	record_set_text(record, F_observation_hostname, seen->hostname);
	record_set_text(record, F_observation_vendor, seen->vendor);
	record_set_text(record, F_observation_switch, seen->switch_name);
	record_set_text(record, F_observation_port, seen->switch_port);
	record_set_text(record, F_observation_lease_state, seen->lease_state);
	for (i = 0; i < seen->n_id; i++)
		list[n++] = arena_printf(scratch, "%s %s", seen->id[i].kind,
		    seen->id[i].value);
	record_set_list(record, F_observation_identifiers, scratch, list, n);
	for (n = 0; n < 64 && (service = services_next(&rest, &name,
	    &len)) != 0; n++) {
		service_format(service, text);
		list[n] = arena_strdup(scratch, text);
	}
	record_set_list(record, F_observation_services, scratch, list, n);
	record_set_text(record, F_notes, seen->note);
}

static void
set_verdict(struct writer *writer, struct record *record, uint32_t device)
{
	struct run *run = writer->run;
	const struct device *d = &run->round->device[device];
	const struct match *match = &run->match[device];
	struct buf rule = { 0 };

	if (d->zone != PLACE_NONE)
		record_set_text(record, F_observation_zone,
		    run->places.zone[d->zone].uuid);
	record_set_text(record, F_observation_device_key, d->key);
	if (match->level >= MATCH_PROPOSED)
		record_set_text(record, F_observation_matched,
		    run->identity.asset[match->asset].uuid);
	match_rule(match, &rule);
	record_set_text(record, F_observation_rule,
	    arena_strdup(writer->scratch, buf_str(&rule)));
	record_set_text(record, F_observation_result,
	    result_key(run->verdict[device].result));
	buf_release(&rule);
}

/* A row of its own for each sighting. */
static struct record *
make_observation(struct writer *writer, size_t i)
{
	struct run *run = writer->run;
	struct round *round = run->round;
	const struct seen *seen = &round->seen[i];
	const struct device *device = seen->ignored ? NULL :
	    &round->device[seen->device];
	const char *uuid = NULL;
	struct record *record;

	if (device != NULL && round->member[device->first] == i)
		uuid = run->observation[seen->device];
	record = begin(writer, ENTITY_observation, uuid);
	record_set_text(record, F_observation_import, run->import);
	set_seen(writer, record, seen);
	if (device != NULL)
		set_verdict(writer, record, seen->device);
	else
		record_set_text(record, F_observation_result,
		    result_key(RESULT_IGNORED));
	return record;
}

/* --- derived fields ----------------------------------------------------- */

static struct record *
make_asset(struct writer *writer, size_t at)
{
	struct run *run = writer->run;
	const struct known *known = &run->identity.asset[at];
	int64_t seen = run->asset_seen[at];
	int32_t missed = run_missed(run, (uint32_t)at);
	struct record *record;

	if (seen <= known->last_seen && missed == known->missed)
		return NULL;
	record = begin(writer, ENTITY_asset, known->uuid);
	if (seen > known->last_seen)
		record_set_int(record, F_asset_last_seen, seen);
	if (seen != 0 && (known->first_seen == 0 || seen < known->first_seen))
		record_set_int(record, F_asset_first_seen, seen);
	if (missed != known->missed)
		record_set_int(record, F_asset_missed, missed);
	return record;
}

static struct record *
make_interface(struct writer *writer, size_t at)
{
	struct run *run = writer->run;
	const struct known_interface *interface =
	    &run->identity.interface[at];
	int64_t seen = run->interface_seen[at];
	struct record *record;

	if (seen <= interface->last_seen)
		return NULL;
	record = begin(writer, ENTITY_interface, interface->uuid);
	record_set_int(record, F_interface_last_seen, seen);
	if (interface->first_seen == 0)
		record_set_int(record, F_interface_first_seen, seen);
	return record;
}

static struct record *
make_zone(struct writer *writer, size_t at)
{
	struct run *run = writer->run;
	const char *uuid = run->places.zone[at].uuid;
	struct record *record;
	int64_t last;

	coverage_zone_open(&run->coverage, uuid, &last);
	if (last == 0)
		return NULL;
	record = begin(writer, ENTITY_zone, uuid);
	record_set_int(record, F_zone_last_covered, last);
	return record;
}

/* --- all of it ---------------------------------------------------------- */

/* The parts of the stream, one behind the other. */
static const struct {
	struct record	*(*make)(struct writer *writer, size_t i);
} parts[] = {
	{ make_file }, { make_observation }, { make_asset },
	{ make_interface }, { make_zone },
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

static void
count_parts(const struct run *run, size_t n[PARTS])
{
	n[0] = run->round->n_files;
	n[1] = run->round->n_seen;
	n[2] = run->identity.n_assets;
	n[3] = run->identity.n_interfaces;
	n[4] = run->places.n_zones;
}

static struct record *
make(void *ctx, size_t i, struct arena *arena)
{
	struct writer writer = { ctx, arena };
	size_t n[PARTS], part;

	count_parts(ctx, n);
	for (part = 0; i >= n[part]; part++)
		i -= n[part];
	return parts[part].make(&writer, i);
}

void
run_record(struct run *run, const struct discover_report *report)
{
	struct writer writer = { run, arena_new() };
	size_t n[PARTS], part, all = 0;

	write_import(&writer, report);
	count_parts(run, n);
	for (part = 0; part < PARTS; part++)
		all += n[part];
	if (run->uuid[0] == '\0')
		session_uuid(run->session, run->uuid);
	changes_stream(run->changes, run->import, run->uuid, all, make, run);
	arena_free(writer.scratch);
}
