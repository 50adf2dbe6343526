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
mkdir -p orch/dmarc-reports/unread
touch orch/dmarc-reports/ml.example.jp.2025-01.tsv orch/dmarc-reports/unread/young
touch -d '100 days ago' orch/dmarc-reports/ml.example.jp.2025-01.tsv orch/dmarc-reports/unread/old orch/dmarc-reports/unread/old.why
sed -i 's/^20[0-9][0-9]-../2025-12/' orch/log
touch -d '400 days ago' orch/log.2025-01 orch/log.mine orch/log.backups
everything orch >before
exits 0 "a look" tidy-list -n orch
everything orch >after
same "touches nothing" after before
is "and tells all" "$(sed 's/[0-9a-f]\{64\}/ID/; s|new/.*:|new/F:|' "$T/out" | sort | tr '\n' '|')" \
	"bounces/new/F: 100 days old|dmarc-reports/unread/old.why: 100 days old|dmarc-reports/unread/old: 100 days old|hold/ID: 40 days old|log.2025-01: 400 days old|log: becomes log.2025-12|sent/ID: 40 days old|"
exits 0 "it goes" tidy-list orch
is "without a word" "$(cat "$T/out" "$T/err")" ""
is "all but one of each are left" \
	"$(find orch/sent -type f | wc -l) $(find orch/hold -type f | wc -l) $(find orch/bounces/new -type f | wc -l)" "5 1 1"
is "the tables of DMARC stay" "$(cd orch/dmarc-reports && find . -type f | sort | xargs)" './ml.example.jp.2025-01.tsv ./unread/young'
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

exits 0 "other ages" tidy-list -n orch hold=0 bounces=0 unread=0 log=10
is "are taken" "$(grep -c . "$T/out")" 3
for bad in sent=5 sent= sent=x hold=-1 hold=9999999 what=3 hold; do
	exits 75 "a mistake: $bad" tidy-list orch "$bad"
done
exits 75 "no folder" tidy-list
exits 75 "a folder that is not there" tidy-list nowhere
exits 75 "a full disk" sh -c 'tidy-list -n orch hold=0 >/dev/full'
exits 0 "help" tidy-list --help

# ---- the author of a post that nobody has decided about ----
# shellcheck source=tests/dns.sh
. "$here/dns.sh"
openssl genrsa -out key 2048 2>key.log
record key 2026._domainkey.example.org rsa
echo '_dmarc.example.org. IN TXT "v=DMARC1; p=reject"' >>zone
mkdir told
score()	# NAME STEP...
{
	name=$1
	shift
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' "DNS=$DNS" "$@" \
		>"orch/$name"
	chmod 755 "orch/$name"
}
score post 'verify-auth -i ml.example.jp' moderate 'inject -t maildir:../boxes members.cdb'
score answer 'inject -r -t maildir:../told'
# held NUMBER SENDER [FIELD]: a post by anne, signed by SIGN, which was held 40 days ago.
held()
{
	{
		printf 'From: Anne <anne@example.org>\n%bSubject: =?UTF-8?B?57e057+S?= %s\n' "${3-}" "$1"
		printf 'Date: Tue, 24 Nov 2026 13:33:09 +0900\nMessage-ID: <%s@example.org>\n\n%s\n' "$1" "$1"
	} >plain
	LIST=anne@example.org dkim-sign -d example.org -s 2026 -k key <plain >signed
	[ "${sign-yes}" = yes ] || cp plain signed
	{ echo 'Received: by mx.example.jp'; cat signed; } >mail
	orch/post -f "$2" -r orch@ml.example.jp <mail
	id=$(find orch/hold -type f -newer signed)
	touch -d '2026-01-01 12:00 UTC' "$id"
}
told() { find told -path '*/new/*' -type f | wc -l; }
rm -r orch/hold orch/held
held a1 anne@example.org
cp "$id" kept
is "what verify-auth has found is kept beside the post" \
	"$(grep '^RESULTS=' "$id" | grep -o 'dkim=pass\|dmarc=pass' | xargs)" "dkim=pass dmarc=pass"
