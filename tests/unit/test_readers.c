/* SPDX-License-Identifier: ISC */
/* What the readers of discovery files make of each format's ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/seen.h"

static void
read_lines(const char *word, const char *text, struct seen *seen)
{
	seen_text(word, text, strlen(text), SIZE_MAX, seen);
	assert_null(seen->err);
}

static void
arp_scan_notes_are_no_vendor(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("arp-scan",
	    "10.0.0.1\t00:0c:29:aa:bb:01\tVMware, Inc. (DUP: 2)\n"
	    "10.0.0.2\t00:0c:29:aa:bb:02 (00:0c:29:aa:bb:99)\tVMware, Inc.\n"
	    "10.0.0.3\t00:0c:29:aa:bb:03\tA (B) C (802.1Q VLAN=20)"
	    "\tRTT=0.029 ms\n"
	    "10.0.0.4\t00:0c:29:aa:bb:04\t(Unknown) (DUP: 3)\n"
	    "10.0.0.5  00:0c:29:aa:bb:05\n"
	    "10.0.0.6\t00:0c:29:aa:bb:06\tIntel\r\n", &seen);
	assert_int_equal(seen.up, 6);
	assert_string_equal(seen.item[5].vendor, "Intel");
	assert_string_equal(seen.item[0].vendor, "VMware, Inc.");
	assert_string_equal(seen.item[1].mac, "00:0c:29:aa:bb:02");
	assert_string_equal(seen.item[1].vendor, "VMware, Inc.");
	assert_string_equal(seen.item[2].vendor, "A (B) C");
	assert_int_equal(seen.item[2].vlan, 20);
	assert_null(seen.item[3].vendor);
	assert_null(seen.item[4].vendor);
	assert_string_equal(seen.item[2].text, "10.0.0.3 00:0c:29:aa:bb:03 "
	    "A (B) C (802.1Q VLAN=20) RTT=0.029 ms");
	seen_release(&seen);
}

static void
arp_scan_without_its_last_line_is_cut(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("arp-scan", "Interface: br0, type: EN10MB\n"
	    "Starting arp-scan 1.10.0 with 29 hosts\n"
	    "10.0.0.1\t00:0c:29:aa:bb:01\tVMware, Inc.\n", &seen);
	assert_int_equal(seen.up, 1);
	assert_int_equal(seen.cuts, 1);
	seen_release(&seen);
}

static void
neighbours_that_failed_are_no_devices(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("ip-neigh",
	    "10.0.0.1 dev br0 lladdr 00:0c:29:aa:bb:01 ref 1 used 1/1/1 "
	    "probes 4 REACHABLE \n"
	    "10.0.0.2 dev br0  used 0/0/0 probes 6 FAILED\n"
	    "10.0.0.3 dev br0 lladdr 00:0c:29:aa:bb:03 FAILED\n"
	    "10.0.0.4 dev tun0 STALE\n"
	    "10.0.0.5 dev tun0 REACHABLE\n"
	    "10.0.0.6 dev br0 proxy\n"
	    "fe80::1 dev br0 lladdr 00:0c:29:aa:bb:07 router DELAY\n"
	    "10.0.0.8 lladdr 00:0c:29:aa:bb:08 novel STALE\n"
	    "Nothing of the kind\n", &seen);
	assert_int_equal(seen.n, 8);
	assert_int_equal(seen.item[0].state, SIGHTING_UP);
	assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:01");
	assert_int_equal(seen.item[1].state, SIGHTING_INCOMPLETE);
	assert_int_equal(seen.item[2].state, SIGHTING_INCOMPLETE);
	assert_int_equal(seen.item[3].state, SIGHTING_INCOMPLETE);
	assert_int_equal(seen.item[4].state, SIGHTING_UP);
	assert_null(seen.item[4].mac);
	assert_int_equal(seen.item[5].state, SIGHTING_INCOMPLETE);
	assert_true(seen.item[6].router);
	assert_false(seen.item[7].router);
	assert_int_equal(seen.item[7].state, SIGHTING_UP);
	assert_int_equal(seen.warnings, 1);
	seen_release(&seen);
}

static void
arp_tables_are_read_by_shape(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("arp",
	    "gw.example (10.0.0.1) at 0:5:9a:b:1:2 on en0 ifscope [ethernet]\n"
	    "? (10.0.0.2) at (incomplete) on en0 ifscope [ethernet]\n"
	    "  ? (10.0.0.3) at 0:9:6b:2e:23:a3 [ethernet] stored in bucket 5\n",
	    &seen);
	assert_int_equal(seen.n, 3);
	assert_string_equal(seen.item[0].mac, "00:05:9a:0b:01:02");
	assert_string_equal(seen.item[0].hostname, "gw.example");
	assert_int_equal(seen.item[1].state, SIGHTING_INCOMPLETE);
	assert_null(seen.item[2].hostname);
	assert_string_equal(seen.item[2].mac, "00:09:6b:2e:23:a3");
	seen_release(&seen);
	read_lines("arp", "IP address       HW type     Flags       "
	    "HW address            Mask     Device\n"
	    "10.0.0.1         0x1         0x2         "
	    "00:0c:29:aa:bb:01     *        br0\n"
	    "10.0.0.2         0x1         0x0         "
	    "00:0c:29:aa:bb:02     *        br0\n", &seen);
	assert_int_equal(seen.item[0].state, SIGHTING_UP);
	assert_int_equal(seen.item[1].state, SIGHTING_INCOMPLETE);
	seen_release(&seen);
	read_lines("arp",
	    "Address                  HWtype  HWaddress           Flags Mask"
	    "            Iface\n"
	    "gateway                  ether   00:50:56:f7:4a:fc   C         "
	    "            ens33\n"
	    "10.0.0.9                 ether   00:50:56:f7:4a:fd   C         "
	    "            ens33\n", &seen);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.item[0].n_ip, 0);
	assert_string_equal(seen.item[0].hostname, "gateway");
	assert_null(seen.item[1].hostname);
	seen_release(&seen);
}

static void
leases_tell_names_clients_and_ends(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("dnsmasq",
	    "1900000000 3c:97:0e:00:11:22 10.0.0.1 PC-1 01:3c:97:0e:00:11:22\n"
	    "1700000000 3c:97:0e:00:11:23 10.0.0.2 * *\n"
	    "0 3c:97:0e:00:11:24 10.0.0.3 pi ff:00:00:00:06:00:01:00:01:2a:2b:"
	    "2c:2d:00:0c:29:00:00:06\n"
	    "duid 00:01:00:01:32:92:c2:53:02:42:ac:11:00:01\n"
	    "1900000000 112233445566 fd00::2 * *\n"
	    "1900000000 T699054849 fd00::1 v6 00:03:00:01:00:0c:29:aa:bb:01\n",
	    &seen);
	assert_int_equal(seen.up, 5);
	assert_string_equal(seen.item[0].hostname, "PC-1");
	assert_string_equal(seen.item[0].lease_state, "active");
	assert_int_equal(seen.item[0].seen_at, 0);
	assert_int_equal(seen.item[0].n_id, 1);
	assert_string_equal(seen.item[0].id[0].kind, "dhcp_client_id");
	assert_string_equal(seen.item[0].id[0].value, "01:3c:97:0e:00:11:22");
	assert_null(seen.item[1].hostname);
	assert_int_equal(seen.item[1].n_id, 0);
	assert_string_equal(seen.item[1].lease_state, "expired");
	assert_int_equal(seen.item[1].seen_at, INT64_C(1700000000000));
	assert_string_equal(seen.item[2].lease_state, "active");
	assert_string_equal(seen.item[2].id[1].kind, "duid");
	assert_string_equal(seen.item[2].id[1].value,
	    "00:01:00:01:2a:2b:2c:2d:00:0c:29:00:00:06");
	/* an IAID, even where it could be read as a MAC */
	assert_null(seen.item[3].mac);
	assert_null(seen.item[4].mac);
	assert_string_equal(seen.item[4].id[0].kind, "duid");
	assert_int_equal(seen.item[4].line, 6);
	seen_release(&seen);
}

