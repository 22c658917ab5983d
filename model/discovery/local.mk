libmodel_a_SOURCES += \
	model/discovery/arp_scan.c \
	model/discovery/arp_table.c \
	model/discovery/decode.c model/discovery/decode.h \
	model/discovery/discover.h \
	model/discovery/dnsmasq.c \
	model/discovery/importer.c model/discovery/importer.def \
	model/discovery/importer.h \
	model/discovery/ip_neigh.c \
	model/discovery/lines.c model/discovery/lines.h \
	model/discovery/nmap.c \
	model/discovery/nmap_hint.c model/discovery/nmap_hint.h \
	model/discovery/nmap_host.c model/discovery/nmap_host.h \
	model/discovery/nmap_scope.c model/discovery/nmap_scope.h \
	model/discovery/nmap_text.c model/discovery/nmap_text.h \
	model/discovery/reader.h \
	model/discovery/scan.c model/discovery/scan.h \
	model/discovery/scan_job.c \
	model/discovery/sighting.c model/discovery/sighting.h
