/* SPDX-License-Identifier: ISC */
/* The states of findings, every decision, and every one that is refused. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/discovery/decide.h"
#include "tests/unit/lab.h"

#define MAC_A "00:1b:63:00:00:01"
#define MAC_B "00:1b:63:00:00:02"
#define MAC_SOFT "06:1d:7c:40:a1:77"

static void
nothing(struct lab *lab, struct discover_report *report)
{
	lab_run(lab, &(struct lab_round){ 0 }, report);
}

/* An unapproved device at 10.1.0.5; its finding. */
static const char *
intruder(struct lab *lab)
{
	struct discover_report report;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "nas-4f", .port = "tcp/445" });
	return lab_finding(&report, RESULT_UNAPPROVED)->uuid;
}

static void
seen_again(struct lab *lab, struct discover_report *report)
{
	LAB_RUN(lab, report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "nas-4f", .port = "tcp/445" });
}

static void
decided(struct lab *lab, const char *finding,
    const struct decide_options *options)
{
	const char *error = lab_decide(lab, finding, options);

	if (error != NULL)
		fail_msg("%s: %s", options->decision, error);
}

static void
refused(struct lab *lab, const char *finding,
    const struct decide_options *options, const char *because)
{
	struct buf before = { 0 }, after = { 0 };
	const char *error;

	world_dump(&lab->world, &before);
	error = lab_decide(lab, finding, options);
	world_dump(&lab->world, &after);
	if (error == NULL)
		fail_msg("%s was not refused", options->decision);
	if (strstr(error, because) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", error, because);
	assert_string_equal(before.s, after.s);
	buf_release(&before);
	buf_release(&after);
}

/* --- states ------------------------------------------------------------- */

static void
new_stays_new_and_counts(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	assert_string_equal(lab_state(lab, finding), "new");
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "new");
	assert_int_equal(report.n_findings, 1);
	assert_false(report.finding[0].is_new);
	assert_string_equal(lab_text(lab, ENTITY_finding, finding,
	    F_finding_times_seen), "2");
	/* Gone without a decision: a person must still look. */
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "new");
}

static void
removed_is_verified_then_closed_then_reopened(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab), *decision[2];
	size_t n;

	decided(lab, finding, &(struct decide_options){
	    .decision = "remove", .reason = "brought in by a visitor" });
	assert_string_equal(lab_state(lab, finding), "decided");
	/* These do not show that it is gone. */
	lab_run(lab, &(struct lab_round){ .scope = "10.2.0.0/24" }, &report);
	lab_run(lab, &(struct lab_round){ .cut = true }, &report);
	lab_run(lab, &(struct lab_round){ .strength = STRENGTH_CACHE },
	    &report);
	lab_run(lab, &(struct lab_round){ .strength = STRENGTH_LEASE },
	    &report);
	assert_string_equal(lab_state(lab, finding), "decided");
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "verified");
	assert_null(store_lookup(register_reader(&lab->world.session),
	    ENTITY_decision, F_decision_finding, finding, lab->world.arena,
	    decision, 2, &n));
	assert_int_equal(n, 1);
	assert_string_equal(lab_text(lab, ENTITY_decision, decision[0],
	    F_decision_verified_by), report.import);
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "closed");
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "reopened");
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->uuid,
	    finding);
	assert_true(report.undecided);
}

static void
seen_again_after_removal_reopens(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){
	    .decision = "remove" });
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "reopened");
}

static void
quarantine_is_verified_in_another_zone(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){
	    .decision = "quarantine" });
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
ignored_until_its_day(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){ .decision = "ignore",
	    .reason = "measuring for the waterworks", .until = "2026-05-22" });
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "decided");
	assert_false(report.undecided);
	assert_int_equal(report.n_findings, 1);
	lab->day += 4 * (int64_t)86400000;
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "reopened");
	assert_true(report.undecided);
}

