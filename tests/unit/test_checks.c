/* SPDX-License-Identifier: ISC */
/*
 * Every check: a register that has what it looks for, and the nearest one
 * that has not.  Registers are written as lines:
 *
 *   ENTITY HANDLE key=value | key=value      made, or changed where it is known
 *   !ENTITY HANDLE key=value                 a field that the program keeps
 *   ~ENTITY HANDLE key=value                 past the rules: an old register
 *
 * each a change set of its own; @HANDLE stands for a uuid; LATER lets ten days
 * pass.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/check/keep.h"
#include "model/discovery/discover.h"
#include "tests/unit/world.h"

enum { HANDLES = 64 };

struct yard {
	struct world	 world;
	struct {
		char	 name[16];
		const char *uuid;
	}		 handle[HANDLES];
	size_t		 n;
};

/* Nothing is wrong with it. */
static const char clean[] =
    "site s name=City Hall\n"
    "site s2 name=Plant\n"
    "department dep name=General\n"
    "person p name=ryo | department=@dep\n"
    "zone z name=Office | kind=corporate | site=@s | owner=@p | "
    "declared_closed=no\n"
    "!zone z last_covered=2026-05-17T20:00:00Z\n"
    "zone z2 name=Servers | kind=dmz | site=@s | owner=@p | "
    "declared_closed=no\n"
    "!zone z2 last_covered=2026-05-17T20:00:00Z\n"
    "network n name=office | cidr=10.1.0.0/24 | zone=@z\n"
    "network n2 name=servers | cidr=10.2.0.0/24 | zone=@z2\n"
    "system sy name=Desk | owner=@p | department=@dep\n"
    "external x name=Internet | kind=internet\n"
    "supplier su name=Helper | requirements_agreed=yes\n"
    "asset a asset_no=A-1 | name=lamp | kind=other | role=lamp | "
    "status=in_use | department=@dep | owner=@p | site=@s | "
    "review_due=2030-01-01\n"
    "asset a approval=approved | approved_by=@p | approved_on=2026-05-18\n"
    "interface ai asset=@a | ip=10.1.0.5 | network=@n | "
    "mac=00:1b:63:00:00:01\n"
    "asset b asset_no=B-1 | name=shelf | kind=other | role=shelf | "
    "status=in_use | department=@dep | owner=@p | site=@s | "
    "review_due=2030-01-01 | system=@sy\n"
    "asset b approval=approved | approved_by=@p | approved_on=2026-05-18\n"
    "interface bi asset=@b | ip=10.2.0.5 | network=@n2 | "
    "mac=00:1b:63:00:00:02\n"
    "connection c name=line | type=internet | a=@x | b=@z | encrypted=yes | "
    "cuttable=yes | cut_procedure=pull the plug | cut_authority=@p\n"
    "connection c approval=approved | approved_by=@p | "
    "approved_on=2026-05-18\n"
    "connection c2 name=inner | type=firewall | a=@z | b=@z2\n"
    "connection c2 approval=approved | approved_by=@p | "
    "approved_on=2026-05-18\n"
    "information i name=requests | medium=server | department=@dep | "
    "stored_in=@a\n"
    "process pr name=Take in | dfd_no=1 | system=@sy\n"
    "flow f name=ask | source=@x | target=@pr | information=@i | "
    "encrypted=yes | via=@c;@c2\n"
    "flow f approval=approved | approved_by=@p | approved_on=2026-05-18\n"
    "flow g name=answer | source=@pr | target=@x | information=@i | "
    "encrypted=yes | via=@c2;@c\n"
    "flow g approval=approved | approved_by=@p | approved_on=2026-05-18\n";

