/* SPDX-License-Identifier: ISC */
/* Every row of the classification list, every rank, joining and coverage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/lab.h"

#define MAC_A "00:1b:63:00:00:01"
#define MAC_B "00:1b:63:00:00:02"
#define MAC_SOFT "06:1d:7c:40:a1:77"
#define MAC_VM "52:54:00:00:00:01"

static void
only(const struct discover_report *report, enum result result, int64_t n)
{
	int i;

	for (i = 0; i < RESULT_COUNT; i++) {
		int64_t want = i == (int)result ? n : 0;

		if (i != RESULT_IGNORED && i != RESULT_NOT_COVERED &&
		    i != RESULT_MISSING && report->count[i] != want)
			fail_msg("%s: %lld, not %lld", result_key(
			    (enum result)i), (long long)report->count[i],
			    (long long)want);
	}
}

/* --- the rows ----------------------------------------------------------- */

static void
row_1_no_devices(void **state)
{
	struct discover_report report;

	LAB_RUN(*state, &report,
	    { .ip = "10.1.0.1", .mac = "00:00:5e:00:01:0a" },
	    { .ip = "10.1.0.2", .mac = "00:00:0c:07:ac:01" },
	    { .ip = "10.1.0.3", .mac = "00:07:b4:00:01:02" },
	    { .ip = "224.0.0.251", .mac = "01:00:5e:00:00:fb" },
	    { .ip = "10.1.0.255", .mac = "ff:ff:ff:ff:ff:ff" },
	    { .ip = "10.1.0.9", .mac = "00:00:00:00:00:00" },
	    { .ip = "10.1.0.7", .state = SIGHTING_DOWN },
	    { .ip = "10.1.0.8", .state = SIGHTING_INCOMPLETE });
	assert_int_equal(report.sightings, 6);
	assert_int_equal(report.devices, 0);
	assert_int_equal(report.count[RESULT_IGNORED], 8);
	assert_int_equal(report.n_findings, 0);
	assert_false(report.undecided);
}

static void
row_3_returned(void **state)
{
	static const char *const statuses[] = { "lost", "retired", "disposed" };
	static const char *const approvals[] = { "denied", "revoked" };
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", NULL, "pc-1", MAC_A, NULL);
	size_t i;

	for (i = 0; i < 3; i++) {
		lab_set(lab, ENTITY_asset, asset, F_asset_status, statuses[i]);
		LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
		only(&report, RESULT_RETURNED, 1);
	}
	lab_set(lab, ENTITY_asset, asset, F_asset_status, "in_use");
	for (i = 0; i < 2; i++) {
		lab_set(lab, ENTITY_asset, asset, F_asset_approval,
		    approvals[i]);
		LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
		only(&report, RESULT_RETURNED, 1);
	}
	assert_string_equal(lab_finding(&report, RESULT_RETURNED)->severity,
	    "critical");
	assert_string_equal(lab_finding(&report, RESULT_RETURNED)->asset,
	    asset);
}