static void
ignored_until_it_changes(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);
	const struct decide_options ignore = { .decision = "ignore",
	    .reason = "known", .until = "2027-03-31" };

	decided(lab, finding, &ignore);
	/* Fewer ports or no name are no change; a new port is. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "decided");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/22" });
	assert_string_equal(lab_state(lab, finding), "reopened");
	decided(lab, finding, &ignore);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "other" });
	assert_string_equal(lab_state(lab, finding), "reopened");
}

static void
ignored_until_it_moves(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);
	const struct decide_options ignore = { .decision = "ignore",
	    .reason = "known", .until = "2027-03-31" };

	decided(lab, finding, &ignore);
	/* Not being seen proves nothing about an ignored one. */
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "decided");
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "reopened");
	/* The same drift may be ignored, another one is news. */
	lab_asset(lab, "SV-1", "approved", "sv-1", MAC_B, "10.1.0.50");
	LAB_RUN(lab, &report, { .ip = "10.1.0.51", .mac = MAC_B });
	finding = lab_finding(&report, RESULT_DRIFT)->uuid;
	decided(lab, finding, &ignore);
	LAB_RUN(lab, &report, { .ip = "10.1.0.51", .mac = MAC_B });
	assert_string_equal(lab_state(lab, finding), "decided");
	LAB_RUN(lab, &report, { .ip = "10.1.0.52", .mac = MAC_B });
	assert_string_equal(lab_state(lab, finding), "reopened");
}

static void
a_placeholder_names_nobody(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .id_kind = "serial", .id = "Default string" });
	finding = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	decided(lab, finding, &(struct decide_options){ .decision = "ignore",
	    .reason = "known", .until = "2027-03-31" });
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->uuid,
	    finding);
	assert_false(report.undecided);
}

static void
an_ignore_ends_without_being_seen(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){ .decision = "ignore",
	    .reason = "r", .until = "2026-05-20" });
	lab->day += 4 * (int64_t)86400000;
	lab_run(lab, &(struct lab_round){ .scope = "10.2.0.0/24" }, &report);
	assert_string_equal(lab_state(lab, finding), "reopened");
}

static void
an_older_file_reopens_nothing(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){
	    .decision = "remove" });
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "verified");
	lab->day -= 10 * (int64_t)86400000;
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
register_changes_close_what_they_answer(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "pending", "pc-1", MAC_A,
	    NULL);
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	finding = lab_finding(&report, RESULT_PENDING)->uuid;
	lab_set(lab, ENTITY_asset, asset, F_asset_approval, "approved");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "closed");
	assert_int_equal(report.n_findings, 0);
}

static void
a_wrong_zone_waits_for_a_person(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A, "10.1.0.120");
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	finding = lab_finding(&report, RESULT_WRONG_ZONE)->uuid;
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "new");
	decided(lab, finding, &(struct decide_options){
	    .decision = "escalate" });
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_A });
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
numbers_go_on(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	char uuid[UUID_LEN];

	intruder(lab);
	LAB_RUN(lab, &report, { .ip = "10.1.0.9", .mac = MAC_B });
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->number,
	    "F-0002");
	assert_null(register_resolve(&lab->world.session, TO(finding),
	    "F-0002", uuid));
	assert_string_equal(uuid,
	    lab_finding(&report, RESULT_UNAPPROVED)->uuid);
	assert_int_equal(register_resolve(&lab->world.session, TO(finding),
	    "F-0003", uuid)->kind, ERR_NOT_FOUND);
}

static void
found_by_address_first_and_mac_later(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5" });
	finding = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_string_equal(lab_finding(&report, RESULT_UNAPPROVED)->uuid,
	    finding);
}

/* --- decisions ---------------------------------------------------------- */

static const char *
subject(struct lab *lab, const char *finding)
{
	return lab_text(lab, ENTITY_finding, finding, F_finding_subject);
}

static void
register_creates_from_the_evidence(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab), *asset, *interface;

	decided(lab, finding, &(struct decide_options){
	    .decision = "register", .reason = "ours", .ref = "情政第12号" });
	asset = subject(lab, finding);
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_asset_no), "NEW-0001");
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval), "pending");
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_hostname), "nas-4f");
	assert_string_equal(lab_text(lab, ENTITY_asset, asset, F_asset_site),
	    lab->site);
	interface = lab_interface(lab, asset);
	assert_string_equal(lab_text(lab, ENTITY_interface, interface,
	    F_interface_mac), MAC_A);
	assert_string_equal(lab_text(lab, ENTITY_interface, interface,
	    F_interface_ip), "10.1.0.5");
	assert_string_equal(lab_text(lab, ENTITY_interface, interface,
	    F_interface_network), lab->office_net);
	seen_again(lab, &report);
	assert_int_equal(report.count[RESULT_PENDING], 1);
	assert_string_equal(lab_state(lab, finding), "verified");
	/* The next one gets the next number. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.150", .mac = MAC_B });
	finding = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "register" });
	asset = subject(lab, finding);
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_asset_no), "NEW-0002");
	/* A leased address is not written down as its own. */
	interface = lab_interface(lab, asset);
	assert_string_equal(lab_text(lab, ENTITY_interface, interface,
	    F_interface_ip), "");
	assert_string_equal(lab_text(lab, ENTITY_interface, interface,
	    F_interface_ip_assign), "dhcp");
}