static const struct {
	const char	*code, *bad, *good;
} rows[] = {
	{ "D001", "asset a approval=pending\nasset a owner=\n",
	    "asset a owner=@p\n" },
	{ "D002", "person q name=aki | left_on=2026-05-18\n"
	    "asset a owner=@q\n", "person q left_on=2026-05-19\n" },
	{ "D003", "asset a approval=pending\nasset a department=\n",
	    "asset a department=@dep\n" },
	{ "D004", "department old name=Old | valid_until=2026-05-17\n"
	    "asset a department=@old\n",
	    "department old valid_until=2026-05-18\n" },
	{ "D005", "asset a kind=server\n", "asset a approval=pending\n" },
	{ "D007", "asset a serial=K-77 | manufacturer=Acme\n"
	    "asset b serial=k-77 | manufacturer=ACME\n",
	    "asset b manufacturer=Other\n" },
	{ "D007", "asset a serial=K-77\nasset b serial=K-77\n",
	    "asset a serial=N/A\nasset b serial=N/A\n" },
	{ "D008", "interface bi mac=00:1b:63:00:00:01\n",
	    "interface bi mac_policy=shared\n" },
	{ "D009", "interface bi network= | ip=10.1.0.5\n",
	    "asset b site=@s2\n" },
	{ "D009", "interface bi network= | ip=10.1.0.5\n",
	    "interface bi ip_assign=dhcp\n" },
	{ "D010", "network n cidr=10.3.0.0/24\n",
	    "network n cidr=10.1.0.0/16\n" },
	{ "D011", "interface bi asset=\n", "interface bi asset=@b\n" },
	{ "D012", "asset t asset_no=T-1 | name=pc | kind=client | "
	    "status=in_use\n", "interface ti asset=@t\n" },
	{ "D013", "asset a review_due=2026-05-17\n",
	    "asset a review_due=2026-05-18\n" },
	{ "D014", "asset a support_end=2026-05-17\n",
	    "asset a support_end=2026-05-18\n" },
	{ "D014", "asset a support_state=ended\n",
	    "asset a support_state=supported\n" },
	{ "D015", "asset t asset_no=T-1 | name=pc | kind=client | "
	    "status=in_use\n", "asset t support_state=not_announced\n" },
	{ "D016", "asset a support_end=2026-11-17\n",
	    "asset a support_end=2026-11-18\n" },
	{ "D017", "asset a default_password_changed=no\n",
	    "asset a default_password_changed=yes\n" },
	{ "D018", "asset t asset_no=T-1 | name=cam | kind=iot | "
	    "status=in_use | default_password_changed=unknown\n",
	    "asset t default_password_changed=yes\n" },
	{ "D019", "asset a default_password_changed=impossible\n",
	    "exception e what=fixed | subject=@a\n" },
	{ "D020", "asset a criticality=high | backup=unknown\n",
	    "asset a backup=full\n" },
	{ "D021", "asset a criticality=high\n",
	    "asset a restore_tested=2026-05-01\n" },
	{ "D022", "asset a criticality=high | logging=local\n",
	    "asset a logging=central\n" },
	{ "D023", "asset a approval_until=2026-05-18\nLATER",
	    "asset a approval_until=2027-01-01\n" },
	{ "D024", "~asset a approval=temporary\n",
	    "asset a approval_until=2026-06-01\n" },
	{ "D025", "asset a approval=pending\n", "asset a status=stock\n" },
	{ "D026", "asset a approval=denied\n", "asset a status=stock\n" },
	{ "D027", "asset t asset_no=T-1 | name=pc | kind=client | "
	    "status=disposed\n", "asset t erasure_ref=R-1\n" },
	{ "D028", "asset t asset_no=T-1 | name=srv | kind=server | "
	    "status=in_use\n", "asset t internet_exposed=no\n" },
	{ "D029", "asset a internet_exposed=yes | support_end=2026-05-17\n",
	    "asset a internet_exposed=no\n" },
	{ "D030", "asset a remote_access=vpn | remote_mfa=unknown\n",
	    "asset a remote_mfa=yes\n" },
	{ "D031", "asset a specified_computer=candidate\n",
	    "asset a specified_computer=exempt\n" },
	{ "D032", "asset a specified_computer=yes\n",
	    "asset a notified_on=2026-05-01\n" },
	{ "D033", "asset a model=M1 | notified_on=2026-05-18\nLATER"
	    "asset a model=M2\n", "asset a model=M1\n" },
	{ "D033", "asset a model=M1 | notified_on=2026-05-18\nLATER"
	    "asset a model=M2\n", "asset a change_notified_on=2026-05-28\n" },
	{ "D034", "asset a status=stock\n"
	    "!asset a last_seen=2026-05-12T00:00:00Z\n",
	    "!asset a last_seen=2026-05-01T00:00:00Z\n" },
	{ "D035", "exception e what=old | until=2026-05-17\n",
	    "exception e until=2026-05-18\n" },
	{ "D036", "supplier su assessment_due=2026-05-17\n",
	    "supplier su assessment_due=2026-05-18\n" },
	{ "D037", "supplier su access=vpn | requirements_agreed=unknown\n",
	    "supplier su requirements_agreed=yes\n" },
	{ "D038", "system sy owner=\n", "system sy owner=@p\n" },
	{ "D039", "information i my_number=yes | encrypted_at_rest=unknown\n",
	    "information i encrypted_at_rest=yes\n" },
	{ "D040", "software so title=Old | version=1 | "
	    "support_end=2026-05-17 | assets=@a\n", "software so assets=\n" },
	{ "D041", "crypto cr where=@a | use=signature | algorithm=RSA | "
	    "certificate_until=2026-06-16\n",
	    "crypto cr certificate_until=2026-06-17\n" },
	{ "D042", "advisory ad id=CVE-2026-1 | product=Lamp\n"
	    "advisory_match m advisory=@ad | asset=@a | state=unknown\n",
	    "advisory_match m state=not_affected\n" },
	{ "D043", "advisory ad id=CVE-2026-1 | product=Lamp\n"
	    "advisory_match m advisory=@ad | asset=@a | state=affected | "
	    "due=2026-05-17\n", "advisory_match m due=2026-05-18\n" },
	{ "D101", "connection c type=vpn_vendor\n",
	    "connection c expiry=2027-01-01\n" },
	{ "D102", "connection c insecure=yes\n",
	    "connection c mitigation=only from one address\n" },
	{ "D103", "connection c approval=pending\n",
	    "connection c approval=approved\n" },
	{ "D104", "connection c approval_until=2026-05-18\nLATER",
	    "connection c approval_until=2027-01-01\n" },
	{ "D105", "connection c expiry=2026-05-17\n",
	    "connection c expiry=2026-05-18\n" },
	{ "D106", "connection c cuttable=unknown\n",
	    "connection c cuttable=yes\n" },
	{ "D121", "flow f via=\n", "flow f via=@c;@c2\n" },
	{ "D121", "flow f via=@c2;@c\n", "flow f via=@c;@c2\n" },
	{ "D121", "flow f via=@c\n", "information i medium=paper\n" },
	{ "D121", "flow h name=own | source=@pr | target=@i\n",
	    "information i stored_in=@b\n" },
	{ "D122", "flow f approval=pending\nflow f information=\n",
	    "flow f information=@i\n" },
	{ "D123", "flow f encrypted=unknown\n", "flow f encrypted=yes\n" },
	{ "D124", "information i personal=yes\nsupplier su "
	    "requirements_agreed=unknown\nflow f third_party=@su\n",
	    "flow f agreement=No. 7\n" },
	{ "D125", "flow f approval=pending\nflow f name=\n",
	    "flow f name=ask\n" },
	{ "D126", "flow f approval=pending\n", "flow f approval=approved\n" },
	{ "D127", "process q name=Keep | dfd_no=2\n"
	    "flow h name=in | source=@pr | target=@q\n",
	    "flow k name=out | source=@q | target=@pr\n" },
	{ "D127", "process q name=Keep | dfd_no=2\n"
	    "flow h name=in | source=@pr | target=@q\n",
	    "process q parent=@pr\nflow h target=@i\n" },
	{ "D128", "process q name=Make | dfd_no=2\n"
	    "flow h name=out | source=@q | target=@pr\n",
	    "flow k name=in | source=@pr | target=@q\n" },
	{ "D129", "information j name=copy | medium=server\n"
	    "flow h name=copy | source=@i | target=@j\n",
	    "flow h source=@pr\n" },
	{ "D130", "flow h name=past us | source=@x | target=@su\n",
	    "flow h source=@pr\n" },
	{ "D131", "process q name=Alone | dfd_no=2\n",
	    "flow h name=in | source=@pr | target=@q\n" },
	{ "D131", "external y name=Nobody | kind=other\n",
	    "connection k name=k | type=lan | a=@y | b=@z\n" },
	{ "D131", "diagram d name=all | type=network\n"
	    "asset t asset_no=T-1 | name=loose | kind=media\n",
	    "interface ti asset=@t | network=@n\n" },
	{ "D131", "diagram d name=all | type=network\n"
	    "asset t asset_no=T-1 | name=loose | kind=media\n",
	    "diagram d filter=asset_no=A-1\n" },
	{ "D141", "diagram d name=all | type=network\n",
	    "diagram d filter=asset_no=none\n" },
	{ "D141", "diagram d name=all | type=network | revision=1\n",
	    "diagram d revision=100000\n" },
	{ "D142", "diagram d name=all | type=network | "
	    "next_review=2026-05-17\n", "diagram d next_review=2026-05-18\n" },
	{ "D201", "zone z2 declared_closed=yes\n",
	    "connection c2 type=data_diode | direction=b_to_a\n" },
	{ "D201", "zone z declared_closed=yes\n",
	    "connection c a=@z2\n" },
	{ "D201", "connection c2 b=@a\nzone z2 declared_closed=yes\n"
	    "interface ci asset=@a | ip=10.2.0.9 | network=@n2\n",
	    "interface ci network= | ip=\n" },
	{ "D201", "zone z2 parent=@z\nconnection c2 b=@a\n"
	    "zone z2 declared_closed=yes\n", "zone z2 parent=\n" },
	{ "D202", "zone z2 declared_closed=yes\n"
	    "interface ci asset=@a | ip=10.2.0.9 | network=@n2\n",
	    "connection c2 control_device=@a\n" },
	{ "D202", "zone z2 declared_closed=yes\n"
	    "connection c2 control_device=@a | approval=pending\n"
	    "interface ci asset=@a | ip=10.2.0.9 | network=@n2\n",
	    "connection c2 approval=approved\n" },
	{ "D203", "zone z kind=lgwan | declared_closed=unknown\n",
	    "zone z declared_closed=no\n" },
	{ "D204", "!zone z last_covered=\n",
	    "!zone z last_covered=2026-05-17T20:00:00Z\n" },
	{ "D205", "!zone z last_covered=2026-05-10T20:00:00Z\n",
	    "zone z review_interval_days=8\n" },
	{ "D205", "!zone z last_covered=2026-05-16T20:00:00Z\n"
	    "zone z criticality=high\n", "zone z criticality=medium\n" },
	{ "D206", "zone z owner=\n", "zone z owner=@p\n" },
	{ "D207", "network k name=part | cidr=10.1.0.128/25 | zone=@z\n",
	    "zone z3 name=Inner | kind=corporate | parent=@z | site=@s\n"
	    "network k zone=@z3\n" },
	{ "D207", "network k name=part | cidr=10.1.0.128/25 | zone=@z2\n",
	    "zone z2 site=@s2\n" },
};