is "which is as it came" "$(sed '1,/^$/d' "$id" | cmp - mail && echo same)" same
exits 0 "young enough" tidy-list orch hold=100000
exits 0 "a look" tidy-list -n orch
is "tells nobody" "$(told) $(find orch/hold -type f | wc -l)" "0 1"
exits 0 "it goes" tidy-list orch hold=45
is "and the author is told" "$(told) $(find orch/hold -type f | wc -l)" "1 0"
cat >want <<'END'
Delivered-To: orch@ml.example.jp
From: =?UTF-8?B?5p2x5Lqs44Kq44O844Kx44K544OI44Op?= <orch-owner@ml.example.jp>
To: anne@example.org
Subject: Your post to orch@ml.example.jp was not sent
Date: Sun, 15 Feb 2026 12:00:00 +0000
Message-ID: <expired-ID@ml.example.jp>
In-Reply-To: <a1@example.org>
References: <a1@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

Your post to the list 東京オーケストラ <orch@ml.example.jp>,

    練習 a1

has waited for a moderator for 45 days. Nobody has decided about it, so it
has been removed, and nobody has got it.

A person answers at orch-owner@ml.example.jp
END
letter=$(find told -path '*/new/*' -type f)
sed -n '1,/^$/{s/expired-[0-9a-f]*@/expired-ID@/;p}' "$letter" >got
body "$letter" | /usr/bin/python3 -m quopri -d >>got
same "by this mail" got want
rm -r told
mkdir told
cp kept "$id"
touch -d '2026-01-01 12:00 UTC' "$id"
exits 0 "cut off before it left hold/" tidy-list orch hold=45
is "it goes, and he is not told twice" "$(told) $(find orch/hold -type f | wc -l)" "0 0"
cp kept "$id"
sed -i 's/a1@example.org/b1@example.org/' "$id"
other=orch/hold/$(printf %064d 1)
mv "$id" "$other"
score answer false
exits 75 "he can't be told now" tidy-list orch hold=0
is "it stays" "$(told) $(find orch/hold -type f | wc -l)" "0 1"
score answer 'inject -r -t maildir:../told'
exits 0 "somebody is at work on it" flock "orch/sent/$(printf %064d 1)" tidy-list orch hold=0
is "it stays" "$(told) $(find orch/hold -type f | wc -l)" "0 1"
echo 'done 1 1 0 0' >"orch/sent/$(printf %064d 1)"
exits 0 "it has been sent" tidy-list orch hold=0
is "it goes, and he is not told that it was not" "$(told) $(find orch/hold -type f | wc -l)" "0 0"
held a2 ''
held a3 anne@example.org 'Auto-Submitted: auto-replied\n'
held a4 anne@example.org 'Auto-Submitted: auto-generated\n'
held a5 anne@example.org 'Precedence: bulk\n'
held a6 anne@example.org 'List-Id: <other.example.net>\n'
sign=no held a7 anne@example.org
sign=no held a8 anne@example.org \
	'Authentication-Results: ml.example.jp; dkim=pass header.d=example.org; dmarc=pass header.from=example.org\n'
is "seven wait" "$(find orch/hold -type f | wc -l)" 7
exits 0 "they go" tidy-list orch
is "and nobody is told: no machine, and none who has not shown that he wrote it" \
	"$(told) $(find orch/hold -type f | wc -l)" "0 0"
held a9 anne@example.org
score post moderate 'inject -t maildir:../boxes members.cdb'
exits 0 "a score that asks no more who wrote it" tidy-list orch
is "believes nobody" "$(told) $(find orch/hold -type f | wc -l)" "0 0"
score post number-post 'inject -t maildir:../boxes members.cdb'
rm orch/answer

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
for score in owner request; do
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp "store-mail of-$score" >orch/$score
	chmod 755 orch/$score
done
exits 0 "the owner can be written to" post owner 6
exits 100 "requests come back as posts do" post request 6
rm orch/closed
exits 0 "open again" post post 6
is "the post is sent" "$(copies)" 4
finish
