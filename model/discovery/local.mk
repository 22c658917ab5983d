libmodel_a_SOURCES += \
	model/discovery/arp_scan.c \
	model/discovery/arp_table.c \
	model/discovery/arpwatch.c \
	model/discovery/cisco.c model/discovery/cisco.h \
	model/discovery/cisco_arp.c \
	model/discovery/classify.c model/discovery/classify.h \
	model/discovery/cross.c model/discovery/cross.h \
	model/discovery/converse.c model/discovery/converse.h \
	model/discovery/coverage.c model/discovery/coverage.h \
	model/discovery/csv_table.c model/discovery/csv_table.h \
	model/discovery/decide.c model/discovery/decide.h \
	model/discovery/decode.c model/discovery/decode.h \
	model/discovery/discover.c model/discovery/discover.h \
	model/discovery/dnsmasq.c \
	model/discovery/evidence.c \
	model/discovery/explain.c \
	model/discovery/files.c \
	model/discovery/finding.c model/discovery/finding.h \
	model/discovery/identity.c model/discovery/identity.h \
	model/discovery/identity_load.c \
	model/discovery/importer.c model/discovery/importer.def model/discovery/importer.h \
	model/discovery/ip_neigh.c model/discovery/ip_neigh.h \
	model/discovery/ip_neigh_json.c \
	model/discovery/isc_dhcp.c \
	model/discovery/join.c \
	model/discovery/json_items.c model/discovery/json_items.h \
	model/discovery/judge.c \
	model/discovery/kea.c \
	model/discovery/leases.c model/discovery/leases.h \
	model/discovery/lines.c model/discovery/lines.h \
	model/discovery/lldp.c \
	model/discovery/mac_table.c \
	model/discovery/map.c model/discovery/map.h \
	model/discovery/map_read.c \
	model/discovery/masscan_json.c \
	model/discovery/masscan_list.c \
	model/discovery/masscan_xml.c \
	model/discovery/net_neighbor.c \
	model/discovery/netbox.c \
	model/discovery/netdisco.c \
	model/discovery/nmap.c \
	model/discovery/nmap_hint.c model/discovery/nmap_hint.h \
	model/discovery/nmap_host.c model/discovery/nmap_host.h \
	model/discovery/nmap_reader.h \
	model/discovery/nmap_scope.c model/discovery/nmap_scope.h \
	model/discovery/nmap_text.c model/discovery/nmap_text.h \
	model/discovery/normalise.c model/discovery/normalise.h \
	model/discovery/oui.c model/discovery/oui.h \
	model/discovery/place.c model/discovery/place.h \
	model/discovery/propose.c model/discovery/propose.h \
	model/discovery/propose_impl.h \
	model/discovery/propose_device.c \
	model/discovery/propose_ends.c \
	model/discovery/propose_flow.c model/discovery/propose_flow.h \
	model/discovery/propose_load.c \
	model/discovery/prune.c model/discovery/prune.h \
	model/discovery/queue.c model/discovery/queue.h \
	model/discovery/reader.h \
	model/discovery/run.h \
	model/discovery/scan.c model/discovery/scan.h \
	model/discovery/scan_job.c \
	model/discovery/same.c \
	model/discovery/settle.c model/discovery/settle.h \
	model/discovery/sighting.c model/discovery/sighting.h \
	model/discovery/table.c model/discovery/table.h \
	model/discovery/unpack.c model/discovery/unpack.h \
	model/discovery/windows_dhcp.c \
	model/discovery/zeek.c model/discovery/zeek.h \
	model/discovery/zeek_json.c \
	model/discovery/zeek_tsv.c