/* --- writing a register down ---------------------------------------------- */

static const char *
uuid_of(struct yard *yard, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < yard->n; i++)
		if (strlen(yard->handle[i].name) == n &&
		    strncmp(yard->handle[i].name, name, n) == 0)
			return yard->handle[i].uuid;
	return NULL;
}

/* The text with every @handle replaced. */
static const char *
with_uuids(struct yard *yard, const char *text)
{
	struct buf out = { 0 };
	const char *copy;

	while (*text != '\0') {
		size_t n = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789");
		const char *uuid = *text == '@' ? uuid_of(yard, text + 1, n) :
		    NULL;

		if (*text == '@' && uuid == NULL)
			fail_msg("nothing is called %s", text);
		if (uuid != NULL) {
			buf_add(&out, uuid);
			text += n + 1;
		} else {
			buf_addc(&out, *text++);
		}
	}
	copy = arena_strdup(yard->world.arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

static void
set_field(struct yard *yard, struct record *record, char *word)
{
	char *equals = strchr(word, '=');
	const struct err *err;
	struct value value;
	int at;

	assert_non_null(equals);
	*equals++ = '\0';
	at = entity_field_find(record->entity, word);
	if (at < 0)
		fail_msg("no field %s", word);
	err = value_read(&yard->world.session, entity_field(record->entity,
	    (size_t)at), with_uuids(yard, equals), yard->world.arena, &value);
	if (err != NULL)
		fail_msg("%s=%s: %s", word, equals, err->msg);
	record_set(record, (size_t)at, value);
}

static void
write_raw(struct yard *yard, const struct record *record)
{
	struct store *store = register_reader(&yard->world.session);

	assert_null(store_begin(store));
	assert_null(store_put(store, record));
	assert_null(store_commit(store));
}

static void
write_line(struct yard *yard, char *line)
{
	bool kept = *line == '!', raw = *line == '~';
	char entity[32], handle[16];
	struct changes *changes = changes_new(&yard->world.session, "edit");
	struct record *record;
	const struct err *err;
	const char *uuid;
	char *word, *next;
	int used = 0;

	assert_int_equal(sscanf(line + (kept || raw), "%31s %15s %n", entity, handle,
	    &used), 2);
	record = record_new(yard->world.arena,
	    (enum entity_id)entity_find(entity));
	uuid = uuid_of(yard, handle, strlen(handle));
	if (uuid != NULL)
		memcpy(record->uuid, uuid, UUID_LEN);
	for (word = line + (kept || raw) + used; word != NULL; word = next) {
		if ((next = strstr(word, " | ")) != NULL) {
			*next = '\0';
			next += 3;
		}
		set_field(yard, record, word);
	}
	if (raw) {
		record_set_text(record, F_uuid, uuid);
		write_raw(yard, record);
		changes_free(changes);
		return;
	}
	if (kept)
		changes_evidence(changes, record);
	else
		uuid = arena_strdup(yard->world.arena,
		    changes_put(changes, record));
	err = register_commit(&yard->world.session, changes, NULL, NULL);
	if (err != NULL)
		fail_msg("%s: %s", line, err->msg);
	changes_free(changes);
	if (uuid_of(yard, handle, strlen(handle)) == NULL) {
		assert_true(yard->n < HANDLES);
		memcpy(yard->handle[yard->n].name, handle, sizeof(handle));
		yard->handle[yard->n++].uuid = uuid;
	}
}

static void
write_lines(struct yard *yard, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		char *line;

		if (strncmp(text, "LATER", 5) == 0) {
			yard->world.now += INT64_C(10) * 86400000;
			text += 5;
			continue;
		}
		line = arena_strndup(yard->world.arena, text, n);
		write_line(yard, line);
		text += n + (text[n] == '\n');
	}
}

static void
yard_open(struct yard *yard)
{
	*yard = (struct yard){ .n = 0 };
	world_open(&yard->world);
	write_lines(yard, clean);
}

static void
yard_close(struct yard *yard)
{
	world_release(&yard->world);
}

/* --- running ---------------------------------------------------------------- */

static void
run(struct yard *yard, const char *code, const char *where,
    struct check_report *report)
{
	struct problems problems = { .arena = yard->world.arena };
	struct check_options options = { .code = &code,
		.n_codes = code != NULL, .where = where };
	struct check_set set;
	const struct err *err;

	err = check_load(&yard->world.session, NULL, yard->world.arena,
	    &problems, &set);
	if (err == NULL)
		err = check_run(&yard->world.session, &set, &options,
		    yard->world.arena, report);
	must(err);
}

static void
tell(const struct check_report *report)
{
	size_t i;

	for (i = 0; i < report->n; i++)
		print_message("# %s %s: %s\n", report->hit[i].rule->code,
		    entity_get(report->hit[i].entity)->key,
		    report->hit[i].detail != NULL ? report->hit[i].detail :
		    "");
}

static void
test_clean_register_has_nothing(void **state)
{
	struct check_report report;
	struct yard yard;

	(void)state;
	yard_open(&yard);
	run(&yard, NULL, NULL, &report);
	tell(&report);
	assert_int_equal(report.n, 0);
	assert_int_equal(report.n_ran, 68);
	yard_close(&yard);
}

static void
test_every_check_has_a_row(void **state)
{
	const struct check_rule *rule;
	size_t i;

	(void)state;
	for (rule = check_rules; rule->code != NULL; rule++) {
		for (i = 0; i < sizeof(rows) / sizeof(rows[0]) &&
		    strcmp(rows[i].code, rule->code) != 0; i++)
			;
		if (i == sizeof(rows) / sizeof(rows[0]))
			fail_msg("%s has no row", rule->code);
	}
}

static void
test_table(void **state)
{
	const struct check_rule *rule;

	(void)state;
	for (rule = check_rules; rule->code != NULL; rule++) {
		assert_true((rule->query == NULL) != (rule->run == NULL));
		assert_non_null(choice_find("severity", rule->severity));
		assert_true(rule->entities != 0);
		assert_true(strlen(rule->source) > 0);
		assert_true(strlen(rule->label[LANG_EN]) > 0);
		assert_true(strlen(rule->label[LANG_JA]) > 0);
		assert_true(strlen(rule->advice[LANG_EN]) > 0);
		assert_true(strlen(rule->advice[LANG_JA]) > 0);
		if (rule[1].code != NULL)
			assert_true(strcmp(rule->code, rule[1].code) < 0);
	}
}

static void
test_found_and_not_found(void **state)
{
	struct check_report report;
	struct yard yard;
	size_t i, wanted, failed = 0;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* Twins are told twice. */
		wanted = strcmp(rows[i].code, "D007") >= 0 &&
		    strcmp(rows[i].code, "D009") <= 0 ? 2 : 1;
		yard_open(&yard);
		write_lines(&yard, rows[i].bad);
		run(&yard, rows[i].code, NULL, &report);
		if (report.n != wanted) {
			print_message("# %s (row %zu): %zu findings instead "
			    "of %zu\n", rows[i].code, i, report.n, wanted);
			tell(&report);
			failed++;
		}
		write_lines(&yard, rows[i].good);
		run(&yard, rows[i].code, NULL, &report);
		if (report.n != 0) {
			print_message("# %s (row %zu): found where it is "
			    "mended\n", rows[i].code, i);
			tell(&report);
			failed++;
		}
		yard_close(&yard);
	}
	assert_int_equal(failed, 0);
}

