#!/bin/sh
# tidy-list: what is old goes, what is young or in use stays; and a list that is closed.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
mkdir orch boxes
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp number-post 'inject -t maildir:../boxes members.cdb' >orch/post
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp moderate 'inject -t maildir:../boxes members.cdb' >orch/held
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'store-mail bounces' >orch/return
chmod 700 orch/post orch/held orch/return
echo anne@example.org >orch/members
(cd orch && build-list members.cdb) || exit 1
mail() { printf 'From: Anne <anne@example.org>\nMessage-ID: <%s@example.org>\n\n%s\n' "$1" "$1" >"$1.eml"; }
post() { orch/"$1" -f anne@example.org -r orch@ml.example.jp <"$2.eml"; }
copies() { find boxes -path '*/new/*' -type f | wc -l; }
for n in 1 2 3 4; do mail "$n"; done
post post 1; post post 2; post held 3; post held 4; post return 1; post return 2
is "two are sent, two held, two bounces kept" "$(copies) $(find orch/hold -type f | wc -l) $(find orch/bounces/new -type f | wc -l)" \
	"2 2 2"

everything orch >before
exits 0 "young things" tidy-list orch
everything orch | grep -v 'pending.lock\|seq.lock' >after
grep -v 'pending.lock\|seq.lock' before >want
same "stay as they are" after want
old() { touch -d '40 days ago' "$@"; }
first=$(awk '/<1@/ { print $2 }' orch/posts)
old "orch/sent/$first" "$(find orch/hold -type f | head -n 1)"
touch -d '100 days ago' "$(find orch/bounces/new -type f | head -n 1)"
sed -i 's/^20[0-9][0-9]-../2025-12/' orch/log
touch -d '400 days ago' orch/log.2025-01 orch/log.mine orch/log.backups
everything orch >before
exits 0 "a look" tidy-list -n orch
everything orch >after
same "touches nothing" after before
is "and tells all" "$(sed 's/[0-9a-f]\{64\}/ID/; s|new/.*:|new/F:|' "$T/out" | sort | tr '\n' '|')" \
	"bounces/new/F: 100 days old|hold/ID: 40 days old|log.2025-01: 400 days old|log: becomes log.2025-12|sent/ID: 40 days old|"
exits 0 "it goes" tidy-list orch
is "without a word" "$(cat "$T/out" "$T/err")" ""
is "all but one of each are left" \
	"$(find orch/sent -type f | wc -l) $(find orch/hold -type f | wc -l) $(find orch/bounces/new -type f | wc -l)" "5 1 1"
is "the log has the old month in its name, and what expired in the new one" \
	"$(cd orch && echo log*) $(cut -f 6,7 orch/log)" \
	"log log.2025-12 log.backups log.mine expired	2.7.0 moderate: every post to orch@ml.example.jp is looked at by a moderator"
is "the post's line is gone, the other's is not" "$(cut -d ' ' -f 1,3 orch/posts)" "2 <2@example.org>"
post post 2
is "which is still known as sent" "$(copies)" 2
mail 5; post post 5
is "and numbers go on" "$(tail -n 1 orch/posts | cut -d ' ' -f 1)" 3

# What somebody is at work on.
old orch/sent/*
last=$(tail -n 1 orch/posts | cut -d ' ' -f 2)
flock "orch/sent/$last" sh -c 'tidy-list orch'
ok "a post in work stays" test -e "orch/sent/$last"
is "with its line" "$(cut -d ' ' -f 1 orch/posts | xargs)" 3
tidy-list orch
is "the last line stays, for the number" "$(find orch/sent -type f | wc -l) $(cut -d ' ' -f 1 orch/posts | xargs)" "0 3"

exits 0 "other ages" tidy-list -n orch hold=0 bounces=0 log=10
is "are taken" "$(grep -c . "$T/out")" 2
for bad in sent=5 sent= sent=x hold=-1 hold=9999999 what=3 hold; do
	exits 75 "a mistake: $bad" tidy-list orch "$bad"
done
exits 75 "no folder" tidy-list
exits 75 "a folder that is not there" tidy-list nowhere
exits 75 "a full disk" sh -c 'tidy-list -n orch hold=0 >/dev/full'
exits 0 "help" tidy-list --help

# ---- closed ----
mail 6
: >orch/closed
exits 75 "an empty file closed: mail waits" post post 6
says "and it is said why" '^4\.3\.2 tutti: the list is closed for now, by the file closed; its mail waits$'
printf 'The orchestra has moved to\n  orch@new.example.jp\n' >orch/closed
exits 100 "with a text mail comes back" post post 6
says "with the text" '^5\.7\.1 tutti: The orchestra has moved to orch@new\.example\.jp$'
is "the log knows" "$(tail -n 1 orch/log | cut -f 6)" refused
exits 0 "bounces come in all the same" post return 6
printf "%s\n" "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp dmarc-report >orch/dmarc
chmod 755 orch/dmarc
exits 0 "and reports" post dmarc 6
rm orch/closed
exits 0 "open again" post post 6
is "the post is sent" "$(copies)" 4
finish
