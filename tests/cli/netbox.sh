#!/bin/sh
# SPDX-License-Identifier: ISC
# NetBox's CSV, of its forms and of its lists, becomes register data.
. "$top_srcdir/tests/cli/lib.sh"
samples=$top_srcdir/tests/corpus/netbox_register

# rows NAME ENTITY COLUMNS: the rows, sorted, are those on standard input.
rows() {
	cat >wanted
	"$daicho" -r $r list "$2" --format csv -c "$3" 2>err | tr -d '\r' |
	    tail -n +2 | LC_ALL=C sort >out
	LC_ALL=C sort wanted | diff - out >>err
	report "$1" $?
}

# twice FILE WHAT: is taken, and a second time changes nothing.
twice() {
	status 0 "$1" import "$samples/$1.csv" --apply
	said out "mapping NetBox $2" "it is known by its headers"
	status 0 "$1 again" import "$samples/$1.csv"
	said out "New 0, changed 0" "changes nothing"
}

"$daicho" -r $r init --name Test >out 2>err || exit 99
twice devices_default_columns devices
twice devices_import_style devices
rows "devices" asset asset_no,name,kind,status,site,department,model <<'END'
,"cam, lobby",iot,planned,本社,,P3245
,printer-3f,printer,in_use,本社,総務部,IM C3000
,sw-honsha-01,network,in_use,本社,,C9200L-24T
IT-0001,pc-001,client,in_use,honsha,,Latitude 5540
IT-0002,pc-002,client,maintenance,honsha,,EliteBook 840
END
twice ips_import_style "IP addresses"
plan=yes
status 3 "a device that is not there" import "$samples/interfaces.csv"
plan=
said err "interfaces.csv:6: asset" "is named by its line"
status 1 "the others" import "$samples/interfaces.csv" --refused no.csv --apply
twice macs "MAC addresses"
rows "interfaces, once each" interface asset,name,mac,ip,vlan,medium <<'END'
IT-0001,eth0,02:4b:11:00:00:02,192.168.77.10,,wifi
printer-3f,,,192.168.77.30,,
sw-honsha-01,Gi1/0/1,02:4b:11:00:00:01,192.168.77.1;192.168.78.1,10,wired
sw-honsha-01,Gi1/0/2,02:4b:11:00:00:99,,,wired
END
twice cables cables
rows "cables" connection name,a,a_port,b,b_port <<'END'
C-9,sw-honsha-01,Gi1/0/9,IT-0002,eth0
sw-honsha-01 Gi1/0/1 – pc-001 eth0,Gi1/0/1,Gi1/0/1,eth0,eth0
END
twice prefixes prefixes
twice vlans VLANs
rows "networks" network name,cidr,vlan <<'END'
192.168.78.0/24,192.168.78.0/24,
来庁者,,20
職員LAN,192.168.77.0/24,10
END
unchanged 3 "addresses without a place" "Parent and Interface" \
    import "$samples/ip_addresses.csv" --apply
status 0 "a table of ours is not NetBox's" export asset -o asset.csv
status 0 "it comes back" import asset.csv
silent out "NetBox" "as it is"
done_testing