static void
row_4_expired(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", NULL, "pc-1", MAC_A, NULL);
	struct record *edit = world_edit(&lab->world, ENTITY_asset, asset);

	record_set_text(edit, F_asset_approval, "temporary");
	record_set_text(edit, F_asset_approval_until, "2026-05-20");
	world_put(&lab->world, edit);
	/* May 19 and 20 are within it, the last day included. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_EXPIRED, 1);
	assert_string_equal(lab_finding(&report, RESULT_EXPIRED)->severity,
	    "high");
	assert_int_equal(lab_finding(&report, RESULT_EXPIRED)->due,
	    lab->world.now / 86400000 * 86400000 + 3 * 86400000 +
	    (lab_finding(&report, RESULT_EXPIRED)->due % 86400000));
}

static void
row_5_wrong_zone(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A,
	    "10.1.0.5");

	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	only(&report, RESULT_WRONG_ZONE, 1);
	assert_string_equal(lab_finding(&report, RESULT_WRONG_ZONE)->severity,
	    "critical");
	/* Drift is attached, since the address differs as well. */
	assert_int_equal(lab_finding(&report, RESULT_WRONG_ZONE)->n_also, 1);
	assert_string_equal(lab_finding(&report, RESULT_WRONG_ZONE)->also[0],
	    "drift");
	/* Approved there: no longer wrong, but the address still differs. */
	lab_set(lab, ENTITY_asset, asset, F_asset_approved_zones, lab->plant);
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	only(&report, RESULT_DRIFT, 1);
	/* And its own zone is none of the approved ones now. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_WRONG_ZONE, 1);
	assert_string_equal(lab_finding(&report, RESULT_WRONG_ZONE)->severity,
	    "high");
}

static void
row_5_no_test_without_zones(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A, NULL);
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
}

static void
row_7_drift(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");
	struct record *service;

	LAB_RUN(lab, &report, { .ip = "10.1.0.6", .mac = MAC_A,
	    .hostname = "sv-1" });
	only(&report, RESULT_DRIFT, 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "SV-1B.example.jp" });
	only(&report, RESULT_DRIFT, 1);
	/* Domain and case are no difference, nor is a name not seen. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "SV-1.example.jp" });
	only(&report, RESULT_CONFIRMED, 1);
	/* No port is registered: there is nothing to differ from. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/3389" });
	only(&report, RESULT_CONFIRMED, 1);
	service = world_record(&lab->world, ENTITY_service,
	    F_service_interface, lab_interface(lab, asset));
	record_set_text(service, F_service_protocol, "tcp");
	record_set_int(service, F_service_port, 443);
	world_put(&lab->world, service);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/443" });
	only(&report, RESULT_CONFIRMED, 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/3389" });
	only(&report, RESULT_DRIFT, 1);
	assert_string_equal(lab_finding(&report, RESULT_DRIFT)->severity,
	    "medium");
}

static void
row_7_leased_addresses_do_not_drift(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A, "10.1.0.120");
	LAB_RUN(lab, &report, { .ip = "10.1.0.130", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
	/* Nor where only the name tells who it is. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.131", .hostname = "pc-1" });
	only(&report, RESULT_CANDIDATE, 1);
	assert_int_equal(lab_finding(&report, RESULT_CANDIDATE)->n_also, 0);
}

static void
row_9_confirmed_needs_approval(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", NULL, "pc-1", MAC_A, NULL);

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_PENDING, 1);
	lab_set(lab, ENTITY_asset, asset, F_asset_approval, "approved");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
	assert_false(report.undecided);
}

static void
row_10_candidate(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A,
	    "10.1.0.5");
	const struct discover_finding *finding;

	/* Name and address agree, the MAC is another one. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_B,
	    .hostname = "pc-1" });
	only(&report, RESULT_CANDIDATE, 1);
	finding = lab_finding(&report, RESULT_CANDIDATE);
	assert_string_equal(finding->asset, asset);
	assert_string_equal(finding->severity, "medium");
	/* The asset was not seen. */
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_last_seen), "");
}

static void
row_12_before_row_7(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const struct discover_finding *finding;

	lab_asset(lab, "PC-1", "pending", "pc-1", MAC_A, "10.1.0.5");
	LAB_RUN(lab, &report, { .ip = "10.1.0.6", .mac = MAC_A });
	only(&report, RESULT_PENDING, 1);
	finding = lab_finding(&report, RESULT_PENDING);
	assert_string_equal(finding->severity, "low");
	assert_int_equal(finding->n_also, 1);
	assert_string_equal(finding->also[0], "drift");
	/* Once its day has passed it weighs more. */
	lab->day += 7 * (int64_t)86400000;
	LAB_RUN(lab, &report, { .ip = "10.1.0.6", .mac = MAC_A });
	assert_string_equal(lab_finding(&report, RESULT_PENDING)->severity,
	    "high");
}

