#!/bin/sh
# ask-moderator: a post that is held is sent to the moderators.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/asked.sh
. "$here/asked.sh"

# ---- the question ----
exits 0 "a stranger's post" post 1
is "is held" "$(held)" 1
is "each moderator is asked" "$(box owner@example.com | wc -l) $(box second@example.com | wc -l)" "1 1"
cat >read.py <<'END'
import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
for name in "From", "To", "Subject", "Auto-Submitted":
    print(name, m[name])
print("Reply-To", m["Reply-To"].split("@")[0][:-26], m["Reply-To"].split("@")[1], len(m["Reply-To"].split("@")[0]) <= 64)
text, post = m.iter_parts()
print(post.get_content_type())
print(text.get_content(), end="")
raw = open(sys.argv[1], "rb").read()
print(open(sys.argv[2], "rb").read() in raw)
END
number=$(list-held orch | cut -f 1)
cat >want <<END
From 東京オーケストラ <orch-owner@ml.example.jp>
To orch-owner@ml.example.jp
Subject [orch] waits for you: 練習 1
Auto-Submitted auto-generated
Reply-To orch-moderate- ml.example.jp True
message/rfc822
A post to orch by bert@example.net
waits for a moderator, because:

    bert@example.net is not a member of the list.

It is attached. Reply to this mail, and write as the first line

    ok          to send it to the list, or
    discard     to throw it away; its author is not told.

Any other answer, or none, leaves it where it is. The first answer counts,
whoever of the moderators writes it.

(On the mail server: release $number, or discard $number.)
True
END
/usr/bin/python3 read.py "$(newest owner@example.com)" mail >got 2>&1
same "with the reason, and the post attached byte for byte" got want
post 1
is "the mail server brings it again: nobody is asked twice" "$(box owner@example.com | wc -l) $(held)" "1 1"
for bad in x -Z; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: $bad" env LIST=orch@ml.example.jp ask-moderator $bad <mail
done
exits 75 "in another score" env LIST=orch@ml.example.jp ask-moderator <mail
says "is a mistake" '^4\.3\.5 ask-moderator: the post that is held: EXTENSION does not name it'

# ---- in Japanese ----
language=ja score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
post 2
/usr/bin/python3 read.py "$(newest owner@example.com)" mail 2>&1 | sed -n '3p;7p' >got
printf 'Subject [orch] 承認待ち: 練習 2\nbert@example.net から orch への投稿が、\n' >want
same "the question in Japanese" got want
language=en

# ---- why, in the words of the list's language ----
# why LANGUAGE STEP: what is said of the post in the file said, which that step holds, is then in $why.
why()
{
	n=$((n + 1))
	language=$1
	score post "$2" "inject -t maildir:$T/boxes members.cdb"
	score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
	sed "s/^Message-ID.*/Message-ID: <why$n@example.net>/" said >mail
	orch/post -f bert@example.net -r orch@ml.example.jp <mail
	why=$(/usr/bin/python3 read.py "$(newest owner@example.com)" mail 2>&1 | sed -n '7,$s/^    //p' | head -n 1)
	discard -C orch "$(list-held orch | cut -f 1 | tail -n 1)"
}
n=0
while IFS='|' read -r fields step en ja; do
	stranger 1 | sed "1s/^/$fields/" >said
	why en "$step"
	is "$step: in English" "$why" "$en"
	why ja "$step"
	is "and in Japanese" "$why" "$ja"
done <<'END'
|check-subscriber members.cdb|bert@example.net is not a member of the list.|bert@example.net はこのメーリングリストのメンバーではありません。
List-Id: <x.example>\n|check-loop|It comes from another list, x.example.|ほかのメーリングリスト (x.example) から届いています。
Auto-Submitted: auto-generated\n|check-loop|A machine wrote it, as its header says (Auto-Submitted).|自動送信のメールです (ヘッダーに Auto-Submitted があります)。
Precedence: bulk\n|check-loop|Its header says that it is bulk mail (Precedence: bulk).|一括送信のメールです (ヘッダーに Precedence: bulk があります)。
X-Spam-Flag: YES\n|check-field X-Spam-Flag YES|Its header X-Spam-Flag matches YES.|ヘッダーの X-Spam-Flag が「YES」に一致します。
|moderate|A moderator looks at every post to this list.|このメーリングリストでは、すべての投稿に承認が必要です。
|check-post -s 10|It has 141 octets; 10 are allowed.|大きさが 141 バイトあります (上限は 10 バイトです)。
Cc: a@x.example, b@x.example\n|check-post -r 2|It has 3 recipients in To and Cc; 2 are allowed.|To と Cc に 3 個の宛先があります (上限は 2 個です)。
Cc: a@x.example\n|check-post -a text/plain|It has a part that is not allowed: text/plain|許可されていない種類の添付があります: text/plain
END
from='From: bert@example.net\nMessage-ID: <x@x>\n'
while IFS='|' read -r mail step en; do
	printf '%b' "$from$mail" >said
	why en "$step"
	is "$step" "$(echo "$why" | sed 's/sent [0-9]* posts/sent N posts/')" "$en"
