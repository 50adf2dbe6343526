#!/bin/sh
# list-held: what waits for a moderator, a line each.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/moderated.sh
. "$here/moderated.sh"

# ---- nothing, and a post ----
exits 0 "nothing is held" list-held orch
is "so nothing is printed" "$(cat "$T/out" "$T/err" 2>/dev/null)" ""
post anne@example.org in.eml
everything orch >before
exits 0 "a post is printed" list-held orch
is "number, author, subject, reason; and since when" "$(cut -f 1,3- "$T/out" | sed 's/^[0-9a-f]*//'),$(cut -f 2 "$T/out" |
	grep -cE '^20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$')" \
	"	anne@example.org	練習 tonight	2.7.0 moderate: every post to orch@ml.example.jp is looked at by a moderator,1"
is "ten digits of its number" "$(number 1 | wc -c)" 11
cp out want
(cd orch && list-held) >got 2>&1
same "the folder is the one it is started in" got want
everything orch >after
same "nothing is touched" after before
exits 0 "no input is wanted" list-held orch <&-

# ---- what a stranger writes is shown as text ----
printf 'From: =?utf-8?q?x?= <b@x.org>\nSubject: =?utf-8?q?a=09b=1B[2Jc=0Ad?=\tx\nMessage-ID: <2@x.org>\n\nx\n' >odd.eml
post b@x.org odd.eml
touch -d '2 days ago' "$(grep -l '<2@x.org>' orch/hold/*)"
is "without control characters, and the oldest first" "$(list-held orch | cut -f 4 | cat -v | head -1)" 'a b[2Jc d x'
printf 'From: a@x.org, b@x.org\n\nx\n' >two.eml
post '' two.eml
is "without author and subject" "$(list-held orch | awk -F '\t' '$4 == "-" { print $3 }')" -
is "three are held" "$(list-held orch | wc -l)" 3

# ---- mistakes ----
exits 75 "a full disk" sh -c 'list-held orch >/dev/full'
says "is said" '^4\.3\.1 list-held: '
exits 75 "a closed standard output" sh -c 'list-held orch >&-'
echo SCORE=post >orch/hold/"$(printf '%064d' 0)"
exits 75 "a file without a message" list-held orch
says "is damaged" '^4\.3\.0 list-held: hold/0{64} is damaged'
exits 75 "no such folder" list-held nowhere
exits 75 "two folders" list-held orch orch
says "are a mistake" '^4\.3\.5 list-held: usage: list-held'
exits 75 "an unknown option" list-held -Z
exits 0 "help" list-held --help
finish
