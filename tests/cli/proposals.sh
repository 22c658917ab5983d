#!/bin/sh
# SPDX-License-Identifier: ISC
# proposals: what discovery saw is offered, never written by itself, never over
# a value, and is accepted or taken back as one.
. "$top_srcdir/tests/cli/lib.sh"

# run ARGUMENTS: quietly; says what went wrong.
run() {
	"$daicho" -r $r "$@" >out 2>err </dev/null || {
		[ $? -eq 1 ] || { echo "# failed: $*"; sed 's/^/# /' err; }
	}
}
# cells FORMAT-ARGUMENTS: kind, result and seen of each proposal.
cells() {
	"$daicho" -r $r proposals "$@" --format csv 2>err | tr -d '\r' |
	    awk -F, 'NR > 1 { print $2, $3, $4 }' >out
}
has() { grep -qF -- "$1" out; report "$2" $?; }
lacks() { ! grep -qF -- "$1" out; report "$2" $?; }
is() { [ "$1" = "$2" ] || echo "\"$1\" is not \"$2\"" >err
	[ "$1" = "$2" ]; report "$3" $?; }
field() { "$daicho" -r $r list "$1" -w "$2" -c "$3" --format csv 2>&1 |
    tr -d '\r' | sed 1d; }

run init
run add site name=Main
run add person name=Ryo
run add zone name=Office kind=corporate site=Main owner=Ryo
run add zone name=Plant kind=ot_control site=Main owner=Ryo
run add network name=office cidr=10.1.0.0/24 zone=Office
run add network name=plant cidr=10.2.0.0/24 zone=Plant
run add external name=Internet kind=internet
run add system name=Archive owner=Ryo
asset() {	# NO HOSTNAME MAC IP KEY=VALUE…
	no=$1 host=$2 mac=$3 ip=$4
	shift 4
	run add asset asset_no=$no name="Name of $no" site=Main \
	    status=in_use hostname="$host" "$@"
	run add interface asset=$no mac="$mac" ip="$ip" name=eth0
}
asset A-1 pc-one "" "" kind=client
asset A-2 pc-two "" "" kind=client discovery_lock=mac
asset A-3 "" 00:1b:63:00:00:03 10.1.0.3 kind=server
asset A-4 srv-four 00:1b:63:00:00:04 "" kind=server system=Archive
asset A-5 plc-five 00:1b:63:00:00:05 10.2.0.5 kind=ot
asset A-6 core 00:1b:63:00:00:06 10.1.0.6 kind=network
asset A-7 edge 00:1b:63:00:00:07 10.1.0.7 kind=network
asset A-8 held 00:1b:63:00:00:08 10.1.0.8 kind=server \
    discovery_lock=hostname

cat >leases <<'LEASES'
1795163404 00:1b:63:00:00:01 10.1.0.101 pc-one *
1795163404 00:1b:63:00:00:02 10.1.0.102 pc-two *
1795163404 00:1b:63:00:00:03 10.1.0.3 srv-three *
1795163404 00:1b:63:00:00:08 10.1.0.8 held-other *
LEASES
cat >neigh <<'NEIGH'
10.1.0.4 dev eth0 lladdr 00:1b:63:00:00:04 REACHABLE
10.1.0.12 dev eth0 lladdr 00:1b:63:00:00:55 REACHABLE
NEIGH
cat >lldp.json <<'LLDP'
{"lldp": {"local-chassis": {"chassis": {"core": {"id": {"type": "mac",
 "value": "00:1b:63:00:00:06"}}}}, "interface": [{"Gi1/0/4": {"chassis":
 {"edge": {"id": {"type": "mac", "value": "00:1b:63:00:00:07"}}}, "port":
 {"id": {"type": "ifname", "value": "Gi0/24"}}}}, {"Gi1/0/5": {"chassis":
 {"stranger": {"id": {"type": "mac", "value": "00:1b:63:00:00:99"}}}, "port":
 {"id": {"type": "ifname", "value": "wan"}}}}]}}
LLDP
talk() {	# FROM TO PORT SERVICE THERE BACK STATE
	printf '{"ts":1795163404.1,"id.orig_h":"%s","id.orig_p":5,' "$1"
	printf '"id.resp_h":"%s","id.resp_p":%s,"proto":"tcp",' "$2" "$3"
	printf '"service":"%s","orig_bytes":%s,"resp_bytes":%s,' "$4" "$5" "$6"
	printf '"conn_state":"%s","orig_pkts":3}\n' "$7"
}
{
	talk 10.1.0.3 10.1.0.6 443 ssl 900 100 SF
	talk 10.2.0.5 10.1.0.3 502 modbus 900 100 SF
	talk 10.1.0.6 10.1.0.7 8443 ssl 900 100 SF
	talk 10.1.0.3 10.1.0.8 5432 ssl 10 9000 SF
	talk 10.1.0.7 203.0.113.5 443 ssl 900 100 SF
	talk 10.1.0.7 203.0.113.6 443 ssl 900 100 SF
	talk 10.1.0.7 10.1.0.8 22 ssh 0 0 S0
	talk 10.1.0.8 10.1.0.99 25 smtp 900 100 SF
	talk 10.1.0.201 10.1.0.202 2525 smtp 900 100 SF
} >conn.log