/* What dhcpd and Kea write, down to the escapes. */
static void
last_leases_win(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("isc_dhcp",
	    "lease 10.0.0.1 {\n  starts 5 2026/11/20 08:32:07;\n"
	    "  ends never;\n  binding state active;\n"
	    "  hardware ethernet 00:0c:29:aa:bb:01;\n"
	    "  uid \"\\377\\000\\000\\000\\006\\000\\001\\000\\001*+,-\";\n"
	    "  client-hostname \"a;b }\";\n}\n"
	    "lease 10.0.0.2 { hardware ethernet 00:0c:29:aa:bb:02; }\n"
	    "what is this;\n"
	    "lease 10.0.0.1 {\n  cltt epoch 1795163528; # Fri\n"
	    "  binding state active;\n"
	    "  hardware ethernet 00:0c:29:aa:bb:09;\n}\n", &seen);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.warnings, 1);
	assert_int_equal(seen.cuts, 0);
	assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:09");
	assert_int_equal(seen.item[0].seen_at, INT64_C(1795163528000));
	assert_null(seen.item[0].hostname);
	assert_string_equal(seen.item[0].lease_state, "active");
	assert_string_equal(seen.item[1].mac, "00:0c:29:aa:bb:02");
	seen_release(&seen);
	read_lines("isc_dhcp", "lease 10.0.0.1 {\n"
	    "  starts 5 2026/11/20 08:32:07;\n"
	    "  uid \"\\377\\000\\000\\000\\006\\000\\001\\000\\001*+,-\";\n"
	    "  client-hostname \"a;b }\";\n}\n", &seen);
	assert_string_equal(seen.item[0].hostname, "a;b }");
	assert_int_equal(seen.item[0].seen_at, INT64_C(1795163527000));
	assert_string_equal(seen.item[0].id[0].value,
	    "ff:00:00:00:06:00:01:00:01:2a:2b:2c:2d");
	assert_string_equal(seen.item[0].id[1].kind, "duid");
	assert_string_equal(seen.item[0].id[1].value,
	    "00:01:00:01:2a:2b:2c:2d");
	seen_release(&seen);
	read_lines("kea", "address,hwaddr,client_id,valid_lifetime,expire,"
	    "subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
	    "10.0.0.1,00:0c:29:aa:bb:01,,600,1795164229,1,0,0,"
	    "printer&#x2c3f,0,{ \"a\": 1&#x2c \"b\": 2 }\n"
	    "10.0.0.1,00:0c:29:aa:bb:02,,4294967295,6090131524,1,0,0,\"q,0,\n",
	    &seen);
	assert_int_equal(seen.up, 1);
	assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:02");
	assert_string_equal(seen.item[0].hostname, "\"q");
	assert_string_equal(seen.item[0].lease_state, "active");
	assert_int_equal(seen.item[0].seen_at, 0);
	seen_release(&seen);
}

