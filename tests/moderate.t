#!/bin/sh
# moderate, list-held, release, discard: a post waits for a moderator, and what becomes of it.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
mkdir orch boxes
{
	echo "#!$TUTTI_BUILD/bin/tutti"
	cat <<'END'
LIST=orch@ml.example.jp
moderate
number-post
inject -t maildir:../boxes members.cdb
END
} >orch/post
chmod 700 orch/post
printf 'anne@example.org\nbert@example.net\n' >orch/members
(cd orch && build-list members.cdb) || exit 1
cat >in.eml <<'END'
From: Anne <anne@example.org>
To: orch@ml.example.jp
Subject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= tonight
Message-ID: <1@example.org>

at eight
END
copies() { find boxes -path '*/new/*' -type f | wc -l; }
held() { find orch/hold -type f 2>/dev/null | wc -l; }
number() { list-held orch | sed -n "${1-1}p" | cut -f 1; }

# ---- moderate alone ----
export LIST=orch@ml.example.jp
exits 98 "moderate holds" moderate <in.eml
says "and says so" '^2\.7\.0 moderate: every post to orch@ml\.example\.jp is looked at by a moderator$'
exits 98 "from a pipe too" sh -c 'cat in.eml | moderate'
exits 75 "without input" moderate <&-
exits 100 "nothing is no message" moderate </dev/null
exits 75 "an argument" moderate x <in.eml
says "is a mistake" '^4\.3\.5 moderate: usage: moderate'
exits 75 "no LIST" env -u LIST moderate <in.eml
unset LIST

# ---- nothing is held ----
exits 0 "nothing is held" list-held orch
is "so nothing is printed" "$(cat "$T/out" "$T/err" 2>/dev/null)" ""

# ---- a post is held ----
post() { orch/post -f "$1" -r orch@ml.example.jp <"$2"; }
exits 0 "a post is taken" post anne@example.org in.eml
is "nobody has it" "$(copies)" 0
is "it is held" "$(held)" 1
exits 0 "once more, as after a crash" post anne@example.org in.eml
is "is held once" "$(held)" 1
exits 0 "list-held prints it" list-held orch
is "number, author, subject, reason; and since when" "$(cut -f 1,3- "$T/out" | sed 's/^[0-9a-f]*//'),$(cut -f 2 "$T/out" |
	grep -cE '^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$')" \
	"	anne@example.org	練習 tonight	2.7.0 moderate: every post to orch@ml.example.jp is looked at by a moderator,1"
is "ten digits of its number" "$(number | wc -c)" 11
exits 75 "a full disk" sh -c 'list-held orch >/dev/full'
says "is said" '^4\.3\.1 list-held: '

# ---- what a stranger writes is shown as text ----
printf 'From: =?utf-8?q?x?= <b@x.org>\nSubject: =?utf-8?q?a=09b=1B[2Jc=0Ad?=\tx\nMessage-ID: <2@x.org>\n\nx\n' >odd.eml
post b@x.org odd.eml
touch -d '2 days ago' "$(grep -l '<2@x.org>' orch/hold/*)"
is "without control characters, and the oldest first" "$(list-held orch | cut -f 4 | cat -v | head -1)" 'a b[2Jc d x'
printf 'From: a@x.org, b@x.org\n\nx\n' >two.eml
post '' two.eml
is "without author and subject" "$(list-held orch | awk -F '\t' '$4 == "-" { print $3 }')" -
is "three are held" "$(list-held orch | wc -l)" 3

# ---- release ----
exits 75 "no such post" release -C orch 000000
says "is said" '^4\.3\.5 release: 000000: nothing is held under that number'
exits 75 "too few digits" release -C orch "$(number 2 | cut -c 1-5)"
says "is said" '^4\.3\.5 release: .*: name it by the first six digits at least'
exits 75 "a path is no number" release -C orch ../hold/x
exits 75 "no number" release -C orch
says "is a mistake" '^4\.3\.5 release: usage: release'
first=$(list-held orch | awk -F '\t' '$3 == "anne@example.org" { print $1 }')
chmod 000 orch/members.cdb && mv orch/members.cdb gone
exits 75 "released while the members are gone" release -C orch "$first"
says "it stays" "^$first stays held: 4\.[0-9.]+ inject: "
is "in hold/" "$(held)" 3
mv gone orch/members.cdb && chmod 600 orch/members.cdb
exits 0 "released" release -C orch "$(echo "$first" | tr a-f A-F)"
is "without a word" "$(cat "$T/err")" ""
is "each member has it" "$(copies)" 2
is "it is held no more" "$(held)" 2
is "as the author sent it" "$(sed -n 's/^Message-ID: //p' "$(find boxes -path '*/new/*' -type f | head -1)")" '<1@example.org>'
exits 75 "released twice" release -C orch "$first"
says "there is nothing any more" '^4\.3\.5 release: .* nothing is held'
exits 0 "the MTA tries again" post anne@example.org in.eml
is "nobody has it twice, and it is not held again" "$(copies) $(held)" "2 2"

# Cut off between the score's end and the removal.
cp -p orch/hold/* .
second=$(number)
exits 0 "the second one" release -C orch "$second"
cp -p "$second"* orch/hold/
exits 0 "released again after a crash" release -C orch "$second"
is "is sent once" "$(copies) $(held)" "4 1"

# ---- discard ----
last=$(number)
exits 75 "no such post" discard -C orch 000000
exits 0 "discarded" discard -C orch "$last"
is "nothing is held" "$(held)" 0
is "the log knows" "$(tail -n 1 orch/log | cut -f 6,7)" \
	"discarded	2.7.0 moderate: every post to orch@ml.example.jp is looked at by a moderator"
exits 75 "twice" discard -C orch "$last"

# ---- many at once, and a damaged one ----
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
echo SCORE=post >orch/hold/"$(printf '%064d' 0)"
exits 75 "a file without a message" list-held orch
says "is damaged" '^4\.3\.0 list-held: hold/0{64} is damaged'
exits 75 "not to be released" release -C orch 000000
printf 'SCORE=../evil\n\nx\n' >orch/hold/"$(printf '%064d' 0)"
exits 75 "a score that is a path" release -C orch 000000
says "is damaged" '^4\.3\.0 release: hold/0{64} is damaged: it names no score'
exits 75 "no such folder" list-held nowhere
exits 75 "two folders" list-held orch orch
for program in moderate list-held release discard; do exits 0 "$program --help" $program --help; done
if [ "$(id -u)" = 0 ] && id list >/dev/null 2>&1; then
	chmod 711 "$T" && mkdir theirs && cp orch/post orch/members theirs && chmod 755 boxes
	sed -i "1s|.*|#!$T/bin/tutti|; s|maildir:[^ ]*|maildir:boxes|" theirs/post
	cp -R "$TUTTI_BUILD/bin" bin && mkdir theirs/boxes && (cd theirs && build-list members.cdb)
	chown -R list theirs
	setpriv --reuid list --clear-groups theirs/post -f a@x.org -r orch@ml.example.jp <in.eml
	exits 0 "root releases" bin/release -C theirs "$(list-held theirs | cut -f 1)"
	is "as the list's user" "$(find theirs ! -user list)" ""
fi
finish
