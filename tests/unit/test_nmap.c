/* SPDX-License-Identifier: ISC */
/* The XML of nmap and what is odd about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/discovery/nmap_scope.h"
#include "tests/unit/seen.h"

/* --- nmap ----------------------------------------------------------------- */

#define RUN(args) "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<!DOCTYPE nmaprun>\n" \
	"<nmaprun scanner=\"nmap\" args=\"nmap " args "\" start=\"1000\">\n"
#define DONE "<runstats><finished time=\"2000\" exit=\"success\"/>" \
	"<hosts up=\"1\" down=\"0\" total=\"1\"/></runstats></nmaprun>\n"
#define UP "<status state=\"up\" reason=\"arp-response\"/>"
#define V4(ip) "<address addr=\"" ip "\" addrtype=\"ipv4\"/>"
#define HOST(ip, more) "<host>" UP V4(ip) more "</host>\n"

static void
read_nmap(const char *text, struct seen *seen)
{
	seen_text("nmap", text, strlen(text), SIZE_MAX, seen);
}

static void
nmap_tells_a_host_in_full(void **state)
{
	const struct sighting *s;
	struct seen seen;

	(void)state;
	seen_corpus("nmap/nmap_syn.xml", "nmap", SIZE_MAX, &seen);
	s = &seen.item[0];
	assert_int_equal(s->line, 39);
	assert_int_equal(s->seen_at, INT64_C(1795163406000));
	assert_int_equal(s->n_ip, 1);
	assert_string_equal(s->ip[0], "192.168.77.10");
	assert_string_equal(s->mac, "00:0c:29:aa:bb:01");
	assert_string_equal(s->vendor, "VMware");
	assert_null(s->hostname);
	assert_true(s->services_known);
	assert_int_equal(s->n_service, 2);
	assert_string_equal(s->service[0].port, "tcp/22");
	assert_string_equal(s->service[0].name, "ssh");
	assert_null(s->service[0].version);
	assert_string_equal(s->service[1].port, "tcp/2222");
	assert_int_equal(strncmp(s->text, "<host starttime=\"1795163406\" "
	    "endtime=\"1795163406\"><status state=\"up\" ", 68), 0);
	assert_int_equal(seen.started, INT64_C(1795163406000));
	assert_int_equal(seen.ended, INT64_C(1795163406000));
	assert_string_equal(buf_str(&seen.scope),
	    "192.168.77.10/31 192.168.77.12/31 192.168.77.14/32");
	seen_release(&seen);

	seen_corpus("nmap/nmap_svsc.xml", "nmap", SIZE_MAX, &seen);
	assert_string_equal(seen.item[0].service[0].version,
	    "OpenSSH 9.2p1 Debian 2+deb12u3");
	assert_string_equal(seen.item[1].service[0].version,
	    "<script>alert(1)</script> & \"x\"");
	seen_release(&seen);
}

static void
nmap_closed_and_filtered_ports_are_no_services(void **state)
{
	struct seen seen;

	(void)state;
	seen_corpus("nmap/nmap_udp.xml", "nmap", SIZE_MAX, &seen);
	assert_int_equal(seen.item[0].n_service, 0);
	assert_true(seen.item[0].services_known);
	seen_release(&seen);
	seen_corpus("nmap/nmap_sn.xml", "nmap", SIZE_MAX, &seen);
	assert_false(seen.item[0].services_known);
	assert_null(seen.item[5].mac);		/* the scanner itself */
	seen_release(&seen);
	read_nmap(RUN("-sU 10.0.0.1") HOST("10.0.0.1", "<ports>"
	    "<port protocol=\"udp\" portid=\"161\">"
	    "<state state=\"open|filtered\"/></port></ports>") DONE, &seen);
	assert_int_equal(seen.item[0].n_service, 0);
	seen_release(&seen);
}

static void
nmap_hosts_that_are_down_are_no_devices(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("-sn 10.0.0.0/30")
	    "<host><status state=\"down\"/>" V4("10.0.0.1") "</host>"
	    "<host><status state=\"unknown\"/>" V4("10.0.0.2") "</host>"
	    HOST("10.0.0.3", "") DONE, &seen);
	assert_int_equal(seen.n, 3);
	assert_int_equal(seen.item[0].state, SIGHTING_DOWN);
	assert_int_equal(seen.item[1].state, SIGHTING_INCOMPLETE);
	assert_int_equal(seen.item[2].state, SIGHTING_UP);
	seen_release(&seen);
}