done <<'END'
Subject: x\n\nx\n|check-post -t|orch@ml.example.jp is neither in To nor in Cc.
Subject: \n\nx\n|check-post -e|It has no subject.
Subject: x\n\n\n|check-post -b|It is empty.
Subject: x\n\nunsubscribe\n|check-post -c|It seems to be a command that was sent to the list by mistake.
Content-Type: multipart/mixed\n\nx\n|check-post -a .exe|It has parts that can't be looked into.
Subject: x\n\nsome\n|check-post -p 1|bert@example.net has sent N posts within an hour; 1 are allowed.
END
# Of a filter of the owner's own.
printf '#!/bin/sh\necho "2.7.0 strange: a full moon" >&2\nexit 98\n' >orch/strange
chmod 700 orch/strange
stranger 1 >said
why ja ./strange
is "a sentence that nobody knows is as it was" "$why" "strange: a full moon"
language=en
score post check-loop 'check-subscriber members.cdb' "inject -t maildir:$T/boxes members.cdb"

# ---- when they can't be told now ----
score held ask-moderator false
exits 75 "moderators who can't be told" post 4
says "the mail server keeps it" '^4\.3\.0 tutti: it is held, but the moderators can.t be told: '
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
exits 0 "and brings it again" post 4
is "then they are" "$(held) $(sed -n 's/^Message-ID: <4@.*/4/p' "$(newest owner@example.com)")" "3 4"
{ stranger 5; printf '%1200s\n' x | tr ' ' x; } >mail
exits 0 "a line that no mail may have" orch/post -f bert@example.net -r orch@ml.example.jp <mail
is "is not attached" "$(grep -c 'message/rfc822' "$(newest owner@example.com)") $(awk 'length > 998' "$(newest owner@example.com)")" "0 "
score held ask-moderator moderate
exits 0 "a question that is held itself" post 7
is "waits beside the post, and asks for no other" "$(held)" 6
rm orch/held
exits 0 "a list without the score held" post 6
is "just holds" "$(held)" 7

# ---- a flood ----
cat >fill.py <<'END'
import itertools, os
for n in itertools.islice(itertools.product("abcdefghijklmnopqrstuvwxyz234567", repeat=4), 10000):
    with open("orch/pending/" + "".join(n) + 22 * "a", "w") as f:
        f.write("ACTION=confirm-subscribe\nADDRESS=x@x.org\nARGUMENT=\nEXPIRES=9999999999\n")
END
/usr/bin/python3 fill.py
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
before=$(find orch/pending -type f | wc -l)
exits 0 "a post among ten thousand questions to others" post 8
is "is held, and the moderators are asked" "$(held) $(sed -n 's/^Message-ID: <8@.*/8/p' "$(newest owner@example.com)")" "8 8"
to=$(address)
discard -C orch "$(list-held orch | grep "練習 8" | cut -f 1)"
is "discarded" "$(held)" 7
is "and no question of a moderator leaves anything in pending" "$(find orch/pending -type f | wc -l)" "$before"
post 8
is "brought once more it has the same address for answers" "$(address)" "$to"
rm orch/held

# ---- alone ----
id=$(basename "$(grep -l '<6@' orch/hold/*)")
ask() { LIST=orch@ml.example.jp EXTENSION=held-$id sh -c 'cd orch && exec ask-moderator' <mail; }
exits 0 "help" ask-moderator --help
exits 0 "the post goes in, the question comes out" ask
ask 2>err >/dev/full
is "a full disk is 75" "$?" 75
says "which is said" '^4\.3\.1 ask-moderator: '
exits 75 "a closed stdin is 75" sh -c 'LIST=orch@ml.example.jp ask-moderator <&-'
finish
