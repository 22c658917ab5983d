#!/bin/sh
# SPDX-License-Identifier: ISC
# Nothing points up the layers, and each foreign library has its one door.
# With a folder as argument it judges that tree instead (to try the test
# itself against a tree that is wrong).
cd "${1:-$top_srcdir}" || exit 99
n=0
failed=0

# report NAME OFFENDERS: a TAP line; offenders fail it.
report() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		failed=1
		echo "not ok $n - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

# including PATTERN DIRS…: files that include what the pattern names.
including() {
	pattern=$1
	shift
	grep -rnE --include='*.[ch]' \
	    "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" "$@" \
	    2>/dev/null
}

except() {
	grep -vE "^($1):"
}

report "base includes nothing of ours above it" \
    "$(including '(model|render|verb|tui)/' base)"
report "model includes neither render, verb nor tui" \
    "$(including '(render|verb|tui)/' model)"
report "render includes neither verb nor tui" \
    "$(including '(verb|tui)/' render)"
report "verb does not include tui" "$(including 'tui/' verb)"
report "our headers are named from the top" \
    "$(grep -rnE --include='*.[ch]' '^#include "' \
    base model render verb tui daicho.c |
    grep -vE '#include "(base|model|render|verb|tui)/')"
# Each foreign library: its name, its headers, the files that may include it.
while read -r name headers files; do
	report "$name only in $(echo "$files" | tr -d '\\')" \
	    "$(including "$headers" base model render verb tui daicho.c |
	    except "$files")"
done <<'END'
SQLite sqlite3 model/store/sqlite\.c
curses ncurses|curses|panel tui/(term|screen)\.c
Graphviz graphviz|gvc|cgraph|gvplugin render/layout\.c
fontconfig fontconfig render/layout\.c
Pango,Cairo pango|cairo render/paper\.c
libxlsxwriter xlsxwriter model/exchange/xlsx_write\.c
libzip zip\.h model/exchange/xlsx_[a-z]*\.c
zlib,liblzma zlib|lzma model/discovery/unpack\.c
expat expat model/discovery/nmap\.c|model/exchange/xlsx_part\.c|render/svg\.c
utf8proc utf8proc base/utf8\.c
libuuid uuid/ base/session\.c
libsodium sodium base/(hash|mail)\.c
seccomp,Landlock seccomp|linux/(landlock|seccomp) base/sandbox\.c
END
report "processes are started in base/worker.c and base/mail.c" \
    "$(grep -rnE --include='*.[ch]' '(^|[^_[:alnum:]])(v?fork|exec[vl][pe]*|posix_spawnp?|clone3?)\(' \
    base model render verb tui daicho.c | except 'base/(worker|mail)\.c')"
report "no banned calls" \
    "$(grep -rnE --include='*.[ch]' \
    '\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|system|popen|atoi|gmtime|localtime)[[:space:]]*\(' \
    base model render verb tui daicho.c)"
report "every file says its licence in the first line" \
    "$(find base model render verb tui daicho.c \
    \( -name '*.[ch]' -o -name '*.def' \) -exec sh -c \
    'head -1 "$1" | grep -q "SPDX-License-Identifier: ISC" || echo "$1"' \
    - {} \;)"
report "no file is longer than 900 lines" \
    "$(find base model render verb tui daicho.c -name '*.[ch]' \
    -exec awk 'END { if (NR > 900) print FILENAME ": " NR }' {} \;)"
report "no line is wider than 100 columns (tabs are 8)" \
    "$(find base model render verb tui daicho.c -name '*.[ch]' \
    -exec expand {} + 2>/dev/null | LC_ALL=C.UTF-8 grep -nE '^.{101,}' |
    head -5)"
report "nothing is left open" \
    "$(grep -rnE --include='*.[ch]' 'TODO|FIXME|XXX|not implemented' \
    base model render verb tui daicho.c)"

report "every script of screens is packed" \
    "$(for script in tests/screen/*.script; do
	[ ! -e "$script" ] ||
	    grep -q "[[:space:]]$script\( \|$\)" tests/screen/local.mk ||
	    echo "$script"
    done)"

# What a layer's tests are linked with is what it may use.
links() {
	for program in "$top_builddir"/tests/unit/test_*; do
		[ -f "$program" ] && [ -x "$program" ] || continue
		case $program in
		*.o|*.log|*.trs) continue ;;
		*test_draw*|*test_render*|*test_diagram*|*test_layout*|\
		*test_canvas*|*test_route*|*test_network*|*test_dataflow*)
			wrong='ncurses' ;;
		*test_tui*|*test_screen*|*test_verb*|*test_demo*) continue ;;
		*) wrong='ncurses|libgvc|libcgraph' ;;
		esac
		ldd "$program" 2>/dev/null | grep -E "$wrong" |
		    sed "s|^|${program##*/}:|"
	done
}
report "unit tests of base and model link neither curses nor Graphviz" \
    "$(links)"
echo "1..$n"
exit "$failed"
