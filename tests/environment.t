#!/bin/sh
# The whole score of a new list in odd surroundings: the code is 0 or 75, and each 0 is one copy for the member.
# shellcheck disable=SC2016,SC2039,SC3045 # for another sh; ulimit -n is in every one that we have
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
new-list -m postfix list orch@ml.example.jp >/dev/null || exit 1
cd list || exit 1
sed -i '1s/.*/#/; s,^inject,inject -t maildir:../mail,' post
echo anne@example.org >members
build-list members.cdb
tutti=$(command -v tutti)
want=0

# post N: another one each time.
post()
{
	printf '%s\n' 'From: Anne <anne@example.org>' 'To: orch@ml.example.jp' "Subject: $1" "Message-ID: <$1@example.org>" \
		'Date: Tue, 24 Nov 2026 03:54:58 +0000' '' body >"$T/$1.eml"
	echo "$T/$1.eml"
}
copies() { find "$T/mail/anne@example.org/new" -type f 2>/dev/null | wc -l; }

# passes NAME SH: the post goes through in such surroundings; SH says how, "$1" is tutti, post and all.
passes()
{
	exits 0 "$1" sh -c "$2" - "$tutti" -f anne@example.org -r orch@ml.example.jp post <"$(post "$1")"
	want=$((want + 1))
	is "$1: one copy" "$(copies)" "$want"
}
# waits NAME SH: it does not now, and does afterwards.
waits()
{
	exits 75 "$1" sh -c "$2" - "$tutti" -f anne@example.org -r orch@ml.example.jp -t 10 post <"$(post "$1")"
	is "$1: no copy" "$(copies)" "$want"
}
later() { passes "$1" 'exec "$@"'; }

passes umask-000 'umask 000; exec "$@"'
is 'nothing is open to others' "$(find "$T/list" "$T/mail" -perm /022)" ""
passes umask-777 'umask 777; exec "$@"'
passes empty-environment 'exec env -i "$@"'
passes no-home 'unset HOME USER; exec "$@"'
passes locale 'LANG=ja_JP.UTF-8 LC_ALL=tr_TR.UTF-8 exec "$@"'
passes closed-output 'exec "$@" >&-'
passes closed-errors 'exec "$@" 2>&-'
passes closed-both 'exec "$@" >&- 2>&-'
passes full-output 'exec "$@" >/dev/full 2>/dev/full'
passes many-descriptors 'exec 3</ 4</ 5</ 6</ 7</ 8</ 9</; exec "$@"'
passes ignored-signals 'trap "" CHLD PIPE ALRM USR1; exec "$@"'
waits closed-input 'exec "$@" <&-'
later closed-input

# As few descriptors as may be: 75, until from some number on it goes through. The last to run out of them notes that
# the post is sent; the next run finds that it was. Three are those it begins with: a loader could open no library.
n=2
if ldd "$tutti" >/dev/null 2>&1; then n=4; fi	# a build of a sanitizer
got=75
while [ $got = 75 ] && [ $n -lt 40 ]; do
	n=$((n + 1))
	sh -c "ulimit -n $n"'; exec "$@"' - "$tutti" -f anne@example.org -r orch@ml.example.jp post <"$(post few)" >out 2>err
	got=$?
done
is "$n descriptors: 0, and 75 with fewer" "$got $(cat err)" '0 '
want=$((want + 1))
is 'one copy' "$(copies)" "$want"

for file in posts seq seq.lock log members.cdb keys/*.pem; do
	name=$(basename "$file")
	for kind in fifo folder nothing; do
		case $name.$kind in posts.nothing | seq.nothing | seq.lock.nothing | log.nothing) continue ;; esac
		mv "$file" "$T/kept"
		case $kind in fifo) mkfifo "$file" ;; folder) mkdir "$file" ;; esac
		waits "$name-$kind" 'exec timeout 20 "$@"'
		rm -rf "$file"
		mv "$T/kept" "$file"
		later "$name-$kind"
	done
done
mv sent "$T/kept"
echo >sent
waits sent-file 'exec "$@"'
rm sent
mv "$T/kept" sent
later sent-file

# A member is one at every moment of a rebuild, and who is none is none.
(while [ ! -e "$T/enough" ]; do build-list members.cdb || echo >"$T/failed"; done) &
i=0
bad=
while [ $i -lt 60 ]; do
	i=$((i + 1))
	printf 'From: anne@example.org\n\nx\n' | LIST=orch@ml.example.jp check-subscriber members.cdb >out 2>err || bad="member: $(cat err)"
	printf 'From: bart@example.org\n\nx\n' | LIST=orch@ml.example.jp check-subscriber -x refuse members.cdb >out 2>err
	[ $? = 100 ] || bad="stranger: $(cat err)"
done
echo >"$T/enough"
wait
is 'a lookup while the cdb is built anew' "$bad" ""
ok 'and no build has failed' test ! -e "$T/failed"
finish