/* --- what is kept ------------------------------------------------------------ */

struct kept_run {
	struct check_report report;
	struct keep_result result;
	size_t		 undecided;
};

static void
record(struct yard *yard, const char *code, struct kept_run *out)
{
	struct keep *keep = NULL;
	const struct err *err;
	size_t i;

	run(yard, code, NULL, &out->report);
	err = keep_load(&yard->world.session, yard->world.arena, &out->report,
	    &keep);
	if (err == NULL)
		err = keep_record(&yard->world.session, keep, &out->report,
		    &out->result);
	must(err);
	for (out->undecided = 0, i = 0; i < out->report.n; i++)
		out->undecided += out->report.hit[i].undecided;
	keep_free(keep);
}

static const char *
state_of(struct yard *yard, const char *finding)
{
	return record_text(world_get(&yard->world, ENTITY_finding, finding),
	    F_finding_state);
}

static const char *
decide(struct yard *yard, const char *finding,
    const struct decide_options *options)
{
	struct problems problems = { .arena = yard->world.arena };
	struct commit_result result;
	const struct err *err = decide_apply(&yard->world.session, &finding,
	    1, options, &problems, &result);

	return err == NULL ? NULL : arena_strdup(yard->world.arena, err->msg);
}

static void
test_kept_once_and_closed(void **state)
{
	struct kept_run r;
	struct yard yard;
	const char *finding;

	(void)state;
	yard_open(&yard);
	write_lines(&yard, "zone z owner=\n");
	record(&yard, NULL, &r);
	assert_int_equal(r.result.raised, 1);
	finding = r.report.hit[0].kept->uuid;
	assert_string_equal(state_of(&yard, finding), "new");
	record(&yard, NULL, &r);
	assert_int_equal(r.result.raised + r.result.closed, 0);
	assert_int_equal(r.result.commit.tx, 0);
	assert_string_equal(r.report.hit[0].kept->uuid, finding);
	write_lines(&yard, "zone z owner=@p\n");
	/* Another check says nothing about it. */
	record(&yard, "D001", &r);
	assert_string_equal(state_of(&yard, finding), "new");
	record(&yard, NULL, &r);
	assert_int_equal(r.result.closed, 1);
	assert_string_equal(state_of(&yard, finding), "closed");
	write_lines(&yard, "zone z owner=\n");
	record(&yard, NULL, &r);
	assert_int_equal(r.result.raised, 0);
	assert_int_equal(r.result.reopened, 1);
	assert_string_equal(state_of(&yard, finding), "reopened");
	yard_close(&yard);
}

