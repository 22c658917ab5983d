#!/bin/sh
# SPDX-License-Identifier: ISC
# Who is who in the next scan of the same net: the generated pair, against the
# truth that its generator knows.  DAICHO_HOSTS sets the size.
unset DAICHO_REGISTER LANGUAGE
gen=$SHARED/discovery/gen_nmap.py
if [ ! -f "$gen" ] || ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP no generator here"
	exit 0
fi
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
hosts=${DAICHO_HOSTS:-1500}
daicho() { "$top_builddir/daicho" -r "$dir/r.daicho" "$@" 2>>"$dir/err"; }

daicho init
daicho add site name=Main
daicho add department name=IT
daicho add person name=Ryo department=IT
for g in 0 1; do
	python3 "$gen" "$hosts" "$dir/$g.xml" --gen $g || exit 99
done
daicho discover "$dir/0.xml" >/dev/null
daicho decide -w result=unapproved register --yes "$hosts"
daicho set asset -w 'asset_no~NEW' kind=media owner=Ryo department=IT \
    review_due=2099-01-01 approval=approved --yes "$hosts"
daicho discover "$dir/1.xml" --format json >"$dir/out"
daicho list observation --format json >"$dir/seen"
daicho list interface --format json >"$dir/interfaces"
PYTHONPATH=$SHARED/discovery python3 - "$dir" "$hosts" <<'EOF'
import json, re, sys
import gen_nmap

folder, hosts = sys.argv[1], int(sys.argv[2])

def load(name):
    with open(f"{folder}/{name}", encoding="utf-8") as f:
        return json.load(f)

def parse(text):
    if text is None:
        return None
    def find(pattern):
        m = re.search(pattern, text)
        return m.group(1) if m else None
    mac = find(r'addr="([^"]+)" addrtype="mac"')
    return (find(r'addr="([^"]+)" addrtype="ipv4"'), mac and mac.lower(),
            find(r'hostname name="([^"]+)"'))

report = load("out")
found = {f["ip"]: f for f in report["findings"]}
# Whose address each asset had at first: it names the host in the truth.
owner = {i["asset"]["uuid"]: i["ip"][0] for i in load("interfaces")}
latest = report["import"]["uuid"]
matched = {o["ip"]: o["matched"] and owner[o["matched"]["uuid"]]
           for o in load("seen") if o["import"]["uuid"] == latest}
kinds = {k: [] for k in ("new", "moved", "bare", "swapped", "renamed",
                         "same")}
for i in range(hosts + hosts // 100):
    before = parse(gen_nmap.host(i, 1, 0)) if i < hosts else None
    now = parse(gen_nmap.host(i, 1, 1 if i < hosts else 0))
    if now is None:
        continue
    kind = ("new" if before is None else
            ("moved" if now[1] else "bare") if before[0] != now[0] else
            "swapped" if before[1] != now[1] else
            "renamed" if before[2] != now[2] else "same")
    kinds[kind].append((before, now))

n = failed = 0
def check(name, wrong):
    global n, failed
    n += 1
    wrong = list(wrong)
    failed |= bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {n} - {name}")
    for w in wrong[:5]:
        print("#", w, found.get(w[1][0]), matched.get(w[1][0]))

def result(now):
    f = found.get(now[0])
    return f and f["result"]

print("1..9" if hosts == 10000 else "1..8")
check("every new device is unapproved",
      (p for p in kinds["new"] if result(p[1]) != "unapproved"))
check("every device that moved with its MAC is recognised",
      (p for p in kinds["moved"]
       if matched[p[1][0]] != p[0][0] or result(p[1]) != "drift"))
check("every swapped MAC is for a person",
      (p for p in kinds["swapped"] if result(p[1]) != "candidate"))
check("every new name is a drift",
      (p for p in kinds["renamed"] if result(p[1]) != "drift"))
check("who stayed is not new",
      (p for p in kinds["same"] if result(p[1]) not in (None, "drift")))
check("nobody is taken for somebody else",
      (p for k in kinds for p in kinds[k]
       if matched[p[1][0]] is not None and
       (p[0] is None or matched[p[1][0]] != p[0][0])))
# What moved without a MAC is recognised by its name, or it is ambiguous.
ambiguous = [p for p in kinds["bare"] if result(p[1]) != "drift"]
check("what moved without MAC and name is ambiguous, never new",
      (p for p in ambiguous if result(p[1]) != "candidate"))
count = report["counts"]
sums = (count["unapproved"] == len(kinds["new"]) and
        count["candidate"] == len(kinds["swapped"]) + len(ambiguous) and
        not any(count[k] for k in ("conflict", "returned", "expired",
        "wrong_zone", "bridging", "ip_conflict", "transient", "pending",
        "rogue")))
check("nothing else is new or for review", [] if sums else [(None, ("-",))])
if hosts == 10000:
    told = (count["unapproved"], count["candidate"] - len(ambiguous))
    check("of 10 000: 100 new, 75 for review, at most 39 ambiguous",
          [] if told == (100, 75) and len(ambiguous) <= 39
          else [(None, ("-",))])
print("#", {k: len(v) for k, v in kinds.items()}, len(ambiguous), count)
sys.exit(failed)
EOF