static void
row_13_unapproved(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const struct discover_finding *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_UNAPPROVED, 1);
	finding = lab_finding(&report, RESULT_UNAPPROVED);
	assert_string_equal(finding->severity, "high");
	assert_true(finding->is_new);
	assert_string_equal(finding->number, "F-0001");
	assert_string_equal(finding->evidence,
	    "0.txt:1: 10.1.0.5 " MAC_A);
	assert_true(report.undecided);
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_SOFT,
	    .hostname = "raspberrypi" });
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->severity,
	    "critical");
	/* A closed zone is as strict. */
	lab_set(lab, ENTITY_zone, lab->office, F_zone_declared_closed, "yes");
	LAB_RUN(lab, &report, { .ip = "10.1.0.9", .mac = MAC_B });
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->severity,
	    "critical");
}

static void
row_14_missing(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A,
	    "10.1.0.5");
	struct lab_round empty = { 0 }, part = { .scope = "10.2.0.0/24" },
	    cut = { .cut = true }, cache = { .strength = STRENGTH_CACHE };
	int i;

	lab_asset(lab, "PC-2", "pending", "pc-2", MAC_B, "10.1.0.6");
	for (i = 0; i < 2; i++) {
		lab_run(lab, &empty, &report);
		assert_int_equal(report.count[RESULT_MISSING], 0);
		/* None of these says anything about 10.1.0.5. */
		lab_run(lab, &part, &report);
		lab_run(lab, &cut, &report);
		lab_run(lab, &cache, &report);
		empty.again = true;
		cache.again = true;
		lab_run(lab, &cache, &report);
		assert_true(report.duplicate);
		assert_int_equal(report.count[RESULT_MISSING], 0);
		empty.again = cache.again = false;
	}
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_missed), "2");
	lab_run(lab, &part, &report);
	lab_run(lab, &empty, &report);
	assert_int_equal(report.count[RESULT_MISSING], 1);
	assert_string_equal(lab_finding(&report, RESULT_MISSING)->asset,
	    asset);
	assert_string_equal(lab_finding(&report, RESULT_MISSING)->severity,
	    "medium");
	/* Seen again: nothing is missing, and nobody need decide. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_MISSING], 0);
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_missed), "0");
}

static void
row_15_not_covered(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	struct lab_round office = { .scope = "10.1.0.0/24" };
	struct lab_round lease = { .strength = STRENGTH_LEASE };
	const struct discover_finding *finding;

	lab_run(lab, &lease, &report);
	assert_int_equal(report.count[RESULT_NOT_COVERED], 2);
	assert_string_equal(report.coverage.row[0].state, "partial");
	lab_run(lab, &office, &report);
	assert_int_equal(report.count[RESULT_NOT_COVERED], 1);
	finding = lab_finding(&report, RESULT_NOT_COVERED);
	assert_string_equal(finding->zone, lab->plant);
	assert_string_equal(finding->severity, "high");
	assert_true(finding->due <= lab->world.now);
	/* A week later it is the office's turn again. */
	lab->day += 8 * (int64_t)86400000;
	lab_run(lab, &(struct lab_round){ .scope = "10.2.0.0/24" }, &report);
	assert_int_equal(report.count[RESULT_NOT_COVERED], 1);
	assert_string_equal(lab_finding(&report, RESULT_NOT_COVERED)->zone,
	    lab->office);
}

static void
row_15_critical_zones_are_due_daily(void **state)
{
	struct lab *lab = *state;
	struct coverage coverage;
	struct discover_report report;
	struct buf line = { 0 };

	lab_set(lab, ENTITY_zone, lab->plant, F_zone_criticality, "high");
	lab_run(lab, &(struct lab_round){ 0 }, &report);
	assert_int_equal(report.count[RESULT_NOT_COVERED], 0);
	lab->world.now += 2 * (int64_t)86400000;
	assert_null(coverage_list(&lab->world.session, lab->world.arena,
	    &coverage));
	assert_int_equal(coverage.zones, 2);
	assert_int_equal(coverage.zones_covered, 1);
	coverage_line(&lab->world.session, &coverage, &line);
	assert_string_equal(line.s, "Coverage 1 of 2 zones within their "
	    "interval; not covered: Plant (2 d)");
	buf_release(&line);
}