static void
nmap_hints_count_once_and_only_without_their_host(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.0/30")
	    "<hosthint>" UP V4("10.0.0.1") "</hosthint>"
	    "<hosthint>" UP V4("10.0.0.2")
	    "<address addr=\"02:00:00:00:00:02\" addrtype=\"mac\"/></hosthint>"
	    HOST("10.0.0.1", ""), &seen);
	assert_int_equal(seen.n, 2);
	assert_string_equal(seen.item[1].ip[0], "10.0.0.2");
	assert_string_equal(seen.item[1].mac, "02:00:00:00:00:02");
	assert_int_equal(seen.cuts, 1);
	seen_release(&seen);
	/* no host at all, five hints */
	read_nmap(RUN("10.0.0.0/29") "<hosthint>" UP V4("10.0.0.1")
	    "</hosthint><hosthint>" UP V4("10.0.0.2") "</hosthint><hosthint>"
	    UP V4("10.0.0.3") "</hosthint><hosthint>" UP V4("10.0.0.4")
	    "</hosthint><hosthint>" UP V4("10.0.0.5") "</hosthint>\n", &seen);
	assert_int_equal(seen.up, 5);
	assert_int_equal(seen.cuts, 1);
	seen_release(&seen);
}

static void
nmap_many_hints_are_kept_apart(void **state)
{
	struct buf text = { 0 };
	struct seen seen;
	int i;

	(void)state;
	buf_add(&text, RUN("10.0.0.0/16"));
	for (i = 0; i < 5000; i++)
		buf_printf(&text, "<hosthint>" UP V4("10.0.%d.%d")
		    "</hosthint>\n", i / 256, i % 256);
	for (i = 0; i < 5000; i += 2)
		buf_printf(&text, HOST("10.0.%d.%d", ""), i / 256, i % 256);
	seen_text("nmap", text.s, text.len, 65536, &seen);
	assert_int_equal(seen.up, 5000);
	assert_string_equal(seen.item[2500].ip[0], "10.0.0.1");
	assert_string_equal(seen.item[4999].ip[0], "10.0.19.135");
	seen_release(&seen);
	buf_release(&text);
}

static void
nmap_appended_documents_are_all_read(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "") DONE
	    RUN("10.0.0.2") HOST("10.0.0.2", "") DONE, &seen);
	assert_null(seen.err);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.cuts, 0);
	assert_string_equal(buf_str(&seen.scope), "10.0.0.1/32 10.0.0.2/32");
	assert_int_equal(seen.item[0].line, 4);
	assert_int_equal(seen.item[1].line, 9);
	seen_release(&seen);
	/* the first one was cut short */
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "") "<host>" UP
	    V4("10.0.0.9") "\n" RUN("10.0.0.2") HOST("10.0.0.2", "") DONE,
	    &seen);
	assert_null(seen.err);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.cuts, 1);
	assert_int_equal(seen.item[1].line, 9);
	seen_release(&seen);
	/* what follows the last one is no scan */
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "") DONE "\n\njunk\n",
	    &seen);
	assert_null(seen.err);
	assert_int_equal(seen.up, 1);
	seen_release(&seen);
}

static void
nmap_bytes_written_one_by_one_are_put_together(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "<hostnames><hostname "
	    "name=\"&#xe7;&#xb5;&#x8c;&#xe7;&#x90;&#x86;-1\" type=\"PTR\"/>"
	    "</hostnames><ports><port protocol=\"tcp\" portid=\"80\">"
	    "<state state=\"open\"/><service name=\"http\" "
	    "product=\"\\xE7\\xB5\\x8C\\xE7\\x90\\x86 \\xE7 caf&#xe9;\" "
	    "tunnel=\"ssl\"/></port></ports>") DONE, &seen);
	assert_string_equal(seen.item[0].hostname, "経理-1");
	assert_string_equal(seen.item[0].service[0].version,
	    "経理 \\xE7 café");
	assert_string_equal(seen.item[0].service[0].name, "ssl/http");
	seen_release(&seen);
}

