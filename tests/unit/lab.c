/* SPDX-License-Identifier: ISC */
#include "tests/unit/lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DAY_MS = 86400000 };

static const char *
zone(struct lab *lab, const char *name, const char *kind)
{
	struct record *record = world_record(&lab->world, ENTITY_zone,
	    F_zone_name, name);

	record_set_text(record, F_zone_kind, kind);
	record_set_text(record, F_zone_site, lab->site);
	record_set_text(record, F_zone_owner, lab->person);
	return world_put(&lab->world, record);
}

static const char *
network(struct lab *lab, const char *name, const char *in, const char *cidr)
{
	struct record *record = world_record(&lab->world, ENTITY_network,
	    F_network_name, name);

	record_set_text(record, F_network_zone, in);
	record_set_text(record, F_network_cidr, cidr);
	return world_put(&lab->world, record);
}

void
lab_open(struct lab *lab)
{
	struct record *record;

	memset(lab, 0, sizeof(*lab));
	world_open(&lab->world);
	lab->site = world_put(&lab->world, world_record(&lab->world,
	    ENTITY_site, F_site_name, "Main"));
	lab->other_site = world_put(&lab->world, world_record(&lab->world,
	    ENTITY_site, F_site_name, "Branch"));
	lab->department = world_put(&lab->world, world_record(&lab->world,
	    ENTITY_department, F_department_name, "IT"));
	record = world_record(&lab->world, ENTITY_person, F_person_name,
	    "Kawase Ryo");
	record_set_text(record, F_person_department, lab->department);
	record_set_text(record, F_person_mail, "ryo@example.jp");
	lab->person = world_put(&lab->world, record);
	lab->office = zone(lab, "Office", "corporate");
	lab->plant = zone(lab, "Plant", "ot_control");
	lab->office_net = network(lab, "office", lab->office, "10.1.0.0/24");
	lab->plant_net = network(lab, "plant", lab->plant, "10.2.0.0/24");
	record = world_edit(&lab->world, ENTITY_network, lab->office_net);
	record_set_text(record, F_network_dhcp_from, "10.1.0.100");
	record_set_text(record, F_network_dhcp_to, "10.1.0.199");
	world_put(&lab->world, record);
	lab->day = lab->world.now;
}

void
lab_release(struct lab *lab)
{
	world_release(&lab->world);
}

int
lab_setup(void **state)
{
	static struct lab lab;

	lab_open(&lab);
	*state = &lab;
	return 0;
}

int
lab_teardown(void **state)
{
	lab_release(*state);
	return 0;
}

const char *
lab_asset(struct lab *lab, const char *no, const char *approval,
    const char *hostname, const char *mac, const char *ip)
{
	struct record *record = world_record(&lab->world, ENTITY_asset,
	    F_asset_asset_no, no);
	const char *uuid;

	record_set_text(record, F_asset_name, no);
	/* Of all kinds, this one asks for least before approval. */
	record_set_text(record, F_asset_kind, "media");
	record_set_text(record, F_asset_review_due, "2027-03-31");
	record_set_text(record, F_asset_status, "in_use");
	record_set_text(record, F_asset_owner, lab->person);
	record_set_text(record, F_asset_department, lab->department);
	record_set_text(record, F_asset_site, lab->site);
	record_set_text(record, F_asset_hostname, hostname);
	record_set_text(record, F_asset_approval, approval);
	uuid = world_put(&lab->world, record);
	if (mac == NULL && ip == NULL)
		return uuid;
	record = world_record(&lab->world, ENTITY_interface,
	    F_interface_asset, uuid);
	record_set_text(record, F_interface_mac, mac);
	if (ip != NULL)
		record_set_list(record, F_interface_ip, lab->world.arena, &ip,
		    1);
	world_put(&lab->world, record);
	return uuid;
}

void
lab_set(struct lab *lab, enum entity_id entity, const char *uuid,
    size_t position, const char *text)
{
	struct record *record = world_edit(&lab->world, entity, uuid);

	if (field_is_many(entity_field(entity, position)))
		record_set_list(record, position, lab->world.arena, &text, 1);
	else
		record_set_text(record, position, text);
	world_put(&lab->world, record);
}

const char *
lab_text(struct lab *lab, enum entity_id entity, const char *uuid,
    size_t position)
{
	struct record *record = world_get(&lab->world, entity, uuid);
	struct buf out = { 0 };
	const char *text;

	assert_non_null(record);
	value_format_raw(entity_field(entity, position),
	    record_value(record, position), &out);
	text = arena_strdup(lab->world.arena, buf_str(&out));
	buf_release(&out);
	return text;
}