/* --- identity ----------------------------------------------------------- */

static const char *
identifier(struct lab *lab, const char *asset, const char *kind,
    const char *value)
{
	struct record *record = world_record(&lab->world, ENTITY_identifier,
	    F_identifier_asset, asset);

	record_set_text(record, F_identifier_kind, kind);
	record_set_text(record, F_identifier_value, value);
	return world_put(&lab->world, record);
}

static void
rank_1_identifiers(void **state)
{
	static const char *const kinds[] = {
		"system_uuid", "agent_id", "ssh_host_key", "certificate",
	};
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", NULL, NULL,
	    NULL);
	size_t i;

	for (i = 0; i < 4; i++) {
		identifier(lab, asset, kinds[i], "4c4c4544-0042");
		LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
		    .id_kind = kinds[i], .id = "4c4c4544-0042" });
		only(&report, RESULT_CONFIRMED, 1);
	}
	/* Seen twice in one import it decides nothing: who is it? */
	LAB_RUN(lab, &report,
	    { .ip = "10.1.0.5", .mac = MAC_A, .id_kind = "agent_id",
	    .id = "4c4c4544-0042" },
	    { .ip = "10.1.0.6", .mac = MAC_B, .id_kind = "agent_id",
	    .id = "4c4c4544-0042" });
	only(&report, RESULT_CONFLICT, 2);
}

static void
rank_2_serial(void **state)
{
	static const char *const empty[] = {
		"To be filled by O.E.M.", "Default string", "0", "123456789",
		"N/A", "System Serial Number", "FFFFFFFF",
	};
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", NULL, NULL,
	    NULL);
	size_t i;

	lab_set(lab, ENTITY_asset, asset, F_asset_serial, "5CG1234XYZ");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .id_kind = "serial", .id = "5CG1234XYZ" });
	only(&report, RESULT_CONFIRMED, 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .id_kind = "asset_no", .id = "PC-1" });
	only(&report, RESULT_CONFIRMED, 1);
	/* Another maker may use the same number. */
	lab_set(lab, ENTITY_asset, asset, F_asset_manufacturer, "HP");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .vendor = "Dell", .id_kind = "serial", .id = "5CG1234XYZ" });
	only(&report, RESULT_UNAPPROVED, 1);
	for (i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		assert_true(identity_is_placeholder(empty[i]));
	assert_false(identity_is_placeholder("5CG1234XYZ"));
}

static void
rank_3_mac(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", NULL, MAC_A,
	    NULL);

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	only(&report, RESULT_CONFIRMED, 1);
	/* A maker's MAC means the same at every site. */
	lab_run(lab, &(struct lab_round){ .at_other_site = true, .n = 1,
	    .row = &(struct lab_row){ .ip = "10.9.0.5", .mac = MAC_A } },
	    &report);
	only(&report, RESULT_CONFIRMED, 1);
	lab_set(lab, ENTITY_interface, lab_interface(lab, asset),
	    F_interface_mac_policy, "shared");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "somebody" });
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval), "approved");
	only(&report, RESULT_CANDIDATE, 1);
}