static void
a_decision_is_recorded(void **state)
{
	struct lab *lab = *state;
	const char *finding = intruder(lab), *decision[2];
	struct record *record;
	size_t n;

	decided(lab, finding, &(struct decide_options){ .decision = "remove",
	    .reason = "visitor", .ref = "R8-1", .until = "2026-06-30",
	    .second = "Kawase Ryo" });
	assert_null(store_lookup(register_reader(&lab->world.session),
	    ENTITY_decision, F_decision_finding, finding, lab->world.arena,
	    decision, 2, &n));
	assert_int_equal(n, 1);
	record = world_get(&lab->world, ENTITY_decision, decision[0]);
	assert_string_equal(record_text(record, F_decision_decision),
	    "remove");
	/* The account "ryo" is the person whose mail begins so. */
	assert_string_equal(record_text(record, F_decision_by), lab->person);
	assert_string_equal(record_text(record, F_decision_second_person),
	    lab->person);
	assert_string_equal(record_text(record, F_decision_reason),
	    "visitor");
	assert_string_equal(record_text(record, F_decision_ref), "R8-1");
	assert_string_equal(record_text(record, F_decision_until),
	    "2026-06-30");
	assert_true(record_int(record, F_decision_on) > 0);
}

static void
link_takes_the_addresses_over(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", NULL,
	    NULL);
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_A,
	    .hostname = "pc-1" });
	finding = lab_finding(&report, RESULT_CANDIDATE)->uuid;
	/* The proposed asset, without naming it. */
	decided(lab, finding, &(struct decide_options){ .decision = "link" });
	assert_string_equal(lab_text(lab, ENTITY_interface,
	    lab_interface(lab, asset), F_interface_mac), MAC_A);
	assert_string_equal(subject(lab, finding), asset);
	LAB_RUN(lab, &report, { .ip = "10.1.0.121", .mac = MAC_A,
	    .hostname = "pc-1" });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
link_replaces_a_changed_card(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_B,
	    .hostname = "sv-1" });
	finding = lab_finding(&report, RESULT_CANDIDATE)->uuid;
	decided(lab, finding, &(struct decide_options){ .decision = "link",
	    .asset = "SV-1" });
	assert_string_equal(lab_text(lab, ENTITY_interface,
	    lab_interface(lab, asset), F_interface_mac), MAC_B);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_B,
	    .hostname = "sv-1" });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
}

static void
link_needs_an_asset(void **state)
{
	struct lab *lab = *state;

	refused(lab, intruder(lab), &(struct decide_options){
	    .decision = "link" }, "--asset");
	refused(lab, intruder(lab), &(struct decide_options){
	    .decision = "link", .asset = "nothing" }, "nothing");
}

static void
approve_a_pending_asset(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", NULL, "pc-1", MAC_A, NULL);
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	finding = lab_finding(&report, RESULT_PENDING)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "approve", .until = "2026-12-31", .ref = "R8-7",
	    .reason = "contract" });
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval), "temporary");
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval_until), "2026-12-31");
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approved_by), lab->person);
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval_ref), "R8-7");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
approve_names_what_is_missing(void **state)
{
	struct lab *lab = *state;

	refused(lab, intruder(lab), &(struct decide_options){
	    .decision = "approve" }, "Department");
}

