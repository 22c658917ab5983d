#!/bin/sh
# SPDX-License-Identifier: ISC
# Diagrams of the demo as files: every format, twice the same, on real paper,
# and what cannot be drawn leaves no file.
. "$top_srcdir/tests/cli/lib.sh"
"$daicho" --lang ja demo city >/dev/null 2>&1 </dev/null
r=city/kirigahama.daicho

for type in network dataflow; do
	for format in svg pdf png dot txt; do
		status 0 "$type as $format" draw $type -o "a.$format"
		# Where all takes long, only the model is compared.
		[ -z "$SANITIZED" ] || [ $format = svg ] || continue
		status 0 "$type as $format again" draw $type -o "b.$format"
		cmp -s "a.$format" "b.$format"
		report "$type: the same $format" $?
	done
	status 0 "$type on standard output" draw $type -o - --format svg
	cmp -s out a.svg
	report "$type: the same as in a file" $?
	if command -v pdfinfo >/dev/null 2>&1; then
		pdfinfo a.pdf | grep -qE \
		    'Page size: +(1191 x 842|1684 x 1191|2384 x 1684) '
		report "$type: an A size, across" $?
		[ "$(pdfinfo a.pdf | sed -n 's/Pages: *//p')" -eq 1 ]
		report "$type: one page" $?
	fi
done

status 0 "one site" draw network -w site=潮見浄水場 -o site.pdf
said err "(A3)" "a site fits A3"
status 0 "one tag" draw dataflow -w tags=online -o tag.pdf
said err "(A3)" "an application fits A3"
status 0 "a site as text" draw network -w site=潮見浄水場 -o site.txt
cp site.txt out
said out "raspberrypi" "what is not registered is not left out"
said out "CN-031" "the line past the firewall is there"
said out "ND-04" "the title block is that of the saved diagram"
for level in 0 1 2; do
	status 0 "level $level" draw dataflow --level $level -o "l$level.txt"
done
! grep -q "内容審査" l1.txt && grep -q "内容審査" l2.txt
report "parts of processes on level 2 only" $?
status 0 "near a device" draw network --around NW-015 --hops 1 -o near.txt
cp near.txt out
said out "みずほ計装" "its neighbour is there"
silent out "インターネット" "what is far is not"

status 2 "hops from nowhere" draw network --hops 2 -o x.svg
status 2 "a level that there is none" draw dataflow --level 7 -o x.svg
status 2 "standard output without a format" draw network -o -
status 3 "near nothing" draw network --around NOBODY -o x.svg
status 3 "nothing matches" draw dataflow -w tags=nothing -o x.svg
said err "tags=nothing" "the query is named"
echo "zone.dmz.fill = url(x)" >bad.style
status 3 "a style that could do harm" draw network --style bad.style -o x.svg
said err "bad.style:1" "file and line are named"
echo "zone.dmz.fil = #FFFFFF" >bad.style
status 3 "a style value that there is none" draw network --style bad.style \
    -o x.svg
echo "zone.dmz.fill = #FFFF00" >good.style
status 0 "a style of one's own" draw network --style good.style -o own.svg
cp own.svg out
said out "#ffff00" "its colour is used"
"$daicho" -r empty.daicho init 2>/dev/null
r=empty.daicho
status 3 "an empty register" draw network -o x.svg
status 3 "an empty register's flows" draw dataflow -o x.svg
[ ! -e x.svg ]
report "no file was left" $?
done_testing