static void
rank_3_soft_macs_do_not_decide(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_SOFT, "10.1.0.5");
	/* Its MAC alone proposes. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.150", .mac = MAC_SOFT });
	only(&report, RESULT_DRIFT, 1);
	assert_string_equal(lab_finding(&report, RESULT_DRIFT)->also[0],
	    "candidate");
	/* At another site it means nothing. */
	lab_run(lab, &(struct lab_round){ .at_other_site = true, .n = 1,
	    .row = &(struct lab_row){ .ip = "10.1.0.5", .mac = MAC_SOFT } },
	    &report);
	only(&report, RESULT_UNAPPROVED, 1);
	/* With the host name, two keys agree. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_SOFT,
	    .hostname = "pc-1" });
	only(&report, RESULT_CONFIRMED, 1);
}

static void
rank_4_client_id(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", NULL, NULL,
	    NULL);

	identifier(lab, asset, "duid", "00:04:11:22");
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_SOFT,
	    .id_kind = "duid", .id = "00:04:11:22" });
	only(&report, RESULT_CONFIRMED, 1);
	/* An id that is but the MAC once more adds nothing. */
	identifier(lab, asset, "dhcp_client_id", "01:" MAC_SOFT);
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_SOFT,
	    .id_kind = "dhcp_client_id", .id = "01:" MAC_SOFT });
	only(&report, RESULT_UNAPPROVED, 1);
}

static void
rank_6_hostname_proposes(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", NULL,
	    NULL);

	/* First day: the name is known, the MAC is not. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_A,
	    .hostname = "PC-1.city.example" });
	only(&report, RESULT_CANDIDATE, 1);
	assert_string_equal(lab_finding(&report, RESULT_CANDIDATE)->asset,
	    asset);
	/* The name at another site is another machine. */
	lab_run(lab, &(struct lab_round){ .at_other_site = true, .n = 1,
	    .row = &(struct lab_row){ .ip = "10.9.0.5", .mac = MAC_B,
	    .hostname = "pc-1" } }, &report);
	only(&report, RESULT_UNAPPROVED, 1);
	/* Two assets of that name: nobody can say which. */
	lab_asset(lab, "PC-2", "approved", "pc-1", NULL, NULL);
	LAB_RUN(lab, &report, { .ip = "10.1.0.121", .mac = MAC_B,
	    .hostname = "pc-1" });
	only(&report, RESULT_CANDIDATE, 1);
	assert_null(lab_finding(&report, RESULT_CANDIDATE)->asset);
}

static void
rank_7_fixed_ip_proposes(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A, "10.1.0.5");
	/* A replaced device keeps the address. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_B });
	only(&report, RESULT_CANDIDATE, 1);
	/* Without any MAC the address alone is not enough either … */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5" });
	only(&report, RESULT_CANDIDATE, 1);
	/* … but it is together with the name. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .hostname = "sv-1" });
	only(&report, RESULT_CONFIRMED, 1);
	/* At another site the same address is somebody else's. */
	lab_run(lab, &(struct lab_round){ .at_other_site = true, .n = 1,
	    .row = &(struct lab_row){ .ip = "10.1.0.5" } }, &report);
	only(&report, RESULT_UNAPPROVED, 1);
}

static void
rank_7_whole_agreement(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	/* The address is all that the register knows of it. */
	lab_asset(lab, "SV-1", "approved", NULL, NULL, "10.1.0.5");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5" });
	only(&report, RESULT_CONFIRMED, 1);
}

static void
rank_8_leased_ip_never(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "PC-1", "approved", NULL, NULL, "10.1.0.120");
	LAB_RUN(lab, &report, { .ip = "10.1.0.120" });
	only(&report, RESULT_UNAPPROVED, 1);
}

static void
no_silent_merge(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *a = lab_asset(lab, "PC-1", "approved", NULL, MAC_A, NULL);
	const char *b = lab_asset(lab, "PC-2", "approved", NULL, MAC_B, NULL);

	(void)a;
	lab_set(lab, ENTITY_asset, b, F_asset_serial, "5CG0000002");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .id_kind = "serial", .id = "5CG0000002" });
	only(&report, RESULT_CONFLICT, 1);
}

static void
one_asset_is_not_proposed_for_two(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_VM, "10.1.0.5");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5" },
	    { .ip = "10.1.0.6", .hostname = "pc-1" });
	only(&report, RESULT_CANDIDATE, 2);
}