static void
approve_adds_the_zone(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding;

	lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A, "10.1.0.120");
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	finding = lab_finding(&report, RESULT_WRONG_ZONE)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "approve" });
	/* It may be there now, and at home as before. */
	LAB_RUN(lab, &report, { .ip = "10.2.0.5", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_WRONG_ZONE], 0);
	LAB_RUN(lab, &report, { .ip = "10.1.0.120", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
}

static void
nothing_lasting_rests_on_a_random_mac(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.150", .mac = MAC_SOFT });
	finding = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	refused(lab, finding, &(struct decide_options){ .decision = "ignore",
	    .reason = "phone", .until = "2027-03-31" }, "random");
	refused(lab, finding, &(struct decide_options){
	    .decision = "approve" }, "random");
	/* A leased address alone is as little. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.160" });
	finding = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	refused(lab, finding, &(struct decide_options){ .decision = "ignore",
	    .reason = "phone", .until = "2027-03-31" }, "DHCP");
}

static void
accept_takes_the_seen_values(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.6", .mac = MAC_A,
	    .hostname = "sv-1b.example.jp" });
	finding = lab_finding(&report, RESULT_DRIFT)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "accept" });
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_hostname), "sv-1b");
	assert_string_equal(lab_text(lab, ENTITY_interface,
	    lab_interface(lab, asset), F_interface_ip), "10.1.0.6");
	LAB_RUN(lab, &report, { .ip = "10.1.0.6", .mac = MAC_A,
	    .hostname = "sv-1b" });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
	assert_string_equal(lab_state(lab, finding), "verified");
}

static void
accept_moves_the_network_along(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");
	const char *const zones[] = { lab->office, lab->plant };
	struct record *edit = world_edit(&lab->world, ENTITY_asset, asset);

	record_set_list(edit, F_asset_approved_zones, lab->world.arena, zones,
	    2);
	world_put(&lab->world, edit);
	lab_set(lab, ENTITY_interface, lab_interface(lab, asset),
	    F_interface_network, lab->office_net);
	LAB_RUN(lab, &report, { .ip = "10.2.0.6", .mac = MAC_A });
	decided(lab, lab_finding(&report, RESULT_DRIFT)->uuid,
	    &(struct decide_options){ .decision = "accept" });
	assert_string_equal(lab_text(lab, ENTITY_interface,
	    lab_interface(lab, asset), F_interface_network), lab->plant_net);
	LAB_RUN(lab, &report, { .ip = "10.2.0.6", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
	/* An address outside of every network leaves none behind. */
	LAB_RUN(lab, &report, { .ip = "10.9.0.7", .mac = MAC_A });
	decided(lab, lab_finding(&report, RESULT_DRIFT)->uuid,
	    &(struct decide_options){ .decision = "accept" });
	assert_string_equal(lab_text(lab, ENTITY_interface,
	    lab_interface(lab, asset), F_interface_network), "");
}

static void
two_findings_do_not_share_an_asset(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	struct commit_result result;
	const char *finding[2];
	const struct err *err;

	lab_asset(lab, "PC-1", "approved", "pc-1", NULL, NULL);
	LAB_RUN(lab, &report,
	    { .ip = "10.1.0.120", .mac = MAC_A, .hostname = "pc-1" },
	    { .ip = "10.1.0.121", .mac = MAC_B, .hostname = "pc-1" });
	assert_int_equal(report.count[RESULT_CANDIDATE], 2);
	finding[0] = report.finding[0].uuid;
	finding[1] = report.finding[1].uuid;
	err = decide_apply(&lab->world.session, finding, 2,
	    &(struct decide_options){ .decision = "link" }, NULL, &result);
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "PC-1"));
}

static void
accept_adds_ports(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab), *asset;
	struct record *edit;

	decided(lab, finding, &(struct decide_options){
	    .decision = "register" });
	asset = subject(lab, finding);
	edit = world_edit(&lab->world, ENTITY_asset, asset);
	record_set_text(edit, F_asset_kind, "media");
	record_set_text(edit, F_asset_owner, lab->person);
	record_set_text(edit, F_asset_department, lab->department);
	record_set_text(edit, F_asset_review_due, "2027-03-31");
	record_set_text(edit, F_asset_approval, "approved");
	world_put(&lab->world, edit);
	seen_again(lab, &report);
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/3389" });
	finding = lab_finding(&report, RESULT_DRIFT)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "accept" });
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .port = "tcp/3389" });
	assert_int_equal(report.count[RESULT_CONFIRMED], 1);
}

