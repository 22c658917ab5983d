# A fuzz target NAME is tests/fuzz/fuzz_NAME.c with its corpus in
# tests/corpus/NAME/.  Ordinary builds replay the corpus in `make check`;
# with --enable-fuzzing the programs are libFuzzer's (run them by hand).
EXTRA_DIST += tests/corpus
EXTRA_DIST += tests/fuzz/replay.c
if FUZZING
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
TESTS += $(fuzz_targets)
endif

fuzz_targets = \
	tests/fuzz/fuzz_arp_scan \
	tests/fuzz/fuzz_arp_table \
	tests/fuzz/fuzz_arpwatch \
	tests/fuzz/fuzz_cisco_arp \
	tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_csv_table \
	tests/fuzz/fuzz_dnsmasq \
	tests/fuzz/fuzz_import \
	tests/fuzz/fuzz_ip_neigh \
	tests/fuzz/fuzz_ip_neigh_json \
	tests/fuzz/fuzz_isc_dhcp \
	tests/fuzz/fuzz_jdate \
	tests/fuzz/fuzz_journal \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_kea \
	tests/fuzz/fuzz_label \
	tests/fuzz/fuzz_lldp \
	tests/fuzz/fuzz_mac_table \
	tests/fuzz/fuzz_masscan_json \
	tests/fuzz/fuzz_masscan_list \
	tests/fuzz/fuzz_masscan_xml \
	tests/fuzz/fuzz_net_neighbor \
	tests/fuzz/fuzz_netbox \
	tests/fuzz/fuzz_netdisco \
	tests/fuzz/fuzz_nmap \
	tests/fuzz/fuzz_query \
	tests/fuzz/fuzz_register \
	tests/fuzz/fuzz_unpack \
	tests/fuzz/fuzz_value \
	tests/fuzz/fuzz_windows_dhcp \
	tests/fuzz/fuzz_xlsx \
	tests/fuzz/fuzz_zeek_json \
	tests/fuzz/fuzz_zeek_tsv
check_PROGRAMS += $(fuzz_targets)

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(fuzz_main)
tests_fuzz_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_LDADD = $(model_libs)

tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz_import.c $(fuzz_main)
tests_fuzz_fuzz_import_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_import_LDADD = $(model_libs)

tests_fuzz_fuzz_jdate_SOURCES = tests/fuzz/fuzz_jdate.c $(fuzz_main)
tests_fuzz_fuzz_jdate_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_jdate_LDADD = $(model_libs)

tests_fuzz_fuzz_label_SOURCES = tests/fuzz/fuzz_label.c $(fuzz_main)
tests_fuzz_fuzz_label_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_label_LDADD = $(render_libs)

tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c $(fuzz_main)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_journal_LDADD = $(model_libs)

tests_fuzz_fuzz_value_SOURCES = tests/fuzz/fuzz_value.c $(fuzz_main)
tests_fuzz_fuzz_value_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_value_LDADD = $(model_libs)

tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c $(fuzz_main)
tests_fuzz_fuzz_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_json_LDADD = $(model_libs)

tests_fuzz_fuzz_query_SOURCES = tests/fuzz/fuzz_query.c $(fuzz_main)
tests_fuzz_fuzz_query_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_query_LDADD = $(model_libs)

tests_fuzz_fuzz_register_SOURCES = tests/fuzz/fuzz_register.c $(fuzz_main)
tests_fuzz_fuzz_register_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_register_LDADD = $(model_libs)

tests_fuzz_fuzz_xlsx_SOURCES = tests/fuzz/fuzz_xlsx.c $(fuzz_main)
tests_fuzz_fuzz_xlsx_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_xlsx_LDADD = $(model_libs)

fuzz_reading = tests/fuzz/reading.c tests/fuzz/reading.h

tests_fuzz_fuzz_arp_scan_SOURCES = tests/fuzz/fuzz_arp_scan.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_arp_scan_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_arp_scan_LDADD = $(model_libs)

tests_fuzz_fuzz_arp_table_SOURCES = tests/fuzz/fuzz_arp_table.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_arp_table_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_arp_table_LDADD = $(model_libs)