static void
test_fixed(void **state)
{
	struct decide_options fixed = { .decision = "fixed",
		.reason = "done" };
	struct kept_run r;
	struct yard yard;
	const char *finding;

	(void)state;
	yard_open(&yard);
	write_lines(&yard, "zone z owner=\n");
	record(&yard, NULL, &r);
	finding = r.report.hit[0].kept->uuid;
	assert_null(decide(&yard, finding, &fixed));
	record(&yard, NULL, &r);
	assert_string_equal(state_of(&yard, finding), "reopened");
	assert_int_equal(r.undecided, 1);
	assert_null(decide(&yard, finding, &fixed));
	write_lines(&yard, "zone z owner=@p\n");
	record(&yard, NULL, &r);
	assert_string_equal(state_of(&yard, finding), "verified");
	record(&yard, NULL, &r);
	assert_string_equal(state_of(&yard, finding), "closed");
	yard_close(&yard);
}

static void
test_except(void **state)
{
	struct decide_options except = { .decision = "except",
		.reason = "no owner until the reorganisation",
		.until = "2026-05-20", .control = "weekly look" };
	struct kept_run r;
	struct yard yard;
	const char *finding, *said;

	(void)state;
	yard_open(&yard);
	write_lines(&yard, "zone z owner=\n");
	record(&yard, NULL, &r);
	finding = r.report.hit[0].kept->uuid;
	except.until = NULL;
	said = decide(&yard, finding, &except);
	assert_non_null(strstr(said, "--until"));
	except.until = "2026-05-20";
	assert_null(decide(&yard, finding, &except));
	record(&yard, NULL, &r);
	assert_string_equal(state_of(&yard, finding), "decided");
	assert_int_equal(r.report.n, 1);
	assert_int_equal(r.undecided, 0);
	assert_string_equal(r.report.hit[0].kept->until, "2026-05-20");
	yard.world.now += INT64_C(3) * 86400000;
	record(&yard, "D206", &r);
	assert_string_equal(state_of(&yard, finding), "reopened");
	assert_int_equal(r.undecided, 1);
	/* The exception itself is overdue now. */
	record(&yard, "D035", &r);
	assert_int_equal(r.report.n, 1);
	yard_close(&yard);
}

