#!/bin/sh
# SPDX-License-Identifier: ISC
# Every message has its Japanese; none is left from an older program.
command -v xgettext >/dev/null 2>&1 || { echo "1..0 # SKIP no gettext"; exit 0; }
cd "$top_srcdir" || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

find base model render verb tui daicho.c -name '*.[ch]' -o -name '*.def' |
    grep -vE '(field|choice|entity)\.def$' | sort |
    xgettext -L C --from-code=UTF-8 -k_ -kN_ -o "$dir/daicho.pot" -f - \
    2>"$dir/warnings"

echo "1..3"
if msgcmp po/ja.po "$dir/daicho.pot" 2>"$dir/missing"; then
	echo "ok 1 - every message is translated"
else
	echo "not ok 1 - every message is translated"
	sed 's/^/# /' "$dir/missing" | head -40
fi
if msgfmt --check-format --check-domain -o /dev/null po/ja.po \
    2>"$dir/bad"; then
	echo "ok 2 - placeholders agree"
else
	echo "not ok 2 - placeholders agree"
	sed 's/^/# /' "$dir/bad"
fi
# Sentences say what is, without 「になります」 and exclamation marks.
if msgattrib --no-obsolete --no-wrap po/ja.po |
    grep -nE '^(msgstr|").*(になります|！|!")' >"$dir/words"; then
	echo "not ok 3 - words as agreed"
	sed 's/^/# /' "$dir/words"
else
	echo "ok 3 - words as agreed"
fi