static void
windows_leases_are_judged_by_their_state(void **state)
{
	struct seen seen;

	(void)state;
	read_lines("windows_dhcp", "#TYPE x\r\n"
	    "IPAddress,ClientId,HostName,AddressState,LeaseExpiryTime\r\n"
	    "10.0.0.1,00-0c-29-aa-bb-01,?-PC,Active,2025/11/20 17:32:07\r\n"
	    "10.0.0.2,00-0c-29-aa-bb-02,ex,Active,11/13/2025 5:32:07 PM\r\n"
	    "10.0.0.3,00-0c-29-aa-bb-03,expired-pc,Active,5/4/2025 1:00:00\r\n"
	    "10.0.0.4,01-02-03-04-05-06-07,,Active,20.11.2025 17:32:07\r\n"
	    "10.0.0.5,00-0c-29-aa-bb-05,BAD_ADDRESS,Active,\r\n", &seen);
	assert_int_equal(seen.up, 4);
	assert_int_equal(seen.warnings, 1);
	assert_null(seen.item[0].hostname);
	assert_string_equal(seen.item[0].lease_state, "expired");
	assert_true(seen.item[0].seen_at - seen.item[1].seen_at ==
	    INT64_C(7) * 86400000);
	/* May or April? */
	assert_string_equal(seen.item[2].lease_state, "active");
	assert_string_equal(seen.item[3].id[0].value, "01:02:03:04:05:06:07");
	assert_null(seen.item[3].mac);
	assert_int_equal(seen.item[3].seen_at, seen.item[0].seen_at);
	assert_int_equal(seen.item[4].state, SIGHTING_INCOMPLETE);
	seen_release(&seen);
}

