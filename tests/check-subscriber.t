#!/bin/sh
# check-subscriber: who may post.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
LIST=orch@ml.example.jp
export LIST
unset SENDER
cat >members <<'END'
Anne@Example.org
bart@example.org s=skip
# cris@example.org
foo..bar@docomo.example
END
echo 'gast@example.org' >guests
build-list members.cdb
build-list guests.cdb
post() { printf 'Received: x\nFrom: %s\nTo: orch@ml.example.jp\nSubject: x\n\nhello\n' "$1" >"$T/post"; }

post 'Anne <anne@example.org>'
cp "$T/post" "$T/in.eml"
contract check-subscriber members.cdb
check-subscriber members.cdb <"$T/in.eml" >"$T/out"
same "a member's post passes byte for byte" "$T/out" "$T/in.eml"

# may CODE WHAT FROM
may() { post "$3"; exits "$1" "$2: $3" check-subscriber members.cdb <"$T/post"; }
may 0 'case of letters' 'ANNE@EXAMPLE.ORG'
may 0 'with a comment' 'anne@example.org (Anne)'
may 0 'with an encoded name' '=?utf-8?q?=E6=9D=B1?= <anne@example.org>'
may 0 'quoted without need' '"anne"@example.org'
may 0 'gets no mail, may post' 'bart@example.org'
may 0 'is off, may post' 'cris@example.org'
may 0 'a carrier address' 'foo..bar@docomo.example'
may 0 'the same, quoted' '"foo..bar"@docomo.example'
may 98 'a stranger' 'zoe@example.org'
may 98 'with a plus' 'anne+x@example.org'
may 98 'in another domain' 'anne@sub.example.org'
may 100 'a second address before the first' 'anne@example.org via x <zoe@example.org>'
may 98 'a member in the name only' '"anne@example.org" <zoe@example.org>'
may 100 'two mailboxes' 'anne@example.org, zoe@example.org'
may 100 'a group' 'x: anne@example.org;'
may 100 'a route' '<@x.example:anne@example.org>'
may 100 'no domain' 'anne'
may 100 'nobody' ''
says "and it is the mail's fault" '^5\.6\.0 check-subscriber: '
printf 'From: anne@example.org\nFrom: zoe@example.org\n\nx\n' >"$T/post"
exits 100 "two From fields" check-subscriber members.cdb <"$T/post"
printf 'From : zoe@example.org\nFrom: anne@example.org\n\nx\n' >"$T/post"
exits 100 "one of them with a blank" check-subscriber members.cdb <"$T/post"
printf 'Subject: x\n\nx\n' >"$T/post"
exits 100 "no From field" check-subscriber members.cdb <"$T/post"

post 'Zoe <Zoe@example.org>'
exits 98 "a stranger is held" check-subscriber members.cdb <"$T/post"
says "with a sentence" '^2\.7\.0 check-subscriber: Zoe@example\.org is not a member of orch@ml\.example\.jp; write to orch-request@ml\.example\.jp to join$'
is "and nothing is passed on" "$(cat "$T/out")" ""
exits 98 "-x hold" check-subscriber -x hold members.cdb <"$T/post"
exits 100 "-x refuse" check-subscriber -x refuse members.cdb <"$T/post"
says "with 5.7.1 and the way in" '^5\.7\.1 check-subscriber: Zoe@example\.org is not a member of orch@ml\.example\.jp; write to orch-request@ml\.example\.jp to join$'
exits 100 "DELIMITER" env DELIMITER=+ check-subscriber -x refuse members.cdb <"$T/post"
says "is in the sentence" 'write to orch\+request@ml'
exits 99 "-x drop" check-subscriber -x drop members.cdb <"$T/post"
says "with 2.7.0" '^2\.7\.0 check-subscriber: Zoe'
exits 99 "a bounce is never bounced" env SENDER= check-subscriber -x refuse members.cdb <"$T/post"
exits 100 "another sender is" env SENDER=zoe@example.org check-subscriber -x refuse members.cdb <"$T/post"
for x in bounce '' 100; do
	exits 75 "-x '$x' is no policy" check-subscriber -x "$x" members.cdb <"$T/post"
done
exits 75 "no list" check-subscriber <"$T/post"
exits 75 "no LIST" env -u LIST check-subscriber members.cdb <"$T/post"

post 'gast@example.org'
exits 98 "a guest is no member" check-subscriber members.cdb <"$T/post"
exits 0 "but of one of two lists" check-subscriber members.cdb guests.cdb <"$T/post"
exits 75 "a missing list is 75, not 98" check-subscriber members.cdb none.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: none\.cdb is missing; run: build-list none\.cdb$'
exits 0 "a member is one without asking it" check-subscriber guests.cdb none.cdb <"$T/post"
head -c -1 members.cdb >cut.cdb
exits 75 "a damaged list is 75" check-subscriber cut.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: cut\.cdb is damaged; run: build-list cut\.cdb$'
if [ "$(id -u)" != 0 ]; then
	chmod 0 cut.cdb
	exits 75 "an unreadable list is 75" check-subscriber cut.cdb <"$T/post"
fi
mkdir folder.cdb
exits 75 "a folder is 75" check-subscriber folder.cdb <"$T/post"
echo 'gast@example.org' >>members
exits 75 "members that came later: 75" check-subscriber members.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: members\.cdb is not up to date with the members file beside it; run: build-list members\.cdb$'
build-list -u members.cdb
exits 0 "and after build-list he may" check-subscriber members.cdb <"$T/post"

post 'anne@example.org'
is "the same in a chain" "$(tutti -c LIST=$LIST check-subscriber members.cdb : check-subscriber members.cdb <"$T/post" | cksum)" \
	"$(cksum <"$T/post")"

# 300 times another list in its place, and every answer right meanwhile.
awk 'BEGIN { print "anne@example.org"; for (i = 0; i < 300; i++) print "a" i "@example.org" }' >a
awk 'BEGIN { for (i = 0; i < 700; i++) print "b" i "@example.org"; print "anne@example.org" }' >b
build-list turn.cdb a
i=0
while [ $i -lt 150 ]; do
	i=$((i + 1))
	build-list turn.cdb b && build-list turn.cdb a || echo "build $i" >>"$T/wrong"
done &
builder=$!
printf 'From: anne@example.org\n\nx\n' >"$T/anne"
printf 'From: zoe@example.org\n\nx\n' >"$T/zoe"
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	check-subscriber turn.cdb <"$T/anne" >/dev/null 2>&1 || echo "anne $i: $?" >>"$T/wrong"
	check-subscriber turn.cdb <"$T/zoe" >/dev/null 2>&1
	[ $? = 98 ] || echo "zoe $i" >>"$T/wrong"
done
wait $builder
: >>"$T/wrong"
is "300 builds beside 400 questions: no wrong answer" "$(head -5 "$T/wrong")" ""
finish
