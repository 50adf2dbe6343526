#!/bin/sh
# make install puts everything below PREFIX and says so inside; make uninstall takes it away again; the demo works.
# shellcheck source=tests/lib.sh disable=SC2012,SC2317
. "$(dirname "$0")/lib.sh"
top=$(dirname "$here")
build=$(cd "$TUTTI_BUILD" && pwd)

# Every program has a page and every page of section 1 a program.
(cd "$top/cmd" && ls ./*.c) | sed 's/.*\/\(.*\)\.c/\1/' | sort >"$T/programs"
(cd "$top/man" && ls ./*.1) | sed 's/.*\/\(.*\)\.1/\1/' | sort >"$T/pages"
same "a page for every program, a program for every page" "$T/programs" "$T/pages"
is "each page knows its name" "$(cd "$top/man" && for p in *.[157]; do
	grep -qx "\.Nm ${p%.*}" "$p" && grep -qix "\.Dt ${p%.*} ${p##*.}" "$p" || echo "$p"; done)" ""
ok "what new-list's scores refer to is there" test -s "$top/man/score.5"

# A build of its own, since TUTTI_BUILD may be one of the sanitizers, with another PREFIX inside.
run() { make -s -j2 -C "$top" O="$T/o" CFLAGS=-O0 HARDEN= DESTDIR="$T/dest" PREFIX="$prefix" "$@"; }
prefix=/opt/x
exits 0 "make install with DESTDIR and PREFIX" run install
is "nothing is outside of PREFIX" "$(cd "$T/dest" && find . -type f ! -path './opt/x/*')" ""
is "the programs" "$(ls "$T/dest/opt/x/bin")" "$(cat "$T/programs")"
is "can be run by all" "$(find "$T/dest/opt/x/bin" -type f ! -perm 755)" ""
is "the manual" "$(cd "$T/dest/opt/x/man" && find . -type f | sed 's/.*\///' | sort)" "$(cd "$top/man" && ls ./*.[157] |
	sed 's/.*\///' | sort)"
is "the examples, those with a dot too" "$(cd "$T/dest/opt/x/share/dot-qmail-examples" && find . -type f | sort)" \
	"$(cd "$top/dot-qmail-examples" && find . -type f | sort)"
ok "README and INSTALL" test -s "$T/dest/opt/x/share/README" -a -s "$T/dest/opt/x/share/INSTALL"
is "an installed new-list writes the new PREFIX" \
	"$("$T/dest/opt/x/bin/new-list" "$T/list" orch@ml.example.jp >/dev/null && head -n 1 "$T/list/post")" \
	'#!/opt/x/bin/tutti'
: >"$T/dest/opt/x/bin/theirs"
exits 0 "make uninstall" run uninstall
is "leaves what is not ours, and nothing else" "$(cd "$T/dest" && find . -type f)" ./opt/x/bin/theirs
rm "$T/dest/opt/x/bin/theirs"
exits 0 "make uninstall again" run uninstall
is "leaves nothing" "$(find "$T/dest/opt" -mindepth 1)" ""
prefix=/opt/y
run "$T/o/lib/setup_scores.o"
ok "another PREFIX gets into what was made with the first" grep -q '#!/opt/y/bin/tutti' "$T/o/lib/setup_scores.o"

# The examples are what new-list prints for the list they are of.
mkdir "$T/lists"
"$build/bin/new-list" -m postfix "$T/lists/orch" orch@ml.example.jp >"$T/told"
sed -e "s,$T/lists,/var/lists,g" -e "s/user=$(id -un) /user=tutti /" \
	-e "s,argv=.*/bin/tutti,argv=/usr/local/tutti/bin/tutti," "$T/told" >"$T/said"
for f in master.cf main.cf tutti aliases; do
	is "postfix/$f" "$(grep -v -e '^#' -e '^$' "$top/dot-qmail-examples/postfix/$f" | grep -vxFf "$T/said")" ""
done
rm -rf "$T/lists/orch"
for mta in qmail:. courier:courier; do
	"$build/bin/new-list" -m "${mta%:*}" "$T/lists/orch" orch@ml.example.jp >"$T/told"
	mkdir "$T/home"
	(cd "$T/home" && sed -n '/^echo /p' ../told | sed "s,$T/lists,/var/lists,g" | sh)
	is "${mta%:*}" "$(cd "$T/home" && grep -r '' . | sort)" \
		"$(cd "$top/dot-qmail-examples/${mta#*:}" && grep '' "./.${mta%:*}-"* | sort)"
	rm -rf "${T:?}/home" "$T/lists/orch"
done

# What the crontab calls is there.
is "crontab" "$(grep -o -e '[a-z-]*-\(list\|bounce\)' "$top/dot-qmail-examples/crontab" | sort -u | grep -vxFf "$T/programs")" ""
mkdir -p "$T/lists/orch/sent" && touch -d '32 days ago' "$T/lists/orch/sent/old" && touch -d '29 days ago' "$T/lists/orch/sent/young"
ok "crontab: what is old" env PATH="$build/bin:$PATH" \
	sh -c "$(grep -o 'tidy-list .*' "$top/dot-qmail-examples/crontab" | sed "s,/var/lists,$T/lists,")"
is "crontab: goes, the rest stays" "$(ls "$T/lists/orch/sent")" young

if /usr/bin/python3 -c 'import dkim' 2>/dev/null; then
	exits 0 "the demo" env TMPDIR="$T" "$here/demo"
	is "three members got it" "$(grep -c ' signature verifies' "$T/out")" 3
	ok "its subject" grep -qF '+ Subject:           [orch:00124] Re: 練習日程のお知らせ' "$T/out"
	ok "its author" grep -qF '+ From:              鈴木 花子 via 東京オーケストラ <orch@ml.example.jp>' "$T/out"
	ok "its body" grep -qF 'body: byte for byte as it came' "$T/out"
	is "it leaves nothing behind" "$(cat "$T/err"; find "$T" -name 'tutti-demo.*')" ""
fi
finish