static void
neighbours_are_devices_and_cables(void **state)
{
	static const char *const files_[] = { "lldp/lldp_neighbors.json",
		"lldp/lldp_neighbors.json0" };
	struct seen seen;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		seen_corpus(files_[i], "lldp", SIZE_MAX, &seen);
		assert_int_equal(seen.n, 3);
		assert_string_equal(seen.item[0].hostname,
		    "経理部-サーバ <1>");
		assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:01");
		assert_int_equal(seen.item[0].n_ip, 2);
		assert_string_equal(seen.item[0].ip[1], "fd00:77::10");
		assert_string_equal(seen.item[0].neighbour->local_port, "vc1");
		assert_string_equal(seen.item[0].neighbour->port,
		    "00:0c:29:aa:bb:01");
		assert_string_equal(seen.item[0].neighbour->port_name, "eth0");
		assert_string_equal(seen.item[0].neighbour->capabilities,
		    "Station");
		assert_false(seen.item[0].router);
		assert_string_equal(seen.item[2].neighbour->local_port, "vc3");
		seen_release(&seen);
	}
	read_lines("lldp", "{\"lldp\":{\"interface\":{\"eth0\":{\"chassis\":"
	    "{\"id\":{\"type\":\"mac\",\"value\":\"00:0c:29:aa:bb:01\"},"
	    "\"mgmt-ip\":\"10.0.0.1\",\"capability\":{\"type\":\"Router\","
	    "\"enabled\":true}},\"port\":{\"id\":{\"type\":\"ifname\","
	    "\"value\":\"Gi1/0/3\"}}}}}}\n", &seen);
	assert_int_equal(seen.up, 1);
	assert_true(seen.item[0].router);
	assert_null(seen.item[0].hostname);
	assert_string_equal(seen.item[0].ip[0], "10.0.0.1");
	assert_string_equal(seen.item[0].neighbour->port, "Gi1/0/3");
	seen_release(&seen);
	read_lines("lldp", "{\"lldp\": {}}\n", &seen);
	assert_int_equal(seen.n, 0);
	assert_int_equal(seen.cuts + seen.warnings, 0);
	seen_release(&seen);
}

static void
switches_tell_ports(void **state)
{
	struct seen seen;

	(void)state;
	seen_corpus("mac_table/ios.txt", "mac_table", SIZE_MAX, &seen);
	assert_string_equal(seen.item[1].mac, "3c:97:0e:00:11:22");
	assert_string_equal(seen.item[1].switch_name, "sw-3f");
	assert_string_equal(seen.item[1].switch_port, "Gi1/0/3");
	assert_int_equal(seen.item[1].vlan, 10);
	seen_release(&seen);
	seen_corpus("mac_table/old_ios.txt", "mac_table", SIZE_MAX, &seen);
	assert_int_equal(seen.item[1].vlan, 2);
	assert_string_equal(seen.item[1].switch_port, "FastEthernet0/5");
	assert_null(seen.item[1].switch_name);
	seen_release(&seen);
	seen_corpus("mac_table/nxos.txt", "mac_table", SIZE_MAX, &seen);
	assert_int_equal(seen.item[1].vlan, 145);
	assert_string_equal(seen.item[1].switch_port, "Eth1/12");
	seen_release(&seen);
	seen_corpus("cisco_arp/ios.txt", "cisco_arp", SIZE_MAX, &seen);
	assert_string_equal(seen.item[1].ip[0], "10.10.0.21");
	assert_string_equal(seen.item[1].mac, "3c:97:0e:00:11:22");
	assert_int_equal(seen.item[3].vlan, 20);
	seen_release(&seen);
}

static void
masscan_tells_a_port_at_a_time(void **state)
{
	static const struct {
		const char	*file, *id;
	} same[] = {
		{ "masscan_xml/lab_masscan.xml", "masscan_xml" },
		{ "masscan_json/lab_masscan.json", "masscan_json" },
		{ "masscan_json/lab_masscan.ndjson", "masscan_json" },
		{ "masscan_list/lab_masscan.list", "masscan_list" },
	};
	struct seen seen;
	size_t i, k, named;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		seen_corpus(same[i].file, same[i].id, SIZE_MAX, &seen);
		assert_true(seen.started >= INT64_C(1795163445000));
		for (k = named = 0; k < seen.n; k++) {
			const struct sighting *s = &seen.item[k];

			assert_string_equal(s->ip[0], "192.168.77.10");
			assert_int_equal(s->n_service, 1);
			assert_true(s->seen_at >= INT64_C(1795163445000));
			named += s->service[0].version != NULL &&
			    strcmp(s->service[0].name, "ssh") == 0 &&
			    strcmp(s->service[0].version, "SSH-2.0-"
			    "OpenSSH_9.2p1 Debian-2+deb12u3") == 0;
		}
		assert_int_equal(named, 2);
		seen_release(&seen);
	}
}