static void
test_unfit_words(void **state)
{
	struct decide_options options = { .decision = "quarantine" };
	struct kept_run r;
	struct yard yard;
	const char *said;

	(void)state;
	yard_open(&yard);
	write_lines(&yard, "zone z owner=\n");
	record(&yard, NULL, &r);
	said = decide(&yard, r.report.hit[0].kept->uuid, &options);
	assert_non_null(strstr(said, "D206"));
	assert_non_null(strstr(said, "fixed, except"));
	yard_close(&yard);
}

/* --- narrowing --------------------------------------------------------------- */

static void
test_where(void **state)
{
	struct check_report report;
	struct yard yard;

	(void)state;
	yard_open(&yard);
	write_lines(&yard, "asset a serial=K-77\nasset b serial=K-77\n");
	run(&yard, "D007", "asset_no=A-1", &report);
	assert_int_equal(report.n, 1);
	assert_string_equal(report.hit[0].uuid, uuid_of(&yard, "a", 1));
	run(&yard, NULL, "asset_no=B-1", &report);
	assert_int_equal(report.n, 1);
	assert_true(report.n_skipped > 20);
	yard_close(&yard);
}

static bool
stop(void *ctx, const char *what, int64_t done, int64_t total)
{
	(void)what;
	(void)total;
	return done < *(int64_t *)ctx;
}