static void
nmap_a_forbidden_character_cuts_the_file(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.0/24") HOST("10.0.0.1", "") "<host>" UP
	    V4("10.0.0.2") "<hostnames/><ports><port protocol=\"tcp\" "
	    "portid=\"22\"><state state=\"open\"/>"
	    "<script id=\"banner\" output=\"&#x1;\"/></port></ports></host>\n"
	    HOST("10.0.0.3", "") DONE, &seen);
	assert_null(seen.err);
	assert_int_equal(seen.cuts, 1);
	assert_int_equal(seen.cut_line, 5);
	/* the host at hand was there, but its ports were not all told */
	assert_int_equal(seen.up, 2);
	assert_string_equal(seen.item[1].ip[0], "10.0.0.2");
	assert_false(seen.item[1].services_known);
	assert_int_equal(seen.item[1].n_service, 0);
	seen_release(&seen);
}

static void
nmap_without_ping_only_an_answer_makes_a_host(void **state)
{
	static const char head[] = RUN("-Pn 10.0.0.0/24")
	    "<host><status state=\"up\" reason=\"user-set\"/>" V4("10.0.0.1");
	static const struct {
		const char	*ports;
		enum sighting_state state;
	} cases[] = {
		{ "<ports><extraports state=\"filtered\" count=\"1000\"/>"
		  "</ports>", SIGHTING_DOWN },
		{ "<ports><extraports state=\"closed\" count=\"1000\"/>"
		  "</ports>", SIGHTING_UP },
		{ "<ports><port protocol=\"tcp\" portid=\"22\">"
		  "<state state=\"open\"/></port></ports>", SIGHTING_UP },
		{ "<ports><port protocol=\"tcp\" portid=\"22\">"
		  "<state state=\"filtered\"/></port></ports>",
		  SIGHTING_DOWN },
		{ "<address addr=\"02:00:00:00:00:01\" addrtype=\"mac\"/>",
		  SIGHTING_UP },
		{ "", SIGHTING_DOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = { 0 };
		struct seen seen;

		buf_printf(&text, "%s%s</host>" DONE, head, cases[i].ports);
		read_nmap(text.s, &seen);
		assert_int_equal(seen.n, 1);
		assert_int_equal(seen.item[0].state, cases[i].state);
		seen_release(&seen);
		buf_release(&text);
	}
}

static void
nmap_host_keys_become_identifiers(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "<ports>"
	    "<port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/>"
	    "<script id=\"ssh-hostkey\" output=\"1024 "
	    "8d:60:f1:7c:ca:b7:3d:0a:d6:67:54:9d:69:d9:b9:dd (DSA)&#xa;"
	    "  2048 79:f8:09:ac:d4:e2:32:42:10:49:d3:bd:20:82:85:ec (RSA)"
	    "&#xa;2048 short (RSA)\"/></port>"
	    "<port protocol=\"tcp\" portid=\"2222\"><state state=\"open\"/>"
	    "<script id=\"ssh-hostkey\" output=\"&#xa;1024 "
	    "8d:60:f1:7c:ca:b7:3d:0a:d6:67:54:9d:69:d9:b9:dd (DSA)\"/>"
	    "<script id=\"other\" output=\"2048 "
	    "11:f8:09:ac:d4:e2:32:42:10:49:d3:bd:20:82:85:ec (RSA)\"/>"
	    "</port></ports>") DONE, &seen);
	assert_int_equal(seen.item[0].n_id, 2);
	assert_string_equal(seen.item[0].id[0].kind, "ssh_host_key");
	assert_string_equal(seen.item[0].id[0].value,
	    "MD5:8d:60:f1:7c:ca:b7:3d:0a:d6:67:54:9d:69:d9:b9:dd");
	assert_string_equal(seen.item[0].id[1].value,
	    "MD5:79:f8:09:ac:d4:e2:32:42:10:49:d3:bd:20:82:85:ec");
	seen_release(&seen);
}