const char *
lab_interface(struct lab *lab, const char *asset)
{
	const char *uuid[4];
	size_t n;

	assert_null(store_lookup(register_reader(&lab->world.session),
	    ENTITY_interface, F_interface_asset, asset, lab->world.arena,
	    uuid, 4, &n));
	assert_true(n > 0);
	return uuid[0];
}

/* --- rounds ------------------------------------------------------------- */

static void
add_row(struct round *round, const struct lab_row *row, long line)
{
	struct sighting s = { .state = row->state, .line = line };
	struct sighting_service service = { .port = row->port };
	char text[128], name[16];

	if (row->ip != NULL)
		s.ip[s.n_ip++] = row->ip;
	s.mac = row->mac;
	s.hostname = row->hostname;
	s.vendor = row->vendor;
	s.services_known = row->port != NULL;
	if (row->port != NULL) {
		s.service = &service;
		s.n_service = 1;
	}
	if (row->id != NULL) {
		s.id[0].kind = row->id_kind;
		s.id[0].value = row->id;
		s.n_id = 1;
	}
	snprintf(text, sizeof(text), "%s %s", row->ip != NULL ? row->ip : "-",
	    row->mac != NULL ? row->mac : "-");
	s.text = text;
	snprintf(name, sizeof(name), "%u.txt", row->file);
	round_add(round, row->file, name, &s);
}

static void
set_file(struct lab *lab, const struct lab_round *in, struct scan_file *file,
    unsigned i)
{
	static const char *const both[] = { "10.1.0.0/24", "10.2.0.0/24" };
	const char **scope = arena_calloc(lab->world.arena, 2,
	    sizeof(*scope));

	file->name = file->path = arena_printf(lab->world.arena, "%u.txt", i);
	snprintf(file->sha256, sizeof(file->sha256), "%064x",
	    lab->files + i + 1);
	file->importer = importer_find("arp_scan");
	file->strength = in->strength;
	file->started = file->ended = lab->day;
	file->complete = !in->cut;
	file->scope = scope;
	if (in->scope == NULL) {
		scope[0] = both[0];
		scope[1] = both[1];
		file->n_scope = 2;
	} else if (in->scope[0] != '\0') {
		scope[0] = in->scope;
		file->n_scope = 1;
	}
}

void
lab_run(struct lab *lab, const struct lab_round *in,
    struct discover_report *out)
{
	unsigned i, files = in->files == 0 ? 1 : in->files;
	struct scan_file *file = arena_calloc(lab->world.arena, files,
	    sizeof(*file));
	struct discover_options options = { .dry_run = in->dry_run,
	    .vendors = in->vendors };
	const struct err *err;
	struct round round;
	size_t k;

	if (in->again) {
		lab->files -= files;
	} else {
		lab->day += DAY_MS;
		lab->world.now = lab->day + 3600000;
	}
	for (i = 0; i < files; i++)
		set_file(lab, in, &file[i], i);
	lab->files += files;
	round_init(&round, lab->world.arena, in->at_other_site ?
	    lab->other_site : lab->site);
	for (k = 0; k < in->n; k++)
		add_row(&round, &in->row[in->reversed ? in->n - 1 - k : k],
		    (long)k + 1);
	err = run_round(&lab->world.session, &options, &round, file, files,
	    lab->world.arena, out);
	must(err);
	round_release(&round);
}

const struct discover_finding *
lab_finding(const struct discover_report *report, enum result result)
{
	const struct discover_finding *found = NULL;
	size_t i, n = 0;

	for (i = 0; i < report->n_findings; i++)
		if (report->finding[i].result == result) {
			found = &report->finding[i];
			n++;
		}
	if (n != 1)
		fail_msg("%zu findings are %s", n, result_key(result));
	return found;
}

const char *
lab_state(struct lab *lab, const char *finding)
{
	return lab_text(lab, ENTITY_finding, finding, F_finding_state);
}

const char *
lab_decide(struct lab *lab, const char *finding,
    const struct decide_options *options)
{
	struct commit_result result;
	const struct err *err;

	err = decide_apply(&lab->world.session, &finding, 1, options, NULL,
	    &result);
	return err == NULL ? NULL :
	    arena_strdup(lab->world.arena, err->msg);
}