static void
one_asset_with_two_addresses(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", NULL,
	    "10.1.0.5");
	struct record *second = world_record(&lab->world, ENTITY_interface,
	    F_interface_asset, asset);
	const char *ip = "10.1.0.6";

	record_set_list(second, F_interface_ip, lab->world.arena, &ip, 1);
	world_put(&lab->world, second);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .hostname = "sv-1" },
	    { .ip = "10.1.0.6", .hostname = "sv-1" });
	only(&report, RESULT_CONFIRMED, 2);
}

/* --- joining ------------------------------------------------------------ */

static void
files_are_joined(void **state)
{
	struct discover_report report;
	const struct lab_row rows[] = {
		{ .mac = MAC_A, .file = 0 },
		{ .ip = "10.1.0.5", .mac = MAC_A, .file = 1 },
		{ .ip = "10.1.0.5", .hostname = "pc-9", .file = 2 },
		{ .ip = "10.1.0.6", .hostname = "pc-8", .file = 2 },
	};

	lab_run(*state, &(struct lab_round){ .row = rows, .n = 4,
	    .files = 3 }, &report);
	assert_int_equal(report.sightings, 4);
	assert_int_equal(report.devices, 2);
	assert_int_equal(report.n_findings, 2);
}

static void
one_mac_many_addresses(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	static struct lab_row rows[202];
	size_t i;

	for (i = 0; i < 200; i++) {
		rows[i] = (struct lab_row){ .mac = MAC_A };
		rows[i].ip = arena_printf(lab->world.arena, "10.1.0.%zu",
		    i + 1);
	}
	/* What answers behind it is not it. */
	rows[200] = (struct lab_row){ .ip = "10.1.0.7", .file = 1 };
	rows[201] = (struct lab_row){ .ip = "10.1.0.8", .file = 1 };
	lab_run(lab, &(struct lab_round){ .row = rows, .n = 202,
	    .files = 2 }, &report);
	assert_int_equal(report.devices, 3);
	assert_int_equal(report.count[RESULT_UNAPPROVED], 3);
}

/* So many MACs claim one address, and so many bear one id. */
static void
hostile_files_end_soon(void **state)
{
	enum { ROWS = 20000 };
	struct lab *lab = *state;
	struct discover_report report;
	struct lab_row *rows = calloc(ROWS, sizeof(*rows));
	size_t i;

	for (i = 0; i < ROWS; i++) {
		rows[i].ip = "10.1.0.5";
		rows[i].mac = arena_printf(lab->world.arena,
		    "00:1b:63:%02zx:%02zx:%02zx", i >> 16 & 255, i >> 8 & 255,
		    i & 255);
		rows[i].id_kind = "agent_id";
		rows[i].id = "one for all";
	}
	lab_run(lab, &(struct lab_round){ .row = rows, .n = ROWS,
	    .dry_run = true }, &report);
	assert_int_equal(report.devices, ROWS);
	assert_int_equal(report.count[RESULT_IP_CONFLICT], ROWS);
	free(rows);
}

