#!/bin/sh
# release: a post that was held goes through its score, once, whatever happens.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/moderated.sh
. "$here/moderated.sh"

# ---- mistakes ----
mistakes release
second=$(number 2)
is "sends nothing" "$(copies)" 0
everything orch/hold >before
mv orch/members.cdb gone
exits 75 "while the members are gone" release -C orch "$first"
says "it stays" "^$first stays held: 4\.[0-9.]+ inject: "
mv gone orch/members.cdb
everything orch/hold >after
same "as it was" after before

# ---- once, whatever happens ----
exits 0 "released" release -C orch "$(echo "$first" | tr a-f A-F)" <&-
is "without a word" "$(cat out err)" ""
is "each member has it" "$(copies)" 2
is "it is held no more" "$(held)" 1
is "as the author sent it" "$(sed -n 's/^Message-ID: //p' "$(find boxes -path '*/new/*' -type f | head -1)" | cut -c 3-)" \
	'@example.org>'
exits 75 "released twice" release -C orch "$first"
says "there is nothing any more" '^4\.3\.5 release: .* nothing is held'
exits 0 "the MTA tries again" post anne@example.org in.eml
exits 0 "for both" post anne@example.org second.eml
is "nobody has it twice, and it is not held again" "$(copies) $(held)" "2 1"

# Cut off between the score's end and the removal.
cp -p orch/hold/* .
exits 0 "the second one" sh -c 'cd orch && exec release "$1" >/dev/full' - "$second"
cp -p "$second"* orch/hold/
exits 0 "released again after a crash" release -C orch "$second"
is "is sent once" "$(copies) $(held)" "4 0"

# ---- many at once ----
for i in 1 2 3 4 5 6 7 8; do
	sed "s/<1@/<many-$i@/" in.eml >"many-$i.eml"
	post anne@example.org "many-$i.eml"
done
# shellcheck disable=SC2046 # words
exits 0 "several" release -C orch $(list-held orch | head -4 | cut -f 1)
is "are sent" "$(copies) $(held)" "12 4"
# shellcheck disable=SC2046
for n in $(list-held orch | cut -f 1); do
	release -C orch "$n" 2>/dev/null &
	release -C orch "$n" 2>/dev/null &
	release -C orch "$n" 2>/dev/null &
done
wait
is "released three times at once, each is sent once" "$(copies)" 20
for n in $(list-held orch | cut -f 1); do release -C orch "$n"; done
is "none is left" "$(copies) $(held)" "20 0"

# ---- what is damaged, or refused ----
damaged=orch/hold/$(printf '%064d' 0)
echo SCORE=post >"$damaged"
exits 75 "a file without a message" release -C orch 000000
says "is damaged" '^4\.3\.0 release: hold/0{64} is damaged'
printf 'SCORE=../evil\n\nx\n' >"$damaged"
exits 75 "a score that is a path" release -C orch 000000
says "is damaged too" '^4\.3\.0 release: hold/0{64} is damaged: it names no score'
rm "$damaged"
sed 's/<1@/<refused@/' in.eml >refused.eml
post anne@example.org refused.eml
sed -i "s/^number-post/check-field -x refuse Subject '*tonight'\n&/" orch/post
exits 100 "a post that the score refuses" release -C orch "$(number 1)"
says "stays held, and why is told" 'stays held: 5\.[0-9.]+ check-field: '
is "it does" "$(copies) $(held)" "20 1"

# ---- as root ----
if [ "$(id -u)" = 0 ] && id list >/dev/null 2>&1; then
	chmod 711 "$T" && mkdir theirs && cp orch/members theirs && chmod 755 boxes
	sed "1s|.*|#!$T/bin/tutti|; s|maildir:[^ ]*|maildir:boxes|; /^check-field/d" orch/post >theirs/post
	chmod 700 theirs/post
	cp -R "$TUTTI_BUILD/bin" bin && mkdir theirs/boxes && (cd theirs && build-list members.cdb)
	chown -R list theirs
	setpriv --reuid list --clear-groups theirs/post -f a@x.org -r orch@ml.example.jp <in.eml
	exits 0 "root releases" bin/release -C theirs "$(list-held theirs | cut -f 1)"
	is "as the list's user" "$(find theirs ! -user list)" ""
fi
finish