/* Stopped anywhere, a run leaves nothing behind and says so. */
static void
test_stopped(void **state)
{
	struct problems problems;
	struct check_options options = { .code = NULL };
	struct check_report report;
	struct check_set set;
	struct yard yard;
	const struct err *err;
	int64_t at;

	(void)state;
	yard_open(&yard);
	problems = (struct problems){ .arena = yard.world.arena };
	assert_null(check_load(&yard.world.session, NULL, yard.world.arena,
	    &problems, &set));
	for (at = 0; at < 68; at += 11) {
		yard.world.session.progress = (struct progress){ stop, &at };
		err = check_run(&yard.world.session, &set, &options,
		    yard.world.arena, &report);
		assert_non_null(err);
		assert_int_equal(err->kind, ERR_CANCELLED);
	}
	yard.world.session.progress = (struct progress){ 0 };
	run(&yard, NULL, NULL, &report);
	assert_int_equal(report.n, 0);
	yard_close(&yard);
}

/* --- a site's own checks ------------------------------------------------------ */

static const struct err *
load_text(struct yard *yard, const char *text, struct problems *problems,
    struct check_set *set)
{
	char path[] = "/tmp/daicho-checks-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	const struct err *err;

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	*problems = (struct problems){ .arena = yard->world.arena };
	err = check_load(&yard->world.session, path, yard->world.arena,
	    problems, set);
	remove(path);
	return err;
}