/* 36 bits before 28 before 24; the registry itself is nobody. */
static void
vendors_come_from_the_ieee_files(void **state)
{
	static const struct {
		const char	*ip, *mac, *vendor;
	} rows[] = {
		{ "10.1.0.1", "00:1b:63:00:00:01", "Pear \"Fruit\" Inc." },
		{ "10.1.0.2", "70:b3:d5:12:34:56", "Thirty-six K.K." },
		{ "10.1.0.3", "70:b3:d5:99:34:56", NULL },
		{ "10.1.0.4", "00:55:da:01:02:03", "Twenty-eight" },
		{ "10.1.0.5", "00:55:da:f1:02:03", NULL },
		{ "10.1.0.6", "00:00:99:00:00:01", NULL },
	};
	const char *top = getenv("top_srcdir");
	struct lab *lab = *state;
	const char *folders[] = { "/nonexistent", NULL, NULL };
	struct lab_row row[6];
	struct discover_report report;
	size_t i, k;

	folders[1] = arena_printf(lab->world.arena, "%s/tests/corpus/ieee",
	    top != NULL ? top : ".");
	for (i = 0; i < 6; i++)
		row[i] = (struct lab_row){ .ip = rows[i].ip,
		    .mac = rows[i].mac };
	lab_run(lab, &(struct lab_round){ .row = row, .n = 6,
	    .vendors = folders }, &report);
	for (i = 0; i < 6; i++) {
		for (k = 0; k < report.n_findings; k++)
			if (report.finding[k].mac != NULL && strcmp(
			    report.finding[k].mac, rows[i].mac) == 0)
				break;
		assert_true(k < report.n_findings);
		if (rows[i].vendor == NULL)
			assert_null(report.finding[k].vendor);
		else
			assert_string_equal(report.finding[k].vendor,
			    rows[i].vendor);
	}
}

static void
order_does_not_matter(void **state)
{
	const struct lab_row rows[] = {
		{ .ip = "10.1.0.5", .mac = MAC_A, .hostname = "b" },
		{ .ip = "10.1.0.6", .mac = MAC_A, .hostname = "a" },
		{ .ip = "10.1.0.6", .hostname = "c" },
		{ .ip = "10.1.0.7", .hostname = "d", .port = "tcp/22" },
		{ .ip = "10.1.0.7", .port = "tcp/80" },
		{ .ip = "10.1.0.8", .mac = MAC_B },
		{ .ip = "10.1.0.8", .mac = MAC_VM },
		{ .ip = "10.1.0.8", .hostname = "whose" },
	};
	struct lab *lab = *state;
	struct discover_report first, second;
	size_t i;

	lab_run(lab, &(struct lab_round){ .row = rows, .n = 8,
	    .dry_run = true }, &first);
	lab_run(lab, &(struct lab_round){ .row = rows, .n = 8,
	    .reversed = true, .dry_run = true }, &second);
	assert_int_equal(first.devices, second.devices);
	assert_int_equal(first.n_findings, second.n_findings);
	for (i = 0; i < first.n_findings; i++) {
		assert_string_equal(first.finding[i].number,
		    second.finding[i].number);
		if (first.finding[i].hostname != NULL)
			assert_string_equal(first.finding[i].hostname,
			    second.finding[i].hostname);
		assert_int_equal(first.finding[i].mac == NULL,
		    second.finding[i].mac == NULL);
		if (first.finding[i].ip != NULL)
			assert_string_equal(first.finding[i].ip,
			    second.finding[i].ip);
	}
}

static void
splitting_a_file_changes_nothing(void **state)
{
	struct lab_row rows[] = {
		{ .ip = "10.1.0.5", .mac = MAC_A },
		{ .ip = "10.1.0.5", .hostname = "pc-1" },
		{ .ip = "10.1.0.7", .mac = MAC_B },
		{ .ip = "10.2.0.7", .mac = MAC_SOFT },
	};
	struct discover_report whole, split;
	size_t i;

	lab_run(*state, &(struct lab_round){ .row = rows, .n = 4,
	    .dry_run = true }, &whole);
	rows[1].file = rows[3].file = 1;
	lab_run(*state, &(struct lab_round){ .row = rows, .n = 4, .files = 2,
	    .dry_run = true }, &split);
	assert_int_equal(whole.devices, split.devices);
	assert_int_equal(whole.n_findings, split.n_findings);
	for (i = 0; i < whole.n_findings; i++) {
		assert_int_equal(whole.finding[i].result,
		    split.finding[i].result);
		assert_string_equal(whole.finding[i].mac,
		    split.finding[i].mac);
	}
}