static void
tables_are_read_by_their_headings(void **state)
{
	struct seen seen;

	(void)state;
	seen_corpus("csv_table/ja_utf8_bom.csv", "csv_table", SIZE_MAX, &seen);
	assert_string_equal(seen.item[0].hostname, "経理PC-01");
	assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:01");
	assert_string_equal(seen.item[0].id[0].kind, "asset_no");
	assert_string_equal(seen.item[0].id[0].value, "IT-0001");
	assert_string_equal(seen.item[1].mac, "00:26:73:00:00:03");
	assert_int_equal(seen.item[1].line, 4);
	seen_release(&seen);
	seen_corpus("csv_table/tsv_mac_variants.tsv", "csv_table", SIZE_MAX,
	    &seen);
	assert_string_equal(seen.item[0].mac, "00:0c:29:aa:bb:01");
	assert_string_equal(seen.item[1].mac, "00:0c:29:aa:bb:02");
	assert_string_equal(seen.item[2].mac, "00:0c:29:aa:bb:03");
	assert_string_equal(seen.item[3].mac, "00:0c:29:aa:bb:04");
	assert_null(seen.item[4].mac);
	seen_release(&seen);
	read_lines("csv_table", "機器一覧;;\n作成 2026-11-20;;\n"
	    "ＩＰ アドレス;MAC ;名称\n\"10.0.0.1/24\n10.0.0.2\";-;\"a;\"\"b\"\n"
	    ";なし;usb\n", &seen);
	assert_int_equal(seen.up, 1);
	assert_int_equal(seen.warnings, 1);
	assert_int_equal(seen.item[0].n_ip, 2);
	assert_string_equal(seen.item[0].hostname, "a;\"b");
	seen_release(&seen);
	seen_corpus("netbox/ip_addresses.csv", "netbox", SIZE_MAX, &seen);
	assert_int_equal(seen.item[0].state, SIGHTING_INCOMPLETE);
	assert_string_equal(seen.item[1].hostname, "printer-3f.example.co.jp");
	seen_release(&seen);
	seen_corpus("netbox/mac_addresses.csv", "netbox", SIZE_MAX, &seen);
	assert_string_equal(seen.item[1].hostname, "printer-3f");
	seen_release(&seen);
	seen_corpus("netbox/mac_addresses_form.csv", "netbox", SIZE_MAX, &seen);
	assert_string_equal(seen.item[0].hostname, "pc-001");
	assert_string_equal(seen.item[1].hostname, "vm-one");
	seen_release(&seen);
	seen_corpus("netdisco/ipinventory.csv", "netdisco", SIZE_MAX, &seen);
	assert_int_equal(seen.item[0].seen_at, ((int64_t)SEEN_NOW -
	    3 * 86400) * 1000);
	assert_int_equal(seen.item[1].seen_at, ((int64_t)SEEN_NOW - 751) *
	    1000);
	seen_release(&seen);
}