static void
nmap_addresses_and_names(void **state)
{
	const struct sighting *s;
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.1") "<host>" UP "<address addr=\"10.0.0.1\"/>"
	    "<address addr=\"FD00::0001\" addrtype=\"ipv6\"/>"
	    "<address addr=\"02:AB:00:00:00:01\" addrtype=\"mac\" "
	    "vendor=\"A &amp; B\" novel=\"1\"/><novel/>"
	    "<hostnames><hostname name=\"typed\" type=\"user\"/>"
	    "<hostname name=\"real.example\" type=\"PTR\"/>"
	    "<hostname name=\"second\" type=\"PTR\"/></hostnames></host>"
	    DONE, &seen);
	s = &seen.item[0];
	assert_int_equal(s->n_ip, 2);
	assert_string_equal(s->ip[0], "10.0.0.1");
	assert_string_equal(s->ip[1], "fd00::1");
	assert_string_equal(s->mac, "02:ab:00:00:00:01");
	assert_string_equal(s->vendor, "A & B");
	assert_string_equal(s->hostname, "real.example");
	assert_int_equal(seen.warnings, 0);
	seen_release(&seen);
}

static void
nmap_what_is_beyond_measure_is_left_out_and_said(void **state)
{
	struct buf text = { 0 };
	struct seen seen;
	int i;

	(void)state;
	buf_add(&text, RUN("10.0.0.1") "<host>" UP);
	for (i = 0; i < 9; i++)
		buf_printf(&text, V4("10.0.0.%d"), i);
	buf_add(&text, V4("nonsense") "<ports>");
	for (i = 1; i <= 5000; i++)
		buf_printf(&text, "<port protocol=\"tcp\" portid=\"%d\">"
		    "<state state=\"open\"/></port>", i);
	buf_add(&text, "</ports></host>" HOST("10.0.0.99", "") DONE);
	seen_text("nmap", text.s, text.len, SIZE_MAX, &seen);
	assert_null(seen.err);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.item[0].n_ip, SIGHTING_IPS);
	assert_int_equal(seen.item[0].n_service, 4096);
	assert_string_equal(seen.item[0].service[4095].port, "tcp/4096");
	assert_int_equal(seen.warnings, 3);
	assert_int_equal(seen.item[1].n_service, 0);
	seen_release(&seen);
	buf_release(&text);
}

static void
nmap_an_end_with_an_error_is_a_cut(void **state)
{
	struct seen seen;

	(void)state;
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "")
	    "<runstats><finished time=\"7\" exit=\"error\"/></runstats>"
	    "</nmaprun>", &seen);
	assert_int_equal(seen.cuts, 1);
	assert_int_equal(seen.ended, 7000);
	seen_release(&seen);
	read_nmap(RUN("10.0.0.1") HOST("10.0.0.1", "") "</nmaprun>", &seen);
	assert_int_equal(seen.cuts, 1);
	seen_release(&seen);
}

static void
collect_scope(void *ctx, const char *cidr)
{
	struct buf *out = ctx;

	buf_printf(out, "%s%s", out->len > 0 ? " " : "", cidr);
}