static void
the_same_files_change_nothing(void **state)
{
	struct lab *lab = *state;
	struct discover_report first, again;
	struct buf before = { 0 }, after = { 0 };
	const struct lab_row row = { .ip = "10.1.0.5", .mac = MAC_A };

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_B, "10.1.0.9");
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1 }, &first);
	assert_false(first.duplicate);
	world_dump(&lab->world, &before);
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1,
	    .again = true }, &again);
	world_dump(&lab->world, &after);
	assert_true(again.duplicate);
	assert_string_equal(again.import, first.import);
	assert_true(again.undecided);
	assert_int_equal(again.n_findings, first.n_findings);
	assert_string_equal(before.s, after.s);
	/* One of two files is another round than both. */
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1, .files = 2 },
	    &again);
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1, .again = true },
	    &again);
	assert_false(again.duplicate);
	/* Another scope makes it another round. */
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1, .again = true,
	    .scope = "10.1.0.0/24" }, &again);
	assert_false(again.duplicate);
	buf_release(&before);
	buf_release(&after);
}

static void
a_dry_run_writes_nothing(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	struct buf before = { 0 }, after = { 0 };
	const struct lab_row row = { .ip = "10.1.0.5", .mac = MAC_A };

	world_dump(&lab->world, &before);
	lab_run(lab, &(struct lab_round){ .row = &row, .n = 1,
	    .dry_run = true }, &report);
	world_dump(&lab->world, &after);
	assert_string_equal(before.s, after.s);
	assert_null(report.import);
	assert_int_equal(report.count[RESULT_UNAPPROVED], 1);
	assert_true(report.undecided);
	buf_release(&before);
	buf_release(&after);
}

/* --- coverage ----------------------------------------------------------- */

static void
coverage_takes_prefixes_together(void **state)
{
	struct cidr net, scope[3];
	struct covering covering = { .scope = scope, .n_scope = 2 };

	(void)state;
	assert_true(cidr_parse("10.1.0.0/24", &net));
	assert_true(cidr_parse("10.1.0.128/25", &scope[0]));
	assert_true(cidr_parse("10.1.0.0/25", &scope[1]));
	assert_true(coverage_has_network(&covering, &net));
	assert_true(cidr_parse("10.1.0.0/26", &scope[1]));
	assert_false(coverage_has_network(&covering, &net));
	assert_true(cidr_parse("10.0.0.0/8", &scope[1]));
	assert_true(coverage_has_network(&covering, &net));
	assert_true(cidr_parse("fd00::/64", &net));
	assert_false(coverage_has_network(&covering, &net));
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, lab_setup, lab_teardown)
	const struct CMUnitTest tests[] = {
		T(row_1_no_devices), T(row_3_returned), T(row_4_expired),
		T(row_5_wrong_zone), T(row_5_no_test_without_zones),
		T(row_7_drift), T(row_7_leased_addresses_do_not_drift),
		T(row_9_confirmed_needs_approval), T(row_10_candidate),
		T(row_12_before_row_7), T(row_13_unapproved),
		T(row_14_missing), T(row_15_not_covered),
		T(row_15_critical_zones_are_due_daily),
		T(rank_1_identifiers), T(rank_2_serial), T(rank_3_mac),
		T(rank_3_soft_macs_do_not_decide), T(rank_4_client_id),
		T(rank_6_hostname_proposes), T(rank_7_fixed_ip_proposes),
		T(vendors_come_from_the_ieee_files),
		T(rank_7_whole_agreement), T(rank_8_leased_ip_never),
		T(no_silent_merge), T(one_asset_is_not_proposed_for_two),
		T(one_asset_with_two_addresses),
		T(files_are_joined), T(one_mac_many_addresses),
		T(hostile_files_end_soon),
		T(order_does_not_matter), T(splitting_a_file_changes_nothing),
		T(the_same_files_change_nothing), T(a_dry_run_writes_nothing),
		cmocka_unit_test(coverage_takes_prefixes_together),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("discovery", tests, NULL, NULL);
}