status 0 "no evidence proposes nothing" proposals
run discover leases neigh --site Main
cells
has "mac fill 00:1b:63:00:00:01" "a name of one device offers its MAC"
lacks "00:1b:63:00:00:02" "a locked field is not offered"
has "hostname fill srv-three" "an empty host name is offered"
has "ip fill 10.1.0.4" "an empty address is offered"
lacks "held-other" "a name is never offered over another"
is "$(field asset asset_no=A-3 hostname)" "" "nothing was written by itself"
status 1 "proposals wait for a person" proposals
status 0 "of other assets there are none" proposals -w asset_no=A-7
status 2 "a bad query" proposals -w gadget=1
status 2 "no such kind" proposals --kind gadget
status 2 "no such word" proposals refuse
status 3 "no such round" proposals --import gadget
run explain A-2
has "discovery" "explain tells of the lock"

status 3 "accepting needs the count" proposals accept
status 3 "the right one" proposals accept --yes 9
status 0 "a dry run shows what it would do" proposals accept --dry-run
said err "Nothing was written" "and writes nothing"
is "$(field asset asset_no=A-3 hostname)" "" "as the register shows"
status 0 "accepting" proposals accept --yes 3 --reason "First day"
is "$(field asset asset_no=A-3 hostname)" srv-three "the name stands"
is "$(field interface asset.asset_no=A-1 mac)" 00:1b:63:00:00:01 \
    "the MAC stands"
is "$(field interface asset.asset_no=A-4 ip)" 10.1.0.4 "the address stands"
status 0 "what was accepted is no longer offered" proposals
status 0 "one undo" undo
is "$(field interface asset.asset_no=A-1 mac)" "" "takes it back"
cells
is "$(grep -c . out)" 3 "and it is offered again"

# --- cables -----------------------------------------------------------------
run discover lldp.json --site Main
cells --kind connection
has "connection new core Gi1/0/4 – edge Gi0/24" "LLDP offers a cable"
lacks stranger "not to what nobody registered"
status 0 "accepting it" proposals accept --kind connection --yes 1
is "$(field connection "" a_port,b_port,approval)" "Gi1/0/4,Gi0/24,pending" \
    "keeps the ports of both ends, pending"
cells --kind connection
is "$(grep -c . out)" 0 "a registered cable is not offered"

# --- flows ------------------------------------------------------------------
run add information name=Orders
run add flow name=Poll source=A-3 target=A-5 port=tcp/502 information=Orders
run add flow name=Rows source=A-8 target=A-3 port=tcp/5432
run add flow name=Copies source=A-6 target=Archive port=tcp/873
run add flow name=Web source=A-3 target=A-6 port=tcp/443 encrypted=yes
run add flow name=Refused source=A-6 target=A-7 port=tcp/8443 approval=denied
run discover conn.log --site Main
cells --kind flow
has "flow undeclared A-7 → outside tcp/443 ssl ×2" \
    "what is outside is one partner"
has "flow undeclared A-6 → A-7 tcp/8443" "what was refused is undeclared"
has "flow reversed A-5 → A-3 tcp/502" "a flow the other way round"
has "flow plaintext A-5 → A-3 tcp/502" "readable across zones"
has "flow unused never tcp/873" "declared and never seen"
has "flow undeclared A-8 → 10.1.0.99 tcp/25" "with somebody unknown"
lacks "tcp/443 ssl ×1" "a declared one is fine"
lacks "tcp/5432" "fetching from the source is the flow itself"
lacks "tcp/2525" "two that nobody registered are findings of their own"
lacks "tcp/22" "knocking is no conversation"
"$daicho" -r $r proposals --kind flow --format json >out 2>err
grep -F '10.1.0.99' out | grep -qF 'decide about it first'
report "an unknown partner cannot be accepted" $?
status 0 "accepting the flows" proposals accept --kind flow --yes 3
is "$(field flow name~8443 approval,encrypted)" "pending,yes" \
    "they are pending, and say that they are encrypted"
is "$(field flow name~outside target,port)" "Internet,tcp/443" \
    "outside is the Internet"
cells --kind flow
lacks undeclared\ A-7 "what was accepted is declared"
status 4 "nothing is written where only reading is allowed" \
    --read-only proposals accept --yes 3
port=10000
while [ $port -lt 10300 ]; do
	talk 10.1.0.6 10.1.0.7 $port ssl 900 100 SF
	port=$((port + 1))
done >many.log
run discover many.log --site Main
is "$("$daicho" -r $r list observation -w notes~more -c notes --format csv |
    grep -c '^talk: ')" 256 "the lines of an observation are bounded"
cells --kind flow
lacks "unused never tcp/873" "where some were left out, nothing is unused"
echo "1..$n"
exit $failed