static void
accept_heeds_the_lock(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");

	lab_set(lab, ENTITY_asset, asset, F_asset_discovery_lock, "hostname");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "sv-1b" });
	refused(lab, lab_finding(&report, RESULT_DRIFT)->uuid,
	    &(struct decide_options){ .decision = "accept" }, "hostname");
}

static void
deny_marks_the_asset(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", NULL, "pc-1", MAC_A, NULL);
	const char *finding;

	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	finding = lab_finding(&report, RESULT_PENDING)->uuid;
	decided(lab, finding, &(struct decide_options){ .decision = "deny",
	    .reason = "private" });
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_approval), "denied");
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_RETURNED], 1);
	/* What is in no register can be denied, too. */
	finding = lab_finding(&report, RESULT_RETURNED)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "deny_remote" });
	LAB_RUN(lab, &report, { .ip = "10.1.0.9", .mac = MAC_B });
	decided(lab, lab_finding(&report, RESULT_UNAPPROVED)->uuid,
	    &(struct decide_options){ .decision = "deny" });
}

static void
decommission_retires(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *asset = lab_asset(lab, "PC-1", "approved", "pc-1", MAC_A,
	    "10.1.0.5");
	const char *finding;
	int i;

	for (i = 0; i < 3; i++)
		nothing(lab, &report);
	finding = lab_finding(&report, RESULT_MISSING)->uuid;
	decided(lab, finding, &(struct decide_options){
	    .decision = "decommission", .reason = "sold" });
	assert_string_equal(lab_text(lab, ENTITY_asset, asset,
	    F_asset_status), "retired");
	nothing(lab, &report);
	assert_int_equal(report.count[RESULT_MISSING], 0);
	assert_string_equal(lab_state(lab, finding), "verified");
	/* And should it come back, that is news. */
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A });
	assert_int_equal(report.count[RESULT_RETURNED], 1);
}

static void
investigate_and_escalate(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){
	    .decision = "investigate" });
	assert_string_equal(lab_state(lab, finding), "triaged");
	seen_again(lab, &report);
	assert_string_equal(lab_state(lab, finding), "triaged");
	assert_true(report.undecided);
	decided(lab, finding, &(struct decide_options){
	    .decision = "escalate" });
	assert_string_equal(lab_state(lab, finding), "decided");
}

static void
options_are_checked(void **state)
{
	struct lab *lab = *state;
	const char *finding = intruder(lab);

	refused(lab, finding, &(struct decide_options){
	    .decision = "ignore", .until = "2027-03-31" }, "--reason");
	refused(lab, finding, &(struct decide_options){
	    .decision = "ignore", .reason = "r" }, "--until");
	refused(lab, finding, &(struct decide_options){
	    .decision = "ignore", .reason = "r", .until = "soon" }, "soon");
	refused(lab, finding, &(struct decide_options){
	    .decision = "ignore", .reason = "r", .until = "2020-01-01" },
	    "2020-01-01");
	refused(lab, finding, &(struct decide_options){
	    .decision = "merge" }, "escalate");
	refused(lab, finding, &(struct decide_options){
	    .decision = "burn" }, "burn");
}

static void
settled_findings_are_left_alone(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	const char *finding = intruder(lab);

	decided(lab, finding, &(struct decide_options){
	    .decision = "remove" });
	nothing(lab, &report);
	refused(lab, finding, &(struct decide_options){
	    .decision = "ignore", .reason = "r", .until = "2027-03-31" },
	    "settled");
	nothing(lab, &report);
	assert_string_equal(lab_state(lab, finding), "closed");
	refused(lab, finding, &(struct decide_options){
	    .decision = "escalate" }, "settled");
}