static void
test_own_checks(void **state)
{
	static const char text[] =
	    "# ours\n"
	    "code\tentity\tseverity\ten\tja\tquery\tsource\tadvice_en\tadvice_ja\n"
	    "X001\tasset\tlow\tLamps\t\tname~lamp\t\tTake it down.\t\n";
	struct check_options options = { .n_codes = 1,
		.code = (const char *const[]){ "x001" } };
	struct problems problems;
	struct check_report report;
	struct check_set set;
	struct yard yard;

	(void)state;
	yard_open(&yard);
	assert_null(load_text(&yard, text, &problems, &set));
	assert_int_equal(set.n, 69);
	assert_null(check_run(&yard.world.session, &set, &options,
	    yard.world.arena, &report));
	assert_int_equal(report.n, 1);
	assert_string_equal(report.hit[0].rule->label[LANG_JA], "Lamps");
	yard_close(&yard);
}

static void
test_own_checks_refused(void **state)
{
	static const char text[] =
	    "code\tentity\tseverity\ten\tquery\tcolour\n"
	    "X001\tasset\tlow\tA\tname=x\tred\n";
	static const char rows_text[] =
	    "code\tentity\tseverity\ten\tquery\n"
	    "D999\tasset\tlow\tA\tname=x\n"
	    "X001\tlorry\tlow\tA\tname=x\n"
	    "X002\tasset\tawful\tA\tname=x\n"
	    "X003\tasset\tlow\t\tname=x\n"
	    "X004\tasset\tlow\tA\tnmae=x\n"
	    "X005\tasset\tlow\tA\tname=x\n"
	    "X005\tasset\tlow\tA\tname=x\n";
	static const struct {
		long		 line;
		const char	*column;
	} wanted[] = {
		{ 2, "code" }, { 3, "entity" }, { 4, "severity" },
		{ 5, "en" }, { 6, "query" }, { 8, "code" },
	};
	struct problems problems;
	struct check_set set;
	struct yard yard;
	size_t i;

	(void)state;
	yard_open(&yard);
	assert_int_equal(load_text(&yard, text, &problems, &set)->kind,
	    ERR_INPUT);
	assert_int_equal(problems.n, 1);
	assert_string_equal(problems.item[0].value, "colour");
	assert_int_equal(load_text(&yard, rows_text, &problems, &set)->kind,
	    ERR_INPUT);
	assert_int_equal(problems.n, 6);
	for (i = 0; i < 6; i++) {
		assert_int_equal(problems.item[i].line, wanted[i].line);
		assert_string_equal(problems.item[i].column,
		    wanted[i].column);
		assert_non_null(strstr(problems.item[i].file, "daicho-checks"));
	}
	yard_close(&yard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_every_check_has_a_row),
		cmocka_unit_test(test_clean_register_has_nothing),
		cmocka_unit_test(test_found_and_not_found),
		cmocka_unit_test(test_kept_once_and_closed),
		cmocka_unit_test(test_fixed),
		cmocka_unit_test(test_except),
		cmocka_unit_test(test_unfit_words),
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_own_checks),
		cmocka_unit_test(test_own_checks_refused),
	};

	/* No checks of the machine that the test runs on. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	clock_set_zone("Asia/Tokyo");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