tests_fuzz_fuzz_dnsmasq_SOURCES = tests/fuzz/fuzz_dnsmasq.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_dnsmasq_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_dnsmasq_LDADD = $(model_libs)

tests_fuzz_fuzz_ip_neigh_SOURCES = tests/fuzz/fuzz_ip_neigh.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_ip_neigh_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ip_neigh_LDADD = $(model_libs)

tests_fuzz_fuzz_nmap_SOURCES = tests/fuzz/fuzz_nmap.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_nmap_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_nmap_LDADD = $(model_libs)

tests_fuzz_fuzz_ip_neigh_json_SOURCES = tests/fuzz/fuzz_ip_neigh_json.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_ip_neigh_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ip_neigh_json_LDADD = $(model_libs)

tests_fuzz_fuzz_net_neighbor_SOURCES = tests/fuzz/fuzz_net_neighbor.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_net_neighbor_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_net_neighbor_LDADD = $(model_libs)

tests_fuzz_fuzz_isc_dhcp_SOURCES = tests/fuzz/fuzz_isc_dhcp.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_isc_dhcp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_isc_dhcp_LDADD = $(model_libs)

tests_fuzz_fuzz_kea_SOURCES = tests/fuzz/fuzz_kea.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_kea_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_kea_LDADD = $(model_libs)

tests_fuzz_fuzz_windows_dhcp_SOURCES = tests/fuzz/fuzz_windows_dhcp.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_windows_dhcp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_windows_dhcp_LDADD = $(model_libs)

tests_fuzz_fuzz_arpwatch_SOURCES = tests/fuzz/fuzz_arpwatch.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_arpwatch_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_arpwatch_LDADD = $(model_libs)

tests_fuzz_fuzz_cisco_arp_SOURCES = tests/fuzz/fuzz_cisco_arp.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_cisco_arp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_cisco_arp_LDADD = $(model_libs)

tests_fuzz_fuzz_mac_table_SOURCES = tests/fuzz/fuzz_mac_table.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_mac_table_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_mac_table_LDADD = $(model_libs)

tests_fuzz_fuzz_lldp_SOURCES = tests/fuzz/fuzz_lldp.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_lldp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_lldp_LDADD = $(model_libs)

tests_fuzz_fuzz_masscan_xml_SOURCES = tests/fuzz/fuzz_masscan_xml.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_masscan_xml_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_masscan_xml_LDADD = $(model_libs)

tests_fuzz_fuzz_masscan_json_SOURCES = tests/fuzz/fuzz_masscan_json.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_masscan_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_masscan_json_LDADD = $(model_libs)

tests_fuzz_fuzz_masscan_list_SOURCES = tests/fuzz/fuzz_masscan_list.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_masscan_list_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_masscan_list_LDADD = $(model_libs)

tests_fuzz_fuzz_netbox_SOURCES = tests/fuzz/fuzz_netbox.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_netbox_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_netbox_LDADD = $(model_libs)

tests_fuzz_fuzz_netdisco_SOURCES = tests/fuzz/fuzz_netdisco.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_netdisco_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_netdisco_LDADD = $(model_libs)

tests_fuzz_fuzz_csv_table_SOURCES = tests/fuzz/fuzz_csv_table.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_csv_table_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_table_LDADD = $(model_libs)

tests_fuzz_fuzz_zeek_tsv_SOURCES = tests/fuzz/fuzz_zeek_tsv.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_zeek_tsv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_zeek_tsv_LDADD = $(model_libs)

tests_fuzz_fuzz_zeek_json_SOURCES = tests/fuzz/fuzz_zeek_json.c $(fuzz_reading) \
	$(fuzz_main)
tests_fuzz_fuzz_zeek_json_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_zeek_json_LDADD = $(model_libs)

tests_fuzz_fuzz_unpack_SOURCES = tests/fuzz/fuzz_unpack.c tests/fuzz/reading.h \
	$(fuzz_main)
tests_fuzz_fuzz_unpack_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_unpack_LDADD = $(model_libs)