/* The table, decision by decision; a word not listed must be refused. */
static void
unfit_words_are_refused(void **state)
{
	static const struct {
		enum result	 result;
		const char	*fits;
	} table[] = {
		{ RESULT_CONFLICT, "link quarantine remove deny merge split "
		    "ignore investigate escalate reopen" },
		{ RESULT_BRIDGING, "quarantine remove deny deny_remote "
		    "decommission ignore investigate escalate reopen" },
		{ RESULT_IP_CONFLICT, "quarantine remove deny ignore "
		    "investigate escalate reopen" },
		{ RESULT_ROGUE, "quarantine remove deny deny_remote ignore "
		    "investigate escalate reopen" },
		{ RESULT_RETURNED, "quarantine remove deny deny_remote "
		    "decommission ignore investigate escalate reopen" },
		{ RESULT_EXPIRED, "approve quarantine remove deny deny_remote "
		    "decommission ignore investigate escalate reopen" },
		{ RESULT_WRONG_ZONE, "approve quarantine remove deny "
		    "deny_remote decommission ignore investigate escalate reopen" },
		{ RESULT_DRIFT, "accept quarantine decommission split ignore "
		    "investigate escalate reopen" },
		{ RESULT_CANDIDATE, "link register quarantine remove deny "
		    "merge split ignore investigate escalate reopen" },
		{ RESULT_PENDING, "approve quarantine remove deny deny_remote "
		    "decommission ignore investigate escalate reopen" },
		{ RESULT_UNAPPROVED, "link register approve quarantine remove "
		    "deny ignore investigate escalate reopen" },
		{ RESULT_MISSING, "decommission ignore investigate escalate reopen" },
		{ RESULT_NOT_COVERED, "ignore investigate escalate reopen" },
	};
	struct lab *lab = *state;
	const struct decision_row *row;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct record *finding = world_record(&lab->world,
		    ENTITY_finding, F_finding_result,
		    result_key(table[i].result));
		struct buf fits = { 0 };
		const char *why;

		for (row = decision_rows; row->key != NULL; row++)
			if (decide_fits(finding, row->key, &why))
				buf_printf(&fits, "%s%s",
				    fits.len > 0 ? " " : "", row->key);
			else
				assert_non_null(strstr(why, "escalate"));
		assert_string_equal(buf_str(&fits), table[i].fits);
		buf_release(&fits);
	}
}

static void
all_or_nothing(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	struct problems problems = { .arena = lab->world.arena };
	struct commit_result result;
	const char *finding[2];
	struct buf before = { 0 }, after = { 0 };
	const struct err *err;

	lab_asset(lab, "PC-1", NULL, "pc-1", MAC_B, NULL);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A },
	    { .ip = "10.1.0.6", .mac = MAC_B });
	finding[0] = lab_finding(&report, RESULT_UNAPPROVED)->uuid;
	finding[1] = lab_finding(&report, RESULT_PENDING)->uuid;
	world_dump(&lab->world, &before);
	err = decide_apply(&lab->world.session, finding, 2,
	    &(struct decide_options){ .decision = "register" }, &problems,
	    &result);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_INVALID);
	assert_int_equal(problems.errors, 1);
	world_dump(&lab->world, &after);
	assert_string_equal(before.s, after.s);
	/* Both at once, as one change set. */
	assert_null(decide_apply(&lab->world.session, finding, 2,
	    &(struct decide_options){ .decision = "remove" }, NULL, &result));
	assert_true(result.tx > 0);
	assert_string_equal(lab_state(lab, finding[0]), "decided");
	assert_string_equal(lab_state(lab, finding[1]), "decided");
	world_verify(&lab->world);
	buf_release(&before);
	buf_release(&after);
}

/* --- explain ------------------------------------------------------------ */

static const struct explain_key *
compared(const struct explanation *e, const char *rank)
{
	size_t i;

	for (i = 0; i < e->n_compared; i++)
		if (strcmp(e->compared[i].rank, rank) == 0)
			return &e->compared[i];
	fail_msg("rank %s was not compared", rank);
	return NULL;
}