static void
nmap_scope_comes_from_the_arguments(void **state)
{
	static const struct {
		const char	*args, *scope;	/* NULL: not known */
	} cases[] = {
		{ "nmap -sn -n -oX a.xml 192.168.77.0/28", "192.168.77.0/28" },
		{ "nmap 192.168.77.9/28", "192.168.77.0/28" },
		{ "nmap -oX - -sV -O 10.0.0.0/8", "10.0.0.0/8" },
		{ "nmap 10.0.0.10-14", "10.0.0.10/31 10.0.0.12/31 "
		  "10.0.0.14/32" },
		{ "nmap 10.0.0.1 10.0.0.0", "10.0.0.0/31" },
		{ "nmap 10.1-2.*.-", "10.1.0.0/16 10.2.0.0/16" },
		{ "nmap 10.0.0,2.5", "10.0.0.5/32 10.0.2.5/32" },
		{ "nmap -p 22,80 --max-retries 0 -T 4 -e eth0 --top-ports 10 "
		  "10.0.0.1", "10.0.0.1/32" },
		{ "nmap -p22 -T4 --max-retries=0 --script=default 10.0.0.1 -v",
		  "10.0.0.1/32" },
		{ "nmap --dns-servers 10.9.9.9 10.0.0.1", "10.0.0.1/32" },
		{ "nmap -6 fd00::1 fd00:1::/64", "fd00::1/128 fd00:1::/64" },
		{ "nmap 10.0.0.0/30 --exclude 10.0.0.1,10.0.0.3",
		  "10.0.0.0/32 10.0.0.2/32" },
		{ "nmap --exclude=10.0.0.128/25 10.0.0.0/24", "10.0.0.0/25" },
		{ "nmap 0.0.0.0/0", "0.0.0.0/0" },
		{ "nmap -oX \"my file 10.1.1.1.xml\" 10.0.0.1",
		  "10.0.0.1/32" },
		{ "nmap -iL hosts.txt", NULL },
		{ "nmap -iL 10.0.0.1", NULL },
		{ "nmap -iR 100", NULL },
		{ "nmap --excludefile x 10.0.0.0/24", NULL },
		{ "nmap --exclude printer 10.0.0.0/24", NULL },
		{ "nmap scanme.nmap.org 10.0.0.1", NULL },
		{ "nmap 10.0.0-255.1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,"
		  "33", NULL },
		{ "nmap 300.0.0.1", NULL },
		{ "nmap -p 1-100", NULL },
		{ "", NULL },
		{ "nmap -sL 10.0.0.0/24", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf scope = { 0 };
		struct nmap_args args;

		nmap_scope(cases[i].args, &args, collect_scope, &scope);
		assert_int_equal(args.unknown != NULL,
		    cases[i].scope == NULL);
		assert_string_equal(buf_str(&scope), cases[i].scope == NULL ?
		    "" : cases[i].scope);
		buf_release(&scope);
	}
}

static void
assert_refused(const char *text, size_t n)
{
	struct seen seen;

	seen_text("nmap", text, n, 65536, &seen);
	assert_non_null(seen.err);
	assert_int_equal(seen.err->kind, ERR_INPUT);
	assert_int_equal(seen.n, 0);
	seen_release(&seen);
}

static void
nmap_bombs_are_refused(void **state)
{
	static const char *const bombs[] = { "nmap/bomb_laughs.xml",
		"nmap/bomb_external.xml", "nmap/bomb_depth.xml" };
	struct buf text = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		buf_clear(&text);
		corpus_load(bombs[i], &text);
		assert_true(importer_find("nmap")->sniff(text.s, text.len) > 0);
		assert_refused(text.s, text.len);
	}
	buf_clear(&text);
	buf_add(&text, RUN("10.0.0.1") "<host novel=\"");
	buf_fill(&text, 'x', 6 << 20);
	buf_add(&text, "\"/>" DONE);
	assert_refused(text.s, text.len);
	buf_clear(&text);
	buf_add(&text, RUN("10.0.0.1"));
	for (i = 0; i < 1000000; i++)
		buf_add(&text, "<h>");
	assert_refused(text.s, text.len);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nmap_tells_a_host_in_full),
		cmocka_unit_test(
		    nmap_closed_and_filtered_ports_are_no_services),
		cmocka_unit_test(nmap_hosts_that_are_down_are_no_devices),
		cmocka_unit_test(
		    nmap_hints_count_once_and_only_without_their_host),
		cmocka_unit_test(nmap_many_hints_are_kept_apart),
		cmocka_unit_test(nmap_appended_documents_are_all_read),
		cmocka_unit_test(
		    nmap_bytes_written_one_by_one_are_put_together),
		cmocka_unit_test(nmap_a_forbidden_character_cuts_the_file),
		cmocka_unit_test(nmap_without_ping_only_an_answer_makes_a_host),
		cmocka_unit_test(nmap_host_keys_become_identifiers),
		cmocka_unit_test(nmap_addresses_and_names),
		cmocka_unit_test(
		    nmap_what_is_beyond_measure_is_left_out_and_said),
		cmocka_unit_test(nmap_an_end_with_an_error_is_a_cut),
		cmocka_unit_test(nmap_scope_comes_from_the_arguments),
		cmocka_unit_test(nmap_bombs_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