static void
rows_of_a_log_become_conversations(void **state)
{
	const struct sighting_conversation *talk;
	struct seen seen;

	(void)state;
	seen_corpus("zeek_json/conn.json", "zeek_json", SIZE_MAX, &seen);
	assert_int_equal(seen.n, 6);
	assert_int_equal(seen.item[3].state, SIGHTING_TALK);
	talk = seen.item[3].conversation;
	assert_string_equal(talk->orig, "192.168.77.10");
	assert_string_equal(talk->resp, "192.168.77.30");
	assert_string_equal(talk->port, "tcp/9100");
	assert_int_equal(talk->count, 2);
	assert_int_equal(talk->orig_bytes, 21480);
	assert_int_equal(talk->resp_bytes, 10);
	assert_int_equal(talk->first, INT64_C(1795163404123));
	assert_int_equal(talk->last, INT64_C(1795163504500));
	assert_int_equal(talk->direction, DIRECTION_INSIDE);
	assert_true(talk->answered);
	talk = seen.item[4].conversation;
	assert_string_equal(talk->service, "ssl");
	assert_int_equal(talk->direction, DIRECTION_OUT);
	assert_false(seen.item[5].conversation->answered);
	assert_int_equal(seen.started, INT64_C(1795163404123));
	seen_release(&seen);
	/* Other columns, another sign for nothing, rows of two logs. */
	read_lines("zeek_tsv", "#separator \\x09\n#unset_field\t?\n"
	    "#path\tconn\n#fields\tproto\tid.resp_p\tid.resp_h\tid.orig_h\t"
	    "service\tconn_state\n"
	    "udp\t53\t10.0.0.2\t10.0.0.1\tdns\tSF\n"
	    "udp\t53\t10.0.0.2\n"
	    "udp\tx\t10.0.0.2\t10.0.0.1\tdns\tSF\n"
	    "icmp\t0\t8.8.8.8\t10.0.0.1\t?\tOTH\n#close\tx\n", &seen);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.n, 4);
	assert_int_equal(seen.warnings, 2);
	assert_int_equal(seen.cuts, 0);
	assert_string_equal(seen.item[2].conversation->service, "dns");
	assert_string_equal(seen.item[3].conversation->port, "icmp");
	assert_null(seen.item[3].conversation->service);
	assert_false(seen.item[3].conversation->answered);
	seen_release(&seen);
	seen_corpus("zeek_tsv/known_services.log", "zeek_tsv", SIZE_MAX,
	    &seen);
	assert_string_equal(seen.item[1].service[0].port, "tcp/443");
	assert_string_equal(seen.item[1].service[0].name, "SSL,HTTP");
	assert_null(seen.item[0].service[0].name);
	seen_release(&seen);
}

/* A log of a whole city takes no more than its share of memory. */
static void
conversations_are_counted(void **state)
{
	struct buf text = { 0 };
	struct seen seen;
	int i;

	(void)state;
	buf_add(&text, "#separator \\x09\n#path\tconn\n#fields\tid.orig_h\t"
	    "id.resp_h\tid.resp_p\tproto\tconn_state\n");
	for (i = 0; i < 100010; i++)
		buf_printf(&text, "10.0.0.1\t203.0.%d.%d\t%d\ttcp\tS0\n",
		    i / 250 % 250, i % 250, 1 + i / 62500);
	buf_add(&text, "#close\n");
	seen_text("zeek_tsv", text.s, text.len, 4096, &seen);
	assert_int_equal(seen.up, 1);
	assert_int_equal(seen.n, 100001);
	assert_int_equal(seen.warnings, 1);
	seen_release(&seen);
	buf_release(&text);
}

static void
odd_lines_are_warned_of_and_skipped(void **state)
{
	struct buf text = { 0 };
	struct seen seen;

	(void)state;
	buf_add(&text, "10.0.0.1 dev br0 lladdr 00:0c:29:aa:bb:01 STALE\n");
	/* Its beginning looks right, but a line that long is no neighbour. */
	buf_add(&text, "10.0.0.9 dev br0 lladdr 00:0c:29:aa:bb:09 STALE ");
	buf_fill(&text, 'x', 100000);
	buf_add(&text, "\n\n");
	buf_addn(&text, "10.0.0.2 dev \0 STALE\n", 21);
	buf_add(&text, "10.0.0.3 dev br0 lladdr 00:0c:29:aa:bb:03 STALE\r\n");
	seen_text("ip-neigh", text.s, text.len, 4096, &seen);
	assert_int_equal(seen.up, 2);
	assert_int_equal(seen.warnings, 2);
	assert_int_equal(seen.item[1].line, 5);
	assert_int_equal(seen.cuts, 0);
	seen_release(&seen);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arp_scan_notes_are_no_vendor),
		cmocka_unit_test(arp_scan_without_its_last_line_is_cut),
		cmocka_unit_test(neighbours_that_failed_are_no_devices),
		cmocka_unit_test(arp_tables_are_read_by_shape),
		cmocka_unit_test(leases_tell_names_clients_and_ends),
		cmocka_unit_test(last_leases_win),
		cmocka_unit_test(windows_leases_are_judged_by_their_state),
		cmocka_unit_test(neighbours_are_devices_and_cables),
		cmocka_unit_test(switches_tell_ports),
		cmocka_unit_test(masscan_tells_a_port_at_a_time),
		cmocka_unit_test(tables_are_read_by_their_headings),
		cmocka_unit_test(rows_of_a_log_become_conversations),
		cmocka_unit_test(conversations_are_counted),
		cmocka_unit_test(odd_lines_are_warned_of_and_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