static void
explain_says_why(void **state)
{
	struct lab *lab = *state;
	struct discover_report report;
	struct explanation e;
	const char *asset = lab_asset(lab, "SV-1", "approved", "sv-1", MAC_A,
	    "10.1.0.5");
	const char *const refs[] = { "SV-1", "10.1.0.5", MAC_A };
	size_t i;

	assert_int_equal(explain(&lab->world.session, "10.1.0.5",
	    lab->world.arena, &e)->kind, ERR_NOT_FOUND);
	LAB_RUN(lab, &report, { .ip = "10.1.0.5", .mac = MAC_A,
	    .hostname = "sv-1" }, { .ip = "10.1.0.9", .mac = MAC_B });
	for (i = 0; i < 3; i++) {
		assert_null(explain(&lab->world.session, refs[i],
		    lab->world.arena, &e));
		assert_string_equal(e.subject, asset);
		assert_string_equal(e.result, "confirmed");
		assert_true(compared(&e, "3")->decides);
		assert_int_equal(compared(&e, "3")->equal, 1);
		assert_string_equal(compared(&e, "3")->seen, MAC_A);
		assert_int_equal(compared(&e, "6")->equal, 1);
		assert_false(compared(&e, "6")->decides);
		assert_int_equal(compared(&e, "1")->equal, -1);
		assert_int_equal(e.n_evidence, 1);
		assert_string_equal(e.evidence[0].file, "0.txt");
		assert_int_equal(e.evidence[0].line, 1);
		assert_true(e.n_would_change > 0);
	}
	assert_null(explain(&lab->world.session, "F-0001", lab->world.arena,
	    &e));
	assert_string_equal(e.subject,
	    lab_finding(&report, RESULT_UNAPPROVED)->uuid);
	assert_string_equal(e.result, "unapproved");
	assert_string_equal(e.rule, "13");
	assert_int_equal(e.evidence[0].line, 2);
	lab_set(lab, ENTITY_asset, asset, F_asset_discovery_lock, "ip");
	assert_null(explain(&lab->world.session, "SV-1", lab->world.arena,
	    &e));
	assert_non_null(strstr(e.would_change[e.n_would_change - 1], "ip"));
}

static void
evidence_survives_its_note(void **state)
{
	struct explain_evidence evidence[] = {
		{ "a: b.txt", "10.1.0.5 dev eth0 lladdr x:1: y", 37 },
		{ "c.xml", "", 1 },
	};
	struct facts in = {
		.subject = "mac " MAC_A, .site = "s", .ip = "10.1.0.5 ::1",
		.hostname = "a: b", .seen = INT64_C(1779062400000), .vlan = 30,
		.evidence = evidence, .n_evidence = 2,
	}, out;
	struct lab *lab = *state;
	struct buf note = { 0 };

	facts_format(&in, &note);
	facts_parse(note.s, lab->world.arena, &out);
	assert_string_equal(out.subject, in.subject);
	assert_string_equal(out.ip, in.ip);
	assert_string_equal(out.hostname, in.hostname);
	assert_int_equal(out.seen, in.seen);
	assert_int_equal(out.vlan, 30);
	assert_int_equal(out.n_evidence, 2);
	assert_string_equal(out.evidence[0].file, "a: b.txt");
	assert_int_equal(out.evidence[0].line, 37);
	assert_string_equal(out.evidence[0].text, evidence[0].text);
	assert_string_equal(out.evidence[1].text, "");
	assert_false(facts_changed(&in, &out));
	buf_release(&note);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, lab_setup, lab_teardown)
	const struct CMUnitTest tests[] = {
		T(new_stays_new_and_counts),
		T(removed_is_verified_then_closed_then_reopened),
		T(seen_again_after_removal_reopens),
		T(quarantine_is_verified_in_another_zone),
		T(ignored_until_its_day), T(ignored_until_it_changes),
		T(ignored_until_it_moves), T(a_placeholder_names_nobody),
		T(an_ignore_ends_without_being_seen),
		T(an_older_file_reopens_nothing),
		T(register_changes_close_what_they_answer),
		T(a_wrong_zone_waits_for_a_person), T(numbers_go_on),
		T(found_by_address_first_and_mac_later),
		T(register_creates_from_the_evidence),
		T(a_decision_is_recorded), T(link_takes_the_addresses_over),
		T(link_replaces_a_changed_card), T(link_needs_an_asset),
		T(approve_a_pending_asset), T(approve_names_what_is_missing),
		T(approve_adds_the_zone),
		T(nothing_lasting_rests_on_a_random_mac),
		T(accept_takes_the_seen_values),
		T(accept_moves_the_network_along),
		T(two_findings_do_not_share_an_asset), T(accept_adds_ports),
		T(accept_heeds_the_lock), T(deny_marks_the_asset),
		T(decommission_retires), T(investigate_and_escalate),
		T(options_are_checked), T(settled_findings_are_left_alone),
		T(unfit_words_are_refused), T(all_or_nothing),
		T(explain_says_why), T(evidence_survives_its_note),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
